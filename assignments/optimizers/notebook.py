# %% [markdown]
# # Optimizers: the way down
#
# **You will build** everything that moves a network's parameters: mini-batches, six optimizers from plain
# gradient descent to Adam, and five schedules for the learning rate. Thirteen short functions in NumPy.
# You watch the optimizers walk through a ravine, past a saddle and off a plateau, race them on
# handwritten digits, and at the end each of them equals its namesake in Keras, step for step.
#
# **You need** Python functions and dicts, NumPy arrays, and the idea of a gradient: for each parameter,
# how fast the cost grows if that parameter grows a little. The network of this notebook is given.
#
# **It takes** about 110 minutes.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The
# cells in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("mini_batches")` gives a hint: the first gives away little, the third nearly all.
# `inputs("mini_batches")` hands you the values that a check calls it with, and `progress()` shows how
# far you are. Once you are right, `solution("mini_batches")` shows how we wrote it, where your edition
# has the solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("optimizers").tools

# %% [markdown]
# Here is the problem. The picture is a map of a cost that depends on two numbers only. Dark is deep, and
# where the lines are close together it is steep. It is a long **ravine** (an ill-conditioned problem):
# steep from side to side, nearly flat along its floor. Plain gradient descent starts at the cross. It jumps
# from wall to wall, and hardly moves in the direction that matters. After 40 steps it has still not reached
# the lowest point, the white star.
#
# Costs of real networks are full of ravines. At the end of this notebook you own five better ways down.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)


def ravine(x, y):
    return 0.02 * x**2 + y**2


def ravine_slope(w):
    """The gradient of the ravine at the place w = [x, y]."""
    return np.array([0.04 * w[0], 2 * w[1]])


RAVINE = {"x_range": (-10, 2), "y_range": (-2, 2)}  # what the maps of it show
START = np.array([-9.0, 1.5])

places = [START]
for _ in range(40):
    places.append(places[-1] - 0.92 * ravine_slope(places[-1]))

ax = dlkit.plot.descent_paths(ravine, {"gradient descent": places}, **RAVINE)
ax.plot(0, 0, "*", color="white", markeredgecolor="black", markersize=16, zorder=6)
plt.show()

# %% [markdown]
# ## 1. The things we handle
#
# As in the notebooks before, **examples are columns**: `X` is `(n_x, m)`, and `Y` is `(C, m)` with one row
# for each of `C` classes, or `(1, m)`. An optimizer does not look at examples at all. It handles three
# dicts:
#
# | name | looks like | what it is |
# |---|---|---|
# | `parameters` | `{"W1": ..., "b1": ..., "W2": ..., "b2": ...}` | the arrays to be learned |
# | `grads` | `{"dW1": ..., "db1": ..., "dW2": ..., "db2": ...}` | for each parameter its gradient, in the same shape, under its name with a `d` in front |
# | `state` | `{}` at the start | what the optimizer remembers from step to step |
#
# A step is a function of the three. It gives back new parameters and a new state, and leaves all that was
# handed in as it was:
#
# ```python
# parameters, state = some_step(parameters, grads, state, ...)
# ```
#
# Why `state`? A function forgets everything when it returns. An optimizer with a memory, and all good
# ones have one, must be handed its memory, and hand it back. Before the first step the memory is empty.
#
# The names of parameters can be anything. Do not count on `W1` and `b1`: loop over `parameters.items()`.
#
# We need something to optimize. This is the network of the notebook `deep_network` in short: 64 pixels,
# 32 hidden units, 10 digits. Nothing to do here; read it once and run it.


# %% tags=["demo"]
def initialize(layer_dims, rng):
    """He's initialization: {"W1": (n1, n0), "b1": (n1, 1), ...}."""
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_in = layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.normal(size=(layer_dims[layer], fan_in)) * np.sqrt(
            2 / fan_in
        )
        parameters[f"b{layer}"] = np.zeros((layer_dims[layer], 1))
    return parameters


def forward(X, parameters):
    """The hidden layer (32, m), and the probabilities of the ten digits (10, m)."""
    A1 = np.maximum(parameters["W1"] @ X + parameters["b1"], 0)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    E = np.exp(Z2 - Z2.max(axis=0))
    return A1, E / E.sum(axis=0)


def cost_of(parameters, X, Y):
    _, A2 = forward(X, parameters)
    return -np.sum(Y * np.log(A2 + 1e-12)) / X.shape[1]


def gradients(parameters, X, Y):
    """The slope of the cost for every parameter: {"dW1", "db1", "dW2", "db2"}."""
    A1, A2 = forward(X, parameters)
    dZ2 = (A2 - Y) / X.shape[1]  # (10, m)
    dZ1 = (parameters["W2"].T @ dZ2) * (A1 > 0)  # (32, m)
    return {
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
    }


def accuracy(parameters, X, Y):
    return np.mean(forward(X, parameters)[1].argmax(axis=0) == Y.argmax(axis=0))


digits = dlkit.data.digits()
X_train = digits.x_train.reshape(len(digits.x_train), -1).T  # (64, m)
X_test = digits.x_test.reshape(len(digits.x_test), -1).T
Y_train = np.eye(10)[digits.y_train].T  # (10, m): a 1 in the row of the right digit
Y_test = np.eye(10)[digits.y_test].T
LAYERS = (64, 32, 10)

print(
    f"training: X {X_train.shape}, Y {Y_train.shape};  test: X {X_test.shape}, Y "
    f"{Y_test.shape}"
)
first_cost = cost_of(initialize(LAYERS, dlkit.seed(0)), X_train, Y_train)
print(
    f"the first cost is {first_cost:.2f}; a network that knows nothing costs ln 10 = "
    f"{np.log(10):.2f}"
)

# %% [markdown]
# ## 2. Mini-batches
#
# To take one step, gradient descent looks at *all* examples. With 1,438 digits that is quick; with a
# million photographs it is not. But must it be all of them? A gradient is an average, and a few dozen
# examples give a good estimate of an average. So cut the examples into **mini-batches**, and take one
# step for each. One pass through all batches is an **epoch**.
#
# Before every epoch the examples are shuffled. Otherwise the network would see the same batches in the
# same order each time, and if the data happen to be sorted, a batch of nothing but zeros, then one of
# nothing but ones ...
#
# Two things go wrong easily.
#
# - **Pictures and labels must stay together.** Draw *one* random order, and use it for the columns of
#   both `X` and `Y`.
# - **The last batch may be short.** Ten examples in batches of four make batches of 4, 4 and 2. The last
#   two are examples too: keep them.
#
# Take all randomness from `rng`, a NumPy random generator. `rng.permutation(m)` gives the numbers
# $0 \dots m-1$ in random order. Any fair shuffle counts as right; which one, the checks do not ask.
#
# Shapes: `X` is `(n_x, m)`, `Y` is `(1, m)` or `(C, m)`. The answer is a list of pairs; in each pair
# `X_batch` is `(n_x, k)` and `Y_batch` is `(1, k)` or `(C, k)`, with `k` equal to `batch_size` but for
# the last pair.


