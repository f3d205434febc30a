import numpy as np

from grader.authoring import alternative, edited, mistake

uphill = edited("The step goes uphill: the gradient is added. Subtract it.", ("- learning_rate", "+ learning_rate"))
learning_rate_ignored = edited(
    "The learning rate is not used. Multiply the gradient by it.", ("learning_rate * grads", "grads")
)


@mistake(
    "The step is right, but -= writes into the caller's arrays, even where the dict was copied first. Make new "
    "arrays: old minus step."
)
def arrays_changed_in_place(parameters, grads, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


biases_stand_still = edited(
    "Only the weights move. The biases need their step, too.",
    (" for name", ' if name.startswith("W") else parameters[name] for name'),
)
last_layer_stands_still = edited(
    "The last layer stands still: the loop over the layers ends one round too early.",
    (" for name", " if int(name[1:]) < len(parameters) // 2 else parameters[name] for name"),
)
two_layers_only = edited(
    "Only layers 1 and 2 move, as in the last notebook. Loop over all layers.",
    (" for name", ' if name[1:] in ("1", "2") else parameters[name] for name'),
)
paired_by_order = edited(
    "You pair parameters and gradients by their order. Find each gradient by its name instead.",
    ('grads[f"d{name}"] for name in parameters', "grad for name, grad in zip(parameters, grads.values())"),
)
loop_over_the_gradients = edited(
    "You loop over the names in grads, and there may be more of them than parameters. Loop over parameters.",
    ("{name: parameters[name]", "{name[1:]: parameters[name[1:]]"),
    ('grads[f"d{name}"] for name in parameters', "grads[name] for name in grads"),
)
steps_alone = edited("These are the steps alone. Subtract each from its parameter.", ("parameters[name] - ", ""))
named_like_gradients = edited(
    "The names in the answer have a d in front, like gradients. They are parameters: W1, b1, ...",
    ("{name: ", '{"d" + name: '),
)


@alternative
def layer_by_layer(parameters, grads, learning_rate):
    new = {}
    for layer in range(1, len(parameters) // 2 + 1):
        for kind in "Wb":
            new[kind + str(layer)] = parameters[kind + str(layer)] - learning_rate * grads[f"d{kind}{layer}"]
    return new


@alternative
def in_place_on_deep_copies(parameters, grads, learning_rate):
    import copy

    parameters = copy.deepcopy(parameters)
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


@alternative
def updated_in_float32(parameters, grads, learning_rate):
    new = {}
    for name, value in parameters.items():
        step = np.multiply(np.float32(learning_rate), grads[f"d{name}"], dtype=np.float32)
        new[name] = value.astype(np.float32) - step
    return new
