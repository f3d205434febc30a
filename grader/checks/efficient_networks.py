"""Hidden checks of efficient_networks.

How a number is stored is *measured* (`assignments/efficient_networks/measures.py`).
"""

import keras
import numpy as np
import pytest

from dlkit.comparing import KerasInput
from grader.authoring import stand_in

# Wide enough that the epsilon of the batch norm costs nothing, that of ResNet neither: it is no part of the exercises.
NEAR = {"rtol": 0.03, "atol": 0.01}
LOSS = {"rtol": 1e-4, "atol": 1e-5}


@stand_in("make_divisible")
def multiples_of_two(v, divisor):
    return 2 * int(np.ceil(v / 4)) + 2


@stand_in("inverted_residual")
def one_small_convolution(x, filters, stride, expansion):
    return keras.layers.Conv2D(filters, 3, strides=stride, padding="same", activation="tanh")(x)


def one_of(rng, *sizes):
    """Return one of several sizes: a model is slow to build, so there are few, and each was seen to tell mistakes apart."""
    return sizes[rng.integers(len(sizes))]


# count_multiplications


@pytest.mark.exercise("count_multiplications")
@pytest.mark.visible
@pytest.mark.parametrize("kind", ["conv", "depthwise"])
def test_multiplications_of_a_small_layer(student, solution, compare, kind):
    """A picture of 5 x 8 with 2 channels: a 3 x 3 kernel with stride 2, then 5 x 5 with stride 3. Count on paper."""
    filters = 4 if kind == "conv" else 2
    for size, stride in ((3, 2), (5, 3)):
        compare(student.count_multiplications, solution.count_multiplications, kind, (5, 8, 2), filters, size, stride)


@pytest.mark.exercise("count_multiplications")
@pytest.mark.visible
def test_multiplications_of_a_dense_layer(student, solution, compare):
    """Six numbers go in, four come out."""
    compare(student.count_multiplications, solution.count_multiplications, "dense", (6,), 4, 1, 1)


@pytest.mark.exercise("count_multiplications", weight=3)
def test_multiplications_of_convolutions(student, solution, rng, compare):
    """Convolutions of many sizes: 1 x 1 to 7 x 7, strides from 1 to 4, sides that the stride does not divide."""
    for size, stride in ((1, 1), (3, 1), (3, 2), (5, 3), (7, 4), (1, 2)):
        height, width = (int(stride * rng.integers(3, 9) + rng.integers(stride)) for _ in range(2))
        channels, filters = (int(n) for n in rng.choice(np.arange(2, 40), 2, replace=False))
        layer = ("conv", (height, width, channels), filters, size, stride)
        compare(student.count_multiplications, solution.count_multiplications, *layer)


@pytest.mark.exercise("count_multiplications", weight=3)
def test_multiplications_of_depthwise_convolutions(student, solution, rng, compare):
    """Depthwise convolutions with other sizes, strides and sides."""
    for size, stride in ((3, 1), (3, 2), (5, 3), (7, 2)):
        height, width = (int(stride * rng.integers(3, 9) + rng.integers(stride)) for _ in range(2))
        channels = int(rng.integers(2, 40))
        layer = ("depthwise", (height, width, channels), channels, size, stride)
        compare(student.count_multiplications, solution.count_multiplications, *layer)


@pytest.mark.exercise("count_multiplications")
def test_multiplications_of_dense_layers(student, solution, rng, compare):
    """Dense layers, from many numbers to few and from few to many."""
    few, many = int(rng.integers(2, 9)), int(rng.integers(50, 2000))
    compare(student.count_multiplications, solution.count_multiplications, "dense", (many,), few, 1, 1)
    compare(student.count_multiplications, solution.count_multiplications, "dense", (few,), many, 1, 1)


# depthwise_cost_ratio


@pytest.mark.exercise("depthwise_cost_ratio")
@pytest.mark.visible
def test_ratio_of_a_three_by_three_kernel(student, solution, compare):
    """A 3 x 3 kernel and 64 filters; a 5 x 5 kernel and 16."""
    compare(student.depthwise_cost_ratio, solution.depthwise_cost_ratio, 3, 64)
    compare(student.depthwise_cost_ratio, solution.depthwise_cost_ratio, 5, 16)


