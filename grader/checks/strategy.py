"""Hidden checks of strategy."""

import numpy as np
import pytest


def shuffled_rows(rng, users, archive):
    """Return whether each row is a user's, mixed, and the rows in a shuffled order."""
    is_user = rng.permutation(np.arange(users + archive) < users)
    return is_user, rng.permutation(users + archive)


def answers_and_labels(rng, m, classes, right=0.7):
    """Return labels, and answers of which a share is right."""
    y = rng.integers(classes, size=m)
    y_hat = np.where(rng.random(m) < right, y, rng.integers(classes, size=m))
    return y_hat, y


def probabilities_of(rng, m, classes):
    """Return rows of probabilities that are far apart from each other."""
    return rng.dirichlet(np.full(classes, 0.6), size=m)


# split_by_source


@pytest.mark.exercise("split_by_source")
@pytest.mark.visible
def test_split_of_twelve_rows(student, solution, compare):
    """Five users among twelve rows: one row of theirs is left for training."""
    is_user = np.array([0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1], dtype=bool)
    order = np.array([7, 4, 0, 11, 9, 2, 1, 10, 8, 5, 6, 3])
    compare(student.split_by_source, solution.split_by_source, is_user, order, 3, 2, 2)


@pytest.mark.exercise("split_by_source")
@pytest.mark.visible
def test_split_without_a_train_dev_set(student, solution, compare):
    """Nothing is kept out of training, and all users' rows are in dev and test."""
    is_user = np.array([1, 0, 1, 0, 0, 1, 0], dtype=bool)
    compare(student.split_by_source, solution.split_by_source, is_user, np.array([3, 5, 6, 2, 0, 1, 4]), 0, 1, 2)


@pytest.mark.exercise("split_by_source", weight=3)
def test_split_of_many_rows(student, solution, rng, compare):
    """Ninety rows in a shuffled order, users' rows among them."""
    is_user, order = shuffled_rows(rng, users=30, archive=60)
    compare(student.split_by_source, solution.split_by_source, is_user, order, 17, 11, 8)


@pytest.mark.exercise("split_by_source", weight=2)
def test_split_is_complete_and_nobody_is_twice(student, rng):
    """Each row is in one part; dev and test hold users alone, train-dev the archive alone."""
    is_user, order = shuffled_rows(rng, users=23, archive=31)
    parts = student.split_by_source(is_user, order, 6, 7, 9)
    assert isinstance(parts, dict), "Return a dict."
    names = ("train", "train_dev", "dev", "test")
    assert set(names) <= set(parts), "The dict should have the entries train, train_dev, dev and test."
    every = np.sort(np.concatenate([np.asarray(parts[name]) for name in names]))
    assert np.array_equal(every, np.arange(54)), "Each row should be in exactly one of the four parts."
    assert is_user[np.asarray(parts["dev"])].all(), "All rows of dev should be users' rows."
    assert is_user[np.asarray(parts["test"])].all(), "All rows of test should be users' rows."
    assert not is_user[np.asarray(parts["train_dev"])].any(), "All rows of train_dev should be from the archive."


@pytest.mark.exercise("split_by_source")
def test_split_where_the_archive_comes_first(student, solution, rng, compare):
    """The archive's rows first, then the users', as in the notebook; nothing of the users is left."""
    is_user = np.arange(40) >= 25
    compare(student.split_by_source, solution.split_by_source, is_user, rng.permutation(40), 5, 9, 6)


# error_rates


@pytest.mark.exercise("error_rates")
@pytest.mark.visible
def test_error_rates_of_two_small_sets(student, solution, compare):
    """Two sets of different sizes; a wrong answer may be one digit off, or eight."""
    answers = {
        "train": (np.array([3, 1, 4, 1, 5]), np.array([3, 1, 4, 7, 5])),
        "dev": (np.array([9, 2, 6, 5, 3, 5, 9]), np.array([1, 2, 6, 5, 3, 4, 1])),
    }
    compare(student.error_rates, solution.error_rates, answers)


