# %% [markdown]
# # Ensembles: many heads
#
# **You will build** the ways in which many answers become one better answer. Five small networks that are each
# wrong on one picture in five are, *together*, wrong on one in eight. One network that looks at a picture *five
# times* gains nearly as much. Then chance moves inside the network: connections, whole blocks and the grid of a
# pooling layer are drawn anew at each step, so that one training trains a crowd. A network of 24 blocks that skips
# blocks at random trains in **less time, and is as good**.
#
# **You need** NumPy, and the idea of dropout, as in `regularization`. The networks of this notebook are small and
# given; no chapter on convolutions is needed.
#
# **It takes** about two and a half hours. The finished notebook runs from top to bottom in about two minutes on two
# CPU cores.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run the cell,
# then run the `check(...)` cell below it. If something is wrong, the check says what. The cells in between are for
# looking and playing; change them as you like. Stuck? In a cell of your own, `hint("average_probabilities")` gives
# a hint: the first gives away little, the third nearly all. `inputs("average_probabilities")` hands you the values
# that a check calls it with, and `progress()` shows how far you are. Once you are right,
# `solution("average_probabilities")` shows how we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("ensembles").tools

# %% [markdown]
# Here is what you will see at the end of section 7, as we recorded it in one run. Five bars are networks of 32
# hidden units, alike in everything but their random numbers. The sixth is the five together, the seventh is the
# *first of them alone*, which looks at each picture five times, and the last is both at once.
# Nothing was trained longer, and no network is larger.

# %% tags=["demo", "fold"]
# @title Five networks, and what becomes of them together (recorded)
import matplotlib.pyplot as plt

recorded = [0.783, 0.814, 0.792, 0.827, 0.785, 0.877, 0.851, 0.905]
names = ["net 1", "net 2", "net 3", "net 4", "net 5", "five nets", "net 1,\n5 views", "both"]
fig, ax = plt.subplots(figsize=(8, 3.2), layout="constrained")
colours = 5 * ["0.7"] + 3 * [dlkit.plot.PALETTE[0]]
for place, (share, colour) in enumerate(zip(recorded, colours, strict=True)):
    ax.bar(place, share, color=colour)
    ax.text(place, share + 0.005, f"{share:.1%}", ha="center", fontsize=10)
ax.set_xticks(range(8), names)
ax.set(ylim=(0.7, 0.95), ylabel="right on test pictures")
ax.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# ## 1. Five networks and an average
#
# The pictures are real digits of 8x8 pixels, but nobody holds the camera still: each digit lies somewhere on a
# sheet of 12x12. The network looks at a window of 10x10, and in training that window is a random one. (AlexNet, the
# network that won the ImageNet contest in 2012, was trained with such windows, too.)
#
# **Examples are rows** in this notebook, as Keras holds them, and *the axis that counts members comes first*:
#
# | name | shape | what it is |
# |---|---|---|
# | `images` | `(m, height, width, channels)` | pictures, here with one channel |
# | `X`, `W`, `b` | `(m, n_in)`, `(n_in, n_out)`, `(n_out,)` | a dense layer computes `X @ W + b` |
# | `probabilities` | `(k, m, C)` | what k members (or k views) say of m pictures in C classes |
# | `y` | `(m,)` | the right classes |
#
# The next cell holds the data and the small network. Read it once; you wrote most of it in earlier notebooks. The
# places where your own functions will come in are marked.

# %% tags=["demo"]
import time

from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)

digits = dlkit.data.digits()
ALL = np.concatenate([digits.x_train, digits.x_test])[..., None]  # (1797, 8, 8, 1)
LABELS = np.concatenate([digits.y_train, digits.y_test])


def windows(images, size, rng):
    """Cut a window of size x size out of each picture, each at its own random place."""
    m, height, width, _ = images.shape
    top = rng.integers(0, height - size + 1, (m, 1, 1))
    left = rng.integers(0, width - size + 1, (m, 1, 1))
    steps = np.arange(size)
    return images[np.arange(m)[:, None, None], top + steps[:, None], left + steps]


def on_sheets(pictures, rng, side=12):
    """Put each picture at a random place of an empty sheet, side x side."""
    gap = side - pictures.shape[1]
    framed = np.pad(pictures, ((0, 0), (gap, gap), (gap, gap), (0, 0)))
    return windows(framed, side, rng)


def split(seed, training=1000):
    """Draw which digits are for training, and return (training, y, test, y_test)."""
    order = np.random.default_rng(seed).permutation(len(ALL))
    first, rest = order[:training], order[training:]
    return ALL[first], LABELS[first], ALL[rest], LABELS[rest]


def sheets(seed):
    """Return (images, y, test_images, y_test): 1,000 sheets to learn from, 797 to test."""
    x, y, x_test, y_test = split(seed)
    rng = np.random.default_rng(seed)
    return on_sheets(x, rng), y, on_sheets(x_test, rng), y_test


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def says(network, images):
    """Compute the probabilities (m, 10) that a network gives to pictures of its size."""
    X = images.reshape(len(images), -1)
    A = np.maximum(X @ network["W1"] + network["b1"], 0)
    return softmax(A @ network["W2"] + network["b2"])


def accuracy(probabilities, y):
    return float(np.mean(probabilities.argmax(axis=1) == y))


def random_window(images, rng):
    return windows(images, 10, rng)


def as_they_are(images, rng):
    return images


def train(
    images,
    y,
    seed,
    *,
    hidden=32,
    steps=1500,
    rate=0.1,
    schedule=None,
    prepare=random_window,
    keep_prob=1.0,
    watch=None,
):
    """Train a small network: 32 pictures a step, gradient descent with momentum.

    schedule: learning rate of a step, a function; None: half a cosine from rate down to 0.
    prepare: what becomes of the pictures of a step. keep_prob: below 1 it is drop-connect.
    """
    rng = np.random.default_rng(seed)
    n = prepare(images[:1], rng).size
    network = {
        "W1": rng.normal(size=(n, hidden)) * np.sqrt(2 / n),
        "b1": np.zeros(hidden),
        "W2": rng.normal(size=(hidden, 10)) * np.sqrt(2 / hidden),
        "b2": np.zeros(10),
    }
    velocity = {name: np.zeros(value.shape) for name, value in network.items()}
    for step in range(steps):
        chosen = rng.integers(len(images), size=32)
        X = prepare(images[chosen], rng).reshape(32, -1)
        W1, b1 = network["W1"], network["b1"]
        if keep_prob < 1:  # each example loses other connections
            mask = rng.random((32, *W1.shape)) < keep_prob
            A = np.maximum(drop_connect_forward(X, W1, b1, mask, keep_prob), 0)  # <- yours
        else:
            A = np.maximum(X @ W1 + b1, 0)
        dZ = (softmax(A @ network["W2"] + network["b2"]) - np.eye(10)[y[chosen]]) / 32
        dA = (dZ @ network["W2"].T) * (A > 0)
        grads = {"W2": A.T @ dZ, "b2": dZ.sum(axis=0)}
        if keep_prob < 1:
            _, grads["W1"], grads["b1"] = drop_connect_backward(
                dA, X, W1, mask, keep_prob
            )  # <- yours
        else:
            grads["W1"], grads["b1"] = X.T @ dA, dA.sum(axis=0)
        if schedule is None:
            now = rate / 2 * (1 + np.cos(np.pi * step / steps))
        else:
            now = schedule(step)
        for name in network:
            velocity[name] = 0.9 * velocity[name] + grads[name]
            network[name] = network[name] - now * velocity[name]
        if watch is not None:
            watch(step, dict(network))
    return network


