"""The transformer: attention with several heads, blocks, a language model, decoding with a cache, and pictures in patches."""

from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Floats = NDArray[np.float64]
Parameters = Mapping[str, Floats]


def scaled_dot_product_attention(q: Floats, k: Floats, v: Floats, mask: Any = None) -> tuple[Floats, Floats]:
    """Return softmax(q k^T / sqrt(d)) v, and the weights of the softmax.

    `q` is (..., n, d), `k` (..., m, d), `v` (..., m, e), `mask` broadcasts to (..., n, m), True where a query may
    look. The output is (..., n, e), the weights are (..., n, m). Source: Vaswani et al. 2017, section 3.2.1.
    """
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])  # (..., n, m)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    scores = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / np.sum(weights, axis=-1, keepdims=True)
    output = weights @ v
    return output, weights


def causal_mask(n: int) -> NDArray[np.bool_]:
    """Return the mask (n, n) by which place i sees the places 0 to i."""
    return np.tril(np.ones((n, n), dtype=bool))


def padding_mask(tokens: NDArray[np.int64], padding: int = 0) -> NDArray[np.bool_]:
    """Return the mask (batch, 1, 1, n), True where a token of `tokens` (batch, n) is no padding."""
    is_real: NDArray[np.bool_] = tokens != padding
    return is_real[:, np.newaxis, np.newaxis, :]


def split_heads(x: Floats, heads: int) -> Floats:
    """Return x (batch, n, depth) cut into heads, (batch, heads, n, depth / heads)."""
    batch, n, depth = x.shape
    return x.reshape(batch, n, heads, depth // heads).transpose(0, 2, 1, 3)


def join_heads(x: Floats) -> Floats:
    """Return the heads (batch, heads, n, d) side by side again, (batch, n, heads * d)."""
    batch, heads, n, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(batch, n, heads * d)


def multi_head_attention(x: Floats, parameters: Parameters, heads: int, mask: Any = None) -> tuple[Floats, Floats]:
    """Return self-attention of x (batch, n, depth) with several heads, (batch, n, depth), and its weights.

    `parameters` holds W_q, W_k, W_v, W_o (depth, depth) and b_q, b_k, b_v, b_o (depth,). The weights are
    (batch, heads, n, n). Source: Vaswani et al. 2017, section 3.2.2.
    """
    q = split_heads(x @ parameters["W_q"] + parameters["b_q"], heads)  # (batch, heads, n, depth / heads)
    k = split_heads(x @ parameters["W_k"] + parameters["b_k"], heads)
    v = split_heads(x @ parameters["W_v"] + parameters["b_v"], heads)
    seen, weights = scaled_dot_product_attention(q, k, v, mask)
    output = join_heads(seen) @ parameters["W_o"] + parameters["b_o"]
    return output, weights


def positional_encoding(length: int, depth: int) -> Floats:
    """Return one row of sines and cosines for each place, (length, depth); depth is even.

    Columns 2i and 2i + 1 hold sin and cos of place / 10000^(2i / depth). Source: Vaswani et al. 2017, section 3.5.
    """
    places = np.arange(length)[:, np.newaxis]  # (length, 1)
    rates = 10000.0 ** (-np.arange(0, depth, 2) / depth)  # (depth / 2,)
    encoding = np.zeros((length, depth))
    encoding[:, 0::2] = np.sin(places * rates)
    encoding[:, 1::2] = np.cos(places * rates)
    return encoding


def layer_norm(x: Floats, gamma: Floats, beta: Floats, epsilon: float = 1e-3) -> Floats:
    """Return x (..., depth) with each vector brought to mean 0 and variance 1, then scaled and shifted.

    `gamma` and `beta` are (depth,). Source: Ba, Kiros and Hinton 2016.
    """
    mean = np.mean(x, axis=-1, keepdims=True)
    variance = np.var(x, axis=-1, keepdims=True)
    normed: Floats = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return normed


def gelu(x: Floats) -> Floats:
    """Return x times the share of a normal distribution that lies below x. Source: Hendrycks and Gimpel 2016."""
    share: Floats = 0.5 * (1 + erf(x / np.sqrt(2)))
    return x * share


def feed_forward(x: Floats, parameters: Parameters) -> Floats:
    """Return gelu(x W1 + b1) W2 + b2: each place of x (..., depth) by itself."""
    hidden = gelu(x @ parameters["W1"] + parameters["b1"])  # (..., inner)
    return hidden @ parameters["W2"] + parameters["b2"]


def transformer_block(x: Floats, parameters: Parameters, heads: int, mask: Any = None) -> tuple[Floats, Floats]:
    """Return what a pre-norm block makes of x (batch, n, depth), and its attention weights (batch, heads, n, n).

    x + attention(norm(x)), and then x + feed_forward(norm(x)). `parameters` are those of both parts, and gamma1,
    beta1, gamma2, beta2 (depth,).
    """
    normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])
    attended, weights = multi_head_attention(normed, parameters, heads, mask)
    x = x + attended
    normed = layer_norm(x, parameters["gamma2"], parameters["beta2"])
    x = x + feed_forward(normed, parameters)
    return x, weights


