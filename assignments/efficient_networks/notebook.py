# %% [markdown]
# # Efficient networks: as good, for a fifth of the work
#
# **You will build** a small MobileNet, and count what it costs. It reads handwritten digits as well as a plain network
# does (on average of five runs, to within half a point), with *a fifth of the multiplications*. The same block, yours,
# then becomes the famous MobileNetV2, down to its last parameter. Then you make a family of networks by **compound
# scaling**, from tiny to small, and at last a tiny **student** that learns from a **teacher** what labels alone do not
# tell.
#
# **You need** the notebook `resnet`: blocks with shortcuts in the functional style of Keras, batch norm, and how
# to count parameters.
#
# **It takes** about 150 minutes. On two CPU cores the finished notebook runs from top to bottom in two to three
# minutes, and longer if they are busy.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("make_divisible")` gives a hint: the first gives away little, the third nearly
# all. `inputs("make_divisible")` hands you the values that a check calls it with, and `progress()` shows how far you
# are. Once you are right, `solution("make_divisible")` shows how we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import math

import keras
import numpy as np

check, hint, solution, inputs, progress, ask = dlkit.assignment("efficient_networks").tools

# %% [markdown]
# This is where we are going. Each mark is a network that has learned the same 2,400 digits. Further right means more
# multiplications for one picture; further up, more of 600 new digits read right. (Our own record, the average of five
# runs. Mind the axis: it does not begin at 0.) The plain network stands on the right. Your own numbers come in sections
# 6 and 7.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from matplotlib.ticker import PercentFormatter


def draw_networks(groups):
    """Draw accuracy over multiplications: for each name a list of networks' pairs."""
    _, ax = plt.subplots(figsize=(6.6, 3.6), layout="constrained")
    colours = dlkit.plot.PALETTE[: len(groups)]
    for (name, networks), marker, colour in zip(groups.items(), "os^", colours, strict=True):
        work, right = zip(*networks, strict=True)
        ax.plot(work, right, marker=marker, color=colour, markersize=8, label=name)
    ax.set(xscale="log", xlabel="multiplications for one picture", ylabel="accuracy")
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.grid(alpha=0.3)
    ax.legend(frameon=False, loc="lower right")
    plt.show()


recorded = {
    "plain": [(9_964_352, 0.981)],
    "small MobileNet": [(1_972_256, 0.980)],
    "compound scaling": [
        (113_184, 0.936),
        (247_656, 0.949),
        (463_100, 0.963),
        (1_024_908, 0.963),
    ],
}
draw_networks(recorded)

# %% [markdown]
# ## 1. Count the work
#
# How expensive is a network? Seconds depend on the machine, on what else it does, and on how well the library is
# written. So people count **multiplications**: a sum of products needs one for each product, and an addition with it.
# (The pair is called a **multiply-add**. Some papers count it as two operations; look twice before you compare.)
#
# A convolution with padding `"same"` and stride $s$ goes over a picture of $h \times w$ places with $c$ channels. It
# puts out $\lceil h/s \rceil \times \lceil w/s \rceil$ places; $\lceil\;\rceil$ means rounded up. With $k$ filters of
# $f \times f$ there are $k$ numbers at each place, and each of them is a sum of $f^2 c$ products:
#
# $$\text{conv:}\quad \Big\lceil \frac{h}{s} \Big\rceil \Big\lceil \frac{w}{s} \Big\rceil \, f^2 \, c \, k$$
#
# (At the border some of these products are with a zero of the padding. They are computed, too, so they count.)
#
# A **depthwise** convolution, which you know from `convnet`, has one $f \times f$ kernel *for each channel*, which
# looks at this channel alone. So as many channels come out as go in, and each number is a sum of only $f^2$ products. A
# dense layer multiplies each of its $n$ inputs by a weight of each of its $k$ outputs:
#
# $$\text{depthwise:}\quad \Big\lceil \frac{h}{s} \Big\rceil \Big\lceil \frac{w}{s} \Big\rceil \, f^2 \, c
# \qquad\qquad \text{dense:}\quad n \, k$$
#
# Biases are added, so they cost no multiplication. Batch norm, activations and pooling are not counted: they are small
# beside the rest, and batch norm can be folded away, as you have shown in `resnet`.
#
# Shapes: `shape` is `(height, width, channels)` of *what goes in*, without the batch; for `"dense"` it is `(n,)`.


# %% exercise="count_multiplications"
def count_multiplications(kind, shape, filters, size, stride):
    """Count the multiplications of a layer for one picture.

    Args:
        kind: "conv", "depthwise" or "dense". Convolutions are padded ("same").
        shape: what goes in, a tuple: (height, width, channels), or (n,) for "dense".
        filters: how many channels come out, or outputs of "dense". (For "depthwise"
            always as many as go in.)
        size: height and width f of the kernel, an integer; 1 for "dense".
        stride: an integer, the same in both directions; 1 for "dense".

    Returns:
        How many multiplications, a whole number.
    """
    raise NotImplementedError("count_multiplications")


# %% check="count_multiplications"
check("count_multiplications")

# %% tags=["question"]
ask("work_of_the_first_layer", ...)

# %% [markdown]
# Here is the network to be beaten: a **plain** one, five convolutions of 3x3, each followed by batch norm and ReLU. A
# helper walks through the layers of a Keras model and has your function count the convolutions and dense layers. Where
# is the work, and where are the weights?


