"""Comparing answers of a class: fingerprints by copydetect (as in MOSS, but all pieces kept), weighed by how rare they are.

Two right answers to a short exercise are alike by themselves. So what everybody is given, or is known to write, is taken
away: the stub, the solution, the catalogue's answers. Of the rest, a piece counts the more the fewer have it; so does a wrong
outcome that no catalogued mistake explains. How much in common is much is told by the class itself: by how many of its pairs
have as much in common in that exercise.
"""

from __future__ import annotations

import ast
import io
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

LETTERS = 16  # of a piece, names made alike: shorter ones are in every program
_WITH_DOCSTRING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
WINDOW = 1  # all pieces are kept: which one of several is, changes from run to run with the hashes of Python's texts
MAX_LETTERS = 20_000  # of an answer that is looked at
FEW = 0.05  # the share of a class, of three students at least, that may have what is called rare
BEYOND_CHANCE = 5.0  # bits more than single out one pair; docs/similarity.md has how many pairs chance lists
ALONE = 0.9  # of what is worth a look: one function alone proves nothing


@dataclass(frozen=True)
class Work:
    """What one student wrote in one assignment.

    Attributes:
        student: whose it is.
        answers: the exercises that were written, by name.
        outcomes: wrong outcomes that no catalogued mistake explains, by exercise: what the judge said of them.
    """

    student: str
    answers: Mapping[str, str]
    outcomes: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shared:
    """What two answers to one exercise have in common that few others have.

    Attributes:
        exercise: the exercise.
        bits: how surprising that is: log2 of how many pairs of the class there are for one that has as much in common.
        outcomes: wrong outcomes in common, as the judge told them.
        texts: the two answers as they were compared: without comments and docstrings, evenly laid out.
        spans: where in each the pieces in common are, as starts and ends in characters.
    """

    exercise: str
    bits: float
    outcomes: tuple[str, ...]
    texts: tuple[str, str]
    spans: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Pair:
    """Two submissions with something rare in common.

    Attributes:
        students: whose they are.
        shared: what they have in common, what is most surprising first.
    """

    students: tuple[str, str]
    shared: tuple[Shared, ...]

    @property
    def bits(self) -> float:
        """How surprising all of it is."""
        return sum(item.bits for item in self.shared)


def worth_a_look(students: int) -> float:
    """From how many bits on two of so many students are listed: what singles out one pair, and some more."""
    return math.log2(max(1, math.comb(students, 2))) + BEYOND_CHANCE


def find_pairs(works: Sequence[Work], known: Mapping[str, Iterable[str]], *, least: float | None = None) -> list[Pair]:
    """The pairs of submissions with much in common that few others have.

    Args:
        works: a class.
        known: by exercise, the texts that say nothing: the stub, the solution, the catalogue's answers.
        least: how many bits make a pair worth a look; `worth_a_look` if left out.

    Returns:
        The pairs, what is most surprising first.
    """
    enough = worth_a_look(len(works))
    together: dict[tuple[int, int], list[Shared]] = defaultdict(list)
    for exercise in sorted({name for work in works for name in (*work.answers, *work.outcomes)}):
        prints = _fingerprints(works, exercise, known.get(exercise, ()))
        outcomes = {n: found for n, work in enumerate(works) if (found := work.outcomes.get(exercise))}
        alike = _rare_in_common({n: frozenset(found.hashes) for n, found in prints.items()}, len(works))
        told = _rare_in_common(outcomes, len(works))
        of_texts, of_outcomes = _surprise(alike, len(works)), _surprise(told, len(works))
        for pair in sorted(alike.keys() | told.keys()):
            bits = of_texts.get(pair, 0.0) + of_outcomes.get(pair, 0.0)
            first, second = (prints.get(number) for number in pair)
            shared = Shared(
                exercise,
                min(bits, ALONE * enough),
                tuple(sorted(told.get(pair, {}))),
                (first.raw_code if first else "", second.raw_code if second else ""),
                _spans(first, second) if first and second else ((), ()),
            )
            together[pair].append(shared)
    pairs = [
        Pair(
            (works[first].student, works[second].student),
            tuple(sorted(shared, key=lambda item: (-item.bits, item.exercise))),
        )
        for (first, second), shared in together.items()
        if sum(item.bits for item in shared) >= (enough if least is None else least)
    ]
    return sorted(pairs, key=lambda pair: (-pair.bits, pair.students))


def evenly(source: str) -> str:
    """An answer's text without comments and docstrings, evenly laid out; as it stands, where it is no Python."""
    source = source[:MAX_LETTERS]
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, _WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        return ast.unparse(tree)
    return "\n".join(line.rstrip() for line in source.splitlines() if line.strip())


def _fingerprints(works: Sequence[Work], exercise: str, known: Iterable[str]) -> dict[int, Any]:
    """The fingerprint of each student's answer, what is known taken away."""
    from copydetect import CodeFingerprint

    def printed(text: str, boilerplate: Sequence[int] = ()) -> Any:
        stream = io.StringIO(evenly(text))
        return CodeFingerprint(
            f"{exercise}.py", LETTERS, WINDOW, boilerplate=list(boilerplate), language="python", fp=stream
        )

    common: set[int] = set()
    for text in known:
        common |= set(printed(text).hashes)
    boilerplate = sorted(common)
    return {
        number: printed(work.answers[exercise], boilerplate)
        for number, work in enumerate(works)
        if work.answers.get(exercise, "").strip()
    }


def _rare_in_common(found: Mapping[int, frozenset[Any]], students: int) -> dict[tuple[int, int], dict[Any, float]]:
    """What pairs share that few have, and how rare each of it is: log2 of how many students there are for one who has it."""
    holders: dict[Any, list[int]] = defaultdict(list)
    for number, items in found.items():
        for item in items:
            holders[item].append(number)
    pairs: dict[tuple[int, int], dict[Any, float]] = defaultdict(dict)
    for item, have in holders.items():
        if 2 <= len(have) <= max(3, FEW * students):
            for pair in combinations(sorted(have), 2):
                pairs[pair][item] = math.log2(students / len(have))
    return dict(pairs)


def _surprise(shared: Mapping[tuple[int, int], Mapping[Any, float]], students: int) -> dict[tuple[int, int], float]:
    """Of each pair, log2 of how many pairs there are for one that shares as much."""
    strengths = {pair: math.fsum(items.values()) for pair, items in shared.items()}  # the same in every order
    ordered, all_pairs = sorted(strengths.values()), math.comb(students, 2)
    return {
        pair: math.log2(all_pairs / (len(ordered) - bisect_left(ordered, strength)))
        for pair, strength in strengths.items()
    }


def _spans(first: Any, second: Any) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Where the pieces are that two answers have in common."""
    from copydetect import compare_files

    slices = compare_files(first, second)[2]
    begin, end = (
        tuple((int(start), int(stop)) for start, stop in zip(*found, strict=True)) if len(found) else ()
        for found in slices
    )
    return begin, end
