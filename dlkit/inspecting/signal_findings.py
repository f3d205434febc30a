"""What can be said of the weights, and of the signal on its way forward and backward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlkit.inspecting.measured import LayerGradient, LayerSignal
from dlkit.inspecting.report import Finding

DEAD = 0.5  # share of a layer's units, of eight or more
SATURATED = 0.9  # share of a layer's outputs
FADES, GROWS = 1e-4, 1e4  # last hidden layer against the first
VANISHES, EXPLODES = 1e-5, 1e5  # the first layer's gradient against the largest, and against the last one's


def about_weights(model: Any) -> Finding:
    """Say whether weights are finite, and whether some are frozen."""
    layers = [layer for layer in model._flatten_layers(include_self=False, recursive=True) if layer.variables]
    leaves = [layer for layer in layers if not getattr(layer, "layers", None)]
    broken = [
        layer.name for layer in leaves if not all(np.isfinite(v.numpy()).all() for v in layer.weights if _is_float(v))
    ]
    if broken:
        return Finding(
            "weights",
            "problem",
            f"There are weights that are NaN or infinite in {_listed(broken)}.",
            "They came from an earlier training, and no training brings them back.",
            "Build the model anew, and train with a lower learning rate and finite data.",
        )
    frozen = [layer for layer in leaves if layer.weights and not layer.trainable and not _is_fixed_by_nature(layer)]
    total = sum(int(np.prod(v.shape)) for v in model.trainable_variables)
    if not model.trainable_variables:
        return Finding(
            "weights",
            "problem",
            "No weight of the model is trainable.",
            "Training cannot change anything.",
            "Set model.trainable = True, or trainable = True for the layers that should learn, and compile again.",
        )
    if not frozen:
        return Finding("weights", "fine", f"{total:,} trainable weights, all finite; no layer is frozen.")
    names = [layer.name for layer in frozen]
    what = f"Frozen (trainable=False): {_listed(names)}; {total:,} weights are left to learn."
    if all(_looks_fresh(layer) for layer in frozen):
        return Finding(
            "weights",
            "problem",
            what,
            "Their biases are exactly 0, as in layers that never learned: they will keep the weights that were drawn at random.",
            "Set trainable = True and compile again, unless these weights were loaded on purpose.",
        )
    return Finding("weights", "note", what, "That is right for weights that were loaded, and wrong for fresh ones.")


def _is_float(variable: Any) -> bool:
    return "float" in str(variable.dtype)


def _is_fixed_by_nature(layer: Any) -> bool:
    return type(layer).__name__ == "Normalization"  # it adapts, and never learns


def _looks_fresh(layer: Any) -> bool:
    """Whether all of a layer's vectors have their usual first values, and there is one that training would have changed."""
    zeros = [v for v in layer.weights if v.name in ("bias", "beta", "moving_mean")]
    ones = [v for v in layer.weights if v.name in ("gamma", "moving_variance")]
    return bool(zeros) and all(not v.numpy().any() for v in zeros) and all(np.all(v.numpy() == 1) for v in ones)


