"""The solutions of efficient_networks against Keras' own networks and losses, TensorFlow, loops, and the stated result."""

import math
import re
import time
from fractions import Fraction

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

import dlkit
from dlkit.comparing.losses import observe_loss
from dlkit.comparing.models import set_weights_by_role
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from solutions import efficient_networks as solution

sizes = st.integers(1, 9)
SAME_SHAPE = (2, 4, 5, 7, 8, 9, 11, 12, 14, 15)  # the blocks of MobileNetV2 that add their input
EFFICIENTNETS = {
    0: (1.0, 1.0),
    1: (1.0, 1.1),
    2: (1.1, 1.2),
}  # width and depth, of the paper's table and of Keras' code


def wired(block, shape, *args):
    """Wire a block into a model whose weights are those of their roles."""
    inputs = keras.Input(shape)
    model = keras.Model(inputs, block(inputs, *args))
    set_weights_by_role(model)
    return model


def of_kind(model, kind):
    return [layer for layer in model.layers if isinstance(layer, kind)]


@pytest.fixture(scope="module")
def mobilenet_v2():
    """Keras' MobileNetV2 in two widths."""
    options = {"input_shape": (96, 96, 3), "weights": None, "classes": 7}
    return {alpha: keras.applications.MobileNetV2(alpha=alpha, **options) for alpha in (0.35, 1.0)}


# count_multiplications


@settings(max_examples=25)
@given(
    height=sizes,
    width=sizes,
    channels=st.integers(1, 3),
    filters=st.integers(1, 4),
    size=st.sampled_from([1, 3]),
    stride=st.integers(1, 3),
)
def test_a_convolution_multiplies_as_often_as_loops_do(height, width, channels, filters, size, stride):
    count = {"conv": 0, "depthwise": 0}
    for _ in range(0, height, stride):
        for _ in range(0, width, stride):
            for _ in range(size * size * channels):
                count["depthwise"] += 1
                count["conv"] += filters
    for kind, expected in count.items():
        assert solution.count_multiplications(kind, (height, width, channels), filters, size, stride) == expected


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="the oracle is TensorFlow's profiler")
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_multiplications_are_half_of_the_operations_that_tensorflow_counts(stride):
    import tensorflow as tf

    def operations(layer, *shape):
        layer.build((1, *shape))
        graph = tf.function(layer).get_concrete_function(tf.TensorSpec((1, *shape))).graph
        options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
        options["output"] = "none"
        return tf.compat.v1.profiler.profile(graph, cmd="op", options=options).total_float_ops

    count = solution.count_multiplications
    conv = keras.layers.Conv2D(5, 3, stride, padding="same", use_bias=False)
    assert 2 * count("conv", (7, 10, 4), 5, 3, stride) == operations(conv, 7, 10, 4)
    depthwise = keras.layers.DepthwiseConv2D(3, stride, padding="same", use_bias=False)
    assert 2 * count("depthwise", (7, 10, 4), 4, 3, stride) == operations(depthwise, 7, 10, 4)
    assert 2 * count("dense", (6,), 4, 1, 1) == operations(keras.layers.Dense(4, use_bias=False), 6)


# depthwise_cost_ratio


@settings(max_examples=40)
@given(f=sizes, filters=st.integers(1, 400), channels=sizes, places=sizes)
def test_the_ratio_is_that_of_the_counts(f, filters, channels, places):
    two = places * f * f * channels + places * channels * filters
    assert solution.depthwise_cost_ratio(f, filters) == pytest.approx(
        float(Fraction(two, places * f * f * channels * filters))
    )


# make_divisible


@settings(max_examples=200)
@given(tenths=st.integers(1, 4000), divisor=st.integers(1, 20))
def test_a_multiple_is_the_smallest_that_rounds_up_or_loses_little(tenths, divisor):
    v = Fraction(tenths, 10)
    near = min((k * divisor for k in range(1, 402)), key=lambda multiple: (abs(multiple - v), -multiple))
    expected = near if near >= Fraction(9, 10) * v else near + divisor
    if near != Fraction(9, 10) * v:
        assert solution.make_divisible(float(v), divisor) == expected


@pytest.mark.parametrize("alpha", [0.35, 1.0])
def test_widths_are_those_of_keras_mobilenet(mobilenet_v2, alpha):
    theirs = {layer.name: layer.filters for layer in of_kind(mobilenet_v2[alpha], keras.layers.Conv2D)}
    assert theirs["Conv1"] == solution.make_divisible(32 * alpha, 8)
    stages = ((1, 16), (2, 24), (3, 32), (4, 64), (3, 96), (3, 160), (1, 320))
    expected = [solution.make_divisible(filters * alpha, 8) for blocks, filters in stages for _ in range(blocks)]
    assert [filters for name, filters in theirs.items() if name.endswith("_project")] == expected