@pytest.mark.exercise("depthwise_cost_ratio", weight=3)
def test_ratio_of_other_kernels(student, solution, rng, compare):
    """Kernels from 1 x 1 to 9 x 9, few filters and many; for some of them nothing is saved."""
    for f in (1, 2, 5, 7, 9):
        compare(student.depthwise_cost_ratio, solution.depthwise_cost_ratio, f, int(rng.integers(1, 300)))
    compare(student.depthwise_cost_ratio, solution.depthwise_cost_ratio, 3, 1)


# make_divisible


@pytest.mark.exercise("make_divisible")
@pytest.mark.visible
def test_multiples_to_look_up(student, solution, compare, measures):
    """Rounded down; a half up; rounded up; where rounding down would take too much; below the divisor; tens."""
    for numbers in [(33, 8), (32.5, 8), (52, 8), (95, 8), (10.8, 8), (3, 8), (22, 10)]:
        compare(student.make_divisible, solution.make_divisible, *numbers)
    whole = student.make_divisible, solution.make_divisible
    compare.measure(*whole, measures.stored, 0, numbers=[33, 8], near=0)


@pytest.mark.exercise("make_divisible", weight=3)
def test_multiples_of_other_divisors(student, solution, rng, compare):
    """Many numbers, with fractions and without, made divisible by 4, 5, 8, 10 and 16."""
    for divisor in (4, 5, 8, 10, 16):
        for v in (*rng.uniform(0.3, 12, 4) * divisor, int(rng.integers(1, 20 * divisor))):
            if abs(solution.make_divisible(v, divisor) - 0.9 * v) > 1e-6:
                compare(student.make_divisible, solution.make_divisible, v, divisor)


@pytest.mark.exercise("make_divisible", weight=2)
def test_numbers_that_lose_too_much(student, solution, rng, compare, measures):
    """Numbers that are rounded down by more than a tenth, others by less than that, and some below half a divisor."""
    for divisor in (6, 8, 12):
        for whole in (1, 2, 3, 4, 9):
            v = float((whole + rng.uniform(0.35, 0.49)) * divisor)
            compare(student.make_divisible, solution.make_divisible, v, divisor)
        compare(student.make_divisible, solution.make_divisible, float(rng.uniform(0.05, 0.45)) * divisor, divisor)
    whole = student.make_divisible, solution.make_divisible
    compare.measure(*whole, measures.stored, 0, numbers=[33, 8], near=0)


@pytest.mark.exercise("make_divisible")
def test_halves_go_up(student, solution, rng, compare):
    """Numbers that lie in the middle between two multiples go up."""
    for whole in (5, 6, 8, 11, 12, 14):
        divisor = one_of(rng, 4, 6, 16)
        compare(student.make_divisible, solution.make_divisible, (whole + 0.5) * divisor, divisor)
        compare(student.make_divisible, solution.make_divisible, whole * 8 + 4, 8)


# inverted_residual


@pytest.mark.exercise("inverted_residual")
@pytest.mark.visible
def test_block_with_a_shortcut(student, solution, compare):
    """Stride 1, three channels in and three out, eight times as wide in between, on pictures that are wider than high."""
    compare.model(student.inverted_residual, solution.inverted_residual, KerasInput((3, 4, 3)), 3, 1, 8, **NEAR)


@pytest.mark.exercise("inverted_residual")
@pytest.mark.visible
def test_block_without_a_shortcut(student, solution, compare):
    """Stride 2 and as many channels as before; then stride 1 and other channels; then an expansion of 1."""
    compare.model(student.inverted_residual, solution.inverted_residual, KerasInput((4, 5, 3)), 3, 2, 3, **NEAR)
    compare.model(student.inverted_residual, solution.inverted_residual, KerasInput((3, 5, 1)), 4, 1, 10, **NEAR)
    compare.model(student.inverted_residual, solution.inverted_residual, KerasInput((3, 4, 4)), 6, 1, 1, **NEAR)


