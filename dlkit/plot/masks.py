"""A class for every pixel: masks over pictures, and a prediction beside the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import draw_picture, new_axes
from dlkit.plot.description import counted, listed, note

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# P. Tol, "Colour schemes" (2021), the scheme "muted": told apart with every kind of colour vision.
MASK_COLOURS = (
    "#CC6677",
    "#332288",
    "#DDCC77",
    "#117733",
    "#88CCEE",
    "#882255",
    "#44AA99",
    "#999933",
    "#AA4499",
    "#DDDDDD",
)
WRONG = "#D55E00"


def masks(
    image: npt.ArrayLike,
    mask: npt.ArrayLike,
    *,
    class_names: Sequence[object] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a mask over a picture, one colour for each class.

    Args:
        image: (height, width), (height, width, 1) for grey, or (height, width, 3) for colour.
        mask: whole numbers (height, width): 0 is background and stays clear, 1, 2, ... are the classes.
        class_names: what each class is called, background first; the digits 0 to 9 for 1 to 10 if left out.
        title: stands above the picture.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the picture, and a legend of the classes that occur.

    Raises:
        ValueError: if the mask does not fit the picture or a class has no name.
    """
    labels = _checked_mask("mask", mask)
    if np.shape(image)[:2] != labels.shape:
        raise ValueError(
            f"mask should have the height and width of the image, {np.shape(image)[:2]}; received {labels.shape}."
        )
    ax = new_axes(4.2, 3.4 if title is None else 3.7) if ax is None else ax
    draw_picture(ax, image)
    ax.imshow(_coloured(labels, opacity=0.65), interpolation="nearest")
    _draw_legend(ax, labels, class_names)
    if title is not None:
        ax.set_title(title, fontsize=11)
    shares = [f"class {name} covers {np.mean(labels == label):.0%}" for label, name in _named(labels, class_names)]
    height, width = labels.shape
    note(ax, f"A picture of {height} x {width} pixels with a mask", *(shares or ["nothing but background"]))
    return ax


def segmentation(
    images: npt.ArrayLike,
    truth: npt.ArrayLike,
    prediction: npt.ArrayLike,
    *,
    class_names: Sequence[object] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw pictures, their true masks, the predicted masks and the errors side by side.

    In the last column a pixel is grey where the prediction is right, and orange where it is wrong.

    Args:
        images: (m, height, width), (m, height, width, 1) or (m, height, width, 3); one row for each picture.
        truth: whole numbers (m, height, width), 0 for background.
        prediction: whole numbers (m, height, width).
        class_names: what each class is called, background first; the digits 0 to 9 for 1 to 10 if left out.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with all of it, and a legend of the classes that occur.

    Raises:
        ValueError: if the shapes do not fit.
    """
    pictures, true, predicted = np.asarray(images), np.asarray(truth), np.asarray(prediction)
    sizes = {pictures.shape[:3], true.shape, predicted.shape}
    if len(sizes) > 1 or true.ndim != 3 or true.size == 0:
        raise ValueError(
            "images, truth and prediction should hold m pictures of one height and width; "
            f"received {pictures.shape}, {true.shape} and {predicted.shape}."
        )
    true, predicted = (_checked_mask(*item) for item in (("truth", true), ("prediction", predicted)))
    count, height, width = true.shape
    gap = max(1, round(0.05 * width))
    columns = {
        "picture": _as_colours(pictures),
        "truth": _coloured(true),
        "prediction": _coloured(predicted),
        "error": _errors(true, predicted),
    }
    canvas = np.zeros((count * (height + gap) - gap, 4 * (width + gap) - gap, 4))
    if ax is None:
        ax = new_axes(7.6, 0.5 + 1.65 * count * height / width)
    for column, (name, drawn) in enumerate(columns.items()):
        left = column * (width + gap)
        for row, panel in enumerate(drawn):
            canvas[row * (height + gap) : row * (height + gap) + height, left : left + width] = panel
        ax.text(left + (width - 1) / 2, -0.5 - 0.04 * height, name, ha="center", va="bottom", fontsize=11)
    ax.imshow(canvas, interpolation="nearest")
    ax.set_axis_off()
    _draw_legend(ax, np.stack([true, predicted]), class_names)
    names = [name for _, name in _named(np.stack([true, predicted]), class_names)]
    note(
        ax,
        f"{counted(count, 'picture')} with true mask, predicted mask and errors side by side",
        f"the prediction is right in {np.mean(true == predicted):.1%} of the pixels",
        *([f"classes {listed(names)}"] if names else []),
    )
    return ax


def _checked_mask(name: str, mask: npt.ArrayLike) -> npt.NDArray[np.int64]:
    labels = np.asarray(mask)
    if labels.ndim < 2 or labels.dtype.kind not in "biu" or labels.size == 0 or labels.min() < 0:
        raise ValueError(
            f"{name} should hold whole numbers from 0 in shape (height, width); "
            f"received {labels.dtype} in shape {labels.shape}."
        )
    return labels.astype(np.int64)


def _palette() -> npt.NDArray[np.float64]:
    from matplotlib.colors import to_rgb

    return np.array([to_rgb(colour) for colour in MASK_COLOURS])


def _coloured(labels: npt.NDArray[np.int64], opacity: float | None = None) -> npt.NDArray[np.float64]:
    """Return red, green, blue, alpha of each pixel: background clear over a picture, else black."""
    colours = np.concatenate([_palette()[(labels - 1) % len(MASK_COLOURS)], np.ones((*labels.shape, 1))], axis=-1)
    colours[labels == 0] = 0.0
    colours[..., 3] = 1.0 if opacity is None else opacity * (labels > 0)
    return colours


def _errors(true: npt.NDArray[np.int64], predicted: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    from matplotlib.colors import to_rgba

    colours = np.where((true > 0)[..., np.newaxis], 0.45, 0.15) * np.ones(4)
    colours[..., 3] = 1.0
    colours[true != predicted] = to_rgba(WRONG)
    return colours


def _as_colours(pictures: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    values = pictures / 255.0 if np.issubdtype(pictures.dtype, np.integer) else pictures.astype(np.float64)
    values = values[..., np.newaxis] if values.ndim == 3 else values
    values = np.clip(np.broadcast_to(values, (*values.shape[:3], 3)), 0.0, 1.0)
    return np.concatenate([values, np.ones((*values.shape[:3], 1))], axis=-1)


def _named(labels: npt.NDArray[np.int64], class_names: Sequence[object] | None) -> list[tuple[int, str]]:
    """The classes that occur, but for the background, each with its name."""
    present = [int(label) for label in np.unique(labels) if label > 0]
    names: Sequence[object] = ["background", *range(max([10, *present]))] if class_names is None else class_names
    if present and present[-1] >= len(names):
        raise ValueError(f"class_names should name {present[-1] + 1} classes, background first; received {len(names)}.")
    return [(label, str(names[label])) for label in present]


def _draw_legend(ax: Axes, labels: npt.NDArray[np.int64], class_names: Sequence[object] | None) -> None:
    from matplotlib.patches import Patch

    if present := _named(labels, class_names):
        patches = [Patch(color=MASK_COLOURS[(label - 1) % len(MASK_COLOURS)], label=name) for label, name in present]
        ax.legend(handles=patches, loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=9)
