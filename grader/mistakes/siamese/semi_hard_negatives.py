import keras
import numpy as np

from grader.authoring import alternative, edited
from solutions.siamese import pairwise_squared_distances

mining_hardest = edited(
    "You take the nearest negative of all, even if it is nearer than the positive. That one is hard. Semi-hard means "
    "farther than the positive.",
    ("(labels != labels[a]) & (distances[a] > distances[a, p])", "(labels != labels[a])"),
)
mining_farthest = edited(
    "Of the semi-hard negatives you take the farthest. Take the one that is nearest to the anchor.",
    ("np.argmin", "np.argmax"),
    ("np.inf", "-np.inf"),
)
mining_first = edited(
    "Of the semi-hard negatives you take the first in the batch. Take the one that is nearest to the anchor.",
    ("np.argmin(np.where(is_semi_hard, distances[a], np.inf))", "np.argmax(is_semi_hard)"),
)
mining_without_margin = edited(
    "The margin is not used: negatives far beyond it are taken, though their loss is zero. Semi-hard is nearer than "
    "d(a, p) + margin.",
    (" & (distances[a] < distances[a, p] + margin)", ""),
)
mining_margin_from_zero = edited(
    "The negative is compared with the margin alone. The border is d(a, p) + margin: it moves with the positive.",
    ("distances[a, p] + margin", "margin"),
)
mining_own_positive = edited(
    "A picture is its own positive here: p runs over all of the class, a itself among them. Leave out p = a.",
    ("p != a and is_semi_hard.any()", "is_semi_hard.any()"),
)
mining_each_pair_once = edited(
    "Each two pictures of a class are used once only. (a, p) and (p, a) are two pairs: from the other end, other "
    "negatives are semi-hard.",
    ("p != a", "p > a"),
)
mining_same_class = edited(
    "Pictures of the anchor's own class are taken for negatives. A negative is of another class.",
    ("(labels != labels[a]) & (distances[a] > distances[a, p])", "(distances[a] > distances[a, p])"),
)
mining_all = edited(
    "Each pair gives a triplet for every semi-hard negative. It gives one: that of the nearest.",
    ("triplets.append((a, p, n))", "triplets += [(a, p, n) for n in np.flatnonzero(is_semi_hard)]"),
)
mining_with_roots = edited(
    "Roots of the distances are compared with the margin. Distances are squared here, and so is the margin's scale.",
    ("triplets = []", "distances = np.sqrt(distances)", "triplets = []"),
)
mining_without_columns = edited(
    "If there is no triplet, your answer has shape (0,). Give it three columns all the same: (0, 3).",
    ("np.array(triplets, dtype=np.int64).reshape(-1, 3)", "np.array(triplets, dtype=np.int64)"),
)
mining_with_borders = edited(
    "The borders are counted in. A negative exactly as far as the positive, or exactly a margin farther, is not "
    "semi-hard: both signs are strict.",
    ("distances[a] > distances[a, p]", "distances[a] >= distances[a, p]"),
)
mining_columns_swapped = edited(
    "The columns are anchor, negative, positive. The order is anchor, positive, negative.",
    ("(a, p, n)", "(a, np.argmin(np.where(is_semi_hard, distances[a], np.inf)), p)"),
)
mining_with_fallback = edited(
    "Where a pair has no semi-hard negative, you take the farthest one instead. Such a pair gives no triplet.",
    (
        "for p in np.flatnonzero(labels == labels[a]):",
        "for p in np.flatnonzero(labels == labels[a]):",
        "    others = labels != labels[a]",
    ),
    (
        "if p != a and is_semi_hard.any():\n    n = np.argmin(np.where(is_semi_hard, distances[a], np.inf))\n    triplets.append((a, p, n))",
        "if p != a and is_semi_hard.any():",
        "    triplets.append((a, p, np.argmin(np.where(is_semi_hard, distances[a], np.inf))))",
        "elif p != a:",
        "    triplets.append((a, p, np.argmax(np.where(others, distances[a], -np.inf))))",
    ),
)
mining_index_among_negatives = edited(
    "You count the negative among the negatives only. The answer holds rows of embeddings, the whole batch.",
    (
        "for p in np.flatnonzero(labels == labels[a]):",
        "for p in np.flatnonzero(labels == labels[a]):",
        "    to_others = distances[a][labels != labels[a]]",
    ),
    (
        "(labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)",
        "(to_others > distances[a, p]) & (to_others < distances[a, p] + margin)",
    ),
    ("np.where(is_semi_hard, distances[a], np.inf)", "np.where(is_semi_hard, to_others, np.inf)"),
)
mining_with_upper_border = edited(
    "A negative exactly a margin farther than the positive is counted in. Its loss is 0 already: both signs are "
    "strict.",
    ("distances[a] < distances[a, p] + margin", "distances[a] <= distances[a, p] + margin"),
)
mining_mask_multiplied = edited(
    "The mask times the distances makes 0 of everybody who is not semi-hard, and 0 is then the smallest. Put "
    "infinity there, with np.where.",
    ("np.where(is_semi_hard, distances[a], np.inf)", "is_semi_hard * distances[a]"),
)
mining_one_for_each_anchor = edited(
    "Each anchor gives one triplet only. Every pair (a, p) gives one, so an anchor with nine positives may give nine.",
    ("triplets.append((a, p, n))", "triplets.append((a, p, n))", "break"),
)
mining_nearest_to_the_positive = edited(
    "Of the semi-hard negatives you take the one that is nearest to the positive. Measure from the anchor.",
    ("np.where(is_semi_hard, distances[a], np.inf)", "np.where(is_semi_hard, distances[p], np.inf)"),
)
mining_class_by_class = edited(
    "The triplets are right, but in another order: class by class. Go through the anchors from the first row to the "
    "last.",
    ("return np", "triplets.sort(key=lambda triplet: labels[triplet[0]])", "return np"),
)
mining_by_positives = edited(
    "The triplets are right, but in another order: by positive first. The outer loop is that of the anchors.",
    ("for a in range(len(labels)):", "for p in range(len(labels)):"),
    ("for p in np.flatnonzero(labels == labels[a]):", "for a in np.flatnonzero(labels == labels[p]):"),
)


