"""Hidden checks of transformer.

Arrays have a batch, heads, places and numbers, and no two of these are equally many where they could be mistaken for
each other. What `generate` draws has no golden answer: it is *measured* (`assignments/transformer/measures.py`).

A model of tokens is compared on normal numbers cut to whole ones, mostly 0, 1 and -1: few rows of its table are read. All
of them are in `tests/course/test_transformer.py`.
"""

import keras
import numpy as np
import pytest

from dlkit.comparing import KerasInput
from grader.authoring import stand_in

MOSTLY_CONSTANT = {
    "causal_mask": "a mask holds nothing but True and False",
    "padding_mask": "a mask holds nothing but True and False",
}

# For what is built of earlier functions: these may compute in float32, and mixed with other numbers that does not show.
SINGLE = {"rtol": 1e-4, "atol": 1e-5}
# Wide enough that another form of GELU, or another small epsilon, costs nothing in a Keras model.
NEAR = {"rtol": 0.01, "atol": 0.02}
# Probabilities are small, and lie nearer to each other.
NEAR_PROBABILITIES = {"rtol": 0.005, "atol": 0.003}
# How far two measured shares may lie apart: five standard deviations or more of what chance does to them.
NEAR_SHARES = 0.25


def seed_of(rng):
    """Draw the seed of a generator."""
    return int(rng.integers(2**32))


def one_of(rng, *sizes):
    """Return one of several sizes: a model is slow to build, so there are few, and each was seen to tell mistakes apart."""
    return sizes[rng.integers(len(sizes))]


def attention_parameters(rng, depth, digits=16):
    """Return W_q, W_k, W_v, W_o (depth, depth) and their biases; rounded to digits."""
    parameters = {}
    for name in "qkvo":
        parameters[f"W_{name}"] = (rng.normal(size=(depth, depth)) / np.sqrt(depth) * 1.5).round(digits)
        parameters[f"b_{name}"] = rng.normal(size=depth).round(digits)
    return parameters


def feed_forward_parameters(rng, depth, inner, digits=16):
    """Return W1 (depth, inner), b1, W2 (inner, depth), b2; rounded to digits."""
    return {
        "W1": (rng.normal(size=(depth, inner)) / np.sqrt(depth)).round(digits),
        "b1": rng.normal(size=inner).round(digits),
        "W2": (rng.normal(size=(inner, depth)) / np.sqrt(inner)).round(digits),
        "b2": rng.normal(size=depth).round(digits),
    }


def block_parameters(rng, depth, inner, digits=16):
    """Return the parameters of a whole block."""
    norms = {}
    for number in (1, 2):
        norms[f"gamma{number}"] = rng.uniform(0.5, 1.5, size=depth).round(digits)
        norms[f"beta{number}"] = rng.normal(size=depth).round(digits)
    return {**norms, **attention_parameters(rng, depth, digits), **feed_forward_parameters(rng, depth, inner, digits)}


def causal(n):
    """Return the causal mask, by comparing numbers of places."""
    places = np.arange(n)
    return places[:, np.newaxis] >= places


def random_mask(rng, *shape):
    """Return a mask in which every row has a True and, if it is long enough, a False."""
    mask = rng.random(shape) < 0.5
    mask[..., 0] = ~mask[..., 1]
    return mask


# scaled_dot_product_attention


@pytest.mark.exercise("scaled_dot_product_attention")
@pytest.mark.visible
def test_attention_of_two_queries(student, solution, compare):
    """Two queries, three keys of four numbers, values of one number; no mask."""
    q = np.array([[2.0, 0.0, 0.0, 0.0], [0.0, 1.0, -1.0, 0.0]])
    k = np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 0.0], [-1.0, 0.0, 1.0, 0.0]])
    v = np.array([[10.0], [20.0], [40.0]])
    compare(student.scaled_dot_product_attention, solution.scaled_dot_product_attention, q, k, v)


@pytest.mark.exercise("scaled_dot_product_attention")
@pytest.mark.visible
def test_attention_with_a_mask(student, solution, rng, compare):
    """Two examples, one query and three keys of five numbers; each example has a mask of its own."""
    q, k, v = (
        rng.normal(size=(2, 1, 5)).round(1),
        rng.normal(size=(2, 3, 5)).round(1),
        rng.normal(size=(2, 3, 1)).round(1),
    )
    mask = np.array([[[True, False, True]], [[False, True, True]]])  # (2, 1, 3)
    compare(student.scaled_dot_product_attention, solution.scaled_dot_product_attention, q, k, v, mask)


