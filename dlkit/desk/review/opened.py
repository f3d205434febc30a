"""What the notebook of a review opens: the assignment's tools, for the functions of the round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dlkit.checking import CheckReport
from dlkit.course import Exercise
from dlkit.desk import session
from dlkit.desk.notebook import Named, OpenAssignment, open_assignment
from dlkit.desk.progress import Progress
from dlkit.desk.review.schedule import when


@dataclass(frozen=True)
class ReviewRound(OpenAssignment):
    """An assignment of which a few functions are reviewed: what passes moves to its next day, with help to tomorrow.

    Attributes:
        functions: their names.
    """

    functions: tuple[str, ...] = ()

    @property
    def _together(self) -> Sequence[Exercise]:
        """The exercises of a table of all."""
        return [self.exercise(name) for name in self.functions]

    def hint(self, exercise: Named | None = None) -> None:
        """Shows the next hint, as in the assignment; the function then comes again tomorrow."""
        super().hint(exercise)
        self._helped.add(self._named(exercise, {})[0])

    def solution(self, exercise: Named | None = None) -> None:
        """Shows the solution, as in the assignment; the function then comes again tomorrow."""
        super().solution(exercise)
        self._helped.add(self._named(exercise, {})[0])

    @cached_property
    def _helped(self) -> set[str]:
        return set()

    def _so_far(self, name: str) -> str:
        day = session.recall(self.slug)[0].of(self.slug, name).due
        return f"It comes again {when(day)}" if day else ""

    def _remember(self, reports: Sequence[CheckReport]) -> None:
        right = [report.exercise for report in reports if report.ok]

        def change(done: Progress, notebook: str) -> Progress:
            for name in right:
                done = done.with_review(self.slug, name, helped=name in self._helped)
            return done

        session.remember(self.slug, change)


def open_review(slug: str, *functions: str) -> ReviewRound:
    """Opens an assignment for a round of review, as the notebooks do that `dlkit review` makes.

    Args:
        slug: the assignment.
        functions: the exercises of the round.

    Raises:
        CourseError: if there is none of such a name; the message names the nearest.
    """
    opened = open_assignment(slug)
    found = ReviewRound(**{name: vars(opened)[name] for name in opened.__dataclass_fields__}, functions=functions)
    for name in functions:
        found.exercise(name)
    found._runs.watch()
    return found
