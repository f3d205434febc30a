# %% [markdown]
# # Normalization: the same numbers in every layer
#
# **You will build** the part that made deep networks easy to train: *batch norm*, forward and backward, by
# hand. Here is a network of ten layers that learns nothing at all, whatever the learning rate. You put your own
# layer into it, change nothing else, and it reads 96 digits of 100 and more, even at learning rates ten times
# as large as the best-started network without it can bear. Then you break it: with batches of four it falls,
# and with darker pictures it falls too. You build the three relatives that hold (*layer*, *group* and *instance
# norm*), and you find out what went wrong and mend it.
#
# **You need** NumPy, backpropagation as in `deep_network`, and building a Keras network as in `convnet`. That one
# has shown batch norm in its two modes; here you also go backward through it.
#
# **It takes** about two and a half hours. On two CPU cores the finished notebook runs from top to bottom in one
# or two minutes.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run the
# cell, then run the `check(...)` cell below it. The cells in between are for looking and playing. Stuck? In a
# cell of your own, `hint("running_average")` gives a hint: the first gives away little, the third nearly all.
# `inputs("running_average")` hands you the values that a check calls it with, and `progress()` shows how far
# you are. Once you are right, `solution("running_average")` shows how we wrote it, where your edition has the
# solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("normalization").tools

# %% [markdown]
# This is where we are going: the ten-layer network from two different starts, each with and without your layer,
# as we recorded it for five seeds (the line is the median, the band reaches from the worst to the best). A test
# accuracy of 0.1 is pure guessing. The *small* start is hopeless without batch norm. The *good* one works, but
# only up to a learning rate of about 0.1.

# %% tags=["demo", "fold"]
# @title The goal, as recorded
import matplotlib.pyplot as plt

rates = [0.03, 0.1, 0.3, 1.0]
recorded = {  # for each rate the lowest, middle and highest of five seeds
    "small start": {
        "with batch norm": [
            (0.908, 0.914, 0.944),
            (0.978, 0.981, 0.983),
            (0.975, 0.986, 0.992),
            (0.981, 0.983, 0.992),
        ],
        "without": [
            (0.1, 0.1, 0.156),
            (0.1, 0.111, 0.175),
            (0.1, 0.12, 0.206),
            (0.1, 0.1, 0.1),
        ],
    },
    "good start (He)": {
        "with batch norm": [
            (0.772, 0.786, 0.827),
            (0.933, 0.944, 0.955),
            (0.972, 0.978, 0.989),
            (0.961, 0.986, 0.989),
        ],
        "without": [
            (0.833, 0.847, 0.908),
            (0.889, 0.928, 0.939),
            (0.39, 0.786, 0.836),
            (0.1, 0.1, 0.337),
        ],
    },
}
fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), sharey=True, layout="constrained")
for ax, (start_name, ways) in zip(axes, recorded.items(), strict=True):
    for number, (name, numbers) in enumerate(ways.items()):
        lowest, middle, highest = zip(*numbers, strict=True)
        colour = dlkit.plot.PALETTE[number]
        ax.plot(rates, middle, marker="os"[number], color=colour, linewidth=2, label=name)
        ax.fill_between(rates, lowest, highest, color=colour, alpha=0.2)
    ax.set(xscale="log", xlabel="learning rate", title=start_name, ylim=(0, 1.03))
    ax.set_xticks(rates, [str(rate) for rate in rates])
    ax.minorticks_off()
    ax.grid(alpha=0.3)
axes[0].set_ylabel("test accuracy")
axes[0].legend(frameon=False, loc="center right")
plt.show()

# %% [markdown]
# ## 1. A network that stands still
#
# **Examples are rows** in this notebook, as in Keras: one example is one row of `x`.
#
# | name | shape | what it is |
# |---|---|---|
# | `x` | `(m, d)` | a batch: m examples in rows, d numbers each |
# | `gamma`, `beta` | `(d,)` | a scale and a shift for each column, learned |
# | `dout` | like `y` | the slope of the cost for each number of the output `y` |
# | `W1`, `b1`, ... | `(n[l-1], n[l])`, `(n[l],)` | weights and biases: `Z = A @ W + b` |
#
# The network: 64 pixels, nine hidden layers of 50 ReLU units, ten classes. Each hidden layer is `A @ W + b`,
# then (if there is one) the normalization, then ReLU. Read the next cell once. You wrote most of it in
# `deep_network`; the places where your own functions come in are marked.

# %% tags=["demo"]
import time

from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)

digits = dlkit.data.digits()
x_train, y_train = digits.x_train.reshape(-1, 64), digits.y_train
x_test, y_test = digits.x_test.reshape(-1, 64), digits.y_test
HIDDEN, UNITS = 9, 50
print(f"{len(x_train)} digits to learn from, {len(x_test)} to be judged by")


def new_network(start, rng):
    """Draw the parameters and the memory of nine hidden layers and the output layer.

    start: "he" for He initialization, "small" for weights of half that size.
    """
    network, widths = {}, [64, *[UNITS] * HIDDEN, 10]
    for layer in range(1, HIDDEN + 2):
        n_before, n = widths[layer - 1], widths[layer]
        size = np.sqrt(2 / n_before) * (1 if start == "he" else 0.5)
        network[f"W{layer}"] = rng.normal(size=(n_before, n)) * size
        network[f"b{layer}"] = np.zeros(n)
        if layer <= HIDDEN:
            network[f"gamma{layer}"], network[f"beta{layer}"] = np.ones(n), np.zeros(n)
            network[f"state{layer}"] = {"mean": np.zeros(n), "variance": np.ones(n)}
    return network


def normalize(norm, z, layer, network, training):
    """Normalise z (m, 50) with your functions; what comes back is y and a cache."""
    gamma, beta = network[f"gamma{layer}"], network[f"beta{layer}"]
    if norm == "batch":
        state = network[f"state{layer}"]
        y, network[f"state{layer}"], cache = batch_norm_forward(  # <- yours
            z, gamma, beta, state, training
        )
        return y, cache
    if norm == "layer":
        return layer_norm_forward(z, gamma, beta)  # <- yours
    return group_norm_with_cache(z, gamma, beta)  # section 9


def normalize_backward(norm, dout, cache):
    """Go back through the normalization: dz, d_gamma, d_beta."""
    if norm == "batch":
        return batch_norm_backward_short(dout, cache)  # <- yours
    if norm == "layer":
        return layer_norm_backward(dout, cache)  # <- yours
    return group_norm_backward(dout, cache)  # section 9


def forward(x, network, norm=None, training=False):
    """Compute probabilities (m, 10), and for each layer what the backward pass needs."""
    a, caches = x, []
    for layer in range(1, HIDDEN + 1):
        before, cache = a, None
        z = a @ network[f"W{layer}"] + network[f"b{layer}"]
        if norm is not None:
            z, cache = normalize(norm, z, layer, network, training)
        caches.append((before, z, cache))
        a = np.maximum(z, 0)
    z = a @ network[f"W{HIDDEN + 1}"] + network[f"b{HIDDEN + 1}"]
    caches.append((a, z, None))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True), caches


