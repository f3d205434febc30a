# %% [markdown]
# # The transformer: attention is enough
#
# **You will build** a transformer, the network behind nearly all large language models, piece by piece, first
# by hand and then in Keras. With about 100,000 numbers it learns to add: it is shown 20,000 sums of two numbers
# of three digits, and then gets at least 95 of 100 others exactly right, carries and all. A network built the
# same way invents first names. With a cache you let such a network write several times faster, and not a word
# of it changes. Another looks at pictures. At the end you know what GPT has more of, in numbers that you have
# counted yourself.
#
# **You need** attention with queries, keys and values, as in `attention`, and the functional style of Keras, as
# in `resnet`.
#
# **It takes** about three and a half hours, best in three sittings: sections 1 to 4, 5 to 9, 10 to 13. On two
# CPU cores the finished notebook runs from top to bottom in two to three minutes, and longer if they are busy.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run the
# cell, then run the `check(...)` cell below it. The cells in between are for looking and playing. Stuck? In a
# cell of your own, `hint("split_heads")` gives a hint: the first gives away little, the third nearly all.
# `inputs("split_heads")` hands you the values that a check calls it with, and `progress()` shows how far you
# are. Once you are right, `solution("split_heads")` shows how we wrote it, where your edition has the
# solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import keras
import numpy as np
from scipy.special import erf

check, hint, solution, inputs, progress, ask = dlkit.assignment("transformer").tools

# %% [markdown]
# This is where we are going. A trained network is asked `347+586=` and writes the answer, the digit of the
# units first, because that is how one adds: 3, 3, 9, 0. The tables show where it looks meanwhile, for three of
# its eight heads (parts of its attention), as we recorded it in one run. Each row is a digit that is written,
# each column a token of the question, or of what is written so far; blue is much, white is nothing (what comes
# later is always white). Look at the table on the left. For the units, 3, it looks at the 7 and the 6; for the
# tens, at the 4 and a little at the 8; for the hundreds, at the 3 and the 5. Nobody told it which digits to
# add. In section 9 you draw your own.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt

recorded = {  # for each row the weights of the eleven tokens, in ninths
    "block 1, head 1": "00300050000 07000101000 30006000000 00003000006",
    "block 1, head 2": "00360000000 00000009000 00000009000 02100013010",
    "block 2, head 1": "00000008000 00000000800 00043000010 00001300015",
}
fig, axes = plt.subplots(1, 3, figsize=(11, 2.2), layout="constrained")
for ax, (name, rows) in zip(axes, recorded.items(), strict=True):
    looks = [[int(number) / 9 for number in row] for row in rows.split()]
    dlkit.plot.attention(looks, "3390", "347+586=339", title=name, ax=ax)
plt.show()

# %% [markdown]
# ## 1. Who looks at whom
#
# A text is a row of **tokens**: words, letters, or here digits. Each place holds a vector of `depth` numbers.
# To find out what it means, a place asks the others. From its vector comes a **query** $q$, what it is looking
# for. Every place also has a **key** $k$, what it can be found by, and a **value** $v$, what it has to tell. A
# query is compared with all keys by a scalar product; the softmax makes **weights** of the scores; and the
# answer is the mean of the values with these weights. For all queries at once, in rows:
#
# $$\text{Attention}(Q, K, V) = \text{softmax}\Big(\frac{Q K^\top}{\sqrt{d}}\Big)\, V$$
#
# with $d$ numbers in each query and key. The softmax runs along the *keys*: each query has weights that add up
# to 1. (Keras calls the numbers that a network learns weights, too. In the text we call those *parameters*.)
#
# A **mask** says who may look at whom: True where query $i$ may look at key $j$. What is hidden must get the
# weight 0, and the others must still add up to 1. So hide the *scores*: where the mask is False, put $-\infty$
# in their place *before* the softmax, for $e^{-\infty} = 0$. In this notebook every query may look at at least
# one key.
#
# Two things to watch. Scores can be large, and `np.exp(1000)` is infinite: subtract each row's largest score
# first, as you did for every softmax. And there may be any axes in front, such as a batch and heads: swap only
# the last two axes of $K$, with `np.swapaxes`.
#
# Shapes: `q` is `(..., n, d)`, `k` is `(..., m, d)`, `v` is `(..., m, e)`, `mask` broadcasts to `(..., n, m)`;
# the output is `(..., n, e)`, the weights are `(..., n, m)`.


# %% exercise="scaled_dot_product_attention"
def scaled_dot_product_attention(q, k, v, mask=None):
    """Let queries look at keys, and average the values.

    Args:
        q: queries, array of shape (..., n, d).
        k: keys, array of shape (..., m, d).
        v: values, array of shape (..., m, e).
        mask: array of True and False that broadcasts to (..., n, m), True where a query may
            look at a key; each row has at least one True. None hides nothing.

    Returns:
        output: array of shape (..., n, e), the values averaged with the weights.
        weights: array of shape (..., n, m). Each row adds up to 1.
    """
    raise NotImplementedError("scaled_dot_product_attention")


# %% check="scaled_dot_product_attention"
check("scaled_dot_product_attention")

# %% tags=["question"]
ask("spread_of_the_scores", ...)

# %% [markdown]
# Why the root of $d$? Take queries and keys of random numbers, and ten keys for each query. How far are the
# scores spread, and how much does the largest of the ten weights get, without the root and with it?

# %% tags=["demo"]
rng = dlkit.seed(1)
print("     d   spread of the scores   largest weight without the root   with it")
for d in (4, 64, 1024):
    q, k = rng.normal(size=(1000, 1, d)), rng.normal(size=(1000, 10, d))
    spread = np.std(q @ np.swapaxes(k, -1, -2))
    # a query multiplied by the root of d undoes the division
    _, sure = scaled_dot_product_attention(q * np.sqrt(d), k, k)
    _, calm = scaled_dot_product_attention(q, k, k)
    largest = [np.mean(np.max(w, axis=-1)) for w in (sure, calm)]
    print(f"{d:6} {spread:18.1f} {largest[0]:25.2f} {largest[1]:18.2f}")

# %% [markdown]
# Without the root, queries and keys of many numbers give large scores, and the softmax becomes sure of one key
# although all are random. Where a softmax is sure, its slope is nearly zero, and hardly anything is learned.
# With the root it hardly matters how many numbers there are.
#
# ## 2. What may be seen
#
# A **language model** guesses the next token. All places learn at once: place 0 guesses token 1, place 1
# guesses token 2, and so on. That only works if no place sees the token that it is to guess. The **causal
# mask** lets place $i$ look at the places $0$ to $i$, its own included:
#
# $$M_{ij} = \text{True} \iff j \le i$$
#
# Shapes: from a whole number to `(n, n)`.


# %% exercise="causal_mask"
def causal_mask(n):
    """Make the mask by which each place sees itself and what stands before it.

    Args:
        n: how many places there are, an integer, at least 1.

    Returns:
        Array of True and False of shape (n, n): in row i, True in the columns 0 to i.
    """
    raise NotImplementedError("causal_mask")


# %% check="causal_mask"
check("causal_mask")

# %% tags=["question"]
ask("how_many_are_true", ...)

# %% [markdown]
# The texts of a batch may differ in length. The shorter ones are filled up with a token that means nothing, the
# **padding**. Nobody should look at it. Scores have four axes here, `(batch, heads, n, n)`: the queries on the
# third, the keys on the last. So a mask of the shape `(batch, 1, 1, n)` hides *keys*, for all heads and all
# queries.
#
# Shapes: from `(batch, n)` to `(batch, 1, 1, n)`.


# %% exercise="padding_mask"
def padding_mask(tokens, padding=0):
    """Make the mask that hides padding.

    Args:
        tokens: array of whole numbers of shape (batch, n).
        padding: the token that is padding, an integer.

    Returns:
        Array of True and False of shape (batch, 1, 1, n), True where a token is no padding.
    """
    raise NotImplementedError("padding_mask")


