"""Scenes: pictures in which real digits lie about on a textured ground, with boxes, classes and pixel masks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from dlkit.data.small_sets import digits

SMALLEST_SIZE = 32
HEIGHTS = (0.22, 0.52)  # of a digit, from and to, as parts of the side of the scene
STRETCH = (0.8, 1.25)  # a digit is that much wider, from and to
TRIES = 40  # places that are tried before a digit is made smaller
SHRINK = 0.8
SPLITS = ("train", "test")

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class DigitScenes:
    """Scenes with digits, and where each of them lies.

    Boxes are corners (x1, y1, x2, y2) in parts of the picture: (0, 0) is its upper left corner, (1, 1) its lower
    right one, x goes to the right and y down. They fit tightly around the pixels of the digit and never share a
    pixel. In a scene the digits stand in no particular order.

    Attributes:
        images: float32 of shape (n, size, size, 1), brightness in 0..1.
        boxes: for each scene, float64 of shape (k, 4), one row for each of its k digits.
        classes: for each scene, int64 of shape (k,), the digits 0..9.
        masks: uint8 of shape (n, size, size): 0 is background, 1 a pixel of a zero, ..., 10 one of a nine.
    """

    images: Floats
    boxes: tuple[npt.NDArray[np.float64], ...]
    classes: tuple[npt.NDArray[np.int64], ...]
    masks: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.images)


def digit_scenes(
    n: int,
    size: int,
    rng: np.random.Generator,
    *,
    split: str = "train",
    digits_per_scene: tuple[int, int] = (1, 5),
) -> DigitScenes:
    """Lay real handwritten digits onto textured grounds.

    The digits are those of `dlkit.data.digits()`, brighter than the ground, in many sizes and widths. Scenes of the
    split `"train"` take them from its training pictures, scenes of the split `"test"` from its test pictures: no
    digit is ever in both. The same generator gives the same scenes.

    Args:
        n: how many scenes.
        size: height and width of a scene in pixels, at least 32.
        rng: the generator that everything is drawn with.
        split: `"train"` or `"test"`.
        digits_per_scene: the least and the largest number of digits in a scene. Where there is no room for so many
            there are fewer, but never less than one.

    Returns:
        `DigitScenes` with `images` (n, size, size, 1), `boxes` and `classes` scene by scene, and `masks`
        (n, size, size).

    Raises:
        ValueError: if n, size, split or digits_per_scene is not one of those above.

    Example:
        >>> scenes = digit_scenes(100, 64, np.random.default_rng(1))
        >>> scenes.images.shape, len(scenes.boxes), scenes.boxes[0].shape[1]
        ((100, 64, 64, 1), 100, 4)
    """
    fewest, most = _checked(n, size, split, digits_per_scene)
    pictures, labels = _digits_of(split)
    images = _grounds(n, size, rng)
    masks = np.zeros((n, size, size), dtype=np.uint8)
    all_boxes, all_classes = [], []
    for image, mask in zip(images, masks, strict=True):
        boxes: list[tuple[int, int, int, int]] = []
        classes: list[int] = []
        for _ in range(int(rng.integers(fewest, most + 1))):
            chosen = int(rng.integers(len(labels)))
            ink = _placed(pictures[chosen], size, boxes, rng)
            if ink is None:
                continue
            alpha, (left, top, right, bottom) = ink
            brightness = np.float32(rng.uniform(0.75, 1.0))
            window = image[top:bottom, left:right]
            window += alpha * (brightness - window)
            mask[top:bottom, left:right][alpha > 0.5] = labels[chosen] + 1
            boxes.append((left, top, right, bottom))
            classes.append(int(labels[chosen]))
        all_boxes.append(np.array(boxes, dtype=np.float64).reshape(-1, 4) / size)
        all_classes.append(np.array(classes, dtype=np.int64))
    images += np.float32(0.03) * rng.standard_normal(images.shape, dtype=np.float32)
    np.clip(images, 0.0, 1.0, out=images)
    return DigitScenes(images[..., np.newaxis], tuple(all_boxes), tuple(all_classes), masks)


def _checked(n: int, size: int, split: str, digits_per_scene: tuple[int, int]) -> tuple[int, int]:
    if n < 1 or size < SMALLEST_SIZE:
        raise ValueError(
            f"n should be at least 1 and size at least {SMALLEST_SIZE}; received n = {n} and size = {size}."
        )
    if split not in SPLITS:
        raise ValueError(f"split should be one of {', '.join(map(repr, SPLITS))}; received {split!r}.")
    fewest, most = digits_per_scene
    if not 0 <= fewest <= most:
        raise ValueError(
            f"digits_per_scene should be the least and the largest number, such as (1, 5); received {digits_per_scene}."
        )
    return fewest, most


@cache
def _digits_of(split: str) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the digits of a split, each with empty pixels around it."""
    data = digits()
    pictures, labels = (data.x_train, data.y_train) if split == "train" else (data.x_test, data.y_test)
    return np.pad(pictures, ((0, 0), (1, 1), (1, 1))).astype(np.float32), labels