@pytest.mark.exercise("scaled_dot_product_attention")
@pytest.mark.visible
def test_attention_of_large_scores(student, solution, compare):
    """Scores of a hundred thousand, where the largest are hidden, and a query with small scores: no weight gets lost."""
    q = np.array([[4000.0, -4000.0], [0.1, 0.2]])
    k, v = np.array([[50.0, 2.0], [50.01, 2.0], [-50.0, 3.0]]), np.array([[1.0], [2.0], [4.0]])
    mask = np.array([[False, False, True], [True, True, True]])
    compare(student.scaled_dot_product_attention, solution.scaled_dot_product_attention, q, k, v, mask)


@pytest.mark.exercise("scaled_dot_product_attention", weight=3)
def test_attention_of_several_heads(student, solution, rng, compare):
    """A batch with heads, a mask for each query and key; values longer than keys, and shorter."""
    for d, e in ((3, 7), (8, 2)):
        q, k, v = rng.normal(size=(2, 3, 4, d)), rng.normal(size=(2, 3, 6, d)), rng.normal(size=(2, 3, 6, e))
        mask = random_mask(rng, 4, 6)
        compare(student.scaled_dot_product_attention, solution.scaled_dot_product_attention, q, k, v, mask)


@pytest.mark.exercise("scaled_dot_product_attention")
def test_attention_with_a_causal_mask(student, solution, rng, compare):
    """Five places that look at themselves and at what stands before them."""
    x = rng.normal(size=(3, 5, 4))
    compare(student.scaled_dot_product_attention, solution.scaled_dot_product_attention, x, x, x, causal(5))


@pytest.mark.exercise("scaled_dot_product_attention")
def test_attention_with_a_mask_of_all_true(student, solution, rng, compare):
    """A mask that hides nothing changes nothing; one that leaves a single key gives that key's value."""
    q, k, v = rng.normal(size=(4, 3)), rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    for mask in (np.ones((4, 6), dtype=bool), np.arange(6) == rng.integers(6)):
        compare(student.scaled_dot_product_attention, solution.scaled_dot_product_attention, q, k, v, mask)


@pytest.mark.exercise("scaled_dot_product_attention")
def test_attention_of_large_scores_and_one_key(student, solution, rng, compare):
    """Huge scores, far below zero and far above; then a single key, whose weight is 1."""
    q, k, v = 300 * rng.normal(size=(3, 5)), 30 * rng.normal(size=(4, 5)), rng.normal(size=(4, 2))
    compare(student.scaled_dot_product_attention, solution.scaled_dot_product_attention, q, k, v)
    q[:, 0], k[:, 0] = -400.0, 400.0  # above the smallest score of the check that is seen
    compare(student.scaled_dot_product_attention, solution.scaled_dot_product_attention, q, k, v, causal(4)[:3])
    compare(student.scaled_dot_product_attention, solution.scaled_dot_product_attention, q, k[:1], v[:1])


# causal_mask


@pytest.mark.exercise("causal_mask")
@pytest.mark.visible
def test_causal_mask_of_four_places(student, solution, compare):
    """Four places."""
    compare(student.causal_mask, solution.causal_mask, 4)


@pytest.mark.exercise("causal_mask")
@pytest.mark.visible
def test_causal_mask_is_a_mask_in_the_notebook(student, solution, rng, compare, measures):
    """The mask holds True and False: it will be used to choose."""
    compare.measure(student.causal_mask, solution.causal_mask, measures.truth_of_causal_mask, seed_of(rng), near=0.1)


@pytest.mark.exercise("causal_mask", weight=3)
def test_causal_mask_of_more_places(student, solution, rng, compare):
    """Some more places, and just one, which sees itself."""
    for n in (int(rng.integers(5, 12)), 1, 2):
        compare(student.causal_mask, solution.causal_mask, n)


@pytest.mark.exercise("causal_mask")
def test_causal_mask_is_a_mask(student, solution, rng, compare, measures):
    """The mask of another size holds True and False, too."""
    compare.measure(student.causal_mask, solution.causal_mask, measures.truth_of_causal_mask, seed_of(rng), near=0.1)


# padding_mask


@pytest.mark.exercise("padding_mask")
@pytest.mark.visible
def test_padding_mask_of_two_rows(student, solution, compare):
    """Two rows of four tokens; once 0 is padding, once 7 is."""
    compare(student.padding_mask, solution.padding_mask, np.array([[3, 1, 5, 0], [7, 2, 0, 0]]))
    compare(student.padding_mask, solution.padding_mask, np.array([[3, 0, 7, 7], [2, 9, 1, 7]]), 7)


