import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

no_bias_correction = edited(
    "The bias correction is missing: both averages start from 0, and the first steps come out far too long.",
    ("learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)", "learning_rate"),
)
only_m_corrected = edited(
    "Only m is corrected. s starts from 0 as well: its correction is the root of 1 - beta_2**t.",
    ("learning_rate * np.sqrt(1 - beta_2**t)", "learning_rate"),
)
only_s_corrected = edited(
    "Only s is corrected. m starts from 0 as well: divide by 1 - beta_1**t.",
    ("learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)", "learning_rate * np.sqrt(1 - beta_2**t)"),
)
both_corrected_with_beta_1 = edited(
    "Both averages are corrected with beta_1. s is an average with beta_2, so its correction has beta_2.",
    ("beta_2**t", "beta_1**t"),
)
adam_caret_for_power = edited(
    "In Python ^ is not a power but something for bits. A power is written **.",
    ("1 - beta_2**t", "1 - beta_2 ^ t"),
    raises="TypeError",
)
memory_empty_at_first = edited(
    "Before the first step the state is empty, and t is not there to be looked up. Where something is missing, take "
    "0: state.get(..., 0).",
    ('state.get("t", 0)', 'state["t"]'),
)
corrections_upside_down = edited(
    "The correction is upside down. Written in the learning rate, the root of 1 - beta_2**t stands above and 1 - "
    "beta_1**t below.",
    ("np.sqrt(1 - beta_2**t) / (1 - beta_1**t)", "(1 - beta_1**t) / np.sqrt(1 - beta_2**t)"),
)
correction_without_its_root = edited(
    "The correction of s has lost its root: s is under a root, so its correction 1 - beta_2**t is too.",
    ("np.sqrt(1 - beta_2**t)", "(1 - beta_2**t)"),
)
adam_steps_from_zero = edited(
    "t is 0 at the first step, and you divide by 1 - 1 = 0. Count first: at the first step t is 1.",
    ('state.get("t", 0) + 1', 'state.get("t", 0)'),
    ('{"t": t}', '{"t": t + 1}'),
)
adam_stops_at_step_zero = edited(
    "At the first step t is 0, and Python stops at a division by 1 - 1 = 0. Count first: at the first step t is 1.",
    ('state.get("t", 0) + 1', 'state.get("t", 0)'),
    ("np.sqrt(1 - beta_2**t)", "(1 - beta_2**t) ** 0.5"),
    ('{"t": t}', '{"t": t + 1}'),
)
adam_power_always_two = edited(
    "The exponent is always 2. It is the step: beta_1 and beta_2 to the power of t.", everywhere("**t", "**2")
)
adam_power_always_one = edited(
    "The correction has no exponent, so it is the same at every step. It is beta_1 and beta_2 to the power of t.",
    everywhere("**t", ""),
)
adam_times_for_power = edited(
    "You multiply the betas by t. The correction has them to the power of t, written beta_1**t.",
    ("1 - beta_2**t", "np.abs(1 - beta_2 * t)"),
    ("beta_1**t", "beta_1 * t"),
)
t_never_counted = edited(
    "t is always 1: the state does not count. Store the new t in the new state.", ('state.get("t", 0) + 1', "1")
)
t_not_kept = edited(
    "The new t is not in the new state, so the next step does not know it. Store it under t.", ('{"t": t}', "{}")
)


@mistake("t grows with every parameter, because it is counted inside the loop. Count once per step, before the loop.")
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


betas_swapped = edited(
    "The betas are swapped: beta_1 belongs to m, the average of gradients, and beta_2 to s, the average of squares.",
    ('t = state.get("t", 0)', "beta_1, beta_2 = beta_2, beta_1", 't = state.get("t", 0)'),
)
gradient_not_weighted = edited(
    "In m the gradient comes in with its full weight. m is a moving average: multiply dw by 1 - beta_1.",
    ("(1 - beta_1) * dw", "dw"),
)
adam_square_not_weighted = edited(
    "In s the square comes in with its full weight. s is a moving average: multiply it by 1 - beta_2.",
    ("(1 - beta_2) * dw**2", "dw**2"),
)
adam_gradient_not_squared = edited(
    "s is an average of gradients, not of their squares. Square them first.", ("dw**2", "dw")
)
square_of_m = edited("s takes the square of m. It takes the square of the gradient.", ("dw**2", "m**2"))
no_momentum = edited(
    "The step uses the bare gradient. Adam moves along m, the average of the gradients.", ("rate * m", "rate * dw")
)
adam_root_forgotten = edited("You divide by s itself. Take its root first.", ("np.sqrt(s)", "s"))
adam_epsilon_inside_the_root = edited(
    "Epsilon stands inside the root. That is right for Adagrad and RMSprop in Keras; with Adam it is added to the root.",
    ("(np.sqrt(s) + epsilon)", "np.sqrt(s + epsilon)"),
)
epsilon_inside_after_correction = edited(
    "Epsilon stands inside the root, beside the corrected average. With Adam it is added to the root, outside.",
    (
        "rate * m / (np.sqrt(s) + epsilon)",
        "learning_rate * m / (1 - beta_1**t) / np.sqrt(s / (1 - beta_2**t) + epsilon)",
    ),
)
adam_epsilon_forgotten = edited(
    "Without epsilon you divide zero by zero where all gradients were zero so far. Add it to the root.",
    ("(np.sqrt(s) + epsilon)", "np.sqrt(s)"),
)
corrected_averages_kept = edited(
    "You keep the corrected averages in the state, so the next step corrects them again. Keep m and s as they are, "
    "without correction.",
    ('new_state["m" + name], ', "m, s = m / (1 - beta_1**t), s / (1 - beta_2**t)", 'new_state["m" + name], '),
    ("rate * m", "learning_rate * m"),
)
adam_state_in_place = edited(
    "The numbers are right, but you write into the state that was handed in. Make a new dict for the new state.",
    ('= {"t": t}', "= state", 'new_state["t"] = t'),
)
adam_uphill = edited("This goes uphill: subtract the step.", ("w - rate", "w + rate"))


@alternative
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


@alternative
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


@alternative
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


@alternative
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


adam_beta_1_in_s = edited(
    "s is averaged with beta_1. That one is for m, the average of gradients; squares are averaged with beta_2.",
    (
        's = beta_2 * state.get("s" + name, 0.0) + (1 - beta_2) * dw**2',
        's = beta_1 * state.get("s" + name, 0.0) + (1 - beta_1) * dw**2',
    ),
)
adam_power_two_for_s = edited(
    "The correction of s has the exponent 2 at every step. It is the step, as in that of m: beta_2 to the power of t.",
    ("beta_2**t", "beta_2**2"),
)
step_never_counted_on = edited(
    "t never grows: what the state holds is taken as it is. At each step t is one more than in the state, and 1 at the "
    "first.",
    ('state.get("t", 0) + 1', 'state.get("t", 1)'),
)
adam_s_kept_by_beta_1 = edited(
    "The old s is multiplied by beta_1. That one is for m; s keeps beta_2 of its old value.",
    ('beta_2 * state.get("s" + name, 0.0)', 'beta_1 * state.get("s" + name, 0.0)'),
)
count_stays_at_zero = edited(
    "t is 0 at every step, and you divide by 1 - 1 = 0. Count on: t is one more than in the state, and 1 at the first "
    "step.",
    ('state.get("t", 0) + 1', 'state.get("t", 0)'),
)