images, y, test_images, y_test = sheets(0)
centres = test_images[:, 1:11, 1:11]  # the window in the middle
started = time.perf_counter()
five = [train(images, y, seed) for seed in range(5)]
said = np.stack([says(network, centres) for network in five])  # (5, 797, 10)
singles = [accuracy(part, y_test) for part in said]
print(f"five networks in {time.perf_counter() - started:.1f} s; what they say: {said.shape}")
print("right on test pictures:", "  ".join(f"{share:.1%}" for share in singles))
dlkit.plot.images(test_images[:12, ..., 0], labels=list(y_test[:12]), columns=12)
plt.show()

# %% [markdown]
# The five are about equally good. But they are not wrong on *the same* pictures: each has learned its own
# accidents. Where one slips, the four others often know better. So let them all speak, and take the average of
# their probabilities. This is an **ensemble**:
#
# $$p_{ic} = \sum_{j=1}^{k} \frac{w_j}{w_1 + \dots + w_k}\; p^{(j)}_{ic}$$
#
# Member $j$ says $p^{(j)}_{ic}$: how likely picture $i$ is of class $c$. The weights $w_j$ say how much each member
# counts. They need not add up to 1, that is what the division is for. Without weights all count alike.
#
# Average the *probabilities*, of all classes. Not the members' final answers: whoever says "a 3, but it might well
# be an 8" would be heard as "a 3".
#
# Shapes: `probabilities` is `(k, m, C)`, `weights` is `(k,)` or `None`, the answer is `(m, C)`.


# %% exercise="average_probabilities"
def average_probabilities(probabilities, weights=None):
    """Average what the members say, each with its weight.

    Args:
        probabilities: array of shape (k, m, C), what each of k members says.
        weights: array of shape (k,), numbers of at least 0 that are not all 0 and need not
            add up to 1; None: all members count alike.

    Returns:
        Array of shape (m, C), the probabilities of the ensemble.
    """
    raise NotImplementedError("average_probabilities")


# %% check="average_probabilities"
check("average_probabilities")

# %% tags=["question"]
ask("five_copies", ...)

# %% [markdown]
# Now five times over: other digits for training, other digits for the test, five other networks. In the last column
# stands how much the ensemble gains on *the best* of its members, which nobody would have known beforehand.

# %% tags=["demo"]
print(f"{'seed':>4} {'the five alone':>36} {'together':>10} {'gain on the best':>17}")
for seed in range(5):
    x_seed, y_seed, x_new, y_new = sheets(seed)
    members = [train(x_seed, y_seed, 10 * seed + number) for number in range(5)]
    each = np.stack([says(network, x_new[:, 1:11, 1:11]) for network in members])
    alone = [accuracy(part, y_new) for part in each]
    together = accuracy(average_probabilities(each), y_new)
    line = "  ".join(f"{share:.1%}" for share in alone)
    print(f"{seed:>4} {line:>36} {together:>10.1%} {together - max(alone):>16.1%}")

# %% [markdown]
# It holds every time, and the gain is several points. What does it cost? Five trainings, five networks to keep, and
# **five times the work for each answer**. (Five networks can be trained on five machines at once, without a word
# between them. That is a comfort that no large network offers.)
#
# ## 2. Or put it to the vote
#
# Some members give no probabilities, only a class: a decision tree, a person, a program that you bought. Then they
# can **vote**. For each picture the class that most members name wins:
#
# $$\hat y_i = \arg\max_c \; \big|\{\, j : v_{ji} = c \,\}\big|$$
#
# It need not have more than half of the votes, only more than any other. Where several classes have equally many (a
# *tie*), the **smallest** wins. That is arbitrary, but the same every time, and it does not depend on the order of
# the members.
#
# Shapes: `votes` is `(k, m)`: row $j$ holds what member $j$ says of each picture. The answer is `(m,)`.


# %% exercise="majority_vote"
def majority_vote(votes, classes):
    """Find the class that most members name for each picture; of equals the smallest.

    Args:
        votes: array of shape (k, m), whole numbers from 0 to classes - 1: what each of k
            members says.
        classes: how many classes there are, an integer.

    Returns:
        Array of shape (m,), whole numbers.
    """
    raise NotImplementedError("majority_vote")


# %% check="majority_vote"
check("majority_vote")

# %% tags=["question"]
ask("tie_of_five", ...)

# %% tags=["question"]
ask("three_that_do_not_copy", ...)

# %% [markdown]
# The vote beside the average. And the reason why either of them works: on how many pictures do two members
# *disagree*? If networks that are right on 80% erred quite independently of each other, nearly never would three of
# five name the same wrong digit. In truth they do so now and then: a smudged 8 is hard for all.

# %% tags=["demo"]
votes = said.argmax(axis=2)  # (5, 797)
print(f"best single network  {max(singles):.1%}")
print(f"vote                 {np.mean(majority_vote(votes, 10) == y_test):.1%}")
print(f"average              {accuracy(average_probabilities(said), y_test):.1%}")


def disagreement(votes):
    """Compute on what share of the pictures two members disagree: the mean of all pairs."""
    pairs = [(a, b) for a in range(len(votes)) for b in range(a)]
    return float(np.mean([np.mean(votes[a] != votes[b]) for a, b in pairs]))


print(f"two of the five disagree on {disagreement(votes):.0%} of the pictures")

wrong = (votes != y_test).sum(axis=0)  # by how many members each picture is read wrongly
p = 1 - np.mean(singles)
independent = [
    np.prod(np.arange(5, 5 - k, -1)) / np.prod(np.arange(1, k + 1)) * p**k * (1 - p) ** (5 - k)
    for k in range(6)
]
fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
counted = [np.mean(wrong == k) for k in range(6)]
ax.bar(
    np.arange(6) - 0.2, counted, 0.4, color=dlkit.plot.PALETTE[0], label="our five networks"
)
ax.bar(np.arange(6) + 0.2, independent, 0.4, color="0.7", hatch="//", label="if independent")
ax.set(xlabel="networks of five that are wrong", ylabel="share of the pictures")
ax.legend(frameon=False)
plt.show()
print(f"wrong for all five: {np.sum(wrong == 5)} of {len(wrong)} pictures,", end=" ")
print(f"and {independent[5] * len(wrong):.1f} if independent")

# %% [markdown]
# If they were independent, hardly a picture would be wrong for all five: one in some 3,000. In truth there are more.
# **An ensemble can only mend mistakes that its members do not share.** So the art is to make members that are good
# *and different*.
#
# ## 3. Bagging: other data for each
#
# Our five differ by their first weights and by the order of the pictures. **Bagging** (*bootstrap aggregating*)
# makes them more different: each gets a **bag** of its own. For a training set of $m$ examples, draw $m$ times from
# it and put each example *back* before the next draw. So a bag is as large as the training set, but some examples
# are in it twice or three times, and others not at all.
#
# Draw row numbers, not pictures: `images[indices[j]]` is then the training set of member $j$.
#
# Shapes: the answer is `(members, m)`, whole numbers from 0 to m - 1. All chance comes from `rng`.


