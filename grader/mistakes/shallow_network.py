"""Known wrong and other right answers for shallow_network."""

import numpy as np
from scipy.special import expit as sigmoid

from grader.catalogue import alternative, mistake
from solutions.shallow_network import *

# initialize


@mistake(
    "initialize",
    hint="The weights are not small: they are drawn, but not multiplied by 0.01. Large first weights make "
    "strong opinions about nothing.",
)
def not_scaled(n_x, n_h, n_y, rng):
    return {
        "W1": rng.standard_normal((n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": rng.standard_normal((n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="The weight matrices lie on their side. Each has one row for each unit of its own layer, and one "
    "column for each unit of the layer before.",
)
def one_column_for_each_unit(n_x, n_h, n_y, rng):
    return {
        "W1": 0.01 * rng.standard_normal((n_x, n_h)),
        "b1": np.zeros((n_h, 1)),
        "W2": 0.01 * rng.standard_normal((n_h, n_y)),
        "b2": np.zeros((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="All weights are zero. Then all hidden units are equal and stay equal, and nothing is learned. Draw "
    "them at random.",
)
def all_zero(n_x, n_h, n_y, rng):
    return {
        "W1": np.zeros((n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": np.zeros((n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="All weights are the same number. Small is good, but equal units stay equal for ever. Draw each "
    "weight at random.",
)
def all_equal(n_x, n_h, n_y, rng):
    return {
        "W1": np.full((n_h, n_x), 0.01),
        "b1": np.zeros((n_h, 1)),
        "W2": np.full((n_y, n_h), 0.01),
        "b2": np.zeros((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="rng.random draws from 0 to 1, evenly: all weights are positive. Draw from the normal distribution, "
    "rng.standard_normal.",
)
def uniform_draws(n_x, n_h, n_y, rng):
    return {
        "W1": 0.01 * rng.random((n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": 0.01 * rng.random((n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="rng.uniform draws evenly between two limits. Draw from the normal distribution, rng.standard_normal.",
)
def uniform_around_zero(n_x, n_h, n_y, rng):
    return {
        "W1": rng.uniform(-0.01, 0.01, size=(n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": rng.uniform(-0.01, 0.01, size=(n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="The biases have one axis only. Make them columns, (n_h, 1) and (n_y, 1), so that they are added to "
    "each column of the scores.",
)
def biases_with_one_axis(n_x, n_h, n_y, rng):
    return {
        "W1": 0.01 * rng.standard_normal((n_h, n_x)),
        "b1": np.zeros(n_h),
        "W2": 0.01 * rng.standard_normal((n_y, n_h)),
        "b2": np.zeros(n_y),
    }


@mistake("initialize", hint="The biases are rows here. They must be columns: one row for each unit.")
def biases_as_rows(n_x, n_h, n_y, rng):
    return {
        "W1": 0.01 * rng.standard_normal((n_h, n_x)),
        "b1": np.zeros((1, n_h)),
        "W2": 0.01 * rng.standard_normal((n_y, n_h)),
        "b2": np.zeros((1, n_y)),
    }


@mistake(
    "initialize",
    hint="The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
)
def random_biases(n_x, n_h, n_y, rng):
    return {
        "W1": 0.01 * rng.standard_normal((n_h, n_x)),
        "b1": 0.01 * rng.standard_normal((n_h, 1)),
        "W2": 0.01 * rng.standard_normal((n_y, n_h)),
        "b2": 0.01 * rng.standard_normal((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="You make a generator of your own, so that every network starts with the same numbers. Draw with the "
    "rng that is passed in.",
)
def own_generator(n_x, n_h, n_y, rng):
    rng = np.random.default_rng(0)
    return {
        "W1": 0.01 * rng.standard_normal((n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": 0.01 * rng.standard_normal((n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="np.random.seed and np.random.randn are NumPy's old, global generator. Draw with the rng that is "
    "passed in: rng.standard_normal.",
)
def old_global_generator(n_x, n_h, n_y, rng):
    np.random.seed(0)
    return {
        "W1": 0.01 * np.random.randn(n_h, n_x),
        "b1": np.zeros((n_h, 1)),
        "W2": 0.01 * np.random.randn(n_y, n_h),
        "b2": np.zeros((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="One row of weights is drawn and then repeated, so all units of a layer are equal. Draw the whole matrix.",
)
def one_row_repeated(n_x, n_h, n_y, rng):
    return {
        "W1": np.tile(0.01 * rng.standard_normal((1, n_x)), (n_h, 1)),
        "b1": np.zeros((n_h, 1)),
        "W2": np.tile(0.01 * rng.standard_normal((1, n_h)), (n_y, 1)),
        "b2": np.zeros((n_y, 1)),
    }


@mistake(
    "initialize",
    hint="The output layer has always one row here. Its number of rows is n_y, for W2 and for b2.",
)
def always_one_output(n_x, n_h, n_y, rng):
    return {
        "W1": 0.01 * rng.standard_normal((n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": 0.01 * rng.standard_normal((1, n_h)),
        "b2": np.zeros((1, 1)),
    }


@mistake(
    "initialize",
    hint='These are four arrays in a row. Put them into a dict with the names "W1", "b1", "W2" and "b2".',
)
def as_a_tuple(n_x, n_h, n_y, rng):
    W1, W2 = 0.01 * rng.standard_normal((n_h, n_x)), 0.01 * rng.standard_normal((n_y, n_h))
    return W1, np.zeros((n_h, 1)), W2, np.zeros((n_y, 1))


@mistake(
    "initialize",
    hint="The shape needs brackets of its own: rng.standard_normal((rows, columns)). Without them the second "
    "number is taken for a dtype.",
)
def shape_without_brackets(n_x, n_h, n_y, rng):
    return {
        "W1": 0.01 * rng.standard_normal(n_h, n_x),
        "b1": np.zeros((n_h, 1)),
        "W2": 0.01 * rng.standard_normal(n_y, n_h),
        "b2": np.zeros((n_y, 1)),
    }


@alternative("initialize")
def normal_with_scale_in_another_order(n_x, n_h, n_y, rng):
    W2 = rng.normal(0, 0.01, size=(n_y, n_h))
    W1 = rng.normal(loc=0.0, scale=0.01, size=(n_h, n_x))
    return {"W2": W2, "b2": np.zeros((n_y, 1)), "W1": W1, "b1": np.zeros((n_h, 1))}


@alternative("initialize")
def one_number_after_the_other(n_x, n_h, n_y, rng):
    parameters = {}
    for layer, (rows, columns) in enumerate([(n_h, n_x), (n_y, n_h)], start=1):
        W = np.empty((rows, columns))
        for i in range(rows):
            for j in range(columns):
                W[i, j] = rng.standard_normal() * 0.01
        parameters[f"W{layer}"] = W
        parameters[f"b{layer}"] = np.array([[0.0]] * rows)
    return parameters


@alternative("initialize")
def drawn_in_float32(n_x, n_h, n_y, rng):
    def draw(*shape):
        return rng.standard_normal(shape, dtype=np.float32) * np.float32(0.01)

    W1, W2 = draw(n_h, n_x), draw(n_y, n_h)
    return {"W1": W1, "b1": np.zeros((n_h, 1), np.float32), "W2": W2, "b2": np.zeros((n_y, 1))}


# tanh


@mistake("tanh", hint="This is the sigmoid, which runs from 0 to 1. tanh runs from -1 to 1 and is 0 at 0.")
def sigmoid_for_tanh(Z):
    return sigmoid(Z)


@mistake(
    "tanh",
    hint="A sigmoid stretched to -1..1 is only half as steep as tanh: tanh(z) is 2 sigmoid(2z) - 1, with a 2 "
    "inside, too.",
)
def stretched_sigmoid(Z):
    return 2 * sigmoid(Z) - 1


@mistake(
    "tanh",
    hint="For a score of 800, np.exp is inf, and inf / inf is nan. Use np.tanh, or a form whose exponent is "
    "never positive.",
)
def exp_overflows(Z):
    return (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))


@mistake("tanh", hint="Numerator and denominator have changed places: the minus belongs into the numerator.")
def upside_down(Z):
    return 1 / np.tanh(Z)


@mistake("tanh", hint="This is np.tan, the ordinary tangent. The hyperbolic one has an h at the end.")
def ordinary_tangent(Z):
    return np.tan(Z)


@mistake("tanh", hint="This is the inverse function. You want np.tanh, not np.arctanh or np.arctan.")
def inverse_tangent(Z):
    return np.arctan(Z)


@mistake("tanh", hint="This cuts the scores off at -1 and 1. tanh bends softly: at a score of 1 it has reached 0.76.")
def hard_tanh(Z):
    return np.clip(Z, -1, 1)


@mistake(
    "tanh",
    hint="math.tanh takes one number only, but Z is an array. Use np.tanh: it works on all entries at once.",
)
def math_module(Z):
    import math

    return math.tanh(Z)


@mistake("tanh", hint="This is the slope of tanh. Here the value itself is asked for.")
def slope_for_value(Z):
    return 1 - np.tanh(Z) ** 2


@alternative("tanh")
def through_the_sigmoid(Z):
    return 2 * sigmoid(2 * Z) - 1


@alternative("tanh")
def formula_that_cannot_overflow(Z):
    e = np.exp(-2 * np.abs(Z))
    return np.sign(Z) * (1 - e) / (1 + e)


@alternative("tanh")
def tanh_in_float32(Z):
    print("tanh of", np.shape(Z))
    return np.tanh(np.asarray(Z, dtype=np.float32))


@alternative("tanh")
def tanh_entry_by_entry(Z):
    import math

    return np.array([math.tanh(z) for z in np.ravel(Z)]).reshape(np.shape(Z))


# tanh_derivative


@mistake("tanh_derivative", hint="The square is missing: 1 minus tanh squared.")
def square_forgotten(Z):
    return 1 - tanh(Z)


@mistake(
    "tanh_derivative",
    hint="You square the score Z as if it were the activation. Compute tanh of Z first.",
)
def score_taken_for_activation(Z):
    return 1 - Z**2


@mistake("tanh_derivative", hint="This is the slope of the sigmoid, s (1 - s). For tanh it is 1 - tanh squared.")
def slope_of_the_sigmoid(Z):
    s = sigmoid(Z)
    return s * (1 - s)


@mistake(
    "tanh_derivative",
    hint="t (1 - t) is the sigmoid's formula with tanh put in. For tanh the slope is 1 - t squared.",
)
def formula_of_the_sigmoid(Z):
    return tanh(Z) * (1 - tanh(Z))


@mistake("tanh_derivative", hint="The sign is turned round: tanh always rises, so its slope is never negative.")
def negative_slope(Z):
    return tanh(Z) ** 2 - 1


@mistake("tanh_derivative", hint="This is tanh itself. Its slope is asked for: 1 at the middle, 0 far out.")
def value_for_slope(Z):
    return tanh(Z)


@mistake(
    "tanh_derivative",
    hint="tanh is applied twice before the square. Once is enough: 1 - tanh(z) squared.",
)
def tanh_of_tanh(Z):
    return 1 - tanh(tanh(Z)) ** 2


@mistake("tanh_derivative", hint="A plus for a minus: the slope is 1 minus tanh squared, and never above 1.")
def plus_for_minus(Z):
    return 1 + tanh(Z) ** 2


@alternative("tanh_derivative")
def one_over_cosh_squared(Z):
    return 1 / np.cosh(Z) ** 2


@alternative("tanh_derivative")
def as_a_product(Z):
    t = np.tanh(Z)
    return (1 - t) * (1 + t)


@alternative("tanh_derivative")
def slope_in_float32(Z):
    t = tanh(np.asarray(Z, dtype=np.float32))
    return np.float32(1) - np.square(t)


@alternative("tanh_derivative")
def four_times_the_slope_of_the_sigmoid(Z):
    return 4 * sigmoid(2 * Z) * sigmoid(-2 * Z)


# forward


@mistake(
    "forward",
    hint="The hidden layer has no activation, so the network is one neuron in disguise. Send Z1 through tanh.",
)
def hidden_layer_does_not_bend(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = Z1
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake(
    "forward", hint="The hidden layer uses the sigmoid. Here its activation is tanh; the sigmoid is for the output."
)
def sigmoid_in_the_hidden_layer(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = sigmoid(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake("forward", hint="The hidden layer uses ReLU. In this network its activation is tanh.")
def relu_in_the_hidden_layer(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = np.maximum(0, Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake(
    "forward",
    hint="The output goes through tanh, so it may be negative. A probability needs the sigmoid there.",
)
def tanh_at_the_output(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = tanh(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake("forward", hint="The first thing that you return is the score Z2. Send it through the sigmoid.")
def scores_for_probabilities(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    return Z2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": Z2}


@mistake("forward", hint="Both biases are missing: add b1 to the first scores and b2 to the second.")
def no_biases(X, parameters):
    Z1 = parameters["W1"] @ X
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ A1
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake("forward", hint="The bias of the hidden layer is added after tanh. It belongs inside, to the score.")
def bias_outside_tanh(X, parameters):
    Z1 = parameters["W1"] @ X
    A1 = tanh(Z1) + parameters["b1"]
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake(
    "forward",
    hint="W1 is transposed here. In this notebook each unit has a row of W1 already, so no transpose is needed.",
)
def first_weights_transposed(X, parameters):
    Z1 = parameters["W1"].T @ X + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake(
    "forward",
    hint="X comes first in your product, but examples are columns: the weights stand on the left, W1 @ X.",
)
def points_first(X, parameters):
    Z1 = X @ parameters["W1"] + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake(
    "forward",
    hint="The star multiplies entry by entry and adds nothing up. A weighted sum is a matrix product: use @.",
)
def star_for_the_matrix_product(X, parameters):
    Z1 = parameters["W1"] * X + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = parameters["W2"] * A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake(
    "forward",
    hint="The second layer gets the scores Z1. It should see the answers of the hidden units, A1.",
)
def second_layer_sees_the_scores(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ Z1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@mistake("forward", hint="Only A2 comes back. Return two things: A2 and the cache, which backward will need.")
def cache_not_returned(X, parameters):
    A1 = tanh(parameters["W1"] @ X + parameters["b1"])
    return sigmoid(parameters["W2"] @ A1 + parameters["b2"])


@mistake("forward", hint="The order is turned round: return A2 first, then the cache.")
def cache_first(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}, A2


@mistake(
    "forward",
    hint='A2 is right, but the cache holds the scores under "A1" and "A2". Store under each name what it names.',
)
def scores_in_the_cache(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    Z2 = parameters["W2"] @ tanh(Z1) + parameters["b2"]
    return sigmoid(Z2), {"Z1": Z1, "A1": Z1, "Z2": Z2, "A2": Z2}


@mistake(
    "forward",
    hint="The cache is a row of arrays without names. Make it a dict, so that backward finds each by its name.",
)
def cache_as_a_tuple(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, (Z1, A1, Z2, A2)


@mistake("forward", hint="These are hard yes-or-no answers. forward returns probabilities; predict makes the cut.")
def cut_already(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = (sigmoid(Z2) > 0.5).astype(int)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@alternative("forward")
def unit_by_unit_and_point_by_point(X, parameters):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    m = X.shape[1]
    A1, A2 = np.zeros((W1.shape[0], m)), np.zeros((W2.shape[0], m))
    for i in range(m):
        for j in range(W1.shape[0]):
            A1[j, i] = np.tanh(np.sum(W1[j] * X[:, i]) + b1[j, 0])
        for k in range(W2.shape[0]):
            A2[k, i] = 1 / (1 + np.exp(-(np.sum(W2[k] * A1[:, i]) + b2[k, 0])))
    return A2, {"A1": A1, "A2": A2}


@alternative("forward")
def with_einsum_and_more_in_the_cache(X, parameters):
    Z1 = np.einsum("jk,ki->ji", parameters["W1"], X) + parameters["b1"]
    A1 = tanh(Z1)
    Z2 = np.einsum("oj,ji->oi", parameters["W2"], A1) + parameters["b2"]
    A2 = sigmoid(Z2)
    return [A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "X": X, "slopes": 1 - A1**2}]


@alternative("forward")
def dot_and_a_sigmoid_of_ones_own(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = 1 / (1 + np.exp(-Z2))
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


@alternative("forward")
def forward_in_float32(X, parameters):
    W1, b1, W2, b2 = (parameters[name].astype(np.float32) for name in ("W1", "b1", "W2", "b2"))
    Z1 = W1 @ X.astype(np.float32) + b1
    A1 = tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# cost


@mistake("cost", hint="This is the sum over the examples. Take the average: divide by m.")
def summed_not_averaged(A2, Y):
    A2 = np.clip(A2, 1e-12, 1 - 1e-12)
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


@mistake("cost", hint="You divide by m twice: np.mean has divided already.")
def averaged_twice(A2, Y):
    A2 = np.clip(A2, 1e-12, 1 - 1e-12)
    return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / Y.shape[1]


@mistake(
    "cost",
    hint="The minus sign is missing. Logarithms of probabilities are negative, and a cost must be positive.",
)
def minus_sign_missing(A2, Y):
    A2 = np.clip(A2, 1e-12, 1 - 1e-12)
    return np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


@mistake("cost", hint="Examples of class 0 cost nothing here. The second term, (1 - y) log(1 - a), is missing.")
def second_term_missing(A2, Y):
    return -np.mean(Y * np.log(np.clip(A2, 1e-12, 1)))


@mistake("cost", hint="The minus sign reaches only the first of the two terms. Put brackets around their sum.")
def minus_on_one_term_only(A2, Y):
    A2 = np.clip(A2, 1e-12, 1 - 1e-12)
    return np.mean(-Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


@mistake(
    "cost",
    hint="Where A2 is exactly 0 or 1, you take log(0), which is -inf, and 0 * -inf is nan. Keep A2 a tiny bit "
    "away from both.",
)
def log_of_zero(A2, Y):
    return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


@mistake(
    "cost",
    hint="This is the squared error. The cost is the cross-entropy: minus the logarithm of the probability of "
    "the right class.",
)
def squared_error(A2, Y):
    return np.mean((A2 - Y) ** 2)


@mistake("cost", hint="This is half the squared error. The cost is the cross-entropy of the last notebook.")
def half_the_squared_error(A2, Y):
    return np.mean((A2 - Y) ** 2) / 2


@mistake(
    "cost",
    hint="The labels and the answers have changed places: the logarithm is of A2, and Y chooses the term.",
)
def labels_and_answers_swapped(A2, Y):
    Y = np.clip(Y, 1e-12, 1 - 1e-12)
    return -np.mean(A2 * np.log(Y) + (1 - A2) * np.log(1 - Y))


@mistake(
    "cost",
    hint="The value is right, but it is an array of shape (1, 1). Return a plain number, for instance with float(...).",
)
def matrix_of_one_number(A2, Y):
    A2 = np.clip(A2, 1e-12, 1 - 1e-12)
    return -(Y @ np.log(A2).T + (1 - Y) @ np.log(1 - A2).T) / Y.shape[1]


@mistake("cost", hint="These are the costs of the single examples. Average them, so that one number remains.")
def one_cost_for_each_example(A2, Y):
    A2 = np.clip(A2, 1e-12, 1 - 1e-12)
    return -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


@mistake(
    "cost",
    hint="You keep A2 so far away from 0 and 1 that ordinary probabilities are changed. Use a tiny margin, such "
    "as 1e-12.",
)
def clipped_too_hard(A2, Y):
    A2 = np.clip(A2, 0.1, 0.9)
    return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


@alternative("cost")
def one_example_after_the_other(A2, Y):
    import math

    total = 0
    for a, y in zip(A2.ravel(), Y.ravel()):
        right = a if y == 1 else 1 - a
        total -= math.log(max(right, 1e-15))
    return total / Y.size


@alternative("cost")
def tiny_number_inside_the_logarithm(A2, Y):
    m = Y.shape[1]
    return np.squeeze(-(np.dot(Y, np.log(A2 + 1e-8).T) + np.dot(1 - Y, np.log(1 - A2 + 1e-8).T)) / m)


@alternative("cost")
def probability_of_the_right_class(A2, Y):
    right = np.where(Y == 1, A2, 1 - A2)
    return np.mean(-np.log(np.maximum(right, 1e-10)))


@alternative("cost")
def cost_in_float32(A2, Y):
    A2 = np.clip(A2.astype(np.float32), np.float32(1e-7), np.float32(1 - 1e-7))
    return np.float32(-np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)))


# backward


@mistake("backward", hint="The gradients are sums over the points. They are averages: divide by m.")
def gradients_summed(parameters, cache, X, Y):
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T,
        "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": np.sum(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="The hidden layer is averaged twice: dZ2 has been divided by m already, and dZ1 comes from it. Divide "
    "at the very end only.",
)
def hidden_layer_averaged_twice(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = (cache["A2"] - Y) / m
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": np.sum(dZ2, axis=1, keepdims=True),
    }


@mistake("backward", hint="The sign is turned round. The error of the output is A2 - Y, answer minus truth.")
def truth_minus_answer(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = Y - cache["A2"]
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="The error passes the hidden layer as if it did not bend. Multiply it by the slope of tanh, entry by entry.",
)
def slope_of_tanh_missing(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="The slope of tanh is computed from the wrong entry of the cache: 1 minus the square of the activation "
    "A1, not of the score Z1.",
)
def slope_from_the_score(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["Z1"] ** 2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="tanh_derivative takes the score Z1. You pass it A1, so tanh is applied twice.",
)
def derivative_of_the_activation(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - np.tanh(A1) ** 2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake("backward", hint="The square is missing in the slope of tanh: 1 - A1 squared.")
def slope_without_the_square(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="A1 (1 - A1) is the slope of the sigmoid. The hidden layer bends with tanh: 1 - A1 squared.",
)
def slope_of_the_sigmoid_in_the_hidden_layer(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * A1 * (1 - A1)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="The factor A2 (1 - A2) does not belong into dZ2. With the cross-entropy it cancels, and A2 - Y remains.",
)
def slope_of_the_sigmoid_at_the_output(parameters, cache, X, Y):
    m = X.shape[1]
    A1, A2 = cache["A1"], cache["A2"]
    dZ2 = (A2 - Y) * A2 * (1 - A2)
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="The error of the output reaches every hidden unit alike. Share it out by the weights: W2 transposed "
    "times dZ2.",
)
def error_not_sent_through_the_weights(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="dW2 is the error times the input of its layer, and the second layer's input is A1, not the score Z1.",
)
def second_weights_from_the_scores(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ cache["Z1"].T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="The biases' gradients have lost an axis. keepdims=True keeps them columns, as the biases are.",
)
def bias_gradients_with_one_axis(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1),
    }


@mistake(
    "backward",
    hint="db1 is one number for the whole layer. Each hidden unit has a bias of its own: average over the points "
    "only, axis=1.",
)
def one_bias_gradient_for_all_units(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2),
    }


@mistake(
    "backward",
    hint="The gradients of the biases are right in shape but summed. They are averages over the points, as those "
    "of the weights are.",
)
def bias_gradients_summed(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="The gradients of the biases still have one column for each point. Average over the points.",
)
def bias_gradients_for_each_point(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {"dW1": dZ1 @ X.T / m, "db1": dZ1, "dW2": dZ2 @ A1.T / m, "db2": dZ2}


@mistake(
    "backward",
    hint="The gradients of the weights lie on their side. They must have the shapes of W1 and W2: the error "
    "comes first, the input second and transposed.",
)
def weight_gradients_transposed(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": X @ dZ1.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": A1 @ dZ2.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="You divide by the number of rows of X, the coordinates. m is the number of points: X.shape[1].",
)
def divided_by_the_inputs(parameters, cache, X, Y):
    m = X.shape[0]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
    }


@mistake(
    "backward",
    hint="W2 @ dZ2 does not fit: (1, n_h) meets (1, m). On the way back the weights are transposed.",
)
def second_weights_not_transposed(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"] @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="The product of dZ1 and X does not fit, because both hold the points in columns. Transpose the input: X.T.",
)
def input_not_transposed(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake(
    "backward",
    hint="The slope of tanh is multiplied with @, a matrix product. It belongs entry by entry: use the star.",
)
def matrix_product_with_the_slope(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = (parameters["W2"].T @ dZ2) @ (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


@mistake("backward", hint='The names have no d in front. The slope for "W1" is called "dW1", and so on.')
def names_without_d(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "W1": dZ1 @ X.T / m,
        "b1": np.mean(dZ1, axis=1, keepdims=True),
        "W2": dZ2 @ A1.T / m,
        "b2": np.mean(dZ2, axis=1, keepdims=True),
    }


@alternative("backward")
def point_by_point(parameters, cache, X, Y):
    A1, A2, W2 = cache["A1"], cache["A2"], parameters["W2"]
    n_h, m = A1.shape
    grads = {f"d{name}": np.zeros(parameters[name].shape) for name in ("W1", "b1", "W2", "b2")}
    for i in range(m):
        error = A2[0, i] - Y[0, i]
        grads["db2"][0, 0] += error / m
        for j in range(n_h):
            grads["dW2"][0, j] += error * A1[j, i] / m
            blame = error * W2[0, j] * (1 - A1[j, i] ** 2)
            grads["db1"][j, 0] += blame / m
            for k in range(X.shape[0]):
                grads["dW1"][j, k] += blame * X[k, i] / m
    return grads


@alternative("backward")
def with_tanh_derivative_and_more_entries(parameters, cache, X, Y):
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dA1 = np.dot(parameters["W2"].T, dZ2)
    dZ1 = np.multiply(dA1, tanh_derivative(cache["Z1"]))
    return {
        "dZ2": dZ2,
        "dW2": np.dot(dZ2, cache["A1"].T) / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dA1": dA1,
        "dZ1": dZ1,
        "dW1": np.dot(dZ1, X.T) / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@alternative("backward")
def divided_by_m_at_once_with_einsum(parameters, cache, X, Y):
    A1 = cache["A1"]
    dZ2 = (cache["A2"] - Y) / X.shape[1]
    dZ1 = np.einsum("oj,oi,ji->ji", parameters["W2"], dZ2, 1 - A1 * A1)
    return {
        "dW1": np.einsum("ji,ki->jk", dZ1, X),
        "db1": dZ1.sum(axis=1).reshape(-1, 1),
        "dW2": np.einsum("oi,ji->oj", dZ2, A1),
        "db2": dZ2.sum(axis=1).reshape(-1, 1),
    }


@alternative("backward")
def everything_computed_again(parameters, cache, X, Y):
    A2, own = forward(X, parameters)
    dZ2, m = A2 - Y, X.shape[1]
    dZ1 = parameters["W2"].T * dZ2 / np.cosh(np.arctanh(own["A1"])) ** 2  # one output: the outer product is enough
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": dZ1 @ np.ones((m, 1)) / m,
        "dW2": dZ2 @ own["A1"].T / m,
        "db2": dZ2 @ np.ones((m, 1)) / m,
    }


@alternative("backward")
def gradients_in_float32_with_a_warning(parameters, cache, X, Y):
    import warnings

    warnings.warn("computing in float32")
    A1, A2, X, W2 = (np.asarray(part, dtype=np.float32) for part in (cache["A1"], cache["A2"], X, parameters["W2"]))
    m = np.float32(X.shape[1])
    dZ2 = A2 - Y.astype(np.float32)
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


# update


@mistake("update", hint="You walk uphill. The gradient points to where the cost grows, so subtract it.")
def uphill(parameters, grads, learning_rate):
    return {name: parameters[name] + learning_rate * grads[f"d{name}"] for name in parameters}


@mistake("update", hint="The learning rate is not used: multiply each gradient by it.")
def learning_rate_forgotten(parameters, grads, learning_rate):
    return {name: parameters[name] - grads[f"d{name}"] for name in parameters}


@mistake("update", hint="The biases do not move. They are parameters, too: update all four.")
def biases_stay(parameters, grads, learning_rate):
    return {
        "W1": parameters["W1"] - learning_rate * grads["dW1"],
        "b1": parameters["b1"],
        "W2": parameters["W2"] - learning_rate * grads["dW2"],
        "b2": parameters["b2"],
    }


@mistake("update", hint="Only the output layer moves. The hidden layer has to learn, too: update all four.")
def hidden_layer_stays(parameters, grads, learning_rate):
    return {
        "W1": parameters["W1"],
        "b1": parameters["b1"],
        "W2": parameters["W2"] - learning_rate * grads["dW2"],
        "b2": parameters["b2"] - learning_rate * grads["db2"],
    }


@mistake(
    "update",
    hint="The numbers are right, but the caller's parameters are changed. Make a new dict with new arrays, and "
    "do not write into the old ones.",
)
def written_into_the_argument(parameters, grads, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * grads[f"d{name}"]
    return parameters


@mistake(
    "update",
    hint="The steps are made on a copy that is thrown away: what you return are the old parameters.",
)
def steps_on_a_copy(parameters, grads, learning_rate):
    moved = {name: value.copy() for name, value in parameters.items()}
    for name in moved:
        moved[name] -= learning_rate * grads[f"d{name}"]
    return parameters


@mistake(
    "update",
    hint='These are the steps alone. Subtract them from the parameters, and return the new parameters as "W1" and '
    "so on.",
)
def steps_alone(parameters, grads, learning_rate):
    return {name: -learning_rate * grads[f"d{name}"] for name in parameters}


@mistake("update", hint="You divide by the learning rate. A small learning rate means a small step: multiply.")
def divided_by_the_learning_rate(parameters, grads, learning_rate):
    return {name: parameters[name] - grads[f"d{name}"] / learning_rate for name in parameters}


@mistake(
    "update",
    hint='The gradients are looked up under the wrong names. That of "W1" stands in grads under "dW1".',
)
def gradients_without_the_d(parameters, grads, learning_rate):
    return {name: parameters[name] - learning_rate * grads[name] for name in parameters}


@mistake(
    "update",
    hint="The first parameter is given the first gradient, and so on, but a dict may stand in any order. Find "
    "each gradient by its name.",
)
def gradients_by_position(parameters, grads, learning_rate):
    pairs = zip(parameters.items(), grads.values())
    return {name: value - learning_rate * slope for (name, value), slope in pairs}


@mistake("update", hint='The answer has the names of the gradients. Return the parameters: "W1", "b1", "W2", "b2".')
def names_of_the_gradients(parameters, grads, learning_rate):
    return {f"d{name}": parameters[name] - learning_rate * grads[f"d{name}"] for name in parameters}


@alternative("update")
def four_lines(parameters, grads, learning_rate):
    W1 = parameters["W1"] - learning_rate * grads["dW1"]
    b1 = parameters["b1"] - learning_rate * grads["db1"]
    W2 = parameters["W2"] - learning_rate * grads["dW2"]
    b2 = parameters["b2"] - learning_rate * grads["db2"]
    return {"b2": b2, "W2": W2, "b1": b1, "W1": W1}


@alternative("update")
def deep_copy_and_in_place(parameters, grads, learning_rate):
    import copy

    parameters = copy.deepcopy(parameters)
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


@alternative("update")
def shallow_copy_with_new_arrays(parameters, grads, learning_rate):
    parameters = dict(parameters)
    for layer in (1, 2):
        for kind in "Wb":
            name = f"{kind}{layer}"
            parameters[name] = np.add(parameters[name], -learning_rate * grads[f"d{name}"])
    return parameters


@alternative("update")
def update_in_float32(parameters, grads, learning_rate):
    return {
        name: value.astype(np.float32) - np.float32(learning_rate) * grads[f"d{name}"].astype(np.float32)
        for name, value in parameters.items()
    }


# fit


@mistake(
    "fit", hint="Every round starts from fresh weights, so nothing is ever learned. Initialize once, before the loop."
)
def initialized_in_every_round(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    for _ in range(num_iterations):
        parameters = initialize(X.shape[0], n_h, Y.shape[0], rng)
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, costs


@mistake(
    "fit",
    hint="update returns the new parameters, but you do not keep them: the network stays as it was born.",
)
def new_parameters_thrown_away(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, costs


@mistake(
    "fit",
    hint="Each cost is taken after its step. Note the cost first, then move: costs[0] is that of the fresh network.",
)
def cost_after_the_step(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    for _ in range(num_iterations):
        _, cache = forward(X, parameters)
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
        costs.append(cost(forward(X, parameters)[0], Y))
    return parameters, costs


@mistake(
    "fit",
    hint="forward is called once, before the loop, so every round is told the same old answers. Call it in each round.",
)
def forward_before_the_loop(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    A2, cache = forward(X, parameters)
    for _ in range(num_iterations):
        costs.append(cost(A2, Y))
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, costs


@mistake(
    "fit",
    hint="The gradients are computed once, before the loop. Every step stands at a new place: call backward in "
    "each round.",
)
def gradients_before_the_loop(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    A2, cache = forward(X, parameters)
    grads = backward(parameters, cache, X, Y)
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        parameters = update(parameters, grads, learning_rate)
    return parameters, costs


@mistake("fit", hint="The loop runs once too often. range(n) gives exactly n rounds.")
def one_step_too_many(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    for _ in range(num_iterations + 1):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, costs


@mistake("fit", hint="One step is missing: range(1, n) gives only n - 1 rounds. range(n) gives n.")
def one_step_too_few(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    for _ in range(1, num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, costs


@mistake(
    "fit",
    hint="The list holds only every hundredth cost. Here every round counts: append in each one.",
)
def every_hundredth_cost(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    for i in range(num_iterations):
        A2, cache = forward(X, parameters)
        if i % 100 == 0:
            costs.append(cost(A2, Y))
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, costs


@mistake("fit", hint="Only the last cost comes back. Collect the costs in a list that is made before the loop.")
def last_cost_only(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, J = initialize(X.shape[0], n_h, Y.shape[0], rng), 0.0
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        J = cost(A2, Y)
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, J


@mistake(
    "fit",
    hint="The learning rate is a fixed number of your own. Use the argument learning_rate.",
)
def learning_rate_fixed(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        parameters = update(parameters, backward(parameters, cache, X, Y), 0.1)
    return parameters, costs


@mistake("fit", hint="The network always has four hidden units. Their number is the argument n_h.")
def always_four_units(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], 4, Y.shape[0], rng), []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, costs


@mistake(
    "fit",
    hint="n_x and n_y come from the wrong axis: X.shape[1] is the number of points. Coordinates are rows, X.shape[0].",
)
def sizes_from_the_columns(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[1], n_h, Y.shape[1], rng), []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, costs


@mistake(
    "fit",
    hint="A variable named cost hides your function cost inside fit, so Python cannot call it. Give the number "
    "another name, such as J.",
)
def variable_hides_the_function(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        cost = cost(A2, Y)
        costs.append(cost)
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters, costs


@mistake("fit", hint="Return both: the final parameters, and the list of costs.")
def costs_not_returned(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters = initialize(X.shape[0], n_h, Y.shape[0], rng)
    for _ in range(num_iterations):
        _, cache = forward(X, parameters)
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return parameters


@mistake(
    "fit",
    hint="A return inside the loop ends it after the first round. Move it to the left, below the loop.",
)
def return_inside_the_loop(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters, costs = initialize(X.shape[0], n_h, Y.shape[0], rng), []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
        return parameters, costs
    return parameters, costs


@alternative("fit")
def formulas_written_out(X, Y, n_h, num_iterations, learning_rate, rng):
    (n_x, m), n_y = X.shape, Y.shape[0]
    W2, b2 = rng.normal(0, 0.01, (n_y, n_h)), np.zeros((n_y, 1))
    W1, b1 = rng.normal(0, 0.01, (n_h, n_x)), np.zeros((n_h, 1))
    costs = np.zeros(num_iterations)
    for i in range(num_iterations):
        A1 = np.tanh(np.dot(W1, X) + b1)
        A2 = 1 / (1 + np.exp(-(np.dot(W2, A1) + b2)))
        costs[i] = -np.mean(np.log(np.where(Y == 1, A2, 1 - A2) + 1e-12))
        dZ2 = (A2 - Y) / m
        dZ1 = np.dot(W2.T, dZ2) * (1 - A1**2)
        W2, b2 = W2 - learning_rate * np.dot(dZ2, A1.T), b2 - learning_rate * dZ2.sum(axis=1, keepdims=True)
        W1, b1 = W1 - learning_rate * np.dot(dZ1, X.T), b1 - learning_rate * dZ1.sum(axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, costs


@alternative("fit")
def prints_on_the_way(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters = initialize(n_x=len(X), n_h=n_h, n_y=len(Y), rng=rng)
    costs = []
    while len(costs) < num_iterations:
        A2, cache = forward(X, parameters)
        costs = costs + [np.asarray(cost(A2, Y))]
        if len(costs) % 10 == 1:
            print(f"step {len(costs)}: cost {float(costs[-1]):.4f}")
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return [parameters, costs]


@alternative("fit")
def in_place_on_its_own_arrays(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters = initialize(X.shape[0], n_h, Y.shape[0], rng)
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        for name, slope in backward(parameters, cache, X, Y).items():
            parameters[name[1:]] -= learning_rate * slope
    return parameters, tuple(costs)


@alternative("fit")
def trained_in_float32(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters = {
        name: value.astype(np.float32) for name, value in initialize(X.shape[0], n_h, Y.shape[0], rng).items()
    }
    X, costs = X.astype(np.float32), []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(np.float32(cost(A2, Y)))
        grads = backward(parameters, cache, X, Y)
        parameters = {
            name: (parameters[name] - learning_rate * grads["d" + name]).astype(np.float32) for name in parameters
        }
    return parameters, costs


# predict


@mistake("predict", hint="These are still probabilities. Compare them with 0.5 to get 0 or 1.")
def probabilities_returned(parameters, X):
    return forward(X, parameters)[0]


@mistake("predict", hint="Yes and no are turned round: 1 is for probabilities above 0.5.")
def yes_and_no_turned_round(parameters, X):
    A2, _ = forward(X, parameters)
    return (A2 < 0.5).astype(int)


@mistake(
    "predict",
    hint="You compare the score Z2 with 0.5. Compare the probability, what comes out of the sigmoid.",
)
def score_against_one_half(parameters, X):
    _, cache = forward(X, parameters)
    return (cache["Z2"] > 0.5).astype(int)


@mistake(
    "predict",
    hint="You look at the hidden units' answers. The network's answer is A2, the first thing that forward returns.",
)
def answers_of_the_hidden_units(parameters, X):
    _, cache = forward(X, parameters)
    return (cache["A1"] > 0.5).astype(int)


@mistake(
    "predict",
    hint="You cut at 0. All probabilities are above 0, so every answer is 1. The middle is 0.5.",
)
def cut_at_zero(parameters, X):
    A2, _ = forward(X, parameters)
    return (A2 > 0).astype(int)


@mistake("predict", hint="The answers are 1 and -1. The labels in this course are 1 and 0.")
def minus_one_for_no(parameters, X):
    A2, _ = forward(X, parameters)
    return np.where(A2 > 0.5, 1, -1)


@mistake("predict", hint="The answers form a column here. One column for each point means a row of answers, (1, m).")
def answers_as_a_column(parameters, X):
    A2, _ = forward(X, parameters)
    return (A2 > 0.5).astype(int).T


@mistake("predict", hint="The answer has one axis only, (m,). Keep the shape (1, m) of the probabilities.")
def answers_with_one_axis(parameters, X):
    A2, _ = forward(X, parameters)
    return (A2[0] > 0.5).astype(int)


@mistake(
    "predict",
    hint="forward takes X first and the parameters last; you call it the other way round.",
)
def arguments_swapped(parameters, X):
    A2, _ = forward(parameters, X)
    return (A2 > 0.5).astype(int)


@mistake(
    "predict",
    hint="forward returns two things, A2 and the cache, and you compare both at once with 0.5. Take the first alone.",
)
def tuple_not_unpacked(parameters, X):
    A2 = forward(X, parameters)
    return (A2 > 0.5).astype(int)


@mistake(
    "predict",
    hint="An if can decide one thing only, not a whole array at once. The comparison itself already gives one "
    "answer for each point.",
)
def if_on_an_array(parameters, X):
    A2, _ = forward(X, parameters)
    if A2 > 0.5:
        return 1
    return 0


@alternative("predict")
def answers_with_a_loop(parameters, X):
    A2, _ = forward(X, parameters)
    answers = np.zeros(A2.shape)
    for i in range(A2.shape[1]):
        if A2[0, i] >= 0.5:
            answers[0, i] = 1
    return answers


@alternative("predict")
def truth_values(parameters, X):
    return forward(X, parameters)[0] > 0.5


@alternative("predict")
def rounded(parameters, X):
    A2, cache = forward(X, parameters)
    return np.round(A2)


@alternative("predict")
def sign_of_the_score_as_a_list(parameters, X):
    A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
    return [[int(z > 0) for z in (parameters["W2"] @ A1 + parameters["b2"])[0]]]


# relu


@mistake(
    "relu", hint="This keeps the negative scores and cuts the positive ones. Of each score and 0, take the larger."
)
def wrong_side(Z):
    return np.minimum(0, Z)


@mistake("relu", hint="Negative scores come out positive. ReLU turns them into 0.")
def absolute_value(Z):
    return np.abs(Z)


@mistake("relu", hint="Positive scores come out as 1. They pass as they are; 0 and 1 are the slopes.")
def ones_for_positive_scores(Z):
    return (Z > 0).astype(float)


@mistake(
    "relu",
    hint="np.max gives one number, the largest of all. np.maximum compares entry by entry.",
)
def largest_of_all(Z):
    return np.max(Z)


@mistake("relu", hint="Scores above 1 are cut off as well. On the right side ReLU has no upper end.")
def cut_off_at_one(Z):
    return np.clip(Z, 0, 1)


@mistake(
    "relu",
    hint="The numbers are right, but the zeros are written into the caller's array. Make a new array.",
)
def zeros_written_into_the_argument(Z):
    Z[Z < 0] = 0
    return Z


@mistake(
    "relu",
    hint="Python's max cannot compare a whole array with 0. np.maximum compares entry by entry.",
)
def max_of_python(Z):
    return max(0, Z)


@mistake("relu", hint="Negative scores leak through a little. That is leaky ReLU; plain ReLU cuts them to 0.")
def leaking(Z):
    return np.where(Z > 0, Z, 0.01 * Z)


@mistake(
    "relu",
    hint="The negative scores are left out, so fewer numbers come back than went in. Put a 0 in their place.",
)
def negative_scores_left_out(Z):
    return Z[Z > 0]


@alternative("relu")
def with_where(Z):
    return np.where(Z > 0, Z, 0)


@alternative("relu")
def with_a_mask(Z):
    return Z * (Z > 0)


@alternative("relu")
def half_of_the_sum(Z):
    return (Z + np.abs(Z)) / 2


@alternative("relu")
def on_a_copy_in_float32(Z):
    Z = np.array(Z, dtype=np.float32)
    Z[Z < 0] = 0
    return Z


# relu_derivative


@mistake("relu_derivative", hint="This is ReLU itself. Its slope is asked for: 0 on the left, 1 on the right.")
def value_of_relu(Z):
    return np.maximum(0, Z)


@mistake("relu_derivative", hint="The sides are swapped: the slope is 1 where z is positive.")
def sides_swapped(Z):
    return np.where(Z > 0, 0.0, 1.0)


@mistake("relu_derivative", hint="On the left the slope is 0, not -1: there ReLU is flat.")
def minus_one_on_the_left(Z):
    return np.sign(Z)


@mistake("relu_derivative", hint="The slope is 1 everywhere here. On the left ReLU is flat: 0.")
def one_everywhere(Z):
    return np.ones(np.shape(Z))


@mistake(
    "relu_derivative",
    hint="The step is at 1 instead of at 0: scores between 0 and 1 have the slope 1, too.",
)
def step_at_one(Z):
    return np.where(Z > 1, 1.0, 0.0)


@mistake(
    "relu_derivative", hint="Between 0 and 1 you return the score. The slope is 1 there already: a hard step at 0."
)
def cut_off_score(Z):
    return np.clip(Z, 0, 1)


@mistake(
    "relu_derivative",
    hint="The numbers are right, but they are written into the caller's array. Make a new array.",
)
def slopes_written_into_the_argument(Z):
    Z[Z <= 0] = 0
    Z[Z > 0] = 1
    return Z


@mistake(
    "relu_derivative",
    hint="An if can decide one thing only, not a whole array at once. Let the comparison answer entry by entry.",
)
def if_on_all_scores(Z):
    return 1 if Z > 0 else 0


@alternative("relu_derivative")
def comparison_alone(Z):
    return Z > 0


@alternative("relu_derivative")
def whole_numbers(Z):
    return np.greater_equal(Z, 0).astype(int)


@alternative("relu_derivative")
def heaviside_step(Z):
    return np.heaviside(Z, 0.5)


@alternative("relu_derivative")
def entry_by_entry(Z):
    slopes = np.zeros(Z.shape, dtype=np.float32)
    for place in np.ndindex(Z.shape):
        if Z[place] > 0:
            slopes[place] = 1
    return slopes


# leaky_relu


@mistake("leaky_relu", hint="alpha is always 0.01 here. Use the argument alpha; 0.01 is only what it is if left out.")
def alpha_fixed(Z, alpha=0.01):
    return np.where(Z > 0, Z, 0.01 * Z)


@mistake("leaky_relu", hint="Nothing leaks: this is plain ReLU. On the left the answer is alpha times the score.")
def nothing_leaks(Z, alpha=0.01):
    return np.maximum(0, Z)


@mistake(
    "leaky_relu",
    hint="On the left you return alpha itself. The answer there is alpha times the score: a slanted line.",
)
def alpha_alone_on_the_left(Z, alpha=0.01):
    return np.where(Z > 0, Z, alpha)


@mistake("leaky_relu", hint="On the left the sign is turned round. Negative scores stay negative, only smaller.")
def sign_turned_on_the_left(Z, alpha=0.01):
    return np.where(Z > 0, Z, -alpha * Z)


@mistake(
    "leaky_relu",
    hint="The sides are swapped: positive scores pass as they are, negative ones are made small. (Did you take "
    "np.minimum?)",
)
def small_on_the_right(Z, alpha=0.01):
    return np.where(Z > 0, alpha * Z, Z)


@mistake("leaky_relu", hint="All scores are multiplied by alpha. Positive ones pass as they are.")
def small_on_both_sides(Z, alpha=0.01):
    return alpha * Z


@mistake("leaky_relu", hint="On the left alpha is subtracted from the score. Multiply instead.")
def alpha_subtracted(Z, alpha=0.01):
    return np.where(Z > 0, Z, Z - alpha)


@mistake(
    "leaky_relu",
    hint="The numbers are right, but they are written into the caller's array. Make a new array.",
)
def leak_written_into_the_argument(Z, alpha=0.01):
    Z[...] = np.where(Z > 0, Z, alpha * Z)
    return Z


@mistake(
    "leaky_relu",
    hint="When Z holds integers, your copy holds integers too, and the fractions are cut off. Make a float array.",
)
def fractions_cut_off(Z, alpha=0.01):
    result = Z.copy()
    result[Z < 0] = alpha * Z[Z < 0]
    return result


@alternative("leaky_relu")
def larger_of_the_two(Z, alpha=0.01):
    return np.maximum(Z, alpha * Z)


@alternative("leaky_relu")
def two_masks(Z, alpha=0.01):
    return Z * (Z > 0) + alpha * Z * (Z <= 0)


@alternative("leaky_relu")
def score_by_score(Z, alpha=0.01):
    return np.array([z if z > 0 else alpha * z for z in Z.ravel()]).reshape(Z.shape)


@alternative("leaky_relu")
def leaky_in_float32(Z, alpha=0.01):
    Z = Z.astype(np.float32)
    return np.clip(Z, 0, None) + np.float32(alpha) * np.clip(Z, None, 0)


# leaky_relu_derivative


@mistake("leaky_relu_derivative", hint="On the left you return 0, as for plain ReLU. The slope there is alpha.")
def flat_on_the_left(Z, alpha=0.01):
    return np.where(Z > 0, 1.0, 0.0)


@mistake(
    "leaky_relu_derivative",
    hint="alpha is always 0.01 here. Use the argument alpha; 0.01 is only what it is if left out.",
)
def slope_fixed(Z, alpha=0.01):
    return np.where(Z > 0, 1.0, 0.01)


@mistake("leaky_relu_derivative", hint="This is leaky ReLU itself. Its slope is asked for: 1 or alpha, without z.")
def value_of_leaky_relu(Z, alpha=0.01):
    return np.where(Z > 0, Z, alpha * Z)


@mistake(
    "leaky_relu_derivative", hint="On the left you return alpha times the score. The slope of alpha z is alpha alone."
)
def score_left_in_the_slope(Z, alpha=0.01):
    return np.where(Z > 0, 1.0, alpha * Z)


@mistake("leaky_relu_derivative", hint="The sides are swapped: the slope is 1 on the right and alpha on the left.")
def slopes_swapped(Z, alpha=0.01):
    return np.where(Z > 0, alpha, 1.0)


@mistake(
    "leaky_relu_derivative",
    hint="On the left the sign is turned round. The line rises there, too: its slope is +alpha.",
)
def falling_on_the_left(Z, alpha=0.01):
    return np.where(Z > 0, 1.0, -alpha)


@mistake(
    "leaky_relu_derivative",
    hint="When Z holds integers, your result holds integers too, and alpha is cut off to 0. Make a float array.",
)
def alpha_cut_off(Z, alpha=0.01):
    slopes = np.ones_like(Z)
    slopes[Z < 0] = alpha
    return slopes


@mistake(
    "leaky_relu_derivative",
    hint="The numbers are right, but they are written into the caller's array. Make a new array.",
)
def two_slopes_written_into_the_argument(Z, alpha=0.01):
    Z[...] = np.where(Z > 0, 1.0, alpha)
    return Z


@alternative("leaky_relu_derivative")
def two_masks_for_the_slopes(Z, alpha=0.01):
    return 1.0 * (Z > 0) + alpha * (Z <= 0)


@alternative("leaky_relu_derivative")
def ones_of_floats(Z, alpha=0.01):
    slopes = np.ones(Z.shape)
    slopes[Z < 0] = alpha
    return slopes


@alternative("leaky_relu_derivative")
def slope_by_division(Z, alpha=0.01):
    return np.maximum(Z, alpha * Z) / Z


@alternative("leaky_relu_derivative")
def slopes_in_float32(Z, alpha=0.01):
    return alpha + (1 - alpha) * np.greater(Z, 0).astype(np.float32)


# elu


@mistake("elu", hint="The -1 is missing: on the left it is alpha (e^z - 1), so that the curve passes through 0.")
def minus_one_missing(Z, alpha=1.0):
    return np.where(Z > 0, Z, alpha * np.exp(np.minimum(Z, 0)))


@mistake("elu", hint="alpha is not used. On the left multiply e^z - 1 by alpha.")
def alpha_not_used(Z, alpha=1.0):
    return np.where(Z > 0, Z, np.exp(np.minimum(Z, 0)) - 1)


@mistake("elu", hint="The -1 stands outside the bracket. It is multiplied by alpha, too: alpha (e^z - 1).")
def minus_one_outside(Z, alpha=1.0):
    return np.where(Z > 0, Z, alpha * np.exp(np.minimum(Z, 0)) - 1)


@mistake(
    "elu",
    hint="For a score of 800 the exponential is inf, and a mask of 0 times inf is nan. Choose with np.where, or "
    "let the exponential see no positive score.",
)
def zero_times_infinity(Z, alpha=1.0):
    return Z * (Z > 0) + alpha * (np.exp(Z) - 1) * (Z <= 0)


@mistake("elu", hint="alpha multiplies the right side, too. Positive scores pass as they are.")
def alpha_on_both_sides(Z, alpha=1.0):
    return alpha * np.where(Z > 0, Z, np.exp(np.minimum(Z, 0)) - 1)


@mistake("elu", hint="The sign of the exponent is wrong: e^z fades to 0 on the left, e^-z explodes there.")
def exponent_negated(Z, alpha=1.0):
    return np.where(Z > 0, Z, alpha * (np.exp(np.clip(-Z, 0, 700)) - 1))


@mistake("elu", hint="The left side is upside down: it should go down towards -alpha, not up.")
def left_side_upside_down(Z, alpha=1.0):
    return np.where(Z > 0, Z, alpha * (1 - np.exp(np.minimum(Z, 0))))


@mistake("elu", hint="This is leaky ReLU. ELU bends on the left: alpha (e^z - 1).")
def straight_on_the_left(Z, alpha=1.0):
    return np.where(Z > 0, Z, alpha * Z)


@mistake(
    "elu",
    hint="When Z holds integers, your copy holds integers too, and the decimals are cut off. Make a float array.",
)
def decimals_cut_off(Z, alpha=1.0):
    result = Z.copy()
    result[Z < 0] = alpha * (np.exp(Z[Z < 0]) - 1)
    return result


@mistake(
    "elu",
    hint="The numbers are right, but they are written into the caller's array. Make a new array.",
)
def bend_written_into_the_argument(Z, alpha=1.0):
    Z[...] = np.where(Z > 0, Z, alpha * (np.exp(np.minimum(Z, 0)) - 1))
    return Z


@mistake("elu", hint="The left side is cut to 0: this is ReLU. ELU goes down towards -alpha there.")
def flat_left_side(Z, alpha=1.0):
    return np.maximum(0, Z)


@alternative("elu")
def where_with_a_warning(Z, alpha=1.0):
    return np.where(Z > 0, Z, alpha * (np.exp(Z) - 1))


@alternative("elu")
def with_expm1_on_a_float_copy(Z, alpha=1.0):
    result = np.array(Z, dtype=float)
    left = result < 0
    result[left] = alpha * np.expm1(result[left])
    return result


@alternative("elu")
def two_parts_added(Z, alpha=1.0):
    return np.maximum(Z, 0) + alpha * (np.exp(np.minimum(Z, 0)) - 1)


@alternative("elu")
def elu_score_by_score_in_float32(Z, alpha=1.0):
    import math

    result = [z if z > 0 else alpha * (math.exp(z) - 1) for z in np.ravel(Z)]
    return np.array(result, dtype=np.float32).reshape(np.shape(Z))


# elu_derivative


@mistake("elu_derivative", hint="The -1 has no slope, so it disappears: on the left the slope is alpha e^z.")
def minus_one_kept(Z, alpha=1.0):
    return np.where(Z > 0, 1.0, alpha * (np.exp(np.minimum(Z, 0)) - 1))


@mistake("elu_derivative", hint="alpha is not used. On the left the slope is alpha times e^z.")
def alpha_missing_in_the_slope(Z, alpha=1.0):
    return np.where(Z > 0, 1.0, np.exp(np.minimum(Z, 0)))


@mistake(
    "elu_derivative", hint="On the left you return alpha alone, as for leaky ReLU. The slope of ELU fades: alpha e^z."
)
def slope_does_not_fade(Z, alpha=1.0):
    return np.where(Z > 0, 1.0, alpha)


@mistake("elu_derivative", hint="On the right you return the score. The slope of z is 1.")
def score_on_the_right(Z, alpha=1.0):
    return np.where(Z > 0, Z, alpha * np.exp(np.minimum(Z, 0)))


@mistake("elu_derivative", hint="This is ELU itself. Its slope is asked for: 1 on the right, alpha e^z on the left.")
def value_of_elu(Z, alpha=1.0):
    return np.where(Z > 0, Z, alpha * (np.exp(np.minimum(Z, 0)) - 1))


@mistake(
    "elu_derivative",
    hint="This is alpha e^z on both sides, so the slope grows without end on the right. There it is 1.",
)
def exponential_on_both_sides(Z, alpha=1.0):
    return alpha * np.exp(Z)


@mistake(
    "elu_derivative",
    hint="For a score of 800 the exponential is inf, and a mask of 0 times inf is nan. Choose with np.where, or let "
    "the exponential see no positive score.",
)
def mask_times_infinity(Z, alpha=1.0):
    return 1.0 * (Z > 0) + alpha * np.exp(Z) * (Z <= 0)


@mistake("elu_derivative", hint="elu(z) + alpha is right on the left only. On the right the slope is 1.")
def shifted_value_on_both_sides(Z, alpha=1.0):
    return elu(Z, alpha) + alpha


@mistake("elu_derivative", hint="The left side is 0, as for plain ReLU. The slope of ELU fades there: alpha e^z.")
def no_slope_on_the_left(Z, alpha=1.0):
    return np.where(Z > 0, 1.0, 0.0)


@mistake(
    "elu_derivative",
    hint="You take elu of Z with its usual alpha. Hand your own alpha on: elu(Z, alpha) + alpha.",
)
def alpha_not_handed_on(Z, alpha=1.0):
    return np.where(Z > 0, 1.0, elu(Z) + alpha)


@alternative("elu_derivative")
def from_the_value(Z, alpha=1.0):
    return np.where(Z > 0, 1, elu(Z, alpha) + alpha)


@alternative("elu_derivative")
def slope_with_a_warning(Z, alpha=1.0):
    return np.where(Z >= 0, 1, alpha * np.exp(Z))


@alternative("elu_derivative")
def on_float_ones(Z, alpha=1.0):
    slopes = np.ones(np.shape(Z), dtype=np.float32)
    left = np.asarray(Z) < 0
    slopes[left] = alpha * np.exp(Z[left])
    return slopes


@alternative("elu_derivative")
def slope_score_by_score(Z, alpha=1.0):
    import math

    return np.array([1.0 if z > 0 else alpha * math.exp(z) for z in np.ravel(Z)]).reshape(np.shape(Z))


# maxout


@mistake("maxout", hint="You take the smaller of the two. Maxout takes the larger.")
def smaller_score(Z1, Z2):
    return np.minimum(Z1, Z2)


@mistake(
    "maxout",
    hint="np.max looks for the largest entry inside one array; its second argument is an axis. np.maximum compares "
    "two arrays entry by entry.",
)
def max_with_an_array_as_axis(Z1, Z2):
    return np.max(Z1, Z2)


@mistake("maxout", hint="This is one number, the largest of all. The answer has an entry for each place.")
def largest_of_everything(Z1, Z2):
    return np.max([Z1, Z2])


@mistake("maxout", hint="The two scores are added. Maxout takes the larger one alone.")
def scores_added(Z1, Z2):
    return Z1 + Z2


@mistake(
    "maxout",
    hint="Where both scores are negative you return 0. There is no zero in maxout: the larger may be negative.",
)
def never_below_zero(Z1, Z2):
    return np.maximum(np.maximum(Z1, Z2), 0)


@mistake("maxout", hint="You compare the sizes without the sign. The larger of -3 and -1 is -1.")
def larger_in_size(Z1, Z2):
    return np.where(np.abs(Z1) > np.abs(Z2), Z1, Z2)


@mistake(
    "maxout",
    hint="An if, or Python's max, can decide one thing only, not a whole array at once. Compare entry by entry.",
)
def if_on_two_arrays(Z1, Z2):
    return Z1 if (Z1 > Z2) else Z2


@mistake(
    "maxout",
    hint="This tells where Z1 is larger, as true or false. Return the larger score itself.",
)
def which_is_larger(Z1, Z2):
    return Z1 > Z2


@mistake(
    "maxout",
    hint="The numbers are right, but they are written into the caller's Z1. Make a new array.",
)
def larger_written_into_the_argument(Z1, Z2):
    Z1[Z2 > Z1] = Z2[Z2 > Z1]
    return Z1


@alternative("maxout")
def chosen_with_where(Z1, Z2):
    return np.where(Z1 > Z2, Z1, Z2)


@alternative("maxout")
def mean_plus_half_the_distance(Z1, Z2):
    return (Z1 + Z2 + np.abs(Z1 - Z2)) / 2


@alternative("maxout")
def stacked(Z1, Z2):
    return np.stack([Z1, Z2]).max(axis=0)


@alternative("maxout")
def as_relu_of_the_difference_in_float32(Z1, Z2):
    Z1, Z2 = np.asarray(Z1, dtype=np.float32), np.asarray(Z2, dtype=np.float32)
    return Z2 + np.maximum(0, Z1 - Z2)