@pytest.mark.exercise("error_rates", weight=2)
def test_error_rates_of_three_sets(student, solution, rng, compare):
    """Three sets of different sizes, with names of their own."""
    answers = {name: answers_and_labels(rng, m, 11) for name, m in (("scans", 25), ("photos", 40), ("night", 7))}
    compare(student.error_rates, solution.error_rates, answers)


@pytest.mark.exercise("error_rates")
def test_error_rates_of_all_right_and_all_wrong(student, solution, rng, compare):
    """A set without a mistake, one with nothing else, and one of a single picture."""
    y = rng.integers(10, size=9)
    answers = {"right": (y, y.copy()), "wrong": ((y + 1) % 10, y), "one": (y[:1], y[:1] + 3)}
    compare(student.error_rates, solution.error_rates, answers)


# confidence_interval


@pytest.mark.exercise("confidence_interval")
@pytest.mark.visible
def test_interval_of_eight_in_ten(student, solution, compare):
    """8 right of 10, and all of 20."""
    compare(student.confidence_interval, solution.confidence_interval, 8, 10)
    compare(student.confidence_interval, solution.confidence_interval, 20, 20)


@pytest.mark.exercise("confidence_interval")
@pytest.mark.visible
def test_interval_with_another_z(student, solution, compare):
    """3 right of 12, one standard deviation wide."""
    compare(student.confidence_interval, solution.confidence_interval, 3, 12, z=1.0)


@pytest.mark.exercise("confidence_interval", weight=3)
def test_interval_of_any_count(student, solution, rng, compare):
    """Some counts of small sets, and several widths."""
    for z in (1.96, 1.0, 2.576):
        n = int(rng.integers(7, 60))
        compare(student.confidence_interval, solution.confidence_interval, int(rng.integers(1, n)), n, z=z)


@pytest.mark.exercise("confidence_interval")
def test_interval_at_the_ends(student, solution, rng, compare):
    """None right, all right, and a single picture."""
    n = int(rng.integers(5, 30))
    for correct, count in ((0, n), (1, n), (n, n), (0, 1), (1, 1)):
        compare(student.confidence_interval, solution.confidence_interval, correct, count)


@pytest.mark.exercise("confidence_interval", weight=2)
def test_the_ends_are_those_shares_that_are_just_no_surprise(student, rng):
    """At each end, the count lies exactly z standard deviations of that share away."""
    n, z = int(rng.integers(20, 60)), float(rng.uniform(1, 2.5))
    correct = int(rng.integers(4, n - 4))
    answer = student.confidence_interval(correct, n, z)
    assert np.shape(answer) == (2,), "Return two numbers, low and high."
    for end in map(float, answer):
        assert 0 < end < 1, "Both ends should lie between 0 and 1."
        away = abs(correct / n - end) / np.sqrt(end * (1 - end) / n)
        assert np.isclose(away, z, rtol=1e-3), (
            "If the share were this end, the count would lie z standard deviations away. It does not: compare both "
            "fractions and the root with the formula."
        )


# f1_of


@pytest.mark.exercise("f1_of")
@pytest.mark.visible
def test_f1_of_a_class_by_hand(student, solution, compare):
    """Eleven pictures, three classes; count for class 2, then for class 0."""
    y_hat = np.array([2, 2, 0, 1, 2, 0, 0, 2, 2, 1, 0])
    y = np.array([2, 0, 2, 1, 2, 0, 2, 1, 2, 1, 2])
    compare(student.f1_of, solution.f1_of, y_hat, y, 2)
    compare(student.f1_of, solution.f1_of, y_hat, y, 0)


@pytest.mark.exercise("f1_of")
@pytest.mark.visible
def test_f1_of_a_class_that_is_never_said(student, solution, compare):
    """A class that is there and never said, one that is said and never there, and two others."""
    y_hat, y = np.array([0, 1, 1, 0, 3]), np.array([0, 1, 2, 0, 2])
    for label in (1, 2, 3, 0):
        compare(student.f1_of, solution.f1_of, y_hat, y, label)


@pytest.mark.exercise("f1_of", weight=3)
def test_f1_of_random_answers(student, solution, rng, compare):
    """Sixty answers, four classes, each of them looked at."""
    y_hat, y = answers_and_labels(rng, 60, 4, right=0.5)
    for label in range(4):
        compare(student.f1_of, solution.f1_of, y_hat, y, label)


