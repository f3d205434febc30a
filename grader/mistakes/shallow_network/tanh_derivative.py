import numpy as np
from scipy.special import expit as sigmoid

from grader.authoring import alternative, edited
from solutions.shallow_network import tanh

square_forgotten = edited("The square is missing: 1 minus tanh squared.", ("tanh(Z) ** 2", "tanh(Z)"))
score_taken_for_activation = edited(
    "You square the score Z as if it were the activation. Compute tanh of Z first.", ("tanh(Z)", "Z")
)
slope_of_the_sigmoid = edited(
    "This is the slope of the sigmoid, s (1 - s). For tanh it is 1 - tanh squared.",
    ("1 - tanh(Z) ** 2", "sigmoid(Z) * (1 - sigmoid(Z))"),
)
formula_of_the_sigmoid = edited(
    "t (1 - t) is the sigmoid's formula with tanh put in. For tanh the slope is 1 - t squared.",
    ("1 - tanh(Z) ** 2", "tanh(Z) * (1 - tanh(Z))"),
)
negative_slope = edited(
    "The sign is turned round: tanh always rises, so its slope is never negative.",
    ("1 - tanh(Z) ** 2", "tanh(Z) ** 2 - 1"),
)
value_for_slope = edited(
    "This is tanh itself. Its slope is asked for: 1 at the middle, 0 far out.", ("1 - tanh(Z) ** 2", "tanh(Z)")
)
tanh_of_tanh = edited(
    "tanh is applied twice before the square. Once is enough: 1 - tanh(z) squared.", ("tanh(Z)", "tanh(tanh(Z))")
)
plus_for_minus = edited(
    "A plus for a minus: the slope is 1 minus tanh squared, and never above 1.",
    ("1 - tanh(Z) ** 2", "1 + tanh(Z) ** 2"),
)


@alternative
def one_over_cosh_squared(Z):
    return 1 / np.cosh(Z) ** 2


@alternative
def as_a_product(Z):
    t = np.tanh(Z)
    return (1 - t) * (1 + t)


@alternative
def slope_in_float32(Z):
    t = tanh(np.asarray(Z, dtype=np.float32))
    return np.float32(1) - np.square(t)


@alternative
def four_times_the_slope_of_the_sigmoid(Z):
    return 4 * sigmoid(2 * Z) * sigmoid(-2 * Z)


doubled_not_squared = edited("You double tanh where it should be squared. A square is written ** 2.", ("** 2", "* 2"))
score_squared_first = edited(
    "The score is squared before tanh sees it. Compute tanh first, and square what comes out.",
    ("tanh(Z) ** 2", "tanh(Z**2)"),
)
