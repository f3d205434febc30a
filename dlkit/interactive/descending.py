"""The learning rate: gradient descent on a ravine, steep across and almost flat along."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dlkit.interactive.figure import InteractiveFigure, interactive, new_figure
from dlkit.plot import descent_paths

CURVATURES = (0.04, 2.0)  # second derivatives along the ravine and across: height (0.04 x^2 + 2 y^2) / 2
START, STEPS = (-9.0, 1.5), 40
X_RANGE, Y_RANGE = (-10.0, 2.0), (-2.0, 2.0)
RATES = (0.05, 0.92, 1.03)  # of the still figure


def learning_rate() -> InteractiveFigure:
    """A ravine and 40 steps of gradient descent, with the learning rate on a slider.

    Returns:
        The figure. Make it the last line of a cell.
    """
    figure = new_figure(5.6, 3.6)
    paths = {f"learning rate {rate}": _inside(walk(rate)) for rate in RATES}
    descent_paths(height, paths, x_range=X_RANGE, y_range=Y_RANGE, ax=figure.add_subplot())
    data = {"curvatures": CURVATURES, "start": START, "steps": STEPS, "x": X_RANGE, "y": Y_RANGE}
    return interactive("ravine", "One learning rate for two directions", data, figure)


def height(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How high the ravine is at places x, y, arrays of one shape."""
    result: npt.NDArray[np.float64] = (CURVATURES[0] * x**2 + CURVATURES[1] * y**2) / 2
    return result


def walk(rate: float) -> npt.NDArray[np.float64]:
    """The places of gradient descent with a learning rate, (STEPS + 1, 2), the start first."""
    shrink = 1 - rate * np.array(CURVATURES)
    return np.array(START) * shrink ** np.arange(STEPS + 1)[:, np.newaxis]


def _inside(path: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The places before the first one that is off the map."""
    outside = np.abs(path[:, 1]) > Y_RANGE[1]
    return path[: int(np.argmax(outside))] if outside.any() else path
