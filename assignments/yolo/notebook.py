# %% [markdown]
# # YOLO: find every digit in the picture
#
# **You will build** a detector: a network that looks at a picture once and says what is in it *and where*.
# You write all of its parts: boxes and their overlap, the targets it learns from, the network, the loss, and
# what turns raw numbers into boxes with names and scores. You train it in this notebook, on pictures in which
# one to five handwritten digits lie about, and you measure it as detectors are measured: mean average
# precision at least 0.90 on pictures with digits that it has never seen.
#
# **You need** convolutions, and models in the functional style of Keras (the notebook `resnet`).
#
# **It takes** about 150 minutes. There are fifteen functions, and most of them are one to six lines long. On
# two CPU cores the finished notebook runs from top to bottom in two to three minutes; most of that is training.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("sliding_window_as_convolution")` gives a hint: the first gives
# away little, the third nearly all. `inputs("sliding_window_as_convolution")` hands you the values that
# a check calls it with, and `progress()` shows how far you are. Once you are right,
# `solution("sliding_window_as_convolution")` shows how we wrote it, where your edition has the
# solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import keras
import numpy as np
from scipy.special import expit as sigmoid
from scipy.special import softmax

check, hint, solution, inputs, progress, ask = dlkit.assignment("yolo").tools

# %% [markdown]
# This is the task. The digits are real, as in the notebooks before. Now they have different sizes, they lie
# anywhere, and the ground is not clean. The boxes below are the **truth** (*ground truth*) that comes with the
# pictures. In the end your own detector draws such boxes, with a score at each of them that says how sure it
# is.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt

rng = dlkit.seed(1)
scenes = dlkit.data.digit_scenes(2000, 64, rng)
# other digits, by the split of dlkit.data.digits()
test = dlkit.data.digit_scenes(400, 64, rng, split="test")

fig, axes = plt.subplots(2, 4, figsize=(10, 5.2), layout="constrained")
for i, ax in enumerate(axes.flat):
    dlkit.plot.boxes(scenes.images[i], scenes.boxes[i], classes=scenes.classes[i], ax=ax)
plt.show()

# %% [markdown]
# **House rules for boxes.** They hold in the whole notebook:
#
# - A box is four numbers $(x_1, y_1, x_2, y_2)$: its upper left and its lower right corner. $x$ goes to the
#   right, $y$ goes **down**.
# - They are **parts of the picture**: $(0, 0)$ is the upper left corner of the picture and $(1, 1)$ its lower
#   right one. So a box means the same whether the picture has 64 or 640 pixels.
# - They are places on a ruler, not numbers of pixels. A box from 0.25 to 0.75 is 0.5 wide. Nothing is ever added
#   for "the last pixel".
# - Many boxes are an array with one row for each, $(k, 4)$.
#
# ## 1. Look everywhere
#
# You have networks that say what is in a small picture. So cut a window out of the large one, ask the network,
# move the window by one pixel, ask again. That is the **sliding window**, and for many years it was how
# detectors worked.
#
# Let us try. The cell trains a tiny network of dense layers on windows of 24x24 pixels: is there a digit in the
# middle of this window, or not? Then it slides the window over a picture, in plain Python.


# %% tags=["demo"]
def cut_windows(scenes, side):
    """Cut a window around each digit of about the right size, and one anywhere else."""
    windows, answers = [], []
    for picture, boxes in zip(scenes.images, scenes.boxes, strict=True):
        size = len(picture)
        centers = size * (boxes[:, :2] + boxes[:, 2:]) / 2  # (k, 2)
        fits = np.abs(size * (boxes[:, 3] - boxes[:, 1]) - 0.8 * side) < 0.25 * side
        anywhere = rng.uniform(side / 2, size - side / 2, (4, 2))
        far = np.abs(anywhere[:, np.newaxis] - centers).max(axis=2).min(axis=1) > side / 4
        for places, answer in ((centers[fits], 1), (anywhere[far][:2], 0)):
            for column, row in np.rint(places - side / 2).astype(int):
                if 0 <= row <= size - side and 0 <= column <= size - side:
                    windows.append(picture[row : row + side, column : column + side])
                    answers.append(answer)
    return np.stack(windows), np.array(answers)


