"""Regularization by hand and in Keras: penalties, dropout, more data from old, and stopping in time.

Examples are columns: X is (n_x, m), Y is (1, m) or (C, m), W[l] is (n[l], n[l-1]), b[l] is (n[l], 1).
Pictures are (m, height, width). Parameters are {"W1", "b1", "W2", ...}, gradients {"dW1", "db1", "dW2", ...}.
"""

import keras
import numpy as np


def l2_cost(parameters: dict[str, np.ndarray], lambd: float, m: int) -> float:
    """Compute the L2 penalty: lambd / (2 m) times the sum of all squared weights, without the biases.

    Args:
        parameters: {"W1", "b1", ...}, W[l] of shape (n[l], n[l-1]).
        lambd: how strong the penalty is, 0 or more.
        m: number of training examples.

    Returns:
        The penalty, a number.
    """
    total = sum(np.sum(values**2) for name, values in parameters.items() if name.startswith("W"))
    return float(lambd / (2 * m) * total)


def l2_gradients(
    grads: dict[str, np.ndarray], parameters: dict[str, np.ndarray], lambd: float, m: int
) -> dict[str, np.ndarray]:
    """Add the slope of the L2 penalty to the gradients: dW[l] + lambd / m W[l]; each db[l] stays.

    Args:
        grads: gradients of the cost without penalty, {"dW1", "db1", ...}.
        parameters: {"W1", "b1", ...}.
        lambd: how strong the penalty is.
        m: number of training examples.

    Returns:
        New gradients with the same names and shapes.
    """
    penalized = {}
    for name, gradient in grads.items():
        if name.startswith("dW"):
            gradient = gradient + lambd / m * parameters[name[1:]]  # "dW1" belongs to "W1"
        penalized[name] = gradient
    return penalized


def l1_cost(parameters: dict[str, np.ndarray], lambd: float, m: int) -> float:
    """Compute the L1 penalty: lambd / m times the sum of the absolute values of all weights, without the biases.

    Args:
        parameters: {"W1", "b1", ...}, W[l] of shape (n[l], n[l-1]).
        lambd: how strong the penalty is, 0 or more.
        m: number of training examples.

    Returns:
        The penalty, a number.
    """
    total = sum(np.sum(np.abs(values)) for name, values in parameters.items() if name.startswith("W"))
    return float(lambd / m * total)


def l1_gradients(
    grads: dict[str, np.ndarray], parameters: dict[str, np.ndarray], lambd: float, m: int
) -> dict[str, np.ndarray]:
    """Add the slope of the L1 penalty to the gradients: dW[l] + lambd / m sign(W[l]), with sign(0) = 0.

    Args:
        grads: gradients of the cost without penalty, {"dW1", "db1", ...}.
        parameters: {"W1", "b1", ...}.
        lambd: how strong the penalty is.
        m: number of training examples.

    Returns:
        New gradients with the same names and shapes.
    """
    penalized = {}
    for name, gradient in grads.items():
        if name.startswith("dW"):
            gradient = gradient + lambd / m * np.sign(parameters[name[1:]])
        penalized[name] = gradient
    return penalized


def elastic_net_cost(parameters: dict[str, np.ndarray], lambd: float, l1_ratio: float, m: int) -> float:
    """Blend the two penalties: l1_ratio times the L1 penalty plus 1 - l1_ratio times the L2 penalty.

    Args:
        parameters: {"W1", "b1", ...}, W[l] of shape (n[l], n[l-1]).
        lambd: how strong the penalty is.
        l1_ratio: the share of L1, from 0 (all L2) to 1 (all L1).
        m: number of training examples.

    Returns:
        The penalty, a number.
    """
    return l1_ratio * l1_cost(parameters, lambd, m) + (1 - l1_ratio) * l2_cost(parameters, lambd, m)


def dropout_mask(shape: tuple[int, ...], keep_prob: float, rng: np.random.Generator) -> np.ndarray:
    """Toss a coin for every entry: 1 with probability keep_prob, else 0.

    Args:
        shape: shape of the mask, such as (n, m).
        keep_prob: probability of a 1, from 0 to 1.
        rng: where the coins come from.

    Returns:
        An array of zeros and ones of that shape.
    """
    mask: np.ndarray = (rng.random(shape) < keep_prob).astype(float)
    return mask


