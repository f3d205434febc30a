"""Hidden checks of logistic_regression."""

from itertools import pairwise

import numpy as np
import pytest

MOSTLY_CONSTANT = {"initialize": "every right answer is zeros"}
# Inside a student's notebook float32 may come in through another exercise and leave as float64.
FLOAT32_INSIDE = {"rtol": 1e-5, "atol": 1e-6}
# Answers and labels that agree: beside inputs whose answer is 0, so that no constant passes.
ONE_HIT = (np.array([[1, 0, 1]]), np.array([[1, 0, 1]]))


def neuron_problem(rng, features, examples):
    """Return w (features, 1), b, X (features, examples) and Y (1, examples) with both labels where it can."""
    w = rng.normal(scale=0.8, size=(features, 1))
    b = float(rng.uniform(0.3, 0.9))
    X = rng.normal(size=(features, examples))
    Y = rng.permutation(np.arange(examples) % 2).reshape(1, examples)
    return w, b, X, Y


def with_scores(w, b, X, scores):
    """Return X moved along w, so that the neuron's scores, before the sigmoid, are these."""
    return X + w @ (scores - b - w.T @ X) / np.sum(w**2)


def scores_around(rng, threshold):
    """Return scores, three in each place where another cut than the threshold would part yes from no differently."""
    cuts = np.unique([np.log(threshold / (1 - threshold)), 0.0, threshold])
    places = pairwise([cuts[0] - 2, *cuts, cuts[-1] + 2])
    return rng.permutation(np.concatenate([low + (high - low) * rng.uniform(0.1, 0.9, 3) for low, high in places]))


def answers_and_labels(rng, hits=0, false_alarms=0, misses=0, rest=0):
    """Return Y_hat and Y, (1, m) each, with so many examples of each kind, in any order."""
    kinds = rng.permutation(np.repeat([0, 1, 2, 3], [hits, false_alarms, misses, rest]))
    return (kinds < 2).astype(int)[np.newaxis], (kinds % 2 == 0).astype(int)[np.newaxis]


def kernel_and_bias(model):
    """Return the kernel (n_x, 1) and the bias, a number, of a model with one neuron."""
    weights = sorted(model.get_weights(), key=np.size)
    assert [np.shape(part)[-1] for part in weights] == [1, 1], (
        "The model should have one kernel with a weight for each input, and one bias."
    )
    return weights[1].astype(np.float64), float(weights[0][0])


@pytest.mark.exercise("standardize")
@pytest.mark.visible
def test_standardize_uses_the_given_mean_and_std(student, solution, rng, compare):
    """Each pixel is shifted by its mean and scaled by its standard deviation, both as given."""
    X = rng.uniform(size=(3, 5))
    mean, std = rng.uniform(0.2, 0.6, size=(3, 1)), np.array([[0.5], [0.02], [2.0]])
    compare(student.standardize, solution.standardize, X, mean, std)


@pytest.mark.exercise("standardize")
@pytest.mark.visible
def test_standardize_survives_a_constant_pixel(student, solution, compare):
    """A pixel that never changed has a standard deviation of 0 and is only shifted."""
    X = np.array([[0.0, 0.0, 0.0], [0.2, 0.4, 0.9]])
    mean, std = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    compare(student.standardize, solution.standardize, X, mean, std)


@pytest.mark.exercise("standardize")
@pytest.mark.visible
def test_standardize_shifts_a_pixel_that_was_constant_in_training(student, solution, rng, compare):
    """A pixel that was constant in training may be different in a new picture; there it is shifted only."""
    X = np.vstack([rng.uniform(0.3, 0.7, size=(2, 4)), np.full((1, 4), 0.25)])
    mean, std = np.array([[0.0], [0.5], [0.25]]), np.array([[0.0], [0.3], [0.0]])
    compare(student.standardize, solution.standardize, X, mean, std)


def pixels_off_their_mean(rng, std, examples):
    """Return X (n_x, examples), none of it near the mean, with mean and std (n_x, 1); std comes in any order."""
    mean, std = rng.uniform(0.4, 0.6, size=(len(std), 1)), rng.permutation(std).reshape(-1, 1)
    moved = rng.choice([-1.0, 1.0], size=(len(std), examples)) * rng.uniform(0.1, 0.4, size=(len(std), examples))
    return mean + moved, mean, std