# inverted_residual


@pytest.mark.parametrize("alpha", [0.35, 1.0])
def test_blocks_are_those_of_keras_mobilenet_one_by_one(mobilenet_v2, alpha):
    theirs = mobilenet_v2[alpha]
    ends = {f"block_{n}_{'add' if n in SAME_SHAPE else 'project_BN'}" for n in range(1, 16)}
    begins = [layer.name for layer in theirs.layers if layer.name in {"Conv1_relu", "expanded_conv_project_BN", *ends}]
    for number, before in enumerate(begins):
        prefix = "expanded_conv" if number == 0 else f"block_{number}_"
        layers = [layer for layer in theirs.layers if layer.name.startswith(prefix)]
        shape, after = theirs.get_layer(before).output.shape[1:], layers[-1].output.shape[1:]
        stride = shape[0] // after[0]
        ours = wired(solution.inverted_residual, shape, after[-1], stride, 1 if number == 0 else 6)
        assert ours.output_shape[1:] == after
        assert ours.count_params() == sum(layer.count_params() for layer in layers)
        assert len(of_kind(ours, keras.layers.Add)) == sum(isinstance(layer, keras.layers.Add) for layer in layers)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("expansion", [1, 3])
@pytest.mark.parametrize("filters", [4, 5])
def test_a_block_computes_what_operations_of_keras_do(stride, expansion, filters):
    model = wired(solution.inverted_residual, (7, 9, 4), filters, stride, expansion)
    x = np.random.default_rng(0).normal(size=(2, 7, 9, 4)).astype("float32")
    weights = [np.asarray(weight) for weight in model.weights]

    def normalised(y):
        gamma, beta, mean, variance = (weights.pop(0) for _ in range(4))
        return gamma * (np.asarray(y) - mean) / np.sqrt(variance + 1e-3) + beta

    y = x
    if expansion != 1:
        y = np.clip(normalised(y @ weights.pop(0)[0, 0]), 0, 6)
    y = keras.ops.depthwise_conv(y.astype("float32"), weights.pop(0), stride, "same")
    y = np.clip(normalised(y), 0, 6)
    y = normalised(y @ weights.pop(0)[0, 0])
    if stride == 1 and filters == 4:
        y = x + y
    np.testing.assert_allclose(model(x, training=False), y, rtol=1e-3, atol=1e-4)


# squeeze_excite


