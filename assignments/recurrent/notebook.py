# %% [markdown]
# # Recurrent networks: networks that remember
#
# **You will build** networks that read one thing after another and remember what they have read. By hand: a plain
# cell, an LSTM and a GRU, and the way back through time for the first two. With the plain cell a network learns to
# write first names, most of which nobody has told it. Then you give it a simple task that it does not learn: to hold
# *one bit* over 50 steps. You look at the gradient, find a reason, build the cell that does learn it, and find that
# even that one needs to be started right. At the end you write the same language model in Keras and let it invent
# names, colder and hotter.
#
# **You need** NumPy, and backpropagation with a softmax at the end, as in `deep_network`. Training is given. Keras
# comes in at the end.
#
# **It takes** about three and a half hours. There are sixteen functions, and most of them are one to eight lines long.
# The finished notebook runs from top to bottom in about two minutes on two CPU cores.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The
# cells in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("rnn_step")` gives a hint: the first gives away little, the third nearly all. `inputs("rnn_step")`
# hands you the values that a check calls it with, and `progress()` shows how far you are. Once you are
# right, `solution("rnn_step")` shows how we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("recurrent").tools

# %% [markdown]
# Here is the goal, as we recorded it. On the left: how often a network still knows a bit that it saw 5 to 50 steps
# ago (half right is pure luck). The LSTM is a cell that you will build in sections 10 and 11; its *forget bias* is
# how it is started. On the right: names that a network wrote. (A few of them are real: section 8 counts these.) The
# *temperature* says how daring it is.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)

recorded_accuracy = {  # each the mean of five trainings
    "plain cell": [1.0, 1.0, 0.80, 0.49],
    "LSTM, forget bias 0": [1.0, 1.0, 0.51, 0.50],
    "LSTM, forget bias 3": [1.0, 1.0, 1.0, 1.0],
}
recorded_names = {
    0.3: "marielle marilen alia janie ginnie",
    0.7: "marryo marie mavie sulin worda",
    1.3: "maroll charus lariek zen mardenti",
}
fig, axes = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained")
for (name, accuracies), marker in zip(recorded_accuracy.items(), "os^", strict=True):
    axes[0].plot([5, 10, 20, 50], accuracies, marker=marker, label=name)
axes[0].set(
    title="a bit remembered, as recorded",
    xlabel="steps",
    ylabel="share of right answers",
    ylim=(0.4, 1.05),
)
axes[0].legend(frameon=False, loc="upper right", bbox_to_anchor=(1, 0.92))
axes[1].set_title("names it wrote, as recorded", fontsize=12)
axes[1].axis("off")
for place, (temperature, text) in enumerate(recorded_names.items()):
    axes[1].text(0.0, 0.84 - 0.34 * place, f"temperature {temperature}", fontsize=11)
    axes[1].text(0.0, 0.71 - 0.34 * place, text, fontsize=12, family="monospace")
plt.show()

# %% [markdown]
# ## 1. Names as numbers
#
# The data: 5,163 first names that were common in the United States in 1990, in small letters. They are divided
# once and for all: 3,000 to learn from, 463 that are held out to measure with, and 1,700 for a *judge* (not the one
# that marks your work), which comes in section 8 and never sees the others.
#
# A **language model** does one thing: it reads the beginning of a text, and says how likely each symbol is to come
# next. Our symbols are the 26 letters and one mark, the dot, that stands before the first letter and behind the last.
# Its number is 0; `a` is 1, `z` is 26. So for the name *bob* the model reads `.`, `b`, `o`, `b`, and its task is to
# say `b`, `o`, `b`, `.`: at each step the *next* symbol.

# %% tags=["demo"]
ALPHABET = ".abcdefghijklmnopqrstuvwxyz"
all_names = dlkit.data.names().names
shuffled = np.random.default_rng(0).permutation(all_names).tolist()
train_names, judge_names, held_out_names = (
    shuffled[:3000],
    shuffled[3000:4700],
    shuffled[4700:],
)
LENGTH = max(len(name) for name in all_names) + 1  # steps: the letters, and the mark


def numbers(name):
    """Turn letters into the numbers of their symbols, without a mark."""
    return [ALPHABET.index(letter) for letter in name]


print("some names:", *train_names[:8])
print(f"the longest has {LENGTH - 1} letters")
print("bob is read as", [0, *numbers("bob")], "and the answers are", [*numbers("bob"), 0])

# %% [markdown]
# A network wants arrays, and names are of different lengths. So each gets the same number of steps. What is missing
# at the end is **padding**: zeros that mean nothing. A **mask** says where it is. And a symbol becomes a **one-hot**
# vector, all zeros but for a 1 at the place of its number, for symbol 5 is not five times as much as symbol 1.
#
# $$X_{i,t,k} = \begin{cases} 1 & \text{if symbol } k \text{ stands at step } t \text{ of sequence } i\\ 0 & \text{otherwise}\end{cases}
# \qquad \text{mask}_{i,t} = \begin{cases} 1 & \text{if a symbol stands at step } t\\ 0 & \text{if it is padding}\end{cases}$$
#
# **Examples are rows**, as Keras holds them, and time is the second axis. Shapes: `sequences` is a list of $m$ lists
# of whole numbers; `X` is `(m, length, size)`, `mask` is `(m, length)`. A sequence may be empty: then all of its row
# is padding. One that is longer than `length` is cut off at its end.


# %% exercise="one_hot_batch"
def one_hot_batch(sequences, size, length):
    """Turn sequences of different lengths into one array, with a mask for the padding.

    Args:
        sequences: list of m lists of whole numbers from 0 to size - 1; one may be empty.
        size: how many symbols there are.
        length: how many steps each gets; of a longer one, its first `length` symbols count.

    Returns:
        A tuple (X, mask): X of shape (m, length, size) with a 1 at each symbol and zeros
        everywhere else, mask of shape (m, length) with 1 for a symbol and 0 for padding.
    """
    raise NotImplementedError("one_hot_batch")


# %% check="one_hot_batch"
check("one_hot_batch")

# %% tags=["question"]
ask("ones_in_the_mask", ...)

# %% [markdown]
# Now all names become arrays. The answers `y` stay numbers, `(m, T)`; at padding stands a 0 that nobody will look at.
# The picture shows *charlotte* and *bob* as the network sees them.


# %% tags=["demo"]
def prepared(names):
    """Return what is read (m, T, 27), the right answers (m, T) and the mask (m, T)."""
    rows = [[0, *numbers(name)] for name in names]
    X, mask = map(np.asarray, one_hot_batch(rows, len(ALPHABET), LENGTH))
    y = np.zeros(mask.shape, dtype=int)
    for i, name in enumerate(names):
        y[i, : len(name)] = numbers(name)
    return X, y, mask


X_train, y_train, mask_train = prepared(train_names)
X_held_out, y_held_out, mask_held_out = prepared(held_out_names)
print(f"X {X_train.shape}, y {y_train.shape}, {1 - mask_train.mean():.0%} of it is padding")

fig, axes = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
for ax, name in zip(axes, ("charlotte", "bob"), strict=True):
    X, _, mask = prepared([name])
    ax.imshow(X[0].T, cmap="Greys", aspect="auto")
    padding = {"facecolor": "0.92", "edgecolor": "0.55", "hatch": "//", "linewidth": 0}
    ax.axvspan(mask[0].sum() - 0.5, LENGTH - 0.5, **padding)
    ax.set(title=name, xlabel="step (hatched: padding)", yticks=range(0, 27, 2))
    ax.set_yticklabels(ALPHABET[::2], fontsize=8)
plt.show()

# %% [markdown]
# ## 2. A cell that remembers
#
# A network for pictures sees all of its input at once. A **recurrent network** sees one step at a time, and keeps
# notes: a vector $h$, its **state** (hidden state). At each step it looks at what comes in, and at its notes, and
# writes new notes:
#
# $$h_t = \tanh\big(x_t W_x + h_{t-1} W_h + b\big)$$
#
# It is a layer as you know it, with two inputs. All it adds is that one of them is its own last output.
#
# | name | shape | what it is |
# |---|---|---|
# | `x` | `(m, n_x)` | what is seen at this step, one row for each example |
# | `h` | `(m, n_h)` | the state before this step |
# | `Wx` | `(n_x, n_h)` | weights for what is seen |
# | `Wh` | `(n_h, n_h)` | weights for the state |
# | `b` | `(n_h,)` | biases |
#
# The three stand in a dict, `parameters`, under these names.