# %% tags=["demo"]
def multiplications(model):
    """Count the multiplications of all convolutions and dense layers of a model."""
    total = 0
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            total += multiplications(layer)
        elif isinstance(layer, keras.layers.Dense):
            n = layer.input.shape[-1]
            total += count_multiplications("dense", (n,), layer.units, 1, 1)
        elif isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D):
            kind = "conv" if isinstance(layer, keras.layers.Conv2D) else "depthwise"
            (_, height, width, filters), stride = layer.output.shape, layer.strides[0]
            channels = layer.input.shape[-1] // getattr(layer, "groups", 1)
            shape = (height * stride, width * stride, channels)
            total += count_multiplications(kind, shape, filters, layer.kernel_size[0], stride)
    return total


def plain_network():
    """Build five convolutions, a mean over all places, and scores for ten classes."""
    inputs = x = keras.Input((28, 28, 1))
    for filters, stride in ((16, 2), (32, 1), (64, 1), (64, 2), (128, 1)):
        x = keras.layers.Conv2D(filters, 3, stride, padding="same", use_bias=False)(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(10)(x))


plain = plain_network()
print("layer              output              weights  multiplications")
for layer in plain.layers:
    if layer.weights and not isinstance(layer, keras.layers.BatchNormalization):
        one = keras.Sequential([keras.Input(layer.input.shape[1:]), layer])
        work, shape = multiplications(one), str(tuple(layer.output.shape[1:]))
        print(f"{type(layer).__name__:18} {shape:16} {layer.count_params():10,} {work:16,}")
print(f"{'together':35} {plain.count_params():10,} {multiplications(plain):16,}")

# %% [markdown]
# Weights and work are two different things. (The sum of the weights also has those of batch norm.) The third
# convolution has a seventh of the weights and more than a third of the work: its picture is larger than that of the
# last one, so that each weight is used more often. The last one has as much work with four times the weights. *To make
# the file smaller, look at the weights; to do less work, look at the places as well.*
#
# ## 2. One convolution becomes two
#
# A full convolution does two things at once: it *looks around* within $f \times f$ places, and it *mixes* the channels.
# Do them one after the other:
#
# - a **depthwise convolution** looks around, each channel by itself;
# - a **pointwise convolution**, which is a convolution of $1 \times 1$, mixes the channels of each place.
#
# Together they are called a **depthwise separable convolution**. You have built one in `convnet`, and counted its
# weights; now count its work. First the depthwise part once more, with loops, so that nothing is hidden, beside
# `keras.layers.DepthwiseConv2D`.


# %% tags=["demo"]
def depthwise_with_loops(x, kernels):
    """Convolve each channel of x (height, width, channels) with its own 3x3 kernel."""
    height, width, channels = x.shape
    padded, y = np.pad(x, ((1, 1), (1, 1), (0, 0))), np.zeros(x.shape)
    for i in range(height):
        for j in range(width):
            for c in range(channels):
                y[i, j, c] = np.sum(padded[i : i + 3, j : j + 3, c] * kernels[:, :, c])
    return y


x = np.random.default_rng(1).normal(size=(6, 7, 4)).astype("float32")
layer = keras.layers.DepthwiseConv2D(3, padding="same", use_bias=False)
by_keras = np.asarray(layer(x[np.newaxis]))[0]
kernels = np.asarray(layer.get_weights()[0])[..., 0]
difference = np.abs(depthwise_with_loops(x, kernels) - by_keras).max()
print(f"kernels {kernels.shape}: one for each channel; largest difference {difference:.0e}")

# %% [markdown]
# What is it worth? Set the pair beside the full convolution that it stands for, with stride 1. The number of places
# cancels:
#
# $$\frac{f^2 c + c\,k}{f^2 c\,k} = \;?$$
#
# Simplify it on paper, until $c$ is gone, too. Then write it down.


# %% exercise="depthwise_cost_ratio"
def depthwise_cost_ratio(f, filters):
    """Tell what depthwise and pointwise cost together, as a share of the full convolution.

    Args:
        f: height and width of the kernel, an integer.
        filters: the number k of channels that come out, an integer.

    Returns:
        The ratio of multiplications, a number; 0.25 means a quarter.
    """
    raise NotImplementedError("depthwise_cost_ratio")


# %% check="depthwise_cost_ratio"
check("depthwise_cost_ratio")

# %% tags=["question"]
ask("at_most_how_much", ...)

# %% [markdown]
# Is it true of *seconds*, too? Here is a convolution of 64 pictures of 28x28 places, as many channels in as out, full
# and in two parts, on your machine. The dashed line is your function. The dots are measured: the best of eight tries.


# %% tags=["demo"]
def seconds(layers, channels):
    """Time some layers on 64 pictures: the best of eight tries."""
    inputs = x = keras.Input((28, 28, channels))
    for layer in layers:
        x = layer(x)
    model, best = keras.Model(inputs, x), np.inf
    pictures = np.ones((64, 28, 28, channels), dtype="float32")
    for _ in range(8):
        start = time.perf_counter()
        model.predict_on_batch(pictures)
        best = min(best, time.perf_counter() - start)
    return best


