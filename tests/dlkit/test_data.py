"""The digits: what they are, and that they are always the same."""

import hashlib
import random

import numpy as np
import pytest
from sklearn.datasets import load_digits

from dlkit.data import digits, photos, planar


@pytest.fixture(scope="module")
def data():
    return digits()


def test_pictures_are_8_by_8_float64_between_0_and_1(data):
    for pictures in (data.x_train, data.x_test):
        assert pictures.shape[1:] == (8, 8)
        assert pictures.dtype == np.float64
        assert pictures.min() == 0.0
        assert pictures.max() == 1.0


def test_labels_are_the_digits_as_int64(data):
    for pictures, labels in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert labels.shape == (len(pictures),)
        assert labels.dtype == np.int64
        assert set(labels) == set(range(10))


def test_training_and_test_pictures_together_are_all_of_scikit_learns(data):
    raw = load_digits()
    together = np.concatenate([data.x_train, data.x_test]).reshape(-1, 64) * 16
    labels = np.concatenate([data.y_train, data.y_test])
    assert sorted(map(tuple, np.column_stack([together, labels]))) == sorted(
        map(tuple, np.column_stack([raw.data, raw.target]))
    )


def test_one_fifth_of_every_digit_is_for_testing(data):
    for digit in range(10):
        test, train = np.sum(data.y_test == digit), np.sum(data.y_train == digit)
        assert test / (test + train) == pytest.approx(0.2, abs=0.005)


def test_the_docstring_tells_the_true_sizes(data):
    for array in (data.x_train, data.y_train, data.x_test, data.y_test, digits((3, 8)).x_train):
        assert str(array.shape) in digits.__doc__


def test_the_split_never_changes(data):
    parts = b"".join(a.tobytes() for a in (data.x_train, data.y_train, data.x_test, data.y_test))
    assert hashlib.sha256(parts).hexdigest()[:16] == "a701cabbe9510f58"


def test_chosen_classes_keep_their_labels_and_their_side_of_the_split(data):
    chosen = digits(classes=(8, 3))
    for part in ("train", "test"):
        all_labels = getattr(data, f"y_{part}")
        kept = np.isin(all_labels, (3, 8))
        np.testing.assert_array_equal(getattr(chosen, f"y_{part}"), all_labels[kept])
        np.testing.assert_array_equal(getattr(chosen, f"x_{part}"), getattr(data, f"x_{part}")[kept])


def test_loading_draws_no_random_numbers():
    random.seed(5)
    np.random.seed(5)
    expected = random.random(), np.random.rand()
    random.seed(5)
    np.random.seed(5)
    digits()
    assert (random.random(), np.random.rand()) == expected


def test_changing_the_arrays_does_not_change_those_of_the_next_call(data):
    mine = digits()
    mine.x_train[:] = 7.0
    np.testing.assert_array_equal(digits().x_train, data.x_train)


@pytest.mark.parametrize("classes", [(), (3, 10), (-1,), ("3",), (2.5,)])
def test_classes_that_are_no_digits_are_named_in_the_error(classes):
    with pytest.raises(ValueError, match=r"classes should be digits from 0 to 9.*received"):
        digits(classes)


KINDS = ("flower", "spirals", "moons", "circles")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("m", [2, 7, 400])
def test_planar_points_come_in_columns_with_two_equal_classes(kind, m):
    X, Y = planar(kind, m, 0.02, np.random.default_rng(3))
    assert (X.shape, X.dtype) == ((2, m), np.float64)
    assert (Y.shape, Y.dtype) == ((1, m), np.int64)
    assert Y.sum() == m // 2
    assert np.abs(X).max() < 1.2


@pytest.mark.parametrize("kind", KINDS)
def test_planar_points_depend_on_the_generator_alone(kind):
    one, two = (planar(kind, 50, 0.1, np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(one[0], two[0])
    other = planar(kind, 50, 0.1, np.random.default_rng(6))
    assert not np.array_equal(one[0], other[0])


@pytest.mark.parametrize("kind", KINDS)
def test_planar_classes_are_told_apart_by_neighbours_but_not_by_a_line(kind):
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier

    X, Y = planar(kind, 400, 0.02, np.random.default_rng(1))
    assert KNeighborsClassifier(3).fit(X.T, Y[0]).score(X.T, Y[0]) > 0.95
    assert LogisticRegression().fit(X.T, Y[0]).score(X.T, Y[0]) < 0.92


@pytest.mark.parametrize("arguments", [("star", 10, 0.1), ("moons", 1, 0.1), ("moons", 10, -0.1)])
def test_planar_says_what_it_takes(arguments):
    with pytest.raises(ValueError, match="should be"):
        planar(*arguments, np.random.default_rng(0))


def test_photos_are_two_colour_pictures_in_0_to_1():
    loaded = photos()
    assert {name: photo.shape for name, photo in loaded.items()} == dict.fromkeys(("china", "flower"), (427, 640, 3))
    assert all(0 <= photo.min() < photo.max() <= 1 for photo in loaded.values())
