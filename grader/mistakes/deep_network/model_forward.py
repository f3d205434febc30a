import numpy as np

from grader.catalogue import alternative, mistake
from solutions.deep_network import activation_forward


@mistake("The last layer ends in ReLU like the others. It should be softmax, so that probabilities come out.")
def relu_in_the_last_layer(X, parameters):
    A, caches = X, []
    for layer in range(1, len(parameters) // 2 + 1):
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], "relu")
        caches.append(cache)
    return A, caches


@mistake("Every layer ends in softmax. Only the last one should; the hidden ones bend with ReLU.")
def softmax_in_every_layer(X, parameters):
    A, caches = X, []
    for layer in range(1, len(parameters) // 2 + 1):
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], "softmax")
        caches.append(cache)
    return A, caches


@mistake("The hidden layers bend with tanh, as in the last notebook. Here it is ReLU.")
def tanh_in_the_hidden_layers(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "tanh"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


@mistake("Every layer gets X. Only the first one should; each other one gets the A that came before.")
def the_input_for_every_layer(X, parameters):
    L = len(parameters) // 2
    caches = []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(X, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


@mistake(
    "The last layer is never computed: the loop ends one round too early, and the answer of a hidden layer comes back."
)
def last_layer_left_out(X, parameters):
    A, caches = X, []
    for layer in range(1, len(parameters) // 2):
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], "relu")
        caches.append(cache)
    return A, caches


@mistake("You count as many layers as there are entries in parameters. Each layer has two of them, W and b.")
def twice_as_many_layers(X, parameters):
    L = len(parameters)
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


@mistake("Layer 1 is computed again and again: the names must change with the layer, W1, W2, ...")
def first_weights_in_every_layer(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, parameters["W1"], parameters["b1"], activation)
        caches.append(cache)
    return A, caches


@mistake("You compute three layers, whatever comes in. The number of layers is in parameters.")
def three_layers_always(X, parameters):
    A, caches = X, []
    for layer in (1, 2, 3):
        activation = "softmax" if layer == 3 else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


@mistake(
    "You take the parameters by their place in the dict. Take them by their names; the order in a dict may differ."
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


@mistake("The cache of the last layer is not in the list. The way back begins just there: add it.")
def last_cache_missing(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L):
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], "relu")
        caches.append(cache)
    A, _ = activation_forward(A, parameters[f"W{L}"], parameters[f"b{L}"], "softmax")
    return A, caches


@mistake("The caches are in the wrong order: that of layer 1 should be the first of the list.")
def caches_turned_round(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.insert(0, cache)
    return A, caches


@mistake("Only the cache of the last layer comes back. Collect the caches of all layers in a list.")
def last_cache_alone(X, parameters):
    L = len(parameters) // 2
    A = X
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
    return A, cache


@mistake("The caches are in a dict. Put them into a list, layer 1 first.")
def caches_in_a_dict(X, parameters):
    L = len(parameters) // 2
    A, caches = X, {}
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, caches[layer] = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
    return A, caches


@mistake("Only AL comes back. Return two things: AL and the list of the caches.")
def caches_not_returned(X, parameters):
    L = len(parameters) // 2
    A = X
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, _ = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
    return A


@mistake("The layer before the last one ends in softmax, too. Only layer L should; layer L - 1 still bends with ReLU.")
def softmax_one_layer_too_early(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer >= L - 1 else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


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
