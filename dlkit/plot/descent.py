"""Ways down: the paths of optimizers over the contours of a function, still and moving."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import LINE_STYLES, PALETTE, new_axes
from dlkit.plot.description import counted, note, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from PIL.Image import Image

GRID = 200  # points to each side: fine enough for smooth contours, and quick
LEVELS = 24
GREYS, TINTS = 32, (0.0, 0.3, 0.6)  # of a moving picture: enough for smooth lines, and small
DOTS_PER_INCH = 80.0

Height = Callable[[npt.NDArray[np.float64], npt.NDArray[np.float64]], npt.ArrayLike]


@dataclass(frozen=True)
class Animation:
    """A moving picture that a notebook shows by itself when it is the last value of a cell.

    Attributes:
        gif: the picture, the bytes of a GIF file.
        description: what it shows, for those who cannot see it.
    """

    gif: bytes = field(repr=False)
    description: str

    def _repr_html_(self) -> str:
        """What a notebook shows: an image and no script, so that it moves in every viewer."""
        from html import escape

        data = base64.b64encode(self.gif).decode("ascii")
        return f'<img src="data:image/gif;base64,{data}" alt="{escape(self.description, quote=True)}">'


def descent_paths(
    f: Height,
    paths: Mapping[str, npt.ArrayLike],
    *,
    x_range: tuple[float, float] = (-1.0, 1.0),
    y_range: tuple[float, float] = (-1.0, 1.0),
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the paths of optimizers over the contours of a function of two numbers.

    Dark is deep. Where the contours are close together the function is steep. Each path has a dot for every
    step, so the dots lie close together where it is slow; it ends in a large dot.

    Args:
        f: the function: arrays x and y of one shape to its values, in the same shape.
        paths: name to places, one row (x, y) for the start and for each step, (steps + 1, 2).
        x_range: from where to where the picture goes in x.
        y_range: from where to where the picture goes in y.
        title: stands above the picture.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the contours and the paths.

    Raises:
        ValueError: if a path is no list of places, or `f` does not return one value for each place.
    """
    places = {name: _checked_path(name, path) for name, path in paths.items()}
    ax = new_axes(5.0, 4.0) if ax is None else ax
    _draw_contours(f, x_range, y_range, ax)
    for index, (name, path) in enumerate(places.items()):
        line, end = _path_artists(ax, name, index)
        line.set_data(path[:, 0], path[:, 1])
        end.set_data(path[-1:, 0], path[-1:, 1])
    _finish(ax, places, title)
    note(ax, "Paths over the contours of a function", *_facts(places))
    return ax


def animate_descent(
    f: Height,
    paths: Mapping[str, npt.ArrayLike],
    *,
    x_range: tuple[float, float] = (-1.0, 1.0),
    y_range: tuple[float, float] = (-1.0, 1.0),
    title: str | None = None,
    frames: int = 50,
    seconds: float = 5.0,
    ax: Axes | None = None,
) -> Animation:
    """Let the optimizers of `descent_paths` walk, all at the same pace in steps.

    Args:
        f: the function: arrays x and y of one shape to its values, in the same shape.
        paths: name to places, one row (x, y) for the start and for each step, (steps + 1, 2).
        x_range: from where to where the picture goes in x.
        y_range: from where to where the picture goes in y.
        title: stands above the picture.
        frames: how many pictures it is made of, at most; fewer if the paths are shorter.
        seconds: how long they take together; then the last one stays for a moment, and all begins again.
        ax: where to draw; its figure is what is animated. A new figure if left out.

    Returns:
        The animation. Make it the last line of a cell.

    Raises:
        ValueError: if there is no path, a path is no list of places, or fewer than two frames are asked for.
    """
    if not paths:
        raise ValueError("paths should hold at least one path; received none.")
    if frames < 2:
        raise ValueError(f"frames should be at least 2; received {frames}.")
    from matplotlib import pyplot

    places = {name: _checked_path(name, path) for name, path in paths.items()}
    given = ax
    ax = new_axes(5.0, 4.0) if ax is None else ax
    _draw_contours(f, x_range, y_range, ax)
    artists = [_path_artists(ax, name, index) for index, name in enumerate(places)]
    _finish(ax, places, title)

    last = max(len(path) for path in places.values()) - 1
    shown = np.unique(np.linspace(0, last, min(frames, last + 1)).round().astype(int))
    pictures = []
    for step in shown:
        for path, (line, end) in zip(places.values(), artists, strict=True):
            walked = path[: step + 1]
            line.set_data(walked[:, 0], walked[:, 1])
            end.set_data(walked[-1:, 0], walked[-1:, 1])
        pictures.append(_picture(ax))
    if given is None:
        pyplot.close(ax.figure)  # a notebook would show the last frame once more
    what = title or "A function"
    described = f"{what}: the paths of {', '.join(places)}, step by step. {'; '.join(_facts(places))}."
    return Animation(_as_gif(pictures, seconds), described)


