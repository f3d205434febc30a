import numpy as np
from scipy.special import erf

from grader.authoring import alternative, edited, mistake

share_alone = edited(
    "This is the share of the normal distribution that lies below x. Multiply it by x.", ("x * share", "share")
)
root_forgotten = edited("x is not divided by the root of 2 inside erf.", ("x / np.sqrt(2)", "x"))
divided_by_two = edited("x is divided by 2 inside erf. Divide by the root of 2.", ("np.sqrt(2)", "2"))
half_forgotten = edited(
    "The half is missing: 1 + erf goes from 0 to 2, a share from 0 to 1.", ("0.5 * (1 + erf", "(1 + erf")
)
one_forgotten = edited(
    "The 1 is missing: erf alone goes from -1 to 1, a share from 0 to 1.",
    ("0.5 * (1 + erf(x / np.sqrt(2)))", "0.5 * erf(x / np.sqrt(2))"),
)
root_of_two_times = edited(
    "x is multiplied by the root of 2 inside erf. Divide by it.", ("x / np.sqrt(2)", "x * np.sqrt(2)")
)


@mistake("This is ReLU. GELU bends softly, and is a little below zero for small negative x.")
def relu_for_gelu(x):
    return np.maximum(x, 0)


@mistake("This is the form with tanh, which comes near. Here GELU is the exact one, with erf.")
def tanh_form(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


@mistake("This is x times a sigmoid of 1.702 x, which comes near. Here GELU is the exact one, with erf.")
def sigmoid_form(x):
    return x / (1 + np.exp(-np.clip(1.702 * x, -700, 700)))


@mistake("This is x times the sigmoid of x, which is called SiLU or swish. GELU uses the normal distribution.")
def swish_for_gelu(x):
    return x / (1 + np.exp(-np.clip(x, -700, 700)))


@mistake("This multiplies by the height of the normal distribution at x. What is wanted is the share below x.")
def density_for_share(x):
    return x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


@alternative
def by_the_normal_distribution(x):
    from scipy.stats import norm

    return x * norm.cdf(x)


@alternative
def with_math_erf(x):
    import math

    return x * 0.5 * (1 + np.vectorize(math.erf)(np.asarray(x) / math.sqrt(2)))


@alternative
def by_the_complement(x):
    return x - 0.5 * x * (1 - erf(x / 2**0.5))
