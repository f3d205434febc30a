"""The gate: shows for an assignment that its checks judge right, before any student does.

Every stub must score 0, the solution full points, every catalogued mistake lose points and get its own
hint, every alternative score full points, and the solved notebook run from top to bottom.
"""

from __future__ import annotations

import ast
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbclient

from grader.authored import Authored
from grader.build import as_bytes, built_files, notebook_with, solved_notebook, stale
from grader.catalogue import MISTAKES, Entry, place
from grader.judge import Judge
from grader.plugin import Check
from grader.pool import local_workers, warm_judge
from grader.result import Result
from grader.trivial import passed_by_thoughtless_answers
from grader.variants import OF_THE_GATE

Progress = Callable[[str, int, int], None]
HINTS = 3
MAX_VISIBLE = 1 / 3  # of an exercise's points


@dataclass
class ExerciseReport:
    """How the checks of one exercise stand."""

    name: str
    checks: int = 0
    mistakes: int = 0
    caught: int = 0
    hinted: int = 0
    alternatives: int = 0
    accepted: int = 0


@dataclass
class Verification:
    """What the gate found for one assignment; green if there are no faults."""

    assignment: str
    exercises: list[ExerciseReport]
    faults: list[str] = field(default_factory=list)
    notebook_seconds: float | None = None
    seconds: float = 0.0

    @property
    def green(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """The verification as JSON types."""
        return {**asdict(self), "green": self.green}


def verify(
    judge: Judge,
    *,
    run_notebook: bool = True,
    seeds: Sequence[int] = OF_THE_GATE,
    workers: int = 1,
    progress: Progress | None = None,
) -> Verification:
    """Verifies one assignment.

    Args:
        judge: the judge of it, with its sandbox.
        run_notebook: whether the solved notebook is run in a real kernel too.
        seeds: of the variants of the hidden inputs. Stub and solution meet all of them, the entries of the
            catalogue take turns.
        workers: how many processes judge the catalogue; if more than one, each with a judge of its own.
        progress: called with what is being done, how far it is, and of how many steps.

    Returns:
        The verification.
    """
    return _Gate(judge, seeds, workers, progress or (lambda what, done, total: None)).run(run_notebook)


def _judge_here(slug: str, name: str, data: bytes, seed: int, exercises: Collection[str]) -> Result:
    return warm_judge(slug).judge(name, data, seed=seed, exercises=exercises)


class _Gate:
    def __init__(self, judge: Judge, seeds: Sequence[int], workers: int, progress: Progress) -> None:
        self.judge = judge
        self.seeds = seeds
        self.workers = workers
        self.authored = judge.authored
        self.progress = progress
        self.answers = self.authored.answers()
        names = [exercise.name for exercise in self.authored.assignment.exercises]
        self.reports = {name: ExerciseReport(name) for name in names}
        self.faults: list[str] = []

    def run(self, run_notebook: bool) -> Verification:
        started = time.monotonic()
        self.faults += _author_faults(self.authored)
        steps = self.authored.catalogue
        total = len(steps) + 3
        self.progress("stub and solution", 0, total)
        for seed in self.seeds:
            self._stub_scores_nothing(seed)
            self._solution_scores_everything(seed)
        self.faults += _heavy_examples(self.judge.checks.checks)
        self.faults += [
            f"{exercise}: the check '{check}' lets {what} pass: it gives points to a guess"
            for exercise, check, what in passed_by_thoughtless_answers(self.authored, self.judge.checks)
        ]
        for number, (entry, result) in enumerate(self._judged(steps), start=1):
            self.progress(f"{entry.role} {entry.name}", number, total)
            self._look_at(entry, result)
        self.progress("built files", total - 2, total)
        self.faults += [
            f"{path.name} is stale ({why}): run `grader build {self.authored.slug}`"
            for path, why in stale(built_files(self.authored)).items()
        ]
        seconds = None
        if run_notebook:
            self.progress("solved notebook", total - 1, total)
            seconds = self._run_notebook()
        self.progress("done", total, total)
        return Verification(
            self.authored.slug,
            list(self.reports.values()),
            self.faults,
            seconds,
            round(time.monotonic() - started, 1),
        )

    def _judge(self, name: str, answers: Mapping[str, str], seed: int) -> Result:
        return self.judge.judge(name, as_bytes(notebook_with(self.authored, answers)), seed=seed)

    def _stub_scores_nothing(self, seed: int) -> None:
        result = self._judge("stub", {}, seed)
        for exercise in result.exercises:
            self.reports[exercise.name].checks = len(exercise.checks)
            if not exercise.checks:
                self.faults.append(f"{exercise.name} has no hidden check")
            if exercise.score != 0:
                passed = [check.name for check in exercise.checks if check.outcome == "passed"]
                self.faults.append(f"the stub of {exercise.name} scores {exercise.score:g}: it passes {passed}")

    def _solution_scores_everything(self, seed: int) -> None:
        result = self._judge("solution", self.answers, seed)
        self.faults += [f"the solution fails: {line}" for line in _failures(result)]
        if result.status != "graded":
            self.faults.append(f"the solution ends as {result.status}: {result.reason}")

    def _judged(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Result]]:
        """Each entry of the catalogue with its result, as the results come."""
        if self.workers == 1:
            for entry in entries:
                yield (
                    entry,
                    self.judge.judge(
                        entry.name, self._notebook(entry), seed=self._seed(entry), exercises=self._concerned(entry)
                    ),
                )
            return
        with local_workers(self.workers, preload=self.authored.imports) as executor:
            running: dict[Future[Result], Entry] = {}
            for entry in entries:
                asked = (
                    self.authored.slug,
                    entry.name,
                    self._notebook(entry),
                    self._seed(entry),
                    self._concerned(entry),
                )
                running[executor.submit(_judge_here, *asked)] = entry
            for future in as_completed(running):
                yield running[future], future.result()

    def _notebook(self, entry: Entry) -> bytes:
        """The solved notebook with this entry for an answer."""
        return as_bytes(notebook_with(self.authored, {**self.answers, entry.exercise: entry.source}))

    def _seed(self, entry: Entry) -> int:
        """The variant that an entry meets: by its name, so that it is the same one whatever stands around it."""
        return self.seeds[zlib.crc32(entry.name.encode()) % len(self.seeds)]

    def _concerned(self, entry: Entry) -> list[str]:
        """The exercises to judge: what does not build on the entry's is the solution still, and has been judged."""
        assignment = self.authored.assignment
        return [
            item.name for item in assignment.exercises if entry.exercise in {item.name, *assignment.uses(item.name)}
        ]

    def _look_at(self, entry: Entry, result: Result) -> None:
        report = self.reports[entry.exercise]
        exercise = result.exercise(entry.exercise)
        if entry.role == "alternative":
            report.alternatives += 1
            failures = list(_failures(result))
            if failures:
                self.faults.append(f"{_called(entry)} loses points: {failures[0]}")
            else:
                report.accepted += 1
            return
        report.mistakes += 1
        if exercise.score == exercise.points:
            self.faults.append(f"{_called(entry)} loses no points: no check tells it from a right answer")
            return
        report.caught += 1
        failing = [check for check in exercise.checks if check.outcome == "failed"]
        if any(check.mistake == entry.name for check in failing):
            report.hinted += 1
        else:
            got = next((f"that of {check.mistake}" for check in failing if check.mistake), f'"{failing[0].message}"')
            self.faults.append(f"{_called(entry)} does not get its own hint, but {got}")
        self.faults += [
            f"{_called(entry)} also costs {other.name}: {other.first_failure.message}"
            for other in result.exercises
            if other.name != entry.exercise and other.score < other.points and other.first_failure
        ]

    def _run_notebook(self) -> float | None:
        started = time.monotonic()
        try:
            nbclient.NotebookClient(
                solved_notebook(self.authored),
                timeout=1800,
                kernel_name="python3",
                extra_arguments=["--IPKernelApp.log_level=ERROR"],
            ).execute()
        except nbclient.exceptions.CellExecutionError as error:
            last = str(error).strip().splitlines()[-1]
            self.faults.append(f"the solved notebook stops: {last}")
            return None
        seconds = round(time.monotonic() - started, 1)
        if seconds > 60 * self.authored.assignment.minutes:
            self.faults.append(
                f"the solved notebook takes {seconds:.0f} s, longer than its {self.authored.assignment.minutes} minutes"
            )
        return seconds


