# %% [markdown]
# # Regularization: when the network learns by heart
#
# **You will build** the tools that keep a large network honest. It gets 160 points, and the labels of some
# of them are simply wrong. Left alone, it learns every one of them by heart: nearly 100% right on what it
# has seen, hardly better than 7 in 10 on what is new. You write L2 and L1 penalties, dropout, early
# stopping, and three ways to make more data from the data you have. At the end the gap between training
# and test is **less than half of what it was**, with L2 and with dropout, and you build the same network in
# Keras.
#
# **You need** NumPy, and the idea of a network with layers, a cost and gradients, as in `deep_network`. The
# network itself and its training are given here. You write what makes it behave.
#
# **It takes** about two hours.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The
# cells in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("l2_cost")` gives a hint: the first gives away little, the third nearly all. `inputs("l2_cost")`
# hands you the values that a check calls it with, and `progress()` shows how far you are. Once you are
# right, `solution("l2_cost")` shows how we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("regularization").tools

# %% [markdown]
# ## 1. A network that learns by heart
#
# Here is the world of this notebook: two half moons that hold each other. The points are blurred, and about
# 15% of them carry **the wrong label**. That is what real data looks like: a slip of the hand, a misread
# scan, a patient who forgot to mention something. New points come from the same world, with the same share
# of wrong labels. So nobody can be right on much more than 85% of them.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)


def noisy_moons(m, rng):
    """Draw m points in two moons, X (2, m), and labels Y (1, m); about 15% are wrong."""
    X, Y = dlkit.data.planar("moons", m, 0.15, rng)
    is_wrong = rng.random(Y.shape) < 0.15
    return X, np.where(is_wrong, 1 - Y, Y)


rng = dlkit.seed(1)
X, Y = noisy_moons(160, rng)  # to learn from
X_test, Y_test = noisy_moons(1000, rng)  # to be judged by
m = X.shape[1]
print(f"training: X {X.shape}, Y {Y.shape}")
print(f"test:     X {X_test.shape}, Y {Y_test.shape}")

# %% [markdown]
# **Examples are columns**, as in the notebooks before this one:
#
# | name | shape | what it is |
# |---|---|---|
# | `X` | `(n_x, m)` | one column for each of the m examples |
# | `Y` | `(1, m)`, or `(C, m)` with C classes | the labels |
# | `W1`, `W2`, ... | `(n[l], n[l-1])` | the weights into layer l |
# | `b1`, `b2`, ... | `(n[l], 1)` | the biases of layer l |
# | `A` | `(n[l], m)` | what layer l says: one row per unit, one column per example |
#
# Now the network: two inputs, a layer of 200 ReLU units, a layer of 100, and a sigmoid that gives the
# probability of class 1. That is 20,801 numbers to set, for 160 points. Read the next cell once; you wrote
# most of it yourself in `deep_network`. The places where your own functions will come in are marked.


# %% tags=["demo"]
def start(layer_dims, rng):
    """Draw weights to start from (He initialization)."""
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.normal(size=(n, n_before)) * np.sqrt(2 / n_before)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def forward(X, parameters, masks=None, keep_prob=1.0):
    """Compute the answers (n_y, m) and the list of activations [X, A1, A2, ...].

    masks: {1: mask of layer 1, 2: ...} for dropout; None switches it off.
    """
    last = len(parameters) // 2
    activations = [X]
    for layer in range(1, last):
        # ReLU
        A = np.maximum(parameters[f"W{layer}"] @ activations[-1] + parameters[f"b{layer}"], 0)
        if masks is not None:
            A = dropout_forward(A, masks[layer], keep_prob)  # <- yours
        activations.append(A)
    Z = parameters[f"W{last}"] @ activations[-1] + parameters[f"b{last}"]
    if len(Z) == 1:
        return 1 / (1 + np.exp(-np.clip(Z, -500, 500))), activations  # sigmoid: two classes
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0), activations  # softmax: many classes


def backward(A, Y, activations, parameters, masks=None, keep_prob=1.0):
    """Compute the gradients {"dW1", "db1", ...} of the average cross-entropy."""
    m, grads, dZ = Y.shape[1], {}, A - Y
    for layer in range(len(parameters) // 2, 0, -1):
        A_before = activations[layer - 1]
        grads[f"dW{layer}"] = dZ @ A_before.T / m
        grads[f"db{layer}"] = np.mean(dZ, axis=1, keepdims=True)
        if layer > 1:
            dA = parameters[f"W{layer}"].T @ dZ
            if masks is not None:
                dA = dropout_backward(dA, masks[layer - 1], keep_prob)  # <- yours
            dZ = dA * (A_before > 0)
    return grads


def cost(A, Y):
    """Compute the cross-entropy of the answers, averaged over the examples."""
    if len(Y) == 1:
        A, Y = np.concatenate([A, 1 - A]), np.concatenate([Y, 1 - Y])
    return float(-np.mean(np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)))


# %% [markdown]
# And the training. It uses Adam, a fast relative of gradient descent that the next notebook takes apart;
# here it is just a good engine. Three switches are all off for now: `penalize` changes the gradients before
# each step, `keep_prob` below 1 turns on dropout, `prepare` changes the examples before each step.


# %% tags=["demo"]
def train(
    X,
    Y,
    *,
    hidden=(200, 100),
    steps=1500,
    seed=0,
    penalize=None,
    keep_prob=1.0,
    prepare=None,
    watch=None,
):
    """Train a network; every step looks at all examples. Returns the parameters."""
    rng = np.random.default_rng(seed)
    parameters = start([len(X), *hidden, len(Y)], rng)
    mean, square = dict.fromkeys(parameters, 0.0), dict.fromkeys(parameters, 0.0)
    for step in range(1, steps + 1):
        batch_x, batch_y = (X, Y) if prepare is None else prepare(X, Y, rng)
        masks = None
        if keep_prob < 1:  # new masks for every step
            masks = {}
            for layer, n in enumerate(hidden, start=1):
                masks[layer] = dropout_mask((n, X.shape[1]), keep_prob, rng)  # <- yours
        A, activations = forward(batch_x, parameters, masks, keep_prob)
        grads = backward(A, batch_y, activations, parameters, masks, keep_prob)
        if penalize is not None:
            grads = penalize(grads, parameters)  # <- yours
        learning_rate = 0.01 * (1 - (step - 1) / steps)  # the steps become smaller and smaller
        for name in parameters:
            slope = grads["d" + name]
            mean[name] = 0.9 * mean[name] + 0.1 * slope
            square[name] = 0.999 * square[name] + 0.001 * slope**2
            direction = (
                mean[name]
                / (1 - 0.9**step)
                / (np.sqrt(square[name] / (1 - 0.999**step)) + 1e-8)
            )
            parameters[name] = parameters[name] - learning_rate * direction
        if watch is not None:
            watch(dict(parameters))
    return parameters


def accuracy(parameters, X, Y):
    """Compute the share of right answers. No masks here: dropout is for training only."""
    A, _ = forward(X, parameters)
    if len(Y) == 1:
        return float(np.mean((A >= 0.5) == (Y == 1)))
    return float(np.mean(A.argmax(axis=0) == Y.argmax(axis=0)))


def draw(parameters, X, Y, title, ax):
    """Draw points, and how a network divides the plane between them."""
    dlkit.plot.decision_boundary(
        lambda points: forward(points, parameters)[0], X, Y, title=title, ax=ax
    )


