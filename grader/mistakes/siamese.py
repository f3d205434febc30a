"""Known wrong and other right answers for siamese."""

import keras
import numpy as np

from grader.catalogue import alternative, mistake
from solutions.siamese import *

# pairwise_squared_distances


@mistake(
    "pairwise_squared_distances",
    hint="Rounding leaves some distances a little below zero. No distance is negative: cut the table off at zero.",
)
def distances_not_cut_off(A, B):
    A_squares = keras.ops.sum(keras.ops.square(A), axis=1, keepdims=True)
    B_squares = keras.ops.sum(keras.ops.square(B), axis=1)
    return A_squares + B_squares - 2 * keras.ops.matmul(A, keras.ops.transpose(B))


@mistake(
    "pairwise_squared_distances",
    hint="The product a.b is subtracted once. In |a - b|^2 it stands twice: -2ab, as in (x - y)^2 of school.",
)
def distances_product_once(A, B):
    A_squares = keras.ops.sum(keras.ops.square(A), axis=1, keepdims=True)
    B_squares = keras.ops.sum(keras.ops.square(B), axis=1)
    return keras.ops.maximum(A_squares + B_squares - keras.ops.matmul(A, keras.ops.transpose(B)), 0)


@mistake(
    "pairwise_squared_distances",
    hint="The product is added, so you compute |a + b|^2. The distance needs minus 2ab.",
)
def distances_product_added(A, B):
    A_squares = keras.ops.sum(keras.ops.square(A), axis=1, keepdims=True)
    B_squares = keras.ops.sum(keras.ops.square(B), axis=1)
    return keras.ops.maximum(A_squares + B_squares + 2 * keras.ops.matmul(A, keras.ops.transpose(B)), 0)


@mistake(
    "pairwise_squared_distances",
    hint="You took the root. In this notebook a distance is squared; and the slope of the root at zero is "
    "infinite, which makes NaN of the gradient.",
)
def distances_with_root(A, B):
    A_squares = keras.ops.sum(keras.ops.square(A), axis=1, keepdims=True)
    B_squares = keras.ops.sum(keras.ops.square(B), axis=1)
    return keras.ops.sqrt(keras.ops.maximum(A_squares + B_squares - 2 * keras.ops.matmul(A, keras.ops.transpose(B)), 0))


@mistake(
    "pairwise_squared_distances",
    hint="The squares are averaged over the d numbers of a row. A squared distance is their sum.",
)
def distances_mean_over_features(A, B):
    return keras.ops.mean(keras.ops.square(keras.ops.expand_dims(A, 1) - keras.ops.expand_dims(B, 0)), axis=2)


@mistake(
    "pairwise_squared_distances",
    hint="The table lies on its side. Its rows belong to the rows of A, its columns to the rows of B.",
)
def distances_rows_for_B(A, B):
    return keras.ops.sum(keras.ops.square(keras.ops.expand_dims(B, 1) - keras.ops.expand_dims(A, 0)), axis=2)


@mistake(
    "pairwise_squared_distances",
    hint="This is the table of the scalar products a.b alone. They measure likeness, not distance; the squared "
    "lengths of a and b belong to it.",
)
def distances_products_only(A, B):
    return keras.ops.matmul(A, keras.ops.transpose(B))


@mistake(
    "pairwise_squared_distances",
    hint="The absolute differences are summed. This is another distance (the city-block distance); here each "
    "difference is squared.",
)
def distances_city_block(A, B):
    return keras.ops.sum(keras.ops.absolute(keras.ops.expand_dims(A, 1) - keras.ops.expand_dims(B, 0)), axis=2)


@mistake(
    "pairwise_squared_distances",
    hint="The numbers are right, but they are computed with NumPy, so no gradient can flow back through them. "
    "Use keras.ops from beginning to end.",
)
def distances_with_numpy(A, B):
    A, B = np.asarray(A), np.asarray(B)
    return np.sum((A[:, np.newaxis] - B) ** 2, axis=2)


@mistake(
    "pairwise_squared_distances",
    hint="The squared lengths of the rows of B are missing. Each column of the table needs that of its own row of B.",
)
def distances_without_B_squares(A, B):
    A_squares = keras.ops.sum(keras.ops.square(A), axis=1, keepdims=True)
    return keras.ops.maximum(A_squares - 2 * keras.ops.matmul(A, keras.ops.transpose(B)), 0)


@mistake(
    "pairwise_squared_distances",
    hint="The sums are taken down the columns (axis 0). Each row is one vector: sum along axis 1.",
)
def distances_sum_over_rows(A, B):
    A_squares = keras.ops.sum(keras.ops.square(A), axis=0, keepdims=True)
    B_squares = keras.ops.sum(keras.ops.square(B), axis=0)
    return keras.ops.maximum(A_squares + B_squares - 2 * keras.ops.matmul(A, keras.ops.transpose(B)), 0)


@mistake(
    "pairwise_squared_distances",
    hint="The matrix product lacks a transpose. Each row of A meets each row of B: that is A times B transposed.",
)
def distances_without_transpose(A, B):
    if A.shape[1] != B.shape[0]:
        raise ValueError("the shapes do not fit")  # TensorFlow's own sentence names the device
    A_squares = keras.ops.sum(keras.ops.square(A), axis=1, keepdims=True)
    B_squares = keras.ops.sum(keras.ops.square(B), axis=1)
    return keras.ops.maximum(A_squares + B_squares - 2 * keras.ops.matmul(A, B), 0)


@mistake(
    "pairwise_squared_distances",
    hint="2 - 2ab is right for vectors of length one only. These may have any length: add their squared lengths.",
)
def distances_of_unit_vectors(A, B):
    return keras.ops.maximum(2 - 2 * keras.ops.matmul(A, keras.ops.transpose(B)), 0)


@mistake(
    "pairwise_squared_distances",
    hint="The absolute value makes a small distance of what rounding left below zero. Such points are equal as far as "
    "one can see: cut off at zero.",
)
def distances_absolute(A, B):
    A_squares = keras.ops.sum(keras.ops.square(A), axis=1, keepdims=True)
    B_squares = keras.ops.sum(keras.ops.square(B), axis=1)
    return keras.ops.absolute(A_squares + B_squares - 2 * keras.ops.matmul(A, keras.ops.transpose(B)))


@alternative("pairwise_squared_distances")
def distances_by_broadcasting(A, B):
    print("all differences at once")
    return keras.ops.sum((keras.ops.expand_dims(A, 1) - keras.ops.expand_dims(B, 0)) ** 2, axis=-1)


