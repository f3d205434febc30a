# %% [markdown]
# # Logistic regression: a neuron that reads digits
#
# **You will build** a single neuron. It looks at the 64 pixels of a handwritten digit and says how likely
# the digit is an 8 and not a 3. You write every part by hand in NumPy: ten short functions. At the end
# the neuron is right on at least 95 of 100 digits that it has never seen, you can look at what it has
# learned as a picture, and you build the same neuron in four lines of Keras.
#
# **You need** Python functions, NumPy arrays, and the idea of a slope (a derivative). No machine
# learning.
#
# **It takes** about 90 minutes.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The
# cells in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("standardize")` gives a hint: the first gives away little, the third nearly all.
# `inputs("standardize")` hands you the values that a check calls it with, and `progress()` shows how far
# you are. Once you are right, `solution("standardize")` shows how we wrote it, where your edition has
# the solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("logistic_regression").tools

# %% [markdown]
# Here is the task. The first row shows eight handwritten 3s, the second row eight 8s. You tell them apart
# at once. Could you say *how* you do it, pixel by pixel? The neuron will find out by itself.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt

negative, positive = 3, 8  # the neuron answers: how likely is it the second one?

digits = dlkit.data.digits(classes=(negative, positive))
negatives = digits.x_train[digits.y_train == negative]
positives = digits.x_train[digits.y_train == positive]
dlkit.plot.images(
    np.concatenate([negatives[:8], positives[:8]]), labels=[negative] * 8 + [positive] * 8
)
plt.show()

# %% [markdown]
# ## 1. From pictures to columns
#
# A neuron does not know what a picture is. It takes a list of numbers. So each 8 x 8 picture is laid out
# as one column of 64 numbers, row of pixels by row of pixels.
#
# **Examples are columns**, in this notebook and in the next five. Read this once, and the shapes below
# will never surprise you:
#
# | name | shape | what it is |
# |---|---|---|
# | `X` | `(n_x, m)` | one column per picture, one row per pixel; here `n_x` is 64 |
# | `Y` | `(1, m)` | the right answers: 1 for an 8, 0 for a 3 |
# | `w` | `(n_x, 1)` | one weight per pixel |
# | `b` | a number | the bias |
# | `A` | `(1, m)` | the neuron's answers: the probability of an 8 for each picture |
#
# The cell below makes the columns. `reshape(m, 64)` gives one *row* per picture, and `.T` turns the rows
# into columns. (`reshape(64, m)` would give the right shape too, with the pixels of different pictures
# mixed up.)


# %% tags=["demo"]
def to_columns(images):
    """Lay out pictures (m, 8, 8) as columns (64, m)."""
    return images.reshape(len(images), -1).T


pixels_train, pixels_test = to_columns(digits.x_train), to_columns(digits.x_test)
Y_train = (digits.y_train == positive).astype(int).reshape(1, -1)
Y_test = (digits.y_test == positive).astype(int).reshape(1, -1)

n_x, m = pixels_train.shape
print(
    f"training: X {pixels_train.shape}, Y {Y_train.shape}, {Y_train.mean():.0%} of them are "
    f"{positive}s"
)
print(f"test:     X {pixels_test.shape},  Y {Y_test.shape}")

# %% tags=["question"]
ask("first_column_of_another_reshape", ...)

# %% [markdown]
# ## 2. Put all pixels on one scale
#
# Some pixels change a lot from picture to picture, others hardly at all. The neuron learns by small
# steps, and a step that is right for a lively pixel is far too small for a quiet one. The cure: shift and
# scale each pixel so that over the training pictures its mean is 0 and its standard deviation is 1.
#
# $$X_{\text{standardized}} = \frac{X - \text{mean}}{\text{std}}$$
#
# There are two traps.
#
# - **A pixel that never changes**, such as a corner that is always blank, has a standard deviation of 0.
#   Divide such a pixel by 1 instead: it is only shifted. Leave all other standard deviations exactly as
#   they are.
# - **The mean and the standard deviation come from the training pictures**, also when you standardize
#   test pictures. The neuron has to see both through the same glasses. That is why they are arguments
#   here.
#
# Shapes: `X` is `(n_x, m)`, `mean` and `std` are `(n_x, 1)`. NumPy stretches the columns over all `m`
# examples by itself. (That is called *broadcasting*.)


