"""Feedback pages for a learning-management system: a zip in which each file is named as it wants it.

Sources: `infer_comment_context_from_filename` of canvas-lms, which takes the first two numbers between underscores for
the student's and for that of the file that was handed in; and `mod/assign/feedback/file/importziplib.php` of moodle,
which takes a participant's number from the folder's name. Both numbers are of that assignment alone, and only what
was downloaded from there has them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from dlkit.course import CourseError
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.current_pages import is_current
from grader.gradebook.exports import Platform
from grader.gradebook.exports.moodle import match_participants, participant_of
from grader.gradebook.exports.table import MarksTable, listed, read_table, require_rows
from grader.gradebook.late import read_settings
from grader.gradebook.roster.finding import Roster
from grader.gradebook.roster.platform_names import Label, canvas_label, moodle_label
from grader.gradebook.roster.sheets import read_sheet

_SEPARATORS = re.compile(r"[_/\\:]")


def export_feedback(course: Path, slug: str, to: Platform, given: Path | None = None) -> tuple[bytes, list[str]]:
    """The feedback pages of an assignment as a zip to be uploaded.

    Args:
        course: the course folder.
        slug: the assignment.
        to: where.
        given: the zip of submissions that was downloaded from there, or Moodle's grading worksheet; if None, what lies
            in the course's folder for `nbgrader zip_collect`.

    Returns:
        The zip, and what there is to say of it, as sentences.

    Raises:
        CourseError: if there are no pages or old ones, they are held back, or it cannot be told whose a page is there.
    """
    folder, table = CourseFolder(course), read_table(course, slug)
    if held := read_settings(folder.root).feedback_held(slug):
        raise CourseError(held)
    pages = _pages(folder, table, slug)
    names = _folders(given, folder, table, slug) if to == "moodle" else _prefixes(given, folder, table, slug)
    groups, given_name = folder.groups(slug), given.name if given else f"downloaded/{slug}/archive"
    with_mates = groups.with_members(names.keys()) if to == "canvas" else names.keys()
    handed_in = [student.id for student in table.students if not table.assignments[0].entries[student.id].is_absent]
    if not names:
        require_rows(given_name, names, table, table.assignments)
    lost = [student for student in handed_in if student not in pages]
    elsewhere = [student for student in handed_in if student in pages and student not in with_mates]
    if old := [student for student in sorted(pages) if is_current(folder.api.coursedir, slug, student) is False]:
        raise CourseError(
            f"The pages of {listed(old)} are older than their marks. Write them anew with: nbgrader generate_feedback {slug}"
        )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in sorted(pages.keys() & names.keys()):
            archive.writestr(f"{names[student]}{slug}.html", pages[student].read_bytes())
    remarks = [f"There is no page of {listed(lost)}: nbgrader generate_feedback {slug}"] if lost else []
    if elsewhere:
        remarks.append(
            f"{given_name} has nothing of {listed(elsewhere)}, so their pages are not in this zip. Did they hand in another "
            "way? Else correct e-mail, name, id or lms_user_id in the gradebook."
        )
    return data.getvalue(), remarks


def _pages(folder: CourseFolder, table: MarksTable, slug: str) -> dict[str, Path]:
    directory = folder.api.coursedir
    paths = {
        student.id: Path(directory.format_path(directory.feedback_directory, student.id, slug)) / f"{slug}.html"
        for student in table.students
    }
    found = {student: path for student, path in paths.items() if path.is_file()}
    if not found:
        raise CourseError(f"There are no feedback pages of {slug} yet: nbgrader generate_feedback {slug}")
    return found


def _prefixes(given: Path | None, folder: CourseFolder, table: MarksTable, slug: str) -> dict[str, str]:
    """For Canvas: what stands before the file's name, with the numbers of the student and of their newest file."""
    newest: dict[str, Label] = {}
    for name in _downloaded(given, folder, slug):
        found = canvas_label(name)
        if found and found.file and (found.number not in newest or found.file > newest[found.number].file):
            newest[found.number] = found
    owners = _owners(newest.values(), table)
    return {student: f"feedback_{label.number}_{label.file}_" for student, label in owners.items()}


def _owners(labels: Iterable[Label], table: MarksTable) -> dict[str, Label]:
    """What the platform calls each student, as far as it is known who is who."""
    known = {label.person: label for label in labels}
    found = Roster(table.students).find_all(known.values())
    return {owner.student: known[person] for person, owner in found.items() if owner.student}


def _folders(given: Path | None, folder: CourseFolder, table: MarksTable, slug: str) -> dict[str, str]:
    """For Moodle: the folder of each student, with their participant's number."""
    if given is not None and given.suffix.lower() == ".csv":
        sheet = read_sheet(given)
        sheet.require(["Identifier"], "grading worksheet of Moodle")
        owners = {
            student: (row.get("Full name", ""), participant_of(row))
            for student, row in match_participants(sheet, table).items()
        }
    else:
        labels = filter(None, map(moodle_label, _downloaded(given, folder, slug)))
        found = _owners([label for label in labels if label.number], table)
        owners = {student: (label.name, label.number) for student, label in found.items()}
    return {
        student: f"{_SEPARATORS.sub(' ', name)}_{participant}_assignsubmission_file/"
        for student, (name, participant) in owners.items()
    }


def _downloaded(given: Path | None, folder: CourseFolder, slug: str) -> Iterable[str]:
    """The first parts of the names in what was downloaded, below the zip or lying there by themselves."""
    if given is not None:
        return _names(given)
    place = folder.root / "downloaded" / slug / "archive"
    found = [name for path in sorted(place.glob("*.zip")) for name in _names(path)]
    found += [path.name for path in sorted(place.glob("*"))]
    if not found:
        raise CourseError(
            f"Nothing that was downloaded lies in {place}: give the zip of submissions with --from FILE, "
            "for only there the platform says by which number it knows each student's work."
        )
    return found


def _names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return list(dict.fromkeys(PurePosixPath(name).parts[0] for name in archive.namelist() if name.strip("/")))
    except (OSError, zipfile.BadZipFile):
        raise CourseError(f"{path} is no zip file that can be read.") from None
