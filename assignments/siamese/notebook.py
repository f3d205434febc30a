# %% [markdown]
# # Siamese networks: are these two the same?
#
# **You will build** a network that does not name what it sees. It tells *how far apart* two pictures are.
# You train it on seven of the ten digits, with triplets that you choose yourself. Then you show it the digits
# 0, 3 and 6, of which it has never seen a single one, and ask: are these two the same? It orders such pairs
# well (area under the ROC curve at least 0.85). And from *one* example of each new digit it recognises at least
# three of four others. That is how a phone knows your face, though nobody trained its network on you.
#
# **You need** the convolutional networks of the notebook `convnet`, and the functional style of Keras.
#
# **It takes** about 130 minutes. On two CPU cores the finished notebook runs from top to bottom in one or two
# minutes, and longer if they are busy. A GPU is used if there is one, but nothing here needs it.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("pairwise_squared_distances")` gives a hint: the first gives away
# little, the third nearly all. `inputs("pairwise_squared_distances")` hands you the values that a check
# calls it with, and `progress()` shows how far you are. Once you are right,
# `solution("pairwise_squared_distances")` shows how we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import keras
import numpy as np

check, hint, solution, inputs, progress, ask = dlkit.assignment("siamese").tools

# %% [markdown]
# This is the task. A camera never holds still, so each digit is placed somewhere on a sheet of 10x10 pixels. In
# each frame below are two pictures. The same digit, or not? For you it is easy, and you would find it just as
# easy with letters of a script that you cannot read. For a computer that compares pixels it is very hard.
#
# The histograms tell how far apart 2,000 such pairs are. On the left their *pixels* are compared. On the right they
# are compared by a network that was trained on the *other seven digits*, as we recorded it in one run. Your own
# comes in section 8.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from sklearn.metrics import pairwise_distances, roc_auc_score

SEEN, NEW = (1, 2, 4, 5, 7, 8, 9), (0, 3, 6)  # no training ever sees a new one


def placed(pictures, rng):
    """Put pictures (m, 8, 8) at random places on sheets (m, 10, 10, 1), and return these."""
    sheets = np.zeros((len(pictures), 10, 10, 1), dtype="float32")
    rows, columns = rng.integers(0, 3, (2, len(pictures), 1, 1))
    number, steps = np.arange(len(pictures))[:, None, None], np.arange(8)
    sheets[number, rows + steps[:, None], columns + steps, 0] = pictures
    return sheets


rng = dlkit.seed(1)
new = dlkit.data.digits(classes=NEW)
y_new = np.concatenate([new.y_train, new.y_test])
x_new = placed(np.concatenate([new.x_train, new.x_test]), rng)
print(f"{len(x_new)} pictures of new digits, shape {x_new.shape[1:]}")

first, second = rng.integers(len(x_new), size=(2, 2000))
is_same = y_new[first] == y_new[second]
pixel_distances = np.sum((x_new[first] - x_new[second]) ** 2, axis=(1, 2, 3))
# Of the pairs, how many have a distance from 0 to 0.2, from 0.2 to 0.4, and so on up to 4.
recorded = {
    "same": "3 32 82 129 133 102 77 38 22 14 4 0 1 0 0 0 0 0 0 0",
    "different": "0 0 1 20 61 117 166 186 186 161 167 115 90 59 29 3 2 0 0 0",
}

shown = np.concatenate([np.flatnonzero(is_same)[:4], np.flatnonzero(~is_same)[:4]])
frames = np.concatenate(
    [x_new[first[shown]], np.ones((8, 10, 1, 1)), x_new[second[shown]]], axis=2
)
dlkit.plot.images(
    frames, ["the same" if is_same[k] else "different" for k in shown], columns=4
)
fig, axes = plt.subplots(1, 2, figsize=(10, 3.2), layout="constrained")
dlkit.plot.distance_histogram(
    pixel_distances, is_same, title="new digits, by their pixels", ax=axes[0]
)
for name, colour, hatch in (
    ("same", dlkit.plot.PALETTE[0], "//"),
    ("different", dlkit.plot.PALETTE[1], None),
):
    counts = np.array(recorded[name].split(), dtype=int)
    density, edges = counts / counts.sum() / 0.2, np.linspace(0, 4, 21)
    axes[1].stairs(
        density, edges, fill=True, alpha=0.55, color=colour, hatch=hatch, label=name
    )
axes[1].set_title("new digits, by a network", fontsize=11)
axes[1].set(xlabel="distance", ylabel="density")
axes[1].legend(frameon=False)
plt.show()

# %% [markdown]
# ## 1. How far apart?
#
# A classifier has one output for each class. A new class means a new output and a new training. For the faces
# of a whole town that cannot work. So let the network turn each picture into a vector of, say, 32 numbers, an
# **embedding**, and *compare the vectors*. Pictures of the same thing should lie close together, others far
# apart. New things then need no training: they get vectors, too.
#
# We measure with the **squared Euclidean distance**:
#
# $$d(a, b) = |a - b|^2 = \sum_k (a_k - b_k)^2$$
#
# **House rule.** Wherever this notebook says *distance*, and in every threshold, it means this square, without
# a root. One place takes the root, and says so: the contrastive loss in section 10.
#
# We will need the distance of *every* picture from *every* other one. Here it is with loops, right and easy to
# read.


# %% tags=["demo"]
def distances_with_loops(A, B):
    """Compute the squared distances of the rows of A (m, d) and B (n, d), one by one."""
    table = np.zeros((len(A), len(B)))
    for i in range(len(A)):
        for j in range(len(B)):
            for k in range(A.shape[1]):
                table[i, j] += (A[i, k] - B[j, k]) ** 2
    return table


A, B = np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 4.0]])
print(distances_with_loops(A, B))

# %% [markdown]
# Three loops in Python are slow. Multiply the square out instead:
#
# $$|a - b|^2 = |a|^2 + |b|^2 - 2\, a \cdot b$$
#
# The first part needs only $a$, the second only $b$. The third, for all pairs at once, is *one matrix product*,
# $A B^\top$, and that is what computers do best.
#
# There is a price. For two nearly equal vectors, large numbers cancel, and rounding can leave $-0.0000003$. A
# distance below zero is nonsense, and a root of it would be NaN. So **cut the table off at zero**.
#
# Use `keras.ops`: `sum`, `square`, `matmul`, `transpose`, `maximum` work like NumPy's, take NumPy arrays as well as
# tensors, and run on whatever backend Keras has. Gradients can flow through them.
#
# Shapes: `A` is `(m, d)`, `B` is `(n, d)`, the answer is `(m, n)`: in row $i$ and column $j$ stands the distance
# of row $i$ of `A` from row $j$ of `B`.


# %% exercise="pairwise_squared_distances"
def pairwise_squared_distances(A, B):
    """Compute the squared distance of each row of A from each row of B, without a loop.

    Args:
        A: array or tensor of shape (m, d).
        B: array or tensor of shape (n, d).

    Returns:
        Tensor of shape (m, n). No number in it is negative.
    """
    raise NotImplementedError("pairwise_squared_distances")


# %% check="pairwise_squared_distances"
check("pairwise_squared_distances")

# %% tags=["question"]
ask("all_differences_at_once", ...)

# %% [markdown]
# The same numbers as the loops, and as scikit-learn? How much faster? Then look at a table as a picture: 30
# pictures of new digits, sorted, by their pixels. If pixels were good embeddings, you would see three dark
# squares on the diagonal.

