"""No cheat earns a point that honest work did not."""

import pytest

from .cases import told
from .cheats import CHEATS


@pytest.mark.parametrize("case", CHEATS, ids=lambda case: case.name)
def test_a_cheat_earns_nothing(case, play):
    result = play(case)
    assert (result.status, result.score) == (case.status, case.score), told(result)[:2000]
    assert result.status == "graded" or result.reason
    for word in case.words:
        assert word in told(result)