def _grounds(n: int, size: int, rng: np.random.Generator) -> Floats:
    """Return dim textures (n, size, size): clouds in two sizes, and stripes."""
    ground = np.zeros((n, size, size), dtype=np.float32)
    for patches, strength in ((4, 0.16), (13, 0.09)):
        coarse = rng.standard_normal((n, patches, patches), dtype=np.float32)
        across = _stretching(patches, size)
        ground += np.float32(strength) * (across @ coarse @ across.T)
    angle = rng.uniform(0.0, np.pi, n)
    frequency, phase = rng.uniform(2.0, 9.0, n), rng.uniform(0.0, 2 * np.pi, n)
    place = np.linspace(0.0, 2 * np.pi, size)
    along_x = (frequency * np.cos(angle))[:, np.newaxis] * place + phase[:, np.newaxis]  # (n, size)
    along_y = (frequency * np.sin(angle))[:, np.newaxis] * place
    stripes = np.sin((along_y[:, :, np.newaxis] + along_x[:, np.newaxis, :]).astype(np.float32))
    ground += rng.uniform(0.0, 0.1, (n, 1, 1)).astype(np.float32) * stripes
    ground += rng.uniform(0.2, 0.45, (n, 1, 1)).astype(np.float32)
    return np.clip(ground, 0.0, 0.7, out=ground)


@cache
def _stretching(pixels: int, size: int) -> Floats:
    """Return the matrix (size, pixels) that stretches a line of pixels to a new size, linearly."""
    places = np.clip((np.arange(size) + 0.5) * pixels / size - 0.5, 0, pixels - 1)
    weights = 1.0 - np.abs(places[:, np.newaxis] - np.arange(pixels))
    return np.maximum(weights, 0.0).astype(np.float32)


def _placed(
    picture: Floats, size: int, taken: list[tuple[int, int, int, int]], rng: np.random.Generator
) -> tuple[Floats, tuple[int, int, int, int]] | None:
    """Stretch a digit and find a free place for it.

    Returns:
        How much of each pixel is ink, cut out tightly, and its box (left, top, right, bottom) in pixels; None if
        there is no room.
    """
    height = size * rng.uniform(*HEIGHTS)
    width = height * rng.uniform(*STRETCH)
    while height >= size * HEIGHTS[0] * SHRINK:
        alpha = _ink(picture, round(height * 1.25), round(width * 1.25))  # 10 pixels hold a digit of 8
        rows, columns = alpha.shape
        for left, top in rng.integers(0, (size - columns + 1, size - rows + 1), (TRIES, 2)).tolist():
            box = (left, top, left + columns, top + rows)
            if not any(_overlap(box, other) for other in taken):
                return alpha, box
        height, width = SHRINK * height, SHRINK * width
    return None


def _ink(picture: Floats, height: int, width: int) -> Floats:
    """Stretch a digit with sharp edges, and cut it out where its mask begins and ends."""
    smooth = _stretching(len(picture), height) @ picture @ _stretching(len(picture), width).T
    alpha: Floats = np.clip(0.5 + 3.0 * (smooth - 0.55), 0.0, 1.0)
    inside = alpha > 0.5
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    return alpha[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
