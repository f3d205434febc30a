"""How networks of this assignment are measured: by what they do to a few pictures.

Each measure takes a student's function and a number from which its inputs are drawn. For each sentence that a student
may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np

from dlkit.comparing import ModelView, Tensor


def one_of(draw, *choices):
    """Return one of several choices."""
    return choices[draw % len(choices)]


# lenet


def compiling(lenet, draw):
    """Build a small network and look whether it is compiled."""
    model = lenet((6, 6, 1), one_of(draw, 2, 3, 4))
    assert isinstance(model, ModelView), (
        "lenet should return a keras.Model. Is there a return at the end?"
    )
    return {"The model is compiled already. Leave that to train.": bool(model.compiled)}


# train


def _start_and_end(history):
    """Return the first and the last loss of a history."""
    losses = np.ravel(history["loss"])
    return float(losses[0]), float(losses[-1])


def training(train, draw):
    """Train a network on nine pictures that are all alike for two epochs, and then for one more: no shuffling is felt."""
    rng, label = np.random.default_rng(draw), one_of(draw, 2, 0, 1)
    x, y = np.tile(np.linspace(0, 1, 16).reshape(1, 4, 4, 1), (9, 1, 1, 1)), np.full(9, label)
    network = train.network((4, 4, 1), 3, softmax=True)
    network.set_weights(
        [(0.15 * rng.normal(size=shape)).astype(np.float32) for shape in ((16, 3), (3,))]
    )
    # Keeping one picture of nine back, or taking all nine at once, makes fewer steps.
    start, end = _start_and_end(train(network, x, y, 2, batch_size=4, learning_rate=0.002))
    next_start, next_end = _start_and_end(
        train(network, x, y, 1, batch_size=4, learning_rate=0.1)
    )
    return {
        "The loss of the first epoch is another one. Is it the sparse categorical cross-entropy of probabilities, with "
        "Adam, the given learning rate and batch size?": start,
        "After two epochs the loss is another one than with Adam, the given learning rate and batch size.": end,
        "A second call does not go on from where the first one stopped, with the same optimizer.": next_start,
        "A second call does not go on from where the first one stopped, with the optimizer that it had.": next_end,
        "After both calls the network answers something else: the steps of a second call differ. The optimizer of the "
        "first call should go on, with all that it remembers.": float(
            np.asarray(network.predict(x[:1].astype(np.float32)))[0, label]
        ),
    }


def logits(train, draw):
    """Train a network without a softmax for one step, of which only the loss before it counts.

    It answers 0.75 for the right class and 0.25 for the two others. As probabilities, made to add up to 1, that is
    ln(5/3); as logits, ln(1 + 2 / sqrt(e)).
    """
    label = one_of(draw, 2, 0, 1)
    x, y = np.zeros((4, 2, 2, 1)), np.full(4, label)
    network = train.network((2, 2, 1), 3)
    answer = np.where(np.arange(3) == label, 0.75, 0.25)
    network.set_weights([np.zeros((4, 3), np.float32), answer.astype(np.float32)])
    start, _ = _start_and_end(train(network, x, y, 1, batch_size=4))
    of_logits = np.log(1 + 2 / np.sqrt(np.e))
    return {
        "The loss takes the answers of the network for logits. They are probabilities.": abs(
            start - of_logits
        )
        < 0.01
    }


# augmenter

# So many that the farthest of them comes near the border: that it does not is rarer than one time in a million.
PICTURES, HEIGHT, WIDTH = 256, 21, 29
FILL = "What comes into view from outside is not 0: each of the three layers needs fill_mode."


def _changed(augmenter, picture, *ranges):
    """Return copies of a picture as an augmenter changes them in training mode, (PICTURES, HEIGHT, WIDTH)."""
    model = augmenter((HEIGHT, WIDTH, 1), *ranges)
    assert isinstance(model, ModelView), (
        "Return a keras.Model, such as a keras.Sequential of the three layers."
    )
    # The corners of white paper tell in the same call what comes in from outside.
    x = np.repeat(np.stack([picture, np.ones((HEIGHT, WIDTH))]), PICTURES, axis=0)[
        ..., np.newaxis
    ]
    y = np.asarray(model.predict(x.astype(np.float32), training=True))
    assert y.shape == x.shape, "Pictures come out in another shape than they went in."
    return y[:PICTURES, ..., 0], y[PICTURES:, [0, 0, -1, -1], [0, -1, 0, -1], 0].mean() > 0.95


def _centres(pictures):
    """Return the centre of the ink of each picture, from the middle: down and to the right, in pixels."""
    ink = pictures.sum(axis=(1, 2)) + 1e-6
    down = (pictures.sum(axis=2) @ (np.arange(HEIGHT) - HEIGHT // 2)) / ink
    right = (pictures.sum(axis=1) @ (np.arange(WIDTH) - WIDTH // 2)) / ink
    return down, right


def shifts(augmenter, draw):
    """Shift a spot in the middle by up to about a quarter, with nothing else, and look how far it goes."""
    shift, spot = one_of(draw, 0.25, 0.22, 0.3), np.zeros((HEIGHT, WIDTH))
    spot[HEIGHT // 2, WIDTH // 2] = 1
    moved, white_edge = _changed(augmenter, spot, shift, 0.0, 0.0)
    down, right = _centres(moved)
    told = f"With shift = {shift} and nothing else, pictures should move up to that part of the side: look at how far "
    return {
        f"{told}they move down.": np.max(down) / HEIGHT,
        f"{told}they move up.": np.max(-down) / HEIGHT,
        f"{told}they move right.": np.max(right) / WIDTH,
        f"{told}they move left.": np.max(-right) / WIDTH,
        FILL: white_edge,
    }


def turns(augmenter, draw):
    """Turn a stroke that runs from the middle down to the right; how far is told by logarithms."""
    degrees, stroke = one_of(draw, 12.0, 11.0, 14.0), np.zeros((HEIGHT, WIDTH))
    for step in range(8):
        stroke[HEIGHT // 2 + step, WIDTH // 2 + step] = 1
    changed, white_edge = _changed(augmenter, stroke, 0.0, degrees, 0.0)
    down, right = _centres(changed)
    turned = (np.degrees(np.arctan2(down, right)) - 45 + 180) % 360 - 180
    with_degrees = f"With degrees = {degrees:g} "
    return {
        f"{with_degrees}and nothing else, no picture should be turned further than {degrees:g} degrees, and some nearly as "
        "far. In which unit does RandomRotation count?": np.log(
            max(np.max(np.abs(turned)), 1)
        ),
        f"{with_degrees}some pictures should be turned clockwise.": np.log(
            max(np.max(turned), 1)
        ),
        f"{with_degrees}some pictures should be turned counterclockwise.": np.log(
            max(np.max(-turned), 1)
        ),
        "Some pictures are mirrored, left for right. A mirrored digit is no digit.": np.any(
            np.abs(turned - 90) < 12
        ),
        "Some pictures are mirrored, top for bottom. A mirrored digit is no digit.": np.any(
            np.abs(turned + 90) < 12
        ),
        "Pictures are turned by any angle. In which unit does RandomRotation count?": np.any(
            np.abs(turned - 135) < 15
        ),
        FILL: white_edge,
    }


def zooms(augmenter, draw):
    """Zoom a square in the middle by up to about a fifth, with nothing else, and look how large and small it gets."""
    zoom, square = one_of(draw, 0.2, 0.18, 0.22), np.zeros((HEIGHT, WIDTH))
    square[HEIGHT // 2 - 4 : HEIGHT // 2 + 5, WIDTH // 2 - 4 : WIDTH // 2 + 5] = 1
    changed, white_edge = _changed(augmenter, square, 0.0, 0.0, zoom)
    rows = np.clip(changed.max(axis=2), 0, 1).sum(axis=1)
    told = f"With zoom = {zoom} and nothing else, some pictures should get about a "
    return {
        f"{told}quarter larger.": np.max(rows) / 20,
        f"{told}sixth smaller.": np.min(rows) / 20,
        FILL: white_edge,
    }


# depthwise_separable_block


def zeros_and_large_numbers(block, draw):
    """Give a new block zeros, large numbers and twice as large ones, without a word on training."""
    x = 1e4 * np.random.default_rng(draw).normal(size=(1, 8, 8, 6)).astype(np.float32)
    y = np.asarray(
        block(Tensor(np.concatenate([0 * x, x, 2 * x])), one_of(draw, 10, 12, 14), 1)
    )
    is_not_zero = np.any(np.abs(y[0]) > 1e-3)  # then the growth depends on the random weights
    return {
        "A new block without biases answers zeros with zeros, whatever else is in the batch. Yours does not.": is_not_zero,
        "Large numbers do not pass the block as they should: ReLU cuts off below 0, and nowhere else.": (
            0.0 if is_not_zero else y[2].sum() / y[1].sum()
        ),
    }
