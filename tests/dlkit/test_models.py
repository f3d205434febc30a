"""Keras models are compared by what they do, not by how they are written."""

import numpy as np
import pytest

import dlkit.comparing.models
from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import settle
from dlkit.comparing.compare import Call, Known
from dlkit.comparing.models import (
    diagnose_model,
    layer_table,
    observe_model,
    operate,
    with_keras_inputs,
    with_plain_tensors,
)
from dlkit.comparing.outcome import Outcome
from dlkit.comparing.values import Handle, KerasInput, KerasNetwork, Tensor, ValueFormatError

keras = pytest.importorskip("keras")
layers = keras.layers
TOLERANCE = Tolerance(1e-3, 1e-4)
IMAGE = KerasInput((8, 6, 3))


def block(x, filters):
    """A residual block with a projection: what the others are compared with."""
    path = layers.Conv2D(filters, 3, strides=2, padding="same")(x)
    path = layers.BatchNormalization()(path)
    path = layers.ReLU()(path)
    path = layers.Conv2D(filters, 3, padding="same")(path)
    path = layers.BatchNormalization()(path)
    skip = layers.Conv2D(filters, 1, strides=2)(x)
    return layers.ReLU()(layers.Add()([path, skip]))


def other_names_and_order(x, filters):
    skip = layers.Conv2D(filters, (1, 1), strides=(2, 2), name="shortcut", kernel_initializer="zeros")(x)
    path = layers.Conv2D(filters, (3, 3), strides=(2, 2), padding="SAME", name="z")(x)
    path = layers.Activation("relu", name="a")(layers.BatchNormalization(axis=3)(path))
    path = layers.BatchNormalization(name="n")(layers.Conv2D(filters, 3, 1, "same", name="b")(path))
    return keras.ops.relu(layers.add([skip, path]))


def returns_a_model(x, filters):
    return keras.Model(x, other_names_and_order(x, filters), name="block")


def nested(x, filters):
    body = keras.Sequential(
        [
            layers.Conv2D(filters, 3, strides=2, padding="same"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(filters, 3, padding="same"),
            layers.BatchNormalization(),
        ]
    )
    return layers.ReLU()(body(x) + layers.Conv2D(filters, 1, strides=2)(x))


def judged(build, reference=block, *args, known=(), **options):
    """The diagnosis of a builder beside the reference, on the same call."""
    args = args or (IMAGE, 4)
    expected = observe_model(reference, args, {}, **options)
    shapes = [[None, *shape] for shape in expected.value["input_shapes"]]
    actual = observe_model(build, args, {}, input_shapes=shapes, **options)
    call = Call("block", ("x", "filters"), args, {})
    found = diagnose_model(actual, expected, call, tolerance=TOLERANCE, known=known)
    return found and settle([found])[0]


@pytest.mark.parametrize("build", [block, other_names_and_order, returns_a_model, nested])
def test_a_block_that_behaves_alike_is_right_however_it_is_written(build):
    assert judged(build, training=True) is None


def classifier(n):
    return keras.Sequential([keras.Input((n,)), layers.Dense(5, activation="relu"), layers.Dense(2)])


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.last = layers.Dense(2)
        self.first = layers.Dense(5)

    def call(self, x):
        return self.last(keras.ops.relu(self.first(x)))


def activation_as_a_layer(n):
    x = inputs = keras.Input((n,))
    for layer in (layers.Dense(5), layers.Activation("relu"), layers.Dense(2, activation=None)):
        x = layer(x)
    return keras.Model(inputs, x)


@pytest.mark.parametrize(
    "build",
    [
        activation_as_a_layer,
        lambda n: Subclassed(),
        lambda n: keras.Sequential([layers.Dense(5, "relu"), layers.Dense(2, "linear")]),
        lambda n: keras.Sequential([keras.Input((n,)), layers.Dense(5), layers.ReLU(), layers.Dense(2)]),
        lambda n: keras.Sequential([keras.Input((n,)), layers.Dense(5, "relu"), layers.Dropout(0.5), layers.Dense(2)]),
    ],
    ids=["activation as a layer", "subclassed", "without an input", "ReLU as a layer", "dropout, off at inference"],
)
def test_a_model_that_behaves_alike_is_right(build):
    assert judged(build, classifier, 7) is None


def without_skip(x, filters):
    path = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(filters, 3, strides=2, padding="same")(x)))
    path = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(path))
    layers.Conv2D(filters, 1, strides=2)(x)
    return layers.ReLU()(path)


def stride_of_one(x, filters):
    path = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(x)))
    path = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(path))
    return layers.ReLU()(path + layers.Conv2D(filters, 1)(x))


