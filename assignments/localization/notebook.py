# %% [markdown]
# # Localization: one object, its place, its points, its tags
#
# **You will build** a network that looks at a picture and says three things at once: is a digit there, *where*, and
# which one? On new pictures it is right about the digit at least 95 times in 100, and the IoU of its boxes with the
# true ones (what they share, over what they cover together) is more than 0.75 on average. Then it learns to set five
# points on the digit, some of which are hidden, and to give it tags that nobody has filled in completely. One network,
# one object. For *many* objects you then build the way that led to today's detectors: regions that are proposed, cut
# out, judged and corrected, or all pooled from one look.
#
# **You need** the convolutional networks of the notebook `convnet`, and the functional style of Keras. The notebook
# `yolo` finds many digits in one pass; it is a good neighbour, but nothing here builds on it.
#
# **It takes** about 150 minutes. On two CPU cores the finished notebook runs from top to bottom in about three
# minutes, and longer if they are busy.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("smooth_l1")` gives a hint: the first gives away little, the third nearly all.
# `inputs("smooth_l1")` hands you the values that a check calls it with, and `progress()` shows how far you are. Once
# you are right, `solution("smooth_l1")` shows how we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import keras
import numpy as np

check, hint, solution, inputs, progress, ask = dlkit.assignment("localization").tools

# %% [markdown]
# Here is what will be learned: on some pictures of real handwritten digits, the truth that the network shall find. The
# box fits tightly. The five points are the uppermost, lowest, leftmost and rightmost pixel of the digit (where several
# are equally far out, the middle of them), and the middle of its ink. A patch hides some of them: these are drawn as
# crosses. Above stand the tags.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt

SCENE, SIZE, CLASSES = 64, 40, 10
POINTS = ("top", "bottom", "left", "right", "heart")
TAGS = ("odd", "loop", "tall", "slim", "on the left", "high up")


def one_digit(n, rng, split="train", empty=0.2):
    """Make n pictures, some of them empty: pictures, boxes (None if empty), labels, masks."""
    images, boxes, labels, masks = [], [], [], []
    for count, digits in ((n - round(n * empty), 1), (round(n * empty), 0)):
        if count == 0:
            continue
        made = dlkit.data.digit_scenes(
            count, SCENE, rng, split=split, digits_per_scene=(digits, digits)
        )
        for k in range(count):  # cut a window out of the scene, with the digit in it
            box = SCENE * made.boxes[k][0] if digits else np.array([SCENE, SCENE, 0, 0])
            last = np.clip(box[:2], 0, SCENE - SIZE)
            first = np.minimum(np.clip(box[2:] - SIZE, 0, SCENE - SIZE), last)
            x, y = rng.integers(first.round().astype(int), last.round().astype(int) + 1)
            window = (k, slice(y, y + SIZE), slice(x, x + SIZE))
            images.append(made.images[window])
            masks.append(made.masks[window] > 0)
            boxes.append(np.clip((box - [x, y, x, y]) / SIZE, 0, 1) if digits else None)
            labels.append(int(made.classes[k][0]) if digits else None)
    return np.stack(images), boxes, labels, np.stack(masks)


def points_of(mask):
    """Find the five points of a digit, (5, 2), in parts of the picture."""
    rows, columns = np.nonzero(mask)
    ends = [
        (columns[rows == rows.min()].mean(), rows.min()),
        (columns[rows == rows.max()].mean(), rows.max()),
        (columns.min(), rows[columns == columns.min()].mean()),
        (columns.max(), rows[columns == columns.max()].mean()),
        (columns.mean(), rows.mean()),
    ]
    return (np.array(ends) + 0.5) / SIZE


def tags_of(box, label):
    """Return ones and zeros for the six tags of a digit."""
    x1, y1, x2, y2 = box
    return np.array(
        [
            label % 2 == 1,
            label in (0, 6, 8, 9),
            y2 - y1 > 0.6,
            x2 - x1 < 0.65 * (y2 - y1),
            x1 + x2 < 1,
            y1 + y2 < 1,
        ],
        dtype=float,
    )


def hide(images, points, rng):
    """Lay a grey patch on each picture; return the pictures, and which points are seen."""
    images, seen = images.copy(), np.ones(points.shape[:2])
    for image, five, visible in zip(images, points, seen, strict=True):
        middle = five[rng.integers(len(five))] + rng.uniform(-0.12, 0.12, 2)
        sides = rng.uniform(0.12, 0.3, 2)
        (x1, y1), (x2, y2) = (
            np.clip(np.round(SIZE * (middle + sign * sides / 2)), 0, SIZE).astype(int)
            for sign in (-1, 1)
        )
        image[y1:y2, x1:x2] = rng.uniform(0.2, 0.5)
        x, y = SIZE * five.T
        visible[(x >= x1) & (x < x2) & (y >= y1) & (y < y2)] = 0
    return images, seen


def draw_points(ax, points, seen, colour, label=None, seen_as="o"):
    """Draw points: dots, or as told, for what is seen, crosses for what is hidden."""
    for marker, chosen in ((seen_as, seen > 0), ("x", seen == 0)):
        x, y = (SIZE * points[chosen] - 0.5).T
        look = {"linewidths": 2.5} if marker == "x" else {"edgecolors": "black"}
        ax.scatter(x, y, s=45, marker=marker, color=colour, label=label, **look)
        label = None
    ax.set(xlim=(-0.5, SIZE - 0.5), ylim=(SIZE - 0.5, -0.5))


rng = dlkit.seed(1)
images, boxes, labels, masks = one_digit(4, rng, empty=0)
points = np.stack([points_of(mask) for mask in masks])
patched, seen = hide(images, points, rng)
fig, axes = plt.subplots(1, 4, figsize=(11, 3.5), layout="constrained")
for k, ax in enumerate(axes):
    dlkit.plot.boxes(patched[k], boxes[k][None], classes=[labels[k]], ax=ax)
    draw_points(ax, points[k], seen[k], dlkit.plot.PALETTE[1])
    true_tags = [
        tag for tag, yes in zip(TAGS, tags_of(boxes[k], labels[k]), strict=True) if yes
    ]
    ax.set_title(", ".join(true_tags) or "no tag", fontsize=10)
plt.show()

# %% [markdown]
# ## 1. The answer is one vector
#
# A classifier answers with a class. To **localize** is to say where the thing is as well. It needs no new kind of
# network: let it answer with a few more numbers, and say what they mean. For a picture with at most one object and
# $C$ classes they are
#
# $$y = (\, p, \; x, \; y, \; w, \; h, \; c_0, \dots, c_{C-1} \,)$$
#
# - $p$ is 1 if there is an object, and 0 if not.
# - $x, y$ are the centre of its **bounding box**, the smallest box around it, and $w, h$ are its width and height.
# - $c$ is 1 for the class of the object, and 0 for the others.
#
# Boxes come to us as corners $(x_1, y_1, x_2, y_2)$ in parts of the picture: $(0, 0)$ is its upper left corner,
# $(1, 1)$ its lower right one, $x$ goes to the right and $y$ *down*. So
#
# $$x = \frac{x_1 + x_2}{2} \qquad y = \frac{y_1 + y_2}{2} \qquad w = x_2 - x_1 \qquad h = y_2 - y_1$$
#
# What is the box of an empty picture? There is none. The vector needs something at these places all the same; write
# zeros, and see in section 3 that nobody looks at them.
#
# Shapes: `box` is `(4,)` or `None`; the answer is a NumPy array `(5 + classes,)`.


# %% exercise="localization_target"
def localization_target(box, label, classes):
    """Write the truth of one picture as the vector that a network should answer.

    Args:
        box: NumPy array of shape (4,): corners x1, y1, x2, y2 in parts of the picture. None if
            the picture is empty.
        label: the class, a whole number from 0 to classes - 1. None if the picture is empty.
        classes: number of classes C, an integer.

    Returns:
        NumPy array of shape (5 + classes,): p, x, y, w, h, and the class, one-hot. Zeros if
        the picture is empty.
    """
    raise NotImplementedError("localization_target")


