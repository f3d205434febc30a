import numpy as np

from grader.authoring import alternative, edited, mistake

STEPS = "steps = (np.arange(size) + 0.5) / size"
X, Y = "np.clip(x1 + steps * (x2 - x1) - 0.5, 0, width - 1)", "np.clip(y1 + steps * (y2 - y1) - 0.5, 0, height - 1)"

crop_from_the_edge = edited(
    "The points are taken at the beginning of each cell. Take them in its middle: i + 1/2.",
    (STEPS, "steps = np.arange(size) / size"),
)
crop_without_the_last_half = edited(
    "Everything is shifted by half a pixel: the middle of pixel 0 lies at 0.5 in the picture. Subtract 1/2 at the end.",
    (X, X.replace(" - 0.5", "")),
    (Y, Y.replace(" - 0.5", "")),
)
crop_border_to_border = edited(
    "The outermost points lie on the border of the box. Each point lies in the middle of its cell, half a cell inside.",
    (STEPS, "steps = np.linspace(0, 1, size)"),
)
crop_nearest = edited(
    "Each point has the value of a single pixel. Mix the four nearest ones, each by how near it is.",
    (
        "a, b = (x - left)[:, np.newaxis], (y - top)[:, np.newaxis, np.newaxis]",
        "a, b = np.zeros((size, 1)), np.zeros((size, 1, 1))",
    ),
)
crop_rounded = edited(
    "Each point has the value of the one pixel that is nearest. Mix the four nearest ones.",
    (
        "left, top = np.floor(x).astype(int), np.floor(y).astype(int)",
        "x, y = np.floor(x + 0.5), np.floor(y + 0.5)",
        "left, top = x.astype(int), y.astype(int)",
    ),
)
crop_weights_swapped = edited(
    "The weights have changed places: what is near the left pixel takes more of the right one. The left one has "
    "the weight 1 - a.",
    ("a, b = (x - left)[:, np.newaxis], (y - top)", "a, b = 1 - (x - left)[:, np.newaxis], 1 - (y - top)"),
)
crop_weights_crossed = edited(
    "The weights of rows and columns have changed places: a belongs to x and mixes left and right, b belongs to y.",
    (
        "a, b = (x - left)[:, np.newaxis], (y - top)[:, np.newaxis, np.newaxis]",
        "a, b = (y - top)[:, np.newaxis], (x - left)[:, np.newaxis, np.newaxis]",
    ),
)
crop_transposed = edited(
    "Rows and columns have changed places in each crop. Rows follow y, columns follow x.",
    ("(1 - b) * upper + b * lower)", "np.swapaxes((1 - b) * upper + b * lower, 0, 1))"),
)
crop_only_across = edited(
    "Only left and right are mixed. Mix the upper and the lower row in the same way, with y.",
    ("(1 - b) * upper + b * lower)", "upper)"),
)
crop_rows_first = edited(
    "x and y of the boxes have changed places: a box is x1, y1, x2, y2.",
    ("for x1, y1, x2, y2 in boxes", "for y1, x1, y2, x2 in boxes"),
)
crop_sides_for_corners = edited(
    "The last two numbers of a box are taken for width and height. They are the lower right corner: the width is "
    "x2 - x1.",
    (X, X.replace("(x2 - x1)", "x2")),
    (Y, Y.replace("(y2 - y1)", "y2")),
)
crop_zero_beyond = edited(
    "Near the border zeros are mixed in. There the outermost pixel goes on: keep x and y within the picture first.",
    (
        "crops.append((1 - b) * upper + b * lower)",
        "in_x = np.clip(1 - np.abs(x1 + steps * (x2 - x1) - 0.5 - x), 0, 1)[:, np.newaxis]",
        "in_y = np.clip(1 - np.abs(y1 + steps * (y2 - y1) - 0.5 - y), 0, 1)[:, np.newaxis, np.newaxis]",
        "crops.append(((1 - b) * upper + b * lower) * in_x * in_y)",
    ),
)


crop_first_to_last_pixel = edited(
    "The outermost points lie on the middles of the box's first and last pixel. Each lies in the middle of its "
    "own cell, and there are size x size cells, whatever the pixels are.",
    (X, "np.clip(np.linspace(x1, x2 - 1, size), 0, width - 1)"),
    (Y, "np.clip(np.linspace(y1, y2 - 1, size), 0, height - 1)"),
)


