"""The judge: reads submissions, runs them in a sandbox, decides and explains their scores. Staff only."""

import sys

# jsonschema takes it where it is installed, and its grammar of addresses takes seconds to compile. No notebook's
# schema asks for one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
