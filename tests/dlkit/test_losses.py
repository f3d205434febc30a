"""Keras losses are judged by their value and by their gradient."""

import numpy as np
import pytest

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import settle
from dlkit.comparing.compare import Call, Known
from dlkit.comparing.losses import diagnose_loss, observe_loss
from dlkit.comparing.outcome import Outcome
from dlkit.comparing.values import Handle

keras = pytest.importorskip("keras")
ops = keras.ops
TRUE, PREDICTED = np.array([[1.0, 0.0, 3.0]]), np.array([[0.5, 0.0, 1.0]])


def distance(y_true, y_pred):
    """The reference: a root whose slope at zero is set to zero."""
    square = ops.square(y_true - y_pred)
    is_zero = ops.equal(square, 0.0)
    return ops.sum(ops.where(is_zero, 0.0, ops.sqrt(ops.where(is_zero, 1.0, square))), axis=-1)


def judged(loss, gradient_of=(1,), known=()):
    arguments = (TRUE, PREDICTED)
    expected, actual = (observe_loss(item, arguments, {}, gradient_of=gradient_of) for item in (distance, loss))
    call = Call("distance", ("y_true", "y_pred"), arguments, {})
    found = diagnose_loss(actual, expected, call, tolerance=Tolerance(), known=known, gradient_of=gradient_of)
    return found and settle([found])[0]


def test_a_loss_is_observed_by_its_value_and_its_gradients():
    observed = observe_loss(distance, (TRUE, PREDICTED), {}, gradient_of=(1, 0)).value
    np.testing.assert_allclose(observed["value"], [2.5])
    np.testing.assert_allclose(observed["gradients"][0], [[-1, 0, -1]])
    np.testing.assert_allclose(observed["gradients"][1], [[1, 0, 1]])


def test_a_loss_written_in_another_way_is_right():
    assert judged(lambda y_true, y_pred: ops.sum(ops.absolute(y_pred - y_true), axis=1), (1, 0)) is None


def masked_root(y_true, y_pred):
    square = ops.square(y_true - y_pred)
    return ops.sum(ops.where(ops.equal(square, 0.0), 0.0, ops.exp(ops.log(square) / 2)), axis=-1)


def stopped(y_true, y_pred):
    return distance(y_true, y_pred) + 2 * (ops.sum(y_pred) - ops.stop_gradient(ops.sum(y_pred)))


@pytest.mark.parametrize(
    ("loss", "kind", "words"),
    [
        (lambda y_true, y_pred: distance(y_true, y_pred) / 3, "factor", "3"),
        (lambda y_true, y_pred: ops.sum(distance(y_true, y_pred)), "shape", "single number"),
        (lambda y_true, y_pred: np.sum(np.abs(np.asarray(y_true) - np.asarray(y_pred)), axis=1), "gradient", "NumPy"),
        (masked_root, "not_finite", "masked away"),
        (stopped, "gradient", "The gradient"),
        (lambda y_true, y_pred: None, "type", "return at the end"),
        (lambda y_true, y_pred: keras.layers.ReLU(), "type", "ReLU"),
        (lambda y_true, y_pred: y_true @ y_pred, "raised", "stopped with an error"),
    ],
)
def test_what_is_wrong_with_a_loss_is_told(loss, kind, words):
    found = judged(loss)
    assert found.kind == kind
    assert words in found.message
    assert found.call.startswith("distance(y_true = ")


def test_a_gradient_of_several_arguments_says_which_is_wrong():
    found = judged(lambda y_true, y_pred: distance(ops.stop_gradient(y_true), y_pred), gradient_of=(1, 0))
    assert "the gradient for `y_true` is not" in found.message


def test_where_no_gradient_is_asked_for_the_value_alone_counts():
    assert judged(stopped, gradient_of=()) is None
    assert judged(lambda y_true, y_pred: 2 * distance(y_true, y_pred), gradient_of=()).kind == "factor"


def test_a_known_wrong_loss_gets_its_hint_by_its_gradient():
    known = [
        Known("masked", "Mask before the root.", observe_loss(masked_root, (TRUE, PREDICTED), {}, gradient_of=(1,)))
    ]
    assert (judged(masked_root, known=known).mistake, judged(stopped, known=known).mistake) == ("masked", "")


@pytest.mark.parametrize(
    "value",
    [7, {"value": 1.0}, {"value": Handle(0, "x"), "gradients": []}, {"gradients": [], "value": np.array([2.5])}],
)
def test_an_observation_that_is_none_is_refused(value):
    expected = observe_loss(distance, (TRUE, PREDICTED), {}, gradient_of=(1,))
    call = Call("distance", (), (TRUE, PREDICTED), {})
    assert diagnose_loss(Outcome(value), expected, call, tolerance=Tolerance(), gradient_of=(1,)).kind == "type"
