"""Reading `assignments/SLUG/questions.toml`, and telling its author what is not well-formed in it.

In it stand the questions in the order of the notebook, each with the right answer and the wrong ones that people give.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dlkit.course import Assignment, CourseError, read_toml
from dlkit.desk.questions.answers import KINDS, Kind
from dlkit.desk.questions.question import FENCE, KnownAnswer, Question

LETTERS = "abcde"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,49}")  # a cell's id is made of it


def read_questions(assignment: Assignment) -> dict[str, Question]:
    """Reads the questions of an assignment, in their order; an assignment without the file has none.

    Args:
        assignment: the assignment.

    Raises:
        CourseError: if the file is broken or a question is not well-formed; the message names file and question.
    """
    path = assignment.questions
    if not path.exists():
        return {}
    found = {}
    for name, table in read_toml(path).items():
        try:
            found[name] = _question(name, table)
        except _Malformed as fault:
            raise CourseError(f"{path}: the question {name} {fault}.") from None
    return found


class _Malformed(Exception):
    """A question is not well-formed; the message is the end of a sentence that begins with its name."""


def _question(name: str, table: Any) -> Question:
    if not _NAME.fullmatch(name):
        raise _Malformed("should have a name of at most 50 letters, digits and underscores")
    if not isinstance(table, dict):
        raise _Malformed(f"is {table!r} and no table: begin it with [{name}]")
    kinds = [key for key in KINDS if key in table]
    if len(kinds) != 1:
        said = f"has the keys {' and '.join(kinds)}" if kinds else "has no answer"
        raise _Malformed(f"{said}: give it one of {', '.join(KINDS)}")
    kind = KINDS[kinds[0]]
    text = _sentence(table, "question")
    choices: dict[str, str] = {}
    if kind.key == "choices":
        _require_only(table, {"question", "choices", "answer", "because"})
        choices, right, wrong = _choices(table)
    else:
        _require_only(table, {"question", kind.key, "right", "wrong"} | ({"within"} if kind.key == "number" else set()))
        right, wrong = _answers(table, kind)
    question = Question(name, text, kind, right, wrong, _within(table, kind), choices)
    _require_apart(question)
    return question


def _choices(table: Mapping[str, Any]) -> tuple[dict[str, str], KnownAnswer, tuple[KnownAnswer, ...]]:
    choices, because, answer = table["choices"], table.get("because"), table.get("answer")
    if not isinstance(choices, dict) or list(choices) != list(LETTERS[: len(choices)]) or len(choices) < 2:
        raise _Malformed(f"should have two to {len(LETTERS)} choices with the letters {', '.join(LETTERS)}, in order")
    if not isinstance(answer, str) or answer not in choices:
        raise _Malformed(f"has the answer {answer!r}, which is none of its choices {', '.join(choices)}")
    because = because if isinstance(because, dict) else {}
    if without := [letter for letter in choices if letter not in because]:
        raise _Malformed(f"gives no reason for {', '.join(without)}: because = {{ {without[0]} = ... }}")
    if more := [letter for letter in because if letter not in choices]:
        raise _Malformed(f"gives a reason for {', '.join(more)}, which is no choice of it")
    texts = {letter: _sentence(choices, letter) for letter in choices}
    if len(set(texts.values())) < len(texts):
        raise _Malformed("has the same choice twice")
    known = {letter: KnownAnswer((letter,), _sentence(because, letter)) for letter in choices}
    return texts, known.pop(answer), tuple(known.values())


def _answers(table: Mapping[str, Any], kind: Kind) -> tuple[KnownAnswer, tuple[KnownAnswer, ...]]:
    wrong = table.get("wrong")
    if not isinstance(wrong, list) or not wrong or not all(isinstance(item, dict) for item in wrong):
        raise _Malformed("names no wrong answer that people give, with its reason: [[NAME.wrong]]")
    for item in wrong:
        _require_only(item, {kind.key, "because"}, where="a wrong answer with ")
    return _known(table, kind, "right"), tuple(_known(item, kind, "because") for item in wrong)


def _known(table: Mapping[str, Any], kind: Kind, reason: str) -> KnownAnswer:
    if kind.key not in table:
        raise _Malformed(f"has a wrong answer without {kind.key} = ...")
    given = table[kind.key]
    several = (given if isinstance(given, list) else []) if kind.key == "text" else [given]
    is_written = [isinstance(one, kind.types) and not isinstance(one, bool) for one in several]
    read = tuple(value for one in several if (value := kind.read(one, {})) is not None)
    if not several or not all(is_written) or len(read) < len(several):
        raise _Malformed(f"has {kind.key} = {given!r}, which should be {kind.written}")
    return KnownAnswer(read, _sentence(table, reason))


def _within(table: Mapping[str, Any], kind: Kind) -> float:
    within = table.get("within", 0)
    if isinstance(within, bool) or not isinstance(within, (int, float)) or not 0 <= within < float("inf"):
        raise _Malformed(f"has within = {within!r}, which should be a number, 0 or more")
    if kind.key == "number" and "within" not in table and table["number"] != round(table["number"]):
        raise _Malformed("has an answer that is no whole number, so it should say how far one may be off: within = ...")
    return float(within)


def _require_apart(question: Question) -> None:
    """What is listed as wrong must not be taken for the right answer, nor for another wrong one."""
    for number, known in enumerate(question.wrong):
        for value in known.values:
            for other in (question.right, *question.wrong[:number]):
                if question.distance(other, value) <= question.within:
                    taken = "right" if other is question.right else "another wrong one"
                    raise _Malformed(f"lists {value!r} as wrong, which it takes for {taken}")


def _sentence(table: Mapping[str, Any], key: str) -> str:
    """A text of the author's, in which every mark for code is closed."""
    text = table.get(key)
    if not isinstance(text, str) or not text.strip():
        raise _Malformed(f"lacks the text of {key!r}")
    outside = text.split(FENCE)
    if len(outside) % 2 == 0 or any(part.count("`") % 2 for part in outside[::2]):
        raise _Malformed(f"has a backtick in {key!r} that is not closed")
    return text.strip()


def _require_only(table: Mapping[str, Any], known: set[str], *, where: str = "") -> None:
    for key in table:
        if key not in known:
            raise _Malformed(f"has {where}the key {key!r}, but may have {', '.join(sorted(known))}")
