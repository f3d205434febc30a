"""Which names may be a student's: they become folders, addresses in nbgrader's pages and keys of the gradebook."""

from __future__ import annotations

import re

MAX_BYTES = 150  # a file is named after a student, with an ending
PATTERN = r"[\w@+][\w.@+-]*"  # no separator, no markup, no leading dot or hyphen
_ID = re.compile(PATTERN)


def is_student_id(name: str) -> bool:
    """Whether a name may be a student's: letters, digits and `_ . @ + -`, the first neither dot nor hyphen."""
    return bool(_ID.fullmatch(name)) and len(name.encode()) <= MAX_BYTES


def not_a_student_id(name: str) -> str:
    """What is wrong with a name, as a sentence; a name that is no text, or would steer a terminal, is spelt out."""
    shown = repr(name) if len(name) <= MAX_BYTES else f"{name[:MAX_BYTES]!r}..."
    return (
        f"{shown} cannot be a student's id, so nothing is done for it: ids have letters, digits and _ . @ + -, "
        f"begin with none of . and -, and take at most {MAX_BYTES} bytes. Rename it and run the same command again."
    )
