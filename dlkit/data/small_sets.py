"""The small sets: handwritten digits, points of the plane, a bit to remember, two photographs."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# A split without random numbers is the same in every version of NumPy.
TEST_EVERY = 5


@dataclass(frozen=True)
class Digits:
    """Handwritten digits, split once and for all into training and test pictures.

    Attributes:
        x_train: float64 of shape (m_train, height, width), brightness in 0..1 (0 is paper, 1 is ink).
        y_train: int64 of shape (m_train,), the digits 0..9.
        x_test: float64 of shape (m_test, height, width).
        y_test: int64 of shape (m_test,).
    """

    x_train: npt.NDArray[np.float64]
    y_train: npt.NDArray[np.int64]
    x_test: npt.NDArray[np.float64]
    y_test: npt.NDArray[np.int64]


def digits(classes: Iterable[int] | None = None) -> Digits:
    """Load 1,797 real handwritten digits of 8x8 pixels, split into training and test pictures.

    Every fifth picture of each digit is for testing: the split is always the same, and no random number
    generator is touched. Pictures by one writer may be in both parts. Each call returns fresh arrays.

    Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
    Repository (1998), https://doi.org/10.24432/C50P49: its test set, which scikit-learn ships
    (`sklearn.datasets.load_digits`).

    Args:
        classes: the digits to keep, such as `(3, 8)`; all ten if left out. Labels stay the digits themselves.

    Returns:
        `Digits` with `x_train` (1438, 8, 8), `y_train` (1438,), `x_test` (359, 8, 8) and `y_test` (359,);
        fewer pictures if only some classes are kept. Pixels are float64 in 0..1, labels int64.

    Raises:
        ValueError: if `classes` is empty or holds something that is not a digit from 0 to 9.

    Example:
        >>> data = digits(classes=(3, 8))
        >>> data.x_train.shape
        (285, 8, 8)
    """
    from sklearn.datasets import load_digits  # takes a second or two: only for those who use it

    raw = load_digits()
    images = np.asarray(raw.images, dtype=np.float64) / 16.0
    return split_of_digits(images, np.asarray(raw.target, dtype=np.int64), classes)


def split_of_digits(
    images: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], classes: Iterable[int] | None
) -> Digits:
    """Keep some classes, or all, and put every fifth picture of each digit into the test set.

    Raises:
        ValueError: if `classes` is empty or holds something that is not a digit from 0 to 9.
    """
    kept = _checked_classes(range(10) if classes is None else classes)
    is_test = np.zeros(labels.size, dtype=bool)
    for digit in range(10):
        is_test[np.flatnonzero(labels == digit)[TEST_EVERY // 2 :: TEST_EVERY]] = True
    is_kept = np.isin(labels, kept)
    train, test = is_kept & ~is_test, is_kept & is_test
    return Digits(images[train], labels[train], images[test], labels[test])


def _checked_classes(classes: Iterable[int]) -> list[int]:
    try:
        kept = sorted({operator.index(digit) for digit in classes})
    except TypeError:
        kept = [-1]
    if not kept or kept[0] < 0 or kept[-1] > 9:
        raise ValueError(f"classes should be digits from 0 to 9, such as (3, 8); received {classes!r}.")
    return kept


def planar(
    kind: str, m: int, noise: float, rng: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Draw points of the plane in two classes that no straight line divides.

    Args:
        kind: `"flower"` (six petals, the classes take turns), `"spirals"` (two arms, a turn and a quarter
            each), `"moons"` (two half circles that hold each other) or `"circles"` (a ring around a disc).
        m: how many points; the classes are equally many, up to one.
        noise: standard deviation of what is added to each coordinate, in the units of the plane. The figures
            reach from about -1 to 1 on both axes.
        rng: the generator the points are drawn with.

    Returns:
        X: float64 of shape (2, m), one point in each column, in random order.
        Y: int64 of shape (1, m), the classes 0 and 1.

    Raises:
        ValueError: if there is no such kind, m is less than 2 or the noise is negative.

    Example:
        >>> X, Y = planar("spirals", 400, 0.05, np.random.default_rng(1))
        >>> X.shape, Y.shape
        ((2, 400), (1, 400))
    """
    if kind not in _FIGURES:
        raise ValueError(f"kind should be one of {', '.join(map(repr, _FIGURES))}; received {kind!r}.")
    if m < 2 or noise < 0:
        raise ValueError(f"m should be at least 2 and noise at least 0; received m = {m} and noise = {noise}.")
    labels = rng.permutation(np.arange(m) % 2)
    points = _FIGURES[kind](labels, rng) + noise * rng.standard_normal((2, m))
    return points, labels.reshape(1, m)