# %% exercise="mini_batches"
def mini_batches(X, Y, batch_size, rng):
    """Shuffle the examples and cut them into batches. The arguments stay as they are.

    Args:
        X: examples in columns, array of shape (n_x, m).
        Y: their labels in columns, array of shape (1, m) or (C, m).
        batch_size: examples in a batch, an integer; may be larger than m.
        rng: a np.random.Generator, the only source of randomness.

    Returns:
        A list of tuples (X_batch, Y_batch). Every example is in exactly one batch; the last
        batch may be smaller than the others.
    """
    raise NotImplementedError("mini_batches")


# %% check="mini_batches"
check("mini_batches")

# %% tags=["question"]
ask("steps_of_one_epoch", ...)

# %% [markdown]
# Look at a batch. Is each picture still with its label? (The check has put numbers on its examples and looked
# whether the pairs are kept. On pictures you can see it.)

# %% tags=["demo"]
batches = mini_batches(X_train, Y_train, 32, dlkit.seed(0))
print(
    f"{len(batches)} batches; the first has {batches[0][0].shape[1]} examples, the last "
    f"{batches[-1][0].shape[1]}"
)
X_batch, Y_batch = batches[0]
dlkit.plot.images(X_batch.T[:16].reshape(-1, 8, 8), labels=Y_batch.argmax(axis=0)[:16])
plt.show()

# %% tags=["question"]
ask("two_orders", ...)

# %% [markdown]
# How good is the gradient of a mini-batch? Hold its direction against the direction over all examples. A
# cosine of 1 means the same direction, 0 means that they have nothing to do with each other. Each dot is
# one batch.

# %% tags=["demo", "fold"]
# @title How well the gradient of a batch points the right way
rng = dlkit.seed(1)
parameters = initialize(LAYERS, rng)


def as_vector(grads):
    return np.concatenate([grads[name].ravel() for name in sorted(grads)])


full = as_vector(gradients(parameters, X_train, Y_train))
sizes = [1, 4, 16, 32, 64, 256]
fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
for place, size in enumerate(sizes):
    some = [
        as_vector(gradients(parameters, *batch))
        for batch in mini_batches(X_train, Y_train, size, rng)[:30]
    ]
    cosines = [g @ full / np.linalg.norm(g) / np.linalg.norm(full) for g in some]
    ax.plot(
        place + rng.uniform(-0.15, 0.15, len(cosines)),
        cosines,
        ".",
        color=dlkit.plot.PALETTE[0],
        alpha=0.6,
    )
    ax.plot(place, np.mean(cosines), "_", color="black", markersize=22, markeredgewidth=2)
ax.set_xticks(range(len(sizes)), sizes)
ax.set(xlabel="examples in the batch", ylabel="cosine with the full gradient")
ax.grid(axis="y", alpha=0.3)
plt.show()

# %% [markdown]
# A single example is a poor guide. A batch of 32 points mostly the right way, at one forty-fifth of the
# price of all. From 32 to 256 you pay eight times as much, for a direction that is only a little better;
# eight small steps take you further than one good one. That is why mini-batches rule.
#
# ## 3. Plain gradient descent
#
# The gradient points uphill, so go the other way. For every parameter $w$ with its gradient $dw$:
#
# $$w \leftarrow w - \alpha \, dw$$
#
# The **learning rate** $\alpha$ sets the size of the step. With mini-batches this is called *stochastic
# gradient descent*, SGD, because the gradient is partly a matter of chance. It remembers nothing, so its
# state stays empty: hand it back as it came.
#
# In plain Python that is a loop over every single number. Here it is, slow and easy to read.


# %% tags=["demo"]
def sgd_step_with_loops(parameters, grads, state, learning_rate=0.01):
    """Move one number after the other."""
    new_parameters = {}
    for name, w in parameters.items():
        dw = grads["d" + name]
        new_w = np.zeros(w.shape)
        for i in range(w.shape[0]):
            for j in range(w.shape[1]):
                new_w[i, j] = w[i, j] - learning_rate * dw[i, j]
        new_parameters[name] = new_w
    return new_parameters, state


# %% [markdown]
# Now you, without the inner loops: NumPy does the arithmetic for a whole array at once.
#
# One trap. `w -= ...` writes into the very array that was handed in. `parameters.copy()` does not help:
# it makes a new dict, but the arrays in it are the old ones. Write `w - ...`, which makes a new array,
# and put it into a new dict.


# %% exercise="sgd_step"
def sgd_step(parameters, grads, state, learning_rate=0.01):
    """Take one step of gradient descent. The arguments stay as they are.

    Args:
        parameters: dict of arrays of any shape, such as {"W1": ..., "b1": ...}; the names can
            be anything.
        grads: dict with the gradient of each parameter, under its name with a "d" in front:
            {"dW1": ..., ...}.
        state: a dict; gradient descent does not use it.
        learning_rate: size of the step, a number.

    Returns:
        A tuple (parameters, state): a new dict with the new parameters, and the state as it
        came.
    """
    raise NotImplementedError("sgd_step")


# %% check="sgd_step"
check("sgd_step")

# %% [markdown]
# The same numbers as with loops? How much faster?

# %% tags=["demo"]
batch_grads = gradients(parameters, *batches[0])
start = time.perf_counter()
slow, _ = sgd_step_with_loops(parameters, batch_grads, {})
loop_seconds = time.perf_counter() - start

start = time.perf_counter()
for _ in range(100):
    fast, _ = sgd_step(parameters, batch_grads, {})
vectorised_seconds = (time.perf_counter() - start) / 100

print(f"largest difference: {max(np.abs(slow[name] - fast[name]).max() for name in slow):.1g}")
print(f"loops {loop_seconds * 1000:.2f} ms, vectorised {vectorised_seconds * 1000:.3f} ms")

# %% tags=["question"]
ask("one_step_on_the_wall", ...)

# %% [markdown]
# Back to the ravine, with three learning rates. The helper `walk` takes steps with any optimizer, on any
# landscape, and notes every place. Its only parameter is called `w`: a place `[x, y]`.


# %% tags=["demo"]
def walk(step, slope, start, num_steps, **options):
    """Take steps from a start; return all places, (num_steps + 1, 2)."""
    parameters, state = {"w": np.array(start)}, {}
    places = [parameters["w"]]
    for _ in range(num_steps):
        parameters, state = step(parameters, {"dw": slope(parameters["w"])}, state, **options)
        places.append(parameters["w"])
    return np.array(places)


paths = {
    "learning rate 0.05": walk(sgd_step, ravine_slope, START, 40, learning_rate=0.05),
    "learning rate 0.92": walk(sgd_step, ravine_slope, START, 40, learning_rate=0.92),
    # then it leaves the map
    "learning rate 1.03": walk(sgd_step, ravine_slope, START, 6, learning_rate=1.03),
}
dlkit.plot.descent_paths(ravine, paths, **RAVINE)
plt.show()

# %% [markdown]
# **Move it yourself.** The slider sets the learning rate of the same 40 steps. Watch the last two numbers: each step
# multiplies $y$, the way across the ravine, by the first, and $x$, the way along it, by the second.

