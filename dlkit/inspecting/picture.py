"""The picture of an inspection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dlkit.inspecting.measured import Measured, Run
from dlkit.plot.axes import LINE_STYLES, PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_LAYERS = 24  # names along the axis that can still be read


def draw(measured: Measured) -> Figure:
    """Draw four pictures: the loss on one batch, the loss with the model's own optimizer, activations, gradients."""
    from matplotlib import pyplot

    figure, ((heart, own), (forward, backward)) = pyplot.subplots(2, 2, figsize=(10.5, 7.0), layout="constrained")
    _draw_runs(heart, measured.one_batch[-1:], "Adam", measured.expected_loss)
    heart.set_title(f"{measured.batch} examples by heart", fontsize=11)
    runs = [*([measured.own] if measured.own else []), *measured.others]
    _draw_runs(own, runs, "own", measured.expected_loss)
    own.set_title("a short run with the model's own optimizer", fontsize=11)
    signals = [signal for signal in measured.signals if signal.is_finite]
    dead = [signal.dead / signal.units for signal in signals]
    _draw_layers(forward, [s.name for s in signals], [s.size for s in signals], PALETTE[0])
    for place, share in enumerate(dead):
        if share > 0:
            top = max(signals[place].size, forward.get_ylim()[0])
            forward.annotate(f"{share:.0%} dead", (place, top), ha="center", va="bottom", fontsize=8, color=PALETTE[1])
    forward.set_title("typical size of each layer's output", fontsize=11)
    gradients = [g for g in measured.gradients if np.isfinite(g.sizes[0])]
    _draw_layers(backward, [g.name for g in gradients], [g.sizes[0] for g in gradients], PALETTE[2])
    backward.set_title("typical size of the gradient in each layer's kernel", fontsize=11)
    return figure  # type: ignore[no-any-return]


def _draw_runs(ax: Axes, runs: Sequence[Run], name: str, expected: float | None) -> None:
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    drawn = False
    for number, run in enumerate(runs):
        losses = np.array(run.losses, dtype=float)
        losses[~np.isfinite(losses)] = np.nan
        if np.isnan(losses).all():
            continue
        rate = "schedule" if run.rate is None else f"learning rate {run.rate:g}"
        label = f"{name}: {rate}" if number == 0 else rate
        style = LINE_STYLES[number % len(LINE_STYLES)]
        colour = PALETTE[number % len(PALETTE)]
        ax.plot(np.arange(1, len(losses) + 1), losses, style, color=colour, linewidth=2, label=label)
        drawn = True
    if not drawn:
        ax.text(0.5, 0.5, "not measured", transform=ax.transAxes, ha="center", color="0.4")
        return
    if expected is not None:
        ax.axhline(expected, color="0.5", linestyle=":", label=f"who knows nothing: {expected:.2f}")
    ax.legend(frameon=False, fontsize=9)
    ax.grid(alpha=0.3)
    highest = max((max(filter(np.isfinite, run.losses), default=0.0) for run in runs), default=0.0)
    if highest > 100 * max(runs[0].before, 1e-12) and runs[0].before > 0:
        ax.set_yscale("log")


def _draw_layers(ax: Axes, names: Sequence[str], sizes: Sequence[float], colour: str) -> None:
    ax.spines[["top", "right"]].set_visible(False)
    if not names:
        ax.text(0.5, 0.5, "not measured", transform=ax.transAxes, ha="center", color="0.4")
        return
    places = np.arange(len(names))
    heights = np.array(sizes, dtype=float)
    positive = heights[heights > 0]
    ax.set_yscale("log")
    floor = positive.min() / 10 if positive.size else 1e-12
    ax.bar(places, np.maximum(heights, floor * 1e-3), bottom=None, color=colour, width=0.7)
    ax.set_ylim(floor, (positive.max() if positive.size else 1.0) * 5)
    for place in places[heights == 0]:
        ax.annotate("0", (place, floor), ha="center", va="bottom", color=PALETTE[1], fontsize=9)
    every = -(-len(names) // MOST_LAYERS)
    ax.set_xticks(places[::every], names[::every], rotation=45, ha="right", fontsize=8)
