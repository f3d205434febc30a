# %% [markdown]
# # Initialization: start right, and prove your gradients
#
# **You will build** two tools that everybody who trains deep networks needs. The first is a good start: four
# ways to draw the first weights, and a probe that shows which of them a deep network survives. The second
# is a proof: a gradient check that finds wrong formulas in a backward pass. At the end you use it to find
# three bugs that we have planted.
#
# **You need** the notebook `deep_network`: the forward pass and the backward pass through L layers, softmax
# and cross-entropy. You also need the standard deviation: how far numbers typically lie from their mean.
#
# **It takes** about 110 minutes. There are eleven functions, and most of them are one to six lines long.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The
# cells in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("initialize_zeros")` gives a hint: the first gives away little, the third nearly all.
# `inputs("initialize_zeros")` hands you the values that a check calls it with, and `progress()` shows
# how far you are. Once you are right, `solution("initialize_zeros")` shows how we wrote it, where your
# edition has the solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("initialization").tools

# %% [markdown]
# Here is the goal. The cell draws the costs of one and the same network, as we recorded them. It has 20
# hidden layers, it reads handwritten digits, and it was trained in the same way five times. **Only the
# random numbers that it began with were different.** Four of the five have learned next to nothing. In
# section 6 you make your own recording.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)

recorded = {
    "all zero": "2.30 " * 31,
    "too small": "2.30 " * 31,
    "too large": "24.90",
    "Xavier": "2.30 " * 16
    + "2.29 2.29 2.29 2.29 2.29 2.28 2.28 2.28 2.27 2.26 2.26 2.25 2.24 2.22 2.21",
    "He": "3.02 1.92 1.58 1.12 .83 .75 1.03 .36 .30 .25 .22 .19 .35 .12 .09 "
    ".51 .15 .14 .07 .06 .03 .03 .03 .04 .02 .09 .06 .02 .01 .01 .00",
}
curves = {name: [float(number) for number in line.split()] for name, line in recorded.items()}
ax = dlkit.plot.learning_curves(curves, x_label="epoch (1: before training)")
ax.set_ylim(0, 4)
ax.text(2, 3.8, "too large: 25 at first, then nan", fontsize=9)
plt.show()

# %% [markdown]
# ## 1. What a deep network needs at the start
#
# A quick reminder of the notation. **Examples are columns.** The widths of a network stand in a list, the
# input's first: `layer_dims = (64, 32, 10)` is a network with 64 inputs, 32 hidden units and 10 outputs.
# In the formulas $n^{[l]}$ is `layer_dims[l]`, the number of units in layer $l$.
#
# | name | shape | what it is |
# |---|---|---|
# | `X`, or `A[0]` | `(n[0], m)` | the examples, one in each column |
# | `W1`, `W2`, ... | `(n[l], n[l-1])` | weights: **one row for each unit, one column for each input of the unit** |
# | `b1`, `b2`, ... | `(n[l], 1)` | biases |
# | `Z[l] = W[l] A[l-1] + b[l]` | `(n[l], m)` | scores of layer `l` |
# | `A[l]` | `(n[l], m)` | activations: the scores, bent by `tanh` or ReLU |
#
# The parameters travel in one dict, `{"W1": ..., "b1": ..., "W2": ..., "b2": ..., ...}`.
#
# Before training, somebody has to put numbers into them. The simplest idea is a zero everywhere. It is a bad
# idea, and you will see why in a minute. But its function has the shapes right, and the good ones will be
# copies of it.
#
# A list of three widths makes **two** layers: count from 1 to `len(layer_dims) - 1`, and make `W` and `b` for
# each. There may be any number of layers.


# %% exercise="initialize_zeros"
def initialize_zeros(layer_dims):
    """Make weights and biases of zero.

    Args:
        layer_dims: the widths of the layers, a list or tuple of L + 1 integers, the input's
            first.

    Returns:
        A dict: "W1" of shape (n[1], n[0]), "b1" of shape (n[1], 1), and so on up to layer L.
    """
    raise NotImplementedError("initialize_zeros")


# %% check="initialize_zeros"
check("initialize_zeros")

# %% [markdown]
# Now we need a network to put them into. The next cell has the forward and the backward pass of the
# notebook `deep_network`, in short: ReLU in the hidden layers, softmax at the end. Nothing to do here; read
# it once and run it. (Pixels are shifted and scaled so that, all together, they have mean 0 and standard
# deviation 1.)


# %% tags=["demo"]
def forward(X, parameters, activation=lambda Z: np.maximum(0, Z)):
    """The activations of all layers, [A0, A1, ..., AL]; the last are the probabilities."""
    L = len(parameters) // 2
    activations = [X]
    for layer in range(1, L + 1):
        Z = parameters[f"W{layer}"] @ activations[-1] + parameters[f"b{layer}"]
        if layer < L:
            activations.append(activation(Z))
        else:
            E = np.exp(Z - Z.max(axis=0))
            activations.append(E / E.sum(axis=0))
    return activations


def cross_entropy(probabilities, Y):
    return -np.mean(np.log(np.sum(probabilities * Y, axis=0) + 1e-12))


def gradients(parameters, X, Y):
    """The slopes of the cost of the ReLU network: {"dW1": ..., "db1": ..., ...}."""
    L, m = len(parameters) // 2, X.shape[1]
    activations = forward(X, parameters)
    grads, dZ = {}, activations[L] - Y
    for layer in range(L, 0, -1):
        A_before = activations[layer - 1]
        grads[f"dW{layer}"] = dZ @ A_before.T / m
        grads[f"db{layer}"] = dZ.mean(axis=1, keepdims=True)
        if layer > 1:
            dZ = (parameters[f"W{layer}"].T @ dZ) * (A_before > 0)
    return grads


digits = dlkit.data.digits()
pixel_mean, pixel_std = digits.x_train.mean(), digits.x_train.std()
X_train = (digits.x_train.reshape(-1, 64).T - pixel_mean) / pixel_std  # (64, 1438)
X_test = (digits.x_test.reshape(-1, 64).T - pixel_mean) / pixel_std
# (10, m): a 1 in the right row
Y_train, Y_test = (
    np.eye(10)[digits.y_train].T,
    np.eye(10)[digits.y_test].T,
)

zeros = initialize_zeros((64, 32, 10))
for name, array in zeros.items():
    print(name, array.shape)
print(
    f"first cost {cross_entropy(forward(X_train, zeros)[-1], Y_train):.4f}, and ln 10 is "
    f"{np.log(10):.4f}"
)

# %% [markdown]
# **A habit: look at the first cost.** A network that knows nothing gives each of C classes the probability
# 1/C, and pays $-\ln(1/C) = \ln C$. So far the zeros look good: they know nothing, and say so. Now look at
# their gradients.

