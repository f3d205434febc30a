import numpy as np

from grader.authoring import alternative, edited

below_one_evenly_drawn = edited(
    "The numbers are spread evenly between the limits themselves: hardly any of them is near 1. Spread their distances "
    "from 1 on a logarithmic scale.",
    ("1 - sample_log_uniform(1 - high, 1 - low, rng)", "rng.uniform(low, high)"),
)
log_scale_of_the_number = edited(
    "The number itself is spread on a logarithmic scale, which near 1 is nearly the same as evenly. Spread its distance "
    "from 1.",
    ("1 - sample_log_uniform(1 - high, 1 - low, rng)", "sample_log_uniform(low, high, rng)"),
)
distance_returned = edited(
    "This is the distance from 1. Take it from 1 to get the number.",
    ("1 - sample_log_uniform(1 - high, 1 - low, rng)", "sample_log_uniform(1 - high, 1 - low, rng)"),
)
distances_not_taken = edited(
    "The limits are used as if they were distances from 1. The distance of low is 1 - low, that of high is 1 - high.",
    ("1 - high, 1 - low", "low, high"),
)
limits_not_exchanged = edited(
    "The limits are in the wrong order: the smaller distance from 1 is that of high.",
    ("sample_log_uniform(1 - high, 1 - low, rng)", "np.exp(rng.uniform(np.log(1 - low), np.log(1 - high)))"),
)
distance_added = edited(
    "The numbers lie above 1: the distance is added to 1. Take it away.",
    ("1 - sample_log_uniform(1 - high, 1 - low, rng)", "1 + sample_log_uniform(1 - high, 1 - low, rng)"),
)
one_minus_from_np_random = edited(
    "The numbers come from np.random and not from rng, so that a search cannot be repeated. Draw from the rng passed in.",
    ("1 - high, 1 - low, rng", "1 - high, 1 - low, np.random"),
)
one_minus_from_a_generator_of_its_own = edited(
    "A new generator with a fixed seed is made in every call, so that every call gives the same place between the "
    "limits. Pass on the rng that is passed in.",
    ("1 - low, rng", "1 - low, np.random.default_rng(0)"),
)
negative_distance = edited(
    "The sign is turned round: the number is 1 minus its distance, not its distance minus 1.",
    ("1 - sample_log_uniform(1 - high, 1 - low, rng)", "sample_log_uniform(1 - high, 1 - low, rng) - 1"),
)
two_bases_below_one = edited(
    "The logarithm of the distance has base 10, and what undoes it has base e. Use the same base on the way there and "
    "back.",
    ("sample_log_uniform(1 - high, 1 - low, rng)", "np.exp(rng.uniform(np.log10(1 - high), np.log10(1 - low)))"),
)


@alternative
def by_hand(low, high, rng):
    exponent = rng.uniform(np.log10(1 - high), np.log10(1 - low))
    return 1 - 10**exponent


@alternative
def with_a_power_of_distances(low, high, rng):
    distance = (1 - low) * ((1 - high) / (1 - low)) ** rng.random()
    return np.float64(1.0) - distance


@alternative
def through_log1p(low, high, rng):
    return -np.expm1(rng.uniform(np.log1p(-high), np.log1p(-low)))
