import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.transformer import gelu

relu_between = edited(
    "Between the two layers stands ReLU. Use gelu.",
    ('gelu(x @ parameters["W1"] + parameters["b1"])', 'np.maximum(x @ parameters["W1"] + parameters["b1"], 0)'),
)
nothing_between = edited(
    "There is no gelu between the two layers, so that both together are one linear layer.",
    ('gelu(x @ parameters["W1"] + parameters["b1"])', '(x @ parameters["W1"] + parameters["b1"])'),
)
gelu_at_the_end = edited(
    "gelu stands behind the second layer, too. Only the first has it.",
    (
        'return hidden @ parameters["W2"] + parameters["b2"]',
        'return gelu(hidden @ parameters["W2"] + parameters["b2"])',
    ),
)
gelu_only_at_the_end = edited(
    "gelu stands behind the second layer. It belongs behind the first, and only there.",
    ('gelu(x @ parameters["W1"] + parameters["b1"])', '(x @ parameters["W1"] + parameters["b1"])'),
    (
        'return hidden @ parameters["W2"] + parameters["b2"]',
        'return gelu(hidden @ parameters["W2"] + parameters["b2"])',
    ),
)
first_bias_forgotten = edited("b1 is missing: it is added to x @ W1, before gelu.", (' + parameters["b1"]', ""))
second_bias_forgotten = edited("b2 is missing: it is added at the very end.", (' + parameters["b2"]', ""))
bias_after_gelu = edited(
    "b1 is added after gelu. It is added before.",
    ('gelu(x @ parameters["W1"] + parameters["b1"])', 'gelu(x @ parameters["W1"]) + parameters["b1"]'),
)
input_added = edited(
    "x is added to the result. That comes later, in the block: here return the two layers alone.",
    ("return hidden", "return x + hidden"),
)
first_layer_alone = edited(
    "Only the first layer is there. The second brings the numbers back to depth.",
    ('hidden @ parameters["W2"] + parameters["b2"]', "hidden"),
)


@mistake("The average over the places is mixed in. This part looks at each place by itself.")
def places_averaged(x, parameters):
    hidden = gelu(x.mean(axis=-2, keepdims=True) @ parameters["W1"] + parameters["b1"])
    return np.broadcast_to(hidden @ parameters["W2"] + parameters["b2"], x.shape)


@alternative
def place_by_place(x, parameters):
    rows = [
        gelu(row @ parameters["W1"] + parameters["b1"]) @ parameters["W2"] + parameters["b2"]
        for row in x.reshape(-1, x.shape[-1])
    ]
    return np.array(rows).reshape(x.shape)


@alternative
def with_einsum(x, parameters):
    h = gelu(np.einsum("...i,ij->...j", x, parameters["W1"]) + parameters["b1"])
    return np.einsum("...j,jk->...k", h, parameters["W2"]) + parameters["b2"]


@alternative
def with_dot(x, parameters):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    return np.dot(gelu(np.dot(x, W1) + b1), W2) + b2