# %% exercise="bagging_indices"
def bagging_indices(m, members, rng):
    """Draw a bag for each member: m rows of the training set, with replacement.

    Args:
        m: number of training examples.
        members: number of members.
        rng: np.random.Generator that all chance comes from.

    Returns:
        Array of shape (members, m), whole numbers from 0 to m - 1.
    """
    raise NotImplementedError("bagging_indices")


# %% check="bagging_indices"
check("bagging_indices")

# %% tags=["question"]
ask("share_of_a_bag", ...)

# %% [markdown]
# How often is each of 1,000 examples in one bag? Most of them once or not at all.

# %% tags=["demo"]
indices = bagging_indices(1000, 8, dlkit.seed(3))
times = np.bincount(indices[0], minlength=1000)
for k in range(5):
    print(f"{k} times: {np.mean(times == k):6.1%}  {'#' * int(100 * np.mean(times == k))}")
print(f"in the bag at least once: {np.mean(times > 0):.1%}")

# %% [markdown]
# ## 4. A test set for nothing
#
# What is *not* in a member's bag is **out of bag**: that member has never seen it. So for each training example
# some members can be asked that know nothing of it. Their average is an honest answer, and the accuracy of these
# answers is an honest guess of the test accuracy, *with no picture held back*:
#
# $$p_{ic} = \frac{1}{|K_i|} \sum_{j \in K_i} p^{(j)}_{ic} \qquad\text{where}\quad
# K_i = \{\, j : i \text{ is not in the bag of } j \,\}$$
#
# If every member has seen example $i$, nobody can be asked. Then say so honestly, without an opinion: $1 / C$ for
# each of the $C$ classes.
#
# Mind the axes. `indices[j]` are *numbers of examples*, not a mask; a number may stand in it several times.
#
# Shapes: `probabilities` is `(k, m, C)`, `indices` is `(k, n)` (n is m in bagging, but do not count on it), the
# answer is `(m, C)`.


# %% exercise="out_of_bag_probabilities"
def out_of_bag_probabilities(probabilities, indices):
    """Average for each training example over those members that have not seen it.

    Args:
        probabilities: array of shape (k, m, C), what each says of each training example.
        indices: array of shape (k, n), the rows in the bag of each member.

    Returns:
        Array of shape (m, C). Where every member has seen the example, each class gets 1 / C.
    """
    raise NotImplementedError("out_of_bag_probabilities")


# %% check="out_of_bag_probabilities"
check("out_of_bag_probabilities")

# %% [markdown]
# Eight members, each with its own bag. Three numbers for the ensemble of all: on the pictures that it was trained on,
# out of bag, and on test pictures. Which of the first two would you tell your customer, if you had no test set?
#
# One trap before: an example that is in *all* the bags has no opinion, and `argmax` would take its ten equal numbers
# for a "0". Such examples must not count as answers.

# %% tags=["question"]
ask("in_all_bags", ...)

# %% tags=["demo"]
bagged = [train(images[bag], y[bag], 20 + number) for number, bag in enumerate(indices)]
on_training = np.stack([says(network, images[:, 1:11, 1:11]) for network in bagged])
on_test = np.stack([says(network, centres) for network in bagged])
in_bag = np.array([np.isin(np.arange(1000), bag) for bag in indices])  # (8, 1000)
asked = ~in_bag.all(axis=0)  # the others are in every bag: nobody can be asked
out = out_of_bag_probabilities(on_training, indices)
print(f"training pictures  {accuracy(average_probabilities(on_training), y):.1%}")
print(f"out of bag         {accuracy(out[asked], y[asked]):.1%}", end="")
print(f"   ({np.mean(~asked):.1%} are in every bag, and do not count)")
print(f"test pictures      {accuracy(average_probabilities(on_test), y_test):.1%}")
alone = [accuracy(part, y_test) for part in on_test]
print(f"\none member alone   {np.mean(alone):.1%} on test pictures, on average")
print(
    f"two members disagree on {disagreement(on_test.argmax(axis=2)):.0%} of the test pictures"
)

# %% [markdown]
# The first number flatters. The out-of-bag number is honest, and even too modest: for each example only about three
# of the eight members may speak, and three are a smaller ensemble than eight. With more members the gap closes.
# Each member alone is weaker than our five, because it has seen only 63% of the examples. Bagging makes members
# worse and more different at once. With decision trees, which are very unstable, that is a great deal (a *random
# forest* does this, and lets each split look at a few of the features only). With networks, other first weights
# alone make enough difference, and most people leave the data as they are: here eight bagged networks are no better
# than the five plain ones of section 1.
#
# ## 5. Five for the price of one?
#
# Five trainings are expensive. **Snapshot ensembles** (Huang and others, 2017) take the five from *one* training:
# let the learning rate fall to nearly nothing, keep a copy of the network (a **snapshot**), throw the rate up again
# so that the network leaves its valley, let it fall again, and so on. Each **cycle** follows half a cosine:
#
# $$\alpha(t) = \frac{\alpha_0}{2} \left( 1 + \cos\frac{\pi \, (t \bmod L)}{L} \right) \qquad\text{with}\quad
# L = \left\lceil \frac{T}{M} \right\rceil$$
#
# $t$ is the step, counted from 0, $T$ the number of all steps, $M$ the number of cycles, $\alpha_0$ the rate at the
# start of each cycle. $t \bmod L$ is `t % L`: how far we are in the current cycle. $\lceil\cdot\rceil$ rounds up,
# so that there are never more than $M$ cycles. If $M$ does not divide $T$, the last one may be cut off, and where the
# cycles are very short there may be fewer of them than $M$.
#
# Shapes: numbers in, a number out.


# %% exercise="snapshot_schedule"
def snapshot_schedule(step, steps, cycles, rate):
    """Compute the learning rate of a step: half a cosine from rate down, in each cycle anew.

    Args:
        step: the number of the step, an integer from 0 to steps - 1.
        steps: how many steps the whole training has.
        cycles: how many cycles it has at most, an integer from 1 to steps.
        rate: the learning rate at the start of each cycle.

    Returns:
        The learning rate of the step, a number.
    """
    raise NotImplementedError("snapshot_schedule")


# %% check="snapshot_schedule"
check("snapshot_schedule")

# %% tags=["question"]
ask("rate_at_a_start", ...)

# %% [markdown]
# Below the schedule, and then a fair comparison. All of them cost **the same 7,500 steps**: five networks of 1,500
# steps each, one network that is trained for all 7,500, and five snapshots from one training. It is done for five
# seeds, for here the differences are small.

# %% tags=["demo"]
STEPS, CYCLES = 7500, 5
rates = [snapshot_schedule(step, STEPS, CYCLES, 0.1) for step in range(STEPS)]
fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
ax.plot(rates, linewidth=2, color=dlkit.plot.PALETTE[0])
ends = np.arange(1, CYCLES + 1) * STEPS // CYCLES - 1
ax.plot(ends, np.array(rates)[ends], "o", color=dlkit.plot.PALETTE[1], label="snapshot")
ax.set(xlabel="step", ylabel="learning rate", ylim=(-0.005, 0.13))
ax.legend(frameon=False, loc="upper right")
plt.show()


def five_snapshots(x, labels, seed):
    """Train once and keep a copy at the end of each cycle."""
    kept = []
    train(
        x,
        labels,
        seed,
        steps=STEPS,
        schedule=lambda step: snapshot_schedule(step, STEPS, CYCLES, 0.1),
        watch=lambda step, network: kept.append(network) if step in ends else None,
    )
    return kept


