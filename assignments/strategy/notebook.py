# %% [markdown]
# # Strategy: what to do next
#
# **You will build** what a team needs between two trainings: a way to decide. A water company reads the
# numbers that people write on a form. Its reader learned from forms that were scanned in the office. Now
# customers send photographs, and the reader fails them: its score is below 0.8. Three things are wrong, and
# nobody has told you which. You write twelve short functions. Each computes one decision, and in **three
# rounds** the score rises **above 0.92**. The network hardly changes. What changes is what you do to it,
# and in which order.
#
# **You need** NumPy, and what training error and overfitting are, as in `regularization`. The network is
# given.
#
# **It takes** about two hours. The finished notebook runs in less than a minute on one core.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The
# cells in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("split_by_source")` gives a hint: the first gives away little, the third nearly all.
# `inputs("split_by_source")` hands you the values that a check calls it with, and `progress()` shows how far
# you are. Once you are right, `solution("split_by_source")` shows how we wrote it, where your edition has
# the solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("strategy").tools

# %% [markdown]
# The next cell makes the project: 1,100 scans from the archive and 697 photographs from users. The digits
# are real, and no digit is in both. The paper, the light and the camera are ours. You need not read it;
# run it, and look at the picture below.

# %% tags=["demo", "fold"]
# @title The project: an archive of scans, and what users send
import time
import warnings

import matplotlib.pyplot as plt
from scipy import ndimage
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import cross_val_predict
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

# the network trains for a fixed number of epochs, on matrices too small for several cores
warnings.filterwarnings("ignore", category=ConvergenceWarning)
threadpool_limits(1)

SIZE, ARCHIVE = 16, 1100  # pixels on each side; how many scans there are
CROSSED_OUT, CLASSES = 10, 11  # ten digits, and digits that somebody has crossed out
row, column = np.mgrid[:SIZE, :SIZE]


def crossed_out(ink, rng):
    """Draw two lines across each picture, from corner to corner or nearly so."""
    for first, last in ((11.5, 4), (4, 11.5)):
        left = first + rng.uniform(-2.5, 2.5, (len(ink), 1, 1))
        right = last + rng.uniform(-2, 2, (len(ink), 1, 1))
        line = left + (right - left) * column / (SIZE - 1)
        ink = np.maximum(ink, np.clip(1.3 - np.abs(row - line), 0, 1))
    return ink


def empty_papers(m, rng):
    """Photograph empty papers; some have a shadow. Returns papers, has_shadow."""
    tone = rng.uniform(0.5, 1, (m, 1, 1))
    angle, offset = rng.uniform(0, 2 * np.pi, (m, 1, 1)), rng.uniform(-4, 4, (m, 1, 1))
    side = np.cos(angle) * (row - 7.5) + np.sin(angle) * (column - 7.5) - offset
    has_shadow = rng.random((m, 1, 1)) < 0.5
    depth = has_shadow * rng.uniform(0.2, 0.42, (m, 1, 1))
    papers = tone * (1 - depth / (1 + np.exp(-1.5 * side)))
    grain = rng.normal(0, 0.02, papers.shape)
    return np.clip(papers + grain, 0, 1), has_shadow[:, 0, 0]


def photographs(ink, rng):
    """Photograph ink on paper with a telephone. Returns pictures, tags."""
    m = len(ink)
    papers, has_shadow = empty_papers(m, rng)
    is_moved, is_blurred, is_faint = (rng.random(m) < share for share in (0.06, 0.15, 0.15))
    shifts = rng.choice([-1, 1], (m, 2)) * is_moved[:, None]
    ink = np.stack([ndimage.shift(p, s, order=0) for p, s in zip(ink, shifts, strict=True)])
    blurs = 0.8 * is_blurred
    ink = np.stack([ndimage.gaussian_filter(p, s) for p, s in zip(ink, blurs, strict=True)])
    strength = np.where(is_faint, rng.uniform(0.35, 0.55, m), rng.uniform(0.7, 0.95, m))
    tags = {"shadow": has_shadow, "moved": is_moved, "blurred": is_blurred, "faint": is_faint}
    return papers * (1 - strength[:, None, None] * ink), tags


def project(rng):
    """Make the pictures, the labels as they were typed, and a person who looks again."""
    digits = dlkit.data.digits()
    small = np.concatenate([digits.x_train, digits.x_test])
    truth = np.concatenate([digits.y_train, digits.y_test])
    shuffled = rng.permutation(len(truth))
    truth = truth[shuffled]
    ink = np.zeros((len(truth), SIZE, SIZE))
    ink[:, 1:15, 1:15] = ndimage.zoom(small[shuffled], (1, 1.75, 1.75), order=1)
    is_user = np.arange(len(truth)) >= ARCHIVE
    is_crossed = rng.random(len(truth)) < np.where(is_user, 0.08, 0.012)
    ink[is_crossed], truth[is_crossed] = crossed_out(ink[is_crossed], rng), CROSSED_OUT

    pictures = 1 - ink
    pictures[is_user], seen = photographs(ink[is_user], rng)
    tags = {tag: np.zeros(len(truth), dtype=bool) for tag in seen}
    for tag in seen:
        tags[tag][is_user] = seen[tag]
    tags["crossed out"] = truth == CROSSED_OUT

    labels = truth.copy()
    slips = np.flatnonzero(~is_user & (rng.random(len(truth)) < 0.045))
    labels[slips] = (truth[slips] + rng.integers(1, 10, len(slips))) % 10
    begin = rng.integers(100, ARCHIVE - 185)
    labels[begin : begin + 85] = labels[begin - 1 : begin + 84].copy()
    papers, _ = empty_papers(60, rng)
    return pictures, labels, is_user, tags, papers, lambda rows: truth[rows]