@pytest.mark.exercise("f1_of")
def test_f1_of_a_rare_class(student, solution, rng, compare):
    """A class with three pictures among fifty, of which one is found."""
    y, places = rng.integers(10, size=50), rng.permutation(50)
    y_hat = y.copy()
    y[places[:3]] = 10
    y_hat[places[[0, 3, 4, 5]]] = 10
    compare(student.f1_of, solution.f1_of, y_hat, y, 10)


@pytest.mark.exercise("f1_of")
def test_f1_where_something_is_missing(student, solution, rng, compare):
    """Nothing of the class is said, nothing is there, or neither; and one that is found."""
    y_hat, y = rng.integers(0, 4, size=20), rng.integers(2, 6, size=20)
    y_hat[:3] = y[:3] = 2
    for label in (2, 0, 5, 9):
        compare(student.f1_of, solution.f1_of, y_hat, y, label)


# macro_f1


@pytest.mark.exercise("macro_f1")
@pytest.mark.visible
def test_macro_f1_of_three_classes(student, solution, compare):
    """A large class, a small one and one in between; the small one is never found."""
    y_hat = np.array([0, 0, 0, 0, 0, 1, 1, 0, 0, 1])
    y = np.array([0, 0, 0, 0, 0, 0, 1, 1, 2, 1])
    compare(student.macro_f1, solution.macro_f1, y_hat, y, 3)


@pytest.mark.exercise("macro_f1")
@pytest.mark.visible
def test_macro_f1_counts_classes_that_do_not_occur(student, solution, compare):
    """Five classes, of which some are never there, and one never said either."""
    y_hat, y = np.array([0, 2, 3, 2, 0, 1]), np.array([0, 2, 2, 2, 0, 0])
    compare(student.macro_f1, solution.macro_f1, y_hat, y, 5)


@pytest.mark.exercise("macro_f1", weight=3)
def test_macro_f1_of_random_answers(student, solution, rng, compare):
    """Eleven classes of different sizes."""
    y = rng.choice(11, size=120, p=np.arange(1, 12) / 66)
    y_hat = np.where(rng.random(120) < 0.6, y, rng.integers(11, size=120))
    compare(student.macro_f1, solution.macro_f1, y_hat, y, 11)


@pytest.mark.exercise("macro_f1")
def test_macro_f1_with_missing_classes(student, solution, rng, compare):
    """Some classes are said and never there, the last ones occur nowhere."""
    y_hat, y = (np.array([0, 2, 3, 5])[labels] for labels in answers_and_labels(rng, 30, 4))
    y_hat[rng.permutation(30)[:3]] = 1
    compare(student.macro_f1, solution.macro_f1, y_hat, y, 8)


# avoidable_bias_and_variance


@pytest.mark.exercise("avoidable_bias_and_variance")
@pytest.mark.visible
def test_gaps_of_four_errors(student, solution, compare):
    """Nobody has looked at the test set: the last gap is None."""
    compare(student.avoidable_bias_and_variance, solution.avoidable_bias_and_variance, 0.01, 0.04, 0.06, 0.13)


@pytest.mark.exercise("avoidable_bias_and_variance")
@pytest.mark.visible
def test_gaps_of_five_errors(student, solution, compare):
    """Four gaps, some of them below zero; then no mistake on the test set."""
    f, g = student.avoidable_bias_and_variance, solution.avoidable_bias_and_variance
    compare(f, g, 0.05, 0.02, 0.11, 0.07, 0.08)
    compare(f, g, 0.05, 0.02, 0.11, 0.07, 0.0)


@pytest.mark.exercise("avoidable_bias_and_variance", weight=3)
def test_gaps_of_any_errors(student, solution, rng, compare):
    """Errors in no order, with a test error and without."""
    f, g = student.avoidable_bias_and_variance, solution.avoidable_bias_and_variance
    for count in (5, 4, 5):
        compare(f, g, *(float(error) for error in rng.uniform(0, 0.5, count)))


