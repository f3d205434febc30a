"""A course folder: nbgrader's folders and gradebook, and beside them the results of the judge."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import stat
import sys
from collections.abc import Collection
from contextlib import chdir
from functools import cached_property
from pathlib import Path
from typing import Any

from dlkit.comparing import clean_line
from dlkit.course import Assignment, CourseError, course, find_assignment, unknown
from grader.gradebook.course_key import CourseKey
from grader.gradebook.groups import Groups, counting, passed_over, read_groups
from grader.gradebook.result_store import ResultStore
from grader.gradebook.student_id import is_student_id, not_a_student_id
from grader.gradebook.written_files import WrittenFiles, write_in_one_step
from grader.judging import Seeds, SubmittedFiles, read_submitted_files, seeds_of

CONFIG_NAME = "nbgrader_config.py"
JUDGING = {
    "exporter_class": "grader.nbgrader_plugin.SubmissionReader",
    "sanitize_preprocessors": ["grader.nbgrader_plugin.RestoreCells"],
    "autograde_preprocessors": [
        "grader.nbgrader_plugin.JudgeCells",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
    ],
}
CONFIG = '''\
"""nbgrader's configuration of this course. Run nbgrader's commands in this folder, or start Jupyter here."""

from grader.gradebook import marking_page

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "{course_id}"
{database}
# The exercises in source/ are stubs already, so no solution is cleared from them; hidden tests of your own are.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# The judge reads, restores, runs and scores the submissions, in place of a kernel that holds the tests.
{judging}

# What students write is shown as text and formulas, never run as HTML: in feedback and in the formgrader. Of the
# files that they hand in, those go along that no browser takes for a page.
c.TemplateExporter.filters = {{
    "markdown2html": "grader.nbgrader_plugin.markdown_as_html",
    "highlight_code": "grader.nbgrader_plugin.code_as_html",
}}
c.GenerateFeedback.exporter_class = "grader.nbgrader_plugin.FeedbackPage"

# Where students mail requests for a regrade, from a link on their page; without it they copy the request as text.
# c.FeedbackPage.regrade_address = "deep-learning@example.org"

# Who marks written answers in the formgrader finds the model answer beside each; no feedback page has it.
c.HTMLExporter.preprocessors = ["grader.nbgrader_plugin.ModelAnswers"]
c.HTMLExporter.template_name = marking_page()["template_name"]
c.HTMLExporter.extra_template_basedirs = marking_page()["extra_template_basedirs"]
c.HTMLExporter.extra_template_paths = marking_page()["extra_template_paths"]

# What late work costs, and until when feedback is held back, stands in late.toml: see `grader late`.
c.AssignLatePenalties.plugin_class = "grader.nbgrader_plugin.LatePolicy"
c.ExchangeFactory.release_feedback = "grader.nbgrader_plugin.ReleaseFeedback"

# For zip_collect, which then does what `grader import` does: whose a file is, is told by the name that Canvas or Moodle
# gave it, and by the roster. See docs/import.md.
c.ZipCollectApp.extractor_plugin = "grader.nbgrader_plugin.Extractor"
c.ZipCollectApp.collector_plugin = "grader.nbgrader_plugin.Collector"
'''


class CourseFolder:
    """A course folder as nbgrader lays it out.

    Args:
        root: the folder that holds `nbgrader_config.py`.

    Attributes:
        results: what was judged.
        remarks: what was noticed in it that somebody should see to, as sentences.

    Raises:
        CourseError: if it holds none.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.results = ResultStore(self.root)
        self.remarks: list[str] = []
        self._groups: dict[str, Groups] = {}
        if not (self.root / CONFIG_NAME).exists():
            raise CourseError(
                f"{self.root} is no course folder: it has no {CONFIG_NAME}. Make one with: grader init {root}"
            )

    @cached_property
    def api(self) -> Any:
        """nbgrader's own interface to this course, an `NbGraderAPI`, configured as its commands are."""
        from nbgrader.apps import NbGrader, NbGraderAPI
        from nbgrader.coursedir import CourseDirectory

        _put_environment_on_path()
        _make_importable(self.root)
        app = NbGrader()
        app.raise_config_file_errors = True  # else nbgrader goes on without it: no judge, and no sandbox
        try:
            with chdir(self.root):
                app.load_config_file()
        except Exception as error:  # whatever the instructor's own lines raise
            said = clean_line(f"{type(error).__name__}: {error}", limit=200)
            raise CourseError(
                f"{self.root / CONFIG_NAME}: it is not valid Python, or fails when it is run ({said}): mend it."
            ) from None
        config = app.config
        config.CourseDirectory.root = str(self.root)
        return NbGraderAPI(CourseDirectory(config=config), config=config)

    def gradebook(self) -> Any:
        """Opens the gradebook; a context manager."""
        from nbgrader.api import Gradebook

        return Gradebook(self.api.coursedir.db_url, self.api.coursedir.course_id)

    def assignments(self) -> list[str]:
        """The assignments of the kit that this course has released into its gradebook, in the kit's order."""
        with self.gradebook() as gradebook:
            released = {assignment.name for assignment in gradebook.assignments if assignment.notebooks}
        return [slug for slug in course() if slug in released]

    def seeds(self, slug: str) -> Seeds:
        """The variant of the hidden inputs that each student gets; the members of a group get the same."""
        return seeds_of_course(self.root, slug, self.groups(slug))

    def groups(self, slug: str) -> Groups:
        """Who hands in together.

        Raises:
            CourseError: if the course's table of groups cannot be understood.
        """
        if slug not in self._groups:
            groups = read_groups(self.root, slug)
            if groups.groups:
                with self.gradebook() as gradebook:
                    known = {student.id for student in gradebook.students}
                groups = read_groups(self.root, slug, students=known | self._own_submissions(slug).keys())
            self._groups[slug] = groups
        return self._groups[slug]

    def take_source(self, slug: str) -> None:
        """Lets points and tests that were changed in `source/` count; what there is to say of it goes to `remarks`."""
        from grader.gradebook.graded_cells import take_source

        with self.gradebook() as gradebook:
            remarks = take_source(gradebook, self.source(slug), slug)
        self.remarks += [remark for remark in remarks if remark not in self.remarks]

    def source(self, slug: str) -> Path:
        """Where an assignment's source notebook is."""
        directory = self.api.coursedir
        return Path(directory.format_path(directory.source_directory, ".", slug)) / f"{slug}.ipynb"

    def autograded(self, slug: str, student: str) -> Path:
        """Where nbgrader keeps the autograded notebook of a submission."""
        directory = self.api.coursedir
        return Path(directory.format_path(directory.autograded_directory, student, slug))

    def submitted(self, slug: str, student: str) -> Path:
        """The folder in which what a student hands in lies, or is to lie."""
        directory = self.api.coursedir
        return Path(directory.format_path(directory.submitted_directory, student, slug))

    def handed_out(self) -> list[Path]:
        """The folders from which students get what lies in them, by nbgrader's own steps."""
        directory = self.api.coursedir
        steps = ("source", "release", "submitted", "autograded", "feedback")
        names = (getattr(directory, f"{step}_directory") for step in steps)
        return [(self.root / name).resolve() for name in names]

    def require_private(self, *paths: Path | None) -> None:
        """Shows that what is for the staff alone would not be written where students get their files from.

        Args:
            paths: files and folders to be written; None for one that was not asked for.

        Raises:
            CourseError: if one is in such a folder.
        """
        for path in filter(None, paths):
            if any(path.resolve().is_relative_to(folder) for folder in self.handed_out()):
                raise CourseError(
                    f"{path} is where students get their files from, and this is not for them: name another."
                )

    def require_private_file(self, path: Path | None) -> None:
        """Shows before a long run that a file for the staff alone can be written there.

        Raises:
            CourseError: if students would get it, or its folder does not exist.
        """
        self.require_private(path)
        if path is not None and not path.parent.is_dir():
            raise CourseError(f"There is no folder {path.parent}: make it first, or name another file.")

    def require(self, slug: str) -> Assignment:
        """Finds an assignment that can be graded.

        Raises:
            CourseError: if it is not in the gradebook yet.
        """
        assignment = find_assignment(slug)
        if slug not in self.assignments():
            raise CourseError(
                f"{slug} is not in the gradebook yet. In {self.root} run: nbgrader generate_assignment {slug}"
            )
        return assignment

    def submitted_files(self, slug: str, students: Collection[str] | None = None) -> list[SubmittedFiles]:
        """What was handed in for an assignment, by student; a group's newest counts for each of its members.

        Args:
            slug: the assignment.
            students: only theirs; everyone's if None.

        Raises:
            CourseError: if one of these students handed nothing in.
        """
        found = self._submitted_folders(slug)
        for name in students or ():
            if not is_student_id(name):
                raise CourseError(not_a_student_id(name))
            if name not in found:
                raise CourseError(unknown("submission of", name, sorted(found), f" for {slug}"))
        chosen = sorted(found if students is None else set(students))
        return [read_submitted_files(found[name], slug, name) for name in chosen]

    def handed_in(self, slug: str) -> set[str]:
        """The students of whom, or of whose group, there is a folder for an assignment, whatever is in it."""
        return set(self._submitted_folders(slug))

    def passed_over(self, slug: str) -> list[str]:
        """What members of groups handed in that does not count, as sentences."""
        return passed_over(self.root, slug, self.groups(slug), self._own_submissions(slug))

    def _submitted_folders(self, slug: str) -> dict[str, Path]:
        """The folder that counts for each student of whom something was handed in."""
        return counting(self.root, slug, self.groups(slug), self._own_submissions(slug))

    def _own_submissions(self, slug: str) -> dict[str, Path]:
        """The folder of each student who handed something in; whose name is none is noted in `remarks`."""
        directory, mark = self.api.coursedir, "\0"
        parts = Path(directory.format_path(directory.submitted_directory, mark, slug)).parts
        place = next(index for index, part in enumerate(parts) if mark in part)
        before, after = parts[place].split(mark, maxsplit=1)
        found = {}
        for name in _names_in(Path(*parts[:place])):
            student = name[len(before) : len(name) - len(after)]
            path = Path(*parts[:place], name, *(part.replace(mark, student) for part in parts[place + 1 :]))
            if name != f"{before}{student}{after}" or not _is_there(path):
                continue
            if is_student_id(student):
                found[student] = path
            elif (remark := not_a_student_id(student)) not in self.remarks:
                self.remarks.append(remark)
        return found


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_there(path: Path) -> bool:
    """Whether a folder is there, or something that cannot be looked at and that may be one."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return path.is_symlink()
    except OSError:
        return True


def seeds_of_course(root: Path, slug: str, groups: Groups) -> Seeds:
    """The variant of the hidden inputs that each student of a course gets, from the course's secret.

    Args:
        root: the course folder.
        slug: the assignment.
        groups: who hands in together.
    """
    seed = seeds_of(CourseKey(root).derive("hidden inputs"), slug)
    return lambda student: seed(groups.first(student))


def _put_environment_on_path() -> None:
    """Lets nbgrader find the command `alembic`, which it runs by name, in an environment that is not activated."""
    if shutil.which("alembic") is None:
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


_importable: set[Path] = set()  # the course folders that this process imports from: the last one opened


def _make_importable(root: Path) -> None:
    """Lets a course's configuration name modules in its folder, such as a plug-in, as nbgrader's commands do.

    nbgrader puts the folder before everything else, where a file of any name there could take the place of a
    library; here it comes last. What was imported from it before, or from another course, is imported anew.

    Args:
        root: the course folder.
    """
    before = {root, *_importable}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and Path(file).parent in before:
            del sys.modules[name]
    importlib.invalidate_caches()
    sys.path[:] = [*(place for place in sys.path if Path(place) not in _importable), str(root)]
    _importable.clear()
    _importable.add(root)


def is_configured_as_made(api: Any) -> bool:
    """Whether a course leaves it to the judge how nbgrader's autograde works, as `grader init` configured it."""
    return dict(api.config.Autograde) == JUDGING and not any(
        api.config[name] for name in ("BaseConverter", "FilesWriter", "SaveAutoGrades") if name in api.config
    )