# %% exercise="rnn_step"
def rnn_step(x, h, parameters):
    """Take one step of the plain cell.

    Args:
        x: what is seen at this step, (m, n_x).
        h: the state before, (m, n_h).
        parameters: dict {"Wx": (n_x, n_h), "Wh": (n_h, n_h), "b": (n_h,)}.

    Returns:
        The state after, (m, n_h).
    """
    raise NotImplementedError("rnn_step")


# %% check="rnn_step"
check("rnn_step")

# %% tags=["question"]
ask("parameters_of_a_cell", ...)

# %% [markdown]
# Two pasts, and then the same letter *n*. If the cell remembers, the states differ, though what is seen is the same.


# %% tags=["demo"]
def random_cell(blocks, n_x, n_h, rng, forget_bias=0.0):
    """Draw a cell: Wx by its fan-in, each block of Wh orthogonal, b zero.

    The second of four blocks of b, that of the forget gate of an LSTM, is forget_bias.
    """
    blocks_of_Wh = [np.linalg.qr(rng.normal(size=(n_h, n_h)))[0] for _ in range(blocks)]
    b = np.zeros(blocks * n_h)
    if blocks == 4:
        b[n_h : 2 * n_h] = forget_bias
    Wx = rng.normal(size=(n_x, blocks * n_h)) / np.sqrt(n_x)
    return {"Wx": Wx, "Wh": np.concatenate(blocks_of_Wh, axis=1), "b": b}


def letter(symbol):
    """Return the one-hot row of a single letter, (1, 27)."""
    return np.eye(27)[[ALPHABET.index(symbol)]]


cell = random_cell(1, 27, 3, dlkit.seed(1))
for past in ("a", "i"):
    state = rnn_step(letter(past), np.zeros((1, 3)), cell)
    after = rnn_step(letter("n"), state, cell)
    print(f"after {past!r}: {state[0].round(3)}, and then after 'n': {after[0].round(3)}")

# %% [markdown]
# ## 3. Along the whole sequence
#
# Start with empty notes, $h_{-1} = 0$, and take the steps one after the other. It is *the same cell* at every step,
# with the same weights: that is why it can read sequences of any length. To **unroll** it means to see the loop as a
# deep network, with one layer for each step, that happen to share their weights.
#
# Shapes: `X` is `(m, T, n_x)`, so step $t$ of all examples is `X[:, t]`. The answer holds every state: `(m, T, n_h)`,
# with `H[:, t]` the state *after* step $t$. This loop over time cannot be vectorised. Each step needs the one before.


# %% exercise="rnn_forward"
def rnn_forward(X, parameters):
    """Run the plain cell along whole sequences, from a state of zeros. Calls `rnn_step`.

    Args:
        X: sequences, (m, T, n_x), T >= 1.
        parameters: dict {"Wx": (n_x, n_h), "Wh": (n_h, n_h), "b": (n_h,)}.

    Returns:
        The states, (m, T, n_h): H[:, t] is the state after step t.
    """
    raise NotImplementedError("rnn_forward")


# %% check="rnn_forward"
check("rnn_forward")

# %% tags=["question"]
ask("longer_sequences", ...)

# %% [markdown]
# Two properties that you can *see*. *marilyn* and *marigold* begin alike: as long as they do, their states are the
# same. The state never knows what comes later. That is called **causal**. And here, once they have parted, they stay
# apart, even in the padding at the end, where both read nothing at all.

# %% tags=["demo"]
cell = random_cell(1, 27, 16, dlkit.seed(2))
H = np.asarray(rnn_forward(prepared(["marilyn", "marigold"])[0], cell))
apart = np.linalg.norm(H[0] - H[1], axis=1)
fig, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
ax.bar(range(LENGTH), apart, color=dlkit.plot.PALETTE[0])
ax.set(title="how far apart two states are", xlabel="step", ylabel="distance")
labels = [f"{a} {b}" for a, b in zip(".marilyn    ", ".marigold   ", strict=True)]
ax.set_xticks(range(LENGTH), labels)
plt.show()

# %% [markdown]
# ## 4. The loss of a sequence
#
# One linear layer on each state, $H W_y + b_y$, gives 27 **logits** at each step, and their softmax is the model's
# guess of the next symbol. The loss is the cross-entropy that you know. New is only *over what* it is averaged: over
# the steps that count, and not over padding.
#
# $$L = -\frac{1}{N} \sum_{i,t} \text{mask}_{i,t} \, \ln p_{i,t}(y_{i,t}) \qquad N = \sum_{i,t} \text{mask}_{i,t}
# \qquad p_{i,t} = \text{softmax}(\text{logits}_{i,t})$$
#
# Its gradient is as simple as ever. With $\mathbf 1$ for "one-hot":
#
# $$\frac{\partial L}{\partial\, \text{logits}_{i,t}} = \frac{\text{mask}_{i,t}}{N} \big(p_{i,t} - \mathbf 1_{y_{i,t}}\big)$$
#
# Two traps. Logits of a thousand must not overflow: take the largest of each step away first, and compute $\ln p$ as
# logit minus log of the sum of the exponentials, so that it is finite even where $p$ is 0. And a batch in which
# *nothing* counts has the loss 0 and a gradient of zeros, not NaN: divide by $\max(N, 1)$.
#
# Shapes: `logits` is `(m, T, C)`, `y` and `mask` are `(m, T)`. In `y` stand whole numbers from 0 to $C - 1$, at
# padding, too, where they mean nothing.


# %% exercise="sequence_cross_entropy"
def sequence_cross_entropy(logits, y, mask):
    """Compute the mean cross-entropy over the steps that count, and its gradient.

    Args:
        logits: scores of C symbols at each step, (m, T, C), of any size.
        y: the right symbols, (m, T), whole numbers from 0 to C - 1.
        mask: (m, T), 1 where a step counts and 0 where it is padding.

    Returns:
        A tuple (loss, dlogits): the loss, a number, and its gradient, (m, T, C). If no step
        counts, both are 0.
    """
    raise NotImplementedError("sequence_cross_entropy")


# %% check="sequence_cross_entropy"
check("sequence_cross_entropy")

# %% tags=["question"]
ask("first_loss", ...)

# %% [markdown]
# **Know the first loss.** A model that knows nothing gives all 27 symbols the same probability. And a loss must not
# depend on how much padding there is: here are the same 100 names with twelve steps and with forty.

# %% tags=["demo"]
nothing_known = np.zeros((*y_train.shape, 27))
print(f"all alike: {sequence_cross_entropy(nothing_known, y_train, mask_train)[0]:.4f}")
logits = dlkit.seed(3).normal(size=(100, LENGTH, 27))
short = sequence_cross_entropy(logits, y_train[:100], mask_train[:100])[0]
wider = ((0, 0), (0, 40 - LENGTH))
long = sequence_cross_entropy(
    np.pad(logits, (*wider, (0, 0))),
    np.pad(y_train[:100], wider),
    np.pad(mask_train[:100], wider),
)[0]
print(f"with {LENGTH} steps {short:.6f}, with 40 steps {long:.6f}")

# %% tags=["question"]
ask("padding_counted", ...)

# %% [markdown]
# ## 5. One step back
#
# Now the way back. Say we know the gradient of the loss for the state *after* a step, $\partial L / \partial h_t$,
# and call it `dh_next`. What comes out at the other side? Let $z$ be what stands inside the tanh. The slope of tanh
# is $1 - \tanh^2$, and its value is at hand: it is $h_t$, which the function gets as `h_next` ($h_{t-1}$ is its `h`):
#
# $$dz = dh_{\text{next}} \odot (1 - h_t^2)$$
#
# ($\odot$: number by number.) From there it is a linear layer with two inputs:
#
# $$dx = dz\, W_x^\top \qquad dh = dz\, W_h^\top \qquad dW_x = x^\top dz \qquad dW_h = h_{t-1}^\top dz \qquad db = \sum_{\text{rows}} dz$$
#
# Gradients are *summed* over the $m$ examples. The division by $N$ is in the loss already.
#
# Shapes: every gradient has the shape of what it belongs to.


