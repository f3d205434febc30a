import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

MEAN = np.array([103.939, 116.779, 123.68], dtype="float32")

channels_not_turned_back = edited(
    "The channels are still blue, green, red. A photograph is red, green, blue: turn the last axis round.",
    ("blue_green_red[..., ::-1]", "blue_green_red"),
)
mean_not_added = edited("MEAN is not added. It was subtracted on the way in.", ("[0] + MEAN", "[0] + 0 * MEAN"))
mean_subtracted_again = edited("MEAN is subtracted once more. Going out, it is added.", ("[0] + MEAN", "[0] - MEAN"))
mean_added_after_turning = edited(
    "MEAN is added after the channels were turned round, so that blue's mean goes to red. Add it first.",
    ("[0] + MEAN", "[0]"),
    ("blue_green_red[..., ::-1] / 255", "(blue_green_red[..., ::-1] + MEAN) / 255"),
)
not_cut_off = edited(
    "Some numbers lie below 0 or above 1, which no screen can show. Cut them off.",
    ("np.clip(blue_green_red[..., ::-1] / 255, 0, 1)", "blue_green_red[..., ::-1] / 255"),
)
only_cut_off_above = edited(
    "Numbers below 0 are left. Cut off at both ends.",
    ("np.clip(blue_green_red[..., ::-1] / 255, 0, 1)", "np.minimum(blue_green_red[..., ::-1] / 255, 1)"),
)
only_cut_off_below = edited(
    "Numbers above 1 are left. Cut off at both ends.",
    ("np.clip(blue_green_red[..., ::-1] / 255, 0, 1)", "np.maximum(blue_green_red[..., ::-1] / 255, 0)"),
)
stays_at_255 = edited(
    "The numbers run up to 255. The photographs of this notebook run from 0 to 1: divide by 255.",
    ("np.clip(blue_green_red[..., ::-1] / 255, 0, 1)", "np.clip(blue_green_red[..., ::-1], 0, 255)"),
)
cut_off_before_dividing = edited(
    "It is cut off at 1 before the division, so everything brighter than nearly black is lost. Divide first.",
    ("np.clip(blue_green_red[..., ::-1] / 255, 0, 1)", "np.clip(blue_green_red[..., ::-1], 0, 1) / 255"),
)
stretched = edited(
    "The darkest number is made 0 and the brightest 1, whatever they are. A grey picture must stay grey: add MEAN, "
    "divide by 255, and cut off.",
    (
        "np.clip(blue_green_red[..., ::-1] / 255, 0, 1)",
        "(blue_green_red - blue_green_red.min())[..., ::-1] / max(float(np.ptp(blue_green_red)), 1e-9)",
    ),
)
still_a_batch = edited(
    "The axis of the batch is still there. Take the one picture out of it, with [0].",
    ("convert_to_numpy(image)[0]", "convert_to_numpy(image)"),
)
mirrored_back = edited(
    "The columns are turned round instead of the channels. The channels are the last axis: [..., ::-1].",
    ("blue_green_red[..., ::-1]", "blue_green_red[:, ::-1]"),
)


@mistake("The decimals are cut off, so that only steps of 1/255 are left. Keep them: plt.imshow takes decimal numbers.")
def decimals_cut_off(image):
    picture = np.clip(keras.ops.convert_to_numpy(image)[0] + MEAN, 0, 255).astype("uint8")
    return picture[..., ::-1] / 255


@mistake("The numbers are rounded to steps of 1/255. Leave them as they are: plt.imshow takes decimal numbers.")
def rounded(image):
    picture = np.round(np.clip(keras.ops.convert_to_numpy(image)[0] + MEAN, 0, 255))
    return picture[..., ::-1] / 255


@mistake("These are whole numbers up to 255. Divide by 255, and keep the decimals: plt.imshow takes 0 to 1.")
def as_bytes(image):
    picture = np.clip(keras.ops.convert_to_numpy(image)[0] + MEAN, 0, 255)
    return picture[..., ::-1].astype("uint8")


@alternative
def with_keras_ops(image):
    picture = keras.ops.convert_to_tensor(image)[0] + MEAN
    return keras.ops.clip(keras.ops.flip(picture, axis=-1) / 255.0, 0.0, 1.0)


@alternative
def cut_off_at_255_first(image):
    picture = np.asarray(image)[0]
    picture = np.minimum(np.maximum(picture + MEAN, 0), 255)
    return np.stack([picture[..., 2], picture[..., 1], picture[..., 0]], axis=-1) / 255.0


@alternative
def in_a_copy(image):
    photo = np.array(image, dtype="float32").squeeze(axis=0)
    for k, mean in enumerate((103.939, 116.779, 123.68)):
        photo[:, :, k] += mean
    return np.clip(photo[:, :, ::-1] / 255, 0, 1)