# %% tags=["demo"]
for name, slope in sorted(gradients(zeros, X_train, Y_train).items()):
    print(f"{name}: largest slope {np.abs(slope).max():.4f}")

# %% tags=["question"]
ask("zeros_after_long_training", ...)

# %% [markdown]
# Everything is zero but the last bias. The hidden units answer 0, so `dW2`, error times answer, is 0. The
# weights `W2` are 0, so no blame gets through to the first layer. The network can learn how often each digit
# occurs, and nothing else, for ever. **The weights must differ from zero, and from each other.** The biases
# may stay zero: different weights are enough to make the units different.
#
# ## 2. Random numbers of one size
#
# So draw the weights at random, from the normal distribution with mean 0. One number remains to be chosen,
# the standard deviation. Here the caller chooses it, and it is called `scale`:
#
# $$W^{[l]}_{ij} \sim \text{scale} \cdot \mathcal{N}(0, 1) \qquad\qquad b^{[l]} = 0$$
#
# The numbers come from `rng`, a generator that the caller passes in: `rng.standard_normal((3, 4))` draws an
# array of shape `(3, 4)` with standard deviation 1. Do not use `np.random.randn`, and do not make a generator
# of your own: whoever passes the same generator wants the same numbers again. In which order you draw them
# does not matter; the checks look at many draws, not at single ones.


# %% exercise="initialize_normal"
def initialize_normal(layer_dims, scale, rng):
    """Draw the weights of all layers with the same standard deviation; biases are zero.

    Args:
        layer_dims: the widths of the layers, a list or tuple of L + 1 integers, the input's
            first.
        scale: the standard deviation of the weights, a number.
        rng: np.random.Generator to draw the weights with.

    Returns:
        A dict: "W1" of shape (n[1], n[0]), normal with mean 0 and standard deviation scale;
        "b1" of shape (n[1], 1), zeros; and so on up to layer L.
    """
    raise NotImplementedError("initialize_normal")


# %% check="initialize_normal"
check("initialize_normal")

# %% [markdown]
# Does it draw what it should? Here are the 2,048 weights of `W1` under the bell curve that they should
# follow. And the first cost again, for three scales: with large weights the network starts with strong
# opinions about digits that it has never seen, and pays for them.

# %% tags=["demo"]
W1 = initialize_normal((64, 32, 10), 0.01, dlkit.seed(0))["W1"]
places = np.linspace(-0.04, 0.04, 200)
fig, ax = plt.subplots(figsize=(5, 2.6), layout="constrained")
ax.hist(W1.ravel(), bins=40, density=True, color=dlkit.plot.PALETTE[5], label="your weights")
bell = np.exp(-0.5 * (places / 0.01) ** 2) / (0.01 * np.sqrt(2 * np.pi))
ax.plot(places, bell, color=dlkit.plot.PALETTE[1], linewidth=2, label="normal, 0.01")
ax.set(xlabel="weight", yticks=[])
ax.legend(frameon=False)
plt.show()

for scale in (0.01, 0.1, 1.0):
    drawn = initialize_normal((64, 32, 10), scale, dlkit.seed(0))
    print(
        f"scale {scale:<4} first cost "
        f"{cross_entropy(forward(X_train, drawn)[-1], Y_train):.3f}"
    )

# %% [markdown]
# So take 0.01, as we did for one hidden layer? Let us look what happens in a *deep* network.
#
# ## 3. A probe: how far does a signal get?
#
# Send random numbers with standard deviation 1 into a fresh network, and look at the standard deviation of
# the activations after every layer. If it shrinks from layer to layer, the last layers see nothing. If it
# grows, they see noise at full volume. A good start (a good *initialization*) keeps it about the same.
# We call this standard deviation the **spread** of a layer.
#
# Your probe is a forward pass. It does not know the network, so the caller hands in two **functions**:
#
# - `initializer(layer_dims, rng)` returns the parameters. Call it once, with exactly these two.
# - `activation(Z)` bends the scores. Use it in every layer, in the last one, too.
#
# A function is a value like any other in Python: `activation` is a name for it, and `activation(Z)` calls it.
#
# In formulas: draw $A^{[0]}$, 1,000 random examples with `layer_dims[0]` numbers each, from the normal
# distribution with standard deviation 1. Then for each layer
#
# $$A^{[l]} = g\big(W^{[l]} A^{[l-1]} + b^{[l]}\big) \qquad\qquad s_l = \text{std}\big(A^{[l]}\big)$$
#
# where $g$ is the activation, and std is taken over **all** entries of $A^{[l]}$, all units and all examples
# together: `np.std(A)`. The answer is the list $s_1, \dots, s_L$. The input's own spread is not in it.
#
# The next cell has three little functions to test your probe with. The initializer `halve` draws nothing: each
# unit takes one half of one unit of the layer before. With the activation `identity`, which bends nothing,
# the spread must be 1/2, then 1/4, then 1/8. Run the cell: the check needs it.


# %% tags=["setup"]
def identity(Z):
    """Let every score pass as it is."""
    return Z


def relu(Z):
    """Let positive scores pass and cut the rest."""
    return np.maximum(0, Z)


def halve(layer_dims, rng):
    """Connect every unit with one of the layer before, with the weight 1/2; draw nothing."""
    parameters = {}
    for layer in range(1, len(layer_dims)):
        parameters[f"W{layer}"] = 0.5 * np.eye(layer_dims[layer], layer_dims[layer - 1])
        parameters[f"b{layer}"] = np.zeros((layer_dims[layer], 1))
    return parameters


# %% exercise="activation_spread"
def activation_spread(layer_dims, initializer, activation, rng):
    """Send 1,000 random examples through a fresh network; measure the spread of each layer.

    Args:
        layer_dims: the widths of the layers, a list or tuple of L + 1 integers, the input's
            first.
        initializer: a function; initializer(layer_dims, rng) returns the parameters as a dict.
        activation: a function; activation(Z) returns activations in the shape of Z. Used in
            every layer.
        rng: np.random.Generator for the examples and for the initializer.

    Returns:
        A list of L numbers: the standard deviation of all entries of A[1], A[2], ..., A[L].
    """
    raise NotImplementedError("activation_spread")


# %% check="activation_spread"
check("activation_spread")

# %% [markdown]
# Ten layers of 100 units with tanh, and three starts. `initialize_normal` wants a scale, but the probe calls
# its initializer with two things only. A small `lambda` puts the scale in.

# %% tags=["demo"]
TEN_LAYERS = [100] * 11
starts = {
    "zeros": lambda dims, rng: initialize_zeros(dims),
    "normal, 0.01": lambda dims, rng: initialize_normal(dims, 0.01, rng),
    "normal, 1": lambda dims, rng: initialize_normal(dims, 1.0, rng),
}
for name, start in starts.items():
    spread = activation_spread(TEN_LAYERS, start, np.tanh, dlkit.seed(0))
    print(f"{name:13}", " ".join(f"{s:8.2g}" for s in spread))

