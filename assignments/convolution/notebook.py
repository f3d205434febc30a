# %% [markdown]
# # Convolution: the operation itself
#
# **You will build** the operation that lets networks see, every part of it by hand in NumPy: a filter that
# slides over a photograph and finds its edges, pooling, the way back through both, the transposed
# convolution that makes pictures larger, and a version that is some hundred times faster than the loops.
# With it you train a small network that reads digits. At the end Keras gets the same numbers.
#
# **You need** Python, NumPy arrays with several axes, and slices such as `X[:, 2:5]`. For the two backward
# passes: the chain rule, as in the notebook `shallow_network`.
#
# **It takes** about 120 minutes. There are thirteen functions. Five of them are one line long, the longest
# has twenty lines.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. If something is wrong, the check says what. The
# cells in between are for looking and playing; change them as you like. Stuck? In a cell of your own,
# `hint("conv_step")` gives a hint: the first gives away little, the third nearly all.
# `inputs("conv_step")` hands you the values that a check calls it with, and `progress()` shows how far
# you are. Once you are right, `solution("conv_step")` shows how we wrote it, where your edition has the
# solutions.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("convolution").tools

# %% [markdown]
# Here is the goal. A photograph, and where its edges are. In the middle are the edges between left and
# right, on the right those between top and bottom. Red means that it gets brighter, blue that it gets
# darker, white that nothing changes. SciPy has drawn this one. In an hour your own code will, and it will
# know how to *learn* such filters.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from scipy import ndimage

# (427, 640, 3): height, width, and three colours from 0 to 1
photo = dlkit.data.photos()["china"]
grey = photo.mean(axis=2)  # (427, 640)

fig, axes = plt.subplots(1, 3, figsize=(13, 3.1), layout="constrained")
axes[0].imshow(photo)
axes[0].set_title("a photograph")
for ax, axis, title in zip(
    axes[1:], (1, 0), ("from left to right", "from top to bottom"), strict=True
):
    ax.imshow(ndimage.sobel(grey, axis=axis), cmap="RdBu_r", vmin=-2, vmax=2)
    ax.set_title(title)
for ax in axes:
    ax.set_axis_off()
plt.show()

# %% [markdown]
# ## 1. Why not one long column?
#
# In the notebooks so far a picture was a column of numbers, and each neuron had a weight for each of them.
# With 64 pixels that is fine. With a photograph it is not.

# %% tags=["demo"]
print(f"numbers in this photograph: {photo.size:,}")
print(f"weights of a layer of 100 neurons that look at it: {100 * photo.size:,}")

moved = np.roll(grey, 1, axis=1)  # the same picture, one pixel further to the right
changed = np.mean(np.abs(grey - moved) > 0.02)
print(
    f"move it by one pixel, and {changed:.0%} of the numbers have clearly changed. Do you see "
    "a difference?"
)

# %% [markdown]
# Eighty million weights, for a single layer. And nothing that such a neuron learns about the upper left
# corner helps it in the lower right. Two ideas repair both:
#
# 1. **Look at a small window only.** What an edge is, you can see in 3 by 3 pixels.
# 2. **Use the same weights everywhere.** An edge looks the same in every place.
#
# A small neuron with a window is called a **filter** (or *kernel*). To slide it over a whole picture is a
# **convolution**. Our pictures have four axes, as in Keras, and these letters name their lengths:
#
# | name | what it is |
# |---|---|
# | `m` | how many images; the first axis |
# | `n_H`, `n_W` | height (rows) and width (columns), the second and third axis |
# | `n_C` | channels, the last axis: 1 for grey, 3 for colours, more inside a network |
# | `f` | size of the window: `f` rows and `f` columns |
# | `stride` | by how many pixels the window moves on |
# | `pad`, `padding` | how many zeros are put around the image, on each side |
#
# **Examples are no longer columns.** An image is `images[i]`, with shape `(n_H, n_W, n_C)`. Where one thing
# goes in and another comes out, what goes in has `_prev` in its name, as in `n_H_prev`.
#
# ## 2. One window, one filter
#
# A filter is a neuron without an activation. Multiply each number in the window by the weight at the same
# place, add everything up, add the bias:
#
# $$z = \sum_{i=1}^{f} \sum_{j=1}^{f} \sum_{k=1}^{n_C} a_{ijk} \, w_{ijk} \; + \; b$$
#
# The sum goes over the channels, too: a filter looks at all of them at once, and its answer is *one* number.
#
# (In mathematics a convolution turns the filter upside down first. In deep learning nobody does: what is
# computed here is, by its exact name, a *cross-correlation*. The weights are learned, and would simply be
# learned the other way round.)
#
# Shapes: `a_slice` and `W` are both `(f, f, n_C)`. The bias `b` is one number, and so is the answer.


# %% exercise="conv_step"
def conv_step(a_slice, W, b):
    """Apply one filter to one window.

    Args:
        a_slice: the window, array of shape (f, f, n_C).
        W: the weights of the filter, array of shape (f, f, n_C).
        b: the bias of the filter, one number.

    Returns:
        The answer of the filter, one number: the sum of all products, plus the bias.
    """
    raise NotImplementedError("conv_step")


# %% check="conv_step"
check("conv_step")

# %% [markdown]
# Take the filter that subtracts what is left from what is right, and hold it to three places of a small
# version of the photograph. Each pixel of it is the average of 4 by 4 pixels.

# %% tags=["demo"]
small = grey[:424].reshape(106, 4, 160, 4).mean(axis=(1, 3))  # (106, 160)
vertical = np.array([[-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]])

places = {"sky": (10, 120), "left wall": (49, 26), "right wall": (49, 76)}
fig, axes = plt.subplots(
    1, 4, figsize=(12, 2.7), layout="constrained", width_ratios=(2, 1, 1, 1)
)
axes[0].imshow(small, cmap="gray", vmin=0, vmax=1)
for ax, (name, (top, left)) in zip(axes[1:], places.items(), strict=True):
    window = small[top : top + 3, left : left + 3]
    # (3, 3, 1): one channel
    answer = conv_step(window[:, :, np.newaxis], vertical[:, :, np.newaxis], 0.0)
    ax.imshow(window, cmap="gray", vmin=0, vmax=1)
    ax.set_title(f"{name}: answer {answer:+.2f}")
    axes[0].add_patch(
        plt.Rectangle((left - 2, top - 2), 6, 6, fill=False, edgecolor="#D55E00", linewidth=2)
    )
for ax in axes:
    ax.set_axis_off()
plt.show()

# %% [markdown]
# In the sky all is equal, and the left side cancels the right side. At the left wall it gets darker from
# left to right: a large negative answer. At the right wall it gets brighter: a large positive one. That is
# how nine numbers find an edge.

# %% tags=["question"]
ask("brighter_photograph", ...)

# %% [markdown]
# ## 3. How many windows?
#
# Let the window slide along one axis of `n` pixels. It starts at pixel 0, and its first pixel can go no
# further than pixel $n - f$, or it would stick out. With a **stride** $s$ it stops at 0, $s$, $2s$ and so
# on. So $s$ fits $\lfloor (n - f) / s \rfloor$ times into the way, and the first stop counts too, hence the
# $+1$. If there are $p$ extra pixels at each end (the *padding*, next section), then $n$ is longer by $2p$:
#
# $$n_{\text{out}} = \left\lfloor \frac{n + 2p - f}{s} \right\rfloor + 1$$
#
# The brackets $\lfloor \cdot \rfloor$ mean: round down. Where the last step would stick out, it is not
# taken. The result is used as a size, so return an **integer**: `//` divides and rounds down.


# %% exercise="output_size"
def output_size(n, f, stride, padding):
    """Count the windows along one axis.

    Args:
        n: pixels along the axis, an integer.
        f: size of the window, an integer; the window fits in.
        stride: by how many pixels the window moves on, an integer.
        padding: pixels added at each of the two ends, an integer.

    Returns:
        The number of windows, an integer.
    """
    raise NotImplementedError("output_size")


# %% check="output_size"
check("output_size")

