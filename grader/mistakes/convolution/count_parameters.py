import numpy as np

from grader.authoring import alternative, edited

no_biases = edited("The biases are missing: each filter has one.", ("f * f * channels_in + 1", "f * f * channels_in"))
count_parameters_one_bias_for_all = edited(
    "Only one bias is counted. Each filter has one of its own.",
    ("(f * f * channels_in + 1) * filters", "f * f * channels_in * filters + 1"),
)
channels_forgotten = edited(
    "The channels of the input are missing: a filter has weights for all of them.", ("f * f * channels_in", "f * f")
)
one_filter_only = edited(
    "That is one filter. Multiply by their number.", ("(f * f * channels_in + 1) * filters", "f * f * channels_in + 1")
)
window_not_squared = edited("The window has f rows and f columns: that is f * f pixels.", ("f * f", "f"))
a_bias_for_each_channel = edited(
    "A bias is counted for each channel of each filter. A filter has one bias, whatever the number of channels.",
    ("* channels_in + 1)", "+ 1) * channels_in"),
)
a_bias_for_each_incoming_channel = edited(
    "There are as many biases as filters, and not as many as channels that come in.",
    ("(f * f * channels_in + 1) * filters", "f * f * channels_in * filters + channels_in"),
)
a_power = edited("In Python ^ is not a power. Write f ** 2 or f * f.", ("f * f", "(f ^ 2)"))


@alternative
def weights_and_biases(f, channels_in, filters):
    weights = f**2 * channels_in * filters
    biases = filters
    return weights + biases


@alternative
def by_shapes(f, channels_in, filters):
    return int(np.prod((f, f, channels_in, filters))) + filters


@alternative
def as_a_float(f, channels_in, filters):
    return (float(f) ** 2 * channels_in + 1) * filters
