# %% [markdown]
# # ResNet: depth that trains
#
# **You will build** residual blocks, a network of 14 or of 44 layers from them, and ResNet-50, the famous
# one, with exactly the 25,636,712 parameters of Keras' own. At the end you see with your own numbers that a
# plain network of 44 layers is worse than one of 14, and that with shortcuts it is not. A small ResNet then
# reads at least 97 of 100 unseen digits, and you make it a little smaller and faster without changing one answer.
#
# **You need** the convolutional networks of the notebook `convnet`: `Conv2D`, batch norm, pooling, and the
# functional style of Keras.
#
# **It takes** about 120 minutes. On two CPU cores the finished notebook runs from top to bottom in two to
# three minutes.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("fold_batch_norm")` gives a hint: the first gives away little, the
# third nearly all. `inputs("fold_batch_norm")` hands you the values that a check calls it with, and
# `progress()` shows how far you are. Once you are right, `solution("fold_batch_norm")` shows how we
# wrote it, where your edition has the solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import keras
import numpy as np

check, hint, solution, inputs, progress, ask = dlkit.assignment("resnet").tools

# %% [markdown]
# This is where we are going. The cell draws the training loss of four networks, as we recorded it in one
# run; in section 8 you make your own. More layers can express more, so the loss of the deep network should be
# lower. Without shortcuts (dashed orange) it is far higher, and it falls far more slowly.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt

recorded = {
    "plain, 14 layers": ".823 .229 .123 .086 .05 .022 .022 "
    ".009 .003 .002 .002 .002 .002 .002 .002",
    "plain, 44 layers": "2.351 2.306 2.262 2.126 1.855 1.614 1.447 1.342 "
    "1.243 1.161 1.092 1.027 .959 .966 .904",
    "shortcuts, 14 layers": ".542 .16 .084 .022 .014 .006 .008 "
    ".004 .001 .001 .001 .001 .001 .001 .001",
    "shortcuts, 44 layers": "2.225 1.193 .595 .277 .134 .086 .058 .039 "
    ".027 .018 .008 .005 .004 .004 .004",
}
curves = {name: [float(loss) for loss in line.split()] for name, line in recorded.items()}
ax = dlkit.plot.learning_curves(curves, x_label="epoch", y_label="training loss")
ax.set_yscale("log")
plt.show()

# %% [markdown]
# ## 1. The shortcut
#
# Take a trained network of 14 layers and put 30 more layers on top that do nothing: they hand on what they get.
# The result has 44 layers and makes the same mistakes, no more. So the best network of 44 layers is *at least
# as good* as the best one of 14. Yet training does not find it. Look at the curves above: this is the loss on
# the *training* pictures, so it is not overfitting. It is the search (optimization) that fails. The field calls
# it the **degradation problem**.
#
# Doing nothing, it turns out, is hard to learn for a stack of convolutions. So make it easy: let the layers
# compute only the *change*, and add it to what came in.
#
# $$y = \mathrm{ReLU}\big(x + F(x)\big)$$
#
# If all weights of $F$ are zero, the block hands on $x$ (an identity mapping). That is where the search now
# starts from, and what is learned is the rest, the **residual**. The line on which $x$ travels is called
# **shortcut** or skip.
#
# The **identity block**, from left to right, $F$ below and the shortcut above:
#
# ```text
#       +------------------------------------------------------------+
#       |                                                            v
#  x ---+-- conv k x k -- BN -- ReLU -- conv k x k -- BN ---------- (+) -- ReLU --> y
# ```
#
# **House rules.** They hold in the whole notebook, so that only one answer is right:
#
# - Every convolution is followed by batch norm (BN). *First convolution, then BN, then ReLU.*
# - On a branch there is **no ReLU between the last BN and the addition**. One ReLU follows the addition.
# - Nothing stands on the shortcut of an identity block.
# - Convolutions use `padding="same"` where nothing else is said, and they **have a bias** (Keras' default).
#   Batch norm subtracts a constant anyway, so the bias is superfluous; Keras' own ResNet-50 has it, and we
#   want to count the same parameters.
# - Batch norm is `keras.layers.BatchNormalization(epsilon=1.001e-5)`, which normalises each channel, the last
#   axis. (The odd number is the one in Keras' ResNet-50. The checks do not see the difference from another small
#   epsilon.)
#
# ReLU as a layer, as `Activation("relu")` or as a function; `Add()([a, b])`, `keras.layers.add` or `a + b`: as
# you like. The functions get and return *symbolic tensors*, as the functional style does: they add layers to
# a network that is being wired. Do not name the layers: a name may occur only once in a model, and a block is used
# many times.
#
# Shapes: `x` is `(batch, height, width, filters)`, and so is the answer. The identity block needs an `x` that
# has `filters` channels already.