@pytest.mark.exercise("padding_mask")
@pytest.mark.visible
def test_padding_mask_is_a_mask_in_the_notebook(student, solution, rng, compare, measures):
    """The mask holds True and False: it will be used to choose."""
    compare.measure(student.padding_mask, solution.padding_mask, measures.truth_of_padding_mask, seed_of(rng), near=0.1)


@pytest.mark.exercise("padding_mask", weight=3)
def test_padding_mask_of_random_tokens(student, solution, rng, compare):
    """Five rows of three tokens, then one row of seven; the padding is at the end, in front, or nowhere."""
    tokens = rng.integers(1, 30, size=(5, 3))
    compare(student.padding_mask, solution.padding_mask, tokens)
    tokens[1, 1:], tokens[3, 0], tokens[4, 2] = 0, 0, 0
    compare(student.padding_mask, solution.padding_mask, tokens)
    padding = int(rng.integers(30, 40))
    compare(student.padding_mask, solution.padding_mask, np.array([[4, 0, 41, 2, 50, padding, padding]]), padding)


@pytest.mark.exercise("padding_mask")
def test_padding_mask_is_a_mask(student, solution, rng, compare, measures):
    """The mask of other tokens holds True and False, too."""
    compare.measure(student.padding_mask, solution.padding_mask, measures.truth_of_padding_mask, seed_of(rng), near=0.1)


# split_heads and join_heads


@pytest.mark.exercise("split_heads")
@pytest.mark.visible
def test_split_numbered_heads(student, solution, compare):
    """One example of two places and six numbers each, which are numbered: three heads."""
    compare(student.split_heads, solution.split_heads, np.arange(12.0).reshape(1, 2, 6), 3)


@pytest.mark.exercise("split_heads", weight=3)
def test_split_random_heads(student, solution, rng, compare):
    """Batches of examples, with three heads and with five."""
    for heads, d in ((3, 4), (5, 2)):
        compare(student.split_heads, solution.split_heads, rng.normal(size=(2, 7, heads * d)), heads)


@pytest.mark.exercise("split_heads")
def test_split_one_head(student, solution, rng, compare):
    """A single head, then as many heads as numbers; and a single place."""
    x = rng.normal(size=(3, 2, 4))
    compare(student.split_heads, solution.split_heads, x, 1)
    compare(student.split_heads, solution.split_heads, x, 4)
    compare(student.split_heads, solution.split_heads, x[:, :1], 2)


@pytest.mark.exercise("join_heads")
@pytest.mark.visible
def test_join_numbered_heads(student, solution, compare):
    """Two examples, two heads, two places, two numbers each, which are numbered."""
    compare(student.join_heads, solution.join_heads, np.arange(16.0).reshape(2, 2, 2, 2))


@pytest.mark.exercise("join_heads", weight=3)
def test_join_random_heads(student, solution, rng, compare):
    """Batches of examples, more places than heads and fewer."""
    compare(student.join_heads, solution.join_heads, rng.normal(size=(2, 3, 7, 4)))
    compare(student.join_heads, solution.join_heads, rng.normal(size=(3, 5, 2, 6)))


@pytest.mark.exercise("join_heads")
def test_join_as_many_heads_as_places(student, solution, rng, compare):
    """As many heads as places, where a wrong order still has the right shape; and a single head."""
    compare(student.join_heads, solution.join_heads, rng.normal(size=(2, 4, 4, 3)))
    compare(student.join_heads, solution.join_heads, rng.normal(size=(2, 1, 4, 3)))


# multi_head_attention


@pytest.mark.exercise("multi_head_attention")
@pytest.mark.visible
def test_multi_head_attention_of_two_places(student, solution, rng, compare):
    """One example of two places and four numbers, two heads, with a causal mask."""
    x, parameters = rng.normal(size=(1, 2, 4)).round(1), attention_parameters(rng, 4, digits=1)
    compare(student.multi_head_attention, solution.multi_head_attention, x, parameters, 2, causal(2), **SINGLE)


@pytest.mark.exercise("multi_head_attention", weight=3)
def test_multi_head_attention_of_a_batch(student, solution, rng, compare):
    """Two examples of five places, three heads, a mask for each example."""
    x, parameters = rng.normal(size=(2, 5, 12)), attention_parameters(rng, 12)
    mask = random_mask(rng, 2, 1, 1, 5)
    compare(student.multi_head_attention, solution.multi_head_attention, x, parameters, 3, mask, **SINGLE)
    compare(student.multi_head_attention, solution.multi_head_attention, x, parameters, 4, causal(5), **SINGLE)


