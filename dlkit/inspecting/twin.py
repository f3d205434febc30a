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
        practice: Practice,
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
            practice: an optimizer and variables to use it on.
            batches: pairs of x and y.
            steps: at most so many.
            rate: learning rate; None takes the optimizer's own.
            deadline: when to stop, by `time.monotonic`.
            watch: is told the step, the weights and the gradients before each step.
            enough: is told loss, outputs and labels before each step; True ends the training.

        Returns:
            What came of it.
        """
        practice.begin(self.trainable, rate)
        trainable, others = list(self.trainable), list(self.others)
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
            trainable = practice.apply(gradients)
        after, first = self._mean_loss(trainable, others, batches), batches[0]
        outputs = self.loss_and_gradients(trainable, others, *first)[1]
        finished = time.monotonic() <= deadline
        return Run(practice.rate, tuple(losses), before, after, _numpy(outputs), finished)

    def _mean_loss(self, trainable: Values, others: Values, batches: Sequence[tuple[Any, Any]]) -> float:
        return float(np.mean([float(self.loss_and_gradients(trainable, others, *batch)[0]) for batch in batches]))


class Practice:
    """An optimizer, and variables of its own to use it on.

    Args:
        model: whose trainable variables the own ones are like.
        optimizer: a new one, not built.
        steps_taken: how many steps it is to believe that it has taken, for a schedule.
    """

    def __init__(self, model: Any, optimizer: Any, *, steps_taken: int = 0) -> None:
        import keras

        self._variables = [
            keras.Variable(np.zeros(v.shape), dtype=v.dtype, name=v.name) for v in model.trainable_variables
        ]
        self._optimizer = optimizer
        optimizer.build(self._variables)
        optimizer.iterations.assign(steps_taken)
        self._start = [v.numpy().copy() for v in optimizer.variables]
        self._apply = _graph(self._step)

    @property
    def rate(self) -> float | None:
        """The learning rate; None where a schedule sets it."""
        import keras

        rate = getattr(self._optimizer, "_learning_rate", None)
        return float(rate.numpy()) if isinstance(rate, keras.Variable) else None

    def begin(self, values: Values, rate: float | None) -> None:
        """Put the optimizer back to where it began, and its variables to these values."""
        for variable, value in zip(self._optimizer.variables, self._start, strict=True):
            variable.assign(value)
        for variable, value in zip(self._variables, values, strict=True):
            variable.assign(value)
        if rate is not None:
            self._optimizer.learning_rate = rate

    def apply(self, gradients: Values) -> Values:
        """Take one step, and return the new values."""
        new: Values = self._apply(gradients)
        return new

    def _step(self, gradients: Values) -> Values:
        import keras

        self._optimizer.apply(gradients, self._variables)
        return [keras.ops.convert_to_tensor(variable.value) for variable in self._variables]


def fresh_optimizer(like: Any) -> Any:
    """Return a new optimizer with the settings of another."""
    return type(like).from_config(like.get_config())


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

        compiled: Callable[..., Any] = jax.jit(with_jax)
        return compiled

    import tensorflow as tf

    def with_tensorflow(trainable: Values, others: Values, x: Any, y: Any) -> tuple[Any, Any, Values, Values]:
        with tf.GradientTape() as tape:
            tape.watch(trainable)
            loss, (outputs, others) = loss_of(trainable, others, x, y)
        gradients = tape.gradient(loss, trainable, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return loss, outputs, [tf.convert_to_tensor(gradient) for gradient in gradients], others

    return with_tensorflow if model.run_eagerly else _graph(with_tensorflow)


def _graph(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that assigns variables, compiled where the backend can do that."""
    import keras

    if keras.backend.backend() == "jax":
        return function
    import tensorflow as tf

    graph: Callable[..., Any] = tf.function(function, autograph=False)
    return graph


def _numpy(outputs: Any) -> Any:
    import keras

    return keras.tree.map_structure(keras.ops.convert_to_numpy, outputs)
