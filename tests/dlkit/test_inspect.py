"""Why a network does not train: planted faults are found, each with its own sentence, and healthy models raise no alarm."""

import random

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
import pytest

import dlkit
from dlkit.inspecting import inspect


@pytest.fixture(scope="module")
def digits():
    """200 digits, (m, 8, 8, 1) in 0..1, and their classes."""
    data = dlkit.data.digits()
    return data.x_train[:200, ..., np.newaxis].astype("float32"), data.y_train[:200]


def dense(*units, activation="relu", last="softmax", inputs=(8, 8, 1), **options):
    """A chain of dense layers on flattened pictures."""
    import keras

    hidden = [keras.layers.Dense(size, activation=activation, **options) for size in units[:-1]]
    return keras.Sequential(
        [keras.Input(inputs), keras.layers.Flatten(), *hidden, keras.layers.Dense(units[-1], activation=last)]
    )


def compiled(model, loss="sparse_categorical_crossentropy", optimizer=None):
    import keras

    model.compile(optimizer or keras.optimizers.Adam(0.003), loss)
    return model


def one_hot(y, classes=10):
    return np.eye(classes, dtype="float32")[y]


# --- Healthy models: what the twelve assignments build, small -------------------------------------------------------


def healthy_logistic_regression(seed):
    from solutions.logistic_regression import keras_logistic_regression

    data = dlkit.data.digits()
    chosen = np.isin(data.y_train, (3, 8))
    x = data.x_train[chosen].reshape(-1, 64)
    x = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-7)
    return keras_logistic_regression(64), x, (data.y_train[chosen] == 8).astype(float)[:, np.newaxis]


def healthy_shallow_network(seed):
    import keras

    X, Y = dlkit.data.planar("flower", 400, 0.0, np.random.default_rng(seed))
    layers = [keras.Input((2,)), keras.layers.Dense(5, activation="tanh"), keras.layers.Dense(1, activation="sigmoid")]
    return compiled(keras.Sequential(layers), "binary_crossentropy", keras.optimizers.SGD(2.0)), X.T, Y.T


def healthy_deep_network(seed):
    from solutions.deep_network import keras_deep_network

    data = dlkit.data.digits()
    return keras_deep_network([64, 48, 32, 10]), data.x_train.reshape(-1, 64), one_hot(data.y_train)


def healthy_initialization(seed):
    import keras

    data = dlkit.data.digits()
    model = dense(*[64] * 20, 10, inputs=(8, 8), kernel_initializer="he_normal")
    return compiled(model, "categorical_crossentropy", keras.optimizers.SGD(0.01)), data.x_train, one_hot(data.y_train)


def healthy_regularization(seed):
    from solutions.regularization import keras_regularized

    X, Y = dlkit.data.planar("moons", 100, 0.3, np.random.default_rng(seed))
    return keras_regularized(2, 0.001, 0.4), X.T, Y.T


def healthy_optimizers(seed):
    import keras

    data = dlkit.data.digits()
    rate = keras.optimizers.schedules.CosineDecay(0.0, 180, warmup_target=0.01, warmup_steps=45)
    model = compiled(dense(32, 10, inputs=(8, 8)), "categorical_crossentropy", keras.optimizers.Adam(rate))
    return model, data.x_train, one_hot(data.y_train)


def healthy_convolution(seed):
    import keras

    data = dlkit.data.digits()
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    return compiled(model, optimizer=keras.optimizers.SGD(0.03, momentum=0.9)), data.x_train[..., None], data.y_train


def healthy_convnet(seed):
    from solutions.convnet import lenet

    data = dlkit.data.digits()
    return compiled(lenet((8, 8, 1), 10)), data.x_train[..., np.newaxis], data.y_train


def healthy_resnet(seed):
    import keras

    from solutions.resnet import resnet

    data = dlkit.data.digits()
    model = compiled(resnet((8, 8, 1), 10, 1), optimizer=keras.optimizers.SGD(0.05, momentum=0.9))
    return model, data.x_train[..., np.newaxis], data.y_train