@pytest.mark.exercise("multi_head_attention")
def test_multi_head_attention_of_one_head(student, solution, rng, compare):
    """One head, and as many heads as places."""
    x, parameters = rng.normal(size=(3, 4, 8)), attention_parameters(rng, 8)
    compare(student.multi_head_attention, solution.multi_head_attention, x, parameters, 1, causal(4), **SINGLE)
    compare(student.multi_head_attention, solution.multi_head_attention, x, parameters, 4, **SINGLE)


@pytest.mark.exercise("multi_head_attention")
def test_a_later_place_changes_no_earlier_output(student, rng):
    """With a causal mask another last token changes the last output, and no other."""
    x, parameters = rng.normal(size=(1, 5, 6)), attention_parameters(rng, 6)
    other = np.concatenate([x[:, :4], rng.normal(size=(1, 1, 6))], axis=1)
    before, after = (
        np.asarray(student.multi_head_attention(inputs, parameters, 2, causal(5))[0], dtype=float)
        for inputs in (x, other)
    )
    assert np.shape(before) == x.shape, "The first thing returned should be the output, in the shape of x."
    assert not np.allclose(before, x), "The output is x itself: nobody has looked at anybody."
    assert np.allclose(before[:, :4], after[:, :4], rtol=1e-3, atol=1e-4), (
        "With a causal mask, another last token changed the output of an earlier place: it must not be seen there. Does "
        "the mask reach the attention?"
    )
    assert not np.allclose(before[:, 4], after[:, 4]), "Another last token should change the last output."


@pytest.mark.exercise("multi_head_attention")
def test_without_positions_the_order_does_not_matter(student, rng):
    """Without a mask, places in another order give the same outputs in that order."""
    x, parameters, order = rng.normal(size=(2, 5, 6)), attention_parameters(rng, 6), np.array([3, 0, 4, 2, 1])
    straight = np.asarray(student.multi_head_attention(x, parameters, 3)[0], dtype=float)
    mixed = np.asarray(student.multi_head_attention(x[:, order], parameters, 3)[0], dtype=float)
    assert np.shape(straight) == x.shape, "The first thing returned should be the output, in the shape of x."
    assert not np.allclose(straight, x), "The output is x itself: nobody has looked at anybody."
    assert np.ptp(straight) > 1e-3, "All numbers of the output are the same."
    assert np.allclose(straight[:, order], mixed, rtol=1e-3, atol=1e-4), (
        "Places in another order should give the same outputs in that order. Do the heads come apart and together again "
        "in the same way?"
    )


# positional_encoding


@pytest.mark.exercise("positional_encoding")
@pytest.mark.visible
def test_positional_encoding_of_two_places(student, solution, compare):
    """Two places, four numbers for each."""
    compare(student.positional_encoding, solution.positional_encoding, 2, 4)


@pytest.mark.exercise("positional_encoding", weight=2)
def test_positional_encoding_of_many_places(student, solution, rng, compare):
    """More places than numbers, and fewer."""
    compare(student.positional_encoding, solution.positional_encoding, int(rng.integers(40, 60)), 16)
    compare(student.positional_encoding, solution.positional_encoding, 3, 2 * int(rng.integers(5, 9)))


@pytest.mark.exercise("positional_encoding")
def test_positional_encoding_of_one_place(student, solution, compare):
    """A single place, and the smallest depth."""
    compare(student.positional_encoding, solution.positional_encoding, 1, 8)
    compare(student.positional_encoding, solution.positional_encoding, 9, 2)


# layer_norm


@pytest.mark.exercise("layer_norm")
@pytest.mark.visible
def test_layer_norm_of_two_places(student, solution, compare):
    """One example, two places and three numbers; a large epsilon, so that one sees where it stands."""
    x = np.array([[[1.0, 2.0, 6.0], [-2.0, 0.0, 8.0]]])
    gamma, beta = np.array([1.0, 2.0, -1.0]), np.array([0.0, 1.0, -2.0])
    compare(student.layer_norm, solution.layer_norm, x, gamma, beta, 0.5)


@pytest.mark.exercise("layer_norm")
@pytest.mark.visible
def test_layer_norm_of_equal_numbers(student, solution, compare):
    """A vector of three equal numbers has no spread to divide by; epsilon is the default."""
    compare(student.layer_norm, solution.layer_norm, np.array([[5.0] * 3, [1.0, 2.0, 4.0]]), np.ones(3), np.ones(3))


