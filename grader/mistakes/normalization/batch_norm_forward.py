import keras
import numpy as np

from grader.authoring import alternative, edited
from solutions.normalization import running_average

batch_norm_over_each_row = edited(
    "Mean and variance are taken along each row. That is layer norm. Batch norm takes them down each column, over the "
    "rows: axis 0.",
    ("np.mean(x, axis=0), np.var(x, axis=0)", "np.mean(x, axis=1, keepdims=True), np.var(x, axis=1, keepdims=True)"),
)
batch_norm_a_mean_for_each_row = edited(
    "There is a mean and a variance for each row. Batch norm takes them down each column, over the rows: axis 0.",
    ("np.mean(x, axis=0), np.var(x, axis=0)", "np.mean(x, axis=1), np.var(x, axis=1)"),
)
batch_norm_over_everything = edited(
    "There is one mean and one variance for the whole table. Each column has its own: axis 0.",
    ("np.mean(x, axis=0), np.var(x, axis=0)", "np.mean(x), np.var(x)"),
)
batch_norm_with_n_minus_one = edited(
    "The variance is divided by the number of rows minus one. Batch norm divides by the number of rows, as np.var does "
    "by itself.",
    ("np.var(x, axis=0)", "np.var(x, axis=0, ddof=1)"),
)
batch_norm_state_with_n_minus_one = edited(
    "Normalised right, but the remembered variance is divided by the number of rows minus one. (PyTorch does so. Keras "
    "and this notebook do not.)",
    (
        '"variance": running_average(state["variance"], variance, momentum)',
        '"variance": running_average(state["variance"], np.var(x, axis=0, ddof=1), momentum)',
    ),
)
batch_norm_without_epsilon = edited(
    "epsilon is lost. Add it to the variance, under the root.", ("np.sqrt(variance + epsilon)", "np.sqrt(variance)")
)
batch_norm_epsilon_outside = edited(
    "epsilon stands outside the root. Add it to the variance first, then take the root.",
    ("np.sqrt(variance + epsilon)", "np.sqrt(variance) + epsilon"),
)
batch_norm_divided_by_the_variance = edited(
    "You divide by the variance. Divide by its root.", ("np.sqrt(variance + epsilon)", "variance + epsilon")
)
batch_norm_running_the_wrong_way = edited(
    "The state runs the wrong way: momentum is the share of the old that stays.",
    (
        "if training:\n    mean, variance = np.mean",
        "momentum = 1 - momentum",
        "if training:",
        "    mean, variance = np.mean",
    ),
)
batch_norm_always_by_the_batch = edited(
    "The batch's own statistics are used in both modes. With training=False use those of the state, and leave the state "
    "as it is.",
    ("if training:", "if True:"),
)
batch_norm_never_by_the_batch = edited(
    "The state is used in both modes and never moves. With training=True use the mean and variance of the batch, and "
    "move the state.",
    ("if training:", "if False:"),
)
batch_norm_modes_swapped = edited(
    "The two modes have changed places: the batch's own statistics are for training.",
    ("if training:", "if not training:"),
)
batch_norm_by_the_moved_state = edited(
    "In training x is normalised by the state after its step. Use the statistics of this batch; the state is for later.",
    ("centered = x - mean  # (m, d)", 'mean, variance = state["mean"], state["variance"]', "centered = x - mean"),
)
batch_norm_state_never_moves = edited(
    "The state comes back as it was. In training it moves towards the statistics of the batch.",
    (
        'state = {\n    "mean": running_average(state["mean"], mean, momentum),\n'
        '    "variance": running_average(state["variance"], variance, momentum),\n}',
        "pass",
    ),
)
batch_norm_state_replaced = edited(
    "The state is replaced by the statistics of this batch. It only moves a little towards them: use running_average.",
    ('running_average(state["mean"], mean, momentum)', "mean"),
    ('running_average(state["variance"], variance, momentum)', "variance"),
)
batch_norm_remembers_the_deviation = edited(
    "The state moves towards the standard deviation. It holds variances; the root is taken later.",
    ('running_average(state["variance"], variance, ', 'running_average(state["variance"], np.sqrt(variance), '),
)
batch_norm_epsilon_in_the_state = edited(
    "epsilon gets into the remembered variance. Add it only where you take the root.",
    ('running_average(state["variance"], variance, ', 'running_average(state["variance"], variance + epsilon, '),
)
batch_norm_without_gamma_and_beta = edited(
    "gamma and beta are lost: y is x_hat. Multiply by gamma and add beta.", ("y = gamma * x_hat + beta", "y = x_hat")
)
batch_norm_gamma_and_beta_swapped = edited(
    "gamma and beta have changed places: gamma is the factor, beta is added.",
    ("gamma * x_hat + beta", "beta * x_hat + gamma"),
)
batch_norm_beta_scaled = edited(
    "beta is multiplied by gamma. Multiply by gamma first, then add beta as it is.",
    ("gamma * x_hat + beta", "gamma * (x_hat + beta)"),
)
batch_norm_not_centered = edited(
    "The mean is not subtracted: the columns are only scaled.", ("centered = x - mean  # (m, d)", "centered = x")
)
batch_norm_variance_in_the_cache = edited(
    'y is right, but cache["std"] holds the variance. Keep what you divided by: the root of variance + epsilon.',
    ('"std": std', '"std": variance'),
)
batch_norm_y_in_the_cache = edited(
    'y is right, but cache["x_hat"] holds y. Keep x_hat as it was before gamma and beta.',
    ('"x_hat": x_hat', '"x_hat": y'),
)
batch_norm_x_in_the_cache = edited(
    'y is right, but cache["centered"] holds x itself. Keep x minus the mean.',
    ('"centered": centered', '"centered": x'),
)
batch_norm_state_in_place = edited(
    "All is right, but the state that was passed in is changed. Make a new dict with new arrays.",
    (
        'state = {\n    "mean": running_average(state["mean"], mean, momentum),\n'
        '    "variance": running_average(state["variance"], variance, momentum),\n}',
        'state["mean"] = running_average(state["mean"], mean, momentum)',
        'state["variance"] = running_average(state["variance"], variance, momentum)',
    ),
)


