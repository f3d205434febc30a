# %% [markdown]
# # Tuning: choosing what is not learned
#
# **You will build** what chooses a learning rate, a momentum and a penalty for you: random search on the
# right scale, a grid to beat, a search that goes from coarse to fine, successive halving, and a
# learning-rate range test. You measure which of them is worth its time. With the same 27 trainings, random
# search on a logarithmic scale beats the grid for nearly every seed. Halving finds as good a setting in
# about a **quarter of the epochs**. You learn to read what is wrong with a training from its curves. And
# you see what becomes of a result that was chosen by the test set.
#
# **You need** NumPy, and the idea of a network, its loss and gradient descent with momentum, as in
# `optimizers`. The network is given, and it is small: one training takes a hundredth of a second, so that
# you can afford thousands.
#
# **It takes** about 110 minutes. The finished notebook runs from top to bottom in one to two minutes.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The cells
# in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("grid")` gives a hint: the first gives away little, the third nearly all. `inputs("grid")` hands you
# the values that a check calls it with, and `progress()` shows how far you are. Once you are right,
# `solution("grid")` shows how we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import itertools

import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("tuning").tools

# %% [markdown]
# ## 1. A network, and the map that nobody has
#
# Gradient descent finds the weights. It does not find the learning rate, nor the momentum, nor how strong a
# penalty on large weights should be. Such a number, chosen before the training, is a **hyperparameter**.
# Setting them well is called *tuning*, and it works by trying: train, look at the score, try something
# else.
#
# Here is what will be trained. The digits are split into four parts, and each has one job:
#
# | part | pictures | job |
# |---|--:|---|
# | training set | 600 | the weights are learned from it |
# | **validation set** | 400 | the hyperparameters are chosen by it |
# | test set | 359 | looked at once, at the very end |
# | later | 438 | pictures that "come in next year", to see who was right |
#
# **Examples are rows**: `x` is `(m, 64)`, one row for each picture, and `y` is `(m,)`, the digits. Read the
# next cell once. The momentum is the moving average of `optimizers`: $v \leftarrow \beta v + (1 - \beta)\,
# g$, then $w \leftarrow w - \alpha v$.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)

digits = dlkit.data.digits()
order = np.random.default_rng(0).permutation(len(digits.y_train))
x_all, y_all = digits.x_train.reshape(-1, 64)[order], digits.y_train[order]
x_train, y_train = x_all[:600], y_all[:600]
x_val, y_val = x_all[600:1000], y_all[600:1000]
x_later, y_later = x_all[1000:], y_all[1000:]
x_test, y_test = digits.x_test.reshape(-1, 64), digits.y_test


class Training:
    """The training of one small network, which can be continued.

    It has 64 pixels, a layer of ReLU units, and 10 classes. setting holds "learning_rate", and
    may hold "momentum", "l2" and "units".
    """

    def __init__(self, setting, seed=0, x=x_train, y=y_train):
        self.setting, self.x, self.y = setting, x, y
        self.rng = np.random.default_rng(seed)
        units = setting.get("units", 32)
        self.weights = [
            self.rng.normal(size=(64, units)) * np.sqrt(2 / 64),
            np.zeros(units),
            self.rng.normal(size=(units, 10)) * np.sqrt(1 / units),
            np.zeros(10),
        ]
        self.velocity = [np.zeros_like(values) for values in self.weights]
        self.epochs = 0

    def probabilities(self, x):
        """Compute the probabilities of the ten classes, (m, 10)."""
        return self._forward(x)[1]

    def _forward(self, x):
        W1, b1, W2, b2 = self.weights
        hidden = np.maximum(x @ W1 + b1, 0)
        scores = hidden @ W2 + b2
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return hidden, powers / powers.sum(axis=1, keepdims=True)

    def loss(self, x, y):
        """Compute the average cross-entropy; for guessing it is ln 10 = 2.3."""
        right = self.probabilities(x)[np.arange(len(y)), y]
        return float(-np.mean(np.log(np.maximum(right, 1e-12))))

    def accuracy(self, x, y):
        """Compute the share of right answers; nan if the training has diverged."""
        if not all(np.isfinite(values).all() for values in self.weights):
            return float("nan")
        return float(np.mean(self.probabilities(x).argmax(axis=1) == y))

    def step(self, x, y, learning_rate):
        """Take one step of gradient descent with momentum; return the loss before it."""
        m, l2 = len(y), self.setting.get("l2", 0.0)
        momentum = self.setting.get("momentum", 0.9)
        hidden, dscores = self._forward(x)
        loss = float(-np.mean(np.log(np.maximum(dscores[np.arange(m), y], 1e-12))))
        dscores[np.arange(m), y] -= 1
        dscores /= m
        dhidden = dscores @ self.weights[2].T * (hidden > 0)
        slopes = [
            x.T @ dhidden + l2 * self.weights[0],
            dhidden.sum(axis=0),
            hidden.T @ dscores + l2 * self.weights[2],
            dscores.sum(axis=0),
        ]
        for i, slope in enumerate(slopes):
            self.velocity[i] = momentum * self.velocity[i] + (1 - momentum) * slope
            self.weights[i] = self.weights[i] - learning_rate * self.velocity[i]
        return loss

    def run(self, epochs):
        """Train on until so many epochs are done in all; mini-batches of 32."""
        with np.errstate(all="ignore"):  # a learning rate may well be too large
            while self.epochs < epochs:
                shuffled = self.rng.permutation(len(self.y))
                for start in range(0, len(shuffled), 32):
                    chosen = shuffled[start : start + 32]
                    self.step(self.x[chosen], self.y[chosen], self.setting["learning_rate"])
                self.epochs += 1
        return self


def objective(setting, epochs=6, seed=0):
    """Train a fresh network with a setting; return its accuracy on the validation set."""
    return Training(setting, seed).run(epochs).accuracy(x_val, y_val)


started = time.perf_counter()
print(f"learning rate 0.5, momentum 0.9: {objective({'learning_rate': 0.5}):.1%} are right")
print(f"one training takes {1000 * (time.perf_counter() - started):.0f} ms")

# %% [markdown]
# Since it is so fast, we can afford what is out of the question elsewhere: to try *everything*. Below are
# 216 trainings, as a map. Its axes are what you are looking for, its colour is what you get.

