import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere

layer_norm_down_the_columns = edited(
    "Mean and variance are taken over the examples, axis 0. That is batch norm. Layer norm looks at each row by itself: "
    "the last axis.",
    everywhere("(x, axis=-1, keepdims=True)", "(x, axis=0, keepdims=True)"),
)
layer_norm_over_everything = edited(
    "There is one mean and one variance for all examples together. Each row has its own: the last axis.",
    everywhere("(x, axis=-1, keepdims=True)", "(x, keepdims=True)"),
)
layer_norm_over_the_time = edited(
    "Of a sequence you take one mean for all its steps. Layer norm takes one for each step: the last axis alone. (Over "
    "the time as well would be group norm with one group.)",
    everywhere("axis=-1, keepdims", "axis=tuple(range(1, x.ndim)), keepdims"),
)
layer_norm_over_axis_one = edited(
    "The axis is 1. That is the last axis of rows, but in a sequence axis 1 is the time. Use axis=-1.",
    everywhere("axis=-1", "axis=1"),
)
layer_norm_with_n_minus_one = edited(
    "The variance is divided by d - 1. Divide by d, as np.var does by itself.",
    ("np.var(x, axis=-1, keepdims=True)", "np.var(x, axis=-1, keepdims=True, ddof=1)"),
)
layer_norm_without_epsilon = edited("epsilon is lost. Add it to the variance, under the root.", (" + epsilon)", ")"))
layer_norm_epsilon_outside = edited(
    "epsilon stands outside the root. Add it to the variance first, then take the root.",
    (" + epsilon)", ") + epsilon"),
)
layer_norm_divided_by_the_variance = edited(
    "You divide by the variance. Divide by its root.",
    ("np.sqrt(np.var(x, axis=-1, keepdims=True) + epsilon)", "np.var(x, axis=-1, keepdims=True) + epsilon"),
)
layer_norm_without_gamma_and_beta = edited(
    "gamma and beta are lost: y is x_hat. Multiply by gamma and add beta.", ("y = gamma * x_hat + beta", "y = x_hat")
)
layer_norm_gamma_and_beta_swapped = edited(
    "gamma and beta have changed places: gamma is the factor, beta is added.",
    ("gamma * x_hat + beta", "beta * x_hat + gamma"),
)
layer_norm_beta_scaled = edited(
    "beta is multiplied by gamma. Multiply by gamma first, then add beta as it is.",
    ("gamma * x_hat + beta", "gamma * (x_hat + beta)"),
)
layer_norm_not_centered = edited("The mean is not subtracted: the rows are only scaled.", ("(x - mean)", "x"))
layer_norm_y_in_the_cache = edited(
    'y is right, but cache["x_hat"] holds y. Keep x_hat as it was before gamma and beta.',
    ('"x_hat": x_hat', '"x_hat": y'),
)
layer_norm_flat_std = edited(
    'y is right, but cache["std"] has lost its last axis. Keep it with the length 1 (keepdims=True), so that it divides '
    "row by row.",
    ('"std": std', '"std": std[..., 0]'),
)
layer_norm_variance_in_the_cache = edited(
    'y is right, but cache["std"] holds the variance. Keep what you divided by: the root of variance + epsilon.',
    ('"std": std', '"std": np.var(x, axis=-1, keepdims=True)'),
)


@alternative
def layer_norm_with_loops(x, gamma, beta, epsilon=1e-5):
    rows = x.reshape(-1, x.shape[-1])
    y, x_hat, std = [], [], []
    for row in rows:
        mean = sum(row) / len(row)
        std.append((sum((value - mean) ** 2 for value in row) / len(row) + epsilon) ** 0.5)
        x_hat.append([(value - mean) / std[-1] for value in row])
        y.append([g * value + b for g, value, b in zip(gamma, x_hat[-1], beta, strict=True)])
    cache = {
        "std": np.reshape(std, (*x.shape[:-1], 1)),
        "x_hat": np.reshape(x_hat, x.shape),
        "gamma": gamma,
    }
    return np.reshape(y, x.shape), cache


@alternative
def layer_norm_by_keras(x, gamma, beta, epsilon=1e-5):
    layer = keras.layers.LayerNormalization(epsilon=epsilon, dtype="float64")
    layer.build(x.shape)
    layer.set_weights([gamma, beta])
    std = np.sqrt(x.var(axis=-1, keepdims=True) + epsilon)
    return layer(x).numpy(), {"std": std, "x_hat": (x - x.mean(-1, keepdims=True)) / std, "gamma": gamma, "x": x}


@alternative
def layer_norm_by_moments(x, gamma, beta, epsilon=1e-5):
    x = x.astype(np.float32)
    mean = x.mean(-1)[..., None]
    std = (np.einsum("...i,...i->...", x, x)[..., None] / x.shape[-1] - mean**2 + epsilon) ** 0.5
    x_hat = (x - mean) / std
    return [x_hat * gamma + beta, {"x_hat": x_hat, "std": std, "gamma": gamma}]
