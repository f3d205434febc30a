"""Known wrong and other right answers for regularization."""

import keras
import numpy as np

from grader.catalogue import alternative, mistake
from solutions.regularization import *

# l2_cost


@mistake("l2_cost", hint="The biases are in the sum. Only the weights are penalized: the names that start with W.")
def biases_in_the_sum(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.sum(values**2) for values in parameters.values())


@mistake(
    "l2_cost",
    hint="The 2 in the denominator is missing, so the penalty is twice too large. Our L2 has lambda over 2 m.",
)
def no_two_in_the_denominator(parameters, lambd, m):
    return lambd / m * sum(np.sum(values**2) for name, values in parameters.items() if name.startswith("W"))


@mistake("l2_cost", hint="The division by m, the number of examples, is missing.")
def not_divided_by_m(parameters, lambd, m):
    return lambd / 2 * sum(np.sum(values**2) for name, values in parameters.items() if name.startswith("W"))


@mistake(
    "l2_cost",
    hint="You take the mean of the squares of a layer. Add them up instead: a layer with more weights costs more.",
)
def mean_of_the_squares(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.mean(values**2) for name, values in parameters.items() if name.startswith("W"))


@mistake(
    "l2_cost",
    hint="np.linalg.norm is the square root of the sum of squares. Either square it, or sum the squares yourself.",
)
def norm_not_squared(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.linalg.norm(values) for name, values in parameters.items() if name.startswith("W"))


@mistake(
    "l2_cost",
    hint="You square the sum of the weights, so that positive and negative ones cancel. Square each weight "
    "first, then add up.",
)
def sum_squared(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.sum(values) ** 2 for name, values in parameters.items() if name.startswith("W"))


@mistake("l2_cost", hint="Only the first two layers count here. A network may have any number of layers.")
def two_layers_only(parameters, lambd, m):
    total = np.sum(parameters["W1"] ** 2)
    if "W2" in parameters:
        total = total + np.sum(parameters["W2"] ** 2)
    return lambd / (2 * m) * total


