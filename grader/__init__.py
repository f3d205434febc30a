"""The judge: reads submissions, runs them in a sandbox, decides and explains their scores. Staff only."""
