"""The strength of regularization: a curve that could pass through every point, and the price that keeps it smooth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dlkit.interactive.figure import InteractiveFigure, interactive, new_figure

DEGREE, POINTS, NEW_POINTS, NOISE = 11, 14, 200, 0.25
STRENGTHS = (0.0, *(float(f"{strength:.2g}") for strength in np.geomspace(1e-6, 100, 49)))
STILL = (0.0, 0.0022, 100.0)  # of the still figure


def regularization_strength() -> InteractiveFigure:
    """A polynomial of degree 11 through 14 points, with the strength of its L2 penalty on a slider.

    Returns:
        The figure. Make it the last line of a cell.
    """
    x, y, new_x, new_y = points()
    grid = np.linspace(-1, 1, 161)
    fits = [fit(x, y, strength) for strength in STRENGTHS]
    figure = new_figure(9.0, 2.8)
    for ax, strength in zip(figure.subplots(1, 3, sharey=True), STILL, strict=True):
        w, b = fit(x, y, strength)
        ax.scatter(x, y, color="black", s=18, label="training points")
        ax.plot(grid, powers(grid) @ w + b, linewidth=2, label="the curve")
        ax.set(ylim=(-2.2, 2.2), title=f"λ = {strength:g}: test error {error(w, b, new_x, new_y):.3f}")
    data = {
        "x": x.round(4).tolist(),
        "y": y.round(4).tolist(),
        "grid": grid.round(4).tolist(),
        "strengths": STRENGTHS,
        "curves": [(powers(grid) @ w + b).round(3).tolist() for w, b in fits],
        "training": [error(w, b, x, y) for w, b in fits],
        "test": [error(w, b, new_x, new_y) for w, b in fits],
        "weights": [float(np.sum(w**2)) for w, _ in fits],
    }
    return interactive("strength", "How much should a large weight cost?", data, figure)


def points() -> tuple[npt.NDArray[np.float64], ...]:
    """Noisy points on a wave: x and y of the training points, and of new ones."""
    rng = np.random.default_rng(3)
    x = np.concatenate([np.linspace(-1, 1, POINTS), rng.uniform(-1, 1, NEW_POINTS)])
    y = np.sin(3.5 * x) + rng.normal(scale=NOISE, size=x.size)
    return x[:POINTS], y[:POINTS], x[POINTS:], y[POINTS:]


def powers(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The powers x, x^2, ..., x^DEGREE of some places, (places, DEGREE)."""
    return x[:, np.newaxis] ** np.arange(1, DEGREE + 1)


def fit(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], strength: float
) -> tuple[npt.NDArray[np.float64], float]:
    """The weights and the bias at which mean squared error / 2 + strength / (2 m) * sum of squared weights is least."""
    features = powers(x)
    centred, middle = features - features.mean(axis=0), y.mean()  # the bias is free: it takes the means away
    # As rows of one least-squares problem: no small number is squared away, as it would be in a product.
    rows = np.vstack([centred, np.sqrt(strength) * np.eye(DEGREE)])
    w = np.linalg.lstsq(rows, np.concatenate([y - middle, np.zeros(DEGREE)]), rcond=None)[0]
    return w, float(middle - features.mean(axis=0) @ w)


def error(w: npt.NDArray[np.float64], b: float, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    """The mean squared error of a fit on some points."""
    return float(np.mean((powers(x) @ w + b - y) ** 2))
