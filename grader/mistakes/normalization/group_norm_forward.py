import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

groups_of_every_nth_channel = edited(
    "The groups are made of every n-th channel. A group is channels that stand side by side: groups comes before the "
    "channels of a group in the reshape.",
    ("x.reshape(m, -1, groups, channels // groups)", "x.reshape(m, -1, channels // groups, groups)"),
    ("np.mean(grouped, axis=(1, 3), keepdims=True)", "np.mean(grouped, axis=(1, 2), keepdims=True)"),
    ("np.var(grouped, axis=(1, 3), keepdims=True)", "np.var(grouped, axis=(1, 2), keepdims=True)"),
)
groups_before_the_places = edited(
    "The reshape puts the groups before the places, which cuts the numbers anew and mixes channels with places. In "
    "memory the channels stand last: split the last axis into groups and channels of a group.",
    ("x.reshape(m, -1, groups, channels // groups)", "x.reshape(m, groups, -1, channels // groups)"),
    ("np.mean(grouped, axis=(1, 3), keepdims=True)", "np.mean(grouped, axis=(2, 3), keepdims=True)"),
    ("np.var(grouped, axis=(1, 3), keepdims=True)", "np.var(grouped, axis=(2, 3), keepdims=True)"),
)
groups_at_each_place = edited(
    "Each place is normalised by itself. The mean of a group goes over all places of the example as well.",
    everywhere("axis=(1, 3)", "axis=3"),
)
groups_over_the_batch = edited(
    "Mean and variance go over the batch as well. Group norm looks at each example by itself, so that the size of the "
    "batch does not matter.",
    everywhere("axis=(1, 3)", "axis=(0, 1, 3)"),
)
groups_channel_by_channel = edited(
    "Each channel is normalised by itself. That is instance norm. The channels of a group share one mean and variance.",
    everywhere("axis=(1, 3)", "axis=1"),
)
groups_ignored = edited(
    "The whole example has one mean. Each group has its own.", everywhere("axis=(1, 3)", "axis=(1, 2, 3)")
)
groups_taken_as_their_size = edited(
    "groups is taken as the number of channels in a group. It is the number of groups.",
    ("grouped = x", "groups = channels // groups", "grouped = x"),
)
groups_with_n_minus_one = edited(
    "The variance is divided by n - 1. Divide by n, as np.var does by itself.",
    ("np.var(grouped, axis=(1, 3), keepdims=True)", "np.var(grouped, axis=(1, 3), keepdims=True, ddof=1)"),
)
groups_without_epsilon = edited(
    "epsilon is lost. Add it to the variance, under the root.", ("variance + epsilon", "variance")
)
groups_epsilon_outside = edited(
    "epsilon stands outside the root. Add it to the variance first, then take the root.",
    ("np.sqrt(variance + epsilon)", "(np.sqrt(variance) + epsilon)"),
)
groups_divided_by_the_variance = edited(
    "You divide by the variance. Divide by its root.", ("np.sqrt(variance + epsilon)", "(variance + epsilon)")
)
groups_without_gamma_and_beta = edited(
    "gamma and beta are lost. Each channel is multiplied by its gamma, and its beta is added.",
    ("gamma * x_hat + beta", "x_hat"),
)
groups_gamma_and_beta_swapped = edited(
    "gamma and beta have changed places: gamma is the factor, beta is added.",
    ("gamma * x_hat + beta", "beta * x_hat + gamma"),
)
groups_not_centered = edited("The mean is not subtracted: the groups are only scaled.", ("(grouped - mean)", "grouped"))


@mistake(
    "With one group you normalise over the last axis alone, as layer norm does. Group norm with one group takes all "
    "places and all channels of an example together."
)
def groups_of_one_as_layer_norm(x, gamma, beta, groups, epsilon=1e-5):
    grouped = x.reshape(*x.shape[:-1], groups, -1)
    axes = (-1,) if groups == 1 else tuple(axis for axis in range(1, grouped.ndim) if axis != grouped.ndim - 2)
    mean, variance = np.mean(grouped, axis=axes, keepdims=True), np.var(grouped, axis=axes, keepdims=True)
    return gamma * ((grouped - mean) / np.sqrt(variance + epsilon)).reshape(x.shape) + beta


@mistake("gamma and beta are cut into groups and taken group by group. There is one gamma for each channel.")
def groups_with_one_gamma_each(x, gamma, beta, groups, epsilon=1e-5):
    grouped = x.reshape(len(x), -1, groups, x.shape[-1] // groups)
    mean = np.mean(grouped, axis=(1, 3), keepdims=True)
    variance = np.var(grouped, axis=(1, 3), keepdims=True)
    x_hat = (grouped - mean) / np.sqrt(variance + epsilon)
    return (gamma[:groups, None] * x_hat + beta[:groups, None]).reshape(x.shape)


@alternative
def groups_in_a_loop(x, gamma, beta, groups, epsilon=1e-5):
    y = np.zeros(x.shape)
    size = x.shape[-1] // groups
    for i in range(len(x)):
        for g in range(groups):
            channels = slice(g * size, (g + 1) * size)
            part = x[i, ..., channels]
            x_hat = (part - part.mean()) / np.sqrt(part.var() + epsilon)
            y[i, ..., channels] = gamma[channels] * x_hat + beta[channels]
    return y


@alternative
def groups_by_keras(x, gamma, beta, groups, epsilon=1e-5):
    layer = keras.layers.GroupNormalization(groups=groups, epsilon=epsilon, dtype="float64")
    flat = x.reshape(len(x), -1, x.shape[-1])  # Keras' layer wants an axis for places
    layer.build(flat.shape)
    layer.set_weights([gamma, beta])
    return layer(flat).numpy().reshape(x.shape)


@alternative
def groups_split_off(x, gamma, beta, groups, epsilon=1e-5):
    parts = []
    for part in np.split(x.astype(np.float32), groups, axis=-1):
        axes = tuple(range(1, x.ndim))
        mean = part.mean(axis=axes, keepdims=True)
        variance = ((part - mean) ** 2).mean(axis=axes, keepdims=True)
        parts.append((part - mean) * (variance + epsilon) ** -0.5)
    return np.concatenate(parts, axis=-1) * gamma + beta


@alternative
def groups_with_einsum(x, gamma, beta, groups, epsilon=1e-5):
    grouped = x.reshape(len(x), -1, groups, x.shape[-1] // groups)
    n = grouped.shape[1] * grouped.shape[3]
    centered = grouped - np.einsum("mpgc->mg", grouped)[:, None, :, None] / n
    variance = np.einsum("mpgc,mpgc->mg", centered, centered)[:, None, :, None] / n
    return (centered / np.sqrt(variance + epsilon)).reshape(x.shape) * gamma + beta