# %% check="padding_mask"
check("padding_mask")

# %% [markdown]
# Both at once: a place may look where *both* masks are True. The tables show the weights of a text of random
# vectors, of which the last two places are padding. What is hidden is white. (The rows of the padding itself do
# not matter: nobody reads what comes out there.) Then the proof that the mask works: put other vectors where
# the padding is. Do the outputs of the real places change?

# %% tags=["demo"]
tokens = np.array([[5, 3, 8, 2, 6], [5, 3, 8, 0, 0]])
x = 0.6 * rng.normal(size=(2, 1, 5, 16))
causal, real = np.asarray(causal_mask(5)), np.asarray(padding_mask(tokens))
both = np.logical_and(causal, real)  # (2, 1, 5, 5)
fig, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
for ax, mask, title in (
    (axes[0], None, "no mask"),
    (axes[1], causal, "causal"),
    (axes[2], both, "causal, and padding hidden"),
):
    _, weights = scaled_dot_product_attention(x, x, x, mask)
    dlkit.plot.attention(weights[1, 0], list("583__"), list("583__"), title=title, ax=ax)
plt.show()

before, _ = scaled_dot_product_attention(x, x, x, real)
is_real = (tokens != 0)[:, np.newaxis, :, np.newaxis]  # (2, 1, 5, 1)
other = np.where(is_real, x, 100.0)
after, _ = scaled_dot_product_attention(other, other, other, real)
print(f"largest change of a real place: {np.abs(after - before)[1, 0, :3].max():.1g}")

# %% [markdown]
# ## 3. Several heads
#
# One softmax has one mean to give. But a place may want several things at once: two digits that are to be
# added, say, and whether there is a carry. So cut the `depth` numbers of each query, key and value into `heads`
# parts of $d = \text{depth} / \text{heads}$ numbers. Each part, a **head**, does its own attention. In NumPy
# the heads become an axis of their own, so that one matrix product serves all of them.
#
# ```text
#   (batch, n, depth)  --cut-->  (batch, n, heads, d)  --swap-->  (batch, heads, n, d)
# ```
#
# The first head gets the first $d$ numbers of each place, the second head the next $d$, and so on. `reshape`
# only reads the same row of numbers anew; it moves nothing. Swapping axes is what `transpose` is for. **The
# most famous bug of this notebook** is to go to `(batch, heads, n, d)` by one `reshape`: the shape is right,
# nothing complains, and the numbers of different places are mixed.
#
# Shapes: from `(batch, n, depth)` to `(batch, heads, n, depth / heads)`; `heads` divides `depth`.


# %% exercise="split_heads"
def split_heads(x, heads):
    """Cut the last axis into heads, and bring the heads before the places.

    Args:
        x: array of shape (batch, n, depth).
        heads: how many heads, an integer that divides depth.

    Returns:
        Array of shape (batch, heads, n, depth / heads).
    """
    raise NotImplementedError("split_heads")


# %% check="split_heads"
check("split_heads")

# %% tags=["question"]
ask("shape_of_the_heads", ...)

# %% [markdown]
# And back: put the heads of each place side by side again.
#
# Shapes: from `(batch, heads, n, d)` to `(batch, n, heads * d)`.


# %% exercise="join_heads"
def join_heads(x):
    """Put the heads of each place side by side: split_heads backwards.

    Args:
        x: array of shape (batch, heads, n, d).

    Returns:
        Array of shape (batch, n, heads * d).
    """
    raise NotImplementedError("join_heads")


# %% check="join_heads"
check("join_heads")

# %% [markdown]
# There and back is no change. But a wrong pair of functions can pass that test, too, if both make the same
# mistake. So look at numbers that say where they are from: 12 means place 1, number 2. Compare with the bug.

# %% tags=["demo"]
numbered = (10 * np.arange(3)[:, np.newaxis] + np.arange(4))[np.newaxis]  # (1, 3, 4)
print("there and back again:", np.array_equal(join_heads(split_heads(numbered, 2)), numbered))
print("head 0 has of each place its first two numbers:")
print(np.asarray(split_heads(numbered, 2))[0, 0])
print("with one reshape it gets all of place 0, and half of place 1:")
print(numbered.reshape(1, 2, 3, 2)[0, 0])

# %% [markdown]
# ## 4. Multi-head attention
#
# Now all together. In **self-attention** queries, keys and values are made of the same `x`, each by a linear
# layer of its own. Examples stand in rows, so a linear layer is `x @ W + b`.
#
# $$\begin{aligned}
# Q, K, V &= x W_q + b_q, \quad x W_k + b_k, \quad x W_v + b_v \\
# \text{head}_h &= \text{Attention}(Q_h, K_h, V_h) \qquad h = 1, \dots, H = \text{heads} \\
# \text{output} &= [\text{head}_1, \dots, \text{head}_H]\; W_o + b_o
# \end{aligned}$$
#
# The heads are split *after* the three layers and joined before the fourth, which mixes what they have found.
# Each head divides by the root of *its* $d$, which your function does by itself.
#
# Shapes: `x` is `(batch, n, depth)`, and so is the output; the weights are `(batch, heads, n, n)`. In the dict,
# `"W_q"`, `"W_k"`, `"W_v"`, `"W_o"` are `(depth, depth)`, and `"b_q"`, `"b_k"`, `"b_v"`, `"b_o"` are
# `(depth,)`.


# %% exercise="multi_head_attention"
def multi_head_attention(x, parameters, heads, mask=None):
    """Let the places of x look at each other, with several heads.

    Calls `split_heads`, `scaled_dot_product_attention` and `join_heads`.

    Args:
        x: array of shape (batch, n, depth).
        parameters: dict with W_q, W_k, W_v, W_o (depth, depth) and b_q, b_k, b_v, b_o
            (depth,); it may hold more.
        heads: how many heads, an integer that divides depth.
        mask: array of True and False that broadcasts to (batch, heads, n, n), or None.

    Returns:
        output: array of shape (batch, n, depth).
        weights: array of shape (batch, heads, n, n).
    """
    raise NotImplementedError("multi_head_attention")


# %% check="multi_head_attention"
check("multi_head_attention")

# %% tags=["question"]
ask("line_of_the_attention", ...)

# %% tags=["question"]
ask("twice_as_many_heads", ...)

# %% [markdown]
# Is it what Keras calls `MultiHeadAttention`? Pour random parameters into both. Keras keeps the heads as an
# axis of its matrices, `(depth, heads, d)`; read anew as `(depth, depth)` they are ours.
#
# Then a surprise. Put the places into another order, and look at the outputs.


# %% tags=["demo"]
def attention_weights_of(layer, depth):
    """Return the weights of a keras MultiHeadAttention as our dict."""
    values = [np.asarray(value, dtype=float) for value in layer.get_weights()]
    names = [f"{kind}_{part}" for part in "qkvo" for kind in ("W", "b")]
    return {
        name: value.reshape((depth, depth) if name[0] == "W" else depth)
        for name, value in zip(names, values, strict=True)
    }


x = rng.normal(size=(2, 6, 12)).astype("float32")
layer = keras.layers.MultiHeadAttention(num_heads=3, key_dim=4)
layer(x, x)  # its weights are made when it is first called
layer.set_weights([rng.normal(size=value.shape) / 3 for value in layer.get_weights()])
theirs = np.asarray(layer(x, x, use_causal_mask=True))
parameters = attention_weights_of(layer, 12)
ours, _ = multi_head_attention(x, parameters, 3, np.asarray(causal_mask(6)))
print(f"largest difference from Keras: {np.abs(ours - theirs).max():.0e}")

order = np.array([3, 0, 5, 1, 4, 2])
straight, _ = multi_head_attention(x, parameters, 3)
mixed, _ = multi_head_attention(x[:, order], parameters, 3)
print(
    f"outputs, put into that order, differ by {np.abs(straight[:, order] - mixed).max():.0e}"
)

