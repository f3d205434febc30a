"""The landing page's picture: the boundary of the course's own network bends, while it learns to tell petals apart.

Drawn from the solution of `shallow_network`, with the flower and the seed of its notebook. `python -m grader.site.landing_picture`
writes it anew, moving and still. The moving one moves once, for less than five seconds; who asks their browser for less motion gets
the other, for not every browser tells a picture what was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import contourpy
import numpy as np

import dlkit
from grader.authoring import import_written

_FOLDER = Path(__file__).resolve().parents[2] / "docs" / "_static"
MOVING, STILL = _FOLDER / "learning.svg", _FOLDER / "learning_still.svg"
SEED = 1  # of the points and, once more, of the first weights, as in the notebook
POINTS, NOISE = 400, 0.05  # as in the notebook
SHOWN = 200  # points that are drawn: every second one
HIDDEN, RATE = 5, 2.0
ROUNDS = (0, 100, 180, 200, 220, 240, 255, 270, 285, 300, 320, 350, 400, 600)
SECONDS = 0.34  # for each frame
WIDTH, SIZE, FOOT = 720, 400, 52  # pixels of the picture of the plane, and of the line of text below it
REACH = 1.08  # how far up the plane is shown
GRID = 81
BACK, WARM, COLD, LINE, TEXT = "#fbfbfd", "#ffe3d3", "#d5e8fb", "#3a3f4b", "#1f2430"
WARM_POINT, COLD_POINT = "#b3400f", "#155a9c"


@dataclass(frozen=True)
class Frame:
    """The network after some rounds.

    Attributes:
        rounds: how many steps it has taken.
        cost: its cost.
        right: the share of all points that it tells right.
        ones: where its probability is above one half: closed lines of points (n, 2), in the plane.
    """

    rounds: int
    cost: float
    right: float
    ones: tuple[np.ndarray, ...]


def frames() -> tuple[np.ndarray, np.ndarray, list[Frame]]:
    """The points (2, m) and labels (m,), and what the network makes of them in the course of learning."""
    network = import_written("solutions.shallow_network")
    X, Y = dlkit.data.planar("flower", POINTS, NOISE, dlkit.seed(SEED))
    parameters, found = network.initialize(2, HIDDEN, 1, dlkit.seed(SEED)), []
    for step in range(ROUNDS[-1] + 1):
        A2, cache = network.forward(X, parameters)
        if step in ROUNDS:
            right = float(np.mean((A2 > 0.5) == Y))
            found.append(Frame(step, network.cost(A2, Y), right, tuple(_ones(network, parameters))))
        parameters = network.update(parameters, network.backward(parameters, cache, X, Y), RATE)
    return X, Y[0], found


def _ones(network: object, parameters: dict[str, np.ndarray]) -> Iterator[np.ndarray]:
    axis = np.linspace(-1.1 * REACH, 1.1 * REACH, GRID)
    x, y = np.meshgrid(axis * WIDTH / SIZE, axis)
    probability, _ = network.forward(np.stack([x.ravel(), y.ravel()]), parameters)  # type: ignore[attr-defined]
    filled = contourpy.contour_generator(x, y, probability.reshape(x.shape), fill_type=contourpy.FillType.OuterOffset)
    for points, offsets in zip(*filled.filled(0.5, 2.0), strict=True):
        yield from (points[first:last] for first, last in pairwise(offsets))


def drawn(*, moving: bool = True) -> str:
    """The picture as SVG, moving or as it is in the end."""
    X, labels, found = frames()
    first, end = found[0], found[-1]
    found = found if moving else found[-1:]
    last = len(found) - 1
    shown = "\n".join(_frame(number, frame, is_last=number == last) for number, frame in enumerate(found))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {SIZE + FOOT}" role="img" aria-labelledby="title desc">
<title id="title">A network with one hidden layer learns to tell the petals of a flower apart</title>
<desc id="desc">Points of two classes lie on six petals that take turns. At first the boundary is one straight line, and the cost is \
{first.cost:.3f}. In the course of {end.rounds:,} rounds it bends until it goes between the petals: the cost is {end.cost:.3f}, and \
{100 * end.right:.0f} of 100 points are told right.</desc>
<style>
{_style(last)}
</style>
<rect width="{WIDTH}" height="{SIZE + FOOT}" rx="12" fill="{BACK}"/>
<svg width="{WIDTH}" height="{SIZE}">
<rect width="{WIDTH}" height="{SIZE}" fill="{COLD}"/>
{shown}
{_points(X, labels)}
</svg>
{_captions(found)}
</svg>
"""


