import numpy as np

from grader.catalogue import alternative, mistake


@mistake("The division leaves a fraction. A step that does not fit is not taken: round down with //.")
def not_rounded_down(n, f, stride, padding):
    return (n + 2 * padding - f) / stride + 1


@mistake("That counts the steps. The window at the start counts too: one more.")
def without_the_first_window(n, f, stride, padding):
    return (n + 2 * padding - f) // stride


@mistake("You round up, so the last window sticks out. Round down.")
def rounded_up(n, f, stride, padding):
    return -(-(n + 2 * padding - f) // stride) + 1


@mistake("You round to the nearest number. A step fits or it does not: round down.")
def rounded_to_the_nearest(n, f, stride, padding):
    return int((n + 2 * padding - f) / stride + 0.5) + 1


@mistake("The padding is counted once. It is put on at both ends.")
def padding_on_one_side(n, f, stride, padding):
    return (n + padding - f) // stride + 1


@mistake("The padding makes the axis longer, not shorter: add it.")
def padding_subtracted(n, f, stride, padding):
    return (n - 2 * padding - f) // stride + 1


@mistake("The padding is not used.")
def padding_ignored(n, f, stride, padding):
    return (n - f) // stride + 1


@mistake("The 1 is added before the division, so it is divided as well. Add it after.")
def one_added_too_early(n, f, stride, padding):
    return (n + 2 * padding - f + 1) // stride


@mistake("The stride is not used: divide the way that the window can go by it.")
def stride_ignored(n, f, stride, padding):
    return n + 2 * padding - f + 1


@mistake("Take the size of the window off: its first pixel cannot go to the very end.")
def window_left_out(n, f, stride, padding):
    return (n + 2 * padding) // stride + 1


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
