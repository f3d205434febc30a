import keras
import numpy as np

from grader.catalogue import alternative, mistake


@mistake(
    "Mean and variance are taken at each place by itself. A channel has one mean for all places: average over the "
    "axes 0, 1 and 2."
)
def norm_over_examples_only(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "Mean and variance are taken over the channels, at each place. That is layer norm. Batch norm averages over the "
    "axes 0, 1 and 2, and keeps the last."
)
def norm_over_channels(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "There is one mean and one variance for everything. Every channel has its own: average over the axes 0, 1 and 2."
)
def norm_over_everything(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(), x.var()
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "Each picture is normalised by itself. That is instance norm. Batch norm averages over the examples, too: axes "
    "0, 1 and 2."
)
def norm_of_each_picture(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(1, 2), keepdims=True), x.var(axis=(1, 2), keepdims=True)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("epsilon is lost. It is added to the variance, under the root; where the variance is tiny it decides.")
def norm_without_epsilon(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance) + beta
    return y, moving_mean, moving_variance


@mistake("epsilon stands outside the root. It is added to the variance first, then the root is taken.")
def norm_with_epsilon_outside(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / (np.sqrt(variance) + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("You divide by the variance. Divide by its root.")
def norm_divided_by_the_variance(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / (variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("The moving averages run the wrong way: momentum is the share that stays, 1 - momentum the share that is new.")
def norm_running_the_wrong_way(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = (1 - momentum) * moving_mean + momentum * mean
        moving_variance = (1 - momentum) * moving_variance + momentum * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "The batch's own statistics are used in both modes. When training is False, the moving ones are used, and stay "
    "as they are."
)
def norm_always_by_the_batch(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if True:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("The moving statistics are used in both modes. In training, use those of the batch, and move the moving ones.")
def norm_never_by_the_batch(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if False:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("The two modes have changed places: the batch's own statistics are for training.")
def norm_modes_swapped(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if not training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "In training the moving averages stay where they are, so later they know nothing. Let them go a step towards the "
    "statistics of the batch."
)
def norm_moving_averages_stay(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("The moving averages are moved in inference mode as well. They only learn in training.")
def norm_moving_outside_training(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if not training:
        moving_mean = momentum * moving_mean + (1 - momentum) * x.mean(axis=(0, 1, 2))
        moving_variance = momentum * moving_variance + (1 - momentum) * x.var(axis=(0, 1, 2))
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "In training x is normalised by the moving averages after their step. Use the statistics of this batch; the "
    "moving ones are for later."
)
def norm_by_the_moved_averages(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    if training:
        mean, variance = moving_mean, moving_variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "The variance is divided by the number of values minus one. Batch norm takes the plain one, as np.var does by "
    "itself."
)
def norm_with_m_minus_one(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2), ddof=1)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("gamma and beta are lost. After the normalisation multiply by gamma and add beta.")
def norm_without_gamma_and_beta(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = (x - mean) / np.sqrt(variance + epsilon)
    return y, moving_mean, moving_variance


@mistake("gamma and beta have changed places: gamma is the factor, beta is added.")
def norm_gamma_and_beta_swapped(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = beta * (x - mean) / np.sqrt(variance + epsilon) + gamma
    return y, moving_mean, moving_variance


@mistake("The moving averages that were passed in are changed. Make new arrays, and return them.")
def norm_in_place(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean *= momentum
        moving_mean += (1 - momentum) * mean
        moving_variance *= momentum
        moving_variance += (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "The moving variance goes towards the standard deviation. Let it go towards the variance; the root is taken later."
)
def norm_moving_towards_the_deviation(
    x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001
):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * np.sqrt(variance)
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("The two averages have changed places in the answer: y, then the moving mean, then the moving variance.")
def norm_averages_swapped(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_variance, moving_mean


@mistake("epsilon gets into the moving variance, once more with each step. Add it only where you take the root.")
def norm_epsilon_in_the_moving_variance(
    x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001
):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * (variance + epsilon)
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("The moving averages follow y, which is normalised already. They should remember what x was like.")
def norm_averages_of_the_answer(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    if training:
        moving_mean = momentum * moving_mean + (1 - momentum) * y.mean(axis=(0, 1, 2))
        moving_variance = momentum * moving_variance + (1 - momentum) * y.var(axis=(0, 1, 2))
    return y, moving_mean, moving_variance


@mistake("beta is multiplied by gamma. Multiply by gamma first, and add beta as it is.")
def norm_beta_scaled(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * ((x - mean) / np.sqrt(variance + epsilon) + beta)
    return y, moving_mean, moving_variance


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
