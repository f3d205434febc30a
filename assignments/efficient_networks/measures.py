"""How functions of this assignment are measured: by how the number is stored that they give.

The measure takes a student's function, and returns for the sentence that a student may be told a number; where that is off,
the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np


def stored(function, draw, *, numbers):
    """Call a function that gives a number of channels or blocks."""
    answer = np.asarray(function(*numbers))
    return {
        "The number is right, but it is stored with a point, such as 24.0, and Keras and range(...) want whole numbers. "
        "Make it one with int(...).": answer.dtype.kind in "iu"
    }
