# %% [markdown]
# # Shallow network: one hidden layer bends the boundary
#
# **You will build** a network with one hidden layer, every part of it by hand in NumPy: a forward pass, a
# backward pass, and the training loop around them. It tells the petals of a flower apart, and then two
# spirals, where a single neuron is hopeless. In a small lab you write the other activation functions that
# people use, and see when a unit stops learning. At the end you build the same network in Keras.
#
# **You need** the notebook `logistic_regression`: a neuron, its cost, and gradient descent. No more
# calculus than the chain rule, and it is explained again.
#
# **It takes** about 120 minutes. There are sixteen functions, and most of them are one to four lines long.
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
from scipy.special import expit as sigmoid  # the sigmoid of the last notebook, ready-made

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("shallow_network").tools

# %% [markdown]
# Here is the task, and the goal. The points of two classes lie on the six petals of a flower, and the
# classes take turns. On the left is what a single neuron makes of it, on the right a network with five
# hidden units. Both are ready-made ones from scikit-learn. In an hour your own will draw such a picture.
# (The black line is where the model is undecided. Colour tells the class, and how sure the model is.)

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)

rng = dlkit.seed(1)
X, Y = dlkit.data.planar("flower", 400, 0.05, rng)  # (2, 400), (1, 400)
X_test, Y_test = dlkit.data.planar("flower", 400, 0.05, rng)

line = LogisticRegression(C=np.inf).fit(X.T, Y[0])
goal = MLPClassifier(
    (5,), activation="tanh", solver="lbfgs", max_iter=2000, random_state=4
).fit(X.T, Y[0])

fig, axes = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
for ax, model, name in zip(
    axes, (line, goal), ("one neuron", "five hidden units"), strict=True
):
    right = model.score(X_test.T, Y_test[0])
    title = f"{name}: {right:.0%} of new points right"
    dlkit.plot.decision_boundary(
        lambda P, model=model: model.predict_proba(P.T)[:, 1], X, Y, title=title, ax=ax
    )
plt.show()

# %% [markdown]
# ## 1. Why one neuron is not enough
#
# A neuron computes $w_1 x_1 + w_2 x_2 + b$ and says "class 1" where this is positive. The border is where
# it is zero, and that is a straight line. Training finds a good line. But is there any? Let us try many
# lines at random, and count.

# %% tags=["demo"]
angles, offsets = rng.uniform(0, np.pi, 5000), rng.uniform(-1, 1, 5000)
positions = np.outer(np.cos(angles), X[0]) + np.outer(np.sin(angles), X[1])  # (5000, m)
right = np.mean((positions > offsets[:, None]) == (Y == 1), axis=1)
right = np.maximum(right, 1 - right)  # either side may be called class 1
print(f"the trained neuron is right on {line.score(X.T, Y[0]):.0%} of the training points")
print(
    f"5000 random lines: the middle one on {np.median(right):.0%}, the luckiest one on "
    f"{right.max():.0%}"
)

# %% tags=["question"]
ask("four_corners", ...)

# %% [markdown]
# No line gets far above two thirds: it can have four petals of the six on their right sides, and never
# more. This is not a matter of training. A straight line is all that a single neuron can draw.
#
# ## 2. Several neurons, side by side
#
# So let several neurons look at the point. Each draws a line of its own. Then one more neuron looks not at
# the point, but at *their answers*, and combines them.
#
# ```
#  inputs          hidden layer           output
#
#            ┌──►  unit 1 (tanh)  ──┐
#   x1  ──►  ├──►  unit 2 (tanh)  ──┤
#            ├──►  unit 3 (tanh)  ──┼──►  (sigmoid)  ──►  how likely is class 1?
#   x2  ──►  ├──►  unit 4 (tanh)  ──┤
#            └──►  unit 5 (tanh)  ──┘
# ```
#
# Every input goes to every hidden unit, and every hidden unit to the output. The layer in the middle is
# called *hidden* because nobody says what its units should answer. They find that out in training.
#
# **Examples are columns**, as in the last notebook. These are all the shapes you will meet:
#
# | name | shape | what it is |
# |---|---|---|
# | `X` | `(n_x, m)` | the points, one in each column; here `n_x` is 2 |
# | `Y` | `(1, m)` | the classes, 0 or 1 |
# | `W1`, `b1` | `(n_h, n_x)`, `(n_h, 1)` | hidden layer: **one row for each unit** |
# | `Z1`, `A1` | `(n_h, m)` | its scores, and its answers (*activations*) |
# | `W2`, `b2` | `(n_y, n_h)`, `(n_y, 1)` | output layer: one row for each output; here `n_y` is 1 |
# | `Z2`, `A2` | `(1, m)` | the score of the output, and its probability of class 1 |
#
# Two things have changed since the last notebook. The weights of one neuron used to be a column, and the
# score was $w^\top x$. Now each neuron has a *row* of the matrix, so no transpose is needed: $W x$. And the
# parameters travel together, in a dict: `parameters["W1"]`.
#
# ## 3. Start small, and different
#
# A single neuron could start from zeros. Now that would be a disaster. If two hidden units have the same
# weights, they give the same answer, are blamed equally for the error, and take the same step. They stay
# equal for ever, and two units are no better than one. **Random numbers make them different.** (You will
# see the disaster with your own eyes in section 9.)
#
# The numbers should be small, so that no unit starts with a strong opinion. Draw them from the normal
# distribution and multiply by 0.01. Biases may start at zero: the weights are different already.
#
# $$W^{[l]}_{ij} \sim 0.01 \cdot \mathcal{N}(0, 1) \qquad\qquad b^{[l]} = 0$$
#
# The small number in square brackets is the layer: $W^{[1]}$ is `W1`.
#
# The numbers come from `rng`, a generator that the caller passes in: `rng.standard_normal((3, 4))` draws an
# array of shape `(3, 4)`. Do not use `np.random.randn`, nor make a generator of your own. Whoever passes
# the same generator wants the same numbers, and with another one other numbers.


# %% exercise="initialize"
def initialize(n_x, n_h, n_y, rng):
    """Draw small random weights and make biases of zero.

    Args:
        n_x: number of inputs, an integer.
        n_h: number of hidden units, an integer.
        n_y: number of outputs, an integer.
        rng: np.random.Generator to draw the weights with.

    Returns:
        A dict: "W1" of shape (n_h, n_x), "b1" (n_h, 1), "W2" (n_y, n_h), "b2" (n_y, 1).
        Weights are normal with mean 0 and standard deviation 0.01, biases are 0.
    """
    raise NotImplementedError("initialize")


