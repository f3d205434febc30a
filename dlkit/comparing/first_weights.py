"""How the first weights of a network are measured, which are drawn at random: what every assignment asks of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np


def measure_first_weights(
    initialize: Callable[[np.random.Generator], Mapping[str, Any]], draw: int, *, layers: int, spread: str
) -> dict[str, float]:
    """Measures thousands of weights.

    Args:
        initialize: draws the parameters `W1`, `b1`, `W2`, ... of a network by a generator; `W` (units, inputs).
        draw: the seed.
        layers: how many there should be.
        spread: the sentence about weights that are drawn too wide or too narrow, with {} for the layer's name.

    Returns:
        For each sentence that a student may be told a number, as every measure: see `dlkit.comparing.measures`. A spread
        is on a scale where seven percent are 0.07, however small it is.
    """
    first, again, other = (initialize(np.random.default_rng(seed)) for seed in (draw, draw, draw + 1))
    names = [f"W{layer}" for layer in range(1, layers + 1)]
    weights = {name: np.asarray(first[name], dtype=float) for name in names}
    spreads = {name: values.std() + 1e-12 for name, values in weights.items()}
    biases = np.concatenate([np.ravel(first[f"b{name[1:]}"]) for name in names])
    standard = np.concatenate([np.ravel(values / spreads[name]) for name, values in weights.items()])
    measured = {
        "The biases should be exactly zero at the start.": np.any(biases != 0) + np.abs(biases).mean(),
        "Two generators with the same seed should give the same weights. Draw with the rng that is passed in, and not "
        "with np.random.": np.mean([np.array_equal(first[name], again[name]) for name in names]),
        "Another generator should give other weights. Draw with the rng that is passed in.": np.mean(
            [np.any(first[name] != other[name]) for name in names]
        ),
        "Two units of a layer have the same weights. They would stay the same for ever: draw each weight by itself.": (
            np.mean([len({row.tobytes() for row in values}) == len(values) for values in weights.values()])
        ),
        "The weights should lie on both sides of zero, equally often.": max(
            abs(np.mean(np.sign(values))) for values in weights.values()
        ),
        **{spread.format(name): np.log(size) for name, size in spreads.items()},
        "The weights have the right size, but they do not follow the normal distribution.": 5
        * np.mean(np.abs(standard) > 2),
    }
    return {sentence: float(number) for sentence, number in measured.items()}