# %% [markdown]
# Count the bars, and compare. Grey pixels are padding. In the last picture the window cannot take another
# step, and the last pixel is never seen.

# %% tags=["demo", "fold"]
# @title Windows, drawn as bars
fig, axes = plt.subplots(1, 4, figsize=(13, 2.4), layout="constrained")
for ax, (n, f, stride, padding) in zip(
    axes, [(7, 3, 1, 0), (7, 3, 2, 0), (7, 3, 1, 1), (7, 3, 3, 0)], strict=True
):
    for pixel in range(-padding, n + padding):
        colour = "white" if 0 <= pixel < n else "0.8"
        ax.add_patch(plt.Rectangle((pixel, 0), 1, 0.9, facecolor=colour, edgecolor="0.3"))
    windows = output_size(n, f, stride, padding)
    for index in range(windows):
        start = index * stride - padding
        ax.plot(
            [start + 0.1, start + f - 0.1],
            [-0.5 - 0.5 * index] * 2,
            linewidth=4,
            color=dlkit.plot.PALETTE[0],
        )
    ax.set(
        xlim=(-1.2, 8.2),
        ylim=(-4.3, 1.2),
        title=f"f = {f}, stride {stride}, padding {padding}: {windows} windows",
    )
    ax.set_axis_off()
plt.show()

# %% tags=["question"]
ask("pixels_never_seen", ...)

# %% [markdown]
# ## 4. A frame of zeros
#
# A window of 3 by 3 makes the picture smaller by 2 in each direction, at every layer. After fifty layers
# nothing is left. And the corners come off badly: the corner pixel is seen by one window only, a pixel in the
# middle by nine. A **frame of zeros** around the picture (zero padding) helps with both.
#
# With an odd `f` and stride 1, a frame of $p = (f - 1) / 2$ pixels leaves the size as it is. Keras calls
# that `padding="same"`, and no frame `padding="valid"`.
#
# Shapes: `X` is `(m, n_H, n_W, n_C)`, the answer is `(m, n_H + 2 pad, n_W + 2 pad, n_C)`. Only the two
# middle axes grow. No zeros between the images, and none between the channels. `np.pad` takes one pair of
# numbers for each axis: how many before, how many after.


# %% exercise="zero_pad"
def zero_pad(X, pad):
    """Put a frame of zeros around every image. The argument stays as it is.

    Args:
        X: images, array of shape (m, n_H, n_W, n_C).
        pad: thickness of the frame, an integer; may be 0.

    Returns:
        Array of shape (m, n_H + 2 pad, n_W + 2 pad, n_C).
    """
    raise NotImplementedError("zero_pad")


# %% check="zero_pad"
check("zero_pad")

# %% tags=["question"]
ask("frame_for_seven", ...)

# %% [markdown]
# How often is each pixel of a picture of 6 by 6 seen by a window of 3 by 3? (The count slides over a picture
# that holds in each pixel that pixel's own number, and 0 in the frame.)

# %% tags=["demo"]
numbers = np.arange(1, 37).reshape(1, 6, 6, 1)
fig, axes = plt.subplots(1, 2, figsize=(7, 3.2), layout="constrained")
for ax, pad in zip(axes, (0, 1), strict=True):
    padded = zero_pad(numbers, pad)[0, :, :, 0]
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
    seen = np.bincount(windows.ravel().astype(int), minlength=37)[1:].reshape(6, 6)
    ax.imshow(seen, cmap="Blues", vmin=0, vmax=14)
    for row, column in np.ndindex(seen.shape):
        ax.text(column, row, seen[row, column], ha="center", va="center")
    ax.set_title(f"pad = {pad}: {len(windows)} x {len(windows)} windows")
    ax.set_axis_off()
plt.show()
print(
    "shapes:",
    zero_pad(small[np.newaxis, :, :, np.newaxis], 1).shape,
    zero_pad(photo[np.newaxis], 2).shape,
)

# %% [markdown]
# ## 5. The convolution
#
# Now slide. For every image, every row and every column of windows, cut the window out, and let every
# filter answer. The filters lie in one array `W`, and the filter number `c` is `W[:, :, :, c]`. Window
# $(h, w)$ starts at row $h \cdot s$ and column $w \cdot s$ of the padded image:
#
# $$Z_{i,h,w,c} = \sum_{j=0}^{f-1} \sum_{l=0}^{f-1} \sum_{k} A^{\text{pad}}_{i,\; h s + j,\; w s + l,\; k}
# \; W_{j,l,k,c} \; + \; b_c$$
#
# | name | shape | what it is |
# |---|---|---|
# | `A_prev` | `(m, n_H_prev, n_W_prev, n_C_prev)` | the images |
# | `W` | `(f, f, n_C_prev, n_C)` | `n_C` filters; each as deep as the images |
# | `b` | `(n_C,)` | one bias for each filter |
# | `Z` | `(m, n_H, n_W, n_C)` | one **feature map** for each filter: its answers, place by place |
#
# The number of filters of one layer is the number of channels of the next.
#
# Write it with plain loops, over `m`, `n_H`, `n_W` and `n_C`, and let `output_size`, `zero_pad` and
# `conv_step` do the work inside. It will be slow, and that does not matter yet.
#
# Return a **cache**, too, for the backward pass: a dict with the five arguments **as they came**, under the
# names `"A_prev"`, `"W"`, `"b"`, `"stride"` and `"pad"`. So `cache["A_prev"]` has no frame.


# %% exercise="conv_forward"
def conv_forward(A_prev, W, b, stride, pad):
    """Slide every filter over every image. Calls `output_size`, `zero_pad` and `conv_step`.

    Args:
        A_prev: images, array of shape (m, n_H_prev, n_W_prev, n_C_prev); height and width may
            differ.
        W: filters, array of shape (f, f, n_C_prev, n_C).
        b: biases, array of shape (n_C,).
        stride: by how many pixels the window moves on, down and to the right, an integer.
        pad: zeros on each side of the image, an integer.

    Returns:
        A tuple (Z, cache): Z is the answer of each filter at each place, array of shape
        (m, n_H, n_W, n_C); cache is a dict of "A_prev", "W", "b", "stride", "pad", as they
        came.
    """
    raise NotImplementedError("conv_forward")


# %% check="conv_forward"
check("conv_forward")

# %% tags=["question"]
ask("shape_of_the_maps", ...)

# %% [markdown]
# **Edges in a photograph.** Four filters on the small photograph. The first two are what you would write down
# yourself: right minus left, and bottom minus top. The other two refine the first one. *Sobel* gives the
# middle row more weight. *Scharr* chose his three numbers with care; you will soon see what for. Each filter
# is divided by the sum of its positive weights, so that all four answer on the same scale.

# %% tags=["demo"]
sobel = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
scharr = np.array([[-3.0, 0.0, 3.0], [-10.0, 0.0, 10.0], [-3.0, 0.0, 3.0]])
edges = {
    "vertical": vertical / 3,
    "horizontal": vertical.T / 3,
    "Sobel": sobel / 4,
    "Scharr": scharr / 16,
}

# (3, 3, 1, 4): four filters, one channel
W = np.stack(list(edges.values()), axis=-1)[:, :, np.newaxis, :]
batch = small[np.newaxis, :, :, np.newaxis]  # (1, 106, 160, 1): a batch of one grey image
dlkit.plot.filters(W, labels=list(edges), numbers=True)
plt.show()

start = time.perf_counter()
Z, _ = conv_forward(batch, W, np.zeros(4), stride=1, pad=0)
print(f"{batch.shape} -> {Z.shape} in {time.perf_counter() - start:.2f} s")
dlkit.plot.feature_maps(Z[0], labels=list(edges), columns=2)
plt.show()

# %% [markdown]
# **Write your own.** Choose a filter, or change its nine numbers. Red is a positive answer, blue a negative one; where
# no answer is negative, the picture is grey. (Here the answers are computed in your browser, not by your code.)

# %% tags=["demo"]
dlkit.interactive.convolution_kernel(small)

