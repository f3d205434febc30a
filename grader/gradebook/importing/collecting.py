"""`nbgrader zip_collect` as `grader import` does it: the two plug-ins that `grader init` names.

The extractor lays what counts of each student out under the student's id; the collector tells whose each file is by
that, and leaves out what is in `submitted/` already, or is older than what is there.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from grader.gradebook.arrivals import TIME, read_time, write_time
from grader.gradebook.course_folder import CONFIG_NAME, CourseFolder
from grader.gradebook.importing.downloads import Opened
from grader.gradebook.importing.placing import digest_below, note_origin_of, origin_of, state_of
from grader.gradebook.importing.planning import Chosen, Plan, Wishes, read_plan, with_lists
from grader.gradebook.importing.unpacking import Refused, lay_out
from grader.judging import read_submitted_files

_STAYS = {
    "unchanged": "nothing has changed",
    "older": "what is there is newer, and stays",
    "elsewhere": "something else is there, which was not imported; it stays. To put this in its place: "
    "grader import {slug} --replace {student} FILE",
}
_plans: dict[Path, Plan] = {}  # of this process, by the folder with what was extracted


class Extractor(ExtractorPlugin):  # type: ignore[misc]
    """Lays out what was handed in by student, from Canvas, Moodle, or an archive that somebody made."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Lays out what counts of each student.

        Args:
            archive_path: where the downloads are.
            extracted_path: an empty folder.
        """
        folder, slug = _course(self)
        paths = [Path(archive_path)]
        try:
            plan = read_plan(folder, slug, paths, with_lists(paths, Wishes(made_up=True)))
        except CourseError as error:
            self.parent.fail(clean_line(str(error)))
        for stranger in plan.strangers:
            line = f"{stranger.name}: {stranger.files}: {stranger.why}; {stranger.todo}."
            self.log.error("%s", clean_line(line.removesuffix("..") if line.endswith("..") else line))
        with Opened() as downloads:
            for chosen in plan.chosen:
                self._lay_out(Path(extracted_path) / chosen.student, chosen, slug, downloads)
        for remark in plan.remarks:
            self.log.warning("%s", clean_line(remark))
        if plan.without_file:
            self.log.warning("Without a file: %s", clean_line(", ".join(plan.without_file)))
        _plans[Path(extracted_path)] = plan

    def _lay_out(self, place: Path, chosen: Chosen, slug: str, downloads: Opened) -> None:
        if chosen.passed_over:
            self.log.warning(
                "%s handed in more than once; the newest is taken, %s, and not %s.",
                chosen.student,
                chosen.hand_in.shown,
                ", ".join(chosen.passed_over),
            )
        place.mkdir(parents=True)
        try:
            remarks = lay_out(chosen.hand_in.pieces, place, downloads).all
        except Refused as error:
            self.log.error("%s: refused: %s.", chosen.student, clean_line(str(error)))
            return
        looked = read_submitted_files(place, slug, chosen.student)
        for remark in (*remarks, looked.reason or looked.note):
            if remark:
                self.log.warning("%s: %s", chosen.student, clean_line(remark))
        if chosen.hand_in.is_late:
            self.log.warning("%s: late, as the platform says.", chosen.student)
        if chosen.time is not None:
            write_time(place, chosen.time)


class Collector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Tells whose each extracted file is: that of the student under whose id it was laid out."""

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Tells whose a file is.

        Args:
            submitted_file: the path of a file that was extracted.

        Returns:
            The student, the file's path, and the time; None if it is not to be collected.
        """
        path = Path(submitted_file)
        parts = path.relative_to(self._extracted).parts
        if len(parts) < 2 or parts[1] == TIME or parts[0] not in self._wanted:
            return None
        found: dict[str, Any] = {"student_id": parts[0], "file_id": str(Path(*parts[1:]))}
        time = self._wanted[parts[0]]
        return found | {"timestamp": f"{time} UTC"} if time is not None else found

    @cached_property
    def _extracted(self) -> Path:
        return Path(self.parent._format_collect_path(self.parent.extracted_directory))

    @cached_property
    def _wanted(self) -> dict[str, datetime | None]:
        """The students whose files go to `submitted/`, and when each handed in."""
        folder, slug = _course(self)
        if self._extracted not in _plans:
            self.parent.fail(
                f"This collector needs its own extractor. Write this line into {CONFIG_NAME}: "
                'c.ZipCollectApp.extractor_plugin = "grader.nbgrader_plugin.Extractor"'
            )
        wanted: dict[str, datetime | None] = {}
        for chosen in _plans[self._extracted].chosen:
            place = self._extracted / chosen.student
            if not place.is_dir():
                continue
            origin = origin_of(chosen.hand_in, digest_below(place))
            state = state_of(folder, slug, chosen.student, origin, chosen.time)
            if state in _STAYS:
                self.log.warning("%s: %s.", chosen.student, _STAYS[state].format(student=chosen.student, slug=slug))
                continue
            if state == "new" or self.parent.force:  # else nbgrader stops before it puts anything there
                note_origin_of(folder, slug, chosen.student, origin)
            wanted[chosen.student] = read_time(place)
        return wanted


def _course(plugin: Any) -> tuple[CourseFolder, str]:
    directory = plugin.parent.coursedir
    return _course_at(Path(directory.root)), str(directory.assignment_id)


@cache
def _course_at(root: Path) -> CourseFolder:
    """The course folder, opened once: nbgrader's log says it each time that there is no exchange."""
    return CourseFolder(root)