@pytest.mark.exercise("avoidable_bias_and_variance")
def test_a_test_error_of_zero_is_a_test_error(student, solution, rng, compare):
    """No mistake on the test set: the gap is there, and below zero."""
    errors = [float(error) for error in rng.uniform(0.1, 0.5, 4)]
    compare(student.avoidable_bias_and_variance, solution.avoidable_bias_and_variance, *errors, 0.0)


# next_step


@pytest.mark.exercise("next_step")
@pytest.mark.visible
def test_next_step_of_three_gaps(student, solution, compare):
    """The widest gap is the last; a wide one below zero is no gap."""
    gaps = {"avoidable_bias": -0.2, "variance": 0.05, "data_mismatch": 0.08}
    compare(student.next_step, solution.next_step, gaps, 0.02)


@pytest.mark.exercise("next_step")
@pytest.mark.visible
def test_next_step_where_none_is_wide_enough(student, solution, compare):
    """The widest is narrower than what is left alone, or just as wide; then two equally wide ones."""
    compare(student.next_step, solution.next_step, {"variance": 0.01, "data_mismatch": 0.02}, 0.025)
    compare(student.next_step, solution.next_step, {"variance": 0.02, "data_mismatch": 0.03}, 0.03)
    compare(student.next_step, solution.next_step, {"avoidable_bias": 0.01, "variance": 0.06, "data_mismatch": 0.06}, 0)


@pytest.mark.exercise("next_step", weight=3)
def test_next_step_of_any_gaps(student, solution, rng, compare):
    """Each of four gaps is the widest once, in no order; some are below zero."""
    names = ["avoidable_bias", "variance", "data_mismatch", "dev_overfitting"]
    widths = np.array([0.3, 0.12, 0.04, -0.4]) + rng.uniform(0, 0.02, 4)
    for turn in rng.permutation(4):
        gaps = dict(zip(names, map(float, np.roll(widths, turn)), strict=True))
        compare(student.next_step, solution.next_step, gaps, 0.05)


@pytest.mark.exercise("next_step")
def test_next_step_of_narrow_gaps(student, solution, rng, compare):
    """No gap is wider than enough, or all are below zero; a single gap, and one that is just as wide."""
    low = float(rng.uniform(0.01, 0.04))
    compare(student.next_step, solution.next_step, {"avoidable_bias": low, "variance": -0.3}, 0.05)
    compare(student.next_step, solution.next_step, {"avoidable_bias": -low, "variance": -0.3}, 0.0)
    compare(student.next_step, solution.next_step, {"data_mismatch": low + 0.1}, 0.05)
    compare(student.next_step, solution.next_step, {"variance": low, "data_mismatch": 0.04, "test": 0.045}, 0.05)
    compare(student.next_step, solution.next_step, {"variance": 0.0, "data_mismatch": low}, low)


@pytest.mark.exercise("next_step")
def test_next_step_of_equal_gaps(student, solution, rng, compare):
    """Two gaps are equally wide: the first one, wherever it stands."""
    wide = float(rng.integers(2, 9)) / 16
    compare(student.next_step, solution.next_step, {"a": 0.0, "b": wide, "c": wide, "d": 0.1}, 0.05)
    compare(student.next_step, solution.next_step, {"b": wide, "z": 0.1, "a": wide}, 0.05)


# suspect_labels


@pytest.mark.exercise("suspect_labels")
@pytest.mark.visible
def test_suspects_of_six_rows(student, solution, compare):
    """Six rows, three classes; two labels are believed, and two are equally suspect."""
    probabilities = np.array(
        [
            [0.125, 0.5, 0.375],
            [0.75, 0.125, 0.125],
            [0.25, 0.625, 0.125],
            [0.0, 0.0, 1.0],
            [0.125, 0.25, 0.625],
            [0.5, 0.0, 0.5],
        ]
    )
    compare(student.suspect_labels, solution.suspect_labels, probabilities, np.array([2, 0, 0, 1, 1, 2]))