# %% tags=["question"]
ask("order_of_the_words", ...)

# %% [markdown]
# ## 5. Where am I?
#
# Attention is blind to order: mix the places, and the same outputs come out, mixed likewise. (With a causal
# mask it is not quite blind, since the first places see fewer others; question 3 at the end asks how far that
# carries.) For `347+586` that will not do. So add to each vector something that tells *where* it stands. One
# way is to learn a vector for each place; our language model will do that. The other is to compute them, so
# that every length can be had. The **positional encoding** of the paper that introduced the transformer
# (Vaswani and others, 2017, "Attention is all you need") is like a row of clocks. With place $t$ and
# $i = 0, 1, \dots, \text{depth} / 2 - 1$:
#
# $$P_{t,\,2i} = \sin\big(t \cdot r_i\big) \qquad P_{t,\,2i+1} = \cos\big(t \cdot r_i\big) \qquad r_i = 10000^{-2i/\text{depth}}$$
#
# Sine and cosine take turns, and a pair of neighbours shares one rate $r_i$. The first pair turns fast, like
# the hand of the seconds, the last one hardly at all. Places are counted from 0.
#
# Shapes: from two whole numbers to `(length, depth)`; `depth` is even.


# %% exercise="positional_encoding"
def positional_encoding(length, depth):
    """Make a row of sines and cosines for each place.

    Args:
        length: how many places, an integer, at least 1.
        depth: how many numbers for each, an even integer.

    Returns:
        Array of shape (length, depth).
    """
    raise NotImplementedError("positional_encoding")


# %% check="positional_encoding"
check("positional_encoding")

# %% [markdown]
# On the left the table: each row is a place. On the right, the scalar product of the rows of two places, for
# three first places. It depends on how far apart they are and on nothing else, since
# $\sin a \sin b + \cos a \cos b = \cos(a - b)$. So a distance looks the same wherever one is. $W_q$ and $W_k$
# can turn the clocks, and then the product is largest three places back, say.

# %% tags=["demo", "fold"]
# @title The table of the clocks, and what it says about distance
table = np.asarray(positional_encoding(60, 64))
fig, axes = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
picture = axes[0].imshow(table, cmap="coolwarm", vmin=-1, vmax=1, aspect="auto")
axes[0].set(xlabel="number", ylabel="place", title="positional encoding")
fig.colorbar(picture, ax=axes[0])
for first, style in ((0, "-"), (10, "--"), (25, ":")):
    steps = np.arange(30)
    axes[1].plot(
        steps,
        table[first + steps] @ table[first],
        style,
        linewidth=2.5,
        label=f"from place {first}",
    )
axes[1].set(
    xlabel="places further on", ylabel="scalar product", title="only the distance counts"
)
axes[1].legend(frameon=False)
plt.show()
products = table @ table.T
same_distance = [np.ptp(np.diagonal(products, step)) for step in range(30)]
print(f"largest difference between products of equal distance: {max(same_distance):.0e}")

# %% [markdown]
# ## 6. The other half of a block
#
# Attention lets places talk to each other. What each has heard, it then thinks over by itself, in a small
# network with one hidden layer. Before both parts the numbers are brought to scale, by **layer norm**. (If you
# have done `normalization`, you wrote it there, with its gradient; here only the way forward is needed.) Each
# place by itself, along the *last* axis:
#
# $$\text{norm}(x) = \gamma \, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta \qquad \mu = \text{mean}(x), \quad \sigma^2 = \text{mean}\big((x - \mu)^2\big)$$
#
# In this notebook $\epsilon$ is 0.001, which is Keras' default.
#
# Shapes: `x` is `(..., depth)`, and so is the result; `gamma` and `beta` are `(depth,)`.


# %% exercise="layer_norm"
def layer_norm(x, gamma, beta, epsilon=1e-3):
    """Bring each vector to mean 0 and variance 1, then scale and shift it.

    Args:
        x: array of shape (..., depth).
        gamma: array of shape (depth,), the scale.
        beta: array of shape (depth,), the shift.
        epsilon: added to the variance, a number above 0.

    Returns:
        Array in the shape of x.
    """
    raise NotImplementedError("layer_norm")


# %% check="layer_norm"
check("layer_norm")

# %% tags=["question"]
ask("norm_of_two_numbers", ...)

# %% [markdown]
# ReLU cuts off below zero. **GELU** (Gaussian error linear unit) does so softly: it multiplies $x$ by the share
# of the standard normal distribution that lies below $x$.
#
# $$\text{gelu}(x) = x \, \Phi(x) \qquad \Phi(x) = \tfrac{1}{2}\Big(1 + \text{erf}\big(x / \sqrt{2}\big)\Big)$$
#
# `erf`, the error function, comes from SciPy; the first cell has imported it. It goes from -1 to 1. (GPT-2 uses
# a formula with tanh that comes near. Here it is the exact one.)

# %% tags=["demo"]
for number in (-2.0, -0.5, 0.0, 0.5, 2.0):
    print(f"erf({number:4}) = {erf(number):5.2f}")

# %% [markdown]
# Shapes: from any shape to the same.


# %% exercise="gelu"
def gelu(x):
    """Multiply each number by the share of a normal distribution that lies below it.

    Args:
        x: array of any shape.

    Returns:
        Array of the same shape.
    """
    raise NotImplementedError("gelu")


# %% check="gelu"
check("gelu")

# %% [markdown]
# The **feed-forward** part: two linear layers with GELU between them, wide in the middle (`inner` is usually
# four times `depth`). It works on each place by itself: the last axis is all it sees.
#
# $$\text{feed\_forward}(x) = \text{gelu}(x W_1 + b_1)\, W_2 + b_2$$
#
# Shapes: `x` is `(..., depth)`, and so is the result; `"W1"` is `(depth, inner)`, `"b1"` `(inner,)`, `"W2"`
# `(inner, depth)`, `"b2"` `(depth,)`.


# %% exercise="feed_forward"
def feed_forward(x, parameters):
    """Send each place through two linear layers, with gelu between them. Calls `gelu`.

    Args:
        x: array of shape (..., depth).
        parameters: dict with W1 (depth, inner), b1 (inner,), W2 (inner, depth), b2 (depth,);
            it may hold more.

    Returns:
        Array of shape (..., depth).
    """
    raise NotImplementedError("feed_forward")


# %% check="feed_forward"
check("feed_forward")

# %% [markdown]
# GELU beside ReLU, and both functions beside Keras, on the same random numbers.

# %% tags=["demo"]
line = np.linspace(-4, 4, 201)
fig, ax = plt.subplots(figsize=(5, 2.8), layout="constrained")
ax.plot(line, np.maximum(line, 0), "--", color=dlkit.plot.PALETTE[1], label="ReLU")
ax.plot(line, gelu(line), color=dlkit.plot.PALETTE[0], linewidth=2.5, label="GELU")
ax.set(xlabel="x", title="GELU bends softly")
ax.legend(frameon=False)
plt.show()
theirs = np.asarray(keras.ops.gelu(line, approximate=False))
print(f"gelu:       largest difference from Keras {np.abs(gelu(line) - theirs).max():.0e}")
x, (gamma, beta) = rng.normal(size=(2, 5, 8)), rng.normal(size=(2, 8))
norm = keras.layers.LayerNormalization(dtype="float64")
norm.build(x.shape)
norm.set_weights([gamma, beta])
theirs = np.asarray(norm(x))
print(
    f"layer_norm: largest difference from Keras "
    f"{np.abs(layer_norm(x, gamma, beta) - theirs).max():.0e}"
)