# %% tags=["demo", "fold"]
# @title The map: 216 trainings
map_rates, map_momenta = np.geomspace(1e-4, 100, 18), 1 - np.geomspace(0.5, 0.001, 12)
land = np.array(
    [
        [objective({"learning_rate": rate, "momentum": beta}) for rate in map_rates]
        for beta in map_momenta
    ]
)


def draw_map(ax):
    """Draw the map of the 216 scores; what diverged is white."""
    picture = ax.pcolormesh(
        map_rates, 1 - map_momenta, land, shading="nearest", cmap="viridis"
    )
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="momentum")
    ax.invert_yaxis()
    ticks = [0.5, 0.1, 0.01, 0.001]
    ax.set_yticks(ticks, [f"{1 - tick:g}" for tick in ticks])
    ax.minorticks_off()
    return picture


fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
fig.colorbar(draw_map(ax), label="validation accuracy after 6 epochs")
ax.set_title("the map that nobody has")
plt.show()
print(f"best of the map: {np.nanmax(land):.1%}")

# %% [markdown]
# The good land is one bright stripe. Left of it the network learns too slowly, right of it it learns
# nothing at all. And look at the axes: from one end to the other the learning rate grows by a factor of **a
# million**. Nobody has this map for a network whose training takes a day. What follows is how to find the
# stripe in the dark, with few tries.
#
# ## 2. Draw on the right scale
#
# Where would you look for a learning rate between 0.0001 and 1? Draw it evenly, and nine of ten draws lie
# between 0.1 and 1. Whether it should be 0.0003 or 0.003 you would never learn. But what matters is the
# *factor*: 0.001 and 0.002 are as different as 0.1 and 0.2. So each **power of ten** should get as many
# draws as the others. The number is spread evenly on a **logarithmic scale** (log-uniform) if its logarithm
# is spread evenly:
#
# $$\log x \sim \text{uniform}(\log a, \log b)$$
#
# Shapes: `low`, `high` and the answer are single numbers. All chance comes from `rng`.


# %% exercise="sample_log_uniform"
def sample_log_uniform(low, high, rng):
    """Draw a number that is spread evenly on a logarithmic scale.

    Args:
        low: the lower limit, more than 0.
        high: the upper limit; it may be equal to low.
        rng: np.random.Generator that all chance comes from.

    Returns:
        The number, between low and high.
    """
    raise NotImplementedError("sample_log_uniform")


# %% check="sample_log_uniform"
check("sample_log_uniform")

# %% tags=["question"]
ask("share_below_a_hundredth", ...)

# %% [markdown]
# Two thousand learning rates, drawn both ways, on one and the same axis.

# %% tags=["demo"]
rng = dlkit.seed(1)
ways = {
    "evenly": rng.uniform(1e-4, 1, 2000),
    "log-uniform": [sample_log_uniform(1e-4, 1, rng) for _ in range(2000)],
}
fig, axes = plt.subplots(1, 2, figsize=(8, 2.6), sharey=True, layout="constrained")
for ax, (name, values) in zip(axes, ways.items(), strict=True):
    ax.hist(values, bins=np.geomspace(1e-4, 1, 25))
    ax.set(xscale="log", xlabel="learning rate", title=name)
axes[0].set_ylabel("how many of 2,000")
plt.show()

# %% [markdown]
# ## 3. Close to one
#
# Momentum is another matter. With $\beta = 0.9$ the velocity averages about $1 / (1 - \beta) = 10$ slopes,
# with 0.99 a hundred, with 0.999 a thousand. From 0.9 to 0.9005 nothing happens; from 0.999 to 0.9995 the
# memory doubles. So what should be spread over the powers of ten is the **distance from 1**:
#
# $$1 - x \ \text{ is log-uniform between } \ 1 - \text{high} \ \text{ and } \ 1 - \text{low}$$
#
# The same holds for each number that works by how near it is to 1, such as the share of units that dropout
# keeps.


# %% exercise="sample_one_minus"
def sample_one_minus(low, high, rng):
    """Draw a number below 1 whose distance from 1 is spread evenly on a logarithmic scale.

    Args:
        low: the lower limit.
        high: the upper limit, less than 1; it may be equal to low.
        rng: np.random.Generator that all chance comes from.

    Returns:
        The number, between low and high.
    """
    raise NotImplementedError("sample_one_minus")


# %% check="sample_one_minus"
check("sample_one_minus")

# %% tags=["question"]
ask("middle_below_one", ...)

# %% [markdown]
# How many slopes does a drawn momentum average? Ten to a hundred should be as frequent as a hundred to a
# thousand.

# %% tags=["demo"]
rng = dlkit.seed(2)
for name, draw in (
    ("evenly", lambda a, b, rng: rng.uniform(a, b)),
    ("yours", sample_one_minus),
):
    memory = np.array([1 / (1 - draw(0.9, 0.999, rng)) for _ in range(2000)])
    print(
        f"{name:8} 10 to 100 slopes: {np.mean(memory < 100):4.0%}    "
        f"100 to 1000: {np.mean(memory >= 100):4.0%}"
    )

# %% [markdown]
# ## 4. A space, and a setting from it
#
# Say once what is to be searched, as plain data. A **search space** has for each hyperparameter a scale and
# two limits:
#
# | scale | what is spread evenly |
# |---|---|
# | `"linear"` | the number itself, such as a share of units to drop |
# | `"log"` | its logarithm: learning rate, penalty, width of a layer |
# | `"one_minus"` | the logarithm of its distance from 1: momentum |
#
# A **setting** has one number for each. Draw the numbers **independently** of each other.

# %% tags=["demo"]
space = {
    "learning_rate": ("log", 1e-4, 100.0),
    "momentum": ("one_minus", 0.5, 0.999),
    "l2": ("log", 1e-6, 1.0),
}


# %% exercise="sample_setting"
def sample_setting(space, rng):
    """Draw one number for each name of a space, on its own scale.

    Args:
        space: dict {name: (scale, low, high)}; scale is "linear", "log" or "one_minus".
        rng: np.random.Generator that all chance comes from.

    Returns:
        A new dict {name: number}.
    """
    raise NotImplementedError("sample_setting")


# %% check="sample_setting"
check("sample_setting")

# %% tags=["demo"]
rng = dlkit.seed(3)
for _ in range(5):
    setting = sample_setting(space, rng)
    print("  ".join(f"{name} {value:<10.4g}" for name, value in setting.items()), end="")
    print(f" right: {objective(setting):.1%}")