@pytest.mark.exercise("standardize", weight=3)
def test_standardize_works_for_a_single_new_picture(student, solution, rng, compare):
    """One picture alone, with the mean and standard deviation of others, hardly moving pixels among them."""
    problem = pixels_off_their_mean(rng, [0.004, 0.0, 1.0, 0.3, 3.0, 0.05], examples=1)
    compare(student.standardize, solution.standardize, *problem)


@pytest.mark.exercise("standardize", weight=3)
def test_standardize_works_for_many_new_pictures(student, solution, rng, compare):
    """Several pictures, in which two pixels move that never did in training."""
    problem = pixels_off_their_mean(rng, [0.0, 0.0, 0.2, 0.7, 1.5], examples=4)
    compare(student.standardize, solution.standardize, *problem)


@pytest.mark.exercise("sigmoid")
@pytest.mark.visible
def test_sigmoid_of_a_small_array(student, solution, compare):
    """Some ordinary scores, positive and negative, in an array of shape (2, 3)."""
    compare(student.sigmoid, solution.sigmoid, np.array([[-3.0, -0.5, 0.0], [0.25, 1.0, 4.0]]))


@pytest.mark.exercise("sigmoid")
@pytest.mark.visible
def test_sigmoid_does_not_overflow(student, solution, compare):
    """Scores as large as 800 and as small as -800, in an array and as a plain number."""
    compare(student.sigmoid, solution.sigmoid, np.array([[-800.0, -40.0, 40.0, 800.0]]))
    compare(student.sigmoid, solution.sigmoid, -800.0)


@pytest.mark.exercise("sigmoid")
@pytest.mark.visible
def test_sigmoid_of_whole_numbers(student, solution, compare):
    """An array of integers; the probabilities are still fractions."""
    compare(student.sigmoid, solution.sigmoid, np.array([-2, -1, 0, 1, 3]))


@pytest.mark.exercise("sigmoid", weight=2)
def test_sigmoid_of_a_number_and_of_a_cube(student, solution, rng, compare):
    """One plain number, and an array with three axes."""
    compare(student.sigmoid, solution.sigmoid, float(rng.uniform(-3, -0.5)))
    compare(student.sigmoid, solution.sigmoid, rng.normal(scale=8, size=(2, 3, 4)))


@pytest.mark.exercise("sigmoid", weight=2)
def test_sigmoid_does_not_overflow_among_ordinary_scores(student, solution, rng, compare):
    """Scores far beyond 710, where exp ends, on both sides, among ordinary ones; and one as a plain number."""
    sizes = np.concatenate([rng.uniform(720, 3000, 2), rng.uniform(0.5, 6, 4)])
    scores = rng.permutation(sizes * [1, -1, 1, -1, 1, -1]).reshape(3, 2)
    compare(student.sigmoid, solution.sigmoid, scores)
    compare(student.sigmoid, solution.sigmoid, -float(sizes[0]))


@pytest.mark.exercise("sigmoid", weight=2)
def test_sigmoid_of_other_whole_numbers(student, solution, rng, compare):
    """A column of integers."""
    compare(student.sigmoid, solution.sigmoid, rng.permutation(np.arange(-5, 6))[:7].reshape(7, 1))


@pytest.mark.exercise("initialize")
@pytest.mark.visible
def test_initialize_five_inputs(student, solution, compare):
    """A neuron with five inputs."""
    compare(student.initialize, solution.initialize, 5)


@pytest.mark.exercise("initialize")
def test_initialize_other_sizes(student, solution, rng, compare):
    """Neurons with many and with few inputs: the size comes from n_x."""
    compare(student.initialize, solution.initialize, int(rng.integers(20, 60)))
    compare(student.initialize, solution.initialize, int(rng.integers(2, 5)))


@pytest.mark.exercise("initialize")
def test_initialize_a_single_input(student, solution, compare):
    """A neuron with one input still has a column of weights, of shape (1, 1)."""
    compare(student.initialize, solution.initialize, 1)


@pytest.mark.exercise("predict_proba")
@pytest.mark.visible
def test_predict_proba_of_four_examples(student, solution, rng, compare):
    """Three inputs, four examples, and a bias that is not zero."""
    w, b, X, _ = neuron_problem(rng, features=3, examples=4)
    compare(student.predict_proba, solution.predict_proba, w, b, X)


