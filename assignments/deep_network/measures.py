"""How first weights, which are drawn at random, are measured here.

The measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np


def draws(initialize, draw, *, layer_dims):
    """Measure thousands of weights that should have a standard deviation of 1 / sqrt(n[l-1])."""
    first, again, other = (
        initialize(list(layer_dims), np.random.default_rng(seed))
        for seed in (draw, draw, draw + 1)
    )
    layers = range(1, len(layer_dims))
    names = [f"W{layer}" for layer in layers]
    weights = [np.asarray(first[name], dtype=float) for name in names]
    biases = np.concatenate([np.ravel(first[f"b{layer}"]) for layer in layers])
    spreads = [values.std() + 1e-12 for values in weights]
    standard = np.concatenate(
        [np.ravel(values / spread) for values, spread in zip(weights, spreads, strict=True)]
    )
    return {
        "The biases should be exactly zero at the start.": np.any(biases != 0)
        + np.abs(biases).mean(),
        "Two generators with the same seed should give the same weights. Draw with the rng that is passed in, and not "
        "with np.random.": np.mean(
            [np.array_equal(first[name], again[name]) for name in names]
        ),
        "Another generator should give other weights. Draw with the rng that is passed in.": np.mean(
            [np.any(first[name] != other[name]) for name in names]
        ),
        "Two units of a layer have the same weights. They would stay the same for ever: draw each weight by itself.": (
            np.mean(
                [len({row.tobytes() for row in values}) == len(values) for values in weights]
            )
        ),
        "The weights should lie on both sides of zero, equally often.": max(
            abs(np.mean(np.sign(values))) for values in weights
        ),
        **{
            f"The standard deviation of the weights should be 1 / sqrt(n_prev), where n_prev is the width of the layer "
            f"before, and in {name} it is not.": np.log(spread)
            for name, spread in zip(names, spreads, strict=True)
        },
        "The weights have the right size, but they do not follow the normal distribution.": 5
        * np.mean(np.abs(standard) > 2),
    }