# %% exercise="identity_block"
def identity_block(x, filters, kernel_size):
    """Add two convolutions with a shortcut around them: ReLU(x + F(x)).

    F is convolution, batch norm, ReLU, convolution, batch norm. Both convolutions have stride
    1 and padding "same".

    Args:
        x: symbolic tensor of shape (batch, height, width, filters).
        filters: number of channels of both convolutions, an integer; x has as many.
        kernel_size: height and width of both kernels, an integer.

    Returns:
        Symbolic tensor of shape (batch, height, width, filters).
    """
    raise NotImplementedError("identity_block")


# %% check="identity_block"
check("identity_block")

# %% tags=["question"]
ask("relu_before_the_addition", ...)

# %% [markdown]
# Look at the layers one by one. (Keras' `None` is the batch axis.) Then the promise from above: set every
# kernel to zero, send a picture through, and see what comes out. Through a plain stack of convolutions
# nothing would come.


# %% tags=["demo"]
def layer_table(model):
    """Print name, output shape and parameters of each layer."""
    for layer in model.layers:
        print(f"{type(layer).__name__:24}{layer.output.shape!s:24}{layer.count_params():>8,}")
    print(f"{'together':48}{model.count_params():>8,}\n")


dlkit.seed(0)
entry = keras.Input((8, 8, 16))
block = keras.Model(entry, identity_block(entry, 16, 3))
layer_table(block)

for weight in block.weights:
    if weight.name == "kernel":
        weight.assign(keras.ops.zeros_like(weight))
picture = np.random.default_rng(0).uniform(size=(1, 8, 8, 16))
change = np.abs(np.asarray(block(picture)) - picture).max()
print(f"all kernels zero: the block changes its input by {change:.1g}")

# %% tags=["question"]
ask("negative_through_a_zero_block", ...)

# %% [markdown]
# ## 2. When the shape changes
#
# From time to time a network halves height and width and takes more channels instead. Then $x$ and $F(x)$ no
# longer have the same shape, and $x + F(x)$ makes no sense. The **projection block** brings $x$ into the new
# shape by the cheapest convolution there is, 1x1, with the same stride:
#
# $$y = \mathrm{ReLU}\big(P(x) + F(x)\big)$$
#
# ```text
#       +-- conv 1 x 1, stride s -- BN -----------------------------+
#       |                                                            v
#  x ---+-- conv k x k, stride s -- BN -- ReLU -- conv k x k -- BN -(+)-- ReLU --> y
# ```
#
# - The stride sits on the **first** convolution of the branch and on the 1x1 convolution of the shortcut.
# - All three convolutions give `filters` channels.
# - The shortcut has a batch norm and *no* ReLU.
#
# With `padding="same"` a side of length $n$ becomes $\lceil n / s \rceil$. A 1x1 kernel needs no padding: with
# a stride it looks at every $s$-th pixel, $\lceil n / s \rceil$ of them too. So the two always fit.
#
# Shapes: from `(batch, height, width, channels)` to
# `(batch, ceil(height / stride), ceil(width / stride), filters)`.


# %% exercise="projection_block"
def projection_block(x, filters, kernel_size, stride):
    """Add two convolutions, and a shortcut with a 1x1 convolution: ReLU(P(x) + F(x)).

    F is convolution with the stride, batch norm, ReLU, convolution with stride 1, batch norm.
    P is a 1x1 convolution with the stride, batch norm. There is always a projection, even if
    the shape stays.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels).
        filters: number of channels of all three convolutions, an integer.
        kernel_size: height and width of the two kernels of F, an integer.
        stride: stride of the first convolution of F and of the projection, an integer.

    Returns:
        Symbolic tensor of shape (batch, ceil(height / stride), ceil(width / stride), filters).
    """
    raise NotImplementedError("projection_block")


# %% check="projection_block"
check("projection_block")

# %% tags=["question"]
ask("shape_after_stride_three", ...)

# %% tags=["question"]
ask("line_of_the_projection", ...)

# %% [markdown]
# Shapes in, shapes out, and what it costs. A convolution of $k \times k$ from $c$ to $f$ channels has
# $k^2 c f + f$ parameters, a batch norm $4f$: gamma and beta, which are trained, and the moving mean and
# variance, which are not. Does the count by hand agree with Keras?

# %% tags=["demo"]
for shape, filters, kernel_size, stride in (
    ((8, 8, 16), 32, 3, 2),
    ((9, 13, 16), 32, 3, 2),
    ((8, 8, 3), 5, 5, 3),
):
    inputs = keras.Input(shape)
    block = keras.Model(inputs, projection_block(inputs, filters, kernel_size, stride))
    channels, area = shape[-1], kernel_size**2
    convolutions = (area * channels + area * filters + channels) * filters + 3 * filters
    by_hand = convolutions + 3 * 4 * filters
    print(f"{shape!s:12} stride {stride} -> {block.output_shape[1:]!s:12}", end=" ")
    print(f"parameters: by hand {by_hand:6,}, Keras {block.count_params():6,}")

