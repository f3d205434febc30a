import numpy as np

from grader.authoring import alternative, edited, mistake

swapped = edited(
    "Precision and recall have changed places. Precision asks of what was *said*, recall of what was *there*.",
    ("float(precision), float(recall)", "float(recall), float(precision)"),
)
plain_mean = edited(
    "The third number is the plain mean of precision and recall. F1 is the harmonic one: it is large only if both are.",
    ("2 * hits / (said + there) if said + there > 0 else 0.0", "(precision + recall) / 2"),
)
two_forgotten = edited("In F1 the factor 2 is missing.", ("2 * hits", "hits"))
overlap_for_f1 = edited(
    "The third number is hits divided by all pictures that are said or there, the IoU. F1 is 2 hits / (said + there).",
    ("2 * hits / (said + there)", "hits / (said + there - hits)"),
)
geometric_mean = edited(
    "The third number is the root of precision times recall. F1 is 2 hits / (said + there).",
    ("2 * hits / (said + there) if said + there > 0 else 0.0", "np.sqrt(precision * recall)"),
)
divided_by_zero = edited(
    "A class that is never said, or never there, gives 0 / 0, and NaN. Let it be 0: ask before you divide.",
    ("hits / said if said > 0 else 0.0", "hits / said"),
    ("hits / there if there > 0 else 0.0", "hits / there"),
    ("2 * hits / (said + there) if said + there > 0 else 0.0", "2 * precision * recall / (precision + recall)"),
)
one_where_nothing_is_said = edited(
    "Where nothing was said, the precision is 1 here. By the text, 0 / 0 is 0.",
    ("hits / said if said > 0 else 0.0", "hits / said if said > 0 else 1.0"),
    ("hits / there if there > 0 else 0.0", "hits / there if there > 0 else 1.0"),
)
any_right_answer = edited(
    "Every right answer is taken for a hit. A hit is a picture *of this class* that was called so.",
    ("(y_hat == label) & (y == label)", "y_hat == y"),
)
of_all_pictures = edited(
    "Hits are divided by all pictures. Precision divides by how often label was said, recall by how often it was there.",
    ("hits / said if", "hits / len(y) if"),
    ("hits / there if", "hits / len(y) if"),
)
class_one_always = edited(
    "Class 1 is looked at, whatever label says. Use the argument.",
    ("hits = ", "label = 1", "hits = "),
)
truth_for_class = edited(
    "Every label but 0 is taken for a yes here. Compare answers and labels with label.",
    ("(y_hat == label) & (y == label)", "(y_hat > 0) & (y > 0)"),
    ("np.sum(y_hat == label), np.sum(y == label)", "np.sum(y_hat > 0), np.sum(y > 0)"),
)
f1_alone = edited(
    "Return three numbers: precision, recall and F1.",
    ("float(precision), float(recall), float(f1)", "float(f1)"),
)
without_the_hits = edited(
    "Precision divides by the false alarms alone, recall by the misses alone. Both divide by these *and* the hits.",
    ("hits / said if said > 0 else 0.0", "hits / (said - hits) if said > hits else 0.0"),
    ("hits / there if there > 0 else 0.0", "hits / (there - hits) if there > hits else 0.0"),
)


@mistake("The numbers are averages over all classes. Only the class label is asked for.")
def averaged_over_classes(y_hat, y, label):
    three = []
    for c in np.union1d(y_hat, y):
        hits, said, there = np.sum((y_hat == c) & (y == c)), np.sum(y_hat == c), np.sum(y == c)
        three.append((hits / max(said, 1), hits / max(there, 1), 2 * hits / max(said + there, 1)))
    return tuple(float(value) for value in np.mean(three, axis=0))


@alternative
def with_loops(y_hat, y, label):
    tp = fp = fn = 0
    for a, b in zip(y_hat, y):
        if a == label and b == label:
            tp += 1
        elif a == label:
            fp += 1
        elif b == label:
            fn += 1
    p = tp / (tp + fp) if tp + fp else 0
    r = tp / (tp + fn) if tp + fn else 0
    return p, r, 2 * p * r / (p + r) if p + r else 0


@alternative
def with_maximum(y_hat, y, label):
    said, there = y_hat == label, y == label
    hits = (said & there).sum()
    return [hits / max(said.sum(), 1), hits / max(there.sum(), 1), 2 * hits / max(said.sum() + there.sum(), 1)]


@alternative
def with_errstate(y_hat, y, label):
    with np.errstate(all="ignore"):
        hits = np.float32(np.count_nonzero(y[y_hat == label] == label))
        p, r = hits / np.sum(y_hat == label), hits / np.sum(y == label)
        f = 2 / (1 / p + 1 / r)
    return tuple(np.nan_to_num(np.array([p, r, f]), nan=0.0))
