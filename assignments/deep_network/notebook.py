# %% [markdown]
# # Deep network: L layers, ten classes
#
# **You will build** a network with as many layers as you like, by hand in NumPy. It reads all ten digits,
# and gets at least 94 percent of pictures right that it has never seen. You write one layer, forward and
# backward, and stack it. On the way you learn the four habits by which people find out why a network does
# not learn. At the end you build the same network in Keras.
#
# **You need** the notebook `shallow_network`: a hidden layer, the backward pass, and gradient descent. The
# chain rule is all the calculus there is.
#
# **It takes** about 120 minutes. There are twelve functions, and most of them are two to six lines long.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The
# cells in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("initialize")` gives a hint: the first gives away little, the third nearly all.
# `inputs("initialize")` hands you the values that a check calls it with, and `progress()` shows how far
# you are. Once you are right, `solution("initialize")` shows how we wrote it, where your edition has the
# solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("deep_network").tools

# %% [markdown]
# Here is the task, and the goal. On the left are pictures that the network has never seen, and above each
# its answer. On the right, all 359 test pictures are counted: a row for each true digit, a column for each
# answer. Blue is right, orange is a mistake. The network is a ready-made one from scikit-learn; in two
# hours your own will do the same.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)


def count_answers(labels, answers):
    """Count how often each true digit (row) got each answer (column)."""
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (labels, answers), 1)
    return counts


data = dlkit.data.digits()
goal = MLPClassifier((48, 32), learning_rate_init=0.01, max_iter=100, random_state=0)
goal.fit(data.x_train.reshape(-1, 64), data.y_train)
answers = goal.predict(data.x_test.reshape(-1, 64))

fig, axes = plt.subplots(1, 2, figsize=(10, 4.6), layout="constrained")
dlkit.plot.images(data.x_test[:30], labels=answers[:30], columns=6, ax=axes[0])
dlkit.plot.confusion_matrix(count_answers(data.y_test, answers), ax=axes[1])
axes[1].set_title(f"{np.mean(answers == data.y_test):.1%} of the test pictures right")
plt.show()

# %% [markdown]
# ## 1. The plan: one layer, written once
#
# The network of the last notebook had two layers, and each had its own lines of code. With ten layers that
# would be ten times the same lines. So we write **one layer** as a function, and call it in a loop.
#
# ```
#  forward    X ─► [layer 1] ─► A1 ─► [layer 2] ─► A2 ─► [layer 3] ─► A3 ─► cost
#                      │                  │                  │        the probabilities
#                    cache              cache              cache
#                      ▼                  ▼                  ▼
#  backward       dW1, db1 ◄─ dA1 ◄─ dW2, db2 ◄─ dA2 ◄─ dW3, db3 ◄─ A3 - Y
# ```
#
# Forward, each layer takes the answers of the layer before. Backward, each layer takes the error from the
# layer after. What it has seen on the way forward, it keeps in a **cache** for the way back.
#
# **Examples are columns**, as in the last two notebooks. The widths of the layers are a list, `layer_dims`,
# and the input counts as number 0. For our digits it is `[64, 48, 32, 10]`: 64 pixels, two hidden layers,
# ten answers. That makes $L = 3$ layers with weights. Layer $l$ has $n^{[l]}$ units:
#
# | name | shape | what it is |
# |---|---|---|
# | `X` | `(n[0], m)` | the pictures, one in each column, 64 numbers each |
# | `Y` | `(n[L], m)` | the right answers, *one-hot*: see below |
# | `W`, `b` of layer $l$ | `(n[l], n[l-1])`, `(n[l], 1)` | one row for each unit |
# | `Z`, `A` of layer $l$ | `(n[l], m)` | its scores, and its activations |
# | `AL` | `(n[L], m)` | the activations of the last layer: ten probabilities in each column |
#
# **One-hot.** The right answer used to be 0 or 1. Now there are ten classes. The class number itself would
# be a bad target: a 9 is not "more" than a 1. So each label becomes a column of ten numbers, with a 1 at
# the place of the right class and 0 elsewhere. The columns of `np.eye(10)` are just that.

# %% tags=["demo"]
LAYERS = [64, 48, 32, 10]

# (64, 1438), (64, 359)
X, X_test = (
    data.x_train.reshape(-1, 64).T,
    data.x_test.reshape(-1, 64).T,
)
y, y_test = data.y_train, data.y_test  # (1438,), (359,): the digits themselves
Y, Y_test = np.eye(10)[:, y], np.eye(10)[:, y_test]  # (10, 1438), (10, 359): one-hot
print("X", X.shape, " Y", Y.shape)
print("the first six labels:", y[:6])
print("and as columns:")
print(Y[:, :6].astype(int))

# %% [markdown]
# ## 2. First weights of a fair size
#
# The weights must be different at the start; you have seen why. But how large should they be? In the last
# notebook they were 0.01 times a normal draw, and training took its time to get going. With many layers
# that does real harm: each layer makes the signal smaller, and after ten of them nothing is left. Weights
# that are too large do the opposite.
#
# A score is a sum of `n_prev` terms, $z = \sum_k w_k a_k$. Terms of random sign partly cancel, so the sum
# of $n$ of them is not $n$ times as large as one, but about $\sqrt{n}$ times. To undo that, divide:
#
# $$W^{[l]}_{ij} \sim \frac{1}{\sqrt{n^{[l-1]}}} \, \mathcal{N}(0, 1) \qquad\qquad b^{[l]} = 0$$
#
# Now each layer hands on a signal of about the size that it got. (The notebook `initialization` looks closer.)
#
# The names are `"W1"`, `"b1"`, `"W2"`, ... An f-string makes them: `f"W{layer}"`. The widths come from
# `layer_dims`, an input and an output for each layer: layer 1 goes from `layer_dims[0]` to `layer_dims[1]`.
# Draw with `rng.standard_normal((rows, columns))`, from the generator that is passed in, layer 1 first.


# %% exercise="initialize"
def initialize(layer_dims, rng):
    """Draw first weights for every layer, and make biases of zero.

    Args:
        layer_dims: list of L + 1 widths, the input first, such as [64, 48, 32, 10].
        rng: np.random.Generator to draw the weights with.

    Returns:
        A dict with, for each layer from 1 to L: "W1", ... of shape (n[l], n[l-1]), normal with
        mean 0 and standard deviation 1 / sqrt(n[l-1]); and "b1", ... of shape (n[l], 1), all
        0.
    """
    raise NotImplementedError("initialize")


# %% check="initialize"
check("initialize")

# %% tags=["question"]
ask("factor_of_one_layer", ...)

# %% [markdown]
# Your weights against weights of 0.01 and of 1, in ten layers of 64 units (with no bends, to keep it
# simple). The picture shows how large the scores are in each layer. Mind the scale on the left: each line
# of the grid is a factor of 1000.
#
# The check counted thousands of your weights. Look at the printed sizes yourself, too: they should be near
# $1/\sqrt{64} = 0.125$, $1/\sqrt{48} \approx 0.144$ and $1/\sqrt{32} \approx 0.177$.