# %% [markdown]
# Some of them are hopeless. That is normal, and it is the point: you do not know beforehand which.
#
# ## 5. Random search
#
# The simplest search there is: draw a setting, train, write down what came of it; again, until the
# **budget** is used up. Each try is a **trial**, here a dict with its `"setting"` and its `"score"`. Higher
# is better.
#
# Keep all trials, not only the best. What failed tells you where not to look, and in section 8 you will
# need them. And ask the objective **once** per trial: in real life each question costs hours.
#
# `bowl` stands in for a training where the checks call your function: it has a best place and no network.


# %% tags=["setup"]
def bowl(setting):
    """Score a setting without any network: best at a learning rate of 0.1."""
    score = (
        1
        - 0.1 * (np.log10(setting["learning_rate"]) + 1) ** 2
        - (setting.get("momentum", 0.9) - 0.9) ** 2
    )
    return float(score)


# %% exercise="random_search"
def random_search(objective, space, budget, rng):
    """Try settings that are drawn at random, and write down what each scores.

    Args:
        objective: a function; objective(setting) trains with a setting and returns its score.
        space: dict {name: (scale, low, high)}.
        budget: how often the objective may be asked, an integer.
        rng: np.random.Generator that all chance comes from.

    Returns:
        A list of trials, dicts {"setting": {...}, "score": number}, in the order in which
        they were tried.
    """
    raise NotImplementedError("random_search")


# %% check="random_search"
check("random_search")

# %% [markdown]
# Sixty trials. Each dot is one of them, drawn three times: over its learning rate, its momentum, its
# penalty.

# %% tags=["demo"]
trials = random_search(objective, space, 60, dlkit.seed(4))
scores = np.array([trial["score"] for trial in trials])
fig, axes = plt.subplots(1, 3, figsize=(10, 2.8), sharey=True, layout="constrained")
for ax, name in zip(axes, space, strict=True):
    values = np.array([trial["setting"][name] for trial in trials])
    ax.plot(1 - values if name == "momentum" else values, scores, "o", alpha=0.6)
    ax.set(xscale="log", xlabel="1 - momentum" if name == "momentum" else name)
axes[0].set_ylabel("validation accuracy")
plt.show()
print(f"best of 60: {np.nanmax(scores):.1%}")
print(f"more than 90% right: {np.mean(scores > 0.9):.0%} of the trials")

# %% [markdown]
# On the left you see a mountain, in the middle and on the right hardly anything. **Not all hyperparameters
# matter equally.** Here it is the learning rate by far, and then that the penalty is not huge. You seldom
# know this beforehand, and it decides the next section.
#
# How many trials are enough? Say "good" are the best 5 of 100 settings. One trial misses them with
# probability 0.95, and $n$ trials all miss them with probability $0.95^n$, however many hyperparameters
# there are.

# %% tags=["question"]
ask("trials_for_the_best_five_percent", ...)

# %% [markdown]
# ## 6. The grid
#
# The tidy way is a **grid**: some values for each hyperparameter, and every combination of them. It looks
# thorough. Write it, so that you can measure it.
#
# - Each name gets `points` values, evenly spaced **on its scale**, both limits among them. `np.linspace` and
#   `np.geomspace` space numbers; for `"one_minus"` it is again the distance from 1 that is spaced.
# - Every combination is one setting. The **last name changes fastest**, as in `itertools.product`.
#
# Shapes: with $d$ names, a list of $\text{points}^d$ dicts. This is what `itertools.product` does; with
# `*axes` it takes a list of lists:

# %% tags=["demo"]
axes = [["a", "b"], [1, 2, 3]]
print(list(itertools.product(*axes)))


# %% exercise="grid"
def grid(space, points):
    """List every combination of values that are evenly spaced, each on its own scale.

    Args:
        space: dict {name: (scale, low, high)}.
        points: how many values each name gets, an integer of at least 2; both limits among
            them.

    Returns:
        A list of points ** len(space) settings, dicts {name: number}; the values of a name
        grow, and the last name changes fastest.
    """
    raise NotImplementedError("grid")


# %% check="grid"
check("grid")

# %% tags=["question"]
ask("learning_rates_of_a_grid", ...)

# %% [markdown]
# Both on the map, with nine trials each.

# %% tags=["demo"]
plane = {name: space[name] for name in ("learning_rate", "momentum")}
rng = dlkit.seed(5)
sides = {"a grid": grid(plane, 3), "random": [sample_setting(plane, rng) for _ in range(9)]}
fig, axes = plt.subplots(1, 2, figsize=(10, 3.2), layout="constrained")
for ax, (side, settings) in zip(axes, sides.items(), strict=True):
    draw_map(ax)
    ax.plot(
        [setting["learning_rate"] for setting in settings],
        [1 - setting["momentum"] for setting in settings],
        "o",
        color="white",
        markeredgecolor="black",
        markersize=9,
        clip_on=False,
    )
    tried = len({setting["learning_rate"] for setting in settings})
    ax.set_title(f"{side}: 9 trials, {tried} learning rates")
plt.show()

# %% [markdown]
# The grid spends nine trials and learns about three learning rates. The momentum matters much less, so that
# two of three trials tell little that is new. Random search tries a new learning rate each time. This is
# the argument of [Bergstra and Bengio (2012)](https://jmlr.org/papers/v13/bergstra12a.html), and the reason
# why a grid gets worse with each hyperparameter that you add.
#
# An argument is no measurement. **The race**: 27 trainings for each of four searches: grid and random, each
# on a linear scale and on the right one. One run proves nothing, so we do it for ten seeds. Each seed has
# its own first weights. And since nobody knows the right limits, those of the learning rate are moved for
# each seed, by up to half a power of ten to either side. That is fair to the grid: else all would depend on
# where its three learning rates happen to lie.


# %% tags=["demo"]
def race(seed):
    """Let four searches spend 27 trainings each; return their scores, {name: (27,)}."""
    rng = np.random.default_rng(seed)
    shift = 10 ** rng.uniform(-0.5, 0.5)
    right = {**space, "learning_rate": ("log", 1e-4 * shift, 100 * shift)}
    linear = {name: ("linear", low, high) for name, (_, low, high) in right.items()}

    def score(setting):
        return objective(setting, seed=seed)

    def tried(settings):
        return [{"score": score(setting)} for setting in settings]

    results = {
        "random, linear": random_search(score, linear, 27, rng),
        "grid, linear": tried(grid(linear, 3)),
        "grid, right scale": tried(grid(right, 3)),
        "random, right scale": random_search(score, right, 27, rng),
    }
    return {
        name: np.nan_to_num([trial["score"] for trial in found])
        for name, found in results.items()
    }