# %% check="localization_target"
check("localization_target")

# %% tags=["question"]
ask("length_of_the_answer", ...)

# %% [markdown]
# The vectors of three pictures, with two digits after the point; the last picture is empty. Then the way back,
# which we need for drawing: from centre and sides to corners.


# %% tags=["demo"]
def corners(numbers):
    """Turn (m, 4) centre and sides into corners (m, 4)."""
    centres, sides = numbers[:, :2], numbers[:, 2:4]
    return np.concatenate([centres - sides / 2, centres + sides / 2], axis=1)


def targets_of(boxes, labels):
    """Make the targets of many pictures, (m, 15), in float32."""
    rows = [localization_target(b, k, CLASSES) for b, k in zip(boxes, labels, strict=True)]
    return np.array(rows, dtype="float32")


test_images, test_boxes, test_labels, test_masks = one_digit(
    500, np.random.default_rng(7), "test"
)
y_test = targets_of(test_boxes, test_labels)
is_there = y_test[:, 0] == 1
for k in (0, 1, -1):
    p, x, y, w, h, *c = y_test[k].round(2).tolist()
    print(f"p {p:.0f}   centre ({x:.2f}, {y:.2f})   sides {w:.2f}, {h:.2f}   class {c}")
back = np.abs(
    corners(y_test[is_there, 1:5]) - np.stack([b for b in test_boxes if b is not None])
)
print(
    f"{is_there.sum()} digits in {len(y_test)} pictures; corners back: off by {back.max():.0e}"
)

# %% [markdown]
# ## 2. An error that neither explodes nor trembles
#
# How wrong is a box? By squares, a box ten times as far off counts a hundred times as much, and its gradient grows
# with the error: a few boxes that are far off throw everything about. By absolute values the gradient is as large
# at an error of one thousandth as at one half: near the goal it never gets small. The **smooth L1** error takes the
# best of both, with the error $d = y - \hat y$ of each number and a width $\beta > 0$:
#
# $$s_\beta(d) = \begin{cases} \dfrac{d^2}{2 \beta} & \text{if } |d| < \beta \\[1ex] |d| - \dfrac{\beta}{2} & \text{else} \end{cases}$$
#
# A parabola near zero, straight lines farther out, joined without a kink at $\beta$. Its slope is $d / \beta$ inside,
# and $\pm 1$ outside: never larger, however far off the box is.
#
# Fast R-CNN (Girshick, 2015) brought this error, with $\beta = 1$, into detection. Statisticians have known the
# **Huber loss** since 1964. It is the same curve, but for a factor: Huber's is $\beta$ times ours, so its slope
# outside is $\beta$. Keras has it as `keras.losses.Huber(delta)`.
#
# Use `keras.ops` (`absolute`, `square`, `where`) so that gradients can flow. Nothing is summed: the answer has the
# shape of the arguments.


# %% exercise="smooth_l1"
def smooth_l1(y_true, y_pred, beta=1.0):
    """Compute the smooth L1 error of each number.

    Args:
        y_true: tensor of any shape.
        y_pred: tensor of the same shape.
        beta: the width of the parabola, a number above 0.

    Returns:
        Tensor of that shape.
    """
    raise NotImplementedError("smooth_l1")


# %% check="smooth_l1"
check("smooth_l1")

# %% tags=["question"]
ask("error_of_two_tenths", ...)

# %% [markdown]
# The curve and its slope beside the two others. And Keras' Huber loss, divided by beta: the same numbers?

# %% tags=["demo"]
d = np.linspace(-0.5, 0.5, 401).astype("float32")
beta = 0.1
ours = np.asarray(smooth_l1(np.zeros_like(d), d, beta))
curves = {
    "squared, d² / 2β": (d**2 / (2 * beta), d / beta, ":"),
    "absolute, |d|": (np.abs(d), np.sign(d), "--"),
    "smooth L1": (ours, np.gradient(ours, d), "-"),
}
fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
for (name, (value, slope, style)), colour in zip(
    curves.items(), dlkit.plot.PALETTE[1:4], strict=True
):
    axes[0].plot(d, value, style, color=colour, label=name)
    axes[1].plot(d, slope, style, color=colour, label=name)
axes[0].set(title=f"error, β = {beta}", xlabel="d", ylim=(0, 0.8))
axes[1].set(title="its slope", xlabel="d", ylim=(-3, 3))
axes[0].legend(frameon=False)
plt.show()
huber = [float(keras.losses.Huber(beta)(np.zeros(1), np.array([value]))) / beta for value in d]
print(f"largest difference from Keras' Huber loss / β: {np.abs(ours - huber).max():.0e}")

# %% [markdown]
# ## 3. What is charged, and when
#
# The network answers with **raw numbers** $\hat y$, one for each of $y$. The first and the classes are *logits*: the
# probability of an object is $\sigma(\hat p)$, those of the classes are the softmax of $\hat c$. The four numbers of
# the box are taken as they are. The loss of a picture has three parts:
#
# $$\ell = \underbrace{H_2(p, \hat p)}_{\text{object}} + p \, \Big[ \lambda \underbrace{\sum_{k \in \{x, y, w, h\}} s_{0.1}(k - \hat k)}_{\text{box}} + \underbrace{H(c, \hat c)}_{\text{class}} \Big]$$
#
# $H_2$ is the binary cross-entropy, $H$ the one over the classes, both from logits.
#
# Look at the factor $p$ before the bracket. **Where there is no object, nothing is charged for box and class.** The
# zeros of section 1 are there only to fill the row. Without that factor the network would be taught that
# empty pictures have a box of no size in the corner, which is true of nothing.
#
# $\lambda$ balances; by default it is 4. A box that is off by 0.1 in each number costs $4 \cdot 0.05 = 0.2$ times
# that, and a class that is guessed $\ln 10 = 2.3$. What counts in training is the slope. That of each box number is
# $\lambda$ until it is off by less than 0.1, that of a class score is never more than 1. Both pull at the same
# convolutions; so with a large $\lambda$ boxes are learned first, and classes late (try it: section 12).
#
# - `keras.ops.binary_crossentropy(target, output, from_logits=True)` gives one number for each entry,
#   `keras.ops.categorical_crossentropy(target, output, from_logits=True)` one for each row.
# - Call your `smooth_l1`, with beta 0.1.
#
# Shapes: `y_true` and `y_pred` are `(batch, 5 + classes)`; the answer is one loss for each picture, `(batch,)`. Keras
# takes the mean by itself.


# %% exercise="localization_loss"
def localization_loss(y_true, y_pred, box_weight=4.0):
    """Compute the loss of each picture.

    Calls `smooth_l1`.

    Args:
        y_true: tensor of shape (batch, 5 + classes), as `localization_target` writes it.
        y_pred: tensor of the same shape, the raw numbers of a network.
        box_weight: how much the box counts, a number.

    Returns:
        Tensor of shape (batch,).
    """
    raise NotImplementedError("localization_loss")


# %% check="localization_loss"
check("localization_loss")

# %% tags=["question"]
ask("loss_of_an_empty_picture", ...)

# %% [markdown]
# **A loss can be tested before anything is trained.** Move the box of a picture, and the loss must move; move the
# box that somebody claims for an empty one, and it must not.

# %% tags=["demo"]
guess = np.zeros((2, 15), dtype="float32")
pair = np.stack([y_test[0], y_test[-1]])  # with a digit, and without
for name, columns in (("object", [0]), ("box", range(1, 5)), ("class", [8])):
    moved = guess.copy()
    moved[:, columns] += 0.3
    change = np.asarray(localization_loss(pair, moved)) - np.asarray(
        localization_loss(pair, guess)
    )
    print(f"{name:7} moved by 0.3: with a digit {change[0]:+.3f}, without {change[1]:+.3f}")

