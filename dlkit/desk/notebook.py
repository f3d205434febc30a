"""What a notebook's first cell opens: the assignment, with its tools."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from html import escape
from typing import Any

from dlkit.checking import CheckReport, box, check_exercise, examples_of, present, show, visible_inputs
from dlkit.comparing import Diagnosis, place_of
from dlkit.course import TOOLS, Assignment, CourseError, Exercise, find_assignment
from dlkit.desk import questions, session
from dlkit.desk.hints import code_html, hint_as_code, hints_html, hints_text
from dlkit.desk.progress import ExerciseProgress, Progress
from dlkit.desk.runs import CellRuns
from dlkit.desk.solutions import solution_source
from dlkit.desk.tables import check_rows, count, progress_rows, table_html, table_text
from dlkit.plot.in_notebook import describe_figures

Named = str | Callable[..., Any]
_UNJUDGED = ("missing", "not_run", "not_here")  # kinds of diagnosis that say nothing of the answer


class CheckFailed(Exception):
    """The answer is not right yet; the diagnosis has been shown above."""

    def __init__(self, exercise: str, diagnosis: Diagnosis) -> None:
        super().__init__(f"{exercise}: {diagnosis.told}")
        state = "not written yet" if diagnosis.kind == "not_written" else "not right yet"
        self._line = (
            f"{exercise} {'cannot be checked yet' if diagnosis.kind in _UNJUDGED else f'is {state}'}, see above."
        )

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the diagnosis is above, our frames would teach nothing."""
        return [f"CheckFailed: {self._line}"]


class CheckStopped(KeyboardInterrupt):
    """A check was stopped by the student; the message says where the answer was then."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the sentence alone."""
        return [str(self)]


