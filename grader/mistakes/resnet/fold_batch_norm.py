import keras
import numpy as np

from grader.authoring import alternative, edited

fold_without_epsilon = edited(
    "epsilon is lost. It is added to the variance, under the root; where the variance is tiny it decides.",
    ("variance + epsilon", "variance"),
)
fold_epsilon_outside_root = edited(
    "epsilon stands outside the root. It is added to the variance first, then the root is taken.",
    ("np.sqrt(variance + epsilon)", "(np.sqrt(variance) + epsilon)"),
)
fold_without_root = edited(
    "You divide by the variance. Divide by its square root, the standard deviation.", ("np.sqrt", "")
)
fold_multiplies_by_deviation = edited(
    "You multiply by the standard deviation. Batch norm divides by it.",
    ("gamma / np.sqrt(variance + epsilon)", "gamma * np.sqrt(variance + epsilon)"),
)
fold_mean_added = edited("The mean has the wrong sign: batch norm subtracts it.", ("bias - mean", "bias + mean"))
fold_mean_ignored = edited(
    "The mean is lost. Batch norm subtracts it from what the convolution gives, bias included.", ("bias - mean", "bias")
)
fold_bias_ignored = edited(
    "The convolution's own bias is lost. It is part of what batch norm shifts and scales.",
    ("(bias - mean) * scale + beta", "beta - mean * scale"),
)
fold_bias_not_scaled = edited(
    "The convolution's own bias is added after the scaling. It goes through batch norm with everything else: scale "
    "it too.",
    ("(bias - mean) * scale", "bias - mean * scale"),
)
fold_beta_ignored = edited(
    "beta is lost. Batch norm adds it at the very end, so it is part of the new bias.",
    ("(bias - mean) * scale + beta", "(bias - mean) * scale"),
)
fold_beta_scaled = edited(
    "beta is scaled as well. Batch norm adds it after the scaling, as it is.",
    ("(bias - mean) * scale + beta", "((bias - mean) + beta) * scale"),
)
fold_gamma_ignored = edited(
    "gamma is lost. The scale of a channel is gamma divided by the standard deviation.",
    ("gamma / np.sqrt(variance + epsilon)", "1 / np.sqrt(variance + epsilon)"),
)
fold_shift_not_scaled = edited(
    "The new bias is not scaled: bias minus mean has to be multiplied by the scale, as the kernel is.",
    ("(bias - mean) * scale", "(bias - mean)"),
)
fold_kernel_not_scaled = edited(
    "The kernel is unchanged. Each of its filters has to be multiplied by the scale of its channel.",
    ("kernel * scale", "kernel"),
)
fold_over_input_channels = edited(
    "The scale goes along the channels that come in. Batch norm follows the convolution, so there is one scale for "
    "each filter, each channel that goes out: the last axis of the kernel.",
    ("kernel * scale", "kernel * scale.reshape(1, 1, -1, 1)"),
)
fold_over_first_axis = edited(
    "The scale goes along the first axis of the kernel, as other libraries order it. In Keras a kernel is (height, "
    "width, channels, filters): the filters are the last axis.",
    ("kernel * scale", "kernel * scale.reshape(-1, 1, 1, 1)"),
)
fold_in_place = edited(
    "The arrays that were passed in are changed. Make new ones: the trained network still needs its own.",
    ("return kernel", "kernel[...], bias[...] = kernel"),
    ("+ beta", "+ beta", "return kernel, bias"),
)
fold_answers_swapped = edited(
    "Kernel and bias have changed places. Return the kernel first, then the bias.",
    ("kernel * scale, (bias - mean) * scale + beta", "(bias - mean) * scale + beta, kernel * scale"),
)


@alternative
def fold_with_loops(kernel, bias, gamma, beta, mean, variance, epsilon):
    new_kernel, new_bias = np.empty_like(kernel), np.empty_like(bias)
    for channel in range(len(bias)):
        deviation = (variance[channel] + epsilon) ** 0.5
        new_kernel[:, :, :, channel] = kernel[:, :, :, channel] * gamma[channel] / deviation
        new_bias[channel] = gamma[channel] * (bias[channel] - mean[channel]) / deviation + beta[channel]
    return [new_kernel, new_bias]


@alternative
def fold_with_einsum(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma * np.power(variance + epsilon, -0.5)
    return np.einsum("hwio,o->hwio", kernel, scale), beta + scale * bias - scale * mean


@alternative
def fold_in_keras(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = keras.ops.cast(gamma, "float32") * keras.ops.rsqrt(keras.ops.cast(variance + epsilon, "float32"))
    new_bias = keras.ops.cast(bias - mean, "float32") * scale + keras.ops.cast(beta, "float32")
    return keras.ops.cast(kernel, "float32") * scale, new_bias