# %% [markdown]
# ## 4. What and where
#
# Now the network. Convolutions and poolings find, at each of a few places, what is there. Then the ways part,
# because the two questions are of two kinds:
#
# - **What?** A 3 is a 3 wherever it stands. So take from each channel its largest value over *all places*: that is
#   *global max pooling*. What was learned of a 3 at one place then serves at every other.
# - **Where?** Global pooling gives only how large the value was, and not where it stood. So this way keeps all places:
#   `Flatten`, and dense layers that have a weight of their own for each of them.
#
# | part | what | output for 40x40 pixels, 10 classes |
# |---|---|---|
# | three stages | 3x3 convolution with padding "same", batch norm, ReLU, 2x2 max pooling; 16, 32 and 64 filters | `(20, 20, 16)`, `(10, 10, 32)`, `(5, 5, 64)` |
# | fourth stage | the same with 128 filters, *without* the pooling | `(5, 5, 128)` |
# | where | flatten; dense layer of 64, batch norm, ReLU; dense layer of 4 | `(4,)` |
# | what | global max pooling of the fourth stage; one dense layer of 1 + classes | `(11,)` |
# | answer | one row in the order of section 1: object, box, classes | `(15,)` |
#
# No activation at the end: the loss wants raw numbers. The first number of *what* is the object, so the row is put
# together from three pieces: `what[:, :1]`, `where`, `what[:, 1:]` and `keras.layers.Concatenate()`. Use
# `keras.layers.BatchNormalization(momentum=0.9)`, whose moving averages follow faster; the checks do not see the
# momentum. All layers have a bias.


# %% exercise="localizer"
def localizer(input_shape, classes):
    """Build a network that localizes one object.

    Args:
        input_shape: (height, width, channels) of the pictures, both sides at least 8.
        classes: number of classes, an integer.

    Returns:
        A keras.Model from (batch, height, width, channels) to raw numbers, of shape
        (batch, 5 + classes). It need not be compiled.
    """
    raise NotImplementedError("localizer")


# %% check="localizer"
check("localizer")

# %% tags=["question"]
ask("first_loss", ...)

# %% [markdown]
# **Twenty pictures by heart**, before anything long. If the loss does not fall to nearly nothing here, something is
# broken, and two minutes of training will not mend it.

# %% tags=["demo"]
rng = dlkit.seed(1)
network = localizer((SIZE, SIZE, 1), CLASSES)
few_images, few_boxes, few_labels, _ = one_digit(20, rng)
few_targets = targets_of(few_boxes, few_labels)
network.compile(keras.optimizers.Adam(0.003), loss=localization_loss)
few = network.fit(few_images, few_targets, epochs=80, batch_size=20, verbose=0).history["loss"]
print(
    "loss after 1, 10, 30, 80 steps:", ", ".join(f"{few[k - 1]:.3f}" for k in (1, 10, 30, 80))
)
print(f"{network.count_params():,} parameters")

# %% [markdown]
# A box is judged by its **IoU**, intersection over union: the area that it shares with the true box, divided by the
# area that both cover together. It is 1 if they are the same, and 0 if they do not touch. A box of the right size that
# is off by a tenth of its width and of its height has an IoU of 0.68.
#
# Now the training, on new scenes in each epoch. (The digits in them are always the same 1,438, and none of them is
# in a test scene; places, sizes and grounds are new.) **You can stop the second cell** with the stop button, and
# run it again: it goes on where it was.

# %% tags=["demo"]
EPOCHS = 18
rng = dlkit.seed(1)
network = localizer((SIZE, SIZE, 1), CLASSES)
network.compile(keras.optimizers.Adam(0.003), loss=localization_loss)
losses = []


def overlap(boxes1, boxes2):
    """Compute intersection over union of the boxes (..., 4) in two arrays, pair by pair."""
    low = np.maximum(boxes1[..., :2], boxes2[..., :2])
    high = np.minimum(boxes1[..., 2:], boxes2[..., 2:])
    both = np.prod(np.maximum(high - low, 0), axis=-1)
    areas = [
        np.prod(np.maximum(b[..., 2:] - b[..., :2], 0), axis=-1) for b in (boxes1, boxes2)
    ]
    return both / (areas[0] + areas[1] - both)


def answer(model, x):
    """Ask a model about many inputs, 250 at a time."""
    parts = [np.asarray(model(x[k : k + 250], training=False)) for k in range(0, len(x), 250)]
    return np.concatenate(parts)


def scores_on_test(network):
    """Return three scores: object or not, class of those with a digit, mean IoU of these."""
    raw = answer(network, test_images)
    truth, found = y_test[is_there], raw[is_there]
    return (
        np.mean((raw[:, 0] > 0) == is_there),
        np.mean(found[:, 5:].argmax(axis=1) == truth[:, 5:].argmax(axis=1)),
        np.mean(overlap(corners(truth[:, 1:5]), corners(found[:, 1:5]))),
    )


# %% tags=["demo"]
start = time.perf_counter()
try:
    while len(losses) < EPOCHS:
        network.optimizer.learning_rate = (
            0.003 * (1 + np.cos(np.pi * len(losses) / EPOCHS)) / 2
        )
        images, boxes, labels, _ = one_digit(2500, rng)
        fitted = network.fit(images, targets_of(boxes, labels), batch_size=32, verbose=0)
        losses += fitted.history["loss"]
        if len(losses) % 3 == 0:
            there, right, iou = scores_on_test(network)
            print(
                f"epoch {len(losses):2}: loss {losses[-1]:.2f}; on test: there or not "
                f"{there:.1%}, class {right:.1%}, mean IoU {iou:.3f}  "
                f"({time.perf_counter() - start:.0f} s)"
            )
except KeyboardInterrupt:
    print(f"Stopped after {len(losses)} whole epochs. Run this cell again to go on.")

# %% [markdown]
# Six test pictures: the true box is dashed, what the network says is solid, with its class and the probability that
# there is a digit at all. The last one is empty.

# %% tags=["demo"]
raw = answer(network, test_images)
probability = 1 / (1 + np.exp(-raw[:, 0]))
shown = [*range(5), len(raw) - 1]
fig, axes = plt.subplots(1, 6, figsize=(12, 2.5), layout="constrained")
for k, ax in zip(shown, axes, strict=True):
    found = corners(raw[[k], 1:5]) if probability[k] > 0.5 else []
    dlkit.plot.boxes(test_images[k], found, classes=[raw[k, 5:].argmax()][: len(found)], ax=ax)
    if is_there[k]:
        x1, y1, x2, y2 = SIZE * test_boxes[k] - 0.5
        frame = plt.Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor="white")
        frame.set(linestyle="--", label="true box")
        ax.add_patch(frame)
    ax.set_title(f"a digit: {probability[k]:.3f}", fontsize=10)
plt.show()
there, right, iou = scores_on_test(network)
print(f"there or not {there:.1%}, class {right:.1%}, mean IoU {iou:.3f}")

