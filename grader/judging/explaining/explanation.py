"""An explanation: a verdict with everything that led to it, hidden inputs and expected values included."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dlkit.comparing import (
    Call,
    Diagnosis,
    Handle,
    Mismatch,
    Outcome,
    Tolerance,
    as_arrays,
    leaves,
    parameter_names,
)
from dlkit.notebooks import UnreadableNotebook
from grader.judging.check_session import CheckOutcome
from grader.judging.explaining.pasting import Snippet, call_as_code, value_as_code
from grader.judging.fixtures import Compared, Reference
from grader.judging.judge import Attempt, Judge
from grader.judging.result import CheckResult, ExerciseResult, Result
from grader.judging.student_process import Budget
from grader.judging.submission import read_submission
from grader.judging.watching import Asked
from grader.sandbox import TooLong, bounded

REFERENCE_SECONDS = 10.0  # for what the solution returns where a check does not compare with it
_NO_CALL = "a measure: it calls the function itself, see the questions below"


@dataclass(frozen=True)
class ComparedMistake:
    """A known mistake that an answer was held against.

    Attributes:
        name, hint: as the catalogue has them.
        does: `the same` as the answer, `something else`, or `right here`, which says nothing.
    """

    name: str
    hint: str
    does: str


@dataclass(frozen=True)
class ExplainedCall:
    """One question that a check asked, or one comparison that it made.

    Attributes:
        kind: `call`, `model`, `loss`, `measure`, or `network` and `use` of an object in the student's process.
        code: the call, to paste; large arrays are in `code.arrays`.
        came: what came, as code, or what happened instead, as a sentence.
        expected: what was expected, as code; None where nothing is known.
        is_compared: whether the check held the two against each other; else `expected` is what the solution returns.
        difference: the first difference in numbers, or empty.
        found: what is wrong with it, nothing left out; None if it is right, or the check decides on it by itself.
        mistakes: the known mistakes that it was compared with.
        tolerance: how near is right.
        seconds: how long the student's function took; None where that was not measured.
    """

    kind: str
    code: Snippet
    came: Snippet
    expected: Snippet | None
    is_compared: bool
    difference: str = ""
    found: Diagnosis | None = None
    mistakes: tuple[ComparedMistake, ...] = ()
    tolerance: Tolerance | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class ExplainedCheck:
    """One check of an exercise.

    Attributes:
        name: its words.
        weight: its share of the exercise's points, as the judge counted it.
        is_visible: whether the notebook has it too.
        place, source: where it stands, and its text.
        diagnosis: what is told, before anything hidden was left out of it; None if the check passed.
        told: what a student may read of it.
        calls: what it asked and compared, in order.
        left_out: how many of its questions are not among them.
        seconds: how long it took.
    """

    name: str
    weight: float
    is_visible: bool
    place: str
    source: str
    diagnosis: Diagnosis | None
    told: CheckResult
    calls: tuple[ExplainedCall, ...]
    left_out: int
    seconds: float


@dataclass(frozen=True)
class ExplainedRun:
    """One run of an exercise's checks.

    Attributes:
        result: what came of it.
        checks: the checks.
        added: what the judge counts beside them, such as that arguments are changed in place.
        replaced: the wrong exercises in whose place right ones stood, each with the text that did, or None where the
            reference itself answered.
        counts: whether the verdict is this run's.
    """

    result: ExerciseResult
    checks: tuple[ExplainedCheck, ...]
    added: tuple[CheckResult, ...]
    replaced: Mapping[str, str | None]
    counts: bool


@dataclass(frozen=True)
class ExplainedExercise:
    """One exercise: the verdict, the student's code, and each run of its checks.

    Attributes:
        result: the verdict.
        code: the student's cells that define the function, by where they stand.
        runs: first as it was handed in, then with right ones in place of what it builds on, if that was tried.
    """

    result: ExerciseResult
    code: tuple[tuple[str, str], ...]
    runs: tuple[ExplainedRun, ...]


@dataclass(frozen=True)
class Explanation:
    """The whole story of a verdict.

    Attributes:
        result: the verdict, as it would be recorded.
        limits: what the submission may use.
        seed: of the variant of the hidden inputs.
        exercises: those that were asked for.
    """

    result: Result
    limits: Budget
    seed: int
    exercises: tuple[ExplainedExercise, ...]

    def in_points(self, points: Mapping[str, float]) -> Explanation:
        """The same in the points that a course gives; see `Result.in_points`."""
        result = self.result.in_points(points)
        scaled = {item.name: item for item in result.exercises}
        kept = [item for item in self.exercises if item.result.name in scaled]
        return replace(
            self, result=result, exercises=tuple(replace(item, result=scaled[item.result.name]) for item in kept)
        )


def explain(
    judge: Judge,
    name: str,
    data: bytes | None,
    *,
    files: Mapping[str, bytes] | None = None,
    seed: int = 0,
    exercise: str | None = None,
) -> Explanation:
    """Judges a submission once more, and keeps all that led to the verdict.

    Args:
        judge: the judge of its assignment.
        name: what to call the submission.
        data: the bytes of its notebook; None if there is none.
        files: what was handed in beside it, by path.
        seed: of the variant of the hidden inputs.
        exercise: only this one is explained; it is judged with those that it builds on.

    Returns:
        The explanation; without exercises where there is nothing to judge, and `result.reason` says why.
    """
    assignment = judge.authored.assignment
    wanted = {exercise, *assignment.uses(exercise)} if exercise else None
    try:
        submission = read_submission(name, data or b"", judge.authored, files=files)
    except UnreadableNotebook:
        return Explanation(judge.judge(name, data, files=files, seed=seed), judge.budget, seed, ())
    runs: dict[str, list[ExplainedRun]] = {}

    def witness(attempt: Attempt) -> None:
        if exercise in (None, attempt.exercise):
            runs.setdefault(attempt.exercise, []).append(_run(attempt, judge.reference))

    result = judge.judge_submission(submission, seed=seed, exercises=wanted, witness=witness)
    cells = [(f"cell {place + 1}", cell.source) for place, cell in enumerate(submission.cells) if cell.role != "setup"]
    explained = tuple(
        ExplainedExercise(item, _definitions(cells, item.name), _counted(runs[item.name], item))
        for item in result.exercises
        if item.name in runs
    )
    return Explanation(result, judge.budget, seed, explained)


def _definitions(cells: Sequence[tuple[str, str]], name: str) -> tuple[tuple[str, str], ...]:
    """The student's cells that give the name a meaning."""
    word = re.escape(name)
    defines = re.compile(rf"^\s*(?:(?:async\s+)?def\s+{word}\b|class\s+{word}\b|{word}\s*(?::[^=\n]*)?=)", re.MULTILINE)
    return tuple(cell for cell in cells if defines.search(cell[1]))


