import math
from collections import Counter

from grader.authoring import alternative, edited, mistake

not_clipped = edited(
    "A word counts as right as often as the candidate repeats it. Clip its count to the most that a single reference has.",
    (
        "sum((counts & most).values())",
        "sum(count for run, count in counts.items() if run in most)",
    ),
)
each_run_once = edited(
    "Each different run counts once only, however often it occurs. Clip the count to that of the reference, not to 1.",
    ("sum((counts & most).values())", "len(set(counts) & set(most))"),
    ("sum(counts.values())", "len(counts)"),
)
references_added_up = edited(
    "The counts of all references are added up. Of each run take the *largest* count that a single reference has.",
    ("most |= runs(reference, size)", "most += runs(reference, size)"),
)
least_of_the_references = edited(
    "A run counts only if it is in all references, as often as the poorest one has it. Take the largest count, of any reference.",
    (
        "most |= runs(reference, size)  # of each run the larger count",
        "most = runs(reference, size) & (most or runs(reference, size))",
    ),
)
first_reference_only = edited(
    "Only one reference is looked at for the runs. All of them count.",
    ("for reference in references:", "for reference in references[:1]:"),
)
recall_in_place_of_precision = edited(
    "The matches are divided by the number of runs in the *references*. A precision divides by those of the candidate.",
    ("matched / sum(counts.values())", "matched / sum(most.values())"),
)
no_brevity_penalty = edited(
    "A short candidate is not punished: the brevity penalty is missing, where c is below R.",
    ("penalty * math.exp(sum(logarithms) / longest)", "math.exp(sum(logarithms) / longest)"),
)
penalty_turned_round = edited(
    "The penalty is the wrong way round: it punishes long candidates, or its fraction stands on its head. It is e to the power of "
    "1 - R / c where c is below R.",
    (
        "1.0 if written >= wanted else math.exp(1 - wanted / written)",
        "1.0 if written <= wanted else math.exp(1 - written / wanted)",
    ),
)
penalty_is_a_fraction = edited(
    "The brevity penalty is c / R. It is e to the power of 1 - R / c.",
    ("math.exp(1 - wanted / written)", "written / wanted"),
)
penalty_rewards = edited(
    "The penalty is above 1 for a candidate that is longer than the reference. It is 1 at most.",
    ("1.0 if written >= wanted else math.exp(1 - wanted / written)", "math.exp(1 - wanted / written)"),
)
shortest_reference = edited(
    "The candidate is compared with the length of the *shortest* reference. Take the one whose length is nearest.",
    ("key=lambda size: (abs(size - written), size)", "key=lambda size: size"),
)
longest_reference = edited(
    "The candidate is compared with the length of the *longest* reference. Take the one whose length is nearest.",
    ("key=lambda size: (abs(size - written), size)", "key=lambda size: -size"),
)
arithmetic_mean = edited(
    "The precisions are averaged by adding. Take the geometric mean: the root of their product.",
    (
        "logarithms.append(math.log(matched / sum(counts.values())))",
        "logarithms.append(matched / sum(counts.values()))",
    ),
    ("math.exp(sum(logarithms) / longest)", "sum(logarithms) / longest"),
)
product_without_the_root = edited(
    "The precisions are multiplied, but the root is missing: take the product to the power of 1 / N.",
    ("math.exp(sum(logarithms) / longest)", "math.exp(sum(logarithms))"),
)
longest_runs_only = edited(
    "Only the runs of N words count. All lengths from 1 to N do.",
    ("range(1, longest + 1)", "range(longest, longest + 1)"),
    ("sum(logarithms) / longest", "sum(logarithms)"),
)
one_length_too_few = edited(
    "The runs of N words are left out: range(1, N) ends before N.",
    ("range(1, longest + 1)", "range(1, max(longest, 2))"),
)


longer_of_equally_near = edited(
    "Of two references whose lengths are equally near, the longer one is taken for the penalty. Take the shorter.",
    ("key=lambda size: (abs(size - written), size)", "key=lambda size: (abs(size - written), -size)"),
)