# %% [markdown]
# ## 5. Points, and some of them are hidden
#
# A box is coarse. To swap faces, to follow a hand or to read a gauge, one needs **landmarks**: named points, the
# same ones in each picture. They are more numbers to answer with, two for each point. Our five are the four ends of
# the digit and the middle of its ink. Four ends and a centre: that is what the detector ExtremeNet (Zhou, Zhuo and
# Krähenbühl, 2019) builds its boxes from.
#
# Whoever marks photographs cannot mark what cannot be seen. So there is a table **visible**, 1 or 0 for each point.
# With $q$ for the points, the loss is the mean squared distance *of those that are seen*:
#
# $$L = \frac{\sum_{i, k} v_{ik} \; |q_{ik} - \hat q_{ik}|^2}{\max\big(1, \sum_{i,k} v_{ik}\big)}$$
#
# Here $i$ counts the pictures of the batch and $k$ the points. Where nothing is seen in the whole batch, the loss
# is 0.
#
# **A trap.** What stands in the table for a hidden point may be anything: $-1$, or `nan`. And NaN times 0 is NaN.
# So do not multiply at the end only. Put something harmless in the place of hidden points *first*;
# `keras.ops.where` does it.
#
# Shapes: `y_true` and `y_pred` are `(m, k, 2)`, `visible` is `(m, k)`, the answer is one number.


# %% exercise="landmark_loss"
def landmark_loss(y_true, y_pred, visible):
    """Compute the mean squared distance of the visible points from where they are.

    Args:
        y_true: tensor of shape (m, k, 2), x and y of k points in m pictures. Where a point is
            hidden, it may hold anything, NaN too.
        y_pred: tensor of shape (m, k, 2), what a network says.
        visible: tensor of shape (m, k): 1 where the point can be seen, else 0.

    Returns:
        The loss, a tensor with one number.
    """
    raise NotImplementedError("landmark_loss")


# %% check="landmark_loss"
check("landmark_loss")

# %% tags=["question"]
ask("mean_over_visible", ...)

# %% [markdown]
# Train it. The network of section 4 is a good start: the four ends lie on the edges of the box, and the heart near
# its centre. So copy it, begin with the middles of the four edges and the centre, let a new dense layer correct
# them, and train all of it a little more. `fit` hands a loss two things only, so points and visibility travel
# together, in one array `(m, 5, 3)`. For hidden points we write NaN: should one of them ever count, you would see
# it at once.

# %% tags=["demo"]


def convolutions(network, side, **settings):
    """Copy a network up to its last feature map of that height, with its weights."""
    pooled = (keras.layers.MaxPooling2D, keras.layers.GlobalMaxPooling2D)
    maps = [layer.input for layer in network.layers if isinstance(layer, pooled)]
    part = keras.Model(network.input, [x for x in maps if x.shape[1] == side][-1])
    twin = keras.models.clone_model(part, **settings)
    twin.set_weights(part.get_weights())
    return twin


def on_top_of(network, numbers, from_box=None):
    """Copy a network, and make other numbers of its features, and of its box if told how."""
    twin = keras.models.clone_model(keras.Model(network.input, network.output))
    twin.set_weights(network.get_weights())
    maps = [x.output for x in twin.layers if len(x.output.shape) == 4]
    x = keras.layers.Dense(64)(keras.layers.Flatten()(maps[-1]))
    x = keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.9)(x))
    x = keras.layers.Dense(numbers, kernel_initializer="zeros")(x)
    if from_box is not None:
        x = x + keras.ops.matmul(twin.output[:, 1:5], from_box)
    return keras.Model(twin.input, x)


def with_points(n, rng, split="train"):
    """Make n pictures with a patch on each, their points (n, 5, 2), and what is seen."""
    images, _, _, masks = one_digit(n, rng, split, empty=0)
    points = np.stack([points_of(mask) for mask in masks])
    images, seen = hide(images, points, rng)
    return images, points, seen


def packed(points, seen):
    """Pack points and visibility for `fit`: (m, 5, 3), NaN for what is hidden."""
    return np.concatenate(
        [np.where(seen[..., None] > 0, points, np.nan), seen[..., None]], axis=2
    )


def loss_of_points(packed, y_pred):
    """Unpack, and call the loss of points."""
    guessed = keras.ops.reshape(y_pred, (-1, 5, 2))
    return landmark_loss(packed[..., :2], guessed, packed[..., 2])


rng = dlkit.seed(1)
x, y, w, h = np.eye(4, dtype="float32")
first_guess = np.stack([x, y - h / 2, x, y + h / 2, x - w / 2, y, x + w / 2, y, x, y], axis=1)
pointer = on_top_of(network, 10, from_box=first_guess)
pointer.compile(keras.optimizers.Adam(0.002), loss=loss_of_points)
point_images, true_points, test_seen = with_points(500, np.random.default_rng(8), "test")
start = time.perf_counter()
for epoch in range(9):
    pointer.optimizer.learning_rate = 0.002 * (1 + np.cos(np.pi * epoch / 9)) / 2
    images, points, seen = with_points(2000, rng)
    pointer.fit(images, packed(points, seen), batch_size=32, verbose=0)
print(f"trained for {time.perf_counter() - start:.0f} s")

# %% [markdown]
# How far off are the points, in pixels? For those that are seen, and for those under a patch, which the network has
# never been told.

# %% tags=["demo"]
guessed = answer(pointer, point_images).reshape(-1, 5, 2)
off = SIZE * np.sqrt(np.sum((guessed - true_points) ** 2, axis=2))  # (500, 5), in pixels
for k, name in enumerate(POINTS):
    is_seen = test_seen[:, k] > 0
    print(
        f"{name:7} off by {off[is_seen, k].mean():.2f} pixels on average where it is seen, "
        f"{off[~is_seen, k].mean():.2f} where it is hidden ({(~is_seen).sum()} times)"
    )
fig, axes = plt.subplots(1, 5, figsize=(12, 2.9), layout="constrained")
for k, ax in enumerate(axes):
    dlkit.plot.boxes(point_images[k], [], ax=ax)
    draw_points(ax, true_points[k], test_seen[k], dlkit.plot.PALETTE[1], "true")
    draw_points(ax, guessed[k], np.ones(5), dlkit.plot.PALETTE[2], "the network's", "s")
axes[0].legend(fontsize=8, loc="upper left")
plt.show()

# %% [markdown]
# Nobody has told the network where a hidden point is, and it does not refuse: it answers for them, too. So a point
# that is worth anything comes with a guess whether it is seen at all. That would be five more logits; try it
# (section 12).
#
# ## 6. Tags, and nobody has filled them all in
#
# Our digits have six tags: odd or not, with a loop or not, and so on. A digit may have none of them, or all six.
# That is a **multi-label** problem. No class is chosen here: the tags do not compete, so there is no softmax.
# Each is a yes or no *of its own*, with a sigmoid and a binary cross-entropy of its own:
#
# $$L = \frac{\sum_{i, t} v_{it} \; H_2\big(y_{it}, \hat y_{it}\big)}{\max\big(1, \sum_{i, t} v_{it}\big)}$$
#
# for picture $i$ and tag $t$. And $v$, **known**, is 1 where somebody has looked. Who marks a million pictures with
# six tags? People tick what strikes them and leave the rest. What is not ticked is not a *no*. It is unknown, and
# only the table of what is known can say so.
#
# Where $v$ is 0, `y_true` may be any number, such as $-1$ (but a number, not NaN). Where nothing is known, the loss
# is 0. The scores $\hat y$ are logits.
#
# Shapes: all three are `(m, tags)`, the answer is one number.


# %% exercise="multi_label_loss"
def multi_label_loss(y_true, y_pred, known):
    """Compute the mean cross-entropy of the tags that are known.

    Args:
        y_true: tensor of shape (m, tags): 1 or 0; where the tag is unknown, any number.
        y_pred: tensor of shape (m, tags), a score (logit) for each tag.
        known: tensor of shape (m, tags): 1 where the tag is known, else 0.

    Returns:
        The loss, a tensor with one number.
    """
    raise NotImplementedError("multi_label_loss")


# %% check="multi_label_loss"
check("multi_label_loss")

# %% tags=["question"]
ask("loss_of_six_tags", ...)

# %% [markdown]
# An experiment, on 2,000 pictures. Of the tags that are true, only three in ten are ticked; of those that are not,
# three in ten are crossed out; the rest nobody has looked at. Two networks learn from this, both on the
# convolutions of section 4, which stay as they are. One is told what is known. The other takes whatever is not
# ticked for a *no*.