@pytest.mark.exercise("layer_norm", weight=3)
def test_layer_norm_of_random_vectors(student, solution, rng, compare):
    """A batch of places, then with one axis more and with one less; two epsilons."""
    gamma, beta = rng.normal(size=(2, 6))
    for shape in ((3, 4, 6), (2, 3, 4, 6), (5, 6), (6,)):
        x = rng.normal(loc=rng.normal(), scale=2, size=shape)
        compare(student.layer_norm, solution.layer_norm, x, gamma, beta)
        compare(student.layer_norm, solution.layer_norm, x, gamma, beta, 0.1)


@pytest.mark.exercise("layer_norm", weight=2)
def test_layer_norm_of_tiny_numbers(student, solution, rng, compare):
    """Numbers so small that epsilon decides, and numbers far from zero."""
    gamma, beta = rng.normal(size=(2, 5))
    compare(student.layer_norm, solution.layer_norm, 0.01 * rng.normal(size=(2, 3, 5)), gamma, beta)
    compare(student.layer_norm, solution.layer_norm, 30 + rng.normal(size=(2, 3, 5)), gamma, beta)


# gelu and feed_forward


@pytest.mark.exercise("gelu")
@pytest.mark.visible
def test_gelu_of_some_numbers(student, solution, compare):
    """Five numbers from -2 to 3."""
    compare(student.gelu, solution.gelu, np.array([-2.0, -0.5, 0.0, 1.0, 3.0]))


@pytest.mark.exercise("gelu", weight=2)
def test_gelu_of_random_numbers(student, solution, rng, compare):
    """Arrays of one axis and of three, and numbers far from zero."""
    for shape in ((5,), (2, 3, 4)):
        compare(student.gelu, solution.gelu, 2 * rng.normal(size=shape))
    compare(student.gelu, solution.gelu, np.array([-40.0, -8.0, 8.0, 40.0, 1000.0]))


@pytest.mark.exercise("feed_forward")
@pytest.mark.visible
def test_feed_forward_of_two_places(student, solution, rng, compare):
    """One example, two places, two numbers, three units between."""
    x, parameters = rng.normal(size=(1, 2, 2)).round(1), feed_forward_parameters(rng, 2, 3, digits=1)
    compare(student.feed_forward, solution.feed_forward, x, parameters)


@pytest.mark.exercise("feed_forward", weight=2)
def test_feed_forward_of_a_batch(student, solution, rng, compare):
    """A batch, with more units between than numbers, and with fewer; and a single place."""
    for depth, inner in ((3, 12), (6, 4)):
        x, parameters = rng.normal(size=(2, 5, depth)), feed_forward_parameters(rng, depth, inner)
        compare(student.feed_forward, solution.feed_forward, x, parameters)
        compare(student.feed_forward, solution.feed_forward, x[:, :1], parameters)


# transformer_block


@pytest.mark.exercise("transformer_block")
@pytest.mark.visible
def test_block_of_two_places(student, solution, rng, compare):
    """One example of two places and three numbers, one head, with a causal mask."""
    x, parameters = rng.normal(size=(1, 2, 3)).round(1), block_parameters(rng, 3, 2, digits=1)
    compare(student.transformer_block, solution.transformer_block, x, parameters, 1, causal(2), **SINGLE)


@pytest.mark.exercise("transformer_block", weight=3)
def test_block_of_a_batch(student, solution, rng, compare):
    """Two examples of five places, three heads; a mask for each example, and a causal one."""
    x, parameters = 2 * rng.normal(size=(2, 5, 6)), block_parameters(rng, 6, 24)
    compare(
        student.transformer_block, solution.transformer_block, x, parameters, 3, random_mask(rng, 2, 1, 1, 5), **SINGLE
    )
    compare(student.transformer_block, solution.transformer_block, x, parameters, 2, causal(5), **SINGLE)


@pytest.mark.exercise("transformer_block")
def test_block_whose_parts_say_nothing(student, solution, rng, compare):
    """The last weights of both parts are zero: x comes out as it went in; then those of one part alone."""
    x, parameters = rng.normal(size=(2, 4, 6)), block_parameters(rng, 6, 8)
    for silent in (("W_o", "b_o", "W2", "b2"), ("W_o", "b_o"), ("W2", "b2")):
        quiet = {**parameters, **{name: np.zeros(parameters[name].shape) for name in silent}}
        compare(student.transformer_block, solution.transformer_block, x, quiet, 2, **SINGLE)


# keras_block


