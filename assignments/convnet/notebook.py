# %% [markdown]
# # Convolutional networks: LeNet, famous blocks, and habits
#
# **You will build** LeNet in Keras, and read digits with it: at least 97 of 100 that it has never seen. You
# work out its table of layers by hand, to the last parameter. You make 200 pictures worth many more, you look
# into the network, and you build the blocks of three famous networks: VGG, GoogLeNet and MobileNet. At the end
# you know what batch norm does in its two modes, and why so many people are caught by it.
#
# **You need** the notebook `convolution`: kernels, strides, padding, pooling. You need softmax and
# cross-entropy from `deep_network`. Keras is explained as we go.
#
# **It takes** about 150 minutes. On two CPU cores the finished notebook runs from top to bottom in one or
# two minutes. If there is a GPU, Keras uses it by itself; the pictures are so small that you will hardly notice.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("normalize_images")` gives a hint: the first gives away little, the
# third nearly all. `inputs("normalize_images")` hands you the values that a check calls it with, and
# `progress()` shows how far you are. Once you are right, `solution("normalize_images")` shows how we
# wrote it, where your edition has the solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import math

import keras
import numpy as np

check, hint, solution, inputs, progress, ask = dlkit.assignment("convnet").tools


def describe(model):
    """Describe the layers of a chain as plain data: each layer's kind and settings."""
    settings = (
        "filters",
        "kernel_size",
        "pool_size",
        "strides",
        "padding",
        "use_bias",
        "units",
    )
    rows = []
    for layer in model.layers:
        config = layer.get_config()
        kept = {name: config[name] for name in settings if name in config}
        rows.append({"kind": type(layer).__name__, **kept})
    return rows


# %% [markdown]
# This is where we are going. One network, twice: trained with 200 pictures as they are (dashed orange), and with
# the same 200, a little shifted, turned and zoomed each time they are shown (blue). The curves are from a run of
# ours; in section 7 you make your own.

# %% tags=["demo"]
import matplotlib.pyplot as plt

recorded = {
    "200 pictures, augmented": ".768 .852 .847 .971 .958 .962 .957 .977 .978 .977 "
    ".967 .973 .966 .966 .967 .976 .981 .984 .979 .955",
    "200 pictures as they are": ".879 .936 .942 .946 .948 .951 .951 .949 .949 .949 "
    ".947 .946 .946 .946 .946 .946 .946 .946 .946 .946",
}
curves = {
    name: [float(accuracy) for accuracy in line.split()] for name, line in recorded.items()
}
dlkit.plot.learning_curves(curves, x_label="epoch", y_label="accuracy on unseen pictures")
plt.show()

# %% [markdown]
# ## 1. Pictures as numbers
#
# The digits of this course are 8x8 pixels. Here we double them to 16x16, smoothly. That adds no information,
# but it gives a network with 5x5 kernels room to work, and later it lets us turn pictures by a few degrees
# without spoiling them. Keras wants pictures as `(m, height, width, channels)`. Grey pictures have one channel.

# %% tags=["demo"]
import time

print(dlkit.device())
digits = dlkit.data.digits()


def enlarge(pictures):
    """Double height and width: (m, 8, 8) becomes (m, 16, 16, 1), values in 0..1."""
    doubled = keras.ops.image.resize(
        pictures[..., np.newaxis].astype("float32"), (16, 16), interpolation="bicubic"
    )
    return np.clip(keras.ops.convert_to_numpy(doubled), 0, 1)


x_train, x_test = enlarge(digits.x_train), enlarge(digits.x_test)
y_train, y_test = digits.y_train, digits.y_test
print(f"training {x_train.shape}, test {x_test.shape}")
dlkit.plot.images(x_train[:16], labels=y_train[:16])
plt.show()

# %% [markdown]
# A network learns best from numbers around zero, of size about one. Camera pictures come as whole numbers from
# 0 to 255. Three ways to bring them nearer are in use:
#
# | `kind` | formula | numbers it takes from the training pictures | known from |
# |---|---|---|---|
# | `"range"` | $x / 255$ | none | LeNet, many small networks |
# | `"mean"` | $x - \mu$ | $\mu$: a mean *picture*, `(height, width, channels)` | AlexNet |
# | `"standard"` | $(x - \mu) / (\sigma + 10^{-7})$ | $\mu$ and $\sigma$: one for each *channel*, `(channels,)` | ResNet and later |
#
# **The one rule.** The numbers come from the **training pictures alone**. The test pictures stand for pictures
# that do not exist yet. If they help to compute the mean, something of them has leaked into the training
# (**data leakage**), and your test result is a little too good. Nobody notices until the network meets the
# world.
#
# And both sets are changed by the *same* numbers. A test set that is centred by its own mean lies differently.
#
# ($\sigma$ is the square root of the average squared distance from the mean, `np.std`. The $10^{-7}$ keeps a
# channel that never changes from dividing by zero.)
#
# Shapes: `x_train` is `(m, height, width, channels)`, `x_test` too with another `m`. The answers have the same shapes.


# %% exercise="normalize_images"
def normalize_images(x_train, x_test, kind):
    """Bring pictures near to zero, by numbers that come from the training pictures alone.

    Args:
        x_train: training pictures, array of shape (m, height, width, channels), values in
            0..255.
        x_test: test pictures, array of shape (m_test, height, width, channels).
        kind: "range", "mean" or "standard", as in the table.

    Returns:
        A tuple (x_train, x_test) of new arrays of floats, same shapes.

    Raises:
        ValueError: if kind is none of the three.
    """
    raise NotImplementedError("normalize_images")


# %% check="normalize_images"
check("normalize_images")

# %% tags=["question"]
ask("mean_of_the_test_pictures", ...)

# %% [markdown]
# Look at the numbers of a real photograph, and of a darker copy of it that plays the test picture. With `"mean"`
# nothing is left of the training picture: it is the only one, so it *is* the mean picture. With `"standard"` it has
# mean 0 and standard deviation 1 in each channel. The test picture has not, and that is right: it *is* darker.

# %% tags=["demo"]
photo = np.round(255 * dlkit.data.photos()["flower"])[np.newaxis]  # (1, 427, 640, 3)
darker = 0.6 * photo
for kind in ("range", "mean", "standard"):
    train_photo, test_photo = normalize_images(photo, darker, kind)
    for name, picture in (("training", train_photo), ("test", test_photo)):
        # -0.0 becomes 0.0
        means = " ".join(
            f"{mean:7.2f}" for mean in picture.mean(axis=(0, 1, 2)).round(2) + 0.0
        )
        deviations = " ".join(f"{deviation:6.2f}" for deviation in picture.std(axis=(0, 1, 2)))
        print(f"{kind:9}{name:9} mean of red, green, blue:{means}   deviation:{deviations}")