@pytest.mark.exercise("predict_proba")
def test_predict_proba_with_more_inputs_than_examples(student, solution, rng, compare):
    """More inputs than examples."""
    w, b, X, _ = neuron_problem(rng, features=6, examples=2)
    compare(student.predict_proba, solution.predict_proba, w, b, X)


@pytest.mark.exercise("predict_proba")
def test_predict_proba_of_a_single_example(student, solution, rng, compare):
    """One example is still a column, and its answer has the shape (1, 1)."""
    w, b, X, _ = neuron_problem(rng, features=5, examples=1)
    compare(student.predict_proba, solution.predict_proba, w, b, X)


@pytest.mark.exercise("predict_proba")
def test_predict_proba_with_huge_scores(student, solution, rng, compare):
    """Scores of many hundreds in both directions."""
    w, b, X, _ = neuron_problem(rng, features=4, examples=4)
    scores = rng.permutation(rng.uniform(720, 3000, size=4) * [1, -1, 1, -1])
    compare(student.predict_proba, solution.predict_proba, 1000 * w, b, with_scores(1000 * w, b, X, scores))


@pytest.mark.exercise("cost")
@pytest.mark.visible
def test_cost_of_four_answers(student, solution, compare):
    """Four answers, some good, some bad."""
    A, Y = np.array([[0.9, 0.2, 0.6, 0.05]]), np.array([[1, 0, 0, 1]])
    compare(student.cost, solution.cost, A, Y, rtol=1e-5)


@pytest.mark.exercise("cost")
@pytest.mark.visible
def test_cost_of_sure_and_right_answers(student, solution, compare):
    """Answers of exactly 0 and exactly 1, all of them right: the cost is zero, and not before."""
    A, Y = np.array([[0.0, 1.0, 1.0]]), np.array([[0, 1, 1]])
    compare(student.cost, solution.cost, A, Y, atol=1e-5)
    compare(student.cost, solution.cost, (A + Y + 0.5) / 3, Y, rtol=1e-5)


def labels(rng, ones, zeros):
    """Return labels (1, m) in any order."""
    return rng.permutation([1] * ones + [0] * zeros).reshape(1, -1)


@pytest.mark.exercise("cost", weight=2)
def test_cost_is_an_average_over_examples(student, solution, rng, compare):
    """Nine answers from nearly 0 to nearly 1, and then one alone: the cost does not grow with their number."""
    A = (rng.permutation(9) + rng.uniform(0.1, 0.6, size=9)) / 9
    compare(student.cost, solution.cost, A.reshape(1, 9), labels(rng, 4, 5), rtol=1e-5)
    compare(student.cost, solution.cost, rng.uniform(0.2, 0.4, (1, 1)), np.array([[1]]), rtol=1e-5)


@pytest.mark.exercise("cost")
def test_cost_of_knowing_nothing_is_ln_2(student, solution, rng, compare):
    """A neuron that says 0.5 to everything, and one that knows next to nothing."""
    m = int(rng.integers(5, 10))
    compare(student.cost, solution.cost, np.full((1, m), 0.5), labels(rng, m - 2, 2), rtol=1e-5)
    compare(student.cost, solution.cost, rng.uniform(0.3, 0.45, size=(1, m)), labels(rng, m - 2, 2), rtol=1e-5)


@pytest.mark.exercise("cost")
def test_cost_of_sure_and_wrong_answers_is_large_and_finite(student, solution, rng, compare):
    """Answers of exactly 0 and exactly 1, all of them wrong; before that some that are not so sure."""
    Y = labels(rng, 3, 2)
    compare(student.cost, solution.cost, np.abs(1 - Y - rng.uniform(0.2, 0.4, size=Y.shape)), Y, rtol=1e-5)
    value = student.cost(1.0 - Y, Y)
    assert np.size(value) == 1, "The cost should be a single number: average over the examples."
    assert np.all(np.isfinite(value)), (
        "For answers of exactly 0 and 1 that are wrong, the cost is not finite. "
        "Keep A a tiny bit away from 0 and 1 before taking logarithms."
    )
    assert np.all(np.asarray(value) > 5), (
        "Being completely sure and wrong should be punished hard, but the cost is small here. "
        "Do you keep A away from 0 and 1 by a tiny amount only, such as 1e-12?"
    )


