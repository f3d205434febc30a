"""Whatever a submission does to itself, it ends with a status and a sentence, and keeps the points that it earned."""

import pytest

from .cases import told
from .faults import FAULTS


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_a_fault_has_an_end_and_a_reason(case, play, processes_are_counted):
    if case.unbounded == "not tried" and not processes_are_counted:
        pytest.skip("the kernel counts no processes of root under another name; those of a real ordinary user it does")
    result = play(case)
    status = case.status if processes_are_counted else case.unbounded or case.status
    assert (result.status, result.score) == (status, case.score), told(result)[:2000]
    assert result.status == "graded" or result.reason
    for word in case.words:
        assert word in told(result)
