import numpy as np

from grader.authoring import alternative, edited

only_reshaped = edited(
    "One reshape to (batch, heads, n, d) mixes the places up. Cut the last axis into (heads, d) first, then swap "
    "axes by transpose.",
    ("x.reshape(batch, n, heads, depth // heads).transpose(0, 2, 1, 3)", "x.reshape(batch, heads, n, depth // heads)"),
)
not_transposed = edited(
    "The heads are cut, but they stand behind the places: (batch, n, heads, d). Swap the two axes in the middle.",
    (".transpose(0, 2, 1, 3)", ""),
)
every_other_number = edited(
    "Each head gets every so many numbers. It should get neighbours: the first head the first depth / heads.",
    (
        "(batch, n, heads, depth // heads).transpose(0, 2, 1, 3)",
        "(batch, n, depth // heads, heads).transpose(0, 3, 1, 2)",
    ),
)
heads_in_front = edited(
    "The heads stand before the batch. The order of the axes is batch, heads, n, d.",
    (".transpose(0, 2, 1, 3)", ".transpose(2, 0, 1, 3)"),
)
numbers_before_places = edited(
    "The last two axes are swapped: (batch, heads, d, n). The places come before the numbers.",
    (".transpose(0, 2, 1, 3)", ".transpose(0, 2, 3, 1)"),
)
d_heads_of_as_many = edited(
    "heads and depth / heads have changed places: there are too many or too few heads.",
    ("(batch, n, heads, depth // heads)", "(batch, n, depth // heads, heads)"),
)


@alternative
def by_slices(x, heads):
    d = x.shape[-1] // heads
    return np.stack([x[:, :, h * d : (h + 1) * d] for h in range(heads)], axis=1)


@alternative
def by_numpy_split(x, heads):
    return np.array(np.split(x, heads, axis=-1)).swapaxes(0, 1)


@alternative
def by_swapaxes(x, heads):
    return np.swapaxes(np.reshape(x, (*x.shape[:2], heads, -1)), 1, 2).copy()


@alternative
def in_float32(x, heads):
    return x.reshape(len(x), -1, heads, x.shape[2] // heads).transpose(0, 2, 1, 3).astype(np.float32)