started = time.perf_counter()
races = [race(seed) for seed in range(10)]
best = {name: np.array([found[name].max() for found in races]) for name in races[0]}

fig, ax = plt.subplots(figsize=(8, 3.2), layout="constrained")
for place, values in enumerate(best.values()):
    ax.plot(values, np.full(10, place), "o", alpha=0.6)
    ax.plot(values.mean(), place, "|", color="black", markersize=24, markeredgewidth=2)
ax.set(
    yticks=range(4),
    yticklabels=list(best),
    xlabel="best of 27, ten seeds; the bar is their mean",
)
ax.set_title("one budget, four searches")
plt.show()

for name, values in best.items():
    print(f"{name:20} mean {values.mean():.3f}, worst seed {values.min():.3f}")
wins = np.sum(best["random, right scale"] > best["grid, right scale"])
print(f"random beats the grid on the right scale for {wins} of 10 seeds")
print(f"({time.perf_counter() - started:.0f} s for {4 * 27 * 10} trainings)")

# %% [markdown]
# Three things to take from it, the third one seldom told:
#
# - On the right scale random search wins, on average by several points. Not always: now and then a line of the
#   grid lies by chance right on the stripe.
# - The grid depends on luck. Its worst seed is much worse than that of random search.
# - **The scale matters more than the method.** Random search on a linear scale is the worst of all: of learning
#   rates drawn evenly up to 100, hardly one is below 5. "Use random search" is only half of the advice.
#
# ## 7. What does a budget buy?
#
# "Our method reaches 96%." With how many trials? With one or with five hundred? The best of many is always
# higher than the best of few, so that a number without its budget says little. From the scores of $n$
# random trials you can compute what the best of *any* number of trials is worth on average.
#
# Sort the scores: $v_1 \le v_2 \le \dots \le v_n$. Draw $k$ trials from them, with replacement. All of them
# are at most $v_i$ with probability $(i / n)^k$. So the best of them is exactly the $i$-th with probability
# $(i/n)^k - ((i-1)/n)^k$, and on average it is
#
# $$E[\text{best of } k] = \sum_{i=1}^{n} v_i \left[ \Big(\frac{i}{n}\Big)^k - \Big(\frac{i-1}{n}\Big)^k \right]$$
#
# Shapes: `scores` holds $n$ numbers, as a list or an array, in any order; leave it as it is. This is from
# [Dodge and others, *Show your work* (2019)](https://arxiv.org/abs/1909.03004).


# %% exercise="expected_best"
def expected_best(scores, budget):
    """Compute what the best of some random trials scores on average.

    Args:
        scores: scores of n trials, a list or an array of shape (n,), in any order; it stays as
            it is.
        budget: how many trials are drawn from them, with replacement; an integer of at
            least 1.

    Returns:
        The expected largest score, a number.
    """
    raise NotImplementedError("expected_best")


# %% check="expected_best"
check("expected_best")

# %% tags=["question"]
ask("best_of_two", ...)

# %% [markdown]
# All 270 trials of each search, as one curve. Where a curve lies above another one, it is the better search
# for *that* budget.

# %% tags=["demo"]
budgets = np.arange(1, 61)
fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
for name in best:
    pool = np.concatenate([found[name] for found in races])
    ax.plot(budgets, [expected_best(pool, int(budget)) for budget in budgets], label=name)
ax.set(xlabel="number of trials", ylabel="expected best score", ylim=(0, 1))
ax.legend(frameon=False)
plt.show()
pool = np.concatenate([found["random, right scale"] for found in races])
for budget in (1, 3, 9, 27):
    print(
        f"{budget:2} trials on the right scale: {expected_best(pool, budget):.3f} on average"
    )

# %% [markdown]
# The first ten trials bring most of what there is, the next twenty some points, and thirty more hardly two.
# (For a grid the curve is kinder than life: who runs a grid does not draw from it, and has to pay for all
# of it.)
#
# ## 8. Best first, and from coarse to fine
#
# From here on you choose, again and again, the best few of many trials. So do it properly, once. A training
# that **diverged**, because its learning rate was too large, has no weights any more, only `nan`; its score
# is `nan`, too. And `nan` bites: it is neither larger nor smaller than anything, `np.argmax` takes it for
# the maximum, and Python's `sorted` goes wrong silently. Those trials belong at the very end.


# %% exercise="best_first"
def best_first(scores):
    """List the places of the scores, from the highest score to the lowest.

    Args:
        scores: n scores, a list or an array of shape (n,), positive or negative; nan where a
            training diverged.

    Returns:
        A list of the n places, integers from 0 to n - 1. Equal scores stay in their order,
        and nan stands at the end.
    """
    raise NotImplementedError("best_first")


# %% check="best_first"
check("best_first")

# %% [markdown]
# **From coarse to fine.** Spend half of the budget on a wide search. Look where its best trials lie, and
# spend the other half there. For each name, the new limits are the smallest and the largest value among the
# best `keep` trials; the scale stays.


# %% exercise="coarse_to_fine"
def coarse_to_fine(space, trials, keep):
    """Narrow a space to where its best trials lie.

    Args:
        space: dict {name: (scale, low, high)}.
        trials: list of dicts {"setting": {...}, "score": number}; a score may be nan.
        keep: how many of the trials are the best ones, an integer of at least 1.

    Returns:
        A new dict {name: (scale, low, high)}: the same names and scales, and as limits the
        smallest and the largest value among the best trials.
    """
    raise NotImplementedError("coarse_to_fine")


# %% check="coarse_to_fine"
check("coarse_to_fine")

# %% [markdown]
# Sixteen coarse and sixteen fine trials, against thirty-two that are all coarse. From here on each trial
# has first weights of its own, as in life: part of every score is luck. Therefore ten seeds again.