@alternative("pairwise_squared_distances")
def distances_with_loops(A, B):
    rows = [
        keras.ops.stack([keras.ops.sum(keras.ops.square(A[i] - B[j])) for j in range(len(B))]) for i in range(len(A))
    ]
    return keras.ops.stack(rows)


@alternative("pairwise_squared_distances")
def distances_with_einsum(A, B):
    A, B = keras.ops.convert_to_tensor(A), keras.ops.convert_to_tensor(B)
    A_squares = keras.ops.einsum("id,id->i", A, A)[:, None]
    B_squares = keras.ops.einsum("jd,jd->j", B, B)[None, :]
    return keras.ops.relu(A_squares - 2 * keras.ops.einsum("id,jd->ij", A, B) + B_squares)


@alternative("pairwise_squared_distances")
def distances_in_float32(A, B):
    A, B = keras.ops.cast(A, "float32"), keras.ops.cast(B, "float32")
    table = keras.ops.sum(A**2, axis=1)[:, None] + keras.ops.sum(B**2, axis=1) - 2 * (A @ keras.ops.transpose(B))
    return keras.ops.where(table > 0, table, keras.ops.zeros_like(table))


# verify


@mistake("verify", hint="A distance that is exactly the threshold still counts as the same: at most, not less than.")
def verify_strictly(e1, e2, threshold):
    return np.sum((e1 - e2) ** 2, axis=1) < threshold


@mistake(
    "verify",
    hint="You took the root, or squared the threshold. The threshold is one for squared distances: compare with it as "
    "it is.",
)
def verify_with_root(e1, e2, threshold):
    return np.linalg.norm(e1 - e2, axis=1) <= threshold


@mistake("verify", hint="The squares are averaged over the numbers of an embedding. Their sum is the distance.")
def verify_mean_over_features(e1, e2, threshold):
    return np.mean((e1 - e2) ** 2, axis=1) <= threshold


@mistake("verify", hint="It is the wrong way round: the same are those that are near, at or below the threshold.")
def verify_the_far(e1, e2, threshold):
    return np.sum((e1 - e2) ** 2, axis=1) > threshold


@mistake("verify", hint="Everything is summed into a single number. Each pair of rows has its own: sum along axis 1.")
def verify_all_together(e1, e2, threshold):
    return np.sum((e1 - e2) ** 2) <= threshold


@mistake("verify", hint="The sum runs down the columns (axis 0). Each row is one embedding: sum along axis 1.")
def verify_down_the_columns(e1, e2, threshold):
    return np.sum((e1 - e2) ** 2, axis=0) <= threshold


@mistake(
    "verify",
    hint="Every row of e1 is compared with every row of e2. Here row i is compared with row i only.",
)
def verify_every_pair(e1, e2, threshold):
    return np.sum((e1[:, np.newaxis] - e2) ** 2, axis=2) <= threshold


@mistake("verify", hint="These are absolute differences. Square each difference before you sum.")
def verify_absolute(e1, e2, threshold):
    return np.sum(np.abs(e1 - e2), axis=1) <= threshold


@mistake(
    "verify",
    hint="Each number is compared with the threshold by itself. Sum the squares of a row first: that is the distance.",
)
def verify_each_number(e1, e2, threshold):
    return np.all((e1 - e2) ** 2 <= threshold, axis=1)


@mistake("verify", hint="2 - 2ab is the distance of vectors of length one only. Compute it from the differences.")
def verify_unit_vectors(e1, e2, threshold):
    return 2 - 2 * np.sum(e1 * e2, axis=1) <= threshold


@alternative("verify")
def verify_with_table(e1, e2, threshold):
    return np.diag(np.asarray(pairwise_squared_distances(e1, e2))) <= threshold


@alternative("verify")
def verify_with_loop(e1, e2, threshold):
    return np.array([float(np.dot(a - b, a - b)) <= threshold for a, b in zip(e1, e2)])


@alternative("verify")
def verify_with_einsum(e1, e2, threshold):
    difference = np.subtract(e1, e2)
    return (np.einsum("md,md->m", difference, difference) <= threshold).astype(int)


@alternative("verify")
def verify_with_keras(e1, e2, threshold):
    return keras.ops.less_equal(keras.ops.sum(keras.ops.square(e1 - e2), axis=-1), threshold)


# best_threshold


@mistake(
    "best_threshold",
    hint="A pair whose distance equals the threshold is called different here. The rule is distance <= threshold.",
)
def best_threshold_strict(distances, same):
    candidates = np.unique(distances)
    accuracies = [np.mean((distances < c) == (same == 1)) for c in candidates]
    best = int(np.argmax(accuracies))
    return float(candidates[best]), float(accuracies[best])


@mistake("best_threshold", hint="Of several equally good thresholds you take the largest. Be strict: the smallest.")
def best_threshold_largest(distances, same):
    candidates = np.unique(distances)[::-1]
    accuracies = [np.mean((distances <= c) == (same == 1)) for c in candidates]
    best = int(np.argmax(accuracies))
    return float(candidates[best]), float(accuracies[best])


@mistake(
    "best_threshold",
    hint="Of several equally good thresholds you take the one that stands first in the list. Try them from the "
    "smallest to the largest.",
)
def best_threshold_first_in_list(distances, same):
    accuracies = [np.mean((distances <= c) == (same == 1)) for c in distances]
    best = int(np.argmax(accuracies))
    return float(distances[best]), float(accuracies[best])


@mistake(
    "best_threshold",
    hint="Large distances are called the same. It is the other way round: the same are near each other.",
)
def best_threshold_turned_round(distances, same):
    candidates = np.unique(distances)
    accuracies = [np.mean((distances >= c) == (same == 1)) for c in candidates]
    best = int(np.argmax(accuracies))
    return float(candidates[best]), float(accuracies[best])


@mistake(
    "best_threshold",
    hint="The distances are sorted, but same is not, so the pairs have lost their answers. Sort both with one np.argsort.",
)
def best_threshold_sorted_apart(distances, same):
    ordered = np.sort(distances)
    accuracies = [np.mean((ordered <= c) == (same == 1)) for c in ordered]
    best = int(np.argmax(accuracies))
    return float(ordered[best]), float(accuracies[best])


@mistake(
    "best_threshold",
    hint="Pairs of equal distance are counted one by one, as if a threshold could let in one and not the other. They "
    "pass together: look only at the last of equal distances.",
)
def best_threshold_equal_ones_apart(distances, same):
    order = np.argsort(distances, kind="stable")
    right = np.cumsum(same[order] == 1) + np.sum(same != 1) - np.cumsum(same[order] != 1)
    best = int(np.argmax(right))
    return float(distances[order][best]), float(right[best] / len(distances))


