"""Hidden checks of optimizers."""

import numpy as np
import pytest

SMALL = {"W1": (1, 2), "b1": (1, 1)}
DEEPER = {"W1": (4, 2), "b1": (4, 1), "W2": (3, 4), "b2": (3, 1)}
ONE = {"W1": (1, 2)}
OTHER_NAMES = {"kernel": (2, 1, 2), "scale": (2,), "offset": (1, 1)}
# Whether epsilon is added before Adam's correction or after it shows from the sixth digit on. Both are right.
BOTH_EPSILONS = {"rtol": 1e-4, "atol": 1e-5}


def draw(rng, shapes, prefix="", low=0.3, high=2.0):
    """Arrays with entries of both signs, of some size and few decimals, by name with a prefix."""
    return {
        prefix + name: np.round(rng.choice([-1.0, 1.0], size=shape) * rng.uniform(low, high, size=shape), 2)
        for name, shape in shapes.items()
    }


def draw_positive(rng, shapes, prefix):
    """Arrays of positive entries, as sums and averages of squares are, by name with a prefix."""
    return {name: np.abs(array) for name, array in draw(rng, shapes, prefix).items()}


def compare_steps(compare, theirs, reference, rng, shapes, num_steps, tolerance=None, **options):
    """Takes steps with what the student's own function gave back, and compares each."""
    parameters, state = draw(rng, shapes), {}
    for _ in range(num_steps):
        grads = draw(rng, shapes, "d")
        parameters, state = compare(theirs, reference, parameters, grads, state, **options, **(tolerance or {}))


def tiny_problem(rng):
    """A parameter that is zero, and gradients so small that epsilon matters; one of them is exactly zero."""
    sizes = rng.uniform(0.8e-3, 2e-3, 4).round(5) * [1, -1, 0, 1]
    return {"W1": np.zeros((2, 2))}, {"dW1": rng.permutation(sizes).reshape(2, 2)}


def a_seed(rng):
    """A seed for the generator that a student's function is given."""
    return int(rng.integers(2**32))


# mini_batches


def numbered_examples(rng, features, examples, classes):
    """X and Y whose first rows number the examples."""
    X = np.vstack([np.arange(examples), rng.normal(size=(features - 1, examples))])
    Y = np.vstack([10.0 * np.arange(examples), rng.normal(size=(classes - 1, examples))])
    return X, Y


