"""How first weights, which are drawn at random, are measured here.

The measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

from dlkit.comparing import measure_first_weights

SPREAD = "The standard deviation of the weights should be 0.01, and in {} it is not."


def draws(initialize, draw, *, sizes):
    """Measure thousands of weights that should have a standard deviation of 0.01."""
    return measure_first_weights(
        lambda rng: initialize(*sizes, rng), draw, layers=2, spread=SPREAD
    )
