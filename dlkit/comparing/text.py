"""Text that was written by others, made fit to be shown: no character in it acts, hides or turns the line around.

Names of files, students, layers and types, values, errors, notebooks: whatever comes from outside and goes to a
terminal, a log, a page or a table passes through here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

REPLACEMENT = "\ufffd"
MAX_MARKS = 4  # combining marks on one letter; more of them run over the lines above and below
MAX_KEY = 40  # characters of a key of a dict where it is told
MAX_TOLD = 12  # keys of a dict that are told
MAX_BITS = 128  # of a whole number that is written out
# Control characters but line feed and tab, what is invisible or changes the direction of reading, what ends a line
# in some programs only, halves of letters, and tags, in which a text can be hidden in another one.
_ACTS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_ACTING = re.compile(f"[{_ACTS}]")
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED_UP = re.compile(f"([{_MARKS}]{{{MAX_MARKS}}})[{_MARKS}]+")
_SPACES = re.compile(r"[\t\n]+")


def clean(text: str, *, limit: int | None = None) -> str:
    """A text without characters that act on a terminal or deceive a reader; lines and tabs stay.

    Args:
        text: the text, of any length.
        limit: how many characters at most; what is cut off is marked by an ellipsis.
    """
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    if text.isascii() and text.isprintable():
        return text
    return _PILED_UP.sub(r"\1", _ACTING.sub(REPLACEMENT, text))


def clean_line(text: str, *, limit: int | None = None) -> str:
    """The same in one line: nobody's name can make up a second line of a log or a table."""
    return _SPACES.sub(" ", clean(text, limit=limit))


def shorten(text: str, limit: int) -> str:
    """A text of so many characters at most; what is cut off is marked by an ellipsis."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def told_key(key: Any) -> str:
    """A key of a dict as it is told: short, whatever was taken for one."""
    if isinstance(key, str):
        return repr(shorten(key, MAX_KEY))
    if isinstance(key, tuple) and len(key) <= 4 and not any(isinstance(part, tuple) for part in key):
        return f"({', '.join(map(told_key, key))}{',' if len(key) == 1 else ''})"
    if key is None or isinstance(key, float):
        return repr(key)
    return told_integer(key) if isinstance(key, int) else f"a {type(key).__name__}"


def told_keys(value: Mapping[Any, Any]) -> str:
    """The keys of a dict as they are told: the first few, and how many more there are."""
    told = ", ".join(told_key(key) for key in islice(value, MAX_TOLD))
    return told + (f" and {len(value) - MAX_TOLD:,} more" if len(value) > MAX_TOLD else "")


def told_integer(value: int) -> str:
    """A whole number as it is told; of a very large one, which takes long to write out, how large it is."""
    return str(value) if value.bit_length() <= MAX_BITS else f"a whole number of {value.bit_length():,} bits"