@pytest.mark.exercise("suspect_labels")
@pytest.mark.visible
def test_suspects_are_ordered_by_the_difference(student, solution, compare):
    """The label's probability alone, or the other's alone, would give another order."""
    probabilities = np.array(
        [
            [0.25, 0.35, 0.2, 0.2],
            [0.3, 0.7, 0.0, 0.0],
            [0.1, 0.3, 0.3, 0.3],
            [0.4, 0.3, 0.2, 0.1],
            [0.4, 0.45, 0.15, 0.0],
            [0.55, 0.3, 0.1, 0.05],
        ]
    )
    compare(student.suspect_labels, solution.suspect_labels, probabilities, np.array([0, 0, 0, 0, 0, 1]))


@pytest.mark.exercise("suspect_labels")
@pytest.mark.visible
def test_suspects_that_are_equal_stay_in_order(student, solution, compare):
    """Forty rows with one of two differences: of equal ones the lower row comes first."""
    kinds = np.array([[0.25, 0.75], [0.125, 0.875]])
    compare(student.suspect_labels, solution.suspect_labels, kinds[np.arange(40) % 3 // 2], np.zeros(40, dtype=int))


@pytest.mark.exercise("suspect_labels", weight=4)
def test_suspects_of_random_rows(student, solution, rng, compare):
    """Fifty rows, seven classes."""
    p = probabilities_of(rng, 50, 7)
    labels = np.where(rng.random(50) < 0.6, p.argmax(axis=1), rng.integers(7, size=50))
    compare(student.suspect_labels, solution.suspect_labels, p, labels)


@pytest.mark.exercise("suspect_labels")
def test_no_suspects(student, solution, rng, compare):
    """The network agrees with every label: an empty array. Then with every label but one."""
    p = probabilities_of(rng, 8, 4)
    assert len(student.suspect_labels(p, p.argmax(axis=1))) == 0, (
        "The network agrees with every label, so no row is suspect: the answer should be empty."
    )
    labels, row = p.argmax(axis=1), int(rng.integers(2, 8))
    labels[row] = p[row].argmin()
    compare(student.suspect_labels, solution.suspect_labels, p, labels)


@pytest.mark.exercise("suspect_labels")
def test_equal_suspects_stay_in_order(student, solution, rng, compare):
    """Many rows with one of three differences: of equal ones the lower row comes first."""
    kinds = np.array([[0.25, 0.75], [0.125, 0.875], [0.375, 0.625]])
    rows, labels = kinds[rng.integers(3, size=40)], np.zeros(40, dtype=int)
    answer, right = np.asarray(student.suspect_labels(rows, labels)), solution.suspect_labels(rows, labels)
    if np.array_equal(np.sort(answer, axis=None), np.arange(40)):
        is_ordered = np.array_equal(rows[answer.astype(int)], rows[right])
        assert not is_ordered or np.array_equal(answer, right), (
            "Equal ones have changed places: the lower row comes first. "
            '(np.argsort is sure to keep their order only with kind="stable".)'
        )
    compare(student.suspect_labels, solution.suspect_labels, rows, labels)


# precision_at


@pytest.mark.exercise("precision_at")
@pytest.mark.visible
def test_precision_at_three_of_six(student, solution, compare):
    """Six suspects of ten rows; look at the first three, at four, and at nine, which is more than there are."""
    ranked = np.array([7, 2, 9, 0, 4, 5])
    is_wrong = np.array([0, 0, 1, 0, 0, 1, 0, 1, 1, 1], dtype=bool)
    for k in (3, 4, 9):
        compare(student.precision_at, solution.precision_at, ranked, is_wrong, k)


@pytest.mark.exercise("precision_at")
@pytest.mark.visible
def test_precision_of_an_empty_list(student, solution, compare):
    """No suspects at all."""
    compare(student.precision_at, solution.precision_at, np.zeros(0, dtype=int), np.array([True, False, True]), 2)


@pytest.mark.exercise("precision_at", weight=3)
def test_precision_at_any_k(student, solution, rng, compare):
    """Thirty suspects of eighty rows, of which more are wrong at the top of the list."""
    ranked = rng.permutation(80)[:30]
    is_wrong = rng.random(80) < 0.3
    is_wrong[ranked[:8]] = True
    for k in (1, 5, 13, 30):
        compare(student.precision_at, solution.precision_at, ranked, is_wrong, k)


@pytest.mark.exercise("precision_at")
def test_precision_of_a_short_list(student, solution, rng, compare):
    """Fewer suspects than are asked for, or none."""
    compare(student.precision_at, solution.precision_at, rng.permutation(20)[:7], rng.random(20) < 0.5, 12)
    ranked = rng.permutation(9)[:3]
    compare(student.precision_at, solution.precision_at, ranked, np.isin(np.arange(9), ranked[:2]), 50)
    compare(student.precision_at, solution.precision_at, ranked[:0], rng.random(9) < 0.5, 3)


# error_table


@pytest.mark.exercise("error_table")
@pytest.mark.visible
def test_error_table_of_ten_pictures(student, solution, compare):
    """Ten pictures, five mistakes; two tags share a mistake, and two mistakes have no tag."""
    is_wrong = np.array([1, 0, 1, 1, 0, 1, 0, 1, 0, 0], dtype=bool)
    tags = {
        "shadow": np.array([1, 1, 1, 0, 1, 0, 0, 0, 1, 1], dtype=bool),
        "faint": np.array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0], dtype=bool),
    }
    compare(student.error_table, solution.error_table, tags, is_wrong)