# %% [markdown]
# Our digits are in 0..1 already. That is near enough to zero, so they stay as they are.
#
# ## 2. LeNet
#
# In 1998 Yann LeCun and colleagues published the network that read the cheques of American banks. Its plan is
# still the plan of most networks for pictures: *convolve and shrink, convolve and shrink, then decide.*
#
# ```text
#  picture -- conv 5x5 -- pool -- conv 5x5 -- pool -- flatten --+
#             6 filters           16 filters                    |
#                                                               |
#                +----------------------------------------------+
#                |
#                +-- dense -- dense -- dense --> probabilities
#                    120      84       classes
# ```
#
# On the way in, height and width fall and channels grow: fewer places, more said about each.
#
# | layer | settings | output for 16x16 pictures |
# |---|---|---|
# | convolution | 6 filters of 5x5, padding "same", ReLU | `(16, 16, 6)` |
# | max pooling | 2x2, stride 2 | `(8, 8, 6)` |
# | convolution | 16 filters of 5x5, padding "same", ReLU | `(8, 8, 16)` |
# | max pooling | 2x2, stride 2 | `(4, 4, 16)` |
# | flatten | all numbers in one row | `(256,)` |
# | dense | 120 units, ReLU | `(120,)` |
# | dense | 84 units, ReLU | `(84,)` |
# | dense | `classes` units, softmax | `(classes,)` |
#
# Some things were different in 1998: above all tanh for ReLU, averages for maxima, and no padding, since the pictures
# were 32x32. We take what has proved better since, and what fits small pictures. The checks want the table above.
#
# **Keras in four lines.** `keras.Sequential([...])` makes a model of a list of layers. The list starts with
# `keras.Input(shape)`, the shape *without* the axis of the examples. `keras.layers.Conv2D(filters, kernel_size,
# padding=..., activation=...)`, `keras.layers.MaxPooling2D(2)`, `keras.layers.Flatten()` and
# `keras.layers.Dense(units, activation=...)` are the layers you need. If you know the functional style, use it.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, classes)`.


# %% exercise="lenet"
def lenet(input_shape, classes):
    """Build LeNet as in the table.

    Args:
        input_shape: (height, width, channels) of the pictures.
        classes: number of classes, an integer.

    Returns:
        A keras.Model from (batch, height, width, channels) to probabilities (batch, classes),
        not compiled: that comes in section 5.
    """
    raise NotImplementedError("lenet")


# %% check="lenet"
check("lenet")

# %% [markdown]
# A network that knows nothing gives each of ten digits about one tenth. It has not learned anything yet, but it
# answers already.

# %% tags=["demo"]
dlkit.seed(0)
model = lenet((16, 16, 1), 10)
model.summary()
print(
    "the first test picture, before training:",
    np.round(model.predict(x_test[:1], verbose=0)[0], 2),
)

# %% tags=["question"]
ask("flatten_without_padding", ...)

# %% [markdown]
# ## 3. Read a table of layers
#
# `model.summary()` above shows a shape and a number of parameters for each layer. Whoever can work them out by
# hand finds most bugs of a network before it is trained. So work them out.
#
# **Sides.** A window of length $f$ with stride $s$ on a side of length $n$:
#
# $$n_{\text{same}} = \Big\lceil \frac{n}{s} \Big\rceil \qquad
# n_{\text{valid}} = \Big\lfloor \frac{n - f}{s} \Big\rfloor + 1$$
#
# Height and width each have their own $n$, $f$ and $s$. Convolutions and poolings share these formulas.
#
# **Parameters**, with $c$ channels coming in, a window of $f_h \times f_w$, and $b = 1$ if there is a bias, else 0:
#
# | kind | parameters | channels coming out |
# |---|---|---|
# | `Conv2D` | $(f_h f_w c + b) \cdot \text{filters}$ | `filters` |
# | `DepthwiseConv2D` | $(f_h f_w + b) \cdot c$: one kernel for each channel (section 10) | $c$ |
# | `MaxPooling2D`, `AveragePooling2D` | 0 | $c$ |
# | `GlobalAveragePooling2D` | 0; height and width are averaged away, shape `(c,)` | $c$ |
# | `BatchNormalization` | $4 c$ (section 11) | $c$ |
# | `Flatten` | 0; shape `(height * width * c,)` | |
# | `Dense` | $(c + b) \cdot \text{units}$; the last axis becomes `units`, the others stay | `units` |
# | any other kind (`ReLU`, `Dropout`, ...) | 0; the shape stays | $c$ |
#
# Your function gets the layers as **plain data**: a list of dicts, as `describe(model)` of the first code cell makes
# them. `kernel_size`, `pool_size` and `strides` are pairs `(height, width)`. A layer without a setting has no such key.

# %% tags=["demo"]
for row in describe(model):
    print(row)

# %% [markdown]
# Return a list with one pair for each layer: its output shape, *without* the axis of the examples, and its
# number of parameters. For the LeNet above it starts `[((16, 16, 6), 156), ((8, 8, 6), 0), ...]`.
#
# $\lceil n / s \rceil$ is `math.ceil(n / s)` or `-(-n // s)`.


# %% exercise="layer_table"
def layer_table(layers, input_shape):
    """Work out the output shape and the number of parameters of each layer of a chain.

    Args:
        layers: list of dicts, one for each layer: "kind", the name of the Keras class, and its
            settings: "filters", "kernel_size", "pool_size", "strides", "padding" ("same" or
            "valid"), "use_bias", "units", as far as it has them.
        input_shape: shape of one example, such as (height, width, channels).

    Returns:
        List of tuples (output_shape, parameters): a tuple of integers and an integer for each
        layer.
    """
    raise NotImplementedError("layer_table")


# %% check="layer_table"
check("layer_table")

# %% [markdown]
# Your formulas beside Keras' own numbers. Where do most of the parameters of LeNet live? Not where most of the
# work is done.

# %% tags=["demo"]
table = layer_table(describe(model), (16, 16, 1))
for layer, (shape, parameters) in zip(model.layers, table, strict=True):
    same = tuple(shape) == tuple(layer.output.shape[1:]) and parameters == layer.count_params()
    print(
        f"{type(layer).__name__:14}{shape!s:14}{parameters:8,}   "
        f"{'as Keras says' if same else 'NOT as Keras says'}"
    )
print(
    f"{'together':28}{sum(parameters for _, parameters in table):8,}   Keras: "
    f"{model.count_params():,}"
)

# %% tags=["question"]
ask("larger_pictures", ...)

# %% [markdown]
# **Windows that overlap.** In our pooling each window begins where the last one ends. It need not. **AlexNet**, which won
# the ImageNet contest of 2012 by a wide margin, pools in windows of 3x3 with stride 2, so that neighbours share a row or
# a column: **overlapping pooling**. By the formula for "valid", a map of 55x55 becomes 27x27 with 2x2 windows, and with
# 3x3 windows as well. So it is no larger, and it has no parameters either way. Its authors counted 0.4 points fewer
# errors than with 2x2, and saw the network overfit a little less.
#
# Left: in how many windows is each pixel? Right: a test picture after both. And a measurement: how much do the pooled
# pictures change if the digits move by one pixel?

