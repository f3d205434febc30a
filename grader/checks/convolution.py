"""Hidden checks of convolution."""

import numpy as np
import pytest

MOSTLY_CONSTANT = {"pool_backward": "max pooling blames one pixel of each window, and the slope of all others is 0"}


def draw(rng, *shape):
    """Halves of both signs, none of them 0: their products and sums are exact, in float32 as well."""
    return rng.choice([-1.0, 1.0], size=shape) * rng.integers(1, 10, size=shape) / 2


def no_two_equal(rng, *shape):
    """Numbers of both signs, no two of them equal: the maximum of a window is never a tie."""
    count = int(np.prod(shape))
    return (rng.permutation(count) - count // 2 + 0.25).reshape(shape)


def problem(rng, m=1, height=4, width=5, channels=2, f=2, filters=2):
    """A_prev, W and b of a convolution."""
    return draw(rng, m, height, width, channels), draw(rng, f, f, channels, filters), draw(rng, filters)


def conv_cache(rng, stride, pad, **sizes):
    """The cache of a forward pass, with the five entries that the notebook names."""
    A_prev, W, b = problem(rng, **sizes)
    return {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


def slopes_like(rng, forward, *args):
    """Slopes in the shape of what a forward pass of the reference returns."""
    return draw(rng, *forward(*args)[0].shape)


def compare_backward(compare, student, solution, rng, cache):
    """Hands the same slopes and the same cache to both backward passes."""
    dZ = slopes_like(rng, solution.conv_forward_fast, *(cache[name] for name in ("A_prev", "W", "b", "stride", "pad")))
    compare(student.conv_backward, solution.conv_backward, dZ, cache)


def compare_pool_backward(compare, student, solution, rng, A_prev, f, stride, mode):
    """Hands the same slopes and the same cache to both backward passes of pooling."""
    dA = slopes_like(rng, solution.pool_forward, A_prev, f, stride, mode)
    compare(student.pool_backward, solution.pool_backward, dA, {"A_prev": A_prev, "f": f, "stride": stride}, mode)


# conv_step


@pytest.mark.exercise("conv_step")
@pytest.mark.visible
def test_conv_step_on_a_small_window(student, solution, rng, compare):
    """A window of 2 by 2 with two channels."""
    compare(student.conv_step, solution.conv_step, draw(rng, 2, 2, 2), draw(rng, 2, 2, 2), 0.5)


@pytest.mark.exercise("conv_step")
@pytest.mark.visible
def test_conv_step_with_one_channel(student, solution, rng, compare):
    """A window of 3 by 3 with one channel."""
    compare(student.conv_step, solution.conv_step, draw(rng, 3, 3, 1), draw(rng, 3, 3, 1), -1.5)


def a_bias(rng):
    """One bias, a number."""
    return float(draw(rng, 1)[0])


@pytest.mark.exercise("conv_step", weight=3)
def test_conv_step_with_more_channels(student, solution, rng, compare):
    """A window of 3 by 3 with four channels, and one of a single pixel with five."""
    compare(student.conv_step, solution.conv_step, draw(rng, 3, 3, 4), draw(rng, 3, 3, 4), a_bias(rng))
    compare(student.conv_step, solution.conv_step, draw(rng, 1, 1, 5), draw(rng, 1, 1, 5), a_bias(rng))


@pytest.mark.exercise("conv_step")
def test_conv_step_of_zeros_is_the_bias(student, solution, rng, compare):
    """A black window: only the bias is left; and one with a single pixel that is not black."""
    window = np.zeros((3, 3, 2))
    compare(student.conv_step, solution.conv_step, window, draw(rng, 3, 3, 2), a_bias(rng))
    window[tuple(rng.integers([3, 3, 2]))] = 1
    compare(student.conv_step, solution.conv_step, window, draw(rng, 3, 3, 2), a_bias(rng))


# output_size


@pytest.mark.exercise("output_size")
@pytest.mark.visible
def test_output_size_where_the_steps_come_out_even(student, solution, compare):
    """No padding, stride 2, and the last window ends at the last pixel."""
    compare(student.output_size, solution.output_size, 9, 3, 2, 0)


@pytest.mark.exercise("output_size")
@pytest.mark.visible
def test_output_size_with_padding(student, solution, compare):
    """With padding: once the size stays as it is, once it does not."""
    compare(student.output_size, solution.output_size, 8, 5, 1, 2)
    compare(student.output_size, solution.output_size, 11, 4, 3, 1)


@pytest.mark.exercise("output_size")
@pytest.mark.visible
def test_output_size_where_a_step_does_not_fit(student, solution, compare):
    """The last step would stick out, by much and by little."""
    compare(student.output_size, solution.output_size, 9, 2, 4, 1)
    compare(student.output_size, solution.output_size, 10, 3, 4, 0)


@pytest.mark.exercise("output_size", weight=3)
def test_output_size_of_many_axes(student, solution, rng, compare):
    """Fifteen axes: every stride up to 5, with every number of pixels that may be left over at the end."""
    for stride in range(1, 6):
        for left_over in range(stride):
            f = int(rng.integers(3, 8))
            padding = int(rng.integers(left_over == stride - 1, (f + 1) // 2))  # some, where one pixel more would count
            n = stride * int(rng.integers(1, 7)) + f + left_over - 2 * padding
            compare(student.output_size, solution.output_size, n, f, stride, padding)


@pytest.mark.exercise("output_size", weight=2)
def test_output_size_of_exactly_one_window(student, solution, rng, compare):
    """The window is as large as the axis: it fits once, whatever the stride, and twice if the axis is longer by that."""
    f, stride = int(rng.integers(4, 8)), int(rng.integers(2, 4))
    for padding in (0, 1):
        compare(student.output_size, solution.output_size, f - 2 * padding, f, stride, padding)
    compare(student.output_size, solution.output_size, f + stride - 2, f, stride, 1)


@pytest.mark.exercise("output_size")
def test_output_size_is_an_integer(student, solution, rng, compare):
    """A size: it must be right, and usable as one."""
    axis = int(rng.integers(12, 20)), 3, 2, 1
    compare(student.output_size, solution.output_size, *axis)
    size = student.output_size(*axis)
    assert isinstance(size, (int, np.integer)) or getattr(size, "dtype", np.dtype(float)).kind in "iu", (
        "The number is needed as a size, so it should be an integer, and it is a float. // rounds down and gives "
        "an integer."
    )


# zero_pad


@pytest.mark.exercise("zero_pad")
@pytest.mark.visible
def test_zero_pad_one_small_image(student, solution, rng, compare):
    """One image of 1 by 2 pixels and two channels, a frame of 1; and a frame of 0, which leaves an image as it is."""
    compare(student.zero_pad, solution.zero_pad, draw(rng, 1, 1, 2, 2), 1)
    compare(student.zero_pad, solution.zero_pad, draw(rng, 1, 3, 4, 2), 0)


@pytest.mark.exercise("zero_pad")
def test_zero_pad_two_images(student, solution, rng, compare):
    """Two images of 2 by 3 pixels with one channel, a frame of 2."""
    compare(student.zero_pad, solution.zero_pad, draw(rng, 2, 2, 3, 1), 2)


@pytest.mark.exercise("zero_pad", weight=2)
def test_zero_pad_more_images(student, solution, rng, compare):
    """Three images, not square, with four channels, a frame of 3."""
    compare(student.zero_pad, solution.zero_pad, draw(rng, 3, 4, 2, 4), 3)


@pytest.mark.exercise("zero_pad")
def test_zero_pad_of_nothing(student, solution, rng, compare):
    """A frame of 0 leaves the images as they are; a frame of 1 does not."""
    for pad in (0, 1):
        compare(student.zero_pad, solution.zero_pad, draw(rng, 2, 3, 4, 2), pad)


# conv_forward and conv_forward_fast


@pytest.mark.exercise("conv_forward")
@pytest.mark.visible
def test_conv_forward_with_stride_1(student, solution, rng, compare):
    """One image of 2 by 3, two channels, two filters of 2 by 2; stride 1, no padding."""
    compare(student.conv_forward, solution.conv_forward, *problem(rng, height=2, width=3), 1, 0)


@pytest.mark.exercise("conv_forward")
@pytest.mark.visible
def test_conv_forward_with_stride_and_padding(student, solution, rng, compare):
    """Two grey images of 3 by 2, one filter of 2 by 2; stride 2, a frame of 1."""
    args = problem(rng, m=2, height=3, width=2, channels=1, filters=1)
    compare(student.conv_forward, solution.conv_forward, *args, 2, 1)


@pytest.mark.exercise("conv_forward")
def test_conv_forward_with_many_channels_and_filters(student, solution, rng, compare):
    """Three channels, four filters, an image higher than it is wide; stride 1, a frame of 2."""
    args = problem(rng, m=2, height=6, width=3, channels=3, f=3, filters=4)
    compare(student.conv_forward, solution.conv_forward, *args, 1, 2)


@pytest.mark.exercise("conv_forward", weight=2)
def test_conv_forward_with_a_stride_that_does_not_come_out_even(student, solution, rng, compare):
    """Stride 3 without padding; some pixels at the end are never seen."""
    args = problem(rng, m=3, height=7, width=9, channels=2, f=2, filters=3)
    compare(student.conv_forward, solution.conv_forward, *args, 3, 0)


@pytest.mark.exercise("conv_forward")
def test_conv_forward_with_windows_of_one_pixel(student, solution, rng, compare):
    """Windows of 1 by 1, which mix the channels; stride 2."""
    args = problem(rng, m=2, height=3, width=4, channels=4, f=1, filters=3)
    compare(student.conv_forward, solution.conv_forward, *args, 2, 0)


@pytest.mark.exercise("conv_forward")
def test_conv_forward_of_one_window(student, solution, rng, compare):
    """A window as large as the image, one filter: one number comes out, in four axes."""
    args = problem(rng, height=3, width=3, channels=2, f=3, filters=1)
    compare(student.conv_forward, solution.conv_forward, *args, 1, 0)


@pytest.mark.exercise("conv_forward_fast")
@pytest.mark.visible
def test_conv_forward_fast_with_stride_1(student, solution, rng, compare):
    """One image of 2 by 3, two channels, two filters of 2 by 2; stride 1, no padding."""
    compare(student.conv_forward_fast, solution.conv_forward_fast, *problem(rng, height=2, width=3), 1, 0)


@pytest.mark.exercise("conv_forward_fast")
@pytest.mark.visible
def test_conv_forward_fast_with_stride_and_padding(student, solution, rng, compare):
    """Two grey images of 1 by 3, two filters of 2 by 2; stride 2, a frame of 1."""
    compare(
        student.conv_forward_fast, solution.conv_forward_fast, *problem(rng, m=2, height=1, width=3, channels=1), 2, 1
    )


@pytest.mark.exercise("conv_forward_fast", weight=2)
def test_conv_forward_fast_with_many_channels_and_filters(student, solution, rng, compare):
    """Three channels, four filters, an image higher than it is wide; once with a stride of 3."""
    args = problem(rng, m=2, height=8, width=5, channels=3, f=3, filters=4)
    compare(student.conv_forward_fast, solution.conv_forward_fast, *args, 1, 2)
    compare(student.conv_forward_fast, solution.conv_forward_fast, *args, 3, 0)


@pytest.mark.exercise("conv_forward_fast", weight=2)
def test_conv_forward_fast_of_one_window(student, solution, rng, compare):
    """A window as large as the image, one filter; and windows of a single pixel."""
    args = problem(rng, height=3, width=3, channels=2, f=3, filters=1)
    compare(student.conv_forward_fast, solution.conv_forward_fast, *args, 1, 0)
    args = problem(rng, m=2, height=3, width=4, channels=4, f=1, filters=3)
    compare(student.conv_forward_fast, solution.conv_forward_fast, *args, 2, 0)


# pool_forward


@pytest.mark.exercise("pool_forward")
@pytest.mark.visible
def test_pool_forward_max_with_windows_that_tile(student, solution, rng, compare):
    """Max pooling of 2 by 2 with stride 2: one image of 2 by 6, two channels; most numbers are below zero."""
    compare(student.pool_forward, solution.pool_forward, no_two_equal(rng, 1, 2, 6, 2) - 8, 2, 2, "max")


@pytest.mark.exercise("pool_forward")
@pytest.mark.visible
def test_pool_forward_average_with_windows_that_overlap(student, solution, rng, compare):
    """Average pooling of 2 by 2 with stride 1: two images of 3 by 4, of whole numbers."""
    compare(student.pool_forward, solution.pool_forward, rng.permutation(24).reshape(2, 3, 4, 1), 2, 1, "average")


@pytest.mark.exercise("pool_forward")
def test_pool_forward_average_with_windows_that_tile(student, solution, rng, compare):
    """Average pooling of 2 by 2 with stride 2: several channels, and a row at the end that is never seen."""
    compare(student.pool_forward, solution.pool_forward, no_two_equal(rng, 2, 7, 4, 3), 2, 2, "average")


@pytest.mark.exercise("pool_forward", weight=2)
def test_pool_forward_max_with_windows_that_overlap(student, solution, rng, compare):
    """Max pooling of 3 by 3 with stride 2, on images that are not square, with several channels."""
    compare(student.pool_forward, solution.pool_forward, no_two_equal(rng, 2, 5, 8, 3), 3, 2, "max")


@pytest.mark.exercise("pool_forward")
def test_pool_forward_with_gaps_between_the_windows(student, solution, rng, compare):
    """Windows of 2 by 2 with stride 3, both modes."""
    A_prev = no_two_equal(rng, 1, 8, 5, 2)
    compare(student.pool_forward, solution.pool_forward, A_prev, 2, 3, "max")
    compare(student.pool_forward, solution.pool_forward, A_prev, 2, 3, "average")


@pytest.mark.exercise("pool_forward")
def test_pool_forward_of_negative_numbers(student, solution, rng, compare):
    """All numbers are below zero."""
    compare(student.pool_forward, solution.pool_forward, -rng.uniform(1, 2, size=(2, 4, 6, 2)), 2, 2, "max")


@pytest.mark.exercise("pool_forward")
def test_pool_forward_of_integers(student, solution, rng, compare):
    """An image of whole numbers; its averages have decimals."""
    compare(student.pool_forward, solution.pool_forward, rng.permutation(48).reshape(1, 4, 6, 2), 2, 2, "average")


# count_parameters


@pytest.mark.exercise("count_parameters")
@pytest.mark.visible
def test_count_parameters_of_a_colour_layer(student, solution, compare):
    """Windows of 3 by 3, three channels, eight filters."""
    compare(student.count_parameters, solution.count_parameters, 3, 3, 8)


@pytest.mark.exercise("count_parameters")
@pytest.mark.visible
def test_count_parameters_of_one_filter(student, solution, compare):
    """One filter of 5 by 5 on two channels."""
    compare(student.count_parameters, solution.count_parameters, 5, 2, 1)


@pytest.mark.exercise("count_parameters", weight=3)
def test_count_parameters_of_many_layers(student, solution, rng, compare):
    """Ten layers of all kinds."""
    for _ in range(10):
        f, channels_in, filters = int(rng.integers(2, 8)), int(rng.integers(1, 70)), int(rng.integers(2, 130))
        compare(student.count_parameters, solution.count_parameters, f, channels_in, filters)


@pytest.mark.exercise("count_parameters")
def test_count_parameters_of_a_layer_of_1_by_1(student, solution, rng, compare):
    """Windows of a single pixel on many channels, with fewer filters."""
    channels_in, filters = int(rng.integers(40, 100)), int(rng.integers(5, 30))
    compare(student.count_parameters, solution.count_parameters, 1, channels_in, filters)


# receptive_field


@pytest.mark.exercise("receptive_field")
@pytest.mark.visible
def test_receptive_field_with_stride_1(student, solution, compare):
    """One layer of 5 by 5; three layers of 3 by 3, all with stride 1."""
    compare(student.receptive_field, solution.receptive_field, [(5, 1)])
    compare(student.receptive_field, solution.receptive_field, [(3, 1), (3, 1), (3, 1)])


@pytest.mark.exercise("receptive_field")
@pytest.mark.visible
def test_receptive_field_with_pooling(student, solution, compare):
    """Convolution, pooling, convolution with a stride of 3, convolution."""
    compare(student.receptive_field, solution.receptive_field, [(3, 1), (2, 2), (3, 3), (5, 1)])


def draw_layers(rng, count, smallest_stride=1):
    """Layers of all kinds, as pairs of a window and a stride."""
    return [(int(rng.integers(2, 8)), int(rng.integers(smallest_stride, 4))) for _ in range(count)]


@pytest.mark.exercise("receptive_field", weight=2)
def test_receptive_field_of_deep_networks(student, solution, rng, compare):
    """Six networks of two to seven layers, with all kinds of windows and strides."""
    for length in range(6):
        layers = [*draw_layers(rng, 1, smallest_stride=2), *draw_layers(rng, length), (4, 2)]
        compare(student.receptive_field, solution.receptive_field, layers)


@pytest.mark.exercise("receptive_field")
def test_receptive_field_does_not_depend_on_the_last_stride(student, solution, rng, compare):
    """Large strides, and windows of one pixel among the layers."""
    compare(student.receptive_field, solution.receptive_field, [(int(rng.integers(6, 10)), int(rng.integers(2, 6)))])
    strides, windows = rng.integers(2, 6, size=3).tolist(), rng.integers(2, 6, size=2).tolist()
    layers = [(1, strides[0]), (windows[0], strides[1]), (1, 1), (windows[1], strides[2])]
    compare(student.receptive_field, solution.receptive_field, layers)


@pytest.mark.exercise("receptive_field")
def test_receptive_field_without_a_layer(student, solution, rng, compare):
    """No layer at all: a pixel sees itself; with one layer, it sees a window."""
    compare(student.receptive_field, solution.receptive_field, [])
    compare(student.receptive_field, solution.receptive_field, draw_layers(rng, 1))


# conv_backward


@pytest.mark.exercise("conv_backward")
@pytest.mark.visible
def test_conv_backward_with_stride_1(student, solution, rng, compare):
    """One image of 2 by 3, two channels, two filters of 2 by 2; stride 1, no padding."""
    compare_backward(compare, student, solution, rng, conv_cache(rng, 1, 0, height=2, width=3))


@pytest.mark.exercise("conv_backward")
@pytest.mark.visible
def test_conv_backward_with_stride_and_padding(student, solution, rng, compare):
    """Two grey images of 3 by 2, one filter of 2 by 2; stride 2, a frame of 1."""
    cache = conv_cache(rng, 2, 1, m=2, height=3, width=2, channels=1, filters=1)
    compare_backward(compare, student, solution, rng, cache)


@pytest.mark.exercise("conv_backward", weight=2)
def test_conv_backward_with_many_channels_and_filters(student, solution, rng, compare):
    """Three images higher than wide, three channels, four filters; stride 1, a frame of 2."""
    cache = conv_cache(rng, 1, 2, m=3, height=6, width=4, channels=3, f=3, filters=4)
    compare_backward(compare, student, solution, rng, cache)


@pytest.mark.exercise("conv_backward", weight=2)
def test_conv_backward_with_a_stride_that_does_not_come_out_even(student, solution, rng, compare):
    """Stride 3 without padding: some pixels were never seen, and are not to blame."""
    cache = conv_cache(rng, 3, 0, m=2, height=7, width=9, channels=2, f=2, filters=3)
    compare_backward(compare, student, solution, rng, cache)


@pytest.mark.exercise("conv_backward")
def test_conv_backward_of_one_window(student, solution, rng, compare):
    """A window as large as the image, one filter."""
    cache = conv_cache(rng, 1, 0, height=3, width=3, channels=2, f=3, filters=1)
    compare_backward(compare, student, solution, rng, cache)


# pool_backward


@pytest.mark.exercise("pool_backward")
@pytest.mark.visible
def test_pool_backward_max_with_windows_that_tile(student, solution, rng, compare):
    """Max pooling of 2 by 2 with stride 2: two images of 2 by 4, two channels."""
    compare_pool_backward(compare, student, solution, rng, no_two_equal(rng, 2, 2, 4, 2), 2, 2, "max")


@pytest.mark.exercise("pool_backward")
@pytest.mark.visible
def test_pool_backward_with_windows_that_overlap(student, solution, rng, compare):
    """Pooling of 2 by 2 with stride 1, average and max: some pixels are in several windows."""
    compare_pool_backward(compare, student, solution, rng, no_two_equal(rng, 2, 3, 4, 1), 2, 1, "average")
    compare_pool_backward(compare, student, solution, rng, no_two_equal(rng, 1, 4, 3, 1), 2, 1, "max")


@pytest.mark.exercise("pool_backward")
@pytest.mark.visible
def test_pool_backward_max_with_gaps(student, solution, rng, compare):
    """Max pooling of 2 by 2 with stride 3: the last rows and columns are in no window."""
    compare_pool_backward(compare, student, solution, rng, no_two_equal(rng, 1, 7, 4, 1), 2, 3, "max")


@pytest.mark.exercise("pool_backward", weight=2)
def test_pool_backward_max_with_windows_that_overlap(student, solution, rng, compare):
    """Max pooling of 3 by 3 with stride 1: some pixels are the largest of several windows."""
    compare_pool_backward(compare, student, solution, rng, no_two_equal(rng, 2, 5, 7, 3), 3, 1, "max")
    compare_pool_backward(compare, student, solution, rng, no_two_equal(rng, 2, 6, 5, 2), 3, 2, "max")


@pytest.mark.exercise("pool_backward", weight=2)
def test_pool_backward_average_with_windows_that_tile(student, solution, rng, compare):
    """Average pooling of 2 by 2 with stride 2: several channels, and a row at the end that was never seen."""
    compare_pool_backward(compare, student, solution, rng, no_two_equal(rng, 2, 7, 4, 3), 2, 2, "average")


@pytest.mark.exercise("pool_backward")
def test_pool_backward_with_gaps_between_the_windows(student, solution, rng, compare):
    """Windows of 2 by 2 with stride 3, both modes; pixels at the end of each row are never seen."""
    A_prev = no_two_equal(rng, 1, 8, 7, 2)  # 5 / 3 windows more than one: a width that must be rounded down
    compare_pool_backward(compare, student, solution, rng, A_prev, 2, 3, "max")
    compare_pool_backward(compare, student, solution, rng, A_prev, 2, 3, "average")


@pytest.mark.exercise("pool_backward")
def test_pool_backward_of_negative_numbers(student, solution, rng, compare):
    """All pixels are below zero; the largest one still gets the blame."""
    A_prev = no_two_equal(rng, 2, 4, 6, 2) - 100
    compare_pool_backward(compare, student, solution, rng, A_prev, 2, 2, "max")


# transposed_output_size


@pytest.mark.exercise("transposed_output_size")
@pytest.mark.visible
def test_transposed_output_size_without_padding(student, solution, compare):
    """No padding, no output padding."""
    compare(student.transposed_output_size, solution.transposed_output_size, 4, 3, 2, 0, 0)
    compare(student.transposed_output_size, solution.transposed_output_size, 5, 2, 3, 0, 0)


@pytest.mark.exercise("transposed_output_size")
@pytest.mark.visible
def test_transposed_output_size_with_padding(student, solution, compare):
    """With padding and output padding."""
    compare(student.transposed_output_size, solution.transposed_output_size, 6, 5, 3, 2, 1)


@pytest.mark.exercise("transposed_output_size", weight=3)
def test_transposed_output_size_of_many_axes(student, solution, rng, compare):
    """Twenty axes: every stride up to 4 with every output padding, with padding and without."""
    for stride in range(1, 5):
        for output_padding in range(stride):
            for padding in (0, 1):
                n, f = int(rng.integers(4, 30)), int(rng.integers(2, 8))
                axis = n, f, stride, padding, output_padding
                compare(student.transposed_output_size, solution.transposed_output_size, *axis)


@pytest.mark.exercise("transposed_output_size")
def test_transposed_output_size_of_one_pixel(student, solution, rng, compare):
    """A single pixel becomes one stamp; two pixels become two."""
    f, stride = int(rng.integers(2, 7)), int(rng.integers(2, 5))
    for n in (1, 2):
        compare(student.transposed_output_size, solution.transposed_output_size, n, f, stride, 0, 0)


# conv_transpose


def stamps(rng, m=1, height=2, width=3, channels_in=2, f=3, channels_out=1):
    """X, W and b of a transposed convolution."""
    return draw(rng, m, height, width, channels_in), draw(rng, f, f, channels_out, channels_in), draw(rng, channels_out)


@pytest.mark.exercise("conv_transpose")
@pytest.mark.visible
def test_conv_transpose_with_stamps_that_overlap(student, solution, rng, compare):
    """One image of 1 by 3, the last pixel black, two channels in and one out; stamps of 3 by 3, stride 2."""
    X, W, b = stamps(rng, height=1, width=3)
    X[:, :, -1] = 0
    compare(student.conv_transpose, solution.conv_transpose, X, W, b, 2)


@pytest.mark.exercise("conv_transpose")
@pytest.mark.visible
def test_conv_transpose_with_stamps_that_tile(student, solution, rng, compare):
    """Two images of 1 by 2, one channel in and two out; stamps of 2 by 2, stride 2."""
    args = stamps(rng, m=2, height=1, width=2, channels_in=1, f=2, channels_out=2)
    compare(student.conv_transpose, solution.conv_transpose, *args, 2)


@pytest.mark.exercise("conv_transpose", weight=2)
def test_conv_transpose_with_many_channels(student, solution, rng, compare):
    """Two images of 4 by 3, three channels in and four out; once stride 1, once stride 3."""
    args = stamps(rng, m=2, height=4, width=3, channels_in=3, f=4, channels_out=4)
    compare(student.conv_transpose, solution.conv_transpose, *args, 1)
    compare(student.conv_transpose, solution.conv_transpose, *args, 3)


@pytest.mark.exercise("conv_transpose")
def test_conv_transpose_with_gaps_between_the_stamps(student, solution, rng, compare):
    """Stamps of 2 by 2 with stride 3: between the stamps only the bias is left."""
    args = stamps(rng, m=1, height=3, width=2, channels_in=2, f=2, channels_out=2)
    compare(student.conv_transpose, solution.conv_transpose, *args, 3)


@pytest.mark.exercise("conv_transpose")
def test_conv_transpose_of_one_pixel(student, solution, rng, compare):
    """A single pixel: one stamp."""
    args = stamps(rng, m=1, height=1, width=1, channels_in=1, f=3, channels_out=2)
    compare(student.conv_transpose, solution.conv_transpose, *args, 2)


# im2col


@pytest.mark.exercise("im2col")
@pytest.mark.visible
def test_im2col_with_stride_1(student, solution, rng, compare):
    """One image of 2 by 3 with two channels, windows of 2 by 2."""
    compare(student.im2col, solution.im2col, no_two_equal(rng, 1, 2, 3, 2), 2, 1, 0)


@pytest.mark.exercise("im2col")
@pytest.mark.visible
def test_im2col_with_stride_and_padding(student, solution, rng, compare):
    """Two images of 2 by 2 with one channel, windows of 2 by 2, stride 2, a frame of 1."""
    compare(student.im2col, solution.im2col, no_two_equal(rng, 2, 2, 2, 1), 2, 2, 1)


@pytest.mark.exercise("im2col", weight=2)
def test_im2col_with_many_channels(student, solution, rng, compare):
    """Three images of 6 by 4 with three channels, windows of 3 by 3, stride 1, a frame of 2."""
    compare(student.im2col, solution.im2col, no_two_equal(rng, 3, 6, 4, 3), 3, 1, 2)


@pytest.mark.exercise("im2col", weight=2)
def test_im2col_with_a_stride_that_does_not_come_out_even(student, solution, rng, compare):
    """Stride 3 without padding, and windows as large as the image."""
    compare(student.im2col, solution.im2col, no_two_equal(rng, 2, 7, 9, 2), 2, 3, 0)
    compare(student.im2col, solution.im2col, no_two_equal(rng, 2, 3, 3, 2), 3, 1, 0)
