"""The solutions of tuning against SciPy's distributions, scikit-learn, brute force and Keras, and what the notebook states."""

import itertools
import math

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.model_selection import ParameterGrid

import dlkit
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from grader.authoring import load_authored
from solutions import tuning

seeds = st.integers(0, 10_000)
SPACE = {"learning_rate": ("log", 1e-4, 100.0), "momentum": ("one_minus", 0.5, 0.999), "l2": ("log", 1e-6, 1.0)}
scores_or_nan = st.lists(
    st.one_of(st.floats(-2, 2), st.just(math.nan), st.sampled_from([0.25, 0.5])), min_size=1, max_size=12
)


def follows(sample, distribution):
    """Whether numbers pass the Kolmogorov-Smirnov test; a right one fails once in ten thousand times."""
    return stats.kstest(sample, distribution.cdf).pvalue > 1e-4


@pytest.mark.parametrize(("low", "high"), [(1e-5, 1.0), (0.3, 20.0), (2.0, 2.5)])
def test_log_uniform_draws_follow_the_distribution_of_scipy(low, high):
    rng = np.random.default_rng(1)
    drawn = [tuning.sample_log_uniform(low, high, rng) for _ in range(4000)]
    assert follows(drawn, stats.loguniform(low, high))
    assert not follows(np.random.default_rng(2).uniform(1e-5, 1, 4000), stats.loguniform(1e-5, 1))


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.9999), (0.0, 0.9), (-3.0, 0.5)])
def test_distances_from_one_follow_the_distribution_of_scipy(low, high):
    rng = np.random.default_rng(3)
    drawn = np.array([tuning.sample_one_minus(low, high, rng) for _ in range(4000)])
    assert follows(1 - drawn, stats.loguniform(1 - high, 1 - low))


def test_a_setting_draws_each_name_on_its_scale_and_independently():
    rng = np.random.default_rng(4)
    space = {**SPACE, "dropout": ("linear", 0.1, 0.6)}
    drawn = [tuning.sample_setting(space, rng) for _ in range(3000)]
    table = {name: np.array([setting[name] for setting in drawn]) for name in space}
    assert list(drawn[0]) == list(space)
    assert follows(table["learning_rate"], stats.loguniform(1e-4, 100))
    assert follows(1 - table["momentum"], stats.loguniform(0.001, 0.5))
    assert follows(table["dropout"], stats.uniform(0.1, 0.5))
    for one, other in itertools.combinations(table.values(), 2):
        assert stats.spearmanr(one, other).pvalue > 1e-4


@given(st.integers(2, 5), st.integers(1, 3))
@settings(max_examples=20)
def test_a_grid_holds_what_scikit_learn_lists(points, names):
    space = {f"x{number}": ("linear", number, number + 1.5) for number in range(names)}
    found = tuning.grid(space, points)
    axes = {name: np.linspace(low, high, points).tolist() for name, (_, low, high) in space.items()}
    assert found == [dict(sorted(setting.items())) for setting in ParameterGrid(axes)]
    assert len(found) == points**names


def test_a_grid_is_even_on_each_scale_and_reaches_both_limits():
    found = tuning.grid({"rate": ("log", 1e-4, 10.0), "momentum": ("one_minus", 0.5, 0.999)}, 5)
    rates, momenta = sorted({setting["rate"] for setting in found}), sorted({setting["momentum"] for setting in found})
    np.testing.assert_allclose(np.diff(np.log(rates)), np.log(1e5) / 4)
    np.testing.assert_allclose(np.diff(np.log(1 - np.array(momenta))), -np.log(500) / 4)
    np.testing.assert_allclose([rates[0], rates[-1], momenta[0], momenta[-1]], [1e-4, 10, 0.5, 0.999])


@given(seeds, st.integers(0, 12))
def test_random_search_asks_once_for_each_trial_and_can_be_repeated(seed, budget):
    asked = []

    def objective(setting):
        asked.append(dict(setting))
        return float(len(asked))

    trials = tuning.random_search(objective, SPACE, budget, np.random.default_rng(seed))
    assert [trial["setting"] for trial in trials] == asked
    assert [trial["score"] for trial in trials] == list(range(1, budget + 1))
    rng = np.random.default_rng(seed)
    assert asked == [tuning.sample_setting(SPACE, rng) for _ in range(budget)]


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=5), st.integers(1, 4))
def test_expected_best_is_the_average_over_every_case(scores, budget):
    every = [max(case) for case in itertools.product(scores, repeat=budget)]
    assert tuning.expected_best(scores, budget) == pytest.approx(np.mean(every), abs=1e-9)


