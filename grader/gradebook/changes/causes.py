"""Why a mark is another one: what of all that it stands on has changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dlkit.course import Assignment
from grader.gradebook.changes.standing import UNKNOWN, CellStanding, Standing
from grader.judging import points_text

NOTHING = 1e-6  # of points


@dataclass(frozen=True)
class Cause:
    """One cause.

    Attributes:
        kind: in a word, for a program.
        words: for a person.
    """

    kind: str
    words: str


NEW_VERSION = Cause("new_version", "a new version was handed in")
MARKED = Cause("marked", "marked by a person")
JUDGED_AGAIN = Cause("judged_again", "judged again")
_KIT = Cause("kit", "what judges all exercises changed: the kit, its libraries or its limits")
_OTHER_INPUTS = Cause("hidden_inputs", "other hidden inputs: the course has another key, or the student another group")
_BY_THE_POINTS = Cause("goes_by_points", "it goes by the points, and they changed")


def differs(one: float | None, other: float | None) -> bool:
    """Whether two numbers of points are different; None is none given."""
    if one is None or other is None:
        return one is not other
    return abs(one - other) > NOTHING


def causes_of_cell(
    before: Standing, after: Standing, old: CellStanding, new: CellStanding, title: str, assignment: Assignment
) -> list[Cause]:
    """Why the points of a cell are others, or why a person is to look at it.

    Args:
        before, after: how the mark stood, and how it stands.
        old, new: how the cell stood, and how it stands.
        title: the cell's.
        assignment: the assignment.
    """
    found = []
    if differs(old.points, new.points):
        found.append(Cause("points", f"worth {points_text(old.points)} → {points_text(new.points)} points in source/"))
    if differs(old.by_hand, new.by_hand) or new.decided != old.decided:
        found.append(_by_a_person(old, new))
        if not differs(old.automatic, new.automatic):
            return found
    if _judged_otherwise(old, new) or new.waits:
        found += _of_the_judging(before, after, old, new, title, assignment, anything=bool(found))
    return found or [JUDGED_AGAIN]


def _by_a_person(old: CellStanding, new: CellStanding) -> Cause:
    if new.decided and new.decided != old.decided:
        return Cause("decision", f"decided by a person: {new.because}")
    return MARKED if new.by_hand is not None else Cause("marked", "what a person had given was taken back")


def _judged_otherwise(old: CellStanding, new: CellStanding) -> bool:
    """Whether the judge came to something else, in whatever points."""
    if old.automatic is None or new.automatic is None or not old.points or not new.points:
        return differs(old.automatic, new.automatic)
    return differs(old.automatic / old.points, new.automatic / new.points)


def _of_the_judging(
    before: Standing,
    after: Standing,
    old: CellStanding,
    new: CellStanding,
    title: str,
    assignment: Assignment,
    *,
    anything: bool,
) -> list[Cause]:
    found = []
    if is_a_new_version(before, after, of_code=_is_exercise(title, assignment)):
        found.append(NEW_VERSION)
    if old.test != new.test and UNKNOWN not in (old.test, new.test):
        found.append(Cause("own_test", "the test was changed in source/"))
    if _is_exercise(title, assignment):
        found += _of_the_kit(before, after, title, assignment)
    if before.status != after.status and UNKNOWN not in (before.status, after.status):
        found.append(Cause("status", f"{before.status} → {after.status}"))
    return found if found or anything else [JUDGED_AGAIN]


def is_a_new_version(before: Standing, after: Standing, *, of_code: bool) -> bool:
    """Whether something else was handed in.

    Args:
        before, after: how the mark stood, and how it stands.
        of_code: whether the code has to be another one; else any of the files, or the time.
    """
    if UNKNOWN in (before.files, after.files) or before.files == after.files:
        return False
    same_code = before.content == after.content != UNKNOWN
    return not (of_code and same_code)


def _is_exercise(title: str, assignment: Assignment) -> bool:
    return any(item.name == title for item in assignment.exercises)


def _of_the_kit(before: Standing, after: Standing, title: str, assignment: Assignment) -> list[Cause]:
    """What judges the exercise otherwise, or one that it builds on."""
    if before.common == UNKNOWN or after.common == UNKNOWN:
        return []
    found = []
    changed = {name for name, print_ in after.exercises.items() if before.exercises.get(name) != print_}
    if title in changed:
        found.append(Cause("kit_exercise", f"how the kit judges {title} changed"))
    elif built_on := sorted(changed & assignment.uses(title)):
        found.append(Cause("kit_exercise", f"it builds on {_and(built_on)}, which the kit judges otherwise now"))
    if before.common != after.common:
        found.append(_KIT)
    if before.hidden_inputs != after.hidden_inputs and UNKNOWN not in (before.hidden_inputs, after.hidden_inputs):
        found.append(_OTHER_INPUTS)
    return found


def changed_checks(before: Standing, after: Standing, title: str) -> list[str]:
    """Which checks of an exercise came out otherwise, are new or are gone, as phrases."""
    if title not in before.checks or title not in after.checks:
        return []
    old = {name: (outcome, weight) for name, outcome, weight in before.checks[title]}
    new = {name: (outcome, weight) for name, outcome, weight in after.checks[title]}
    told = [f"now {new[name][0]}: {name}" for name in new if name in old and new[name][0] != old[name][0]]
    told += [f"new, {new[name][0]}: {name}" for name in new if name not in old]
    told += [f"gone: {name}" for name in old if name not in new]
    told += [
        f"weight {points_text(old[name][1])} → {points_text(new[name][1])}: {name}"
        for name in new
        if name in old and new[name][0] == old[name][0] and differs(new[name][1], old[name][1])
    ]
    return told


def causes_of_penalty(before: Standing, after: Standing) -> list[Cause]:
    """Why the late penalty is another one."""
    old, new = before.lateness, after.lateness
    found = []
    if _changed(old.rule, new.rule):
        found.append(Cause("late_policy", f"the policy is now {new.rule}"))
    if _changed(old.extension, new.extension):
        found.append(Cause("extension", "extended" if new.extension != "none" else "the extension was taken back"))
    elif _changed(old.due, new.due):
        found.append(Cause("due", f"the due date moved from {old.due} to {new.due}"))
    if _changed(old.handed_in, new.handed_in):
        found.append(Cause("handed_in", f"handed in at {new.handed_in}, before at {old.handed_in}"))
    if old.rule != UNKNOWN and old.free_days != new.free_days:
        found.append(Cause("free_days", f"{old.free_days} → {new.free_days} free days"))
    if differs(_raw(before), _raw(after)):
        found.append(_BY_THE_POINTS)
    found = found or [JUDGED_AGAIN]
    return [*found, Cause("lateness", new.told)] if new.told else found


def _changed(old: str, new: str) -> bool:
    return old != new and UNKNOWN not in (old, new)


def _raw(standing: Standing) -> float:
    return sum(cell.score or 0.0 for cell in standing.cells.values())


def why_earlier(before: Standing, after: Standing, title: str) -> str:
    """On what a person's points were given, if a person is to look again; a phrase.

    Args:
        before, after: how the mark stood, and how it stands.
        title: the cell's.
    """
    old, new = before.cells.get(title), after.cells[title]
    if new.by_hand is None or not new.waits or old is None:
        return ""
    if differs(old.by_hand, new.by_hand) or new.decided != old.decided:
        return ""
    if old.answer != new.answer and UNKNOWN not in (old.answer, new.answer):
        return "on an earlier version"
    if differs(old.points, new.points):
        return f"when it was worth {points_text(old.points)} points"
    if differs(old.automatic, new.automatic):
        return "on an earlier version" if is_a_new_version(before, after, of_code=True) else _gave(old.automatic)
    return old.earlier or ("on an earlier version" if is_a_new_version(before, after, of_code=True) else "")


def _gave(automatic: float | None) -> str:
    return "when the judge gave nothing" if automatic is None else f"when the judge gave {points_text(automatic)}"


def _and(names: Collection[str]) -> str:
    return " and ".join(names)
