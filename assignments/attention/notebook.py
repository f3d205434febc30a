# %% [markdown]
# # Attention: look where it matters
#
# **You will build** a network that reads dates as people write them, "donnerstag, 3. mai 1979" or "may 3, 1979", in
# eight languages, and writes them as machines want them: "1979-05-03". It is right from the first digit to the last
# on at least 95 of 100 dates of days that it has never seen. And you can look over its shoulder: for each digit it
# shows *at which letters it looked*. You write attention and its gradients by hand, then put it into a network in
# Keras, and then search for the best answer with beams.
#
# **You need** NumPy, the chain rule, and the functional style of Keras. It helps to know what a recurrent layer
# (`GRU`) is: it reads a row of vectors from one end to the other, and after each one it gives a vector that may
# depend on all that it has read so far.
#
# **It takes** about two and a half hours. On two CPU cores the finished notebook runs from top to bottom in two to
# three minutes, and longer if they are busy. A GPU is used if there is one, but nothing here needs it.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("masked_softmax")` gives a hint: the first gives away little, the third
# nearly all. `inputs("masked_softmax")` hands you the values that a check calls it with, and `progress()` shows
# how far you are. Once you are right, `solution("masked_softmax")` shows how we wrote it, where your edition has
# the solutions.

# %% tags=["setup"]
import math
from collections import Counter

import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import keras
import numpy as np

check, hint, solution, inputs, progress, ask = dlkit.assignment("attention").tools

# %% [markdown]
# This is where we are going. The network has read "3 mai 1979", from left to right and from right to left, and has
# written "1979-05-03", from the top to the bottom. Each row shows at which letters it looked when it wrote that digit:
# the bluer, the more. The dot marks where it looked most. (This is a record of one run. Your own comes in section 10.)

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from matplotlib.ticker import PercentFormatter

RECORDED = """
0 0 0 0 0 0 5 51 12 31
0 0 0 0 0 0 0 38 15 47
0 0 0 0 0 0 0 1 93 5
0 0 0 0 0 0 3 3 15 78
0 0 13 1 5 2 8 8 25 38
0 0 53 33 10 1 1 0 1 0
0 0 80 6 12 1 0 0 0 0
0 0 30 27 28 6 4 0 2 1
13 4 18 15 6 32 8 0 3 1
89 4 1 1 1 2 1 0 0 0
"""
percent = np.array([row.split() for row in RECORDED.strip().splitlines()], dtype=float)
dlkit.plot.attention(
    percent / percent.sum(axis=1, keepdims=True),
    "1979-05-03",
    "3 mai 1979",
    title="which letter made which digit",
)
plt.show()

# %% [markdown]
# **Examples stand in rows**, as Keras holds them. The letters of this notebook:
#
# | name | what it is |
# |---|---|
# | `m` | how many examples there are at once |
# | `T_x` | how many places the input has: letters, and padding behind them |
# | `T_y` | how many places the output has |
# | `d`, `d_v` | how many numbers stand in one place |
# | `mask` | `(m, T_x)`, True where there is a letter, False where there is padding |
#
# ## 1. Texts as rows of numbers
#
# A **token** is the whole number that stands for a letter. Token 0 is **padding**: texts are of different lengths, an
# array is not, so all rows are filled up with it. Token 1 stands for any letter that is *unknown*. The letters of the
# alphabet come behind those two: the first of them is token 2. For the alphabet "abc" and 6 places:
#
# $$\text{"cab?"} \;\to\; (4, 2, 3, 1, 0, 0)$$
#
# The padding stands *behind* the text. A text that is longer than the row loses its end.
#
# Shapes: `texts` holds m texts, the answer is `(m, length)`, whole numbers: they will be used to look things up.

# %% tags=["setup"]
PADDING, UNKNOWN = 0, 1


# %% exercise="encode_dates"
def encode_dates(texts, alphabet, length):
    """Write texts as rows of tokens, all of one length.

    Args:
        texts: list or tuple of m texts.
        alphabet: a text in which each known letter stands once.
        length: how many tokens a row has, a whole number from 1.

    Returns:
        NumPy array of whole numbers of shape (m, length): for a letter its place in the
        alphabet, counted from 0, plus 2; UNKNOWN for any other letter; PADDING behind the end
        of the text.
    """
    raise NotImplementedError("encode_dates")


# %% check="encode_dates"
check("encode_dates")

# %% [markdown]
# Here are the dates: the Unicode consortium collects how people all over the world write them, and we draw from that.
# All of it stands in small letters; and a fifth of the dates is written in one of four forms of our own, such as
# 3.5.1979 or 1979/05/03. 8,000 are for learning. For judging we draw 1,500 more, and keep the first 1,000 of **days that
# do not occur in the 8,000**, in whatever spelling. So no date can be known by heart.
#
# The output has 13 tokens: the ten digits, the hyphen, a start and an end. Each date has eleven places: ten letters, and
# the end.

# %% tags=["demo"]
DIGITS, START, END = "0123456789-", 11, 12
rng = dlkit.seed(1)
train = dlkit.data.dates(8000, rng)
drawn = dlkit.data.dates(1500, rng)
known_days = set(train.iso)
is_new = [place for place, day in enumerate(drawn.iso) if day not in known_days][:1000]
test_texts = [drawn.spellings[place] for place in is_new]
test_days = [drawn.iso[place] for place in is_new]

ALPHABET = "".join(sorted(set("".join(train.spellings))))
LENGTH = max(map(len, train.spellings))


def encode_days(days):
    """Write days such as "1979-05-03" as tokens, (m, 11), the end among them."""
    return np.array([[DIGITS.index(letter) for letter in day] + [END] for day in days])


def decode_days(tokens):
    """Write rows of tokens as texts, up to their end."""
    texts = ["".join((DIGITS + "??")[int(token)] for token in row) for row in tokens]
    return [text.split("?")[0] for text in texts]


x_train = np.array(encode_dates(train.spellings, ALPHABET, LENGTH), dtype=int)
x_test = np.array(encode_dates(test_texts, ALPHABET, LENGTH), dtype=int)
y_train, y_test = encode_days(train.iso), encode_days(test_days)
lengths = np.sum(x_train != PADDING, axis=1)
print(f"{len(train.iso):,} dates to learn from, {len(test_days):,} of other days to judge by")
print(f"{len(ALPHABET)} letters, up to {LENGTH} in a text, {lengths.mean():.1f} on average")
for text, day in zip(train.spellings[:8], train.iso[:8], strict=True):
    print(f"  {text:30} {day}")
print("tokens of the first:", *x_train[0])

# %% tags=["question"]
ask("share_of_padding", ...)

