"""Which loss a model is compiled with, as far as it is one of Keras' own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Family = Literal["sparse", "categorical", "binary", "regression"]
_FAMILIES: dict[str, Family] = {
    "sparse_categorical_crossentropy": "sparse",
    "categorical_crossentropy": "categorical",
    "binary_crossentropy": "binary",
    "mean_squared_error": "regression",
    "mean_absolute_error": "regression",
    "huber": "regression",
    "log_cosh": "regression",
}


@dataclass(frozen=True)
class KnownLoss:
    """A loss of Keras.

    Attributes:
        name: such as "binary_crossentropy".
        family: what its labels look like.
        from_logits: whether it expects scores and not probabilities.
        ignored: the label that it leaves out; None if there is none.
    """

    name: str
    family: Family
    from_logits: bool
    ignored: int | None = None


def known_loss(model: Any) -> KnownLoss | None:
    """Return the loss of a compiled model with one output; None if it is the user's own, or another one of Keras."""
    import keras

    loss = model.loss
    if isinstance(loss, dict | list | tuple):
        loss = next(iter(loss.values() if isinstance(loss, dict) else loss)) if len(loss) == 1 else None
    if isinstance(loss, str):
        try:
            loss = keras.losses.get(loss)
        except ValueError:  # "crossentropy", which Keras resolves by the shapes
            return None
    function = getattr(loss, "fn", loss)
    name = str(getattr(function, "__name__", None))
    if name not in _FAMILIES or function is not getattr(keras.losses, name, None):
        return None
    settings = getattr(loss, "_fn_kwargs", {})
    if settings.get("axis", -1) != -1:
        return None
    return KnownLoss(name, _FAMILIES[name], bool(settings.get("from_logits", False)), settings.get("ignore_class"))
