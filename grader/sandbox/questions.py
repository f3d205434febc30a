"""What a submission is asked, in the form in which it crosses, and the forms that an answer has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgpack

from dlkit.comparing import (
    MAX_TEXT,
    Handle,
    KerasNetwork,
    Outcome,
    Raised,
    ValueFormatError,
    clean,
    from_plain,
    to_plain,
)

MAX_CHANGED = 50  # arguments that one answer names as changed


@dataclass(frozen=True)
class Missing:
    """The submission has no such function; `reason` completes "sigmoid ..."."""

    reason: str


@dataclass(frozen=True)
class Unreadable:
    """The function returned something that is no plain data; `what` names it."""

    what: str


Answer = Outcome | Missing | Unreadable


@dataclass(frozen=True)
class Question:
    """A question to a submission, in the form in which it crosses: it can be asked of another one as it is.

    Attributes:
        what: what it asks for, in messages.
        fields: of the message.
        changeable: the arguments of which the answer may say that they were changed; None if there are none.
        again: whether a fresh process can answer it, too: it names nothing that an earlier answer returned.
    """

    what: str
    fields: Mapping[str, Any]
    changeable: frozenset[str] | None = None
    again: bool = True

    @cached_property
    def packed(self) -> bytes:
        """The fields as bytes: those of two questions are the same where the questions are, also in what is not a number."""
        packed: bytes = msgpack.packb(self.fields)
        return packed


Lend = Callable[[Any], dict[str, Any] | None]


def call_question(
    function: str, args: Sequence[Any], kwargs: Mapping[str, Any], names: Sequence[str], *, lend: Lend | None = None
) -> Question:
    """Asks for a call of a function of the submission.

    Args:
        function: its name.
        args: positional arguments.
        kwargs: keyword arguments.
        names: of its parameters.
        lend: encodes functions among the arguments.

    Raises:
        ValueFormatError: if an argument is no plain value, and not lent.
    """
    fields = {
        "do": "call",
        "function": function,
        "args": to_plain(list(args), extra=lend),
        "kwargs": to_plain(dict(kwargs), extra=lend),
        "names": list(names),
    }
    changeable = frozenset((*names, *kwargs, *(f"argument {number}" for number in range(1, len(args) + 1))))
    return Question(function, fields, changeable, again=not any(isinstance(arg, Handle) for arg in args))


def model_question(
    function: str, args: Sequence[Any], kwargs: Mapping[str, Any], options: Mapping[str, Any]
) -> Question:
    """Asks for a model that a function of the submission builds, observed; or for an observed loss.

    Raises:
        ValueFormatError: if an argument is no plain value.
    """
    plain = {"args": to_plain(list(args)), "kwargs": to_plain(dict(kwargs)), "options": dict(options)}
    return Question(function, {"do": "model", "function": function, **plain})


def use_question(handle: Handle, operation: str, args: Sequence[Any]) -> Question:
    """Asks for a named operation on an object that an earlier call returned.

    Raises:
        ValueFormatError: if an argument is no plain value.
    """
    fields = {"do": "use", "number": handle.number, "operation": operation, "args": to_plain(list(args))}
    return Question(f"the model's {operation}", fields, again=False)


def network_question(described: KerasNetwork) -> Question:
    """Asks for a network, which stays on the other side."""
    return Question("a network", {"do": "network", "described": to_plain(described)})


def read_answer(question: Question, came: Mapping[str, Any]) -> Answer:
    """Reads what came as the answer to a question.

    Raises:
        ValueFormatError: if it is none.
    """
    try:
        if "missing" in came:
            return Missing("is not a function" if came["missing"] == "is not a function" else "is not defined")
        if "unreadable" in came:
            return Unreadable(_text(came["unreadable"]))
        if came.get("raised"):
            return Outcome(raised=read_error(came["raised"]))
        changed = [_text(name) for name in came.get("changed", [])[:MAX_CHANGED]]
        if question.changeable is not None:
            changed = [name for name in changed if name in question.changeable]
        return Outcome(from_plain(came["value"]), changed=tuple(changed))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueFormatError(str(error)) from None


def read_error(plain: Any) -> Raised:
    """Reads an error of the student's code.

    Raises:
        KeyError, TypeError: if it is none.
    """
    return Raised(_text(plain["type"]), _text(plain["message"]), _text(plain["traceback"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text is expected")
    return clean(value, limit=MAX_TEXT)