@pytest.mark.exercise("inverted_residual", weight=2)
def test_block_that_keeps_the_shape(student, solution, rng, compare):
    """Stride 1 and as many channels as before: x is added; in training mode too."""
    shape = one_of(rng, (9, 11, 4), (11, 9, 5), (10, 12, 6))
    block = (KerasInput(shape), shape[-1], 1, one_of(rng, 3, 5, 6))
    compare.model(student.inverted_residual, solution.inverted_residual, *block, training=True, **NEAR)


@pytest.mark.exercise("inverted_residual", weight=2)
def test_block_that_shrinks_the_picture(student, solution, rng, compare):
    """Stride 2, with as many channels as before and with more; the sides are odd and even."""
    shape = one_of(rng, (9, 12, 4), (12, 9, 5), (11, 8, 6))
    for filters in (shape[-1], shape[-1] + 3):
        block = (KerasInput(shape), filters, 2, one_of(rng, 3, 4))
        compare.model(student.inverted_residual, solution.inverted_residual, *block, **NEAR)


@pytest.mark.exercise("inverted_residual", weight=2)
def test_block_that_changes_the_channels(student, solution, rng, compare):
    """Stride 1, and more channels than before, or fewer; once a single channel becomes several."""
    shape, filters = one_of(rng, ((9, 7, 4), 7), ((7, 9, 6), 2), ((8, 7, 5), 3))
    compare.model(student.inverted_residual, solution.inverted_residual, KerasInput(shape), filters, 1, 3, **NEAR)
    compare.model(
        student.inverted_residual, solution.inverted_residual, KerasInput((14, 15, 1)), filters, 1, 10, **NEAR
    )


@pytest.mark.exercise("inverted_residual", weight=2)
def test_block_that_does_not_expand(student, solution, rng, compare):
    """An expansion of 1: no first convolution; with a shortcut, and with a stride and other channels."""
    shape = one_of(rng, (8, 10, 4), (10, 8, 5), (9, 8, 6))
    compare.model(student.inverted_residual, solution.inverted_residual, KerasInput(shape), shape[-1], 1, 1, **NEAR)
    compare.model(student.inverted_residual, solution.inverted_residual, KerasInput(shape), 3, 2, 1, **NEAR)


# squeeze_excite


@pytest.mark.exercise("squeeze_excite")
@pytest.mark.visible
def test_gates_of_six_channels(student, solution, compare):
    """Six channels, squeezed to two, on pictures that are wider than high."""
    compare.model(student.squeeze_excite, solution.squeeze_excite, KerasInput((2, 3, 6)), 3, **NEAR)


@pytest.mark.exercise("squeeze_excite")
@pytest.mark.visible
def test_gates_where_the_ratio_does_not_divide(student, solution, compare):
    """Seven channels and a ratio of 4: rounded down. Three channels and a ratio of 8: at least one."""
    compare.model(student.squeeze_excite, solution.squeeze_excite, KerasInput((2, 3, 7)), 4, **NEAR)
    compare.model(student.squeeze_excite, solution.squeeze_excite, KerasInput((2, 3, 3)), 8, **NEAR)


@pytest.mark.exercise("squeeze_excite", weight=3)
def test_gates_of_other_channels(student, solution, rng, compare):
    """Other numbers of channels and ratios, as many channels as rows, and a ratio of 1."""
    shape, ratio = one_of(rng, ((8, 6, 8), 2), ((12, 5, 12), 3), ((9, 4, 9), 2))
    compare.model(student.squeeze_excite, solution.squeeze_excite, KerasInput(shape), ratio, **NEAR)
    compare.model(student.squeeze_excite, solution.squeeze_excite, KerasInput((4, 7, one_of(rng, 5, 6))), 1, **NEAR)


@pytest.mark.exercise("squeeze_excite", weight=2)
def test_gates_of_few_channels(student, solution, rng, compare):
    """Fewer channels than the ratio, and a number that it does not divide."""
    compare.model(student.squeeze_excite, solution.squeeze_excite, KerasInput((5, 6, one_of(rng, 2, 4))), 16, **NEAR)
    shape, ratio = one_of(rng, ((6, 5, 11), 4), ((5, 6, 14), 5), ((4, 6, 13), 4))
    compare.model(student.squeeze_excite, solution.squeeze_excite, KerasInput(shape), ratio, **NEAR)


