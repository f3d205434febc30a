"""Hidden checks of resnet."""

import keras
import numpy as np
import pytest

from dlkit.comparing import KerasInput
from grader.authoring import stand_in

# Wide enough that Keras' default epsilon of the batch norm costs nothing: it is no part of the exercises.
NEAR = {"rtol": 0.01, "atol": 0.01}


@stand_in("identity_block")
def one_convolution(x, filters, kernel_size):
    return keras.layers.Conv2D(filters, kernel_size, padding="same", activation="relu")(x)


@stand_in("projection_block")
def one_strided_convolution(x, filters, kernel_size, stride):
    return keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same", use_bias=False)(x)


@stand_in("basic_block")
def one_small_convolution(x, filters, stride):
    return keras.layers.Conv2D(filters, 3, strides=stride, padding="same", activation="tanh")(x)


@stand_in("bottleneck_block")
def one_pointwise_convolution(x, filters, stride):
    return keras.layers.Conv2D(4 * filters, 1, strides=stride, activation="tanh")(x)


def one_of(rng, *sizes):
    """Return one of several sizes: a model is slow to build, so there are few, and each was seen to tell mistakes apart."""
    return sizes[rng.integers(len(sizes))]


def batch_norm_problem(rng, size, channels, filters):
    """Return kernel (size, size, channels, filters), then bias, gamma, beta, mean, variance (filters,)."""
    kernel = rng.normal(size=(size, size, channels, filters)).round(2)
    bias, beta, mean = rng.normal(size=(3, filters)).round(2)
    gamma, variance = rng.uniform(0.4, 1.8, size=(2, filters)).round(2)
    return kernel, bias, gamma, beta, mean, variance


@pytest.mark.exercise("identity_block")
@pytest.mark.visible
def test_identity_block_with_kernel_five(student, solution, compare):
    """Two channels and 5x5 kernels, on pictures that are wider than high."""
    compare.model(student.identity_block, solution.identity_block, KerasInput((3, 4, 2)), 2, 5, **NEAR)


@pytest.mark.exercise("identity_block")
def test_identity_block_with_other_channels(student, solution, rng, compare):
    """Other sizes: 5x5 kernels, and other numbers of channels."""
    shape = one_of(rng, (6, 8, 3), (8, 6, 4), (7, 6, 3))
    compare.model(student.identity_block, solution.identity_block, KerasInput(shape), shape[-1], 5, **NEAR)


@pytest.mark.exercise("identity_block")
def test_identity_block_with_kernel_one(student, solution, rng, compare):
    """1x1 kernels, which need no padding, on pictures with odd sides."""
    shape = one_of(rng, (7, 5, 2), (5, 7, 3), (5, 9, 4))
    compare.model(student.identity_block, solution.identity_block, KerasInput(shape), shape[-1], 1, **NEAR)


@pytest.mark.exercise("identity_block")
def test_identity_block_in_training_mode(student, solution, rng, compare):
    """The output while training, when batch norm uses the batch's own mean and variance."""
    shape = one_of(rng, (5, 8, 4), (8, 5, 3), (6, 7, 5))
    block = (KerasInput(shape), shape[-1], 3)
    compare.model(student.identity_block, solution.identity_block, *block, training=True, **NEAR)


@pytest.mark.exercise("projection_block")
@pytest.mark.visible
def test_projection_block_with_another_stride(student, solution, compare):
    """From two channels to three, 5x5 kernels, stride 3."""
    compare.model(student.projection_block, solution.projection_block, KerasInput((4, 6, 2)), 3, 5, 3, **NEAR)


@pytest.mark.exercise("projection_block")
def test_projection_block_on_odd_sides(student, solution, rng, compare):
    """Height and width are odd, so half of them is rounded up; 5x5 kernels."""
    shape, filters = one_of(rng, ((7, 9, 4), 6), ((9, 7, 3), 5), ((5, 9, 4), 7))
    compare.model(student.projection_block, solution.projection_block, KerasInput(shape), filters, 5, 2, **NEAR)


@pytest.mark.exercise("projection_block")
def test_projection_block_with_stride_one(student, solution, rng, compare):
    """Stride 1: only the number of channels changes."""
    shape, filters = one_of(rng, ((6, 8, 3), 5), ((8, 6, 4), 3), ((7, 6, 2), 4))
    compare.model(student.projection_block, solution.projection_block, KerasInput(shape), filters, 3, 1, **NEAR)


@pytest.mark.exercise("projection_block")
def test_projection_block_with_stride_three(student, solution, rng, compare):
    """Stride 3, fewer channels than before, and the output while training too."""
    shape, filters = one_of(rng, ((8, 11, 5), 4), ((11, 8, 6), 3), ((10, 8, 5), 3))
    block = (KerasInput(shape), filters, 3, 3)
    compare.model(student.projection_block, solution.projection_block, *block, training=True, **NEAR)


