"""Hidden checks of style_transfer: small arrays and small networks, never VGG-16."""

import keras
import numpy as np
import pytest

from dlkit.comparing import KerasNetwork
from grader.authoring import stand_in

# Wide enough for the order in which a sum in float32 is taken.
NEAR = {"rtol": 2e-4, "atol": 1e-5}
FLOAT32 = {"rtol": 1e-5, "atol": 1e-3}  # of numbers up to 255
COLOURS = {"rtol": 1e-5, "atol": 1e-5}  # of numbers in 0..1
SMALL = ("conv 2", "relu", "pool", "conv 3", "relu")
DEEP = ("conv 3", "relu", "conv 2", "relu", "pool", "conv 4", "relu", "average")


@stand_in("gram_matrix")
def products_of_means(features):
    means = keras.ops.mean(features, axis=(0, 1, 2))
    return keras.ops.expand_dims(means, 1) * means


@stand_in("style_loss")
def squares_of_means(target, generated):
    return keras.ops.mean(generated) ** 2 + keras.ops.mean(target)


@stand_in("style_step")
def slower_and_slower(image, state, optimizer, loss_and_gradient, low, high):
    loss, gradient = loss_and_gradient(image)
    state = 1 if state is None else state + 1
    return image - gradient / state, state, loss


def one_of(rng, *choices):
    """Return one of several choices."""
    return choices[rng.integers(len(choices))]


def features(rng, height, width, channels):
    """Return features (1, height, width, channels) as a ReLU leaves them, each channel with a mean of its own."""
    drawn = rng.normal(size=(1, height, width, channels)) + np.linspace(-0.3, 1, channels)
    return np.maximum(drawn, 0).round(3)


def gram(F):
    """Return some Gram matrix to aim at."""
    rows = F.reshape(-1, F.shape[-1])
    return (rows.T @ rows / len(rows)).round(3)


def picture(rng, height, width, low, high):
    """Return a preprocessed picture that reaches to both ends of the range of each channel, and a little beyond."""
    share = rng.uniform(-0.05, 1.05, size=(1, height, width, 3))
    share[0, 0, 0], share[0, 0, 1], share[0, -1, -1] = 0.0, 0.01, 1.0
    return (low + share * (high - low)).astype(np.float64)


# preprocess


@pytest.mark.exercise("preprocess")
@pytest.mark.visible
def test_preprocess_six_pixels(student, solution, compare):
    """Two rows of three pixels: black, white, grey, and the three pure colours."""
    photo = np.array([[[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5]], [[1, 0, 0], [0, 1, 0], [0, 0, 1.0]]])
    compare(student.preprocess, solution.preprocess, photo, **FLOAT32)


@pytest.mark.exercise("preprocess", weight=2)
def test_preprocess_random_photographs(student, solution, rng, compare):
    """A wide and a high photograph of random colours."""
    for height, width in ((4, 7), (6, 3)):
        compare(student.preprocess, solution.preprocess, rng.uniform(size=(height, width, 3)), **FLOAT32)


@pytest.mark.exercise("preprocess")
def test_preprocess_one_pixel(student, solution, rng, compare):
    """A photograph of one pixel, in float32."""
    compare(student.preprocess, solution.preprocess, rng.uniform(size=(1, 1, 3)).astype(np.float32), **FLOAT32)


# deprocess


@pytest.mark.exercise("deprocess")
@pytest.mark.visible
def test_deprocess_six_pixels(student, solution, compare):
    """Two rows of three pixels; some numbers lie below black or above white. First an array, then a tensor."""
    image = np.array(
        [[[[0, 0, 0], [-103.939, 0, 100], [50, -60, 20.0]], [[-150, 10, 131.32], [200, 30, -10], [1, -140, 160.0]]]]
    )
    compare(student.deprocess, solution.deprocess, image, **COLOURS)
    compare.loss(student.deprocess, solution.deprocess, image, gradient_of=(), graph=False, **COLOURS)


@pytest.mark.exercise("deprocess", weight=2)
def test_deprocess_random_pictures(student, solution, rng, compare):
    """Random numbers, a tenth or so of them out of range, wide and high."""
    for height, width in ((3, 6), (5, 2)):
        compare(student.deprocess, solution.deprocess, rng.normal(scale=70, size=(1, height, width, 3)), **COLOURS)


