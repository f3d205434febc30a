import numpy as np

from grader.authoring import alternative, edited, mistake

WINDOW = "features[int(np.floor(y1)) : int(np.ceil(y2)), int(np.floor(x1)) : int(np.ceil(x2))]"

pool_average = edited(
    "Each part has the mean of its features. Take the largest.", (".max(axis=(0, 1))", ".mean(axis=(0, 1))")
)
pool_over_channels = edited(
    "One maximum is taken over all channels together. Each channel has its own: axis=(0, 1).",
    (".max(axis=(0, 1))", ".max()"),
)
pool_cut_off = edited(
    "x2 and y2 are rounded down, so cells that the box touches are lost. Round them up.",
    (WINDOW, "features[int(y1) : max(int(y2), int(y1) + 1), int(x1) : max(int(x2), int(x1) + 1)]"),
)
pool_next_whole_cell = edited(
    "x2 and y2 are rounded down and 1 is added. Where they are whole already, that is a row and a column too many: np.ceil "
    "leaves whole numbers as they are.",
    (WINDOW, "features[int(y1) : int(y2) + 1, int(x1) : int(x2) + 1]"),
)
pool_begins_inside = edited(
    "x1 and y1 are rounded up, so cells that the box touches are lost. Round them down.",
    (
        WINDOW,
        "features[min(int(np.ceil(y1)), int(np.ceil(y2)) - 1) : int(np.ceil(y2)), "
        "min(int(np.ceil(x1)), int(np.ceil(x2)) - 1) : int(np.ceil(x2))]",
    ),
)
pool_rounded = edited(
    "The box is rounded to the nearest cells. Our rule takes every cell that it touches: x1 and y1 down, x2 and y2 up.",
    (
        WINDOW,
        "features[round(y1) : max(round(y2), round(y1) + 1), round(x1) : max(round(x2), round(x1) + 1)]",
        "window = window if window.size else " + WINDOW,
    ),
)
pool_one_cell_more = edited(
    "The window is one row and one column too large. x2 and y2, rounded up, are where it ends, not its last cell.",
    ("int(np.ceil(y2)), int", "int(np.ceil(y2)) + 1, int"),
    ("int(np.ceil(x2))]", "int(np.ceil(x2)) + 1]"),
)
pool_rows_first = edited(
    "x and y of the boxes have changed places: a box is x1, y1, x2, y2, and x counts columns.",
    ("(x1, y1, x2, y2) in", "(y1, x1, y2, x2) in"),
    (WINDOW, 'np.pad(features, ((0, 20), (0, 20), (0, 0)), mode="edge")' + WINDOW[8:]),
)
pool_transposed = edited(
    "The parts have changed places: the first axis counts rows, the second one columns.",
    ("pooled[number, i, j]", "pooled[number, j, i]"),
)
pool_parts_rounded_down = edited(
    "The end of each part is rounded down, so rows that two parts should share are in one of them only. Round it "
    "up: ceil((i + 1) n / size).",
    ("-(-(i + 1) * rows // size)", "max((i + 1) * rows // size, i * rows // size + 1)"),
    ("-(-(j + 1) * columns // size)", "max((j + 1) * columns // size, j * columns // size + 1)"),
)
pool_parts_of_equal_length = edited(
    "All parts have one length, and the last one takes the rest, or nobody does. Part i begins at floor(i n / "
    "size) and ends before ceil((i + 1) n / size).",
    (
        "top, bottom = i * rows // size, -(-(i + 1) * rows // size)",
        "step = max(1, rows // size)",
        "top = min(i * step, rows - 1)",
        "bottom = rows if i == size - 1 else top + step",
    ),
    (
        "left, right = j * columns // size, -(-(j + 1) * columns // size)",
        "step = max(1, columns // size)",
        "left = min(j * step, columns - 1)",
        "right = columns if j == size - 1 else left + step",
    ),
)
pool_one_row_too_many = edited(
    "Each part takes one row and one column too many. It ends before ceil((i + 1) n / size): a slice leaves its "
    "end out.",
    ("window[top:bottom, left:right]", "window[top : bottom + 1, left : right + 1]"),
)
pool_first_cell_only = edited(
    "Each part has its first cell. Take the largest feature of all of its cells.",
    ("window[top:bottom, left:right].max(axis=(0, 1))", "window[top, left]"),
)
pool_never_below_zero = edited(
    "Features below zero come out as 0. Begin with the features themselves, not with 0: the largest of -3 and -5 "
    "is -3.",
    (
        "window[top:bottom, left:right].max(axis=(0, 1))",
        "np.maximum(0, window[top:bottom, left:right].max(axis=(0, 1)))",
    ),
)
pool_smallest = edited(
    "Each part has its smallest feature. Take the largest.", (".max(axis=(0, 1))", ".min(axis=(0, 1))")
)