window = (24, 24, 1)
small_network = keras.Sequential(
    [
        keras.Input(window),
        keras.layers.Flatten(),  # (batch, 24 * 24 * 1)
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
small_network.compile("adam", "binary_crossentropy", metrics=["accuracy"])
windows, answers = cut_windows(scenes, 24)
small_network.fit(windows, answers, epochs=10, verbose=0)
windows_of_test, answers_of_test = cut_windows(test, 24)
print(
    f"{len(windows):,} windows; right on "
    f"{small_network.evaluate(windows_of_test, answers_of_test, verbose=0)[1]:.0%}"
)

picture = test.images[1]
start = time.perf_counter()
slow = np.zeros((41, 41))  # 64 - 24 + 1 places in each direction
for row in range(41):
    for column in range(41):
        cut = picture[np.newaxis, row : row + 24, column : column + 24]
        slow[row, column] = small_network(cut)[0, 0]
slow_seconds = time.perf_counter() - start
print(f"sliding the window over one picture: {slow_seconds:.1f} s")

# %% [markdown]
# A second or two, for one small picture. But look at what the first dense layer does. It takes all numbers of the
# window, multiplies each by a weight, adds them up, and adds a bias. A *convolution* whose kernel is as large as
# the window does exactly this, at every place of the picture, in one go. The second dense layer looks at the 32
# numbers that came out at one place. That is a convolution with a 1x1 kernel.
#
# So a network of dense layers *is* a network of convolutions. Only the weights must be put into another shape:
#
# | array of the dense layers | shape | as a convolution |
# |---|---|---|
# | first kernel | $(h \cdot w \cdot c, \; n_1)$ | $(h, w, c, n_1)$ |
# | each later kernel | $(n_1, n_2)$ | $(1, 1, n_1, n_2)$ |
# | each bias | $(n,)$ | $(n,)$ |
#
# In which order did `Flatten` lay out the window? As NumPy's `reshape` does: row by row, in a row pixel by
# pixel, in a pixel channel by channel. So the same order takes it back.
#
# `dense_weights` is what `model.get_weights()` returns: `[kernel, bias, kernel, bias, ...]`, for one dense layer
# or more. Return a list in the same order.


# %% exercise="sliding_window_as_convolution"
def sliding_window_as_convolution(dense_weights, input_shape):
    """Reshape the weights of dense layers for convolutions that do the same at every place.

    Args:
        dense_weights: list of arrays: kernel (h * w * c, n1), bias (n1,), kernel (n1, n2),
            bias (n2,), and so on.
        input_shape: (h, w, c), the shape of one window before it was flattened.

    Returns:
        List of arrays in the same order: kernel (h, w, c, n1), bias (n1,), kernel (1, 1, n1,
        n2), bias (n2,), ...
    """
    raise NotImplementedError("sliding_window_as_convolution")


# %% check="sliding_window_as_convolution"
check("sliding_window_as_convolution")

# %% tags=["question"]
ask("size_of_the_map", ...)

# %% [markdown]
# The same network as convolutions. It takes pictures of any size, and answers with a whole map. Same numbers?
# How long does it take? (It multiplies just as often as the loop. But it does so in one call, and that is what
# computers are fast at.) Each answer is drawn in the middle of its window. In the white frame there is none: there
# the window would reach out of the picture.

# %% tags=["demo"]
everywhere = keras.Sequential(
    [
        keras.Input((None, None, 1)),
        keras.layers.Conv2D(32, 24, activation="relu"),
        keras.layers.Conv2D(1, 1, activation="sigmoid"),
    ]
)
everywhere.set_weights(sliding_window_as_convolution(small_network.get_weights(), window))
fast = np.asarray(everywhere(picture[np.newaxis]))[0, :, :, 0]
start = time.perf_counter()
for _ in range(10):
    everywhere(picture[np.newaxis])
fast_seconds = (time.perf_counter() - start) / 10
print(f"largest difference {np.abs(slow - fast).max():.1g};", end=" ")
print(
    f"{slow_seconds:.1f} s and {fast_seconds:.4f} s: {slow_seconds / fast_seconds:,.0f} times "
    "as fast"
)

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
dlkit.plot.boxes(
    picture,
    test.boxes[1],
    classes=test.classes[1],
    title="the picture, with the truth",
    ax=left,
)
shown = right.imshow(fast, cmap="cividis", vmin=0, vmax=1, extent=(12, 53, 53, 12))
right.set_title("is there a digit around this place?", fontsize=11)
right.set(xlim=(0, 64), ylim=(64, 0), xticks=[], yticks=[])
fig.colorbar(shown, ax=right)
plt.show()

# %% [markdown]
# It works, more or less. But this is no detector yet. The window has one size, so digits that are larger or
# smaller are missed. Around each digit many places light up, and which of them is the digit? And where exactly
# are its left and right side?
#
# The idea of **YOLO** (Redmon and others, 2015: *You only look once*) is to keep the convolution, and to ask for
# more. Lay a coarse grid over the picture. Each cell of the grid answers for the objects whose centre lies in
# it: is there one, what is it, and what are the corners of its box? One look, all answers at once.
#
# For this we must compute with boxes. That comes first.
#
# ## 2. Two ways to write a box
#
# Corners are good for overlaps. But the network will answer with a **centre** and a **size**, $(x, y, w, h)$:
# it can say "a bit wider" without moving the box.
#
# $$x = \frac{x_1 + x_2}{2} \qquad y = \frac{y_1 + y_2}{2} \qquad w = x_2 - x_1 \qquad h = y_2 - y_1$$
#
# Shapes: `boxes` may have any number of axes; the last one has length 4. So `boxes[..., 0]` is all the $x_1$, be
# it one box, (4,), a list of them, (k, 4), or a whole grid. Return a new array of the same shape.


# %% exercise="corners_to_center"
def corners_to_center(boxes):
    """Write boxes as centre and size.

    Args:
        boxes: array of shape (..., 4): x1, y1, x2, y2.

    Returns:
        Array of the same shape: x and y of the centre, width, height.
    """
    raise NotImplementedError("corners_to_center")


# %% check="corners_to_center"
check("corners_to_center")

# %% [markdown]
# How large are the digits, and where do they lie? Every dot is a digit of the training pictures. (Their sides are
# whole pixels, hence the pattern.) They are higher than wide. Which digit is the narrowest, on average?

# %% tags=["demo"]
centers = corners_to_center(np.concatenate(scenes.boxes))  # (k, 4)
digits = np.concatenate(scenes.classes)  # (k,)
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4), layout="constrained")
left.scatter(centers[:, 0], centers[:, 1], s=2, alpha=0.5, c=dlkit.plot.PALETTE[0])
left.set(
    title="centres",
    xlabel="x",
    ylabel="y, downwards",
    xlim=(0, 1),
    ylim=(1, 0),
    aspect="equal",
)
right.scatter(centers[:, 2], centers[:, 3], s=2, alpha=0.5, c=dlkit.plot.PALETTE[1])
right.set(
    title="sizes",
    xlabel="width",
    ylabel="height",
    xlim=(0, 0.6),
    ylim=(0, 0.6),
    aspect="equal",
)
plt.show()
widths = [f"{digit}: {centers[digits == digit, 2].mean():.2f}" for digit in range(10)]
print("mean width of each digit:", ", ".join(widths))

# %% [markdown]
# And back. From the centre it is half a width to the left and to the right, half a height up and down:
#
# $$x_1 = x - \tfrac{w}{2} \qquad y_1 = y - \tfrac{h}{2} \qquad x_2 = x + \tfrac{w}{2} \qquad y_2 = y + \tfrac{h}{2}$$


# %% exercise="center_to_corners"
def center_to_corners(boxes):
    """Write boxes as corners.

    Args:
        boxes: array of shape (..., 4): x and y of the centre, width, height.

    Returns:
        Array of the same shape: x1, y1, x2, y2.
    """
    raise NotImplementedError("center_to_corners")


# %% check="center_to_corners"
check("center_to_corners")

# %% tags=["question"]
ask("twice_as_wide", ...)

# %% [markdown]
# There and back should change nothing. A round trip is the cheapest test there is: whenever you write a pair of
# functions that undo each other, make it.

# %% tags=["demo"]
all_boxes = np.concatenate(scenes.boxes)
round_trip = center_to_corners(corners_to_center(all_boxes))
print(
    f"{len(all_boxes):,} boxes there and back: largest difference "
    f"{np.abs(round_trip - all_boxes).max():.1g}"
)

# %% [markdown]
# ## 3. How well do two boxes agree?
#
# The detector says "here", the truth says "there". Right or wrong? We need a number. It is the area that both
# share, divided by the area that they cover together: **intersection over union**, IoU.
#
# $$\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|} \qquad\qquad |A \cup B| = |A| + |B| - |A \cap B|$$
#
# It is 1 if the boxes are the same, and 0 if they share nothing. The size of the picture plays no part.
#
# What two boxes share is a box again. It begins at the *larger* of the two left sides, and it ends at the
# *smaller* of the two right sides; likewise up and down. Four corners to look into:
#
# - **Disjoint** boxes: the common part would end before it begins. A side that comes out negative counts as 0.
#   (Two negative sides multiply to something positive. That is a famous bug.)
# - **Touching** boxes share an edge and no area: 0.
# - One box **inside** the other: the formula is right as it stands.
# - **Empty** boxes, of width or height 0: if both areas are 0, the union is 0. Then the answer is 0, too. Ask for it
#   before you divide. (Some add a tiny number to the union instead. But that changes all other answers, too.)
#
# Shapes: two boxes (4,), corners. The answer is one number.


# %% exercise="iou"
def iou(box1, box2):
    """Compute intersection over union of two boxes.

    Args:
        box1: array of shape (4,): x1, y1, x2, y2.
        box2: array of shape (4,).

    Returns:
        A number from 0 to 1; 0 if the union is empty.
    """
    raise NotImplementedError("iou")


# %% check="iou"
check("iou")

# %% tags=["question"]
ask("half_beside", ...)

# %% [markdown]
# Do you believe your formula? Here is another way, slow and impossible to get wrong: paint both boxes on paper
# with 200x200 little squares and count. And look at the numbers: an IoU of one half is already quite a good box.