@mistake("best_threshold", hint="Return two things: the threshold, and the share of pairs that it judges right.")
def best_threshold_alone(distances, same):
    candidates = np.unique(distances)
    return float(candidates[np.argmax([np.mean((distances <= c) == (same == 1)) for c in candidates])])


@mistake("best_threshold", hint="The first number is the place of the threshold in a list. Return the distance itself.")
def best_threshold_index(distances, same):
    candidates = np.unique(distances)
    accuracies = [np.mean((distances <= c) == (same == 1)) for c in candidates]
    best = int(np.argmax(accuracies))
    return best, float(accuracies[best])


@mistake(
    "best_threshold",
    hint="Thresholds between two distances are tried. Try the distances themselves, as the text says.",
)
def best_threshold_midpoints(distances, same):
    ordered = np.unique(distances)
    candidates = np.append((ordered[1:] + ordered[:-1]) / 2, ordered[-1])
    accuracies = [np.mean((distances <= c) == (same == 1)) for c in candidates]
    best = int(np.argmax(accuracies))
    return float(candidates[best]), float(accuracies[best])


@mistake(
    "best_threshold",
    hint="You try thresholds on a fixed grid. The distances may be tiny or large: try those that occur.",
)
def best_threshold_on_a_grid(distances, same):
    candidates = np.linspace(0, 4, 401)
    accuracies = [np.mean((distances <= c) == (same == 1)) for c in candidates]
    best = int(np.argmax(accuracies))
    return float(candidates[best]), float(accuracies[best])


@mistake(
    "best_threshold",
    hint="You count the pairs that are judged right. Divide by the number of pairs: the accuracy is a share.",
)
def best_threshold_counted(distances, same):
    candidates = np.unique(distances)
    right = [np.sum((distances <= c) == (same == 1)) for c in candidates]
    best = int(np.argmax(right))
    return float(candidates[best]), float(right[best])


@mistake("best_threshold", hint="You change distances in place by sorting it. Sort a copy: np.sort or np.unique.")
def best_threshold_in_place(distances, same):
    original = distances.copy()
    distances.sort()
    accuracies = [np.mean((original <= c) == (same == 1)) for c in distances]
    best = int(np.argmax(accuracies))
    return float(distances[best]), float(accuracies[best])


@mistake(
    "best_threshold",
    hint="You try a hundred thresholds at equal steps between the smallest and the largest distance, and miss the best "
    "one between two of them. Try the distances that occur.",
)
def best_threshold_in_equal_steps(distances, same):
    best, highest = 0.0, -1.0
    for threshold in np.linspace(np.min(distances), np.max(distances), 100):
        accuracy = np.mean((distances <= threshold) == (same == 1))
        if accuracy > highest:
            best, highest = threshold, accuracy
    return float(best), float(highest)


@mistake(
    "best_threshold",
    hint="Your search starts with an accuracy of 0 as the best so far. If no distance does better than that, none is "
    "chosen. Start below zero.",
)
def best_threshold_from_zero(distances, same):
    best, highest = 0.0, 0.0
    for threshold in np.sort(distances):
        accuracy = np.mean((distances <= threshold) == (same == 1))
        if accuracy > highest:
            best, highest = threshold, accuracy
    return float(best), float(highest)


@mistake(
    "best_threshold",
    hint="You try the distances of the same pairs alone. Try those of all pairs: a different pair may be the nearest, and "
    "perhaps no pair is the same.",
)
def best_threshold_of_the_same(distances, same):
    candidates = np.unique(distances[same == 1])
    accuracies = [np.mean((distances <= c) == (same == 1)) for c in candidates]
    best = np.argmax(accuracies)
    return float(candidates[best]), float(accuracies[best])


@mistake(
    "best_threshold",
    hint="You count only the same pairs that are let in. To keep a different pair out is right, too.",
)
def best_threshold_let_in(distances, same):
    candidates = np.unique(distances)
    shares = [np.mean((distances <= c) & (same == 1)) for c in candidates]
    best = np.argmax(shares)
    return float(candidates[best]), float(shares[best])


@mistake("best_threshold", hint="The two numbers have changed places: first the threshold, then the accuracy.")
def best_threshold_accuracy_first(distances, same):
    candidates = np.unique(distances)
    accuracies = [np.mean((distances <= c) == (same == 1)) for c in candidates]
    best = np.argmax(accuracies)
    return float(accuracies[best]), float(candidates[best])


@alternative("best_threshold")
def best_threshold_with_loop(distances, same):
    best, highest = None, -1.0
    for candidate in sorted(distances):
        right = 0
        for d, s in zip(distances, same):
            right += (d <= candidate) == bool(s)
        if right / len(same) > highest:
            best, highest = candidate, right / len(same)
    return best, highest


@alternative("best_threshold")
def best_threshold_with_cumulative_sums(distances, same):
    order = np.argsort(distances, kind="stable")
    d, s = distances[order], np.asarray(same)[order].astype(int)
    right = np.cumsum(s) + (1 - s).sum() - np.cumsum(1 - s)
    right = np.where(np.append(d[1:] != d[:-1], True), right, -1)
    best = np.argmax(right)
    return [np.array(d[best]), right[best] / len(d)]


@alternative("best_threshold")
def best_threshold_with_a_table(distances, same):
    import warnings

    warnings.warn("a table of all thresholds")
    candidates = np.unique(distances)
    table = (distances[None, :] <= candidates[:, None]) == np.asarray(same, dtype=bool)
    shares = table.mean(axis=1)
    return candidates[shares.argmax()], shares.max()


# embedding_model


@mistake(
    "embedding_model",
    hint="The last layer is missing: each embedding is divided by its own length, so that it has length one.",
)
def embedding_not_normalised(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(dimension)(x))


@mistake(
    "embedding_model",
    hint="The dense layer has a ReLU, so no number of an embedding is negative and half of the sphere stays empty. "
    "It has no activation.",
)
def embedding_with_relu(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension, activation="relu")(x)
    return keras.Model(inputs, keras.layers.UnitNormalization()(x))


@mistake(
    "embedding_model",
    hint="A softmax makes the numbers sum to one, as probabilities. An embedding is no list of probabilities: divide "
    "by its length instead.",
)
def embedding_with_softmax(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(dimension, activation="softmax")(x))


@mistake(
    "embedding_model",
    hint="The length is taken over the whole batch (axis 0). Each picture is divided by the length of its own "
    "embedding, the last axis.",
)
def embedding_normalised_over_the_batch(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension)(x)
    return keras.Model(inputs, keras.layers.UnitNormalization(axis=0)(x))