# %% [markdown]
# Let it run with all switches off. On the left the 160 points, in the middle what the network makes of
# them. On the right what there is to find: the two moons as they would look without any noise.

# %% tags=["demo"]
started = time.perf_counter()
by_heart = train(X, Y)
print(f"1500 steps in {time.perf_counter() - started:.1f} s")

X_clean, Y_clean = dlkit.data.planar("moons", 600, 0.04, dlkit.seed(2))
ideal = train(X_clean, Y_clean, steps=200)

fig, axes = plt.subplots(1, 3, figsize=(11, 3.6), layout="constrained")
dlkit.plot.decision_boundary(None, X, Y, title="160 points, some labels wrong", ax=axes[0])
draw(by_heart, X, Y, "learned by heart", axes[1])
draw(ideal, X_clean, Y_clean, "what there is to find", axes[2])
plt.show()

train_accuracy, test_accuracy = accuracy(by_heart, X, Y), accuracy(by_heart, X_test, Y_test)
print(f"training accuracy {train_accuracy:.1%}")
print(f"test accuracy     {test_accuracy:.1%}")
print(f"gap               {train_accuracy - test_accuracy:.1%}")

# %% tags=["question"]
ask("true_labels_learned_by_heart", ...)

# %% [markdown]
# Look at the islands and fjords in the middle. Each of them was cut out for one or two points with a wrong
# label. New points that fall there are judged wrongly, and so the network pays for its good memory.
#
# This is **overfitting**: the network fits the accidents of its training data, not only what is behind
# them. The sign by which you know it is the **gap** (the generalization gap) between training and test
# accuracy. Everything in this notebook is there to make the gap small. That is called **regularization**.
#
# ## 2. A price on large weights
#
# To bend the boundary around a single point, the network has to change its answer from "surely 0" to
# "surely 1" over a very short distance. A steep change needs large weights. So make large weights
# expensive: add a **penalty** to the cost that grows with them. The network may still have a large weight,
# if it is worth it. To learn one wrong label by heart is not worth it.
#
# The **L2 penalty** counts the square of every weight, in all layers:
#
# $$J_{\text{total}} = J + \frac{\lambda}{2m} \sum_{l} \sum_{i,j} \big(W^{[l]}_{ij}\big)^2$$
#
# - $\lambda$ (*lambda*), the **strength** (regularization strength), says how expensive weights are. 0 is
#   no penalty at all. Python has taken the word `lambda` for something else, so in code it is `lambd`.
# - The $2$ is there for convenience only: it vanishes in the next step. Other books leave it out. Here it
#   stays.
# - **The biases are free.** A bias only shifts a unit, it does not make it steeper. There are few of them,
#   and they have to be as large as the data needs.
#
# First the slow way, number by number. It is right, and it shows what is meant.


# %% tags=["demo"]
def l2_cost_with_loops(parameters, lambd, m):
    """Compute the L2 penalty, one weight after the other."""
    total = 0.0
    for name in parameters:
        if name.startswith("W"):
            rows, columns = parameters[name].shape
            for i in range(rows):
                for j in range(columns):
                    total = total + parameters[name][i, j] ** 2
    return lambd / (2 * m) * total


# %% [markdown]
# Now you, without a loop over single numbers. (A loop over the layers is fine.)
#
# Shapes: `parameters` is `{"W1": (n[1], n[0]), "b1": (n[1], 1), "W2": ...}`, for any number of layers.
# `lambd` and `m` are numbers. The answer is **the penalty alone**, one number.


# %% exercise="l2_cost"
def l2_cost(parameters, lambd, m):
    """Compute the L2 penalty: lambd / (2 m) times the sum of all squared weights.

    Biases do not count.

    Args:
        parameters: dict {"W1", "b1", "W2", "b2", ...} of any number of layers; W[l] is (n[l],
            n[l-1]).
        lambd: strength of the penalty, a number of at least 0.
        m: number of training examples.

    Returns:
        The penalty, a number.
    """
    raise NotImplementedError("l2_cost")


# %% check="l2_cost"
check("l2_cost")

# %% tags=["question"]
ask("penalty_of_weights_twice_as_large", ...)

# %% [markdown]
# The same number as with loops, and many times faster. And there is what you feared: to learn by heart, the
# network had to grow its weights.

# %% tags=["demo"]
fresh = start([2, 200, 100, 1], np.random.default_rng(0))
started = time.perf_counter()
slow = l2_cost_with_loops(by_heart, 1.0, m)
middle = time.perf_counter()
fast = l2_cost(by_heart, 1.0, m)
end = time.perf_counter()
print(f"with loops {slow:.10f} in {1000 * (middle - started):.2f} ms")
print(f"without    {fast:.10f} in {1000 * (end - middle):.2f} ms")
print(
    f"penalty before training {l2_cost(fresh, 1.0, m):.2f}, after learning by heart {fast:.2f}"
)

# %% [markdown]
# ## 3. Weights that fade
#
# The training does not look at the cost, it looks at the slopes. So the penalty must show there too. The
# slope of $\frac{\lambda}{2m} w^2$ is $\frac{\lambda}{m} w$ (this is where the 2 goes), and slopes add up:
#
# $$dW^{[l]}_{\text{total}} = dW^{[l]} + \frac{\lambda}{m} W^{[l]} \qquad\qquad db^{[l]}_{\text{total}} = db^{[l]}$$
#
# What does that do in a step of gradient descent? Put it in and sort:
#
# $$W \leftarrow W - \alpha \Big(dW + \frac{\lambda}{m} W\Big) = \Big(1 - \frac{\alpha\lambda}{m}\Big) W - \alpha\, dW$$
#
# Every step first takes a small share from each weight. A weight that nothing holds up fades away. That is
# why L2 is also called **weight decay**.
#
# Shapes: `grads` is `{"dW1": ..., "db1": ..., ...}`, each gradient in the shape of its parameter. Return a
# **new** dict with the same names; leave the one that you were given as it is.


# %% exercise="l2_gradients"
def l2_gradients(grads, parameters, lambd, m):
    """Add the slope of the L2 penalty to the gradients of the cost.

    Args:
        grads: dict {"dW1", "db1", ...}, the gradients without penalty; stays as it is.
        parameters: dict {"W1", "b1", ...}.
        lambd: strength of the penalty, a number of at least 0.
        m: number of training examples.

    Returns:
        A new dict {"dW1", "db1", ...}: lambd / m * W[l] is added to each dW[l], each db[l] is
        unchanged.
    """
    raise NotImplementedError("l2_gradients")


# %% check="l2_gradients"
check("l2_gradients")

# %% tags=["question"]
ask("share_that_is_left", ...)

# %% [markdown]
# **Test the gradient.** Cost and gradient must belong together: if the penalty is in one of them and not in
# the other, or with another factor, the training goes somewhere else than you think, and no error message
# will tell you. A *gradient check* does. Move a weight a little up and down, measure how the cost changes,
# and compare that with the formula. Small relative differences, below `1e-6` or so, are good.


