import numpy as np

from grader.authoring import alternative, edited
from solutions.deep_network import activation_forward

relu_in_the_last_layer = edited(
    "The last layer ends in ReLU like the others. It should be softmax, so that probabilities come out.",
    ('"softmax" if layer == L else "relu"', '"relu"'),
)
softmax_in_every_layer = edited(
    "Every layer ends in softmax. Only the last one should; the hidden ones bend with ReLU.",
    ('"softmax" if layer == L else "relu"', '"softmax"'),
)
tanh_in_the_hidden_layers = edited(
    "The hidden layers bend with tanh, as in the last notebook. Here it is ReLU.", ('"relu"', '"tanh"')
)
the_input_for_every_layer = edited(
    "Every layer gets X. Only the first one should; each other one gets the A that came before.",
    ("activation_forward(A", "activation_forward(X"),
)
last_layer_left_out = edited(
    "The last layer is never computed: the loop ends one round too early, and the answer of a hidden layer comes back.",
    ("L + 1", "len(parameters) // 2"),
)
twice_as_many_layers = edited(
    "You count as many layers as there are entries in parameters. Each layer has two of them, W and b.",
    ("len(parameters) // 2", "len(parameters)"),
)
first_weights_in_every_layer = edited(
    "Layer 1 is computed again and again: the names must change with the layer, W1, W2, ...",
    ('f"W{layer}"', '"W1"'),
    ('f"b{layer}"', '"b1"'),
)
three_layers_always = edited(
    "You compute three layers, whatever comes in. The number of layers is in parameters.",
    ("range(1, L + 1)", "1, 2, 3"),
    ("layer == L", "layer == 3"),
)
parameters_by_place = edited(
    "You take the parameters by their place in the dict. Take them by their names; the order in a dict may differ.",
    ('parameters[f"W{layer}"]', "list(parameters.values())[2 * layer - 2]"),
    ('parameters[f"b{layer}"]', "list(parameters.values())[2 * layer - 1]"),
)
last_cache_missing = edited(
    "The cache of the last layer is not in the list. The way back begins just there: add it.",
    ("return A, caches", "return A, caches[:-1]"),
)
caches_turned_round = edited(
    "The caches are in the wrong order: that of layer 1 should be the first of the list.",
    ("caches.append(cache)", "caches.insert(0, cache)"),
)
last_cache_alone = edited(
    "Only the cache of the last layer comes back. Collect the caches of all layers in a list.",
    ("return A, caches", "return A, cache"),
)
caches_in_a_dict = edited(
    "The caches are in a dict. Put them into a list, layer 1 first.",
    ("[]", "{}"),
    ("caches.append(cache)", "caches[layer] = cache"),
)
caches_not_returned = edited(
    "Only AL comes back. Return two things: AL and the list of the caches.", ("return A, caches", "return A")
)
softmax_one_layer_too_early = edited(
    "The layer before the last one ends in softmax, too. Only layer L should; layer L - 1 still bends with ReLU.",
    ("layer == L", "layer >= L - 1"),
)


@alternative
def last_layer_after_the_loop(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for i in range(1, L):
        A, cache = activation_forward(A, parameters["W" + str(i)], parameters["b" + str(i)], activation="relu")
        caches.append(cache)
    AL, cache = activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], activation="softmax")
    caches += [cache]
    return AL, caches


@alternative
def until_there_is_no_next_layer(X, parameters):
    A, caches, layer = X, (), 1
    while f"W{layer}" in parameters:
        activation = "relu" if f"W{layer + 1}" in parameters else "softmax"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches, layer = (*caches, cache), layer + 1
    return A, caches


@alternative
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


@alternative
def forward_in_float32(X, parameters):
    L = len(parameters) // 2
    A, caches = X.astype(np.float32), []
    for layer in range(1, L + 1):
        W, b = (parameters[f"{name}{layer}"].astype(np.float32) for name in "Wb")
        A, cache = activation_forward(A, W, b, ["relu", "softmax"][layer == L])
        caches.append(cache)
    return A, caches
