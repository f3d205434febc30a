import numpy as np

from grader.authoring import alternative, edited, mistake

uphill = edited(
    "This goes uphill: the gradient points to where the cost grows. Subtract it.",
    ("w - learning_rate", "w + learning_rate"),
)
learning_rate_ignored = edited(
    "The step is always 0.01 times the gradient. Use the argument learning_rate.",
    ("learning_rate * grads", "0.01 * grads"),
)
no_learning_rate = edited(
    "You subtract the whole gradient. Multiply it by the learning rate first.", ("learning_rate * grads", "grads")
)


@mistake(
    "The numbers are right, but what was handed in is changed: parameters[name] = ... writes into its dict, -= into its "
    "arrays, and a copy of the dict holds the same arrays. Compute new arrays and put them into a new dict."
)
def parameters_in_place(parameters, grads, state, learning_rate=0.01):
    parameters = parameters.copy()
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters, state


state_not_returned = edited(
    "Only the parameters come back. Return both: the new parameters and the state.",
    ("new_parameters, state", "new_parameters"),
)
gradient_without_d = edited(
    "You look for the gradient under the name of the parameter. In grads there is a d in front: the gradient of W1 "
    "is dW1.",
    ('grads["d" + name]', "grads[name]"),
)


@mistake("You count on the names W1, b1, W2, b2. Parameters may have any names: go through parameters.items().")
def names_taken_for_granted(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for layer in range(1, max(len(parameters) // 2, 1) + 1):
        for letter in ("W", "b"):
            name = letter + str(layer)
            new_parameters[name] = parameters[name] - learning_rate * grads["d" + name]
    return new_parameters, state


return_inside_the_loop = edited(
    "The function returns after the first parameter, because return is inside the loop. Move it out.",
    ("parameters.items()", "list(parameters.items())[:1]"),
)
dict_made_anew_in_the_loop = edited(
    "Only the last parameter is there: the new dict is made anew in every round. Make it once, before the loop.",
    ("parameters.items()", "list(parameters.items())[-1:]"),
)
biases_forgotten = edited(
    "Only names that begin with W are moved; all others come back as they were. Every parameter takes a step.",
    (" for name", ' if name.startswith("W") else w for name'),
)


@alternative
def in_place_on_copies(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name in parameters:
        new_parameters[name] = parameters[name].copy()
        new_parameters[name] -= learning_rate * grads["d" + name]
    return [new_parameters, dict(state)]


@alternative
def entry_by_entry(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        flat = [x - learning_rate * d for x, d in zip(w.ravel(), grads["d" + name].ravel())]
        new_parameters[name] = np.array(flat).reshape(w.shape)
    return new_parameters, state


@alternative
def in_float32_with_a_note(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for key, dw in grads.items():
        new_parameters[key[1:]] = np.float32(parameters[key[1:]]) - np.float32(learning_rate) * np.float32(dw)
        print("moved", key[1:])
    return new_parameters, {"note": "nothing to remember"}
