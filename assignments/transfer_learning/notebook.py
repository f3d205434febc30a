# %% [markdown]
# # Transfer learning: start from what another network knows
#
# **You will build** a network that learns five new digits from *ten* photographs of each, and bad photographs at
# that. From scratch it can only learn them by heart. But it does not start from scratch: it starts from a network
# that knows five *other* digits. Frozen, with a new head, that one is more than 15 points better on new pictures. Then
# you tune the rest of it, carefully. At last it learns **two tasks at once**, which digit it is and whether it is odd,
# from labels many of which are missing.
#
# **You need** the convolutional networks of the notebook `convnet`: `Conv2D`, batch norm, cross-entropy, `fit`.
# Examples stand in rows, as everywhere in Keras.
#
# **It takes** about 120 minutes. On two CPU cores the finished notebook runs from top to bottom in about two
# minutes, and longer if they are busy.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run
# the cell, then run the `check(...)` cell below it. The cells in between are for looking and playing.
# Stuck? In a cell of your own, `hint("freeze")` gives a hint: the first gives away little, the third nearly all.
# `inputs("freeze")` hands you the values that a check calls it with, and `progress()` shows how far you are. Once you
# are right, `solution("freeze")` shows how we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import dlkit  # before Keras: it keeps TensorFlow's start-up messages out of the notebook

dlkit.needs_keras()
import keras
import numpy as np

check, hint, solution, inputs, progress, ask = dlkit.assignment("transfer_learning").tools

# %% [markdown]
# Here are ten digits, and below them the same ten as a bad camera sees them: up to six pixels out of place, dim,
# and full of grain. Most of them can still be read. The curves show how often a network is right on *new* photographs
# of the digits 5 to 9, when it was given 1, 3, 10 or 30 of each, as we recorded it, on average of five runs. Section 5
# makes your own numbers for ten.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from matplotlib.ticker import PercentFormatter

OLD, NEW = range(5), range(5, 10)  # the digits that the first network learns, and the others


def photographed(pictures, rng):
    """Photograph (m, 28, 28) with a bad camera: (m, 28, 28, 1), moved, dim, grainy."""
    m, steps = len(pictures), np.arange(28)
    sheets = np.pad(pictures, ((0, 0), (6, 6), (6, 6)))
    rows, columns = rng.integers(0, 13, (2, m, 1))
    places = (
        np.arange(m)[:, None, None],
        (rows + steps)[:, :, None],
        (columns + steps)[:, None],
    )
    light, grain = rng.uniform(0.5, 1, (m, 1, 1)), 0.3 * rng.normal(size=(m, 28, 28))
    return np.clip(light * sheets[places] + grain, 0, 1)[..., np.newaxis].astype("float32")


old, new = dlkit.data.digits28(classes=OLD), dlkit.data.digits28(classes=NEW)
rng = dlkit.seed(1)
ten = np.stack(
    [
        data.x_train[np.argmax(data.y_train == d)]
        for data in (old, new)
        for d in np.unique(data.y_train)
    ]
)
shown = np.concatenate([ten, photographed(ten, rng)[..., 0]])
dlkit.plot.images(shown, columns=10)
recorded = {
    "from scratch": [0.25, 0.30, 0.34, 0.57],
    "frozen, with a new head": [0.42, 0.60, 0.70, 0.75],
}
fig, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
for (name, accuracies), marker, colour in zip(
    recorded.items(), "so", dlkit.plot.PALETTE[1::-1], strict=True
):
    ax.plot([1, 3, 10, 30], accuracies, marker=marker, color=colour, label=name)
ax.set(
    xscale="log",
    ylim=(0, 1),
    xlabel="photographs of each new digit",
    ylabel="accuracy on new ones",
)
ax.set(
    xticks=[1, 3, 10, 30], xticklabels=[1, 3, 10, 30], title="five new digits, a bad camera"
)
ax.yaxis.set_major_formatter(PercentFormatter(1))
ax.axhline(0.2, color="grey", linestyle=":", label="guessing")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# ## 1. Ten of each
#
# The digits 5 to 9 are the new ones. Our kit has 240 pictures of each to learn from, but we want to know what can be
# done with ten. Which ten? Not the first ten: whoever sorted the file has chosen those, and one writer may have
# written all of them. Draw at random, and draw *the same number of each class*. If you drew 50 from all, some digit
# would come up 15 times and another 5. A draw within each class is called **stratified**.
#
# You return *places*, whole numbers that index `y` and whatever stands beside it, so that pictures and labels stay
# together:
#
# $$\text{rows} = \big( \underbrace{i_1, \dots, i_k}_{\text{of the first class}}, \underbrace{i_{k+1}, \dots, i_{2k}}_{\text{of the second}}, \dots \big)$$
#
# The classes are whatever stands in `y`, and need not begin at 0. The order within the answer is of no importance. Use
# the `rng` that is passed in, and nothing else that is random: then a draw can be repeated.
#
# Shapes: `y` is `(m,)`, the answer is `(classes * k,)`.


# %% exercise="few_of_each"
def few_of_each(y, k, rng):
    """Draw k examples of each class at random, none of them twice.

    Args:
        y: NumPy array of shape (m,), the class of each example, whole numbers.
        k: how many of each class; every class has at least that many.
        rng: np.random.Generator to draw with.

    Returns:
        NumPy array of shape (classes * k,), whole numbers: the places in y of what is drawn.
    """
    raise NotImplementedError("few_of_each")


