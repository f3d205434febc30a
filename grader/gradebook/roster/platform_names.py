"""What learning-management systems call the files that they hand out: the one place that reads these names.

Sources: `lib/content_zipper.rb` of canvas-lms, which writes `lovelaceada_LATE_10_680_work.ipynb`: the student's name as
lists are sorted, without signs; whether it was late; the number of the student, and that of the file, which grows from
one upload to the next. And `mod/assign/classes/downloader.php` of moodle, which makes a folder for each student,
`Ada Lovelace_4467_assignsubmission_file`, or, without folders, puts that in front of each file. Its number is that of
the participant of one assignment, or that of a group. Both put it in front; what follows is the student's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Platform = Literal["canvas", "moodle", "zip"]

_CANVAS = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<number>\d+)_(?P<file>\d+)_(?P<rest>.+)", re.DOTALL)
_CANVAS_TEXT = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<number>\d+)_(?P<kind>text|link)\.html", re.DOTALL)
_CANVAS_NAMELESS = re.compile(r"(?P<late>LATE_)?anon_(?P<number>[^_]+)_(?P<file>\d+)_(?P<rest>.+)", re.DOTALL)
_MOODLE_FOLDER = re.compile(
    r"(?P<name>.*?)(?:_(?P<number>\d+))?_assignsubmission_(?P<kind>[a-z]+)_?", re.DOTALL | re.ASCII
)
_MOODLE_FOLDER_OF_ONE = re.compile(r"(?P<name>.*)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)_?", re.DOTALL)
_MOODLE_FILE = re.compile(r"(?P<name>[^_]*)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)_(?P<rest>.+)", re.DOTALL)
_ATTEMPT = re.compile(r"-(\d{1,9})$")
_FILE = "file"


@dataclass(frozen=True)
class Label:
    """What a platform says of a file or a folder by its name.

    Attributes:
        platform: which one; "zip" for an archive that somebody made by hand.
        name: the student's, or the group's, as the platform writes it there; empty if it does not.
        number: the platform's number of the student; empty if there is none.
        late: whether the platform says that it was handed in late.
        file: Canvas's number of the file; 0 if there is none.
        rest: the file's own name; empty for a folder of all of a student's files.
        kind: "file", or what was handed in instead of one: "text", "link", "onlinetext".
    """

    platform: Platform
    name: str
    number: str = ""
    late: bool = False
    file: int = 0
    rest: str = ""
    kind: str = _FILE

    @property
    def person(self) -> tuple[str, str, str]:
        """Who it is, for the platform."""
        return self.platform, self.number, "" if self.number else self.name

    @property
    def shown(self) -> str:
        """The same for a reader."""
        return f"{self.name} ({self.number})" if self.name and self.number else self.name or f"number {self.number}"


def canvas_label(name: str) -> Label | None:
    """What Canvas says by the name of a file; None if that is none of its names."""
    if found := _CANVAS_NAMELESS.fullmatch(name):
        return Label("canvas", "", found["number"], bool(found["late"]), int(found["file"][:18]), found["rest"])
    if found := _CANVAS_TEXT.fullmatch(name):
        return Label("canvas", found["name"], found["number"], bool(found["late"]), kind=found["kind"])
    if found := _CANVAS.fullmatch(name):
        number, file = found["number"], int(found["file"][:18])
        return Label("canvas", found["name"], number, bool(found["late"]), file, found["rest"])
    return None


def moodle_label(name: str, *, is_folder: bool = True) -> Label | None:
    """What Moodle says by a name; None if that is none of its names.

    Args:
        name: of a folder, or of a file that lies in none.
        is_folder: which of the two.
    """
    forms = (_MOODLE_FOLDER_OF_ONE, _MOODLE_FOLDER, _MOODLE_FILE) if is_folder else (_MOODLE_FILE,)
    for form in forms:
        if found := form.fullmatch(name):
            told = found.groupdict()
            return Label(
                "moodle", told["name"].strip(), told["number"] or "", rest=told.get("rest") or "", kind=told["kind"]
            )
    return None


def attempt_of(stem: str) -> tuple[str, int]:
    """A file's name without the number that a platform gives to a further attempt, and that number; 0 for the first."""
    found = _ATTEMPT.search(stem)
    return (stem[: found.start()], int(found[1])) if found else (stem, 0)
