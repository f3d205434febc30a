"""How functions that draw random numbers are measured here: shares and averages over many draws.

Each measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np

from dlkit.comparing import ModelView


def generator(seed):
    """Return a fresh generator: the same seed gives the same draws."""
    return np.random.default_rng(seed)


def share(condition):
    """Return the share of entries in which a condition holds."""
    return float(np.mean(condition))


# dropout_mask


def mask(dropout_mask, draw, *, examples=400):
    """Count ones in a mask of about 30 units, and look for coins that are shared."""
    rng = generator(draw)
    shape = (int(rng.integers(28, 35)), examples + int(rng.integers(20)))
    keep_prob, low_keep_prob = rng.uniform(0.75, 0.85), rng.uniform(0.2, 0.35)
    kept = np.asarray(dropout_mask(shape, keep_prob, generator(draw)))
    again = dropout_mask(shape, keep_prob, generator(draw))
    other = dropout_mask(shape, keep_prob, generator(draw + 1))
    low = np.asarray(dropout_mask(shape, low_keep_prob, generator(draw + 2)))
    return {
        "The mask should hold zeros and ones only; scaling comes later, in dropout_forward.": share(
            (kept == 0) | (kept == 1)
        ),
        "Over many entries the share of ones is not keep_prob.": share(kept != 0),
        "With a small keep_prob, the share of ones is not keep_prob.": share(low != 0),
        "Too many examples share the same coins: every entry of the mask needs one of its own.": share(
            [np.array_equal(column, kept[:, 0]) for column in kept.T]
        ),
        "Too many units share the same coins: every entry of the mask needs one of its own.": share(
            [np.array_equal(row, kept[0]) for row in kept]
        ),
        "Some units are kept far more often than others: the share should be keep_prob in every row of the mask.": float(
            kept.mean(axis=1).std()
        ),
        "Some examples keep far more units than others: the share should be keep_prob in every column of the mask.": (
            float(kept.mean(axis=0).std())
        ),
        "The same generator in the same state should give the same mask: draw from rng and nothing else.": share(
            np.array_equal(kept, again)
        ),
        "Another generator should give another mask: draw from the rng that is passed in.": share(
            not np.array_equal(kept, other)
        ),
    }


# augment


def _pattern(count, height, width, top, left):
    """Return pictures with three pixels whose values tell them apart: 1, to its right 2, below it 3."""
    images = np.zeros((count, height, width))
    images[:, top, left], images[:, top, left + 1], images[:, top + 1, left] = 1.0, 2.0, 3.0
    return images


def _places(images):
    """Return for each picture where the values 1, 2 and 3 stand, (m, 3, 2); -99 where one is not there exactly once."""
    found = np.full((len(images), 3, 2), -99)
    for value in (1, 2, 3):
        there = (images == value).reshape(len(images), -1)
        once = there.sum(axis=1) == 1
        found[once, value - 1] = np.stack(
            np.divmod(there.argmax(axis=1), images.shape[2]), axis=1
        )[once]
    return found


def movements(augment, draw, *, pictures=3600):
    """Follow three pixels through many pictures, and a pixel in a corner over the edge."""
    shift, rng = 2, generator(draw)
    height, width = (int(size) for size in rng.integers(8, 11, size=2))
    top, left = int(rng.integers(shift, height - 3)), int(rng.integers(shift, width - 3))
    images = _pattern(pictures, height, width, top, left)
    few = images[: pictures // 4]  # what needs no counting
    moved = np.asarray(augment(images, generator(draw), max_shift=shift))
    found = _places(moved)
    offsets = found[:, 0] - (top, left)
    whole = (found > -99).all(axis=(1, 2)) & (np.count_nonzero(moved, axis=(1, 2)) == 3)
    again = np.asarray(augment(few, generator(draw), max_shift=shift))
    once_more = np.asarray(augment(few, generator(draw), max_shift=shift))
    other = np.asarray(augment(few, generator(draw + 1), max_shift=shift))
    corner, names = np.zeros(images.shape), np.arange(1.0, 1 + len(few)).reshape(-1, 1, 1)
    corner[:, 0, 0] = 1.0
    gone = np.asarray(augment(corner, generator(draw + 2), max_shift=shift))
    mirrored = _places(
        np.asarray(augment(images, generator(draw + 3), max_shift=0, flip=True))
    )
    ordered = np.asarray(
        augment(np.ones((len(few), 3, 4)) * names, generator(draw + 4), max_shift=0, flip=True)
    )
    usual = _places(np.asarray(augment(few, generator(draw + 5))))[:, 0] - (top, left)
    return {
        "The pictures should stay in their order: each one moves within itself.": share(
            ordered == names
        ),
        "A picture that is moved by a few pixels should keep its pixels as they are, with zeros around.": share(
            whole
        ),
        "Some pictures move farther than max_shift.": share(
            np.abs(offsets).max(axis=1) > shift
        ),
        "Too many pictures move by the same amount: each should move on its own.": share(
            (offsets == offsets[0]).all(axis=1)
        ),
        "Not all shifts from -max_shift to max_shift, along both axes, occur.": len(
            np.unique(offsets, axis=0)
        )
        / 25,
        "Without max_shift in the call, no picture should move farther than one pixel.": share(
            np.abs(usual).max(axis=1) > 1
        ),
        "Without max_shift in the call, all shifts from -1 to 1 along both axes should occur.": len(
            np.unique(usual, axis=0)
        )
        / 9,
        "Up and down, the shifts from -max_shift to max_shift are not equally likely.": share(
            offsets[:, 0] != 0
        ),
        "Left and right, the shifts from -max_shift to max_shift are not equally likely.": share(
            offsets[:, 1] != 0
        ),
        "What moves out of the picture should be lost, and zeros should move in.": share(
            gone.sum(axis=(1, 2)) == 0
        ),
        "What moves in from outside should be 0, and not a copy of the edge.": share(
            np.count_nonzero(gone, axis=(1, 2)) > 1
        ),
        "Pictures are mirrored although flip is False.": share(
            found[:, 1, 1] < found[:, 0, 1]
        ),
        "With flip=True, each picture should be mirrored left to right with probability 1/2, on its own.": share(
            mirrored[:, 1, 1] < mirrored[:, 0, 1]
        ),
        "With flip=True, pictures should be mirrored left to right and never upside down.": share(
            mirrored[:, 2, 0] < mirrored[:, 0, 0]
        ),
        "The same generator in the same state should give the same pictures: draw from rng and nothing else.": share(
            np.array_equal(again, once_more)
        ),
        "Another generator should give other pictures: draw from the rng that is passed in.": share(
            not np.array_equal(again, other)
        ),
    }


# cutout


def holes(cutout, draw, *, pictures=3000):
    """Cut holes into many pictures that are not square, and look where they lie."""
    size = int(generator(draw).integers(2, 4))
    height, width = (
        size + 4,
        size + 2,
    )  # five rows and three columns in which a square can begin
    images = np.ones((pictures, height, width)) * np.arange(1.0, 1 + pictures).reshape(
        -1, 1, 1
    )
    few = images[: pictures // 4]
    cut = np.asarray(cutout(images, size, generator(draw)))
    again, once_more = cutout(few, size, generator(draw)), cutout(few, size, generator(draw))
    other = cutout(few, size, generator(draw + 1))
    hidden = cut == 0
    in_rows, in_columns = hidden.any(axis=2), hidden.any(axis=1)
    corners = np.stack([in_rows.argmax(axis=1), in_columns.argmax(axis=1)], axis=1)
    top, left = corners[:, :1], corners[:, 1:]
    rows, columns = np.arange(height), np.arange(width)
    square_rows, square_columns = (
        (rows >= top) & (rows < top + size),
        (columns >= left) & (columns < left + size),
    )
    square = (hidden == square_rows[:, :, None] & square_columns[:, None, :]).all(axis=(1, 2))
    return {
        "Pixels outside the square should stay as they are, and pixels inside should become 0.": share(
            (cut == images) | hidden
        ),
        "In each picture exactly size * size pixels should become 0.": share(
            hidden.sum(axis=(1, 2))
        )
        / size**2,
        "In each picture the hidden pixels should form one square, size by size, wholly inside.": share(
            square
        ),
        "Too many pictures have the square at the same place: each should have its own.": share(
            (corners == corners[0]).all(axis=1)
        ),
        "The square should be able to lie at every place where it fits, the outermost included, and at no other.": len(
            np.unique(corners, axis=0)
        )
        / 15,
        "Not all rows in which the square can begin are equally likely.": share(
            corners[:, 0] == 0
        ),
        "Not all columns in which the square can begin are equally likely.": share(
            corners[:, 1] == 0
        ),
        "The same generator in the same state should give the same squares: draw from rng and nothing else.": share(
            np.array_equal(again, once_more)
        ),
        "Another generator should give other squares: draw from the rng that is passed in.": share(
            not np.array_equal(again, other)
        ),
    }


# mixup


def mixtures(mixup, draw, *, examples=150, rounds=16):
    """Mix columns that are all of their own kind, so that each mixture tells what went into it."""
    rng = generator(draw)
    m, alpha = examples + int(rng.integers(-5, 6)), rng.uniform(0.3, 0.5)
    X, Y = 2.0 * np.eye(m), np.eye(m)
    mixed = [mixup(X, Y, alpha, generator(seed)) for seed in range(draw, draw + rounds)]
    again = np.asarray(mixup(X, Y, alpha, generator(draw))[0], dtype=float)
    x, y = (
        np.concatenate([np.asarray(pair[part], dtype=float) for pair in mixed], axis=1)
        for part in (0, 1)
    )
    x = x / 2
    own, own_label = (
        np.concatenate([np.diag(part) for part in np.split(whole, rounds, axis=1)])
        for whole in (x, y)
    )
    return {
        "The labels should be mixed too: with the same partner and the same number as the examples.": share(
            (own_label > 1e-9) & (own_label < 1 - 1e-9)
        ),
        "The two shares of an example should add up to 1: lam and 1 - lam.": share(
            x.sum(axis=0)
        ),
        "The two shares of a label should add up to 1: lam and 1 - lam.": share(y.sum(axis=0)),
        "Each mixed example should come from itself and one partner.": share(
            np.count_nonzero(x, axis=0) <= 2
        ),
        "On average a label should keep half of itself: the number comes from Beta(alpha, alpha) as it is.": share(
            own_label
        ),
        "The two shares of an example should add up to 1: one number for all its rows.": share(
            np.abs(x.sum(axis=0) - 1)
        ),
        "Examples and labels have different partners: draw the partners once.": share(
            ((x != 0) == (y != 0)).all(axis=0)
        ),
        "Examples and labels are mixed differently: use the same partner and the same number for both.": share(
            np.abs(x - y).max(axis=0) < 1e-6
        ),
        "Every example should have a number of its own, drawn from Beta(alpha, alpha).": len(
            np.unique(np.round(own, 12))
        )
        / own.size,
        "On average an example should keep half of itself: the number comes from Beta(alpha, alpha) as it is.": share(
            own
        ),
        "The numbers do not look as if they came from Beta(alpha, alpha).": 4
        * float(np.var(own)),
        "The same generator in the same state should give the same mixtures: draw from rng and nothing else.": share(
            np.array_equal(mixed[0][0], again)
        ),
        "Another generator should give other mixtures: draw from the rng that is passed in.": share(
            not np.array_equal(mixed[0][0], mixed[1][0])
        ),
    }


# keras_regularized


def _built(build, n_x, l2, dropout, values):
    """Build a compiled model and give kernels and biases values by their shape, zero where none is given."""
    model = build(n_x, l2, dropout)
    assert isinstance(model, ModelView), (
        "The function should return a Keras model. Is there a return at the end?"
    )
    assert model.compiled, (
        "The model is not compiled: call model.compile(...) with optimizer and loss before you return it."
    )
    shapes = [(n_x, 200), (200,), (200, 100), (100,), (100, 1), (1,)]
    weights = model.get_weights()
    if not weights:  # a model written as a class has none before its first call
        model.predict(np.zeros((1, n_x), dtype=np.float32))
        weights = model.get_weights()
    assert sorted(np.shape(part) for part in weights) == sorted(shapes), (
        "The model should have three Dense layers with 200, 100 and 1 units, each with kernel and bias, "
        "and no other weights."
    )
    model.set_weights(
        [
            np.asarray(values.get(np.shape(part), np.zeros(np.shape(part))), dtype=np.float32)
            for part in weights
        ]
    )
    return model


def _only(shape, value):
    """Return zeros with one value in the first place."""
    array = np.zeros(shape)
    array[(0,) * len(shape)] = value
    return array


def penalty(build, draw):
    """Read the penalty from the loss of a model with one weight in each kernel and one bias, whose answer is one half."""
    rng = generator(draw)
    n_x, l2 = int(rng.integers(3, 7)), rng.uniform(0.1, 0.3)
    x, y = np.zeros((4, n_x), dtype=np.float32), np.ones((4, 1), dtype=np.float32)
    # Far enough from each other that no sum of some of them, squared or not, is near another.
    first, middle, last, bias = np.array([1.0, -2.0, 4.0, 5.0]) * rng.uniform(
        0.98, 1.02, size=4
    )
    second, third = np.zeros((200, 100)), np.zeros((100, 1))
    second[1, 0], third[1, 0] = (
        middle,
        last,
    )  # no two of them stand behind each other, so that nothing gets through
    free = _built(build, n_x, 0.0, 0.0, {(1,): np.array([1.0])})
    values = {
        (n_x, 200): _only((n_x, 200), first),
        (200,): _only((200,), bias),
        (200, 100): second,
        (100, 1): third,
    }
    charged = _built(build, n_x, l2, 0.0, values).train_on_batch(x, y) - np.log(2)
    return {
        "Without penalty and dropout, the loss of the compiled model is not the binary cross-entropy of its answers.": (
            free.train_on_batch(x, y)
        ),
        "The loss should charge l2 times the square of each weight in all three kernels, and nothing for a bias.": (
            charged / l2
        ),
    }


def drops(build, draw, *, rows=3600):
    """Send a signal along one chain of units and count how often it gets through: 0 or 1 before the sigmoid."""
    n_x, rate, strength = 2, generator(draw).uniform(0.25, 0.3), 30.0
    x, y = np.ones((rows, n_x), dtype=np.float32), np.ones((rows, 1), dtype=np.float32)
    second, last = {(200, 100): _only((200, 100), 1.0)}, {(100, 1): _only((100, 1), strength)}
    behind = "Behind the {} hidden layer, the share of units that is dropped in training is not the argument dropout."
    chains = {
        behind.format("second"): {(100,): _only((100,), 1.0), **last},
        behind.format("first"): {(200,): _only((200,), 1.0), **second, **last},
        "In training something is dropped before the first hidden layer. Inputs should all get through.": {
            (n_x, 200): _only((n_x, 200), 1.0),
            **second,
            **last,
        },
    }
    return {  # a silent chain costs ln 2, any other nothing
        sentence: _built(build, n_x, 0.0, rate, values).train_on_batch(x, y) / np.log(2)
        for sentence, values in chains.items()
    }
