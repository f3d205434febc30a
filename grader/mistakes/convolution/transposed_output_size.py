import numpy as np

from grader.catalogue import alternative, mistake


@mistake("One step too many: n stamps have n - 1 steps between them.")
def a_step_for_each_pixel(n, f, stride, padding, output_padding):
    return n * stride + f - 2 * padding + output_padding


@mistake("The padding is cut off here, not added: it was added on the way there.")
def padding_added(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f + 2 * padding + output_padding


@mistake("The padding is counted once. It is cut off at both ends.")
def transposed_output_size_padding_on_one_side(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f - padding + output_padding


@mistake("The output padding is missing.")
def output_padding_forgotten(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f - 2 * padding


@mistake("The output padding is added at one end only.")
def output_padding_twice(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f - 2 * padding + 2 * output_padding


@mistake("The output padding is added, not cut off.")
def output_padding_subtracted(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f - 2 * padding - output_padding


@mistake("The last stamp is f pixels long: add them.")
def stamp_left_out(n, f, stride, padding, output_padding):
    return (n - 1) * stride + 1 - 2 * padding + output_padding


@mistake(
    "That is how many steps there are, times the stride. The last stamp may reach further than a step, the padding "
    "may take some away."
)
def stride_times_pixels(n, f, stride, padding, output_padding):
    return n * stride


@mistake("That is the size of an ordinary convolution. Here the image gets larger: work the formula backwards.")
def the_way_there(n, f, stride, padding, output_padding):
    return (n + 2 * padding - f) // stride + 1


@mistake("The padding is missing: it is cut off at both ends.")
def transposed_output_size_padding_ignored(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f + output_padding


@alternative
def one_step_less(n, f, stride, padding, output_padding):
    return n * stride + max(f, 0) - stride - 2 * padding + output_padding


@alternative
def by_the_last_stamp(n, f, stride, padding, output_padding):
    end_of_last_stamp = 0
    for pixel in range(n):
        end_of_last_stamp = pixel * stride + f
    return end_of_last_stamp - padding - padding + output_padding


@alternative
def transposed_output_size_as_a_numpy_integer(n, f, stride, padding, output_padding):
    return np.int64(stride) * (n - 1) + f - 2 * padding + output_padding
