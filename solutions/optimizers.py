"""Optimizers by hand: mini-batches, moving averages, six ways to take a step, five ways to change its size.

Examples are columns: X is (n_x, m), Y is (1, m) or (C, m). Parameters are a dict {"W1": ..., "b1": ...}, gradients
a dict {"dW1": ..., "db1": ...}. What an optimizer remembers is its state, a dict that is empty before the first step.
Every step and every schedule equals its namesake in Keras.
"""

import numpy as np


def mini_batches(
    X: np.ndarray, Y: np.ndarray, batch_size: int, rng: np.random.Generator
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Shuffle the examples, X and Y together, and cut them into batches; the last one may be short.

    Args:
        X: examples in columns, (n_x, m).
        Y: labels in columns, (1, m) or (C, m).
        batch_size: examples in a batch.
        rng: where the order comes from.

    Returns:
        A list of pairs (X_batch, Y_batch), in which every example stands exactly once.
    """
    m = X.shape[1]
    order = rng.permutation(m)  # one order for both
    batches = []
    for start in range(0, m, batch_size):
        chosen = order[start : start + batch_size]  # at the end, a slice simply gets shorter
        batches.append((X[:, chosen], Y[:, chosen]))
    return batches


def moving_average(values: np.ndarray, beta: float, bias_correction: bool) -> np.ndarray:
    """Follow the values with v_t = beta v_{t-1} + (1 - beta) x_t from v_0 = 0; corrected, v_t / (1 - beta^t).

    Args:
        values: the numbers x_1 ... x_n, (n,).
        beta: how much of the past is kept, 0 <= beta < 1.
        bias_correction: whether each average is divided by the sum of its weights.

    Returns:
        The averages after each value, (n,).
    """
    averages = np.zeros(len(values))
    v = 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


def sgd_step(
    parameters: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    state: dict[str, np.ndarray],
    learning_rate: float = 0.01,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Take a step of gradient descent: w <- w - learning_rate dw.

    Args:
        parameters: arrays by name, such as "W1".
        grads: arrays of the same shapes by name, such as "dW1".
        state: empty; gradient descent remembers nothing.
        learning_rate: size of a step.

    Returns:
        The new parameters, and the state as it came.
    """
    new_parameters = {name: w - learning_rate * grads["d" + name] for name, w in parameters.items()}
    return new_parameters, state


def momentum_step(
    parameters: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    state: dict[str, np.ndarray],
    learning_rate: float = 0.01,
    momentum: float = 0.9,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Take a step with momentum: v <- momentum v - learning_rate dw, then w <- w + v.

    Args:
        parameters: arrays by name, such as "W1".
        grads: arrays of the same shapes by name, such as "dW1".
        state: the velocities by name, such as "vW1"; empty before the first step.
        learning_rate: how hard the slope pushes.
        momentum: how much of the velocity is kept.

    Returns:
        The new parameters and the new velocities.
    """
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        v = momentum * state.get("v" + name, 0.0) - learning_rate * grads["d" + name]
        new_state["v" + name] = v
        new_parameters[name] = w + v
    return new_parameters, new_state


def nesterov_step(
    parameters: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    state: dict[str, np.ndarray],
    learning_rate: float = 0.01,
    momentum: float = 0.9,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Take a step with Nesterov's momentum: v <- momentum v - learning_rate dw, w <- w + momentum v - learning_rate dw.

    Args:
        parameters: arrays by name, such as "W1".
        grads: arrays of the same shapes by name, such as "dW1".
        state: the velocities by name, such as "vW1"; empty before the first step.
        learning_rate: how hard the slope pushes.
        momentum: how much of the velocity is kept.

    Returns:
        The new parameters and the new velocities.
    """
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        push = learning_rate * grads["d" + name]
        v = momentum * state.get("v" + name, 0.0) - push
        new_state["v" + name] = v
        new_parameters[name] = w + momentum * v - push
    return new_parameters, new_state


def adagrad_step(
    parameters: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    state: dict[str, np.ndarray],
    learning_rate: float = 0.001,
    initial_accumulator_value: float = 0.1,
    epsilon: float = 1e-7,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Take a step of Adagrad: s <- s + dw^2, then w <- w - learning_rate dw / sqrt(s + epsilon).

    Source: J. Duchi, E. Hazan, Y. Singer, "Adaptive Subgradient Methods" (2011), in the form of Keras.

    Args:
        parameters: arrays by name, such as "W1".
        grads: arrays of the same shapes by name, such as "dW1".
        state: the sums of squares by name, such as "sW1"; empty before the first step.
        learning_rate: size of a step.
        initial_accumulator_value: what the sums start from.
        epsilon: keeps the root away from zero.

    Returns:
        The new parameters and the new sums of squares.
    """
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        s = state.get("s" + name, initial_accumulator_value) + dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


def rmsprop_step(
    parameters: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    state: dict[str, np.ndarray],
    learning_rate: float = 0.001,
    rho: float = 0.9,
    epsilon: float = 1e-7,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Take a step of RMSprop: s <- rho s + (1 - rho) dw^2, then w <- w - learning_rate dw / sqrt(s + epsilon).

    Source: G. Hinton, "Neural Networks for Machine Learning", lecture 6 (2012), in the form of Keras.

    Args:
        parameters: arrays by name, such as "W1".
        grads: arrays of the same shapes by name, such as "dW1".
        state: the averages of squares by name, such as "sW1"; empty before the first step.
        learning_rate: size of a step.
        rho: how much of the average is kept.
        epsilon: keeps the root away from zero.

    Returns:
        The new parameters and the new averages of squares.
    """
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        s = rho * state.get("s" + name, 0.0) + (1 - rho) * dw**2
        new_state["s" + name] = s
        new_parameters[name] = w - learning_rate * dw / np.sqrt(s + epsilon)
    return new_parameters, new_state


def adam_step(
    parameters: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    state: dict[str, np.ndarray | int],
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray | int]]:
    """Take a step of Adam: averages m of dw and s of dw^2, both corrected, then w <- w - rate m / (sqrt(s) + epsilon).

    The correction for the start from zero is in the rate: learning_rate sqrt(1 - beta_2^t) / (1 - beta_1^t).
    Source: D. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization" (2015), end of section 2, as in Keras.

    Args:
        parameters: arrays by name, such as "W1".
        grads: arrays of the same shapes by name, such as "dW1".
        state: "t", the number of steps taken, and the averages by name, such as "mW1" and "sW1"; empty before the
            first step.
        learning_rate: size of a step.
        beta_1: how much of the average of gradients is kept.
        beta_2: how much of the average of squares is kept.
        epsilon: keeps the denominator away from zero.

    Returns:
        The new parameters and the new state.
    """
    t = state.get("t", 0) + 1
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_parameters: dict[str, np.ndarray] = {}
    new_state: dict[str, np.ndarray | int] = {"t": t}
    for name, w in parameters.items():
        dw = grads["d" + name]
        m = beta_1 * state.get("m" + name, 0.0) + (1 - beta_1) * dw
        s = beta_2 * state.get("s" + name, 0.0) + (1 - beta_2) * dw**2
        new_state["m" + name], new_state["s" + name] = m, s
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
    return new_parameters, new_state


def inverse_time_decay(step: int, initial_learning_rate: float, decay_steps: int, decay_rate: float) -> float:
    """Decay as initial_learning_rate / (1 + decay_rate step / decay_steps).

    Args:
        step: steps taken so far, from 0.
        initial_learning_rate: the learning rate at step 0.
        decay_steps: after so many steps the denominator has grown by decay_rate.
        decay_rate: how fast it decays.

    Returns:
        The learning rate at this step.
    """
    return initial_learning_rate / (1 + decay_rate * step / decay_steps)


def exponential_decay(step: int, initial_learning_rate: float, decay_steps: int, decay_rate: float) -> float:
    """Decay as initial_learning_rate * decay_rate^(step / decay_steps).

    Args:
        step: steps taken so far, from 0.
        initial_learning_rate: the learning rate at step 0.
        decay_steps: after so many steps the learning rate has been multiplied by decay_rate once.
        decay_rate: the factor, between 0 and 1.

    Returns:
        The learning rate at this step.
    """
    return float(initial_learning_rate * decay_rate ** (step / decay_steps))


def staircase_decay(step: int, initial_learning_rate: float, decay_steps: int, decay_rate: float) -> float:
    """Decay as initial_learning_rate * decay_rate^floor(step / decay_steps): level, then a drop, then level.

    Args:
        step: steps taken so far, from 0.
        initial_learning_rate: the learning rate of the first stair.
        decay_steps: length of a stair.
        decay_rate: the factor from one stair to the next.

    Returns:
        The learning rate at this step.
    """
    return float(initial_learning_rate * decay_rate ** (step // decay_steps))


def cosine_decay(step: int, initial_learning_rate: float, decay_steps: int, alpha: float = 0.0) -> float:
    """Decay along half a cosine wave from initial_learning_rate to alpha * initial_learning_rate, and stay there.

    Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017), without restarts.

    Args:
        step: steps taken so far, from 0.
        initial_learning_rate: the learning rate at step 0.
        decay_steps: length of the decay.
        alpha: the fraction of the learning rate that is left at the end.

    Returns:
        The learning rate at this step.
    """
    progress = min(step, decay_steps) / decay_steps  # from 0 to 1, and no further
    wave = 0.5 * (1 + np.cos(np.pi * progress))  # from 1 to 0
    return float(initial_learning_rate * ((1 - alpha) * wave + alpha))


def warmup(step: int, target_learning_rate: float, warmup_steps: int, decay_steps: int) -> float:
    """Rise in a straight line from 0 to the target in warmup_steps, then decay along a cosine for decay_steps.

    Args:
        step: steps taken so far, from 0.
        target_learning_rate: the learning rate at the top, at step warmup_steps.
        warmup_steps: length of the rise; may be 0.
        decay_steps: length of the decay, counted from the top.

    Returns:
        The learning rate at this step.
    """
    if step < warmup_steps:
        return target_learning_rate * step / warmup_steps
    return cosine_decay(step - warmup_steps, target_learning_rate, decay_steps)
