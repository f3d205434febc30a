"""Tables in a terminal: they fit, however many assignments a class has worked on."""

import io

import pytest
from rich.console import Console

from dlkit.course import course, find_assignment
from grader.demo.demonstration import Demo
from grader.gradebook.grading import Autograded
from grader.judging.result import not_judged
from grader.terminal.tables import demo_tables

STUDENTS = {"ada": "everything right", "john": "never comes back"}


def printed(slugs):
    """What a terminal of 100 columns shows of a class."""
    statuses = {"ada": "graded", "john": "timed_out"}
    graded = {
        slug: Autograded(slug, {name: not_judged(find_assignment(slug), name, statuses[name], "") for name in STUDENTS})
        for slug in slugs
    }
    console = Console(width=100, record=True, file=io.StringIO())
    for table in demo_tables(Demo(None, STUDENTS, graded)):
        console.print(table)
    return console.export_text()


@pytest.mark.parametrize("count", [1, 2, 12])
def test_every_student_story_status_and_assignment_can_be_read(count):
    slugs = course()[:count]
    text = printed(slugs)
    assert "…" not in text
    assert all(word in text for word in (*STUDENTS, *STUDENTS.values(), "graded", "timed_out", *slugs))


def test_of_many_assignments_it_tells_how_many_were_graded():
    (row,) = [line for line in printed(course()).splitlines() if "siamese" in line]
    assert [word for word in row.split() if word.isalnum()] == ["siamese", "2", "1", "0"]