@pytest.mark.exercise("gradients")
@pytest.mark.visible
def test_gradients_are_averages_over_examples(student, solution, rng, compare):
    """Three inputs and four examples."""
    compare(student.gradients, solution.gradients, *neuron_problem(rng, features=3, examples=4), **FLOAT32_INSIDE)


@pytest.mark.exercise("gradients")
def test_gradients_with_more_inputs_than_examples(student, solution, rng, compare):
    """More inputs than examples."""
    compare(student.gradients, solution.gradients, *neuron_problem(rng, features=7, examples=5), **FLOAT32_INSIDE)


@pytest.mark.exercise("gradients")
def test_gradients_with_as_many_inputs_as_examples(student, solution, rng, compare):
    """As many inputs as examples, where a wrong product may have the right shape."""
    compare(student.gradients, solution.gradients, *neuron_problem(rng, features=4, examples=4), **FLOAT32_INSIDE)


@pytest.mark.exercise("gradients")
def test_gradients_of_a_single_example(student, solution, rng, compare):
    """One example alone: nothing to average."""
    compare(student.gradients, solution.gradients, *neuron_problem(rng, features=5, examples=1), **FLOAT32_INSIDE)


@pytest.mark.exercise("gradients")
def test_gradients_are_the_measured_slopes_of_the_cost(student, solution, rng):
    """Moves the bias and one weight a little and measures how the cost changes."""
    w, b, X, Y = neuron_problem(rng, features=3, examples=8)
    grads = student.gradients(w, b, X, Y)
    is_complete = isinstance(grads, dict) and np.shape(grads.get("dw")) == (3, 1) and np.size(grads.get("db")) == 1
    assert is_complete, 'Return a dict with "dw" in the shape of w and "db", one number.'

    def cost_at(move_w, move_b):
        return solution.cost(solution.predict_proba(w + move_w, b + move_b, X), Y)

    epsilon = 1e-5
    for j in range(3):
        step = epsilon * np.eye(3)[:, [j]]
        slope = (cost_at(step, 0) - cost_at(-step, 0)) / (2 * epsilon)
        assert np.isclose(grads["dw"][j, 0], slope, rtol=1e-3, atol=1e-5), (
            "dw is not the slope of the cost: when one weight is moved a little, the cost changes differently."
        )
    slope = (cost_at(0, epsilon) - cost_at(0, -epsilon)) / (2 * epsilon)
    assert np.allclose(grads["db"], slope, rtol=1e-3, atol=1e-5), (
        "db is not the slope of the cost: when the bias is moved a little, the cost changes differently."
    )


@pytest.mark.exercise("optimize")
@pytest.mark.visible
def test_optimize_three_steps(student, solution, rng, compare):
    """Three steps from weights and a bias that are not zero."""
    problem = neuron_problem(rng, features=2, examples=5)
    compare(student.optimize, solution.optimize, *problem, 3, 0.5, **FLOAT32_INSIDE)


@pytest.mark.exercise("optimize")
def test_optimize_many_steps(student, solution, rng, compare):
    """Many steps with another learning rate, more inputs than examples."""
    problem = neuron_problem(rng, features=6, examples=4)
    compare(student.optimize, solution.optimize, *problem, num_iterations=23, learning_rate=0.07, **FLOAT32_INSIDE)


@pytest.mark.exercise("optimize")
def test_optimize_one_step(student, solution, rng, compare):
    """A single step: one cost, taken before the step."""
    problem = neuron_problem(rng, features=3, examples=4)
    compare(student.optimize, solution.optimize, *problem, 1, 0.2, **FLOAT32_INSIDE)


@pytest.mark.exercise("optimize")
def test_optimize_no_steps(student, solution, rng, compare):
    """No steps at all: w and b come back as they went in, with an empty list. Then two steps, and they do not."""
    problem = neuron_problem(rng, features=3, examples=4)
    compare(student.optimize, solution.optimize, *problem, 0, 0.2, **FLOAT32_INSIDE)
    compare(student.optimize, solution.optimize, *problem, 2, 0.2, **FLOAT32_INSIDE)