# %% tags=["demo"]


def tagged(n, rng, split="train"):
    """Make n pictures of one digit each, and all of their tags (n, 6)."""
    images, boxes, labels, _ = one_digit(n, rng, split, empty=0)
    return images, np.array([tags_of(b, k) for b, k in zip(boxes, labels, strict=True)])


def loss_of_tags(pair, y_pred):
    """Unpack tags and what is known of them, (m, 2, 6), and call the loss of tags."""
    return multi_label_loss(pair[:, 0], y_pred, pair[:, 1])


rng = dlkit.seed(1)
tag_images, tags = tagged(2000, rng)
known = (rng.uniform(size=tags.shape) < 0.3).astype(float)
truth_images, true_tags = tagged(500, np.random.default_rng(9), "test")
ways = {
    "unknown is unknown": np.stack([np.where(known > 0, tags, -1), known], axis=1),
    "unknown is a no": np.stack([tags * known, np.ones_like(known)], axis=1),
}
answers = {}
for name, pair in ways.items():
    tagger = on_top_of(network, len(TAGS))
    for layer in tagger.layers:
        layer.trainable = layer.name not in [old.name for old in network.layers]
    tagger.compile(keras.optimizers.Adam(0.002), loss=loss_of_tags)
    tagger.fit(tag_images, pair, epochs=8, batch_size=32, verbose=0)
    answers[name] = answer(tagger, truth_images) > 0
    right = np.mean(answers[name] == true_tags)
    print(
        f"{name:19} {right:.1%} of the tags right; says yes {np.mean(answers[name]):.1%}",
        end="",
    )
    print(f" of the time (true: {np.mean(true_tags):.1%})")
for t, tag in enumerate(TAGS):
    line = ", ".join(
        f"{name} {np.mean(a[:, t] == true_tags[:, t]):.1%}" for name, a in answers.items()
    )
    print(f"  {tag:12} {line}")

# %% tags=["question"]
ask("tick_it_or_not", ...)

# %% [markdown]
# ## 7. Many objects: where to look?
#
# One vector has room for one object. A picture with three digits needs another plan. An old one: slide a window
# over the picture, in several sizes, and judge each piece. It works, and it is a lot of work: most windows hold
# nothing. The idea of **R-CNN** (Girshick, Donahue, Darrell and Malik, 2014) is to look only where something might
# be. Such a guess, a box without a class, is a **region proposal**.
#
# R-CNN took its proposals from **selective search** (Uijlings and others, 2013): cut the picture into small
# **segments** of like colour, then join the two neighbours that are most alike, again and again, until all is one.
# *Each region that comes up on the way* is a proposal. So small things and large ones are among them, and nobody
# has to choose a size.
#
# Ours is a simple form of it. (The real one compares colour, texture, size and fit, in several colour spaces.)
# Regions $a$ and $b$ that touch have the cost
#
# $$\text{cost}(a, b) = \underbrace{|\mu_a - \mu_b|}_{\text{unlike}} + \underbrace{\frac{n_a + n_b}{N}}_{\text{large}}$$
#
# with the mean brightness $\mu$ and the number of pixels $n$ of a region, and the number of pixels $N$ of the whole
# picture. Join the pair with the **smallest** cost. The second term joins small regions first: else one region
# would eat its way through the picture.
#
# The segments have the numbers $0$ to $n - 1$. What is joined first gets the number $n$, the next $n + 1$, and so
# on. A picture is connected, so after $n - 1$ such steps one region is left, and $2n - 1$ have come up. Answer with the
# box of each of them, in the order of their numbers. (Where two costs are equal, take either.)
#
# Two helpers are in the next cell. Run it; the exercise and its check use them.


# %% tags=["setup"]
def neighbours(segments):
    """List the pairs (a, b), a < b, of numbers that touch across or up and down."""
    sides = [(segments[:, :-1], segments[:, 1:]), (segments[:-1], segments[1:])]
    pairs = {
        pair
        for a, b in sides
        for pair in zip(a[a != b].tolist(), b[a != b].tolist(), strict=True)
    }
    return sorted({(min(pair), max(pair)) for pair in pairs})


