import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere

norm_over_examples_only = edited(
    "Mean and variance are taken at each place by itself. A channel has one mean for all places: average over the "
    "axes 0, 1 and 2.",
    ("x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))", "x.mean(axis=0), x.var(axis=0)"),
)
norm_over_channels = edited(
    "Mean and variance are taken over the channels, at each place. That is layer norm. Batch norm averages over the "
    "axes 0, 1 and 2, and keeps the last.",
    ("x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))", "x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)"),
)
norm_over_everything = edited(
    "There is one mean and one variance for everything. Every channel has its own: average over the axes 0, 1 and 2.",
    ("x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))", "x.mean(), x.var()"),
)
norm_of_each_picture = edited(
    "Each picture is normalised by itself. That is instance norm. Batch norm averages over the examples, too: axes "
    "0, 1 and 2.",
    everywhere("axis=(0, 1, 2)", "axis=(1, 2), keepdims=True"),
)
norm_without_epsilon = edited(
    "epsilon is lost. It is added to the variance, under the root; where the variance is tiny it decides.",
    ("variance + epsilon", "variance"),
)
norm_with_epsilon_outside = edited(
    "epsilon stands outside the root. It is added to the variance first, then the root is taken.",
    ("np.sqrt(variance + epsilon)", "(np.sqrt(variance) + epsilon)"),
)
norm_divided_by_the_variance = edited("You divide by the variance. Divide by its root.", ("np.sqrt", ""))
norm_running_the_wrong_way = edited(
    "The moving averages run the wrong way: momentum is the share that stays, 1 - momentum the share that is new.",
    ("mean, variance = x.mean", "momentum = 1 - momentum", "mean, variance = x.mean"),
)
norm_always_by_the_batch = edited(
    "The batch's own statistics are used in both modes. When training is False, the moving ones are used, and stay "
    "as they are.",
    ("if training:", "if True:"),
)
norm_never_by_the_batch = edited(
    "The moving statistics are used in both modes. In training, use those of the batch, and move the moving ones.",
    ("if training:", "if False:"),
)
norm_modes_swapped = edited(
    "The two modes have changed places: the batch's own statistics are for training.",
    ("if training:", "if not training:"),
)
norm_moving_averages_stay = edited(
    "In training the moving averages stay where they are, so later they know nothing. Let them go a step towards the "
    "statistics of the batch.",
    ("moving_mean = momentum * moving_mean + (1 - momentum) * mean", ""),
    ("moving_variance = momentum * moving_variance + (1 - momentum) * variance", ""),
)
norm_moving_outside_training = edited(
    "The moving averages are moved in inference mode as well. They only learn in training.",
    (
        "mean, variance = moving_mean, moving_variance",
        "mean, variance = moving_mean, moving_variance",
        "if not training:",
        "    moving_mean = momentum * moving_mean + (1 - momentum) * x.mean(axis=(0, 1, 2))",
        "    moving_variance = momentum * moving_variance + (1 - momentum) * x.var(axis=(0, 1, 2))",
    ),
)
norm_by_the_moved_averages = edited(
    "In training x is normalised by the moving averages after their step. Use the statistics of this batch; the "
    "moving ones are for later.",
    ("y = gamma", "if training:", "    mean, variance = moving_mean, moving_variance", "y = gamma"),
)
norm_with_m_minus_one = edited(
    "The variance is divided by the number of values minus one. Batch norm takes the plain one, as np.var does by "
    "itself.",
    ("x.var(axis=(0, 1, 2))", "x.var(axis=(0, 1, 2), ddof=1)"),
)
norm_without_gamma_and_beta = edited(
    "gamma and beta are lost. After the normalisation multiply by gamma and add beta.",
    ("gamma * (x - mean) / np.sqrt(variance + epsilon) + beta", "(x - mean) / np.sqrt(variance + epsilon)"),
)
norm_gamma_and_beta_swapped = edited(
    "gamma and beta have changed places: gamma is the factor, beta is added.",
    ("gamma * (x", "beta * (x"),
    ("+ beta", "+ gamma"),
)
norm_in_place = edited(
    "The moving averages that were passed in are changed. Make new arrays, and return them.",
    ("moving_mean = momentum * moving_mean + ", "moving_mean *= momentum", "moving_mean += "),
    ("moving_variance = momentum * moving_variance + ", "moving_variance *= momentum", "moving_variance += "),
)
norm_moving_towards_the_deviation = edited(
    "The moving variance goes towards the standard deviation. Let it go towards the variance; the root is taken later.",
    ("(1 - momentum) * variance", "(1 - momentum) * np.sqrt(variance)"),
)
norm_averages_swapped = edited(
    "The two averages have changed places in the answer: y, then the moving mean, then the moving variance.",
    ("y, moving_mean, moving_variance", "y, moving_variance, moving_mean"),
)
norm_epsilon_in_the_moving_variance = edited(
    "epsilon gets into the moving variance, once more with each step. Add it only where you take the root.",
    ("(1 - momentum) * variance", "(1 - momentum) * (variance + epsilon)"),
)
norm_averages_of_the_answer = edited(
    "The moving averages follow y, which is normalised already. They should remember what x was like.",
    ("moving_mean = momentum * moving_mean + (1 - momentum) * mean", ""),
    ("moving_variance = momentum * moving_variance + (1 - momentum) * variance", ""),
    (
        "y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta",
        "y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta",
        "if training:",
        "    moving_mean = momentum * moving_mean + (1 - momentum) * y.mean(axis=(0, 1, 2))",
        "    moving_variance = momentum * moving_variance + (1 - momentum) * y.var(axis=(0, 1, 2))",
    ),
)
norm_beta_scaled = edited(
    "beta is multiplied by gamma. Multiply by gamma first, and add beta as it is.",
    ("(x - mean) / np.sqrt(variance + epsilon) + beta", "((x - mean) / np.sqrt(variance + epsilon) + beta)"),
)