@pytest.mark.exercise("optimize")
def test_optimize_learns_to_tell_two_groups_apart(student, rng):
    """Trains on two groups of points that a line can part, from zero."""
    Y = (np.arange(40) % 2).reshape(1, 40)
    # Each group stays on its side in both features, so every step turns w further the right way, whatever is drawn.
    X = rng.uniform(-1, 1, size=(2, 40)) + np.where(Y == 1, 2.0, -2.0)
    answer = student.optimize(np.zeros((2, 1)), 0.0, X, Y, 50, 0.1)
    has_three_parts = isinstance(answer, (tuple, list)) and len(answer) == 3
    assert has_three_parts, "Return three things: w, b and the list of costs."
    w, b, costs = answer
    assert np.shape(costs) == (50,), "After 50 steps there should be 50 costs: one for each step."
    assert np.all(np.diff(np.asarray(costs, dtype=float)) < 0), (
        "With a small learning rate the cost should fall at every step, but it does not."
    )
    assert np.shape(w) == (2, 1), "The final w should have the shape of the w that went in."
    right = (np.asarray(w, dtype=float).T @ X + np.asarray(b, dtype=float) > 0) == (Y == 1)
    assert np.all(right), "After 50 steps two groups that lie far apart should be told apart without a mistake."


@pytest.mark.exercise("predict")
@pytest.mark.visible
def test_predict_with_the_usual_threshold(student, solution, compare):
    """Six examples with the threshold left at 0.5."""
    w, b = np.array([[1.0], [-2.0]]), 0.25
    X = np.array([[2.0, -1.0, 0.05, -0.4, 0.1, 3.0], [0.5, 0.5, -0.02, -0.3, 0.9, -1.0]])
    compare(student.predict, solution.predict, w, b, X)


@pytest.mark.exercise("predict")
@pytest.mark.visible
def test_predict_with_a_low_threshold(student, solution, rng, compare):
    """A bold neuron: yes from 0.2 on. Most of the examples lie below."""
    w, b, X, _ = neuron_problem(rng, features=3, examples=8)
    X = with_scores(w, b, X, np.array([-3.0, -0.5, -1.6, -2.0, -1.5, -1.0, 2.0, -2.5])).round(3)
    compare(student.predict, solution.predict, w, b, X, threshold=0.2)


def compare_predict(compare, student, solution, rng, around, *args, **kwargs):
    """Compares answers to examples whose scores lie around a threshold, but not at it."""
    scores = scores_around(rng, around)
    w, b, X, _ = neuron_problem(rng, features=4, examples=len(scores))
    compare(student.predict, solution.predict, w, b, with_scores(w, b, X, scores), *args, **kwargs)


@pytest.mark.exercise("predict", weight=2)
def test_predict_with_a_high_threshold(student, solution, rng, compare):
    """A careful neuron: yes only from a high probability on."""
    threshold = float(rng.uniform(0.75, 0.9))
    compare_predict(compare, student, solution, rng, threshold, threshold)


@pytest.mark.exercise("predict")
def test_predict_with_another_low_threshold(student, solution, rng, compare):
    """A bold neuron, and one that keeps to 0.5."""
    threshold = float(rng.uniform(0.1, 0.25))
    compare_predict(compare, student, solution, rng, threshold, threshold=threshold)
    compare_predict(compare, student, solution, rng, 0.5)


@pytest.mark.exercise("predict")
def test_predict_a_single_example(student, solution, rng, compare):
    """One example: the answer has the shape (1, 1)."""
    w, b, X, _ = neuron_problem(rng, features=5, examples=1)
    X = with_scores(w, b, X, rng.uniform(0.1, 0.4))
    compare(student.predict, solution.predict, w, b, X)
    compare(student.predict, solution.predict, -w, -b, X)


@pytest.mark.exercise("precision_recall_f1")
@pytest.mark.visible
def test_scores_of_ten_answers(student, solution, compare):
    """Ten answers with hits, false alarms and misses."""
    Y_hat, Y = np.array([[1, 1, 1, 1, 0, 0, 0, 0, 0, 0]]), np.array([[1, 1, 1, 0, 1, 1, 0, 0, 0, 0]])
    compare(student.precision_recall_f1, solution.precision_recall_f1, Y_hat, Y)