def _failures(result: Result) -> Iterator[str]:
    for exercise in result.exercises:
        if exercise.score < exercise.points:
            failure = exercise.first_failure
            yield (f"{exercise.name}: {failure.name}: {failure.message}" if failure else f"{exercise.name}: no check")


def _called(entry: Entry) -> str:
    return f"{entry.place}: {entry.role} {entry.name} of {entry.exercise}"


def _careless_lines(path: Path) -> list[str]:
    """Lines of the checks that would tell a student nothing, or too much."""
    faults = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assert) and node.msg is None:
            faults.append(f"{path.name}, line {node.lineno}: this assert has no sentence for the student")
        if isinstance(node, ast.Attribute) and node.attr == "testing":
            faults.append(f"{path.name}, line {node.lineno}: numpy.testing would show expected values; use compare")
    return faults


def lost_entries(folder: Path) -> list[str]:
    """Entries of a catalogue whose name another one below takes, so that nobody ever reads them."""
    faults = []
    for path in sorted(folder.glob("*.py")):
        lines: dict[str, int] = {}
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            for name in [node.name] if isinstance(node, ast.FunctionDef) else names:
                if name in lines:
                    faults.append(f"{place(path, lines[name])}: {name} is lost: line {node.lineno} takes its name")
                lines[name] = node.lineno
    return faults


def _heavy_examples(checks: Sequence[Check]) -> Iterator[str]:
    """Exercises in which the notebook's examples, whose answers anybody can write down, carry too many points."""
    for name in dict.fromkeys(check.exercise for check in checks):
        own = [check for check in checks if check.exercise == name]
        share = sum(check.weight for check in own if check.visible) / sum(check.weight for check in own)
        if share > MAX_VISIBLE + 1e-9:
            yield (
                f"{name}: its visible checks carry {share:.0%} of the points, and may carry a third: "
                "give the hidden ones more weight, or add some"
            )


def _author_faults(authored: Authored) -> list[str]:
    """What is wrong with the author's files before anything runs."""
    faults = _careless_lines(authored.checks_path) + lost_entries(MISTAKES / authored.slug)
    assignment = authored.assignment
    if assignment.max_points != 100:
        faults.append(f"the points add up to {assignment.max_points:g}, not to 100")
    for exercise in assignment.exercises:
        if len(exercise.hints) != HINTS:
            faults.append(f"{exercise.name} has {len(exercise.hints)} hints, not {HINTS}")
    hinted: dict[tuple[str, str], Entry] = {}
    for entry in authored.catalogue:
        if entry.role != "mistake":
            continue
        if len(entry.hint.split()) < 4:
            faults.append(f"{_called(entry)} has a hint that says too little: {entry.hint!r}")
        earlier = hinted.setdefault((entry.exercise, entry.hint), entry)
        if earlier is not entry:
            faults.append(f"{_called(entry)} has the hint of {earlier.name} too: {entry.hint!r}")
    return faults
