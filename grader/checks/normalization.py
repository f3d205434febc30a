"""Hidden checks of normalization."""

import numpy as np
import pytest

FLOAT32_INSIDE = {"rtol": 1e-5, "atol": 1e-5}  # for answers that were computed in float32 on the way
SHORT = {"rtol": 1e-3, "atol": 1e-5}  # for visible checks: known mistakes are kept with few digits, in a small file
MODEL_NEAR = {"rtol": 0.01, "atol": 0.01}  # wider than the difference of the epsilons that people choose


def values(rng, *shape, digits=16):
    """Numbers whose last axis has a mean and a deviation of its own at each place, and whose examples differ, too."""
    examples = (shape[0],) + (1,) * (len(shape) - 1)
    x = rng.normal(size=shape) * rng.uniform(0.5, 2, size=shape[-1]) + rng.uniform(-2, 2, size=shape[-1])
    return (x * rng.uniform(0.6, 1.6, size=examples) + rng.uniform(-1, 1, size=examples)).round(digits)


def pairs(rng, *shape):
    """Numbers whose last axis holds pairs, small and well apart: their deviation is found in float32, too."""
    first = rng.uniform(-1, 1, size=(*shape[:-1], shape[-1] // 2))
    second = first + rng.choice([-1, 1], size=first.shape) * rng.uniform(1, 2, size=first.shape)
    return np.stack([first, second], axis=-1).reshape(shape)


def affine(rng, d, digits=16):
    """A scale gamma and a shift beta, both (d,)."""
    return rng.uniform(0.5, 2, size=d).round(digits), rng.uniform(-1.5, 1.5, size=d).round(digits)


def memory(rng, d, digits=16):
    """A state as it may be after some batches."""
    mean, variance = rng.uniform(-1, 1, size=d), rng.uniform(0.4, 2.5, size=d)
    return {"mean": mean.round(digits), "variance": variance.round(digits)}


def batch_cache(solution, rng, m, d, digits=16):
    """What a forward pass of the reference leaves for the backward pass."""
    x, affinity, state = values(rng, m, d, digits=digits), affine(rng, d, digits), memory(rng, d)
    return solution.batch_norm_forward(x, *affinity, state, True, 0.9, 0.1)[2]


def compare_batch_backward(compare, student, solution, rng, name, m, d, near=FLOAT32_INSIDE):
    """Hands the same gradient and the same cache to both; the cache's epsilon is not small."""
    cache = batch_cache(solution, rng, m, d)
    compare(getattr(student, name), getattr(solution, name), rng.normal(size=(m, d)).round(2), cache, **near)


def slopes_are_measured(backward, forward, rng, x, gamma, beta):
    """Holds a backward pass against slopes of a forward pass, a function of x, gamma and beta that returns y, cache."""
    y, cache = forward(x, gamma, beta)
    dout = rng.normal(size=y.shape)
    answer = backward(dout, cache)
    is_complete = isinstance(answer, (tuple, list)) and [np.shape(part) for part in answer] == [
        x.shape,
        gamma.shape,
        beta.shape,
    ]
    assert is_complete, "Return three arrays: dx in the shape of x, d_gamma and d_beta in the shape of gamma."
    parts = [np.asarray(part) for part in answer]
    arguments = {"dx": x, "d_gamma": gamma, "d_beta": beta}
    for number, name in enumerate(arguments):
        for _ in range(3):
            place = tuple(rng.integers(arguments[name].shape))
            changes = []
            for step in (1e-5, -1e-5):
                moved = [array.copy() for array in arguments.values()]
                moved[number][place] += step
                changes.append(np.sum(dout * forward(*moved)[0]))
            assert np.isclose(parts[number][place], (changes[0] - changes[1]) / 2e-5, rtol=1e-3, atol=1e-4), (
                f"{name} is not the slope of the forward pass: when one number is moved a little, the sum of dout * y "
                "changes differently."
            )


# running_average


@pytest.mark.exercise("running_average")
@pytest.mark.visible
def test_running_average_of_three_numbers(student, solution, compare):
    """A tenth of the way from old to new, and with a momentum of 0.5 half of it."""
    old, new = np.array([0.0, 2.0, -4.0]), np.array([10.0, 2.0, 1.0])
    compare(student.running_average, solution.running_average, old, new, 0.9, **SHORT)
    compare(
        student.running_average,
        solution.running_average,
        np.array([1.0, -1.0]),
        np.array([0.0, 6.0]),
        0.5,
        **SHORT,
    )


@pytest.mark.exercise("running_average", weight=2)
def test_running_average_with_another_momentum(student, solution, rng, compare):
    """Other numbers, more of them, and a momentum near 1 and one near 0."""
    for momentum in (rng.uniform(0.95, 0.99), rng.uniform(0.1, 0.3)):
        compare(
            student.running_average,
            solution.running_average,
            rng.normal(size=7),
            rng.normal(3, size=7),
            momentum,
            **FLOAT32_INSIDE,
        )


@pytest.mark.exercise("running_average")
def test_running_average_that_only_remembers_or_only_looks(student, solution, rng, compare):
    """With a momentum of 1 nothing new comes in; with 0 nothing old stays."""
    for momentum in (1.0, 0.0):
        compare(
            student.running_average,
            solution.running_average,
            rng.normal(size=4),
            rng.normal(2, size=4),
            momentum,
            **FLOAT32_INSIDE,
        )


# batch_norm_forward


@pytest.mark.exercise("batch_norm_forward")
@pytest.mark.visible
def test_batch_norm_of_three_rows(student, solution, rng, compare):
    """Three rows of two numbers in training, and one of them later; epsilon is large enough to be seen."""
    x, (gamma, beta), state = values(rng, 3, 2, digits=1), affine(rng, 2, 1), memory(rng, 2, 1)
    for training in (True, False):
        compare(
            student.batch_norm_forward,
            solution.batch_norm_forward,
            x if training else x[:1],
            gamma,
            beta,
            state,
            training,
            0.8,
            0.1,
            **SHORT,
        )


@pytest.mark.exercise("batch_norm_forward", weight=2)
def test_batch_norm_of_a_wider_batch(student, solution, rng, compare):
    """More rows than columns, and more columns than rows, in training."""
    for m, d in ((11, 4), (3, 8)):
        x, (gamma, beta), state = values(rng, m, d), affine(rng, d), memory(rng, d)
        compare(
            student.batch_norm_forward,
            solution.batch_norm_forward,
            x,
            gamma,
            beta,
            state,
            True,
            0.7,
            0.02,
            **FLOAT32_INSIDE,
        )


@pytest.mark.exercise("batch_norm_forward")
def test_batch_norm_divides_by_n(student, solution, rng, compare):
    """Two rows: a variance with n - 1 would be twice as large."""
    x, (gamma, beta), state = pairs(rng, 5, 2).T.copy(), affine(rng, 5), memory(rng, 5)
    compare(
        student.batch_norm_forward,
        solution.batch_norm_forward,
        x,
        gamma,
        beta,
        state,
        True,
        0.9,
        1e-3,
        **FLOAT32_INSIDE,
    )


@pytest.mark.exercise("batch_norm_forward")
def test_batch_norm_of_a_single_row_that_is_answered_later(student, solution, rng, compare):
    """One row, with what was usual in training; the state stays as it is."""
    x, (gamma, beta), state = values(rng, 1, 6), affine(rng, 6), memory(rng, 6)
    compare(
        student.batch_norm_forward,
        solution.batch_norm_forward,
        x,
        gamma,
        beta,
        state,
        False,
        0.9,
        0.05,
        **FLOAT32_INSIDE,
    )


@pytest.mark.exercise("batch_norm_forward")
def test_batch_norm_of_a_single_row_in_training(student, solution, rng, compare):
    """One row that is a batch: the mean is the row itself and the variance 0, so y is beta; the state moves as ever."""
    x, (gamma, beta), state = values(rng, 1, 4), affine(rng, 4), memory(rng, 4)
    compare(
        student.batch_norm_forward,
        solution.batch_norm_forward,
        x,
        gamma,
        beta,
        state,
        True,
        0.8,
        0.05,
        **FLOAT32_INSIDE,
    )


@pytest.mark.exercise("batch_norm_forward")
def test_batch_norm_of_a_column_that_never_changes(student, solution, rng, compare):
    """A constant column has no deviation: epsilon keeps the division alive."""
    x = values(rng, 5, 3)
    x[:, 1] = 2.0
    gamma, beta = affine(rng, 3)
    compare(
        student.batch_norm_forward,
        solution.batch_norm_forward,
        x,
        gamma,
        beta,
        memory(rng, 3),
        True,
        0.9,
        0.01,
        **FLOAT32_INSIDE,
    )


@pytest.mark.exercise("batch_norm_forward")
def test_batch_norm_without_the_last_arguments(student, solution, rng, compare):
    """momentum and epsilon are left out, so they are 0.9 and 1e-5."""
    x, (gamma, beta), state = values(rng, 6, 2), affine(rng, 2), memory(rng, 2)
    compare(
        student.batch_norm_forward, solution.batch_norm_forward, x, gamma, beta, state, training=True, **FLOAT32_INSIDE
    )


# batch_norm_backward


@pytest.mark.exercise("batch_norm_backward")
@pytest.mark.visible
def test_batch_norm_backward_of_four_rows(student, solution, rng, compare):
    """Four rows of two numbers."""
    compare_batch_backward(compare, student, solution, rng, "batch_norm_backward", 4, 2, SHORT)


@pytest.mark.exercise("batch_norm_backward", weight=2)
def test_batch_norm_backward_of_other_shapes(student, solution, rng, compare):
    """More rows than columns, and more columns than rows."""
    for m, d in ((9, 4), (3, 7)):
        compare_batch_backward(compare, student, solution, rng, "batch_norm_backward", m, d)


@pytest.mark.exercise("batch_norm_backward", weight=2)
def test_batch_norm_backward_is_the_measured_slope(student, solution, rng):
    """Moves single numbers of x, gamma and beta a little and measures how y changes."""
    state = memory(rng, 3)

    def forward(x, gamma, beta):
        y, _, cache = solution.batch_norm_forward(x, gamma, beta, state, True, 0.9, 0.05)
        return y, cache

    slopes_are_measured(student.batch_norm_backward, forward, rng, values(rng, 6, 3), *affine(rng, 3))


@pytest.mark.exercise("batch_norm_backward")
def test_batch_norm_backward_adds_up_gamma_and_beta(student, solution, rng, compare):
    """Every row pulls by 1: the gradients of gamma and beta are sums over the rows, not means."""
    m, d = int(rng.integers(5, 9)), 3
    cache = batch_cache(solution, rng, m, d)
    compare(
        student.batch_norm_backward,
        solution.batch_norm_backward,
        np.ones((m, d)) + 0.5 * cache["x_hat"],
        cache,
        **FLOAT32_INSIDE,
    )


# batch_norm_backward_short


@pytest.mark.exercise("batch_norm_backward_short")
@pytest.mark.visible
def test_batch_norm_backward_short_of_four_rows(student, solution, rng, compare):
    """Four rows of two numbers."""
    compare_batch_backward(compare, student, solution, rng, "batch_norm_backward_short", 4, 2, SHORT)


@pytest.mark.exercise("batch_norm_backward_short", weight=2)
def test_batch_norm_backward_short_of_other_shapes(student, solution, rng, compare):
    """More rows than columns, and more columns than rows."""
    for m, d in ((8, 5), (2, 6)):
        compare_batch_backward(compare, student, solution, rng, "batch_norm_backward_short", m, d)


@pytest.mark.exercise("batch_norm_backward_short", weight=2)
def test_batch_norm_backward_short_is_the_measured_slope(student, solution, rng):
    """Moves single numbers of x, gamma and beta a little and measures how y changes."""
    state = memory(rng, 4)

    def forward(x, gamma, beta):
        y, _, cache = solution.batch_norm_forward(x, gamma, beta, state, True, 0.9, 0.05)
        return y, cache

    slopes_are_measured(student.batch_norm_backward_short, forward, rng, values(rng, 5, 4), *affine(rng, 4))


@pytest.mark.exercise("batch_norm_backward_short")
def test_batch_norm_backward_short_adds_up_gamma_and_beta(student, solution, rng, compare):
    """Every row pulls by 1: the gradients of gamma and beta are sums over the rows, not means."""
    m, d = int(rng.integers(5, 9)), 3
    cache = batch_cache(solution, rng, m, d)
    dout = np.ones((m, d)) + 0.5 * cache["x_hat"]
    compare(student.batch_norm_backward_short, solution.batch_norm_backward_short, dout, cache, **FLOAT32_INSIDE)


# layer_norm_forward


@pytest.mark.exercise("layer_norm_forward")
@pytest.mark.visible
def test_layer_norm_of_rows(student, solution, rng, compare):
    """Two rows of four numbers; epsilon is large enough to be seen."""
    x, (gamma, beta) = values(rng, 2, 4, digits=1), affine(rng, 4, 1)
    compare(student.layer_norm_forward, solution.layer_norm_forward, x, gamma, beta, 0.1, **SHORT)


@pytest.mark.exercise("layer_norm_forward")
@pytest.mark.visible
def test_layer_norm_of_sequences(student, solution, rng, compare):
    """A sequence of two steps: each step is normalised by itself, over the last axis alone."""
    x, (gamma, beta) = values(rng, 1, 2, 3, digits=1), affine(rng, 3, 1)
    compare(student.layer_norm_forward, solution.layer_norm_forward, x, gamma, beta, 0.05, **SHORT)


@pytest.mark.exercise("layer_norm_forward", weight=2)
def test_layer_norm_of_other_rows(student, solution, rng, compare):
    """More rows than numbers, a single row, and as many rows as numbers."""
    for m, d in ((7, 3), (1, 6), (5, 5)):
        x, (gamma, beta) = values(rng, m, d), affine(rng, d)
        compare(student.layer_norm_forward, solution.layer_norm_forward, x, gamma, beta, 0.02, **FLOAT32_INSIDE)


@pytest.mark.exercise("layer_norm_forward", weight=2)
def test_layer_norm_of_longer_sequences(student, solution, rng, compare):
    """Sequences are no groups: the mean is not taken over the time; with more axes it is the last one alone."""
    for shape in ((3, 5, 4), (2, 3, 2, 4)):
        x, (gamma, beta) = values(rng, *shape), affine(rng, 4)
        compare(student.layer_norm_forward, solution.layer_norm_forward, x, gamma, beta, 0.02, **FLOAT32_INSIDE)


@pytest.mark.exercise("layer_norm_forward")
def test_layer_norm_divides_by_n(student, solution, rng, compare):
    """Rows of two numbers, the usual epsilon: a variance with n - 1 would be twice as large."""
    x, (gamma, beta) = pairs(rng, 4, 2), affine(rng, 2)
    compare(student.layer_norm_forward, solution.layer_norm_forward, x, gamma, beta, **FLOAT32_INSIDE)


# layer_norm_backward


def layer_cache(solution, rng, *shape, digits=16):
    """What a forward pass of the reference leaves for the backward pass."""
    return solution.layer_norm_forward(values(rng, *shape, digits=digits), *affine(rng, shape[-1], digits), 0.1)[1]


@pytest.mark.exercise("layer_norm_backward")
@pytest.mark.visible
def test_layer_norm_backward_of_rows(student, solution, rng, compare):
    """Three rows of four numbers."""
    cache = layer_cache(solution, rng, 3, 4)
    compare(
        student.layer_norm_backward,
        solution.layer_norm_backward,
        rng.normal(size=(3, 4)).round(2),
        cache,
        **SHORT,
    )


@pytest.mark.exercise("layer_norm_backward")
@pytest.mark.visible
def test_layer_norm_backward_of_sequences(student, solution, rng, compare):
    """A sequence of two steps."""
    cache = layer_cache(solution, rng, 1, 2, 3, digits=1)
    compare(
        student.layer_norm_backward,
        solution.layer_norm_backward,
        rng.normal(size=(1, 2, 3)).round(1),
        cache,
        **SHORT,
    )


@pytest.mark.exercise("layer_norm_backward", weight=2)
def test_layer_norm_backward_of_other_shapes(student, solution, rng, compare):
    """More rows than numbers, as many of both, longer sequences, and one axis more."""
    for shape in ((6, 3), (4, 4), (3, 4, 5), (2, 3, 2, 4)):
        cache = layer_cache(solution, rng, *shape)
        compare(
            student.layer_norm_backward, solution.layer_norm_backward, rng.normal(size=shape), cache, **FLOAT32_INSIDE
        )


@pytest.mark.exercise("layer_norm_backward", weight=2)
def test_layer_norm_backward_is_the_measured_slope(student, solution, rng):
    """Moves single numbers of x, gamma and beta a little and measures how y changes."""

    def forward(x, gamma, beta):
        return solution.layer_norm_forward(x, gamma, beta, 0.05)

    slopes_are_measured(student.layer_norm_backward, forward, rng, values(rng, 4, 5), *affine(rng, 5))


# spatial_batch_norm_forward


@pytest.mark.exercise("spatial_batch_norm_forward")
@pytest.mark.visible
def test_spatial_batch_norm_of_two_pictures(student, solution, rng, compare):
    """Two small pictures with two channels in training, and a smaller one later."""
    x, (gamma, beta), state = values(rng, 2, 2, 2, 2, digits=1), affine(rng, 2, 1), memory(rng, 2, 1)
    name = "spatial_batch_norm_forward"
    for training, pictures in ((True, x), (False, x[:1, :1])):
        compare(
            getattr(student, name), getattr(solution, name), pictures, gamma, beta, state, training, 0.8, 0.1, **SHORT
        )


@pytest.mark.exercise("spatial_batch_norm_forward", weight=2)
def test_spatial_batch_norm_of_other_pictures(student, solution, rng, compare):
    """Higher than wide, other channels; and as many channels as pixels in a row."""
    name = "spatial_batch_norm_forward"
    for shape in ((3, 4, 2, 5), (4, 2, 4, 4)):
        x, (gamma, beta), state = values(rng, *shape), affine(rng, shape[-1]), memory(rng, shape[-1])
        compare(
            getattr(student, name), getattr(solution, name), x, gamma, beta, state, True, 0.7, 0.02, **FLOAT32_INSIDE
        )


@pytest.mark.exercise("spatial_batch_norm_forward")
def test_spatial_batch_norm_of_one_picture_later(student, solution, rng, compare):
    """One picture outside training, with momentum and epsilon left out."""
    x, (gamma, beta), state = values(rng, 1, 3, 4, 2), affine(rng, 2), memory(rng, 2)
    name = "spatial_batch_norm_forward"
    compare(getattr(student, name), getattr(solution, name), x, gamma, beta, state, training=False, **FLOAT32_INSIDE)


# spatial_batch_norm_backward


def compare_spatial_backward(compare, student, solution, rng, shape, near=FLOAT32_INSIDE):
    """Hands the same gradient and the same cache of pixels to both."""
    cache = batch_cache(solution, rng, int(np.prod(shape[:-1])), shape[-1])
    name = "spatial_batch_norm_backward"
    compare(getattr(student, name), getattr(solution, name), rng.normal(size=shape).round(2), cache, **near)


@pytest.mark.exercise("spatial_batch_norm_backward")
@pytest.mark.visible
def test_spatial_batch_norm_backward_of_two_pictures(student, solution, rng, compare):
    """Two small pictures with two channels."""
    compare_spatial_backward(compare, student, solution, rng, (2, 2, 2, 2), SHORT)


@pytest.mark.exercise("spatial_batch_norm_backward", weight=2)
def test_spatial_batch_norm_backward_of_other_pictures(student, solution, rng, compare):
    """Higher than wide, other channels; and as many channels as pixels in a row."""
    for shape in ((3, 4, 2, 5), (2, 2, 3, 3)):
        compare_spatial_backward(compare, student, solution, rng, shape)


@pytest.mark.exercise("spatial_batch_norm_backward", weight=2)
def test_spatial_batch_norm_backward_is_the_measured_slope(student, solution, rng):
    """Moves single numbers of x, gamma and beta a little and measures how y changes."""
    state = memory(rng, 2)

    def forward(x, gamma, beta):
        y, _, cache = solution.spatial_batch_norm_forward(x, gamma, beta, state, True, 0.9, 0.05)
        return y, cache

    slopes_are_measured(student.spatial_batch_norm_backward, forward, rng, values(rng, 2, 3, 2, 2), *affine(rng, 2))


# group_norm_forward


def compare_group_norm(compare, student, solution, rng, shape, groups, epsilon, digits=16, near=FLOAT32_INSIDE):
    """Hands the same numbers to both."""
    x, (gamma, beta) = values(rng, *shape, digits=digits), affine(rng, shape[-1], digits)
    compare(student.group_norm_forward, solution.group_norm_forward, x, gamma, beta, groups, epsilon, **near)


@pytest.mark.exercise("group_norm_forward")
@pytest.mark.visible
def test_group_norm_of_two_pictures(student, solution, rng, compare):
    """Two small pictures with four channels in two groups; epsilon is large enough to be seen."""
    compare_group_norm(compare, student, solution, rng, (2, 2, 1, 4), 2, 0.1, digits=1, near=SHORT)


@pytest.mark.exercise("group_norm_forward")
@pytest.mark.visible
def test_group_norm_of_a_sequence(student, solution, rng, compare):
    """One group over a whole sequence: all its steps have one mean."""
    compare_group_norm(compare, student, solution, rng, (2, 2, 2), 1, 0.1, digits=1, near=SHORT)


@pytest.mark.exercise("group_norm_forward", weight=2)
def test_group_norm_of_other_pictures(student, solution, rng, compare):
    """Higher than wide, three groups of two, and two groups of four."""
    compare_group_norm(compare, student, solution, rng, (3, 4, 2, 6), 3, 0.02)
    compare_group_norm(compare, student, solution, rng, (2, 3, 4, 8), 2, 0.02)


@pytest.mark.exercise("group_norm_forward")
def test_group_norm_with_one_group_is_not_layer_norm_of_sequences(student, solution, rng, compare):
    """Sequences with one group: mean and variance go over the time as well; in layer norm they would not."""
    compare_group_norm(compare, student, solution, rng, (3, 5, 4), 1, 0.02)


@pytest.mark.exercise("group_norm_forward")
def test_group_norm_with_a_group_for_each_channel(student, solution, rng, compare):
    """As many groups as channels, in a single picture, and rows in three groups."""
    compare_group_norm(compare, student, solution, rng, (1, 3, 5, 4), 4, 0.02)
    compare_group_norm(compare, student, solution, rng, (5, 9), 3, 0.02)


@pytest.mark.exercise("group_norm_forward")
def test_group_norm_divides_by_n(student, solution, rng, compare):
    """Groups of two numbers, the usual epsilon: a variance with n - 1 would be twice as large."""
    x, (gamma, beta) = pairs(rng, 4, 6), affine(rng, 6)
    compare(student.group_norm_forward, solution.group_norm_forward, x, gamma, beta, 3, **FLOAT32_INSIDE)


# instance_norm


@pytest.mark.exercise("instance_norm")
@pytest.mark.visible
def test_instance_norm_of_two_pictures(student, solution, rng, compare):
    """Two small pictures with four channels; epsilon is large enough to be seen."""
    x, (gamma, beta) = values(rng, 2, 1, 2, 4, digits=1), affine(rng, 4, 1)
    compare(student.instance_norm, solution.instance_norm, x, gamma, beta, 0.1, **SHORT)


@pytest.mark.exercise("instance_norm", weight=2)
def test_instance_norm_of_other_pictures(student, solution, rng, compare):
    """Higher than wide, other channels; and as many channels as pixels in a row."""
    for shape in ((3, 4, 2, 5), (4, 2, 3, 3)):
        x, (gamma, beta) = values(rng, *shape), affine(rng, shape[-1])
        compare(student.instance_norm, solution.instance_norm, x, gamma, beta, 0.02, **FLOAT32_INSIDE)


@pytest.mark.exercise("instance_norm")
def test_instance_norm_divides_by_n(student, solution, rng, compare):
    """Pictures of two pixels, the usual epsilon: a variance with n - 1 would be twice as large."""
    x, (gamma, beta) = pairs(rng, 3, 4, 2).transpose(0, 2, 1).reshape(3, 1, 2, 4), affine(rng, 4)
    compare(student.instance_norm, solution.instance_norm, x, gamma, beta, **FLOAT32_INSIDE)


# pool_statistics


def statistics(rng, sizes, d, digits=16):
    """Mean, variance and size of batches that have little in common."""
    means, variances = rng.uniform(-3, 3, size=(len(sizes), d)), rng.uniform(0.3, 4, size=(len(sizes), d))
    return means.round(digits), variances.round(digits), np.array(sizes)


@pytest.mark.exercise("pool_statistics")
@pytest.mark.visible
def test_pool_statistics_of_three_batches(student, solution, rng, compare):
    """Three batches of different sizes, two columns."""
    compare(student.pool_statistics, solution.pool_statistics, *statistics(rng, [4, 4, 1], 2, digits=1), **SHORT)


@pytest.mark.exercise("pool_statistics", weight=2)
def test_pool_statistics_of_more_batches(student, solution, rng, compare):
    """Five batches, the last one short; and as many batches as columns."""
    compare(student.pool_statistics, solution.pool_statistics, *statistics(rng, [8, 8, 8, 8, 3], 4), **FLOAT32_INSIDE)
    compare(student.pool_statistics, solution.pool_statistics, *statistics(rng, [2, 30, 7], 3), **FLOAT32_INSIDE)


@pytest.mark.exercise("pool_statistics", weight=2)
def test_pool_statistics_are_those_of_all_rows(student, rng):
    """Splits rows into uneven batches: what is pooled is what NumPy says of all rows at once."""
    x = rng.normal(size=(20, 3)) * [1, 3, 0.5] + rng.normal(size=3)
    parts = np.split(np.sort(x, axis=0), [3, 11, 12])
    means, variances = np.array([part.mean(axis=0) for part in parts]), np.array([part.var(axis=0) for part in parts])
    answer = student.pool_statistics(means, variances, np.array([len(part) for part in parts]))
    is_pair = isinstance(answer, (tuple, list)) and [np.shape(part) for part in answer] == [(3,), (3,)]
    assert is_pair, "Return two arrays of shape (d,): the mean and the variance of all rows."
    assert np.allclose(answer[0], x.mean(axis=0), rtol=1e-4, atol=1e-5), (
        "The pooled mean is not the mean of all rows: a batch counts by its size."
    )
    assert np.allclose(answer[1], x.var(axis=0), rtol=1e-4, atol=1e-5), (
        "The pooled variance is not the variance of all rows."
    )


@pytest.mark.exercise("pool_statistics")
def test_pool_statistics_of_one_batch(student, solution, rng, compare):
    """One batch alone: its statistics come back; and two batches whose rows are all alike."""
    compare(student.pool_statistics, solution.pool_statistics, *statistics(rng, [6], 3), **FLOAT32_INSIDE)
    means, variances, sizes = statistics(rng, [5, 9], 3)
    compare(student.pool_statistics, solution.pool_statistics, means, 0 * variances, sizes, **FLOAT32_INSIDE)


# network_with


@pytest.mark.exercise("network_with")
@pytest.mark.visible
def test_network_with_each_norm(student, solution, compare):
    """Small pictures, wider than high, and each of the five: same weights in, same outputs out."""
    for norm in ("none", "batch", "layer", "group", "instance"):
        compare.model(
            student.network_with, solution.network_with, norm, (4, 8, 2), 3, training=norm == "batch", **MODEL_NEAR
        )


@pytest.mark.exercise("network_with", weight=2)
def test_network_with_layer_norm_looks_at_the_whole_picture(student, solution, rng, compare):
    """Layer norm of pictures: unless it is told, Keras' layer normalises the channels of each pixel by itself."""
    shape = [(6, 8, 1), (8, 4, 3)][rng.integers(2)]
    compare.model(student.network_with, solution.network_with, "layer", shape, 5, training=True, **MODEL_NEAR)


@pytest.mark.exercise("network_with", weight=2)
def test_network_with_group_and_instance_norm(student, solution, rng, compare):
    """Four groups of channels, and each channel by itself."""
    shape = [(6, 8, 1), (8, 4, 3)][rng.integers(2)]
    for norm in ("group", "instance"):
        compare.model(student.network_with, solution.network_with, norm, shape, 4, training=True, **MODEL_NEAR)


@pytest.mark.exercise("network_with", weight=2)
def test_network_with_batch_norm_and_without_any(student, solution, rng, compare):
    """Batch norm in both modes, without biases before it; and the network without any norm, which has biases."""
    shape = [(6, 8, 1), (8, 4, 3)][rng.integers(2)]
    for norm in ("batch", "none"):
        compare.model(student.network_with, solution.network_with, norm, shape, 6, training=True, **MODEL_NEAR)


@pytest.mark.exercise("network_with")
def test_network_with_its_usual_size(student, solution, compare):
    """Digits of 8x8 with one channel, and ten classes, where nothing else is said."""
    compare.model(student.network_with, solution.network_with, "group", **MODEL_NEAR)
