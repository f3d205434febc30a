import numpy as np

from grader.authoring import alternative, edited
from solutions.recurrent import rnn_step_backward

gradients_overwritten = edited(
    "The gradients of the parameters are those of step 0 alone: each step writes over the last. Add them up with +=.",
    ("grads[name] += value", "grads[name] = value"),
)
nothing_handed_on = edited(
    "Each step is alone: nothing comes back from the step after it. Add dh, which the later step gave, to dH[:, t].",
    ("dH[:, t] + dh", "dH[:, t]"),
)
last_loss_alone = edited(
    "Only the loss of the last step is sent back. Each step has a loss of its own: add dH[:, t] at every step.",
    ("dH[:, t] + dh", "(dH[:, t] if t == T - 1 else 0) + dh"),
)
state_after_for_before = edited(
    "As the state before step t you took H[:, t], which is the state after it. Take H[:, t - 1].",
    ("h = H[:, t - 1] if t > 0 else", "h = H[:, t] if t > 0 else"),
)
last_state_before_the_first = edited(
    "Before step 0 you took H[:, -1], which is the last state: Python counts -1 from the end. Before step 0 there are zeros.",
    ("h = H[:, t - 1] if t > 0 else np.zeros((m, n_h))", "h = H[:, t - 1]"),
)
from_the_front = edited(
    "The steps are taken from the first to the last. A gradient comes from what is later: begin with the last step.",
    ("reversed(range(T))", "range(T)"),
)
averaged_over_the_steps = edited(
    "The gradients of the parameters are divided by the number of steps. They are sums over all steps.",
    ("return dX, grads", "return dX, {name: value / T for name, value in grads.items()}"),
)
averaged_over_the_examples = edited(
    "The gradients of the parameters are divided by the number of sequences. They are sums.",
    ("return dX, grads", "return dX, {name: value / m for name, value in grads.items()}"),
)
first_step_left_out = edited(
    "Step 0 is left out. The loop goes down to t = 0.", ("reversed(range(T))", "reversed(range(1, T))")
)
last_step_left_out = edited(
    "The last step is left out. The loop begins with t = T - 1.", ("reversed(range(T))", "reversed(range(T - 1))")
)
handed_on_twice = edited(
    "What comes back is added up over the steps, so that it is counted again and again. dh is what the last call gave, and "
    "nothing else.",
    ("dX[:, t], dh, step_grads =", "dX[:, t], one, step_grads ="),
    ("for name, value in step_grads.items():", "dh = dh + one", "for name, value in step_grads.items():"),
)
dX_of_the_losses_alone = edited(
    "dX counts the loss of its own step alone. What comes back from later steps goes through it, too.",
    (
        "for name, value in step_grads.items():",
        "dX[:, t] = rnn_step_backward(dH[:, t], X[:, t], h, H[:, t], parameters)[0]",
        "for name, value in step_grads.items():",
    ),
)


@alternative
def without_the_step(dH, X, H, parameters):
    before = np.concatenate([np.zeros((len(H), 1, H.shape[2])), H[:, :-1]], axis=1)
    dZ, dh = np.zeros(H.shape), 0.0
    for t in range(H.shape[1] - 1, -1, -1):
        dZ[:, t] = (dH[:, t] + dh) * (1 - H[:, t] ** 2)
        dh = dZ[:, t] @ parameters["Wh"].T
    grads = {
        "dWx": np.einsum("mti,mtj->ij", X, dZ),
        "dWh": np.einsum("mti,mtj->ij", before, dZ),
        "db": dZ.sum(axis=(0, 1)),
    }
    return dZ @ parameters["Wx"].T, grads


@alternative
def in_lists(dH, X, H, parameters):
    m, T, n_h = H.shape
    parts, steps, dh = [], [], np.zeros((m, n_h))
    for t in range(T)[::-1]:
        h = np.zeros((m, n_h)) if t == 0 else H[:, t - 1]
        dx, dh, grads = rnn_step_backward(dh + dH[:, t], X[:, t], h, H[:, t], parameters)
        parts.insert(0, dx)
        steps.append(grads)
    return np.stack(parts, axis=1), {name: sum(grads[name] for grads in steps) for name in ("dWx", "dWh", "db")}


@alternative
def from_step_to_step(dH, X, H, parameters):
    def back(t):
        if t == H.shape[1]:
            return [], 0.0, dict.fromkeys(("dWx", "dWh", "db"), 0.0)
        later, dh, total = back(t + 1)
        h = H[:, t - 1] if t else 0.0 * H[:, 0]
        dx, dh, grads = rnn_step_backward(dH[:, t] + dh, X[:, t], h, H[:, t], parameters)
        return [dx, *later], dh, {name: total[name] + grads[name] for name in total}

    parts, _, grads = back(0)
    return np.stack(parts, axis=1), grads
