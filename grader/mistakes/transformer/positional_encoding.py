import numpy as np

from grader.authoring import alternative, edited

all_sines_first = edited(
    "All sines come first, then all cosines. They take turns: sine in columns 0, 2, 4, cosine in columns 1, 3, 5.",
    ("encoding[:, 0::2]", "encoding[:, : depth // 2]"),
    ("encoding[:, 1::2]", "encoding[:, depth // 2 :]"),
)
sine_and_cosine_swapped = edited(
    "Sine and cosine have changed places. The even columns hold sines, the odd ones cosines.",
    ("np.sin", "np.cos"),
    ("np.cos", "np.sin"),
)
odd_columns_with_a_rate_of_their_own = edited(
    "Each column has a rate of its own. A sine and the cosine beside it share one: that of the even column.",
    ("np.cos(places * rates)", "np.cos(places * 10000.0 ** (-np.arange(1, depth, 2) / depth))"),
)
rates_half_as_fast = edited(
    "The rates fall too slowly: the power is 2i / depth, where 2i is the number of the even column.",
    ("np.arange(0, depth, 2) / depth", "np.arange(depth // 2) / depth"),
)
rates_twice_as_fast = edited(
    "The rates fall too fast: the power is 2i / depth, and 2i is already the number of the even column.",
    ("np.arange(0, depth, 2) / depth", "2 * np.arange(0, depth, 2) / depth"),
)
column_taken_for_i = edited(
    "The power is 2i / depth, where i counts the pairs: 0, 0, 1, 1, 2, 2. Here the number of the column stands for i.",
    ("np.sin(places * rates)", "np.sin(places * rates**2)"),
    ("np.cos(places * rates)", "np.cos(places * 10000.0 ** (-2 * np.arange(1, depth, 2) / depth))"),
)
places_from_one = edited(
    "The places are counted from 1. The first place is 0: all its sines are 0, all its cosines 1.",
    ("np.arange(length)", "np.arange(1, length + 1)"),
)
sines_only = edited("There are sines in all columns. The odd columns hold cosines.", ("np.cos", "np.sin"))
times_instead_of_over = edited(
    "The places are multiplied by 10000^(2i/depth). Divide by it: later columns turn more slowly.",
    ("(-np.arange", "(np.arange"),
)
base_of_a_thousand = edited("The base is 10000, four zeros.", ("10000.0", "1000.0"))
not_divided_by_depth = edited(
    "The power is not divided by depth.", ("np.arange(0, depth, 2) / depth", "np.arange(0, depth, 2)")
)


@alternative
def with_loops(length, depth):
    import math

    rows = []
    for place in range(length):
        row = []
        for i in range(depth // 2):
            angle = place / 10000 ** (2 * i / depth)
            row += [math.sin(angle), math.cos(angle)]
        rows.append(row)
    return np.array(rows)


@alternative
def with_where(length, depth):
    columns = np.arange(depth)
    angles = np.arange(length)[:, None] / np.power(10000, 2 * (columns // 2) / np.float32(depth))
    return np.where(columns % 2 == 0, np.sin(angles), np.cos(angles))


@alternative
def by_exponentials(length, depth):
    rates = np.exp(np.arange(0, depth, 2) * (-np.log(10000.0) / depth))
    angles = np.outer(np.arange(length), rates)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, depth)


@alternative
def by_complex_numbers(length, depth):
    turns = np.exp(1j * np.arange(length)[:, None] * 10000.0 ** (-2 * np.arange(depth // 2) / depth))
    encoding = np.empty((length, depth), dtype=np.float32)
    encoding[:, ::2], encoding[:, 1::2] = turns.imag, turns.real
    return encoding
