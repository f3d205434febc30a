import numpy as np

from grader.authoring import alternative, edited, mistake

rolled_around = edited(
    "What leaves the picture on one side comes in on the other, as np.roll does it. It should be lost, and zeros "
    "move in.",
    (
        "padded[i, top : top + height, left : left + width]",
        "np.roll(images[i], (top - max_shift, left - max_shift), axis=(0, 1))",
    ),
)
one_shift_for_all = edited(
    "All pictures move by the same amount. Draw a new shift for each of them.",
    (
        "augmented = np.zeros_like(images)",
        "augmented = np.zeros_like(images)",
        "top, left = rng.integers(0, 2 * max_shift + 1, size=2)",
    ),
    ("top, left = rng.integers(0, 2 * max_shift + 1, size=2)  # the upper end does not count", ""),
)
upper_end_left_out = edited(
    "The largest shift never occurs to one side: rng.integers leaves out its upper end. Add 1 to it.",
    ("2 * max_shift + 1", "max(2 * max_shift, 1)"),
)
same_shift_on_both_axes = edited(
    "The shift is the same up and down as left and right, so pictures move along a diagonal only. Draw two numbers.",
    ("top, left = rng.integers(0, 2 * max_shift + 1, size=2)", "top = left = rng.integers(0, 2 * max_shift + 1)"),
)
always_mirrors = edited(
    "Pictures are mirrored although flip is False. A mirrored digit is no digit: mirror only if flip is set.",
    ("if flip and", "if (flip or max_shift > 0) and"),
)
upside_down = edited(
    "Pictures are turned upside down: the rows are reversed. To mirror left to right, reverse the columns.",
    ("window[:, ::-1]", "window[::-1]"),
)
mirrors_every_picture = edited(
    "With flip=True every picture is mirrored. Toss a coin for each: half of them stay as they are.",
    (" and rng.random() < 0.5", ""),
)
never_mirrors = edited(
    "Nothing is ever mirrored: the argument flip is not used.",
    ("if flip and rng.random() < 0.5:\n    window = window[:, ::-1]", ""),
)
one_pixel_at_most = edited(
    "The shift is always one pixel at most, whatever max_shift says. Use the argument.",
    ("m, height, width = images.shape", "m, height, width = images.shape", "max_shift = min(max_shift, 1)"),
)
edge_repeated = edited(
    "The frame repeats the pixels of the edge. What moves in should be 0, the background: np.pad without a mode.",
    ("np.pad(images, border)", 'np.pad(images, border, mode="edge")'),
)
written_into_images = edited(
    "The pictures are right, but the caller's images are overwritten. Write into a new array.",
    ("np.zeros_like(images)", "images"),
)
shifts_from_np_random = edited(
    "Chance comes from np.random here. Draw from the rng that is passed in, so that it can be repeated.",
    ("rng.integers", "np.random.randint"),
    ("rng.random()", "np.random.rand()"),
)


@mistake(
    "With max_shift=0 nothing is left: the slice [max_shift:-max_shift] is empty, for -0 is 0. Say where it ends from "
    "the front, by the height and the width."
)
def nothing_left_without_shift(images, rng, max_shift=1, flip=False):
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = []
    for picture in padded:
        moved = np.roll(picture, rng.integers(-max_shift, max_shift + 1, size=2), axis=(0, 1))
        cropped = moved[max_shift:-max_shift, max_shift:-max_shift]
        result.append(cropped[:, ::-1] if flip and rng.random() < 0.5 else cropped)
    return np.stack(result)


order_reversed = edited(
    "The order of the pictures is reversed: the first axis counts pictures. To mirror, reverse the last axis, the "
    "columns of each picture.",
    ("if flip and rng.random() < 0.5:\n    window = window[:, ::-1]", ""),
    ("return augmented", "return augmented[::-1] if flip else augmented"),
)


@alternative
def with_all_shifts_drawn_first(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    down, right = rng.integers(-max_shift, max_shift, size=(2, m), endpoint=True)
    mirror = (rng.random(m) < 0.5) & flip
    rows = np.arange(height)[None, :] - down[:, None]
    columns = np.arange(width)[None, :] - right[:, None]
    inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None, :]
    moved = images[
        np.arange(m)[:, None, None], rows.clip(0, height - 1)[:, :, None], columns.clip(0, width - 1)[:, None, :]
    ]
    moved = np.where(inside, moved, 0)
    return np.where(mirror[:, None, None], moved[:, :, ::-1], moved)


@alternative
def rolled_and_wiped(images, rng, max_shift=1, flip=False):
    result = []
    for image in images:
        down, right = rng.choice(np.arange(-max_shift, max_shift + 1), size=2)
        if flip and rng.integers(2) == 1:
            image = np.fliplr(image)
        image = np.roll(image, (down, right), axis=(0, 1))
        if down > 0:
            image[:down] = 0
        if down < 0:
            image[down:] = 0
        if right > 0:
            image[:, :right] = 0
        if right < 0:
            image[:, right:] = 0
        result.append(image)
    return np.stack(result)


@alternative
def pixel_by_pixel(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    result = np.zeros((m, height, width), dtype=np.float32)
    for i in range(m):
        down, right = int(rng.integers(-max_shift, max_shift + 1)), int(rng.integers(-max_shift, max_shift + 1))
        for y in range(max(0, down), min(height, height + down)):
            for x in range(max(0, right), min(width, width + right)):
                result[i, y, x] = images[i, y - down, x - right]
        if flip and rng.random() > 0.5:
            result[i] = result[i, :, ::-1].copy()
    return result


filled_with_ones = edited(
    "What moves in from outside is 1, as bright as a pixel can be. The background is 0: np.pad fills with zeros by itself.",
    (
        "padded = np.pad(images, border)  # zeros around each picture",
        "padded = np.pad(images, border, constant_values=1)",
    ),
)
