import numpy as np

from grader.authoring import alternative, edited

l1_with_biases = edited(
    "The biases are in the sum. L1 too penalizes weights only: the names that start with W.",
    (' if name.startswith("W")', ""),
)
l1_halved = edited(
    "There is a 2 in the denominator. That belongs to L2; L1 has lambda over m.", ("lambd / m", "lambd / (2 * m)")
)
no_absolute_value = edited(
    "The absolute value is missing, so positive and negative weights cancel.", ("np.abs(values)", "values")
)
absolute_value_of_the_sum = edited(
    "You take the absolute value of the sum. Take it of each weight, before adding up, or they cancel.",
    ("np.sum(np.abs(values))", "np.abs(np.sum(values))"),
)
squares_in_l1 = edited("These are squares, as in L2. L1 adds up absolute values.", ("np.abs(values)", "values**2"))
matrix_norm_one = edited(
    "np.linalg.norm(W, 1) of a matrix is its largest column sum, not the sum of all absolute values.",
    ("np.sum(np.abs(values))", "np.linalg.norm(values, 1)"),
)
l1_not_divided_by_m = edited(
    "The L1 penalty is divided by m, the number of examples; that division is missing.", ("lambd / m", "lambd")
)
l1_of_two_layers = edited(
    "Only the first two layers are in the sum. L1 goes through all layers, however many.",
    ('name.startswith("W")', 'name in ("W1", "W2")'),
)


@alternative
def absolute_values_with_loops(parameters, lambd, m):
    total = 0.0
    for name, values in parameters.items():
        if not name.startswith("b"):
            for weight in values.ravel():
                total += weight if weight > 0 else -weight
    return lambd * total / m


@alternative
def sign_times_weight(parameters, lambd, m):
    weights = [values for name, values in parameters.items() if name[0] == "W"]
    return np.asarray(lambd / m * sum((np.sign(W) * W).sum() for W in weights))


@alternative
def one_norm_of_the_flat_weights(parameters, lambd, m):
    flat = np.concatenate([parameters[f"W{layer + 1}"].ravel() for layer in range(len(parameters) // 2)])
    return lambd / m * np.linalg.norm(flat, 1)


@alternative
def l1_in_float32(parameters, lambd, m):
    flat = np.concatenate([values.ravel() for name, values in parameters.items() if name[0] == "W"])
    return np.float32(lambd / m) * np.abs(flat.astype(np.float32)).sum()
