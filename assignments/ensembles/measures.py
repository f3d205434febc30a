"""How functions that draw random numbers are measured here: shares and averages over many draws.

Each measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np


def generator(seed):
    """Return a fresh generator: the same seed gives the same draws."""
    return np.random.default_rng(seed)


def share(condition):
    """Return the share of entries in which a condition holds; 0 where there are none."""
    return float(np.mean(condition)) if np.size(condition) else 0.0


# bagging_indices


def bags(bagging_indices, draw, *, members=400):
    """Draw many bags of some twenty rows, and count what is in them."""
    m = int(generator(draw).integers(18, 25))
    drawn = np.asarray(bagging_indices(m, members, generator(draw)))
    again = bagging_indices(m, members, generator(draw))
    other = bagging_indices(m, members, generator(draw + 1))
    counts = np.array([np.sum(drawn == number) for number in range(m)]) / members
    different = [len(np.unique(bag)) for bag in drawn]
    return {
        "The bags should hold whole numbers from 0 to m - 1, the rows of the training set, and nothing else.": float(
            np.all((drawn >= 0) & (drawn <= m - 1) & (drawn == np.round(drawn)))
        ),
        "The bags should hold whole numbers of an integer type: they are used as indices.": float(
            np.issubdtype(drawn.dtype, np.integer)
        ),
        "Row 0 is in none of the bags.": float(np.any(drawn == 0)),
        "The last row, m - 1, is in none of the bags.": float(np.any(drawn == m - 1)),
        "The first and the last row are in the bags less often than the others.": float(
            counts[[0, -1]].mean() > 0.75
        ),
        "Too many members have the very same rows in their bags: each should draw its own.": share(
            [np.array_equal(np.sort(bag), np.sort(drawn[0])) for bag in drawn[1:]]
        ),
        "A bag should hold some rows twice or more and leave others out: draw with replacement.": share(
            np.array(different) / m
        ),
        "Some rows are in the bags far more often than others, or never.": float(counts.std()),
        "The same generator in the same state should give the same bags: draw from rng and nothing else.": share(
            np.array_equal(drawn, again)
        ),
        "Another generator should give other bags: draw from the rng that is passed in.": share(
            not np.array_equal(drawn, other)
        ),
    }


# stochastic_depth


def stays(values):
    """Return the mean of those values that are not 0, as float32 knows it; 0 where all are."""
    left = values[np.abs(values) > 1e-4]
    return float(left.mean()) if left.size else 0.0


def dropped_examples(stochastic_depth, draw, *, examples=2000):
    """Send residuals of ones along no shortcut, and no residual along a shortcut, and look what is left."""
    rng = generator(draw)
    keep_prob, low = rng.uniform(0.7, 0.78), rng.uniform(0.3, 0.38)
    nothing, ones = np.zeros((examples, 2, 3)), np.ones((examples, 2, 3))
    alone = np.asarray(stochastic_depth(nothing, ones, keep_prob, generator(draw), True))
    again = stochastic_depth(nothing, ones, keep_prob, generator(draw), True)
    other = stochastic_depth(nothing, ones, keep_prob, generator(draw + 1), True)
    rare = np.asarray(stochastic_depth(nothing, ones, low, generator(draw + 2), True))
    x = rng.uniform(1, 2, size=(examples // 4, 2, 3))
    shortcut = np.asarray(
        stochastic_depth(x, np.zeros(x.shape), keep_prob, generator(draw + 3), True)
    )
    kept = np.abs(alone) > 1e-9
    whole = kept.reshape(examples, -1)
    return {
        "Where the residual is 0 the answer should be x itself: only the residual is left out or scaled.": share(
            np.abs(shortcut - x) < 1e-6
        ),
        "An example should keep its residual as a whole or lose it as a whole: one coin for each example.": share(
            whole.all(axis=1) | ~whole.any(axis=1)
        ),
        "All examples share one coin: each should have its own.": share(
            (kept == kept[0]).all()
        ),
        "In training, the share of examples that keep their residual is not keep_prob.": share(
            kept
        ),
        "With a small keep_prob, the share of examples that keep their residual is not keep_prob.": share(
            np.abs(rare) > 1e-9
        ),
        "What stays of the residual should be divided by keep_prob, so that the average is right.": (
            stays(alone) * keep_prob
        ),
        "With a small keep_prob, what stays of the residual should be divided by keep_prob.": (
            stays(rare) * low
        ),
        "The same generator in the same state should leave out the same examples: draw from rng and nothing else.": (
            share(np.array_equal(alone, again))
        ),
        "Another generator should leave out other examples: draw from the rng that is passed in.": share(
            not np.array_equal(alone, other)
        ),
    }


# stochastic_block


def skipped_batches(stochastic_block, draw, *, batches=500):
    """Run a block many times, note each time that it is called, and look what comes out."""
    rng = generator(draw)
    x = rng.uniform(1, 2, size=(5, 3))
    keep_prob = rng.uniform(0.68, 0.76)
    called_with = []

    def block(values):
        called_with.append(np.array(values))
        return 0.25 * np.asarray(values)

    added, calls = [], []
    for seed in range(draw, draw + batches):
        before = len(called_with)
        y = np.asarray(stochastic_block(x, block, keep_prob, generator(seed), True))
        added.append((y - x) / (0.25 * x))
        calls.append(len(called_with) - before)
    added, calls = np.array(added), np.array(calls)
    ran = np.abs(added) > 1e-4  # not 0: x may come back as float32
    any_ran = ran.reshape(batches, -1).any(axis=1)
    again = [
        np.asarray(stochastic_block(x, block, keep_prob, generator(seed), True))
        for seed in range(draw, draw + batches // 4)
    ]
    ran_again = np.array([np.any(np.abs(y - x) > 1e-4) for y in again])
    return {
        "A block that is skipped should not be computed: that is where the time is saved.": share(
            calls[~any_ran] > 0
        ),
        "The whole batch should run through the block, or none of it: one coin for all.": share(
            ran.reshape(batches, -1).all(axis=1) | ~any_ran
        ),
        "The share of batches for which the block runs is not keep_prob.": share(any_ran),
        "Where the block runs, its residual should be divided by keep_prob, so that the average is right.": (
            stays(added) * keep_prob
        ),
        "Where the block runs, it should be called once.": share(calls[any_ran]),
        "The block should be called with x as it is.": share(
            [value.shape == x.shape and np.allclose(value, x) for value in called_with]
        ),
        "The same generator in the same state should decide the same: draw from rng and nothing else.": float(
            np.all(ran_again == any_ran[: len(ran_again)])
        ),
    }


# fractional_regions


def regions(fractional_regions, draw, *, times=600):
    """Cut rows into regions many times, and count in which orders they come."""
    n_in, n_out = (12, 7) if draw % 2 else (13, 8)
    edges = np.array(
        [
            fractional_regions(n_in, n_out, generator(seed))
            for seed in range(draw, draw + times)
        ]
    )
    again = np.asarray(fractional_regions(n_in, n_out, generator(draw)))
    sizes = np.diff(edges, axis=1)
    few = np.array(
        [fractional_regions(6, 4, generator(seed)) for seed in range(draw, draw + 2 * times)]
    )
    orders, counts = np.unique(few, axis=0, return_counts=True)
    expected = 2 * times / 6
    chi_squared = np.sum((counts - expected) ** 2) / expected
    return {
        "The edges should be whole numbers of an integer type: they are used as indices.": float(
            np.issubdtype(edges.dtype, np.integer)
        ),
        "The first edge should be 0.": share(edges[:, 0] == 0),
        "The last edge should be n_in, so that every row is in a region.": share(
            edges[:, -1] == n_in
        ),
        "Each region should hold one row or two.": share((sizes == 1) | (sizes == 2)),
        "The regions are always in the same order: shuffle the sizes.": share(
            (edges == edges[0]).all(axis=1)
        ),
        "The first region should be as likely to hold two rows as any other.": share(
            sizes[:, 0] == 2
        ),
        "The second region should be as likely to hold two rows as any other.": share(
            sizes[:, 1] == 2
        ),
        "The last region should be as likely to hold two rows as any other.": share(
            sizes[:, -1] == 2
        ),
        "Not all orders of the sizes occur.": len(orders) / 6,
        "Some orders of the sizes are more likely than others.": float(
            chi_squared < 45  # by chance alone once in some 70 million
        ),
        "The same generator in the same state should give the same edges: draw from rng and nothing else.": share(
            np.array_equal(edges[0], again)
        ),
    }