@pytest.mark.exercise("projection_block")
def test_projection_block_that_keeps_the_channels(student, solution, rng, compare):
    """As many channels as before: the shortcut is projected all the same."""
    shape = one_of(rng, (6, 5, 4), (5, 6, 3), (8, 5, 5))
    compare.model(student.projection_block, solution.projection_block, KerasInput(shape), shape[-1], 3, 2, **NEAR)


@pytest.mark.exercise("basic_block")
@pytest.mark.visible
def test_basic_block_where_the_shape_stays(student, solution, compare):
    """Stride 1, four channels in and four out."""
    compare.model(student.basic_block, solution.basic_block, KerasInput((2, 3, 4)), 4, 1, **NEAR)


@pytest.mark.exercise("basic_block")
@pytest.mark.visible
def test_basic_block_where_the_shape_changes(student, solution, compare):
    """Stride 1, and three channels become four; then stride 2, and the channels stay."""
    compare.model(student.basic_block, solution.basic_block, KerasInput((2, 3, 3)), 4, 1, outputs=False)
    compare.model(student.basic_block, solution.basic_block, KerasInput((3, 4, 3)), 3, 2, **NEAR)


@pytest.mark.exercise("basic_block")
def test_basic_block_with_as_many_filters_as_rows(student, solution, rng, compare):
    """Stride 1, and more channels than before: as many as the pictures have rows."""
    shape = one_of(rng, (4, 6, 3), (5, 7, 3), (6, 5, 4))
    compare.model(student.basic_block, solution.basic_block, KerasInput(shape), shape[0], 1, **NEAR)


@pytest.mark.exercise("basic_block")
def test_basic_block_where_only_the_channels_change(student, solution, rng, compare):
    """Stride 1, and fewer channels than before."""
    shape, filters = one_of(rng, ((5, 7, 6), 2), ((7, 5, 6), 4), ((6, 7, 5), 3))
    compare.model(student.basic_block, solution.basic_block, KerasInput(shape), filters, 1, **NEAR)


@pytest.mark.exercise("basic_block")
def test_basic_block_where_only_the_size_changes(student, solution, rng, compare):
    """The channels stay, the stride is 2, and the sides are odd."""
    shape = one_of(rng, (7, 9, 4), (9, 7, 3), (5, 7, 6))
    compare.model(student.basic_block, solution.basic_block, KerasInput(shape), shape[-1], 2, **NEAR)


@pytest.mark.exercise("basic_block")
def test_basic_block_with_stride_three(student, solution, rng, compare):
    """A stride that is neither 1 nor 2."""
    shape, filters = one_of(rng, ((9, 7, 2), 6), ((7, 9, 3), 5), ((8, 10, 2), 4))
    compare.model(student.basic_block, solution.basic_block, KerasInput(shape), filters, 3, **NEAR)


@pytest.mark.exercise("resnet", weight=2)
@pytest.mark.visible
def test_resnet_of_fourteen_layers(student, solution, compare):
    """Two blocks in each stage, on tiny pictures that are wider than high, with three classes."""
    compare.model(student.resnet, solution.resnet, (4, 8, 1), 3, 2, **NEAR)


@pytest.mark.exercise("resnet", weight=3)
def test_resnet_on_colours(student, solution, rng, compare):
    """Two blocks in each stage, pictures with colours and unequal sides, more classes."""
    shape, classes = one_of(rng, ((6, 10, 3), 4), ((10, 6, 3), 5), ((6, 10, 3), 7))
    compare.model(student.resnet, solution.resnet, shape, classes, 2, **NEAR)


@pytest.mark.exercise("resnet")
def test_resnet_of_thirty_two_layers(student, solution, rng, compare):
    """Five blocks in each stage: shapes and numbers of parameters only."""
    compare.model(student.resnet, solution.resnet, (8, 8, 1), one_of(rng, 10, 6, 12), 5, outputs=False)


@pytest.mark.exercise("bottleneck_block")
@pytest.mark.visible
def test_bottleneck_block_where_the_shape_stays(student, solution, compare):
    """Stride 1, eight channels, two filters: four times two is eight."""
    compare.model(student.bottleneck_block, solution.bottleneck_block, KerasInput((2, 3, 8)), 2, 1, **NEAR)


@pytest.mark.exercise("bottleneck_block")
@pytest.mark.visible
def test_bottleneck_block_where_the_shape_changes(student, solution, compare):
    """Stride 1, and five channels become eight; then stride 2, and the channels stay."""
    compare.model(student.bottleneck_block, solution.bottleneck_block, KerasInput((1, 2, 5)), 2, 1, outputs=False)
    compare.model(student.bottleneck_block, solution.bottleneck_block, KerasInput((2, 4, 8)), 2, 2, **NEAR)


@pytest.mark.exercise("bottleneck_block", weight=2)
def test_bottleneck_block_as_at_the_start_of_resnet50(student, solution, rng, compare):
    """Stride 1 and as many channels as filters, which become four times as many."""
    shape = one_of(rng, (5, 7, 3), (7, 5, 4), (6, 5, 2))
    compare.model(student.bottleneck_block, solution.bottleneck_block, KerasInput(shape), shape[-1], 1, **NEAR)


