import numpy as np

from grader.authoring import alternative, edited, mistake

MOVE = "(boxes[:, :2] + boxes[:, 2:] - proposals[:, :2] - proposals[:, 2:]) / 2 / sides"

deltas_turned_round = edited(
    "These deltas lead from the box to the proposal. Turn them round: they lead from the proposal to the box.",
    ("sides, new_sides =", "new_sides, sides ="),
    (MOVE, "(proposals[:, :2] + proposals[:, 2:] - boxes[:, :2] - boxes[:, 2:]) / 2 / sides"),
)
deltas_sign_of_move = edited(
    "The way of the centre has the wrong sign: it is the box's centre minus the proposal's.", (MOVE, f"-{MOVE}")
)
deltas_in_pixels = edited(
    "The way of the centre is not divided by the proposal's width and height.", (MOVE, MOVE.replace(" / sides", ""))
)
deltas_by_sides_of_the_box = edited(
    "The way of the centre is divided by the sides of the true box. Divide by those of the proposal: the network "
    "sees only that one.",
    (MOVE, MOVE.replace("/ sides", "/ new_sides")),
)
deltas_of_the_corner = edited(
    "The upper left corners are compared. Compare the centres.", (MOVE, "(boxes[:, :2] - proposals[:, :2]) / sides")
)
deltas_without_logarithm = edited(
    "The sides have no logarithm: t_w is ln(w_G / w_P).", ("np.log(new_sides / sides)", "new_sides / sides")
)
deltas_of_differences = edited(
    "The sides are subtracted: t_w is the logarithm of their ratio.",
    ("np.log(new_sides / sides)", "(new_sides - sides) / sides"),
)
deltas_stretch_turned_round = edited(
    "The stretches have the wrong sign: it is ln(w_G / w_P), the new side over the old one.",
    ("np.log(new_sides / sides)", "np.log(sides / new_sides)"),
)
deltas_to_base_two = edited("The logarithm has another base. Take the natural one, np.log.", ("np.log(", "np.log2("))
deltas_move_twice = edited(
    "The way of the centre is twice as long as it should be: a centre is the sum of two corners, divided by 2.",
    (MOVE, MOVE.replace(" / 2", "")),
)
deltas_sides_swapped = edited(
    "Width and height have changed places in the first two columns: the way to the right is divided by the width.",
    (MOVE, MOVE + "[:, ::-1]"),
)


deltas_by_the_width_alone = edited(
    "Both ways are divided by the width. The way down is divided by the height of the proposal.",
    (MOVE, MOVE.replace("/ sides", "/ sides[:, :1]")),
)


@mistake("The last two columns of a box are taken for width and height. They are a corner: w = x2 - x1.")
def deltas_corner_for_sides(proposals, boxes):
    move = (boxes[:, :2] - proposals[:, :2]) / proposals[:, 2:]
    return np.concatenate([move, np.log(boxes[:, 2:] / proposals[:, 2:])], axis=1)


@alternative
def deltas_column_by_column(proposals, boxes):
    px1, py1, px2, py2 = np.asarray(proposals).T
    gx1, gy1, gx2, gy2 = np.asarray(boxes).T
    pw, ph, gw, gh = px2 - px1, py2 - py1, gx2 - gx1, gy2 - gy1
    tx = ((gx1 + gw / 2) - (px1 + pw / 2)) / pw
    ty = ((gy1 + gh / 2) - (py1 + ph / 2)) / ph
    return np.stack([tx, ty, np.log(gw / pw), np.log(gh / ph)], axis=-1)


@alternative
def deltas_by_loops(proposals, boxes):
    rows = []
    for p, g in zip(proposals, boxes, strict=True):
        w, h = p[2] - p[0], p[3] - p[1]
        row = [(g[0] + g[2] - p[0] - p[2]) / (2 * w), (g[1] + g[3] - p[1] - p[3]) / (2 * h)]
        rows.append([*row, np.log((g[2] - g[0]) / w), np.log((g[3] - g[1]) / h)])
    return np.array(rows)


@alternative
def deltas_in_float32(proposals, boxes):
    p, g = proposals.astype(np.float32), boxes.astype(np.float32)
    t = np.zeros_like(p)
    t[:, :2] = ((g[:, :2] + g[:, 2:]) / 2 - (p[:, :2] + p[:, 2:]) / 2) / (p[:, 2:] - p[:, :2])
    t[:, 2:] = np.log(g[:, 2:] - g[:, :2]) - np.log(p[:, 2:] - p[:, :2])
    return t
