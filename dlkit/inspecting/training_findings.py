"""What can be said of the first loss, of one batch learned by heart, and of the learning rate."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlkit.inspecting.measured import Measured
from dlkit.inspecting.report import Finding

TOO_SURE = 2.0  # times the loss of one who knows nothing, and one more
LEARNED, HARDLY = 0.8, 0.1  # shares by which the loss of one batch fell
STUCK, MOVES = 0.01, 0.2  # the same on the way with the model's own optimizer, and with another learning rate
WEIGHTS_FOR_ONE = 10  # so many weights for each number to learn can learn it by heart


def about_first_loss(measured: Measured, has_trained: bool, *, is_broken: bool) -> Finding:
    """Compare the first loss with what a network has that knows nothing.

    Args:
        measured: what is known of the loss.
        has_trained: whether the model has taken steps before.
        is_broken: whether a layer gives NaN or infinite numbers, which a later one may hide: some ReLUs make NaN a 0.
    """
    loss, expected = measured.loss, measured.expected_loss
    topic = "loss now" if has_trained else "first loss"
    if loss is None:
        return Finding(topic, "open", "The loss cannot be computed as long as labels and outputs do not fit.")
    if not np.isfinite(loss):
        return Finding(
            topic,
            "problem",
            f"The loss is {loss} before any step.",
            "It stays so.",
            "Look for NaN in data and weights, and for a logarithm or a root of 0 in a loss of your own.",
        )
    if is_broken:
        return Finding(
            topic, "open", f"The loss is {loss:.3g}, of numbers that were NaN or infinite on the way: it tells nothing."
        )
    if expected is None:
        return Finding(
            topic, "fine", f"The loss is {loss:.3g}; for this loss it is not known what a beginner would have."
        )
    told = f"The loss is {loss:.3f}; a network that knows nothing has {expected:.3f}."
    if loss > TOO_SURE * expected + 1:
        return Finding(
            topic,
            "problem",
            told,
            "It is much worse than not knowing: the network is sure of wrong answers.",
            "Look at the size of x and of the first weights; after a training, at the learning rate and at the labels.",
        )
    return Finding(topic, "fine", told)


def about_one_batch(measured: Measured, weights: int, numbers: int, outputs: Any, *, has_known_loss: bool) -> Finding:
    """Say whether some examples can be learned by heart.

    Args:
        measured: the trainings on one batch.
        weights: how many weights can learn.
        numbers: how many numbers there are to learn in the batch.
        outputs: the model's outputs for the batch before the training.
        has_known_loss: whether the loss is one whose lowest value is known to be near 0.
    """
    topic = f"{measured.batch} examples by heart"
    if not measured.one_batch:
        return Finding(topic, "open", "Not tried: that takes a loss, and outputs of all layers, that are finite.")
    best = measured.one_batch[-1]
    told = f"Adam brought the loss on {measured.batch} examples from {best.before:.3g} to {best.after:.3g} in {len(best.losses)} steps"
    if measured.right is not None:
        told += f", and {measured.right} of them are right then"
    told += "."
    if not np.isfinite(best.before):
        return Finding(topic, "open", "Not to be tried: the loss is no number.")
    done = measured.right == measured.batch or best.fell >= LEARNED
    if done or best.before < 1e-3:
        return Finding(topic, "fine", told)
    if not best.finished:
        return Finding(topic, "open", told, "The time was up; a longer run may get further.")
    if best.fell >= HARDLY:
        return Finding(topic, "fine", told, "It learns; that is not all of them by heart yet.")
    if _is_constant(best.outputs) and _is_constant(outputs):
        return Finding(
            topic,
            "problem",
            told + " The outputs are the same for all examples, before and after.",
            "What the network is shown does not reach its outputs.",
            "Look at the findings above: dead units, frozen or zero weights, the last layer.",
        )
    if weights < WEIGHTS_FOR_ONE * numbers:
        return Finding(
            topic, "note", told, f"With {weights:,} trainable weights it may be too small to learn them by heart."
        )
    if not has_known_loss:
        return Finding(topic, "note", told, "Whether your own loss can get lower is not known here.")
    return Finding(
        topic,
        "problem",
        told,
        f"A network with {weights:,} trainable weights can do that; so something is wrong before the question of data.",
        "Look at the findings above, then at the loss, the labels and the last layer.",
    )


def _is_constant(outputs: Any) -> bool:
    if not isinstance(outputs, np.ndarray) or len(outputs) < 2 or not np.isfinite(outputs).all():
        return False
    return bool(np.max(np.std(outputs, axis=0)) <= 1e-6 * max(float(np.max(np.abs(outputs))), 1e-30))


def about_learning_rate(measured: Measured) -> Finding:
    """Judge the learning rate by what it does, and by what another one does in its place."""
    topic = "learning rate"
    own = measured.own
    if not measured.one_batch:
        return Finding(topic, "open", "Not tried: that takes a loss, and outputs of all layers, that are finite.")
    if own is None:
        return Finding(topic, "open", "The model's own optimizer could not be tried apart from it.")
    if own.rate == 0:
        return Finding(topic, "problem", "The learning rate is 0.", "No weight changes.", "Try 0.001 with Adam.")
    rate = "its schedule" if own.rate is None else f"the learning rate {own.rate:g}"
    after = f"{own.after:.4g}" if np.isfinite(own.fell) else "no number any more"
    told = f"With {rate} the loss went from {own.before:.4g} to {after} in {len(own.losses)} steps."
    better = max(measured.others, key=lambda run: run.fell, default=None)
    if better is not None and better.fell >= MOVES and better.rate is not None:
        beside = f"With {better.rate:g} it went from {better.before:.4g} to {better.after:.4g} in {len(better.losses)} steps."
        if own.rate is None or better.rate < own.rate:
            return Finding(
                topic, "problem", f"{told} {beside}", "The learning rate is too high.", f"Try {better.rate:g}."
            )
        return Finding(topic, "problem", f"{told} {beside}", "The learning rate is too low.", f"Try {better.rate:g}.")
    if not np.isfinite(own.fell):
        return Finding(
            topic,
            "problem",
            told,
            "The training breaks down.",
            "Look at the findings above; lower learning rates did no better.",
        )
    if own.fell > STUCK:
        return Finding(topic, "fine", told)
    return Finding(
        topic, "note", told, "Other learning rates were not clearly better in so few steps, or were not tried."
    )
