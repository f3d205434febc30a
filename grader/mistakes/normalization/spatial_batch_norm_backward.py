import numpy as np

from grader.authoring import alternative, edited
from solutions.normalization import batch_norm_backward, batch_norm_backward_short

spatial_backward_columns_of_places = edited(
    "The reshape mixes channels and places. Cut dout into rows as the forward pass cut x: reshape(-1, channels).",
    ("dout.reshape(-1, dout.shape[-1])", "dout.reshape(dout.shape[-1], -1).T"),
)
spatial_backward_as_rows = edited(
    "dx comes back as a table of pixels. Give it the shape of dout again.", ("dx.reshape(dout.shape)", "dx")
)
spatial_backward_without_reshape = edited(
    "dout goes in as it came, but the cache holds rows of pixels. Make rows of dout first: reshape(-1, channels).",
    ("rows = dout.reshape(-1, dout.shape[-1])", "rows = dout"),
)
spatial_backward_divided_by_examples = edited(
    "d_gamma and d_beta are divided by the number of pictures. They are sums, over pictures and places.",
    ("dx.reshape(dout.shape), d_gamma, d_beta", "dx.reshape(dout.shape), d_gamma / len(dout), d_beta / len(dout)"),
)
spatial_backward_divided_by_rows = edited(
    "d_gamma and d_beta are averages over the pixels. They are sums.",
    ("dx.reshape(dout.shape), d_gamma, d_beta", "dx.reshape(dout.shape), d_gamma / len(rows), d_beta / len(rows)"),
)
spatial_backward_slopes_of_the_forward_scale = edited(
    "dx treats mean and std as if they were constants: gamma * dout / std alone. Let batch_norm_backward_short work on "
    "the rows.",
    ("dx.reshape(dout.shape)", 'dout * cache["gamma"] / cache["std"]'),
)
spatial_backward_swapped = edited(
    "d_gamma and d_beta have changed places: dx, then d_gamma, then d_beta.",
    ("dx.reshape(dout.shape), d_gamma, d_beta", "dx.reshape(dout.shape), d_beta, d_gamma"),
)
spatial_backward_picture_by_picture = edited(
    "The means in dx are taken over the pixels of each picture by itself. Batch norm took them over all pictures.",
    (
        "return dx",
        "parts = [slice(i * len(rows) // len(dout), (i + 1) * len(rows) // len(dout)) for i in range(len(dout))]",
        'caches = [{**cache, "x_hat": cache["x_hat"][p], "centered": cache["centered"][p]} for p in parts]',
        "dx = np.array([batch_norm_backward_short(rows[p], c)[0] for p, c in zip(parts, caches)])",
        "return dx",
    ),
)
spatial_backward_gamma_per_place = edited(
    "d_gamma and d_beta have a number for each place. There is one gamma for each channel: sum over the places, too.",
    (
        "return dx",
        'd_gamma = np.sum(dout * cache["x_hat"].reshape(dout.shape), axis=0)',
        "d_beta = np.sum(dout, axis=0)",
        "return dx",
    ),
)


@alternative
def spatial_backward_by_the_graph(dout, cache):
    dx, d_gamma, d_beta = batch_norm_backward(dout.reshape(-1, dout.shape[-1]), cache)
    return dx.reshape(dout.shape), d_gamma, d_beta


@alternative
def spatial_backward_with_axes(dout, cache):
    x_hat, axes = cache["x_hat"].reshape(dout.shape), (0, 1, 2)
    d_gamma, d_beta = np.sum(dout * x_hat, axis=axes), np.sum(dout, axis=axes)
    n = dout.size / dout.shape[-1]
    return cache["gamma"] / cache["std"] * (dout - d_beta / n - x_hat * d_gamma / n), d_gamma, d_beta


@alternative
def spatial_backward_in_float32(dout, cache):
    m, height, width, channels = dout.shape
    slopes = dout.astype(np.float32).reshape((m * height * width, channels))
    dx, *others = batch_norm_backward_short(slopes, cache)
    return [np.reshape(dx, (m, height, width, channels)), *others]
