import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

instance_with_one_group = edited(
    "There is one mean for the whole picture. In instance norm each channel has its own: as many groups as channels.",
    ("beta, x.shape[-1], epsilon", "beta, 1, epsilon"),
)
instance_with_groups_of_the_batch = edited(
    "The number of groups is the number of pictures. It is the number of channels, the last axis.",
    ("beta, x.shape[-1], epsilon", "beta, len(x), epsilon"),
)
instance_epsilon_not_passed_on = edited(
    "epsilon is not passed on, so it is always 1e-5. Use the argument.", ("x.shape[-1], epsilon", "x.shape[-1]")
)
instance_gamma_and_beta_swapped = edited(
    "gamma and beta have changed places in the call: gamma comes first.",
    ("(x, gamma, beta, x.shape", "(x, beta, gamma, x.shape"),
)
instance_without_gamma_and_beta = edited(
    "gamma and beta are lost. Each channel is multiplied by its gamma, and its beta is added.",
    ("(x, gamma, beta, x.shape", "(x, np.ones_like(gamma), np.zeros_like(beta), x.shape"),
)


@mistake(
    "Mean and variance go over the batch as well. That is batch norm. Instance norm looks at each picture by itself."
)
def instance_over_the_batch(x, gamma, beta, epsilon=1e-5):
    return gamma * (x - x.mean((0, 1, 2))) / np.sqrt(x.var((0, 1, 2)) + epsilon) + beta


@mistake("Mean and variance are taken over the channels of each pixel. Instance norm takes them over height and width.")
def instance_over_channels(x, gamma, beta, epsilon=1e-5):
    return gamma * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + epsilon) + beta


@mistake("Mean and variance are taken along the height only. Instance norm takes them over height and width.")
def instance_over_height(x, gamma, beta, epsilon=1e-5):
    return gamma * (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + epsilon) + beta


@mistake(
    "The mean goes over axes 2 and 3, width and channels. Height and width are axes 1 and 2: channels stand last here."
)
def instance_with_channels_first(x, gamma, beta, epsilon=1e-5):
    return gamma * (x - x.mean((2, 3), keepdims=True)) / np.sqrt(x.var((2, 3), keepdims=True) + epsilon) + beta


@mistake("The variance is divided by n - 1. Divide by n, as np.var does by itself.")
def instance_with_n_minus_one(x, gamma, beta, epsilon=1e-5):
    variance = x.var((1, 2), keepdims=True, ddof=1)
    return gamma * (x - x.mean((1, 2), keepdims=True)) / np.sqrt(variance + epsilon) + beta


@mistake("epsilon stands outside the root. Add it to the variance first, then take the root.")
def instance_epsilon_outside(x, gamma, beta, epsilon=1e-5):
    return gamma * (x - x.mean((1, 2), keepdims=True)) / (x.std((1, 2), keepdims=True) + epsilon) + beta


@mistake("You divide by the variance. Divide by its root.")
def instance_divided_by_the_variance(x, gamma, beta, epsilon=1e-5):
    return gamma * (x - x.mean((1, 2), keepdims=True)) / (x.var((1, 2), keepdims=True) + epsilon) + beta


@alternative
def instance_with_axes(x, gamma, beta, epsilon=1e-5):
    mean, variance = x.mean(axis=(1, 2), keepdims=True), x.var(axis=(1, 2), keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


@alternative
def instance_by_keras(x, gamma, beta, epsilon=1e-5):
    layer = keras.layers.GroupNormalization(groups=-1, epsilon=epsilon)
    layer.build(x.shape)
    layer.set_weights([gamma, beta])
    return layer(x.astype("float32"))


@alternative
def instance_channel_by_channel(x, gamma, beta, epsilon=1e-5):
    y = np.zeros_like(x)
    for i in range(x.shape[0]):
        for c in range(x.shape[3]):
            plane = x[i, :, :, c]
            y[i, :, :, c] = (plane - np.mean(plane)) / (np.mean((plane - np.mean(plane)) ** 2) + epsilon) ** 0.5
            y[i, :, :, c] = gamma[c] * y[i, :, :, c] + beta[c]
    return y