# %% tags=["demo"]
rng = dlkit.seed(0)
fair = initialize([64] * 11, rng)
signal = rng.standard_normal((64, 200))
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
ax.set_prop_cycle(color=dlkit.plot.PALETTE[:3], linestyle=["--", "-", ":"])
for name, factor in (
    ("1", 8),
    ("1 / sqrt(n_prev)", 1),
    ("0.01", 0.08),
):  # times 8 and 0.08: sqrt(64) is 8
    sizes, A = [], signal
    for layer in range(1, 11):
        A = factor * fair[f"W{layer}"] @ A
        sizes.append(np.std(A))
    ax.semilogy(range(1, 11), sizes, marker="o", linewidth=2, label=f"weights of size {name}")
ax.set(xlabel="layer", ylabel="size of the scores", yticks=10.0 ** np.arange(-12, 10, 3))
ax.grid(alpha=0.3)
ax.legend(frameon=False)
plt.show()

parameters = initialize(LAYERS, dlkit.seed(1))
for name, value in parameters.items():
    print(f"{name} {value.shape!s:9} {value.size:5} numbers, size {np.std(value):.3f}")
print(f"         {sum(value.size for value in parameters.values()):8} numbers to learn")

# %% [markdown]
# ## 3. The scores of one layer
#
# The first half of a layer is the weighted sum, as always: unit $j$ adds up its inputs, each times its weight,
# and its bias. Here it is in plain Python, with three loops: for each picture, for each unit, over the inputs.


# %% tags=["demo"]
def scores_with_loops(A_prev, W, b):
    """Compute the scores number by number."""
    Z = np.zeros((W.shape[0], A_prev.shape[1]))
    for i in range(A_prev.shape[1]):
        for j in range(W.shape[0]):
            z = b[j, 0]
            for k in range(W.shape[1]):
                z = z + W[j, k] * A_prev[k, i]
            Z[j, i] = z
    return Z


print("scores of the first three units for the first two pictures:")
print(np.round(scores_with_loops(X[:, :2], parameters["W1"], parameters["b1"])[:3], 3))

# %% [markdown]
# Without loops, for all units and all pictures at once, it is one line:
#
# $$Z = W A_{\text{prev}} + b$$
#
# Shapes: `(n, n_prev)` times `(n_prev, m)` is `(n, m)`, and the column `b`, `(n, 1)`, is added to every column.
#
# On the way back this layer will need its input and its weights again. So it returns **two things**: the
# scores, and a cache. The cache is a dict with exactly these names:
#
# ```python
# {"A_prev": A_prev, "W": W, "b": b}
# ```
#
# (More may stand in it, if you like to keep something of your own.)


# %% exercise="linear_forward"
def linear_forward(A_prev, W, b):
    """Compute the scores of one layer. Needs no loop.

    Args:
        A_prev: activations of the layer before (or the input), array of shape (n_prev, m).
        W: weights, array of shape (n, n_prev).
        b: biases, array of shape (n, 1).

    Returns:
        A tuple (Z, cache): Z are the scores, array of shape (n, m); cache is a dict of
        "A_prev", "W" and "b", the arguments as they came.
    """
    raise NotImplementedError("linear_forward")


# %% check="linear_forward"
check("linear_forward")

# %% [markdown]
# Same numbers as the loops? How much faster?

# %% tags=["demo"]
start = time.perf_counter()
slow = scores_with_loops(X[:, :20], parameters["W1"], parameters["b1"])
loop_seconds = time.perf_counter() - start

start = time.perf_counter()
for _ in range(100):
    fast, _ = linear_forward(X[:, :20], parameters["W1"], parameters["b1"])
vectorised_seconds = (time.perf_counter() - start) / 100

print(f"largest difference: {np.abs(slow - fast).max():.1g}")
print(
    f"loops {loop_seconds * 1000:.1f} ms, vectorised {vectorised_seconds * 1000:.3f} ms:",
    end=" ",
)
print(f"{loop_seconds / vectorised_seconds:.0f} times faster")

# %% [markdown]
# ## 4. From ten scores to ten probabilities
#
# The last layer gives ten scores for each picture, one for each digit. We want probabilities: positive, and
# adding up to 1. A sigmoid for each score would give positive numbers, but they would not add up to 1. So:
# make every score positive with the exponential, and divide by the sum. That is the **softmax**:
#
# $$a_k = \frac{e^{z_k}}{\sum_{j} e^{z_j}}$$
#
# With the scores 2 and 0, for instance: $e^2 \approx 7.4$ and $e^0 = 1$, together 8.4. The probabilities are
# $7.4 / 8.4 \approx 0.88$ and $1 / 8.4 \approx 0.12$. The largest score gets the largest share.
#
# **A trap.** $e^{800}$ is too large for a computer; it becomes `inf`, and `inf / inf` is `nan`. But if we
# subtract the same number $c$ from all scores of a picture, nothing changes:
#
# $$\frac{e^{z_k - c}}{\sum_j e^{z_j - c}} = \frac{e^{-c}\, e^{z_k}}{e^{-c} \sum_j e^{z_j}} =
# \frac{e^{z_k}}{\sum_{j} e^{z_j}}$$
#
# So subtract **the largest score of the picture**. Then the largest power is $e^0 = 1$, and nothing overflows.
#
# Shapes: `Z` is `(n, m)`, one picture in each column, so the maximum and the sum go *down the columns*:
# `axis=0`. With `keepdims=True` the result stays a row, `(1, m)`, and fits to `Z`.


# %% exercise="softmax"
def softmax(Z):
    """Turn the scores of each example into probabilities. Needs no loop.

    Args:
        Z: scores, array of shape (n, m), one example in each column; stays as it is. Values of
            +-800 must work.

    Returns:
        Probabilities, array of shape (n, m); each column adds up to 1.
    """
    raise NotImplementedError("softmax")


# %% check="softmax"
check("softmax")

# %% tags=["question"]
ask("softmax_of_5_and_3", ...)

# %% [markdown]
# Four scores, and what softmax makes of them. Add 100 to all: nothing changes. Multiply all by 3: the
# winner takes nearly everything. (So large scores mean a network that is sure of itself.) Multiply by more and
# more, and in the end the winner takes all: 1 for the largest score, 0 for all others. That is **hardmax**, and
# *soft*max is its gentle brother.

# %% tags=["demo", "fold"]
# @title Four scores, and what softmax makes of them
z = np.array([[2.0], [1.0], [0.5], [-1.0]])


def hardmax(Z):
    """Give 1 to the largest score of each column, and 0 to the others."""
    return (np.arange(len(Z))[:, np.newaxis] == Z.argmax(axis=0)).astype(float)


fig, axes = plt.subplots(1, 4, figsize=(11, 2.6), layout="constrained", sharey=True)
panels = (
    ("softmax(z)", z, softmax(z)),
    ("softmax(z + 100)", z + 100, softmax(z + 100)),
    ("softmax(3 z)", 3 * z, softmax(3 * z)),
    ("hardmax(z)", z, hardmax(z)),
)
for ax, (name, scores, shares) in zip(axes, panels, strict=True):
    shares = shares[:, 0]
    ax.bar(range(4), shares, color=dlkit.plot.PALETTE[0])
    for k, share in enumerate(shares):
        ax.text(k, share, f"{share:.2f}", ha="center", va="bottom", fontsize=9)
    ax.set(
        title=name,
        xticks=range(4),
        xticklabels=[f"{score:g}" for score in scores[:, 0]],
        ylim=(0, 1.1),
    )
    ax.set_xlabel("score")
