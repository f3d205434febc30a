import numpy as np

from grader.authoring import alternative, edited

every_axis = edited(
    "Every axis is padded, so there are black images and black channels besides. Only height and width grow.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "pad"),
)
channels_too = edited(
    "The channels are padded, too. The last axis stays as it is.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((0, 0), (pad, pad), (pad, pad), (pad, pad))"),
)
images_too = edited(
    "The first axis grows, too: these are black images. Pad height and width only.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((pad, pad), (pad, pad), (pad, pad), (0, 0))"),
)
images_and_rows = edited(
    "The pairs stand one axis too early: the first axis counts the images. Height is the second and width the third.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((pad, pad), (pad, pad), (0, 0), (0, 0))"),
)
columns_and_channels = edited(
    "The pairs stand one axis too late: the last axis counts the channels. Height is the second and width the third.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((0, 0), (0, 0), (pad, pad), (pad, pad))"),
)
one_side_only = edited(
    "There are zeros at the end only. The frame goes all around: put them before and after.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((0, 0), (0, pad), (0, pad), (0, 0))"),
)
before_only = edited(
    "There are zeros at the beginning only. The frame goes all around: put them before and after.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((0, 0), (pad, 0), (pad, 0), (0, 0))"),
)
height_only = edited(
    "Only the height grows. The frame goes all around.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((0, 0), (pad, pad), (0, 0), (0, 0))"),
)
width_only = edited(
    "Only the width grows. The frame goes all around.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((0, 0), (0, 0), (pad, pad), (0, 0))"),
)
edge_repeated = edited(
    "The frame repeats the outermost pixels. It should hold zeros.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", '((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="edge"'),
)
twice_as_thick = edited(
    "The frame is twice as thick as it should be: pad is what each side gets.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((0, 0), (2 * pad, 2 * pad), (2 * pad, 2 * pad), (0, 0))"),
)
three_pairs = edited(
    "np.pad needs a pair for each of the four axes, the first one for the images included.",
    ("((0, 0), (pad, pad), (pad, pad), (0, 0))", "((pad, pad), (pad, pad), (0, 0))"),
)


@alternative
def into_zeros(X, pad):
    m, n_H, n_W, n_C = X.shape
    framed = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    framed[:, pad : pad + n_H, pad : pad + n_W, :] = X
    return framed


@alternative
def with_named_mode(X, pad):
    return np.pad(X, ((0,), (pad,), (pad,), (0,)), mode="constant", constant_values=0)


@alternative
def image_by_image(X, pad):
    return np.stack([np.pad(image, ((pad, pad), (pad, pad), (0, 0))) for image in X])


@alternative
def by_joining(X, pad):
    m, n_H, n_W, n_C = X.shape
    rows = np.zeros((m, pad, n_W, n_C))
    taller = np.concatenate([rows, X, rows], axis=1)
    columns = np.zeros((m, n_H + 2 * pad, pad, n_C))
    return np.concatenate([columns, taller, columns], axis=2)


@alternative
def zero_pad_in_float32(X, pad):
    return np.pad(X.astype(np.float32), ((0, 0), (pad, pad), (pad, pad), (0, 0)))