# %% tags=["demo"]
def kept_trials(space, budget, rng, epochs=10):
    """Run a random search that keeps what it has trained, as "training" in each trial."""
    trained = []

    def score(setting):
        trained.append(Training(setting, seed=int(rng.integers(2**31))).run(epochs))
        return trained[-1].accuracy(x_val, y_val)

    found = random_search(score, space, budget, rng)
    return [
        {**trial, "training": training} for trial, training in zip(found, trained, strict=True)
    ]


def searched(seed):
    """Spend 16 trials on the whole space and 16 on the best part of it; return all 32."""
    rng = np.random.default_rng(seed)
    coarse = kept_trials(space, 16, rng)
    finer = coarse_to_fine(space, coarse, keep=4)
    return coarse + kept_trials(finer, 16, rng), finer


def highest(trials):
    """Return the highest score of some trials."""
    return trials[best_first([trial["score"] for trial in trials])[0]]["score"]


searches = [searched(seed) for seed in range(10)]
wide = [
    highest(kept_trials(space, 32, np.random.default_rng(100 + seed))) for seed in range(10)
]
deep = [highest(trials) for trials, _ in searches]
print(
    f"32 coarse:             best {np.mean(wide):.3f} on average, worst seed {min(wide):.3f}"
)
print(
    f"16 coarse and 16 fine: best {np.mean(deep):.3f} on average, worst seed {min(deep):.3f}"
)
for part, name in ((slice(16), "a coarse trial"), (slice(16, 32), "a fine trial")):
    usual = [
        np.nanmedian([trial["score"] for trial in trials[part]]) for trials, _ in searches
    ]
    print(f"{name:15} scores {np.mean(usual):.3f} (median)")
for name, (scale, low, high) in searches[0][1].items():
    print(f"{name:14} {scale:10} from {low:.4g} to {high:.4g}")

# %% [markdown]
# The best score rises only a little: thirty-two coarse trials are not bad either. But look at the medians:
# the usual fine trial is good, the usual coarse one was wasted. Two cautions. Four trials can be four lucky
# ones: if the best lies at an edge of the new space, widen it again. And if only the best **one** were
# kept, there would be nothing left to search.
#
# ## 9. Successive halving: do not finish what has lost
#
# Why train a hopeless setting to the end? After two epochs you can see that it is hopeless. **Successive
# halving** lets all begin, and only the better ones go on:
#
# 1. Train all settings for `epochs` epochs.
# 2. Keep the best `1 / factor` of them: `len(alive) // factor`, but at least one.
# 3. Make the next round `factor` times as long (counted from the beginning of the training). Go on until **one**
#    is left.
#
# With 27 settings, 2 epochs and factor 3: 27 settings until epoch 2, then 9 until epoch 6, then 3 until
# epoch 18, then one is left, the winner.
#
# `objective(setting, epochs)` gives the score after so many epochs **in all**, and a training goes on from
# where it stood: in the second round each of the 9 pays for 4 more epochs, not for 6. Return the winner,
# and how many epochs were trained in all.
#
# `slow_bowl` stands in for a training again: small learning rates begin slowly, large ones diverge.


# %% tags=["setup"]
def slow_bowl(setting, epochs):
    """Score a setting without any network: small learning rates need many epochs."""
    rate = setting["learning_rate"]
    if rate > 10:
        return float("nan")
    return float((1 - 0.1 * (np.log10(rate) + 1) ** 2) * (1 - np.exp(-20 * rate * epochs)))


# %% exercise="successive_halving"
def successive_halving(objective, settings, epochs, factor):
    """Train all settings a little and the best of them longer, until one is left.

    Args:
        objective: a function; objective(setting, epochs) returns the score of a setting after
            that many epochs in all. It may be nan.
        settings: list of at least one setting.
        epochs: the length of the first round, an integer.
        factor: how many times longer each round is than the one before, and one in how many
            settings goes on (rounded down, but at least one); an integer of at least 2.

    Returns:
        A tuple (winner, spent): the setting that is left, and the epochs of all trainings
        together, where each goes on from where it stood. A single setting wins untrained.
    """
    raise NotImplementedError("successive_halving")


# %% check="successive_halving"
check("successive_halving")

# %% tags=["question"]
ask("bill_of_a_halving", ...)

# %% [markdown]
# Now with real trainings. `PausedTrainings` keeps the trainings, so that they really go on. Beside it, the
# same 27 settings all trained to the end: 18 epochs each. And what random search gets with *fewer
# settings*, for the same epochs as halving.


# %% tags=["demo"]
class PausedTrainings:
    """Trainings that wait for their next round."""

    def __init__(self, seed):
        self.seed, self.trainings, self.curves = seed, {}, {}

    def score(self, setting, epochs):
        """Train a setting on until so many epochs are done; return its score."""
        name = tuple(setting.values())
        training = self.trainings.setdefault(name, Training(setting, self.seed))
        curve = self.curves.setdefault(name, [(0, training.accuracy(x_val, y_val))])
        while training.epochs < epochs:
            training.run(training.epochs + 1)
            curve.append((training.epochs, training.accuracy(x_val, y_val)))
        return curve[-1][1]