def remember(m: int, steps: int, rng: np.random.Generator) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Draw sequences that begin with a bit to be remembered, and go on with bits that mean nothing.

    A memory test after S. Hochreiter and J. Schmidhuber, "Long short-term memory" (1997), who had several of the kind.

    Args:
        m: how many sequences.
        steps: how long each is; the bit stands in the first step alone, so it has to be held over the others.
        rng: the generator they are drawn with.

    Returns:
        X, float64 of shape (m, steps, 2), and y, int64 of shape (m,).
        `X[:, :, 0]` holds bits, as -1 and 1, each as likely as the other; `X[:, :, 1]` is 1 in the first step, where the
        bit counts, and 0 in all others. y is the first bit of each sequence as 0 (for -1) or 1.

    Raises:
        ValueError: if m or steps is less than 1.

    Example:
        >>> X, y = remember(64, 50, np.random.default_rng(1))
        >>> X.shape, y.shape
        ((64, 50, 2), (64,))
    """
    if m < 1 or steps < 1:
        raise ValueError(f"m and steps should be at least 1; received m = {m} and steps = {steps}.")
    bits = rng.integers(0, 2, size=(m, steps))
    X = np.zeros((m, steps, 2))
    X[:, :, 0] = 2 * bits - 1
    X[:, 0, 1] = 1.0
    return X, bits[:, 0].astype(np.int64)


def photos() -> dict[str, npt.NDArray[np.float64]]:
    """Load the two real photographs that scikit-learn ships, as float64 in 0..1.

    Returns:
        A temple, by Rainer Gutschke, under "china", and a dahlia, by "dany13", under "flower", each of shape (427, 640, 3).
        Both are licensed CC BY 2.0.
    """
    from sklearn.datasets import load_sample_image

    return {
        name: np.asarray(load_sample_image(f"{name}.jpg"), dtype=np.float64) / 255.0 for name in ("china", "flower")
    }


def _flower(labels: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    petal = 2 * rng.integers(3, size=labels.size) + labels
    disc = _polar(np.sqrt(rng.uniform(size=labels.size)), rng.uniform(0.0, 2 * np.pi, labels.size))
    along, across = 0.58 + 0.4 * disc[0], 0.2 * disc[1]
    angle = petal * np.pi / 3
    return np.stack([along * np.cos(angle) - across * np.sin(angle), along * np.sin(angle) + across * np.cos(angle)])


def _spirals(labels: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    along = rng.uniform(0.02, 1.0, labels.size) ** 0.5  # the outer part is longer: it gets more points
    return _polar(along, 3 * np.pi * along + np.pi * labels)


def _moons(labels: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    half_circle = _polar(np.full(labels.size, 0.65), rng.uniform(0.0, np.pi, labels.size))
    upper = half_circle - np.array([[0.325], [0.16]])
    points: npt.NDArray[np.float64] = np.where(labels == 0, upper, -upper)
    return points


def _circles(labels: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    inner, outer = np.where(labels == 0, 0.0, 0.7), np.where(labels == 0, 0.45, 1.0)
    radius = np.sqrt(rng.uniform(inner**2, outer**2))  # even over the area
    return _polar(radius, rng.uniform(0.0, 2 * np.pi, labels.size))


def _polar(radius: npt.NDArray[np.float64], angle: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    points: npt.NDArray[np.float64] = radius * np.stack([np.cos(angle), np.sin(angle)])
    return points


_FIGURES = {"flower": _flower, "spirals": _spirals, "moons": _moons, "circles": _circles}
