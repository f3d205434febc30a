import numpy as np

from grader.authoring import alternative, edited, mistake


@mistake(
    "What leaves the picture on one side comes in on the other, as np.roll does it. It should be lost, and zeros "
    "move in."
)
def rolled_around(images, rng, max_shift=1, flip=False):
    result = images.copy()
    for i in range(len(images)):
        down, right = rng.integers(-max_shift, max_shift + 1, size=2)
        result[i] = np.roll(images[i], (down, right), axis=(0, 1))
        if flip and rng.random() < 0.5:
            result[i] = result[i][:, ::-1]
    return result


@mistake("All pictures move by the same amount. Draw a new shift for each of them.")
def one_shift_for_all(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    top, left = rng.integers(0, 2 * max_shift + 1, size=2)
    result = padded[:, top : top + height, left : left + width].copy()
    if flip:
        for i in range(m):
            if rng.random() < 0.5:
                result[i] = result[i][:, ::-1]
    return result


@mistake("The largest shift never occurs to one side: rng.integers leaves out its upper end. Add 1 to it.")
def upper_end_left_out(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, max(2 * max_shift, 1), size=2)
        result[i] = padded[i, top : top + height, left : left + width]
        if flip and rng.random() < 0.5:
            result[i] = result[i][:, ::-1]
    return result


@mistake(
    "The shift is the same up and down as left and right, so pictures move along a diagonal only. Draw two numbers."
)
def same_shift_on_both_axes(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        start = rng.integers(0, 2 * max_shift + 1)
        result[i] = padded[i, start : start + height, start : start + width]
        if flip and rng.random() < 0.5:
            result[i] = result[i][:, ::-1]
    return result


@mistake("Pictures are mirrored although flip is False. A mirrored digit is no digit: mirror only if flip is set.")
def always_mirrors(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if max_shift > 0 and rng.random() < 0.5 else window
        if max_shift == 0 and flip and rng.random() < 0.5:
            result[i] = window[:, ::-1]
    return result


@mistake("Pictures are turned upside down: the rows are reversed. To mirror left to right, reverse the columns.")
def upside_down(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[::-1] if flip and rng.random() < 0.5 else window
    return result


@mistake("With flip=True every picture is mirrored. Toss a coin for each: half of them stay as they are.")
def mirrors_every_picture(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if flip else window
    return result


@mistake("Nothing is ever mirrored: the argument flip is not used.")
def never_mirrors(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        result[i] = padded[i, top : top + height, left : left + width]
    return result


@mistake("The shift is always one pixel at most, whatever max_shift says. Use the argument.")
def one_pixel_at_most(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    max_shift = min(max_shift, 1)
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if flip and rng.random() < 0.5 else window
    return result


@mistake("The frame repeats the pixels of the edge. What moves in should be 0, the background: np.pad without a mode.")
def edge_repeated(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)), mode="edge")
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if flip and rng.random() < 0.5 else window
    return result


@mistake("The pictures are right, but the caller's images are overwritten. Write into a new array.")
def written_into_images(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        images[i] = window[:, ::-1] if flip and rng.random() < 0.5 else window
    return images


@mistake("Chance comes from np.random here. Draw from the rng that is passed in, so that it can be repeated.")
def shifts_from_np_random(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = np.random.randint(0, 2 * max_shift + 1, size=2)
        window = padded[i, top : top + height, left : left + width]
        result[i] = window[:, ::-1] if flip and np.random.rand() < 0.5 else window
    return result


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


@mistake(
    "The order of the pictures is reversed: the first axis counts pictures. To mirror, reverse the last axis, the "
    "columns of each picture."
)
def order_reversed(images, rng, max_shift=1, flip=False):
    m, height, width = images.shape
    padded = np.pad(images, ((0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, 2 * max_shift + 1, size=2)
        result[i] = padded[i, top : top + height, left : left + width]
    return result[::-1] if flip else result


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
