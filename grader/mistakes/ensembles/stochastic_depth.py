import numpy as np

from grader.authoring import alternative, edited, mistake

residual_not_scaled = edited(
    "What stays of the residual is not scaled up, so that at test time the blocks speak louder than in training. "
    "Divide it by keep_prob.",
    ("residual * keep / keep_prob", "residual * keep"),
)
scaled_down = edited(
    "The residual is multiplied by keep_prob in training, which makes it smaller still. Divide by it.",
    ("residual * keep / keep_prob", "residual * keep * keep_prob"),
)
one_coin_for_the_batch = edited(
    "One coin decides for the whole batch. Here each example has its own: m coins.",
    ("rng.random(len(x)) < keep_prob", "np.full(len(x), rng.random() < keep_prob)"),
)
a_coin_for_each_number = edited(
    "Every number has its own coin: that is dropout. One coin for each example, for all of its numbers.",
    ("keep = rng.random(len(x)) < keep_prob  # one coin for each example", "keep = rng.random(x.shape) < keep_prob"),
    ("keep = keep.reshape(-1, *[1] * (x.ndim - 1))", ""),
)
a_coin_for_each_last_number = edited(
    "The coins lie along the last axis: all examples lose the same numbers. One coin for each example, along the "
    "first axis.",
    (
        "keep = rng.random(len(x)) < keep_prob  # one coin for each example",
        "keep = rng.random(x.shape[-1]) < keep_prob",
    ),
    ("keep = keep.reshape(-1, *[1] * (x.ndim - 1))", ""),
)
shortcut_dropped_too = edited(
    "The shortcut is dropped and scaled as well. Only the residual is: x itself always stays as it is.",
    ("residual = residual * keep / keep_prob", "return (x + residual) * keep / keep_prob"),
)
dropped_with_keep_prob = edited(
    "The residual is *lost* with probability keep_prob. It should be kept with it: random numbers below keep_prob.",
    ("rng.random(len(x)) < keep_prob", "rng.random(len(x)) >= keep_prob"),
)
scaled_at_test_time = edited(
    "Outside training the residual is multiplied by keep_prob. As it is scaled up in training already, nothing "
    "is scaled here.",
    ("added: np.ndarray = x + residual", "added = x + residual * (1 if training else keep_prob)"),
)
scaled_at_test_time_instead = edited(
    "Nothing is scaled in training, and the residual is multiplied by keep_prob outside of it. That is the other "
    "convention: here it is divided in training and left alone outside.",
    ("added: np.ndarray = x + residual", "added = x + residual * (1 if training else keep_prob)"),
    ("residual * keep / keep_prob", "residual * keep"),
)
training_left_out = edited(
    "Blocks are dropped outside training, too: the argument training is not used.",
    ("if training:", "if True:"),
)
training_turned_round = edited(
    "It is the wrong way round: examples lose their residual outside training, and none does in it.",
    ("if training:", "if not training:"),
)
never_dropped = edited(
    "Nothing is ever left out in training. Toss a coin for each example.",
    ("if training:", "if False:"),
)
shortcut_forgotten = edited(
    "The shortcut is missing in training: add x.",
    ("residual = residual * keep / keep_prob", "return residual * keep / keep_prob"),
)
coins_from_np_random = edited(
    "The coins do not come from the rng that is passed in (but from np.random, or from a generator of your own?), so "
    "they cannot be repeated.",
    ("rng.random(len(x))", "np.random.rand(len(x))"),
)
scaled_by_the_drop_rate = edited(
    "You divide by the share that is dropped. Divide by the share that stays, keep_prob.",
    ("residual * keep / keep_prob", "residual * keep / (1 - keep_prob)"),
)
scaled_twice = edited(
    "The scale is applied twice. Divide by keep_prob once.",
    ("residual * keep / keep_prob", "residual * keep / keep_prob**2"),
)


@mistake("The answer is right, but the caller's x is changed: += writes into it. Compute a new array.")
def written_into_x(x, residual, keep_prob, rng, training):
    if training:
        keep = (rng.random(len(x)) < keep_prob).reshape(-1, *[1] * (x.ndim - 1))
        residual = residual * keep / keep_prob
    x += residual
    return x


@alternative
def example_by_example(x, residual, keep_prob, rng, training):
    result = np.array(x, dtype=float)
    for i in range(len(x)):
        if not training:
            result[i] += residual[i]
        elif rng.random() < keep_prob:
            result[i] += residual[i] / keep_prob
    return result


@alternative
def with_where(x, residual, keep_prob, rng, training):
    shape = (x.shape[0],) + (1,) * (x.ndim - 1)
    return np.where(rng.random(shape) < keep_prob, x + residual / keep_prob, x) if training else x + residual


@alternative
def with_binomial_coins_in_float32(x, residual, keep_prob, rng, training):
    if not training:
        return (x + residual).astype(np.float32)
    coins = rng.binomial(1, keep_prob, size=x.shape[0]) / keep_prob
    return (x.T + (residual.T * coins)).T.astype(np.float32)
