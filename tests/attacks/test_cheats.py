"""No cheat earns a point that honest work did not."""

import pytest
from rich.console import Console

from grader.gradebook.feedback import check_outputs
from grader.terminal.tables import result_heading, result_table

from .cases import told
from .cheats import CHEATS


@pytest.mark.parametrize("case", CHEATS, ids=lambda case: case.name)
def test_a_cheat_earns_nothing(case, play):
    result = play(case)
    assert (result.status, result.score) == (case.status, case.score), told(result)[:2000]
    assert result.status == "graded" or result.reason
    for word in case.words:
        assert word in told(result)


def test_no_text_of_a_student_becomes_part_of_the_page_or_of_the_terminals_commands(play):
    case = next(case for case in CHEATS if "breaks out of the page" in case.name)
    result = play(case)
    pages = [
        output.data["text/html"]
        for exercise in result.exercises
        for output in check_outputs(exercise, result)
        if "text/html" in output.get("data", {})
    ]
    assert any("&lt;script&gt;alert(1)" in page for page in pages)
    assert not any("<script" in page or "<img" in page for page in pages)
    console = Console(record=True, width=200)
    console.print(result_heading(result, name="[/]mallory"))
    console.print(result_table(result))
    assert "[red]" in console.export_text()
