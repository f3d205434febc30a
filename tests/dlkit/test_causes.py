"""What is told to be the cause explains every failing comparison, and is met by more than chance."""

import numpy as np
import pytest

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import evidence_of, same_outcome, settle
from dlkit.comparing.compare import Call, Known, diagnose
from dlkit.comparing.outcome import Outcome, Raised

RNG = np.random.default_rng(0)
CALL = Call("f", ("x",), (np.zeros((2, 7)),), {})
RIGHT = [RNG.normal(size=(3, 4)) for _ in range(4)]
OTHER = [RNG.normal(size=(3, 4)) for _ in range(4)]


def failing(answers, mistakes=None, right=RIGHT, tolerance=None):
    """The diagnoses of answers beside the right ones, where a mistake gives others."""
    given = {"other": OTHER} if mistakes is None else mistakes
    return [
        diagnose(
            outcome(answer),
            outcome(expected),
            CALL,
            tolerance=tolerance or Tolerance(),
            known=[Known(name, f"The hint of {name}.", outcome(values[i])) for name, values in given.items()],
        )
        for i, (answer, expected) in enumerate(zip(answers, right, strict=True))
    ]


def outcome(value):
    return value if isinstance(value, Outcome) else Outcome(value)


def test_a_mistake_that_explains_all_is_told():
    assert {(item.kind, item.message) for item in settle(failing(OTHER))} == {("mistake", "The hint of other.")}


def test_a_mistake_that_one_failing_comparison_contradicts_is_a_guess_at_most():
    told = settle(failing([*OTHER[:3], OTHER[3] + RIGHT[3] ** 2]))
    assert [item.kind for item in told] == ["value"] * 4
    assert [item.perhaps for item in told] == ["The hint of other."] * 3 + [""]
    assert told[0].told.endswith("Perhaps this is why: The hint of other.")


def test_a_mistake_that_explains_half_of_them_is_not_told():
    told = settle(failing([*OTHER[:2], OTHER[2] + RIGHT[2] ** 2, OTHER[3] + RIGHT[3] ** 2]))
    assert [(item.perhaps, item.mistake) for item in told] == [("", "")] * 4


def test_a_mistake_that_fails_where_the_answer_passed_is_a_guess():
    told = settle(failing(OTHER), fits=lambda name: False)
    assert {(item.kind, item.perhaps) for item in told} == {("value", "The hint of other.")}


def test_of_two_the_one_that_passes_where_the_answer_passed_is_told():
    found = failing(OTHER, {"first": OTHER, "second": OTHER})
    assert settle(found)[0].mistake == "first"
    assert settle(found, fits=lambda name: name == "second")[0].mistake == "second"


def test_one_yes_or_no_proves_nothing():
    right, wrong = [np.array(True)], [np.array(False)]
    (told,) = settle(failing(wrong, {"always_no": wrong}, right))
    assert (told.kind, told.perhaps) == ("value", "The hint of always_no.")
    rights, wrongs = right * 3, wrong * 3
    assert settle(failing(wrongs, {"always_no": wrongs}, rights))[0].kind == "mistake"


def test_an_equal_error_is_a_guess():
    error = Outcome(raised=Raised("TypeError", "only length-1 arrays can be converted to Python scalars"))
    told = settle(failing([error] * 4, {"math_module": [error] * 4}))
    assert {(item.kind, item.mistake, item.perhaps) for item in told} == {
        ("raised", "math_module", "The hint of math_module.")
    }


@pytest.mark.parametrize(
    ("actual", "other", "same"),
    [
        ({"W": OTHER[0]}, {}, False),
        ({"W": OTHER[0]}, {"W": OTHER[0]}, True),
        ({"W": OTHER[0], "own": 1}, {"W": OTHER[0]}, True),
        ({"dW": OTHER[0]}, {"db": OTHER[0]}, False),
        ({}, {}, True),
        ((OTHER[0], 3), (OTHER[0], 3), True),
        ([1, 2], np.array([1, 2]), True),
        (np.array([1, 2]), [1, 2], True),
        ("relu", "relu", True),
        (None, OTHER[0], False),
    ],
)
def test_an_answer_is_a_mistakes_only_with_the_same_entries(actual, other, same):
    expected = {"W": RIGHT[0]} if isinstance(other, dict) else RIGHT[0]
    assert same_outcome(Outcome(actual), Outcome(other), Outcome(expected), Tolerance()) == same


