# %% [markdown]
# # Linear classifiers: templates, margins and probabilities
#
# **You will build** the simplest classifier of many classes that is of any use: one matrix, ten columns, one for
# each digit. It gets more than 93 percent of the test digits right, with either of two losses: the hinge, which
# wants to be ahead by a margin, and the softmax, which wants probabilities. You write both, with their gradients; the
# hinge first by a loop and then without. Then you look at the matrix. Each column is a picture of what the classifier
# looks for. Beside it stands a classifier that learns nothing at all, and asks its neighbours.
#
# **You need** NumPy, gradient descent, and the softmax as in `deep_network`. (The penalty on weights is that of
# `regularization`; it is explained again where it comes in.) Most classifiers that come later in the course end in a
# layer like this one.
#
# **It takes** about two hours. There are thirteen functions, and most of them are one to six lines long. The
# finished notebook runs from top to bottom in less than a minute.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The
# cells in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("scores")` gives a hint: the first gives away little, the third nearly all. `inputs("scores")`
# hands you the values that a check calls it with, and `progress()` shows how far you are. Once you are
# right, `solution("scores")` shows how we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("linear_classifiers").tools

# %% [markdown]
# Here is the goal. A ready-made linear classifier from scikit-learn has learned ten pictures of weights, one for
# each digit. Red: ink here speaks *for* this digit. Blue: ink here speaks *against* it. Can you see the hole in the
# 0, where there must be no ink? In an hour you will have trained your own.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)

digits = dlkit.data.digits()
X, X_test = digits.x_train.reshape(-1, 64), digits.x_test.reshape(-1, 64)
y, y_test = digits.y_train, digits.y_test
m = len(y)
print(f"training: X {X.shape}, y {y.shape}")
print(f"test:     X {X_test.shape}, y {y_test.shape}")


def draw_columns(W, title):
    """Draw each column of W, (64, C), as a picture of 8x8 weights."""
    ax = dlkit.plot.filters(W.reshape(8, 8, -1), labels=range(W.shape[1]), columns=5)
    ax.set_title(title, fontsize=11)
    plt.show()


goal = LogisticRegression(C=0.3, max_iter=1000).fit(X, y)
draw_columns(goal.coef_.T, f"{goal.score(X_test, y_test):.1%} of the test digits right")

# %% [markdown]
# ## 1. Rows from here on
#
# **Examples are rows.** In the notebooks by hand, up to `optimizers`, each example was a column. Keras, scikit-learn
# and nearly all code that you will meet hold them in rows, and so does this course from here on. It is the same
# mathematics, transposed:
#
# | name | shape | before | what it is |
# |---|---|---|---|
# | `X` | `(m, n_x)` | `(n_x, m)` | one row for each example |
# | `W` | `(n_x, C)` | `(C, n_x)` | one column for each class |
# | `b` | `(C,)` | `(C, 1)` | one number for each class |
# | `S = X @ W + b` | `(m, C)` | `(C, m)` | scores: a row for each example, a column for each class |
# | `y` | `(m,)` | one-hot `(C, m)` | the **number** of the right class |
#
# Labels stay class numbers. `S[np.arange(m), y]` then picks from each row the score of its right class. Play with
# this line until you believe it; you will need it in four functions.

# %% tags=["demo"]
S = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])  # two examples, three classes
print("S[np.arange(2), [2, 0]] is", S[np.arange(2), [2, 0]])
print("S[:, [2, 0]] is something else:", S[:, [2, 0]].tolist())

# %% tags=["question"]
ask("shape_of_the_scores", ...)

# %% [markdown]
# ## 2. How far apart?
#
# Before we learn anything: a classifier that only *remembers*. To name a new digit, it looks for the training
# digit that is most like it. "Like" means a small **Euclidean distance** between the two rows of 64 pixels:
#
# $$d(a, b) = |a - b| = \sqrt{\sum_k (a_k - b_k)^2}$$
#
# We need all distances between two tables. Three loops would do it, and are slow in Python. Multiply the square out:
#
# $$|a - b|^2 = |a|^2 + |b|^2 - 2\, a \cdot b$$
#
# The first part needs only $a$, the second only $b$, and the third is, for all pairs at once, *one matrix product*,
# $A B^\top$.
#
# **A trap.** If $a$ and $b$ are nearly equal, rounding can leave a number like $-4 \cdot 10^{-16}$, and its root is NaN.
# Cut off at zero *before* you take the root.
#
# Shapes: `A` is `(m, d)`, `B` is `(n, d)`; in row $i$, column $j$ of the answer stands the distance of row $i$ of
# `A` from row $j$ of `B`.


# %% exercise="pairwise_distances"
def pairwise_distances(A, B):
    """Compute the Euclidean distance of each row of A from each row of B.

    Args:
        A: array of shape (m, d).
        B: array of shape (n, d).

    Returns:
        Array of shape (m, n). No number in it is negative or NaN.
    """
    raise NotImplementedError("pairwise_distances")


# %% check="pairwise_distances"
check("pairwise_distances")

# %% [markdown]
# Is it right, and what have we won? SciPy has the same function; two loops over the rows are the slow way. (The pixels
# here are whole sixteenths, so in the squares of these digits there is nothing to round.)

# %% tags=["demo"]
from scipy.spatial.distance import cdist

started = time.perf_counter()
by_loops = np.array([[np.sqrt(np.sum((a - c) ** 2)) for c in X[:200]] for a in X_test[:100]])
loop_seconds = time.perf_counter() - started
started = time.perf_counter()
at_once = pairwise_distances(X_test[:100], X[:200])
fast_seconds = time.perf_counter() - started
print(f"largest difference from the loops {np.abs(at_once - by_loops).max():.0e},", end=" ")
print(f"from SciPy {np.abs(at_once - cdist(X_test[:100], X[:200])).max():.0e}")
print(f"{loop_seconds / fast_seconds:.0f} times as fast as the loops")

# %% [markdown]
# ## 3. Ask the neighbours
#
# **Nearest neighbours** is the whole method: the $k$ nearest training examples vote, and the class with most votes
# wins. There is no training. What is learned is the training set itself.
#
# Two ties need a rule, or two right programs would give two answers:
#
# - **Equal distances**: the example that stands first in `X_train` counts as the nearer.
#   `np.argsort(..., kind="stable")` does just that. (`np.argpartition` is faster, and promises no order at all.) Equal
#   means equal *as computed*: rounding may break a tie, and then so be it.
# - **Equal votes**: of the classes with most votes, the one whose voter is nearest wins. With $k = 2$ that is always
#   the nearest neighbour, and the second one changes nothing.
#
# Shapes: `X_train` is `(n, d)`, `y_train` is `(n,)`, `X` is `(m, d)`; the answer is `(m,)`.


