"""What wrong answers return: shown in short, and compared with each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from grader.judging import ExplainedCall, ExplainedRun, Snippet

RELATIVE, ABSOLUTE = 1e-5, 1e-8  # how near two answers are that count as the same
MAX_SHOWN = 1_500  # characters of a value
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d*)?(?:e[+-]?\d+)?(?![\w.])")


def wrong_calls(run: ExplainedRun) -> list[tuple[str, ExplainedCall]]:
    """The calls of a run in which something else came than was expected, each with its check.

    Of a check that failed and compares nothing by itself, all calls.
    """
    found = []
    for check in run.checks:
        if check.diagnosis is None:
            continue
        wrong = [call for call in check.calls if call.found is not None]
        found += [(check.name, call) for call in wrong or check.calls]
    return found


def same_answers(one: Sequence[tuple[str, Snippet]], other: Sequence[tuple[str, Snippet]]) -> bool:
    """Whether two answers return the same, the last digits apart.

    Args:
        one, other: of each wrong call the check and what came.
    """
    return len(one) == len(other) and all(
        check == also and _same(came, its) for (check, came), (also, its) in zip(one, other, strict=True)
    )


def _same(one: Snippet, other: Snippet) -> bool:
    texts = [_outcome(item) for item in (one, other)]
    (form, numbers), (other_form, other_numbers) = ((_NUMBER.sub("#", text), _numbers(text)) for text in texts)
    if form != other_form or not _near(numbers, other_numbers):
        return False
    return one.arrays.keys() == other.arrays.keys() and all(
        _near(array, other.arrays[name]) for name, array in one.arrays.items()
    )


def _outcome(snippet: Snippet) -> str:
    """What came as it is compared: of an error its type alone, because its text and lines are of one student's code."""
    code = snippet.code
    return code.split(":", 1)[0] if code.startswith("# raises ") else code


def _numbers(text: str) -> np.ndarray:
    return np.array([float(number) for number in _NUMBER.findall(text)])


def _near(one: np.ndarray, other: np.ndarray) -> bool:
    if one.shape != other.shape or one.dtype.kind != other.dtype.kind:
        return False
    if one.dtype.kind not in "biufc":
        return bool(np.array_equal(one, other))
    return bool(np.allclose(one, other, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True))


def shown(snippet: Snippet | None) -> str:
    """A value or a call as a person reads it: large arrays by their shape and a few of their numbers."""
    if snippet is None:
        return ""
    code = snippet.code
    if code.startswith("# raises "):
        code = "\n".join(line.removeprefix("# ") for line in code.splitlines() if line.startswith("#"))
    text = "\n".join([code, *_arrays(snippet.arrays)])
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _arrays(arrays: Mapping[str, np.ndarray]) -> list[str]:
    told = []
    for name, array in arrays.items():
        numbers = np.array2string(array, precision=5, threshold=16, edgeitems=2)
        told.append(
            f"# {name}: shape {array.shape}, {array.dtype}\n# {numbers}".replace("\n", "\n# ").replace("# # ", "# ")
        )
    return told
