import numpy as np

from grader.authoring import alternative, edited, mistake

minus_one_missing = edited(
    "The -1 is missing: on the left it is alpha (e^z - 1), so that the curve passes through 0.",
    ("np.exp(negative) - 1", "np.exp(negative)"),
)
alpha_not_used = edited(
    "alpha is not used. On the left multiply e^z - 1 by alpha.",
    ("alpha * (np.exp(negative) - 1)", "np.exp(negative) - 1"),
)
minus_one_outside = edited(
    "The -1 stands outside the bracket. It is multiplied by alpha, too: alpha (e^z - 1).",
    ("alpha * (np.exp(negative) - 1)", "alpha * np.exp(negative) - 1"),
)
zero_times_infinity = edited(
    "For a score of 800 the exponential is inf, and a mask of 0 times inf is nan. Choose with np.where, or let the "
    "exponential see no positive score.",
    ("np.where(Z > 0, Z, alpha * (np.exp(negative) - 1))", "Z * (Z > 0) + alpha * (np.exp(Z) - 1) * (Z <= 0)"),
)
alpha_on_both_sides = edited(
    "alpha multiplies the right side, too. Positive scores pass as they are.",
    ("np.where(Z > 0, Z, alpha * (np.exp(negative) - 1))", "alpha * np.where(Z > 0, Z, np.exp(negative) - 1)"),
)
exponent_negated = edited(
    "The sign of the exponent is wrong: e^z fades to 0 on the left, e^-z explodes there.",
    ("np.minimum(Z, 0)", "np.clip(-Z, 0, 700)"),
)
left_side_upside_down = edited(
    "The left side is upside down: it should go down towards -alpha, not up.",
    ("np.exp(negative) - 1", "1 - np.exp(negative)"),
)
straight_on_the_left = edited(
    "This is leaky ReLU. ELU bends on the left: alpha (e^z - 1).", ("np.exp(negative) - 1", "Z")
)
decimals_cut_off = edited(
    "When Z holds integers, your copy holds integers too, and the decimals are cut off. Make a float array.",
    ("- 1))", "- 1)).astype(Z.dtype)"),
)


@mistake("The numbers are right, but they are written into the caller's array. Make a new array.")
def bend_written_into_the_argument(Z, alpha=1.0):
    Z[...] = np.where(Z > 0, Z, alpha * (np.exp(np.minimum(Z, 0)) - 1))
    return Z


flat_left_side = edited(
    "The left side is cut to 0: this is ReLU. ELU goes down towards -alpha there.",
    ("np.minimum(Z, 0)", "np.maximum(0, Z)"),
)


@alternative
def where_with_a_warning(Z, alpha=1.0):
    return np.where(Z > 0, Z, alpha * (np.exp(Z) - 1))


@alternative
def with_expm1_on_a_float_copy(Z, alpha=1.0):
    result = np.array(Z, dtype=float)
    left = result < 0
    result[left] = alpha * np.expm1(result[left])
    return result


@alternative
def two_parts_added(Z, alpha=1.0):
    return np.maximum(Z, 0) + alpha * (np.exp(np.minimum(Z, 0)) - 1)


@alternative
def elu_score_by_score_in_float32(Z, alpha=1.0):
    import math

    result = [z if z > 0 else alpha * (math.exp(z) - 1) for z in np.ravel(Z)]
    return np.array(result, dtype=np.float32).reshape(np.shape(Z))


larger_of_the_two_sides = edited(
    "You take the larger of the two sides, but on the right alpha (e^z - 1) soon grows above z. Choose by the sign of z.",
    ("np.where(Z > 0, Z, alpha * (np.exp(negative) - 1))", "np.maximum(Z, alpha * (np.exp(Z) - 1))"),
)
