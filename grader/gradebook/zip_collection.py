"""Whose each file of a download is, for `nbgrader zip_collect`: told by names that no student chose.

A learning-management system puts a student's identity at the beginning of a file's name, or into the name of a
folder. What comes after it, and all that lies in an archive that was handed in, is the student's own, and may
look like another student's file.
"""

from __future__ import annotations

import re
import zipfile
from functools import cached_property
from pathlib import Path, PurePosixPath

from nbgrader.plugins import FileNameCollectorPlugin

from grader.gradebook.student_id import is_student_id, not_a_student_id

_OF_ONE_STUDENT = re.compile(r"[^_]+_(?:LATE_)?\d+_\d+_|.*_\d+_assignsubmission_")
_ATTEMPT = re.compile(r"-(\d+)\.ipynb$")
Place = tuple[str, str]
Age = tuple[str, tuple[int, ...], int, str]


class Collector(FileNameCollectorPlugin):  # type: ignore[misc]
    """nbgrader's collector, which matches what lies below a download; of several files of a student it takes the newest."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Tells whose a file is.

        Args:
            submitted_file: the path of a file that was extracted.

        Returns:
            What the course's expression finds; None if it is nobody's, or an older one of somebody's.
        """
        path = Path(submitted_file)
        if path.suffix not in self.valid_ext or (found := self._owner(path)) is None:
            return None
        if not is_student_id(found["student_id"]):
            self.log.error(not_a_student_id(found["student_id"]))
            return None
        rivals = self._files[_place(found)]
        newest = max(rivals, key=rivals.__getitem__)
        if path != newest:
            self.log.warning(
                "%s handed in %d files as %s; the newest is taken, %s, and not %s.",
                found["student_id"], len(rivals), found["file_id"], newest.name, path.name,
            )  # fmt: skip
            return None
        return found

    @cached_property
    def _extracted(self) -> Path:
        return Path(self.parent._format_collect_path(self.parent.extracted_directory))

    @cached_property
    def _archives(self) -> Path:
        return Path(self.parent._format_collect_path(self.parent.archive_directory))

    @cached_property
    def _files(self) -> dict[Place, dict[Path, Age]]:
        """The files of each student for each notebook, with what tells which is newer."""
        found: dict[Place, dict[Path, Age]] = {}
        for path in sorted(self._extracted.rglob("*")):
            if path.suffix in self.valid_ext and (owner := self._owner(path, quietly=True)):
                attempt = _ATTEMPT.search(path.name)
                age = (owner.get("timestamp") or "", self._date(path), int(attempt[1]) if attempt else 0, path.name)
                found.setdefault(_place(owner), {})[path] = age
        return found

    def _owner(self, path: Path, *, quietly: bool = False) -> dict[str, str] | None:
        """What the expression finds in a path below its download, the archive of a student by its own name."""
        parts = path.relative_to(self._extracted).parts
        first = self._first(parts)
        archive = next((kind for kind in self.zip_endings if self._was_archive(parts, first, kind)), "")
        name = "/".join([f"{parts[first]}{archive}", *parts[first + 1 :]])
        if quietly:
            match = re.match(self.named_regexp, name)
            return match.groupdict() if match else None
        found: dict[str, str] | None = self._match(name)
        return found

    zip_endings = (".zip", ".gz", ".tar.gz")

    def _first(self, parts: tuple[str, ...]) -> int:
        """Which of the parts the learning-management system named: below folders and archives that staff put there."""
        place = 0
        while place + 1 < len(parts) and (self._archives / Path(*parts[: place + 1])).is_dir():
            place += 1
        if place + 1 < len(parts) and not _OF_ONE_STUDENT.match(parts[place]):
            archive = self._archives / Path(*parts[: place + 1])
            place += any(archive.with_name(archive.name + ending).exists() for ending in self.zip_endings)
        return place

    def _was_archive(self, parts: tuple[str, ...], first: int, ending: str) -> bool:
        """Whether a folder was made from an archive, which lies beside it or where the download does."""
        name = Path(*parts[:first], parts[first] + ending)
        return first + 1 < len(parts) and any((root / name).is_file() for root in (self._extracted, self._archives))

    @cached_property
    def _dates(self) -> dict[str, tuple[int, ...]]:
        """When the files in the downloaded archives were written, by their path below the extracted folder."""
        found: dict[str, tuple[int, ...]] = {}
        for archive in self._archives.rglob("*.zip"):
            folder = archive.relative_to(self._archives).with_suffix("").as_posix()
            try:
                with zipfile.ZipFile(archive) as file:
                    found |= {f"{folder}/{member.filename}": member.date_time for member in file.infolist()}
            except (OSError, zipfile.BadZipFile):
                self.log.warning("%s is no zip file that can be read.", archive)
        return found

    def _date(self, path: Path) -> tuple[int, ...]:
        name = PurePosixPath(path.relative_to(self._extracted).as_posix())
        own = [str(name), *(f"{folder}.zip" for folder in name.parents)]
        return next((self._dates[each] for each in own if each in self._dates), ())


def _place(found: dict[str, str]) -> Place:
    return found["student_id"], found["file_id"]