axes[0].set_ylabel("probability")
plt.show()

two = softmax(np.array([[0.0, 0.0, 0.0], [-1.0, 0.5, 3.0]]))[1]
print("two classes with scores 0 and z: ", np.round(two, 4))
print("the sigmoid of z:                ", np.round(1 / (1 + np.exp([1.0, -0.5, -3.0])), 4))

# %% [markdown]
# The last two lines are the same: **with two classes softmax is the sigmoid.** Nothing from the earlier
# notebooks is lost.
#
# Hardmax names the same winner. Why not take it at once? See what both make of the first score, while it grows from
# below all others to above them.

# %% tags=["question"]
ask("hardmax_of_a_little_more", ...)

# %% tags=["demo", "fold"]
# @title The first probability, while its score grows
grown = np.repeat(z, 301, axis=1)
grown[0] = np.linspace(-2, 4, 301)
fig, ax = plt.subplots(figsize=(5.5, 2.8), layout="constrained")
curves = {
    "softmax(z)": softmax(grown),
    "softmax(3 z)": softmax(3 * grown),
    "hardmax(z)": hardmax(grown),
}
for (name, shares), colour, style in zip(
    curves.items(), dlkit.plot.PALETTE, ("-", "--", ":"), strict=False
):
    ax.plot(grown[0], shares[0], style, color=colour, label=name)
ax.set(xlabel="the first score; the others are 1, 0.5 and -1", ylabel="first probability")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# Hardmax is *flat*. Move a score a little, and no probability moves: its slope is 0 everywhere but at the jump, where it
# has none. A cost behind it would give gradient descent no hint which way to go. And it says of a close race the same
# as of a clear one. Softmax always has a slope, and it tells how close the race was. So softmax is for training;
# when all is learned and only the winner is wanted, the largest score is enough (section 12).
#
# ## 5. A whole layer
#
# Scores, then the activation. A layer should not care which one it is, so its name is an argument:
#
# | `activation` | formula | where |
# |---|---|---|
# | `"relu"` | $A = \max(0, Z)$, entry by entry | hidden layers of this notebook |
# | `"tanh"` | $A = \tanh(Z)$, entry by entry | hidden layers of the last notebook |
# | `"softmax"` | your `softmax` | the last layer |
#
# Why ReLU? The way back multiplies the error by the slope of the activation, once in every layer. The slope
# of tanh is below 1 nearly everywhere, so a long way back wears the error out. ReLU has a slope of exactly
# 1 wherever it is not 0.
#
# The cache now needs one thing more, the scores `Z`, because the slope depends on them:
#
# ```python
# {"A_prev": A_prev, "W": W, "b": b, "Z": Z}
# ```


# %% exercise="activation_forward"
def activation_forward(A_prev, W, b, activation):
    """Compute one whole layer. Calls `linear_forward` and `softmax`.

    Args:
        A_prev: activations of the layer before (or the input), array of shape (n_prev, m).
        W: weights, array of shape (n, n_prev).
        b: biases, array of shape (n, 1).
        activation: "relu", "tanh" or "softmax".

    Returns:
        A tuple (A, cache): A are the activations, array of shape (n, m); cache is a dict of
        "A_prev", "W", "b" and the scores "Z", array of shape (n, m).
    """
    raise NotImplementedError("activation_forward")


# %% check="activation_forward"
check("activation_forward")

# %% [markdown]
# One digit in the first layer of the fresh network: the scores of its 48 units on top, and what ReLU lets
# through below. About half of the units are silent. Another digit wakes other units, and that is how the
# layer can tell them apart.

# %% tags=["demo", "fold"]
# @title What ReLU lets through in layer 1
A1, cache = activation_forward(X, parameters["W1"], parameters["b1"], "relu")
fig, axes = plt.subplots(
    2, 1, figsize=(8, 3.6), layout="constrained", sharex=True, sharey=True
)
for ax, values, name in zip(
    axes, (cache["Z"][:, 0], A1[:, 0]), ("scores Z", "activations A"), strict=True
):
    colours = np.where(values > 0, dlkit.plot.PALETTE[0], dlkit.plot.PALETTE[1])
    ax.bar(range(1, 49), values, color=colours)
    ax.axhline(0, color="0.4", linewidth=0.8)
    ax.set_ylabel(name)
axes[0].set_title(f"the first picture, a {y[0]}, in layer 1")
axes[1].set_xlabel("unit")
plt.show()
print(f"silent units, over all pictures: {np.mean(A1 == 0):.0%}")

# %% [markdown]
# ## 6. All layers
#
# Now stack them. The output of each layer is the input of the next:
#
# $$A^{[0]} = X \qquad A^{[l]} = \text{relu}\big(W^{[l]} A^{[l-1]} + b^{[l]}\big) \;\; \text{for } l = 1, \dots, L - 1
# \qquad A^{[L]} = \text{softmax}\big(W^{[L]} A^{[L-1]} + b^{[L]}\big)$$
#
# How many layers are there? The dict holds a `W` and a `b` for each, so `L = len(parameters) // 2`. There
# may be just one layer; then it is the last one.
#
# Collect the caches in a **list, layer 1 first**. Python counts from 0, so the cache of layer $l$ is
# `caches[l - 1]`, and the last one is `caches[L - 1]`:
#
# ```python
# caches == [{"A_prev": X,  "W": W1, "b": b1, "Z": Z1},
#            {"A_prev": A1, "W": W2, "b": b2, "Z": Z2},
#            ...]
# ```


# %% exercise="model_forward"
def model_forward(X, parameters):
    """Send the examples through all layers. Calls `activation_forward`.

    Args:
        X: examples in columns, array of shape (n[0], m).
        parameters: dict of "W1", "b1", ..., "WL", "bL", for any number of layers L from 1.

    Returns:
        A tuple (AL, caches): AL are the probabilities, array of shape (n[L], m); caches is the
        list of the L caches that `activation_forward` returned, layer 1 first.
    """
    raise NotImplementedError("model_forward")


# %% check="model_forward"
check("model_forward")

# %% [markdown]
# Look into the caches. The width of each layer is the height of the next one's `A_prev`. If you ever have a
# shape error in a deep network, print this table first.

# %% tags=["demo"]
AL, caches = model_forward(X, parameters)
print("layer    A_prev          W            b           Z")
for layer, cache in enumerate(caches, start=1):
    print(
        f"{layer:3}   ", *(f"{cache[name].shape!s:12}" for name in ("A_prev", "W", "b", "Z"))
    )
print(
    "\nprobabilities for the first picture:",
    np.round(AL[:, 0], 2),
    " sum:",
    np.round(AL[:, 0].sum(), 6),
)
print(
    f"over all pictures they lie between {AL.min():.2f} and {AL.max():.2f}; one tenth each "
    "would be fair"
)

# %% tags=["question"]
ask("layer_of_the_cache", ...)