@pytest.mark.exercise("precision_recall_f1")
@pytest.mark.visible
def test_scores_when_nothing_is_called_positive(student, solution, compare):
    """Every answer is 0, so there is nothing that precision could be about."""
    compare(
        student.precision_recall_f1,
        solution.precision_recall_f1,
        np.zeros((1, 5), dtype=int),
        np.array([[0, 1, 0, 0, 1]]),
    )
    compare(student.precision_recall_f1, solution.precision_recall_f1, *ONE_HIT)


@pytest.mark.exercise("precision_recall_f1")
def test_scores_when_nothing_is_positive(student, solution, rng, compare):
    """No example is of class 1; once there are false alarms, and once there are none. Then there are both classes."""
    m = int(rng.integers(5, 9))
    for problem in (
        answers_and_labels(rng, false_alarms=2, rest=m - 2),
        answers_and_labels(rng, rest=m),
        answers_and_labels(rng, hits=3, misses=1, rest=m - 4),
    ):
        compare(student.precision_recall_f1, solution.precision_recall_f1, *problem)


@pytest.mark.exercise("precision_recall_f1")
def test_scores_when_every_yes_is_wrong(student, solution, rng, compare):
    """False alarms and misses, and not one hit: precision and recall are both zero. Then there are hits."""
    misses = int(rng.integers(3, 7))
    for hits in (0, 2):
        problem = answers_and_labels(rng, hits=hits, false_alarms=2, misses=misses, rest=1)
        compare(student.precision_recall_f1, solution.precision_recall_f1, *problem)


@pytest.mark.exercise("precision_recall_f1", weight=2)
def test_scores_of_many_answers(student, solution, rng, compare):
    """Many answers, with positives rarer than negatives; and a set without a mistake."""
    hits, false_alarms, misses = (int(number) for number in rng.integers([10, 4, 7], [14, 7, 10]))
    problem = answers_and_labels(rng, hits, false_alarms, misses, rest=int(rng.integers(60, 80)))
    compare(student.precision_recall_f1, solution.precision_recall_f1, *problem)
    compare(student.precision_recall_f1, solution.precision_recall_f1, problem[1], problem[1])


@pytest.mark.exercise("keras_logistic_regression")
@pytest.mark.visible
def test_keras_neuron_with_five_inputs(student, solution, compare):
    """A model with five inputs: same weights in, same probabilities out."""
    compare.model(student.keras_logistic_regression, solution.keras_logistic_regression, 5)


@pytest.mark.exercise("keras_logistic_regression")
def test_keras_neuron_of_other_sizes(student, solution, rng, compare):
    """Models with many inputs and with few."""
    for size in (int(rng.choice([25, 36, 49])), int(rng.choice([2, 3, 4]))):
        compare.model(student.keras_logistic_regression, solution.keras_logistic_regression, size)


@pytest.mark.exercise("keras_logistic_regression")
def test_keras_neuron_is_compiled_as_the_same_gradient_descent(student, solution, rng):
    """Trains the model on one batch: its loss is your cost, and its step is your step."""
    n_x = int(rng.integers(5, 9))
    model = student.keras_logistic_regression(n_x)
    assert model.compiled, (
        "The model is not compiled: call model.compile(...) with optimizer and loss before you return it."
    )
    rows, labels = (
        rng.normal(size=(9, n_x)).astype(np.float32),
        rng.permutation(np.arange(9) % 2).reshape(9, 1).astype(np.float32),
    )
    model.predict(rows)  # a model written as a class has no weights before its first call
    w, b = kernel_and_bias(model)
    loss = model.train_on_batch(rows, labels)
    assert np.isclose(loss, solution.cost(solution.predict_proba(w, b, rows.T), labels.T), rtol=1e-3, atol=1e-4), (
        "The loss of the compiled model is not the binary cross-entropy of its probabilities. "
        "The model already ends in a sigmoid, so from_logits stays False."
    )
    next_w, next_b, _ = solution.optimize(w, b, rows.T, labels.T, 1, 0.1)
    trained_w, trained_b = kernel_and_bias(model)
    assert np.allclose([*trained_w[:, 0], trained_b], [*next_w[:, 0], next_b], atol=1e-4), (
        "One training step does not move the weights as plain gradient descent does. "
        "Compile with keras.optimizers.SGD and a learning rate of 0.1."
    )