class AddPositions(keras.layers.Layer):  # type: ignore[misc]
    """Adds a vector that is learned to each place."""

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the vectors, one for each place."""
        self.vectors = self.add_weight(shape=input_shape[1:], initializer="random_normal", name="embeddings")

    def call(self, x: Any) -> Any:
        """Add them to x, (batch, length, depth)."""
        return x + self.vectors


def keras_block(x: Any, heads: int, causal: bool) -> Any:
    """Return a pre-norm block's output for the symbolic tensor x, both (batch, n, depth)."""
    depth = x.shape[-1]
    normed = keras.layers.LayerNormalization()(x)
    x = x + keras.layers.MultiHeadAttention(heads, depth // heads)(normed, normed, use_causal_mask=causal)
    normed = keras.layers.LayerNormalization()(x)
    hidden = keras.layers.Dense(4 * depth, activation="gelu")(normed)  # (batch, n, 4 * depth)
    return x + keras.layers.Dense(depth)(hidden)


def transformer_lm(vocabulary: int, length: int, depth: int, heads: int, layers: int) -> keras.Model:
    """Return a decoder-only transformer: from tokens (batch, length) to logits (batch, length, vocabulary)."""
    tokens = keras.Input((length,), dtype="int32")
    x = keras.layers.Embedding(vocabulary, depth)(tokens)  # (batch, length, depth)
    x = AddPositions()(x)
    for _ in range(layers):
        x = keras_block(x, heads, causal=True)
    x = keras.layers.LayerNormalization()(x)
    logits = keras.layers.Dense(vocabulary)(x)
    return keras.Model(tokens, logits)


def count_transformer_parameters(vocabulary: int, length: int, depth: int, layers: int, tied: bool = False) -> int:
    """Return how many numbers `transformer_lm` learns.

    With `tied`, the last layer uses the table of the embeddings and has no bias.
    """
    attention = 4 * (depth * depth + depth)
    feed_forward_part = (depth * 4 * depth + 4 * depth) + (4 * depth * depth + depth)
    norms = 2 * 2 * depth
    embeddings = vocabulary * depth + length * depth
    last_norm = 2 * depth
    last_layer = 0 if tied else depth * vocabulary + vocabulary
    return embeddings + layers * (attention + feed_forward_part + norms) + last_norm + last_layer


def toy_model(tokens: NDArray[np.int64]) -> Floats:
    """Return logits of five tokens for each place, (n, 5), from tokens (n,), by the sum of all up to there."""
    likeliest = np.array([1, 3, 0, 2, 4])[np.cumsum(tokens) % 5]  # (n,)
    away = np.abs(np.arange(5) - likeliest[:, np.newaxis])
    logits: Floats = 1.5 - away
    return logits


def generate(
    model: Callable[[NDArray[np.int64]], Floats],
    prompt: Any,
    steps: int,
    temperature: float,
    top_k: int | None,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Return the prompt, continued by so many tokens, drawn one by one.

    `model` makes logits (n, vocabulary) of tokens (n,). A temperature of 0 takes the likeliest token. With `top_k`
    only so many of the likeliest can be drawn.
    """
    tokens = np.array(prompt, dtype=np.int64)
    for _ in range(steps):
        logits = model(tokens)[-1]  # (vocabulary,)
        if temperature == 0:
            token = int(np.argmax(logits))
        else:
            scores = logits / temperature
            if top_k is not None:
                smallest_kept = np.sort(scores)[-top_k]
                scores = np.where(scores >= smallest_kept, scores, -np.inf)
            probabilities = np.exp(scores - np.max(scores))
            probabilities = probabilities / np.sum(probabilities)
            token = int(rng.choice(len(probabilities), p=probabilities))
        tokens = np.append(tokens, token)
    return tokens


def cached_step(
    x: Floats, cache: Mapping[str, Floats], parameters: Parameters, heads: int
) -> tuple[Floats, dict[str, Floats]]:
    """Return a block's output for one new place, x (batch, 1, depth), and the cache with its key and value.

    `cache` holds "k" and "v" of the t places before, each (batch, heads, t, depth / heads); the new one has t + 1.
    """
    normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])
    q = split_heads(normed @ parameters["W_q"] + parameters["b_q"], heads)  # (batch, heads, 1, depth / heads)
    new_k = split_heads(normed @ parameters["W_k"] + parameters["b_k"], heads)
    new_v = split_heads(normed @ parameters["W_v"] + parameters["b_v"], heads)
    k = np.concatenate([cache["k"], new_k], axis=2)  # (batch, heads, t + 1, depth / heads)
    v = np.concatenate([cache["v"], new_v], axis=2)
    seen, _ = scaled_dot_product_attention(q, k, v)
    x = x + join_heads(seen) @ parameters["W_o"] + parameters["b_o"]
    x = x + feed_forward(layer_norm(x, parameters["gamma2"], parameters["beta2"]), parameters)
    return x, {"k": k, "v": v}


def patches(images: Floats, size: int) -> Floats:
    """Return images (m, height, width, channels) as rows of patches, (m, count, size * size * channels).

    The patches stand in the order in which one reads; in each, the pixels do, too. Source: Dosovitskiy et al. 2020.
    """
    m, height, width, channels = images.shape
    rows, columns = height // size, width // size
    cut = images.reshape(m, rows, size, columns, size, channels)
    return cut.transpose(0, 1, 3, 2, 4, 5).reshape(m, rows * columns, size * size * channels)


def vit(count: int, numbers: int, classes: int, depth: int, heads: int, layers: int) -> keras.Model:
    """Return a small vision transformer: from patches (batch, count, numbers) to probabilities (batch, classes)."""
    inputs = keras.Input((count, numbers))
    x = keras.layers.Dense(depth)(inputs)  # (batch, count, depth)
    x = AddPositions()(x)
    for _ in range(layers):
        x = keras_block(x, heads, causal=False)
    x = keras.layers.LayerNormalization()(x)
    x = keras.layers.GlobalAveragePooling1D()(x)  # (batch, depth)
    outputs = keras.layers.Dense(classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)