# %% [markdown]
# ## 7. How wrong is it?
#
# The cost looks at one number only: the probability that the **right** class got. If it is near 1, the cost
# is near 0. If it is near 0, the cost is high. That is minus its logarithm:
#
# $$J = -\frac{1}{m} \sum_{i=1}^{m} \sum_{k=1}^{C} y_k^{(i)} \log a_k^{(i)}$$
#
# The inner sum looks long, but in each column of `Y` there is a single 1. So it picks out one logarithm, and
# the other nine terms are 0. Then the average over the $m$ pictures: divide by $m$, **not** by $C \cdot m$.
#
# The old trap is still there: `np.log(0)` is `-inf`, and `0 * -inf` is `nan`. Keep `A` at least
# $\varepsilon = 10^{-12}$.
#
# Shapes: `A` and `Y` are `(C, m)`. The cost is one number.


# %% exercise="cross_entropy"
def cross_entropy(A, Y):
    """Average the cross-entropy over the examples.

    Args:
        A: probabilities, array of shape (C, m). Entries of exactly 0 and 1 must work.
        Y: one-hot labels, array of shape (C, m).

    Returns:
        The cost, one finite number (a float).
    """
    raise NotImplementedError("cross_entropy")


# %% check="cross_entropy"
check("cross_entropy")

# %% [markdown]
# ### Habit 1: look at the first cost
#
# A network that knows nothing should give each of the $C$ classes the probability $1/C$. Its cost is then
# $-\log(1/C) = \ln C$. For ten classes that is $\ln 10 \approx 2.303$. So **before any training you know
# what the cost must be**. If it is something else, stop and look for the reason. Here are the right start
# and four wrong ones.

# %% tags=["question"]
ask("first_cost_of_0_236", ...)

# %% tags=["demo"]
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
shares = np.linspace(0.005, 1, 300)
ax.plot(
    shares,
    [cross_entropy(np.array([[p], [1 - p]]), np.array([[1], [0]])) for p in shares],
    linewidth=2,
)
ax.plot(0.1, np.log(10), "o", markersize=8, color=dlkit.plot.PALETTE[1])
ax.annotate("knows nothing: 0.1, ln 10", (0.1, np.log(10)), (0.17, 2.9))
ax.set(xlabel="probability of the right class", ylabel="cost of one example")
plt.show()

zeros = {name: 0 * value for name, value in parameters.items()}
loud = {name: 10 * value for name, value in parameters.items()}
wrong_axis = np.exp(caches[-1]["Z"]) / np.exp(caches[-1]["Z"]).sum(axis=1, keepdims=True)
print(f"ln 10                                     {np.log(10):8.3f}")
print(
    "all weights zero: knows nothing           "
    f"{cross_entropy(model_forward(X, zeros)[0], Y):8.3f}"
)
print(
    f"your fresh network                        {cross_entropy(AL, Y):8.3f}   fine: within a "
    "few percent"
)
print(
    "wrong: weights ten times too large        "
    f"{cross_entropy(model_forward(X, loud)[0], Y):8.3f}"
)
print(f"wrong: softmax over the wrong axis        {cross_entropy(wrong_axis, Y):8.3f}")
print(f"wrong: averaged over the classes, too     {cross_entropy(AL, Y) / 10:8.3f}")
print(f"wrong: summed, not averaged               {cross_entropy(AL, Y) * len(y):8.1f}")

# %% [markdown]
# ## 8. Backward through the scores
#
# Now the way back (the backward pass), layer by layer. As in the last notebook, `dZ` stands for the slope
# of the cost for `Z`, times $m$; the average over the examples is taken where `dW` and `db` are made, and
# only there.
#
# One layer has computed $Z = W A_{\text{prev}} + b$. Somebody hands it `dZ`, the error of its scores. It has to
# answer three questions:
#
# - How should my **weights** change? Error times input, averaged over the examples.
# - How should my **biases** change? The error itself, averaged over the examples.
# - What is the error of my **input**? Each input gets the errors of all units that listened to it, each
#   times the weight with which it listened. The layer before needs this, and nobody else can tell it.
#
# $$dW = \frac{1}{m}\, dZ\, A_{\text{prev}}^\top \qquad db = \frac{1}{m} \sum_{i=1}^{m} dz^{(i)} \qquad
# dA_{\text{prev}} = W^\top dZ$$
#
# **A gradient has the shape of what it changes.** That tells you where each transpose belongs:
#
# | | `dZ` | `dW` | `db` | `dA_prev` |
# |---|---|---|---|---|
# | shape | `(n, m)` | `(n, n_prev)` | `(n, 1)` | `(n_prev, m)` |
#
# There is no $1/m$ in `dA_prev`: it is handed on, and the next layer averages for itself.


# %% exercise="linear_backward"
def linear_backward(dZ, cache):
    """Take the error of one layer's scores back to its input, its weights and its biases.

    Args:
        dZ: error of the scores, array of shape (n, m); stays as it is.
        cache: dict of "A_prev" (n_prev, m), "W" (n, n_prev) and "b" (n, 1), as
            `linear_forward` returned it.

    Returns:
        A tuple (dA_prev, dW, db), arrays in the shapes of A_prev, W and b.
    """
    raise NotImplementedError("linear_backward")


# %% check="linear_backward"
check("linear_backward")

# %% [markdown]
# **Do not trust a gradient, measure it** (a gradient check). Move each number a tiny bit up and down, and
# see how much the cost changes. We need a cost that ends right after this layer. The simplest one is a
# weighted sum of the scores, with weights of our choice; then the error `dZ` is just these weights. (The
# measured slope for `A_prev` is multiplied by $m$, because `dA_prev` is not averaged.)


# %% tags=["demo"]
def measured_slopes(cost_of, values, epsilon=1e-5):
    """Measure how fast cost_of(values) grows with each entry of the arrays in `values`."""
    slopes = {}
    for name, value in values.items():
        slopes[name] = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            costs = []
            for step in (epsilon, -epsilon):
                moved = {key: array.copy() for key, array in values.items()}
                moved[name][place] += step
                costs.append(cost_of(moved))
            slopes[name][place] = (costs[0] - costs[1]) / (2 * epsilon)
    return slopes


rng, m = dlkit.seed(2), 7
one_layer = {
    "A_prev": rng.normal(size=(4, m)),
    "W": rng.normal(size=(3, 4)),
    "b": rng.normal(size=(3, 1)),
}
error = rng.normal(size=(3, m))  # this is dZ

measured = measured_slopes(lambda v: np.sum(error * linear_forward(**v)[0]) / m, one_layer)
measured["A_prev"] = m * measured["A_prev"]
answer = linear_backward(error, linear_forward(**one_layer)[1])
for name, ours in zip(("A_prev", "W", "b"), answer, strict=True):
    gap = np.abs(ours - measured[name]).max()
    print(f"d{name:8} {ours.shape}  largest difference from the measured slopes {gap:.0e}")

# %% tags=["question"]
ask("divided_once_more", ...)

# %% [markdown]
# ## 9. Backward through a whole layer
#
# The layer after hands over `dA`, the error of this layer's *activations*. First it has to pass the bend:
# where the activation is flat, nothing gets through. Then comes the linear part, which you have.
#
# $$dZ = dA \odot g'(Z), \qquad \text{relu}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}, \qquad
# \tanh'(z) = 1 - \tanh(z)^2$$
#
# Here $\odot$ means entry by entry, `*` in NumPy. At exactly $z = 0$ ReLU has a corner and no slope; take 0
# there. (The checks keep away from it.) The scores `Z` are in the cache.
#
# There is no softmax here: the last layer goes a shorter way, in the next section.