# %% [markdown]
# Beside an identity block of the same size: what does the projection bring with it? Layers that only the projection
# block has are blue with a plus, layers that only the identity block has are orange with a minus. Find the 1x1
# convolution in the table: its number of parameters gives it away.

# %% tags=["demo"]
entry = keras.Input((8, 8, 16))
with_projection = keras.Model(entry, projection_block(entry, 16, 3, 1))
without = keras.Model(entry, identity_block(entry, 16, 3))
dlkit.plot.layer_table(with_projection, beside=without)

# %% [markdown]
# ## 3. Choose
#
# A projection costs parameters, and it is no longer a free way through. So use it only where it must be. The
# **basic block** of a ResNet has two 3x3 convolutions. Where stride and channels leave the shape as it is, it
# is an identity block; otherwise it is a projection block.
#
# | stride | channels of `x` | block |
# |---|---|---|
# | 1 | `filters` | identity |
# | 1 | another number | projection |
# | not 1 | any | projection |
#
# A symbolic tensor knows its shape: `x.shape` is `(None, height, width, channels)`.
#
# Shapes: as for the projection block.


# %% exercise="basic_block"
def basic_block(x, filters, stride):
    """Add a residual block of two 3x3 convolutions; a projection only where the shape changes.

    Calls `identity_block` or `projection_block`.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels).
        filters: number of channels of the answer, an integer.
        stride: stride of the block, an integer.

    Returns:
        Symbolic tensor of shape (batch, ceil(height / stride), ceil(width / stride), filters).
    """
    raise NotImplementedError("basic_block")


# %% check="basic_block"
check("basic_block")

# %% [markdown]
# Four blocks in a row. Which of them carry a projection? A block with one has three convolutions.

# %% tags=["demo"]
x = keras.Input((8, 8, 16))
for filters, stride in ((16, 1), (32, 2), (32, 1), (64, 1)):
    block = keras.Model(x, basic_block(x, filters, stride))
    convolutions = sum(isinstance(layer, keras.layers.Conv2D) for layer in block.layers)
    kind = "projection" if convolutions == 3 else "identity"
    print(
        f"{x.shape[1:]!s:12} -> {block.output_shape[1:]!s:12} "
        f"{kind:12}{block.count_params():>8,} parameters"
    )
    x = keras.Input(block.output_shape[1:])

# %% [markdown]
# ## 4. A whole network
#
# Stack the blocks. This is the small ResNet of the original paper (He, Zhang, Ren and Sun, *Deep residual
# learning for image recognition*, 2015), made for small pictures:
#
# | part | what | output for 8x8 pictures |
# |---|---|---|
# | stem | 3x3 convolution to 16 channels, stride 1, BN, ReLU | `(8, 8, 16)` |
# | stage 1 | `blocks` basic blocks, 16 filters, all with stride 1 | `(8, 8, 16)` |
# | stage 2 | `blocks` basic blocks, 32 filters, the first with stride 2 | `(4, 4, 32)` |
# | stage 3 | `blocks` basic blocks, 64 filters, the first with stride 2 | `(2, 2, 64)` |
# | head | global average pooling, then `Dense(classes)` with softmax | `(classes,)` |
#
# **Global average pooling** takes the mean of each channel over height and width.
#
# Counting convolutions on the way through, and the dense layer, but not the projections beside the way, the
# network has $1 + 3 \cdot 2 \cdot \text{blocks} + 1$ layers:
#
# $$\text{layers} = 6 \cdot \text{blocks} + 2$$
#
# So `blocks=2` gives 14 layers and `blocks=7` gives 44.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, classes)`. `input_shape` is
# `(height, width, channels)`.


# %% exercise="resnet"
def resnet(input_shape, classes, blocks):
    """Build a small ResNet of 6 * blocks + 2 layers. Calls `basic_block`.

    Args:
        input_shape: (height, width, channels) of the pictures.
        classes: number of classes, an integer.
        blocks: number of basic blocks in each of the three stages, an integer, at least 1.

    Returns:
        A keras.Model from (batch, height, width, channels) to probabilities (batch, classes).
        It need not be compiled.
    """
    raise NotImplementedError("resnet")


# %% check="resnet"
check("resnet")

# %% tags=["question"]
ask("projections_on_the_way", ...)

# %% [markdown]
# Three habits that find most bugs before you have wasted a night of training. The first: **count the
# parameters**, by hand.