@pytest.mark.exercise("deprocess", weight=2)
def test_deprocess_inside_the_range(student, solution, rng, compare):
    """A picture in which nothing has to be cut off, and then one with every number far out of range."""
    low, high = solution.LOW.astype(float), solution.HIGH.astype(float)
    inside = low + rng.uniform(size=(1, 4, 3, 3)) * (high - low)
    compare(student.deprocess, solution.deprocess, inside, **COLOURS)
    compare(student.deprocess, solution.deprocess, 500 * rng.choice([-1.0, 1.0], size=(1, 2, 5, 3)), **COLOURS)


# feature_model


@pytest.mark.exercise("feature_model")
@pytest.mark.visible
def test_three_layers_of_a_small_network(student, solution, compare):
    """A network of two convolutions: what its pooling, its second convolution and its first ReLU give; then one alone."""
    network = KerasNetwork((4, 6, 1), 2, layers=(*SMALL, "average"))
    for layers in (["pool1", "conv2", "relu1"], ["conv1"]):
        compare.model(student.feature_model, solution.feature_model, network, layers, **NEAR)


@pytest.mark.exercise("feature_model")
@pytest.mark.visible
def test_the_features_are_those_of_the_network_itself(student, solution, rng, compare, measures):
    """The network gets other weights after the model was made, and the model should have them, too."""
    compare.measure(student.feature_model, solution.feature_model, measures.sharing, int(rng.integers(2**31)), near=0)


@pytest.mark.exercise("feature_model", weight=2)
def test_three_layers_of_a_deeper_network(student, solution, rng, compare):
    """Colour pictures, and three layers that are asked for in no order."""
    network = KerasNetwork((6, 4, 3), 3, layers=DEEP)
    layers = one_of(rng, ["pool1", "conv3", "relu1"], ["relu2", "conv3", "pool1"], ["pool1", "conv3", "relu2"])
    compare.model(student.feature_model, solution.feature_model, network, layers, **NEAR)


@pytest.mark.exercise("feature_model")
def test_one_layer_alone(student, solution, rng, compare):
    """A single layer."""
    network = KerasNetwork((4, 4, 3), 3, layers=DEEP)
    compare.model(student.feature_model, solution.feature_model, network, [one_of(rng, "relu1", "conv2")], **NEAR)


@pytest.mark.exercise("feature_model", weight=2)
def test_features_are_no_copy(student, solution, rng, compare, measures):
    """Whether the features follow when the network gets other weights."""
    compare.measure(student.feature_model, solution.feature_model, measures.sharing, int(rng.integers(2**31)), near=0)


# content_loss


@pytest.mark.exercise("content_loss")
@pytest.mark.visible
def test_content_loss_by_hand(student, solution, compare):
    """Features of 1x2 places and three channels, in whole numbers: value and gradient."""
    target = np.array([[[[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]]]])
    generated = np.array([[[[2.0, 0.0, 0.0], [0.0, 1.0, 4.0]]]])
    compare.loss(
        student.content_loss, solution.content_loss, target, generated, gradient_of="generated", graph=False, **NEAR
    )


@pytest.mark.exercise("content_loss", weight=2)
def test_content_loss_of_random_features(student, solution, rng, compare):
    """Features of other sizes, wide and high: value and gradient."""
    for size in ((3, 5, 4), (6, 2, 7)):
        target, generated = features(rng, *size), features(rng, *size)
        compare.loss(
            student.content_loss, solution.content_loss, target, generated, gradient_of="generated", graph=False, **NEAR
        )


@pytest.mark.exercise("content_loss")
def test_content_loss_of_equal_features(student, solution, rng, compare):
    """Equal features have no loss and nothing to learn; next to it features of one place."""
    same = features(rng, 2, 3, 5)
    one, other = features(rng, 1, 1, 6), features(rng, 1, 1, 6)
    for target, generated in ((same, same), (one, other)):
        compare.loss(
            student.content_loss, solution.content_loss, target, generated, gradient_of="generated", graph=False, **NEAR
        )


# gram_matrix


@pytest.mark.exercise("gram_matrix")
@pytest.mark.visible
def test_gram_matrix_by_hand(student, solution, compare):
    """Two by three places and two channels, in whole numbers: the matrix and its gradient."""
    F = np.array([[[[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]], [[1.0, 1.0], [4.0, 0.0], [0.0, 2.0]]]])
    compare.loss(student.gram_matrix, solution.gram_matrix, F, gradient_of="features", graph=False, **NEAR)