@mistake("The last two numbers of a box are taken for width and height. They are the lower right corner.")
def pool_sides_for_corners(features, boxes, size):
    padded = np.pad(features, ((0, 30), (0, 30), (0, 0)), mode="edge")
    pooled = np.zeros((len(boxes), size, size, features.shape[2]))
    for number, (x, y, w, h) in enumerate(boxes):
        window = padded[int(np.floor(y)) : int(np.ceil(y + h)), int(np.floor(x)) : int(np.ceil(x + w))]
        rows, columns = window.shape[:2]
        for i in range(size):
            for j in range(size):
                part = window[i * rows // size : -(-(i + 1) * rows // size)]
                pooled[number, i, j] = part[:, j * columns // size : -(-(j + 1) * columns // size)].max(axis=(0, 1))
    return pooled


@mistake(
    "The rows are shared out so that none is in two parts; and where there are fewer rows than parts, some parts "
    "are empty. By our rule part i ends before ceil((i + 1) n / size), and parts may share a row."
)
def pool_by_array_split(features, boxes, size):
    pooled = np.zeros((len(boxes), size, size, features.shape[2]))
    for number, (x1, y1, x2, y2) in enumerate(boxes):
        window = features[int(np.floor(y1)) : int(np.ceil(y2)), int(np.floor(x1)) : int(np.ceil(x2))]
        for i, rows in enumerate(np.array_split(window, size, axis=0)):
            for j, part in enumerate(np.array_split(rows, size, axis=1)):
                if part.size:
                    pooled[number, i, j] = part.max(axis=(0, 1))
    return pooled


@mistake(
    "The ends of the parts are rounded to the nearest row. By our rule part i begins at floor(i n / size) and "
    "ends before ceil((i + 1) n / size)."
)
def pool_parts_rounded(features, boxes, size):
    pooled = np.zeros((len(boxes), size, size, features.shape[2]))
    for number, (x1, y1, x2, y2) in enumerate(boxes):
        window = features[int(np.floor(y1)) : int(np.ceil(y2)), int(np.floor(x1)) : int(np.ceil(x2))]
        rows, columns = window.shape[:2]
        for i in range(size):
            top = min(round(i * rows / size), rows - 1)
            part = window[top : max(round((i + 1) * rows / size), top + 1)]
            for j in range(size):
                left = min(round(j * columns / size), columns - 1)
                right = max(round((j + 1) * columns / size), left + 1)
                pooled[number, i, j] = part[:, left:right].max(axis=(0, 1))
    return pooled


@alternative
def pool_by_loops(features, boxes, size):
    import math

    pooled = []
    for x1, y1, x2, y2 in boxes:
        x1, y1, x2, y2 = math.floor(x1), math.floor(y1), math.ceil(x2), math.ceil(y2)
        n, m = y2 - y1, x2 - x1
        out = np.full((size, size, features.shape[2]), -np.inf)
        for i in range(size):
            for j in range(size):
                for row in range(y1 + math.floor(i * n / size), y1 + math.ceil((i + 1) * n / size)):
                    for column in range(x1 + math.floor(j * m / size), x1 + math.ceil((j + 1) * m / size)):
                        out[i, j] = np.maximum(out[i, j], features[row, column])
        pooled.append(out)
    return np.array(pooled).reshape(-1, size, size, features.shape[2])


@alternative
def pool_rows_then_columns(features, boxes, size):
    pooled = np.zeros((len(boxes), size, size, features.shape[2]), dtype=features.dtype)
    for k, box in enumerate(boxes):
        x1, y1 = np.floor(box[:2]).astype(int)
        x2, y2 = np.ceil(box[2:]).astype(int)
        window = features[y1:y2, x1:x2]
        i = np.arange(size)
        for axis in (0, 1):
            n = window.shape[axis]
            parts = zip(np.floor(i * n / size).astype(int), np.ceil((i + 1) * n / size).astype(int), strict=True)
            window = np.stack([np.take(window, range(a, b), axis=axis).max(axis=axis) for a, b in parts], axis=axis)
        pooled[k] = window
    return pooled


@alternative
def pool_in_float32(features, boxes, size):
    out = np.zeros((len(boxes), size, size, features.shape[-1]), dtype="float32")
    for k in range(len(boxes)):
        left, top = int(boxes[k][0] // 1), int(boxes[k][1] // 1)
        right, bottom = int(np.ceil(boxes[k][2])), int(np.ceil(boxes[k][3]))
        for i in range(size):
            a, b = top + (bottom - top) * i // size, top + int(np.ceil((bottom - top) * (i + 1) / size))
            for j in range(size):
                c, d = left + (right - left) * j // size, left + int(np.ceil((right - left) * (j + 1) / size))
                out[k, i, j] = np.amax(np.amax(features[a:b, c:d, :], axis=0), axis=0)
    return out