# %% [markdown]
# The vertical filter sees walls and tree trunks and is blind to the eaves. The horizontal one sees the eaves
# and is blind to walls. (A *vertical* edge is one that runs up and down, so the brightness changes from left
# to right. The filter's own picture looks like the edge that it finds.)
#
# Put a filter and its transpose together, and you know how steep the picture is and in which direction, as
# with any slope: length $\sqrt{z_x^2 + z_y^2}$, angle $\arctan(z_y / z_x)$. What are Sobel and Scharr better
# at? Take a disc with a soft edge, where the true direction is known: away from the middle.

# %% tags=["demo", "fold"]
# @title How well three filters know the direction of an edge
rows, columns = np.mgrid[-24:25, -24:25]
radius = np.hypot(rows, columns)
disc = 1 / (1 + np.exp((radius - 16) / 0.7))  # 1 inside, 0 outside, and smooth between
ring = (np.abs(radius - 16) < 1) & (rows >= 0) & (columns >= 0)  # a quarter of it
outwards = np.degrees(np.arctan2(rows, columns))

fig, axes = plt.subplots(1, 2, figsize=(10, 3.2), layout="constrained", width_ratios=(1, 2.4))
axes[0].imshow(disc, cmap="gray")
axes[0].set_axis_off()
for name, marker in (("vertical", "o"), ("Sobel", "^"), ("Scharr", "s")):
    pair = np.stack([edges[name], edges[name].T], axis=-1)[:, :, np.newaxis, :]  # (3, 3, 1, 2)
    slopes = conv_forward(
        disc[np.newaxis, :, :, np.newaxis], pair, np.zeros(2), stride=1, pad=1
    )[0][0]
    # it gets darker outwards: hence the minus
    angle = np.degrees(np.arctan2(-slopes[:, :, 1], -slopes[:, :, 0]))
    error = (angle - outwards)[ring]
    label = f"{name}: up to {np.abs(error).max():.1f}°"
    axes[1].plot(outwards[ring], error, marker, markersize=4, alpha=0.8, label=label)
axes[1].axhline(0, color="0.7", linewidth=1, zorder=0)
axes[1].set(
    xlabel="true direction of the edge (degrees)",
    ylabel="error (degrees)",
    xticks=range(0, 91, 15),
)
axes[1].legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# All are exact along the axes and the diagonals. In between Scharr is the best by far: he chose the numbers
# 3, 10, 3 so that the filter treats all directions alike, as nearly as nine numbers can. Somebody had to think
# about that. At the end of this notebook nobody will: the numbers will be learned.
#
# **Colours.** A filter is as deep as the image. With 3 channels even a window of *one* pixel is of use: it
# mixes the colours. This one asks "how much more red than green and blue?".

# %% tags=["demo"]
flower = dlkit.data.photos()["flower"][::6, ::6]  # (72, 107, 3): every sixth pixel
redness = np.array([1.0, -0.5, -0.5]).reshape(1, 1, 3, 1)  # f = 1, three channels, one filter
Z, _ = conv_forward(flower[np.newaxis], redness, np.zeros(1), stride=1, pad=0)
fig, axes = plt.subplots(1, 2, figsize=(9, 2.9), layout="constrained")
axes[0].imshow(flower)
axes[0].set_axis_off()
dlkit.plot.feature_maps(Z[0], ax=axes[1])
plt.show()

# %% [markdown]
# ## 6. Pooling: keep what matters
#
# Somewhere in this corner there is an edge: that is often all that the next layer needs to know, and not at
# which pixel. **Max pooling** keeps the largest number of every window, **average pooling** the mean. The
# window slides as before, but there are no weights, and **each channel is pooled by itself**:
#
# $$A_{i,h,w,c} = \max_{0 \le j,l < f} A^{\text{prev}}_{i,\; h s + j,\; w s + l,\; c} \qquad \text{or} \qquad
# A_{i,h,w,c} = \frac{1}{f^2} \sum_{j=0}^{f-1} \sum_{l=0}^{f-1} A^{\text{prev}}_{i,\; h s + j,\; w s + l,\; c}$$
#
# Usually the stride equals `f`, so that the windows tile the image. But it need not: with `f = 3` and
# stride 2 they overlap. There is no padding here, so `output_size` gets a padding of 0.
#
# Shapes: `(m, n_H_prev, n_W_prev, n_C)` goes in, `(m, n_H, n_W, n_C)` comes out. The cache is a dict of
# `"A_prev"`, `"f"` and `"stride"`.


# %% exercise="pool_forward"
def pool_forward(A_prev, f, stride, mode):
    """Keep the largest number, or the mean, of every window. Calls `output_size`.

    Args:
        A_prev: images, array of shape (m, n_H_prev, n_W_prev, n_C); its numbers may be
            negative, or integers.
        f: size of the window, an integer.
        stride: by how many pixels the window moves on, an integer.
        mode: "max" or "average".

    Returns:
        A tuple (A, cache): A is an array of shape (m, n_H, n_W, n_C); cache is a dict of
        "A_prev", "f" and "stride", as they came.
    """
    raise NotImplementedError("pool_forward")


# %% check="pool_forward"
check("pool_forward")

# %% [markdown]
# How steep is the photograph, and what is left after pooling? Sixteen times fewer numbers, and you still
# recognise the temple. Below that a test: move the photograph by one pixel. What comes out of the pooling
# changes only half as much, and that is the purpose.

# %% tags=["demo"]
pair = np.stack([sobel, sobel.T], axis=-1)[:, :, np.newaxis, :] / 4
# each (1, 104, 158, 1)
steepness = [
    np.sqrt(
        np.sum(
            conv_forward(np.roll(batch, shift, axis=2), pair, np.zeros(2), 1, 0)[0] ** 2,
            axis=3,
            keepdims=True,
        )
    )
    for shift in (0, 1)
]

fig, axes = plt.subplots(1, 3, figsize=(13, 3), layout="constrained")
views = {"steepness": steepness[0]}
views.update(
    {
        f"{mode} pooling, 4 x 4": pool_forward(steepness[0], 4, 4, mode)[0]
        for mode in ("max", "average")
    }
)
for ax, (name, maps) in zip(axes, views.items(), strict=True):
    dlkit.plot.feature_maps(maps[0], meaning="steepness", ax=ax)
    ax.set_title(f"{name}: {maps.shape[1]} x {maps.shape[2]}")
plt.show()


def change(A, B):
    """How much B differs from A, relative to how much A varies."""
    return np.sqrt(np.mean((A - B) ** 2)) / A.std()


print(f"moved by one pixel, the map changes by {change(*steepness):.0%}")
for mode in ("max", "average"):
    pooled = [pool_forward(maps, 4, 4, mode)[0] for maps in steepness]
    print(f"after {mode} pooling it changes by {change(*pooled):.0%}")

# %% tags=["question"]
ask("pooling_with_a_bug", ...)

# %% [markdown]
# ## 7. What does it cost?
#
# How many numbers does a layer have to learn? Each filter has one weight for each number in its window, and
# one bias:
#
# $$\big(f \cdot f \cdot n_C^{\text{prev}} + 1\big) \cdot n_C$$
#
# Note what is *not* in this formula: the size of the picture.


# %% exercise="count_parameters"
def count_parameters(f, channels_in, filters):
    """Count the weights and biases of a convolution.

    Args:
        f: size of the window, an integer.
        channels_in: channels of the images that go in, an integer.
        filters: number of filters, an integer.

    Returns:
        How many numbers the layer has to learn, an integer.
    """
    raise NotImplementedError("count_parameters")


# %% check="count_parameters"
check("count_parameters")

# %% tags=["question"]
ask("twice_the_filters", ...)

# %% [markdown]
# To **read a layer table** is a habit worth having: before a training, look whether the sizes are what you
# think they are. This one is made by your two functions. It is close to LeNet, the network of 1998 that read
# the numbers on cheques. Where are most of the parameters, and where are the fewest?