# %% exercise="nearest_neighbours"
def nearest_neighbours(X_train, y_train, X, k):
    """Let the k nearest training examples vote on the class of each row of X.

    Calls `pairwise_distances`.

    Args:
        X_train: examples that are known, array of shape (n, d).
        y_train: their classes, array of n integers.
        X: examples to be named, array of shape (m, d).
        k: how many vote, an integer from 1 to n.

    Returns:
        Array of m classes. Of equally far examples the first is the nearer; of classes with
        equally many votes, the one of the nearest voter wins.
    """
    raise NotImplementedError("nearest_neighbours")


# %% check="nearest_neighbours"
check("nearest_neighbours")

# %% tags=["question"]
ask("accuracy_on_the_training_set", ...)

# %% [markdown]
# How many should vote? $k$ is a **hyperparameter**: a setting that no gradient finds. Try some, on training digits
# that you hold back (a validation set). Here the test digits are opened only for the $k$ that was chosen.

# %% tags=["demo"]
order = dlkit.seed(1).permutation(m)
held_back, kept = order[:288], order[288:]
sizes = [1, 3, 5, 7, 9, 15, 31, 63, 101]
accuracies = [
    np.mean(nearest_neighbours(X[kept], y[kept], X[held_back], k) == y[held_back])
    for k in sizes
]
best_k = sizes[int(np.argmax(accuracies))]
started = time.perf_counter()
named = nearest_neighbours(X, y, X_test, best_k)
neighbour_seconds = time.perf_counter() - started
neighbour_accuracy = np.mean(named == y_test)
print(f"best on what was held back: k = {best_k}; test accuracy {neighbour_accuracy:.1%}")

fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(sizes, accuracies, "o-", color=dlkit.plot.PALETTE[0])
ax.set(xlabel="k", ylabel="accuracy, held back", xscale="log")
ax.set_xticks(sizes, sizes, minor=False)
ax.minorticks_off()
plt.show()

# %% [markdown]
# Now see *why* it says what it says. Left in each row a test digit, then its five nearest neighbours, with their
# labels. The first three rows are digits that it gets right, the last three are its own mistakes.

# %% tags=["demo", "fold"]
# @title Six test digits and their neighbours
named = nearest_neighbours(X, y, X_test, 1)
wrong = np.flatnonzero(named != y_test)[:3]
right = [np.flatnonzero((named == y_test) & (y_test == digit))[0] for digit in (2, 5, 9)]
shown = np.concatenate([right, wrong])
table = pairwise_distances(X_test[shown], X)
pictures, labels = [], []
for i, distances in zip(shown, table, strict=True):
    nearest = np.argsort(distances, kind="stable")[:5]
    pictures += [digits.x_test[i], *digits.x_train[nearest]]
    labels += [f"a {y_test[i]}:", *y[nearest]]
dlkit.plot.images(np.array(pictures), labels=labels, columns=6)
plt.show()

# %% [markdown]
# On these neat little digits it is hard to beat. But think of the price. It has to keep every training picture and
# compare each new one with all of them; with a million pictures of a million pixels that is out of the question.
# And "near in pixels" is not "alike": you will see in section 12 what one pixel to the side does to it.
#
# ## 4. A score for each class
#
# Now something that learns, and forgets the pictures. A **linear classifier** keeps one picture of weights for each
# class, its **template** (column $j$ of `W`), lays it over the digit, and adds up:
#
# $$s_j = \sum_k x_k W_{kj} + b_j \qquad\qquad S = X W + b$$
#
# The class with the highest score is the answer. That is 650 numbers in all, and one matrix product for all
# pictures.
#
# Shapes: `(m, n_x)` times `(n_x, C)` is `(m, C)`; `b` is `(C,)`, and is added to **each row**.


# %% exercise="scores"
def scores(W, b, X):
    """Compute a score for each example and class.

    Args:
        W: weights, array of shape (n_x, C), a column for each class.
        b: biases, array of shape (C,).
        X: examples in rows, array of shape (m, n_x).

    Returns:
        Array of shape (m, C).
    """
    raise NotImplementedError("scores")


# %% check="scores"
check("scores")


# %% [markdown]
# Can we have a linear classifier without any gradient descent? Yes: take as templates the **average picture** of each
# digit, and ask which average is nearest. That looks like distances again, but multiply out: $|x - \mu_j|^2 = |x|^2 - 2\,
# x \cdot \mu_j + |\mu_j|^2$. The first part is the same for all classes, so the nearest mean is the highest *score*
#
# $$s_j = x \cdot \mu_j - \tfrac12 |\mu_j|^2$$
#
# with $\mu_j$ as column $j$ of `W` and $-\frac12 |\mu_j|^2$ as bias.


# %% tags=["demo"]
def accuracy(W, b, X, y):
    """Compute the share of examples whose highest score is that of the right class."""
    return float(np.mean(scores(W, b, X).argmax(axis=1) == y))


means = np.stack([X[y == digit].mean(axis=0) for digit in range(10)], axis=1)  # (64, 10)
mean_bias = -np.sum(means**2, axis=0) / 2
by_distance = pairwise_distances(X_test, means.T).argmin(axis=1)
by_score = scores(means, mean_bias, X_test).argmax(axis=1)
print("nearest mean and highest score agree:", np.array_equal(by_distance, by_score))
draw_columns(means, f"average digits: {np.mean(by_score == y_test):.1%} right")

# %% [markdown]
# Not bad for ten averages. But an average only knows what a 3 looks like. It does not know how a 3 *differs* from an 8.
# For that, somebody has to say how wrong a row of scores is: a **loss**.
#
# ## 5. Ahead by a margin: the hinge loss of one example
#
# Here is a demand. The right class should be ahead of **each** wrong class, and not by a hair, but by at least a
# margin $\Delta$. Where a rival is nearer than that, charge what is missing:
#
# $$L = \sum_{j \ne y} \max(0,\; s_j - s_y + \Delta)$$
#
# This is the **hinge loss** (its graph looks like a door on its hinge), for many classes. Trained with it, and with a
# penalty on its weights (section 10), a linear classifier is a **support vector machine**. With the scores $3, 5, 4.5$,
# the right class number 1 and $\Delta = 1$: class 0 is behind by 2, that is enough, and it costs nothing. Class 2 is
# behind by only $0.5$, and costs $0.5$.
#
# The loss does not ask *how far* ahead the right class is. A margin is a margin: once it is kept, all is well.
#
# First for one example, with a loop over the classes. A loop is slow, but it says just what the formula says.
#
# Shapes: `s` is `(C,)`, the others are numbers; the answer is a number.


