"""What terminal and page tell of an explanation, in the same words, and where the large arrays lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dlkit.comparing import clean, clean_line
from grader.judging import (
    ExplainedCall,
    ExplainedCheck,
    ExplainedExercise,
    ExplainedRun,
    Explanation,
    Snippet,
    points_text,
)

UNITS = {
    "call_seconds": "one call {:g} s",
    "cell_seconds": "one cell {:g} s",
    "own_seconds": "cells of one's own {:g} s",
    "total_seconds": "all together {:g} s",
    "memory_mb": "{:g} MB of memory",
    "processes": "{:g} processes and threads",
    "scratch_mb": "{:g} MB of files",
}


@dataclass(frozen=True)
class Story:
    """An explanation and what is known beside it.

    Attributes:
        title: whose it is.
        explanation: the explanation.
        beside: sentences on what is recorded, and on what a person decided.
    """

    title: str
    explanation: Explanation
    beside: tuple[str, ...] = ()

    @property
    def facts(self) -> list[str]:
        """What holds for the whole submission, in lines."""
        result = self.explanation.result
        lines = [*self.beside]
        if result.status != "graded":
            lines.append(f"{result.status}: {result.reason}")
        lines += [f"Note: {note}" for note in result.notes]
        told = ", ".join(text.format(getattr(self.explanation.limits, name)) for name, text in UNITS.items())
        lines.append(
            f"Limits: {told}. Judged in {result.seconds:.1f} s, variant {self.explanation.seed} of the inputs."
        )
        if codes := list(self._codes()):
            lines.append(f"Code to paste begins with: {'; '.join(imports(codes))}")
        return [clean_line(line) for line in lines]

    def _codes(self) -> Iterator[str]:
        runs = (run for exercise in self.explanation.exercises for run in exercise.runs)
        for call in (call for run in runs for check in run.checks for call in check.calls):
            yield from (snippet.code for snippet in (call.code, call.came, call.expected) if snippet)


def verdict(exercise: ExplainedExercise) -> str:
    """An exercise in a line."""
    found = exercise.result
    state = found.status.replace("_", " ")
    return f"{found.name}: {points_text(found.score)} of {points_text(found.points)} points, {state}"


def about_run(run: ExplainedRun) -> str:
    """Which run of an exercise's checks it is."""
    if not run.replaced:
        return "As handed in" + (": this counts." if run.counts else ": what comes below counts.")
    how = [f"{name} ({'a neutral stand-in' if text else 'the solution'})" for name, text in run.replaced.items()]
    counts = "this counts" if run.counts else "no better, so it does not count"
    return f"With right ones in place of the student's {', '.join(how)}: {counts}."


def about_check(check: ExplainedCheck, run: ExplainedRun) -> str:
    """A check's words, weight, place and time in a line."""
    total = sum(item.weight for item in run.checks) + sum(item.weight for item in run.added)
    share = f"weight {points_text(check.weight)} of {points_text(total)}"
    seen = "in the notebook too" if check.is_visible else "hidden"
    return f"{check.name} ({share}, {seen}, {check.place}, {check.seconds:.2f} s)"


def about_call(call: ExplainedCall) -> list[str]:
    """What else there is to say of a question."""
    lines = []
    if call.found is not None and (call.found.kind != "mistake"):
        lines.append(f"what is wrong: {call.found.told}")
    if call.difference:
        lines.append(f"first difference: {call.difference}")
    if call.tolerance is not None and call.found is not None:
        lines.append(f"tolerance: rtol={call.tolerance.rtol:g}, atol={call.tolerance.atol:g}")
    for item in call.mistakes:
        if item.does == "the same":
            lines.append(f"known mistake {item.name} gives the same: {item.hint}")
    for does, words in (("something else", "give something else"), ("right here", "are right on this input")):
        if names := [item.name for item in call.mistakes if item.does == does]:
            lines.append(f"known mistakes that {words}: {', '.join(names)}")
    if call.seconds is not None:
        lines.append(f"time: {call.seconds:.3f} s")
    return [clean(line) for line in lines]


def expected_label(call: ExplainedCall) -> str:
    """What the right value is called: what was expected, or what the solution returns where the check decides by itself."""
    return "expected" if call.is_compared else "the solution returns"


class Data:
    """The files of large arrays, beside a page or where they were asked for.

    Args:
        folder: where they go; None if they are not wanted.
        shown: the folder as it is named in the code.
    """

    def __init__(self, folder: Path | None, shown: str = "") -> None:
        self.folder, self.shown = folder, shown
        self.written: list[Path] = []
        self.has_left_out = False

    def code(self, call: ExplainedCall, snippet: Snippet, name: str) -> str:
        """The code of a snippet, with the line that loads its arrays.

        Args:
            call: the question that it is of.
            snippet: the code.
            name: of the file, without ending; all snippets of one question share it.
        """
        if not snippet.arrays:
            return snippet.code
        if self.folder is None:
            self.has_left_out = True
            sizes = ", ".join(f"{key} {array.dtype} {array.shape}" for key, array in snippet.arrays.items())
            return f"# data: {sizes}\n{snippet.code}"
        self._write(call, name)
        return f"data = np.load({f'{self.shown}/{name}.npz'!r})\n{snippet.code}"

    def _write(self, call: ExplainedCall, name: str) -> None:
        assert self.folder is not None
        path = self.folder / f"{name}.npz"
        if path in self.written:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        expected = call.expected.arrays if call.expected else {}
        with path.open("wb") as file:
            np.savez(file, **{**expected, **call.came.arrays, **call.code.arrays})  # type: ignore[arg-type]
        self.written.append(path)


def imports(codes: Sequence[str]) -> list[str]:
    """The imports that pieces of code need, as lines."""
    wanted = [f"import {name}" for name, mark in (("keras", "keras."),) if any(mark in code for code in codes)]
    return ["import numpy as np", *wanted]
