"""Errors that beginners meet are put into plain words, by what NumPy, Keras and Python themselves raise."""

import numpy as np
import pytest

from dlkit.comparing.compare import diagnose_error
from dlkit.comparing.outcome import describe_error
from dlkit.comparing.plain_words import plain_words

Z = np.ones((3, 4))
ERRORS = {
    "max(0, Z)": (lambda: max(0, Z), "np.maximum goes number by number"),
    "an if of an array": (lambda: 1 if Z > 0 else 0, "one yes or no is asked for"),
    "unequal shapes": (lambda: Z + np.ones((2, 4)), "(3,4) and (2,4) do not go together .* here 3 meets 2"),
    "a product": (lambda: Z @ Z, "4 and 3 are not the same"),
    "np.dot": (lambda: np.dot(Z, Z), "4 and 3 are not the same"),
    "an empty slice written": (lambda: Z.__setitem__(slice(None), Z[0:-0]), "shape (0,4) .* -0 is 0"),
    "a large one written into a small one": (lambda: Z.__setitem__(0, np.ones(5)), "shape (5,), and .* shape (4,)"),
    "an array for a number": (lambda: float(Z), "An array stands where one plain number belongs"),
    "an array in one place": (lambda: Z.__setitem__((0, 0), [1, 2]), "An array stands where one plain number belongs"),
    "rows of unequal length": (lambda: np.array([[1], [1, 2]]), "parts of unequal shapes"),
    "an index with a point": (lambda: Z[1.0], "An index must be a whole number"),
    "a name for an index": (lambda: Z["W1"] @ Z, "A name in quotes finds an entry of a dict .* in the wrong order"),
    "the largest of two arrays": (lambda: np.max(0, Z), "np.max looks for the largest entry .* np.maximum compares"),
    "a caret": (lambda: 1 - Z ^ 2, "In Python ^ is not a power"),
    "a caret of numbers": (lambda: 0.5 ^ 2, "In Python ^ is not a power"),
    "a dict in a formula": (lambda: 0.5 * {"dW1": Z}, "A dict cannot be added .* Go through its names"),
    "a dict first": (lambda: {"W1": Z} - {"dW1": Z}, "A dict cannot be added"),
    "names for values": (lambda: np.array("W1") @ Z, "A text stands where numbers belong"),
    "a name times a number": (lambda: 0.5 * "dW1", "who goes through a dict is given its names"),
    "a range of a fraction": (lambda: range(4 / 2), "// divides to a whole number"),
    "an index too far": (lambda: Z[3], "3 entries, numbered from 0 to 2"),
    "an index into one row": (lambda: Z[:1][2], "there is one entry, and its number is 0"),
    "too many indices": (lambda: Z[0, 0, 0], "fewer axes than there are indices"),
    "a reshape": (lambda: Z.reshape(5, 2), "12 numbers cannot take the shape (5,2)"),
    "the largest of nothing": (lambda: np.max(Z[3:]), "a slice is empty"),
    "None": (lambda: None * Z, "Something is None"),
    "decimals into whole numbers": (lambda: np.subtract(Z.astype(int), 0.5, out=Z.astype(int)), "whole numbers cannot"),
    "a power of Python's": (lambda: np.e**800.0, "A number grew too large"),
}


def raised_by(action):
    try:
        action()
    except Exception as error:
        return describe_error(error)
    return None


@pytest.mark.parametrize(("action", "words"), ERRORS.values(), ids=ERRORS.keys())
def test_an_error_is_told_in_plain_words_first(action, words):
    raised = raised_by(action)
    parts = words.split(" .* ")
    meaning = plain_words(raised)
    assert all(part in meaning for part in parts), (raised.message, meaning)
    told = diagnose_error(raised, "f").message
    assert told.startswith(meaning)
    assert told.endswith(f"f stopped with an error: {raised.type}: {raised.message.splitlines()[0].strip()}")


def test_a_name_that_got_no_value_points_at_the_branch():
    def forward(activation):
        if activation == "relu":
            A = 1
        return A

    assert "is there an else?" in plain_words(raised_by(lambda: forward("tanh")))


def test_numpy_on_a_symbolic_tensor_points_at_keras():
    import keras

    for action in (lambda: np.abs(keras.Input((3,))), lambda: np.log(keras.Input((3,)))):
        assert "keras.ops" in plain_words(raised_by(action))


def test_an_error_that_says_it_well_stays_alone():
    assert plain_words(raised_by(lambda: {}["W3"])) == ""
    assert plain_words(raised_by(lambda: undefined)) == ""  # noqa: F821


def test_an_index_that_stands_among_names_is_not_called_a_name():
    given = {"k": 1.0}
    assert "An index must be a whole number" in plain_words(raised_by(lambda: Z[given["k"]]))