# %% exercise="rnn_step_backward"
def rnn_step_backward(dh_next, x, h, h_next, parameters):
    """Go back through one step of the plain cell.

    Args:
        dh_next: gradient of the loss for the state after, (m, n_h).
        x: what was seen, (m, n_x).
        h: the state before, (m, n_h).
        h_next: the state after, (m, n_h), as `rnn_step` gave it.
        parameters: dict {"Wx", "Wh", "b"}.

    Returns:
        A tuple (dx, dh, grads): the gradients for x and for h, and a dict
        {"dWx", "dWh", "db"} of those for the parameters, summed over the examples.
    """
    raise NotImplementedError("rnn_step_backward")


# %% check="rnn_step_backward"
check("rnn_step_backward")

# %% [markdown]
# Trust, and measure. Move one number of `Wh` a little up and down, and see what happens to the state.

# %% tags=["demo"]
rng = dlkit.seed(4)
cell = random_cell(1, 5, 4, rng)
x, h, dh_next = rng.normal(size=(3, 5)), rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
_, _, grads = rnn_step_backward(dh_next, x, h, rnn_step(x, h, cell), cell)
for place in ((0, 0), (1, 3), (3, 2)):
    step = np.zeros((4, 4))
    step[place] = 1e-5
    up, down = (rnn_step(x, h, {**cell, "Wh": cell["Wh"] + s}) for s in (step, -step))
    measured = np.sum(dh_next * (up - down)) / 2e-5
    print(f"dWh{list(place)}: by formula {grads['dWh'][place]:+.8f}, measured {measured:+.8f}")

# %% [markdown]
# ## 6. Back through time
#
# A sequence is many steps, so walk back from the last to the first. This is **backpropagation through time**. Two
# things to see:
#
# - **A state is used twice.** By the loss of its own step, and by the next step. Where ways part on the way out, the
#   gradients *add up* on the way back. `dH[:, t]` is what the loss of step $t$ itself sends; `dh` is what comes back
#   from step $t + 1$ (behind the last step there is nothing: zeros).
# - **The weights are used $T$ times.** So their gradients are sums over all steps.
#
# $$\frac{\partial L}{\partial h_t} = dH_t + dh_{\text{from step } t+1} \qquad\qquad dW = \sum_{t} dW^{(t)}$$
#
# And before step 0 there was a state of zeros.
#
# Shapes: `dH` and `H` are `(m, T, n_h)`, `X` and `dX` are `(m, T, n_x)`.


# %% exercise="rnn_backward"
def rnn_backward(dH, X, H, parameters):
    """Go back through all steps of the plain cell. Calls `rnn_step_backward`.

    Args:
        dH: (m, T, n_h): dH[:, t] is what the loss of step t itself sends to H[:, t].
        X: the sequences, (m, T, n_x).
        H: the states, (m, T, n_h), as `rnn_forward` gave them.
        parameters: dict {"Wx", "Wh", "b"}.

    Returns:
        A tuple (dX, grads): the gradient for X, (m, T, n_x), and a dict {"dWx", "dWh", "db"}.
    """
    raise NotImplementedError("rnn_backward")


# %% check="rnn_backward"
check("rnn_backward")

# %% tags=["question"]
ask("ten_steps_back", ...)

# %% [markdown]
# Now look at what you have built. Sequences of 50 steps, and a loss at the very last one. How much gradient arrives
# at the input of each step? Each step back multiplies by $W_h^\top$ once more, and by the slope of tanh. Three cells,
# alike but for the size of `Wh`. It is an *orthogonal* matrix, which turns a vector and keeps its length, times 0.5,
# 1 or 2. (`Wx` is made small, so that the tanh is not flat from the start.) The scale is logarithmic.

# %% tags=["demo"]
STEPS = 50


def arriving(backward, X):
    """Return the mean length of the gradient at the input of each step, (T,)."""
    return np.linalg.norm(backward(X), axis=2).mean(axis=0)


def back_from_the_end(cell, rng):
    """Make a function from X to dX, for a loss that looks at the last state alone."""

    def backward(X):
        H = np.asarray(rnn_forward(X, cell))
        dH = np.zeros(H.shape)
        dH[:, -1] = rng.normal(size=dH[:, -1].shape)
        return rnn_backward(dH, X, H, cell)[0]

    return backward


rng = dlkit.seed(5)
X_bits, _ = dlkit.data.remember(200, STEPS, rng)
cell = random_cell(1, 2, 16, rng)
fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
for size, marker in ((0.5, "o"), (1.0, "s"), (2.0, "^")):
    sized = {"Wx": 0.3 * cell["Wx"], "Wh": size * cell["Wh"], "b": cell["b"]}
    lengths = arriving(back_from_the_end(sized, np.random.default_rng(0)), X_bits)
    ax.semilogy(
        range(STEPS),
        lengths,
        marker=marker,
        markevery=7,
        label=f"Wh {size:g} times orthogonal",
    )
    print(f"{size:3} times: at the last step {lengths[-1]:.1e}, at the first {lengths[0]:.1e}")
ax.set(title="gradient that arrives at each step", xlabel="step", ylabel="length")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# Read it from right to left. It **vanishes**: then what happened 50 steps ago has hardly a say in what is learned.
# Or it **explodes**: then one step of training can throw all weights away. Even at a size of 1 much is lost, for the
# slope of tanh is below 1. (Bengio, Simard and Frasconi wrote in 1994 why that is hard to avoid.) Against the second
# there is a simple remedy.
#
# ## 7. Keep it short
#
# **Clipping** a gradient means to cut it when it is too large. There are two ways.
#
# *By value*: every single number is cut off at $-\text{limit}$ and $\text{limit}$.


# %% exercise="clip_gradients"
def clip_gradients(grads, limit):
    """Cut every single number off at -limit and limit.

    Args:
        grads: dict of arrays, the gradients by name; stays as it is.
        limit: the largest size that a number may have, more than 0.

    Returns:
        A new dict with the same names and shapes.
    """
    raise NotImplementedError("clip_gradients")


# %% check="clip_gradients"
check("clip_gradients")

# %% [markdown]
# *By norm*: lay all gradients end to end as one long vector $u$, and shorten it if it is too long:
#
# $$\|u\| = \sqrt{\sum_{\text{all arrays}}\; \sum_{\text{all numbers}} u_k^2} \qquad
# u \leftarrow \begin{cases} u & \text{if } \|u\| \le \text{limit}\\[2pt] u \cdot \dfrac{\text{limit}}{\|u\|} & \text{otherwise}\end{cases}$$
#
# **One** length for all arrays together, not one for each. If all gradients are zero, they stay zero.


# %% exercise="clip_by_norm"
def clip_by_norm(grads, limit):
    """Shorten all gradients together, if together they are longer than the limit.

    Args:
        grads: dict of arrays, the gradients by name; stays as it is.
        limit: the largest length that all of them together may have, more than 0.

    Returns:
        A new dict with the same names and shapes: all arrays multiplied by limit / length if
        the length is more than limit, else with the same numbers as before.
    """
    raise NotImplementedError("clip_by_norm")


# %% check="clip_by_norm"
check("clip_by_norm")

# %% tags=["question"]
ask("three_four_five", ...)

# %% [markdown]
# Which is better? Look at the *direction*. A hundred gradients whose numbers differ much in size, clipped both ways
# to the same length: how far does the direction turn?