@alternative
def mining_with_loops(embeddings, labels, margin):
    distances = np.asarray(pairwise_squared_distances(embeddings, embeddings))
    m, triplets = len(labels), []
    for a in range(m):
        for p in range(m):
            best = None
            for n in range(m):
                if p == a or labels[p] != labels[a] or labels[n] == labels[a]:
                    continue
                if distances[a, p] < distances[a, n] < distances[a, p] + margin:
                    if best is None or distances[a, n] < distances[a, best]:
                        best = n
            if best is not None:
                triplets.append([a, p, best])
    return np.array(triplets) if triplets else np.zeros((0, 3), dtype=int)


@alternative
def mining_without_loops(embeddings, labels, margin):
    distances = np.sum((embeddings[:, None] - embeddings[None]) ** 2, axis=2)
    same = labels[:, None] == labels[None]
    to_positive, to_negative = distances[:, :, None], distances[:, None, :]
    semi_hard = (to_positive < to_negative) & (to_negative < to_positive + margin) & ~same[:, None, :]
    nearest = np.where(semi_hard, to_negative, np.inf).argmin(axis=2)
    usable = same & ~np.eye(len(labels), dtype=bool) & semi_hard.any(axis=2)
    a, p = np.nonzero(usable)
    return np.stack([a, p, nearest[a, p]], axis=1).astype("int32")


@alternative
def mining_with_sorting(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = np.empty((0, 3), dtype=int)
    for a, order in enumerate(np.argsort(distances, axis=1, kind="stable")):
        negatives = [n for n in order if labels[n] != labels[a]]
        for p in range(len(labels)):
            if p == a or labels[p] != labels[a]:
                continue
            nearest = next((n for n in negatives if distances[a, n] > distances[a, p]), None)
            if nearest is not None and distances[a, nearest] < distances[a, p] + margin:
                triplets = np.vstack([triplets, [a, p, nearest]])
    return triplets