# %% tags=["demo"]
def iou_by_counting(box1, box2, squares=200):
    """Count the little squares whose middle lies in both boxes, and in one of them or both."""
    middle = (np.arange(squares) + 0.5) / squares
    x, y = np.meshgrid(middle, middle)
    inside = [
        (box[0] <= x) & (x < box[2]) & (box[1] <= y) & (y < box[3]) for box in (box1, box2)
    ]
    return np.sum(inside[0] & inside[1]) / np.sum(inside[0] | inside[1])


truth = np.array([0.30, 0.30, 0.70, 0.80])
others = {
    "the same": [0.30, 0.30, 0.70, 0.80],
    "shifted": [0.37, 0.35, 0.77, 0.85],
    "too large": [0.22, 0.20, 0.78, 0.90],
    "inside": [0.40, 0.45, 0.65, 0.75],
    "touching": [0.70, 0.30, 0.95, 0.80],
    "disjoint": [0.75, 0.05, 0.95, 0.25],
}
fig, axes = plt.subplots(1, 6, figsize=(12, 2.4), layout="constrained")
for ax, (name, other) in zip(axes, others.items(), strict=True):
    dlkit.plot.boxes(np.full((100, 100), 0.9), [truth, other], classes=["A", "B"], ax=ax)
    ax.set_title(f"{name}: IoU {iou(truth, np.array(other)):.2f}", fontsize=10)
plt.show()
gap = max(
    abs(iou(truth, np.array(other)) - iou_by_counting(truth, other))
    for other in others.values()
)
print(f"largest difference to counting squares: {gap:.1g}")

# %% tags=["question"]
ask("two_negative_sides", ...)

# %% [markdown]
# **Drag them yourself.** How far may a box of the right size slip before the IoU is below one half? Less far than it
# looks.

# %% tags=["demo"]
dlkit.interactive.intersection_over_union()

# %% [markdown]
# **All pairs at once.** Soon you will compare some hundred boxes with each other. So write the same formula
# without loops, for each of $n$ boxes with each of $m$ boxes. The trick is the shape: make the first array
# $(n, 1, 4)$ and the second $(1, m, 4)$, and NumPy pairs them up.
#
# Shapes: (n, 4) and (m, 4) give (n, m). Entry $[i, j]$ is the IoU of box $i$ of the first with box $j$ of the
# second. Either may have no rows; then the answer has none. And where the union is 0, the answer is 0, with no
# warning of NumPy's about a division.


# %% exercise="iou_matrix"
def iou_matrix(boxes1, boxes2):
    """Compute intersection over union of each box of one array with each box of another.

    Needs no loop.

    Args:
        boxes1: array of shape (n, 4): x1, y1, x2, y2.
        boxes2: array of shape (m, 4).

    Returns:
        Array of shape (n, m), numbers from 0 to 1.
    """
    raise NotImplementedError("iou_matrix")


# %% check="iou_matrix"
check("iou_matrix")

# %% [markdown]
# The naive way, the vectorised one, and the framework: the same numbers?

# %% tags=["demo"]
some = all_boxes[:100]
start = time.perf_counter()
with_loops = np.array([[iou(one, two) for two in some] for one in some])
loop_seconds = time.perf_counter() - start
start = time.perf_counter()
for _ in range(20):
    at_once = iou_matrix(some, some)
seconds = (time.perf_counter() - start) / 20
print(f"10,000 pairs: largest difference {np.abs(with_loops - at_once).max():.1g};", end=" ")
print(
    f"{1000 * loop_seconds:.1f} ms and {1000 * seconds:.2f} ms: {loop_seconds / seconds:.0f} "
    "times as fast"
)
by_keras = np.asarray(keras.utils.bounding_boxes.compute_iou(some, some, "xyxy"))  # in float32
print(
    "largest difference to the function that Keras brings along: "
    f"{np.abs(by_keras - at_once).max():.0e}"
)

# %% [markdown]
# ## 4. Anchors: start from a good guess
#
# Each cell of the grid must answer with a width and a height. From nothing, that is a wide field. It is easier to
# say "like *this* one, but a bit wider". So we give every cell a few boxes of typical sizes to start from, the
# **anchors**. An anchor is only a width and a height; it has no place. (They came with the second version of YOLO,
# in 2016, and so did the meaning of the raw numbers that you will meet in section 6.)
#
# Which anchors? Look at the data: group the sizes of all training boxes into three clusters and take the middles.

# %% tags=["demo"]
from sklearn.cluster import KMeans

clusters = KMeans(3, n_init=5, random_state=0).fit(centers[:, 2:])
anchors = np.round(
    clusters.cluster_centers_[np.argsort(clusters.cluster_centers_.prod(axis=1))], 2
)
print("anchors (width, height):", anchors.tolist())

# %% [markdown]
# Which anchor is responsible for a digit? The one whose shape fits best. Put the box and the anchor on top of
# each other, **both with the same centre**, and take the largest IoU. With one centre the common part is simple:
# it is as wide as the narrower of the two, and as high as the lower of the two.
#
# $$|A \cap B| = \min(w, w_a) \cdot \min(h, h_a)$$
#
# Why not simply the nearest width and height? Because a difference of 0.05 is little for a large box, and a lot
# for a small one.
#
# Shapes: `box` is (4,), corners; `anchors` is (A, 2). The answer is a whole number from 0 to A - 1.


# %% exercise="best_anchor"
def best_anchor(box, anchors):
    """Find the anchor whose shape fits a box best, by the IoU of the two around one centre.

    Args:
        box: array of shape (4,): x1, y1, x2, y2, not empty.
        anchors: array of shape (A, 2): widths and heights.

    Returns:
        The index of the anchor, a whole number.
    """
    raise NotImplementedError("best_anchor")


# %% check="best_anchor"
check("best_anchor")

# %% tags=["question"]
ask("anchor_of_the_same_area", ...)

# %% [markdown]
# Each digit, coloured by its anchor. The large dots are the anchors themselves. How well does the best anchor
# fit, before anything has been learned?

# %% tags=["demo", "fold"]
# @title Each digit, coloured by its anchor
responsible = np.array([best_anchor(box, anchors) for box in all_boxes])
ax = plt.subplots(figsize=(4.6, 4.2), layout="constrained")[1]
for a, (width, height) in enumerate(anchors):
    chosen, colour = responsible == a, dlkit.plot.PALETTE[a]
    ax.scatter(
        centers[chosen, 2], centers[chosen, 3], s=3, alpha=0.4, c=colour, marker="os^"[a]
    )
    ax.scatter(width, height, s=160, c=colour, marker="os^"[a], edgecolors="black")
ax.set(xlabel="width", ylabel="height", xlim=(0, 0.6), ylim=(0, 0.6), aspect="equal")
plt.show()
shapes = np.minimum(centers[:, np.newaxis, 2:], anchors).prod(axis=2)
fits = shapes / (centers[:, 2:].prod(axis=1)[:, np.newaxis] + anchors.prod(axis=1) - shapes)
print(
    f"mean IoU of a digit with its best anchor: {fits.max(axis=1).mean():.2f}; digits of each "
    "anchor:",
    end=" ",
)
print(np.bincount(responsible, minlength=3).tolist())

