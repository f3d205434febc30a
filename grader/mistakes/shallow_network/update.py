import numpy as np

from grader.authoring import alternative, edited, mistake

uphill = edited(
    "You walk uphill. The gradient points to where the cost grows, so subtract it.",
    ("- learning_rate", "+ learning_rate"),
)
learning_rate_forgotten = edited(
    "The learning rate is not used: multiply each gradient by it.", ("learning_rate * grads", "grads")
)
biases_stay = edited(
    "The biases do not move. They are parameters, too: update all four.",
    (" for name", ' if name[0] == "W" else parameters[name] for name'),
)
hidden_layer_stays = edited(
    "Only the output layer moves. The hidden layer has to learn, too: update all four.",
    (" for name", ' if name[1] == "2" else parameters[name] for name'),
)


@mistake(
    "The numbers are right, but the caller's parameters are changed. Make a new dict with new arrays, and do not "
    "write into the old ones."
)
def written_into_the_argument(parameters, grads, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * grads[f"d{name}"]
    return parameters


steps_on_a_copy = edited(
    "The steps are made on a copy that is thrown away: what you return are the old parameters.",
    ('parameters[name] - learning_rate * grads["d" + name]', "parameters[name]"),
)
steps_alone = edited(
    'These are the steps alone. Subtract them from the parameters, and return the new parameters as "W1" and so on.',
    ("parameters[name] - ", "-"),
)
divided_by_the_learning_rate = edited(
    "You divide by the learning rate. A small learning rate means a small step: multiply.",
    ('learning_rate * grads["d" + name]', 'grads[f"d{name}"] / learning_rate'),
)
gradients_without_the_d = edited(
    'The gradients are looked up under the wrong names. That of "W1" stands in grads under "dW1".',
    ('"d" + name', "name"),
)
gradients_by_position = edited(
    "The first parameter is given the first gradient, and so on, but a dict may stand in any order. Find each "
    "gradient by its name.",
    ('grads["d" + name] for name in parameters', "slope for name, slope in zip(parameters, grads.values())"),
)
names_of_the_gradients = edited(
    'The answer has the names of the gradients. Return the parameters: "W1", "b1", "W2", "b2".',
    ("{name: ", '{"d" + name: '),
)


@alternative
def four_lines(parameters, grads, learning_rate):
    W1 = parameters["W1"] - learning_rate * grads["dW1"]
    b1 = parameters["b1"] - learning_rate * grads["db1"]
    W2 = parameters["W2"] - learning_rate * grads["dW2"]
    b2 = parameters["b2"] - learning_rate * grads["db2"]
    return {"b2": b2, "W2": W2, "b1": b1, "W1": W1}


@alternative
def deep_copy_and_in_place(parameters, grads, learning_rate):
    import copy

    parameters = copy.deepcopy(parameters)
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


@alternative
def shallow_copy_with_new_arrays(parameters, grads, learning_rate):
    parameters = dict(parameters)
    for layer in (1, 2):
        for kind in "Wb":
            name = f"{kind}{layer}"
            parameters[name] = np.add(parameters[name], -learning_rate * grads[f"d{name}"])
    return parameters


@alternative
def update_in_float32(parameters, grads, learning_rate):
    return {
        name: value.astype(np.float32) - np.float32(learning_rate) * grads[f"d{name}"].astype(np.float32)
        for name, value in parameters.items()
    }


return_inside_the_loop = edited(
    "Only the first parameter comes back: a return inside the loop ends it after the first round. Move it to the left, "
    "below the loop.",
    ("in parameters", "in list(parameters)[:1]"),
)