def backward(probabilities, labels, caches, network, norm=None):
    """Compute the gradients of the average cross-entropy."""
    dz = probabilities.copy()
    dz[np.arange(len(labels)), labels] -= 1
    dz, grads = dz / len(labels), {}
    for layer in range(HIDDEN + 1, 0, -1):
        before, z, cache = caches[layer - 1]
        if layer <= HIDDEN:
            dz = dz * (z > 0)
            if norm is not None:
                dz, grads[f"gamma{layer}"], grads[f"beta{layer}"] = normalize_backward(
                    norm, dz, cache
                )
        grads[f"W{layer}"], grads[f"b{layer}"] = before.T @ dz, dz.sum(axis=0)
        dz = dz @ network[f"W{layer}"].T
    return grads


def train(norm=None, *, start="small", learning_rate=0.1, batch_size=64, epochs=8, seed=1):
    """Train by gradient descent; the steps become smaller from epoch to epoch."""
    rng = np.random.default_rng(seed)
    network = new_network(start, rng)
    with np.errstate(all="ignore"):  # some of these trainings explode, and shall
        for epoch in range(epochs):
            order = rng.permutation(len(x_train))
            for first in range(0, len(order) - batch_size + 1, batch_size):
                batch = order[first : first + batch_size]
                answer, caches = forward(x_train[batch], network, norm, training=True)
                grads = backward(answer, y_train[batch], caches, network, norm)
                for name, slope in grads.items():
                    step = learning_rate * (1 - epoch / epochs)
                    network[name] = network[name] - step * slope
    return network


def accuracy(network, norm=None, x=x_test, labels=y_test):
    """Compute the share of right answers; no training here."""
    with np.errstate(all="ignore"):
        return float(np.mean(forward(x, network, norm)[0].argmax(axis=1) == labels))


# %% tags=["question"]
ask("nine_halvings", ...)

# %% [markdown]
# The *small* start draws each weight at half the size that He initialization would give it. That does not sound
# like much. Look at the numbers before each ReLU, layer by layer, and then at four trainings. (*Deviation* is in
# this notebook always the *standard* deviation.)

# %% tags=["demo"]
small = new_network("small", dlkit.seed(1))
_, caches = forward(x_train[:256], small)
without = [z for _, z, _ in caches[:HIDDEN]]
print("deviation in each layer:", ", ".join(f"{z.std():.4f}" for z in without))
dlkit.plot.activation_histograms({"no norm": without}, x_range=(-1, 1))
plt.show()

for rate in rates:
    print(f"learning rate {rate:4}: test accuracy {accuracy(train(learning_rate=rate)):.2f}")

# %% [markdown]
# Each layer halves the signal, roughly, and on the way back each layer halves the slopes. The slope of a weight
# is the product of two things: what comes in, and what comes back. So in *every* layer it is several hundred
# times too small. A larger learning rate does not help: the biases of the last layers get slopes of the usual
# size, and a rate that is large enough for the weights is far too large for them.
#
# You know one remedy: a better start. But a start is only a start, and weights move. The other remedy is
# bolder. **Put the numbers of every layer back to mean 0 and deviation 1, in every step.**
#
# ## 2. What was usual
#
# Mean and deviation of what? In training, of the batch. Later, when one digit comes alone, there is no batch;
# so the layer has to remember what was usual. It keeps a **running average**: in each step the old average
# moves a little towards what was just measured.
#
# $$\text{average} \leftarrow \text{momentum} \cdot \text{average} + (1 - \text{momentum}) \cdot \text{new}$$
#
# This is Keras' rule: *momentum* is the share of the **old** that stays. (In PyTorch the argument of the same
# name is the share of the **new**: Keras' 0.9 is PyTorch's 0.1. People lose days over this.)
#
# Shapes: `old` and `new` have the same one, here `(d,)`; so has the answer.


# %% exercise="running_average"
def running_average(old, new, momentum):
    """Move an average a little towards a new value.

    Args:
        old: the average so far, array of shape (d,); stays as it is.
        new: what was just measured, array of shape (d,).
        momentum: the share of the old that stays, a number from 0 to 1.

    Returns:
        The average after this step, array of shape (d,).
    """
    raise NotImplementedError("running_average")


# %% check="running_average"
check("running_average")

# %% tags=["question"]
ask("share_of_the_start", ...)

# %% [markdown]
# The average starts at 0, and what is measured jitters around 5. With a small momentum it arrives soon and
# jitters, with a large one it is calm and late. Keras' default is 0.99: after 100 batches it has still not
# arrived.

# %% tags=["demo"]
rng = dlkit.seed(2)
measured = 5 + rng.normal(size=150)
curves = {}
for momentum in (0.5, 0.9, 0.99):
    average, line = np.zeros(1), []
    for value in measured:
        average = running_average(average, np.array([value]), momentum)
        line.append(float(average[0]))
    curves[f"momentum {momentum}"] = line
dlkit.plot.learning_curves(curves, x_label="batch", y_label="running average")
plt.show()

# %% [markdown]
# ## 3. Batch norm, forward
#
# Take one column of the batch: one unit, and what it says to each of the $m$ examples. **Batch norm** subtracts
# the column's mean and divides by its deviation. So that the network can still have any scale and shift it
# likes, it then multiplies by $\gamma$ and adds $\beta$, which are learned:
#
# $$\mu = \frac{1}{m}\sum_i x_i \qquad \sigma^2 = \frac{1}{m}\sum_i (x_i - \mu)^2 \qquad
# \hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}} \qquad y_i = \gamma\, \hat x_i + \beta$$
#
# All of this **for each column by itself**: $\mu$, $\sigma^2$, $\gamma$ and $\beta$ have the shape `(d,)`. The
# small $\varepsilon$ keeps a constant column from a division by zero. The variance is divided by $m$ and not by
# $m - 1$.
#
# | | `training=True` | `training=False` |
# |---|---|---|
# | $\mu$, $\sigma^2$ | of this batch | `state["mean"]`, `state["variance"]` |
# | the state afterwards | each moved by `running_average` | as it was |
#
# In training, this step still uses the batch's own numbers; the moved state is for later. Do not write into the
# `state` that comes in: return a new dict.
#
# For the way back, keep a cache with four entries: `"centered"`, which is $x - \mu$, of shape `(m, d)`;
# `"std"`, which is $\sqrt{\sigma^2 + \varepsilon}$, `(d,)`; `"x_hat"`, `(m, d)`; and `"gamma"`, `(d,)`. In both
# modes.


# %% exercise="batch_norm_forward"
def batch_norm_forward(x, gamma, beta, state, training, momentum=0.9, epsilon=1e-5):
    """Bring each column to mean 0 and deviation 1, then to scale gamma and shift beta.

    Args:
        x: a batch, array of shape (m, d).
        gamma: the scale of each column, array of shape (d,).
        beta: the shift of each column, array of shape (d,).
        state: what was usual so far, {"mean": array (d,), "variance": array (d,)}; stays as it
            is.
        training: True to use the batch's own mean and variance and to move the state; False to
            use those of the state.
        momentum: the share of the state that stays in one step.
        epsilon: small number that is added to the variance.

    Returns:
        A tuple (y, state, cache): y of shape (m, d), the state after this call, and the cache
        {"centered": (m, d), "std": (d,), "x_hat": (m, d), "gamma": (d,)}.
    """
    raise NotImplementedError("batch_norm_forward")


