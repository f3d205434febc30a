import keras

from grader.authoring import alternative, edited, everywhere, mistake

triplet_max_of_the_mean = edited(
    "The average is taken first, and then cut off at zero. A content triplet must not pay for another one: cut off "
    "each triplet's number, then average.",
    ("keras.ops.maximum(to_positive - to_negative + margin, 0)", "to_positive - to_negative + margin"),
    (
        "keras.ops.sum(losses) / keras.ops.maximum(count, 1)",
        "keras.ops.maximum(keras.ops.sum(losses) / keras.ops.maximum(count, 1), 0)",
    ),
)
triplet_max_of_the_sum = edited(
    "All triplets are summed first, and then cut off at zero. Cut off each triplet's number; the loss is their "
    "average.",
    ("to_positive - to_negative + margin", "keras.ops.sum(to_positive - to_negative + margin)"),
)
triplet_mean_over_features = edited(
    "The squares are averaged over the numbers of an embedding. A distance is their sum, or the margin means "
    "something else for each dimension.",
    everywhere("sum(keras.ops.square", "mean(keras.ops.square"),
)
triplet_swapped = edited(
    "Positive and negative have changed places: your loss pushes the same apart and pulls others near.",
    ("to_positive - to_negative", "to_negative - to_positive"),
)
triplet_margin_subtracted = edited(
    "The margin is subtracted, so a triplet is content too early, even on the wrong side. Add the margin.",
    ("to_positive - to_negative + margin", "to_positive - to_negative - margin"),
)
triplet_with_roots = edited(
    "You took roots. Distances are squared in this notebook, and the root of zero makes NaN of the gradient.",
    ("losses =", "to_positive, to_negative = keras.ops.sqrt(to_positive), keras.ops.sqrt(to_negative)", "losses ="),
)
triplet_summed = edited(
    "The losses of all triplets are summed. Take their average.",
    ("count = keras.ops.sum(keras.ops.ones_like(losses))", ""),
    ("keras.ops.sum(losses) / keras.ops.maximum(count, 1)", "keras.ops.sum(losses)"),
)
triplet_not_cut_off = edited(
    "Nothing is cut off at zero, so the loss can be pushed down for ever by triplets that are content already.",
    ("keras.ops.maximum(to_positive - to_negative + margin, 0)", "to_positive - to_negative + margin"),
)
triplet_mean_of_nothing = edited(
    "Without a triplet the average is 0 / 0, which is NaN, and NaN ruins every weight. Divide the sum by the number "
    "of triplets, or by 1 if there are none.",
    ("keras.ops.maximum(count, 1)", "keras.ops.maximum(count, 0)"),
)
triplet_from_the_positive = edited(
    "The second distance is measured from the positive. Both are measured from the anchor.",
    ("anchor - negative", "positive - negative"),
)
triplet_mean_of_the_active = edited(
    "The average is taken over those triplets only that are not content. Divide by the number of all triplets.",
    ("keras.ops.ones_like(losses)", "keras.ops.cast(losses > 0, losses.dtype)"),
)
triplet_with_numpy = edited(
    "The value is right, but it is computed with NumPy, so training cannot follow it back. Use keras.ops.",
    ("keras.ops.maximum(to_positive - to_negative + margin, 0)", "np.maximum(to_positive - to_negative + margin, 0)"),
)
triplet_not_averaged = edited(
    "The loss is one number for each triplet. Return their average, a single number.",
    ("keras.ops.sum(losses) / keras.ops.maximum(count, 1)", "losses"),
)
triplet_cut_off_by_feature = edited(
    "Each number of the embeddings is cut off by itself. Sum over the numbers first: a triplet has one loss.",
    (
        "losses = keras.ops.maximum(to_positive - to_negative + margin, 0)",
        "by_feature = keras.ops.square(anchor - positive) - keras.ops.square(anchor - negative) + margin",
        "losses = keras.ops.sum(keras.ops.maximum(by_feature, 0), axis=1)",
    ),
)
triplet_sums_without_axis = edited(
    "The sums have no axis, so the distances of all triplets are thrown together before anything is cut off. Sum "
    "along axis 1: one distance for each triplet.",
    everywhere(", axis=1", ""),
)
triplet_without_margin = edited(
    "The margin is missing. Without it, a network that puts everything on one point has no loss at all.",
    ("to_positive - to_negative + margin", "to_positive - to_negative"),
)
triplet_margin_after_the_cut = edited(
    "The margin is added after the cut, so it changes the loss but not what is learned. Add it first, then cut off "
    "at zero.",
    ("to_negative + margin, 0)", "to_negative, 0) + margin"),
)
triplet_sums_down_the_columns = edited(
    "The sums run down the columns (axis 0), across the triplets. Each row is one embedding: sum along axis 1.",
    everywhere("axis=1", "axis=0"),
)


