"""Late penalties in the gradebook that the next run changes: a mark given by hand, an extension or a policy came after them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from grader.gradebook.late.penalties import read_penalties
from grader.gradebook.late.settings import LateSettings


def stale_penalties(gradebook: Any, settings: LateSettings, slugs: Collection[str]) -> list[str]:
    """Whose late penalties the next run changes: a sentence for each assignment.

    Args:
        gradebook: nbgrader's.
        settings: the course's, as far as they count.
        slugs: the assignments.
    """
    penalties = read_penalties(gradebook, settings)
    told = []
    for slug in slugs:
        late = [item.lateness for item in penalties if item.is_stale]
        if names := [item.student for item in late if item.assignment == slug]:
            told.append(
                f"{slug}: late penalties are to change for {', '.join(names[:5])}{' and others' if names[5:] else ''}: "
                f"run grader autograde {slug}."
            )
    return told
