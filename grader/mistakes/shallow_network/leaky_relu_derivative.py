import numpy as np

from grader.authoring import alternative, edited

flat_on_the_left = edited(
    "On the left you return 0, as for plain ReLU. The slope there is alpha.",
    ("np.where(Z > 0, 1.0, alpha)", "np.where(Z > 0, 1.0, 0.0)"),
)
slope_fixed = edited(
    "alpha is always 0.01 here. Use the argument alpha; 0.01 is only what it is if left out.",
    ("np.where(Z > 0, 1.0, alpha)", "np.where(Z > 0, 1.0, 0.01)"),
)
value_of_leaky_relu = edited(
    "This is leaky ReLU itself. Its slope is asked for: 1 or alpha, without z.",
    ("np.where(Z > 0, 1.0, alpha)", "np.where(Z > 0, Z, alpha * Z)"),
)
score_left_in_the_slope = edited(
    "On the left you return alpha times the score. The slope of alpha z is alpha alone.",
    ("np.where(Z > 0, 1.0, alpha)", "np.where(Z > 0, 1.0, alpha * Z)"),
)
slopes_swapped = edited(
    "The sides are swapped: the slope is 1 on the right and alpha on the left.",
    ("np.where(Z > 0, 1.0, alpha)", "np.where(Z > 0, alpha, 1.0)"),
)
falling_on_the_left = edited(
    "On the left the sign is turned round. The line rises there, too: its slope is +alpha.",
    ("np.where(Z > 0, 1.0, alpha)", "np.where(Z > 0, 1.0, -alpha)"),
)
alpha_cut_off = edited(
    "When Z holds integers, your result holds integers too, and alpha is cut off to 0. Make a float array.",
    ("np.where(Z > 0, 1.0, alpha)", "np.where(Z < 0, alpha, 1.0).astype(Z.dtype)"),
)
two_slopes_written_into_the_argument = edited(
    "The numbers are right, but they are written into the caller's array. Make a new array.",
    ("return np.where(Z > 0, 1.0, alpha)", "Z[...] = np.where(Z > 0, 1.0, alpha)", "return Z"),
)


@alternative
def two_masks_for_the_slopes(Z, alpha=0.01):
    return 1.0 * (Z > 0) + alpha * (Z <= 0)


@alternative
def ones_of_floats(Z, alpha=0.01):
    slopes = np.ones(Z.shape)
    slopes[Z < 0] = alpha
    return slopes


@alternative
def slope_by_division(Z, alpha=0.01):
    return np.maximum(Z, alpha * Z) / Z


@alternative
def slopes_in_float32(Z, alpha=0.01):
    return alpha + (1 - alpha) * np.greater(Z, 0).astype(np.float32)


alpha_added_on_the_right = edited(
    "alpha is added on the right, too. There the slope is 1.", ("1.0, alpha", "1.0 + alpha, alpha")
)