@alternative
def batch_norm_with_loops(x, gamma, beta, state, training, momentum=0.9, epsilon=1e-5):
    m, d = x.shape
    mean, variance = list(state["mean"]), list(state["variance"])
    new = {"mean": np.array(mean), "variance": np.array(variance)}
    centered, x_hat, std = np.zeros((m, d)), np.zeros((m, d)), np.zeros(d)
    for j in range(d):
        if training:
            mean[j] = sum(x[i, j] for i in range(m)) / m
            variance[j] = sum((x[i, j] - mean[j]) ** 2 for i in range(m)) / m
            new["mean"][j] = momentum * new["mean"][j] + (1 - momentum) * mean[j]
            new["variance"][j] = momentum * new["variance"][j] + (1 - momentum) * variance[j]
        std[j] = (variance[j] + epsilon) ** 0.5
        for i in range(m):
            centered[i, j] = x[i, j] - mean[j]
            x_hat[i, j] = centered[i, j] / std[j]
    return gamma * x_hat + beta, new, {"centered": centered, "std": std, "x_hat": x_hat, "gamma": gamma}


@alternative
def batch_norm_by_keras(x, gamma, beta, state, training, momentum=0.9, epsilon=1e-5):
    layer = keras.layers.BatchNormalization(momentum=momentum, epsilon=epsilon, dtype="float64")
    layer.build(x.shape)
    layer.set_weights([gamma, beta, state["mean"], state["variance"]])
    y = np.array(layer(x, training=training))
    mean, variance = (x.mean(0), x.var(0)) if training else (state["mean"], state["variance"])
    std = (variance + epsilon) ** 0.5
    cache = {"centered": x - mean, "std": std, "x_hat": (x - mean) / std, "gamma": gamma, "epsilon": epsilon}
    return y, {"mean": layer.moving_mean.numpy(), "variance": layer.moving_variance.numpy()}, cache


@alternative
def batch_norm_in_float32(x, gamma, beta, state, training, momentum=0.9, epsilon=1e-5):
    x = x.astype(np.float32)
    new = {name: value.copy() for name, value in state.items()}
    used = dict(state)
    if training:
        used["mean"] = x.mean(axis=0)
        used["variance"] = ((x - used["mean"]) ** 2).mean(axis=0)
        for name in new:
            new[name] = running_average(new[name], used[name], momentum)
    centered = x - used["mean"]
    std = np.sqrt(used["variance"] + epsilon)
    x_hat = centered / std
    return [x_hat * gamma + beta, new, {"centered": centered, "std": std, "x_hat": x_hat, "gamma": gamma}]