# %% check="batch_norm_forward"
check("batch_norm_forward")

# %% tags=["question"]
ask("batch_of_one", ...)

# %% [markdown]
# Now the same weights, half the size they should be, with your layer behind each of them. Below: the same
# network after it was given *three times* the weights. What do you expect? (All numbers are before the ReLU.)

# %% tags=["demo"]
rows = {"no norm": without}
for name, factor in (("batch norm", 1), ("W times 3", 3)):
    network = {
        key: value * factor if key.startswith("W") else value for key, value in small.items()
    }
    _, caches = forward(x_train[:256], network, "batch", training=True)
    rows[name] = [z for _, z, _ in caches[:HIDDEN]]
dlkit.plot.activation_histograms(rows, x_range=(-3, 3))
plt.show()

# %% tags=["question"]
ask("a_bias_before_batch_norm", ...)

# %% [markdown]
# **The same numbers in every layer**, and it does not matter how large the weights are: a column that is three
# times as large has a deviation three times as large, and the factor cancels. (Only $\varepsilon$ notices, and
# it is tiny.) A constant that is added cancels as well. So a layer in front of batch norm needs no bias:
# $\beta$ does that work.
#
# ## 4. Backward, step by step
#
# To train the network you must go back through your layer. Every $x_i$ acts on $y_i$ in three ways: directly,
# through the mean, and through the deviation. The mean and the deviation belong to the *whole column*, so every
# $x_i$ acts on every $y_j$. Do not try to see all of that at once. Write down the steps of the forward pass,
# and go through them from the bottom to the top, one line at a time. That list is called the **computational
# graph**.
#
# | forward | backward |
# |---|---|
# | $c_i = x_i - \mu$ | $\mathrm{d}x_i = \mathrm{d}c_i + \mathrm{d}\mu / m$, where $\mathrm{d}\mu = -\sum_i \mathrm{d}c_i$ |
# | $v = \frac{1}{m}\sum_i c_i^2$ | to $\mathrm{d}c_i$ **add** $2\, c_i\, \mathrm{d}v / m$ |
# | $s = \sqrt{v + \varepsilon}$ | $\mathrm{d}v = \mathrm{d}s / (2 s)$ |
# | $\hat x_i = c_i / s$ | $\mathrm{d}c_i = \mathrm{d}\hat x_i / s$ and $\mathrm{d}s = -\sum_i \mathrm{d}\hat x_i\, c_i / s^2$ |
# | $y_i = \gamma\, \hat x_i + \beta$ | $\mathrm{d}\hat x_i = \gamma\, \mathrm{d}y_i$, $\quad \mathrm{d}\gamma = \sum_i \mathrm{d}y_i\, \hat x_i$, $\quad \mathrm{d}\beta = \sum_i \mathrm{d}y_i$ |
#
# Read it from the bottom line up. Where a number is used twice, as $c_i$ is, its two slopes are added. Where
# one number serves all rows, as $s$, $\mu$, $\gamma$ and $\beta$ do, the slopes of all rows are **summed**.
# They are not averaged: if the cost is an average over the batch, its $1/m$ is in `dout` already.
#
# The cache holds $c$ (`"centered"`), $s$ (`"std"`), $\hat x$ (`"x_hat"`) and $\gamma$ (`"gamma"`); `dout` is
# $\mathrm{d}y$. This is for training; no one trains in the other mode.


# %% exercise="batch_norm_backward"
def batch_norm_backward(dout, cache):
    """Go back through batch norm in training, line by line of the graph.

    Args:
        dout: slope of the cost for each number of y, array of shape (m, d); stays as it is.
        cache: {"centered": (m, d), "std": (d,), "x_hat": (m, d), "gamma": (d,)}.

    Returns:
        A tuple (dx, d_gamma, d_beta) of arrays of shape (m, d), (d,) and (d,).
    """
    raise NotImplementedError("batch_norm_backward")


# %% check="batch_norm_backward"
check("batch_norm_backward")

# %% tags=["question"]
ask("beta_of_eight_rows", ...)

# %% [markdown]
# **A habit: never trust a backward pass that you have not measured.** Move each number of x a little up and
# down, look how the cost changes, and compare. Here the cost is the sum of `dout * y`. Do your three slopes
# survive it? The relative difference should be 1e-7 or less. The last line shows one more thing: the slopes of
# a column add up to zero, since adding a constant to the column changes nothing.

# %% tags=["demo"]


def measured_slopes(cost, array):
    """Measure the slope of a cost for each number of an array."""
    slopes = np.zeros(array.shape)
    for place in np.ndindex(*array.shape):
        up, down = array.copy(), array.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        slopes[place] = (cost(up) - cost(down)) / 2e-5
    return slopes


def relative_difference(a, b):
    """Compare two arrays by their lengths."""
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


rng = dlkit.seed(3)
x, dout = 2 + 3 * rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
gamma, beta = rng.uniform(0.5, 2, size=4), rng.normal(size=4)
state = {"mean": np.zeros(4), "variance": np.ones(4)}


def batch_cost(x=x, gamma=gamma, beta=beta):
    """Compute the sum of dout * y."""
    return np.sum(dout * batch_norm_forward(x, gamma, beta, state, True)[0])


y, _, cache = batch_norm_forward(x, gamma, beta, state, True)
dx, d_gamma, d_beta = batch_norm_backward(dout, cache)
for name, mine, cost, array in (
    ("dx", dx, lambda moved: batch_cost(x=moved), x),
    ("d_gamma", d_gamma, lambda moved: batch_cost(gamma=moved), gamma),
    ("d_beta", d_beta, lambda moved: batch_cost(beta=moved), beta),
):
    gap = relative_difference(mine, measured_slopes(cost, array))
    print(f"{name:8} relative difference from the measured slope {gap:.0e}")
print("the slopes of each column add up to", np.abs(dx.sum(axis=0)).max().round(12))

# %% [markdown]
# ## 5. The same by one formula
#
# Five lines of the graph can be folded into one. Put $\mathrm{d}s$ into $\mathrm{d}v$, that into $\mathrm{d}c$,
# that into $\mathrm{d}x$, and use that $\sum_i c_i = 0$. What remains is short enough to remember:
#
# $$\mathrm{d}x_i = \frac{\gamma}{s}\left(\mathrm{d}y_i - \frac{1}{m}\,\mathrm{d}\beta
# {} - \frac{1}{m}\,\hat x_i\, \mathrm{d}\gamma\right)$$
#
# In words: of the slopes, batch norm takes away their mean, and what is left of them in the direction of $\hat
# x$. It refuses any push that would only move or stretch the column, because such a push has no effect.
#
# Try to derive it on paper before you write it. Shapes as above.