# %% exercise="standardize"
def standardize(X, mean, std):
    """Shift and scale each pixel: subtract its mean, divide by its standard deviation.

    A pixel whose standard deviation is 0 is divided by 1 instead. The arguments stay as they
    are.

    Args:
        X: pixels, array of shape (n_x, m).
        mean: mean of each pixel over the training examples, array of shape (n_x, 1).
        std: standard deviation of each pixel over the training examples, array of shape (n_x,
            1).

    Returns:
        Standardized pixels, array of shape (n_x, m).
    """
    raise NotImplementedError("standardize")


# %% check="standardize"
check("standardize")

# %% [markdown]
# Now look at one digit before and after. On the right, white means "as usual for this pixel", red means
# "more ink than usual" and blue "less ink than usual". What a picture has in common with all others is
# gone. What makes it special stays.

# %% tags=["demo"]
mean = pixels_train.mean(axis=1, keepdims=True)  # (64, 1)
std = pixels_train.std(axis=1, keepdims=True)  # (64, 1)
X_train = standardize(pixels_train, mean, std)
X_test = standardize(pixels_test, mean, std)

print(f"{np.sum(std == 0)} of the {n_x} pixels never change")
spread = X_train.std(axis=1)
print(
    f"the others now have standard deviations from {spread[spread > 0].min():.3f} to "
    f"{spread.max():.3f}"
)

fig, axes = plt.subplots(1, 2, figsize=(7.5, 3.2), layout="constrained")
dlkit.plot.images(
    digits.x_train[:1], labels=[f"a {digits.y_train[0]}, as it comes"], ax=axes[0]
)
dlkit.plot.weights(X_train[:, 0], ax=axes[1])
axes[1].set_title("the same digit, standardized")
axes[1].images[0].colorbar.set_label("standard deviations from the mean")
plt.show()

# %% tags=["question"]
ask("one_picture_by_its_own_mean", ...)

# %% [markdown]
# ## 3. From a score to a probability
#
# The neuron will give each picture a **score** (a logit) $z$: any number, large if it looks like an 8, very
# negative if it looks like a 3. A probability must lie between 0 and 1. The **sigmoid** bends the one into the
# other:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}}$$
#
# Both forms are the same number on paper. In a computer they are not: `np.exp(800)` is too large for a
# float and becomes `inf`, and `inf / inf` is `nan`. The way out is to choose, for each $z$, the form
# whose exponent is not positive. Then nothing can overflow. The first form is right for $z \ge 0$, the
# second for $z < 0$. (The first form alone gives correct values everywhere, but NumPy warns of the
# overflow. A warning costs no points here; a `nan` does.)
#
# Shapes: `z` is a number or an array of any shape, of floats or of integers; the answer has the same
# shape.


# %% exercise="sigmoid"
def sigmoid(z):
    """Squash any real number into the range from 0 to 1.

    Args:
        z: a number, or an array of any shape. Values of +-800 must work.

    Returns:
        The sigmoid of each entry, in the shape of z.
    """
    raise NotImplementedError("sigmoid")


# %% check="sigmoid"
check("sigmoid")

# %% tags=["question"]
ask("sigmoid_of_minus_two", ...)

# %% [markdown]
# The curve is steep in the middle and flat at both ends: a sure neuron hardly changes its mind. A score
# of 0 gives exactly 0.5, "I have no idea".

# %% tags=["demo"]
z = np.linspace(-8, 8, 200)
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(z, sigmoid(z), linewidth=2)
ax.axhline(0.5, color="0.7", linewidth=1)
ax.axvline(0, color="0.7", linewidth=1)
ax.set(xlabel="score z", ylabel="probability")
plt.show()

print("scores       ", [-800, -2, 0, 2, 800])
print("probabilities", np.round(sigmoid(np.array([-800, -2, 0, 2, 800])), 3).tolist())

# %% [markdown]
# ## 4. A neuron that knows nothing
#
# Before it learns, the neuron needs weights to start from. For *one* neuron zeros are fine: nothing is
# preferred, every picture gets the score 0. (With several neurons in a layer zeros would be a disaster:
# all of them would stay the same for ever. You will see that in the next notebook.)
#
# Shapes: `w` is a column `(n_x, 1)`, with two axes. An array of shape `(n_x,)` looks alike but has no
# direction: its transpose is itself, and sooner or later it broadcasts into something you did not mean.
# `b` is a plain number.


# %% exercise="initialize"
def initialize(n_x):
    """Make the weights and the bias to start from: all of them zero.

    Args:
        n_x: number of inputs, an integer.

    Returns:
        A tuple (w, b): w is an array of zeros of shape (n_x, 1), b is the number 0.0.
    """
    raise NotImplementedError("initialize")