# %% tags=["demo"]
dlkit.interactive.learning_rate()

# %% [markdown]
# The ravine's steep walls allow no learning rate above 1: then each jump ends higher than it began. And a
# learning rate that the walls allow is too small for the floor. No single learning rate is right for both
# directions. Two ideas help: give the walker *momentum*, or give *each direction its own learning rate*.
# Both need one tool first.
#
# ## 4. The moving average
#
# Gradients of mini-batches jitter. How do you see the trend in numbers that jitter? Average over the last
# few. Cheaper still, and without keeping a list: mix each new value $x_t$ into one running number (an
# *exponential moving average*),
#
# $$v_t = \beta \, v_{t-1} + (1 - \beta) \, x_t \qquad\qquad v_0 = 0.$$
#
# With $\beta = 0.9$ that is roughly the average of the last $1 / (1 - \beta) = 10$ values.
#
# The start is a problem. Let all values be 10, and $\beta = 0.9$. Then $v_1 = 1$, $v_2 = 1.9$,
# $v_3 = 2.71$: far too small, because the average began at 0. How much too small? Write it out:
#
# $$v_t = (1 - \beta)\big(x_t + \beta x_{t-1} + \beta^2 x_{t-2} + \dots + \beta^{t-1} x_1\big)$$
#
# The weights in front of the $x$ should add up to 1. They add up to $1 - \beta^t$. So divide by that:
#
# $$\hat v_t = \frac{v_t}{1 - \beta^t}$$
#
# This is the **bias correction**. The exponent is the step: $\beta$ to the power of $t$, with $t = 1$ for
# the first value. Later $\beta^t$ vanishes, and the correction with it. Carry on with $v_t$ itself, not
# with the corrected one.
#
# Shapes: `values` is a list or an array of `n` numbers; the answer is an array `(n,)`.


# %% exercise="moving_average"
def moving_average(values, beta, bias_correction):
    """Follow a row of numbers with an exponentially weighted moving average.

    Args:
        values: n numbers, the first one at t = 1.
        beta: how much of the past is kept, a number from 0 up to, but not including, 1.
        bias_correction: True for the corrected averages, False for the plain ones.

    Returns:
        The averages after each of the values, array of shape (n,).
    """
    raise NotImplementedError("moving_average")


# %% check="moving_average"
check("moving_average")

# %% tags=["question"]
ask("first_corrected_average", ...)

# %% [markdown]
# First the slow way, straight from the long formula: every average with all its weights. Then the real
# thing: the cost of each mini-batch while the network learns. The raw costs jitter; the average shows the
# trend. Without the correction the line starts at the bottom, and a careless reader would think that the
# cost *rises* at first.

# %% tags=["demo"]
some = [3.0, 1.0, 4.0, 1.0, 5.0]
by_weights = []
for t in range(1, len(some) + 1):
    # the newest value has weight 1, the one before 0.9, ...
    weights = 0.9 ** np.arange(t)[::-1]
    by_weights.append(np.sum(weights * some[:t]) / np.sum(weights))
print("with all the weights  ", np.round(by_weights, 4))
print("with your running mean", np.round(moving_average(some, 0.9, True), 4))

rng = dlkit.seed(2)
parameters, state, batch_costs = initialize(LAYERS, rng), {}, []
for _ in range(3):
    for X_batch, Y_batch in mini_batches(X_train, Y_train, 32, rng):
        batch_costs.append(cost_of(parameters, X_batch, Y_batch))
        parameters, state = sgd_step(
            parameters, gradients(parameters, X_batch, Y_batch), state, learning_rate=0.1
        )

fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
ax.plot(batch_costs, color="0.75", linewidth=1, label="cost of each mini-batch")
for name, beta, corrected, style in (
    ("0.9, corrected", 0.9, True, "-"),
    ("0.9, not corrected", 0.9, False, ":"),
    ("0.98, corrected", 0.98, True, "--"),
):
    ax.plot(
        moving_average(batch_costs, beta, corrected),
        style,
        linewidth=2,
        label=f"average, beta = {name}",
    )
ax.set(xlabel="step", ylabel="cost", ylim=(0, None))
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# ## 5. Momentum
#
# Think of a heavy ball instead of a walker. The slope does not move the ball; it *pushes* it, and changes
# its velocity. From side to side of the ravine the pushes keep changing sign and cancel. Along the floor
# they all point the same way and add up.
#
# $$v \leftarrow \mu \, v - \alpha \, dw \qquad\qquad w \leftarrow w + v$$
#
# The **momentum** $\mu$, usually 0.9, is what is left of the velocity after each step; the rest is lost
# to friction. The velocity is the ball's own: it starts at 0, and goes from step to step in the state,
# under the parameter's name with a `v` in front: `{"vW1": ..., "vb1": ...}`.
#
# `state.get("vW1", 0.0)` gives the velocity if there is one, and 0.0 if not: this is how to treat the
# empty state of the first step.
#
# **There are several definitions about.** Some books write $v \leftarrow \beta v + (1 - \beta)\, dw$ and
# $w \leftarrow w - \alpha v$, which is a moving average of gradients; it needs a learning rate ten times
# as large. PyTorch keeps the learning rate out of $v$. We take the one of Keras, above: $v$ has the
# learning rate in it, and it is the very step that is taken.