table = []
for seed in range(5):
    x_seed, y_seed, x_new, y_new = sheets(seed)
    middle = x_new[:, 1:11, 1:11]
    trained = [train(x_seed, y_seed, 10 * seed + number) for number in range(5)]
    separate = np.stack([says(network, middle) for network in trained])
    long = says(train(x_seed, y_seed, 50 + seed, steps=STEPS), middle)
    snapshots = np.stack(
        [says(network, middle) for network in five_snapshots(x_seed, y_seed, 50 + seed)]
    )
    table.append(
        [
            accuracy(average_probabilities(separate), y_new),
            accuracy(long, y_new),
            accuracy(snapshots[-1], y_new),
            accuracy(average_probabilities(snapshots), y_new),
            disagreement(separate.argmax(axis=2)),
            disagreement(snapshots.argmax(axis=2)),
        ]
    )
columns = np.transpose(table)
rows = ["five networks", "one long training", "the last snapshot", "five snapshots"]
for name, values in zip(rows, columns, strict=False):
    print(f"{name:18} {values.mean():.1%}   ({'  '.join(f'{v:.1%}' for v in values)})")
print(f"\ntwo networks disagree on {columns[4].mean():.0%} of the pictures,", end=" ")
print(f"two snapshots on {columns[5].mean():.0%}")

# %% [markdown]
# Honestly: at equal cost, all of them end within about a point. The five snapshots together gain about a point on
# the last of them alone, for they have something to say to each other. It is not much, and the last line says why:
# snapshots of one training disagree only half as often as networks of their own. They share more of their mistakes.
# And *one long training* is nearly as good as any ensemble here, and answers in a fifth of the time. Two habits to
# keep: compare at **equal cost**, and look at the **disagreement** before you hope.
#
# ## 6. Ten views of one picture
#
# Now leave the networks, and multiply the picture. The network looks at a window of 10x10, and on a sheet of 12x12
# there are several. The classic recipe (Krizhevsky, Sutskever and Hinton, 2012) is **ten-crop**: the four corners
# and the centre, and the mirror image of each.
#
# The order, exactly: top left, top right, bottom left, bottom right, centre; then the mirror image of *each of
# these crops*, in the same order. The centre starts in row $\lfloor (\text{height} - \text{size}) / 2 \rfloor$, and
# likewise in columns: where it lies between two pixels, round down. A mirror exchanges left and right, and nothing
# else.
#
# Shapes: `images` is `(m, height, width, channels)`, and height and width may differ. The answer is
# `(10, m, size, size, channels)`: the views first, as the members before.


# %% exercise="ten_crop"
def ten_crop(images, size):
    """Cut the four corners and the centre out of each picture, and mirror each of the five.

    Args:
        images: array of shape (m, height, width, channels); stays as it is.
        size: height and width of a crop, at most those of the pictures.

    Returns:
        Array of shape (10, m, size, size, channels): top left, top right, bottom left, bottom
        right, centre, and then the mirror image of each, in the same order.
    """
    raise NotImplementedError("ten_crop")


# %% check="ten_crop"
check("ten_crop")

# %% [markdown]
# The ten views of a flower: all of them are flowers. And the ten views of a digit. In the second row, are all of them
# digits?

# %% tags=["demo"]
flower = dlkit.data.photos()["flower"][None, ::4, ::4]  # (1, 106, 160, 3)
dlkit.plot.images(ten_crop(flower, 90)[:, 0], columns=5)
plt.show()
four = np.pad(ALL[LABELS == 4][:1], ((0, 0), (2, 2), (2, 2), (0, 0)))  # (1, 12, 12, 1)
dlkit.plot.images(ten_crop(four, 10)[:, 0, ..., 0], columns=5)
plt.show()

# %% tags=["question"]
ask("ten_views_of_a_digit", ...)

# %% [markdown]
# ## 7. Test-time augmentation
#
# To average over several views of a picture is called **test-time augmentation** (TTA). Nothing is trained: the
# network is an old one, it only looks more often.
#
# $$p = \frac{1}{V} \sum_{v=1}^{V} \text{predict}\big(\text{view}_v(\text{images})\big)$$
#
# `augmentations` is a list of functions; each takes all pictures and returns one view of each. A view may be smaller
# than the picture, as a crop is; all views on one list are of one size. **Each starts from the pictures as they
# came**, not from what the one before has made of them. Only the views on the list count: whoever wants the picture
# itself among them puts a function on the list that changes nothing.
#
# The next cell has a toy network and some views to test with. Run it: the check needs it.


# %% tags=["setup"]
def corner_scores(images):
    """A toy: two probabilities from the top left pixel and the mean of each picture."""
    score = 3 * images[:, 0, 0, 0] - images.mean(axis=(1, 2, 3))
    first = 1 / (1 + np.exp(-score))
    return np.stack([first, 1 - first], axis=1)


def unchanged(images):
    """The pictures as they are."""
    return images


def mirrored(images):
    """Left and right exchanged."""
    return images[:, :, ::-1]


def turned(images):
    """Upside down."""
    return images[:, ::-1]


def brighter(images):
    """Half as bright again."""
    return 1.5 * images


def narrower(images):
    """Without the first column."""
    return images[:, :, 1:]


# %% [markdown]
# Shapes: `predict` takes pictures `(m, ...)` and returns `(m, C)`; the answer is `(m, C)`.


# %% exercise="tta_predict"
def tta_predict(predict, images, augmentations):
    """Average what a network says of several views of each picture.

    Args:
        predict: a function; predict(pictures) returns probabilities, array of shape (m, C).
        images: array of shape (m, height, width, channels); stays as it is.
        augmentations: list of functions, at least one; each takes images and returns one view
            of each.

    Returns:
        Array of shape (m, C), the average over the views.
    """
    raise NotImplementedError("tta_predict")


# %% check="tta_predict"
check("tta_predict")

# %% [markdown]
# The result of the first half, for the five networks from the start: the window in the middle, five crops, ten crops
# with their mirror images; and at last five networks with five crops each. Then the same averages for other seeds.


# %% tags=["demo"]
def view(number):
    """Make the function that cuts one of the ten crops."""
    return lambda pictures: ten_crop(pictures, 10)[number]


def with_views(network, pictures, numbers):
    """Ask one network with several crops, by your function."""
    return tta_predict(lambda x: says(network, x), pictures, [view(k) for k in numbers])


WAYS = {"centre": [4], "five crops": range(5), "ten crops": range(10)}
print(f"{'':12}" + "".join(f"   net {number}" for number in range(1, 6)) + "   together")
for name, numbers in WAYS.items():
    each = np.stack([with_views(network, test_images, numbers) for network in five])
    line = "".join(f"{accuracy(part, y_test):8.1%}" for part in each)
    print(f"{name:12}{line}{accuracy(average_probabilities(each), y_test):>11.1%}")

print("\nthe average single network, and the five together, for other seeds:")
for seed in range(1, 5):
    x_seed, y_seed, x_new, y_new = sheets(seed)
    members = [train(x_seed, y_seed, 10 * seed + number) for number in range(5)]
    line = f"seed {seed}"
    for name, numbers in WAYS.items():
        each = np.stack([with_views(network, x_new, numbers) for network in members])
        alone = np.mean([accuracy(part, y_new) for part in each])
        together = accuracy(average_probabilities(each), y_new)
        line += f"   {name} {alone:.1%}, {together:.1%}"
    print(line)

