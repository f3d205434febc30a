"""What a student's own notebook showed below its cells: pictures and text, and nothing that a page would run."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode, from_dict

from dlkit.comparing import clean

MAX_PICTURE_BYTES, MAX_TEXT = 1_000_000, 20_000  # of one picture; characters of one output
MAX_OUTPUTS = 20  # of a cell
_BEGINNINGS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
_COLOURS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


class Allowance:
    """How many bytes of pictures a notebook may still bring along.

    Args:
        size: in bytes.
    """

    def __init__(self, size: int = 6_000_000) -> None:
        self._left = size

    def take(self, size: int) -> bool:
        """Takes some of it; False if there is not enough left."""
        if size > self._left:
            return False
        self._left -= size
        return True


def harmless_outputs(raw: Any, allowance: Allowance) -> list[NotebookNode]:
    """The outputs of a cell that was handed in, as pictures and text: no HTML, no script, no SVG.

    Args:
        raw: what the file has as outputs, of any kind.
        allowance: for the pictures of the whole notebook.
    """
    if not isinstance(raw, list):
        return []
    found = [_harmless(item, allowance) for item in raw[:MAX_OUTPUTS] if isinstance(item, Mapping)]
    return [output for output in found if output is not None]


def _harmless(raw: Mapping[str, Any], allowance: Allowance) -> NotebookNode | None:
    kind = raw.get("output_type")
    if kind == "stream":
        return _text(raw.get("text"))
    if kind in ("error", "pyerr"):
        return _text(f"{_one_line(raw.get('ename'))}: {_one_line(raw.get('evalue'))}".strip(": "))
    data = raw.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, Mapping):
        return None
    for mime, beginnings in _BEGINNINGS.items():
        if (picture := _picture(data.get(mime), beginnings)) and allowance.take(len(picture)):
            shown = {mime: picture}
            return from_dict({"output_type": "display_data", "data": shown, "metadata": {}})
    return _text(data.get("text/plain"))


def _picture(data: Any, beginnings: tuple[bytes, ...]) -> str:
    """A picture in base64; empty if it is none, or too large."""
    data = "".join(data) if isinstance(data, list) and all(isinstance(part, str) for part in data) else data
    if not isinstance(data, str) or len(data) > MAX_PICTURE_BYTES * 4 / 3:
        return ""
    try:
        decoded = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(decoded).decode() if decoded.startswith(beginnings) else ""


def _text(text: Any) -> NotebookNode | None:
    text = "".join(part for part in text if isinstance(part, str)) if isinstance(text, list) else text
    if not isinstance(text, str):
        return None
    lines = map(_as_it_ends, _COLOURS.sub("", text[: 10 * MAX_TEXT]).split("\n"))
    text = clean("\n".join(lines), limit=MAX_TEXT)
    return from_dict({"output_type": "stream", "name": "stdout", "text": text}) if text.strip() else None


def _as_it_ends(line: str) -> str:
    """A line as it looks when all is written: a progress bar writes over what stands there."""
    line = line.rstrip("\r")
    return line[max(line.rfind("\r"), line.rfind("\b")) + 1 :]


def _one_line(text: Any) -> str:
    return text.split("\n", 1)[0] if isinstance(text, str) else ""
