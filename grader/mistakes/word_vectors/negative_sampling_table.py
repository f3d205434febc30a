import numpy as np

from grader.authoring import alternative, edited, mistake

RAISED = "raised = np.asarray(counts, dtype=float) ** power"
TABLE = "table: np.ndarray = raised / np.sum(raised)"

table_without_the_power = edited(
    "These are the plain shares: the power is missing, or it is a factor, which the sum takes out again. Raise the counts to it.",
    (RAISED, "raised = np.asarray(counts, dtype=float)"),
)
table_not_divided = edited("They do not add up to 1. Divide by their sum.", (TABLE, "table = raised"))
table_divided_before = edited(
    "The power comes last here, so that they do not add up to 1. First the power, then divide by the sum of what came out.",
    (RAISED, "raised = np.asarray(counts, dtype=float)"),
    (TABLE, "table = (raised / np.sum(raised)) ** power"),
)
table_divided_by_the_sum_of_counts = edited(
    "They are divided by the sum of the counts. Divide by the sum of the powers, so that they add up to 1.",
    (TABLE, "table = raised / np.sum(counts)"),
)
table_of_three_quarters = edited(
    "The power is always 0.75 here. Use the argument.", (RAISED, "raised = np.asarray(counts, dtype=float) ** 0.75")
)
table_of_the_inverse_power = edited(
    "The exponent is negative here: rare words would be the most likely.",
    (RAISED, "raised = np.asarray(counts, dtype=float) ** -power"),
)
table_of_ranks = edited(
    "The places of the words were raised to the power, not their counts.",
    (RAISED, "raised = np.arange(1, len(counts) + 1) ** -power"),
)
table_by_a_softmax = edited(
    "That is a softmax of the counts. Raise each to the power, and divide by the sum.",
    (RAISED, "raised = np.exp(power * (np.asarray(counts, dtype=float) - np.max(counts)))"),
)
table_by_the_largest = edited(
    "Divided by the largest. Divide by the sum, so that they add up to 1.", (TABLE, "table = raised / np.max(raised)")
)


@mistake("These are sums over all words so far. Return the probability of each word itself.")
def table_summed_up(counts, power):
    raised = np.asarray(counts, dtype=float) ** power
    return np.cumsum(raised) / np.sum(raised)


@alternative
def table_by_a_loop(counts, power):
    raised = [float(count) ** power for count in counts]
    return np.array([one / sum(raised) for one in raised])


@alternative
def table_by_logarithms(counts, power):
    z = power * np.log(counts)
    z = np.exp(z - z.max())
    return z / z.sum()


@alternative
def table_of_shares(counts, power):
    shares = (np.asarray(counts) / np.sum(counts)).astype(np.float32) ** np.float32(power)
    return shares / shares.sum()