# %% tags=["demo"]
def count_by_hand(channels, classes, blocks):
    """Count the parameters of resnet from the table above."""

    def convolution_and_batch_norm(size, channels, filters):
        return size**2 * channels * filters + filters + 4 * filters

    total = convolution_and_batch_norm(3, channels, 16)
    channels = 16
    for filters in (16, 32, 64):
        if filters != channels:
            # one projection in each later stage
            total += convolution_and_batch_norm(1, channels, filters)
        total += convolution_and_batch_norm(3, channels, filters)
        total += (2 * blocks - 1) * convolution_and_batch_norm(3, filters, filters)
        channels = filters
    return total + 64 * classes + classes


for blocks in (1, 2, 7):
    model = resnet((8, 8, 1), 10, blocks)
    print(
        f"{6 * blocks + 2:2} layers: {count_by_hand(1, 10, blocks):7,} by hand, "
        f"{model.count_params():7,} in Keras"
    )

# %% [markdown]
# The second habit: **the first loss.** A network that knows nothing about ten classes should have a loss of
# $\ln 10 \approx 2.30$.
#
# Batch norm makes this more interesting than usual. In **inference mode** (`training=False`) it uses its moving
# mean and variance, which start at 0 and 1: it does nothing yet, the numbers that reach the softmax are tiny,
# and the loss is $\ln 10$. In *training* mode it uses the batch's own mean and variance. Every branch then adds
# its share, the numbers at the end are large, and the network is already sure of things that it cannot know.
# The loss is higher, the more so the more blocks have added to it. It is the training-mode loss from which
# training starts.

# %% tags=["demo"]
digits = dlkit.data.digits()
# (m, 8, 8, 1)
x_train, x_test = (
    digits.x_train[..., np.newaxis],
    digits.x_test[..., np.newaxis],
)
y_train, y_test = digits.y_train, digits.y_test
print(
    f"{len(x_train)} training pictures, {len(x_test)} test pictures, shape {x_train.shape[1:]}"
)

cross_entropy = keras.losses.SparseCategoricalCrossentropy()
print(f"ln 10 is {np.log(10):.3f}")
for blocks in (2, 7):
    dlkit.seed(0)
    model = resnet((8, 8, 1), 10, blocks)
    losses = [
        float(cross_entropy(y_train[:256], model(x_train[:256], training=mode)))
        for mode in (False, True)
    ]
    print(
        f"{6 * blocks + 2:2} layers: first loss {losses[0]:.3f} in inference mode, "
        f"{losses[1]:.3f} in training mode"
    )

# %% [markdown]
# The third habit: **learn 20 examples by heart** (overfit a small batch). A network that cannot do that has a
# bug, and no amount of data will help it. Ours can, within a few steps, according to `fit`. But then ask the
# *same* network about the *same* 20 pictures with `evaluate`. What is wrong?

# %% tags=["question"]
ask("fit_and_evaluate", ...)

