"""Known wrong and other right answers for optimizers."""

import numpy as np

from grader.catalogue import alternative, mistake
from solutions.optimizers import *

# mini_batches


@mistake(
    "mini_batches",
    hint="X and Y are shuffled each in an order of its own, so most pictures lose their label. Draw one order and use it for both.",
)
def shuffled_apart(X, Y, batch_size, rng):
    m = X.shape[1]
    X, Y = X[:, rng.permutation(m)], Y[:, rng.permutation(m)]
    return [(X[:, start : start + batch_size], Y[:, start : start + batch_size]) for start in range(0, m, batch_size)]


@mistake(
    "mini_batches",
    hint="Only X is shuffled; the labels stay in their old order. Use the same order for the columns of Y.",
)
def only_x_shuffled(X, Y, batch_size, rng):
    m = X.shape[1]
    X = X[:, rng.permutation(m)]
    return [(X[:, start : start + batch_size], Y[:, start : start + batch_size]) for start in range(0, m, batch_size)]


@mistake(
    "mini_batches",
    hint="The last, short batch is missing: its examples are never used. Count the batches up, not down.",
)
def short_batch_dropped(X, Y, batch_size, rng):
    m = X.shape[1]
    order = rng.permutation(m)
    batches = []
    for i in range(m // batch_size):
        chosen = order[i * batch_size : (i + 1) * batch_size]
        batches.append((X[:, chosen], Y[:, chosen]))
    return batches


@mistake(
    "mini_batches",
    hint="The examples stay in their old order. Shuffle them first.",
)
def not_shuffled(X, Y, batch_size, rng):
    m = X.shape[1]
    return [(X[:, start : start + batch_size], Y[:, start : start + batch_size]) for start in range(0, m, batch_size)]


@mistake(
    "mini_batches",
    hint="You make a generator of your own with a fixed seed, so every epoch has the same order. Use the rng that is passed in.",
)
def same_order_every_time(X, Y, batch_size, rng):
    m = X.shape[1]
    order = np.random.default_rng(0).permutation(m)
    batches = []
    for start in range(0, m, batch_size):
        chosen = order[start : start + batch_size]
        batches.append((X[:, chosen], Y[:, chosen]))
    return batches


@mistake(
    "mini_batches",
    hint="You draw each batch anew from all examples: some come twice, others never. Shuffle all examples once, then cut.",
)
def drawn_with_replacement(X, Y, batch_size, rng):
    m = X.shape[1]
    batches = []
    for start in range(0, m, batch_size):
        chosen = rng.integers(0, m, min(batch_size, m - start))
        batches.append((X[:, chosen], Y[:, chosen]))
    return batches


@mistake(
    "mini_batches",
    hint="You cut first and shuffle the finished batches: the same examples always stay together. Shuffle the examples, then cut.",
)
def batches_shuffled_not_examples(X, Y, batch_size, rng):
    m = X.shape[1]
    batches = [(X[:, s : s + batch_size], Y[:, s : s + batch_size]) for s in range(0, m, batch_size)]
    return [batches[i] for i in rng.permutation(len(batches))]


@mistake(
    "mini_batches",
    hint="The examples are spread evenly over the batches. Fill each batch up to batch_size; only the last one may be short.",
)
def batches_of_equal_size(X, Y, batch_size, rng):
    m = X.shape[1]
    parts = np.array_split(rng.permutation(m), -(-m // batch_size))
    return [(X[:, chosen], Y[:, chosen]) for chosen in parts]


@mistake(
    "mini_batches",
    hint="The last batch is filled up with examples that were in the batch before it. Leave it short: each example counts once.",
)
def last_batch_filled_up(X, Y, batch_size, rng):
    m = X.shape[1]
    order = rng.permutation(m)
    batches = []
    for start in range(0, m, batch_size):
        start = max(0, min(start, m - batch_size))
        chosen = order[start : start + batch_size]
        batches.append((X[:, chosen], Y[:, chosen]))
    return batches


@mistake(
    "mini_batches",
    hint="There are batch_size batches here. batch_size is the number of examples in a batch, not the number of batches.",
)
def batch_size_as_number_of_batches(X, Y, batch_size, rng):
    parts = np.array_split(rng.permutation(X.shape[1]), batch_size)
    return [(X[:, chosen], Y[:, chosen]) for chosen in parts]


@mistake(
    "mini_batches",
    hint="You count and cut rows. Examples are columns: their number is X.shape[1], and they are chosen with X[:, ...].",
)
def rows_for_columns(X, Y, batch_size, rng):
    m = X.shape[0]
    order = rng.permutation(m)
    batches = []
    for start in range(0, m, batch_size):
        chosen = order[start : start + batch_size]
        batches.append((X[chosen], Y[chosen]))
    return batches


@mistake(
    "mini_batches",
    hint="Y_batch has one axis only. Keep its rows: choose columns with Y[:, chosen].",
)
def labels_lose_an_axis(X, Y, batch_size, rng):
    order = rng.permutation(X.shape[1])
    batches = []
    for start in range(0, X.shape[1], batch_size):
        chosen = order[start : start + batch_size]
        batches.append((X[:, chosen], Y[0, chosen]))
    return batches


@alternative("mini_batches")
def shuffled_first_then_cut(X, Y, batch_size, rng):
    m = X.shape[1]
    order = np.arange(m)
    rng.shuffle(order)
    X_shuffled, Y_shuffled = X[:, order], Y[:, order]
    batches, full = [], m // batch_size
    for i in range(full):
        batches.append(
            [X_shuffled[:, i * batch_size : (i + 1) * batch_size], Y_shuffled[:, i * batch_size : (i + 1) * batch_size]]
        )
    if m % batch_size != 0:
        batches.append([X_shuffled[:, full * batch_size :], Y_shuffled[:, full * batch_size :]])
    return batches


@alternative("mini_batches")
def stacked_and_split(X, Y, batch_size, rng):
    stacked = rng.permutation(np.vstack([X, Y]), axis=1)
    cuts = np.arange(batch_size, X.shape[1], batch_size)
    return tuple((part[: len(X)], part[len(X) :]) for part in np.split(stacked, cuts, axis=1))


@alternative("mini_batches")
def sorted_by_random_keys(X, Y, batch_size, rng):
    keys = rng.random(X.shape[1])
    order = sorted(range(X.shape[1]), key=lambda i: keys[i])
    batches = []
    while order:
        chosen, order = order[:batch_size], order[batch_size:]
        batches.append((np.float32(X)[:, chosen], np.float32(Y)[:, chosen]))
    return batches


@alternative("mini_batches")
def column_by_column(X, Y, batch_size, rng):
    m = X.shape[1]
    left = list(range(m))
    columns = []
    while left:
        columns.append(left.pop(rng.integers(len(left))))
    batches = []
    for start in range(0, m, batch_size):
        some = columns[start : start + batch_size]
        batches.append((np.stack([X[:, i] for i in some], axis=1), np.stack([Y[:, i] for i in some], axis=1)))
    print(len(batches), "batches")
    return batches


# sgd_step


@mistake(
    "sgd_step",
    hint="This goes uphill: the gradient points to where the cost grows. Subtract it.",
)
def uphill(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        new_parameters[name] = w + learning_rate * grads["d" + name]
    return new_parameters, state


@mistake(
    "sgd_step",
    hint="The step is always 0.01 times the gradient. Use the argument learning_rate.",
)
def learning_rate_ignored(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        new_parameters[name] = w - 0.01 * grads["d" + name]
    return new_parameters, state


@mistake(
    "sgd_step",
    hint="You subtract the whole gradient. Multiply it by the learning rate first.",
)
def no_learning_rate(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        new_parameters[name] = w - grads["d" + name]
    return new_parameters, state


@mistake(
    "sgd_step",
    hint="The numbers are right, but you write into the arrays that were handed in: -= does that. A copy of the dict does not help, since it holds the same arrays. Compute new arrays and put them into a new dict.",
)
def parameters_in_place(parameters, grads, state, learning_rate=0.01):
    parameters = parameters.copy()
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters, state


@mistake(
    "sgd_step",
    hint="Only the parameters come back. Return both: the new parameters and the state.",
)
def state_not_returned(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        new_parameters[name] = w - learning_rate * grads["d" + name]
    return new_parameters


@mistake(
    "sgd_step",
    hint="You look for the gradient under the name of the parameter. In grads there is a d in front: the gradient of W1 is dW1.",
)
def gradient_without_d(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        new_parameters[name] = w - learning_rate * grads[name]
    return new_parameters, state


@mistake(
    "sgd_step",
    hint="You count on the names W1, b1, W2, b2. Parameters may have any names: go through parameters.items().",
)
def names_taken_for_granted(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for layer in range(1, max(len(parameters) // 2, 1) + 1):
        for letter in ("W", "b"):
            name = letter + str(layer)
            new_parameters[name] = parameters[name] - learning_rate * grads["d" + name]
    return new_parameters, state


@mistake(
    "sgd_step",
    hint="The function returns after the first parameter, because return is inside the loop. Move it out.",
)
def return_inside_the_loop(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        new_parameters[name] = w - learning_rate * grads["d" + name]
        return new_parameters, state
    return new_parameters, state


@mistake(
    "sgd_step",
    hint="Only the last parameter is there: the new dict is made anew in every round. Make it once, before the loop.",
)
def dict_made_anew_in_the_loop(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        new_parameters = {}
        new_parameters[name] = w - learning_rate * grads["d" + name]
    return new_parameters, state


@mistake(
    "sgd_step",
    hint="Only names that begin with W are moved; all others come back as they were. Every parameter takes a step.",
)
def biases_forgotten(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        is_weight = name.startswith("W")
        new_parameters[name] = w - learning_rate * grads["d" + name] if is_weight else w
    return new_parameters, state


@alternative("sgd_step")
def in_place_on_copies(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name in parameters:
        new_parameters[name] = parameters[name].copy()
        new_parameters[name] -= learning_rate * grads["d" + name]
    return [new_parameters, dict(state)]


@alternative("sgd_step")
def entry_by_entry(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for name, w in parameters.items():
        flat = [x - learning_rate * d for x, d in zip(w.ravel(), grads["d" + name].ravel())]
        new_parameters[name] = np.array(flat).reshape(w.shape)
    return new_parameters, state


@alternative("sgd_step")
def in_float32_with_a_note(parameters, grads, state, learning_rate=0.01):
    new_parameters = {}
    for key, dw in grads.items():
        new_parameters[key[1:]] = np.float32(parameters[key[1:]]) - np.float32(learning_rate) * np.float32(dw)
        print("moved", key[1:])
    return new_parameters, {"note": "nothing to remember"}


# moving_average


@mistake(
    "moving_average",
    hint="The bias correction is missing: with bias_correction=True, divide by the sum of the weights.",
)
def never_corrected(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages.append(v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="You correct the bias always. With bias_correction=False the plain average is wanted.",
)
def always_corrected(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages.append(v / (1 - beta**t))
    return np.array(averages)


@mistake(
    "moving_average",
    hint="The exponent is one too small: the first value has t = 1. With t = 0 you divide by zero.",
)
def steps_from_zero(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages.append(np.float64(v) / (1 - beta ** (t - 1)) if bias_correction else v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="The exponent is always 2. It is the step: beta to the power of t.",
)
def power_always_two(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages.append(v / (1 - beta**2) if bias_correction else v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="You divide by 1 - beta at every step. The exponent is the step: beta to the power of t.",
)
def power_always_one(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages.append(v / (1 - beta) if bias_correction else v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="You multiply beta by t. The correction has beta to the power of t, written beta**t.",
)
def times_for_power(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages.append(np.float64(v) / (1 - beta * t) if bias_correction else v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="The new value comes in with its full weight. Multiply it by 1 - beta.",
)
def new_value_not_weighted(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + x
        averages.append(v / (1 - beta**t) if bias_correction else v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="The weights are swapped: beta belongs to the past, 1 - beta to the new value.",
)
def weights_swapped(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = (1 - beta) * v + beta * x
        averages.append(v / (1 - beta**t) if bias_correction else v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="In Python ^ is not a power but something for bits. A power is written **.",
)
def average_caret_for_power(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages.append(v / (1 - beta ^ t) if bias_correction else v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="You carry on with the corrected average. Keep the plain one for the next step, and correct only what you write down.",
)
def corrected_value_carried_on(values, beta, bias_correction):
    averages, v = [], 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        if bias_correction:
            v = v / (1 - beta**t)
        averages.append(v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="You start from the first value. The average of this notebook starts from 0; that is why it has a bias.",
)
def starts_at_the_first_value(values, beta, bias_correction):
    averages, v = [], values[0]
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages.append(v / (1 - beta**t) if bias_correction else v)
    return np.array(averages)


@mistake(
    "moving_average",
    hint="Only the last average comes back. Collect the averages after each value.",
)
def last_average_only(values, beta, bias_correction):
    v = 0.0
    for x in values:
        v = beta * v + (1 - beta) * x
    return v / (1 - beta ** len(values)) if bias_correction else v


@mistake(
    "moving_average",
    hint="This is the mean of all values so far, and beta is not used. Mix each value into a running number, with the weights beta and 1 - beta.",
)
def plain_running_mean(values, beta, bias_correction):
    return np.cumsum(values) / np.arange(1, len(values) + 1)


@mistake(
    "moving_average",
    hint="There is one average too many: the 0 from before the first value is in it. Return one for each value.",
)
def start_included(values, beta, bias_correction):
    averages = [0.0]
    for x in values:
        averages.append(beta * averages[-1] + (1 - beta) * x)
    averages = np.array(averages)
    if bias_correction:
        averages[1:] /= 1 - beta ** np.arange(1, len(averages))
    return averages


@alternative("moving_average")
def all_weights_written_out(values, beta, bias_correction):
    averages = []
    for t in range(1, len(values) + 1):
        weights = [(1 - beta) * beta ** (t - i) for i in range(1, t + 1)]
        total = sum(weight * x for weight, x in zip(weights, values))
        averages.append(total / sum(weights) if bias_correction else total)
    return averages


@alternative("moving_average")
def corrected_at_the_end(values, beta, bias_correction):
    v = np.zeros(len(values) + 1)
    for t in range(1, len(values) + 1):
        v[t] = v[t - 1] + (1 - beta) * (values[t - 1] - v[t - 1])
    t = np.arange(1, len(values) + 1)
    return v[1:] / (1 - np.power(beta, t)) if bias_correction else v[1:]


@alternative("moving_average")
def as_a_matrix_product(values, beta, bias_correction):
    n = len(values)
    age = np.arange(n)[:, None] - np.arange(n)[None, :]
    weights = np.where(age >= 0, (1 - beta) * beta ** np.abs(age), 0.0)
    if bias_correction:
        weights = weights / weights.sum(axis=1, keepdims=True)
    return (weights @ np.asarray(values)).astype(np.float32)


# momentum_step


@mistake(
    "momentum_step",
    hint="Your velocity is a moving average of gradients, with 1 - momentum in front of dw. That is the definition of other books. Here, as in Keras, v shrinks and takes the whole push: learning_rate * dw.",
)
def average_of_gradients(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old + (1 - momentum) * dw
        new_state["v" + name] = v
        new_parameters[name] = w - learning_rate * v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="There is a factor 1 - momentum in front of the push. It belongs to a moving average; a velocity takes the whole push.",
)
def push_weighted(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - (1 - momentum) * learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="Your velocity does not hold the learning rate, which is multiplied in later. That is the definition of PyTorch. Here, as in Keras, v is the very step that is taken.",
)
def learning_rate_outside(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old + dw
        new_state["v" + name] = v
        new_parameters[name] = w - learning_rate * v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="Your velocity points uphill and is subtracted. The parameters come out right, but the state does not: v is the step that is added, so the push has a minus.",
)
def velocity_uphill(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old + learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w - v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="The ball is pushed uphill: the push of the slope has a minus in front.",
)
def push_uphill(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old + learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="You move the parameter by the old velocity. First the slope changes the velocity, then the new velocity moves the parameter.",
)
def moved_by_the_old_velocity(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + old
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="The velocity is kept under the name of the parameter alone. Put a v in front, when you store it and when you look it up: the velocity of W1 is vW1.",
)
def velocity_under_the_bare_name(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v = momentum * state.get(name, 0.0) - learning_rate * grads["d" + name]
        new_state[name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="The new velocity is used but not kept: the state comes back as it went in, and the ball forgets. Put v into the new state.",
)
def velocity_not_kept(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters = {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_parameters[name] = w + v
    return new_parameters, state


@mistake(
    "momentum_step",
    hint="The learning rate is multiplied in twice, once in the velocity and once more in the step. v is already the step.",
)
def learning_rate_twice(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + learning_rate * v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="The velocity starts anew at every step: this is plain gradient descent. Begin with momentum times the velocity in the state.",
)
def no_memory(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v = -learning_rate * grads["d" + name]
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="The old velocity is kept whole, so the ball never slows down. Multiply it by momentum.",
)
def no_friction(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="The momentum multiplies the push as well. Only the old velocity shrinks.",
)
def momentum_times_everything(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * (old - learning_rate * dw)
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="The numbers are right, but the velocities in the old state are changed in place, by *= or -=. Compute a new array for each velocity.",
)
def velocity_in_place(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v = state.get("v" + name, np.zeros_like(w))
        v *= momentum
        v -= learning_rate * grads["d" + name]
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="The numbers are right, but you write the velocities into the state that was handed in. Make a new dict.",
)
def state_filled_in_place(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters = {}
    for name, w in parameters.items():
        state["v" + name] = momentum * state.get("v" + name, 0.0) - learning_rate * grads["d" + name]
        new_parameters[name] = w + state["v" + name]
    return new_parameters, state


@mistake(
    "momentum_step",
    hint="Before the first step the state is empty, and the velocity is not there to be looked up. Where it is missing, take 0: state.get(..., 0.0).",
)
def velocity_missing_at_first(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v = momentum * state["v" + name] - learning_rate * grads["d" + name]
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "momentum_step",
    hint="One velocity is handed from parameter to parameter. Each parameter has a velocity of its own: look it up inside the loop, under v and the name.",
)
def one_velocity_for_all(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    v = sum(np.sum(old) for old in state.values())
    for name, w in parameters.items():
        v = momentum * np.mean(v) - learning_rate * grads["d" + name]
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@alternative("momentum_step")
def zeros_first(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    if not state:
        state = {"v" + name: np.zeros(w.shape) for name, w in parameters.items()}
    velocities = {key: momentum * v - learning_rate * grads["d" + key[1:]] for key, v in state.items()}
    return {name: w + velocities["v" + name] for name, w in parameters.items()}, velocities


@alternative("momentum_step")
def on_copies_in_place(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {key: v.copy() for key, v in state.items()}
    for name, w in parameters.items():
        v = new_state.setdefault("v" + name, np.zeros_like(w))
        v *= momentum
        v -= learning_rate * grads["d" + name]
        new_parameters[name] = np.add(w, v)
    return new_parameters, new_state


@alternative("momentum_step")
def float32_with_a_counter(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {"steps": int(state.get("steps", 0)) + 1}
    for name, w in parameters.items():
        v = np.asarray(momentum * state.get("v" + name, 0.0) - learning_rate * grads["d" + name], dtype=np.float32)
        new_state["v" + name] = v
        new_parameters[name] = (w + v).astype(np.float32)
    return new_parameters, new_state


@alternative("momentum_step")
def entry_by_entry_with_velocity(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name in parameters:
        w, v = parameters[name].copy(), np.array(state.get("v" + name, np.zeros(parameters[name].shape)))
        for place in np.ndindex(w.shape):
            v[place] = momentum * v[place] - learning_rate * grads["d" + name][place]
            w[place] = w[place] + v[place]
        new_parameters[name], new_state["v" + name] = w, v
    return [new_parameters, new_state]


# nesterov_step


@mistake(
    "nesterov_step",
    hint="This is plain momentum: you move by v. Nesterov moves by momentum * v - learning_rate * dw, with the new v.",
)
def plain_momentum(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="The step is momentum times the new velocity, but the push of the slope is missing in it: subtract learning_rate * dw once more.",
)
def push_missing(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + momentum * v
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="You add v and momentum * v. The new v already holds the old velocity: the step is momentum * v - learning_rate * dw.",
)
def one_push_too_many(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + v + momentum * v
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="You move by v - learning_rate * dw. The velocity in the step shrinks once more: momentum * v.",
)
def push_after_v(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + v - learning_rate * dw
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="You keep the whole step in the state. Keep the velocity v; the look ahead is for the parameter only.",
)
def step_kept_as_velocity(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        ahead = momentum * v - learning_rate * dw
        new_state["v" + name] = ahead
        new_parameters[name] = w + ahead
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="Your velocity does not hold the learning rate, which is multiplied in later. That is the definition of PyTorch. Here, as in Keras, the learning rate is part of v.",
)
def nesterov_learning_rate_outside(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old + dw
        new_state["v" + name] = v
        new_parameters[name] = w - learning_rate * (dw + momentum * v)
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="Your velocity points uphill and is subtracted. The parameters come out right, but the state does not: the push has a minus in v.",
)
def nesterov_uphill(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old + learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w - momentum * v - learning_rate * dw
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="Your velocity is a moving average, with 1 - momentum in front of the push. Here v takes the whole push.",
)
def nesterov_average(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - (1 - momentum) * learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + momentum * v - learning_rate * dw
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="The velocity is kept under the name of the parameter alone. Put a v in front, when you store it and when you look it up: the velocity of W1 is vW1.",
)
def nesterov_velocity_under_the_bare_name(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        push = learning_rate * grads["d" + name]
        v = momentum * state.get(name, 0.0) - push
        new_state[name] = v
        new_parameters[name] = w + momentum * v - push
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="The new velocity is used but not kept: the state comes back as it went in. Put v into the new state.",
)
def nesterov_velocity_not_kept(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters = {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_parameters[name] = w + momentum * v - learning_rate * dw
    return new_parameters, state


@mistake(
    "nesterov_step",
    hint="The numbers are right, but the velocities in the old state are changed in place, by *= or -=. Compute a new array for each velocity.",
)
def nesterov_in_place(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v = state.get("v" + name, np.zeros_like(w))
        v *= momentum
        v -= learning_rate * grads["d" + name]
        new_state["v" + name] = v
        new_parameters[name] = w + momentum * v - learning_rate * grads["d" + name]
    return new_parameters, new_state


@mistake(
    "nesterov_step",
    hint="In the step the push has a plus in front, so it goes uphill. It has a minus, as in the velocity.",
)
def plus_for_minus(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + momentum * v + learning_rate * dw
    return new_parameters, new_state


@alternative("nesterov_step")
def from_old_and_new_velocity(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w - momentum * old + (1 + momentum) * v
    return new_parameters, new_state


@alternative("nesterov_step")
def momentum_step_first(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    _, velocities = momentum_step(parameters, grads, state, learning_rate, momentum)
    new_parameters = {}
    for name, w in parameters.items():
        new_parameters[name] = w + momentum * velocities["v" + name] - learning_rate * grads["d" + name]
    return new_parameters, velocities


@alternative("nesterov_step")
def nesterov_in_float32(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = np.float32(momentum) * np.float32(old) - np.float32(learning_rate) * np.float32(dw)
        new_state["v" + name] = v
        new_parameters[name] = np.float32(w) + np.float32(momentum) * v - np.float32(learning_rate) * np.float32(dw)
    return new_parameters, new_state


@alternative("nesterov_step")
def nesterov_entry_by_entry(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v, new_w = np.zeros(w.shape), np.zeros(w.shape)
        old = state["v" + name] if "v" + name in state else np.zeros(w.shape)
        for place in np.ndindex(w.shape):
            push = learning_rate * grads["d" + name][place]
            v[place] = momentum * old[place] - push
            new_w[place] = w[place] + momentum * v[place] - push
        new_state["v" + name], new_parameters[name] = v, new_w
    return new_parameters, {**new_state, "kind": "nesterov"}


# adagrad_step


@mistake(
    "adagrad_step",
    hint="Epsilon is added after the root. Many books do that; here, as in Keras, it stands inside the root. With tiny gradients one can see it.",
)
def epsilon_outside_the_root(
    parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7
):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = old + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="Without epsilon you divide by zero where all gradients were zero so far. Add it inside the root.",
)
def epsilon_forgotten(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = old + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="You divide by the sum of squares itself. Take its root first, which brings squares back to the scale of a gradient.",
)
def root_forgotten(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = old + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / (s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="The sums start from 0. Where the state has none, start from initial_accumulator_value.",
)
def sums_from_zero(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        s = state.get("s" + name, 0.0) + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="The sums always start from 0.1. Use the argument initial_accumulator_value.",
)
def start_fixed(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        s = state.get("s" + name, 0.1) + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="Only the square of the present gradient counts; what was before is forgotten. Add it to the sum in the state.",
)
def only_the_last_square(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        s = initial_accumulator_value + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="You add up the gradients, not their squares: positive and negative ones cancel, and the sum may become negative.",
)
def gradient_not_squared(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = old + dw
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="You add up absolute values. Adagrad adds up squares.",
)
def absolute_values(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = old + np.abs(dw)
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="You divide by the root of the old sum. Add the square of this gradient first, then divide.",
)
def old_sum_used(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = old + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(old + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="The sum is kept under the name of the parameter alone. Put an s in front, when you store it and when you look it up: the sum of W1 is sW1.",
)
def sum_under_the_bare_name(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        s = state.get(name, initial_accumulator_value) + dw**2
        new_state[name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="The new sum is used but not kept: the state comes back as it went in. Put s into the new state.",
)
def sum_not_kept(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters = {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = old + dw**2
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, state


@mistake(
    "adagrad_step",
    hint="There is one sum for the whole array, so all its numbers get the same learning rate. Every single number has a sum of its own: square entry by entry, and do not add up.",
)
def one_sum_for_the_whole_array(
    parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7
):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = old + np.sum(dw**2)
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="The numbers are right, but the sums in the old state are changed in place by +=. Compute new arrays.",
)
def sums_in_place(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        s = state.get("s" + name, np.full(w.shape, initial_accumulator_value))
        s += dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="This is a moving average of squares, as in RMSprop. Adagrad simply adds up.",
)
def average_for_sum(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = 0.9 * old + 0.1 * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adagrad_step",
    hint="This goes uphill: subtract the step.",
)
def adagrad_uphill(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, initial_accumulator_value)
        s = old + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w + learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@alternative("adagrad_step")
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


@alternative("adagrad_step")
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


@alternative("adagrad_step")
def adagrad_in_float32(parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7):
    new_parameters, new_state = {}, {"epsilon": epsilon}
    for name, w in parameters.items():
        dw = np.float32(grads["d" + name])
        s = np.float32(state.get("s" + name, initial_accumulator_value)) + dw * dw
        new_state["s" + name] = s
        new_parameters[name] = np.float32(w) - np.float32(learning_rate) * dw / np.sqrt(s + np.float32(epsilon))
    return new_parameters, new_state


# rmsprop_step


@mistake(
    "rmsprop_step",
    hint="Epsilon is added after the root. Many books do that; here, as in Keras, it stands inside the root. With tiny gradients one can see it.",
)
def rms_epsilon_outside_the_root(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + (1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="Without epsilon you divide by zero where all gradients were zero so far. Add it inside the root.",
)
def rms_epsilon_forgotten(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + (1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="You divide by the average of squares itself. Take its root first: the R of RMS.",
)
def rms_root_forgotten(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + (1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / (s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="This is a sum, as in Adagrad. RMSprop keeps a moving average: rho parts of the old, 1 - rho parts of the new.",
)
def sum_for_average(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = old + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="The new square comes in with its full weight. Multiply it by 1 - rho.",
)
def square_not_weighted(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="The weights are swapped: rho belongs to the old average, 1 - rho to the new square.",
)
def rho_swapped(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = (1 - rho) * old + rho * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="This is an average of the gradients, not of their squares; it may become negative. Square them first.",
)
def rms_gradient_not_squared(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + (1 - rho) * dw
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="You square the average. It is the other way round: the average of the squares.",
)
def square_of_the_average(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = (rho * np.sqrt(old) + (1 - rho) * dw) ** 2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="You divide by the root of the old average. Update the average first, then divide.",
)
def old_average_used(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + (1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(old + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="The average is kept under the name of the parameter alone. Put an s in front, when you store it and when you look it up: the average of W1 is sW1.",
)
def average_under_the_bare_name(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        s = rho * state.get(name, 0.0) + (1 - rho) * dw**2
        new_state[name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="The new average is used but not kept: the state comes back as it went in. Put s into the new state.",
)
def average_not_kept(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters = {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + (1 - rho) * dw**2
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, state


@mistake(
    "rmsprop_step",
    hint="The average starts from 0.1 here. That is Adagrad's start; RMSprop starts from 0.",
)
def average_from_one_tenth(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.1)
        s = rho * old + (1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="You correct the bias of the average. Adam does that; RMSprop, here and in Keras, does not.",
)
def bias_corrected(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    t = state.get("t", 0) + 1
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + (1 - rho) * dw**2
        new_state["s" + name] = s
        s = s / (1 - rho**t)
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="There is one average for the whole array, so all its numbers get the same learning rate. Square entry by entry, and take no mean over the array.",
)
def rms_one_average_for_the_whole_array(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + (1 - rho) * np.mean(dw**2)
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="This goes uphill: subtract the step.",
)
def rms_uphill(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = rho * old + (1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w + learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "rmsprop_step",
    hint="The numbers are right, but the averages in the old state are changed in place, by *= or +=. Compute new arrays.",
)
def averages_in_place(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        s = state.get("s" + name, np.zeros_like(w))
        s *= rho
        s += (1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


@alternative("rmsprop_step")
def moved_towards_the_square(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old = state.get("s" + name, 0.0)
        s = old + (1 - rho) * (dw * dw - old)
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * np.divide(dw, np.power(s + epsilon, 0.5))
    return new_parameters, new_state


@alternative("rmsprop_step")
def averages_filled_first(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    if not state:
        state = {"s" + name: np.zeros(w.shape) for name, w in parameters.items()}
    averages = {key: rho * s + (1 - rho) * np.square(grads["d" + key[1:]]) for key, s in state.items()}
    scales = {name: np.sqrt(averages["s" + name] + epsilon) for name in parameters}
    return {name: w - learning_rate * grads["d" + name] / scales[name] for name, w in parameters.items()}, averages


@alternative("rmsprop_step")
def rms_in_float32(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name].astype("float32")
        s = np.float32(rho * state.get("s" + name, 0.0)) + np.float32(1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w.astype("float32") - np.float32(learning_rate) * dw / np.sqrt(s + np.float32(epsilon))
    return new_parameters, new_state


@alternative("rmsprop_step")
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


# adam_step


@mistake(
    "adam_step",
    hint="The bias correction is missing: both averages start from 0, and the first steps come out far too long.",
)
def no_bias_correction(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="Only m is corrected. s starts from 0 as well: its correction is the root of 1 - beta_2**t.",
)
def only_m_corrected(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="Only s is corrected. m starts from 0 as well: divide by 1 - beta_1**t.",
)
def only_s_corrected(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="Both averages are corrected with beta_1. s is an average with beta_2, so its correction has beta_2.",
)
def both_corrected_with_beta_1(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_1**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="In Python ^ is not a power but something for bits. A power is written **.",
)
def adam_caret_for_power(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2 ^ t) / (1 - beta_1 ^ t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="Before the first step the state is empty, and t is not there to be looked up. Where something is missing, take 0: state.get(..., 0).",
)
def memory_empty_at_first(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state["t"] + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="The correction is upside down. Written in the learning rate, the root of 1 - beta_2**t stands above and 1 - beta_1**t below.",
)
def corrections_upside_down(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * (1 - beta_1**t) / np.sqrt(1 - beta_2**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="The correction of s has lost its root: s is under a root, so its correction 1 - beta_2**t is too.",
)
def correction_without_its_root(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * (1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="t is 0 at the first step, and you divide by 1 - 1 = 0. Count first: at the first step t is 1.",
)
def adam_steps_from_zero(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0)
    rate = learning_rate * np.sqrt(1 - beta_2**t) / np.float64(1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t + 1}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="At the first step t is 0, and Python stops at a division by 1 - 1 = 0. Count first: at the first step t is 1.",
)
def adam_stops_at_step_zero(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0)
    rate = learning_rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t + 1}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="The exponent is always 2. It is the step: beta_1 and beta_2 to the power of t.",
)
def adam_power_always_two(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**2) / (1 - beta_1**2)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="The correction has no exponent, so it is the same at every step. It is beta_1 and beta_2 to the power of t.",
)
def adam_power_always_one(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2) / (1 - beta_1)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="You multiply the betas by t. The correction has them to the power of t, written beta_1**t.",
)
def adam_times_for_power(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(np.abs(1 - beta_2 * t)) / (1 - beta_1 * t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="t is always 1: the state does not count. Store the new t in the new state.",
)
def t_never_counted(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": 1}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="The new t is not in the new state, so the next step does not know it. Store it under t.",
)
def t_not_kept(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="t grows with every parameter, because it is counted inside the loop. Count once per step, before the loop.",
)
def t_counted_per_parameter(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0)
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        t = t + 1
        dw = grads["d" + name]
        m = beta_1 * state.get("m" + name, 0.0) + (1 - beta_1) * dw
        s = beta_2 * state.get("s" + name, 0.0) + (1 - beta_2) * dw**2
        rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        new_state["t"], new_state["m" + name], new_state["s" + name] = t, m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="The betas are swapped: beta_1 belongs to m, the average of gradients, and beta_2 to s, the average of squares.",
)
def betas_swapped(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_1**t) / (1 - beta_2**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_2 * old_m + (1 - beta_2) * dw
        s = beta_1 * old_s + (1 - beta_1) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="In m the gradient comes in with its full weight. m is a moving average: multiply dw by 1 - beta_1.",
)
def gradient_not_weighted(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="In s the square comes in with its full weight. s is a moving average: multiply it by 1 - beta_2.",
)
def adam_square_not_weighted(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="s is an average of gradients, not of their squares. Square them first.",
)
def adam_gradient_not_squared(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="s takes the square of m. It takes the square of the gradient.",
)
def square_of_m(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * m**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="The step uses the bare gradient. Adam moves along m, the average of the gradients.",
)
def no_momentum(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * dw / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="You divide by s itself. Take its root first.",
)
def adam_root_forgotten(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (s + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="Epsilon stands inside the root. That is right for Adagrad and RMSprop in Keras; with Adam it is added to the root.",
)
def adam_epsilon_inside_the_root(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / np.sqrt(s + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="Epsilon stands inside the root, beside the corrected average. With Adam it is added to the root, outside.",
)
def epsilon_inside_after_correction(
    parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    t = state.get("t", 0) + 1
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        m = beta_1 * state.get("m" + name, 0.0) + (1 - beta_1) * dw
        s = beta_2 * state.get("s" + name, 0.0) + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - learning_rate * m / (1 - beta_1**t) / np.sqrt(s / (1 - beta_2**t) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="Without epsilon you divide zero by zero where all gradients were zero so far. Add it to the root.",
)
def adam_epsilon_forgotten(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / np.sqrt(s)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="You keep the corrected averages in the state, so the next step corrects them again. Keep m and s as they are, without correction.",
)
def corrected_averages_kept(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        m = (beta_1 * state.get("m" + name, 0.0) + (1 - beta_1) * dw) / (1 - beta_1**t)
        s = (beta_2 * state.get("s" + name, 0.0) + (1 - beta_2) * dw**2) / (1 - beta_2**t)
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - learning_rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@mistake(
    "adam_step",
    hint="The numbers are right, but you write into the state that was handed in. Make a new dict for the new state.",
)
def adam_state_in_place(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    state["t"] = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2 ** state["t"]) / (1 - beta_1 ** state["t"])
    new_parameters = {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        state["m" + name] = beta_1 * state.get("m" + name, 0.0) + (1 - beta_1) * dw
        state["s" + name] = beta_2 * state.get("s" + name, 0.0) + (1 - beta_2) * dw**2
        new_parameters[name] = w - rate * state["m" + name] / (np.sqrt(state["s" + name]) + epsilon)
    return new_parameters, state


@mistake(
    "adam_step",
    hint="This goes uphill: subtract the step.",
)
def adam_uphill(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        old_m, old_s = state.get("m" + name, 0.0), state.get("s" + name, 0.0)
        m = beta_1 * old_m + (1 - beta_1) * dw
        s = beta_2 * old_s + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w + rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


@alternative("adam_step")
def with_hats(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state.get("t", 0) + 1
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        m = beta_1 * state.get("m" + name, np.zeros_like(w)) + (1 - beta_1) * dw
        s = beta_2 * state.get("s" + name, np.zeros_like(w)) + (1 - beta_2) * np.square(dw)
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - learning_rate * m_hat / (np.sqrt(s_hat) + epsilon)
    return new_parameters, new_state


@alternative("adam_step")
def moved_towards_as_keras_does(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    if not state:
        state = {"t": 0}
        for name, w in parameters.items():
            state["m" + name], state["s" + name] = np.zeros(w.shape), np.zeros(w.shape)
    t = float(state["t"] + 1)
    alpha = learning_rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
    new_parameters, new_state = {}, {"t": np.array(t)}
    for name in parameters:
        m, s, g = state["m" + name], state["s" + name], grads["d" + name]
        m = m + (g - m) * (1 - beta_1)
        s = s + (g * g - s) * (1 - beta_2)
        new_parameters[name] = parameters[name] - m * alpha / (s**0.5 + epsilon)
        new_state.update({"m" + name: m, "s" + name: s})
    return [new_parameters, new_state]


@alternative("adam_step")
def adam_in_float32(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = int(state.get("t", 0)) + 1
    new_parameters, new_state = {}, {"t": t, "name": "Adam"}
    for name, w in parameters.items():
        dw = np.float32(grads["d" + name])
        m = np.float32(beta_1) * np.float32(state.get("m" + name, 0)) + np.float32(1 - beta_1) * dw
        s = np.float32(beta_2) * np.float32(state.get("s" + name, 0)) + np.float32(1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        m, s = m / np.float32(1 - beta_1**t), s / np.float32(1 - beta_2**t)
        new_parameters[name] = np.float32(w) - np.float32(learning_rate) * m / (np.sqrt(s) + np.float32(epsilon))
    return new_parameters, new_state


@alternative("adam_step")
def adam_entry_by_entry(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = state["t"] + 1 if "t" in state else 1
    new_parameters, new_state = {}, {"t": t}
    for name, w in parameters.items():
        m, s, new_w = np.zeros(w.shape), np.zeros(w.shape), np.zeros(w.shape)
        for place, d in np.ndenumerate(grads["d" + name]):
            m[place] = (1 - beta_1) * d + (beta_1 * state["m" + name][place] if state else 0)
            s[place] = (1 - beta_2) * d**2 + (beta_2 * state["s" + name][place] if state else 0)
            corrected = m[place] / (1 - beta_1**t)
            new_w[place] = w[place] - learning_rate * corrected / ((s[place] / (1 - beta_2**t)) ** 0.5 + epsilon)
        new_parameters[name], new_state["m" + name], new_state["s" + name] = new_w, m, s
    return new_parameters, new_state


# inverse_time_decay


@mistake(
    "inverse_time_decay",
    hint="The learning rate stays level and then drops, because you round down. Count the time with fractions: / and not //.",
)
def inverse_in_stairs(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + decay_rate * (step // decay_steps))


@mistake(
    "inverse_time_decay",
    hint="decay_steps is not used, so it falls far too fast. Divide the step by it.",
)
def inverse_decay_steps_ignored(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + decay_rate * step)


@mistake(
    "inverse_time_decay",
    hint="decay_rate is not used. Multiply step / decay_steps by it.",
)
def inverse_rate_ignored(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + step / decay_steps)


@mistake(
    "inverse_time_decay",
    hint="The 1 in the denominator is missing: at step 0 you divide by 0.",
)
def inverse_one_forgotten(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / np.float64(decay_rate * step / decay_steps)


@mistake(
    "inverse_time_decay",
    hint="The 1 in the denominator is missing: at step 0 Python stops at a division by 0.",
)
def inverse_stops_at_zero(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (decay_rate * step / decay_steps)


@mistake(
    "inverse_time_decay",
    hint="Brackets are missing: Python divides by 1 first and adds the rest. Put the whole denominator in brackets.",
)
def inverse_brackets_forgotten(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / 1 + decay_rate * step / decay_steps


@mistake(
    "inverse_time_decay",
    hint="The learning rate grows here. Divide by the bracket, do not multiply.",
)
def inverse_grows(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * (1 + decay_rate * step / decay_steps)


@mistake(
    "inverse_time_decay",
    hint="decay_steps and decay_rate have changed places: the rate multiplies, the number of steps divides.",
)
def inverse_steps_and_rate_swapped(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + decay_steps * step / decay_rate)


@mistake(
    "inverse_time_decay",
    hint="This falls in a straight line and becomes negative. Divide the initial learning rate by 1 + decay_rate * step / decay_steps.",
)
def linear_decay(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * (1 - decay_rate * step / decay_steps)


@alternative("inverse_time_decay")
def inverse_times_decay_steps(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_steps / (decay_steps + decay_rate * step)


@alternative("inverse_time_decay")
def inverse_as_an_array(step, initial_learning_rate, decay_steps, decay_rate):
    progress = np.array(step) / decay_steps
    return np.divide(initial_learning_rate, 1.0 + decay_rate * progress)


@alternative("inverse_time_decay")
def inverse_in_float32(step, initial_learning_rate, decay_steps, decay_rate):
    print("step", step)
    return np.float32(initial_learning_rate) / np.float32(1 + decay_rate * step / decay_steps)


# exponential_decay


@mistake(
    "exponential_decay",
    hint="The learning rate stays level and then drops, because you round down. That is the next exercise; here the exponent has fractions.",
)
def exponential_in_stairs(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** (step // decay_steps)


@mistake(
    "exponential_decay",
    hint="decay_steps is not used, so it falls far too fast. The exponent is step / decay_steps.",
)
def exponential_decay_steps_ignored(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate**step


@mistake(
    "exponential_decay",
    hint="You use e to the power of minus the rate. Here decay_rate itself is the factor: it is the base of the power.",
)
def exponential_with_e(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * np.exp(-decay_rate * step / decay_steps)


@mistake(
    "exponential_decay",
    hint="You multiply by the exponent. The rate is raised to the power of it: **.",
)
def times_for_power_of_rate(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate * step / decay_steps


@mistake(
    "exponential_decay",
    hint="The initial learning rate is inside the power. Only decay_rate is raised; the initial learning rate is multiplied.",
)
def initial_rate_in_the_power(step, initial_learning_rate, decay_steps, decay_rate):
    return (initial_learning_rate * decay_rate) ** (step / decay_steps)


@mistake(
    "exponential_decay",
    hint="Your factor is 1 - decay_rate. The factor is decay_rate itself.",
)
def one_minus_rate(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * (1 - decay_rate) ** (step / decay_steps)


@mistake(
    "exponential_decay",
    hint="In Python ^ is not a power but something for bits. A power is written **.",
)
def caret_for_power(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ^ (step / decay_steps)


@mistake(
    "exponential_decay",
    hint="Brackets are missing: ** comes before /, so the power is taken first and then divided. Put step / decay_steps in brackets.",
)
def exponential_brackets_forgotten(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate**step / decay_steps


@mistake(
    "exponential_decay",
    hint="The exponent is upside down. It counts how often decay_steps fits into the step, so step is above.",
)
def exponent_upside_down(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** (decay_steps / max(step, 1))


@alternative("exponential_decay")
def through_the_logarithm(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * np.exp(np.log(decay_rate) * step / decay_steps)


@alternative("exponential_decay")
def factor_of_one_step(step, initial_learning_rate, decay_steps, decay_rate):
    factor = decay_rate ** (1 / decay_steps)
    rate = initial_learning_rate
    for _ in range(step):
        rate = rate * factor
    return rate


@alternative("exponential_decay")
def exponential_as_an_array(step, initial_learning_rate, decay_steps, decay_rate):
    return np.array(initial_learning_rate * np.power(float(decay_rate), np.float64(step) / decay_steps))


# staircase_decay


@mistake(
    "staircase_decay",
    hint="This falls smoothly, at every step. Round the exponent down, so that it stays level for decay_steps steps.",
)
def no_stairs(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** (step / decay_steps)


@mistake(
    "staircase_decay",
    hint="You round to the nearest whole number, so the drop comes half a stair too early. Round down.",
)
def rounded_to_the_nearest(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** round(step / decay_steps)


@mistake(
    "staircase_decay",
    hint="You round up, so the first drop comes at once. Round down.",
)
def rounded_up(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** np.ceil(step / decay_steps)


@mistake(
    "staircase_decay",
    hint="The operator % gives the remainder. You want how many whole stairs are done: //.",
)
def remainder_for_quotient(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** (step % decay_steps)


@mistake(
    "staircase_decay",
    hint="You round the power down, not the exponent, and what is left is 0. Put the exponent in brackets.",
)
def learning_rate_rounded(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * (decay_rate**step // decay_steps)


@mistake(
    "staircase_decay",
    hint="The drop comes one step late. Step decay_steps is already the first of the next stair.",
)
def drop_one_step_late(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** (max(step - 1, 0) // decay_steps)


@mistake(
    "staircase_decay",
    hint="You divide by the number of stairs. Multiply by decay_rate once for each stair that is done: a power.",
)
def divided_by_stairs(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + decay_rate * (step // decay_steps))


@mistake(
    "staircase_decay",
    hint="There is only one drop. After twice decay_steps there is a second one, and so on.",
)
def only_one_drop(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate if step >= decay_steps else initial_learning_rate


@alternative("staircase_decay")
def with_floor(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** np.floor(step / decay_steps)


@alternative("staircase_decay")
def drop_by_drop(step, initial_learning_rate, decay_steps, decay_rate):
    rate = initial_learning_rate
    while step >= decay_steps:
        step = step - decay_steps
        rate = rate * decay_rate
    return rate


@alternative("staircase_decay")
def with_exponential_decay(step, initial_learning_rate, decay_steps, decay_rate):
    whole = step - step % decay_steps
    return np.float32(exponential_decay(whole, initial_learning_rate, decay_steps, decay_rate))


# cosine_decay


@mistake(
    "cosine_decay",
    hint="After decay_steps the wave rises again. The progress is never more than 1.",
)
def rises_again(step, initial_learning_rate, decay_steps, alpha=0.0):
    wave = 0.5 * (1 + np.cos(np.pi * step / decay_steps))
    return initial_learning_rate * ((1 - alpha) * wave + alpha)


@mistake(
    "cosine_decay",
    hint="The factor one half is missing: 1 + cos goes from 2 to 0, so it starts at twice the learning rate.",
)
def half_forgotten(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = min(step, decay_steps) / decay_steps
    return initial_learning_rate * ((1 - alpha) * (1 + np.cos(np.pi * progress)) + alpha)


@mistake(
    "cosine_decay",
    hint="alpha is not used: at the end the learning rate is always 0. Squeeze the wave into the range from alpha to 1.",
)
def alpha_ignored(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = min(step, decay_steps) / decay_steps
    return initial_learning_rate * 0.5 * (1 + np.cos(np.pi * progress))


@mistake(
    "cosine_decay",
    hint="alpha is added on top, so it starts above the initial learning rate. The wave must shrink by 1 - alpha to make room.",
)
def alpha_only_added(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = min(step, decay_steps) / decay_steps
    return initial_learning_rate * (0.5 * (1 + np.cos(np.pi * progress)) + alpha)


@mistake(
    "cosine_decay",
    hint="You take alpha for a learning rate. It is a fraction of the initial learning rate.",
)
def alpha_as_a_learning_rate(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = min(step, decay_steps) / decay_steps
    return alpha + (initial_learning_rate - alpha) * 0.5 * (1 + np.cos(np.pi * progress))


@mistake(
    "cosine_decay",
    hint="The pi is missing. The cosine needs pi * progress to go through half a wave.",
)
def pi_forgotten(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = min(step, decay_steps) / decay_steps
    wave = 0.5 * (1 + np.cos(progress))
    return initial_learning_rate * ((1 - alpha) * wave + alpha)


@mistake(
    "cosine_decay",
    hint="This is a whole wave, 2 pi: it falls and rises again. Half a wave has pi.",
)
def whole_wave(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = min(step, decay_steps) / decay_steps
    wave = 0.5 * (1 + np.cos(2 * np.pi * progress))
    return initial_learning_rate * ((1 - alpha) * wave + alpha)


@mistake(
    "cosine_decay",
    hint="This is the first quarter of a wave: slow at the start only. Take half a wave, from 1 to -1, and shift it up.",
)
def quarter_wave(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = min(step, decay_steps) / decay_steps
    return initial_learning_rate * ((1 - alpha) * np.cos(0.5 * np.pi * progress) + alpha)


@mistake(
    "cosine_decay",
    hint="After the end you return 0. The learning rate stays at alpha times the initial one.",
)
def zero_after_the_end(step, initial_learning_rate, decay_steps, alpha=0.0):
    if step > decay_steps:
        return 0.0
    wave = 0.5 * (1 + np.cos(np.pi * step / decay_steps))
    return initial_learning_rate * ((1 - alpha) * wave + alpha)


@mistake(
    "cosine_decay",
    hint="The wave is upside down: it rises from 0. It is 1 plus the cosine.",
)
def wave_upside_down(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = min(step, decay_steps) / decay_steps
    wave = 0.5 * (1 - np.cos(np.pi * progress))
    return initial_learning_rate * ((1 - alpha) * wave + alpha)


@alternative("cosine_decay")
def squared_cosine(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = np.clip(step / decay_steps, 0, 1)
    return initial_learning_rate * (alpha + (1 - alpha) * np.cos(np.pi * progress / 2) ** 2)


@alternative("cosine_decay")
def end_apart(step, initial_learning_rate, decay_steps, alpha=0.0):
    end = alpha * initial_learning_rate
    if step >= decay_steps:
        return end
    return np.array(end + (initial_learning_rate - end) * (1 + np.cos(step / decay_steps * np.pi)) / 2)


@alternative("cosine_decay")
def cosine_in_float32(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = np.float32(np.minimum(step, decay_steps) / decay_steps)
    wave = (np.cos(np.float32(np.pi) * progress) + 1) / 2
    return np.float32(initial_learning_rate * ((1 - alpha) * wave + alpha))


# warmup


@mistake(
    "warmup",
    hint="The cosine has not started at the top: its clock runs from step 0. Hand it the steps since the top, step - warmup_steps.",
)
def clock_not_reset(step, target_learning_rate, warmup_steps, decay_steps):
    if step < warmup_steps:
        return target_learning_rate * step / warmup_steps
    return cosine_decay(step, target_learning_rate, decay_steps)


@mistake(
    "warmup",
    hint="The learning rate is at its target from the first step on. Until warmup_steps it rises from 0.",
)
def no_rise(step, target_learning_rate, warmup_steps, decay_steps):
    return cosine_decay(max(step - warmup_steps, 0), target_learning_rate, decay_steps)


@mistake(
    "warmup",
    hint="The rise is one step ahead: at step 0 the learning rate is 0, not one part of the target.",
)
def rises_from_the_first_step(step, target_learning_rate, warmup_steps, decay_steps):
    if step < warmup_steps:
        return target_learning_rate * (step + 1) / warmup_steps
    return cosine_decay(step - warmup_steps, target_learning_rate, decay_steps)


@mistake(
    "warmup",
    hint="You take the warmup out of the decay. The cosine has its full decay_steps after the top.",
)
def warmup_part_of_the_decay(step, target_learning_rate, warmup_steps, decay_steps):
    if step < warmup_steps:
        return target_learning_rate * step / warmup_steps
    return cosine_decay(step - warmup_steps, target_learning_rate, decay_steps - warmup_steps)


@mistake(
    "warmup",
    hint="The learning rate rises and then stays at the target. After the top it decays along the cosine.",
)
def stays_at_the_top(step, target_learning_rate, warmup_steps, decay_steps):
    if step < warmup_steps:
        return target_learning_rate * step / warmup_steps
    return target_learning_rate


@mistake(
    "warmup",
    hint="The learning rate never stops to rise. From warmup_steps on, the cosine takes over.",
)
def rises_for_ever(step, target_learning_rate, warmup_steps, decay_steps):
    return target_learning_rate * step / np.float64(warmup_steps)


@mistake(
    "warmup",
    hint="You multiply the rise and a cosine that has started already. First the rise alone, then the cosine alone.",
)
def both_at_once(step, target_learning_rate, warmup_steps, decay_steps):
    rise = step / warmup_steps if step < warmup_steps else 1.0
    return rise * cosine_decay(step, target_learning_rate, decay_steps)


@mistake(
    "warmup",
    hint="With no warmup steps Python stops at a division by zero. Divide only while step < warmup_steps.",
)
def zero_steps_divided(step, target_learning_rate, warmup_steps, decay_steps):
    rise = step / warmup_steps
    if rise < 1:
        return target_learning_rate * rise
    return cosine_decay(step - warmup_steps, target_learning_rate, decay_steps)


@mistake(
    "warmup",
    hint="With no warmup steps Python stops at a division by zero, because step <= 0 is true at step 0. At step == warmup_steps the cosine takes over already: use <.",
)
def top_still_divided(step, target_learning_rate, warmup_steps, decay_steps):
    if step <= warmup_steps:
        return target_learning_rate * step / warmup_steps
    return cosine_decay(step - warmup_steps, target_learning_rate, decay_steps)


@mistake(
    "warmup",
    hint="The rise takes decay_steps steps. It takes warmup_steps.",
)
def rise_over_the_decay_steps(step, target_learning_rate, warmup_steps, decay_steps):
    if step < warmup_steps:
        return target_learning_rate * step / decay_steps
    return cosine_decay(step - warmup_steps, target_learning_rate, decay_steps)


@mistake(
    "warmup",
    hint="The rise is rounded down to 0. Divide with /, not with //.",
)
def whole_parts_only(step, target_learning_rate, warmup_steps, decay_steps):
    if step < warmup_steps:
        return target_learning_rate * (step // warmup_steps)
    return cosine_decay(step - warmup_steps, target_learning_rate, decay_steps)


@alternative("warmup")
def cosine_written_out(step, target_learning_rate, warmup_steps, decay_steps):
    if step >= warmup_steps:
        progress = min(1.0, (step - warmup_steps) / decay_steps)
        return target_learning_rate * (1 + np.cos(np.pi * progress)) / 2
    return step / warmup_steps * target_learning_rate


@alternative("warmup")
def top_counted_to_the_rise(step, target_learning_rate, warmup_steps, decay_steps):
    if warmup_steps > 0 and step <= warmup_steps:
        return np.array(target_learning_rate * (step / warmup_steps))
    return cosine_decay(step=step - warmup_steps, initial_learning_rate=target_learning_rate, decay_steps=decay_steps)


@alternative("warmup")
def the_smaller_of_two(step, target_learning_rate, warmup_steps, decay_steps):
    rise = target_learning_rate * step / max(warmup_steps, 1) if warmup_steps else target_learning_rate
    fall = cosine_decay(max(0, step - warmup_steps), target_learning_rate, decay_steps, alpha=0.0)
    return np.float32(min(rise, fall))