def batch_norm_after_relu(x, filters):
    path = layers.BatchNormalization()(layers.ReLU()(layers.Conv2D(filters, 3, strides=2, padding="same")(x)))
    path = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(path))
    return layers.ReLU()(path + layers.Conv2D(filters, 1, strides=2)(x))


def last_relu_missing(x, filters):
    path = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(filters, 3, strides=2, padding="same")(x)))
    path = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(path))
    return layers.Add()([path, layers.Conv2D(filters, 1, strides=2)(x)])


@pytest.mark.parametrize(
    ("build", "kind", "words"),
    [
        (without_skip, "model", ["parameters, 16 too few", "Add -1", "Conv2D -1"]),
        (stride_of_one, "shape", ["(4, 3, 4)", "(8, 6, 4)"]),
        (batch_norm_after_relu, "model", ["its output differs in inference mode", "order"]),
        (last_relu_missing, "model", ["its output differs", "ReLU -1"]),
        (lambda x, filters: None, "type", ["NoneType", "return"]),
        (lambda x, filters: 3, "type", ["int"]),
        (lambda x, filters: layers.Conv2D(filters, 3), "type", ["Conv2D"]),
        (lambda x, filters: layers.Conv2D(filters, 30)(x), "raised", ["ValueError"]),
    ],
)
def test_what_differs_is_named(build, kind, words):
    found = judged(build)
    assert found.kind == kind
    for word in words:
        assert word in found.message


def test_an_unwritten_builder_is_told_from_a_wrong_one():
    def stub(x, filters):
        raise NotImplementedError("block")

    assert judged(stub).kind == "not_written"


def test_too_few_trainable_parameters_are_told():
    def frozen(n):
        model = classifier(n)
        model.layers[0].trainable = False
        return model

    message = judged(frozen, classifier, 7).message
    assert "12 trainable parameters, 40 too few" in message


def test_a_difference_in_training_mode_only_is_found_where_it_is_asked_for():
    def unlike(x, filters):
        return layers.GaussianNoise(0.5)(reference(x, filters))

    def reference(x, filters):
        return layers.BatchNormalization()(layers.Conv2D(filters, 3)(x))

    assert judged(unlike, reference) is None
    assert "training mode" in judged(unlike, reference, training=True).message


def test_a_large_model_may_be_compared_by_shapes_and_counts_alone():
    assert judged(batch_norm_after_relu, outputs=False) is None
    assert judged(stride_of_one, outputs=False).kind == "shape"


def test_a_known_mistake_gets_its_own_hint():
    known = tuple(
        Known(build.__name__, f"The hint of {build.__name__}.", observe_model(build, (IMAGE, 4), {}))
        for build in (last_relu_missing, without_skip, batch_norm_after_relu, block)
    )
    for build in (last_relu_missing, without_skip, batch_norm_after_relu):
        found = judged(build, known=known)
        assert (found.mistake, found.message) == (build.__name__, f"The hint of {build.__name__}.")


def test_two_inputs_of_the_same_shape_are_told_apart():
    def minus(a, b):
        return layers.Subtract()([a, b])

    def turned(a, b):
        return layers.Subtract()([b, a])

    inputs = (KerasInput((4,)), KerasInput((4,)))
    assert judged(minus, minus, *inputs) is None
    assert judged(turned, minus, *inputs).kind == "model"


def test_a_builder_may_take_a_model():
    def twice(network):
        return keras.Model(network.inputs, network(network(network.inputs[0])))

    def once(network):
        return network

    network = KerasNetwork((5,), 5)
    assert judged(twice, twice, network) is None
    assert judged(once, twice, network).kind == "model"


def test_a_builder_may_take_a_model_of_several_layers():
    def frozen(network, name):
        for layer in network.layers:
            layer.trainable = layer.name != name
        return network

    def thawed(network, name):
        return network

    def cut(network, name):
        outputs = keras.layers.Dense(3)(keras.layers.Flatten()(network.get_layer(name).output))
        return keras.Model(network.inputs, outputs)

    network = KerasNetwork((4, 4, 1), 3, layers=("conv 2", "norm", "relu", "pool", "flatten"))
    assert judged(frozen, frozen, network, "conv1") is None
    assert "20 too many" in judged(thawed, frozen, network, "conv1").message
    assert "BatchNormalization -1" in judged(cut, thawed, network, "conv1").message