# %% [markdown]
# ## 2. Weights that leave something out
#
# How does a network read a text of any length and write another one? The first ones of that kind read it to the end,
# kept **one vector**, and wrote from that. Whatever was in the text had to go through that bottleneck. In 2014
# Bahdanau, Cho and Bengio let the writing network *look back*: for each word that it writes it takes an average of
# all places of the input, with **weights** of its own. What matters now gets much, the rest gets little. That average
# is called **attention**.
#
# Weights are made of **scores** $s$, any numbers, by a softmax over the places of the input. But padding is nothing to
# look at. A **mask** says which places count:
#
# $$a_j = \frac{\text{mask}_j \, e^{s_j}}{\sum_k \text{mask}_k \, e^{s_k}}$$
#
# Three things can go wrong here, and none of them stops with an error:
#
# - **The mask comes first.** Whoever takes the softmax of all scores and sets the masked weights to 0 *afterwards* has
#   weights whose sum is below 1: the padding has taken its share and thrown it away.
# - **Large scores.** $e^{1000}$ is infinity. Subtract the largest score of the row, which changes nothing in the
#   fraction. Of the row as it is *without* the masked ones: if a masked score were the largest by far, all others
#   would become 0.
# - **A row that sees nothing.** If all of a row is masked, the sum is 0, and 0 / 0 is NaN; and at the next step of
#   training one NaN makes NaN of all weights that it reaches. Such a row should be 0 everywhere.
#
# The softmax runs along the **last axis**. The mask has a shape that NumPy stretches to that of the scores
# (broadcasting): `(m, T_y, T_x)` scores with a `(m, 1, T_x)` mask, for example.


# %% exercise="masked_softmax"
def masked_softmax(scores, mask):
    """Make weights of scores along the last axis, as if the masked ones were not there.

    Args:
        scores: NumPy array of any shape, such as (m, T_y, T_x).
        mask: NumPy array of truth values, True where a score counts; of the same shape, or of
            one that NumPy stretches to it.

    Returns:
        Array of the shape of scores: 0 where the mask is False. Elsewhere the weights are 1 in
        sum along the last axis. A row without any True is 0 everywhere.
    """
    raise NotImplementedError("masked_softmax")


# %% check="masked_softmax"
check("masked_softmax")

# %% tags=["question"]
ask("sum_with_the_mask_afterwards", ...)

# %% [markdown]
# See that padding has no say any more. The weights of three letters, alone and with padding behind them; then what the
# two mistakes make of it.

# %% tags=["demo"]
letters = np.array([[2.0, 1.0, 0.0]])
padded = np.concatenate([letters, np.full((1, 5), 0.5)], axis=1)
is_letter = np.arange(8)[np.newaxis] < 3
plain = np.exp(padded) / np.exp(padded).sum()
with np.printoptions(precision=3, suppress=True):
    print(
        "three letters alone:      ", masked_softmax(letters, np.ones((1, 3), dtype=bool))[0]
    )
    print("with five of padding:     ", masked_softmax(padded, is_letter)[0])
    print("without a mask:           ", plain[0])
    print("mask after the softmax:   ", (plain * is_letter)[0], end=" ")
    print(f"sum {(plain * is_letter).sum():.3f}")
    print("scores of 1000, and more: ", masked_softmax(1000 * padded, is_letter)[0])
    print("nothing to see:           ", masked_softmax(padded, is_letter & False)[0])

# %% [markdown]
# ## 3. Attention as a look-up
#
# Think of a dictionary in Python: you come with a *query*, it is compared with all *keys*, and the *value* of the one
# that is equal comes back. Attention is the same, but soft: the **query** is a vector, it is compared with all **keys**,
# which are vectors, and what comes back is an average of all **values**, each weighted by how well its key fits. Soft
# means: another query, a little different, brings an answer that is a little different. So there is a slope, and the
# network can *learn* what to ask and how to answer.
#
# How well do they fit? The simplest score is the scalar product. For one example, with the queries in the rows of
# $Q$ $(T_y, d)$, the keys in those of $K$ $(T_x, d)$ and the values in those of $V$ $(T_x, d_v)$:
#
# $$S = \frac{Q K^\top}{\sqrt{d}}, \qquad A = \text{softmax}(S), \qquad C = A V$$
#
# The softmax runs along the keys: each row of $A$ $(T_y, T_x)$ belongs to one query, and is 1 in sum. A row of
# $C$ $(T_y, d_v)$ is what that query got: its **context**.
#
# Why $\sqrt{d}$? The scalar product of two random vectors of $d$ numbers spreads like $\sqrt{d}$. Scores that are far
# apart make a softmax that is nearly 1 in one place, and there it has hardly any slope: little is learned. (Luong, Pham and
# Manning had the product without the root, in 2015. The root comes from Vaswani and others, 2017.)
#
# All m examples at once: `@` multiplies the last two axes, and `np.swapaxes(keys, 1, 2)` turns just these. The mask is
# `(m, T_x)`: all queries of an example have the same one.
#
# Shapes: `query` `(m, T_y, d)`, `keys` `(m, T_x, d)`, `values` `(m, T_x, d_v)`, `mask` `(m, T_x)`.


# %% exercise="dot_attention"
def dot_attention(query, keys, values, mask):
    """Average the values, each weighted by how well its key fits the query.

    Calls `masked_softmax`.

    Args:
        query: NumPy array of shape (m, T_y, d).
        keys: NumPy array of shape (m, T_x, d).
        values: NumPy array of shape (m, T_x, d_v).
        mask: NumPy array of truth values of shape (m, T_x), True where a key may be looked at.

    Returns:
        A tuple (context, weights): the context of shape (m, T_y, d_v), the weights of shape
        (m, T_y, T_x).
    """
    raise NotImplementedError("dot_attention")


# %% check="dot_attention"
check("dot_attention")

# %% tags=["question"]
ask("order_of_the_keys", ...)

# %% [markdown]
# The same with loops, number by number, and with the layer that Keras has. (`keras.layers.Attention` does not divide by
# the root of $d$, so its query is divided before.)


# %% tags=["demo"]
def attention_with_loops(query, keys, values, mask):
    """Do what dot_attention does, one number after the other."""
    m, places, d = query.shape
    context = np.zeros((m, places, values.shape[2]))
    for example in range(m):
        for i in range(places):
            shares = []
            for j in range(keys.shape[1]):
                product = sum(query[example, i, k] * keys[example, j, k] for k in range(d))
                shares.append(math.exp(product / math.sqrt(d)) if mask[example, j] else 0.0)
            for j, share in enumerate(shares):
                context[example, i] += share / sum(shares) * values[example, j]
    return context


rng = np.random.default_rng(0)
query, keys, values = (rng.normal(size=shape) for shape in ((2, 3, 4), (2, 5, 4), (2, 5, 6)))
mask = np.arange(5) < np.array([[5], [3]])
context, weights = dot_attention(query, keys, values, mask)
theirs, their_weights = keras.layers.Attention(dtype="float64")(
    [query / 2, values, keys], mask=[None, mask], return_attention_scores=True
)
loops = attention_with_loops(query, keys, values, mask)
print(f"largest difference from the loops: {np.abs(context - loops).max():.0e},", end=" ")
print(f"from Keras: {np.abs(context - keras.ops.convert_to_numpy(theirs)).max():.0e}")

