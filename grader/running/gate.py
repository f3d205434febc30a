"""The gate: shows for an assignment that its checks judge right, before any student does.

Every stub must score 0, the solution full points, every catalogued mistake lose points and get its own
hint, every alternative score full points, and the solved notebook run from top to bottom.

The work is cut into parts, which the workers take in turn. All mistakes of one exercise are one part and meet one
variant of the hidden inputs, so that what they do there is computed once, in one process. Alternatives are right, so
one of each exercise can stand in a notebook together: only where such a notebook loses points is each judged alone.

Where a run is to be short, the catalogues of the exercises take turns (`turns.py`); all else is looked at each time.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, as_completed
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from itertools import chain, zip_longest
from typing import Any

import nbclient

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from grader.authoring import SLIPS, Authored, Entry, as_bytes, load_authored, notebook_with, place, solved_notebook
from grader.errors import ChecksError, SandboxUnavailable, WorkersUnavailable
from grader.judging import OF_THE_GATE, Judge, Result
from grader.running.build import are_examples_stale, built_notebook, stale_files
from grader.running.notebook_faults import notebook_faults, seen_in_notebook
from grader.running.pool import local_workers, warm_judge
from grader.running.static_faults import author_faults, called
from grader.running.trivial_answers import passed_by_thoughtless_answers
from grader.running.written_faults import written_faults

Progress = Callable[[str, int, int], None]
# The parts that are no exercise:
NOTEBOOK, BASIS, ALTERNATIVES, FILES = "solved notebook", "stub and solution", "alternatives", "built files"


@dataclass
class ExerciseReport:
    """How the checks of one exercise stand.

    Attributes:
        waits: whether its mistakes and alternatives were left for another turn.
    """

    name: str
    checks: int = 0
    mistakes: int = 0
    caught: int = 0
    hinted: int = 0
    seen: int = 0  # by the notebook's own check
    alternatives: int = 0
    accepted: int = 0
    waits: bool = False

    def add(self, other: ExerciseReport) -> None:
        """Adds what another part found of the same exercise."""
        for item in fields(self)[1:-1]:
            setattr(self, item.name, getattr(self, item.name) + getattr(other, item.name))


@dataclass
class Verification:
    """What the gate found for one assignment; green if there are no faults.

    Attributes:
        seconds: what all its parts took, added up over the workers.
        notebook_seconds: what the solved notebook took of that; None if it was not run to its end.
    """

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
    exercises: Collection[str] | None = None,
    seeds: Sequence[int] = OF_THE_GATE,
    thorough: bool = False,
    progress: Progress | None = None,
) -> Verification:
    """Verifies one assignment in this process.

    Args:
        judge: the judge of it, with its sandbox.
        run_notebook: whether the solved notebook is run in a real kernel too.
        exercises: those whose mistakes and alternatives are judged; all of them if None.
        seeds: of the variants of the hidden inputs. Stub and solution meet all of them; the exercises, with their
            mistakes, and the alternatives take turns.
        thorough: whether every entry is judged by itself, with all that builds on its exercise. By default one
            mistake of each exercise is judged with these, and one alternative of each exercise together.
        progress: called with what is being done, how far it is, and of how many steps.

    Returns:
        The verification.
    """
    exercises = _named(judge.authored, exercises)
    parts = _parts(exercises, run_notebook)
    found = []
    for number, part in enumerate(parts):
        if progress:
            progress(f"{judge.authored.slug}: {part}", number, len(parts))
        found.append(_Gate(judge, exercises, seeds, thorough).part(part))
    return _merged(judge.authored, exercises, found)


def verify_all(
    slugs: Sequence[str],
    *,
    notebooks: Collection[str] | None = None,
    exercises: Mapping[str, Collection[str]] | None = None,
    seeds: Sequence[int] = OF_THE_GATE,
    thorough: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
) -> Iterator[Verification]:
    """Verifies assignments in worker processes.

    Args:
        slugs: the assignments.
        notebooks: the assignments whose solved notebooks are run in a real kernel too; all of them if None.
        exercises: of each assignment those whose mistakes and alternatives are judged; all of them if None.
        seeds: see `verify`.
        thorough: see `verify`.
        workers: how many processes.
        progress: called with what has been done, how far it is, and of how many steps.

    Yields:
        The verifications, in the order of the slugs.

    Raises:
        SandboxUnavailable, CourseError, ChecksError: as one `Judge` raises them.
        WorkersUnavailable: if a worker dies.
    """
    authored = {slug: load_authored(slug) for slug in slugs}
    of_turn = {slug: _named(authored[slug], None if exercises is None else exercises[slug]) for slug in slugs}
    parts = {slug: _parts(of_turn[slug], notebooks is None or slug in notebooks) for slug in slugs}
    asked = [(slug, part) for slug in slugs for part in parts[slug]]
    asked.sort(key=lambda item: item[1] != NOTEBOOK)  # the longest first, so that none is left over at the end
    found: dict[str, dict[str, PartReport]] = {slug: {} for slug in slugs}
    waiting = list(slugs)
    preload = dict.fromkeys(chain.from_iterable(item.imports for item in authored.values()))
    with local_workers(workers, preload=list(preload)) as executor:  # which waits for its workers to be gone
        try:
            running: dict[Future[PartReport], tuple[str, str]] = {
                executor.submit(_part_of, slug, part, of_turn[slug], tuple(seeds), thorough): (slug, part)
                for slug, part in asked
            }
            for number, future in enumerate(as_completed(running), start=1):
                slug, part = running[future]
                found[slug][part] = _report(future, part)
                if progress:
                    progress(f"{slug}: {part}", number, len(asked))
                while waiting and found[waiting[0]].keys() == {*parts[waiting[0]]}:
                    done = waiting.pop(0)
                    yield _merged(authored[done], of_turn[done], [found[done][name] for name in parts[done]])
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


@dataclass
class PartReport:
    """What one part of the work found."""

    exercises: list[ExerciseReport] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    notebook_seconds: float | None = None


def _named(authored: Authored, wanted: Collection[str] | None) -> list[str]:
    """The exercises that are wanted, in their order; all of them if None."""
    return [item.name for item in authored.assignment.exercises if wanted is None or item.name in wanted]


def _parts(exercises: Sequence[str], run_notebook: bool) -> list[str]:
    return [*([NOTEBOOK] if run_notebook else []), BASIS, *([ALTERNATIVES] if exercises else []), *exercises, FILES]


def _part_of(slug: str, part: str, exercises: Sequence[str], seeds: Sequence[int], thorough: bool) -> PartReport:
    return _Gate(warm_judge(slug), exercises, seeds, thorough).part(part)


def _report(future: Future[PartReport], part: str) -> PartReport:
    try:
        return future.result()
    except (SandboxUnavailable, CourseError, ChecksError):
        raise  # it would stop every part
    except BrokenExecutor:
        raise WorkersUnavailable(
            "A worker process ended while it verified. Is there enough memory? Try fewer workers."
        ) from None
    except Exception as error:  # whatever it is, the other parts stand
        return PartReport(faults=[f"{part}: verifying it ended with {type(error).__name__}: {error}"])


def _merged(authored: Authored, exercises: Sequence[str], parts: Sequence[PartReport]) -> Verification:
    names = _named(authored, None)
    reports = {name: ExerciseReport(name, waits=name not in exercises) for name in names}
    for found in chain.from_iterable(part.exercises for part in parts):
        reports[found.name].add(found)
    return Verification(
        authored.slug,
        list(reports.values()),
        [fault for part in parts for fault in part.faults],
        next((part.notebook_seconds for part in parts if part.notebook_seconds is not None), None),
        round(sum(part.seconds for part in parts), 1),
    )


class _Gate:
    """Does parts of the work for one assignment."""

    def __init__(self, judge: Judge, exercises: Sequence[str], seeds: Sequence[int], thorough: bool) -> None:
        self.judge = judge
        self.exercises = exercises
        self.seeds = seeds
        self.thorough = thorough
        self.authored = judge.authored
        self.report = PartReport()

    def part(self, name: str) -> PartReport:
        """Does one part: an exercise by its name, or one of those that are none."""
        started = time.monotonic()
        others = {
            NOTEBOOK: self._run_notebook,
            BASIS: self._basis,
            ALTERNATIVES: self._alternatives,
            FILES: self._built_files,
        }
        if name in others:
            others[name]()
        else:
            self._exercise(name)
        self.report.seconds = time.monotonic() - started
        return self.report

    def _fault(self, sentence: str) -> None:
        self.report.faults.append(sentence)

    def _basis(self) -> None:
        self.report.faults += author_faults(self.authored, self.judge.checks.checks)
        self.report.faults += notebook_faults(self.authored)
        self.report.faults += written_faults(self.authored.assignment)
        judge = _knowing(self.judge, [])
        for seed in self.seeds:
            self._stub_scores_nothing(judge, seed)
            self._solution_scores_everything(judge, seed)

    def _stub_scores_nothing(self, judge: Judge, seed: int) -> None:
        result = judge.judge("stub", as_bytes(notebook_with(self.authored, {})), seed=seed)
        for exercise in result.exercises:
            if seed == self.seeds[0]:
                self.report.exercises.append(ExerciseReport(exercise.name, checks=len(exercise.checks)))
            if not exercise.checks:
                self._fault(f"{exercise.name} has no hidden check")
            if exercise.score != 0:
                passed = [check.name for check in exercise.checks if check.outcome == "passed"]
                self._fault(f"the stub of {exercise.name} scores {exercise.score:g}: it passes {passed}")

    def _solution_scores_everything(self, judge: Judge, seed: int) -> None:
        result = judge.judge("solution", as_bytes(solved_notebook(self.authored)), seed=seed)
        for trouble in result.troubles:
            self._fault(f"the solution meets a check that stops: {trouble}")
        for line in _failures(result):
            self._fault(f"the solution fails: {line}")
        if result.status != "graded":
            self._fault(f"the solution ends as {result.status}: {result.reason}")

    def _built_files(self) -> None:
        for path, why in stale_files(built_notebook(self.authored)).items():
            self._fault(f"{path.name} is stale ({why}): run `grader build {self.authored.slug}`")
        names = {exercise.name for exercise in self.authored.assignment.exercises}
        if others := sorted({example["exercise"] for example in self.authored.assignment.examples} - names):
            told = ", ".join(others)
            self._fault(f"examples.json holds {told}, which is no exercise: run `grader build {self.authored.slug}`")

    def _exercise(self, name: str) -> None:
        for check, what in passed_by_thoughtless_answers(self.authored, self.judge.checks, name):
            self._fault(f"{name}: the check '{check}' lets {what} pass: it gives points to a guess")
        report = ExerciseReport(name, seen=len(seen_in_notebook(self.authored, name)))
        self.report.exercises.append(report)
        mistakes = [entry for entry in self._entries("mistake") if entry.exercise == name]
        judge = _knowing(self.judge, mistakes)
        seed, failed = self._seed(name), set[str]()
        for number, entry in enumerate(mistakes):
            result = self._judged(judge, entry, seed, dependents=self.thorough or number == 0)
            self._look_at_mistake(entry, result, report)
            failed |= {check.name for check in result.exercise(name).checks if check.outcome == "failed"}
        if mistakes:
            self._idle_checks(name, failed)
        try:  # last: by now most of what they hold has been computed
            if are_examples_stale(self.authored, judge.checks, name):
                self._fault(f"examples.json is stale for {name}: run `grader build {self.authored.slug}`")
        except CourseError as error:
            self._fault(str(error))
        for entry in mistakes:
            self._look_for_slip(entry)
        self.judge.reference.forget()

    def _look_for_slip(self, entry: Entry) -> None:
        """Whether a mistake only stops, with an error that may come of how it is written down here."""
        errors = self.judge.reference.errors(entry)
        slip = next(iter(errors)) if len(errors) == 1 else ""
        if slip in SLIPS and slip != entry.raises:
            self._fault(
                f"{called(entry)} stops with {slip} whenever it is called: mend it so that it answers, or say "
                f'raises="{slip}" if that is what a student\'s code would do'
            )
        elif entry.raises and entry.raises not in errors:
            self._fault(f"{called(entry)} says raises={entry.raises!r}, but it never stops with it")

    def _alternatives(self) -> None:
        judge = _knowing(self.judge, [])
        for number, together in enumerate(self._packs(self._entries("alternative"))):
            seed = self.seeds[number % len(self.seeds)]
            result = judge.judge("alternatives", self._notebook(together), seed=seed)
            if result.status == "graded" and not result.troubles and not list(_failures(result)):
                accepted = [ExerciseReport(entry.exercise, alternatives=1, accepted=1) for entry in together]
                self.report.exercises += accepted
            else:
                for entry in together:
                    self._look_at_alternative(entry, self._judged(judge, entry, seed, dependents=True))

    def _packs(self, alternatives: Sequence[Entry]) -> Iterator[list[Entry]]:
        """The alternatives by their place in their exercise: what can stand in one notebook."""
        if self.thorough:
            yield from ([entry] for entry in alternatives)
            return
        names = dict.fromkeys(entry.exercise for entry in alternatives)
        rows = [[entry for entry in alternatives if entry.exercise == name] for name in names]
        for together in zip_longest(*rows):
            yield [entry for entry in together if entry is not None]

    def _entries(self, role: str) -> list[Entry]:
        """Those of the exercises whose turn it is."""
        return [entry for entry in self.authored.catalogue if entry.role == role and entry.exercise in self.exercises]

    def _idle_checks(self, exercise: str, failed: set[str]) -> None:
        for check in self.judge.checks.checks:
            if check.exercise == exercise and check.name not in failed:
                where = place(check.item.path, check.item.function.__code__.co_firstlineno)
                self._fault(f"{where}: no known mistake of {exercise} fails '{check.name}'; what is it for?")

    def _judged(self, judge: Judge, entry: Entry, seed: int, *, dependents: bool) -> Result:
        """Judges the solved notebook with this entry for an answer.

        What builds on a wrong exercise is judged with a right one in its place, whatever the mistake was. So of the
        mistakes, the first is judged with all that builds on its exercise; so is one that does not only answer wrong,
        but ends its process.
        """
        assignment = self.authored.assignment
        building = [item.name for item in assignment.exercises if entry.exercise in assignment.uses(item.name)]
        concerned = [entry.exercise, *(building if dependents else [])]
        result = judge.judge(entry.name, self._notebook([entry]), seed=seed, exercises=concerned)
        if building and not dependents and result.status != "graded":
            return self._judged(judge, entry, seed, dependents=True)
        return result

    def _notebook(self, entries: Sequence[Entry]) -> bytes:
        notebook = copy.deepcopy(self._solved)
        sources = {entry.exercise: entry.source for entry in entries}
        for cell in notebook.cells:
            cell.source = sources.get(cell.metadata.get("exercise"), cell.source)
        return as_bytes(notebook)

    @cached_property
    def _solved(self) -> Any:
        return solved_notebook(self.authored)

    def _seed(self, exercise: str) -> int:
        """The variant that the mistakes of an exercise meet: by its name, whatever stands around it."""
        return self.seeds[zlib.crc32(exercise.encode()) % len(self.seeds)]

    def _look_at_alternative(self, entry: Entry, result: Result) -> None:
        self._look_for_troubles(entry, result)
        failures = list(_failures(result))
        if failures:
            self._fault(f"{called(entry)} loses points: {failures[0]}")
        self.report.exercises.append(ExerciseReport(entry.exercise, alternatives=1, accepted=int(not failures)))

    def _look_for_troubles(self, entry: Entry, result: Result) -> None:
        for trouble in result.troubles:
            self._fault(f"{called(entry)} meets a check that stops: {trouble}")

    def _look_at_mistake(self, entry: Entry, result: Result, report: ExerciseReport) -> None:
        self._look_for_troubles(entry, result)
        exercise = result.exercise(entry.exercise)
        report.mistakes += 1
        if exercise.score == exercise.points:
            self._fault(f"{called(entry)} loses no points: no check tells it from a right answer")
            return
        report.caught += 1
        failing = [check for check in exercise.checks if check.outcome == "failed"]
        if any(check.mistake == entry.name for check in failing):
            report.hinted += 1
        else:
            got = next((f"that of {check.mistake}" for check in failing if check.mistake), f'"{failing[0].message}"')
            self._fault(f"{called(entry)} does not get its own hint, but {got}")
        for other in result.exercises:
            if other.name != entry.exercise and other.score < other.points and other.first_failure:
                self._fault(f"{called(entry)} also costs {other.name}: {other.first_failure.message}")

    def _run_notebook(self) -> None:
        started = time.monotonic()
        try:
            with tempfile.TemporaryDirectory() as folder:
                if self.authored.assignment.data.is_dir():
                    shutil.copytree(self.authored.assignment.data, f"{folder}/data")
                nbclient.NotebookClient(
                    solved_notebook(self.authored),
                    timeout=1800,
                    kernel_name="python3",
                    resources={"metadata": {"path": folder}},
                    extra_arguments=["--IPKernelApp.log_level=ERROR"],
                ).execute()
        except nbclient.exceptions.CellExecutionError as error:
            self._fault(f"the solved notebook stops: {clean_line(f'{error.ename}: {error.evalue}')}")
            return
        seconds = time.monotonic() - started
        if seconds > 60 * self.authored.assignment.minutes:
            self._fault(
                f"the solved notebook takes {seconds:.0f} s, longer than its {self.authored.assignment.minutes} minutes"
            )
        self.report.notebook_seconds = round(seconds, 1)


def _knowing(judge: Judge, catalogue: list[Entry]) -> Judge:
    """The same judge, that asks for no other mistakes than these: what an exercise's mistake costs the others has no hint."""
    other = copy.copy(judge)
    other.reference = replace(judge.reference, catalogue=catalogue)
    other.checks = judge.checks.with_reference(other.reference)
    return other


def _failures(result: Result) -> Iterator[str]:
    for exercise in result.exercises:
        if exercise.score < exercise.points:
            failure = exercise.first_failure
            yield (f"{exercise.name}: {failure.name}: {failure.message}" if failure else f"{exercise.name}: no check")