# %% [markdown]
# With 0.01 the signal gets ten times weaker in *every* layer. After ten layers, one ten-billionth of it is
# left: all digits look the same to the last layer. And with 1? The spread is nearly 1 everywhere. Is that not
# perfect? Never trust a single number. Look at the activations themselves.


# %% tags=["demo"]
def all_activations(layer_dims, initializer, activation, rng):
    """What the probe measured: the activations of every layer, and their scores."""
    parameters, A, activations, scores = (
        initializer(layer_dims, rng),
        rng.normal(size=(layer_dims[0], 1000)),
        [],
        [],
    )
    for layer in range(1, len(layer_dims)):
        scores.append(parameters[f"W{layer}"] @ A + parameters[f"b{layer}"])
        A = activation(scores[-1])
        activations.append(A)
    return activations, scores


rows = {
    name: all_activations(TEN_LAYERS, start, np.tanh, dlkit.seed(0))[0]
    for name, start in starts.items()
}
ax = dlkit.plot.activation_histograms(rows, saturated=0.95)
ax.set_title("tanh: activations of ten layers (orange: saturated)")
plt.show()

# %% [markdown]
# With scale 1 the activations are all at the ends, -1 or +1. The units are *saturated*: there the curve of
# tanh is flat, its slope is nearly zero, and no blame gets through. Too small, and no signal arrives. Too
# large, and nothing can be learned. There must be a scale in between. Which one?
#
# ## 4. Xavier: the arithmetic of a sum
#
# One unit adds up $n$ products, $z = w_1 a_1 + w_2 a_2 + \dots + w_n a_n$. How large is such a sum of random
# numbers? Try it before you read on.

# %% tags=["demo"]
rng = dlkit.seed(0)
print("    n   spread of z   0.01 * sqrt(n)")
for n in (10, 100, 1000):
    # 5000 sums
    z = np.sum(0.01 * rng.standard_normal((5000, n)) * rng.standard_normal((5000, n)), axis=1)
    print(f"{n:5} {z.std():13.4f} {0.01 * np.sqrt(n):16.4f}")

# %% tags=["question"]
ask("factor_with_400_units", ...)

# %% [markdown]
# The spread grows with the *square root* of $n$, because positive and negative products cancel in part. It
# is easier to say with the variance, the square of the standard deviation. Variances of independent numbers
# add up, and with means of 0 every product has the variance $\text{Var}(w)\,\text{Var}(a)$:
#
# $$\text{Var}(z) = n \cdot \text{Var}(w) \cdot \text{Var}(a)$$
#
# So the spread stays the same from layer to layer if $n \cdot \text{Var}(w) = 1$. That was the mystery of the
# 0.01: with 100 units, $\sqrt{100} \cdot 0.01 = 1/10$.
#
# But which $n$? Going **forward**, a unit of layer $l$ adds up $n^{[l-1]}$ numbers, its *fan-in*. Going
# **backward**, the blame for one unit of layer $l-1$ is a sum over the $n^{[l]}$ units that listened to it,
# the *fan-out*. Forward wants $1 / n^{[l-1]}$, backward wants $1 / n^{[l]}$. Xavier Glorot and Yoshua Bengio
# proposed, in 2010, to meet in the middle:
#
# $$\text{Var}\big(W^{[l]}_{ij}\big) = \frac{2}{n^{[l-1]} + n^{[l]}} \qquad\qquad b^{[l]} = 0$$
#
# (Some books give the name Xavier to $1 / n^{[l-1]}$ alone, and some draw evenly from an interval. Here it is
# this variance, and the **normal** distribution.)
#
# The formula gives the *variance*. What do you multiply standard normal numbers with?


# %% exercise="initialize_xavier"
def initialize_xavier(layer_dims, rng):
    """Draw the weights as Xavier Glorot and Yoshua Bengio proposed; biases are zero.

    Args:
        layer_dims: the widths of the layers, a list or tuple of L + 1 integers, the input's
            first.
        rng: np.random.Generator to draw the weights with.

    Returns:
        A dict: "W1" of shape (n[1], n[0]), normal with mean 0 and variance 2 / (n[0] + n[1]);
        "b1" of shape (n[1], 1), zeros; and so on up to layer L.
    """
    raise NotImplementedError("initialize_xavier")


# %% check="initialize_xavier"
check("initialize_xavier")

# %% tags=["question"]
ask("twice_as_wide", ...)

# %% [markdown]
# The same ten layers. The signal arrives, and hardly any unit is saturated. (It still fades slowly, because
# tanh pulls everything a little towards zero. From 0.6 to 0.2 over ten layers is harmless.)

# %% tags=["demo"]
starts["Xavier"] = initialize_xavier
rows = {
    name: all_activations(TEN_LAYERS, start, np.tanh, dlkit.seed(0))[0]
    for name, start in starts.items()
}
ax = dlkit.plot.activation_histograms(rows, saturated=0.95)
ax.set_title("tanh: activations of ten layers (orange: saturated)")
plt.show()

# %% [markdown]
# ## 5. He: what ReLU takes away
#
# Most networks use ReLU today. Does Xavier work there, too? Ask the probe.

# %% tags=["demo"]
from itertools import pairwise

spread = activation_spread(TEN_LAYERS, initialize_xavier, relu, dlkit.seed(0))
print("Xavier with ReLU:", " ".join(f"{s:.3f}" for s in spread))
print("each layer / the one before:", " ".join(f"{b / a:.2f}" for a, b in pairwise(spread)))

# %% [markdown]
# The signal loses about 30 percent in every layer: it is multiplied by about $0.7 \approx 1/\sqrt{2}$. The
# reason is plain. ReLU replaces the negative half of the scores by zeros. So the squares that arrive in the
# next sum are, on average, only half as large, and so is the variance of the sum:
#
# $$\text{Var}(z) = n \cdot \text{Var}(w) \cdot \tfrac{1}{2} \cdot \text{Var}(z_\text{before})$$
#
# A half is lost, so put a 2 there. This is the start of Kaiming He and others, from 2015. They look forward
# only, so their $n$ is the **fan-in**, the number of units in the layer before:
#
# $$\text{Var}\big(W^{[l]}_{ij}\big) = \frac{2}{n^{[l-1]}} \qquad\qquad b^{[l]} = 0$$


# %% exercise="initialize_he"
def initialize_he(layer_dims, rng):
    """Draw the weights as Kaiming He and others proposed for ReLU; biases are zero.

    Args:
        layer_dims: the widths of the layers, a list or tuple of L + 1 integers, the input's
            first.
        rng: np.random.Generator to draw the weights with.

    Returns:
        A dict: "W1" of shape (n[1], n[0]), normal with mean 0 and variance 2 / n[0]; "b1" of
        shape (n[1], 1), zeros; and so on up to layer L.
    """
    raise NotImplementedError("initialize_he")