@pytest.mark.exercise("gram_matrix", weight=3)
def test_gram_matrix_of_random_features(student, solution, rng, compare):
    """More channels than places, and fewer; wide and high: the matrix and its gradient."""
    for size in ((2, 3, 8), (5, 4, 3), (3, 7, 4)):
        F = features(rng, *size)
        compare.loss(student.gram_matrix, solution.gram_matrix, F, gradient_of="features", graph=False, **NEAR)


@pytest.mark.exercise("gram_matrix")
def test_gram_matrix_forgets_where_things_are(student, solution, rng, compare):
    """The same features with their places mixed up have the same matrix."""
    F = features(rng, 4, 5, 3)
    mixed = F.reshape(20, 3)[rng.permutation(20)].reshape(1, 4, 5, 3)
    for given in (F, mixed):
        compare.loss(student.gram_matrix, solution.gram_matrix, given, gradient_of="features", graph=False, **NEAR)


@pytest.mark.exercise("gram_matrix")
def test_gram_matrix_of_one_place_and_of_one_channel(student, solution, rng, compare):
    """A single place with five channels, and a single channel in two by four places."""
    for size in ((1, 1, 5), (2, 4, 1)):
        F = features(rng, *size) + 0.5
        compare.loss(student.gram_matrix, solution.gram_matrix, F, gradient_of="features", graph=False, **NEAR)


# style_loss


@pytest.mark.exercise("style_loss")
@pytest.mark.visible
def test_style_loss_by_hand(student, solution, compare):
    """A Gram matrix of two channels, and features of two by two places: value and gradient."""
    target = np.array([[2.0, 1.0], [1.0, 3.0]])
    generated = np.array([[[[1.0, 0.0], [2.0, 1.0]], [[1.0, 3.0], [0.0, 2.0]]]])
    compare.loss(
        student.style_loss, solution.style_loss, target, generated, gradient_of="generated", graph=False, **NEAR
    )


@pytest.mark.exercise("style_loss", weight=2)
def test_style_loss_of_pictures_of_two_sizes(student, solution, rng, compare):
    """The style's picture is of another size than the new one: value and gradient."""
    for channels in (3, 5):
        target, generated = gram(features(rng, 6, 4, channels)), features(rng, 3, 4, channels)
        compare.loss(
            student.style_loss, solution.style_loss, target, generated, gradient_of="generated", graph=False, **NEAR
        )


@pytest.mark.exercise("style_loss")
def test_style_loss_of_the_same_style(student, solution, rng, compare):
    """Places mixed up, and the Gram matrix of before: no loss at all, and then twice as large features."""
    F = (4 * features(rng, 2, 4, 3)).round()  # in whole numbers nothing is rounded
    target = np.einsum("bijc,bijd->cd", F, F) / 8
    mixed = F.reshape(8, 3)[rng.permutation(8)].reshape(F.shape)
    for generated in (mixed, 2 * mixed):
        compare.loss(
            student.style_loss, solution.style_loss, target, generated, gradient_of="generated", graph=False, **NEAR
        )


# total_style_loss


def three_layers(rng):
    """Return features, Gram matrices and weights of three layers of different sizes."""
    sizes = ((6, 4, 2), (3, 2, 4), (2, 1, 3))
    generated = [features(rng, *size) for size in sizes]
    targets = [gram(features(rng, 4, 5, channels)) for _, _, channels in sizes]
    return generated, targets, rng.permutation([0.5, 2.0, 3.0]) * rng.uniform(0.8, 1.2)


@pytest.mark.exercise("total_style_loss")
@pytest.mark.visible
def test_total_style_loss_by_hand(student, solution, compare):
    """Two layers of two and of three channels; the weights are 0.5 and 3: value and gradient for the features."""
    generated = [
        np.array([[[[1.0, 0.0], [2.0, 1.0]], [[1.0, 3.0], [0.0, 2.0]]]]),
        np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]]]]),
    ]
    targets = [np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([[1.0, 0.0, 0.5], [0.0, 2.0, 1.0], [0.5, 1.0, 1.0]])]
    two = student.total_style_loss, solution.total_style_loss
    compare.loss(*two, generated, targets, [0.5, 3.0], gradient_of="features", graph=False, **NEAR)


