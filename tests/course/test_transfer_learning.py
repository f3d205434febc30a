"""The solutions of transfer_learning against counts, weights before and after, Keras' own losses, SciPy, and the stated result."""

import re
import time

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

import dlkit
from dlkit.comparing import KerasNetwork, with_keras_inputs
from dlkit.comparing.losses import observe_loss
from dlkit.comparing.models import set_weights_by_role
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from solutions import transfer_learning as solution

TWO_BLOCKS = ("conv 2", "norm", "relu", "conv 3", "norm", "relu", "average")
sizes = st.integers(1, 6)
seeds = st.integers(0, 1000)


def network(shape=(4, 5, 2), units=3, layers=TWO_BLOCKS, **settings):
    model = with_keras_inputs(KerasNetwork(shape, units, layers=layers, **settings), [])
    set_weights_by_role(model)
    return model


def pictures(rng, m, shape=(4, 5, 2)):
    return rng.normal(size=(m, *shape)).astype("float32")


def relu(x):
    return np.maximum(x, 0)


# few_of_each


@settings(max_examples=60)
@given(counts=st.lists(st.integers(1, 6), min_size=1, max_size=5), seed=seeds, data=st.data())
def test_few_of_each_are_so_many_different_places(counts, seed, data):
    k = data.draw(st.integers(1, min(counts)))
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat(3 * np.arange(len(counts)) + 1, counts))
    rows = solution.few_of_each(y, k, rng)
    assert len(set(rows.tolist())) == len(rows)
    np.testing.assert_array_equal(np.unique(y[rows], return_counts=True)[1], np.full(len(counts), k))


def test_every_example_has_the_same_chance_to_be_drawn():
    rng = np.random.default_rng(0)
    y = np.arange(12) % 2
    drawn = np.concatenate([solution.few_of_each(y, 2, rng) for _ in range(600)])
    assert stats.chisquare(np.bincount(drawn, minlength=12)).pvalue > 0.001


# feature_extractor


@pytest.mark.parametrize("layer", ["conv1", "norm1", "relu2", "average1", "scores"])
def test_features_are_what_the_layers_give_one_after_the_other(layer):
    model, x = network(), pictures(np.random.default_rng(0), 3)
    expected = x
    for one in model.layers[1:]:
        expected = one(expected, training=False) if "norm" in one.name else one(expected)
        if one.name == layer:
            break
    part = solution.feature_extractor(model, layer)
    np.testing.assert_allclose(part(x, training=False), expected, rtol=1e-5, atol=1e-6)
    model.set_weights([2 * weight for weight in model.get_weights()])
    assert not np.allclose(part(x, training=False), expected)


def test_a_layer_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="conv9"):
        solution.feature_extractor(network(), "conv9")


# count_trainable


@settings(max_examples=15)
@given(filters=sizes, units=sizes, channels=sizes, nested=st.booleans(), frozen=st.booleans())
def test_counts_are_those_of_the_formulas(filters, units, channels, nested, frozen):
    still = "frozen " if frozen else ""
    layers = (f"{still}conv {filters}", "norm", f"conv {filters}", "average")
    model = network((3, 3, channels), units, layers, nested=nested)
    first, second = (9 * channels + 1) * filters, (9 * filters + 1) * filters
    head = (filters + 1) * units
    trainable = 2 * filters + second + head + (0 if frozen else first)
    assert solution.count_trainable(model) == (trainable, 2 * filters + (first if frozen else 0))


# freeze