# %% exercise="batch_norm_backward_short"
def batch_norm_backward_short(dout, cache):
    """Go back through batch norm in training, by one formula.

    Args:
        dout: slope of the cost for each number of y, array of shape (m, d); stays as it is.
        cache: {"centered": (m, d), "std": (d,), "x_hat": (m, d), "gamma": (d,)}; centered is
            not needed.

    Returns:
        A tuple (dx, d_gamma, d_beta) of arrays of shape (m, d), (d,) and (d,).
    """
    raise NotImplementedError("batch_norm_backward_short")


# %% check="batch_norm_backward_short"
check("batch_norm_backward_short")

# %% [markdown]
# Equal? And how much is the paper worth? The best of 20 runs each, on 1,000 rows of 500 numbers.

# %% tags=["demo"]
rng = dlkit.seed(4)
big, slopes = rng.normal(size=(1000, 500)), rng.normal(size=(1000, 500))
ones, zeros = np.ones(500), np.zeros(500)
_, _, cache = batch_norm_forward(big, ones, zeros, {"mean": zeros, "variance": ones}, True)
seconds = {}
for function in (batch_norm_backward, batch_norm_backward_short):
    tries = []
    for _ in range(20):
        began = time.perf_counter()
        function(slopes, cache)
        tries.append(time.perf_counter() - began)
    seconds[function] = min(tries)
gap = np.abs(
    batch_norm_backward(slopes, cache)[0] - batch_norm_backward_short(slopes, cache)[0]
)
print(f"largest difference {gap.max():.0e}")
slow, fast = seconds.values()
print(f"step by step {1000 * slow:.1f} ms, by the formula {1000 * fast:.1f} ms: ", end="")
print(f"{slow / fast:.1f} times as fast")

# %% [markdown]
# ## 6. The network moves
#
# Everything is in place. The same network, the same starts, the same learning rates, with and without your
# layer.

# %% tags=["demo"]
began = time.perf_counter()
for start in ("small", "he"):
    print(f"{start} start" + "".join(f"{f'rate {rate}':>12}" for rate in rates))
    for norm in (None, "batch"):
        right = [
            accuracy(train(norm, start=start, learning_rate=rate), norm) for rate in rates
        ]
        print(f"  {norm or 'no norm':9}" + "".join(f"{share:>12.1%}" for share in right))
print(f"16 trainings in {time.perf_counter() - began:.0f} s")

# %% [markdown]
# From the small start the network without a norm guesses, at every rate; with batch norm it reads the digits.
# And from the good start the network without it is at its best around 0.1 and lost at 1, while with batch norm
# 1 is fine: **ten times as large**. Nothing else was changed.
#
# Why? When it was invented, the answer was *internal covariate shift*: each layer had to chase inputs that
# changed with every step of the layers before it. Later experiments put that in doubt (see the end). What batch
# norm certainly does is to make the size of the weights unimportant: you have seen it. The same experiments
# suggest that it makes the cost a smoother landscape, in which large steps are safe. *That* it helps is not in
# doubt; why, is still discussed.
#
# One more figure: ten layers after training. The numbers before each ReLU are free to leave mean 0 and
# deviation 1, since $\gamma$ and $\beta$ are learned. They lean to one side after the training, but nowhere
# does the signal vanish.

# %% tags=["demo"]
trained = {
    "no norm": train(learning_rate=1.0),
    "batch norm": train("batch", learning_rate=1.0),
}
rows = {}
for name, network in trained.items():
    norm = "batch" if name == "batch norm" else None
    _, caches = forward(x_test, network, norm)
    rows[name] = [z for _, z, _ in caches[:HIDDEN]]
dlkit.plot.activation_histograms(rows, x_range=(-3, 3))
plt.show()

# %% tags=["question"]
ask("noise_of_four", ...)

# %% [markdown]
# ## 7. Layer norm: each example by itself
#
# Now take away the ground it stands on. With 64 examples the mean of a column is a good estimate. With **four**
# it is off by half a deviation, typically, and the deviation is hardly better known. What a digit becomes then
# depends on its three neighbours. Nine layers do that one after the other, and later the network is asked in a
# mode in which it was never trained.
#
# **Layer norm** takes the other axis: mean and deviation along **each row**, over the $d$ numbers of one
# example. The batch is not asked at all. So there is nothing to remember and there are no modes:
#
# $$\mu_i = \frac{1}{d}\sum_j x_{ij} \qquad \sigma_i^2 = \frac{1}{d}\sum_j (x_{ij} - \mu_i)^2 \qquad
# y_{ij} = \gamma_j\, \frac{x_{ij} - \mu_i}{\sqrt{\sigma_i^2 + \varepsilon}} + \beta_j$$
#
# $\gamma$ and $\beta$ still belong to the columns, `(d,)`.
#
# Make it work on **the last axis of any array**: rows `(m, d)`, and sequences `(m, time, d)`, where each step
# of each sequence is normalised by itself, and likewise with more axes. That is how Transformers use it. The
# cache: `"std"` with a last axis of length 1, so `(m, 1)` or `(m, time, 1)`; `"x_hat"` like x; `"gamma"`.


# %% exercise="layer_norm_forward"
def layer_norm_forward(x, gamma, beta, epsilon=1e-5):
    """Bring each example, over its last axis, to mean 0 and deviation 1.

    Args:
        x: array of any shape, the last axis of length d: (m, d), (m, time, d), and so on.
        gamma: the scale of each of the d numbers, array of shape (d,).
        beta: their shift, array of shape (d,).
        epsilon: small number that is added to the variance.

    Returns:
        A tuple (y, cache): y in the shape of x, and the cache {"std": shape of x with a last
        axis of 1, "x_hat": shape of x, "gamma": (d,)}.
    """
    raise NotImplementedError("layer_norm_forward")


# %% check="layer_norm_forward"
check("layer_norm_forward")

# %% tags=["question"]
ask("what_layer_norm_remembers", ...)

# %% [markdown]
# Backward it is the short formula again, along the other axis, too: the means go along the row. One thing is
# different. $\gamma_j$ changes *along* the row, so it cannot wait in front of the bracket; it goes in before
# the means are taken:
#
# $$g_{ij} = \gamma_j\, \mathrm{d}y_{ij} \qquad \mathrm{d}x_{ij} = \frac{1}{s_i}\Big(g_{ij} - \frac{1}{d}\sum_k g_{ik}
# {} - \hat x_{ij}\, \frac{1}{d}\sum_k g_{ik}\, \hat x_{ik}\Big)$$
#
# $\mathrm{d}\gamma$ and $\mathrm{d}\beta$ are sums over everything that shares them: all rows, and in a
# sequence all steps. In short, over all axes but the last.


# %% exercise="layer_norm_backward"
def layer_norm_backward(dout, cache):
    """Go back through layer norm.

    Args:
        dout: slope of the cost for each number of y, array of any shape, the last axis of
            length d: (m, d), (m, time, d), and so on; stays as it is.
        cache: {"std": shape of dout with a last axis of 1, "x_hat": shape of dout, "gamma":
            (d,)}.

    Returns:
        A tuple (dx, d_gamma, d_beta): dx in the shape of dout, the others of shape (d,).
    """
    raise NotImplementedError("layer_norm_backward")


