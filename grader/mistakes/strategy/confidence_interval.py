import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

schoolbook = edited(
    "This is the schoolbook's interval, p plus or minus z times the root of p(1 - p)/n. For 20 right of 20 its width is 0. Write Wilson's.",
    ("(p + z**2 / (2 * n)) / (1 + z**2 / n)", "p"),
    ("z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))", "z * np.sqrt(p * (1 - p) / n)"),
)
around_p = edited(
    "The interval is laid around p itself. Its middle is moved towards one half: (p + z²/(2n)) / (1 + z²/n).",
    ("(p + z**2 / (2 * n)) / (1 + z**2 / n)", "p"),
)
middle_not_divided = edited(
    "The middle is not divided by 1 + z²/n.", ("(p + z**2 / (2 * n)) / (1 + z**2 / n)", "p + z**2 / (2 * n)")
)
half_not_divided = edited(
    "The middle is right, but half of the width is not divided by 1 + z²/n.",
    ("z / (1 + z**2 / n) * np.sqrt", "z * np.sqrt"),
)
z_not_squared_below = edited(
    "Below the line stands 1 + z/n here. It is 1 + z²/n, in both places.", everywhere("(1 + z**2 / n)", "(1 + z / n)")
)
two_forgotten = edited("In the middle p + z²/n is divided. It is p + z²/(2n).", ("z**2 / (2 * n)", "z**2 / n"))
second_part_missing = edited("Under the root z²/(4n²) is missing.", (" + z**2 / (4 * n**2)", ""))
n_not_squared = edited("Under the root stands z²/(4n). It is z²/(4n²).", ("(4 * n**2)", "(4 * n)"))
without_the_root = edited(
    "Half of the width is taken without the root.",
    ("np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))", "(p * (1 - p) / n + z**2 / (4 * n**2))"),
)
z_forgotten = edited(
    "Half of the width is not multiplied by z.", ("z / (1 + z**2 / n) * np.sqrt", "1 / (1 + z**2 / n) * np.sqrt")
)
z_hard_coded = edited(
    "z is always 1.96 here, whatever the caller says. Use the argument.",
    ("p = correct / n", "z = 1.96", "p = correct / n"),
)
middle_and_half = edited(
    "You return the middle and half of the width. Return the two ends: the middle minus it and plus it.",
    ("float(center - half), float(center + half)", "float(center), float(half)"),
)
high_before_low = edited(
    "The two ends have changed places: the low one comes first.",
    ("float(center - half), float(center + half)", "float(center + half), float(center - half)"),
)
without_p_times_q = edited(
    "Under the root stands p/n. The spread of a share is p(1 - p)/n: it vanishes at both ends.",
    ("p * (1 - p) / n", "p / n"),
)
interval_in_percent = edited(
    "These are percent. Return shares from 0 to 1.",
    ("float(center - half), float(center + half)", "float(100 * (center - half)), float(100 * (center + half))"),
)
two_times_n = edited(
    "In the middle you add z² times n/2. z**2 / 2 * n divides by 2 and then *multiplies* by n: put the whole divisor in "
    "parentheses, z**2 / (2 * n).",
    ("z**2 / (2 * n)", "z**2 / 2 * n"),
)
four_times_n = edited(
    "Under the root you add z² times n²/4. z**2 / 4 * n**2 divides by 4 and then *multiplies* by n**2: put the whole "
    "divisor in parentheses, z**2 / (4 * n**2).",
    ("z**2 / (4 * n**2)", "z**2 / 4 * n**2"),
)
both_times_n = edited(
    "You add z² times n/2 in the middle and z² times n²/4 under the root. What stands after / and * is *multiplied*: put "
    "each whole divisor in parentheses, z**2 / (2 * n) and z**2 / (4 * n**2).",
    ("z**2 / (2 * n)", "z**2 / 2 * n"),
    ("z**2 / (4 * n**2)", "z**2 / 4 * n**2"),
)


@mistake(
    "This is the interval of Agresti and Coull: the middle is Wilson's, but the width is the schoolbook's with n + z² "
    "pictures. Take the root from the formula."
)
def agresti_coull(correct, n, z=1.96):
    more = n + z**2
    p = (correct + z**2 / 2) / more
    half = z * np.sqrt(p * (1 - p) / more)
    return p - half, p + half


@alternative
def as_roots_of_a_quadratic(correct, n, z=1.96):
    p = correct / n
    roots = np.roots([1 + z**2 / n, -(2 * p + z**2 / n), p**2])
    return tuple(sorted(float(root.real) for root in roots))


@alternative
def with_counts(correct, n, z=1.96):
    wrong = n - correct
    half = z * (correct * wrong / n + z * z / 4) ** 0.5
    return np.array([correct + z * z / 2 - half, correct + z * z / 2 + half]) / (n + z * z)


@alternative
def with_math(correct, n, z=1.96):
    import math

    q = z * z / n
    p = correct / n
    width = z * math.sqrt(p * (1 - p) / n + q / (4 * n)) / (1 + q)
    middle = (p + q / 2) / (1 + q)
    return [np.float32(middle - width), np.float32(middle + width)]


@mistake(
    "This is the schoolbook's interval, p plus or minus z times the root of p(1 - p)/n, cut off at 0 and 1. For 20 right "
    "of 20 its width is still 0. Write Wilson's."
)
def schoolbook_cut_off(correct, n, z=1.96):
    p = correct / n
    half = z * np.sqrt(p * (1 - p) / n)
    return max(0.0, p - half), min(1.0, p + half)