def healthy_yolo(seed):
    import keras

    from solutions.yolo import detector, encode_targets, yolo_loss

    scenes = dlkit.data.digit_scenes(40, 64, np.random.default_rng(seed))
    anchors = np.array([[0.2, 0.25], [0.3, 0.4], [0.4, 0.5]])
    y = np.stack([encode_targets(b, c, 8, anchors) for b, c in zip(scenes.boxes, scenes.classes, strict=True)]).astype(
        "float32"
    )
    return compiled(detector((64, 64, 1), 8, anchors, 10), yolo_loss, keras.optimizers.Adam(0.004)), scenes.images, y


def healthy_unet(seed):
    import keras

    from solutions.unet import dice_loss, pixel_cross_entropy, unet

    def loss_of_both(y_true, y_pred):
        return pixel_cross_entropy(y_true, y_pred) + dice_loss(y_true, y_pred)

    scenes = dlkit.data.digit_scenes(40, 32, np.random.default_rng(seed))
    model = unet((32, 32, 1), 11, depth=2, filters=8)
    return compiled(model, loss_of_both, keras.optimizers.Adam(0.005)), scenes.images, scenes.masks


def healthy_siamese(seed):
    from solutions.siamese import embedding_model, siamese_network

    data, rng = dlkit.data.digits(), np.random.default_rng(seed)
    x = data.x_train[..., np.newaxis]
    i = rng.integers(len(x), size=300)
    like = np.array([rng.choice(np.flatnonzero((data.y_train == data.y_train[k]) == (n % 2))) for n, k in enumerate(i)])
    same = (data.y_train[i] == data.y_train[like]).astype(float)[:, np.newaxis]
    model = siamese_network(embedding_model((8, 8, 1), 32))
    return compiled(model, "binary_crossentropy", "adam"), [x[i], x[like]], same


HEALTHY = {name.removeprefix("healthy_"): make for name, make in globals().items() if name.startswith("healthy_")}
QUICK = ("logistic_regression", "shallow_network", "deep_network", "convolution", "optimizers", "regularization")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "seed"), [(name, seed) for name in HEALTHY for seed in ((0, 1, 2) if name in QUICK else (0,))]
)
def test_a_healthy_model_raises_no_alarm(name, seed):
    dlkit.seed(seed)
    model, x, y = HEALTHY[name](seed)
    report = inspect(model, x, y)
    assert not report.problems, str(report)


# --- Planted faults -----------------------------------------------------------------------------------------------------


def softmax_and_from_logits(x, y):
    import keras

    return compiled(dense(32, 10), keras.losses.SparseCategoricalCrossentropy(from_logits=True)), x, y


def linear_without_from_logits(x, y):
    return compiled(dense(32, 10, last=None)), x, y


def sigmoid_for_one_of_ten(x, y):
    return compiled(dense(32, 10, last="sigmoid"), "categorical_crossentropy"), x, one_hot(y)


def softmax_of_one_unit(x, y):
    return compiled(dense(32, 1), "binary_crossentropy"), x, (y == 3).astype(float)


def relu_before_the_loss(x, y):
    import keras

    return compiled(dense(32, 10, last="relu"), keras.losses.SparseCategoricalCrossentropy(from_logits=True)), x, y


def one_hot_labels_for_the_sparse_loss(x, y):
    return compiled(dense(32, 10)), x, one_hot(y)


def whole_numbers_for_the_one_hot_loss(x, y):
    return compiled(dense(32, 10), "categorical_crossentropy"), x, y


def classes_counted_from_one(x, y):
    return compiled(dense(32, 10)), x, y + 1


def labels_of_minus_one_and_one(x, y):
    return compiled(dense(32, 1, last="sigmoid"), "binary_crossentropy"), x, np.where(y > 4, 1, -1)


def one_label_for_all(x, y):
    return compiled(dense(32, 10)), x, np.zeros_like(y)


def a_quantity_out_of_reach_of_sigmoid(x, y):
    return compiled(dense(32, 1, last="sigmoid"), "mse"), x, 10.0 * y + 5