# %% check="initialize"
check("initialize")

# %% tags=["question"]
ask("numbers_of_a_network", ...)

# %% [markdown]
# A network with five hidden units, as it is born. Nine out of ten weights should be below 0.02 in size,
# and no two rows of `W1` alike. And how many numbers are there to learn?

# %% tags=["demo"]
parameters = initialize(n_x=2, n_h=5, n_y=1, rng=dlkit.seed(0))
for name, value in parameters.items():
    print(f"{name} {value.shape}:", np.round(value, 4).tolist())
print("numbers to learn:", sum(value.size for value in parameters.values()))

# %% tags=["question"]
ask("equal_rows_but_not_for_long", ...)

# %% [markdown]
# ## 4. A bend for every unit
#
# After the weighted sum, a hidden unit needs a function that *bends* (a nonlinearity). Without it the
# network would be worthless: a line of lines is a line again.
#
# $$W^{[2]} \big( W^{[1]} x + b^{[1]} \big) + b^{[2]} =
# \underbrace{W^{[2]} W^{[1]}}_{\text{one matrix}} x + \underbrace{W^{[2]} b^{[1]} + b^{[2]}}_{\text{one bias}}$$
#
# Such a function is called an **activation**. We take the hyperbolic tangent:
#
# $$\tanh(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}$$
#
# It looks like the sigmoid, but runs from $-1$ to $1$ and is 0 at 0. For hidden units that is better:
# their answers lie around zero, as standardized inputs do. You may call NumPy's own `np.tanh`. If you type
# the formula, think of `np.exp(800)`.
#
# Shapes: `Z` is an array of any shape, and the answer has the same shape.


# %% exercise="tanh"
def tanh(Z):
    """Compute the hyperbolic tangent of each entry.

    Args:
        Z: scores, array of any shape. Values of +-800 must work.

    Returns:
        The activations, between -1 and 1, array in the shape of Z.
    """
    raise NotImplementedError("tanh")


# %% check="tanh"
check("tanh")

# %% tags=["demo"]
z = np.linspace(-6, 6, 200)
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(z, tanh(z), linewidth=2, label="tanh: from -1 to 1")
ax.plot(z, sigmoid(z), "--", linewidth=2, label="sigmoid: from 0 to 1")
ax.axhline(0, color="0.7", linewidth=1)
ax.axvline(0, color="0.7", linewidth=1)
ax.set(xlabel="score z", ylabel="activation")
ax.legend(frameon=False)
plt.show()

gap = np.abs(tanh(z) - (2 * sigmoid(2 * z) - 1)).max()
print(f"close relatives: tanh(z) and 2 sigmoid(2z) - 1 differ by at most {gap:.0e}")

# %% [markdown]
# **How steep is it?** The backward pass will ask: if the score of this unit grows a little, how much does
# its answer grow? That is the slope, the derivative. For tanh it can be written with tanh itself:
#
# $$\tanh'(z) = 1 - \tanh(z)^2$$
#
# All our `..._derivative` functions take the **score** `Z`, not the activation.


# %% exercise="tanh_derivative"
def tanh_derivative(Z):
    """Compute the slope of tanh at each score. Calls `tanh`.

    Args:
        Z: scores (not activations), array of any shape.

    Returns:
        The slopes, between 0 and 1, array in the shape of Z.
    """
    raise NotImplementedError("tanh_derivative")


# %% check="tanh_derivative"
check("tanh_derivative")

# %% [markdown]
# The curve and its slope. In the middle tanh is almost the straight line $z$, with slope 1. Far out it is
# flat. The grey bands mark where the slope is below 0.05: there the unit **saturates**. It hardly changes
# its answer any more, whatever the error says. Keep that in mind for section 12.

# %% tags=["demo"]
dlkit.plot.activation_function(tanh, tanh_derivative, title="tanh")
plt.show()

# %% tags=["question"]
ask("what_passes_at_0_9", ...)

# %% [markdown]
# ## 5. Forward: from points to probabilities
#
# Now the network can answer. For one point $x$ each hidden unit $j$ computes
# $z_j = \sum_k W^{[1]}_{jk} x_k + b^{[1]}_j$ and bends it, and the output does the same with their answers.
# Here it is in plain Python: three loops, right, and easy to read.


# %% tags=["demo"]
def forward_with_loops(X, parameters):
    """Answer for one point after the other, one unit after the other."""
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    A2 = np.zeros((1, X.shape[1]))
    for i in range(X.shape[1]):
        score = b2[0, 0]
        for j in range(W1.shape[0]):
            z = b1[j, 0]
            for k in range(X.shape[0]):
                z = z + W1[j, k] * X[k, i]
            score = score + W2[0, j] * tanh(z)
        A2[0, i] = sigmoid(score)
    return A2


print(
    "answers for the first three points:",
    np.round(forward_with_loops(X[:, :3], parameters), 5),
)

# %% [markdown]
# Without loops, for all units and all points at once, it is four lines:
#
# $$Z^{[1]} = W^{[1]} X + b^{[1]} \qquad A^{[1]} = \tanh\big(Z^{[1]}\big) \qquad
# Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]} \qquad A^{[2]} = \sigma\big(Z^{[2]}\big)$$
#
# Shapes: `(n_h, n_x)` times `(n_x, m)` is `(n_h, m)`. The bias `(n_h, 1)` is a column; NumPy adds it to each
# of the `m` columns. Then `(1, n_h)` times `(n_h, m)` is `(1, m)`. The function `sigmoid` is in the first
# cell, ready-made.
#
# The backward pass will need what was computed on the way. So return it too, in a **cache**: a dict with
# the entries `"Z1"`, `"A1"`, `"Z2"` and `"A2"`. (More may stand in it, if you like to keep something of
# your own.)


# %% exercise="forward"
def forward(X, parameters):
    """Compute the network's answer for every point. Calls `tanh` and `sigmoid`; needs no loop.

    Args:
        X: points in columns, array of shape (n_x, m).
        parameters: dict of "W1" (n_h, n_x), "b1" (n_h, 1), "W2" (1, n_h), "b2" (1, 1).

    Returns:
        A tuple (A2, cache): A2 are the probabilities of class 1, array of shape (1, m); cache
        is a dict of "Z1" and "A1", arrays of shape (n_h, m), and "Z2" and "A2", arrays of
        shape (1, m).
    """
    raise NotImplementedError("forward")


