"""What the gate finds in the notebook's own check: a student who learns alone has no other judge.

`examples.json` holds for each visible comparison what every known mistake returns there, where that is not the
right answer. So a mistake that stands in none of an exercise's examples passes its check in the notebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from dlkit.checking import read_outcome
from dlkit.comparing import leaves
from grader.authoring import Authored, import_written
from grader.running.static_faults import called

UNSEEN, CONSTANT = "UNSEEN_IN_NOTEBOOK", "MOSTLY_CONSTANT"  # in a checks file: names, each with its reason
MAX_UNSEEN = 1 / 50  # of an assignment's mistakes
FEW_NUMBERS = 6  # of so few, many may be alike by chance


def seen_in_notebook(authored: Authored, exercise: str) -> frozenset[str]:
    """The known mistakes of an exercise that fail its check in the notebook."""
    return frozenset(item["name"] for example in _examples(authored, exercise) for item in example["mistakes"])


def notebook_faults(authored: Authored) -> Iterator[str]:
    """Mistakes that the notebook calls right, examples that cannot tell, and exceptions that are none.

    A checks file may name exceptions: `UNSEEN_IN_NOTEBOOK` mistakes, at most one in fifty, and `MOSTLY_CONSTANT`
    exercises, each with the reason. Where a mistake is excepted, the green line says what the judge looks at besides.
    """
    yield from _unseen_mistakes(authored)
    yield from _constant_examples(authored)


def _unseen_mistakes(authored: Authored) -> Iterator[str]:
    excepted = _exceptions(authored, UNSEEN)
    mistakes = [entry for entry in authored.catalogue if entry.role == "mistake"]
    for entry in mistakes:
        seen = entry.name in seen_in_notebook(authored, entry.exercise)
        if not seen and entry.name not in excepted:
            yield f"{called(entry)} passes every visible check: the notebook calls it right"
        if not seen and entry.name in excepted and not authored.assignment.exercise(entry.exercise).also:
            yield (
                f"{called(entry)} is excepted by {UNSEEN}, so assignment.toml should say for {entry.exercise} in words "
                'what the judge looks at: also = "..."'
            )
        if seen and entry.name in excepted:
            yield f"{called(entry)} is seen in the notebook, so {UNSEEN} need not name it"
    for name in sorted(excepted.keys() - {entry.name for entry in mistakes}):
        yield f"{authored.checks_path.name}: {UNSEEN} names {name}, which is no mistake"
    if len(excepted) > MAX_UNSEEN * len(mistakes):
        yield (
            f"{authored.checks_path.name}: {UNSEEN} names {len(excepted)} of {len(mistakes)} mistakes; "
            f"{int(MAX_UNSEEN * len(mistakes))} may be excepted"
        )


def _constant_examples(authored: Authored) -> Iterator[str]:
    excepted = _exceptions(authored, CONSTANT)
    for exercise in authored.assignment.exercises:
        value, share = _commonest(_examples(authored, exercise.name))
        if share > 0.5 and exercise.name not in excepted:
            yield (
                f"{authored.checks_path.name}: {share:.0%} of the numbers that the visible checks of {exercise.name} expect "
                f"are {value:g}, which many a wrong answer gives too; choose other inputs, or name it in {CONSTANT}"
            )
        if share <= 0.5 and exercise.name in excepted:
            yield f"{authored.checks_path.name}: {CONSTANT} names {exercise.name}, whose examples are not"
    for name in sorted(excepted.keys() - {exercise.name for exercise in authored.assignment.exercises}):
        yield f"{authored.checks_path.name}: {CONSTANT} names {name}, which is no exercise"


def _commonest(examples: list[Mapping[str, Any]]) -> tuple[float, float]:
    """The number that the examples of an exercise expect most often, and its share of all; 0 of too few."""
    counts = Counter[float]()
    for example in examples:
        if example["kind"] == "call":
            for _, leaf in leaves(read_outcome(example["expected"]).value):
                if isinstance(leaf, (np.ndarray, np.generic, int, float)) and not isinstance(leaf, bool):
                    counts.update(np.asarray(leaf, float).ravel().tolist())
    if counts.total() < FEW_NUMBERS:
        return 0.0, 0.0
    value, count = counts.most_common(1)[0]
    return value, count / counts.total()


def _examples(authored: Authored, exercise: str) -> list[Mapping[str, Any]]:
    return [example for example in authored.assignment.examples if example["exercise"] == exercise]


def _exceptions(authored: Authored, name: str) -> Mapping[str, str]:
    found: Mapping[str, str] = getattr(import_written(f"grader.checks.{authored.slug}"), name, {})
    return found
