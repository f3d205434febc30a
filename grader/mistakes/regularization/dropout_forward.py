import numpy as np

from grader.authoring import alternative, edited

not_scaled = edited(
    "The units that stay are not scaled up, so on average the next layer hears less. Divide by keep_prob.",
    (" / keep_prob", ""),
)
scaled_twice = edited("The scale is applied twice. Divide by keep_prob once.", ("A * mask", "A * mask / keep_prob"))
scaled_by_the_drop_rate = edited(
    "You divide by 1 - keep_prob, the share that is dropped. Divide by the share that stays.",
    ("/ keep_prob", "/ (1 - keep_prob)"),
)
multiplied_by_keep_prob = edited(
    "You multiply by keep_prob, which makes things quieter still. Those who stay must become louder: divide.",
    ("/ keep_prob", "* keep_prob"),
)
mask_inverted = edited(
    "The mask is used the wrong way round: where it is 1 the activation stays.", ("A * mask", "np.where(mask, 0, A)")
)
mask_forgotten = edited("The activations are scaled, but nobody is dropped: the mask is missing.", ("A * mask", "A"))
written_into_A = edited(
    "The numbers are right, but the caller's A is changed: *= and /= write into it. Compute a new array.",
    ("A_dropped: np.ndarray = A * mask / keep_prob", "A *= mask", "A /= keep_prob"),
    ("return A_dropped", "return A"),
)
matrix_product = edited(
    "@ is the matrix product, which adds up over units and examples. Here each activation has its own mask entry: "
    "use *.",
    ("A * mask", "A @ mask"),
)
scaled_by_the_share_of_this_mask = edited(
    "You divide by the share of ones that this mask happens to have. Divide by keep_prob, the probability, which is "
    "the same for every mask.",
    ("/ keep_prob", "/ np.mean(mask)"),
)


@alternative
def with_where(A, mask, keep_prob):
    return np.where(mask == 1, A / keep_prob, 0.0)


@alternative
def one_by_one(A, mask, keep_prob):
    result = np.zeros(A.shape)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            if mask[i, j]:
                result[i, j] = A[i, j] / keep_prob
    return result


@alternative
def copied_and_zeroed(A, mask, keep_prob):
    result = A.copy()
    result[mask < 0.5] = 0
    result *= 1 / keep_prob
    return result


@alternative
def dropped_in_float32(A, mask, keep_prob):
    return np.multiply(A, mask, dtype=np.float32) / np.float32(keep_prob)
