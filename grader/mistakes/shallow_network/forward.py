import numpy as np
from scipy.special import expit as sigmoid

from grader.authoring import alternative, edited
from solutions.shallow_network import tanh

hidden_layer_does_not_bend = edited(
    "The hidden layer has no activation, so the network is one neuron in disguise. Send Z1 through tanh.",
    ("tanh(Z1)", "Z1"),
)
sigmoid_in_the_hidden_layer = edited(
    "The hidden layer uses the sigmoid. Here its activation is tanh; the sigmoid is for the output.",
    ("tanh", "sigmoid"),
)
relu_in_the_hidden_layer = edited(
    "The hidden layer uses ReLU. In this network its activation is tanh.", ("tanh(Z1)", "np.maximum(0, Z1)")
)
tanh_at_the_output = edited(
    "The output goes through tanh, so it may be negative. A probability needs the sigmoid there.", ("sigmoid", "tanh")
)
scores_for_probabilities = edited(
    "The first thing that you return is the score Z2. Send it through the sigmoid.",
    ('A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}', 'Z2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": Z2}'),
)
no_biases = edited(
    "Both biases are missing: add b1 to the first scores and b2 to the second.",
    ('parameters["W1"] @ X + parameters["b1"]', 'parameters["W1"] @ X'),
    ('parameters["W2"] @ A1 + parameters["b2"]', 'parameters["W2"] @ A1'),
)
bias_outside_tanh = edited(
    "The bias of the hidden layer is added after tanh. It belongs inside, to the score.",
    ('parameters["W1"] @ X + parameters["b1"]', 'parameters["W1"] @ X'),
    ("tanh(Z1)", 'tanh(Z1) + parameters["b1"]'),
)
first_weights_transposed = edited(
    "W1 is transposed here. In this notebook each unit has a row of W1 already, so no transpose is needed.",
    ('parameters["W1"]', 'parameters["W1"].T'),
)
points_first = edited(
    "X comes first in your product, but examples are columns: the weights stand on the left, W1 @ X.",
    ('parameters["W1"] @ X', 'X @ parameters["W1"]'),
)
star_for_the_matrix_product = edited(
    "The star multiplies entry by entry and adds nothing up. A weighted sum is a matrix product: use @.",
    ('parameters["W1"] @ X', 'parameters["W1"] * X'),
    ('parameters["W2"] @ A1', 'parameters["W2"] * A1'),
)
second_layer_sees_the_scores = edited(
    "The second layer gets the scores Z1. It should see the answers of the hidden units, A1.",
    ('parameters["W2"] @ A1', 'parameters["W2"] @ Z1'),
)
cache_not_returned = edited(
    "Only A2 comes back. Return two things: A2 and the cache, which backward will need.",
    (', {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}', ""),
)
cache_first = edited(
    "The order is turned round: return A2 first, then the cache.",
    ('A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}', '{"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}, A2'),
)
scores_in_the_cache = edited(
    'A2 is right, but the cache holds the scores under "A1" and "A2". Store under each name what it names.',
    ('{"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}', '{"Z1": Z1, "A1": Z1, "Z2": Z2, "A2": Z2}'),
)
cache_as_a_tuple = edited(
    "The cache is a row of arrays without names. Make it a dict, so that backward finds each by its name.",
    ('{"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}', "(Z1, A1, Z2, A2)"),
)
cut_already = edited(
    "These are hard yes-or-no answers. forward returns probabilities; predict makes the cut.",
    ("sigmoid(Z2)", "(sigmoid(Z2) > 0.5).astype(int)"),
)


@alternative
def unit_by_unit_and_point_by_point(X, parameters):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    m = X.shape[1]
    A1, A2 = np.zeros((W1.shape[0], m)), np.zeros((W2.shape[0], m))
    for i in range(m):
        for j in range(W1.shape[0]):
            A1[j, i] = np.tanh(np.sum(W1[j] * X[:, i]) + b1[j, 0])
        for k in range(W2.shape[0]):
            A2[k, i] = 1 / (1 + np.exp(-(np.sum(W2[k] * A1[:, i]) + b2[k, 0])))
    return A2, {"A1": A1, "A2": A2}


@alternative
def with_einsum_and_more_in_the_cache(X, parameters):
    Z1 = np.einsum("jk,ki->ji", parameters["W1"], X) + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = np.einsum("oj,ji->oi", parameters["W2"], A1) + parameters["b2"]
    A2 = sigmoid(Z2)
    return [A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "X": X, "slopes": 1 - A1**2}]


@alternative
def dot_and_a_sigmoid_of_ones_own(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = 1 / (1 + np.exp(-Z2))
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@alternative
def forward_in_float32(X, parameters):
    W1, b1, W2, b2 = (parameters[name].astype(np.float32) for name in ("W1", "b1", "W2", "b2"))
    Z1 = W1 @ X.astype(np.float32) + b1
    A1 = tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