def _counted(runs: Sequence[ExplainedRun], verdict: ExerciseResult) -> tuple[ExplainedRun, ...]:
    """The runs of an exercise, that one marked of which the verdict is."""
    return tuple(replace(run, counts=run.result == verdict) for run in runs)


def _run(attempt: Attempt, reference: Reference) -> ExplainedRun:
    checks = tuple(
        _check(outcome, told, attempt, reference)
        for outcome, told in zip(attempt.outcomes, attempt.result.checks, strict=False)
    )
    return ExplainedRun(attempt.result, checks, attempt.result.checks[len(checks) :], attempt.replaced, False)


def _check(outcome: CheckOutcome, told: CheckResult, attempt: Attempt, reference: Reference) -> ExplainedCheck:
    function, check = outcome.check.item.function, outcome.check
    lines, first = inspect.getsourcelines(function)
    calls = tuple(_calls(outcome, attempt, reference))
    return ExplainedCheck(
        check.name,
        told.weight,
        check.visible,
        f"{check.item.path.name}:{first}",
        inspect.cleandoc("".join(lines)),
        outcome.diagnosis,
        told,
        calls,
        outcome.questions - len(outcome.asked),
        outcome.seconds,
    )


def _calls(outcome: CheckOutcome, attempt: Attempt, reference: Reference) -> Iterator[ExplainedCall]:
    """What a check asked and compared; a comparison stands where its last question does."""
    compared = {id(item.call.kwargs): item for item in outcome.compared}
    last = {id(asked.given): asked for asked in outcome.asked}
    for asked in outcome.asked:
        item = compared.get(id(asked.given))
        if item is None:
            yield _asked(asked, attempt)
        elif last[id(asked.given)] is asked:  # a loss is asked for twice: the second time as a graph
            compared.pop(id(asked.given))
            yield _compared(item, replace(item.call, args=asked.args, kwargs=asked.kwargs), asked.seconds, reference)
    for item in compared.values():
        yield _compared(item, item.call, None, reference)