def best_one_after_the_other(scores):
    """Take the best of what is left, again and again."""
    left, order = list(range(len(scores))), []
    while left:
        sound = [place for place in left if not math.isnan(scores[place])]
        best = next(place for place in left if not sound or scores[place] == max(scores[i] for i in sound))
        order.append(best)
        left.remove(best)
    return order


@given(scores_or_nan)
def test_best_first_takes_the_best_of_what_is_left(scores):
    before = list(scores)
    assert tuning.best_first(scores) == best_one_after_the_other(scores)
    np.testing.assert_array_equal(scores, before)


@given(scores_or_nan, seeds, st.integers(1, 6))
def test_a_finer_space_is_the_smallest_that_holds_the_best(scores, seed, keep):
    rng = np.random.default_rng(seed)
    trials = [{"setting": tuning.sample_setting(SPACE, rng), "score": score} for score in scores]
    finer = tuning.coarse_to_fine(SPACE, trials, keep)
    best = [trials[place]["setting"] for place in best_one_after_the_other(scores)[:keep]]
    for name, (scale, low, high) in finer.items():
        assert scale == SPACE[name][0]
        assert all(low <= setting[name] <= high for setting in best)
        assert {low, high} <= {setting[name] for setting in best}


@given(seeds, st.integers(1, 30), st.integers(1, 4), st.integers(2, 5))
def test_halving_pays_for_every_epoch_that_is_really_trained(seed, count, epochs, factor):
    rng = np.random.default_rng(seed)
    settings_ = [{"learning_rate": float(rate)} for rate in rng.permutation(count)]
    trained = dict.fromkeys(range(count), 0)
    worth = rng.permutation(count)

    def objective(setting, epochs):
        place = int(setting["learning_rate"])
        assert epochs > trained[place]
        trained[place] = epochs
        return float(worth[place])

    winner, spent = tuning.successive_halving(objective, settings_, epochs, factor)
    assert spent == sum(trained.values())
    assert worth[int(winner["learning_rate"])] == count - 1
    if count > 1:
        assert min(trained.values()) == epochs


def test_a_range_test_follows_a_training_until_it_explodes():
    weight, asked = [1.0], []

    def step(rate):
        loss = 0.1 + weight[0] ** 2
        asked.append((rate, loss))
        weight[0] -= 2 * rate * weight[0]
        return loss

    rates, losses = tuning.learning_rate_range_test(step, 1e-3, 1e3, 61)
    assert list(zip(rates, losses, strict=True)) == asked[:-1]
    assert asked[-1][1] > 4 * losses.min()
    assert np.all(losses <= 4 * np.minimum.accumulate(losses))
    np.testing.assert_allclose(np.diff(np.log10(rates)), 0.1)
    assert 1 < rates[-1] < 30  # from a rate of 1 on each step makes the weight larger

    for broken in (math.nan, math.inf):
        rates, losses = tuning.learning_rate_range_test(
            lambda rate, end=broken: 1.0 if rate < 5 else end, 1.0, 100.0, 3
        )
        np.testing.assert_allclose((rates, losses), ([1.0], [1.0]))
        rates, losses = tuning.learning_rate_range_test(lambda rate, end=broken: end, 1.0, 100.0, 3)
        assert rates.shape == losses.shape == (0,)


@given(scores_or_nan, seeds)
def test_the_chosen_one_depends_on_validation_alone(validation, seed):
    rng = np.random.default_rng(seed)
    test = rng.uniform(size=len(validation)).tolist()
    chosen, score = tuning.best_by_validation(validation, test)
    assert chosen == best_one_after_the_other(validation)[0]
    assert score == test[chosen]
    assert tuning.best_by_validation(validation, rng.permutation(test).tolist())[0] == chosen


@given(seeds, st.integers(1, 6))
def test_an_ensemble_is_the_loop_over_its_networks(seed, k):
    rng = np.random.default_rng(seed)
    said, scores = rng.dirichlet(np.ones(3), size=(6, 4)), rng.permutation(6).tolist()
    total = sum(said[place] for place in sorted(range(6), key=lambda place: -scores[place])[:k])
    np.testing.assert_allclose(tuning.ensemble_of_best(scores, said, k), total / k)


# What the notebook states


@pytest.fixture(scope="module")
def given_code():
    """What the notebook gives, from its very cells, with the solutions as the exercises."""
    namespace = {**vars(tuning), "dlkit": dlkit}
    definitions = ("class Training", "def race(", "def kept_trials(", "class PausedTrainings", "def followed(")
    for cell in load_authored("tuning").cells:
        if any(text in cell.source for text in definitions) or cell.source.startswith("space = "):
            source = cell.source
            for experiment in ("\nstarted = ", "\nsearches = ", "\nrows = ", "\ngallery = "):
                source = source.split(experiment)[0]
            exec(source, namespace)
    return namespace