# %% check="forward"
check("forward")

# %% [markdown]
# Same answers as the loops? How much faster?

# %% tags=["demo"]
start = time.perf_counter()
slow = forward_with_loops(X, parameters)
loop_seconds = time.perf_counter() - start

start = time.perf_counter()
for _ in range(100):
    fast, _ = forward(X, parameters)
vectorised_seconds = (time.perf_counter() - start) / 100

print(f"largest difference: {np.abs(slow - fast).max():.1g}")
print(
    f"loops {loop_seconds * 1000:.1f} ms, vectorised {vectorised_seconds * 1000:.3f} ms:",
    end=" ",
)
print(f"{loop_seconds / vectorised_seconds:.0f} times faster")

# %% tags=["question"]
ask("a_flat_bias", ...)

# %% [markdown]
# **Why lines, combined, are more than lines.** Before any training, let us choose the weights *by hand*.
# Three hidden units draw three lines through the middle, so that they cut the flower into six pieces, one
# for each petal. Big weights make the steps steep: $-1$ on one side, $+1$ on the other. The output adds the
# first unit, subtracts the second, adds the third. Walk round the flower: at each line exactly one unit
# changes its sign, and the answer flips. That is all the magic there is.

# %% tags=["demo"]
directions = np.deg2rad([0, 60, 120])
by_hand = {
    # (3, 2): one direction for each unit
    "W1": 10 * np.stack([np.cos(directions), np.sin(directions)], axis=1),
    "b1": np.zeros((3, 1)),
    "W2": np.array([[8.0, -8.0, 8.0]]),
    "b2": np.zeros((1, 1)),
}


def draw_units(parameters, X, Y):
    """Draw the answer of each hidden unit over the plane, then that of the whole network."""
    n_h = parameters["W1"].shape[0]
    _, axes = plt.subplots(1, n_h + 1, figsize=(2.6 * (n_h + 1), 2.9), layout="constrained")
    for j in range(n_h):

        def answer(points, j=j):
            return (
                forward(points, parameters)[1]["A1"][j] + 1
            ) / 2  # from -1..1 to 0..1, for the colours

        title = f"unit {j + 1}, times {parameters['W2'][0, j]:.1f}"
        dlkit.plot.decision_boundary(answer, X, Y, title=title, ax=axes[j])
    dlkit.plot.decision_boundary(
        lambda points: forward(points, parameters)[0], X, Y, title="network", ax=axes[-1]
    )


draw_units(by_hand, X, Y)
plt.show()
right = np.mean((forward(X_test, by_hand)[0] > 0.5) == Y_test)
print(f"with weights chosen by hand: {right:.1%} of new points right")

# %% [markdown]
# Choosing by hand works in the plane, where you can look. With 64 inputs you cannot. So the network has to
# find its lines by itself.
#
# ## 6. How wrong is it?
#
# The output is a probability, as in the last notebook, so the cost is the same cross-entropy:
#
# $$J = -\frac{1}{m} \sum_{i=1}^{m} \Big[\, y^{(i)} \log a^{[2](i)} +
# (1 - y^{(i)}) \log\big(1 - a^{[2](i)}\big) \Big]$$
#
# You have written it already, and you may copy it from there. Do you remember the trap? `np.log(0)` is
# `-inf`, and `0 * -inf` is `nan`. So keep `A2` between $\varepsilon$ and $1 - \varepsilon$, with
# $\varepsilon = 10^{-12}$.
#
# Shapes: `A2` and `Y` are `(1, m)`. The cost is one number.


# %% exercise="cost"
def cost(A2, Y):
    """Average the cross-entropy over the examples.

    Args:
        A2: probabilities, array of shape (1, m). Entries of exactly 0 and 1 must work.
        Y: labels 0 or 1, array of shape (1, m).

    Returns:
        The cost, one finite number (a float, not an array of shape (1, 1)).
    """
    raise NotImplementedError("cost")


# %% check="cost"
check("cost")

# %% [markdown]
# **Look at the first cost.** A network that knows nothing says 0.5 to everything, so its first cost must be
# $\ln 2 \approx 0.693$. With small weights it nearly is. With large weights the network starts with strong
# opinions about things it knows nothing of, and pays for it.

# %% tags=["demo"]
print(f"ln 2                        {np.log(2):.4f}")
for factor in (1, 100, 1000):
    loud = {name: factor * value for name, value in parameters.items()}
    print(f"first cost, weights x {factor:<5} {cost(forward(X, loud)[0], Y):.4f}")
print(f"cost of the weights by hand {cost(forward(X, by_hand)[0], Y):.4f}")

# %% [markdown]
# ## 7. Backward: who is to blame?
#
# The cost depends on every number in `parameters`, and for each we want the slope (the gradient): how fast
# does the cost grow if this number grows? The chain rule gives the answer layer by layer, from the end to
# the beginning. That is why it is called **backpropagation**. We write `dZ2` for
# $\partial J / \partial Z^{[2]}$, times $m$ (the average comes at the very end), and so on for the other names.
#
# **The output layer** is the neuron of the last notebook, with `A1` as its input. Its error is answer minus
# truth, and its gradients are error times input:
#
# $$dZ^{[2]} = A^{[2]} - Y \qquad dW^{[2]} = \frac{1}{m}\, dZ^{[2]} A^{[1]\top} \qquad
# db^{[2]} = \frac{1}{m} \sum_{i=1}^{m} dz^{[2](i)}$$
#
# **The hidden layer** has nobody to tell it the truth. Its error comes from the output: a unit that the
# output listens to (a large weight in `W2`) gets a large share of the **blame** (the error signal, often
# written δ). Then it has to pass its own bend, and there only as much goes through as the slope of tanh
# lets through:
#
# $$dZ^{[1]} = \big(W^{[2]\top} dZ^{[2]}\big) \odot \tanh'\big(Z^{[1]}\big), \qquad
# \text{with} \quad \tanh'\big(Z^{[1]}\big) = 1 - A^{[1]} \odot A^{[1]}$$
#
# Here $\odot$ means entry by entry, `*` in NumPy. Both ways to write the slope are fine, with
# `tanh_derivative` or from `A1`. Then again error times input, and the input is now `X`:
#
# $$dW^{[1]} = \frac{1}{m}\, dZ^{[1]} X^\top \qquad\qquad db^{[1]} = \frac{1}{m} \sum_{i=1}^{m} dz^{[1](i)}$$
#
# Shapes, in the order in which you need them. **A gradient has the shape of what it changes**; if yours
# does not, look for the transpose.
#
# | | `dZ2` | `dW2` | `db2` | `dZ1` | `dW1` | `db1` |
# |---|---|---|---|---|---|---|
# | shape | `(1, m)` | `(1, n_h)` | `(1, 1)` | `(n_h, m)` | `(n_h, n_x)` | `(n_h, 1)` |
#
# For `db1`, average over the examples only, one number for each unit. `np.mean(..., axis=1, keepdims=True)`
# keeps the column a column.


