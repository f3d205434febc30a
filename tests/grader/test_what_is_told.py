"""What is said of a wrong answer is true of it and leads to the mistake: sixty and more answers of real kinds."""

import re

import pytest

from grader.authoring import as_bytes, notebook_with
from grader.judging import Judge

from .wrong_answers import CASES

SLUGS = sorted({case.slug for case in CASES})


@pytest.fixture(scope="module")
def judge_of():
    """One judge at a time, kept while the cases are of its assignment."""
    kept = {}

    def judge(slug):
        if slug not in kept:
            for other in kept.values():
                other.close()
            kept.clear()
            kept[slug] = Judge(slug)
        return kept[slug]

    yield judge
    for other in kept.values():
        other.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", sorted(CASES, key=lambda case: case.slug), ids=lambda case: f"{case.exercise}: {case.title}"
)
def test_a_wrong_answer_is_told_its_mistake_and_nothing_untrue(case, judge_of):
    judge = judge_of(case.slug)
    answers = {**judge.authored.answers(), case.exercise: case.code}
    notebook = as_bytes(notebook_with(judge.authored, answers))
    found = judge.judge("ada", notebook, exercises=[case.exercise]).exercise(case.exercise)
    words = " ".join(check.message for check in found.checks if check.outcome == "failed")
    assert re.search(case.told, words), words
    assert not (case.untold and re.search(case.untold, words)), words
    assert not re.search(r"none of its 1 numbers|entry \[\d\] of the answer|\b(parameters|state and \w+) is ", words)
    if case.share is not None:
        assert found.score == pytest.approx(case.share * found.points)
