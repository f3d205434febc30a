"""The data: what it is, and that it is always the same."""

import hashlib
import random
import time

import keras
import numpy as np
import pytest
from sklearn.datasets import load_digits

from dlkit.data import DataUnavailable, Digits, digit_scenes, digits, load, photos, planar, remember


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


@pytest.mark.parametrize(("m", "steps"), [(1, 1), (7, 1), (5, 20)])
def test_a_bit_to_remember_stands_in_the_first_step_alone(m, steps):
    X, y = remember(m, steps, np.random.default_rng(2))
    assert (X.shape, X.dtype) == ((m, steps, 2), np.float64)
    assert (y.shape, y.dtype) == ((m,), np.int64)
    np.testing.assert_array_equal(X[:, 0, 0], np.where(y == 1, 1.0, -1.0))
    np.testing.assert_array_equal(X[:, :, 1], np.tile(np.arange(steps) == 0, (m, 1)))
    assert set(np.unique(X[:, :, 0])) <= {-1.0, 1.0}


def test_what_follows_a_bit_tells_nothing_of_it():
    X, y = remember(4000, 6, np.random.default_rng(3))
    again, _ = remember(4000, 6, np.random.default_rng(3))
    np.testing.assert_array_equal(X, again)
    assert np.mean(y) == pytest.approx(0.5, abs=0.05)
    for t in range(1, 6):
        assert np.mean(X[:, t, 0]) == pytest.approx(0, abs=0.1)
        assert np.mean(X[:, t, 0] * (2 * y - 1)) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(("m", "steps"), [(0, 5), (5, 0)])
def test_remember_says_what_it_takes(m, steps):
    with pytest.raises(ValueError, match="should be at least 1"):
        remember(m, steps, np.random.default_rng(0))


def test_photos_are_two_colour_pictures_in_0_to_1():
    loaded = photos()
    assert {name: photo.shape for name, photo in loaded.items()} == dict.fromkeys(("china", "flower"), (427, 640, 3))
    assert all(0 <= photo.min() < photo.max() <= 1 for photo in loaded.values())


@pytest.fixture(scope="module")
def scenes():
    return digit_scenes(60, 64, np.random.default_rng(1))


def test_scenes_are_grey_pictures_with_a_mask_and_one_to_five_digits(scenes):
    assert (scenes.images.shape, scenes.images.dtype) == ((60, 64, 64, 1), np.float32)
    assert (scenes.masks.shape, scenes.masks.dtype) == ((60, 64, 64), np.uint8)
    assert 0 <= scenes.images.min() < scenes.images.max() <= 1
    assert len(scenes) == len(scenes.boxes) == len(scenes.classes) == 60
    assert {len(boxes) for boxes in scenes.boxes} == {1, 2, 3, 4, 5}
    for boxes, classes in zip(scenes.boxes, scenes.classes, strict=True):
        assert (boxes.dtype, classes.dtype) == (np.float64, np.int64)
        assert (boxes.shape[1:], classes.shape) == ((4,), (len(boxes),))


def test_each_box_is_the_tightest_around_the_pixels_of_its_digit(scenes):
    for boxes, classes, mask in zip(scenes.boxes, scenes.classes, scenes.masks, strict=True):
        uncovered = mask.copy()
        for (left, top, right, bottom), digit in zip(np.rint(boxes * 64).astype(int), classes, strict=True):
            window = uncovered[top:bottom, left:right]
            assert set(np.unique(window)) <= {0, digit + 1}  # no other digit reaches in
            for edge in (window[0], window[-1], window[:, 0], window[:, -1]):
                assert edge.any()
            window[:] = 0
        assert not uncovered.any()
        np.testing.assert_array_equal(boxes * 64, np.rint(boxes * 64))


def test_digits_are_brighter_than_the_ground(scenes):
    pictures = scenes.images[..., 0]
    assert pictures[scenes.masks > 0].mean() > 2 * pictures[scenes.masks == 0].mean()


def test_every_digit_occurs_in_scenes(scenes):
    assert set(np.concatenate(scenes.classes)) == set(range(10))