# %% tags=["demo"]
layers = [  # kind, f, stride, padding, filters
    ("convolution", 5, 1, 2, 6),
    ("pooling", 2, 2, 0, None),
    ("convolution", 5, 1, 0, 16),
    ("pooling", 2, 2, 0, None),
]
n, channels, total = 28, 1, 0
print(f"{'layer':14}{'output':>14}{'parameters':>12}")
print(f"{'input':14}{f'{n} x {n} x {channels}':>14}")
for kind, f, stride, padding, filters in layers:
    n = output_size(n, f, stride, padding)
    count = count_parameters(f, channels, filters) if filters else 0
    channels, total = filters or channels, total + count
    print(f"{kind:14}{f'{n} x {n} x {channels}':>14}{count:12,}")
numbers = n * n * channels
for units in (120, 84, 10):
    count, numbers = (numbers + 1) * units, units
    total += count
    print(f"{'dense':14}{units:14}{count:12,}")
print(f"{'all':28}{total:12,}")

# %% [markdown]
# ## 8. How far does a unit see?
#
# A unit of the first layer sees `f` by `f` pixels. A unit of the second layer sees `f` by `f` *units*, and
# through them more pixels. The part of the picture that a unit can see at all is its **receptive field**.
#
# How large is it? Begin with one unit and walk through the layers from the first to the last. A layer with
# window $f_l$ takes in $f_l - 1$ further units of the layer below. Each of these is a *jump* further on in
# the picture. How far is a jump? One pixel at the beginning, and every layer multiplies it by its stride:
#
# $$r = 1 + \sum_{l=1}^{L} (f_l - 1) \cdot \underbrace{s_1 s_2 \cdots s_{l-1}}_{\text{jump before layer } l}$$
#
# For example, two layers of 3 by 3 see $1 + 2 \cdot 1 + 2 \cdot 1 = 5$ pixels. If the first of them has stride
# 2, they see $1 + 2 \cdot 1 + 2 \cdot 2 = 7$.
#
# A layer's own stride does not count for itself, only for the layers after it. Pooling layers count like
# convolutions: a window and a stride are all that matters. Without any layer, $r = 1$.


# %% exercise="receptive_field"
def receptive_field(layers):
    """Count the pixels, along one axis, that one unit of the last layer sees.

    Args:
        layers: a list of pairs (f, stride), one for each layer, the first layer first; may be
            empty.

    Returns:
        The size of the receptive field, an integer.
    """
    raise NotImplementedError("receptive_field")


# %% check="receptive_field"
check("receptive_field")

# %% [markdown]
# Each square shows what one unit sees after one more block, on the whole photograph. A block here is two
# convolutions of 3 by 3 and a pooling of 2 by 2 with stride 2.

# %% tags=["demo"]
block = [(3, 1), (3, 1), (2, 2)]
fig, ax = plt.subplots(figsize=(8, 4.4), layout="constrained")
ax.imshow(photo)
colours = ["#E69F00", "#009E73", "#D55E00", "#CC79A7", "#0072B2"]
for blocks, colour in enumerate(colours, start=1):
    size = receptive_field(blocks * block)
    corner = (206 - size / 2, 200 - size / 2)
    label = f"{blocks} block{'s' * (blocks > 1)}: {size} x {size} pixels"
    ax.add_patch(
        plt.Rectangle(
            corner, size, size, fill=False, edgecolor=colour, linewidth=2.5, label=label
        )
    )
ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
ax.set_axis_off()
plt.show()

for layers, name in (
    ([(7, 1)], "one layer of 7 x 7"),
    (3 * [(3, 1)], "three layers of 3 x 3"),
):
    weights = sum(count_parameters(f, 64, 64) for f, _ in layers)
    print(
        f"{name:22} sees {receptive_field(layers)} pixels, and learns {weights:,} numbers (64 "
        "channels everywhere)"
    )

# %% [markdown]
# Small windows, many layers: that sees as far as one large window, costs about half, and has a bend (a
# nonlinearity) after each layer besides. Without strides and pooling, though, it would take 78 layers of 3 by
# 3 to see what the largest of the squares sees.

# %% tags=["question"]
ask("stride_first_or_last", ...)

# %% [markdown]
# ## 9. Backward: who is to blame?
#
# Training needs slopes (gradients). Somebody hands us `dZ`, the slope of the cost for each number in `Z`, and
# asks for the slopes for what went in: `dA_prev`, `dW` and `db`.
#
# Look at one window and one filter. There $z = \sum a \, w + b$, and the slopes are plain: if a weight grows
# by a bit, $z$ grows by that bit times the pixel under it. If a pixel grows by a bit, $z$ grows by that bit
# times the weight above it. The bias counts once. So this one window contributes
#
# $$dW \mathrel{+}= a \cdot dz \qquad\qquad da \mathrel{+}= W \cdot dz \qquad\qquad db \mathrel{+}= dz$$
#
# **The plus is the point.** The same weights served every window of every image, so their slopes are summed
# over all of them. And windows overlap: one pixel belongs to several, and gets **blame** (an upstream
# gradient) from each.
#
# The loops are those of the forward pass. In window $(h, w)$ of image $i$, for filter $c$:
#
# - `dW[:, :, :, c]` gets the window of the padded image, times `dZ[i, h, w, c]`,
# - the same window of `dA_prev_pad` gets `W[:, :, :, c]`, times `dZ[i, h, w, c]`.
#
# And $db_c$ is the sum of `dZ[:, :, :, c]`.
#
# At the end, take the frame off `dA_prev_pad`: nobody asks for the slopes of the zeros. (Mind `pad = 0`.
# What is `X[:, 0:-0]`?)
#
# **No division by `m` here.** If the cost is an average, the $1/m$ is in `dZ` already.
#
# | | `dZ` | `dA_prev` | `dW` | `db` |
# |---|---|---|---|---|
# | shape | that of `Z`: `(m, n_H, n_W, n_C)` | that of `A_prev` | that of `W` | that of `b`: `(n_C,)` |


# %% exercise="conv_backward"
def conv_backward(dZ, cache):
    """Compute the slopes of the cost for the images, the filters and the biases.

    Calls `zero_pad`.

    Args:
        dZ: slopes of the cost for Z, array of shape (m, n_H, n_W, n_C).
        cache: dict of "A_prev", "W", "b", "stride" and "pad", as `conv_forward` returns it.
            (It may hold more if your `conv_forward` puts more into it, but count on these five
            only.)

    Returns:
        A tuple (dA_prev, dW, db), arrays in the shapes of A_prev, W and b. Sums over the
        examples, not averages.
    """
    raise NotImplementedError("conv_backward")


# %% check="conv_backward"
check("conv_backward")

# %% tags=["question"]
ask("blame_of_a_pixel", ...)

# %% [markdown]
# **Do not trust a gradient, test it.** Move every number a tiny bit up and down, and see how much the cost
# changes. The test takes a picture that is not square, a stride of 2 and a frame: in the plain case too many
# wrong answers are right.

# %% tags=["demo"]
rng = dlkit.seed(0)


def measured_slopes(cost, place, epsilon=1e-5):
    """Measure how fast cost(place) grows with each number of the array `place`."""
    slopes = np.zeros(place.shape)
    for index in np.ndindex(place.shape):
        up, down = place.copy(), place.copy()
        up[index] += epsilon
        down[index] -= epsilon
        slopes[index] = (cost(up) - cost(down)) / (2 * epsilon)
    return slopes


A_prev, W, b = rng.normal(size=(2, 5, 6, 2)), rng.normal(size=(3, 3, 2, 3)), rng.normal(size=3)
Z, cache = conv_forward(A_prev, W, b, 2, 1)
# the cost is np.sum(blame * Z), so these are its slopes for Z
blame = rng.normal(size=Z.shape)
for_images, for_filters, for_biases = conv_backward(blame, cache)


def cost(A_prev, W, b):
    return np.sum(blame * conv_forward(A_prev, W, b, 2, 1)[0])


