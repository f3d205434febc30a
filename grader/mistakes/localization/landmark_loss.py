import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

COUNT = "keras.ops.maximum(keras.ops.sum(visible), 1)"
HIDE = "y_true = keras.ops.where(visible[..., None] > 0, y_true, y_pred)  # what is hidden is right, whatever was said"

landmark_not_masked = edited(
    "Hidden points count like the others: either they are taken for whatever stands in y_true, or that is NaN and"
    " so is the loss. Only visible points count.",
    (HIDE, ""),
)
landmark_over_all_points = edited(
    "You divide by the number of all points. Divide by how many are visible.",
    (COUNT, "keras.ops.sum(keras.ops.ones_like(visible))"),
)
landmark_over_pictures = edited(
    "You divide by the number of pictures. Divide by how many points are visible, in all pictures together.",
    (COUNT, "keras.ops.sum(keras.ops.ones_like(visible[:, 0]))"),
)
landmark_summed = edited("The distances are summed. Divide by how many points are visible.", (f" / {COUNT}", ""))
landmark_without_guard = edited(
    "Where no point is visible, you divide 0 by 0, and NaN ruins every weight. Divide by at least 1.",
    (COUNT, "keras.ops.sum(visible)"),
)
landmark_masked_too_late = edited(
    "Hidden points are multiplied by 0 at the end. But NaN times 0 is NaN: put something harmless in their place "
    "before you subtract.",
    (HIDE, ""),
    ("axis=-1)", "axis=-1) * visible"),
)
landmark_where_too_late = edited(
    "The value is right, but where a hidden point is NaN, so is the gradient: keras.ops.where hides a NaN only "
    "after it was computed. Replace the point before you subtract.",
    (HIDE, ""),
    (
        "distances = keras.ops.sum(keras.ops.square(y_true - y_pred), axis=-1)",
        "distances = keras.ops.where(visible > 0, keras.ops.sum(keras.ops.square(y_true - y_pred), axis=-1), 0)",
    ),
)
landmark_zero_in_place = edited(
    "A hidden point is taken for a point at (0, 0), and the guess is drawn there. Multiply its distance by "
    "visible as well.",
    ("y_true, y_pred)  #", "y_true, 0)  #"),
)
landmark_mean_over_coordinates = edited(
    "The squares are averaged over x and y, so it is half of what it should be. The squared distance is their sum.",
    ("distances = keras.ops.sum(", "distances = keras.ops.mean("),
)
landmark_with_root = edited(
    "The distances are not squared. The loss is the mean of the squared distances, without a root.",
    (
        "distances = keras.ops.sum(keras.ops.square(y_true - y_pred), axis=-1)",
        "distances = keras.ops.sqrt(keras.ops.maximum(keras.ops.sum(keras.ops.square(y_true - y_pred), axis=-1), 1e-12))",
    ),
)
landmark_absolute = edited(
    "The absolute differences are summed. The squared distance is the sum of their squares.",
    ("keras.ops.square(", "keras.ops.absolute("),
)
landmark_inverted = edited(
    "The hidden points count, and the visible ones do not. In `visible`, 1 stands for seen.",
    ("visible[..., None] > 0, y_true, y_pred)", "visible[..., None] > 0, y_pred, y_true)"),
)


@mistake(
    "`visible` is not used: hidden points are told by NaN. A hidden point may hold any number; only `visible` says it."
)
def landmark_visible_from_nan(y_true, y_pred, visible):
    seen = keras.ops.logical_not(keras.ops.isnan(y_true[..., 0]))
    y_true = keras.ops.where(seen[..., None], y_true, y_pred)
    distances = keras.ops.sum(keras.ops.square(y_true - y_pred), axis=-1)
    return keras.ops.sum(distances) / keras.ops.maximum(keras.ops.sum(keras.ops.cast(seen, y_pred.dtype)), 1)


@mistake(
    "Each picture is averaged over its own visible points, and then the pictures are. There is one mean over the "
    "visible points of all pictures together."
)
def landmark_mean_of_means(y_true, y_pred, visible):
    visible = keras.ops.cast(visible, y_pred.dtype)
    y_true = keras.ops.where(visible[..., None] > 0, y_true, y_pred)
    distances = keras.ops.sum(keras.ops.square(y_true - y_pred), axis=-1)
    return keras.ops.mean(keras.ops.sum(distances, axis=1) / keras.ops.maximum(keras.ops.sum(visible, axis=1), 1))


@mistake(
    "A picture counts only if all of its points are visible. Each point counts by itself: one that is seen is "
    "worth learning."
)
def landmark_whole_pictures(y_true, y_pred, visible):
    visible = keras.ops.cast(visible, y_pred.dtype)
    visible = visible * keras.ops.prod(visible, axis=1, keepdims=True)
    y_true = keras.ops.where(visible[..., None] > 0, y_true, y_pred)
    distances = keras.ops.sum(keras.ops.square(y_true - y_pred), axis=-1)
    return keras.ops.sum(distances) / keras.ops.maximum(keras.ops.sum(visible), 1)


@mistake("The value is right, but NumPy computes it, so there is no gradient to train with. Use keras.ops.")
def landmark_with_numpy(y_true, y_pred, visible):
    seen = np.asarray(visible) > 0
    return np.sum((np.asarray(y_true)[seen] - np.asarray(y_pred)[seen]) ** 2) / max(1, seen.sum())


@alternative
def landmark_with_zeros_in_place(y_true, y_pred, visible):
    seen = keras.ops.expand_dims(keras.ops.cast(visible, "float32"), -1)
    y_true = keras.ops.where(seen > 0.5, y_true, keras.ops.zeros_like(y_true))
    total = keras.ops.sum(seen * (y_pred - y_true) ** 2)
    return total / keras.ops.maximum(keras.ops.sum(seen), 1.0)


@alternative
def landmark_coordinate_by_coordinate(y_true, y_pred, visible):
    seen = keras.ops.cast(visible, "bool")
    total = 0.0
    for axis in range(2):
        here = keras.ops.where(seen, y_true[:, :, axis], y_pred[:, :, axis])
        total = total + keras.ops.sum(keras.ops.square(here - y_pred[:, :, axis]))
    count = keras.ops.sum(keras.ops.cast(seen, "float32"))
    return total / keras.ops.where(count > 0, count, 1.0)


@alternative
def landmark_without_nan(y_true, y_pred, visible):
    visible = keras.ops.cast(visible, y_pred.dtype)
    difference = keras.ops.nan_to_num(y_true) - y_pred
    distances = keras.ops.einsum("mkc,mkc->mk", difference, difference)
    return keras.ops.sum(distances * visible) / keras.ops.maximum(1, keras.ops.sum(visible))
