"""Networks that remember: plain, LSTM and GRU cells, their gradients through time, and names that a network makes up.

Examples are rows. A sequence is (m, T, n_x): m examples, T steps, n_x numbers at each step; states are (m, n_h), and
every sequence begins with a state of zeros. Parameters are {"Wx": (n_x, k n_h), "Wh": (n_h, k n_h), "b": (k n_h,)}, with k
blocks of columns: 1 in a plain cell, 4 in an LSTM (input gate, forget gate, candidate, output gate), 3 in a GRU (update
gate, reset gate, candidate). Keras has the same order and the same shapes, but for the two biases of a GRU with
reset_after, which it keeps in one array (2, 3 n_h).

Functions that are no exercise (`sigmoid`, `spell_anna`, `count_up`) are given in the notebook.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Compute 1 / (1 + exp(-z)), which exp cannot overflow."""
    s: np.ndarray = (1 + np.tanh(z / 2)) / 2
    return s


def spell_anna(symbol: int, state: int | None) -> tuple[np.ndarray, int]:
    """Be as good as sure of "anna" (1 = a, 14 = n): return logits of 27 symbols, and the number of letters so far."""
    letters = 0 if state is None else state
    logits = np.zeros(27)
    logits[[1, 14, 14, 1, 0][letters % 5]] = 50.0
    return logits, letters + 1


def count_up(symbol: int, state: None) -> tuple[np.ndarray, None]:
    """Be as good as sure of the next number of five, whatever the state: 3 after 2, and 0 after 4."""
    return 60.0 * np.eye(5)[(symbol + 1) % 5], None


