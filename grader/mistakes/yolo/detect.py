from grader.authoring import alternative, edited
from solutions.yolo import decode_predictions, filter_boxes, non_max_suppression

detect_without_suppression = edited(
    "Nothing is suppressed: after the filter, non_max_suppression is still to come.",
    ("non_max_suppression(boxes, scores, classes, iou_threshold)", 'np.argsort(-scores, kind="stable")'),
)
detect_thresholds_swapped = edited(
    "The two thresholds are swapped: the score threshold belongs to the filter, the IoU threshold to the suppression.",
    ("anchors), score_threshold", "anchors), iou_threshold"),
    ("classes, iou_threshold", "classes, score_threshold"),
)
detect_only_boxes_suppressed = edited(
    "Only the boxes are chosen by the suppression. Its indices choose scores and classes too.",
    ("scores[kept]", "scores"),
    ("classes[kept]", "classes"),
)
detect_returns_indices = edited(
    "You return the indices of the suppression. Return what they choose: boxes, scores and classes.",
    ("boxes[kept], scores[kept], classes[kept]", "kept"),
)
detect_thresholds_in_the_code = edited(
    "Thresholds are written into the code. Use the arguments score_threshold and iou_threshold.",
    ("anchors), score_threshold", "anchors), 0.5"),
    ("classes, iou_threshold", "classes, 0.5"),
)
detect_in_order_of_places = edited(
    "The boxes stand in the order of their places in the grid. Take them in the order in which the suppression gives "
    "the indices: best score first.",
    ("return boxes", "kept = np.sort(kept)", "return boxes"),
)


@alternative
def detect_suppresses_first(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), 0.0)
    kept = non_max_suppression(boxes, scores, classes, iou_threshold)
    kept = kept[scores[kept] >= score_threshold]
    return boxes[kept], scores[kept], classes[kept]


@alternative
def detect_step_by_step(raw, anchors, score_threshold, iou_threshold):
    all_boxes, all_scores = decode_predictions(raw, anchors)
    chosen = filter_boxes(all_boxes, all_scores, score_threshold)
    kept = non_max_suppression(chosen[0], chosen[1], chosen[2], iou_threshold)
    return [part[kept] for part in chosen]
