import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

INSIDE, OUTSIDE = "keras.ops.square(error) / (2 * beta)", "error - beta / 2"

smooth_huber = edited(
    "This is the Huber loss, which is beta times the smooth L1 error. Ours is d^2 / (2 beta) inside and |d| - "
    "beta / 2 outside.",
    (INSIDE, "keras.ops.square(error) / 2"),
    (OUTSIDE, "beta * (error - beta / 2)"),
)
smooth_beta_lost = edited(
    "The answer is that of beta = 1, whatever beta is. It stands in the condition and in both branches.",
    ("error < beta", "error < 1"),
    (INSIDE, "keras.ops.square(error) / 2"),
    (OUTSIDE, "error - 0.5"),
)
smooth_without_half = edited(
    "Inside it is twice too large: d^2 / beta instead of d^2 / (2 beta). So the two branches do not meet at beta.",
    (INSIDE, "keras.ops.square(error) / beta"),
)
smooth_not_divided = edited(
    "Inside, beta is missing: it is d^2 / (2 beta), not d^2 / 2. The two branches have to meet at beta.",
    (INSIDE, "keras.ops.square(error) / 2"),
)
smooth_times_beta = edited(
    "Inside, the square is multiplied by beta. It is divided: d^2 / (2 beta).",
    (INSIDE, "beta * keras.ops.square(error) / 2"),
)
smooth_outside_too_large = edited(
    "Outside, the error is not lowered. Subtract beta / 2, so that the line meets the parabola at beta.",
    (OUTSIDE, "error"),
)
smooth_outside_whole_beta = edited(
    "Outside, a whole beta is subtracted. It is half of beta: the parabola is beta / 2 high where it ends.",
    (OUTSIDE, "error - beta"),
)
smooth_outside_fixed_half = edited(
    "Outside, 1/2 is subtracted whatever beta is. Subtract beta / 2.", (OUTSIDE, "error - 0.5")
)
smooth_squared_only = edited(
    "It is a parabola however large the error is. From beta on it is a straight line: |d| - beta / 2.",
    (OUTSIDE, INSIDE.replace("error", "error")),
)
smooth_branches_swapped = edited(
    "The branches have changed places: the parabola belongs to small errors, the line to large ones.",
    ("error < beta", "error >= beta"),
)
smooth_without_absolute = edited(
    "The sign of the error is still there: for errors below zero the second branch comes out wrong. Take the "
    "absolute value first.",
    ("keras.ops.absolute(y_true - y_pred)", "y_true - y_pred"),
)
smooth_summed = edited(
    "The errors are summed. Return one for each number, in the shape of the arguments.",
    (
        f"return keras.ops.where(error < beta, {INSIDE}, {OUTSIDE})",
        f"return keras.ops.sum(keras.ops.where(error < beta, {INSIDE}, {OUTSIDE}))",
    ),
)
smooth_averaged = edited(
    "The errors are averaged. Return one for each number, in the shape of the arguments.",
    (
        f"return keras.ops.where(error < beta, {INSIDE}, {OUTSIDE})",
        f"return keras.ops.mean(keras.ops.where(error < beta, {INSIDE}, {OUTSIDE}))",
    ),
)


@mistake("The value is right, but NumPy computes it, so there is no gradient to train with. Use keras.ops.")
def smooth_with_numpy(y_true, y_pred, beta=1.0):
    error = np.abs(np.asarray(y_true) - np.asarray(y_pred))
    return np.where(error < beta, error**2 / (2 * beta), error - beta / 2)


@mistake(
    "One branch is taken for all numbers at once. Each number has its own: let keras.ops.where choose number by number."
)
def smooth_one_branch_for_all(y_true, y_pred, beta=1.0):
    error = keras.ops.absolute(y_true - y_pred)
    if keras.ops.max(error) < beta:
        return keras.ops.square(error) / (2 * beta)
    return error - beta / 2


@mistake(
    "The last axis is averaged away, as the losses of Keras do it. Return one number for each number, in the "
    "shape of the arguments."
)
def smooth_by_rows(y_true, y_pred, beta=1.0):
    error = keras.ops.absolute(y_true - y_pred)
    return keras.ops.mean(
        keras.ops.where(error < beta, keras.ops.square(error) / (2 * beta), error - beta / 2), axis=-1
    )


@alternative
def smooth_by_clipping(y_true, y_pred, beta=1.0):
    error = keras.ops.abs(keras.ops.subtract(y_pred, y_true))
    inside = keras.ops.minimum(error, beta)
    return inside**2 / (2 * beta) + (error - inside)


@alternative
def smooth_by_masks(y_true, y_pred, beta=1.0):
    d = y_true - y_pred
    small = keras.ops.cast(keras.ops.less(keras.ops.abs(d), beta), "float32")
    return small * 0.5 * d**2 / beta + (1 - small) * (keras.ops.abs(d) - 0.5 * beta)


@alternative
def smooth_up_to_and_with_beta(y_true, y_pred, beta=1.0):
    error = abs(y_true - y_pred)
    return keras.ops.where(error <= beta, 0.5 * error * error / beta, error - 0.5 * beta)
