"""What a cell put out, as pieces for a page: text without anything of the machine, figures with their words, HTML."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
_IMAGE = re.compile(r'<img src="data:image/(?P<kind>\w+);base64,(?P<data>[^"]+)" alt="(?P<alt>[^"]*)"[^>]*>')
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_BOLD = re.compile(r".\x08")
_TIME = re.compile(r"(?<![\w.])\d[\d.,]*(?:e-?\d+)?(?P<unit> (?:s|ms|µs|us|seconds?|minutes?|hours?))\b")
_SPEED = re.compile(r"(?<![\w.])\d[\d.,]*(?P<rest> times (?:as fast|faster|slower))\b")
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
_FOLDER = re.compile(r"(?:/[\w.@+-]+){1,}/(?P<name>[\w.@+-]+)")
_PRIVATE = ("/root", "/home", "/tmp", "/var", "/usr", "/opt")


@dataclass(frozen=True)
class Text:
    """What was printed."""

    text: str


@dataclass(frozen=True)
class Figure:
    """A picture: its kind (`png`, `gif`), its bytes, and what it shows in words."""

    kind: str
    data: bytes
    alt: str


@dataclass(frozen=True)
class Markup:
    """A figure that moves, or a table, as HTML of our own."""

    html: str


Piece = Text | Figure | Markup


def pieces(cell: NotebookNode) -> list[Piece]:
    """The outputs of a cell in their order, neighbouring texts as one."""
    found: list[Piece] = []
    for piece in (piece for output in cell.get("outputs", ()) for piece in _pieces(output)):
        if isinstance(piece, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].text + piece.text)
        else:
            found.append(piece)
    return [piece for piece in found if not isinstance(piece, Text) or piece.text.strip()]


def _pieces(output: NotebookNode) -> Iterator[Piece]:
    if output.output_type == "stream":
        if output.name == "stdout":  # what libraries write on stderr is of the machine
            yield Text(plain(output.text))
        return
    data: dict[str, Any] = output.get("data", {})
    html = data.get("text/html", "")
    if image := _IMAGE.match(html):
        yield Figure(image["kind"], base64.b64decode(image["data"]), unescape(image["alt"]))
    elif html and not html.startswith(("<pre", "<img")):  # a coloured table comes as <pre>; the plain one is legible
        yield Markup(html)
    elif "image/png" in data:
        yield Figure(
            "png", base64.b64decode(data["image/png"]), str(output.metadata.get("image/png", {}).get("alt", ""))
        )
    elif "text/plain" in data:
        yield Text(plain(data["text/plain"]).rstrip("\n") + "\n")


def plain(text: str) -> str:
    """A text without colours, and without what differs from machine to machine: times, addresses, folders."""
    text = _BOLD.sub("", _ESCAPES.sub("", text))
    lines = [line.rpartition("\r")[2] for line in text.split("\n")]
    text = _TIME.sub(r"…\g<unit>", "\n".join(lines))
    text = _SPEED.sub(r"…\g<rest>", text)
    return _FOLDER.sub(_name_alone, _ADDRESS.sub("0x…", text))


def _name_alone(found: re.Match[str]) -> str:
    is_private = found[0].startswith((*_PRIVATE, str(ROOT), str(Path.home())))
    return found["name"] if is_private else found[0]