counts, measured = (8, 16, 32, 64, 128), []
for k in counts:
    full = seconds([keras.layers.Conv2D(k, 3, padding="same")], k)
    two = [keras.layers.DepthwiseConv2D(3, padding="same"), keras.layers.Conv2D(k, 1)]
    measured.append(seconds(two, k) / full)
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
counted = [depthwise_cost_ratio(3, k) for k in counts]
ax.plot(counts, counted, "--", color=dlkit.plot.PALETTE[0], label="multiplications")
ax.plot(counts, measured, "o", color=dlkit.plot.PALETTE[1], label="seconds, on this machine")
ax.axhline(1, color="grey", linestyle=":", label="as expensive as in one")
ax.set(xscale="log", xticks=counts, xticklabels=counts, ylim=(0, 1.45))
ax.set(xlabel="channels in and out", ylabel="two parts, as a share of one")
ax.minorticks_off()
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# Look where your dots lie. On our machine they lay two to four times as high as the line. There are two suspects. Every
# call and every layer has a fixed price, which weighs most where there is little to do. And a processor computes a full
# convolution as one large product of matrices, at which it is at its best, while a depthwise one does little with each
# number that it fetches from memory. Our dots do not tell how much is whose. So whoever says "seven times fewer
# multiplications" has not said "seven times faster". **Count, and then measure, on the machine that matters.**
#
# ## 3. Round numbers of channels
#
# We shall want narrower and wider networks: all channels times some number $\alpha$. Then 24 channels become 8.4 or
# 33.6. Processors like multiples of 8, so round, by three rules, in this order:
#
# 1. to the **nearest multiple** of the divisor; a half goes *up*;
# 2. but never below one divisor;
# 3. and if the result is **below nine tenths** of what was asked for, take one divisor more: rounding must not take away
#    more than a tenth.
#
# $$r = \max\!\Big(d,\; d \cdot \Big\lfloor \frac{v + d/2}{d} \Big\rfloor\Big), \qquad
# \text{then } r + d \text{ if } r < 0.9\,v$$
#
# $\lfloor\;\rfloor$ means rounded down. With $d = 8$, 33 becomes 32; but 11 does not become 8, for that is less than
# 9.9: it becomes 16. These are the rules that stand in Google's code for MobileNet, and in Keras'.


# %% exercise="make_divisible"
def make_divisible(v, divisor):
    """Round a number of channels to a multiple that is not too small.

    Args:
        v: how many channels there should be, a number above 0, with or without a fraction.
        divisor: what the answer must be a multiple of, an integer above 0.

    Returns:
        The number of channels, an int.
    """
    raise NotImplementedError("make_divisible")


# %% check="make_divisible"
check("make_divisible")

# %% tags=["question"]
ask("a_quarter_of_forty", ...)

# %% tags=["demo"]
print("channels   " + "".join(f"{filters:6}" for filters in (16, 24, 32, 64, 96, 160, 320)))
for alpha in (0.35, 0.5, 0.75, 1.0, 1.4):
    row = [make_divisible(filters * alpha, 8) for filters in (16, 24, 32, 64, 96, 160, 320)]
    print(f"times {alpha:4} " + "".join(f"{filters:6}" for filters in row))

# %% [markdown]
# ## 4. Wide in the middle: the inverted residual
#
# In a bottleneck of ResNet-50 the *ends* are wide and the middle is narrow. **MobileNetV2** turns this round. Between
# the blocks travel few channels. Inside a block they are made many, because looking around by a depthwise convolution
# is so cheap. Then they become few again:
#
# ```text
#      +------------- only if stride is 1 and channels == filters ------------+
#      |                                                                      v
#  x --+-- 1x1 up, BN, ReLU6 -- depthwise 3x3, BN, ReLU6 -- 1x1 down, BN -----+--> y
#          expansion * channels      (has the stride)       filters
# ```
#
# *Up* means to more channels, *down* to fewer.
#
# It is called an **inverted residual**. Two more things are new.
#
# **ReLU6** is $\min(\max(z, 0), 6)$, a ReLU with a ceiling: `keras.layers.ReLU(6)`. Numbers that never leave 0 to 6 can
# be stored with few bits, which suits a phone.
#
# **The narrow end is linear**, a **linear bottleneck**: no activation behind the last batch norm, and none behind the
# addition. A ReLU throws away all that is negative. Of many channels enough remains to tell what was there; of few,
# much of it is gone. Look: points in a plane, on a spiral, are mapped to $n$ channels at random, go through a ReLU, and
# are mapped back by the matrix that does it best (a $1 \\times 1$ convolution could do no more).

# %% tags=["demo"]
# @title Draw what a ReLU leaves of a spiral
t = np.linspace(0.5, 3 * np.pi, 400)
spiral = np.stack([t * np.cos(t), t * np.sin(t)], axis=1) / (3 * np.pi)
rng = np.random.default_rng(8)
fig, axes = plt.subplots(1, 5, figsize=(11, 2.5), layout="constrained")
for ax, n in zip(axes, (None, 2, 3, 5, 20), strict=True):
    points = spiral
    if n is not None:
        features = np.maximum(spiral @ rng.normal(size=(2, n)), 0)
        points = features @ np.linalg.lstsq(features, spiral, rcond=None)[0]
    ax.scatter(*points.T, c=t, cmap="viridis", s=6)
    ax.set_title("the spiral" if n is None else f"after ReLU on {n} channels", fontsize=10)
    ax.set(xticks=[], yticks=[], aspect="equal", xlim=(-1.1, 1.1), ylim=(-1.1, 1.1))
plt.show()

# %% [markdown]
# The colour runs along the spiral, from its middle to its end. With two or three channels whole parts of it fall onto a
# line or a point, and nothing can tell them apart any more. With twenty nearly nothing is lost. So put the ReLU where
# there are many channels.
#
# **House rules**, for this notebook:
#
# - Every convolution is followed by batch norm: `keras.layers.BatchNormalization(momentum=0.9)`. (The momentum makes its
#   averages follow faster, for we train briefly. The checks do not see it.)
# - No convolution has a bias (`use_bias=False`): batch norm would take it away again.
# - The first convolution widens to `expansion` times *the channels of x*. With an `expansion` of 1 there is **no first
#   convolution**: the block begins with the depthwise one.
# - The **stride** is that of the depthwise convolution; its padding is `"same"`.
# - x is added only if the stride is 1 **and** `x.shape[-1] == filters`. Otherwise nothing is added: no projection here,
#   unlike in `resnet`.
#
# The functions get and return symbolic tensors, as in `resnet`. Do not name the layers.
#
# Shapes: `x` is `(batch, height, width, channels)`; out comes `(batch, h, w, filters)`, where h and w are height and
# width divided by the stride and rounded up.


