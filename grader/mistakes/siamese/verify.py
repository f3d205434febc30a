import keras
import numpy as np

from grader.catalogue import alternative, mistake
from solutions.siamese import pairwise_squared_distances


@mistake("A distance that is exactly the threshold still counts as the same: at most, not less than.")
def verify_strictly(e1, e2, threshold):
    return np.sum((e1 - e2) ** 2, axis=1) < threshold


@mistake(
    "You took the root, or squared the threshold. The threshold is one for squared distances: compare with it as it is."
)
def verify_with_root(e1, e2, threshold):
    return np.linalg.norm(e1 - e2, axis=1) <= threshold


@mistake("The squares are averaged over the numbers of an embedding. Their sum is the distance.")
def verify_mean_over_features(e1, e2, threshold):
    return np.mean((e1 - e2) ** 2, axis=1) <= threshold


@mistake("It is the wrong way round: the same are those that are near, at or below the threshold.")
def verify_the_far(e1, e2, threshold):
    return np.sum((e1 - e2) ** 2, axis=1) > threshold


@mistake("Everything is summed into a single number. Each pair of rows has its own: sum along axis 1.")
def verify_all_together(e1, e2, threshold):
    return np.sum((e1 - e2) ** 2) <= threshold


@mistake("The sum runs down the columns (axis 0). Each row is one embedding: sum along axis 1.")
def verify_down_the_columns(e1, e2, threshold):
    return np.sum((e1 - e2) ** 2, axis=0) <= threshold


@mistake("Every row of e1 is compared with every row of e2. Here row i is compared with row i only.")
def verify_every_pair(e1, e2, threshold):
    return np.sum((e1[:, np.newaxis] - e2) ** 2, axis=2) <= threshold


@mistake("These are absolute differences. Square each difference before you sum.")
def verify_absolute(e1, e2, threshold):
    return np.sum(np.abs(e1 - e2), axis=1) <= threshold


@mistake("Each number is compared with the threshold by itself. Sum the squares of a row first: that is the distance.")
def verify_each_number(e1, e2, threshold):
    return np.all((e1 - e2) ** 2 <= threshold, axis=1)


@mistake("2 - 2ab is the distance of vectors of length one only. Compute it from the differences.")
def verify_unit_vectors(e1, e2, threshold):
    return 2 - 2 * np.sum(e1 * e2, axis=1) <= threshold


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
