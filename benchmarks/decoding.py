"""How much a cache saves: a transformer writes texts of several lengths, computing everything anew and with a cache.

The functions are those of the transformer assignment's solution, in NumPy, with two blocks of 128 numbers and four heads.

Run: python -m benchmarks.decoding [--lengths 32 64 128 256] [--cores 1]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from solutions import transformer

VOCABULARY, DEPTH, HEADS, BLOCKS = 27, 128, 4, 2
TIMES = 3  # the best of so many counts
NEAR = 1e-9  # both ways say the same, but for rounding


def drawn_parameters(rng: np.random.Generator, length: int) -> dict[str, Any]:
    """Random parameters of a language model: tables of tokens and places, the blocks, the last layer."""
    shapes: dict[str, tuple[int, ...]] = {f"W_{part}": (DEPTH, DEPTH) for part in "qkvo"}
    shapes |= {f"b_{part}": (DEPTH,) for part in "qkvo"}
    shapes |= dict.fromkeys(("gamma1", "beta1", "gamma2", "beta2", "b2"), (DEPTH,))
    shapes |= {"W1": (DEPTH, 4 * DEPTH), "b1": (4 * DEPTH,), "W2": (4 * DEPTH, DEPTH)}
    blocks = [
        {name: rng.normal(size=shape) / np.sqrt(shape[0]) for name, shape in shapes.items()} for _ in range(BLOCKS)
    ]
    tables = {"tokens": (VOCABULARY, DEPTH), "places": (length, DEPTH), "W": (DEPTH, VOCABULARY)}
    return {"blocks": blocks, **{name: rng.normal(size=shape) for name, shape in tables.items()}}


def plainly(parameters: dict[str, Any], tokens: np.ndarray) -> np.ndarray:
    """The logits behind each token, the whole text sent through the network for each: (length, vocabulary)."""
    said = []
    for n in range(1, len(tokens) + 1):
        x = (parameters["tokens"][tokens[:n]] + parameters["places"][:n])[np.newaxis]
        for block in parameters["blocks"]:
            x, _ = transformer.transformer_block(x, block, HEADS, transformer.causal_mask(n))
        said.append(x[0, -1] @ parameters["W"])
    return np.array(said)


def with_cache(parameters: dict[str, Any], tokens: np.ndarray) -> np.ndarray:
    """The same logits, with the keys and values of the places before kept: (length, vocabulary)."""
    nothing = np.zeros((1, HEADS, 0, DEPTH // HEADS))
    caches = [{"k": nothing, "v": nothing} for _ in range(BLOCKS)]
    said = []
    for place, token in enumerate(tokens):
        x = (parameters["tokens"][token] + parameters["places"][place]).reshape(1, 1, DEPTH)
        for i, block in enumerate(parameters["blocks"]):
            x, caches[i] = transformer.cached_step(x, caches[i], block, HEADS)
        said.append(x[0, 0] @ parameters["W"])
    return np.array(said)


def seconds_of(work: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    """The best of a few times, and what came out."""
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        found = work()
        took.append(time.perf_counter() - start)
    return min(took), found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures both ways side by side, and compares what they say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lengths", type=int, nargs="+", default=[32, 64, 128, 256], help="of the texts, in tokens")
    parser.add_argument("--cores", type=int, default=1, help="that a matrix product may use")
    asked = parser.parse_args(arguments)
    rng = np.random.default_rng(0)
    table = Table("tokens", "anew, s", "with a cache, s", "times as fast", title="decoding")
    with threadpool_limits(asked.cores):
        for length in asked.lengths:
            parameters, tokens = drawn_parameters(rng, length), rng.integers(VOCABULARY, size=length)
            plain, expected = seconds_of(lambda p=parameters, t=tokens: plainly(p, t))
            cached, found = seconds_of(lambda p=parameters, t=tokens: with_cache(p, t))
            np.testing.assert_allclose(found, expected, rtol=NEAR, atol=NEAR)
            table.add_row(str(length), f"{plain:.3f}", f"{cached:.3f}", f"{plain / cached:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
