import numpy as np

from grader.authoring import alternative, edited

rms_epsilon_outside_the_root = edited(
    "Epsilon is added after the root. Many books do that; here, as in Keras, it stands inside the root. With tiny "
    "gradients one can see it.",
    ("np.sqrt(s + epsilon)", "(np.sqrt(s) + epsilon)"),
)
rms_epsilon_forgotten = edited(
    "Without epsilon you divide by zero where all gradients were zero so far. Add it inside the root.",
    ("s + epsilon", "s"),
)
rms_root_forgotten = edited(
    "You divide by the average of squares itself. Take its root first: the R of RMS.", ("np.sqrt", "")
)
sum_for_average = edited(
    "This is a sum, as in Adagrad. RMSprop keeps a moving average: rho parts of the old, 1 - rho parts of the new.",
    ('s = rho * state.get("s" + name, 0.0) + (1 - rho) * dw**2', 'old = state.get("s" + name, 0.0)', "s = old + dw**2"),
)
square_not_weighted = edited(
    "The new square comes in with its full weight. Multiply it by 1 - rho.", ("(1 - rho) * dw**2", "dw**2")
)
rho_swapped = edited(
    "The weights are swapped: rho belongs to the old average, 1 - rho to the new square.",
    ("rho * state", "(1 - rho) * state"),
    ("(1 - rho) * dw", "rho * dw"),
)
rms_gradient_not_squared = edited(
    "This is an average of the gradients, not of their squares; it may become negative. Square them first.",
    ("dw**2", "dw"),
)
square_of_the_average = edited(
    "You square the average. It is the other way round: the average of the squares.",
    (
        'rho * state.get("s" + name, 0.0) + (1 - rho) * dw**2',
        '(rho * np.sqrt(state.get("s" + name, 0.0)) + (1 - rho) * dw) ** 2',
    ),
)
old_average_used = edited(
    "You divide by the root of the old average. Update the average first, then divide.",
    ('dw = grads["d" + name]', 'dw = grads["d" + name]', 'old = state.get("s" + name, 0.0)'),
    ("s + epsilon", "old + epsilon"),
)
average_under_the_bare_name = edited(
    "The average is kept under the name of the parameter alone. Put an s in front, when you store it and when you "
    "look it up: the average of W1 is sW1.",
    ('state.get("s" + name, 0.0)', "state.get(name, 0.0)"),
    ('new_state["s" + name]', "new_state[name]"),
)
average_not_kept = edited(
    "The new average is used but not kept: the state comes back as it went in. Put s into the new state.",
    ("return new_parameters, new_state", "return new_parameters, state"),
)
average_from_one_tenth = edited(
    "The average starts from 0.1 here. That is Adagrad's start; RMSprop starts from 0.",
    ('dw = grads["d" + name]', 'dw = grads["d" + name]', 'old = state.get("s" + name, 0.1)'),
    ('state.get("s" + name, 0.0)', "old"),
)
bias_corrected = edited(
    "You correct the bias of the average. Adam does that; RMSprop, here and in Keras, does not.",
    ("new_parameters, new_state = {}, {}", 't = state.get("t", 0) + 1', 'new_parameters, new_state = {}, {"t": t}'),
    ("np.sqrt(s + epsilon)", "np.sqrt(s / (1 - rho**t) + epsilon)"),
)
rms_one_average_for_the_whole_array = edited(
    "There is one average for the whole array, so all its numbers get the same learning rate. Square entry by entry, "
    "and take no mean over the array.",
    ("dw**2", "np.mean(dw**2)"),
)
rms_uphill = edited(
    "This goes uphill: subtract the step.",
    ("w - learning_rate * dw / np.sqrt(s + epsilon)", "w + learning_rate * dw / np.sqrt(s + epsilon)"),
)
averages_in_place = edited(
    "The numbers are right, but the averages in the old state are changed in place, by *= or +=. Compute new arrays.",
    ('s = rho * state.get("s" + name, 0.0) + ', 's = state.get("s" + name, 0.0)', "s *= rho", "s += "),
)


@alternative
def moved_towards_the_square(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = old + (1 - rho) * (dw * dw - old)
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * np.divide(dw, np.power(s + epsilon, 0.5))
    return new_parameters, new_state


@alternative
def averages_filled_first(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    if not state:
        state = {"s" + name: np.zeros(w.shape) for name, w in parameters.items()}
    averages = {key: rho * s + (1 - rho) * np.square(grads["d" + key[1:]]) for key, s in state.items()}
    scales = {name: np.sqrt(averages["s" + name] + epsilon) for name in parameters}
    return {name: w - learning_rate * grads["d" + name] / scales[name] for name, w in parameters.items()}, averages


@alternative
def rms_in_float32(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name].astype("float32")
        s = np.float32(rho * state.get("s" + name, 0.0)) + np.float32(1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w.astype("float32") - np.float32(learning_rate) * dw / np.sqrt(s + np.float32(epsilon))
    return new_parameters, new_state


@alternative
def rms_entry_by_entry(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        s, new_w = np.zeros(w.shape), w.copy()
        for place, d in np.ndenumerate(grads["d" + name]):
            s[place] = (rho * state["s" + name][place] if state else 0) + (1 - rho) * d**2
            new_w[place] -= learning_rate * d / (s[place] + epsilon) ** 0.5
        new_parameters[name], new_state["s" + name] = new_w, s
    print("one more step")
    return new_parameters, new_state


rho_ignored = edited(
    "The average always keeps 0.9 of its old value. Use the argument rho.",
    ("rho * state", "0.9 * state"),
    ("(1 - rho)", "0.1"),
)
gradient_missing_in_the_step = edited(
    "The gradient is missing in the step: it is learning_rate * dw that is divided by the root.",
    ("learning_rate * dw", "learning_rate"),
)
average_from_the_first_square = edited(
    "The average starts from the first square. Here, as in Keras, it starts from 0.",
    ('state.get("s" + name, 0.0)', 'state.get("s" + name, dw**2)'),
)