# %% [markdown]
# ## 5. What the network should answer
#
# Our grid has 8x8 cells, so a cell is 8 pixels wide. For each cell and each of the three anchors the network has
# a *place* to answer in. From the truth we now make the right answer for each of these places, the **target**:
#
# 1. In which cell does the centre $(x, y)$ lie? Count cells from the corner: column
#    $\lfloor x \cdot \text{grid} \rfloor$, row $\lfloor y \cdot \text{grid} \rfloor$.
# 2. Which anchor fits best? `best_anchor` says it.
# 3. At that place stand six numbers:
#
# | entry | number | meaning |
# |---|---|---|
# | 0 | $x \cdot \text{grid} - \text{column}$ | where in its cell the centre lies, from 0 to 1 |
# | 1 | $y \cdot \text{grid} - \text{row}$ | likewise, downwards |
# | 2 | $\ln(w / w_a)$ | how much wider than the anchor; 0 is "just as wide" |
# | 3 | $\ln(h / h_a)$ | how much higher |
# | 4 | 1 | there is an object here |
# | 5 | the class | which digit, 0 to 9 |
#
# 4. At all other places stand zeros.
#
# Why the logarithm? Twice as wide and half as wide are the same mistake in two directions: $\pm 0.69$. And
# whatever number the network gives, $w_a e^{t}$ is a positive width.
#
# Shapes: the target is `(grid, grid, A, 6)`, and **the row comes first**: `targets[row, column, anchor]`. The row
# comes from $y$. (If two digits claim the same place, let the later one have it. It is so rare that we do not
# check it.) All centres lie inside the picture.


# %% exercise="encode_targets"
def encode_targets(boxes, classes, grid, anchors):
    """Write the truth of one picture as the answer that the detector should give.

    Calls `corners_to_center` and `best_anchor`. A loop over the boxes is fine: there are few.

    Args:
        boxes: array of shape (k, 4): x1, y1, x2, y2. There may be none.
        classes: array of shape (k,), whole numbers.
        grid: number of cells in each direction, an integer.
        anchors: array of shape (A, 2): widths and heights.

    Returns:
        Array of shape (grid, grid, A, 6).
    """
    raise NotImplementedError("encode_targets")


# %% check="encode_targets"
check("encode_targets")

# %% tags=["question"]
ask("cell_of_a_centre", ...)

# %% [markdown]
# The grid over a picture. The blue cells hold the centre of an object, and the dashed box is the anchor that will be
# stretched to fit. Then the targets for all training pictures, and how rare objects are among all places.

# %% tags=["demo"]
GRID = 8
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.6), layout="constrained")
for i, ax in enumerate(axes):
    targets = encode_targets(scenes.boxes[i], scenes.classes[i], GRID, anchors)  # (8, 8, 3, 6)
    dlkit.plot.boxes(scenes.images[i], scenes.boxes[i], classes=scenes.classes[i], ax=ax)
    for line in np.arange(1, GRID) * 8 - 0.5:
        ax.axhline(line, color="white", linewidth=0.5, alpha=0.6)
        ax.axvline(line, color="white", linewidth=0.5, alpha=0.6)
    for row, column, a in np.argwhere(targets[..., 4] == 1):
        cell = (8 * column - 0.5, 8 * row - 0.5)
        ax.add_patch(plt.Rectangle(cell, 8, 8, facecolor=dlkit.plot.PALETTE[0], alpha=0.6))
        # in cells
        x, y = (
            column + targets[row, column, a, 0],
            row + targets[row, column, a, 1],
        )
        width, height = 64 * anchors[a]
        corner = (8 * x - width / 2 - 0.5, 8 * y - height / 2 - 0.5)
        ax.add_patch(
            plt.Rectangle(corner, width, height, fill=False, color="white", linestyle="--")
        )
plt.show()


def encode_all(scenes):
    """Encode the truth of many pictures: (m, grid, grid, A, 6)."""
    pairs = zip(scenes.boxes, scenes.classes, strict=True)
    return np.stack(
        [encode_targets(boxes, classes, GRID, anchors) for boxes, classes in pairs]
    ).astype("float32")


y_train, y_test = encode_all(scenes), encode_all(test)
print(
    f"y_train {y_train.shape}: an object at {y_train[..., 4].mean():.1%} of the places;",
    end=" ",
)
lost = len(all_boxes) - int(y_train[..., 4].sum())
print(f"{lost} of {len(all_boxes):,} digits lost their place to another")

# %% [markdown]
# ## 6. The network
#
# Nothing new here: stages of convolutions that halve the picture, until one pixel of the result is one cell of
# the grid. What is new is the last layer. It answers with $5 + C$ raw numbers for each anchor in each cell, by a
# 1x1 convolution.
#
# | part | what | output for 64x64, grid 8, 3 anchors, 10 classes |
# |---|---|---|
# | stages | while the picture is larger than the grid: 3x3 convolution, batch norm, ReLU, max pooling 2x2. 16 filters in the first stage, twice as many in each next one | `(32, 32, 16)`, `(16, 16, 32)`, `(8, 8, 64)` |
# | neck | twice: 3x3 convolution, batch norm, ReLU. Both have twice as many filters as the last stage | `(8, 8, 128)` |
# | head | 1x1 convolution to $A \cdot (5 + C)$ channels, no activation; reshape | `(8, 8, 3, 15)` |
#
# The convolutions have padding "same" and a bias. Batch norm is `keras.layers.BatchNormalization(momentum=0.9)`.
# The momentum makes its moving averages follow faster, so that they are usable after one epoch; the checks do not
# see it.
#
# **The raw numbers** at one place are $(t_x, t_y, t_w, t_h, t_o, c_0, \ldots, c_{C-1})$. They run from minus to
# plus infinity (*logits*). What they mean is decided by the loss, and by the decoding afterwards:
#
# - $\sigma(t_x), \sigma(t_y)$: where in its cell the centre lies. The sigmoid keeps it inside the cell.
# - $t_w, t_h$: the stretches, $\ln(w / w_a)$ and $\ln(h / h_a)$.
# - $\sigma(t_o)$: how likely there is an object at all (the **objectness**).
# - softmax of $c$: which class, if there is one.
#
# Pictures are square, and their side is `grid` times a power of two. `anchors` is only needed for its length.


# %% exercise="detector"
def detector(input_shape, grid, anchors, classes):
    """Build the detector.

    Args:
        input_shape: (height, width, channels) of the pictures; height and width are equal.
        grid: number of cells in each direction, an integer.
        anchors: array of shape (A, 2).
        classes: number of classes C, an integer.

    Returns:
        A keras.Model from (batch, height, width, channels) to raw numbers (batch, grid, grid,
        A, 5 + C). It need not be compiled.
    """
    raise NotImplementedError("detector")


# %% check="detector"
check("detector")

# %% tags=["question"]
ask("channels_of_the_head", ...)

# %% [markdown]
# The table of layers. How far does one cell see? Each number that comes out looks at a patch of the picture, its
# *receptive field*. It must be larger than the largest digit, 34 pixels. Count along: a 3x3 convolution adds
# twice the distance between its pixels, a pooling adds that distance once and doubles it.

# %% tags=["demo"]
model = detector((64, 64, 1), GRID, anchors, 10)
field, distance = 1, 1
for layer in model.layers:
    if isinstance(layer, keras.layers.Conv2D):
        field += (layer.kernel_size[0] - 1) * distance
    elif isinstance(layer, keras.layers.MaxPooling2D):
        field, distance = field + distance, 2 * distance
    print(
        f"{type(layer).__name__:22}{layer.output.shape[1:]!s:18}{layer.count_params():>8,}   "
        f"sees {field}x{field}"
    )