def test_scenes_depend_on_the_generator_alone():
    one, two, other = (digit_scenes(5, 48, np.random.default_rng(seed)) for seed in (5, 5, 6))
    for name in ("images", "masks"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
        assert not np.array_equal(getattr(one, name), getattr(other, name))
    for first, second in zip(one.boxes, two.boxes, strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(("split", "brightness"), [("train", 1), ("test", 0)])
def test_scenes_take_their_digits_from_their_own_side_of_the_split(split, brightness, monkeypatch):
    full, ring = np.ones((1, 8, 8)), np.pad(np.zeros((1, 6, 6)), ((0, 0), (1, 1), (1, 1)), constant_values=1)
    made_up = Digits(full, np.array([3]), ring, np.array([3]))
    monkeypatch.setattr("dlkit.data.scenes.digits", lambda: made_up)
    from dlkit.data import scenes as module

    module._digits_of.cache_clear()
    drawn = digit_scenes(10, 64, np.random.default_rng(0), split=split)
    module._digits_of.cache_clear()
    for boxes, mask in zip(drawn.boxes, drawn.masks, strict=True):
        for left, top, right, bottom in np.rint(boxes * 64).astype(int):
            window = mask[top:bottom, left:right] > 0
            assert window[window.shape[0] // 2, window.shape[1] // 2] == brightness


def test_scenes_hold_as_many_digits_as_are_asked_for():
    rng = np.random.default_rng(2)
    assert all(len(boxes) == 2 for boxes in digit_scenes(20, 64, rng, digits_per_scene=(2, 2)).boxes)
    empty = digit_scenes(3, 64, rng, digits_per_scene=(0, 0))
    assert [boxes.shape for boxes in empty.boxes] == [(0, 4)] * 3
    assert not empty.masks.any()
    crowded = digit_scenes(3, 32, rng, digits_per_scene=(50, 50))  # more than there is room for
    assert all(1 <= len(boxes) <= 50 for boxes in crowded.boxes)


def test_a_thousand_scenes_take_less_than_two_seconds():
    digit_scenes(1, 64, np.random.default_rng(0))
    started = time.process_time()
    digit_scenes(1000, 64, np.random.default_rng(0))
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("n", "size", "options"),
    [(0, 64, {}), (1, 31, {}), (1, 64, {"split": "both"}), (1, 64, {"digits_per_scene": (3, 2)})],
)
def test_digit_scenes_says_what_it_takes(n, size, options):
    with pytest.raises(ValueError, match="should be"):
        digit_scenes(n, size, np.random.default_rng(0), **options)


SETS = {"mnist": (28, 28), "fashion_mnist": (28, 28), "cifar10": (32, 32, 3)}


@pytest.mark.parametrize(("name", "shape"), SETS.items())
def test_loaded_pictures_have_channels_brightness_in_0_to_1_and_flat_labels(name, shape, monkeypatch):
    column = (1,) if name == "cifar10" else ()
    part = np.full((4, *shape), 255, dtype=np.uint8), np.arange(4, dtype=np.uint8).reshape(4, *column)
    monkeypatch.setattr(getattr(keras.datasets, name), "load_data", lambda: (part, part))
    loaded = load(name)
    assert (loaded.x_train.shape, loaded.x_train.dtype) == ((4, *shape[:2], 3 if column else 1), np.float32)
    assert loaded.x_test.max() == 1.0
    np.testing.assert_array_equal(loaded.y_train, [0, 1, 2, 3])
    assert (loaded.y_test.dtype, len(loaded.class_names)) == (np.int64, 10)


@pytest.mark.parametrize("name", SETS)
def test_offline_one_error_says_so_and_names_what_there_is_instead(name, monkeypatch):
    def refuse():
        raise Exception("URL fetch failure on https://example.org: None -- no route to host\nmore")

    monkeypatch.setattr(getattr(keras.datasets, name), "load_data", refuse)
    with pytest.raises(DataUnavailable, match=r"cannot be downloaded.*dlkit\.data\.digit") as caught:
        load(name)
    assert caught.value.__suppress_context__
    assert "\n" not in str(caught.value)


def test_a_set_that_nobody_knows_is_named_in_the_error():
    with pytest.raises(ValueError, match=r"'mnist', 'fashion_mnist', 'cifar10'; received 'imagenet'"):
        load("imagenet")