# %% exercise="hinge_of_one"
def hinge_of_one(s, y, margin):
    """Compute the hinge loss of one example.

    Args:
        s: its scores, array of shape (C,).
        y: the number of its right class, an integer.
        margin: by how much the right score should be ahead, a number.

    Returns:
        The loss, a number: the sum over the wrong classes of max(0, s[j] - s[y] + margin).
    """
    raise NotImplementedError("hinge_of_one")


# %% check="hinge_of_one"
check("hinge_of_one")

# %% tags=["question"]
ask("hinge_at_the_start", ...)

# %% [markdown]
# Draw it. Three classes, the right one is number 0; class 1 scores 0, class 2 scores 1.5. Move the right score from
# far behind to far ahead. The line has two bends, one for each rival: that is where a margin is reached.

# %% tags=["demo", "fold"]
# @title One score moves
right_score = np.linspace(-3, 4, 141)
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(
    right_score,
    [hinge_of_one(np.array([s, 0.0, 1.5]), 0, 1.0) for s in right_score],
    linewidth=2,
    color=dlkit.plot.PALETTE[0],
    label="hinge loss",
)
for bend, text in ((1.0, "ahead of class 1 by 1"), (2.5, "ahead of class 2 by 1")):
    ax.axvline(bend, color="0.7", linewidth=1, linestyle="--")
    ax.text(bend + 0.06, 4.5, text, fontsize=8, rotation=90, va="center")
ax.set(xlabel="score of the right class", ylabel="loss")
plt.show()

# %% [markdown]
# ## 6. All at once
#
# The cost is the average over the examples:
#
# $$L = \frac{1}{m} \sum_{i=1}^m \sum_{j \ne y_i} \max(0,\; s_{ij} - s_{i y_i} + \Delta)$$
#
# Now without loops: NumPy does to a whole table what the loop did to a single number.
#
# 1. Pick the right scores, and make a **column** of them, `(m, 1)`, so that each is taken away from *its own row*.
# 2. `S - right + margin`, cut off at zero.
# 3. At the place of the right class this has computed $s_y - s_y + \Delta = \Delta$. The formula leaves it out
#    ($j \ne y$), so put a 0 there.
# 4. Add up everything, divide by $m$.
#
# Shapes: `S` is `(m, C)`, `y` is `(m,)`; the answer is a number.


# %% exercise="hinge_loss"
def hinge_loss(S, y, margin):
    """Compute the hinge loss, averaged over the examples.

    Args:
        S: scores, array of shape (m, C); stays as it is.
        y: right classes, array of m integers.
        margin: by how much the right score should be ahead, a number.

    Returns:
        The average over the examples of the sum over the wrong classes, a number.
    """
    raise NotImplementedError("hinge_loss")


# %% check="hinge_loss"
check("hinge_loss")

# %% [markdown]
# The loop and the table must agree. How much faster is the table?

# %% tags=["demo"]
S = scores(means, mean_bias, X)  # (1438, 10)
started = time.perf_counter()
slow = np.mean([hinge_of_one(s, label, 1.0) for s, label in zip(S, y, strict=True)])
loop_seconds = time.perf_counter() - started
started = time.perf_counter()
fast = hinge_loss(S, y, 1.0)
fast_seconds = time.perf_counter() - started
print(f"by loops {slow:.12f}, at once {fast:.12f}")
print(f"{loop_seconds / fast_seconds:.0f} times as fast")

# %% tags=["question"]
ask("keeping_the_right_class", ...)

# %% [markdown]
# ## 7. The slope of the hinge
#
# For each score: how fast does the loss grow if that score grows a little? Count, example by example:
#
# - A **wrong** score stands in one term. If the term is above zero, it grows as fast as the score: slope 1. If the
#   term is cut off, the slope is 0.
# - The **right** score stands in *every* term, with a minus. So its slope is minus the number of terms that are
#   above zero.
#
# $$\frac{\partial L}{\partial s_{ij}} = \frac{1}{m} \cdot \begin{cases} 1 & j \ne y_i \text{ and } s_{ij} - s_{i y_i}
# + \Delta > 0 \\ 0 & j \ne y_i \text{ otherwise} \\ -(\text{number of ones in this row}) & j = y_i \end{cases}$$
#
# Each row adds up to 0: what pushes the wrong scores down pushes the right one up by as much. Exactly at a bend
# there is no slope; 0 or 1 are both accepted there, with the right class to match.
#
# Shapes: as before; the answer `dS` is `(m, C)`, like `S`.


# %% exercise="hinge_gradient"
def hinge_gradient(S, y, margin):
    """Compute the slope of hinge_loss for each score.

    Args:
        S: scores, array of shape (m, C); stays as it is.
        y: right classes, array of m integers.
        margin: by how much the right score should be ahead, a number.

    Returns:
        dS, array of shape (m, C): the derivative of hinge_loss(S, y, margin) for each entry
        of S (exactly at a bend, either 0 or 1, and the right class to match).
    """
    raise NotImplementedError("hinge_gradient")


# %% check="hinge_gradient"
check("hinge_gradient")

# %% tags=["question"]
ask("slope_of_the_right_score", ...)


# %% [markdown]
# **Check it by measuring.** Move one score a little up and down, and see how much the loss changes. Do this with
# every gradient that you derive yourself.


# %% tags=["demo"]
def measured_slope(f, theta, epsilon=1e-5):
    """Measure the slope of f at the array theta, one entry after the other."""
    slope = np.zeros_like(theta)
    for place in np.ndindex(theta.shape):
        step = np.zeros_like(theta)
        step[place] = epsilon
        slope[place] = (f(theta + step) - f(theta - step)) / (2 * epsilon)
    return slope


rng = dlkit.seed(2)
S, labels = rng.normal(size=(5, 4)), np.array([0, 3, 1, 1, 2])
measured = measured_slope(lambda S: hinge_loss(S, labels, 1.0), S)
print(f"largest difference: {np.abs(hinge_gradient(S, labels, 1.0) - measured).max():.0e}")
print("times m, the first row is", 5 * hinge_gradient(S, labels, 1.0)[0])

# %% [markdown]
# ## 8. Probabilities: the softmax loss
#
# The other great loss makes probabilities of the scores, and charges minus the logarithm of the one that the right
# class gets. You know it from `deep_network`, where it took two functions. Here it is in one piece, straight from
# the scores (which are called *logits* when they go into a softmax):
#
# $$L = \frac{1}{m} \sum_i -\ln \frac{e^{s_{i y_i}}}{\sum_j e^{s_{ij}}}
#     = \frac{1}{m} \sum_i \Big( \ln \sum_j e^{s_{ij}} - s_{i y_i} \Big)$$
#
# The second form is the better one for a computer. In the first, the probability of a hopeless right class is
# rounded to 0, and $\ln 0$ is $-\infty$. In the second there is nothing to round: if the right score is 1000 behind,
# the loss is 1000.
#
# One thing is left: $e^{1000}$ overflows. Take the largest score of *each row* away from that row first. The loss
# does not notice, since the same number goes away from both of its parts.
#
# Shapes: `S` is `(m, C)`, `y` is `(m,)`; sums run along a row, `axis=1`. The answer is a number.


