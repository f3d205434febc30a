import numpy as np

from grader.catalogue import alternative, mistake


@mistake("The places are missing: a kernel is multiplied at every place of the output, height * width times.")
def multiplications_without_places(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = 1
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake("The bottlenecks themselves are not counted. They are convolutions too: 1x1 from channels to their own width.")
def multiplications_without_bottlenecks_own(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (9 * three_reduce * three)
    through += places * (25 * five_reduce * five)
    return direct, both + through


@mistake(
    "Behind the bottleneck the large kernels still count all channels. They see three_reduce or five_reduce channels."
)
def multiplications_from_all_channels(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * channels * three)
    through += places * (channels * five_reduce + 25 * channels * five)
    return direct, both + through


@mistake("A 3x3 kernel has 9 weights for each channel, a 5x5 kernel 25. You count 3 and 5.")
def multiplications_by_the_side_of_the_kernel(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (3 * three + 5 * five)
    through = places * (channels * three_reduce + 3 * three_reduce * three)
    through += places * (channels * five_reduce + 5 * five_reduce * five)
    return direct, both + through


@mistake("The 1x1 convolution of the pooling branch is not counted. It is part of both versions.")
def multiplications_without_pooling_branch(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * one
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake("The 1x1 branch is not counted. It is part of both versions.")
def multiplications_without_the_first_branch(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * pool
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake(
    "Only the two branches that differ are counted. The 1x1 branch and the pooling branch belong to the block, too."
)
def multiplications_of_two_branches(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = 0
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake("The two numbers have changed places: without bottlenecks first, then with.")
def multiplications_swapped(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return both + through, direct


@mistake("You return what is saved. Return both numbers, without bottlenecks and with.")
def multiplications_saved(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, direct - both - through


@mistake("The biases are counted, too. They are added, not multiplied.")
def multiplications_with_biases(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    direct += places * (one + three + five + pool)
    both += places * (one + three_reduce + three + five_reduce + five + pool)
    return direct, both + through


@mistake("The pooling is counted. It compares numbers, and multiplies none.")
def multiplications_with_pooling(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool + 9)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake(
    "Behind a bottleneck the large kernels are counted as if one channel came in. Each weight sees one of "
    "three_reduce or five_reduce channels: multiply by that, too."
)
def multiplications_from_one_channel(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three)
    through += places * (channels * five_reduce + 25 * five)
    return direct, both + through


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