# %% tags=["question"]
ask("copies_of_a_maximum", ...)

# %% tags=["demo", "fold"]
# @title Pooling with windows that do not overlap, and that do
framed = np.pad(x_test, ((0, 0), (2, 3), (2, 3), (0, 0)))  # (359, 21, 21, 1), zeros around
moved = np.roll(framed, 1, axis=2)
change = np.abs(moved - framed).mean() / framed.mean()
print(f"digits moved by one pixel:    {change:4.0%} of what the pictures hold changes")
fig, axes = plt.subplots(1, 4, figsize=(11, 3), layout="constrained")
for k, (size, side) in enumerate(((2, 8), (3, 9))):
    windows = np.zeros((side, side), dtype=int)
    for top in range(0, side - size + 1, 2):
        for left in range(0, side - size + 1, 2):
            windows[top : top + size, left : left + size] += 1
    axes[k].imshow(windows, cmap="Blues", vmin=0, vmax=6)
    for row, column in np.ndindex(windows.shape):
        axes[k].text(column, row, windows[row, column], ha="center", va="center", fontsize=8)
    axes[k].set_title(f"windows of {size}x{size}, stride 2", fontsize=10)

    pool = keras.layers.MaxPooling2D(size, strides=2)
    pooled, pooled_moved = (np.asarray(pool(pictures)) for pictures in (framed, moved))
    axes[2 + k].imshow(pooled[0, ..., 0], cmap="gray_r")
    axes[2 + k].set_title(f"pooled by {size}x{size}, stride 2", fontsize=10)
    change = np.abs(pooled_moved - pooled).mean() / pooled.mean()
    print(f"  then pooled by {size}x{size}, stride 2: {change:4.0%} changes")
for ax in axes:
    ax.set(xticks=[], yticks=[])
plt.show()

# %% [markdown]
# With 3x3 windows a bright pixel can be seen by up to four of them, and less changes when it moves. The price: strokes
# come out thicker, and each window looks at nine numbers in place of four. It is no rule. VGG (section 8) pools by 2x2
# again, GoogLeNet and ResNet by 3x3 with stride 2, and many later networks have convolutions with a stride in their place.
#
# **Find the bug.** A friend's network was built without an error. But its training stops in the first step, with a
# long message about the rank of its output. Look at the table first: one line of it cannot be meant; which? (The
# answer stands after the cell.)

# %% tags=["demo"]
friends_layers = [layer for layer in describe(model) if layer["kind"] != "Flatten"]
for layer, (shape, parameters) in zip(
    friends_layers, layer_table(friends_layers, (16, 16, 1)), strict=True
):
    print(f"{layer['kind']:14}{shape!s:14}{parameters:8,}")

# %% [markdown]
# The first dense layer gives `(4, 4, 120)`. It should give `(120,)`: the `Flatten` before it is missing. Keras
# does not complain when it builds the network: `Dense` works on the last axis, at each of the 16 places by itself. So
# there are 16 answers for each picture, and the trouble shows only later, where they meet the labels. The table shows
# it at once.
#
# ## 4. The right loss
#
# For $m$ examples, with $p_i$ the probability that the network gives to the *true* class of example $i$:
#
# $$L = -\frac{1}{m} \sum_{i=1}^{m} \ln p_i$$
#
# One formula, and four ways to feed it. Many mistakes with classifiers are made here.
#
# | | labels are whole numbers `(m,)`: `[3, 0, ...]` | labels are one-hot `(m, classes)`: `[[0, 0, 0, 1, ...], ...]` |
# |---|---|---|
# | Keras' name | *sparse* categorical cross-entropy | categorical cross-entropy |
#
# | | the network ends with softmax | it ends with a plain `Dense` layer |
# |---|---|---|
# | `y_pred` is | probabilities, rows add up to 1 | scores of any size, called **logits** |
# | `from_logits` | `False` | `True`: the loss applies the softmax itself |
#
# Why would one leave the softmax to the loss? Because $\ln(\text{softmax})$ in one step stays exact where the softmax
# alone has already rounded to 0 or 1. Both are fine; mixing them up is not. Softmax on top of a softmax gives
# probabilities that are all nearly alike, and the network learns slowly and badly, *without any error*.
#
# Use Keras' functions, `keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=...)` and
# `keras.losses.categorical_crossentropy(...)`: each returns one loss for each example, shape `(m,)`. Or
# write it yourself with `keras.ops`. The checks look at the value *and* at the gradient.
#
# Shapes: `y_true` is `(m,)` or `(m, classes)`; `y_pred` is `(m, classes)`; the answer is a single number.


# %% exercise="cross_entropy"
def cross_entropy(y_true, y_pred, from_logits):
    """Compute the mean cross-entropy of a batch, whatever form labels and predictions have.

    Args:
        y_true: true classes: tensor of whole numbers of shape (m,), or one-hot rows of shape
            (m, classes).
        y_pred: predictions, tensor of shape (m, classes).
        from_logits: whether y_pred holds scores (True) or probabilities (False).

    Returns:
        Tensor of shape (): the mean over the m examples of -ln(probability of the true class).
    """
    raise NotImplementedError("cross_entropy")


# %% check="cross_entropy"
check("cross_entropy")

# %% [markdown]
# **A habit: look at the first loss** (the initial loss; the habit is called a *sanity check*). A network that knows
# nothing gives each of ten classes one tenth, so its loss is $-\ln 0.1 = \ln 10 \approx 2.303$. Is it? Then the
# price of a mix-up: a network that is already *right* and sure, judged with the wrong `from_logits`.

# %% tags=["demo"]
labels = keras.ops.convert_to_tensor(y_test)
first_loss = float(cross_entropy(labels, model(x_test), from_logits=False))
print(f"the first loss is {first_loss:.3f}; ln 10 is {np.log(10):.3f}")

one_hot = keras.ops.one_hot(labels, 10)
logits = 8.0 * one_hot  # a network that is right and sure
probabilities = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
print(
    "right and sure, probabilities, from_logits=False: loss "
    f"{float(cross_entropy(labels, probabilities, False)):.4f}"
)
print(
    "right and sure, logits,        from_logits=True:  loss "
    f"{float(cross_entropy(one_hot, logits, True)):.4f}"
)
print(
    "right and sure, probabilities, from_logits=True:  loss "
    f"{float(cross_entropy(labels, probabilities, True)):.4f}"
)

# %% [markdown]
# In the last line the network is right every time, and the loss says 1.46. It cannot go lower: softmax on top
# of probabilities gives at most $e / (e + 9) = 0.23$. If your training loss stops at 1.46 with ten classes, you
# know now what it is. (On TensorFlow, Keras sees some of these mix-ups when it trains a model: it warns, and does what
# you meant. Other backends do not, and a loss of your own does not. Read warnings.)