# %% check="few_of_each"
check("few_of_each")

# %% [markdown]
# Draw ten of each, and photograph them. These fifty are all that we ever learn from. (A network with five outputs
# wants the labels 0 to 4, so a 5 becomes class 0, a 6 class 1, and so on.) The new test pictures, 300 of them, are for
# judging only, and are photographed with the same camera.

# %% tags=["demo"]
rng = dlkit.seed(1)
rows = few_of_each(new.y_train, 10, rng)
x_few, y_few = photographed(new.x_train[rows], rng), new.y_train[rows] - 5
x_test, y_test = photographed(new.x_test, rng), new.y_test - 5
print(
    f"to learn from: {x_few.shape}, labels {np.bincount(y_few)}; to judge by: {x_test.shape}"
)
order = np.argsort(y_few, kind="stable")
dlkit.plot.images(x_few[order][..., 0], columns=10)
plt.show()

# %% tags=["question"]
ask("label_of_a_seven", ...)

# %% [markdown]
# ## 2. A network that knows five other digits
#
# Somebody has 240 pictures of each of the digits 0 to 4, and can take as many photographs of them as they like. Their
# network is small: three times convolution, batch norm, ReLU and pooling, then the largest answer of each channel,
# wherever it is in the picture (*global max pooling*), and a dense layer. The layers have names, and the network ends
# with **scores** (logits), not with probabilities. The loss is told so: `from_logits=True`.
#
# Each epoch takes new photographs of the same pictures, so that the network cannot learn the grain by heart. The last
# four epochs take smaller steps.


# %% tags=["demo"]
def chained(inputs, layers):
    """Build a model of layers that come one after the other."""
    x = inputs
    for layer in layers:
        x = layer(x)
    return keras.Model(inputs, x)


def network(classes):
    """Build the network of this notebook, from photographs to scores."""
    layers = []
    for number, filters in enumerate((16, 32, 64), 1):
        layers += [
            keras.layers.Conv2D(
                filters, 3, padding="same", use_bias=False, name=f"conv{number}"
            ),
            keras.layers.BatchNormalization(momentum=0.9, name=f"norm{number}"),
            keras.layers.ReLU(name=f"relu{number}"),
            keras.layers.MaxPooling2D(2, name=f"pool{number}"),
        ]
    layers += [
        keras.layers.GlobalMaxPooling2D(name="strongest"),
        keras.layers.Dense(classes, name="scores"),
    ]
    return chained(keras.Input((28, 28, 1)), layers)