def box_of(mask):
    """Return the corners (x1, y1, x2, y2), in pixels, of the smallest box around True."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


# %% [markdown]
# For example, in a picture of 2x3 pixels with three segments:

# %% tags=["demo"]
toy = np.array([[0, 0, 1], [2, 2, 1]])
print("neighbours:", neighbours(toy))
print("box of segment 1:", box_of(toy == 1))
print("box of segments 0 and 2 together:", box_of((toy == 0) | (toy == 2)))

# %% [markdown]
# `image` is `(height, width)` here, grey without a channel axis. Boxes are **in pixels** from now on: the pixel in
# row $i$ and column $j$ reaches from $(j, i)$ to $(j + 1, i + 1)$, so that the box of one pixel has the sides 1.


# %% exercise="propose_regions"
def propose_regions(image, segments):
    """Join the most alike neighbours until one region is left, and box each one on the way.

    May call `neighbours` and `box_of`.

    Args:
        image: NumPy array of shape (height, width), brightness.
        segments: NumPy array of shape (height, width): the segment of each pixel, the numbers
            0 to n - 1. Each of them occurs.

    Returns:
        Whole numbers of shape (2n - 1, 4): x1, y1, x2, y2 in pixels of the n segments, then of
        the n - 1 regions that were joined, in the order in which they came up.
    """
    raise NotImplementedError("propose_regions")


# %% check="propose_regions"
check("propose_regions")

# %% tags=["question"]
ask("how_many_proposals", ...)

# %% [markdown]
# Now on a scene with real digits. The segments come from smoothing the picture, cutting brightness into five steps, and
# taking what hangs together; done twice, with steps at different places. (That, too, is an idea of selective search:
# several ways to cut find more.) Boxes that no digit could fill are left out. How many of the digits in 40 scenes have
# a proposal that overlaps them well?

# %% tags=["demo"]
from scipy import ndimage


def segments_of(image, shift, steps=5, smallest=4):
    """Cut a picture into segments of like brightness that hang together."""
    smooth = ndimage.gaussian_filter(image.astype(float), 0.7)
    levels = np.floor(smooth * steps + shift).astype(int)
    segments, count = np.zeros(image.shape, dtype=int), 0
    for level in np.unique(levels):
        parts, found = ndimage.label(levels == level)
        segments[parts > 0] = parts[parts > 0] + count - 1
        count += found
    is_small = np.bincount(segments.ravel())[segments] < smallest
    nearest = ndimage.distance_transform_edt(
        is_small, return_distances=False, return_indices=True
    )
    numbers = np.unique(segments[tuple(nearest)], return_inverse=True)[1]
    return numbers.reshape(image.shape)


def proposals_of(image):
    """Propose regions by two sets of segments; leave out what no digit could fill."""
    both = [propose_regions(image, segments_of(image, shift)) for shift in (0, 0.5)]
    found = np.unique(np.concatenate(both), axis=0).astype(float)
    sides = found[:, 2:] - found[:, :2]
    fits = (sides[:, 0] >= 3) & (sides[:, 0] <= 44) & (sides[:, 1] >= 10) & (sides[:, 1] <= 36)
    return found[fits]


scenes = dlkit.data.digit_scenes(
    40, SCENE, np.random.default_rng(3), split="test", digits_per_scene=(2, 4)
)
start = time.perf_counter()
proposals = [proposals_of(image[..., 0]) for image in scenes.images]
seconds = time.perf_counter() - start
best = np.concatenate(
    [
        overlap(SCENE * true[:, None], found[None]).max(axis=1, initial=0)
        for true, found in zip(scenes.boxes, proposals, strict=True)
    ]
)
print(
    f"{np.mean([len(p) for p in proposals]):.0f} proposals a scene, {seconds / 40:.2f} s each"
)
for least in (0.5, 0.7):
    print(f"{np.mean(best >= least):.0%} of {len(best)} digits have one with IoU >= {least}")
SHOWN = 2  # the scene that is drawn from now on
segments = segments_of(scenes.images[SHOWN, :, :, 0], 0)
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.7), layout="constrained")
dlkit.plot.boxes(
    scenes.images[SHOWN], scenes.boxes[SHOWN], classes=scenes.classes[SHOWN], ax=axes[0]
)
axes[1].imshow(segments % 20, cmap="tab20", interpolation="nearest")
axes[1].set(xticks=[], yticks=[])
axes[1].set_title(f"{segments.max() + 1} segments", fontsize=11)
dlkit.plot.boxes(scenes.images[SHOWN], proposals[SHOWN] / SCENE, ax=axes[2])
axes[0].set_title("the digits", fontsize=11)
axes[2].set_title(f"{len(proposals[SHOWN])} proposals", fontsize=11)
plt.show()

# %% [markdown]
# ## 8. Cut out, and make all of one size
#
# Proposals have all sizes, and a network with dense layers takes one. So each piece is cut out and stretched to
# `size` x `size`. Divide the box into that many equal cells, and ask at the *middle* of each how bright the picture
# is there. For cell $i$ from the left, $i = 0, 1, \dots$:
#
# $$x_i = x_1 + \frac{i + \frac12}{\text{size}} \, (x_2 - x_1) - \tfrac12$$
#
# The last half is a change of origin. The middle of pixel 0 lies half a pixel inside the picture. After it, $x_i$
# counts in middles of pixels: 3 is the middle of pixel 3, and 3.25 is a quarter of the way to that of pixel 4.
#
# Between the middles, mix the four nearest pixels. That is **bilinear** interpolation: with $l = \lfloor x \rfloor$
# and $a = x - l$, mix left and right as $(1 - a) \cdot \text{left} + a \cdot \text{right}$, in the upper row and in
# the lower one, and then these two in the same way with $y$.
#
# **House rule** for the border: first keep $x_i$ within $0$ and width $- 1$, and $y_i$ within $0$ and height $- 1$.
# So the outermost pixels go on for ever. The right neighbour of the last pixel is that pixel itself.
#
# Later networks crop *feature maps* in much the same way (RoI Align, in Mask R-CNN by He and others, 2017, which takes
# several points in each cell). TensorFlow's `tf.image.crop_and_resize` puts its outermost points *on* the border of
# the box, not half a cell inside.
#
# Shapes: `image` is `(height, width, channels)`, `boxes` is `(k, 4)` in pixels and need not be whole numbers; the
# answer is `(k, size, size, channels)`. There may be no box at all. Plain NumPy from here to section 11.


# %% exercise="crop_and_resize"
def crop_and_resize(image, boxes, size):
    """Cut out what lies in each box, and stretch it to one size, bilinearly.

    Args:
        image: NumPy array of shape (height, width, channels).
        boxes: NumPy array of shape (k, 4): x1, y1, x2, y2 in pixels. There may be none.
        size: height and width of each crop in pixels, an integer of at least 1.

    Returns:
        NumPy array of shape (k, size, size, channels).
    """
    raise NotImplementedError("crop_and_resize")


# %% check="crop_and_resize"
check("crop_and_resize")

# %% tags=["question"]
ask("where_the_first_cell_looks", ...)

# %% [markdown]
# All proposals of the scene, cut out and stretched to 16x16. And TensorFlow's function, which puts points
# elsewhere: given a box that is half a cell smaller on each side, and in its own unit, it should say the same.

# %% tags=["demo"]
CROP = 16
crops = np.asarray(crop_and_resize(scenes.images[SHOWN], proposals[SHOWN], CROP))
dlkit.plot.images(crops[:24, :, :, 0], columns=12)
plt.show()
if keras.backend.backend() == "tensorflow":
    import tensorflow as tf

    inside = np.array([[10.0, 12.0, 31.0, 40.0], [3.5, 20.25, 22.0, 55.0]])
    half = np.tile((inside[:, 2:] - inside[:, :2]) / (2 * CROP), 2) * [1, 1, -1, -1]
    theirs = (inside + half - 0.5)[:, [1, 0, 3, 2]] / (SCENE - 1)  # y before x
    ready_made = tf.image.crop_and_resize(scenes.images[[SHOWN]], theirs, [0, 0], (CROP, CROP))
    ours = crop_and_resize(scenes.images[SHOWN], inside, CROP)
    print(f"largest difference from TensorFlow: {np.abs(ours - ready_made).max():.0e}")

# %% [markdown]
# ## 9. Nearly right is a good start
#
# A proposal is seldom exact. R-CNN also learns, for each proposal $P$, how it should be **moved and
# stretched** to become the true box $G$. With the centres $x, y$ and the sides $w, h$ of both, these four numbers,
# the **deltas**, are
#
# $$t_x = \frac{x_G - x_P}{w_P} \qquad t_y = \frac{y_G - y_P}{h_P} \qquad t_w = \ln \frac{w_G}{w_P} \qquad t_h = \ln \frac{h_G}{h_P}$$
#
# Why not just the differences? A crop of 16x16 does not say how large it was. But it sees that a
# quarter of the digit is cut off on the left, so "a quarter of your width to the left" is a thing that it can
# learn. The logarithm makes twice as wide and half as wide equally far from 0, and no answer of the network can
# make a width negative.
#
# The centre is the middle of the corners, the sides are the differences. All boxes here have sides above 0. Shapes:
# both are `(k, 4)`, row by row a pair; the answer is `(k, 4)`, the columns $t_x, t_y, t_w, t_h$.


# %% exercise="box_deltas"
def box_deltas(proposals, boxes):
    """Say how each proposal is to be moved and stretched to become its box.

    Args:
        proposals: NumPy array of shape (k, 4): x1, y1, x2, y2.
        boxes: NumPy array of shape (k, 4), the true box for each proposal.

    Returns:
        NumPy array of shape (k, 4): t_x, t_y, t_w, t_h.
    """
    raise NotImplementedError("box_deltas")


# %% check="box_deltas"
check("box_deltas")

# %% tags=["question"]
ask("twice_as_wide", ...)

# %% [markdown]
# And back. What a network says is applied to the proposal: solve the four equations for $G$, and answer with its
# **corners**.


# %% exercise="apply_deltas"
def apply_deltas(proposals, deltas):
    """Move and stretch each proposal as its deltas say.

    Args:
        proposals: NumPy array of shape (k, 4): x1, y1, x2, y2.
        deltas: NumPy array of shape (k, 4): t_x, t_y, t_w, t_h.

    Returns:
        NumPy array of shape (k, 4): x1, y1, x2, y2.
    """
    raise NotImplementedError("apply_deltas")


# %% check="apply_deltas"
check("apply_deltas")

# %% [markdown]
# There and back. Keras has the same, in `keras.utils.bounding_boxes`: do the two agree? And a picture of what a
# delta means: one and the same, for a small proposal and for a large one.

# %% tags=["demo"]
rng = np.random.default_rng(0)
low = rng.uniform(0, 30, (1000, 2, 2))
some, others = np.concatenate([low, low + rng.uniform(3, 30, (1000, 2, 2))], axis=2).transpose(
    1, 0, 2
)
back = apply_deltas(some, np.asarray(box_deltas(some, others)))
print(f"there and back, 1,000 boxes: off by {np.abs(back - others).max():.0e}")
of_keras = keras.utils.bounding_boxes.encode_box_to_deltas(
    some.astype("float32"),
    others.astype("float32"),
    anchor_format="xyxy",
    box_format="xyxy",
    encoding_format="center_xywh",
)
difference = np.abs(np.asarray(box_deltas(some, others)) - np.asarray(of_keras)).max()
print(f"largest difference from Keras: {difference:.0e}")
two = np.array([[4.0, 8.0, 16.0, 24.0], [24.0, 10.0, 48.0, 42.0]])
moved = apply_deltas(two, np.tile([0.25, 0.0, np.log(1.5), np.log(1.25)], (2, 1)))
ax = dlkit.plot.boxes(
    np.full((SCENE, SCENE), 0.3),
    np.concatenate([two, moved]) / SCENE,
    classes=["proposal", "proposal", "moved", "moved"],
    title="a quarter to the right, 1.5 times as wide,\n1.25 times as high",
)
plt.show()

# %% [markdown]
# ## 10. R-CNN, beside the window that slides
#
# All parts are there. For each proposal: crop it, and ask a network three things. Is it a digit? Which one? How
# should the box be moved and stretched? That is the very answer of section 1, with the four deltas in the place of
# the box. So your `localizer` and your `localization_loss` serve once more, on crops of 16x16.
#
# What are its training pictures? Half are near a true digit, each side off by up to a quarter; half lie anywhere. A box
# that overlaps a digit with an IoU of at least 0.5 counts as that digit, and its deltas lead there; every other one is
# empty.

# %% tags=["demo"]


def boxes_to_learn(scenes, each, rng):
    """Draw boxes for each scene: half of them near a digit, half anywhere; in pixels."""
    drawn = []
    for true in scenes.boxes:
        near = SCENE * true[rng.integers(len(true), size=each // 2)]
        sides = np.tile(near[:, 2:] - near[:, :2], 2)
        near = near + sides * rng.uniform(-0.25, 0.25, near.shape)
        height = rng.uniform(10, 36, each - each // 2)
        size = np.stack([height * rng.uniform(0.4, 1.1, len(height)), height], axis=1)
        corner = rng.uniform(0, 1, size.shape) * (SCENE - size)
        both = np.concatenate([near, np.concatenate([corner, corner + size], axis=1)])
        drawn.append(np.clip(both, 0, SCENE))
    return drawn


def targets_of_boxes(boxes, true, labels):
    """Say what a network should answer for boxes (k, 4) of a scene: (k, 15), with deltas."""
    shared = overlap(boxes[:, None], SCENE * true[None])  # (k, digits)
    nearest = shared.argmax(axis=1)
    deltas = box_deltas(boxes, SCENE * true[nearest])
    one_hot = np.eye(CLASSES)[labels[nearest]]
    targets = np.concatenate([np.ones((len(boxes), 1)), deltas, one_hot], axis=1)
    return targets * (shared.max(axis=1) >= 0.5)[:, None]


rng = dlkit.seed(1)
learned = dlkit.data.digit_scenes(1000, SCENE, rng, digits_per_scene=(1, 4))
drawn = boxes_to_learn(learned, 16, rng)
y_boxes = np.concatenate(
    [
        targets_of_boxes(*three)
        for three in zip(drawn, learned.boxes, learned.classes, strict=True)
    ]
).astype("float32")
x_crops = np.concatenate(
    [crop_and_resize(*two, CROP) for two in zip(learned.images, drawn, strict=True)],
    dtype="float32",
)
print(f"{len(x_crops):,} crops, {y_boxes[:, 0].mean():.0%} of them a digit")
rcnn = localizer((CROP, CROP, 1), CLASSES)
rcnn.compile(keras.optimizers.Adam(0.003), loss=localization_loss)
start = time.perf_counter()
for epoch in range(6):
    rcnn.optimizer.learning_rate = 0.003 * (1 + np.cos(np.pi * epoch / 6)) / 2
    rcnn.fit(x_crops, y_boxes, batch_size=128, verbose=0)
print(f"trained for {time.perf_counter() - start:.0f} s")

# %% [markdown]
# Now look for digits in the 40 test scenes, in two ways. The **sliding window** has five heights, is four fifths as
# wide, and moves by a quarter of its side. The proposals are those of section 7. Both ask the same network, and
# its deltas move the boxes of both; once we leave them out, to see what they are worth. What is found twice counts
# once: of boxes whose IoU is 0.3 or more, the one with the better score stays (non-maximum suppression).
# (Our form: one network answers all, and one set of deltas serves all classes. The paper takes the network's features
# only: a linear support vector machine for each class judges the crop, and a linear regression for each class gives
# the deltas.)

# %% tags=["demo"]


def windows():
    """List all windows that slide over a scene, (k, 4), in pixels."""
    found = []
    for height in (13, 17, 22, 27, 33):
        width = 0.8 * height
        for y in np.arange(0, SCENE - height + 1, height / 4):
            for x in np.arange(0, SCENE - width + 1, width / 4):
                found.append([x, y, x + width, y + height])
    return np.array(found)


def detections(boxes, raw, move=True):
    """Read raw numbers (k, 15) for boxes (k, 4): boxes, classes, scores of what is found."""
    score = 1 / (1 + np.exp(-raw[:, 0]))
    moved = np.asarray(apply_deltas(boxes, raw[:, 1:5])) if move else boxes
    kept = []
    for k in np.argsort(-score):
        if score[k] > 0.5 and all(overlap(moved[k], moved[other]) < 0.3 for other in kept):
            kept.append(k)
    return moved[kept], raw[kept, 5:].argmax(axis=1), score[kept]


def found_in(scenes, boxes_of, ask_about, move=True):
    """Return the share of digits found, how many finds are wrong, and all finds."""
    hits = finds = digits = 0
    everything = []
    for k, true in enumerate(scenes.boxes):
        boxes = boxes_of[k]
        everything.append(detections(boxes, ask_about(k, boxes), move))
        found, classes, _ = everything[-1]
        is_hit = (overlap(SCENE * true[:, None], found[None]) >= 0.5) & (
            scenes.classes[k][:, None] == classes
        )
        hits, finds = hits + is_hit.any(axis=1).sum(), finds + len(found)
        digits += len(true)
    return hits / digits, finds - hits, everything


def by_crops(k, boxes):
    """Ask the network of crops about boxes of scene k."""
    return answer(rcnn, np.asarray(crop_and_resize(scenes.images[k], boxes, CROP)))


slid = [windows()] * len(scenes)
results = {}
for name, boxes_of, move in (
    ("sliding window", slid, True),
    ("R-CNN without deltas", proposals, False),
    ("R-CNN", proposals, True),
):
    results[name] = found_in(scenes, boxes_of, by_crops, move)
    share, wrong, _ = results[name]
    boxes = np.mean([len(b) for b in boxes_of])
    print(f"{name:21} {boxes:4.0f} boxes a scene: {share:.0%} of digits found, {wrong} wrong")

# %% [markdown]
# In our run, sixteen times as many windows found *fewer* of the digits, and reported more that are none. The deltas
# hardly found more digits, but fewer finds were wrong.

# %% tags=["question"]
ask("half_the_step", ...)

# %% [markdown]
# ## 11. One look for all: Fast R-CNN
#
# The crops of one scene overlap, and R-CNN computes what they share again and again. **Fast R-CNN** (Girshick,
# 2015) turns it round: first *one* pass of convolutions over the whole picture, then cut the proposals out of the
# **feature map**. All that is left for each proposal is a head of dense layers.
#
# Again all pieces must have one size. **RoI pooling** (region of interest) lays `size` x `size` parts over the box,
# and takes the largest feature in each, channel by channel. Boxes are in cells of the feature map here, and need
# not be whole. **House rules**:
#
# - The box takes every cell that it touches: $x_1$ and $y_1$ are rounded down, $x_2$ and $y_2$ up.
# - Of $n$ rows, part $i$ takes those from $\lfloor i \, n / \text{size} \rfloor$ up to, and without,
#   $\lceil (i + 1) \, n / \text{size} \rceil$. Columns likewise. So no part is empty, even if $n$ is smaller than
#   `size`; parts may share a row.
#
# (Usual implementations round the box to the nearest cells.) Every box lies within the map and has sides above 0.
#
# Shapes: `features` is `(height, width, channels)`, `boxes` is `(k, 4)`, the answer `(k, size, size, channels)`.
# There may be no box at all.


# %% exercise="roi_pool"
def roi_pool(features, boxes, size):
    """Take the largest features in size x size parts of each box.

    Args:
        features: NumPy array of shape (height, width, channels).
        boxes: NumPy array of shape (k, 4): x1, y1, x2, y2 in cells of the feature map. There
            may be none.
        size: number of parts in each direction, an integer of at least 1.

    Returns:
        NumPy array of shape (k, size, size, channels).
    """
    raise NotImplementedError("roi_pool")


# %% check="roi_pool"
check("roi_pool")

# %% tags=["question"]
ask("rows_of_a_part", ...)

# %% [markdown]
# The features are those of section 4: your localizer up to, and without, its third pooling, as it was trained, now over
# a picture of 64x64. One cell is four pixels wide there. Nothing in it is trained any more; only a new head is, on the
# pooled features of the boxes of section 10.

# %% tags=["demo"]
STRIDE, PARTS = 4, 4
trunk = convolutions(network, SIZE // 4, input_tensors=keras.Input((SCENE, SCENE, 1)))
maps = answer(trunk, learned.images)
x_pooled = np.concatenate(
    [roi_pool(one, b / STRIDE, PARTS) for one, b in zip(maps, drawn, strict=True)],
    dtype="float32",
)
print(f"feature maps {maps.shape[1:]}, pooled {x_pooled.shape}")
head = keras.Sequential(
    [
        keras.Input(x_pooled.shape[1:]),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(5 + CLASSES),
    ]
)
head.compile(keras.optimizers.Adam(0.002), loss=localization_loss)
start = time.perf_counter()
for epoch in range(6):
    head.optimizer.learning_rate = 0.002 * (1 + np.cos(np.pi * epoch / 6)) / 2
    head.fit(x_pooled, y_boxes, batch_size=64, verbose=0)
print(f"trained for {time.perf_counter() - start:.0f} s")
test_maps = answer(trunk, scenes.images)


def by_pooling(k, boxes):
    """Ask the head about boxes of scene k."""
    return answer(head, np.asarray(roi_pool(test_maps[k], boxes / STRIDE, PARTS)))


results["Fast R-CNN"] = found_in(scenes, proposals, by_pooling)
share, wrong, _ = results["Fast R-CNN"]
print(f"Fast R-CNN: {share:.0%} of the digits found, {wrong} finds wrong")

# %% [markdown]
# All three in one picture, with what they cost. We count multiplications, those of the convolutions and dense
# layers; the proposals themselves take time, too: section 7 has shown how much.

# %% tags=["demo"]


def multiplications(model):
    """Count the multiplications of a model's convolutions and dense layers for one input."""
    total = 0
    for layer in model.layers:
        if isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense)):
            kernel, places = layer.get_weights()[0], np.prod(layer.output.shape[1:-1])
            total += int(kernel.size * places)
    return total


