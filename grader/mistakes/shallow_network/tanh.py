import numpy as np
from scipy.special import expit as sigmoid

from grader.catalogue import alternative, mistake


@mistake("This is the sigmoid, which runs from 0 to 1. tanh runs from -1 to 1 and is 0 at 0.")
def sigmoid_for_tanh(Z):
    return sigmoid(Z)


@mistake(
    "A sigmoid stretched to -1..1 is only half as steep as tanh: tanh(z) is 2 sigmoid(2z) - 1, with a 2 inside, too."
)
def stretched_sigmoid(Z):
    return 2 * sigmoid(Z) - 1


@mistake(
    "For a score of 800, np.exp is inf, and inf / inf is nan. Use np.tanh, or a form whose exponent is never positive."
)
def exp_overflows(Z):
    return (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))


@mistake("Numerator and denominator have changed places: the minus belongs into the numerator.")
def upside_down(Z):
    return 1 / np.tanh(Z)


@mistake("This is np.tan, the ordinary tangent. The hyperbolic one has an h at the end.")
def ordinary_tangent(Z):
    return np.tan(Z)


@mistake("This is the inverse function. You want np.tanh, not np.arctanh or np.arctan.")
def inverse_tangent(Z):
    return np.arctan(Z)


@mistake("This cuts the scores off at -1 and 1. tanh bends softly: at a score of 1 it has reached 0.76.")
def hard_tanh(Z):
    return np.clip(Z, -1, 1)


@mistake("math.tanh takes one number only, but Z is an array. Use np.tanh: it works on all entries at once.")
def math_module(Z):
    import math

    return math.tanh(Z)


@mistake("This is the slope of tanh. Here the value itself is asked for.")
def slope_for_value(Z):
    return 1 - np.tanh(Z) ** 2


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
