"""Comparison of odd values: it never raises, is quick, and ends with nothing or with a short diagnosis."""

import time
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import same_outcome
from dlkit.comparing.compare import Call, Known, diagnose
from dlkit.comparing.diagnosis import MAX_LENGTH, MAX_PICTURE, Diagnosis, describe, kind_of
from dlkit.comparing.differences import Context, difference
from dlkit.comparing.losses import diagnose_loss
from dlkit.comparing.models import diagnose_model
from dlkit.comparing.outcome import Outcome, Raised
from dlkit.comparing.values import Handle, Tensor, footprint, leaves

TOLERANCE = Tolerance()
DTYPES = npst.scalar_dtypes().filter(lambda dtype: dtype.kind in "biufc") | st.sampled_from(
    ["float16", "uint64", "bool"]
)
EDGES = st.sampled_from(
    [
        -5e-324,
        5e-324,
        1.7e308,
        -1.7e308,
        float("inf"),
        float("-inf"),
        float("nan"),
        0.0,
        -0.0,
        2**63,
        -(2**63),
        2**64,
        10**400,
    ]
)
ARRAYS = npst.arrays(DTYPES, npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3))
LEAVES = (
    EDGES
    | ARRAYS
    | ARRAYS.map(Tensor)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=5)
    | st.builds(Handle, st.integers(0, 3), st.text(max_size=5))
    | st.sampled_from([np.float16(65504), np.float32(1e-45), np.int8(-128), np.bool_(True), np.complex64(1j)])
)
KEYS = (
    st.text(max_size=3)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.tuples(st.integers(), st.text(max_size=2))
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


def is_short(found):
    """Whether no field of a diagnosis is longer than it may be."""
    texts = all(len(getattr(found, name)) <= limit for name, limit in MAX_LENGTH.items())
    return texts and (found.picture is None or max(array.size for array in found.picture) <= MAX_PICTURE)


@given(VALUES, VALUES)
def test_any_two_values_differ_or_do_not_and_nothing_is_raised(actual, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = difference(actual, expected, TOLERANCE, context=Context(sizes={2: "m is 2"}))
        assert found is None or is_short(found)
        assert len(describe(actual, numbers=4)) <= 160
        assert isinstance(kind_of(actual), str)


@given(VALUES)
def test_every_value_without_nan_is_the_same_as_itself(value):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = difference(value, value, TOLERANCE)
    assert found is None or "nan" in repr(value) or "1" + "0" * 50 in repr(value)


@given(st.data(), npst.array_shapes(min_dims=0, max_dims=2, max_side=3))
def test_numbers_of_the_same_shape_are_told_apart_whatever_they_are(data, shape):
    actual, expected = (data.draw(npst.arrays(DTYPES, shape)) for _ in range(2))
    call = Call("f", ("x",), (actual,), {"y": expected})
    known = [Known("odd", "hint", Outcome(expected * 2 if expected.dtype.kind in "fc" else expected))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = diagnose(Outcome(actual), Outcome(expected), call, tolerance=TOLERANCE, known=known)
    assert found is None or is_short(found)


@given(
    VALUES,
    st.dictionaries(
        st.sampled_from(["input_shapes", "output_shape", "parameters", "trainable_parameters", "layers"]), VALUES
    ),
)
def test_what_is_sent_for_a_model_or_a_loss_is_looked_at_whatever_it_is(value, fields):
    right = {"input_shapes": [[5]], "output_shape": [1], "parameters": 6, "trainable_parameters": 6, "layers": []}
    call = Call("build", (), (), {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for sent in (value, {**right, **fields}):
            assert is_short(
                diagnose_model(Outcome(sent), Outcome({**right, "parameters": 7}), call, tolerance=TOLERANCE)
            )
        for sent in (value, {"value": value, "gradients": [value]}):
            found = diagnose_loss(
                Outcome(sent),
                Outcome({"value": np.float32(1.5), "gradients": [np.ones(2)]}),
                call,
                tolerance=TOLERANCE,
                gradient_of=(0,),
            )
            assert found is None or is_short(found)


@pytest.mark.parametrize("factor", [-5e-324, 5e-324, 1e-310, 1.7e308, 1e-13])
@pytest.mark.parametrize("expected", [1.0, -1.0, np.array([1.0, 2.0]), np.full((2, 2), 1e-300)])
def test_a_factor_that_has_no_inverse_is_no_trouble(factor, expected):
    with np.errstate(all="ignore"):
        assert isinstance(difference(expected * factor, expected, TOLERANCE), (Diagnosis, type(None)))


LARGE = {
    "a text and empty ones": lambda: ["a" * 100_000] + [""] * 999,
    "texts in lists in lists": lambda: [[["a" * 100_000] + [""] * 999]] * 3,
    "no numbers in rows": lambda: np.zeros((2_000_000, 0)),
    "no numbers in sixteen dimensions": lambda: np.zeros((20,) * 9 + (0,) + (2,) * 6),
    "a list of arrays without numbers": lambda: [np.zeros((100_000, 0)) for _ in range(1_000)],
    "a key of megabytes": lambda: {"k" * 5_000_000: 1},
    "many long keys": lambda: {f"{i}" + "k" * 500: i for i in range(20_000)},
    "a long key above many entries": lambda: {"k" * 1_000_000: {str(i): np.ones(2) for i in range(10_000)}},
    "wide and deep": lambda: [[[[[0] * 8] * 8] * 8] * 8] * 8,
    "ten thousand arrays": lambda: tuple(np.ones((3, 3)) for _ in range(10_000)),
    "whole numbers of many digits": lambda: [16**4_999] * 5_000,
    "one whole number of many digits": lambda: 16**4_999,
    "a dict of such numbers": lambda: {16**4_999 + i: 16**4_999 for i in range(500)},
    "marks on one letter": lambda: ["a" + "\u0301" * 1_000_000],
    "a large matrix": lambda: np.ones((2_000, 2_000)),
    "half of the numbers": lambda: np.full((1_000, 1_000), np.float16(65504)),
}


@pytest.mark.parametrize(
    "expected", [1.5, np.ones((3, 4)), [1.0, 2.0], {"dw": np.ones(3)}, "text", None, (np.ones(2), {"a": 1})]
)
@pytest.mark.parametrize("form", LARGE)
def test_a_large_value_is_told_quickly_and_in_short(form, expected):
    value, began = LARGE[form](), time.monotonic()
    call = Call("f", ("x",), (value,), {"y": value})
    found = diagnose(Outcome(value), Outcome(expected), call, tolerance=TOLERANCE)
    assert found is not None
    assert is_short(found)
    assert not same_outcome(Outcome(value), Outcome(expected), Outcome(expected), TOLERANCE)
    assert len(describe(value, numbers=4)) <= 160
    assert footprint(value) > 0
    assert sum(len(path) for path, _ in leaves(value)) < 200_000_000
    assert time.monotonic() - began < 20


def test_every_text_of_a_diagnosis_is_cut():
    long = "x" * 1_000_000
    found = Diagnosis(long, long, long, long, long, long, long, trouble=long)
    assert is_short(found)
    assert found.message.endswith("…")


def test_an_error_of_many_words_is_told_in_short():
    raised = Raised("E" * 90, "w" * 2_000, "line\n" * 400)
    found = diagnose(Outcome(raised=raised), Outcome(1.0), Call("f", (), (), {}), tolerance=TOLERANCE)
    assert is_short(found)
