"""Figures in a notebook: each is shown with an alternative text.

JupyterLab, VS Code and nbconvert's own page show a PNG without its `alt`, whatever its metadata say; an `<img>` in
HTML is shown with it everywhere. So a figure is given to the notebook as that. The PNG stays beside it, for what
cannot show HTML, such as an export by LaTeX.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from dlkit.plot.description import describe

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Its base class: what is registered for Figure itself is taken out whenever matplotlib's backend or format is chosen.
_FIGURES = ("matplotlib.figure", "FigureBase")


def describe_figures() -> None:
    """From now on IPython shows every matplotlib figure with an alternative text; without IPython, nothing happens."""
    if "IPython" not in sys.modules:
        return
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    formatters = shell.display_formatter.formatters

    def as_html(figure: Figure) -> str | None:
        return _with_text(figure, formatters["image/png"])

    formatters["text/html"].for_type_by_name(*_FIGURES, as_html)


def image_tag(png: str, text: str, *, size: str = "") -> str:
    """An image in HTML with its alternative text.

    Args:
        png: the picture in base64.
        text: what it shows.
        size: further attributes.
    """
    return f'<img src="data:image/png;base64,{png.strip()}" alt="{escape(text, quote=True)}"{size}>'


def _with_text(figure: Figure, png: Any) -> str | None:
    """The figure as HTML; None where PNG is not what the notebook shows figures as, or nothing is drawn."""
    try:
        draw = png.lookup_by_type(type(figure))
    except KeyError:
        return None
    drawn = draw(figure)
    if not drawn:
        return None
    data, about = drawn if isinstance(drawn, tuple) else (drawn, {})
    text = describe(figure)
    # IPython asks for the PNG next: it gets this one, not drawn a second time, and what its own template reads `alt` from.
    png.for_type(type(figure), _once(figure, (data, {**about, "alt": text}), draw, png))
    size = "".join(f' {side}="{int(about[side])}"' for side in ("width", "height") if side in about)
    return image_tag(data, text, size=size)


def _once(
    figure: Figure, drawn: tuple[str, dict[str, Any]], draw: Callable[[Any], Any], png: Any
) -> Callable[..., Any]:
    def again(asked: Figure) -> Any:
        png.for_type(type(figure), draw)
        return drawn if asked is figure else draw(asked)

    return again
