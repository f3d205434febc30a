import numpy as np

from grader.authoring import alternative, edited

factor_two_too_many = edited(
    "Factor 2 too many: the slope of w squared is 2 w, but the penalty has 1/2 in front. What stays is lambda over m.",
    ("lambd / m", "2 * lambd / m"),
)
half_kept_in_the_slope = edited(
    "You add lambda over 2 m times the weights. The slope of a square brings a 2 that cancels the one in the "
    "denominator.",
    ("lambd / m", "lambd / (2 * m)"),
)
slope_not_divided_by_m = edited(
    "The division by m is missing: cost and gradient must carry the same factor, lambda over m.", ("lambd / m", "lambd")
)
biases_penalized = edited(
    "The biases are penalized too. Their gradients should come back as they went in.",
    ('name.startswith("dW")', "name[1:] in parameters"),
)
slope_subtracted = edited(
    "The penalty has the wrong sign. It is added to the cost, so its slope is added to the gradient.",
    ("gradient + ", "gradient - "),
)
gradient_of_the_cost_lost = edited(
    "You return the slope of the penalty alone. The gradient of the cost, grads, must be in the sum.",
    ("gradient + ", ""),
)
written_into_grads = edited(
    "The numbers are right, but grads itself is changed. Build a new dict, and do not use += on the caller's arrays.",
    ("penalized = {}", "penalized = grads"),
    ("gradient = gradient + ", "gradient += "),
)
first_two_layers_penalized = edited(
    "Only the first two layers are penalized. A network may have any number of layers.",
    ('name.startswith("dW")', 'name in ("dW1", "dW2")'),
)
last_layer_not_penalized = edited(
    "The last layer is not penalized: range does not include its upper end.",
    ('name.startswith("dW")', 'name in [f"dW{layer}" for layer in range(1, len(grads) // 2)]'),
)
biases_missing = edited(
    "The gradients of the biases are missing from the answer. They go in unchanged.",
    ("penalized[name] = gradient", "    penalized[name] = gradient"),
)
sign_for_weight = edited(
    "You add the sign of each weight, which belongs to L1. The slope of the L2 penalty is proportional to the weight.",
    ("parameters[name[1:]]", "np.sign(parameters[name[1:]])"),
)
penalty_added_to_the_gradient = edited(
    "You add the penalty itself, one number, to every entry. Each entry needs the slope at its own weight.",
    ("lambd / m * parameters[name[1:]]", "l2_cost(parameters, lambd, m)"),
)


@alternative
def layer_by_layer(grads, parameters, lambd, m):
    result = {}
    for layer in range(1, len(grads) // 2 + 1):
        result["dW" + str(layer)] = np.add(grads[f"dW{layer}"], parameters[f"W{layer}"] * (lambd / m))
        result["db" + str(layer)] = grads[f"db{layer}"].copy()
    return result


@alternative
def entry_by_entry(grads, parameters, lambd, m):
    result = {name: np.array(value) for name, value in grads.items()}
    for name in parameters:
        if name[0] == "W":
            for i in range(parameters[name].shape[0]):
                for j in range(parameters[name].shape[1]):
                    result["d" + name][i, j] += lambd * parameters[name][i, j] / m
    return result


@alternative
def with_the_penalty_as_an_extra(grads, parameters, lambd, m):
    import copy

    result = copy.deepcopy(grads)
    for name in list(parameters):
        if "W" in name:
            result["d" + name] += lambd / m * parameters[name]
    result["penalty"] = 0.0
    return result