# %% tags=["demo"]
pixels = x_new.reshape(len(x_new), -1)  # (542, 100)
start = time.perf_counter()
slow = distances_with_loops(pixels[:60], pixels[:40])
loop_seconds = time.perf_counter() - start
pairwise_squared_distances(pixels[:60], pixels[:40])  # the first call prepares Keras
start = time.perf_counter()
fast = np.asarray(pairwise_squared_distances(pixels[:60], pixels[:40]))
fast_seconds = time.perf_counter() - start
ready_made = pairwise_distances(pixels[:60], pixels[:40], metric="sqeuclidean")
print(f"largest difference from the loops {np.abs(fast - slow).max():.0e},", end=" ")
print(f"from scikit-learn {np.abs(fast - ready_made).max():.0e};", end=" ")
print(f"{loop_seconds / fast_seconds:.0f} times as fast as the loops")

sorted_ten = np.concatenate([np.flatnonzero(y_new == digit)[:10] for digit in NEW])
fig, ax = plt.subplots(figsize=(4.6, 3.8), layout="constrained")
table = np.asarray(pairwise_squared_distances(pixels[sorted_ten], pixels[sorted_ten]))
drawn = ax.imshow(table, cmap="viridis")
ax.set(
    xticks=[4.5, 14.5, 24.5],
    yticks=[4.5, 14.5, 24.5],
    xticklabels=NEW,
    yticklabels=NEW,
    title="by pixels",
)
fig.colorbar(drawn, ax=ax, label="squared distance")
plt.show()

# %% [markdown]
# ## 2. Verify: the same or not?
#
# **Verification** is the simplest use of a distance. The passport says who you claim to be; is the face at the
# gate the one in the passport? The rule:
#
# $$\text{the same} \iff d(e_1, e_2) \le \text{threshold}$$
#
# A distance that is exactly the threshold still counts as the same.
#
# Many pairs are verified at once: row $i$ of `e1` is compared with row $i$ of `e2`, and with no other row. This one
# is plain NumPy.
#
# Shapes: both are `(m, d)`; the answer is `(m,)`, true or false.


# %% exercise="verify"
def verify(e1, e2, threshold):
    """Say for each pair of rows whether it is the same thing.

    Args:
        e1: NumPy array of shape (m, d), one embedding in each row.
        e2: NumPy array of shape (m, d), what each is compared with.
        threshold: the largest squared distance that still means "the same", a number.

    Returns:
        NumPy array of shape (m,), True where the squared distance is at most the threshold.
    """
    raise NotImplementedError("verify")


# %% check="verify"
check("verify")

# %% tags=["question"]
ask("threshold_of_the_root", ...)

# %% [markdown]
# Pixels as embeddings, and three thresholds. Watch two numbers: how many of the same are let in, and how many
# of the others. Each threshold buys one with the other.

# %% tags=["demo"]
for threshold in (5, 15, 25):
    says_same = verify(pixels[first], pixels[second], threshold)
    let_in, let_in_wrongly = np.mean(says_same[is_same]), np.mean(says_same[~is_same])
    print(f"threshold {threshold:2}: says 'the same' of {let_in:.0%} of the same,", end=" ")
    print(f"and of {let_in_wrongly:.0%} of the different pairs")

# %% [markdown]
# ## 3. The best threshold
#
# Where should the threshold be? Take pairs of which you know the truth, try thresholds, and count how often the
# rule is right. Which thresholds have to be tried? Between two neighbouring distances nothing changes. So it is
# enough to try **the distances that occur**.
#
# $$\text{accuracy}(t) = \frac{1}{m} \sum_{i=1}^m \big[\, (d_i \le t) = \text{same}_i \,\big]$$
#
# (The square bracket is 1 where what stands in it is true, and 0 where it is not.)
#
# If several are equally good, take the **smallest**: when in doubt, be strict. Equal distances pass or fail
# together; that comes by itself if you count with the formula. Plain NumPy again.
#
# How you count is up to you: a loop over the thresholds, one table of all thresholds against all pairs, or sorting.
# With the 2,000 pairs of this section you will hardly notice a difference. The table grows with the *square* of the
# number of pairs, though.
#
# Shapes: `distances` and `same` are `(m,)`, in any order; the answer is two numbers.


# %% exercise="best_threshold"
def best_threshold(distances, same):
    """Find the threshold with which most pairs are judged right.

    Args:
        distances: NumPy array of shape (m,), the squared distance of each pair, m >= 1.
        same: NumPy array of shape (m,), 1 (or True) where the pair is the same, else 0 (or
            False).

    Returns:
        A tuple (threshold, accuracy): the smallest of the distances at which the rule
        "distance <= threshold means the same" is right most often, and the share of pairs that
        it judges right.
    """
    raise NotImplementedError("best_threshold")


# %% check="best_threshold"
check("best_threshold")

# %% tags=["question"]
ask("table_of_thresholds", ...)

# %% [markdown]
# How good can pixels be? Their best threshold, beside the accuracy of somebody who always says "different". Two
# thirds of the pairs are different, so accuracy alone flatters him. The **ROC curve** looks at *all* thresholds:
# how many of the same are let in (the *true positive rate*), against how many of the others (the *false positive
# rate*). (In its words, the pairs of the same are the *positives* and the different ones the *negatives*.) The area
# under it is the chance that a random pair of the same is nearer than a random pair of different ones. 0.5 is pure
# luck, 1 is perfect.
#
# For comparison: the same pictures *before* they were moved about on their sheets.

# %% tags=["demo"]
centred = np.concatenate([new.x_train, new.x_test])
centred_distances = np.sum((centred[first] - centred[second]) ** 2, axis=(1, 2))
threshold, accuracy = best_threshold(pixel_distances, is_same)
print(
    f"best threshold {threshold:.1f}: accuracy {accuracy:.1%}; always 'different': "
    f"{np.mean(~is_same):.1%}"
)
ax = dlkit.plot.roc_curve(-pixel_distances, is_same, name="pixels")
dlkit.plot.roc_curve(-centred_distances, is_same, name="pixels, all in the same place", ax=ax)
plt.show()

# %% tags=["question"]
ask("root_and_roc", ...)

# %% [markdown]
# As long as all digits stand in the same place, pixels do well: our digits are small and neat. One pixel to the
# side, and it is over. The pixels are the same, but they are not at the same *places*. We need numbers that say
# what is in the picture, and not where.
#
# ## 4. A network for embeddings
#
# So let a small convolutional network make the vectors. It looks like a classifier without its head:
#
# | layer | output, for pictures of 10x10 |
# |---|---|
# | 3x3 convolution to 32 channels, padding "same", ReLU | `(10, 10, 32)` |
# | 2x2 max pooling | `(5, 5, 32)` |
# | 3x3 convolution to 64 channels, padding "same", ReLU | `(5, 5, 64)` |
# | 2x2 max pooling | `(2, 2, 64)` |
# | flatten | `(256,)` |
# | dense to `dimension` numbers, **no activation** | `(dimension,)` |
# | divide by the length | `(dimension,)` |
#
# The last line puts every embedding onto the unit sphere:
#
# $$e = \frac{z}{|z|} \qquad \text{so that} \quad |e| = 1 \quad\text{and}\quad d(e_1, e_2) = 2 - 2\, e_1 \cdot e_2 \in [0, 4]$$
#
# Why? Without it the network could make all distances large by making all vectors long, and learn nothing. On
# the sphere only directions count, and one margin and one threshold mean the same for all. Each picture is
# divided by *its own* length. `keras.layers.UnitNormalization()` does it, or `keras.ops` in one line.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, dimension)`.