# %% check="initialize"
check("initialize")

# %% tags=["demo"]
w, b = initialize(n_x)
print(f"w has shape {w.shape}, b is {b!r}")
print(f"together {w.size + 1} numbers to learn: one per pixel, and the bias")

# %% [markdown]
# ## 5. The neuron answers
#
# This is all a neuron does: it weighs each pixel, adds everything up, adds a bias, and squashes. For one
# picture $x$ with 64 pixels:
#
# $$z = w_1 x_1 + w_2 x_2 + \dots + w_{64} x_{64} + b \qquad\qquad a = \sigma(z)$$
#
# In plain Python that is two loops: one over the pictures, one over the pixels. Here it is. It is right,
# and easy to read.


# %% tags=["demo"]
def predict_proba_with_loops(w, b, X):
    """Answer for one picture after the other, one pixel after the other."""
    n_x, m = X.shape
    A = np.zeros((1, m))
    for i in range(m):
        z = b
        for j in range(n_x):
            z = z + w[j, 0] * X[j, i]
        A[0, i] = sigmoid(z)
    return A


print("first five answers:", predict_proba_with_loops(w, b, X_train[:, :5]))

# %% [markdown]
# Now without loops. One matrix product does all weighted sums at once, for all $m$ pictures:
#
# $$Z = w^\top X + b \qquad\qquad A = \sigma(Z)$$
#
# Shapes: $w^\top$ is `(1, n_x)` and $X$ is `(n_x, m)`. The two inner sizes meet and vanish, and `(1, m)`
# stays. In NumPy the matrix product is `@`. The star `*` multiplies entry by entry (elementwise) and
# adds nothing up.


# %% exercise="predict_proba"
def predict_proba(w, b, X):
    """Give the probability of class 1 for each example. Calls `sigmoid`; needs no loop.

    Args:
        w: weights, array of shape (n_x, 1).
        b: bias, a number.
        X: examples in columns, array of shape (n_x, m).

    Returns:
        Probabilities A, array of shape (1, m).
    """
    raise NotImplementedError("predict_proba")


# %% check="predict_proba"
check("predict_proba")

# %% [markdown]
# Same answers? How much faster? (The weights are random here, only for the comparison.)

# %% tags=["demo"]
random_w = dlkit.seed(0).normal(size=(n_x, 1))

start = time.perf_counter()
slow = predict_proba_with_loops(random_w, 0.5, X_train)
loop_seconds = time.perf_counter() - start

start = time.perf_counter()
for _ in range(100):
    fast = predict_proba(random_w, 0.5, X_train)
vectorised_seconds = (time.perf_counter() - start) / 100

print(f"largest difference: {np.abs(slow - fast).max():.1g}")
print(
    f"loops {loop_seconds * 1000:.1f} ms, vectorised {vectorised_seconds * 1000:.3f} ms:",
    end=" ",
)
print(f"{loop_seconds / vectorised_seconds:.0f} times faster")

# %% tags=["question"]
ask("shape_of_the_star", ...)

# %% [markdown]
# ## 6. How wrong is it?
#
# To improve, the neuron needs one number that says how bad its answers are. Take the probability that it
# gave to the *right* class: $a$ if the picture is an 8, $1 - a$ if it is a 3. If that is near 1, all is
# well. If it is near 0, the neuron was sure and wrong, and that should hurt. Minus the logarithm does
# just this: it is 0 at 1 and grows without limit towards 0. Average it over the $m$ pictures, so that the
# number does not depend on how many there are:
#
# $$J = -\frac{1}{m} \sum_{i=1}^{m} \Big[\, y^{(i)} \log a^{(i)} +
# (1 - y^{(i)}) \log\big(1 - a^{(i)}\big) \Big]$$
#
# Since $y$ is 0 or 1, one of the two terms is always zero. It is called the **cross-entropy**.
#
# One trap. For a large score the sigmoid rounds to exactly 1.0, and for a very negative one to 0.0. Then
# `np.log(0)` is `-inf`, and `0 * -inf` is `nan`. So first keep `A` between $\varepsilon$ and
# $1 - \varepsilon$, with a tiny $\varepsilon = 10^{-12}$.
#
# Shapes: `A` and `Y` are `(1, m)`. The cost is one number.