@pytest.mark.exercise("error_table")
@pytest.mark.visible
def test_error_table_of_a_tag_that_no_picture_has(student, solution, compare):
    """Nobody has the tag; then: nothing is wrong."""
    nobody, some = np.zeros(5, dtype=bool), np.array([1, 0, 1, 0, 0], dtype=bool)
    compare(student.error_table, solution.error_table, {"rain": nobody, "night": some}, some)
    compare(student.error_table, solution.error_table, {"night": some}, nobody)


@pytest.mark.exercise("error_table", weight=4)
def test_error_table_of_many_pictures(student, solution, rng, compare):
    """Ninety pictures, four tags of which several meet in one picture."""
    tags = {tag: rng.random(90) < share for tag, share in (("a", 0.5), ("b", 0.2), ("c", 0.1), ("d", 0.8))}
    is_wrong = rng.random(90) < np.where(tags["b"], 0.6, 0.2)
    compare(student.error_table, solution.error_table, tags, is_wrong)


@pytest.mark.exercise("error_table")
def test_error_table_at_the_ends(student, solution, rng, compare):
    """All are wrong; a tag that all have, one that none has; and no tag at all."""
    some = rng.permutation(np.arange(12) < 5)
    tags = {"all": np.ones(12, dtype=bool), "none": np.zeros(12, dtype=bool), "some": some}
    compare(student.error_table, solution.error_table, tags, np.ones(12, dtype=bool))
    compare(student.error_table, solution.error_table, tags, ~some)
    assert student.error_table({}, some) == {}, "Without a tag the table is an empty dict."


# synthesize


@pytest.mark.exercise("synthesize")
@pytest.mark.visible
def test_synthesize_three_small_pictures(student, solution, compare):
    """Three scans of 2x3 pixels, two papers, three strengths."""
    scans = np.array([[[1, 0, 1], [0.5, 1, 0]], [[0, 1, 1], [1, 0.5, 1]], [[1, 1, 0.25], [0, 0, 1]]])
    papers = np.array([[[0.8, 0.8, 0.6], [0.8, 0.6, 0.4]], [[1, 0.9, 0.9], [0.5, 0.7, 0.9]]])
    which, strength = np.array([1, 1, 0]), np.array([0.8, 0.5, 1.0])
    compare(student.synthesize, solution.synthesize, scans, papers, which, strength)


@pytest.mark.exercise("synthesize", weight=3)
def test_synthesize_many_pictures(student, solution, rng, compare):
    """Nine scans, four papers; height, width and number differ."""
    scans, papers = rng.random((9, 5, 7)), rng.uniform(0.4, 1, (4, 5, 7))
    which, strength = rng.integers(4, size=9), rng.uniform(0.2, 1, 9)
    compare(student.synthesize, solution.synthesize, scans, papers, which, strength)


@pytest.mark.exercise("synthesize")
def test_synthesize_as_many_pictures_as_pixels(student, solution, rng, compare):
    """Six scans of 6x6 pixels, six papers: the strengths belong to the pictures."""
    scans, papers = rng.random((6, 6, 6)), rng.uniform(0.4, 1, (6, 6, 6))
    which, strength = rng.integers(6, size=6), rng.uniform(0.2, 1, 6)
    compare(student.synthesize, solution.synthesize, scans, papers, which, strength)