# %% [markdown]
# And what the root is for. Ten keys and a query of $d$ random numbers each. How large is the largest of the ten weights,
# on average of 200 draws? One in ten would be equal shares; 1 would be a plain look-up, without a slope.

# %% tags=["demo"]
sizes = [1, 4, 16, 64, 256, 1024]
largest = {"divided by the root of d": [], "not divided": []}
for d in sizes:
    query, keys = rng.normal(size=(200, 1, d)), rng.normal(size=(200, 10, d))
    nothing, all_of_them = np.zeros((200, 10, 1)), np.ones((200, 10), dtype=bool)
    for name, factor in zip(largest, (1, np.sqrt(d)), strict=True):
        _, weights = dot_attention(factor * query, keys, nothing, all_of_them)
        largest[name].append(np.max(weights, axis=-1).mean())
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
for (name, shares), marker, colour in zip(
    largest.items(), "os", dlkit.plot.PALETTE[:2], strict=True
):
    ax.plot(sizes, shares, marker=marker, color=colour, label=name)
ax.set(xscale="log", ylim=(0, 1), xlabel="numbers in a key", ylabel="largest of ten weights")
ax.set(xticks=sizes, xticklabels=sizes, title="why the scores are divided by the root of d")
ax.minorticks_off()
ax.axhline(0.1, color="grey", linestyle=":", label="equal shares")
ax.legend(frameon=False)
plt.show()

# %% tags=["question"]
ask("spread_of_a_product", ...)

# %% [markdown]
# ## 4. The way back
#
# For once, do by hand what Keras does for you everywhere. Some loss depends on the context, and its gradient
# $dC$ $(T_y, d_v)$ is known. What are $dQ$, $dK$ and $dV$, for one example? Go back the way you came:
#
# - $C = A V$ is a matrix product: $\quad dV = A^\top dC, \qquad dA = dC \, V^\top$
# - the softmax of one row $a$ of $A$: a score moves *all* weights of its row, for they are 1 in sum. By the quotient rule
#   $\partial a_k / \partial s_j$ is $a_k (1 - a_j)$ for $k = j$, and $-a_k a_j$ for all other $k$. Times $da_k$, and added up
#   over $k$:
#
# $$ds_j = a_j \Big( da_j - \sum_k a_k \, da_k \Big)$$
#
# - $S = Q K^\top / \sqrt{d}$ is a matrix product again: $\quad dQ = dS \, K / \sqrt{d}, \qquad dK = dS^\top Q / \sqrt{d}$
#
# Where the mask is False, $a_j$ is 0, so $ds_j$ is 0 as well: what nobody looked at gets no gradient. No extra line is
# needed for it.
#
# Shapes: `d_context` `(m, T_y, d_v)`; each gradient has the shape of the array that it belongs to. Careful with the
# letters: `d` and `d_v` are lengths, but `d_context`, `d_query`, `d_keys` and `d_values` are gradients.


# %% exercise="attention_backward"
def attention_backward(d_context, query, keys, values, mask):
    """Send the gradient of a loss back through dot_attention.

    Calls `dot_attention`.

    Args:
        d_context: NumPy array of shape (m, T_y, d_v), the gradient of the loss with respect to
            the context.
        query: NumPy array of shape (m, T_y, d).
        keys: NumPy array of shape (m, T_x, d).
        values: NumPy array of shape (m, T_x, d_v).
        mask: NumPy array of truth values of shape (m, T_x).

    Returns:
        A dict {"d_query": (m, T_y, d), "d_keys": (m, T_x, d), "d_values": (m, T_x, d_v)}.
    """
    raise NotImplementedError("attention_backward")


# %% check="attention_backward"
check("attention_backward")

# %% tags=["question"]
ask("slopes_of_a_row", ...)

# %% [markdown]
# Two tests. First the old habit: **measure the slope.** Move each number of the keys a little up and down, and see what
# the loss $\sum C \cdot dC$ does. Second: **let it learn.** Eight words stand in a row, and attention shall put them out
# in *reverse* order. Nothing tells it where to look; it gets the loss, half the squared error of an example, on average,
# and your gradients. Query and keys belong to the *places*, and start as random numbers. The words are other ones in each
# step.

# %% tags=["demo"]
rng = np.random.default_rng(0)
query, keys, values = (rng.normal(size=shape) for shape in ((2, 3, 4), (2, 5, 4), (2, 5, 6)))
mask, d_context = np.arange(5) < np.array([[5], [3]]), rng.normal(size=(2, 3, 6))
slopes = attention_backward(d_context, query, keys, values, mask)["d_keys"]
measured = np.zeros_like(keys)
for place in np.ndindex(keys.shape):
    moved = np.zeros_like(keys)
    moved[place] = 1e-5
    up, _ = dot_attention(query, keys + moved, values, mask)
    down, _ = dot_attention(query, keys - moved, values, mask)
    measured[place] = np.sum(d_context * np.subtract(up, down)) / 2e-5
difference = np.abs(slopes - measured).max()
print(f"d_keys, by formula and measured: largest difference {difference:.0e}")

rng = np.random.default_rng(1)
query, keys = 0.5 * rng.normal(size=(2, 1, 8, 6))
everything, maps, losses = np.ones((16, 8), dtype=bool), {}, []
for number in range(301):
    words = rng.normal(size=(16, 8, 5))
    wanted = words[:, ::-1]
    many_queries, many_keys = (np.repeat(part, 16, axis=0) for part in (query, keys))
    context, weights = dot_attention(many_queries, many_keys, words, everything)
    losses.append(np.sum((context - wanted) ** 2) / 2 / 16)
    if number in (0, 20, 300):
        maps[f"after {number} steps"] = weights[0]
    grads = attention_backward(
        (context - wanted) / 16, many_queries, many_keys, words, everything
    )
    query = query - 0.2 * np.sum(grads["d_query"], axis=0, keepdims=True)
    keys = keys - 0.2 * np.sum(grads["d_keys"], axis=0, keepdims=True)
print(f"loss: {losses[0]:.2f} in the first step, {np.mean(losses[-20:]):.3f} in the last ones")
fig, axes = plt.subplots(1, 3, figsize=(9, 3.2), layout="constrained")
for ax, (title, weights) in zip(axes, maps.items(), strict=True):
    dlkit.plot.attention(weights, range(1, 9), range(1, 9), title=title, ax=ax)
    ax.set(xlabel="place of the input", ylabel="place of the output" if ax is axes[0] else "")
plt.show()

# %% [markdown]
# From noise to a line from one corner to the other: to write the first word, look at the last.
#
# ## 5. Another score: a small network
#
# Query and key must be of the same length for a scalar product, and one may doubt that "alike" is always what fits. The
# attention of Bahdanau and others asks a small network for the score of each pair of a query $q$ and a key $k$:
#
# $$s = v \cdot \tanh\big( q W_q + k W_k \big)$$
#
# It is called **additive**, for query and key are added; the other one is *multiplicative*. All three, $W_q$
# $(d_q, \text{units})$, $W_k$ $(d_k, \text{units})$ and $v$ $(\text{units},)$, are learned. Here the keys are the values,
# too: $C = A K$. And there is no root: the tanh keeps the numbers small.
#
# Each query meets each key. So there is an array $(m, T_y, T_x, \text{units})$ on the way: give `query @ W_q` an axis for
# the keys, and `keys @ W_k` one for the queries, and add.
#
# Shapes: `query` `(m, T_y, d_q)`, `keys` `(m, T_x, d_k)`, `mask` `(m, T_x)`.