# %% tags=["demo"]
def relative_difference(total_cost, grads, parameters, names=("W1", "b1", "W2", "W3")):
    """Compare gradients with slopes measured on a few entries of each parameter."""
    measured, computed = [], []
    for name in names:
        for index in [(0, 0), (1, 0), (-1, -1)]:
            if index[0] < len(parameters[name]):
                moved = {key: value.copy() for key, value in parameters.items()}
                moved[name][index] += 1e-5
                up = total_cost(moved)
                moved[name][index] -= 2e-5
                measured.append((up - total_cost(moved)) / 2e-5)
                computed.append(grads["d" + name][index])
    measured, computed = np.array(measured), np.array(computed)
    return np.linalg.norm(measured - computed) / (
        np.linalg.norm(measured) + np.linalg.norm(computed)
    )


small = start([2, 5, 4, 1], np.random.default_rng(3))
A, activations = forward(X, small)
plain = backward(A, Y, activations, small)
lambd = 10.0


def cost_with_l2(parameters):
    return cost(forward(X, parameters)[0], Y) + l2_cost(parameters, lambd, m)


good = relative_difference(cost_with_l2, l2_gradients(plain, small, lambd, m), small)
forgotten = relative_difference(cost_with_l2, plain, small)
print(f"penalty in cost and gradient:     relative difference {good:.1e}")
print(f"penalty forgotten in the gradient: relative difference {forgotten:.1e}")

# %% [markdown]
# Now let it loose on the network that learns by heart. Five strengths, from nothing to far too much.


# %% tags=["question"]
ask("training_accuracy_and_lambda", ...)


# %% tags=["demo"]
def with_l2_penalty(strength):
    """Make the function that `train` calls before each step."""
    return lambda grads, parameters: l2_gradients(grads, parameters, strength, m)


strengths = [0, 0.1, 1, 5, 50]
with_l2 = {strength: train(X, Y, penalize=with_l2_penalty(strength)) for strength in strengths}

fig, axes = plt.subplots(1, len(strengths), figsize=(13, 3), layout="constrained")
for ax, (lambd, parameters) in zip(axes, with_l2.items(), strict=True):
    right, right_test = accuracy(parameters, X, Y), accuracy(parameters, X_test, Y_test)
    draw(parameters, X, Y, f"λ = {lambd}\ntraining {right:.0%}, test {right_test:.0%}", ax)
plt.show()

# %% [markdown]
# The islands go under first. With a strong penalty, only the shape of the moons is worth its price, and then
# not even that: with far too much, the network cannot afford an opinion. Too little is *overfitting*, too
# much is *underfitting*. You find the right strength as you find every setting: try some, each about three
# times the one before, and look at points that were not used for training.
#
# **Move it yourself**, on something that takes no time to train: a polynomial of degree 11 has twelve parameters for
# 14 points. It pays the same price, $\frac{\lambda}{2m} \sum w^2$, and its bias is free, too. Go slowly from left to
# right, and watch the error on new points.

# %% tags=["demo"]
dlkit.interactive.regularization_strength()

# %% [markdown]
# ## 4. Another price: L1
#
# The L2 penalty hardly cares about small weights: halving 0.1 saves 0.0075, halving 1 saves 0.75. So L2
# makes weights small but seldom zero. The **L1 penalty** counts the *absolute value* instead:
#
# $$\frac{\lambda}{m} \sum_{l} \sum_{i,j} \big|W^{[l]}_{ij}\big|$$
#
# Here the last tenth of a weight costs as much as the first. Weights that are not needed go all the way to
# zero. Note the factor: there is no 2 this time. And again, biases are free.
#
# Shapes: as for `l2_cost`.


# %% exercise="l1_cost"
def l1_cost(parameters, lambd, m):
    """Compute the L1 penalty: lambd / m times the sum of the absolute values of all weights.

    Biases do not count.

    Args:
        parameters: dict {"W1", "b1", "W2", "b2", ...} of any number of layers; W[l] is (n[l],
            n[l-1]).
        lambd: strength of the penalty, a number of at least 0.
        m: number of training examples.

    Returns:
        The penalty, a number.
    """
    raise NotImplementedError("l1_cost")


# %% check="l1_cost"
check("l1_cost")

# %% [markdown]
# Draw both prices for a single weight. L2 is flat around zero: nothing pushes a small weight further down.
# L1 has the same slope everywhere, down to the very tip.

# %% tags=["demo", "fold"]
# @title The price of one weight
w = np.linspace(-2, 2, 401)
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
for function, style in ((l2_cost, "-"), (l1_cost, "--")):
    ax.plot(
        w,
        [function({"W1": np.array([[v]])}, 1.0, 1) for v in w],
        style,
        linewidth=2,
        label=function.__name__,
    )
ax.set(xlabel="a weight", ylabel="its price")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# ## 5. A push of always the same size
#
# The slope of $|w|$ is 1 on the right of zero and $-1$ on the left. That is the **sign** of $w$:
#
# $$dW^{[l]}_{\text{total}} = dW^{[l]} + \frac{\lambda}{m}\, \text{sign}\big(W^{[l]}\big)$$
#
# At exactly zero there is a kink, and no slope. We say the push there is 0, as `np.sign` does: a weight that
# has arrived may stay.
#
# Shapes: as for `l2_gradients`, and again a **new** dict.


# %% exercise="l1_gradients"
def l1_gradients(grads, parameters, lambd, m):
    """Add the slope of the L1 penalty to the gradients of the cost.

    Args:
        grads: dict {"dW1", "db1", ...}, the gradients without penalty; stays as it is.
        parameters: dict {"W1", "b1", ...}.
        lambd: strength of the penalty, a number of at least 0.
        m: number of training examples.

    Returns:
        A new dict {"dW1", "db1", ...}: lambd / m * sign(W[l]) is added to each dW[l], each
        db[l] is unchanged.
    """
    raise NotImplementedError("l1_gradients")


# %% check="l1_gradients"
check("l1_gradients")

# %% tags=["question"]
ask("a_small_weight_under_both", ...)

# %% [markdown]
# Train with L1 and sort the weights of the second layer (20,000 of them) by size. The picture has a
# logarithmic scale: every line down is ten times smaller.

# %% tags=["demo"]
with_l1 = train(
    X, Y, penalize=lambda grads, parameters: l1_gradients(grads, parameters, 0.2, m)
)

fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
networks = {"no penalty": by_heart, "L2": with_l2[1], "L1": with_l1}
for (name, parameters), style in zip(networks.items(), ("-", "--", ":"), strict=True):
    sizes = np.sort(np.abs(parameters["W2"]).ravel())[::-1]
    ax.semilogy(sizes + 1e-9, style, linewidth=2, label=name)
ax.set(xlabel="weights of layer 2, largest first", ylabel="absolute value", ylim=(1e-6, 10))
ax.legend(frameon=False)
plt.show()

for name, parameters in networks.items():
    weights = np.concatenate(
        [values.ravel() for key, values in parameters.items() if key.startswith("W")]
    )
    gap = accuracy(parameters, X, Y) - accuracy(parameters, X_test, Y_test)
    print(
        f"{name:12} {np.sum(np.abs(weights) > 1e-3):6,} weights are larger than 0.001, gap "
        f"{gap:.1%}"
    )