# %% exercise="inverted_residual"
def inverted_residual(x, filters, stride, expansion):
    """Add an inverted residual block: 1x1 up, depthwise 3x3, 1x1 down without activation.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels).
        filters: number of channels that come out, an integer.
        stride: of the depthwise convolution, an integer.
        expansion: how many times as wide the block is inside, an integer from 1 on.

    Returns:
        Symbolic tensor of shape (batch, h, w, filters).
    """
    raise NotImplementedError("inverted_residual")


# %% check="inverted_residual"
check("inverted_residual")

# %% tags=["question"]
ask("find_the_slip", ...)

# %% [markdown]
# Now the famous one, from your own two functions: **MobileNetV2**, 17 of your blocks between a stem and a head, in any
# width. Count it beside Keras' own, weight by weight.


# %% tags=["demo"]
def mobilenet_v2(input_shape, classes, alpha):
    """Build MobileNetV2 (Sandler and colleagues, 2018) of inverted residuals."""
    inputs = keras.Input(input_shape)
    stem, head = make_divisible(32 * alpha, 8), make_divisible(1280 * max(alpha, 1), 8)
    x = keras.layers.Conv2D(stem, 3, 2, padding="same", use_bias=False)(inputs)
    x = keras.layers.ReLU(6)(keras.layers.BatchNormalization()(x))
    table = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2))
    for expansion, filters, blocks, stride in (
        *table,
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ):
        for block in range(blocks):
            wide = make_divisible(filters * alpha, 8)
            x = inverted_residual(x, wide, stride if block == 0 else 1, expansion)
    x = keras.layers.Conv2D(head, 1, use_bias=False)(x)
    x = keras.layers.ReLU(6)(keras.layers.BatchNormalization()(x))
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


def shapes_of(model):
    """List the shapes of all weights of a model, in one fixed order."""
    return sorted(tuple(weight.shape) for weight in model.weights)


options = {"input_shape": (224, 224, 3), "weights": None}
for alpha in (1.0, 0.35):
    ours = mobilenet_v2((224, 224, 3), 1000, alpha)
    theirs = keras.applications.MobileNetV2(alpha=alpha, **options)
    same = shapes_of(ours) == shapes_of(theirs)
    print(f"width {alpha}: ours {ours.count_params():,} weights,", end=" ")
    print(f"Keras' {theirs.count_params():,};", end=" ")
    print("the same shapes;" if same else "other shapes;", end=" ")
    print(f"{multiplications(theirs) / 1e6:.0f} million multiplications")
resnet50 = keras.applications.ResNet50(**options)
print(f"ResNet-50: {resnet50.count_params():,} weights;", end=" ")
print(f"{multiplications(resnet50) / 1e6:,.0f} million multiplications")
del ours, theirs, resnet50

# %% [markdown]
# 300 million, as the paper says: a thirteenth of the 3,900 million of ResNet-50 for the same pictures. It is not quite as
# good: of the pictures of ImageNet it reads 71.3% right, ResNet-50 74.9% (the numbers in the table of
# `keras.applications`). (If you wrote the depthwise convolution as a grouped one, its kernels are turned, and the shapes
# are called other ones.)
#
# ## 5. A gate for each channel: squeeze and excite
#
# A convolution sees a few places. Whether a channel is worth anything in *this* picture may depend on the whole of it.
# So let the network decide, picture by picture, how far each channel is let through:
#
# 1. **Squeeze**: the mean of each channel over all places, $c$ numbers.
# 2. **Excite**: a dense layer to fewer numbers, with ReLU; a dense layer back to $c$, with a sigmoid. These are the
#    **gates**, between 0 and 1.
# 3. Multiply each channel by its gate.
#
# $$g = \sigma\big(W_2 \,\mathrm{ReLU}(W_1 \bar x + b_1) + b_2\big), \qquad y_{ijl} = g_l \, x_{ijl}$$
#
# $\bar x$ holds the means; $l$ says which channel. The narrow layer has `channels // ratio` units, but one at least. Use
# two `Dense` layers, with their biases. (Some write 1x1 convolutions instead, which compute the same from weights of
# another shape; here they are dense.) Such a **squeeze-and-excitation block** costs next to nothing: it works on the
# means, so it does its multiplications once, and not at every place. Only the gating itself goes over all places, and
# we do not count it.
#
# Shapes: `x` and the answer are `(batch, height, width, channels)`. The gates become `(batch, 1, 1, channels)` on the
# way, so that each goes over its whole channel.


# %% exercise="squeeze_excite"
def squeeze_excite(x, ratio):
    """Multiply each channel by a gate that is computed from the means of all channels.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels).
        ratio: how many times narrower the layer in the middle is, an integer from 1 on.

    Returns:
        Symbolic tensor of the same shape.
    """
    raise NotImplementedError("squeeze_excite")


# %% check="squeeze_excite"
check("squeeze_excite")

# %% tags=["question"]
ask("gates_at_rest", ...)