class OpenAssignment(Assignment):
    """An assignment that a notebook opened: its exercises can be checked there, and help be had.

    Wherever an exercise is named, its name will do or the function itself.
    """

    @property
    def tools(self) -> tuple[Callable[..., Any], ...]:
        """What the notebook's first cell takes: check, hint, solution, inputs, progress, ask."""
        return tuple(getattr(self, name) for name in TOOLS)

    def check(self, exercise: Named | None = None, namespace: Mapping[str, Any] | None = None) -> None:
        """Checks one exercise and shows what is right or wrong; without a name, shows a table of all.

        Args:
            exercise: the exercise; all of them, if left out.
            namespace: where the student's functions are; the caller's notebook if left out.

        Raises:
            CheckFailed: if the answer is wrong, after the diagnosis has been shown; a table raises nothing, and what
                cannot be told for want of Keras neither.
            CheckStopped: if the student stopped it.
            CourseError: if there is no such exercise.
        """
        names = namespace if namespace is not None else _callers_namespace()
        if exercise is None:
            reports = [self._report(item.name, names) for item in self._together]
            self._remember(reports)
            rows = check_rows(self._together, reports)
            title = f"{self.title} (checked just now)"
            present(table_text(title, rows), table_html(title, rows))
            return
        name, names = self._named(exercise, names)
        report = self._report(name, names)
        self._remember([report])
        has_hint = getattr(names.get("hint"), "__self__", None) is self
        advice = f'Stuck? hint("{name}")' if has_hint else f"Stuck? In a terminal: dlkit hint {self.slug} {name}"
        is_judged = report.diagnosis is None or report.diagnosis.kind not in _UNJUDGED
        show(report, advice=advice if is_judged else "", so_far=self._so_far(name) if report.ok else "")
        if report.diagnosis is not None and not report.not_here:
            raise CheckFailed(name, report.diagnosis)

    def hint(self, exercise: Named | None = None) -> None:
        """Shows the next of an exercise's hints, and those before it: a nudge, the approach, nearly the code.

        Args:
            exercise: the exercise.

        Raises:
            CourseError: if there is no such exercise.
        """
        name, _ = self._named(exercise, _callers_namespace())
        hints = self.exercise(name).hints
        if not hints:
            raise CourseError(f"There are no hints for {name}.")
        shown = min(self._done(name).hints + 1, len(hints))
        session.remember(self.slug, lambda done, _: done.with_hint(self.slug, name, shown=shown))
        after = f'Another one: hint("{name}")' if shown < len(hints) else f'That was the last one: solution("{name}")'
        present(hints_text(name, hints, shown=shown, after=after), hints_html(name, hints, shown=shown, after=after))

    def solution(self, exercise: Named | None = None) -> None:
        """Shows the solution of an exercise that has passed; of another one, when it is asked for a second time.

        Where the edition has no solutions, the last hint takes their place.

        Args:
            exercise: the exercise.

        Raises:
            CourseError: if there is no such exercise.
        """
        name, _ = self._named(exercise, _callers_namespace())
        done = self._done(name)
        if not done.ever_passed and name not in self._asked_for:
            self._asked_for.add(name)
            _say(_not_passed(name, done, hints=len(self.exercise(name).hints)))
            return
        source = solution_source(self, name)
        if source is not None:
            told = f"One way to write {name}:"
        elif not (hints := self.exercise(name).hints):
            raise CourseError(f"This edition of the course has no solutions, and there is no hint for {name}.")
        else:
            told = f"This edition of the course has no solutions; the last hint for {name} says nearly all:"
            source = hint_as_code(hints[-1])
        present(f"{told}\n\n{source}", box(f"{told}{code_html(source)}"))

    def inputs(self, exercise: Named | None = None) -> dict[str, Any]:
        """Hands out what the first failing visible check of an exercise calls it with.

        Args:
            exercise: the exercise.

        Returns:
            The arguments by their names, to play with: `softmax(**inputs("softmax"))`.

        Raises:
            CheckStopped: if the student stopped it.
            CourseError: if there is no such exercise, or its checks have no inputs of their own.
        """
        name, names = self._named(exercise, _callers_namespace())
        with _stopping(name):
            found = visible_inputs(self, name, names)
        which = "The first check that fails" if found.fails else "The first check"
        told = f"{which} ({found.description}) calls"
        present(f"{told} {found.call}", box(f"{escape(told)} <code>{escape(found.call)}</code>"))
        return found.values

    def progress(self) -> None:
        """Shows a table of what has passed in this notebook, with attempts and hints, and a bar."""
        done, place = session.recall(self.slug)
        rows = progress_rows(self, done, place.notebook)
        present(table_text(self.title, rows), table_html(self.title, rows))

    def ask(self, name: str, answer: Any = ...) -> None:
        """Asks a quick question of the notebook; see `dlkit.desk.questions`."""
        questions.ask(self, name, answer)

    @cached_property
    def _runs(self) -> CellRuns:
        return CellRuns([item.name for item in self.exercises])

    @cached_property
    def _asked_for(self) -> set[str]:
        """The exercises whose solution was asked for before they passed."""
        return set()

    def _done(self, name: str) -> ExerciseProgress:
        return session.recall(self.slug)[0].of(self.slug, name)

    @property
    def _together(self) -> Sequence[Exercise]:
        """The exercises of a table of all."""
        return self.exercises

    def _so_far(self, name: str) -> str:
        """What is said behind an exercise that is right."""
        done, place = session.recall(self.slug)
        return f"{count(progress_rows(self, done, place.notebook))} exercises"

    def _named(self, exercise: Named | None, names: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """The name of an exercise, and the names among which its function stands for what was given."""
        if isinstance(exercise, str):
            return self.exercise(exercise).name, names
        known = [item.name for item in self.exercises]
        name = next((n for n in known if names.get(n) is exercise), getattr(exercise, "__name__", ""))
        if not callable(exercise) or name not in known:
            raise CourseError(f'Name an exercise of {self.slug}, or its function: "{known[0]}" or {known[0]}.')
        return name, {**names, name: exercise}

    def _report(self, name: str, names: Mapping[str, Any]) -> CheckReport:
        """The report on one exercise."""
        failure = self._runs.failure(name, names)
        if failure is not None:
            total = len(examples_of(self, name))
            still = "is still what it was before that" if name in names else "is not defined"
            message = f"The last run of the cell of {name} stopped with an error, so {name} {still}. Mend it and run it again."
            return CheckReport(name, 0, total, "", Diagnosis("not_run", message, traceback=failure.traceback))
        with _stopping(name):
            report = check_exercise(self, name, names)
        found = report.diagnosis
        if found is not None and found.kind == "missing" and name not in names and self._runs.has_run(name):
            message = f"The cell of {name} was run, but it defines no {name}: is the name spelled so there?"
            return replace(report, diagnosis=replace(found, message=message))
        return report

    def _remember(self, reports: Sequence[CheckReport]) -> None:
        """Remembers what was found of answers that could be checked."""
        kinds = {report.exercise: report.diagnosis.kind if report.diagnosis else "" for report in reports}

        def change(done: Progress, notebook: str) -> Progress:
            for name, kind in kinds.items():
                if kind not in _UNJUDGED:
                    written = kind != "not_written"
                    done = done.with_check(self.slug, name, passed=not kind, written=written, notebook=notebook)
            return done

        session.remember(self.slug, change, checked=True)


def open_assignment(slug: str) -> OpenAssignment:
    """Finds an assignment by its slug. From then on the notebook's figures have alternative texts.

    Raises:
        CourseError: if there is none; the message names the nearest.
    """
    describe_figures()
    opened = OpenAssignment(**vars(find_assignment(slug)))
    opened._runs.watch()
    return opened


@contextmanager
def _stopping(name: str) -> Iterator[None]:
    """Says where an answer was when the student stopped it, without a frame of ours."""
    try:
        yield
    except KeyboardInterrupt as error:
        where = place_of(error)
        raise CheckStopped(f"Stopped {where}." if where else f"Stopped while {name} was being checked.") from None


def _say(sentence: str) -> None:
    present(sentence, box(escape(sentence)))


def _not_passed(name: str, done: ExerciseProgress, *, hints: int) -> str:
    tried = f"you have tried it {done.attempts} {'time' if done.attempts == 1 else 'times'}"
    attempts = tried if done.attempts else "you have not tried it yet"
    left = f' hint("{name}") has another hint.' if done.hints < hints else ""
    again = f'To see the solution all the same, call solution("{name}") once more.'
    return f"{name} has not passed a check yet ({attempts}).{left} {again}"


def _callers_namespace() -> Mapping[str, Any]:
    """The globals of the first frame outside dlkit: in a notebook, its namespace."""
    frame = inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__", "")).split(".")[0] == "dlkit":
        frame = frame.f_back
    return frame.f_globals if frame is not None else vars(sys.modules["__main__"])