# %% check="layer_norm_backward"
check("layer_norm_backward")

# %% [markdown]
# The habit again: measure it. This time on short sequences. And then a look at what separates the two norms:
# one digit, once with its usual neighbours and once with a very different one. Which of the two gives it the
# same numbers both times?

# %% tags=["demo"]
rng = dlkit.seed(5)
x, dout = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4))
_, cache = layer_norm_forward(x, gamma, beta)
dx, _, _ = layer_norm_backward(dout, cache)
slopes = measured_slopes(
    lambda moved: np.sum(dout * layer_norm_forward(moved, gamma, beta)[0]), x
)
print(f"dx: relative difference from the measured slope {relative_difference(dx, slopes):.0e}")

one = np.ones(64)
usual, odd = x_train[:4].copy(), x_train[:4].copy()
odd[3] = 10 * (1 - odd[3])  # the fourth neighbour is another one
state = {"mean": 0 * one, "variance": one}
for name, function in (
    ("batch norm", lambda x: batch_norm_forward(x, one, 0 * one, state, True)[0]),
    ("layer norm", lambda x: layer_norm_forward(x, one, 0 * one)[0]),
):
    change = np.abs(function(usual)[0] - function(odd)[0]).max()
    print(f"{name}: the first digit changes by up to {change:.2f} if the fourth is another")

# %% [markdown]
# ## 8. Pictures: every pixel is a row
#
# In a convolutional network x is `(m, height, width, channels)`. A channel is one filter, at work at every
# place. So it has **one** mean and one deviation, over all pictures *and all places*. The trick: every pixel of
# every picture is a row, every channel a column. Then you have written it already.
#
# Shapes: from `(m, height, width, channels)` to a table `(m * height * width, channels)` and back. `gamma`,
# `beta` and the state are `(channels,)`. Return the cache of `batch_norm_forward` just as it comes: rows of
# pixels.


# %% exercise="spatial_batch_norm_forward"
def spatial_batch_norm_forward(x, gamma, beta, state, training, momentum=0.9, epsilon=1e-5):
    """Apply batch norm to pictures: every pixel of every picture is a row.

    Args:
        x: pictures, array of shape (m, height, width, channels).
        gamma: the scale of each channel, array of shape (channels,).
        beta: the shift of each channel, array of shape (channels,).
        state: {"mean": (channels,), "variance": (channels,)}; stays as it is.
        training: as in batch_norm_forward.
        momentum: as in batch_norm_forward.
        epsilon: as in batch_norm_forward.

    Returns:
        A tuple (y, state, cache): y in the shape of x, the state after this call, and the
        cache of batch_norm_forward for the pixels as rows.
    """
    raise NotImplementedError("spatial_batch_norm_forward")


# %% check="spatial_batch_norm_forward"
check("spatial_batch_norm_forward")


# %% [markdown]
# And back, by the same door. `dout` has the shape of pictures, the cache holds rows.


# %% exercise="spatial_batch_norm_backward"
def spatial_batch_norm_backward(dout, cache):
    """Go back through batch norm of pictures.

    Args:
        dout: slope of the cost for each number of y, array of shape (m, height, width,
            channels); stays as it is.
        cache: the cache of spatial_batch_norm_forward: that of batch_norm_forward, with a row
            for each pixel.

    Returns:
        A tuple (dx, d_gamma, d_beta): dx in the shape of dout, the others of shape
        (channels,).
    """
    raise NotImplementedError("spatial_batch_norm_backward")


# %% check="spatial_batch_norm_backward"
check("spatial_batch_norm_backward")

# %% tags=["question"]
ask("shape_of_d_gamma", ...)

# %% [markdown]
# The two photographs of the kit as one batch of two pictures with three channels: red, green and blue.
# Afterwards each colour has mean 0 and deviation 1 **over both pictures together**. But not within each of
# them: see the last two lines.

# %% tags=["demo"]
china, flower = (photo[::4, ::4] for photo in dlkit.data.photos().values())
batch = np.stack([china[:100, :150], flower[:100, :150]]).astype(float)
three = np.ones(3)
state = {"mean": 0 * three, "variance": three}
y, state, _ = spatial_batch_norm_forward(batch, three, 0 * three, state, training=True)
print("over both: mean", y.mean(axis=(0, 1, 2)).round(3) + 0.0, end=" ")
print("deviation", y.std(axis=(0, 1, 2)).round(3))
for number, name in enumerate(("first", "second")):
    print(f"{name:9}: mean", y[number].mean(axis=(0, 1)).round(2), end=" ")
    print("deviation", y[number].std(axis=(0, 1)).round(2))

# %% [markdown]
# ## 9. Group norm and instance norm
#
# Layer norm of a whole picture puts all channels into one pot, an edge detector with a colour detector. **Group
# norm** is the compromise: cut the channels into groups of neighbours, and normalise each group of each example
# by itself, over all places. The batch has no say. With `groups` $= G$ and $c$ channels, the first group holds
# channels $0$ to $c/G - 1$, the second the next $c/G$, and so on.
#
# $$\mu_{ig} = \text{mean of } x_i \text{ over all places and the channels of group } g \qquad (\sigma^2_{ig} \text{ likewise})$$
#
# $\gamma$ and $\beta$ belong to each **channel**, `(channels,)`, as ever.
#
# Write it for any number of axes of places: pictures `(m, height, width, channels)`, sequences `(m, time,
# channels)`, and plain rows `(m, channels)`. Reshaping to `(m, places, groups, channels of a group)` does it
# for all.
#
# **A trap with a sequence.** One group is *not* the layer norm of section 7: one group takes the mean over all
# time steps together, layer norm takes one for each step. The check looks.


# %% exercise="group_norm_forward"
def group_norm_forward(x, gamma, beta, groups, epsilon=1e-5):
    """Normalise each group of neighbouring channels of each example, over all places.

    Args:
        x: array of shape (m, height, width, channels), (m, time, channels) or (m, channels).
        gamma: the scale of each channel, array of shape (channels,).
        beta: the shift of each channel, array of shape (channels,).
        groups: number of groups, which divides channels.
        epsilon: small number that is added to the variance.

    Returns:
        y in the shape of x.
    """
    raise NotImplementedError("group_norm_forward")


# %% check="group_norm_forward"
check("group_norm_forward")

# %% tags=["question"]
ask("as_many_groups_as_channels", ...)

# %% [markdown]
# At the other end, each channel of each picture is a group of its own: **instance norm**. It takes from every
# picture its brightness and its contrast, in each channel. Networks that repaint a photograph in the style of a
# painting use it: what they should keep is the drawing, not the light.


# %% exercise="instance_norm"
def instance_norm(x, gamma, beta, epsilon=1e-5):
    """Normalise each channel of each picture by itself, over height and width.

    Args:
        x: pictures, array of shape (m, height, width, channels).
        gamma: the scale of each channel, array of shape (channels,).
        beta: the shift of each channel, array of shape (channels,).
        epsilon: small number that is added to the variance.

    Returns:
        y in the shape of x.
    """
    raise NotImplementedError("instance_norm")


