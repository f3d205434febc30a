import numpy as np

from grader.authoring import alternative, edited, mistake

minus_forgotten = edited(
    "The sign of the exponent is wrong: a large score must give a probability near 1, and here it gives one near 0.",
    ("1 / (1 + e), e / (1 + e)", "e / (1 + e), 1 / (1 + e)"),
)
exp_overflows = edited(
    "For a large z, exp(z) becomes inf, and inf / inf is nan. Use this form for negative z only.",
    ("np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))", "np.exp(z) / (1 + np.exp(z))"),
)
denominator_without_brackets = edited(
    "1 / 1 + something is 1 + something: division comes first. Put the denominator in brackets.",
    ("np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))", "1 / 1 + np.exp(-z)"),
)
tanh_instead = edited(
    "This is tanh. It has the same bent shape but runs from -1 to 1; a probability runs from 0 to 1.",
    ("np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))", "np.tanh(z)"),
)
clipped_too_early = edited(
    "z is cut off too early, so that very sure answers are not sure enough. Cut where exp would overflow, or not at "
    "all.",
    ("np.abs(z)", "np.clip(z, -5, 5)"),
    ("np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))", "1 / (1 + e)"),
)
integers_stay_integers = edited(
    "When z holds integers, your result array holds integers too, and the fractions are cut off. Make a float array.",
    ("e / (1 + e))", "e / (1 + e)).astype(np.asarray(z).dtype)"),
)


@mistake("math.exp takes one number only, but z may be an array. Use np.exp: it works on all entries at once.")
def math_module(z):
    import math

    return 1 / (1 + math.exp(-z))


derivative_instead = edited(
    "This is the slope of the sigmoid, s (1 - s). Return the sigmoid itself.",
    ("np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))", "e / ((1 + e) ** 2)"),
)
hard_step = edited(
    "This is a hard step from 0 to 1. The sigmoid is a smooth curve: at a score of 1 it has reached about 0.73.",
    ("np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))", "(np.asarray(z) >= 0).astype(float)"),
)


@alternative
def formula_with_overflow_warning(z):
    return 1 / (1 + np.exp(-z))


@alternative
def through_tanh(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))


@alternative
def clipped_where_exp_ends(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@alternative
def two_masks(z):
    z = np.asarray(z, dtype=float)
    result = np.empty(z.shape)
    positive = z >= 0
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    result[~positive] = np.exp(z[~positive]) / (1 + np.exp(z[~positive]))
    return result


@alternative
def sigmoid_in_float32(z):
    z = np.asarray(z, dtype=np.float32)
    return np.exp(-np.logaddexp(np.float32(0), -z))


@mistake(
    "Python's own power stops with an OverflowError where a plain number is too large. np.exp goes on, and with the minus "
    "sign in the right place it need not even overflow."
)
def power_of_python(z):
    return 1 / (1 + np.e**-z)
