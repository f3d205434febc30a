"""What a judge that stands by is asked, and what it answers: plain data in msgpack, never a pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dlkit.sandboxed import WireError
from grader.judging import OwnCell, Result, is_well_formed
from grader.running import Fingerprints, fingerprints_from

HEARD, BEGUN, STALE, REFUSED = "heard", "begun", "stale", "refused"


@dataclass(frozen=True)
class Question:
    """One submission to judge; see `grader.running.judge_one`."""

    slug: str
    name: str
    data: bytes
    seed: int
    files: Mapping[str, bytes]
    own_cells: Sequence[OwnCell]

    def as_message(self) -> dict[str, Any]:
        """The question as plain data."""
        return {**vars(self), "files": dict(self.files), "own_cells": [asdict(cell) for cell in self.own_cells]}

    @classmethod
    def from_message(cls, message: Any) -> Question:
        """Reads what `as_message` made.

        Raises:
            WireError: if it is something else.
        """
        try:
            own = tuple(OwnCell(**cell) for cell in message["own_cells"])
            return cls(**{**message, "own_cells": own})
        except (TypeError, KeyError):
            raise WireError("it asks for nothing that is known") from None


def answer_of(result: Result, fingerprints: Fingerprints) -> dict[str, Any]:
    """A result as a message, with the fingerprints of what has judged it; JSON keeps every text, msgpack would not."""
    return {"done": json.dumps({"result": result.as_dict(), "fingerprints": asdict(fingerprints)}).encode()}


def read_answer(message: Any, question: Question) -> tuple[Result, Fingerprints]:
    """Reads what `answer_of` made.

    Raises:
        WireError: if it is something else, or the result of another submission.
    """
    try:
        plain = json.loads(message["done"])
        result, fingerprints = Result.from_dict(plain["result"]), fingerprints_from(plain["fingerprints"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise WireError("the answer is none") from None
    if not is_well_formed(result) or (result.assignment, result.submission) != (question.slug, question.name):
        raise WireError("the answer is not to this question")
    return result, fingerprints