# %% check="instance_norm"
check("instance_norm")

# %% [markdown]
# Who has a say? Here are four examples of six channels; each has 2x2 places, the four small squares of a cell.
# One number of the first example is marked with a cross. Each number is moved in turn, the marked one too, and
# your function is asked whether the *marked* one changes. Dark squares have a say in it. Nothing is drawn by
# hand: it is measured with your functions.

# %% tags=["demo", "fold"]
# @title Who has a say in the marked number
shape = (4, 2, 2, 6)
values = dlkit.seed(6).normal(size=shape)
six, all_24 = np.ones(6), np.ones(24)
state = {"mean": 0 * six, "variance": six}
norms = {
    "batch norm": lambda x: spatial_batch_norm_forward(x, six, 0 * six, state, True)[0],
    "layer norm, whole\npicture": lambda x: layer_norm_forward(
        x.reshape(4, 24), all_24, 0 * all_24
    )[0].reshape(shape),
    "layer norm, last\naxis alone": lambda x: layer_norm_forward(x, six, 0 * six)[0],
    "group norm,\ntwo groups": lambda x: group_norm_forward(x, six, 0 * six, 2),
    "instance norm": lambda x: instance_norm(x, six, 0 * six),
}
fig, axes = plt.subplots(1, 5, figsize=(12, 2.9), layout="constrained")
for ax, (name, norm) in zip(axes, norms.items(), strict=True):
    has_a_say, before = np.zeros(shape), norm(values)[0, 0, 0, 1]
    for place in np.ndindex(*shape):
        moved = values.copy()
        moved[place] += 1
        has_a_say[place] = abs(norm(moved)[0, 0, 0, 1] - before) > 1e-9
    cells = has_a_say.transpose(0, 1, 3, 2).reshape(
        8, 12
    )  # (example, row) by (channel, column)
    ax.imshow(cells, cmap="Blues", vmin=0, vmax=1.3, extent=(0, 6, 4, 0), aspect="auto")
    for line in range(7):
        ax.axvline(line, color="0.4", linewidth=1.2)
    for line in range(5):
        ax.axhline(line, color="0.4", linewidth=1.2)
    ax.plot(
        1.25, 0.25, marker="x", color=dlkit.plot.PALETTE[1], markersize=9, markeredgewidth=2
    )
    ax.set_xticks(np.arange(6) + 0.5, range(6))
    ax.set_yticks(np.arange(4) + 0.5, range(4))
    ax.tick_params(length=0)
    ax.set_title(f"{name}: {int(has_a_say.sum())} of 96", fontsize=11)
    ax.set_xlabel("channel")
axes[0].set_ylabel("example")
plt.show()

# %% [markdown]
# Batch norm: one channel of all four examples. Layer norm of a whole picture: all of one example. Layer norm of
# the last axis alone: the six channels at one place. Group norm: half of the channels of one example. Instance norm:
# one channel of one example. Only one of the five asks the other examples.
#
# **Now the batch of four.** The ten layers work on rows, where a group is half of the 50 units. Going back
# through group norm needs no new formula: the two halves of a row are two "steps" of a layer norm. That is
# given here. Then the three norms, with batches of 64 and of 4, at learning rates that suit them. (With four
# rows the slopes are noisy, and the steps have to be small. Batch norm gets a second chance with a rate ten
# times as large. Batches of 64 make 8 epochs of 22 steps, batches of four 5 epochs of 359.)

# %% tags=["demo"]


def group_norm_with_cache(z, gamma, beta):
    """Apply group norm with two groups to rows, and keep what the way back needs."""
    halves = z.reshape(len(z), 2, -1)
    half = np.ones(halves.shape[-1])
    x_hat, cache = layer_norm_forward(halves, half, 0 * half)
    return gamma * x_hat.reshape(z.shape) + beta, {"halves": cache, "gamma": gamma}


def group_norm_backward(dout, cache):
    """Go back through it."""
    halves = cache["halves"]
    d_gamma = np.sum(dout * halves["x_hat"].reshape(dout.shape), axis=0)
    dx_hat = (dout * cache["gamma"]).reshape(halves["x_hat"].shape)
    dx, _, _ = layer_norm_backward(dx_hat, halves)
    return dx.reshape(dout.shape), d_gamma, dout.sum(axis=0)


fifty = np.ones(50)
z = dlkit.seed(7).normal(size=(5, 50))
gap = group_norm_with_cache(z, fifty, fifty)[0] - group_norm_forward(z, fifty, fifty, 2)
print(f"difference from your group norm {np.abs(gap).max():.0e}\n")

kept = {}
print(f"{'':12}batch  rate   training    test")
for norm, size, rate in (
    ("batch", 64, 0.3),
    ("layer", 64, 0.03),
    ("group", 64, 0.03),
    ("batch", 4, 0.003),
    ("batch", 4, 0.03),
    ("layer", 4, 0.003),
    ("group", 4, 0.003),
):
    network = train(norm, batch_size=size, learning_rate=rate, epochs=8 if size == 64 else 5)
    kept[norm, size] = network
    seen, new = accuracy(network, norm, x_train, y_train), accuracy(network, norm)
    print(f"{norm + ' norm':12}{size:5}  {rate:5}{seen:>10.1%}{new:>9.1%}")

# %% [markdown]
# With batches of four, batch norm falls, and layer and group norm hold. It is bad on its own training digits,
# too, so it is not overfitted. (With 64 it is the best of the three here. That is why people put up with its
# demands.) One reason you can see. Ask a trained network for the same digit a hundred times, as in training,
# each time among other neighbours. How often does it say the same?

# %% tags=["demo"]
rng = dlkit.seed(12)
for (norm, size), network in kept.items():
    agreed = []
    for digit in range(20):  # twenty digits, each a hundred times
        said = np.zeros(10)
        for _ in range(100):
            neighbours = rng.choice(len(x_train), size - 1, replace=False)
            batch = x_train[np.concatenate([[digit], neighbours])]
            answer, _ = forward(batch, dict(network), norm, training=True)
            said[answer[0].argmax()] += 1
        agreed.append(said.max())
    print(
        f"{norm} norm, batches of {size:2}: {np.mean(agreed):.0f} of 100 times the same answer"
    )

# %% [markdown]
# In training, a digit gets one answer among these three neighbours and another among those. So the slopes of
# the cost point now here, now there, and what there is to learn drowns in noise. Two of the norms do not know
# who the neighbours are.
#
# Do not take more from this table than is in it. Here a mean is taken over four *numbers*. In a convolutional
# network with four pictures of 8x8 it is taken over 256. They are not 256 independent numbers, for neighbouring
# pixels are alike, but they are far more than four. Count the numbers behind a mean, not the pictures.
#
# ## 10. The same in Keras, and two traps
#
# The next cell takes some seconds. TensorFlow, which does the work under Keras, may print a few lines about
# your machine; they do no harm.

# %% tags=["setup"]
dlkit.needs_keras()
import keras

# %% [markdown]
# First: is it the same? Your functions beside Keras' layers, and your slopes beside those that
# `tf.GradientTape` finds without any formula from you.