# %% exercise="backward"
def backward(parameters, cache, X, Y):
    """Compute the slopes of the cost for every parameter.

    Args:
        parameters: dict of "W1" (n_h, n_x), "b1" (n_h, 1), "W2" (1, n_h), "b2" (1, 1).
        cache: what `forward(X, parameters)` returned as its second part: dict of "Z1", "A1",
            "Z2", "A2".
        X: points in columns, array of shape (n_x, m).
        Y: labels 0 or 1, array of shape (1, m).

    Returns:
        A dict of "dW1", "db1", "dW2" and "db2", each an array in the shape of what it changes.
    """
    raise NotImplementedError("backward")


# %% check="backward"
check("backward")

# %% [markdown]
# **Do not trust a gradient, test it.** Move each of the 21 numbers a tiny bit up and down, and see how much
# the cost changes. This knows nothing of your formulas. If both agree to seven digits, the formulas are
# right.
#
# Try it: leave the slope of tanh out of your `backward` and run this cell again. The output layer stays
# right, the hidden layer does not. So you would even know where to look.

# %% tags=["demo"]
rng = dlkit.seed(2)
# somewhere, not near zero
point = {name: rng.normal(size=value.shape) for name, value in parameters.items()}
grads = backward(point, forward(X, point)[1], X, Y)


def measured_slopes(name, epsilon=1e-5):
    """Measure how fast the cost grows with each entry of one parameter."""
    slopes = np.zeros_like(point[name])
    for place in np.ndindex(slopes.shape):
        costs = []
        for step in (epsilon, -epsilon):
            moved = {key: value.copy() for key, value in point.items()}
            moved[name][place] += step
            costs.append(cost(forward(X, moved)[0], Y))
        slopes[place] = (costs[0] - costs[1]) / (2 * epsilon)
    return slopes


print("      largest slope   largest difference")
for name in point:
    gap = np.abs(grads[f"d{name}"] - measured_slopes(name)).max()
    print(f"d{name} {np.abs(grads[f'd{name}']).max():13.5f} {gap:20.1g}")

# %% tags=["question"]
ask("which_gradients_are_wrong", ...)

# %% [markdown]
# ## 8. One step down
#
# Now move every parameter against its slope:
#
# $$W^{[l]} \leftarrow W^{[l]} - \alpha\, dW^{[l]} \qquad\qquad b^{[l]} \leftarrow b^{[l]} - \alpha\, db^{[l]}$$
#
# The names fit together: the gradient of `"W1"` is `"dW1"`. **Return a new dict with new arrays.** The
# caller's `parameters` must stay as they are. `parameters["W1"] -= ...` would write into them, and so would
# `parameters["W1"] = ...`.


# %% exercise="update"
def update(parameters, grads, learning_rate):
    """Take one step of gradient descent.

    Args:
        parameters: dict of "W1", "b1", "W2" and "b2"; it and its arrays stay as they are.
        grads: dict of "dW1", "db1", "dW2" and "db2", in the same shapes.
        learning_rate: size of the step, a number.

    Returns:
        A dict of the new "W1", "b1", "W2" and "b2".
    """
    raise NotImplementedError("update")


# %% check="update"
check("update")

# %% tags=["question"]
ask("copy_of_the_dict", ...)

# %% [markdown]
# How large should a step be? From one point we take one step, with many different learning rates, and look
# where we land. At first longer is better. Then the step goes too far, and the cost rises again: a slope is
# only true nearby.

# %% tags=["demo"]
learning_rates = np.linspace(0, 12, 121)
after = [cost(forward(X, update(point, grads, rate))[0], Y) for rate in learning_rates]
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(learning_rates, after, linewidth=2)
ax.axhline(after[0], color="0.7", linewidth=1)
ax.text(12, after[0], "before the step", ha="right", va="bottom", color="0.4")
ax.set(xlabel="learning rate", ylabel="cost after one step")
plt.show()

# %% [markdown]
# ## 9. Train it
#
# All parts are there. Put them together: **initialize once**, and then in each round forward, note the
# cost, backward, update.
#
# - `n_x` and `n_y` are the numbers of rows of `X` and `Y`. Do not write 2 and 1.
# - Note the cost **before** the step. So `costs[0]` is the cost of the fresh network, and after
#   `num_iterations` rounds the list has exactly `num_iterations` entries.
# - Pass `rng` on to `initialize`, and draw nothing else from it.
# - `num_iterations` may be 0. Then the fresh network comes back, with an empty list.


# %% exercise="fit"
def fit(X, Y, n_h, num_iterations, learning_rate, rng):
    """Train a fresh network. Calls `initialize`, `forward`, `cost`, `backward` and `update`.

    Args:
        X: points in columns, array of shape (n_x, m).
        Y: labels 0 or 1, array of shape (1, m).
        n_h: number of hidden units, an integer.
        num_iterations: number of steps, an integer.
        learning_rate: size of a step, a number.
        rng: np.random.Generator for the first weights.

    Returns:
        A tuple (parameters, costs): the final parameters as a dict, and the list of the
        num_iterations costs, each taken before its step.
    """
    raise NotImplementedError("fit")


# %% check="fit"
check("fit")

# %% [markdown]
# Train five hidden units on the flower. Look at the first hundred steps: nothing seems to happen. The
# weights are so small that tanh is almost a straight line, the network is almost a single neuron, and a
# single neuron can do nothing here. Slowly the units grow apart, and then the cost falls off a cliff.
# Remember this when a network of yours "does not learn": it may only need patience, or a better start.

# %% tags=["demo"]
start = time.perf_counter()
trained, costs = fit(X, Y, n_h=5, num_iterations=4000, learning_rate=2.0, rng=dlkit.seed(1))
print(
    f"4000 steps in {time.perf_counter() - start:.1f} s: cost {costs[0]:.3f} -> "
    f"{costs[-1]:.3f}"
)
ax = dlkit.plot.learning_curves({"cost": costs[:1000]})
ax.set_title("the first 1000 of 4000 steps")
plt.show()