tests = {
    "dA_prev": (for_images, measured_slopes(lambda moved: cost(moved, W, b), A_prev)),
    "dW": (for_filters, measured_slopes(lambda moved: cost(A_prev, moved, b), W)),
    "db": (for_biases, measured_slopes(lambda moved: cost(A_prev, W, moved), b)),
}
for name, (ours, measured) in tests.items():
    gap = np.linalg.norm(ours - measured) / (np.linalg.norm(ours) + np.linalg.norm(measured))
    print(f"{name:8} {ours.size:3} slopes, relative difference {gap:.0e}")

# %% [markdown]
# **A filter that learns to be Sobel.** Nobody tells it the numbers. It sees a piece of the photograph, and
# the edges that it should find there. It begins with random numbers, and gradient descent with momentum does
# the rest. This is all of training in one cell: forward, compare, backward, step.

# %% tags=["demo"]
piece = batch[:, 40:68, 20:52, :]  # (1, 28, 32, 1)
piece = (piece - piece.mean()) / piece.std()
target, _ = conv_forward(piece, sobel[:, :, np.newaxis, np.newaxis], np.zeros(1), 1, 0)

rng = dlkit.seed(0)
W, b = rng.normal(size=(3, 3, 1, 1)), np.zeros(1)
velocities, costs, moments = (0.0, 0.0), [], {}
for step in range(301):
    Z, cache = conv_forward(piece, W, b, 1, 0)
    costs.append(np.mean((Z - target) ** 2))
    if step in (0, 5, 20, 60, 300):
        moments[f"step {step}"] = W[:, :, 0, :]
    slopes = conv_backward(2 * (Z - target) / Z.size, cache)[1:]  # for W and b
    velocities = [
        0.9 * velocity + slope for velocity, slope in zip(velocities, slopes, strict=True)
    ]
    W, b = W - 0.02 * velocities[0], b - 0.02 * velocities[1]

dlkit.plot.filters(
    np.concatenate(list(moments.values()), axis=-1), labels=list(moments), numbers=True
)
plt.show()
print(f"cost: at first {costs[0]:.2f}, at last {costs[-1]:.6f}")
print(f"largest error in a weight: {np.abs(W[:, :, 0, 0] - sobel).max():.4f}")

# %% [markdown]
# Here the goal was known. In a network, nobody knows which filters are the right ones. The cost of the whole
# network says so, through `dZ`. The step is the same.
#
# ## 10. Backward through pooling
#
# Pooling has nothing to learn, but the blame must get through it, to the layers before.
#
# - **Max**: only the largest pixel of a window had a say. It gets all the blame of the window, the others
#   none. That asks for a *mask*: True where the pixel equals the maximum of its window (in its channel!).
# - **Average**: each of the $f^2$ pixels had the same say. Each gets $1/f^2$ of the blame.
#
# Again windows may overlap, so **add**; do not overwrite. A pixel that is the largest of two windows is to
# blame twice.
#
# (If two pixels of a window are both the largest, there is no one right answer: the cost has a corner there.
# Keras blames the first of them; others share the blame out, or blame each in full, as a plain mask does. The
# checks have no such ties.)
#
# Shapes: `dA` is `(m, n_H, n_W, n_C)`, and `dA_prev` has the shape of `A_prev`.


# %% exercise="pool_backward"
def pool_backward(dA, cache, mode):
    """Send the slopes back through the pooling.

    Args:
        dA: slopes of the cost for A, array of shape (m, n_H, n_W, n_C).
        cache: dict of "A_prev", "f" and "stride", as `pool_forward` returns it (it may hold
            more, but count on these three only). The windows may overlap or leave gaps.
        mode: "max" or "average", as in the forward pass.

    Returns:
        dA_prev, array in the shape of A_prev.
    """
    raise NotImplementedError("pool_backward")


# %% check="pool_backward"
check("pool_backward")

# %% tags=["question"]
ask("sum_of_the_blame", ...)

# %% [markdown]
# Who is to blame in a digit? Every number after the pooling gets a blame of 1, and the pictures show where
# it ends up. In the row below the windows overlap. (A little noise on the digit sees to it that there are no
# ties.)

# %% tags=["demo"]
digits = dlkit.data.digits()
rng = dlkit.seed(1)
# (1, 8, 8, 1)
digit = digits.x_train[:1, :, :, np.newaxis] + 1e-3 * rng.uniform(size=(1, 8, 8, 1))

fig, axes = plt.subplots(
    2, 3, figsize=(9.5, 5.6), layout="constrained", width_ratios=(1, 1.2, 1.2)
)
for row, (f, stride) in zip(axes, ((2, 2), (4, 2)), strict=True):
    row[0].imshow(digit[0, :, :, 0], cmap="gray")
    row[0].set_title("a digit")
    row[0].set_axis_off()
    for ax, mode in zip(row[1:], ("max", "average"), strict=True):
        A, cache = pool_forward(digit, f, stride, mode)
        blame = pool_backward(np.ones(A.shape), cache, mode)
        dlkit.plot.feature_maps(blame[0], signed=True, meaning="blame", ax=ax)
        ax.set_title(f"{mode}, f = {f}, stride {stride}")
plt.show()

A_prev = rng.permutation(np.linspace(-1, 1, 120)).reshape(2, 5, 6, 2)  # no two are equal
for mode in ("max", "average"):
    A, cache = pool_forward(A_prev, 3, 2, mode)
    blame = rng.normal(size=A.shape)

    def cost(moved, mode=mode, blame=blame):
        return np.sum(blame * pool_forward(moved, 3, 2, mode)[0])

    gap = np.abs(pool_backward(blame, cache, mode) - measured_slopes(cost, A_prev)).max()
    print(f"{mode:7} the measured slopes differ by at most {gap:.0e}")

# %% [markdown]
# ## 11. The other way: make it larger
#
# To colour every pixel of a picture, a network must get from small maps back to large ones. A **transposed
# convolution** does that. Think of a rubber **stamp** (the kernel): for every pixel, print the stamp once, as
# strong as the pixel, and then move on by `stride`. Where prints overlap, they **add up**.
#
# How large is the result? The last of $n$ prints begins at $(n - 1) \cdot s$ and is $f$ long. Two further
# numbers are in use: $p$ pixels are cut off at each end (*padding*), and $q$ pixels are added at one end
# (*output padding*):
#
# $$n_{\text{out}} = (n - 1) \, s + f - 2p + q$$
#
# Why the $q$? With stride 2 a convolution makes 4 windows of both 9 and 10 pixels, because it rounds down.
# On the way back somebody has to say which of the two it was.


# %% exercise="transposed_output_size"
def transposed_output_size(n, f, stride, padding, output_padding):
    """Say how large a transposed convolution makes an axis.

    Args:
        n: pixels along the axis before, an integer.
        f: size of the stamp, an integer.
        stride: by how many pixels the stamp moves on, an integer.
        padding: pixels cut off at each of the two ends, an integer.
        output_padding: pixels added at one end, an integer.

    Returns:
        The size after, an integer.
    """
    raise NotImplementedError("transposed_output_size")


# %% check="transposed_output_size"
check("transposed_output_size")

# %% [markdown]
# There and back again: each line should end with the number that it begins with.

# %% tags=["demo"]
for n in range(7, 13):
    there = output_size(n, 3, 2, 0)
    output_padding = (n - 3) % 2  # what the rounding lost
    back = transposed_output_size(there, 3, 2, 0, output_padding)
    print(
        f"{n:2} pixels -> {there} windows -> with output_padding = {output_padding} back to "
        f"{back:2}"
    )

# %% [markdown]
# Now print. For pixel $(h, w)$ of image $i$ and channel $c$, the block of `Y` that begins at row $h s$ and
# column $w s$ gets the stamp `W[:, :, :, c]`, times `X[i, h, w, c]`. The bias is added **once** to every pixel
# of the result. It is easiest to begin with it.
#
# | name | shape | what it is |
# |---|---|---|
# | `X` | `(m, n_H, n_W, channels_in)` | the small images |
# | `W` | `(f, f, channels_out, channels_in)` | a stamp for each channel that comes in |
# | `b` | `(channels_out,)` | one bias for each channel that goes out |
# | `Y` | `(m, (n_H - 1) stride + f, (n_W - 1) stride + f, channels_out)` | the large images |
#
# **The last two axes of `W` have changed places**: first out, then in. Keras does the same, and there is a
# reason, which you will see below. There is no padding here.


