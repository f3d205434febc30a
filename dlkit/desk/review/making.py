"""Making a round of review from a student's own notebook: what to write again, a question, and a bug to find."""

from __future__ import annotations

import faulthandler
import json
import random
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlkit.checking import check_exercise
from dlkit.course import Assignment, CourseError, find_assignment
from dlkit.desk import progress
from dlkit.desk.notebook_check import cells_to_run, ending_with, run_apart
from dlkit.desk.review.planting import plantable
from dlkit.desk.workbook import Cell, Workbook, exercise_of, read_notebook, reviewed_functions, source_of
from dlkit.notebooks import Cell as CellToRun
from dlkit.notebooks import asked_question, bound_names, definitions, given_cells, imported_modules, provided_names

CHILD = "import sys; from dlkit.desk.review.making import run_child; run_child(*sys.argv[1:])"
SECONDS = 120  # for all that is tried: a planted bug may never end
TRIES = 12  # of planted bugs in one function
_WORD = re.compile(r"[^\W\d]\w*")
_OPENING = re.compile(r"dlkit\.assignment\(\s*['\"]\w+['\"]\s*\)")


@dataclass(frozen=True)
class Round:
    """One round of review.

    Attributes:
        path: its notebook.
        again: the exercise to be written again.
        question: the question; empty if there is none.
        bug: the exercise in which a bug is planted; empty if none can be.
    """

    path: Path
    again: str
    question: str
    bug: str