def _compared(item: Compared, call: Call, seconds: float | None, reference: Reference) -> ExplainedCall:
    is_measure = item.kind == "measure"
    return ExplainedCall(
        item.kind,
        Snippet(f"# {_NO_CALL}\n{_measure(item.options)}") if is_measure else call_as_code(call),
        _came(item.actual, "came"),
        _came(item.expected, "expected"),
        True,
        first_difference(item.actual.value, item.expected.value, item.tolerance) if item.found else "",
        item.found,
        tuple(_mistakes(item, reference)) if item.found else (),
        item.tolerance,
        seconds,
    )


def _measure(options: Mapping[str, Any]) -> str:
    """The call of a measure."""
    sizes = "".join(f", {name}={value!r}" for name, value in options["sizes"].items())
    return f"measures.{options['measure'].__name__}(FUNCTION, {options['draw']}{sizes})"


def _mistakes(item: Compared, reference: Reference) -> Iterator[ComparedMistake]:
    same = {name for name, _ in item.found.explains} if item.found else set()
    with suppress(TooLong, MemoryError), bounded(seconds=REFERENCE_SECONDS):
        for known in reference.known(item.kind, item.call, item.options, item.expected, item.tolerance):
            does = "right here" if item.is_right(known.outcome) else "something else"
            yield ComparedMistake(known.name, known.hint, "the same" if known.name in same else does)


def _asked(asked: Asked, attempt: Attempt) -> ExplainedCall:
    """A question that the check decides on by itself."""
    function = getattr(attempt.solution, asked.function, None) if asked.question == "call" else None
    names = tuple(parameter_names(function)) if function else ()
    call = Call(asked.function, names, asked.args, asked.kwargs)
    right = _right(function, call)
    came = _came(asked.outcome, "came") if asked.outcome else Snippet(asked.ended)
    kind = asked.question
    return ExplainedCall(
        kind, call_as_code(call), came, _came(right, "expected") if right else None, False, seconds=asked.seconds
    )


def _right(function: Any, call: Call) -> Outcome | None:
    """What the solution does on a call; None where it cannot be asked."""
    if function is None or any(isinstance(leaf, Handle) for _, leaf in leaves([call.args, dict(call.kwargs)])):
        return None
    with suppress(TooLong, MemoryError, Mismatch), bounded(seconds=REFERENCE_SECONDS):
        return Reference([]).outcome("solution", function, "call", call, {})
    return None


def _came(outcome: Outcome, name: str) -> Snippet:
    """What a call did: its value, or its error."""
    if outcome.raised:
        trace = f"\n{outcome.raised.traceback}" if outcome.raised.traceback else ""
        return Snippet(f"# raises {outcome.raised.type}: {outcome.raised.message}".replace("\n", "\n# ") + trace)
    return value_as_code(outcome.value, name)


def first_difference(actual: Any, expected: Any, tolerance: Tolerance) -> str:
    """Where two values differ first, in numbers; empty where their form differs, which the diagnosis tells.

    Args:
        actual: what came.
        expected: what was expected.
        tolerance: how near is right.
    """
    came, wanted = (dict(leaves(as_arrays(value))) for value in (actual, expected))
    for path, right in wanted.items():
        got = came.get(path)
        if not (_is_numeric(got) and _is_numeric(right)):
            continue
        one, other = np.asarray(got), np.asarray(right)
        if one.shape != other.shape:
            continue
        one, other = np.atleast_1d(one), np.atleast_1d(other)
        with np.errstate(all="ignore"):
            near = np.isclose(one, other, rtol=tolerance.rtol, atol=tolerance.atol, equal_nan=True)
        if not near.all():
            place = tuple(int(index) for index in np.argwhere(~near)[0])
            shown = f"{path}{list(place) if np.ndim(right) else ''}" or "the value"
            return (
                f"{int((~near).sum())} of {near.size} numbers differ; the first is {shown}: "
                f"{one[place]!s} came, {other[place]!s} was expected, {abs(one[place] - other[place]):.3g} apart"
            )
    return ""


def _is_numeric(value: Any) -> bool:
    kinds = (bool, int, float, complex, np.generic, np.ndarray)
    return isinstance(value, kinds) and np.asarray(value).dtype.kind in "biufc"
