import numpy as np

from grader.authoring import alternative, edited

f_not_squared = edited(
    "A kernel has f * f places: the second part is 1 / f squared.",
    ("f**2", "f"),
)
always_three = edited("You always take a kernel of 3x3. Its size is f.", ("f**2", "9"))
upside_down = edited(
    "That is how many times as much the full convolution costs. The ratio is the other way round: the cheap pair as a "
    "share of the full one.",
    ("1 / filters + 1 / f**2", "1 / (1 / filters + 1 / f**2)"),
)
only_depthwise = edited(
    "Only the depthwise convolution is in it. The pointwise one, which mixes the channels, has to be paid for as well.",
    ("1 / filters + 1 / f**2", "1 / filters"),
)
only_pointwise = edited(
    "Only the pointwise convolution is in it. The depthwise one, which looks around, has to be paid for as well.",
    ("1 / filters + 1 / f**2", "1 / f**2"),
)
multiplied = edited(
    "The two parts are multiplied. They are two layers, one after the other: their costs add up.",
    ("1 / filters + 1 / f**2", "1 / filters * 1 / f**2"),
)
one_over_the_sum = edited(
    "You divide 1 by the sum of filters and f squared. Each of the two has a fraction of its own: 1 over each, and then add.",
    ("1 / filters + 1 / f**2", "1 / (filters + f**2)"),
)
saved = edited(
    "That is the share that is saved. Asked for is the share that is left to pay.",
    ("1 / filters + 1 / f**2", "1 - 1 / filters - 1 / f**2"),
)
whole_division = edited(
    "You divide with //, which throws the fraction away. Divide with /.",
    ("1 / filters + 1 / f**2", "1 // filters + 1 // f**2"),
)
swapped = edited(
    "f and filters have changed places: the kernel's size is squared, the number of filters is not.",
    ("1 / filters + 1 / f**2", "1 / f + 1 / filters**2"),
)


@alternative
def by_the_counts(f, filters):
    channels = 7
    return (f * f * channels + channels * filters) / (f * f * channels * filters)


@alternative
def by_fractions(f, filters):
    from fractions import Fraction

    return float(Fraction(f * f + filters, f * f * filters))


@alternative
def in_float32(f, filters):
    return np.float32(1) / np.float32(filters) + np.float32(f) ** -2
