import numpy as np

from grader.authoring import alternative, edited, mistake

biases_in_the_sum = edited(
    "The biases are in the sum. Only the weights are penalized: the names that start with W.",
    (' if name.startswith("W")', ""),
)
no_two_in_the_denominator = edited(
    "The 2 in the denominator is missing, so the penalty is twice too large. Our L2 has lambda over 2 m.",
    ("(2 * m)", "m"),
)
not_divided_by_m = edited("The division by m, the number of examples, is missing.", ("(2 * m)", "2"))
mean_of_the_squares = edited(
    "You take the mean of the squares of a layer. Add them up instead: a layer with more weights costs more.",
    ("np.sum", "np.mean"),
)
norm_not_squared = edited(
    "np.linalg.norm is the square root of the sum of squares. Either square it, or sum the squares yourself.",
    ("np.sum(values**2)", "np.linalg.norm(values)"),
)
sum_squared = edited(
    "You square the sum of the weights, so that positive and negative ones cancel. Square each weight first, then "
    "add up.",
    ("np.sum(values**2)", "np.sum(values) ** 2"),
)
two_layers_only = edited(
    "Only the first two layers count here. A network may have any number of layers.",
    ('name.startswith("W")', 'name in ("W1", "W2")'),
)


@mistake("Only the last layer is left in the total: add to it in the loop, do not replace it.")
def total_replaced_in_the_loop(parameters, lambd, m):
    for layer in range(1, len(parameters) // 2 + 1):
        total = np.sum(parameters[f"W{layer}"] ** 2)
    return lambd / (2 * m) * total


absolute_values = edited(
    "These are absolute values, which is the L1 penalty. L2 squares the weights.", ("values**2", "np.abs(values)")
)
last_layer_left_out = edited(
    "The last layer is left out: range does not include its upper end.",
    ('name.startswith("W")', 'name in [f"W{layer}" for layer in range(1, len(parameters) // 2)]'),
)


@alternative
def squares_with_loops(parameters, lambd, m):
    total = 0
    for layer in range(1, len(parameters) // 2 + 1):
        for row in parameters["W" + str(layer)]:
            for weight in row:
                total += weight * weight
    return total * lambd / m / 2


@alternative
def squared_norms(parameters, lambd, m):
    print("layers:", len(parameters) // 2)
    return np.array(
        0.5 * lambd / m * sum(np.linalg.norm(values) ** 2 for name, values in parameters.items() if "b" not in name)
    )


@alternative
def with_einsum(parameters, lambd, m):
    squares = [np.einsum("ij,ij->", values, values) for name, values in parameters.items() if name[0] == "W"]
    return np.float64(lambd * np.sum(squares) / (2 * m))


@alternative
def with_float32(parameters, lambd, m):
    squares = [np.sum(np.square(values.astype(np.float32))) for name, values in parameters.items() if name[0] == "W"]
    return np.float32(lambd / (2 * m)) * np.sum(squares, dtype=np.float32)