# %% exercise="softmax_loss"
def softmax_loss(S, y):
    """Compute the cross-entropy of the softmax of the scores, averaged over the examples.

    Args:
        S: scores, array of shape (m, C), of any size, 1000 and -1000 included; stays as it is.
        y: right classes, array of m integers.

    Returns:
        The average of ln(sum of exp(scores)) minus the right score, a finite number.
    """
    raise NotImplementedError("softmax_loss")


# %% check="softmax_loss"
check("softmax_loss")

# %% tags=["question"]
ask("softmax_at_the_start", ...)

# %% [markdown]
# The two losses beside each other, for two classes. Right of the margin the hinge is content; the softmax never is,
# it only cares less and less. On the far left both are straight lines with the same slope.

# %% tags=["demo", "fold"]
# @title Two losses, one picture
lead = np.linspace(-3, 5, 161)
two = np.stack([lead, np.zeros_like(lead)], axis=1)
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
zero = np.array([0])
ax.plot(lead, [hinge_loss(s[None], zero, 1.0) for s in two], "--", linewidth=2, label="hinge")
ax.plot(lead, [softmax_loss(s[None], zero) for s in two], "-", linewidth=2, label="softmax")
ax.set(xlabel="how far the right score is ahead of the other", ylabel="loss")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# ## 9. The slope of the softmax
#
# You have derived it before, and it is the most beautiful gradient of the field: **what you say minus what is true**.
#
# $$\frac{\partial L}{\partial s_{ij}} = \frac{1}{m} \big( p_{ij} - [\, j = y_i \,] \big) \qquad\qquad
# p_{ij} = \frac{e^{s_{ij}}}{\sum_l e^{s_{il}}}$$
#
# (The square bracket is 1 where what stands in it is true, and 0 where it is not.) Again each row adds up to 0.
#
# Shapes: `S` is `(m, C)`, and so is the answer. Mind the overflow here, too.


# %% exercise="softmax_gradient"
def softmax_gradient(S, y):
    """Compute the slope of softmax_loss for each score.

    Args:
        S: scores, array of shape (m, C), of any size; stays as it is.
        y: right classes, array of m integers.

    Returns:
        dS, array of shape (m, C): the derivative of softmax_loss(S, y) for each entry of S.
    """
    raise NotImplementedError("softmax_gradient")


# %% check="softmax_gradient"
check("softmax_gradient")

# %% [markdown]
# One example, six classes, and how the two losses push at its scores (a step goes *against* these bars). The right
# class is number 2, between the dotted lines. The hinge pushes all that are too near with the same force and leaves the
# others alone. The softmax pushes everybody, by how much they are in the way.

# %% tags=["demo", "fold"]
# @title Who is pushed, and how hard
one, its_class = np.array([[2.0, 0.5, 2.2, -1.0, 1.6, -3.0]]), np.array([2])
measured = measured_slope(lambda S: softmax_loss(S, its_class), one)
off = np.abs(measured - softmax_gradient(one, its_class)).max()
print(f"the softmax's slope and the measured one: largest difference {off:.0e}")
fig, axes = plt.subplots(1, 3, figsize=(10, 2.8), layout="constrained")
for ax, values, title in zip(
    axes,
    (one, hinge_gradient(one, its_class, 1.0), softmax_gradient(one, its_class)),
    ("scores", "slope of the hinge", "slope of the softmax"),
    strict=True,
):
    ax.bar(range(6), values[0], color=dlkit.plot.PALETTE[0])
    ax.axhline(0, color="0.5", linewidth=1)
    ax.axvspan(1.5, 2.5, fill=False, linestyle=":")
    ax.set(title=title, xlabel="class", xticks=range(6))
plt.show()

# %% [markdown]
# ## 10. Back to the weights
#
# Both losses hand over the same thing, a table `dS`. From there to the weights it is one step of the chain rule, and
# it does not care which loss it was. In rows:
#
# $$dW = X^\top\, dS + \lambda W \qquad\qquad db = \sum_{i=1}^m dS_i$$
#
# The second part of $dW$ is the slope of a penalty $\frac{\lambda}{2} \sum W_{kj}^2$. It is added to the loss, so that
# large weights cost something, and $\lambda$ (`l2`) says how much. It is that of `regularization`; here without an $m$, as
# Keras has it. Biases are free.
#
# Look at the shapes: $X^\top$ is `(n_x, m)`, `dS` is `(m, C)`, so their product is `(n_x, C)`, like `W`. The examples
# are summed away. **The $1/m$ is in `dS` already**: do not divide again.


# %% exercise="linear_backward"
def linear_backward(dS, X, W, l2):
    """Carry the slope of the loss from the scores back to W and b, and add the penalty's.

    Args:
        dS: slope of the loss for each score, array of shape (m, C).
        X: examples in rows, array of shape (m, n_x).
        W: weights, array of shape (n_x, C).
        l2: strength of the penalty l2/2 times the sum of W squared, a number.

    Returns:
        A dict with "dW", of shape (n_x, C), and "db", of shape (C,).
    """
    raise NotImplementedError("linear_backward")


# %% check="linear_backward"
check("linear_backward")

# %% [markdown]
# Measure again, now from the weights to the loss, through everything that you have written. A gradient that is wrong
# by a factor still trains somehow, and nobody notices. Here one notices.

# %% tags=["demo"]
rng = dlkit.seed(3)
W, b, few = rng.normal(size=(6, 4)), rng.normal(size=4), rng.normal(size=(5, 6))
for name, loss, slope in (
    ("hinge", lambda S: hinge_loss(S, labels, 1.0), lambda S: hinge_gradient(S, labels, 1.0)),
    ("softmax", lambda S: softmax_loss(S, labels), lambda S: softmax_gradient(S, labels)),
):
    grads = linear_backward(slope(scores(W, b, few)), few, W, 0.3)

    def total(W, b, loss=loss):
        return loss(scores(W, b, few)) + 0.3 / 2 * np.sum(W**2)

    off = np.abs(measured_slope(lambda W: total(W, b), W) - grads["dW"]).max()
    off_b = np.abs(measured_slope(lambda b: total(W, b), b) - grads["db"]).max()
    print(f"{name:8} largest difference: dW {off:.0e}, db {off_b:.0e}")