@pytest.mark.exercise("total_style_loss", weight=2)
def test_total_style_loss_of_three_layers(student, solution, rng, compare):
    """Three layers of different sizes with weights of their own: value and gradient for the features."""
    generated, targets, weights = three_layers(rng)
    two = student.total_style_loss, solution.total_style_loss
    compare.loss(*two, generated, targets, weights.tolist(), gradient_of="features", graph=False, **NEAR)


@pytest.mark.exercise("total_style_loss")
def test_total_style_loss_of_one_layer(student, solution, rng, compare):
    """A single layer with a weight of its own, and two layers of which the second counts less."""
    generated, targets, weights = three_layers(rng)
    two = student.total_style_loss, solution.total_style_loss
    compare.loss(*two, generated[:1], targets[:1], [float(weights[0])], gradient_of="features", graph=False, **NEAR)
    compare.loss(*two, generated[1:], targets[1:], [2.5, 0.2], gradient_of="features", graph=False, **NEAR)


# total_variation


@pytest.mark.exercise("total_variation")
@pytest.mark.visible
def test_total_variation_by_hand(student, solution, compare):
    """Two by three pixels of two channels, two of them equal: value and gradient; and the value of an array."""
    image = np.array([[[[0.0, 2.0], [7.0, 8.0], [9.0, 5.0]], [[0.0, 3.0], [4.0, 3.5], [2.0, 9.0]]]])
    compare.loss(student.total_variation, solution.total_variation, image, gradient_of="image", graph=False, **NEAR)
    compare(student.total_variation, solution.total_variation, 2 * image, **NEAR)


@pytest.mark.exercise("total_variation", weight=2)
def test_total_variation_of_random_pictures(student, solution, rng, compare):
    """Wide and high colour pictures: value and gradient."""
    for height, width in ((3, 6), (5, 2)):
        image = rng.permutation(3 * height * width).reshape(1, height, width, 3).astype(float)  # no two are equal
        compare.loss(student.total_variation, solution.total_variation, image, gradient_of="image", graph=False, **NEAR)


@pytest.mark.exercise("total_variation")
def test_total_variation_of_stripes(student, solution, rng, compare):
    """A picture of one colour, stripes that lie, and stripes that stand: value and gradient."""
    size, colour = float(rng.integers(2, 9)), rng.normal(size=3).round(2)
    plain = np.tile(colour, (1, 4, 6, 1))
    lying = plain + size * (np.arange(4) % 2)[:, np.newaxis, np.newaxis]
    standing = plain + size * (np.arange(6) % 3 == 1)[:, np.newaxis]
    for image in (plain, lying, standing):
        compare.loss(student.total_variation, solution.total_variation, image, gradient_of="image", graph=False, **NEAR)


@pytest.mark.exercise("total_variation")
def test_total_variation_of_a_line(student, solution, rng, compare):
    """A single row and a single column of pixels; and a single pixel, which has no neighbour."""
    for height, width in ((1, 5), (4, 1), (1, 1)):
        compare(student.total_variation, solution.total_variation, rng.normal(size=(1, height, width, 3)), **NEAR)


# style_step


def waves(image):
    """Return a loss with many valleys, and its gradient."""
    image = np.asarray(image)
    return float(np.sum(np.cos(image / 30))), -40 * np.sin(image / 30)


def asking(asked):
    """Return `waves`, which writes down how often it was asked."""

    def counted(image):
        asked.append(1)
        return waves(image)

    return counted


@pytest.mark.exercise("style_step")
@pytest.mark.visible
def test_a_first_step(student, solution, compare):
    """Two pixels, no state yet, the given optimizer: the picture is clipped, and the state and the loss come with it."""
    image = np.array([[[[-80.0, 20.0, 140.0], [151.0, -116.0, 0.0]]]])
    low, high = solution.LOW.astype(float), solution.HIGH.astype(float)
    two = student.style_step, solution.style_step
    compare(*two, image, None, solution.adam, solution.towards_orange, low, high, **NEAR)


@pytest.mark.exercise("style_step")
@pytest.mark.visible
def test_a_later_step(student, solution, compare):
    """Two pixels in the middle of the way, with another optimizer and another loss, without a speed and with one."""
    image = np.array([[[[-60.0, 60.0, 97.0], [10.0, -30.0, 90.0]]]])
    speed = np.array([[[[16.0, -8.0, 4.0], [2.0, 20.0, -6.0]]]])
    low, high = np.array([-70.0, -80.0, -90.0]), np.array([80.0, 70.0, 100.0])
    two = student.style_step, solution.style_step
    for state in (None, speed):
        compare(*two, image, state, solution.momentum, solution.away_from_grey, low, high, **NEAR)


