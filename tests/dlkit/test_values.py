"""Values as plain data: what goes in comes out, and nothing that is malformed gets through."""

import contextlib
import json

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dlkit.comparing.values import (
    FunctionReference,
    Handle,
    KerasInput,
    KerasNetwork,
    Tensor,
    ValueFormatError,
    from_plain,
    leaves,
    to_json,
    to_plain,
)

DTYPES = st.sampled_from(
    [
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ]
)
ARRAYS = hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3))
TEXTS = st.text(max_size=8) | st.sampled_from(["$array", "$tuple", "$", "", "dw"])
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(10**40), max_value=10**40),
    st.floats(),
    TEXTS,
    ARRAYS,
    ARRAYS.map(Tensor),
    DTYPES.flatmap(lambda name: hnp.from_dtype(np.dtype(name))),
    st.builds(KerasInput, st.tuples(st.none() | st.integers(1, 9), st.integers(1, 9))),
    st.builds(
        KerasNetwork,
        st.tuples(st.integers(1, 9), st.integers(1, 9)),
        st.integers(1, 9),
        st.booleans(),
        st.lists(st.sampled_from(["frozen conv 3", "norm", "relu", "dense 4"]), max_size=4).map(tuple),
        st.integers(0, 3),
        st.booleans(),
    ),
    st.builds(Handle, st.integers(0, 99), st.sampled_from(["Keras model", "Dense"])),
    st.builds(FunctionReference, TEXTS),
)
NESTED = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(TEXTS, inner, max_size=3)
        | st.dictionaries(st.integers() | st.tuples(st.integers(0, 3), TEXTS), inner, max_size=3)
    ),
    max_leaves=8,
)