@mistake(
    "embedding_model",
    hint="You divide by the squared length. Take the root: |z| is the root of the sum of squares.",
)
def embedding_over_squared_length(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension)(x)
    return keras.Model(inputs, x / keras.ops.sum(keras.ops.square(x), axis=-1, keepdims=True))


@mistake(
    "embedding_model",
    hint="You divide by the sum of the absolute values. The length is the root of the sum of squares.",
)
def embedding_over_sum_of_absolutes(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension)(x)
    return keras.Model(inputs, keras.ops.normalize(x, axis=-1, order=1))


@mistake(
    "embedding_model",
    hint="The division comes before the dense layer, which then changes the length again. It is the very last step.",
)
def embedding_normalised_too_early(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.UnitNormalization()(x)
    return keras.Model(inputs, keras.layers.Dense(dimension)(x))


@mistake(
    "embedding_model",
    hint="Your convolutions have no ReLU. Without it, all layers together are hardly more than one linear map.",
)
def embedding_without_activations(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension)(x)
    return keras.Model(inputs, keras.layers.UnitNormalization()(x))


@mistake(
    "embedding_model",
    hint='The convolutions eat the border of the picture. Give both padding="same".',
)
def embedding_without_padding(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2, padding="same")(x)
    x = keras.layers.Conv2D(64, 3, activation="relu", padding="valid" if min(x.shape[1:3]) > 3 else "same")(x)
    x = keras.layers.MaxPooling2D(2, padding="same")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension)(x)
    return keras.Model(inputs, keras.layers.UnitNormalization()(x))


@mistake("embedding_model", hint="The second pooling is missing: there is one after each of the two convolutions.")
def embedding_with_one_pooling(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension)(x)
    return keras.Model(inputs, keras.layers.UnitNormalization()(x))


@mistake("embedding_model", hint="You pool by average. The table says max pooling.")
def embedding_with_average_pooling(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.AveragePooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.AveragePooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension)(x)
    return keras.Model(inputs, keras.layers.UnitNormalization()(x))


@mistake("embedding_model", hint="The embedding always has 32 numbers. Use dimension.")
def embedding_of_32_numbers(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(32)(x)
    return keras.Model(inputs, keras.layers.UnitNormalization()(x))


@mistake(
    "embedding_model",
    hint="Global average pooling is no flattening: it keeps one number for each channel and forgets where it was. Pool "
    "by 2x2, then Flatten.",
)
def embedding_with_global_pooling(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dense(dimension)(x)
    return keras.Model(inputs, keras.layers.UnitNormalization()(x))


@mistake(
    "embedding_model",
    hint="The dense layer has a tanh, which bends every embedding towards the corners. It has no activation.",
)
def embedding_with_tanh(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension, activation="tanh")(x)
    return keras.Model(inputs, keras.layers.UnitNormalization()(x))


@alternative("embedding_model")
def embedding_as_sequential(input_shape, dimension):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(32, 3, padding="same"),
            keras.layers.ReLU(),
            keras.layers.MaxPool2D(),
            keras.layers.Conv2D(64, (3, 3), padding="same"),
            keras.layers.Activation("relu"),
            keras.layers.MaxPool2D((2, 2)),
            keras.layers.Flatten(),
            keras.layers.Dense(dimension, activation=None),
            keras.layers.UnitNormalization(axis=-1),
        ]
    )


@alternative("embedding_model")
def embedding_with_operations(input_shape, dimension):
    inputs = x = keras.Input(shape=input_shape, name="picture")
    for filters in (32, 64):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.ops.relu(x)
        x = keras.layers.MaxPool2D(pool_size=(2, 2), strides=2)(x)
    x = keras.layers.Reshape((-1,))(x)
    z = keras.layers.Dense(dimension, name="embedding")(x)
    outputs = z / keras.ops.sqrt(keras.ops.sum(z**2, axis=-1, keepdims=True))
    return keras.Model(inputs=inputs, outputs=outputs, name="embedding_model")


@alternative("embedding_model")
def embedding_as_subclass(input_shape, dimension):
    class Embedding(keras.Model):
        def __init__(self):
            super().__init__()
            self.first = keras.layers.Conv2D(32, 3, padding="same", activation="relu")
            self.pool = keras.layers.MaxPooling2D()
            self.second = keras.layers.Conv2D(64, 3, padding="same", activation="relu")
            self.dense = keras.layers.Dense(dimension)

        def call(self, pictures):
            x = self.pool(self.second(self.pool(self.first(pictures))))
            x = keras.ops.reshape(x, (keras.ops.shape(x)[0], x.shape[1] * x.shape[2] * x.shape[3]))
            return keras.ops.normalize(self.dense(x), axis=-1)

    return Embedding()


# triplet_loss