@pytest.mark.exercise("style_step", weight=2)
def test_steps_with_another_optimizer(student, solution, rng, compare):
    """Momentum on a loss with many valleys, from the beginning and with a speed; other limits for each channel."""
    low, high = np.array([-90.0, -120.0, -70.0]), np.array([110.0, 60.0, 140.0])
    image = picture(rng, 3, 4, low, high)
    two = student.style_step, solution.style_step
    for state in (None, rng.normal(scale=20, size=image.shape)):
        compare(*two, image, state, solution.momentum, waves, low, high, **NEAR)


@pytest.mark.exercise("style_step", weight=2)
def test_a_step_with_the_given_optimizer(student, solution, rng, compare):
    """Adam with a memory, a larger picture."""
    low, high = solution.LOW.astype(float), solution.HIGH.astype(float)
    image = picture(rng, 4, 3, low, high)
    state = {"m": rng.normal(size=image.shape), "v": rng.uniform(0.5, 2, image.shape), "t": int(rng.integers(3, 9))}
    two = student.style_step, solution.style_step
    compare(*two, image, state, solution.adam, waves, low, high, **NEAR)


@pytest.mark.exercise("style_step")
def test_a_step_asks_once(student, solution, rng):
    """How often one step asks for loss and gradient."""
    asked = []
    low, high = solution.LOW.astype(float), solution.HIGH.astype(float)
    given = picture(rng, 2, 3, low, high), None, solution.momentum
    stepped = student.style_step(*given, asking(asked), low, high)[0]
    right = solution.style_step(*given, waves, low, high)[0]
    assert np.allclose(stepped, right, atol=1e-2), "The picture after the step is not the right one."
    assert len(asked) == 1, (
        f"In one step, loss_and_gradient was asked {len(asked)} times. Ask once, and keep both things that it gives: with a "
        "real network this is what takes the time."
    )


# transfer


@pytest.mark.exercise("transfer")
@pytest.mark.visible
def test_four_steps(student, solution, compare):
    """One pixel goes four steps, with either optimizer and a loss for each, between limits of its own."""
    start = np.array([[[[70.0, 0.0, 95.0]]]])
    low, high = np.array([-70.0, -80.0, -90.0]), np.array([80.0, 70.0, 100.0])
    two = student.transfer, solution.transfer
    for optimizer, loss in ((solution.adam, solution.away_from_grey), (solution.momentum, solution.towards_orange)):
        compare(*two, start, optimizer, loss, 4, low, high, **NEAR)


@pytest.mark.exercise("transfer", weight=2)
def test_steps_over_many_valleys(student, solution, rng, compare):
    """Momentum on a loss with many valleys, some steps long; the least loss is not the last one."""
    low, high = np.array([-90.0, -120.0, -70.0]), np.array([110.0, 60.0, 140.0])
    start = picture(rng, 2, 3, low, high)
    two = student.transfer, solution.transfer
    for steps in (3, int(rng.integers(5, 9))):
        compare(*two, start, solution.momentum, waves, steps, low, high, **NEAR)


@pytest.mark.exercise("transfer")
def test_one_step_and_none(student, solution, rng, compare):
    """A single step, and no step at all: the start comes back, and an empty list."""
    low, high = np.array([-90.0, -120.0, -70.0]), np.array([110.0, 60.0, 140.0])
    start = picture(rng, 3, 2, low, high)
    for steps in (1, 0):
        compare(student.transfer, solution.transfer, start, solution.momentum, waves, steps, low, high, **NEAR)


@pytest.mark.exercise("transfer")
def test_each_step_asks_once(student, solution, rng):
    """How often five steps ask for loss and gradient."""
    asked = []
    low, high = solution.LOW.astype(float), solution.HIGH.astype(float)
    given = picture(rng, 2, 3, low, high), solution.momentum
    painted = student.transfer(*given, asking(asked), 5, low, high)[0]
    right = solution.transfer(*given, waves, 5, low, high)[0]
    assert np.allclose(painted, right, atol=1e-2), "The picture after five steps is not the right one."
    assert len(asked) == 5, (
        f"In 5 steps, loss_and_gradient was asked {len(asked)} times. Once for each step is enough: with a real network this "
        "is what takes the time."
    )