# %% tags=["question"]
ask("softmax_twice", ...)

# %% [markdown]
# ## 5. Train, stop, go on
#
# `model.compile(optimizer, loss, metrics=[...])` tells a model how to learn; `model.fit(x, y, ...)` lets it.
# Write the function that we use for every network from here on. In this order:
#
# 1. **Refuse** labels that are not whole numbers of shape `(m,)`, one for each picture: raise a `ValueError`. Our
#    loss will be the sparse one. One-hot labels would be a mix-up, and a clear error now saves an hour later.
# 2. **Compile**, with Adam and the given learning rate, the sparse categorical cross-entropy on probabilities,
#    and the metric `"accuracy"`. But **only if the model is not compiled yet** (`model.compiled`). Compiling again
#    gives the model a new optimizer that remembers nothing, so a training that was stopped could not go on
#    where it was.
# 3. **Fit** on all the pictures, for `epochs` more epochs, with `verbose=0`. Return `history` of what `fit` gives back:
#    a dict with a list for `"loss"` and one for `"accuracy"`.
#
# Shapes: `x` is `(m, height, width, channels)`, `y` is `(m,)`.


# %% exercise="train"
def train(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    """Train a classifier for some epochs more.

    The first call compiles the model: Adam, sparse categorical cross-entropy on probabilities,
    accuracy. Later calls go on with the same optimizer.

    Args:
        model: a keras.Model from (batch, height, width, channels) to probabilities (batch,
            classes).
        x: pictures, array of shape (m, height, width, channels).
        y: their classes, array of whole numbers of shape (m,).
        epochs: number of passes over the pictures.
        batch_size: pictures in one step.
        learning_rate: learning rate of Adam; it counts in the first call.

    Returns:
        Dict with the keys "loss" and "accuracy", each a list of one number for each of these
        epochs.

    Raises:
        ValueError: if y does not have the shape (m,), before anything else is done.
    """
    raise NotImplementedError("train")


# %% check="train"
check("train")

# %% tags=["question"]
ask("steps_in_an_epoch", ...)

# %% [markdown]
# **A habit: learn 20 examples by heart** (overfit a small batch, on purpose). A network that cannot do even that
# has a bug, and more data will not help.

# %% tags=["demo"]
twenty = np.concatenate([np.flatnonzero(y_train == digit)[:2] for digit in range(10)])
dlkit.seed(0)
small_test = lenet((16, 16, 1), 10)
accuracy = train(
    small_test, x_train[twenty], y_train[twenty], 60, batch_size=20, learning_rate=0.003
)["accuracy"]
print(
    f"accuracy on 20 pictures: {accuracy[0]:.0%} in the first step, {accuracy[-1]:.0%} in the "
    "last of 60"
)

# %% [markdown]
# Now all of them. The first cell makes the network, the second trains it: 5 to 15 seconds on two CPU cores. Stop
# it whenever you like (the square button), look at something, and run the second cell again: it goes on where it
# was. Run the first cell only to begin anew.


# %% tags=["demo"]
def train_until(model, history, epochs, *data, learning_rate=0.002):
    """Train until `history` holds so many epochs; a call after a stop goes on.

    Return whether all is done.
    """
    try:
        while len(history["loss"]) < epochs:
            for name, values in train(model, *data, 1, learning_rate=learning_rate).items():
                history[name] += values
            print(
                f"\rEpoch {len(history['loss'])} of {epochs}: loss {history['loss'][-1]:.4f}",
                end="",
                flush=True,
            )
    except KeyboardInterrupt:
        print("  Stopped. Run this cell again to go on.", end="")
    print()
    return len(history["loss"]) == epochs


def accuracy_of(model, x, y):
    """Return the share of pictures that a model reads right."""
    probabilities = keras.ops.convert_to_numpy(model(x, training=False))
    return float(np.mean(probabilities.argmax(axis=1) == y))


dlkit.seed(1)
reader, history = lenet((16, 16, 1), 10), {"loss": [], "accuracy": []}

# %% tags=["demo"]
start = time.perf_counter()
train_until(reader, history, 20, x_train, y_train)
answers = reader.predict(x_test, verbose=0).argmax(axis=1)
seconds = time.perf_counter() - start
print(
    f"{np.mean(answers == y_test):.1%} of {len(y_test)} test pictures are read right "
    f"({seconds:.0f} s)"
)
if history["loss"]:
    dlkit.plot.learning_curves(
        {"training loss": history["loss"]}, x_label="epoch", y_label="loss"
    )
    plt.show()

# %% [markdown]
# **All habits in one call.** When a network of yours does not train, ask `dlkit.inspect(model, x, y)`. It looks at the
# data, the labels and the loss, at the first loss, at each layer's outputs and gradients, at 20 examples learned by
# heart, and at the learning rate. It works on a copy: your network stays as it is. Here is a fresh LeNet with **two
# planted faults**. You know both from this notebook; find them in the cell before you read the table.

# %% tags=["demo"]
dlkit.seed(2)
ill = lenet((16, 16, 1), 10)
ill.compile(
    keras.optimizers.Adam(1e-7), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
)
report = dlkit.inspect(ill, x_train, y_train)
report.plot()
plt.show()
report

# %% [markdown]
# ## 6. Which digits does it mix up? What does it see?
#
# One number hides a lot. The **confusion matrix** has a row for each true class and a column for each answer. Entry
# $[i, j]$ counts the examples *of* class $i$ that the network *called* $j$. On the diagonal it was right.
#
# **Rows are the truth, columns are the answers.** The other convention exists too; a matrix without that
# sentence beside it is worth little. Ours is that of scikit-learn.
#
# Shapes: `y` and `y_hat` are `(m,)`, whole numbers from 0 to `classes - 1`. The answer is `(classes, classes)`,
# whole numbers, also for classes that do not occur.


# %% exercise="confusion_matrix"
def confusion_matrix(y, y_hat, classes):
    """Count how often each class was taken for each class.

    Args:
        y: true classes, array of whole numbers of shape (m,).
        y_hat: what the network answered, array of whole numbers of shape (m,).
        classes: number of classes.

    Returns:
        Array of whole numbers of shape (classes, classes); entry [i, j] counts examples of
        class i called j.
    """
    raise NotImplementedError("confusion_matrix")


# %% check="confusion_matrix"
check("confusion_matrix")

# %% tags=["demo"]
counts = confusion_matrix(y_test, answers, 10)
dlkit.plot.confusion_matrix(counts)
plt.show()

wrong = np.flatnonzero(answers != y_test)[:8]
labels = [f"{y_test[i]}, read as {answers[i]}" for i in wrong]
if len(wrong):
    dlkit.plot.images(x_test[wrong], labels=labels, columns=4)
    plt.show()

# %% tags=["question"]
ask("called_one", ...)

# %% [markdown]
# Would you have read them all?
#
# Now look inside. The six filters of the first layer are 5x5 pictures of weights: red for positive, blue for
# negative. A **feature map** is what one filter answers at each place, here after the ReLU. To get it out of a trained
# network, make a model with the same input and another output: `keras.Model(model.inputs, layer.output)`. It shares
# the weights; nothing is trained again.

# %% tags=["demo", "fold"]
# @title What the filters are, and what they answer
convolutions = [layer for layer in reader.layers if isinstance(layer, keras.layers.Conv2D)]
kernels = convolutions[0].get_weights()[0]  # (5, 5, 1, 6)
dlkit.plot.filters(kernels, labels=[f"filter {i}" for i in range(6)], columns=6)
plt.show()

inside = keras.Model(reader.inputs, [layer.output for layer in convolutions])
chosen = np.flatnonzero(y_test == 2)[2:3]
first_maps, second_maps = inside.predict(x_test[chosen], verbose=0)
dlkit.plot.images(x_test[chosen], labels=["the picture"])
plt.show()
dlkit.plot.feature_maps(first_maps[0], labels=[f"filter {i}" for i in range(6)], columns=6)
plt.show()
dlkit.plot.feature_maps(second_maps[0], columns=8)
plt.show()

# %% [markdown]
# The six filters of the first layer find strokes: some answer along upper edges, some along lower ones, some inside the
# ink. Compare each filter with its map. In our run filter 1 is red above and blue below: it answers where there is ink
# above and paper below, along lower edges. The maps of the second layer are smaller, and most of them are dark nearly
# everywhere: each waits for something special, an arc here, an end there.
#
# ## 7. More from few pictures
#
# Labels are expensive. But a 4 that is shifted, turned or zoomed a little is still a 4, and to a network it is a
# new picture. **Augmentation** shows every picture a little changed each time, at random.
#
# The art is to change only *what does not change the label*. Mirrored, a cat is a cat; a 3 is nothing, and a 6 turned
# upside down is a 9. So **no flips** for digits, and only small turns.
#
# Keras has layers for it. Put them into one `keras.Sequential` that starts with `keras.Input(input_shape)`:
#
# | layer | range | its unit |
# |---|---|---|
# | `keras.layers.RandomTranslation(height_factor, width_factor)` | up to `shift`, in all four directions | fraction of the side |
# | `keras.layers.RandomRotation(factor)` | up to `degrees`, both ways | fraction of a *full turn* |
# | `keras.layers.RandomZoom(height_factor)` | up to `zoom`, in and out | fraction of the size |
#
# - What comes into view from outside should be paper, 0: say `fill_mode="constant"` to each layer. The default
#   mirrors the ink at the edge.
# - With one factor, `RandomZoom` zooms height and width alike.
# - These layers work **only in training mode**, `model(x, training=True)`. In **inference mode** (when the network
#   is used, not trained) they hand the pictures on untouched: nobody wants the digit that is to be read to be
#   turned first.
#
# Shapes: from `(batch, height, width, channels)` to the same.


# %% exercise="augmenter"
def augmenter(input_shape, shift, degrees, zoom):
    """Build a model that changes each picture a little at random, in training mode only.

    Args:
        input_shape: (height, width, channels) of the pictures.
        shift: largest shift, up, down, left and right, as a fraction of the side.
        degrees: largest turn to either side, in degrees.
        zoom: largest zoom, in and out, as a fraction of the size.

    Returns:
        A keras.Model, (batch, height, width, channels) to the same. New places are filled with
        0.
    """
    raise NotImplementedError("augmenter")


# %% check="augmenter"
check("augmenter")

# %% [markdown]
# Four digits, each first as it is and then seven times as the network sees it. Could you still read all of them? That is
# the test of a good augmentation.

# %% tags=["demo"]
dlkit.seed(0)
changed = augmenter((16, 16, 1), shift=0.1, degrees=15, zoom=0.15)
rows = []
for picture in x_train[[2, 4, 6, 9]]:
    eight = np.repeat(picture[np.newaxis], 8, axis=0)
    eight[1:] = keras.ops.convert_to_numpy(changed(eight[1:], training=True))
    rows.append(eight)
dlkit.plot.images(np.concatenate(rows), columns=8)
plt.show()

# %% [markdown]
# Now the proof. We train with 20 pictures of each digit, 200 in all, as if we could not pay for more labels. All other
# pictures serve to test: 1,597 that the network has never seen. Two networks start from the same weights and take the
# same number of steps. In each epoch both see every picture eight times: one network as it is, the other changed,
# eight times differently. 10 to 20 seconds on two CPU cores; the second cell can be stopped and run again, too.

# %% tags=["demo"]
rng = np.random.default_rng(1)
few = np.concatenate(
    [rng.choice(np.flatnonzero(y_train == digit), 20, replace=False) for digit in range(10)]
)
others = np.setdiff1d(np.arange(len(y_train)), few)
x_unseen, y_unseen = (
    np.concatenate([x_train[others], x_test]),
    np.concatenate([y_train[others], y_test]),
)
contest = {}
for name in ("200 pictures, augmented", "200 pictures as they are"):
    dlkit.seed(1)
    contest[name] = (lenet((16, 16, 1), 10), [])

# %% tags=["demo"]
start = time.perf_counter()
# (1600, 16, 16, 1), (1600,)
many, labels_of_many = (
    np.tile(x_train[few], (8, 1, 1, 1)),
    np.tile(y_train[few], 8),
)
try:
    for name, (network, accuracies) in contest.items():
        while len(accuracies) < 20:
            shown = (
                keras.ops.convert_to_numpy(changed(many, training=True))
                if "augmented" in name
                else many
            )
            train(network, shown, labels_of_many, 1, learning_rate=0.002)
            accuracies.append(accuracy_of(network, x_unseen, y_unseen))
            print(
                f"\r{name}: epoch {len(accuracies)} of 20, accuracy {accuracies[-1]:.1%}",
                end="",
                flush=True,
            )
        by_heart = accuracy_of(network, x_train[few], y_train[few])
        print(
            f"\r{name}: {by_heart:.1%} on these 200, {np.mean(accuracies[-5:]):.1%} on unseen "
            "pictures",
            end="",
        )
        print(" (average of the last five epochs)")
except KeyboardInterrupt:
    print("  Stopped. Run this cell again to go on.")
print(f"{time.perf_counter() - start:.0f} s")
curves = {name: accuracies for name, (_, accuracies) in contest.items() if accuracies}
if curves:
    dlkit.plot.learning_curves(curves, x_label="epoch", y_label="accuracy on unseen pictures")
    plt.show()

# %% [markdown]
# The augmented one starts more slowly, since its task is harder. Then it passes: about half of the mistakes that the
# other one makes are gone. (One choice of 200 pictures is one choice. In the five that we tried the augmented network
# won each time; by how much depends on the pictures.) The other one reads its 200 pictures without a mistake
# after a few epochs, and then there is nothing left for it to learn. In the end both read these 200 without a mistake:
# from the training pictures you could not tell which network is better. Nothing was added but your knowledge of what
# does not change a digit.

# %% tags=["question"]
ask("gloves", ...)

# %% [markdown]
# ## 8. Deeper with small kernels: VGG
#
# From here on we build *blocks*. LeNet has 5x5 kernels. In 2014 Simonyan and Zisserman asked: why not two 3x3 kernels
# in a row? Together they see 5x5 pixels too, with $2 \cdot 9 = 18$ weights per pair of channels, not 25, and with one
# ReLU more in between. Their network, **VGG**, is a pile of one block:
#
# ```text
#  x -- conv 3x3, ReLU -- ... -- conv 3x3, ReLU -- max pool 2x2, stride 2 --> y
#       \_____________  _______________________/    half the height and width
#                     \/
#        `convolutions` times, each with `filters` filters
# ```
#
# All convolutions have stride 1 and padding "same".
#
# A block is not a model. It is a function that *adds layers*, in the functional style of Keras: `x` is a **symbolic
# tensor** (a *KerasTensor*), a promise of numbers that knows its shape. A layer is called with it and returns the
# next one: `x = keras.layers.Conv2D(...)(x)`. At the end `keras.Model(inputs, outputs)` makes a model of all that
# lies between. Do not name the layers: a name may occur only once in a model, and a block is used many times.
#
# ReLU may be an argument of the convolution or a layer of its own, as you like.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, height // 2, width // 2, filters)`.


# %% exercise="vgg_block"
def vgg_block(x, filters, convolutions):
    """Add 3x3 convolutions with ReLU, then 2x2 max pooling.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels).
        filters: number of filters of each convolution, an integer.
        convolutions: how many convolutions there are, an integer, at least 1.

    Returns:
        Symbolic tensor of shape (batch, height // 2, width // 2, filters).
    """
    raise NotImplementedError("vgg_block")


# %% check="vgg_block"
check("vgg_block")

# %% [markdown]
# The first two blocks of the real VGG-16, for photographs of 224x224. Your table of layers reads them too.

# %% tags=["demo"]
entry = keras.Input((224, 224, 3))
start_of_vgg = keras.Model(entry, vgg_block(vgg_block(entry, 64, 2), 128, 2))
for layer, (shape, parameters) in zip(
    describe(start_of_vgg)[1:],
    layer_table(describe(start_of_vgg)[1:], (224, 224, 3)),
    strict=True,
):
    print(f"{layer['kind']:16}{shape!s:18}{parameters:9,}")

# %% tags=["question"]
ask("as_far_as_nine", ...)

# %% [markdown]
# ## 9. All sizes at once: Inception
#
# Which kernel is best here, 1x1, 3x3 or 5x5? **GoogLeNet** (Szegedy and colleagues, also 2014) answers: take all,
# side by side, and let the next layer choose. The trouble is the price of the 5x5. The rescue is a **bottleneck**: a
# 1x1 convolution first, which mixes the channels and makes them few.
#
# ```text
#        +-- conv 1x1, one ------------------------------------+
#        |                                                     |
#        +-- conv 1x1, three_reduce -- conv 3x3, three --------+
#   x ---+                                                     +-- concatenate --> y
#        +-- conv 1x1, five_reduce --- conv 5x5, five ---------+   channels
#        |                                                     |
#        +-- max pool 3x3, stride 1 -- conv 1x1, pool ---------+
# ```
#
# - **Every** convolution has a ReLU, also the bottlenecks.
# - Everything has stride 1 and padding "same", the pooling too. So all branches keep height and width.
# - The branches are joined along the channels, **in the order of the picture**, from top to bottom.
# - `filters` is a tuple of six numbers, in the order of the paper's table:
#   `(one, three_reduce, three, five_reduce, five, pool)`.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, height, width, one + three + five + pool)`.


# %% exercise="inception_block"
def inception_block(x, filters):
    """Add four branches side by side: 1x1; 1x1 to 3x3; 1x1 to 5x5; 3x3 max pooling to 1x1.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels).
        filters: the tuple (one, three_reduce, three, five_reduce, five, pool) of numbers of
            filters.

    Returns:
        Symbolic tensor of shape (batch, height, width, one + three + five + pool).
    """
    raise NotImplementedError("inception_block")


# %% check="inception_block"
check("inception_block")

# %% tags=["question"]
ask("shape_after_inception", ...)

# %% [markdown]
# The first inception block of GoogLeNet: the paper's table gives it 159 thousand weights (its thousand is 1024).

# %% tags=["demo"]
entry = keras.Input((28, 28, 192))
block = keras.Model(entry, inception_block(entry, (64, 96, 128, 16, 32, 32)))
weights = sum(math.prod(weight.shape) for weight in block.weights if weight.name == "kernel")
print(
    f"{entry.shape[1:]} -> {block.output_shape[1:]}, {weights:,} weights, "
    f"{weights / 1024:.1f} times 1024"
)

# %% [markdown]
# **What does the bottleneck save?** A convolution does one multiplication for each weight, at each place of its output.
# With a window of $f \times f$, from $c$ to $k$ channels, stride 1 and padding "same":
#
# $$\text{multiplications} = \text{height} \cdot \text{width} \cdot f^2 \cdot c \cdot k$$
#
# (Biases are added, not multiplied. Pooling only compares. Neither counts.)
#
# Count two versions of the block. In the **direct** one the 3x3 and the 5x5 convolution look at $x$ itself, and there
# are no bottlenecks. The 1x1 branch and the pooling branch, with its 1x1 convolution, are in both. The other version is
# the block that you built.


# %% exercise="inception_multiplications"
def inception_multiplications(height, width, channels, filters):
    """Count the multiplications of an inception block, without and with its two bottlenecks.

    Args:
        height, width, channels: shape of what comes in.
        filters: the tuple (one, three_reduce, three, five_reduce, five, pool) of numbers of
            filters.

    Returns:
        A tuple of two integers: (without bottlenecks, with bottlenecks).
    """
    raise NotImplementedError("inception_multiplications")


# %% check="inception_multiplications"
check("inception_multiplications")

# %% tags=["demo"]
direct, bottlenecked = inception_multiplications(28, 28, 192, (64, 96, 128, 16, 32, 32))
print(f"without bottlenecks {direct / 1e6:6.1f} million multiplications")
print(
    f"with bottlenecks    {bottlenecked / 1e6:6.1f} million: {1 - bottlenecked / direct:.0%} "
    "saved"
)
share = 28 * 28 * (192 * 16 + 25 * 16 * 32) / (28 * 28 * 25 * 192 * 32)
print(f"the 5x5 branch alone costs {share:.0%} of what it would cost directly")

# %% [markdown]
# ## 10. Look around, then mix: MobileNet
#
# A convolution does two things at once: it looks around, and it mixes channels. For that it needs
# $f^2 \cdot c \cdot k$ weights. Do one after the other:
#
# 1. **depthwise**: one 3x3 kernel for each channel, which sees that channel alone: $9c$ weights;
# 2. **pointwise**: a 1x1 convolution that mixes the channels at each place: $c k$ weights.
#
# Together $9c + ck$ in place of $9ck$: with many channels nearly nine times fewer. **MobileNet** (Howard and colleagues,
# 2017), made for telephones, is a pile of this block:
#
# ```text
#  x - depthwise 3x3, stride s - BN - ReLU - conv 1x1 to filters - BN - ReLU --> y
# ```
#
# - Depthwise: `keras.layers.DepthwiseConv2D`, padding "same", with the stride. The 1x1 convolution has stride 1.
# - Neither has a bias (`use_bias=False`): batch norm subtracts the mean, so a constant before it is lost anyway.
# - BN is `keras.layers.BatchNormalization()` as it comes. What it does is the subject of section 11.
# - `keras.layers.SeparableConv2D` is something else: it has nothing between its two parts.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, ceil(height / stride), ceil(width / stride), filters)`.


# %% exercise="depthwise_separable_block"
def depthwise_separable_block(x, filters, stride):
    """Add a 3x3 depthwise, then a 1x1 convolution, each followed by batch norm and ReLU.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels).
        filters: number of filters of the 1x1 convolution, an integer.
        stride: stride of the depthwise convolution, an integer.

    Returns:
        Symbolic tensor of shape (batch, ceil(height / stride), ceil(width / stride), filters).
    """
    raise NotImplementedError("depthwise_separable_block")


# %% check="depthwise_separable_block"
check("depthwise_separable_block")

# %% tags=["question"]
ask("weights_of_separable", ...)

# %% [markdown]
# The price for 3x3 convolutions of various widths, on 14x14 places. The more channels, the nearer to a ninth.

# %% tags=["demo"]
for width in (16, 64, 256, 1024):
    entry = keras.Input((14, 14, width))
    block = keras.Model(entry, depthwise_separable_block(entry, width, 1))
    weights = sum(
        math.prod(weight.shape) for weight in block.weights if weight.name == "kernel"
    )
    ordinary = 9 * width * width
    print(
        f"{width:5} channels: ordinary {ordinary:10,} weights, separable {weights:10,}, "
        f"{weights / ordinary:.0%}"
    )

# %% [markdown]
# ## 11. Batch norm has two modes
#
# You have used it; now write it. **Batch norm** brings each channel to mean 0 and standard deviation 1, then lets the
# network choose another scale $\gamma$ and shift $\beta$:
#
# $$y = \gamma \, \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta$$
#
# The question is: *whose* mean and variance?
#
# | | in training, `training=True` | afterwards, `training=False` |
# |---|---|---|
# | $\mu$ and $\sigma^2$ | of **this batch** | the **moving** mean and variance |
# | moving mean | $\text{momentum} \cdot \text{moving} + (1 - \text{momentum}) \cdot \mu$ | stays |
# | moving variance | $\text{momentum} \cdot \text{moving} + (1 - \text{momentum}) \cdot \sigma^2$ | stays |
#
# When the network is used, there may be only one picture, and the answer for it must not depend on who else is in the
# batch. So during training the layer remembers what was usual, in two averages that move slowly, and uses them later.
#
# One $\mu$ and $\sigma^2$ **for each channel**: the average goes over the examples, the height and the width, axes 0, 1
# and 2. The variance is the plain one, `np.var`. Do not change the arrays that come in; return new ones. The new moving
# averages are for later: in the call that computes them they are not used.
#
# This one is pure NumPy. Shapes: `x` is `(m, height, width, channels)`, everything else is `(channels,)`.


# %% exercise="batch_norm"
def batch_norm(
    x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001
):
    """Normalise each channel, as `keras.layers.BatchNormalization` does in its two modes.

    Args:
        x: array of shape (m, height, width, channels).
        gamma: scale of each channel, array of shape (channels,).
        beta: shift of each channel, array of shape (channels,).
        moving_mean: what the mean usually was so far, array of shape (channels,).
        moving_variance: what the variance usually was so far, array of shape (channels,).
        training: whether this is a step of training.
        momentum: how much of the moving averages stays in one step.
        epsilon: small number that is added to the variance.

    Returns:
        A tuple (y, moving_mean, moving_variance): the normalised x, and the two averages after
        this call.
    """
    raise NotImplementedError("batch_norm")


# %% check="batch_norm"
check("batch_norm")

# %% tags=["question"]
ask("batch_norm_of_one", ...)

# %% tags=["question"]
ask("line_of_batch_norm", ...)

# %% [markdown]
# Yours against Keras, in both modes. Then the question that puzzles everybody once: the same layer, the same
# pictures, and the two modes disagree. Let the layer see 500 batches in training mode, and measure after each
# how far the two modes are apart.

# %% tags=["demo"]
layer = keras.layers.BatchNormalization()
some = np.random.default_rng(0).normal(5.0, 2.0, size=(64, 4, 4, 3)).astype("float32")
layer.build(some.shape)
gamma, beta, moving_mean, moving_variance = layer.get_weights()
for training in (False, True):
    ours, *_ = batch_norm(some, gamma, beta, moving_mean, moving_variance, training)
    theirs = keras.ops.convert_to_numpy(layer(some, training=training))
    print(
        f"training={training!s:6} mean {ours.mean():6.3f}, deviation {ours.std():.3f};",
        end=" ",
    )
    print(f"largest difference from Keras {np.abs(ours - theirs).max():.1g}")

rng, moving_mean, moving_variance = np.random.default_rng(0), np.zeros(3), np.ones(3)
gaps = []
for _ in range(500):
    batch = rng.normal(5.0, 2.0, size=(64, 4, 4, 3))
    y, moving_mean, moving_variance = batch_norm(
        batch, gamma, beta, moving_mean, moving_variance, training=True
    )
    later, *_ = batch_norm(batch, gamma, beta, moving_mean, moving_variance, training=False)
    gaps.append(np.abs(y - later).mean())
ax = dlkit.plot.learning_curves(
    {"gap": gaps},
    x_label="batches seen in training mode",
    y_label="mean |training output - inference output|",
)
ax.set_yscale("log")
plt.show()

# %% [markdown]
# The moving averages start at 0 and 1, so a new layer in inference mode does next to nothing: our pictures keep their
# mean near 5 and their deviation near 2. In each step the averages go one percent of the way: after 100 steps
# $0.99^{100} = 37$ percent of the start is still in them. (A little of the gap always remains, since no batch is exactly
# like the average one.) Until they have arrived, the network in inference mode is
# another network than the one that was trained. If the test accuracy of a network with batch norm is terrible in
# the first epochs, wait.
#
# Two words that sound alike:
#
# - `training=True/False` is said **in a call**: which statistics to use *now*.
# - `layer.trainable = False` is said **to a layer**: do not let the optimizer change gamma and beta.
#
# A batch norm layer in Keras is a special case: if it is not trainable, it also runs in inference mode, whatever the
# call says. And `training=True` in a call that should only predict makes the answer for one picture depend on its
# neighbours. Look:

# %% tags=["demo"]
alone = keras.ops.convert_to_numpy(layer(some[:1], training=True))[0]
among = keras.ops.convert_to_numpy(layer(some[:8], training=True))[0]
print(
    "the same picture alone and among eight, training=True:  largest difference "
    f"{np.abs(alone - among).max():.2f}"
)
alone = keras.ops.convert_to_numpy(layer(some[:1], training=False))[0]
among = keras.ops.convert_to_numpy(layer(some[:8], training=False))[0]
print(
    "the same picture alone and among eight, training=False: largest difference "
    f"{np.abs(alone - among).max():.2f}"
)

layer.trainable = False
frozen = keras.ops.convert_to_numpy(layer(some[:8], training=True))[0]
print(
    "not trainable, called with training=True: difference from inference mode "
    f"{np.abs(frozen - among).max():.2f}"
)

# %% tags=["question"]
ask("moving_mean_after_two", ...)

# %% [markdown]
# ## 12. Four networks, one task
#
# Put the blocks to work. Four small networks, each in the style of one of the famous ones: parameters,
# multiplications for one picture, and what they read after 20 epochs. 15 to 40 seconds on two CPU cores. Stop the second
# cell and run it again as you like; the third shows what came of it.


# %% tags=["demo"]
def style_of(name):
    """Build a small network of the blocks of one of the famous ones."""
    if name == "LeNet":
        return lenet((16, 16, 1), 10)
    inputs = keras.Input((16, 16, 1))
    if name == "VGG":
        x = vgg_block(vgg_block(inputs, 16, 2), 32, 2)  # (4, 4, 32)
    elif name == "Inception":
        x = vgg_block(inputs, 16, 1)  # (8, 8, 16)
        x = inception_block(x, (8, 8, 16, 4, 8, 8))  # (8, 8, 40)
        x = keras.layers.MaxPooling2D(2)(x)
        x = inception_block(x, (16, 12, 24, 6, 12, 12))  # (4, 4, 64)
    else:
        x = keras.layers.Conv2D(16, 3, padding="same", use_bias=False)(inputs)
        x = keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.9)(x))
        x = depthwise_separable_block(x, 32, 2)  # (8, 8, 32)
        x = depthwise_separable_block(x, 64, 2)  # (4, 4, 64)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))