# %% [markdown]
# ## 11. Stochastic gradient descent
#
# Everything is there. One step for each **batch** of examples:
#
# 1. take the rows of the batch, `X[rows]` and `y[rows]`, and compute their scores;
# 2. compute the loss and `dS`, with the loss that was asked for;
# 3. note the loss: $L + \frac{\lambda}{2} \sum W^2$, *before* the step;
# 4. change `W` and `b` against their gradients.
#
# Which rows make up a batch is decided outside: `batches` is a list, and each entry an array of row numbers. So the
# function has no chance in it, and can be repeated. The hinge always has margin 1 here.
#
# (Why is 1 as good as any other number? If all weights and biases double, all scores double. Only the margin *together
# with* the size of the weights means something, and for the size there is the penalty.)


# %% exercise="sgd"
def sgd(W, b, X, y, batches, loss, learning_rate, l2):
    """Take one step of gradient descent for each batch.

    Calls `scores`, `linear_backward`, and loss and gradient of the hinge or of the softmax.

    Args:
        W: first weights, array of shape (n_x, C); stays as it is.
        b: first biases, array of shape (C,); stays as it is.
        X: all examples, array of shape (m, n_x).
        y: all right classes, array of m integers.
        batches: list of arrays of row numbers, one for each step.
        loss: "hinge", with margin 1, or "softmax".
        learning_rate: the factor of each step, a number.
        l2: strength of the penalty l2/2 times the sum of W squared, a number.

    Returns:
        A tuple (W, b, losses): new arrays after the last step, and a list of one number per
        step, the loss of the batch with the penalty, before the step.
    """
    raise NotImplementedError("sgd")


# %% check="sgd"
check("sgd")


# %% [markdown]
# **Two habits before any long training.** The first losses should be what you computed: 9 for the hinge and $\ln 10$
# for the softmax, without a penalty. And twenty examples should be learned to 100%: what cannot even learn twenty by
# heart has a bug. (The pixels are centred: the average picture is taken away, the one of the *training* digits.)


# %% tags=["demo"]
def shuffled_batches(m, batch_size, epochs, rng):
    """Make the row numbers of all batches of some epochs; the last batch may be short."""
    batches = []
    for _ in range(epochs):
        order = rng.permutation(m)
        batches += [order[start : start + batch_size] for start in range(0, m, batch_size)]
    return batches


SETTINGS = {"hinge": {"learning_rate": 0.1}, "softmax": {"learning_rate": 0.3}}
center = X.mean(axis=0)
X_c, X_test_c = X - center, X_test - center
zeros = np.zeros((64, 10)), np.zeros(10)
for loss, setting in SETTINGS.items():
    W, b, losses = sgd(
        *zeros, X_c[:20], y[:20], [np.arange(20)] * 200, loss, **setting, l2=0.0
    )
    print(
        f"{loss:8} first loss {losses[0]:.4f}, after 200 steps {losses[-1]:.4f}, "
        f"{accuracy(W, b, X_c[:20], y[:20]):.0%} of the twenty right"
    )

# %% tags=["question"]
ask("which_loss_reaches_zero", ...)

# %% [markdown]
# And now all 1,438 digits, forty epochs, batches of 32, from small random weights. Five times each, from five seeds,
# since one lucky run is no result.

# %% tags=["demo"]
EPOCHS, BATCH, L2 = 40, 32, 0.001


def trained(loss, seed):
    """Train on all training digits; returns W, b and the losses."""
    rng = dlkit.seed(seed)
    batches = shuffled_batches(m, BATCH, EPOCHS, rng)
    W = rng.normal(size=(64, 10)) * 0.01
    return sgd(W, np.zeros(10), X_c, y, batches, loss, **SETTINGS[loss], l2=L2)


started = time.perf_counter()
runs = {loss: [trained(loss, seed) for seed in range(1, 6)] for loss in SETTINGS}
print(f"ten trainings in {time.perf_counter() - started:.1f} s")
for loss, five in runs.items():
    tests = [accuracy(W, b, X_test_c, y_test) for W, b, _ in five]
    print(f"{loss:8} test accuracy " + ", ".join(f"{test:.1%}" for test in tests))

fig, axes = plt.subplots(1, 2, figsize=(9, 2.8), layout="constrained", sharex=True)
for ax, (loss, five) in zip(axes, runs.items(), strict=True):
    per_epoch = np.reshape(five[0][2], (EPOCHS, -1)).mean(axis=1)
    ax.plot(np.arange(1, EPOCHS + 1), per_epoch, color=dlkit.plot.PALETTE[0], linewidth=2)
    ax.set(title=loss, xlabel="epoch", ylabel="loss with penalty", ylim=(0, None))
plt.show()

# %% [markdown]
# ## 12. What the classifier looks for
#
# The ten columns of `W`, as pictures. Compare them with the average digits above. An average shows what a digit looks
# like. These show **what tells it apart from the other nine**.

# %% tags=["demo"]
W_hinge, b_hinge, _ = runs["hinge"][0]
W_softmax, b_softmax, _ = runs["softmax"][0]
draw_columns(W_hinge, f"hinge: {accuracy(W_hinge, b_hinge, X_test_c, y_test):.1%} right")
draw_columns(
    W_softmax, f"softmax: {accuracy(W_softmax, b_softmax, X_test_c, y_test):.1%} right"
)

# %% tags=["question"]
ask("two_styles", ...)

# %% [markdown]
# And beside them the neighbours. Each row is a test digit that the linear classifier gets wrong: the digit, then the
# template of the class that it should have been, the template that won, and the three nearest training digits.
# Look at the rows in which the neighbours are right and the template is not. Often the digit is written in a style that
# its class has *too*, but that one single template per class has no room for.

# %% tags=["demo", "fold"]
# @title Templates and neighbours, on the mistakes
answers = scores(W_softmax, b_softmax, X_test_c).argmax(axis=1)
mistakes = np.flatnonzero(answers != y_test)[:6]
nearest = np.argsort(pairwise_distances(X_test[mistakes], X), axis=1, kind="stable")[:, :3]
fig, axes = plt.subplots(
    len(mistakes), 6, figsize=(7.6, 1.45 * len(mistakes)), layout="constrained"
)
limit = np.abs(W_softmax).max()
for row, i, three in zip(axes, mistakes, nearest, strict=True):
    row[0].imshow(digits.x_test[i], cmap="gray")
    row[0].set_title(f"a {y_test[i]}", fontsize=9)
    for ax, digit, word in zip(
        row[1:3], (y_test[i], answers[i]), ("should", "won"), strict=True
    ):
        ax.imshow(W_softmax[:, digit].reshape(8, 8), cmap="RdBu_r", vmin=-limit, vmax=limit)
        ax.set_title(f"{word}: {digit}", fontsize=9)
    for ax, j in zip(row[3:], three, strict=True):
        ax.imshow(digits.x_train[j], cmap="gray")
        ax.set_title(f"near: {y[j]}", fontsize=9)
for ax in axes.ravel():
    ax.set_axis_off()
plt.show()