@pytest.mark.parametrize("until", [None, "conv1", "norm1", "relu1", "conv2", "scores"])
@pytest.mark.parametrize("frozen", [False, True])
def test_a_step_of_training_moves_what_is_thawed_and_nothing_else(until, frozen):
    layers = ("frozen conv 2", "norm", "relu", "conv 3", "frozen norm", "relu", "average")
    model = solution.freeze(network(layers=layers, frozen=frozen), until)
    names = [layer.name for layer in model.layers]
    last = -1 if until is None else names.index(until)
    before = {layer.name: layer.get_weights() for layer in model.layers}
    rng = np.random.default_rng(0)
    model.compile(keras.optimizers.SGD(0.1), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    if model.trainable_weights:
        model.run_eagerly = keras.backend.backend() == "tensorflow"
        model.train_on_batch(pictures(rng, 4), np.arange(4) % 3)
    for place, layer in enumerate(model.layers):
        for old, new in zip(before[layer.name], layer.get_weights(), strict=True):
            # What the softmax does to a bias before a batch norm is nothing, but for rounding.
            moved = not np.array_equal(old, new)
            assert moved == (place > last) or (place > last and old.ndim == 1), (layer.name, until)


def test_the_very_model_is_frozen_and_handed_back():
    model = network(layers=TWO_BLOCKS)
    assert solution.freeze(model, "relu2") is model
    assert [layer.trainable for layer in model.layers[1:]] == [False] * 6 + [True] * 2


# new_head


def test_a_new_head_is_an_affine_map_of_features_that_stay_as_they_are():
    features, rng = network(units=6), np.random.default_rng(0)
    model = solution.new_head(features, 4)
    x, before = pictures(rng, 5), features.get_weights()
    kernel, bias = model.get_weights()[-2:]
    expected = np.asarray(features(x, training=False)) @ kernel + bias
    for training in (False, True):
        np.testing.assert_allclose(model(x, training=training), expected, rtol=1e-4, atol=1e-5)
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, np.arange(5) % 4, epochs=2, verbose=0)
    for old, new in zip(before, features.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert np.all(model.get_weights()[-2] != kernel)
    assert solution.count_trainable(model)[0] == (6 + 1) * 4


# fine_tune


def adam_by_hand(model, weights, batches, learning_rate):
    """Run Adam on the named weights of a model, with gradients by the tape of TensorFlow, all in inference mode."""
    import tensorflow as tf

    moments = [(np.zeros(w.shape), np.zeros(w.shape)) for w in weights]
    losses = []
    for step, (x, y) in enumerate(batches, 1):
        with tf.GradientTape() as tape:
            log_softmax = tf.nn.log_softmax(model(x, training=False))
            loss = -tf.reduce_mean(tf.gather(log_softmax, y, axis=1, batch_dims=1))
        losses.append(float(loss))
        gradients = tape.gradient(loss, [weight.value for weight in weights])
        for place, (weight, gradient) in enumerate(zip(weights, gradients, strict=True)):
            gradient = np.asarray(gradient, dtype=np.float64)
            m, v = moments[place]
            m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
            moments[place] = m, v
            weight.assign(weight - learning_rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-7))
    return losses


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="the oracle is TensorFlow's tape")
@pytest.mark.parametrize("nested", [False, True])
def test_fine_tuning_is_adam_on_all_but_batch_norm_and_what_is_frozen(nested):
    rng, layers = np.random.default_rng(0), ("frozen conv 2", "norm", "relu", "conv 3", "norm", "relu", "average")
    model, twin = (network(layers=layers, nested=nested) for _ in range(2))
    x, y = pictures(rng, 6), np.array([0, 2, 1, 1, 0, 2])
    losses = solution.fine_tune(model, x, y, 0.01, 3, 6)  # one batch, so that its order is of no importance
    learned = [w for w in twin.trainable_weights if w.path.split("/")[-1] in ("kernel", "bias")]
    expected = adam_by_hand(twin, learned, [(x, y)] * 3, 0.01)
    np.testing.assert_allclose(losses, expected, rtol=1e-4)
    for mine, theirs in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-3, atol=1e-4)


def test_fine_tuning_finds_a_batch_norm_two_models_deep():
    inner = network((4, 4, 2), 3, nested=True)
    model = keras.Sequential([keras.Input((4, 4, 2)), inner, keras.layers.Dense(2)])
    features = inner.get_layer("features")
    norms = [features.get_layer(name) for name in ("norm1", "norm2")]
    before = [norm.get_weights() for norm in norms]
    kernel = features.get_layer("conv1").get_weights()[0]
    solution.fine_tune(model, pictures(np.random.default_rng(0), 4, (4, 4, 2)), np.arange(4) % 2, 0.01, 1, 4)
    for norm, weights in zip(norms, before, strict=True):
        for old, new in zip(weights, norm.get_weights(), strict=True):
            np.testing.assert_array_equal(old, new)
    assert not np.array_equal(kernel, features.get_layer("conv1").get_weights()[0])


# multi_task_model


