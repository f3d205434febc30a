import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

SUM = "sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)"

count_of_arrays = edited(
    "You count arrays. Each holds many numbers: multiply the sides of its shape, and add up.",
    (SUM, "len(model.trainable_weights)"),
    ("model.count_params() - trainable", "len(model.weights) - trainable"),
)
count_of_everything = edited(
    "The first number is that of all weights. Training may change only model.trainable_weights.",
    (SUM, "model.count_params()"),
)
count_with_the_total = edited(
    "The second number is that of all weights. Subtract those that training may change.",
    ("model.count_params() - trainable", "model.count_params()"),
)
count_swapped = edited(
    "The two numbers have changed places: first what training may change, then what it leaves alone.",
    ("return trainable, model.count_params() - trainable", "return model.count_params() - trainable, trainable"),
)


@mistake(
    "You go by the flag of each outer layer. But a batch norm that is not frozen still has two rows that training never "
    "changes, its moving averages, and a model inside may be frozen in part. Count model.trainable_weights."
)
def count_by_flags(model):
    trainable = sum(layer.count_params() for layer in model.layers if layer.trainable)
    return trainable, model.count_params() - trainable


@mistake(
    "You go by the switches of the layers, inner ones included. But a batch norm that is not frozen still has two rows "
    "that training never changes, its moving averages. Count model.trainable_weights."
)
def count_by_inner_flags(model):
    layers, trainable = list(model.layers), 0
    for layer in layers:
        inner = getattr(layer, "layers", [])
        layers += inner
        if layer.trainable and not inner:
            trainable += layer.count_params()
    return trainable, model.count_params() - trainable


count_of_kernels = edited(
    "Weights with a single axis are left out: biases, and what batch norm learns. They are numbers, too.",
    ("in model.trainable_weights", "in model.trainable_weights if len(weight.shape) > 1"),
)
count_of_sides = edited(
    "You add the sides of each array. A 3 x 4 array holds 12 numbers: multiply them.",
    ("np.prod", "np.sum"),
)
count_of_first_sides = edited(
    "You count rows: len gives the first side of an array alone. Multiply all sides of its shape.",
    ("int(np.prod(weight.shape))", "int(weight.shape[0])"),
)
count_alone = edited(
    "Two numbers are asked for: what training may change, and what it leaves alone.",
    ("return trainable, model.count_params() - trainable", "return trainable"),
)


@mistake(
    "The moving averages of batch norm are missing in the second number. They are weights that training leaves alone, "
    "although they are not frozen."
)
def count_without_moving_averages(model):
    def size(weight):
        return int(np.prod(weight.shape))

    trainable = sum(map(size, model.trainable_weights))
    still = [weight for weight in model.non_trainable_weights if "moving" not in weight.path]
    return trainable, sum(map(size, still))


count_with_random_generators = edited(
    "model.non_trainable_variables holds more than weights: the state of each dropout's random generator, too. Take "
    "model.non_trainable_weights.",
    (
        "model.count_params() - trainable",
        "sum(int(np.prod(variable.shape)) for variable in model.non_trainable_variables)",
    ),
)


@alternative
def count_by_flags_of_weights(model):
    trainable = sum(int(np.prod(weight.shape)) for weight in model.weights if weight.trainable)
    return trainable, model.count_params() - trainable


@alternative
def count_both(model):
    return tuple(
        sum(int(np.prod(w.shape)) for w in weights)
        for weights in (model.trainable_weights, model.non_trainable_weights)
    )


@alternative
def count_by_arrays(model):
    trainable = 0
    for weight in model.trainable_variables:
        trainable += keras.ops.convert_to_numpy(weight).size
    everything = sum(array.size for array in model.get_weights())
    return trainable, everything - trainable


@alternative
def count_by_names(model):
    learned = {weight.path: int(np.prod(weight.shape)) for weight in model.trainable_weights}
    return np.int64(sum(learned.values())), model.count_params() - sum(learned.values())