# %% tags=["demo"]
inputs_ = keras.Input((14, 14, 64))
gated = keras.Model(inputs_, squeeze_excite(inputs_, 4))
print(f"gates of 64 channels: {multiplications(gated):,} multiplications", end=", ")
full = count_multiplications("conv", (14, 14, 64), 64, 3, 1)
print(f"a 3x3 convolution at 14x14: {full:,}")
gated.set_weights([np.zeros(weight.shape) for weight in gated.get_weights()])
x = np.random.default_rng(1).normal(size=(2, 14, 14, 64)).astype("float32")
ratios = np.asarray(gated(x)) / x
print(f"all weights zero: what comes out is {ratios.min():.2f} to {ratios.max():.2f} times x")

# %% [markdown]
# ## 6. A small MobileNet
#
# Put it together, for digits. From top to bottom:
#
# | part | channels | stride | expansion |
# |---|---|---|---|
# | 3x3 convolution, BN, ReLU6 | 16 | 2 | |
# | inverted residual | 16 | 1 | 1 |
# | inverted residual | 24 | 2 | 4 |
# | inverted residual | 24 | 1 | 4 |
# | inverted residual | 40 | 1 | 4 |
# | inverted residual | 40 | 1 | 4 |
# | 1x1 convolution, BN, ReLU6 | 128 | 1 | |
# | global average pooling | | | |
# | dense, no activation | `classes` | | |
#
# The **width multiplier** `alpha` changes every number of channels but the 128, which stay: 16 becomes
# `make_divisible(16 * alpha, 8)`, and so on. (So does MobileNetV2, where alpha is below 1.) The house
# rules of section 4 hold: padding `"same"`, no bias in a convolution. What comes out are *scores*: no softmax.
#
# Shapes: from `input_shape`, which is `(height, width, channels)`, to `(batch, classes)`.


# %% exercise="mobilenet"
def mobilenet(input_shape, classes, alpha):
    """Build a small MobileNet.

    Args:
        input_shape: of a picture, a tuple (height, width, channels).
        classes: how many scores come out, an integer.
        alpha: the width multiplier, a number above 0.

    Returns:
        A keras.Model from pictures to scores (batch, classes). It need not be compiled.
    """
    raise NotImplementedError("mobilenet")


# %% check="mobilenet"
check("mobilenet")

# %% [markdown]
# Two habits first. **Know the first loss**: a network that knows nothing gives each of ten classes the same chance, so
# its loss is near $\ln 10 = 2.30$. And **overfit a few**: twenty pictures must be learned by heart, or something is
# broken.


# %% tags=["demo"]
digits = dlkit.data.digits28()
x_train = digits.x_train[..., np.newaxis].astype("float32")
x_test = digits.x_test[..., np.newaxis].astype("float32")
y_train, y_test = digits.y_train, digits.y_test
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def train(model, x, y, epochs, loss=cross_entropy, batch_size=64):
    """Train with Adam, whose rate falls along a cosine to 0; return the losses."""
    steps = epochs * math.ceil(len(x) / batch_size)
    rate = keras.optimizers.schedules.CosineDecay(0.01, steps)
    model.compile(keras.optimizers.Adam(rate), loss)
    return model.fit(x, y, batch_size, epochs, verbose=0).history["loss"]


def scores_of(model, x):
    """Return the scores of a model in inference mode, as an array."""
    return keras.ops.convert_to_numpy(model(x, training=False))


def accuracy(model):
    """Return how many of the test pictures a model is right on, as a share."""
    return float(np.mean(scores_of(model, x_test).argmax(axis=1) == y_test))


keras.utils.set_random_seed(1)
few = mobilenet((28, 28, 1), 10, 1.0)
first = float(cross_entropy(y_train[:500], scores_of(few, x_train[:500])))
train(few, x_train[:20], y_train[:20], 30, batch_size=20)
right = np.mean(scores_of(few, x_train[:20]).argmax(axis=1) == y_train[:20])
print(f"first loss {first:.2f} (ln 10 = {np.log(10):.2f}); right on the twenty: {right:.0%}")

# %% [markdown]
# Now the match. The same pictures, the same number of epochs, the same optimizer.

# %% tags=["demo"]
result = {}
for name, build in (
    ("plain", plain_network),
    ("small MobileNet", lambda: mobilenet((28, 28, 1), 10, 1.0)),
):
    keras.utils.set_random_seed(1)
    model = build()
    start = time.perf_counter()
    train(model, x_train, y_train, 8)
    trained = time.perf_counter() - start
    best = np.inf
    for _ in range(5):
        start = time.perf_counter()
        model.predict_on_batch(x_test)
        best = min(best, time.perf_counter() - start)
    result[name] = (multiplications(model), accuracy(model), model)
    print(f"{name:16}{model.count_params():8,} weights,", end=" ")
    print(f"{result[name][0]:10,} multiplications,", end=" ")
    print(f"right on {result[name][1]:.1%}")
    print(
        f"{'':16}trained in {trained:.0f} s; {1000 * best:.0f} ms for {len(x_test)} pictures"
    )
share = result["small MobileNet"][0] / result["plain"][0]
gap = result["plain"][1] - result["small MobileNet"][1]
print(f"{share:.1%} of the multiplications; the plain one is ahead by {100 * gap:+.1f} points")

# %% [markdown]
# **As good, counted.** One run is one run: of 600 pictures, one point is six. With five seeds we got 97.8 to 98.7% for
# the plain network and 97.7 to 98.2% for the small MobileNet; on average less than a tenth of a point lay between them,
# and in three of the five runs the small one was ahead.
#
# **And measured?** With a fifth of the multiplications it needed more than half the time to read the 600 pictures, on
# our machine, and *longer* for its training. (It has 16 convolutions to the plain network's five, and as many batch
# norms, which nobody counted.) What your machine says stands above.

# %% tags=["question"]
ask("how_sure", ...)