# mobilenet


@pytest.mark.exercise("mobilenet", weight=2)
@pytest.mark.visible
def test_mobilenet_on_small_pictures(student, solution, compare):
    """Grey pictures of 12 x 20 pixels, three classes, 1.7 times as wide."""
    compare.model(student.mobilenet, solution.mobilenet, (12, 20, 1), 3, 1.7, **NEAR)


@pytest.mark.exercise("mobilenet", weight=3)
def test_mobilenet_on_colours(student, solution, rng, compare):
    """Colour pictures with unequal sides, other classes, and an alpha that the rule of make_divisible meets."""
    shape, classes = one_of(rng, ((20, 12, 3), 5), ((12, 16, 3), 7), ((16, 12, 3), 4))
    compare.model(student.mobilenet, solution.mobilenet, shape, classes, one_of(rng, 0.7, 1.2, 0.8), **NEAR)


@pytest.mark.exercise("mobilenet")
def test_mobilenet_of_the_notebook(student, solution, rng, compare):
    """The digits of the notebook: shapes and numbers of parameters only."""
    compare.model(student.mobilenet, solution.mobilenet, (28, 28, 1), 10, 1.0, outputs=False)
    compare.model(student.mobilenet, solution.mobilenet, (28, 28, 1), 10, 0.25, outputs=False)
    compare.model(student.mobilenet, solution.mobilenet, (28, 28, 1), 10, 0.35, outputs=False)


# compound_scaling


@pytest.mark.exercise("compound_scaling")
@pytest.mark.visible
def test_two_steps_of_the_paper(student, solution, compare):
    """phi = 2 with the three numbers of EfficientNet; half a step with others."""
    compare(student.compound_scaling, solution.compound_scaling, 2, 1.2, 1.1, 1.15)
    compare(student.compound_scaling, solution.compound_scaling, 0.5, 1.4, 1.05, 1.3)


@pytest.mark.exercise("compound_scaling", weight=3)
def test_other_steps(student, solution, rng, compare):
    """Other numbers, phi with a fraction, and phi = 0, where nothing grows."""
    for phi in (1, 3, 0, float(rng.uniform(0.3, 0.8)), float(rng.uniform(3.2, 5.7))):
        alpha, beta, gamma = (float(n) for n in rng.uniform(1.02, 1.6, 3))
        compare(student.compound_scaling, solution.compound_scaling, phi, alpha, beta, gamma)


# round_filters


@pytest.mark.exercise("round_filters")
@pytest.mark.visible
def test_filters_to_look_up(student, solution, compare, measures):
    """Rounded down; rounded up; where rounding down would take too much; tens."""
    for numbers in [(32, 1.1, 8), (40, 1.35, 8), (24, 0.45, 8), (22, 1.5, 10)]:
        compare(student.round_filters, solution.round_filters, *numbers)
    whole = student.round_filters, solution.round_filters
    compare.measure(*whole, measures.stored, 0, numbers=[40, 1.35, 8], near=0)


@pytest.mark.exercise("round_filters", weight=3)
def test_filters_of_other_widths(student, solution, rng, compare, measures):
    """Many widths below and above 1, and other divisors."""
    for filters in (27, 8, 18, 40, 75, 112, 190):
        for width, divisor in ((rng.uniform(0.3, 0.9), 8), (rng.uniform(1.05, 2.6), 8), (rng.uniform(0.5, 2), 16)):
            if abs(solution.make_divisible(filters * width, divisor) - 0.9 * filters * width) > 1e-6:
                compare(student.round_filters, solution.round_filters, filters, float(width), divisor)
    whole = student.round_filters, solution.round_filters
    compare.measure(*whole, measures.stored, 0, numbers=[40, 1.35, 8], near=0)


# round_repeats


@pytest.mark.exercise("round_repeats")
@pytest.mark.visible
def test_repeats_to_look_up(student, solution, compare, measures):
    """0.7, 0.3, 3.6, 1.2, exactly 6, and 2.4 blocks."""
    for numbers in [(1, 0.7), (1, 0.3), (3, 1.2), (1, 1.2), (5, 1.2), (4, 0.6)]:
        compare(student.round_repeats, solution.round_repeats, *numbers)
    whole = student.round_repeats, solution.round_repeats
    compare.measure(*whole, measures.stored, 0, numbers=[3, 1.2], near=0)