# %% exercise="cost"
def cost(A, Y):
    """Average the cross-entropy over the examples.

    Args:
        A: probabilities, array of shape (1, m). Entries of exactly 0 and 1 must work.
        Y: labels 0 or 1, array of shape (1, m).

    Returns:
        The cost, one finite number (a float, not an array of shape (1, 1)).
    """
    raise NotImplementedError("cost")


# %% check="cost"
check("cost")

# %% tags=["question"]
ask("sure_or_careful", ...)

# %% [markdown]
# **A habit for life: look at the first cost.** A model that knows nothing gives each of $C$ classes the
# probability $1/C$, so its cost must be $\ln C$. With two classes that is $\ln 2 \approx 0.693$. If your
# first cost is far from that, stop: something is wrong already, and no amount of training will tell you
# what.

# %% tags=["demo"]
w, b = initialize(n_x)
print(f"first cost {cost(predict_proba(w, b, X_train), Y_train):.6f}")
print(f"ln 2       {np.log(2):.6f}")

a = np.linspace(0.001, 0.999, 300)
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
for label, style in ((1, "-"), (0, "--")):
    values = [cost(np.array([[p]]), np.array([[label]])) for p in a]
    ax.plot(a, values, style, linewidth=2, label=f"when the right answer is {label}")
ax.set(xlabel="the neuron's answer a", ylabel="cost of this answer")
ax.legend(frameon=False)
plt.show()

# %% tags=["question"]
ask("first_cost_when_eights_are_rare", ...)

# %% [markdown]
# ## 7. Which way is down?
#
# The cost depends on 65 numbers: 64 weights and the bias. The **gradient** says for each of them how fast
# the cost grows if that number grows a little. To improve, go the other way.
#
# Work it out for one picture, with the chain rule from the cost back to a weight. The derivative of the
# sigmoid is $a(1 - a)$, and it cancels almost everything:
#
# $$\frac{\partial J}{\partial z} = \Big(\!-\frac{y}{a} + \frac{1 - y}{1 - a}\Big) \cdot a(1 - a) = a - y
# \qquad\qquad \frac{\partial z}{\partial w_j} = x_j$$
#
# What remains is very simple: *the error, times the input*. For all pictures at once, on average:
#
# $$dw = \frac{1}{m} X (A - Y)^\top \qquad\qquad db = \frac{1}{m} \sum_{i=1}^{m} \big(a^{(i)} - y^{(i)}\big)$$
#
# We write `dw` for $\partial J / \partial w$, as everybody does in code.
#
# Shapes: $X$ is `(n_x, m)` and $(A - Y)^\top$ is `(m, 1)`, so `dw` is `(n_x, 1)`, the shape of `w`. A
# gradient always has the shape of the thing it changes; if it does not, something is wrong. `db` is one
# number, as `b` is.


# %% exercise="gradients"
def gradients(w, b, X, Y):
    """Compute the slopes of the cost. Calls `predict_proba`.

    Args:
        w: weights, array of shape (n_x, 1).
        b: bias, a number.
        X: examples in columns, array of shape (n_x, m).
        Y: labels 0 or 1, array of shape (1, m).

    Returns:
        A dict {"dw": ..., "db": ...}: dw is an array of shape (n_x, 1), db is a number.
    """
    raise NotImplementedError("gradients")


# %% check="gradients"
check("gradients")

# %% tags=["question"]
ask("which_way_moves_the_weight", ...)

# %% [markdown]
# **A second habit: do not trust a gradient, test it.** A slope can be measured. Move one weight a tiny bit
# up and a tiny bit down, and see how much the cost changes. That is slow, two costs for each weight, but it
# knows nothing about your formula (a **gradient check**). If both agree to seven digits, the formula is
# right.
#
# The picture shows $-dw$ at the very start: the direction of the first step. The neuron has not learned
# anything yet, and already it knows where to look.

# %% tags=["demo"]
w, b = dlkit.seed(1).normal(scale=0.1, size=(n_x, 1)), 0.3
epsilon = 1e-5
measured = np.zeros((n_x, 1))
for j in range(n_x):
    up, down = w.copy(), w.copy()
    up[j] += epsilon
    down[j] -= epsilon
    rise = cost(predict_proba(up, b, X_train), Y_train) - cost(
        predict_proba(down, b, X_train), Y_train
    )
    measured[j] = rise / (2 * epsilon)

computed = gradients(w, b, X_train, Y_train)["dw"]
print(
    f"largest slope {np.abs(measured).max():.4f}, largest difference "
    f"{np.abs(measured - computed).max():.1g}"
)