print(f"{model.count_params():,} parameters")

# %% [markdown]
# ## 7. The loss
#
# Everything is ready but the most important thing: what should the network be punished for? Not every place for
# everything. At a place with an object, all is asked for. At a place without one there *is* no right box and no
# right class; it pays only if it claims that something is there.
#
# For one place with an object ($\hat{\ }$ marks the target):
#
# $$\underbrace{\lambda_\text{box} \Big[ (\sigma(t_x) - \hat x)^2 + (\sigma(t_y) - \hat y)^2
# + (t_w - \hat w)^2 + (t_h - \hat h)^2 \Big]}_{\text{box}}
# \; \underbrace{- \ln \sigma(t_o)}_{\text{object}} \; \underbrace{- \ln \mathrm{softmax}(c)_{\hat c}}_{\text{class}}$$
#
# For one place without an object:
#
# $$\lambda_\text{none} \Big[ - \ln \big(1 - \sigma(t_o)\big) \Big]$$
#
# The loss of a picture is the **sum over all places**. Not the mean: that would divide by 192 places, of which
# two or three matter. The two weights balance the parts. $\lambda_\text{box}$ = 5 says that boxes matter, and
# $\lambda_\text{none}$ = 0.5 keeps the many empty places from shouting down the few others.
#
# - Use `keras.ops`: then the same loss runs on every backend of Keras, and it can be differentiated. NumPy cannot
#   be followed by the gradient.
# - The minus-logarithms are cross-entropies. Ask Keras for them, **from the raw numbers**
#   (`from_logits=True`): `keras.ops.binary_crossentropy(target, output, from_logits=True)` gives one number for
#   each entry, `keras.ops.sparse_categorical_crossentropy(labels, output, from_logits=True)` one for each row of
#   classes. Neither overflows. The second one wants whole numbers: `keras.ops.cast(..., "int32")`.
# - A sum of everything times a mask is enough: nothing in it is infinite. `has_object` is 1 or 0 already.
# - A picture without any object must work too.
#
# Shapes: `y_true` is `(batch, grid, grid, A, 6)`, the targets; `y_pred` is `(batch, grid, grid, A, 5 + C)`, the
# raw numbers. The answer is one loss for each picture, `(batch,)`. Keras takes the mean over the batch by itself.


# %% exercise="yolo_loss"
def yolo_loss(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    """Compute the loss of each picture.

    Args:
        y_true: targets, tensor of shape (batch, grid, grid, A, 6), as `encode_targets` writes
            them.
        y_pred: raw numbers of the detector, tensor of shape (batch, grid, grid, A, 5 + C).
        box_weight: how much the box counts at places with an object.
        no_object_weight: how much the object score counts at places without one.

    Returns:
        Tensor of shape (batch,).
    """
    raise NotImplementedError("yolo_loss")


# %% check="yolo_loss"
check("yolo_loss")

# %% tags=["question"]
ask("loss_of_an_empty_picture", ...)

# %% [markdown]
# **The first loss, by hand.** A network that knows nothing gives numbers near 0. So $\sigma(t_o) = 0.5$
# everywhere, and all ten classes are equally likely. An empty place pays $0.5 \ln 2$, an object pays $\ln 2$ for
# being there, $\ln 10$ for its class, and something for the box: the centre lies anywhere in its cell, and the mean
# of $(u - 0.5)^2$ is $1/12$. The stretches we can look up. Do you get what you expect?

# %% tags=["demo"]
dlkit.seed(0)
model = detector((64, 64, 1), GRID, anchors, 10)
objects = y_train[..., 4].sum() / len(y_train)  # in a picture, on average
stretches = np.square(y_train[..., 2:4]).sum() / y_train[..., 4].sum()
by_hand = 0.5 * np.log(2) * (192 - objects) + objects * (
    np.log(2) + np.log(10) + 5 * (2 / 12 + stretches)
)
measured = np.mean(yolo_loss(y_train[:200], model.predict(scenes.images[:200], verbose=0)))
print(f"expected about {by_hand:.1f}, measured {measured:.1f}")

# %% [markdown]
# **Eight pictures by heart** (overfitted, on purpose). Before a long training, see whether the network can learn
# at all. Eight pictures it must be able to learn by heart. If not, look for the bug now, and not in two minutes.
#
# (The first loss is higher than the one above, with the same weights. `predict` used the moving averages of batch
# norm, which have seen nothing yet, and so the raw numbers were near 0. While training, batch norm brings the
# numbers of each layer to a spread of 1. So the network begins with answers that are not near 0, and wrong.)

# %% tags=["demo"]
model.compile(keras.optimizers.Adam(0.003), loss=yolo_loss)
few = model.fit(scenes.images[:8], y_train[:8], epochs=120, batch_size=8, verbose=0).history[
    "loss"
]
print(
    "loss after 1, 10, 40, 120 steps:",
    ", ".join(f"{few[step - 1]:.2f}" for step in (1, 10, 40, 120)),
)

# %% [markdown]
# ## 8. Train
#
# Now with all the data. Our pictures are made, not collected, so we can have as many as we like: each epoch gets
# 2,000 **new** ones. (The digits in them are always the same 1,438. Only their places, sizes and grounds are new.
# It is the best augmentation one could wish for.)
#
# The learning rate falls along a cosine from 0.004 to almost 0. Of the two cells below, the first makes a fresh
# network, and the second trains it and prints a line after each epoch. **You can stop the second one** with the stop
# button, look at things further down, and run it again: it goes on where it was. All in all it takes about
# two minutes on two CPU cores; with a GPU that TensorFlow can use, it uses that.

# %% tags=["demo"]
EPOCHS = 30
print(dlkit.device())
rng = dlkit.seed(1)
model = detector((64, 64, 1), GRID, anchors, 10)
model.compile(keras.optimizers.Adam(0.004), loss=yolo_loss)
history = {"new training pictures": [], "test pictures": []}

# %% tags=["demo"]
start = time.perf_counter()
try:
    while len(history["test pictures"]) < EPOCHS:
        epoch = len(history["test pictures"])
        model.optimizer.learning_rate = 0.004 * (1 + np.cos(np.pi * epoch / EPOCHS)) / 2
        fresh = dlkit.data.digit_scenes(2000, 64, rng)
        losses = model.fit(fresh.images, encode_all(fresh), batch_size=32, verbose=0).history[
            "loss"
        ]
        history["new training pictures"] = history["new training pictures"][:epoch] + losses
        history["test pictures"].append(
            model.evaluate(test.images, y_test, batch_size=100, verbose=0)
        )
        line = ", ".join(f"{name} {values[-1]:6.2f}" for name, values in history.items())
        print(
            f"epoch {epoch + 1:2} of {EPOCHS}: loss on {line}   "
            f"({time.perf_counter() - start:.0f} s)"
        )
except KeyboardInterrupt:
    print(
        f"Stopped after epoch {len(history['test pictures'])}. Run this cell again to go on."
    )
if history["test pictures"]:
    ax = dlkit.plot.learning_curves(history, x_label="epoch", y_label="loss")
    ax.set(yscale="log", yticks=[2, 5, 10, 20, 50], yticklabels=["2", "5", "10", "20", "50"])
    ax.minorticks_off()
    plt.show()

# %% [markdown]
# ## 9. From raw numbers to boxes
#
# The trained network answers with 8 x 8 x 3 x 15 raw numbers for a picture. Now read them. It is
# `encode_targets` backwards. For the place in row $r$, column $q$, anchor $a$:
#
# $$x = \frac{q + \sigma(t_x)}{\text{grid}} \qquad y = \frac{r + \sigma(t_y)}{\text{grid}} \qquad
# w = w_a \, e^{t_w} \qquad h = h_a \, e^{t_h}$$
#
# The score of a class says: there is an object, *and* it is of this class. Two probabilities, multiplied:
#
# $$\text{score}_k = \sigma(t_o) \cdot \mathrm{softmax}(c)_k$$
#
# `sigmoid` and `softmax` are in the first cell, ready-made; `softmax(z, axis=-1)` works along the last axis.
#
# Shapes: `raw` is `(grid, grid, A, 5 + C)`, **one** picture. Return two arrays with one row for each place, in
# the order of `reshape(-1, ...)`: boxes as **corners**, (grid * grid * A, 4), and scores (grid * grid * A, C).


# %% exercise="decode_predictions"
def decode_predictions(raw, anchors):
    """Read the raw numbers of one picture as boxes and scores.

    Calls `center_to_corners`, `sigmoid`, `softmax`.

    Args:
        raw: array of shape (grid, grid, A, 5 + C).
        anchors: array of shape (A, 2): widths and heights.

    Returns:
        A tuple (boxes, scores): boxes (grid * grid * A, 4) as x1, y1, x2, y2, and scores (grid
        * grid * A, C).
    """
    raise NotImplementedError("decode_predictions")


# %% check="decode_predictions"
check("decode_predictions")

# %% [markdown]
# All 192 boxes that the network draws into one picture, and those of them that score above one half. Then the
# round trip: encode the truth, write it as raw numbers (the opposite of the sigmoid is the *logit*), decode. Does
# the truth come back?

# %% tags=["demo"]
raw_test = model.predict(test.images, batch_size=100, verbose=0)  # (400, 8, 8, 3, 15)
# row, column, anchor
place = np.unravel_index(np.argmax(raw_test[1, ..., 4]), (GRID, GRID, 3))
raw = raw_test[1][place]
print(
    f"the surest place: row, column, anchor {tuple(map(int, place))}, an object by "
    f"{sigmoid(raw[4]):.3f},",
    end=" ",
)
print(f"and if so, the digit {raw[5:].argmax()} by {softmax(raw[5:]).max():.3f}")

boxes, scores = decode_predictions(raw_test[1], anchors)
print("boxes", boxes.shape, "scores", scores.shape)
fig, (left, right) = plt.subplots(1, 2, figsize=(7.4, 3.9), layout="constrained")
dlkit.plot.boxes(test.images[1], [], title="all 192 boxes", ax=left)
for x1, y1, x2, y2 in 64 * boxes - 0.5:
    left.add_patch(
        plt.Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, color="#E69F00", linewidth=0.6)
    )
