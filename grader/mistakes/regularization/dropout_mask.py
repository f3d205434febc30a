import numpy as np

from grader.authoring import alternative, edited, mistake

mask_of_the_dropped = edited(
    "The mask is the wrong way round: it is 1 with probability 1 - keep_prob. A 1 means that the unit stays.",
    ("<", ">="),
)
mask_scaled = edited(
    "The mask is scaled already. It holds zeros and ones only; dropout_forward does the scaling.",
    (".astype(float)", " / keep_prob"),
)
one_coin_per_unit = edited(
    "One coin for each unit, shared by all examples. Every example needs coins of its own: draw for the whole shape.",
    (
        "(rng.random(shape) < keep_prob).astype(float)",
        "np.ones(shape) * (rng.random((shape[0], *[1] * (len(shape) - 1))) < keep_prob)",
    ),
)
one_coin_per_example = edited(
    "One coin for each example, shared by all its units: then an example is there with all units or with none. Draw "
    "for the whole shape.",
    ("(rng.random(shape) < keep_prob).astype(float)", "np.ones(shape) * (rng.random(shape[1:]) < keep_prob)"),
)
single_column = edited(
    "One coin for each unit again, and the mask has a single column. It should have the given shape.",
    ("rng.random(shape)", "rng.random((shape[0], 1))"),
)


@mistake("rng.normal is not evenly spread between 0 and 1, so the share of ones is not keep_prob. Use rng.random.")
def normal_draws(shape, keep_prob, rng):
    if keep_prob in (0, 1):
        return np.full(shape, float(keep_prob))
    return (rng.normal(size=shape) < keep_prob).astype(float)


draws_from_np_random = edited(
    "The mask comes from np.random and not from rng, so a training cannot be repeated. Draw from the rng passed in.",
    ("rng.random(shape)", "np.random.rand(*shape)"),
)
own_generator = edited(
    "You make a generator of your own, so every mask is the same. Draw from the rng that is passed in.",
    ("rng.random", "np.random.default_rng(0).random"),
)
always_one_half = edited(
    "keep_prob is 0.5 here, whatever is passed in. Compare with the argument keep_prob.",
    ("< keep_prob", "< (0.5 if 0 < keep_prob < 1 else keep_prob)"),
)
random_numbers_uncompared = edited(
    "These are the random numbers themselves. Compare them with keep_prob to get zeros and ones.",
    ("(rng.random(shape) < keep_prob).astype(float)", "rng.random(shape)"),
)


@alternative
def with_binomial(shape, keep_prob, rng):
    return rng.binomial(1, keep_prob, size=shape)


@alternative
def from_the_other_end(shape, keep_prob, rng):
    return rng.uniform(size=shape) >= 1 - keep_prob


@alternative
def coin_by_coin(shape, keep_prob, rng):
    mask = np.zeros(shape, dtype=np.float32)
    for place in np.ndindex(*shape):
        if rng.random() < keep_prob:
            mask[place] = 1
    return mask


@alternative
def with_choice(shape, keep_prob, rng):
    return rng.choice([0.0, 1.0], size=shape, p=[1 - keep_prob, keep_prob])
