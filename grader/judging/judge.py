"""The judge: runs one submission's cells in the sandbox, the hidden checks here, and decides the scores."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import ModuleType, TracebackType
from typing import Any

from dlkit.comparing import Diagnosis, FunctionReference, Handle, Outcome, changed_in_place, settle
from dlkit.notebooks import UnreadableNotebook
from grader.authoring import as_bytes, load_authored, solved_notebook
from grader.errors import SandboxUnavailable
from grader.judging.check_session import CheckOutcome, CheckSession
from grader.judging.disclosure import EXAMPLES_ALONE, Disclosure
from grader.judging.fixtures import Compared, Reference
from grader.judging.own_cells import OwnCell, left_to_a_person, run_own_cells
from grader.judging.result import (
    CheckResult,
    ExerciseResult,
    ExerciseStatus,
    OwnCellResult,
    Result,
    Status,
    not_judged,
)
from grader.judging.student_process import StandIn, StudentProcess, TimeLeft, budget_of
from grader.judging.submission import Submission, WrongAssignment, read_submission
from grader.sandbox import Parent, Session, TooLong, WarmParent, bounded

IN_PLACE_SHARE = 0.25  # of the points of an exercise whose arguments are changed in place
IN_PLACE = "The arguments stay as they are"
SETTLING_SECONDS = 20.0  # what it may take to see which mistakes pass where the answer passed
_SEVERITY: tuple[Status, ...] = ("not_permitted", "crashed", "out_of_memory", "timed_out")


@dataclass(frozen=True)
class Attempt:
    """One run of an exercise's checks, as a witness gets it: while all that took part still answers.

    Attributes:
        exercise: the exercise.
        outcomes: of its checks, each with what it asked; of those that failed, with what is told.
        result: what a student may read of them.
        solution: the reference that they were compared with.
        replaced: the wrong exercises in whose place right ones stood, each with the text of the neutral function that did;
            None where the reference itself answered.
    """

    exercise: str
    outcomes: tuple[CheckOutcome, ...]
    result: ExerciseResult
    solution: ModuleType
    replaced: Mapping[str, str | None] = field(default_factory=dict)


Witness = Callable[[Attempt], None]


class Judge:
    """Judges submissions of one assignment, one after the other, each in a fresh process.

    What is the same for every submission is done once: the imports of the warm parent, the collection of
    the checks, the reference's results.

    Args:
        slug: the assignment.
        isolate: False runs student code without a sandbox; only for one's own work.
        parent: a warm parent to use; one is started if left out.

    Raises:
        SandboxUnavailable: if student code cannot be isolated here.
        CourseError: if the assignment cannot be read.
        ChecksError: if its checks cannot be collected.
    """

    def __init__(self, slug: str, *, isolate: bool = True, parent: Parent | None = None) -> None:
        self.authored = load_authored(slug)
        self.budget = budget_of(self.authored.assignment)
        self.isolate = isolate
        # The two sides import Keras at the same time.
        self.parent: Parent = parent or WarmParent(self.authored.imports, isolate=isolate)
        try:
            self.reference = Reference(self.authored.catalogue)
            self.checks = CheckSession(self.authored.checks_path, self.reference)
        except BaseException:
            self.parent.close()
            raise

    def judge(
        self,
        name: str,
        data: bytes | None,
        *,
        files: Mapping[str, bytes] | None = None,
        seed: int = 0,
        exercises: Collection[str] | None = None,
        earlier: Result | None = None,
    ) -> Result:
        """Judges one submission.

        Args:
            name: what to call it.
            data: the bytes of its notebook; None if there is none.
            files: what was handed in beside it, by path.
            seed: of the variant of the hidden inputs; see `grader.judging.variants`.
            exercises: only these are judged; all of them if None.
            earlier: an earlier result of the submission on the same variant. If the same cells were run for it,
                it stands for all other exercises, but for those whose judgement leans on these.

        Returns:
            The result; every submission has one.
        """
        if data is None:
            return not_judged(self.authored.assignment, name, "missing", "No notebook was handed in.")
        try:
            submission = read_submission(name, data, self.authored, files=files)
        except UnreadableNotebook as error:
            status: Status = "wrong_assignment" if isinstance(error, WrongAssignment) else "unreadable"
            return not_judged(self.authored.assignment, name, status, str(error))
        if earlier is None:
            return self.judge_submission(submission, seed=seed, exercises=exercises)
        if earlier.status != "graded" or earlier.content != submission.content:
            return self.judge_submission(submission, seed=seed)
        return self._judge_again(submission, seed, set(exercises or ()), earlier.renamed(name))

    def _judge_again(self, submission: Submission, seed: int, changed: set[str], earlier: Result) -> Result:
        """Judges some exercises and those that build on them and were not right by themselves."""
        leaning = {
            item.name
            for item in earlier.exercises
            if self.authored.assignment.uses(item.name) & changed and (item.status != "right" or item.followed_through)
        }
        names = changed | leaning
        if not names:
            return earlier
        kept = {item.name: item for item in earlier.exercises}
        fresh = self.judge_submission(submission, seed=seed, exercises=names, others=kept)
        found = tuple(next((new for new in fresh.exercises if new.name == name), kept[name]) for name in kept)
        score, points = sum(item.score for item in found), sum(item.points for item in found)
        return replace(fresh, exercises=found, score=round(score, 4), max_score=points)

    def judge_submission(
        self,
        submission: Submission,
        *,
        seed: int = 0,
        exercises: Collection[str] | None = None,
        others: Mapping[str, ExerciseResult] | None = None,
        witness: Witness | None = None,
    ) -> Result:
        """Judges a submission that has been read; see `judge`.

        Args:
            submission: the submission.
            seed: of the variant of the hidden inputs.
            exercises: only these are judged; all of them if None.
            others: what is known of the others already.
            witness: is told of each run of an exercise's checks, hidden things included: for the staff alone.

        Raises:
            SandboxUnavailable: if there is no sandbox to be had, whatever the submission.
        """
        for _ in range(2):
            self._have_a_parent()
            try:
                return self._judge_submission(submission, seed, exercises, others, witness)
            except SandboxUnavailable as error:
                ended = error
        self._have_a_parent()
        Session(self.parent, self.budget.limits, resident_mb=self.budget.memory_mb).close()  # raises if none can be had
        reason = f"The sandbox ended twice while this submission was judged, and starts again without it: {ended}"
        return not_judged(self.authored.assignment, submission.name, "crashed", reason)

    def _have_a_parent(self) -> None:
        """Starts another warm parent where the last one has ended."""
        if not self.parent.alive:
            self.parent.close()
            as_before = self.parent.as_other_user
            self.parent = WarmParent(self.authored.imports, isolate=self.isolate, as_other_user=as_before)
            self.parent.wait()

    def _judge_submission(
        self,
        submission: Submission,
        seed: int,
        exercises: Collection[str] | None,
        others: Mapping[str, ExerciseResult] | None,
        witness: Witness | None,
    ) -> Result:
        started, left = time.monotonic(), TimeLeft.of(self.budget)
        every = [exercise.name for exercise in self.authored.assignment.exercises]
        names = [name for name in every if exercises is None or name in exercises]
        process = StudentProcess(submission, self.parent, self.budget, left)
        try:
            solution, watch = self.authored.solution, witness is not None
            outcomes = _by_exercise(self.checks.run(process, solution, exercises=names, seed=seed, watch=watch))
        finally:
            process.close()
        disclosure = Disclosure(submission, self._checks_source, self._limits, tuple(process.cell_errors.values()))
        scored = dict(others or {})
        for name in names:
            scored[name] = self._score(name, outcomes.get(name, []), disclosure)
            if witness:
                witness(Attempt(name, tuple(self._told(outcomes.get(name, []))), scored[name], solution))
        for name in names:
            followed = self._follow_through(name, scored, submission, seed=seed, left=left, witness=witness)
            if followed is not None:
                scored[name] = followed
        found = tuple(scored[name] for name in names)
        status, reason = _status(process)
        return Result(
            submission=submission.name,
            assignment=submission.slug,
            status=status,
            reason=reason,
            score=round(sum(item.score for item in found), 4),
            max_score=sum(item.points for item in found),
            seconds=round(time.monotonic() - started, 4),
            exercises=found,
            notes=(*submission.notes, *process.notes),
            content=submission.content,
        )

    @cached_property
    def _checks_source(self) -> str:
        paths = (self.authored.checks_path, self.authored.assignment.measures)
        return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.is_file())

    @property
    def _limits(self) -> frozenset[float]:
        return frozenset(map(float, vars(self.budget).values()))

    def _score(self, name: str, outcomes: Sequence[CheckOutcome], disclosure: Disclosure) -> ExerciseResult:
        points = self.authored.assignment.exercise(name).points
        outcomes = self._told(outcomes)
        total = sum(outcome.check.weight for outcome in outcomes if not outcome.is_faulty)
        earned = sum(outcome.check.weight for outcome in outcomes if outcome.diagnosis is None)
        checks = tuple(_check_result(outcome, disclosure) for outcome in outcomes)
        if (in_place := self._changed_in_place(name, outcomes)) is not None:
            diagnosis, compared = in_place
            weight = total * IN_PLACE_SHARE / (1 - IN_PLACE_SHARE)
            checks += (_failed(IN_PLACE, weight, diagnosis, compared, disclosure),)
            total += weight
        share = earned / total if total else float(bool(outcomes))
        score = round(points * share, 4)
        return ExerciseResult(name, points, score, _exercise_status(checks, earned, total), (), checks)

    def _told(self, outcomes: Sequence[CheckOutcome]) -> Sequence[CheckOutcome]:
        """The outcomes as they count, those that failed with what is told of them."""
        return self._without_examples_alone(self._settled(outcomes))

    def _settled(self, outcomes: Sequence[CheckOutcome]) -> Sequence[CheckOutcome]:
        """The outcomes with what is told of those that failed: the cause that explains all of them, if one does."""
        passed = [item for outcome in outcomes for item in outcome.compared if item.found is None]
        failed = [outcome.diagnosis for outcome in outcomes if outcome.diagnosis is not None]
        told = iter(settle(failed, fits=self._fitting(passed), some_passed=bool(passed)))
        return [replace(outcome, diagnosis=next(told)) if outcome.diagnosis else outcome for outcome in outcomes]

    def _fitting(self, passed: Sequence[Compared]) -> Callable[[str], bool]:
        """Tells of a catalogued mistake whether it passes where the answer passed; yes, where that takes too long."""
        deadline = time.monotonic() + SETTLING_SECONDS

        def fits(name: str) -> bool:
            with suppress(TooLong, MemoryError), bounded(seconds=max(deadline - time.monotonic(), 0.1)):
                return all(item.is_right(self._does(name, item)) for item in passed)
            return True

        return fits

    def _does(self, name: str, item: Compared) -> Outcome:
        """What a catalogued mistake does on a call; where it is a mistake of another exercise, what is right."""
        known = self.reference.known(item.kind, item.call, item.options, item.expected, item.tolerance, name=name)
        return known[0].outcome if known else item.expected

    def _without_examples_alone(self, outcomes: Sequence[CheckOutcome]) -> Sequence[CheckOutcome]:
        """Takes back what was earned by the examples in the notebook alone: anybody can write down their answers.

        They count if a hidden check passes, or if what is wrong in one is explained: a table of answers is explained
        by no mistake that also gives the right answers in the examples, and by no general cause. See docs/points.md.
        """
        hidden = [outcome for outcome in outcomes if not outcome.check.visible and not outcome.is_faulty]
        if self.authored.assignment.examples_count_alone or not hidden:
            return outcomes
        if any(outcome.diagnosis is None or _is_explained(outcome.diagnosis) for outcome in hidden):
            return outcomes
        told = Diagnosis("property", EXAMPLES_ALONE)
        return [replace(outcome, diagnosis=told) if outcome.diagnosis is None else outcome for outcome in outcomes]

    def _changed_in_place(
        self, name: str, outcomes: Sequence[CheckOutcome]
    ) -> tuple[Diagnosis, Sequence[Compared]] | None:
        """What is told of arguments that the exercise changes, and the comparisons in which it did; None if it does not."""
        found = [made for outcome in outcomes for made in outcome.in_place if made[0].function == name]
        if not found:
            return None
        call, changed = max(found, key=lambda made: len(made[1].changed))
        compared = [item for outcome in outcomes for item in outcome.compared if item.call.function == name]

        def fits(mistake: str) -> bool:
            return all(item.changes(self._does(mistake, item)) == item.changed for item in compared)

        right = [diagnosis for _, diagnosis in found if diagnosis.kind == "changed_argument"]
        settled = settle(right, fits=fits)
        sure = next((item for item in settled if item.kind == "mistake"), None)
        return sure or changed_in_place(call, changed.changed), [item for item in compared if item.changed]

    def _follow_through(
        self,
        name: str,
        scored: Mapping[str, ExerciseResult],
        submission: Submission,
        *,
        seed: int,
        left: TimeLeft,
        witness: Witness | None,
    ) -> ExerciseResult | None:
        """Judges an exercise again with right ones in place of those it builds on that failed.

        Returns:
            The result that is better or says more; None if there was nothing to replace, or it was for the worse.
        """
        before = scored[name]
        if before.status not in ("wrong", "partly_right"):
            return None
        uses = self.authored.assignment.uses(name) & scored.keys()
        replaced = sorted(used for used in uses if scored[used].status != "right")
        if not replaced:
            return None
        helper = StudentProcess(self._solved, self.parent.twin, self.budget, left)
        stand_ins, solution = self._stand_ins(replaced, helper)
        process = StudentProcess(submission, self.parent, self.budget, left, stand_ins)
        try:
            watch = witness is not None
            outcomes = self.checks.run(process, solution, exercises=[name], seed=seed, replaced=replaced, watch=watch)
            disclosure = Disclosure(submission, self._checks_source, followed=True)
            after = replace(self._score(name, outcomes, disclosure), followed_through=tuple(replaced))
            if witness:
                put = {used: stand_ins[used].source for used in replaced}
                witness(Attempt(name, tuple(self._told(outcomes)), after, solution, put))
        finally:
            process.close()
            helper.close()
        if after.score == before.score:
            # Without the earlier mistake in the way, this exercise's own shows its face.
            told_better = _explained(before) or _stops_by_itself(before, replaced)
            return after if _explained(after) or not told_better else None
        return after if after.score > before.score else None

    @cached_property
    def _solved(self) -> Submission:
        """The solutions as a submission. Student code calls them with what it likes, so they run under limits too."""
        return read_submission("solution", as_bytes(solved_notebook(self.authored)), self.authored)

    def _stand_ins(self, replaced: Sequence[str], helper: StudentProcess) -> tuple[dict[str, StandIn], ModuleType]:
        """What replaces the wrong exercises, and the reference that calls the same replacements.

        Args:
            replaced: the wrong exercises.
            helper: the solved notebook in a process of its own, which answers for the solutions. It comes from the
                twin of the warm parent, which serves nothing else.
        """
        neutral = {name: self.authored.stand_ins[name] for name in replaced if name in self.authored.stand_ins}
        stand_ins = {
            name: StandIn(source=neutral[name].source) if name in neutral else StandIn(function=_asking(helper, name))
            for name in replaced
        }
        return stand_ins, self.authored.solution_with({name: entry.function for name, entry in neutral.items()})

    def run_own_cells(
        self, cells: Sequence[OwnCell], files: Mapping[str, bytes] | None = None
    ) -> tuple[OwnCellResult, ...]:
        """Runs an instructor's own autograded cells on a submission; see `grader.judging.own_cells`.

        Args:
            cells: the cells, each with what stands above it in the submission.
            files: what was handed in beside the notebook, by path.

        Raises:
            SandboxUnavailable: if there is no sandbox to be had.
        """
        for _ in range(2):
            self._have_a_parent()
            try:
                return run_own_cells(cells, self.authored, self.parent, self.budget, files or {})
            except SandboxUnavailable:
                continue
        self._have_a_parent()  # raises if none can be had
        return left_to_a_person(cells, "The sandbox ended twice while it was run")

    def close(self) -> None:
        """Ends the warm parent and lets pytest tidy up."""
        self.parent.close()
        self.checks.close()

    def __enter__(self) -> Judge:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _asking(helper: StudentProcess, name: str) -> Callable[..., Any]:
    """A function that asks another process for the reference's answer, within that process's limits.

    Only values go back to whoever asks: no error's text, and nothing that names what lives in the other process.
    """

    def ask(*args: Any, **kwargs: Any) -> Any:
        if not _is_plain([args, kwargs]):
            raise TypeError("a stand-in takes plain values")
        answer = helper.call(name, args, kwargs, ())
        if not (isinstance(answer, Outcome) and answer.raised is None and _is_plain(answer.value)):
            raise ValueError("a stand-in has no value for this")
        return answer.value

    return ask


def _is_plain(value: Any) -> bool:
    """Whether a value is whole by itself: no object or function that stays in the process that returned it."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return not isinstance(value, (Handle, FunctionReference))