# %% [markdown]
# ## 7. The block
#
# Both parts are wrapped in a shortcut, as in `resnet`: what they say is *added* to what came in. The line on
# which $x$ travels goes straight through the whole network.
#
# ```text
#       +-----------------------------+      +----------------------------+
#       |                             v      |                            v
#  x ---+-- norm 1 -- attention ---- (+) ----+-- norm 2 -- feed-forward -(+)---> x
# ```
#
# $$x \leftarrow x + \text{attention}\big(\text{norm}_1(x)\big) \qquad x \leftarrow x + \text{feed\_forward}\big(\text{norm}_2(x)\big)$$
#
# **In this notebook** the norm stands *before* each part (**pre-norm**), as in GPT-2, and never on the line
# itself. The paper of 2017 has it behind the sum; deep networks of that kind are harder to train (Xiong and
# others, 2020). The second part sees the *new* $x$. Return the weights of the attention, too: we want to draw
# them.
#
# Shapes: `x` is `(batch, n, depth)`, and so is what comes out. The dict holds what both parts need, and
# `"gamma1"`, `"beta1"`, `"gamma2"`, `"beta2"`, each `(depth,)`.


# %% exercise="transformer_block"
def transformer_block(x, parameters, heads, mask=None):
    """Send x through a block: attention, then feed-forward, each behind a norm and added to x.

    Calls `layer_norm`, `multi_head_attention` and `feed_forward`.

    Args:
        x: array of shape (batch, n, depth).
        parameters: dict with gamma1, beta1, gamma2, beta2 and those of both parts.
        heads: how many heads, an integer that divides depth.
        mask: array of True and False that broadcasts to (batch, heads, n, n), or None.

    Returns:
        x: array of shape (batch, n, depth).
        weights: array of shape (batch, heads, n, n), those of the attention.
    """
    raise NotImplementedError("transformer_block")


# %% check="transformer_block"
check("transformer_block")

# %% tags=["question"]
ask("block_of_zeros", ...)

# %% [markdown]
# Now the same in Keras, where gradients come for free. The layers to use: `LayerNormalization`,
# `MultiHeadAttention(heads, d)` with $d$ numbers for each head, `Dense`, all with their usual settings where
# nothing else is said.
#
# - Call the attention on the normalized `x` as query *and* as value (keys are then the same):
#   `layer(normed, normed, use_causal_mask=...)`.
# - The feed-forward part is `Dense` with `4 * depth` units and `activation="gelu"`, then `Dense` with `depth`
#   units.
# - A symbolic tensor knows its shape: `x.shape` is `(None, n, depth)`. Layers are made anew at each call: no
#   two blocks share parameters.
#
# Shapes: from `(batch, n, depth)` to the same.


# %% exercise="keras_block"
def keras_block(x, heads, causal):
    """Add a block of Keras layers: the same as transformer_block, with layers of its own.

    Args:
        x: symbolic tensor of shape (batch, n, depth).
        heads: how many heads, an integer that divides depth.
        causal: True if each place sees only itself and what stands before it, False if all see
            all.

    Returns:
        Symbolic tensor of shape (batch, n, depth).
    """
    raise NotImplementedError("keras_block")


# %% check="keras_block"
check("keras_block")

# %% [markdown]
# Pour the parameters of the Keras block into your own functions: the same comes out. Then the property on which
# all language models stand: **a later token never changes an earlier output**. Replace the vector at place 4
# and see which outputs change. Without the mask all of them do.


# %% tags=["demo"]
NAMES = ("gamma1", "beta1", "W_q", "b_q", "W_k", "b_k", "W_v", "b_v", "W_o", "b_o")
NAMES += ("gamma2", "beta2", "W1", "b1", "W2", "b2")


def block_from(values):
    """Make the dict of a block from 16 arrays, in the order in which Keras holds them."""
    depth = len(values[0])
    shapes = {name: (depth, depth) for name in NAMES if name.startswith("W_")}
    shapes |= {name: (depth,) for name in NAMES if name.startswith("b_")}
    return {
        name: np.asarray(value, dtype=float).reshape(shapes.get(name, value.shape))
        for name, value in zip(NAMES, values, strict=True)
    }


dlkit.seed(2)
entry = keras.Input((6, 12))
model = keras.Model(entry, keras_block(entry, 3, causal=True))
model.set_weights([value + rng.normal(size=value.shape) / 3 for value in model.get_weights()])
x = rng.normal(size=(1, 6, 12)).astype("float32")
block = block_from(model.get_weights())
causal = np.asarray(causal_mask(6))
ours, _ = transformer_block(x, block, 3, causal)
print(f"largest difference from Keras: {np.abs(ours - np.asarray(model(x))).max():.0e}")

other = x.copy()
other[0, 4] = rng.normal(size=12)
for name, mask in (("causal", causal), ("no mask", None)):
    change = np.abs(
        transformer_block(x, block, 3, mask)[0] - transformer_block(other, block, 3, mask)[0]
    ).max(axis=-1)[0]
    print(f"{name:8} change at places 0 to 5:", " ".join(f"{number:.2f}" for number in change))

# %% [markdown]
# ## 8. A language model
#
# Stack the blocks. What comes in are tokens, whole numbers from 0 on; what comes out are, at each place, a
# score for each token that could come next, the **logits**. This is a **decoder-only** transformer, GPT's kind
# (the one of 2017 had an encoder beside it, for the text to be translated).
#
# | line | what | output |
# |---|---|---|
# | tokens | `keras.Input((length,), dtype="int32")` | `(length,)` |
# | embedding | `Embedding(vocabulary, depth)`: a vector for each token | `(length, depth)` |
# | positions | `AddPositions()`, given below: adds a learned vector for each place, once | `(length, depth)` |
# | blocks | `layers` blocks, causal, one after the other | `(length, depth)` |
# | norm | `LayerNormalization()` | `(length, depth)` |
# | logits | `Dense(vocabulary)`, no activation | `(length, vocabulary)` |
#
# The last norm is there because nothing has normalized the line through the network so far. We leave out
# dropout. A layer that is called on numbers of your own, not on what came out of another layer, is no part of
# the model, and its numbers are never learned: for the positions use `AddPositions`.


# %% tags=["setup"]
class AddPositions(keras.layers.Layer):
    """Adds a learned vector to each place: AddPositions()(x), with x (batch, n, depth)."""

    def build(self, input_shape):
        """Make the vectors, one for each place."""
        self.vectors = self.add_weight(
            shape=input_shape[1:], initializer="random_normal", name="embeddings"
        )

    def call(self, x):
        """Add them to x."""
        return x + self.vectors


# %% exercise="transformer_lm"
def transformer_lm(vocabulary, length, depth, heads, layers):
    """Build the language model of the table above. Calls `keras_block`.

    Args:
        vocabulary: how many tokens there are, an integer.
        length: how many places, an integer.
        depth: how many numbers for each place, an integer.
        heads: how many heads in each block, an integer that divides depth.
        layers: how many blocks, an integer, at least 1.

    Returns:
        A keras.Model from tokens (batch, length) to logits (batch, length, vocabulary). It
        need not be compiled.
    """
    raise NotImplementedError("transformer_lm")


# %% check="transformer_lm"
check("transformer_lm")

# %% [markdown]
# How many numbers does such a model learn? **Count** them from the table, by a formula. At the end of the
# notebook you will feed it the sizes of famous models.
#
# - A linear layer from $a$ to $b$ has $ab + b$ numbers. The attention of a block has four, from depth to depth,
#   however many heads there are; its feed-forward part has two, from depth to 4 depth and back.
# - A norm has a gamma and a beta, `depth` each. A block has two norms, and there is one at the end.
# - The positions are a table of `length` times `depth`.
# - **Tied**: many models, GPT-2 among them, use the table of the embedding a second time, in place of the
#   matrix of the last layer, and give that layer no bias. Then it has no numbers of its own.


