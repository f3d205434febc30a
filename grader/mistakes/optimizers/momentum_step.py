import numpy as np

from grader.authoring import alternative, edited

average_of_gradients = edited(
    "Your velocity is a moving average of gradients, with 1 - momentum in front of dw. That is the definition of "
    "other books. Here, as in Keras, v shrinks and takes the whole push: learning_rate * dw.",
    ("- learning_rate * grads", "+ (1 - momentum) * grads"),
    ("w + v", "w - learning_rate * v"),
)
push_weighted = edited(
    "There is a factor 1 - momentum in front of the push. It belongs to a moving average; a velocity takes the whole "
    "push.",
    ('learning_rate * grads["d" + name]', '(1 - momentum) * learning_rate * grads["d" + name]'),
)
learning_rate_outside = edited(
    "Your velocity does not hold the learning rate, which is multiplied in later. That is the definition of PyTorch. "
    "Here, as in Keras, v is the very step that is taken.",
    ("- learning_rate * grads", "+ grads"),
    ("w + v", "w - learning_rate * v"),
)
velocity_uphill = edited(
    "Your velocity points uphill and is subtracted. The parameters come out right, but the state does not: v is the "
    "step that is added, so the push has a minus.",
    ("- learning_rate", "+ learning_rate"),
    ("w + v", "w - v"),
)
push_uphill = edited(
    "The ball is pushed uphill: the push of the slope has a minus in front.", ("- learning_rate", "+ learning_rate")
)
moved_by_the_old_velocity = edited(
    "You move the parameter by the old velocity. First the slope changes the velocity, then the new velocity moves "
    "the parameter.",
    ("w + v", 'w + state.get("v" + name, 0.0)'),
)
velocity_under_the_bare_name = edited(
    "The velocity is kept under the name of the parameter alone. Put a v in front, when you store it and when you "
    "look it up: the velocity of W1 is vW1.",
    ('state.get("v" + name, 0.0)', "state.get(name, 0.0)"),
    ('new_state["v" + name]', "new_state[name]"),
)
velocity_not_kept = edited(
    "The new velocity is used but not kept: the state comes back as it went in, and the ball forgets. Put v into the "
    "new state.",
    ("return new_parameters, new_state", "return new_parameters, state"),
)
learning_rate_twice = edited(
    "The learning rate is multiplied in twice, once in the velocity and once more in the step. v is already the step.",
    ("w + v", "w + learning_rate * v"),
)
no_memory = edited(
    "The velocity starts anew at every step: this is plain gradient descent. Begin with momentum times the velocity "
    'in the state, which stands there under "v" + name.',
    ('momentum * state.get("v" + name, 0.0) - learning_rate * grads["d" + name]', '-learning_rate * grads["d" + name]'),
)
no_friction = edited(
    "The old velocity is kept whole, so the ball never slows down. Multiply it by momentum.",
    ('momentum * state.get("v" + name, 0.0)', 'state.get("v" + name, 0.0)'),
)
momentum_times_everything = edited(
    "The momentum multiplies the push as well. Only the old velocity shrinks.",
    (
        'momentum * state.get("v" + name, 0.0) - learning_rate * grads["d" + name]',
        'momentum * (state.get("v" + name, 0.0) - learning_rate * grads["d" + name])',
    ),
)
velocity_in_place = edited(
    "The numbers are right, but the velocities in the old state are changed in place, by *= or -=. Compute a new "
    "array for each velocity.",
    ('v = momentum * state.get("v" + name, 0.0) - ', 'v = state.get("v" + name, 0.0)', "v *= momentum", "v -= "),
)
state_filled_in_place = edited(
    "The numbers are right, but you write the velocities into the state that was handed in. Make a new dict.",
    ("{}, {}", "{}, state"),
)
velocity_missing_at_first = edited(
    "Before the first step the state is empty, and the velocity is not there to be looked up. Where it is missing, "
    "take 0: state.get(..., 0.0).",
    ('state.get("v" + name, 0.0)', 'state["v" + name]'),
)
one_velocity_for_all = edited(
    "One velocity is handed from parameter to parameter. Each parameter has a velocity of its own: look it up inside "
    "the loop, under v and the name.",
    ("{}, {}", "{}, {}", "v = sum(np.sum(old) for old in state.values())"),
    ('state.get("v" + name, 0.0)', "np.mean(v)"),
)


@alternative
def zeros_first(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    if not state:
        state = {"v" + name: np.zeros(w.shape) for name, w in parameters.items()}
    velocities = {key: momentum * v - learning_rate * grads["d" + key[1:]] for key, v in state.items()}
    return {name: w + velocities["v" + name] for name, w in parameters.items()}, velocities


@alternative
def on_copies_in_place(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {key: v.copy() for key, v in state.items()}
    for name, w in parameters.items():
        v = new_state.setdefault("v" + name, np.zeros_like(w))
        v *= momentum
        v -= learning_rate * grads["d" + name]
        new_parameters[name] = np.add(w, v)
    return new_parameters, new_state


@alternative
def float32_with_a_counter(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {"steps": int(state.get("steps", 0)) + 1}
    for name, w in parameters.items():
        v = np.asarray(momentum * state.get("v" + name, 0.0) - learning_rate * grads["d" + name], dtype=np.float32)
        new_state["v" + name] = v
        new_parameters[name] = (w + v).astype(np.float32)
    return new_parameters, new_state


@alternative
def entry_by_entry_with_velocity(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name in parameters:
        w, v = parameters[name].copy(), np.array(state.get("v" + name, np.zeros(parameters[name].shape)))
        for place in np.ndindex(w.shape):
            v[place] = momentum * v[place] - learning_rate * grads["d" + name][place]
            w[place] = w[place] + v[place]
        new_parameters[name], new_state["v" + name] = w, v
    return [new_parameters, new_state]


momentum_as_nesterov = edited(
    "This is Nesterov's step: the velocity is right, but the parameter moves on by more than v. With plain momentum the "
    "new parameter is the old one plus v.",
    ("new_parameters[name] = w + v", 'new_parameters[name] = w + momentum * v - learning_rate * grads["d" + name]'),
)
momentum_without_learning_rate = edited(
    "The learning rate is not used, so the push is the whole slope. Multiply the slope by it.",
    ('learning_rate * grads["d" + name]', 'grads["d" + name]'),
)
velocity_subtracted = edited(
    "You subtract the velocity. v is the step itself, and has its minus inside: w + v.", ("w + v", "w - v")
)
last_velocity_only = edited(
    "Only the last velocity is kept: the new state is made anew in every round. Make it once, before the loop.",
    ("return new_parameters, new_state", "return new_parameters, dict(list(new_state.items())[-1:])"),
)
state_before_parameters = edited(
    "The two parts of the answer have changed places: first the parameters, then the state.",
    ("return new_parameters, new_state", "return new_state, new_parameters"),
)
