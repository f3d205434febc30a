import numpy as np

from grader.authoring import alternative, edited, everywhere
from solutions.deep_network import activation_backward, linear_backward

truth_minus_answer = edited(
    "The sign is turned round. The error of the last scores is AL - Y, answer minus truth.", ("AL - Y", "Y - AL")
)
error_not_handed_on = edited(
    "Every hidden layer gets the error of the last layer. The dA that comes out of one layer must go into the layer "
    "before it. (With two layers it would not show.)",
    ('dA, grads[f"dW{layer}"], grads[f"db{layer}"]', '_, grads[f"dW{layer}"], grads[f"db{layer}"]'),
)
cache_of_the_layer_above = edited(
    "The hidden layers use the cache of the layer above. Layer number l has the cache caches[l - 1].",
    ("layer - 1", "layer"),
)
first_cache_for_every_hidden_layer = edited(
    "Every hidden layer uses the cache of layer 1. Each has a cache of its own. (With two layers it would not show.)",
    ("layer - 1", "0"),
)
last_cache_for_every_layer = edited(
    "Every layer uses the cache of the last layer. On the way back each layer needs its own.", ("layer - 1", "-1")
)
first_layer_forgotten = edited(
    "Layer 1 gets no gradients: the loop stops one layer too early. range leaves its end out.", ("0", "1")
)
hidden_layers_without_a_bend = edited(
    "The error passes the hidden layers as if they did not bend. They go through activation_backward with relu.",
    ('activation_backward(dA, caches[layer - 1], "relu")', "linear_backward(dA, caches[layer - 1])"),
)
only_the_last_hidden_layer_bends = edited(
    "Only the last hidden layer bends; further down the error passes as it is. Every hidden layer needs relu. (With "
    "two layers it would not show.)",
    ('"relu")', '"relu") if layer == L - 1 else linear_backward(dA, caches[layer - 1])'),
)
relu_at_the_output = edited(
    "The error of the output goes through a ReLU. AL - Y is the error of the last scores already: start with "
    "linear_backward.",
    ("linear_backward(AL - Y, caches[L - 1])", 'activation_backward(AL - Y, caches[L - 1], "relu")'),
)
slope_of_the_sigmoid_at_the_output = edited(
    "The factor A (1 - A) does not belong into the error of the last scores. Softmax and cross-entropy together "
    "leave AL - Y.",
    ("AL - Y", "(AL - Y) * (1 - AL) * AL"),
)
slope_for_the_probabilities = edited(
    "-Y / AL is the slope of the cost for the probabilities, not for the scores. With softmax in between it becomes "
    "AL - Y.",
    ("AL - Y", "-Y / AL"),
)
tanh_on_the_way_back = edited(
    "The hidden layers go back through tanh. On the way forward they bent with ReLU.", ('"relu"', '"tanh"')
)
averaged_twice = edited(
    "All gradients are divided by m twice: you divide the error, and linear_backward averages once more.",
    ("AL - Y", "(AL - Y) / Y.shape[1]"),
)
divided_again_in_every_layer = edited(
    "The error is divided by m again in every layer, so the first layers learn ever more slowly. Average only where "
    "dW and db are made.",
    ("activation_backward(dA", "activation_backward(dA / Y.shape[1]"),
)
names_without_the_d = edited(
    "The names are those of the parameters. A gradient has a d in front: dW1, db1, ...",
    everywhere('grads[f"d', 'grads[f"'),
)
gradient_names_from_zero = edited(
    "The names count from 0: dW0, db0. The first layer with weights is layer 1.",
    everywhere("{L}", "{L - 1}"),
    everywhere("{layer}", "{layer - 1}"),
)
names_turned_round = edited(
    "The gradients stand under the names of the wrong layers: the last layer's are called dW1.",
    everywhere("{L}", "1"),
    everywhere("{layer}", "{L - layer + 1}"),
)
caches_used_up = edited(
    "The gradients are right, but caches is empty afterwards: pop takes the caches out of the caller's list.",
    ("caches[L - 1]", "caches.pop()"),
    ("caches[layer - 1]", "caches.pop()"),
)
probabilities_changed_in_place = edited(
    "AL -= Y writes into the caller's probabilities. Make a new array for the error.",
    ("grads = {}", "grads = {}", "AL -= Y"),
    ("AL - Y", "AL"),
)
three_layers_back = edited(
    "You go through three layers, whatever comes in. The number of layers is len(caches).", ("len(caches)", "3")
)
one_cache_too_far = edited(
    "There is no caches[L]. Python counts from 0, so the cache of the last layer is caches[L - 1].",
    ("caches[L - 1]", "caches[L]"),
)
upwards_from_layer_one = edited(
    "After the last layer you go on with layer 1 and count upwards. The way back counts down: L - 1, ..., 2, 1.",
    ("range(L - 1, 0, -1)", "range(1, L)"),
)


@alternative
def backward_without_the_other_functions(AL, Y, caches):
    m, grads, dZ = Y.shape[1], {}, AL - Y
    for layer in reversed(range(len(caches))):
        grads["dW" + str(layer + 1)] = np.dot(dZ, caches[layer]["A_prev"].T) / m
        grads["db" + str(layer + 1)] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 0:
            dZ = np.dot(caches[layer]["W"].T, dZ)
            dZ = np.where(caches[layer - 1]["Z"] > 0, dZ, 0)
    return grads


@alternative
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


@alternative
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


@alternative
def from_a_reversed_list(AL, Y, caches):
    layers = list(enumerate(caches, start=1))[::-1]
    grads, error = {}, (AL - Y).astype(np.float32)
    for layer, cache in layers:
        if layer < len(caches):
            error = error * (cache["Z"] > 0)
        error, dW, db = linear_backward(error, cache)
        grads.update({f"dW{layer}": dW, f"db{layer}": db})
    return grads


tanh_slope_on_relu_activations = edited(
    "The hidden layers have the slope of tanh, 1 - A**2, but they bent with ReLU. Its slope is 1 where Z is positive and 0 "
    "elsewhere: activation_backward knows it.",
    (
        'dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")',
        'slope = 1 - np.maximum(0, caches[layer - 1]["Z"]) ** 2',
        'dA, grads[f"dW{layer}"], grads[f"db{layer}"] = linear_backward(dA * slope, caches[layer - 1])',
    ),
)