# %% check="initialize_he"
check("initialize_he")

# %% tags=["question"]
ask("leaky_relu_with_alpha_1", ...)

# %% [markdown]
# Ten layers with ReLU. Half of the activations of ReLU are zero, and that bar would tower above all others.
# So the picture shows the *scores*, before ReLU cuts them.

# %% tags=["demo"]
starts = {
    "normal, 0.01": lambda dims, rng: initialize_normal(dims, 0.01, rng),
    "Xavier": initialize_xavier,
    "He": initialize_he,
}
rows = {
    name: all_activations(TEN_LAYERS, start, relu, dlkit.seed(0))[1]
    for name, start in starts.items()
}
ax = dlkit.plot.activation_histograms(rows, x_range=(-5, 5))
ax.set_title("ReLU: scores of ten layers")
plt.show()

# %% [markdown]
# With He the spread wanders a little, up in one network and down in the next, but it does not fade. It
# depends on depth how much that matters. Ten layers more, and Xavier has lost a factor of a thousand.
#
# | activation | start | variance of the weights |
# |---|---|---|
# | tanh, sigmoid, or none | Xavier | $2 / (\text{fan-in} + \text{fan-out})$ |
# | ReLU and its relatives | He | $2 / \text{fan-in}$ |
#
# ## 6. Twenty layers learn, or do not
#
# Now for the real thing: 20 hidden layers with 64 ReLU units each, and the digits. Before any training, look at
# three things in each layer. The activations that come in travel from left to right. The errors travel back,
# from right to left; `db` is their average. And the gradient `dW` is the product of both, error times
# activation. The scale is logarithmic: from one line of the grid to the next it is a factor of 100,000.
# ("All zero" is missing. Zeros have no logarithm.)

# %% tags=["question"]
ask("gradient_in_first_and_last_layer", ...)

# %% tags=["demo"]
DEEP = [64] * 21 + [10]
starts = {
    "all zero": lambda dims, rng: initialize_zeros(dims),
    "too small": lambda dims, rng: initialize_normal(dims, 0.01, rng),
    "too large": lambda dims, rng: initialize_normal(dims, 1.0, rng),
    "Xavier": initialize_xavier,
    "He": initialize_he,
}
X_some, Y_some = X_train[:, :200], Y_train[:, :200]
layers = np.arange(1, len(DEEP))
fig, axes = plt.subplots(
    1, 3, figsize=(11, 3.4), layout="constrained", sharex=True, sharey=True
)
for number, (name, start) in enumerate(list(starts.items())[1:], start=1):
    deep = start(DEEP, dlkit.seed(0))
    activations, grads = forward(X_some, deep), gradients(deep, X_some, Y_some)
    spreads = (
        [np.std(activations[layer - 1]) for layer in layers],
        [np.std(grads[f"db{layer}"]) for layer in layers],
        [np.std(grads[f"dW{layer}"]) for layer in layers],
    )
    for ax, spread in zip(axes, spreads, strict=True):
        ax.semilogy(
            layers,
            spread,
            color=dlkit.plot.PALETTE[number],
            marker="xosv^"[number],
            markersize=4,
            label=name,
        )
titles = ("what comes in: A[l-1]  →", "←  the error: db[l]", "the gradient: dW[l]")
for ax, title in zip(axes, titles, strict=True):
    ax.set(title=title, xlabel="layer", xticks=range(1, 22, 4))
    ax.grid(alpha=0.3)
axes[0].set_ylabel("spread")
axes[2].legend(frameon=False, loc="center right", bbox_to_anchor=(1, 0.35), fontsize=9)
plt.show()

# %% [markdown]
# This is what people mean by **vanishing** and **exploding gradients**. On the way forward *and* on the way back
# the same factor strikes in every layer. What the one loses on the left, the other loses on the right, so their
# product is about the same in all layers. With "too large" one step throws the weights to the moon. With "too
# small" the gradient is some $10^{-27}$, and the weights do not move at all. With Xavier it is more than
# a thousand times smaller than with He. Only He gives all layers gradients of an ordinary size.
#
# Train all five: mini-batches of 32, 30 epochs, the same learning rate. (About ten seconds.)


# %% tags=["demo"]
def train(parameters, rng, epochs=30, learning_rate=0.01, batch_size=32):
    """Mini-batch gradient descent; returns the parameters, and costs: first, and by epoch."""
    parameters = dict(parameters)
    costs = [cross_entropy(forward(X_train, parameters)[-1], Y_train)]
    for _ in range(epochs):
        order = rng.permutation(X_train.shape[1])
        for first in range(0, len(order), batch_size):
            batch = order[first : first + batch_size]
            for name, slope in gradients(
                parameters, X_train[:, batch], Y_train[:, batch]
            ).items():
                parameters[name[1:]] = parameters[name[1:]] - learning_rate * slope
        costs.append(cross_entropy(forward(X_train, parameters)[-1], Y_train))
    return parameters, costs


def accuracy(parameters):
    return np.mean(forward(X_test, parameters)[-1].argmax(axis=0) == Y_test.argmax(axis=0))


curves = {}
with np.errstate(all="ignore"):  # "too large" overflows: that is the point
    for name, start in starts.items():
        rng = dlkit.seed(0)
        clock = time.perf_counter()
        trained, curves[name] = train(start(DEEP, rng), rng)
        seconds = time.perf_counter() - clock
        right = f"{accuracy(trained):6.1%} of the test digits right"
        print(
            f"{name:10} first cost {curves[name][0]:6.2f}, last {curves[name][-1]:6.3f}, "
            f"{right} ({seconds:.1f} s)"
        )

ax = dlkit.plot.learning_curves(curves, x_label="epoch (1: before training)")
ax.axhline(np.log(10), color="0.7", linewidth=1, zorder=0)
ax.text(31, np.log(10) + 0.05, "ln 10", ha="right", color="0.4")
ax.set_ylim(0, 4)
ax.text(2, 3.8, "too large: 25 at first, then nan", fontsize=9)
plt.show()

# %% [markdown]
# **He trains where the others do not.** Everything else was the same: the data, the network, the steps.
#
# Look at the first costs. "All zero", "too small" and Xavier begin at ln 10: no signal arrives, so they have no
# opinion. With He the signal does arrive, and after random layers it can only be noise. So He begins a little
# *above* ln 10, with opinions that mean nothing yet. That does no harm here. Those who want to start at ln 10
# exactly make the weights of the last layer smaller.
#
# **One run is one run.** So do it again, with other first weights and other batches.