def test_a_frozen_network_is_frozen_in_every_layer_and_a_frozen_layer_alone():
    described = ("frozen conv 2", "norm", "relu", "pool", "flatten")
    for nested in range(3):
        frozen = with_keras_inputs(KerasNetwork((4, 4, 1), 3, layers=described, nested=nested, frozen=True), [])
        assert not any(layer.trainable for layer in frozen.layers if layer.weights)
        made = with_keras_inputs(KerasNetwork((4, 4, 1), 3, layers=described, nested=nested), [])
        inner = made
        for name in ("features", "features_2")[:nested]:
            inner = inner.get_layer(name)
        assert [layer.name for layer in inner.layers if not layer.trainable] == ["conv1"]
        assert len(made.trainable_weights) == 4  # gamma, beta, and those of the dense layer


def test_a_network_of_an_unknown_layer_is_refused():
    with pytest.raises(ValueFormatError, match="no layer is described by pool 3"):
        KerasNetwork((4, 4, 1), 3, layers=("pool 3",)).parts()


def test_a_block_with_several_outputs_is_compared_output_by_output():
    def down(x, filters):
        skip = layers.Conv2D(filters, 3, padding="same")(x)
        return layers.MaxPooling2D(2)(skip), skip

    def as_a_list(x, filters):
        return list(down(x, filters))

    def swapped(x, filters):
        return down(x, filters)[::-1]

    def other_pooling(x, filters):
        _, skip = down(x, filters)
        return layers.AveragePooling2D(2)(skip), skip

    def one_missing(x, filters):
        return down(x, filters)[0]

    def none_beside(x, filters):
        return down(x, filters)[0], None

    assert judged(as_a_list, down) is None
    assert judged(as_a_list, down, outputs=False) is None
    assert judged(swapped, down).kind == judged(swapped, down, outputs=False).kind == "shape"
    assert judged(other_pooling, down).kind == "model"
    assert "(4, 3, 4), (8, 6, 4) for one example, but it has (4, 3, 4)." in judged(one_missing, down).message
    assert "returned tuple" in judged(none_beside, down).message


def test_a_list_of_one_output_is_told_from_the_output_itself():
    """As a model gives it that is no graph, or one of a Keras that does not take it out of its list."""
    bare = observe_model(classifier, (7,), {}).value
    in_a_list = {**bare, "output_shape": [bare["output_shape"]], "output": [bare["output"]]}
    call = Call("classifier", ("n",), (7,), {})
    told = [
        diagnose_model(Outcome(actual), Outcome(expected), call, tolerance=TOLERANCE).message
        for actual, expected in ((bare, in_a_list), (in_a_list, bare))
    ]
    forms = ["a list of one output", "the output itself, in no list"]
    assert told[0].startswith("The model should give {}, but it gives {}.".format(*forms))
    assert told[1].startswith("The model should give {}, but it gives {}.".format(*forms[::-1]))


@pytest.mark.parametrize("outputs", [True, False])
def test_a_model_with_a_dict_of_outputs_is_told_what_it_may_give(outputs):
    def by_name(n):
        inputs = keras.Input((n,))
        return keras.Model(inputs, {"scores": layers.Dense(2)(inputs)})

    message = judged(by_name, classifier, 7, outputs=outputs).message
    assert "the model gives a dict of outputs; give one output, or a list of them" in message
    with pytest.raises(TypeError, match="a dict of outputs"):
        operate(by_name(7), "predict", [np.ones((3, 7), np.float32)])


def test_an_observation_that_a_stranger_made_up_is_diagnosed_not_trusted():
    expected = observe_model(classifier, (7,), {})
    call = Call("classifier", ("n",), (7,), {})
    forged = {"input_shapes": 1, "output_shape": "x", "parameters": None, "trainable_parameters": [], "layers": 3}
    for value in (
        forged,
        {**expected.value, "output": "right"},
        {**expected.value, "parameters": "52"},
        [],
        Handle(1, ""),
    ):
        found = diagnose_model(Outcome(value), expected, call, tolerance=TOLERANCE)
        assert found is not None
    without_output = {key: value for key, value in expected.value.items() if key != "output"}
    assert diagnose_model(Outcome(without_output), expected, call, tolerance=TOLERANCE) is not None


def test_an_observation_is_the_same_every_time():
    first, second = (observe_model(block, (IMAGE, 4), {}, training=True).value for _ in range(2))
    assert np.array_equal(first["output"], second["output"])
    assert first["parameters"] == second["parameters"]


def test_tensors_in_a_value_become_plain_ones_that_travel():
    value = {"a": (keras.ops.ones((2,)), 3), "b": [np.zeros(1), "text"], "c": keras.Input((4,))}
    plain = with_plain_tensors(value)
    assert isinstance(plain["a"][0], Tensor)
    assert np.array_equal(plain["a"][0].array, np.ones(2))
    assert (plain["a"][1], plain["b"][1], plain["c"]) == (3, "text", value["c"])