@mistake(
    "triplet_loss",
    hint="The average is taken first, and then cut off at zero. A content triplet must not pay for another one: cut "
    "off each triplet's number, then average.",
)
def triplet_max_of_the_mean(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    losses = to_positive - to_negative + margin
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.maximum(keras.ops.sum(losses) / keras.ops.maximum(count, 1), 0)


@mistake(
    "triplet_loss",
    hint="All triplets are summed first, and then cut off at zero. Cut off each triplet's number; the loss is their "
    "average.",
)
def triplet_max_of_the_sum(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    return keras.ops.maximum(keras.ops.sum(to_positive - to_negative + margin), 0)


@mistake(
    "triplet_loss",
    hint="The squares are averaged over the numbers of an embedding. A distance is their sum, or the margin means "
    "something else for each dimension.",
)
def triplet_mean_over_features(anchor, positive, negative, margin):
    to_positive = keras.ops.mean(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.mean(keras.ops.square(anchor - negative), axis=1)
    losses = keras.ops.maximum(to_positive - to_negative + margin, 0)
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@mistake(
    "triplet_loss",
    hint="Positive and negative have changed places: your loss pushes the same apart and pulls others near.",
)
def triplet_swapped(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    losses = keras.ops.maximum(to_negative - to_positive + margin, 0)
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@mistake(
    "triplet_loss",
    hint="The margin is subtracted, so a triplet is content too early, even on the wrong side. Add the margin.",
)
def triplet_margin_subtracted(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    losses = keras.ops.maximum(to_positive - to_negative - margin, 0)
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@mistake(
    "triplet_loss",
    hint="You took roots. Distances are squared in this notebook, and the root of zero makes NaN of the gradient.",
)
def triplet_with_roots(anchor, positive, negative, margin):
    to_positive = keras.ops.sqrt(keras.ops.sum(keras.ops.square(anchor - positive), axis=1))
    to_negative = keras.ops.sqrt(keras.ops.sum(keras.ops.square(anchor - negative), axis=1))
    losses = keras.ops.maximum(to_positive - to_negative + margin, 0)
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@mistake("triplet_loss", hint="The losses of all triplets are summed. Take their average.")
def triplet_summed(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    return keras.ops.sum(keras.ops.maximum(to_positive - to_negative + margin, 0))


@mistake(
    "triplet_loss",
    hint="Nothing is cut off at zero, so the loss can be pushed down for ever by triplets that are content already.",
)
def triplet_not_cut_off(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    losses = to_positive - to_negative + margin
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@mistake(
    "triplet_loss",
    hint="Without a triplet the average is 0 / 0, which is NaN, and NaN ruins every weight. Divide the sum by the "
    "number of triplets, or by 1 if there are none.",
)
def triplet_mean_of_nothing(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    return keras.ops.mean(keras.ops.maximum(to_positive - to_negative + margin, 0))


@mistake(
    "triplet_loss",
    hint="The second distance is measured from the positive. Both are measured from the anchor.",
)
def triplet_from_the_positive(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(positive - negative), axis=1)
    losses = keras.ops.maximum(to_positive - to_negative + margin, 0)
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@mistake(
    "triplet_loss",
    hint="The average is taken over those triplets only that are not content. Divide by the number of all triplets.",
)
def triplet_mean_of_the_active(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    losses = keras.ops.maximum(to_positive - to_negative + margin, 0)
    active = keras.ops.sum(keras.ops.cast(losses > 0, losses.dtype))
    return keras.ops.sum(losses) / keras.ops.maximum(active, 1)


@mistake(
    "triplet_loss",
    hint="The value is right, but it is computed with NumPy, so training cannot follow it back. Use keras.ops.",
)
def triplet_with_numpy(anchor, positive, negative, margin):
    a, p, n = np.asarray(anchor), np.asarray(positive), np.asarray(negative)
    losses = np.maximum(np.sum((a - p) ** 2, axis=1) - np.sum((a - n) ** 2, axis=1) + margin, 0)
    return np.sum(losses) / max(len(losses), 1)


@mistake(
    "triplet_loss",
    hint="The loss is one number for each triplet. Return their average, a single number.",
)
def triplet_not_averaged(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    return keras.ops.maximum(to_positive - to_negative + margin, 0)


@mistake(
    "triplet_loss",
    hint="Each number of the embeddings is cut off by itself. Sum over the numbers first: a triplet has one loss.",
)
def triplet_cut_off_by_feature(anchor, positive, negative, margin):
    losses = keras.ops.maximum(keras.ops.square(anchor - positive) - keras.ops.square(anchor - negative) + margin, 0)
    losses = keras.ops.sum(losses, axis=1)
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@mistake(
    "triplet_loss",
    hint="The sums have no axis, so the distances of all triplets are thrown together before anything is cut off. Sum "
    "along axis 1: one distance for each triplet.",
)
def triplet_sums_without_axis(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive))
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative))
    return keras.ops.maximum(to_positive - to_negative + margin, 0)


@mistake(
    "triplet_loss",
    hint="The margin is missing. Without it, a network that puts everything on one point has no loss at all.",
)
def triplet_without_margin(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    losses = keras.ops.maximum(to_positive - to_negative, 0)
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@mistake(
    "triplet_loss",
    hint="The margin is added after the cut, so it changes the loss but not what is learned. Add it first, then cut off "
    "at zero.",
)
def triplet_margin_after_the_cut(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)
    losses = keras.ops.maximum(to_positive - to_negative, 0) + margin
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@mistake(
    "triplet_loss",
    hint="The sums run down the columns (axis 0), across the triplets. Each row is one embedding: sum along axis 1.",
)
def triplet_sums_down_the_columns(anchor, positive, negative, margin):
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=0)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=0)
    losses = keras.ops.maximum(to_positive - to_negative + margin, 0)
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


@alternative("triplet_loss")
def triplet_over_length(anchor, positive, negative, margin):
    gaps = keras.ops.sum((anchor - positive) ** 2, axis=1) - keras.ops.sum((anchor - negative) ** 2, axis=1)
    losses = keras.ops.relu(gaps + margin)
    return keras.ops.sum(losses) / (keras.ops.sum(keras.ops.ones_like(losses)) + 1e-9)


@alternative("triplet_loss")
def triplet_with_relu(anchor, positive, negative, margin):
    gap = keras.ops.sum((anchor - positive) ** 2 - (anchor - negative) ** 2, axis=-1)
    number = keras.ops.cast(keras.ops.maximum(keras.ops.shape(anchor)[0], 1), gap.dtype)
    return keras.ops.sum(keras.ops.relu(gap + margin)) / number


@alternative("triplet_loss")
def triplet_if_there_are_any(anchor, positive, negative, margin):
    if anchor.shape[0] == 0:
        return keras.ops.sum(anchor)
    to_positive = keras.ops.einsum("md,md->m", anchor - positive, anchor - positive)
    to_negative = keras.ops.einsum("md,md->m", anchor - negative, anchor - negative)
    return keras.ops.mean(keras.ops.maximum(0.0, to_positive - to_negative + margin))


@alternative("triplet_loss")
def triplet_with_loop(anchor, positive, negative, margin):
    total = 0.0 * keras.ops.sum(anchor)
    for i in range(anchor.shape[0]):
        a, p, n = anchor[i], positive[i], negative[i]
        total = total + keras.ops.maximum(keras.ops.sum((a - p) ** 2) - keras.ops.sum((a - n) ** 2) + margin, 0.0)
    return total / max(anchor.shape[0], 1)


# semi_hard_negatives


@mistake(
    "semi_hard_negatives",
    hint="You take the nearest negative of all, even if it is nearer than the positive. That one is hard. Semi-hard "
    "means farther than the positive.",
)
def mining_hardest(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (labels != labels[a]) & (distances[a] < distances[a, p] + margin)
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="Of the semi-hard negatives you take the farthest. Take the one that is nearest to the anchor.",
)
def mining_farthest(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmax(np.where(candidates, distances[a], -np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="Of the semi-hard negatives you take the first in the batch. Take the one that is nearest to the anchor.",
)
def mining_first(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmax(candidates)))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="The margin is not used: negatives far beyond it are taken, though their loss is zero. Semi-hard is nearer "
    "than d(a, p) + margin.",
)
def mining_without_margin(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (labels != labels[a]) & (distances[a] > distances[a, p])
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="The negative is compared with the margin alone. The border is d(a, p) + margin: it moves with the positive.",
)
def mining_margin_from_zero(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < margin)
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="A picture is its own positive here: p runs over all of the class, a itself among them. Leave out p = a.",
)
def mining_own_positive(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="Each two pictures of a class are used once only. (a, p) and (p, a) are two pairs: from the other end, other "
    "negatives are semi-hard.",
)
def mining_each_pair_once(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in range(a + 1, len(labels)):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if labels[p] == labels[a] and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="Pictures of the anchor's own class are taken for negatives. A negative is of another class.",
)
def mining_same_class(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="Each pair gives a triplet for every semi-hard negative. It gives one: that of the nearest.",
)
def mining_all(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a:
                triplets += [(a, p, n) for n in np.flatnonzero(candidates)]
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="Roots of the distances are compared with the margin. Distances are squared here, and so is the margin's scale.",
)
def mining_with_roots(embeddings, labels, margin):
    distances = np.sqrt(keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings)))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="If there is no triplet, your answer has shape (0,). Give it three columns all the same: (0, 3).",
)
def mining_without_columns(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64)


@mistake(
    "semi_hard_negatives",
    hint="The borders are counted in. A negative exactly as far as the positive, or exactly a margin farther, is not "
    "semi-hard: both signs are strict.",
)
def mining_with_borders(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] >= distances[a, p]) & (distances[a] <= distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="The columns are anchor, negative, positive. The order is anchor, positive, negative.",
)
def mining_columns_swapped(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, np.argmin(np.where(candidates, distances[a], np.inf)), p))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="Where a pair has no semi-hard negative, you take the farthest one instead. Such a pair gives no triplet.",
)
def mining_with_fallback(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            others = labels != labels[a]
            candidates = others & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
            elif p != a:
                triplets.append((a, p, np.argmax(np.where(others, distances[a], -np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="You count the negative among the negatives only. The answer holds rows of embeddings, the whole batch.",
)
def mining_index_among_negatives(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            to_others = distances[a][labels != labels[a]]
            candidates = (to_others > distances[a, p]) & (to_others < distances[a, p] + margin)
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, to_others, np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="A negative exactly a margin farther than the positive is counted in. Its loss is 0 already: both signs are strict.",
)
def mining_with_upper_border(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] <= distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="The mask times the distances makes 0 of everybody who is not semi-hard, and 0 is then the smallest. Put infinity there, with np.where.",
)
def mining_mask_multiplied(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(candidates * distances[a])))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="Each anchor gives one triplet only. Every pair (a, p) gives one, so an anchor with nine positives may give nine.",
)
def mining_one_for_each_anchor(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
                break
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="Of the semi-hard negatives you take the one that is nearest to the positive. Measure from the anchor.",
)
def mining_nearest_to_the_positive(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[p], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="The triplets are right, but in another order: class by class. Go through the anchors from the first row to the last.",
)
def mining_class_by_class(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for label in np.unique(labels):
        for a in np.flatnonzero(labels == label):
            for p in np.flatnonzero(labels == label):
                candidates = (
                    (labels != label) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
                )
                if p != a and candidates.any():
                    triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@mistake(
    "semi_hard_negatives",
    hint="The triplets are right, but in another order: by positive first. The outer loop is that of the anchors.",
)
def mining_by_positives(embeddings, labels, margin):
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))
    triplets = []
    for p in range(len(labels)):
        for a in np.flatnonzero(labels == labels[p]):
            candidates = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and candidates.any():
                triplets.append((a, p, np.argmin(np.where(candidates, distances[a], np.inf))))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


