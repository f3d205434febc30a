import numpy as np

from grader.authoring import alternative, edited
from solutions.shallow_network import elu

minus_one_kept = edited(
    "The -1 has no slope, so it disappears: on the left the slope is alpha e^z.",
    ("np.exp(negative)", "(np.exp(negative) - 1)"),
)
alpha_missing_in_the_slope = edited(
    "alpha is not used. On the left the slope is alpha times e^z.", ("alpha * np.exp(negative)", "np.exp(negative)")
)
slope_does_not_fade = edited(
    "On the left you return alpha alone, as for leaky ReLU. The slope of ELU fades: alpha e^z.",
    ("alpha * np.exp(negative)", "alpha"),
)
score_on_the_right = edited(
    "On the right you return the score. The slope of z is 1.",
    ("np.where(Z > 0, 1.0, alpha * np.exp(negative))", "np.where(Z > 0, Z, alpha * np.exp(negative))"),
)
value_of_elu = edited(
    "This is ELU itself. Its slope is asked for: 1 on the right, alpha e^z on the left.",
    ("np.where(Z > 0, 1.0, alpha * np.exp(negative))", "np.where(Z > 0, Z, alpha * (np.exp(negative) - 1))"),
)
exponential_on_both_sides = edited(
    "This is alpha e^z on both sides, so the slope grows without end on the right. There it is 1.",
    ("np.where(Z > 0, 1.0, alpha * np.exp(negative))", "alpha * np.exp(Z)"),
)
mask_times_infinity = edited(
    "For a score of 800 the exponential is inf, and a mask of 0 times inf is nan. Choose with np.where, or let the "
    "exponential see no positive score.",
    ("np.where(Z > 0, 1.0, alpha * np.exp(negative))", "1.0 * (Z > 0) + alpha * np.exp(Z) * (Z <= 0)"),
)
shifted_value_on_both_sides = edited(
    "elu(z) + alpha is right on the left only. On the right the slope is 1.",
    ("np.where(Z > 0, 1.0, alpha * np.exp(negative))", "elu(Z, alpha) + alpha"),
)
no_slope_on_the_left = edited(
    "The left side is 0, as for plain ReLU. The slope of ELU fades there: alpha e^z.",
    ("alpha * np.exp(negative)", "0.0"),
)
alpha_not_handed_on = edited(
    "You take elu of Z with its usual alpha. Hand your own alpha on: elu(Z, alpha) + alpha.",
    ("alpha * np.exp(negative)", "elu(Z) + alpha"),
)


@alternative
def from_the_value(Z, alpha=1.0):
    return np.where(Z > 0, 1, elu(Z, alpha) + alpha)


@alternative
def slope_with_a_warning(Z, alpha=1.0):
    return np.where(Z >= 0, 1, alpha * np.exp(Z))


@alternative
def on_float_ones(Z, alpha=1.0):
    slopes = np.ones(np.shape(Z), dtype=np.float32)
    left = np.asarray(Z) < 0
    slopes[left] = alpha * np.exp(Z[left])
    return slopes


@alternative
def slope_score_by_score(Z, alpha=1.0):
    import math

    return np.array([1.0 if z > 0 else alpha * math.exp(z) for z in np.ravel(Z)]).reshape(np.shape(Z))