# %% exercise="count_transformer_parameters"
def count_transformer_parameters(vocabulary, length, depth, layers, tied=False):
    """Count the numbers that transformer_lm learns, without building it.

    Args:
        vocabulary: how many tokens there are, an integer.
        length: how many places, an integer.
        depth: how many numbers for each place, an integer.
        layers: how many blocks, an integer; 0 is possible.
        tied: whether the last layer shares the table of the embedding, and has no bias.

    Returns:
        The number of parameters, an integer.
    """
    raise NotImplementedError("count_transformer_parameters")


# %% check="count_transformer_parameters"
check("count_transformer_parameters")

# %% [markdown]
# Does the count agree with Keras?

# %% tags=["demo"]
for sizes in ((12, 11, 64, 4, 2), (27, 128, 48, 3, 4)):
    vocabulary, length, depth, heads, layers = sizes
    counted = count_transformer_parameters(vocabulary, length, depth, layers)
    print(f"by formula {counted:9,}, in Keras {transformer_lm(*sizes).count_params():9,}")

# %% [markdown]
# ## 9. It learns to add
#
# The tokens are the ten digits, `+` and `=`. A sum is written as twelve of them, both numbers with three
# digits, the result with four and **backwards**: `347+586=3390`. (Units first: each digit then needs two digits
# of the question and a carry. And whether there is one, the two digits before them tell, together with the
# digit just written. Lee and others, 2023, have measured how much that helps.)
#
# There are a million such sums. The network gets to see 20,000, **two of a hundred**; another 2,000 are for the
# test. (For some forty of these, the same two numbers in the other order are among the 20,000.) What comes in
# are the first eleven tokens; what should come out is the same row, one step further on. This is **teacher
# forcing**: while it learns, each place sees the right tokens before it, not its own guesses. The digits of the
# question are random, so nobody can guess them: only the four digits of the result count in the loss, by
# `sample_weight`.


# %% tags=["demo"]
TOKENS = "0123456789+="


def written(a, b):
    """Write sums as rows of tokens (m, 12), the result backwards."""
    texts = [f"{p:03}+{q:03}={str(p + q).zfill(4)[::-1]}" for p, q in zip(a, b, strict=True)]
    return np.array([[TOKENS.index(letter) for letter in text] for text in texts])


def read(rows):
    """Turn rows of tokens back into texts."""
    return ["".join(TOKENS[token] for token in row) for row in rows]


rng = dlkit.seed(3)
numbers = rng.permutation(1_000_000)[:22_000]
sums = written(numbers // 1000, numbers % 1000)
train, test = sums[:20_000], sums[20_000:]
print(read(train[:3]), "...")
# the places that guess a digit of the result; 11/4 makes the mean over all that of these four
counts = np.zeros((1, 11), dtype="float32")
counts[:, 7:] = 11 / 4
print("in:    ", read(train[:1, :11])[0])
print("out:   ", read(train[:1, 1:])[0])
print("counts:", "".join("x" if number else "-" for number in counts[0]))

# %% [markdown]
# Two habits before any long training. **Know the first loss**: a network that gives each of twelve tokens a
# twelfth has the loss ln 12. A new one should not be far from that. **Learn twenty by heart**: if it cannot,
# there is a bug, and no amount of data will help.

# %% tags=["question"]
ask("first_loss_of_twelve_tokens", ...)


# %% tags=["demo"]
def prepared(steps, vocabulary=12, length=11, learning_rate=0.002):
    """Build a model of 64 numbers, 4 heads and 2 blocks, and compile it for so many steps."""
    model = transformer_lm(vocabulary, length, 64, 4, 2)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps - 50, warmup_target=learning_rate, warmup_steps=50
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss=loss)
    return model


def fit(model, rows, epochs, batch_size=256):
    """Train on rows of tokens; return the loss of each epoch."""
    weights = np.repeat(counts, len(rows), axis=0)
    history = model.fit(
        rows[:, :-1],
        rows[:, 1:],
        sample_weight=weights,
        batch_size=batch_size,
        epochs=epochs,
        verbose=0,
    )
    return history.history["loss"]


def answered(model, rows):
    """Let the model write the four digits of each result, each after what it wrote before."""
    rows = rows.copy()
    rows[:, 8:] = 0  # the right digits are taken away
    for place in range(8, 12):
        logits = model.predict(rows[:, :11], batch_size=2000, verbose=0)
        rows[:, place] = np.argmax(logits[:, place - 1], axis=-1)
    return rows


dlkit.seed(4)
memory = prepared(300)
logits = memory.predict(train[:500, :11], verbose=0)[:, 7:]
log_sums = np.log(np.sum(np.exp(logits), axis=-1))
of_the_right = np.take_along_axis(logits, train[:500, 8:, np.newaxis], axis=-1)[..., 0]
print(f"first loss {np.mean(log_sums - of_the_right):.2f}, ln 12 is {np.log(12):.2f}")
fit(memory, train[:20], 300, batch_size=20)
right = np.all(answered(memory, train[:20]) == train[:20], axis=1)
right_test = np.all(answered(memory, test) == test, axis=1)
print(
    f"after 300 steps on twenty: {right.mean():.0%} of these right,",
    f"{right_test.mean():.1%} of others",
)

# %% [markdown]
# The first loss lies somewhat above ln 12: random parameters already prefer some tokens, for no reason, and
# that costs. Had it been 10, the logits would be far too large; had it been well below ln 12, the network would
# see the answer somewhere. Then it learns twenty by heart, and gets hardly any other sum right.
#
# Now all 20,000, twelve times. Watch how it goes: not evenly. You may stop the cell after any epoch (the black
# square).

