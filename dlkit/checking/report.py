"""What came of checking one exercise."""

from __future__ import annotations

from dataclasses import dataclass

from dlkit.comparing import Diagnosis


@dataclass(frozen=True)
class CheckReport:
    """How one exercise fares: how many of its checks passed, and why the first failing one fails."""

    exercise: str
    passed: int
    total: int
    description: str = ""
    diagnosis: Diagnosis | None = None

    @property
    def ok(self) -> bool:
        """Whether all of them passed."""
        return self.diagnosis is None