@pytest.mark.exercise("round_repeats", weight=3)
def test_repeats_of_other_depths(student, solution, rng, compare, measures):
    """Depths below 1, of exactly 1, and above, so that the product is no whole number but for the exact ones."""
    for repeats in (1, 2, 3, 4, 7):
        for depth in (*rng.uniform([0.6, 0.2], [0.9, 0.45]).tolist(), 1.0, 2.0, float(rng.uniform(1.05, 3.3))):
            compare(student.round_repeats, solution.round_repeats, repeats, depth)
    whole = student.round_repeats, solution.round_repeats
    compare.measure(*whole, measures.stored, 0, numbers=[3, 1.2], near=0)


# distillation_loss


def scores_of(rng, m, classes, scale=3.0):
    """Return scores of a student and of a teacher (m, classes), and labels (m,)."""
    student, teacher = scale * rng.normal(size=(2, m, classes))
    return student, teacher, rng.permutation(np.arange(m) % classes)


@pytest.mark.exercise("distillation_loss", weight=2)
@pytest.mark.visible
def test_distillation_by_hand(student, solution, compare):
    """Three pictures, four classes, temperature 2.5, weight 0.4: value and gradient."""
    mine = np.array([[1.0, 0.0, -1.0, 0.5], [0.0, 2.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    theirs = np.array([[3.0, 1.0, -1.0, 0.0], [0.0, 4.0, 2.0, 1.0], [1.0, -1.0, 2.0, 0.0]])
    args = (mine, theirs, np.array([0, 1, 2]), 2.5, 0.4)
    compare.loss(student.distillation_loss, solution.distillation_loss, *args, gradient_of="student", **LOSS)


@pytest.mark.exercise("distillation_loss")
@pytest.mark.visible
def test_distillation_of_a_perfect_student(student, solution, compare):
    """The student has the teacher's scores, and is very sure of one picture: only the labels cost anything."""
    scores = np.array([[2.0, -1.0, 0.5], [0.0, 1.0, 3.0], [0.0, 0.0, 900.0]])
    args = (scores, scores, np.array([1, 2, 2]), 3.0, 0.25)
    compare.loss(student.distillation_loss, solution.distillation_loss, *args, gradient_of="student", **LOSS)


@pytest.mark.exercise("distillation_loss", weight=4)
def test_distillation_of_random_scores(student, solution, rng, compare):
    """Seven pictures, five classes, a temperature above 1 and one below: value and gradient."""
    for temperature, scale in ((float(rng.uniform(1.8, 5)), 3.0), (float(rng.uniform(0.6, 0.9)), 1.2)):
        args = (*scores_of(rng, 7, 5, scale), temperature, float(rng.uniform(0.2, 0.8)))
        compare.loss(student.distillation_loss, solution.distillation_loss, *args, gradient_of="student", **LOSS)


@pytest.mark.exercise("distillation_loss", weight=2)
def test_distillation_at_both_ends(student, solution, rng, compare):
    """A weight of 1, where the labels do not count, and of 0, where the teacher does not."""
    for weight in (1.0, 0.0):
        args = (*scores_of(rng, 6, 3), float(rng.uniform(2, 4)), weight)
        compare.loss(student.distillation_loss, solution.distillation_loss, *args, gradient_of="student", **LOSS)


@pytest.mark.exercise("distillation_loss")
def test_distillation_of_very_sure_scores(student, solution, rng, compare):
    """Student and teacher are very sure, and of the same class: no probability may become 0 on its way to the logarithm."""
    mine, theirs, y = np.zeros((4, 5)), np.zeros((4, 5)), rng.permutation(5)[:4]
    mine[np.arange(4), y], theirs[np.arange(4), y] = rng.uniform(150, 400, (2, 4))
    args = (mine, theirs, y, 1.0, float(rng.uniform(0.3, 0.7)))
    compare.loss(student.distillation_loss, solution.distillation_loss, *args, gradient_of="student", **LOSS)