# %% exercise="activation_backward"
def activation_backward(dA, cache, activation):
    """Take the error of one hidden layer's activations back. Calls `linear_backward`.

    Args:
        dA: error of the activations, array of shape (n, m); stays as it is.
        cache: dict of "A_prev" (n_prev, m), "W" (n, n_prev), "b" (n, 1) and "Z" (n, m), as
            `activation_forward` returned it.
        activation: "relu" or "tanh".

    Returns:
        A tuple (dA_prev, dW, db), arrays in the shapes of A_prev, W and b.
    """
    raise NotImplementedError("activation_backward")


# %% check="activation_backward"
check("activation_backward")

# %% tags=["question"]
ask("share_through_relu", ...)

# %% [markdown]
# Measured again. And below: an error of 1 for every unit and every example, and what is left of it behind
# the bend, for 16 units and 40 examples. Here both let through about half of it, but not alike. ReLU is a
# gate, open or shut: all of an error passes, or nothing. tanh lets through nearly all where its score is near
# 0, little where it is large, and nowhere more than what came: so each layer on a long way back takes its part.

# %% tags=["demo"]
for activation in ("relu", "tanh"):
    _, cache = activation_forward(**one_layer, activation=activation)
    answer = activation_backward(error, cache, activation)

    def cost_here(values, activation=activation):
        return np.sum(error * activation_forward(**values, activation=activation)[0]) / m

    measured = measured_slopes(cost_here, one_layer)
    measured["A_prev"] = m * measured["A_prev"]
    gaps = [
        f"d{name} {np.abs(ours - measured[name]).max():.0e}"
        for name, ours in zip(measured, answer, strict=True)
    ]
    print(f"{activation}: largest differences", "  ".join(gaps))

