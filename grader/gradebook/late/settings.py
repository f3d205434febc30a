"""A course's `late.toml`: its time zone, free days, policies, and until when feedback is held back."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import tomlkit

from dlkit.comparing import clean_line
from dlkit.course import CourseError, course, unknown
from grader.gradebook.late.local_time import find_zone, in_utc, read_local, show_local
from grader.gradebook.late.policy import Policy, read_policy

LATE_NAME = "late.toml"
MOST_FREE_DAYS = 1_000
_HEADER = (
    "What late work costs in this course. `grader late` writes it and says what holds; it may be changed by hand too,",
    "and counts at the next `grader autograde`. Due dates and extensions are in nbgrader's gradebook.",
)
_OF_THE_COURSE = ("time_zone", "free_days", "policy", "assignments")
_OF_AN_ASSIGNMENT = ("policy", "feedback_after")


@dataclass(frozen=True)
class LateSettings:
    """What a course says of late work.

    Attributes:
        zone: in which people read and write times.
        free_days: how many days late each student may be over the whole course without a penalty.
        policy: of the assignments that have none of their own; None if nbgrader's own configuration decides.
        policies: of single assignments.
        feedback_after: before when no feedback is returned, by assignment, in UTC.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    free_days: int = 0
    policy: Policy | None = None
    policies: dict[str, Policy] = field(default_factory=dict)
    feedback_after: dict[str, datetime] = field(default_factory=dict)

    def policy_of(self, slug: str) -> Policy | None:
        """What late work costs in an assignment; None if nothing is said of it."""
        return self.policies.get(slug, self.policy)

    def show(self, moment: datetime) -> str:
        """A moment in UTC as the course's clocks show it."""
        return show_local(moment, self.zone)

    def feedback_held(self, slug: str) -> str:
        """Why no feedback on an assignment is to be written or returned now, as a sentence; empty if it may be."""
        after = self.feedback_after.get(slug)
        if after is None or datetime.now(UTC).replace(tzinfo=None) >= after:
            return ""
        return f"Feedback on {slug} is held back until {self.show(after)} ({self.zone.key}), as {LATE_NAME} says."


def read_settings(root: Path) -> LateSettings:
    """What a course's `late.toml` says; nothing is said where there is none.

    Args:
        root: the course folder.

    Raises:
        CourseError: if something in it cannot be understood, as one sentence.
    """
    path = root / LATE_NAME
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return LateSettings()
    except (ValueError, OSError) as error:
        raise _wrong(path, clean_line(str(error), limit=200)) from None
    try:
        return _settings(told)
    except CourseError as error:
        raise _wrong(path, str(error)) from None


def _settings(told: dict[str, Any]) -> LateSettings:
    _know(told, _OF_THE_COURSE)
    zone = find_zone(_text(told, "time_zone")) if "time_zone" in told else ZoneInfo("UTC")
    free_days = told.get("free_days", 0)
    if type(free_days) is not int or not 0 <= free_days <= MOST_FREE_DAYS:
        raise CourseError(f"free_days is {free_days!r}; it should be a whole number from 0 to {MOST_FREE_DAYS}.")
    policies, feedback_after = {}, {}
    for slug, own in _table(told, "assignments").items():
        if slug not in course():
            raise CourseError(unknown("assignment", slug, course()))
        own = _table(told["assignments"], slug)
        _know(own, _OF_AN_ASSIGNMENT)
        if "policy" in own:
            policies[slug] = read_policy(_text(own, "policy"))
        if "feedback_after" in own:
            feedback_after[slug] = _moment(own["feedback_after"], zone)
    policy = read_policy(_text(told, "policy")) if "policy" in told else None
    return LateSettings(zone, free_days, policy, policies, feedback_after)


def _know(table: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in table:
        if name not in names:
            raise CourseError(unknown("setting", name, list(names)))


def _text(table: dict[str, Any], name: str) -> str:
    if not isinstance(table[name], str):
        raise CourseError(f"{name} is {clean_line(str(table[name]), limit=60)}; it should be a text in quotes.")
    return str(table[name])


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise CourseError(f"{name} should be a section, [{name}].")
    return found


def _moment(value: Any, zone: ZoneInfo) -> datetime:
    return in_utc(value, zone) if isinstance(value, datetime) else read_local(str(value), zone)


def _wrong(path: Path, said: str) -> CourseError:
    return CourseError(f"{path} cannot be understood: {said}")


def write_setting(root: Path, name: str, value: str | int | datetime | None, *, slug: str | None = None) -> None:
    """Writes one setting into a course's `late.toml`, and leaves all else in it as a person wrote it.

    Args:
        root: the course folder.
        name: the setting.
        value: what it is to be; None to take it out.
        slug: of which assignment; the course's if None.

    Raises:
        CourseError: if the file, or what it would be, cannot be understood; it is then as it was.
    """
    read_settings(root)
    path = root / LATE_NAME
    before = path.read_text(encoding="utf-8") if path.exists() else "".join(f"# {line}\n" for line in _HEADER) + "\n"
    document = tomlkit.parse(before)
    table: Any = document
    if slug is not None:
        assignments = document.setdefault("assignments", tomlkit.table(is_super_table=True))
        table = assignments.setdefault(slug, tomlkit.table())
    if value is None:
        table.pop(name, None)
    else:
        table[name] = value
    text = tomlkit.dumps(document)
    _settings(tomllib.loads(text))
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
