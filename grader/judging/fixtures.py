"""What a hidden check asks for by name: `student`, `solution`, `rng`, `compare`; the fifth, `measures`, is a module."""

from __future__ import annotations

import ast
import inspect
import math
import random
import re
import sys
import textwrap
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache, partial
from types import ModuleType
from typing import Any

import msgpack
import numpy as np

from dlkit.comparing import (
    Call,
    Diagnosis,
    FunctionHere,
    FunctionReference,
    Handle,
    KerasNetwork,
    Known,
    Measured,
    Mismatch,
    ModelView,
    Outcome,
    Tolerance,
    ValueFormatError,
    as_arrays,
    computes_right,
    diagnose,
    diagnose_call,
    diagnose_error,
    diagnose_loss,
    diagnose_measure,
    diagnose_model,
    difference,
    footprint,
    is_right_of,
    kind_of,
    observe,
    observe_loss,
    observe_measure,
    observe_model,
    operate,
    parameter_names,
    text_array_bytes,
    to_plain,
    unreadable,
    with_plain_tensors,
    without_graph,
    without_same_graph,
)
from grader.authoring import Entry
from grader.errors import ChecksError
from grader.judging.student_process import Backend, ended_diagnosis
from grader.sandbox import (
    Answer,
    Missing,
    SandboxEnd,
    TooLong,
    Unreadable,
    bounded_memory,
    bounded_time,
    unbounded_memory,
)

MAX_CACHED = 16_000  # outcomes of the reference that are kept: those of eight variants of the hidden inputs
MAX_CACHED_KEY = 1 << 20  # bytes of the call that one is kept for: no check's own inputs are larger
COMPARE_SECONDS = 10.0  # what it may take to say how an answer differs
REFERENCE_MB = 4096  # what a reference or a known mistake may take: its arguments may be made of a student's answer
MAX_ARGUMENTS = 16 << 20  # bytes of such arguments
MAX_TEXTS = 4 << 20  # bytes of an array of texts
_ANY_NUMBER = Tolerance(rtol=0.0, atol=math.inf)
LARGE = 1 << 20  # bytes from which on an answer is not kept, if it is much larger than the right one


@cache
def _parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(parameter_names(function))


@cache
def _answer_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """What the parts of a function's answer are called, where it returns several and its docstring has their names."""
    try:
        node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError):  # a proxy, or one without a source
        return ()
    returned = [item.value for item in ast.walk(node) if isinstance(item, ast.Return)]
    documented = set(re.findall(r"\w+", inspect.getdoc(function) or ""))
    if not returned or not isinstance(returned[-1], ast.Tuple):
        return ()
    names = [part.id if isinstance(part, ast.Name) else "" for part in returned[-1].elts]
    return tuple(name if name in documented else "" for name in names)


class Student:
    """The student's functions: `student.sigmoid(z)` calls theirs in the sandbox and returns plain data.

    Where the function is missing, not written, raises, or ends its process, the check fails with the
    diagnosis by itself.

    Attributes:
        in_place: the calls that changed an argument, each with its diagnosis.
    """

    def __init__(self, backend: Backend, solution: ModuleType) -> None:
        self._backend = backend
        self._solution = solution
        self._returned: list[tuple[Call, Any]] = []
        self.in_place: list[tuple[Call, Diagnosis]] = []

    def __getattr__(self, name: str) -> StudentFunction:
        if name.startswith("_"):
            raise AttributeError(name)
        function = getattr(self._solution, name)
        returned = (self._returned, self.in_place)
        return StudentFunction(name, self._backend, _parameters(function), _answer_names(function), *returned)

    def unlike(self) -> Diagnosis | None:
        """How the form of what came back differs from what the solution returns; None if it does not.

        The form is all but the numbers: types, parts, shapes, layers, and whether numbers are finite.
        """
        for call, value in self._returned:
            right = observe(getattr(self._solution, call.function), call.args, call.kwargs, names=call.names)
            if right.raised:
                continue
            if isinstance(value, StudentModel) and not hasattr(right.value, "layers"):
                told = f"{call.function} returned a Keras model; it should return {kind_of(right.value)}."
                found: Diagnosis | None = Diagnosis("type", told)
            elif isinstance(value, StudentModel):
                found = difference(
                    _form(value.layer_table()), _form(operate(right.value, "layer_table", [])), _ANY_NUMBER
                )
            else:
                found = difference(value, as_arrays(with_plain_tensors(right.value)), _ANY_NUMBER)
            if found is not None:
                return found
        return None


