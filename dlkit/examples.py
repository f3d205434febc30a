"""The file of an assignment's visible checks, `examples.json`: one call a line, and what repeats stands once.

An example is one comparison as plain data: the exercise, what is called and with what, the right outcome, and what
each known mistake does there, if that is not the same. In the file each mistake's hint stands once, at the head;
parts of a mistake's answer that are as they should be, and settings that are the usual ones, are left out.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from typing import Any

Example = dict[str, Any]

FORMAT = 2
SAME = {"$same": True}  # in what a mistake returns: this part is as it should be
_VALUES = "$values"  # what stands under the first keys of the right outcome, in the same order
_ARRAYS = ("$array", "$scalar", "$tensor")
_USUAL = {"returns": [], "args": [], "kwargs": {}, "options": {}, "tolerance": {"rtol": 1e-6, "atol": 1e-8}}


def shortened(outcome: Any, right: Any) -> Any:
    """The tree of what a mistake does, without what stands in the right one too: equal parts, and the keys of a dict."""
    if outcome == right and isinstance(outcome, (dict, list)):
        return SAME
    if _are_dicts(outcome, right):
        parts = {key: shortened(item, right[key]) if key in right else item for key, item in outcome.items()}
        begins_alike = len(parts) > 1 and list(parts) == list(right)[: len(parts)]
        return {_VALUES: list(parts.values())} if begins_alike else parts
    if _are_lists(outcome, right):
        return [shortened(item, other) for item, other in zip(outcome, right, strict=True)]
    return outcome


def _whole(outcome: Any, right: Any) -> Any:
    """Takes back `shortened`."""
    if outcome == SAME:
        return right
    if _are_dicts(outcome, right):
        if _VALUES in outcome:
            outcome = dict(zip(right, outcome[_VALUES], strict=False))
        return {key: _whole(item, right.get(key)) for key, item in outcome.items()}
    if _are_lists(outcome, right):
        return [_whole(item, other) for item, other in zip(outcome, right, strict=True)]
    return outcome


def _are_dicts(*trees: Any) -> bool:
    """Whether all are dicts, and none of them an array."""
    return all(isinstance(tree, dict) and next(iter(tree), "") not in _ARRAYS for tree in trees)


def _are_lists(*trees: Any) -> bool:
    return all(isinstance(tree, list) for tree in trees) and len({*map(len, trees)}) == 1


def write_examples(slug: str, examples: Sequence[Example]) -> str:
    """The text of the file.

    Args:
        slug: the assignment.
        examples: its examples, each with its `mistakes`: a list of name, hint and outcome.
    """
    hints: dict[str, dict[str, str]] = {}
    lines = []
    for example in examples:
        hints.setdefault(example["exercise"], {}).update({item["name"]: item["hint"] for item in example["mistakes"]})
        written = {key: value for key, value in example.items() if key not in _USUAL or value != _USUAL[key]}
        lines.append(_json({**written, "mistakes": {item["name"]: item["outcome"] for item in example["mistakes"]}}))
    told = ",\n".join(
        f"{_json(exercise)}: {{\n"
        + ",\n".join(f"{_json(name)}: {_json(hint)}" for name, hint in of_exercise.items())
        + "\n}"
        for exercise, of_exercise in hints.items()
    )
    listed = ",\n".join(lines)
    return f'{{"format": {FORMAT}, "assignment": "{slug}", "hints": {{\n{told}\n}}, "examples": [\n{listed}\n]}}\n'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def read_examples(text: str) -> list[Example]:
    """Reads the examples of a file, each as `write_examples` takes it, whole again.

    Raises:
        ValueError: if it is no such file, or of another format; the message says so.
    """
    found = json.loads(text)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        other = (
            f"of format {found['format']}" if isinstance(found, dict) and "format" in found else "of no known format"
        )
        raise ValueError(f"is {other}, and this dlkit reads format {FORMAT}")
    return [_read(example, found["hints"].get(example["exercise"], {})) for example in found["examples"]]


def _read(written: Example, hints: Mapping[str, str]) -> Example:
    mistakes = [
        {"name": name, "hint": hints[name], "outcome": _whole(outcome, written["expected"])}
        for name, outcome in written["mistakes"].items()
    ]
    usual = {key: copy.deepcopy(value) for key, value in _USUAL.items() if key not in written}
    return {**written, **usual, "mistakes": mistakes}