# %% [markdown]
# Five crops are worth about as much as five networks, and both together are worth more than either. **Mirror images
# do harm**: they are views of things that the network has never seen, a mirrored 4 is no digit at all. A view helps
# only if it is one that *could have come*, in training or from the user. The cost: five times the work for each
# answer, as with five networks, but only one training.
#
# ## 8. Chance on every wire: drop-connect
#
# Dropout silences *units*. As each step silences others, one training trains a great crowd of networks that share
# their weights, and at test time their average speaks (nearly). So dropout is an ensemble, too. **Drop-connect**
# (Wan and others, 2013) goes further: it cuts single *connections*. Each example $i$ has its own mask over the
# whole matrix of weights:
#
# $$z_{ij} = \frac{1}{q} \sum_{k} x_{ik} \, W_{kj} \, M_{ikj} + b_j$$
#
# $q$ is `keep_prob`; the division keeps the average, as in inverted dropout. Biases are no connections: they stay,
# and are not scaled. (This is our form, the simplest. In the paper the biases are cut, too, and the average is taken
# at test time.)
#
# `np.einsum` writes such sums as they stand on paper: `np.einsum("ik,ikj->ij", X, V)` is
# $\sum_k X_{ik} V_{ikj}$, for each i and j. A loop over the examples is right, too.
#
# Shapes: `X` is `(m, n_in)`, `W` is `(n_in, n_out)`, `b` is `(n_out,)`, `mask` is `(m, n_in, n_out)`, the answer
# `(m, n_out)`. The mask is drawn for you (you wrote that in `regularization`), as zeros and ones or as True and
# False.


# %% exercise="drop_connect_forward"
def drop_connect_forward(X, W, b, mask, keep_prob):
    """Compute a dense layer in which each example has lost connections of its own.

    Args:
        X: array of shape (m, n_in).
        W: array of shape (n_in, n_out).
        b: array of shape (n_out,).
        mask: zeros and ones of shape (m, n_in, n_out): the connections each example keeps.
        keep_prob: the probability with which the mask was drawn, above 0.

    Returns:
        Scores, array of shape (m, n_out).
    """
    raise NotImplementedError("drop_connect_forward")


# %% check="drop_connect_forward"
check("drop_connect_forward")

# %% tags=["question"]
ask("coins_of_a_batch", ...)

# %% [markdown]
# Is the average right? One layer, one example, many masks: the mean of the scores goes to what the whole layer says.

# %% tags=["demo"]
rng = dlkit.seed(8)
X, W, b = rng.normal(size=(1, 20)), rng.normal(size=(20, 4)), rng.normal(size=4)
print("whole layer       ", np.round((X @ W + b)[0], 2))
for draws in (1, 100, 20_000):
    masks = rng.random((draws, 20, 4)) < 0.5
    scores = drop_connect_forward(np.repeat(X, draws, axis=0), W, b, masks, 0.5)
    print(f"mean of {draws:6,} masks", np.round(scores.mean(axis=0), 2))

# %% [markdown]
# ## 9. And backward
#
# A connection that was cut has no part in the result, so it has nothing to learn from this example. And the blame
# goes back to the inputs along those connections that were there:
#
# $$\frac{\partial L}{\partial x_{ik}} = \frac1q \sum_j dZ_{ij} W_{kj} M_{ikj} \qquad
# \frac{\partial L}{\partial W_{kj}} = \frac1q \sum_i x_{ik}\, dZ_{ij} M_{ikj} \qquad
# \frac{\partial L}{\partial b_j} = \sum_i dZ_{ij}$$
#
# Sums over the examples, no averages: in our networks `dZ` has been divided by the size of the batch before.
#
# Shapes: `dZ` is `(m, n_out)`; the three answers have the shapes of `X`, `W` and `b`.


# %% exercise="drop_connect_backward"
def drop_connect_backward(dZ, X, W, mask, keep_prob):
    """Compute the gradients of the layer, through the connections that were there.

    Args:
        dZ: gradient for the scores, array of shape (m, n_out).
        X: array of shape (m, n_in).
        W: array of shape (n_in, n_out).
        mask: the mask of the forward pass, shape (m, n_in, n_out).
        keep_prob: the probability of the forward pass, above 0.

    Returns:
        A tuple (dX, dW, db), in the shapes of X, W and b, summed over the examples.
    """
    raise NotImplementedError("drop_connect_backward")


# %% check="drop_connect_backward"
check("drop_connect_backward")

# %% [markdown]
# **The gradient check**, with the mask frozen: with a new mask for every measurement the loss would jump for no
# reason that a gradient could know. Then the two functions at work: 300 digits, a fifth of them with *random
# labels*, a network of 100 hidden units; once whole, once with half of the connections of its first layer cut at
# each step, for five seeds.

# %% tags=["demo"]
rng = dlkit.seed(9)
X, W, b = rng.normal(size=(6, 5)), rng.normal(size=(5, 3)), rng.normal(size=3)
mask, blame = rng.random((6, 5, 3)) < 0.7, rng.normal(size=(6, 3))
_, slopes, _ = drop_connect_backward(blame, X, W, mask, 0.7)
measured = np.zeros_like(W)
for place in np.ndindex(W.shape):
    step = np.zeros_like(W)
    step[place] = 1e-5
    change = drop_connect_forward(X, W + step, b, mask, 0.7) - drop_connect_forward(
        X, W - step, b, mask, 0.7
    )
    measured[place] = np.sum(blame * change) / 2e-5
gap = np.linalg.norm(slopes - measured) / np.linalg.norm(slopes + measured)
print(f"gradient of W against measured slopes: relative difference {gap:.0e}\n")

for seed in range(5):
    x, labels, x_new, y_new = split(seed, training=300)
    rng = np.random.default_rng(seed)
    noisy = np.where(rng.random(300) < 0.2, rng.integers(10, size=300), labels)
    line = f"seed {seed}:"
    for keep_prob in (1.0, 0.5):
        network = train(
            x,
            noisy,
            seed,
            hidden=100,
            steps=600,
            rate=0.05,
            prepare=as_they_are,
            keep_prob=keep_prob,
        )
        on_training, on_test = (
            accuracy(says(network, x), noisy),
            accuracy(says(network, x_new), y_new),
        )
        line += f"   keep_prob {keep_prob}: training {on_training:.1%}, test {on_test:.1%}"
    print(line)

# %% [markdown]
# Whole, it learns a good part of the random labels by heart. With drop-connect it does so less, and is several
# points better on new digits.
#
# ## 10. Chance on whole blocks
#
# The next step up: leave out not a unit, not a connection, but a **whole residual block**. Such a block computes
# $f(x)$, the *residual*, and adds it to what came in: $x + f(x)$. The way on which $x$ goes by is the *shortcut*
# (`resnet` tells more). In such a network a block can be missing, for $x + f(x)$ without $f(x)$ is simply $x$. A
# network of 24 blocks, each of which may be missing, is a crowd of $2^{24}$ networks of all depths. This is
# **stochastic depth** (Huang and others, 2016).
#
# There are two ways to toss the coin, and they are often confused. First the one that most libraries have, as **drop
# path**: **one coin for each example**.
#
# $$y_i = x_i + \frac{c_i}{q}\, f(x)_i \qquad c_i = 1 \text{ with probability } q, \text{ else } 0$$
#
# The division by $q$ (`keep_prob`) keeps the average, so that at test time nothing has to be scaled: $y = x +
# f(x)$. The shortcut itself is never dropped and never scaled.
#
# Shapes: `x` and `residual` ($= f(x)$, already computed) have the same shape, `(m, ...)`: rows or pictures, any
# number of axes. The coins need a shape that broadcasts: `(m, 1, 1, 1)` for pictures.


