# %% [markdown]
# # U-Net: a class for every pixel
#
# **You will build** a network that answers not "what is in this picture?" but "what is *this pixel*?", for every
# pixel at once (**semantic segmentation**): ground, or a piece of a 0, a 1, ... a 9. First you say what a good
# answer is, with a score that cannot be fooled by all the background. Then you build the network, the U-Net, and
# two losses for it. At the end it labels pictures with digits that it has never seen, with a mean IoU of at
# least 0.80, and you cut its skips to see what they carry.
#
# **You need** the convolutional networks of the notebook `convnet` (`Conv2D`, pooling, softmax,
# cross-entropy) and the functional style of Keras.
#
# **It takes** about 110 minutes. On two CPU cores the finished notebook runs from top to bottom in two to four
# minutes, nearly all of it in the training of section 10. If there is a GPU, Keras uses it without being asked.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("create_mask")` gives a hint: the first gives away little, the
# third nearly all. `inputs("create_mask")` hands you the values that a check calls it with, and
# `progress()` shows how far you are. Once you are right, `solution("create_mask")` shows how we wrote
# it, where your edition has the solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import keras
import numpy as np

check, hint, solution, inputs, progress, ask = dlkit.assignment("unet").tools

# %% [markdown]
# This is where we are going. Each scene holds one to five real handwritten digits, stretched and squeezed, on
# a textured ground. The colours are the **mask**: for every pixel the class that it belongs to. Your network
# will get the grey picture and draw the colours itself.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt

CLASSES = 11  # 0 is background, 1 is a pixel of a zero, ..., 10 is one of a nine
SIZE = 64
train_scenes = dlkit.data.digit_scenes(2000, SIZE, np.random.default_rng(1))
test_scenes = dlkit.data.digit_scenes(200, SIZE, np.random.default_rng(2), split="test")

figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
for ax, i in zip(axes, (1, 2, 3), strict=True):
    dlkit.plot.masks(test_scenes.images[i], test_scenes.masks[i], ax=ax)
plt.show()
print(
    f"pictures {train_scenes.images.shape}, masks {train_scenes.masks.shape} of "
    f"{train_scenes.masks.dtype}"
)
print(f"{np.mean(test_scenes.masks == 0):.1%} of all pixels are background")
print("Computing on:", dlkit.device())

# %% [markdown]
# Two things to remember. The mask counts from the background: **class 0 is background, class 1 is the digit 0, and
# class $k$ is the digit $k - 1$.** And nearly all pixels are background. That will try to fool us twice: once when
# we score, and once when we train.
#
# The digits in the test scenes were written by hand like the others, but none of them is in a training scene.
#
# **Shapes in this notebook.** A picture is `(height, width, channels)`, and $m$ of them are
# `(m, height, width, channels)`. A mask has no channels: $m$ of them are `(m, height, width)`, whole numbers. What the
# network gives is `(m, height, width, classes)`: for every pixel one score per class.
#
# ## 1. From scores to a mask
#
# The scores that leave the network are **logits**: any numbers, not yet probabilities. The class of a pixel is
# the one with the largest logit. (A softmax would make probabilities of them. It keeps their order, so to find the
# largest we do not need it.)
#
# $$\text{mask}_{i,y,x} = \arg\max_c \; \text{logits}_{i,y,x,c}$$
#
# Shapes: from `(m, height, width, classes)` to `(m, height, width)`.


# %% exercise="create_mask"
def create_mask(logits):
    """Choose the class with the largest score for every pixel.

    Args:
        logits: array or tensor of shape (m, height, width, classes), any real numbers.

    Returns:
        Whole numbers of shape (m, height, width), from 0 to classes - 1: an array or a tensor.
    """
    raise NotImplementedError("create_mask")


# %% check="create_mask"
check("create_mask")

# %% tags=["question"]
ask("shape_of_the_mask", ...)

# %% [markdown]
# No network yet, but we can make scores by hand. Digits are written brighter than the ground. So let a pixel score
# its brightness as ink (class 1), and always 0.62 as background (class 0), and see who wins.

# %% tags=["demo"]
brightness = test_scenes.images[..., 0]  # (200, 64, 64)
scores = np.stack([np.full_like(brightness, 0.62), brightness], axis=-1)  # (200, 64, 64, 2)
ink = np.asarray(create_mask(scores))
is_digit = (test_scenes.masks > 0).astype(int)
dlkit.plot.segmentation(
    test_scenes.images[:2], is_digit[:2], ink[:2], class_names=["background", "ink"]
)
plt.show()
print(f"{np.mean(ink == is_digit):.1%} of the pixels are right")

