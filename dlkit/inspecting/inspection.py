"""Why does a network not train: `dlkit.inspect`."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from dlkit.inspecting import data_findings, signal_findings, training_findings
from dlkit.inspecting.losses import KnownLoss, known_loss
from dlkit.inspecting.measured import Measured, Run
from dlkit.inspecting.report import Finding, Inspection
from dlkit.inspecting.sample import Sample, as_data, draw, parts
from dlkit.inspecting.signals import last_activation, layer_gradients, layer_signals
from dlkit.inspecting.twin import Practice, Twin, Values, fresh_optimizer, untouched

HEART_STEPS, OWN_STEPS = 120, 40
HEART_RATES = (0.003, 0.0003, 0.03)
FACTORS = (0.1, 0.01, 0.001)  # learning rates to try where the loss rises, or does not move
UP = (100.0, 10_000.0)  # a rate is too low only if a hundred times as much, or more, does better
LATER = 5  # steps after which gradients are looked at again


def inspect(model: Any, x: Any, y: Any, *, seconds: float = 30.0) -> Inspection:
    """Say why a network does not train: the habits of the course in one call.

    Looks at the data, at how labels, loss and last layer fit, at the first loss, at activations and gradients layer by
    layer, at 20 examples learned by heart, and at what the learning rate does in a short run. It works on copies of the
    weights and of the optimizer: the model, its optimizer and the random numbers stay as they are.

    Args:
        model: a compiled `keras.Model` that has its weights.
        x: inputs, an array (m, ...); a list or dict of arrays where the model has several inputs.
        y: labels, an array with m entries; a list or dict where there are several outputs.
        seconds: when this time is up, what was not measured yet is said to be open.

    Returns:
        The report. A notebook shows it as a table, `print` prints it; `.problems` holds what is wrong, `.plot()` draws.

    Raises:
        ValueError: if the model is not compiled or has no weights yet, if x and y are no arrays of the same number of
            examples, or if Keras computes on another backend than TensorFlow or JAX.

    Example:
        ```python
        model.compile("adam", "sparse_categorical_crossentropy")
        report = dlkit.inspect(model, x_train, y_train)
        report.plot()
        ```
    """
    started = time.monotonic()
    x, y = as_data(x, "x"), as_data(y, "y")
    _refuse(model, x, y)
    with untouched(model):
        findings, measured = _Inspection(model, x, y, started + seconds).findings()
    return Inspection(tuple(findings), measured, time.monotonic() - started)


def _refuse(model: Any, x: Any, y: Any) -> None:
    import keras

    if not isinstance(model, keras.Model):
        raise ValueError(f"model should be a keras.Model; received {type(model).__name__}.")
    if keras.backend.backend() not in ("tensorflow", "jax"):
        raise ValueError(
            f"dlkit.inspect works with Keras on TensorFlow or JAX; here it runs on {keras.backend.backend()}."
        )
    if not model.compiled:
        raise ValueError("The model is not compiled: call model.compile(optimizer, loss) first.")
    if not model.built or not model.weights:
        raise ValueError("The model has no weights yet: start it with keras.Input(shape), or call it once on a batch.")
    counts = {len(part) for part in [*parts(x), *parts(y)]}
    if len(counts) != 1 or counts == {0}:
        told = ", ".join(str(len(part)) for part in [*parts(x), *parts(y)])
        raise ValueError(f"x and y should hold the same number of examples, at least one; received {told}.")


class _Inspection:
    """One inspection on its way: what is known so far, and how much time is left."""

    def __init__(self, model: Any, x: Any, y: Any, deadline: float) -> None:
        self.model, self.x, self.y, self.deadline = model, x, y, deadline
        self.loss: KnownLoss | None = known_loss(model)
        self.activation = last_activation(model)
        self.measured = Measured()
        usable = self.loss is not None and all(np.isfinite(part).all() for part in parts(y))
        self.classes = data_findings.classes_of(y, self.loss) if usable else None
        self.sample: Sample = draw(x, y, self.classes)
        self.measured.batch = len(parts(self.sample.batches[0][0])[0])

    def findings(self) -> tuple[list[Finding], Measured]:
        twin, measured = Twin(self.model), self.measured
        try:
            measured.signals, outputs = layer_signals(twin, self.sample.x)
        except Exception as error:
            return [self._cannot_take(error)], measured
        labels = data_findings.about_labels(self.x, self.y, outputs, self.loss, self.activation)
        failure = None if labels.status == "problem" else self._first_steps(twin, outputs)
        broken = not all(signal.is_finite for signal in measured.signals)
        lost = broken or measured.loss is None or not np.isfinite(measured.loss)
        if not lost and self.model.trainable_variables:
            self._learn_by_heart(twin)
            self._try_learning_rates(twin)
        found = [
            data_findings.about_inputs(self.x, list(measured.signals), self.model),
            labels,
            data_findings.about_last_layer(self.loss, self.activation, outputs, self.sample.y, measured.loss),
            failure or training_findings.about_first_loss(measured, _steps_taken(self.model) > 0, is_broken=broken),
            signal_findings.about_weights(self.model),
            signal_findings.about_activations(measured.signals, len(parts(self.sample.x)[0])),
            signal_findings.about_gradients(measured.gradients),
            training_findings.about_one_batch(
                measured,
                self._weights(),
                self._numbers(),
                _first(outputs, measured.batch),
                has_known_loss=self.loss is not None,
            ),
            training_findings.about_learning_rate(measured),
        ]
        return found, measured

    def _cannot_take(self, error: Exception) -> Finding:
        wanted = getattr(self.model, "input_shape", None)
        shapes = [part.shape for part in parts(self.x)]
        told = f"x has shape {shapes[0] if len(shapes) == 1 else shapes}, the model takes {wanted}."
        if wanted is None:
            told = f"The model does not take x: {str(error).splitlines()[0]}"
        advice = "Compare the two shapes; None stands for any number."
        return Finding("inputs", "problem", told, "Calling the model on x raises an error.", advice)

    def _first_steps(self, twin: Twin, outputs: Any) -> Finding | None:
        """Compute the first loss; return a finding if that raises an error."""
        try:
            compiled = self.model._compile_loss
            if compiled is not None and not compiled.built:
                compiled.build(self.sample.y, outputs)
            losses = [
                float(twin.loss_and_gradients(twin.trainable, twin.others, *batch)[0]) for batch in self.sample.batches
            ]
        except Exception as error:
            line = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
            return Finding(
                "first loss",
                "problem",
                f"Computing the loss raises {type(error).__name__}: {line[:200]}",
                "So fit raises it, too.",
                "Compare the shapes of y and of model(x[:2]) with what the loss expects.",
            )
        self.measured.loss = float(np.mean(losses))
        self.measured.expected_loss = _know_nothing(self.loss, outputs)
        return None

    def _learn_by_heart(self, twin: Twin) -> None:
        import keras

        batch, measured = self.sample.batches[0], self.measured
        moments: list[tuple[Values, Values]] = []

        def watch(step: int, trainable: Values, gradients: Values) -> None:
            if step in (0, LATER) and len(moments) < 2:
                moments.append((trainable, gradients))

        def enough(loss: float, outputs: Any, y: Any) -> bool:
            return loss < 0.05 * first and self._right(keras.ops.convert_to_numpy(outputs), y) in (None, measured.batch)

        first = float(twin.loss_and_gradients(twin.trainable, twin.others, *batch)[0])
        adam = Practice(self.model, keras.optimizers.Adam())
        enough_of = enough if len(self.model.outputs or [0]) == 1 else None
        for rate in HEART_RATES:
            run = twin.train(
                adam,
                [batch],
                steps=HEART_STEPS,
                rate=rate,
                deadline=time.monotonic() + (self.deadline - time.monotonic()) * 0.5,
                watch=watch,
                enough=enough_of,
            )
            measured.one_batch.append(run)
            measured.one_batch.sort(key=lambda run: run.fell)
            if run.fell >= training_findings.HARDLY or not run.finished:
                break
        measured.gradients = layer_gradients(self.model, moments)
        measured.right = self._right(measured.one_batch[-1].outputs, batch[1])

    def _try_learning_rates(self, twin: Twin) -> None:
        """Train a little with the model's own optimizer; where that gets nowhere, with other rates."""
        measured = self.measured
        try:
            steps_taken = _steps_taken(self.model)
            practice = Practice(self.model, fresh_optimizer(self.model.optimizer), steps_taken=steps_taken)
        except Exception:  # a schedule or an optimizer of the user's own that Keras cannot make again
            return

        def run(rate: float | None, made: Practice) -> Run:
            return twin.train(made, self.sample.batches, steps=OWN_STEPS, rate=rate, deadline=self.deadline)

        measured.own = own = run(None, practice)
        if own.fell > training_findings.STUCK or not own.finished or self._has_learned():
            return
        rate, made = own.rate, practice
        if rate is None:  # a schedule, which may begin at 0: too low is not to be told from a warm-up
            if np.isfinite(own.fell):
                return
            rate = float(self.model.optimizer.learning_rate) or 0.1
            settings = self.model.optimizer.get_config() | {"learning_rate": rate}
            made = Practice(self.model, type(self.model.optimizer).from_config(settings))
        if rate == 0:
            return
        is_lost = not np.isfinite(own.fell)
        for factor in FACTORS if is_lost else (*FACTORS, *UP):
            other = run(rate * factor, made)
            measured.others.append(other)
            if not other.finished or other.fell >= 2 * training_findings.MOVES:
                break

    def _has_learned(self) -> bool:
        """Whether there is little left to learn, so that a loss that stays tells nothing."""
        loss, expected = self.measured.loss, self.measured.expected_loss
        if expected is None or loss is None:
            return _steps_taken(self.model) > 0
        return loss < 0.5 * expected

    def _right(self, outputs: Any, y: Any) -> int | None:
        """Count the examples that are classified right; None if these are not single classes."""
        if self.loss is None or self.classes is None or not isinstance(outputs, np.ndarray) or outputs.ndim != 2:
            return None
        truth = data_findings.classes_of(y, self.loss)
        if truth is None:
            return None
        if self.loss.family == "binary":
            answers = (outputs[:, 0] > (0 if self.loss.from_logits else 0.5)).astype(int)
            return int(np.sum(answers == truth)) if outputs.shape[1] == 1 else None
        return int(np.sum(outputs.argmax(axis=1) == truth))

    def _weights(self) -> int:
        return sum(int(np.prod(variable.shape)) for variable in self.model.trainable_variables)

    def _numbers(self) -> int:
        return sum(int(part[: self.measured.batch].size) for part in parts(self.sample.y))


def _steps_taken(model: Any) -> int:
    return int(model.optimizer.iterations) if model.optimizer is not None and model.optimizer.built else 0


def _first(outputs: Any, count: int) -> Any:
    return outputs[:count] if isinstance(outputs, np.ndarray) else None


def _know_nothing(loss: KnownLoss | None, outputs: Any) -> float | None:
    """Return ln C, the loss of a network that gives each of C classes the same probability."""
    if loss is None or loss.family == "regression" or not isinstance(outputs, np.ndarray):
        return None
    return float(np.log(2 if loss.family == "binary" else outputs.shape[-1])) or None