def dropout_forward(A: np.ndarray, mask: np.ndarray, keep_prob: float) -> np.ndarray:
    """Silence the dropped units and scale up the others: A * mask / keep_prob.

    Args:
        A: activations, (n, m).
        mask: zeros and ones, (n, m).
        keep_prob: the probability with which the mask was drawn.

    Returns:
        The activations after dropout, (n, m).
    """
    A_dropped: np.ndarray = A * mask / keep_prob
    return A_dropped


def dropout_backward(dA: np.ndarray, mask: np.ndarray, keep_prob: float) -> np.ndarray:
    """Let the gradient through where the activation went through, with the same scale: dA * mask / keep_prob.

    Args:
        dA: gradient with respect to the activations after dropout, (n, m).
        mask: the mask of the forward pass, (n, m).
        keep_prob: the probability of the forward pass.

    Returns:
        The gradient with respect to the activations before dropout, (n, m).
    """
    dA_dropped: np.ndarray = dA * mask / keep_prob
    return dA_dropped


def augment(images: np.ndarray, rng: np.random.Generator, max_shift: int = 1, flip: bool = False) -> np.ndarray:
    """Move each picture a little, on its own; mirror it left to right half of the time if flip is set.

    Args:
        images: pictures, (m, height, width).
        rng: where chance comes from.
        max_shift: the farthest a picture moves along each axis, in pixels.
        flip: whether mirrored pictures mean the same.

    Returns:
        New pictures, (m, height, width); what moves in from outside is 0.
    """
    m, height, width = images.shape
    border = ((0, 0), (max_shift, max_shift), (max_shift, max_shift))
    padded = np.pad(images, border)  # zeros around each picture
    augmented = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)  # the upper end does not count
        window = padded[i, top : top + height, left : left + width]
        if flip and rng.random() < 0.5:
            window = window[:, ::-1]
        augmented[i] = window
    return augmented


def cutout(images: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Blank one square in each picture, at a random place that lies wholly inside (after DeVries and Taylor, 2017).

    Args:
        images: pictures, (m, height, width).
        size: side of the square in pixels, at most the smaller of height and width.
        rng: where chance comes from.

    Returns:
        New pictures, (m, height, width), each with size * size pixels set to 0.
    """
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top = rng.integers(0, height - size + 1)  # the upper end does not count
        left = rng.integers(0, width - size + 1)
        result[i, top : top + size, left : left + size] = 0
    return result


def mixup(X: np.ndarray, Y: np.ndarray, alpha: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Blend each example and its label with those of a random partner (Zhang et al., 2017).

    X <- lam X + (1 - lam) X[partner], and the same for Y, with one lam from Beta(alpha, alpha) for each example.

    Args:
        X: examples in columns, (n_x, m).
        Y: one-hot labels in columns, (C, m).
        alpha: small values blend little, 1 makes every blend equally likely.
        rng: where chance comes from.

    Returns:
        The blended examples (n_x, m) and their labels (C, m).
    """
    m = X.shape[1]
    partner = rng.permutation(m)
    lam = rng.beta(alpha, alpha, size=(1, m))  # one for each column
    X_mixed = lam * X + (1 - lam) * X[:, partner]
    Y_mixed = lam * Y + (1 - lam) * Y[:, partner]
    return X_mixed, Y_mixed


def early_stopping(val_losses: list[float] | np.ndarray, patience: int) -> int:
    """Say which epoch's weights to keep: the best before patience epochs in a row brought no new best.

    Args:
        val_losses: loss on the validation set after each epoch, at least one.
        patience: how many epochs in a row may pass without a new lowest loss, 1 or more.

    Returns:
        The index of the best epoch so far when training stops, counted from 0.
    """
    best = 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


def keras_regularized(n_x: int, l2: float, dropout: float) -> keras.Model:
    """Build the wide network of the notebook in Keras, with an L2 penalty on its kernels and dropout.

    Args:
        n_x: number of inputs.
        l2: factor of the sum of squared weights in the loss, lambd / (2 m) in our notation.
        dropout: the share of units dropped, 1 - keep_prob in our notation.

    Returns:
        A compiled model from (batch, n_x) to probabilities (batch, 1).
    """
    penalty = keras.regularizers.L2(l2)
    model = keras.Sequential(
        [
            keras.Input((n_x,)),
            keras.layers.Dense(200, activation="relu", kernel_regularizer=penalty),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(100, activation="relu", kernel_regularizer=penalty),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    return model