w, b = initialize(n_x)
ax = dlkit.plot.weights(-gradients(w, b, X_train, Y_train)["dw"])
ax.set_title("the direction of the first step")
plt.show()

# %% [markdown]
# ## 8. Walk downhill
#
# Now put it together. Look how wrong you are, look which way is down, take a small step. Repeat.
#
# $$w \leftarrow w - \alpha \, dw \qquad\qquad b \leftarrow b - \alpha \, db$$
#
# The **learning rate** $\alpha$ is the size of the step. This is *gradient descent*, and every network in
# this course, however large, learns by it or by a relative of it.
#
# Three details matter.
#
# - In each round, note the cost **before** the step, in a list. So `costs[0]` is the cost of the weights
#   that came in, and after `num_iterations` rounds the list has exactly `num_iterations` entries.
# - Compute both gradients at the same point. Only then move `w` and `b`.
# - Do not change the caller's `w`. `w -= ...` writes into the very array that was passed in;
#   `w = w - ...` makes a new one.
#
# Shapes: as before. `num_iterations` may be 0; then nothing moves and the list is empty.


# %% exercise="optimize"
def optimize(w, b, X, Y, num_iterations, learning_rate):
    """Take num_iterations steps of gradient descent.

    Calls `predict_proba`, `cost` and `gradients`.

    Args:
        w: weights to start from, array of shape (n_x, 1); stays as it is.
        b: bias to start from, a number.
        X: examples in columns, array of shape (n_x, m).
        Y: labels 0 or 1, array of shape (1, m).
        num_iterations: number of steps, an integer.
        learning_rate: size of a step, a number.

    Returns:
        A tuple (w, b, costs): the final weights (n_x, 1), the final bias, and the list of the
        num_iterations costs, each taken before its step.
    """
    raise NotImplementedError("optimize")


# %% check="optimize"
check("optimize")

# %% tags=["question"]
ask("what_is_wrong_in_this_loop", ...)

# %% [markdown]
# Train it: 500 steps over all training pictures. We do it twice, once with standardized pixels and once
# with the pixels as they came, with the same learning rate. Was standardizing worth the trouble?

# %% tags=["question"]
ask("pixels_as_they_come", ...)

# %% tags=["demo"]
start = time.perf_counter()
w, b, costs = optimize(
    *initialize(n_x), X_train, Y_train, num_iterations=500, learning_rate=0.1
)
print(
    f"500 steps in {time.perf_counter() - start:.2f} s: cost {costs[0]:.3f} -> {costs[-1]:.3f}"
)

_, _, costs_raw = optimize(
    *initialize(n_x), pixels_train, Y_train, num_iterations=500, learning_rate=0.1
)
dlkit.plot.learning_curves({"standardized pixels": costs, "pixels as they came": costs_raw})
plt.show()

# %% [markdown]
# And this is what it has learned. On the left the 64 weights, each at the place of its pixel. Red pixels
# speak for an 8, blue ones for a 3. On the right, for comparison, the average 8 minus the average 3. The
# neuron found the two strokes on the left that an 8 has and a 3 has not. Nobody told it.

# %% tags=["demo"]
fig, axes = plt.subplots(1, 2, figsize=(8.5, 3.6), layout="constrained")
dlkit.plot.weights(w, ax=axes[0])
axes[0].set_title("the weights")
dlkit.plot.weights(positives.mean(axis=0) - negatives.mean(axis=0), ax=axes[1])
axes[1].set_title(f"average {positive} minus average {negative}")
plt.show()

# %% [markdown]
# ## 9. Make up its mind
#
# A probability is not yet an answer. Choose a **threshold** $t$, and say "8" from there on:
#
# $$\hat y = \begin{cases} 1 & \text{if } a \ge t \\ 0 & \text{otherwise} \end{cases}$$
#
# Usually $t$ is 0.5. It need not be: if it is bad to miss an 8, say "8" from 0.2 on. (A probability equal
# to the threshold counts as a yes. The checks do not stand on that knife's edge.)
#
# Shapes: `X` is `(n_x, m)`, the answer `(1, m)`.


# %% exercise="predict"
def predict(w, b, X, threshold=0.5):
    """Decide: 1 where the probability is at least the threshold, else 0.

    Calls `predict_proba`.

    Args:
        w: weights, array of shape (n_x, 1).
        b: bias, a number.
        X: examples in columns, array of shape (n_x, m).
        threshold: the least probability that counts as a yes.

    Returns:
        Answers 0 or 1, array of shape (1, m).
    """
    raise NotImplementedError("predict")