# %% tags=["question"]
ask("bias_of_even_classes", ...)

# %% [markdown]
# **And the disaster that was promised.** Three networks with four hidden units take the same steps, from
# three different starts: your random numbers, all weights 0.01, and all weights zero. With equal weights
# the four units stay equal, so the network is one unit, four times. With zeros not even that: no blame
# gets through `W2`, no answer comes from `W1`, and nothing moves but the last bias.

# %% tags=["demo"]
random_start = initialize(2, 4, 1, dlkit.seed(1))
starts = {
    "random": random_start,
    "all equal": {
        name: np.full_like(value, 0.01 * name.startswith("W"))
        for name, value in random_start.items()
    },
    "all zero": {name: np.zeros_like(value) for name, value in random_start.items()},
}
curves = {}
for name, now in starts.items():
    curves[name] = []
    for _ in range(800):
        A2, cache = forward(X, now)
        curves[name].append(cost(A2, Y))
        now = update(now, backward(now, cache, X, Y), 2.0)
    rows = ", ".join(f"({a:.2f}, {b:.2f})" for a, b in now["W1"])
    print(f"{name:10} the four units point to {rows}")
dlkit.plot.learning_curves(curves)
plt.show()

# %% [markdown]
# ## 10. Which side of the boundary?
#
# The answer is 1 where the probability is above one half, else 0:
#
# $$\hat y = \begin{cases} 1 & \text{if } a^{[2]} > 0.5 \\ 0 & \text{otherwise} \end{cases}$$
#
# (Exactly 0.5 does not happen in practice. The checks do not stand on that knife's edge.) Mind the order of
# the arguments: `predict` takes the parameters first, `forward` takes them last.
#
# Shapes: `X` is `(n_x, m)`, the answer `(1, m)`.


# %% exercise="predict"
def predict(parameters, X):
    """Decide for each point: 1 where its probability is above 0.5, else 0. Calls `forward`.

    Args:
        parameters: dict of "W1", "b1", "W2" and "b2".
        X: points in columns, array of shape (n_x, m).

    Returns:
        Answers 0 or 1, array of shape (1, m).
    """
    raise NotImplementedError("predict")


# %% check="predict"
check("predict")


# %% tags=["demo"]
def accuracy(parameters, X, Y):
    """Say on which share of the points the network is right."""
    return np.mean(predict(parameters, X) == Y)


print(
    f"five hidden units: training {accuracy(trained, X, Y):.1%}, new points "
    f"{accuracy(trained, X_test, Y_test):.1%}"
)
print(
    f"one neuron:        training {line.score(X.T, Y[0]):.1%}, new points "
    f"{line.score(X_test.T, Y_test[0]):.1%}"
)

# %% [markdown]
# At least 95 percent of points that it has never seen, where a straight line is right on about half of
# them. The rest lie so near the middle or so far off their petal that nobody could know.
#
# What did the hidden units find? Compare with the three lines that we chose by hand.

# %% tags=["demo"]
draw_units(trained, X, Y)
plt.show()

# %% [markdown]
# **How many hidden units?** One unit bends nothing: it is a single line with a soft edge. Two draw two
# lines. From three on there is enough for six petals, and more only smooth the corners and cost time.
# (With so many points, fifty do no harm. With few points they may learn by heart, *overfit*; that is the
# notebook `regularization`. The next two cells train ten networks, and take some seconds each.)

# %% tags=["demo"]
fig, axes = plt.subplots(2, 3, figsize=(10, 7), layout="constrained")
title = f"no hidden layer: {line.score(X_test.T, Y_test[0]):.1%}"
dlkit.plot.decision_boundary(
    lambda P: line.predict_proba(P.T)[:, 1], X, Y, title=title, ax=axes.flat[0]
)
for ax, n_h in zip(axes.flat[1:], (1, 2, 5, 20, 50), strict=True):
    learned, _ = fit(X, Y, n_h, num_iterations=4000, learning_rate=2.0, rng=dlkit.seed(1))
    title = f"$n_h$ = {n_h}: {accuracy(learned, X_test, Y_test):.1%}"
    dlkit.plot.decision_boundary(
        lambda P, learned=learned: forward(P, learned)[0], X, Y, title=title, ax=ax
    )
fig.suptitle("accuracy on new points")
plt.show()

# %% [markdown]
# **One run is one run.** The flower was drawn from one seed, and the first weights from another. So draw
# five other flowers, with other first weights, and look again. The single neuron depends on luck: it gets
# anything from about one third to two thirds. The network does not.

# %% tags=["demo"]
print("seed    one neuron    five hidden units    (accuracy on new points)")
for seed in range(5):
    rng = dlkit.seed(seed)
    (points, classes), (new_points, new_classes) = (
        dlkit.data.planar("flower", 400, 0.05, rng) for _ in range(2)
    )
    alone = (
        LogisticRegression(C=np.inf)
        .fit(points.T, classes[0])
        .score(new_points.T, new_classes[0])
    )
    learned, _ = fit(points, classes, 5, 4000, 2.0, rng)
    print(f"{seed:4} {alone:13.1%} {accuracy(learned, new_points, new_classes):20.1%}")

# %% [markdown]
# ## 11. Spirals
#
# Two arms, each more than a full turn, wound into each other. Ten hidden units and a little more patience.
# (The cost leaps up now and then: a step of 2.0 is sometimes too long, and the next ones mend it.)

# %% tags=["demo"]
rng = dlkit.seed(1)
(X_spiral, Y_spiral), (X_new, Y_new) = (
    dlkit.data.planar("spirals", 400, 0.03, rng) for _ in range(2)
)
start = time.perf_counter()
unrolled, costs = fit(
    X_spiral, Y_spiral, n_h=10, num_iterations=10_000, learning_rate=2.0, rng=rng
)
print(
    f"10000 steps in {time.perf_counter() - start:.1f} s, "
    f"{accuracy(unrolled, X_new, Y_new):.1%} of new points right"
)

