"""Style transfer: what a photograph shows, in the manner of another one; the picture is what learns.

What is no exercise (`MEAN`, `LOW`, `HIGH`, `adam`, `momentum`, `towards_orange`, `away_from_grey`) is given in the
notebook.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

MEAN = np.array([103.939, 116.779, 123.68], dtype="float32")  # of ImageNet's pictures: blue, green, red
LOW, HIGH = -MEAN, 255 - MEAN  # what black and white are, preprocessed

State = dict[str, Any] | None
Optimizer = Callable[[Any, Any, State], tuple[Any, State]]
LossAndGradient = Callable[[Any], tuple[Any, Any]]
ORANGE = np.array([-80.0, 20.0, 160.0])  # redder than any screen can show
GREY = 127.5 - MEAN


def adam(image: Any, gradient: Any, state: State) -> tuple[Any, State]:
    """Take one step of Adam with the learning rate 6, in the units of a preprocessed picture.

    Returns:
        The picture and the state {"m", "v", "t"} for the next step; a state of None begins anew.
    """
    if state is None:
        state = {"m": 0 * gradient, "v": 0 * gradient, "t": 0}
    t = state["t"] + 1
    m = 0.9 * state["m"] + 0.1 * gradient
    v = 0.999 * state["v"] + 0.001 * gradient**2
    step = 6 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-12)
    return image - step, {"m": m, "v": v, "t": t}


def momentum(image: Any, gradient: Any, state: Any) -> tuple[Any, Any]:
    """Take one step with momentum; the state is the speed, or None before the first step."""
    speed = gradient if state is None else 0.5 * state + gradient
    return image - 3 * speed, speed


def towards_orange(image: Any) -> tuple[float, Any]:
    """Return how far a picture is from one colour, and the gradient: a loss to try steps with."""
    away = keras.ops.convert_to_numpy(image) - ORANGE
    return float(np.mean(away**2)), 2 * away / away.size


def away_from_grey(image: Any) -> tuple[float, Any]:
    """Return a loss that falls as a picture gets farther from grey, and the gradient."""
    away = keras.ops.convert_to_numpy(image) - GREY
    return -float(np.mean(away**2)), -2 * away / away.size


def preprocess(photo: NDArray[Any]) -> NDArray[np.float32]:
    """Return a photograph (height, width, 3), red, green, blue in 0..1, as VGG-16 takes it: (1, height, width, 3).

    Blue, green, red in 0..255, minus ImageNet's mean.
    """
    blue_green_red = 255 * photo[..., ::-1]
    batch: NDArray[np.float32] = (blue_green_red - MEAN)[np.newaxis].astype("float32")
    return batch


def deprocess(image: Any) -> NDArray[np.float32]:
    """Return what `preprocess` made, (1, height, width, 3), as a photograph again, cut to 0..1."""
    blue_green_red = keras.ops.convert_to_numpy(image)[0] + MEAN
    photo: NDArray[np.float32] = np.clip(blue_green_red[..., ::-1] / 255, 0, 1)
    return photo


def feature_model(network: keras.Model, layers: Sequence[str]) -> keras.Model:
    """Return the model from pictures to the outputs of the named layers of a network, one for each, in their order."""
    return keras.Model(network.input, [network.get_layer(name).output for name in layers])


def content_loss(target: Any, generated: Any) -> Any:
    """Return the mean of the squared differences of two arrays of features (1, height, width, channels)."""
    return keras.ops.mean(keras.ops.square(generated - target))


def gram_matrix(features: Any) -> Any:
    """Return how channels go together: (1, height, width, c) to (c, c), averaged over the places.

    G[c, d] = 1 / (height width) sum_ij F[i, j, c] F[i, j, d]. Source: Gatys et al. 2016.
    """
    _, height, width, channels = features.shape
    by_channel = keras.ops.transpose(features, (3, 0, 1, 2))  # (channels, 1, height, width)
    F = keras.ops.reshape(by_channel, (channels, height * width))
    return keras.ops.matmul(F, keras.ops.transpose(F)) / (height * width)


def style_loss(target: Any, generated: Any) -> Any:
    """Return the mean squared difference of a Gram matrix (c, c) and that of features (1, height, width, c)."""
    return keras.ops.mean(keras.ops.square(gram_matrix(generated) - target))


def total_style_loss(features: Sequence[Any], targets: Sequence[Any], weights: Sequence[float]) -> Any:
    """Return the weighted sum of the style losses of several layers."""
    total = 0.0
    for generated, target, weight in zip(features, targets, weights, strict=True):
        total = total + weight * style_loss(target, generated)
    return total


def total_variation(image: Any) -> Any:
    """Return the sum of the absolute differences of neighbours, down and across, in a picture (1, height, width, c).

    Source: Rudin et al. 1992, in the form with absolute values.
    """
    down = image[:, 1:] - image[:, :-1]  # (1, height - 1, width, c)
    across = image[:, :, 1:] - image[:, :, :-1]  # (1, height, width - 1, c)
    return keras.ops.sum(keras.ops.absolute(down)) + keras.ops.sum(keras.ops.absolute(across))


def style_step(
    image: Any, state: State, optimizer: Optimizer, loss_and_gradient: LossAndGradient, low: Any, high: Any
) -> tuple[Any, State, Any]:
    """Return the picture and the optimizer's state after one step, and the loss before it.

    `image` is (1, height, width, c); `low` and `high`, (c,), are the least and the largest values of each channel.
    """
    loss, gradient = loss_and_gradient(image)
    stepped, new_state = optimizer(image, gradient, state)
    return keras.ops.clip(stepped, low, high), new_state, loss


def transfer(
    start: Any, optimizer: Optimizer, loss_and_gradient: LossAndGradient, steps: int, low: Any, high: Any
) -> tuple[Any, list[float]]:
    """Return the picture after a number of steps from a start, and the loss before each of them."""
    image, state, losses = start, None, []
    for _ in range(steps):
        image, state, loss = style_step(image, state, optimizer, loss_and_gradient, low, high)
        losses.append(float(loss))
    return image, losses
