import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

slopes_not_scaled = edited(
    "The gradients of X and W are not scaled. The forward pass divided by keep_prob, so they are divided, too.",
    everywhere(" / keep_prob", ""),
)
scale_undone = edited(
    "You multiply by keep_prob to undo the scale. The slope of a division is that division again: divide.",
    everywhere("/ keep_prob", "* keep_prob"),
)
weights_not_masked = edited(
    "dW also goes to connections that were cut. They had no part in the result: multiply by the mask.",
    ("X, dZ, mask / keep_prob", "X, dZ, np.ones(mask.shape) / keep_prob"),
)
inputs_not_masked = edited(
    "dX comes back along connections that were cut. Only those that were there carry blame: mask W.",
    ("dZ, W * mask / keep_prob", "dZ, W * np.ones(mask.shape) / keep_prob"),
)
dW_not_scaled = edited(
    "dW is not divided by keep_prob, dX is. Both went through the same scale.",
    ("X, dZ, mask / keep_prob", "X, dZ, mask * 1.0"),
)
dX_not_scaled = edited(
    "dX is not divided by keep_prob, dW is. Both went through the same scale.",
    ("dZ, W * mask / keep_prob", "dZ, W * mask"),
)
averaged_weights = edited(
    "dW is averaged over the examples. Here it is summed: dZ has been divided by the size of the batch before.",
    (
        'np.einsum("ik,ij,ikj->kj", X, dZ, mask / keep_prob)',
        'np.einsum("ik,ij,ikj->kj", X, dZ, mask / keep_prob) / len(X)',
    ),
)
averaged_biases = edited(
    "db is averaged over the examples. Here it is summed: dZ has been divided by the size of the batch before.",
    ("np.sum(dZ, axis=0)", "np.mean(dZ, axis=0)"),
)
both_averaged = edited(
    "dW and db are averaged over the examples. Here they are summed: dZ has been divided by the size of the "
    "batch before.",
    (
        'np.einsum("ik,ij,ikj->kj", X, dZ, mask / keep_prob)',
        'np.einsum("ik,ij,ikj->kj", X, dZ, mask / keep_prob) / len(X)',
    ),
    ("np.sum(dZ, axis=0)", "np.mean(dZ, axis=0)"),
)
biases_scaled = edited(
    "db is divided by keep_prob. The bias was not scaled on the way forward.",
    ("np.sum(dZ, axis=0)", "np.sum(dZ, axis=0) / keep_prob"),
)
biases_kept_apart = edited(
    "db has the wrong shape: summed with keepdims, or over the wrong axis. It has the shape of b, (n_out,).",
    ("np.sum(dZ, axis=0)", "np.sum(dZ, axis=0, keepdims=True)"),
)
one_mask_for_all_slopes = edited(
    "All examples are given the mask of the first one. Each had its own on the way forward: mask[i].",
    ("dX = ", "mask = mask[:1].repeat(len(X), axis=0)", "dX = "),
)
mask_turned_round = edited(
    "The gradients go along the connections that were cut. They belong to those that stayed: where the mask is 1.",
    ("dX = ", "mask = np.logical_not(mask)", "dX = "),
)


@mistake("The gradients come in another order: first that of X, then that of W, then that of b.")
def another_order(dZ, X, W, mask, keep_prob):
    dX = np.einsum("ij,ikj->ik", dZ, W * mask / keep_prob)
    dW = np.einsum("ik,ij,ikj->kj", X, dZ, mask / keep_prob)
    return dW, np.sum(dZ, axis=0), dX


@mistake("dW is that of the last example alone. Is there a = in the loop where a += belongs? Add up over the examples.")
def last_example_only(dZ, X, W, mask, keep_prob):
    dX = np.einsum("ij,ikj->ik", dZ, W * mask / keep_prob)
    return dX, np.outer(X[-1], dZ[-1]) * mask[-1] / keep_prob, dZ.sum(axis=0)


@mistake("These are the gradients of a plain dense layer: neither mask nor scale. Both belong into dX and dW.")
def plain_dense_layer(dZ, X, W, mask, keep_prob):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


@alternative
def slopes_example_by_example(dZ, X, W, mask, keep_prob):
    dX, dW = np.zeros(X.shape), np.zeros(W.shape)
    for i in range(len(X)):
        dX[i] = (W * mask[i] / keep_prob) @ dZ[i]
        dW += np.outer(X[i], dZ[i]) * mask[i] / keep_prob
    return dX, dW, sum(dZ)


@alternative
def with_batched_products(dZ, X, W, mask, keep_prob):
    V = W * mask.astype(float) / keep_prob
    dX = np.matmul(V, dZ[:, :, None])[:, :, 0]
    dW = np.sum(X[:, :, None] * dZ[:, None, :] * mask, axis=0) / keep_prob
    return [dX, dW, np.ones(len(dZ)) @ dZ]


@alternative
def biases_as_a_list(dZ, X, W, mask, keep_prob):
    V = [W * one / keep_prob for one in mask]
    dX = [(V[i] @ dZ[i]).tolist() for i in range(len(X))]
    dW = sum(np.outer(X[i], dZ[i]) * mask[i] for i in range(len(X))) / keep_prob
    return dX, dW, [float(sum(column)) for column in dZ.T]


@alternative
def in_single_precision(dZ, X, W, mask, keep_prob):
    kept = mask.astype(np.float32) / np.float32(keep_prob)
    dZ, X, W = (part.astype(np.float32) for part in (dZ, X, W))
    return np.einsum("ij,kj,ikj->ik", dZ, W, kept), np.einsum("ik,ij,ikj->kj", X, dZ, kept), dZ.sum(axis=0)
