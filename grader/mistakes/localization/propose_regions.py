import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.localization import box_of, neighbours

COST = "costs[a, b] = unlike + (sizes[a] + sizes[b]) / image.size"

regions_without_size = edited(
    "Only brightness decides who is joined. The cost has a second term, the part of the picture that both cover "
    "together.",
    (COST, "costs[a, b] = unlike"),
)
regions_by_size_only = edited(
    "Only size decides who is joined: either brightness is missing from the cost, or the size is counted in "
    "pixels and drowns it. The size is a part of the picture, at most 1.",
    (COST, "costs[a, b] = (sizes[a] + sizes[b]) / image.size"),
)
regions_most_unlike = edited(
    "The pair with the largest cost is joined. Join the one with the smallest.",
    ("a, b = min(costs", "a, b = max(costs"),
)
regions_size_subtracted = edited(
    "The size is subtracted, so that large regions are joined first. Add it to the difference of brightness.",
    ("unlike + (sizes[a] + sizes[b])", "unlike - (sizes[a] + sizes[b])"),
)
regions_without_absolute = edited(
    "The difference of brightness has a sign, and a darker region counts as more alike than an equal one. Take "
    "its absolute value.",
    ("abs(totals[a] / sizes[a] - totals[b] / sizes[b])", "totals[a] / sizes[a] - totals[b] / sizes[b]"),
)
regions_sums_for_means = edited(
    "The sums of brightness are compared. Compare the means: divide by the number of pixels.",
    ("totals[a] / sizes[a] - totals[b] / sizes[b]", "totals[a] - totals[b]"),
)
regions_mean_of_means = edited(
    "The mean of a joined region is the plain mean of the two means. The larger one weighs more: it is the mean "
    "over all of its pixels.",
    (
        "totals.append(totals[a] + totals[b])",
        "totals.append((totals[a] / sizes[a] + totals[b] / sizes[b]) / 2 * (sizes[a] + sizes[b]))",
    ),
)
regions_only_joined = edited(
    "The boxes of the segments themselves are missing. They come first, then those of the regions that were joined.",
    ("for mask in masks])", "for mask in masks[segments.max() + 1 :]])"),
)
regions_only_segments = edited(
    "Only the boxes of the segments come back. Each region that is joined on the way belongs to the answer, too.",
    ("for mask in masks])", "for mask in masks[: segments.max() + 1]])"),
)
regions_sides_for_corners = edited(
    "The rows hold a corner, width and height. They should hold two corners: x1, y1, x2, y2.",
    (
        "return np.array([box_of(mask) for mask in masks])",
        "found = np.array([box_of(mask) for mask in masks])",
        "found[:, 2:] -= found[:, :2]",
        "return found",
    ),
)
regions_rows_first = edited(
    "Rows and columns have changed places: a box is x1, y1, x2, y2, and x counts columns.",
    ("for mask in masks])", "for mask in masks])[:, [1, 0, 3, 2]]"),
)
regions_last_pixel = edited(
    "x2 and y2 are one too small. The box of a single pixel has the sides 1, so its last edge lies behind the "
    "last pixel.",
    ("for mask in masks])", "for mask in masks]) - [0, 0, 1, 1]"),
)
regions_in_no_order = edited(
    "The boxes are right, but their order is not: the segments by number, then the regions in the order in which "
    "they were joined.",
    (
        "return np.array([box_of(mask) for mask in masks])",
        "found = np.array([box_of(mask) for mask in masks])",
        "return found[np.lexsort(found.T[::-1])][::-1]",
    ),
)
regions_one_joint_short = edited(
    "The last step is missing: after n - 1 of them the whole picture is one region.",
    ("range(len(masks) - 1)", "range(max(0, len(masks) - 2))"),
)
regions_all_pairs = edited(
    "Regions are joined that do not touch. Only neighbours come into question.",
    (
        "neighbours(current)",
        "[(a, b) for b in np.unique(current).tolist() for a in np.unique(current).tolist() if a < b]",
    ),
)


regions_by_the_smaller = edited(
    "Only the smaller of the two regions counts in the cost. It is the part of the picture that both cover together.",
    (COST, "costs[a, b] = unlike + min(sizes[a], sizes[b]) / image.size"),
)


