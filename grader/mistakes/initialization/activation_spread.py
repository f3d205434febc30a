import numpy as np

from grader.authoring import alternative, edited

spread_of_scores = edited(
    "This is the spread of the scores Z. Bend them first: the standard deviation of the activations is asked for.",
    ("np.std(A)", "np.std(Z)"),
)
input_counted = edited(
    "The input's own spread stands at the front of the list. Begin with the first layer: L layers, L numbers.",
    ("[]", "[np.std(A)]"),
)
spread_without_last_layer = edited(
    "The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
    ("len(layer_dims)", "len(layer_dims) - 1"),
)
last_layer_not_bent = edited(
    "The activation is left out in the last layer. Here every layer has it, the last one, too.",
    ("activation(Z)", "activation(Z) if layer < len(layer_dims) - 1 else Z"),
)
variance_of_activations = edited(
    "This is the variance. The standard deviation is its square root, np.std.", ("np.std", "np.var")
)
examples_for_every_layer = edited(
    "Every layer gets the random examples. Only the first one should: each other layer gets the activations of the "
    "layer before.",
    ("A = activation(Z)", ""),
    ("np.std(A)", "np.std(activation(Z))"),
)
scores_passed_on = edited(
    "The scores are passed on to the next layer without their bend. Pass on the activations.",
    ("spread.append(float(np.std(A)))", "spread.append(float(np.std(A)))", "A = Z"),
)
even_examples = edited(
    "rng.random draws evenly from 0 to 1. The examples should be normal with standard deviation 1: "
    "rng.standard_normal.",
    ("rng.standard_normal", "rng.random"),
)
spread_without_biases = edited(
    "The biases are left out. The initializer hands over a W and a b for each layer: Z = W A + b.",
    ('parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]', 'parameters[f"W{layer}"] @ A'),
)
activation_left_out = edited(
    "The activation is left out: the scores go on as they are. Bend them with activation(Z).", ("activation(Z)", "Z")
)
tanh_hard_coded = edited(
    "tanh is written into the code. The caller chooses the activation: call activation(Z).",
    ("activation(Z)", "np.tanh(Z)"),
)
relu_hard_coded = edited(
    "ReLU is written into the code. The caller chooses the activation: call activation(Z).",
    ("activation(Z)", "np.maximum(0, Z)"),
)
spread_of_each_unit = edited(
    "This gives a whole array for each layer, one standard deviation for each unit. Take it over all entries at "
    "once: np.std without an axis.",
    ("float(np.std(A))", "np.std(A, axis=1)"),
)
average_over_units = edited(
    "The standard deviations of the single units are averaged. Take it over all entries of the layer at once: units "
    "may have different means, and that is spread, too.",
    ("float(np.std(A))", "np.mean(np.std(A, axis=1))"),
)
root_mean_square = edited(
    "This is the root of the mean square. The standard deviation measures from the mean of the activations, and "
    "behind ReLU that is not zero.",
    ("float(np.std(A))", "np.sqrt(np.mean(A**2))"),
)
mean_of_activations = edited(
    "This is the mean of the activations. How far they lie apart is asked for: the standard deviation.",
    ("np.std", "np.mean"),
)
last_spread_only = edited(
    "Only the spread of the last layer comes back. Collect one number for each layer in a list.",
    ("return spread", "return spread[-1]"),
)
one_example_without_axis = edited(
    "The examples have one axis only, so the columns of b make a square of what should be one column. Draw an array "
    "of shape (layer_dims[0], 1000).",
    ("(layer_dims[0], 1000)", "layer_dims[0]"),
)
one_example = edited(
    "There is one example only, and its spread is a matter of luck. Draw 1,000 columns.",
    ("(layer_dims[0], 1000)", "(layer_dims[0], 1)"),
)
examples_in_rows = edited(
    "The examples lie in rows here. In this course each example is a column: (layer_dims[0], 1000).",
    ("(layer_dims[0], 1000)", "(1000, layer_dims[0])"),
)
examples_of_own_generator = edited(
    "You make a generator of your own for the examples. Draw them with the rng that is passed in.",
    ("rng.standard_normal", "np.random.default_rng(0).standard_normal"),
)
examples_of_global_generator = edited(
    "np.random.randn draws from NumPy's old, global generator. Draw the examples with the rng that is passed in.",
    ("A = rng", "A = np.random"),
)


@alternative
def more_examples_drawn_first(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.normal(0, 1, (layer_dims[0], 1500))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return np.array(spread)


@alternative
def spread_by_einsum(layer_dims, initializer, activation, rng):
    A = rng.standard_normal((layer_dims[0], 1000))
    parameters = initializer(layer_dims, rng)
    spread = ()
    for layer in range(len(layer_dims) - 1):
        W, b = parameters["W" + str(layer + 1)], parameters["b" + str(layer + 1)]
        A = activation(np.einsum("ij,jk->ik", W, A) + b)
        spread = (*spread, np.sqrt(np.mean((A - A.mean()) ** 2)))
    return spread


@alternative
def spread_in_float32(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000), dtype=np.float32)
    spread = []
    for layer in range(1, len(layer_dims)):
        W, b = (parameters[name + str(layer)].astype(np.float32) for name in "Wb")
        A = np.asarray(activation(np.dot(W, A) + b)).astype(np.float32)
        spread.append(np.std(A))
    print("spread", spread)
    return spread


@alternative
def layer_by_layer_initializer(layer_dims, initializer, activation, rng):
    examples = rng.standard_normal((1000, layer_dims[0]))
    spread = []
    for pair in zip(layer_dims[:-1], layer_dims[1:]):
        parameters = initializer(pair, rng)
        examples = activation(examples @ parameters["W1"].T + parameters["b1"].T)
        spread.append(float(examples.std()))
    return spread