fig, axes = plt.subplots(1, 3, figsize=(12, 3.7), layout="constrained")
dlkit.plot.learning_curves({"cost": costs}, ax=axes[0])
alone = LogisticRegression(C=np.inf).fit(X_spiral.T, Y_spiral[0])
title = f"one neuron: {alone.score(X_new.T, Y_new[0]):.0%}"
dlkit.plot.decision_boundary(
    lambda P: alone.predict_proba(P.T)[:, 1], X_spiral, Y_spiral, title=title, ax=axes[1]
)
title = f"ten hidden units: {accuracy(unrolled, X_new, Y_new):.0%}"
dlkit.plot.decision_boundary(
    lambda P: forward(P, unrolled)[0], X_spiral, Y_spiral, title=title, ax=axes[2]
)
plt.show()

# %% [markdown]
# ## 12. The activations lab
#
# tanh is one choice of many. Its trouble are the flat ends. `backward` multiplies the error by the slope,
# so where the slope is nearly zero, nearly nothing arrives, and the unit cannot learn its way back. Deep
# networks multiply many slopes, one for each layer, and then even 0.5 is too small: $0.5^{10}$ is a
# thousandth. So people looked for functions that stay steep. You will write the four best known ones.
#
# ### ReLU
#
# The *rectified linear unit* lets positive scores pass as they are and cuts the rest. It costs next to
# nothing to compute, and on the right side its slope is 1, however far out you go.
#
# $$\text{relu}(z) = \max(0, z)$$
#
# Shapes, here and in all of this section: any shape in, the same shape out. The argument stays as it is.


# %% exercise="relu"
def relu(Z):
    """Let positive scores pass and turn negative ones into 0.

    Args:
        Z: scores, array of any shape; stays as it is.

    Returns:
        The activations, array in the shape of Z.
    """
    raise NotImplementedError("relu")


# %% check="relu"
check("relu")

# %% tags=["demo"]
z = np.array([-3.0, -0.5, 0.5, 3.0])
print("scores ", z)
print("tanh   ", np.round(tanh(z), 3))
print("relu   ", relu(z))

# %% [markdown]
# Its slope is 0 on the left and 1 on the right.
#
# $$\text{relu}'(z) = \begin{cases} 1 & \text{if } z > 0 \\ 0 & \text{if } z < 0 \end{cases}$$
#
# At exactly 0 there is a corner, and a corner has no slope. Everybody takes 0 there, and it does not
# matter. The checks keep away from it, here and for the other functions with a corner.


# %% exercise="relu_derivative"
def relu_derivative(Z):
    """Compute the slope of ReLU at each score.

    Args:
        Z: scores, array of any shape; stays as it is.

    Returns:
        The slopes, 0 or 1, array in the shape of Z.
    """
    raise NotImplementedError("relu_derivative")


# %% check="relu_derivative"
check("relu_derivative")

# %% [markdown]
# No flat end on the right, at last. But look at the left: the slope there is not small, it is zero. A unit
# whose score is negative for *every* example gets no error at all. It is **dead**, and nothing brings it
# back.

# %% tags=["demo"]
dlkit.plot.activation_function(relu, relu_derivative, title="ReLU")
plt.show()

# %% tags=["question"]
ask("dead_at_nearly_all_points", ...)

# %% [markdown]
# ### Leaky ReLU
#
# The first cure: let a little through on the left. `alpha` is the slope there, a number between 0 and 1.
#
# $$\text{leaky}(z) = \begin{cases} z & \text{if } z > 0 \\ \alpha z & \text{otherwise} \end{cases}$$


# %% exercise="leaky_relu"
def leaky_relu(Z, alpha=0.01):
    """Let positive scores pass and multiply negative ones by alpha.

    Args:
        Z: scores, array of any shape; stays as it is.
        alpha: slope of the left side, a number between 0 and 1.

    Returns:
        The activations, array in the shape of Z.
    """
    raise NotImplementedError("leaky_relu")


# %% check="leaky_relu"
check("leaky_relu")

# %% tags=["demo"]
z = np.array([-3.0, -0.5, 0.5, 3.0])
for alpha in (0.01, 0.1, 0.5):
    print(f"alpha {alpha:<4}", leaky_relu(z, alpha))

# %% [markdown]
# And its slope: two straight lines, so two numbers.
#
# $$\text{leaky}'(z) = \begin{cases} 1 & \text{if } z > 0 \\ \alpha & \text{if } z < 0 \end{cases}$$


# %% exercise="leaky_relu_derivative"
def leaky_relu_derivative(Z, alpha=0.01):
    """Compute the slope of leaky ReLU at each score.

    Args:
        Z: scores, array of any shape; stays as it is.
        alpha: slope of the left side, a number between 0 and 1.

    Returns:
        The slopes, 1 or alpha, array in the shape of Z.
    """
    raise NotImplementedError("leaky_relu_derivative")


# %% check="leaky_relu_derivative"
check("leaky_relu_derivative")

# %% tags=["demo"]
fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
for ax, alpha in zip(axes, (0.01, 0.2), strict=True):
    dlkit.plot.activation_function(
        lambda z, alpha=alpha: leaky_relu(z, alpha),
        lambda z, alpha=alpha: leaky_relu_derivative(z, alpha),
        title=f"leaky ReLU, alpha = {alpha}",
        ax=ax,
    )
plt.show()

# %% [markdown]
# ### ELU
#
# The *exponential linear unit* has no corner when $\alpha$ is 1. On the left it bends softly down towards
# $-\alpha$, so that the answers lie around zero, as those of tanh do.
#
# $$\text{elu}(z) = \begin{cases} z & \text{if } z > 0 \\ \alpha \, (e^{z} - 1) & \text{otherwise} \end{cases}$$
#
# A trap: NumPy computes *both* sides for every entry and then chooses. With `np.where` the unused `inf` of
# `np.exp(800)` is thrown away, and a warning is all you get. With masks that multiply it is not:
# `0 * inf` is `nan`. To be clean, let the exponential see `np.minimum(Z, 0)`.
#
# One more: the scores may be whole numbers, and the answer must still have decimals.


# %% exercise="elu"
def elu(Z, alpha=1.0):
    """Let positive scores pass and bend negative ones towards -alpha.

    Args:
        Z: scores, array of any shape, floats or integers; stays as it is. Values of +-800 must
            work.
        alpha: how far down the curve reaches, a positive number.

    Returns:
        The activations, array in the shape of Z.
    """
    raise NotImplementedError("elu")


# %% check="elu"
check("elu")

# %% tags=["demo"]
z = np.array([-800.0, -3.0, -0.5, 0.5, 800.0])
for alpha in (0.5, 1.0, 2.0):
    print(f"alpha {alpha}", np.array2string(elu(z, alpha), precision=3, suppress_small=True))