@settings(max_examples=10)
@given(channels=sizes, ratio=sizes, seed=st.integers(0, 99))
def test_gates_are_two_dense_layers_on_means(channels, ratio, seed):
    model = wired(solution.squeeze_excite, (3, 5, channels), ratio)
    x = np.random.default_rng(seed).normal(size=(2, 3, 5, channels)).astype("float32")
    W1, b1, W2, b2 = model.get_weights()
    gates = special.expit(np.maximum(x.mean(axis=(1, 2)) @ W1 + b1, 0) @ W2 + b2)
    assert b1.size == max(1, channels // ratio)
    np.testing.assert_allclose(model(x), x * gates[:, None, None, :], rtol=1e-4, atol=1e-5)


def test_gates_have_as_many_weights_as_those_of_keras_efficientnet(efficientnets):
    layers = [layer for layer in efficientnets[0].layers if layer.name in ("block1a_se_reduce", "block1a_se_expand")]
    channels, narrow = layers[1].filters, layers[0].filters
    ours = wired(solution.squeeze_excite, (5, 5, channels), channels // narrow)
    assert ours.count_params() == sum(layer.count_params() for layer in layers)


# mobilenet


@pytest.mark.parametrize(
    ("alpha", "stem", "outs"),
    [
        (0.25, 8, (8, 8, 8, 16, 16)),  # of 10, 8 would be too little
        (0.7, 16, (16, 16, 16, 32, 32)),  # so it would be of 11.2; 28 is a half
        (1.0, 16, (16, 24, 24, 40, 40)),
        (1.5, 24, (24, 40, 40, 64, 64)),  # 36 and 60 are halves
    ],
)
def test_mobilenet_has_the_weights_of_its_table(alpha, stem, outs):
    model = solution.mobilenet((28, 28, 1), 10, alpha)
    count, channels = 9 * stem + 4 * stem, stem
    for filters, expansion in zip(outs, (1, 4, 4, 4, 4), strict=True):
        wide = expansion * channels
        count += (
            (channels * wide + 4 * wide if expansion > 1 else 0) + 9 * wide + 4 * wide + wide * filters + 4 * filters
        )
        channels = filters
    count += channels * 128 + 4 * 128 + 128 * 10 + 10
    assert model.count_params() == count
    strides = (1, 2, 1, 1, 1)
    added = sum(a == b and stride == 1 for a, b, stride in zip((stem, *outs[:-1]), outs, strides, strict=True))
    assert len(of_kind(model, keras.layers.Add)) == added
    (last,) = of_kind(model, keras.layers.GlobalAveragePooling2D)
    assert last.input.shape[1:3] == (7, 7)


def test_mobilenet_gives_scores():
    model = solution.mobilenet((28, 28, 1), 10, 1.0)
    set_weights_by_role(model)
    scores = np.asarray(model(np.random.default_rng(0).uniform(size=(4, 28, 28, 1)), training=False))
    assert scores.min() < 0
    assert not np.allclose(scores.sum(axis=1), 1)


# compound_scaling, round_filters, round_repeats


@settings(max_examples=40)
@given(phi=st.integers(0, 7), seed=st.integers(0, 999))
def test_steps_of_scaling_multiply(phi, seed):
    factors = np.random.default_rng(seed).uniform(1, 1.5, 3)
    expected = np.ones(4)
    for _ in range(phi):
        alpha, beta, gamma = factors
        expected *= [alpha, beta, gamma, alpha * beta * beta * gamma * gamma]
    np.testing.assert_allclose(solution.compound_scaling(phi, *factors), expected, rtol=1e-9)


def test_work_of_a_stage_of_full_convolutions_grows_as_the_formula_says():
    depth, width, resolution, work = solution.compound_scaling(1, 3, 2, 2)

    def of_stage(blocks, side, channels):
        return blocks * solution.count_multiplications("conv", (side, side, channels), channels, 3, 1)

    assert of_stage(int(4 * depth), int(8 * resolution), int(5 * width)) == work * of_stage(4, 8, 5)


@pytest.fixture(scope="module")
def efficientnets():
    """Three of Keras' own EfficientNets."""
    options = {"input_shape": (32, 32, 3), "weights": None, "classes": 3}
    build = (keras.applications.EfficientNetB0, keras.applications.EfficientNetB1, keras.applications.EfficientNetB2)
    return [one(**options) for one in build]


def test_channels_and_repeats_are_those_of_keras_efficientnets(efficientnets):
    stages = ((1, 16), (2, 24), (2, 40), (3, 80), (3, 112), (4, 192), (1, 320))
    for model, (width, depth) in zip(efficientnets, EFFICIENTNETS.values(), strict=True):
        theirs = {layer.name: layer.filters for layer in of_kind(model, keras.layers.Conv2D)}
        projections = {name: filters for name, filters in theirs.items() if name.endswith("_project_conv")}
        for number, (repeats, filters) in enumerate(stages, 1):
            found = [value for name, value in projections.items() if name.startswith(f"block{number}")]
            expected = [solution.round_filters(filters, width, 8)] * solution.round_repeats(repeats, depth)
            assert found == expected
        assert theirs["stem_conv"] == solution.round_filters(32, width, 8)
        assert theirs["top_conv"] == solution.round_filters(1280, width, 8)


def test_the_notebook_states_the_blocks_of_b4_rightly():
    model = keras.applications.EfficientNetB4(input_shape=(32, 32, 3), weights=None, include_top=False)
    blocks = [layer for layer in model.layers if layer.name.endswith("_project_conv")]
    assert len(blocks) == sum(solution.round_repeats(n, 1.8) for n in (1, 2, 2, 3, 3, 4, 1))
    assert model.output_shape[-1] == solution.round_filters(1280, 1.4, 8)


# distillation_loss


def scores_of(seed, m, classes, scale=2.0):
    rng = np.random.default_rng(seed)
    student, teacher = scale * rng.normal(size=(2, m, classes))
    return student, teacher, rng.integers(0, classes, m)


@settings(max_examples=25)
@given(
    m=st.integers(1, 6),
    classes=st.integers(2, 5),
    seed=st.integers(0, 999),
    temperature=st.floats(0.5, 8),
    weight=st.floats(0, 1),
)
def test_distillation_is_divergence_and_cross_entropy(m, classes, seed, temperature, weight):
    student, teacher, y = scores_of(seed, m, classes)
    observed = observe_loss(
        solution.distillation_loss, (student, teacher, y, temperature, weight), {}, gradient_of=(0,)
    ).value
    p, q = (special.softmax(z / temperature, axis=1) for z in (teacher, student))
    soft = np.mean(special.rel_entr(p, q).sum(axis=1))
    hard = -np.mean(special.log_softmax(student, axis=1)[np.arange(m), y])
    assert float(observed["value"]) == pytest.approx(
        weight * temperature**2 * soft + (1 - weight) * hard, rel=1e-3, abs=1e-5
    )
    slope = weight * temperature * (q - p) + (1 - weight) * (special.softmax(student, axis=1) - np.eye(classes)[y])
    np.testing.assert_allclose(observed["gradients"][0], slope / m, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("temperature", [1.0, 4.0])
def test_distillation_is_that_of_keras_losses(temperature):
    student, teacher, y = scores_of(3, 9, 4)
    soft = keras.losses.KLDivergence()(
        special.softmax(teacher / temperature, axis=1), special.softmax(student / temperature, axis=1)
    )
    hard = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, student)
    tensors = (keras.ops.convert_to_tensor(z.astype("float32")) for z in (student, teacher))
    found = solution.distillation_loss(*tensors, keras.ops.convert_to_tensor(y), temperature, 0.3)
    assert float(found) == pytest.approx(0.3 * temperature**2 * float(soft) + 0.7 * float(hard), rel=1e-4)


def test_t_squared_keeps_the_size_of_the_gradient():
    student, teacher, y = scores_of(1, 5, 4)
    sizes = [
        np.abs(
            observe_loss(solution.distillation_loss, (student, teacher, y, T, 1.0), {}, gradient_of=(0,)).value[
                "gradients"
            ][0]
        ).max()
        for T in (10.0, 1000.0)
    ]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.3)


# The questions

COMPUTED = {
    "work_of_the_first_layer": lambda: sum(9 * 16 for _ in range(0, 28, 2) for _ in range(0, 28, 2)),
    "at_most_how_much": lambda: round(1 / (Fraction(1, 10**9) + Fraction(1, 9))),
    "a_quarter_of_forty": lambda: next(8 * k for k in range(1, 9) if 8 * k >= 0.9 * 10),
    "gates_at_rest": lambda: special.expit(0.0),
    "three_steps": lambda: (1.2 * 1.1 * 1.1 * 1.15 * 1.15) ** 3,
    "very_hot": lambda: special.softmax(np.arange(10) / 1e6)[3],
    "agreed": lambda: special.rel_entr(*[special.softmax(np.arange(5) / 4)] * 2).sum(),
    "how_sure": lambda: 100 * math.sqrt(0.98 * 0.02 / 600),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_what_a_question_calls_right_is_what_comes_out(name):
    found = COMPUTED[name]()
    marked = read_questions(find_assignment("efficient_networks"))[name].mark(float(found))
    assert marked.right, (found, marked.reason)


# The stated results, by the notebook's very cells, with the solutions as the exercises

EXPERIMENTS = {  # what stands in a cell, and the words before which it ends; what comes behind them is only shown
    "tools": (("def multiplications(", "plain = plain_network()"), ("def accuracy(", "keras.utils.set_random_seed")),
    "match": (("result = {}", None),),
    "family": (("family = []", "draw_networks"),),
    "students": (("def softened(", "unsure ="), ("students = {}", None)),
}


@pytest.fixture
def experiment():
    """Runs cells with a seed, which may be another than theirs, and gives their names."""
    from grader.authoring.authored import load_authored

    cells = [cell.source for cell in load_authored("efficient_networks").cells if cell.role == "demo"]

    def run(seed, *parts):
        namespace = {**vars(solution), "dlkit": dlkit, "keras": keras, "np": np, "math": math, "time": time}
        for words, end in (pair for part in ("tools", *parts) for pair in EXPERIMENTS[part]):
            (source,) = [cell for cell in cells if words in cell]
            source = source.split(end)[0] if end else source
            for start in ("set_random_seed", "default_rng"):
                source = re.sub(rf"{start}\(1\)", f"{start}({seed})", source)
            exec(source, namespace)
        return namespace

    return run


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_what_the_notebook_says_of_the_match_and_the_students(experiment, seed):
    done = experiment(seed, "match", "students")
    (plain, accuracy_of_plain, _), (small, accuracy_of_small, _) = done["result"].values()
    assert 5 * small < plain
    assert accuracy_of_plain > 0.97
    assert accuracy_of_small > 0.97
    assert (plain, small) == (9_964_352, 1_972_256)  # as the first figure has them
    assert accuracy_of_plain - accuracy_of_small < 0.02  # of a single run; the average of five is in the next test
    assert done["students"]["with a teacher"] > done["students"]["labels alone"] + 0.04


@pytest.mark.slow
@pytest.mark.turns(5)
def test_on_average_the_small_mobilenet_is_within_half_a_point(experiment):
    gaps = []
    for seed in (1, 2, 3):
        (_, accuracy_of_plain, _), (_, accuracy_of_small, _) = experiment(seed, "match")["result"].values()
        gaps.append(accuracy_of_plain - accuracy_of_small)
    assert np.mean(gaps) < 0.005


@pytest.mark.slow
@pytest.mark.turns(5)
def test_what_the_notebook_says_of_the_family(experiment):
    family = experiment(1, "family")["family"]
    works, accuracies = zip(*family, strict=True)
    assert list(works) == sorted(works)
    assert accuracies[2] > accuracies[0] + 0.01