# %% tags=["demo"]
print("seed   Xavier       He   (accuracy on the test digits)")
for seed in range(1, 5):
    right = []
    for start in (initialize_xavier, initialize_he):
        rng = dlkit.seed(seed)
        right.append(accuracy(train(start(DEEP, rng), rng)[0]))
    print(f"{seed:4} {right[0]:8.1%} {right[1]:8.1%}")

# %% [markdown]
# ## 7. How do you know that a gradient is right?
#
# A wrong start is loud: the cost does not fall. A wrong *backward pass* can be very quiet. Forget one factor
# in one layer, and the network still learns, only worse. No error message, no nan. You will see one at the
# end. So how can you be sure of your formulas?
#
# The answer is the meaning of a slope. Move one single number of the network a tiny bit, and look how much
# the cost changes. That needs no formula. It is far too slow for training, because a network has thousands
# of numbers, and each needs its own two forward passes. But for a **test** it is perfect.
#
# The tools that measure slopes (*numerical gradients*), ours and those of other people, work on one long
# row of numbers, $\theta$ (*theta*). Our parameters are a dict of arrays. So we need a way there and a way
# back.
#
# **The way there.** Make each array flat, row by row, as `ravel()` does, and put one behind the other. The
# arrays come **in the order in which they stand in the dict**, whatever their names are:
#
# $$\Big\{ W: \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}, \; b: \begin{pmatrix} 5 \\ 6 \end{pmatrix} \Big\}
# \quad \longrightarrow \quad \theta = (1, 2, 3, 4, 5, 6)$$
#
# Keep every digit: no rounding to float32. We are about to measure tiny differences.


# %% exercise="to_vector"
def to_vector(parameters):
    """Put all numbers of a dict of arrays into one row.

    Args:
        parameters: a dict of arrays of any shapes, with any names; it stays as it is.

    Returns:
        All their numbers, array of shape (n,): the arrays in the order of the dict, each row
        by row.
    """
    raise NotImplementedError("to_vector")


# %% check="to_vector"
check("to_vector")

# %% tags=["demo"]
small = {
    "W1": np.array([[1.0, 2.0], [3.0, 4.0]]),
    "b1": np.array([[5.0], [6.0]]),
    "W2": np.array([[7.0, 8.0]]),
}
print("the example of the text, and one array more:", to_vector(small))
print("numbers in the deep network:", to_vector(initialize_he(DEEP, dlkit.seed(0))).shape)

# %% [markdown]
# **The way back.** From the numbers alone nobody can tell where one array ends and the next begins. So a
# `template` comes with them: a dict whose names, order and shapes are the right ones. Its numbers do not
# matter. Cut $\theta$ into pieces, from left to right, and give each piece its shape: `.size` tells how many
# numbers an array holds. Again, keep every digit.
#
# Going there and coming back must change nothing: `from_vector(to_vector(parameters), parameters)` equals
# `parameters`.


# %% exercise="from_vector"
def from_vector(theta, template):
    """Cut a row of numbers into arrays: the inverse of `to_vector`.

    Args:
        theta: n numbers, array of shape (n,); it stays as it is.
        template: a dict of arrays that hold n numbers in all; only its names, order and shapes
            count.

    Returns:
        A new dict with the names of template, and arrays in its shapes that hold the numbers
        of theta.
    """
    raise NotImplementedError("from_vector")


# %% check="from_vector"
check("from_vector")

# %% [markdown]
# There and back again. And a first taste of what this is good for: move one number of a network, by its place
# in the row, and see the cost change.

# %% tags=["demo"]
network = initialize_he((64, 32, 10), dlkit.seed(0))
theta = to_vector(network)
back = from_vector(theta, network)
print(
    "nothing has changed:", all(np.array_equal(network[name], back[name]) for name in network)
)

for size in (0.0, 0.1, 1.0):
    moved = theta.copy()
    moved[100] += size
    cost = cross_entropy(forward(X_train, from_vector(moved, network))[-1], Y_train)
    print(f"theta[100] moved by {size}: cost {cost:.6f}")

# %% [markdown]
# ## 8. Measure a slope
#
# Let $f$ be any function that takes a row of $n$ numbers and returns one number. Its slope for entry $i$ is
# the change of $f$ when $\theta_i$ moves a little, divided by the move. Move to **both** sides:
#
# $$g_i = \frac{f(\theta + \varepsilon e_i) - f(\theta - \varepsilon e_i)}{2 \varepsilon}$$
#
# Here $e_i$ is a row of zeros with a 1 in place $i$: only one entry moves, all the others stay. The two places
# are $2\varepsilon$ apart, so that is what you divide by.
#
# Why both sides? To one side, $(f(\theta + \varepsilon e_i) - f(\theta)) / \varepsilon$, the error shrinks
# like $\varepsilon$. To both sides the main part of the error cancels, and what is left shrinks like
# $\varepsilon^2$: much faster. You will see it in the picture below.
#
# Two traps. Do not change the caller's `theta`. And `theta` may hold whole numbers: a small step that is added
# *in place* to an array of integers vanishes.
#
# The next cell has two functions to test with. Run it: the check needs it. The slopes of `cubes` are
# $3\theta_i^2$. What are those of `valley`?


# %% tags=["setup"]
def cubes(theta):
    """Add up the cubes of all entries."""
    return float(np.sum(theta**3))


def valley(theta):
    """Compute the height at theta, three numbers."""
    return float((theta[0] - 2 * theta[1]) ** 2 + theta[0] * theta[2])


# %% exercise="numerical_gradient"
def numerical_gradient(f, theta, epsilon):
    """Measure the slope of f for every entry of theta, with a small step to both sides.

    Args:
        f: a function; f(theta) takes an array of shape (n,) and returns a number.
        theta: where to measure, array of shape (n,), floats or integers; it stays as it is.
        epsilon: the size of the step, a small positive number.

    Returns:
        The n slopes, array of shape (n,).
    """
    raise NotImplementedError("numerical_gradient")


# %% check="numerical_gradient"
check("numerical_gradient")

# %% tags=["question"]
ask("slope_of_whole_numbers", ...)

# %% [markdown]
# Which epsilon is the best? The slope of $e^x$ at $x = 1$ is $e$. So measure it with many steps and look how
# wrong each is. (Both axes are logarithmic.)

# %% tags=["demo", "fold"]
# @title The error of a measured slope, for many steps
epsilons = np.logspace(-13, 0, 60)
one = np.array([1.0])
two_sided = [
    abs(numerical_gradient(lambda x: np.exp(x[0]), one, e)[0] - np.e) for e in epsilons
]
one_sided = [abs((np.exp(1 + e) - np.exp(1)) / e - np.e) for e in epsilons]


def in_float32(e):
    """The two-sided slope where every number has only seven digits."""
    x, e = np.float32(1), np.float32(e)
    return abs(float((np.exp(x + e) - np.exp(x - e)) / (2 * e)) - np.e)


fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
ax.loglog(epsilons, np.maximum(two_sided, 1e-13), "-", linewidth=2, label="both sides (yours)")
ax.loglog(epsilons, one_sided, "--", linewidth=2, label="one side")
ax.loglog(
    epsilons,
    [in_float32(e) for e in epsilons],
    ":",
    linewidth=2,
    label="both sides, in float32",
)
ax.axvline(1e-5, color="0.7", linewidth=1, zorder=0)
ax.set(xlabel="epsilon", ylabel="error of the measured slope")
ax.grid(alpha=0.3)
ax.legend(frameon=False)
plt.show()

# %% tags=["question"]
ask("passes_for_a_thousand_numbers", ...)

# %% [markdown]
# Read the picture from the right. A large step is wrong because the function bends. A smaller one is better,
# and with both sides it gets better twice as fast. But then the error *rises* again. A computer keeps only 16
# digits, and the two heights agree in more and more of them: their difference is made of what is left. The
# best place is near $\varepsilon = 10^{-5}$, with about ten right digits. In float32, with seven digits, there
# is no good place at all. **Check gradients in float64.**
#
# ## 9. How different is different?
#
# Your formula says 0.0001, the measured slope is 0.0002. The difference is tiny, and yet the formula is wrong
# by a factor of two. For slopes of a million a difference of 0.1 is nothing. So compare the difference with
# the size of the things themselves:
#
# $$d(a, b) = \frac{\lVert a - b \rVert}{\lVert a \rVert + \lVert b \rVert} \qquad\qquad
# \lVert a \rVert = \sqrt{\textstyle\sum_i a_i^2}$$
#
# $\lVert a \rVert$ is the length (the *norm*) of all entries of `a` together: `np.linalg.norm(a)`. The
# answer is a number from 0 (equal) to 1 (opposite). If both are zero, they are equal: return 0. Do not add
# a small number to the denominator to avoid the division by zero. It would make the tiny slopes of a
# saturated network look right even where they are not.
#
# Shapes: `a` and `b` have the same shape, with one axis or two.


# %% exercise="relative_difference"
def relative_difference(a, b):
    """Compare two arrays: the length of their difference, divided by the sum of their lengths.

    Args:
        a: numbers, array of any shape; stays as it is.
        b: numbers, array in the shape of a; stays as it is.

    Returns:
        One number from 0 to 1; 0 if both arrays are zero.
    """
    raise NotImplementedError("relative_difference")


# %% check="relative_difference"
check("relative_difference")

# %% tags=["question"]
ask("relative_difference_of_twice", ...)

# %% tags=["demo"]
right = np.array([0.0003, -0.0001, 0.0002])
for name, other in (
    ("equal", right),
    ("nine digits right", right * (1 + 1e-9)),
    ("one entry of three twice as large", right * [1, 1, 2]),
    ("everything twice as large", 2 * right),
    ("wrong sign", -right),
):
    print(
        f"{name:35} difference {np.linalg.norm(right - other):.1e}   relative "
        f"{relative_difference(right, other):.1e}"
    )

# %% [markdown]
# How small must it be? With $\varepsilon = 10^{-5}$ and float64:
#
# | relative difference | what it means |
# |---|---|
# | below $10^{-7}$ | right |
# | $10^{-7}$ to $10^{-4}$ | look closer: a kink of ReLU, or slopes so tiny that only noise was measured? |
# | above $10^{-4}$ | wrong, almost certainly |
#
# ## 10. The gradient check
#
# All tools are on the table. Put them together:
#
# 1. $\theta$ is `to_vector(parameters)`.
# 2. `numerical_gradient` wants a function of a *row*, but `cost_of` takes a *dict*. Define a function in
#    between, which takes a row and uses `from_vector` before it calls `cost_of`. (You can define a function
#    inside a function, with `def` or `lambda`.) Measure with $\varepsilon = 10^{-5}$.
# 3. Turn the slopes, a row, into a dict again. The template is `parameters`.
# 4. For each parameter, the relative difference between its gradient in `grads` and the measured one.
#
# Return one number for **each** gradient, under its name: `{"dW1": ..., "db1": ..., ...}`. A single number for
# all would say *that* something is wrong; so you see *where*.
#
# A trap: a backward pass begins at the end, so `grads` often begins with the last layer. Find gradients by
# their **names**, never by their places: that of `"W1"` is `"dW1"`.
#
# The next cell has a cost to test with, $J = \sum_{ij} b_i W_{ij}^2$. Its gradients are easy:
# $\partial J / \partial W_{ij} = 2 b_i W_{ij}$ and $\partial J / \partial b_i = \sum_j W_{ij}^2$.


# %% tags=["setup"]
def toy_cost(parameters):
    """Add up b_i times the square of W_ij."""
    return float(np.sum(parameters["b1"] * parameters["W1"] ** 2))


# %% exercise="gradient_check"
def gradient_check(parameters, grads, cost_of):
    """Compare gradients with the measured slopes of the cost, parameter by parameter.

    Epsilon is 1e-5.

    Calls `to_vector`, `from_vector`, `numerical_gradient` and `relative_difference`.

    Args:
        parameters: a dict of arrays, such as {"W1": ..., "b1": ...}; it stays as it is.
        grads: the gradients to be tested, {"dW1": ..., "db1": ...}, in any order.
        cost_of: a function; cost_of(parameters) takes such a dict and returns the cost, a
            number.

    Returns:
        A dict: for each gradient, under its name such as "dW1", its relative difference from
        the measured one.
    """
    raise NotImplementedError("gradient_check")


# %% check="gradient_check"
check("gradient_check")

# %% [markdown]
# First a gradient that we know to be right, then the same with one mistake in it. Then the backward pass of
# this notebook, on a small network. **Small is enough**: a wrong formula is wrong at every size. Five
# examples and a few units make it quick.

# %% tags=["demo"]
toy = {"W1": np.array([[1.0, -2.0, 0.5], [0.3, 1.5, -1.0]]), "b1": np.array([[2.0], [-0.7]])}
toy_grads = {
    "dW1": 2 * toy["b1"] * toy["W1"],
    "db1": np.sum(toy["W1"] ** 2, axis=1, keepdims=True),
}
print(
    "the toy:                ",
    {name: f"{d:.0e}" for name, d in gradient_check(toy, toy_grads, toy_cost).items()},
)
toy_grads["dW1"] = toy["b1"] * toy["W1"]  # the 2 is forgotten
print(
    "the toy, one 2 forgotten",
    {name: f"{d:.0e}" for name, d in gradient_check(toy, toy_grads, toy_cost).items()},
)

rng = dlkit.seed(0)
network = initialize_he((6, 5, 4, 3), rng)
X_few, Y_few = rng.normal(size=(6, 5)), np.eye(3)[:, [0, 2, 1, 0, 1]]  # (6, 5), (3, 5)


