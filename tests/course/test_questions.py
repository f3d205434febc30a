"""The questions of all notebooks: well-formed, enough of them, each answer told right or told why not."""

import json

import pytest

from dlkit.course import course, find_assignment
from dlkit.desk.questions import NEUTRAL, as_html, as_text, read_questions
from dlkit.notebooks import asked_question
from grader.authoring import load_authored, student_notebook

WITH_QUESTIONS = [slug for slug in course() if find_assignment(slug).questions.exists()]
QUESTIONS = [
    pytest.param(question, id=f"{slug}-{name}")
    for slug in WITH_QUESTIONS
    for name, question in read_questions(find_assignment(slug)).items()
]


@pytest.mark.parametrize("slug", WITH_QUESTIONS)
def test_a_notebook_asks_at_least_six_and_all_that_the_file_holds(slug):
    authored = load_authored(slug)  # raises where notebook and file do not agree
    assert len(authored.questions) >= 6
    cells = [cell for cell in student_notebook(authored).cells if "question" in cell.metadata.get("tags", ())]
    assert [asked_question(cell.source) for cell in cells] == list(authored.questions)
    assert [cell.id for cell in cells] == [f"question-{name}" for name in authored.questions]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_right_answer_is_accepted(question):
    for value in question.right.values:
        found = question.mark(value)
        assert (found.right, found.reason) == (True, question.right.because)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_listed_wrong_answer_is_refused_with_its_own_reason(question):
    assert question.wrong
    for known in question.wrong:
        for value in known.values:
            found = question.mark(value)
            assert (found.right, found.reason) == (False, known.because)
            assert found.reason != NEUTRAL


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_shows_its_text_and_does_not_tell_its_answer(question):
    text, page = " ".join(as_text(question, None).split()), as_html(question, None)
    assert question.how in text
    for known in (question.right, *question.wrong):
        assert " ".join(known.because.split()) not in text
        assert known.because not in page
    if question.choices:
        assert all(" ".join(choice.split()) in text for choice in question.choices.values())


@pytest.mark.parametrize("slug", WITH_QUESTIONS)
def test_choices_are_not_always_the_same_letter(slug):
    letters = [
        question.right.values[0] for question in read_questions(find_assignment(slug)).values() if question.choices
    ]
    assert len(letters) < 3 or len(set(letters)) > 1, json.dumps(letters)
