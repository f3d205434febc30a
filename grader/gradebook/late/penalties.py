"""Late penalties as they are recorded and as they would be now: what a run changed, and what it left behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from nbgrader import api

from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.late.lateness import Lateness, read_lateness
from grader.gradebook.late.plugin import PLUGIN
from grader.gradebook.late.settings import LateSettings, read_settings

_NOTHING = 1e-9


@dataclass(frozen=True)
class Penalty:
    """The late penalty of one submission.

    Attributes:
        lateness: when it was due and handed in.
        recorded: what is taken off in the gradebook.
        now: what the next `grader autograde` takes off; None where nbgrader's own configuration says it.
    """

    lateness: Lateness
    recorded: float
    now: float | None

    @property
    def is_stale(self) -> bool:
        """Whether the next run changes it."""
        return self.now is not None and abs(self.recorded - self.now) > _NOTHING

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON types, times in UTC."""
        late = self.lateness
        return {
            "student": late.student,
            "assignment": late.assignment,
            "due_utc": late.due.isoformat(),
            "extended": bool(late.extension),
            "handed_in_utc": late.handed_in.isoformat(),
            "days": late.days,
            "free_days": late.free_days,
            "penalty": self.recorded,
            "penalty_at_the_next_run": self.now if self.is_stale else self.recorded,
        }


def uses_policies(folder: CourseFolder) -> bool:
    """Whether a course's configuration names the kit's plug-in for late penalties."""
    return str(folder.api.config.AssignLatePenalties.get("plugin_class", "")) == PLUGIN


def settings_in_force(folder: CourseFolder) -> LateSettings:
    """What `late.toml` says, without its policies where the course's configuration names another plug-in.

    Args:
        folder: the course folder.

    Raises:
        CourseError: if it cannot be understood.
    """
    settings = read_settings(folder.root)
    return settings if uses_policies(folder) else replace(settings, free_days=0, policy=None, policies={})


def read_penalties(gradebook: Any, settings: LateSettings) -> list[Penalty]:
    """The late penalties of all that was handed in late, or has a penalty.

    Args:
        gradebook: nbgrader's.
        settings: the course's, as far as they count.
    """
    lateness = read_lateness(gradebook, settings)
    found = []
    for (student, slug), (score, recorded) in _recorded(gradebook).items():
        late, policy = lateness.get(student, {}).get(slug), settings.policy_of(slug)
        if late is not None:
            now = policy.penalty(score, late.days - late.free_days) if policy else None
            found.append(Penalty(late, recorded, now))
    return sorted(found, key=lambda penalty: (penalty.lateness.assignment, penalty.lateness.student))


def _recorded(gradebook: Any) -> dict[tuple[str, str], tuple[float, float]]:
    """The score and the penalty of each notebook that may have one, by student and assignment."""
    notebook, handed_in, assignment = api.SubmittedNotebook, api.SubmittedAssignment, api.Assignment
    columns = (handed_in.student_id, assignment.name, notebook.score, notebook.late_submission_penalty)
    rows = gradebook.db.query(*columns).select_from(notebook)
    rows = rows.join(handed_in, handed_in.id == notebook.assignment_id)
    rows = rows.join(assignment, assignment.id == handed_in.assignment_id)
    rows = rows.filter((handed_in.timestamp > assignment.duedate) | notebook.late_submission_penalty.isnot(None))
    return {(student, slug): (score or 0.0, penalty or 0.0) for student, slug, score, penalty in rows}


def stale_elsewhere(folder: CourseFolder, slug: str) -> tuple[str, ...]:
    """For whom another assignment has to be run again, since free days have moved there, as sentences.

    Args:
        folder: the course folder.
        slug: the assignment that has just been run.

    Raises:
        CourseError: if `late.toml` cannot be understood.
    """
    with folder.gradebook() as gradebook:
        others = [item.name for item in gradebook.assignments if item.name != slug]
        return tuple(stale_penalties(gradebook, settings_in_force(folder), others))


def stale_penalties(gradebook: Any, settings: LateSettings, slugs: Collection[str]) -> list[str]:
    """Whose late penalties the next run changes: a sentence for each assignment.

    A mark given by hand, an extension or a policy came after them.

    Args:
        gradebook: nbgrader's.
        settings: the course's, as far as they count.
        slugs: the assignments.
    """
    penalties = read_penalties(gradebook, settings)
    told = []
    for slug in slugs:
        late = [item.lateness for item in penalties if item.is_stale]
        if names := [item.student for item in late if item.assignment == slug]:
            told.append(
                f"{slug}: late penalties are to change for {', '.join(names[:5])}{' and others' if names[5:] else ''}: "
                f"run grader autograde {slug}."
            )
    return told
