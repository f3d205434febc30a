import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

contrastive_swapped = edited(
    "Same and different have changed places: pairs with same = 1 are pulled together, the others are pushed apart.",
    ("pull = same", "pull = (1 - same)"),
    ("push = (1 - same)", "push = same"),
)
contrastive_bare_root = edited(
    "The root of zero has an infinite slope, and the gradient becomes NaN for a pair of equal embeddings. Keep the "
    "square away from zero before you take the root.",
    ("keras.ops.maximum(squares, 1e-12)", "squares"),
)
contrastive_masked_after_the_root = edited(
    "The bad gradient at distance zero is treated after the root, by a mask or by a small number. That is too late: "
    "infinity times zero is NaN. Change what goes into the root, not what comes out.",
    (
        "keras.ops.sqrt(keras.ops.maximum(squares, 1e-12))",
        "keras.ops.where(squares > 0, keras.ops.exp(keras.ops.log(squares) / 2), keras.ops.maximum(squares, 1e-12))",
    ),
)
contrastive_without_root = edited(
    "The squared distance is compared with the margin. Here, and only here, the margin is one of the distance "
    "itself: take the root for different pairs.",
    ("margin - distances", "margin - squares"),
)
contrastive_push_not_squared = edited(
    "The push of different pairs is not squared. It is max(margin - distance, 0) squared.",
    ("keras.ops.square(keras.ops.maximum(margin - distances, 0))", "keras.ops.maximum(margin - distances, 0)"),
)
contrastive_pull_not_squared = edited(
    "The pull of same pairs is the distance. It is the squared distance.", ("pull + push", "same * distances + push")
)
contrastive_halved = edited(
    "This is half of the loss. Some books have a factor 1/2; our formula has none.",
    ("pull + push)", "pull + push) / 2"),
)
contrastive_summed = edited("The losses of all pairs are summed. Take their average.", ("mean(pull", "sum(pull"))
contrastive_mean_over_features = edited(
    "The squares are averaged over the numbers of an embedding. The squared distance is their sum.",
    ("sum(keras", "mean(keras"),
)
contrastive_push_not_cut_off = edited(
    "Different pairs are pushed for ever, however far apart they are: the push has no max with zero.",
    ("keras.ops.maximum(margin - distances, 0)", "margin - distances"),
)
contrastive_margin_subtracted = edited(
    "The margin is on the wrong side: max(distance - margin, 0) punishes different pairs for being far apart.",
    ("margin - distances", "distances - margin"),
)
contrastive_everybody_pushed = edited(
    "Pairs that are the same are pushed, too. The push belongs to different pairs only: multiply it by 1 - same.",
    ("(1 - same) * ", ""),
)


@mistake("The value is right, but NumPy computes it, so there is no gradient to train with. Use keras.ops.")
def contrastive_with_numpy(e1, e2, same, margin):
    distances = np.linalg.norm(np.asarray(e1) - np.asarray(e2), axis=1)
    same = np.asarray(same)
    return np.mean(same * distances**2 + (1 - same) * np.maximum(margin - distances, 0) ** 2)


contrastive_margin_squared = edited(
    "margin^2 - d is not (margin - delta)^2. Take the root, subtract it from the margin, cut off, and square last.",
    ("keras.ops.square(keras.ops.maximum(margin - distances, 0))", "keras.ops.maximum(margin**2 - squares, 0)"),
)
contrastive_city_block = edited(
    "The absolute differences are summed. The distance is the root of the sum of the squared differences.",
    (
        "keras.ops.sum(keras.ops.square(e1 - e2), axis=1)",
        "keras.ops.square(keras.ops.sum(keras.ops.absolute(e1 - e2), axis=1))",
    ),
)
contrastive_sum_without_axis = edited(
    "The sum has no axis, so all pairs share one distance. Sum along axis 1: one distance for each pair.",
    (", axis=1", ""),
)


contrastive_len = edited(
    "It is right when you call it, but training makes a graph of it, in which a tensor has no len. Take keras.ops.mean.",
    ("keras.ops.mean(pull + push)", "keras.ops.sum(pull + push) / len(pull)"),
)


@alternative
def contrastive_with_epsilon_of_keras(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(keras.ops.maximum(squares, keras.config.epsilon()))
    push = keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * keras.ops.square(distances) + (1 - same) * push)


@alternative
def contrastive_with_where(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(keras.ops.subtract(e1, e2)), axis=-1)
    is_zero = keras.ops.equal(squares, 0.0)
    distances = keras.ops.where(is_zero, 0.0, keras.ops.sqrt(keras.ops.where(is_zero, 1.0, squares)))
    push = keras.ops.relu(margin - distances) ** 2
    return keras.ops.mean(keras.ops.where(keras.ops.equal(same, 1.0), squares, push))


@alternative
def contrastive_with_a_small_number_added(e1, e2, same, margin):
    squares = keras.ops.einsum("md,md->m", e1 - e2, e1 - e2)
    distances = keras.ops.sqrt(squares + 1e-12)
    losses = same * distances**2 + (1.0 - same) * keras.ops.maximum(0.0, margin - distances) ** 2
    return keras.ops.sum(losses) / keras.ops.sum(keras.ops.ones_like(losses))


@alternative
def contrastive_with_everything_lifted(e1, e2, same, margin):
    same = keras.ops.cast(same, "float32")
    delta = keras.ops.sqrt(keras.ops.maximum(keras.ops.sum((e2 - e1) * (e2 - e1), axis=1), 1e-9))
    pull, push = same * keras.ops.square(delta), (1 - same) * keras.ops.square(keras.ops.relu(margin - delta))
    return keras.ops.mean(pull) + keras.ops.mean(push)