# %% [markdown]
# Of more than 20,000 weights L1 leaves a few dozen. The network is still 200 and 100 units wide on paper, but
# nearly all its connections could be cut. That is called a **sparse** network. (Why are the others not exactly
# zero? A push of fixed size jumps over zero, and back again at the next step. What you see on the floor of the
# picture is the length of the last jumps.) With L2 there are weights of every size, and no such cliff.
#
# ## 6. Some of each: the elastic net
#
# L1 chooses, L2 calms. With both you get some of each. The **elastic net** has a strength $\lambda$ and a
# ratio $\rho$ (*rho*), `l1_ratio` in code, that says how much of it is L1:
#
# $$\rho \cdot \underbrace{\frac{\lambda}{m} \sum \big|W_{ij}\big|}_{\text{the L1 penalty}} \;+\; (1 - \rho) \cdot
# \underbrace{\frac{\lambda}{2m} \sum W_{ij}^2}_{\text{the L2 penalty}}$$
#
# You have both parts. Use them.
#
# Shapes: as before; `l1_ratio` is a number from 0 to 1.


# %% exercise="elastic_net_cost"
def elastic_net_cost(parameters, lambd, l1_ratio, m):
    """Blend the L1 and the L2 penalty. Calls `l1_cost` and `l2_cost`.

    Args:
        parameters: dict {"W1", "b1", ...}.
        lambd: strength of the penalty, a number of at least 0.
        l1_ratio: share of the L1 penalty, from 0 (L2 only) to 1 (L1 only).
        m: number of training examples.

    Returns:
        The penalty, a number.
    """
    raise NotImplementedError("elastic_net_cost")


# %% check="elastic_net_cost"
check("elastic_net_cost")

# %% [markdown]
# Here is a network with only two weights, $w_1$ and $w_2$. Each line joins the places that cost the same.
# L2 makes circles. L1 makes diamonds with corners **on the axes**, where one of the weights is zero.
# Imagine the cheapest place on a slope that comes from somewhere else: you roll along the line, and a
# corner is where you get caught. The elastic net has soft corners.

# %% tags=["demo", "fold"]
# @title Where two weights cost the same
axis = np.linspace(-1.5, 1.5, 61)
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.3), layout="constrained")
for ax, ratio, title in zip(
    axes, (0.0, 0.5, 1.0), ("L2", "elastic net, half and half", "L1"), strict=True
):
    prices = [
        [elastic_net_cost({"W1": np.array([[w1, w2]])}, 1.0, ratio, 1) for w1 in axis]
        for w2 in axis
    ]
    ax.contour(
        axis, axis, prices, levels=np.linspace(0.1, 1.5, 8), colors=dlkit.plot.PALETTE[0]
    )
    ax.axhline(0, color="0.7", linewidth=1)
    ax.axvline(0, color="0.7", linewidth=1)
    ax.set(title=title, xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
plt.show()

# %% [markdown]
# ## 7. Dropout: send some of them home
#
# A quite different idea. In a network that learns by heart, units conspire: this one corrects what that one
# gets wrong at one single point. **Dropout** makes such deals worthless. At every training step each unit
# tosses a coin, for each example anew, and stays silent if it loses. No unit can rely on another one being
# there, so each has to be useful on its own.
#
# It takes three small functions. The first one tosses the coins. The probability to *stay* is `keep_prob`:
#
# $$\text{mask}_{ij} = \begin{cases} 1 & \text{with probability keep\_prob} \\ 0 & \text{otherwise} \end{cases}$$
#
# Every entry has a coin of its own: unit $i$ may speak for one example and be silent for the next. Only zeros
# and ones here (as floats, integers or booleans, as you like); no scaling yet.
#
# **Chance comes from `rng`**, a NumPy random generator, and from nowhere else. `rng.random(shape)` draws
# numbers evenly from 0 up to 1. The same generator in the same state gives the same mask, and so a training
# can be repeated exactly. `np.random.rand` would break that.
#
# How can anybody check a function that answers differently every time? At the edges, where chance has no
# say: with `keep_prob = 1` all stay, with 0 none does. And elsewhere by counting: over thousands of
# coins, the share of ones is near `keep_prob`, in every row and in every column.
#
# Shapes: `shape` is a tuple such as `(n, m)`; the mask has that shape.


# %% exercise="dropout_mask"
def dropout_mask(shape, keep_prob, rng):
    """Toss a coin for every entry: 1 with probability keep_prob, else 0.

    Args:
        shape: shape of the mask, a tuple.
        keep_prob: probability of a 1, from 0 to 1.
        rng: np.random.Generator that all chance comes from.

    Returns:
        Array of that shape, zeros and ones only.
    """
    raise NotImplementedError("dropout_mask")


# %% check="dropout_mask"
check("dropout_mask")

# %% [markdown]
# Look at a mask: black units are silent. It should look like noise. If you see **stripes**, a whole unit or
# a whole example shares one coin. And the counts should come close to `keep_prob`, in every row and every
# column.

# %% tags=["demo"]
mask = dropout_mask((20, 60), 0.8, dlkit.seed(4))
fig, ax = plt.subplots(figsize=(8, 2.9), layout="constrained")
ax.imshow(mask, cmap="gray", vmin=0, vmax=1)
ax.set(xlabel="example", ylabel="unit", title="keep_prob = 0.8")
plt.show()

mask = dropout_mask((1000, 1000), 0.8, dlkit.seed(5))
print(f"share kept {np.mean(mask):.4f}")
for axis, name in ((1, "unit"), (0, "example")):
    share = np.mean(mask, axis=axis)
    print(f"the {name} that is kept least: {share.min():.2f}, most: {share.max():.2f}")

# %% [markdown]
# ## 8. Let the others speak up
#
# With `keep_prob = 0.8`, a fifth of the units is silent, and the next layer hears on average only 0.8 of
# what it would hear without dropout. At test time nobody is silent, and suddenly everything is louder. The
# network was never trained for that. The way out: make those who stay **louder during training**, so that
# the average is right:
#
# $$A_{\text{dropped}} = \frac{A * \text{mask}}{\text{keep\_prob}}$$
#
# The star is entry by entry. On average $0.8 \cdot A / 0.8 = A$: the next layer does not notice. That is
# called *inverted dropout*, and all libraries do it like this. **At test time there is no mask and no
# scaling**: you simply do not call this function.
#
# With loops it reads:


# %% tags=["demo"]
def dropout_forward_with_loops(A, mask, keep_prob):
    """Drop and scale, one activation after the other."""
    result = np.zeros(A.shape)
    for i in range(A.shape[0]):  # units
        for j in range(A.shape[1]):  # examples
            if mask[i, j]:
                result[i, j] = A[i, j] / keep_prob
    return result


# %% [markdown]
# Shapes: `A` and `mask` are `(n, m)`, and so is the answer. `keep_prob` is above 0. (The exercise takes the
# mask as an argument. Thus it has no chance in it, and can be checked to the last digit.)


# %% exercise="dropout_forward"
def dropout_forward(A, mask, keep_prob):
    """Silence the dropped units and scale up the others, so that the average stays.

    Args:
        A: activations, array of shape (n, m); stays as it is.
        mask: zeros and ones, array of shape (n, m).
        keep_prob: the probability with which the mask was drawn, above 0.

    Returns:
        The activations after dropout, array of shape (n, m).
    """
    raise NotImplementedError("dropout_forward")


# %% check="dropout_forward"
check("dropout_forward")

# %% tags=["question"]
ask("a_unit_that_stays", ...)

# %% [markdown]
# Same as the loops? And does the average really stay? Take twenty activations, drop them 1 time, 30 times
# and 3,000 times, and average. Each dot is one activation; on the line, average and original agree.

# %% tags=["demo"]
rng = dlkit.seed(6)
A = rng.uniform(0, 2, size=(20, 1))
mask = dropout_mask(A.shape, 0.5, rng)
print(
    "equal to the loops:",
    np.allclose(dropout_forward(A, mask, 0.5), dropout_forward_with_loops(A, mask, 0.5)),
)

fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.2), sharey=True, layout="constrained")
for ax, times in zip(axes, (1, 30, 3000), strict=True):
    average = np.mean(
        [dropout_forward(A, dropout_mask(A.shape, 0.5, rng), 0.5) for _ in range(times)],
        axis=0,
    )
    ax.plot([0, 2], [0, 2], color="0.6")
    ax.plot(A, average, "o", markersize=4)
    ax.set(title=f"average of {times:,}", xlabel="without dropout")