# %% exercise="momentum_step"
def momentum_step(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    """Take one step of gradient descent with momentum. The arguments stay as they are.

    Args:
        parameters: dict of arrays of any shape, by name.
        grads: dict with the gradient of each parameter, "d" in front of its name.
        state: dict with the velocity of each parameter, "v" in front of its name; {} before
            the first step.
        learning_rate: how hard the slope pushes, a number.
        momentum: how much of the velocity is kept, a number from 0 to 1.

    Returns:
        A tuple (parameters, state): two new dicts, the new parameters and the new velocities.
    """
    raise NotImplementedError("momentum_step")


# %% check="momentum_step"
check("momentum_step")

# %% tags=["question"]
ask("speed_of_the_ball", ...)

# %% [markdown]
# The ball swings through the ravine, and comes much nearer in as many steps.

# %% tags=["demo"]
paths = {
    "gradient descent": walk(sgd_step, ravine_slope, START, 40, learning_rate=0.92),
    "momentum": walk(momentum_step, ravine_slope, START, 40, learning_rate=0.3, momentum=0.8),
}
dlkit.plot.descent_paths(ravine, paths, **RAVINE)
plt.show()
for name, path in paths.items():
    print(
        f"{name:18} is {np.linalg.norm(path[-1]):.2f} away from the lowest point after 40 "
        "steps"
    )

# %% [markdown]
# ## 6. Nesterov's momentum: look before you roll
#
# A heavy ball overshoots. It notices that the ground rises only when it is already there. Yurii Nesterov's
# idea: you know that the velocity will carry you on by about $\mu v$, so act as if you were there already.
# In the form that Keras uses, the velocity changes as before, and the step looks one push ahead:
#
# $$v \leftarrow \mu \, v - \alpha \, dw \qquad\qquad w \leftarrow w + \mu \, v - \alpha \, dw$$
#
# The $v$ in the second formula is already the new one. The state is the same as with momentum.


# %% exercise="nesterov_step"
def nesterov_step(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    """Take one step of gradient descent with Nesterov's momentum.

    The arguments stay as they are.

    Args:
        parameters: dict of arrays of any shape, by name.
        grads: dict with the gradient of each parameter, "d" in front of its name.
        state: dict with the velocity of each parameter, "v" in front of its name; {} before
            the first step.
        learning_rate: how hard the slope pushes, a number.
        momentum: how much of the velocity is kept, a number from 0 to 1.

    Returns:
        A tuple (parameters, state): two new dicts, the new parameters and the new velocities.
    """
    raise NotImplementedError("nesterov_step")


# %% check="nesterov_step"
check("nesterov_step")

# %% tags=["question"]
ask("first_step_of_nesterov", ...)

# %% [markdown]
# Same learning rate, same momentum. Nesterov's ball brakes earlier, and swings less.

# %% tags=["demo"]
paths = {
    "momentum": walk(momentum_step, ravine_slope, START, 60, learning_rate=0.1, momentum=0.9),
    "Nesterov": walk(nesterov_step, ravine_slope, START, 60, learning_rate=0.1, momentum=0.9),
}
fig, axes = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained", width_ratios=(1, 1))
dlkit.plot.descent_paths(ravine, paths, x_range=(-10, 6), y_range=(-2, 2), ax=axes[0])
for (name, path), style in zip(paths.items(), ("-", "--"), strict=True):
    axes[1].plot(ravine(*path.T), style, linewidth=2, label=name)
axes[1].set(xlabel="step", ylabel="height", yscale="log")
axes[1].legend(frameon=False)
plt.show()

# %% [markdown]
# ## 7. Adagrad: each number its own learning rate
#
# The other idea. In the ravine the ground bends fifty times more from side to side than along the floor.
# So divide each part of the gradient by its own usual size. **Adagrad** adds up the squares of all
# gradients so far, for every single number of every parameter, and divides by the root of that sum:
#
# $$s \leftarrow s + dw^2 \qquad\qquad w \leftarrow w - \alpha \, \frac{dw}{\sqrt{s + \varepsilon}}$$
#
# Squares, roots and the division are taken entry by entry, so $s$ has the shape of $w$. A number with
# large gradients gets small steps, one with small gradients large steps. The root brings the squares back
# to the scale of a gradient.
#
# Two details are as in Keras. The sum does not start at 0, but at `initial_accumulator_value`, 0.1, so
# that the first steps are not too bold. And the tiny $\varepsilon$, which keeps the root away from 0,
# stands **inside** the root. (PyTorch adds it outside. As long as it is tiny, nobody sees the difference;
# one check looks.)
#
# The state holds `{"sW1": ..., "sb1": ...}`.


# %% exercise="adagrad_step"
def adagrad_step(
    parameters, grads, state, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7
):
    """Take one step of Adagrad. The arguments stay as they are.

    Args:
        parameters: dict of arrays of any shape, by name.
        grads: dict with the gradient of each parameter, "d" in front of its name.
        state: dict with the sum of squares for each parameter, "s" in front of its name; {}
            before the first step.
        learning_rate: size of the step, a number.
        initial_accumulator_value: what the sums start from, a number.
        epsilon: added to the sum inside the root, a tiny number.

    Returns:
        A tuple (parameters, state): two new dicts, the new parameters and the new sums of
        squares.
    """
    raise NotImplementedError("adagrad_step")


# %% check="adagrad_step"
check("adagrad_step")

# %% tags=["question"]
ask("hundredth_step_of_adagrad", ...)

# %% [markdown]
# No more jumping from wall to wall: Adagrad treats both directions alike. But look at the dots, and at the
# numbers. The sum can only grow, so the steps can only shrink. In a long training they shrink to nothing,
# even far away from the lowest point.

# %% tags=["demo"]
paths = {
    "gradient descent": walk(sgd_step, ravine_slope, START, 40, learning_rate=0.92),
    "Adagrad": walk(adagrad_step, ravine_slope, START, 40, learning_rate=1.0),
}
dlkit.plot.descent_paths(ravine, paths, **RAVINE)
plt.show()
lengths = np.linalg.norm(np.diff(paths["Adagrad"], axis=0), axis=1)
for step in (1, 10, 40):
    print(f"step {step:2} of Adagrad is {lengths[step - 1]:.3f} long")

# %% [markdown]
# ## 8. RMSprop: forget the distant past
#
# The repair is a tool that you have already: in place of the sum, a moving average. Old squares fade, and
# the steps do not die.
#
# $$s \leftarrow \rho \, s + (1 - \rho) \, dw^2 \qquad\qquad
# w \leftarrow w - \alpha \, \frac{dw}{\sqrt{s + \varepsilon}}$$
#
# The average starts at 0, and here nobody corrects the bias. $\varepsilon$ is inside the root again.
# $\sqrt{s}$ is the *root of the mean of the squares*, RMS: hence the name. The state holds
# `{"sW1": ..., "sb1": ...}`.


# %% exercise="rmsprop_step"
def rmsprop_step(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    """Take one step of RMSprop. The arguments stay as they are.

    Args:
        parameters: dict of arrays of any shape, by name.
        grads: dict with the gradient of each parameter, "d" in front of its name.
        state: dict with the average of squares for each parameter, "s" in front of its name;
            {} before the first step.
        learning_rate: size of the step, a number.
        rho: how much of the average is kept, a number from 0 to 1.
        epsilon: added to the average inside the root, a tiny number.

    Returns:
        A tuple (parameters, state): two new dicts, the new parameters and the new averages of
        squares.
    """
    raise NotImplementedError("rmsprop_step")


# %% check="rmsprop_step"
check("rmsprop_step")

# %% [markdown]
# Adagrad gets slower and slower. RMSprop keeps its pace and arrives. Then it does not come to rest: as it
# divides by the usual size of the gradient, it takes steps of about the learning rate even where the
# ground is almost level. Section 11 has a cure for that.

# %% tags=["demo"]
paths = {
    "Adagrad": walk(adagrad_step, ravine_slope, START, 100, learning_rate=0.5),
    "RMSprop": walk(rmsprop_step, ravine_slope, START, 100, learning_rate=0.15),
}
fig, axes = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained")
dlkit.plot.descent_paths(ravine, paths, **RAVINE, ax=axes[0])
for (name, path), style in zip(paths.items(), ("-", "--"), strict=True):
    axes[1].plot(np.linalg.norm(path, axis=1), style, linewidth=2, label=name)
axes[1].set(xlabel="step", ylabel="distance to the lowest point", ylim=(0, None))
axes[1].legend(frameon=False)
plt.show()

# %% [markdown]
# ## 9. Adam: both ideas at once
#
# **Adam** is the optimizer that most networks are trained with. It has all that you have built: the
# smooth direction of momentum, a learning rate for each number, and the bias correction, because both of
# its averages start at 0.
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\, dw \qquad\qquad s \leftarrow \beta_2 s + (1 - \beta_2)\, dw^2$$
#
# $$\hat m = \frac{m}{1 - \beta_1^t} \qquad \hat s = \frac{s}{1 - \beta_2^t} \qquad\qquad
# w \leftarrow w - \alpha \, \frac{\hat m}{\sqrt{\hat s}}$$
#
# Here $t$ counts the steps, 1 at the first one. The correction is no trifle. At the first step $m$ is
# $0.1\, dw$ and $\sqrt{s}$ is $0.03\, dw$: without it, Adam's first steps would be three times too long.
#
# Now the $\varepsilon$. To save time, Keras takes both corrections out of the loop, into the learning
# rate, and adds $\varepsilon$ *after* the root. It is the last formula once more, only sorted:
#
# $$\alpha_t = \alpha \, \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \qquad\qquad
# w \leftarrow w - \alpha_t \, \frac{m}{\sqrt{s} + \varepsilon}$$
#
# Write this form. (The first paper has both. If you write $\hat m / (\sqrt{\hat s} + \varepsilon)$
# instead, as many books and PyTorch do, that is fine here: for a tiny $\varepsilon$ the two agree to many
# digits, and the checks accept both. Inside the root it is wrong.)
#
# The state holds the plain averages, not the corrected ones, and the number of steps taken:
# `{"t": 1, "mW1": ..., "sW1": ..., "mb1": ..., "sb1": ...}`. There is *one* `t` for all parameters. (The
# paper and Keras call $s$ by the letter $v$. We have used that letter for the velocity.)


# %% exercise="adam_step"
def adam_step(
    parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    """Take one step of Adam. The arguments stay as they are.

    Args:
        parameters: dict of arrays of any shape, by name.
        grads: dict with the gradient of each parameter, "d" in front of its name.
        state: dict with "t", the number of steps taken so far, and for each parameter the
            averages of its gradient ("m" in front of its name) and of the square of it ("s" in
            front); {} before the first step.
        learning_rate: size of the step, a number.
        beta_1: how much of the average of gradients is kept, a number.
        beta_2: how much of the average of squares is kept, a number.
        epsilon: added to the root, a tiny number.

    Returns:
        A tuple (parameters, state): two new dicts, the new parameters and the new state.
    """
    raise NotImplementedError("adam_step")


# %% check="adam_step"
check("adam_step")

# %% tags=["question"]
ask("first_step_of_adam", ...)

# %% [markdown]
# Adam does not care how large a gradient is, only how steady it is. The table shows how far one number
# moves in each of its first steps, in units of the learning rate: for a small steady gradient, a huge
# steady one, and one that changes its sign at every step.

# %% tags=["demo"]
cases = {
    "always 0.01": [0.01] * 6,
    "always 10000": [10000.0] * 6,
    "1, -1, 1, -1, ...": [1.0, -1.0] * 3,
}
print("gradient            step 1   step 2   step 3   step 4   step 5   step 6")
for name, row in cases.items():
    parameters, state, moves = {"w": np.zeros(1)}, {}, []
    for dw in row:
        new_parameters, state = adam_step(
            parameters, {"dw": np.array([dw])}, state, learning_rate=0.001
        )
        moves.append((new_parameters["w"][0] - parameters["w"][0]) / 0.001)
        parameters = new_parameters
    print(f"{name:18}", "".join(f"{move:9.3f}" for move in moves))

# %% tags=["question"]
ask("a_cost_a_thousand_times_as_large", ...)

# %% [markdown]
# ## 10. Three landscapes
#
# Now all together, on the three places where descent is hard.
#
# - The **ravine** you know.
# - A **saddle** goes up in one direction and down in the other. At its middle the slope is zero, and near
#   it almost zero. All start nearly on the ridge, where only a hair separates left from right.
# - On a **plateau** the ground is almost level far from the hole. The slope is tiny, and plain gradient
#   descent takes tiny steps.
#
# Each optimizer has one learning rate for all three maps, one with which it does well in the ravine.

# %% tags=["demo"]


def saddle(x, y):
    return 0.5 * x**2 - 0.5 * y**2 + 0.125 * y**4


def saddle_slope(w):
    return np.array([w[0], -w[1] + 0.5 * w[1] ** 3])


def plateau(x, y):
    return 1 - np.exp(-(x**2 + y**2) / 2)


def plateau_slope(w):
    return w * np.exp(-(w @ w) / 2)


runners = {
    "gradient descent": (sgd_step, {"learning_rate": 0.9}),
    "momentum": (momentum_step, {"learning_rate": 0.1}),
    "Nesterov": (nesterov_step, {"learning_rate": 0.1}),
    "Adagrad": (adagrad_step, {"learning_rate": 1.0}),
    "RMSprop": (rmsprop_step, {"learning_rate": 0.15}),
    "Adam": (adam_step, {"learning_rate": 0.2}),
}
landscapes = {
    "ravine": (ravine, ravine_slope, START, 50, RAVINE),
    "saddle": (
        saddle,
        saddle_slope,
        [-1.8, 0.001],
        40,
        {"x_range": (-2, 2), "y_range": (-2, 2)},
    ),
    "plateau": (
        plateau,
        plateau_slope,
        [-2.8, -2.4],
        60,
        {"x_range": (-3.4, 1.2), "y_range": (-3.1, 1.2)},
    ),
}
all_paths = {
    place: {
        name: walk(step, slope, start, num_steps, **options)
        for name, (step, options) in runners.items()
    }
    for place, (_, slope, start, num_steps, _) in landscapes.items()
}
fig, axes = plt.subplots(1, 3, figsize=(14, 4.6), layout="constrained")
for (place, (f, _, _, num_steps, ranges)), ax in zip(landscapes.items(), axes, strict=True):
    dlkit.plot.descent_paths(
        f, all_paths[place], **ranges, title=f"{place}, {num_steps} steps", ax=ax
    )
    ax.get_legend().remove()
fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=6, frameon=False)
plt.show()

# %% [markdown]
# In the ravine all six come near, some with a detour. The other two maps part them. RMSprop and
# Adam divide by the size of the slope, so even a tiny slope becomes a full step: they leave the ridge at
# once, and cross the plateau as if it were a hillside. Gradient descent, with momentum or without, needs a
# slope to get going. Momentum pays for its speed by overshooting.
#
# Here is the saddle in motion. (The film takes some seconds to make.) Who leaves the ridge first? Who turns
# back?

# %% tags=["demo"]
dlkit.plot.animate_descent(
    saddle, all_paths["saddle"], x_range=(-2, 2), y_range=(-2, 2), title="saddle"
)

# %% [markdown]
# ## 11. Schedules: large steps first, small steps later
#
# At first the lowest point is far away, and large steps are good. Near it they are too large: the
# gradients of mini-batches jitter, and the parameters jitter with them. So let the learning rate shrink
# while the training goes on. A **schedule** says how large it is at each step. Each one below is a
# function of the step, an integer that starts at 0, and returns one number.
#
# **Inverse time decay** divides by a number that grows evenly:
#
# $$\alpha_t = \frac{\alpha_0}{1 + \text{rate} \cdot t / \text{steps}}$$
#
# Here $\alpha_0$ is `initial_learning_rate`, $t$ is `step`, rate is `decay_rate` and steps is
# `decay_steps`. With a rate of 1 the learning rate is one half after `decay_steps` steps, one third after
# twice as many, and so on. It falls quickly and then hardly at all.


# %% exercise="inverse_time_decay"
def inverse_time_decay(step, initial_learning_rate, decay_steps, decay_rate):
    """Tell the learning rate at a step, divided by a number that grows evenly.

    Args:
        step: number of steps taken so far, an integer from 0 on.
        initial_learning_rate: the learning rate at step 0, a number.
        decay_steps: after so many steps the denominator has grown by decay_rate.
        decay_rate: how fast it decays, a number.

    Returns:
        The learning rate at this step, a number. It changes at every step, not only at each
        decay_steps.
    """
    raise NotImplementedError("inverse_time_decay")


# %% check="inverse_time_decay"
check("inverse_time_decay")

# %% tags=["question"]
ask("inverse_time_after_three", ...)

# %% tags=["demo"]
steps = range(200)


def draw_schedules(curves, ax=None):
    """Draw learning rates over the steps, one line for each name."""
    ax = plt.subplots(figsize=(6.4, 3), layout="constrained")[1] if ax is None else ax
    for index, (name, values) in enumerate(curves.items()):
        style, color = ("-", "--", "-.", ":")[index % 4], dlkit.plot.PALETTE[index]
        ax.plot(steps, values, style, color=color, linewidth=2, label=name)
    ax.set(xlabel="step", ylabel="learning rate", ylim=(0, None))
    ax.legend(frameon=False)


draw_schedules(
    {
        f"decay_rate {rate}": [
            inverse_time_decay(step, 0.1, decay_steps=50, decay_rate=rate) for step in steps
        ]
        for rate in (0.5, 1, 4)
    }
)
plt.show()

# %% [markdown]
# **Exponential decay** multiplies by the same factor in every stretch of `decay_steps` steps:
#
# $$\alpha_t = \alpha_0 \cdot \text{rate}^{\,t / \text{steps}}$$
#
# Here the rate is a factor between 0 and 1. With a rate of 0.5 the learning rate halves every
# `decay_steps` steps, smoothly, for ever.


# %% exercise="exponential_decay"
def exponential_decay(step, initial_learning_rate, decay_steps, decay_rate):
    """Tell the learning rate at a step: decay_steps steps multiply it by decay_rate.

    Args:
        step: number of steps taken so far, an integer from 0 on.
        initial_learning_rate: the learning rate at step 0, a number.
        decay_steps: after so many steps the learning rate has been multiplied by decay_rate
            once.
        decay_rate: the factor, a number between 0 and 1.

    Returns:
        The learning rate at this step, a number. It changes at every step, not only at each
        decay_steps.
    """
    raise NotImplementedError("exponential_decay")


# %% check="exponential_decay"
check("exponential_decay")

# %% tags=["demo"]
for step in (0, 25, 50, 100, 150):
    print(f"step {step:3}: {exponential_decay(step, 0.1, decay_steps=50, decay_rate=0.5):.4f}")

# %% [markdown]
# **Staircase decay** has the same factor, but stays level for `decay_steps` steps and then drops at once.
# For a long time this was *the* schedule: train until nothing moves any more, then divide the learning
# rate by 10. The half brackets mean: rounded down.
#
# $$\alpha_t = \alpha_0 \cdot \text{rate}^{\,\lfloor t / \text{steps} \rfloor}$$


# %% exercise="staircase_decay"
def staircase_decay(step, initial_learning_rate, decay_steps, decay_rate):
    """Tell the learning rate at a step: level for decay_steps steps, then times decay_rate.

    Args:
        step: number of steps taken so far, an integer from 0 on.
        initial_learning_rate: the learning rate of the steps 0 ... decay_steps - 1, a number.
        decay_steps: length of a stair, an integer.
        decay_rate: the factor from one stair to the next, a number between 0 and 1.

    Returns:
        The learning rate at this step, a number.
    """
    raise NotImplementedError("staircase_decay")


# %% check="staircase_decay"
check("staircase_decay")

# %% tags=["demo"]
draw_schedules(
    {
        "exponential": [exponential_decay(step, 0.1, 50, 0.5) for step in steps],
        "staircase": [staircase_decay(step, 0.1, 50, 0.5) for step in steps],
    }
)
plt.show()

# %% [markdown]
# **Cosine decay** is today's favourite. It follows half a wave of a cosine: slow at first, fast in the
# middle, slow at the end. You say when it is over, and there is no rate to choose. With
# $p = t / \text{steps}$, the part of the way that is done,
#
# $$\alpha_t = \alpha_0 \Big( (1 - a) \, \frac{1 + \cos(\pi p)}{2} + a \Big)$$
#
# The fraction $a$, `alpha` in the code, is what is left of the learning rate at the end, usually 0. After
# `decay_steps` steps it stays there: $p$ is never more than 1. (Without this, the wave would rise again.)


# %% exercise="cosine_decay"
def cosine_decay(step, initial_learning_rate, decay_steps, alpha=0.0):
    """Tell the learning rate at a step along half a wave of a cosine, and level after its end.

    Args:
        step: number of steps taken so far, an integer from 0 on; may be larger than
            decay_steps.
        initial_learning_rate: the learning rate at step 0, a number.
        decay_steps: length of the decay, an integer.
        alpha: the fraction of initial_learning_rate that is left at the end, a number from 0
            to 1.

    Returns:
        The learning rate at this step, a number.
    """
    raise NotImplementedError("cosine_decay")


# %% check="cosine_decay"
check("cosine_decay")

# %% tags=["question"]
ask("cosine_after_a_quarter", ...)

# %% tags=["demo"]
draw_schedules(
    {
        f"alpha = {alpha}": [cosine_decay(step, 0.1, 150, alpha) for step in steps]
        for alpha in (0.0, 0.2)
    }
)
plt.show()

# %% [markdown]
# **Warmup** does the opposite at the very start. The first gradients of a fresh network are wild, and
# Adam's averages of them are still poor: a few careful steps first do no harm, and for large networks
# they are needed. So let the learning rate rise in a straight line from 0 to its target in
# `warmup_steps` steps, and then decay along a cosine for `decay_steps` more:
#
# $$\alpha_t = \begin{cases} \text{target} \cdot t / \text{warmup} & \text{if } t < \text{warmup} \\
# \text{cosine decay from the target, with its clock starting at the top} & \text{otherwise} \end{cases}$$
#
# At `step == warmup_steps` the learning rate is exactly the target. `warmup_steps` may be 0; then only the
# cosine is left.


# %% exercise="warmup"
def warmup(step, target_learning_rate, warmup_steps, decay_steps):
    """Tell the learning rate at a step: a straight rise from 0, then a cosine decay to 0.

    Calls `cosine_decay`.

    Args:
        step: number of steps taken so far, an integer from 0 on.
        target_learning_rate: the learning rate at the top, a number.
        warmup_steps: length of the rise, an integer; may be 0.
        decay_steps: length of the decay, an integer, counted from the top.

    Returns:
        The learning rate at this step, a number.
    """
    raise NotImplementedError("warmup")


# %% check="warmup"
check("warmup")

# %% [markdown]
# All five in one picture, and what they are good for. In the second picture gradient descent goes down a
# round bowl, but the slope is noisy, as it is with mini-batches. (200 walkers go down, and their mean
# distance is drawn.) With a constant learning rate they never come to rest. With a schedule they do.

# %% tags=["demo"]
schedules = {
    "constant": lambda step: 0.4,
    "inverse time": lambda step: inverse_time_decay(step, 0.4, 20, 1),
    "exponential": lambda step: exponential_decay(step, 0.4, 50, 0.5),
    "staircase": lambda step: staircase_decay(step, 0.4, 50, 0.5),
    "cosine": lambda step: cosine_decay(step, 0.4, 200),
    "warmup": lambda step: warmup(step, 0.4, 30, 170),
}
fig, axes = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
draw_schedules(
    {name: [schedule(step) for step in steps] for name, schedule in schedules.items()},
    ax=axes[0],
)

noise = dlkit.seed(3).normal(size=(200, 2, 200))  # (steps, 2, walkers)
distances = {}
for name, schedule in schedules.items():
    parameters, state = {"w": np.full((2, 200), 6.0)}, {}
    distances[name] = []
    for step in steps:
        distances[name].append(np.linalg.norm(parameters["w"], axis=0).mean())
        # the slope of the bowl (x**2 + y**2) / 2, and chance
        noisy_slope = parameters["w"] + noise[step]
        parameters, state = sgd_step(
            parameters, {"dw": noisy_slope}, state, learning_rate=schedule(step)
        )
draw_schedules(distances, ax=axes[1])
axes[1].set(ylabel="mean distance to the lowest point", yscale="log", ylim=(0.05, 10))
plt.show()

# %% [markdown]
# ## 12. The race
#
# Time for real data. Six optimizers, each with the learning rate that Keras gives it by default, train the
# same network on digits: same start, same mini-batches. Who is first at a test accuracy of 0.9? (The cell
# takes a quarter of a minute or more, and so does the next one.)


# %% tags=["demo"]
def train(step, seed, num_epochs, **options):
    """Train the digit network; return the parameters, and test accuracies by epoch."""
    rng = np.random.default_rng(seed)
    parameters, state, accuracies = initialize(LAYERS, rng), {}, []
    for _ in range(num_epochs):
        for X_batch, Y_batch in mini_batches(X_train, Y_train, 32, rng):
            grads = gradients(parameters, X_batch, Y_batch)
            parameters, state = step(parameters, grads, state, **options)
        accuracies.append(accuracy(parameters, X_test, Y_test))
    return parameters, accuracies


def epochs_to(goal, accuracies):
    """After how many epochs was the goal reached? None if never."""
    reached = [epoch for epoch, value in enumerate(accuracies, start=1) if value >= goal]
    return reached[0] if reached else None


steps_of = {name: step for name, (step, _) in runners.items()}
start = time.perf_counter()
races = {
    name: [train(step, seed, 40)[1] for seed in range(5)] for name, step in steps_of.items()
}
print(f"30 trainings of 40 epochs in {time.perf_counter() - start:.0f} s")

dlkit.plot.learning_curves(
    {name: np.mean(runs, axis=0) for name, runs in races.items()},
    x_label="epoch",
    y_label="test accuracy",
).axhline(0.9, color="0.7", linewidth=1)
plt.show()
print("epochs until a test accuracy of 0.9, for five seeds (None: not in 40 epochs)")
for name, runs in races.items():
    print(f"{name:18}", [epochs_to(0.9, run) for run in runs])

# %% [markdown]
# Momentum and Nesterov win, RMSprop and Adam come next, far ahead of plain gradient descent, and Adagrad does
# not get there at all. Or is that the wrong question? With $\mu = 0.9$ the steps of momentum grow ten times as
# long. Those of RMSprop and Adam have about the length of the learning rate, whatever the gradient. Gradient
# descent's steps depend on the gradient, and 0.01 may just be too small for this network, as 0.001 is for
# Adagrad. Comparing optimizers at one learning rate each is one of the most common mistakes in the field. The
# fair race gives each of them *every* learning rate.

# %% tags=["demo"]
rates = 10.0 ** np.arange(-4, 0.6, 0.5)
num_epochs = 20
fig, ax = plt.subplots(figsize=(7.5, 4), layout="constrained")
best = {}
for index, (name, step) in enumerate(steps_of.items()):
    with np.errstate(all="ignore"):  # some of the large ones fly off to infinity
        needed = [
            epochs_to(0.9, train(step, 0, num_epochs, learning_rate=rate)[1]) for rate in rates
        ]
    heights = [np.nan if epochs is None else epochs for epochs in needed]
    ax.plot(
        rates,
        heights,
        ("-", "--", "-.", ":")[index % 4],
        marker="o",
        color=dlkit.plot.PALETTE[index],
        label=name,
    )
    works = [
        rate
        for rate, epochs in zip(rates, needed, strict=True)
        if epochs is not None and epochs <= 10
    ]
    print(
        f"{name:18} at best in epoch {np.nanmin(heights):2.0f}; in epoch 10 or before from "
        f"{works[0]:.4f} to {works[-1]:.4f}"
    )
ax.set(
    xscale="log",
    xlabel="learning rate",
    ylabel=f"epochs until 0.9 (none: not in {num_epochs})",
    ylim=(0, None),
)
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# With its best learning rate plain gradient descent is nearly as fast as Adam on this small network. What
# Adam gives you is not magic speed but *tolerance*: it is fast in a wide range of learning rates, and the
# range is about the same for every network, since its steps do not depend on the size of the gradients.
# You will find a good one soon, and 0.001 is seldom far off. Remember this picture when somebody tells
# you that their optimizer is twice as fast.
#
# ## 13. The same in Keras
#
# Now hold every step against Keras. Its optimizers live in `keras.optimizers`, and work on variables in
# place: `optimizer.apply(gradients, variables)`. Both sides get the same start and the same twenty random
# gradients. Keras computes with about seven digits here, so that is how well they should agree.
#
# The next cell takes some seconds. TensorFlow, which does the work under Keras, may print a few lines
# about your machine; they do no harm.

# %% tags=["demo"]
dlkit.needs_keras()
import keras

namesakes = {
    "gradient descent": keras.optimizers.SGD(0.01),
    "momentum": keras.optimizers.SGD(0.01, momentum=0.9),
    "Nesterov": keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True),
    "Adagrad": keras.optimizers.Adagrad(0.001),
    "RMSprop": keras.optimizers.RMSprop(0.001),
    "Adam": keras.optimizers.Adam(0.001),
}
print("after 20 steps       moved by   largest difference from Keras")
for name, optimizer in namesakes.items():
    rng = np.random.default_rng(4)
    begin = {"W1": rng.normal(size=(3, 4)), "b1": rng.normal(size=(3, 1))}
    parameters, state = begin, {}
    variables = {key: keras.Variable(value) for key, value in begin.items()}
    for _ in range(20):
        grads = {"d" + key: rng.normal(size=value.shape) for key, value in begin.items()}
        parameters, state = steps_of[name](parameters, grads, state)
        optimizer.apply(
            [keras.ops.convert_to_tensor(grads["d" + key], "float32") for key in variables],
            variables.values(),
        )
    moved = max(np.abs(parameters[key] - begin[key]).max() for key in begin)
    gap = max(np.abs(parameters[key] - variables[key].numpy()).max() for key in begin)
    print(f"{name:20} {moved:8.4f}   {gap:.1g}")

# %% [markdown]
# The schedules are in `keras.optimizers.schedules`. A schedule there is an object that you call with the
# step, and hand to an optimizer in place of a learning rate.

# %% tags=["demo"]
library = keras.optimizers.schedules
pairs = {
    "inverse time": (
        lambda step: inverse_time_decay(step, 0.1, 50, 2.0),
        library.InverseTimeDecay(0.1, 50, 2.0),
    ),
    "exponential": (
        lambda step: exponential_decay(step, 0.1, 50, 0.5),
        library.ExponentialDecay(0.1, 50, 0.5),
    ),
    "staircase": (
        lambda step: staircase_decay(step, 0.1, 50, 0.5),
        library.ExponentialDecay(0.1, 50, 0.5, staircase=True),
    ),
    "cosine": (
        lambda step: cosine_decay(step, 0.1, 150, 0.2),
        library.CosineDecay(0.1, 150, alpha=0.2),
    ),
    "warmup": (
        lambda step: warmup(step, 0.1, 30, 150),
        library.CosineDecay(0.0, 150, warmup_target=0.1, warmup_steps=30),
    ),
}
for name, (ours, theirs) in pairs.items():
    gap = max(abs(ours(step) - float(theirs(step))) for step in range(0, 201, 10))
    print(f"{name:14} largest difference from Keras: {gap:.1g}")

# %% [markdown]
# And the whole training. **Keras holds examples in rows**, so it gets `X.T` and `Y.T`, and the weights
# transposed. The network, the optimizer with its schedule, and the loss are a few lines. Same start, same
# mini-batches, five epochs of Adam with warmup: are the networks the same at the end?

# %% tags=["demo"]
num_epochs, steps_per_epoch = 5, len(mini_batches(X_train, Y_train, 32, dlkit.seed(0)))
rise, fall = steps_per_epoch, (num_epochs - 1) * steps_per_epoch

rng = dlkit.seed(5)
parameters, state = initialize(LAYERS, rng), {}
model = keras.Sequential(
    [
        keras.Input((64,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.set_weights(
    [parameters["W1"].T, parameters["b1"][:, 0], parameters["W2"].T, parameters["b2"][:, 0]]
)
schedule = library.CosineDecay(0.0, fall, warmup_target=0.01, warmup_steps=rise)
model.compile(optimizer=keras.optimizers.Adam(schedule), loss="categorical_crossentropy")

step = 0
for _ in range(num_epochs):
    for X_batch, Y_batch in mini_batches(X_train, Y_train, 32, rng):
        rate = warmup(step, 0.01, rise, fall)
        parameters, state = adam_step(
            parameters, gradients(parameters, X_batch, Y_batch), state, learning_rate=rate
        )
        model.train_on_batch(X_batch.T, Y_batch.T)
        step += 1

theirs = model.predict(X_test.T, verbose=0).T  # (10, m)
print(
    f"after {step} steps: test accuracy ours {accuracy(parameters, X_test, Y_test):.1%},",
    end=" ",
)
print(f"Keras {np.mean(theirs.argmax(axis=0) == Y_test.argmax(axis=0)):.1%}")
gap = np.abs(theirs - forward(X_test, parameters)[1]).max()
print(f"largest difference between two of the {theirs.size} probabilities: {gap:.1g}")

# %% [markdown]
# Usually you would write one line for the loop: `model.fit(X_train.T, Y_train.T, epochs=5, batch_size=32)`
# shuffles, cuts batches and takes the steps. Now you know what it does.
#
# ## 14. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Find the bug.** The function below is an Adam that somebody wrote in a hurry. It trains, and even
#    reaches a decent accuracy. Hold it against yours step by step: from which step on do they differ, with
#    one parameter, and with two? Which line is wrong? (A planted bug that does not crash is the most
#    expensive kind. Comparing with something known to be right, step by step, is how to find it.)
# 2. **Bad scales.** Divide half of the pixels by 100 (`X_train * scale`, with `scale` of shape
#    `(64, 1)`, and `X_test` likewise), and run the fair race again. Whose range of learning rates
#    shrinks, whose does not? Why? What would standardizing the pixels do?


# %% tags=["demo"]
def adam_step_in_a_hurry(
    parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    t = state.get("t", 0)
    new_parameters, new_state = {}, {}
    for name, w in parameters.items():
        t = t + 1
        m = beta_1 * state.get("m" + name, 0.0) + (1 - beta_1) * grads["d" + name]
        s = beta_2 * state.get("s" + name, 0.0) + (1 - beta_2) * grads["d" + name] ** 2
        rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        new_parameters[name] = w - rate * m / (np.sqrt(s) + epsilon)
        new_state["m" + name], new_state["s" + name], new_state["t"] = m, s, t
    return new_parameters, new_state


# %% [markdown]
# ### 3. Written answer (10 points, marked by a person)
#
# A colleague trains a network with `keras.optimizers.SGD()` and with `keras.optimizers.Adam()`, both as
# they come. Adam needs a fifth of the epochs. The colleague writes: "Adam is five times as fast as SGD."
# In about 150 words:
#
# - Gradient descent zigzags through a ravine. Say in your own words how momentum repairs this, and how
#   dividing by $\sqrt{s}$ repairs it. They are two different ways (4 points).
# - Is the comparison fair? Say what you would measure instead, and what you expect to find (4 points).
# - The colleague doubles the batch size and keeps everything else. What happens to the number of steps in
#   an epoch and to the noise in the gradient, and which way would you move the learning rate (2 points)?

# %% [markdown] written="fair_race"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# Mini-batches, six optimizers and five schedules, all of them yours, and all equal to those that train the
# large networks of this world. Three habits: keep pictures and labels together when you shuffle; count
# steps from 1 when you correct a bias; and compare optimizers over *all* learning rates, or not at all.
#
# Until now a picture was a long column of numbers, and a pixel did not know its neighbours. In the next
# notebook, `convolution`, it will.
#
# **To read on**, all of it free:
#
# - [Adam: a method for stochastic optimization](https://arxiv.org/abs/1412.6980), Kingma and Ba, 2014: the
#   paper. Its first two pages are all that you have built.
# - [Why momentum really works](https://distill.pub/2017/momentum/), Gabriel Goh, 2017: the ball and the
#   ravine, with sliders, and the mathematics beneath.
# - [An overview of gradient descent optimization algorithms](https://arxiv.org/abs/1609.04747), Sebastian
#   Ruder, 2016: all optimizers of this notebook, and how they descend from each other.
