import numpy as np

from grader.authoring import alternative, edited

precision_unsorted = edited(
    "The boxes are not sorted. Go through them by falling score.",
    ('correct[np.argsort(-scores, kind="stable")]', "correct"),
)
precision_lowest_first = edited(
    "The lowest score comes first. Sort by *falling* score: argsort sorts upwards.", ("-scores", "scores")
)
precision_not_made_to_fall = edited(
    "The curve is not made to fall: this is the sum of the precisions themselves. At each correct box take the best "
    "precision from there on.",
    ("best_from_here[hits]", "precision[hits]"),
)
precision_best_so_far = edited(
    "You take the best precision *up to* there. Look the other way: from there on, to the right.",
    ("np.maximum.accumulate(precision[::-1])[::-1]", "np.maximum.accumulate(precision)"),
)
precision_by_found = edited(
    "You divide by the number of correct boxes, so what was never found costs nothing. Divide by positives.",
    ("np.sum(best_from_here[hits]) / positives", "np.sum(best_from_here[hits]) / max(1, hits.sum())"),
)
precision_mean_of_nothing = edited(
    "This is the mean over the correct boxes, and where there are none it is not a number. Add up and divide by "
    "positives: what was never found counts, too.",
    ("np.sum(best_from_here[hits]) / positives", "np.mean(best_from_here[hits])"),
)
precision_over_all_boxes = edited(
    "You add up over all boxes. Only correct ones raise the recall: add up over those.",
    ("best_from_here[hits]", "best_from_here"),
)
precision_at_the_end = edited(
    "This is the precision of all boxes together, one single number of the curve. Average precision looks at all "
    "thresholds: compute the precision after each box.",
    ("np.sum(best_from_here[hits]) / positives", "np.mean(correct) if len(correct) else 0.0"),
)
precision_zeros_and_ones_as_places = edited(
    "With 0 and 1 in place of truth values, best[hits] chooses the entries number 0 and 1. Make truth values of them "
    "first: astype(bool).",
    ('correct[np.argsort(-scores, kind="stable")].astype(bool)', 'correct[np.argsort(-scores, kind="stable")]'),
)
precision_by_trapezoids = edited(
    "You measure the area under straight lines between the points. In our definition the curve is made of steps: "
    "each correct box adds 1/P times the best precision from there on.",
    (
        "np.sum(best_from_here[hits]) / positives",
        "np.sum(np.diff(np.cumsum(hits)) / positives * (precision[1:] + precision[:-1]) / 2)",
    ),
)
precision_eleven_points = edited(
    "This is the version with eleven recalls, 0, 0.1, ..., 1, as it was used until 2009. Ours takes every correct box.",
    (
        "np.sum(best_from_here[hits]) / positives",
        "np.mean([max(precision[np.cumsum(hits) / positives >= r - 1e-9], default=0.0) for r in np.linspace(0, 1, 11)])",
    ),
)
precision_first_step_lost = edited(
    "The first step of the curve is lost: np.diff has one number less, because it does not know that the recall "
    "begins at 0. Put a 0 before the recalls, or add up over the correct boxes.",
    ("np.sum(best_from_here[hits]) / positives", "np.sum(np.diff(np.cumsum(hits) / positives) * best_from_here[1:])"),
)
precision_not_turned_back = edited(
    "The running maximum still stands from right to left. Turn it round again, [::-1], before you take the entries "
    "of the correct boxes.",
    ("np.maximum.accumulate(precision[::-1])[::-1]", "np.maximum.accumulate(precision[::-1])"),
)


@alternative
def precision_as_an_area(scores, correct, positives):
    order = np.argsort(-scores)
    found = np.cumsum(np.asarray(correct)[order])
    recall = np.concatenate([[0.0], found / positives])
    precision = np.concatenate([[0.0], found / np.arange(1, len(found) + 1)])
    for i in range(len(precision) - 2, -1, -1):
        precision[i] = max(precision[i], precision[i + 1])
    return np.sum((recall[1:] - recall[:-1]) * precision[1:])


@alternative
def precision_in_plain_python(scores, correct, positives):
    pairs = sorted(zip(scores, correct), key=lambda pair: -pair[0])
    precisions, found = [], 0
    for n, (_, hit) in enumerate(pairs, start=1):
        found += int(hit)
        precisions.append(found / n)
    total = 0.0
    for n, (_, hit) in enumerate(pairs):
        if hit:
            total += max(precisions[n:])
    return np.float32(total / positives)
