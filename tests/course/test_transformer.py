"""The solutions of transformer against Keras, SciPy, loops and published sizes, and the stated results."""

import itertools
import math
import re
import time

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax
from scipy.stats import chisquare, norm

import dlkit
from dlkit.comparing.models import set_weights_by_role
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from solutions import transformer as solution

sizes = st.integers(1, 5)
seeds = st.integers(0, 1000)
NAMES = (
    "gamma1",
    "beta1",
    "W_q",
    "b_q",
    "W_k",
    "b_k",
    "W_v",
    "b_v",
    "W_o",
    "b_o",
    "gamma2",
    "beta2",
    "W1",
    "b1",
    "W2",
    "b2",
)


def block_parameters(rng, depth, inner):
    shapes = {name: (depth, depth) if name[0] == "W" else (depth,) for name in NAMES}
    shapes |= {"W1": (depth, inner), "b1": (inner,), "W2": (inner, depth)}
    return {name: rng.normal(size=shape) / np.sqrt(shape[0]) for name, shape in shapes.items()}


def causal(n):
    return np.array([[j <= i for j in range(n)] for i in range(n)])


def weights_for_keras(parameters, depth, heads):
    """The weights of a keras MultiHeadAttention, in its order."""
    d = depth // heads
    values = []
    for part in "qkv":
        values += [parameters[f"W_{part}"].reshape(depth, heads, d), parameters[f"b_{part}"].reshape(heads, d)]
    return [*values, parameters["W_o"].reshape(heads, d, depth), parameters["b_o"]]


def block_from(values):
    """The parameters of a block from 16 weights in the order of Keras."""
    depth = len(values[0])
    shapes = {name: (depth, depth) if name[0] == "W" else (depth,) for name in NAMES[2:10]}
    return {
        name: np.asarray(value, dtype=float).reshape(shapes.get(name, value.shape))
        for name, value in zip(NAMES, values, strict=True)
    }


@settings(max_examples=40)
@given(n=sizes, m=sizes, d=sizes, e=sizes, seed=seeds, masked=st.booleans(), size=st.sampled_from([1.0, 1000.0]))
def test_attention_is_that_of_loops(n, m, d, e, seed, masked, size):
    rng = np.random.default_rng(seed)
    q, k, v = size * rng.normal(size=(n, d)), rng.normal(size=(m, d)), rng.normal(size=(m, e))
    mask = np.ones((n, m), dtype=bool)
    if masked:
        mask = rng.random((n, m)) < 0.5
        mask[np.arange(n), rng.integers(m, size=n)] = True
    output, weights = solution.scaled_dot_product_attention(q, k, v, mask if masked else None)
    for i in range(n):
        seen = [j for j in range(m) if mask[i, j]]
        scores = [sum(q[i] * k[j]) / math.sqrt(d) for j in seen]
        expected = softmax(scores)
        np.testing.assert_allclose(weights[i, seen], expected, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(output[i], expected @ v[seen], rtol=1e-9, atol=1e-12)
    assert np.all(weights[~mask] == 0)
    np.testing.assert_allclose(weights.sum(axis=1), 1)


@settings(max_examples=20)
@given(seed=seeds)
def test_attention_of_heads_is_that_of_each_head(seed):
    rng = np.random.default_rng(seed)
    q, k, v = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(2, 3, 6, 5)), rng.normal(size=(2, 3, 6, 2))
    mask = rng.random((2, 1, 1, 6)) < 0.5
    mask[..., 0] = True
    output, weights = solution.scaled_dot_product_attention(q, k, v, mask)
    for b, h in itertools.product(range(2), range(3)):
        alone = solution.scaled_dot_product_attention(q[b, h], k[b, h], v[b, h], mask[b, 0])
        np.testing.assert_allclose(output[b, h], alone[0])
        np.testing.assert_allclose(weights[b, h], alone[1])


@pytest.mark.parametrize("n", [1, 2, 5])
def test_the_causal_mask_lets_a_place_see_itself_and_what_was_before(n):
    mask = solution.causal_mask(n)
    assert mask.dtype == bool
    np.testing.assert_array_equal(mask, causal(n))


