import numpy as np

from grader.authoring import alternative, edited, mistake

not_scaled = edited(
    "What is left of the connections is not scaled up, so on average the scores are too small. Divide by keep_prob.",
    (" / keep_prob", ""),
)
multiplied_by_keep_prob = edited(
    "You multiply by keep_prob, which makes the scores smaller still. Divide by it.", ("/ keep_prob", "* keep_prob")
)
scaled_by_the_drop_rate = edited(
    "You divide by the share that is dropped. Divide by the share that stays, keep_prob.",
    ("/ keep_prob", "/ (1.0000001 - keep_prob)"),
)
bias_scaled = edited(
    "The bias is scaled too. It is no connection: add it after the division.",
    ('np.einsum("ik,ikj->ij", X, W * mask / keep_prob) + b', '(np.einsum("ik,ikj->ij", X, W * mask) + b) / keep_prob'),
)
bias_forgotten = edited("The bias is missing: add b.", (" + b", ""))
mask_forgotten = edited(
    "No connection is cut: the mask is not used.",
    ("X, W * mask / keep_prob", "X, W * np.ones(mask.shape) / keep_prob"),
)
mask_inverted = edited(
    "The mask is used the wrong way round: where it is 1 the connection stays.",
    ("W * mask / keep_prob", "W * np.logical_not(mask) / keep_prob"),
)
one_mask_for_all = edited(
    "All examples lose the connections of the first one. Each example has its own: mask[i].",
    ("W * mask / keep_prob", "W * mask[:1].repeat(len(X), axis=0) / keep_prob"),
)
mean_of_the_masks = edited(
    "The masks of all examples are averaged into one. Each example has its own: mask[i].",
    ("W * mask / keep_prob", "W * mask.mean(axis=0, keepdims=True).repeat(len(X), axis=0) / keep_prob"),
)
scaled_by_the_share_of_this_mask = edited(
    "You divide by the share of ones that this mask happens to have. Divide by keep_prob, which is the same for "
    "every mask.",
    ("/ keep_prob", "/ np.mean(mask)"),
)
scaled_twice = edited("The scale is applied twice. Divide by keep_prob once.", ("/ keep_prob", "/ keep_prob**2"))


@mistake(
    "A unit is silent as a whole where its first connection is cut: that is dropout. Multiply W by the mask, "
    "entry by entry."
)
def dropout_of_units(X, W, b, mask, keep_prob):
    return (X @ W) * mask[:, 0, :] / keep_prob + b


@mistake(
    "An input is silent as a whole where its first connection is cut: that is dropout. Multiply W by the mask instead."
)
def dropout_of_inputs(X, W, b, mask, keep_prob):
    return (X * mask[:, :, 0] / keep_prob) @ W + b


@mistake("The scores of all examples are added up. Each example has its own row: (m, n_out).")
def summed_over_examples(X, W, b, mask, keep_prob):
    return np.einsum("ik,ikj->j", X, W * mask / keep_prob) + b


@alternative
def example_by_example(X, W, b, mask, keep_prob):
    Z = np.zeros((len(X), W.shape[1]))
    for i in range(len(X)):
        Z[i] = X[i] @ (W * mask[i]) / keep_prob + b
    return Z


@alternative
def with_a_batched_product(X, W, b, mask, keep_prob):
    return np.matmul(X[:, None, :], np.where(mask, W, 0) / keep_prob)[:, 0] + b


@alternative
def summed_with_an_axis(X, W, b, mask, keep_prob):
    return (X[:, :, np.newaxis] * W * mask).sum(axis=1) * (1 / keep_prob) + b.reshape(1, -1)


@alternative
def in_float32(X, W, b, mask, keep_prob):
    V = (W * mask).astype(np.float32) / np.float32(keep_prob)
    return np.einsum("ab,abc->ac", X.astype(np.float32), V) + b.astype(np.float32)
