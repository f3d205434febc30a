import numpy as np

from grader.authoring import alternative, edited

weight_for_sign = edited(
    "You add the weights themselves, which belongs to L2. The slope of |w| is the sign of w, however large w is.",
    ("np.sign(parameters[name[1:]])", "parameters[name[1:]]"),
)
absolute_value_for_sign = edited(
    "You add the absolute value of each weight. That is the price, not its slope; the slope is 1 or -1.",
    ("np.sign", "np.abs"),
)
biases_pushed = edited(
    "The biases are pushed too. L1 leaves their gradients alone.", ('name.startswith("dW")', "name[1:] in parameters")
)
l1_slope_halved = edited(
    "The factor has a 2 in the denominator. L1 has no 1/2 in its cost, so none in its slope.",
    ("lambd / m", "lambd / (2 * m)"),
)
sign_of_the_gradient = edited(
    "You take the sign of the gradient. It is the sign of the weight that decides in which direction L1 pushes.",
    ("parameters[name[1:]]", "gradient"),
)
zero_counts_as_positive = edited(
    "A weight of exactly zero is pushed as if it were positive or negative. There the push is 0, as np.sign has it.",
    ("np.sign(parameters[name[1:]])", "np.where(parameters[name[1:]] >= 0, 1.0, -1.0)"),
)
zero_divided_by_zero = edited(
    "A weight divided by its absolute value is its sign, but 0 divided by 0 is not a number. Use np.sign.",
    ("np.sign(parameters[name[1:]])", "parameters[name[1:]] / np.abs(parameters[name[1:]])"),
)
push_away_from_zero = edited(
    "The push goes the wrong way: a positive weight has to be made smaller, so the slope of the penalty is added.",
    ("gradient + ", "gradient - "),
)
l1_written_into_grads = edited(
    "The numbers are right, but the caller's grads are changed. Put the sums into a new dict.",
    ("penalized = {}", "penalized = grads"),
)
push_not_divided_by_m = edited(
    "The push is lambda, without the division by m: cost and slope must have the same factor.", ("lambd / m", "lambd")
)


@alternative
def sign_by_comparison(grads, parameters, lambd, m):
    result = {}
    for name, value in grads.items():
        if "W" in name:
            W = parameters[name.replace("d", "")]
            result[name] = value + (lambd / m) * (1.0 * (W > 0) - 1.0 * (W < 0))
        else:
            result[name] = value
    return result


@alternative
def sign_with_where(grads, parameters, lambd, m):
    result = dict(grads)
    for layer in range(1, len(parameters) // 2 + 1):
        W = parameters[f"W{layer}"]
        push = np.where(W > 0, lambd / m, np.where(W < 0, -lambd / m, 0))
        result[f"dW{layer}"] = result[f"dW{layer}"] + push
    return result


@alternative
def sign_one_by_one(grads, parameters, lambd, m):
    result = {name: value.copy() for name, value in grads.items()}
    for name, W in parameters.items():
        for place in np.ndindex(*W.shape):
            if name.startswith("W") and W[place] != 0:
                result["d" + name][place] += lambd / m if W[place] > 0 else -lambd / m
    return result
