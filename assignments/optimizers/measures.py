"""How shuffled batches are measured here: any fair shuffle is right, so there is no one answer.

The measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np


def batches(mini_batches, draw, *, batch_size, full):
    """Cut examples with numbers on them into full batches and a rest of one, and look where each went."""
    m, rng = full * batch_size + 1, np.random.default_rng(draw)
    X = np.vstack([np.arange(m), rng.normal(size=(2, m))])
    Y = np.vstack([10.0 * np.arange(m), rng.normal(size=(1, m))])
    (x, y), (again, _), (other, _) = (
        [
            np.hstack(parts)
            for parts in zip(
                *mini_batches(X, Y, batch_size, np.random.default_rng(seed)), strict=True
            )
        ]
        for seed in (draw, draw, draw + 1)
    )
    numbers, others = (np.clip(np.round(part[0]).astype(int), 0, m - 1) for part in (x, other))

    def companies(order):
        return {
            frozenset(order[start : start + batch_size].tolist())
            for start in range(0, m, batch_size)
        }

    return {
        "The columns of X have come apart: a column is one example and stays whole.": float(
            np.mean(np.abs(x - X[:, numbers]).max(axis=0) < 1e-4)
        ),
        "Some examples are there twice, and others in no batch. Every example belongs into exactly one batch.": len(
            np.unique(numbers)
        )
        / m,
        "Examples have been parted from their labels: use one and the same order for X and Y.": float(
            np.mean(np.abs(y - Y[:, numbers]).max(axis=0) < 1e-4)
        ),
        "The examples are in their old order: shuffle them.": float(
            np.any(numbers != np.arange(m))
        ),
        "Called twice with generators in the same state, it gives different batches. Take all randomness from rng.": (
            float(np.array_equal(x, again))
        ),
        "With another generator the order is still the same. Take the randomness from the rng that is passed in.": (
            float(np.any(numbers != others))
        ),
        "The batches change places, but each always holds the same examples. Shuffle the examples.": float(
            companies(numbers) != companies(others)
        ),
    }
