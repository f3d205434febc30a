import numpy as np

from grader.authoring import alternative, edited, mistake

whole_list = edited("The whole list counts, whatever k is. Cut it off after the first k.", ("ranked[:k]", "ranked"))
always_by_k = edited(
    "You divide by k although the list is shorter. Divide by the number of those that were looked at.",
    ("float(np.mean(is_wrong[first]))", "float(np.sum(is_wrong[first]) / k)"),
)
how_many = edited(
    "You count the wrong ones. Return their share.", ("np.mean(is_wrong[first])", "np.sum(is_wrong[first])")
)
share_of_all_wrong = edited(
    "You divide by the number of all wrong labels. That is the recall at k; the precision divides by those that were looked at.",
    ("np.mean(is_wrong[first])", "np.sum(is_wrong[first]) / max(np.sum(is_wrong), 1)"),
)
first_rows = edited(
    "You look at the first k rows of is_wrong, in the order of the archive. Use the first k of ranked to index it.",
    ("is_wrong[first]", "is_wrong[: len(first)]"),
)
last_of_the_list = edited(
    "You take the last k of the list. The most suspicious stand first.", ("ranked[:k]", "ranked[-k:]")
)
one_too_few = edited(
    "You look at one too few: a slice [:k] has k entries already.", ("ranked[:k]", "ranked[: max(k - 1, 1)]")
)
one_too_many = edited(
    "You look at one too many: a slice [:k] has k entries already.", ("ranked[:k]", "ranked[: k + 1]")
)
nothing_divided = edited(
    "For an empty list you average nothing, which is NaN. Then the answer is 0.",
    (" if len(first) > 0 else 0.0", ""),
)
right_ones = edited(
    "You count those whose label is right. Count the wrong ones.",
    ("np.mean(is_wrong[first])", "np.mean(~is_wrong[first])"),
)
only_the_k_th = edited(
    "You look at one row alone. Precision at k is the share among the first k, all together.",
    ("ranked[:k]", "ranked[min(k, len(ranked)) - 1 : k]"),
)
precision_in_percent = edited(
    "These are percent. Return a share from 0 to 1.",
    ("float(np.mean(is_wrong[first]))", "float(100 * np.mean(is_wrong[first]))"),
)


@mistake("You divide by the number of all rows. Divide by the number of those that were looked at.")
def share_of_all_rows(ranked, is_wrong, k):
    return float(np.sum(is_wrong[ranked[:k]]) / len(is_wrong))


@alternative
def with_loop(ranked, is_wrong, k):
    n = min(k, len(ranked))
    if n == 0:
        return 0
    return sum(1 for i in ranked[:n] if is_wrong[i]) / n


@alternative
def with_maximum(ranked, is_wrong, k):
    looked_at = is_wrong[ranked][:k]
    return looked_at.sum() / max(len(looked_at), 1)


@alternative
def with_isin(ranked, is_wrong, k):
    found = np.isin(ranked[:k], np.flatnonzero(is_wrong))
    return np.float32(0) if found.size == 0 else np.float32(found.mean())
