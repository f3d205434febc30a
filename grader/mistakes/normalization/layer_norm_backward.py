import numpy as np
import tensorflow as tf

from grader.authoring import alternative, edited, everywhere

layer_backward_means_for_gamma_and_beta = edited(
    "d_gamma and d_beta are averages. They are sums over all rows, and over the steps of sequences.",
    ("d_beta = np.sum(dout", "d_beta = np.mean(dout"),
    ("d_gamma = np.sum(dout", "d_gamma = np.mean(dout"),
)
layer_backward_gamma_summed_along_the_row = edited(
    "d_gamma and d_beta are summed along each row. There is one gamma for each of the d numbers: sum over all axes but "
    "the last.",
    ("all_but_last = tuple(range(dout.ndim - 1))", "all_but_last = -1"),
)
layer_backward_gamma_summed_over_axis_0 = edited(
    "d_gamma and d_beta are summed over axis 0 only. The steps of a sequence share gamma and beta, too: sum over all "
    "axes but the last.",
    ("all_but_last = tuple(range(dout.ndim - 1))", "all_but_last = 0"),
)
layer_backward_gamma_too_late = edited(
    "gamma is multiplied in at the end. In layer norm it differs along the row, so it must be in before the means are "
    "taken: start from dout times gamma.",
    ('dx_hat = dout * cache["gamma"]', "dx_hat = dout"),
    (
        "dx = (dx_hat - mean - x_hat * mean_with_x_hat)",
        'dx = cache["gamma"] * (dx_hat - mean - x_hat * mean_with_x_hat)',
    ),
)
layer_backward_gamma_lost = edited(
    "gamma is lost on the way to dx: start from dout times gamma.", ('dx_hat = dout * cache["gamma"]', "dx_hat = dout")
)
layer_backward_down_the_columns = edited(
    "The means in dx are taken over the examples, as in batch norm. In layer norm each row has its own: the last axis.",
    everywhere("axis=-1", "axis=0"),
)
layer_backward_over_the_time = edited(
    "The means in dx go over the steps of a sequence as well. Each step is normalised by itself: the last axis alone.",
    everywhere("axis=-1", "axis=tuple(range(1, dout.ndim))"),
)
layer_backward_sums_in_dx = edited(
    "Within the bracket of dx stand sums. Take means there, over the d numbers of the row.",
    ("np.mean(dx_hat, axis", "np.sum(dx_hat, axis"),
    ("np.mean(dx_hat * x_hat, axis", "np.sum(dx_hat * x_hat, axis"),
)
layer_backward_without_the_mean = edited(
    "The first mean is missing in dx: it is the way back through the mean of the row.",
    ("dx_hat - mean - ", "dx_hat - "),
)
layer_backward_without_the_std = edited(
    "The term with x_hat is missing in dx: it is the way back through std.", (" - x_hat * mean_with_x_hat", "")
)
layer_backward_statistics_as_constants = edited(
    "dx treats mean and std as if they were constants: gamma * dout / std alone. Both depend on the row.",
    ("(dx_hat - mean - x_hat * mean_with_x_hat)", "dx_hat"),
)
layer_backward_with_plus = edited(
    "The term with x_hat is added. Both terms are subtracted.", ("mean - x_hat *", "mean + x_hat *")
)
layer_backward_not_divided_by_std = edited(
    "dx is not divided by std: what was divided in the forward pass is divided on the way back, too.",
    (' / cache["std"]', ""),
)
layer_backward_gamma_without_x_hat = edited(
    "d_gamma forgets x_hat: it is the sum of dout times x_hat.", ("np.sum(dout * x_hat", "np.sum(dout")
)
layer_backward_swapped = edited(
    "d_gamma and d_beta have changed places: dx, then d_gamma, then d_beta.",
    ("return dx, d_gamma, d_beta", "return dx, d_beta, d_gamma"),
)
layer_backward_divided_by_rows = edited(
    "The sums in dx are divided by the number of examples. They run along the row, so divide them by d, its length.",
    ("np.mean(dx_hat, axis=-1, keepdims=True)", "np.sum(dx_hat, axis=-1, keepdims=True) / len(dout)"),
    ("np.mean(dx_hat * x_hat, axis=-1, keepdims=True)", "np.sum(dx_hat * x_hat, axis=-1, keepdims=True) / len(dout)"),
)
layer_backward_gamma_in_its_own_slope = edited(
    "gamma stands in d_gamma and d_beta. Both start from dout as it came; only dx needs dout times gamma.",
    ("np.sum(dout, axis", 'np.sum(dout * cache["gamma"], axis'),
    ("np.sum(dout * x_hat", 'np.sum(dout * cache["gamma"] * x_hat'),
)


@alternative
def layer_backward_row_by_row(dout, cache):
    d = dout.shape[-1]
    d_gamma, d_beta, dx = np.zeros(d), np.zeros(d), np.zeros(dout.shape)
    for place in np.ndindex(*dout.shape[:-1]):
        x_hat, slope = cache["x_hat"][place], dout[place]
        d_beta += slope
        d_gamma += slope * x_hat
        g = slope * cache["gamma"]
        dx[place] = (d * g - g.sum() - x_hat * (g @ x_hat)) / (d * cache["std"][place])
    return dx, d_gamma, d_beta


@alternative
def layer_backward_with_einsum(dout, cache):
    x_hat = cache["x_hat"].astype(np.float32)
    g = dout * cache["gamma"]
    d = g.shape[-1]
    slope = np.einsum("...i,...i->...", g, x_hat)[..., None] / d
    dx = (g - g.sum(-1, keepdims=True) / d - x_hat * slope) / cache["std"]
    rows = dout.reshape(-1, d)
    return [dx, np.einsum("ri,ri->i", rows, x_hat.reshape(-1, d)), np.einsum("ri->i", rows)]


@alternative
def layer_backward_by_the_tape(dout, cache):
    x_hat, gamma, beta = tf.constant(cache["x_hat"]), tf.constant(cache["gamma"]), tf.zeros_like(cache["gamma"])
    epsilon = 1 - np.mean(
        cache["x_hat"] ** 2, axis=-1, keepdims=True
    )  # seen from x_hat, whose own deviation is nearly 1
    with tf.GradientTape() as tape:
        tape.watch([x_hat, gamma, beta])
        mean, variance = tf.nn.moments(x_hat, axes=[-1], keepdims=True)
        y = gamma * (x_hat - mean) / tf.sqrt(variance + epsilon) + beta
    dx, d_gamma, d_beta = tape.gradient(y, [x_hat, gamma, beta], output_gradients=tf.constant(dout))
    return dx.numpy() / cache["std"], d_gamma.numpy(), d_beta.numpy()