def cost_of_relu_network(parameters):
    return cross_entropy(forward(X_few, parameters)[-1], Y_few)


clock = time.perf_counter()
for name, d in gradient_check(
    network, gradients(network, X_few, Y_few), cost_of_relu_network
).items():
    print(f"{name}: relative difference {d:.0e}")
seconds, n = time.perf_counter() - clock, to_vector(network).size
print(f"{n} numbers, {2 * n} forward passes, {seconds:.3f} s")

# %% [markdown]
# All right, to eight digits or more. Other people have written such tools, too. SciPy's `approx_fprime`
# measures to one side only, with a very small step. Compare:

# %% tags=["demo"]
from scipy.optimize import approx_fprime

theta = to_vector(network)
by_formula = to_vector(
    {name: gradients(network, X_few, Y_few)["d" + name] for name in network}
)


def cost_of_row(row):
    return cost_of_relu_network(from_vector(row, network))


print(
    "SciPy, one side:  "
    f"{relative_difference(by_formula, approx_fprime(theta, cost_of_row)):.0e}"
)
print(
    "yours, two sides: "
    f"{relative_difference(by_formula, numerical_gradient(cost_of_row, theta, 1e-5)):.0e}"
)

# %% tags=["question"]
ask("a_lost_transpose", ...)

# %% [markdown]
# **When the check itself is wrong.** Four things spoil it, and all have happened to everybody.
#
# - *float32.* See the picture above.
# - *A cost that is not the same twice*, as with dropout. Switch it off, or fix the mask.
# - *A kink.* ReLU has a corner at 0. If a score lies within epsilon of it, the two sides measure two different
#   slopes. Then take another random start.
# - *One example only.* A sum and an average are the same for m = 1. Take several.
#
# ## 11. Find the three bugs
#
# Here is a backward pass for a network with three layers: tanh, tanh, softmax, all hidden layers of the same
# width. It runs. The shapes are right. **It has three bugs.** Read it if you like; but do not try to find them by
# staring.


# %% tags=["setup"]
def buggy_backward(parameters, activations, Y):
    """Compute the gradients of a network with three layers, with three mistakes."""
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    grads = {}

    dZ3 = A3 - Y
    grads["dW3"] = dZ3 @ A2.T / m
    grads["db3"] = np.sum(dZ3, axis=1, keepdims=True)

    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2)
    grads["dW2"] = dZ2 @ A1.T / m
    grads["db2"] = np.sum(dZ2, axis=1, keepdims=True) / m

    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A2**2)
    grads["dW1"] = dZ1 @ A0.T / m
    grads["db1"] = np.sum(dZ1, axis=1, keepdims=True) / m
    return grads


# %% [markdown]
# Let your check look at it instead.


# %% tags=["demo"]
def report(backward, width=5):
    """Check a backward pass on a small network with two hidden layers, on 7 examples."""
    rng = dlkit.seed(3)
    network = initialize_xavier((6, width, width, 4), rng)
    network = {
        name: value + 0.1 * rng.normal(size=value.shape) for name, value in network.items()
    }
    X, Y = rng.normal(size=(6, 7)), np.eye(4)[:, rng.integers(4, size=7)]
    grads = backward(network, forward(X, network, np.tanh), Y)
    found = gradient_check(
        network, grads, lambda moved: cross_entropy(forward(X, moved, np.tanh)[-1], Y)
    )
    for name in reversed(found):
        print(f"{name}: {found[name]:.0e}   {'right' if found[name] < 1e-7 else '<-- wrong'}")


report(buggy_backward)

# %% [markdown]
# Only `dW3` is right. That does not mean that five lines are wrong: errors travel **backward**. If `dZ2` is
# wrong, then everything behind it is wrong, too. So begin at the top of the table, next to the output. Mend
# the first thing that is wrong, look again, mend the next.
#
# These are the right formulas, for the average cross-entropy over the m examples:
#
# $$dZ^{[3]} = A^{[3]} - Y \qquad dZ^{[l]} = \big(W^{[l+1]\top} dZ^{[l+1]}\big) \odot \tanh'\big(Z^{[l]}\big)
# \qquad \tanh'(Z) = 1 - \tanh(Z)^2$$
#
# $$dW^{[l]} = \frac{1}{m}\, dZ^{[l]} A^{[l-1]\top} \qquad\qquad
# db^{[l]} = \frac{1}{m} \sum_{i=1}^{m} dz^{[l](i)}$$
#
# Copy the lines of `buggy_backward` into the cell below and mend them one by one. After every change run the
# cell, and then the one with `report(fixed_backward)` below it.


# %% exercise="fixed_backward"
def fixed_backward(parameters, activations, Y):
    """Compute the gradients of three layers: tanh, tanh, softmax with cross-entropy.

    Args:
        parameters: dict of "W1" (n1, n0), "b1" (n1, 1), "W2" (n2, n1), "b2" (n2, 1), "W3" (n3,
            n2), "b3" (n3, 1).
        activations: list of A0, the examples (n0, m), A1 (n1, m), A2 (n2, m), and A3, the
            probabilities (n3, m).
        Y: labels, array of shape (n3, m): a 1 in the row of the right class, else 0.

    Returns:
        A dict of "dW1", "db1", "dW2", "db2", "dW3" and "db3", each in the shape of what it
        changes.
    """
    raise NotImplementedError("fixed_backward")


# %% check="fixed_backward"
check("fixed_backward")

# %% tags=["demo"]
report(fixed_backward)

# %% [markdown]
# Six times right. Was it worth the trouble? Train on the digits with three versions: with all bugs, with yours, and
# with a *quiet* one, in which only `db3` has been mended.


# %% tags=["demo"]
def quiet_backward(parameters, activations, Y):
    """The first bug is mended, the two others are not."""
    grads = buggy_backward(parameters, activations, Y)
    return {**grads, "db3": grads["db3"] / Y.shape[1]}


def train_tanh(backward, rng, steps=200, learning_rate=0.5):
    """Plain gradient descent over all training digits; two hidden layers of 30 tanh units."""
    parameters = initialize_xavier((64, 30, 30, 10), rng)
    costs = []
    for _ in range(steps):
        activations = forward(X_train, parameters, np.tanh)
        costs.append(cross_entropy(activations[-1], Y_train))
        grads = backward(parameters, activations, Y_train)
        parameters = {
            name: value - learning_rate * grads["d" + name]
            for name, value in parameters.items()
        }
    right = np.mean(
        forward(X_test, parameters, np.tanh)[-1].argmax(axis=0) == Y_test.argmax(axis=0)
    )
    return costs, right


curves = {}
for name, backward in (
    ("three bugs", buggy_backward),
    ("two quiet bugs", quiet_backward),
    ("yours", fixed_backward),
):
    curves[name], right = train_tanh(backward, dlkit.seed(0))
    print(f"{name:15} last cost {curves[name][-1]:7.3f}, {right:.1%} of the test digits right")
