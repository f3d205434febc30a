"""Larger sets of pictures from the net, for those who are online: the ones that Keras knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

CLOTHES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


@dataclass(frozen=True)
class _Source:
    title: str
    class_names: tuple[str, ...]
    instead: str


_DIGITS = "dlkit.data.digits(), 1,797 real handwritten digits of 8x8 pixels"
_SOURCES = {
    "mnist": _Source("MNIST", tuple("0123456789"), _DIGITS),
    "fashion_mnist": _Source("Fashion-MNIST", CLOTHES, _DIGITS),
    "cifar10": _Source("CIFAR-10", THINGS, "dlkit.data.digit_scenes(...), digits that lie about in larger pictures"),
}


@dataclass(frozen=True)
class Pictures:
    """Pictures with classes, split into training and test pictures by those who published them.

    Attributes:
        x_train: float32 of shape (m_train, height, width, channels), brightness in 0..1.
        y_train: int64 of shape (m_train,), the classes.
        x_test: float32 of shape (m_test, height, width, channels).
        y_test: int64 of shape (m_test,).
        class_names: what each class is called.
    """

    x_train: npt.NDArray[np.float32]
    y_train: npt.NDArray[np.int64]
    x_test: npt.NDArray[np.float32]
    y_test: npt.NDArray[np.int64]
    class_names: tuple[str, ...]


class DataUnavailable(OSError):
    """Raised where a set is neither on this machine nor to be had from the net."""


def load(name: str) -> Pictures:
    """Load a well-known set of pictures. It is downloaded the first time, and then kept on this machine.

    Args:
        name: `"mnist"` (70,000 handwritten digits, 28x28, about 11 MB to download), `"fashion_mnist"` (70,000
            pictures of clothes, 28x28, 30 MB) or `"cifar10"` (60,000 photographs in colour, 32x32, 170 MB).

    Returns:
        `Pictures`: `x_train`, `y_train`, `x_test`, `y_test` and `class_names`.

    Raises:
        ValueError: if there is no such set.
        DataUnavailable: if the set is not on this machine and cannot be downloaded; the message names what the
            course has offline instead.

    Example:
        >>> load("mnist").x_train.shape  # doctest: +SKIP
        (60000, 28, 28, 1)
    """
    if name not in _SOURCES:
        raise ValueError(f"name should be one of {', '.join(map(repr, _SOURCES))}; received {name!r}.")
    source = _SOURCES[name]
    import keras

    try:
        (x_train, y_train), (x_test, y_test) = getattr(keras.datasets, name).load_data()
    except Exception as error:  # Keras raises a bare Exception where the net is not to be reached
        raise DataUnavailable(
            f"{source.title} is not on this machine, and it cannot be downloaded now. "
            f"Go online and try again, or take what the course has offline: {source.instead}. "
            f"(The download said: {first_line(error)})"
        ) from None
    return Pictures(_pixels(x_train), _labels(y_train), _pixels(x_test), _labels(y_test), source.class_names)


def first_line(error: Exception) -> str:
    """What an error says, or its kind where it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def _pixels(raw: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    pictures = raw if raw.ndim == 4 else raw[..., np.newaxis]
    return pictures.astype(np.float32) / np.float32(255)


def _labels(raw: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    return raw.reshape(-1).astype(np.int64)
