"""What a notebook is given of an interactive figure: a still picture, its data, and the script that makes it move."""

from __future__ import annotations

import base64
import io
import json
import secrets
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dlkit.plot.description import describe
from dlkit.plot.in_notebook import image_tag

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STANDS_STILL = (
    "This figure can be moved where a notebook's scripts may run: run its cell again, or trust the notebook "
    "(in JupyterLab: View, Activate Command Palette, Trust Notebook)."
)


@dataclass(frozen=True)
class InteractiveFigure:
    """A figure that a notebook shows when it is the last value of a cell, and that its reader can move.

    Attributes:
        name: of the script `<name>.js` beside this file, which defines an object of that name with `draw(root, data)`.
        title: stands above the figure.
        data: what the script draws from: numbers, texts, lists and dicts of these.
        still: the PNG that stands in its place where no script runs.
        description: what the still picture shows, for those who cannot see it.
    """

    name: str
    title: str
    data: dict[str, Any]
    still: bytes = field(repr=False)
    description: str

    def as_html(self) -> str:
        """The figure as HTML. Its script replaces the still picture when it runs."""
        identity = f"dlkit-{secrets.token_hex(6)}"
        picture = image_tag(base64.b64encode(self.still).decode("ascii"), self.description)
        # "<" is written so that no text of the data can end the script.
        data = json.dumps(self.data, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
        return (
            f'<figure class="dlkit-figure" id="{identity}" role="group" aria-label="{escape(self.title, quote=True)}" '
            f'style="margin:.5em 0"><div><b>{escape(self.title)}</b></div>'
            f"<div>{picture}<figcaption>{escape(STANDS_STILL)}</figcaption></div></figure>"
            f"<script>(() => {{\n{script(self.name)}\n"
            f'kit.open("{identity}", root => {self.name}.draw(root, {data}));\n}})();</script>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows; the PNG is for what cannot show HTML."""
        png = base64.b64encode(self.still).decode("ascii")
        return {"text/html": self.as_html(), "image/png": png, "text/plain": f"{self.title}. {self.description}"}


@cache
def script(name: str) -> str:
    """The text of a figure's script, with what all figures share before it.

    Args:
        name: of the figure.
    """
    folder = files(__package__)
    style = json.dumps(folder.joinpath("figure.css").read_text(encoding="utf-8"))
    texts = [folder.joinpath(f"{part}.js").read_text(encoding="utf-8") for part in ("kit", name)]
    return "\n".join([f"const STYLE = {style};", *texts])


def new_figure(width: float, height: float) -> Figure:
    """A matplotlib figure of so many inches that belongs to no notebook: it is not shown by itself."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def interactive(name: str, title: str, data: dict[str, Any], still: Figure) -> InteractiveFigure:
    """Puts a figure together.

    Args:
        name: of its script.
        title: stands above it.
        data: what the script draws from.
        still: the still figure, whose description is read from it.
    """
    png = io.BytesIO()
    still.savefig(png, format="png", dpi=72)
    return InteractiveFigure(name, title, data, png.getvalue(), describe(still))
