"""What right means for each kind of comparison: of a call, a model, a loss, a measure."""

from __future__ import annotations

from collections.abc import Callable

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.compare import is_right
from dlkit.comparing.losses import computes_right
from dlkit.comparing.models import behaves_right
from dlkit.comparing.outcome import Outcome

_RULES = {"model": behaves_right, "loss": computes_right}


def is_right_of(kind: str) -> Callable[[Outcome, Outcome, Tolerance], bool]:
    """The rule that says whether an outcome is the right one, whatever arguments were changed on the way.

    Args:
        kind: of the comparison.

    Returns:
        A function of the outcome, the right one, and how near is right.
    """
    return _RULES.get(kind, is_right)
