import numpy as np

from grader.authoring import alternative, edited
from solutions.yolo import iou, iou_matrix

anchor_nearest = edited(
    "You take the anchor with the nearest width and height. A difference of 0.05 is little for a large box and a lot "
    "for a small one: compare by the IoU.",
    ("np.argmax(intersection / union)", "np.argmin(np.sum((anchors - [width, height]) ** 2, axis=1))"),
)
anchor_intersection_only = edited(
    "You take the largest common area, so a large anchor always wins. Divide by the union.",
    ("intersection / union", "intersection"),
)
anchor_corner_as_size = edited(
    "The third and fourth number of the box are taken for its width and height. They are the lower right corner: "
    "subtract the upper left one.",
    ("box[2] - box[0], box[3] - box[1]", "box[2], box[3]"),
)
anchor_at_the_origin = edited(
    "The anchor stands at the corner of the picture, and the box where it is. Only their shapes count: compare them "
    "as if both had the same centre.",
    (
        "np.argmax(intersection / union)",
        "np.argmax(iou_matrix(box[np.newaxis], np.concatenate([0 * anchors, anchors], axis=1))[0])",
    ),
)
anchor_worst = edited(
    "This is the anchor that fits worst. Take the largest IoU, not the smallest.", ("np.argmax", "np.argmin")
)
anchor_sides_swapped = edited(
    "Width and height are mixed up: the width of the box belongs to anchors[:, 0], its height to anchors[:, 1].",
    ("width, height", "height, width"),
)
anchor_itself = edited(
    "You return the best anchor itself. Asked for is its place among the anchors, a whole number.",
    ("int(np.argmax(intersection / union))", "anchors[np.argmax(intersection / union)]"),
)
anchor_nearest_area = edited(
    "You compare areas only. A standing and a lying box can have the same area: compare by the IoU.",
    ("np.argmax(intersection / union)", "np.argmin(np.abs(anchors[:, 0] * anchors[:, 1] - width * height))"),
)


@alternative
def anchor_both_at_the_corner(box, anchors):
    own = np.array([0, 0, box[2] - box[0], box[3] - box[1]])
    corners = np.concatenate([np.zeros_like(anchors), anchors], axis=1)
    return iou_matrix(own[np.newaxis], corners)[0].argmax()


@alternative
def anchor_by_centred_boxes(box, anchors):
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    boxes = np.stack(
        [x - anchors[:, 0] / 2, y - anchors[:, 1] / 2, x + anchors[:, 0] / 2, y + anchors[:, 1] / 2], axis=1
    )
    return np.argmax([iou(box, other) for other in boxes])


@alternative
def anchor_with_a_loop(box, anchors):
    w, h = box[2] - box[0], box[3] - box[1]
    best, place = -1.0, None
    for a, (wa, ha) in enumerate(anchors):
        common = min(w, wa) * min(h, ha)
        value = common / (w * h + wa * ha - common)
        if value > best:
            best, place = value, a
    return np.array(place)
