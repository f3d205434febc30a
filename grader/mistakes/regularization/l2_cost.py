import numpy as np

from grader.catalogue import alternative, mistake


@mistake("The biases are in the sum. Only the weights are penalized: the names that start with W.")
def biases_in_the_sum(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.sum(values**2) for values in parameters.values())


@mistake("The 2 in the denominator is missing, so the penalty is twice too large. Our L2 has lambda over 2 m.")
def no_two_in_the_denominator(parameters, lambd, m):
    return lambd / m * sum(np.sum(values**2) for name, values in parameters.items() if name.startswith("W"))


@mistake("The division by m, the number of examples, is missing.")
def not_divided_by_m(parameters, lambd, m):
    return lambd / 2 * sum(np.sum(values**2) for name, values in parameters.items() if name.startswith("W"))


@mistake("You take the mean of the squares of a layer. Add them up instead: a layer with more weights costs more.")
def mean_of_the_squares(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.mean(values**2) for name, values in parameters.items() if name.startswith("W"))


@mistake("np.linalg.norm is the square root of the sum of squares. Either square it, or sum the squares yourself.")
def norm_not_squared(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.linalg.norm(values) for name, values in parameters.items() if name.startswith("W"))


@mistake(
    "You square the sum of the weights, so that positive and negative ones cancel. Square each weight first, then "
    "add up."
)
def sum_squared(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.sum(values) ** 2 for name, values in parameters.items() if name.startswith("W"))


@mistake("Only the first two layers count here. A network may have any number of layers.")
def two_layers_only(parameters, lambd, m):
    total = np.sum(parameters["W1"] ** 2)
    if "W2" in parameters:
        total = total + np.sum(parameters["W2"] ** 2)
    return lambd / (2 * m) * total


@mistake("Only the last layer is left in the total: add to it in the loop, do not replace it.")
def total_replaced_in_the_loop(parameters, lambd, m):
    for layer in range(1, len(parameters) // 2 + 1):
        total = np.sum(parameters[f"W{layer}"] ** 2)
    return lambd / (2 * m) * total


@mistake("These are absolute values, which is the L1 penalty. L2 squares the weights.")
def absolute_values(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.sum(np.abs(values)) for name, values in parameters.items() if name.startswith("W"))


@mistake("The last layer is left out: range does not include its upper end.")
def last_layer_left_out(parameters, lambd, m):
    layers = len(parameters) // 2
    return lambd / (2 * m) * sum(np.sum(parameters[f"W{layer}"] ** 2) for layer in range(1, layers))


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
