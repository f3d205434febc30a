"""What a figure shows, in words with its numbers: the alternative text of pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 6  # lines, bars, boxes, pictures that are told one by one
LONGEST = 900  # characters: a screen reader reads an alternative text in one go

# What the functions of dlkit.plot know of what they drew: the kind of picture, and facts about it.
_noted: WeakKeyDictionary[Axes, tuple[str, list[str]]] = WeakKeyDictionary()


def note(ax: Axes, kind: str, *facts: str) -> None:
    """Notes what was drawn into some Axes, for `describe`.

    Args:
        ax: where it was drawn.
        kind: what kind of picture it is: "A confusion matrix of 10 classes". Facts of one kind are put together;
            another kind replaces what was noted before.
        facts: what it says, with numbers.
    """
    before, known = _noted.get(ax, (kind, []))
    _noted[ax] = (kind, [*(known if before == kind else []), *facts])


def describe(figure: Figure) -> str:
    """What a figure shows: the kind of picture, its title, its series and their numbers.

    What the functions of dlkit.plot drew is told as they noted it; anything else is read from the Axes.

    Args:
        figure: any matplotlib figure.

    Returns:
        A few sentences, without line breaks. Empty if nothing is drawn.
    """
    bars = {id(image.colorbar.ax) for ax in figure.axes for image in _mappables(ax) if image.colorbar is not None}
    shown = [ax for ax in figure.axes if ax.get_visible() and id(ax) not in bars]
    told = [text for text in map(_describe_axes, shown) if text]
    heading = plain(figure.get_suptitle())
    if len(told) > 1:
        more = [f"{len(told) - MOST} more are left out."] if len(told) > MOST else []
        told = [f"{len(told)} pictures.", *(f"{n}. {text}" for n, text in enumerate(told[:MOST], 1)), *more]
    text = " ".join([f"{heading}:"] * bool(heading and told) + told)
    return text if len(text) <= LONGEST else text[: LONGEST - 3].rsplit(" ", 1)[0] + " ..."


def number(value: float) -> str:
    """A number as it is read aloud: three digits, thousands apart."""
    value = float(value)
    if not np.isfinite(value):
        return "not a number" if np.isnan(value) else "infinity" if value > 0 else "minus infinity"
    if value == round(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def span(values: Any) -> str:
    """From where to where some numbers reach; those that are no numbers are left out."""
    finite = np.ma.compressed(np.ma.masked_invalid(np.ma.asarray(values, dtype=np.float64)))
    if not finite.size:
        return "without a number"
    low, high = finite.min(), finite.max()
    return f"all {number(low)}" if low == high else f"from {number(low)} to {number(high)}"


def listed(names: Any) -> str:
    """The first names of a row, and how many more there are."""
    names = [plain(str(name)) for name in names]
    more = f" and {len(names) - 2 * MOST} more" if len(names) > 2 * MOST else ""
    return ", ".join(names[: 2 * MOST]) + more


def plain(text: str) -> str:
    """A text of a figure without line breaks and without the marks of mathematics."""
    return re.sub(r"\s+", " ", text.replace("$", "").replace("\\", "")).strip()


def counted(count: int, thing: str, things: str | None = None) -> str:
    """A number of things: "1 point", "2 points"."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def _describe_axes(ax: Axes) -> str:
    kind, facts = _noted.get(ax) or _read(ax)
    if not kind:
        return ""
    title = plain(ax.get_title())
    head = f'{kind}, "{title}"' if title else kind
    more = [f"{len(facts) - MOST} more are left out"] if len(facts) > MOST else []
    return f"{head}: {'; '.join([*facts[:MOST], *more])}." if facts else f"{head}."