def init_course(root: Path, *, slugs: list[str] | None = None, db_url: str = "") -> CourseFolder:
    """Makes a course folder in which nbgrader's own commands work.

    Args:
        root: the folder; it may exist, without a configuration in it.
        slugs: the assignments; all of the kit's if None.
        db_url: where the gradebook is, such as a PostgreSQL server; a file in the folder if empty.

    Raises:
        CourseError: if it is a course folder already, or there is no such assignment.
    """
    if (root / CONFIG_NAME).exists():
        raise CourseError(
            f"{root} is a course folder already: it has a {CONFIG_NAME}. To bring it up to the kit, or to add an "
            f"assignment: grader update [SLUG...] --course {root}"
        )
    chosen = course() if slugs is None else [find_assignment(slug).slug for slug in slugs]
    root.mkdir(mode=0o700, parents=True, exist_ok=True)  # names, grades and what is hidden from students
    course_id = re.sub(r"[^A-Za-z0-9_-]+", "-", root.resolve().name).strip("-") or "dlkit"
    config = kit_config(course_id, db_url)
    write_in_one_step(root / CONFIG_NAME, config.encode())
    folder = CourseFolder(root)
    CourseKey(folder.root).derive("results")
    WrittenFiles(folder.root).keep(CONFIG_NAME, config.encode())
    for slug in chosen:
        add_assignment(folder, slug)
    return folder