# %% exercise="conv_transpose"
def conv_transpose(X, W, b, stride):
    """Print a stamp for every pixel, and add where prints overlap.

    Calls `transposed_output_size`.

    Args:
        X: images, array of shape (m, n_H, n_W, channels_in).
        W: stamps, array of shape (f, f, channels_out, channels_in).
        b: biases, array of shape (channels_out,).
        stride: by how many pixels the stamp moves on, an integer; may be larger than f.

    Returns:
        Array of shape (m, (n_H - 1) stride + f, (n_W - 1) stride + f, channels_out).
    """
    raise NotImplementedError("conv_transpose")


# %% check="conv_transpose"
check("conv_transpose")

# %% [markdown]
# A digit, made larger with three stamps. The first is flat and as large as the stride: each pixel becomes a
# square. The second is a hill, and the hills flow into each other. The third is flat, but of size 3 with
# stride 2: prints overlap in every second row and column, and a **checkerboard** appears that was never in
# the digit. Pictures made by networks often show it. Now you know where it comes from: `f` is no multiple of
# `stride`.

# %% tags=["demo", "fold"]
# @title A digit, printed larger with three stamps
hill = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16
stamps = {"flat, f = 2": np.ones((2, 2)), "hill, f = 4": hill, "flat, f = 3": np.ones((3, 3))}
three = digits.x_train[digits.y_train == 3][:1, :, :, np.newaxis]  # (1, 8, 8, 1)
fig, axes = plt.subplots(1, 4, figsize=(12, 3.1), layout="constrained")
axes[0].imshow(three[0, :, :, 0], cmap="gray")
axes[0].set_title("a digit: 8 x 8")
for ax, (name, stamp) in zip(axes[1:], stamps.items(), strict=True):
    large = conv_transpose(three, stamp[:, :, np.newaxis, np.newaxis], np.zeros(1), 2)
    ax.imshow(large[0, :, :, 0], cmap="gray")
    ax.set_title(f"{name}: {large.shape[1]} x {large.shape[2]}")
for ax in axes:
    ax.set_axis_off()
plt.show()

# %% tags=["question"]
ask("prints_on_one_pixel", ...)

# %% [markdown]
# Have you seen this before? "The window gets the weights, times a number; where windows overlap, add up":
# that is what `conv_backward` does to find `dA_prev`. A transposed convolution **is** the way back through a
# convolution, with the very same `W`. That is why its last two axes are the other way round, and that is
# where the name comes from.

# %% tags=["demo"]
rng = dlkit.seed(2)
# a convolution from 2 channels to 4; or a transposed one from 4 to 2
W = rng.normal(size=(3, 3, 2, 4))
Z, cache = conv_forward(rng.normal(size=(2, 7, 9, 2)), W, np.zeros(4), 2, 0)
blame = rng.normal(size=Z.shape)
back, printed = conv_backward(blame, cache)[0], conv_transpose(blame, W, np.zeros(2), 2)
print("shapes:", blame.shape, "->", back.shape, "and", printed.shape)
print(f"largest difference: {np.abs(back - printed).max():.0e}")

# %% [markdown]
# ## 12. Fast
#
# The loops are right, and slow. Python spends its time on walking from window to window. The trick of the
# trade: **cut all windows out first, and lay each as a row into one large matrix**. Then a single matrix
# product does everything, and matrix products are what computers are best at. The large matrix is called
# **im2col**.
#
# Exactly which order? The checks compare it, so it must be agreed on:
#
# - **Rows**: all windows of the first image, then all of the second. In an image from left to right, and then
#   from top to bottom, as one reads. That makes `m * n_H * n_W` rows.
# - **In a row**: the numbers of one window in the order of `window.ravel()`, where `window` has shape
#   `(f, f, channels)`. That makes `f * f * channels` numbers.
#
# A `reshape` of an array `(m, n_H, n_W, f, f, channels)` to `(m * n_H * n_W, f * f * channels)` gives just
# this order. So fill such an array. You could fill it window by window, with `m * n_H * n_W` steps. There is
# a way with only `f * f` steps: the upper left pixels of *all* windows are one slice of the padded image,
# `X_pad[:, 0 : stride * n_H : stride, 0 : stride * n_W : stride, :]`. The pixels at place `(i, j)` of all
# windows are the same slice, begun at row `i` and column `j`.


# %% exercise="im2col"
def im2col(X, f, stride, pad):
    """Write every window as a row of one large matrix. Calls `output_size` and `zero_pad`.

    Args:
        X: images, array of shape (m, n_H_prev, n_W_prev, channels).
        f: size of the window, an integer.
        stride: by how many pixels the window moves on, an integer.
        pad: zeros on each side of the image, an integer.

    Returns:
        Array of shape (m * n_H * n_W, f * f * channels): image after image, window after
        window as one reads; in a row the numbers of the window in the order of its `ravel()`.
    """
    raise NotImplementedError("im2col")


# %% check="im2col"
check("im2col")

# %% tags=["question"]
ask("shape_of_im2col", ...)

# %% [markdown]
# The windows of 2 by 2, with stride 1, of a picture of 3 by 4. Each row below is one window. The price: the
# numbers are stored several times, nearly `f * f` times as many with stride 1.

# %% tags=["demo"]
picture = np.arange(12).reshape(1, 3, 4, 1)
print(picture[0, :, :, 0], "\n")
print(im2col(picture, 2, 1, 0))
print(
    f"\nthe small photograph: {batch.size:,} numbers; its windows of 3 x 3: "
    f"{im2col(batch, 3, 1, 1).size:,}"
)

# %% [markdown]
# Now the product. The filters become a matrix too, one *column* for each filter: `W.reshape(-1, n_C)` is
# `(f * f * n_C_prev, n_C)`, and it has the weights in the order in which `im2col` has the pixels. So
#
# $$\underbrace{Z}_{(m\, n_H n_W,\; n_C)} =
# \underbrace{\text{im2col}(A^{\text{prev}})}_{(m\, n_H n_W,\; f f n_C^{\text{prev}})} \;
# \underbrace{W}_{(f f n_C^{\text{prev}},\; n_C)} + b$$
#
# and a last `reshape` makes `(m, n_H, n_W, n_C)` of it. Return the same two things as `conv_forward`, with
# the same cache, so that one can stand in for the other. No loop is needed.


# %% exercise="conv_forward_fast"
def conv_forward_fast(A_prev, W, b, stride, pad):
    """Compute what `conv_forward` computes, with one matrix product.

    Calls `im2col` and `output_size`.

    Args:
        A_prev: images, array of shape (m, n_H_prev, n_W_prev, n_C_prev); height and width may
            differ.
        W: filters, array of shape (f, f, n_C_prev, n_C).
        b: biases, array of shape (n_C,).
        stride: by how many pixels the window moves on, an integer.
        pad: zeros on each side of the image, an integer.

    Returns:
        A tuple (Z, cache), as `conv_forward` returns it: Z has shape (m, n_H, n_W, n_C), cache
        is a dict of "A_prev", "W", "b", "stride", "pad".
    """
    raise NotImplementedError("conv_forward_fast")


# %% check="conv_forward_fast"
check("conv_forward_fast")

# %% [markdown]
# Four colour images of 32 by 32, eight filters of 3 by 3, stride 1, pad 1. The matrix product should be **at
# least 20 times faster**, and often it is some hundred times. (Speed is not graded.) Yours is slower? Then
# look for a loop over windows that is still there.

# %% tags=["demo"]
rng = dlkit.seed(3)
A_prev, W, b = (
    rng.normal(size=(4, 32, 32, 3)),
    rng.normal(size=(3, 3, 3, 8)),
    rng.normal(size=8),
)