# %% [markdown]
# Two ways to name a digit, side by side: what each keeps, how long it takes, and how it bears a change that no human
# would mind, all test digits moved **one pixel** to the right. (What stands in the last column is lost.)

# %% tags=["demo"]
moved = np.zeros_like(digits.x_test)
moved[:, :, 1:] = digits.x_test[:, :, :-1]
X_moved = moved.reshape(-1, 64)
started = time.perf_counter()
linear = accuracy(W_softmax, b_softmax, X_test_c, y_test)
linear_seconds = time.perf_counter() - started
near_moved = np.mean(nearest_neighbours(X, y, X_moved, best_k) == y_test)
print(f"{'':20}{'numbers kept':>14}{'time':>10}{'test':>8}{'moved':>8}")
print(
    f"{'nearest neighbours':20}{X.size + y.size:>14,}{neighbour_seconds * 1000:>7.1f} ms"
    f"{neighbour_accuracy:>8.1%}{near_moved:>8.1%}"
)
print(
    f"{'softmax classifier':20}{W_softmax.size + 10:>14,}{linear_seconds * 1000:>7.1f} ms"
    f"{linear:>8.1%}{accuracy(W_softmax, b_softmax, X_moved - center, y_test):>8.1%}"
)

# %% [markdown]
# The neighbours win on accuracy, and pay for it in memory and time, more with every picture that is added. And both
# of them break down over one pixel. They compare *the same pixel* of two pictures, and know nothing of shapes. What
# helps is in `convolution`.
#
# ## 13. One against all
#
# There is an older way to many classes: ask ten yes-or-no questions. *Is it a 0, or anything else? Is it a 1, or
# anything else?* Each question is a classifier of two classes, trained on its own, and the one that says the loudest
# yes wins. That is **one against all** (one-vs-rest). It turns any method for two classes into one for many.
#
# You have all you need. For class $k$, make labels 1 (it is $k$) and 0 (anything else), and train with `sgd` on these
# **two** classes, from zeros. (The labels must be whole numbers. `y == k` holds `True` and `False`, and as an index these
# do not mean 1 and 0: they choose which entries to keep.) Two columns come out, the score of "no" and the score of "yes".
# What counts is by how much yes is ahead:
#
# $$W_{\cdot k} = w_{\text{yes}} - w_{\text{no}} \qquad\qquad b_k = b_{\text{yes}} - b_{\text{no}}$$
#
# Side by side, these columns are a matrix `(n_x, C)` like any other here, for `scores` to use.


# %% exercise="one_vs_all"
def one_vs_all(X, y, classes, batches, loss, learning_rate, l2):
    """Train one classifier for each class against all others, and put them side by side.

    Calls `sgd`, from zeros, once for each class, with the same batches.

    Args:
        X: examples in rows, array of shape (m, n_x).
        y: right classes, array of m integers from 0 to classes - 1.
        classes: how many classes there are, an integer.
        batches: list of arrays of row numbers, as for sgd.
        loss: "hinge" or "softmax".
        learning_rate: the factor of each step, a number.
        l2: strength of the penalty, a number.

    Returns:
        A tuple (W, b) of shapes (n_x, classes) and (classes,): for each class the weights and
        the bias of "yes" minus those of "no".
    """
    raise NotImplementedError("one_vs_all")


# %% check="one_vs_all"
check("one_vs_all")

# %% tags=["question"]
ask("nobody_says_yes", ...)

# %% [markdown]
# How does it compare with the one that learns all ten together?

# %% tags=["demo"]
batches = shuffled_batches(m, BATCH, 20, dlkit.seed(4))
for loss, setting in SETTINGS.items():
    W_own, b_own = one_vs_all(X_c, y, 10, batches, loss, **setting, l2=L2)
    S = scores(W_own, b_own, X_test_c)
    yes = np.sum(S > 0, axis=1)  # how many say yes to each digit
    print(
        f"{loss:8} {np.mean(S.argmax(axis=1) == y_test):.1%} right; nobody says yes to "
        f"{np.mean(yes == 0):.1%} of the digits, several do to {np.mean(yes > 1):.1%}"
    )

# %% [markdown]
# About as good. But the ten do not know of each other: some digits nobody claims, others are claimed by several, and
# ten probabilities that were learned apart do not add up to 1. Trained together, they are made to agree.
#
# ## 14. A bend that is learned: PReLU
#
# A linear classifier divides the plane with straight lines, and stacking two of them changes nothing, for $(X W_1)
# W_2 = X (W_1 W_2)$ is one matrix again. Between them there must be a **bend**. ReLU has a fixed one: slope 1 above
# zero, 0 below. **PReLU** has a slope $a$ below zero, and *learns* it, one for each unit:
#
# $$f(z, a) = \begin{cases} z & z > 0 \\ a z & z \le 0 \end{cases} \qquad\qquad
# \frac{\partial f}{\partial z} = \begin{cases} 1 & z > 0 \\ a & z \le 0 \end{cases} \qquad\qquad
# \frac{\partial f}{\partial a} = \begin{cases} 0 & z > 0 \\ z & z \le 0 \end{cases}$$
#
# There are **two** derivatives, since there are two things that can change: the input, and the slope. With $a = 0$
# it is the ReLU, with $a = 0.01$ a leaky one, with $a = 1$ there is no bend at all.
#
# Shapes: `Z` is `(m, n)`, `a` is `(n,)`, one slope for each column. All three answers are `(m, n)`.


# %% exercise="prelu"
def prelu(Z, a):
    """Compute the PReLU and both of its derivatives, number by number.

    Args:
        Z: array of shape (m, n).
        a: slope below zero of each column, array of shape (n,).

    Returns:
        A tuple (value, dz, da) of arrays of shape (m, n): z or a z; the derivative with
        respect to z, 1 or a; the derivative with respect to a, 0 or z.
    """
    raise NotImplementedError("prelu")


# %% check="prelu"
check("prelu")

# %% [markdown]
# Put it to work: two of your linear layers, a PReLU between them, the softmax loss at the end. Look how little is
# new. On the way back, `dA * dz` goes on to the first layer, and `dA * da`, *summed over the examples*, is the
# gradient of the slopes. The data are two rings. No straight line divides them.


