"""Keras losses are judged by their value and by their gradient."""

import numpy as np
import pytest

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import settle
from dlkit.comparing.compare import Call, Known
from dlkit.comparing.losses import diagnose_loss, observe_loss, same_loss, without_same_graph
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


def judged(loss, gradient_of=(1,), known=(), graph=False, arguments=(TRUE, PREDICTED)):
    options = {"gradient_of": gradient_of, "graph": graph}
    expected, actual = (observe_loss(item, arguments, {}, **options) for item in (distance, loss))
    expected = without_same_graph(expected)
    call = Call("distance", ("y_true", "y_pred"), arguments, {})
    found = diagnose_loss(actual, expected, call, tolerance=Tolerance(), known=known, gradient_of=gradient_of)
    return found and settle([found])[0]


def test_a_loss_is_observed_by_its_value_and_its_gradients():
    observed = observe_loss(distance, (TRUE, PREDICTED), {}, gradient_of=(1, 0)).value
    np.testing.assert_allclose(observed["value"], [2.5])
    np.testing.assert_allclose(observed["gradients"][0], [[-1, 0, -1]])
    np.testing.assert_allclose(observed["gradients"][1], [[1, 0, 1]])


def squares_of_two(parts):
    """A loss of a list of tensors."""
    return ops.sum(ops.square(parts[0])) + 3 * ops.sum(parts[1])


def test_the_gradient_of_a_list_of_tensors_is_a_list():
    arguments = ([np.array([1.0, 2.0]), np.array([[4.0]])],)
    observed = observe_loss(squares_of_two, arguments, {}, gradient_of=(0,)).value
    (gradients,) = observed["gradients"]
    np.testing.assert_allclose(gradients[0], [2, 4])
    np.testing.assert_allclose(gradients[1], [[3]])


def test_a_part_without_a_gradient_is_told():
    arguments = ([np.array([1.0, 2.0]), np.array([[4.0]])],)

    def as_a_number(parts):
        return ops.sum(ops.square(parts[0])) + 3 * float(ops.sum(parts[1]))

    expected, actual = (observe_loss(loss, arguments, {}, gradient_of=(0,)) for loss in (squares_of_two, as_a_number))
    call = Call("squares", ("parts",), arguments, {})
    found = diagnose_loss(actual, expected, call, tolerance=Tolerance(), gradient_of=(0,))
    assert found.kind == "gradient"
    assert "There is none for its second part: training could not follow" in found.message


def test_a_part_on_which_nothing_depends_has_no_gradient_and_that_is_right():
    arguments = ([np.array([1.0, 2.0]), np.array([[4.0]])],)

    def squares(parts):
        return ops.sum(ops.square(parts[0]))

    expected, actual = (observe_loss(squares, arguments, {}, gradient_of=(0,)) for _ in range(2))
    assert expected.value["gradients"][0][1] is None
    call = Call("squares", ("parts",), arguments, {})
    assert diagnose_loss(actual, expected, call, tolerance=Tolerance(), gradient_of=(0,)) is None


def test_a_list_of_tensors_is_not_looked_at_in_a_graph():
    arguments = ([np.array([1.0, 2.0]), np.array([[4.0]])],)
    with pytest.raises(ValueError, match="write graph=False"):
        observe_loss(squares_of_two, arguments, {}, gradient_of=(0,), graph=True)


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


def divided(count):
    """A loss that counts its one example in some way, and is right when it is called directly."""
    return lambda y_true, y_pred: distance(y_true, y_pred) / count(y_pred)


def rows(y_true, y_pred):
    return ops.stack([ops.sum(ops.absolute(a - b)) for a, b in zip(y_true, y_pred, strict=True)])


def by_numpy(y_true, y_pred):
    if np.asarray(y_true).ndim != 2:
        raise ValueError
    return distance(y_true, y_pred)


def by_its_value(y_true, y_pred):
    return distance(y_true, y_pred) if float(ops.sum(y_true)) > -1 else 0.0 * y_pred


