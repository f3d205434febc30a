"""The solutions of style_transfer against TensorFlow, Keras, einsum, measured slopes and the stated results."""

import ast
import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

import dlkit
from dlkit.comparing.losses import observe_loss
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from grader.authoring.authored import load_authored
from solutions import style_transfer as solution

LAYERS = ["block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1"]
sides = st.integers(1, 7)
seeds = st.integers(0, 1000)
WEIGHTS = {"content_weight": 0.3, "smoothness": 0.003}
STYLE, CONTENT, TEXTURE = 0.25, 0.2, 0.2  # of the style at the start; shares of a picture without answers


def numeric_gradient(f, x, epsilon=1e-3):
    """The slope of a loss of float64 arrays, measured."""
    slopes = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = epsilon
        slopes[place] = (float(f(x + step)) - float(f(x - step))) / (2 * epsilon)
    return slopes


def gradient(loss, *args, of):
    return observe_loss(loss, args, {}, gradient_of=(of,)).value["gradients"][0]


def gram(F):
    return np.einsum("bijc,bijd->cd", F, F) / (F.shape[1] * F.shape[2])


@settings(max_examples=30)
@given(height=sides, width=sides, seed=seeds)
def test_preprocess_is_that_of_keras_and_deprocess_undoes_it(height, width, seed):
    photo = np.random.default_rng(seed).uniform(size=(height, width, 3))
    image = solution.preprocess(photo)
    assert image.dtype == np.float32
    expected = keras.applications.vgg16.preprocess_input(255 * photo[np.newaxis])
    np.testing.assert_allclose(image, expected, atol=1e-4)
    np.testing.assert_allclose(solution.deprocess(image), photo, atol=1e-6)
    np.testing.assert_allclose(solution.deprocess(keras.ops.convert_to_tensor(image)), photo, atol=1e-6)


def test_deprocess_cuts_off_what_no_screen_can_show():
    assert solution.deprocess(solution.LOW.reshape(1, 1, 1, 3) - 5).tolist() == [[[0, 0, 0]]]
    assert solution.deprocess(solution.HIGH.reshape(1, 1, 1, 3) + 5).tolist() == [[[1, 1, 1]]]


def small_network():
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Conv2D(4, 3, padding="same", activation="relu", name=f"conv{k}") for k in range(3)]
    outputs = inputs = keras.Input((None, None, 3))
    for layer in layers:
        outputs = layer(outputs)
    return keras.Model(inputs, outputs)


def test_features_are_what_the_layers_give_one_after_the_other():
    network = small_network()
    model = solution.feature_model(network, ["conv2", "conv0"])
    x = np.random.default_rng(0).normal(size=(1, 5, 6, 3)).astype("float32")
    by_hand = [x]
    for layer in network.layers[1:]:
        by_hand.append(np.asarray(layer(by_hand[-1])))
    last, first = model(x)
    np.testing.assert_allclose(first, by_hand[1], rtol=1e-5)
    np.testing.assert_allclose(last, by_hand[3], rtol=1e-5)
    alone = solution.feature_model(network, ["conv1"]).predict(x, verbose=0)
    np.testing.assert_allclose(np.reshape(alone, by_hand[2].shape), by_hand[2], rtol=1e-5)


