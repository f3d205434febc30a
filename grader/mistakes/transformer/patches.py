import numpy as np

from grader.authoring import alternative, edited, mistake

only_reshaped = edited(
    "The pixels are only read anew, so that a patch holds a strip of a row. Cut both sides, then bring the rows of a "
    "patch together by a transpose.",
    (".transpose(0, 1, 3, 2, 4, 5)", ""),
)
every_so_many_pixels = edited(
    "A patch holds pixels that lie far apart: height was cut into (size, rows), not into (rows, size).",
    (
        "images.reshape(m, rows, size, columns, size, channels)",
        "images.reshape(m, size, rows, size, columns, channels)",
    ),
    (".transpose(0, 1, 3, 2, 4, 5)", ".transpose(0, 2, 4, 1, 3, 5)"),
)
column_by_column = edited(
    "The patches stand column by column. They should stand in the order in which one reads: the upper row first.",
    (".transpose(0, 1, 3, 2, 4, 5)", ".transpose(0, 3, 1, 2, 4, 5)"),
)
pixels_column_by_column = edited(
    "In each patch the pixels stand column by column. They should stand row by row.",
    (".transpose(0, 1, 3, 2, 4, 5)", ".transpose(0, 1, 3, 4, 2, 5)"),
)
both_column_by_column = edited(
    "Patches and pixels stand column by column. Both should stand row by row, as one reads.",
    (".transpose(0, 1, 3, 2, 4, 5)", ".transpose(0, 3, 1, 4, 2, 5)"),
)
channels_first = edited(
    "In each patch one channel stands behind the other. The channels of a pixel belong together.",
    (".transpose(0, 1, 3, 2, 4, 5)", ".transpose(0, 1, 3, 5, 2, 4)"),
)
not_flat = edited(
    "The patches are still little pictures. Each should be a row of size * size * channels numbers.",
    ("(m, rows * columns, size * size * channels)", "(m, rows * columns, size, size, channels)"),
)
patches_in_a_grid = edited(
    "The patches stand in a grid of rows and columns. They should stand in a single row: (m, count, numbers).",
    ("(m, rows * columns, size * size * channels)", "(m, rows, columns, size * size * channels)"),
)
all_pictures_together = edited(
    "The patches of all pictures stand in one row. Each picture keeps its own: (m, count, numbers).",
    ("(m, rows * columns, size * size * channels)", "(m * rows * columns, size * size * channels)"),
)
pictures_and_patches_swapped = edited(
    "The patches come before the pictures. The first axis is the pictures: (m, count, numbers).",
    (
        "return cut.transpose(0, 1, 3, 2, 4, 5).reshape(m, rows * columns, size * size * channels)",
        "return cut.transpose(1, 3, 0, 2, 4, 5).reshape(rows * columns, m, size * size * channels)",
    ),
)


@mistake("size is taken for the number of patches along a side. It is how many pixels a patch has along a side.")
def size_is_the_number(images, size):
    m, height, width, channels = images.shape
    h, w = max(height // size, 1), max(width // size, 1)
    cut = images[:, : h * size, : w * size].reshape(m, size, h, size, w, channels)
    return cut.transpose(0, 1, 3, 2, 4, 5).reshape(m, size * size, h * w * channels)


@mistake("The patches overlap: they begin at every pixel. They stand side by side: step by size.")
def overlapping(images, size):
    m, height, width, _ = images.shape
    starts = [(i, j) for i in range(height - size + 1) for j in range(width - size + 1)]
    return np.stack([images[:, i : i + size, j : j + size].reshape(m, -1) for i, j in starts], axis=1)


@mistake("There are as many columns of patches as rows, also where pictures are wider than high.")
def as_many_columns_as_rows(images, size):
    side = images.shape[1] // size * size
    cut = (
        images[:, :, :side]
        if images.shape[2] >= side
        else np.pad(images, ((0, 0), (0, 0), (0, side - images.shape[2]), (0, 0)))
    )
    m, rows, channels = len(images), side // size, images.shape[3]
    cut = cut.reshape(m, rows, size, rows, size, channels)
    return cut.transpose(0, 1, 3, 2, 4, 5).reshape(m, rows * rows, size * size * channels)


@alternative
def with_loops(images, size):
    m, height, width, _ = images.shape
    rows = [
        images[:, i : i + size, j : j + size].reshape(m, -1)
        for i in range(0, height, size)
        for j in range(0, width, size)
    ]
    return np.stack(rows, axis=1)


@alternative
def by_splitting(images, size):
    height, width = images.shape[1:3]
    strips = np.split(images, height // size, axis=1)
    cut = [part for strip in strips for part in np.split(strip, width // size, axis=2)]
    return np.stack([part.reshape(len(images), -1) for part in cut], 1)


@alternative
def by_windows(images, size):
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))[:, ::size, ::size]
    m, rows, columns, channels = windows.shape[:4]
    return np.moveaxis(windows, 3, -1).reshape(m, rows * columns, size * size * channels)


@alternative
def picture_by_picture(images, size):
    answer = []
    for image in images:
        h, w, c = image.shape
        squares = image.reshape(h // size, size, w // size, size, c).swapaxes(1, 2)
        answer.append(squares.reshape(-1, size * size * c))
    return np.array(answer)