axes[0].set_ylabel("with dropout")
plt.show()

# %% tags=["question"]
ask("dropout_at_test_time", ...)

# %% [markdown]
# ## 9. And backward
#
# The forward pass multiplied each activation by a number: 0, or 1 / keep_prob. The gradient on its way back
# is multiplied by **the same** number:
#
# $$dA_{\text{before}} = \frac{dA * \text{mask}}{\text{keep\_prob}}$$
#
# A unit that was silent had no part in the result, so it has nothing to learn from it. Use the *same mask* as
# on the way forward, and the same scale.
#
# Shapes: all `(n, m)`.


# %% exercise="dropout_backward"
def dropout_backward(dA, mask, keep_prob):
    """Let the gradient through where the activation went through, with the same scale.

    Args:
        dA: gradient with respect to the activations after dropout, array of shape (n, m);
            stays as it is.
        mask: the mask of the forward pass, array of shape (n, m).
        keep_prob: the probability of the forward pass, above 0.

    Returns:
        Gradient with respect to the activations before dropout, array of shape (n, m).
    """
    raise NotImplementedError("dropout_backward")


# %% check="dropout_backward"
check("dropout_backward")

# %% [markdown]
# Check this gradient too. There is a trap that has cost people days. The cost is measured twice, and with
# dropout on, **each time with other masks**: it jumps about for no reason that the gradient could know.
# Freeze the masks during the check, or switch dropout off.

# %% tags=["demo"]
rng = dlkit.seed(7)
frozen = {1: dropout_mask((5, m), 0.8, rng), 2: dropout_mask((4, m), 0.8, rng)}
A, activations = forward(X, small, frozen, 0.8)
grads = backward(A, Y, activations, small, frozen, 0.8)


def cost_with_frozen_masks(parameters):
    return cost(forward(X, parameters, frozen, 0.8)[0], Y)


def cost_with_new_masks(parameters):
    masks = {1: dropout_mask((5, m), 0.8, rng), 2: dropout_mask((4, m), 0.8, rng)}
    return cost(forward(X, parameters, masks, 0.8)[0], Y)


print(
    "masks frozen:         relative difference "
    f"{relative_difference(cost_with_frozen_masks, grads, small):.1e}"
)
print(
    "new masks every time: relative difference "
    f"{relative_difference(cost_with_new_masks, grads, small):.1e}"
)

# %% [markdown]
# ## 10. The result
#
# Everything is ready. The same network, the same 160 points, the same number of steps. Once as it was, once
# with L2, once with dropout (each unit stays with probability 0.3: the network is very wide, so it can
# spare many).

# %% tags=["demo"]
with_dropout = train(X, Y, keep_prob=0.3)
networks = {
    "learned by heart": by_heart,
    "L2, λ = 1": with_l2[1],
    "dropout, keep_prob = 0.3": with_dropout,
}
fig, axes = plt.subplots(1, 3, figsize=(11, 3.8), layout="constrained")
for ax, (name, parameters) in zip(axes, networks.items(), strict=True):
    right, right_test = accuracy(parameters, X, Y), accuracy(parameters, X_test, Y_test)
    draw(
        parameters,
        X,
        Y,
        f"{name}\ntraining {right:.1%}, test {right_test:.1%}, gap {right - right_test:.1%}",
        ax,
    )
plt.show()

# %% [markdown]
# The network has *not* become better at the points it was trained on. It has become worse at them, and that
# is right: it refuses to believe the wrong labels. What counts is the test, and there it gains.
#
# One lucky draw proves nothing. So do it again with four other sets of points.

# %% tags=["demo"]
print(f"{'points':>6}   {'by heart':^21}   {'L2':^21}   {'dropout':^21}")
print(f"{'':6}" + 3 * f"   {'train':>6}{'test':>7}{'gap':>8}")
ways = [
    {},
    {"penalize": with_l2_penalty(1.0)},
    {"keep_prob": 0.3},
]
for seed in range(2, 6):
    draws = np.random.default_rng(seed)
    X_other, Y_other = noisy_moons(m, draws)
    X_new, Y_new = noisy_moons(1000, draws)
    line = f"{seed:>6}"
    for way in ways:
        parameters = train(X_other, Y_other, seed=seed, **way)
        right, right_new = (
            accuracy(parameters, X_other, Y_other),
            accuracy(parameters, X_new, Y_new),
        )
        line += f"   {right:>6.1%}{right_new:>7.1%}{right - right_new:>8.1%}"
    print(line)

# %% [markdown]
# ## 11. Stop in time
#
# The simplest cure costs nothing. A network learns what is common to all points first, and the oddities
# later. So stop in between. When? Keep some points aside, the **validation set**, and look at the loss on
# them (on *held-out* data) after every *epoch*. As long as it falls, the network learns something that is
# true elsewhere too. When it rises, it is learning by heart.
#
# The loss jitters, so do not stop at the first bump. Have **patience**: stop when that many epochs *in a
# row* have brought no new lowest loss, and go back to the weights of the best epoch. To be exact:
#
# - Walk through the losses from the first epoch on. Epochs are counted from 0.
# - A loss **lower** than every loss before is a new best. An equal one is not.
# - When `patience` epochs have passed since the best one without a new best, training stops. What comes later
#   is never seen, even if it would be better.
# - If that never happens, training runs to the end.
# - Return the epoch **whose weights we keep**: the best one, not the one at which training stopped.
#
# An example with patience 2: losses 0.9, 0.7, 0.8, 0.75, 0.6. The best is epoch 1 (0.7). Epochs 2 and 3 bring
# nothing better, and training stops. The answer is 1; the 0.6 is never seen.
#
# Shapes: `val_losses` is a list or an array of at least one number; the answer is one integer.


# %% exercise="early_stopping"
def early_stopping(val_losses, patience):
    """Find the epoch to keep, if patience epochs without a new best end the training.

    Args:
        val_losses: validation loss after each epoch, a list of at least one number.
        patience: how many epochs in a row may pass without a new lowest loss, an integer of at
            least 1.

    Returns:
        Index of the best epoch that was seen before training stopped, counted from 0.
    """
    raise NotImplementedError("early_stopping")


# %% check="early_stopping"
check("early_stopping")

# %% tags=["question"]
ask("patience_of_three", ...)

# %% [markdown]
# Watch the network learn by heart, with 200 points kept aside. Every step looks at all points, so here a
# step is an epoch. The training loss falls and falls. The validation loss turns round early, long before
# anybody would call the training finished.

# %% tags=["demo"]
X_val, Y_val = noisy_moons(200, dlkit.seed(8))
snapshots = []
train(X, Y, steps=400, watch=snapshots.append)
train_losses = [cost(forward(X, parameters)[0], Y) for parameters in snapshots]
val_losses = [cost(forward(X_val, parameters)[0], Y_val) for parameters in snapshots]
best = early_stopping(val_losses, patience=10)