def fault_in(batches, X, Y, batch_size):
    """What is wrong with the batches, as a sentence; None if they are right."""
    if not isinstance(batches, (list, tuple)) or not all(isinstance(pair, (list, tuple)) for pair in batches):
        return "Return a list of pairs (X_batch, Y_batch)."
    if any(len(pair) != 2 for pair in batches):
        return "Each batch should be a pair: X_batch and Y_batch."
    (n_x, m), rows = X.shape, Y.shape[0]
    for x, y in batches:
        if np.ndim(x) != 2 or np.shape(x)[0] != n_x:
            return "Each X_batch should have one row per feature, as X has, and one column per example of the batch."
        if np.shape(y) != (rows, np.shape(x)[1]):
            return "Each Y_batch should have as many rows as Y, and one column for each example of its X_batch."
    sizes = [np.shape(x)[1] for x, _ in batches]
    if sum(sizes) < m:
        return "Some examples are in no batch. Is the short batch at the end there?"
    all_x, all_y = np.hstack([x for x, _ in batches]), np.hstack([y for _, y in batches])
    numbers = np.round(all_x[0].astype(float)).astype(int)
    if sorted(numbers) != list(range(m)):
        return "Some examples are there twice, or not at all. Every example belongs into exactly one batch."
    if not np.allclose(all_x, X[:, numbers], rtol=1e-4, atol=1e-5):
        return "The columns of X have come apart: a column is one example and stays whole."
    if not np.allclose(all_y, Y[:, numbers], rtol=1e-4, atol=1e-5):
        return "Examples have been parted from their labels: use one and the same order for X and Y."
    if sizes != [batch_size] * (m // batch_size) + [m % batch_size] * (m % batch_size > 0):
        return "Every batch should have batch_size examples, only the last one what is left."
    return None


def fail(fault, compare, student, solution, *args, seed):
    """Fails with the hint of a known mistake that gives the same batches, or else with the fault."""
    try:
        compare(student.mini_batches, solution.mini_batches, *args, np.random.default_rng(seed))
    except AssertionError as mismatch:
        if mismatch.diagnosis.explains:
            raise
    raise AssertionError(fault)


def judge_batches(student, solution, compare, *args, seed):
    """Fails where the batches of one call are not right. Any fair shuffle is right, so there is no one answer."""
    batches = student.mini_batches(*args, np.random.default_rng(seed))
    fault = fault_in(batches, *args)
    if fault is not None:
        fail(fault, compare, student, solution, *args, seed=seed)
    return batches


@pytest.mark.exercise("mini_batches")
@pytest.mark.visible
def test_mini_batches_have_the_right_sizes(student, solution, compare):
    """Ten examples in batches of four: 4, 4 and 2. All examples are alike here, so their order does not matter."""
    X, Y = np.repeat([[1.0], [2.0]], 10, axis=1), np.full((1, 10), 3.0)
    compare(student.mini_batches, solution.mini_batches, X, Y, 4, np.random.default_rng(0))


@pytest.mark.exercise("mini_batches")
@pytest.mark.visible
def test_mini_batches_that_come_out_even(student, solution, compare):
    """Four examples in batches of two, and in one batch that could hold six. All examples are alike again."""
    X, Y = np.full((1, 4), 5.0), np.repeat([[0.0], [1.0]], 4, axis=1)
    compare(student.mini_batches, solution.mini_batches, X, Y, 2, np.random.default_rng(0))
    compare(student.mini_batches, solution.mini_batches, X, Y, 6, np.random.default_rng(0))


@pytest.mark.exercise("mini_batches")
@pytest.mark.visible
def test_mini_batches_of_numbered_examples(student, solution, rng, compare, measures):
    """Examples with numbers on them: where each goes, with which label, and that rng alone decides it."""
    function, right = student.mini_batches, solution.mini_batches
    compare.measure(function, right, measures.batches, a_seed(rng), near=0.01, batch_size=3, full=12)


@pytest.mark.exercise("mini_batches", weight=2)
def test_mini_batches_keep_examples_and_labels_together(student, solution, rng, compare):
    """Examples with numbers on them: each is in exactly one batch, whole, and with its own label."""
    # Two full batches and a rest, so short that spreading the examples evenly gives other batches.
    X, Y = numbered_examples(rng, features=3, examples=8 + int(rng.integers(1, 3)), classes=2)
    judge_batches(student, solution, compare, X, Y, 4, seed=a_seed(rng))
    X, Y = numbered_examples(rng, features=15, examples=10 + int(rng.integers(1, 4)), classes=1)
    judge_batches(student, solution, compare, X, Y, 5, seed=a_seed(rng))


@pytest.mark.exercise("mini_batches")
def test_mini_batches_of_one_and_of_all(student, solution, rng, compare):
    """Batches of one example, and a single batch that could hold more than there are."""
    X, Y = numbered_examples(rng, features=2, examples=int(rng.integers(9, 13)), classes=3)
    judge_batches(student, solution, compare, X, Y, 1, seed=a_seed(rng))
    judge_batches(student, solution, compare, X, Y, 100, seed=a_seed(rng))


@pytest.mark.exercise("mini_batches", weight=2)
def test_mini_batches_are_shuffled(student, solution, rng, compare):
    """Another generator gives other batches, of other examples, in another order."""
    # Twelve batches: if only these change places, the old order comes back about once in 10^8 times.
    X, Y = numbered_examples(rng, features=2, examples=36, classes=1)
    seeds = [a_seed(rng), a_seed(rng)]
    orders = []
    for seed in seeds:
        batches = judge_batches(student, solution, compare, X, Y, 3, seed=seed)
        orders.append([[int(number) for number in np.round(x[0])] for x, _ in batches])
    fault = None
    if [number for batch in orders[0] for number in batch] == list(range(36)):
        fault = "The examples are in their old order: shuffle them."
    elif orders[0] == orders[1]:
        fault = (
            "With another generator the order is still the same. Take the randomness from the rng that is passed in."
        )
    elif {frozenset(batch) for batch in orders[0]} == {frozenset(batch) for batch in orders[1]}:
        fault = "The batches change places, but each always holds the same examples. Shuffle the examples."
    if fault is not None:
        fail(fault, compare, student, solution, X, Y, 3, seed=seeds[0])


@pytest.mark.exercise("mini_batches")
def test_mini_batches_take_all_randomness_from_rng(student, rng):
    """Two generators in the same state give the same batches."""
    X, Y = numbered_examples(rng, features=2, examples=40, classes=1)
    seed = a_seed(rng)
    first, second = (student.mini_batches(X, Y, 40, np.random.default_rng(seed)) for _ in range(2))
    fault = fault_in(first, X, Y, 40) or fault_in(second, X, Y, 40)
    assert fault is None, fault
    assert np.array_equal(first[0][0], second[0][0]), (
        "Called twice with generators in the same state, it gives different batches. Take all randomness from rng."
    )


# moving_average


@pytest.mark.exercise("moving_average")
@pytest.mark.visible
def test_moving_average_without_correction(student, solution, compare):
    """Four whole numbers, beta = 0.9, no correction: the averages have decimals, and start near zero."""
    compare(student.moving_average, solution.moving_average, np.array([3, 1, 4, 1]), 0.9, False)


@pytest.mark.exercise("moving_average")
@pytest.mark.visible
def test_moving_average_with_correction(student, solution, compare):
    """Four values, beta = 0.8, with correction."""
    compare(student.moving_average, solution.moving_average, np.array([2.0, -1.0, 0.5, 6.0]), 0.8, True)


@pytest.mark.exercise("moving_average")
def test_moving_average_of_a_constant_is_the_constant(student, solution, rng, compare):
    """The corrected average of values that are all the same is that value, from the first one on; else it is less."""
    value, beta = float(rng.uniform(2, 9)), float(rng.uniform(0.9, 0.97))
    compare(student.moving_average, solution.moving_average, np.full(8, value), beta, False)
    averages = student.moving_average(np.full(8, value), beta, True)
    assert np.shape(averages) == (8,), "Return one average for each of the values."
    assert np.allclose(np.asarray(averages, dtype=float), value, rtol=1e-4), (
        "The corrected average of values that are all the same should be that value, at every step. "
        "By what are your weights short of adding up to 1?"
    )


@pytest.mark.exercise("moving_average", weight=2)
def test_moving_average_of_many_values(student, solution, rng, compare):
    """Many values, with and without correction."""
    values = rng.normal(loc=2.0, size=25)
    compare(student.moving_average, solution.moving_average, values, float(rng.uniform(0.95, 0.98)), True)
    compare(student.moving_average, solution.moving_average, values, float(rng.uniform(0.6, 0.8)), False)


@pytest.mark.exercise("moving_average")
def test_moving_average_of_a_list_and_of_one_value(student, solution, rng, compare):
    """A list of whole numbers; one value alone; and beta = 0, which forgets everything."""
    whole_numbers = [int(number) for number in rng.permutation(np.arange(1, 10))[:4]]
    compare(student.moving_average, solution.moving_average, whole_numbers, float(rng.uniform(0.55, 0.7)), True)
    compare(student.moving_average, solution.moving_average, rng.uniform(2, 5, size=1), 0.9, True)
    compare(student.moving_average, solution.moving_average, rng.uniform(2, 5, size=3) * [1, -1, 1], 0.0, True)


# sgd_step


@pytest.mark.exercise("sgd_step")
@pytest.mark.visible
def test_sgd_one_step(student, solution, rng, compare):
    """One step with a learning rate of 0.1."""
    compare(student.sgd_step, solution.sgd_step, draw(rng, SMALL), draw(rng, SMALL, "d"), {}, learning_rate=0.1)


@pytest.mark.exercise("sgd_step")
@pytest.mark.visible
def test_sgd_with_other_names(student, solution, rng, compare):
    """Parameters with other names than W1 and b1, and with one and three axes."""
    compare(student.sgd_step, solution.sgd_step, draw(rng, OTHER_NAMES), draw(rng, OTHER_NAMES, "d"), {}, 0.2)


@pytest.mark.exercise("sgd_step", weight=2)
def test_sgd_with_the_usual_learning_rate(student, solution, rng, compare):
    """A network with two layers; the learning rate is left at 0.01."""
    compare(student.sgd_step, solution.sgd_step, draw(rng, DEEPER), draw(rng, DEEPER, "d", 5, 50), {})


@pytest.mark.exercise("sgd_step", weight=2)
def test_sgd_several_steps(student, solution, rng, compare):
    """Three steps one after the other, and one with other names."""
    compare_steps(compare, student.sgd_step, solution.sgd_step, rng, DEEPER, 3, learning_rate=0.3)
    compare_steps(compare, student.sgd_step, solution.sgd_step, rng, OTHER_NAMES, 1, learning_rate=0.3)


# momentum_step


@pytest.mark.exercise("momentum_step")
@pytest.mark.visible
def test_momentum_first_step(student, solution, rng, compare):
    """The first step: the state is still empty."""
    step = (draw(rng, ONE), draw(rng, ONE, "d"), {})
    compare(student.momentum_step, solution.momentum_step, *step, learning_rate=0.1, momentum=0.8)


@pytest.mark.exercise("momentum_step")
@pytest.mark.visible
def test_momentum_third_step(student, solution, rng, compare):
    """The third step: the state holds the velocities of the second."""
    state = draw(rng, SMALL, "v")
    step = (draw(rng, SMALL), draw(rng, SMALL, "d"), state)
    compare(student.momentum_step, solution.momentum_step, *step, learning_rate=0.1, momentum=0.8)


@pytest.mark.exercise("momentum_step", weight=2)
def test_momentum_several_steps(student, solution, rng, compare):
    """Four steps, each with the state that your own last step gave back."""
    compare_steps(compare, student.momentum_step, solution.momentum_step, rng, DEEPER, 4, learning_rate=0.2)


@pytest.mark.exercise("momentum_step")
def test_momentum_with_other_names(student, solution, rng, compare):
    """Other names and shapes, learning rate and momentum left at 0.01 and 0.9."""
    state = draw(rng, OTHER_NAMES, "v")
    step = (draw(rng, OTHER_NAMES), draw(rng, OTHER_NAMES, "d", 5, 50), state)
    compare(student.momentum_step, solution.momentum_step, *step)


@pytest.mark.exercise("momentum_step")
def test_momentum_rolls_on_where_it_is_level(student, solution, rng, compare):
    """The gradient is zero, but the ball still has its velocity."""
    state = draw(rng, SMALL, "v")
    level = {"d" + name: np.zeros(shape) for name, shape in SMALL.items()}
    compare(student.momentum_step, solution.momentum_step, draw(rng, SMALL), level, state, 0.3, 0.7)


# nesterov_step


@pytest.mark.exercise("nesterov_step")
@pytest.mark.visible
def test_nesterov_first_step(student, solution, rng, compare):
    """The first step: the state is still empty."""
    step = (draw(rng, ONE), draw(rng, ONE, "d"), {})
    compare(student.nesterov_step, solution.nesterov_step, *step, learning_rate=0.1, momentum=0.8)


@pytest.mark.exercise("nesterov_step")
@pytest.mark.visible
def test_nesterov_third_step(student, solution, rng, compare):
    """The third step: the state holds the velocities of the second."""
    state = draw(rng, ONE, "v")
    step = (draw(rng, ONE), draw(rng, ONE, "d"), state)
    compare(student.nesterov_step, solution.nesterov_step, *step, learning_rate=0.1, momentum=0.8)


@pytest.mark.exercise("nesterov_step", weight=2)
def test_nesterov_several_steps(student, solution, rng, compare):
    """Four steps, each with the state that your own last step gave back."""
    compare_steps(compare, student.nesterov_step, solution.nesterov_step, rng, DEEPER, 4, learning_rate=0.2)


@pytest.mark.exercise("nesterov_step", weight=2)
def test_nesterov_with_other_names(student, solution, rng, compare):
    """Other names and shapes, learning rate and momentum left at 0.01 and 0.9."""
    state = draw(rng, OTHER_NAMES, "v")
    step = (draw(rng, OTHER_NAMES), draw(rng, OTHER_NAMES, "d", 5, 50), state)
    compare(student.nesterov_step, solution.nesterov_step, *step)


# adagrad_step


@pytest.mark.exercise("adagrad_step")
@pytest.mark.visible
def test_adagrad_first_step(student, solution, rng, compare):
    """The first step: the sums start from 0.1; and from 0 with gradients near or at 0, where it shows what epsilon does."""
    step = (draw(rng, ONE), draw(rng, ONE, "d"), {})
    compare(student.adagrad_step, solution.adagrad_step, *step, learning_rate=0.5)
    step = (*tiny_problem(rng), {})
    compare(student.adagrad_step, solution.adagrad_step, *step, learning_rate=1.0, initial_accumulator_value=0.0)


@pytest.mark.exercise("adagrad_step")
@pytest.mark.visible
def test_adagrad_third_step(student, solution, rng, compare):
    """The third step: the state holds the sums of the second."""
    state = draw_positive(rng, ONE, "s")
    step = (draw(rng, ONE), draw(rng, ONE, "d"), state)
    compare(student.adagrad_step, solution.adagrad_step, *step, learning_rate=0.5)


@pytest.mark.exercise("adagrad_step", weight=2)
def test_adagrad_several_steps(student, solution, rng, compare):
    """Four steps from another start of the sums, each with the state that your own last step gave back."""
    options = {"learning_rate": 0.3, "initial_accumulator_value": 0.7}
    compare_steps(compare, student.adagrad_step, solution.adagrad_step, rng, DEEPER, 4, **options)


@pytest.mark.exercise("adagrad_step")
def test_adagrad_with_other_names(student, solution, rng, compare):
    """Other names and shapes, everything else left as it is by default."""
    compare_steps(compare, student.adagrad_step, solution.adagrad_step, rng, OTHER_NAMES, 2)


@pytest.mark.exercise("adagrad_step")
def test_adagrad_with_tiny_gradients(student, solution, rng, compare):
    """Sums that start from 0 and gradients near or at 0: here it shows where epsilon stands."""
    step = (*tiny_problem(rng), {})
    compare(student.adagrad_step, solution.adagrad_step, *step, learning_rate=1.0, initial_accumulator_value=0.0)


# rmsprop_step


@pytest.mark.exercise("rmsprop_step")
@pytest.mark.visible
def test_rmsprop_first_step(student, solution, rng, compare):
    """The first step: the state is still empty; and with gradients near or at 0, where it shows what epsilon does."""
    step = (draw(rng, ONE), draw(rng, ONE, "d"), {})
    compare(student.rmsprop_step, solution.rmsprop_step, *step, learning_rate=0.1, rho=0.8)
    compare(student.rmsprop_step, solution.rmsprop_step, *tiny_problem(rng), {}, learning_rate=1.0)


@pytest.mark.exercise("rmsprop_step")
@pytest.mark.visible
def test_rmsprop_third_step(student, solution, rng, compare):
    """The third step: the state holds the averages of the second."""
    state = draw_positive(rng, ONE, "s")
    step = (draw(rng, ONE), draw(rng, ONE, "d"), state)
    compare(student.rmsprop_step, solution.rmsprop_step, *step, learning_rate=0.1, rho=0.8)


@pytest.mark.exercise("rmsprop_step", weight=2)
def test_rmsprop_several_steps(student, solution, rng, compare):
    """Four steps, each with the state that your own last step gave back."""
    compare_steps(compare, student.rmsprop_step, solution.rmsprop_step, rng, DEEPER, 4, learning_rate=0.2, rho=0.7)


@pytest.mark.exercise("rmsprop_step")
def test_rmsprop_with_other_names(student, solution, rng, compare):
    """Other names and shapes, everything else left as it is by default."""
    compare_steps(compare, student.rmsprop_step, solution.rmsprop_step, rng, OTHER_NAMES, 2)


@pytest.mark.exercise("rmsprop_step")
def test_rmsprop_with_tiny_gradients(student, solution, rng, compare):
    """Gradients near or at 0: here it shows where epsilon stands."""
    compare(student.rmsprop_step, solution.rmsprop_step, *tiny_problem(rng), {}, learning_rate=1.0)


# adam_step


@pytest.mark.exercise("adam_step")
@pytest.mark.visible
def test_adam_first_step(student, solution, rng, compare):
    """The first step: t becomes 1; and with gradients near or at 0, where it shows what epsilon does."""
    step = (draw(rng, ONE), draw(rng, ONE, "d"), {})
    compare(student.adam_step, solution.adam_step, *step, learning_rate=0.05, **BOTH_EPSILONS)
    compare(student.adam_step, solution.adam_step, *tiny_problem(rng), {}, learning_rate=1.0, rtol=0.01)


@pytest.mark.exercise("adam_step")
@pytest.mark.visible
def test_adam_fourth_step(student, solution, rng, compare):
    """The fourth step: the state holds the averages of the third, and t = 3."""
    state = {"t": 3, **draw(rng, SMALL, "m"), **draw_positive(rng, SMALL, "s")}
    step = (draw(rng, SMALL), draw(rng, SMALL, "d"), state)
    options = {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95}
    compare(student.adam_step, solution.adam_step, *step, **options, **BOTH_EPSILONS)


@pytest.mark.exercise("adam_step", weight=2)
def test_adam_several_steps(student, solution, rng, compare):
    """Five steps of a network with two layers, each with the state that your own last step gave back."""
    steps = (student.adam_step, solution.adam_step, rng, DEEPER, 5, BOTH_EPSILONS)
    compare_steps(compare, *steps, learning_rate=0.05)


@pytest.mark.exercise("adam_step")
def test_adam_with_other_names(student, solution, rng, compare):
    """Other names and shapes, three steps with other betas."""
    steps = (student.adam_step, solution.adam_step, rng, OTHER_NAMES, 3, BOTH_EPSILONS)
    compare_steps(compare, *steps, learning_rate=0.1, beta_1=0.7, beta_2=0.9)


@pytest.mark.exercise("adam_step")
def test_adam_late_in_a_training(student, solution, rng, compare):
    """Step 1000 with all numbers as they are by default: the correction has almost vanished."""
    state = {"t": 999, **draw(rng, SMALL, "m"), **draw_positive(rng, SMALL, "s")}
    step = (draw(rng, SMALL), draw(rng, SMALL, "d"), state)
    compare(student.adam_step, solution.adam_step, *step)


@pytest.mark.exercise("adam_step")
def test_adam_with_tiny_gradients(student, solution, rng, compare):
    """Gradients near or at 0. Before or after the correction, epsilon is added to the root, not inside."""
    compare(student.adam_step, solution.adam_step, *tiny_problem(rng), {}, learning_rate=1.0, rtol=0.01)


# the schedules


@pytest.mark.exercise("inverse_time_decay")
@pytest.mark.visible
def test_inverse_time_decay_at_some_steps(student, solution, compare):
    """At the start, and on the way to decay_steps."""
    for step in (0, 7):
        compare(student.inverse_time_decay, solution.inverse_time_decay, step, 0.1, 10, 0.5)


@pytest.mark.exercise("inverse_time_decay", weight=2)
def test_inverse_time_decay_with_other_numbers(student, solution, rng, compare):
    """Other numbers, late and early."""
    for rate in (float(rng.uniform(1.5, 4)), float(rng.uniform(0.2, 0.6))):
        start, decay_steps = float(rng.uniform(0.3, 0.8)), int(rng.integers(20, 60))
        for step in (int(rng.integers(1, decay_steps)), int(rng.integers(3 * decay_steps, 6 * decay_steps))):
            compare(student.inverse_time_decay, solution.inverse_time_decay, step, start, decay_steps, rate)


@pytest.mark.exercise("exponential_decay")
@pytest.mark.visible
def test_exponential_decay_at_some_steps(student, solution, compare):
    """At the start, and on the way to decay_steps."""
    for step in (0, 7):
        compare(student.exponential_decay, solution.exponential_decay, step, 0.1, 10, 0.6)


@pytest.mark.exercise("exponential_decay", weight=2)
def test_exponential_decay_with_other_numbers(student, solution, rng, compare):
    """Other numbers, late and early."""
    for rate in (float(rng.uniform(0.8, 0.95)), float(rng.uniform(0.2, 0.4))):
        start, decay_steps = float(rng.uniform(0.3, 0.8)), int(rng.integers(20, 60))
        for step in (int(rng.integers(1, decay_steps // 2)), int(rng.integers(2 * decay_steps, 4 * decay_steps))):
            compare(student.exponential_decay, solution.exponential_decay, step, start, decay_steps, rate)


@pytest.mark.exercise("staircase_decay")
@pytest.mark.visible
def test_staircase_decay_at_some_steps(student, solution, compare):
    """Where the second stair begins, and near the end of the third."""
    for step in (10, 27):
        compare(student.staircase_decay, solution.staircase_decay, step, 0.1, 10, 0.5)


@pytest.mark.exercise("staircase_decay", weight=2)
def test_staircase_decay_with_other_numbers(student, solution, rng, compare):
    """Other numbers: early on the first stair and at its end, at the start and at the end of a later one."""
    start, rate = float(rng.uniform(0.3, 0.8)), float(rng.uniform(0.3, 0.8))
    decay_steps, stairs = int(rng.integers(6, 20)), int(rng.integers(2, 5))
    later = stairs * decay_steps
    for step in (int(rng.integers(1, decay_steps // 2)), decay_steps - 1, later, later + decay_steps - 1):
        compare(student.staircase_decay, solution.staircase_decay, step, start, decay_steps, rate)


@pytest.mark.exercise("cosine_decay")
@pytest.mark.visible
def test_cosine_decay_to_zero(student, solution, compare):
    """At the start, on the way, and at the end, with alpha left at 0."""
    for step in (0, 5, 20):
        compare(student.cosine_decay, solution.cosine_decay, step, 0.1, 20)


@pytest.mark.exercise("cosine_decay")
@pytest.mark.visible
def test_cosine_decay_to_a_fraction(student, solution, compare):
    """With alpha = 0.2, on the way and after the end."""
    for step in (5, 31):
        compare(student.cosine_decay, solution.cosine_decay, step, 0.1, 20, alpha=0.2)


@pytest.mark.exercise("cosine_decay", weight=2)
def test_cosine_decay_with_other_numbers(student, solution, rng, compare):
    """Other numbers, in the first half of the way and in the second."""
    start, decay_steps, alpha = float(rng.uniform(1.5, 3)), int(rng.integers(40, 80)), float(rng.uniform(0.1, 0.4))
    for part in rng.uniform([0.15, 0.6], [0.4, 0.85]):
        compare(student.cosine_decay, solution.cosine_decay, int(part * decay_steps), start, decay_steps, alpha)


@pytest.mark.exercise("cosine_decay", weight=2)
def test_cosine_decay_after_the_end(student, solution, rng, compare):
    """Other numbers, after the end with alpha and without, and once before it."""
    start, decay_steps, alpha = float(rng.uniform(1.5, 3)), int(rng.integers(40, 80)), float(rng.uniform(0.1, 0.4))
    steps = [int(part * decay_steps) for part in rng.uniform([1.2, 20.2, 0.2], [1.8, 20.8, 0.4])]
    for step, end in zip(steps, (alpha, alpha, 0.0), strict=True):
        compare(student.cosine_decay, solution.cosine_decay, step, start, decay_steps, alpha=end)
    compare(student.cosine_decay, solution.cosine_decay, steps[0], start, decay_steps)


@pytest.mark.exercise("warmup")
@pytest.mark.visible
def test_warmup_on_the_way_up_and_down(student, solution, compare):
    """At the start, on the way up, at the top, and on the way down; and at the start of a decay without warmup."""
    for step in (0, 3, 10, 24):
        compare(student.warmup, solution.warmup, step, 0.1, 10, 30)
    compare(student.warmup, solution.warmup, 0, 0.1, 0, 30)


@pytest.mark.exercise("warmup", weight=2)
def test_warmup_with_other_numbers(student, solution, rng, compare):
    """Other numbers: on the way up, just before the top, at it and just after it, near the end and after it."""
    target, top, decay_steps = float(rng.uniform(1.5, 3)), int(rng.integers(5, 10)), int(rng.integers(40, 60))
    end = top + decay_steps
    late = int(rng.integers(end + 10, end + 25)), 4 * end + int(rng.integers(10))
    for step in (int(rng.integers(1, top - 2)), top - 1, top, top + 1, top + decay_steps // 3, end - 1, end, *late):
        compare(student.warmup, solution.warmup, step, target, top, decay_steps)


@pytest.mark.exercise("warmup")
def test_warmup_of_no_steps(student, solution, rng, compare):
    """No steps of warmup: only the cosine is left."""
    target, decay_steps = float(rng.uniform(0.2, 0.9)), int(rng.integers(10, 20))
    for step in (0, int(rng.integers(3, 7))):
        compare(student.warmup, solution.warmup, step, target, 0, decay_steps)