@pytest.mark.exercise("synthesize")
def test_synthesize_without_ink(student, solution, rng, compare):
    """Empty scans give the papers, and so does a strength of 0; a picture alone."""
    papers, which = rng.uniform(0.3, 1, (3, 4, 5)), rng.integers(3, size=4)
    compare(student.synthesize, solution.synthesize, np.ones((4, 4, 5)), papers, which, rng.random(4))
    compare(student.synthesize, solution.synthesize, rng.random((4, 4, 5)), papers, which, np.zeros(4))
    compare(student.synthesize, solution.synthesize, rng.random((1, 4, 5)), papers, which[:1], np.array([0.8]))


# satisficing_choice


@pytest.mark.exercise("satisficing_choice")
@pytest.mark.visible
def test_choice_of_four_models(student, solution, compare):
    """The best costs too much, and one costs exactly the limit; then it is too dear as well."""
    models = {
        "first": (0.85, 28),
        "small": (0.9, 10),
        "middle": (0.95, 20),
        "slow": (0.8, 35),
        "tiny": (0.2, 5),
        "bad": (0.1, 25),
        "edge": (0.96, 40),
        "large": (0.97, 90),
    }
    for limit in (40, 38):
        compare(student.satisficing_choice, solution.satisficing_choice, models, limit)


@pytest.mark.exercise("satisficing_choice")
@pytest.mark.visible
def test_choice_of_equal_scores_and_of_none(student, solution, compare):
    """Four have the same score, and the cheapest stands among the others; a score of 0; then none is allowed."""
    models = {"a": (0.91, 4.0), "b": (0.96, 8.0), "c": (0.96, 9.0), "d": (0.96, 7.0), "e": (0.96, 8.5)}
    compare(student.satisficing_choice, solution.satisficing_choice, models, 10)
    compare(student.satisficing_choice, solution.satisficing_choice, {"a": (0.0, 5.0), "b": (0.0, 3.0)}, 10)
    compare(student.satisficing_choice, solution.satisficing_choice, models, 0.5)


@pytest.mark.exercise("satisficing_choice", weight=3)
def test_choice_of_many_models(student, solution, rng, compare):
    """Eight models in no order, and several limits."""
    scores, costs = rng.permutation(np.linspace(0.6, 0.95, 8)), [30, *rng.permutation([10, 20, 40, 50, 60, 70, 80])]
    models = {f"m{i}": (float(scores[i]), int(costs[i])) for i in range(8)}
    for limit in (20, 45, 70, 500):
        compare(student.satisficing_choice, solution.satisficing_choice, models, limit)


@pytest.mark.exercise("satisficing_choice")
def test_choice_where_the_best_is_poor(student, solution, rng, compare):
    """All scores are 0, or there is no model, or none is allowed, or names are numbers."""
    compare(student.satisficing_choice, solution.satisficing_choice, {"a": (0.0, 5), "b": (0.0, 3)}, 9)
    compare(student.satisficing_choice, solution.satisficing_choice, {}, 9)
    compare(student.satisficing_choice, solution.satisficing_choice, {"a": (0.5, 12), "b": (0.7, 20)}, 9)
    models = {64: (float(rng.uniform(0.5, 0.9)), 2), 16: (0.3, 1), 256: (0.95, 8)}
    compare(student.satisficing_choice, solution.satisficing_choice, models, 2)


@pytest.mark.exercise("satisficing_choice")
def test_choice_of_equal_scores(student, solution, rng, compare):
    """Four models have the same score and different costs; the cheapest is neither the first nor the last."""
    unit = int(rng.integers(1, 9))
    costs = [20 * unit, 40 * unit, 10 * unit, 30 * unit]
    models = {"low": (0.4, 1), **{f"m{i}": (0.75, cost) for i, cost in enumerate(costs)}, "too much": (0.9, 99 * unit)}
    compare(student.satisficing_choice, solution.satisficing_choice, models, 40 * unit)