def best_seconds(function, repeats):
    """Time a few calls, and return the shortest."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(A_prev, W, b, 1, 1)
        times.append(time.perf_counter() - start)
    return min(times)


slow, fast = best_seconds(conv_forward, 2), best_seconds(conv_forward_fast, 20)
gap = np.abs(
    conv_forward(A_prev, W, b, 1, 1)[0] - conv_forward_fast(A_prev, W, b, 1, 1)[0]
).max()
print(f"largest difference: {gap:.0e}")
print(
    f"loops {slow * 1000:.0f} ms, one matrix product {fast * 1000:.2f} ms: {slow / fast:.0f} "
    "times faster"
)

# %% [markdown]
# So now the photograph in full size, all three colours, with the two Sobel filters on each colour. The loops
# would take their time with it. (This is the picture of the first cell.)

# %% tags=["demo"]
W = np.zeros((3, 3, 3, 2))
W[:, :, :, 0], W[:, :, :, 1] = sobel[:, :, np.newaxis] / 3, sobel.T[:, :, np.newaxis] / 3
start = time.perf_counter()
Z, _ = conv_forward_fast(photo[np.newaxis], W, np.zeros(2), 1, 1)
print(f"{photo.shape} -> {Z.shape[1:]} in {time.perf_counter() - start:.2f} s")
Z = Z[:, 1:-1, 1:-1]  # the frame of zeros looks like an edge, too
dlkit.plot.feature_maps(
    np.clip(Z[0], -2, 2), labels=["from left to right", "from top to bottom"], columns=2
)
plt.show()

# %% [markdown]
# ## 13. A network that reads digits, with your convolution
#
# All parts are there. Convolution with 8 filters, ReLU, max pooling, and a softmax over ten digits:
#
# ```
# (m, 8, 8, 1) ─► convolution 3 x 3, pad 1 ─► (m, 8, 8, 8)
#              ─► ReLU ─► max pooling 2 x 2 ─► (m, 4, 4, 8)
#              ─► as rows (m, 128) ─► dense, softmax ─► (m, 10)
# ```
#
# Nothing to write here, but read it: `forward` and `gradients` are made of your functions. To save you time,
# the slopes for the filters use your `im2col` a second time: forward the windows are multiplied by the
# filters, backward the (transposed) windows by the blame. Is it the same as your loops?
#
# (The digits get a trace of noise, like that of a cheap scanner. Their black background would be full of
# ties for the max pooling, and then two right answers could take two different ways.)


# %% tags=["demo"]
def conv_backward_fast(dZ, cache):
    """The slopes for the filters and biases of a convolution, with one matrix product."""
    W = cache["W"]
    # (m n_H n_W, f f n_C_prev)
    windows = im2col(cache["A_prev"], W.shape[0], cache["stride"], cache["pad"])
    blame = dZ.reshape(-1, W.shape[3])  # (m n_H n_W, n_C)
    return (windows.T @ blame).reshape(W.shape), blame.sum(axis=0)


Z, cache = conv_forward_fast(
    A_prev[:2], rng.normal(size=(3, 3, 3, 4)), rng.normal(size=4), 2, 1
)
blame = rng.normal(size=Z.shape)
for ours, fast in zip(
    conv_backward(blame, cache)[1:], conv_backward_fast(blame, cache), strict=True
):
    print(f"shape {ours.shape}: largest difference {np.abs(ours - fast).max():.0e}")

# %% tags=["question"]
ask("parameters_of_the_network", ...)


# %% tags=["demo"]
def start_network(rng, filters=8):
    """He's initialization of the filters; W2 (128, 10) of the dense layer."""
    inputs = 4 * 4 * filters
    return {
        "W1": rng.normal(size=(3, 3, 1, filters)) * np.sqrt(2 / 9),
        "b1": np.zeros(filters),
        "W2": rng.normal(size=(inputs, 10)) * np.sqrt(1 / inputs),
        "b2": np.zeros(10),
    }


def forward(X, parameters):
    """The probabilities of the ten digits (m, 10), and what the way back needs."""
    Z, conv_cache = conv_forward_fast(X, parameters["W1"], parameters["b1"], 1, 1)
    A, pool_cache = pool_forward(np.maximum(Z, 0), 2, 2, "max")
    scores = A.reshape(len(X), -1) @ parameters["W2"] + parameters["b2"]
    E = np.exp(scores - scores.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True), (Z, A, conv_cache, pool_cache)


def gradients(probabilities, y, parameters, caches):
    """The slopes of the cross-entropy for all parameters."""
    Z, A, conv_cache, pool_cache = caches
    d_scores = (probabilities - np.eye(10)[y]) / len(y)  # (m, 10); here is the 1/m
    dA = (d_scores @ parameters["W2"].T).reshape(A.shape)  # (m, 4, 4, 8)
    dZ = pool_backward(dA, pool_cache, "max") * (Z > 0)  # (m, 8, 8, 8)
    dW1, db1 = conv_backward_fast(dZ, conv_cache)
    return {
        "W1": dW1,
        "b1": db1,
        "W2": A.reshape(len(y), -1).T @ d_scores,
        "b2": d_scores.sum(axis=0),
    }


def cross_entropy(probabilities, y):
    return -np.mean(np.log(probabilities[np.arange(len(y)), y] + 1e-12))


rng = dlkit.seed(5)
X_train, X_test = (  # (1438, 8, 8, 1) and (359, 8, 8, 1), with a trace of noise
    images[..., np.newaxis] + 0.01 * rng.uniform(size=(*images.shape, 1))
    for images in (digits.x_train, digits.x_test)
)
y_train, y_test = digits.y_train, digits.y_test

network = start_network(dlkit.seed(0))
print(
    "parameters:",
    count_parameters(3, 1, 8),
    "in the convolution,",
    sum(p.size for p in network.values()),
    "in all",
)
first = cross_entropy(forward(X_train, network)[0], y_train)
print(
    f"cost at first {first:.2f}; a network that knows nothing costs ln 10 = {np.log(10):.2f}"
)

# %% [markdown]
# The first cost is where it should be: a bit above $\ln 10$. Next habit: **overfit twenty examples**. A
# network that cannot learn twenty digits by heart has a bug, and no more data will help.


# %% tags=["demo"]
def train(X, y, parameters, rng, epochs, batch_size=32, learning_rate=0.03, momentum=0.9):
    """Gradient descent with momentum; returns new parameters and the cost of every step."""
    velocity, costs = dict.fromkeys(parameters, 0.0), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for begin in range(0, len(X), batch_size):
            chosen = order[begin : begin + batch_size]
            probabilities, caches = forward(X[chosen], parameters)
            costs.append(cross_entropy(probabilities, y[chosen]))
            grads = gradients(probabilities, y[chosen], parameters, caches)
            velocity = {name: momentum * velocity[name] + grads[name] for name in parameters}
            parameters = {
                name: parameters[name] - learning_rate * velocity[name] for name in parameters
            }
    return parameters, costs


def accuracy(X, y, parameters):
    return np.mean(forward(X, parameters)[0].argmax(axis=1) == y)


twenty, costs = train(X_train[:20], y_train[:20], network, dlkit.seed(0), epochs=60)
print(
    f"twenty examples: {accuracy(X_train[:20], y_train[:20], twenty):.0%} right, cost "
    f"{costs[-1]:.3f}"
)

# %% [markdown]
# By heart (overfitted, for once on purpose). Now all 1,438. The stated goal is a test accuracy of at least 0.95
# after ten epochs. (If your pooling loops over single images and channels, this takes up to half a minute; if it
# takes them all at once, a second.)

# %% tags=["demo"]
EPOCHS = 10
start = time.perf_counter()
trained, costs = train(X_train, y_train, network, dlkit.seed(0), EPOCHS)
print(f"{len(costs)} steps in {time.perf_counter() - start:.1f} s")
print(
    f"accuracy: training {accuracy(X_train, y_train, trained):.3f}, test "
    f"{accuracy(X_test, y_test, trained):.3f}"
)
dlkit.plot.learning_curves(
    {"cost": np.convolve(costs, np.ones(20) / 20, "valid")}, x_label="step"
)
plt.show()