def one_hot_batch(sequences: Sequence[Sequence[int]], size: int, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Turn sequences of different lengths into one array, with a mask that says what is not padding.

    Args:
        sequences: m sequences of whole numbers from 0 to size - 1; one may be empty.
        size: how many symbols there are.
        length: how many steps each sequence gets; a longer one is cut off behind its first `length` symbols.

    Returns:
        A tuple (X, mask): X of shape (m, length, size), with a 1 at each symbol and zeros everywhere else; mask of
        shape (m, length), 1 where there is a symbol and 0 where there is padding.
    """
    m = len(sequences)
    X, mask = np.zeros((m, length, size)), np.zeros((m, length))
    for i, sequence in enumerate(sequences):
        for t, symbol in enumerate(sequence[:length]):
            X[i, t, symbol] = 1
            mask[i, t] = 1
    return X, mask


def rnn_step(x: np.ndarray, h: np.ndarray, parameters: dict[str, np.ndarray]) -> np.ndarray:
    """Take one step of the plain cell: tanh(x Wx + h Wh + b).

    Args:
        x: what is seen at this step, (m, n_x).
        h: the state before, (m, n_h).
        parameters: {"Wx": (n_x, n_h), "Wh": (n_h, n_h), "b": (n_h,)}.

    Returns:
        The state after, (m, n_h).
    """
    h_next: np.ndarray = np.tanh(x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"])
    return h_next


def rnn_forward(X: np.ndarray, parameters: dict[str, np.ndarray]) -> np.ndarray:
    """Run the plain cell along whole sequences, from a state of zeros.

    Args:
        X: sequences, (m, T, n_x), T >= 1.
        parameters: {"Wx": (n_x, n_h), "Wh": (n_h, n_h), "b": (n_h,)}.

    Returns:
        The states, (m, T, n_h): H[:, t] is the state after step t.
    """
    m, T, _ = X.shape
    n_h = len(parameters["Wh"])
    H, h = np.zeros((m, T, n_h)), np.zeros((m, n_h))
    for t in range(T):
        h = rnn_step(X[:, t], h, parameters)
        H[:, t] = h
    return H


def sequence_cross_entropy(logits: np.ndarray, y: np.ndarray, mask: np.ndarray) -> tuple[float, np.ndarray]:
    """Compute the mean cross-entropy over all steps that count, and its gradient.

    Args:
        logits: scores of the C symbols, (m, T, C), of any size.
        y: the right symbols, (m, T), whole numbers from 0 to C - 1; what stands at padding means nothing.
        mask: (m, T), 1 where a step counts and 0 where it is padding.

    Returns:
        A tuple (loss, dlogits): the mean of -ln p(y) over the steps that count, a number, and its gradient,
        (m, T, C). If no step counts, both are 0.
    """
    shifted = logits - logits.max(axis=-1, keepdims=True)  # so that exp cannot overflow
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))
    right = np.eye(logits.shape[-1])[y]  # one-hot
    count = max(np.sum(mask), 1)
    loss = -np.sum(mask * np.sum(right * log_p, axis=-1)) / count
    dlogits = (np.exp(log_p) - right) * mask[:, :, None] / count
    return float(loss), dlogits


def rnn_step_backward(
    dh_next: np.ndarray, x: np.ndarray, h: np.ndarray, h_next: np.ndarray, parameters: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Go back through one step of the plain cell.

    Args:
        dh_next: gradient of the loss for the state after, (m, n_h).
        x: what was seen, (m, n_x).
        h: the state before, (m, n_h).
        h_next: the state after, (m, n_h), as `rnn_step` gave it.
        parameters: {"Wx", "Wh", "b"}.

    Returns:
        A tuple (dx, dh, grads): gradients for x and for h, in their shapes, and the dict
        {"dWx", "dWh", "db"} of those for the parameters, summed over the m examples.
    """
    dz = dh_next * (1 - h_next**2)  # the slope of tanh
    dx, dh = dz @ parameters["Wx"].T, dz @ parameters["Wh"].T
    grads = {"dWx": x.T @ dz, "dWh": h.T @ dz, "db": dz.sum(axis=0)}
    return dx, dh, grads


def rnn_backward(
    dH: np.ndarray, X: np.ndarray, H: np.ndarray, parameters: dict[str, np.ndarray]
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Go back through all steps of the plain cell, the last one first.

    Args:
        dH: (m, T, n_h): dH[:, t] is the gradient that the loss of step t itself sends to the state H[:, t].
        X: the sequences, (m, T, n_x).
        H: the states, (m, T, n_h), as `rnn_forward` gave them.
        parameters: {"Wx", "Wh", "b"}.

    Returns:
        A tuple (dX, grads): the gradient for X, (m, T, n_x), and the dict {"dWx", "dWh", "db"}.
    """
    m, T, n_h = H.shape
    dX, dh = np.zeros(X.shape), np.zeros((m, n_h))
    grads = {f"d{name}": np.zeros(value.shape) for name, value in parameters.items()}
    for t in reversed(range(T)):
        h = H[:, t - 1] if t > 0 else np.zeros((m, n_h))
        dX[:, t], dh, step_grads = rnn_step_backward(dH[:, t] + dh, X[:, t], h, H[:, t], parameters)
        for name, value in step_grads.items():
            grads[name] += value
    return dX, grads


def clip_gradients(grads: dict[str, np.ndarray], limit: float) -> dict[str, np.ndarray]:
    """Cut every single number off at -limit and limit.

    Args:
        grads: gradients by name.
        limit: the largest size that a number may have, more than 0.

    Returns:
        New gradients with the same names and shapes.
    """
    return {name: np.clip(value, -limit, limit) for name, value in grads.items()}


def clip_by_norm(grads: dict[str, np.ndarray], limit: float) -> dict[str, np.ndarray]:
    """Shorten all gradients together, if together they are longer than the limit (Pascanu, Mikolov and Bengio, 2013).

    Args:
        grads: gradients by name.
        limit: the largest length that all of them, laid end to end as one vector, may have, more than 0.

    Returns:
        New gradients with the same names and shapes: unchanged if their length is at most the limit, else all
        multiplied by limit / length.
    """
    length = np.sqrt(sum(np.sum(value**2) for value in grads.values()))
    factor = limit / length if length > limit else 1.0
    return {name: factor * value for name, value in grads.items()}


def sample(
    step: Callable[[int, Any], tuple[np.ndarray, Any]],
    start: int,
    temperature: float,
    rng: np.random.Generator,
    max_length: int = 20,
) -> list[int]:
    """Let a model write: draw symbol after symbol, until it draws the mark that it began with.

    Args:
        step: a function (symbol, state) -> (logits, new state); logits of shape (C,) score what comes next.
            The first state is None.
        start: the mark that stands before the first symbol and behind the last.
        temperature: the logits are divided by it, more than 0.
        rng: where chance comes from.
        max_length: stop at this many symbols, even if the mark has not come.

    Returns:
        The symbols that were drawn, a list of whole numbers, without the mark.
    """
    symbols: list[int] = []
    symbol, state = start, None
    while len(symbols) < max_length:
        logits, state = step(symbol, state)
        scaled = np.asarray(logits) / temperature
        p = np.exp(scaled - scaled.max())
        symbol = int(rng.choice(len(p), p=p / p.sum()))
        if symbol == start:
            break
        symbols.append(symbol)
    return symbols


def lstm_gates(
    x: np.ndarray, h: np.ndarray, parameters: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Compute the three gates of an LSTM and its candidate.

    Args:
        x: what is seen at this step, (m, n_x).
        h: the state before, (m, n_h).
        parameters: {"Wx": (n_x, 4 n_h), "Wh": (n_h, 4 n_h), "b": (4 n_h,)}; the four blocks of n_h columns
            belong to the input gate, the forget gate, the candidate and the output gate, in this order.

    Returns:
        A tuple (i, f, g, o), each (m, n_h): input gate, forget gate, candidate, output gate.
    """
    z = x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"]
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)
    i, f, g, o = sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)
    return i, f, g, o