@mistake(
    "A region that was joined is compared by the brightness of one of its parts. Its mean is that of all its pixels."
)
def regions_keep_the_first_mean(image, segments):
    current, masks = segments.copy(), [segments == k for k in range(segments.max() + 1)]
    means = [image[mask].mean() for mask in masks]
    for _ in range(len(masks) - 1):
        a, b = min(
            neighbours(current),
            key=lambda pair: (
                abs(means[pair[0]] - means[pair[1]]) + (masks[pair[0]].sum() + masks[pair[1]].sum()) / image.size
            ),
        )
        masks.append(masks[a] | masks[b])
        means.append(means[a])
        current[masks[-1]] = len(masks) - 1
    return np.array([box_of(mask) for mask in masks])


@mistake(
    "The pairs are those of the beginning, or their costs are: after each joint, ask for neighbours and costs anew."
)
def regions_by_the_first_costs(image, segments):
    masks = [segments == k for k in range(segments.max() + 1)]
    where = list(range(len(masks)))
    pairs = neighbours(segments)
    cost = {
        (a, b): abs(image[masks[a]].mean() - image[masks[b]].mean()) + (masks[a].sum() + masks[b].sum()) / image.size
        for a, b in pairs
    }
    for a, b in sorted(pairs, key=cost.get):
        one, other = where[a], where[b]
        if one != other:
            masks.append(masks[one] | masks[other])
            where = [len(masks) - 1 if k in (one, other) else k for k in where]
    return np.array([box_of(mask) for mask in masks])


@alternative
def regions_from_masks(image, segments):
    current = np.array(segments)
    n = int(current.max()) + 1
    boxes = [box_of(segments == k) for k in range(n)]
    for new in range(n, 2 * n - 1):
        best, pair = np.inf, None
        for a, b in neighbours(current):
            cost = abs(image[current == a].mean() - image[current == b].mean())
            cost += np.isin(current, (a, b)).mean()
            if cost < best:
                best, pair = cost, (a, b)
        current[np.isin(current, pair)] = new
        boxes.append(box_of(current == new))
    return boxes


@alternative
def regions_by_merging_boxes(image, segments):
    current = segments.copy()
    labels = list(range(int(segments.max()) + 1))
    size = {k: int((segments == k).sum()) for k in labels}
    mean = {k: float(image[segments == k].mean()) for k in labels}
    box = {k: np.array(box_of(segments == k)) for k in labels}
    while len(box) < 2 * len(labels) - 1:
        costs = [(abs(mean[a] - mean[b]) + (size[a] + size[b]) / image.size, a, b) for a, b in neighbours(current)]
        _, a, b = min(costs)
        new = len(box)
        size[new] = size[a] + size[b]
        mean[new] = (size[a] * mean[a] + size[b] * mean[b]) / size[new]
        box[new] = np.concatenate([np.minimum(box[a], box[b])[:2], np.maximum(box[a], box[b])[2:]])
        current[(current == a) | (current == b)] = new
    return np.stack(list(box.values()))


@alternative
def regions_without_the_helpers(image, segments):
    height, width = image.shape
    regions = {
        k: {(i, j) for i in range(height) for j in range(width) if segments[i, j] == k}
        for k in range(segments.max() + 1)
    }
    alive, found = set(regions), []
    while len(alive) > 1:
        costs = {}
        for a in alive:
            around = {(i + di, j + dj) for i, j in regions[a] for di, dj in ((0, 1), (1, 0), (0, -1), (-1, 0))}
            for b in alive:
                if a < b and around & regions[b]:
                    mean_a, mean_b = (np.mean([image[place] for place in regions[k]]) for k in (a, b))
                    costs[a, b] = abs(mean_a - mean_b) + (len(regions[a]) + len(regions[b])) / (height * width)
        a, b = min(costs, key=costs.get)
        regions[len(regions)] = regions[a] | regions[b]
        alive = (alive - {a, b}) | {len(regions) - 1}
    for places in regions.values():
        rows, columns = zip(*places, strict=True)
        found.append([min(columns), min(rows), max(columns) + 1, max(rows) + 1])
    return np.array(found)
