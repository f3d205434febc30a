import numpy as np

from grader.catalogue import alternative, mistake


@mistake(
    "Your velocity is a moving average of gradients, with 1 - momentum in front of dw. That is the definition of "
    "other books. Here, as in Keras, v shrinks and takes the whole push: learning_rate * dw."
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
    "There is a factor 1 - momentum in front of the push. It belongs to a moving average; a velocity takes the whole "
    "push."
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
    "Your velocity does not hold the learning rate, which is multiplied in later. That is the definition of PyTorch. "
    "Here, as in Keras, v is the very step that is taken."
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
    "Your velocity points uphill and is subtracted. The parameters come out right, but the state does not: v is the "
    "step that is added, so the push has a minus."
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


@mistake("The ball is pushed uphill: the push of the slope has a minus in front.")
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
    "You move the parameter by the old velocity. First the slope changes the velocity, then the new velocity moves "
    "the parameter."
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
    "The velocity is kept under the name of the parameter alone. Put a v in front, when you store it and when you "
    "look it up: the velocity of W1 is vW1."
)
def velocity_under_the_bare_name(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v = momentum * state.get(name, 0.0) - learning_rate * grads["d" + name]
        new_state[name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "The new velocity is used but not kept: the state comes back as it went in, and the ball forgets. Put v into the "
    "new state."
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
    "The learning rate is multiplied in twice, once in the velocity and once more in the step. v is already the step."
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
    "The velocity starts anew at every step: this is plain gradient descent. Begin with momentum times the velocity "
    "in the state."
)
def no_memory(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v = -learning_rate * grads["d" + name]
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake("The old velocity is kept whole, so the ball never slows down. Multiply it by momentum.")
def no_friction(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, 0.0)
        dw = grads["d" + name]
        v = old - learning_rate * dw
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake("The momentum multiplies the push as well. Only the old velocity shrinks.")
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
    "The numbers are right, but the velocities in the old state are changed in place, by *= or -=. Compute a new "
    "array for each velocity."
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


@mistake("The numbers are right, but you write the velocities into the state that was handed in. Make a new dict.")
def state_filled_in_place(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters = {}
    for name, w in parameters.items():
        state["v" + name] = momentum * state.get("v" + name, 0.0) - learning_rate * grads["d" + name]
        new_parameters[name] = w + state["v" + name]
    return new_parameters, state


@mistake(
    "Before the first step the state is empty, and the velocity is not there to be looked up. Where it is missing, "
    "take 0: state.get(..., 0.0)."
)
def velocity_missing_at_first(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v = momentum * state["v" + name] - learning_rate * grads["d" + name]
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


@mistake(
    "One velocity is handed from parameter to parameter. Each parameter has a velocity of its own: look it up inside "
    "the loop, under v and the name."
)
def one_velocity_for_all(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new_parameters, new_state = {}, {}
    v = sum(np.sum(old) for old in state.values())
    for name, w in parameters.items():
        v = momentum * np.mean(v) - learning_rate * grads["d" + name]
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


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