average_of_the_references = edited(
    "The score is too small: is a score of each reference taken, and then the average? The counts of all references are put "
    "together, before anything is divided.",
    (
        "for size in range(1, longest + 1):",
        "if len(references) > 1:",
        "    return sum(bleu(candidate, [reference], longest) for reference in references) / len(references)",
        "for size in range(1, longest + 1):",
    ),
)
best_of_the_references = edited(
    "The score is that of the one reference which fits best. A run may come from any of them: put their counts together first.",
    (
        "for size in range(1, longest + 1):",
        "if len(references) > 1:",
        "    return max(bleu(candidate, [reference], longest) for reference in references)",
        "for size in range(1, longest + 1):",
    ),
)
always_the_fourth_root = edited(
    "The fourth root is taken, whatever N is. The mean is over N precisions.",
    ("sum(logarithms) / longest", "sum(logarithms) / 4"),
)


@mistake(
    "Without a match of some length the score should be 0, but it is not: a 0 may not be left out of the product, nor smoothed."
)
def zeros_left_out(candidate, references, longest=4):
    logarithms = []
    for size in range(1, longest + 1):
        counts = Counter(tuple(candidate[i : i + size]) for i in range(len(candidate) - size + 1))
        most = Counter()
        for reference in references:
            most |= Counter(tuple(reference[i : i + size]) for i in range(len(reference) - size + 1))
        matched = sum((counts & most).values())
        if matched:
            logarithms.append(math.log(matched / sum(counts.values())))
    if not logarithms:
        return 0.0
    c = len(candidate)
    R = min((len(reference) for reference in references), key=lambda size: (abs(size - c), size))
    return min(1.0, math.exp(1 - R / c)) * math.exp(sum(logarithms) / len(logarithms))


@alternative
def with_dicts(candidate, references, longest=4):
    product = 1.0
    for n in range(1, longest + 1):
        table = {}
        for i in range(len(candidate) - n + 1):
            run = " ".join(candidate[i : i + n])
            table[run] = table.get(run, 0) + 1
        if not table:
            return 0
        right = 0
        for run, count in table.items():
            best = 0
            for reference in references:
                found = sum(" ".join(reference[i : i + n]) == run for i in range(len(reference) - n + 1))
                best = max(best, found)
            right += min(count, best)
        product *= right / sum(table.values())
    c = len(candidate)
    lengths = sorted(len(reference) for reference in references)
    R = sorted(lengths, key=lambda length: abs(length - c))[0]
    return product ** (1 / longest) * (1 if c > R else math.exp(1 - R / c))


@alternative
def with_numpy_numbers(candidate, references, longest=4):
    import numpy as np

    precisions = []
    for n in range(1, longest + 1):
        counts = Counter(zip(*(candidate[k:] for k in range(n)), strict=False))
        of_references = [Counter(zip(*(reference[k:] for k in range(n)), strict=False)) for reference in references]
        clipped = sum(min(count, max(of[run] for of in of_references)) for run, count in counts.items())
        precisions.append(clipped / max(sum(counts.values()), 1))
    if min(precisions) == 0:
        return np.float64(0)
    gaps = [(abs(len(reference) - len(candidate)), len(reference)) for reference in references]
    penalty = np.minimum(1, np.exp(1 - min(gaps)[1] / len(candidate)))
    return penalty * np.prod(precisions) ** (1 / longest)


@alternative
def with_early_exits(candidate, references, longest=4):
    if len(candidate) < longest:
        return 0.0
    total = 0.0
    for n in range(1, longest + 1):
        runs = [tuple(candidate[i : i + n]) for i in range(len(candidate) + 1 - n)]
        left = [[tuple(r[i : i + n]) for i in range(len(r) + 1 - n)] for r in references]
        hits = sum(min(runs.count(run), max(r.count(run) for r in left)) for run in set(runs))
        if hits == 0:
            return 0.0
        total += math.log(hits) - math.log(len(runs))
    r = min(references, key=lambda words: (abs(len(words) - len(candidate)), len(words)))
    return math.exp(total / longest + min(0, 1 - len(r) / len(candidate)))