# %% check="predict"
check("predict")

# %% [markdown]
# The moment of truth: digits it has never seen. Below the numbers stand the eight test digits for which
# the neuron was least sure of the right answer, the hardest first.

# %% tags=["demo"]
train_accuracy = np.mean(predict(w, b, X_train) == Y_train)
test_accuracy = np.mean(predict(w, b, X_test) == Y_test)
print(
    f"training accuracy {train_accuracy:.1%}, test accuracy {test_accuracy:.1%} of "
    f"{Y_test.size} digits"
)

A_test = predict_proba(w, b, X_test)
given_to_right_class = np.where(Y_test == 1, A_test, 1 - A_test)[0]  # (m,)
hardest = np.argsort(given_to_right_class)[:8]
labels = [f"{digits.y_test[i]}: {given_to_right_class[i]:.0%} sure" for i in hardest]
dlkit.plot.images(digits.x_test[hardest], labels=labels, columns=4)
plt.show()

# %% [markdown]
# Do not celebrate a test on 72 digits too loudly: one digit more or less is 1.4 percent, and one lucky
# split is one lucky split. So shuffle all digits, split again, train again, and do that twenty times. How
# much does the accuracy move? And which digits did the neuron get wrong? Now it shows us its mistakes.
# Which of them would you have got wrong too?

# %% tags=["demo"]
rng = dlkit.seed(2)
images = np.concatenate([digits.x_train, digits.x_test])
labels = np.concatenate([digits.y_train, digits.y_test])
pixels, Y = to_columns(images), (labels == positive).astype(int).reshape(1, -1)

accuracies, wrong = [], []
for _ in range(20):
    order = rng.permutation(len(images))
    test, train = order[: Y_test.size], order[Y_test.size :]
    new_mean = pixels[:, train].mean(axis=1, keepdims=True)  # of the training part only
    new_std = pixels[:, train].std(axis=1, keepdims=True)
    new_x = standardize(pixels, new_mean, new_std)
    new_w, new_b, _ = optimize(*initialize(n_x), new_x[:, train], Y[:, train], 500, 0.1)
    right = (predict(new_w, new_b, new_x[:, test]) == Y[:, test])[0]
    accuracies.append(right.mean())
    wrong.extend(test[~right])

print(f"accuracy over 20 splits: mean {np.mean(accuracies):.1%},", end=" ")
print(f"from {min(accuracies):.1%} to {max(accuracies):.1%}")
which, times = np.unique(wrong, return_counts=True)
worst = which[np.argsort(-times)][:8]
dlkit.plot.images(images[worst], labels=[f"really: {labels[i]}" for i in worst])
plt.show()

# %% [markdown]
# ## 10. Accuracy is not enough
#
# Accuracy treats all mistakes alike. Often they are not alike. Call an 8 a *positive* and count:
#
# | | it is an 8 | it is a 3 |
# |---|---|---|
# | the neuron says 8 | **tp**, true positives | **fp**, false alarms (false positives) |
# | the neuron says 3 | **fn**, missed (false negatives) | tn, true negatives |
#
# - **Precision**: of all that it called 8, how many were? Can I trust a yes?
# - **Recall**: of all that were 8s, how many did it find? Does it miss any?
# - **F1** is high only if both are.
#
# $$\text{precision} = \frac{tp}{tp + fp} \qquad \text{recall} = \frac{tp}{tp + fn} \qquad
# F_1 = \frac{2 \cdot \text{precision} \cdot \text{recall}}{\text{precision} + \text{recall}}$$
#
# What if the neuron never says 8? Then $tp + fp = 0$, and precision would be $0/0$. We define: **wherever
# a denominator is 0, the result is 0.0.**
#
# Shapes: `Y_hat` and `Y` are `(1, m)` and hold 0 and 1. The answer is three numbers.


# %% exercise="precision_recall_f1"
def precision_recall_f1(Y_hat, Y):
    """Compute precision, recall and F1 of class 1. Each is 0.0 where its denominator is 0.

    Args:
        Y_hat: answers 0 or 1, array of shape (1, m).
        Y: labels 0 or 1, array of shape (1, m).

    Returns:
        A tuple (precision, recall, f1) of three numbers.
    """
    raise NotImplementedError("precision_recall_f1")


# %% check="precision_recall_f1"
check("precision_recall_f1")

# %% tags=["question"]
ask("precision_when_the_threshold_rises", ...)