def test_two_tasks_are_two_small_networks_on_one_shared_part():
    shared, rng = network((2, 3, 1), 4, ("flatten",)), np.random.default_rng(0)
    model = solution.multi_task_model(shared, 3, 5)
    set_weights_by_role(model)
    model.set_weights([rng.normal(size=weight.shape) for weight in model.get_weights()])
    x = pictures(rng, 7, (2, 3, 1))
    of_shape = {}
    for weight in model.weights:
        of_shape.setdefault(tuple(weight.shape), []).append(np.asarray(weight))
    features = np.asarray(shared(x))
    first, last = zip(of_shape[4, 5], of_shape[(5,)], strict=True), (of_shape[5, 3][0], of_shape[5, 1][0])
    biases = of_shape[(3,)][0], of_shape[(1,)][0]
    parts = [relu(features @ W + b) @ V + c for (W, b), V, c in zip(first, last, biases, strict=True)]
    np.testing.assert_allclose(model(x), np.concatenate(parts, axis=1), rtol=1e-4, atol=1e-4)
    assert model.count_params() == shared.count_params() + 2 * (4 + 1) * 5 + (5 + 1) * (3 + 1)


def test_two_tasks_stand_on_the_very_weights_that_are_shared():
    shared = network((2, 3, 1), 4, ("flatten",))
    model = solution.multi_task_model(shared, 3, 5)
    assert all(any(weight is other for other in model.weights) for weight in shared.weights)


# masked_multi_task_loss


def two_tasks(seed, m, classes):
    rng = np.random.default_rng(seed)
    y = np.stack([rng.integers(0, classes, m), rng.integers(0, 2, m)], axis=1).astype(float)
    return y, 3 * rng.normal(size=(m, classes + 1)), (rng.uniform(size=(m, 2)) < 0.6).astype(float)


def loss_by_hand(y, z, mask):
    """The loss, label by label, in float64."""
    total = 0.0
    for task in range(2):
        losses = []
        for label, scores, known in zip(y[:, task], z, mask[:, task], strict=True):
            if known:
                log_odd = special.log_expit(scores[-1]) if label == 1 else special.log_expit(-scores[-1])
                losses.append(-special.log_softmax(scores[:-1])[int(label)] if task == 0 else -log_odd)
        total += np.mean(losses) if losses else 0.0
    return total


@settings(max_examples=40)
@given(m=st.integers(1, 8), classes=st.integers(2, 5), seed=seeds, unknown=st.sampled_from([-1.0, np.nan, 7.0]))
def test_the_masked_loss_is_a_mean_over_known_labels(m, classes, seed, unknown):
    y, z, mask = two_tasks(seed, m, classes)
    hidden = np.where(mask > 0, y, unknown)
    observed = observe_loss(solution.masked_multi_task_loss, (hidden, z, mask), {}, gradient_of=(1,)).value
    assert float(observed["value"]) == pytest.approx(loss_by_hand(y, z, mask), rel=1e-4, abs=1e-5)
    softmax = special.softmax(z[:, :-1], axis=1) - np.eye(classes)[y[:, 0].astype(int)]
    slope = np.concatenate([softmax * mask[:, :1], (special.expit(z[:, -1:]) - y[:, 1:]) * mask[:, 1:]], axis=1)
    known = np.maximum(mask.sum(axis=0), 1)
    expected = slope / np.array([known[0]] * classes + [known[1]])
    np.testing.assert_allclose(observed["gradients"][0], expected, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("seed", [0, 1])
def test_the_masked_loss_is_that_of_keras_with_weights_that_sum_to_the_number_of_pictures(seed):
    y, z, mask = two_tasks(seed, 9, 4)
    weights = mask * len(mask) / mask.sum(axis=0)
    of_class = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y[:, 0], z[:, :4], weights[:, 0])
    of_odd = keras.losses.BinaryCrossentropy(from_logits=True)(y[:, 1:], z[:, 4:], weights[:, 1])
    found = solution.masked_multi_task_loss(*(keras.ops.convert_to_tensor(a.astype("float32")) for a in (y, z, mask)))
    assert float(found) == pytest.approx(float(of_class) + float(of_odd), rel=1e-4)


# contrast_of_tasks


@settings(max_examples=60)
@given(rows=st.integers(2, 8), tasks=sizes, seed=seeds)
def test_gain_and_error_are_those_of_a_paired_test(rows, tasks, seed):
    rng = np.random.default_rng(seed)
    alone, together = rng.uniform(size=(2, rows, tasks))
    found = solution.contrast_of_tasks(alone, together)
    np.testing.assert_allclose(found["error"], stats.sem(together - alone, axis=0), rtol=1e-9)
    t = stats.ttest_rel(together, alone, axis=0).statistic
    np.testing.assert_allclose(found["gain"] / found["error"], t, rtol=1e-7)
    assert found["verdict"] == [{1: "helps", -1: "hurts", 0: "unclear"}[int(np.sign(x)) * (abs(x) > 2)] for x in t]
    backwards = solution.contrast_of_tasks(together, alone)["verdict"]
    assert backwards == [{"helps": "hurts", "hurts": "helps"}.get(word, word) for word in found["verdict"]]