# %% [markdown]
# ## 7. Compound scaling
#
# You have a small network and may spend more. Make it **deeper** (more blocks), **wider** (more channels), or give it
# **larger pictures**? Each alone soon stops paying off: a wide network of few layers gains little, and sharp pictures
# are lost on a network that is too small to use them. So grow all three at once, in a fixed proportion, step by step:
#
# $$\text{depth} = \alpha^\phi, \qquad \text{width} = \beta^\phi, \qquad \text{resolution} = \gamma^\phi$$
#
# These are factors: how many times as deep, as wide, and as large in *each* direction as the network at $\phi = 0$.
# Twice as deep is twice the work. Twice as wide is *four* times the work: twice as many channels go in, and twice as
# many come out. And twice the resolution is four times the places. So the work grows by
#
# $$\text{work} = \alpha^\phi \cdot \beta^{2\phi} \cdot \gamma^{2\phi} = (\alpha \, \beta^2 \, \gamma^2)^\phi$$
#
# (for full and pointwise convolutions; that of a depthwise one grows with the width, not with its square). EfficientNet
# takes
# $\alpha = 1.2$, $\beta = 1.1$, $\gamma = 1.15$, found by a search, with $\alpha \beta^2 \gamma^2 \approx 2$: each step of
# $\phi$ about doubles the work. (This $\alpha$ has nothing to do with the width multiplier of section 6.) $\phi$ need not
# be a whole number.


# %% exercise="compound_scaling"
def compound_scaling(phi, alpha, beta, gamma):
    """Tell by which factors a network grows in phi steps.

    Args:
        phi: number of steps, 0 or more, with or without a fraction.
        alpha: factor of the depth in one step.
        beta: factor of the width in one step.
        gamma: factor of the resolution in one step.

    Returns:
        Four numbers: the factors (depth, width, resolution, work).
    """
    raise NotImplementedError("compound_scaling")


# %% check="compound_scaling"
check("compound_scaling")

# %% tags=["question"]
ask("three_steps", ...)

# %% [markdown]
# Factors are no networks: there is no such thing as 0.6 of a channel, or of a block. **Channels**: multiply by the
# width, then make the product divisible, by the rules of section 3.


# %% exercise="round_filters"
def round_filters(filters, width, divisor):
    """Tell how many channels a layer has in a network that is `width` times as wide.

    Args:
        filters: how many it has at first, an integer.
        width: the factor of the width, a number above 0.
        divisor: what the answer must be a multiple of, an integer.

    Returns:
        The number of channels, an int.
    """
    raise NotImplementedError("round_filters")


# %% check="round_filters"
check("round_filters")

# %% [markdown]
# **Blocks**: a stage of several blocks becomes `depth` times as long, and what is left over counts as a whole one:
# always
# *up*. So even a stage of a single block grows as soon as the depth is above 1.


# %% exercise="round_repeats"
def round_repeats(repeats, depth):
    """Tell how many blocks a stage has in a network that is `depth` times as deep.

    Args:
        repeats: how many it has at first, an integer from 1 on.
        depth: the factor of the depth, a number above 0.

    Returns:
        The number of blocks, an int.
    """
    raise NotImplementedError("round_repeats")


# %% check="round_repeats"
check("round_repeats")

# %% [markdown]
# Now grow a family from one seed. The first is tiny: digits shrunk to 14x14, a stem of 8 channels, a stage of one block
# and a stage of two, each followed by your gates. (In EfficientNet they stand inside each block, behind the depthwise
# convolution.) All others are made of it by $\phi$ alone. (Multiples of 4 here: with so few channels, multiples of 8
# are too coarse.)


# %% tags=["demo"]
def scaled(phi):
    """Build the member of the family that is phi steps from the smallest."""
    depth, width, resolution, _ = compound_scaling(phi, 1.2, 1.1, 1.15)
    side = round(14 * resolution)
    inputs = keras.Input((28, 28, 1))
    x = keras.layers.Resizing(side, side)(inputs)
    stem = round_filters(8, width, 4)
    x = keras.layers.Conv2D(stem, 3, 2, padding="same", use_bias=False)(x)
    x = keras.layers.ReLU(6)(keras.layers.BatchNormalization(momentum=0.9)(x))
    for filters, stride, blocks in ((12, 2, 1), (24, 1, 2)):
        for block in range(round_repeats(blocks, depth)):
            wide = round_filters(filters, width, 4)
            x = inverted_residual(x, wide, stride if block == 0 else 1, 3)
        x = squeeze_excite(x, 4)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(10)(x))


family = []
for phi in range(4):
    keras.utils.set_random_seed(1)
    model = scaled(phi)
    work = compound_scaling(phi, 1.2, 1.1, 1.15)[3]
    train(model, x_train, y_train, 8)
    family.append((multiplications(model), accuracy(model)))
    grown = family[-1][0] / family[0][0]
    print(
        f"phi = {phi}: {family[-1][0]:9,} multiplications, {grown:4.1f} times the first",
        end=" ",
    )
    print(f"(by the formula {work:4.1f}); right on {family[-1][1]:.1%}")
draw_networks(
    {
        **{name: [(work, right)] for name, (work, right, _) in result.items()},
        "compound scaling": family,
    }
)