# %% [markdown]
# Not bad at all for one line. *Where* ink is can nearly be seen in one pixel. *Which digit* it belongs to cannot: a
# pixel of a 3 looks like a pixel of an 8. To know it, one has to look at the whole digit, and then come back to the
# single pixel. Keep these two words: **what** needs a wide view, **where** needs a sharp one.
#
# ## 2. A score that is not fooled
#
# "95% of the pixels are right" sounds good. But an answer that says "background" everywhere gets nearly 90% here, and
# has found nothing. So look at each class by itself. Let $T_c$ be the pixels that have class $c$ in truth, and $P_c$
# those that are said to have it. Compare what they share with what they cover together:
#
# $$\mathrm{IoU}_c = \frac{|T_c \cap P_c|}{|T_c \cup P_c|}$$
#
# It is also called the *Jaccard index*. It is 1 if the two agree and 0 if they do not meet. Both ways of being
# wrong cost: what is missed, and what is too much. The **mean IoU** is the plain mean over the classes. The
# background counts as one class of eleven, and no more.
#
# **House rules**, for there are several ways:
#
# - Count pixels over **all pictures together**, one intersection and one union for each class. (Not an IoU for each
#   picture and then the mean.)
# - A class that **neither mask holds** has an empty union, and 0 / 0 says nothing. It **does not count**: leave it
#   out of the mean. A class that only *one* of the masks holds counts, and its IoU is 0.
# - The background counts like the others.
#
# This one is pure NumPy. Shapes: two masks `(m, height, width)` to one number.


# %% exercise="mean_iou"
def mean_iou(y_true, y_pred, classes):
    """Mean over the classes of intersection over union.

    Args:
        y_true: the true masks, whole numbers of shape (m, height, width).
        y_pred: the predicted masks, whole numbers of shape (m, height, width).
        classes: number of classes, an integer; the masks hold 0 to classes - 1.

    Returns:
        A number from 0 to 1. Classes that are in neither mask do not count.
    """
    raise NotImplementedError("mean_iou")


# %% check="mean_iou"
check("mean_iou")

# %% tags=["question"]
ask("lazy_on_a_hundred", ...)

# %% [markdown]
# The truth and two lazy answers, with both scores for each. The last one finds all the ink as above, and says that it is
# always a 1 (class 2).


# %% tags=["demo"]
def iou_by_loops(y_true, y_pred, label):
    """Count pixel by pixel, with no arrays: slow, and hard to get wrong."""
    both = either = 0
    for t, p in zip(y_true.ravel().tolist(), y_pred.ravel().tolist(), strict=True):
        both += t == label and p == label
        either += t == label or p == label
    return both / either if either else None


truth = test_scenes.masks[:20]
lazy = {
    "the truth itself": truth,
    "background everywhere": np.zeros_like(truth),
    "all ink is a 1": np.where(ink[:20] == 1, 2, 0),
}
for name, answer in lazy.items():
    found = [
        iou
        for label in range(CLASSES)
        if (iou := iou_by_loops(truth, answer, label)) is not None
    ]
    metric = keras.metrics.MeanIoU(CLASSES)
    metric.update_state(truth, answer)
    print(
        f"{name:22} pixels right {np.mean(truth == answer):6.1%}, mean IoU "
        f"{mean_iou(truth, answer, CLASSES):.4f},",
        end="",
    )
    print(f" by loops {np.mean(found):.4f}, by Keras {float(metric.result()):.4f}")

# %% [markdown]
# By the first score both lazy answers look like good ones, and the one that has found the ink looks worse than the one
# that has found nothing. The second score gives both less than 0.1, and more to the one that has found something. From
# now on we believe mean IoU.
#
# ## 3. Down: what
#
# Now the network. Its first half, the **encoder** (or *contracting path*), is what you know from `convnet`:
# convolutions, then max pooling, and again. With each pooling a 3x3 kernel sees twice as far in the picture, and we
# take twice as many channels: the network learns *what* is there. The price: after three poolings of a 64x64
# picture only 8x8 places are left. *Where* exactly is mostly lost.
#
# So each block gives its result away **twice**: once smaller, to the block below, and once at full sharpness, for
# later. The second one is the **skip**.
#
# ```text
#  x -- conv 3 x 3, ReLU -- conv 3 x 3, ReLU -- dropout --+-------------------> skip
#                                                         |
#                                                         +-- max pool 2 x 2 --> down
# ```
#
# - Both convolutions have `filters` channels, `padding="same"`, stride 1, a bias and ReLU.
# - Dropout comes after the second ReLU, *before* the ways part, with the rate `dropout`. A rate of 0 changes nothing:
#   leave the layer out or not, as you like. It is a `keras.layers.Dropout`, which knows by itself when the network is
#   training. Do not tell it.
# - Max pooling has 2x2 windows and stride 2. If `pool` is `False` there is none: then `down` is the same tensor
#   as the skip.
# - Return **two** tensors, `down` first, then `skip`.
#
# The starting weights are yours to choose: `kernel_initializer="he_normal"` fits ReLU. ReLU as an argument, a layer or a
# function: as you like. Do not name the layers.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, height / 2, width / 2, filters)` and
# `(batch, height, width, filters)`.


# %% exercise="encoder_block"
def encoder_block(x, filters, dropout, pool):
    """Add two convolutions, and a max pooling if asked for.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels).
        filters: number of channels of both convolutions, an integer.
        dropout: which part of the values is dropped while training, from 0 to 1.
        pool: True or False, whether `down` is pooled.

    Returns:
        A tuple (down, skip) of symbolic tensors: what goes down, of shape (batch, height / 2,
        width / 2, filters), or (batch, height, width, filters) without pooling; and what is
        kept, (batch, height, width, filters).
    """
    raise NotImplementedError("encoder_block")