# %% [markdown]
# The slope of $e^z$ is $e^z$ itself, and the $-1$ has none:
#
# $$\text{elu}'(z) = \begin{cases} 1 & \text{if } z > 0 \\ \alpha \, e^{z} & \text{if } z < 0 \end{cases}$$
#
# (On the left that is the same as $\text{elu}(z) + \alpha$. Use what you like.)


# %% exercise="elu_derivative"
def elu_derivative(Z, alpha=1.0):
    """Compute the slope of ELU at each score.

    Args:
        Z: scores, array of any shape, floats or integers; stays as it is. Values of +-800 must
            work.
        alpha: how far down the curve reaches, a positive number.

    Returns:
        The slopes, array in the shape of Z.
    """
    raise NotImplementedError("elu_derivative")


# %% check="elu_derivative"
check("elu_derivative")

# %% tags=["demo"]
fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
for ax, alpha in zip(axes, (1.0, 2.0), strict=True):
    dlkit.plot.activation_function(
        lambda z, alpha=alpha: elu(z, alpha),
        lambda z, alpha=alpha: elu_derivative(z, alpha),
        title=f"ELU, alpha = {alpha:g}",
        ax=ax,
    )
plt.show()

# %% [markdown]
# ### Maxout
#
# Why choose a shape at all? A *maxout* unit computes **two** weighted sums, with weights of their own, and
# answers with the larger. It learns its shape together with its weights. The price: twice as many weights.
#
# $$\text{maxout}(z_1, z_2) = \max(z_1, z_2) \quad \text{entry by entry}$$
#
# Shapes: `Z1` and `Z2` have the same shape, and the answer has it too.


# %% exercise="maxout"
def maxout(Z1, Z2):
    """Take the larger of two scores, entry by entry.

    Args:
        Z1: scores of the first weighted sums, array of any shape; stays as it is.
        Z2: scores of the second weighted sums, array in the shape of Z1; stays as it is.

    Returns:
        The activations, array in the shape of Z1.
    """
    raise NotImplementedError("maxout")


# %% check="maxout"
check("maxout")

# %% tags=["question"]
ask("weights_of_maxout", ...)

# %% [markdown]
# Two straight lines in, a bend out. ReLU and leaky ReLU are special cases, and so is the absolute value.

# %% tags=["demo", "fold"]
# @title Three bends that maxout can make
z = np.linspace(-3, 3, 200)
fig, axes = plt.subplots(1, 3, figsize=(10, 2.8), layout="constrained", sharey=True)
for ax, factor, name in zip(
    axes, (0.0, 0.2, -1.0), ("ReLU", "leaky ReLU", "absolute value"), strict=True
):
    ax.plot(z, z, "--", color="0.6", linewidth=1)
    ax.plot(z, factor * z, "--", color="0.6", linewidth=1)
    ax.plot(z, maxout(z, factor * z), linewidth=2)
    ax.set(title=f"maxout(z, {factor:g} z): {name}", xlabel="z")
plt.show()

# %% [markdown]
# ### Saturated and dead units, made visible
#
# Each picture below is a hidden layer at work: one row for each of 20 units, one column for each of the 400
# points, and the colour is the **slope** at that score. Where it is bright, the error gets through to the
# weights. Where it is black, nothing does. Watch for rows that are black from end to end.
#
# The layers in the upper row have weights of ordinary size. In the lower row something went wrong: for tanh
# the weights are a hundred times too large; for the others one step was far too long and pushed most of the
# biases down.

# %% tags=["demo", "fold"]
# @title Where units cannot learn: black from end to end
rng = dlkit.seed(3)
W, b = rng.normal(size=(20, 2)), rng.normal(scale=0.3, size=(20, 1))
pushed = b - rng.uniform(0, 4, size=(20, 1))
order = np.argsort(np.arctan2(X[1], X[0]))  # walk round the flower
good, bad = W @ X[:, order] + b, W @ X[:, order] + pushed
panels = [
    ("tanh", tanh_derivative, good, 100 * good),
    ("ReLU", relu_derivative, good, bad),
    ("leaky ReLU, alpha = 0.1", lambda Z: leaky_relu_derivative(Z, 0.1), good, bad),
    ("ELU", elu_derivative, good, bad),
]
fig, axes = plt.subplots(
    2, 4, figsize=(12, 4.6), layout="constrained", sharex=True, sharey=True
)
for column, (name, derivative, usual, gone_wrong) in zip(axes.T, panels, strict=True):
    for ax, scores, state in zip(
        column, (usual, gone_wrong), ("", ", gone wrong"), strict=True
    ):
        slopes = np.asarray(derivative(scores), dtype=float)
        picture = ax.imshow(
            slopes, aspect="auto", cmap="gray", vmin=0, vmax=1, interpolation="nearest"
        )
        dead = np.sum(np.all(slopes < 0.05, axis=1))
        ax.set_title(
            f"{name}{state}:\nflat in {np.mean(slopes < 0.05):.0%}, dead units: {dead} of 20",
            fontsize=10,
        )
for ax in axes[-1]:
    ax.set_xlabel("point")
for ax in axes[:, 0]:
    ax.set_ylabel("hidden unit")
fig.colorbar(picture, ax=axes, label="slope", fraction=0.03)
plt.show()

# %% [markdown]
# tanh with huge weights is flat nearly everywhere, for every unit. ReLU is either fully alive or fully
# dead. A leaky unit is never quite dead: its dark rows are grey, not black. ELU lies between: its left side
# fades slowly.
#
# Does that matter for learning? Here is your own network on the flower, once from your small start and once
# with first weights ten thousand times as large.

# %% tags=["demo"]
curves, before = {}, initialize(2, 5, 1, dlkit.seed(2))
for name, factor in (("small start", 1), ("saturated start", 10_000)):
    now = {**before, "W1": factor * before["W1"]}
    flat = np.mean(tanh_derivative(forward(X, now)[1]["Z1"]) < 0.05)
    curves[name] = []
    for _ in range(2000):
        A2, cache = forward(X, now)
        curves[name].append(cost(A2, Y))
        now = update(now, backward(now, cache, X, Y), 2.0)
    print(
        f"{name:16} at first {flat:4.0%} of the slopes are flat; after 2000 steps "
        f"{accuracy(now, X, Y):.1%} right"
    )
dlkit.plot.learning_curves(curves)
plt.show()