# %% exercise="stochastic_depth"
def stochastic_depth(x, residual, keep_prob, rng, training):
    """Add the residual to the shortcut; in training leave it out for some examples.

    Args:
        x: what the shortcut carries, array of shape (m, ...); stays as it is.
        residual: what the block has computed, array of the same shape; stays as it is.
        keep_prob: probability that an example keeps its residual, above 0.
        rng: np.random.Generator that all chance comes from.
        training: if False, nothing is left out, and nothing is scaled.

    Returns:
        Array of the shape of x. In training, what is kept of the residual is divided by
        keep_prob.
    """
    raise NotImplementedError("stochastic_depth")


# %% check="stochastic_depth"
check("stochastic_depth")

# %% [markdown]
# Twelve examples of four numbers, all of them 0, and residuals of 1. Every row is one example: it is dark as a
# whole or bright as a whole, and bright is $1 / 0.6$. Over many draws the mean is 1.

# %% tags=["demo"]
rng = dlkit.seed(10)
x, residual = np.zeros((12, 4)), np.ones((12, 4))
once = stochastic_depth(x, residual, 0.6, rng, True)
fig, ax = plt.subplots(figsize=(4, 3.6), layout="constrained")
picture = ax.imshow(once, cmap="viridis", vmin=0, aspect="auto")
fig.colorbar(picture, ax=ax, label="what is left of the residual")
ax.set(xlabel="number", ylabel="example", xticks=range(4))
plt.show()
print("without their residual: examples", *np.flatnonzero(once[:, 0] == 0))
mean = np.mean([stochastic_depth(x, residual, 0.6, rng, True) for _ in range(4000)], axis=0)
print(f"mean over 4,000 draws: from {mean.min():.3f} to {mean.max():.3f}")

# %% [markdown]
# ## 11. Skip it, and save the time
#
# Look again at that function: `residual` is *already computed*. A part of it is then thrown away. So drop path of
# this kind makes a network better, perhaps, but **not faster**. Whoever wants to save time must toss the coin
# *before* the work. One way is to pick the examples that keep the block, and to run it on these rows alone (some
# large networks of today are trained so). The simplest way is that of the paper: **one coin for the whole batch**,
# and nothing is computed where it says no. In our form:
#
# - In training, toss one coin for the batch. With probability `keep_prob` the answer is
#   `x + block(x) / keep_prob`.
# - Otherwise the answer is `x`, **and `block` is not called**.
# - Outside training, the block always runs, and nothing is scaled.
#
# (The paper does not scale in training but at test time, by the probability. That keeps the average as well.)
#
# The next cell has a block to test with. Run it: the check needs it.


# %% tags=["setup"]
def halves(x):
    """A block to test with: half of each number."""
    return x / 2


# %% exercise="stochastic_block"
def stochastic_block(x, block, keep_prob, rng, training):
    """Run a block, or skip it for the whole batch without computing it.

    Args:
        x: what enters, array of shape (m, ...); stays as it is.
        block: a function; block(x) returns the residual, an array of the shape of x.
        keep_prob: probability that the block runs in training, above 0.
        rng: np.random.Generator that all chance comes from.
        training: if False, the block always runs, and nothing is scaled.

    Returns:
        Array of the shape of x: x + block(x), in training divided by keep_prob; or x alone.
    """
    raise NotImplementedError("stochastic_block")


# %% check="stochastic_block"
check("stochastic_block")

# %% [markdown]
# Now the race. A residual network of 24 blocks, each of two layers of 64 units, on digits as they come. The first
# blocks make what all others build on, so they are kept nearly always; the last ones may be missing often. The
# probability falls along a straight line, from nearly 1 at the first block to 0.2 at the last:
#
# $$q_l = 1 - \frac{l}{24}\,(1 - 0.2), \qquad l = 1, \dots, 24$$
#
# Read the code once: a block that is skipped leaves no `memory`, and so it is skipped on the way back as well, and
# in the update. That is where most of the time is.

# %% tags=["question"]
ask("blocks_that_run", ...)

# %% tags=["demo"]
DEPTH, WIDTH = 24, 64


def start_deep(rng):
    """Draw the weights; each block's last matrix is 0, so that it starts as identity."""
    network = {
        "W_in": rng.normal(size=(64, WIDTH)) / 8,
        "W_out": np.zeros((WIDTH, 10)),
        "b_out": np.zeros(10),
    }
    for block in range(DEPTH):
        network[f"V{block}"] = rng.normal(size=(WIDTH, WIDTH)) * np.sqrt(2 / WIDTH)
        network[f"c{block}"] = np.zeros(WIDTH)
        network[f"W{block}"] = np.zeros((WIDTH, WIDTH))
    return network


def forward_deep(network, X, keep_probs, rng, training):
    """Compute probabilities, the last x, and what each block that ran remembers."""
    x, memories = X @ network["W_in"], []
    for number in range(DEPTH):
        memory = {}

        def block(x, number=number, memory=memory):
            a = np.maximum(x @ network[f"V{number}"] + network[f"c{number}"], 0)
            memory.update(x=x, a=a)
            return a @ network[f"W{number}"]

        x = stochastic_block(x, block, keep_probs[number], rng, training)  # <- yours
        memories.append(memory)
    return softmax(x @ network["W_out"] + network["b_out"]), x, memories


def backward_deep(network, X, dZ, x, memories, keep_probs):
    """Compute the gradients of all that took part; a skipped block has none."""
    grads = {"W_out": x.T @ dZ, "b_out": dZ.sum(axis=0)}
    dx = dZ @ network["W_out"].T
    for number in reversed(range(DEPTH)):
        memory = memories[number]
        if memory:
            d_residual = dx / keep_probs[number]
            grads[f"W{number}"] = memory["a"].T @ d_residual
            da = (d_residual @ network[f"W{number}"].T) * (memory["a"] > 0)
            grads[f"V{number}"] = memory["x"].T @ da
            grads[f"c{number}"] = da.sum(axis=0)
            dx = dx + da @ network[f"V{number}"].T
    grads["W_in"] = X.T @ dx
    return grads


def train_deep(X, y, seed, last, steps=600):
    """Train; returns network, share of blocks that ran, seconds of the processor."""
    rng = np.random.default_rng(seed)
    network = start_deep(rng)
    velocity = {name: np.zeros(value.shape) for name, value in network.items()}
    keep_probs = 1 - np.arange(1, DEPTH + 1) / DEPTH * (1 - last)
    ran, started = 0, time.process_time()
    for step in range(steps):
        chosen = rng.integers(len(X), size=64)
        p, x, memories = forward_deep(network, X[chosen], keep_probs, rng, True)
        dZ = (p - np.eye(10)[y[chosen]]) / 64
        grads = backward_deep(network, X[chosen], dZ, x, memories, keep_probs)
        length = np.sqrt(sum(np.sum(slope**2) for slope in grads.values()))
        rate = 0.05 / 2 * (1 + np.cos(np.pi * step / steps)) / max(1.0, length)  # clipped
        for name, slope in grads.items():
            velocity[name] = 0.9 * velocity[name] + slope * rate
            network[name] = network[name] - velocity[name]
        ran += sum(map(bool, memories))
    return network, ran / steps / DEPTH, time.process_time() - started