# %% exercise="embedding_model"
def embedding_model(input_shape, dimension):
    """Build the network of the table above, whose outputs have length one.

    Args:
        input_shape: (height, width, channels) of the pictures.
        dimension: how many numbers an embedding has, an integer.

    Returns:
        A keras.Model from (batch, height, width, channels) to (batch, dimension). It need not
        be compiled.
    """
    raise NotImplementedError("embedding_model")


# %% check="embedding_model"
check("embedding_model")

# %% tags=["question"]
ask("right_angle", ...)

# %% [markdown]
# Count the parameters by hand, look at the lengths, and look at what an *untrained* network makes of the new
# digits. (32 numbers do not fit on paper. The picture shows the two directions in which they spread most.)

# %% tags=["demo"]
dlkit.seed(1)
untrained = embedding_model((10, 10, 1), 32)
by_hand = (9 * 1 * 32 + 32) + (9 * 32 * 64 + 64) + (256 * 32 + 32)
print(f"parameters: {by_hand:,} by hand, {untrained.count_params():,} in Keras")
before = untrained.predict(x_new, verbose=0)  # (542, 32)
lengths = np.linalg.norm(before, axis=1)
print(f"lengths of the embeddings: from {lengths.min():.6f} to {lengths.max():.6f}")
dlkit.plot.embeddings(before, y_new, title="new digits, before training")
plt.show()

# %% [markdown]
# ## 5. Three pictures at a time: the triplet loss
#
# How do you train a network when there is no right output? Only *relations* are right or wrong. Take three
# pictures:
#
# - an **anchor** $a$, any picture;
# - a **positive** $p$, another picture of the same class;
# - a **negative** $n$, a picture of another class.
#
# We want $d(a, p) \le d(a, n)$. But that is not enough: if the network puts *everything on one point*, it has
# **collapsed**: all distances are 0, and $0 \le 0$ looks fine. So ask for a gap, the **margin** $\alpha$:
#
# $$d(a, p) + \alpha \le d(a, n)$$
#
# A triplet that has this gap is **content** (*satisfied*). For any other, the loss is what is missing:
#
# $$L = \frac{1}{m} \sum_{i=1}^m \max\big( d(a_i, p_i) - d(a_i, n_i) + \alpha, \; 0 \big)$$
#
# Look at the order: for *each triplet* the loss is cut off at zero, and *then* the average is taken. A triplet
# that is content must not pay for one that is not. And $d$ is a *sum* over the numbers of the embedding, as in
# section 1.
#
# **If there is no triplet** ($m = 0$; it happens when every triplet of a batch is content), the loss is 0. An
# average over nothing would be $0 / 0$, which is NaN, and one NaN ruins all weights. So divide the sum by the
# number of triplets, or by 1 if there are none. Inside `fit` Keras does not know that number beforehand:
# `keras.ops.shape(anchor)[0]` or the sum of `keras.ops.ones_like(losses)` finds it; `len(anchor)` does not.
#
# Use `keras.ops` from beginning to end: training needs the gradient, and NumPy would cut it off.
#
# Shapes: all three are `(m, d)`; row $i$ of each belongs to triplet $i$. The answer is a single number.


# %% exercise="triplet_loss"
def triplet_loss(anchor, positive, negative, margin):
    """Compute the mean over the triplets of max(d(a, p) - d(a, n) + margin, 0).

    The distances d are squared.

    Args:
        anchor: tensor of shape (m, d), embeddings.
        positive: tensor of shape (m, d), embeddings of the same classes.
        negative: tensor of shape (m, d), embeddings of other classes.
        margin: how much farther than the positive the negative should be, a number.

    Returns:
        The loss, a tensor with a single number. For m = 0 it is 0.
    """
    raise NotImplementedError("triplet_loss")


# %% check="triplet_loss"
check("triplet_loss")

# %% tags=["question"]
ask("loss_of_two_triplets", ...)

# %% [markdown]
# Two habits, before any training. First: **know the first loss.** If all embeddings are one point, every
# distance is 0 and the loss is exactly the margin. Remember that number! A triplet loss that falls to the
# margin and *stays there* is the sign of a network that has collapsed. An untrained network should begin near
# the margin or somewhat below it. (We take a margin of 0.5. On the sphere, two embeddings that have nothing to do
# with each other have a distance of about 2, so that is a quarter of the way.)
#
# Second: **measure the slope.** Move one number of one negative a little up and down, and see what the loss does.
# By the formula, the slope of $-|a - n|^2$ at $n$ is $2(a - n)$, so
#
# $$\frac{\partial L}{\partial n_i} = \frac{2}{m} (a_i - n_i) \quad\text{if triplet } i \text{ is not content, else } 0.$$

# %% tags=["demo"]
MARGIN = 0.5
one_point = np.ones((5, 32), dtype="float32") / np.sqrt(32)
print(
    "all on one point: loss "
    f"{float(triplet_loss(one_point, one_point, one_point, MARGIN)):.3f}"
)
zero, three = before[y_new == 0], before[y_new == 3]
print(
    "untrained network: loss "
    f"{float(triplet_loss(zero[:80], zero[80:160], three[:80], MARGIN)):.3f}"
)
print(
    f"no triplet at all: loss {float(triplet_loss(zero[:0], zero[:0], three[:0], MARGIN)):.3f}"
)

a, p, n = (rng.normal(size=(4, 3)) / 2 for _ in range(3))  # in float64
# (4,), a margin of 2
is_not_content = np.sum((a - p) ** 2, axis=1) - np.sum((a - n) ** 2, axis=1) + 2.0 > 0
by_formula = 2 / 4 * (a - n) * is_not_content[:, None]
measured = np.zeros_like(n)
for place in np.ndindex(n.shape):
    step = np.zeros_like(n)
    step[place] = 1e-4
    measured[place] = (
        float(triplet_loss(a, p, n + step, 2.0) - triplet_loss(a, p, n - step, 2.0)) / 2e-4
    )
print(
    "slope, by formula and measured: largest difference "
    f"{np.abs(by_formula - measured).max():.0e}"
)

# %% [markdown]
# **Move it yourself.** One anchor, one positive, and sixteen negatives: the slider sets the margin. The inner circle
# goes through the positive; the outer one is the margin farther, in squared distance. A negative outside of both costs
# nothing. What the three kinds are good for comes next.

# %% tags=["demo"]
dlkit.interactive.triplet_margin()

# %% [markdown]
# ## 6. Which triplets? Not too easy, not too hard
#
# From 1,000 pictures of seven classes one can make a hundred million triplets. Nearly all of them are useless.
# To look for the others is called **triplet mining**. Sort the negatives of a pair $(a, p)$ by distance from
# $a$:
#
# ```text
#   a -------- p ---------------- p + margin ------------------->  distance from a
#      hard         semi-hard                     easy
# ```
#
# - **Easy**: $d(a, n) \ge d(a, p) + \alpha$. The loss is 0 already, and so is the gradient. Nothing to learn.
# - **Hard**: $d(a, n) \le d(a, p)$. Much to learn, it seems. But the hardest are often smudged or mislabelled, and
#   early in training they drive the network to put everything on one point, where the loss is *only* the margin.
# - **Semi-hard**: $d(a, p) < d(a, n) < d(a, p) + \alpha$. On the right side, but not far enough. These we take.
#
# The rule, exactly:
#
# - For each anchor $a$, from 0 to $m - 1$, and each positive $p$ (same label, $p \ne a$), from 0 to $m - 1$:
#   look at all $n$ of other classes that are semi-hard. Both signs are strict.
# - If there are any, take the **nearest** to $a$ of them, and of equally near ones the first. That is the
#   triplet $(a, p, n)$.
# - If there is none, the pair gives no triplet.
#
# So a pair gives one triplet or none, and $(a, p)$ and $(p, a)$ are two pairs. If no pair gives any, the answer
# has shape `(0, 3)`.
#
# This is not a part of the loss, and needs no gradient. Loops are fine here.
# `keras.ops.convert_to_numpy` makes a NumPy array of a tensor.
#
# Shapes: `embeddings` is `(m, d)`, `labels` is `(m,)`, the answer is `(t, 3)`, whole numbers: they are rows of the
# batch, and will be used to index it.