def _style(last: int) -> str:
    """Each frame is seen for its time, and the last one from then on."""
    lines = [
        f"text {{ font: 600 20px system-ui, sans-serif; fill: {TEXT}; }}",
        ".frame { opacity: 0; }",
        ".last { opacity: 1; }",
    ]
    lines.append("@keyframes shown { 0%, 99% { opacity: 1; } 100% { opacity: 0; } }")
    lines.append("@keyframes kept { from { opacity: 0; } to { opacity: 0; } }")
    moving = [f".frame {{ animation: shown {SECONDS}s step-end; }}"]
    moving += [f".at{number} {{ animation-delay: {number * SECONDS:.2f}s; }}" for number in range(last)]
    moving.append(f".last {{ animation: kept {last * SECONDS:.2f}s step-end; }}")
    if last == 0:
        return "\n".join(lines[:3])
    return "\n".join([*lines, "@media (prefers-reduced-motion: no-preference) {", *moving, "}"])


def _class(number: int, *, is_last: bool) -> str:
    return "last" if is_last else f"frame at{number}"


def _frame(number: int, frame: Frame, *, is_last: bool) -> str:
    path = "".join(_line(points) for points in frame.ones)
    name = _class(number, is_last=is_last)
    back = f'<rect width="{WIDTH}" height="{SIZE}" fill="{COLD}"/>' if not is_last else ""
    return f'<g class="{name}">{back}<path fill="{WARM}" stroke="{LINE}" stroke-width="2" fill-rule="evenodd" d="{path}"/></g>'


def _line(points: np.ndarray) -> str:
    """A closed line; points in which it does not bend are left out."""
    kept: list[np.ndarray] = []
    pixels = np.round(_pixels(points.T).T, 1)
    for point in pixels[:-1]:
        if len(kept) > 1 and _bend(kept[-2], kept[-1], point) < 0.4:
            kept[-1] = point
        else:
            kept.append(point)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _bend(first: np.ndarray, middle: np.ndarray, last: np.ndarray) -> float:
    """How far the middle lies from the straight line between the two, in pixels."""
    across, along = last - first, middle - first
    length = float(np.hypot(*across))
    return abs(float(across[0] * along[1] - across[1] * along[0])) / length if length else 0.0


def _pixels(points: np.ndarray) -> np.ndarray:
    x, y = points
    scale = SIZE / (2 * REACH)
    return np.stack([WIDTH / 2 + x * scale, SIZE / 2 - y * scale])


def _points(X: np.ndarray, labels: np.ndarray) -> str:
    marks = []
    step = X.shape[1] // SHOWN
    for (x, y), label in zip(_pixels(X[:, ::step]).T, labels[::step], strict=True):
        # A shape for each class: colours alone are not for everybody.
        marks.append(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/>' if label else f'<path d="M{x - 4:.0f} {y - 4:.0f}h8v8h-8z"/>'
        )
    ones = "".join(mark for mark in marks if mark.startswith("<circle"))
    zeros = "".join(mark for mark in marks if mark.startswith("<path"))
    edge = 'stroke="#fff" stroke-width="1"'
    return f'<g fill="{WARM_POINT}" {edge}>{ones}</g>\n<g fill="{COLD_POINT}" {edge}>{zeros}</g>'


def _captions(found: Sequence[Frame]) -> str:
    lines = []
    for number, frame in enumerate(found):
        said = f"round {frame.rounds:,}: cost {frame.cost:.3f}, {100 * frame.right:.0f} of 100 right"
        name = _class(number, is_last=number == len(found) - 1)
        lines.append(f'<text class="{name}" x="{WIDTH / 2:g}" y="{SIZE + 33}" text-anchor="middle">{said}</text>')
    return "\n".join(lines)


if __name__ == "__main__":
    MOVING.write_text(drawn(), encoding="utf-8")
    STILL.write_text(drawn(moving=False), encoding="utf-8")
    print(f"wrote {MOVING} and {STILL}")
