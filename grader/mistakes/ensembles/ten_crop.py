import numpy as np

from grader.authoring import alternative, edited, mistake

upside_down_crops = edited(
    "The last five are turned upside down: the rows are reversed. A mirror exchanges left and right: reverse the "
    "columns, axis 3 of the stack.",
    ("five[:, :, :, ::-1]", "five[:, :, ::-1]"),
)
channels_reversed = edited(
    "The last five have their channels reversed, or are not mirrored at all where there is one channel. The "
    "columns are axis 3 of the stack, the channels axis 4.",
    ("five[:, :, :, ::-1]", "five[..., ::-1]"),
)
crops_of_the_mirrored_picture = edited(
    "You mirror the whole picture and cut again, so that the seventh is the mirror image of the first and so on. "
    "The order is the same as in the first five: mirror each crop.",
    (
        "np.concatenate([five, five[:, :, :, ::-1]])",
        "np.concatenate([five, np.stack([images[:, :, ::-1][:, top : top + size, left : left + size] "
        "for top, left in places])])",
    ),
)
not_mirrored = edited(
    "The last five are the first five once more: they are not mirrored.", ("five[:, :, :, ::-1]", "five")
)
pictures_first = edited(
    "The first axis counts the pictures, and the second the crops. It should be the other way round: (10, m, ...).",
    ("np.concatenate([five, five[:, :, :, ::-1]])", "np.concatenate([five, five[:, :, :, ::-1]]).swapaxes(0, 1)"),
)
crops_take_turns = edited(
    "Each crop is followed by its own mirror image. First come all five crops, then the five mirror images.",
    (
        "np.concatenate([five, five[:, :, :, ::-1]])",
        "np.stack([five, five[:, :, :, ::-1]], axis=1).reshape(10, *five.shape[1:])",
    ),
)
centre_rounded_up = edited(
    "Where the centre lies between two pixels, yours begins one pixel too far down or right. Subtract first, "
    "then halve, and round down: (height - size) // 2.",
    ("(bottom // 2, right // 2)", "(-(-bottom // 2), -(-right // 2))"),
)
centre_at_the_middle = edited(
    "The centre crop begins in the middle of the picture. It should have its own middle there: begin at (height "
    "- size) // 2.",
    ("(bottom // 2, right // 2)", "(min(images.shape[1] // 2, bottom), min(images.shape[2] // 2, right))"),
)
height_and_width_swapped = edited(
    "Height and width are swapped: the second axis of images is the height, the third one the width.",
    ("_, height, width, _ = images.shape", "_, width, height, _ = images.shape"),
)
one_pixel_short_of_the_edge = edited(
    "The crops at the bottom and on the right end one pixel before the edge: they begin at height - size, not "
    "one earlier.",
    (
        "bottom, right = height - size, width - size",
        "bottom, right = max(height - size - 1, 0), max(width - size - 1, 0)",
    ),
)
rows_and_columns_exchanged = edited(
    "The second and the third crop are exchanged: first the top right, then the bottom left.",
    ("[(0, 0), (0, right), (bottom, 0),", "[(0, 0), (bottom, 0), (0, right),"),
)
centre_first = edited(
    "The centre stands first. It is the last of the five.",
    (
        "[(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]",
        "[(bottom // 2, right // 2), (0, 0), (0, right), (bottom, 0), (bottom, right)]",
    ),
)


@mistake("There are only five crops: the mirror image of each is missing.")
def five_only(images, size):
    _, height, width, _ = images.shape
    b, r = height - size, width - size
    places = [(0, 0), (0, r), (b, 0), (b, r), (b // 2, r // 2)]
    return np.stack([images[:, t : t + size, q : q + size] for t, q in places])


@alternative
def mirrored_and_put_in_order(images, size):
    height, width = images.shape[1:3]

    def crops(x):
        return [
            x[:, :size, :size],
            x[:, :size, width - size :],
            x[:, height - size :, :size],
            x[:, height - size :, width - size :],
            x[:, (height - size) // 2 :, (width - size) // 2 :][:, :size, :size],
        ]

    other = crops(np.flip(images, axis=2))
    left = (width - size) - (width - size) // 2  # the mirror image of the centre begins here
    other[4] = np.flip(images, axis=2)[:, (height - size) // 2 :][:, :size, left : left + size]
    return np.array(crops(images) + [other[k] for k in (1, 0, 3, 2, 4)])


@alternative
def picture_by_picture(images, size):
    m, height, width, channels = images.shape
    result = np.empty((10, m, size, size, channels), dtype=np.float32)
    for i in range(m):
        for k, (t, q) in enumerate(
            [(0, 0), (0, width - size), (height - size, 0), (height - size, width - size)]
            + [(int((height - size) / 2), int((width - size) / 2))]
        ):
            crop = images[i, t : t + size, q : q + size]
            result[k, i], result[k + 5, i] = crop, np.fliplr(crop)
    return result


@alternative
def with_take(images, size):
    b, r = images.shape[1] - size, images.shape[2] - size
    steps = np.arange(size)
    tops, lefts = np.array([0, 0, b, b, b // 2]), np.array([0, r, 0, r, r // 2])
    rows, columns = tops[:, None] + steps, lefts[:, None] + steps
    rows, columns = np.tile(rows, (2, 1)), np.concatenate([columns, columns[:, ::-1]])
    return np.moveaxis(images[:, rows[:, :, None], columns[:, None, :]], 1, 0)