# %% [markdown]
# The saturated network is stuck with the lines that it was born with. Only its output layer can still
# learn. So the *first* weights decide a lot: too small, and it takes long to get going; too large, and it
# never does. The notebook `initialization` says how to choose them.
#
# ## 13. The same network in Keras
#
# Two `Dense` layers, and that is all. **Keras holds examples in rows**, so we hand it `X.T` and `Y.T`. Its
# kernels lie the other way round, too: `(n_x, n_h)`, the transpose of `W1`. (The next cell takes some
# seconds, because TensorFlow has to start.)

# %% tags=["demo"]
dlkit.needs_keras()
import keras
import tensorflow as tf

n_h = 5
dlkit.seed(0)
model = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.Dense(n_h, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(
    optimizer=keras.optimizers.SGD(2.0), loss="binary_crossentropy", metrics=["accuracy"]
)
print("numbers to learn:", model.count_params())

# %% [markdown]
# First give it the weights of a network of yours, and compare the answers and the gradients.
# `tf.GradientTape` watches the computation and works out all slopes by itself. It needs no formula from
# you, so it is an independent judge of your `backward`. Keras computes in float32, with about seven digits;
# that is how well the two should agree.

# %% tags=["demo"]
model.set_weights([point["W1"].T, point["b1"][:, 0], point["W2"].T, point["b2"][:, 0]])
rows, targets = X.T, Y.T  # (m, 2), (m, 1)

A2, cache = forward(X, point)
print(f"answers: largest difference {np.abs(model.predict(rows, verbose=0).T - A2).max():.0e}")

with tf.GradientTape() as tape:
    loss = tf.reduce_mean(keras.losses.binary_crossentropy(targets, model(rows)))
from_tape = tape.gradient(loss, model.trainable_variables)
ours = backward(point, cache, X, Y)
for name, slopes in zip(("W1", "b1", "W2", "b2"), from_tape, strict=True):
    slopes = slopes.numpy().reshape(ours[f"d{name}"].T.shape).T
    print(f"d{name}:     largest difference {np.abs(slopes - ours[f'd{name}']).max():.0e}")

# %% [markdown]
# Then train both from these weights, 100 steps over all points. (Keras usually takes a step after every 32
# examples. With `batch_size` as large as the data it looks at all of them first, as we do.)

# %% tags=["demo"]
start = time.perf_counter()
history = model.fit(rows, targets, epochs=100, batch_size=len(rows), verbose=0)
print(f"Keras: 100 steps in {time.perf_counter() - start:.1f} s")

start = time.perf_counter()
now, costs = point, []
for _ in range(100):
    A2, cache = forward(X, now)
    costs.append(cost(A2, Y))
    now = update(now, backward(now, cache, X, Y), 2.0)
print(f"ours:  100 steps in {time.perf_counter() - start:.2f} s")

print(
    "largest difference between the costs   "
    f"{np.abs(np.array(history.history['loss']) - costs).max():.0e}"
)
print(
    "largest difference between the weights "
    f"{np.abs(model.get_weights()[0].T - now['W1']).max():.0e}"
)

# %% [markdown]
# The same network, to the last digits that float32 has. And here is how one would write it in practice:
# fresh weights by Keras's own recipe, small batches, and a cleverer optimizer than ours (you will build it
# in the notebook `optimizers`). Sixty rounds are enough, and take some seconds.

# %% tags=["demo"]
dlkit.seed(1)
model = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.Dense(5, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy", metrics=["accuracy"]
)
model.fit(rows, targets, epochs=60, verbose=0)
keras_accuracy = model.evaluate(X_test.T, Y_test.T, verbose=0)[1]

fig, axes = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
title = f"yours: {accuracy(trained, X_test, Y_test):.1%} of new points right"
dlkit.plot.decision_boundary(lambda P: forward(P, trained)[0], X, Y, title=title, ax=axes[0])
title = f"Keras: {keras_accuracy:.1%} of new points right"
dlkit.plot.decision_boundary(
    lambda P: model.predict(P.T, verbose=0), X, Y, title=title, ax=axes[1]
)
plt.show()

# %% [markdown]
# ## 14. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Patience, or a better start?** Draw spirals with `rng = dlkit.seed(3)` and train 30 hidden units on
#    them for 15,000 steps with a learning rate of 1. What is the last cost, and which accuracy does one
#    neuron reach on the same points? Where did the network stop? Now multiply the weights of `initialize`
#    by 20 and start again (write the loop yourself, as section 9 does). What has changed, and why?
# 2. **Corners.** Copy `forward` and `backward` under new names and put ReLU in place of tanh, with your
#    `relu` and `relu_derivative`. Train ten units on the flower, from larger first weights. How does the
#    boundary look now, and can you say why? How many of your units are dead at the end?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A colleague has built a network with one hidden layer of 50 units for the flower. It is right on half of
# the points, whatever she does. She shows you her code, and you find that she left out the activation: her
# hidden units compute $W^{[1]} x + b^{[1]}$ and nothing more. In about 150 words:
#
# - Explain to her, with a formula or a drawing, why her 50 units can do no more than one neuron (4 points).
# - She puts tanh in and, to be able to repeat her experiment, sets all weights to 0.5 at the start. Say what
#   happens to her 50 units during training, and why. How can she keep her experiment repeatable without
#   this? (3 points)
# - It works at last: 97 percent. "Then I shall take 5000 units, to be on the safe side", she says. What
#   would you measure before you agree, and on which points (3 points)?

# %% [markdown] written="why_it_bends"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A network that bends, and the algorithm behind all of deep learning in your own hands: forward, cost,
# backward, update. You know why units must start different, why they need a bend, and what a saturated and
# a dead unit look like. And you test a gradient before you trust it.
#
# What about two hidden layers, or ten? The backward pass does the same thing once more for every layer.
# Write it once, for any number of layers: that is the next notebook, `deep_network`.
#
# **To read on**, all of it free:
#
# - [How the backpropagation algorithm works](http://neuralnetworksanddeeplearning.com/chap2.html), chapter
#   2 of Michael Nielsen's *Neural Networks and Deep Learning*, 2015: the backward pass in four formulas,
#   each proved.
# - [Neural networks, manifolds, and
#   topology](https://colah.github.io/posts/2014-03-NN-Manifolds-Topology/), Chris Olah, 2014: how a hidden
#   layer bends the plane until a straight line is enough, in moving pictures.
# - [Neural networks, part 1](https://cs231n.github.io/neural-networks-1/), notes of the Stanford course
#   CS231n: the activations of section 12 compared, and what to take.