# %% exercise="semi_hard_negatives"
def semi_hard_negatives(embeddings, labels, margin):
    """Choose a semi-hard negative for each pair of a class.

    Calls `pairwise_squared_distances`.

    Args:
        embeddings: NumPy array of shape (m, d).
        labels: NumPy array of shape (m,), the class of each.
        margin: the margin of the triplet loss, a number.

    Returns:
        NumPy array of whole numbers of shape (t, 3): one row (anchor, positive, negative) for
        each pair that has a semi-hard negative, ordered by anchor, then by positive. The
        numbers are rows of `embeddings`.
    """
    raise NotImplementedError("semi_hard_negatives")


# %% check="semi_hard_negatives"
check("semi_hard_negatives")

# %% tags=["question"]
ask("chosen_negative", ...)

# %% tags=["question"]
ask("pairs_of_a_batch", ...)

# %% tags=["question"]
ask("line_of_the_mining", ...)

# %% [markdown]
# Here are the pictures for training: seven digits. And a trick. Seven classes are few; a network can learn to
# tell seven things apart without learning *to compare*. So give each digit a quarter turn, and call that a *new
# class*: a lying 7 is not a 7. Now there are fourteen.
#
# Then let us see what you chose, by the untrained network, from 140 pictures. Each row is a triplet: the
# anchor, the positive, your semi-hard negative; beside it the hardest and the easiest of all negatives. The number
# is the distance from the anchor. The untrained network puts everything close together, so almost every pair has a
# negative that is semi-hard.

# %% tags=["demo"]
seen = dlkit.data.digits(classes=SEEN)
upright_and_turned = np.concatenate([seen.x_train, np.rot90(seen.x_train, axes=(1, 2))])
y_train = np.concatenate([seen.y_train, seen.y_train + 10])  # a turned 7 is class 17
x_train = placed(upright_and_turned, rng)
x_held_out, y_held_out = placed(seen.x_test, rng), seen.y_test
print(
    f"{len(x_train)} training pictures of {len(np.unique(y_train))} classes, "
    f"{len(x_held_out)} held out"
)

batch = rng.permutation(len(x_train))[:140]
e = untrained.predict(x_train[batch], verbose=0)
triplets = semi_hard_negatives(e, y_train[batch], MARGIN)
possible = np.sum(y_train[batch][:, None] == y_train[batch]) - len(batch)
print(f"{possible} pairs of a class, {len(triplets)} of them with a semi-hard negative")

table, rows = np.asarray(pairwise_squared_distances(e, e)), []
for a, p, n in triplets[rng.permutation(len(triplets))[:4]]:
    to_others = np.where(y_train[batch] == y_train[batch][a], np.nan, table[a])
    rows += [
        (k, table[a, k]) for k in (a, p, n, np.nanargmin(to_others), np.nanargmax(to_others))
    ]
kinds = ("anchor", "positive", "semi-hard", "hardest", "easiest")
texts = [f"{kinds[i % 5]}, {distance:.2f}" for i, (_, distance) in enumerate(rows)]
dlkit.plot.images(x_train[batch[[k for k, _ in rows]]], texts, columns=5)
plt.show()

# %% [markdown]
# ## 7. Learn twenty by heart
#
# Before a long training comes a short one: can the network satisfy all triplets of **twenty pictures**, that
# is, overfit them? If not, there is a bug, and no amount of data will help.
#
# Keras' `fit` wants a model that goes from inputs to outputs. So `trainer` wraps the embedding: *three
# pictures* go in together, their three embeddings come out, and the loss takes them apart. The embedding inside
# is the same network three times, with the same weights; training the wrapper trains it. (`fit` asks for right
# answers, too. There are none, so it gets zeros, which the loss does not look at.)


# %% tags=["demo"]
def trainer(embedding, group, loss):
    """Wrap an embedding so that fit can train it on groups, (batch, group, 10, 10, 1)."""
    inputs = keras.Input((group, 10, 10, 1))
    embeddings = embedding(keras.ops.reshape(inputs, (-1, 10, 10, 1)))
    model = keras.Model(
        inputs, keras.ops.reshape(embeddings, (-1, group, embedding.output_shape[-1]))
    )
    model.compile(keras.optimizers.Adam(0.001), loss=loss)
    return model


def loss_of_triplets(nothing, embeddings):
    """Take the three embeddings of each triplet apart; no right answers stand beside them."""
    return triplet_loss(embeddings[:, 0], embeddings[:, 1], embeddings[:, 2], MARGIN)


dlkit.seed(2)
twenty = np.concatenate([np.flatnonzero(y_train == digit)[:4] for digit in (1, 2, 4, 5, 7)])
memory = embedding_model((10, 10, 1), 32)
memory_trainer = trainer(memory, 3, loss_of_triplets)
for round_number in range(1, 61):
    e = memory.predict(x_train[twenty], verbose=0)
    triplets = semi_hard_negatives(e, y_train[twenty], MARGIN)
    if round_number % 10 == 1 or len(triplets) == 0:
        table = np.asarray(pairwise_squared_distances(e, e))
        same = y_train[twenty][:, None] == y_train[twenty]
        gap = table[~same].min() - table[same].max()
        print(
            f"round {round_number:2}: {len(triplets):2} semi-hard triplets; nearest of the "
            "different",
            end=" ",
        )
        print(f"minus farthest of the same: {gap:5.2f}")
    if len(triplets) == 0:
        break
    memory_trainer.fit(x_train[twenty][triplets], np.zeros(len(triplets)), epochs=2, verbose=0)

# %% [markdown]
# It can. In the last line no semi-hard triplet is left: this is the case $m = 0$. That alone would be no proof,
# for if all negatives were *hard*, none would be semi-hard either. But the gap is above zero: any two of a
# class are nearer to each other than any two of different classes.
#
# ## 8. The experiment
#
# Now all 2,010 pictures, in fourteen classes. In each round, every picture is placed anew on its sheet, the network
# embeds all of them, your function chooses triplets in batches of 140 (in all at once it would look at almost
# 290,000 pairs), and `fit` takes one step for each 128 triplets, of 4,000 at most. The last three rounds have a
# smaller learning rate. It is the longest training of this notebook: about half a minute on two cores that have
# nothing else to do, and more if they have. Each line says how long it has taken so far.
#
# What should you watch? Not the loss alone. A semi-hard triplet *by definition* has a loss between 0 and the
# margin, so on chosen triplets the loss does not fall to zero, and may even rise: each round has other
# triplets, those that are still a problem. Watch *how many* of the pairs still have one, and the area under the
# ROC curve on held-out pictures of the seen digits. (The new digits stay in their drawer until the end.)
#
# You may stop the cell at any time (the black square). Run it again, and it goes on where it was. To begin
# anew, run the first of the two cells.

