import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.yolo import iou, iou_matrix

suppress_across_classes = edited(
    "Boxes of different classes strike each other out. A 7 that lies across a 1 is no second 1: compare only within "
    "a class.",
    (" | (classes[rest] != classes[best])", ""),
)
suppress_keeps_the_lowest = edited(
    "You begin with the lowest score, so that the worst box of each digit stays. Begin with the highest.",
    ("-scores", "scores"),
)


@mistake("A box that was struck out strikes out others. Compare only with boxes that stay.")
def suppress_by_the_suppressed(boxes, scores, classes, iou_threshold):
    order = np.argsort(-scores, kind="stable")
    overlap = iou_matrix(boxes, boxes)
    kept = []
    for place, i in enumerate(order):
        better = order[:place]
        if not np.any((overlap[i, better] > iou_threshold) & (classes[better] == classes[i])):
            kept.append(i)
    return np.array(kept, dtype=np.int64)


suppress_what_is_apart = edited(
    "The comparison is the wrong way round: a box goes if its IoU is *above* the threshold, and stays otherwise.",
    ("overlap <= iou_threshold", "overlap > iou_threshold"),
)
suppress_in_order_of_boxes = edited(
    "The indices stand in the order of the boxes. Return them by falling score, best first.",
    ("np.array(kept, dtype=np.int64)", "np.array(sorted(kept), dtype=np.int64)"),
)
suppress_unsorted = edited(
    "You go through the boxes as they come. Sort them by falling score first: the best one must go first.",
    ('np.argsort(-scores, kind="stable")', "np.arange(len(scores))"),
)
suppress_returns_boxes = edited(
    "You return the boxes. Asked for are their indices, so that scores and classes can be chosen with them too.",
    ("np.array(kept, dtype=np.int64)", "boxes[np.array(kept, dtype=np.int64)]"),
)
suppress_returns_a_mask = edited(
    "You return a mask, a truth value for each box. Asked for are the indices of the boxes that stay, best score "
    "first.",
    ("np.array(kept, dtype=np.int64)", "np.isin(np.arange(len(scores)), kept)"),
)
suppress_one_for_each_class = edited(
    "Only one box of each class is left. Two digits of one kind may well be in a picture: strike out only what "
    "overlaps.",
    ("(overlap <= iou_threshold) | (classes[rest] != classes[best])", "classes[rest] != classes[best]"),
)
suppress_ties_turned_round = edited(
    "Of equal scores the later box goes first: argsort(...)[::-1] turns equal ones round. Sort the negative scores "
    'with kind="stable" instead.',
    ('np.argsort(-scores, kind="stable")', 'np.argsort(scores, kind="stable")[::-1]'),
)
suppress_places_in_the_order = edited(
    "You return places in the sorted order. Return indices into the arrays that came in.",
    (
        'order = np.argsort(-scores, kind="stable")',
        'by_score = np.argsort(-scores, kind="stable")',
        "boxes, classes = boxes[by_score], classes[by_score]",
        "order = np.arange(len(scores))",
    ),
)
suppress_at_the_threshold = edited(
    "A box whose IoU is just the threshold is struck out. It goes only if the IoU is *above* it.",
    ("overlap <= iou_threshold", "overlap < iou_threshold"),
)


@mistake(
    "Each box is compared with one other alone, the last that stayed. It goes if it overlaps *any* box of its class "
    "that stays."
)
def suppress_by_the_last_kept(boxes, scores, classes, iou_threshold):
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        last = kept[-1:]
        if not last or classes[i] != classes[last[0]] or iou_matrix(boxes[[i]], boxes[last])[0, 0] <= iou_threshold:
            kept.append(i)
    return np.array(kept, dtype=np.int64)


suppress_sorted_by_class = edited(
    "The indices stand class by class. Once all classes are done, put them in one order: by falling score.",
    ("np.array(kept, dtype=np.int64)", "np.array(sorted(kept, key=lambda i: classes[i]), dtype=np.int64)"),
)


@alternative
def suppress_with_loops(boxes, scores, classes, iou_threshold):
    kept = []
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        if all(classes[i] != classes[j] or iou(boxes[i], boxes[j]) <= iou_threshold for j in kept):
            kept.append(i)
    return kept


@alternative
def suppress_class_by_class(boxes, scores, classes, iou_threshold):
    overlap = iou_matrix(boxes, boxes)
    alive = np.ones(len(scores), dtype=bool)
    for label in set(classes.tolist()):
        own = np.flatnonzero(classes == label)
        for i in own[np.argsort(-scores[own], kind="stable")]:
            if alive[i]:
                rivals = own[(overlap[i, own] > iou_threshold) & (own != i)]
                alive[rivals] = False
    kept = np.flatnonzero(alive)
    return kept[np.argsort(-scores[kept], kind="stable")].astype(np.int32)


@alternative
def suppress_by_moving_classes_apart(boxes, scores, classes, iou_threshold):
    apart = boxes + 10.0 * np.asarray(classes, dtype=float)[:, None]
    remaining = list(np.argsort(-np.asarray(scores), kind="mergesort"))
    kept = []
    while remaining:
        best = remaining.pop(0)
        kept.append(int(best))
        remaining = [i for i in remaining if iou(apart[best], apart[i]) <= iou_threshold]
    return np.array(kept, dtype=int)


suppress_with_a_fixed_threshold = edited(
    "The threshold is fixed at 0.5, whatever is passed in. Use iou_threshold.",
    ("overlap <= iou_threshold", "overlap <= 0.5"),
)