@alternative("semi_hard_negatives")
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


@alternative("semi_hard_negatives")
def mining_without_loops(embeddings, labels, margin):
    distances = np.sum((embeddings[:, None] - embeddings[None]) ** 2, axis=2)
    same = labels[:, None] == labels[None]
    to_positive, to_negative = distances[:, :, None], distances[:, None, :]
    semi_hard = (to_positive < to_negative) & (to_negative < to_positive + margin) & ~same[:, None, :]
    nearest = np.where(semi_hard, to_negative, np.inf).argmin(axis=2)
    usable = same & ~np.eye(len(labels), dtype=bool) & semi_hard.any(axis=2)
    a, p = np.nonzero(usable)
    return np.stack([a, p, nearest[a, p]], axis=1).astype("int32")


@alternative("semi_hard_negatives")
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


# contrastive_loss


@mistake(
    "contrastive_loss",
    hint="Same and different have changed places: pairs with same = 1 are pulled together, the others are pushed apart.",
)
def contrastive_swapped(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean((1 - same) * squares + same * push)


@mistake(
    "contrastive_loss",
    hint="The root of zero has an infinite slope, and the gradient becomes NaN for a pair of equal embeddings. Keep "
    "the square away from zero before you take the root.",
)
def contrastive_bare_root(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    push = keras.ops.square(keras.ops.maximum(margin - keras.ops.sqrt(squares), 0))
    return keras.ops.mean(same * squares + (1 - same) * push)


@mistake(
    "contrastive_loss",
    hint="The bad gradient at distance zero is treated after the root, by a mask or by a small number. That is too late: "
    "infinity times zero is NaN. "
    "Change what goes into the root, not what comes out.",
)
def contrastive_masked_after_the_root(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.where(squares > 0, keras.ops.exp(keras.ops.log(squares) / 2), keras.ops.zeros_like(squares))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * squares + (1 - same) * push)


@mistake(
    "contrastive_loss",
    hint="The squared distance is compared with the margin. Here, and only here, the margin is one of the distance "
    "itself: take the root for different pairs.",
)
def contrastive_without_root(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    push = keras.ops.square(keras.ops.maximum(margin - squares, 0))
    return keras.ops.mean(same * squares + (1 - same) * push)


@mistake(
    "contrastive_loss", hint="The push of different pairs is not squared. It is max(margin - distance, 0) squared."
)
def contrastive_push_not_squared(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    push = keras.ops.maximum(margin - keras.ops.sqrt(keras.ops.maximum(squares, 1e-12)), 0)
    return keras.ops.mean(same * squares + (1 - same) * push)


@mistake("contrastive_loss", hint="The pull of same pairs is the distance. It is the squared distance.")
def contrastive_pull_not_squared(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * distances + (1 - same) * push)


@mistake(
    "contrastive_loss",
    hint="This is half of the loss. Some books have a factor 1/2; our formula has none.",
)
def contrastive_halved(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * squares + (1 - same) * push) / 2


@mistake("contrastive_loss", hint="The losses of all pairs are summed. Take their average.")
def contrastive_summed(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.sum(same * squares + (1 - same) * push)


@mistake(
    "contrastive_loss",
    hint="The squares are averaged over the numbers of an embedding. The squared distance is their sum.",
)
def contrastive_mean_over_features(e1, e2, same, margin):
    squares = keras.ops.mean(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * squares + (1 - same) * push)


@mistake(
    "contrastive_loss",
    hint="Different pairs are pushed for ever, however far apart they are: the push has no max with zero.",
)
def contrastive_push_not_cut_off(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))
    return keras.ops.mean(same * squares + (1 - same) * keras.ops.square(margin - distances))


@mistake(
    "contrastive_loss",
    hint="The margin is on the wrong side: max(distance - margin, 0) punishes different pairs for being far apart.",
)
def contrastive_margin_subtracted(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))
    push = keras.ops.square(keras.ops.maximum(distances - margin, 0))
    return keras.ops.mean(same * squares + (1 - same) * push)


@mistake(
    "contrastive_loss",
    hint="Pairs that are the same are pushed, too. The push belongs to different pairs only: multiply it by 1 - same.",
)
def contrastive_everybody_pushed(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * squares + push)


@mistake(
    "contrastive_loss",
    hint="The value is right, but NumPy computes it, so there is no gradient to train with. Use keras.ops.",
)
def contrastive_with_numpy(e1, e2, same, margin):
    distances = np.linalg.norm(np.asarray(e1) - np.asarray(e2), axis=1)
    same = np.asarray(same)
    return np.mean(same * distances**2 + (1 - same) * np.maximum(margin - distances, 0) ** 2)


@mistake(
    "contrastive_loss",
    hint="margin^2 - d is not (margin - delta)^2. Take the root, subtract it from the margin, cut off, and square last.",
)
def contrastive_margin_squared(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    return keras.ops.mean(same * squares + (1 - same) * keras.ops.maximum(margin**2 - squares, 0))


@mistake(
    "contrastive_loss",
    hint="The absolute differences are summed. The distance is the root of the sum of the squared differences.",
)
def contrastive_city_block(e1, e2, same, margin):
    distances = keras.ops.sum(keras.ops.absolute(e1 - e2), axis=1)
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * keras.ops.square(distances) + (1 - same) * push)


@mistake(
    "contrastive_loss",
    hint="The sum has no axis, so all pairs share one distance. Sum along axis 1: one distance for each pair.",
)
def contrastive_sum_without_axis(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2))
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * squares + (1 - same) * push)


@alternative("contrastive_loss")
def contrastive_with_epsilon_of_keras(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, keras.config.epsilon()))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * keras.ops.square(distances) + (1 - same) * push)