def test_what_a_loose_check_lets_pass_is_no_mistake_found():
    loose = Tolerance(rtol=0, atol=10)
    assert not same_outcome(Outcome(OTHER[0]), Outcome(OTHER[1]), Outcome(RIGHT[0]), loose)
    assert same_outcome(Outcome(OTHER[0] * (1 + 1e-9)), Outcome(OTHER[0]), Outcome(RIGHT[0]), loose)
    assert not same_outcome(Outcome(0.0), Outcome(3e-11), Outcome(0.2), Tolerance())


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda x: -x, "sign"),
        (lambda x: 7 * x, "factor"),
        (lambda x: x + 0.5, "offset"),
        (lambda x: x.T, "transposed"),
        (np.trunc, "rounded"),
    ],
)
def test_a_general_cause_is_told_where_all_have_it(change, cause):
    right = [10 * value for value in RIGHT]
    answers = [change(value).astype(int) if cause == "rounded" else change(value) for value in right]
    assert {item.kind for item in settle(failing(answers, {}, right))} == {cause}
    answers[3] = right[3] ** 2
    told = settle(failing(answers, {}, right))
    assert not {item.kind for item in told} & {cause}
    assert [bool(item.perhaps) for item in told] == [True, True, True, False]
    answers[:3] = [right[0] ** 2, right[1] ** 2, right[2] ** 2]
    answers[3] = change(right[3]).astype(int) if cause == "rounded" else change(right[3])
    assert {item.perhaps for item in settle(failing(answers, {}, right))} == {""}


def test_a_cause_is_that_of_every_wrong_part():
    right = {"a": RIGHT[0], "b": RIGHT[1]}
    (all_negative,) = settle(failing([{"a": -RIGHT[0], "b": -RIGHT[1]}], {}, [right]))
    (one_negative,) = settle(failing([{"a": -RIGHT[0], "b": RIGHT[1] ** 2}], {}, [right]))
    assert (all_negative.kind, one_negative.kind) == ("sign", "value")


def test_a_guess_by_a_table_of_answers_has_no_cause():
    for constant in (0, 1, np.ones((3, 4)), np.zeros((3, 4), dtype=int)):
        assert {item.cause for item in failing([constant] * 4, {})} == {""}
    assert diagnose(Outcome(1), Outcome(0.7), CALL, tolerance=Tolerance()).cause == ""


def test_the_return_is_asked_for_only_where_nothing_came_back_at_all():
    (alone,) = settle(failing([None], {}, RIGHT[:1]))
    assert alone.message.endswith("Is there a return at the end?")
    (beside,) = settle(failing([None], {}, RIGHT[:1]), some_passed=True)
    assert "an if without its else" in beside.message
    assert "at the end?" not in beside.message


def test_evidence_is_counted_in_bits():
    assert [evidence_of(value) for value in (None, True, np.zeros(9), 5, "ab")] == [0, 1, 1, 2, 2]
    assert evidence_of(np.array([True, False, True])) == 3
    assert evidence_of({"W": RIGHT[0], "b": np.zeros((3, 1))}) == 9


def test_a_hint_that_the_message_says_already_is_not_said_twice():
    hint = "In Python ^ is not a power but something for bits. A power is written **."
    caret = Outcome(raised=Raised("TypeError", "unsupported operand type(s) for ^: 'float' and 'int'", ""))
    known = [Known("caret", hint, caret)]
    found = [diagnose(caret, Outcome(right), CALL, tolerance=Tolerance(), known=known) for right in RIGHT]
    told = settle(found)[0]
    assert told.mistake == "caret"
    assert told.told.count("A power is written") == 1


def test_a_guessed_cause_does_not_repeat_what_is_seen():
    told = settle(failing([RIGHT[0].T, RIGHT[1].T, RIGHT[2].T, RIGHT[3] + 1], {}))[0]
    assert told.perhaps == "The numbers are right, but rows and columns are swapped."
