"""The data of the course: real, small, offline, and the same on every machine."""

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
        x_train: float64 of shape (m_train, 8, 8), brightness in 0..1 (0 is paper, 1 is ink).
        y_train: int64 of shape (m_train,), the digits 0..9.
        x_test: float64 of shape (m_test, 8, 8).
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
    kept = _checked_classes(range(10) if classes is None else classes)

    from sklearn.datasets import load_digits  # takes a second or two: only for those who use it

    raw = load_digits()
    images = np.asarray(raw.images, dtype=np.float64) / 16.0
    labels = np.asarray(raw.target, dtype=np.int64)

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
