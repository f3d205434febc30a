"""Reading how marks stand now: from the gradebook, the judge's results, `late.toml` and the decisions of persons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dlkit.course import Assignment
from grader.gradebook.answers import answers, recorded_cells
from grader.gradebook.changes.standing import UNKNOWN, CellStanding, Lateness, Standing
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.graded_cells import GradedCell, graded_cells
from grader.gradebook.late import LateSettings, read_lateness, settings_in_force, uses_policies
from grader.gradebook.marks import COLUMNS, Mark, Recorded, mark_of, read_recorded
from grader.gradebook.overrides import Override, standing_overrides
from grader.judging import Result, digest_of
from grader.running import Fingerprints

NO_EXTENSION = "none"
DIGITS = 64  # of a fingerprint of files; that of an instructor's own tests may follow
NO_FILES = "nothing was handed in"


@dataclass(frozen=True)
class Judged:
    """What is known of the judging of one submission.

    Attributes:
        result: what came of it.
        files: a fingerprint of what was handed in.
        fingerprints: of what judged it.
    """

    result: Result
    files: str
    fingerprints: Fingerprints


def read_judged(folder: CourseFolder, slug: str, student: str) -> Judged | None:
    """What the course folder keeps of the judging of a submission."""
    kept = folder.results.find(slug, student)
    if kept is None:
        return None
    return Judged(kept.result, kept.digest[:DIGITS] if kept.result.content else UNKNOWN, kept.fingerprints)


class Reader:
    """Reads how the marks of an assignment stand.

    Args:
        folder: the course folder.
        assignment: the assignment.
    """

    def __init__(self, folder: CourseFolder, assignment: Assignment) -> None:
        self.folder, self.assignment, self.slug = folder, assignment, assignment.slug
        self.settings: LateSettings = settings_in_force(folder)
        self._rule = self._late_rule()
        self._seeds = folder.seeds(self.slug)

    def read(
        self, students: Collection[str], judged: Mapping[str, Judged], *, known: Mapping[str, Standing] | None = None
    ) -> dict[str, Standing]:
        """How marks stand now, of those that the gradebook has.

        Args:
            students: whose.
            judged: what is known of their judging.
            known: how they stood, of those whose answers are the same, so that none is read again.
        """
        known = known or {}
        only = next(iter(students)) if len(students) == 1 else None
        with self.folder.gradebook() as gradebook:
            cells = graded_cells(gradebook, self.assignment, taken=COLUMNS)
            recorded = read_recorded(gradebook, self.slug, only)
            recorded = {name: recorded[name] for name in students if name in recorded and not recorded[name].is_empty}
            lateness = read_lateness(gradebook, self.settings, only)
        overrides = standing_overrides(self.folder, self.slug, recorded)
        late = {name: self._lateness(found, lateness.get(name, {}).get(self.slug)) for name, found in recorded.items()}
        return {
            name: self._standing(
                cells, found, judged.get(name), late[name], overrides[name], self._answers(name, cells, known)
            )
            for name, found in recorded.items()
        }

    def _answers(self, student: str, cells: list[GradedCell], known: Mapping[str, Standing]) -> dict[str, str]:
        if student in known:
            return {title: cell.answer for title, cell in known[student].cells.items()}
        return answers(recorded_cells(self.folder.autograded(self.slug, student), self.slug), cells)

    def _standing(
        self,
        cells: list[GradedCell],
        recorded: Recorded,
        judged: Judged | None,
        lateness: Lateness,
        overrides: list[Override],
        written: Mapping[str, str],
    ) -> Standing:
        mark = mark_of(cells, recorded)
        decided = {item.exercise: item for item in overrides}
        found = {
            cell.title: _cell(cell, recorded, mark, written.get(cell.title, UNKNOWN), decided.get(cell.title))
            for cell in cells
        }
        standing = Standing(found, mark.late_penalty, mark.total, lateness=lateness)
        if judged is None:
            return standing
        return Standing(
            found,
            mark.late_penalty,
            mark.total,
            status=judged.result.status,
            files=judged.files,
            content=judged.result.content,
            common=judged.fingerprints.common,
            exercises=judged.fingerprints.exercises,
            hidden_inputs=_digest(str(self._seeds(judged.result.submission))),
            checks={
                exercise.name: [[check.name, check.outcome, check.weight] for check in exercise.checks]
                for exercise in judged.result.exercises
            },
            lateness=lateness,
        )

    def _lateness(self, recorded: Recorded, late: Any) -> Lateness:
        extension = recorded.extension.total_seconds() if recorded.extension else 0
        return Lateness(
            handed_in=self.settings.show(recorded.timestamp) if recorded.timestamp else "a time that is not known",
            due=self.settings.show(recorded.due) if recorded.due else "no date",
            extension=f"{extension:g}" if extension else NO_EXTENSION,
            rule=self._rule,
            free_days=late.free_days if late else 0,
            told=late.sentence(self.settings) if late else "",
        )

    def _late_rule(self) -> str:
        policy = self.settings.policy_of(self.slug)
        if policy is not None:
            return policy.text
        config = self.folder.api.config
        named = config.AssignLatePenalties.get("plugin_class", "")
        method = config.LateSubmissionPlugin.get("penalty_method", "none")
        if uses_policies(self.folder) or not named:
            return f"nbgrader's penalty_method {method}"
        own = _digest(digest_of(sorted(self.folder.root.glob("*.py"))))[:8]
        return f"the plug-in {named} as it is now ({own})"


def _cell(cell: GradedCell, recorded: Recorded, mark: Mark, answer: str, decided: Override | None) -> CellStanding:
    grade = recorded.grades.get(cell.name)
    return CellStanding(
        points=cell.points,
        automatic=None if grade is None else grade.auto_score,
        by_hand=None if grade is None else grade.manual_score,
        waits=cell.title in mark.needs_a_person,
        answer=answer,
        test=_digest(cell.source) if cell.kind == "own" else UNKNOWN,
        decided=decided.at if decided else "",
        because=decided.because if decided else "",
    )


def _digest(text: str) -> str:
    return hashlib.sha256(json.dumps(text).encode()).hexdigest()