def multiplications(model):
    """Count the multiplications for one picture: each weight of a kernel, at each place."""
    total = 0
    for layer in model.layers:
        for weight in layer.weights:
            if weight.name == "kernel":
                total += math.prod(weight.shape) * math.prod(layer.output.shape[1:-1])
    return total


race = {}
for name in ("LeNet", "VGG", "Inception", "MobileNet"):
    dlkit.seed(1)
    race[name] = (style_of(name), {"loss": [], "accuracy": []})

# %% tags=["demo"]
for name, (network, past) in race.items():
    print(name)
    if not train_until(network, past, 20, x_train, y_train, learning_rate=0.003):
        break

# %% tags=["demo"]
for name, (network, past) in race.items():
    print(
        f"{name:10}{network.count_params():8,} parameters {multiplications(network):10,} "
        "multiplications",
        end="  ",
    )
    print(
        f"test accuracy {accuracy_of(network, x_test, y_test):.1%} after {len(past['loss'])} "
        "epochs"
    )
curves = {name: past["loss"] for name, (_, past) in race.items() if past["loss"]}
if curves:
    ax = dlkit.plot.learning_curves(curves, x_label="epoch", y_label="loss (logarithmic)")
    ax.set_yscale("log")
    plt.show()

# %% [markdown]
# Read the columns against each other. LeNet has the most parameters, nearly all of them in its dense layers. The network
# in the style of VGG has not half as many, and does six times the multiplications: a kernel is used at every place, a
# weight of a dense layer once. Global average pooling got rid of the large dense layers in the other three. Parameters
# say how large the file is; multiplications say how long you wait.
#
# **A habit: do not rank by one run.** One test picture is 0.3 percent, and another seed gives another accuracy. In five
# runs of ours, with five seeds, LeNet read 98.3 to 99.2 percent, VGG 96.7 to 98.9, Inception 93.9 to 98.3, MobileNet
# 95.0 to 98.3. A difference that is smaller than this spread says nothing.
#
# ## 13. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Too much of a good thing.** Raise `degrees` in section 7 to 90, then to 180. When does the accuracy fall, and which
#    digits does the confusion matrix show as the victims? And what does a `RandomFlip("horizontal")` cost?
# 2. **Whose pictures?** The training pictures stand in the order in which people wrote them. In section 7, take the *first*
#    20 pictures of each digit in place of a random choice: 200 pictures by a few writers. How much does the
#    accuracy fall? How much of that does augmentation bring back, and what can it not bring back?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A company wants to read the digits on water meters with a cheap camera that runs on a battery. It has 300 labelled
# photographs. Recommend one of the four networks of section 12, in about 150 words:
#
# - Which one, and why? Use the numbers of parameters *and* of multiplications from your own table (4 points).
# - How would you get the most out of 300 photographs? Name two changes that you would make to the pictures while training,
#   and one that you would not, each with the reason (3 points).
# - A month later they write: "In our tests the network was right 98 times in 100. In the cellar it is right 80 times." Name
#   two possible causes from this notebook, and how you would find out which it is (3 points).