# %% tags=["demo"]
ROUNDS = 10
rng = dlkit.seed(1)
embedding = embedding_model((10, 10, 1), 32)
triplet_trainer = trainer(embedding, 3, loss_of_triplets)
triplet_losses = []
print(dlkit.device())


# %% tags=["demo"]
def all_pairs(e, y):
    """Return the distance of every pair of rows, and whether their classes are the same."""
    i, j = np.triu_indices(len(e), 1)
    return np.asarray(pairwise_squared_distances(e, e))[i, j], y[i] == y[j]


start = time.perf_counter()
try:
    while len(triplet_losses) < ROUNDS:
        x = placed(upright_and_turned, rng)
        e = embedding.predict(x, batch_size=512, verbose=0)
        batches = np.array_split(rng.permutation(len(x)), len(x) // 140)
        found = np.concatenate(
            [batch[semi_hard_negatives(e[batch], y_train[batch], MARGIN)] for batch in batches]
        )
        chosen = rng.permutation(found)[:4000]
        triplet_trainer.optimizer.learning_rate = 0.001 if len(triplet_losses) < 7 else 0.0002
        fitted = triplet_trainer.fit(
            x[chosen], np.zeros(len(chosen)), batch_size=128, verbose=0
        )
        triplet_losses.append(fitted.history["loss"][0])
        distances, same = all_pairs(embedding.predict(x_held_out, verbose=0), y_held_out)
        area, seconds = roc_auc_score(same, -distances), time.perf_counter() - start
        print(f"round {len(triplet_losses):2}: {len(found):6,} semi-hard triplets,", end=" ")
        print(
            f"loss {triplet_losses[-1]:.3f}, area on held-out pictures {area:.3f}  "
            f"({seconds:.0f} s)"
        )
except KeyboardInterrupt:
    print(f"Stopped after {len(triplet_losses)} whole rounds. Run this cell again to go on.")

# %% [markdown]
# The loss has stayed far below the margin, so nothing has collapsed. Fewer and fewer pairs still have a semi-hard
# negative, and the area grows. Now the exam: **new digits.** Embed them, and draw them as before.

# %% tags=["demo"]
after = embedding.predict(x_new, verbose=0)
fig, axes = plt.subplots(1, 2, figsize=(9.5, 4.4), layout="constrained")
dlkit.plot.embeddings(before, y_new, title="new digits, before training", ax=axes[0])
dlkit.plot.embeddings(
    after, y_new, title="new digits, after training on the others", ax=axes[1]
)
plt.show()

# %% [markdown]
# Then as numbers. **The threshold is chosen on held-out pictures of the *seen* digits**: whoever chooses it on
# the pairs that he reports has looked at the answers. Of the 31,125 pairs 4,000 are drawn for it. A table of all
# pairs against all thresholds would be a gigabyte, and for one number that would be too much.

# %% tags=["demo"]
seen_distances, seen_same = all_pairs(embedding.predict(x_held_out, verbose=0), y_held_out)
new_distances, new_same = all_pairs(after, y_new)
chosen = np.random.default_rng(0).choice(len(seen_same), 4000, replace=False)
learned_threshold, _ = best_threshold(seen_distances[chosen], seen_same[chosen])
seen_accuracy = np.mean((seen_distances <= learned_threshold) == seen_same)
new_accuracy = np.mean((new_distances <= learned_threshold) == new_same)
print(
    f"seen digits, held-out pictures: area {roc_auc_score(seen_same, -seen_distances):.3f},",
    end=" ",
)
print(f"accuracy {seen_accuracy:.1%} with threshold {learned_threshold:.2f}")
print(
    f"new digits:                     area {roc_auc_score(new_same, -new_distances):.3f},",
    end=" ",
)
print(
    f"accuracy {new_accuracy:.1%} with the same threshold; always 'different': "
    f"{np.mean(~new_same):.1%}"
)

fig, axes = plt.subplots(1, 2, figsize=(10.5, 3.4), layout="constrained")
for ax, d, same, name in zip(
    axes,
    (seen_distances, new_distances),
    (seen_same, new_same),
    ("seen digits, held out", "new digits"),
    strict=True,
):
    dlkit.plot.distance_histogram(d, same, threshold=learned_threshold, title=name, ax=ax)
ax = dlkit.plot.roc_curve(-new_distances, new_same, name="triplets")
dlkit.plot.roc_curve(
    -np.sum((before[first] - before[second]) ** 2, axis=1), is_same, name="untrained", ax=ax
)
dlkit.plot.roc_curve(-pixel_distances, is_same, name="pixels", ax=ax)
plt.show()

# %% [markdown]
# Nobody told the network what a 3 is. It learned to compare, and comparing carries over.
#
# Read the histograms honestly, though. The seen digits fall into two clean heaps; the new ones overlap. The
# same new digits lie farther apart than the same seen ones, so the threshold that is best for the seen ones is
# too strict for the new ones. Which pairs fool the network most? Above: the *same* digit, and thought to be far
# apart. Below: different digits, thought to be near.

# %% tags=["demo", "fold"]
# @title The pairs that fool the network most
i, j = np.triu_indices(len(x_new), 1)
order = np.argsort(new_distances)
farthest_same = order[new_same[order]][::-1][:5]
nearest_different = order[~new_same[order]][:5]
worst = np.concatenate([farthest_same, nearest_different])
frames = np.concatenate([x_new[i[worst]], np.ones((10, 10, 1, 1)), x_new[j[worst]]], axis=2)
dlkit.plot.images(
    frames, [f"{y_new[i[k]]}, {y_new[j[k]]}: {new_distances[k]:.2f}" for k in worst], columns=5
)
plt.show()

# %% tags=["question"]
ask("too_strict", ...)

# %% [markdown]
# ## 9. How sure? A classifier of pairs
#
# A threshold on the distance says yes or no. It does not say how sure it is, and the distance treats all 32 numbers of an
# embedding alike.
# Verification can also be a **binary classification**: the example is a *pair*, the class is "the same" or
# "different", and you know since `logistic_regression` what to do with two classes. One neuron looks at the
# differences of the two embeddings:
#
# $$\hat{s} = \sigma\Big( \sum_k w_k \, \big| e_{1,k} - e_{2,k} \big| + b \Big)$$
#
# Call it a **pair classifier**. Its inputs are *embeddings*, not pictures. The network that made them stays as it is, and
# that is how a door works: the embeddings of all employees are computed **once**, and stored.
#
# Three things to watch:
#
# - It is **symmetric**: whether the passport or the face comes first must not matter. The absolute value sees to that.
# - There is **one weight for each difference**. With a neuron for each embedding nothing would be subtracted number by number,
#   and it would matter which comes first.
# - The neuron sees *all* the differences, not their sum. So it can learn which numbers matter.
#
# `keras.ops.absolute` works on symbolic tensors, too.
#
# Shapes: from two times `(batch, dimension)` to `(batch, 1)`.


# %% exercise="pair_classifier"
def pair_classifier(dimension):
    """Build the network that compares two embeddings: sigmoid(w . |e1 - e2| + b).

    Args:
        dimension: how many numbers an embedding has, an integer.

    Returns:
        A keras.Model of two inputs, [first, second], each (batch, dimension), with output
        (batch, 1), the probability that both are the same. It need not be compiled.
    """
    raise NotImplementedError("pair_classifier")


# %% check="pair_classifier"
check("pair_classifier")

# %% tags=["question"]
ask("embeddings_for_a_visitor", ...)

# %% [markdown]
# Before any training, as always: what must come out? A pair of two equal embeddings has the differences 0, so the answer
# is $\sigma(b)$, and b begins at 0: 0.5, whatever the weights are. Of two that differ it is another. Then train it on the
# very 4,000 pairs that gave the threshold, and hold it against scikit-learn's logistic regression on the same differences:
# the two should agree.

# %% tags=["demo"]
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression

dlkit.seed(1)
head = pair_classifier(32)
twins = head.predict([after[:3], after[:3]], verbose=0)[:, 0]
mixed = head.predict([after[:3], after[3:6]], verbose=0)[:, 0]
print("three embeddings, each beside itself:", np.round(twins, 3))
print("and each beside another:", np.round(mixed, 3))

e_seen = embedding.predict(x_held_out, verbose=0)
i, j = np.triu_indices(len(e_seen), 1)
i, j = i[chosen], j[chosen]
start = time.perf_counter()
falling = keras.optimizers.schedules.CosineDecay(0.3, 16 * 60)  # of the learning rate
head.compile(keras.optimizers.Adam(falling), "binary_crossentropy")
head.fit([e_seen[i], e_seen[j]], seen_same[chosen], batch_size=250, epochs=60, verbose=0)
print(f"trained in {time.perf_counter() - start:.0f} s")


def says(e, y):
    """Return the probability that the head gives to every pair, and the truth."""
    i, j = np.triu_indices(len(e), 1)
    pairs = [e[i], e[j]]
    return head.predict(pairs, batch_size=4096, verbose=0)[:, 0], y[i] == y[j]


logistic = LogisticRegression(C=1000, max_iter=1000)
logistic.fit(np.abs(e_seen[i] - e_seen[j]), seen_same[chosen])
theirs = logistic.predict_proba(np.abs(e_seen[i] - e_seen[j]))[:, 1]
ours = head.predict([e_seen[i], e_seen[j]], verbose=0)[:, 0]
print(f"mean difference from scikit-learn: {np.mean(np.abs(ours - theirs)):.3f}")

others = np.setdiff1d(np.arange(len(seen_same)), chosen)
seen_probability, new_probability = says(e_seen, y_held_out)[0], says(after, y_new)[0]
for name, probability, d, same in (
    ("seen", seen_probability[others], seen_distances[others], seen_same[others]),
    ("new", new_probability, new_distances, new_same),
):
    print(
        f"{name:4} digits: area by distance {roc_auc_score(same, -d):.3f},",
        f"by the pair classifier {roc_auc_score(same, probability):.3f};",
        end=" ",
    )
    print(
        f"accuracy {np.mean((d <= learned_threshold) == same):.1%} and "
        f"{np.mean((probability >= 0.5) == same):.1%}"
    )
    few = np.mean(same[probability < 0.1])
    print(f"     {np.mean(same):.0%} of the pairs are the same; of those below 0.1, {few:.0%}")

# %% [markdown]
# In our runs it was a shade better than the distance on the seen digits, and on the new ones, where it counts, a shade
# *worse*: its weights suit the digits from which they were learned, and the plain distance has no weights. What the neuron
# has, and the distance has not, is a probability. May one believe it? Of all pairs to which it gives about 0.3, about 30
# percent should be the same: then it is **calibrated**. On the left are its weights. Nearly all are negative: a larger
# difference makes "the same" less likely. On the right, what it says is held against what is true.

# %% tags=["demo", "fold"]
# @title The weights of the neuron, and whether its probabilities can be believed
fig, axes = plt.subplots(1, 2, figsize=(10.5, 3.6), layout="constrained")
axes[0].bar(range(32), np.sort(head.get_weights()[0][:, 0]), color=dlkit.plot.PALETTE[0])
axes[0].axhline(0, color="black", linewidth=0.8)
axes[0].set(xlabel="the 32 numbers, in order of their weights", ylabel="weight")
axes[0].set_title("weights of the differences", fontsize=11)
for (name, probability, same), colour, marker in zip(
    (
        ("seen digits, other pairs", seen_probability[others], seen_same[others]),
        ("new digits", new_probability, new_same),
    ),
    dlkit.plot.PALETTE,
    "os",
    strict=False,
):
    truth, told = calibration_curve(same, probability, n_bins=5)
    axes[1].plot(told, truth, marker=marker, color=colour, label=name)
axes[1].plot([0, 1], [0, 1], color="gray", linestyle=":", label="believable")
axes[1].set(xlabel="probability that it gives", ylabel="share that is the same")
axes[1].set_title("calibration", fontsize=11)
axes[1].legend(frameon=False)
plt.show()

# %% [markdown]
# On the digits from which it learned, the probabilities can be believed. On new ones they cannot: of the pairs that get
# less than 0.1, more than one in ten is the same. Two things have changed, and the neuron was told of neither: new digits of
# one class lie farther apart, and of these pairs about one in three is the same, where it was one in seven. You have met the
# first before, with the threshold. **A probability is a promise about data like those of the training.**

# %% tags=["question"]
ask("one_in_two_hundred", ...)

# %% [markdown]
# ## 10. Two pictures at a time: the contrastive loss
#
# Our triplet loss is that of a face recogniser of 2015. Ten years earlier there was a loss for *pairs*. If the two
# are the same, pull them together. If they are not, push them apart, but only until they are a margin apart: then
# let them be.
#
# $$L = \frac{1}{m} \sum_{i=1}^m \Big( s_i \, \delta_i^2 + (1 - s_i) \max(\alpha - \delta_i, 0)^2 \Big)
# \qquad \delta_i = |e_{1,i} - e_{2,i}| = \sqrt{d(e_{1,i}, e_{2,i})}$$
#
# with $s_i = 1$ for the same and $s_i = 0$ for different ones. (Some books put a factor ½ in front; we do not.)
# Here is the place where the root is taken: the margin is a margin of $\delta$, *not* of its square.
#
# **The trap.** The slope of $\sqrt{x}$ at $x = 0$ is infinite, and the slope of $d = |e_1 - e_2|^2$ is zero
# where both are equal. The chain rule multiplies the two: infinity times zero is NaN. It happens when a network
# collapses, or when somebody has labelled two copies of one picture as different. One such pair, and after one
# step every weight is NaN. Masking the *result* of the root is no cure you can rely on: the infinite slope is still
# there, and whether somebody multiplies it by zero depends on the backend. So keep what goes *into* the root away
# from zero, for instance with $\sqrt{\max(d, 10^{-12})}$. (Where both are equal, the gradient should be 0.)
#
# Shapes: `e1` and `e2` are `(m, d)`, `same` is `(m,)`; the answer is a single number.


# %% exercise="contrastive_loss"
def contrastive_loss(e1, e2, same, margin):
    """Compute the mean of delta^2 for same pairs, max(margin - delta, 0)^2 for others.

    Args:
        e1: tensor of shape (m, d), embeddings.
        e2: tensor of shape (m, d), embeddings; row i is compared with row i of e1.
        same: tensor of shape (m,), 1.0 where the pair is the same, else 0.0.
        margin: how far apart different ones should be, a number; not squared.

    Returns:
        The loss, a tensor with a single number. Its gradient is finite even where e1 and e2
        are equal.
    """
    raise NotImplementedError("contrastive_loss")


# %% check="contrastive_loss"
check("contrastive_loss")

# %% tags=["question"]
ask("different_but_near", ...)

# %% [markdown]
# See the trap snap. The cell trains for one step on one pair: *the same* embedding twice, and somebody has labelled
# the two as different. First with a careless loss, then with yours. The values agree. Then look at the weights. (Two
# copies of a picture, embedded one after the other, may differ in the last bit. Then the trap stays open, until one
# day they do not differ. That makes it so hard to find.)


# %% tags=["demo"]
def careless_loss(e1, e2, same, margin):
    """Compute the contrastive loss with a bare root."""
    delta = keras.ops.sqrt(keras.ops.sum(keras.ops.square(e1 - e2), axis=1))
    other = keras.ops.square(keras.ops.maximum(margin - delta, 0))
    return keras.ops.mean(same * keras.ops.square(delta) + (1 - same) * other)


def on_pairs(loss):
    """Make a loss for fit of a loss on two embeddings."""
    return lambda same, e: loss(e[:, 0], e[:, 1], keras.ops.reshape(same, (-1,)), 1.0)


def on_twins(loss):
    """Make a loss for fit of a loss on two embeddings that are one and the same."""
    return lambda same, e: loss(e[:, 0], e[:, 0], keras.ops.reshape(same, (-1,)), 1.0)


picture = x_train[:1, np.newaxis]  # (1, 1, 10, 10, 1)
for name, loss in (("careless", careless_loss), ("yours", contrastive_loss)):
    victim = embedding_model((10, 10, 1), 32)
    value = trainer(victim, 1, on_twins(loss)).train_on_batch(picture, np.zeros(1))
    broken = sum(int(np.isnan(w).sum()) for w in victim.get_weights())
    print(
        f"{name:9} loss {float(value):.3f}, {broken:,} of {victim.count_params():,} weights "
        "are NaN after one step"
    )

# %% [markdown]
# Now train with pairs: half of them the same, the others drawn at random (nearly all of them are different),
# nothing chosen. It takes about half as long. Again, the second cell can be stopped, and goes on where it was. Is
# it as good as with triplets? Section 11 will show.

# %% tags=["demo"]
rng = dlkit.seed(1)
pair_embedding = embedding_model((10, 10, 1), 32)
pair_trainer = trainer(pair_embedding, 2, on_pairs(contrastive_loss))
pair_losses = []


# %% tags=["demo"]
def draw_pairs(m, rng):
    """Draw m pairs of rows of the training pictures, every second one of the same class."""
    i = rng.integers(len(y_train), size=m)
    j = rng.integers(len(y_train), size=m)
    for k in range(0, m, 2):
        j[k] = rng.choice(np.flatnonzero(y_train == y_train[i[k]]))
    return i, j, (y_train[i] == y_train[j]).astype("float32")


start = time.perf_counter()
try:
    while len(pair_losses) < ROUNDS:
        x = placed(upright_and_turned, rng)
        i, j, same = draw_pairs(4000, rng)
        pair_trainer.optimizer.learning_rate = 0.001 if len(pair_losses) < 7 else 0.0002
        fitted = pair_trainer.fit(
            np.stack([x[i], x[j]], axis=1), same, batch_size=128, verbose=0
        )
        pair_losses.append(fitted.history["loss"][0])
        print(
            f"round {len(pair_losses):2}: loss {pair_losses[-1]:.3f}  "
            f"({time.perf_counter() - start:.0f} s)"
        )
except KeyboardInterrupt:
    print(f"Stopped after {len(pair_losses)} whole rounds. Run this cell again to go on.")

# %% [markdown]
# ## 11. The same in a few lines of Keras
#
# There is a third way, and it needs no loss of your own. Take the pair classifier of section 9, put **one** embedding
# before both of its inputs, and train *all of it*, from the pictures to the answer: *the same, yes or no?* Keras knows
# how to train a classification.
#
# ```text
#  first  --- embedding ---+
#                |          +-- |e1 - e2| -- Dense(1), sigmoid --> same?
#  second --- embedding ---+
#          (the same weights)
# ```
#
# Two inputs that share one network, like twins: hence the name **siamese network**. Sharing comes by itself if
# you *call the same model twice*. If you build a second one, or copy it, the twins part ways: the same picture
# then has two embeddings.
#
# An embedding knows what it takes: `embedding.input_shape` is `(None, height, width, channels)`. Use the `embedding`
# that is passed in, whatever its shapes are. A model can be called like a layer. So you may put your `pair_classifier`
# on top, or write the neuron out once more.
#
# Shapes: from two times `(batch, height, width, channels)` to `(batch, 1)`.


# %% exercise="siamese_network"
def siamese_network(embedding):
    """Build the network that says how likely two pictures match: sigmoid(w . |e1 - e2| + b).

    Args:
        embedding: a keras.Model from pictures to embeddings, used for both inputs.

    Returns:
        A keras.Model of two inputs, [first, second], each shaped like the input of
        `embedding`, with output (batch, 1), a probability. It need not be compiled.
    """
    raise NotImplementedError("siamese_network")


# %% check="siamese_network"
check("siamese_network")

# %% tags=["question"]
ask("parameters_of_twins", ...)

# %% [markdown]
# Count: the parameters of *one* embedding, and 32 + 1 more. And the first loss of a network that has to choose
# between two answers and knows nothing is about $\ln 2 = 0.69$.

# %% tags=["demo"]
rng = dlkit.seed(1)
twin = embedding_model((10, 10, 1), 32)
network = siamese_network(twin)
print(f"parameters: {twin.count_params():,} + 33 = {network.count_params():,}")
network.compile("adam", "binary_crossentropy")
network_losses = []
i, j, same = draw_pairs(1000, rng)
print(f"first loss {network.evaluate([x_train[i], x_train[j]], same[:, None], verbose=0):.3f}")

# %% [markdown]
# Then train it on pairs, with what Keras has ready: its own loss, and `fit`. It takes about as long as the pairs did.
# (This cell, too, can be stopped and goes on where it was.) Then the three ways stand side by side.

# %% tags=["demo"]
start = time.perf_counter()
try:
    while len(network_losses) < ROUNDS:
        x = placed(upright_and_turned, rng)
        i, j, same = draw_pairs(4000, rng)
        network_losses += network.fit(
            [x[i], x[j]], same[:, None], batch_size=128, verbose=0
        ).history["loss"]
        print(
            f"round {len(network_losses):2}: loss {network_losses[-1]:.3f}  "
            f"({time.perf_counter() - start:.0f} s)"
        )
except KeyboardInterrupt:
    print(f"Stopped after {len(network_losses)} whole rounds. Run this cell again to go on.")

# %% tags=["demo"]
i, j = np.triu_indices(len(x_new), 1)
some = rng.permutation(len(i))[:8000]
probability = network.predict([x_new[i[some]], x_new[j[some]]], batch_size=512, verbose=0)[
    :, 0
]
pair_distances, _ = all_pairs(pair_embedding.predict(x_new, verbose=0), y_new)
ax = dlkit.plot.roc_curve(-new_distances, new_same, name="triplet loss")
dlkit.plot.roc_curve(-pair_distances, new_same, name="contrastive loss", ax=ax)
dlkit.plot.roc_curve(probability, new_same[some], name="same or not", ax=ax)
plt.show()

# %% [markdown]
# Three times 40,000 examples, the same network, the same pictures, and in our run a clear order. Two reasons.
# First, *choice*: the triplets were chosen where something was to be learned, the pairs were drawn at random,
# and most of them are soon easy. Second, the *question*. "The same or not" can be answered by a clever last
# neuron on top of embeddings that are no good distances. The triplet loss asks only for an order, near before
# far, and that is what carries over.
#
# (It is one run of each, and nobody has tuned the two others. With good pairs, contrastive losses do very well: the
# embeddings behind today's image search are trained with their descendants, on batches of thousands.)
#
# ## 12. Recognise: who is it?
#
# Last, the real thing. Keep a **gallery**: for each person one or more embeddings, made from one picture each.
# A new picture comes. Who is it?
#
# - The distance from a person is the distance from the **nearest** of that person's embeddings.
# - The answer is the nearest person, if that distance is **at most the threshold**.
# - Otherwise the answer is `None`: *not recognised* (the **open-set** case). That is an answer, and often the
#   most important one. A door that always knows somebody opens for everybody.
#
# If two persons are equally near, the one that stands first in the gallery is the answer. An empty gallery
# recognises nobody.
#
# To add a person, add an entry. No training. Plain NumPy.
#
# Shapes: `e` is `(d,)`, each entry of `gallery` is `(k, d)`, and $k$ may differ from entry to entry.


# %% exercise="recognize"
def recognize(e, gallery, threshold):
    """Say who it is, or None if nobody is near enough.

    Args:
        e: NumPy array of shape (d,), the embedding of the picture.
        gallery: dict of name (a text) to a NumPy array of shape (k, d), that person's
            embeddings, k >= 1.
        threshold: the largest squared distance that still means "the same", a number.

    Returns:
        The name, or None.
    """
    raise NotImplementedError("recognize")


# %% check="recognize"
check("recognize")

# %% tags=["question"]
ask("who_is_it", ...)

# %% [markdown]
# **One-shot recognition.** Draw one picture of each new digit for the gallery, and recognise all the others.
# Chance is one in three. One gallery can be lucky, so draw a hundred, and take the average. Then the door: with
# the threshold of section 8, who is recognised, rightly or wrongly, and who is turned away? Digits 4 and 7
# stand in for strangers. (The network has trained on other pictures of them, so they are easier to turn away than
# somebody whom it has never seen.) In the picture, the first three are the gallery, the others ask to be let in.
# A ✓ stands at a right answer; a ✗ at a wrong one, and in brackets the digit that it is.

# %% tags=["demo"]
names = dict(zip(NEW, ("zero", "three", "six"), strict=True))


def draw_gallery(e, y, rng):
    """Draw one embedding for each new digit; return the gallery and the rows drawn."""
    drawn = {digit: rng.choice(np.flatnonzero(y == digit)) for digit in NEW}
    return {names[digit]: e[[row]] for digit, row in drawn.items()}, list(drawn.values())


rng = np.random.default_rng(0)
accuracies = []
for _ in range(100):
    gallery, drawn = draw_gallery(after, y_new, rng)
    asked = rng.choice(np.setdiff1d(np.arange(len(y_new)), drawn), 60, replace=False)
    answers = [recognize(after[k], gallery, np.inf) for k in asked]
    accuracies.append(
        np.mean([answer == names[y_new[k]] for answer, k in zip(answers, asked, strict=True)])
    )
print(
    f"one-shot accuracy, three ways: {np.mean(accuracies):.1%} on average of 100 galleries;",
    end=" ",
)
print(f"from {np.min(accuracies):.0%} to {np.max(accuracies):.0%}")

gallery, drawn = draw_gallery(after, y_new, rng)
strangers = x_held_out[np.isin(y_held_out, (4, 7))]
for name, e, truth in (
    ("new digits", after, [names[y] for y in y_new]),
    ("strangers", embedding.predict(strangers, verbose=0), [None] * len(strangers)),
):
    answers = [recognize(item, gallery, learned_threshold) for item in e]
    rejected = np.mean([answer is None for answer in answers])
    right = np.mean(
        [answer is not None and answer == t for answer, t in zip(answers, truth, strict=True)]
    )
    print(
        f"{name:11} recognised rightly {right:4.0%}, as somebody else "
        f"{1 - right - rejected:4.0%},",
        end=" ",
    )
    print(f"not recognised {rejected:4.0%}")

asked = rng.choice(len(x_new), 21, replace=False)
answers = [recognize(after[k], gallery, learned_threshold) or "nobody" for k in asked]
texts = [f"gallery: {name}" for name in gallery]
for answer, digit in zip(answers, y_new[asked], strict=True):
    texts.append(f"✓ {answer}" if answer == names[digit] else f"✗ {answer} ({digit})")
dlkit.plot.images(x_new[[*drawn, *asked]], texts, columns=8)
plt.show()

# %% [markdown]
# Hardly anybody is taken for somebody else, and strangers mostly stay outside. The price: many who belong here stay
# outside, too. The threshold was made for the seen digits, and it is strict for the new ones. In a new cell, take a
# larger number for `learned_threshold`, and watch all three numbers move.
#
# ## 13. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Is it the classes?** Train with triplets again, without the quarter turns: seven classes, the rest as
#    before. What happens to the area on the seen digits, and what on the new ones? Then hold out other digits,
#    such as 7, 8 and 9. We chose three that are well apart; most others are harder. Look at the pictures, and
#    say why.
# 2. **Collapse it.** In your copy of the training loop take, for each pair, the *hardest* negative instead of a
#    semi-hard one, and a learning rate of 0.01. Watch the loss. Which number does it like?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A bank wants your network at its doors: a camera, a gallery of its 200 employees, one picture each. "Your
# one-shot accuracy is over 75 percent," they say, "so three of four employees get in. And when the door does
# not know somebody, it stays shut. What can go wrong?" Answer the bank in about 150 words:
#
# - Why does one-shot accuracy among three digits say little about 200 employees, and nothing at all about
#   strangers? (3 points)
# - Which two kinds of error does the door make, and how does the threshold trade one for the other? Use two
#   numbers of your own from section 8 or section 12 (4 points).
# - How would you choose the threshold for this door, on which data, and what would you change in the gallery to
#   make both errors rarer? (3 points)

# %% [markdown] written="door_that_opens"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A distance that was *learned*: three losses for it, a way to choose what to learn from, a threshold that was
# chosen honestly, a probability and how far to believe it, and an answer "not recognised". And habits: know which number the loss shows when everything
# has collapsed; learn twenty by heart; look for roots of zero; judge on classes that no training has seen.
#
# The idea is everywhere: faces at the gate, songs by humming, the search for like pictures, and the large models
# that learn by putting a picture and its caption close together. They all end in one line: *how far apart?*
#
# **To read on**, all of it free:
#
# - [FaceNet: a unified embedding for face recognition and clustering](https://arxiv.org/abs/1503.03832), Schroff,
#   Kalenichenko and Philbin, 2015: triplets, and the semi-hard ones.
# - [DeepFace: closing the gap to human-level performance in face
#   verification](https://openaccess.thecvf.com/content_cvpr_2014/html/Taigman_DeepFace_Closing_the_2014_CVPR_paper.html),
#   Taigman, Yang, Ranzato and Wolf, 2014: verification as a classification of pairs.
# - [In defense of the triplet loss for person re-identification](https://arxiv.org/abs/1703.07737), Hermans,
#   Beyer and Leibe, 2017: how hard the negatives may be, tried with care.
# - [Contrastive representation learning](https://lilianweng.github.io/posts/2021-05-31-contrastive/), Weng, 2021:
#   what became of these losses since.
