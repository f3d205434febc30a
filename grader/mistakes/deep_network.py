"""Known wrong and other right answers for deep_network."""

import keras
import numpy as np

from grader.catalogue import alternative, mistake
from solutions.deep_network import *

# initialize


@mistake(
    "initialize",
    hint="The weights are drawn, but not made smaller. Divide by the square root of the number of inputs of the layer.",
)
def not_scaled(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        parameters[f"W{layer}"] = rng.standard_normal((layer_dims[layer], layer_dims[layer - 1]))
        parameters[f"b{layer}"] = np.zeros((layer_dims[layer], 1))
    return parameters


@mistake(
    "initialize",
    hint="This is 0.01 times a normal draw, as in the last notebook. Here each layer has a scale of its own, which "
    "depends on how many inputs it has.",
)
def one_hundredth(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        parameters[f"W{layer}"] = 0.01 * rng.standard_normal((layer_dims[layer], layer_dims[layer - 1]))
        parameters[f"b{layer}"] = np.zeros((layer_dims[layer], 1))
    return parameters


@mistake(
    "initialize",
    hint="You divide by the number of inputs itself, and the weights get too small. Divide by its square root.",
)
def square_root_missing(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / n_prev
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize",
    hint="You divide by the square root of the layer's own width. What counts is how many terms the sum has: the "
    "width of the layer before.",
)
def width_of_the_wrong_layer(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize",
    hint="Every layer is scaled by the width of the input. Each layer should be scaled by the width of the layer "
    "just before it.",
)
def width_of_the_input_everywhere(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(layer_dims[0])
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize",
    hint="You multiply by the square root of the number of inputs. Divide by it: more inputs, smaller weights.",
)
def multiplied_by_the_root(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize",
    hint="This is He's rule, with sqrt(2 / n_prev). It is a good rule, and you will meet it in the next notebook; "
    "here the standard deviation is 1 / sqrt(n_prev).",
)
def he_rule(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * np.sqrt(2 / n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize",
    hint="The last layer is missing: the loop ends one round too early. There is one layer less than there are "
    "numbers in layer_dims.",
)
def last_layer_forgotten(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims) - 1):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize", hint="The names count from 0: W0, b0. The first layer with weights is layer 1, so begin with W1."
)
def names_from_zero(layer_dims, rng):
    parameters = {}
    for layer in range(len(layer_dims) - 1):
        n_prev, n = layer_dims[layer], layer_dims[layer + 1]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize",
    hint="You make three layers whatever layer_dims says. The number of layers is len(layer_dims) - 1.",
)
def always_three_layers(layer_dims, rng):
    parameters = {}
    for layer in range(1, 4):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize",
    hint="The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for "
    "each unit of the layer before.",
)
def one_column_for_each_unit(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n_prev, n)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake("initialize", hint="The biases have one axis only. Make them columns, (n, 1), so that they fit to the scores.")
def biases_with_one_axis(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros(n)
    return parameters


@mistake("initialize", hint="The biases are rows here. They must be columns: one row for each unit.")
def biases_as_rows(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros((1, n))
    return parameters


@mistake(
    "initialize",
    hint="The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
)
def random_biases(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = rng.standard_normal((n, 1)) / np.sqrt(n_prev)
    return parameters


@mistake(
    "initialize", hint="All weights are zero. Equal units stay equal, and nothing is learned. Draw them at random."
)
def all_zero(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        parameters[f"W{layer}"] = np.zeros((layer_dims[layer], layer_dims[layer - 1]))
        parameters[f"b{layer}"] = np.zeros((layer_dims[layer], 1))
    return parameters


@mistake(
    "initialize",
    hint="rng.random draws evenly from 0 to 1, so all weights are positive. Draw from the normal distribution, "
    "rng.standard_normal.",
)
def uniform_draws(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.random((n, n_prev)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize",
    hint="You make a generator of your own, so every network starts with the same numbers. Draw with the rng that is "
    "passed in.",
)
def own_generator(layer_dims, rng):
    rng = np.random.default_rng(0)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize",
    hint="All units of a layer get the same weights: one row is drawn and repeated. Draw every weight by itself.",
)
def the_same_row_for_every_unit(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = np.repeat(rng.standard_normal((1, n_prev)) / np.sqrt(n_prev), n, axis=0)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative("initialize")
def pairs_of_widths(layer_dims, rng):
    parameters = {}
    for layer, (n_prev, n) in enumerate(zip(layer_dims[:-1], layer_dims[1:]), start=1):
        parameters["W" + str(layer)] = rng.normal(0, n_prev**-0.5, size=(n, n_prev))
        parameters["b" + str(layer)] = np.zeros([n, 1])
    return parameters


@alternative("initialize")
def weight_by_weight(layer_dims, rng):
    parameters = {}
    for layer in range(len(layer_dims) - 1, 0, -1):
        W = np.empty((layer_dims[layer], layer_dims[layer - 1]))
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                W[i, j] = rng.normal() / np.sqrt(W.shape[1])
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, np.zeros((W.shape[0], 1))
    return parameters


@alternative("initialize")
def initialized_in_float32(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        draws = rng.standard_normal((n, n_prev), dtype=np.float32)
        parameters[f"W{layer}"] = draws * np.float32(1 / np.sqrt(n_prev))
        parameters[f"b{layer}"] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative("initialize")
def all_weights_first(layer_dims, rng):
    print("a network with", len(layer_dims) - 1, "layers")
    weights = [rng.normal(size=(n, p)) * np.sqrt(1.0 / p) for p, n in zip(layer_dims, layer_dims[1:])]
    parameters = {f"b{i + 1}": np.zeros((len(W), 1)) for i, W in enumerate(weights)}
    parameters.update({f"W{i + 1}": W for i, W in enumerate(weights)})
    return parameters


# linear_forward


@mistake(
    "linear_forward",
    hint="The star multiplies entry by entry and adds nothing up. A weighted sum is a matrix product: use @.",
)
def star_for_the_matrix_product(A_prev, W, b):
    return W * A_prev + b, {"A_prev": A_prev, "W": W, "b": b}


@mistake("linear_forward", hint="W is transposed here. Each unit has a row of W already, so no transpose is needed.")
def weights_transposed(A_prev, W, b):
    return W.T @ A_prev + b, {"A_prev": A_prev, "W": W, "b": b}


@mistake(
    "linear_forward",
    hint="A_prev comes first in your product, but examples are columns: the weights stand on the left.",
)
def examples_first(A_prev, W, b):
    return A_prev @ W + b, {"A_prev": A_prev, "W": W, "b": b}


@mistake("linear_forward", hint="The bias is missing: add b to the weighted sum.")
def bias_forgotten(A_prev, W, b):
    return W @ A_prev, {"A_prev": A_prev, "W": W, "b": b}


@mistake("linear_forward", hint="The bias is subtracted. Add it.")
def minus_the_bias(A_prev, W, b):
    return W @ A_prev - b, {"A_prev": A_prev, "W": W, "b": b}


@mistake(
    "linear_forward", hint="b is turned into a row before it is added. Leave it a column: one entry for each unit."
)
def bias_as_a_row(A_prev, W, b):
    return W @ A_prev + b.T, {"A_prev": A_prev, "W": W, "b": b}


@mistake("linear_forward", hint="Only Z comes back. Return two things: Z and the cache, which the way back will need.")
def cache_not_returned(A_prev, W, b):
    return W @ A_prev + b


@mistake("linear_forward", hint="The order is turned round: return Z first, then the cache.")
def cache_first(A_prev, W, b):
    return {"A_prev": A_prev, "W": W, "b": b}, W @ A_prev + b


@mistake(
    "linear_forward",
    hint="The cache is a tuple without names. Make it a dict with the entries A_prev, W and b.",
)
def cache_as_a_tuple(A_prev, W, b):
    return W @ A_prev + b, (A_prev, W, b)


@mistake("linear_forward", hint='The input stands in the cache as "A". Its name there is "A_prev".')
def cache_with_another_name(A_prev, W, b):
    return W @ A_prev + b, {"A": A_prev, "W": W, "b": b}


@mistake(
    "linear_forward",
    hint='Z is right, but "A_prev" in the cache holds Z. It should hold the input, as it came in.',
)
def scores_in_the_place_of_the_input(A_prev, W, b):
    Z = W @ A_prev + b
    return Z, {"A_prev": Z, "W": W, "b": b}


@mistake("linear_forward", hint="ReLU is applied already. This half of the layer returns the plain scores.")
def bent_already(A_prev, W, b):
    return np.maximum(0, W @ A_prev + b), {"A_prev": A_prev, "W": W, "b": b}


@alternative("linear_forward")
def scores_number_by_number(A_prev, W, b):
    Z = np.zeros((W.shape[0], A_prev.shape[1]))
    for i in range(A_prev.shape[1]):
        for j in range(W.shape[0]):
            Z[j, i] = sum(W[j, k] * A_prev[k, i] for k in range(W.shape[1])) + b[j, 0]
    return Z, {"A_prev": A_prev, "W": W, "b": b}


@alternative("linear_forward")
def with_einsum_and_more_in_the_cache(A_prev, W, b):
    Z = np.einsum("jk,ki->ji", W, A_prev) + b
    return [Z, {"Z": Z, "A_prev": A_prev.copy(), "W": W.copy(), "b": b.copy(), "m": A_prev.shape[1]}]


@alternative("linear_forward")
def with_dot_in_rows(A_prev, W, b):
    Z = (np.dot(A_prev.T, W.T) + b.reshape(-1)).T
    return Z, {"b": b, "W": W, "A_prev": A_prev}


@alternative("linear_forward")
def scores_in_float32(A_prev, W, b):
    A_prev, W, b = (part.astype(np.float32) for part in (A_prev, W, b))
    return W @ A_prev + b, {"A_prev": A_prev, "W": W, "b": b}


# softmax


@mistake(
    "softmax",
    hint="You add up along the rows, over the examples. The probabilities of one example stand in a column: axis=0.",
)
def over_the_wrong_axis(Z):
    powers = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)


@mistake(
    "softmax",
    hint="You divide by the sum over all examples together. Each column has a sum of its own: axis=0.",
)
def one_sum_for_all(Z):
    powers = np.exp(Z - np.max(Z))
    return powers / np.sum(powers)


@mistake(
    "softmax",
    hint="np.exp of a large score is inf, and inf / inf is nan. Subtract the largest score of each column first.",
)
def overflow(Z):
    powers = np.exp(Z)
    return powers / np.sum(powers, axis=0, keepdims=True)


@mistake(
    "softmax",
    hint="You subtract the largest score of all examples. An example with much smaller scores then gets only zeros. "
    "Take the maximum of each column.",
)
def one_maximum_for_all(Z):
    powers = np.exp(Z - np.max(Z))
    return powers / np.sum(powers, axis=0, keepdims=True)


@mistake(
    "softmax",
    hint="The maximum is taken over the examples, but the sum over the classes. Both go down the columns: axis=0.",
)
def maximum_over_the_wrong_axis(Z):
    powers = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True)


@mistake("softmax", hint="You subtract the smallest score, so the powers get larger. Subtract the largest.")
def minimum_subtracted(Z):
    powers = np.exp(Z - np.min(Z, axis=0, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True)


@mistake(
    "softmax",
    hint="This is the sigmoid of each score by itself. The columns do not add up to 1: divide each power by the sum "
    "of its column.",
)
def sigmoid_of_each_score(Z):
    return np.where(Z >= 0, 1 / (1 + np.exp(-np.abs(Z))), np.exp(-np.abs(Z)) / (1 + np.exp(-np.abs(Z))))


@mistake("softmax", hint="These are the powers only. Divide them by the sum of their column, so that it adds up to 1.")
def sum_forgotten(Z):
    return np.exp(Z - np.max(Z, axis=0, keepdims=True))


@mistake("softmax", hint="The exponential is missing. You divide the scores themselves by their sum.")
def exponential_forgotten(Z):
    return Z / np.sum(Z, axis=0, keepdims=True)


@mistake("softmax", hint="The largest score gets 1 and all others 0. Softmax is softer: everybody gets a share.")
def winner_takes_all(Z):
    return (np.max(Z, axis=0, keepdims=True) == Z).astype(float)


@mistake("softmax", hint="This is the logarithm of softmax. Return the probabilities themselves.")
def logarithm_of_softmax(Z):
    shifted = Z - np.max(Z, axis=0, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=0, keepdims=True))


@mistake(
    "softmax",
    hint="The probabilities are right, but Z is changed: -= writes into the caller's array. Make a new one.",
)
def scores_changed_in_place(Z):
    Z -= np.max(Z, axis=0, keepdims=True)
    powers = np.exp(Z)
    return powers / np.sum(powers, axis=0, keepdims=True)


@alternative("softmax")
def example_by_example(Z):
    import math

    columns = []
    for i in range(Z.shape[1]):
        top = max(Z[:, i])
        powers = [math.exp(z - top) for z in Z[:, i]]
        columns.append([power / sum(powers) for power in powers])
    return np.array(columns).T


@alternative("softmax")
def through_the_logarithm(Z):
    top = Z.max(axis=0)
    return np.exp(Z - top - np.log(np.exp(Z - top).sum(axis=0)))


@alternative("softmax")
def examples_in_rows_for_a_while(Z):
    rows = np.exp(Z.T - Z.T.max(axis=1)[:, None])
    return (rows / rows.sum(axis=1, keepdims=True)).T


@alternative("softmax")
def softmax_in_float32(Z):
    Z = Z.astype(np.float32)
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True)


@alternative("softmax")
def softmax_of_scipy(Z):
    from scipy.special import softmax as ready_made

    return ready_made(Z, axis=0)


# activation_forward


@mistake("activation_forward", hint="ReLU is used whatever the name says. Look at the argument activation.")
def always_relu(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    return np.maximum(0, Z), {**cache, "Z": Z}


@mistake("activation_forward", hint="For tanh you compute the sigmoid. They are related, but tanh runs from -1 to 1.")
def sigmoid_for_tanh(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "tanh":
        A = 1 / (1 + np.exp(-Z))
    else:
        A = softmax(Z)
    return A, {**cache, "Z": Z}


@mistake("activation_forward", hint="With softmax the plain scores come back. Send them through your softmax.")
def softmax_forgotten(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = Z
    return A, {**cache, "Z": Z}


@mistake(
    "activation_forward",
    hint="For ReLU you return 0 or 1, which is its slope. ReLU lets a positive score pass as it is.",
)
def slope_for_relu(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.where(Z > 0, 1.0, 0.0)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {**cache, "Z": Z}


@mistake("activation_forward", hint="For ReLU the negative scores lose their sign. They should become 0.")
def absolute_value_for_relu(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.abs(Z)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {**cache, "Z": Z}


@mistake("activation_forward", hint="For ReLU you keep the smaller one of 0 and Z. It is the larger one.")
def minimum_for_relu(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.minimum(0, Z)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {**cache, "Z": Z}


@mistake(
    "activation_forward",
    hint="The scores come back, and no activation has touched them. Return A.",
)
def scores_returned(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    return Z, {**cache, "Z": Z}


@mistake(
    "activation_forward", hint='The activations are right, but "Z" in the cache holds A. It should hold the scores.'
)
def activations_in_the_cache(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {**cache, "Z": A}


@mistake(
    "activation_forward",
    hint="For ReLU you write zeros into Z itself, so the scores in the cache are cut, too. Make a new array for A.",
)
def relu_written_into_the_scores(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = Z
        A[A < 0] = 0
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {**cache, "Z": Z}


@mistake("activation_forward", hint='The cache is that of linear_forward, without the scores. Add "Z" to it.')
def scores_missing_from_the_cache(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, cache


@mistake("activation_forward", hint='The cache holds "Z" alone. A_prev, W and b must stay in it: copy them over.')
def only_scores_in_the_cache(A_prev, W, b, activation):
    Z, _ = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {"Z": Z}


@mistake(
    "activation_forward",
    hint="The cache is a pair of two caches. Here it is one flat dict with four entries: A_prev, W, b and Z.",
)
def pair_of_caches(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, (cache, Z)


@mistake(
    "activation_forward",
    hint="Only A comes back. Return two things: A and the cache, which the way back will need.",
)
def layer_cache_not_returned(A_prev, W, b, activation):
    Z, _ = linear_forward(A_prev, W, b)
    if activation == "relu":
        return np.maximum(0, Z)
    return np.tanh(Z) if activation == "tanh" else softmax(Z)


@mistake(
    "activation_forward",
    hint="linear_forward returns two things, the scores and a cache, and you use both together as the scores. Unpack them.",
)
def pair_not_unpacked(A_prev, W, b, activation):
    Z = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {"A_prev": A_prev, "W": W, "b": b, "Z": Z}


@alternative("activation_forward")
def masks_that_multiply(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    cache["Z"] = Z
    if activation == "softmax":
        return softmax(Z), cache
    if activation == "tanh":
        return 2 / (1 + np.exp(-2 * np.clip(Z, -300, 300))) - 1, cache
    return Z * (Z > 0), cache


@alternative("activation_forward")
def table_of_functions(A_prev, W, b, activation):
    functions = {"relu": lambda Z: np.where(Z < 0, 0, Z), "tanh": np.tanh, "softmax": softmax}
    Z = W.dot(A_prev) + b
    return functions[activation](Z), {"A_prev": A_prev, "W": W, "b": b, "Z": Z, "activation": activation}


@alternative("activation_forward")
def copies_and_loops(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    A = Z.copy()
    if activation == "softmax":
        A = softmax(A)
    else:
        for place in np.ndindex(A.shape):
            A[place] = max(0.0, A[place]) if activation == "relu" else np.tanh(A[place])
    return (A, {"Z": Z, "A": A} | cache)


@alternative("activation_forward")
def layer_in_float32(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev.astype(np.float32), W.astype(np.float32), b.astype(np.float32))
    if activation == "relu":
        A = (Z + np.abs(Z)) / 2
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {**cache, "Z": Z}


# model_forward


@mistake(
    "model_forward",
    hint="The last layer ends in ReLU like the others. It should be softmax, so that probabilities come out.",
)
def relu_in_the_last_layer(X, parameters):
    A, caches = X, []
    for layer in range(1, len(parameters) // 2 + 1):
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], "relu")
        caches.append(cache)
    return A, caches


@mistake("model_forward", hint="Every layer ends in softmax. Only the last one should; the hidden ones bend with ReLU.")
def softmax_in_every_layer(X, parameters):
    A, caches = X, []
    for layer in range(1, len(parameters) // 2 + 1):
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], "softmax")
        caches.append(cache)
    return A, caches


@mistake("model_forward", hint="The hidden layers bend with tanh, as in the last notebook. Here it is ReLU.")
def tanh_in_the_hidden_layers(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "tanh"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


@mistake(
    "model_forward", hint="Every layer gets X. Only the first one should; each other one gets the A that came before."
)
def the_input_for_every_layer(X, parameters):
    L = len(parameters) // 2
    caches = []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(X, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


@mistake(
    "model_forward",
    hint="The last layer is never computed: the loop ends one round too early, and the answer of a hidden layer comes "
    "back.",
)
def last_layer_left_out(X, parameters):
    A, caches = X, []
    for layer in range(1, len(parameters) // 2):
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], "relu")
        caches.append(cache)
    return A, caches


@mistake(
    "model_forward",
    hint="You count as many layers as there are entries in parameters. Each layer has two of them, W and b.",
)
def twice_as_many_layers(X, parameters):
    L = len(parameters)
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


@mistake("model_forward", hint="Layer 1 is computed again and again: the names must change with the layer, W1, W2, ...")
def first_weights_in_every_layer(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, parameters["W1"], parameters["b1"], activation)
        caches.append(cache)
    return A, caches


@mistake("model_forward", hint="You compute three layers, whatever comes in. The number of layers is in parameters.")
def three_layers_always(X, parameters):
    A, caches = X, []
    for layer in (1, 2, 3):
        activation = "softmax" if layer == 3 else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


@mistake(
    "model_forward",
    hint="You take the parameters by their place in the dict. Take them by their names; the order in a dict may differ.",
)
def parameters_by_place(X, parameters):
    values = list(parameters.values())
    L = len(values) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, values[2 * layer - 2], values[2 * layer - 1], activation)
        caches.append(cache)
    return A, caches


@mistake(
    "model_forward", hint="The cache of the last layer is not in the list. The way back begins just there: add it."
)
def last_cache_missing(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L):
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], "relu")
        caches.append(cache)
    A, _ = activation_forward(A, parameters[f"W{L}"], parameters[f"b{L}"], "softmax")
    return A, caches


@mistake("model_forward", hint="The caches are in the wrong order: that of layer 1 should be the first of the list.")
def caches_turned_round(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.insert(0, cache)
    return A, caches


@mistake(
    "model_forward", hint="Only the cache of the last layer comes back. Collect the caches of all layers in a list."
)
def last_cache_alone(X, parameters):
    L = len(parameters) // 2
    A = X
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
    return A, cache


@mistake("model_forward", hint="The caches are in a dict. Put them into a list, layer 1 first.")
def caches_in_a_dict(X, parameters):
    L = len(parameters) // 2
    A, caches = X, {}
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, caches[layer] = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
    return A, caches


@mistake("model_forward", hint="Only AL comes back. Return two things: AL and the list of the caches.")
def caches_not_returned(X, parameters):
    L = len(parameters) // 2
    A = X
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, _ = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
    return A


@mistake(
    "model_forward",
    hint="The layer before the last one ends in softmax, too. Only layer L should; layer L - 1 still bends with ReLU.",
)
def softmax_one_layer_too_early(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer >= L - 1 else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


@alternative("model_forward")
def last_layer_after_the_loop(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for i in range(1, L):
        A, cache = activation_forward(A, parameters["W" + str(i)], parameters["b" + str(i)], activation="relu")
        caches.append(cache)
    AL, cache = activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], activation="softmax")
    caches += [cache]
    return AL, caches


@alternative("model_forward")
def until_there_is_no_next_layer(X, parameters):
    A, caches, layer = X, (), 1
    while f"W{layer}" in parameters:
        activation = "relu" if f"W{layer + 1}" in parameters else "softmax"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches, layer = (*caches, cache), layer + 1
    return A, caches


@alternative("model_forward")
def without_the_other_functions(X, parameters):
    L = sum(name.startswith("W") for name in parameters)
    A, caches = X, []
    for layer in range(1, L + 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = np.dot(W, A) + b
        caches.append({"A_prev": A, "W": W, "b": b, "Z": Z, "layer": layer})
        A = np.where(Z > 0, Z, 0)
    powers = np.exp(Z - Z.max(axis=0))
    return powers / powers.sum(axis=0), caches


@alternative("model_forward")
def forward_in_float32(X, parameters):
    L = len(parameters) // 2
    A, caches = X.astype(np.float32), []
    for layer in range(1, L + 1):
        W, b = (parameters[f"{name}{layer}"].astype(np.float32) for name in "Wb")
        A, cache = activation_forward(A, W, b, ["relu", "softmax"][layer == L])
        caches.append(cache)
    return A, caches


# cross_entropy


@mistake("cross_entropy", hint="This is the sum over the examples. Take the average: divide by m.")
def summed_not_averaged(A, Y):
    return -np.sum(Y * np.log(np.maximum(A, 1e-12)))


@mistake(
    "cross_entropy",
    hint="You average over all entries, classes and examples together. Add up over the classes, and average over the "
    "examples only.",
)
def averaged_over_the_classes_too(A, Y):
    return -np.mean(Y * np.log(np.maximum(A, 1e-12)))


@mistake("cross_entropy", hint="You divide by the number of classes. Divide by the number of examples, the columns.")
def divided_by_the_classes(A, Y):
    return -np.sum(Y * np.log(np.maximum(A, 1e-12))) / Y.shape[0]


@mistake(
    "cross_entropy",
    hint="The minus sign is missing. Logarithms of probabilities are negative, and a cost must be positive.",
)
def minus_sign_missing(A, Y):
    return np.sum(Y * np.log(np.maximum(A, 1e-12))) / Y.shape[1]


@mistake(
    "cross_entropy",
    hint="Where A is exactly 0 you take log(0), which is -inf, and 0 * -inf is nan. Keep A at least a tiny number.",
)
def log_of_zero(A, Y):
    return -np.sum(Y * np.log(A)) / Y.shape[1]


@mistake(
    "cross_entropy",
    hint="This is the cost of two classes, with a second term (1 - y) log(1 - a). With one-hot labels the first term is "
    "enough.",
)
def two_class_formula(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / Y.shape[1]


@mistake(
    "cross_entropy",
    hint="The labels and the answers have changed places: the logarithm is of A, and Y chooses the term.",
)
def labels_and_answers_swapped(A, Y):
    return -np.sum(A * np.log(np.maximum(Y, 1e-12))) / Y.shape[1]


@mistake("cross_entropy", hint="This is the squared error. The cost is minus the logarithm of the right class's share.")
def squared_error(A, Y):
    return np.sum((A - Y) ** 2) / Y.shape[1]


@mistake("cross_entropy", hint="The logarithm is missing: this is one minus the probability of the right class.")
def logarithm_missing(A, Y):
    return 1 - np.sum(Y * A) / Y.shape[1]


@mistake("cross_entropy", hint="This is a logarithm to the base 2. Use the natural one, np.log.")
def base_two(A, Y):
    return -np.sum(Y * np.log2(np.maximum(A, 1e-12))) / Y.shape[1]


@mistake(
    "cross_entropy",
    hint="This counts the share of wrong answers. The cost looks at the probability of the right class instead.",
)
def share_of_wrong_answers(A, Y):
    return np.mean(np.argmax(A, axis=0) != np.argmax(Y, axis=0))


@mistake("cross_entropy", hint="These are the costs of the single examples. Average them, so that one number remains.")
def one_cost_for_each_example(A, Y):
    return -np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)


@mistake(
    "cross_entropy",
    hint="You add up over the examples first and keep one number for each class. One number is left in the end.",
)
def one_cost_for_each_class(A, Y):
    return -np.mean(Y * np.log(np.maximum(A, 1e-12)), axis=1)


@mistake(
    "cross_entropy",
    hint="You keep A so far away from 0 that ordinary probabilities are changed. Use a tiny number, such as 1e-12.",
)
def clipped_too_hard(A, Y):
    return -np.sum(Y * np.log(np.maximum(A, 0.2))) / Y.shape[1]


@mistake(
    "cross_entropy",
    hint="Y is not used: the logarithms of all classes are added up. Multiply by Y, so that only the right class is left.",
)
def labels_ignored(A, Y):
    return -np.sum(np.log(np.maximum(A, 1e-12))) / Y.shape[1]


@alternative("cross_entropy")
def one_example_after_the_other(A, Y):
    import math

    total = 0
    for a, y in zip(A.T, Y.T):
        total -= math.log(max(a[list(y).index(1)], 1e-15))
    return total / len(A.T)


@alternative("cross_entropy")
def probability_of_the_right_class(A, Y):
    right = A[np.argmax(Y, axis=0), np.arange(A.shape[1])]
    return np.mean(-np.log(right + 1e-8))


@alternative("cross_entropy")
def selected_first_then_the_logarithm(A, Y):
    m = A.shape[1]
    return np.array(-np.log(np.clip((A * Y).sum(axis=0), 1e-10, None)) @ np.ones(m) / m)


@alternative("cross_entropy")
def cost_in_float32(A, Y):
    A = np.clip(A.astype(np.float32), np.float32(1e-7), np.float32(1))
    return np.float32(-np.einsum("ki,ki->", Y.astype(np.float32), np.log(A)) / Y.shape[1])


# linear_backward


@mistake("linear_backward", hint="dW and db are sums over the examples. They are averages: divide by m.")
def gradients_summed(dZ, cache):
    return cache["W"].T @ dZ, dZ @ cache["A_prev"].T, np.sum(dZ, axis=1, keepdims=True)


@mistake("linear_backward", hint="dW is averaged, but db is a sum. Divide db by m, too.")
def only_weights_averaged(dZ, cache):
    m = cache["A_prev"].shape[1]
    return cache["W"].T @ dZ, dZ @ cache["A_prev"].T / m, np.sum(dZ, axis=1, keepdims=True)


@mistake("linear_backward", hint="db is averaged, but dW is a sum. Divide dW by m, too.")
def only_biases_averaged(dZ, cache):
    return cache["W"].T @ dZ, dZ @ cache["A_prev"].T, np.mean(dZ, axis=1, keepdims=True)


@mistake(
    "linear_backward",
    hint="dA_prev is divided by m. It is handed on to the layer before, which divides for itself: then it is averaged "
    "twice.",
)
def handed_on_averaged(dZ, cache):
    m = cache["A_prev"].shape[1]
    return cache["W"].T @ dZ / m, dZ @ cache["A_prev"].T / m, np.mean(dZ, axis=1, keepdims=True)


@mistake("linear_backward", hint="db is divided by m twice: np.mean has divided already.")
def biases_averaged_twice(dZ, cache):
    m = cache["A_prev"].shape[1]
    return cache["W"].T @ dZ, dZ @ cache["A_prev"].T / m, np.mean(dZ, axis=1, keepdims=True) / m


@mistake(
    "linear_backward", hint="You divide by the number of units. The average is over the examples, the columns of dZ."
)
def divided_by_the_units(dZ, cache):
    n = dZ.shape[0]
    return cache["W"].T @ dZ, dZ @ cache["A_prev"].T / n, np.sum(dZ, axis=1, keepdims=True) / n


@mistake(
    "linear_backward", hint="db is one number for the whole layer. Each unit has its own: average over axis=1 only."
)
def one_bias_for_all(dZ, cache):
    m = cache["A_prev"].shape[1]
    return cache["W"].T @ dZ, dZ @ cache["A_prev"].T / m, np.sum(dZ) / m


@mistake("linear_backward", hint="db has lost an axis. With keepdims=True it stays a column.")
def bias_with_one_axis(dZ, cache):
    m = cache["A_prev"].shape[1]
    return cache["W"].T @ dZ, dZ @ cache["A_prev"].T / m, np.mean(dZ, axis=1)


@mistake("linear_backward", hint="db is averaged over the units. Average over the examples: axis=1.")
def bias_over_the_wrong_axis(dZ, cache):
    m = cache["A_prev"].shape[1]
    return cache["W"].T @ dZ, dZ @ cache["A_prev"].T / m, np.mean(dZ, axis=0, keepdims=True)


@mistake("linear_backward", hint="dW lies on its side: the error comes first, then the input transposed.")
def weights_on_their_side(dZ, cache):
    m = cache["A_prev"].shape[1]
    return cache["W"].T @ dZ, cache["A_prev"] @ dZ.T / m, np.mean(dZ, axis=1, keepdims=True)


@mistake("linear_backward", hint="The error goes back through W. On the way back it goes through W transposed.")
def weights_not_transposed(dZ, cache):
    m = cache["A_prev"].shape[1]
    return cache["W"] @ dZ, dZ @ cache["A_prev"].T / m, np.mean(dZ, axis=1, keepdims=True)


@mistake("linear_backward", hint="A_prev is not transposed in dW. Look at the shapes: (n, m) times (m, n_prev).")
def input_not_transposed(dZ, cache):
    m = cache["A_prev"].shape[1]
    return cache["W"].T @ dZ, dZ @ cache["A_prev"] / m, np.mean(dZ, axis=1, keepdims=True)


@mistake("linear_backward", hint="The three answers are in the wrong order: dA_prev comes first, then dW, then db.")
def weights_first(dZ, cache):
    m = cache["A_prev"].shape[1]
    return dZ @ cache["A_prev"].T / m, np.mean(dZ, axis=1, keepdims=True), cache["W"].T @ dZ


@mistake("linear_backward", hint="All three have the wrong sign. The minus of going downhill comes later, in update.")
def already_downhill(dZ, cache):
    m = cache["A_prev"].shape[1]
    return -cache["W"].T @ dZ, -dZ @ cache["A_prev"].T / m, -np.mean(dZ, axis=1, keepdims=True)


@mistake("linear_backward", hint="The values are in a dict. Return a tuple of three arrays: dA_prev, dW, db.")
def answers_in_a_dict(dZ, cache):
    m = cache["A_prev"].shape[1]
    return {
        "dA_prev": cache["W"].T @ dZ,
        "dW": dZ @ cache["A_prev"].T / m,
        "db": np.mean(dZ, axis=1, keepdims=True),
    }


@mistake(
    "linear_backward", hint="dZ /= m writes into the caller's dZ, and dA_prev gets smaller, too. Divide dW and db only."
)
def error_divided_in_place(dZ, cache):
    dZ /= dZ.shape[1]
    return cache["W"].T @ dZ, dZ @ cache["A_prev"].T, np.sum(dZ, axis=1, keepdims=True)


@mistake(
    "linear_backward",
    hint="The cache is a dict. Unpacking a dict gives its names, not its arrays: take each array out by its name.",
)
def cache_unpacked(dZ, cache):
    A_prev, W, b = cache
    m = dZ.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, np.mean(dZ, axis=1, keepdims=True)


@alternative("linear_backward")
def example_after_example(dZ, cache):
    A_prev, W, m = cache["A_prev"], cache["W"], dZ.shape[1]
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((len(W), 1))
    for i in range(m):
        for j in range(len(W)):
            db[j] += dZ[j, i] / m
            for k in range(len(A_prev)):
                dW[j, k] += dZ[j, i] * A_prev[k, i] / m
                dA_prev[k, i] += W[j, k] * dZ[j, i]
    return dA_prev, dW, db


@alternative("linear_backward")
def backward_with_einsum(dZ, cache):
    m = dZ.shape[1]
    dW = np.einsum("ji,ki->jk", dZ, cache["A_prev"]) / m
    return [np.einsum("jk,ji->ki", cache["W"], dZ), dW, np.einsum("ji->j", dZ)[:, None] / m]


@alternative("linear_backward")
def divided_once_at_the_start(dZ, cache):
    share = dZ / dZ.shape[1]
    return np.dot(dZ.T, cache["W"]).T, np.dot(share, cache["A_prev"].T), share @ np.ones((dZ.shape[1], 1))


@alternative("linear_backward")
def backward_in_float32(dZ, cache):
    dZ, A_prev, W = (part.astype(np.float32) for part in (dZ, cache["A_prev"], cache["W"]))
    return W.T @ dZ, dZ @ A_prev.T / np.float32(dZ.shape[1]), dZ.mean(axis=1).reshape(-1, 1)


# activation_backward


@mistake(
    "activation_backward",
    hint="The error passes the layer as if it did not bend. Multiply dA by the slope of the activation, entry by entry.",
)
def slope_missing(dA, cache, activation):
    return linear_backward(dA, cache)


@mistake(
    "activation_backward", hint="The slope of ReLU is used whatever the name says. Look at the argument activation."
)
def always_the_slope_of_relu(dA, cache, activation):
    return linear_backward(np.where(cache["Z"] > 0, dA, 0), cache)


@mistake(
    "activation_backward", hint="The slope of tanh is used whatever the name says. Look at the argument activation."
)
def always_the_slope_of_tanh(dA, cache, activation):
    return linear_backward(dA * (1 - np.tanh(cache["Z"]) ** 2), cache)


@mistake(
    "activation_backward",
    hint="For ReLU you look where dA is positive. Whether the error gets through depends on the scores Z.",
)
def gate_opened_by_the_error(dA, cache, activation):
    if activation == "relu":
        return linear_backward(dA * (dA > 0), cache)
    return linear_backward(dA * (1 - np.tanh(cache["Z"]) ** 2), cache)


@mistake(
    "activation_backward",
    hint="For ReLU you multiply by the activation. Its slope is wanted: 1 where the score is positive, else 0.",
)
def activation_for_the_slope(dA, cache, activation):
    if activation == "relu":
        return linear_backward(dA * np.maximum(0, cache["Z"]), cache)
    return linear_backward(dA * (1 - np.tanh(cache["Z"]) ** 2), cache)


@mistake("activation_backward", hint="For ReLU the gate is the wrong way round: open where the score is positive.")
def gate_the_wrong_way_round(dA, cache, activation):
    if activation == "relu":
        return linear_backward(dA * (cache["Z"] < 0), cache)
    return linear_backward(dA * (1 - np.tanh(cache["Z"]) ** 2), cache)


@mistake(
    "activation_backward",
    hint="The gate of ReLU looks at A_prev, the input of the layer. It should look at the layer's own scores, Z.",
)
def gate_opened_by_the_input(dA, cache, activation):
    if activation == "relu":
        return linear_backward(dA * (cache["A_prev"] > 0), cache)
    return linear_backward(dA * (1 - np.tanh(cache["Z"]) ** 2), cache)


@mistake(
    "activation_backward",
    hint="For tanh you compute 1 minus the square of the score. It is 1 minus the square of tanh of the score.",
)
def square_of_the_score(dA, cache, activation):
    if activation == "relu":
        return linear_backward(dA * (cache["Z"] > 0), cache)
    return linear_backward(dA * (1 - cache["Z"] ** 2), cache)


@mistake("activation_backward", hint="The square is missing in the slope of tanh: 1 minus tanh squared.")
def square_missing(dA, cache, activation):
    if activation == "relu":
        return linear_backward(dA * (cache["Z"] > 0), cache)
    return linear_backward(dA * (1 - np.tanh(cache["Z"])), cache)


@mistake("activation_backward", hint="For tanh you multiply by tanh itself. Its slope is wanted: 1 minus tanh squared.")
def tanh_for_its_slope(dA, cache, activation):
    if activation == "relu":
        return linear_backward(dA * (cache["Z"] > 0), cache)
    return linear_backward(dA * np.tanh(cache["Z"]), cache)


@mistake(
    "activation_backward",
    hint="For tanh you use the slope of the sigmoid, s (1 - s). That of tanh is 1 - tanh squared.",
)
def slope_of_the_sigmoid(dA, cache, activation):
    if activation == "relu":
        return linear_backward(dA * (cache["Z"] > 0), cache)
    s = 1 / (1 + np.exp(-cache["Z"]))
    return linear_backward(dA * s * (1 - s), cache)


@mistake(
    "activation_backward",
    hint="The answer is right, but zeros are written into the caller's dA. Make a new array for dZ.",
)
def error_changed_in_place(dA, cache, activation):
    if activation == "relu":
        dA[cache["Z"] <= 0] = 0
    else:
        dA *= 1 - np.tanh(cache["Z"]) ** 2
    return linear_backward(dA, cache)


@mistake(
    "activation_backward", hint="Only dZ comes back. Send it on through linear_backward, and return its three answers."
)
def linear_part_missing(dA, cache, activation):
    if activation == "relu":
        return dA * (cache["Z"] > 0)
    return dA * (1 - np.tanh(cache["Z"]) ** 2)


@mistake("activation_backward", hint="The slope is added to dA. They are multiplied, entry by entry.")
def slope_added(dA, cache, activation):
    slope = np.where(cache["Z"] > 0, 1.0, 0.0) if activation == "relu" else 1 - np.tanh(cache["Z"]) ** 2
    return linear_backward(dA + slope, cache)


@alternative("activation_backward")
def zeros_into_a_copy(dA, cache, activation):
    dZ = np.array(dA, copy=True)
    if activation == "relu":
        dZ[cache["Z"] <= 0] = 0
    elif activation == "tanh":
        dZ /= np.cosh(cache["Z"]) ** 2
    return linear_backward(dZ, cache)


@alternative("activation_backward")
def entry_after_entry(dA, cache, activation):
    dZ = np.zeros(dA.shape)
    for place in np.ndindex(dA.shape):
        z = cache["Z"][place]
        slope = (1 if z > 0 else 0) if activation == "relu" else 1 - np.tanh(z) * np.tanh(z)
        dZ[place] = dA[place] * slope
    dA_prev, dW, db = linear_backward(dZ, cache)
    return dA_prev, dW, db


@alternative("activation_backward")
def all_by_itself(dA, cache, activation):
    A_prev, W, Z = cache["A_prev"], cache["W"], cache["Z"]
    dZ = dA * (np.sign(Z) + 1) / 2 if activation == "relu" else dA - dA * np.square(np.tanh(Z))
    m = dA.shape[1]
    return np.dot(W.T, dZ), 1 / m * np.dot(dZ, A_prev.T), 1 / m * np.sum(dZ, axis=1, keepdims=True)


@alternative("activation_backward")
def layer_backward_in_float32(dA, cache, activation):
    cache = {name: np.asarray(cache[name], dtype=np.float32) for name in ("A_prev", "W", "b", "Z")}
    dA = dA.astype(np.float32)
    if activation == "relu":
        return linear_backward(np.where(cache["Z"] > 0, dA, np.float32(0)), cache)
    return linear_backward(dA * (1 - np.tanh(cache["Z"]) ** 2), cache)


# model_backward


@mistake("model_backward", hint="The sign is turned round. The error of the last scores is AL - Y, answer minus truth.")
def truth_minus_answer(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(Y - AL, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@mistake(
    "model_backward",
    hint="Every hidden layer gets the error of the last layer. The dA that comes out of one layer must go into the layer "
    "before it. (With two layers it would not show.)",
)
def error_not_handed_on(AL, Y, caches):
    L, grads = len(caches), {}
    dA_last, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        _, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA_last, caches[layer - 1], "relu")
    return grads


@mistake(
    "model_backward",
    hint="The hidden layers use the cache of the layer above. Layer number l has the cache caches[l - 1].",
)
def cache_of_the_layer_above(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer], "relu")
    return grads


@mistake(
    "model_backward",
    hint="Every hidden layer uses the cache of layer 1. Each has a cache of its own. (With two layers it would not show.)",
)
def first_cache_for_every_hidden_layer(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[0], "relu")
    return grads


@mistake(
    "model_backward",
    hint="Every layer uses the cache of the last layer. On the way back each layer needs its own.",
)
def last_cache_for_every_layer(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[-1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[-1], "relu")
    return grads


@mistake(
    "model_backward", hint="Layer 1 gets no gradients: the loop stops one layer too early. range leaves its end out."
)
def first_layer_forgotten(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 1, 1, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@mistake(
    "model_backward",
    hint="The error passes the hidden layers as if they did not bend. They go through activation_backward with relu.",
)
def hidden_layers_without_a_bend(AL, Y, caches):
    L, grads, dZ = len(caches), {}, AL - Y
    for layer in range(L, 0, -1):
        dZ, grads[f"dW{layer}"], grads[f"db{layer}"] = linear_backward(dZ, caches[layer - 1])
    return grads


@mistake(
    "model_backward",
    hint="Only the last hidden layer bends; further down the error passes as it is. Every hidden layer needs relu. "
    "(With two layers it would not show.)",
)
def only_the_last_hidden_layer_bends(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        if layer == L - 1:
            dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
        else:
            dA, grads[f"dW{layer}"], grads[f"db{layer}"] = linear_backward(dA, caches[layer - 1])
    return grads


@mistake(
    "model_backward",
    hint="The error of the output goes through a ReLU. AL - Y is the error of the last scores already: start with "
    "linear_backward.",
)
def relu_at_the_output(AL, Y, caches):
    L, grads, dA = len(caches), {}, AL - Y
    for layer in range(L, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@mistake(
    "model_backward",
    hint="The factor A (1 - A) does not belong into the error of the last scores. Softmax and cross-entropy together "
    "leave AL - Y.",
)
def slope_of_the_sigmoid_at_the_output(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward((AL - Y) * AL * (1 - AL), caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@mistake(
    "model_backward",
    hint="-Y / AL is the slope of the cost for the probabilities, not for the scores. With softmax in between it becomes "
    "AL - Y.",
)
def slope_for_the_probabilities(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(-Y / AL, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@mistake("model_backward", hint="The hidden layers go back through tanh. On the way forward they bent with ReLU.")
def tanh_on_the_way_back(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "tanh")
    return grads


@mistake(
    "model_backward",
    hint="All gradients are divided by m twice: you divide the error, and linear_backward averages once more.",
)
def averaged_twice(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward((AL - Y) / Y.shape[1], caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@mistake(
    "model_backward",
    hint="The error is divided by m again in every layer, so the first layers learn ever more slowly. Average only where "
    "dW and db are made.",
)
def divided_again_in_every_layer(AL, Y, caches):
    L, m, grads = len(caches), Y.shape[1], {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA / m, caches[layer - 1], "relu")
    return grads


@mistake("model_backward", hint="The names are those of the parameters. A gradient has a d in front: dW1, db1, ...")
def names_without_the_d(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"W{L}"], grads[f"b{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"W{layer}"], grads[f"b{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@mistake("model_backward", hint="The names count from 0: dW0, db0. The first layer with weights is layer 1.")
def gradient_names_from_zero(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L - 1}"], grads[f"db{L - 1}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 2, -1, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer], "relu")
    return grads


@mistake(
    "model_backward", hint="The gradients stand under the names of the wrong layers: the last layer's are called dW1."
)
def names_turned_round(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads["dW1"], grads["db1"] = linear_backward(AL - Y, caches[L - 1])
    for step, layer in enumerate(range(L - 1, 0, -1), start=2):
        dA, grads[f"dW{step}"], grads[f"db{step}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@mistake(
    "model_backward",
    hint="The gradients are right, but caches is empty afterwards: pop takes the caches out of the caller's list.",
)
def caches_used_up(AL, Y, caches):
    grads, layer = {}, len(caches)
    dA, grads[f"dW{layer}"], grads[f"db{layer}"] = linear_backward(AL - Y, caches.pop())
    while caches:
        layer -= 1
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches.pop(), "relu")
    return grads


@mistake("model_backward", hint="AL -= Y writes into the caller's probabilities. Make a new array for the error.")
def probabilities_changed_in_place(AL, Y, caches):
    L, grads = len(caches), {}
    AL -= Y
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@mistake("model_backward", hint="You go through three layers, whatever comes in. The number of layers is len(caches).")
def three_layers_back(AL, Y, caches):
    grads = {}
    dA, grads["dW3"], grads["db3"] = linear_backward(AL - Y, caches[2])
    dA, grads["dW2"], grads["db2"] = activation_backward(dA, caches[1], "relu")
    dA, grads["dW1"], grads["db1"] = activation_backward(dA, caches[0], "relu")
    return grads


@mistake(
    "model_backward",
    hint="There is no caches[L]. Python counts from 0, so the cache of the last layer is caches[L - 1].",
)
def one_cache_too_far(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer], "relu")
    return grads


@mistake(
    "model_backward",
    hint="After the last layer you go on with layer 1 and count upwards. The way back counts down: L - 1, ..., 2, 1.",
)
def upwards_from_layer_one(AL, Y, caches):
    L, grads = len(caches), {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(1, L):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@alternative("model_backward")
def backward_without_the_other_functions(AL, Y, caches):
    m, grads, dZ = Y.shape[1], {}, AL - Y
    for layer in reversed(range(len(caches))):
        grads["dW" + str(layer + 1)] = np.dot(dZ, caches[layer]["A_prev"].T) / m
        grads["db" + str(layer + 1)] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 0:
            dZ = np.dot(caches[layer]["W"].T, dZ)
            dZ = np.where(caches[layer - 1]["Z"] > 0, dZ, 0)
    return grads


@alternative("model_backward")
def errors_kept_in_the_answer(AL, Y, caches):
    L = len(caches)
    grads = {}
    current_cache = caches[L - 1]
    dA_prev_temp, dW_temp, db_temp = linear_backward(AL - Y, current_cache)
    grads["dA" + str(L - 1)] = dA_prev_temp
    grads["dW" + str(L)] = dW_temp
    grads["db" + str(L)] = db_temp
    for i in reversed(range(L - 1)):
        current_cache = caches[i]
        dA_prev_temp, dW_temp, db_temp = activation_backward(grads["dA" + str(i + 1)], current_cache, "relu")
        grads["dA" + str(i)] = dA_prev_temp
        grads["dW" + str(i + 1)] = dW_temp
        grads["db" + str(i + 1)] = db_temp
    return grads


@alternative("model_backward")
def through_the_slopes_of_softmax(AL, Y, caches):
    L, grads = len(caches), {}
    dAL = -Y / np.maximum(AL, 1e-15)
    dZ = np.empty_like(AL)
    for i in range(AL.shape[1]):
        a = AL[:, i]
        dZ[:, i] = (np.diag(a) - np.outer(a, a)) @ dAL[:, i]
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(dZ, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


@alternative("model_backward")
def from_a_reversed_list(AL, Y, caches):
    layers = list(enumerate(caches, start=1))[::-1]
    grads, error = {}, (AL - Y).astype(np.float32)
    for layer, cache in layers:
        if layer < len(caches):
            error = error * (cache["Z"] > 0)
        error, dW, db = linear_backward(error, cache)
        grads.update({f"dW{layer}": dW, f"db{layer}": db})
    return grads


# update


@mistake("update", hint="The step goes uphill: the gradient is added. Subtract it.")
def uphill(parameters, grads, learning_rate):
    return {name: parameters[name] + learning_rate * grads["d" + name] for name in parameters}


@mistake("update", hint="The learning rate is not used. Multiply the gradient by it.")
def learning_rate_ignored(parameters, grads, learning_rate):
    return {name: parameters[name] - grads["d" + name] for name in parameters}


@mistake(
    "update",
    hint="The step is right, but -= writes into the caller's arrays, even where the dict was copied first. Make new "
    "arrays: old minus step.",
)
def arrays_changed_in_place(parameters, grads, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


@mistake("update", hint="Only the weights move. The biases need their step, too.")
def biases_stand_still(parameters, grads, learning_rate):
    return {
        name: parameters[name] - learning_rate * grads["d" + name] if name.startswith("W") else parameters[name]
        for name in parameters
    }


@mistake("update", hint="The last layer stands still: the loop over the layers ends one round too early.")
def last_layer_stands_still(parameters, grads, learning_rate):
    new = dict(parameters)
    for layer in range(1, len(parameters) // 2):
        new[f"W{layer}"] = parameters[f"W{layer}"] - learning_rate * grads[f"dW{layer}"]
        new[f"b{layer}"] = parameters[f"b{layer}"] - learning_rate * grads[f"db{layer}"]
    return new


@mistake("update", hint="Only layers 1 and 2 move, as in the last notebook. Loop over all layers.")
def two_layers_only(parameters, grads, learning_rate):
    new = dict(parameters)
    for name in ("W1", "b1", "W2", "b2"):
        new[name] = parameters[name] - learning_rate * grads["d" + name]
    return new


@mistake(
    "update",
    hint="You pair parameters and gradients by their order. Find each gradient by its name instead.",
)
def paired_by_order(parameters, grads, learning_rate):
    return {name: parameters[name] - learning_rate * grad for name, grad in zip(parameters, grads.values())}


@mistake(
    "update",
    hint="You loop over the names in grads, and there may be more of them than parameters. Loop over parameters.",
)
def loop_over_the_gradients(parameters, grads, learning_rate):
    return {name[1:]: parameters[name[1:]] - learning_rate * grads[name] for name in grads}


@mistake("update", hint="These are the steps alone. Subtract each from its parameter.")
def steps_alone(parameters, grads, learning_rate):
    return {name: learning_rate * grads["d" + name] for name in parameters}


@mistake("update", hint="The names in the answer have a d in front, like gradients. They are parameters: W1, b1, ...")
def named_like_gradients(parameters, grads, learning_rate):
    return {"d" + name: parameters[name] - learning_rate * grads["d" + name] for name in parameters}


@alternative("update")
def layer_by_layer(parameters, grads, learning_rate):
    new = {}
    for layer in range(1, len(parameters) // 2 + 1):
        for kind in "Wb":
            new[kind + str(layer)] = parameters[kind + str(layer)] - learning_rate * grads[f"d{kind}{layer}"]
    return new


@alternative("update")
def in_place_on_deep_copies(parameters, grads, learning_rate):
    import copy

    parameters = copy.deepcopy(parameters)
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


@alternative("update")
def updated_in_float32(parameters, grads, learning_rate):
    new = {}
    for name, value in parameters.items():
        step = np.multiply(np.float32(learning_rate), grads[f"d{name}"], dtype=np.float32)
        new[name] = value.astype(np.float32) - step
    return new


# predict


@mistake(
    "predict", hint="You look along the rows, over the examples. The classes of one example stand in a column: axis=0."
)
def along_the_rows(X, parameters):
    return np.argmax(model_forward(X, parameters)[0], axis=1)


@mistake("predict", hint="These are the largest probabilities. Wanted is the place where they stand: the class.")
def largest_probability(X, parameters):
    return np.max(model_forward(X, parameters)[0], axis=0)


@mistake("predict", hint="This is the class with the smallest probability. Look for the largest.")
def least_likely(X, parameters):
    return np.argmin(model_forward(X, parameters)[0], axis=0)


@mistake("predict", hint="The classes count from 1 here. Places count from 0, as the digits do.")
def counted_from_one(X, parameters):
    return np.argmax(model_forward(X, parameters)[0], axis=0) + 1


@mistake("predict", hint="The answer is a row of shape (1, m). Return a plain array of shape (m,), like the labels y.")
def two_axes(X, parameters):
    return np.argmax(model_forward(X, parameters)[0], axis=0).reshape(1, -1)


@mistake(
    "predict", hint="np.argmax without an axis looks at the whole array and gives one number. Look down each column."
)
def one_answer_for_all(X, parameters):
    return np.argmax(model_forward(X, parameters)[0])


@mistake("predict", hint="These are one-hot columns. Return the number of the class.")
def one_hot_answers(X, parameters):
    AL, _ = model_forward(X, parameters)
    return (AL == np.max(AL, axis=0)).astype(int)


@mistake(
    "predict",
    hint="This asks which probabilities are above one half, as with two classes. Find the largest one instead.",
)
def above_one_half(X, parameters):
    return (model_forward(X, parameters)[0] > 0.5).astype(int)


@mistake("predict", hint="The probabilities come back. Decide: for each example the class with the largest one.")
def probabilities_returned(X, parameters):
    return model_forward(X, parameters)[0]


@mistake(
    "predict",
    hint="model_forward returns two things, and you pass both to argmax. Take the first, the probabilities.",
)
def caches_not_unpacked(X, parameters):
    return np.argmax(model_forward(X, parameters), axis=0)


@alternative("predict")
def one_by_one(X, parameters):
    answers = []
    for i in range(X.shape[1]):
        AL, _ = model_forward(X[:, i : i + 1], parameters)
        answers.append(int(AL[:, 0].argmax()))
    return answers


@alternative("predict")
def rows_for_a_while(X, parameters):
    AL = model_forward(X, parameters)[0]
    return np.argsort(AL.T, axis=1)[:, -1].astype(np.int32)


@alternative("predict")
def from_the_last_scores(X, parameters):
    _, caches = model_forward(X, parameters)
    return caches[-1]["Z"].argmax(0).astype(float)


# keras_deep_network


@mistake(
    "keras_deep_network",
    hint="The model returns scores, not probabilities: the last layer has no softmax.",
)
def softmax_missing(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:-1]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(layer_dims[-1]))
    model.compile(keras.optimizers.SGD(0.2), keras.losses.CategoricalCrossentropy(from_logits=True))
    return model


@mistake(
    "keras_deep_network",
    hint="The last layer has a sigmoid, which looks at each class by itself. The ten probabilities should add up to 1: "
    "softmax.",
)
def sigmoid_at_the_end(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:-1]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(layer_dims[-1], activation="sigmoid"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake("keras_deep_network", hint="The last layer ends in ReLU like the hidden ones. It should be softmax.")
def relu_at_the_end(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake(
    "keras_deep_network",
    hint="The hidden layers have no activation. Without a bend all layers together are worth one: give them ReLU.",
)
def hidden_layers_do_not_bend(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:-1]:
        model.add(keras.layers.Dense(width))
    model.add(keras.layers.Dense(layer_dims[-1], activation="softmax"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake("keras_deep_network", hint="The hidden layers bend with tanh. Here it is ReLU, as in your own network.")
def tanh_in_keras(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:-1]:
        model.add(keras.layers.Dense(width, activation="tanh"))
    model.add(keras.layers.Dense(layer_dims[-1], activation="softmax"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake("keras_deep_network", hint="Every layer ends in softmax. Only the last one should; the hidden ones have ReLU.")
def softmax_everywhere(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:]:
        model.add(keras.layers.Dense(width, activation="softmax"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake(
    "keras_deep_network",
    hint="The input got a Dense layer of its own. layer_dims[0] is only the width of what comes in; the first layer with "
    "weights has layer_dims[1] units.",
)
def layer_for_the_input(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[:-1]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(layer_dims[-1], activation="softmax"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake(
    "keras_deep_network", hint="A hidden layer is missing: the last hidden width is left out. layer_dims[1:-1] has all."
)
def last_hidden_layer_missing(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:-2]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(layer_dims[-1], activation="softmax"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake("keras_deep_network", hint="The output layer is there twice: the loop has made it already, with ReLU.")
def output_layer_twice(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(layer_dims[-1], activation="softmax"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake("keras_deep_network", hint="The widths are those of the digits, whatever comes in. Take them from layer_dims.")
def always_the_digits(layer_dims):
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(48, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake("keras_deep_network", hint="The layers have no biases. Leave them their biases: they are your b.")
def biases_switched_off(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:-1]:
        model.add(keras.layers.Dense(width, activation="relu", use_bias=False))
    model.add(keras.layers.Dense(layer_dims[-1], activation="softmax", use_bias=False))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake(
    "keras_deep_network", hint="The hidden layers are in reversed order. The first width of layer_dims comes first."
)
def widths_turned_round(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[-2:0:-1]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(layer_dims[-1], activation="softmax"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")
    return model


@mistake("keras_deep_network", hint="The model is built but not returned: nothing comes back. End with return model.")
def model_not_returned(layer_dims):
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:-1]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(layer_dims[-1], activation="softmax"))
    model.compile(keras.optimizers.SGD(0.2), "categorical_crossentropy")


@alternative("keras_deep_network")
def functional_with_activations_as_layers(layer_dims):
    inputs = x = keras.Input(shape=(layer_dims[0],), name="pixels")
    for width in layer_dims[1:-1]:
        x = keras.layers.ReLU()(keras.layers.Dense(width, kernel_initializer="he_normal")(x))
    outputs = keras.layers.Softmax()(keras.layers.Dense(layer_dims[-1])(x))
    model = keras.Model(inputs, outputs, name="deep")
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.2), loss=keras.losses.CategoricalCrossentropy())
    return model


@alternative("keras_deep_network")
def as_a_class(layer_dims):
    class Deep(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden = [keras.layers.Dense(width) for width in layer_dims[1:-1]]
            self.last = keras.layers.Dense(layer_dims[-1])

        def call(self, x):
            for layer in self.hidden:
                x = keras.ops.relu(layer(x))
            return keras.ops.softmax(self.last(x))

    model = Deep()
    model.build((None, layer_dims[0]))
    model.compile(optimizer=keras.optimizers.SGD(0.2), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


@alternative("keras_deep_network")
def list_of_layers(layer_dims):
    layers = [keras.layers.Dense(width, keras.activations.relu) for width in layer_dims[1:]]
    layers[-1] = keras.layers.Dense(layer_dims[-1], keras.activations.softmax, name="digits")
    model = keras.Sequential([keras.Input((layer_dims[0],)), *layers])
    model.compile(
        loss=keras.losses.categorical_crossentropy,
        optimizer=keras.optimizers.SGD(0.2, momentum=0.0),
        metrics=[keras.metrics.CategoricalAccuracy(), keras.metrics.TopKCategoricalAccuracy(k=2)],
    )
    model.summary()
    return model