def compiled(model, learning_rate):
    """Compile a model of scores with Adam, and return it."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    return model


def outputs_of(model, x):
    """Return what a model makes of x in inference mode, all in one batch, as an array."""
    return keras.ops.convert_to_numpy(model(x, training=False))


def accuracy(model, x, y):
    """Return the share of pictures that a model of scores is right on."""
    return float(np.mean(outputs_of(model, x).argmax(axis=1) == y))


rng = dlkit.seed(1)
start = time.perf_counter()
base, losses = compiled(network(5), 0.001), []
for epoch in range(16):
    if epoch == 12:
        base.optimizer.learning_rate = 0.0002
    photographs = photographed(old.x_train, rng)
    losses += base.fit(photographs, old.y_train, batch_size=32, verbose=0).history["loss"]
x_old = photographed(old.x_test, rng)
print(f"trained for {time.perf_counter() - start:.0f} s")
print(f"right on new photographs of 0 to 4: {accuracy(base, x_old, old.y_test):.1%}")
dlkit.plot.learning_curves({"training loss": losses}, x_label="epoch", y_label="loss")
plt.show()

# %% [markdown]
# ## 3. Cut it open
#
# What does this network know? In its last layer: what a 0 is, and a 1, up to 4. Of no use to us. But the layers before
# it must have learned to tell strokes from grain, and some of what strokes do: curve, cross, close. A 7 has strokes, too.
# So keep the first part, the **features**, and throw the end away. To take over what was learned for one task and use
# it for another is called **transfer learning**.
#
# In Keras a part of a network is a model of its own, over *the same layers*: it begins at the network's input and
# ends at the output of some layer.
#
# $$f_\ell(x) = \big(g_\ell \circ g_{\ell - 1} \circ \dots \circ g_1\big)(x)$$
#
# Nothing is copied and nothing is trained: the weights are shared, and whoever changes them in the one, changes them
# in the other. `model.get_layer(name)` finds a layer; it has an `output`. A model has an `input`.
#
# Shapes: from what the network takes to what its layer gives.


# %% exercise="feature_extractor"
def feature_extractor(model, layer):
    """Return the part of a model from its input to the output of one of its layers.

    Args:
        model: a keras.Model, a row of layers.
        layer: the name of one of them, a text.

    Returns:
        A keras.Model that shares its layers and their weights with `model`.
    """
    raise NotImplementedError("feature_extractor")


# %% check="feature_extractor"
check("feature_extractor")

# %% tags=["question"]
ask("shared_weights", ...)

# %% [markdown]
# Here is what the 300 photographs of *new* digits look like as features, 64 numbers each, drawn in the two directions
# in which they spread most. On the left a network with random weights, on the right the one that knows 0 to 4, and
# has never seen any of these. Below the pictures stands how often the photograph that is nearest, by all 64 numbers,
# shows the same digit.

# %% tags=["demo"]
features = feature_extractor(base, "strongest")
fig, axes = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
keras.utils.set_random_seed(1)
for title, model, ax in (
    ("random weights", feature_extractor(network(5), "strongest"), axes[0]),
    ("knows 0 to 4", features, axes[1]),
):
    e = outputs_of(model, x_test)
    dlkit.plot.embeddings(e, y_test + 5, title=title, ax=ax)
    distances = np.linalg.norm(e[:, np.newaxis] - e, axis=2)
    np.fill_diagonal(distances, np.inf)
    alike = np.mean(y_test[distances.argmin(axis=1)] == y_test)
    print(f"{title}: the nearest one shows the same digit for {alike:.0%}")
plt.show()

# %% tags=["question"]
ask("where_to_cut", ...)

# %% [markdown]
# Where should one cut? Try every layer. On the features of the fifty photographs, scikit-learn fits a **linear
# probe**: a logistic regression that sees nothing but these numbers. (Of a map, the largest answer of each channel
# counts, wherever it is; without that a probe would have to learn each place anew.)

# %% tags=["demo"]
from sklearn.linear_model import LogisticRegression


def strongest(maps):
    """Make rows of numbers of feature maps: of each channel the largest."""
    return maps.max(axis=(1, 2)) if maps.ndim == 4 else maps


def probe(model, x_few, y_few, x_test, y_test):
    """Return the accuracy of a logistic regression on the features that a model makes."""
    few, test = (strongest(outputs_of(model, x)) for x in (x_few, x_test))
    return LogisticRegression(max_iter=2000).fit(few, y_few).score(test, y_test)


pixels = LogisticRegression(max_iter=2000).fit(x_few.reshape(50, -1), y_few)
probed = {"pixels": pixels.score(x_test.reshape(300, -1), y_test)}
for layer in ("relu1", "relu2", "relu3", "scores"):
    probed[layer] = probe(feature_extractor(base, layer), x_few, y_few, x_test, y_test)
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
bars = ax.bar(list(probed), list(probed.values()), color=dlkit.plot.PALETTE[0])
ax.bar_label(bars, [f"{value:.0%}" for value in probed.values()])
ax.axhline(0.2, color="grey", linestyle=":")
ax.set(ylim=(0, 1), ylabel="accuracy", title="new digits, by a probe on each layer")
ax.yaxis.set_major_formatter(PercentFormatter(1))
plt.show()

# %% [markdown]
# The pixels are no use: a digit that may stand anywhere has none of its own. Each convolution makes better features
# than the one before. And then it falls again: the five scores of the old network only know how much of a 0, a 1 or a
# 4 there is in a picture. From edges, which everybody needs, the layers go over to the classes of *one* task. Cut
# before that.
#
# ## 4. What may change, and what may not
#
# If we now trained all of it on fifty photographs, we would soon have lost what we came for. In the first steps the new
# head is random, so its gradients are, too, and they would run through all layers. So **freeze** what is known:
# training leaves it alone. In Keras every layer has a switch, `layer.trainable`, and so has the model as a whole.
#
# First, something to look with. How many numbers may training change, and how many does it leave alone?
#
# $$n = \sum_{w} \prod_{\text{sides } s \text{ of } w} s$$
#
# over `model.trainable_weights` for the first, and over all the others for the second. `model.count_params()` is the
# sum of both. Mind two things. A batch norm has four rows of numbers; the scale $\gamma$ and the shift $\beta$ are
# learned by gradient, but the moving mean and the moving variance *never* are: they are no trainable weights, frozen
# or not. And a layer of a model may be a model itself, with frozen layers in it. Keras' two lists of *weights* know all
# that; the switches of the outer layers do not. (The lists of *variables* hold more: the state of random generators.)


# %% exercise="count_trainable"
def count_trainable(model):
    """Count the numbers in a model that training may change, and those that it leaves alone.

    Args:
        model: a keras.Model.

    Returns:
        Two whole numbers, (trainable, not trainable).
    """
    raise NotImplementedError("count_trainable")


# %% check="count_trainable"
check("count_trainable")

# %% tags=["question"]
ask("batch_norm_left_alone", ...)

# %% tags=["demo"]
trainable, still = count_trainable(base)
print(f"our network: {trainable:,} trainable, {still:,} not; {base.count_params():,} together")
print(f"the moving averages of 16 + 32 + 64 channels: {2 * (16 + 32 + 64)}")

# %% [markdown]
# Now the switches. `freeze(model, until)` freezes the layers from the first one to the one named `until`, *that one
# included*, and **thaws** all layers behind it, whatever was frozen before. `until` is the name of one of its layers,
# or `None`: then nothing is frozen. It works on the model that it is given, no copy of it, and hands it back.
#
# Three traps. A layer that an earlier call has frozen stays so until somebody sets its switch to `True`. The model has
# a switch of its own: while `model.trainable` is `False`, training this model changes nothing, whatever its layers say.
# And whoever sets it sets the switches of its layers, too, and so undoes what was set before: do it *first*, and then
# set every layer.
#
# Afterwards the model must be compiled again before it is trained: what is trainable is looked up at that time.


# %% exercise="freeze"
def freeze(model, until):
    """Freeze the layers of a model until the one of that name, and thaw those behind it.

    Args:
        model: a keras.Model, a row of layers. It is changed.
        until: the name of the last layer to freeze, one of its layers, or None
            to freeze none.

    Returns:
        The same model.
    """
    raise NotImplementedError("freeze")


# %% check="freeze"
check("freeze")

# %% [markdown]
# See what it does, step by step, in our network. The bars tell how many numbers are left for training.

# %% tags=["demo"]
steps = [None, "pool1", "pool2", "strongest", "scores"]
left = [count_trainable(freeze(base, until))[0] for until in steps]
fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
names = ["nothing" if until is None else f"until {until}" for until in steps]
bars = ax.barh(names[::-1], left[::-1], color=dlkit.plot.PALETTE[0])
ax.bar_label(bars, [f"{n:,}" for n in left[::-1]], padding=3)
ax.set(xlabel="numbers that training may change", xlim=(0, 28000))
ax.set_title("frozen: nothing, a part, or all")
freeze(base, None)
plt.show()

# %% [markdown]
# ## 5. A new head
#
# Now put them together: frozen features, and on them one dense layer for the new classes, the **head**. It has no
# activation: it gives scores, as the old one did.
#
# $$s = W f(x) + b$$
#
# `new_head` sets `features.trainable = False`, makes a `keras.Input` of the shape that `features` takes
# (`features.input_shape[1:]`, without the batch), and *calls the features like a layer*. The head alone is trainable.
#
# One more thing is at stake: **batch norm**. In training mode it subtracts the mean of the batch, divides by its
# standard deviation, and moves its averages towards those of the batch. Of fifty pictures that is no good idea: the
# features would be others in every batch, and no longer those that we know. A *frozen* batch norm layer does what we
# want: Keras runs it in inference mode, even during `fit`. (Tutorials also write `features(inputs, training=False)`. Do
# so if you like; section 6 looks at what it is worth.)
#
# Shapes: from what `features` takes to `(batch, classes)`. `features` gives rows of numbers, `(batch, n)`.


# %% exercise="new_head"
def new_head(features, classes):
    """Put a new classifier on features, and freeze them.

    Args:
        features: a keras.Model from pictures to (batch, n), of any kind. It is frozen.
        classes: how many classes there are, an integer.

    Returns:
        A keras.Model from what `features` takes to scores, (batch, classes). It need not be
        compiled.
    """
    raise NotImplementedError("new_head")


# %% check="new_head"
check("new_head")

# %% tags=["question"]
ask("left_for_the_head", ...)

# %% tags=["question"]
ask("first_loss", ...)

# %% [markdown]
# Three habits before the result. **Know the first loss**: with scores near zero it would be $\ln 5 = 1.61$. Ours are not
# near zero, since the features are large, so it starts above, at 3 to 5; from there it has to fall. **Look at the
# weights before and after**: what is frozen must be the same to the last bit, moving averages included. And **overfit
# the few**: fifty pictures must be learned nearly by heart, or something is broken.

# %% tags=["demo"]
keras.utils.set_random_seed(1)
transferred = compiled(new_head(features, 5), 0.01)
before = [weight.copy() for weight in features.get_weights()]
print(f"trainable: {count_trainable(transferred)[0]} of {transferred.count_params():,}")
first_loss = transferred.evaluate(x_few, y_few, verbose=0)[0]
print(f"first loss {first_loss:.2f}; ln 5 = {np.log(5):.2f}")
start = time.perf_counter()
transferred.fit(x_few, y_few, batch_size=10, epochs=60, verbose=0)
moved = max(np.abs(a - b).max() for a, b in zip(before, features.get_weights(), strict=True))
print(f"trained for {time.perf_counter() - start:.0f} s; the features have moved by {moved}")
print(f"right on the fifty: {accuracy(transferred, x_few, y_few):.0%}")

# %% [markdown]
# Now the opponent: **the same network from scratch**, the same fifty photographs, as many steps, with the learning rate
# with which the first network was trained.

# %% tags=["demo"]
keras.utils.set_random_seed(1)
start = time.perf_counter()
scratch = compiled(network(5), 0.001)
scratch.fit(x_few, y_few, batch_size=10, epochs=60, verbose=0)
result = {
    "from scratch": accuracy(scratch, x_test, y_test),
    "frozen, new head": accuracy(transferred, x_test, y_test),
}
print(f"trained for {time.perf_counter() - start:.0f} s")
print(f"from scratch, right on the fifty: {accuracy(scratch, x_few, y_few):.0%}")
print(f"scikit-learn's logistic regression on the same features: {probed['relu3']:.1%}")
for name, value in result.items():
    print(f"right on new photographs, {name:16}: {value:.1%}")
gap = result["frozen, new head"] - result["from scratch"]
print(
    f"{100 * gap:.0f} points better"
    + (", as promised" if gap >= 0.15 else ": less than promised")
)

# %% [markdown]
# From scratch it knows every one of the fifty, and has learned the grain of the pictures. The frozen one cannot learn
# the grain: it only has 325 numbers, and features in which there is little grain left. Is it an accident of the seed?
# With five seeds we got 25 to 41% from scratch and 65 to 74% with a new head; the gap was between 30 and 40 points.
#
# **Be fair, though.** Transfer is not the only remedy, and it does not always pay. On the *clean* digits, centred and
# without grain, the same network from scratch gets 83 to 90%: what is easy can be learned from ten pictures. And if we
# still had the clean fifty, and knew the camera so well that we could take *new photographs of them in every epoch*,
# from scratch would get 81 to 88%, more than our frozen one. Who can make data should. Often one cannot: there are ten
# pictures of each, as they are.
#
# ## 6. Fine-tuning: small steps
#
# The features were made for the digits 0 to 4. Now that the head is no longer random, we may let them move a little
# towards 5 to 9. That is **fine-tuning**: thaw some of the features, and go on with a **small learning rate**, a
# third of the usual one or a tenth. How small it must be depends on the network and on the data; steps that are far too
# large forget before they learn.
#
# And batch norm? It must stay as it is: not only its $\gamma$ and $\beta$, but above all its statistics. With a handful
# of pictures they are mere accidents. Two recipes are around: call the features with `training=False`, or freeze the
# batch norm layers. Trust none of them; measure. Here a batch norm sits inside another model, once with nothing said and
# once with each recipe, and the outer model is called in training mode. Do its moving averages move?

# %% tags=["demo"]
x = np.random.default_rng(0).normal(3, 1, (8, 4)).astype("float32")
for words, frozen, mode in (
    ("nothing said", False, {}),
    ("called with training=False", False, {"training": False}),
    ("trainable = False", True, {}),
):
    norm = keras.layers.BatchNormalization()
    inner = keras.Sequential([keras.Input((4,)), norm])
    norm.trainable = not frozen
    inputs = keras.Input((4,))
    keras.Model(inputs, inner(inputs, **mode))(x, training=True)
    has_moved = np.any(np.asarray(norm.moving_mean) != 0)
    print(f"{words:27} the averages {'move' if has_moved else 'stay'}")
print(f"(Keras {keras.__version__})")

# %% [markdown]
# Where this notebook was made, with Keras 3.15, `training=False` did *not* keep them still: the mode of the outer model
# overrides what is said inside. What your own version does, you see above. Freezing the layers works in either case, so
# that is what you do.
#
# `fine_tune` does three things:
#
# 1. It freezes **every batch norm layer**, *also those of a model that is a layer of the model*. Our classifier is of
#    this kind: its first layer is `features`. Nothing else is frozen or thawed: what `freeze` has done stays.
# 2. It compiles the model, in every call: Adam with the given learning rate, and the sparse categorical cross-entropy
#    *of scores*.
# 3. It trains with `fit`, quietly (`verbose=0`), and returns the loss of each epoch, a list.
#
# A helper that calls itself finds all layers, and so does a list that grows while you go through it.
# `isinstance(layer, keras.Model)` says whether a layer is a model,
# `isinstance(layer, keras.layers.BatchNormalization)` whether it is a batch norm. Write a helper into the same cell.


# %% exercise="fine_tune"
def fine_tune(model, x, y, learning_rate, epochs, batch_size):
    """Train what is not frozen, and keep every batch norm as it is.

    Args:
        model: a keras.Model from pictures to scores, (batch, classes). It is changed. It may
            hold other models.
        x: NumPy array of shape (m, height, width, channels).
        y: NumPy array of shape (m,), the classes, whole numbers from 0.
        learning_rate: of Adam, a number.
        epochs: how often all pictures are gone through.
        batch_size: how many make a step.

    Returns:
        List of the losses, one for each epoch.
    """
    raise NotImplementedError("fine_tune")


# %% check="fine_tune"
check("fine_tune")

# %% tags=["question"]
ask("learning_rate_of_tuning", ...)

# %% [markdown]
# Tune all but the first block, with a third of the usual learning rate, for thirty epochs. Then twice more from the same
# start, each with a mistake: with a learning rate a hundred times as large, and with the features thawed *before* the
# head has learned anything.

# %% tags=["demo"]
learned = [weight.copy() for weight in features.get_weights()]
with_head = [weight.copy() for weight in transferred.get_weights()]


def tuned(weights, learning_rate):
    """Fine-tune from given weights; return the accuracy on new photographs."""
    transferred.set_weights(weights)
    freeze(features, "pool1")
    fine_tune(transferred, x_few, y_few, learning_rate, epochs=30, batch_size=10)
    return accuracy(transferred, x_test, y_test)


keras.utils.set_random_seed(1)
random_head = [*learned, *new_head(features, 5).get_weights()[-2:]]
result["fine-tuned, rate 0.03"] = tuned(with_head, 0.03)
result["fine-tuned, random head"] = tuned(random_head, 0.0003)
result["fine-tuned"] = tuned(with_head, 0.0003)
for name, value in result.items():
    print(f"{name:24} {value:.1%}")
print(f"{count_trainable(transferred)[0]:,} numbers were trainable")

# %% [markdown]
# Small steps from a head that has learned: better than frozen, with our five seeds by 4 to 7 points. The large rate
# has forgotten everything; it guesses. And with a random head it comes out *below* the frozen network. Its head had
# only small steps, and half as many, which may be the whole reason; but larger ones might spoil the features. So the head
# comes first, by itself, with larger steps.
#
# To be honest about the learning rate: the usual one, 0.001, did as well here, 77% over our five seeds against 76%. Our
# network is small and soon learned. With a large one be more careful.
#
# To be honest about batch norm: leave it free here, and over our five seeds tuning gets 77% instead of 76%, which is no
# difference. The new photographs come from the same camera, so their statistics are nearly those of the old ones. It
# is where they are not, or where a batch holds two or three pictures, that a free batch norm can go astray. And with it
# frozen, one thing is sure: what the network does in training is what it does afterwards.
#
# ## 7. Two tasks at once
#
# Another kind of transfer happens *while* a network learns. Give one network two tasks, and what it learns for the one
# helps the other, because both stand on the same shared layer. That is **multi-task learning**. It pays where the tasks
# have something in common, and where labels of one of them are scarce.
#
# Ours: *which* digit is it (5 to 9), and is it *odd*? Suppose that somebody has gone through 500 photographs, and noted
# only odd or even, which is quick. The digit is known of 50 of them. So most labels of the first task are missing.
#
# The network: first the part that both **share**, some model that makes rows of numbers of pictures. Then, for each
# task, a layer of its own and its scores.
#
# ```text
#                      +-- Dense(hidden), ReLU -- Dense(classes) --+
#  pictures -- shared -+                                           +-- side by side
#                      +-- Dense(hidden), ReLU -- Dense(1) --------+
# ```
#
# The scores of the classes come first, the score of "odd" is the last column. No activation at the end. `Concatenate()`
# puts them side by side. Make a `keras.Input` of the shape that `shared` takes (`shared.input_shape[1:]`), call `shared`
# itself on it, once, and both tasks on what comes out. `shared` stays as it is, trainable or not.
#
# Shapes: from what `shared` takes to `(batch, classes + 1)`.


# %% exercise="multi_task_model"
def multi_task_model(shared, classes, hidden):
    """Build a network that answers two questions from the same features.

    Args:
        shared: a keras.Model from pictures to (batch, n), of any kind.
        classes: how many classes the first task has; the second has one score.
        hidden: how many units each task's own layer has.

    Returns:
        A keras.Model from what `shared` takes to scores, (batch, classes + 1). It need not be
        compiled.
    """
    raise NotImplementedError("multi_task_model")


# %% check="multi_task_model"
check("multi_task_model")

# %% tags=["question"]
ask("shape_of_two_tasks", ...)

# %% [markdown]
# Now the loss, and here is the point of this section. Each picture has two labels, and a **mask** says which of them
# are known. For the first task we have the cross-entropy of the softmax of the first $C$ scores, for the second that of
# the sigmoid of the last one:
#
# $$\ell_{i,1} = -\ln \mathrm{softmax}(s_{i,1..C})_{y_{i,1}} \qquad
# \ell_{i,2} = -y_{i,2} \ln \sigma(s_{i,C+1}) - (1 - y_{i,2}) \ln \big(1 - \sigma(s_{i,C+1})\big)$$
#
# Each task is averaged over *its own known labels*, and the two are added:
#
# $$L = \sum_{t=1}^{2} \frac{\sum_i m_{i,t} \, \ell_{i,t}}{\max\big(\sum_i m_{i,t}, 1\big)}$$
#
# Three traps:
#
# - **An unknown label may hold anything**: -1, NaN, a number that looks like a label. NaN times 0 is NaN. So put
#   something harmless in its place *before* you compute (`keras.ops.where(mask > 0, y_true, 0)`), and multiply by the
#   mask after.
# - **Divide by the number of known labels**, not by the number of pictures. Otherwise the task with few labels hardly
#   counts.
# - **A batch may hold no label of a task at all.** Then its part is 0, and not 0 / 0: hence the maximum.
#
# Work with `keras.ops` from beginning to end, since training needs the gradient. Two functions of Keras help:
# `keras.losses.sparse_categorical_crossentropy` and `keras.losses.binary_crossentropy` give one loss for each picture,
# `(m,)`; both take `from_logits=True`. The first takes labels `(m,)` and scores `(m, C)`. The second takes **columns**,
# `(m, 1)` and `(m, 1)`, cut out with `1:` and `-1:`, for it averages over the last axis.
#
# Shapes: `y_true` and `mask` are `(m, 2)`, `y_pred` is `(m, C + 1)`; the answer is a single number.


# %% exercise="masked_multi_task_loss"
def masked_multi_task_loss(y_true, y_pred, mask):
    """Compute the loss of two tasks, each averaged over its known labels, added up.

    Args:
        y_true: tensor of shape (m, 2): the class, from 0; and 1 for odd, 0 for even. Where a
            label is unknown there may be any number, or NaN.
        y_pred: tensor of shape (m, classes + 1): a score for each class, then that of odd.
        mask: tensor of shape (m, 2): 1 where the label is known, else 0.

    Returns:
        The loss, a tensor with a single number.
    """
    raise NotImplementedError("masked_multi_task_loss")


# %% check="masked_multi_task_loss"
check("masked_multi_task_loss")

# %% tags=["question"]
ask("loss_of_one_known_label", ...)

# %% [markdown]
# **See what Keras does by itself.** The same network with two named outputs, each with its own loss; the mask goes in
# as `sample_weight`. Keras multiplies by the weights, too, and then divides by *all* pictures of the batch. Compare the
# numbers, task by task, on 100 photographs of which 10 have a digit's label.

# %% tags=["demo"]
r = np.random.default_rng(3)
scores = r.normal(size=(100, 6)).astype("float32")
labels = np.stack([r.integers(0, 5, 100), r.integers(0, 2, 100)], axis=1).astype("float32")
known = np.stack([np.arange(100) < 10, np.ones(100)], axis=1).astype("float32")
in_keras = (
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    keras.losses.BinaryCrossentropy(from_logits=True),
)
for task, (name, part) in enumerate((("digit", scores[:, :5]), ("odd", scores[:, 5:]))):
    alone = known * (np.arange(2) == task)
    yours = float(masked_multi_task_loss(labels, scores, alone))
    theirs = float(
        in_keras[task](labels[:, task : task + 1], part, sample_weight=known[:, task])
    )
    print(f"{name:5}: yours {yours:.4f}, by Keras {theirs:.4f}, {yours / theirs:.1f} times")

# %% tags=["question"]
ask("divided_by_all", ...)

# %% [markdown]
# Ten times less: with Keras' division the digits would count for a tenth of what they should. (Weights that sum to the
# number of pictures, here 10 for each of the ten, make it the same again.)
#
# ## 8. Did it help?
#
# Train three networks of the same kind: on the digits alone, on odd or even alone, and on both together. One run says
# little: the draw of the fifty alone can make five points. So repeat all of it over several seeds, and compare **seed
# by seed**: within a seed the three have the same photographs.
#
# $$d_{s,t} = \text{together}_{s,t} - \text{alone}_{s,t} \qquad \bar d_t = \frac{1}{S} \sum_s d_{s,t} \qquad
# e_t = \frac{1}{\sqrt S} \sqrt{\frac{1}{S - 1} \sum_s (d_{s,t} - \bar d_t)^2}$$
#
# $\bar d_t$ is the **gain** of the task, $e_t$ its **standard error**. The verdict is `"helps"` if the gain is more than
# two errors above 0, `"hurts"` if it is more than two errors below, else `"unclear"`. (Two errors are a weak bar where
# there are few seeds: with five, a task that gains nothing passes it by chance about once in eight times, on one side
# or the other.) It happens that tasks get in each other's way: that is called **negative transfer**.
#
# Plain NumPy. Shapes: `alone` and `together` are `(S, T)`, a row for each seed and a column for each task.


# %% exercise="contrast_of_tasks"
def contrast_of_tasks(alone, together):
    """Say for each task whether training together has helped.

    Args:
        alone: NumPy array of shape (seeds, tasks), accuracies of networks for one task each.
        together: NumPy array of shape (seeds, tasks), those of the network for all tasks; row
            by row from the same seed. There are at least two seeds.

    Returns:
        dict: "gain" and "error", NumPy arrays of shape (tasks,), and "verdict", a list (no
        array) with "helps", "hurts" or "unclear" for each task.
    """
    raise NotImplementedError("contrast_of_tasks")


# %% check="contrast_of_tasks"
check("contrast_of_tasks")

# %% tags=["question"]
ask("helps_or_not", ...)

# %% [markdown]
# Now the experiment: five seeds, and three networks in each. It starts from the first network as it was before you
# tuned it. What comes up to `"pool2"`, that layer included, is frozen, so its maps are computed once and kept:
# **frozen features can be cached**, and training on them is quick. The last block is what both tasks share, and what
# they train.
#
# In each seed there are 500 photographs: ten of each digit have both labels, of the other 450 it is only known whether
# they are odd. In every epoch the fifty come six times, so that no batch is without a digit. (The six copies have the
# same grain. That is fair: alone, too, nothing else is known of them.)

# %% tags=["demo"]
features.set_weights(learned)
lower = feature_extractor(base, "pool2")
maps = outputs_of(lower, photographed(new.x_train, rng))
maps_test = outputs_of(lower, x_test)
last_block = [base.get_layer(name) for name in ("conv3", "norm3", "relu3", "strongest")]
upper = chained(keras.Input(maps.shape[1:]), last_block)
freeze(base, "pool2")
base.get_layer("norm3").trainable = False
upper_learned = [weight.copy() for weight in upper.get_weights()]
# (m, 2): which digit, and is it odd
both = np.stack([new.y_train - 5, new.y_train % 2], axis=1).astype("float32")
both_test = np.stack([y_test, new.y_test % 2], axis=1)
print(f"maps {maps.shape}; trainable in the shared part: {count_trainable(upper)[0]:,}")


def loss_of_columns(labels_and_mask, scores):
    """Take labels and mask apart, which fit hands on as one array."""
    return masked_multi_task_loss(labels_and_mask[:, :2], scores, labels_and_mask[:, 2:])


def learn(rows, mask, seed, epochs):
    """Train on some rows with a mask; return the accuracies of both tasks."""
    keras.utils.set_random_seed(seed)
    upper.set_weights(upper_learned)
    model = multi_task_model(upper, 5, 32)
    model.compile(keras.optimizers.Adam(0.001), loss_of_columns)
    y = np.where(mask > 0, both[rows], -1)  # nobody may peep at what is unknown
    y = np.concatenate([y, mask], axis=1).astype("float32")
    model.fit(maps[rows], y, batch_size=50, epochs=epochs, verbose=0)
    scores = outputs_of(model, maps_test)
    answers = np.stack([scores[:, :5].argmax(axis=1), scores[:, 5] > 0], axis=1)
    return np.mean(answers == both_test, axis=0)


# %% tags=["demo"]
start = time.perf_counter()
alone, together = [], []
try:
    for seed in range(5):
        r = np.random.default_rng(seed)
        fifty = few_of_each(new.y_train, 10, r)
        others = r.permutation(np.setdiff1d(np.arange(len(maps)), fifty))[:450]
        rows, mask = np.concatenate([*[fifty] * 6, others]), np.ones((750, 2))
        mask[300:, 0] = 0  # which digit: known of the fifty alone
        digit = learn(np.tile(fifty, 15), np.tile([1, 0], (750, 1)), seed, epochs=25)[
            0
        ]  # as many steps
        odd = learn(rows, mask * [0, 1], seed, epochs=25)[1]
        alone.append([digit, odd])
        together.append(learn(rows, mask, seed, epochs=25))
        print(
            f"seed {seed}: which digit {digit:.1%} alone, {together[-1][0]:.1%} together;",
            f"odd or even {odd:.1%} alone, {together[-1][1]:.1%} together",
            f"({time.perf_counter() - start:.0f} s)",
        )
except KeyboardInterrupt:
    print(f"Stopped after {len(together)} whole seeds. Run this cell again to start anew.")
seeds = len(together)
contrast = contrast_of_tasks(np.array(alone[:seeds]), np.array(together))
for task, name in enumerate(("which digit", "odd or even")):
    gain, error = 100 * contrast["gain"][task], 100 * contrast["error"][task]
    print(f"{name}: gain {gain:+.1f} points, error {error:.1f}: {contrast['verdict'][task]}")

# %% tags=["demo"]
fig, axes = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
for task, (ax, name) in enumerate(zip(axes, ("which digit", "odd or even"), strict=True)):
    for one, two in zip(alone, together, strict=False):
        ax.plot([0, 1], [one[task], two[task]], marker="o", color=dlkit.plot.PALETTE[task])
    ax.set(title=name, xlim=(-0.4, 1.4), ylabel="accuracy")
    ax.set_xticks([0, 1], ["alone", "together"])
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
plt.show()

# %% [markdown]
# Which digit it is gets better in each of our five runs, by 3 points on average and in as many steps, although nobody has
# named one digit more: the 450 photographs show the shared block what the strokes of a 5 to 9 look like. (One run alone
# says little: with another first network we have seen one in which nothing was gained.) For odd or even nothing is to be
# seen: 50 labels of another kind add little to 500.
#
# We tried it another way first: 950 others, twelve epochs, each photograph once. Then a batch of fifty held two or
# three digits, and that part of the loss was mostly noise. Over the same five seeds nothing was gained for the digits,
# and odd or even *lost* a point: negative transfer. With forty epochs the digits gained a point (three seeds), and
# with the fifty repeated as above they gained more. So it was how we trained, and not the idea: look at your batches and
# at the number of steps before you blame it.
#
# ## 9. Questions to take with you
#
# The first two are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **How far does it carry?** Turn the digits 5 to 9 by a quarter (`np.rot90` over axes 1 and 2), or photograph them
#    as negatives (`1 - pictures`), and learn those from ten of each. The first network has never seen anything of the
#    kind. Where does the frozen one fall behind a network from scratch? And does fine-tuning mend it?
# 2. **Both remedies at once.** Take new photographs of the same fifty digits in every epoch, *and* start from the
#    features. Which of the two gives more, and is their sum worth it?
#
# ### 3. Written answer (10 points, marked by a person)
#
# A hospital has 60 X-ray pictures, 30 with a disease and 30 without, and a network that somebody has trained on a
# million photographs of animals, cars and furniture. "X-rays are no photographs of dogs," says the chief physician,
# "so we had better train a network of our own." Advise the hospital, in about 150 words:
#
# - What would happen to a network of their own? Use two numbers of yours from section 5 (2 points).
# - What do you keep of the old network, what do you replace, and what do you train, in which order and how? Say what
#   happens to batch norm, too (4 points).
# - How will you know how good the result is, with so few pictures? (2 points)
# - When is the chief physician right, and how would you notice? (2 points)

# %% [markdown] written="ward_with_few_pictures"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A recipe with which very many networks are made: cut, freeze, a new head, and then small steps. A
# loss that learns from whatever labels there are. And habits: know the first loss; compare the weights before and
# after; look at what a switch does in *your* version before you trust it; compare with the simplest rival; and judge
# over seeds, not by one run.
#
# It has gone far since. The large language models are trained once, by somebody else, and most others start from what
# they know.
#
# **To read on**, all of it free:
#
# - [How transferable are features in deep neural networks?](https://arxiv.org/abs/1411.1792), Yosinski, Clune, Bengio
#   and Lipson, 2014: from general to specific, layer by layer.
# - [Transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/), the guide of Keras.
# - [An overview of multi-task learning in deep neural networks](https://arxiv.org/abs/1706.05098), Ruder, 2017.