sure = scores.max(axis=1) > 0.5
dlkit.plot.boxes(
    test.images[1],
    boxes[sure],
    classes=scores[sure].argmax(axis=1),
    title="the sure ones",
    ax=right,
)
plt.show()

ideal = np.zeros((GRID, GRID, 3, 15))
inside = np.clip(y_test[1, ..., 0:2], 1e-6, 1 - 1e-6)
ideal[..., 0:2] = np.log(inside / (1 - inside))
ideal[..., 2:4] = y_test[1, ..., 2:4]
found = decode_predictions(ideal, anchors)[0][y_test[1, ..., 4].reshape(-1) == 1]
distance = np.abs(found[:, np.newaxis] - test.boxes[1]).max(axis=2).min(axis=1).max()
print(f"truth, encoded and decoded: largest difference {distance:.1g}")

# %% tags=["question"]
ask("best_possible_score", ...)

# %% [markdown]
# ## 10. Only what is sure
#
# Most places have nothing to say. For each box, take the class with the best score. If even that is below a
# threshold, drop the box.
#
# $$\text{class}_i = \arg\max_k \text{score}_{ik} \qquad\qquad \text{keep box } i
# \text{ if } \max_k \text{score}_{ik} \ge \text{threshold}$$
#
# Shapes: boxes (n, 4) and scores (n, C). Return three arrays: the boxes that stay, (k, 4), the score of each,
# (k,), and the class of each, (k,). They keep their order.


# %% exercise="filter_boxes"
def filter_boxes(boxes, scores, threshold):
    """Keep the boxes whose best class scores at least the threshold.

    Args:
        boxes: array of shape (n, 4).
        scores: array of shape (n, C), the scores of each class.
        threshold: a number from 0 to 1.

    Returns:
        A tuple (boxes, scores, classes): arrays of shape (k, 4), (k,) and (k,).
    """
    raise NotImplementedError("filter_boxes")


# %% check="filter_boxes"
check("filter_boxes")

# %% [markdown]
# How many boxes are left, for a low and for a high threshold? And how many digits are there in truth? One thing
# does not add up yet.

# %% tags=["demo"]
for threshold in (0.01, 0.05, 0.3, 0.9):
    left_over = [
        len(filter_boxes(*decode_predictions(raw, anchors), threshold)[0]) for raw in raw_test
    ]
    print(f"threshold {threshold:4}: {sum(left_over):5,} boxes in {len(test)} pictures")
print(f"         truth: {sum(map(len, test.boxes)):5,} digits")

# %% [markdown]
# ## 11. One box for one digit
#
# Neighbouring cells, and different anchors of one cell, often claim the same digit. All of their boxes are good,
# and all but one are too many. **Non-maximum suppression**, NMS, cleans up:
#
# 1. Of the boxes that are left, take the one with the best score. It stays.
# 2. Strike out all others *of the same class* whose IoU with it is **above** the threshold: they mean the same
#    digit.
# 3. Start again with what is left, until nothing is.
#
# Only within a class: a 7 that lies across a 1 is not a second 1. And only against boxes that *stay*: who has been
# struck out strikes nobody out.
#
# Shapes: boxes (k, 4), scores (k,), classes (k,). Return the **indices** of the boxes that stay, best score first,
# as an array of whole numbers. If two scores are equal, the one that stands earlier in the array goes first
# (`np.argsort(..., kind="stable")` keeps equal ones in order). No boxes in, no indices out.


# %% exercise="non_max_suppression"
def non_max_suppression(boxes, scores, classes, iou_threshold):
    """Keep the best of all boxes that mean the same object. Calls `iou_matrix`.

    Args:
        boxes: array of shape (k, 4): x1, y1, x2, y2.
        scores: array of shape (k,).
        classes: array of shape (k,), whole numbers.
        iou_threshold: a box goes if its IoU with a better one of its class is above this
            number.

    Returns:
        Array of whole numbers: the indices of the boxes that stay, best score first.
    """
    raise NotImplementedError("non_max_suppression")


# %% check="non_max_suppression"
check("non_max_suppression")

# %% tags=["question"]
ask("chain_of_three", ...)

# %% tags=["question"]
ask("line_of_the_suppression", ...)

# %% [markdown]
# Before and after, for the three pictures in which most boxes were left over. Then the framework:
# `tf.image.non_max_suppression` knows no classes, and it wants $(y_1, x_1, y_2, x_2)$. Called once for each class
# it should keep the same boxes as yours.