def test_the_network_of_the_notebook_takes_the_steps_of_keras(given_code):
    setting = {"learning_rate": 0.7, "momentum": 0.8, "l2": 0.02}
    ours = given_code["Training"](setting, 5)
    penalty = keras.regularizers.L2(0.01)
    theirs = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(32, activation="relu", kernel_regularizer=penalty),
            keras.layers.Dense(10, activation="softmax", kernel_regularizer=penalty),
        ]
    )
    theirs.compile(keras.optimizers.SGD(0.7 * 0.2, momentum=0.8), "sparse_categorical_crossentropy")
    theirs.set_weights(ours.weights)
    for start in range(0, 160, 32):
        x, y = (given_code[name][start : start + 32] for name in ("x_train", "y_train"))
        ours.step(x, y, 0.7)
        theirs.train_on_batch(x, y)
    for mine, other in zip(ours.weights, theirs.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-5)


@pytest.mark.slow
def test_random_search_on_the_right_scale_beats_the_grid_over_five_seeds(given_code):
    races = [given_code["race"](seed) for seed in range(5)]
    best = {name: np.array([found[name].max() for found in races]) for name in races[0]}
    print({name: values.round(3).tolist() for name, values in best.items()})
    random, grid = best["random, right scale"], best["grid, right scale"]
    assert random.mean() > grid.mean() + 0.02
    assert np.sum(random > grid) >= 4
    assert random.min() > grid.min()
    assert best["random, linear"].mean() < best["grid, linear"].mean() < grid.mean()


@pytest.mark.slow
def test_halving_finds_as_good_a_setting_in_a_third_of_the_epochs_over_five_seeds(given_code):
    objective, losses = given_code["objective"], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        drawn = [tuning.sample_setting(SPACE, rng) for _ in range(27)]
        winner, spent = tuning.successive_halving(given_code["PausedTrainings"](seed).score, drawn, 2, 3)
        assert spent == 126
        assert spent < 27 * 18 / 3
        full = np.nan_to_num([objective(setting, 18, seed) for setting in drawn])
        losses.append(full.max() - full[drawn.index(winner)])
    print(losses)
    assert np.mean(losses) < 0.005
    assert np.sum(np.array(losses) == 0) >= 3


@pytest.mark.slow
def test_a_range_test_finds_a_learning_rate_that_is_good_over_five_seeds(given_code):
    x, y, found = given_code["x_train"], given_code["y_train"], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        tested = given_code["Training"]({"learning_rate": 0.0}, seed)

        def step(rate, tested=tested, rng=rng):
            chosen = rng.integers(0, len(y), 128)
            with np.errstate(all="ignore"):
                return tested.step(x[chosen], y[chosen], rate)

        rates, losses = tuning.learning_rate_range_test(step, 1e-4, 100.0, 150)
        smooth = np.convolve(np.pad(losses, 5, mode="edge"), np.ones(11) / 11, mode="valid")
        steepest = float(rates[np.argmin(np.gradient(smooth, np.log(rates)))])
        found.append((steepest, given_code["objective"]({"learning_rate": steepest}, seed=seed)))
    print(found)
    assert min(score for _, score in found) > 0.85


@pytest.mark.slow
def test_the_recipe_and_the_five_together_over_five_seeds(given_code):
    rows = []
    for seed in range(5):
        trials, _ = given_code["searched"](seed)
        scores = [trial["score"] for trial in trials]
        x, y = given_code["x_test"], given_code["y_test"]
        with np.errstate(all="ignore"):
            said = np.array([trial["training"].probabilities(x) for trial in trials])
        chosen, alone = tuning.best_by_validation(scores, [trial["training"].accuracy(x, y) for trial in trials])
        together = np.mean(tuning.ensemble_of_best(scores, said, 5).argmax(axis=1) == y)
        fine, coarse = np.nanmedian(scores[16:]), np.nanmedian(scores[:16])
        wide = given_code["kept_trials"](given_code["space"], 32, np.random.default_rng(100 + seed))
        rows.append((scores[chosen], alone, together, fine, coarse, given_code["highest"](wide)))
    found, alone, together, fine, coarse, wide = np.array(rows).T
    print(np.round(rows, 3))
    assert found.min() > 0.94
    assert alone.mean() > 0.93
    assert together.mean() > alone.mean() + 0.002
    assert np.all(fine > coarse + 0.2)
    assert wide.mean() < found.mean() < wide.mean() + 0.03