# %% tags=["demo"]
rng = dlkit.seed(6)
turned = {"by value": [], "by norm": []}
for _ in range(100):
    long_one = {"dW": np.exp(1.5 * rng.normal(size=30)) * rng.choice([-1, 1], size=30)}
    by_value = clip_gradients(long_one, 1.0)
    by_norm = clip_by_norm(long_one, float(np.linalg.norm(by_value["dW"])))
    for way, clipped in (("by value", by_value), ("by norm", by_norm)):
        a, b = long_one["dW"], clipped["dW"]
        cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
        turned[way].append(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
for way, degrees in turned.items():
    print(f"clipped {way:8}: turned by {np.mean(degrees):.1f} degrees on average")

# %% [markdown]
# By value turns the direction, by norm only shortens the step. We clip by norm from here on. (Clipping does nothing
# against gradients that *vanish*: what is short stays as it is. Nor would making it longer help, if next to nothing
# of it comes from the far steps.)
#
# ## 8. Let it write
#
# A model that can guess the next symbol can **write**: draw a symbol from its guess, hand it back in as the next
# input, and so on, until it draws the mark.
#
# How daring should it be? Divide the logits by a **temperature** $\tau$ before the softmax:
#
# $$p_k = \frac{e^{s_k / \tau}}{\sum_j e^{s_j / \tau}}$$
#
# At $\tau = 1$ the model writes as it has learned. Below 1 the likely becomes more likely still; near 0 it takes the
# likeliest nearly always. Above 1 all get more alike.
#
# So that your function can write with *any* model, it is handed a function `step(symbol, state)`, which returns the
# logits of the next symbol, `(C,)`, and a new state. What a state is, is the model's affair: your function only
# hands it on. The first state is `None`. The next cell holds two toys to test with: each is as good as
# sure of what comes next.


# %% tags=["setup"]
def spell_anna(symbol, state):
    """A toy that is sure of "anna": logits of 27 symbols, and the number of letters so far."""
    letters = 0 if state is None else state
    logits = np.zeros(27)
    logits[[1, 14, 14, 1, 0][letters % 5]] = 50.0
    return logits, letters + 1


def count_up(symbol, state):
    """A toy that is sure of the next number of five: 3 after 2, 0 after 4."""
    return 60.0 * np.eye(5)[(symbol + 1) % 5], None


# %% exercise="sample"
def sample(step, start, temperature, rng, max_length=20):
    """Let a model write: draw symbol after symbol, until it draws the mark.

    Args:
        step: a function (symbol, state) -> (logits, new state). It is called with start and
            None first, and then with the symbol drawn last and the state that it gave last.
        start: the number of the mark, which stands in front of a text and at its end.
        temperature: the logits are divided by it, more than 0.
        rng: numpy.random.Generator, where chance comes from.
        max_length: stop when there are this many symbols, even without the mark; 1 or more.

    Returns:
        The symbols that were drawn, a list of whole numbers, without the mark.
    """
    raise NotImplementedError("sample")


# %% check="sample"
check("sample")

# %% tags=["question"]
ask("temperature_two", ...)

# %% [markdown]
# ### Learn twenty names by heart
#
# Everything is there for a first training. The next cell holds what is given: the linear layer on top, and a training
# that takes steps of Adam and makes them smaller and smaller. Read it once; your functions are marked. (The lines for
# the LSTM are for later.)


# %% tags=["demo"]
def new_model(blocks, n_x, n_h, n_y, rng, forget_bias=0.0):
    """Draw a cell and a linear layer on top of its states."""
    top = {"Wy": 0.1 * rng.normal(size=(n_h, n_y)) / np.sqrt(n_h), "by": np.zeros(n_y)}
    return {**random_cell(blocks, n_x, n_h, rng, forget_bias), **top}


def forward(X, model):
    """Return logits (m, T, n_y), states (m, T, n_h), and an LSTM's cell states or None."""
    cell = {name: model[name] for name in ("Wx", "Wh", "b")}
    if cell["Wh"].shape[1] == 4 * len(cell["Wh"]):
        H, C = map(np.asarray, lstm_forward(X, cell))  # <- yours, later
    else:
        H, C = np.asarray(rnn_forward(X, cell)), None  # <- yours
    return H @ model["Wy"] + model["by"], H, C


def loss_and_gradients(X, y, mask, model):
    """Go forward and back; return the loss and a dict of gradients."""
    logits, H, C = forward(X, model)
    loss, dlogits = sequence_cross_entropy(logits, y, mask)  # <- yours
    cell = {name: model[name] for name in ("Wx", "Wh", "b")}
    dH = dlogits @ model["Wy"].T
    if C is None:
        _, grads = rnn_backward(dH, X, H, cell)  # <- yours
    else:
        _, grads = lstm_backward(dH, np.zeros(C[:, -1].shape), X, H, C, cell)  # <- later
    dWy = np.einsum("mth,mty->hy", H, dlogits)
    return loss, {**grads, "dWy": dWy, "dby": dlogits.sum(axis=(0, 1))}


def train(model, next_batch, steps, learning_rate):
    """Take steps of Adam, each clipped by norm. Returns the trained model and its losses."""
    mean, square, losses = dict.fromkeys(model, 0.0), dict.fromkeys(model, 0.0), []
    for step in range(1, steps + 1):
        loss, grads = loss_and_gradients(*next_batch(), model)
        grads = clip_by_norm(grads, 1.0)  # <- yours
        rate = learning_rate * (1 - (step - 1) / steps)
        for name in model:
            slope = grads["d" + name]
            mean[name] = 0.9 * mean[name] + 0.1 * slope
            square[name] = 0.999 * square[name] + 0.001 * slope**2
            size = np.sqrt(square[name] / (1 - 0.999**step)) + 1e-8
            direction = mean[name] / (1 - 0.9**step) / size
            model = {**model, name: model[name] - rate * direction}
        losses.append(loss)
    return model, losses


# %% [markdown]
# Before a long training comes a short one: can it learn **twenty names** by heart? But what does "by heart" mean
# here? The loss cannot become zero. At the first step the model has read nothing but the mark, and cannot know which
# of the twenty it will be.

# %% tags=["question"]
ask("floor_of_twenty", ...)

# %% tags=["demo"]
rng = dlkit.seed(7)
twenty = prepared(train_names[:20])
floor = np.log(20) * 20 / twenty[2].sum()
by_heart, losses = train(new_model(1, 27, 64, 27, rng), lambda: twenty, 300, 0.01)
fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
dlkit.plot.learning_curves({"loss": losses}, ax=ax)
ax.axhline(floor, color="0.4", linestyle="--", label=f"the floor, {floor:.3f}")
ax.set(title="twenty names by heart", xlabel="step of training", ylabel="loss")
ax.legend(frameon=False)
plt.show()
print(f"first loss {losses[0]:.3f} (ln 27 is {np.log(27):.3f}), last {losses[-1]:.3f}")


def writer(model):
    """Make the function `step` of a model, for `sample`."""
    cell = {name: model[name] for name in ("Wx", "Wh", "b")}
    n_h, is_lstm = len(cell["Wh"]), cell["Wh"].shape[1] == 4 * len(cell["Wh"])

    def step(symbol, state):
        x = np.eye(27)[[symbol]]
        h, c = (np.zeros((1, n_h)), np.zeros((1, n_h))) if state is None else state
        if is_lstm:
            h, c = lstm_step(x, h, c, cell)  # <- yours, later
        else:
            h = rnn_step(x, h, cell)  # <- yours
        return (h @ model["Wy"] + model["by"])[0], (h, c)

    return step


def invent(model, count, temperature, rng):
    """Let a model write some names."""
    step = writer(model)
    drawn = [sample(step, 0, temperature, rng) for _ in range(count)]  # <- yours
    return ["".join(ALPHABET[symbol] for symbol in symbols) for symbols in drawn]


recited = invent(by_heart, 200, 1.0, rng)
among = np.mean([name in train_names[:20] for name in recited])
print(f"of 200 names that it writes, {among:.0%} are among the twenty, and", end=" ")
print(f"{len(set(recited) & set(train_names[:20]))} of the twenty come")

# %% [markdown]
# It recites. That is what it was asked for: forward, loss, backward, clipping and writing work together. Had the loss
# stayed high, there would have been a bug, and more data would not have helped.
#
# ### Three thousand names
#
# Now the real thing: one thousand steps with 64 names each. It takes some seconds. The loss is measured on
# the 463 names that no training sees.

# %% tags=["demo"]
rng = dlkit.seed(8)


def some_names():
    """Draw 64 names of the training set."""
    rows = rng.choice(len(X_train), 64, replace=False)
    return X_train[rows], y_train[rows], mask_train[rows]


def held_out_loss(model):
    """Compute the loss on the names that are held out."""
    return sequence_cross_entropy(forward(X_held_out, model)[0], y_held_out, mask_held_out)[0]


started = time.perf_counter()
plain_model, losses = train(new_model(1, 27, 64, 27, rng), some_names, 1000, 0.005)
print(f"1000 steps in {time.perf_counter() - started:.0f} s")
print(f"loss at first {losses[0]:.3f}, at the end {np.mean(losses[-50:]):.3f}", end=", ")
print(f"on names held out {held_out_loss(plain_model):.3f}")
for temperature in (0.3, 0.7, 1.3):
    print(f"temperature {temperature}:", *invent(plain_model, 9, temperature, rng))

# %% [markdown]
# ### Do they look like names?
#
# You could ask friends. But they see that you want them to say yes. So let us *measure*. The judge is a model of
# another kind, and has learned from 1,700 names that your network has not seen. It counts which letter comes how
# often behind which three, two and one letters (an **n-gram** model), and gives each name a score: the mean of $\ln
# p$ over its letters and the mark. Where it has seen little, it leans on the shorter context.
#
# How high must a score be? The 463 names held out are real, and the judge has not seen them either. Take the limit
# that 90 percent of *these* pass. Then ask how many of the invented ones do. And two controls: real names with their
# letters shuffled, and letters drawn as often as in names, each without a look at the one before.


# %% tags=["demo"]
from collections import Counter


def make_judge(names, order=4, weight=5.0):
    """Count what follows what, and return a function that gives a name its score."""
    seen, contexts = Counter(), Counter()
    for name in names:
        text = "." * (order - 1) + name + "."
        for end in range(order - 1, len(text)):
            for back in range(order):
                context = text[end - back : end]
                seen[context, text[end]] += 1
                contexts[context] += 1

    def score(name):
        text, total = "." * (order - 1) + name + ".", 0.0
        for end in range(order - 1, len(text)):
            p = 1 / 27
            for back in range(order):  # each context leans on the shorter one
                context = text[end - back : end]
                count = seen[context, text[end]]
                p = (count + weight * p) / (contexts[context] + weight)
            total += np.log(p)
        return total / (len(name) + 1)

    return score


judge = make_judge(judge_names)
limit = np.quantile([judge(name) for name in held_out_names], 0.1)
known, elsewhere = set(train_names), set(judge_names) | set(held_out_names)


def measure(names):
    """Return three shares: as likely as real ones, copied, and real but never seen."""
    likely = np.mean([judge(name) >= limit for name in names])
    copied = np.mean([name in known for name in names])
    return likely, copied, np.mean([name in elsewhere for name in names])


rng = dlkit.seed(9)
letters = np.array(list("".join(train_names)))
controls = {
    "real names, held out": held_out_names,
    "real names, shuffled": ["".join(rng.permutation(list(n))) for n in held_out_names],
    "letters by frequency": ["".join(rng.choice(letters, len(n))) for n in held_out_names],
    "invented, at 0.7": invent(plain_model, 500, 0.7, rng),
}
for name, some in controls.items():
    likely, copied, real = measure(some)
    print(f"{name:21} as likely as real {likely:4.0%}, copied {copied:4.0%}", end=", ")
    print(f"real, but not in the training set {real:4.0%}")

# %% [markdown]
# Look at the last line. Invented names pass nearly as often as real ones; letters alone do not. Some are copies. And
# some are *real names that the network has never seen*: they stand in the other lists.
#
# ## 9. One bit, fifty steps
#
# Names are short. How long does a plain cell remember? Here is a task that could not be simpler. In the first step
# comes a bit, -1 or 1. Then come 49 more bits that mean nothing. At the end: what was the first one? A second input
# is 1 in the first step and 0 later, so that the network can tell them apart. The loss looks at the last step alone,
# and that is what a mask is good for, too.


# %% tags=["demo"]
def bits(m, steps, rng):
    """Return X (m, steps, 2), the right answer at each step (m, steps), and the mask."""
    X, y = dlkit.data.remember(m, steps, rng)
    mask = np.zeros((m, steps))
    mask[:, -1] = 1
    return X, np.repeat(y[:, None], steps, axis=1), mask


def trained_on_bits(blocks, steps, seed, forget_bias=0.0):
    """Train a model with 16 units for 300 steps; return it, its losses and its accuracy."""
    rng = np.random.default_rng(seed)
    model = new_model(blocks, 2, 16, 2, rng, forget_bias)
    model, losses = train(model, lambda: bits(64, steps, rng), 300, 0.005)
    X, y, _ = bits(1000, steps, np.random.default_rng(1000 + seed))
    right = forward(X, model)[0][:, -1].argmax(axis=1) == y[:, -1]
    return model, losses, float(np.mean(right))


for steps in (5, 10, 20, 50):
    _, losses, accuracy = trained_on_bits(1, steps, seed=1)
    print(f"{steps:2} steps: loss {np.mean(losses[-20:]):.3f}, {accuracy:.1%} right")

# %% [markdown]
# At 50 steps it only guesses: about half of the answers are right, and the loss is $\ln 2 = 0.693$. (At 20 steps three
# of our five plain cells learned it, and two guessed: that is the 0.80 of the first figure.) It is not that a plain
# cell *could* not hold a bit. In this training it does not *learn* to. (It takes luck. With twice the learning rate
# and 400 steps, one of our five plain cells got to 91 percent, and the four others went on guessing.) Is it that hardly
# any gradient arrives from so far, as in the figure of section 6? Section 11 draws the gradient of a cell that is made
# just like these, and then changes what it is made of.
#
# ## 10. Gates
#
# The plain cell writes all of its notes anew at each step. The **LSTM** (long short-term memory) keeps a second
# vector beside its state, the **cell state** $c$, that need *not* be written anew: it can be kept, and changed a
# little. Three **gates** decide, number by number, how much. A gate is a sigmoid $\sigma$: 0 is shut, 1 is open.
#
# - the **input gate** $i$: how much of what is new comes in;
# - the **forget gate** $f$: how much of the old cell state *stays* (yes, 1 means "keep": it should be called the
#   remember gate);
# - the **output gate** $o$: how much of the cell state is shown;
# - and the **candidate** $g$: what could come in, between -1 and 1.
#
# All four see the same, $x_t$ and $h_{t-1}$, with weights of their own:
#
# $$i = \sigma(z_i) \qquad f = \sigma(z_f) \qquad g = \tanh(z_g) \qquad o = \sigma(z_o) \qquad [\,z_i, z_f, z_g, z_o\,] = x\,W_x + h\,W_h + b$$
#
# The four blocks of columns stand side by side in one matrix, **in this order**, which is that of Keras. So one
# product does the work of four. (In PyTorch, too, the order is i, f, g, o; in files of the format ONNX it is i, o,
# f, g. Weights that are carried over in another order are a bug that raises no error.)
#
# `sigmoid` is given. Shapes: `Wx` is `(n_x, 4 n_h)`, `Wh` is `(n_h, 4 n_h)`, `b` is `(4 n_h,)`; each part of the
# answer is `(m, n_h)`.


# %% tags=["setup"]
def sigmoid(z):
    """Compute 1 / (1 + exp(-z)), which exp cannot overflow."""
    return (1 + np.tanh(z / 2)) / 2


# %% exercise="lstm_gates"
def lstm_gates(x, h, parameters):
    """Compute the three gates of an LSTM and its candidate.

    Args:
        x: what is seen at this step, (m, n_x).
        h: the state before, (m, n_h).
        parameters: dict {"Wx": (n_x, 4 n_h), "Wh": (n_h, 4 n_h), "b": (4 n_h,)}; the blocks of
            n_h columns belong to input gate, forget gate, candidate and output gate, in turn.

    Returns:
        A tuple (i, f, g, o), each (m, n_h): input gate, forget gate, candidate, output gate.
    """
    raise NotImplementedError("lstm_gates")


# %% check="lstm_gates"
check("lstm_gates")

# %% [markdown]
# With the gates at hand, the step is two lines:
#
# $$c_t = f \odot c_{t-1} + i \odot g \qquad\qquad h_t = o \odot \tanh(c_t)$$


# %% exercise="lstm_step"
def lstm_step(x, h, c, parameters):
    """Take one step of an LSTM. Calls `lstm_gates`.

    Args:
        x: what is seen at this step, (m, n_x).
        h: the state before, (m, n_h).
        c: the cell state before, (m, n_h).
        parameters: dict {"Wx", "Wh", "b"}, as in `lstm_gates`.

    Returns:
        A tuple (h_next, c_next), each (m, n_h): state and cell state after.
    """
    raise NotImplementedError("lstm_step")


# %% check="lstm_step"
check("lstm_step")

# %% tags=["question"]
ask("fifty_steps_of_forgetting", ...)

# %% [markdown]
# And along the whole sequence, from zeros, as before. `H` holds all states, and `C` now holds all cell states (it was
# the number of symbols before):


# %% exercise="lstm_forward"
def lstm_forward(X, parameters):
    """Run an LSTM along whole sequences, from states of zeros. Calls `lstm_step`.

    Args:
        X: sequences, (m, T, n_x), T >= 1.
        parameters: dict {"Wx", "Wh", "b"}, as in `lstm_gates`.

    Returns:
        A tuple (H, C), each (m, T, n_h): H[:, t] and C[:, t] are state and cell state after
        step t.
    """
    raise NotImplementedError("lstm_forward")


# %% check="lstm_forward"
check("lstm_forward")

# %% [markdown]
# A latch, built by hand. One unit, and weights that you can read: the input gate opens when the second input is 1,
# the candidate has the sign of the first input, and the forget gate is always open. No training at all, and it holds
# a bit.

# %% tags=["demo"]
latch = {
    "Wx": np.array([[0.0, 0.0, 5.0, 0.0], [20.0, 0.0, 0.0, 0.0]]),
    "Wh": np.zeros((1, 4)),
    "b": np.array([-10.0, 10.0, 0.0, 10.0]),
}
X_bits, y_bits = dlkit.data.remember(1000, 50, dlkit.seed(10))
H, C = map(np.asarray, lstm_forward(X_bits, latch))
print(f"held over 50 steps: {np.mean((H[:, -1, 0] > 0) == (y_bits == 1)):.1%} right")
print("cell state of the first sequence at steps 0, 10, ... 40:", C[0, ::10, 0].round(3))

# %% [markdown]
# ## 11. Back through the gates
#
# Now *two* gradients travel back, `dh` and `dc`. Go through one step, from its end to its beginning. All of it is the
# chain rule, number by number; the matrices come after it.
#
# $$\begin{aligned}
# dh &\leftarrow dh + dH_t & &\text{what the loss of this step sends}\\
# dc &\leftarrow dc + dh \odot o \odot (1 - \tanh^2 c_t) & &h_t = o \odot \tanh c_t \text{ uses } c_t\\
# dz_i &= dc \odot g \odot i\,(1 - i) & &\text{slope of the sigmoid}\\
# dz_f &= dc \odot c_{t-1} \odot f\,(1 - f) & &\text{the cell state before the step}\\
# dz_g &= dc \odot i \odot (1 - g^2) & &\text{slope of tanh}\\
# dz_o &= dh \odot \tanh c_t \odot o\,(1 - o) & &\\
# dc &\leftarrow dc \odot f & &\text{what goes on to the step before}
# \end{aligned}$$
#
# Then $dz = [\,dz_i, dz_f, dz_g, dz_o\,]$, side by side, is the gradient of $x W_x + h W_h + b$, and $dx$, $dh$,
# $dW_x$, $dW_h$, $db$ come from it just as in `rnn_step_backward`.
#
# Look at the last line: from step to step, `dc` is multiplied by $f$, and by nothing else (what comes by way of `dh`
# is added). Where the gate is open, the gradient goes through as it is. That is the whole trick.
#
# At the end of the sequence `dc` is `dc_last`: zeros, if nothing uses the last cell state. But if something does
# (such as a second network that begins where this one ended), then its gradient comes in there.
#
# The gates are not kept by the forward pass, so ask `lstm_gates` again, with $x_t$ and the state *before* the step,
# `H[:, t - 1]`. Before step 0, state and cell state are zeros.


# %% exercise="lstm_backward"
def lstm_backward(dH, dc_last, X, H, C, parameters):
    """Go back through all steps of an LSTM. Calls `lstm_gates`.

    Args:
        dH: (m, T, n_h): dH[:, t] is what the loss of step t itself sends to H[:, t].
        dc_last: (m, n_h), the gradient of the loss for the last cell state.
        X: the sequences, (m, T, n_x).
        H: the states, (m, T, n_h), as `lstm_forward` gave them.
        C: the cell states, (m, T, n_h), likewise.
        parameters: dict {"Wx", "Wh", "b"}, as in `lstm_gates`.

    Returns:
        A tuple (dX, grads): the gradient for X, (m, T, n_x), and a dict {"dWx", "dWh", "db"}.
    """
    raise NotImplementedError("lstm_backward")


# %% check="lstm_backward"
check("lstm_backward")

# %% tags=["question"]
ask("bias_of_the_forget_gate", ...)

# %% [markdown]
# Before you train, look at the gradient again: 50 steps, fresh weights, a loss at the last step. If the **forget
# bias**, that part of `b` which belongs to the forget gate, is 0 like all others, then the gate stands *around*
# $\sigma(0) = 0.5$, here more, there less, and $0.5^{50}$ is about $10^{-15}$. (Gers, Schmidhuber and Cummins brought
# the forget gate in, in 2000; Jozefowicz, Zaremba and Sutskever found in 2015 how much its bias matters. Keras starts
# it at 1: $0.73^{50}$ is about $10^{-7}$.) So we also try 3: $0.953^{50}$ is about a tenth.

# %% tags=["demo"]
ways = {
    "plain cell": (1, 0.0),
    "LSTM, forget bias 0": (4, 0.0),
    "LSTM, forget bias 3": (4, 3.0),
}


def lstm_back_from_the_end(cell, rng):
    """Make a function from X to dX, for a loss that looks at the last state alone."""

    def backward(X):
        H, C = map(np.asarray, lstm_forward(X, cell))
        dH = np.zeros(H.shape)
        dH[:, -1] = rng.normal(size=dH[:, -1].shape)
        return lstm_backward(dH, np.zeros(C[:, -1].shape), X, H, C, cell)[0]

    return backward


fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
for (name, (blocks, forget_bias)), marker in zip(ways.items(), "os^", strict=True):
    cell = random_cell(blocks, 2, 16, np.random.default_rng(1), forget_bias)
    make = back_from_the_end if blocks == 1 else lstm_back_from_the_end
    lengths = arriving(make(cell, np.random.default_rng(0)), X_bits[:200])
    ax.semilogy(range(STEPS), lengths, marker=marker, markevery=7, label=name)
    print(f"{name:20} at the last step {lengths[-1]:.1e}, at the first {lengths[0]:.1e}")
ax.set(title="gradient that arrives, before any training", xlabel="step", ylabel="length")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# Then train all three, on 50 steps. Each gets the same 300 steps of training. It takes ten seconds or more.

# %% tags=["demo"]
results = {}
for name, (blocks, forget_bias) in ways.items():
    started = time.perf_counter()
    results[name] = trained_on_bits(blocks, STEPS, 1, forget_bias)
    _, losses, accuracy = results[name]
    seconds = time.perf_counter() - started
    print(
        f"{name:20} {accuracy:6.1%} right, loss {np.mean(losses[-20:]):.3f} ({seconds:.0f} s)"
    )

model, _, _ = results["LSTM, forget bias 3"]
fig, axes = plt.subplots(1, 2, figsize=(11, 3.4), layout="constrained")
for (name, (_, losses, _)), style in zip(results.items(), ("-", "--", "-."), strict=True):
    smooth = np.convolve(losses, np.ones(15) / 15, mode="valid")
    axes[0].plot(smooth, style, label=name)
axes[0].axhline(np.log(2), color="0.6", linestyle=":", label="ln 2: guessing")
axes[0].set(title="one bit, fifty steps", xlabel="step of training", ylabel="loss")
axes[0].legend(frameon=False)

_, H, C = forward(X_bits[:12], model)
best = np.abs(np.corrcoef(C[:, -1].T, y_bits[:12])[-1, :-1]).argmax()  # the clearest unit
for i in range(12):
    kind = int(y_bits[i])
    axes[1].plot(C[i, :, best], "-" if kind else "--", color=dlkit.plot.PALETTE[kind])
axes[1].set(title="cell state of one unit: solid 1, dashed -1", xlabel="step", ylabel="value")
plt.show()

# %% [markdown]
# In these 300 steps a gate alone was not enough: with a forget bias of 0 the LSTM guesses, too. The third differs from
# it only in that its gate was open when training began. So the three differ in how much gradient arrives, and so do
# they in what they learn. The right picture is the memory itself: twelve sequences, which have parted by what they
# have to remember, and stay apart while bits of noise come in.
#
# ## 12. A simpler cell
#
# The **GRU** (gated recurrent unit) needs only one vector and two gates. The **update gate** $z$ says how much of the
# old state *stays*, the **reset gate** $r$ how much of it the candidate may see.
#
# $$h_t = z \odot h_{t-1} + (1 - z) \odot \tilde h$$
#
# (In this section $z$ is a gate, as in most writing about the GRU, and not what stands inside an activation.)
#
# There are two forms of the candidate $\tilde h$, and both are in use. In the first the reset gate acts on the
# state, *before* it meets the matrix. In the second it acts on what the matrix has made of it, *after*; that is what
# Keras does unless told otherwise. (Cho and others, 2014, is the paper. Its first version has the second form, its
# last the first.) The second form has one more bias, $b_h$, which belongs to $h W_h$:
#
# $$\text{before:}\quad \tilde h = \tanh\big(x W_x^{(3)} + b^{(3)} + (r \odot h)\, W_h^{(3)}\big) \qquad
# \text{after:}\quad \tilde h = \tanh\big(x W_x^{(3)} + b^{(3)} + r \odot (h\, W_h^{(3)} + b_h^{(3)})\big)$$
#
# $h$ is $h_{t-1}$, and $^{(3)}$ is the third block of $n_h$ columns. The first block is that of $z$, the second that of
# $r$. The gates, each with its own block, are
#
# $$\text{before:}\quad \sigma\big(x W_x + b + h W_h\big) \qquad
# \text{after:}\quad \sigma\big(x W_x + b + h W_h + b_h\big)$$


# %% exercise="gru_step"
def gru_step(x, h, parameters, reset_after=False):
    """Take one step of a GRU, in one of its two forms.

    Args:
        x: what is seen at this step, (m, n_x).
        h: the state before, (m, n_h).
        parameters: dict {"Wx": (n_x, 3 n_h), "Wh": (n_h, 3 n_h), "b": (3 n_h,)}; the blocks of
            n_h columns belong to update gate, reset gate, candidate, in this order. With
            reset_after there is also "bh": (3 n_h,), else there is not.
        reset_after: whether the reset gate acts after the matrix.

    Returns:
        The state after, (m, n_h).
    """
    raise NotImplementedError("gru_step")


# %% check="gru_step"
check("gru_step")

# %% tags=["question"]
ask("update_gate_open", ...)

# %% [markdown]
# **Are these the cells of Keras?** Put the same weights into both and look. And let Keras find the gradients of the
# first two by itself, without any formula from you.

# %% tags=["setup"]
dlkit.needs_keras()
import keras

# %% tags=["demo"]
import tensorflow as tf

rng = dlkit.seed(11)
X = rng.normal(size=(4, 9, 5))


def compare_with_keras(name, ours, theirs):
    """Say how far two results are apart."""
    print(f"{name:28} largest difference {np.abs(ours - np.asarray(theirs)).max():.0e}")


cell = random_cell(1, 5, 6, rng)
layer = keras.layers.SimpleRNN(6, return_sequences=True, dtype="float64")
layer.build(X.shape)
layer.set_weights([cell["Wx"], cell["Wh"], cell["b"]])
H = np.asarray(rnn_forward(X, cell))
compare_with_keras("SimpleRNN", H, layer(X))
pull = rng.normal(size=H.shape)
with tf.GradientTape() as tape:
    pulled = tf.reduce_sum(layer(X) * pull)
_, grads = rnn_backward(pull, X, H, cell)
variables = layer.trainable_variables
for name, theirs in zip(("dWx", "dWh", "db"), tape.gradient(pulled, variables), strict=True):
    compare_with_keras(f"SimpleRNN, {name} by the tape", grads[name], theirs)

cell = random_cell(4, 5, 6, rng, forget_bias=1.0)
layer = keras.layers.LSTM(6, return_sequences=True, dtype="float64")
layer.build(X.shape)
layer.set_weights([cell["Wx"], cell["Wh"], cell["b"]])
H, C = map(np.asarray, lstm_forward(X, cell))
compare_with_keras("LSTM", H, layer(X))
pull = rng.normal(size=H.shape)
with tf.GradientTape() as tape:
    pulled = tf.reduce_sum(layer(X) * pull)
_, grads = lstm_backward(pull, np.zeros((4, 6)), X, H, C, cell)
variables = layer.trainable_variables
for name, theirs in zip(("dWx", "dWh", "db"), tape.gradient(pulled, variables), strict=True):
    compare_with_keras(f"LSTM, {name} by the tape", grads[name], theirs)

for reset_after in (False, True):
    cell = random_cell(3, 5, 6, rng)
    cell["b"] = rng.normal(size=18)
    biases = cell["b"]
    if reset_after:
        cell["bh"] = rng.normal(size=18)
        biases = np.stack([cell["b"], cell["bh"]])
    layer = keras.layers.GRU(6, reset_after=reset_after, dtype="float64")
    layer.build(X.shape)
    layer.set_weights([cell["Wx"], cell["Wh"], biases])
    h = np.zeros((4, 6))
    for t in range(9):
        h = gru_step(X[:, t], h, cell, reset_after)
    compare_with_keras(f"GRU, reset_after={reset_after}", h, layer(X))

# %% [markdown]
# ## 13. From both ends
#
# To *write*, a model must not see what comes later. To *understand*, it may: whether "Will" is a name or a verb is
# told by the words behind it. A **bidirectional** network reads with two cells, one from the left and one from the
# right, and lays their states side by side:
#
# $$B_t = [\,\overrightarrow{h}_t, \overleftarrow{h}_t\,]$$
#
# At step $t$ the first has read the steps from $0$ up to $t$, the second those from the last one down to $t$. So the
# second's states have to be turned round again: its *first* state has read only the last step, and belongs there.
#
# Shapes: the two cells may have different numbers of units; the answer is `(m, T, n_forward + n_backward)`. (Padding
# is no matter here: all steps count. With padding, the second cell would have to begin where a sequence really
# ends.)


# %% exercise="bidirectional"
def bidirectional(X, forward_parameters, backward_parameters):
    """Read sequences from both ends with two plain cells. Calls `rnn_forward`.

    Args:
        X: sequences, (m, T, n_x).
        forward_parameters: dict {"Wx", "Wh", "b"} of the cell that reads from the first step.
        backward_parameters: that of the cell that reads from the last step on.

    Returns:
        (m, T, n_forward + n_backward): at each step the state of the first cell, then that of
        the second.
    """
    raise NotImplementedError("bidirectional")


# %% check="bidirectional"
check("bidirectional")

# %% tags=["question"]
ask("write_from_both_ends", ...)

# %% [markdown]
# Who knows what? Change one step of the input, and see which steps of the output notice. Left: one cell, which is
# blind to what comes. Right: both.

# %% tags=["demo"]
rng = dlkit.seed(12)
X = rng.normal(size=(1, 8, 3))
one, two = random_cell(1, 3, 6, rng), random_cell(1, 3, 6, rng)
layer = keras.layers.Bidirectional(
    keras.layers.SimpleRNN(6, return_sequences=True, dtype="float64"), dtype="float64"
)
layer.build(X.shape)
layer.set_weights([*(one[name] for name in one), *(two[name] for name in two)])
compare_with_keras("Bidirectional", bidirectional(X, one, two), layer(X))

readers = {
    "from the left": lambda X: np.asarray(rnn_forward(X, one)),
    "from both ends": lambda X: np.asarray(bidirectional(X, one, two)),
}
fig, axes = plt.subplots(1, 2, figsize=(8, 3.4), layout="constrained")
for ax, (name, read) in zip(axes, readers.items(), strict=True):
    noticed = np.zeros((8, 8))
    for changed in range(8):
        other = X.copy()
        other[0, changed] += 1.0
        noticed[changed] = np.linalg.norm(read(other)[0] - read(X)[0], axis=1)
    ax.imshow(noticed > 0, cmap="Greys", vmin=0, vmax=1.5)
    ax.set(
        title=f"{name} (dark: it notices)",
        xlabel="step of the output",
        ylabel="step that was changed",
    )
plt.show()
print(f"of 64 pairs of steps, {np.sum(noticed > 0)} notice with both ends")

# %% [markdown]
# ## 14. The same in a few lines of Keras
#
# Now the language model, with an LSTM, in Keras: an input of `(None, vocabulary)` (`None`: any number of steps), an
# LSTM that gives back **all** its states, and a `Dense` layer that makes logits, with *no* activation.
#
# Compile it with `keras.optimizers.Adam(0.003)` and this loss:
#
# `keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)`
#
# Both arguments matter. Without the first, Keras takes logits for probabilities, and learns something else. The
# second is Keras' way to leave padding out: a step whose label is -1 does not count, neither in the sum nor in the
# number it is divided by. It is your mask, written into the labels.


# %% exercise="keras_language_model"
def keras_language_model(vocabulary, units):
    """Build a language model with one LSTM, compiled; its loss leaves out labels of -1.

    Args:
        vocabulary: how many symbols there are.
        units: how many units the LSTM has.

    Returns:
        A compiled keras.Model from one-hot sequences (batch, T, vocabulary), for any T, to
        logits (batch, T, vocabulary).
    """
    raise NotImplementedError("keras_language_model")


# %% check="keras_language_model"
check("keras_language_model")

# %% [markdown]
# Train it: 128 units, the same 3,000 names. Half a minute or so.

# %% tags=["demo"]
rng = dlkit.seed(13)
network = keras_language_model(len(ALPHABET), 128)
labels = np.where(mask_train == 1, y_train, -1)
started = time.perf_counter()
history = network.fit(
    X_train.astype("float32"), labels, batch_size=64, epochs=16, verbose=0
).history
print(f"16 epochs in {time.perf_counter() - started:.0f} s, loss {history['loss'][-1]:.3f}")

# %% [markdown]
# And now comes the best part. Its five arrays of weights *are* a model of yours: `Wx`, `Wh`, `b`, and the layer on
# top. So your functions can run it, measure it, and let it write.

# %% tags=["demo"]
weights = [np.asarray(values, dtype=float) for values in network.get_weights()]
keras_model = dict(zip(("Wx", "Wh", "b", "Wy", "by"), weights, strict=True))
theirs = network.evaluate(
    X_held_out.astype("float32"),
    np.where(mask_held_out == 1, y_held_out, -1),
    batch_size=len(X_held_out),
    verbose=0,
    return_dict=True,
)["loss"]
ours = held_out_loss(keras_model)
print(f"loss on names held out: Keras says {theirs:.4f}, your functions {ours:.4f}")

TEMPERATURES = (0.25, 0.5, 0.7, 1.0, 1.4, 2.0)
shares = []
for tau in TEMPERATURES:
    some = invent(keras_model, 400, tau, rng)
    likely, copied, real = measure(some)
    shares.append((likely, copied, real, len(set(some)) / len(some)))
    print(f"{tau:4}: likely {likely:4.0%}, copied {copied:4.0%}, real {real:4.0%},", end=" ")
    print(f"different {shares[-1][3]:4.0%}:", *some[:5])

fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
kinds = ("as likely as real ones", "copied", "real, but never seen", "different names")
for kind, values, marker in zip(kinds, zip(*shares, strict=True), "os^D", strict=True):
    ax.plot(TEMPERATURES, values, marker=marker, label=kind)
ax.set(title="400 names at each temperature", xlabel="temperature", ylabel="share")
fig.legend(frameon=False, loc="outside right center")
plt.show()

# %% tags=["question"]
ask("cold_names", ...)

# %% [markdown]
# Cold, nearly every name passes, but the same ones come again and again, and many are copies. Hot, they are new, and
# few still look like names. In between is where it is good. A single number would not have told you.
#
# Is the LSTM better here than the plain cell of section 8? Look at both losses on the names held out. In our run
# they were 2.03 and 1.96: it is better, and not by much, though its cell has 79,872 parameters and the other's 5,888.
# (The two were not trained alike, so take it for no more than it is.) In a name there is nothing to hold over 50
# steps. Look at the task before you choose the cell.
#
# ## 15. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **How long?** Train the LSTM with forget bias 3 on 100 and on 200 steps. Where does it fail? Which bias helps,
#    and how would you compute it from the number of steps?
# 2. **Start a name.** Write a function that lets a model finish a name: feed it `.`, `m`, `a` first, and sample only
#    from there on. What do names with `q` look like?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A friend shows you her own name writer, trained on 300 names: "The training loss is 0.9 and still falling, yours is
# stuck near 2. I write at temperature 0.2, and *every* name looks real. Next I want it to write 300-letter poems with
# the same plain cell, so that the last line rhymes with the first." In about 200 words:
#
# - What does her training loss say, and what does it not say? Which number would you ask for instead, and which lowest
#   value is possible at all for her 300 names, if all are learned by heart (a name has about seven steps)? (3 points)
# - Why does "every name looks real" at temperature 0.2 say little? Use two of your own numbers from section 8 or 14.
#   (3 points)
# - What will go wrong with the poems, and how could she *see* it before she trains for a night? Which two changes
#   would you make, and why does each help? (4 points)

# %% [markdown] written="what_a_name_is"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# Three cells, each equal to that of Keras, and two ways back through time, each equal to what its tape says. A loss
# that does not count padding, a clip that keeps the direction, a function that lets any model write. And habits: know
# the first loss and the lowest one; learn twenty by heart; draw the gradient over time before you train; ask how many
# of the inventions are copies.
#
# The state is one vector of fixed size, and everything has to go through it. In `attention` the network will *look
# back* instead.
#
# **To read on**, all of it free:
#
# - [The unreasonable effectiveness of recurrent neural
#   networks](https://karpathy.github.io/2015/05/21/rnn-effectiveness/), Karpathy, 2015: what such a network writes when it
#   reads Shakespeare, C code and Wikipedia.
# - [Understanding LSTM networks](https://colah.github.io/posts/2015-08-Understanding-LSTMs/), Olah, 2015: the gates in
#   pictures.
# - [On the difficulty of training recurrent neural networks](https://arxiv.org/abs/1211.5063), Pascanu, Mikolov and Bengio,
#   2013: gradients that vanish and explode, and clipping by norm.
# - [Learning phrase representations using RNN encoder-decoder for statistical machine
#   translation](https://arxiv.org/abs/1406.1078), Cho and others, 2014: where the GRU comes from.
# - [Sequence modeling: recurrent and recursive nets](https://www.deeplearningbook.org/contents/rnn.html), chapter 10 of
#   Goodfellow, Bengio and Courville's *Deep Learning*, 2016.
