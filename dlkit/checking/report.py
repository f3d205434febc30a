"""What came of checking one exercise."""

from __future__ import annotations

from dataclasses import dataclass

from dlkit.comparing import Diagnosis


@dataclass(frozen=True)
class CheckReport:
    """How one exercise fares: how many of its checks passed, and why the first failing one fails.

    Attributes:
        exercise: its name.
        passed: how many of its checks passed.
        total: of how many.
        description: what the first failing one looks at.
        diagnosis: why that one fails; None if none does.
        also: what the judge looks at and these checks cannot.
    """

    exercise: str
    passed: int
    total: int
    description: str = ""
    diagnosis: Diagnosis | None = None
    also: str = ""

    @property
    def not_here(self) -> bool:
        """Whether it could not be checked for want of Keras: neither right nor wrong."""
        return self.diagnosis is not None and self.diagnosis.kind == "not_here"

    @property
    def ok(self) -> bool:
        """Whether all of them passed."""
        return self.diagnosis is None