@alternative("contrastive_loss")
def contrastive_with_where(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(keras.ops.subtract(e1, e2)), axis=-1)
    is_zero = keras.ops.equal(squares, 0.0)
    distances = keras.ops.where(is_zero, 0.0, keras.ops.sqrt(keras.ops.where(is_zero, 1.0, squares)))
    push = keras.ops.relu(margin - distances) ** 2
    return keras.ops.mean(keras.ops.where(keras.ops.equal(same, 1.0), squares, push))


@alternative("contrastive_loss")
def contrastive_with_a_small_number_added(e1, e2, same, margin):
    squares = keras.ops.einsum("md,md->m", e1 - e2, e1 - e2)
    distances = keras.ops.sqrt(squares + 1e-12)
    losses = same * distances**2 + (1.0 - same) * keras.ops.maximum(0.0, margin - distances) ** 2
    return keras.ops.sum(losses) / len(losses)


@alternative("contrastive_loss")
def contrastive_with_everything_lifted(e1, e2, same, margin):
    same = keras.ops.cast(same, "float32")
    delta = keras.ops.sqrt(keras.ops.maximum(keras.ops.sum((e2 - e1) * (e2 - e1), axis=1), 1e-9))
    pull, push = same * keras.ops.square(delta), (1 - same) * keras.ops.square(keras.ops.relu(margin - delta))
    return keras.ops.mean(pull) + keras.ops.mean(push)


# siamese_network


@mistake(
    "siamese_network",
    hint="There are two networks of one name: the embedding and a copy of it. Twins share their weights: call the same "
    "embedding twice.",
)
def siamese_of_two_networks(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    other = keras.models.clone_model(embedding)
    difference = keras.ops.absolute(embedding(first) - other(second))
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(difference))


@mistake(
    "siamese_network",
    hint="The second picture goes through a copy of the embedding. A copy has its own weights and learns something "
    "else: use the one that was passed in for both.",
)
def siamese_of_a_copy(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    other = keras.models.clone_model(embedding)
    other.name = "copy"
    difference = keras.ops.absolute(embedding(first) - other(second))
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(difference))


@mistake(
    "siamese_network",
    hint="The absolute value is missing. With a bare difference it matters which picture comes first.",
)
def siamese_with_bare_difference(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    difference = embedding(first) - embedding(second)
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(difference))


@mistake("siamese_network", hint="The differences are squared. Here their absolute values are weighed.")
def siamese_with_squares(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    difference = keras.ops.square(embedding(first) - embedding(second))
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(difference))


@mistake(
    "siamese_network",
    hint="The last neuron has no sigmoid, so its output is no probability.",
)
def siamese_without_sigmoid(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    difference = keras.ops.absolute(embedding(first) - embedding(second))
    return keras.Model([first, second], keras.layers.Dense(1)(difference))


@mistake(
    "siamese_network",
    hint="The two embeddings are put side by side. Take the absolute value of their difference, so that equal "
    "pictures give zeros.",
)
def siamese_concatenated(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    both = keras.layers.Concatenate()([embedding(first), embedding(second)])
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(both))


@mistake(
    "siamese_network",
    hint="The differences are summed before the neuron sees them, so it has one weight for all. Give it all of them: "
    "it learns which numbers of the embedding matter.",
)
def siamese_with_summed_differences(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    difference = keras.ops.absolute(embedding(first) - embedding(second))
    total = keras.ops.sum(difference, axis=-1, keepdims=True)
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(total))


@mistake(
    "siamese_network",
    hint="The first picture is embedded twice, and the second is never looked at.",
)
def siamese_of_one_picture(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    difference = keras.ops.absolute(embedding(first) - embedding(first))
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(difference))


@mistake(
    "siamese_network",
    hint="The model has one input. It takes two pictures: keras.Model([first, second], ...).",
)
def siamese_with_one_input(embedding):
    first = keras.Input(embedding.input_shape[1:])
    outputs = keras.layers.Dense(1, activation="sigmoid")(keras.ops.absolute(embedding(first)))
    return keras.Model(first, outputs)


@mistake(
    "siamese_network",
    hint="Two outputs with a softmax. One probability is enough: a single neuron with a sigmoid.",
)
def siamese_with_softmax(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    difference = keras.ops.absolute(embedding(first) - embedding(second))
    return keras.Model([first, second], keras.layers.Dense(2, activation="softmax")(difference))


@mistake(
    "siamese_network",
    hint="The embeddings are multiplied with each other. Subtract them, and take the absolute value.",
)
def siamese_multiplied(embedding):
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    product = embedding(first) * embedding(second)
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(product))


@mistake(
    "siamese_network",
    hint="The inputs do not fit the embedding that is passed in. Ask it what it takes: embedding.input_shape, without "
    "the batch axis.",
)
def siamese_of_fixed_shape(embedding):
    first = keras.Input((10, 10, 1))
    second = keras.Input((10, 10, 1))
    difference = keras.ops.absolute(embedding(first) - embedding(second))
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(difference))


