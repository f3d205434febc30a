import numpy as np

from grader.authoring import alternative, edited
from solutions.optimizers import momentum_step

plain_momentum = edited(
    "This is plain momentum: you move by v. Nesterov moves by momentum * v - learning_rate * dw, with the new v.",
    ("w + momentum * v - push", "w + v"),
)
push_missing = edited(
    "The step is momentum times the new velocity, but the push of the slope is missing in it: subtract learning_rate "
    "* dw once more.",
    ("w + momentum * v - push", "w + momentum * v"),
)
one_push_too_many = edited(
    "You add v and momentum * v. The new v already holds the old velocity: the step is momentum * v - learning_rate "
    "* dw.",
    ("w + momentum * v - push", "w + v + momentum * v"),
)
push_after_v = edited(
    "You move by v - learning_rate * dw. The velocity in the step shrinks once more: momentum * v.",
    ("momentum * v", "v"),
)
step_kept_as_velocity = edited(
    "You keep the whole step in the state. Keep the velocity v; the look ahead is for the parameter only.",
    ('new_state["v" + name] = v', 'new_state["v" + name] = momentum * v - push'),
)
nesterov_learning_rate_outside = edited(
    "Your velocity does not hold the learning rate, which is multiplied in later. That is the definition of PyTorch. "
    "Here, as in Keras, the learning rate is part of v.",
    ("learning_rate * grads", "grads"),
    ("0.0) - push", "0.0) + push"),
    ("w + momentum * v - push", "w - learning_rate * (push + momentum * v)"),
)
nesterov_uphill = edited(
    "Your velocity points uphill and is subtracted. The parameters come out right, but the state does not: the push "
    "has a minus in v.",
    ("0.0) - push", "0.0) + push"),
    ("w + momentum", "w - momentum"),
)
nesterov_average = edited(
    "Your velocity is a moving average, with 1 - momentum in front of the push. Here v takes the whole push.",
    ("0.0) - push", "0.0) - (1 - momentum) * push"),
)
nesterov_velocity_under_the_bare_name = edited(
    "The velocity is kept under the name of the parameter alone. Put a v in front, when you store it and when you "
    "look it up: the velocity of W1 is vW1.",
    ('state.get("v" + name, 0.0)', "state.get(name, 0.0)"),
    ('new_state["v" + name]', "new_state[name]"),
)
nesterov_velocity_not_kept = edited(
    "The new velocity is used but not kept: the state comes back as it went in. Put v into the new state.",
    ("return new_parameters, new_state", "return new_parameters, state"),
)
nesterov_in_place = edited(
    "The numbers are right, but the velocities in the old state are changed in place, by *= or -=. Compute a new "
    "array for each velocity.",
    (
        'v = momentum * state.get("v" + name, 0.0) - push',
        'v = state.get("v" + name, 0.0)',
        "v *= momentum",
        "v -= push",
    ),
)
plus_for_minus = edited(
    "In the step the push has a plus in front, so it goes uphill. It has a minus, as in the velocity.",
    ("w + momentum * v - push", "w + momentum * v + push"),
)


@alternative
def from_old_and_new_velocity(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = momentum * old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w - momentum * old + (1 + momentum) * v
    return new_parameters, new_state


@alternative
def momentum_step_first(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    _, velocities = momentum_step(parameters, grads, state, learning_rate, momentum)
    new_parameters = {}
    for name, w in parameters.items():
        new_parameters[name] = w + momentum * velocities["v" + name] - learning_rate * grads["d" + name]
    return new_parameters, velocities


@alternative
def nesterov_in_float32(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = np.float32(momentum) * np.float32(old) - np.float32(learning_rate) * np.float32(dw)
        new_state["v" + name] = v
        new_parameters[name] = np.float32(w) + np.float32(momentum) * v - np.float32(learning_rate) * np.float32(dw)
    return new_parameters, new_state


@alternative
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


look_ahead_subtracted = edited(
    "In the step momentum * v has a minus in front, so the parameter rolls backward. v has its minus inside: add it.",
    ("w + momentum * v", "w - momentum * v"),
)
moved_by_v_as_well = edited(
    "You move by v and then by Nesterov's step as well. momentum * v - learning_rate * dw takes the place of v.",
    ("w + momentum * v - push", "w + v + momentum * v - push"),
)