def kit_config(course_id: str, db_url: str = "") -> str:
    """The configuration that the kit writes into a course folder.

    Args:
        course_id: the course's name in nbgrader.
        db_url: where the gradebook is; a file in the folder if empty.
    """
    database = f"c.CourseDirectory.db_url = {json.dumps(db_url)}\n" if db_url else ""
    judging = "\n".join(f"c.Autograde.{name} = {json.dumps(value, indent=4)}" for name, value in JUDGING.items())
    return CONFIG.format(course_id=course_id, judging=judging, database=database)


def kit_sources(slug: str) -> dict[str, bytes]:
    """The files that the kit writes into an assignment's folder in `source/`, by their path there.

    Args:
        slug: the assignment.
    """
    from grader.authoring import as_bytes, load_authored, nbgrader_source

    authored = load_authored(slug)
    data = authored.assignment.data
    files = [path for path in sorted(data.rglob("*")) if path.is_file()]
    return {
        f"{slug}.ipynb": as_bytes(nbgrader_source(authored)),
        **{f"data/{path.relative_to(data).as_posix()}": path.read_bytes() for path in files},
    }


def add_assignment(folder: CourseFolder, slug: str) -> None:
    """Writes an assignment into `source/`, as the kit has it now, and its name into the gradebook.

    Args:
        folder: the course folder.
        slug: the assignment.
    """
    place, written = folder.source(slug).parent, WrittenFiles(folder.root)
    for name, content in kit_sources(slug).items():
        write_in_one_step(place / name, content)
        written.keep(f"{slug}/{name}", content)
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(slug)


def generate_assignment(folder: CourseFolder, slug: str) -> None:
    """Puts an assignment into the gradebook and into `release/`, as `nbgrader generate_assignment` does.

    Raises:
        CourseError: if nbgrader refuses; the message holds what it says.
    """
    answer = folder.api.generate_assignment(slug)
    if not answer["success"]:
        raise CourseError(f"nbgrader could not generate {slug}: {answer.get('log') or answer.get('error')}")
