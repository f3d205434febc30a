"""Hidden checks of tuning.

What is drawn at random has no golden answer. Where both limits are the same chance has no say, and answers are compared as all
others. Everywhere else they are *measured*: where many draws lie between the limits, which questions an objective was asked
(`assignments/tuning/measures.py`). Scores are never so near to each other that rounding could change their order.
"""

import numpy as np
import pytest

from grader.authoring import stand_in

NEAR = 0.12  # five standard deviations or more of what chance does to an average
ONE_OF_MANY = 0.005  # a share of which every single case counts
NAN = float("nan")


def seed_of(rng):
    """Draw the seed of a generator."""
    return int(rng.integers(2**32))


def clear_scores(rng, count):
    """Scores between 0 and 1 in random order, each at least a hundredth from the next."""
    return ((rng.permutation(count) + 1) / (count + 2) + rng.uniform(0, 0.2 / (count + 2), count)).round(4).tolist()


def below_zero(scores):
    """The same scores, below 0, as an objective gives them that is minus a loss."""
    return [round(score - 2, 4) for score in scores]


def trials_in(rng, space, count):
    """Trials of a space, evenly drawn whatever the scale, with scores that are all different and below 0."""
    return [
        {"setting": {name: float(rng.uniform(low, high)) for name, (_, low, high) in space.items()}, "score": score}
        for score in below_zero(clear_scores(rng, count))
    ]


# Where a student's own sampling is wrong, these serve both sides: a generator that is drawn from elsewhere would stand still.


@stand_in("sample_log_uniform")
def tilted_draw(low, high, rng):
    """Draw from the limits more often from the lower half than from the upper."""
    return float(low + (high - low) * rng.random() ** 2)


@stand_in("sample_one_minus")
def tilted_draw_below_one(low, high, rng):
    """Draw from the limits more often from the upper half than from the lower."""
    return float(high - (high - low) * rng.random() ** 2)


@stand_in("sample_setting")
def tilted_setting(space, rng):
    """Draw every number alike, whatever its scale."""
    return {name: float(low + (high - low) * rng.random() ** 2) for name, (_, low, high) in space.items()}


# sample_log_uniform


@pytest.mark.exercise("sample_log_uniform")
@pytest.mark.visible
def test_log_uniform_where_there_is_no_choice(student, solution, compare):
    """Both limits are the same number, so that every draw is this number."""
    for limit in (0.01, 20.0):
        compare(student.sample_log_uniform, solution.sample_log_uniform, limit, limit, np.random.default_rng(1))


@pytest.mark.exercise("sample_log_uniform")
@pytest.mark.visible
def test_log_uniform_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Draws 1,600 numbers over some powers of ten: each power gets as many as the others."""
    function, right = student.sample_log_uniform, solution.sample_log_uniform
    compare.measure(function, right, measures.log_uniform, seed_of(rng), near=NEAR)


@pytest.mark.exercise("sample_log_uniform", weight=5)
def test_log_uniform_counted(student, solution, rng, compare, measures):
    """Draws many numbers between other limits."""
    function, right = student.sample_log_uniform, solution.sample_log_uniform
    compare.measure(function, right, measures.log_uniform, seed_of(rng), near=NEAR)


# sample_one_minus


@pytest.mark.exercise("sample_one_minus")
@pytest.mark.visible
def test_one_minus_where_there_is_no_choice(student, solution, compare):
    """Both limits are the same number, so that every draw is this number."""
    for limit in (0.9, 0.25):
        compare(student.sample_one_minus, solution.sample_one_minus, limit, limit, np.random.default_rng(1))


@pytest.mark.exercise("sample_one_minus")
@pytest.mark.visible
def test_one_minus_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Draws 1,600 numbers below 1: each power of ten of the distance from 1 gets as many."""
    function, right = student.sample_one_minus, solution.sample_one_minus
    compare.measure(function, right, measures.one_minus, seed_of(rng), near=NEAR)


@pytest.mark.exercise("sample_one_minus", weight=5)
def test_one_minus_counted(student, solution, rng, compare, measures):
    """Draws many numbers between other limits."""
    function, right = student.sample_one_minus, solution.sample_one_minus
    compare.measure(function, right, measures.one_minus, seed_of(rng), near=NEAR)


# sample_setting