# %% tags=["demo"]
import tensorflow as tf


def beside_keras(layer, x, weights, dout, **options):
    """Return y and the slopes of x, gamma and beta, as Keras has them."""
    layer.build(x.shape)
    layer.set_weights(weights)
    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        y = layer(tensor, **options)
    slopes = tape.gradient(y, [tensor, layer.gamma, layer.beta], tf.constant(dout))
    return y.numpy(), [np.asarray(slope) for slope in slopes]


def compare(name, mine, theirs):
    """Print the largest difference between two lists of arrays."""
    gap = max(np.abs(a - b).max() for a, b in zip(mine, theirs, strict=True))
    print(f"{name:28} largest difference from Keras {gap:.0e}")


rng = dlkit.seed(8)
x, dout = rng.normal(
    1, 2, size=(2, 5, 4, 3, 6)
)  # x and dout: five pictures of 4x3 with six channels
gamma, beta = rng.uniform(0.5, 2, size=6), rng.normal(size=6)
state = {"mean": np.zeros(6), "variance": np.ones(6)}
exact = {"epsilon": 1e-5, "dtype": "float64"}

layer = keras.layers.BatchNormalization(momentum=0.9, **exact)
y, slopes = beside_keras(layer, x, [gamma, beta, *state.values()], dout, training=True)
mine, state, cache = spatial_batch_norm_forward(x, gamma, beta, state, True)
compare("batch norm", [mine, *spatial_batch_norm_backward(dout, cache)], [y, *slopes])
compare(
    "  its memory", state.values(), [layer.moving_mean.numpy(), layer.moving_variance.numpy()]
)
y, slopes = beside_keras(
    keras.layers.LayerNormalization(**exact), x[0], [gamma, beta], dout[0]
)
mine, cache = layer_norm_forward(x[0], gamma, beta)
compare("layer norm, last axis", [mine, *layer_norm_backward(dout[0], cache)], [y, *slopes])
for groups, name in ((2, "group norm, two groups"), (-1, "instance norm")):
    y, _ = beside_keras(
        keras.layers.GroupNormalization(groups=groups, **exact), x, [gamma, beta], dout
    )
    mine = (
        instance_norm(x, gamma, beta)
        if groups == -1
        else group_norm_forward(x, gamma, beta, groups)
    )
    compare(name, [mine], [y])

# %% [markdown]
# Keras has no layer of the name instance norm; it is `GroupNormalization(groups=-1)`. And now the traps.
#
# 1. **`LayerNormalization()` on pictures works on the last axis alone**: on the channels of one pixel. For the
#    layer norm of a whole picture say `LayerNormalization(axis=(1, 2, 3))`. Then $\gamma$ and $\beta$ have a
#    number for each place of each channel.
# 2. **`GroupNormalization(groups=1)` on sequences is not `LayerNormalization()`.** A word's numbers then depend
#    on the words after it. For a model that writes text word by word this is a leak from the future.
#
# Both mistakes give no error. The shapes fit, the network trains, and it is another network than you think.

# %% tags=["demo"]
pictures = dlkit.seed(9).normal(size=(2, 8, 8, 16)).astype("float32")
alone, whole = (
    keras.layers.LayerNormalization(),
    keras.layers.LayerNormalization(axis=(1, 2, 3)),
)
gap = np.abs(alone(pictures) - whole(pictures)).max()
print(f"two layer norms of one picture: they differ by up to {gap:.2f};", end=" ")
print(f"{alone.count_params()} and {whole.count_params()} parameters")

words = dlkit.seed(10).normal(size=(1, 5, 8)).astype("float32")  # one sentence, five words
other = words.copy()
other[0, -1] += 3  # the last word is another one
for layer in (keras.layers.LayerNormalization(), keras.layers.GroupNormalization(groups=1)):
    change = np.abs(layer(words)[0, 0] - layer(other)[0, 0]).max()
    print(f"{layer.__class__.__name__}: the first word changes by up to {change:.2f}")

# %% tags=["question"]
ask("parameters_of_layer_norm", ...)

# %% [markdown]
# ## 11. One network, five norms
#
# Build a small convolutional network, with the norm as a word:
#
# | | layer |
# |---|---|
# | input | `keras.Input(input_shape)` |
# | block, once with 8 and once with 16 filters | `Conv2D`, 3x3, padding same, then the norm, then ReLU, then max pooling 2x2 |
# | head | `Flatten`, `Dense(classes)` with softmax |
#
# | `norm` | the layer in each block |
# |---|---|
# | `"none"` | none at all |
# | `"batch"` | `BatchNormalization` |
# | `"layer"` | `LayerNormalization` **over the whole picture** |
# | `"group"` | `GroupNormalization` with four groups |
# | `"instance"` | instance norm |
#
# The convolutions have a bias only in the network without a norm; elsewhere `use_bias=False`. Momentum and
# epsilon may stay as Keras has them. Do not compile it.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, classes)`.


# %% exercise="network_with"
def network_with(norm, input_shape=(8, 8, 1), classes=10):
    """Build a small convolutional network with one kind of normalization in both blocks.

    Args:
        norm: "none", "batch", "layer", "group" or "instance".
        input_shape: (height, width, channels).
        classes: number of classes.

    Returns:
        A keras.Model, not compiled: input (batch, height, width, channels), output (batch,
        classes), probabilities.
    """
    raise NotImplementedError("network_with")


# %% check="network_with"
check("network_with")

# %% [markdown]
# Train all five on the digits, and hand them test digits as they come. There is little between them. Then the
# lamp of the scanner grows old: the same digits at half the brightness, and at three tenths. In the last column
# a grey haze lies over them.

# %% tags=["question"]
ask("the_old_lamp", ...)

# %% tags=["demo"]
pictures = digits.x_train[..., None].astype("float32")
test_pictures = digits.x_test[..., None].astype("float32")
lamps = {
    "as they come": lambda x: x,
    "half": lambda x: 0.5 * x,
    "three tenths": lambda x: 0.3 * x,
    "haze": lambda x: 0.5 * x + 0.25,
}


def share_right(model, x):
    """Compute the test accuracy, in inference mode."""
    return float(np.mean(np.asarray(model(x, training=False)).argmax(axis=1) == y_test))


def trained_with(norm, seed=11):
    """Train a network on the digits; the steps become smaller and smaller."""
    dlkit.seed(seed)
    model = network_with(norm)
    rate = keras.optimizers.schedules.CosineDecay(0.003, 12 * 45)  # 12 epochs of 45 batches
    model.compile(
        optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy"
    )
    model.fit(pictures, y_train, batch_size=32, epochs=12, verbose=0)
    return model


began, networks = time.perf_counter(), {}
print(f"{'':10}" + "".join(f"{name:>14}" for name in lamps))
for norm in ("none", "batch", "layer", "group", "instance"):
    model = networks[norm] = trained_with(norm)
    right = [share_right(model, lamp(test_pictures)) for lamp in lamps.values()]
    print(f"{norm:10}" + "".join(f"{share:>14.1%}" for share in right))
print(f"five trainings in {time.perf_counter() - began:.0f} s")

