import numpy as np

from grader.authoring import alternative, edited, mistake

CENTRES = "(proposals[:, :2] + proposals[:, 2:]) / 2 + deltas[:, :2] * sides"
RETURN = "np.concatenate([centres - new_sides / 2, centres + new_sides / 2], axis=1)"

apply_without_exp = edited(
    "The sides are multiplied by the delta itself. It is a logarithm: multiply by its exp.",
    ("np.exp(deltas[:, 2:])", "deltas[:, 2:]"),
)
apply_one_plus = edited(
    "The sides are multiplied by 1 + delta. The delta is a logarithm: multiply by its exp.",
    ("np.exp(deltas[:, 2:])", "(1 + deltas[:, 2:])"),
)
apply_move_in_pixels = edited(
    "The centre is moved by the delta itself. Multiply it by width and height of the proposal.", (" * sides\n", "\n")
)
apply_move_by_new_sides = edited(
    "The centre is moved in sides of the new box. Multiply by those of the proposal.",
    (CENTRES, "(proposals[:, :2] + proposals[:, 2:]) / 2 + deltas[:, :2] * sides * np.exp(deltas[:, 2:])"),
)
apply_from_the_corner = edited(
    "The upper left corner is moved, and taken for the centre. Begin with the middle of the proposal.",
    ("(proposals[:, :2] + proposals[:, 2:]) / 2 +", "proposals[:, :2] +"),
)
apply_moves_the_corner = edited(
    "The upper left corner is moved, and the box grows from there. It is the centre that is moved; the corners "
    "are half a side away from it.",
    (CENTRES, "proposals[:, :2] + deltas[:, :2] * sides"),
    (RETURN, "np.concatenate([centres, centres + new_sides], axis=1)"),
)
apply_centre_and_sides = edited(
    "The rows hold centre and sides. They should hold the corners: centre minus and plus half of a side.",
    (RETURN, "np.concatenate([centres, new_sides], axis=1)"),
)
apply_whole_sides = edited(
    "The boxes are twice as wide and high as they should be: a corner is half a side away from the centre.",
    (RETURN, "np.concatenate([centres - new_sides, centres + new_sides], axis=1)"),
)
apply_sign = edited(
    "The centre goes the wrong way: add the delta times the side.", ("2 + deltas[:, :2]", "2 - deltas[:, :2]")
)
apply_sides_stay = edited(
    "The boxes are moved, but not stretched. Multiply the sides by the exp of the last two deltas.",
    ("new_sides = sides * np.exp(deltas[:, 2:])", "new_sides = sides"),
)
apply_divided = edited(
    "The sides are divided by exp of the delta. Multiply.", ("sides * np.exp(deltas", "sides * np.exp(-deltas")
)
apply_centre_not_halved = edited(
    "The centre of the proposal is the sum of its corners. It is their mean: divide by 2.",
    ("(proposals[:, :2] + proposals[:, 2:]) / 2 +", "(proposals[:, :2] + proposals[:, 2:]) +"),
)


@mistake("The last two numbers of each proposal are taken for its sides. They are a corner: w = x2 - x1.")
def apply_corner_for_sides(proposals, deltas):
    sides = proposals[:, 2:]
    return np.concatenate([proposals[:, :2] + deltas[:, :2] * sides, sides * np.exp(deltas[:, 2:])], axis=1)


@alternative
def apply_column_by_column(proposals, deltas):
    x1, y1, x2, y2 = np.asarray(proposals).T
    tx, ty, tw, th = np.asarray(deltas).T
    w, h = x2 - x1, y2 - y1
    x, y = x1 + w / 2 + tx * w, y1 + h / 2 + ty * h
    w, h = w * np.exp(tw), h * np.exp(th)
    return np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], axis=1)


@alternative
def apply_by_loops(proposals, deltas):
    rows = []
    for (x1, y1, x2, y2), (tx, ty, tw, th) in zip(proposals.tolist(), deltas.tolist(), strict=True):
        w, h = x2 - x1, y2 - y1
        x, y, half_w, half_h = (x1 + x2) / 2 + tx * w, (y1 + y2) / 2 + ty * h, w * np.exp(tw) / 2, h * np.exp(th) / 2
        rows.append([x - half_w, y - half_h, x + half_w, y + half_h])
    return rows


@alternative
def apply_in_float32(proposals, deltas):
    p, t = proposals.astype(np.float32), deltas.astype(np.float32)
    sides = p[:, 2:] - p[:, :2]
    centres, sides = p[:, :2] + sides * (0.5 + t[:, :2]), sides * np.exp(t[:, 2:])
    out = np.empty_like(p)
    out[:, :2] = centres - 0.5 * sides
    out[:, 2:] = centres + 0.5 * sides
    return out
