import numpy as np

from grader.authoring import alternative, edited, mistake

residual_not_scaled = edited(
    "Where the block runs in training, its residual is not scaled up. Divide it by keep_prob.",
    ("block(x) / keep_prob", "block(x)"),
)
scaled_down = edited(
    "The residual is multiplied by keep_prob, which makes it smaller still. Divide by it.",
    ("block(x) / keep_prob", "block(x) * keep_prob"),
)
skipped_with_keep_prob = edited(
    "The block is *skipped* with probability keep_prob. It should run with it.",
    ("rng.random() < keep_prob", "rng.random() >= keep_prob"),
)
always_runs = edited(
    "The block always runs. In training toss a coin: it runs with probability keep_prob.",
    ("if not training:", "if True:"),
)
training_left_out = edited(
    "The block is skipped outside training, too: the argument training is not used.",
    ("if not training:", "if keep_prob is None:"),
)
training_turned_round = edited(
    "It is the wrong way round: the block is skipped outside training, and always runs in it.",
    ("if not training:", "if training:"),
)
scaled_at_test_time = edited(
    "Outside training the residual is multiplied by keep_prob. It is scaled in training already: nothing is "
    "scaled here.",
    ("if not training:\n    return x + block(x)", "if not training:\n    return x + keep_prob * block(x)"),
)
shortcut_forgotten = edited(
    "The shortcut is missing where the block runs in training: add x.",
    ("return x + block(x) / keep_prob", "return block(x) / keep_prob"),
)
zero_when_skipped = edited(
    "A skipped block gives zeros. The shortcut is still there: return x.",
    (
        "if rng.random() < keep_prob:  # one coin for the batch\n    return x + block(x) / keep_prob\nreturn x",
        "return x + block(x) / keep_prob if rng.random() < keep_prob else 0 * x",
    ),
)
coin_from_np_random = edited(
    "The coin does not come from the rng that is passed in (but from np.random, or from a generator of your own?), so "
    "it cannot be repeated.",
    ("rng.random()", "np.random.rand()"),
)
scaled_by_the_drop_rate = edited(
    "You divide by the share that is dropped. Divide by the share that stays, keep_prob.",
    ("block(x) / keep_prob", "block(x) / (1 - keep_prob)"),
)
scaled_twice = edited(
    "The scale is applied twice. Divide by keep_prob once.",
    ("block(x) / keep_prob", "block(x) / keep_prob**2"),
)


@mistake(
    "The block is computed first and then thrown away, so that no time is saved. Toss the coin before you call it."
)
def computed_and_thrown_away(x, block, keep_prob, rng, training):
    residual = block(x)
    if not training:
        return x + residual
    keep = rng.random() < keep_prob
    return x + residual * keep / keep_prob


@mistake(
    "Each example has its own coin. Here one coin decides for the whole batch, so that the block need not be computed."
)
def one_coin_for_each_example(x, block, keep_prob, rng, training):
    if not training:
        return x + block(x)
    keep = (rng.random(len(x)) < keep_prob).reshape(-1, *[1] * (x.ndim - 1))
    return x + block(x) * keep / keep_prob


@mistake("The block is called twice, so that it takes twice the time. Keep its answer, or call it in one place.")
def called_twice(x, block, keep_prob, rng, training):
    if training and rng.random() >= keep_prob:
        return x
    block(x)
    return x + block(x) / (keep_prob if training else 1)


@mistake("x is divided by keep_prob as well. Only the residual is scaled: brackets.")
def shortcut_scaled(x, block, keep_prob, rng, training):
    if not training:
        return x + block(x)
    return (x + block(x)) / keep_prob if rng.random() < keep_prob else x


@alternative
def with_one_return(x, block, keep_prob, rng, training):
    scale = 1.0
    if training:
        scale = 1 / keep_prob if rng.uniform() < keep_prob else 0.0
    return x if scale == 0 else x + scale * block(x)


@alternative
def with_a_binomial_coin(x, block, keep_prob, rng, training):
    result = np.array(x)
    if not training:
        return result + block(x)
    if rng.binomial(1, keep_prob) == 1:
        result = result + np.divide(block(x), keep_prob)
    return result


@alternative
def asked_the_other_way(x, block, keep_prob, rng, training):
    is_skipped = training and rng.random() > keep_prob
    if is_skipped:
        return x.copy()
    return np.add(x, block(x) / (keep_prob if training else 1))