def _explained(exercise: ExerciseResult) -> bool:
    return any(check.mistake for check in exercise.checks)


def _stops_by_itself(exercise: ExerciseResult, others: Sequence[str]) -> bool:
    """Whether the exercise stops with an error that did not come out of one of the others."""
    errors = [check for check in exercise.checks if check.outcome == "failed" and check.kind == "raised"]
    return bool(errors) and not any(f"  in {name}, line" in check.traceback for check in errors for name in others)


def _by_exercise(outcomes: Sequence[CheckOutcome]) -> dict[str, list[CheckOutcome]]:
    grouped: dict[str, list[CheckOutcome]] = {}
    for outcome in outcomes:
        grouped.setdefault(outcome.check.exercise, []).append(outcome)
    return grouped


def _is_explained(diagnosis: Diagnosis) -> bool:
    """Whether it is known why a check failed: by a catalogued mistake, or a cause that all failing checks have."""
    return bool(diagnosis.mistake or (diagnosis.cause and diagnosis.cause != "nothing"))


def _check_result(outcome: CheckOutcome, disclosure: Disclosure) -> CheckResult:
    name, weight = outcome.check.name, outcome.check.weight
    if outcome.diagnosis is None:
        return CheckResult(name, "passed", weight=weight)
    return _failed(name, 0.0 if outcome.is_faulty else weight, outcome.diagnosis, outcome.compared, disclosure)


