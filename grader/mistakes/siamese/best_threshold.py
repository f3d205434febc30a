import numpy as np

from grader.authoring import alternative, edited, mistake

best_threshold_strict = edited(
    "A pair whose distance equals the threshold is called different here. The rule is distance <= threshold.",
    ("distances <= ", "distances < "),
)
best_threshold_largest = edited(
    "Of several equally good thresholds you take the largest. Be strict: the smallest.",
    ("np.unique(distances)", "np.unique(distances)[::-1]"),
)
best_threshold_first_in_list = edited(
    "Of several equally good thresholds you take the one that stands first in the list. Try them from the smallest "
    "to the largest.",
    ("np.unique(distances)", "distances"),
)
best_threshold_turned_round = edited(
    "Large distances are called the same. It is the other way round: the same are near each other.",
    ("distances <= ", "distances >= "),
)
best_threshold_sorted_apart = edited(
    "The distances are sorted, but same is not, so the pairs have lost their answers. Sort both with one np.argsort.",
    ("(distances <= ", "(np.sort(distances) <= "),
)


@mistake(
    "Pairs of equal distance are counted one by one, as if a threshold could let in one and not the other. They pass "
    "together: look only at the last of equal distances."
)
def best_threshold_equal_ones_apart(distances, same):
    order = np.argsort(distances, kind="stable")
    right = np.cumsum(same[order] == 1) + np.sum(same != 1) - np.cumsum(same[order] != 1)
    best = int(np.argmax(right))
    return float(distances[order][best]), float(right[best] / len(distances))


best_threshold_alone = edited(
    "Return two things: the threshold, and the share of pairs that it judges right.",
    ("float(candidates[best]), float(accuracies[best])", "float(candidates[best])"),
)
best_threshold_index = edited(
    "The first number is the place of the threshold in a list. Return the distance itself.",
    ("candidates[best]", "best"),
)
best_threshold_midpoints = edited(
    "Thresholds between two distances are tried. Try the distances themselves, as the text says.",
    (
        "candidates = np.unique(distances)",
        "ordered = np.unique(distances)",
        "candidates = np.append((ordered[1:] + ordered[:-1]) / 2, ordered[-1])",
    ),
)
best_threshold_on_a_grid = edited(
    "You try thresholds on a fixed grid. The distances may be tiny or large: try those that occur.",
    ("np.unique(distances)", "np.linspace(0, 4, 401)"),
)
best_threshold_counted = edited(
    "You count the pairs that are judged right. Divide by the number of pairs: the accuracy is a share.",
    ("np.mean", "np.sum"),
)
best_threshold_in_place = edited(
    "You change distances in place by sorting it. Sort a copy: np.sort or np.unique.",
    ("return float", "distances.sort()", "return float"),
)
best_threshold_in_equal_steps = edited(
    "You try a hundred thresholds at equal steps between the smallest and the largest distance, and miss the best "
    "one between two of them. Try the distances that occur.",
    ("np.unique(distances)", "np.linspace(np.min(distances), np.max(distances), 100)"),
)
best_threshold_from_zero = edited(
    "Your search starts with an accuracy of 0 as the best so far. If no distance does better than that, none is "
    "chosen. Start below zero.",
    ("float(candidates[best])", "float(candidates[best]) if accuracies[best] > 0 else 0.0"),
)
best_threshold_of_the_same = edited(
    "You try the distances of the same pairs alone. Try those of all pairs: a different pair may be the nearest, and "
    "perhaps no pair is the same.",
    ("np.unique(distances)", "np.unique(distances[same == 1])"),
)
best_threshold_let_in = edited(
    "You count only the same pairs that are let in. To keep a different pair out is right, too.",
    (") == (same == 1)", ") & (same == 1)"),
)
best_threshold_accuracy_first = edited(
    "The two numbers have changed places: first the threshold, then the accuracy.",
    ("float(candidates[best]), float(accuracies[best])", "float(accuracies[best]), float(candidates[best])"),
)


@alternative
def best_threshold_with_loop(distances, same):
    best, highest = None, -1.0
    for candidate in sorted(distances):
        right = 0
        for d, s in zip(distances, same):
            right += (d <= candidate) == bool(s)
        if right / len(same) > highest:
            best, highest = candidate, right / len(same)
    return best, highest


@alternative
def best_threshold_with_cumulative_sums(distances, same):
    order = np.argsort(distances, kind="stable")
    d, s = distances[order], np.asarray(same)[order].astype(int)
    right = np.cumsum(s) + (1 - s).sum() - np.cumsum(1 - s)
    right = np.where(np.append(d[1:] != d[:-1], True), right, -1)
    best = np.argmax(right)
    return [np.array(d[best]), right[best] / len(d)]


@alternative
def best_threshold_with_a_table(distances, same):
    import warnings

    warnings.warn("a table of all thresholds")
    candidates = np.unique(distances)
    table = (distances[None, :] <= candidates[:, None]) == np.asarray(same, dtype=bool)
    shares = table.mean(axis=1)
    return candidates[shares.argmax()], shares.max()