def _facts(places: Mapping[str, npt.NDArray[np.float64]]) -> list[str]:
    return [
        f"{name} goes in {counted(len(path) - 1, 'step')} from ({number(path[0, 0])}, {number(path[0, 1])}) "
        f"to ({number(path[-1, 0])}, {number(path[-1, 1])})"
        for name, path in places.items()
    ]


def _checked_path(name: str, path: npt.ArrayLike) -> npt.NDArray[np.float64]:
    places = np.asarray(path, dtype=np.float64)
    if places.ndim != 2 or places.shape[1] != 2 or len(places) == 0:
        raise ValueError(
            f"the path {name!r} should have shape (steps + 1, 2), one row (x, y) for each place; "
            f"received {places.shape}."
        )
    return places


def _draw_contours(f: Height, x_range: tuple[float, float], y_range: tuple[float, float], ax: Axes) -> None:
    x, y = np.meshgrid(np.linspace(*x_range, GRID), np.linspace(*y_range, GRID))
    heights = np.asarray(f(x, y), dtype=np.float64)
    if heights.shape != x.shape:
        raise ValueError(f"f should return one value for each place, in shape {x.shape}; received {heights.shape}.")
    ax.contourf(x, y, heights, levels=LEVELS, cmap="Greys_r", alpha=0.25)
    ax.contour(x, y, heights, levels=LEVELS, colors="0.55", linewidths=0.5, linestyles="solid")
    ax.set_xlim(*x_range)
    ax.set_ylim(*y_range)


def _path_artists(ax: Axes, name: str, index: int) -> tuple[Line2D, Line2D]:
    """Return the line of a path and the large dot at its end, both still empty."""
    colour = PALETTE[index % len(PALETTE)]
    (line,) = ax.plot(
        [], [], LINE_STYLES[index % len(LINE_STYLES)], marker=".", markersize=4, color=colour, linewidth=1.5, label=name
    )
    (end,) = ax.plot([], [], "o", markersize=8, color=colour, markeredgecolor="white", zorder=5)
    return line, end


def _finish(ax: Axes, places: Mapping[str, npt.NDArray[np.float64]], title: str | None) -> None:
    starts = np.array([path[0] for path in places.values()]).reshape(-1, 2)
    ax.plot(starts[:, 0], starts[:, 1], "X", color="black", markeredgecolor="white", markersize=9, zorder=4)
    ax.set_xticks([])
    ax.set_yticks([])
    if places:
        ax.legend(fontsize=9, framealpha=0.85)
    if title is not None:
        ax.set_title(title, fontsize=11)


def _picture(ax: Axes) -> Image:
    """Return what the figure of the Axes looks like now."""
    from PIL.Image import open as read_picture

    data = io.BytesIO()
    ax.figure.canvas.print_figure(data, format="png", dpi=DOTS_PER_INCH)
    return read_picture(data).convert("RGB")


def _few_colours() -> list[int]:
    """Return the colours of a moving picture, red, green, blue one after the other: greys, and tints of the palette."""
    from matplotlib.colors import to_rgb

    greys = np.linspace(0.0, 1.0, GREYS)[:, None] * np.ones(3)
    paints = np.array([to_rgb(colour) for colour in PALETTE])
    tints = [paints + (1.0 - paints) * share for share in TINTS]
    table: list[int] = (255 * np.concatenate([greys, *tints])).round().astype(int).ravel().tolist()
    return table


def _as_gif(pictures: list[Image], seconds: float) -> bytes:
    from PIL.Image import Dither, new

    # With the same few colours in all frames, a frame only stores where it differs from the one before.
    colours = new("P", (1, 1))
    colours.putpalette(_few_colours())
    pictures = [picture.quantize(palette=colours, dither=Dither.NONE) for picture in pictures]
    each = max(20, round(1000 * seconds / len(pictures)))  # milliseconds; viewers slow down shorter ones
    data = io.BytesIO()
    pictures[0].save(
        data,
        format="GIF",
        save_all=True,
        append_images=pictures[1:],
        duration=[each] * (len(pictures) - 1) + [1500],
        loop=0,
    )
    return data.getvalue()