def _failed(
    name: str, weight: float, found: Diagnosis, compared: Sequence[Compared], disclosure: Disclosure
) -> CheckResult:
    diagnosis = disclosure.tell(found, compared)
    return CheckResult(
        name=name,
        outcome="failed",
        message=diagnosis.told,
        mistake=diagnosis.mistake,
        kind=diagnosis.kind,
        call=diagnosis.call,
        traceback=diagnosis.traceback,
        weight=weight,
        trouble=diagnosis.trouble,
    )


def _exercise_status(checks: Sequence[CheckResult], earned: float, total: float) -> ExerciseStatus:
    kinds = {check.kind for check in checks if check.outcome == "failed"}
    if not checks:
        return "not_judged"
    if earned == total:
        return "right"
    if earned > 0:
        return "partly_right"
    for kind in ("missing", "not_written"):
        if kinds == {kind}:
            return "missing" if kind == "missing" else "not_written"
    return "wrong"


def _status(process: StudentProcess) -> tuple[Status, str]:
    """The status of the submission: graded, or the gravest of the ways in which its process ended."""
    if not process.ends:
        return "graded", ""
    for status in _SEVERITY:
        for end in process.ends:
            if end.status == status:
                return status, f"{end.sentence}; what could be judged was."
    raise AssertionError(process.ends)