def same(a, b):
    """Whether two values are the same in type, nesting and every bit."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, Tensor):
        return same(a.array, b.array)
    if isinstance(a, (np.ndarray, np.generic)):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return repr(a) == repr(b)


def through_msgpack(value):
    return from_plain(msgpack.unpackb(msgpack.packb(to_plain(value)), strict_map_key=True))


def through_json(value):
    return from_plain(json.loads(json.dumps(to_json(to_plain(value)), allow_nan=False)))


@given(NESTED)
def test_every_nested_value_comes_back_the_same_over_the_wire(value):
    assert same(through_msgpack(value), value)


@given(NESTED)
def test_every_nested_value_comes_back_the_same_from_json(value):
    assert same(through_json(value), value)


@pytest.mark.parametrize("through", [through_msgpack, through_json])
def test_a_generator_goes_on_where_it_stood(through):
    rng = np.random.default_rng(3)
    rng.integers(0, 9, dtype=np.int32)  # leaves half of a 64-bit number for the next call
    copy = through(rng)
    assert np.array_equal(copy.integers(0, 99, 5, dtype=np.int32), rng.integers(0, 99, 5, dtype=np.int32))
    assert np.array_equal(copy.normal(size=5), rng.normal(size=5))


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0).reshape(3, 4).T,
        np.arange(12)[::-2],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.broadcast_to(np.float32(2.0), (2, 3)),
        np.arange(4).astype(">i4"),
        np.arange(3, dtype=">f8"),
        np.ma.masked_array([1.0, 2.0], mask=[False, True]),
    ],
    ids=["transposed", "strided", "fortran", "broadcast", "big-endian int", "big-endian float", "masked"],
)
def test_an_array_keeps_its_numbers_however_it_lies_in_memory(array):
    back = through_msgpack(array)
    assert type(back) is np.ndarray
    assert np.array_equal(back, np.asarray(array))
    assert back.dtype == array.dtype.newbyteorder("=")


def test_an_array_that_came_back_may_be_written_to():
    back = through_msgpack(np.zeros(3))
    back += 1
    assert np.array_equal(back, np.ones(3))


def test_a_subclass_of_a_plain_type_travels_as_that_type():
    from collections import OrderedDict, namedtuple
    from enum import IntEnum

    point = namedtuple("point", "x y")
    level = IntEnum("level", "low high")
    value = [point(1, 2), OrderedDict(a=1), level.high, type("Names", (list,), {})([1])]
    assert same(through_msgpack(value), [(1, 2), {"a": 1}, 2, [1]])


def test_texts_of_numpy_travel_as_texts():
    value = [np.str_("a"), np.array([["b", "c"]]), {np.str_("d"): 1}]
    assert same(through_msgpack(value), ["a", [["b", "c"]], {"d": 1}])


@pytest.mark.parametrize(
    "value",
    [{1, 2}, object(), np.array([object()]), b"bytes", 16**6000, np.datetime64("2020-01-01")],
    ids=["set", "object", "array of objects", "bytes", "enormous integer", "date"],
)
def test_what_has_no_plain_form_is_refused(value):
    with pytest.raises(ValueFormatError):
        to_plain([value])


def test_a_list_that_holds_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(ValueFormatError):
        to_plain(endless)


def test_a_value_with_too_many_parts_is_refused():
    with pytest.raises(ValueFormatError):
        to_plain([0] * 300_000)
    with pytest.raises(ValueFormatError):
        from_plain([0] * 300_000)


MALFORMED = {
    "bytes": b"\x80\x04",
    "unknown tag": {"$pickle": "gASV"},
    "tag with company": {"$tuple": [], "more": 1},
    "tuple of no list": {"$tuple": 3},
    "dict of no pairs": {"$dict": [[1]]},
    "unhashable key": {"$dict": [[[1], 2]]},
    "array as key": {"$dict": [[{"$array": ["int8", [1], b"\0"]}, 2]]},
    "array without data": {"$array": ["float64", [2]]},
    "array of objects": {"$array": ["object", [1], b"\0" * 8]},
    "array of text": {"$array": ["<U4", [1], b"\0" * 16]},
    "array with an unhashable dtype": {"$array": [["float64"], [1], b"\0" * 8]},
    "array too short": {"$array": ["float64", [2], b"\0" * 8]},
    "array of negative shape": {"$array": ["float64", [-1], b""]},
    "array of fractional shape": {"$array": ["float64", [1.0], b"\0" * 8]},
    "array of enormous shape": {"$array": ["float64", [2**63, 0], b""]},
    "array of many axes": {"$array": ["int8", [1] * 40, b"\0"]},
    "array of broken base64": {"$array": ["int8", [1], "!!!"]},
    "array of words": {"$array": ["float64", [1], ["word"]]},
    "array of too few numbers": {"$array": ["float64", [3], [1.0]]},
    "array of too large numbers": {"$array": ["int8", [1], [1000]]},
    "float that is none": {"$float": "many"},
    "float of a number": {"$float": 1.0},
    "int that is none": {"$int": "many"},
    "keys that all have the same hash": {"$dict": [[{"$int": hex(n * (2**61 - 1))}, 0] for n in range(1, 60_000)]},
    "int that is enormous": {"$int": "0x" + "f" * 6000},
    "input of words": {"$input": ["a"]},
    "handle of words": {"$handle": ["a", "b"]},
    "handle without kind": {"$handle": [1]},
    "generator without state": {"$rng": {}},
    "generator of text": {"$rng": {"state": "0x1", "inc": "x", "has_uint32": 0, "uinteger": 0}},
    "generator of a list": {"$rng": []},
    "generator out of range": {"$rng": {"state": "0x" + "f" * 80, "inc": "0x1", "has_uint32": 0, "uinteger": 0}},
    "function of a number": {"$function": 3},
    "key that is no text": {1: 2},
}


@pytest.mark.parametrize("plain", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_tree_is_refused(plain):
    with pytest.raises(ValueFormatError):
        from_plain(plain)
    with pytest.raises(ValueFormatError):
        from_plain([plain])


def test_a_tree_that_is_too_deep_is_refused():
    plain = 1
    for _ in range(500):
        plain = [plain]
    with pytest.raises(ValueFormatError):
        from_plain(plain)


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=5) | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.builds(
            lambda tag, body: {tag: body},
            st.sampled_from(
                [
                    "$tuple",
                    "$dict",
                    "$array",
                    "$scalar",
                    "$tensor",
                    "$int",
                    "$float",
                    "$input",
                    "$function",
                    "$handle",
                    "$rng",
                    "$none",
                ]
            ),
            inner | st.tuples(DTYPES, st.lists(st.integers(0, 3), max_size=2), inner).map(list),
        )
    ),
    max_leaves=10,
)


@given(TREES)
def test_no_tree_from_a_stranger_does_more_than_be_refused(plain):
    with contextlib.suppress(ValueFormatError):
        from_plain(plain)


def test_leaves_name_where_they_stand():
    assert dict(leaves({"dw": [1, (2, 3)], "db": 4})) == {
        "['dw'][0]": 1,
        "['dw'][1][0]": 2,
        "['dw'][1][1]": 3,
        "['db']": 4,
    }