ax = dlkit.plot.learning_curves(
    {"training": train_losses, "validation": val_losses}, x_label="epoch", y_label="loss"
)
ax.axvline(best + 1, color="0.5", linewidth=1)
ax.text(best + 7, ax.get_ylim()[1] * 0.9, "stop here", color="0.3")
plt.show()

for patience in (1, 3, 10, 50):
    epoch = early_stopping(val_losses, patience)
    right, right_test = (
        accuracy(snapshots[epoch], X, Y),
        accuracy(snapshots[epoch], X_test, Y_test),
    )
    print(
        f"patience {patience:2}: keep epoch {epoch:3}, training {right:.1%}, test "
        f"{right_test:.1%}"
    )
right, right_test = accuracy(snapshots[-1], X, Y), accuracy(snapshots[-1], X_test, Y_test)
print(
    f"to the end:  keep epoch {len(snapshots) - 1:3}, training {right:.1%}, test "
    f"{right_test:.1%}"
)

# %% [markdown]
# With too little patience the first bump ends it. With enough, the gap is small and the test accuracy
# better than at the end of the training, for less work. Compare it with the result above, though: L2 and
# dropout can let the network train to the end, and find more of the two moons. The cures can also be
# combined.
#
# ## 12. More data from old
#
# The best cure of all is more data. If you cannot get more, make some: change the pictures that you have in
# ways **that do not change what they show**. This is *augmentation*. Here are some real digits, 8 x 8
# pixels each.
#
# A digit that is moved by a pixel is still that digit. But look at the second row: the same digits,
# mirrored. A mirrored 3 is no 3, it is no digit at all. To teach that it were one would be to teach
# nonsense. A flower, on the other hand, has no left and right. Which changes are harmless is a question
# about the *task*, and no program can answer it for you.

# %% tags=["demo"]
digits = dlkit.data.digits()
some = np.concatenate(
    [digits.x_train[digits.y_train == label][:1] for label in (2, 3, 4, 5, 6, 7)]
)
flower = dlkit.data.photos()["flower"][::4, ::4]

fig, axes = plt.subplots(1, 2, figsize=(10, 3), width_ratios=(1.5, 1), layout="constrained")
dlkit.plot.images(np.concatenate([some, some[:, :, ::-1]]), columns=6, ax=axes[0])
dlkit.plot.images(np.stack([flower, flower[:, ::-1]]), columns=2, ax=axes[1])
axes[0].set_title("digits, and what a mirror makes of them")
axes[1].set_title("a flower, and its mirror image")
plt.show()

# %% tags=["question"]
ask("which_change_is_harmful", ...)

# %% [markdown]
# Write a function that moves each picture by a random amount, and mirrors it if that is allowed:
#
# - Each picture moves **on its own**: by a whole number of pixels from `-max_shift` to `+max_shift`, both
#   ends included, all equally likely; one number for up and down, another one for left and right.
# - What moves out is lost. What moves in is 0, the background. (`np.roll` would bring it back in on the
#   other side: the foot of a 7 above its head.)
# - If `flip` is True, each picture is then mirrored left to right with probability 1/2, again on its own.
#   If it is False, no picture is ever mirrored.
#
# Two tips. `np.pad(images, ((0, 0), (p, p), (p, p)))` puts a frame of p zeros around each picture; through
# it you can look at a window of the old size. And `rng.integers(0, n)` draws from 0 to n - 1: **the upper
# end is left out**. A plain loop over the pictures is fine.
#
# Shapes: `images` is `(m, height, width)`, and so is the answer.


# %% exercise="augment"
def augment(images, rng, max_shift=1, flip=False):
    """Move each picture a little; if flip is True, mirror it left to right half of the time.

    Args:
        images: array of shape (m, height, width); stays as it is.
        rng: np.random.Generator that all chance comes from.
        max_shift: the farthest a picture moves along each axis, in pixels, an integer of at
            least 0.
        flip: whether pictures may be mirrored.

    Returns:
        New pictures, array of shape (m, height, width). What moves in from outside is 0.
    """
    raise NotImplementedError("augment")


# %% check="augment"
check("augment")

# %% [markdown]
# One 3 becomes many: the first as it is, then fifteen made by your function. They should stand in different
# places, and nothing should come in again on the other side. Below, the flower with `flip=True`: about half
# of them mirrored.

# %% tags=["demo"]
three = digits.x_train[digits.y_train == 3][:1]
made = augment(np.repeat(three, 15, axis=0), dlkit.seed(9), max_shift=2)
dlkit.plot.images(np.concatenate([three, made]), labels=["original"] + 15 * [""])
plt.show()

small_flower = dlkit.data.photos()["flower"][::8, ::8].mean(axis=2)
dlkit.plot.images(
    augment(np.stack(6 * [small_flower]), dlkit.seed(10), max_shift=8, flip=True), columns=6
)
plt.show()

# %% [markdown]
# ## 13. Do not rely on one spot
#
# **Cutout** hides a square of each picture. What dropout does with units, this does with pixels: the network
# cannot rely on one telltale corner, it has to look at the whole digit.
#
# - The square is `size` x `size` pixels, and its pixels become 0.
# - It lies **wholly inside** the picture. All places where it fits are equally likely, the outermost
#   included. (In the original paper it may stick out. Ours does not.)
# - Each picture has its own.
#
# Mind the ends. In a picture 8 pixels high, a square of side 3 can begin in rows 0 to 5: that is 8 - 3 + 1
# places. And pictures need not be square themselves.
#
# Shapes: `images` is `(m, height, width)`; `size` is an integer from 0 to the smaller of height and width.


# %% exercise="cutout"
def cutout(images, size, rng):
    """Blank one square in each picture, at a random place wholly inside.

    Args:
        images: array of shape (m, height, width); stays as it is.
        size: side of the square in pixels, from 0 to the smaller of height and width.
        rng: np.random.Generator that all chance comes from.

    Returns:
        New pictures, array of shape (m, height, width), each with size * size pixels set to 0.
    """
    raise NotImplementedError("cutout")


# %% check="cutout"
check("cutout")

# %% tags=["question"]
ask("places_of_a_square", ...)

# %% [markdown]
# The upper half shows digits with a hole. The background of a digit is black, so some holes are hard to
# see. Below are 2,000 holes laid over each other on white paper: each pixel shows how often it was hidden.
# The picture should be alike on all four sides, and no edge should be left out.

# %% tags=["demo"]
dlkit.plot.images(cutout(digits.x_train[:16], 3, dlkit.seed(11)))
plt.show()

hidden = 1 - cutout(np.ones((2000, 8, 8)), 3, dlkit.seed(12)).mean(axis=0)
fig, ax = plt.subplots(figsize=(4, 3.2), layout="constrained")
picture = ax.imshow(hidden, cmap="viridis", vmin=0)
fig.colorbar(picture, label="share of pictures where it is hidden")
ax.set(xticks=[], yticks=[])
plt.show()

