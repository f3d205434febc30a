"""How functions of this assignment are measured: by what they draw, and by what they do to a network.

Each measure takes a student's function and a number from which its inputs are drawn. For each sentence that a student
may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np

from dlkit.comparing import ModelView


def drawn_weights(rng, model):
    """Draw weights for a model, all of them positive, as a variance has to be."""
    return [
        rng.uniform(0.2, 0.8, np.shape(weight)).astype(np.float32)
        for weight in model.get_weights()
    ]


# few_of_each

DRAWS = 100


def stand_side_by_side(is_drawn, k):
    """Say whether k of a row are drawn without a gap, where the first comes behind the last."""
    drawn = np.flatnonzero(is_drawn)
    gaps = np.diff(np.append(drawn, drawn[:1] + len(is_drawn)))
    return len(drawn) == k and np.max(gaps) == len(is_drawn) - k + 1


def drawing(few_of_each, draw, *, k=3):
    """Draw k of each of four classes many times, and once more from a generator that starts alike."""
    rng = np.random.default_rng(draw)
    y = rng.permutation(np.repeat([2, 5, 7, 9], [8, 5, 6, 4]))
    rows = np.stack(
        [np.asarray(few_of_each(y, k, np.random.default_rng(draw + n))) for n in range(DRAWS)]
    )
    again = np.asarray(few_of_each(y, k, np.random.default_rng(draw)))
    is_place = np.issubdtype(rows.dtype, np.integer) and np.all((rows >= 0) & (rows < len(y)))
    assert is_place, "The answer should hold places in y: whole numbers from 0 to len(y) - 1."
    counts = [np.all(np.sum(y[rows] == label, axis=1) == k) for label in np.unique(y)]
    largest = np.flatnonzero(y == 2)
    beside = [stand_side_by_side(np.isin(largest, row), k) for row in rows]
    often = np.array([np.sum(np.any(rows == place, axis=1)) for place in range(len(y))])
    share = k / np.array([np.sum(y == label) for label in y])
    scatter = np.sqrt(DRAWS * share * (1 - share))
    distinct = [len(np.unique(row)) for row in rows]
    return {
        "Look at y at the places that come back: not every class is there k times.": np.all(
            counts
        ),
        "A place is drawn twice. Draw without replacement.": np.min(distinct),
        "Two generators that start alike do not lead to the same draw: draw with rng, and with nothing else.": np.all(
            again == rows[0]
        ),
        "They are the first ones of each class, in every draw.": np.all(
            np.sort(rows, axis=1)
            == np.sort(np.concatenate([np.flatnonzero(y == c)[:k] for c in np.unique(y)]))
        ),
        "In 100 draws from other generators, the places are always the same.": np.any(
            np.sort(rows, axis=1) != np.sort(rows[0])
        ),
        "In 100 draws, some examples never come: each of a class should have its chance.": len(
            np.unique(rows)
        ),
        "In most draws what is drawn of the class of eight stands side by side in y, with none of its kind between: draw "
        "the places one by one.": np.mean(beside) > 0.5,
        "In 100 draws some examples come far more often than others: each of a class should have the same chance.": np.any(
            often > DRAWS * share + 6 * scatter
        ),
    }


# feature_extractor


def sharing(feature_extractor, draw):
    """Cut a network, give the network other weights, and look whether its part has them, too."""
    rng = np.random.default_rng(draw)
    network = feature_extractor.network((3, 2, 1), 2, layers=("flatten", "dense 3", "relu"))
    part = feature_extractor(network, "dense1")
    assert isinstance(part, ModelView), "Return a keras.Model that ends at that layer."
    weights = drawn_weights(rng, network)
    network.set_weights(weights)
    x = rng.uniform(size=(2, 3, 2, 1)).astype(np.float32)
    y = np.asarray(part.predict(x))
    right = x.reshape(2, -1) @ weights[0] + weights[1]
    return {
        "What comes out is not what the layer of that name makes of the network's new weights: is it a copy, or another "
        "layer?": y.shape == right.shape and np.allclose(y, right, atol=1e-3),
    }


# count_trainable


def counting(count_trainable, draw):
    """Count in a network without batch norm, in one with it and a frozen layer, in one inside another, and in a frozen one."""
    filters, units = 2 + draw % 3, 3 + draw % 4
    convolution, other = f"conv {filters}", f"conv {filters + 1}"
    layers = (convolution, "norm", "relu", "drop", f"frozen {other}", "norm", "average")
    told = {}
    for words, network in (
        (
            "Of a network of two dense layers",
            count_trainable.network((2, 3), units, layers=("flatten", "dense 4")),
        ),
        (
            "Of a network with batch norm, dropout and a frozen layer",
            count_trainable.network((4, 4, 1), units, layers=layers),
        ),
        (
            "Of a network inside another, where an inner layer is frozen",
            count_trainable.network((4, 4, 2), units, layers=layers, nested=True),
        ),
        (
            "Of a network that is frozen as a whole",
            count_trainable.network((2, 3), units, layers=("flatten", "dense 4"), frozen=True),
        ),
    ):
        trainable, still = count_trainable(network)
        told[f"{words}, the first number, of what training may change, is wrong."] = trainable
        told[f"{words}, the second number, of what training leaves alone, is wrong."] = still
    return told


# freeze


def frozen_itself(freeze, draw):
    """Freeze all of a network, and look at both: what was passed in, and what comes back."""
    rng = np.random.default_rng(draw)
    network = freeze.network((2, 2, 1), 3, layers=("flatten", "norm"))
    network.set_weights(drawn_weights(rng, network))
    x = rng.uniform(size=(6, 2, 2, 1)).astype(np.float32)
    returned = freeze(network, "scores")
    assert isinstance(returned, ModelView), "Return the keras.Model that was passed in."

    def is_still(model):
        """Say whether both modes give the same, as they do where batch norm is frozen."""
        return np.allclose(model.predict(x), model.predict(x, training=True), atol=1e-3)

    return {
        "All layers were to be frozen, but in the model that comes back batch norm is not.": is_still(
            returned
        ),
        "In the model that was passed in, batch norm is not frozen: is it a copy that was changed?": is_still(
            network
        ),
    }


# new_head and multi_task_model


def standing_on(make, draw, *, hidden=None):
    """Build on features, for four classes, give these other weights, and look at what comes out.

    Where `hidden` is given, it is a network for two tasks, else one with a new head.
    """
    rng = np.random.default_rng(draw)
    features = make.network((2, 2, 1), 3, layers=("flatten", "dense 2"))
    model = make(features, 4) if hidden is None else make(features, 4, hidden)
    assert isinstance(model, ModelView), (
        "Return a keras.Model: from the pictures to the scores."
    )
    x = rng.uniform(size=(3, 2, 2, 1)).astype(np.float32)
    before = model.predict(x)
    assert not isinstance(before, list), "The model has several outputs. One was asked for."
    before = np.asarray(before)
    features.set_weights(
        [np.zeros(np.shape(weight), np.float32) for weight in features.get_weights()]
    )
    after = np.asarray(model.predict(x))
    assert before.shape == (3, 4 if hidden is None else 5), (
        f"Of three pictures and four classes the scores have the shape {before.shape}."
    )
    return {
        "The features were given other weights, and the scores are still the same: they do not come from the features "
        "that were passed in.": np.allclose(before, after, atol=1e-6),
        "Features that are all zero should give the same scores for every picture.": np.allclose(
            after, after[:1], atol=1e-5
        ),
    }


# fine_tune

NESTED = ("frozen conv 2", "norm", "relu", "conv 3", "norm", "relu", "average")
# Which of the layers above have which weights, the scores at the end included.
OWNERS = ["frozen"] * 2 + ["norm"] * 4 + ["free"] * 2 + ["norm"] * 4 + ["free"] * 2


def tuning(fine_tune, draw, *, models=1):
    """Tune a network on five pictures that are all alike for two epochs, and then for one more: no shuffling is felt.

    `models` is in how many models, one inside the other, its layers stand.
    """
    rng, label = np.random.default_rng(draw), 1 + draw % 2
    x = np.tile(rng.uniform(0.2, 1, (1, 3, 3, 1)), (5, 1, 1, 1)).astype(np.float32)
    y = np.full(5, label)
    network = fine_tune.network((3, 3, 1), 4, layers=NESTED, nested=models)
    network.set_weights(drawn_weights(rng, network))
    before = network.get_weights()
    losses = list(np.ravel(fine_tune(network, x, y, 0.003, 2, 2)))
    middle = network.get_weights()
    more = list(np.ravel(fine_tune(network, x, y, 0.02, 1, 5))) if models == 1 else []
    after = network.get_weights()

    def change(owner, old, new):
        """Return how far the weights of one kind have moved, on average."""
        moved = [
            np.ravel(np.abs(np.asarray(b) - np.asarray(a)))
            for a, b, whose in zip(old, new, OWNERS, strict=True)
            if whose == owner
        ]
        return float(np.mean(np.concatenate(moved)))

    told = {
        "There is not one loss for each epoch.": len(losses),
        "A layer that was frozen before the call has changed: what is frozen stays so.": change(
            "frozen", before, after
        )
        > 0,
        "Nothing has changed, although not all is frozen.": change("free", before, middle) > 0,
        "A batch norm has changed: its scale, its shift, or its moving averages.": change(
            "norm", before, after
        )
        > 0,
        "The loss of the first epoch is another one than with the sparse categorical cross-entropy of scores, all pictures, "
        "Adam, the given learning rate and batch size, and batch norm in inference mode.": losses[
            0
        ],
        "After two epochs the loss is another one than with Adam, the given learning rate and batch size.": losses[
            -1
        ],
        "The weights have not moved as far as with Adam, the given learning rate, batch size and number of epochs.": (
            100 * change("free", before, middle)
        ),
    }
    if models == 1:
        told[
            "In a second call, with another learning rate, the weights have not moved as far as with a new Adam."
        ] = 100 * change("free", middle, after)
        told["The loss of a second call is another one."] = more[0]
    return told
