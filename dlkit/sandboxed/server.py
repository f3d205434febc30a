"""Answering the judge's questions from inside the sandbox: run this cell, call that function."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from dlkit.comparing import (
    FunctionReference,
    Handle,
    KerasInput,
    KerasNetwork,
    Outcome,
    Tensor,
    ValueFormatError,
    describe_error,
    from_plain,
    losses,
    models,
    observe,
    to_plain,
)
from dlkit.sandboxed.notebook import NotebookProcess
from dlkit.sandboxed.wire import WireClosed, WireError, receive_message, send_message


def serve(connection: socket.socket) -> None:
    """Answers questions until the other side closes.

    Args:
        connection: the socket to the judge.
    """
    server = _Server(connection)
    while True:
        try:
            question = receive_message(connection)
        except WireClosed:
            return
        answer = server.answer(question)
        try:
            send_message(connection, {"id": question["id"], **answer})
        except WireClosed:
            return
        except WireError as error:
            send_message(
                connection,
                {"id": question["id"], "raised": _raised("ValueError", f"The answer cannot be sent: {error}")},
            )


def _raised(kind: str, message: str) -> dict[str, str]:
    return {"type": kind, "message": message, "traceback": ""}


class _Server:
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.notebook = NotebookProcess()
        self.objects: list[Any] = []
        self.operations: dict[str, Callable[..., dict[str, Any]]] = {
            "cell": self.cell,
            "files": self.files,
            "call": self.call,
            "model": self.model,
            "use": self.use,
            "network": self.network,
            "replace": self.replace,
        }

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """One answer to one question; whatever goes wrong in it is an error of the student's code."""
        try:
            fields = {key: value for key, value in question.items() if key not in ("id", "do")}
            return self.operations[question["do"]](**fields)
        except MemoryError:
            return {"raised": _raised("MemoryError", "There was not enough memory.")}
        except BaseException as error:
            return {"raised": vars(describe_error(error))}

    def cell(
        self, source: str, name: str, seconds: float | None, keeps: list[str], definitions_only: bool
    ) -> dict[str, Any]:
        """Runs one cell of the notebook."""
        found = self.notebook.run(source, name=name, seconds=seconds, keeps=keeps, definitions_only=definitions_only)
        stopped = [{"line": item.line, **vars(item.raised)} for item in found.stopped]
        return {"stopped": stopped, "cut": found.cut}

    def files(self, files: dict[str, bytes]) -> dict[str, Any]:
        """Puts what was handed in beside the notebook where it runs, to be read only."""
        for name, content in files.items():
            place = Path(name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            place.write_bytes(content)
            place.chmod(0o444)
        return {"value": None}

    def call(self, function: str, args: Any, kwargs: Any, names: list[str]) -> dict[str, Any]:
        """Calls a function of the notebook on plain values."""
        found = self._find(function)
        if isinstance(found, dict):
            return found
        given_args, given_kwargs = self._values(args), self._values(kwargs)
        return self._encode(observe(found, given_args, given_kwargs, names=names))

    def model(self, function: str, args: Any, kwargs: Any, options: dict[str, Any]) -> dict[str, Any]:
        """Builds a model with a function of the notebook and observes it; or observes a loss, where options say so."""
        found = self._find(function)
        if isinstance(found, dict):
            return found
        args, kwargs = from_plain(args), from_plain(kwargs)
        observe_keras = losses.observe_loss if "gradient_of" in options else models.observe_model
        return self._encode(observe_keras(found, args, kwargs, **options))

    def use(self, number: int, operation: str, args: Any) -> dict[str, Any]:
        """Does one of the named operations on an object that an earlier call returned."""
        model = self.objects[number]
        return self._encode(Outcome(value=models.operate(model, operation, self._values(args))))

    def network(self, described: Any) -> dict[str, Any]:
        """Makes a network that later calls may be given."""
        return self._encode(Outcome(value=self._values(described)))

    def replace(self, function: str, source: str | None) -> dict[str, Any]:
        """Puts a stand-in for a function: from its source, or one that asks the judge each time."""
        if source is None:
            self.notebook.replace(function, self._asking(function))
        else:
            exec(compile(source, f"<stand-in for {function}>", "exec"), self.notebook.namespace)
            self.notebook.replace(function, self.notebook.namespace[function])
        return {"value": None}

    def _find(self, function: str) -> Callable[..., Any] | dict[str, Any]:
        self.notebook.select(function)
        found: Callable[..., Any] | None = self.notebook.namespace.get(function)
        if callable(found):
            return found
        what = "is not defined" if function not in self.notebook.namespace else "is not a function"
        return {"missing": what}

    def _values(self, plain: Any) -> Any:
        value = from_plain(plain, function=self._asking)
        return _with_objects(value, self.objects)

    def _asking(self, name: str) -> Callable[..., Any]:
        def ask(*args: Any, **kwargs: Any) -> Any:
            question = {
                "ask": name,
                "args": to_plain(list(args), extra=self._extra),
                "kwargs": to_plain(kwargs, extra=self._extra),
            }
            send_message(self.connection, question)
            answer = receive_message(self.connection)
            if answer.get("raised"):
                raise ValueError(answer["raised"])
            return self._values(answer["value"])

        ask.__name__ = ask.__qualname__ = name
        return ask

    def _encode(self, outcome: Outcome) -> dict[str, Any]:
        if outcome.raised:
            return {"raised": vars(outcome.raised)}
        try:
            return {"value": to_plain(outcome.value, extra=self._extra), "changed": list(outcome.changed)}
        except ValueFormatError as error:
            return {"unreadable": str(error)}
        except BaseException as error:
            return {"unreadable": f"a value that cannot be read ({type(error).__name__})"}

    def _extra(self, value: Any) -> dict[str, Any] | None:
        keras = sys.modules.get("keras")
        if keras is not None:
            if isinstance(value, (keras.Model, keras.layers.Layer, keras.KerasTensor)):
                self.objects.append(value)
                kind = "Keras model" if isinstance(value, keras.Model) else type(value).__name__
                plain: dict[str, Any] = to_plain(Handle(len(self.objects) - 1, kind))
                return plain
            if keras.ops.is_tensor(value) or isinstance(value, keras.Variable):
                return _tensor(keras.ops.convert_to_numpy(value))
        if callable(value) and not isinstance(value, type):
            reference: dict[str, Any] = to_plain(FunctionReference(getattr(value, "__name__", "function")))
            return reference
        if hasattr(value, "__array__") and not isinstance(value, type):
            return _tensor(np.asarray(value))
        return None


def _tensor(array: np.ndarray) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(Tensor(np.asarray(array)))
    return plain


def _with_objects(value: Any, objects: list[Any]) -> Any:
    """Makes tensors, symbolic inputs and objects that an earlier call returned of the plain values that stand for them."""
    if isinstance(value, (Tensor, KerasInput, KerasNetwork)):
        return models.with_keras_inputs(value, [])
    if isinstance(value, Handle):
        return objects[value.number]
    if isinstance(value, dict):
        return {key: _with_objects(item, objects) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_with_objects(item, objects) for item in value)
    return value
