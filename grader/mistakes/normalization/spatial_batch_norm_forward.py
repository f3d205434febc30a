import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.normalization import batch_norm_forward

spatial_columns_of_places = edited(
    "The reshape mixes channels and places: reshape(channels, -1) does not move an axis, it only cuts the numbers anew. "
    "Channels are the last axis already, so reshape(-1, channels) keeps each in its column.",
    ("x.reshape(-1, x.shape[-1])", "x.reshape(x.shape[-1], -1).T"),
)
spatial_channels_moved_to_the_front = edited(
    "The channels are moved in front of the places before the reshape, so a row is no pixel any more. Leave them last: then "
    "reshape(-1, channels) makes a row of each pixel.",
    ("x.reshape(-1, x.shape[-1])", "x.transpose(0, 3, 1, 2).reshape(-1, x.shape[-1])"),
    ("y.reshape(x.shape)", "y.reshape(len(x), x.shape[3], *x.shape[1:3]).transpose(0, 2, 3, 1)"),
)
spatial_width_before_height = edited(
    "y and the state are right, but the rows of the cache stand in another order than the pixels of x: take x as it is, "
    "without a transpose.",
    ("x.reshape(-1, x.shape[-1])", "x.transpose(0, 2, 1, 3).reshape(-1, x.shape[-1])"),
    ("y.reshape(x.shape)", "y.reshape(len(x), x.shape[2], x.shape[1], -1).transpose(0, 2, 1, 3)"),
)
spatial_without_reshape = edited(
    "x goes in as it came, so mean and variance are taken at each place by itself. Make rows of the pixels first: "
    "reshape(-1, channels).",
    ("rows = x.reshape(-1, x.shape[-1])  # (m height width, channels)", "rows = x"),
)
spatial_picture_by_picture = edited(
    "Each picture is normalised by itself. Batch norm takes the pixels of all pictures together.",
    (
        "y, state, cache = batch_norm_forward(rows, gamma, beta, state, training, momentum, epsilon)",
        "pictures = []",
        "for picture in x:",
        "    part = picture.reshape(-1, x.shape[-1])",
        "    part, new, cache = batch_norm_forward(part, gamma, beta, state, training, momentum, epsilon)",
        "    pictures.append(part)",
        "y, state = np.array(pictures), new",
    ),
)
spatial_state_moved_by_each_picture = edited(
    "Each picture is normalised by itself, and moves the state. Batch norm takes the pixels of all pictures together: "
    "one call, and one step of the state.",
    (
        "y, state, cache = batch_norm_forward(rows, gamma, beta, state, training, momentum, epsilon)",
        "pictures = []",
        "for picture in x:",
        "    part = picture.reshape(-1, x.shape[-1])",
        "    part, state, cache = batch_norm_forward(part, gamma, beta, state, training, momentum, epsilon)",
        "    pictures.append(part)",
        "y = np.array(pictures)",
    ),
)
spatial_training_forgotten = edited(
    "The mode is not passed on: it is always training. With training=False the state is used.",
    ("training, momentum, epsilon", "True, momentum, epsilon"),
)
spatial_momentum_not_passed_on = edited(
    "momentum is not passed on, so it is always 0.9. Hand the argument to batch_norm_forward.",
    ("training, momentum, epsilon", "training, 0.9, epsilon"),
)
spatial_epsilon_not_passed_on = edited(
    "epsilon is not passed on, so it is always 1e-5. Hand the argument to batch_norm_forward.",
    ("training, momentum, epsilon", "training, momentum"),
)
spatial_y_as_rows = edited(
    "y comes back as a table of pixels. Give it the shape of x again.", ("y.reshape(x.shape)", "y")
)
spatial_old_state = edited(
    "The state comes back as it was before the call. Return the one that batch_norm_forward gives.",
    ("y, state, cache = batch", "y, _, cache = batch"),
)
spatial_gamma_and_beta_swapped = edited(
    "gamma and beta have changed places in the call: gamma comes first.", ("rows, gamma, beta", "rows, beta, gamma")
)


@mistake("Batch norm is taken over the channels of each pixel. That is layer norm of pixels. Channels are the columns.")
def spatial_over_channels(x, gamma, beta, state, training, momentum=0.9, epsilon=1e-5):
    rows = x.reshape(-1, x.shape[-1])
    y, state, cache = batch_norm_forward(rows, gamma, beta, state, training, momentum, epsilon)
    if training:
        x_hat = (rows - rows.mean(1, keepdims=True)) / np.sqrt(rows.var(1, keepdims=True) + epsilon)
        y, cache = gamma * x_hat + beta, {**cache, "x_hat": x_hat}
    return y.reshape(x.shape), state, cache


@alternative
def spatial_with_axes(x, gamma, beta, state, training, momentum=0.9, epsilon=1e-5):
    mean, variance = state["mean"], state["variance"]
    new = dict(state)
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        new["mean"] = momentum * new["mean"] + (1 - momentum) * mean
        new["variance"] = momentum * new["variance"] + (1 - momentum) * variance
    std = np.sqrt(variance + epsilon)
    x_hat = (x - mean) / std
    flat = (-1, x.shape[3])
    cache = {"centered": (x - mean).reshape(flat), "std": std, "x_hat": x_hat.reshape(flat), "gamma": gamma}
    return gamma * x_hat + beta, new, cache


@alternative
def spatial_with_names(x, gamma, beta, state, training, momentum=0.9, epsilon=1e-5):
    m, height, width, channels = x.shape
    y, new, cache = batch_norm_forward(
        x.reshape((m * height * width, channels)).astype(np.float32),
        gamma=gamma,
        beta=beta,
        state=state,
        training=training,
        momentum=momentum,
        epsilon=epsilon,
    )
    return [y.reshape((m, height, width, channels)), new, cache]


@alternative
def spatial_pixel_by_pixel(x, gamma, beta, state, training, momentum=0.9, epsilon=1e-5):
    rows = np.array([x[place] for place in np.ndindex(*x.shape[:3])])
    y, new, cache = batch_norm_forward(rows, gamma, beta, state, training, momentum, epsilon)
    pictures = np.empty(x.shape)
    for row, place in zip(y, np.ndindex(*x.shape[:3]), strict=True):
        pictures[place] = row
    return pictures, new, cache
