import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

filter_strictly_above = edited(
    "A box whose score is just the threshold is dropped. Keep what scores *at least* the threshold: >=.",
    ("best >= threshold", "best > threshold"),
)
filter_along_the_boxes = edited(
    "You look for the best box of each class. Look for the best class of each box: along axis 1.",
    everywhere("axis=1", "axis=0"),
    ("boxes[kept]", "boxes[: len(kept)][kept[: len(boxes)]]"),
)
filter_the_wrong_way = edited(
    "This keeps what is below the threshold. Keep what scores at least as much.",
    ("best >= threshold", "best < threshold"),
)
filter_boxes_only = edited(
    "The boxes are filtered, the scores and classes are not: use the same mask on all three.",
    ("best[kept]", "best"),
    ("classes[kept]", "classes"),
)
filter_by_the_sum = edited(
    "You add up the scores of all classes. What counts is the score of the best class alone.", ("np.max", "np.sum")
)
filter_rows_of_scores = edited(
    "You return the whole rows of scores. Asked for is the score of the best class, one number for each box.",
    ("best[kept]", "scores[kept]"),
)
filter_classes_before_scores = edited(
    "The second and third answer are swapped: first the scores, then the classes.",
    ("boxes[kept], best[kept], classes[kept]", "boxes[kept], classes[kept], best[kept]"),
)


@mistake(
    "A box comes back once for each class that reaches the threshold. Take only its best class: one box, one answer."
)
def filter_every_class_above(boxes, scores, threshold):
    rows, classes = np.where(scores >= threshold)
    return boxes[rows], scores[rows, classes], classes


@alternative
def filter_with_a_loop(boxes, scores, threshold):
    kept = [i for i in range(len(boxes)) if max(scores[i]) >= threshold]
    classes = np.array([np.argmax(scores[i]) for i in kept], dtype=int)
    return boxes[kept].reshape(-1, 4), np.array([scores[i, k] for i, k in zip(kept, classes)]), classes


@alternative
def filter_by_indices(boxes, scores, threshold):
    classes = scores.argmax(-1)
    best = np.take_along_axis(scores, classes[:, None], axis=1).squeeze(1)
    (kept,) = np.where(best >= threshold)
    return [np.take(boxes, kept, axis=0), best[kept].astype(np.float32), classes[kept].astype(np.int32)]