def test_the_layer_table_opens_nested_models():
    model = keras.Sequential([keras.Input((7,)), keras.Sequential([layers.Dense(5), layers.Dense(2)])])
    rows = [(row["kind"], row["output_shape"], row["parameters"]) for row in layer_table(model)]
    assert [row for row in rows if row[0] == "Dense"] == [("Dense", [5], 40), ("Dense", [2], 12)]


def test_a_model_that_stays_inside_does_the_named_operations_and_no_other():
    model = classifier(7)
    assert operate(model, "output_shape", []) == (None, 2)
    assert operate(model, "count_params", []) == 52
    assert operate(model, "compiled", []) is None
    model.compile("sgd", "mse", metrics=["mae"])
    assert operate(model, "compiled", [])["loss"] == "mse"
    x, y = np.ones((3, 7), np.float32), np.zeros((3, 2), np.float32)
    first = operate(model, "train_on_batch", [x, y])
    assert operate(model, "train_on_batch", [x, y]) < first
    with pytest.raises(KeyError):
        operate(model, "save", ["/tmp/model.keras"])


def test_an_output_that_is_no_model_yet_is_told_what_is_missing():
    def without_model(n):
        return layers.Dense(2)(keras.Input((n,)))

    assert "keras.Model(inputs, outputs) makes one of it" in judged(without_model, classifier, 7).message


def test_a_model_of_several_outputs_predicts_a_list_of_arrays():
    inputs = keras.Input((2, 3))
    flat = layers.Flatten()(inputs)
    model = keras.Model(inputs, [flat, layers.Reshape((3, 2))(flat)])
    first, second = operate(model, "predict", [np.ones((4, 2, 3), "float32")])
    assert (first.shape, second.shape) == ((4, 6), (4, 3, 2))


def test_a_model_predicts_in_either_mode():
    model = keras.Sequential([keras.Input((400,)), layers.Dropout(0.5)])
    x = np.ones((1, 400), np.float32)
    assert (operate(model, "predict", [x]) == 1).all()
    assert set(operate(model, "predict", [x, True]).ravel()) == {0, 2}


def test_a_depthwise_convolution_is_the_grouped_one_that_does_the_same():
    def depthwise(x):
        return layers.DepthwiseConv2D(3)(x)

    def grouped(x):
        return layers.Conv2D(5, 3, groups=5)(x)

    assert judged(depthwise, grouped, KerasInput((6, 6, 5))) is None


def test_a_model_is_observed_without_its_variables_ever_coming_to_be(monkeypatch):
    made = []
    original = keras.Variable._initialize
    monkeypatch.setattr(
        keras.Variable, "_initialize", lambda self, value: (made.append(self.path), original(self, value))
    )
    observed = observe_model(block, (IMAGE, 4), {}, training=True).value
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])  # would give values to what was left over
    assert observed["parameters"] > 0
    assert len(made) <= 2, made


def compiled(units):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])
    model.compile(keras.optimizers.SGD(learning_rate=0.1, momentum=0.9), "mse", metrics=["mae"])
    return model


class Scaled(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.kernel = keras.Variable(np.full((4, 4), 7.0, "float32"), name="kernel")

    def call(self, inputs):
        return inputs @ self.kernel


def with_given_first_values(units):
    inputs = keras.Input((4,))
    return keras.Model(inputs, keras.layers.Dense(units)(Scaled()(inputs)))


@pytest.mark.parametrize("builder", [compiled, with_given_first_values])
def test_first_values_that_are_given_are_put_off_like_those_that_are_calculated(builder, monkeypatch):
    slowly = dlkit.comparing.models._observe_anything(builder, (3,), {}, None, training=True, outputs=True)
    monkeypatch.setattr(dlkit.comparing.models, "_observe_anything", None)
    quickly = observe_model(builder, (3,), {}, training=True).value
    assert quickly["parameters"] == slowly["parameters"]
    np.testing.assert_allclose(quickly["output"], slowly["output"], rtol=1e-6)
    assert float(compiled(3).optimizer.learning_rate) == pytest.approx(0.1)


def test_a_builder_that_needs_its_variables_at_once_is_observed_all_the_same():
    def builder(units):
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])
        model.layers[0].kernel.assign(np.ones((4, units)))
        model.predict(np.zeros((1, 4)), verbose=0)
        return model

    def plain(units):
        return keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])

    assert observe_model(builder, (3,), {}).raised is None
    assert judged(builder, plain, 3) is None
