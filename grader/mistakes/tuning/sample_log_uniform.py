import numpy as np

from grader.authoring import alternative, edited

evenly_drawn = edited(
    "The numbers are spread evenly between the limits themselves: nearly all of them have the size of high. The "
    "logarithms should be spread evenly.",
    ("np.exp(rng.uniform(np.log(low), np.log(high)))", "rng.uniform(low, high)"),
)
logarithm_not_undone = edited(
    "This is the logarithm of the number. Undo it with the exponential function.",
    ("np.exp(rng.uniform(np.log(low), np.log(high)))", "rng.uniform(np.log(low), np.log(high))"),
)
two_bases = edited(
    "The logarithm has base e, and what undoes it has base 10. Use the same base on the way there and back.",
    ("np.exp(", "np.power(10.0, "),
)
two_bases_the_other_way = edited(
    "The logarithm has base 10, and what undoes it has base e. Use the same base on the way there and back.",
    ("np.log(low)", "np.log10(low)"),
    ("np.log(high)", "np.log10(high)"),
)
normal_logarithms = edited(
    "The logarithms follow a bell curve, which has its middle in the middle and reaches beyond the limits. They should "
    "be spread evenly: rng.uniform.",
    (
        "np.exp(rng.uniform(np.log(low), np.log(high)))",
        "np.exp(rng.normal(np.log(low * high) / 2, np.log(high / low) / 4 + 1e-12))",
    ),
)
cut_off_bell_curve = edited(
    "The logarithms follow a bell curve that is cut off at the limits: the middle comes up too often. They should be spread "
    "evenly: rng.uniform.",
    (
        "return float(np.exp(rng.uniform(np.log(low), np.log(high))))",
        "a, b = np.log(low), np.log(high)",
        "return float(np.exp(np.clip(rng.normal((a + b) / 2, (b - a) / 4 + 1e-12), a, b)))",
    ),
)
whole_powers_only = edited(
    "Only some numbers ever come up: the powers in between are missing. Draw the exponent with rng.uniform, not as a "
    "whole number of steps.",
    ("rng.uniform(np.log(low), np.log(high))", "np.log(low) + np.log(high / low) * rng.integers(0, 5) / 4"),
)
log_from_np_random = edited(
    "The numbers come from np.random and not from rng, so that a search cannot be repeated. Draw from the rng passed in.",
    ("rng.uniform", "np.random.uniform"),
)
log_from_a_generator_of_its_own = edited(
    "A new generator with a fixed seed is made in every call, so that every call gives the same place between the "
    "limits. Draw from the rng that is passed in.",
    ("rng.uniform", "np.random.default_rng(0).uniform"),
)
middle_instead_of_a_draw = edited(
    "This is always the middle between the limits. Nothing is drawn.",
    ("rng.uniform(np.log(low), np.log(high))", "(np.log(low) + np.log(high)) / 2"),
)
squared_draw = edited(
    "Small numbers come up too often, even on a logarithmic scale. Draw the logarithm evenly, once.",
    ("rng.uniform(np.log(low), np.log(high))", "np.log(low) + np.log(high / low) * rng.random() * rng.random()"),
)
limits_taken_for_exponents = edited(
    "The limits are used as exponents, without taking their logarithm first.",
    ("np.exp(rng.uniform(np.log(low), np.log(high)))", "10 ** rng.uniform(low, high)"),
)


@alternative
def with_a_power(low, high, rng):
    return low * (high / low) ** rng.random()


@alternative
def with_base_ten(low, high, rng):
    return 10 ** rng.uniform(np.log10(low), np.log10(high))


@alternative
def in_float32(low, high, rng):
    exponent = np.float32(rng.uniform(np.log2(low), np.log2(high)))
    return np.float32(2) ** exponent


@alternative
def from_above(low, high, rng):
    return np.array(high * np.exp(-rng.random() * (np.log(high) - np.log(low))))
