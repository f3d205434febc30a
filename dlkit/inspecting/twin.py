"""A model computed apart from itself: its weights are arguments, so that nothing in it is ever assigned."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from dlkit.inspecting.measured import Run

Values = list[Any]


@contextmanager
def untouched(model: Any) -> Iterator[None]:
    """Gives the model a compiled loss of its own for a while, and puts back that and the state of random numbers.

    A compiled loss settles its shape at its first call, so the model's own one is not called.
    """
    python, numpy = random.getstate(), np.random.get_state()
    own = getattr(model, "_compile_loss", None)
    if own is not None:
        model._compile_loss = type(own)(
            own._user_loss, own._user_loss_weights, reduction=own.reduction, output_names=own.output_names
        )
    try:
        yield
    finally:
        if own is not None:
            model._compile_loss = own
        random.setstate(python)
        np.random.set_state(numpy)


class Twin:
    """The values of a model's variables, and what it computes with them.

    Args:
        model: a compiled, built `keras.Model`.
    """

    def __init__(self, model: Any) -> None:
        import keras

        self.model = model
        self.trainable: Values = [keras.ops.convert_to_tensor(v.value) for v in model.trainable_variables]
        self.others: Values = [keras.ops.convert_to_tensor(v.value) for v in model.non_trainable_variables]
        self._step = _loss_and_gradients(model)
        self._updates: dict[int, Callable[..., Any]] = {}  # by optimizer: compiled once

    def outputs(self, x: Any) -> Any:
        """Compute the outputs in training mode, layer by layer, outside of any graph."""
        with _scope(self.model, self.trainable, self.others):
            return self.model(x, training=True)

    def loss_and_gradients(self, trainable: Values, others: Values, x: Any, y: Any) -> tuple[Any, Any, Values, Values]:
        """Compute the loss (regularization included), the outputs, the gradients and the other variables' new values."""
        answer: tuple[Any, Any, Values, Values] = self._step(trainable, others, x, y)
        return answer

    def train(
        self,
        optimizer: Any,
        batches: Sequence[tuple[Any, Any]],
        *,
        steps: int,
        rate: float | None,
        deadline: float,
        watch: Callable[[int, Values, Values], None] | None = None,
        enough: Callable[[float, Any, Any], bool] | None = None,
    ) -> Run:
        """Train a copy of the values on the batches, in turn.

        Args:
            optimizer: one that is built for the model's trainable variables; its variables stay as they are.
            batches: pairs of x and y.
            steps: at most so many.
            rate: learning rate; None takes the optimizer's own.
            deadline: when to stop, by `time.monotonic`.
            watch: is told the step, the weights and the gradients before each step.
            enough: is told loss, outputs and labels before each step; True ends the training.
        """
        import keras

        trainable, others = list(self.trainable), list(self.others)
        state = [
            keras.ops.convert_to_tensor(
                v.value if rate is None or v is not getattr(optimizer, "_learning_rate", None) else np.float32(rate)
            )
            for v in optimizer.variables
        ]
        update = self._updates.setdefault(id(optimizer), _compiled(optimizer.stateless_apply))
        losses: list[float] = []
        before = self._mean_loss(trainable, others, batches)
        for step in range(steps):
            x, y = batches[step % len(batches)]
            loss, outputs, gradients, others = self.loss_and_gradients(trainable, others, x, y)
            losses.append(float(loss))
            if watch is not None:
                watch(step, trainable, gradients)
            if not np.isfinite(losses[-1]) or time.monotonic() > deadline:
                break
            if enough is not None and enough(losses[-1], outputs, y):
                break
            trainable, state = update(state, gradients, trainable)
        after, first = self._mean_loss(trainable, others, batches), batches[0]
        outputs = self.loss_and_gradients(trainable, others, *first)[1]
        finished = time.monotonic() <= deadline
        own_rate = rate if rate is not None else constant_rate(optimizer)
        return Run(own_rate, tuple(losses), before, after, _numpy(outputs), finished)

    def _mean_loss(self, trainable: Values, others: Values, batches: Sequence[tuple[Any, Any]]) -> float:
        return float(np.mean([float(self.loss_and_gradients(trainable, others, *batch)[0]) for batch in batches]))


def constant_rate(optimizer: Any) -> float | None:
    """Return the learning rate of an optimizer; None where a schedule sets it."""
    import keras

    rate = getattr(optimizer, "_learning_rate", None)
    return float(rate.numpy()) if isinstance(rate, keras.Variable) else None


def fresh_optimizer(model: Any, like: Any) -> Any:
    """Return a new optimizer with the settings of another, built for the model, that counts steps from where that one is."""
    copy = type(like).from_config(like.get_config())
    copy.build(model.trainable_variables)
    copy.iterations.assign(like.iterations)
    return copy


def _scope(model: Any, trainable: Values, others: Values) -> Any:
    import keras

    pairs = [*zip(model.trainable_variables, trainable, strict=True)]
    pairs += zip(model.non_trainable_variables, others, strict=True)
    return keras.StatelessScope(pairs, collect_losses=True)


def _loss_and_gradients(model: Any) -> Callable[..., Any]:
    import keras

    def loss_of(trainable: Values, others: Values, x: Any, y: Any) -> tuple[Any, tuple[Any, Values]]:
        with _scope(model, trainable, others) as scope:
            outputs = model(x, training=True)
            loss = model.compute_loss(x=x, y=y, y_pred=outputs, training=True)
        changed = [scope.get_current_value(v) for v in model.non_trainable_variables]
        return loss, (outputs, [old if new is None else new for old, new in zip(others, changed, strict=True)])

    if keras.backend.backend() == "jax":
        import jax

        def with_jax(trainable: Values, others: Values, x: Any, y: Any) -> tuple[Any, Any, Values, Values]:
            (loss, (outputs, others)), gradients = jax.value_and_grad(loss_of, has_aux=True)(trainable, others, x, y)
            return loss, outputs, gradients, others

        return _compiled(with_jax)

    import tensorflow as tf

    def with_tensorflow(trainable: Values, others: Values, x: Any, y: Any) -> tuple[Any, Any, Values, Values]:
        with tf.GradientTape() as tape:
            tape.watch(trainable)
            loss, (outputs, others) = loss_of(trainable, others, x, y)
        gradients = tape.gradient(loss, trainable, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return loss, outputs, [tf.convert_to_tensor(gradient) for gradient in gradients], others

    return with_tensorflow if model.run_eagerly else _compiled(with_tensorflow)


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    import keras

    if keras.backend.backend() == "jax":
        import jax

        compiled: Callable[..., Any] = jax.jit(function)
        return compiled
    import tensorflow as tf

    graph: Callable[..., Any] = tf.function(function, autograph=False)
    return graph


def _numpy(outputs: Any) -> Any:
    import keras

    return keras.tree.map_structure(keras.ops.convert_to_numpy, outputs)
