import numpy as np

from grader.authoring import alternative, edited

epsilon_outside_the_root = edited(
    "Epsilon is added after the root. Many books do that; here, as in Keras, it stands inside the root. With tiny "
    "gradients one can see it.",
    ("np.sqrt(s + epsilon)", "(np.sqrt(s) + epsilon)"),
)
epsilon_forgotten = edited(
    "Without epsilon you divide by zero where all gradients were zero so far. Add it inside the root.",
    ("s + epsilon", "s"),
)
root_forgotten = edited(
    "You divide by the sum of squares itself. Take its root first, which brings squares back to the scale of a "
    "gradient.",
    ("np.sqrt", ""),
)
sums_from_zero = edited(
    "The sums start from 0. Where the state has none, start from initial_accumulator_value.",
    ('state.get("s" + name, initial_accumulator_value)', 'state.get("s" + name, 0.0)'),
)
start_fixed = edited(
    "The sums always start from 0.1. Use the argument initial_accumulator_value.",
    ('state.get("s" + name, initial_accumulator_value)', 'state.get("s" + name, 0.1)'),
)
only_the_last_square = edited(
    "Only the square of the present gradient counts; what was before is forgotten. Add it to the sum in the state.",
    ('state.get("s" + name, initial_accumulator_value)', "initial_accumulator_value"),
)
gradient_not_squared = edited(
    "You add up the gradients, not their squares: positive and negative ones cancel, and the sum may become negative.",
    ("dw**2", "dw"),
)
absolute_values = edited("You add up absolute values. Adagrad adds up squares.", ("dw**2", "np.abs(dw)"))
old_sum_used = edited(
    "You divide by the root of the old sum. Add the square of this gradient first, then divide.",
    ("np.sqrt(s + epsilon)", 'np.sqrt(state.get("s" + name, initial_accumulator_value) + epsilon)'),
)
sum_under_the_bare_name = edited(
    "The sum is kept under the name of the parameter alone. Put an s in front, when you store it and when you look "
    "it up: the sum of W1 is sW1.",
    ('state.get("s" + name, initial_accumulator_value)', "state.get(name, initial_accumulator_value)"),
    ('new_state["s" + name]', "new_state[name]"),
)
sum_not_kept = edited(
    "The new sum is used but not kept: the state comes back as it went in. Put s into the new state.",
    ("return new_parameters, new_state", "return new_parameters, state"),
)
one_sum_for_the_whole_array = edited(
    "There is one sum for the whole array, so all its numbers get the same learning rate. Every single number has a "
    "sum of its own: square entry by entry, and do not add up.",
    ("dw**2", "np.sum(dw**2)"),
)
sums_in_place = edited(
    "The numbers are right, but the sums in the old state are changed in place by +=. Compute new arrays.",
    ("initial_accumulator_value) + dw**2", "initial_accumulator_value)", "s += dw**2"),
)
average_for_sum = edited(
    "This is a moving average of squares, as in RMSprop. Adagrad simply adds up.",
    (
        'state.get("s" + name, initial_accumulator_value) + dw**2',
        '0.9 * state.get("s" + name, initial_accumulator_value) + 0.1 * dw**2',
    ),
)
adagrad_uphill = edited(
    "This goes uphill: subtract the step.",
    ("w - learning_rate * dw / np.sqrt(s + epsilon)", "w + learning_rate * dw / np.sqrt(s + epsilon)"),
)


@alternative
def sums_filled_first(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    sums = dict(state) or {
        "s" + name: np.full(w.shape, float(initial_accumulator_value)) for name, w in parameters.items()
    }
    sums = {key: s + np.square(grads["d" + key[1:]]) for key, s in sums.items()}
    new_parameters = {}
    for name in parameters:
        new_parameters[name] = (
            parameters[name] - learning_rate * grads["d" + name] * (sums["s" + name] + epsilon) ** -0.5
        )
    return new_parameters, sums


@alternative
def adagrad_entry_by_entry(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        new_w, s = np.zeros(w.shape), np.zeros(w.shape)
        for place in np.ndindex(w.shape):
            d = grads["d" + name][place]
            s[place] = (state["s" + name][place] if state else initial_accumulator_value) + d * d
            new_w[place] = w[place] - learning_rate / (s[place] + epsilon) ** 0.5 * d
        new_parameters[name], new_state["s" + name] = new_w, s
    return new_parameters, new_state


@alternative
def adagrad_in_float32(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {"epsilon": epsilon}
    for name, w in parameters.items():
        dw = np.float32(grads["d" + name])
        s = np.float32(state.get("s" + name, initial_accumulator_value)) + dw * dw
        new_state["s" + name] = s
        new_parameters[name] = np.float32(w) - np.float32(learning_rate) * dw / np.sqrt(s + np.float32(epsilon))
    return new_parameters, new_state