# %% [markdown]
# This is **covariate shift**: the inputs are distributed differently from those of the training, and what they
# *mean* is still the same. A 3 in the dark is a 3.
#
# - Layer, group and instance norm hardly notice a weaker lamp. Their means and deviations come from the picture
#   itself, and half the brightness is half the deviation. (Without a bias in front that is exact, but for
#   $\varepsilon$, which is 0.001 in Keras.)
# - The network without a norm loses some, but less than the one with batch norm: ReLU, pooling and convolution
#   pass on a factor as it is, and only the biases are now too large.
# - Batch norm falls, and deepest of all in the dark. It subtracts what was usual *in training*: the mean of
#   bright digits. It normalises with a memory of another world.
# - Haze adds a constant where no layer expects one. Nobody is unharmed. Instance norm stands it best here: a
#   constant on a whole channel is in its mean, and goes.
#
# ## 12. Teach it what is usual now
#
# The weights are still good; only the memory is old. So measure it anew, on pictures from the new world. **No
# labels are needed for that**, only pictures.
#
# In practice the new pictures come in batches of different sizes, and only three things are kept of each: the
# mean of each channel, its variance, and the size. How do you get mean and variance of *all* rows from that?
# The mean is easy: a batch counts by its share $w_k$ of all rows. The variance has two parts:
#
# $$w_k = \frac{n_k}{\sum_l n_l} \qquad \mu = \sum_k w_k\, \mu_k \qquad
# \sigma^2 = \underbrace{\sum_k w_k\, \sigma_k^2}_{\text{within the batches}}
# {} + \underbrace{\sum_k w_k\, (\mu_k - \mu)^2}_{\text{between them}}$$
#
# Leave the second part out, and what is pooled is too small. (Batch norm's running average leaves it out, too.
# With large shuffled batches it is small.)
#
# Shapes: `means` and `variances` are `(k, d)`, `sizes` is `(k,)`; both answers are `(d,)`.


# %% exercise="pool_statistics"
def pool_statistics(means, variances, sizes):
    """Put the statistics of several batches together, as if all rows had been one batch.

    Args:
        means: the mean of each batch, array of shape (k, d).
        variances: the variance of each batch (divided by its size), array of shape (k, d).
        sizes: the number of rows of each batch, array of shape (k,).

    Returns:
        A tuple (mean, variance) of arrays of shape (d,): those of all rows together.
    """
    raise NotImplementedError("pool_statistics")


# %% check="pool_statistics"
check("pool_statistics")

# %% tags=["question"]
ask("zeros_and_tens", ...)

# %% [markdown]
# Now the repair. The network goes through its batch norm layers from the first to the last, since each one
# changes what the next one sees. For each: what arrives there, batch by batch, is measured, pooled by your
# function, and becomes the new memory. Weights, $\gamma$ and $\beta$ stay. To be fair, the new statistics come
# from the first half of the test digits, and the accuracy is that of the second half.

# %% tags=["demo"]


def teach_what_is_usual(model, batches):
    """Measure the memory of every batch norm layer anew; no labels, no training."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            before = keras.Model(model.input, layer.input)
            arriving = [
                np.asarray(before(batch)).reshape(-1, layer.gamma.shape[0])
                for batch in batches
            ]
            mean, variance = pool_statistics(
                np.array([rows.mean(axis=0) for rows in arriving]),
                np.array([rows.var(axis=0) for rows in arriving]),
                np.array([len(rows) for rows in arriving]),
            )
            layer.set_weights([layer.gamma, layer.beta, mean, variance])


def second_half(model, x):
    """Compute the accuracy on the second half of the test digits."""
    answers = np.asarray(model(x[180:], training=False)).argmax(axis=1)
    return float(np.mean(answers == y_test[180:]))


model = networks["batch"]
remembered = model.get_weights()
print(f"{'':14}old memory   new memory")
for name, lamp in lamps.items():
    model.set_weights(remembered)
    dim = lamp(test_pictures)
    old = second_half(model, dim)
    teach_what_is_usual(model, np.split(dim[:180], [32, 64, 96, 128, 160]))
    print(f"{name:14}{old:>10.1%}{second_half(model, dim):>13.1%}")
model.set_weights(remembered)

# %% [markdown]
# Not one weight was trained, and not one label was seen. This trick is called *adaptive batch norm*. It has a
# price: somebody has to notice that the world has changed, and has to have enough pictures of the new one, of
# all classes and not only zeros.
#
# ## 13. Questions to take with you
#
# The first three are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Before or after?** Put the normalization behind the ReLU instead of before it: turn the order round in
#    `forward` *and* in `backward`, and measure a few slopes. What happens to the figure of section 6? Both
#    orders are in use.
# 2. **Sorted batches.** In `train`, make batches of 64 that each hold a single class. What happens to batch
#    norm, and why not to layer norm? When would that happen by accident?
# 3. **Find the bug.** A friend's network with batch norm has 98% on each training batch, with `training=True`,
#    and 11% on the same digits with `training=False`. The weights are fine. Name two mistakes in
#    `batch_norm_forward` that do this, and check your guess by planting them in a copy.
#
# ### 4. Written answer (10 points, marked by a person)
#
# Three colleagues come to you. In about 250 words:
#
# - *Ana:* "My pictures are large: only two fit into a batch. Each dense layer behind the convolutions has batch
#   norm. The cost jumps about and hardly falls, and in the test it is worse still." What happens, what should
#   she use instead, and why does that help (3 points)?
# - *Ben:* "My network with batch norm had 97% on the test set. In the shop it has 60%, with a new camera." Name
#   two things that may have gone wrong with the statistics: one that is the camera's fault, and one that would
#   be there with the old camera as well. How does he find out which it is, without labels from the shop, and
#   what helps for each (4 points)?
# - *Cleo:* "I normalise my sentences with `GroupNormalization(groups=1)`. It is the same as layer norm." What
#   is she wrong about, which harm can it do in a model that writes word by word, and why would batch norm not
#   be better (3 points)?

# %% [markdown] written="which_norm"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# Four norms that differ in one thing: *which numbers share a mean*. Batch norm asks the neighbours, so it needs
# a large batch, two modes and a memory, and the memory can grow old. Layer, group and instance norm ask only
# the example itself. And two habits: measure every backward pass, and ask of every statistic where it comes
# from.
#
# **To read on**, all of it free:
#
# - [Batch normalization](https://arxiv.org/abs/1502.03167), Ioffe and Szegedy, 2015: the paper; section 3 is
#   what you have built.
# - [How does batch normalization help optimization?](https://arxiv.org/abs/1805.11604), Santurkar and others,
#   2018: the experiment that puts internal covariate shift in doubt.
# - [Layer normalization](https://arxiv.org/abs/1607.06450), Ba, Kiros and Hinton, 2016, and [Group
#   normalization](https://arxiv.org/abs/1803.08494), Wu and He, 2018; the latter has batches of two on its
#   first page.
# - [Revisiting batch normalization for practical domain adaptation](https://arxiv.org/abs/1603.04779), Li and
#   others, 2016: the repair of section 12.
