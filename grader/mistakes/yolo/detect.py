import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.yolo import decode_predictions, filter_boxes, non_max_suppression


@mistake("Nothing is suppressed: after the filter, non_max_suppression is still to come.")
def detect_without_suppression(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), score_threshold)
    order = np.argsort(-scores, kind="stable")
    return boxes[order], scores[order], classes[order]


@mistake(
    "The two thresholds are swapped: the score threshold belongs to the filter, the IoU threshold to the suppression."
)
def detect_thresholds_swapped(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), iou_threshold)
    kept = non_max_suppression(boxes, scores, classes, score_threshold)
    return boxes[kept], scores[kept], classes[kept]


detect_only_boxes_suppressed = edited(
    "Only the boxes are chosen by the suppression. Its indices choose scores and classes too.",
    ("scores[kept]", "scores"),
    ("classes[kept]", "classes"),
)


@mistake("You return the indices of the suppression. Return what they choose: boxes, scores and classes.")
def detect_returns_indices(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), score_threshold)
    return non_max_suppression(boxes, scores, classes, iou_threshold)


@mistake("Thresholds are written into the code. Use the arguments score_threshold and iou_threshold.")
def detect_thresholds_in_the_code(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), 0.5)
    kept = non_max_suppression(boxes, scores, classes, 0.5)
    return boxes[kept], scores[kept], classes[kept]


detect_in_order_of_places = edited(
    "The boxes stand in the order of their places in the grid. Take them in the order in which the suppression gives "
    "the indices: best score first.",
    (
        "non_max_suppression(boxes, scores, classes, iou_threshold)",
        "np.sort(non_max_suppression(boxes, scores, classes, iou_threshold))",
    ),
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