def make_round(assignment: Assignment, book: Workbook, candidates: Sequence[str], *, due: Collection[str]) -> Round:
    """Write the notebook of a round, in the folder `review` beside the assignments.

    Args:
        assignment: the assignment.
        book: the student's notebook, whose answers are used.
        candidates: the exercises that have passed, what has waited longest first.
        due: those of them that should be done today.

    Returns:
        The round; one that was made today, if it is not done yet.

    Raises:
        CourseError: if none can be made; the message says why.
        OSError: if the notebook cannot be written.
    """
    day = progress.today()
    folder = book.folder / "review"
    made_today = list(map(_read, sorted(folder.glob(f"{assignment.slug}-{day.isoformat()}*.ipynb"))))
    for known in reversed(made_today):
        if not due or {known.again, known.bug} & set(due):
            return known
    path = progress.free_name(folder / f"{assignment.slug}-{day.isoformat()}.ipynb")
    seed = day.toordinal() + len(made_today)
    found = run_apart(CHILD, assignment.slug, str(book.path.resolve()), str(seed), *candidates, folder=book.path.parent)
    if isinstance(found, str):
        raise CourseError(f"No round can be made of {book.path}. {found}")
    if found["reason"]:
        raise CourseError(found["reason"])
    again, bug = found["again"], found["bug"]
    handed_out = read_notebook(assignment.notebook)["cells"]
    question = _question(handed_out, {again, *candidates}, seed)
    made = Round(path, again, question, bug["name"] if bug else "")
    path.parent.mkdir(exist_ok=True)
    content = _notebook(assignment, made, handed_out, found["before"], bug["source"] if bug else "")
    progress.write_atomically(path, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    return made


def _read(path: Path) -> Round:
    """The round of a notebook that is there."""
    notebook = read_notebook(path)
    functions = [*reviewed_functions(notebook), "", ""]
    asked = [asked_question(source_of(cell)) for cell in notebook["cells"]]
    return Round(path, functions[0], next(filter(None, asked), ""), functions[1])


def _question(cells: Sequence[Cell], passed: set[str], seed: int) -> str:
    """One of the questions of the sections up to the last exercise that has passed."""
    places = [number for number, cell in enumerate(cells) if exercise_of(cell) in passed]
    later = (n for n, cell in enumerate(cells) if exercise_of(cell) and places and n > places[-1])
    reached = cells[: next(later, len(cells))]
    asked = [name for cell in reached if (name := asked_question(source_of(cell)))]
    return asked[seed % len(asked)] if asked else ""


def _notebook(
    assignment: Assignment, made: Round, handed_out: Sequence[Cell], before: Sequence[str], bug: str
) -> dict[str, Any]:
    """The JSON of a round's notebook."""
    functions = [name for name in (made.again, made.bug) if name]
    opened = f"dlkit.review({', '.join(map(json.dumps, [assignment.slug, *functions]))})"
    stub = next(source_of(cell) for cell in handed_out if exercise_of(cell) == made.again)
    cells = [
        _text(
            f"# A round of review\n\n{assignment.title}. It takes about five minutes.\n\n"
            "What has passed once is soon forgotten, and what is remembered with an effort "
            "stays. So write from memory, and look nothing up before you have tried.\n\n"
            "Run the next cell first. It holds what you need, with your own answers that the round builds on."
        ),
        _code("before", "\n\n\n".join(_OPENING.sub(opened, source) for source in before)),
        _text(f"## Write `{made.again}` again\n\nYou have written it before. Here is what it is to do."),
        _code(f"exercise-{made.again}", stub, exercise=made.again),
        _code(f"check-{made.again}", f'check("{made.again}")', check=made.again),
    ]
    if made.question:
        asking = next(s for cell in handed_out if asked_question(s := source_of(cell)) == made.question)
        cells += [
            _text("## A question\n\nPut your answer in place of the three dots."),
            _code(f"question-{made.question}", asking, tags=["question"]),
        ]
    if made.bug:
        cells += [
            _text(
                f"## Find the bug\n\nThis is your own `{made.bug}`, with one small change in it: a sign, an axis, a number, "
                "something left out. Run the cell and its check, find the change by thinking, and mend it."
            ),
            _code(f"exercise-{made.bug}", bug, exercise=made.bug),
            _code(f"check-{made.bug}", f'check("{made.bug}")', check=made.bug),
        ]
    cells.append(_text("Done? In a terminal, `dlkit review` says what comes next, and when."))
    metadata = {
        "dlkit": {"assignment": assignment.slug, "review": {"again": made.again, "bug": made.bug}},
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(cells):
        cell.setdefault("id", f"text-{number}")
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(identity: str, source: str, **metadata: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"cell_type": "code", "execution_count": None, "id": identity, "outputs": []}
    return {**body, "metadata": metadata, "source": source}


def run_child(slug: str, notebook: str, result: str, seed: str, *candidates: str) -> None:
    """Tries a student's answers in this process, which is thrown away, and writes what a round is made of as JSON."""
    faulthandler.dump_traceback_later(SECONDS, exit=True)
    found: dict[str, Any] = {"before": [], "again": "", "bug": None, "reason": ""}
    with ending_with(result, found):
        answers = _Answers(find_assignment(slug), Path(notebook))
        again = next(filter(answers.is_right, candidates), None)
        if again is None:
            raise CourseError(
                f"No answer in {notebook} passes its check now, so there is nothing to review in it: dlkit check {slug}"
            )
        found["again"] = again
        functions = [again]
        # What is written again, and what has the bug, must not need each other.
        apart = (
            n for n in candidates if n != again and n not in answers.needs(again) and again not in answers.needs(n)
        )
        for name in filter(answers.is_right, apart):
            if source := answers.with_bug(name, random.Random(f"{seed} {name}")):
                found["bug"] = {"name": name, "source": source}
                functions.append(name)
                break
        found["before"] = answers.cells_for(functions)


class _Answers:
    """A student's answers, run in this process without the cells that only compute something.

    Args:
        assignment: the assignment.
        path: the student's notebook.
    """

    def __init__(self, assignment: Assignment, path: Path) -> None:
        from dlkit.sandboxed import NotebookProcess

        self._assignment = assignment
        given = given_cells(read_notebook(assignment.notebook))
        self._setup = {cell.identity for cell in given if cell.role == "setup"}
        self._cells, _ = cells_to_run(assignment, read_notebook(path))
        self._process = NotebookProcess()
        for cell in self._cells:
            self._process.run(cell.source, name=cell.name, keeps=cell.keeps, definitions_only=cell.role == "extra")

    def is_right(self, name: str) -> bool:
        """Whether an answer passes its visible checks."""
        self._process.select(name)
        return self._source(name) != "" and check_exercise(self._assignment, name, self._process.namespace).ok

    def needs(self, name: str) -> set[str]:
        """The exercises that an answer calls, directly or through others, and those on which it builds."""
        found: set[str] = set()
        waiting = {name}
        while waiting:
            one = waiting.pop()
            words = set(_WORD.findall(self._source(one)))
            used = {e.name for e in self._assignment.exercises if e.name in words} | self._assignment.uses(one)
            waiting |= used - found - {one, name}
            found |= used - {name}
        return found

    def with_bug(self, name: str, rng: random.Random) -> str:
        """The text of an answer's cell with a bug that the checks see; empty if none was found.

        One that computes something wrong is better than one that stops with an error.
        """
        self._process.select(name)
        planted = plantable(self._source(name), name)
        rng.shuffle(planted)
        stopping = ""
        for item in planted[:TRIES]:
            names = dict(self._process.namespace)
            try:
                exec(compile(item.source, f"<{name}>", "exec"), names)
            except Exception:  # a default that is computed, such as np.zeros(-1)
                continue
            report = check_exercise(self._assignment, name, names)
            if report.diagnosis is not None and report.diagnosis.raised is None:
                return item.source
            if report.diagnosis is not None:
                stopping = stopping or item.source
        return stopping

    def cells_for(self, functions: Iterable[str]) -> list[str]:
        """What a round begins with: the setup cells, the answers that it builds on, and what these use of other cells.

        Args:
            functions: the exercises of the round.
        """
        needed = set().union(*map(self.needs, functions))
        used = {word for name in needed.union(functions) for word in _WORD.findall(self._source(name))}
        found = []
        for cell in reversed(self._cells):
            if cell.name in self._setup or cell.role == "exercise":
                is_needed = cell.name in needed if cell.role == "exercise" else self._is_needed(cell, used)
                parts = [cell.source] if is_needed else []
            else:
                texts = [text for _, text in reversed(definitions(cell.source))]
                parts = [text for text in texts if bound_names(text) & used]
            used |= {word for text in parts for word in _WORD.findall(text)}
            found += parts
        return found[::-1]

    def _is_needed(self, cell: CellToRun, used: set[str]) -> bool:
        """Whether a setup cell is: one that loads Keras is not, where nothing uses it."""
        return "keras" not in imported_modules(cell.source) or bool(bound_names(cell.source) & used)

    def _source(self, name: str) -> str:
        """The text of the last cell that defines an answer."""
        found = [c.source for c in self._cells if c.role == "exercise" and c.name == name]
        return next((source for source in reversed(found) if name in provided_names(source)), "")
