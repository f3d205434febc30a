import numpy as np

from grader.authoring import alternative, edited

not_scaled = edited(
    "The weights are drawn, but not made smaller. Divide by the square root of the number of inputs of the layer.",
    ("rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)", "rng.standard_normal((n, n_prev))"),
)
one_hundredth = edited(
    "This is 0.01 times a normal draw, as in the last notebook. Here each layer has a scale of its own, which "
    "depends on how many inputs it has.",
    ("rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)", "0.01 * rng.standard_normal((n, n_prev))"),
)
square_root_missing = edited(
    "You divide by the number of inputs itself, and the weights get too small. Divide by its square root.",
    ("np.sqrt(n_prev)", "n_prev"),
)
width_of_the_wrong_layer = edited(
    "You divide by the square root of the layer's own width. What counts is how many terms the sum has: the width of "
    "the layer before.",
    ("np.sqrt(n_prev)", "np.sqrt(n)"),
)
width_of_the_input_everywhere = edited(
    "Every layer is scaled by the width of the input. Each layer should be scaled by the width of the layer just "
    "before it.",
    ("np.sqrt(n_prev)", "np.sqrt(layer_dims[0])"),
)
multiplied_by_the_root = edited(
    "You multiply by the square root of the number of inputs. Divide by it: more inputs, smaller weights.",
    ("rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)", "rng.standard_normal((n, n_prev)) * np.sqrt(n_prev)"),
)
he_rule = edited(
    "This is He's rule, with sqrt(2 / n_prev). It is a good rule, and you will meet it in the next notebook; here "
    "the standard deviation is 1 / sqrt(n_prev).",
    ("rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)", "rng.standard_normal((n, n_prev)) * np.sqrt(2 / n_prev)"),
)
last_layer_forgotten = edited(
    "The last layer is missing: the loop ends one round too early. There is one layer less than there are numbers in "
    "layer_dims.",
    ("len(layer_dims)", "len(layer_dims) - 1"),
)
names_from_zero = edited(
    "The names count from 0: W0, b0. The first layer with weights is layer 1, so begin with W1.",
    ("range(1, len(layer_dims))", "range(len(layer_dims) - 1)"),
    ("layer_dims[layer - 1], layer_dims[layer]", "layer_dims[layer], layer_dims[layer + 1]"),
)
always_three_layers = edited(
    "You make three layers whatever layer_dims says. The number of layers is len(layer_dims) - 1.",
    ("len(layer_dims)", "4"),
)
one_column_for_each_unit = edited(
    "The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each "
    "unit of the layer before.",
    ("(n, n_prev)", "(n_prev, n)"),
)
biases_with_one_axis = edited(
    "The biases have one axis only. Make them columns, (n, 1), so that they fit to the scores.", ("(n, 1)", "n")
)
biases_as_rows = edited("The biases are rows here. They must be columns: one row for each unit.", ("(n, 1)", "(1, n)"))
random_biases = edited(
    "The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
    ("np.zeros((n, 1))", "rng.standard_normal((n, 1)) / np.sqrt(n_prev)"),
)
all_zero = edited(
    "All weights are zero. Equal units stay equal, and nothing is learned. Draw them at random.",
    ("rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)", "np.zeros((n, n_prev))"),
)
uniform_draws = edited(
    "rng.random draws evenly from 0 to 1, so all weights are positive. Draw from the normal distribution, "
    "rng.standard_normal.",
    ("rng.standard_normal", "rng.random"),
)
own_generator = edited(
    "You make a generator of your own, so every network starts with the same numbers. Draw with the rng that is "
    "passed in.",
    ("parameters = {}", "rng = np.random.default_rng(0)", "parameters = {}"),
)
the_same_row_for_every_unit = edited(
    "All units of a layer get the same weights: one row is drawn and repeated. Draw every weight by itself.",
    ("rng.standard_normal((n, n_prev))", "np.ones((n, 1)) * rng.standard_normal((1, n_prev))"),
)


@alternative
def pairs_of_widths(layer_dims, rng):
    parameters = {}
    for layer, (n_prev, n) in enumerate(zip(layer_dims[:-1], layer_dims[1:]), start=1):
        parameters["W" + str(layer)] = rng.normal(0, n_prev**-0.5, size=(n, n_prev))
        parameters["b" + str(layer)] = np.zeros([n, 1])
    return parameters


@alternative
def weight_by_weight(layer_dims, rng):
    parameters = {}
    for layer in range(len(layer_dims) - 1, 0, -1):
        W = np.empty((layer_dims[layer], layer_dims[layer - 1]))
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                W[i, j] = rng.normal() / np.sqrt(W.shape[1])
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, np.zeros((W.shape[0], 1))
    return parameters


@alternative
def initialized_in_float32(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        draws = rng.standard_normal((n, n_prev), dtype=np.float32)
        parameters[f"W{layer}"] = draws * np.float32(1 / np.sqrt(n_prev))
        parameters[f"b{layer}"] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative
def all_weights_first(layer_dims, rng):
    print("a network with", len(layer_dims) - 1, "layers")
    weights = [rng.normal(size=(n, p)) * np.sqrt(1.0 / p) for p, n in zip(layer_dims, layer_dims[1:])]
    parameters = {f"b{i + 1}": np.zeros((len(W), 1)) for i, W in enumerate(weights)}
    parameters.update({f"W{i + 1}": W for i, W in enumerate(weights)})
    return parameters
