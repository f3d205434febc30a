import keras
import numpy as np

from grader.authoring import alternative, edited
from solutions.siamese import pairwise_squared_distances

verify_strictly = edited(
    "A distance that is exactly the threshold still counts as the same: at most, not less than.",
    ("np.sum((e1 - e2) ** 2, axis=1) <= threshold", "np.sum((e1 - e2) ** 2, axis=1) < threshold"),
)
verify_with_root = edited(
    "You took the root, or squared the threshold. The threshold is one for squared distances: compare with it as it "
    "is.",
    ("np.sum((e1 - e2) ** 2, axis=1)", "np.linalg.norm(e1 - e2, axis=1)"),
)
verify_mean_over_features = edited(
    "The squares are averaged over the numbers of an embedding. Their sum is the distance.", ("np.sum", "np.mean")
)
verify_the_far = edited(
    "It is the wrong way round: the same are those that are near, at or below the threshold.",
    ("np.sum((e1 - e2) ** 2, axis=1) <= threshold", "np.sum((e1 - e2) ** 2, axis=1) > threshold"),
)
verify_all_together = edited(
    "Everything is summed into a single number. Each pair of rows has its own: sum along axis 1.",
    ("np.sum((e1 - e2) ** 2, axis=1)", "np.sum((e1 - e2) ** 2)"),
)
verify_down_the_columns = edited(
    "The sum runs down the columns (axis 0). Each row is one embedding: sum along axis 1.", ("axis=1", "axis=0")
)
verify_every_pair = edited(
    "Every row of e1 is compared with every row of e2. Here row i is compared with row i only.",
    ("e1 - e2", "e1[:, np.newaxis] - e2"),
    ("axis=1", "axis=2"),
)
verify_absolute = edited(
    "These are absolute differences. Square each difference before you sum.", ("(e1 - e2) ** 2", "np.abs(e1 - e2)")
)
verify_each_number = edited(
    "Each number is compared with the threshold by itself. Sum the squares of a row first: that is the distance.",
    ("np.sum((e1 - e2) ** 2, axis=1) <= threshold", "np.all((e1 - e2) ** 2 <= threshold, axis=1)"),
)
verify_unit_vectors = edited(
    "2 - 2ab is the distance of vectors of length one only. Compute it from the differences.",
    ("np.sum((e1 - e2) ** 2, axis=1)", "2 - 2 * np.sum(e1 * e2, axis=1)"),
)


@alternative
def verify_with_table(e1, e2, threshold):
    return np.diag(np.asarray(pairwise_squared_distances(e1, e2))) <= threshold


@alternative
def verify_with_loop(e1, e2, threshold):
    return np.array([float(np.dot(a - b, a - b)) <= threshold for a, b in zip(e1, e2)])


@alternative
def verify_with_einsum(e1, e2, threshold):
    difference = np.subtract(e1, e2)
    return (np.einsum("md,md->m", difference, difference) <= threshold).astype(int)


@alternative
def verify_with_keras(e1, e2, threshold):
    return keras.ops.less_equal(keras.ops.sum(keras.ops.square(e1 - e2), axis=-1), threshold)