# %% [markdown]
# Five seeds: the same digits and the same first weights, once with all blocks at every step (`last` is 1) and once
# with stochastic depth. The seconds are those of the processor, so that other programs do not count. At the test
# **all 24 blocks run** in both.

# %% tags=["demo"]
print(f"{'':6}{'all blocks':^26}{'stochastic depth':^34}")
print(f"{'seed':6}{'test':>10}{'seconds':>12}{'test':>14}{'seconds':>10}{'blocks run':>12}")
results = []
for seed in range(5):
    x, labels, x_new, y_new = split(seed)
    row = []
    for last in (1.0, 0.2):
        network, share, seconds = train_deep(x.reshape(-1, 64), labels, seed, last)
        p, _, _ = forward_deep(network, x_new.reshape(-1, 64), np.ones(DEPTH), None, False)
        row += [accuracy(p, y_new), seconds, share]
    results.append(row)
    print(
        f"{seed:<6}{row[0]:>10.1%}{row[1]:>12.1f}{row[3]:>14.1%}{row[4]:>10.1f}{row[5]:>12.0%}"
    )
full, full_seconds, _, short, short_seconds, share = np.mean(results, axis=0)
print(
    f"{'mean':6}{full:>10.1%}{full_seconds:>12.1f}"
    f"{short:>14.1%}{short_seconds:>10.1f}{share:>12.0%}"
)
print(f"stochastic depth took {short_seconds / full_seconds:.0%} of the time")

# %% [markdown]
# As good within chance (no two of a pair are more than about a point apart), and about 40% of the time is saved, as
# much as there are blocks that were skipped. (Is it *better*, too? In the paper, on hard pictures with networks of
# 110 layers, yes. Here the five seeds do not show it, and so we do not say it.)
#
# ## 12. Chance in the grid
#
# Max pooling with windows of 2x2 halves a picture, and halving is brutal: after three times 64 rows are 8.
# **Fractional max pooling** (Graham, 2014) shrinks by a factor below 2, from 8 rows to 6, say. How? Cut the rows
# into *regions* of **one row or two**, and toss which are which.
#
# With $n_{in}$ rows and $n_{out}$ regions there must be exactly $n_{in} - n_{out}$ regions of two rows, and all
# others have one. Put the sizes into a **random order**, every order equally likely, and add them up: that gives
# the *edges*. Region $i$ holds the rows from `edges[i]` to `edges[i + 1] - 1`, so that `X[edges[i]:edges[i + 1]]`
# is just it. For example 6 rows in 4 regions: the sizes 1, 2, 2, 1 have the edges 0, 1, 3, 5, 6.
#
# Shapes: two whole numbers in, with $n_{out} \le n_{in} \le 2\,n_{out}$; the answer is `(n_out + 1,)`, from 0 to
# n_in.


# %% exercise="fractional_regions"
def fractional_regions(n_in, n_out, rng):
    """Cut n_in rows into n_out regions of one or two rows, in random order.

    Args:
        n_in: number of rows, an integer from n_out to 2 n_out.
        n_out: number of regions, an integer.
        rng: np.random.Generator that all chance comes from.

    Returns:
        The edges, whole numbers of shape (n_out + 1,): the first is 0, the last is n_in.
    """
    raise NotImplementedError("fractional_regions")


# %% check="fractional_regions"
check("fractional_regions")

# %% tags=["question"]
ask("orders_of_six", ...)

# %% [markdown]
# ## 13. Pool with these regions
#
# Rows and columns are cut separately, each by its own edges. Of each region the largest number stays, in each
# channel by itself:
#
# $$\text{out}_{ij} = \max\{\, X_{rs} : \; \text{row\_edges}_i \le r < \text{row\_edges}_{i+1}, \;
# \text{column\_edges}_j \le s < \text{column\_edges}_{j+1} \,\}$$
#
# Loops over the regions are fine. (`np.maximum.reduceat` does it in one line for each axis; look it up if you like.)
#
# Shapes: `X` is `(m, height, width, channels)`; the answer is
# `(m, len(row_edges) - 1, len(column_edges) - 1, channels)`.


# %% exercise="fractional_max_pool"
def fractional_max_pool(X, row_edges, column_edges):
    """Keep the largest number of each region, in each channel by itself.

    Args:
        X: array of shape (m, height, width, channels).
        row_edges: whole numbers from 0 to height, rising, shape (n_rows + 1,).
        column_edges: whole numbers from 0 to width, rising, shape (n_columns + 1,).

    Returns:
        Array of shape (m, n_rows, n_columns, channels).
    """
    raise NotImplementedError("fractional_max_pool")


# %% check="fractional_max_pool"
check("fractional_max_pool")

# %% [markdown]
# One 3, and six draws of the grid: from 8x8 to 6x6 pixels. Each is a little wider here and narrower there, a little
# as if written by another hand. Hardly two forward passes of a network with such a layer are alike, **at test time,
# too**. So ask several times, and average.


# %% tags=["demo"]
def random_pool(pictures, rng):
    """Shrink pictures of 8x8 to 6x6 with a grid that is drawn anew."""
    return fractional_max_pool(
        pictures, fractional_regions(8, 6, rng), fractional_regions(8, 6, rng)
    )


rng = dlkit.seed(13)
three = ALL[np.flatnonzero(LABELS == 3)[:1]]
fig, axes = plt.subplots(1, 7, figsize=(10, 1.7), layout="constrained")
pooled = [random_pool(three, rng) for _ in range(6)]
for ax, picture in zip(axes, [three, *pooled], strict=True):
    ax.imshow(picture[0, ..., 0], cmap="gray", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[], title=f"{picture.shape[1]} x {picture.shape[2]}")
plt.show()

half = np.arange(0, 9, 2)


def fixed_pool(pictures, rng=None):
    """Shrink pictures of 8x8 to 4x4, as usual."""
    return fractional_max_pool(pictures, half, half)


print(
    f"{'seed':6}{'one draw':>10}{'3 draws':>10}{'12 draws':>10}{'fixed':>10}{'no pooling':>12}"
)
for seed in range(5):
    x, labels, x_new, y_new = split(seed)
    network = train(x, labels, seed, prepare=random_pool)
    rng = np.random.default_rng(seed)
    draws = np.stack([says(network, random_pool(x_new, rng)) for _ in range(12)])
    one = np.mean([accuracy(part, y_new) for part in draws])
    some = accuracy(average_probabilities(draws[:3]), y_new)
    many = accuracy(average_probabilities(draws), y_new)
    fixed = accuracy(
        says(train(x, labels, seed, prepare=fixed_pool), fixed_pool(x_new)), y_new
    )
    whole = accuracy(says(train(x, labels, seed, prepare=as_they_are), x_new), y_new)
    print(f"{seed:<6}{one:>10.1%}{some:>10.1%}{many:>10.1%}{fixed:>10.1%}{whole:>12.1%}")