rng = dlkit.seed(2)
pictures, labels, is_user, tags, papers, look_again = project(rng)
order = rng.permutation(len(labels))
shown = np.concatenate([np.arange(8), np.flatnonzero(is_user)[:16]])
names = np.where(labels == CROSSED_OUT, "crossed out", labels.astype(str))
origin = np.where(is_user, "photo", "scan")
dlkit.plot.images(pictures[shown], [f"{origin[i]}: {names[i]}" for i in shown], columns=8)
plt.show()

# %% [markdown]
# The first row is from the archive, the other two are from users. For you they are the same digits. Look
# again: other tones of paper, shadows, a blurred one, a faint one. And some are **crossed out**: somebody
# made a mistake and wrote the number again beside it. The company must not bill such a digit, so "crossed
# out" is a class of its own, number 10.
#
# **Examples are rows** here, as in Keras:
#
# | name | shape | what it is |
# |---|---|---|
# | `pictures` | `(1797, 16, 16)` | brightness from 0 (black) to 1 (white) |
# | `labels` | `(1797,)` | what a clerk typed: 0 to 9, or 10 for crossed out |
# | `is_user` | `(1797,)` | true where the picture is a user's photograph |
# | `papers` | `(60, 16, 16)` | photographs of empty paper, cut from the margins of users' forms |
# | `order` | `(1797,)` | all rows, shuffled: in this order they are dealt in section 1 |
# | `tags` | dict of `(1797,)` | what a colleague noted while looking at users' pictures |
# | `look_again(rows)` | `(len(rows),)` | a person looks at these pictures and says what they really show |
#
# And the network: one hidden layer of 64 ReLU units, by scikit-learn. Before it sees a picture, the
# picture's mean is taken away and its contrast is set to 1, so that dark paper alone does no harm. A
# training takes a second. That is on purpose: you can afford to be wrong, and measure.