# %% [markdown]
# Slide the threshold, and watch the two pull against each other. A bold neuron (low threshold) finds
# every 8 and raises false alarms; a careful one (high threshold) raises none and misses some.

# %% tags=["demo", "fold"]
# @title Precision, recall and F1 for every threshold
thresholds = np.linspace(0.01, 0.99, 99)
# (99, 3)
scores = np.array([precision_recall_f1(predict(w, b, X_test, t), Y_test) for t in thresholds])
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
for name, values, style in zip(
    ("precision", "recall", "F1"), scores.T, ("-", "--", ":"), strict=True
):
    ax.plot(thresholds, values, style, linewidth=2, label=name)
ax.set(xlabel="threshold", ylabel="on the test digits")
ax.legend(frameon=False)
plt.show()

# %% tags=["question"]
ask("recall_of_four_eights", ...)

# %% [markdown]
# **Move it yourself.** The slider is the threshold. Below the two curves lies every test digit, at the probability
# that your neuron gives it: a filled dot is an 8, an open one a 3.

# %% tags=["demo"]
dlkit.interactive.decision_threshold(predict_proba(w, b, X_test), Y_test)

# %% [markdown]
# Now a task in which 8s are rare: all 3s of the test set, and only two 8s. Beside our neuron stands a
# lazy one that never looks at the picture and always says "3".

# %% tags=["demo"]
few = np.concatenate([np.flatnonzero(Y_test[0] == 0), np.flatnonzero(Y_test[0] == 1)[:2]])
X_rare, Y_rare = X_test[:, few], Y_test[:, few]
answers = {
    f"always says {negative}": np.zeros_like(Y_rare),
    "neuron, threshold 0.5": predict(w, b, X_rare),
    "neuron, threshold 0.1": predict(w, b, X_rare, threshold=0.1),
}
print(f"{'':24}{'accuracy':>10}{'precision':>11}{'recall':>8}{'F1':>7}")
for name, Y_hat in answers.items():
    precision, recall, f1 = precision_recall_f1(Y_hat, Y_rare)
    print(
        f"{name:24}{np.mean(Y_hat == Y_rare):>10.3f}{precision:>11.3f}{recall:>8.3f}{f1:>7.3f}"
    )

# %% [markdown]
# ## 11. The same neuron in Keras
#
# You have built everything that a deep-learning library does: a model, a cost, its gradients, a training
# loop. Keras gives you all of it ready-made. In its words your neuron is a `Dense` layer with one unit
# and a sigmoid; your cost is called `"binary_crossentropy"`, and your gradient descent
# `keras.optimizers.SGD`.
#
# **Keras holds examples in rows.** A batch has the shape `(m, n_x)`, so we hand it `X.T` and `Y.T`. The
# formula reads $A = \sigma(X w + b)$; the kernel of the layer has the shape `(n_x, 1)`, exactly as our
# `w`.
#
# The next cell takes some seconds. TensorFlow, which does the work under Keras, may print a few lines
# about your machine; they do no harm.

# %% tags=["setup"]
dlkit.needs_keras()
import keras

# %% [markdown]
# Build the model and compile it: loss `"binary_crossentropy"`, optimizer `keras.optimizers.SGD` with a
# learning rate of 0.1, and accuracy as a metric. The model must return probabilities, so the sigmoid is
# part of it. Whether you write it with `keras.Sequential`, in the functional style or as a class, whether
# the sigmoid is an argument or a layer of its own, is up to you; so are the starting values of the
# weights.
#
# Shapes: from `(batch, n_x)` to `(batch, 1)`. Tell the model its input with `keras.Input((n_x,))`, so
# that it knows its weights at once.


# %% exercise="keras_logistic_regression"
def keras_logistic_regression(n_x):
    """Build and compile one neuron in Keras.

    Args:
        n_x: number of inputs, an integer.

    Returns:
        A compiled keras.Model: input of shape (batch, n_x), output of shape (batch, 1), the
        probability of class 1. Loss: binary cross-entropy. Optimizer: SGD with learning rate
        0.1.
    """
    raise NotImplementedError("keras_logistic_regression")


# %% check="keras_logistic_regression"
check("keras_logistic_regression")

# %% [markdown]
# Are they really the same? First the gradients. `tf.GradientTape` watches the computation and works out
# the slopes by itself, for any model, without a formula from you. That is what makes deep learning
# possible. And here we can hold it against your formula.

# %% tags=["demo"]
import tensorflow as tf

dlkit.seed(3)
model = keras_logistic_regression(n_x)
rows, targets = X_train.T, Y_train.T  # (m, n_x), (m, 1)