# %% tags=["demo"]
twenty = np.concatenate([np.flatnonzero(y_train == digit)[:2] for digit in range(10)])
dlkit.seed(0)
model = resnet((8, 8, 1), 10, blocks=1)
model.compile(
    keras.optimizers.SGD(0.05, momentum=0.9),
    "sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
for steps in (40, 400):
    history = model.fit(
        x_train[twenty], y_train[twenty], batch_size=20, epochs=steps, verbose=0
    ).history
    _, accuracy = model.evaluate(x_train[twenty], y_train[twenty], verbose=0)
    print(
        f"after {steps:3} more steps: fit says {history['accuracy'][-1]:.0%}, evaluate says "
        f"{accuracy:.0%}"
    )

# %% [markdown]
# Nothing is wrong. `fit` reports the accuracy in training mode, and `evaluate` works in inference mode, with
# the moving averages. At each step these move one percent of the way: after 40 steps they still hold
# $0.99^{40} = 67$ percent of what they started with. After some hundred steps they have arrived. Remember this
# when the test accuracy of a network with batch norm looks mad in the first epochs.
#
# ## 5. Why depth hurts: look at the gradients
#
# Now take the shortcuts away and nothing else. Your `resnet` asks for `basic_block` by name; the cell below
# gives it a block without a shortcut for a moment. Then it measures how strongly the loss pulls at each
# convolution at the very start: the length of the gradient, divided by the length of the kernel.


# %% tags=["demo"]
import tensorflow as tf


def plain_block(x, filters, stride):
    """Two convolutions as in a basic block, and no shortcut."""
    for step in (stride, 1):
        x = keras.layers.Conv2D(filters, 3, strides=step, padding="same")(x)
        x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
        x = keras.layers.ReLU()(x)
    return x


def plain_net(input_shape, classes, blocks):
    """Build the same network as resnet, of blocks without shortcuts."""
    global basic_block
    with_shortcut, basic_block = basic_block, plain_block
    try:
        return resnet(input_shape, classes, blocks)
    finally:
        basic_block = with_shortcut


def pull_on_kernels(model):
    """Return |gradient| / |kernel| for each 3x3 convolution, from the first to the last."""
    with tf.GradientTape() as tape:
        loss = cross_entropy(y_train[:256], model(x_train[:256], training=True))
    kernels = [
        w
        for w in model.trainable_weights
        if w.name == "kernel" and tuple(w.shape[:2]) == (3, 3)
    ]
    gradients = tape.gradient(loss, [kernel.value for kernel in kernels])
    return [
        float(tf.norm(g) / tf.norm(k.value)) for g, k in zip(gradients, kernels, strict=True)
    ]


networks = {"plain, 14 layers": (plain_net, 2), "plain, 44 layers": (plain_net, 7)}
networks |= {"shortcuts, 14 layers": (resnet, 2), "shortcuts, 44 layers": (resnet, 7)}
pulls = {}
for name, (build, blocks) in networks.items():
    dlkit.seed(0)
    pulls[name] = pull_on_kernels(build((8, 8, 1), 10, blocks))
    print(f"{name:22} first layer {pulls[name][0]:8.2f}, last {pulls[name][-1]:6.2f}")
ax = dlkit.plot.learning_curves(
    pulls, x_label="convolution, from the input to the output", y_label="|gradient| / |kernel|"
)
ax.set_yscale("log")
plt.show()

# %% [markdown]
# In the plain network of 44 layers the first layer is pulled about a thousand times harder than the last. No
# learning rate is right for both: what moves the last layers throws the first ones about. On the way back each
# plain block multiplies the gradient once more by about the same factor: a straight line on the logarithmic
# scale. Here the factor is about 1.3, and 1.3 to the power of 21 blocks is 250. (In other networks it is less
# than 1, and the gradient vanishes. It is the same disease.)
#
# With shortcuts the gradient of a block is that of $x + F(x)$, which is $1 + F'(x)$: a *sum*. The 1 is the
# shortcut, and through it the gradient comes back from the output to any block, whatever the blocks in
# between do to it. The spread is still there, and much smaller.

# %% tags=["question"]
ask("factor_of_twenty_blocks", ...)

# %% [markdown]
# ## 6. The bottleneck
#
# With 256 channels a 3x3 convolution has 590,000 weights. ResNet-50 saves most of them. First a 1x1 convolution
# to a quarter of the channels, then the 3x3 convolution on those, then a 1x1 convolution back:
#
# ```text
#       +-- nothing; or conv 1 x 1 to 4f, stride s -- BN ------------+
#       |                                                            |
#  x ---+-- conv 1 x 1 to f, stride s -- BN -- ReLU --+              |
#                                                     |              |
#           +-----------------------------------------+              v
#           +-- conv 3 x 3 to f -- BN -- ReLU --+                   (+) -- ReLU --> y
#                                               |                    ^
#           +-----------------------------------+                    |
#           +-- conv 1 x 1 to 4f -- BN ------------------------------+
# ```
#
# - `filters`, the $f$ of the picture, is the narrow width; the block returns **4 * filters** channels.
# - The stride sits on the **first 1x1** convolution, as in the paper and in `keras.applications`. (Many later
#   networks put it on the 3x3. That is known as version 1.5.)
# - As in the basic block there is a projection only where it must be: where the stride is not 1, or where `x`
#   does not have 4 * `filters` channels already.
#
# Shapes: from `(batch, height, width, channels)` to
# `(batch, ceil(height / stride), ceil(width / stride), 4 * filters)`.


# %% exercise="bottleneck_block"
def bottleneck_block(x, filters, stride):
    """Add a narrow residual block: 1x1, 3x3, 1x1; a projection only where the shape changes.

    The branch is 1x1 convolution to filters channels with the stride, batch norm, ReLU, 3x3
    convolution to filters channels with padding "same", batch norm, ReLU, 1x1 convolution to 4
    * filters channels, batch norm. The shortcut is x, or a 1x1 convolution to 4 * filters
    channels with the stride, then batch norm. One ReLU follows the addition.

    Args:
        x: symbolic tensor of shape (batch, height, width, channels).
        filters: number of channels in the narrow part, an integer.
        stride: stride of the first 1x1 convolution and of the projection, an integer.

    Returns:
        Symbolic tensor of shape (batch, ceil(height / stride), ceil(width / stride), 4 *
        filters).
    """
    raise NotImplementedError("bottleneck_block")


# %% check="bottleneck_block"
check("bottleneck_block")

# %% tags=["question"]
ask("heaviest_of_three", ...)

# %% [markdown]
# What does it save? Both blocks below take 256 channels and return 256 channels, on pictures of 14x14. A
# convolution needs one multiplication per weight and per place.

# %% tags=["demo"]
entry = keras.Input((14, 14, 256))
for name, outputs in (
    ("basic", basic_block(entry, 256, 1)),
    ("bottleneck", bottleneck_block(entry, 64, 1)),
):
    block = keras.Model(entry, outputs)
    weights = sum(int(np.prod(w.shape)) for w in block.weights if w.name == "kernel")
    print(
        f"{name:12}{block.count_params():>10,} parameters, {14 * 14 * weights / 1e6:6.1f} "
        "million multiplications"
    )

# %% [markdown]
# ## 7. ResNet-50
#
# Now you have all the parts of ResNet-50. Its big sister of 152 layers won the ImageNet competition of 2015; this
# is the size that everybody uses. For photographs of 224x224:
#
# | part | what | output |
# |---|---|---|
# | stem | pad by 3 on every side; 7x7 convolution to 64 channels, stride 2, no padding of its own; BN; ReLU | `(112, 112, 64)` |
# | | pad by 1 on every side; 3x3 max pooling, stride 2, no padding of its own | `(56, 56, 64)` |
# | stage 1 | 3 bottleneck blocks, 64 filters, all with stride 1 | `(56, 56, 256)` |
# | stage 2 | 4 bottleneck blocks, 128 filters, the first with stride 2 | `(28, 28, 512)` |
# | stage 3 | 6 bottleneck blocks, 256 filters, the first with stride 2 | `(14, 14, 1024)` |
# | stage 4 | 3 bottleneck blocks, 512 filters, the first with stride 2 | `(7, 7, 2048)` |
# | head | global average pooling, then `Dense(classes)` with softmax | `(classes,)` |
#
# Pad with zeros, with `keras.layers.ZeroPadding2D`. Why not `padding="same"`? With stride 2 on an even side
# it pads unequally, one more on the right than on the left. The shapes are the same; the numbers are not.
#
# Fifty layers: $1 + 3 \cdot (3 + 4 + 6 + 3) + 1$.
#
# Shapes: from `(batch, height, width, channels)` to `(batch, classes)`.


# %% exercise="resnet50"
def resnet50(input_shape, classes):
    """Build ResNet-50. Calls `bottleneck_block`.

    Args:
        input_shape: (height, width, channels) of the pictures.
        classes: number of classes, an integer.

    Returns:
        A keras.Model from (batch, height, width, channels) to probabilities (batch, classes).
        It need not be compiled.
    """
    raise NotImplementedError("resnet50")


# %% check="resnet50"
check("resnet50")

# %% tags=["question"]
ask("projections_in_resnet50", ...)

# %% [markdown]
# Hold it against the one that comes with Keras: the number of parameters, and the shape with which each
# stage ends.


# %% tags=["demo"]
def last_shapes(model):
    """Return, for each height that occurs, the shape of the last convolution that has it."""
    shapes = [
        layer.output.shape[1:]
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv2D)
    ]
    return list({shape[0]: shape for shape in shapes}.values())


