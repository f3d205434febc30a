import numpy as np

from grader.authoring import alternative, mistake
from solutions.regularization import l2_cost


@mistake(
    "Factor 2 too many: the slope of w squared is 2 w, but the penalty has 1/2 in front. What stays is lambda over m."
)
def factor_two_too_many(grads, parameters, lambd, m):
    return {
        name: value + 2 * lambd / m * parameters[name[1:]] if name[1] == "W" else value for name, value in grads.items()
    }


@mistake(
    "You add lambda over 2 m times the weights. The slope of a square brings a 2 that cancels the one in the "
    "denominator."
)
def half_kept_in_the_slope(grads, parameters, lambd, m):
    return {
        name: value + lambd / (2 * m) * parameters[name[1:]] if name[1] == "W" else value
        for name, value in grads.items()
    }


@mistake("The division by m is missing: cost and gradient must carry the same factor, lambda over m.")
def slope_not_divided_by_m(grads, parameters, lambd, m):
    return {name: value + lambd * parameters[name[1:]] if name[1] == "W" else value for name, value in grads.items()}


@mistake("The biases are penalized too. Their gradients should come back as they went in.")
def biases_penalized(grads, parameters, lambd, m):
    return {name: value + lambd / m * parameters[name[1:]] for name, value in grads.items()}


@mistake("The penalty has the wrong sign. It is added to the cost, so its slope is added to the gradient.")
def slope_subtracted(grads, parameters, lambd, m):
    return {
        name: value - lambd / m * parameters[name[1:]] if name[1] == "W" else value for name, value in grads.items()
    }


@mistake("You return the slope of the penalty alone. The gradient of the cost, grads, must be in the sum.")
def gradient_of_the_cost_lost(grads, parameters, lambd, m):
    return {name: lambd / m * parameters[name[1:]] if name[1] == "W" else value for name, value in grads.items()}


@mistake(
    "The numbers are right, but grads itself is changed. Build a new dict, and do not use += on the caller's arrays."
)
def written_into_grads(grads, parameters, lambd, m):
    for name in grads:
        if name.startswith("dW"):
            grads[name] += lambd / m * parameters[name[1:]]
    return grads


@mistake("Only the first two layers are penalized. A network may have any number of layers.")
def first_two_layers_penalized(grads, parameters, lambd, m):
    return {
        name: value + lambd / m * parameters[name[1:]] if name in ("dW1", "dW2") else value
        for name, value in grads.items()
    }


@mistake("The last layer is not penalized: range does not include its upper end.")
def last_layer_not_penalized(grads, parameters, lambd, m):
    result = dict(grads)
    for layer in range(1, len(parameters) // 2):
        result[f"dW{layer}"] = grads[f"dW{layer}"] + lambd / m * parameters[f"W{layer}"]
    return result


@mistake("The gradients of the biases are missing from the answer. They go in unchanged.")
def biases_missing(grads, parameters, lambd, m):
    return {name: value + lambd / m * parameters[name[1:]] for name, value in grads.items() if name.startswith("dW")}


@mistake(
    "You add the sign of each weight, which belongs to L1. The slope of the L2 penalty is proportional to the weight."
)
def sign_for_weight(grads, parameters, lambd, m):
    return {
        name: value + lambd / m * np.sign(parameters[name[1:]]) if name[1] == "W" else value
        for name, value in grads.items()
    }


@mistake("You add the penalty itself, one number, to every entry. Each entry needs the slope at its own weight.")
def penalty_added_to_the_gradient(grads, parameters, lambd, m):
    penalty = l2_cost(parameters, lambd, m)
    return {name: value + penalty if name[1] == "W" else value for name, value in grads.items()}


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
