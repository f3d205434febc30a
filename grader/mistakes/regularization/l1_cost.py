import numpy as np

from grader.authoring import alternative, edited, mistake


@mistake("The biases are in the sum. L1 too penalizes weights only: the names that start with W.")
def l1_with_biases(parameters, lambd, m):
    return lambd / m * sum(np.sum(np.abs(values)) for values in parameters.values())


l1_halved = edited(
    "There is a 2 in the denominator. That belongs to L2; L1 has lambda over m.",
    ('name.startswith("W")', 'name[0] == "W"'),
    ("float(lambd / m * total)", "lambd / (2 * m) * total"),
)


@mistake("The absolute value is missing, so positive and negative weights cancel.")
def no_absolute_value(parameters, lambd, m):
    return lambd / m * sum(np.sum(values) for name, values in parameters.items() if name[0] == "W")


@mistake("You take the absolute value of the sum. Take it of each weight, before adding up, or they cancel.")
def absolute_value_of_the_sum(parameters, lambd, m):
    return lambd / m * sum(np.abs(np.sum(values)) for name, values in parameters.items() if name[0] == "W")


@mistake("These are squares, as in L2. L1 adds up absolute values.")
def squares_in_l1(parameters, lambd, m):
    return lambd / m * sum(np.sum(values**2) for name, values in parameters.items() if name[0] == "W")


@mistake("np.linalg.norm(W, 1) of a matrix is its largest column sum, not the sum of all absolute values.")
def matrix_norm_one(parameters, lambd, m):
    return lambd / m * sum(np.linalg.norm(values, 1) for name, values in parameters.items() if name[0] == "W")


l1_not_divided_by_m = edited(
    "The L1 penalty is divided by m, the number of examples; that division is missing.",
    ('name.startswith("W")', 'name[0] == "W"'),
    ("float(lambd / m * total)", "lambd * total"),
)


@mistake("Only the first two layers are in the sum. L1 goes through all layers, however many.")
def l1_of_two_layers(parameters, lambd, m):
    return lambd / m * sum(np.sum(np.abs(parameters[name])) for name in ("W1", "W2") if name in parameters)


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