@dataclass(frozen=True)
class StudentFunction:
    """One function of the student's."""

    name: str
    backend: Backend
    names: tuple[str, ...]
    parts: tuple[str, ...] = ()
    returned: list[tuple[Call, Any]] = field(default_factory=list, repr=False, compare=False)
    in_place: list[tuple[Call, Diagnosis]] = field(default_factory=list, repr=False, compare=False)

    def called_with(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """A call of it."""
        return Call(self.name, self.names, args, kwargs, self.parts)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls it; the value is plain data, or a `StudentModel` for a Keras model."""
        outcome = self.outcome(args, kwargs)
        call = self.called_with(args, kwargs)
        found = diagnose_call(outcome, call)
        if found is not None and found.kind == "changed_argument":
            self.in_place.append((call, found))
        elif found is not None:
            raise Mismatch(found)
        return outcome.value

    def outcome(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        """What a call of it does; its value is plain data, or a `StudentModel` for a Keras model."""
        call = self.called_with(args, kwargs)
        outcome = readable(call, lambda: self.backend.call(self.name, args, kwargs, self.names))
        return outcome if outcome.raised else replace(outcome, value=self._usable(outcome, call))

    def network(self, described: KerasNetwork) -> ModelView:
        """Makes a network where the student's functions live."""
        outcome = readable(Call("a network", (), (), {}), lambda: self.backend.network(described))
        if outcome.raised or not isinstance(outcome.value, Handle):
            raise Mismatch(Diagnosis("type", f"No network for {self.name} can be made where your notebook has run."))
        return StudentModel(outcome.value, self)

    def _usable(self, outcome: Outcome, call: Call) -> Any:
        if isinstance(outcome.value, Handle) and outcome.value.kind == "Keras model":
            model = StudentModel(outcome.value, self)
            self.returned.append((call, model))
            return model
        if text_array_bytes(outcome.value) > MAX_TEXTS:  # a check may well make an array of it
            raise Mismatch(
                Diagnosis(
                    "type", f"{self.name} should return numbers, but it returned long texts: {kind_of(outcome.value)}."
                )
            )
        value = as_arrays(outcome.value)
        self.returned.append((call, value))
        return value


def _form(table: list[dict[str, Any]]) -> list[list[Any]]:
    """The layers of a model without their names."""
    return [[row["kind"], row["output_shape"], row["parameters"]] for row in table]


@dataclass(frozen=True)
class StudentModel(ModelView):
    """A Keras model that stays in the sandbox: the student's, or one that was made there for their functions."""

    handle: Handle
    function: StudentFunction

    @property
    def itself(self) -> Handle:
        """The handle, by which the sandbox knows it."""
        return self.handle

    @property
    def owner(self) -> str:
        """The function that the model belongs to."""
        return self.function.name

    def _use(self, operation: str, *args: Any) -> Any:
        name = f"the model of {self.function.name}"
        call = Call(name, (), (), {})
        outcome = readable(call, lambda: self.function.backend.use(self.handle, operation, args))
        if outcome.raised:
            raise Mismatch(diagnose_error(outcome.raised, name, where=f" in {operation}"))
        return outcome.value


def readable(call: Call, ask: Callable[[], Answer]) -> Outcome:
    """Asks, and turns every answer that is no outcome into a failed check.

    Raises:
        Mismatch: if there is no outcome.
    """
    try:
        answer = ask()
    except SandboxEnd as end:
        raise Mismatch(ended_diagnosis(end)) from None
    if isinstance(answer, Missing):
        raise Mismatch(
            Diagnosis(
                "missing",
                f"{call.function} {answer.reason}: the notebook should define a function of that name.",
            )
        )
    if isinstance(answer, Unreadable):
        raise Mismatch(unreadable(call.function, answer.what, str(call)))
    return answer


@dataclass(frozen=True)
class Compared:
    """One comparison that a check made, kept for the choice of the mistake and for `examples.json`.

    Attributes:
        found: what is wrong with the answer; None if it is right, whatever arguments were changed.
    """

    kind: str
    call: Call
    options: Mapping[str, Any]
    tolerance: Tolerance
    actual: Outcome
    expected: Outcome
    found: Diagnosis | None = None

    @property
    def changed(self) -> set[str]:
        """The arguments that the call changed, and should not have."""
        return self.changes(self.actual)

    def changes(self, outcome: Outcome) -> set[str]:
        """The arguments that another outcome of the same call changed, and should not have."""
        return set(outcome.changed) - set(self.expected.changed)

    def is_right(self, outcome: Outcome) -> bool:
        """Whether another outcome of the same call is right."""
        return is_right_of(self.kind)(outcome, self.expected, self.tolerance)


@dataclass
class Reference:
    """Outcomes of the reference and of known mistakes, computed once per call and kept."""

    catalogue: list[Entry]
    _kept: OrderedDict[tuple[str, bytes], Outcome] = field(default_factory=OrderedDict)

    def outcome(
        self, owner: str, function: Callable[..., Any], kind: str, call: Call, options: Mapping[str, Any]
    ) -> Outcome:
        """What a function of this side does on a call."""
        key = self._key(owner, kind, call, options)
        if key is not None and key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key is None and footprint([call.args, dict(call.kwargs)]) > MAX_ARGUMENTS:
            raise Mismatch(Diagnosis("too_large", f"What {call.function} is to be called with next is too large."))
        with _room(kind), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a known mistake may well divide by zero
            if kind == "model":
                outcome = observe_model(function, call.args, call.kwargs, **options)
            elif kind == "loss":
                outcome = without_same_graph(observe_loss(function, call.args, call.kwargs, **options))
            elif kind == "measure":
                outcome = _measured(function, call, **options)
            else:
                outcome = _called(function, call.names, call.args, call.kwargs)
        if key is not None:
            self._kept[key] = outcome
            if len(self._kept) > MAX_CACHED:
                self._kept.popitem(last=False)
        return outcome

    def known(
        self,
        kind: str,
        call: Call,
        options: Mapping[str, Any],
        expected: Outcome,
        tolerance: Tolerance,
        *,
        name: str = "",
    ) -> list[Known]:
        """What the catalogued mistakes of the called exercise do on a call, or the one of a name.

        A loss is made a graph of, which is slow, only if it is right without one.
        """
        mistakes = (entry for entry in self.catalogue if entry.role == "mistake" and entry.exercise == call.function)

        def does(entry: Entry) -> Outcome:
            ask = partial(self.outcome, _owner(entry), entry.function, kind, call)
            if not options.get("graph"):
                return ask(options)
            directly = ask({**options, "graph": False})
            is_right = computes_right(directly, without_graph(expected), tolerance)
            return ask(options) if is_right else directly

        return [Known(entry.name, entry.hint, does(entry)) for entry in mistakes if name in ("", entry.name)]

    def errors(self, entry: Entry) -> set[str]:
        """The types of the errors that a known mistake stops with in the calls that are kept; "" where it answers."""
        outcomes = [outcome for (owner, _), outcome in self._kept.items() if owner == _owner(entry)]
        return {outcome.raised.type if outcome.raised else "" for outcome in outcomes}

    def forget(self) -> None:
        """Lets go of all that is kept."""
        self._kept.clear()

    @staticmethod
    def _key(owner: str, kind: str, call: Call, options: Mapping[str, Any]) -> tuple[str, bytes] | None:
        try:
            plain = [
                kind,
                call.function,
                to_plain(list(call.args), extra=_by_address),
                to_plain(dict(call.kwargs), extra=_by_address),
                repr(sorted(options.items())),
            ]
            packed = msgpack.packb(plain)
        except ValueFormatError:
            return None
        return (owner, packed) if len(packed) <= MAX_CACHED_KEY else None


def _owner(mistake: Entry) -> str:
    return f"mistake {mistake.name}"


def _by_address(value: Any) -> dict[str, Any] | None:
    """Encodes a function that stands in a module under its own name: it does the same every time."""
    module, name = getattr(value, "__module__", None), getattr(value, "__name__", "")
    if not callable(value) or getattr(sys.modules.get(module or ""), name, None) is not value:
        return None
    plain: dict[str, Any] = to_plain(FunctionReference(f"{module}.{name}"))
    return plain


def _called(
    function: Callable[..., Any], names: Sequence[str], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Outcome:
    outcome = observe(function, args, kwargs, names=names)
    return replace(outcome, value=with_plain_tensors(outcome.value))


def _measured(function: Callable[..., Any], call: Call, *, measure: Callable[..., Any], **options: Any) -> Outcome:
    """What measuring a function of this side comes to; a sentence where the measure stops over what it returns."""
    try:
        with _same_luck(options["draw"]):
            if keras := sys.modules.get("keras"):
                keras.utils.set_random_seed(options["draw"])  # so that layers that draw at random do it alike each time
            return observe_measure(measure, FunctionHere(function, call.function, call.names), **options)
    except Exception as error:
        return Outcome(f"What {call.function} returns cannot be measured: {type(error).__name__}.")


@contextmanager
def _same_luck(draw: int) -> Iterator[None]:
    """The same numbers, each time, from the generators that belong to nobody: Keras draws from one, and mistakes do."""
    states = random.getstate(), np.random.get_state()
    random.seed(draw)
    np.random.seed(draw % 2**32)
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


@contextmanager
def _room(kind: str) -> Iterator[None]:
    """The memory for the reference: TensorFlow ends the process where it gets none, so a model has what there is."""
    with unbounded_memory():
        if kind == "call":
            with bounded_memory(REFERENCE_MB):
                yield
        else:
            yield


@dataclass
class Compare:
    """The comparison that diagnoses: `compare(student.f, solution.f, *args)`.

    Attributes:
        replaced: the names of those functions of the reference that are replaced by neutral ones.
        made: every comparison of the running check.
        in_place: the calls that changed an argument, each with what is wrong.
    """

    reference: Reference
    replaced: tuple[str, ...] = ()
    made: list[Compared] = field(default_factory=list)
    in_place: list[tuple[Call, Diagnosis]] = field(default_factory=list)

    def __call__(
        self,
        student: StudentFunction,
        solution: Callable[..., Any],
        *args: Any,
        rtol: float = 1e-6,
        atol: float = 1e-8,
        **kwargs: Any,
    ) -> Any:
        """Calls both on copies of the same arguments.

        Args:
            student: the student's function.
            solution: the reference.
            *args: positional arguments.
            rtol: relative tolerance.
            atol: absolute tolerance.
            **kwargs: keyword arguments.

        Returns:
            The student's value, as plain data.

        Raises:
            Mismatch: if it is not right, with the diagnosis.
        """
        call = student.called_with(args, kwargs)
        actual = readable(call, lambda: student.backend.call(student.name, args, kwargs, student.names))
        return self._judge("call", call, {}, Tolerance(rtol, atol), actual, solution, diagnose)

    def model(
        self,
        student: StudentFunction,
        solution: Callable[..., Any],
        *args: Any,
        rtol: float = 1e-3,
        atol: float = 1e-4,
        training: bool = False,
        outputs: bool = True,
        **kwargs: Any,
    ) -> Any:
        """Builds both models and compares what they do; see `dlkit.comparing.models.observe_model`.

        Args:
            student: the student's builder.
            solution: the reference.
            *args: positional arguments; each `KerasInput` becomes a `keras.Input`, each `KerasNetwork` a model.
            rtol: relative tolerance of the outputs.
            atol: absolute tolerance of the outputs.
            training: whether outputs in training mode are compared too.
            outputs: False compares shapes and parameter counts only.
            **kwargs: keyword arguments.

        Returns:
            The observation of the student's model.

        Raises:
            Mismatch: if it does not behave right, with the diagnosis.
        """
        call = student.called_with(args, kwargs)
        options: dict[str, Any] = {"training": training, "outputs": outputs}
        expected = self.reference.outcome(self._owner(solution), solution, "model", call, options)
        asked = dict(options)
        if isinstance(expected.value, dict):
            asked["input_shapes"] = [[None, *shape] for shape in expected.value["input_shapes"]]
        actual = readable(call, lambda: student.backend.model(student.name, args, kwargs, asked))
        return self._judge("model", call, options, Tolerance(rtol, atol), actual, solution, diagnose_model)

    def loss(
        self,
        student: StudentFunction,
        solution: Callable[..., Any],
        *args: Any,
        gradient_of: str | Sequence[str],
        graph: bool = True,
        rtol: float = 2e-4,
        atol: float = 1e-5,
        **kwargs: Any,
    ) -> Any:
        """Computes both losses on tensors, and compares their values and gradients; see `dlkit.comparing.losses`.

        Args:
            student: the student's loss.
            solution: the reference.
            *args: positional arguments; each array becomes a tensor.
            gradient_of: the parameter, or the parameters, that the gradient is taken of; none for the value alone.
            graph: whether the student's must also run as a graph, as it does in training; False where nothing trains with
                it. Without a gradient it need not.
            rtol: relative tolerance.
            atol: absolute tolerance.
            **kwargs: keyword arguments.

        Returns:
            A dict of the student's `value` and `gradients`.

        Raises:
            Mismatch: if value or gradient is not right, with the diagnosis.
        """
        call = student.called_with(args, kwargs)
        moved = [gradient_of] if isinstance(gradient_of, str) else gradient_of
        options: dict[str, Any] = {"gradient_of": [student.names.index(name) for name in moved]}
        tolerance = Tolerance(rtol, atol)
        actual = readable(call, lambda: student.backend.model(student.name, args, kwargs, options))
        # A function that is asked on this side, in place of a wrong one that the loss uses, cannot be asked in a graph.
        if graph and moved and not self.replaced and callable(solution):
            expected = self.reference.outcome(self._owner(solution), solution, "loss", call, options)
            with bounded_time(COMPARE_SECONDS):
                is_right = computes_right(actual, expected, tolerance)
            if is_right:  # else a graph, which is slow to make, tells nothing more
                options |= {"graph": True}
                actual = readable(call, lambda: student.backend.model(student.name, args, kwargs, options))
        return self._judge(
            "loss",
            call,
            options,
            tolerance,
            actual,
            solution,
            partial(diagnose_loss, gradient_of=options["gradient_of"]),
        )

    def measure(
        self,
        student: StudentFunction,
        solution: Callable[..., Any],
        measure: Callable[..., Mapping[str, Any]],
        draw: int,
        *,
        near: float,
        **sizes: Any,
    ) -> None:
        """Measures both functions on the same inputs; see `dlkit.comparing.measures`.

        Args:
            student: the student's function.
            solution: the reference.
            measure: one of the assignment's measures.
            draw: the number from which the measure draws its inputs.
            near: how far two measurements may lie apart: more than chance ever moves them.
            **sizes: further arguments of the measure.

        Raises:
            Mismatch: if a number is not near the reference's, with its sentence.
            ChecksError: if the reference itself cannot be measured.
        """
        call = Call(student.name, student.names, (), {})
        options: dict[str, Any] = {"measure": measure, "draw": draw, "sizes": sizes}
        expected = self.reference.outcome(self._owner(solution), solution, "measure", call, options)
        if not isinstance(expected, Measured) or not isinstance(expected.value, dict):
            raise ChecksError(f"The measure {measure.__name__} comes to nothing for the solution: {expected}.")
        options["forms"] = list(expected.forms)
        actual = observe_measure(measure, student, draw=draw, sizes=sizes, forms=expected.forms)
        self._judge("measure", call, options, Tolerance(0.0, near), actual, solution, diagnose_measure, expected)

    def values(self, actual: Any, expected: Any, *, rtol: float = 1e-6, atol: float = 1e-8) -> None:
        """Compares two values of which neither is a call's.

        Raises:
            Mismatch: if they differ, with the diagnosis.
        """
        found = difference(actual, expected, Tolerance(rtol, atol))
        if found is not None:
            raise Mismatch(found)

    def _owner(self, solution: Callable[..., Any]) -> str:
        return f"solution {'+'.join(self.replaced)} {getattr(solution, '__qualname__', id(solution))}"

    def _judge(
        self,
        kind: str,
        call: Call,
        options: Mapping[str, Any],
        tolerance: Tolerance,
        actual: Outcome,
        solution: Callable[..., Any],
        find: Callable[..., Diagnosis | None],
        expected: Outcome | None = None,
    ) -> Any:
        if not callable(solution):
            raise ChecksError(f"compare takes the student's {call.function}, the solution's, and then the arguments.")
        expected = expected or self.reference.outcome(self._owner(solution), solution, kind, call, options)
        made = Compared(kind, call, options, tolerance, _kept(actual, expected), expected)
        self.made.append(made)
        with bounded_time(COMPARE_SECONDS):
            found = find(actual, expected, call, tolerance=tolerance)
        if found is not None and found.kind != "not_written":
            with suppress(TooLong, MemoryError):  # then it is told without a mistake's hint
                known = self.reference.known(kind, call, options, expected, tolerance)
                with bounded_time(COMPARE_SECONDS):
                    found = find(actual, expected, call, tolerance=tolerance, known=known) or found
        if found is not None and made.changed:
            self.in_place.append((call, found))
        if found is None or found.kind == "changed_argument":  # which costs once, in a check of its own
            return as_arrays(actual.value)
        self.made[-1] = replace(made, found=found)
        raise Mismatch(found)


def _kept(actual: Outcome, expected: Outcome) -> Outcome:
    """What is kept of an outcome until all checks are done; of one far larger than the right one, that it was large."""
    if footprint(actual.value) <= LARGE + 4 * footprint(expected.value):
        return actual
    return replace(actual, value=Handle(0, "large value"))
