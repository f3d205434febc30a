import numpy as np

from grader.authoring import alternative, mistake


@mistake("The step goes uphill: the gradient is added. Subtract it.")
def uphill(parameters, grads, learning_rate):
    return {name: parameters[name] + learning_rate * grads["d" + name] for name in parameters}


@mistake("The learning rate is not used. Multiply the gradient by it.")
def learning_rate_ignored(parameters, grads, learning_rate):
    return {name: parameters[name] - grads["d" + name] for name in parameters}


@mistake(
    "The step is right, but -= writes into the caller's arrays, even where the dict was copied first. Make new "
    "arrays: old minus step."
)
def arrays_changed_in_place(parameters, grads, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


@mistake("Only the weights move. The biases need their step, too.")
def biases_stand_still(parameters, grads, learning_rate):
    return {
        name: parameters[name] - learning_rate * grads["d" + name] if name.startswith("W") else parameters[name]
        for name in parameters
    }


@mistake("The last layer stands still: the loop over the layers ends one round too early.")
def last_layer_stands_still(parameters, grads, learning_rate):
    new = dict(parameters)
    for layer in range(1, len(parameters) // 2):
        new[f"W{layer}"] = parameters[f"W{layer}"] - learning_rate * grads[f"dW{layer}"]
        new[f"b{layer}"] = parameters[f"b{layer}"] - learning_rate * grads[f"db{layer}"]
    return new


@mistake("Only layers 1 and 2 move, as in the last notebook. Loop over all layers.")
def two_layers_only(parameters, grads, learning_rate):
    new = dict(parameters)
    for name in ("W1", "b1", "W2", "b2"):
        new[name] = parameters[name] - learning_rate * grads["d" + name]
    return new


@mistake("You pair parameters and gradients by their order. Find each gradient by its name instead.")
def paired_by_order(parameters, grads, learning_rate):
    return {name: parameters[name] - learning_rate * grad for name, grad in zip(parameters, grads.values())}


@mistake("You loop over the names in grads, and there may be more of them than parameters. Loop over parameters.")
def loop_over_the_gradients(parameters, grads, learning_rate):
    return {name[1:]: parameters[name[1:]] - learning_rate * grads[name] for name in grads}


@mistake("These are the steps alone. Subtract each from its parameter.")
def steps_alone(parameters, grads, learning_rate):
    return {name: learning_rate * grads["d" + name] for name in parameters}


@mistake("The names in the answer have a d in front, like gradients. They are parameters: W1, b1, ...")
def named_like_gradients(parameters, grads, learning_rate):
    return {"d" + name: parameters[name] - learning_rate * grads["d" + name] for name in parameters}


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