triplet_python_max = edited(
    "It is right when you call it, but training makes a graph of it, in which the number of triplets is not known yet. "
    "Python's max, like an if, cannot decide there: use keras.ops.maximum.",
    ("count = keras.ops.sum(keras.ops.ones_like(losses))", "count = keras.ops.shape(losses)[0]"),
    ("keras.ops.sum(losses) / keras.ops.maximum(count, 1)", "keras.ops.sum(losses) / max(count, 1)"),
)
triplet_len = edited(
    "It is right when you call it, but training makes a graph of it, in which a tensor has no len. Count with "
    "keras.ops.shape(anchor)[0], or with the sum of keras.ops.ones_like(losses).",
    ("count = keras.ops.sum(keras.ops.ones_like(losses))", "count = len(losses)"),
    ("keras.ops.maximum(count, 1)", "max(count, 1)"),
)


@mistake(
    "It is right when you call it, but training makes a graph of it, in which anchor.shape[0] is None: a loop cannot go over "
    "the triplets. Compute all of them at once, with sums along axis 1."
)
def triplet_loop_over_the_batch(anchor, positive, negative, margin):
    total = 0.0 * (keras.ops.sum(anchor) + keras.ops.sum(positive) + keras.ops.sum(negative))
    for i in range(anchor.shape[0]):
        a, p, n = anchor[i], positive[i], negative[i]
        total = total + keras.ops.maximum(keras.ops.sum((a - p) ** 2) - keras.ops.sum((a - n) ** 2) + margin, 0.0)
    return total / max(anchor.shape[0], 1)


@alternative
def triplet_over_length(anchor, positive, negative, margin):
    gaps = keras.ops.sum((anchor - positive) ** 2, axis=1) - keras.ops.sum((anchor - negative) ** 2, axis=1)
    losses = keras.ops.relu(gaps + margin)
    return keras.ops.sum(losses) / (keras.ops.sum(keras.ops.ones_like(losses)) + 1e-9)


@alternative
def triplet_with_relu(anchor, positive, negative, margin):
    gap = keras.ops.sum((anchor - positive) ** 2 - (anchor - negative) ** 2, axis=-1)
    number = keras.ops.cast(keras.ops.maximum(keras.ops.shape(anchor)[0], 1), gap.dtype)
    return keras.ops.sum(keras.ops.relu(gap + margin)) / number


@alternative
def triplet_if_there_are_any(anchor, positive, negative, margin):
    if anchor.shape[0] == 0:
        return keras.ops.sum(anchor)
    to_positive = keras.ops.einsum("md,md->m", anchor - positive, anchor - positive)
    to_negative = keras.ops.einsum("md,md->m", anchor - negative, anchor - negative)
    return keras.ops.mean(keras.ops.maximum(0.0, to_positive - to_negative + margin))


@alternative
def triplet_with_loop_over_the_features(anchor, positive, negative, margin):
    gap = 0.0 * keras.ops.sum(anchor, axis=1)
    for k in range(anchor.shape[1]):
        gap = gap + (anchor[:, k] - positive[:, k]) ** 2 - (anchor[:, k] - negative[:, k]) ** 2
    losses = keras.ops.maximum(gap + margin, 0.0)
    return keras.ops.sum(losses) / keras.ops.maximum(keras.ops.sum(keras.ops.ones_like(losses)), 1.0)
