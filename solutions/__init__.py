"""The answers: one plain module for each assignment, with the names and signatures of its notebook."""
