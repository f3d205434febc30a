import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake


@mistake("All pictures have their square at the same place. Draw a new place for each.")
def one_place_for_all(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
    result[:, top : top + size, left : left + size] = 0
    return result


last_place_missing = edited(
    "The last place never occurs: rng.integers leaves out its upper end, so the number of places is height - size + 1.",
    everywhere("- size + 1", "- size"),
)
sticks_out = edited(
    "The square may begin anywhere and sticks out at the bottom and on the right. It should lie wholly inside.",
    everywhere(" - size + 1", ""),
)
drawn_by_its_middle = edited(
    "You draw the middle of the square, so that near the edges a part of it is cut off, as in the original paper. "
    "Ours lies wholly inside: draw its top left corner.",
    ("rng.integers(0, height - size + 1)", "rng.integers(0, height) - size // 2"),
    ("rng.integers(0, width - size + 1)", "rng.integers(0, width) - size // 2"),
    (
        "i, top : top + size, left : left + size",
        "i, max(top, 0) : max(top + size, 0), max(left, 0) : max(left + size, 0)",
    ),
)
height_and_width_swapped = edited(
    "Height and width are swapped: the second axis of images is the height, the third one the width.",
    ("m, height, width", "m, width, height"),
)
one_pixel_too_large = edited(
    "The square is one pixel too large: a slice from top to top + size has size pixels already.",
    ("top + size", "top + size + 1"),
    ("left + size", "left + size + 1"),
)
eight_by_eight = edited(
    "The pictures are taken to be 8 by 8 here. Read height and width from the shape of images.",
    ("m, height, width = images.shape", ""),
    ("range(m)", "range(len(images))"),
    ("top = rng.integers(0, height - size + 1)", "top, left = rng.integers(0, 8 - size + 1, size=2)"),
    ("left = rng.integers(0, width - size + 1)", ""),
)
hides_the_rest = edited(
    "Everything outside the square is hidden. It should be the other way round.",
    ("images.copy()", "np.zeros_like(images)"),
    (
        "result[i, top : top + size, left : left + size] = 0",
        "result[i, top : top + size, left : left + size] = images[i, top : top + size, left : left + size]",
    ),
)
cut_into_the_originals = edited(
    "The caller's images are cut too. Start from a copy: images.copy().",
    ("result = images.copy()", ""),
    ("result[i, top : top + size, left : left + size]", "images[i, top : top + size, left : left + size]"),
    ("return result", "return images"),
)
scattered_pixels = edited(
    "Single pixels are hidden here and there. Hide one square of size times size pixels that hang together.",
    (
        "top = rng.integers(0, height - size + 1)  # the upper end does not count",
        "hidden = rng.choice(height * width, size=size * size, replace=False)",
    ),
    ("left = rng.integers(0, width - size + 1)", ""),
    ("result[i, top : top + size, left : left + size]", "result[i].ravel()[hidden]"),
)
along_the_diagonal = edited(
    "Row and column of the square are the same number, so it only moves along a diagonal. Draw two numbers.",
    ("height - size", "min(height, width) - size"),
    ("left = rng.integers(0, width - size + 1)", ""),
    ("left : left + size", "top : top + size"),
)
places_from_np_random = edited(
    "The place is drawn with np.random and not with the rng that is passed in, so it cannot be repeated.",
    everywhere("rng.integers", "np.random.randint"),
)


@alternative
def multiplied_with_a_mask(images, size, rng):
    m, height, width = images.shape
    top = rng.integers(0, height - size, size=(m, 1), endpoint=True)
    left = rng.integers(0, width - size, size=(m, 1), endpoint=True)
    rows, columns = np.arange(height), np.arange(width)
    in_rows = (rows >= top) & (rows < top + size)
    in_columns = (columns >= left) & (columns < left + size)
    return images * ~(in_rows[:, :, None] & in_columns[:, None, :])


@alternative
def cut_in_a_list(images, size, rng):
    result = []
    for image in images:
        new = image.astype(np.float32)
        y, x = int(rng.random() * (image.shape[0] - size + 1)), int(rng.random() * (image.shape[1] - size + 1))
        for i in range(size):
            for j in range(size):
                new[y + i][x + j] = 0
        result.append(new)
    return np.array(result)


@alternative
def with_choice_of_all_places(images, size, rng):
    m, height, width = images.shape
    places = [(top, left) for left in range(width - size + 1) for top in range(height - size + 1)]
    result = np.array(images)
    for image, number in zip(result, rng.choice(len(places), size=m), strict=True):
        top, left = places[number]
        image[top : top + size, left : left + size] = 0
    return result