@alternative
def norm_with_loops(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    y, new_mean, new_variance = np.empty(x.shape), np.array(moving_mean), np.array(moving_variance)
    for channel in range(x.shape[-1]):
        values = x[..., channel]
        mean, variance = moving_mean[channel], moving_variance[channel]
        if training:
            mean = values.sum() / values.size
            variance = ((values - mean) ** 2).sum() / values.size
            new_mean[channel] += (1 - momentum) * (mean - new_mean[channel])
            new_variance[channel] += (1 - momentum) * (variance - new_variance[channel])
        y[..., channel] = (values - mean) / (variance + epsilon) ** 0.5 * gamma[channel] + beta[channel]
    return [y, new_mean, new_variance]


@alternative
def norm_by_keras(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    layer = keras.layers.BatchNormalization(momentum=momentum, epsilon=epsilon)
    layer.build(x.shape)
    layer.set_weights([gamma, beta, moving_mean, moving_variance])
    y = layer(x.astype("float32"), training=training)
    return y, layer.moving_mean.numpy(), layer.moving_variance.numpy()


@alternative
def norm_on_flat_pictures(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    rows = x.reshape(-1, x.shape[-1])
    new = (moving_mean.copy(), moving_variance.copy())
    used = (moving_mean, moving_variance)
    if training:
        used = (np.mean(rows, axis=0), np.mean(rows**2, axis=0) - np.mean(rows, axis=0) ** 2)
        new = tuple(momentum * old + (1 - momentum) * now for old, now in zip((moving_mean, moving_variance), used))
    scale = gamma / np.sqrt(used[1] + epsilon)
    return (rows * scale + (beta - used[0] * scale)).reshape(x.shape), *new


norm_without_gamma_and_beta_in_inference = edited(
    "With training=False gamma and beta are lost. They belong to both modes: only mean and variance differ.",
    (
        "y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta",
        "y = (x - mean) / np.sqrt(variance + epsilon)",
        "if training:",
        "    y = gamma * y + beta",
    ),
)
