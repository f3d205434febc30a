"""Which inputs the hidden checks draw for whom: a few variants, so that one student's table of answers is not another's.

A variant is a seed. Hidden checks draw their inputs from it; the notebook's examples are the same for everybody.
There are few of them, so that what the reference answers can be kept from one submission to the next.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import date

VARIANTS = 8
OF_THE_GATE = (0, 1)
Seeds = Callable[[str], int]


def seeds_of(secret: bytes, slug: str) -> Seeds:
    """The variants of a course: which one a student gets cannot be told without its secret, nor what is in it.

    Args:
        secret: the course's own.
        slug: the assignment; a student has another variant in each.

    Returns:
        A function from a student's id to the seed of the variant.
    """

    def seed(student: str) -> int:
        number = _number(secret, f"{slug} student {student}") % VARIANTS
        return _number(secret, f"{slug} variant {number}")

    return seed


def seed_of_the_day(slug: str) -> int:
    """The variant of today, for notebooks that belong to no course."""
    return _number(b"no course", f"{slug} {date.today().isoformat()}")


def _number(secret: bytes, text: str) -> int:
    return int.from_bytes(hmac.digest(secret, text.encode("utf-8", "surrogateescape"), hashlib.sha256)[:8])