# %% check="encoder_block"
check("encoder_block")

# %% tags=["question"]
ask("two_things_from_a_block", ...)

# %% [markdown]
# What is lost on the way down? Here is one picture after each pooling, without any convolution. Below it stands its mask,
# coarsened to as many places and blown up again. The score is taken over all 200 masks. An answer that has one class to
# give away for each place can hardly do better, even if it knows every class by heart.


# %% tags=["demo"]
def blown_up(mask, times):
    """Keep every `times`-th pixel of the masks, and repeat it to the old size."""
    return (
        mask[:, times // 2 :: times, times // 2 :: times]
        .repeat(times, axis=1)
        .repeat(times, axis=2)
    )


figure, axes = plt.subplots(2, 4, figsize=(9, 4.8), layout="constrained")
picture = test_scenes.images[1:2]
for level, (above, below) in enumerate(axes.T):
    times = 2**level
    small = picture if level == 0 else np.asarray(keras.ops.max_pool(picture, times, times))
    coarse = test_scenes.masks if level == 0 else blown_up(test_scenes.masks, times)
    above.imshow(small[0, :, :, 0], cmap="gray", vmin=0, vmax=1)
    above.set_title(f"{SIZE // times} x {SIZE // times}", fontsize=11)
    above.set_axis_off()
    dlkit.plot.masks(np.full((SIZE, SIZE), 0.9), coarse[1], ax=below)
    below.set_title(
        f"mean IoU {mean_iou(test_scenes.masks, coarse, CLASSES):.2f}", fontsize=11
    )
    below.get_legend().remove()
plt.show()

entry = keras.Input((SIZE, SIZE, 1))
down, skip = encoder_block(entry, 16, 0.0, True)
print(f"in {entry.shape}, down {down.shape}, skip {skip.shape}")

# %% [markdown]
# ## 4. Up: where
#
# The second half, the **decoder** (or *expanding path*), brings the picture back to full size, step by step. A
# **transposed convolution** of 2x2 with stride 2 makes each place into four: it multiplies what is there by the
# four entries of its kernel and lays them side by side. Its result is large again, and blurred. So we lay the skip
# of the same size beside it, *along the channels*, and let two convolutions make one out of the two: *what* from
# below, *where* from across.
#
# ```text
#  x -- transposed conv 2 x 2, stride 2 --+
#                                         +-- concatenate --+
#  skip ----------------------------------+                 |
#                                                           |
#         +-------------------------------------------------+
#         +-- conv 3 x 3, ReLU -- conv 3 x 3, ReLU --> y
# ```
#
# - The transposed convolution has `filters` channels, a bias and **no** activation.
# - **Concatenate, do not add.** With channels side by side the next kernel can treat the two differently.
# - In this order: **what comes from below first, then the skip.** (The network would learn as well with the other
#   order. But we compare weights, so we have to agree.)
# - Both convolutions have `filters` channels, `padding="same"`, a bias and ReLU. No dropout here.
#
# Shapes: `x` is `(batch, height, width, channels)`, `skip` is `(batch, 2 height, 2 width, skip_channels)`, the answer
# `(batch, 2 height, 2 width, filters)`.


# %% exercise="decoder_block"
def decoder_block(x, skip, filters):
    """Make x twice as large, put the skip beside it, and add two convolutions.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels): what comes from below.
        skip: symbolic tensor of shape (batch, 2 * height, 2 * width, skip_channels): what
            comes from across.
        filters: number of channels of the transposed convolution and of both convolutions, an
            integer.

    Returns:
        Symbolic tensor of shape (batch, 2 * height, 2 * width, filters).
    """
    raise NotImplementedError("decoder_block")


# %% check="decoder_block"
check("decoder_block")

# %% tags=["question"]
ask("channels_side_by_side", ...)

# %% [markdown]
# The name "transposed convolution" frightens people. Here is all of it for one channel, as a loop, beside the layer of
# Keras. Then the shapes of a whole block.

# %% tags=["demo"]
small = np.array([[1.0, 2.0], [3.0, -1.0]], "float32")
kernel = np.array([[1.0, 0.5], [2.0, -1.0]], "float32")
large = np.zeros((4, 4), "float32")
for row in range(2):
    for column in range(2):
        large[2 * row : 2 * row + 2, 2 * column : 2 * column + 2] = small[row, column] * kernel

layer = keras.layers.Conv2DTranspose(1, 2, strides=2, use_bias=False)
layer(small[np.newaxis, :, :, np.newaxis])
layer.set_weights([kernel[:, :, np.newaxis, np.newaxis]])
by_keras = np.asarray(layer(small[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
print(large)
print("the layer of Keras gives the same:", np.allclose(large, by_keras))

below, across = keras.Input((8, 8, 64)), keras.Input((16, 16, 32))
print(
    f"from below {below.shape}, from across {across.shape}: out "
    f"{decoder_block(below, across, 32).shape}"
)

# %% [markdown]
# ## 5. The U
#
# Put the blocks together and you see the name (Ronneberger, Fischer and Brox, *U-Net: convolutional networks for
# biomedical image segmentation*, 2015). With `depth=3` and `filters=16`, for 64x64 pictures:
#
# ```text
#  picture (64, 64, 1)                                       logits (64, 64, 11)
#     |                                                          ^ conv 1 x 1
#  encoder, 16 ----------- skip (64, 64, 16) ----------> decoder, 16
#     | (32, 32, 16)                                             ^ (32, 32, 32)
#     +-> encoder, 32 ---- skip (32, 32, 32) ----> decoder, 32 --+
#            | (16, 16, 32)                               ^ (16, 16, 64)
#            +-> encoder, 64 - skip (16, 16, 64) -> decoder, 64
#                   | (8, 8, 64)                    ^ (8, 8, 128)
#                   +----------> bottom, 128 -------+
# ```
#
# - `depth` encoder blocks with pooling and dropout 0. Level 0 has `filters` channels, and each level has twice as many
#   as the one above: level $l$ has $\text{filters} \cdot 2^l$.
# - The **bottom** (or *bottleneck*) is an encoder block with $\text{filters} \cdot 2^{\text{depth}}$ channels,
#   dropout 0.3 and no pooling.
# - `depth` decoder blocks on the way up. Each takes the skip of **its own level**, and has as many channels as the
#   encoder block there. The last skip that was made is the first that is needed.
# - At the end a **1x1 convolution** to `classes` channels, *without* activation: it gives logits. (The losses below
#   take logits. Softmax inside the network *and* inside the loss is a mistake that trains, badly, without a word.)
#
# `depth` may be any number from 0 on. Height and width must be divisible by $2^{\text{depth}}$, or a size is rounded
# down on the way, and the skip no longer fits.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, height, width, classes)`.


# %% exercise="unet"
def unet(input_shape, classes, depth, filters):
    """Build a U-Net. Calls `encoder_block` and `decoder_block`.

    Args:
        input_shape: (height, width, channels) of the pictures; height and width are multiples
            of 2 ** depth.
        classes: number of classes, an integer.
        depth: how often the picture is halved on the way down, an integer.
        filters: number of channels of the first block, an integer; each level has twice as
            many as the one above.

    Returns:
        A keras.Model from (batch, height, width, channels) to logits (batch, height, width,
        classes). It need not be compiled.
    """
    raise NotImplementedError("unet")


# %% check="unet"
check("unet")

# %% tags=["question"]
ask("side_that_does_not_fit", ...)

# %% [markdown]
# Three habits before any training. The first: **read the table and count.** A kernel of $k \times k$ from $c$ to $f$
# channels has $k^2 c f + f$ parameters. Watch how the height falls and rises again.

# %% tags=["question"]
ask("one_level_deeper", ...)


# %% tags=["demo"]
def count_by_hand(channels, classes, depth, filters):
    """Count the parameters of unet from the list above."""

    def convolution(size, into, out):
        return size**2 * into * out + out

    total, into = 0, channels
    for level in range(depth + 1):
        width = filters * 2**level
        total += convolution(3, into, width) + convolution(3, width, width)
        into = width
    for level in reversed(range(depth)):
        width = filters * 2**level
        total += (
            convolution(2, 2 * width, width)
            + convolution(3, 2 * width, width)
            + convolution(3, width, width)
        )
    return total + convolution(1, filters, classes)


model = unet((SIZE, SIZE, 1), CLASSES, depth=3, filters=16)
for layer in model.layers:
    if layer.count_params() or isinstance(layer, keras.layers.Concatenate):
        print(f"{type(layer).__name__:18}{layer.output.shape!s:24}{layer.count_params():>8,}")
print(f"{model.count_params():,} parameters; by hand {count_by_hand(1, CLASSES, 3, 16):,}")

# %% [markdown]
# ## 6. The truth in the same shape
#
# The network gives eleven numbers per pixel, the mask holds one. To compare them, write the mask with eleven numbers
# too: 1 at the true class, 0 elsewhere. This is **one-hot**, as you know it from labels, for every pixel.
#
# $$t_{i,y,x,c} = \begin{cases} 1 & \text{if } \text{mask}_{i,y,x} = c \\ 0 & \text{otherwise} \end{cases}$$
#
# Your losses will call this function while the network is training. So write it with **`keras.ops`**, not with NumPy: it
# must work on tensors. And be prepared: when Keras hands the masks to a loss, it has turned them into decimal numbers,
# 3.0 for 3. TensorFlow neither compares nor multiplies decimal numbers with whole ones. So cast at both ends: what comes
# in to whole numbers, what goes out to `float32`.
#
# Shapes: from `(m, height, width)` to `(m, height, width, classes)`, `float32`.


# %% exercise="one_hot_mask"
def one_hot_mask(mask, classes):
    """Write each class as a row of zeros with a single one.

    Args:
        mask: array or tensor of shape (m, height, width) with the values 0 to classes - 1, of
            whatever type.
        classes: number of classes, an integer.

    Returns:
        Tensor of float32 of shape (m, height, width, classes).
    """
    raise NotImplementedError("one_hot_mask")


# %% check="one_hot_mask"
check("one_hot_mask")

# %% [markdown]
# Eleven pictures out of one: each shows where "its" class is. Every pixel is white in exactly one of them.

# %% tags=["demo"]
planes = np.asarray(one_hot_mask(test_scenes.masks[1:2], CLASSES))[0]  # (64, 64, 11)
names = ["background", *(f"digit {digit}" for digit in range(10))]
dlkit.plot.images(planes.transpose(2, 0, 1), labels=names, columns=6)
plt.show()
print("ones per pixel: least", planes.sum(axis=-1).min(), "most", planes.sum(axis=-1).max())

# %% [markdown]
# ## 7. Cross-entropy, pixel by pixel
#
# Each pixel is an example with a label. So take the cross-entropy that you know, and average it over all pixels of
# all pictures. With $z$ for the logits and $t$ for the one-hot truth:
#
# $$\ell = -\frac{1}{m \cdot h \cdot w} \sum_{i,y,x} \sum_c t_{i,y,x,c} \, \log p_{i,y,x,c}
# \qquad p_{i,y,x,c} = \frac{e^{z_{i,y,x,c}}}{\sum_k e^{z_{i,y,x,k}}}$$
#
# **Mind the log.** A network that is sure gives logits such as 0 and -200. The softmax of the second is 0 in `float32`,
# its log is minus infinity, and 0 times that is NaN. So do not take the log of a softmax. Put the formula in and
# simplify first:
#
# $$\log p_c = z_c - \log \sum_k e^{z_k}$$
#
# `keras.ops.log_softmax` does just this, and `keras.ops.logsumexp` is the second half of it. Both take the largest
# logit out before they call $\exp$.
#
# Shapes: `y_true` is the mask, `(m, height, width)`; `y_pred` are logits, `(m, height, width, classes)`; the result is
# **one number**. The first argument is the truth, as everywhere in Keras. Use `keras.ops` from beginning to end, or
# there is no gradient; the check looks at value *and* gradient.


# %% exercise="pixel_cross_entropy"
def pixel_cross_entropy(y_true, y_pred):
    """Mean cross-entropy over all pixels of all pictures. Calls `one_hot_mask`.

    Args:
        y_true: the true masks, tensor of shape (m, height, width) with the values 0 to classes
            - 1.
        y_pred: logits, tensor of shape (m, height, width, classes).

    Returns:
        A tensor with one number, at least 0.
    """
    raise NotImplementedError("pixel_cross_entropy")


# %% check="pixel_cross_entropy"
check("pixel_cross_entropy")

# %% tags=["question"]
ask("very_sure_and_wrong", ...)

# %% [markdown]
# Naive first: one pixel at a time, in NumPy. Then yours, then the one that comes with Keras. And the second habit,
# **the first loss**: a network that knows nothing about eleven classes should have a loss near $\ln 11 \approx 2.40$.
# (A little more is usual: its first guesses are not quite equal, and wrong. Twice as much would be a reason to look.)

# %% tags=["demo"]
scenes_in_hand, masks_in_hand = train_scenes.images[:4], train_scenes.masks[:4]
dlkit.seed(0)
model = unet((SIZE, SIZE, 1), CLASSES, depth=3, filters=16)
logits = np.asarray(model(scenes_in_hand, training=False))

total = 0.0
for i, y, x in np.ndindex(masks_in_hand.shape):
    z = logits[i, y, x].astype("float64")
    total += np.log(np.sum(np.exp(z))) - z[masks_in_hand[i, y, x]]
by_keras = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print(f"by loops {total / masks_in_hand.size:.6f}")
print(f"yours    {float(pixel_cross_entropy(masks_in_hand, logits)):.6f}")
print(f"by Keras {float(by_keras(masks_in_hand, logits)):.6f}")
print(f"ln 11 is {np.log(11):.6f}")

# %% tags=["question"]
ask("why_not_mean_iou", ...)

# %% [markdown]
# ## 8. Dice: every class weighs the same
#
# Nearly nine out of ten terms of that mean belong to the background (**class imbalance**). A network that says
# "background" everywhere has a low cross-entropy already, and it takes training a while to leave this comfortable
# place. It is the old story of section 2, so the cure is the same: score each class by itself. IoU cannot be
# trained on, for `argmax` has no gradient. But put the probabilities $p$ in the place of the yes and no, and count
# them:
#
# $$\mathrm{dice}_c = \frac{2 \sum t_c \, p_c + \varepsilon}{\sum t_c + \sum p_c + \varepsilon} \qquad
# \ell = 1 - \frac{1}{C} \sum_c \mathrm{dice}_c$$
#
# Here $p$ is the softmax of the logits over the classes, $t$ the one-hot truth, and each $\sum$ goes over **all
# pixels of all pictures of the batch**: $i$, $y$ and $x$. One number is left for each class; then comes the mean
# over the $C$ classes. With yes and no instead of probabilities, dice is $2\,|T \cap P| / (|T| + |P|)$, a near
# relative of the IoU (it is the *F1 score* of the pixels). So this is the **dice loss**.
#
# **What is $\varepsilon$ for?** Think of a class that is **absent**: no pixel of the batch has it. Then the sums over $t$
# are 0. Without $\varepsilon$ dice is $0 / \sum p$: zero, however little of the class is predicted, although nothing is
# wrong. And once the softmax underflows to 0, it is $0 / 0$. With $\varepsilon$ above *and* below the line it comes near
# 1 as soon as the prediction falls well below one pixel. That is right: what is not there and is not seen is a success.
#
# Shapes: as for the cross-entropy. Again `keras.ops` from beginning to end.


# %% exercise="dice_loss"
def dice_loss(y_true, y_pred, epsilon=1.0):
    """One minus the mean dice over the classes. Calls `one_hot_mask`.

    Args:
        y_true: the true masks, tensor of shape (m, height, width) with the values 0 to classes
            - 1.
        y_pred: logits, tensor of shape (m, height, width, classes).
        epsilon: added above and below the line, for each class, a number.

    Returns:
        A tensor with one number, from 0 to 1.
    """
    raise NotImplementedError("dice_loss")


# %% check="dice_loss"
check("dice_loss")

# %% tags=["question"]
ask("dice_of_an_absent_class", ...)

# %% tags=["question"]
ask("line_of_the_dice", ...)

# %% [markdown]
# Four answers to the same forty scenes, and what the two losses think of them. The second one does not even look at the
# pictures: for every pixel it gives the share that each class has over all. Then the corner: four scenes, the truth, said
# with great certainty, without and with $\varepsilon$ (some digits do not occur in these four). Last, Keras' own dice,
# where no class is absent and $\varepsilon$ is 0.


# %% tags=["demo"]
def sure(mask, certainty):
    """Return logits that are sure of a mask."""
    return certainty * np.asarray(one_hot_mask(mask, CLASSES))


many = train_scenes.masks[:40]
shares = np.bincount(many.ravel(), minlength=CLASSES) / many.size
four_answers = {
    "all classes alike": np.zeros((*many.shape, CLASSES), "float32"),
    "the shares, picture unseen": np.broadcast_to(
        np.log(shares), (*many.shape, CLASSES)
    ).astype("float32"),
    "every digit is a 1, sure": sure(np.where(many > 0, 2, 0), 10.0),
    "the truth, sure": sure(many, 10.0),
}
for name, answer in four_answers.items():
    values = [float(loss(many, answer)) for loss in (pixel_cross_entropy, dice_loss)]
    print(f"{name:28} cross-entropy {values[0]:.3f}, dice loss {values[1]:.3f}")

absent = sorted(set(range(CLASSES)) - set(masks_in_hand.ravel().tolist()))
print("\nclasses that do not occur:", absent)
for epsilon in (0.0, 1.0):
    loss = dice_loss(masks_in_hand, sure(masks_in_hand, 200.0), epsilon)
    print(f"the truth, sure of it, epsilon {epsilon:.0f}: {float(loss):.4f}")

guess = np.random.default_rng(0).normal(size=(*many.shape, CLASSES)).astype("float32")
by_keras = keras.losses.Dice(axis=(0, 1, 2))(
    one_hot_mask(many, CLASSES), keras.ops.softmax(guess)
)
print(f"\nby Keras {float(by_keras):.6f}, yours {float(dice_loss(many, guess, 0.0)):.6f}")

# %% [markdown]
# Compare the first two lines. Without a look at the pictures the cross-entropy falls most of the way from $\ln 11$ to 0,
# just because it has noticed that background is frequent. The dice loss has hardly moved: by its measure nothing is
# achieved yet. But dice has a weakness of its own. A single pixel is only one of many in a sum, so it says less about
# each one, and alone it trains less evenly. We use the sum of both. That is common practice.

# %% [markdown]
# ## 9. Before you train: learn four scenes by heart
#
# The third habit. A network that cannot learn four scenes by heart (overfit them) has a bug, and no night of
# training will help. Here is a small one, of depth 2, on four small scenes of 32x32, for 300 steps. It takes a
# few seconds.


# %% tags=["demo"]
def loss_of_both(y_true, y_pred):
    """Cross-entropy and dice together."""
    return pixel_cross_entropy(y_true, y_pred) + dice_loss(y_true, y_pred)


def masks_of(model, images):
    """Predict masks, in batches."""
    return np.asarray(create_mask(model.predict(images, batch_size=50, verbose=0)))


four = dlkit.data.digit_scenes(4, 32, np.random.default_rng(1))
# ten steps are an epoch
ten_times = (
    np.tile(four.images, (10, 1, 1, 1)),
    np.tile(four.masks, (10, 1, 1)),
)
dlkit.seed(0)
small_model = unet((32, 32, 1), CLASSES, depth=2, filters=8)
small_model.compile(keras.optimizers.Adam(0.005), loss_of_both)
start = time.perf_counter()
history = small_model.fit(
    *ten_times, batch_size=4, shuffle=False, epochs=30, verbose=0
).history
by_heart = masks_of(small_model, four.images)
print(
    f"{time.perf_counter() - start:.0f} s; loss {history['loss'][0]:.2f} -> "
    f"{history['loss'][-1]:.2f},",
    end=" ",
)
print(f"mean IoU on these four scenes {mean_iou(four.masks, by_heart, CLASSES):.2f}")
dlkit.plot.segmentation(four.images[:2], four.masks[:2], by_heart[:2])
plt.show()

# %% [markdown]
# ## 10. The experiment
#
# Now in earnest: 2,000 scenes, U-Net of depth 3 with 16 filters, Adam, and a learning rate that rises over the first
# steps and then falls along a cosine. After each epoch a line appears: the loss, and the mean IoU on 100 other scenes
# made of training digits. (The test scenes stay out of it until the end.)
#
# The first cell makes the network. The second one trains it. You may **stop** it at any time (the square in the tool
# bar): the network and its optimizer keep what they have. **Run the second cell again, and it goes on** with the epoch
# in which it was.

# %% tags=["demo"]
EPOCHS, BATCH_SIZE = 10, 8

dlkit.seed(1)
model = unet((SIZE, SIZE, 1), CLASSES, depth=3, filters=16)
steps = EPOCHS * len(train_scenes) // BATCH_SIZE
rate = keras.optimizers.schedules.CosineDecay(
    2e-4, steps, warmup_target=2e-3, warmup_steps=steps // 20
)
model.compile(keras.optimizers.Adam(rate), loss_of_both)
curves = {"loss": [], "mean IoU": []}
other_scenes = dlkit.data.digit_scenes(100, SIZE, np.random.default_rng(3))

# %% tags=["question"]
ask("first_to_be_learned", ...)

# %% [markdown]
# The long one: one and a half to four minutes on two CPU cores; it depends on how fast and how busy they are.

# %% tags=["demo"]
start = time.perf_counter()
try:
    while len(curves["loss"]) < EPOCHS:
        fitted = model.fit(
            train_scenes.images, train_scenes.masks, batch_size=BATCH_SIZE, verbose=0
        )
        score = mean_iou(other_scenes.masks, masks_of(model, other_scenes.images), CLASSES)
        curves["mean IoU"].append(score)
        curves["loss"].append(fitted.history["loss"][0])
        print(
            f"epoch {len(curves['loss']):2} of {EPOCHS}: loss {curves['loss'][-1]:.3f},",
            end=" ",
        )
        print(f"mean IoU {curves['mean IoU'][-1]:.3f}, {time.perf_counter() - start:.0f} s")
except KeyboardInterrupt:
    print(f"Stopped after {len(curves['loss'])} whole epochs. Run this cell again to go on.")

# %% [markdown]
# The curves, and then the test: 200 scenes with digits that were in no training scene.

# %% tags=["demo"]
if curves["loss"]:
    dlkit.plot.learning_curves(curves, x_label="epoch", y_label="loss, mean IoU")
    plt.show()
predicted = masks_of(model, test_scenes.images)
print(f"test scenes: mean IoU {mean_iou(test_scenes.masks, predicted, CLASSES):.3f},", end=" ")
print(f"{np.mean(predicted == test_scenes.masks):.1%} of the pixels right")

# %% tags=["demo"]
dlkit.plot.segmentation(test_scenes.images[:4], test_scenes.masks[:4], predicted[:4])
plt.show()

# %% [markdown]
# Look at the first epochs: the loss falls and the mean IoU stays below 0.2. First the network learns what is ground and
# what is ink, the easy part. Only then do the digits come apart.
#
# Where does it go wrong? Take the scenes with the most wrong pixels, and the IoU of each class.

# %% tags=["demo"]
wrong = np.mean(predicted != test_scenes.masks, axis=(1, 2))
hardest = np.argsort(wrong)[::-1][:3]
dlkit.plot.segmentation(
    test_scenes.images[hardest], test_scenes.masks[hardest], predicted[hardest]
)
plt.show()

for label, name in enumerate(names):
    truth, guess = test_scenes.masks == label, predicted == label
    iou = np.sum(truth & guess) / np.sum(truth | guess)
    print(f"{name:12} IoU {iou:.2f} {'#' * round(40 * iou)}")

# %% [markdown]
# There are two kinds of error. Thin orange lines around a digit: the border, where even the truth is a matter of
# half a pixel. And whole strokes or whole digits: the network knows that something is there, and not which digit. The
# first is a *where*, the second a *what*.

# %% tags=["question"]
ask("how_far_skip_0_sees", ...)

# %% [markdown]
# ## 11. Cut the skips
#
# What do the skips carry? Take the trained network, cut one (put zeros in its place), change nothing else, and look. Cut
# what comes up from the bottom too, for comparison. The cell builds the same network with a decoder block that is blind
# on some levels, and copies the trained weights. Level 0 is the sharpest, at the top of the U.
#
# Before you run it: which of the four ways will be missed most, and what will go wrong without it?


# %% tags=["demo"]
def with_cuts(trained, cut_heights=(), cut_bottom=False, depth=3, filters=16):
    """Return a copy of the network in which these skips, or the bottom, give zeros."""
    global decoder_block
    whole = decoder_block

    def blind_block(x, skip, filters):
        is_lowest = skip.shape[1] == SIZE // 2 ** (depth - 1)
        x = 0.0 * x if cut_bottom and is_lowest else x
        return whole(x, 0.0 * skip if skip.shape[1] in cut_heights else skip, filters)

    decoder_block = blind_block
    try:
        copy = unet((SIZE, SIZE, 1), CLASSES, depth, filters)
    finally:
        decoder_block = whole
    copy.set_weights(trained.get_weights())
    return copy


cuts = {
    "nothing": {},
    "skip 0 (64 x 64)": {"cut_heights": (64,)},
    "skip 1 (32 x 32)": {"cut_heights": (32,)},
    "skip 2 (16 x 16)": {"cut_heights": (16,)},
    "the bottom (8 x 8)": {"cut_bottom": True},
    "all three skips": {"cut_heights": (64, 32, 16)},
}
answers = {
    name: masks_of(with_cuts(model, **cut), test_scenes.images) for name, cut in cuts.items()
}
for name, answer in answers.items():
    score = mean_iou(test_scenes.masks, answer, CLASSES)
    found = mean_iou(test_scenes.masks > 0, answer > 0, 2)  # as if there were two classes only
    print(f"cut: {name:20} mean IoU {score:.2f}; of ink and ground alone {found:.2f}")

# %% tags=["demo", "fold"]
# @title What is left of two answers after each cut
figure, axes = plt.subplots(2, 5, figsize=(11, 5), layout="constrained")
for row, i in zip(axes, (1, 3), strict=True):
    for ax, name in zip(row, list(answers)[:5], strict=True):
        # dark, so that ink is not taken for a 9
        dlkit.plot.masks(0.4 * test_scenes.images[i], answers[name][i], ax=ax)
        ax.set_title(f"cut: {name}", fontsize=10)
        if legend := ax.get_legend():
            legend.remove()
plt.show()

# %% [markdown]
# This is what we saw. Without **skip 0** the network finds next to nothing: hardly a pixel is sure enough to be ink. This
# skip carries the *where*. **Skip 1** is missed a little.
#
# Without **skip 2** every stroke is still found, with a sharp border, and painted in the colours of wrong digits. So
# this one carries the *what*. Were you surprised? We said that the bottom knows what, and without the **bottom**
# hardly anything changes. Count how far a place can see. Each 3x3 convolution adds two pixels of its level, which are
# $2 \cdot 2^l$ pixels of the picture, and each pooling adds a little. A place of skip 1 sees 14 pixels, one of skip 2
# sees 32, one of the bottom 68. Our digits are 14 to 33 pixels high. At level 2 nearly every digit fits in, and the
# question is settled there. In pictures with larger things the bottom would have had its work.
#
# That is why one looks at a trained network before one tells stories about it. Read this table with care too: the
# network was trained *with* all its parts. It shows what the network relies on, not what it could have learned without.
#
# ## 12. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Trained without skips.** Give `unet` a decoder block that never sees the skip (as in section 11, but before
#    training), and train it. How far does it come, and where are its errors: at the borders, or whole digits?
# 2. **Which loss?** Train once with cross-entropy alone and once with dice alone, five epochs each. Which of them
#    leaves "background everywhere" first? Which of them has the better borders?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A friend trains a network without skips to find cracks in photographs of bridges. One pixel in two hundred belongs to a
# crack. She says: "My network is right in 99.5% of all pixels, and the loss is tiny. But when I look at the masks, there
# are no cracks in them." In about 150 words:
#
# - What has probably happened, and which score should she look at? What would it say? Prove your answer with two numbers
#   from the table in section 2 (3 points).
# - What should she change about the loss, and why does it help? Use a number from section 8 (3 points).
# - Then the cracks appear, but as broad smears. What should she change about the network, and what does it carry that
#   was missing? Use a number or a picture from section 11 (4 points).

# %% [markdown] written="why_skips"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A network with as many answers as there are pixels; a score that no lazy answer can fool; two losses for masks, with
# their corners safe; and a way of finding out what a part of a trained network is good for: cut it, and look. And habits:
# count the parameters, look at the first loss, learn four scenes by heart.
#
# The same network outlines cells under the microscope, roads from the air and organs in scans. The U with its skips is
# also at the heart of the programs that make pictures from noise. Next, in `siamese`, a network learns no classes at all:
# it learns whether two pictures show the same thing.
#
# **To read on**, all of it free:
#
# - [U-Net: convolutional networks for biomedical image segmentation](https://arxiv.org/abs/1505.04597),
#   Ronneberger, Fischer and Brox, 2015: the paper, with the U.
# - [V-Net](https://arxiv.org/abs/1606.04797), Milletari, Navab and Ahmadi, 2016: where the dice loss comes from.
# - [Image segmentation with a U-Net-like
#   architecture](https://keras.io/examples/vision/oxford_pets_image_segmentation/), an example of Keras: the same
#   task with photographs of pets.
