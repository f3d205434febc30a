"""What `grader late` changes, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader import api

from dlkit.course import CourseError, find_assignment
from dlkit.course import course as course_slugs
from grader.gradebook.course_folder import CONFIG_NAME, CourseFolder
from grader.gradebook.late.extensions import move_due_date
from grader.gradebook.late.lateness import in_days, read_lateness
from grader.gradebook.late.local_time import find_zone, on_the_clock, read_local
from grader.gradebook.late.penalties import Penalty, read_penalties, settings_in_force, uses_policies
from grader.gradebook.late.plugin import PLUGIN, RELEASE
from grader.gradebook.late.policy import read_policy
from grader.gradebook.late.settings import LateSettings, read_settings, write_setting

NEVER = "none"


@dataclass(frozen=True)
class LateChanges:
    """What `grader late` is asked to change; None leaves a thing as it is.

    Attributes:
        zone: the course's time zone.
        free_days: of each student, over the whole course.
        policy: what late work costs.
        due: when the assignment is due, in the course's time zone; `none` if it need not be in time.
        feedback_after: before when no feedback on it is returned, likewise; `none` for at any time.
    """

    zone: str | None = None
    free_days: int | None = None
    policy: str | None = None
    due: str | None = None
    feedback_after: str | None = None

    @property
    def are_of_penalties(self) -> bool:
        """Whether a penalty may be another one by them."""
        return (self.zone, self.free_days, self.policy, self.due) != (None, None, None, None)

    @property
    def are_none(self) -> bool:
        """Whether nothing is to be changed."""
        return self == LateChanges()


def change(course: Path, slug: str | None, changes: LateChanges) -> list[str]:
    """Changes what holds for late work; it counts at the next `grader autograde`.

    Args:
        course: the course folder.
        slug: for which assignment; the policy of all that have none of their own if None.
        changes: what to change.

    Returns:
        What was changed, as sentences.

    Raises:
        CourseError: if one of the changes cannot be understood; nothing is changed then.
    """
    folder = CourseFolder(course)
    _check(folder, slug, changes)
    told = []
    whole = "the whole course" if slug is None else slug
    if changes.zone is not None:
        write_setting(folder.root, "time_zone", changes.zone)
        told.append(f"Times are read and shown in {changes.zone}. Due dates and extensions are the moments they were.")
    if changes.free_days is not None:
        write_setting(folder.root, "free_days", changes.free_days)
        told.append(f"Each student has {in_days(changes.free_days)} free, over the whole course.")
    if changes.policy is not None:
        write_setting(folder.root, "policy", changes.policy, slug=slug)
        told.append(f"Late work in {whole}: {changes.policy}.")
    if slug is not None and changes.due is not None:
        told.append(_move(folder.root, slug, changes.due))
    if slug is not None and changes.feedback_after is not None:
        told.append(_hold(folder, slug, changes.feedback_after))
    return told


def _check(folder: CourseFolder, slug: str | None, changes: LateChanges) -> None:
    """Raises what is wrong with any of the changes before one is made."""
    zone = read_settings(folder.root).zone if changes.zone is None else find_zone(changes.zone)
    if slug is not None:
        find_assignment(slug)
    for name, time in (("--due", changes.due), ("--feedback-after", changes.feedback_after)):
        if time is None:
            continue
        if slug is None:
            raise CourseError(f"{name} is of one assignment: grader late SLUG {name} ...")
        if time != NEVER:
            read_local(time, zone)
    if changes.policy is not None:
        read_policy(changes.policy)
    if (changes.policy is not None or changes.free_days is not None) and not uses_policies(folder):
        named = folder.api.config.AssignLatePenalties.get("plugin_class", "")
        raise CourseError(
            f"{CONFIG_NAME} {f'names the late-penalty plug-in {named}' if named else 'names no late-penalty plug-in'}, "
            f'which knows no policies. Write this line there instead: c.AssignLatePenalties.plugin_class = "{PLUGIN}"'
        )


def _move(root: Path, slug: str, due: str) -> str:
    extensions = move_due_date(root, slug, None if due == NEVER else due)
    told = f"{slug} is due {due} ({read_settings(root).zone.key})." if due != NEVER else f"{slug} has no due date."
    moved = "1 extension moves with it" if extensions == 1 else f"{extensions} extensions move with it"
    return f"{told} {moved[0].upper()}{moved[1:]}." if extensions else told


def _hold(folder: CourseFolder, slug: str, after: str) -> str:
    if after == NEVER:
        write_setting(folder.root, "feedback_after", None, slug=slug)
        return f"Feedback on {slug} may be returned at any time."
    zone = read_settings(folder.root).zone
    moment = read_local(after, zone)
    write_setting(folder.root, "feedback_after", on_the_clock(moment, zone), slug=slug)
    held = read_settings(folder.root).feedback_held(slug)
    told = held or f"Feedback on {slug} may be returned: {after} has passed."
    if held and str(folder.api.config.ExchangeFactory.get("release_feedback", "")) != RELEASE:
        told += (
            f" Write this line into {CONFIG_NAME}, or pages that are there already are released before: "
            f'c.ExchangeFactory.release_feedback = "{RELEASE}"'
        )
    return told


@dataclass(frozen=True)
class LateOverview:
    """What holds, and who is late.

    Attributes:
        settings: the course's, as far as its configuration lets them count.
        due: when each assignment in the gradebook is due, in UTC, in the order of due dates; None if it need not be.
        penalties: of whoever is late.
        used: the free days that each student has used, over the whole course.
        untimed: who has handed in something that is due, and it is not known when; by assignment.
    """

    settings: LateSettings
    due: dict[str, datetime | None]
    penalties: list[Penalty]
    used: dict[str, int]
    untimed: dict[str, list[str]]

    def policy_of(self, slug: str) -> str:
        """What late work costs in an assignment, as a person wrote it."""
        policy = self.settings.policy_of(slug)
        return policy.text if policy else f"as {CONFIG_NAME} says"

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON types, times in UTC."""
        held = self.settings.feedback_after
        return {
            "time_zone": self.settings.zone.key,
            "free_days": self.settings.free_days,
            "free_days_used": self.used,
            "assignments": [
                {
                    "name": slug,
                    "due_utc": due and due.isoformat(),
                    "policy": self.policy_of(slug),
                    "feedback_after_utc": held[slug].isoformat() if slug in held else None,
                    "without_a_time": self.untimed.get(slug, []),
                }
                for slug, due in self.due.items()
            ],
            "late": [item.as_dict() for item in self.penalties],
        }