@alternative("siamese_network")
def siamese_with_layers(embedding):
    shape = embedding.input_shape[1:]
    pictures = [keras.layers.Input(shape=shape, name=name) for name in ("left", "right")]
    difference = keras.layers.Subtract()([embedding(picture) for picture in pictures])
    logits = keras.layers.Dense(1)(keras.layers.Lambda(keras.ops.abs)(difference))
    return keras.Model(inputs=pictures, outputs=keras.layers.Activation("sigmoid")(logits))


@alternative("siamese_network")
def siamese_with_maximum(embedding):
    first, second = keras.Input(embedding.input_shape[1:]), keras.Input(embedding.input_shape[1:])
    a, b = embedding(first), embedding(second)
    difference = keras.layers.maximum([a, b]) - keras.layers.minimum([a, b])
    return keras.Model([first, second], keras.ops.sigmoid(keras.layers.Dense(1)(difference)))


@alternative("siamese_network")
def siamese_as_subclass(embedding):
    class Siamese(keras.Model):
        def __init__(self):
            super().__init__()
            self.embedding = embedding
            self.judge = keras.layers.Dense(1, activation="sigmoid")

        def call(self, pictures):
            first, second = pictures
            return self.judge(keras.ops.abs(self.embedding(first) - self.embedding(second)))

    return Siamese()


# recognize


@mistake(
    "recognize",
    hint="Somebody is always recognised, however far away. If the nearest is beyond the threshold, the answer is None.",
)
def recognize_always(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best


@mistake("recognize", hint="A distance of exactly the threshold still counts: at most, not less than.")
def recognize_strictly(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest < threshold else None


@mistake(
    "recognize",
    hint="The first person who is near enough is taken. Another one may be nearer: look at all of them, then choose.",
)
def recognize_first_near_enough(e, gallery, threshold):
    for name, embeddings in gallery.items():
        if np.min(np.sum((embeddings - e) ** 2, axis=1)) <= threshold:
            return name
    return None


@mistake(
    "recognize",
    hint="You average the distances from a person's embeddings. The nearest one counts: one good picture is enough.",
)
def recognize_by_mean_distance(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.mean(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake(
    "recognize",
    hint="You average a person's embeddings and measure the distance from the middle. Measure from the nearest of them.",
)
def recognize_by_mean_embedding(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.sum((np.mean(embeddings, axis=0) - e) ** 2)
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake(
    "recognize",
    hint="Only the first embedding of each person is looked at. A person may have several: the nearest counts.",
)
def recognize_by_first_embedding(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.sum((embeddings[0] - e) ** 2)
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake("recognize", hint="You took the root. The threshold is one for squared distances.")
def recognize_with_root(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.linalg.norm(embeddings - e, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake("recognize", hint="You take the person who is farthest away. The nearest is the one.")
def recognize_the_farthest(e, gallery, threshold):
    farthest, best = -np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance > farthest:
            farthest, best = distance, name
    return best if farthest <= threshold else None


@mistake(
    "recognize",
    hint="Of two persons who are equally near you take the later one. The first in the gallery is the answer.",
)
def recognize_the_last_of_equals(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance <= nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake("recognize", hint='The answer for nobody is None, Python\'s own word for nothing, not the text "None".')
def recognize_none_as_text(e, gallery, threshold):
    nearest, best = np.inf, "None"
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else "None"


@mistake("recognize", hint="Return the name alone, or None; the distance is not asked for.")
def recognize_with_distance(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return (best, nearest) if nearest <= threshold else (None, nearest)


@mistake(
    "recognize",
    hint="An empty gallery stops your function with an error. Nobody is recognised then: return None.",
)
def recognize_needs_a_gallery(e, gallery, threshold):
    distances = {name: np.min(np.sum((known - e) ** 2, axis=1)) for name, known in gallery.items()}
    best = min(distances, key=distances.get)
    return best if distances[best] <= threshold else None


@mistake(
    "recognize",
    hint="Of all who are near enough you take the last one. Take the nearest: compare them with each other.",
)
def recognize_last_near_enough(e, gallery, threshold):
    best = None
    for name, embeddings in gallery.items():
        if np.min(np.sum((embeddings - e) ** 2, axis=1)) <= threshold:
            best = name
    return best


@mistake(
    "recognize",
    hint="The sum has no axis, so the distances from all of a person's embeddings are added up. Sum along axis 1, then "
    "take the smallest.",
)
def recognize_by_sum_of_distances(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.sum((embeddings - e) ** 2)
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@alternative("recognize")
def recognize_with_min(e, gallery, threshold):
    distances = [(float(((known - e) ** 2).sum(axis=1).min()), place) for place, known in enumerate(gallery.values())]
    if not distances or min(distances)[0] > threshold:
        return None
    return list(gallery)[min(distances)[1]]


@alternative("recognize")
def recognize_with_loops(e, gallery, threshold):
    best_name = None
    best_distance = float("inf")
    for name in gallery:
        for known in gallery[name]:
            distance = sum((x - y) ** 2 for x, y in zip(known, e))
            if distance <= threshold and distance < best_distance:
                best_name, best_distance = name, distance
    return best_name


@alternative("recognize")
def recognize_with_pairwise_distances(e, gallery, threshold):
    names = [name for name, known in gallery.items() for _ in known]
    if not names:
        return None
    known = np.concatenate(list(gallery.values()))
    distances = np.asarray(pairwise_squared_distances(e[np.newaxis], known))[0]
    nearest = int(np.argmin(distances))
    return names[nearest] if distances[nearest] <= threshold else None
