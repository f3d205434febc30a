"""Many heads: averages and votes, bagging, snapshots, many views of a picture, and chance inside a network.

Examples are rows: X is (m, n), pictures are (m, height, width, channels), probabilities are (m, C). What counts members
of an ensemble, or views of a picture, is the first axis: (k, m, C). Functions that are no exercise (`corner_scores`,
`unchanged`, `mirrored`, `turned`, `brighter`, `narrower`, `halves`) are given in the notebook, for its checks.
"""

from collections.abc import Callable, Sequence

import numpy as np

Pictures = Callable[[np.ndarray], np.ndarray]


def average_probabilities(probabilities: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Average what the members say, each with its weight.

    Args:
        probabilities: of each member, for each example and class, (k, m, C).
        weights: how much each member counts, (k,), at least 0 and not all 0; None: all alike.

    Returns:
        The probabilities of the ensemble, (m, C); each row adds up to 1.
    """
    weights = np.ones(len(probabilities)) if weights is None else np.asarray(weights)
    shares = weights / np.sum(weights)  # (k,)
    averaged: np.ndarray = np.tensordot(shares, probabilities, axes=1)  # (m, C)
    return averaged


def majority_vote(votes: np.ndarray, classes: int) -> np.ndarray:
    """Find the class that most members name for each example; of equals the smallest.

    Args:
        votes: the class that each member names, (k, m), whole numbers from 0 to classes - 1.
        classes: how many classes there are.

    Returns:
        The class of each example, (m,).
    """
    counts = np.sum(votes[:, :, np.newaxis] == np.arange(classes), axis=0)  # (m, classes)
    elected: np.ndarray = np.argmax(counts, axis=1)  # the first of the largest
    return elected


def bagging_indices(m: int, members: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a bag for each member: m rows of the training set, with replacement (Breiman, 1996).

    Args:
        m: number of training examples.
        members: number of members.
        rng: where chance comes from.

    Returns:
        Whole numbers from 0 to m - 1, (members, m).
    """
    return rng.integers(0, m, size=(members, m))  # the upper end does not count


def out_of_bag_probabilities(probabilities: np.ndarray, indices: np.ndarray) -> np.ndarray:
    """Average for each training example over those members that have not seen it.

    Args:
        probabilities: of each member, for each training example and class, (k, m, C).
        indices: the rows in the bag of each member, (k, n).

    Returns:
        Probabilities, (m, C); where every member has seen the example, 1 / C for each class.
    """
    k, m, C = probabilities.shape
    is_out = np.ones((k, m))
    for member in range(k):
        is_out[member, indices[member]] = 0
    counts = np.sum(is_out, axis=0)[:, np.newaxis]  # (m, 1)
    totals = np.sum(probabilities * is_out[:, :, np.newaxis], axis=0)  # (m, C)
    averaged: np.ndarray = np.where(counts > 0, totals / np.maximum(counts, 1), 1 / C)
    return averaged


def snapshot_schedule(step: int, steps: int, cycles: int, rate: float) -> float:
    """Compute the learning rate of a step: half a cosine from `rate` towards 0, begun anew in each cycle.

    With L = ceil(steps / cycles): rate / 2 (1 + cos(pi (step mod L) / L)). Source: Huang et al., 2017.

    Args:
        step: the number of the step, from 0 to steps - 1.
        steps: how many steps the whole training has.
        cycles: how many cycles at most, from 1 to steps.
        rate: the learning rate at the start of each cycle.

    Returns:
        The learning rate, a number.
    """
    length = int(np.ceil(steps / cycles))
    return float(rate / 2 * (1 + np.cos(np.pi * (step % length) / length)))


def ten_crop(images: np.ndarray, size: int) -> np.ndarray:
    """Cut the four corners and the centre out of each picture, and mirror each of the five (Krizhevsky et al., 2012).

    Args:
        images: pictures, (m, height, width, channels).
        size: height and width of a crop, at most those of the pictures.

    Returns:
        Crops, (10, m, size, size, channels): top left, top right, bottom left, bottom right, centre, and then the
        mirror image of each of these, in the same order.
    """
    _, height, width, _ = images.shape
    bottom, right = height - size, width - size
    places = [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    five = np.stack([images[:, top : top + size, left : left + size] for top, left in places])
    return np.concatenate([five, five[:, :, :, ::-1]])  # axis 3 is the width


def tta_predict(predict: Pictures, images: np.ndarray, augmentations: Sequence[Pictures]) -> np.ndarray:
    """Average what a network says of several views of each picture.

    Args:
        predict: takes pictures, returns probabilities (m, C).
        images: pictures, (m, height, width, channels).
        augmentations: at least one; each takes the pictures and returns one view of each.

    Returns:
        The average over the views, (m, C).
    """
    averaged: np.ndarray = np.mean([predict(view(images)) for view in augmentations], axis=0)
    return averaged


def drop_connect_forward(X: np.ndarray, W: np.ndarray, b: np.ndarray, mask: np.ndarray, keep_prob: float) -> np.ndarray:
    """Compute a dense layer in which each example has lost connections of its own.

    The simplest form of drop-connect. In the paper (Wan et al., 2013) the biases are cut, too, and the average is taken
    at test time.

    Args:
        X: inputs, (m, n_in).
        W: weights, (n_in, n_out).
        b: biases, (n_out,).
        mask: zeros and ones, (m, n_in, n_out): which connections each example keeps.
        keep_prob: the probability with which the mask was drawn.

    Returns:
        Scores, (m, n_out).
    """
    Z: np.ndarray = np.einsum("ik,ikj->ij", X, W * mask / keep_prob) + b
    return Z


def drop_connect_backward(
    dZ: np.ndarray, X: np.ndarray, W: np.ndarray, mask: np.ndarray, keep_prob: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the gradients of the layer, through the connections that were there.

    Args:
        dZ: gradient for the scores, (m, n_out).
        X: inputs, (m, n_in).
        W: weights, (n_in, n_out).
        mask: the mask of the forward pass, (m, n_in, n_out).
        keep_prob: the probability of the forward pass.

    Returns:
        (dX, dW, db) in the shapes of X, W and b; summed over the examples.
    """
    dX = np.einsum("ij,ikj->ik", dZ, W * mask / keep_prob)
    dW = np.einsum("ik,ij,ikj->kj", X, dZ, mask / keep_prob)
    db = np.sum(dZ, axis=0)
    return dX, dW, db


def stochastic_depth(
    x: np.ndarray, residual: np.ndarray, keep_prob: float, rng: np.random.Generator, training: bool
) -> np.ndarray:
    """Add the residual to the shortcut; in training leave it out for some examples, and scale up the others.

    Args:
        x: what the shortcut carries, (m, ...).
        residual: what the block has computed, in the same shape.
        keep_prob: probability that an example keeps its residual, above 0.
        rng: where chance comes from.
        training: False: nothing is left out, and nothing is scaled.

    Returns:
        The sum, in the shape of x.
    """
    if training:
        keep = rng.random(len(x)) < keep_prob  # one coin for each example
        keep = keep.reshape(-1, *[1] * (x.ndim - 1))
        residual = residual * keep / keep_prob
    added: np.ndarray = x + residual
    return added


def stochastic_block(
    x: np.ndarray, block: Pictures, keep_prob: float, rng: np.random.Generator, training: bool
) -> np.ndarray:
    """Run a block, or skip it for the whole batch without computing it.

    The paper (Huang et al., 2016) scales outside training instead: x + keep_prob * block(x).

    Args:
        x: what enters, (m, ...).
        block: computes the residual of x.
        keep_prob: probability that the block runs in training, above 0.
        rng: where chance comes from.
        training: False: the block always runs, and nothing is scaled.

    Returns:
        x + block(x), in training scaled by 1 / keep_prob; or x.
    """
    if not training:
        return x + block(x)
    if rng.random() < keep_prob:  # one coin for the batch
        return x + block(x) / keep_prob
    return x


def fractional_regions(n_in: int, n_out: int, rng: np.random.Generator) -> np.ndarray:
    """Cut n_in rows into n_out regions of one or two rows, in random order (Graham, 2014).

    Args:
        n_in: number of rows, from n_out to 2 n_out.
        n_out: number of regions.
        rng: where chance comes from.

    Returns:
        The edges, (n_out + 1,): region i holds the rows from edges[i] to edges[i + 1] - 1.
    """
    twos = n_in - n_out
    sizes = rng.permutation(np.repeat([1, 2], [n_out - twos, twos]))
    edges: np.ndarray = np.concatenate([[0], np.cumsum(sizes)])
    return edges


def fractional_max_pool(X: np.ndarray, row_edges: np.ndarray, column_edges: np.ndarray) -> np.ndarray:
    """Keep the largest number of each region, in each channel by itself.

    Args:
        X: maps, (m, height, width, channels).
        row_edges: from 0 to height, (n_rows + 1,).
        column_edges: from 0 to width, (n_columns + 1,).

    Returns:
        Smaller maps, (m, n_rows, n_columns, channels).
    """
    m, _, _, channels = X.shape
    n_rows, n_columns = len(row_edges) - 1, len(column_edges) - 1
    pooled = np.zeros((m, n_rows, n_columns, channels))
    for i in range(n_rows):
        for j in range(n_columns):
            region = X[:, row_edges[i] : row_edges[i + 1], column_edges[j] : column_edges[j + 1]]
            pooled[:, i, j] = np.max(region, axis=(1, 2))
    return pooled


def corner_scores(images: np.ndarray) -> np.ndarray:
    """Two probabilities from the brightness of the top left pixel and of the whole picture: something to test with."""
    score = 3 * images[:, 0, 0, 0] - images.mean(axis=(1, 2, 3))
    first = 1 / (1 + np.exp(-score))
    return np.stack([first, 1 - first], axis=1)


def unchanged(images: np.ndarray) -> np.ndarray:
    """The pictures as they are."""
    return images


def mirrored(images: np.ndarray) -> np.ndarray:
    """Left and right exchanged."""
    return images[:, :, ::-1]


def turned(images: np.ndarray) -> np.ndarray:
    """Upside down."""
    return images[:, ::-1]


def brighter(images: np.ndarray) -> np.ndarray:
    """Half as bright again."""
    return 1.5 * images


def narrower(images: np.ndarray) -> np.ndarray:
    """Without the first column."""
    return images[:, :, 1:]


def halves(x: np.ndarray) -> np.ndarray:
    """Half of each number: a block to test with."""
    return x / 2