# The questions


def zeros(m, classes, known):
    y, mask = np.zeros((m, 2)), np.ones((m, 2))
    mask[known:, 0] = 0
    return solution.masked_multi_task_loss(*(a.astype("float32") for a in (y, np.zeros((m, classes + 1)), mask)))


def verdict_of(points):
    found = solution.contrast_of_tasks(np.zeros((len(points), 1)), np.array(points)[:, np.newaxis] / 100)
    return {"helps": "a", "unclear": "b", "hurts": "c"}[found["verdict"][0]]


COMPUTED = {
    "label_of_a_seven": lambda: list(range(5, 10)).index(7),
    "batch_norm_left_alone": lambda: solution.count_trainable(
        keras.Sequential([keras.Input((16,)), keras.layers.BatchNormalization()])
    )[1],
    "left_for_the_head": lambda: solution.count_trainable(
        solution.new_head(keras.Sequential([keras.Input((64,)), keras.layers.ReLU()]), 5)
    )[0],
    "first_loss": lambda: zeros(4, 5, 4) - np.log(2),
    "shape_of_two_tasks": lambda: (
        np.asarray(
            solution.multi_task_model(keras.Sequential([keras.Input((4,)), keras.layers.ReLU()]), 5, 3)(
                np.zeros((20, 4))
            )
        ).shape
    ),
    "loss_of_one_known_label": lambda: zeros(4, 2, 1),
    "divided_by_all": lambda: 1 / np.mean(np.arange(100) < 10),
    "helps_or_not": lambda: verdict_of([3, -1, 4, 0, 2]),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_what_a_question_calls_right_is_what_comes_out(name):
    found = COMPUTED[name]()
    marked = read_questions(find_assignment("transfer_learning"))[name].mark(
        found if isinstance(found, (str, tuple)) else float(found)
    )
    assert marked.right, (found, marked.reason)


# The stated results, by the notebook's very cells, with the solutions as the exercises

EXPERIMENTS = (  # what stands in a cell, and the words before which it ends; what comes behind them is only shown
    ("def photographed(", "rng = dlkit.seed(1)"),
    ("rows = few_of_each(", "print("),
    ("def network(", 'print(f"trained'),
    ("transferred = compiled(new_head(", None),
    ("scratch = compiled(network(5)", 'print(f"trained'),
    ("def tuned(", None),
    ("features.set_weights(learned)", None),
    ("together.append(", "seeds = len(together)"),
)


@pytest.fixture
def experiment():
    """Runs the cells with a seed, which may be another than theirs, and gives their names."""
    from grader.authoring.authored import load_authored

    cells = [cell.source for cell in load_authored("transfer_learning").cells if cell.role == "demo"]
    modules = {"dlkit": dlkit, "keras": keras, "np": np, "time": time}

    def run(seed):
        namespace = {**vars(solution), **modules}
        for words, end in EXPERIMENTS:
            (source,) = [cell for cell in cells if words in cell]
            source = source.split(end)[0] if end else source
            assert source.strip(), words
            for old, new in ((r"seed\(1\)", f"seed({seed})"), (r"range\(5\):", f"[{seed}]:")):
                source = re.sub(old, new, source)
            if "transferred = " in source:
                namespace["features"] = solution.feature_extractor(namespace["base"], "strongest")
            exec(source, namespace)
        return namespace

    return run


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_what_the_notebook_says_of_transfer_tuning_and_two_tasks(experiment, seed):
    done = experiment(seed)
    result = done["result"]
    assert done["accuracy"](done["scratch"], done["x_few"], done["y_few"]) == 1.0  # it has learned all that there is
    frozen = result["frozen, new head"]
    assert frozen >= result["from scratch"] + 0.15
    assert result["fine-tuned"] >= frozen + 0.02
    assert result["fine-tuned, rate 0.03"] < 0.3
    assert result["fine-tuned, random head"] < frozen
    ((digit, odd),), (together,) = done["alone"], done["together"]
    assert together[0] > digit - 0.03  # one run: the gain is 3 points on average, give or take 1
    assert abs(together[1] - odd) < 0.05
