import numpy as np

from grader.authoring import alternative, edited, mistake

best_of_all = edited(
    "This is the best of all scores, whatever the budget. With few trials one seldom meets it.",
    ("np.sum(ordered * np.diff(at_most))", "ordered[-1]"),
)
plain_average = edited(
    "This is the average score, whatever the budget: what one single trial gives.",
    ("** budget", ""),
)
scores_not_sorted = edited(
    "The scores are taken in the order in which they came. The formula needs them from the smallest to the largest.",
    ("np.sort(scores)", "np.asarray(scores)"),
)
sorted_downwards = edited(
    "The scores are sorted from the largest to the smallest, so that this is what the worst of the trials scores.",
    ("np.sort(scores)", "np.sort(scores)[::-1]"),
)
no_difference = edited(
    "The probabilities add up to more than 1: (i / n)^budget is that of *at most* the i-th score. Take the difference "
    "to the one before.",
    ("np.diff(at_most)", "at_most[1:]"),
)
counted_from_zero = edited(
    "The probabilities belong to the score before: the i-th smallest is at index i - 1.",
    ("np.diff(at_most)", "np.append(0, np.diff(at_most)[:-1])"),
)
budget_as_a_factor = edited(
    "The share is multiplied by the budget. That all of them stay below needs a power.",
    ("** budget", "* budget"),
)
best_of_the_first = edited(
    "This is the best of the first trials, in the order in which they came. Average over what could have been drawn.",
    ("np.sum(ordered * np.diff(at_most))", "np.max(scores[:budget])"),
)
a_quantile = edited(
    "This is a quantile of the scores. It is near, but the expected largest score is a sum over all scores.",
    ("np.sum(ordered * np.diff(at_most))", "np.quantile(ordered, budget / (budget + 1))"),
)
a_mean_of_products = edited(
    "The sum is divided by the number of scores as well. The probabilities add up to 1 already.",
    ("np.sum(ordered * np.diff(at_most))", "np.mean(ordered * np.diff(at_most))"),
)


@mistake("The scores are sorted in place, so that the caller's list has another order afterwards. Sort a copy.")
def sorted_in_place(scores, budget):
    scores.sort()
    n = len(scores)
    return sum(score * (((i + 1) / n) ** budget - (i / n) ** budget) for i, score in enumerate(scores))


@mistake("The trials are drawn without replacement: no score may come twice. Here each trial is drawn from all scores.")
def without_replacement(scores, budget):
    from math import comb

    ordered, n = np.sort(scores), len(scores)
    k = min(budget, n)
    return sum(ordered[i] * comb(i, k - 1) for i in range(n)) / comb(n, k)


@alternative
def with_a_loop(scores, budget):
    n, total = len(scores), 0.0
    for i, score in enumerate(sorted(scores), start=1):
        total += score * ((i / n) ** budget - ((i - 1) / n) ** budget)
    return total


@alternative
def by_the_tail(scores, budget):
    ordered = sorted(float(score) for score in scores)
    best = ordered[-1]
    for i in range(1, len(ordered)):
        best -= (ordered[i] - ordered[i - 1]) * (i / len(ordered)) ** budget
    return best


@alternative
def all_cases_where_they_are_few(scores, budget):
    from itertools import product

    values = np.asarray(scores, dtype=float)
    if len(values) ** budget < 5000:
        return np.mean([max(case) for case in product(values, repeat=budget)])
    edges = np.linspace(0, 1, len(values) + 1) ** budget
    return np.sort(values) @ (edges[1:] - edges[:-1])
