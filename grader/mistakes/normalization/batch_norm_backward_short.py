import numpy as np

from grader.authoring import alternative, edited
from solutions.normalization import batch_norm_backward

short_means_for_gamma_and_beta = edited(
    "d_gamma and d_beta are averages over the rows. They are sums; only within dx are they divided by m.",
    ("return dx, d_gamma, d_beta", "return dx, d_gamma / m, d_beta / m"),
)
short_sums_in_dx = edited(
    "Within the bracket of dx the sums stand undivided. Both d_beta and d_gamma are divided by m there.",
    ("d_beta / m", "d_beta"),
    ("(d_gamma / m)", "d_gamma"),
)
short_without_the_mean = edited(
    "The term with d_beta is missing in dx: it is the way back through the mean.", ("dout - d_beta / m", "dout")
)
short_without_the_std = edited(
    "The term with d_gamma is missing in dx: it is the way back through std.",
    (' - cache["x_hat"] * (d_gamma / m)', ""),
)
short_statistics_as_constants = edited(
    "dx treats mean and std as if they were constants: gamma * dout / std alone. Two terms are missing in the bracket.",
    (' * (dout - d_beta / m - cache["x_hat"] * (d_gamma / m))', " * dout"),
)
short_with_plus = edited("The term with d_gamma is added. Both terms are subtracted.", ("/ m - cache", "/ m + cache"))
short_without_x_hat = edited(
    "x_hat is missing in the last term of dx. Rows with a large x_hat pull more on std.",
    ('cache["x_hat"] * (d_gamma / m)', "d_gamma / m"),
)
short_gamma_lost = edited("gamma is lost in dx: it stands in front of the bracket.", ('cache["gamma"] / ', "1 / "))
short_not_divided_by_std = edited(
    "dx is not divided by std: what was divided in the forward pass is divided on the way back, too.",
    (' / cache["std"]', ""),
)
short_divided_by_the_variance = edited(
    "dx is divided by std squared. Divide by std once: the two terms in the bracket have what they need in x_hat.",
    (' / cache["std"]', ' / cache["std"] ** 2'),
)
short_gamma_without_x_hat = edited(
    "d_gamma forgets x_hat: it is the sum of dout times x_hat.",
    ('np.sum(dout * cache["x_hat"], axis=0)', "np.sum(dout, axis=0)"),
)
short_divided_by_columns = edited(
    "You divide by the number of columns. The means are over the m rows.", ("m = len(dout)", "m = dout.shape[1]")
)
short_scaled_by_m = edited(
    "dx is m times too large. If you write m dout in the bracket, divide by m in front of it.",
    ("return dx, d_gamma, d_beta", "return m * dx, d_gamma, d_beta"),
)
short_gamma_and_beta_swapped = edited(
    "d_gamma and d_beta have changed places: dx, then d_gamma, then d_beta.",
    ("return dx, d_gamma, d_beta", "return dx, d_beta, d_gamma"),
)
short_gamma_in_one_term_only = edited(
    "gamma is only in the first term of the bracket. It multiplies all three: put it in front.",
    ('cache["gamma"] / cache["std"] * (dout', '1 / cache["std"] * (cache["gamma"] * dout'),
)
short_sums_over_everything = edited(
    "d_gamma and d_beta are single numbers, summed over the whole table. Each column has its own: axis 0.",
    ("np.sum(dout, axis=0)", "np.sum(dout)"),
    ('np.sum(dout * cache["x_hat"], axis=0)', 'np.sum(dout * cache["x_hat"])'),
)


@alternative
def short_by_the_graph(dout, cache):
    return batch_norm_backward(dout, cache)


@alternative
def short_with_one_fraction(dout, cache):
    x_hat, m = cache["x_hat"], dout.shape[0]
    d_gamma, d_beta = (x_hat * dout).sum(0), dout.sum(0)
    return (cache["gamma"] / (m * cache["std"])) * (m * dout - d_beta - x_hat * d_gamma), d_gamma, d_beta


@alternative
def short_as_a_projection(dout, cache):
    m = len(dout)
    dx = np.empty(dout.shape, dtype=np.float32)
    for j in range(dout.shape[1]):
        basis = np.stack([np.ones(m), cache["x_hat"][:, j]])
        dx[:, j] = cache["gamma"][j] / cache["std"][j] * (dout[:, j] - basis.T @ (basis @ dout[:, j]) / m)
    return [dx, np.einsum("ij,ij->j", dout, cache["x_hat"]), np.einsum("ij->j", dout)]