ours = resnet50((224, 224, 3), 1000)
theirs = keras.applications.ResNet50(weights=None, input_shape=(224, 224, 3), classes=1000)
print(f"parameters: ours {ours.count_params():,}, theirs {theirs.count_params():,}")
for our_shape, their_shape in zip(last_shapes(ours), last_shapes(theirs), strict=True):
    print(f"ours {our_shape!s:18} theirs {their_shape}")

# %% tags=["question"]
ask("end_of_a_smaller_picture", ...)

# %% [markdown]
# ## 8. The experiment
#
# Four networks, the same pictures, the same recipe: gradient descent with momentum, batches of 32, 15 epochs,
# a learning rate that falls from 0.05 to 0 along a cosine. (The slow end is good for the weights, and it gives
# the moving averages of batch norm the time to arrive.)


# %% tags=["demo"]
def train(model, epochs=15, batch_size=32):
    """Train on the digits; return the training loss of each epoch."""
    steps = epochs * -(-len(x_train) // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(0.05, steps)
    model.compile(
        keras.optimizers.SGD(rate, momentum=0.9),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        x_train, y_train, batch_size=batch_size, epochs=epochs, verbose=0
    ).history["loss"]


losses, trained = {}, {}

# %% [markdown]
# The long one: one to two minutes on two CPU cores, and a line for each network when it is done. You may **stop** it
# (the square in the tool bar). Run it again, and it goes on with the network that it was training.

# %% tags=["demo"]
try:
    for name, (build, blocks) in networks.items():
        if name in losses:
            continue
        dlkit.seed(1)
        model = build((8, 8, 1), 10, blocks)
        start = time.perf_counter()
        loss = train(model)
        seconds = time.perf_counter() - start
        _, train_accuracy = model.evaluate(x_train, y_train, verbose=0)
        _, test_accuracy = model.evaluate(x_test, y_test, verbose=0)
        print(
            f"{name:22} loss {loss[-1]:.4f}, accuracy: training {train_accuracy:6.1%}, test "
            f"{test_accuracy:6.1%}",
            end="",
        )
        print(f" ({seconds:.0f} s)")
        losses[name], trained[name] = loss, model
except KeyboardInterrupt:
    print(
        f"Stopped after {len(losses)} of {len(networks)} networks. Run this cell again to go "
        "on."
    )

# %% tags=["demo"]
ax = dlkit.plot.learning_curves(losses, x_label="epoch", y_label="training loss")
ax.set_yscale("log")
plt.show()

# %% [markdown]
# There it is. Plain, 44 layers are far worse than 14, already on the training pictures. With shortcuts they
# are not: the same 44 layers, a few 1x1 convolutions more, and a plus sign.
#
# Read the rest of the table honestly too. At 14 layers the plain network is as good as the one with
# shortcuts, and 44 layers are not *better* than 14 on this task: little pictures of ten digits do not need
# them. Shortcuts do not make a network clever. They make depth *possible*, and where the task is hard
# enough, depth pays.
#
# One seed is one seed. Train the small ResNet with two more.

# %% tags=["demo"]
small = trained["shortcuts, 14 layers"]
accuracies = [small.evaluate(x_test, y_test, verbose=0)[1]]
for seed in (2, 3):
    dlkit.seed(seed)
    another = resnet((8, 8, 1), 10, blocks=2)
    train(another)
    accuracies.append(another.evaluate(x_test, y_test, verbose=0)[1])
print("test accuracy of ResNet-14:", ", ".join(f"{accuracy:.1%}" for accuracy in accuracies))

probabilities = small.predict(x_test, verbose=0)
sure_of_truth = probabilities[np.arange(len(y_test)), y_test]
hardest = np.argsort(sure_of_truth)[:8]
labels = [f"{y_test[i]}, read as {probabilities[i].argmax()}" for i in hardest]
dlkit.plot.images(digits.x_test[hardest], labels=labels, columns=4)
plt.show()

# %% tags=["question"]
ask("what_the_table_does_not_say", ...)

# %% [markdown]
# ## 9. One layer less
#
# When training is over, batch norm has done its work. In inference mode its mean and variance are fixed
# numbers, one per channel, and all it does is multiply and add:
#
# $$\mathrm{BN}(z) = \gamma \, \frac{z - \text{mean}}{\sqrt{\text{variance} + \varepsilon}} + \beta
# \qquad \text{with} \quad z = \text{kernel} * x + \text{bias}$$
#
# (Here $*$ is the convolution.) A convolution can multiply and add by itself. So put $z$ in and collect: what
# multiplies $x$ is the new kernel, what is left over is the new bias. Then the convolution gives what both gave
# together, and batch norm can go. Networks are usually folded like this before they go onto a phone.
#
# This one is pure NumPy. Shapes: `kernel` is `(f, f, channels, filters)`, as Keras keeps it, everything else
# `(filters,)`. There is one mean, variance, gamma and beta for each channel that comes *out* of the
# convolution. The arguments stay as they are.


# %% exercise="fold_batch_norm"
def fold_batch_norm(kernel, bias, gamma, beta, mean, variance, epsilon):
    """Fold a batch norm into the convolution before it.

    Args:
        kernel: weights of the convolution, array of shape (f, f, channels, filters).
        bias: its bias, array of shape (filters,).
        gamma: factor of the batch norm, array of shape (filters,).
        beta: what it adds, array of shape (filters,).
        mean: its moving mean, array of shape (filters,).
        variance: its moving variance, array of shape (filters,).
        epsilon: the small number that it adds to the variance.

    Returns:
        A tuple (kernel, bias) of the one convolution that equals both, shapes (f, f, channels,
        filters) and (filters,).
    """
    raise NotImplementedError("fold_batch_norm")


# %% check="fold_batch_norm"
check("fold_batch_norm")

# %% tags=["question"]
ask("folded_bias", ...)

# %% [markdown]
# First the stem of the trained network alone: its convolution and batch norm against the folded convolution.
# Then all of it. `folded` makes a copy in which each batch norm is passed over, and each convolution gets its
# folded weights. Fifteen layers fewer; on our machine it was about 1.2 times as fast.


# %% tags=["demo"]
def folded(model):
    """Return a copy of a trained network with each batch norm folded into its convolution."""

    def passed_over(layer, inputs, *args, **kwargs):
        is_batch_norm = isinstance(layer, keras.layers.BatchNormalization)
        return inputs if is_batch_norm else layer(inputs, *args, **kwargs)

    copy = keras.models.clone_model(model, call_function=passed_over)
    convolutions = {
        id(layer.output): layer
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv2D)
    }
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            convolution = convolutions[id(layer.input)]
            weights = fold_batch_norm(
                *convolution.get_weights(), *layer.get_weights(), layer.epsilon
            )
            copy.get_layer(convolution.name).set_weights(weights)
        elif isinstance(layer, keras.layers.Dense):
            copy.get_layer(layer.name).set_weights(layer.get_weights())
    return copy