@mistake(
    "The crops are cut off to whole numbers: they are written into an array of the picture's type. Make one of floats."
)
def crop_cut_off(image, boxes, size):
    height, width, channels = image.shape
    crops = np.zeros((len(boxes), size, size, channels), dtype=int)
    for k, (x1, y1, x2, y2) in enumerate(boxes):
        for i in range(size):
            y = min(max(y1 + (i + 0.5) / size * (y2 - y1) - 0.5, 0), height - 1)
            for j in range(size):
                x = min(max(x1 + (j + 0.5) / size * (x2 - x1) - 0.5, 0), width - 1)
                top, left = int(y), int(x)
                bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
                a, b = x - left, y - top
                crops[k, i, j] = (1 - b) * ((1 - a) * image[top, left] + a * image[top, right]) + b * (
                    (1 - a) * image[bottom, left] + a * image[bottom, right]
                )
    return crops


@mistake(
    "The crop of a box is its whole pixels, repeated or left out. Take points in the middles of size x size "
    "cells, and mix."
)
def crop_of_whole_pixels(image, boxes, size):
    crops = np.zeros((len(boxes), size, size, image.shape[2]))
    for k, box in enumerate(boxes):
        x1, y1, x2, y2 = (int(value) for value in box)
        window = image[y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)]
        rows = np.arange(size) * window.shape[0] // size
        columns = np.arange(size) * window.shape[1] // size
        crops[k] = window[rows][:, columns]
    return crops


@mistake(
    "Beyond the middles of the outermost pixels the picture goes on along a slope, because a weight lies outside "
    "of 0 to 1. Keep x and y within the picture before you take the floor."
)
def crop_extrapolated(image, boxes, size):
    height, width = image.shape[:2]
    crops, steps = np.zeros((len(boxes), size, size, image.shape[2])), (np.arange(size) + 0.5) / size
    for k, (x1, y1, x2, y2) in enumerate(boxes):
        x, y = x1 + steps * (x2 - x1) - 0.5, y1 + steps * (y2 - y1) - 0.5
        left = np.clip(np.floor(x).astype(int), 0, width - 2)
        top = np.clip(np.floor(y).astype(int), 0, height - 2)
        a, b = (x - left)[:, None], (y - top)[:, None, None]
        upper = (1 - a) * image[top][:, left] + a * image[top][:, left + 1]
        lower = (1 - a) * image[top + 1][:, left] + a * image[top + 1][:, left + 1]
        crops[k] = (1 - b) * upper + b * lower
    return crops


@alternative
def crop_point_by_point(image, boxes, size):
    height, width, channels = image.shape
    crops = np.zeros((len(boxes), size, size, channels))
    for k in range(len(boxes)):
        x1, y1, x2, y2 = boxes[k]
        for i in range(size):
            for j in range(size):
                y = min(max(y1 + (i + 0.5) * (y2 - y1) / size - 0.5, 0), height - 1)
                x = min(max(x1 + (j + 0.5) * (x2 - x1) / size - 0.5, 0), width - 1)
                top, left = int(np.floor(y)), int(np.floor(x))
                bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
                for row, share in ((top, 1 - (y - top)), (bottom, y - top)):
                    crops[k, i, j] += share * ((1 - (x - left)) * image[row, left] + (x - left) * image[row, right])
    return crops


@alternative
def crop_by_matrices(image, boxes, size):
    image, crops = np.asarray(image, dtype=float), []
    for x1, y1, x2, y2 in boxes:
        weights = []
        for start, end, n in ((y1, y2, image.shape[0]), (x1, x2, image.shape[1])):
            places = np.clip(start + (np.arange(size) + 0.5) / size * (end - start) - 0.5, 0, n - 1)
            weights.append(np.maximum(0, 1 - np.abs(places[:, None] - np.arange(n))))
        crops.append(np.einsum("ri,ijc,sj->rsc", weights[0], image, weights[1]))
    return np.stack(crops) if crops else np.zeros((0, size, size, image.shape[2]))


@alternative
def crop_in_float32(image, boxes, size):
    height, width, channels = image.shape
    padded = np.pad(image, ((0, 1), (0, 1), (0, 0)), mode="edge").astype(np.float32)
    crops = np.empty((len(boxes), size, size, channels), dtype=np.float32)
    i = np.arange(size)
    for k, (x1, y1, x2, y2) in enumerate(boxes):
        xs = np.clip(x1 + (i + 0.5) / size * (x2 - x1) - 0.5, 0, width - 1)
        ys = np.clip(y1 + (i + 0.5) / size * (y2 - y1) - 0.5, 0, height - 1)
        y, x = np.meshgrid(ys, xs, indexing="ij")
        t, s = y.astype(int), x.astype(int)
        b, a = (y - t)[..., None], (x - s)[..., None]
        crops[k] = (1 - b) * (1 - a) * padded[t, s] + (1 - b) * a * padded[t, s + 1]
        crops[k] += b * (1 - a) * padded[t + 1, s] + b * a * padded[t + 1, s + 1]
    return crops
