"""What the gate says of the notebook's own check, and whether that check does what the gate counts."""

import copy
import types
from dataclasses import replace

import pytest

from dlkit.checking import check_exercise
from dlkit.course import course
from grader.authoring.authored import load_authored
from grader.running.notebook_faults import CONSTANT, UNSEEN, notebook_faults, seen_in_notebook
from grader.running.turns import of_this_turn

ASSIGNMENTS = 4  # turns over the assignments
KERAS_MISTAKES = 6  # turns over an exercise's mistakes, where each builds a model


@pytest.fixture
def doctored(authored, monkeypatch):
    """The assignment with other exceptions in its checks file, examples without some mistakes, and green words."""

    def doctor(*, unseen=(), also="", **exceptions):
        given = {CONSTANT: {"initialize": "zeros"}, **exceptions}
        monkeypatch.setattr(
            "grader.running.notebook_faults.import_written", lambda name: types.SimpleNamespace(**given)
        )
        exercises = tuple(replace(item, also=also) for item in authored.assignment.exercises)
        changed = replace(authored, assignment=replace(authored.assignment, exercises=exercises))
        examples = copy.deepcopy(authored.assignment.examples)
        for example in examples:
            example["mistakes"] = [item for item in example["mistakes"] if item["name"] not in unseen]
        vars(changed.assignment)["examples"] = examples
        return changed

    return doctor


def test_nothing_is_said_where_every_mistake_is_seen(doctored):
    assert [*notebook_faults(doctored())] == []


def test_an_unseen_mistake_is_named_with_file_and_line(doctored):
    (fault,) = notebook_faults(doctored(unseen=["gradients_summed"]))
    assert fault.startswith("grader/mistakes/logistic_regression/gradients.py, line ")
    assert fault.endswith(
        "mistake gradients_summed of gradients passes every visible check: the notebook calls it right"
    )


def test_an_excepted_mistake_is_no_fault_if_the_green_line_says_what_the_judge_looks_at(doctored):
    excepted = {UNSEEN: {"gradients_summed": "it cannot be shown"}}
    assert [*notebook_faults(doctored(unseen=["gradients_summed"], also="many masks", **excepted))] == []
    (fault,) = notebook_faults(doctored(unseen=["gradients_summed"], **excepted))
    assert "should say for gradients in words what the judge looks at" in fault


def test_exceptions_that_are_none_are_named(doctored):
    exceptions = {UNSEEN: {"gradients_summed": "seen", "nobody": "no mistake"}}
    found = [*notebook_faults(doctored(also="more", **exceptions))]
    assert any(
        "gradients_summed of gradients is seen in the notebook, so UNSEEN_IN_NOTEBOOK need not" in f for f in found
    )
    assert "logistic_regression.py: UNSEEN_IN_NOTEBOOK names nobody, which is no mistake" in found
    exceptions = {CONSTANT: {"initialize": "zeros", "cost": "is not", "nothing": "no exercise"}}
    assert [*notebook_faults(doctored(**exceptions))] == [
        "logistic_regression.py: MOSTLY_CONSTANT names cost, whose examples are not",
        "logistic_regression.py: MOSTLY_CONSTANT names nothing, which is no exercise",
    ]


def test_more_than_one_in_fifty_may_not_be_excepted(doctored, authored):
    names = [entry.name for entry in authored.catalogue if entry.role == "mistake"]
    few, many = names[: len(names) // 50], names[: len(names) // 50 + 1]
    for excepted, faults in ((few, 0), (many, 1)):
        given = {UNSEEN: dict.fromkeys(excepted, "it cannot be shown")}
        found = [*notebook_faults(doctored(unseen=excepted, also="more", **given))]
        assert len(found) == faults
    assert f"names {len(many)} of {len(names)} mistakes; {len(few)} may be excepted" in found[0]


def test_examples_of_one_number_are_named(doctored):
    (fault,) = notebook_faults(doctored(**{CONSTANT: {}}))
    assert "100% of the numbers that the visible checks of initialize expect are 0" in fault


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a known mistake may well divide by zero
@pytest.mark.parametrize("slug", of_this_turn(course(), ASSIGNMENTS))
def test_the_notebook_calls_wrong_what_the_gate_counts_as_seen_and_right_what_is(slug):
    authored = load_authored(slug)
    right = vars(authored.solution)
    wrongly = []
    for exercise in authored.assignment.exercises:
        own = [entry for entry in authored.catalogue if entry.exercise == exercise.name]
        builds_models = any(example["kind"] != "call" for example in authored.assignment.examples
                            if example["exercise"] == exercise.name)  # fmt: skip
        seen = seen_in_notebook(authored, exercise.name)
        for entry in of_this_turn(own, KERAS_MISTAKES) if builds_models else own:
            report = check_exercise(authored.assignment, exercise.name, {**right, exercise.name: entry.function})
            if report.ok != (entry.role == "alternative" or entry.name not in seen):
                wrongly.append((entry.place, entry.name, report.diagnosis))
    assert wrongly == []