# %% [markdown]
# A single draw is poor: the picture is distorted, and something is lost. But twelve draws together win most of it
# back, and are better than fixed pooling, which leaves 4x4 pixels. (The last column says what our tiny network
# reads without any pooling. It needs none. Deep networks on large pictures do, and for those the layer was made.)
# It is test-time augmentation again, built into a layer.
#
# ## 14. The same with libraries
#
# Everything here has a ready-made form. The next cell takes some seconds. TensorFlow, which does the work under
# Keras, may print a few lines about your machine; they do no harm.

# %% tags=["setup"]
dlkit.needs_keras()
import keras

# %% tags=["demo"]
import tensorflow as tf

# an ensemble as one model: the same pictures into all five, then the layer Average
inputs_of_all = keras.Input((100,))
outputs = []
for network in five:
    hidden_layer = keras.layers.Dense(32, activation="relu")
    last_layer = keras.layers.Dense(10, activation="softmax")
    outputs.append(last_layer(hidden_layer(inputs_of_all)))
    hidden_layer.set_weights([network["W1"], network["b1"]])
    last_layer.set_weights([network["W2"], network["b2"]])
ensemble = keras.Model(inputs_of_all, keras.layers.Average()(outputs))
theirs = np.array(ensemble(centres.reshape(-1, 100).astype("float32")))
print(f"Average: largest difference {np.abs(theirs - average_probabilities(said)).max():.0e}")

# the schedule of the snapshots
restarts = keras.optimizers.schedules.CosineDecayRestarts(0.1, STEPS // CYCLES, t_mul=1.0)
some_steps = range(0, STEPS, 75)  # the first steps of all cycles are among them
gap = max(abs(float(restarts(step)) - rates[step]) for step in some_steps)
print(f"CosineDecayRestarts: largest difference {gap:.0e}")

# drop path is Dropout with one coin for each example
ones = np.ones((4000, 3, 3, 2), dtype="float32")
drop_path = keras.layers.Dropout(0.3, noise_shape=(None, 1, 1, 1), seed=1)
theirs = np.array(drop_path(ones, training=True))
mine = stochastic_depth(0 * ones, ones, 0.7, dlkit.seed(14), True)
for name, values in (("Dropout(noise_shape)", theirs), ("stochastic_depth", mine)):
    per_example = values.reshape(4000, -1)
    whole = np.mean(per_example.min(axis=1) == per_example.max(axis=1))
    print(
        f"{name:20} kept {np.mean(per_example[:, 0] > 0):.1%}, "
        f"each becomes {values.max():.3f}, whole examples {whole:.0%}"
    )

# TensorFlow draws the regions, and we pool with them
maps = dlkit.seed(15).normal(size=(2, 25, 18, 3))
theirs, row_edges, column_edges = tf.nn.fractional_max_pool(
    maps, [1.0, 1.4, 1.4, 1.0], pseudo_random=False, overlapping=False, seed=1
)
ours = fractional_max_pool(maps, row_edges.numpy(), column_edges.numpy())
print(
    f"tf.nn.fractional_max_pool: {maps.shape} to {ours.shape}, "
    f"equal: {np.array_equal(ours, theirs)}"
)

# %% [markdown]
# Note the two traps of Keras: `Dropout` takes the share that is *dropped*, and without `noise_shape` it tosses a
# coin for every number.
#
# One thing is missing, and it is the one that saved time. A Keras model is compiled into a graph, and every layer
# of it runs for every batch. So does drop path save any time there? Predict it, and measure it.

# %% tags=["question"]
ask("time_of_drop_path", ...)


# %% tags=["demo"]
def keras_deep(last):
    """The network of section 11, with 12 blocks, and with drop path where last is below 1."""
    inputs_ = keras.Input((64,))
    x = keras.layers.Dense(WIDTH, use_bias=False)(inputs_)
    for number in range(1, 13):
        residual = keras.layers.Dense(WIDTH, activation="relu")(x)
        residual = keras.layers.Dense(WIDTH, use_bias=False, kernel_initializer="zeros")(
            residual
        )
        drop = number / 12 * (1 - last)
        if drop > 0:
            residual = keras.layers.Dropout(drop, noise_shape=(None, 1))(residual)
        x = keras.layers.Add()([x, residual])
    model = keras.Model(inputs_, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9), "sparse_categorical_crossentropy")
    return model


x, labels, x_new, y_new = split(0)
rows, new_rows = (part.reshape(-1, 64).astype("float32") for part in (x, x_new))
for last in (1.0, 0.2):
    dlkit.seed(16)
    model = keras_deep(last)
    model.fit(rows, labels, batch_size=64, epochs=1, verbose=0)  # the first one also compiles
    began = time.process_time()
    model.fit(rows, labels, batch_size=64, epochs=30, verbose=0)
    seconds = time.process_time() - began
    right = accuracy(np.array(model(new_rows)), y_new)
    name = "all blocks" if last == 1 else "drop path"
    print(f"{name:12} test {right:.1%}, {seconds:.1f} s of the processor for 30 epochs")

# %% [markdown]
# Drop path saves **nothing**: all blocks are computed, and then the coins come on top. As a cure for overfitting it
# is good all the same, and it is what networks of today use. But when somebody says "stochastic depth trains
# faster", ask whether the work is skipped.
#
# ## 15. Questions to take with you
#
# The first three are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **One large one instead.** Train *one* network with 160 hidden units in place of five with 32. It has about as
#    many numbers as the five together. Which is better, at 1,500 steps each? And with five crops?
# 2. **Find the bug.** A colleague trains "an ensemble" with `[train(images, y, seed=0) for _ in range(5)]`, and
#    finds that it gains exactly nothing. What does `disagreement` say, and why?
# 3. **Who counts how much?** Choose the weights of `average_probabilities` by the accuracy on *out-of-bag*
#    pictures. Is it better than equal weights? Then choose them by the test set, and explain why that number cannot
#    be believed.
#
# ### 4. Written answer (10 points, marked by a person)
#
# A clinic has one network that reads skin pictures: 88% right, 40 milliseconds for each answer. In about 200 words:
#
# - Ada wants five such networks, Ben wants to show the one network five crops of each picture, Cleo wants to train
#   it with blocks that are skipped at random. Say for each what it costs **in training** and what **for each
#   answer** (3 points).
# - Ada's five networks turn out to be 88, 88, 87, 88 and 89% right, and *together 89%*. What does that say about
#   their mistakes, how would you measure it, and what could she change (4 points)?
# - Ben adds mirror images and pictures turned upside down to his views, because "more is better". When is he right,
#   and what does he have to measure, on which data, before he keeps them (3 points)?

# %% [markdown] written="when_many_heads"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# Averages and votes, bags and what is left out of them, snapshots, ten crops and test-time augmentation; and chance
# inside the network, on wires, on blocks and in the grid. And three habits: compare at *equal cost*; ask whether
# the members *disagree* before you hope; and when something is said to be faster, look whether the work is
# *skipped* or only thrown away.
#
# **To read on**, all of it free:
#
# - [Snapshot ensembles: train 1, get M for free](https://arxiv.org/abs/1704.00109), Huang and others, 2017.
# - [Deep networks with stochastic depth](https://arxiv.org/abs/1603.09382), Huang and others, 2016: one coin for
#   the batch, and how much time it saves.
# - [Fractional max-pooling](https://arxiv.org/abs/1412.6071), Graham, 2014: with pictures of what it does to
#   pictures.
# - [Simple and scalable predictive uncertainty estimation using deep ensembles](https://arxiv.org/abs/1612.01474),
#   Lakshminarayanan and others, 2016: several networks know better what they do not know.