ax = dlkit.plot.learning_curves(curves, x_label="step")
ax.set_ylim(0, 4)
plt.show()

# %% [markdown]
# With all three bugs the cost explodes, and you would have noticed. The two quiet ones are the dangerous kind:
# the cost falls, two thirds of the digits are right, and one says "well, perhaps it needs more layers, or another
# learning rate". People have searched for weeks in the wrong place. The check takes a hundredth of a second.
#
# ## 12. The same in Keras
#
# Keras has all four starts ready: an argument `kernel_initializer` of each layer, by name. Its default is
# `"glorot_uniform"`: the variance of Xavier Glorot, drawn evenly from an interval. **Keras holds examples in
# rows**, and its kernels lie the other way round, `(fan-in, fan-out)`. (The next cell takes some seconds,
# because TensorFlow has to start.)

# %% tags=["demo"]
dlkit.needs_keras()
import keras
import tensorflow as tf

rng = dlkit.seed(0)
pairs = {
    "zeros": (keras.initializers.Zeros(), initialize_zeros((300, 200))),
    "normal, 0.01": (
        keras.initializers.RandomNormal(stddev=0.01),
        initialize_normal((300, 200), 0.01, rng),
    ),
    "Xavier": (keras.initializers.GlorotNormal(), initialize_xavier((300, 200), rng)),
    "He": (keras.initializers.HeNormal(), initialize_he((300, 200), rng)),
}
print("standard deviation of 300 x 200 weights")
for name, (theirs, ours) in pairs.items():
    print(
        f"{name:13} Keras {np.std(np.asarray(theirs((300, 200)))):.5f}   yours "
        f"{ours['W1'].std():.5f}"
    )

# %% [markdown]
# The same spread, to the few percent that chance leaves. Now the gradients. `tf.GradientTape` watches the
# forward pass and works out all slopes by itself, with the chain rule. It is not a measurement, so it is
# exact up to rounding, and it is fast. Your relative difference says how well it agrees with the backward pass
# that you mended. (Keras computes in float32 here, with seven digits.)

# %% tags=["demo"]
parameters = initialize_xavier((64, 30, 30, 10), dlkit.seed(0))
model = keras.Sequential(
    [
        keras.Input((64,)),
        keras.layers.Dense(30, activation="tanh"),
        keras.layers.Dense(30, activation="tanh"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.set_weights(
    [array.T if name.startswith("W") else array[:, 0] for name, array in parameters.items()]
)
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(keras.losses.categorical_crossentropy(Y_train.T, model(X_train.T)))
from_tape = tape.gradient(loss, model.trainable_variables)

grads = fixed_backward(parameters, forward(X_train, parameters, np.tanh), Y_train)
for name, slopes in zip(parameters, from_tape, strict=True):
    theirs = slopes.numpy().T if name.startswith("W") else slopes.numpy()[:, None]
    print(
        f"d{name}: relative difference from the tape "
        f"{relative_difference(grads['d' + name], theirs):.0e}"
    )

# %% [markdown]
# And the twenty layers, with three starts. This is how you choose a start in practice: one word.

# %% tags=["demo"]
clock = time.perf_counter()
for name, start in (
    ("too small", keras.initializers.RandomNormal(stddev=0.01)),
    ("Xavier", "glorot_normal"),
    ("He", "he_normal"),
):
    dlkit.seed(0)
    hidden = [
        keras.layers.Dense(64, activation="relu", kernel_initializer=start) for _ in range(20)
    ]
    model = keras.Sequential(
        [
            keras.Input((64,)),
            *hidden,
            keras.layers.Dense(10, activation="softmax", kernel_initializer=start),
        ]
    )
    model.compile(
        keras.optimizers.SGD(0.01), loss="categorical_crossentropy", metrics=["accuracy"]
    )
    model.fit(X_train.T, Y_train.T, batch_size=32, epochs=30, verbose=0)
    keras_accuracy = model.evaluate(X_test.T, Y_test.T, verbose=0)[1]
    print(f"{name:10} {keras_accuracy:6.1%} of the test digits right")
print(f"three networks of Keras in {time.perf_counter() - clock:.0f} s")

# %% [markdown]
# ## 13. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Evenly or normally?** Write an initializer with He's variance that draws *evenly* from an interval
#    $(-r, r)$. (The variance of such numbers is $r^2 / 3$. Which $r$ do you need?) Does the probe see a
#    difference? Does the network of section 6?
# 2. **How deep can you go?** Give your probe networks with 5, 10, 20, 40 and 80 layers of 64 ReLU units, with
#    He and with other seeds. The *average* is right, but how far do single networks wander off? Do wider layers
#    help? (Later you will meet two cures, batch normalization and shortcuts.)
#
# ### 3. Written answer (10 points, marked by a person)
#
# A colleague has written a network with 30 hidden layers of 256 ReLU units, by hand. She draws all weights with
# the standard deviation 0.01. Her cost stays at 2.303, for ten classes. "Then there must be a bug in my
# backward pass", she says. In about 150 words:
#
# - What does the number 2.303 tell you? Estimate with a formula by which factor the spread of her activations
#   changes in each layer, and what is left after 30 layers. Which standard deviation should she take instead
#   (4 points)?
# - She mends that, but she still does not trust her backward pass. She runs a gradient check on the whole
#   network, over 50,000 examples, in float32, with epsilon 1e-7, and prints the largest absolute difference:
#   0.003. "Small enough", she says. Name three things that are wrong with this check, and say for each
#   what she should do (3 points).
# - The check, done right, says: the gradients of layers 18 to 31 are right, those of layers 1 to 17 are all wrong.
#   Where do you look first, and why not at 17 places (3 points)?

# %% [markdown] written="start_and_proof"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# You know why the first weights must be random, and how large they should be, and you could work out the rule
# for a new activation yourself. You have a probe that shows whether a deep network can learn at all, before
# you spend an hour on training it. And you have a test that proves a backward pass, for any network and any
# cost.
#
# Two habits to keep: **look at the first cost**, and **check a gradient before you trust it**. From the next
# notebooks on you will not write every backward pass by hand. But whenever you write one, check it.
#
# **To read on**, all of it free:
#
# - [Understanding the difficulty of training deep feedforward neural
#   networks](https://proceedings.mlr.press/v9/glorot10a.html), Glorot and Bengio, 2010: where Xavier's start
#   comes from, with the histograms that you have drawn.
# - [Delving deep into rectifiers](https://arxiv.org/abs/1502.01852), He and others, 2015: where the 2 comes
#   from, in section 2.2.
# - [Neural networks, part 3](https://cs231n.github.io/neural-networks-3/), notes of the Stanford course
#   CS231n: what spoils a gradient check, and what to look at while a network trains.