# %% exercise="additive_attention"
def additive_attention(query, keys, W_q, W_k, v, mask):
    """Average the keys, each weighted by what a small network says of it and the query.

    Calls `masked_softmax`.

    Args:
        query: NumPy array of shape (m, T_y, d_q).
        keys: NumPy array of shape (m, T_x, d_k).
        W_q: NumPy array of shape (d_q, units).
        W_k: NumPy array of shape (d_k, units).
        v: NumPy array of shape (units,).
        mask: NumPy array of truth values of shape (m, T_x), True where a key may be looked at.

    Returns:
        A tuple (context, weights): the context of shape (m, T_y, d_k), the weights of shape
        (m, T_y, T_x).
    """
    raise NotImplementedError("additive_attention")


# %% check="additive_attention"
check("additive_attention")

# %% tags=["question"]
ask("numbers_on_the_way", ...)

# %% [markdown]
# Keras has this one, too. Its layer holds `v` alone (as `scale`); the two products are layers of their own. The same
# numbers?

# %% tags=["demo"]
rng = np.random.default_rng(2)
mask = np.arange(5) < np.array([[5], [3]])
query, keys = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 6))
W_q, W_k, v = rng.normal(size=(4, 7)), rng.normal(size=(6, 7)), rng.normal(size=7)
context, weights = additive_attention(query, keys, W_q, W_k, v, mask)
layer = keras.layers.AdditiveAttention(dtype="float64")
layer([query @ W_q, keys, keys @ W_k])  # the first call makes its weights
layer.set_weights([v])
theirs, their_weights = layer(
    [query @ W_q, keys, keys @ W_k], mask=[None, mask], return_attention_scores=True
)
difference = np.abs(context - keras.ops.convert_to_numpy(theirs)).max()
print(f"largest difference from Keras: {difference:.0e}")
print("sum of each row of weights:", np.round(np.sum(weights, axis=-1), 6).tolist())

# %% [markdown]
# ## 6. What the writer is given
#
# The network that writes, the **decoder**, writes one token after the other, and should know what it has written so
# far: after "1979-0" comes no 0. While it *learns*, it could read its own answers. But these are nonsense in the
# beginning, and it could write the second token only when the first is there. So one gives it the *right* ones:
# **teacher forcing**. All places are learned at once.
#
# What is it given in place $t$? The token *before*: the right answer of place $t - 1$. In the first place there is none,
# so there stands the start.
#
# ```text
#   right answer     1      9      7      9      -     ...
#   is given       start    1      9      7      9     ...
# ```
#
# Two other shifts train without any error: none, and two. What would the network learn then? A question below asks for
# one of them.


# %% exercise="teacher_forcing_inputs"
def teacher_forcing_inputs(y, start):
    """Return what the decoder is given while it learns to write y.

    Args:
        y: NumPy array of whole numbers of shape (m, T_y), the right tokens.
        start: the token that stands before the first, a whole number.

    Returns:
        NumPy array of whole numbers of shape (m, T_y): in each place the right token of the
        place before, in the first one the start.
    """
    raise NotImplementedError("teacher_forcing_inputs")


# %% check="teacher_forcing_inputs"
check("teacher_forcing_inputs")

# %% tags=["demo"]
print("right answer:", *y_train[0])
print("is given:    ", *np.array(teacher_forcing_inputs(y_train, START))[0])

# %% tags=["question"]
ask("tokens_without_a_shift", ...)

# %% [markdown]
# ## 7. The whole network
#
# The part that reads is the **encoder**. It gives each letter a vector that can know its neighbours on both sides, an
# *annotation*; these are what attention looks at. The decoder has a recurrent layer that knows what was written so far;
# its states are the queries. Line by line, with `u` for `units`:
#
# | layer | gets | gives |
# |---|---|---|
# | `Embedding(letters, u)` | letters `(batch, T_x)` | `(batch, T_x, u)` |
# | `GRU(u, return_sequences=True)` in **both directions** (`Bidirectional`), with the mask | that | annotations `(batch, T_x, 2u)` |
# | `Embedding(digits, u)` | digits so far `(batch, T_y)` | `(batch, T_y, u)` |
# | `GRU(u, return_sequences=True)` | that | states `(batch, T_y, u)` |
# | `Dense(u, use_bias=False)` | states | queries `(batch, T_y, u)` |
# | `Dense(u, use_bias=False)` | annotations | keys `(batch, T_x, u)` |
# | `AdditiveAttention()`, with the mask | queries, annotations as values, keys | context `(batch, T_y, 2u)` and weights `(batch, T_y, T_x)` |
# | `Concatenate()` | states and context | `(batch, T_y, 3u)` |
# | `Dense(u)` with tanh | that | `(batch, T_y, u)` |
# | `Dense(digits)` | that | scores `(batch, T_y, digits)` |
#
# - `Embedding(letters, u)` is a table with a row of `u` learned numbers for each token: of each token that comes in it
#   gives the row.
# - The two `Dense` without a bias are $W_q$ and $W_k$ of section 5. `AdditiveAttention` takes a list of three,
#   `[query, value, key]`, in this order. With `return_attention_scores=True` it gives the weights, too.
# - The mask is `keras.ops.not_equal(x, 0)`: True where there is a letter. The layer that reads backward *begins* at the
#   end, in the padding; with `mask=mask`, said where the layer is called and not where it is made, it skips that. In the
#   attention it is the mask of the *values*: `mask=[None, mask]`. (Newer versions of Keras hand a mask on with what a layer
#   gives, so that the attention may know it already; older ones do not always. Say it all the same: the first layer in
#   between that does not hand it on would lose it.)
# - In an *answer*, token 0 is the digit 0 and no padding: nothing is masked there.
# - `keras.Input((None,))`: a row of any length.
# - No softmax at the end: the loss is told `from_logits=True`.
#
# So our network is one of several of its kind: scores as Bahdanau and others have them, and a context that comes in
# *behind* the recurrent layer, as with Luong and others (who also hand what they make of it to the next step; we do not).
# In Bahdanau's network it goes into the recurrent layer's next step; then one cannot compute all places at once.


# %% exercise="seq2seq"
def seq2seq(letters, digits, units):
    """Build the network of the table above.

    Args:
        letters: how many different tokens there are in the texts, with padding and unknown.
        digits: how many different tokens there are in the answers, with start and end.
        units: u in the table.

    Returns:
        A keras.Model with two inputs, [letters (batch, T_x), digits so far (batch, T_y)], and
        two outputs, [scores (batch, T_y, digits), attention weights (batch, T_y, T_x)]. It
        need not be compiled.
    """
    raise NotImplementedError("seq2seq")