# %% [markdown]
# ## 14. Between two examples
#
# **Mixup** sounds like a joke. Lay two pictures over each other, 70% of a 3 and 30% of a 7, and demand as
# an answer "70% a 3, 30% a 7". A network that must answer that smoothly between all its examples has little
# room for islands, and it is no longer absolutely sure of everything.
#
# Each example $i$ gets a partner $p(i)$ and a number $\lambda_i$ between 0 and 1, and
#
# $$x_i \leftarrow \lambda_i\, x_i + (1 - \lambda_i)\, x_{p(i)} \qquad\qquad
# y_i \leftarrow \lambda_i\, y_i + (1 - \lambda_i)\, y_{p(i)}$$
#
# **The same partner and the same number for the picture and its label.** (This $\lambda$ has nothing to do
# with the strength of a penalty. The field is short of letters.)
#
# - The partners: shuffle the columns. `rng.permutation(m)` gives the numbers 0 to m - 1 in random order.
# - The numbers: $\lambda_i$ comes from the distribution Beta(α, α), one **for each example**:
#   `rng.beta(alpha, alpha, size=...)`. For small α it is mostly near 0 or near 1, so the pictures stay
#   nearly pure. For α = 1 all values are equally likely.
#
# Shapes: `X` is `(n_x, m)`, the pictures as columns. `Y` is `(C, m)`, and *one-hot*: in each column a 1 in
# the row of its class, and 0 elsewhere. Give the numbers the shape `(1, m)`, so that each column is
# multiplied by its own.


# %% exercise="mixup"
def mixup(X, Y, alpha, rng):
    """Blend each example and its label with those of a random partner.

    Args:
        X: examples in columns, array of shape (n_x, m); stays as it is.
        Y: one-hot labels in columns, array of shape (C, m); stays as it is.
        alpha: parameter of the Beta distribution, a number above 0.
        rng: np.random.Generator that all chance comes from.

    Returns:
        A tuple (X_mixed, Y_mixed): arrays of shape (n_x, m) and (C, m).
    """
    raise NotImplementedError("mixup")


# %% check="mixup"
check("mixup")

# %% tags=["question"]
ask("mixup_of_two_threes", ...)

# %% [markdown]
# Above each picture stands what the network should answer. Do you see both digits, in these proportions?

# %% tags=["demo"]
rng = dlkit.seed(13)
columns = digits.x_train[:16].reshape(16, 64).T  # (64, 16)
one_hot = np.eye(10)[:, digits.y_train[:16]]  # (10, 16)
X_mixed, Y_mixed = mixup(columns, one_hot, 1.0, rng)
labels = []
for y in Y_mixed.T:
    first, second = np.argsort(-y)[:2]
    labels.append(
        f"{y[first]:.0%} {first}"
        + (f", {y[second]:.0%} {second}" if y[second] > 0.005 else "")
    )
dlkit.plot.images(X_mixed.T.reshape(16, 8, 8), labels=labels, columns=8)
plt.show()

fig, ax = plt.subplots(figsize=(6, 2.6), layout="constrained")
for alpha, style in ((0.4, "-"), (1.0, "--"), (5.0, ":")):
    _, Y_mixed = mixup(np.zeros((1, 20000)), np.tile(np.eye(2), 10000), alpha, rng)
    share = Y_mixed[0, ::2]  # what is left of class 0 where it was 1
    share = share[(share > 0) & (share < 1)]
    heights, edges = np.histogram(share, bins=30, range=(0, 1), density=True)
    ax.stairs(heights, edges, linestyle=style, linewidth=2, label=f"α = {alpha}")
ax.set(
    xlabel="λ, the share of an example that stays", ylabel="how often", yticks=[], ylim=(0, 5)
)
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# What is it good for? 300 digits, thirty of each, a network with 100 hidden units, and four ways to train
# it. Then three examinations: test digits as they come, the same digits moved by up to a pixel, and with a
# square hidden.

# %% tags=["demo"]
rng = dlkit.seed(14)
chosen = np.concatenate(
    [rng.permutation(np.flatnonzero(digits.y_train == label))[:30] for label in range(10)]
)
few = digits.x_train[chosen]
few_columns, few_labels = few.reshape(300, 64).T, np.eye(10)[:, digits.y_train[chosen]]
ways = {
    "as they come": None,
    "augment": lambda X, Y, rng: (augment(few, rng).reshape(300, 64).T, Y),
    "cutout": lambda X, Y, rng: (cutout(few, 3, rng).reshape(300, 64).T, Y),
    "mixup": lambda X, Y, rng: mixup(X, Y, 0.4, rng),
}
exams = {
    "as they come": digits.x_test,
    "moved": augment(digits.x_test, rng),
    "hidden": cutout(digits.x_test, 3, rng),
}
right_labels = np.eye(10)[:, digits.y_test]

print(f"{'':20}{'examined on digits':^45}  {'how sure when wrong':>20}")
print(f"{'trained on digits':20}" + "".join(f"{name:>15}" for name in exams))
for name, prepare in ways.items():
    parameters = train(few_columns, few_labels, hidden=(100,), steps=400, prepare=prepare)
    line = f"{name:20}"
    for pictures in exams.values():
        line += f"{accuracy(parameters, pictures.reshape(-1, 64).T, right_labels):>15.1%}"
    A, _ = forward(digits.x_test.reshape(-1, 64).T, parameters)
    is_wrong = A.argmax(axis=0) != digits.y_test
    print(line + f"{A.max(axis=0)[is_wrong].mean():>22.0%}")

# %% [markdown]
# **You get what you train for.** A digit moved by one single pixel ruins the network that only ever saw
# digits in their usual place; the one trained with `augment` hardly notices. `cutout` does the same for
# hidden squares. Mixup is about something else: when it is wrong, it says so less loudly.
#
# And see what is *not* in the table: on digits as they come, none of the three helps much. They are neatly
# centred in training and test alike. Augmentation is no magic powder. It tells the network about the
# changes that it is going to meet.
#
# ## 15. The same in Keras
#
# In Keras a penalty belongs to a layer: `kernel_regularizer=keras.regularizers.L2(l2)`. The *kernel* is the
# weights without the bias, so the bias stays free. Dropout is a layer of its own:
# `keras.layers.Dropout(rate)`. Three differences to our notation, each good for a lost afternoon:
#
# - **`Dropout(rate)` takes the share that is dropped**, not the one that is kept: `rate` is `1 - keep_prob`.
# - **`L2(l2)` adds `l2` times the sum of squares.** No $m$, no 2. So `l2` is $\lambda / (2m)$ in our
#   notation.
# - **Keras holds examples in rows**: `(m, n_x)`, so we hand it `X.T`, and the kernels are transposed too.
#
# Keras switches dropout off by itself outside training (`training=False`).
#
# The next cell takes some seconds. TensorFlow, which does the work under Keras, may print a few lines
# about your machine; they do no harm.

# %% tags=["setup"]
dlkit.needs_keras()
import keras

# %% [markdown]
# Build the network of this notebook: a `Dense` layer with 200 ReLU units, dropout, a `Dense` layer with 100
# ReLU units, dropout, and a `Dense` layer with one sigmoid unit. **All three** kernels carry the L2
# penalty, no bias does. Dropout stands behind both hidden layers, and not behind the inputs or the output.
# Compile it with the loss `"binary_crossentropy"`, the optimizer `keras.optimizers.Adam(0.01)` and accuracy
# as a metric. Start with `keras.Input((n_x,))`.
#
# Shapes: from `(batch, n_x)` to `(batch, 1)`.


