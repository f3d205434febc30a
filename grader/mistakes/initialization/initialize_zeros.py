import numpy as np

from grader.authoring import alternative, edited, everywhere

zeros_on_their_side = edited(
    "The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each "
    "unit of the layer before.",
    ("(n, n_before)", "(n_before, n)"),
)
zero_biases_with_one_axis = edited(
    "The biases have one axis only. Make them columns, (n, 1), so that they are added to each column of the scores.",
    ("(n, 1)", "n"),
)
zero_biases_as_rows = edited(
    "The biases are rows here. They must be columns: one row for each unit.", ("(n, 1)", "(1, n)")
)
zero_biases_of_the_layer_before = edited(
    "The biases have the length of the layer before. There is one bias for each unit of the layer itself.",
    ("(n, 1)", "(n_before, 1)"),
)
last_layer_left_out = edited(
    "The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
    ("len(layer_dims)", "len(layer_dims) - 1"),
)
one_layer_too_many = edited(
    "There is one layer too many: layer_dims begins with the inputs, and L + 1 widths make L layers.",
    ("len(layer_dims)", "len(layer_dims) + 1"),
)
names_from_zero = edited(
    "The names begin with W0 and b0. The first layer of weights is layer 1: W1 and b1.",
    everywhere("{layer}", "{layer - 1}"),
)
always_two_layers = edited(
    "These are always two layers. Count the widths with len(layer_dims) and make as many layers as they ask for.",
    ("len(layer_dims)", "3"),
)
shape_without_brackets = edited(
    "The shape needs brackets of its own: np.zeros((rows, columns)). Without them the second number is taken for a "
    "dtype.",
    ("(n, n_before)", "n, n_before"),
    raises="TypeError",
)
ones_for_zeros = edited(
    "These weights are ones. The exercise asks for zeros.", ("np.zeros((n, n_before))", "np.ones((n, n_before))")
)
no_biases = edited(
    "The biases are missing. Each layer has a W and a b.", ('parameters[f"b{layer}"] = np.zeros((n, 1))', "")
)
zeros_in_a_list = edited(
    "This is a list of arrays. Put them into a dict with the names W1, b1, W2 and so on.",
    ("return parameters", "return list(parameters.values())"),
)


@alternative
def zeros_in_pairs(layer_dims):
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims[:-1], layer_dims[1:]), start=1):
        parameters["W" + str(layer)] = np.zeros((n, n_before), dtype=np.float32)
        parameters["b" + str(layer)] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative
def zeros_by_comprehension(layer_dims):
    L = len(layer_dims) - 1
    weights = {f"W{k}": np.full((layer_dims[k], layer_dims[k - 1]), 0.0) for k in range(1, L + 1)}
    biases = {f"b{k}": np.full((layer_dims[k], 1), 0.0) for k in range(L, 0, -1)}
    return {**biases, **weights, "L": L}


@alternative
def zeros_from_empty_arrays(layer_dims):
    print("widths:", layer_dims)
    parameters = {}
    layer = 1
    while layer < len(layer_dims):
        W = np.empty((layer_dims[layer], layer_dims[layer - 1]))
        W[:] = 0
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, W[:, :1] * 0
        layer += 1
    return parameters