rows = []
for seed in range(10):
    rng = np.random.default_rng(seed)
    settings = [sample_setting(space, rng) for _ in range(27)]
    paused = PausedTrainings(seed)
    winner, spent = successive_halving(paused.score, settings, 2, 3)
    if seed == 0:
        first_curves = paused.curves
    full = np.nan_to_num([objective(setting, 18, seed) for setting in settings])
    rows.append([full[settings.index(winner)], full.max(), full[: spent // 18].max()])
won, everything, fewer = np.mean(rows, axis=0)
print(f"27 settings, all 18 epochs: {everything:.3f}, {27 * 18} epochs")
print(f"successive halving:         {won:.3f}, {spent} epochs")
print(f"{spent // 18} settings, all 18 epochs:  {fewer:.3f}, {spent // 18 * 18} epochs")
same = sum(row[0] == row[1] for row in rows)
print(f"halving's winner is as good as the best of all 27 for {same} of 10 seeds")

fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
for curve in first_curves.values():
    steps, values = zip(*curve, strict=True)
    colour = "C1" if len(curve) > 7 else "C0"
    ax.plot(steps, values, color=colour, alpha=0.6, linewidth=1.5)
ax.set(
    xlabel="epoch",
    ylabel="validation accuracy",
    title="who may go on (orange: to the last round)",
)
ax.set_xticks([0, 2, 6, 18])
plt.show()

# %% [markdown]
# A quarter of the epochs, and the same winner for most seeds. When does it fail? When the leader after two
# epochs is not the leader after eighteen: small learning rates begin slowly, and a strong penalty hurts
# late. A longer first round is the insurance. (*Hyperband*, [Li and others
# (2018)](https://jmlr.org/papers/v18/16-558.html), runs several halvings with first rounds of different
# length, so that you need not choose.)
#
# ## 10. The learning-rate range test
#
# There is a trick for the most important number alone, and it costs **one** training. Begin with a tiny
# learning rate and let it grow by the same factor with every step. Write down the losses. At first nothing
# happens, then the loss falls, then it explodes. You want a rate from the steep part, well before the
# explosion. [Smith (2017)](https://arxiv.org/abs/1506.01186) proposed it.
#
# - The rates: `steps` numbers from `low` to `high`, evenly spaced on a logarithmic scale.
# - `step(rate)` takes one step of training with this rate, and returns the loss. It changes the network, so
#   call it **once** for each rate.
# - Stop before a loss that is not finite, or **more than 4 times the lowest so far**. That loss, and its rate, do not
#   come back.
#
# `toy_step` stands in for a training once more.


# %% tags=["setup"]
def toy_step(rate):
    """Pretend to take a step: best at a rate of 0.1, no number from 10 on."""
    return float(0.25 + 0.5 * (np.log10(rate) + 1) ** 2) if rate < 10 else float("nan")


# %% exercise="learning_rate_range_test"
def learning_rate_range_test(step, low, high, steps):
    """Train with a learning rate that grows from step to step, until the loss explodes.

    Args:
        step: a function; step(rate) takes one step of training and returns the loss, a number
            that may be nan or infinite.
        low: the first learning rate, more than 0.
        high: the last learning rate.
        steps: how many learning rates there are, evenly spaced on a logarithmic scale; an
            integer of at least 2.

    Returns:
        A tuple (rates, losses): two arrays of the same length. They end before the first loss
        that is not finite, or more than 4 times the lowest loss before it.
    """
    raise NotImplementedError("learning_rate_range_test")


# %% check="learning_rate_range_test"
check("learning_rate_range_test")

# %% tags=["demo"]
rng = dlkit.seed(6)
tested = Training({"learning_rate": 0.0}, seed=6)


def one_step(rate):
    """Take a step on a mini-batch of 128 pictures."""
    chosen = rng.integers(0, 600, 128)
    with np.errstate(all="ignore"):
        return tested.step(x_train[chosen], y_train[chosen], rate)


rates, losses = learning_rate_range_test(one_step, 1e-4, 100.0, 150)
smooth = np.convolve(np.pad(losses, 5, mode="edge"), np.ones(11) / 11, mode="valid")
steepest = rates[np.argmin(np.gradient(smooth, np.log(rates)))]
beside = [objective({"learning_rate": rate}) for rate in map_rates]

fig, (ax, ax_true) = plt.subplots(2, 1, figsize=(7, 4.6), sharex=True, layout="constrained")
ax.plot(rates, losses, alpha=0.4, label="loss of each step")
ax.plot(rates, smooth, linewidth=2, label="smoothed")
ax.axvline(steepest, color="black", linestyle=":", label=f"steepest at {steepest:.2g}")
ax.set(xscale="log", ylabel="loss", title="one training, 150 steps")
ax.legend(frameon=False)
ax_true.plot(map_rates, beside, "o-")
ax_true.axvline(steepest, color="black", linestyle=":")
ax_true.set(xlabel="learning rate", ylabel="accuracy", title="18 trainings")
plt.show()
print(f"the test ended after the rate {rates[-1]:.2g}")
print(f"steepest fall at {steepest:.2g}: {objective({'learning_rate': steepest}):.1%} right")
print(f"best of the 18 trainings: {np.nanmax(beside):.1%}")

# %% [markdown]
# One training of 150 steps, and you know the right power of ten. Momentum and penalty it cannot tell, and
# it says nothing about what is best after many epochs. It is a start: put the middle of your search space
# there.
#
# ## 11. What is wrong with this run?
#
# Before you try a hundred more settings, look at one training. Below are six, all real runs of the network
# above, each with the loss on its training set and on its validation set. The grey line is ln 10 = 2.3, the
# loss of guessing. **One run is healthy, each of the others has one thing wrong.** (The folded cell knows
# what. Look at the curves first.)

# %% tags=["demo", "fold"]
# @title Six runs
gallery_rng = np.random.default_rng(11)
mixed = gallery_rng.permutation(y_val)


def followed(setting, epochs, *, count=600, y_val=y_val):
    """Train and write down both losses after each epoch."""
    training = Training(setting, 1, x_train[:count], y_train[:count])
    both = []
    for epoch in range(epochs + 1):
        training.run(epoch)
        with np.errstate(all="ignore"):
            both.append((training.loss(training.x, training.y), training.loss(x_val, y_val)))
    return np.array(both).T


gallery = [
    followed({"learning_rate": 0.02}, 40),
    followed({"learning_rate": 1.0}, 40, count=50),
    followed({"learning_rate": 1.0}, 40, y_val=mixed),
    followed({"learning_rate": 15.0}, 40),
    followed({"learning_rate": 1.0, "l2": 0.001}, 40),
    followed({"learning_rate": 0.5, "units": 2}, 40),
]

fig, axes = plt.subplots(
    2, 3, figsize=(10, 5.4), sharex=True, sharey=True, layout="constrained"
)
for number, (ax, (on_train, on_val)) in enumerate(
    zip(axes.flat, gallery, strict=True), start=1
):
    ax.axhline(np.log(10), color="0.75")
    ax.plot(on_train, label="training")
    ax.plot(on_val, "--", label="validation")
    ax.set(title=f"run {number}", ylim=(0, 4))
axes[0, 0].legend(frameon=False, loc="lower left")
for ax in axes[1]:
    ax.set_xlabel("epoch")
for ax in axes[:, 0]:
    ax.set_ylabel("loss")
plt.show()

# %% tags=["question"]
ask("run_with_a_small_learning_rate", ...)

# %% tags=["question"]
ask("run_that_learns_by_heart", ...)

# %% tags=["question"]
ask("run_with_a_large_learning_rate", ...)

# %% tags=["question"]
ask("run_with_mixed_up_labels", ...)

# %% tags=["question"]
ask("run_with_a_narrow_network", ...)

# %% [markdown]
# How to read them, as a checklist:
#
# | what you see | what it may be | what to try |
# |---|---|---|
# | both fall, slowly, and are still falling | learning rate too small, or stopped too early | ten times the rate; a range test |
# | falls at first, then jumps around far up, or nan | learning rate too large | a third of the rate; warm-up |
# | training near 0, validation far above it and not falling any more | overfitting | more data, a penalty, stopping early |
# | both flat, close together, too high | underfitting: too few units, or too strong a penalty | a wider network, less penalty |
# | training learns, validation *worse than guessing* | the two do not belong together: labels shuffled, other preprocessing | look at ten pictures with their labels |
# | both stay at ln C | nothing is learned: no gradient arrives, labels are noise | overfit 20 examples first |
#
# A narrow network and a strong penalty draw curves that look alike: curves narrow the suspects down, an
# experiment convicts. And mind the last line but one: no tuning in the world repairs a bug. **Read one run
# before you search over hundred.**
#
# ## 12. Never by the test set
#
# You have hundreds of trials now, each with a score. Which one is the best, and how good is it? The score
# by which you choose is no answer to the second question. The best of many is good, and it was *lucky* as
# well; its luck does not come again. First the purest case: networks that only guess.

# %% tags=["question"]
ask("luckiest_of_a_thousand", ...)

# %% tags=["demo"]
rng = dlkit.seed(7)
guesses = rng.integers(0, 10, (1000, 100)) == y_later[:100]
lucky = guesses.mean(axis=1)
print(f"1000 guessers on 100 pictures: on average {lucky.mean():.1%} right")
print(f"the best of them: {lucky.max():.0%}. On new pictures it will have 10%.")

# %% [markdown]
# "But mine does not guess." Then its luck is smaller, and it is luck all the same. So there is one rule,
# and the function is short: **choose by the validation score; then look at the test score of the chosen
# one, and of no other.**


# %% exercise="best_by_validation"
def best_by_validation(validation, test):
    """Choose a trial by its validation score, and report its test score.

    Args:
        validation: list of n scores on the validation set; nan where a training diverged.
        test: list of the n scores on the test set.

    Returns:
        A tuple (chosen, score): the place of the trial with the highest validation score, an
        integer (the first one, where several are equal), and its score on the test set.
    """
    raise NotImplementedError("best_by_validation")


# %% check="best_by_validation"
check("best_by_validation")

# %% [markdown]
# What happens if one does not? Take 200 trained networks that are all decent, and a test set of 60
# pictures, as a small study may have it. One colleague picks the network that is best on these 60 and
# reports that number. Another picks by 60 validation pictures, and reports the number of the test set. The
# pictures that "come in next year" tell who was right. Two hundred times, each time with other pictures for
# test and validation.

# %% tags=["demo"]
rng = dlkit.seed(8)
finer = searches[0][1]
decent = [Training(sample_setting(finer, rng), seed).run(4) for seed in range(200)]
x_rest, y_rest = np.concatenate([x_val, x_later]), np.concatenate([y_val, y_later])
right = np.array(
    [training.probabilities(x_rest).argmax(axis=1) == y_rest for training in decent]
)

told = {"by the test set": [], "by validation": []}
for _ in range(200):
    shuffled = rng.permutation(len(y_rest))
    parts = np.split(shuffled, [60, 120])
    on_val, on_test, on_later = (right[:, part].mean(axis=1) for part in parts)
    chosen = int(np.argmax(on_test))
    told["by the test set"].append((on_test[chosen], on_later[chosen]))
    chosen, score = best_by_validation(on_val.tolist(), on_test.tolist())
    told["by validation"].append((score, on_later[chosen]))

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for name, pairs in told.items():
    reported, later = np.mean(pairs, axis=0)
    gaps = 100 * (np.array(pairs)[:, 0] - np.array(pairs)[:, 1])
    ax.hist(gaps, bins=np.arange(-9.5, 10), alpha=0.6, label=f"chosen {name}")
    print(f"chosen {name:16} reported {reported:.1%}, next year {later:.1%}")
ax.axvline(0, color="black", linewidth=1)
ax.set(xlabel="reported minus next year, in points", ylabel="how many of 200")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# Both end up with networks that are about equally good. The difference is what they *say* about them. The
# first reports several points too much, nearly every time. The second is sometimes above and sometimes
# below, and on average nearly right. With a larger test set the lie becomes smaller, with more trials it
# becomes larger. It never becomes the truth.
#
# ## 13. Keep more than one
#
# A search leaves many good networks behind, and all but one are thrown away. But they make different
# mistakes. Ask the best few of them and average what they say: an **ensemble**. It costs no training at
# all.
#
# Shapes: `scores` holds $T$ validation scores, `probabilities` is `(T, m, C)`: what each network says about
# each of $m$ pictures. The answer is `(m, C)`.


# %% exercise="ensemble_of_best"
def ensemble_of_best(scores, probabilities, k):
    """Average what the k networks with the highest scores say.

    Args:
        scores: list of T validation scores; nan where a training diverged.
        probabilities: what each network says, array of shape (T, m, C).
        k: how many networks take part, an integer from 1 to T.

    Returns:
        The averaged probabilities, an array of shape (m, C).
    """
    raise NotImplementedError("ensemble_of_best")


# %% check="ensemble_of_best"
check("ensemble_of_best")

# %% [markdown]
# **The whole recipe**, for ten seeds: 16 coarse trials, 16 fine ones, choose by validation, and then the
# test set, for the first time. The winner alone, and the best five together.

# %% tags=["demo"]
finals = []
for trials, _ in searches:
    scores = [trial["score"] for trial in trials]
    with np.errstate(all="ignore"):
        said = np.array([trial["training"].probabilities(x_test) for trial in trials])
    on_test = [trial["training"].accuracy(x_test, y_test) for trial in trials]
    chosen, alone = best_by_validation(scores, on_test)
    together = np.mean(ensemble_of_best(scores, said, 5).argmax(axis=1) == y_test)
    five = np.mean([on_test[place] for place in best_first(scores)[:5]])
    finals.append((scores[chosen], alone, five, together))
finals = np.array(finals)
for name, values in zip(
    ("the winner, on validation", "the winner, on test", "one of the five, on test",
     "the five together, on test"), finals.T, strict=True,
):  # fmt: skip
    print(f"{name:27} {values.mean():.3f} on average, worst seed {values.min():.3f}")
better = np.sum(finals[:, 3] >= finals[:, 1])
print(f"the five are at least as good as the winner for {better} of 10 seeds")

# %% [markdown]
# Read the first two lines once more: the winner's validation score is higher than its test score. That is
# the luck of the chosen one, with honest people, too (and these test pictures may be a little harder). And
# the five together beat the winner, on average by about a point, without any further training.
#
# ## 14. The same in Keras, and with a library
#
# Your functions know nothing about NumPy networks: an objective is any function from a setting to a score.
# So let `random_search` tune a Keras network. Two traps on the way: Keras' SGD adds the full slope to its
# velocity, without the factor $1 - \beta$, so its learning rate is ours times $1 - \beta$; and `L2(c)` adds
# $c\,w^2$ to the loss, whose slope is $2cw$, so $c$ is half of our penalty.
#
# The next cell takes some seconds. TensorFlow, which does the work under Keras, may print a few lines about
# your machine; they do no harm.

# %% tags=["setup"]
dlkit.needs_keras()
import keras


# %% tags=["demo"]
def keras_network(setting):
    """Build the network of this notebook in Keras, compiled with a setting."""
    penalty = keras.regularizers.L2(setting["l2"] / 2)
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(32, activation="relu", kernel_regularizer=penalty),
            keras.layers.Dense(10, activation="softmax", kernel_regularizer=penalty),
        ]
    )
    rate = setting["learning_rate"] * (1 - setting["momentum"])
    model.compile(
        optimizer=keras.optimizers.SGD(rate, momentum=setting["momentum"]),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def keras_objective(setting):
    """Train the Keras network for six epochs; return its validation accuracy."""
    model = keras_network(setting)
    model.fit(x_train, y_train, batch_size=32, epochs=6, verbose=0)
    score = float(np.mean(model.predict(x_val, verbose=0).argmax(axis=1) == y_val))
    return score if np.isfinite(model.get_weights()[0]).all() else float("nan")


keras.utils.set_random_seed(0)
setting = {"learning_rate": 0.7, "momentum": 0.8, "l2": 0.01}
mine, theirs = Training(setting), keras_network(setting)
theirs.set_weights(mine.weights)
for start in range(0, 320, 32):
    batch = slice(start, start + 32)
    mine.step(x_train[batch], y_train[batch], setting["learning_rate"])
    theirs.train_on_batch(x_train[batch], y_train[batch])
gap = max(np.abs(a - b).max() for a, b in zip(mine.weights, theirs.get_weights(), strict=True))
print(f"after ten steps the largest difference between any two weights is {gap:.0e}")

started = time.perf_counter()
found = random_search(keras_objective, searches[0][1], 6, dlkit.seed(9))
print(
    f"best of 6 in Keras: {highest(found):.1%} right, "
    f"{(time.perf_counter() - started) / 6:.1f} s for each training"
)

# %% [markdown]
# In practice one takes a library: it writes down every trial, spreads them over machines, and goes on after
# a crash. With *KerasTuner* the same search is these few lines. The scales are there under other names:
# `sampling="log"` is yours; `one_minus` you get by searching for the distance from 1.

# %% tags=["demo"]
try:
    import keras_tuner
except ImportError:
    print("KerasTuner is not installed here, so this cell only shows how it would look.")
else:
    import tempfile

    def build(hp):
        """Build the network with what the tuner proposes."""
        return keras_network(
            {
                "learning_rate": hp.Float("learning_rate", 0.1, 3.0, sampling="log"),
                "momentum": 1 - hp.Float("one_minus_momentum", 0.01, 0.5, sampling="log"),
                "l2": hp.Float("l2", 1e-6, 1e-2, sampling="log"),
            }
        )

    with tempfile.TemporaryDirectory() as folder:
        tuner = keras_tuner.RandomSearch(
            build, objective="val_accuracy", max_trials=4, seed=1, directory=folder
        )
        tuner.search(x_train, y_train, epochs=6, validation_data=(x_val, y_val), verbose=0)
        print(tuner.get_best_hyperparameters()[0].values)

# %% [markdown]
# ## 15. Questions to take with you
#
# The first three are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **A fourth hyperparameter.** Add the number of units, from 4 to 128, to the space (round it in the objective).
#    Now three values each make a grid of 81. What does random search reach with 27, and with 81?
# 2. **Break successive halving.** Give it settings whose learning rates are all small, and a first round of one epoch.
#    Find a case in which it throws the later winner out in the first round. How long must the first round be?
# 3. **How much is luck?** Train the best setting with thirty different seeds. How large is the spread? Is the
#    difference between your best and your second best setting larger than that?
#
# ### 4. Written answer (10 points, marked by a person)
#
# A colleague reports: *"We compared our new network with the old one. For the old one we took the published
# setting. For ours we ran a grid over five hyperparameters, three values each, learning rates 0.2, 0.6 and
# 1.0. In 240 of the 243 runs the loss became nan or the score was poor, but the best run has 97.8% on the
# test set, and the old network has 97.1%. So our network is better."*
#
# In about 200 words: name **three faults** of this report, each with what it does to the conclusion (6
# points), and describe how you would do the comparison with 250 trainings at hand (4 points).

# %% [markdown] written="the_report"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A way to tune that you can defend: say the space as data, each number on its right scale; a range test for
# the learning rate; some random trials, coarse, then fine; stop early what has lost; read the curves before
# you search on; choose by validation, report the budget with the score, and open the test set once.
#
# The next step beyond this is to let a model of all past trials propose the next one (*Bayesian
# optimization*). It saves trials where each of them is expensive. It needs the right scale as much as
# everything else here.
#
# **To read on**, all of it free:
#
# - [Random search for hyper-parameter optimization](https://jmlr.org/papers/v13/bergstra12a.html), Bergstra and
#   Bengio, 2012: where the picture of section 6 comes from, with the proof that few hyperparameters matter.
# - [Hyperband](https://jmlr.org/papers/v18/16-558.html), Li and others, 2018: halving, and how to hedge its one bet.
# - [Show your work](https://arxiv.org/abs/1909.03004), Dodge and others, 2019: report the budget.
# - [Deep learning tuning playbook](https://github.com/google-research/tuning_playbook), Godbole and others, 2023: how
#   people do it who do nothing else.
