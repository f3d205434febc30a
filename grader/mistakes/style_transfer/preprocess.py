import numpy as np

from grader.authoring import alternative, edited, mistake

MEAN = np.array([103.939, 116.779, 123.68], dtype="float32")
WHOLE = ("255 * photo[..., ::-1]", "(blue_green_red - MEAN)")

channels_not_turned = edited(
    "The channels are still red, green, blue. This network takes blue first: turn the last axis round.",
    ("photo[..., ::-1]", "photo"),
)
scale_left_at_one = edited(
    "The numbers still run from 0 to 1 when the mean is subtracted. Multiply by 255 first.", ("255 * photo", "photo")
)
mean_not_subtracted = edited("MEAN is not subtracted.", ("blue_green_red - MEAN", "blue_green_red - 0 * MEAN"))
mean_added = edited("MEAN is added. Going in, it is subtracted.", ("blue_green_red - MEAN", "blue_green_red + MEAN"))
mean_subtracted_before_turning = edited(
    "The mean of red is subtracted from blue, and that of blue from red. MEAN is blue, green, red: turn the channels round "
    "before you subtract it, and leave MEAN as it is.",
    ("255 * photo[..., ::-1]", "255 * photo"),
    ("(blue_green_red - MEAN)", "(blue_green_red - MEAN)[..., ::-1]"),
)
mean_subtracted_from_zero_to_one = edited(
    "MEAN is subtracted while the photograph still runs from 0 to 1, and the scale comes afterwards. Scale first.",
    ("255 * photo[..., ::-1]", "photo[..., ::-1]"),
    ("(blue_green_red - MEAN)", "(255 * (blue_green_red - MEAN))"),
)
mirrored = edited(
    "The columns are turned round, so that left is right. The channels are the last axis: [..., ::-1].",
    ("photo[..., ::-1]", "photo[:, ::-1]"),
)
upside_down = edited(
    "The rows are turned round: the picture stands on its head. The channels are the last axis: [..., ::-1].",
    ("photo[..., ::-1]", "photo[::-1]"),
)
all_axes_turned = edited(
    "[::-1, ::-1, ::-1] turns rows and columns round, too. Only the last axis is to be turned: [..., ::-1].",
    ("photo[..., ::-1]", "photo[::-1, ::-1, ::-1]"),
)
without_a_batch = edited(
    "The axis in front is missing. A network takes a batch of pictures; this is a batch of one.", ("[np.newaxis]", "")
)
to_minus_one_and_one = edited(
    "The numbers run from -1 to 1. Some networks want that; this one wants 0 to 255, minus MEAN.",
    ("255 * photo[..., ::-1]", "2 * photo[..., ::-1] - 1"),
    ("(blue_green_red - MEAN)", "blue_green_red"),
)


@mistake(
    "The numbers are divided by a spread for each channel. Other networks want that; this one takes the mean off only."
)
def with_the_spread_of_other_networks(photo):
    scaled = (photo - np.array([0.485, 0.456, 0.406])) / np.array([0.229, 0.224, 0.225])
    return scaled[np.newaxis, ..., ::-1].astype("float32")


@alternative
def channel_by_channel(photo):
    batch = np.empty((1, *photo.shape), dtype="float32")
    for k in range(3):
        batch[0, :, :, k] = photo[:, :, 2 - k] * 255 - MEAN[k]
    return batch


@alternative
def with_flip(photo):
    return np.expand_dims(np.flip(np.asarray(photo) * 255.0, axis=-1), 0) - MEAN


@alternative
def by_name_of_colour(photo):
    red, green, blue = (255 * photo[:, :, k] for k in range(3))
    return np.stack([blue - MEAN[0], green - MEAN[1], red - MEAN[2]], axis=-1)[None]
