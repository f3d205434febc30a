import numpy as np

from grader.authoring import alternative, edited, everywhere

iou_not_clamped = edited(
    "Boxes that lie apart get an overlap: a negative side is not set to 0, and two negative sides even multiply to "
    "something positive. Clamp width and height of the common part at 0, each of them.",
    everywhere("max(0.0, ", "("),
)
iou_area_clamped = edited(
    "You clamp the area at 0, but not its sides. If both sides are negative, their product is positive: clamp width "
    "and height before you multiply.",
    everywhere("max(0.0, ", "("),
    ("width * height", "max(0.0, width * height)"),
)
iou_plus_one = edited(
    "One is added to each side, as if corners were numbers of pixels. Corners are places on a ruler: a box from 0.25 "
    "to 0.75 is 0.5 wide.",
    ("width = max", "box1, box2 = box1 + [0, 0, 1, 1], box2 + [0, 0, 1, 1]", "width = max"),
)
iou_union_too_large = edited(
    "The common part is counted twice in the union: two equal boxes would get 0.5. Subtract it once.",
    ("area1 + area2 - intersection", "area1 + area2"),
)
iou_intersection_alone = edited(
    "This is the common area alone. Divide it by the area of the union: two large boxes that hardly agree must not "
    "beat two small ones that are equal.",
    ("float(intersection / union) if union > 0 else 0.0", "intersection"),
)
iou_over_the_smaller = edited(
    "You divide by the smaller area. A small box inside a large one would count as perfect. Divide by the union.",
    ("area1 + area2 - intersection", "min(area1, area2)"),
)
iou_over_the_hull = edited(
    "You divide by the box that encloses both. The union is only what one of them covers: both areas, less the "
    "common part.",
    (
        "area1 + area2 - intersection",
        "(max(box1[2], box2[2]) - min(box1[0], box2[0])) * (max(box1[3], box2[3]) - min(box1[1], box2[1]))",
    ),
)
iou_sizes_for_corners = edited(
    "The third and fourth number are read as width and height. Here boxes are corners: x1, y1, x2, y2.",
    ("min(box1[2], box2[2])", "min(box1[0] + box1[2], box2[0] + box2[2])"),
    ("min(box1[3], box2[3])", "min(box1[1] + box1[3], box2[1] + box2[3])"),
    ("area1 + area2", "box1[2] * box1[3] + box2[2] * box2[3]"),
)
iou_zero_by_zero = edited(
    "For two empty boxes you divide 0 by 0. If the union is 0, the answer is 0: ask before you divide.",
    ("float(intersection / union) if union > 0 else 0.0", "float(intersection / union)"),
)
iou_min_and_max_swapped = edited(
    "Smaller and larger are swapped: you measure from the smaller left side to the larger right side, which is what "
    "encloses both. What they share begins at the larger left side and ends at the smaller right side.",
    ("min(box1[2], box2[2]) - max(box1[0], box2[0])", "max(box1[2], box2[2]) - min(box1[0], box2[0])"),
    ("min(box1[3], box2[3]) - max(box1[1], box2[1])", "max(box1[3], box2[3]) - min(box1[1], box2[1])"),
)
iou_axes_mixed = edited(
    "The four numbers are read as x1, x2, y1, y2. The order is x1, y1, x2, y2: the width is box[2] - box[0].",
    ("min(box1[2], box2[2])", "min(box1[1], box2[1])"),
    ("max(box1[1], box2[1])", "max(box1[2], box2[2])"),
    ("(box1[2] - box1[0]) * (box1[3] - box1[1])", "(box1[1] - box1[0]) * (box1[3] - box1[2])"),
    ("(box2[2] - box2[0]) * (box2[3] - box2[1])", "(box2[1] - box2[0]) * (box2[3] - box2[2])"),
)
iou_with_epsilon = edited(
    "All answers are a little too small: something is added to the union. That keeps 0/0 away, but it changes every "
    "answer, most of all for small boxes. Ask whether the union is 0 instead.",
    ("area1 + area2 - intersection", "area1 + area2 - intersection + 1e-6"),
)


@alternative
def iou_vectorised(box1, box2):
    box1, box2 = np.asarray(box1, dtype=float), np.asarray(box2, dtype=float)
    common = np.clip(np.minimum(box1[2:], box2[2:]) - np.maximum(box1[:2], box2[:2]), 0, None).prod()
    union = (box1[2:] - box1[:2]).prod() + (box2[2:] - box2[:2]).prod() - common
    return np.asarray(common / union) if union else np.asarray(0.0)


@alternative
def iou_of_disjoint_first(box1, box2):
    left, right = max(box1[0], box2[0]), min(box1[2], box2[2])
    top, bottom = max(box1[1], box2[1]), min(box1[3], box2[3])
    if right <= left or bottom <= top:
        return 0
    common = (right - left) * (bottom - top)
    a, b = ((box[2] - box[0]) * (box[3] - box[1]) for box in (box1, box2))
    return np.float32(common / (a + b - common))


iou_first_area_twice = edited(
    "The area of box1 is counted twice in the union, and that of box2 not at all.",
    ("area1 + area2 - intersection", "area1 + area1 - intersection"),
)
iou_right_edge_of_box1_alone = edited(
    "The right edge of the common part is that of box1 alone. It is the smaller one of both boxes' right edges.",
    ("min(box1[2], box2[2])", "box1[2]"),
)
iou_right_edge_of_box2_alone = edited(
    "The right edge of the common part is that of box2 alone. It is the smaller one of both boxes' right edges.",
    ("min(box1[2], box2[2])", "box2[2]"),
)
iou_lower_edge_of_box1_alone = edited(
    "The lower edge of the common part is that of box1 alone. It is the smaller one of both boxes' lower edges.",
    ("min(box1[3], box2[3])", "box1[3]"),
)
iou_lower_edge_of_box2_alone = edited(
    "The lower edge of the common part is that of box2 alone. It is the smaller one of both boxes' lower edges.",
    ("min(box1[3], box2[3])", "box2[3]"),
)
iou_left_edge_of_box1_alone = edited(
    "The left edge of the common part is that of box1 alone. It is the larger one of both boxes' left edges.",
    ("max(box1[0], box2[0])", "box1[0]"),
)
iou_left_edge_of_box2_alone = edited(
    "The left edge of the common part is that of box2 alone. It is the larger one of both boxes' left edges.",
    ("max(box1[0], box2[0])", "box2[0]"),
)
iou_upper_edge_of_box1_alone = edited(
    "The upper edge of the common part is that of box1 alone. It is the larger one of both boxes' upper edges.",
    ("max(box1[1], box2[1])", "box1[1]"),
)
iou_upper_edge_of_box2_alone = edited(
    "The upper edge of the common part is that of box2 alone. It is the larger one of both boxes' upper edges.",
    ("max(box1[1], box2[1])", "box2[1]"),
)
