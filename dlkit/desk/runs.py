"""What became of the cells that hold the exercises: whether the last run of one failed, and left an older function there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dlkit.checking import shell
from dlkit.comparing import Raised, describe_cell_error
from dlkit.notebooks import CodeCell, provided_names

_ABSENT = object()


@dataclass(frozen=True)
class _FailedRun:
    raised: Raised
    left: object  # what the name stood for before the run, and after it


class CellRuns:
    """Watches the cells that IPython runs, by its own events; outside of it, nothing is known.

    Args:
        exercises: the names of the exercises.
    """

    def __init__(self, exercises: Collection[str]) -> None:
        self._exercises = tuple(exercises)
        self._before: dict[str, object] = {}
        self._failed: dict[str, _FailedRun] = {}
        self._ran: set[str] = set()

    def watch(self) -> None:
        """Begins to watch; whatever watched before, for an assignment that was opened again, ends."""
        running = shell()
        if running is None:
            return
        for event, hears in (("pre_run_cell", self._begins), ("post_run_cell", self._ends)):
            for other in list(running.events.callbacks.get(event, ())):
                if isinstance(getattr(other, "__self__", None), CellRuns):
                    running.events.unregister(event, other)
            running.events.register(event, hears)
        self._before = self._now()

    def failure(self, name: str, namespace: Mapping[str, Any]) -> Raised | None:
        """The error of the last run of an exercise's cell, if that left the function as it was before; else None."""
        failed = self._failed.get(name)
        if failed is None or namespace.get(name, _ABSENT) is not failed.left:
            return None
        return failed.raised

    def has_run(self, name: str) -> bool:
        """Whether a cell that is known to be the exercise's was run, with or without an error."""
        return name in self._ran

    def _now(self) -> dict[str, object]:
        names = shell().user_ns
        return {name: names.get(name, _ABSENT) for name in self._exercises}

    def _begins(self, info: Any) -> None:
        self._before = self._now()

    def _ends(self, result: Any) -> None:
        source = str(getattr(result.info, "raw_cell", "") or "")
        own = CodeCell(str(getattr(result.info, "cell_id", "") or ""), {}, source).named_exercises
        borne = [name for name in self._exercises if name in own]
        error = result.error_before_exec or result.error_in_exec
        self._ran.update(borne)
        if error is None:
            for name in borne:
                self._failed.pop(name, None)
            return
        now = self._now()
        defined = borne if borne else provided_names(source)
        for name in (name for name in self._exercises if name in defined):
            if now[name] is self._before.get(name, _ABSENT):
                self._failed[name] = _FailedRun(describe_cell_error(error), now[name])