# %% tags=["demo"]
import tensorflow as tf

filtered = [filter_boxes(*decode_predictions(raw, anchors), 0.1) for raw in raw_test]
crowded = np.argsort(
    [
        -len(boxes) + len(truth)
        for (boxes, _, _), truth in zip(filtered, test.boxes, strict=True)
    ]
)[:3]
fig, axes = plt.subplots(2, 3, figsize=(10, 7), layout="constrained")
for (above, below), i in zip(axes.T, crowded, strict=True):
    boxes, scores, classes = filtered[i]
    kept = non_max_suppression(boxes, scores, classes, 0.45)
    title = f"before: {len(boxes)} boxes"
    dlkit.plot.boxes(
        test.images[i], boxes, classes=classes, scores=scores, title=title, ax=above
    )
    title = f"after: {len(kept)} boxes"
    dlkit.plot.boxes(
        test.images[i],
        boxes[kept],
        classes=classes[kept],
        scores=scores[kept],
        title=title,
        ax=below,
    )
plt.show()

agree = 0
for boxes, scores, classes in filtered:
    theirs = []
    for label in np.unique(classes):
        own = np.flatnonzero(classes == label)
        chosen = tf.image.non_max_suppression(
            boxes[own][:, [1, 0, 3, 2]], scores[own], len(own), 0.45
        )
        theirs += own[chosen.numpy()].tolist()
    agree += sorted(theirs) == sorted(non_max_suppression(boxes, scores, classes, 0.45))
print(f"the same boxes as TensorFlow in {agree} of {len(filtered)} pictures")

# %% [markdown]
# ## 12. All of it in one function
#
# Raw numbers in, digits out: decode, filter, suppress.


# %% exercise="detect"
def detect(raw, anchors, score_threshold, iou_threshold):
    """Find the objects of one picture.

    Calls `decode_predictions`, `filter_boxes` and `non_max_suppression`.

    Args:
        raw: raw numbers of the detector for one picture, array of shape (grid, grid, A, 5 +
            C).
        anchors: array of shape (A, 2): widths and heights.
        score_threshold: boxes that score less are dropped.
        iou_threshold: for the suppression.

    Returns:
        A tuple (boxes, scores, classes): arrays of shape (k, 4), (k,) and (k,), best score
        first.
    """
    raise NotImplementedError("detect")


# %% check="detect"
check("detect")

# %% [markdown]
# Pictures with digits that the network has never seen. This is what you have built.

# %% tags=["demo"]
fig, axes = plt.subplots(2, 4, figsize=(11, 5.6), layout="constrained")
for i, ax in enumerate(axes.flat, start=10):
    boxes, scores, classes = detect(raw_test[i], anchors, 0.3, 0.45)
    dlkit.plot.boxes(test.images[i], boxes, classes=classes, scores=scores, ax=ax)
plt.show()

# %% [markdown]
# ## 13. How good is it?
#
# A picture looks good. A number is better. But accuracy makes no sense here: how many boxes that are *not* there
# were rightly *not* found? We ask two other questions. Of the boxes that were found, how many are correct:
# **precision**. Of the digits that are there, how many were found: **recall**.
#
# First: what is a correct box? It has the right class, and it overlaps a true box with an IoU of at least 0.5. And
# **each true box can be found only once**. A second box on the same digit is a **false alarm** (a *false positive*;
# a digit that nobody finds is a *miss*, or *false negative*). So we go through the found boxes of one class in one
# picture, *best score first*. Each takes, of the true boxes that are still **free**, the one that it overlaps most.
# If that IoU reaches the threshold, the box is correct, and the true box is taken. Otherwise the box is wrong, and
# takes nothing.
#
# Shapes: found boxes (k, 4) with scores (k,), true boxes (m, 4); either may be empty. Return (k,) truth values,
# **in the order of the found boxes**, not in that of their scores.


# %% exercise="match_detections"
def match_detections(boxes, scores, true_boxes, iou_threshold):
    """Say which of the found boxes are correct, for one picture and one class.

    Calls `iou_matrix`.

    Args:
        boxes: found boxes, array of shape (k, 4).
        scores: their scores, array of shape (k,).
        true_boxes: array of shape (m, 4).
        iou_threshold: a correct box has at least this IoU with its true box.

    Returns:
        Array of shape (k,), True for the correct ones.
    """
    raise NotImplementedError("match_detections")


# %% check="match_detections"
check("match_detections")

# %% tags=["question"]
ask("found_twice", ...)

# %% [markdown]
# All found boxes of all test pictures with a score of at least 0.3: how many are correct? And how many without
# the suppression? (Here NMS pays off: the second box on a digit is an error.)


# %% tags=["demo"]
def match_all(found, scenes, iou_threshold=0.5):
    """Match all pictures: for each class scores, correct or not, and how many true boxes."""
    matched = []
    for digit in range(10):
        scores, correct, positives = [], [], 0
        for (boxes, own_scores, labels), truth, digits in zip(
            found, scenes.boxes, scenes.classes, strict=True
        ):
            mine, theirs = labels == digit, digits == digit
            scores.append(own_scores[mine])
            correct.append(
                match_detections(boxes[mine], own_scores[mine], truth[theirs], iou_threshold)
            )
            positives += int(theirs.sum())
        matched.append(
            (np.concatenate(scores), np.concatenate(correct).astype(bool), positives)
        )
    return matched


with_nms = [detect(raw, anchors, 0.01, 0.45) for raw in raw_test]
without_nms = [filter_boxes(*decode_predictions(raw, anchors), 0.01) for raw in raw_test]
for name, found in (("with NMS", with_nms), ("without", without_nms)):
    scores, correct, positives = zip(*match_all(found, test), strict=True)
    scores, correct = np.concatenate(scores), np.concatenate(correct)
    taken = scores >= 0.3
    print(f"{name:8} {taken.sum():5,} boxes, precision {correct[taken].mean():.1%},", end=" ")
    print(f"recall {correct[taken].sum() / sum(positives):.1%}")

# %% [markdown]
# **One number for all thresholds.** With a high score threshold the detector finds little and is right; with a low
# one it finds all, and more than that. So walk through the boxes of a class by falling score and note precision
# and recall after each. That is the precision-recall curve. The area under it is the **average precision**, AP.
#
# Several definitions are in use. Ours (that of the PASCAL VOC competition since 2010) first makes the curve
# *fall*: at each recall it takes the best precision that can be had with at least that recall.
#
# With $P$ true boxes, each correct box raises the recall by $1/P$. So the area is a sum over the **correct** boxes
# only. Let $p_n$ be the precision after the first $n$ boxes:
#
# $$\mathrm{AP} = \frac{1}{P} \sum_{n \,:\, \text{box } n \text{ is correct}} \; \max_{j \ge n} \, p_j$$
#
# An example with $P = 4$. Correct or not, by falling score: 1 0 1 1. Precisions: 1, 1/2, 2/3, 3/4. The best from
# there on: 1, 3/4, 3/4, 3/4. At the correct ones: 1 + 3/4 + 3/4, divided by 4, is 0.625. The fourth true box was
# never found, and adds nothing.
#
# Shapes: scores (k,) and correct (k,), *in any order*: sort them first. `correct` may hold truth values or 0 and 1.
# `positives` is $P$, at least 1. With no boxes at all the answer is 0.