@pytest.mark.exercise("bottleneck_block")
def test_bottleneck_block_where_only_the_size_changes(student, solution, rng, compare):
    """The channels stay, the stride is 2, the sides are odd."""
    height, width, filters = one_of(rng, (7, 9, 3), (9, 7, 2), (5, 7, 3))
    shape = (height, width, 4 * filters)
    compare.model(student.bottleneck_block, solution.bottleneck_block, KerasInput(shape), filters, 2, **NEAR)


@pytest.mark.exercise("bottleneck_block")
def test_bottleneck_block_with_stride_three(student, solution, rng, compare):
    """A stride that is neither 1 nor 2."""
    shape, filters = one_of(rng, ((8, 10, 4), 2), ((10, 8, 6), 3), ((7, 8, 3), 2))
    compare.model(student.bottleneck_block, solution.bottleneck_block, KerasInput(shape), filters, 3, **NEAR)


# ResNet-50 takes about a second to build, so it is built twice only. One side is longer than 32: more than one place
# is left at the end, where flattening and averaging would be the same.
@pytest.mark.exercise("resnet50")
@pytest.mark.visible
def test_resnet50_on_tiny_pictures(student, solution, compare):
    """Pictures of 8x36 pixels, four classes: the probabilities that come out."""
    compare.model(student.resnet50, solution.resnet50, (8, 36, 3), 4, rtol=0.01, atol=0.003)


@pytest.mark.exercise("resnet50", weight=2)
def test_resnet50_output(student, solution, rng, compare):
    """Other tiny pictures with unequal sides, more classes: the probabilities that come out."""
    shape, classes = one_of(rng, ((8, 40, 3), 12), ((40, 8, 3), 9))
    compare.model(student.resnet50, solution.resnet50, shape, classes, rtol=0.01, atol=0.003)


@pytest.mark.exercise("fold_batch_norm")
@pytest.mark.visible
def test_fold_a_small_convolution(student, solution, rng, compare):
    """A 2x2 convolution from three channels to two."""
    problem = batch_norm_problem(rng, size=2, channels=3, filters=2)
    compare(student.fold_batch_norm, solution.fold_batch_norm, *problem, 0.001)


@pytest.mark.exercise("fold_batch_norm")
@pytest.mark.visible
def test_fold_with_a_variance_near_zero(student, solution, rng, compare):
    """Channels that hardly vary, one of them not at all: here epsilon decides."""
    kernel, bias, gamma, beta, mean, _ = batch_norm_problem(rng, size=1, channels=3, filters=2)
    variance = np.array([0.0, 1e-5])
    compare(student.fold_batch_norm, solution.fold_batch_norm, kernel, bias, gamma, beta, mean, variance, 1e-3)


@pytest.mark.exercise("fold_batch_norm")
def test_fold_as_many_filters_as_channels(student, solution, rng, compare):
    """A kernel whose four sides are equal: only the last axis is that of the filters."""
    problem = batch_norm_problem(rng, size=3, channels=3, filters=3)
    compare(student.fold_batch_norm, solution.fold_batch_norm, *problem, 1.001e-5)


@pytest.mark.exercise("fold_batch_norm")
def test_fold_with_a_large_epsilon(student, solution, rng, compare):
    """More channels than filters, negative gamma, and an epsilon of about one half."""
    kernel, bias, gamma, beta, mean, variance = batch_norm_problem(rng, size=5, channels=4, filters=3)
    epsilon = rng.uniform(0.4, 0.6)
    compare(student.fold_batch_norm, solution.fold_batch_norm, kernel, bias, -gamma, beta, mean, variance, epsilon)


@pytest.mark.exercise("fold_batch_norm", weight=2)
def test_folded_convolution_does_the_work_of_both(student, rng):
    """Runs a 1x1 convolution and batch norm on random pictures, then the folded convolution alone."""
    kernel, bias, gamma, beta, mean, variance = batch_norm_problem(rng, size=1, channels=6, filters=4)
    epsilon = rng.uniform(0.01, 0.02)
    answer = student.fold_batch_norm(kernel, bias, gamma, beta, mean, variance, epsilon)
    assert isinstance(answer, (tuple, list)), "Return two things: the new kernel and the new bias."
    assert len(answer) == 2, "Return two things: the new kernel and the new bias."
    new_kernel, new_bias = (np.asarray(getattr(part, "array", part)) for part in answer)  # tensors have one
    shapes_are_kept = new_kernel.shape == kernel.shape and new_bias.shape == bias.shape
    assert shapes_are_kept, "The new kernel has the shape of the old kernel, the new bias that of the old bias."
    pictures = rng.normal(size=(2, 5, 7, 6))
    two_layers = gamma * (pictures @ kernel[0, 0] + bias - mean) / np.sqrt(variance + epsilon) + beta
    one_layer = pictures @ new_kernel[0, 0] + new_bias
    assert np.allclose(one_layer, two_layers, rtol=1e-4, atol=1e-5), (
        "The folded convolution does not give what convolution and batch norm give together. "
        "Write batch norm of (x * kernel + bias) on paper, and collect what multiplies x and what does not."
    )