# %% check="seq2seq"
check("seq2seq")

# %% tags=["question"]
ask("who_needs_the_mask", ...)

# %% [markdown]
# Before any training, the three habits. **Count:** the parameters by hand, and by Keras. (A `GRU` of $u$ units on $n$
# numbers has three parts, two gates and a proposal for the new state, each with $n u + u^2 + 2u$ parameters in Keras.) **The first loss:** a network that knows
# nothing gives all 13 tokens about the same probability. **Learn twenty by heart:** if it cannot do that, there is a bug,
# and more data will not help.

# %% tags=["question"]
ask("first_loss", ...)

# %% tags=["demo"]
UNITS, TOKENS = 64, len(DIGITS) + 2


def trainer(model, learning_rate=0.003):
    """Return a model of the scores alone, which shares all layers, compiled."""
    scores_alone = keras.Model(model.inputs, model.outputs[0])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    scores_alone.compile(keras.optimizers.Adam(learning_rate), loss)
    return scores_alone


dlkit.seed(1)
untrained = seq2seq(len(ALPHABET) + 2, TOKENS, UNITS)
u, gru = UNITS, 3 * (UNITS + UNITS + 2) * UNITS
reading = (len(ALPHABET) + 2) * u + 2 * gru
writing = TOKENS * u + gru
looking = u * u + 2 * u * u + u
answering = 3 * u * u + u + u * TOKENS + TOKENS
by_hand = reading + writing + looking + answering
print(f"parameters: {by_hand:,} by hand, {untrained.count_params():,} in Keras")

twenty = [x_train[:20], np.array(teacher_forcing_inputs(y_train[:20], START))]
memory = trainer(untrained, 0.01)
first_loss = memory.evaluate(twenty, y_train[:20], verbose=0)
print(f"first loss {first_loss:.3f}; the logarithm of {TOKENS} is {math.log(TOKENS):.3f}")
history = memory.fit(twenty, y_train[:20], epochs=60, batch_size=20, verbose=0)
guess = memory.predict(twenty, verbose=0).argmax(axis=-1)
print(f"loss on twenty dates after 60 steps: {history.history['loss'][-1]:.4f},", end=" ")
print(f"all right: {np.array_equal(guess, y_train[:20])}")

# %% [markdown]
# ## 8. Write it down, token by token
#
# With a teacher the network is given the right tokens. Alone, it has to go by its own. Give it the start, take the
# likeliest token, give it both, and so on:
#
# $$y_t = \arg\max_z \; p(z \mid y_1, \dots, y_{t-1}, x)$$
#
# That is **greedy decoding**. All m answers can be written at once. An answer that has written the `end` is over, and
# stays over: whatever the network says then, the token is `end`.
#
# The network itself hides behind a function: `step(so_far)` takes an array of tokens `(m, t)`, of which the first
# column is the start, and gives back an array `(m, tokens)`: for each answer the *logarithm* of the probability of each
# token to be the next. To have something to test with, here are four toy steps that know nothing of dates. What the
# `chatter` says depends on all that was written so far, and with the `choir` on the row as well. The two roads come
# back in section 11.


# %% tags=["setup"]
def log_softmax(scores):
    """Return the logarithms of the softmax along the last axis."""
    lowered = scores - np.max(scores, axis=-1, keepdims=True)
    return lowered - np.log(np.sum(np.exp(lowered), axis=-1, keepdims=True))


def chatter(so_far):
    """A toy step of four tokens, 3 is the end: whatever is written changes what comes next."""
    so_far = np.asarray(so_far)
    mixed = so_far @ np.arange(2, so_far.shape[1] + 2)
    return log_softmax(2 * np.cos(np.outer(mixed, [1.0, 1.9, 3.1, 4.1])))


def choir(so_far):
    """The same for several answers at once, each of which goes its own way."""
    so_far = np.asarray(so_far)
    mixed = so_far @ np.arange(2, so_far.shape[1] + 2) + 5 * np.arange(len(so_far))
    return log_softmax(2 * np.cos(np.outer(mixed, [1.0, 1.9, 3.1, 4.1])))


AFTER = np.array([[0.35, 0.33, 0.32], [0.05, 0.05, 0.9], [0.3, 0.3, 0.4], [0.5, 0.4, 0.1]])


def two_roads(so_far):
    """A toy step of three tokens, 2 is the end, 3 the start: AFTER says what follows what."""
    return np.log(AFTER[np.asarray(so_far, dtype=int)[:, -1]])


def long_road(so_far):
    """A toy step of three tokens, 2 is the end: the longer an answer, the surer the next."""
    so_far = np.asarray(so_far)
    written = so_far.shape[1] - 1
    sure = 0.45 + 0.125 * min(written, 4)
    row = [sure, 0.4 * (1 - sure), 0.6 * (1 - sure)] if written < 5 else [0.02, 0.03, 0.95]
    return np.log(np.tile(row, (len(so_far), 1)))


# %% exercise="greedy_decode"
def greedy_decode(step, m, start, end, length):
    """Write m answers at once, each time with the likeliest token.

    Args:
        step: function of an array of whole numbers (m, t), the start in the first column, that
            returns an array (m, tokens): the logarithm of the probability of each token to be
            next. It always gets all m rows in their order, also those that have ended.
        m: how many answers, a whole number from 1.
        start: the token that each begins with.
        end: the token that ends an answer.
        length: how many tokens are written, a whole number from 1.

    Returns:
        NumPy array of whole numbers of shape (m, length), without the start. Behind an end
        stands nothing but the end.
    """
    raise NotImplementedError("greedy_decode")


# %% check="greedy_decode"
check("greedy_decode")

# %% tags=["demo"]
print("four answers of the choir, of which 3 is the end:")
for row in np.array(greedy_decode(choir, 4, 4, 3, 6), dtype=int):
    print("  ", *row)

# %% [markdown]
# And a number that tells how good the answers are. A date with one wrong digit is a wrong date: **exact match** is the
# share of answers that are right from the first letter to the last.
#
# $$\text{exact match} = \frac{1}{m} \sum_{i=1}^{m} \big[ \text{answer}_i = \text{truth}_i \big]$$


# %% exercise="exact_match"
def exact_match(answers, truths):
    """Compute the share of answers that are right as a whole.

    Args:
        answers: list of m texts, m from 1.
        truths: list of m texts.

    Returns:
        A number from 0 to 1.
    """
    raise NotImplementedError("exact_match")


# %% check="exact_match"
check("exact_match")

# %% tags=["question"]
ask("ten_digits_right", ...)

# %% [markdown]
# ## 9. The experiment
#
# Now all 8,000 dates, four times. Texts of about the same length go into one batch, so that little of it is padding. The
# last of the four rounds takes smaller steps. After each round the network writes the 1,000
# test dates on its own. You may stop the cell at any time (the black square); what it has learned until then stays.

