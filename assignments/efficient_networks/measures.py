"""How functions of this assignment are measured: by how a number is stored, and by how high the numbers of a network rise.

Each measure takes a student's function, and returns for each sentence that a student may be told a number; where that is
off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np

from dlkit.comparing import ModelView


def stored(function, draw, *, numbers):
    """Call a function that gives a number of channels or blocks."""
    answer = np.asarray(function(*numbers))
    return {
        "The number is right, but it is stored with a point, such as 24.0, and Keras and range(...) want whole numbers. "
        "Make it one with int(...).": answer.dtype.kind in "iu"
    }


def _kernel(weight, of_head):
    """Return a kernel of equal numbers, which adds up what goes in, and shrinks it; other weights as they are."""
    shape = np.shape(weight)
    if len(shape) not in (2, 4):
        return weight
    terms = 9 if shape[-1] == 1 else np.prod(shape[:-1])
    if len(shape) == 4 and shape[-1] == 128:
        total = of_head
    elif shape[:2] == (3, 3) and shape[2] != 3:  # depthwise
        total = 0.01
    elif len(shape) == 4 and shape[-1] > shape[-2] != 3:  # to more channels
        total = 0.1
    else:
        total = 1.0
    return np.full(shape, total / terms, dtype=np.float32)


def ceilings(mobilenet, draw):
    """Look whether stem and head stop at 6.

    The kernels are such that nothing else comes near to 6: the scores grow as the picture does, until one of the two stops it.
    """
    shape = (8 + 4 * (draw % 2), 12, 3)
    model = mobilenet(shape, 2, 1.0)
    assert isinstance(model, ModelView), (
        "mobilenet should return a keras.Model. Is there a return at the end?"
    )

    def score(brightness, of_head):
        model.set_weights([_kernel(weight, of_head) for weight in model.get_weights()])
        picture = np.full((1, *shape), brightness, dtype=np.float32)
        return np.max(np.asarray(model.predict(picture)))

    return {
        "Numbers above 6 come out of the stem. Its activation is keras.layers.ReLU(6).": bool(
            score(50, of_head=1) < 8 * score(1, of_head=1)
        ),
        "Numbers above 6 come out of the last 1x1 convolution with its batch norm. The activation behind it is "
        "keras.layers.ReLU(6).": bool(score(1, of_head=1e15) < 7),
    }
