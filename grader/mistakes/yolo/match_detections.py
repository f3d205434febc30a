import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.yolo import iou, iou_matrix

match_twice = edited(
    "The same true box is found twice. Once it is taken, a second box on it is a false alarm.",
    ("free[np.argmax(candidates)] = False", ""),
)
match_in_order_of_boxes = edited(
    "The boxes choose in the order in which they stand. Let the best score choose first.",
    ('np.argsort(-scores, kind="stable")', "range(len(boxes))"),
)
match_lowest_first = edited(
    "The lowest score chooses first. Go through the boxes by falling score.", ("-scores", "scores")
)
match_answers_sorted = edited(
    "The answers stand in the order of the scores. Write each to the place of its box: correct[i].",
    ("return correct", 'return correct[np.argsort(-scores, kind="stable")]'),
)
match_the_first_that_fits = edited(
    "Each box takes the first free true box that overlaps enough. Let it take the one that it overlaps most.",
    ("np.argmax(candidates)", "np.argmax(candidates >= iou_threshold)"),
)
match_wrong_ones_take_too = edited(
    "A box that overlaps too little takes the true box all the same. A wrong box takes nothing.",
    ("candidates.max() >= iou_threshold", "candidates.max() > 0"),
    ("= True", "= candidates.max() >= iou_threshold"),
)
match_best_even_if_taken = edited(
    "A box looks for its best true box among all of them, and gives up if that one is taken. Look among those that "
    "are still free. (Both rules are in use; ours is the second one.)",
    ("np.where(free, overlap[i], -1.0)", "overlap[i]"),
    ("free.any() and", "free.any() and free[np.argmax(candidates)] and"),
)
match_the_other_way_round = edited(
    "You say which true boxes were found. Asked for is which found boxes are correct.",
    ("return correct", "return ~free"),
)


@mistake(
    "You look for the largest overlap among the free boxes only, so argmax counts among those. Translate it back: "
    "free[j] is the true box, and not j."
)
def match_places_among_free(boxes, scores, true_boxes, iou_threshold):
    correct = np.zeros(len(boxes), dtype=bool)
    overlap, free = iou_matrix(boxes, true_boxes), list(range(len(true_boxes)))
    for i in np.argsort(-scores, kind="stable"):
        if free:
            j = int(np.argmax(overlap[i, free]))
            if overlap[i, j] >= iou_threshold:
                correct[i] = True
                free.pop(j)
    return correct


@mistake(
    "Here the true boxes choose, each the found box that overlaps it most. It is the other way round: the found "
    "boxes choose, best score first."
)
def match_true_boxes_choose(boxes, scores, true_boxes, iou_threshold):
    correct = np.zeros(len(boxes), dtype=bool)
    overlap = iou_matrix(boxes, true_boxes)
    for j in range(len(true_boxes)):
        if len(boxes) and overlap[:, j].max() >= iou_threshold:
            correct[overlap[:, j].argmax()] = True
    return correct


@alternative
def match_with_a_set(boxes, scores, true_boxes, iou_threshold):
    correct, taken = [False] * len(boxes), set()
    for i in sorted(range(len(boxes)), key=lambda i: scores[i], reverse=True):
        free = [(iou(boxes[i], true_boxes[j]), j) for j in range(len(true_boxes)) if j not in taken]
        if free and max(free)[0] >= iou_threshold:
            correct[i] = True
            taken.add(max(free)[1])
    return correct


@alternative
def match_by_striking_out_columns(boxes, scores, true_boxes, iou_threshold):
    overlap = iou_matrix(boxes, true_boxes).copy()
    correct = np.zeros(len(boxes), dtype=int)
    if true_boxes.shape[0] == 0:
        return correct
    for i in np.argsort(-scores):
        j = overlap[i].argmax()
        if overlap[i, j] >= iou_threshold:
            correct[i] = 1
            overlap[:, j] = -1
    return correct