@stand_in("keras_block")
def block_of_one_dense_layer(x, heads, causal):
    units = x.shape[-1]
    mixed = keras.layers.Dense(units, activation="tanh")(x)
    return mixed + keras.ops.mean(x, axis=1, keepdims=True) * (0.1 if causal else 0.2) / heads


@pytest.mark.exercise("keras_block")
@pytest.mark.visible
def test_keras_block_that_is_causal(student, solution, compare):
    """Two places, six numbers, three heads; each place sees those before it."""
    compare.model(student.keras_block, solution.keras_block, KerasInput((2, 6)), 3, True, **NEAR)


@pytest.mark.exercise("keras_block")
@pytest.mark.visible
def test_keras_block_that_sees_everything(student, solution, compare):
    """Two places, four numbers, two heads; each place sees the other, too."""
    compare.model(student.keras_block, solution.keras_block, KerasInput((2, 4)), 2, False, **NEAR)


@pytest.mark.exercise("keras_block", weight=3)
def test_keras_block_of_other_sizes(student, solution, rng, compare):
    """Other sizes, causal and not."""
    shape, heads = one_of(rng, ((5, 12), 4), ((7, 8), 2), ((6, 12), 3))
    for is_causal in (True, False):
        compare.model(student.keras_block, solution.keras_block, KerasInput(shape), heads, is_causal, **NEAR)


@pytest.mark.exercise("keras_block")
def test_keras_block_of_one_head(student, solution, rng, compare):
    """A single head; the output in training is the same."""
    shape = one_of(rng, (4, 5), (5, 4), (3, 7))
    block = (KerasInput(shape), 1, True)
    compare.model(student.keras_block, solution.keras_block, *block, training=True, **NEAR)


# transformer_lm


@pytest.mark.exercise("transformer_lm")
@pytest.mark.visible
def test_language_model_of_three_places(student, solution, compare):
    """Four tokens, three places, depth 8, two heads, two layers."""
    compare.model(student.transformer_lm, solution.transformer_lm, 4, 3, 8, 2, 2, **NEAR)


@pytest.mark.exercise("transformer_lm", weight=2)
def test_language_model_of_other_sizes(student, solution, rng, compare):
    """Another vocabulary, length, depth and number of heads; one layer or three."""
    sizes = one_of(rng, (9, 6, 12, 3, 1), (12, 7, 8, 4, 1), (10, 4, 12, 2, 1))
    compare.model(student.transformer_lm, solution.transformer_lm, *sizes, **NEAR)
    compare.model(student.transformer_lm, solution.transformer_lm, 11, 6, 8, 2, 3, outputs=False)


@pytest.mark.exercise("transformer_lm")
def test_language_model_of_the_notebook(student, solution, rng, compare):
    """The sizes of the experiment: 12 tokens, 11 places, and depths around 64."""
    depth = one_of(rng, 64, 48, 32)
    compare.model(student.transformer_lm, solution.transformer_lm, 12, 11, depth, 4, 2, **NEAR)


# count_transformer_parameters


@pytest.mark.exercise("count_transformer_parameters")
@pytest.mark.visible
def test_count_of_a_small_transformer(student, solution, compare):
    """Three tokens, five places, depth 2, four layers."""
    compare(student.count_transformer_parameters, solution.count_transformer_parameters, 3, 5, 2, 4)


@pytest.mark.exercise("count_transformer_parameters")
@pytest.mark.visible
def test_count_with_a_table_that_is_used_twice(student, solution, compare):
    """The same transformer, but its last layer is tied to the embedding."""
    compare(student.count_transformer_parameters, solution.count_transformer_parameters, 3, 5, 2, 4, True)


def sizes_of_a_transformer(rng):
    """Return a vocabulary, a length, a depth and a number of layers; no two are alike."""
    return [int(rng.integers(low, high)) for low, high in ((900, 1100), (30, 50), (60, 90), (5, 9))]


@pytest.mark.exercise("count_transformer_parameters", weight=3)
def test_count_of_other_transformers(student, solution, rng, compare):
    """Other sizes, large and small."""
    compare(student.count_transformer_parameters, solution.count_transformer_parameters, *sizes_of_a_transformer(rng))
    compare(student.count_transformer_parameters, solution.count_transformer_parameters, 12, 11, 64, 1)


@pytest.mark.exercise("count_transformer_parameters", weight=2)
def test_count_of_other_transformers_with_a_table_that_is_used_twice(student, solution, rng, compare):
    """Other sizes, and the last layer is tied to the embedding."""
    sizes = sizes_of_a_transformer(rng)
    compare(student.count_transformer_parameters, solution.count_transformer_parameters, *sizes, True)