# %% [markdown] written="which_network"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# LeNet, and a table of layers that you can work out on paper. A loss that fits its labels, a training that can be
# stopped, a confusion matrix, and a way to look inside. Augmentation, which puts what you know into the data. The
# blocks of three famous networks, with their price. And batch norm, in both of its modes.
#
# None of these networks was deep. Pile up forty such layers, and the result gets *worse*, already on the training
# pictures. Why, and what to do about it, is the subject of the next notebook, `resnet`.
#
# **To read on**, all of it free:
#
# - [Modern convolutional neural networks](https://d2l.ai/chapter_convolutional-modern/index.html), a chapter of
#   the book *Dive into deep learning*: VGG, GoogLeNet, batch norm and what came after.
# - [ImageNet classification with deep convolutional neural
#   networks](https://papers.nips.cc/paper/2012/hash/c399862d3b9d6b76c8436e924a68c45b-Abstract.html), Krizhevsky,
#   Sutskever and Hinton, 2012: AlexNet, with the pooling of section 3.
# - [A recipe for training neural networks](https://karpathy.github.io/2019/04/25/recipe/), Karpathy, 2019: the
#   habits of this course, and more of them.
# - [MobileNets](https://arxiv.org/abs/1704.04861), Howard and colleagues, 2017: the paper behind section 10, easy
#   to read.