# %% tags=["demo"]
def prepared(some):
    """Make a row of numbers of each picture, with mean 0 and a spread of about 1."""
    rows = some.reshape(len(some), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    return rows / (rows.std(axis=1, keepdims=True) + 0.05)


def new_network(width=64, epochs=60):
    """Make a network with one hidden layer, not yet trained."""
    return MLPClassifier(
        (width,), max_iter=epochs, learning_rate_init=0.003, batch_size=64, random_state=0
    )


def train(some, their_labels, width=64, epochs=60):
    """Train a network on pictures and labels."""
    return new_network(width, epochs).fit(prepared(some), their_labels)


def read(network, some):
    """Let a network read pictures: one label for each."""
    return network.predict(prepared(some))


# %% [markdown]
# ## 1. The target: who judges?
#
# The team had split the archive at random. Its test set is a part of the archive: scans judge a reader of
# photographs. That is like learning to shoot at one target, and being judged on another. **Dev and test
# must look like what will come**, and both alike. The dev set *chooses* (between ideas, settings, models),
# the test set *judges*, once. (The *dev set* is what other notebooks of this course call the validation
# set.)
#
# Why not mix all 1,797 pictures and split at random? Then the archive would choose: it has more pictures.
# So split **by source**:
#
# - `dev` and `test` hold users' pictures only.
# - All other users' pictures help to train.
# - The archive trains. But a small part of it, the **train-dev set**, is kept out of training. It looks
#   like the training set and was never learned. In section 5 you will see what a wonderful instrument that
#   is.
#
# To make the split the same for everybody, chance is handed in: `order` holds all rows, shuffled. Deal from
# it. The first `dev` users' rows *in this order* are the dev set, the next `test` users' rows the test set,
# and the first `train_dev` rows of the archive the train-dev set. What is left, of both, is for training.
# At the end **sort** each part, from the smallest row to the largest.
#
# Shapes: `is_user` and `order` are `(m,)`; each of the four parts is an array of row numbers.


# %% exercise="split_by_source"
def split_by_source(is_user, order, train_dev, dev, test):
    """Split rows so that dev and test hold what users send, and nothing else.

    Args:
        is_user: array of shape (m,), True where a row comes from a user, else from the
            archive.
        order: array of shape (m,), all rows from 0 to m - 1, shuffled.
        train_dev: how many rows of the archive are kept out of training.
        dev: how many of the users' rows make the dev set.
        test: how many of the users' rows make the test set.

    Returns:
        A dict {"train", "train_dev", "dev", "test"} of arrays of row numbers, each in
        ascending order. A row that is in no other part is in "train".
    """
    raise NotImplementedError("split_by_source")


# %% check="split_by_source"
check("split_by_source")

# %% tags=["question"]
ask("share_of_users_in_a_mix", ...)

# %% tags=["demo"]
parts = split_by_source(is_user, order, 200, 300, 350)
for name, rows in parts.items():
    print(f"{name:10}{len(rows):5} pictures, {is_user[rows].mean():4.0%} from users")

# %% [markdown]
# ## 2. Where it stands: error rates
#
# Train on the training set, and count on the others. The **error rate** is the share of answers that are
# wrong:
#
# $$\text{error} = \frac{1}{m} \sum_{i=1}^m \big[\, \hat y_i \ne y_i \,\big]$$
#
# (The bracket is 1 where what stands in it is true, else 0.) Do it for several sets at once: they come as a
# dict of pairs, answers and labels.


# %% exercise="error_rates"
def error_rates(answers):
    """Compute the share of wrong answers on each set.

    Args:
        answers: dict {name: (y_hat, y)}, the answers on a set and its labels, both arrays of
            shape (m,) with m of at least 1. Sets may differ in size.

    Returns:
        A dict {name: share of answers that differ from the label, from 0 to 1}.
    """
    raise NotImplementedError("error_rates")


# %% check="error_rates"
check("error_rates")

# %% [markdown]
# The network as the team left it. (The test set stays in its drawer until the end.)

# %% tags=["demo"]
start = time.perf_counter()
network = train(pictures[parts["train"]], labels[parts["train"]])
print(f"trained in {time.perf_counter() - start:.1f} s")
open_sets = ("train", "train_dev", "dev")
for name, error in error_rates(
    {name: (read(network, pictures[parts[name]]), labels[parts[name]]) for name in open_sets}
).items():
    print(f"error on {name:10}{error:6.1%}")

# %% [markdown]
# ## 3. How sure is that number?
#
# The dev set has 300 pictures. With 300 others, the number would have been another one. How far may it be
# off? The schoolbook takes $p \pm z \sqrt{p(1-p)/n}$, with $p$ the share of right answers. But for 20 right
# out of 20 that says "100%, plus or minus nothing": nonsense. Edwin Wilson asked the better question in
# 1927: *for which true shares would this count be no surprise?* The answer is an interval that stays between
# 0 and 1 and always has some width:
#
# $$\frac{p + \frac{z^2}{2n}}{1 + \frac{z^2}{n}} \;\pm\;
# \frac{z}{1 + \frac{z^2}{n}} \sqrt{\frac{p(1-p)}{n} + \frac{z^2}{4n^2}}
# \qquad\text{with } p = \frac{\text{correct}}{n}$$
#
# $z$ is a number of standard deviations. With $z = 1.96$ the truth lies inside in about 95 of 100 cases: a
# **95% confidence interval**.


# %% exercise="confidence_interval"
def confidence_interval(correct, n, z=1.96):
    """Compute Wilson's interval for a share.

    Args:
        correct: how many answers were right, from 0 to n.
        n: how many answers there were, at least 1.
        z: how many standard deviations the interval reaches to each side; 1.96 means 95%.

    Returns:
        A tuple (low, high) of two numbers from 0 to 1.
    """
    raise NotImplementedError("confidence_interval")


# %% check="confidence_interval"
check("confidence_interval")

# %% tags=["question"]
ask("half_as_wide", ...)

# %% [markdown]
# SciPy knows it, too. And look what it means: how large must a dev set be, to tell a reader of 94% from one
# of 96%?

# %% tags=["demo"]
from scipy.stats import binomtest

theirs = binomtest(285, 300).proportion_ci(0.95, method="wilson")
low, high = confidence_interval(285, 300)
print(
    f"285 of 300: yours {low:.4f} to {high:.4f}, SciPy {theirs.low:.4f} to {theirs.high:.4f}"
)
low, high = confidence_interval(20, 20)
print(f"20 of 20: {low:.3f} to {high:.3f}")

sizes = np.array([50, 100, 300, 1000, 3000, 10000])
fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
for share, colour in ((0.94, dlkit.plot.PALETTE[0]), (0.96, dlkit.plot.PALETTE[1])):
    ends = np.array([confidence_interval(share * n, n) for n in sizes])
    ax.fill_between(sizes, ends[:, 0], ends[:, 1], color=colour, alpha=0.2)
    ax.plot(sizes, ends[:, 0], color=colour, label=f"{share:.0%}, low end")
    ax.plot(sizes, ends[:, 1], "--", color=colour, label=f"{share:.0%}, high end")
ax.axvline(300, color="grey", linewidth=1)
ax.set(xscale="log", xlabel="pictures in the dev set", ylabel="share of right answers")
ax.legend(frameon=False, fontsize=9, ncols=2)
plt.show()

# %% [markdown]
# The grey line is our dev set. At 300 pictures the two intervals overlap by more than half: **a
# difference of two points is no news here.** Only from about 2,000 pictures on do the two no longer meet.
# (On the *same* pictures one can see finer differences, by looking only at those where two readers
# disagree. See question 2 at the end.) We look for large effects first, and they are there.
#
# ## 4. One number that cannot be fooled
#
# A reader that reads all digits right and never says "crossed out" would be wrong on 8 of 100 pictures
# only. An accuracy of 92% would hide that it is useless for the one thing that makes customers angry. So
# look at each class alone:
#
# $$\text{precision} = \frac{\text{hits}}{\text{times it was said}} \qquad
# \text{recall} = \frac{\text{hits}}{\text{times it was there}} \qquad
# F_1 = \frac{2 \cdot \text{hits}}{\text{said} + \text{there}}$$
#
# A *hit* is a picture of the class that was called so. $F_1$ is the harmonic mean of precision and recall:
# it is large only if both are. Where a fraction would be $0/0$, let it be 0.


# %% exercise="f1_of"
def f1_of(y_hat, y, label):
    """Compute precision, recall and F1 of one class.

    Args:
        y_hat: array of shape (m,), the answers.
        y: array of shape (m,), the labels.
        label: the class that is looked at, an integer.

    Returns:
        A tuple (precision, recall, f1) of three numbers; where one would be 0 / 0 it is 0.
    """
    raise NotImplementedError("f1_of")


# %% check="f1_of"
check("f1_of")

# %% tags=["question"]
ask("never_says_crossed_out", ...)

# %% [markdown]
# A team needs **one number**. With two numbers for each of eleven classes, every idea makes some better
# and some worse, and the meeting never ends. Take the mean over the classes, the **macro F1**:
#
# $$\text{macro } F_1 = \frac{1}{C} \sum_{c=0}^{C-1} F_1(c)$$
#
# The rare class counts as much as any other. All classes from 0 to $C - 1$ count, also one that is missing
# from `y`.


# %% exercise="macro_f1"
def macro_f1(y_hat, y, classes):
    """Compute the mean of the F1 of all classes.

    Calls `f1_of`.

    Args:
        y_hat: array of shape (m,), the answers.
        y: array of shape (m,), the labels.
        classes: how many classes there are; their labels are 0 to classes - 1.

    Returns:
        The mean, a number from 0 to 1.
    """
    raise NotImplementedError("macro_f1")


# %% check="macro_f1"
check("macro_f1")

# %% [markdown]
# From now on this is **the score**: macro F1 on the dev set. Yours beside scikit-learn's, and each class as
# a bar.

# %% tags=["demo"]
answers, right = read(network, pictures[parts["dev"]]), labels[parts["dev"]]
ready_made = precision_recall_fscore_support(  # scikit-learn wants the labels first
    right, answers, labels=range(CLASSES), average="macro", zero_division=0
)
print(f"the score: yours {macro_f1(answers, right, CLASSES):.4f}, ", end="")
print(f"scikit-learn {ready_made[2]:.4f}")


def class_bars(answers, right, title):
    """Draw the F1 of each class."""
    _, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
    heights = [f1_of(answers, right, label)[2] for label in range(CLASSES)]
    colours = [dlkit.plot.PALETTE[0]] * CROSSED_OUT + [dlkit.plot.PALETTE[1]]
    ax.bar([*map(str, range(CROSSED_OUT)), "crossed\nout"], heights, color=colours)
    ax.set(ylim=(0, 1), ylabel="F1", title=title)
    plt.show()


class_bars(answers, right, "users' pictures, before the first round")
scores = {"start": macro_f1(answers, right, CLASSES)}

# %% [markdown]
# ## 5. What is wrong? Ask the gaps
#
# Now there is a score, and a hundred ideas: more data, a larger network, dropout, another camera, cleaner
# labels. Each costs days. Which first? Put five errors in a row. Each differs from its neighbour mainly by
# **one** thing, so the gap between them tells where to look:
#
# ```text
#   human      how well can it be done at all?
#     |  avoidable_bias     it does not even fit what it learns from
#   train
#     |  variance           it fits, but does not carry over to others of that kind
#   train_dev
#     |  data_mismatch      it carries over, but users' pictures are of another kind
#   dev
#     |  dev_overfitting    dev was asked so often that its answers flatter
#   test
# ```
#
# - $\text{avoidable bias} = \text{train} - \text{human}$. Not the whole training error: what nobody can read
#   is not the network's fault.
# - $\text{variance} = \text{train-dev} - \text{train}$.
# - $\text{data mismatch} = \text{dev} - \text{train-dev}$. Without a train-dev set the two would be one number,
#   and you would not know which disease you have.
# - $\text{dev overfitting} = \text{test} - \text{dev}$. As long as the test set is in its drawer, `test` is
#   `None`, and so is this gap: nobody knows it.
#
# Gaps keep their sign: by chance, or where users' pictures are the easier ones, a gap may be below zero.


# %% exercise="avoidable_bias_and_variance"
def avoidable_bias_and_variance(human, train, train_dev, dev, test=None):
    """Compute the gaps between neighbouring error rates.

    Args:
        human: error rate of people who read with care.
        train: error rate on the training set.
        train_dev: error rate on pictures like those of training, kept out of it.
        dev: error rate on the dev set, the users' pictures by which one chooses.
        test: error rate on the test set, or None if nobody has looked yet.

    Returns:
        A dict {"avoidable_bias", "variance", "data_mismatch", "dev_overfitting"} of
        differences; "dev_overfitting" is None where test is None.
    """
    raise NotImplementedError("avoidable_bias_and_variance")


# %% check="avoidable_bias_and_variance"
check("avoidable_bias_and_variance")

# %% tags=["question"]
ask("name_the_gap", ...)

# %% [markdown]
# And the decision itself. Work on the widest gap; of several that are equally wide, on the one that stands
# first. If no gap is wider than `enough`, say `"stop"`: none of these four is worth a day.


# %% exercise="next_step"
def next_step(gaps, enough):
    """Name the widest gap.

    Args:
        gaps: dict {name: width}; a width may be negative. At least one entry.
        enough: a gap of at most this width is left alone; 0 or more.

    Returns:
        The name of the widest gap, of several the first one; "stop" if no gap is wider than
        enough.
    """
    raise NotImplementedError("next_step")


# %% check="next_step"
check("next_step")

# %% [markdown]
# Two colleagues read 500 users' pictures with care, and were wrong on 1 of 100. That is our human error.
# (We assume that they are as good on scans.) A gap of 5 points or less we leave alone: on 200 and 300
# pictures, that much may be chance.

# %% tags=["demo"]
HUMAN, ENOUGH = 0.01, 0.05


def standing(network):
    """Print errors, gaps and score of a network; return the gaps."""
    answers = {
        name: (read(network, pictures[parts[name]]), labels[parts[name]]) for name in open_sets
    }
    errors = error_rates(answers)
    gaps = avoidable_bias_and_variance(HUMAN, **errors)
    gaps.pop("dev_overfitting")  # None: the test set is in its drawer
    print("errors:", ", ".join(f"{name} {error:.1%}" for name, error in errors.items()))
    print("gaps:  ", ", ".join(f"{name} {gap:+.1%}" for name, gap in gaps.items()))
    print(f"score:  {macro_f1(*answers['dev'], CLASSES):.3f}")
    print(f"next:   {next_step(gaps, ENOUGH)}")
    return gaps


all_gaps = {"start": standing(network)}

# %% [markdown]
# ## 6. Round one: variance. Whose fault is it?
#
# The widest gap is **variance**: the network fits its scans, and fails on other scans. The textbook says:
# more data, regularization. A detective looks at the mistakes first. Here are eight scans of the train-dev
# set which the network "misread".

# %% tags=["demo"]
rows = parts["train_dev"]
answers = read(network, pictures[rows])
all_missed = rows[answers != labels[rows]]
missed = dlkit.seed(3).permutation(all_missed)[:8]
texts = [
    f"typed {names[i]}, read {a}"
    for i, a in zip(missed, read(network, pictures[missed]), strict=True)
]
dlkit.plot.images(pictures[missed], texts, columns=4)
plt.show()
share = np.mean(look_again(all_missed) != labels[all_missed])
print(f"A person looks at all {len(all_missed)}: in {share:.0%} of them the label is wrong.")

# %% [markdown]
# In two of three the *label* is wrong! The clerk typed something else. A network with many weights learns
# such slips by heart, and on the train-dev set it is charged for being right. How many labels are wrong? To
# check all 1,100 by hand takes three hours here, and weeks where there are a hundred thousand. Let the
# network say where to look.
#
# A label is **suspect** if the network believes in another class, and the more so, the more firmly:
#
# $$s_i = \max_c\, p_{i,c} - p_{i,\, y_i}$$
#
# where $p_{i,c}$ is the probability that the network gives to class $c$ for picture $i$. If the network
# agrees with the label, $s_i = 0$, and the row is no suspect. Return the rows with $s_i > 0$, **the largest
# first**; of equal ones the lower row first.
#
# Shapes: `probabilities` is `(m, classes)`, `labels` is `(m,)`; the answer is an array of row numbers.


# %% exercise="suspect_labels"
def suspect_labels(probabilities, labels):
    """Order the rows whose label the network disbelieves, the most suspicious first.

    Args:
        probabilities: array of shape (m, classes), what the network says of each picture.
        labels: array of shape (m,), the labels as they were typed, whole numbers.

    Returns:
        Array of row numbers: those rows whose label is less probable than another class, the
        widest difference first; of equal differences the lower row first.
    """
    raise NotImplementedError("suspect_labels")


# %% check="suspect_labels"
check("suspect_labels")

# %% tags=["question"]
ask("whose_probabilities", ...)

# %% [markdown]
# Is the list any good? Check the first $k$ by hand and count how many are really wrong. The share is called
# **precision at k**. It is what a search engine is judged by: what matters is the first page.
#
# If the list has fewer than $k$ entries, take the share of those that it has. For an empty list say 0.


# %% exercise="precision_at"
def precision_at(ranked, is_wrong, k):
    """Compute which share of the first k rows of a list is really wrong.

    Args:
        ranked: array of row numbers, the most suspicious first; may be empty.
        is_wrong: array of shape (m,), True where the label of that row is wrong.
        k: how many are looked at, at least 1.

    Returns:
        The share of wrong ones among the first k of the list (among all of it, where it has
        fewer than k), from 0 to 1; 0 for an empty list.
    """
    raise NotImplementedError("precision_at")


# %% check="precision_at"
check("precision_at")

# %% [markdown]
# The probabilities must come from a network that **has not learned these very labels**: one that has learned
# them by heart believes them. Cut the archive into five parts, train on four, ask about the fifth, five
# times (`cross_val_predict`). For the comparison of the two lists, somebody has looked at the whole archive
# once. You never have that; here you may see it.

# %% tags=["demo"]
scans = np.flatnonzero(~is_user)
out_of_fold = cross_val_predict(
    new_network(), prepared(pictures[scans]), labels[scans], cv=5, method="predict_proba"
)
by_heart = train(pictures[scans], labels[scans], width=256, epochs=150)
learned = by_heart.predict_proba(prepared(pictures[scans]))
really_wrong = look_again(scans) != labels[scans]
suspects = suspect_labels(out_of_fold, labels[scans])
print(f"{really_wrong.sum()} of {len(scans)} labels are wrong; {len(suspects)} suspects")
for k in (50, 100, 150, 200):
    print(f"precision at {k:3}: {precision_at(suspects, really_wrong, k):.0%}")
found = really_wrong[suspects[:200]].sum()
found_by_heart = really_wrong[suspect_labels(learned, labels[scans])[:200]].sum()
print(
    f"wrong labels among the first 200: {found}; if it learned them by heart: {found_by_heart}"
)
dlkit.plot.images(
    pictures[scans[suspects[:16]]],
    [f"typed {names[scans[i]]}, {out_of_fold[i].argmax()}?" for i in suspects[:16]],
    columns=8,
)
plt.show()

# %% [markdown]
# Of the first hundred, nine in ten are wrong, and the first two hundred hold nearly all of the wrong
# labels. The list of a network that knows its labels by heart holds about a third of them.
#
# Before you mend them, ask **where** they are. The archive is in the order in which it was typed. Do the
# suspects lie evenly?

# %% tags=["demo"]
fig, ax = plt.subplots(figsize=(7.5, 2.6), layout="constrained")
counts, edges = np.histogram(suspects, bins=np.arange(0, ARCHIVE + 1, 20))
ax.stairs(counts, edges, fill=True, color=dlkit.plot.PALETTE[1])
ax.set(
    xlabel="place in the archive", ylabel="suspects among 20", xlim=(0, ARCHIVE), ylim=(0, 20)
)
plt.show()
worst = int(edges[counts.argmax()])
print(f"around {worst}, what was typed: ", *labels[worst : worst + 14])
print(f"around {worst}, what is there:  ", *look_again(np.arange(worst, worst + 14)))

# %% [markdown]
# There it is. Besides slips here and there, one stretch is nearly all wrong, and the two lines show why:
# **shifted by one**. Somebody pasted a column of a spreadsheet one row too low. No amount of data, no
# regularization would have found that; a histogram did. (Look where the mistakes *are* before you think of
# what they are.)
#
# A person looks at the first 200 suspects, at ten seconds each: half an hour. Labels of *all* of the archive
# were suspected, so train and train-dev are mended alike. A split of which only one side is mended
# measures the mending.

# %% tags=["question"]
ask("labels_of_the_dev_set", ...)

# %% tags=["demo"]
seen_again = scans[suspects[:200]]
labels[seen_again] = look_again(seen_again)
network = train(pictures[parts["train"]], labels[parts["train"]])
all_gaps["labels"] = standing(network)
answers, right = read(network, pictures[parts["dev"]]), labels[parts["dev"]]
scores["labels"] = macro_f1(answers, right, CLASSES)

# %% [markdown]
# ## 7. Round two: the users' pictures are other pictures
#
# The variance is small now. Half an hour of a person's time raised the score by 15 points. Now the widest
# gap is **data mismatch**: new scans are no problem, photographs are. But *what* about them? Shadow, blur,
# faint ink? A colleague has looked at the pictures of the dev set and noted what he saw, on the right ones
# as well as on the wrong ones. This is **error analysis**: an hour of looking, to save a month of work on
# the wrong thing. Count for each tag:
#
# - `"mistakes"`: how many misread pictures have it;
# - `"share"`: which share of *all mistakes* that is. A picture may have several tags, so shares need not add
#   up to 1;
# - `"rate"`: which share of *the pictures with this tag* is misread;
# - `"ceiling"`: the accuracy if **every** mistake with this tag were mended and no other: the most that work
#   on it can bring.
#
# $$\text{share} = \frac{\text{mistakes}}{\text{all mistakes}} \qquad
# \text{rate} = \frac{\text{mistakes}}{\text{pictures with the tag}} \qquad
# \text{ceiling} = 1 - \frac{\text{all mistakes} - \text{mistakes}}{m}$$
#
# Why both share and rate? If 40% of the mistakes have a shadow, is the shadow to blame? Not if 40% of *all*
# pictures have one. Where a fraction would be $0/0$, let it be 0.


# %% exercise="error_table"
def error_table(tags, is_wrong):
    """Count mistakes by what was seen in the pictures.

    Args:
        tags: dict {tag: array of shape (m,), True where a picture has the tag}.
        is_wrong: array of shape (m,), True where a picture was misread.

    Returns:
        A dict {tag: {"mistakes": count, "share": share of all mistakes, "rate": share of the
        pictures with the tag, "ceiling": accuracy if all mistakes with the tag were mended}}.
    """
    raise NotImplementedError("error_table")


# %% check="error_table"
check("error_table")

# %% tags=["question"]
ask("ceiling_of_an_idea", ...)


# %% tags=["demo"]
def print_table(answers, right):
    """Print the table of mistakes on the dev set."""
    is_wrong = answers != right
    print(f"accuracy {np.mean(~is_wrong):.1%}, {is_wrong.sum()} of {len(right)} misread")
    print(f"{'tag':12}{'mistakes':>9}{'share':>8}{'rate':>8}{'ceiling':>9}")
    in_dev = {tag: has_tag[parts["dev"]] for tag, has_tag in tags.items()}
    for tag, line in error_table(in_dev, is_wrong).items():
        print(
            f"{tag:12}{line['mistakes']:9}{line['share']:8.0%}{line['rate']:8.0%}"
            f"{line['ceiling']:9.1%}"
        )


print_table(answers, right)

# %% tags=["question"]
ask("share_without_rate", ...)

# %% [markdown]
# Shadows have by far the most mistakes, and the highest ceiling. Moved digits are few, but every third is
# misread. So the network should see shadows, and digits that are not in the middle. Ask users for ten
# thousand photographs, with labels? That takes months. But we have 900 scans with labels, and photographs
# of **empty paper**: the margin of every form that anybody ever sent in. Put the ink of the one onto the
# other:
#
# $$\text{made} = \text{paper} \cdot (1 - \text{strength} \cdot \text{ink}) \qquad\text{with}\quad
# \text{ink} = 1 - \text{scan}$$
#
# Where there is no ink, the paper stays as it is, shadow and grain and all. Where there is ink, less light
# comes back. It is a *product*, for ink swallows a share of the light, whatever there is of it.
#
# Chance is handed in again: `which` says for each scan on which of the papers its ink goes, and `strength`
# how black it is.
#
# Shapes: `scans` is `(m, height, width)`, `papers` is `(p, height, width)`, `which` and `strength` are
# `(m,)`; the answer is `(m, height, width)`.


# %% exercise="synthesize"
def synthesize(scans, papers, which, strength):
    """Put the ink of scans onto other papers.

    Args:
        scans: array of shape (m, height, width), ink on white paper: 1 is white, 0 is black.
        papers: array of shape (p, height, width), empty papers.
        which: array of shape (m,), the number of the paper for each scan.
        strength: array of shape (m,), how black the ink becomes, from 0 to 1.

    Returns:
        Array of shape (m, height, width): paper * (1 - strength * ink).
    """
    raise NotImplementedError("synthesize")


# %% check="synthesize"
check("synthesize")

# %% [markdown]
# Photographs of users above, made pictures below. Would you know which is which? If a person sees the
# difference at once, a network will, too. (Before that, each scan is moved by one pixel at most, because
# users do not centre what they photograph.)


# %% tags=["demo"]
def moved(some, rng):
    """Move each picture by a pixel or not at all, in both directions; white moves in."""
    steps = rng.integers(-1, 2, (len(some), 2))
    return np.stack(
        [ndimage.shift(p, s, order=0, cval=1) for p, s in zip(some, steps, strict=True)]
    )


def made_from(rows, papers, rng, crossed=0.0):
    """Make a picture of each scan; cross out a share of them. Returns pictures, labels."""
    some, their_labels = moved(pictures[rows], rng), labels[rows].copy()
    chosen = rng.permutation(len(rows))[: round(crossed * len(rows))]
    some[chosen], their_labels[chosen] = 1 - crossed_out(1 - some[chosen], rng), CROSSED_OUT
    which = rng.integers(len(papers), size=len(rows))
    return synthesize(some, papers, which, rng.uniform(0.3, 0.95, len(rows))), their_labels


train_scans = parts["train"][~is_user[parts["train"]]]
made, _ = made_from(train_scans[:16], papers, dlkit.seed(3))
fig, axes = plt.subplots(2, 1, figsize=(8, 1.7), layout="constrained")
dlkit.plot.images(pictures[is_user][20:36], columns=16, ax=axes[0])
axes[0].set_title("users' photographs", fontsize=10)
dlkit.plot.images(made, columns=16, ax=axes[1])
axes[1].set_title("made of scans and empty papers", fontsize=10)
plt.show()

# %% [markdown]
# Now the trap, and it is a famous one. Sixty papers, or one paper used nine hundred times: to the eye, each
# single picture is equally real. Predict before you run.

# %% tags=["question"]
ask("one_paper", ...)


# %% tags=["demo"]
def with_made(papers, rng, copies=3, crossed=0.0):
    """Put made pictures beside the training set. Returns pictures, labels."""
    made = [made_from(train_scans, papers, rng, crossed) for _ in range(copies)]
    return (
        np.concatenate([pictures[parts["train"]], *(some for some, _ in made)]),
        np.concatenate([labels[parts["train"]], *(their_labels for _, their_labels in made)]),
    )


# with so many more pictures, half as many epochs are enough
for name, some_papers in (("one paper", papers[:1]), ("sixty papers", papers)):
    network = train(*with_made(some_papers, dlkit.seed(4)), epochs=30)
    print(f"--- {name}")
    gaps = standing(network)
all_gaps["papers"] = gaps
answers, right = read(network, pictures[parts["dev"]]), labels[parts["dev"]]
scores["papers"] = macro_f1(answers, right, CLASSES)

# %% [markdown]
# One paper makes it *worse* than no made picture at all: the network learns that paper by heart. Sixty
# papers close nearly half of the gap. **Made data is as rich as the poorest thing that it is made from.**
# An hour of noise from one car, copied under a thousand hours of speech, is still one car.
#
# ## 8. Round three: the class that is rare
#
# `next_step` says that no gap is wide enough any more. But the score is a mean over classes. Look at them
# one by one, and at the table of mistakes.

# %% tags=["demo"]
class_bars(answers, right, "users' pictures, after the second round")
print_table(answers, right)
typed = labels[parts["train"]]
print("in the training set, of class 0 to 10:", *np.bincount(typed))

# %% [markdown]
# "Crossed out" is only 7 in 100 of the pictures; without it, the accuracy would look fine. But every third
# of them is misread, and its $F_1$ is the lowest by far. The reason stands in the last line: in training
# there are only about sixteen of it, and around ninety of each digit. The same trick again: everybody can
# cross out a digit. We looked at twenty of the users' crossed-out digits, saw two lines from corner to
# corner, and draw these on every eleventh made picture. (Our lines come from the function that drew the
# users', too. Yours would be a little different, so it is always the dev set, never the made pictures, that
# says whether it helped.)

# %% tags=["demo"]
network = train(*with_made(papers, dlkit.seed(5), copies=6, crossed=1 / 11), epochs=30)
all_gaps["crossed out"] = standing(network)
answers, right = read(network, pictures[parts["dev"]]), labels[parts["dev"]]
scores["crossed out"] = macro_f1(answers, right, CLASSES)
class_bars(answers, right, "users' pictures, after the third round")

# %% tags=["demo", "fold"]
# @title The gaps, round by round
fig, ax = plt.subplots(figsize=(7.5, 3), layout="constrained")
for place, gap in enumerate(("avoidable_bias", "variance", "data_mismatch")):
    heights = [gaps[gap] for gaps in all_gaps.values()]
    ax.bar(
        np.arange(len(all_gaps)) + 0.27 * (place - 1),
        heights,
        0.25,
        color=dlkit.plot.PALETTE[place],
        hatch=("", "//", "..")[place],
        edgecolor="white",
        label=gap,
    )
ax.axhline(ENOUGH, color="grey", linewidth=1, linestyle="--")
ax.set_xticks(range(len(all_gaps)), all_gaps)
ax.set(ylabel="gap")
ax.legend(frameon=False, fontsize=9)
plt.show()

# %% [markdown]
# ## 9. Which model goes out?
#
# One number for how good it is, and a condition that it has to keep: it runs on an old telephone, and may
# take at most 40,000 multiplications for a picture. To mix the two ("score minus 0.001 times cost") is a
# number that means nothing. Say instead: the score is **optimized**, the cost must only **satisfice**, that
# is, be good enough. Of all models that cost at most `limit`, take the one with the highest score. Of equal
# scores take the cheaper one. If no model is allowed, the answer is `None`.


# %% exercise="satisficing_choice"
def satisficing_choice(models, limit):
    """Choose the best model among those that are cheap enough.

    Args:
        models: dict {name: (score, cost)}, scores from 0 to 1; may be empty.
        limit: the largest cost that is allowed.

    Returns:
        The name of the model with the highest score among those whose cost is at most limit;
        of equal scores the cheaper one, and if these cost the same, too, any of them. None if
        no model is allowed.
    """
    raise NotImplementedError("satisficing_choice")


# %% check="satisficing_choice"
check("satisficing_choice")

# %% tags=["demo"]
some, their_labels = with_made(papers, dlkit.seed(5), copies=6, crossed=1 / 11)
networks, models = {64: network}, {}
for width in (16, 64, 128, 256):
    if width not in networks:
        networks[width] = train(some, their_labels, width=width, epochs=30)
    on_dev = read(networks[width], pictures[parts["dev"]])
    cost = SIZE * SIZE * width + width * CLASSES  # one multiplication for each weight
    models[width] = (macro_f1(on_dev, right, CLASSES), cost)
    print(f"{width:4} units: score {models[width][0]:.3f}, {cost:6,} multiplications")
chosen = satisficing_choice(models, limit=40_000)
scores[f"{chosen} units"] = models[chosen][0]
print(f"it will be the network with {chosen} units")

# %% [markdown]
# ## 10. The drawer is opened
#
# Everything is decided: labels, made pictures, width. Now, and only now, the test set judges, once. Beside
# it, to compare, the network of the first day. (The labels of the first day are gone, so the next cell
# makes the project anew.)

# %% tags=["demo"]
_, first_labels, *_ = project(dlkit.seed(2))
first_day = train(pictures[parts["train"]], first_labels[parts["train"]])
right = labels[parts["test"]]
for name, network in (("first day", first_day), ("today", networks[chosen])):
    answers = read(network, pictures[parts["test"]])
    correct = int(np.sum(answers == right))
    low, high = confidence_interval(correct, len(right))
    print(
        f"{name:10} score {macro_f1(answers, right, CLASSES):.3f}, accuracy "
        f"{correct / len(right):.1%} ({low:.1%} to {high:.1%})"
    )
errors = error_rates(
    {
        name: (read(networks[chosen], pictures[parts[name]]), labels[parts[name]])
        for name in (*open_sets, "test")
    }
)
gaps = avoidable_bias_and_variance(HUMAN, **errors)
print("all four gaps:", ", ".join(f"{name} {gap:+.1%}" for name, gap in gaps.items()))

fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
ax.plot(list(scores), list(scores.values()), "o-", linewidth=2)
for place, score in enumerate(scores.values()):
    ax.annotate(
        f"{score:.2f}", (place, score), (0, 9), textcoords="offset points", ha="center"
    )
ax.axhline(0.92, color="grey", linewidth=1, linestyle="--")
ax.set(ylabel="score on the dev set", ylim=(0.6, 1.03))
plt.show()

# %% [markdown]
# Three rounds, and none of them touched the network; only its width was chosen at the end (and as it got
# more pictures, it went through them fewer times). Now that `test` is known, the fourth gap has a number,
# too. Over five projects, made from the seeds 1 to 5, the score on the test set rose from between 0.71 and
# 0.78 to between 0.95 and 0.97, and the gaps named the same two rounds in the same order each time.
#
# ## 11. One knob, one effect
#
# An old television had knobs for height, width and position. Each moved one thing. With knobs that each
# moved a little of everything, nobody would ever have got a picture. **Orthogonal controls** are knobs that
# move one thing:
#
# | what is wrong | knobs for it |
# |---|---|
# | avoidable bias | a larger network, longer training, a better optimizer |
# | variance | more data, regularization, **cleaner labels** |
# | data mismatch | data like the users', made or collected |
# | dev overfitting | a larger dev set |
# | all gaps closed, users still angry | another metric, other dev and test sets |
#
# That is why the gaps were worth the trouble: each points to one row.

# %% tags=["question"]
ask("a_knob_that_moves_two", ...)

# %% [markdown]
# ## 12. In one go, or in stages?
#
# Our reader gets single digits. The company needs more: find the form in the photograph, find the field,
# cut it into digits, read them. A system **in stages** trains each step by itself. A system trained
# **end to end** is one network from the photograph to the number.
#
# | | in stages | end to end |
# |---|---|---|
# | data | each stage needs its own: boxes are easy to get, digits are easy to get | needs many pairs of photograph and number |
# | what you know | goes in, by hand: a form has edges, a field lies below its name | must be learned from data |
# | what may go wrong | a mistake of an early stage is seldom mended; the hand-made rule may be wrong | nothing is lost between stages; nobody sees where it failed |
# | error analysis | stage by stage | on the whole |
#
# The rule of thumb: with little data for the whole task and much for its parts, stages; with much data for
# the whole, end to end. And with stages you can compute which one to work on: hand one stage **perfect**
# input, made by a person, and see how much the whole gains.

# %% tags=["question"]
ask("stage_to_work_on", ...)

# %% tags=["question"]
ask("in_stages_or_not", ...)

# %% [markdown]
# ## 13. Questions to take with you
#
# The first three are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **The other order.** Start again from the first day (run the notebook from the top, skip the cell that
#    mends the labels) and make pictures first. How much of the gain is left, if the made pictures carry wrong labels?
# 2. **The same pictures.** Two networks read the same dev set. Look only at the pictures where exactly one of
#    them is right, and count who wins. `scipy.stats.binomtest(wins, wins + losses)` tells whether that could be a
#    toss of a coin. Compare the networks with 64 and 256 units like that.
# 3. **How many papers?** Draw the score for 1, 2, 5, 10, 20 and 60 papers. Where does it stop rising?
#
# ### 4. Written answer (10 points, marked by a person)
#
# You come new into a team whose network says whether a picture of a street camera shows a bicycle. Human
# error is 2%. The errors are: training 3% (40,000 pictures from the web), train-dev 4%, dev 13% (1,000
# pictures of the city's cameras), test 13%. Of the 130 mistakes on the dev set 78 were at night (30% of all
# dev pictures are), 39 in rain (28% of all dev pictures are), and 6 have a wrong label. There are two weeks
# until the mayor comes. In about 200 words:
#
# - Name the widest gap, with its number, and what a colleague would waste who now trains a larger network (3
#   points).
# - Which of night, rain, labels do you work on? Say for each how much it could bring at most, and why the 39 in
#   rain are a poor argument (4 points).
# - You make pictures of the night from pictures of the day. What can go wrong, and how would the error rates show it
#   (3 points)?

# %% [markdown] written="two_weeks"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A target that looks like what will come. One number that a rare class cannot hide behind, with its
# interval. Gaps that say what is wrong, a list that says which labels are, a table that says what an idea
# could bring at most. And the habit behind all of it: an hour of looking and counting, before a week of
# work.
#
# **To read on**, all of it free:
#
# - [Machine Learning Yearning](https://info.deeplearning.ai/machine-learning-yearning-book), Andrew Ng, 2018: a short
#   book on exactly these decisions.
# - [Confident Learning: Estimating Uncertainty in Dataset Labels](https://arxiv.org/abs/1911.00068), Northcutt,
#   Jiang and Chuang, 2021: how to find wrong labels, with its theory. Northcutt, Athalye and Mueller found
#   [them in the test sets that everybody uses](https://arxiv.org/abs/2103.14749).
# - [Probable inference, the law of succession, and statistical
#   inference](https://doi.org/10.1080/01621459.1927.10502953), Wilson, 1927: four pages.
# - [Hidden technical debt in machine learning
#   systems](https://papers.nips.cc/paper/2015/hash/86df7dcfd896fcaf2674f757a2463eba-Abstract.html), Sculley and
#   others, 2015: what else goes wrong around a network.