@pytest.mark.exercise("count_transformer_parameters")
def test_count_without_layers(student, solution, rng, compare):
    """No block at all: what is left are the tables, a norm and the last layer."""
    vocabulary, depth = int(rng.integers(20, 40)), int(rng.integers(5, 12))
    compare(student.count_transformer_parameters, solution.count_transformer_parameters, vocabulary, 7, depth, 0)


# generate


def scores_of(table):
    """Return a model whose logits are rows of a table: which row, the sum of all tokens so far tells."""

    def looks_at_all(tokens):
        return table[np.cumsum(tokens) % len(table)]

    return looks_at_all


def generator(seed):
    """Return a fresh generator: the same seed gives the same draws."""
    return np.random.default_rng(seed)


@pytest.mark.exercise("generate")
@pytest.mark.visible
def test_generate_the_likeliest(student, solution, compare):
    """Temperature 0: the likeliest token each time, whatever rng says; six steps."""
    prompt = np.array([1, 3])
    compare(student.generate, solution.generate, solution.toy_model, prompt, 6, 0.0, None, generator(0))


@pytest.mark.exercise("generate")
@pytest.mark.visible
def test_generate_from_one_candidate(student, solution, compare):
    """Only the likeliest token may be drawn: it comes, at every temperature."""
    compare(student.generate, solution.generate, solution.toy_model, np.array([4, 0, 2]), 4, 2.5, 1, generator(0))


@pytest.mark.exercise("generate", weight=2)
def test_generate_without_chance(student, solution, rng, compare):
    """Another model, in which every token so far counts; at temperature 0, and with one candidate."""
    model = scores_of(rng.permutation(54).reshape(9, 6) / 10 - 3)
    for temperature, top_k in ((0.0, None), (0.0, 3), (1.7, 1), (0, 1)):
        prompt = rng.integers(0, 6, size=int(rng.integers(2, 5)))
        compare(student.generate, solution.generate, model, prompt, 7, temperature, top_k, generator(seed_of(rng)))


@pytest.mark.exercise("generate")
def test_generate_nothing_and_a_prompt_that_is_a_list(student, solution, rng, compare):
    """No step at all: the prompt comes back; a prompt of one token, as a list."""
    model = scores_of(rng.permutation(20).reshape(5, 4) / 4)
    compare(student.generate, solution.generate, model, rng.integers(0, 4, size=3), 0, 1.0, None, generator(1))
    compare(student.generate, solution.generate, model, [int(rng.integers(4))], 5, 0.0, None, generator(1))


