"""The numbers of an inspection, before anything is said about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class LayerSignal:
    """What a layer gives for the examples that were looked at, in training mode.

    Attributes:
        name: the layer's name.
        activation: "relu", "tanh", ...; None where it cannot be told.
        has_weights: whether it has weights of its own.
        size: root mean square of its output.
        spread: standard deviation over the examples, averaged over the units (root mean square).
        units: length of the last axis.
        dead: units that gave 0 for every example at every place, where the activation is a ReLU; else 0.
        saturated: share of the outputs at the flat ends, where the activation is a sigmoid or tanh; else 0.
        is_finite: whether all outputs are finite.
        input_size: root mean square of its input; None where that is not made of floating-point numbers.
    """

    name: str
    activation: str | None
    has_weights: bool
    size: float
    spread: float
    units: int
    dead: int
    saturated: float
    is_finite: bool
    input_size: float | None


@dataclass(frozen=True)
class LayerGradient:
    """The gradient of the loss in a layer's kernels (variables with two axes or more), at two moments of learning one batch.

    Attributes:
        name: the layer's name.
        sizes: root mean square of the gradient at the first step and some steps later.
        weights: root mean square of the kernels at the first step.
        is_symmetric: whether all units have the same weights and get the same gradient, so that they stay alike.
        units: how many units the kernel has.
    """

    name: str
    sizes: tuple[float, ...]
    weights: float
    is_symmetric: bool
    units: int


@dataclass(frozen=True)
class Run:
    """A short training.

    Attributes:
        rate: the learning rate; None where a schedule sets it.
        losses: the loss of each step, in training mode, before the step.
        before: the mean loss over the batches before the first step.
        after: the same after the last step.
        outputs: outputs for the first batch after the last step.
        finished: whether it came to its end in the time that it had.
    """

    rate: float | None
    losses: tuple[float, ...]
    before: float
    after: float
    outputs: Any = None
    finished: bool = True

    @property
    def fell(self) -> float:
        """By which share the loss fell; minus infinity where it is no number any more."""
        if not np.isfinite(self.after) or not all(np.isfinite(self.losses)):
            return -np.inf
        return (self.before - self.after) / max(abs(self.before), 1e-12)


@dataclass
class Measured:
    """All numbers of one inspection, as far as they could be measured.

    Attributes:
        loss: the first loss, in training mode.
        expected_loss: what a network that knows nothing has; None where that is not known.
        signals: each layer's output.
        gradients: each layer's gradient.
        one_batch: trainings on one batch, with Adam, the last one the best.
        own: the training with the model's own optimizer; None where there was none.
        others: the same with other learning rates.
        right: how many of the batch are classified right after the best of `one_batch`; None if there are no classes.
        batch: examples in a batch.
    """

    loss: float | None = None
    expected_loss: float | None = None
    signals: Sequence[LayerSignal] = ()
    gradients: Sequence[LayerGradient] = ()
    one_batch: list[Run] = field(default_factory=list)
    own: Run | None = None
    others: list[Run] = field(default_factory=list)
    right: int | None = None
    batch: int = 0