# %% [markdown]
# The multiplications grow faster than the formula says: blocks are rounded up, and channels to multiples of 4. On
# average of five seeds the four were right on 93.6, 94.9, 96.3 and 96.3%. So four times the work ($\phi = 2$) took away
# more than a third of the errors, and then the last step brought nothing to speak of: with 2,400 pictures and eight
# epochs there is an end to what size alone can do. In a single run a larger network can well be the worse one, as it
# was in some of ours.
#
# ## 8. A teacher and a student
#
# A label says: this is a 7. A trained network says more: this is a 7, it could be a 1, it is surely no 0. What a
# **teacher** says about the *wrong* classes tells which pictures are alike, and a small **student** can learn from it.
# That is **knowledge distillation**.
#
# A trained teacher is often too sure: 0.999 for the 7, and so little for the rest that hardly anything can be learned
# from it. So **soften** it: divide the scores by a **temperature** $T$ before the softmax.
#
# $$p = \mathrm{softmax}(z^{\text{teacher}} / T), \qquad q = \mathrm{softmax}(z^{\text{student}} / T)$$
#
# The student should say what the teacher says. How far it is from that is measured by the **Kullback-Leibler
# divergence**, which is 0 where the two agree, and positive elsewhere. For each picture it is a sum over the classes:
#
# $$\mathrm{KL}(p \,\|\, q) = \sum_j p_j \big(\ln p_j - \ln q_j\big)$$
#
# (Hinton and his colleagues take the cross-entropy with the softened answers, which differs by a number that the
# student cannot change, so its gradient is the same. Ours is 0 where the two agree.)
#
# The loss of the student weighs both sources, each a mean over the pictures:
#
# $$\text{loss} = \lambda \; T^2 \; \mathrm{mean}\,\mathrm{KL}(p \,\|\, q) \; + \; (1 - \lambda) \;
# \mathrm{mean}\big({-\ln \mathrm{softmax}(z^{\text{student}})_y}\big)$$
#
# where $\lambda$ is `weight`.
#
# Why $T^2$? At a high temperature the gradient of the divergence is about $1/T^2$ times as large. The factor gives that
# back, so that $\lambda$ means about the same at every temperature. And the labels' part is *not* softened: there the
# student's scores stand as they are.
#
# Use `keras.ops`, so that gradients can flow. And use `keras.ops.log_softmax(z)`, not the logarithm of a softmax: a
# probability may be so small that it is stored as 0, and then its logarithm is not finite.
#
# Shapes: `student` and `teacher` are *scores* `(m, classes)`, `y` is `(m,)`; the answer is one number.


# %% exercise="distillation_loss"
def distillation_loss(student, teacher, y, temperature, weight):
    """Measure how far a student is from its teacher, softened, and from the labels.

    Args:
        student: tensor of shape (m, classes), the student's scores.
        teacher: tensor of shape (m, classes), the teacher's scores.
        y: tensor of shape (m,), the labels, whole numbers from 0.
        temperature: T, a number above 0.
        weight: the teacher's share of the loss (lambda), from 0 to 1.

    Returns:
        Tensor with a single number.
    """
    raise NotImplementedError("distillation_loss")


# %% check="distillation_loss"
check("distillation_loss")

# %% tags=["question"]
ask("very_hot", ...)

# %% tags=["question"]
ask("agreed", ...)

# %% [markdown]
# What does the teacher, our plain network, say of a picture? Here are the four digits of the training set of which it
# is least sure, with its answers at temperature 1 and at temperature 8.

# %% tags=["demo"]
teacher = result["plain"][2]
teacher_scores = scores_of(teacher, x_train)


def softened(scores, temperature):
    """Return the softmax of scores that are divided by a temperature."""
    return np.asarray(keras.ops.softmax(scores / temperature))


unsure = np.argsort(softened(teacher_scores, 1).max(axis=1))[:4]
fig, axes = plt.subplots(2, 4, figsize=(10, 3.8), layout="constrained")
for column, row in enumerate(unsure):
    axes[0, column].imshow(x_train[row, ..., 0], cmap="gray_r")
    axes[0, column].set_title(f"label {y_train[row]}", fontsize=10)
    axes[0, column].axis("off")
    for temperature, hatch, colour in (
        (1, None, dlkit.plot.PALETTE[0]),
        (8, "///", dlkit.plot.PALETTE[1]),
    ):
        shift = -0.2 if temperature == 1 else 0.2
        heights = softened(teacher_scores[row], temperature)
        axes[1, column].bar(
            np.arange(10) + shift,
            heights,
            0.4,
            color=colour,
            hatch=hatch,
            label=f"T = {temperature}",
        )
    axes[1, column].set(xticks=range(10), ylim=(0, 1), xlabel="class")
axes[1, 0].set_ylabel("probability")
axes[1, 0].legend(frameon=False, fontsize=9)
plt.show()

# %% [markdown]
# Now a student: the small MobileNet with $\alpha = 0.35$. Say that somebody gives us a trained teacher, but not the
# pictures it has learned from: we have **only twenty of each digit**. The student gets them once with their labels
# alone, and once with the teacher's scores beside them. (Those are how it gets at what the teacher has learned from
# 2,400.)


# %% tags=["demo"]
def distilling(temperature, weight):
    """Make a loss for `fit`: each row of y is a label, and then the teacher's scores."""
    return lambda y, scores: distillation_loss(
        scores, y[:, 1:], keras.ops.cast(y[:, 0], "int32"), temperature, weight
    )


rng = np.random.default_rng(1)
rows = np.concatenate(
    [rng.choice(np.flatnonzero(y_train == digit), 20, replace=False) for digit in range(10)]
)
both = np.concatenate([y_train[:, np.newaxis], teacher_scores], axis=1).astype("float32")
students = {}
for name, temperature, weight in (("labels alone", 1.0, 0.0), ("with a teacher", 8.0, 0.9)):
    keras.utils.set_random_seed(1)
    student = mobilenet((28, 28, 1), 10, 0.35)
    loss = distilling(temperature, weight)
    train(student, x_train[rows], both[rows], 30, loss, batch_size=32)
    students[name] = accuracy(student)
    print(f"student, {name:15} right on {students[name]:.1%}")
