import numpy as np

from grader.authoring import alternative, edited, mistake


@mistake(
    "The sum of the weights is below 1 wherever something is masked: is the mask put on after the softmax? The masked places have "
    "taken their share then. Mask the scores first."
)
def mask_after_the_softmax(scores, mask):
    exponentials = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return np.where(mask, exponentials / np.sum(exponentials, axis=-1, keepdims=True), 0)


@mistake(
    "The mask changes nothing: masked places get weights above 0. Give their scores minus infinity before the softmax."
)
def without_the_mask(scores, mask):
    exponentials = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)


softmax_over_the_first_axis = edited(
    "The weights are 1 in sum along the first axis, across the examples or rows. The softmax runs along the last axis.",
    ("np.max(counted, axis=-1, keepdims=True)", "np.max(counted, axis=0, keepdims=True)"),
    ("np.sum(exponentials, axis=-1, keepdims=True)", "np.sum(exponentials, axis=0, keepdims=True)"),
)
softmax_over_the_queries = edited(
    "The weights are 1 in sum along the last axis but one, across the places that ask. The softmax runs along the last axis.",
    ("np.max(counted, axis=-1, keepdims=True)", "np.max(counted, axis=-2, keepdims=True)"),
    ("np.sum(exponentials, axis=-1, keepdims=True)", "np.sum(exponentials, axis=-2, keepdims=True)"),
)
softmax_over_everything = edited(
    "All weights of the array together are 1 in sum. Each row along the last axis has a sum of its own.",
    ("np.max(counted, axis=-1, keepdims=True)", "np.max(counted, keepdims=True)"),
    ("np.sum(exponentials, axis=-1, keepdims=True)", "np.sum(exponentials, keepdims=True)"),
)
masked_scores_are_zero = edited(
    "Masked places still get a weight: a score of 0 counts as exp(0) = 1. Give them minus infinity.",
    ("np.where(mask, scores, -np.inf)", "np.where(mask, scores, 0)"),
)
mask_turned_round = edited(
    "The mask is the wrong way round: the weights fall on the places where it is False. True means that a place counts.",
    ("np.where(mask, scores, -np.inf)", "np.where(mask, -np.inf, scores)"),
)
nothing_gets_nan = edited(
    "A row that sees nothing is NaN, 0 / 0. It should be 0 everywhere: divide by 1 where the sum is 0, and lower its scores by 0.",
    ("highest = np.where(np.isfinite(highest), highest, 0)  # a row that sees nothing", ""),
    ("np.where(total > 0, total, 1)", "total"),
)
nothing_gets_equal_shares = edited(
    "A row that sees nothing gets equal weights for all of its places. It should be 0 everywhere: take the mask once more, after exp.",
    ("-np.inf)", "-1e9)"),
)
large_scores_overflow = edited(
    "Large scores give NaN or infinity: exp(1000) has no room. Subtract the largest score of each row first.",
    ("counted - highest", "counted"),
)


@mistake(
    "With large scores the weights of a row are 0 everywhere, or not 1 in sum: is the largest of *all* scores subtracted, a masked one "
    "among them? Take the largest of those that count."
)
def lowered_by_a_masked_score(scores, mask):
    exponentials = np.exp(scores - np.max(scores, axis=-1, keepdims=True)) * mask
    total = np.sum(exponentials, axis=-1, keepdims=True)
    return exponentials / np.where(total > 0, total, 1)


one_large_number_for_all = edited(
    "The largest score of the whole array is subtracted from every row. A row of far smaller scores becomes 0 everywhere: "
    "subtract the largest of its own.",
    ("np.max(counted, axis=-1, keepdims=True)", "np.max(counted)"),
)
not_divided = edited(
    "The weights of a row are not 1 in sum. Divide the exponentials by their sum along the last axis.",
    ("exponentials / np.where(total > 0, total, 1)", "exponentials"),
)
divided_by_the_number_of_places = edited(
    "The weights of a row are not 1 in sum: they are divided by how many places count, and not by the sum of the exponentials.",
    (
        "np.where(total > 0, total, 1)",
        "np.maximum(np.sum(np.broadcast_to(mask, scores.shape), axis=-1, keepdims=True), 1)",
    ),
)
a_small_number_below = edited(
    "The sums of the weights are a little below 1: a number such as 1e-3 is added below the line, and it is too large.",
    ("np.where(total > 0, total, 1)", "(total + 1e-3)"),
)


a_large_number_subtracted = edited(
    "A row that sees nothing gets weights all the same, as if nothing were masked: is a large number subtracted from all of its "
    "scores? It should be 0 everywhere: take the mask once more, after exp.",
    ("np.where(mask, scores, -np.inf)", "scores + np.where(mask, 0, -1e9)"),
)


@alternative
def with_a_very_small_number(scores, mask):
    scores = np.where(mask, scores, -1e30)
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True)) * mask
    return exponentials / (exponentials.sum(axis=-1, keepdims=True) + 1e-12)


@alternative
def row_by_row(scores, mask):
    scores = np.asarray(scores, dtype=float)
    mask = np.broadcast_to(mask, scores.shape)
    weights = np.zeros(scores.shape)
    for place in np.ndindex(scores.shape[:-1]):
        seen = mask[place]
        if seen.any():
            e = np.exp(scores[place][seen] - max(scores[place][seen]))
            weights[place][seen] = e / sum(e)
    return weights


@alternative
def in_float32(scores, mask):
    lifted = np.where(mask, scores, -np.inf).astype(np.float32)
    top = lifted.max(-1, keepdims=True)
    top[~np.isfinite(top)] = 0
    e = np.exp(lifted - top)
    return np.divide(e, e.sum(-1, keepdims=True), out=np.zeros_like(e), where=e.sum(-1, keepdims=True) > 0)


@alternative
def by_logarithms(scores, mask):
    with np.errstate(all="ignore"):
        lifted = np.where(mask, scores, -np.inf)
        logarithms = lifted - np.logaddexp.reduce(lifted, axis=-1, keepdims=True)
        return np.nan_to_num(np.exp(logarithms), nan=0.0)