def a_column_against_three_outputs(x, y):
    return compiled(dense(32, 3, last=None), "mse"), x, y[:, np.newaxis] / 10


def pixels_up_to_255(x, y):
    return compiled(dense(32, 10)), 255 * x, y


def divided_by_255_twice(x, y):
    return compiled(dense(32, 10)), x / 255, y


def nan_in_the_data(x, y):
    x = x.copy()
    x[7, 2, 3, 0] = np.nan
    return compiled(dense(32, 10)), x, y


def nan_in_the_labels(x, y):
    labels = (y / 10).astype("float32")
    labels[11] = np.nan
    return compiled(dense(32, 1, last=None), "mse"), x, labels


def all_pictures_the_same(x, y):
    return compiled(dense(32, 10)), np.repeat(x[:1], len(x), axis=0), y


def pictures_twice_with_other_labels(x, y):
    return compiled(dense(32, 10)), np.concatenate([x, x]), np.concatenate([y, (y + 1) % 10])


def all_frozen(x, y):
    model = dense(32, 10)
    model.trainable = False
    return compiled(model), x, y


def fresh_layer_frozen(x, y):
    model = dense(32, 32, 10)
    model.layers[1].trainable = False
    return compiled(model), x, y


def dead_relus(x, y):
    import keras

    return compiled(dense(32, 10, bias_initializer=keras.initializers.Constant(-20.0))), x, y


def weights_of_zero(x, y):
    return compiled(dense(32, 32, 10, activation="tanh", kernel_initializer="ones")), x, y


def weights_too_small_and_deep(x, y):
    import keras

    start = keras.initializers.RandomNormal(stddev=0.01)
    return compiled(dense(*[64] * 12, 10, kernel_initializer=start)), x, y


def weights_too_large_and_deep(x, y):
    import keras

    start = keras.initializers.RandomNormal(stddev=1.0)
    return compiled(dense(*[64] * 12, 10, kernel_initializer=start)), x, y


def saturated_tanh(x, y):
    import keras

    start = keras.initializers.RandomNormal(stddev=10.0)
    return compiled(dense(32, 32, 10, activation="tanh", kernel_initializer=start)), x, y


def deep_sigmoids(x, y):
    return compiled(dense(*[32] * 14, 10, activation="sigmoid")), x, y


def learning_rate_too_high(x, y):
    import keras

    return compiled(dense(32, 10), optimizer=keras.optimizers.SGD(300.0)), x, y


def learning_rate_too_low(x, y):
    import keras

    return compiled(dense(32, 10), optimizer=keras.optimizers.Adam(1e-7)), x, y


def learning_rate_of_zero(x, y):
    import keras

    return compiled(dense(32, 10), optimizer=keras.optimizers.SGD(0.0)), x, y


def weights_already_nan(x, y):
    model = dense(32, 10)
    model.layers[1].kernel.assign(np.full(model.layers[1].kernel.shape, np.nan))
    return compiled(model), x, y


def weights_nan_and_hidden(x, y):
    import keras

    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(32),
            keras.layers.Lambda(lambda z: keras.ops.where(z > 0, z, 0.0)),  # a ReLU that makes NaN a 0, as some do
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.layers[1].kernel.assign(np.full(model.layers[1].kernel.shape, np.nan))
    return compiled(model), x, y


def another_input_shape(x, y):
    return compiled(dense(32, 10)), x[:, :7], y


def a_loss_without_gradient(x, y):
    import keras

    def share_of_wrong(y_true, y_pred):
        wrong = keras.ops.cast(keras.ops.argmax(y_pred, axis=-1), "int64") != keras.ops.cast(y_true, "int64")
        return keras.ops.mean(keras.ops.cast(wrong, "float32"))

    return compiled(dense(32, 10), share_of_wrong), x, y


