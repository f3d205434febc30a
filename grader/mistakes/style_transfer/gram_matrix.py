import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

BY_CHANNEL = ("by_channel = keras.ops.transpose(features, (3, 0, 1, 2))  # (channels, 1, height, width)", "")
PRODUCT = "keras.ops.matmul(F, keras.ops.transpose(F)) / (height * width)"

reshaped_without_transpose = edited(
    "The features are reshaped to (channels, places) without a transpose. The channels stand last, so each row now holds "
    "numbers of all channels, mixed. Bring the channels to the front with keras.ops.transpose, then reshape.",
    BY_CHANNEL,
    ("reshape(by_channel,", "reshape(features,"),
)
not_divided = edited(
    "It is a sum over the places. Divide by height * width, so that pictures of two sizes can be compared.",
    (PRODUCT, "keras.ops.matmul(F, keras.ops.transpose(F))"),
)
divided_by_everything = edited(
    "You divide by the number of channels, too. The mean is over the places alone: height * width.",
    ("/ (height * width)", "/ (height * width * channels)"),
)
divided_by_the_channels = edited(
    "You divide by the number of channels. The mean is over the places: height * width.",
    ("/ (height * width)", "/ channels"),
)
divided_by_the_height = edited(
    "You divide by the height alone. There are height * width places.", ("/ (height * width)", "/ height")
)
places_by_places = edited(
    "It tells how *places* go together: the matrix has a row for each place. You want one for each channel: F times its "
    "transpose, where F has a row for each channel.",
    (PRODUCT, "keras.ops.matmul(keras.ops.transpose(F), F) / (height * width)"),
)
centred = edited(
    "The mean of each channel is taken off first. That is the covariance; the Gram matrix leaves the means in.",
    (
        "F = keras.ops.reshape(by_channel, (channels, height * width))",
        "F = keras.ops.reshape(by_channel, (channels, height * width))",
        "F = F - keras.ops.mean(F, axis=1, keepdims=True)",
    ),
)
of_unit_length = edited(
    "Each channel is divided by its length first, so that all of the diagonal is alike. Leave the features as they are.",
    (
        "F = keras.ops.reshape(by_channel, (channels, height * width))",
        "F = keras.ops.reshape(by_channel, (channels, height * width))",
        "F = F / keras.ops.sqrt(keras.ops.sum(F**2, axis=1, keepdims=True) + 1e-12)",
    ),
)
squares_only = edited(
    "F is multiplied by itself number by number, and the products of two different channels are missing. You want the "
    "matrix product of F and its transpose.",
    (PRODUCT, "keras.ops.diag(keras.ops.sum(F * F, axis=1)) / (height * width)"),
)
with_a_batch = edited(
    "There is an axis of length 1 in front. The matrix is (channels, channels).",
    (PRODUCT, f"keras.ops.expand_dims({PRODUCT}, 0)"),
)
with_root = edited(
    "You divide by the root of the number of places. Divide by the number itself.",
    ("/ (height * width)", "/ (height * width) ** 0.5"),
)
with_numpy = edited(
    "The numbers are right, but they were cut off from the picture on the way, as NumPy or .numpy() do it, so no gradient "
    "can flow back. Compute with keras.ops from beginning to end.",
    ("keras.ops.transpose(features, (3, 0, 1, 2))", "np.transpose(np.asarray(features), (3, 0, 1, 2))"),
)


@mistake(
    "Width and channels have changed places, but the height still stands before the channels when you reshape. "
    "Each row should hold one channel: use the order (3, 0, 1, 2)."
)
def wrong_axes_exchanged(features):
    _, height, width, channels = features.shape
    F = keras.ops.reshape(keras.ops.transpose(features, (0, 1, 3, 2)), (channels, height * width))
    return keras.ops.matmul(F, keras.ops.transpose(F)) / (height * width)


@alternative
def with_einsum(features):
    _, height, width, _ = features.shape
    return keras.ops.einsum("bijc,bijd->cd", features, features) / (height * width)


@alternative
def with_a_row_for_each_place(features):
    places = keras.ops.reshape(features, (-1, features.shape[-1]))  # (height width, channels)
    return keras.ops.matmul(keras.ops.transpose(places), places) / float(places.shape[0])


@alternative
def with_loops(features):
    channels = [features[0, :, :, k] for k in range(features.shape[-1])]
    rows = [keras.ops.stack([keras.ops.mean(one * other) for other in channels]) for one in channels]
    return keras.ops.stack(rows)


@alternative
def all_axes_turned_round(features):
    F = keras.ops.reshape(keras.ops.transpose(features), (features.shape[-1], -1))
    return F @ keras.ops.transpose(F) / int(np.prod(features.shape[1:3]))


@alternative
def in_float32(features):
    F = keras.ops.cast(features, "float32")[0]
    return keras.ops.tensordot(F, F, axes=[[0, 1], [0, 1]]) / (F.shape[0] * F.shape[1])
