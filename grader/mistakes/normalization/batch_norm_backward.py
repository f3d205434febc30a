import numpy as np
import tensorflow as tf

from grader.authoring import alternative, edited
from solutions.normalization import batch_norm_backward_short

graph_means_for_gamma_and_beta = edited(
    "d_gamma and d_beta are averages over the rows. They are sums: if the cost is an average, the 1/m is in dout "
    "already.",
    ("return dx, d_gamma, d_beta", "return dx, d_gamma / m, d_beta / m"),
)
graph_gamma_without_x_hat = edited(
    "d_gamma forgets x_hat: gamma is multiplied by x_hat in the forward pass, so its slope is x_hat.",
    ('np.sum(dout * cache["x_hat"], axis=0)', "np.sum(dout, axis=0)"),
)
graph_gamma_with_centered = edited(
    "d_gamma uses x minus the mean. What gamma is multiplied by is x_hat, which is divided by std already.",
    ('np.sum(dout * cache["x_hat"], axis=0)', 'np.sum(dout * cache["centered"], axis=0)'),
)
graph_statistics_as_constants = edited(
    "dx treats mean and std as if they were constants: gamma * dout / std alone. Both depend on x, so two more ways "
    "lead back to it.",
    ("dx = d_centered + d_mean / m", 'dx = dx_hat / cache["std"]'),
)
graph_without_the_way_through_the_mean = edited(
    "The way back through the mean is missing: x also goes into the mean that is subtracted.",
    ("dx = d_centered + d_mean / m", "dx = d_centered"),
)
graph_without_the_way_through_the_std = edited(
    "The way back through std is missing: what is centered goes into the variance as well, so two slopes meet there "
    "and are added.",
    ('dx_hat / cache["std"] + 2 * cache["centered"] * d_variance / m', 'dx_hat / cache["std"]'),
)
graph_gamma_lost = edited(
    "gamma is lost on the way to dx: y is gamma times x_hat, so the slope of x_hat is dout times gamma.",
    ('dx_hat = dout * cache["gamma"]', "dx_hat = dout"),
)
graph_sign_of_std = edited(
    "The slope of 1 / std has the wrong sign: it is minus 1 / std squared.", ("d_std = -np.sum", "d_std = np.sum")
)
graph_std_not_squared = edited(
    "The slope of 1 / std is minus one over std *squared*. The square is missing.",
    ('/ cache["std"] ** 2', '/ cache["std"]'),
)
graph_root_without_its_two = edited(
    "The slope of a root is 1 / (2 root). The 2 is missing.", ('(2 * cache["std"])', 'cache["std"]')
)
graph_square_without_its_two = edited(
    "The slope of a square is 2 times what was squared. The 2 is missing.", ("+ 2 * cache", "+ cache")
)
graph_variance_not_divided = edited(
    "The variance is an average over m rows, so on the way back through it there is a division by m. It is missing.",
    ("* d_variance / m", "* d_variance"),
)
graph_mean_not_divided = edited(
    "The mean is an average over m rows, so on the way back through it there is a division by m. It is missing.",
    ("d_mean / m", "d_mean"),
)
graph_mean_with_the_wrong_sign = edited(
    "The way back through the mean has the wrong sign: the mean is *subtracted* from x.",
    ("d_mean = -np.sum", "d_mean = np.sum"),
)
graph_n_minus_one = edited(
    "On the way back through the variance you divide by m - 1. The forward pass divides by m.",
    ("* d_variance / m", "* d_variance / (m - 1)"),
)
graph_gamma_and_beta_swapped = edited(
    "d_gamma and d_beta have changed places: dx, then d_gamma, then d_beta.",
    ("return dx, d_gamma, d_beta", "return dx, d_beta, d_gamma"),
)
graph_gamma_and_beta_row_by_row = edited(
    "d_gamma and d_beta have a row for each example. All rows share gamma and beta: add up over the rows.",
    ("d_beta = np.sum(dout, axis=0)", "d_beta = dout"),
    ('d_gamma = np.sum(dout * cache["x_hat"], axis=0)', 'd_gamma = dout * cache["x_hat"]'),
)
graph_sums_over_the_wrong_axis = edited(
    "d_gamma and d_beta are summed along each row. Add up over the rows, axis 0: there is one gamma for each column.",
    ("d_beta = np.sum(dout, axis=0)", "d_beta = np.sum(dout, axis=1)"),
    ('d_gamma = np.sum(dout * cache["x_hat"], axis=0)', 'd_gamma = np.sum(dout * cache["x_hat"], axis=1)'),
)
graph_in_place = edited(
    "The numbers are right, but the caller's dout is changed: *= writes into it. Make a new array.",
    ('dx_hat = dout * cache["gamma"]', 'dout *= cache["gamma"]', "dx_hat = dout"),
)


@alternative
def graph_by_the_formula(dout, cache):
    return batch_norm_backward_short(dout, cache)


@alternative
def graph_with_loops(dout, cache):
    m, d = dout.shape
    dx, d_gamma, d_beta = np.zeros((m, d)), np.zeros(d), np.zeros(d)
    for j in range(d):
        for i in range(m):
            d_beta[j] += dout[i, j]
            d_gamma[j] += dout[i, j] * cache["x_hat"][i, j]
        for i in range(m):
            rest = m * dout[i, j] - d_beta[j] - cache["x_hat"][i, j] * d_gamma[j]
            dx[i, j] = cache["gamma"][j] * rest / (m * cache["std"][j])
    return dx, d_gamma, d_beta


@alternative
def graph_as_lists(dout, cache):
    dx, d_gamma, d_beta = batch_norm_backward_short(dout, cache)
    return dx.tolist(), list(d_gamma), [sum(column) for column in zip(*dout.tolist(), strict=True)]


@alternative
def graph_in_smaller_steps(dout, cache):
    m = dout.shape[0]
    inverse = 1.0 / cache["std"]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * cache["x_hat"]).sum(axis=0)
    dxhat = dout * cache["gamma"]
    divar = (dxhat * cache["centered"]).sum(axis=0)
    dsqrt = -divar * inverse**2
    dvar = 0.5 * inverse * dsqrt
    dsquare = np.ones_like(dout) * dvar / m
    dcentered = dxhat * inverse
    dcentered = dcentered + 2 * cache["centered"] * dsquare
    dmean = -dcentered.sum(axis=0)
    return [dcentered + np.ones_like(dout) * dmean / m, dgamma, dbeta]


@alternative
def graph_by_the_tape(dout, cache):
    centered, std = tf.constant(cache["centered"]), cache["std"]
    epsilon = std**2 - np.mean(cache["centered"] ** 2, axis=0)
    with tf.GradientTape() as tape:
        tape.watch(centered)
        mean = tf.reduce_mean(centered, axis=0)
        variance = tf.reduce_mean((centered - mean) ** 2, axis=0)
        y = cache["gamma"] * (centered - mean) / tf.sqrt(variance + epsilon)
    dx = tape.gradient(y, centered, output_gradients=tf.constant(dout))
    return dx.numpy(), np.einsum("ij,ij->j", dout, cache["x_hat"]), np.einsum("ij->j", dout)