# Fault: what its sentence says, and the topics that may hold a problem, as the fault shows there too.
FAULTS = {
    softmax_and_from_logits: ("ends with softmax, and the loss has from_logits=True", {"last layer and loss"}),
    linear_without_from_logits: (
        "ends with no activation (linear), and sparse_categorical_crossentropy has from_logits=False",
        {"last layer and loss", "first loss", "by heart"},
    ),
    sigmoid_for_one_of_ten: ("ends with sigmoid; a row of outputs adds up to", {"last layer and loss"}),
    softmax_of_one_unit: (
        "Softmax over one number is always 1",
        {"last layer and loss", "first loss", "gradients", "by heart"},
    ),
    relu_before_the_loss: ("this activation keeps them from being negative", {"last layer and loss"}),
    one_hot_labels_for_the_sparse_loss: ("a row of 10 numbers for an example", {"labels"}),
    whole_numbers_for_the_one_hot_loss: ("wants a row of 10 numbers, with a 1 at the class", {"labels"}),
    classes_counted_from_one: ("labels go from 1 to 10, and the model has 10 outputs", {"labels"}),
    labels_of_minus_one_and_one: ("labels go from -1 to 1", {"labels"}),
    one_label_for_all: ("All 200 labels are the same", {"labels"}),
    a_quantity_out_of_reach_of_sigmoid: ("which gives numbers from 0 to 1", {"labels"}),
    a_column_against_three_outputs: ("y has shape (200, 1), the outputs have shape (m, 3)", {"labels"}),
    pixels_up_to_255: ("Divide by 255 if they are pixels", {"inputs", "first loss"}),
    divided_by_255_twice: ("Look whether x was divided twice", {"inputs"}),
    nan_in_the_data: ("1 of the numbers in x are NaN or infinite", {"inputs", "activations", "first loss"}),
    nan_in_the_labels: ("1 of the numbers in y are NaN or infinite", {"labels"}),
    all_pictures_the_same: ("All 200 examples of x are the same", {"inputs", "activations", "by heart"}),
    pictures_twice_with_other_labels: ("400 of 400 examples occur again with another label", {"labels"}),
    all_frozen: ("No weight of the model is trainable", {"weights"}),
    fresh_layer_frozen: ("Their biases are exactly 0", {"weights"}),
    dead_relus: ("32 of 32", {"activations", "gradients", "by heart"}),
    weights_of_zero: ("The 32 units of dense", {"gradients", "activations", "by heart"}),
    weights_too_small_and_deep: ("The signal fades on its way", {"activations", "gradients", "by heart"}),
    weights_too_large_and_deep: ("size of the outputs grows from", {"activations", "first loss", "by heart"}),
    saturated_tanh: ("at the flat ends of the activation function", {"activations", "first loss"}),
    deep_sigmoids: ("vanishes on its way back", {"gradients", "activations", "by heart"}),
    learning_rate_too_high: ("The learning rate is too high", {"learning rate"}),
    learning_rate_too_low: ("The learning rate is too low", {"learning rate"}),
    learning_rate_of_zero: ("The learning rate is 0", {"learning rate"}),
    weights_already_nan: ("There are weights that are NaN or infinite", {"weights", "activations", "first loss"}),
    weights_nan_and_hidden: ("is the first layer that gives NaN", {"weights", "activations"}),
    another_input_shape: ("x has shape (200, 7, 8, 1), the model takes (None, 8, 8, 1)", {"inputs"}),
    a_loss_without_gradient: ("Every gradient is exactly 0", {"gradients", "by heart"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found_with_its_own_sentence_and_nothing_else(fault, digits):
    sentence, topics = FAULTS[fault]
    dlkit.seed(3)
    report = inspect(*fault(*digits))
    assert any(sentence in str(problem) for problem in report.problems), str(report)
    found = {problem.topic.removeprefix("20 examples ") for problem in report.problems}
    assert found <= topics, str(report)


# --- The model stays as it was ------------------------------------------------------------------------------------------


def everything_of(model):
    """The numbers of a model that an inspection could change."""
    values = [*model.variables, *model.optimizer.variables]
    return {
        "values": [value.numpy() for value in values],
        "names": [value.path for value in values],
        "compiled": (model.loss, model.optimizer, model._compile_loss, model._compile_loss.built),
        "python": random.getstate(),
        "numpy": np.random.get_state()[1].tolist(),
    }


@pytest.fixture
def model_with_all(digits):
    """Dropout, batch norm and an optimizer that has taken some steps."""
    import keras

    dlkit.seed(0)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(4, 3),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(10, activation="softmax", kernel_regularizer="l2"),
        ]
    )
    compiled(model)
    model.fit(*digits, epochs=1, verbose=0)
    return model


@pytest.mark.slow
def test_model_optimizer_and_random_numbers_stay_as_they_are(model_with_all, digits):
    before = everything_of(model_with_all)
    report = inspect(model_with_all, *digits)
    after = everything_of(model_with_all)
    assert after["compiled"] == before["compiled"]
    for name in ("names", "python", "numpy"):
        assert after[name] == before[name]
    for one, two in zip(before["values"], after["values"], strict=True):
        np.testing.assert_array_equal(one, two)
    assert not report.problems, str(report)
    assert any(finding.topic == "loss now" for finding in report.findings)


@pytest.mark.slow
def test_training_after_an_inspection_goes_as_without_it(digits):
    import keras

    losses = []
    for look in (False, True):
        keras.backend.clear_session()
        dlkit.seed(1)
        model = compiled(dense(16, 10))
        if look:
            inspect(model, *digits)
            assert not model.optimizer.built
        losses.append(model.fit(*digits, epochs=2, verbose=0).history["loss"])
    assert losses[0] == losses[1]


# --- The report ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ill_report(digits):
    dlkit.seed(3)
    model, x, y = learning_rate_too_low(*digits)
    return inspect(model, 255 * x, y)


def test_the_report_is_a_table_with_what_was_measured_what_it_means_and_what_to_do(ill_report):
    text, html = str(ill_report), ill_report._repr_html_()
    for problem in ill_report.problems:
        for part in (problem.measured, problem.means, problem.advice):
            assert part
            assert " ".join(part.split()) in " ".join(text.split())
    assert html.count("<tr>") == len(ill_report.findings) + 1
    assert 'aria-label="a problem"' in html
    assert text.startswith(ill_report.headline)
    assert max(map(len, text.splitlines())) <= 100


def test_the_picture_shows_the_runs_and_every_layer(ill_report):
    figure = ill_report.plot()
    heart, own, forward, backward = figure.axes
    assert len(heart.lines[0].get_xdata()) == len(ill_report.measured.one_batch[-1].losses)
    assert any("1e-07" in text.get_text() for text in own.get_legend().get_texts())
    assert len(forward.patches) == len(ill_report.measured.signals)
    assert len(backward.patches) == len(ill_report.measured.gradients)


def test_text_of_the_model_is_escaped_in_the_page(digits):
    import keras

    model = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(name="f"), keras.layers.Dense(10, name="<b>")]
    )
    model.layers[-1].kernel.assign(np.full((64, 10), np.nan))
    page = inspect(compiled(model), *digits)._repr_html_()
    assert "&lt;b&gt;" in page
    assert "<b><b>" not in page


# --- What it refuses ----------------------------------------------------------------------------------------------------


def test_what_it_cannot_work_on_is_one_sentence(digits):
    import keras

    x, y = digits
    with pytest.raises(ValueError, match="not compiled"):
        inspect(dense(3, 10), x, y)
    with pytest.raises(ValueError, match="no weights yet"):
        inspect(compiled(keras.Sequential([keras.layers.Dense(10)])), x, y)
    with pytest.raises(ValueError, match="same number of examples, at least one; received 200, 199"):
        inspect(compiled(dense(3, 10)), x, y[:-1])
    with pytest.raises(ValueError, match="x should be an array of numbers"):
        inspect(compiled(dense(3, 10)), "digits", y)
    with pytest.raises(ValueError, match=r"keras\.Model; received int"):
        inspect(3, x, y)


def test_what_there_was_no_time_for_is_said_to_be_open(digits):
    report = inspect(compiled(dense(32, 10)), *digits, seconds=0)
    assert not report.problems, str(report)
    assert any(finding.status == "open" for finding in report.findings)


def test_dlkit_hands_it_on():
    assert dlkit.inspect is inspect