# %% exercise="average_precision"
def average_precision(scores, correct, positives):
    """Compute the average precision of one class.

    Args:
        scores: scores of the found boxes of all pictures, array of shape (k,).
        correct: whether each of them is correct, array of shape (k,).
        positives: how many true boxes there are, an integer, at least 1.

    Returns:
        A number from 0 to 1.
    """
    raise NotImplementedError("average_precision")


# %% check="average_precision"
check("average_precision")

# %% tags=["question"]
ask("small_average_precision", ...)

# %% [markdown]
# And now the result. **Mean average precision**, mAP, is the mean over the classes. What does the suppression
# bring? And how exact are the boxes: what if an IoU of 0.75 is asked for? At 0.9 little is left: one pixel too many on
# one side of a box of 10x17 pixels is just allowed, a second one is too much. (One run is one run. With five seeds we
# saw a mAP from 0.947 to 0.965 at an IoU of 0.5, and from 0.880 to 0.901 at 0.75.)


# %% tags=["demo"]
def mean_average_precision(found, scenes, iou_threshold=0.5):
    """Return the mean over the ten digits, and the average precision of each."""
    precisions = [average_precision(*item) for item in match_all(found, scenes, iou_threshold)]
    return np.mean(precisions), precisions


result, of_digits = mean_average_precision(with_nms, test)
print(f"mAP at IoU 0.50: {result:.3f}   <- the result")
print(f"without NMS:     {mean_average_precision(without_nms, test)[0]:.3f}")
for threshold in (0.6, 0.75, 0.9):
    print(
        f"mAP at IoU {threshold:.2f}: "
        f"{mean_average_precision(with_nms, test, threshold)[0]:.3f}"
    )
print(
    "AP of each digit:",
    ", ".join(f"{digit}: {value:.2f}" for digit, value in enumerate(of_digits)),
)

matched = match_all(with_nms, test)
best, worst = int(np.argmax(of_digits)), int(np.argmin(of_digits))
ax = None
for digit in (best, worst):
    scores, correct, positives = matched[digit]
    ax = dlkit.plot.precision_recall_curve(
        scores,
        correct,
        positives=positives,
        name=f"digit {digit}: AP {of_digits[digit]:.2f}",
        ax=ax,
    )
plt.show()

# %% [markdown]
# Look at the errors. They teach more than the number. Here are the pictures in which most went wrong at a score
# threshold of 0.3. Above the truth, below what was found. Would you have known better?

# %% tags=["demo", "fold"]
# @title The pictures with the most errors
errors = []
for (boxes, scores, labels), truth, digits in zip(
    with_nms, test.boxes, test.classes, strict=True
):
    wrong = 0
    for digit in range(10):
        mine, theirs = (labels == digit) & (scores >= 0.3), digits == digit
        hits = np.sum(match_detections(boxes[mine], scores[mine], truth[theirs], 0.5))
        wrong += mine.sum() + theirs.sum() - 2 * hits  # false alarms and misses
    errors.append(wrong)
fig, axes = plt.subplots(2, 4, figsize=(10.5, 5.6), layout="constrained")
for (above, below), i in zip(axes.T, np.argsort(errors)[::-1][:4], strict=True):
    dlkit.plot.boxes(
        test.images[i], test.boxes[i], classes=test.classes[i], title="truth", ax=above
    )
    boxes, scores, classes = detect(raw_test[i], anchors, 0.3, 0.45)
    dlkit.plot.boxes(
        test.images[i], boxes, classes=classes, scores=scores, title="found", ax=below
    )
plt.show()
print(f"pictures without any error: {np.mean(np.array(errors) == 0):.0%}")

# %% [markdown]
# **Once more: everything is a convolution.** In section 1 a network for windows became one for whole pictures. The
# same holds for your detector. It has no layer that depends on the size of the picture. So build one for pictures
# of 128x128 with a grid of 16x16, give it *the same weights*, and show it a picture four times as large. No
# training. (A digit of a given size is now half as large a part of the picture. What must happen to the anchors?)
#
# And what does a detector say where there is nothing? Two hundred pictures without any digit show it.

# %% tags=["demo"]
larger = detector((128, 128, 1), 2 * GRID, anchors, 10)
larger.set_weights(model.get_weights())
big = np.block(
    [
        [test.images[20, :, :, 0], test.images[21, :, :, 0]],
        [test.images[22, :, :, 0], test.images[23, :, :, 0]],
    ]
)
# (16, 16, 3, 15)
raw = np.asarray(larger(big[np.newaxis, :, :, np.newaxis], training=False))[0]
boxes, scores, classes = detect(raw, anchors / 2, 0.3, 0.45)
ax = plt.subplots(figsize=(5.2, 5.2), layout="constrained")[1]
dlkit.plot.boxes(big, boxes, classes=classes, scores=scores, ax=ax)
plt.show()

nothing = dlkit.data.digit_scenes(200, 64, rng, digits_per_scene=(0, 0))
raw_of_nothing = np.asarray(model(nothing.images, training=False))
alarms = sum(len(detect(raw, anchors, 0.3, 0.45)[0]) for raw in raw_of_nothing)
print(f"boxes found in 200 pictures without any digit: {alarms}")

# %% [markdown]
# ## 14. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **One anchor.** Train with a single anchor, the mean size. (Fifteen epochs will do for a comparison.) What
#    happens to the mAP at IoU 0.5, and at 0.75? Which digits suffer most? And what do five anchors bring?
# 2. **Who pays?** Train with `no_object_weight` 0.05 and 5 (`lambda y_true, y_pred: yolo_loss(y_true, y_pred, 5.0,
#    0.05)` is a loss). How many boxes has a picture before NMS, how sure is the detector of what it finds, and
#    what becomes of the mAP?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A warehouse wants to use your detector to read the numbers on boxes. "mAP 0.95, so it is right in 95 of 100
# cases", says the buyer. In about 150 words:
#
# - Explain why this reading is wrong, and what the number does say. Then give two numbers from your own cells that
#   would tell the buyer more, and say what they mean for the warehouse (4 points).
# - The numbers there are printed close together, and digits may partly cover each other. What can NMS do wrong
#   then, for two equal digits and for two different ones? Which threshold would you move, in which direction, and
#   what would that cost (3 points)?
# - A missed digit is expensive there, a false alarm is cheap, because a person looks again. Which other threshold
#   do you move, and which curve from your notebook helps you to choose it (3 points)?

# %% [markdown] written="what_map_hides"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A complete one-stage detector, with every part by your own hand: overlap, anchors, targets, a loss in which not
# every place pays for everything, decoding, suppression, and the measure by which detectors are compared. Those
# that drive cars and count birds have more layers and more grids, but these are their parts. And some habits: make
# the round trip, know the first loss, learn eight pictures by heart, look at the errors.
#
# A box is still a rough answer. Next, in `unet`, each single pixel gets its class.
#
# **To read on**, all of it free:
#
# - [You only look once](https://arxiv.org/abs/1506.02640), Redmon and colleagues, 2015: the paper of the first
#   version.
# - [YOLO9000: better, faster, stronger](https://arxiv.org/abs/1612.08242), Redmon and Farhadi, 2016: where the
#   anchors and our raw numbers come from.
# - [Computer vision](https://d2l.ai/chapter_computer-vision/index.html), a chapter of the book *Dive into deep
#   learning*: anchors, suppression and other detectors, with code.
