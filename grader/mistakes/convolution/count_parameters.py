import numpy as np

from grader.catalogue import alternative, mistake


@mistake("The biases are missing: each filter has one.")
def no_biases(f, channels_in, filters):
    return f * f * channels_in * filters


@mistake("Only one bias is counted. Each filter has one of its own.")
def count_parameters_one_bias_for_all(f, channels_in, filters):
    return f * f * channels_in * filters + 1


@mistake("The channels of the input are missing: a filter has weights for all of them.")
def channels_forgotten(f, channels_in, filters):
    return (f * f + 1) * filters


@mistake("That is one filter. Multiply by their number.")
def one_filter_only(f, channels_in, filters):
    return f * f * channels_in + 1


@mistake("The window has f rows and f columns: that is f * f pixels.")
def window_not_squared(f, channels_in, filters):
    return (f * channels_in + 1) * filters


@mistake("A bias is counted for each channel of each filter. A filter has one bias, whatever the number of channels.")
def a_bias_for_each_channel(f, channels_in, filters):
    return (f * f + 1) * channels_in * filters


@mistake("There are as many biases as filters, and not as many as channels that come in.")
def a_bias_for_each_incoming_channel(f, channels_in, filters):
    return f * f * channels_in * filters + channels_in


@mistake("In Python ^ is not a power. Write f ** 2 or f * f.")
def a_power(f, channels_in, filters):
    return ((f ^ 2) * channels_in + 1) * filters


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
