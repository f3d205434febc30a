"""Functions and Keras models as a measure sees them: alike in the notebook and in the judge, wherever they live."""

from __future__ import annotations

import sys
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from dlkit.comparing.compare import diagnose_error
from dlkit.comparing.diagnosis import Diagnosis, Mismatch
from dlkit.comparing.models import operate, with_keras_inputs, with_plain_tensors
from dlkit.comparing.outcome import Interruption, Outcome, describe_error, observe
from dlkit.comparing.values import KerasNetwork, ValueFormatError, to_plain


class ModelView(ABC):
    """A Keras model, in this process or in another: a few named operations."""

    @property
    @abstractmethod
    def itself(self) -> Any:
        """What stands for the model among the arguments of a call."""

    @property
    @abstractmethod
    def owner(self) -> str:
        """The function that the model belongs to."""

    @abstractmethod
    def _use(self, operation: str, *args: Any) -> Any:
        """What an operation gives.

        Raises:
            Mismatch: if it stops with an error.
        """

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """The shape of its input, batch axis included."""
        shape: tuple[int | None, ...] = self._fact("input_shape", tuple)
        return shape

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """The shape of its output, batch axis included."""
        shape: tuple[int | None, ...] = self._fact("output_shape", tuple)
        return shape

    @property
    def compiled(self) -> dict[str, Any] | None:
        """Names of its loss, optimizer and metrics; None if it is not compiled."""
        facts: dict[str, Any] | None = self._fact("compiled", (dict, type(None)))
        return facts

    def count_params(self) -> int:
        """The number of its parameters."""
        count: int = self._fact("count_params", int)
        return count

    def layer_table(self) -> list[dict[str, Any]]:
        """Its layers: name, kind, output_shape, parameters."""
        rows: list[dict[str, Any]] = self._fact("layer_table", list)
        return rows

    def predict(self, x: Any, *, training: bool = False, batch_size: int | None = None, verbose: str | int = 0) -> Any:
        """Its output, or the list of its outputs, in inference mode if nothing else is said.

        Args:
            x: the input, or a list of inputs.
            training: whether it runs in training mode.
            batch_size: taken as Keras takes it, and without effect: all of `x` is one batch.
            verbose: taken as Keras takes it, and without effect: nothing is shown.
        """
        return self._use("predict", x, training)

    def train_on_batch(self, x: Any, y: Any) -> float:
        """Trains on one batch; returns the loss."""
        loss: float = self._fact("train_on_batch", float, x, y)
        return loss

    def get_weights(self) -> list[Any]:
        """Its weights as arrays."""
        weights: list[Any] = self._fact("get_weights", list)
        return weights

    def set_weights(self, weights: list[Any]) -> None:
        """Gives it weights."""
        self._use("set_weights", weights)

    def _fact(self, operation: str, kind: type | tuple[type, ...], *args: Any) -> Any:
        """The answer to an operation, if it is of the kind that a model gives: the process may send anything."""
        value = self._use(operation, *args)
        if not isinstance(value, kind):
            raise Mismatch(Diagnosis("type", f"The model of {self.owner} gives no {operation}, as a Keras model does."))
        return value


@dataclass(frozen=True)
class ModelHere(ModelView):
    """A Keras model in this process."""

    model: Any
    function: str

    @property
    def itself(self) -> Any:
        """The model."""
        return self.model

    @property
    def owner(self) -> str:
        """The function that the model belongs to."""
        return self.function

    def _use(self, operation: str, *args: Any) -> Any:
        try:
            return operate(self.model, operation, args)
        except (KeyboardInterrupt, MemoryError, Interruption):
            raise
        except BaseException as error:
            name, where = f"the model of {self.function}", f" in {operation}"
            raise Mismatch(diagnose_error(describe_error(error), name, where=where)) from None


class Measurable(Protocol):
    """A function that can be measured, in this process or in another."""

    def outcome(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        """What a call does; a Keras model that it returns is a `ModelView`."""

    def network(self, described: KerasNetwork) -> ModelView:
        """Makes a network that can be among the arguments of calls."""


@dataclass(frozen=True)
class FunctionHere:
    """A function in this process, to be measured.

    Attributes:
        function: the function.
        name: what it is called.
        names: those of its parameters.
    """

    function: Any
    name: str
    names: Sequence[str]

    def outcome(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        """What a call does; arguments that stand for what Keras makes are replaced by it.

        Raises:
            Mismatch: if it returns what cannot be compared; the sandbox would not send it either.
        """
        given = with_keras_inputs([list(args), dict(kwargs)], [])
        with eager_functions() if any(map(_is_model, args)) else warnings.catch_warnings():
            outcome = observe(self.function, *given, names=self.names)
        value = outcome.value
        value = ModelHere(value, self.name) if _is_model(value) else with_plain_tensors(value)
        try:
            to_plain(None if isinstance(value, ModelView) else value)
        except ValueFormatError as error:
            raise Mismatch(unreadable(self.name, str(error))) from None
        return replace(outcome, value=value)

    def network(self, described: KerasNetwork) -> ModelView:
        """Makes a network."""
        return ModelHere(with_keras_inputs(described, []), self.name)


def unreadable(function: str, what: str, call: str = "") -> Diagnosis:
    """The diagnosis of a call that returned what cannot be compared."""
    told = f"{function} returned {what}; it should return arrays, numbers, or tuples, lists and dicts of them."
    return Diagnosis("type", told, call=call)


def _is_model(value: Any) -> bool:
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, keras.Model)


@contextmanager
def eager_functions() -> Iterator[None]:
    """Lets TensorFlow take a few steps of training without building a graph first, which takes far longer than they do."""
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None or tensorflow.config.functions_run_eagerly():
        yield
        return
    tensorflow.config.run_functions_eagerly(True)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings(
                "ignore", message=".*run_functions_eagerly"
            )  # which says that data stay as they are
            yield
    finally:
        tensorflow.config.run_functions_eagerly(False)