rng = dlkit.seed(3)
fig, axes = plt.subplots(1, 2, figsize=(9, 2.6), layout="constrained")
for ax, activation in zip(axes, ("relu", "tanh"), strict=True):
    # With the unit matrix as weights, dA_prev is the error behind the bend itself.
    _, cache = activation_forward(
        rng.normal(scale=1.3, size=(16, 40)), np.eye(16), np.zeros((16, 1)), activation
    )
    passed, _, _ = activation_backward(np.ones((16, 40)), cache, activation)
    picture = ax.imshow(passed, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    ax.set(
        title=f"{activation}: {passed.mean():.0%} of the error gets through",
        xlabel="example",
        ylabel="unit",
    )
fig.colorbar(picture, ax=axes, label="slope", fraction=0.03, shrink=0.6)
plt.show()

# %% [markdown]
# ## 10. Backward through all layers
#
# Two things are missing: where to start, and the loop.
#
# **The start.** The error of the last scores. Softmax and cross-entropy belong together: their derivatives
# are both ugly, but nearly everything cancels, and what remains is the same as with the sigmoid, answer
# minus truth:
#
# $$dZ^{[L]} = A^{[L]} - Y$$
#
# Why? For one example with the right class $r$, the cost is
# $-\log a_r = -z_r + \log \sum_j e^{z_j}$. Its slope for $z_k$ is $e^{z_k} / \sum_j e^{z_j} = a_k$, minus 1 if
# $k$ is the right class. That is $a_k - y_k$.
#
# **The loop.** The last layer starts with `linear_backward`, because its `dZ` is known. It returns `dA_prev`,
# and that is the `dA` of the layer before. From there on, `activation_backward` with `"relu"`, down to layer
# 1, each time with the `dA` that has just come out, and with the cache of *that* layer.
#
# ```
#  AL - Y ─► linear_backward(caches[L-1])     ─► dWL, dbL,            and dA
#      dA ─► activation_backward(caches[L-2]) ─► dW(L-1), db(L-1),    and dA
#      ...
#      dA ─► activation_backward(caches[0])   ─► dW1, db1
# ```
#
# `range(L - 1, 0, -1)` counts $L - 1, \dots, 2, 1$. With one layer it is empty, as it should be.


# %% exercise="model_backward"
def model_backward(AL, Y, caches):
    """Compute the slopes of the cost for every parameter.

    Calls `linear_backward` and `activation_backward`.

    Args:
        AL: probabilities, array of shape (n[L], m), as `model_forward` returned them; stays as
            it is.
        Y: one-hot labels, array of shape (n[L], m).
        caches: list of the L caches, as `model_forward` returned it, layer 1 first: caches[l -
            1] is a dict of "A_prev", "W", "b" and "Z" of layer l. ReLU in the hidden layers,
            softmax in the last.

    Returns:
        A dict of "dW1", "db1", ..., "dWL", "dbL", each an array in the shape of what it
        changes. (More may stand in it.)
    """
    raise NotImplementedError("model_backward")


# %% check="model_backward"
check("model_backward")

# %% tags=["question"]
ask("slope_for_the_right_score", ...)

# %% [markdown]
# ### Habit 2: measure the slopes
#
# Measure with **at least three layers, all of different widths**. With two layers, or with equal widths,
# many a wrong loop gives the right numbers by accident; you will meet one in section 15. Here are four
# layers.


# %% tags=["demo"]
def compare_with_measured(backward, layer_dims, seed=0):
    """Print for each layer how far `backward` is from the measured slopes."""
    rng = dlkit.seed(seed)
    point = {
        name: rng.normal(scale=0.7, size=value.shape)
        for name, value in initialize(layer_dims, rng).items()
    }
    inputs, targets = (
        rng.normal(size=(layer_dims[0], 9)),
        np.eye(layer_dims[-1])[:, rng.integers(layer_dims[-1], size=9)],
    )
    AL, caches = model_forward(inputs, point)
    grads = backward(AL, targets, caches)
    measured = measured_slopes(
        lambda p: cross_entropy(model_forward(inputs, p)[0], targets), point
    )
    print("-".join(map(str, layer_dims)))
    for name, slopes in measured.items():
        gap = np.abs(grads[f"d{name}"] - slopes).max()
        verdict = "right" if gap < 1e-6 else "WRONG"
        print(
            f"   d{name} {slopes.shape!s:8} largest slope {np.abs(slopes).max():.3f}, "
            f"difference {gap:.0e}  {verdict}"
        )


compare_with_measured(model_backward, [5, 4, 6, 3, 2])

# %% [markdown]
# If measuring is so simple, why not always measure? Because each of the 5,018 numbers costs two forward
# passes. Backpropagation gets all of them from one pass forward and one back. This is what made deep
# networks possible.

# %% tags=["demo"]
start = time.perf_counter()
for _ in range(10):
    AL, caches = model_forward(X, parameters)
    cross_entropy(AL, Y)
forward_seconds = (time.perf_counter() - start) / 10

start = time.perf_counter()
for _ in range(10):
    grads = model_backward(AL, Y, caches)
backward_seconds = (time.perf_counter() - start) / 10

count = sum(value.size for value in parameters.values())
print(
    f"{count} slopes, all digits: backpropagation "
    f"{1000 * (forward_seconds + backward_seconds):.0f} ms,",
    end=" ",
)
print(f"measuring would take {2 * count * forward_seconds:.0f} s")

# %% [markdown]
# ## 11. One step down
#
# As before: each parameter moves against its slope. Only the names are no longer fixed, so loop over them.
#
# $$W^{[l]} \leftarrow W^{[l]} - \alpha\, dW^{[l]} \qquad\qquad b^{[l]} \leftarrow b^{[l]} - \alpha\, db^{[l]}$$
#
# **Return a new dict with new arrays.** The caller's `parameters` stay as they are. And loop over the names
# in `parameters`, not over those in `grads`: more may stand there.


# %% exercise="update"
def update(parameters, grads, learning_rate):
    """Take one step of gradient descent.

    Args:
        parameters: dict of "W1", "b1", ..., "WL", "bL"; it and its arrays stay as they are.
        grads: dict of "dW1", "db1", ..., "dWL", "dbL", in the same shapes; more may stand in
            it.
        learning_rate: size of the step, a number.

    Returns:
        A dict of the new "W1", "b1", ..., "WL", "bL".
    """
    raise NotImplementedError("update")


# %% check="update"
check("update")

# %% [markdown]
# One step from the fresh network, with many different learning rates: where do we land? A longer step is
# better, until it goes too far.

# %% tags=["demo"]
learning_rates = np.linspace(0, 8, 41)
after = [
    cross_entropy(model_forward(X, update(parameters, grads, rate))[0], Y)
    for rate in learning_rates
]
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(learning_rates, after, linewidth=2)
ax.axhline(after[0], color="0.7", linewidth=1)
ax.text(0.1, after[0], "before the step", ha="left", va="bottom", color="0.4")
ax.set(xlabel="learning rate", ylabel="cost after one step", ylim=(2, 3.5))
plt.show()

# %% [markdown]
# ## 12. Which digit is it?
#
# The answer is the class with the largest probability:
#
# $$\hat y^{(i)} = \arg\max_k \, a_k^{(i)}$$
#
# `np.argmax(..., axis=0)` looks down each column and returns the *place* of the largest entry. The places
# count from 0, as our digits do.
#
# Shapes: `X` is `(n[0], m)`, the answer is a plain row of `m` whole numbers, shape `(m,)`, just like `y`.


# %% exercise="predict"
def predict(X, parameters):
    """Decide for each example which class is the most likely. Calls `model_forward`.

    Args:
        X: examples in columns, array of shape (n[0], m).
        parameters: dict of "W1", "b1", ..., "WL", "bL".

    Returns:
        The class of each example, whole numbers from 0, array of shape (m,).
    """
    raise NotImplementedError("predict")


# %% check="predict"
check("predict")

# %% [markdown]
# The fresh network should be right on about one picture in ten, and it is: it is guessing.


# %% tags=["demo"]
def accuracy(parameters, X, y):
    """Say on which share of the examples the network is right."""
    return np.mean(predict(X, parameters) == y)


print("answers:", predict(X_test[:, :12], parameters), " truth:", y_test[:12])
print(f"fresh network: {accuracy(parameters, X_test, y_test):.1%} of the test pictures right")

# %% [markdown]
# ## 13. Habit 3: learn twenty examples by heart
#
# You know the loop from the last notebook: forward, cost, backward, update. Before you train on everything,
# train on **twenty examples**. A healthy network learns them by heart in a second (it *overfits* one small
# batch): 100 percent right, and the cost goes towards 0. If it cannot do even that, there is a bug, and no
# amount of data or patience will help. It is the best second you can spend.


# %% tags=["demo"]
def train(X, Y, parameters, num_iterations, learning_rate, backward=model_backward):
    """Take steps of gradient descent, each over all examples.

    Returns the parameters and the costs.
    """
    costs = []
    for _ in range(num_iterations):
        AL, caches = model_forward(X, parameters)
        costs.append(cross_entropy(AL, Y))
        parameters = update(parameters, backward(AL, Y, caches), learning_rate)
    return parameters, costs


by_heart, costs = train(
    X[:, :20], Y[:, :20], parameters, num_iterations=200, learning_rate=0.2
)
print(
    f"cost {costs[0]:.3f} -> {costs[-1]:.4f}, {accuracy(by_heart, X[:, :20], y[:20]):.0%} of "
    "the twenty right"
)
print(
    "and of the test pictures, after twenty examples: "
    f"{accuracy(by_heart, X_test, y_test):.0%}"
)
dlkit.plot.learning_curves({"twenty examples": costs})
plt.show()

# %% tags=["question"]
ask("what_twenty_by_heart_tell", ...)

# %% [markdown]
# ## 14. All the digits
#
# 600 steps, each over all 1,438 training pictures; it takes some seconds. The cost may make a little jump on
# its way down: there the step was too long for a moment, and the network caught itself.

# %% tags=["demo"]
start = time.perf_counter()
trained, costs = train(X, Y, parameters, num_iterations=600, learning_rate=0.2)
print(
    f"600 steps in {time.perf_counter() - start:.1f} s: cost {costs[0]:.3f} -> {costs[-1]:.4f}"
)
print(f"training pictures: {accuracy(trained, X, y):.1%} right")
print(f"test pictures:     {accuracy(trained, X_test, y_test):.1%} right")

answers = predict(X_test, trained)
fig, axes = plt.subplots(1, 2, figsize=(10, 4.6), layout="constrained", width_ratios=(1, 1.05))
dlkit.plot.learning_curves({"cost": costs}, ax=axes[0])
dlkit.plot.confusion_matrix(count_answers(y_test, answers), ax=axes[1])
axes[1].set_title(f"{np.mean(answers == y_test):.1%} of the test pictures right")
plt.show()

# %% [markdown]
# **Look at the mistakes, always.** Here are the test pictures that it got wrong: the truth, an arrow, the
# answer, and how sure it was. Which of them would you have got right?

# %% tags=["demo"]
AL, _ = model_forward(X_test, trained)
wrong = np.flatnonzero(answers != y_test)
notes = [f"{y_test[i]} → {answers[i]}  {AL[answers[i], i]:.0%}" for i in wrong]
dlkit.plot.images(data.x_test[wrong], labels=notes, columns=6)
plt.show()

# %% [markdown]
# **What are the layers for?** Each layer describes a picture by a list of numbers: 64, then 48, then 32,
# then 10. How alike are two pictures, seen by a layer? Compare their lists: subtract the average list of all
# pictures, and take the cosine of the angle between the two that remain. It is 1 if they point the same way, 0
# if they have nothing in common, and negative if they are opposites.
#
# Each square below compares all test pictures with all others; they are sorted by digit, first the 0s, then
# the 1s, up to the 9s. Red means alike. A perfect description would show ten red blocks on a pale ground.
# Watch them come out, layer by layer: **the layers make pictures of the same digit more and more alike.** (The
# thin stray lines in the last square are the pictures that it got wrong.)

# %% tags=["demo"]
AL, caches = model_forward(X_test, trained)
stages = dict(
    zip(
        ("pixels", "layer 1", "layer 2", "answers"),
        [*(cache["A_prev"] for cache in caches), AL],
        strict=True,
    )
)
order = np.argsort(y_test, kind="stable")
same = y_test[order][:, None] == y_test[order]  # (m, m): do these two show the same digit?
middles = [np.mean(np.flatnonzero(y_test[order] == digit)) for digit in range(10)]

fig, axes = plt.subplots(1, 4, figsize=(13, 3.7), layout="constrained", sharey=True)
for ax, (name, described) in zip(axes, stages.items(), strict=True):
    described = described[:, order] - described.mean(axis=1, keepdims=True)
    described = described / np.linalg.norm(described, axis=0)
    alike = described.T @ described  # (m, m): cosines
    picture = ax.imshow(alike, cmap="RdBu_r", vmin=-1, vmax=1)
    ax.set(xticks=middles, yticks=middles, xticklabels=range(10), yticklabels=range(10))
    ax.set_title(
        f"{name}\nsame digit {alike[same].mean():.2f}, others {alike[~same].mean():.2f}",
        fontsize=11,
    )
fig.colorbar(picture, ax=axes, label="how alike", shrink=0.8)
plt.show()

# %% [markdown]
# **How deep must it be?** You wrote the loop once, so depth is only a list. Five networks, 300 steps each.
# Without a hidden layer it is logistic regression for ten classes. One hidden layer gains most; the second
# adds little here, for these pictures are small and tidy. Deeper is not better by itself, and a stack of ten
# layers is hard to train at all. That story goes on in the notebooks `initialization` and `resnet`.

# %% tags=["demo"]
print("network                    numbers   last cost   test accuracy")
for layer_dims in (
    [64, 10],
    [64, 48, 10],
    LAYERS,
    [64, 48, 40, 32, 24, 10],
    [64] + 9 * [32] + [10],
):
    learned, history = train(
        X, Y, initialize(layer_dims, dlkit.seed(1)), num_iterations=300, learning_rate=0.2
    )
    name = "-".join(map(str, layer_dims)) if len(layer_dims) < 8 else "64-(nine times 32)-10"
    size = sum(value.size for value in learned.values())
    print(f"{name:26} {size:7} {history[-1]:11.4f} {accuracy(learned, X_test, y_test):13.1%}")

# %% [markdown]
# **One run is one run.** Five starts, 300 steps each:

# %% tags=["demo"]
for seed in range(5):
    start = initialize(LAYERS, dlkit.seed(seed))
    learned, history = train(X, Y, start, num_iterations=300, learning_rate=0.2)
    print(
        f"seed {seed}: first cost {history[0]:.3f}, test accuracy "
        f"{accuracy(learned, X_test, y_test):.1%}"
    )

# %% [markdown]
# ## 15. A bug hunt
#
# A colleague has written the backward pass in one piece. She tested it with one hidden layer, and all
# gradients were right. Now she trains `64-40-40-10`. It learns, but worse than she had hoped, and she blames
# the data. There is **one bug** in the cell below. Run it, read the table, and say in which step the error
# goes wrong, before you look at the code.


# %% tags=["demo"]
def colleagues_backward(AL, Y, caches):
    """Compute all gradients in one loop. There is one bug in here."""
    L, m = len(caches), Y.shape[1]
    grads = {}
    dZ = AL - Y
    for layer in range(L, 0, -1):
        cache = caches[layer - 1]
        grads[f"dW{layer}"] = dZ @ cache["A_prev"].T / m
        grads[f"db{layer}"] = np.mean(dZ, axis=1, keepdims=True)
        dA_prev = cache["W"].T @ dZ
        dZ = dA_prev * (caches[0]["Z"] > 0) if layer > 1 else None
    return grads


compare_with_measured(colleagues_backward, [5, 6, 4])
compare_with_measured(colleagues_backward, [5, 6, 6, 4])

now = initialize([64, 40, 40, 10], dlkit.seed(1))
curves = {
    "hers": train(X, Y, now, 150, 0.2, backward=colleagues_backward)[1],
    "yours": train(X, Y, now, 150, 0.2)[1],
}
dlkit.plot.learning_curves(curves)
plt.show()

# %% [markdown]
# Mend the cell and run it again: all lines should say *right*, and the two curves should be one.
#
# <details><summary>How to read the table (open it when you have an idea)</summary>
#
# With one hidden layer everything is right. With two, the gradients of the last layer are right, those of
# layers 2 and 1 are wrong. So the error is right when it starts, and wrong when it arrives at layer 2. What
# happens in between? `dA_prev` is made, and it passes the bend of layer 2. The bend is decided by
# `caches[0]`, which is always layer 1. With one hidden layer that happens to be the right one. It should be
# the cache of the layer to which the error goes: `caches[layer - 2]`.
#
# Two more lessons. First: with different widths the shapes would not have fitted, and NumPy would have told
# her at once. Second: **a network with a wrong gradient may still learn.** A falling cost proves nothing.
# Measure.
#
# </details>
#
# ## 16. The same network in Keras
#
# Two of the things that you wrote by hand, the loop over the layers and the whole way back, Keras does by
# itself. **Keras holds examples in rows**, so it will get `X.T` and `Y.T`.

# %% tags=["setup"]
dlkit.needs_keras()
import keras

# %% [markdown]
# Build it for any `layer_dims`: an input of `layer_dims[0]`, a `Dense` layer with ReLU for each hidden width,
# and a `Dense` layer with softmax at the end. There may be no hidden layer at all. Then compile it: loss
# `"categorical_crossentropy"` (that is your cost, for one-hot labels), optimizer `keras.optimizers.SGD` with a
# learning rate of 0.2. Other metrics and names are up to you, and so is the style: `keras.Sequential`, the
# functional style or a class.
#
# Shapes: from `(batch, n[0])` to `(batch, n[L])`. Tell the model its input with `keras.Input((layer_dims[0],))`.
#
# (The check in the notebook looks at the model. Whether loss and learning rate are the right ones, you will
# see below, when Keras and your own network train side by side.)


# %% exercise="keras_deep_network"
def keras_deep_network(layer_dims):
    """Build and compile the network in Keras.

    Args:
        layer_dims: list of L + 1 widths, the input first, such as [64, 48, 32, 10].

    Returns:
        A compiled keras.Model: input of shape (batch, n[0]), output of shape (batch, n[L]),
        the probabilities; optimizer SGD with learning rate 0.2, loss categorical
        cross-entropy.
    """
    raise NotImplementedError("keras_deep_network")


# %% check="keras_deep_network"
check("keras_deep_network")

# %% [markdown]
# ### Habit 4: read the layer table
#
# `model.summary()` prints a table: for each layer the shape of its output and how many numbers it learns.
# A `Dense` layer from $n_{\text{prev}}$ to $n$ units has $n \cdot n_{\text{prev}}$ weights and $n$ biases.
# Work the three numbers out **on paper**, put them into the first line, and run the cell.

# %% tags=["demo"]
my_numbers = [None, None, None]  # put your three numbers here, then run the cell

model = keras_deep_network(LAYERS)
# one picture: a model that was not told its input makes its weights only now
model(X[:, :1].T)
counts = [layer.count_params() for layer in model.layers if layer.count_params()]
for number, guess in enumerate(my_numbers, start=1):
    if guess is None:
        print(f"layer {number}: no number yet")
    else:
        print(
            f"layer {number}: {guess} is "
            f"{'right' if guess == counts[number - 1] else 'not right'}"
        )

# %% tags=["demo"]
model.summary()

# %% [markdown]
# Now read other people's tables. Each of these three models was meant to be `64-48-32-10`, and each has one
# thing wrong with it. None of them raises an error. What is it?
#
# | A | output shape | numbers |
# |---|---|---|
# | Dense | `(None, 48)` | 3,072 |
# | Dense | `(None, 32)` | 1,536 |
# | Dense | `(None, 10)` | 320 |
#
# | B | output shape | numbers |
# |---|---|---|
# | Dense | `(None, 32)` | 2,080 |
# | Dense | `(None, 48)` | 1,584 |
# | Dense | `(None, 10)` | 490 |
#
# | C | output shape | numbers |
# |---|---|---|
# | Dense | `(None, 8, 48)` | 432 |
# | Dense | `(None, 8, 32)` | 1,568 |
# | Dense | `(None, 8, 10)` | 330 |
#
# <details><summary>Answers</summary>
#
# **A** has no biases: 3,072 is exactly 48 times 64. **B** has the two hidden widths in the wrong order. **C**
# got the pictures as 8 x 8, not as rows of 64: a `Dense` layer works on the last axis only, so it reads each
# row of pixels by itself, 8 numbers at a time, and gives eight answers for each picture. `keras.layers.Flatten`
# is missing. The number 432 = 48 · 8 + 48 gives it away.
#
# </details>
#
# ### Is it the same network?
#
# Give it the weights of your fresh network. Then compare the answers, the cost and the gradients.
# `tf.GradientTape` watches the computation and works out all slopes by itself; it knows nothing of your
# formulas. Keras computes with about seven digits, and that is how well they should agree.

# %% tags=["demo"]
import tensorflow as tf

# Our W is Keras's kernel, transposed; our b is a column, and Keras's bias is a plain row.
model.set_weights(
    [value.T if name.startswith("W") else value[:, 0] for name, value in parameters.items()]
)
rows, targets = X.T, Y.T  # (1438, 64), (1438, 10)

with tf.GradientTape() as tape:
    probabilities = model(rows)
    cost = tf.reduce_mean(keras.losses.categorical_crossentropy(targets, probabilities))
slopes = tape.gradient(cost, model.trainable_variables)

AL, caches = model_forward(X, parameters)
grads = model_backward(AL, Y, caches)
print(f"answers: largest difference {np.abs(np.array(probabilities).T - AL).max():.0e}")
print(f"cost:    difference         {abs(float(cost) - cross_entropy(AL, Y)):.0e}")
for name, slope in zip(parameters, slopes, strict=True):
    ours = grads[f"d{name}"]
    print(
        f"d{name}:     largest difference "
        f"{np.abs(slope.numpy().T.reshape(ours.shape) - ours).max():.0e}"
    )

# %% [markdown]
# Then train both from these weights, 50 steps. (Keras usually takes a step after every 32 examples. With
# `batch_size` as large as the data it looks at all of them first, as we do.)
#
# Keras takes some seconds longer, but not for the steps. Before every epoch `fit` sets up its stream of
# batches anew, and here an epoch is one single step: on our machine nine tenths of the time went into that.
# With hundreds of steps in an epoch, as in practice, nobody notices.

# %% tags=["demo"]
start = time.perf_counter()
history = model.fit(rows, targets, epochs=50, batch_size=len(rows), verbose=0)
print(f"Keras: 50 steps in {time.perf_counter() - start:.1f} s")

start = time.perf_counter()
ours, costs = train(X, Y, parameters, num_iterations=50, learning_rate=0.2)
print(f"ours:  50 steps in {time.perf_counter() - start:.1f} s")

keras_answers = np.argmax(model.predict(X_test.T, verbose=0), axis=1)
print(
    "largest difference between the costs   "
    f"{np.abs(np.array(history.history['loss']) - costs).max():.0e}"
)
print(
    "largest difference between the weights "
    f"{np.abs(model.get_weights()[0].T - ours['W1']).max():.0e}"
)
print(
    f"same answer on {np.mean(keras_answers == predict(X_test, ours)):.1%} of the test "
    "pictures"
)

# %% tags=["question"]
ask("steps_of_fifty_epochs", ...)

# %% [markdown]
# The same network, as far as float32 can tell. And here is how one would train it in practice: weights by
# Keras's own recipe, batches of 32, and a cleverer optimizer, which you will build in the notebook
# `optimizers`. Twenty rounds over the data are enough.

# %% tags=["demo"]
dlkit.seed(1)
model = keras_deep_network(LAYERS)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(rows, targets, epochs=20, batch_size=32, verbose=0)
_, keras_accuracy = model.evaluate(X_test.T, Y_test.T, verbose=0)
print(
    f"test accuracy: Keras {keras_accuracy:.1%}, yours {accuracy(trained, X_test, y_test):.1%}"
)

# %% [markdown]
# ## 17. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Depth and small weights.** Train `64-48-32-10` from weights of 0.01 times a normal draw, as in the last
#    notebook: multiply each `W` of `initialize` by `0.01 * np.sqrt(n_prev)`. Look at the first 300 costs, and
#    at the sizes of `dW1`, `dW2` and `dW3` at the start. Which layer learns first? Then do the same with one
#    hidden layer, and with three.
# 2. **Sure and wrong.** Look at the wrong answers of section 14 again: how sure was the network? Now train
#    for 3000 steps instead of 600. Accuracy, cost on the training pictures, cost on the *test* pictures:
#    which of them get better, which worse? Why can the accuracy stay where it is while the cost on the test
#    pictures goes up?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A friend asks for help. His network is `784-100-50-26`; it should tell 26 letters apart, and it does not
# learn. He sends you four observations:
#
# - (a) Before training, the cost is 11.9.
# - (b) He divides all his first weights by ten, and the cost before training is now 3.3. But on twenty
#   examples the network is right on 6 of 20, even after 5000 steps.
# - (c) He measures the slopes: `dW3`, `db3` and `db2` are right; `dW2` is wrong, and so are `dW1` and `db1`.
# - (d) He mends that. Twenty examples are learned by heart. On all the data he gets 99.9 percent on the
#   training pictures and 71 percent on the test pictures.
#
# Say for each observation what it tells you and what you would look at next. In (a) and (b), say which number
# you would have expected for the cost, and why (2 points each). In (c), say step by step what each right and
# each wrong gradient rules out, and where the bug or bugs may be (4 points). In (d), is there still a bug
# (2 points)? About 200 words.

# %% [markdown] written="four_observations"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# One layer, forward and backward, and a loop: that is every feed-forward network there is. You know what the
# cost must be before training, you learn twenty examples by heart before you train on thousands, you measure
# gradients with three layers of different widths, and you read a layer table.
#
# The scale of the first weights was a rule of thumb here. Where it comes from, what ReLU changes about it, and
# a proper gradient check are in the next notebook, `initialization`.
#
# **To read on**, all of it free:
#
# - [A recipe for training neural networks](https://karpathy.github.io/2019/04/25/recipe/), Andrej Karpathy,
#   2019: the four habits of this notebook and many more, in the order in which one needs them.
# - [Backpropagation, intuitions](https://cs231n.github.io/optimization-2/), notes of the Stanford course
#   CS231n: the way back as a chain of small gates, and the trick with the shapes.
# - [Deep feedforward networks](https://www.deeplearningbook.org/contents/mlp.html), chapter 6 of
#   Goodfellow, Bengio and Courville's *Deep Learning*, 2016: the whole theory, from the cost to the choice
#   of units.
