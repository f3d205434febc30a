"""What is known of the way to an answer: earlier hand-ins, and the progress file of a student who handed it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dlkit.desk.progress import FILE_NAME, ExerciseProgress, read
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.history import Verdict
from grader.judging import open_plain

MAX_BYTES = 1 << 20  # of a progress file
MAX_COUNTED = 10_000  # attempts: a student may write any number into the file


def read_progress(folder: CourseFolder, slug: str, student: str) -> dict[str, ExerciseProgress]:
    """What a student's progress file says of an assignment, by exercise; nothing if none that can be used was handed in.

    Args:
        folder: the course folder.
        slug: the assignment.
        student: whose submission it lies in, beside the notebook.
    """
    try:
        with open_plain(folder.submitted(slug, student) / FILE_NAME) as file:
            text = file.read(MAX_BYTES + 1)
        if len(text) > MAX_BYTES:
            return {}
        found = read(text.decode())
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return {exercise: done for (of, exercise), done in found.exercises.items() if of == slug}


def first_of(versions: Sequence[Verdict], exercise: str) -> str:
    """The status of an exercise when it was first handed in; empty if that is not known."""
    return next((item.exercises[exercise].status for item in versions if exercise in item.exercises), "")


def made_before(versions: Sequence[Verdict]) -> set[tuple[str, str]]:
    """The exercise and the name of each known mistake that is in a version before the last."""
    return {
        (name, mistake)
        for version in versions[:-1]
        for name, exercise in version.exercises.items()
        for mistake in exercise.mistakes
    }


def since(versions: Sequence[Verdict], exercise: str, mistake: str) -> str:
    """The time of the version from which on a mistake that is there now was always there; empty if not known."""
    time = ""
    for version in reversed(versions):
        found = version.exercises.get(exercise)
        if found is None or mistake not in found.mistakes:
            break
        time = version.time
    return time


def day(time: str, zone: ZoneInfo) -> str:
    """The day of a time in UTC, in a course's time zone, as `2026-11-27`; empty if there is no time."""
    return datetime.fromisoformat(time).replace(tzinfo=UTC).astimezone(zone).date().isoformat() if time else ""


def counted(done: Mapping[str, ExerciseProgress], exercise: str) -> int:
    """How often an exercise was checked when something was written, as the progress file has it."""
    return min(done[exercise].attempts, MAX_COUNTED) if exercise in done else 0
