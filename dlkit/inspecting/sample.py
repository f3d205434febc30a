"""The examples that an inspection looks at: the same ones each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

BATCH = 20  # the twenty examples of the notebooks, to be learned by heart
BATCHES = 8


@dataclass(frozen=True)
class Sample:
    """Some examples of the data.

    Attributes:
        x: inputs of all of them; an array, or a list or dict of arrays where the model has several inputs.
        y: their labels, likewise.
        batches: the same examples in batches of one size.
    """

    x: Any
    y: Any
    batches: Sequence[tuple[Any, Any]]


def as_data(values: Any, name: str) -> Any:
    """Return arrays as `fit` would take them: floating-point numbers in Keras' own precision.

    Raises:
        ValueError: if there is something that is no array of numbers with examples along the first axis.
    """
    import keras

    def as_array(part: Any) -> Any:
        try:
            array = part if isinstance(part, np.ndarray) else keras.ops.convert_to_numpy(part)
        except Exception:
            array = np.asarray(part, dtype=object)
        if array.dtype.kind not in "fiub" or array.ndim == 0:
            raise ValueError(
                f"{name} should be an array of numbers with the examples along its first axis (or a list of such arrays, "
                f"one for each input); received {type(part).__name__}. Of a data set, take one large batch."
            )
        return array.astype(keras.config.floatx()) if array.dtype.kind == "f" else array

    if isinstance(values, dict):
        return {key: as_array(part) for key, part in values.items()}
    if isinstance(values, list | tuple) and any(np.ndim(part) > 0 and hasattr(part, "shape") for part in values):
        return [as_array(part) for part in values]
    return as_array(np.asarray(values) if isinstance(values, list | tuple) else values)


def parts(values: Any) -> list[Any]:
    """Return the arrays of inputs or labels as a list."""
    if isinstance(values, dict):
        return list(values.values())
    return values if isinstance(values, list) else [values]


def draw(x: Any, y: Any, classes: Any) -> Sample:
    """Draw up to 8 batches of 20 examples.

    Args:
        x: inputs, as `as_data` returns them.
        y: labels, likewise.
        classes: the class of each example (m,), so that each batch holds several classes; None if there are none.

    Returns:
        The sample; the same for the same data.
    """
    count = len(parts(x)[0])
    order = np.random.default_rng(0).permutation(count)
    if classes is not None:  # one of each class, then a second of each ...
        shuffled = classes[order]
        turn = np.zeros(count, dtype=int)
        for label in np.unique(shuffled):
            turn[shuffled == label] = np.arange(np.sum(shuffled == label))
        order = order[np.argsort(turn, kind="stable")]
    batch = min(BATCH, count)
    chosen = order[: min(BATCHES, count // batch) * batch]
    groups = chosen.reshape(-1, batch)
    return Sample(_take(x, chosen), _take(y, chosen), [(_take(x, group), _take(y, group)) for group in groups])


def _take(values: Any, rows: Any) -> Any:
    if isinstance(values, dict):
        return {key: part[rows] for key, part in values.items()}
    return [part[rows] for part in values] if isinstance(values, list) else values[rows]