@pytest.mark.exercise("generate")
@pytest.mark.visible
def test_generate_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Counts what is drawn at two temperatures, and from two candidates."""
    compare.measure(student.generate, solution.generate, measures.drawn, seed_of(rng), near=NEAR_SHARES)


@pytest.mark.exercise("generate", weight=4)
def test_generate_counted(student, solution, rng, compare, measures):
    """Counts what is drawn at two temperatures, and from two candidates, of other tokens."""
    compare.measure(student.generate, solution.generate, measures.drawn, seed_of(rng), near=NEAR_SHARES)


# cached_step


def cache_of(rng, batch, heads, t, d, digits=16):
    """Return keys and values of t places, (batch, heads, t, d)."""
    k, v = rng.normal(size=(2, batch, heads, t, d)).round(digits)
    return {"k": k, "v": v}


def output_and_cache(answer):
    """Return the two parts of what a step returned."""
    is_pair = isinstance(answer, (tuple, list)) and len(answer) == 2 and isinstance(answer[1], dict)
    is_complete = is_pair and {"k", "v"} <= set(answer[1])
    assert is_complete, 'Return the output and the new cache, a dict with "k" and "v".'
    return answer


@pytest.mark.exercise("cached_step")
@pytest.mark.visible
def test_cached_step_after_one_place(student, solution, rng, compare):
    """One example, three heads; one place is in the cache."""
    x, parameters = rng.normal(size=(1, 1, 3)).round(1), block_parameters(rng, 3, 2, digits=1)
    compare(student.cached_step, solution.cached_step, x, cache_of(rng, 1, 3, 1, 1, digits=1), parameters, 3, **SINGLE)


@pytest.mark.exercise("cached_step", weight=2)
def test_cached_step_of_a_batch(student, solution, rng, compare):
    """Two examples, three heads, five places in the cache."""
    x, parameters = 2 * rng.normal(size=(2, 1, 12)), block_parameters(rng, 12, 7)
    compare(student.cached_step, solution.cached_step, x, cache_of(rng, 2, 3, 5, 4), parameters, 3, **SINGLE)


@pytest.mark.exercise("cached_step")
def test_cached_step_of_the_first_place(student, solution, rng, compare):
    """The cache is empty: the place sees itself alone."""
    x, parameters = rng.normal(size=(2, 1, 6)), block_parameters(rng, 6, 8)
    compare(student.cached_step, solution.cached_step, x, cache_of(rng, 2, 2, 0, 3), parameters, 2, **SINGLE)


@pytest.mark.exercise("cached_step", weight=2)
def test_cached_steps_are_the_block_with_a_causal_mask(student, solution, rng):
    """Five places one after the other give what the whole block gives at once."""
    x, parameters, heads = rng.normal(size=(2, 5, 6)), block_parameters(rng, 6, 9), 3
    at_once, _ = solution.transformer_block(x, parameters, heads, causal(5))
    cache = cache_of(rng, 2, heads, 0, 2)
    for place in range(5):
        answer = student.cached_step(x[:, place : place + 1], cache, parameters, heads)
        output, cache = output_and_cache(answer)
        for name in "kv":
            assert np.shape(cache[name]) == (2, heads, place + 1, 2), (
                f'After {place + 1} steps the cache should hold {place + 1} places: "{name}" should have the shape '
                f"(2, {heads}, {place + 1}, 2), and it has {np.shape(cache[name])}."
            )
        right = at_once[:, place : place + 1]
        assert np.shape(output) == right.shape, "The output should have the shape of x: (batch, 1, depth)."
        assert np.allclose(output, right, rtol=1e-3, atol=1e-4), (
            f"Step by step, place {place + 1} comes out otherwise than from the whole block with a causal mask."
        )


# patches


@pytest.mark.exercise("patches")
@pytest.mark.visible
def test_patches_of_a_numbered_picture(student, solution, compare):
    """One grey picture of 4x4 pixels, which are numbered: four patches of four."""
    compare(student.patches, solution.patches, np.arange(16.0).reshape(1, 4, 4, 1), 2)


@pytest.mark.exercise("patches")
@pytest.mark.visible
def test_patches_of_a_colour_picture(student, solution, compare):
    """One picture of 2x4 pixels with two channels, numbered: two patches of eight numbers."""
    compare(student.patches, solution.patches, np.arange(16.0).reshape(1, 2, 4, 2), 2)


@pytest.mark.exercise("patches", weight=4)
def test_patches_of_random_pictures(student, solution, rng, compare):
    """Batches of pictures, higher than wide and wider than high, grey and in colour."""
    for m, rows, columns, channels, size in ((3, 2, 4, 1, 3), (2, 5, 3, 3, 2), (4, 1, 2, 2, 4)):
        images = rng.normal(size=(m, rows * size, columns * size, channels))
        compare(student.patches, solution.patches, images, size)


@pytest.mark.exercise("patches")
def test_patches_of_one_pixel_and_of_the_whole(student, solution, rng, compare):
    """Patches of a single pixel, and one patch that is the whole picture."""
    images = rng.normal(size=(2, 4, 4, 3))
    compare(student.patches, solution.patches, images, 1)
    compare(student.patches, solution.patches, images, 4)


# vit


@pytest.mark.exercise("vit")
@pytest.mark.visible
def test_vision_transformer_of_six_patches(student, solution, compare):
    """Six patches of four numbers, three classes, depth 8, two heads, two layers."""
    compare.model(student.vit, solution.vit, 6, 4, 3, 8, 2, 2, **NEAR_PROBABILITIES)


@pytest.mark.exercise("vit", weight=2)
def test_vision_transformer_of_other_sizes(student, solution, rng, compare):
    """Other patches, classes, depth and heads; one layer or three."""
    sizes = one_of(rng, (9, 5, 4, 12, 3, 1), (4, 7, 5, 8, 4, 1), (5, 6, 2, 12, 2, 1))
    compare.model(student.vit, solution.vit, *sizes, **NEAR_PROBABILITIES)
    compare.model(student.vit, solution.vit, 6, 5, 4, 8, 2, 3, outputs=False)


@pytest.mark.exercise("vit")
def test_vision_transformer_of_the_notebook(student, solution, rng, compare):
    """The sizes of the experiment: 16 patches of four numbers, ten classes."""
    compare.model(student.vit, solution.vit, 16, 4, 10, one_of(rng, 48, 32, 64), 4, 2, **NEAR_PROBABILITIES)