@mistake("l2_cost", hint="Only the last layer is left in the total: add to it in the loop, do not replace it.")
def total_replaced_in_the_loop(parameters, lambd, m):
    for layer in range(1, len(parameters) // 2 + 1):
        total = np.sum(parameters[f"W{layer}"] ** 2)
    return lambd / (2 * m) * total


@mistake("l2_cost", hint="These are absolute values, which is the L1 penalty. L2 squares the weights.")
def absolute_values(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.sum(np.abs(values)) for name, values in parameters.items() if name.startswith("W"))


@mistake("l2_cost", hint="The last layer is left out: range does not include its upper end.")
def last_layer_left_out(parameters, lambd, m):
    layers = len(parameters) // 2
    return lambd / (2 * m) * sum(np.sum(parameters[f"W{layer}"] ** 2) for layer in range(1, layers))


@alternative("l2_cost")
def squares_with_loops(parameters, lambd, m):
    total = 0
    for layer in range(1, len(parameters) // 2 + 1):
        for row in parameters["W" + str(layer)]:
            for weight in row:
                total += weight * weight
    return total * lambd / m / 2


@alternative("l2_cost")
def squared_norms(parameters, lambd, m):
    print("layers:", len(parameters) // 2)
    return np.array(
        0.5 * lambd / m * sum(np.linalg.norm(values) ** 2 for name, values in parameters.items() if "b" not in name)
    )


@alternative("l2_cost")
def with_einsum(parameters, lambd, m):
    squares = [np.einsum("ij,ij->", values, values) for name, values in parameters.items() if name[0] == "W"]
    return np.float64(lambd * np.sum(squares) / (2 * m))


@alternative("l2_cost")
def with_float32(parameters, lambd, m):
    squares = [np.sum(np.square(values.astype(np.float32))) for name, values in parameters.items() if name[0] == "W"]
    return np.float32(lambd / (2 * m)) * np.sum(squares, dtype=np.float32)


# l2_gradients


@mistake(
    "l2_gradients",
    hint="Factor 2 too many: the slope of w squared is 2 w, but the penalty has 1/2 in front. What stays is lambda over m.",
)
def factor_two_too_many(grads, parameters, lambd, m):
    return {
        name: value + 2 * lambd / m * parameters[name[1:]] if name[1] == "W" else value for name, value in grads.items()
    }


@mistake(
    "l2_gradients",
    hint="You add lambda over 2 m times the weights. The slope of a square brings a 2 that cancels the one "
    "in the denominator.",
)
def half_kept_in_the_slope(grads, parameters, lambd, m):
    return {
        name: value + lambd / (2 * m) * parameters[name[1:]] if name[1] == "W" else value
        for name, value in grads.items()
    }


@mistake(
    "l2_gradients", hint="The division by m is missing: cost and gradient must carry the same factor, lambda over m."
)
def slope_not_divided_by_m(grads, parameters, lambd, m):
    return {name: value + lambd * parameters[name[1:]] if name[1] == "W" else value for name, value in grads.items()}


@mistake("l2_gradients", hint="The biases are penalized too. Their gradients should come back as they went in.")
def biases_penalized(grads, parameters, lambd, m):
    return {name: value + lambd / m * parameters[name[1:]] for name, value in grads.items()}


@mistake(
    "l2_gradients",
    hint="The penalty has the wrong sign. It is added to the cost, so its slope is added to the gradient.",
)
def slope_subtracted(grads, parameters, lambd, m):
    return {
        name: value - lambd / m * parameters[name[1:]] if name[1] == "W" else value for name, value in grads.items()
    }


@mistake(
    "l2_gradients",
    hint="You return the slope of the penalty alone. The gradient of the cost, grads, must be in the sum.",
)
def gradient_of_the_cost_lost(grads, parameters, lambd, m):
    return {name: lambd / m * parameters[name[1:]] if name[1] == "W" else value for name, value in grads.items()}


@mistake(
    "l2_gradients",
    hint="The numbers are right, but grads itself is changed. Build a new dict, and do not use += on the caller's arrays.",
)
def written_into_grads(grads, parameters, lambd, m):
    for name in grads:
        if name.startswith("dW"):
            grads[name] += lambd / m * parameters[name[1:]]
    return grads


@mistake("l2_gradients", hint="Only the first two layers are penalized. A network may have any number of layers.")
def first_two_layers_penalized(grads, parameters, lambd, m):
    return {
        name: value + lambd / m * parameters[name[1:]] if name in ("dW1", "dW2") else value
        for name, value in grads.items()
    }


@mistake("l2_gradients", hint="The last layer is not penalized: range does not include its upper end.")
def last_layer_not_penalized(grads, parameters, lambd, m):
    result = dict(grads)
    for layer in range(1, len(parameters) // 2):
        result[f"dW{layer}"] = grads[f"dW{layer}"] + lambd / m * parameters[f"W{layer}"]
    return result


@mistake("l2_gradients", hint="The gradients of the biases are missing from the answer. They go in unchanged.")
def biases_missing(grads, parameters, lambd, m):
    return {name: value + lambd / m * parameters[name[1:]] for name, value in grads.items() if name.startswith("dW")}


@mistake(
    "l2_gradients",
    hint="You add the sign of each weight, which belongs to L1. The slope of the L2 penalty is proportional to the weight.",
)
def sign_for_weight(grads, parameters, lambd, m):
    return {
        name: value + lambd / m * np.sign(parameters[name[1:]]) if name[1] == "W" else value
        for name, value in grads.items()
    }


@mistake(
    "l2_gradients",
    hint="You add the penalty itself, one number, to every entry. Each entry needs the slope at its own weight.",
)
def penalty_added_to_the_gradient(grads, parameters, lambd, m):
    penalty = l2_cost(parameters, lambd, m)
    return {name: value + penalty if name[1] == "W" else value for name, value in grads.items()}


@alternative("l2_gradients")
def layer_by_layer(grads, parameters, lambd, m):
    result = {}
    for layer in range(1, len(grads) // 2 + 1):
        result["dW" + str(layer)] = np.add(grads[f"dW{layer}"], parameters[f"W{layer}"] * (lambd / m))
        result["db" + str(layer)] = grads[f"db{layer}"].copy()
    return result


@alternative("l2_gradients")
def entry_by_entry(grads, parameters, lambd, m):
    result = {name: np.array(value) for name, value in grads.items()}
    for name in parameters:
        if name[0] == "W":
            for i in range(parameters[name].shape[0]):
                for j in range(parameters[name].shape[1]):
                    result["d" + name][i, j] += lambd * parameters[name][i, j] / m
    return result


@alternative("l2_gradients")
def with_the_penalty_as_an_extra(grads, parameters, lambd, m):
    import copy

    result = copy.deepcopy(grads)
    for name in list(parameters):
        if "W" in name:
            result["d" + name] += lambd / m * parameters[name]
    result["penalty"] = 0.0
    return result


# l1_cost


@mistake("l1_cost", hint="The biases are in the sum. L1 too penalizes weights only: the names that start with W.")
def l1_with_biases(parameters, lambd, m):
    return lambd / m * sum(np.sum(np.abs(values)) for values in parameters.values())


@mistake("l1_cost", hint="There is a 2 in the denominator. That belongs to L2; L1 has lambda over m.")
def l1_halved(parameters, lambd, m):
    return lambd / (2 * m) * sum(np.sum(np.abs(values)) for name, values in parameters.items() if name[0] == "W")


@mistake("l1_cost", hint="The absolute value is missing, so positive and negative weights cancel.")
def no_absolute_value(parameters, lambd, m):
    return lambd / m * sum(np.sum(values) for name, values in parameters.items() if name[0] == "W")


@mistake(
    "l1_cost",
    hint="You take the absolute value of the sum. Take it of each weight, before adding up, or they cancel.",
)
def absolute_value_of_the_sum(parameters, lambd, m):
    return lambd / m * sum(np.abs(np.sum(values)) for name, values in parameters.items() if name[0] == "W")


@mistake("l1_cost", hint="These are squares, as in L2. L1 adds up absolute values.")
def squares_in_l1(parameters, lambd, m):
    return lambd / m * sum(np.sum(values**2) for name, values in parameters.items() if name[0] == "W")


@mistake(
    "l1_cost",
    hint="np.linalg.norm(W, 1) of a matrix is its largest column sum, not the sum of all absolute values.",
)
def matrix_norm_one(parameters, lambd, m):
    return lambd / m * sum(np.linalg.norm(values, 1) for name, values in parameters.items() if name[0] == "W")


@mistake("l1_cost", hint="The L1 penalty is divided by m, the number of examples; that division is missing.")
def l1_not_divided_by_m(parameters, lambd, m):
    return lambd * sum(np.sum(np.abs(values)) for name, values in parameters.items() if name[0] == "W")


@mistake("l1_cost", hint="Only the first two layers are in the sum. L1 goes through all layers, however many.")
def l1_of_two_layers(parameters, lambd, m):
    return lambd / m * sum(np.sum(np.abs(parameters[name])) for name in ("W1", "W2") if name in parameters)


@alternative("l1_cost")
def absolute_values_with_loops(parameters, lambd, m):
    total = 0.0
    for name, values in parameters.items():
        if not name.startswith("b"):
            for weight in values.ravel():
                total += weight if weight > 0 else -weight
    return lambd * total / m


@alternative("l1_cost")
def sign_times_weight(parameters, lambd, m):
    weights = [values for name, values in parameters.items() if name[0] == "W"]
    return np.asarray(lambd / m * sum((np.sign(W) * W).sum() for W in weights))


@alternative("l1_cost")
def one_norm_of_the_flat_weights(parameters, lambd, m):
    flat = np.concatenate([parameters[f"W{layer + 1}"].ravel() for layer in range(len(parameters) // 2)])
    return lambd / m * np.linalg.norm(flat, 1)


@alternative("l1_cost")
def l1_in_float32(parameters, lambd, m):
    flat = np.concatenate([values.ravel() for name, values in parameters.items() if name[0] == "W"])
    return np.float32(lambd / m) * np.abs(flat.astype(np.float32)).sum()


# l1_gradients


@mistake(
    "l1_gradients",
    hint="You add the weights themselves, which belongs to L2. The slope of |w| is the sign of w, however large w is.",
)
def weight_for_sign(grads, parameters, lambd, m):
    return {
        name: value + lambd / m * parameters[name[1:]] if name[1] == "W" else value for name, value in grads.items()
    }


@mistake(
    "l1_gradients",
    hint="You add the absolute value of each weight. That is the price, not its slope; the slope is 1 or -1.",
)
def absolute_value_for_sign(grads, parameters, lambd, m):
    return {
        name: value + lambd / m * np.abs(parameters[name[1:]]) if name[1] == "W" else value
        for name, value in grads.items()
    }


@mistake("l1_gradients", hint="The biases are pushed too. L1 leaves their gradients alone.")
def biases_pushed(grads, parameters, lambd, m):
    return {name: value + lambd / m * np.sign(parameters[name[1:]]) for name, value in grads.items()}


@mistake("l1_gradients", hint="The factor has a 2 in the denominator. L1 has no 1/2 in its cost, so none in its slope.")
def l1_slope_halved(grads, parameters, lambd, m):
    return {
        name: value + lambd / (2 * m) * np.sign(parameters[name[1:]]) if name[1] == "W" else value
        for name, value in grads.items()
    }


@mistake(
    "l1_gradients",
    hint="You take the sign of the gradient. It is the sign of the weight that decides in which direction L1 pushes.",
)
def sign_of_the_gradient(grads, parameters, lambd, m):
    return {name: value + lambd / m * np.sign(value) if name[1] == "W" else value for name, value in grads.items()}


@mistake(
    "l1_gradients",
    hint="A weight of exactly zero is pushed as if it were positive or negative. There the push is 0, as np.sign has it.",
)
def zero_counts_as_positive(grads, parameters, lambd, m):
    return {
        name: value + lambd / m * np.where(parameters[name[1:]] >= 0, 1.0, -1.0) if name[1] == "W" else value
        for name, value in grads.items()
    }


@mistake(
    "l1_gradients",
    hint="A weight divided by its absolute value is its sign, but 0 divided by 0 is not a number. Use np.sign.",
)
def zero_divided_by_zero(grads, parameters, lambd, m):
    return {
        name: value + lambd / m * parameters[name[1:]] / np.abs(parameters[name[1:]]) if name[1] == "W" else value
        for name, value in grads.items()
    }


@mistake(
    "l1_gradients",
    hint="The push goes the wrong way: a positive weight has to be made smaller, so the slope of the penalty is added.",
)
def push_away_from_zero(grads, parameters, lambd, m):
    return {
        name: value - lambd / m * np.sign(parameters[name[1:]]) if name[1] == "W" else value
        for name, value in grads.items()
    }


@mistake(
    "l1_gradients", hint="The numbers are right, but the caller's grads are changed. Put the sums into a new dict."
)
def l1_written_into_grads(grads, parameters, lambd, m):
    for name, values in parameters.items():
        if name.startswith("W"):
            grads["d" + name] = grads["d" + name] + lambd / m * np.sign(values)
    return grads


@mistake(
    "l1_gradients", hint="The push is lambda, without the division by m: cost and slope must have the same factor."
)
def push_not_divided_by_m(grads, parameters, lambd, m):
    return {
        name: value + lambd * np.sign(parameters[name[1:]]) if name[1] == "W" else value
        for name, value in grads.items()
    }


@alternative("l1_gradients")
def sign_by_comparison(grads, parameters, lambd, m):
    result = {}
    for name, value in grads.items():
        if "W" in name:
            W = parameters[name.replace("d", "")]
            result[name] = value + (lambd / m) * (1.0 * (W > 0) - 1.0 * (W < 0))
        else:
            result[name] = value
    return result


@alternative("l1_gradients")
def sign_with_where(grads, parameters, lambd, m):
    result = dict(grads)
    for layer in range(1, len(parameters) // 2 + 1):
        W = parameters[f"W{layer}"]
        push = np.where(W > 0, lambd / m, np.where(W < 0, -lambd / m, 0))
        result[f"dW{layer}"] = result[f"dW{layer}"] + push
    return result


@alternative("l1_gradients")
def sign_one_by_one(grads, parameters, lambd, m):
    result = {name: value.copy() for name, value in grads.items()}
    for name, W in parameters.items():
        for place in np.ndindex(*W.shape):
            if name.startswith("W") and W[place] != 0:
                result["d" + name][place] += lambd / m if W[place] > 0 else -lambd / m
    return result


# elastic_net_cost


@mistake(
    "elastic_net_cost", hint="The ratio is turned round: l1_ratio is the share of L1, and 1 - l1_ratio that of L2."
)
def ratio_turned_round(parameters, lambd, l1_ratio, m):
    return (1 - l1_ratio) * l1_cost(parameters, lambd, m) + l1_ratio * l2_cost(parameters, lambd, m)


@mistake("elastic_net_cost", hint="Both penalties count in full. Share them out: l1_ratio to L1 and the rest to L2.")
def both_in_full(parameters, lambd, l1_ratio, m):
    return l1_cost(parameters, lambd, m) + l2_cost(parameters, lambd, m)


@mistake("elastic_net_cost", hint="L2 counts in full here. Its share is what L1 leaves: 1 - l1_ratio.")
def l2_in_full(parameters, lambd, l1_ratio, m):
    return l1_ratio * l1_cost(parameters, lambd, m) + l2_cost(parameters, lambd, m)


@mistake("elastic_net_cost", hint="Both penalties get the share l1_ratio. L2 gets the rest, 1 - l1_ratio.")
def same_share_for_both(parameters, lambd, l1_ratio, m):
    return l1_ratio * (l1_cost(parameters, lambd, m) + l2_cost(parameters, lambd, m))


@mistake(
    "elastic_net_cost",
    hint="lambda counts twice: it is in l1_cost and l2_cost already, so do not multiply by it again.",
)
def strength_twice(parameters, lambd, l1_ratio, m):
    return lambd * (l1_ratio * l1_cost(parameters, lambd, m) + (1 - l1_ratio) * l2_cost(parameters, lambd, m))


@mistake("elastic_net_cost", hint="You divide by m once more: l1_cost and l2_cost have done that already.")
def divided_by_m_twice(parameters, lambd, l1_ratio, m):
    return (l1_ratio * l1_cost(parameters, lambd, m) + (1 - l1_ratio) * l2_cost(parameters, lambd, m)) / m


@mistake(
    "elastic_net_cost",
    hint="The L2 part has lost its 1/2. The elastic net blends the two penalties exactly as you have written them above.",
)
def half_lost_in_the_blend(parameters, lambd, l1_ratio, m):
    return l1_ratio * l1_cost(parameters, lambd, m) + 2 * (1 - l1_ratio) * l2_cost(parameters, lambd, m)


@alternative("elastic_net_cost")
def strengths_shared_out(parameters, lambd, l1_ratio, m):
    return l1_cost(parameters, lambd * l1_ratio, m) + l2_cost(parameters, lambd * (1 - l1_ratio), m)


@alternative("elastic_net_cost")
def written_out(parameters, lambd, l1_ratio, m):
    weights = np.concatenate([values.ravel() for name, values in parameters.items() if name.startswith("W")])
    return lambd / m * np.sum(l1_ratio * np.abs(weights) + (1 - l1_ratio) / 2 * weights**2)


@alternative("elastic_net_cost")
def blended_from_the_l2_end(parameters, lambd, l1_ratio, m):
    l1, l2 = l1_cost(parameters, lambd, m), l2_cost(parameters, lambd, m)
    return np.array(l2 + l1_ratio * (l1 - l2))


# dropout_mask


@mistake(
    "dropout_mask",
    hint="The mask is the wrong way round: it is 1 with probability 1 - keep_prob. A 1 means that the unit stays.",
)
def mask_of_the_dropped(shape, keep_prob, rng):
    return (rng.random(shape) >= keep_prob).astype(float)


@mistake(
    "dropout_mask", hint="The mask is scaled already. It holds zeros and ones only; dropout_forward does the scaling."
)
def mask_scaled(shape, keep_prob, rng):
    return (rng.random(shape) < keep_prob) / keep_prob


@mistake(
    "dropout_mask",
    hint="One coin for each unit, shared by all examples. Every example needs coins of its own: draw for the whole shape.",
)
def one_coin_per_unit(shape, keep_prob, rng):
    return np.ones(shape) * (rng.random((shape[0], *[1] * (len(shape) - 1))) < keep_prob)


@mistake(
    "dropout_mask",
    hint="One coin for each example, shared by all its units: then an example is there with all units or with none. "
    "Draw for the whole shape.",
)
def one_coin_per_example(shape, keep_prob, rng):
    return np.ones(shape) * (rng.random(shape[1:]) < keep_prob)


@mistake(
    "dropout_mask",
    hint="One coin for each unit again, and the mask has a single column. It should have the given shape.",
)
def single_column(shape, keep_prob, rng):
    return (rng.random((shape[0], 1)) < keep_prob).astype(float)


@mistake(
    "dropout_mask",
    hint="rng.normal is not evenly spread between 0 and 1, so the share of ones is not keep_prob. Use rng.random.",
)
def normal_draws(shape, keep_prob, rng):
    if keep_prob in (0, 1):
        return np.full(shape, float(keep_prob))
    return (rng.normal(size=shape) < keep_prob).astype(float)


@mistake(
    "dropout_mask",
    hint="The mask comes from np.random and not from rng, so a training cannot be repeated. Draw from the rng passed in.",
)
def draws_from_np_random(shape, keep_prob, rng):
    return (np.random.rand(*shape) < keep_prob).astype(float)


@mistake(
    "dropout_mask",
    hint="You make a generator of your own, so every mask is the same. Draw from the rng that is passed in.",
)
def own_generator(shape, keep_prob, rng):
    return (np.random.default_rng(0).random(shape) < keep_prob).astype(float)


@mistake("dropout_mask", hint="keep_prob is 0.5 here, whatever is passed in. Compare with the argument keep_prob.")
def always_one_half(shape, keep_prob, rng):
    if keep_prob in (0, 1):
        return np.full(shape, float(keep_prob))
    return (rng.random(shape) < 0.5).astype(float)


@mistake(
    "dropout_mask", hint="These are the random numbers themselves. Compare them with keep_prob to get zeros and ones."
)
def random_numbers_uncompared(shape, keep_prob, rng):
    return rng.random(shape)


@alternative("dropout_mask")
def with_binomial(shape, keep_prob, rng):
    return rng.binomial(1, keep_prob, size=shape)


@alternative("dropout_mask")
def from_the_other_end(shape, keep_prob, rng):
    return rng.uniform(size=shape) >= 1 - keep_prob


@alternative("dropout_mask")
def coin_by_coin(shape, keep_prob, rng):
    mask = np.zeros(shape, dtype=np.float32)
    for place in np.ndindex(*shape):
        if rng.random() < keep_prob:
            mask[place] = 1
    return mask


@alternative("dropout_mask")
def with_choice(shape, keep_prob, rng):
    return rng.choice([0.0, 1.0], size=shape, p=[1 - keep_prob, keep_prob])


# dropout_forward


@mistake(
    "dropout_forward",
    hint="The units that stay are not scaled up, so on average the next layer hears less. Divide by keep_prob.",
)
def not_scaled(A, mask, keep_prob):
    return A * mask


@mistake("dropout_forward", hint="The scale is applied twice. Divide by keep_prob once.")
def scaled_twice(A, mask, keep_prob):
    return A * mask / keep_prob / keep_prob


@mistake(
    "dropout_forward",
    hint="You divide by 1 - keep_prob, the share that is dropped. Divide by the share that stays.",
)
def scaled_by_the_drop_rate(A, mask, keep_prob):
    return np.where(mask, A / (1 - keep_prob), 0)


@mistake(
    "dropout_forward",
    hint="You multiply by keep_prob, which makes things quieter still. Those who stay must become louder: divide.",
)
def multiplied_by_keep_prob(A, mask, keep_prob):
    return A * mask * keep_prob


@mistake("dropout_forward", hint="The mask is used the wrong way round: where it is 1 the activation stays.")
def mask_inverted(A, mask, keep_prob):
    return np.where(mask, 0, A) / keep_prob


@mistake("dropout_forward", hint="The activations are scaled, but nobody is dropped: the mask is missing.")
def mask_forgotten(A, mask, keep_prob):
    return A / keep_prob


@mistake(
    "dropout_forward",
    hint="The numbers are right, but the caller's A is changed: *= and /= write into it. Compute a new array.",
)
def written_into_A(A, mask, keep_prob):
    A *= mask
    A /= keep_prob
    return A


@mistake(
    "dropout_forward",
    hint="@ is the matrix product, which adds up over units and examples. Here each activation has its own mask entry: use *.",
)
def matrix_product(A, mask, keep_prob):
    return A @ mask / keep_prob


@mistake(
    "dropout_forward",
    hint="You divide by the share of ones that this mask happens to have. Divide by keep_prob, the probability, "
    "which is the same for every mask.",
)
def scaled_by_the_share_of_this_mask(A, mask, keep_prob):
    return A * mask / np.mean(mask)


@alternative("dropout_forward")
def with_where(A, mask, keep_prob):
    return np.where(mask == 1, A / keep_prob, 0.0)


@alternative("dropout_forward")
def one_by_one(A, mask, keep_prob):
    result = np.zeros(A.shape)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            if mask[i, j]:
                result[i, j] = A[i, j] / keep_prob
    return result


@alternative("dropout_forward")
def copied_and_zeroed(A, mask, keep_prob):
    result = A.copy()
    result[mask < 0.5] = 0
    result *= 1 / keep_prob
    return result


@alternative("dropout_forward")
def dropped_in_float32(A, mask, keep_prob):
    return np.multiply(A, mask, dtype=np.float32) / np.float32(keep_prob)


# dropout_backward


@mistake(
    "dropout_backward",
    hint="The gradient is masked but not scaled. The forward pass divided by keep_prob, so the gradient is divided too.",
)
def gradient_not_scaled(dA, mask, keep_prob):
    return dA * mask


@mistake(
    "dropout_backward",
    hint="The gradient is scaled but not masked: a unit that was silent has no part in the result.",
)
def gradient_not_masked(dA, mask, keep_prob):
    return dA / keep_prob


@mistake(
    "dropout_backward",
    hint="You multiply by keep_prob to undo the scale. The slope of a multiplication is the same factor again: divide.",
)
def scale_undone(dA, mask, keep_prob):
    return dA * mask * keep_prob


@mistake("dropout_backward", hint="You divide by keep_prob twice. Once, as on the way forward.")
def gradient_scaled_twice(dA, mask, keep_prob):
    return dA * mask / keep_prob**2


@mistake(
    "dropout_backward", hint="You divide by the share that is dropped. Use the scale of the forward pass: keep_prob."
)
def gradient_scaled_by_the_drop_rate(dA, mask, keep_prob):
    return dA * mask / (1 - keep_prob)


@mistake("dropout_backward", hint="The gradient goes to the units that were dropped. It belongs to those that stayed.")
def gradient_to_the_dropped(dA, mask, keep_prob):
    return dA * np.logical_not(mask) / keep_prob


@mistake(
    "dropout_backward",
    hint="The gradient is passed on as it came: neither mask nor scale. The slope of the forward pass is missing.",
)
def gradient_passed_on(dA, mask, keep_prob):
    return dA


@mistake("dropout_backward", hint="The numbers are right, but the caller's dA is changed in place. Make a new array.")
def written_into_dA(dA, mask, keep_prob):
    dA *= mask
    dA /= keep_prob
    return dA


@alternative("dropout_backward")
def by_the_forward_pass(dA, mask, keep_prob):
    return dropout_forward(dA, mask, keep_prob)


@alternative("dropout_backward")
def gradient_with_where(dA, mask, keep_prob):
    return np.where(mask > 0, dA, 0) / keep_prob


@alternative("dropout_backward")
def gradient_one_by_one(dA, mask, keep_prob):
    return np.array(
        [
            [float(g) / keep_prob if kept else 0.0 for g, kept in zip(row, keeps, strict=True)]
            for row, keeps in zip(dA, mask, strict=True)
        ]
    )


@alternative("dropout_backward")
def gradient_with_einsum(dA, mask, keep_prob):
    return np.einsum("ij,ij->ij", dA, mask.astype(float)) / keep_prob


# early_stopping


@mistake(
    "early_stopping",
    hint="This is the lowest loss of all, also from epochs that are never seen. Stop when patience runs out.",
)
def lowest_of_all(val_losses, patience):
    return int(np.argmin(val_losses))


@mistake(
    "early_stopping",
    hint="You return the epoch at which training stops. Return the best epoch before it: its weights are kept.",
)
def epoch_of_the_stop(val_losses, patience):
    best = 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch
    return len(val_losses) - 1


@mistake(
    "early_stopping",
    hint="Training stops one epoch too late: after patience bad epochs it is over, not after patience + 1.",
)
def one_epoch_too_late(val_losses, patience):
    best = 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        elif epoch - best > patience:
            break
    return best


@mistake(
    "early_stopping",
    hint="Each loss is compared with the one before it. Compare it with the best so far: a small dip high up is nothing new.",
)
def compared_with_the_one_before(val_losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[epoch - 1]:
            waited = 0
            if val_losses[epoch] < val_losses[best]:
                best = epoch
        else:
            waited += 1
            if waited >= patience:
                break
    return best


@mistake(
    "early_stopping",
    hint="All bad epochs are counted together. Only those in a row count: a new best sets the counter back to 0.",
)
def counter_never_set_back(val_losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        else:
            waited += 1
            if waited >= patience:
                break
    return best


@mistake("early_stopping", hint="An equal loss counts as a new best here. Only a lower one is.")
def equal_is_a_new_best(val_losses, patience):
    best = 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] <= val_losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


@mistake("early_stopping", hint="The epoch is counted from 1. Count from 0, as an index into the list.")
def counted_from_one(val_losses, patience):
    best = 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best + 1


@mistake("early_stopping", hint="You look for the highest value. These are losses: lower is better.")
def highest_is_best(val_losses, patience):
    best = 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] > val_losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


@mistake("early_stopping", hint="You return the loss of the best epoch. Asked for is its index.")
def loss_for_epoch(val_losses, patience):
    best = 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return val_losses[best]


@mistake(
    "early_stopping", hint="Training stops at the first bad epoch, whatever patience is. Wait for patience of them."
)
def no_patience(val_losses, patience):
    best = 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        else:
            break
    return best


@mistake(
    "early_stopping",
    hint="You go back patience epochs from the stop. If training runs to its end without stopping, that is not the best epoch.",
)
def always_back_from_the_end(val_losses, patience):
    best = 0
    for epoch in range(len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch - patience
    return max(len(val_losses) - 1 - patience, 0)


@alternative("early_stopping")
def with_a_counter(val_losses, patience):
    best_loss, best_epoch, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best_loss:
            best_loss, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return best_epoch
    return best_epoch


@alternative("early_stopping")
def with_argmin_of_the_past(val_losses, patience):
    losses = np.asarray(val_losses)
    for seen in range(1, len(losses) + 1):
        best = np.argmin(losses[:seen])
        if seen - 1 - best >= patience:
            return best
    return np.argmin(losses)


@alternative("early_stopping")
def with_while(val_losses, patience):
    best, epoch = 0, 1
    while epoch < len(val_losses) and epoch - best <= patience:
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        epoch += 1
    return np.array(best)


# augment


@mistake(
    "augment",
    hint="What leaves the picture on one side comes in on the other, as np.roll does it. It should be lost, and zeros move in.",
)
def rolled_around(images, rng, max_shift=1, flip=False):
    result = images.copy()
    for i in range(len(images)):
        down, right = rng.integers(-max_shift, max_shift + 1, size=2)
        result[i] = np.roll(images[i], (down, right), axis=(0, 1))
        if flip and rng.random() < 0.5:
            result[i] = result[i][:, ::-1]
    return result


@mistake("augment", hint="All pictures move by the same amount. Draw a new shift for each of them.")
def one_shift_for_all(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    top, left = rng.integers(0, 2 * max_shift + 1, size=2)
    result = padded[:, top : top + height, left : left + width].copy()
    if flip:
        for i in range(m):
            if rng.random() < 0.5:
                result[i] = result[i][:, ::-1]
    return result


@mistake(
    "augment",
    hint="The largest shift never occurs to one side: rng.integers leaves out its upper end. Add 1 to it.",
)
def upper_end_left_out(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, max(2 * max_shift, 1), size=2)
        result[i] = padded[i, top : top + height, left : left + width]
        if flip and rng.random() < 0.5:
            result[i] = result[i][:, ::-1]
    return result


@mistake(
    "augment",
    hint="The shift is the same up and down as left and right, so pictures move along a diagonal only. Draw two numbers.",
)
def same_shift_on_both_axes(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        start = rng.integers(0, 2 * max_shift + 1)
        result[i] = padded[i, start : start + height, start : start + width]
        if flip and rng.random() < 0.5:
            result[i] = result[i][:, ::-1]
    return result


@mistake(
    "augment",
    hint="Pictures are mirrored although flip is False. A mirrored digit is no digit: mirror only if flip is set.",
)
def always_mirrors(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if max_shift > 0 and rng.random() < 0.5 else window
        if max_shift == 0 and flip and rng.random() < 0.5:
            result[i] = window[:, ::-1]
    return result


@mistake(
    "augment",
    hint="Pictures are turned upside down: the rows are reversed. To mirror left to right, reverse the columns.",
)
def upside_down(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[::-1] if flip and rng.random() < 0.5 else window
    return result


@mistake(
    "augment", hint="With flip=True every picture is mirrored. Toss a coin for each: half of them stay as they are."
)
def mirrors_every_picture(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if flip else window
    return result


@mistake("augment", hint="Nothing is ever mirrored: the argument flip is not used.")
def never_mirrors(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        result[i] = padded[i, top : top + height, left : left + width]
    return result


@mistake("augment", hint="The shift is always one pixel at most, whatever max_shift says. Use the argument.")
def one_pixel_at_most(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    max_shift = min(max_shift, 1)
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if flip and rng.random() < 0.5 else window
    return result


@mistake(
    "augment",
    hint="The frame repeats the pixels of the edge. What moves in should be 0, the background: np.pad without a mode.",
)
def edge_repeated(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)), mode="edge")
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if flip and rng.random() < 0.5 else window
    return result


@mistake("augment", hint="The pictures are right, but the caller's images are overwritten. Write into a new array.")
def written_into_images(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        images[i] = window[:, ::-1] if flip and rng.random() < 0.5 else window
    return images


@mistake(
    "augment", hint="Chance comes from np.random here. Draw from the rng that is passed in, so that it can be repeated."
)
def shifts_from_np_random(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = np.random.randint(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if flip and np.random.rand() < 0.5 else window
    return result


@mistake(
    "augment",
    hint="The order of the pictures is reversed: the first axis counts pictures. To mirror, reverse the last axis, "
    "the columns of each picture.",
)
def order_reversed(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        result[i] = padded[i, top : top + height, left : left + width]
    return result[::-1] if flip else result


@alternative("augment")
def with_all_shifts_drawn_first(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    down, right = rng.integers(-max_shift, max_shift, size=(2, m), endpoint=True)
    mirror = (rng.random(m) < 0.5) & flip
    rows = np.arange(height)[None, :] - down[:, None]
    columns = np.arange(width)[None, :] - right[:, None]
    inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None, :]
    moved = images[
        np.arange(m)[:, None, None], rows.clip(0, height - 1)[:, :, None], columns.clip(0, width - 1)[:, None, :]
    ]
    moved = np.where(inside, moved, 0)
    return np.where(mirror[:, None, None], moved[:, :, ::-1], moved)


@alternative("augment")
def rolled_and_wiped(images, rng, max_shift=1, flip=False):
    result = []
    for image in images:
        down, right = rng.choice(np.arange(-max_shift, max_shift + 1), size=2)
        if flip and rng.integers(2) == 1:
            image = np.fliplr(image)
        image = np.roll(image, (down, right), axis=(0, 1))
        if down > 0:
            image[:down] = 0
        if down < 0:
            image[down:] = 0
        if right > 0:
            image[:, :right] = 0
        if right < 0:
            image[:, right:] = 0
        result.append(image)
    return np.stack(result)


@alternative("augment")
def pixel_by_pixel(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    result = np.zeros((m, height, width), dtype=np.float32)
    for i in range(m):
        down, right = int(rng.integers(-max_shift, max_shift + 1)), int(rng.integers(-max_shift, max_shift + 1))
        for y in range(max(0, down), min(height, height + down)):
            for x in range(max(0, right), min(width, width + right)):
                result[i, y, x] = images[i, y - down, x - right]
        if flip and rng.random() > 0.5:
            result[i] = result[i, :, ::-1].copy()
    return result


# cutout


@mistake("cutout", hint="All pictures have their square at the same place. Draw a new place for each.")
def one_place_for_all(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
    result[:, top : top + size, left : left + size] = 0
    return result


@mistake(
    "cutout",
    hint="The last place never occurs: rng.integers leaves out its upper end, so the number of places is height - size + 1.",
)
def last_place_missing(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height - size), rng.integers(0, width - size)
        result[i, top : top + size, left : left + size] = 0
    return result


@mistake(
    "cutout",
    hint="The square may begin anywhere and sticks out at the bottom and on the right. It should lie wholly inside.",
)
def sticks_out(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height), rng.integers(0, width)
        result[i, top : top + size, left : left + size] = 0
    return result


@mistake(
    "cutout",
    hint="You draw the middle of the square, so that near the edges a part of it is cut off, as in the original paper. "
    "Ours lies wholly inside: draw its top left corner.",
)
def drawn_by_its_middle(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height) - size // 2, rng.integers(0, width) - size // 2
        result[i, max(top, 0) : max(top + size, 0), max(left, 0) : max(left + size, 0)] = 0
    return result


@mistake(
    "cutout", hint="Height and width are swapped: the second axis of images is the height, the third one the width."
)
def height_and_width_swapped(images, size, rng):
    m, width, height = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
        result[i, top : top + size, left : left + size] = 0
    return result


@mistake("cutout", hint="The square is one pixel too large: a slice from top to top + size has size pixels already.")
def one_pixel_too_large(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
        result[i, top : top + size + 1, left : left + size + 1] = 0
    return result


@mistake("cutout", hint="The pictures are taken to be 8 by 8 here. Read height and width from the shape of images.")
def eight_by_eight(images, size, rng):
    result = images.copy()
    for i in range(len(images)):
        top, left = rng.integers(0, 8 - size + 1, size=2)
        result[i, top : top + size, left : left + size] = 0
    return result


@mistake("cutout", hint="Everything outside the square is hidden. It should be the other way round.")
def hides_the_rest(images, size, rng):
    m, height, width = images.shape
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
        result[i, top : top + size, left : left + size] = images[i, top : top + size, left : left + size]
    return result


@mistake("cutout", hint="The caller's images are cut too. Start from a copy: images.copy().")
def cut_into_the_originals(images, size, rng):
    m, height, width = images.shape
    for i in range(m):
        top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
        images[i, top : top + size, left : left + size] = 0
    return images


@mistake(
    "cutout",
    hint="Single pixels are hidden here and there. Hide one square of size times size pixels that hang together.",
)
def scattered_pixels(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        hidden = rng.choice(height * width, size=size * size, replace=False)
        result[i].ravel()[hidden] = 0
    return result


@mistake(
    "cutout",
    hint="Row and column of the square are the same number, so it only moves along a diagonal. Draw two numbers.",
)
def along_the_diagonal(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        start = rng.integers(0, min(height, width) - size + 1)
        result[i, start : start + size, start : start + size] = 0
    return result


@mistake(
    "cutout", hint="The place is drawn with np.random and not with the rng that is passed in, so it cannot be repeated."
)
def places_from_np_random(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = np.random.randint(0, height - size + 1), np.random.randint(0, width - size + 1)
        result[i, top : top + size, left : left + size] = 0
    return result


@alternative("cutout")
def multiplied_with_a_mask(images, size, rng):
    m, height, width = images.shape
    top = rng.integers(0, height - size, size=(m, 1), endpoint=True)
    left = rng.integers(0, width - size, size=(m, 1), endpoint=True)
    rows, columns = np.arange(height), np.arange(width)
    in_rows = (rows >= top) & (rows < top + size)
    in_columns = (columns >= left) & (columns < left + size)
    return images * ~(in_rows[:, :, None] & in_columns[:, None, :])


@alternative("cutout")
def cut_in_a_list(images, size, rng):
    result = []
    for image in images:
        new = image.astype(np.float32)
        y, x = int(rng.random() * (image.shape[0] - size + 1)), int(rng.random() * (image.shape[1] - size + 1))
        for i in range(size):
            for j in range(size):
                new[y + i][x + j] = 0
        result.append(new)
    return np.array(result)


@alternative("cutout")
def with_choice_of_all_places(images, size, rng):
    m, height, width = images.shape
    places = [(top, left) for left in range(width - size + 1) for top in range(height - size + 1)]
    result = np.array(images)
    for image, number in zip(result, rng.choice(len(places), size=m), strict=True):
        top, left = places[number]
        image[top : top + size, left : left + size] = 0
    return result


# mixup


@mistake("mixup", hint="The labels are not mixed. They need the same partner and the same number as the examples.")
def labels_left_alone(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[:, partner], Y.copy()


@mistake(
    "mixup", hint="Examples and labels are mixed with different partners. Draw the partners once and use them for both."
)
def other_partners_for_the_labels(X, Y, alpha, rng):
    m = X.shape[1]
    lam = rng.beta(alpha, alpha, size=(1, m))
    return (
        lam * X + (1 - lam) * X[:, rng.permutation(m)],
        lam * Y + (1 - lam) * Y[:, rng.permutation(m)],
    )


@mistake("mixup", hint="Examples and labels are mixed in different proportions. Draw lam once and use it for both.")
def other_shares_for_the_labels(X, Y, alpha, rng):
    m = X.shape[1]
    partner = rng.permutation(m)
    lam, other = rng.beta(alpha, alpha, size=(1, m)), rng.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[:, partner], other * Y + (1 - other) * Y[:, partner]


@mistake("mixup", hint="There is one number for all examples. Draw one for each: m of them, in the shape (1, m).")
def one_share_for_all(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha)
    return lam * X + (1 - lam) * X[:, partner], lam * Y + (1 - lam) * Y[:, partner]


@mistake(
    "mixup",
    hint="The numbers are evenly spread from 0 to 1, whatever alpha is. They should come from Beta(alpha, alpha).",
)
def even_shares(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.random((1, m))
    return lam * X + (1 - lam) * X[:, partner], lam * Y + (1 - lam) * Y[:, partner]


@mistake("mixup", hint="The partner counts in full: the two shares are lam and 1 - lam, so that they add up to 1.")
def partner_in_full(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    return lam * X + X[:, partner], lam * Y + Y[:, partner]


@mistake("mixup", hint="You shuffle the rows, which are pixels. The examples are the columns: X[:, partner].")
def rows_shuffled(X, Y, alpha, rng):
    m = X.shape[1]
    lam = rng.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[rng.permutation(len(X))], lam * Y + (1 - lam) * Y[rng.permutation(len(Y))]


@mistake(
    "mixup",
    hint="The numbers have the shape of X, so that every pixel is mixed differently. One for each example: (1, m).",
)
def share_for_every_pixel(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=X.shape)
    share = lam.mean(axis=0, keepdims=True)
    return lam * X + (1 - lam) * X[:, partner], share * Y + (1 - share) * Y[:, partner]


@mistake(
    "mixup",
    hint="The larger share always stays with the example itself. Take lam as it comes from the Beta distribution.",
)
def larger_share_stays(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    lam = np.maximum(lam, 1 - lam)
    return lam * X + (1 - lam) * X[:, partner], lam * Y + (1 - lam) * Y[:, partner]


@mistake(
    "mixup", hint="The label is that of the larger share alone. It should be blended: 70 percent this, 30 percent that."
)
def hard_labels(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[:, partner], np.where(lam >= 0.5, Y, Y[:, partner])


@mistake("mixup", hint="Partners or numbers come from np.random. Draw both from the rng that is passed in.")
def mixed_by_np_random(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = np.random.permutation(m), np.random.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[:, partner], lam * Y + (1 - lam) * Y[:, partner]


@mistake("mixup", hint="The caller's X and Y are overwritten with the mixtures. Make new arrays.")
def mixed_in_place(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    X[:] = lam * X + (1 - lam) * X[:, partner]
    Y[:] = lam * Y + (1 - lam) * Y[:, partner]
    return X, Y


@alternative("mixup")
def column_by_column(X, Y, alpha, rng):
    X_new, Y_new = np.zeros(X.shape), np.zeros(Y.shape)
    order = list(range(X.shape[1]))
    rng.shuffle(order)
    for i, j in enumerate(order):
        lam = rng.beta(alpha, alpha)
        X_new[:, i] = lam * X[:, i] + (1 - lam) * X[:, j]
        Y_new[:, i] = lam * Y[:, i] + (1 - lam) * Y[:, j]
    return X_new, Y_new


@alternative("mixup")
def partners_drawn_with_replacement(X, Y, alpha, rng):
    share = rng.beta(alpha, alpha, X.shape[1])
    partner = rng.integers(0, X.shape[1], X.shape[1])
    return [X[:, partner] + share * (X - X[:, partner]), Y[:, partner] + share * (Y - Y[:, partner])]


@alternative("mixup")
def as_a_matrix_product(X, Y, alpha, rng):
    m = X.shape[1]
    share = rng.beta(alpha, alpha, size=m)
    mixing = np.diag(share) + np.eye(m)[:, rng.permutation(m)] * (1 - share)
    return X @ mixing, Y @ mixing


@alternative("mixup")
def mixed_in_float32(X, Y, alpha, rng):
    both = np.concatenate([X, Y]).astype(np.float32)
    share = rng.beta(alpha, alpha, size=(1, X.shape[1])).astype(np.float32)
    mixed = share * both + (1 - share) * both[:, rng.permutation(X.shape[1])]
    return mixed[: len(X)], mixed[len(X) :]


# keras_regularized


@mistake(
    "keras_regularized",
    hint="The layers drop 1 - dropout. keras.layers.Dropout takes the share that is dropped, and that is what is passed in.",
)
def keep_prob_for_rate(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2)
    rate = 1 - dropout if dropout > 0 else 0.0
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty))
        model.add(keras.layers.Dropout(rate))
    model.add(keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake("keras_regularized", hint="The biases are penalized too. Leave bias_regularizer away: biases are free.")
def bias_regularizer_set(n_x, l2, dropout):
    settings = {"kernel_regularizer": keras.regularizers.L2(l2), "bias_regularizer": keras.regularizers.L2(l2)}
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", **settings))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid", **settings))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_regularized", hint="No weight is penalized: the argument l2 is not used. Give each kernel a regularizer."
)
def penalty_forgotten(n_x, l2, dropout):
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu"))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake("keras_regularized", hint="This is the L1 penalty: it charges absolute values. Use keras.regularizers.L2.")
def l1_for_l2(n_x, l2, dropout):
    penalty = keras.regularizers.L1(l2)
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_regularized", hint='kernel_regularizer="l2" always has the strength 0.01. Pass keras.regularizers.L2(l2).'
)
def strength_by_name(n_x, l2, dropout):
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer="l2"))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid", kernel_regularizer="l2"))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake("keras_regularized", hint="The last layer is not penalized. All three kernels carry the L2 penalty.")
def last_layer_free(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2)
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_regularized", hint="The L2 strength is halved. Keras adds l2 times the sum of squares; pass l2 as it comes."
)
def strength_halved(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2 / 2)
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_regularized",
    hint="activity_regularizer penalizes what the units say, not their weights. Use kernel_regularizer.",
)
def activity_for_kernel(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2)
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", activity_regularizer=penalty))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid", activity_regularizer=penalty))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake("keras_regularized", hint="Dropout stands behind the second hidden layer only. The first one needs it too.")
def dropout_behind_the_second_only(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2)
    model = keras.Sequential(
        [
            keras.Input((n_x,)),
            keras.layers.Dense(200, activation="relu", kernel_regularizer=penalty),
            keras.layers.Dense(100, activation="relu", kernel_regularizer=penalty),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake("keras_regularized", hint="There is no dropout in the model: the argument dropout is not used.")
def dropout_forgotten(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2)
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty))
    model.add(keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake("keras_regularized", hint="Inputs are dropped too. Dropout stands behind the two hidden layers only.")
def dropout_on_the_inputs(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2)
    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Dropout(dropout)])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_regularized",
    hint="The model is compiled with the mean squared error. The answer is a probability: use binary cross-entropy.",
)
def mean_squared_error(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2)
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty))
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["accuracy"])
    return model


@mistake("keras_regularized", hint="The hidden layers have no ReLU, so together they are no more than one layer.")
def relu_forgotten(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2)
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, kernel_regularizer=penalty))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake("keras_regularized", hint="The answer is no probability: the last layer needs a sigmoid.")
def sigmoid_forgotten(n_x, l2, dropout):
    penalty = keras.regularizers.L2(l2)
    model = keras.Sequential([keras.Input((n_x,))])
    for units in (200, 100):
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(1, kernel_regularizer=penalty))
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    return model


@alternative("keras_regularized")
def functional_with_activation_layers(n_x, l2, dropout):
    x = inputs = keras.Input(shape=(n_x,))
    for units in (200, 100):
        x = keras.layers.Dense(units, kernel_regularizer=keras.regularizers.l2(l2))(x)
        x = keras.layers.Dropout(rate=dropout)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L1L2(l2=l2))(x)
    model = keras.Model(inputs, keras.layers.Activation("sigmoid")(x))
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=keras.losses.BinaryCrossentropy())
    return model


@alternative("keras_regularized")
def as_a_class(n_x, l2, dropout):
    class Wide(keras.Model):
        def __init__(self):
            super().__init__()
            penalty = keras.regularizers.L2(l2)
            self.first = keras.layers.Dense(200, activation="relu", kernel_regularizer=penalty)
            self.second = keras.layers.Dense(100, activation="relu", kernel_regularizer=penalty)
            self.answer = keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty)
            self.drop_first = keras.layers.Dropout(dropout, seed=3)
            self.drop_second = keras.layers.Dropout(dropout, seed=4)

        def call(self, x, training=None):
            x = self.drop_first(self.first(x), training=training)
            x = self.drop_second(self.second(x), training=training)
            return self.answer(x)

    model = Wide()
    model.build((None, n_x))
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    return model


@alternative("keras_regularized")
def with_a_penalty_of_its_own(n_x, l2, dropout):
    model = keras.Sequential(name="wide")
    model.add(keras.Input(shape=(n_x,), name="points"))
    for number, units in enumerate((200, 100)):
        model.add(
            keras.layers.Dense(
                units,
                activation=keras.activations.relu,
                kernel_initializer="he_normal",
                kernel_regularizer=lambda kernel: l2 * keras.ops.sum(kernel**2),
                name=f"hidden_{number}",
            )
        )
        model.add(keras.layers.Dropout(dropout))
    last = keras.layers.Dense(1, "sigmoid", kernel_regularizer=keras.regularizers.L2(l2=l2))
    model.add(last)
    model.compile("adam", keras.losses.binary_crossentropy, metrics=[keras.metrics.BinaryAccuracy()])
    model.summary()
    return model