@pytest.mark.slow
def test_what_is_chosen_by_a_small_test_set_is_told_too_well(given_code):
    finer = {"learning_rate": ("log", 0.3, 2.4), "momentum": ("one_minus", 0.9, 0.997), "l2": ("log", 1e-6, 0.1)}
    rng = np.random.default_rng(0)
    x = np.concatenate([given_code["x_val"], given_code["x_later"]])
    y = np.concatenate([given_code["y_val"], given_code["y_later"]])
    networks = [given_code["Training"](tuning.sample_setting(finer, rng), seed).run(4) for seed in range(80)]
    right = np.array([network.probabilities(x).argmax(axis=1) == y for network in networks])
    gaps = []
    for _ in range(200):
        val, test, later = np.split(rng.permutation(len(y)), [60, 120])
        scores = right[:, test].mean(axis=1)
        peeked = int(scores.argmax())
        honest, score = tuning.best_by_validation(right[:, val].mean(axis=1).tolist(), scores.tolist())
        gaps.append((scores[peeked] - right[peeked, later].mean(), score - right[honest, later].mean()))
    too_good, fair = np.mean(gaps, axis=0)
    assert too_good > 0.03
    assert abs(fair) < 0.015


# The questions


def says(name, right, *, wrong=()):
    """Has a question mark what was computed: right is right, each wrong one is known and gets a reason."""
    question = read_questions(find_assignment("tuning"))[name]
    assert question.mark(right).right, f"{name}: {right}"
    for value in wrong:
        found = question.mark(value)
        assert not found.right
        assert found.reason in [known.because for known in question.wrong], f"{name}: {value}"


def test_numbers_of_the_questions_about_scales():
    says("share_below_a_hundredth", stats.loguniform(1e-4, 1).cdf(0.01), wrong=[0.01])
    middles = [0.9495, stats.loguniform(0.001, 0.1).median(), np.sqrt(0.9 * 0.999)]
    says("middle_below_one", 1 - stats.loguniform(0.001, 0.1).median(), wrong=middles)
    enough = min(n for n in range(1, 200) if 1 - 0.95**n >= 0.95)
    says("trials_for_the_best_five_percent", enough, wrong=[enough - 1, enough + 1, 20, 19])
    assert [round(0.95**n, 2) for n in (19, 20)] == [0.38, 0.36]
    side = tuning.grid({f"x{i}": ("log", 1e-4, 1.0) for i in range(4)}, 3)
    tried = [setting["x0"] for setting in side]
    says("learning_rates_of_a_grid", len(set(tried)), wrong=[len(side), tried.count(tried[0])])


def test_numbers_of_the_questions_about_budgets():
    worse = -tuning.expected_best([-0.9, -0.5], 2)
    says("best_of_two", tuning.expected_best([0.9, 0.5], 2), wrong=[tuning.expected_best([0.9, 0.5], 1), worse, 0.9])
    nine = [{"learning_rate": float(rate)} for rate in range(1, 10)]
    _, spent = tuning.successive_halving(lambda setting, _: setting["learning_rate"], nine, 1, 3)
    says("bill_of_a_halving", spent, wrong=[9 + 3 * 3, spent + 9 - 3, 9 * 1 + 3 * 3 + 9])
    right = stats.binom(100, 0.1)
    luckiest = sum(1 - right.cdf(count) ** 1000 for count in range(100))
    says("luckiest_of_a_thousand", luckiest, wrong=[right.mean(), right.mean() + right.std()])
    assert round(right.sf(12), 1) == 0.2


def test_each_run_of_the_gallery_shows_what_is_asked_for(given_code):
    cell = next(cell for cell in load_authored("tuning").cells if "def followed(" in cell.source)
    exec(cell.source.split("\nfig, ")[0], given_code)
    small, by_heart, mixed, large, healthy, narrow = (run for run in given_code["gallery"])
    guess = np.log(10)
    assert small[0, -1] < small[0, -6] - 0.02
    assert np.all(np.diff(small[0]) < 0)
    assert np.abs(small[0] - small[1]).max() < 0.1
    assert by_heart[0, -1] < 0.05
    assert 0.5 < by_heart[1, -1] < guess
    assert mixed[0, -1] < 0.05
    assert mixed[1, -1] > guess + 1
    assert large[0, -1] > large[0].min() + 0.5
    assert healthy[1, -1] < 0.3
    assert 0.8 < narrow[0, -10:].mean() < guess - 0.4
    assert abs(narrow[0, -10:].mean() - narrow[0, -20:-10].mean()) < 0.15
    assert np.abs(narrow[0] - narrow[1]).max() < 0.5
    runs = {"small_learning_rate": 1, "narrow_network": 6, "large_learning_rate": 4}
    for name, place in runs.items():
        says(f"run_with_a_{name}", place)
    says("run_that_learns_by_heart", 2, wrong=[3, 5, 6])
    says("run_with_mixed_up_labels", 3, wrong=[2, 4])