boxes_in_scene = len(proposals[SHOWN])
work = {
    "sliding window": len(windows()) * multiplications(rcnn),
    "R-CNN": boxes_in_scene * multiplications(rcnn),
    "Fast R-CNN": multiplications(trunk) + boxes_in_scene * multiplications(head),
}
fig, axes = plt.subplots(
    1, 4, figsize=(13, 3.7), layout="constrained", width_ratios=[1, 1, 1, 1.1]
)
for ax, name in zip(axes, work, strict=False):
    found, classes, score = results[name][2][SHOWN]
    boxes = len(windows()) if name == "sliding window" else boxes_in_scene
    dlkit.plot.boxes(
        scenes.images[SHOWN],
        found / SCENE,
        classes=classes,
        scores=score,
        title=f"{name}: {boxes} boxes",
        ax=ax,
    )
millions = np.array(list(work.values())) / 1e6
bars = axes[3].barh(list(work), millions, color=dlkit.plot.PALETTE[:3])
axes[3].bar_label(bars, [f"{m:,.0f}" for m in millions], padding=3)
axes[3].set(title="million multiplications", xlim=(0, 1.25 * millions.max()))
axes[3].invert_yaxis()
plt.show()
for name, count in work.items():
    print(
        f"{name:15} {count / 1e6:6.0f} million multiplications, {results[name][0]:.0%} found"
    )