def test_the_padding_mask_hides_padding_as_a_key():
    tokens = np.array([[4, 2, 0], [1, 0, 0]])
    mask = solution.padding_mask(tokens)
    assert mask.dtype == bool
    assert mask.shape == (2, 1, 1, 3)
    assert mask[:, 0, 0].tolist() == [[True, True, False], [True, False, False]]
    assert solution.padding_mask(tokens, 2)[0, 0, 0].tolist() == [True, False, True]


@settings(max_examples=30)
@given(batch=sizes, n=sizes, heads=sizes, d=sizes, seed=seeds)
def test_heads_are_slices_and_come_together_again(batch, n, heads, d, seed):
    x = np.random.default_rng(seed).normal(size=(batch, n, heads * d))
    split = solution.split_heads(x, heads)
    assert split.shape == (batch, heads, n, d)
    for h in range(heads):
        np.testing.assert_array_equal(split[:, h], x[:, :, h * d : (h + 1) * d])
    np.testing.assert_array_equal(solution.join_heads(split), x)


@pytest.mark.parametrize(
    ("batch", "n", "heads", "d", "kind"), [(2, 5, 3, 4, "none"), (3, 4, 2, 3, "causal"), (2, 6, 1, 5, "padding")]
)
def test_multi_head_attention_is_that_of_keras(batch, n, heads, d, kind):
    rng, depth = np.random.default_rng(n), heads * d
    x, parameters = rng.normal(size=(batch, n, depth)), block_parameters(rng, depth, 4)
    layer = keras.layers.MultiHeadAttention(heads, d, dtype="float64")
    layer(x, x)
    layer.set_weights(weights_for_keras(parameters, depth, heads))
    tokens = np.where(np.arange(n) < 1 + np.arange(batch)[:, None], 7, 0)
    mask = {"none": None, "causal": solution.causal_mask(n), "padding": solution.padding_mask(tokens)}[kind]
    theirs = None if mask is None else np.broadcast_to(mask, (batch, 1, n, n))[:, 0]
    expected, scores = layer(x, x, attention_mask=theirs, return_attention_scores=True)
    output, weights = solution.multi_head_attention(x, parameters, heads, mask)
    np.testing.assert_allclose(output, expected, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(weights, scores, rtol=1e-6, atol=1e-8)


@settings(max_examples=20)
@given(seed=seeds, n=st.integers(2, 6))
def test_blocks_are_blind_to_order_and_never_see_what_comes(seed, n):
    rng = np.random.default_rng(seed)
    x, parameters, order = rng.normal(size=(2, n, 6)), block_parameters(rng, 6, 8), rng.permutation(n)
    straight, _ = solution.transformer_block(x, parameters, 3)
    mixed, _ = solution.transformer_block(x[:, order], parameters, 3)
    np.testing.assert_allclose(mixed, straight[:, order], rtol=1e-9, atol=1e-12)
    place = int(rng.integers(1, n))
    other = x.copy()
    other[:, place:] = rng.normal(size=other[:, place:].shape)
    before, after = (solution.transformer_block(inputs, parameters, 2, causal(n))[0] for inputs in (x, other))
    np.testing.assert_allclose(after[:, :place], before[:, :place], rtol=1e-12, atol=1e-12)
    assert np.all(np.abs(after[:, place] - before[:, place]).max(axis=-1) > 1e-6)


@settings(max_examples=20)
@given(length=st.integers(1, 12), half=sizes)
def test_positional_encoding_is_that_of_the_paper(length, half):
    table = solution.positional_encoding(length, 2 * half)
    for place, i in itertools.product(range(length), range(half)):
        angle = place / 10000 ** (2 * i / (2 * half))
        np.testing.assert_allclose(table[place, 2 * i : 2 * i + 2], [math.sin(angle), math.cos(angle)], atol=1e-12)
    products = table @ table.T
    for step in range(length):
        np.testing.assert_allclose(np.ptp(np.diagonal(products, step)), 0, atol=1e-9)


@pytest.mark.parametrize("epsilon", [1e-3, 0.5])
def test_layer_norm_is_that_of_keras(epsilon):
    rng = np.random.default_rng(0)
    x, (gamma, beta) = rng.normal(2, 3, size=(2, 4, 6)), rng.normal(size=(2, 6))
    layer = keras.layers.LayerNormalization(epsilon=epsilon, dtype="float64")
    layer.build(x.shape)
    layer.set_weights([gamma, beta])
    np.testing.assert_allclose(solution.layer_norm(x, gamma, beta, epsilon), layer(x), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(solution.layer_norm(np.full((2, 6), 7.0), gamma, beta), [beta, beta])
    default = keras.layers.LayerNormalization().epsilon
    np.testing.assert_array_equal(solution.layer_norm(x, gamma, beta), solution.layer_norm(x, gamma, beta, default))


def test_gelu_is_that_of_scipy_and_keras():
    x = np.linspace(-6, 6, 101)
    np.testing.assert_allclose(solution.gelu(x), x * norm.cdf(x), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(solution.gelu(x), keras.ops.gelu(x, approximate=False), rtol=1e-5, atol=1e-6)


def test_feed_forward_is_two_layers_of_keras():
    rng = np.random.default_rng(0)
    x, parameters = rng.normal(size=(2, 3, 4)), block_parameters(rng, 4, 7)
    layers = keras.Sequential([keras.Input((3, 4)), keras.layers.Dense(7, activation="gelu"), keras.layers.Dense(4)])
    layers.set_weights([parameters[name] for name in ("W1", "b1", "W2", "b2")])
    np.testing.assert_allclose(solution.feed_forward(x, parameters), layers(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("is_causal", [True, False])
def test_the_block_of_arrays_is_the_block_of_keras(is_causal):
    entry = keras.Input((5, 12))
    model = keras.Model(entry, solution.keras_block(entry, 3, is_causal))
    rng = np.random.default_rng(1)
    model.set_weights([value + rng.normal(size=value.shape) / 3 for value in model.get_weights()])
    x = rng.normal(size=(2, 5, 12)).astype("float32")
    ours, _ = solution.transformer_block(x, block_from(model.get_weights()), 3, causal(5) if is_causal else None)
    np.testing.assert_allclose(ours, model(x), rtol=1e-4, atol=1e-4)
    assert model.count_params() == 12 * 12**2 + 13 * 12


def numpy_lm(tokens, model, heads, layers):
    """The logits of a transformer_lm by the functions of arrays."""
    values = model.get_weights()
    n = tokens.shape[1]
    x = values[0][tokens] + values[1][:n]
    for i in range(layers):
        x, _ = solution.transformer_block(x, block_from(values[2 + 16 * i : 18 + 16 * i]), heads, causal(n))
    return solution.layer_norm(x, values[-4], values[-3]) @ values[-2] + values[-1]


def test_the_language_model_is_its_parts_and_sees_nothing_of_what_comes():
    model = solution.transformer_lm(9, 7, 8, 2, 3)
    set_weights_by_role(model)
    rng = np.random.default_rng(2)
    tokens = rng.integers(0, 9, size=(3, 7))
    logits = model.predict(tokens, verbose=0)
    np.testing.assert_allclose(numpy_lm(tokens, model, 2, 3), logits, rtol=1e-3, atol=1e-4)
    other = tokens.copy()
    other[:, 4:] = (other[:, 4:] + 1) % 9
    after = model.predict(other, verbose=0)
    np.testing.assert_allclose(after[:, :4], logits[:, :4], rtol=1e-5, atol=1e-5)
    assert np.all(np.abs(after[:, 4:] - logits[:, 4:]).max(axis=-1) > 1e-3)


@pytest.mark.parametrize("sizes", [(12, 11, 64, 4, 2), (5, 3, 6, 3, 1), (20, 8, 4, 1, 3)])
def test_the_count_is_that_of_keras(sizes):
    vocabulary, length, depth, _, layers = sizes
    counted = solution.count_transformer_parameters(vocabulary, length, depth, layers)
    assert counted == solution.transformer_lm(*sizes).count_params()


def test_the_count_is_that_of_published_models():
    """GPT-2 as it can be downloaded; GPT-3 as its paper says, 175 billion."""
    assert solution.count_transformer_parameters(50257, 1024, 768, 12, tied=True) == 124_439_808
    assert solution.count_transformer_parameters(50257, 1024, 1600, 48, tied=True) == 1_557_611_200
    assert solution.count_transformer_parameters(50257, 2048, 12288, 96, tied=True) == pytest.approx(175e9, rel=0.01)


@pytest.mark.parametrize(("temperature", "top_k"), [(1.0, None), (0.5, None), (3.0, 3), (1.0, 2), (2.0, 4)])
def test_generated_pairs_come_as_often_as_the_product_of_their_probabilities(temperature, top_k):
    table = np.random.default_rng(3).normal(size=(4, 4))

    def model(tokens):
        return table[np.cumsum(tokens) % 4]

    def probabilities(row):
        kept = sorted(range(4), key=lambda j: -row[j])[:top_k]
        return softmax([row[j] / temperature if j in kept else -np.inf for j in range(4)])

    first = probabilities(table[3])
    expected = np.array([first[a] * probabilities(table[(3 + a) % 4]) for a in range(4)])
    rng, counts = np.random.default_rng(4), np.zeros((4, 4))
    for _ in range(4000):
        prompt = np.array([1, 2])
        tokens = solution.generate(model, prompt, 2, temperature, top_k, rng)
        assert tokens[:2].tolist() == prompt.tolist()
        counts[tuple(tokens[2:])] += 1
    possible = expected > 0
    assert np.all(counts[~possible] == 0)
    assert chisquare(counts[possible], 4000 * expected[possible]).pvalue > 1e-4


def test_greedy_generation_takes_the_likeliest_and_the_prompt_may_be_a_list():
    rng = np.random.default_rng(0)
    tokens = solution.generate(solution.toy_model, [1, 3], 6, 0, None, rng)
    expected = [1, 3]
    for _ in range(6):
        expected.append((1, 3, 0, 2, 4)[sum(expected) % 5])
    assert tokens.tolist() == expected
    assert solution.generate(solution.toy_model, [2], 0, 1.0, None, rng).tolist() == [2]


@settings(max_examples=20)
@given(seed=seeds, n=st.integers(1, 6), heads=st.integers(1, 3))
def test_steps_with_a_cache_are_the_whole_block(seed, n, heads):
    rng, depth = np.random.default_rng(seed), 2 * heads
    x, parameters = rng.normal(size=(2, n, depth)), block_parameters(rng, depth, 5)
    at_once, _ = solution.transformer_block(x, parameters, heads, causal(n))
    cache = {name: np.zeros((2, heads, 0, 2)) for name in "kv"}
    for place in range(n):
        before = {name: value.copy() for name, value in cache.items()}
        output, grown = solution.cached_step(x[:, place : place + 1], cache, parameters, heads)
        np.testing.assert_allclose(output, at_once[:, place : place + 1], rtol=1e-9, atol=1e-12)
        for name in "kv":
            np.testing.assert_array_equal(cache[name], before[name])
            np.testing.assert_array_equal(grown[name][:, :, :place], before[name])
        cache = grown


@settings(max_examples=30)
@given(m=sizes, rows=sizes, columns=sizes, channels=st.integers(1, 3), size=st.integers(1, 4), seed=seeds)
def test_patches_are_those_of_loops(m, rows, columns, channels, size, seed):
    images = np.random.default_rng(seed).normal(size=(m, rows * size, columns * size, channels))
    cut = solution.patches(images, size)
    assert cut.shape == (m, rows * columns, size * size * channels)
    for i, j in itertools.product(range(rows), range(columns)):
        square = images[:, i * size : (i + 1) * size, j * size : (j + 1) * size]
        np.testing.assert_array_equal(cut[:, i * columns + j], square.reshape(m, -1))


def test_patches_are_those_of_keras():
    images = np.random.default_rng(0).normal(size=(2, 6, 9, 2)).astype("float32")
    theirs = np.asarray(keras.ops.image.extract_patches(images, 3))  # (m, rows, columns, numbers)
    np.testing.assert_allclose(solution.patches(images, 3), theirs.reshape(2, 6, 18), rtol=1e-6)


def test_the_vision_transformer_is_its_parts():
    model = solution.vit(6, 4, 3, 8, 2, 2)
    set_weights_by_role(model)
    x = np.random.default_rng(0).normal(size=(3, 6, 4)).astype("float32")
    values = model.get_weights()
    inside = x @ values[0] + values[1] + values[2]
    for i in range(2):
        inside, _ = solution.transformer_block(inside, block_from(values[3 + 16 * i : 19 + 16 * i]), 2)
    pooled = solution.layer_norm(inside, values[-4], values[-3]).mean(axis=1)
    np.testing.assert_allclose(model(x), softmax(pooled @ values[-2] + values[-1], axis=1), rtol=1e-3, atol=1e-4)


# What the notebook says, by its very cells, with the solutions as the exercises

CELLS = {  # the words with which a part of a cell begins, and those before which it ends: the rest is only shown
    "block": (("NAMES = (", "dlkit.seed(2)"),),
    "sums": (('TOKENS = "0123456789+="', 'print("in: '), ("def prepared(", "dlkit.seed(4)")),
    "twenty": (("dlkit.seed(4)", None),),
    "adder": (("EPOCHS = 12\ndlkit.seed", "if shares:"),),
    "in arrays": (("def numpy_weights(", "weights = numpy_weights(adder)"),),
    "names": (("LETTERS = ", None), ("name_weights = ", "rng = np.random.default_rng(7)")),
    "pictures": (("digits = dlkit.data.digits()", "cut = "), ("def shifted(", "wrong = ")),
    "shifting": (("def shifted(", "PICTURE_EPOCHS = "),),
}


def experiment(seed, *parts, **constants):
    """Run parts of the notebook with another seed, and other constants where they are given; return its names."""
    from grader.authoring.authored import load_authored

    cells = [cell.source for cell in load_authored("transformer").cells if cell.role == "demo"]
    namespace = {**vars(solution), "dlkit": dlkit, "keras": keras, "np": np, "time": time}
    for begin, end in (pair for part in parts for pair in CELLS[part]):
        (source,) = [cell for cell in cells if begin in cell]
        assert end is None or end in source, f"The cell with {begin!r} has been reworded: where is {end!r}?"
        source = source[source.index(begin) : source.index(end) if end else None]
        source = re.sub(r"dlkit\.seed\(\d+\)", f"dlkit.seed({seed})", source)
        for name, value in constants.items():
            source = re.sub(rf"^{name} = \d+$", f"{name} = {value}", source, flags=re.MULTILINE)
        exec(source, namespace)
    return namespace


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_new_network_is_not_far_from_guessing_and_learns_twenty_sums_by_heart(seed):
    done = experiment(seed, "sums", "twenty")
    assert np.log(12) < np.mean(done["log_sums"] - done["of_the_right"]) < np.log(12) + 1.5
    assert done["right"].mean() == 1
    assert done["right_test"].mean() < 0.02


@pytest.mark.slow
@pytest.mark.turns(5, together="transformer adds")
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_sums_that_were_never_seen_are_right(seed):
    done = experiment(seed, "sums", "adder")
    print(f"seed {seed}: {done['shares']}")
    assert done["shares"][-1] >= 0.95
    seen, unseen = ({tuple(row[:8]) for row in done[name].tolist()} for name in ("train", "test"))
    assert not seen & unseen
    mirrored = sum((*row[4:7], 10, *row[:3], 11) in seen for row in unseen)
    assert 20 < mirrored < 60


@pytest.mark.slow
@pytest.mark.turns(5, together="transformer without a mask")
def test_without_the_causal_mask_the_loss_falls_faster_and_what_is_written_is_wrong(monkeypatch):
    with_mask = experiment(1, "sums", "adder", EPOCHS=3)
    block = solution.keras_block
    monkeypatch.setattr(solution, "keras_block", lambda x, heads, causal: block(x, heads, False))
    without = experiment(1, "sums", "adder", EPOCHS=3)
    assert without["losses"][-1] < with_mask["losses"][-1] / 2
    assert without["shares"][-1] < 0.2


@pytest.mark.slow
@pytest.mark.turns(5, together="transformer names")
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_letters_of_unseen_names_are_guessed_better_than_by_a_table_of_pairs(seed):
    done = experiment(seed, "sums", "block", "in arrays", "names")
    losses = {
        name: -np.sum(
            np.take_along_axis(done[name], done["spelled"][done["held_out"], 1:, None], axis=-1)[..., 0]
            * done["counted"][done["held_out"]]
        )
        / done["counted"][done["held_out"]].sum()
        for name in ("by_network", "by_pairs")
    }
    np.testing.assert_allclose(np.exp(done["by_network"]).sum(axis=-1), 1, rtol=1e-4)
    np.testing.assert_allclose(np.exp(done["by_pairs"]).sum(axis=-1), 1)
    rng, known = np.random.default_rng(seed), set(done["names"])
    shares = [
        np.mean([done["invented"](temperature, None, rng) in known for _ in range(80)])
        for temperature in (0.5, 1.0, 2.0)
    ]
    print(f"seed {seed}: {losses}, in the list {shares}")
    assert losses["by_network"] < losses["by_pairs"] - 0.1
    assert shares[0] > shares[1] > shares[2]
    assert shares[2] < 0.1
    assert len({done["invented"](0.0, None, rng) for _ in range(3)}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_digits_in_patches_are_recognised(seed):
    done = experiment(seed, "pictures")
    accuracy = np.mean(done["says"] == done["y_test"])
    print(f"seed {seed}: {accuracy:.4f}")
    assert accuracy >= 0.95


def test_somewhat_less_than_half_of_the_pictures_are_shifted_by_one_pixel():
    images = np.arange(1, 65.0).reshape(1, 8, 8, 1).repeat(9000, axis=0)
    moved = experiment(1, "shifting")["shifted"](images, np.random.default_rng(0))
    found = moved[:, 4, 4, 0]
    shares = [np.mean(found == images[0, 4 + row, 4 + column, 0]) for row in (-1, 0, 1) for column in (-1, 0, 1)]
    np.testing.assert_allclose(shares, [1 / 18] * 4 + [10 / 18] + [1 / 18] * 4, atol=0.03)
    assert sum(shares) == pytest.approx(1)


@pytest.mark.slow
def test_decoding_with_a_cache_says_the_same():
    keras.utils.set_random_seed(0)
    model = solution.transformer_lm(27, 128, 128, 4, 2)
    values = model.get_weights()
    blocks = [block_from(values[2 + 16 * i : 18 + 16 * i]) for i in range(2)]
    tokens = np.random.default_rng(0).integers(0, 27, size=128)

    def plain():
        return np.array([numpy_lm(tokens[np.newaxis, : n + 1], model_values, 4, 2)[0, -1] for n in range(128)])

    class Values:
        def get_weights(self):
            return values

    model_values = Values()

    def cached():
        caches = [{name: np.zeros((1, 4, 0, 32)) for name in "kv"} for _ in blocks]
        said = []
        for n in range(128):
            x = (values[0][tokens[n]] + values[1][n]).reshape(1, 1, 128)
            for i, block in enumerate(blocks):
                x, caches[i] = solution.cached_step(x, caches[i], block, 4)
            said.append((solution.layer_norm(x, values[-4], values[-3]) @ values[-2] + values[-1])[0, 0])
        return np.array(said)

    np.testing.assert_allclose(cached(), plain(), rtol=1e-5, atol=1e-5)


# The questions


def spread_of_scores():
    rng = np.random.default_rng(0)
    return round(np.std(np.sum(rng.normal(size=(2, 400_000, 64)).prod(axis=0), axis=1)), 1)


NUMBERS = {
    "spread_of_the_scores": spread_of_scores,
    "how_many_are_true": lambda: sum(j <= i for i in range(6) for j in range(6)),
    "shape_of_the_heads": lambda: np.stack(np.split(np.zeros((8, 20, 48)), 6, axis=-1), axis=1).shape,
    "norm_of_two_numbers": lambda: (3 - np.mean([3, 5])) / np.std([3, 5]),
    "first_loss_of_twelve_tokens": lambda: float(
        keras.losses.sparse_categorical_crossentropy(np.array([3]), np.zeros((1, 12)), from_logits=True)[0]
    ),
    "warm_or_cold": lambda: softmax([2 / 2, 0 / 2])[0],
    "places_computed": lambda: sum(len(range(n)) for n in range(1, 128)),
    "patches_of_a_photo": lambda: (1, len(range(0, 224, 16)) ** 2, np.zeros((16, 16, 3)).size),
    "memory_of_gpt2": lambda: 124e6 * np.dtype("float16").itemsize / 1e9,
}


@pytest.mark.parametrize("name", NUMBERS)
def test_the_numbers_that_the_questions_call_right(name):
    question = read_questions(find_assignment("transformer"))[name]
    found = NUMBERS[name]()
    assert question.mark(found if np.ndim(found) else float(found)).right


def test_no_number_is_left_out():
    questions = read_questions(find_assignment("transformer"))
    assert set(NUMBERS) == {name for name, question in questions.items() if question.kind.key in ("number", "shape")}


def test_twice_as_many_heads_have_as_many_parameters():
    counts = set()
    for heads in (4, 8):
        layer = keras.layers.MultiHeadAttention(heads, 64 // heads)
        layer.build((None, 3, 64), (None, 3, 64))
        counts.add(layer.count_params())
    assert len(counts) == 1


def test_the_bias_of_the_keys_makes_no_difference():
    rng = np.random.default_rng(0)
    x, parameters = rng.normal(size=(2, 5, 6)), block_parameters(rng, 6, 4)
    other = {**parameters, "b_k": parameters["b_k"] + rng.normal(size=6)}
    for mask in (None, causal(5)):
        before, after = (solution.multi_head_attention(x, given, 3, mask) for given in (parameters, other))
        np.testing.assert_allclose(after[1], before[1], rtol=1e-9, atol=1e-12)


def test_line_b_divides_by_the_wrong_root():
    rng = np.random.default_rng(0)
    x, p = rng.normal(size=(2, 5, 64)), block_parameters(rng, 64, 4)
    right, _ = solution.multi_head_attention(x, p, 8, causal(5))
    q, k, v = (np.stack(np.split(x @ p[f"W_{n}"] + p[f"b_{n}"], 8, axis=-1), axis=1) for n in "qkv")
    for length, same in ((64, False), (8, True)):
        scores = np.where(causal(5), q @ np.swapaxes(k, -1, -2) / np.sqrt(length), -np.inf)
        heads = softmax(scores, axis=-1) @ v
        output = np.concatenate(list(np.moveaxis(heads, 1, 0)), axis=-1) @ p["W_o"] + p["b_o"]
        assert np.allclose(output, right) == same


def test_a_dog_is_a_dog_wherever_it_stands():
    rng = np.random.default_rng(0)
    words, p = rng.normal(size=(1, 3, 6)), block_parameters(rng, 6, 4)
    one, other = (solution.multi_head_attention(words[:, order], p, 2)[0] for order in ([0, 1, 2], [2, 1, 0]))
    np.testing.assert_allclose(one[0, 0], other[0, 2])


def test_a_block_of_zeros_hands_on_what_came_in():
    rng = np.random.default_rng(0)
    x, parameters = rng.normal(size=(1, 3, 4)), block_parameters(rng, 4, 6)
    quiet = {name: value * (name not in ("W_o", "b_o", "W2", "b2")) for name, value in parameters.items()}
    np.testing.assert_array_equal(solution.transformer_block(x, quiet, 2)[0], x)
