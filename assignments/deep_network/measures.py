"""How first weights, which are drawn at random, are measured here.

The measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

from dlkit.comparing import measure_first_weights

SPREAD = (
    "The standard deviation of the weights should be 1 / sqrt(n_prev), where n_prev is the width of the layer before, and "
    "in {} it is not."
)


def draws(initialize, draw, *, layer_dims):
    """Measure thousands of weights that should have a standard deviation of 1 / sqrt(n[l-1])."""
    layers = len(layer_dims) - 1
    return measure_first_weights(
        lambda rng: initialize(list(layer_dims), rng), draw, layers=layers, spread=SPREAD
    )