# %% [markdown]
# What did the filters become? And what do they see in a digit? Look for detectors of edges, of lines in one
# direction, of ends of strokes. Nobody chose these numbers. (Is one of the maps black in all places? That
# filter is dead, as units with ReLU can be.)

# %% tags=["demo", "fold"]
# @title What the filters became, and what they see in a 4
names = [f"filter {number}" for number in range(1, 9)]
dlkit.plot.filters(trained["W1"], labels=names)
plt.show()
which = np.flatnonzero(y_test == 4)[:1]
Z = conv_forward_fast(X_test[which], trained["W1"], trained["b1"], 1, 1)[0]
fig, axes = plt.subplots(1, 2, figsize=(11, 3.3), layout="constrained", width_ratios=(1, 3.2))
axes[0].imshow(X_test[which[0], :, :, 0], cmap="gray")
axes[0].set_axis_off()
dlkit.plot.feature_maps(np.maximum(Z[0], 0), labels=names, columns=4, ax=axes[1])
plt.show()

# %% [markdown]
# ## 14. The same in Keras
#
# First the operations. `keras.ops` has them all, in float32 or float64, whichever goes in; it goes by its
# `"valid"` or `"same"`, so the frame is put on by hand. (The next cell takes some seconds, because TensorFlow
# has to start.)

# %% tags=["demo"]
dlkit.needs_keras()
import keras
import tensorflow as tf

rng = dlkit.seed(4)
A_prev, W, b = (
    rng.normal(size=(2, 9, 11, 3)),
    rng.normal(size=(3, 3, 3, 4)),
    rng.normal(size=4),
)
X, kernel, bias = (tf.Variable(array) for array in (zero_pad(A_prev, 1), W, b))
ours, cache = conv_forward(A_prev, W, b, 2, 1)
blame = rng.normal(size=ours.shape)
with tf.GradientTape() as tape:  # it watches, and works out all slopes by itself
    by_keras = keras.ops.conv(X, kernel, strides=2, padding="valid") + bias
    total = tf.reduce_sum(by_keras * blame)
from_tape = [slope.numpy() for slope in tape.gradient(total, (X, kernel, bias))]
from_tape[0] = from_tape[0][:, 1:-1, 1:-1, :]  # without the frame

gaps = {"conv_forward": np.abs(ours - by_keras.numpy()).max()}
for name, slopes, expected in zip(
    ("dA_prev", "dW", "db"), conv_backward(blame, cache), from_tape, strict=True
):
    gaps[f"conv_backward, {name}"] = np.abs(slopes - expected).max()

for mode, operation in (("max", keras.ops.max_pool), ("average", keras.ops.average_pool)):
    by_keras = operation(tf.constant(A_prev), 3, strides=2, padding="valid").numpy()
    gaps[f"pool_forward, {mode}"] = np.abs(
        pool_forward(A_prev, 3, 2, mode)[0] - by_keras
    ).max()

stamp = rng.normal(size=(4, 4, 5, 3))
by_keras = keras.ops.conv_transpose(
    tf.constant(A_prev), stamp, strides=2, padding="valid"
).numpy()
gaps["conv_transpose"] = np.abs(conv_transpose(A_prev, stamp, np.zeros(5), 2) - by_keras).max()

for name, gap in gaps.items():
    print(f"{name:24} largest difference from Keras {gap:.0e}")

# %% [markdown]
# Then the network. Five lines, and Keras prints its own layer table. Do its sizes and counts agree with
# `output_size` and `count_parameters`?

# %% tags=["demo"]
model = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    keras.optimizers.SGD(0.03, momentum=0.9),
    "sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.summary()
n = output_size(8, 3, 1, 1)
print(
    "ours:",
    (n, n, 8),
    count_parameters(3, 1, 8),
    "then",
    (output_size(n, 2, 2, 0),) * 2 + (8,),
)

# %% [markdown]
# Give it the weights that our network began with, and the same batches for one epoch. Are the costs the same,
# step for step?

# %% tags=["demo"]
model.set_weights([network[name].astype("float32") for name in ("W1", "b1", "W2", "b2")])
order, keras_costs = dlkit.seed(0).permutation(len(X_train)), []
for begin in range(0, len(X_train), 32):
    chosen = order[begin : begin + 32]
    model.reset_metrics()
    keras_costs.append(float(model.train_on_batch(X_train[chosen], y_train[chosen])[0]))
gap = np.abs(np.array(keras_costs) - costs[: len(keras_costs)]).max()
print(f"{len(keras_costs)} steps: largest difference between the costs {gap:.0e}")

# the rest in one line, in Keras's own order
model.fit(X_train, y_train, batch_size=32, epochs=EPOCHS - 1, verbose=0)
keras_accuracy = model.evaluate(X_test, y_test, verbose=0)[1]
print(
    f"test accuracy: Keras {keras_accuracy:.3f}, ours {accuracy(X_test, y_test, trained):.3f}"
)

# %% [markdown]
# ## 15. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Find the bugs.** The function below was written in a hurry. On a square picture with stride 1, no frame
#    and one image it agrees with yours; try it. It has three bugs. Find an input that shows each, changing
#    one thing at a time, and mend them.
# 2. **Filters by hand.** Which filter sharpens a photograph? Which blurs it, which makes it look like a
#    relief? Try `[[0, -1, 0], [-1, 5, -1], [0, -1, 0]]`, nine times `1/9`, and
#    `[[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]`. What do the weights of each add up to, and what does that do to a
#    plain grey wall?


# %% tags=["demo"]
def conv_backward_in_a_hurry(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    f, X = W.shape[0], zero_pad(A_prev, pad)
    dX, dW = np.zeros(X.shape), np.zeros(W.shape)
    for i in range(dZ.shape[0]):
        for h in range(dZ.shape[1]):
            for w in range(dZ.shape[2]):
                top, left = h * stride, w
                for c in range(dZ.shape[3]):
                    dX[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += X[0, top : top + f, left : left + f, :] * dZ[i, h, w, c]
    return dX[:, : A_prev.shape[1], : A_prev.shape[2], :], dW, dZ.sum(axis=(0, 1, 2))


# %% [markdown]
# ### 3. Written answer (10 points, marked by a person)
#
# A colleague sorts photographs of screws, 200 by 200 pixels in grey, into good ones and broken ones. The
# crack can be anywhere. She has a dense layer of 100 neurons on all pixels. In about 150 words:
#
# - Compare her layer with a convolution of 32 filters of 5 by 5: how many numbers does each have to learn?
#   Which two assumptions about pictures make the difference, and why do they suit her cracks (4 points)?
# - Name a kind of picture or table for which one of the two assumptions is wrong, and say which one (3 points).
# - The broken screws have cracks about 20 pixels long. Her network is two convolutions of 3 by 3, and no
#   pooling. How far does a unit at its end see? Propose layers that see enough, with the receptive field
#   worked out (3 points).

# %% [markdown] written="why_share"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# The operation behind nearly all of computer vision, forward and backward, slow and clear, and fast. You can
# say how large each layer's output is, what it costs, and how far it sees. You know three traps for life: an
# error that hides as long as pictures are square and strides are 1, an `=` where windows overlap, and a frame
# that stays on.
#
# Next come whole networks of such layers, built with Keras: `convnet`, and then `resnet`. You will know what
# each line of them does.
#
# **To read on**, all of it free:
#
# - [A guide to convolution arithmetic for deep learning](https://arxiv.org/abs/1603.07285), Dumoulin and Visin,
#   2016: every case of stride, padding and transposed convolution, drawn.
# - [Convolutional neural networks](https://cs231n.github.io/convolutional-networks/), notes of the Stanford
#   course CS231n: the same operation once more, with a demonstration that moves.
# - [Deconvolution and checkerboard artifacts](https://distill.pub/2016/deconv-checkerboard/), Odena, Dumoulin and
#   Olah, 2016: the checkerboard of section 11, to play with.
