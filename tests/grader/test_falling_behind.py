"""Who falls behind in a course, and who does not."""

import pytest

from grader.gradebook.report import report_assignment, report_course
from grader.gradebook.report.class_record import ClassRecord, Standing
from grader.judging import ExerciseResult, Result

SLUGS = ("one", "two", "three", "four")


def standing(student, share, slug):
    if share is None or isinstance(share, str):
        return Standing(student, share or "missing")
    exercise = ExerciseResult("f", 10, 10 * share, "right" if share == 1 else "partly_right")
    return Standing(student, "graded", result=Result(student, slug, "graded", 10 * share, 10, 1.0, (exercise,)))


def behind(shares, *, closed=(True,) * 4, others=0.8):
    """Why a student with these shares falls behind, in a class in which all others have the same."""
    records = []
    for place, slug in enumerate(SLUGS):
        theirs = others[place] if isinstance(others, tuple) else others
        standings = [standing(f"other {number}", theirs, slug) for number in range(5)]
        standings.append(standing("ada", shares[place], slug))
        records.append(ClassRecord(slug, slug, {"f": 10.0}, tuple(standings), closed[place]))
    report = report_course("course", records, [report_assignment(record) for record in records])
    assert not [item for item in report.behind if item.student != "ada"]
    return next(item for item in report.students if item.student == "ada").behind


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ((0.9, 0.9, None, None), "Nothing that could be judged was handed in for three and four."),
        ((0.9, 0.9, "unreadable", None), "Nothing that could be judged was handed in for three and four."),
        ((0.3, 0.3, 0.3, 0.2), "Less than half of the class's median in three and four."),
        (
            (0.9, 0.9, 0.6, 0.5),
            "In three and four 35 % of the points lower than before, as against the class's median.",
        ),
    ],
)
def test_who_falls_behind_is_told_why(shares, told):
    assert behind(shares) == (told,)


@pytest.mark.parametrize(
    "shares",
    [
        (0.8, 0.8, 0.8, 0.8),
        (0.1, 0.2, 0.7, 0.8),
        (0.9, 0.9, 0.7, 0.7),
        (0.9, None, 0.9, None),
        (0.9, 0.9, 0.9, "not_judged"),
    ],
)
def test_who_keeps_up_or_catches_up_or_has_one_bad_week_does_not_fall_behind(shares):
    assert behind(shares) == ()


def test_a_harder_assignment_is_nobodys_fall():
    assert behind((0.9, 0.9, 0.5, 0.4), others=(0.9, 0.9, 0.5, 0.4)) == ()


def test_what_is_not_due_yet_is_not_missed():
    assert behind((0.8, 0.8, 0.8, None), closed=(True, True, True, False)) == ()
    assert behind((0.8, 0.8, None, None), closed=(True, True, False, False)) == ()


def test_an_assignment_that_nobody_has_a_score_of_is_not_missed():
    standings = (Standing("ada", "missing"), Standing("bob", "missing"))
    records = [ClassRecord(slug, slug, {"f": 10.0}, standings) for slug in SLUGS]
    report = report_course("course", records, [report_assignment(record) for record in records])
    assert [(item.missing, item.behind) for item in report.students] == [(0, ()), (0, ())]
