"""Figures in a notebook: each is shown with an alternative text.

JupyterLab, VS Code and nbconvert's own page show a PNG without its `alt`, whatever its metadata say; an `<img>` in
HTML is shown with it everywhere. So a figure is given to the notebook as that. The picture stays beside it, for
what cannot show HTML, such as an export by LaTeX.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from dlkit.plot.description import describe

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_KINDS = ("image/png", "image/svg+xml", "image/jpeg")
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
        shown = (_with_text(figure, kind, formatters[kind]) for kind in _KINDS)
        return next(filter(None, shown), None)

    formatters["text/html"].for_type_by_name(*_FIGURES, as_html)


def image_tag(data: str, text: str, *, kind: str = "image/png", size: str = "") -> str:
    """An image in HTML with its alternative text.

    Args:
        data: the picture in base64.
        text: what it shows.
        kind: its MIME type.
        size: further attributes.
    """
    return f'<img src="data:{kind};base64,{data.strip()}" alt="{escape(text, quote=True)}"{size}>'


def _with_text(figure: Figure, kind: str, formatter: Any) -> str | None:
    """The figure as HTML; None where the notebook does not show figures as pictures of that kind, or nothing is drawn."""
    try:
        draw = formatter.lookup_by_type(type(figure))
    except KeyError:
        return None
    drawn = draw(figure)
    if not drawn:
        return None
    data, about = drawn if isinstance(drawn, tuple) else (drawn, {})
    text = describe(figure)
    # IPython asks for the picture next: it gets this one, not drawn a second time, with what nbconvert reads `alt` from.
    formatter.for_type(type(figure), _once(figure, (data, {**about, "alt": text}), draw, formatter))
    size = "".join(f' {side}="{int(about[side])}"' for side in ("width", "height") if side in about)
    is_text = kind == "image/svg+xml"
    encoded = base64.b64encode(data.encode("utf-8")).decode("ascii") if is_text else data
    return image_tag(encoded, text, kind=kind, size=size)


def _once(
    figure: Figure, drawn: tuple[str, dict[str, Any]], draw: Callable[[Any], Any], formatter: Any
) -> Callable[..., Any]:
    def again(asked: Figure) -> Any:
        formatter.for_type(type(figure), draw)
        return drawn if asked is figure else draw(asked)

    return again
