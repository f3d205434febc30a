"""Building an assignment's files: the student's notebook, and the visible checks as data."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from dlkit.checking import read_outcome
from dlkit.comparing import (
    FunctionReference,
    Measured,
    Outcome,
    Tolerance,
    difference,
    from_plain,
    is_right,
    lasting_words,
    same_error,
    to_json,
    to_plain,
    without_layers,
)
from dlkit.course import CourseError
from dlkit.examples import read_examples, shortened, write_examples
from grader.authoring import Authored, as_bytes, student_notebook
from grader.judging import CheckSession, Compared, LocalBackend, Reference

READABLE = 4  # numbers of an array that a mistake returns, beyond which nobody reads them
DIGITS = ((1e-3, 5), (1e-6, 9))  # of what a mistake returns, from what relative tolerance on so many are enough
HALF_PRECISION = 1e-3  # where five digits are enough, large arrays are written so: a last bit may be a step of it


def examples(authored: Authored) -> bytes:
    """The visible checks as data, by running them on the solutions and recording every comparison.

    Args:
        authored: the assignment.

    Returns:
        The bytes of `examples.json`: one call a line, so that a change shows in a diff.

    Raises:
        CourseError: if a visible check fails on the solution, or an exercise has none.
    """
    names = [exercise.name for exercise in authored.assignment.exercises]
    session = CheckSession(authored.checks_path, Reference(authored.catalogue))
    recorded = _recorded(authored, session, names)
    session.close()
    if unseen := [name for name in names if name not in {example["exercise"] for example in recorded}]:
        raise CourseError(
            f"{authored.checks_path.name}: no visible comparison for {', '.join(unseen)}. The notebook can repeat "
            "compare(...), compare.model(...), compare.loss(...) and compare.measure(...) of the exercise's own "
            "function, and no assert."
        )
    return write_examples(authored.slug, recorded).encode()


def are_examples_stale(authored: Authored, checks: CheckSession, exercise: str) -> bool:
    """Whether `examples.json` holds something else of an exercise than its visible checks would record.

    Args:
        authored: the assignment.
        checks: its checks; what their reference has kept is not computed again.
        exercise: the exercise.
    """
    found = [example for example in authored.assignment.examples if example["exercise"] == exercise]
    return not _same_examples(
        found, read_examples(write_examples(authored.slug, _recorded(authored, checks, [exercise])))
    )


def _recorded(authored: Authored, checks: CheckSession, exercises: Sequence[str]) -> list[dict[str, Any]]:
    backend = LocalBackend(vars(authored.solution))
    recorded = []
    for outcome in checks.run(backend, authored.solution, exercises=exercises, only_visible=True):
        if outcome.diagnosis is not None:
            why = outcome.diagnosis.trouble or outcome.diagnosis.as_text()
            raise CourseError(f"{authored.checks_path.name}: the solution fails '{outcome.check.name}': {why}")
        own = [item for item in outcome.compared if item.call.function == outcome.check.exercise]
        recorded += [_example(authored, checks.reference, outcome.check.name, item) for item in own]
    return recorded


def _example(authored: Authored, reference: Reference, description: str, item: Compared) -> dict[str, Any]:
    lend = partial(_by_name, given=authored.given_functions)
    known = reference.known(item.kind, item.call, item.options, item.expected, item.tolerance)
    shorten = without_layers if item.kind == "model" else _as_it_is
    telling = [entry for entry in known if not item.is_right(entry.outcome) or item.changes(entry.outcome)]
    digits = 9 if item.kind == "measure" else _digits(item.tolerance.rtol)
    expected = _with_kinds_of_layers(item.expected) if item.kind == "model" else item.expected
    right, options = _plain(expected), dict(item.options)
    more = {}
    if isinstance(item.expected, Measured):
        options["measure"], more = options["measure"].__name__, {"forms": options.pop("forms")}
    return {
        "exercise": item.call.function,
        "description": description,
        "kind": item.kind,
        "names": list(item.call.names),
        "returns": list(item.call.returns),
        "args": to_json(to_plain(list(item.call.args), extra=lend)),
        "kwargs": to_json(to_plain(dict(item.call.kwargs), extra=lend)),
        "options": options,
        **more,
        "tolerance": {"rtol": item.tolerance.rtol, "atol": item.tolerance.atol},
        "expected": to_json(right),
        "mistakes": [
            {
                "name": entry.name,
                "hint": entry.hint,
                "outcome": to_json(shortened(_plain(shorten(entry.outcome)), right), readable=READABLE, digits=digits),
            }
            for entry in telling
        ],
    }


def _with_kinds_of_layers(outcome: Outcome) -> Outcome:
    """An observation of a model with no more of its table of layers than the notebook's check reads."""
    if not isinstance(outcome.value, dict):
        return outcome
    layers = [{"kind": row["kind"]} for row in outcome.value["layers"]]
    others = {name: value for name, value in outcome.value.items() if name != "layers"}
    return replace(outcome, value={**others, "layers": layers})  # last, for mistakes are kept without


