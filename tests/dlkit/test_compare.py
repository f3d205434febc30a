"""The comparison says why: each kind of diagnosis by example, and what counts as the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import settle
from dlkit.comparing.compare import Call, Known, diagnose
from dlkit.comparing.diagnosis import Diagnosis, describe
from dlkit.comparing.differences import Context, difference
from dlkit.comparing.outcome import Outcome, Raised
from dlkit.comparing.values import FunctionReference, Handle, Tensor

EXACT = Tolerance()
W = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]])  # (2, 3)
CALL = Call("gradients", ("w", "X"), (np.zeros((2, 1)), np.zeros((2, 5))), {})


def kind(actual, expected):
    """The kind of the diagnosis of a value; None where it is right."""
    found = difference(actual, expected, EXACT)
    return found and found.kind


def judged(actual, expected, known=()):
    """The diagnosis of a value as the answer to a call."""
    return diagnose(Outcome(actual), Outcome(expected), CALL, tolerance=EXACT, known=known)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (W.copy(), W),
        (W.tolist(), W),
        (Tensor(W), W),
        (W.astype(np.float32), W),
        (W.astype(np.float32) * np.float32(1.00005), W),
        (W.astype(int), W),
        (W * (1 + 1e-9), W),
        (np.array(2.5), 2.5),
        (np.float64(2.5), 2.5),
        (np.float32(0.1), 0.1),
        (2.5, np.array(2.5)),
        (Tensor(np.array(2.5)), 2.5),
        (True, 1),
        (1.0, True),
        (np.array([True, False]), np.array([1, 0])),
        (np.array([1.0, 0.0]), np.array([True, False])),
        ([1, 2.5], (1, 2.5)),
        ((W, 1), [W, 1]),
        (np.array([0.5, 0.25, 0.75]), (0.5, 0.25, 0.75)),
        (Tensor(np.array([1.0, 2.0])), [1.0, 2.0]),
        ({"dw": W, "db": 1.0, "cache": None, 3: "more"}, {"db": 1, "dw": W}),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        ("relu", "relu"),
        (np.str_("relu"), "relu"),
        (np.array("relu"), "relu"),
        (np.array(["helps", "hurts"]), ["helps", "hurts"]),
        ({np.str_("dw"): W}, {"dw": W}),
        (None, None),
        (Handle(4, "Keras model"), Handle(0, "Keras model")),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        ({}, {}),
    ],
)
def test_a_different_form_of_the_right_answer_is_right(actual, expected):
    assert difference(actual, expected, EXACT) is None


WRONG = {
    "type": [(None, W), ("text", 1.0), (Handle(0, "Dense"), W), (1, "relu"), ({"a": 1}, W), ([[1], [2, 3]], W)],
    "structure": [
        (W, (W, 1.0)),
        ((W,), (W, 1.0)),
        ({"dw": W}, {"dw": W, "db": 1.0}),
        ([W, 1.0], {"dw": W, "db": 1.0}),
        (1.0, [1.0]),
        (None, (1, 2)),
    ],
    "shape": [(W.ravel(), W), (W[:1], W), (1.0, W), (W, 1.0), (np.zeros(3), np.ones((1, 3)))],
    "transposed": [(W.T, W), (W[:, :2].T, W[:, :2])],
    "not_finite": [(np.where(W == 2, np.nan, W), W), (W * np.inf, W), (float("nan"), 1.0), (-np.inf, 1.0)],
    "sign": [(-W, W), (-0.25, 0.25), (-3, 3)],
    "factor": [(W * 5, W), (W / 5, W), (W * 1.37, W), (0.5, 2.0)],
    "rounded": [(np.array([0, 1, 2]), np.array([0.3, 1.4, 2.2]))],
    "offset": [(W + 3, W), (W - 0.25, W)],
    "value": [(W * W, W), (np.where(W == 2, 9, W), W), (1.234, 5.0), (0, 0.4), ("relu", "tanh"), (1 + 2j, 3.0)],
}


@pytest.mark.parametrize(
    ("expected_kind", "actual", "expected"),
    [(name, *pair) for name, pairs in WRONG.items() for pair in pairs],
)
def test_each_kind_of_wrong_answer_is_told(expected_kind, actual, expected):
    assert kind(actual, expected) == expected_kind


@pytest.mark.parametrize("actual", [np.array([[True, False, True]]), np.array([[1, 0, 1]], np.uint8)])
def test_wrong_truth_values_and_small_integers_are_diagnosed_like_other_numbers(actual):
    assert kind(actual, np.array([[0, 1, 0]])) == "value"
    assert kind(actual, np.array([[0.25, 0.5, 0.75]])) is not None
    assert kind(actual, np.array([[False, True, False]])) == "value"
    assert kind(bool(actual[0, 0]), 0) == "value"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=3)
    | hnp.arrays(
        st.sampled_from(["bool", "uint8", "int8", "int64", "uint64", "float16", "float32", "float64", "complex64"]),
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    )
    | st.builds(Handle, st.integers(0, 3), st.sampled_from(["Keras model", "Dense"]))
    | st.builds(FunctionReference, st.text(max_size=3)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=4,
)


@pytest.mark.filterwarnings("ignore")
@given(VALUES, VALUES)
def test_any_value_may_be_compared_with_any_other(actual, expected):
    found = difference(actual, expected, EXACT, context=Context(sizes={2: "m is 2", 3: "X has 3 rows"}))
    assert found is None or (found.kind and found.message)


@given(VALUES)
def test_every_value_is_the_same_as_itself(value):
    assert difference(value, value, Tolerance(0, 0)) is None


@pytest.mark.parametrize(
    ("actual", "expected", "words"),
    [
        ((W, W * W), (W, W), "`dW`, the second part of the answer, has"),
        ((W, W, None), (W, W, W), "The third part of the answer should be an array of shape (2, 3), but it is None."),
        ({"a": W, "b": W * W}, {"a": W, "b": W}, "The entry `b` of the answer has"),
        (({"W1": W}, {"v": W * W}), ({"W1": W}, {"v": W}), "`v`, in the second part of the answer, has"),
    ],
)
def test_a_part_of_the_answer_is_called_by_its_name(actual, expected, words):
    found = difference(actual, expected, EXACT, context=Context(names=("dA", "dW", "")))
    assert found.message.startswith(words)
    assert "return at the end" not in found.message


def test_right_parts_beside_a_wrong_one_are_named():
    context = Context(names=("dA", "dW", "db"))
    assert difference((W, W * W, W), (W, W, W), EXACT, context=context).message.endswith(" Right: `dA` and `db`.")
    found = difference(({"W1": W * W}, {"v": W}), ({"W1": W}, {"v": W}), EXACT)
    assert found.message.endswith(" Right: the second part.")
    found = difference((W, {"A1": W}), (W, {"A2": W}), EXACT, context=Context(names=("A2", "")))
    assert found.message.endswith("has no entry 'A2'; it has 'A1'. Right: the first part.")


def test_where_nearly_anything_passes_nothing_is_called_right_and_nothing_counted():
    drawn = Tolerance(rtol=0, atol=0.15)
    wrong = {"W1": np.array([0.3, 0.01, 0.02]), "W2": np.array([0.01, 0.02])}
    message = difference(wrong, {"W1": np.zeros(3), "W2": np.array([0.1, -0.1])}, drawn).message
    assert (
        message
        == "The entry `W1` of the answer has the right shape, but not all of its numbers are near what they should be."
    )


def test_several_missing_entries_are_told_as_several():
    message = difference({"W1": W}, {"W1": W, "b1": W, "W2": W}, EXACT).message
    assert message == "The answer has no entries 'b1', 'W2'; it has 'W1'."


def test_an_empty_dict_is_called_that():
    assert difference(None, {}, EXACT).message.startswith("The answer should be an empty dict, but it is None.")


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (np.zeros((2, 3)), "it is 0 everywhere"),
        (np.full((2, 3), 3.3), "its numbers are all the same"),
        (W[::-1], "stand in another order"),
        (W + W * W, "none of its 6 numbers is right: all of them are too large"),
        (np.sin(W), "its numbers are those of X, as they came in"),
    ],
)
def test_what_wrong_numbers_are_instead_is_told(actual, words):
    context = Context(arguments=[("X", np.sin(W))])
    assert words in difference(actual, W, EXACT, context=context).message


def test_one_wrong_number_is_not_counted():
    assert difference(np.array([[7.7]]), np.array([[2.0]]), EXACT).message == "The answer is too large."
    assert difference(0.0, 2.5, EXACT).message == "The answer is 0, and that is too small."
    assert (
        difference(np.array([False]), np.array([True]), EXACT).message == "The answer is False where it should be True."
    )


def test_the_part_of_the_answer_that_differs_is_named():
    message = difference((W, {"dw": [1.0, W]}), (W, {"dw": [1.0, W * W]}), EXACT).message
    assert "[1]['dw'][1]" in message


def test_a_missing_entry_is_named_with_those_that_are_there():
    message = difference({"dW": W}, {"dw": W}, EXACT).message
    assert "'dw'" in message
    assert "'dW'" in message


def test_nothing_returned_asks_for_the_return():
    assert "return" in difference(None, W, EXACT).message


def test_the_right_numbers_in_the_wrong_shape_are_told_so():
    assert "numbers are right" in difference(W.ravel(), W, EXACT).message
    assert "numbers are right" not in difference(np.zeros(6), W, EXACT).message


def test_a_factor_is_explained_by_the_size_that_it_equals():
    found = judged(W * 5, W)
    assert "5 times" in found.message
    assert "(X has 5 columns: is a sum" in found.message
    assert "X has 5 columns" in judged(W / 5, W).message
    assert "X has" not in judged(W * 7, W).message


def test_a_factor_of_a_single_number_is_told_only_where_it_is_simple():
    assert kind(3.0, 1.0) == "factor"
    assert kind(1.2345, 1.0) == "value"


def test_the_amount_and_place_of_wrong_numbers_are_told():
    message = difference(np.where(W == 2, 9, W), W, EXACT).message
    assert "1 of its 6 numbers" in message
    assert "[0, 1]" in message


def test_a_double_that_is_as_wrong_as_a_float32_may_be_is_wrong():
    assert "1.00005 times" in judged(W * (1 + 5e-5), W).message
    assert kind((W * (1 + 5e-5)).astype(np.float32), W) is None
    assert kind((W * 1.01).astype(np.float32), W) == "factor"


def test_numbers_of_float32_in_an_array_of_float64_are_as_near_as_float32_can_be():
    roots, states = np.sqrt(W), np.zeros(W.shape)
    states[:] = (roots * (1 + 5e-6)).astype(np.float32)
    assert kind(states, roots) is None
    assert kind(states + 1e-12, roots) is not None, "these are no numbers of float32"
    states[:] = (roots * (1 + 5e-5)).astype(np.float32)
    assert kind(states, roots) is not None
    assert kind(np.round(roots, 5), roots) is not None, "numbers with few decimals have been rounded"
    halves = np.array([0.5, 0.25, 0.0625])
    assert kind(halves, halves + 2e-6) is not None, "these are exact by themselves"
    noise = np.float32(3.0) ** -np.arange(12.0, 18.0)
    assert kind(noise.astype(np.float32).astype(float), np.zeros(6)) is not None, "nothing is not nearly something"


def test_numbers_that_are_all_but_right_are_not_called_one_times_too_large():
    for near in (1 + 3e-6, 1 - 3e-6):
        assert "constant factor" not in judged(W * near, W).message
    assert "1/1 of" not in judged(W * 0.99995, W).message


def test_a_changed_argument_is_wrong_unless_the_reference_changes_it_too():
    def changed(*names):
        return Outcome(W, changed=names)

    found = diagnose(changed("w"), changed(), CALL, tolerance=EXACT)
    assert found.kind == "changed_argument"
    assert "the caller's w is different afterwards" in found.message
    assert "the caller's w and X are different" in diagnose(changed("w", "X"), changed(), CALL, tolerance=EXACT).message
    assert diagnose(changed("w"), changed("w"), CALL, tolerance=EXACT) is None
    assert diagnose(changed(), changed("w"), CALL, tolerance=EXACT) is None


def test_an_error_is_told_with_the_students_lines():
    raised = Raised("ValueError", "shapes (2,3) and (2,3) not aligned", "  in f, line 2\n    np.dot(a, b)")
    found = diagnose(Outcome(raised=raised), Outcome(W), CALL, tolerance=EXACT)
    assert found.kind == "raised"
    assert "ValueError: shapes (2,3)" in found.message
    assert "np.dot(a, b)" in found.as_text()


def test_an_unwritten_exercise_is_told_from_a_wrong_one():
    found = diagnose(Outcome(raised=Raised("NotImplementedError", "gradients")), Outcome(W), CALL, tolerance=EXACT)
    assert found.kind == "not_written"


def test_an_exercise_that_calls_an_unwritten_one_is_not_taken_for_unwritten():
    raised = Raised("NotImplementedError", "predict_proba", "  in gradients, line 2\n    A = predict_proba(w, b, X)")
    found = diagnose(Outcome(raised=raised), Outcome(W), CALL, tolerance=EXACT)
    assert found.kind == "raised"
    assert found.message == "gradients calls predict_proba, which is not written yet."


def test_where_the_reference_refuses_the_same_error_is_right_and_a_value_is_not():
    refused = Outcome(raised=Raised("ValueError", "stride must be positive"))
    also = Outcome(raised=Raised("ValueError", "other words"))
    assert diagnose(also, refused, CALL, tolerance=EXACT) is None
    found = diagnose(Outcome(W), refused, CALL, tolerance=EXACT)
    assert found.kind == "value"
    assert "ValueError" in found.message


SUMMED = Known("summed_not_averaged", "Divide by m.", Outcome(W * 5))
RAISES = Known("math_module", "math works on one number.", Outcome(raised=Raised("TypeError", "only length-1 arrays")))
IN_PLACE = Known("written_into_the_argument", "Work on a copy.", Outcome(W, changed=("w",)))
EQUAL = Known("right_here", "Never shown where it is right.", Outcome(W))
KNOWN = (EQUAL, SUMMED, RAISES, IN_PLACE)


@pytest.mark.parametrize(
    ("actual", "mistake"),
    [
        (Outcome(W * 5), SUMMED),
        (Outcome((W * 5).astype(np.float32)), SUMMED),
        (Outcome(W * 5, changed=("w",)), SUMMED),
        (Outcome(W, changed=("w",)), IN_PLACE),
    ],
)
def test_a_known_mistake_gets_its_own_hint(actual, mistake):
    (found,) = settle([diagnose(actual, Outcome(W), CALL, tolerance=EXACT, known=KNOWN)])
    assert (found.kind, found.mistake, found.message) == ("mistake", mistake.name, mistake.hint)


@pytest.mark.parametrize(
    "actual",
    [
        Outcome(W * 6),
        Outcome(raised=Raised("TypeError", "other")),
        Outcome(W, changed=("X",)),
        Outcome(raised=Raised("NotImplementedError", "")),
    ],
)
def test_an_unknown_mistake_gets_no_hint_of_another(actual):
    (found,) = settle([diagnose(actual, Outcome(W), CALL, tolerance=EXACT, known=KNOWN)])
    assert (found.mistake, found.perhaps) == ("", "")


def test_a_right_answer_is_right_whatever_mistakes_also_give_it():
    assert judged(W, W, known=KNOWN) is None


def test_two_mistakes_that_give_the_same_answer_are_both_kept():
    twin = Known("twin", "The other hint.", SUMMED.outcome)
    found = judged(W * 5, W, known=(SUMMED, twin))
    assert found.explains == (("summed_not_averaged", "Divide by m."), ("twin", "The other hint."))
    assert found.as_mistake("twin").message == "The other hint."


def test_a_hidden_checks_diagnosis_holds_no_value():
    found = judged(W * W + 1, W).without_expected()
    assert (found.expected, found.received, found.picture) == ("", "", None)


def test_the_call_is_told_by_names_and_small_values():
    call = Call("cost", ("A", "Y"), (np.array([[0.5, 1.0]]), np.zeros((1, 99))), {"threshold": 0.5})
    assert str(call) == "cost(A = [[0.5, 1]], Y = array (1, 99), threshold = 0.5)"


def test_a_long_value_is_cut():
    assert len(describe(["x" * 1000])) <= 160


def test_a_diagnosis_reads_as_lines():
    found = Diagnosis("value", "It is wrong.", call="f(1)", received="2", expected="3", traceback="  in f, line 1")
    assert found.as_text().splitlines() == [
        "It is wrong.",
        "  called:   f(1)",
        "  got:      2",
        "  expected: 3",
        "  your code:",
        "      in f, line 1",
    ]
