import keras
import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.style_transfer import style_loss

without_weights = edited("The weights are not used.", ("weight * style_loss", "style_loss"))
average_of_the_layers = edited(
    "The sum is divided by the number of layers. Nothing is divided here: the weights do that, where it is wanted.",
    ("return total", "return total / len(features)"),
)
divided_by_the_weights = edited(
    "The sum is divided by the sum of the weights. Here it is a plain weighted sum.",
    ("return total", "return total / sum(weights)"),
)
only_the_last_layer = edited(
    "Only the last layer is left: each round forgets what was there before. Add to the total.",
    ("total = total + weight", "total = weight"),
)
only_the_first_layer = edited(
    "Only the first layer counts. Does the return stand inside the loop?",
    ("total = total + weight * style_loss(target, generated)", "return weight * style_loss(target, generated)"),
)
weights_squared = edited(
    "Each weight is used twice, so that it is squared.", ("weight * style_loss", "weight * weight * style_loss")
)
divided_by_the_weight = edited(
    "You divide by the weight. A larger weight should make its layer count more: multiply.",
    ("weight * style_loss(target, generated)", "style_loss(target, generated) / weight"),
)
weights_turned_round = edited(
    "The weights go with the wrong layers: they are taken from the end.",
    ("features, targets, weights, strict=True", "features, targets, list(weights)[::-1], strict=True"),
)
same_weight_for_all = edited(
    "Every layer gets the same weight, the first one. Each has its own.",
    ("weight * style_loss", "weights[0] * style_loss"),
)
multiplied = edited(
    "The losses of the layers are multiplied with each other. Add them up.",
    ("total = 0.0", "total = 1.0"),
    ("total = total + weight *", "total = total * weight *"),
)
weight_inside_the_square = edited(
    "The weight is put on the features before their matrices are compared. Weigh the loss, not what goes into it.",
    ("weight * style_loss(target, generated)", "style_loss(target, weight * generated)"),
)


@mistake("The losses come back as a list. Add them up, each with its weight.")
def one_for_each_layer(features, targets, weights):
    return keras.ops.stack([w * style_loss(A, F) for F, A, w in zip(features, targets, weights, strict=True)])


@mistake(
    "The number is right, but it was cut off from the picture on the way, as NumPy, .numpy() or float() do it, so no gradient "
    "can flow back. Add up the tensors as they are, and return the tensor."
)
def as_floats(features, targets, weights):
    return float(sum(w * float(style_loss(A, F)) for F, A, w in zip(features, targets, weights, strict=True)))


@alternative
def with_sum(features, targets, weights):
    return sum(w * style_loss(A, F) for F, A, w in zip(features, targets, weights, strict=True))


@alternative
def with_numbers_of_layers(features, targets, weights):
    losses = [style_loss(targets[k], features[k]) for k in range(len(weights))]
    return keras.ops.sum(keras.ops.stack(losses) * np.array(weights, dtype="float32"))


@alternative
def starting_from_the_first(features, targets, weights):
    total = weights[0] * style_loss(targets[0], features[0])
    for k in range(1, len(features)):
        total += weights[k] * style_loss(targets[k], features[k])
    return total