@pytest.mark.exercise("sample_setting")
@pytest.mark.visible
def test_setting_where_there_is_no_choice(student, solution, compare):
    """Three names, for each of them the same number twice."""
    space = {"l2": ("log", 0.001, 0.001), "momentum": ("one_minus", 0.95, 0.95), "dropout": ("linear", 0.5, 0.5)}
    compare(student.sample_setting, solution.sample_setting, space, np.random.default_rng(1))


@pytest.mark.exercise("sample_setting")
@pytest.mark.visible
def test_settings_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Draws many settings from a space with all three scales: the space alone says which scale a name has."""
    function, right = student.sample_setting, solution.sample_setting
    compare.measure(function, right, measures.settings, seed_of(rng), near=NEAR)


@pytest.mark.exercise("sample_setting")
def test_setting_of_one_name_or_of_none(student, solution, rng, compare):
    """A space with a single name, and an empty one."""
    limit = round(float(rng.uniform(0.1, 0.9)), 3)
    for space in ({"width": ("linear", limit, limit)}, {}):
        compare(student.sample_setting, solution.sample_setting, space, np.random.default_rng(1))


@pytest.mark.exercise("sample_setting", weight=4)
def test_settings_counted(student, solution, rng, compare, measures):
    """Draws many settings from another space."""
    function, right = student.sample_setting, solution.sample_setting
    compare.measure(function, right, measures.settings, seed_of(rng), near=NEAR)


# grid


@pytest.mark.exercise("grid")
@pytest.mark.visible
def test_grid_of_two_names(student, solution, compare):
    """A logarithmic axis and a linear one, three values each."""
    space = {"learning_rate": ("log", 0.001, 10.0), "dropout": ("linear", 0.0, 0.5)}
    compare(student.grid, solution.grid, space, 3)


@pytest.mark.exercise("grid")
@pytest.mark.visible
def test_grid_of_one_name_near_one(student, solution, compare):
    """Four values of momentum."""
    compare(student.grid, solution.grid, {"momentum": ("one_minus", 0.5, 0.996)}, 4)


@pytest.mark.exercise("grid", weight=3)
def test_grid_of_three_names(student, solution, rng, compare):
    """All three scales, four values each: 64 settings."""
    space = {
        "a": ("one_minus", float(rng.uniform(0.2, 0.6)), float(rng.uniform(0.98, 0.999))),
        "b": ("linear", float(rng.uniform(-2, 0)), float(rng.uniform(1, 3))),
        "c": ("log", float(rng.uniform(1e-5, 1e-4)), float(rng.uniform(1, 5))),
    }
    compare(student.grid, solution.grid, space, 4)


@pytest.mark.exercise("grid")
def test_grid_of_two_points(student, solution, rng, compare):
    """Two values each: the limits themselves."""
    space = {f"x{number}": ("linear", number, number + float(rng.uniform(1, 2))) for number in range(4)}
    compare(student.grid, solution.grid, space, 2)
    compare(student.grid, solution.grid, {"rate": ("log", 1e-4, float(rng.uniform(1, 9)))}, 7)


# random_search


@pytest.mark.exercise("random_search")
@pytest.mark.visible
def test_random_search_where_there_is_no_choice(student, solution, compare):
    """Three trials of one and the same setting, and a budget of one."""
    space = {"learning_rate": ("log", 1.0, 1.0), "momentum": ("linear", 0.5, 0.5)}
    for budget in (3, 1):
        compare(student.random_search, solution.random_search, solution.bowl, space, budget, np.random.default_rng(1))


@pytest.mark.exercise("random_search")
@pytest.mark.visible
def test_random_search_followed_in_the_notebook(student, solution, rng, compare, measures):
    """An objective writes down what it is asked, and says something else each time."""
    function, right = student.random_search, solution.random_search
    compare.measure(function, right, measures.searches, seed_of(rng), near=2 * NEAR, budget=40)


@pytest.mark.exercise("random_search", weight=4)
def test_random_search_followed(student, solution, rng, compare, measures):
    """The same in another space, with a larger budget."""
    function, right = student.random_search, solution.random_search
    compare.measure(function, right, measures.searches, seed_of(rng), near=2 * NEAR, budget=int(rng.integers(80, 99)))


# expected_best


@pytest.mark.exercise("expected_best")
@pytest.mark.visible
def test_expected_best_of_four(student, solution, compare):
    """Four scores, with one trial, two and five."""
    for budget in (1, 2, 5):
        compare(student.expected_best, solution.expected_best, np.array([0.5, 0.9, 0.1, 0.7]), budget)


@pytest.mark.exercise("expected_best", weight=2)
def test_expected_best_of_many(student, solution, rng, compare):
    """Many scores in no order, as an array and as a list."""
    scores = rng.uniform(size=int(rng.integers(20, 40)))
    for budget in (1, 3, 30):
        compare(student.expected_best, solution.expected_best, scores, budget)
    compare(student.expected_best, solution.expected_best, rng.normal(size=7).tolist(), 4)


@pytest.mark.exercise("expected_best")
def test_expected_best_of_equal_scores(student, solution, rng, compare):
    """Scores that occur more than once, and a single one."""
    low, high = sorted(rng.uniform(size=2).round(3).tolist())
    compare(student.expected_best, solution.expected_best, [high, low, high, low, low], 2)
    compare(student.expected_best, solution.expected_best, [low], 3)


# best_first


@pytest.mark.exercise("best_first")
@pytest.mark.visible
def test_best_first_of_six(student, solution, compare):
    """Six scores, one of them diverged, two of them equal; and an array of five, some below zero."""
    compare(student.best_first, solution.best_first, [0.7, NAN, 0.9, 0.2, 0.9, 0.4])
    compare(student.best_first, solution.best_first, np.array([-0.4, NAN, 0.1, -0.2, 0.3]))


@pytest.mark.exercise("best_first")
@pytest.mark.visible
def test_best_first_of_many_equal_ones(student, solution, rng, compare, measures):
    """Forty scores of two kinds: so many are not sorted in the same way as a few."""
    compare.measure(
        student.best_first, solution.best_first, measures.equal_scores, seed_of(rng), near=ONE_OF_MANY, count=20
    )


@pytest.mark.exercise("best_first", weight=3)
def test_best_first_of_many(student, solution, rng, compare):
    """Many scores, as an array, some below zero, one diverged."""
    scores = np.array(clear_scores(rng, 20)) - 0.5
    scores[int(rng.integers(19))] = NAN
    compare(student.best_first, solution.best_first, scores)


@pytest.mark.exercise("best_first")
def test_best_first_of_ties(student, solution, rng, compare, measures):
    """Scores of only two kinds stay in their order, and so do those that diverged; and a single score."""
    compare.measure(student.best_first, solution.best_first, measures.equal_scores, seed_of(rng), near=ONE_OF_MANY)
    compare(student.best_first, solution.best_first, [NAN, 0.5, NAN])
    compare(student.best_first, solution.best_first, [0.5])


# coarse_to_fine


@pytest.mark.exercise("coarse_to_fine")
@pytest.mark.visible
def test_coarse_to_fine_of_four_trials(student, solution, compare):
    """Four trials of two names; the best two, then the best three; one trial diverged, the other scores are below 0."""
    space = {"learning_rate": ("log", 0.0001, 100.0), "momentum": ("one_minus", 0.5, 0.999)}
    trials = [
        {"setting": {"learning_rate": 50.0, "momentum": 0.97}, "score": NAN},
        {"setting": {"learning_rate": 0.5, "momentum": 0.6}, "score": -0.05},
        {"setting": {"learning_rate": 0.02, "momentum": 0.8}, "score": -0.1},
        {"setting": {"learning_rate": 0.1, "momentum": 0.99}, "score": -0.15},
    ]
    for keep in (2, 3):
        compare(student.coarse_to_fine, solution.coarse_to_fine, space, trials, keep)


@pytest.mark.exercise("coarse_to_fine", weight=3)
def test_coarse_to_fine_of_many_trials(student, solution, rng, compare):
    """Twenty trials of three names, some of which diverged."""
    space = {"a": ("log", 0.001, 1.0), "b": ("linear", -1.0, 2.0), "c": ("one_minus", 0.1, 0.99)}
    trials = trials_in(rng, space, 20)
    for place in rng.permutation(20)[:3]:
        trials[place]["score"] = NAN
    for keep in (3, 6):
        compare(student.coarse_to_fine, solution.coarse_to_fine, space, trials, keep)


@pytest.mark.exercise("coarse_to_fine")
def test_coarse_to_fine_that_keeps_one(student, solution, rng, compare):
    """Only the best is kept: both limits are its own; and as many kept as there are."""
    space = {"width": ("log", 8.0, 128.0), "rate": ("log", 0.01, 1.0)}
    for keep in (1, 5):
        compare(student.coarse_to_fine, solution.coarse_to_fine, space, trials_in(rng, space, 5), keep)


# successive_halving


def late(setting, epochs):
    """An objective below 0 whose leader changes from round to round; a learning rate above 9 diverges."""
    rate = setting["learning_rate"]
    if rate > 9:
        return NAN
    return rate * np.log(1 + epochs / (2 + rate**2)) - 20


def rates(*values):
    """One setting for each learning rate."""
    return [{"learning_rate": float(value)} for value in values]


@pytest.mark.exercise("successive_halving")
@pytest.mark.visible
def test_halving_of_five(student, solution, compare):
    """Five settings, one of which diverges: 5, then 2, then 1; and four, where the other scores are below 0."""
    settings = rates(0.001, 0.02, 0.3, 4.0, 50.0)
    compare(student.successive_halving, solution.successive_halving, solution.slow_bowl, settings, 1, 2)
    settings = rates(0.00001, 50.0, 0.00005, 0.00002)
    compare(student.successive_halving, solution.successive_halving, solution.slow_bowl, settings, 1, 2)


@pytest.mark.exercise("successive_halving")
@pytest.mark.visible
def test_halving_by_three(student, solution, rng, compare, measures):
    """Ten settings by threes: 10, 3, 1; an objective writes down what it is asked."""
    function, right = student.successive_halving, solution.successive_halving
    compare.measure(function, right, measures.halvings, seed_of(rng), near=NEAR, count=10)
    settings = rates(0.002, 0.7, 0.03, 20.0, 0.2, 6.0, 0.0005)
    compare(function, right, solution.slow_bowl, settings, 2, 3)


@pytest.mark.exercise("successive_halving", weight=3)
def test_halving_where_the_leader_changes(student, solution, rng, compare):
    """Many settings, of which some are fast, others good, and two diverge: who is asked for how long decides."""
    settings = rates(*rng.permutation([*rng.uniform(1.0, 9.0, 15).round(2), 9.5, 12.0]))
    for epochs, factor in ((1, 2), (3, 3), (2, 4)):
        compare(student.successive_halving, solution.successive_halving, late, settings, epochs, factor)


@pytest.mark.exercise("successive_halving", weight=2)
def test_halving_is_followed(student, solution, rng, compare, measures):
    """An objective writes down which settings it is asked about in which round."""
    function, right = student.successive_halving, solution.successive_halving
    for count, factor in ((27, 3), (7, 2), (5, 6)):
        compare.measure(
            function, right, measures.halvings, seed_of(rng), near=NEAR, count=count, epochs=3, factor=factor
        )


@pytest.mark.exercise("successive_halving")
def test_halving_of_one_or_two(student, solution, rng, compare):
    """A single setting needs no training at all; two need one round."""
    for count in (1, 2):
        settings = rates(*rng.uniform(0.01, 1.0, count).round(3))
        compare(student.successive_halving, solution.successive_halving, late, settings, 4, 2)


# learning_rate_range_test


def bumpy(rate):
    """A loss that rises a little, falls far, and explodes."""
    x = np.log10(rate)
    return float(2.0 + 0.3 * np.sin(3 * x) - 1.7 / (1 + (x + 1.0) ** 2) + (rate / 3) ** 2)


def broken(rate):
    """A loss that falls until it is no number any more."""
    return float(1.0 / (1.0 + rate)) if rate < 2 else float("nan")


def infinite(rate):
    """A loss that falls until it is infinite."""
    return float(1.0 / (1.0 + rate)) if rate < 2 else float("inf")


def without_end(rate):
    """A loss that never explodes."""
    return float(1.0 / (1.0 + rate))


@pytest.mark.exercise("learning_rate_range_test")
@pytest.mark.visible
def test_range_test_of_the_toy(student, solution, compare):
    """The toy step: tests that are stopped by a loss, by nan, by nan at once, or come to their end."""
    function, right = student.learning_rate_range_test, solution.learning_rate_range_test
    compare(function, right, solution.toy_step, 0.001, 1000.0, 13)
    compare(function, right, solution.toy_step, 2.0, 20.0, 3)
    compare(function, right, solution.toy_step, 0.01, 1.0, 4)
    compare(function, right, solution.toy_step, 20.0, 200.0, 3)


@pytest.mark.exercise("learning_rate_range_test")
@pytest.mark.visible
def test_range_test_of_a_training_in_the_notebook(student, solution, rng, compare, measures):
    """A training that remembers its steps, and explodes."""
    function, right = student.learning_rate_range_test, solution.learning_rate_range_test
    compare.measure(function, right, measures.ranges, seed_of(rng), near=NEAR)


@pytest.mark.exercise("learning_rate_range_test", weight=3)
def test_range_test_of_another_loss(student, solution, rng, compare):
    """A loss with bumps, with few steps and with many; one that breaks, there or at once; one that never explodes."""
    function, right = student.learning_rate_range_test, solution.learning_rate_range_test
    low = float(rng.uniform(1e-4, 2e-4))
    for steps in (9, 40):
        compare(function, right, bumpy, low, 100.0, steps)
    for ending in (broken, infinite):
        compare(function, right, ending, low, 100.0, 12)
        compare(function, right, ending, float(rng.uniform(3, 4)), 100.0, 4)
    compare(function, right, without_end, low, float(rng.uniform(1, 5)), 6)


@pytest.mark.exercise("learning_rate_range_test")
def test_range_test_of_a_training(student, solution, rng, compare, measures):
    """Another training that remembers its steps, in smaller ones."""
    function, right = student.learning_rate_range_test, solution.learning_rate_range_test
    compare.measure(function, right, measures.ranges, seed_of(rng), near=NEAR, steps=int(rng.integers(35, 50)))


# best_by_validation


@pytest.mark.exercise("best_by_validation")
@pytest.mark.visible
def test_best_by_validation_of_six(student, solution, compare):
    """Six trials, two of which diverged; and six with scores below 0, of which the first and the last diverged."""
    validation, test = [0.92, NAN, 0.95, 0.94, 0.95, NAN], [0.93, 0.9, 0.91, 0.97, 0.925, 0.88]
    compare(student.best_by_validation, solution.best_by_validation, validation, test)
    validation, test = [NAN, -0.25, -0.5, -0.3, -0.4, NAN], [0.25, 0.5, 0.3, 0.65, 0.72, 0.6]
    compare(student.best_by_validation, solution.best_by_validation, validation, test)


@pytest.mark.exercise("best_by_validation", weight=3)
def test_best_by_validation_of_many(student, solution, rng, compare):
    """Many trials with scores below 0, two of which diverged; two are equally good."""
    for count in (8, 30):
        validation, test = clear_scores(rng, count), [3 * score for score in clear_scores(rng, count)]
        first, second, by_test, by_both = rng.permutation(np.arange(1, count))[:4]
        validation[first] = validation[second] = 1.5
        test[first], test[second] = 0.1, 0.2
        validation[by_test], test[by_test] = 1.0, 3.5
        validation[by_both], test[by_both] = 1.3, 3.4
        validation = [NAN, *below_zero(validation)[1:], NAN]
        test.append(0.5)
        compare(student.best_by_validation, solution.best_by_validation, validation, test)


# ensemble_of_best


def opinions(rng, networks, examples, classes):
    """What networks say, (networks, examples, classes): probabilities."""
    weights = rng.uniform(0.05, 1, size=(networks, examples, classes))
    return weights / weights.sum(axis=2, keepdims=True)


@pytest.mark.exercise("ensemble_of_best")
@pytest.mark.visible
def test_ensemble_of_two_of_four(student, solution, rng, compare):
    """Four networks, then five, with other pictures and classes; one of each diverged."""
    probabilities = opinions(rng, 4, 3, 2).round(2)
    compare(student.ensemble_of_best, solution.ensemble_of_best, [0.7, 0.9, NAN, 0.8], probabilities, 2)
    probabilities = opinions(rng, 5, 2, 3).round(2)
    compare(student.ensemble_of_best, solution.ensemble_of_best, [-0.2, -0.4, NAN, -0.1, -0.3], probabilities, 3)


@pytest.mark.exercise("ensemble_of_best", weight=3)
def test_ensemble_of_others(student, solution, rng, compare):
    """More networks, with scores below 0; the best three, the best alone, and all."""
    probabilities = opinions(rng, 7, 4, 5)
    for k in (3, 1, 7):
        scores = below_zero(clear_scores(rng, 7))
        if k < 7:
            scores[int(rng.integers(7))] = NAN
        compare(student.ensemble_of_best, solution.ensemble_of_best, scores, probabilities, k)


@pytest.mark.exercise("ensemble_of_best")
def test_ensemble_of_as_many_networks_as_examples(student, solution, rng, compare):
    """Four networks, four pictures, four classes: the first axis is averaged away."""
    compare(student.ensemble_of_best, solution.ensemble_of_best, clear_scores(rng, 4), opinions(rng, 4, 4, 4), 2)