@settings(max_examples=30, deadline=None)
@given(height=sides, width=sides, channels=sides, seed=seeds)
def test_losses_and_their_slopes(height, width, channels, seed):
    rng = np.random.default_rng(seed)
    F, P = rng.normal(size=(2, 1, height, width, channels))
    A = gram(rng.normal(size=(1, 3, 5, channels)))
    content = observe_loss(solution.content_loss, (P, F), {}, gradient_of=(1,)).value
    assert float(content["value"]) == pytest.approx(float(tf.keras.losses.MSE(P.ravel(), F.ravel())), rel=1e-4)
    np.testing.assert_allclose(content["gradients"][0], 2 * (F - P) / F.size, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(solution.gram_matrix(F), gram(F), rtol=1e-9, atol=1e-12)
    style = observe_loss(solution.style_loss, (A, F), {}, gradient_of=(1,)).value
    assert float(style["value"]) == pytest.approx(np.mean((gram(F) - A) ** 2), rel=1e-3, abs=1e-5)
    # dL/dF = 4 F (G - A) / (c^2 places), as G and A are symmetric.
    slope = 4 * F @ (gram(F) - A) / (channels**2 * height * width)
    np.testing.assert_allclose(style["gradients"][0], slope, rtol=1e-3, atol=1e-4)


def test_the_gradient_of_a_gram_matrix_is_the_measured_one():
    F = np.random.default_rng(0).normal(size=(1, 2, 3, 4))
    measured = numeric_gradient(lambda x: np.sum(gram(x)), F)
    np.testing.assert_allclose(gradient(solution.gram_matrix, F, of=0), measured, rtol=1e-3, atol=1e-4)


def test_the_famous_mistake_is_another_matrix():
    F = np.random.default_rng(0).normal(size=(1, 3, 4, 5))
    rows = F.reshape(5, 12)
    assert np.abs(rows @ rows.T / 12 - gram(F)).max() > 0.1


@settings(max_examples=20)
@given(layers=st.integers(1, 4), seed=seeds)
def test_the_total_style_loss_is_a_weighted_sum(layers, seed):
    rng = np.random.default_rng(seed)
    features = [rng.normal(size=(1, *rng.integers(1, 5, 3))) for _ in range(layers)]
    targets = [gram(rng.normal(size=(1, 4, 3, F.shape[-1]))) for F in features]
    weights = rng.uniform(0.1, 2, layers)
    expected = weights @ [np.mean((gram(F) - A) ** 2) for F, A in zip(features, targets, strict=True)]
    assert float(solution.total_style_loss(features, targets, weights.tolist())) == pytest.approx(expected, rel=1e-5)


@settings(max_examples=30)
@given(height=sides, width=sides, channels=st.integers(1, 4), seed=seeds)
def test_total_variation_is_that_of_tensorflow(height, width, channels, seed):
    image = np.random.default_rng(seed).normal(size=(1, height, width, channels))
    expected = float(tf.image.total_variation(tf.constant(image))[0])
    assert float(solution.total_variation(image)) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_steps_are_those_of_keras_adam_with_a_constraint():
    rng = np.random.default_rng(0)
    start = (40 * rng.normal(size=(1, 3, 4, 3))).astype("float32")
    clip = functools.partial(keras.ops.clip, x_min=solution.LOW, x_max=solution.HIGH)
    image, variable = clip(start), keras.Variable(clip(start), constraint=clip)
    optimizer, state = keras.optimizers.Adam(6.0, epsilon=1e-12), None
    for _ in range(12):
        _, slope = solution.towards_orange(variable)
        optimizer.apply([keras.ops.cast(slope, "float32")], [variable])
        image, state, _ = solution.style_step(
            image, state, solution.adam, solution.towards_orange, solution.LOW, solution.HIGH
        )
    assert state is not None
    assert state["t"] == 12
    np.testing.assert_allclose(image, variable.value, atol=0.05)


def test_a_way_goes_down_and_stays_in_the_range():
    start = np.zeros((1, 2, 2, 3), dtype="float32")
    image, losses = solution.transfer(start, solution.adam, solution.towards_orange, 60, solution.LOW, solution.HIGH)
    assert len(losses) == 60
    assert losses[-1] < 0.1 * losses[0]
    assert not start.any()
    highest = np.minimum(solution.ORANGE, solution.HIGH)
    np.testing.assert_allclose(image, np.broadcast_to(highest, (1, 2, 2, 3)), atol=8)


@settings(max_examples=20)
@given(height=sides, width=sides, seed=seeds)
def test_the_slope_of_the_losses_that_are_given_is_the_measured_one(height, width, seed):
    image = np.random.default_rng(seed).uniform(-100, 100, (1, height, width, 3))
    for given_loss in (solution.towards_orange, solution.away_from_grey):
        measured = numeric_gradient(lambda x, loss=given_loss: loss(x)[0], image)
        np.testing.assert_allclose(given_loss(image)[1], measured, rtol=1e-4, atol=1e-5)


def weighed_style_loss():
    """The share of a layer with mean(A²) = 10,000 and a style loss of 2,500: each entry 100, and 50 away from it."""
    F, A = np.full((1, 2, 3, 2), 50**0.5), np.full((2, 2), 100.0)
    return float(solution.total_style_loss([F], [A], [1 / np.mean(A**2)]))


def seen_by_block_two():
    sees, step = 1, 1
    for kind, size in (("conv", 3), ("conv", 3), ("pool", 2), ("conv", 3)):
        sees, step = sees + (size - 1) * step, step * (2 if kind == "pool" else 1)
    return sees


def shape_of_block_four():
    vgg = keras.applications.VGG16(weights=None, include_top=False, input_shape=(128, 192, 3))
    (output,) = solution.feature_model(vgg, LAYERS[3:]).outputs
    return (1, *output.shape[1:])


STRIPES = np.tile(np.arange(6.0) % 2, (4, 1)).reshape(1, 4, 6, 1)
COMPUTED = {
    "red_pixel": lambda: solution.preprocess(np.array([[[1.0, 0.0, 0.0]]]))[0, 0, 0, 0],
    "size_of_block_four": shape_of_block_four,
    "entries_of_gram": lambda: np.unique(gram(np.random.default_rng(0).normal(size=(1, 1, 1, 512)))).size,
    "which_weight": weighed_style_loss,
    "variation_of_stripes": lambda: solution.total_variation(STRIPES),
    "first_step_of_adam": lambda: -solution.adam(np.zeros(1), np.array([0.0002]), None)[0][0],
    "texture_of_one_layer": seen_by_block_two,
}


@pytest.mark.parametrize("name", COMPUTED)
def test_the_numbers_and_shapes_of_the_questions(name):
    found = COMPUTED[name]()
    marked = read_questions(find_assignment("style_transfer"))[name].mark(found if np.ndim(found) else float(found))
    assert marked.right, (found, marked.reason)


def test_every_number_and_shape_is_computed():
    questions = read_questions(find_assignment("style_transfer")).items()
    assert {name for name, question in questions if question.kind.key in ("number", "shape")} == {*COMPUTED}


# The stated results, with the trained network.


def shrunk(photo, times):
    height, width = (side // times for side in photo.shape[:2])
    blocks = photo[: height * times, : width * times].reshape(height, times, width, times, 3)
    return blocks.mean(axis=(1, 3))


@functools.cache
def look():
    try:
        return solution.feature_model(dlkit.data.pretrained("vgg16"), LAYERS)
    except dlkit.data.DataUnavailable as missing:
        pytest.skip(str(missing))


def photographs(times):
    photos = dlkit.data.photos()
    return shrunk(photos["china"][20:404, :576], times), shrunk(photos["flower"][20:404, 32:608], times)


def painted(content, style, start, steps):
    """Paint as the notebook does; returns the picture, and per step the layers' style losses and the content loss."""
    grams = [solution.gram_matrix(F) for F in look()(solution.preprocess(style))]
    scales = [1 / float(keras.ops.mean(keras.ops.square(A))) for A in grams]
    smooth = (0.05 if content is None else WEIGHTS["smoothness"]) / float(
        solution.total_variation(solution.preprocess(style))
    )
    parts = []
    if content is not None:
        wanted = look()(solution.preprocess(content))[-1]
        whole = solution.content_loss(wanted, 0 * wanted)

    @tf.function
    def compute(image):
        with tf.GradientTape() as tape:
            tape.watch(image)
            features = look()(image)
            each = [s * solution.style_loss(A, F) for s, A, F in zip(scales, grams, features, strict=True)]
            shares = [scale / len(grams) for scale in scales]
            loss = solution.total_style_loss(features, grams, shares) + smooth * solution.total_variation(image)
            if content is not None:
                each.append(solution.content_loss(wanted, features[-1]) / whole)
                loss = loss + WEIGHTS["content_weight"] * each[-1]
        return loss, tape.gradient(loss, image), each

    def loss_and_gradient(image):
        loss, slope, each = compute(tf.convert_to_tensor(image, dtype="float32"))
        parts.append([float(part) for part in each])
        return loss, slope

    image, _ = solution.transfer(start, solution.adam, loss_and_gradient, steps, solution.LOW, solution.HIGH)
    loss_and_gradient(image)
    return solution.deprocess(image), np.array(parts)


def test_the_notebook_paints_with_these_weights():
    sources = [cell.source for cell in load_authored("style_transfer").cells if "def painting_loss(" in cell.source]
    found = [node for node in ast.parse(sources[0]).body if getattr(node, "name", "") == "painting_loss"]
    assert isinstance(found[0], ast.FunctionDef)
    names, values = found[0].args.args[-2:], found[0].args.defaults
    assert {name.arg: ast.literal_eval(value) for name, value in zip(names, values, strict=True)} == WEIGHTS
    assert any("smoothness=0.05" in cell.source for cell in load_authored("style_transfer").cells)


def test_a_small_temple_takes_on_the_style_and_stays_a_temple():
    temple, dahlia = photographs(6)
    _, parts = painted(temple, dahlia, solution.preprocess(temple), 20)
    assert parts[-1, :4].mean() < 0.5 * parts[0, :4].mean()
    assert parts[0, 4] < 1e-6
    assert parts[-1, 4] < CONTENT


@pytest.mark.slow
@pytest.mark.turns(5)
@pytest.mark.parametrize("which", ["temple", "dahlia"])
def test_each_photograph_in_the_style_of_the_other(which):
    temple, dahlia = photographs(3)
    content, style = (temple, dahlia) if which == "temple" else (dahlia, temple)
    _, parts = painted(content, style, solution.preprocess(content), 100)
    assert parts[-1, :4].mean() < STYLE * parts[0, :4].mean()
    assert parts[-1, 4] < CONTENT
    _, of_the_other = painted(content, style, solution.preprocess(style), 0)
    assert parts[-1, 4] < of_the_other[0, 4] / 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_a_texture_grows_from_noise(seed):
    _, dahlia = photographs(6)
    noise = solution.preprocess(dlkit.seed(seed).uniform(size=(64, 64, 3)))
    _, parts = painted(None, dahlia, noise, 60)
    assert parts[-1].mean() < TEXTURE