def about_activations(signals: Sequence[LayerSignal], examples: int) -> Finding:
    """Say what becomes of the signal from layer to layer."""
    topic = "activations"
    broken = [signal.name for signal in signals if not signal.is_finite]
    if broken:
        return Finding(
            topic,
            "problem",
            f"{broken[0]} is the first layer that gives NaN or infinite numbers.",
            "Nothing that comes after it can be trusted, nor the loss.",
            "Look at its inputs and weights first.",
        )
    dead = [s for s in signals if s.dead == s.units or (s.units >= 8 and s.dead > DEAD * s.units)]
    if dead:
        told = "; ".join(f"{s.name}: {s.dead} of {s.units}" for s in dead[:4])
        return Finding(
            topic,
            "problem",
            f"Units that give 0 for each of {examples} examples ({told}).",
            "Where a ReLU gives 0 its slope is 0: no example among these can change these units (dead units).",
            "Build the model anew with a lower learning rate, bias 0 and weights by He's rule; look at the size of x.",
        )
    hidden = signals[:-1]
    flat = [s for s in hidden if s.saturated > SATURATED]
    if flat:
        told = "; ".join(f"{s.name} ({s.activation}): {s.saturated:.0%}" for s in flat[:4])
        return Finding(
            topic,
            "problem",
            f"Outputs at the flat ends of the activation function: {told}.",
            "There its slope is nearly 0, and hardly any gradient gets through (saturated units).",
            "Scale x to about one, draw smaller weights (Xavier), or use ReLU.",
        )
    with_weights = [s for s in hidden if s.has_weights]
    if len(with_weights) >= 2:
        first, last = with_weights[0], with_weights[-1]
        if last.spread < FADES * first.spread:
            return Finding(
                topic,
                "problem",
                f"From example to example, {first.name} varies by {first.spread:.2g} and {last.name} by {last.spread:.2g}.",
                "The signal fades on its way: the last layers cannot tell the examples apart.",
                "Draw the weights by He's rule (kernel_initializer=\"he_normal\") for ReLU or Xavier's for tanh, or use batch norm.",
            )
        if last.size > GROWS * first.size:
            return Finding(
                topic,
                "problem",
                f"The typical size of the outputs grows from {first.size:.2g} in {first.name} to {last.size:.2g} in {last.name}.",
                "Numbers that grow from layer to layer make scores and gradients too large to learn from.",
                'Draw smaller weights (kernel_initializer="he_normal" for ReLU, Xavier\'s for tanh), or use batch norm.',
            )
    few = sum(s.dead for s in signals)
    quiet = f"; {few} ReLU units gave 0 for each of {examples} examples, which is not unusual" if few else ""
    return Finding(topic, "fine", f"The signal of {examples} examples gets through all layers{quiet}.")


def about_gradients(gradients: Sequence[LayerGradient]) -> Finding:
    """Say how much gradient reaches each layer's kernels."""
    topic = "gradients"
    if not gradients:
        return Finding(topic, "open", "Not measured: that takes a loss, and layers with kernels that learn.")
    if not all(np.isfinite(size) for g in gradients for size in g.sizes[:1]):
        return Finding(
            topic,
            "problem",
            "The gradients of the first step are NaN or infinite.",
            "One step with them makes the weights NaN.",
            "Look at the findings above: data, weights and loss.",
        )
    none = [g.name for g in gradients if not any(g.sizes)]
    if len(none) == len(gradients):
        return Finding(
            topic,
            "problem",
            "Every gradient is exactly 0.",
            "No step can change anything.",
            "Look at the last layer, the loss and dead units; a loss of your own may not use argmax or round.",
        )
    alike = [g for g in gradients[:-1] if g.is_symmetric]
    if alike:
        return Finding(
            topic,
            "problem",
            f"The {alike[0].units} units of {alike[0].name} have the same weights, and get the same gradients.",
            "They stay alike for ever, and work as one unit.",
            'Draw the weights at random: leave out kernel_initializer="zeros" or "ones".',
        )
    if none:
        return Finding(
            topic,
            "problem",
            f"The gradient is exactly 0 in {_listed(none)}, now and some steps later.",
            "These layers do not learn.",
            "Look whether what they give reaches the loss, and for dead units.",
        )
    first, largest = gradients[0], max(gradients, key=lambda g: g.sizes[0])
    if len(first.sizes) > 1 and all(a < VANISHES * b for a, b in zip(first.sizes, largest.sizes, strict=True)):
        return Finding(
            topic,
            "problem",
            f"The gradient is {first.sizes[0]:.1g} in {first.name} and {largest.sizes[0]:.1g} in {largest.name}.",
            "It vanishes on its way back: the first layers hardly learn.",
            "Use ReLU with He's weights in place of sigmoid or tanh, batch norm, or shortcuts.",
        )
    if len(first.sizes) > 1 and all(a > EXPLODES * b for a, b in zip(first.sizes, gradients[-1].sizes, strict=True)):
        return Finding(
            topic,
            "problem",
            f"The gradient is {gradients[-1].sizes[0]:.1g} in {gradients[-1].name} and {first.sizes[0]:.1g} in {first.name}.",
            "It grows on its way back (exploding gradients).",
            "Draw smaller weights, use batch norm, or clip it: the optimizer's clipnorm=1.",
        )
    sizes = [g.sizes[0] for g in gradients]
    return Finding(
        topic, "fine", f"A gradient reaches all {len(sizes)} layers: from {min(sizes):.1g} to {max(sizes):.1g}."
    )


def _listed(names: Sequence[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