# %% [markdown]
# Fast R-CNN needs less than half of the multiplications of R-CNN, and in our run it found somewhat fewer digits and
# reported more that are none. Ours is a modest one: its features come from another task and stay as they are. The
# paper trains all of it together.
#
# **What came next.** *Faster R-CNN* (Ren, He, Girshick and Sun, 2015) let a small network propose the regions, on
# the same feature map: at each place it gives a few boxes of fixed shapes, the anchors, a score and four deltas.
# Then one may ask why those boxes are not given their class at once. That is a **one-stage detector**, such as
# YOLO: no proposals, no crops, one pass. The notebook `yolo` builds one. Its target at each place has the parts of
# your vector, with the box measured from that place and from an anchor; its loss has the parts of section 3: the
# object is charged everywhere, box and class only where there is something.
#
# ## 12. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Seen or not?** Give the network of section 5 five more logits: whether each point is seen. Which loss is it?
#    How often is it right on the test pictures?
# 2. **Ten for the box.** Train section 4 again with `box_weight=10` (a `lambda` around your loss will do), for half
#    as many epochs. Which of the three scores is ahead of before, and which is behind? What would you do with a
#    network that should be good at both?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A post office films parcels on a belt from above. For each picture it wants the box of the parcel, the four
# corners of its address label, and the tags *fragile*, *wet*, *torn* and *address unreadable*. There are 20,000
# pictures. Some show an empty belt. Labels are often half covered by tape. The workers have ticked tags in a hurry:
# what is ticked is true, what is not ticked may be either. Write to the post office, in about 150 words:
#
# - What does your network answer for one picture, number by number, and which loss belongs to which part? For which
#   pictures is nothing charged, and why? (4 points)
# - What happens if "not ticked" is taken for *no*? Use a number of your own from section 6. What would you ask the
#   workers to do instead? (3 points)
# - The post office plans to let several parcels lie in one picture. What breaks, and which of the ways of sections
#   10 and 11 would you take? Use a number of your own. (3 points)

# %% [markdown] written="parcels_on_a_belt"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A vector that says there, where and which, and a loss that charges for nothing that does not exist; an error that
# neither explodes nor trembles; losses that know what is hidden and what is unknown; and the road from one object to
# many: propose, crop, correct, and then compute once what all share. And habits: test a loss before training, learn
# twenty by heart, count the work before running it.
#
# **To read on**, all of it free:
#
# - [Rich feature hierarchies for accurate object detection and semantic
#   segmentation](https://arxiv.org/abs/1311.2524), Girshick, Donahue, Darrell and Malik, 2014: R-CNN.
# - [Fast R-CNN](https://arxiv.org/abs/1504.08083), Girshick, 2015: one pass, RoI pooling, and smooth L1.
# - [Faster R-CNN](https://arxiv.org/abs/1506.01497), Ren, He, Girshick and Sun, 2015: the network proposes.
# - [Mask R-CNN](https://arxiv.org/abs/1703.06870), He, Gkioxari, Dollár and Girshick, 2017: RoI Align, and a mask
#   for each object.
# - [Bottom-up object detection by grouping extreme and center points](https://arxiv.org/abs/1901.08043), Zhou, Zhuo
#   and Krähenbühl, 2019: ExtremeNet.
