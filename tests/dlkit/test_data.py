"""The digits: what they are, and that they are always the same."""

import hashlib
import random

import numpy as np
import pytest
from sklearn.datasets import load_digits

from dlkit.data import digits


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