def _read(ax: Axes) -> tuple[str, list[str]]:
    """The kind of picture and its facts, from what stands in the Axes."""
    from matplotlib.collections import PathCollection, QuadMesh
    from matplotlib.container import BarContainer

    facts: list[str] = []
    kinds: list[str] = []
    if images := ax.get_images():
        kinds.append("A picture")
        facts += [_image(image) for image in images]
    if meshes := [mesh for mesh in ax.collections if isinstance(mesh, QuadMesh) or _is_contour(mesh)]:
        kinds.append("A map")
        facts += [f"colours for values {span(mesh.get_array())}" for mesh in meshes if mesh.get_array() is not None][:1]
    if bars := [group for group in ax.containers if isinstance(group, BarContainer)]:
        kinds.append("A bar chart")
        facts += [_bars(ax, group) for group in bars]
    if lines := [
        line
        for line in ax.lines
        if all(line.get_transform().contains_branch_seperately(ax.transData)) and np.size(line.get_xdata()) > 1
    ]:
        kinds.append("A line chart")
        facts += [_line(ax, line) for line in lines]
    points = [group for group in ax.collections if isinstance(group, PathCollection) and np.size(group.get_offsets())]
    if points:
        kinds.append("A scatter plot")
        facts += [_points(ax, group) for group in points]
    if not kinds and (texts := [plain(text.get_text()) for text in ax.texts if text.get_text().strip()]):
        return "A drawing", [f"it reads {listed(texts)}"]
    if not kinds:
        return ("A drawing" if ax.patches or ax.collections or ax.lines else ""), []
    kind = " with ".join([kinds[0], *(other[0].lower() + other[1:] for other in kinds[1:])])
    return kind, facts


def _mappables(ax: Axes) -> list[Any]:
    return [*ax.get_images(), *ax.collections]


def _is_contour(collection: Any) -> bool:
    from matplotlib.contour import ContourSet

    return isinstance(collection, ContourSet)


def _image(image: Any) -> str:
    values = image.get_array()
    size = f"{values.shape[0]} x {values.shape[1]} pixels"
    return f"{size}, values {span(values)}" if values.ndim == 2 else f"{size} in colour"


def _bars(ax: Axes, group: Any) -> str:
    name = _name(group)
    is_flat = getattr(group, "orientation", "vertical") == "horizontal"
    lengths = [bar.get_width() if is_flat else bar.get_height() for bar in group]
    if len(lengths) > 2 * MOST:
        return f"{name}{len(lengths)} bars {span(lengths)}"
    axis = ax.yaxis if is_flat else ax.xaxis
    ticks = {round(float(place), 6): plain(label.get_text()) for place, label in _ticks(axis)}
    middles = [bar.get_y() + bar.get_height() / 2 if is_flat else bar.get_x() + bar.get_width() / 2 for bar in group]
    names = [ticks.get(round(float(middle), 6)) or number(middle) for middle in middles]
    return name + ", ".join(f"{label}: {number(length)}" for label, length in zip(names, lengths, strict=True))


def _ticks(axis: Any) -> list[tuple[float, Any]]:
    return list(zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False))


def _line(ax: Axes, line: Any) -> str:
    x, y = (np.ma.filled(np.ma.asarray(v, dtype=np.float64), np.nan) for v in (line.get_xdata(), line.get_ydata()))
    fits = np.isfinite(x) & np.isfinite(y)
    name = _name(line)
    if not fits.any():
        return f"{name}without a number"
    x, y = x[fits], y[fits]
    if np.any(np.diff(x) < 0):
        return f"{name}goes from ({number(x[0])}, {number(y[0])}) to ({number(x[-1])}, {number(y[-1])})"
    across = plain(ax.get_xlabel())
    x_range = f"as {across} goes {span(x)}" if across else f"for x {span(x)}"
    what = "" if name else f"{label} " if (label := plain(ax.get_ylabel())) else ""
    return f"{name}{what}{course(y)} {x_range}"


def course(values: Any) -> str:
    """How a row of numbers goes: "falls from 0.69 to 0.08", with its highest or lowest where that is in between."""
    values = np.asarray(values, dtype=np.float64)
    first, last, low, high = values[0], values[-1], values.min(), values.max()
    if low == high:
        return f"stays at {number(first)}"
    verb = "falls" if last < first else "rises" if last > first else "goes"
    room = 0.1 * (high - low)
    turns = [f"its lowest {number(low)}"] * bool(low < min(first, last) - room)
    turns += [f"its highest {number(high)}"] * bool(high > max(first, last) + room)
    between = f" ({' and '.join(turns)})" if turns else ""
    return f"{verb} from {number(first)} to {number(last)}{between}"


def _points(ax: Axes, group: Any) -> str:
    places = np.ma.asarray(group.get_offsets(), dtype=np.float64)
    if len(places) == 1:
        return f"{_name(group)}a point at ({number(places[0, 0])}, {number(places[0, 1])})"
    x, y = plain(ax.get_xlabel()) or "x", plain(ax.get_ylabel()) or "y"
    return f"{_name(group)}{len(places):,} points, {x} {span(places[:, 0])}, {y} {span(places[:, 1])}"


def _name(artist: Any) -> str:
    label = plain(str(artist.get_label() or ""))
    return "" if not label or label.startswith("_") else f'"{label}" '