with tf.GradientTape() as tape:
    losses = keras.losses.binary_crossentropy(targets, model(rows))  # (m,)
    loss = tf.reduce_mean(losses)
tape_dw, tape_db = tape.gradient(loss, model.trainable_variables)

keras_w, keras_b = model.get_weights()
ours = gradients(keras_w, float(keras_b[0]), X_train, Y_train)
gap = np.abs(ours["dw"] - tape_dw).max()
print(f"dw: largest entry {np.abs(ours['dw']).max():.4f}, largest difference {gap:.1g}")
print(f"db: ours {ours['db']:.6f}, tape {float(tape_db[0]):.6f}")

# %% [markdown]
# Then the training. Both start from zero and take 100 steps over all training pictures. (Keras usually
# takes a step after every 32 examples; `batch_size=m` makes it look at all of them first, as we did.)
# Keras computes in float32, with about seven digits; so that is how well the two should agree.

# %% tags=["demo"]
model.set_weights([np.zeros((n_x, 1)), np.zeros(1)])
start = time.perf_counter()
history = model.fit(rows, targets, epochs=100, batch_size=m, verbose=0)
print(f"Keras: 100 steps in {time.perf_counter() - start:.1f} s")

start = time.perf_counter()
w_100, b_100, costs_100 = optimize(*initialize(n_x), X_train, Y_train, 100, 0.1)
print(f"ours:  100 steps in {time.perf_counter() - start:.3f} s")

keras_w, keras_b = model.get_weights()
print(f"largest difference between the weights {np.abs(keras_w - w_100).max():.1g}")
gap = np.abs(np.array(history.history["loss"]) - costs_100).max()
print(f"largest difference between the costs   {gap:.1g}")

_, keras_accuracy = model.evaluate(X_test.T, Y_test.T, verbose=0)
our_accuracy = np.mean(predict(w_100, b_100, X_test) == Y_test)
print(f"test accuracy: Keras {keras_accuracy:.1%}, ours {our_accuracy:.1%}")

# %% [markdown]
# Same weights, same costs. On a task this small your NumPy code is even much faster: before every epoch
# Keras sets up its stream of batches anew, and here an epoch is one tiny step. With large networks, and many
# steps in an epoch, that does not count.
#
# ## 12. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **How large a step?** Train with learning rates of 0.001, 0.1, 10 and 1000 and draw the costs in one
#    figure, the first 50 steps apart. What does the cost do when the step is too small, and when it is
#    far too large? Does the test accuracy suffer as much as the cost does? Why not?
# 2. **Which digits look alike?** Change `negative` and `positive` at the top and run all cells again. (Or
#    write a loop over all 45 pairs; it takes seconds.) Which pair is hardest, and do its weights show
#    why? Could one neuron tell *all ten* digits apart? What would you have to change?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A hospital tests 10,000 people for an illness that 50 of them have. A colleague presents a model with an
# accuracy of 99.5 percent and wants to put it to use. In about 150 words:
#
# - Show with numbers how a model with this accuracy can be worthless, and what its recall is then (4
#   points).
# - The hospital uses your neuron as a first test; whoever gets a yes is examined again by a doctor. Would
#   you move the threshold up or down from 0.5? Say what becomes better, what becomes worse, and who pays
#   for it (4 points).
# - Which number or numbers would you ask your colleague for instead of the accuracy, and why (2 points)?

# %% [markdown] written="why_not_accuracy"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A neuron that reads digits, and every part of it in your own hands: scale the data, compute a score,
# squash it, measure the error, follow the gradient, decide, and judge the decision honestly. Two habits
# that will save you days: the first cost must be $\ln C$, and a gradient is to be tested before it is
# trusted.
#
# One neuron draws one straight line between two classes. What if a straight line is not enough? Then put
# some neurons side by side: that is the next notebook, `shallow_network`.
#
# **To read on**, all of it free:
#
# - [Logistic regression](https://web.stanford.edu/~jurafsky/slp3/), a chapter of Jurafsky and Martin's
#   *Speech and Language Processing*: the same neuron reads words, with the cross-entropy and its gradient
#   derived in full.
# - [Linear classification](https://cs231n.github.io/linear-classify/), notes of the Stanford course CS231n:
#   one such neuron for each of ten classes, and their weights as pictures.
# - [Classification](https://developers.google.com/machine-learning/crash-course/classification), of
#   Google's machine learning crash course: thresholds, precision and recall, to play with.