# %% tags=["demo"]
def two_layers(X, y, hidden, bend, seed, steps=1500, learning_rate=0.3):
    """Train linear, PReLU (if bend), linear, softmax; returns a function, and the slopes."""
    rng = dlkit.seed(seed)
    W1, b1 = rng.normal(size=(X.shape[1], hidden)), np.zeros(hidden)
    W2, b2 = rng.normal(size=(hidden, 2)) / np.sqrt(hidden), np.zeros(2)
    a = np.full(hidden, 0.25 if bend else 1.0)
    for _ in range(steps):
        Z = scores(W1, b1, X)
        A, dz, da = prelu(Z, a)
        dS = softmax_gradient(scores(W2, b2, A), y)
        dA = dS @ W2.T
        second, first = linear_backward(dS, A, W2, 0.0), linear_backward(dA * dz, X, W1, 0.0)
        W1, b1 = W1 - learning_rate * first["dW"], b1 - learning_rate * first["db"]
        W2, b2 = W2 - learning_rate * second["dW"], b2 - learning_rate * second["db"]
        if bend:
            a = a - learning_rate * np.sum(dA * da, axis=0)

    def lead(X):
        """Return by how much class 1 is ahead of class 0."""
        S = scores(W2, b2, prelu(scores(W1, b1, X), a)[0])
        return S[:, 1] - S[:, 0]

    return lead, a


points, ring = dlkit.data.planar("circles", 300, 0.1, dlkit.seed(5))  # in columns
new_points, new_ring = dlkit.data.planar("circles", 1000, 0.1, dlkit.seed(6))
fig, axes = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
for ax, bend in zip(axes, (False, True), strict=True):
    lead, slopes = two_layers(points.T, ring[0], 8, bend, seed=7)
    right = np.mean((lead(new_points.T) > 0) == new_ring[0])
    title = f"{'PReLU between them' if bend else 'no bend'}: {right:.0%} of new points"
    dlkit.plot.decision_boundary(
        lambda columns, lead=lead: 1 / (1 + np.exp(-np.clip(lead(columns.T), -50, 50)))[None],
        points,
        ring,
        title=title,
        ax=ax,
    )
plt.show()
print("slopes, all 0.25 at the start:", np.round(np.sort(slopes), 2))

# %% tags=["question"]
ask("gradient_of_a_slope", ...)

# %% [markdown]
# ## 15. A bend that keeps the balance: SELU
#
# One more. The **SELU** (scaled exponential linear unit) has no slope to learn. It has two strange numbers instead:
#
# $$\text{selu}(z) = \begin{cases} \lambda\, z & z > 0 \\ \lambda\, \alpha\, (e^z - 1) & z \le 0 \end{cases} \qquad\qquad
# \alpha \approx 1.6733, \quad \lambda \approx 1.0507$$
#
# They are chosen so that if the inputs are normally distributed with mean 0 and variance 1, the outputs have mean 0 and
# variance 1, too, and what has drifted away is pulled back, layer by layer. The exact numbers are in the next cell. Run
# it: the check needs them.
#
# Mind the overflow: `np.where` computes *both* branches everywhere, and $e^{1000}$ overflows on the branch that is
# not even taken.
#
# Shapes: any shape, and the answer has the same.

# %% tags=["setup"]
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


# %% exercise="selu"
def selu(z):
    """Compute the scaled exponential linear unit.

    Uses the constants SELU_ALPHA and SELU_SCALE.

    Args:
        z: array of any shape, its numbers of any size.

    Returns:
        Array of the same shape: SELU_SCALE * z where z > 0, and
        SELU_SCALE * SELU_ALPHA * (exp(z) - 1) elsewhere.
    """
    raise NotImplementedError("selu")


# %% check="selu"
check("selu")

# %% [markdown]
# Send 500 examples through 30 layers of 100 units. The weights have variance 1/100 in each of the three runs; only the
# bend is different. What is left of the signal?

# %% tags=["demo", "fold"]
# @title Thirty layers deep
bends = {
    "SELU": (selu, "-"),
    "tanh": (np.tanh, "--"),
    "ReLU": (lambda z: np.maximum(z, 0), ":"),
}
fig, ax = plt.subplots(figsize=(6.5, 3.2), layout="constrained")
for name, (bend, style) in bends.items():
    rng = dlkit.seed(8)
    A, spreads = rng.normal(size=(500, 100)), []
    for _ in range(30):
        A = bend(A @ rng.normal(size=(100, 100)) / 10)
        spreads.append(A.std())
    ax.semilogy(range(1, 31), spreads, style, linewidth=2, label=name)
    print(f"{name}: standard deviation after 30 layers {spreads[-1]:.2g}")
ax.set(xlabel="layer", ylabel="standard deviation")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# ## 16. The same in Keras, and a trap
#
# In Keras all of it is one layer: `keras.layers.Dense(10)`, **without an activation**. Its kernel is your `W`, the
# bias your `b`, in the very same shapes, for rows are rows. The loss applies the softmax itself if you tell it that it
# gets logits: `SparseCategoricalCrossentropy(from_logits=True)`. *Sparse* means that labels are class numbers.
#
# The next cell takes some seconds. TensorFlow, which does the work under Keras, may print a few lines
# about your machine; they do no harm.

# %% tags=["setup"]
dlkit.needs_keras()
import keras

# %% [markdown]
# Your weights in a Keras layer, your loss, PReLU and SELU beside Keras' own: all should be the same to about seven
# digits, since Keras computes in float32.

# %% tags=["demo"]
layer = keras.layers.Dense(10)
layer.build((None, 64))
layer.set_weights([W_softmax, b_softmax])
S = scores(W_softmax, b_softmax, X_test_c)
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
theirs = float(cross_entropy(y_test, S.astype("float32")))
print(f"scores:       difference {np.abs(np.array(layer(X_test_c)) - S).max():.0e}")
print(f"softmax loss: ours {softmax_loss(S, y_test):.6f}, Keras {theirs:.6f}")
slopes = np.linspace(0, 0.5, 10)
parametric = keras.layers.PReLU()
parametric.build((None, 10))
parametric.set_weights([slopes])
theirs = np.array(parametric(S))
print(f"PReLU:        difference {np.abs(theirs - prelu(S, slopes)[0]).max():.0e}")
theirs = np.array(keras.activations.selu(keras.ops.convert_to_tensor(S)))
print(f"SELU:         difference {np.abs(theirs - selu(S)).max():.0e}")

# %% [markdown]
# **Now the trap.** Keras has a `CategoricalHinge`. It is *not* your hinge loss. Guess before you run the cell.


# %% tags=["question"]
ask("hinge_of_keras", ...)


# %% tags=["demo"]
def hinge_of_maximum(S, y, margin=1.0):
    """Compute the hinge against the strongest wrong class only (Crammer and Singer, 2001)."""
    rows = np.arange(len(y))
    rivals = S.astype(float)
    rivals[rows, y] = -np.inf
    return np.mean(np.maximum(0, rivals.max(axis=1) - S[rows, y] + margin))