def overview(course: Path, slug: str | None = None) -> LateOverview:
    """What holds of late work in a course, and who is late.

    Args:
        course: the course folder.
        slug: of one assignment; of all in the gradebook if None.

    Raises:
        CourseError: if there is no such assignment, or `late.toml` cannot be understood.
    """
    folder = CourseFolder(course)
    settings = settings_in_force(folder)
    if slug is not None:
        find_assignment(slug)
    with folder.gradebook() as gradebook:
        due = {assignment.name: assignment.duedate for assignment in gradebook.assignments}
        if slug is not None and slug not in due:
            raise CourseError(f"{slug} is not in the gradebook yet. Run: nbgrader generate_assignment {slug}")
        lateness = read_lateness(gradebook, settings)
        untimed = {name: found for name in due if slug in (None, name) and (found := _untimed(gradebook, name))}
        penalties = [item for item in read_penalties(gradebook, settings) if slug in (None, item.lateness.assignment)]
    order = [name for name in course_slugs() if name in due]
    order += sorted(due.keys() - set(order))
    order.sort(key=lambda name: (due[name] is None, due[name] or datetime.min))
    return LateOverview(
        settings,
        {name: due[name] for name in order if slug in (None, name)},
        penalties,
        {name: used for name, late in lateness.items() if (used := sum(each.free_days for each in late.values()))},
        untimed,
    )


def _untimed(gradebook: Any, slug: str) -> list[str]:
    """Who has handed in an assignment that is due, and it is not known when."""
    handed_in, assignment = api.SubmittedAssignment, api.Assignment
    rows = gradebook.db.query(handed_in.student_id).join(assignment, assignment.id == handed_in.assignment_id)
    wanted = (assignment.name == slug, assignment.duedate.isnot(None), handed_in.timestamp.is_(None))
    return [student for (student,) in rows.filter(*wanted, handed_in.notebooks.any()).order_by(handed_in.student_id)]