def _digits(rtol: float) -> int | None:
    return next((digits for least, digits in DIGITS if rtol >= least), None)


def _as_it_is(outcome: Outcome) -> Outcome:
    return outcome


def _by_name(value: Any, given: Collection[str]) -> dict[str, Any] | None:
    """Encodes a function among the arguments by its name, under which the notebook has it too."""
    if not callable(value):
        return None
    name = getattr(value, "__name__", repr(value))
    if name not in given:
        raise CourseError(f"a visible check hands over the function {name}; define it in a setup cell of notebook.py.")
    plain: dict[str, Any] = to_plain(FunctionReference(name))
    return plain


def _plain(outcome: Outcome) -> dict[str, Any]:
    if outcome.raised:
        words = lasting_words(outcome.raised.message)
        return {"raised": {"type": outcome.raised.type, "message": words, "traceback": ""}}
    plain: dict[str, Any] = {"value": to_plain(outcome.value)}
    return {**plain, "changed": list(outcome.changed)} if outcome.changed else plain


def built_files(authored: Authored) -> dict[Path, bytes]:
    """Every file that the build makes of an assignment, with the bytes that belong in it."""
    folder = authored.assignment.folder
    path = folder / "examples.json"
    fresh = examples(authored)
    # Another processor may round the last bit otherwise; that alone does not make a file stale.
    kept = path.read_bytes() if path.exists() else b""
    return {
        **built_notebook(authored),
        path: kept if kept and _same_numbers(kept, fresh) else fresh,
    }


def built_notebook(authored: Authored) -> dict[Path, bytes]:
    """The student's notebook, with the bytes that belong in it."""
    return {authored.assignment.folder / f"{authored.slug}.ipynb": as_bytes(student_notebook(authored))}


def _same_numbers(old: bytes, new: bytes) -> bool:
    """Whether two files of examples hold the same calls and, but for rounding, the same numbers."""
    try:
        return _same_examples(read_examples(old.decode()), read_examples(new.decode()))
    except (ValueError, KeyError, TypeError):
        return False


def _same_examples(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> bool:
    return len(old) == len(new) and all(_same_example(a, b) for a, b in zip(old, new, strict=True))


def _same_example(old: dict[str, Any], new: dict[str, Any]) -> bool:
    tolerance = right = Tolerance(rtol=1e-9, atol=1e-12)
    rtol = old["tolerance"]["rtol"]
    nearly = Tolerance(rtol=max(HALF_PRECISION if _digits(rtol) == 5 else 3e-7, rtol / 50), atol=1e-12)
    if old["kind"] == "measure":  # of what was drawn elsewhere with other luck
        right = nearly = Tolerance(**old["tolerance"])
    numbers = ("args", "kwargs", "expected", "mistakes")
    if {k: v for k, v in old.items() if k not in numbers} != {k: v for k, v in new.items() if k not in numbers}:
        return False
    outcomes = [*zip(old["mistakes"], new["mistakes"], strict=False)]
    return (
        len(old["mistakes"]) == len(new["mistakes"])
        and all(_same_values(old[key], new[key], tolerance) for key in ("args", "kwargs"))
        and _same_recorded(old["expected"], new["expected"], right)
        and all(a["name"] == b["name"] and a["hint"] == b["hint"] for a, b in outcomes)
        and all(_same_recorded(a["outcome"], b["outcome"], nearly) for a, b in outcomes)
    )


def _same_values(old: Any, new: Any, tolerance: Tolerance) -> bool:
    """Whether two values are the same but for rounding; a generator has no number that could be rounded."""
    return bool(old == new) or difference(from_plain(old), from_plain(new), tolerance) is None


def _same_recorded(old: dict[str, Any], new: dict[str, Any], tolerance: Tolerance) -> bool:
    before, after = read_outcome(old), read_outcome(new)
    if before.raised or after.raised:
        return same_error(before.raised, after.raised)
    return before.changed == after.changed and is_right(before, after, tolerance) and is_right(after, before, tolerance)


def stale_files(files: Mapping[Path, bytes]) -> dict[Path, str]:
    """Which of the built files differ from what they should be, each with the first line that differs."""
    found = {}
    for path, data in files.items():
        if not path.exists():
            found[path] = "missing"
        elif path.read_bytes() != data:
            found[path] = _first_difference(path.read_text(encoding="utf-8"), data.decode("utf-8"))
    return found


def _first_difference(old: str, new: str) -> str:
    changes = (
        line for line in difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="") if line[:1] in "+-"
    )
    return next((line[:100] for line in changes if not line.startswith(("---", "+++"))), "line endings")


def write_files(files: Mapping[Path, bytes]) -> list[Path]:
    """Writes those files that differ; returns their paths."""
    changed = list(stale_files(files))
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    return changed