keras_hinge = keras.losses.CategoricalHinge()
examples = {
    "two rivals too near": [2.0, 1.5, 1.8],
    "one rival too near": [2.0, 1.5, -1.0],
    "all scores below zero": [-2.0, -2.5, -2.2],
    "the same, 10 higher": [8.0, 7.5, 7.8],
}
print(f"{'right class: 0':22}{'scores':>20}{'your sum':>10}{'maximum':>10}{'Keras':>8}")
for name, row in examples.items():
    S, zero = np.array([row]), np.array([0])
    theirs = float(keras_hinge(np.eye(3)[zero], S))
    ours, strongest = hinge_loss(S, zero, 1.0), hinge_of_maximum(S, zero)
    print(f"{name:22}{row!s:>20}{ours:>10.2f}{strongest:>10.2f}{theirs:>8.2f}")

# %% [markdown]
# Read the table line by line.
#
# - **Keras takes the maximum** over the wrong classes, not the sum. Only the strongest rival counts. Where a single
#   rival is too near, the maximum and the sum are the same. With two classes there is only one rival, so a test with two
#   never shows *this* difference.
# - **And it takes it over zero, too.** Keras computes the strongest rival as the maximum of `(1 - y_true) * y_pred`. At
#   the place of the right class that product is 0, and the 0 takes part. If all wrong scores are negative, the
#   strongest rival is the number 0. So where you and the maximum see no difference between the last two lines, Keras
#   does: it is not indifferent to a number added to all scores.
# - It wants **one-hot** labels of 0 and 1. Handed class numbers in a column, `(m, 1)`, it does not complain, and
#   computes something else.
#
# Both the sum (Weston and Watkins) and the maximum (Crammer and Singer) are honest losses. But they are different
# ones, and a learning rate or a penalty that was tuned for one need not be right for the other. Here all of them learn,
# on the same layer and in as many steps; your sum goes in as a function.

# %% tags=["demo"]


def hinge_in_keras(y_true, S):
    """Compute the sum over the wrong classes, with keras.ops; y_true is one-hot."""
    right = keras.ops.sum(y_true * S, axis=1, keepdims=True)
    lacking = keras.ops.maximum(S - right + 1, 0) * (1 - y_true)
    return keras.ops.sum(lacking, axis=1)


one_hot = np.eye(10, dtype="float32")[y]
ways = {
    "hinge, sum (yours)": (hinge_in_keras, "hinge"),
    "hinge, Keras' maximum": (keras_hinge, "hinge"),
    "softmax": (keras.losses.CategoricalCrossentropy(from_logits=True), "softmax"),
}
started = time.perf_counter()
for name, (loss, settings) in ways.items():
    dlkit.seed(9)
    penalty = keras.regularizers.L2(L2 / 2)  # Keras multiplies the sum of squares by this
    model = keras.Sequential(
        [keras.Input((64,)), keras.layers.Dense(10, kernel_regularizer=penalty)]
    )
    model.compile(keras.optimizers.SGD(**SETTINGS[settings]), loss=loss)
    model.fit(X_c.astype("float32"), one_hot, epochs=EPOCHS, batch_size=BATCH, verbose=0)
    right = np.mean(np.array(model(X_test_c)).argmax(axis=1) == y_test)
    print(f"{name:24} {right:.1%} of the test digits right")
print(f"{time.perf_counter() - started:.0f} s")

# %% [markdown]
# scikit-learn has two relatives: `LinearSVC` is one against all by default, with the *square* of the hinge, and with
# `multi_class="crammer_singer"` it takes the maximum. `LogisticRegression` minimizes the very same cost as your softmax
# run if its `C`, the inverse of a strength, is $1 / (\lambda m)$. It runs until hardly anything changes any more. How
# near did your forty epochs get?

# %% tags=["demo"]
from sklearn.svm import LinearSVC

C = 1 / (L2 * m)
ready_made = {
    "LinearSVC, one against all": LinearSVC(C=C, max_iter=20_000),
    "LinearSVC, maximum": LinearSVC(multi_class="crammer_singer", C=C, max_iter=20_000),
    "LogisticRegression": LogisticRegression(C=C, max_iter=2000, tol=1e-6),
}
for name, classifier in ready_made.items():
    print(f"{name:28} {classifier.fit(X_c, y).score(X_test_c, y_test):.1%} right")


def full_cost(W, b):
    return softmax_loss(scores(W, b, X_c), y) + L2 / 2 * np.sum(W**2)


logistic = ready_made["LogisticRegression"]
ours = full_cost(W_softmax, b_softmax)
theirs = full_cost(logistic.coef_.T, logistic.intercept_)
print(f"softmax loss with penalty: yours {ours:.5f}, scikit-learn's {theirs:.5f}")

# %% [markdown]
# ## 17. Questions to take with you
#
# The first three are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Few examples.** Keep only the first 50, 100 and 300 training digits. Which of the two falls off faster, the
#    neighbours or the matrix? Why?
# 2. **The margin.** Set the margin to 10 in your `sgd`, and take a learning rate ten times as large, too. Try it with
#    `l2=0.0` and then with `l2=0.01`. When does it matter, and when does it not? (Put it back afterwards.)
# 3. **Find the bug.** Somebody writes `dW = X.T @ dS / m + l2 * W`, although `dS` holds the $1/m$ already. The loss falls
#    all the same. By what does one notice? What would a gradient check say, and what does the penalty do now?
#
# ### 4. Written answer (10 points, marked by a person)
#
# A post office wants to read the digits of postcodes. Two colleagues have a proposal, and you decide. In about 200
# words:
#
# - *Nina* proposes nearest neighbours on all letters that were ever read, *Lin* your linear classifier. Say for each what
#   it costs to train, to keep and to use as the letters become more and more, and give one number of your own from this
#   notebook for each (4 points).
# - What do the pictures of section 12 show, and why can one template per class not be enough for a digit that people
#   write in two ways (3 points)?
# - Lin has trained with the hinge. The post office wants to send a letter to a person whenever the machine is less than
#   99% sure. What do you say about that, and what would you change (3 points)?

# %% [markdown] written="which_classifier"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A classifier that remembers and one that learns. Two losses, and what each of them wants: a margin, or certainty. Their
# slopes, both with rows that add up to zero. The step back from scores to weights with which most classifiers of this
# course begin their way back. And a habit: before you compare two losses of the same name, compute both on three numbers
# by hand.
#
# **To read on**, all of it free:
#
# - [Linear classification](https://cs231n.github.io/linear-classify/), notes to Stanford's CS231n: templates, hinge and
#   softmax, from another side.
# - [On the algorithmic implementation of multiclass kernel-based vector
#   machines](https://www.jmlr.org/papers/v2/crammer01a.html), Crammer and Singer, 2001: the maximum in place of the sum.
# - [Delving deep into rectifiers](https://arxiv.org/abs/1502.01852), He and others, 2015: PReLU is in section 2.1.
# - [Self-normalizing neural networks](https://arxiv.org/abs/1706.02515), Klambauer and others, 2017: SELU, and where its
#   two numbers come from.
