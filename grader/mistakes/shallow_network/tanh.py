import numpy as np
from scipy.special import expit as sigmoid

from grader.authoring import alternative, edited, mistake

sigmoid_for_tanh = edited(
    "This is the sigmoid, which runs from 0 to 1. tanh runs from -1 to 1 and is 0 at 0.", ("np.tanh", "sigmoid")
)
stretched_sigmoid = edited(
    "A sigmoid stretched to -1..1 is only half as steep as tanh: tanh(z) is 2 sigmoid(2z) - 1, with a 2 inside, too.",
    ("np.tanh(Z)", "2 * sigmoid(Z) - 1"),
)
exp_overflows = edited(
    "For a score of 800, np.exp is inf, and inf / inf is nan. Use np.tanh, or a form whose exponent is never positive.",
    ("np.tanh(Z)", "(np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))"),
)
upside_down = edited(
    "Numerator and denominator have changed places: the minus belongs into the numerator.",
    ("np.tanh(Z)", "1 / np.tanh(Z)"),
)
ordinary_tangent = edited(
    "This is np.tan, the ordinary tangent. The hyperbolic one has an h at the end.", ("np.tanh", "np.tan")
)
inverse_tangent = edited(
    "This is the inverse function. You want np.tanh, not np.arctanh or np.arctan.", ("np.tanh", "np.arctan")
)
hard_tanh = edited(
    "This cuts the scores off at -1 and 1. tanh bends softly: at a score of 1 it has reached 0.76.",
    ("np.tanh(Z)", "np.clip(Z, -1, 1)"),
)


@mistake(
    "math.tanh takes one number only, but Z is an array. Use np.tanh: it works on all entries at once.",
    raises="TypeError",
)
def math_module(Z):
    import math

    return math.tanh(Z)


slope_for_value = edited(
    "This is the slope of tanh. Here the value itself is asked for.", ("np.tanh(Z)", "1 - np.tanh(Z) ** 2")
)


@alternative
def through_the_sigmoid(Z):
    return 2 * sigmoid(2 * Z) - 1


@alternative
def formula_that_cannot_overflow(Z):
    e = np.exp(-2 * np.abs(Z))
    return np.sign(Z) * (1 - e) / (1 + e)


@alternative
def tanh_in_float32(Z):
    print("tanh of", np.shape(Z))
    return np.tanh(np.asarray(Z, dtype=np.float32))


@alternative
def tanh_entry_by_entry(Z):
    import math

    return np.array([math.tanh(z) for z in np.ravel(Z)]).reshape(np.shape(Z))