# %% tags=["demo"]
ROUNDS, BATCH = 4, 64


def batches(x, rng):
    """Yield the rows of batches: about equally long texts, in random order."""
    lengths = np.sum(x != PADDING, axis=1)
    rows = rng.permutation(len(x))
    rows = rows[np.argsort(lengths[rows] // 6, kind="stable")]  # 6 letters more or less
    parts = np.split(rows, np.arange(BATCH, len(rows), BATCH))
    for place in rng.permutation(len(parts)):
        yield parts[place], -(-lengths[parts[place]].max() // 6) * 6


def stepper(model, x):
    """Return the step of a model for the texts x; for one text it writes many answers."""

    def step(so_far):
        written = np.asarray(so_far).shape[1]
        # it never looks ahead, so what stands behind does not matter: one shape for all
        given = np.full((len(so_far), y_test.shape[1]), START)
        given[:, :written] = so_far
        texts = np.broadcast_to(x, (len(so_far), x.shape[1]))
        scores = model.predict_on_batch([texts, given])
        scores = scores[0] if isinstance(scores, (list, tuple)) else scores
        return log_softmax(scores[:, written - 1])

    return step


def read(model, texts):
    """Write the dates of some texts as the model reads them."""
    x = np.array(encode_dates(texts, ALPHABET, LENGTH))
    return decode_days(greedy_decode(stepper(model, x), len(x), START, END, y_test.shape[1]))


def train_reader(model, rng, *, rounds=ROUNDS):
    """Train a model of two inputs on all dates; return the exact match after each round."""
    by_scores, found, began = trainer(model), [], time.perf_counter()
    given = np.array(teacher_forcing_inputs(y_train, START))
    try:
        for number in range(1, rounds + 1):
            by_scores.optimizer.learning_rate = 0.003 if number < rounds else 0.0006
            losses = [
                by_scores.train_on_batch([x_train[rows, :longest], given[rows]], y_train[rows])
                for rows, longest in batches(x_train, rng)
            ]
            found.append(exact_match(read(by_scores, test_texts), test_days))
            print(f"round {number}: loss {np.mean(losses[-30:]):.4f},", end=" ")
            print(f"exact match {found[-1]:.1%}  ({time.perf_counter() - began:.0f} s)")
    except KeyboardInterrupt:
        print(f"Stopped after {len(found)} whole rounds.")
    return found


rng = dlkit.seed(1)
reader = seq2seq(len(ALPHABET) + 2, TOKENS, UNITS)
print(dlkit.device())
with_attention = train_reader(reader, rng)

# %% [markdown]
# It is right on dates of days that it has never seen, in eight languages, and nobody told it what a month is.
#
# **Is it attention that does it?** To say so, one has to take it away, and leave the rest. Here is the same network
# without it: the encoder's two last states, one of each direction, are put together to *one vector*, and every place of
# the output gets that one, whatever it asks. The embeddings, the recurrent layers, the layers at the end, the data, the
# number of steps: all the same. (Only $W_q$, $W_k$ and $v$ are not there, 12,352 parameters.)


# %% tags=["demo"]
def without_attention(letters, digits, units):
    """Build the network of the table, with one vector in place of what attention finds."""
    x, so_far = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    read = keras.layers.Embedding(letters, units)(x)
    last = keras.layers.Bidirectional(keras.layers.GRU(units))(
        read, mask=keras.ops.not_equal(x, 0)
    )
    written = keras.layers.Embedding(digits, units)(so_far)
    states = keras.layers.GRU(units, return_sequences=True)(written)
    context = keras.ops.expand_dims(last, 1) + keras.ops.zeros_like(states[:, :, :1])
    merged = keras.layers.Concatenate()([states, context])
    hidden = keras.layers.Dense(units, activation="tanh")(merged)
    return keras.Model([x, so_far], [keras.layers.Dense(digits)(hidden)])


rng = dlkit.seed(1)
bottleneck = without_attention(len(ALPHABET) + 2, TOKENS, UNITS)
through_one_vector = train_reader(bottleneck, rng)
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
for name, found, marker, colour in (
    ("looks back", with_attention, "o", dlkit.plot.PALETTE[0]),
    ("one vector for all", through_one_vector, "s", dlkit.plot.PALETTE[1]),
):
    ax.plot(range(1, len(found) + 1), found, marker=marker, color=colour, label=name)
ax.set(ylim=(-0.03, 1.03), xlabel="round", ylabel="exact match", xticks=range(1, ROUNDS + 1))
ax.set_title("dates of days that were never seen")
ax.yaxis.set_major_formatter(PercentFormatter(1))
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# The one vector learns as well, but far more slowly. In our runs the network that looks back read between 72 and 90 of
# 100 test dates after one round, and more than 99 after two; the other one 2 or 3 after one round, and about 80 after
# four. Is it only slow, or is there something that it cannot do? Give a new one twelve rounds, and see, in a cell of
# your own:
#
# ```python
# rng = dlkit.seed(1)
# train_reader(without_attention(len(ALPHABET) + 2, TOKENS, UNITS), rng, rounds=12)
# ```
#
# ## 10. Where does it look?
#
# The second output of your network tells. Below are three dates. Each row is a token that it wrote; the columns are
# the letters that it read.


# %% tags=["demo"]
def look(texts):
    """Return what the reader writes and its attention, for each text, (T_y, letters)."""
    x = np.array(encode_dates(texts, ALPHABET, LENGTH))
    written = np.array(greedy_decode(stepper(reader, x), len(x), START, END, 11), dtype=int)
    given = np.array(teacher_forcing_inputs(written, START))
    _, weights = reader.predict([x, given], verbose=0)
    return decode_days(written), [
        part[:, : len(text)] for part, text in zip(weights, texts, strict=True)
    ]


shown = ["3 mai 1979", "donnerstag, 3. mai 1979", "may 3, 1979"]
answers, maps = look(shown)
fig, axes = plt.subplots(
    1,
    3,
    figsize=(13, 3.6),
    layout="constrained",
    width_ratios=[len(text) + 4 for text in shown],
)
for ax, text, answer, weights in zip(axes, shown, answers, maps, strict=True):
    rows = min(len(answer), 10)
    dlkit.plot.attention(
        weights[:rows], answer[:rows], text, title=f"it writes {answer}", ax=ax
    )
plt.show()

# %% [markdown]
# Year, month, day: the blue wanders from the end of the text to its front, or wherever these stand. It is no clean
# line. What is averaged are annotations, and each of them may know its *neighbours*: the network need not look at the very
# letter. And the hyphens: it needs no letter to write one, and its attention lies somewhere, for the weights of a row are
# 1 in sum.
#
# May we say that the letters with the dot are the *reason* for a digit? Try it. **Hide** the letter at which it looks
# most: put the token of an unknown letter there, and see how often the digit changes. Then hide, instead, the letter
# *beside* it, and then any other one. We do it for the last two digits of the year, the months and the days. (The unknown
# letter does not occur in the 8,000 texts, so its vector is still a random one. Is it this strange vector that does it? For
# a control, a drawn letter of the alphabet is put at the dot as well.)

# %% tags=["demo"]
rng = np.random.default_rng(0)
some = x_test[:400]
given = np.array(teacher_forcing_inputs(y_test[:400], START))
scores, weights = reader.predict([some, given], batch_size=500, verbose=0)
before, ends = scores.argmax(axis=-1), np.sum(some != PADDING, axis=1)
in_words = np.array([any(letter.isalpha() for letter in text) for text in test_texts[:400]])
changes = {
    "hide the letter with the dot": [],
    "hide the letter beside it": [],
    "hide another letter": [],
    "put a drawn letter at the dot": [],
}
for place in (2, 3, 5, 6, 8, 9):
    dotted = weights[:, place].argmax(axis=1)
    beside = np.where(dotted + 1 < ends, dotted + 1, dotted - 1)
    other = np.array(
        [
            rng.choice(np.setdiff1d(np.flatnonzero(row != PADDING), [dot]))
            for row, dot in zip(some, dotted, strict=True)
        ]
    )
    tokens = (UNKNOWN, UNKNOWN, UNKNOWN, rng.integers(2, len(ALPHABET) + 2, 400))
    places = (dotted, beside, other, dotted)
    for shares, columns, token in zip(changes.values(), places, tokens, strict=True):
        hidden = some.copy()
        hidden[np.arange(400), columns] = token
        after = reader.predict([hidden, given], batch_size=500, verbose=0)[0].argmax(axis=-1)
        shares.append(after[:, place] != before[:, place])
print("how often the digit changes")
for name, shares in changes.items():
    year, month, day = np.reshape(shares, (3, 2, 400))
    word, number = month[:, in_words].mean(), month[:, ~in_words].mean()
    print(f"{name:30}{np.mean(shares):4.0%}:", end=" ")
    print(f"year {year.mean():.0%}, day {day.mean():.0%},", end=" ")
    print(f"month as a word {word:.0%}, in digits {number:.0%}")

# %% [markdown]
# In our runs the digit changed in about two of three cases when the letter with the dot was hidden, and in one to three of
# a hundred when it was the letter beside it or any other. So the dot lies on a letter that matters, far more often than by
# chance. (A drawn letter does the same as the unknown one: it is not the strange vector.)
#
# And yet in one of three cases the digit stayed as it was, though the letter at which the network "looked most" had gone.
# Look at the parts: of the year nine of ten digits changed, of the day about eight, and of a month that is written as a
# word only two or three: when one of its letters is hidden, the others still say it. (Of a month in digits it was about
# half.) So a digit that stays does not show that the letter was of no use, and one that changes does not show that nothing
# else was. The picture is a good hint, and it is no proof.
#
# And what can it *not* read? It has seen the spellings of eight languages, in small letters, and no others. Try your own
# birthday.

# %% tags=["demo"]
strange = [
    "3 mai 79",
    "3rd of may 1979",
    "1979, may 3",
    "31 february 1979",
    "3 mayo 1979",
    "hello",
]
for text, answer in zip(strange, read(reader, strange), strict=True):
    print(f"{text:20} {answer}")

# %% [markdown]
# It always answers, and it never says that it does not know. Whoever builds on it has to check.
#
# ## 11. The best answer, and not the best next token
#
# Greedy decoding takes the likeliest token each time. Is that the likeliest *answer*? By the chain rule of
# probabilities:
#
# $$\log p(y_1, \dots, y_n \mid x) = \sum_{t=1}^{n} \log p(y_t \mid y_1, \dots, y_{t-1}, x)$$
#
# Look at the toy `two_roads`. From the start, token 0 has the probability 0.5 and token 1 only 0.4. But behind 0
# all goes on half-heartedly, while behind 1 comes the end, nearly for sure: 0.4 · 0.9. Greedy takes the first road and
# never sees the second.
#
# **Beam search** keeps the best $w$ beginnings; $w$ is the **width** of the beam. In each round:
#
# 1. One call of `step` for all live beginnings. Extend each of them by every token. The sum of logarithms grows by that of
#    the token.
# 2. Of all extensions of all beginnings, keep the $w$ with the largest sums: all of them if they are fewer, and of equal
#    sums any.
# 3. Those of the $w$ that end with the `end` are finished. The others live on. If none lives, or after `length` rounds,
#    stop.
#
# At the end, compare the finished ones, and those that are still alive. Careful: they have different lengths, and **no token
# can make the sum larger**. Whoever compares sums prefers an answer because it is short. So divide by a power of the
# number of tokens $n$ (the end counts, the start does not):
#
# $$\text{score} = \frac{1}{n^{\alpha}} \sum_{t=1}^{n} \log p(y_t \mid \dots)$$
#
# $\alpha$ is the `length_penalty`: 0 compares the sums, 1 the averages, 0.6 or 0.7 lies between. (Wu and others, 2016,
# have $((5 + n) / 6)^\alpha$ below the line.) It is used *at the end only*; within a round all have the same length. This
# *score* is one of a whole answer, and has nothing to do with the scores of the network.
#
# The toy `long_road` shows what it is for: an answer may end at once, with the probability 0.33, or go on for five tokens
# that are surer and surer.
#
# `step` is the one of section 8: it takes an array of k beginnings, `(k, t)`.


# %% exercise="beam_search"
def beam_search(step, start, end, length, width, length_penalty):
    """Write one answer, and keep the `width` best beginnings on the way.

    Args:
        step: function of an array of whole numbers (k, t), the start in the first column, that
            returns an array (k, tokens): the logarithm of the probability of each token to be
            next.
        start: the token that an answer begins with.
        end: the token that ends an answer.
        length: how many tokens an answer has at most, the end counted; a whole number from 1.
        width: how many extensions are kept in each round, a whole number from 1.
        length_penalty: the power alpha, a number from 0.

    Returns:
        A tuple (tokens, score): the tokens of the best answer, a list without the start and
        with its end, if it has one; and its score.
    """
    raise NotImplementedError("beam_search")


# %% check="beam_search"
check("beam_search")

# %% tags=["question"]
ask("second_road", ...)

# %% [markdown]
# First the toys. Then the dates: our reader is right on nearly all of them, so there is little to search for. So here is a
# *weak* one, trained on 5,000 dates for one round. For 40 test dates: how often does a beam of four find an answer with a better score
# than the greedy one? And how often is it right?

# %% tags=["demo"]
for width in (1, 2, 3):
    tokens, score = beam_search(two_roads, 3, 2, 5, width, 0.0)
    print(f"two roads, width {width}:", *tokens, f" probability {math.exp(score):.3f}")
for penalty in (0.0, 1.0):
    tokens, score = beam_search(long_road, 3, 2, 7, 3, penalty)
    print(f"long road, length penalty {penalty:.0f}:", *tokens, f" score {score:.3f}")

rng = dlkit.seed(2)
weak = trainer(seq2seq(len(ALPHABET) + 2, TOKENS, UNITS))
for rows, longest in batches(x_train[:5000], rng):
    told = np.array(teacher_forcing_inputs(y_train[rows], START))
    weak.train_on_batch([x_train[rows, :longest], told], y_train[rows])
found, began = {1: [], 4: []}, time.perf_counter()
for row in x_test[:40]:
    step = stepper(weak, row[row != PADDING][np.newaxis])
    for width, results in found.items():
        results.append(beam_search(step, START, END, 11, width, 0.7))
print(f"\na weak reader, 40 dates ({time.perf_counter() - began:.0f} s)")
for width, results in found.items():
    better = np.mean([a[1] > b[1] + 1e-6 for a, b in zip(results, found[1], strict=True)])
    days = decode_days([tokens for tokens, _ in results])
    print(f"width {width}: a better score than greedy in {better:.0%},", end=" ")
    print(f"exact match {exact_match(days, test_days[:40]):.0%}")

# %% [markdown]
# The beam searches for what the *network* holds likely. An answer with a better score need not be right: of a network that
# knows little, a better search may bring a better-scored mistake.
#
# ## 12. When there is more than one right answer
#
# A date has one right answer; a translation has many. Is "the cat sat on the mat" as good as "there is a cat on the mat"?
# **BLEU** (Papineni and others, 2002) compares a *candidate* with several *references*, written by people, by the runs
# of words that they share. For runs of $k$ words, $k = 1, \dots, N$:
#
# $$p_k = \frac{\sum_{\text{runs } r \text{ of the candidate}} \min\big(\text{count}(r), \; \max_{\text{references}} \text{count}_{\text{ref}}(r)\big)}{\sum_{\text{runs } r \text{ of the candidate}} \text{count}(r)}$$
#
# Each different run $r$ is taken once. Its count is **clipped**: "the the the the the the the" (the paper's own example) may
# score with "the" only as often as a single reference has it. Precision alone loves short sentences (the word "the" alone is right
# in most of them), so there is a **brevity penalty**. With $c$ words in the candidate and $R$ in the reference whose length is *nearest* to $c$ (of two
# equally near ones the shorter):
#
# $$\text{BLEU} = \min\big(1, e^{1 - R / c}\big) \cdot \Big( \prod_{k=1}^{N} p_k \Big)^{1/N}$$
#
# If one of the $p_k$ is 0, so is BLEU; and also if the candidate has fewer than $N$ words, and so no run of $N$. (The
# paper adds up the counts of a whole corpus before it divides. Ours is for one sentence.)
#
# Python has a tool that counts: `Counter`. Of two of them, `&` takes the smaller count of each thing, and `|` the larger.

# %% tags=["demo"]
counts = Counter(["tea", "tea", "tea", "milk"])
others = Counter(["tea", "milk", "milk", "ice"])
print("smaller counts:", dict(counts & others), " larger counts:", dict(counts | others))


# %% exercise="bleu"
def bleu(candidate, references, longest=4):
    """Compare a sentence with several good ones, by the runs of words that they share.

    Args:
        candidate: list of words.
        references: list of lists of words, one or more.
        longest: N, the longest runs that are counted, a whole number from 1.

    Returns:
        A number from 0 to 1; 0 if a precision is 0 or the candidate has fewer than N words.
    """
    raise NotImplementedError("bleu")


# %% check="bleu"
check("bleu")

# %% tags=["question"]
ask("clipped_count", ...)

# %% [markdown]
# Five sentences against two references. Read them first, and put them in order yourself.

# %% tags=["demo"]
references = [
    ["we", "meet", "at", "the", "old", "bridge", "as", "soon", "as", "it", "gets", "dark"],
    ["when", "it", "is", "dark", "we", "will", "meet", "at", "the", "old", "bridge"],
]
candidates = [
    "when it gets dark we meet at the old bridge",
    "we never meet at the old bridge as soon as it gets dark",
    "at nightfall everybody comes to the ancient crossing of the river",
    "dark gets it as soon as bridge old the at meet we",
    "we meet at the old bridge",
]
for sentence in candidates:
    scores = [bleu(sentence.split(), references, longest) for longest in (1, 2, 4)]
    print(*(f"{score:.2f}" for score in scores), "", sentence)

# %% [markdown]
# Look at the last column, with runs of up to four words. The sentence with other words gets 0, though it says the same. The
# one that says the *opposite* gets the most, for "never" is one word of thirteen. The first column shows why single words
# are not enough: the words of a sentence in reverse order get the full 1.00. BLEU is made to compare systems over many
# sentences; of a single one it knows little.
#
# ## 13. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **The other score.** Put `keras.layers.Attention` in the place of `AdditiveAttention` in a copy of your network; it
#    takes the same list. How much of the exact match, and of the time, does it cost or save? Who divides by the root of
#    $d$?
# 2. **A word that is not there.** Take all texts with "mai" in them (May in German and French, and part of the Portuguese
#    "maio") out of the training set. Which of them can the network still read, and what does it look at when it cannot?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A bank reads dates that people type into its forms with a network like yours. A customer complains: her date of birth was
# read wrong. The bank's lawyer prints the picture of the attention. "Here you see *why* the network wrote 1976 and not 1979: it looked
# at this letter. So we can explain each of its decisions." Answer in about 150 words:
#
# - What does a row of that picture say, and what are the weights weights *of*? Why may the dot stand beside the letter
#   that matters? (3 points)
# - What did hiding letters show in section 10? Use two numbers of your own. Do they speak for the lawyer or against
#   her? (4 points)
# - Which experiment, on this very form, would show better what made the 6, and what could it still not show? (3 points)

# %% [markdown] written="does_it_explain"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# Attention in two kinds, with its gradients, with a mask that comes first; a network that reads and writes, taught with a
# teacher and tested without; a control that shows what attention does; a search that looks at whole answers, and two
# numbers that say how good answers are. And habits: know the first loss; learn twenty by heart; take away what you want
# to praise; hide what you believe to be the reason.
#
# The next step is to throw out the recurrent layers. If every place may look at every other one, who needs a row? That is
# the transformer.
#
# **To read on**, all of it free:
#
# - [Neural machine translation by jointly learning to align and translate](https://arxiv.org/abs/1409.0473), Bahdanau, Cho
#   and Bengio, 2014: where it began.
# - [Effective approaches to attention-based neural machine translation](https://arxiv.org/abs/1508.04025), Luong, Pham and
#   Manning, 2015: other scores, and a context that comes in later.
# - [Attention is all you need](https://arxiv.org/abs/1706.03762), Vaswani and others, 2017: the root of $d$, and the
#   transformer.
# - [Attention is not explanation](https://arxiv.org/abs/1902.10186), Jain and Wallace, 2019, and [Attention is not not
#   explanation](https://arxiv.org/abs/1908.04626), Wiegreffe and Pinter, 2019: read both before you write the answer above.
# - [BLEU: a method for automatic evaluation of machine translation](https://aclanthology.org/P02-1040/), Papineni, Roukos,
#   Ward and Zhu, 2002.
