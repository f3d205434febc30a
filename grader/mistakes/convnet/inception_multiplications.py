import numpy as np

from grader.authoring import alternative, edited

multiplications_without_places = edited(
    "The places are missing: a kernel is multiplied at every place of the output, height * width times.",
    ("height * width", "1"),
)
multiplications_without_bottlenecks_own = edited(
    "The bottlenecks themselves are not counted. They are convolutions too: 1x1 from channels to their own width.",
    ("channels * three_reduce + 9 * three_reduce * three", "9 * three_reduce * three"),
    ("channels * five_reduce + 25 * five_reduce * five", "25 * five_reduce * five"),
)
multiplications_from_all_channels = edited(
    "Behind the bottleneck the large kernels still count all channels. They see three_reduce or five_reduce channels.",
    ("9 * three_reduce", "9 * channels"),
    ("25 * five_reduce", "25 * channels"),
)
multiplications_by_the_side_of_the_kernel = edited(
    "A 3x3 kernel has 9 weights for each channel, a 5x5 kernel 25. You count 3 and 5.",
    ("9 * three + 25 * five", "3 * three + 5 * five"),
    ("9 * three_reduce", "3 * three_reduce"),
    ("25 * five_reduce", "5 * five_reduce"),
)
multiplications_without_pooling_branch = edited(
    "The 1x1 convolution of the pooling branch is not counted. It is part of both versions.", ("one + pool", "one")
)
multiplications_without_the_first_branch = edited(
    "The 1x1 branch is not counted. It is part of both versions.", ("one + pool", "pool")
)
multiplications_of_two_branches = edited(
    "Only the two branches that differ are counted. The 1x1 branch and the pooling branch belong to the block, too.",
    ("places * channels * (one + pool)", "0"),
)
multiplications_swapped = edited(
    "The two numbers have changed places: without bottlenecks first, then with.",
    ("direct, both + through", "both + through, direct"),
)
multiplications_saved = edited(
    "You return what is saved. Return both numbers, without bottlenecks and with.",
    ("both + through", "direct - both - through"),
)
multiplications_with_biases = edited(
    "The biases are counted, too. They are added, not multiplied.",
    (
        "return direct",
        "direct += places * (one + three + five + pool)",
        "both += places * (one + three_reduce + three + five_reduce + five + pool)",
        "return direct",
    ),
)
multiplications_with_pooling = edited(
    "The pooling is counted. It compares numbers, and multiplies none.", ("one + pool", "one + pool + 9")
)
multiplications_from_one_channel = edited(
    "Behind a bottleneck the large kernels are counted as if one channel came in. Each weight sees one of "
    "three_reduce or five_reduce channels: multiply by that, too.",
    ("9 * three_reduce", "9"),
    ("25 * five_reduce", "25"),
)


@alternative
def multiplications_one_convolution_at_a_time(height, width, channels, filters):
    def cost(size, coming_in, going_out):
        return float(height) * width * size**2 * coming_in * going_out

    one, three_reduce, three, five_reduce, five, pool = filters
    direct = cost(1, channels, one) + cost(3, channels, three) + cost(5, channels, five) + cost(1, channels, pool)
    saving = cost(1, channels, one) + cost(1, channels, pool)
    saving += cost(1, channels, three_reduce) + cost(3, three_reduce, three)
    saving += cost(1, channels, five_reduce) + cost(5, five_reduce, five)
    return [direct, saving]


@alternative
def multiplications_as_a_sum_over_convolutions(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    direct = [(1, channels, one), (3, channels, three), (5, channels, five), (1, channels, pool)]
    narrow = [(1, channels, three_reduce), (3, three_reduce, three), (1, channels, five_reduce), (5, five_reduce, five)]
    narrow += [(1, channels, one), (1, channels, pool)]
    return [sum(height * width * f**2 * c * k for f, c, k in version) for version in (direct, narrow)]


@alternative
def multiplications_in_numpy(height, width, channels, filters):
    a, b, c, d, e, f = np.array(filters, dtype=np.int64)
    area = np.int64(height) * width
    first = area * channels * (a + 9 * c + 25 * e + f)
    second = area * (channels * (a + b + d + f) + 9 * b * c + 25 * d * e)
    return np.array([first, second])
