"""One import: downloads read, hand-ins laid out and put in their places, and the closing list of what is to be done."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dlkit.course import CourseError
from grader.gradebook.arrivals import read_time, write_time
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.importing.downloads import Opened
from grader.gradebook.importing.placing import (
    State,
    digest_below,
    discard,
    fresh_folder,
    note_origin_of,
    origin_of,
    place_files,
    state_of,
)
from grader.gradebook.importing.planning import Chosen, Plan, Stranger, Wishes, read_plan
from grader.gradebook.importing.unpacking import Refused, Remarks, lay_out
from grader.judging import read_submitted_files


@dataclass(frozen=True)
class Imported:
    """What came of one student's hand-in.

    Attributes:
        student: in whose folder it belongs.
        members: all for whom it counts.
        state: "new", "newer" than what was there and in its place, "unchanged", "time" if only the time is new; or left
            alone: "older" than what is there, "elsewhere" if what is there came by other means, "refused".
        files: what was handed in, for a reader.
        download: in which archive.
        is_late: whether the platform says that it was late.
        handed_in: when, in UTC and in ISO form; empty if that is not known.
        passed_over: earlier attempts.
        notes: what there is to say of it, as sentences.
        needs_a_person: whether somebody has to see to it.
    """

    student: str
    members: tuple[str, ...]
    state: State
    files: str
    download: str
    is_late: bool = False
    handed_in: str = ""
    passed_over: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    needs_a_person: bool = False


@dataclass(frozen=True)
class ImportReport:
    """What came of an import.

    Attributes:
        slug: the assignment.
        imported: what was handed in, by student.
        strangers: what is nobody's on the roster, and stays where it is.
        without_file: who is on the roster and has handed in nothing, neither here nor before.
        remarks: what else there is to say, as sentences.
    """

    slug: str
    imported: tuple[Imported, ...]
    strangers: tuple[Stranger, ...]
    without_file: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to see to something."""
        return bool(self.strangers) or any(item.needs_a_person for item in self.imported)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON types."""
        return asdict(self) | {"needs_a_person": self.needs_a_person}


@dataclass(frozen=True)
class _How:
    folder: CourseFolder
    slug: str
    replace: Collection[str] = ()
    dry_run: bool = False
    has_due_date: bool = False


def import_submissions(
    course: Path,
    slug: str,
    paths: Sequence[Path],
    wishes: Wishes,
    *,
    replace: Collection[str] = (),
    dry_run: bool = False,
) -> ImportReport:
    """Brings what was handed in on a platform into `submitted/`.

    Each hand-in is put in its place in one step. What is there already is left as it is if it is the same, or newer, or
    came there by other means.

    Args:
        course: the course folder.
        slug: the assignment.
        paths: archives of the platform, and folders with them.
        wishes: how to read them.
        replace: students for whom what is here takes the place of what is there, whatever that is.
        dry_run: only says what would be done.

    Raises:
        CourseError: if one of the files cannot be read, or a student is not on the roster.
    """
    folder = CourseFolder(course)
    folder.require(slug)
    plan = read_plan(folder, slug, paths, wishes)
    known = {chosen.student for chosen in plan.chosen}
    for student in replace:
        if student not in known:
            raise CourseError(f"Nothing of {student} is in what was given, so it replaces nothing.")
    with folder.gradebook() as gradebook:
        has_due_date = gradebook.find_assignment(slug).duedate is not None
    how = _How(folder, slug, replace, dry_run, has_due_date)
    with Opened() as downloads:
        imported = tuple(_import(how, chosen, downloads) for chosen in plan.chosen)
    handed_in = folder.handed_in(slug)
    without = tuple(student for student in plan.without_file if student not in handed_in)
    return ImportReport(slug, imported, tuple(plan.strangers), without, tuple(_remarks(plan)))


def _remarks(plan: Plan) -> list[str]:
    if plan.has_roster:
        return plan.remarks
    return [
        *plan.remarks,
        "There is nobody on the roster. Make a CSV file with the columns id, first_name, last_name, email and lms_user_id, "
        "and run: nbgrader db student import FILE",
    ]


def _import(how: _How, chosen: Chosen, downloads: Opened) -> Imported:
    """Imports one hand-in; what is wrong with it ends no other's."""
    hand_in = chosen.hand_in
    fresh = Path(tempfile.mkdtemp()) if how.dry_run else fresh_folder(how.folder, how.slug, chosen.student)
    done = False
    try:
        remarks = lay_out(hand_in.pieces, fresh, downloads)
        origin = origin_of(hand_in, digest_below(fresh))
        state = state_of(how.folder, how.slug, chosen.student, origin, chosen.time)
        if state in ("older", "elsewhere") and chosen.student in how.replace:
            state = "newer"
        looked = read_submitted_files(fresh, how.slug, chosen.student)
        said = looked.reason if looked.status != "graded" else looked.note.replace(" was judged.", " will be judged.")
        notes, needs = _notes(how, chosen, state, remarks, said)
        needs = needs or (looked.status != "graded" and state not in ("older", "elsewhere"))
        if state in ("new", "newer") and not how.dry_run:
            if chosen.time is not None:
                write_time(fresh, chosen.time)
            place_files(how.folder, how.slug, chosen.student, fresh, origin)
            done = True
        elif state in ("unchanged", "time") and not how.dry_run:
            if state == "time" and chosen.time is not None:
                write_time(how.folder.submitted(how.slug, chosen.student), chosen.time)
            note_origin_of(how.folder, how.slug, chosen.student, origin)
    except Refused as error:
        state, notes, needs = "refused", (f"Refused: {error}.",), True
    finally:
        if not done:
            discard(fresh)
    return Imported(
        chosen.student,
        chosen.members,
        state,
        hand_in.shown,
        hand_in.pieces[0].download.name,
        hand_in.is_late,
        chosen.time.isoformat(" ") if chosen.time else "",
        chosen.passed_over,
        notes,
        needs,
    )


def _notes(how: _How, chosen: Chosen, state: State, remarks: Remarks, said: str) -> tuple[tuple[str, ...], bool]:
    """What there is to say of a hand-in that was laid out, and whether somebody has to see to it."""
    notes = [*remarks.all, *([said] if said else [])]
    needs = bool(remarks.unreadable)
    if state == "older":
        notes = ["What is there is newer, and stays."]
        needs = False
    if state == "elsewhere":
        notes = [
            f"Something else is there, which was not imported from here; it stays. To put this in its place, add: --replace {chosen.student}"
        ]
        needs = True
    if chosen.hand_in.is_late and chosen.time is None and how.has_due_date:
        place = how.folder.submitted(how.slug, chosen.student)
        if state in ("new", "newer") or read_time(place) is None:
            shown = place.relative_to(how.folder.root) if place.is_relative_to(how.folder.root) else place
            notes.append(
                f"Late, as the platform says, but not by how much: write the time, such as 2026-12-01 18:05 UTC, into {shown}/timestamp.txt"
            )
            needs = True
    return tuple(notes), needs