stem = next(layer for layer in small.layers if isinstance(layer, keras.layers.Conv2D))
norm = next(
    layer for layer in small.layers if isinstance(layer, keras.layers.BatchNormalization)
)
both = np.asarray(norm(stem(x_test), training=False))  # (359, 8, 8, 16)
kernel, bias = fold_batch_norm(*stem.get_weights(), *norm.get_weights(), norm.epsilon)
one = np.asarray(
    keras.ops.conv(x_test.astype("float32"), kernel.astype("float32"), padding="same") + bias
)
print(
    f"stem: largest value {np.abs(both).max():.2f}, largest difference "
    f"{np.abs(one - both).max():.1g}\n"
)

fast = folded(small)
many = np.tile(x_train, (4, 1, 1, 1)).astype("float32")  # (5752, 8, 8, 1)
answers, seconds = {}, {}
for name, model in (("as trained", small), ("folded", fast)):
    model.predict(many, batch_size=256, verbose=0)  # the first call prepares the network
    times = []
    for _ in range(5):
        start = time.perf_counter()
        answers[name] = model.predict(many, batch_size=256, verbose=0)
        times.append(time.perf_counter() - start)
    seconds[name] = min(times)
    print(
        f"{name:12}{len(model.layers):>4} layers,{model.count_params():>9,} parameters,",
        end=" ",
    )
    print(f"{len(many):,} pictures in {seconds[name]:.3f} s")
