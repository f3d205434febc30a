"""Siamese networks: distances, losses on pairs and triplets, mining, verification and recognition."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray


def pairwise_squared_distances(A: Any, B: Any) -> Any:
    """Return the squared distance of each row of A from each row of B, never negative.

    |a - b|^2 = |a|^2 + |b|^2 - 2 a.b; `A` is (m, d), `B` is (n, d), the result (m, n).
    """
    A_squares = keras.ops.sum(keras.ops.square(A), axis=1, keepdims=True)  # (m, 1)
    B_squares = keras.ops.sum(keras.ops.square(B), axis=1)  # (n,)
    products = keras.ops.matmul(A, keras.ops.transpose(B))  # (m, n)
    return keras.ops.maximum(A_squares + B_squares - 2 * products, 0)


def verify(e1: NDArray[Any], e2: NDArray[Any], threshold: float) -> NDArray[np.bool_]:
    """Say for each row whether the two embeddings are near enough to be the same thing.

    `e1` and `e2` are (m, d); the result is (m,), True where |e1 - e2|^2 <= threshold.
    """
    is_near: NDArray[np.bool_] = np.sum((e1 - e2) ** 2, axis=1) <= threshold
    return is_near


def best_threshold(distances: NDArray[Any], same: NDArray[Any]) -> tuple[float, float]:
    """Return the distance that makes the best threshold, and the share of pairs that it gets right.

    `distances` and `same` are (m,). Of several best thresholds the smallest is returned.
    """
    candidates = np.unique(distances)  # sorted, (k,) with k <= m
    accuracies = [np.mean((distances <= threshold) == (same == 1)) for threshold in candidates]
    best = np.argmax(accuracies)  # the first of the largest
    return float(candidates[best]), float(accuracies[best])


def embedding_model(input_shape: tuple[int, int, int], dimension: int) -> keras.Model:
    """Return a small convolutional network whose outputs have length one.

    Input (batch, height, width, channels), output (batch, dimension).
    """
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)  # (batch, height, width, 32)
    x = keras.layers.MaxPooling2D(2)(x)  # half the height and width
    x = keras.layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D(2)(x)  # a quarter
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension)(x)
    outputs = keras.layers.UnitNormalization()(x)
    return keras.Model(inputs, outputs)


def triplet_loss(anchor: Any, positive: Any, negative: Any, margin: float) -> Any:
    """Return the mean over triplets of max(|a - p|^2 - |a - n|^2 + margin, 0); 0 if there is no triplet.

    All three are (m, d). Source: Schroff et al. 2015, FaceNet.
    """
    to_positive = keras.ops.sum(keras.ops.square(anchor - positive), axis=1)  # (m,)
    to_negative = keras.ops.sum(keras.ops.square(anchor - negative), axis=1)  # (m,)
    losses = keras.ops.maximum(to_positive - to_negative + margin, 0)
    count = keras.ops.sum(keras.ops.ones_like(losses))
    return keras.ops.sum(losses) / keras.ops.maximum(count, 1)


def semi_hard_negatives(embeddings: Any, labels: NDArray[Any], margin: float) -> NDArray[np.int64]:
    """Return triplets (anchor, positive, negative), one for each pair of a class that has a semi-hard negative.

    d(a, p) < d(a, n) < d(a, p) + margin, and of those the nearest n.
    `embeddings` is (m, d), `labels` (m,), the result (t, 3), in the order of anchors, then of positives.
    """
    distances = keras.ops.convert_to_numpy(pairwise_squared_distances(embeddings, embeddings))  # (m, m)
    triplets = []
    for a in range(len(labels)):
        for p in np.flatnonzero(labels == labels[a]):
            is_semi_hard = (
                (labels != labels[a]) & (distances[a] > distances[a, p]) & (distances[a] < distances[a, p] + margin)
            )
            if p != a and is_semi_hard.any():
                n = np.argmin(np.where(is_semi_hard, distances[a], np.inf))
                triplets.append((a, p, n))
    return np.array(triplets, dtype=np.int64).reshape(-1, 3)


def pair_classifier(dimension: int) -> keras.Model:
    """Return the model of two embeddings that says how likely they are of the same thing.

    sigmoid(w . |e1 - e2| + b). Inputs two times (batch, dimension), output (batch, 1).
    Source: Taigman et al. 2014, DeepFace.
    """
    first = keras.Input((dimension,))
    second = keras.Input((dimension,))
    difference = keras.ops.absolute(first - second)  # (batch, dimension)
    outputs = keras.layers.Dense(1, activation="sigmoid")(difference)
    return keras.Model([first, second], outputs)


def contrastive_loss(e1: Any, e2: Any, same: Any, margin: float) -> Any:
    """Return the mean over pairs of d^2 where they are the same, max(margin - d, 0)^2 where they are not.

    `e1` and `e2` are (m, d), `same` is (m,), 1 or 0; d is the distance, not squared.
    Source: Hadsell et al. 2006, without the factor 1/2.
    """
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)  # (m,)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))  # the root of 0 has no slope
    pull = same * squares
    push = (1 - same) * keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(pull + push)


def siamese_network(embedding: keras.Model) -> keras.Model:
    """Return the model of two pictures that says how likely they show the same thing.

    sigmoid(w . |e1 - e2| + b), with one embedding for both. Inputs two times what `embedding` takes,
    output (batch, 1). Source: Koch et al. 2015.
    """
    first = keras.Input(embedding.input_shape[1:])
    second = keras.Input(embedding.input_shape[1:])
    difference = keras.ops.absolute(embedding(first) - embedding(second))  # (batch, dimension)
    outputs = keras.layers.Dense(1, activation="sigmoid")(difference)
    return keras.Model([first, second], outputs)


def recognize(e: NDArray[Any], gallery: Mapping[str, NDArray[Any]], threshold: float) -> str | None:
    """Return the name in the gallery whose nearest embedding is nearest to `e`, or None if none is near enough.

    `e` is (d,); `gallery` holds (k, d) for each name, k embeddings of that person.
    """
    nearest, name_of_nearest = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, name_of_nearest = distance, name
    return name_of_nearest if nearest <= threshold else None