# %% tags=["demo"]
EPOCHS = 12
dlkit.seed(5)
steps = EPOCHS * (len(train) // 256 + 1)
adder = prepared(steps)
start = time.perf_counter()
losses, shares = [], []
try:
    for epoch in range(EPOCHS):
        losses += fit(adder, train, 1)
        found = answered(adder, test)
        shares.append(np.mean(np.all(found == test, axis=1)))
        print(
            f"epoch {epoch + 1:2}: loss {losses[-1]:.4f}, of the unseen sums "
            f"{shares[-1]:.1%} exactly right  ({time.perf_counter() - start:.0f} s)"
        )
except KeyboardInterrupt:
    print("Stopped. The cells below work with what was learned so far.")
if shares:
    fig, axes = plt.subplots(1, 2, figsize=(9, 2.8), layout="constrained")
    dlkit.plot.learning_curves(
        {"loss": losses}, x_label="epoch", y_label="training loss", ax=axes[0]
    )
    dlkit.plot.learning_curves(
        {"share": shares}, x_label="epoch", y_label="exactly right, unseen", ax=axes[1]
    )
    plt.show()

# %% [markdown]
# A score by itself says little. Where is it wrong, if anywhere? Carries are the hard part of adding: sort the
# unseen sums by how many carries they have. And count how often each digit of the result is right.

# %% tags=["demo"]
found = answered(adder, test)
is_right = np.all(found == test, axis=1)
first, second = test[:, 2::-1], test[:, 6:3:-1]  # (m, 3), units first
carries, carry = np.zeros(len(test), dtype=int), np.zeros(len(test), dtype=int)
for digit in range(3):
    carry = (first[:, digit] + second[:, digit] + carry) // 10
    carries += carry
for number in range(4):
    chosen = carries == number
    print(f"{number} carries: {is_right[chosen].mean():.1%} of {chosen.sum()} exactly right")
print("right digits, units first:", np.mean(found[:, 8:] == test[:, 8:], axis=0).round(3))
for wrong, truth in zip(read(found[~is_right][:3]), read(test[~is_right][:3]), strict=True):
    print(f"wrong: {wrong}   should be: {truth}")

# %% [markdown]
# Now take its parameters out of Keras and run them with **your own functions**. The model is a few lines:
# embedding, positions, blocks, norm, logits. The cell compares, and then draws the eight heads, four in each
# block, while the network writes the answer to one sum. Each row is a place that guesses a digit of the result;
# its label is the digit that comes out. Is there a head in yours, too, that finds the two digits that are to be
# added? And one that looks at the digit that was just written?


# %% tags=["demo"]
def numpy_weights(model, layers=2):
    """Sort the weights of a transformer_lm into dicts for your own functions."""
    values = model.get_weights()
    if len(values) != 2 + 16 * layers + 4:
        raise ValueError("These cells need a model built line by line as in the table.")
    blocks = [block_from(values[2 + 16 * i : 18 + 16 * i]) for i in range(layers)]
    names = ("gamma", "beta", "W", "b")
    ends = {
        name: np.asarray(value, float) for name, value in zip(names, values[-4:], strict=True)
    }
    tables = values[:2]  # those of the tokens and of the places, whichever comes first
    if len(tables[0]) == model.input_shape[1] != len(tables[1]):
        tables = tables[::-1]
    return {"tokens": tables[0], "places": tables[1], "blocks": blocks, **ends}


def numpy_lm(tokens, weights, heads=4):
    """Compute the logits (batch, n, vocabulary) of tokens (batch, n), and all attention."""
    n = tokens.shape[1]
    mask = np.asarray(causal_mask(n))
    x = weights["tokens"][tokens] + weights["places"][:n]
    looks = []
    for block in weights["blocks"]:
        x, attention = transformer_block(x, block, heads, mask)
        looks.append(np.asarray(attention))
    x = layer_norm(x, weights["gamma"], weights["beta"])
    return x @ weights["W"] + weights["b"], looks


weights = numpy_weights(adder)
logits, _ = numpy_lm(test[:200, :11], weights)
theirs = adder.predict(test[:200, :11], verbose=0)
print(f"largest difference from Keras: {np.abs(logits - theirs).max():.0e}")

question = written([347], [586])
row = answered(adder, question)
_, looks = numpy_lm(row[:, :11], weights)
fig, axes = plt.subplots(2, 4, figsize=(11, 4.2), layout="constrained")
for layer in range(2):
    for head in range(4):
        dlkit.plot.attention(
            looks[layer][0, head, 7:],
            read(row)[0][8:],
            read(row[:, :11])[0],
            title=f"block {layer + 1}, head {head + 1}",
            ax=axes[layer, head],
        )
plt.show()

# %% [markdown]
# Nobody told it how to add, and nobody said which head should look where: with another seed the work is shared
# out anew. Do not read too much into one picture: what a head looks at is a fact, what it *does* with it stands
# in its values and in the layers behind.
#
# ## 10. One token after the other
#
# A language model gives probabilities for one token. To write a text, draw a token, append it, and ask again.
# How to draw?
#
# - **Temperature** $T$: divide the logits by $T$ before the softmax. A small $T$ makes the likely likelier, a
#   large one makes all more alike. At $T = 0$ take the likeliest and draw nothing (**greedy**).
# - **Top-k**: only the $k$ tokens with the largest logits can be drawn; all others get the probability 0.
#
# $$p = \text{softmax}\big(\text{logits} / T\big)$$
#
# `model` is a function here: it takes all tokens so far, `(n,)`, and returns logits `(n, vocabulary)`. The last
# row is the guess for the next token. Each new token is appended, and the model is then asked about the longer
# row. All randomness comes from `rng`.
#
# Shapes: from a prompt of $n$ tokens, at least one, to `(n + steps,)`.
#
# The cell below holds a little model for trying out, which the checks use, too: five tokens, and the likeliest
# next one depends on the sum of all tokens so far.


# %% tags=["setup"]
def toy_model(tokens):
    """Return logits of five tokens for each place, (n, 5), by the sum of all up to there."""
    likeliest = np.array([1, 3, 0, 2, 4])[np.cumsum(tokens) % 5]
    return 1.5 - np.abs(np.arange(5) - likeliest[:, np.newaxis])


# %% exercise="generate"
def generate(model, prompt, steps, temperature, top_k, rng):
    """Continue a prompt, one token after the other.

    Args:
        model: function from tokens, an array of shape (n,), to logits (n, vocabulary).
        prompt: array or list of n whole numbers, at least one.
        steps: how many new tokens, an integer; 0 is possible.
        temperature: a number, 0 or more; at 0 the likeliest token is taken, whatever top_k is.
        top_k: how many of the likeliest tokens may be drawn, an integer from 1 to vocabulary;
            None for all. (Which of equal logits are kept is up to you.)
        rng: the np.random.Generator to draw with.

    Returns:
        Array of n + steps whole numbers: the prompt, then the new tokens.
    """
    raise NotImplementedError("generate")


# %% check="generate"
check("generate")

# %% tags=["question"]
ask("warm_or_cold", ...)

# %% [markdown]
# For something to invent, train the same network on first names, letter by letter. A name begins and ends with
# a dot, which is padding, too. How good can a guess of the next letter be? The measure is the loss per letter
# on 500 names that it has not seen. For comparison, a table that counts which letter follows which.


# %% tags=["demo"]
LETTERS = ".abcdefghijklmnopqrstuvwxyz"
names = dlkit.data.names().names
longest = max(map(len, names)) + 1
spelled = np.zeros((len(names), longest + 1), dtype=int)
counted = np.zeros((len(names), longest), dtype="float32")
for number, name in enumerate(names):
    spelled[number, 1 : len(name) + 1] = [LETTERS.index(letter) for letter in name]
    counted[number, : len(name) + 1] = 1  # its dot counts, the padding behind does not

rng = dlkit.seed(6)
order = rng.permutation(len(names))
held_out, seen = order[:500], order[500:]
print(f"{len(seen)} names to learn from, such as {', '.join(names[i] for i in seen[:5])}")


def loss_per_letter(log_probabilities, rows):
    """Average minus the log probability of each letter that counts."""
    right = np.take_along_axis(log_probabilities, spelled[rows, 1:, np.newaxis], axis=-1)
    return -np.sum(right[..., 0] * counted[rows]) / np.sum(counted[rows])


pairs = np.ones((27, 27))  # no pair is impossible
is_pair = counted[seen] == 1
np.add.at(pairs, (spelled[seen, :-1][is_pair], spelled[seen, 1:][is_pair]), 1)
by_pairs = np.log(pairs / pairs.sum(axis=1, keepdims=True))[spelled[held_out, :-1]]

NAME_EPOCHS = 12
namer = prepared(NAME_EPOCHS * (len(seen) // 128 + 1), 27, longest)
start = time.perf_counter()
namer.fit(
    spelled[seen, :-1],
    spelled[seen, 1:],
    sample_weight=counted[seen],
    batch_size=128,
    epochs=NAME_EPOCHS,
    verbose=0,
)
logits = namer.predict(spelled[held_out, :-1], batch_size=500, verbose=0)
by_network = logits - np.log(np.sum(np.exp(logits), axis=-1, keepdims=True))
print(f"trained in {time.perf_counter() - start:.0f} s; loss per letter on unseen names:")
print(
    f"all letters alike {np.log(27):.2f},",
    f"table of pairs {loss_per_letter(by_pairs, held_out):.2f},",
    f"transformer {loss_per_letter(by_network, held_out):.2f}",
)

# %% [markdown]
# Invent! The model is your own NumPy code with the trained parameters. A name that stands in the list is marked
# with a star.

# %% tags=["demo"]
name_weights = numpy_weights(namer)


def next_letter(tokens):
    """Compute the logits of your own transformer for one name, (n, 27)."""
    return numpy_lm(np.array([tokens])[:, :longest], name_weights)[0][0]


def invented(temperature, top_k, rng):
    """Invent one name."""
    tokens = generate(next_letter, [0], longest - 1, temperature, top_k, rng)
    letters = "".join(LETTERS[int(token)] for token in tokens[1:])
    return letters.split(".")[0]


rng = np.random.default_rng(7)
known = set(names)
for temperature, top_k in ((0.0, None), (0.5, None), (1.0, None), (1.0, 5), (2.0, None)):
    some = [invented(temperature, top_k, rng) for _ in range(40)]
    share = np.mean([name in known for name in some])
    told = " ".join(name + ("*" if name in known else "") for name in some[:7])
    print(f"temperature {temperature}, top_k {top_k!s:4} {share:4.0%} in the list: {told}")

# %% [markdown]
# At 0 it is always the same name. From 0.5 on, the higher the temperature, the fewer of the names stand in the
# list; `top_k` cuts off the unlikely letters and works against that. At 2 they hardly look like names.
#
# ## 11. Do not compute twice
#
# Look at what `generate` does: for each new token it sends *all* tokens through all blocks. But a later token
# never changes an earlier output, so all of that was computed before, except for the last place. What does the
# last place need of the others? Only their keys and values. Keep them, in a **cache** (the *KV cache* of every
# large model).
#
# One block, one new place: `x` is its vector, `(batch, 1, depth)`. The cache holds keys and values of the $t$
# places before, already split into heads. Append the new key and value, let the *one* query look at all
# $t + 1$, and finish the block as always. No mask is needed: what is in the cache stands before.
#
# Return a **new** dict, and leave the old one as it is.
#
# Shapes: `x` and the output are `(batch, 1, depth)`; `cache["k"]` and `cache["v"]` are
# `(batch, heads, t, depth / heads)` with $t \ge 0$, and in the new one $t + 1$.


# %% exercise="cached_step"
def cached_step(x, cache, parameters, heads):
    """Send one new place through a block, with the keys and values of those before it.

    Calls `layer_norm`, `split_heads`, `scaled_dot_product_attention`, `join_heads`,
    `feed_forward`.

    Args:
        x: array of shape (batch, 1, depth), the new place.
        cache: dict with k and v, arrays of shape (batch, heads, t, depth / heads).
        parameters: dict of the block, as for transformer_block.
        heads: how many heads, an integer that divides depth.

    Returns:
        x: array of shape (batch, 1, depth), what the block makes of the new place.
        cache: a new dict with k and v of t + 1 places, the new one last.
    """
    raise NotImplementedError("cached_step")


# %% check="cached_step"
check("cached_step")

# %% tags=["question"]
ask("bias_of_the_keys", ...)

# %% tags=["question"]
ask("places_computed", ...)

# %% [markdown]
# Grow a text from one token to 128 both ways, greedily, with a network whose parameters are random (what it
# says is nonsense, but it says it equally fast). The tokens must be the same, and the logits, too.


# %% tags=["demo"]
def written_with_cache(weights, prompt, steps, heads=4):
    """Continue a prompt greedily with a cache; return tokens, and the logits of each step."""
    depth = weights["tokens"].shape[1]
    nothing = np.zeros((1, heads, 0, depth // heads))
    caches = [{"k": nothing, "v": nothing} for _ in weights["blocks"]]
    tokens, said = [int(token) for token in prompt], []
    for place in range(len(prompt) + steps - 1):
        x = (weights["tokens"][tokens[place]] + weights["places"][place]).reshape(1, 1, depth)
        for i, block in enumerate(weights["blocks"]):
            x, caches[i] = cached_step(x, caches[i], block, heads)
        x = layer_norm(x, weights["gamma"], weights["beta"])
        logits = np.asarray(x @ weights["W"] + weights["b"])[0, 0]
        if place + 1 == len(tokens):
            tokens.append(int(np.argmax(logits)))
            said.append(logits)
    return np.array(tokens), np.array(said)


dlkit.seed(8)
long_weights = numpy_weights(transformer_lm(27, 128, 128, 4, 2))
# larger parameters, so that it does not always say the same
long_weights["W"] = 3 * long_weights["W"]
long_weights["tokens"] = 10 * long_weights["tokens"]


def plain(tokens):
    """Compute the logits of all tokens so far."""
    return np.asarray(numpy_lm(np.array([tokens]), long_weights)[0][0])


seconds = {}
for way in ("plain", "cached"):
    times = []
    for _ in range(3):  # the best of three
        start = time.perf_counter()
        if way == "plain":
            tokens = np.asarray(generate(plain, [1], 127, 0.0, None, rng))
        else:
            cached_tokens, said = written_with_cache(long_weights, [1], 127)
        times.append(time.perf_counter() - start)
    seconds[way] = min(times)
    print(f"{way:7} {seconds[way]:.3f} s for 127 new tokens")
print("the same tokens:", np.array_equal(tokens, cached_tokens), end=", ")
print(f"{len(np.unique(tokens))} different ones;", end=" ")
print(
    f"largest difference of the logits {np.abs(plain(tokens[:-1]) - said).max():.0e};", end=" "
)
print(f"{seconds['plain'] / seconds['cached']:.0f} times as fast")

# %% [markdown]
# By the number of places it could be far more than that. But a place at a time is little work for a matrix
# product, and Python's own time for each call stays. With longer texts the gain grows. What it costs is memory:
# two vectors for each place in each block.
#
# ## 12. A picture is a row of patches
#
# Nothing in a block knows that its places are words. Cut a picture into squares, make a vector of each, and it
# is a text of patches. That is the **vision transformer** (ViT; Dosovitskiy and others, 2020).
#
# `patches` cuts pictures of `height` times `width` pixels into squares of `size` times `size`. The patches come
# in the order in which one reads: the upper row from left to right, then the next. In each, the pixels come in
# the same order, and the channels of a pixel stay together. `size` divides both sides.
#
# Shapes: from `(m, height, width, channels)` to `(m, count, size * size * channels)`, with `count` patches.


# %% exercise="patches"
def patches(images, size):
    """Cut pictures into square patches, each a row of numbers.

    Args:
        images: array of shape (m, height, width, channels).
        size: side of a patch in pixels, an integer that divides height and width.

    Returns:
        Array of shape (m, height / size * width / size, size * size * channels).
    """
    raise NotImplementedError("patches")


# %% check="patches"
check("patches")

# %% tags=["question"]
ask("patches_of_a_photo", ...)

# %% [markdown]
# The digits of 8x8 pixels, cut into 16 patches of 2x2. If the pixels are in order, each patch is a small square
# of the picture.

# %% tags=["demo"]
digits = dlkit.data.digits()
x_train, x_test = digits.x_train[..., np.newaxis], digits.x_test[..., np.newaxis]
y_train, y_test = digits.y_train, digits.y_test
cut = np.asarray(patches(x_train[:1], 2))  # (1, 16, 4)
print("pictures", x_train.shape, "-> patches", np.shape(patches(x_train, 2)))
fig = plt.figure(figsize=(7, 3), layout="constrained")
whole, apart = fig.subfigures(1, 2)
ax = whole.subplots()
ax.imshow(x_train[0, :, :, 0], cmap="gray_r", vmin=0, vmax=1)
ax.set(xticks=[], yticks=[], title="a digit")
for ax, patch in zip(apart.subplots(4, 4).flat, cut[0], strict=True):
    ax.imshow(patch.reshape(2, 2), cmap="gray_r", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[])
apart.suptitle("its 16 patches, as one reads")
plt.show()

# %% [markdown]
# The network is `transformer_lm` with other ends:
#
# | line | what | output |
# |---|---|---|
# | patches | `keras.Input((count, numbers))` | `(count, numbers)` |
# | first layer | `Dense(depth)`, no activation: the same for each patch | `(count, depth)` |
# | positions | `AddPositions()` | `(count, depth)` |
# | blocks | `layers` blocks, **not** causal: every patch may see every other | `(count, depth)` |
# | norm | `LayerNormalization()` | `(count, depth)` |
# | mean | over the patches: `GlobalAveragePooling1D()` | `(depth,)` |
# | answer | `Dense(classes)` with softmax | `(classes,)` |
#
# (The paper puts an extra token before the patches and reads the answer there; we take the mean, which is
# simpler.)


# %% exercise="vit"
def vit(count, numbers, classes, depth, heads, layers):
    """Build the vision transformer of the table above. Calls `keras_block`.

    Args:
        count: how many patches a picture has, an integer.
        numbers: how many numbers a patch has, an integer.
        classes: how many classes, an integer.
        depth: how many numbers for each patch inside, an integer.
        heads: how many heads in each block, an integer that divides depth.
        layers: how many blocks, an integer, at least 1.

    Returns:
        A keras.Model from patches (batch, count, numbers) to probabilities (batch, classes).
        It need not be compiled.
    """
    raise NotImplementedError("vit")


# %% check="vit"
check("vit")

# %% [markdown]
# A convolution knows that neighbours belong together and that a 3 is a 3 wherever it stands. A transformer
# knows neither, and has to learn both from examples. So show some pictures in other places: in every epoch
# somewhat less than half of the digits are shifted by one pixel, up or down, left or right, or both.


# %% tags=["demo"]
def shifted(images, rng):
    """Choose half of the pictures by chance; shift each by -1, 0 or 1 in both directions."""
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)))
    number, steps = np.arange(len(images))[:, None, None], np.arange(images.shape[1])
    top, left = rng.integers(0, 3, size=(2, len(images), 1, 1))
    stays = rng.random((len(images), 1, 1)) < 0.5
    top, left = np.where(stays, 1, top), np.where(stays, 1, left)
    return framed[number, top + steps[:, None], left + steps]


PICTURE_EPOCHS = 30
rng = dlkit.seed(9)
viewer = vit(16, 4, 10, 48, 4, 2)
rate = keras.optimizers.schedules.CosineDecay(
    0.0, PICTURE_EPOCHS * 23 - 50, warmup_target=0.002, warmup_steps=50
)
viewer.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
orders = [rng.permutation(len(x_train)) for _ in range(PICTURE_EPOCHS)]
x_long = np.concatenate([patches(shifted(x_train[order], rng), 2) for order in orders])
y_long = np.concatenate([y_train[order] for order in orders])
start = time.perf_counter()
viewer.fit(x_long, y_long, batch_size=64, shuffle=False, verbose=0)
says = viewer.predict(np.asarray(patches(x_test, 2)), verbose=0).argmax(axis=1)
print(f"{viewer.count_params():,} parameters, trained in {time.perf_counter() - start:.0f} s")
print(f"test accuracy {np.mean(says == y_test):.1%} of {len(y_test)} unseen digits")
wrong = np.flatnonzero(says != y_test)[:8]
if len(wrong):
    dlkit.plot.images(x_test[wrong], [f"{says[i]}, is {y_test[i]}" for i in wrong], columns=8)
plt.show()

# %% [markdown]
# ## 13. What GPT has more of
#
# You have built all that is in GPT-2 but the details: the tied last layer, dropout, another start of the
# parameters, GELU by tanh. What else makes a large language model?
#
# **Size.** Feed your function the sizes that were published (vocabulary, length, depth, layers; in GPT the last
# layer is tied).

# %% tags=["demo"]
SIZES = {
    "your adder": (12, 11, 64, 2, False),
    "GPT-2 small, 2019": (50257, 1024, 768, 12, True),
    "GPT-2, the largest": (50257, 1024, 1600, 48, True),
    "GPT-3, 2020": (50257, 2048, 12288, 96, True),
}
for name, sizes in SIZES.items():
    count = count_transformer_parameters(*sizes)
    print(f"{name:20} {count:17,.0f} parameters, {4 * count / 1e9:9,.4f} GB in float32")

print("\nlearning takes about 6 x parameters x tokens operations:")
for name, tokens in (("your adder", 11 * len(train) * EPOCHS), ("GPT-3, 2020", 300e9)):
    work = 6 * count_transformer_parameters(*SIZES[name]) * tokens
    print(f"{name:20} {tokens:17,.0f} tokens, {work:9.1e} operations")

# %% tags=["question"]
ask("memory_of_gpt2", ...)

# %% [markdown]
# - **Tokens.** Yours were digits and letters. Large models cut texts into pieces, whole words where they are
#   frequent and parts of words where not. They know some tens or hundreds of thousands of such pieces (GPT-2:
#   50,257), found by *byte pair encoding* (Sennrich, Haddow and Birch, 2015) or its like. It makes texts
#   shorter, and hides the single letters and digits from the model.
# - **Scale.** From GPT-2 small to GPT-3 there are the same blocks, only wider and more of them (and in every
#   other one of GPT-3's, attention looks at the neighbourhood alone). The loss falls smoothly with parameters,
#   data and computing, by a power law (Kaplan and others, 2020). Hoffmann and others (2022) found that the
#   models of that time were too large for the data that they saw: for the same computing, a smaller one on more
#   data is better. Six operations for each parameter and token is the usual rule of thumb: two on the way
#   forward, four on the way back.
# - **Data.** 300 billion tokens is what GPT-3 was trained on (Brown and others, 2020). Your adder saw some two
#   and a half million, each sum twelve times.
# - **Tuning.** A model that continues texts is not yet one that helps. It is trained further on examples of
#   good answers, and then by what people prefer (Ouyang and others, 2022).
#
# The mathematics of its blocks is what you have written here.
#
# ## 14. Questions to take with you
#
# The first three are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Forwards.** Write the result the usual way, `347+586=0933` (take `[::-1]` out of `written`). How many
#    epochs does it need now? Which digit is learned last, and why?
# 2. **Less data.** Train on 10,000, 5,000 and 1,000 sums, with as many steps as before. Where does adding end,
#    and learning by heart begin?
# 3. **No positions.** Leave `AddPositions` out of `transformer_lm`, and train the adder again. Is it at chance?
#    Remember that the causal mask knows something about order.
#
# ### 4. Written answer (10 points, marked by a person)
#
# Somebody shows your adder to a friend and says: "It has learned to add." Answer in about 200 words.
#
# - *By heart?* The network saw 20,000 of a million sums. Why can its score on the 2,000 others not come from
#   memory? Use two numbers of your own run, one of them from the network that learned twenty by heart (3
#   points).
# - *Where does it end?* Name two kinds of questions about sums that a child who can add would answer, and this
#   network cannot. For each, say what in the tokens, the positions or the data is the reason (4 points).
# - *Too good.* A friend built the same network but forgot the causal mask. Her training loss falls much faster
#   than yours, and what her network then writes is wrong. Explain both (3 points).

# %% [markdown] written="what_it_has_learned"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# Attention with heads and masks, positions, a block, a language model that adds and one that invents, decoding
# with a cache, and a network that reads pictures as rows of patches: all of it from parts that you have written
# and can prove. And habits: test the order of axes with numbers that tell where they are from; check the
# property (a later token never changes an earlier output) and not only the shape; know the first loss; learn
# twenty by heart; count before you build.
#
# **To read on**, all of it free:
#
# - [Attention is all you need](https://arxiv.org/abs/1706.03762), Vaswani and others, 2017: the paper. You can
#   now read nearly all of section 3.
# - [The annotated transformer](https://nlp.seas.harvard.edu/annotated-transformer/), Rush, 2018, renewed by
#   Huang and others, 2022: that paper with code between its paragraphs.
# - [nanoGPT](https://github.com/karpathy/nanoGPT), Karpathy: GPT-2 in a few hundred lines, trained for real.
# - [Teaching arithmetic to small transformers](https://arxiv.org/abs/2307.03381), Lee and others, 2023: sums
#   forwards and backwards, and much more.
# - [An image is worth 16x16 words](https://arxiv.org/abs/2010.11929), Dosovitskiy and others, 2020: the vision
#   transformer.
# - [Language models are few-shot learners](https://arxiv.org/abs/2005.14165), Brown and others, 2020: GPT-3,
#   with its sizes in table 2.1.
# - [Training compute-optimal large language models](https://arxiv.org/abs/2203.15556), Hoffmann and others,
#   2022: how large, and how much data.