print(f"{seconds['as trained'] / seconds['folded']:.2f} times as fast;", end=" ")
print(
    "largest difference between the answers "
    f"{np.abs(answers['folded'] - answers['as trained']).max():.1g}"
)

# %% [markdown]
# ## 10. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Start as nothing.** Give the *last* batch norm of each block a gamma that starts at zero
#    (`gamma_initializer="zeros"`). Then every block starts as $\mathrm{ReLU}(x)$, and the network of 44 layers
#    starts as a very short one. What happens to the first loss in training mode, to the gradients of section 5,
#    and to the curves of section 8?
# 2. **The ReLU on the way.** In our blocks the last ReLU sits on the main road: whatever comes through the
#    shortcuts is cut off below zero after each block. Version 2 of ResNet puts batch norm and ReLU *before* each
#    convolution and leaves the road free. Build such a block, and train 44 layers, then 74 (`blocks=12`). Does
#    it make a difference here?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A friend says: "Your plain network of 44 layers is worse than that of 14 because it has too many parameters
# for 1,438 pictures. It overfits." In about 150 words:
#
# - Is your friend right? Prove your answer with two numbers from your own table in section 8 (3 points).
# - Explain why a network of 44 layers could in principle always be at least as good on the training pictures as
#   one of 14, and why plain training still does not get there. Use a number or the figure from section 5 (4
#   points).
# - What does the shortcut change about this? Say what a block computes when all its kernels are zero, and what
#   the plus sign does to the gradient (3 points).

# %% [markdown] written="why_shortcuts_help"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# Blocks that start from doing nothing and learn the change; the small ResNet and the big one, counted to the
# last parameter; and a way to make a trained network cheaper for nothing. And habits: count, look at the first
# loss, learn 20 examples by heart, look at the gradients, and know in which mode batch norm is speaking.
#
# The shortcut is everywhere by now: in U-Net, in the transformers behind language models, in almost every
# network deeper than twenty layers. So far each picture held one digit. Next, in `yolo`, we look for all the
# digits in a picture, and say where they are.
#
# **To read on**, all of it free:
#
# - [Deep residual learning for image recognition](https://arxiv.org/abs/1512.03385), He, Zhang, Ren and Sun,
#   2015: the paper; its first figure is the one that you have drawn.
# - [Identity mappings in deep residual networks](https://arxiv.org/abs/1603.05027), the same authors, 2016: why
#   the road should stay free: the second question above.
# - [Visualizing the loss landscape of neural nets](https://arxiv.org/abs/1712.09913), Li and colleagues, 2017:
#   what the shortcuts do to the hills that training walks over.