print(f"its teacher {'':12} right on {accuracy(teacher):.1%}")
print(f"the student does {multiplications(student):,} multiplications,", end=" ")
print(f"{multiplications(student) / result['plain'][0]:.1%} of its teacher's")

# %% [markdown]
# With five seeds we got 69.8 to 74.0% from the labels alone, and 80.7 to 89.3% with the teacher; the gap was between 9
# and 15 points. The pictures were the same, the labels were the same, and so was the number of steps. The teacher's
# scores are what it has learned from 2,400 pictures, squeezed into ten numbers for each of 200. (More labels would do
# better still: with all 2,400 the same student got about 96% alone, in three tries, and there a teacher at T = 4 made
# no clear difference.)
#
# ## 9. The same, with the library
#
# In Keras the divergence is a loss, `keras.losses.KLDivergence`, of *probabilities*; a depthwise separable convolution
# is one layer, `SeparableConv2D`; and whole efficient networks stand ready, `keras.applications.MobileNetV2` and
# `EfficientNetB0` to
# `B7` among them. Set your functions beside them.

# %% tags=["demo"]
rng = np.random.default_rng(2)
z_student, z_teacher = rng.normal(0, 2, (2, 50, 10)).astype("float32")
labels = rng.integers(10, size=50)
soft = keras.losses.KLDivergence()(softened(z_teacher, 4), softened(z_student, 4))
by_keras = 0.9 * 4**2 * soft + (1 - 0.9) * cross_entropy(labels, z_student)
mine = distillation_loss(
    *map(keras.ops.convert_to_tensor, (z_student, z_teacher, labels)), 4.0, 0.9
)
print(f"distillation loss: yours {float(mine):.5f}, of Keras' losses {float(by_keras):.5f}")

one = keras.Sequential(
    [keras.Input((14, 14, 32)), keras.layers.SeparableConv2D(64, 3, use_bias=False)]
)
depthwise, pointwise = (tuple(weight.shape) for weight in one.get_weights())
print(f"SeparableConv2D holds a depthwise kernel {depthwise} and a pointwise one {pointwise}")

widths = {0: 1.0, 1: 1.0, 2: 1.1, 3: 1.2, 4: 1.4}
depths = {0: 1.0, 1: 1.1, 2: 1.2, 3: 1.4, 4: 1.8}
for number in (0, 2, 4):
    heads = round_filters(1280, widths[number], 8)
    blocks = sum(round_repeats(n, depths[number]) for n in (1, 2, 2, 3, 3, 4, 1))
    print(f"EfficientNetB{number}: {blocks} blocks, {heads} channels at the end")

# %% [markdown]
# The last three lines come from your `round_filters` and `round_repeats`. (The factors of width and depth are those in
# Keras' code, rounded by hand: B2 is $\phi = 1$, B4 lies a little above $\phi = 3$.) A test of this course builds
# Keras' own EfficientNets and finds the same numbers of blocks and channels in them.
#
# ## 10. Questions to take with you
#
# The first three are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Is it the linear end?** Put a `ReLU(6)` behind the last batch norm of your block, and train the small MobileNet
#    again, with several seeds. Does it matter here? And with $\alpha = 0.25$?
# 2. **Is it what the teacher says of the wrong classes?** Shuffle the teacher's scores of the nine other classes, picture by
#    picture, and train the student on that. How much of the gain is left?
# 3. **One at a time.** Make the family's network at $\phi = 3$ by depth alone, by width alone, by resolution alone, each
#    with about as many multiplications. Which one is best? Use several seeds before you believe it.
#
# ### 4. Written answer (10 points, marked by a person)
#
# A company wants an app that reads gas meters on old phones. Today it uses the plain network. "Your MobileNet does a
# fifth of the multiplications and is within one point," says the boss. "So it is five times as fast, drains a fifth of
# the battery, and is as good. Ship it." Answer in about 150 words:
#
# - What can be concluded about speed, and what cannot? Use two numbers that *you* measured in section 2 or 6, and say what
#   you would measure before you promise anything. (4 points)
# - Do 600 pictures and one run show that it is as good? Say how sure one can be, with a number, and what would make it
#   surer. (3 points)
# - It has to become smaller still. Name two means of this notebook for that, say which you would try first, and how you
#   would decide between them. (3 points)

# %% [markdown] written="app_that_reads_meters"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A way to count what a network costs, and the habit to measure it as well; a block that is wide where looking is cheap
# and linear where it is narrow; gates; a rule that grows a network in all directions at once; and a way to hand on what
# a large network knows to a small one.
#
# Networks like these run on phones and in cameras.
#
# **To read on**, all of it free:
#
# - [MobileNets: efficient convolutional neural networks for mobile vision applications](https://arxiv.org/abs/1704.04861),
#   Howard and colleagues, 2017: the depthwise separable network, and the ratio of section 2.
# - [MobileNetV2: inverted residuals and linear bottlenecks](https://arxiv.org/abs/1801.04381), Sandler and colleagues, 2018:
#   section 4, with a spiral like ours (they map it back by the inverse of the random matrix).
# - [Squeeze-and-excitation networks](https://arxiv.org/abs/1709.01507), Hu and colleagues, 2017.
# - [EfficientNet: rethinking model scaling for convolutional neural networks](https://arxiv.org/abs/1905.11946), Tan and Le,
#   2019: section 7.
# - [Distilling the knowledge in a neural network](https://arxiv.org/abs/1503.02531), Hinton, Vinyals and Dean, 2015: section 8,
#   with a student that sees three percent of the data.