def lstm_step(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, parameters: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Take one step of an LSTM (after Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000).

    Args:
        x: what is seen at this step, (m, n_x).
        h: the state before, (m, n_h).
        c: the cell state before, (m, n_h).
        parameters: {"Wx", "Wh", "b"}, as in `lstm_gates`.

    Returns:
        A tuple (h_next, c_next), each (m, n_h): state and cell state after.
    """
    i, f, g, o = lstm_gates(x, h, parameters)
    c_next = f * c + i * g
    h_next = o * np.tanh(c_next)
    return h_next, c_next


def lstm_forward(X: np.ndarray, parameters: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Run an LSTM along whole sequences, from states of zeros.

    Args:
        X: sequences, (m, T, n_x), T >= 1.
        parameters: {"Wx", "Wh", "b"}, as in `lstm_gates`.

    Returns:
        A tuple (H, C), each (m, T, n_h): states and cell states after each step.
    """
    m, T, _ = X.shape
    n_h = len(parameters["Wh"])
    H, C = np.zeros((m, T, n_h)), np.zeros((m, T, n_h))
    h, c = np.zeros((m, n_h)), np.zeros((m, n_h))
    for t in range(T):
        h, c = lstm_step(X[:, t], h, c, parameters)
        H[:, t], C[:, t] = h, c
    return H, C


def lstm_backward(
    dH: np.ndarray,
    dc_last: np.ndarray,
    X: np.ndarray,
    H: np.ndarray,
    C: np.ndarray,
    parameters: dict[str, np.ndarray],
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Go back through all steps of an LSTM, the last one first.

    Args:
        dH: (m, T, n_h): dH[:, t] is the gradient that the loss of step t itself sends to the state H[:, t].
        dc_last: (m, n_h), the gradient of the loss for the last cell state; zeros if nothing uses it.
        X: the sequences, (m, T, n_x).
        H: the states, (m, T, n_h), as `lstm_forward` gave them.
        C: the cell states, (m, T, n_h), likewise.
        parameters: {"Wx", "Wh", "b"}, as in `lstm_gates`.

    Returns:
        A tuple (dX, grads): the gradient for X, (m, T, n_x), and the dict {"dWx", "dWh", "db"}.
    """
    m, T, n_h = H.shape
    dX, dh, dc = np.zeros(X.shape), np.zeros((m, n_h)), dc_last
    grads = {f"d{name}": np.zeros(value.shape) for name, value in parameters.items()}
    for t in reversed(range(T)):
        h, c = (H[:, t - 1], C[:, t - 1]) if t > 0 else (np.zeros((m, n_h)), np.zeros((m, n_h)))
        i, f, g, o = lstm_gates(X[:, t], h, parameters)
        tanh_c = np.tanh(C[:, t])
        dh = dh + dH[:, t]
        dc = dc + dh * o * (1 - tanh_c**2)
        dz_i = dc * g * i * (1 - i)
        dz_f = dc * c * f * (1 - f)
        dz_g = dc * i * (1 - g**2)
        dz_o = dh * tanh_c * o * (1 - o)
        dz = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)
        grads["dWx"] += X[:, t].T @ dz
        grads["dWh"] += h.T @ dz
        grads["db"] += dz.sum(axis=0)
        dX[:, t] = dz @ parameters["Wx"].T
        dh = dz @ parameters["Wh"].T
        dc = dc * f
    return dX, grads


def gru_step(x: np.ndarray, h: np.ndarray, parameters: dict[str, np.ndarray], reset_after: bool = False) -> np.ndarray:
    """Take one step of a GRU (Cho et al., 2014), in one of its two forms.

    Args:
        x: what is seen at this step, (m, n_x).
        h: the state before, (m, n_h).
        parameters: {"Wx": (n_x, 3 n_h), "Wh": (n_h, 3 n_h), "b": (3 n_h,)}; the three blocks of n_h columns belong
            to the update gate, the reset gate and the candidate, in this order. With reset_after there is also
            "bh" (3 n_h,), a bias that belongs to h Wh.
        reset_after: False multiplies h by the reset gate before it meets Wh; True multiplies the candidate's block of
            h Wh + bh, after.

    Returns:
        The state after, (m, n_h).
    """
    n_h = h.shape[1]
    from_x = x @ parameters["Wx"] + parameters["b"]
    from_h = h @ parameters["Wh"] + (parameters["bh"] if reset_after else 0)
    z = sigmoid(from_x[:, :n_h] + from_h[:, :n_h])
    r = sigmoid(from_x[:, n_h : 2 * n_h] + from_h[:, n_h : 2 * n_h])
    remembered = r * from_h[:, 2 * n_h :] if reset_after else (r * h) @ parameters["Wh"][:, 2 * n_h :]
    candidate = np.tanh(from_x[:, 2 * n_h :] + remembered)
    h_next: np.ndarray = z * h + (1 - z) * candidate
    return h_next


def bidirectional(
    X: np.ndarray, forward_parameters: dict[str, np.ndarray], backward_parameters: dict[str, np.ndarray]
) -> np.ndarray:
    """Read sequences from both ends with two plain cells, and lay their states side by side.

    Args:
        X: sequences, (m, T, n_x).
        forward_parameters: {"Wx", "Wh", "b"} of the cell that reads from the first step to the last.
        backward_parameters: those of the cell that reads from the last step to the first; it may have another
            number of units.

    Returns:
        (m, T, n_forward + n_backward): at each step t the state of the first cell when it has read steps 0 to t,
        then that of the second when it has read the last step to step t.
    """
    from_left = rnn_forward(X, forward_parameters)
    from_right = rnn_forward(X[:, ::-1], backward_parameters)[:, ::-1]
    return np.concatenate([from_left, from_right], axis=2)


def keras_language_model(vocabulary: int, units: int) -> keras.Model:
    """Build a language model with one LSTM, whose loss leaves out steps that are labelled -1.

    Args:
        vocabulary: how many symbols there are.
        units: how many units the LSTM has.

    Returns:
        A compiled model from one-hot sequences (batch, T, vocabulary), for any T, to logits of the same shape.
    """
    model = keras.Sequential(
        [
            keras.Input((None, vocabulary)),
            keras.layers.LSTM(units, return_sequences=True),
            keras.layers.Dense(vocabulary),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss=loss)
    return model
