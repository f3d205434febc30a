"""What a course's configuration names so that nbgrader's own commands keep to `late.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.plugins import LateSubmissionPlugin

from grader.gradebook.late.lateness import read_lateness
from grader.gradebook.late.settings import read_settings
from grader.gradebook.student_id import is_student_id

PLUGIN = "grader.nbgrader_plugin.LatePolicy"
RELEASE = "grader.nbgrader_plugin.ReleaseFeedback"


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """Late penalties by the policies of `late.toml`; where it says nothing, nbgrader's own `penalty_method` holds.

    Raises:
        CourseError: if `late.toml` cannot be understood.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.settings = read_settings(_root(self))

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """What is taken off a late submission.

        Args:
            student_id: whose.
            score: what the notebook has without the penalty.
            total_seconds_late: by how much it is late, extensions counted; the days are counted anew, by the clock.

        Returns:
            The points; None if there are none.
        """
        slug = self.parent.assignment_id
        policy = self.settings.policy_of(slug)
        if policy is None:
            given: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
            return given
        late = read_lateness(self.parent.gradebook, self.settings, student_id)[student_id][slug]
        return policy.penalty(score, late.days - late.free_days) or None


def _root(plugin: Any) -> Path:
    """The course folder, of which the step or the command knows that the plug-in belongs to."""
    holder = plugin.parent
    while not hasattr(holder, "coursedir"):
        holder = holder.parent
    return Path(holder.coursedir.root)


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's release of feedback to the exchange, which does nothing as long as `late.toml` holds it back.

    What came by another way, such as a zip, the exchange cannot give back; nbgrader would end with the first of those.
    """

    def init_src(self) -> None:
        """Finds the pages; fails with a sentence if they are not to be returned yet."""
        if held := read_settings(Path(self.coursedir.root)).feedback_held(self.coursedir.assignment_id):
            self.fail(held)
        super().init_src()

    def copy_files(self) -> None:
        """Gives back the pages of those who handed in through the exchange, and names the others in the log."""
        directory = self.coursedir
        excluded = directory.student_id_exclude
        others = sorted(filter(self._came_another_way, _students_with_a_page(directory)))
        try:
            directory.student_id_exclude = ",".join(filter(None, [excluded, *others]))
            super().copy_files()
        finally:
            directory.student_id_exclude = excluded
        if others:
            self.log.warning(
                "Not handed in through the exchange, so their pages do not go back that way "
                "(see grader export --feedback-to): %s",
                ", ".join(others),
            )

    def _came_another_way(self, student: str) -> bool:
        directory = self.coursedir
        page = Path(directory.format_path(directory.feedback_directory, student, directory.assignment_id))
        return not all((page / name).is_file() for name in ("timestamp.txt", "submission_secret.txt"))


def _students_with_a_page(directory: Any) -> list[str]:
    """The students of whom there is a page; an id holds no comma, and so a list of them can be read."""
    pages = Path(directory.format_path(directory.feedback_directory, "*", directory.assignment_id))
    place = pages.parts.index("*")
    folders = Path(*pages.parts[:place]).glob(str(Path(*pages.parts[place:])))
    return [folder.parts[place] for folder in folders if is_student_id(folder.parts[place])]