# %% exercise="keras_regularized"
def keras_regularized(n_x, l2, dropout):
    """Build the wide network, compiled: L2 on all kernels, dropout behind both hidden layers.

    Args:
        n_x: number of inputs, an integer.
        l2: factor of the sum of squared weights in the loss.
        dropout: share of units that is dropped, from 0 up to (but not including) 1.

    Returns:
        A compiled keras.Model: input (batch, n_x), output (batch, 1), the probability of class
        1.
    """
    raise NotImplementedError("keras_regularized")


# %% check="keras_regularized"
check("keras_regularized")

# %% tags=["question"]
ask("penalty_for_keras", ...)

# %% [markdown]
# Is it the same? Put the weights of your own network into the model. Keras must charge the same penalty,
# and its gradient, found by `tf.GradientTape` without any formula from you, must be yours.

# %% tags=["demo"]
import tensorflow as tf

lambd = 1.0
model = keras_regularized(2, l2=lambd / (2 * m), dropout=0.0)
own = with_l2[1]
model.set_weights(
    [values.T if name.startswith("W") else values[:, 0] for name, values in own.items()]
)
print(f"penalty: ours {l2_cost(own, lambd, m):.6f}, Keras {float(sum(model.losses)):.6f}")

with tf.GradientTape() as tape:
    loss = tf.reduce_mean(keras.losses.binary_crossentropy(Y.T, model(X.T))) + sum(
        model.losses
    )
tape_gradients = tape.gradient(loss, model.trainable_variables)

A, activations = forward(X, own)
ours = l2_gradients(backward(A, Y, activations, own), own, lambd, m)
for name, theirs in zip(own, tape_gradients, strict=True):
    gap = np.abs(ours["d" + name] - np.reshape(theirs.numpy().T, ours["d" + name].shape)).max()
    print(
        f"d{name}: largest entry {np.abs(ours['d' + name]).max():.5f}, largest difference "
        f"{gap:.0e}"
    )

# %% [markdown]
# Next, dropout. `keras.layers.Dropout` should do to a large array of ones what your two functions do; and
# outside training it should do nothing at all.

# %% tags=["demo"]
ones = np.ones((1000, 1000), dtype="float32")
layer = keras.layers.Dropout(0.7, seed=1)
theirs = np.array(layer(ones, training=True))
mine = dropout_forward(ones, dropout_mask(ones.shape, 0.3, dlkit.seed(15)), 0.3)
print(
    f"Keras: {np.mean(theirs > 0):.1%} stay, each becomes {theirs.max():.4f}, average "
    f"{theirs.mean():.4f}"
)
print(
    f"ours:  {np.mean(mine > 0):.1%} stay, each becomes {mine.max():.4f}, average "
    f"{mine.mean():.4f}"
)
print("training=False changes nothing:", np.array_equal(layer(ones, training=False), ones))

# %% [markdown]
# Last, the experiment itself. `model.fit` spends more time between two epochs than on 160 points. So we
# hand it forty copies of the points one after the other: an epoch is then forty steps, and each step still
# sees every point once.

# %% tags=["demo"]
rows, labels = X.T.astype("float32"), Y.T.astype("float32")
many_rows, many_labels = np.tile(rows, (40, 1)), np.tile(labels, (40, 1))
rows_test, labels_test = X_test.T.astype("float32"), Y_test.T
settings = {
    "by heart": {"l2": 0.0, "dropout": 0.0},
    "L2": {"l2": 1.0 / (2 * m), "dropout": 0.0},
    "dropout": {"l2": 0.0, "dropout": 0.7},
}
for name, setting in settings.items():
    dlkit.seed(16)
    model = keras_regularized(2, **setting)
    started = time.perf_counter()
    model.fit(many_rows, many_labels, epochs=25, batch_size=m, shuffle=False, verbose=0)
    seconds = time.perf_counter() - started
    right = np.mean((np.array(model(rows)) >= 0.5) == labels)
    right_test = np.mean((np.array(model(rows_test)) >= 0.5) == labels_test)
    print(
        f"{name:10} training {right:.1%}, test {right_test:.1%}, gap {right - right_test:.1%} "
        f"({seconds:.1f} s)"
    )

# %% [markdown]
# Keras has early stopping as a *callback*: something that `fit` calls after every epoch. It should keep the
# very epoch that your function names.

# %% tags=["demo"]
dlkit.seed(17)
model = keras_regularized(2, l2=0.0, dropout=0.0)
stopper = keras.callbacks.EarlyStopping(
    monitor="val_loss", patience=10, restore_best_weights=True
)
held_out = (X_val.T, Y_val.T)
history = model.fit(
    rows,
    labels,
    epochs=400,
    batch_size=m,
    validation_data=held_out,
    callbacks=[stopper],
    verbose=0,
)
losses = history.history["val_loss"]
print(f"Keras ran {len(losses)} epochs and keeps epoch {stopper.best_epoch}")
print(f"your function says epoch {early_stopping(losses, patience=10)}")
print(
    "test accuracy with its weights "
    f"{np.mean((np.array(model(rows_test)) >= 0.5) == labels_test):.1%}"
)

# %% [markdown]
# ## 16. Questions to take with you
#
# The first three are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **More points instead.** Train the network without any regularization on 160, 500, 1500 and 5000
#    points. How does the gap change? From where on is regularization not worth the trouble?
# 2. **Find the bug.** Somebody writes in the training loop `A = A * mask`, without the division, and
#    divides nowhere else either. The training goes well. What happens at test time, and why does a network
#    with `keep_prob = 0.9` hide this bug better than one with 0.3? Try it: take the division out of both of
#    your dropout functions, train, and look at `accuracy`. (Put it back afterwards.)
# 3. **Biases too?** Change `penalize` so that biases are penalized as well, with λ = 5, and move all points
#    by 10 to the right (`X + 10`). What happens to the accuracy, with and without a penalty on biases?
#
# ### 4. Written answer (10 points, marked by a person)
#
# Three colleagues come to you. In about 200 words:
#
# - *Ada:* "My network has 99% on the training set and 81% on the test set." Name the illness and two cures
#   from this notebook, and say for each what she has to pay for it (4 points).
# - *Ben:* "Mine has 71% on the training set and 70% on the test set. The gap is nearly zero, so it is well
#   regularized." What do you tell him (3 points)?
# - *Cleo:* "I tried 40 strengths of L2 and kept the one with the best test accuracy, 92%. I have reported
#   92%." What is wrong with that number, and what should she have done (3 points)?

# %% [markdown] written="which_cure"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# Five cures for a network that learns by heart: make large weights expensive (L2), make all weights
# expensive (L1), send units home (dropout), stop in time, and show it more than there is (augment, cutout,
# mixup). And three habits: look at the *gap* and not only at the test; keep cost and gradient together, and
# check it; freeze chance before you measure a slope.
#
# The training above used Adam, and nobody explained it. That is the next notebook, `optimizers`.
#
# **To read on**, all of it free:
#
# - [Dropout: a simple way to prevent neural networks from
#   overfitting](https://jmlr.org/papers/v15/srivastava14a.html), Srivastava and others, 2014: the paper,
#   easy to read, with the thought behind it in section 2.
# - [mixup: beyond empirical risk minimization](https://arxiv.org/abs/1710.09412), Zhang and others, 2017:
#   the joke of section 14, and how far it carries.
# - [Regularization for deep learning](https://www.deeplearningbook.org/contents/regularization.html),
#   chapter 7 of Goodfellow, Bengio and Courville's *Deep Learning*, 2016: all cures, with what L1 and L2 do
#   to a weight worked out.
