import numpy as np

from grader.authoring import alternative, edited

not_rounded_down = edited(
    "The division leaves a fraction. A step that does not fit is not taken: round down with //.",
    ("(n + 2 * padding - f) // stride", "(n + 2 * padding - f) / stride"),
)
without_the_first_window = edited(
    "That counts the steps. The window at the start counts too: one more.",
    ("(n + 2 * padding - f) // stride + 1", "(n + 2 * padding - f) // stride"),
)
rounded_up = edited(
    "You round up, so the last window sticks out. Round down.",
    ("(n + 2 * padding - f) // stride", "-((-(n + 2 * padding - f)) // stride)"),
)
rounded_to_the_nearest = edited(
    "You round to the nearest number. A step fits or it does not: round down.",
    ("(n + 2 * padding - f) // stride", "int((((n + 2 * padding - f) / stride)) + 0.5)"),
)
padding_on_one_side = edited("The padding is counted once. It is put on at both ends.", ("2 * padding", "padding"))
padding_subtracted = edited(
    "The padding makes the axis longer, not shorter: add it.", ("n + 2 * padding", "n - 2 * padding")
)
padding_ignored = edited("The padding is not used.", ("n + 2 * padding", "n"))
one_added_too_early = edited(
    "The 1 is added before the division, so it is divided as well. Add it after.",
    ("(n + 2 * padding - f) // stride + 1", "((n + 2 * padding - f) + 1) // stride"),
)
stride_ignored = edited(
    "The stride is not used: divide the way that the window can go by it.",
    ("(n + 2 * padding - f) // stride", "(n + 2 * padding - f)"),
)
window_left_out = edited(
    "Take the size of the window off: its first pixel cannot go to the very end.",
    ("n + 2 * padding - f", "n + 2 * padding"),
)


@alternative
def by_counting(n, f, stride, padding):
    return len(range(0, n + 2 * padding - f + 1, stride))


@alternative
def with_int(n, f, stride, padding):
    return int(np.floor((n + 2 * padding - f) / stride)) + 1


@alternative
def divided_once(n, f, stride, padding):
    return (n + 2 * padding - f + stride) // stride


@alternative
def as_a_numpy_integer(n, f, stride, padding):
    return np.int64((n + 2 * padding - f) // stride + 1)


@alternative
def with_a_while_loop(n, f, stride, padding):
    count, start = 0, -padding
    while start + f <= n + padding:
        count, start = count + 1, start + stride
    return count
