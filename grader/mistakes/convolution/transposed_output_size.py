import numpy as np

from grader.authoring import alternative, edited

a_step_for_each_pixel = edited("One step too many: n stamps have n - 1 steps between them.", ("n - 1", "n"))
padding_added = edited(
    "The padding is cut off here, not added: it was added on the way there.",
    ("(n - 1) * stride + f - 2 * padding", "(n - 1) * stride + f + 2 * padding"),
)
transposed_output_size_padding_on_one_side = edited(
    "The padding is counted once. It is cut off at both ends.", ("2 * padding", "padding")
)
output_padding_forgotten = edited(
    "The output padding is missing.",
    ("(n - 1) * stride + f - 2 * padding + output_padding", "(n - 1) * stride + f - 2 * padding"),
)
output_padding_twice = edited(
    "The output padding is added at one end only.",
    ("(n - 1) * stride + f - 2 * padding + output_padding", "(n - 1) * stride + f - 2 * padding + 2 * output_padding"),
)
output_padding_subtracted = edited(
    "The output padding is added, not cut off.",
    ("(n - 1) * stride + f - 2 * padding + output_padding", "(n - 1) * stride + f - 2 * padding - output_padding"),
)
stamp_left_out = edited("The last stamp is f pixels long: add them.", ("(n - 1) * stride + f", "(n - 1) * stride + 1"))
stride_times_pixels = edited(
    "That is how many steps there are, times the stride. The last stamp may reach further than a step, the padding "
    "may take some away.",
    ("(n - 1) * stride + f - 2 * padding + output_padding", "n * stride"),
)
the_way_there = edited(
    "That is the size of an ordinary convolution. Here the image gets larger: work the formula backwards.",
    ("(n - 1) * stride + f - 2 * padding + output_padding", "(n + 2 * padding - f) // stride + 1"),
)
transposed_output_size_padding_ignored = edited(
    "The padding is missing: it is cut off at both ends.",
    ("(n - 1) * stride + f - 2 * padding", "(n - 1) * stride + f"),
)


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