IN_A_GRAPH = [
    (divided(lambda y: max(ops.shape(y)[0], 1)), "OperatorNotAllowedInGraphError"),
    (divided(lambda y: max(len(y), 1)), "TypeError: len is not well defined"),
    (divided(lambda y: sum(1 for _ in range(y.shape[0]))), "'NoneType' object cannot be interpreted as an integer"),
    (rows, "Iterating over a symbolic `tf.Tensor` is not allowed."),
    (by_numpy, "NotImplementedError: Cannot convert a symbolic"),
    (by_its_value, "TypeError: float() argument"),
]


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="each backend has its own graphs")
@pytest.mark.parametrize(("loss", "error"), IN_A_GRAPH)
def test_a_loss_that_dies_in_training_is_told_so(loss, error):
    assert judged(loss) is None
    found = judged(loss, graph=True)
    assert found.kind == "raised"
    assert found.message.startswith("distance is right when it is called directly, but training makes a graph of it")
    assert error in found.message
    assert "You can attempt" not in found.message


@pytest.mark.parametrize("gradient_of", [(1,), (1, 0)])
@pytest.mark.parametrize(
    "arguments", [(TRUE, PREDICTED), (np.ones((4, 3)), np.zeros((4, 3))), (TRUE[:0], PREDICTED[:0])]
)
def test_what_runs_as_a_graph_is_right(gradient_of, arguments):
    def by_whole_batch(y_true, y_pred):
        if y_pred.shape[0] == 0:  # `fit` has no empty batch, so there this is never true
            return 0.0 * ops.sum(y_true + y_pred, axis=-1)
        return ops.sum(ops.absolute(y_true - y_pred), axis=-1)

    assert judged(by_whole_batch, gradient_of, graph=True, arguments=arguments) is None
    assert judged(distance, gradient_of, graph=True, arguments=arguments) is None


def test_a_loss_with_another_value_in_a_graph_is_wrong():
    def unsteady(y_true, y_pred):
        return distance(y_true, y_pred) * (1.0 if y_pred.shape[0] else 2.0)

    found = judged(unsteady, graph=True)
    if keras.backend.backend() == "jax":  # a graph of JAX knows the length of its batch
        assert found is None
    else:
        assert found.kind == "gradient"
        assert found.message.endswith("There its value or its gradient is not the same.")


def test_what_a_sandbox_leaves_out_of_a_graph_is_wrong():
    expected = without_same_graph(observe_loss(distance, (TRUE, PREDICTED), {}, gradient_of=(1,), graph=True))
    assert expected.value["graph"] is None
    call = Call("distance", (), (TRUE, PREDICTED), {})
    for sent in ({}, {"graph": None}, {"graph": {"raised": 3}}, {"graph": {"value": 1.0}}):
        actual = Outcome({**observe_loss(distance, (TRUE, PREDICTED), {}, gradient_of=(1,)).value, **sent})
        assert diagnose_loss(actual, expected, call, tolerance=Tolerance(), gradient_of=(1,)) is not None


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="each backend has its own graphs")
def test_a_known_loss_that_dies_in_training_gets_its_hint_and_shows_no_code():
    by_max, by_len = divided(lambda y: max(ops.shape(y)[0], 1)), divided(lambda y: max(len(y), 1))
    seen = {
        name: without_same_graph(observe_loss(loss, (TRUE, PREDICTED), {}, gradient_of=(1,), graph=True))
        for name, loss in (("max", by_max), ("len", by_len))
    }
    assert seen["max"].value["graph"]["raised"]["traceback"] == ""
    known = [Known(name, f"Not {name}.", outcome) for name, outcome in seen.items()]
    other_max = divided(lambda y: 1 if ops.shape(y)[0] < 1 else ops.shape(y)[0])
    assert judged(other_max, known=known, graph=True).mistake == "max"
    assert judged(by_len, known=known, graph=True).mistake == "len"
    right = without_same_graph(observe_loss(distance, (TRUE, PREDICTED), {}, gradient_of=(1,), graph=True))
    assert not same_loss(seen["max"], seen["len"], right, Tolerance())
