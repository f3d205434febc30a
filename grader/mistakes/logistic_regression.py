"""Known wrong and other right answers for logistic_regression."""

import keras
import numpy as np

from grader.catalogue import alternative, mistake
from solutions.logistic_regression import *

# standardize


@mistake(
    "standardize",
    hint="A pixel that never changes has a standard deviation of 0, and you divide by it. Divide such pixels by 1.",
)
def divides_by_zero(X, mean, std):
    return (X - mean) / std


@mistake(
    "standardize",
    hint="You divide by the variance. Divide by the standard deviation, as it is given: no square.",
)
def divides_by_variance(X, mean, std):
    scale = np.where(std == 0, 1.0, std)
    return (X - mean) / scale**2


@mistake("standardize", hint="The pixels are scaled but not shifted: subtract the mean of each pixel first.")
def mean_not_subtracted(X, mean, std):
    return X / np.where(std == 0, 1.0, std)


@mistake(
    "standardize",
    hint="Division comes before subtraction, so only the mean is divided here. Put X minus mean in brackets.",
)
def brackets_forgotten(X, mean, std):
    return X - mean / np.where(std == 0, 1.0, std)


@mistake(
    "standardize",
    hint="You compute the mean and the standard deviation from X itself. Use those that are passed "
    "in: they come from the "
    "training pictures, and test pictures must be seen through the same glasses.",
)
def own_statistics(X, mean, std):
    mean, std = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    return (X - mean) / np.where(std == 0, 1.0, std)


@mistake(
    "standardize",
    hint="A tiny number added to std avoids the division by zero, but a pixel that was constant in "
    "training and is a bit "
    "different in a new picture then becomes huge, because you divide by almost nothing. Divide "
    "such pixels by 1.",
)
def tiny_number_added(X, mean, std):
    return (X - mean) / (std + 1e-8)


@mistake(
    "standardize",
    hint="You set pixels with a standard deviation of 0 to zero. They should be shifted by their "
    "mean like all others; "
    "only the division is by 1.",
)
def constant_pixels_erased(X, mean, std):
    return np.where(std == 0, 0.0, (X - mean) / np.where(std == 0, 1.0, std))


@mistake(
    "standardize",
    hint="The numbers are right, but you change the array X of the caller: -= and /= write into it. "
    "Compute a new array.",
)
def written_into_the_argument(X, mean, std):
    X -= mean
    X /= np.where(std == 0, 1.0, std)
    return X


@mistake(
    "standardize",
    hint="This scales to the range from 0 to 1. Use the given mean and standard deviation instead.",
)
def scaled_to_the_range(X, mean, std):
    low, high = X.min(axis=1, keepdims=True), X.max(axis=1, keepdims=True)
    return (X - low) / np.where(high == low, 1.0, high - low)


@alternative("standardize")
def pixel_by_pixel(X, mean, std):
    result = np.empty(X.shape)
    for j in range(X.shape[0]):
        divisor = std[j, 0] if std[j, 0] > 0 else 1
        for i in range(X.shape[1]):
            result[j, i] = (X[j, i] - mean[j, 0]) / divisor
    return result


@alternative("standardize")
def on_a_copy_with_a_mask(X, mean, std):
    std = std.copy()
    std[std == 0] = 1
    result = X.copy()
    result -= mean
    result /= std
    return result


@alternative("standardize")
def standardized_in_float32(X, mean, std):
    X, mean, std = (np.asarray(part, dtype=np.float32) for part in (X, mean, std))
    return (X - mean) / np.where(std == 0, np.float32(1), std)


@alternative("standardize")
def divided_first_repaired_later(X, mean, std):
    result = (X - mean) / std
    print("constant pixels:", np.sum(std == 0))
    return np.where(std == 0, X - mean, result)


# sigmoid


@mistake(
    "sigmoid",
    hint="The sign of the exponent is wrong: a large score must give a probability near 1, and here "
    "it gives one near 0.",
)
def minus_forgotten(z):
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, e / (1 + e), 1 / (1 + e))


@mistake(
    "sigmoid",
    hint="For a large z, exp(z) becomes inf, and inf / inf is nan. Use this form for negative z only.",
)
def exp_overflows(z):
    return np.exp(z) / (1 + np.exp(z))


@mistake(
    "sigmoid",
    hint="1 / 1 + something is 1 + something: division comes first. Put the denominator in brackets.",
)
def denominator_without_brackets(z):
    return 1 / 1 + np.exp(-z)


@mistake(
    "sigmoid",
    hint="This is tanh. It has the same bent shape but runs from -1 to 1; a probability runs from 0 to 1.",
)
def tanh_instead(z):
    return np.tanh(z)


@mistake(
    "sigmoid",
    hint="z is cut off too early, so that very sure answers are not sure enough. Cut where exp "
    "would overflow, or not at all.",
)
def clipped_too_early(z):
    return 1 / (1 + np.exp(-np.clip(z, -5, 5)))


@mistake(
    "sigmoid",
    hint="When z holds integers, your result array holds integers too, and the fractions are cut "
    "off. Make a float array.",
)
def integers_stay_integers(z):
    result = np.zeros_like(z)
    e = np.exp(-np.abs(z))
    result[...] = np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))
    return result


@mistake(
    "sigmoid",
    hint="math.exp takes one number only, but z may be an array. Use np.exp: it works on all entries at once.",
)
def math_module(z):
    import math

    return 1 / (1 + math.exp(-z))


@mistake("sigmoid", hint="This is the slope of the sigmoid, s (1 - s). Return the sigmoid itself.")
def derivative_instead(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


@mistake(
    "sigmoid",
    hint="This is a hard step from 0 to 1. The sigmoid is a smooth curve: at a score of 1 it has reached about 0.73.",
)
def hard_step(z):
    return (np.asarray(z) >= 0).astype(float)


@alternative("sigmoid")
def formula_with_overflow_warning(z):
    return 1 / (1 + np.exp(-z))


@alternative("sigmoid")
def through_tanh(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))


@alternative("sigmoid")
def clipped_where_exp_ends(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@alternative("sigmoid")
def two_masks(z):
    z = np.asarray(z, dtype=float)
    result = np.empty(z.shape)
    positive = z >= 0
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    result[~positive] = np.exp(z[~positive]) / (1 + np.exp(z[~positive]))
    return result


@alternative("sigmoid")
def sigmoid_in_float32(z):
    z = np.asarray(z, dtype=np.float32)
    return np.exp(-np.logaddexp(np.float32(0), -z))


# initialize


@mistake(
    "initialize",
    hint="w has the shape (n_x,), with one axis. Make it a column with two axes, (n_x, 1), so that w.T is a row.",
)
def weights_with_one_axis(n_x):
    return np.zeros(n_x), 0.0


@mistake("initialize", hint="w is a row here. Make it a column, (n_x, 1): one row for each input.")
def weights_as_a_row(n_x):
    return np.zeros((1, n_x)), 0.0


@mistake("initialize", hint="b is an array of shape (1, 1) here. It should be a plain number, 0.0.")
def bias_as_a_matrix(n_x):
    return np.zeros((n_x, 1)), np.zeros((1, 1))


@mistake("initialize", hint="There is one bias for the whole neuron, not one for each input: a plain number, 0.0.")
def bias_for_each_input(n_x):
    return np.zeros((n_x, 1)), np.zeros((n_x, 1))


@mistake(
    "initialize",
    hint="These weights are random. A single neuron starts from zeros, so that its first cost is exactly ln 2.",
)
def random_weights(n_x):
    return np.random.default_rng(0).normal(size=(n_x, 1)), 0.0


@mistake("initialize", hint="These weights are ones. Start from zeros: then no pixel is preferred.")
def ones(n_x):
    return np.ones((n_x, 1)), 0.0


@mistake("initialize", hint="The order is turned round: return the weights first, then the bias.")
def bias_first(n_x):
    return 0.0, np.zeros((n_x, 1))


@mistake(
    "initialize",
    hint="You always make 64 weights. The number of weights is n_x, whatever the pictures' size.",
)
def always_sixty_four(n_x):
    return np.zeros((64, 1)), 0.0


@mistake(
    "initialize",
    hint="np.zeros takes the whole shape as its first argument, so the shape needs brackets of its "
    "own: np.zeros((rows, columns)).",
)
def shape_without_brackets(n_x):
    return np.zeros(n_x, 1), 0.0


@alternative("initialize")
def from_lists(n_x):
    w = np.array([[0.0] for _ in range(n_x)])
    b = 0
    return [w, b]


@alternative("initialize")
def zeros_in_float32(n_x):
    return np.zeros((n_x, 1), dtype=np.float32), np.float32(0)


@alternative("initialize")
def reshaped_with_an_array_for_the_number(n_x):
    return np.zeros(n_x).reshape(-1, 1), np.array(0.0)


# predict_proba


@mistake(
    "predict_proba",
    hint="The star multiplies entry by entry and adds nothing up. A weighted sum is a matrix product: use @ and w.T.",
)
def star_for_the_matrix_product(w, b, X):
    return sigmoid(w * X + b)


@mistake(
    "predict_proba",
    hint="The answer is a column here. Examples are columns of X, so the answers form a row, (1, m): w.T comes first.",
)
def examples_as_rows(w, b, X):
    return sigmoid(X.T @ w + b)


@mistake("predict_proba", hint="The bias is missing: add b to each weighted sum.")
def bias_forgotten(w, b, X):
    return sigmoid(w.T @ X)


@mistake("predict_proba", hint="These are scores, not probabilities. Send them through sigmoid.")
def sigmoid_forgotten(w, b, X):
    return w.T @ X + b


@mistake(
    "predict_proba",
    hint="The answer has one axis only, (m,). Keep both: (1, m). With a column w, w.T @ X has two axes by itself.",
)
def answer_with_one_axis(w, b, X):
    return sigmoid(w.ravel() @ X + b)


@mistake(
    "predict_proba",
    hint="The bias is added after the sigmoid. It belongs inside: first w.T @ X + b, then squash.",
)
def bias_outside(w, b, X):
    return sigmoid(w.T @ X) + b


@mistake(
    "predict_proba",
    hint="w is a column, so w @ X does not fit: (n_x, 1) meets (n_x, m). Turn w into a row first, w.T.",
)
def transpose_forgotten(w, b, X):
    return sigmoid(w @ X + b)


@mistake("predict_proba", hint="You average over the pixels. A neuron adds its weighted inputs up.")
def mean_over_pixels(w, b, X):
    return sigmoid(np.mean(w * X, axis=0, keepdims=True) + b)


@mistake(
    "predict_proba",
    hint="You add up over pixels and examples alike, so that one number remains. Add up over the pixels only, axis 0.",
)
def summed_over_everything(w, b, X):
    return sigmoid(np.sum(w * X) + b)


@alternative("predict_proba")
def two_loops(w, b, X):
    A = np.zeros((1, X.shape[1]))
    for i in range(X.shape[1]):
        z = b
        for j in range(X.shape[0]):
            z += w[j, 0] * X[j, i]
        A[0, i] = sigmoid(z)
    return A


@alternative("predict_proba")
def with_einsum(w, b, X):
    return sigmoid(np.einsum("jk,ji->ki", w, X) + b)


@alternative("predict_proba")
def own_sigmoid_written_out(w, b, X):
    Z = np.sum(w * X, axis=0, keepdims=True) + b
    return 1 / (1 + np.exp(-Z))


@alternative("predict_proba")
def probabilities_in_float32(w, b, X):
    return sigmoid(np.dot(X.T.astype(np.float32), w.astype(np.float32)).T + np.float32(b)).astype(np.float32)


# cost


@mistake(
    "cost",
    hint="This is the sum over the examples. Take the average: divide by m. Else twice the pictures "
    "mean twice the cost.",
)
def summed_not_averaged(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@mistake("cost", hint="You divide by m twice: np.mean has divided already.")
def averaged_twice(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / Y.shape[1]


@mistake(
    "cost",
    hint="The minus sign is missing. Logarithms of probabilities are negative, and a cost must be positive.",
)
def minus_sign_missing(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@mistake("cost", hint="Examples of class 0 cost nothing here. The second term, (1 - y) log(1 - a), is missing.")
def second_term_missing(A, Y):
    return -np.mean(Y * np.log(np.clip(A, 1e-12, 1)))


@mistake("cost", hint="The minus sign reaches only the first of the two terms. Put brackets around their sum.")
def minus_on_one_term_only(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return np.mean(-Y * np.log(A) + (1 - Y) * np.log(1 - A))


@mistake(
    "cost",
    hint="Where A is exactly 0 or 1, you take log(0), which is -inf, and 0 * -inf is nan. Keep A a "
    "tiny bit away from both.",
)
def log_of_zero(A, Y):
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@mistake("cost", hint="This is the logarithm to the base 2. The cross-entropy uses the natural logarithm, np.log.")
def logarithm_to_base_two(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return -np.mean(Y * np.log2(A) + (1 - Y) * np.log2(1 - A))


@mistake("cost", hint="This is the logarithm to the base 10. The cross-entropy uses the natural logarithm, np.log.")
def logarithm_to_base_ten(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return -np.mean(Y * np.log10(A) + (1 - Y) * np.log10(1 - A))


@mistake(
    "cost",
    hint="This is the squared error. Here the cost is the cross-entropy: minus the logarithm of the "
    "probability of the right class.",
)
def squared_error(A, Y):
    return np.mean((A - Y) ** 2)


@mistake(
    "cost",
    hint="The labels and the answers have changed places: the logarithm is of A, and Y chooses the term.",
)
def labels_and_answers_swapped(A, Y):
    Y = np.clip(Y, 1e-12, 1 - 1e-12)
    return -np.mean(A * np.log(Y) + (1 - A) * np.log(1 - Y))


@mistake(
    "cost",
    hint="The value is right, but it is an array of shape (1, 1). Return a plain number, for "
    "instance with float(...) of its only entry.",
)
def matrix_of_one_number(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return -(Y @ np.log(A).T + (1 - Y) @ np.log(1 - A).T) / Y.shape[1]


@mistake("cost", hint="These are the costs of the single examples. Average them, so that one number remains.")
def one_cost_for_each_example(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@mistake(
    "cost",
    hint="You keep A so far away from 0 and 1 that ordinary probabilities are changed. Use a tiny "
    "margin, such as 1e-12.",
)
def clipped_too_hard(A, Y):
    A = np.clip(A, 0.1, 0.9)
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@alternative("cost")
def one_example_after_the_other(A, Y):
    import math

    total = 0
    for a, y in zip(A.ravel(), Y.ravel()):
        right = a if y == 1 else 1 - a
        total -= math.log(max(right, 1e-15))
    return total / Y.size


@alternative("cost")
def tiny_number_inside_the_logarithm(A, Y):
    m = Y.shape[1]
    return np.squeeze(-(np.dot(Y, np.log(A + 1e-8).T) + np.dot(1 - Y, np.log(1 - A + 1e-8).T)) / m)


@alternative("cost")
def probability_of_the_right_class(A, Y):
    right = np.where(Y == 1, A, 1 - A)
    return np.mean(-np.log(np.maximum(right, 1e-10)))


@alternative("cost")
def cost_in_float32(A, Y):
    A = np.clip(A.astype(np.float32), np.float32(1e-7), np.float32(1 - 1e-7))
    return np.float32(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)))


# gradients


@mistake("gradients", hint="Both gradients are sums over the examples. They are averages: divide by m.")
def gradients_summed(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return {"dw": X @ error.T, "db": np.sum(error)}


@mistake("gradients", hint="You divide by m twice; once is enough.")
def gradients_averaged_twice(w, b, X, Y):
    m = X.shape[1]
    error = (predict_proba(w, b, X) - Y) / m
    return {"dw": X @ error.T / m, "db": np.sum(error) / m}


@mistake("gradients", hint="The sign is turned round. The error is A - Y, the answer minus the truth.")
def truth_minus_answer(w, b, X, Y):
    error = Y - predict_proba(w, b, X)
    return {"dw": X @ error.T / X.shape[1], "db": np.mean(error)}


@mistake(
    "gradients",
    hint="You divide by the number of pixels. m is the number of examples, the columns: X.shape[1].",
)
def divided_by_the_pixels(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return {"dw": X @ error.T / X.shape[0], "db": np.sum(error) / X.shape[0]}


@mistake(
    "gradients",
    hint="dw is a row here. It must have the shape of w, (n_x, 1): X comes first, then the errors as a column.",
)
def dw_as_a_row(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return {"dw": error @ X.T / X.shape[1], "db": np.mean(error)}


@mistake("gradients", hint="dw is right, but db is a sum over the examples. Average it too.")
def db_summed(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return {"dw": X @ error.T / X.shape[1], "db": np.sum(error)}


@mistake(
    "gradients",
    hint="db still has one entry for each example. The bias is one number, so average over the examples.",
)
def db_for_each_example(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return {"dw": X @ error.T / X.shape[1], "db": error}


@mistake(
    "gradients",
    hint="db has the shape (1, 1), because of keepdims. b is a plain number here, so db is one too.",
)
def db_with_axes(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return {"dw": X @ error.T / X.shape[1], "db": np.mean(error, axis=1, keepdims=True)}


@mistake(
    "gradients",
    hint="These are the slopes of the squared error: the factor A (1 - A) does not belong here. "
    "With the cross-entropy it cancels.",
)
def slope_of_the_squared_error(w, b, X, Y):
    A = predict_proba(w, b, X)
    error = (A - Y) * A * (1 - A)
    return {"dw": X @ error.T / X.shape[1], "db": np.mean(error)}


@mistake(
    "gradients",
    hint="The error is taken from the scores. The neuron's answer is the probability: call predict_proba.",
)
def error_of_the_scores(w, b, X, Y):
    error = w.T @ X + b - Y
    return {"dw": X @ error.T / X.shape[1], "db": np.mean(error)}


@mistake(
    "gradients",
    hint="dw has one axis only, (n_x,). It must have the shape of w, (n_x, 1); keepdims=True keeps the axis.",
)
def dw_with_one_axis(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return {"dw": np.mean(X * error, axis=1), "db": np.mean(error)}


@mistake(
    "gradients",
    hint="dw is averaged over the pixels (axis 0) and keeps the examples. Average over the examples "
    "and keep the pixels.",
)
def averaged_over_the_pixels(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return {"dw": np.mean(X * error, axis=0, keepdims=True).T, "db": np.mean(error)}


@mistake(
    "gradients",
    hint="The product does not fit: X is (n_x, m) and the error is (1, m). Turn the error into a column, error.T.",
)
def transpose_of_the_error_forgotten(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return {"dw": X @ error / X.shape[1], "db": np.mean(error)}


@mistake("gradients", hint='Return a dict with the names "dw" and "db", so that nobody mixes them up.')
def gradients_as_a_tuple(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    return X @ error.T / X.shape[1], np.mean(error)


@alternative("gradients")
def one_picture_after_the_other(w, b, X, Y):
    n_x, m = X.shape
    dw, db = np.zeros((n_x, 1)), 0.0
    for i in range(m):
        x = X[:, i : i + 1]
        error = predict_proba(w, b, x)[0, 0] - Y[0, i]
        dw += error * x / m
        db += error / m
    return {"dw": dw, "db": db}


@alternative("gradients")
def gradients_with_einsum(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    dw = np.einsum("ji,ki->jk", X, error) / X.shape[1]
    return {"dw": dw, "db": np.squeeze(np.mean(error)), "error": error}


@alternative("gradients")
def gradients_in_float32_with_a_warning(w, b, X, Y):
    import warnings

    warnings.warn("computing in float32")
    error = (predict_proba(w, b, X) - Y).astype(np.float32)
    return {"dw": np.dot(X.astype(np.float32), error.T) / error.shape[1], "db": np.average(error)}


# optimize


@mistake("optimize", hint="You walk uphill. The gradient points to where the cost grows, so subtract it.")
def uphill(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for _ in range(num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        grads = gradients(w, b, X, Y)
        w, b = w + learning_rate * grads["dw"], b + learning_rate * grads["db"]
    return w, b, costs


@mistake(
    "optimize",
    hint="The final w and b are right, but each cost is taken after its step. Note the cost first, then move.",
)
def cost_after_the_step(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for _ in range(num_iterations):
        grads = gradients(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost(predict_proba(w, b, X), Y))
    return w, b, costs


@mistake(
    "optimize",
    hint="The gradients are computed once, before the loop. Every step stands at a new place: "
    "compute them in each round.",
)
def gradients_before_the_loop(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    grads = gradients(w, b, X, Y)
    for _ in range(num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
    return w, b, costs


@mistake("optimize", hint="The bias never moves. Update b in each round, too.")
def bias_stays(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for _ in range(num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        w = w - learning_rate * gradients(w, b, X, Y)["dw"]
    return w, b, costs


@mistake("optimize", hint="You start from zeros. Start from the w and b that are passed in.")
def starts_from_zeros(w, b, X, Y, num_iterations, learning_rate):
    w, b = initialize(X.shape[0])
    costs = []
    for _ in range(num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        grads = gradients(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
    return w, b, costs


@mistake("optimize", hint="The loop runs once too often. range(n) gives exactly n rounds.")
def one_step_too_many(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for _ in range(num_iterations + 1):
        costs.append(cost(predict_proba(w, b, X), Y))
        grads = gradients(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
    return w, b, costs


@mistake("optimize", hint="One step is missing: range(1, n) gives only n - 1 rounds. range(n) gives n.")
def one_step_too_few(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for _ in range(1, num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        grads = gradients(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
    return w, b, costs


@mistake("optimize", hint="The learning rate is not used: multiply each gradient by it.")
def learning_rate_forgotten(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for _ in range(num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        grads = gradients(w, b, X, Y)
        w, b = w - grads["dw"], b - grads["db"]
    return w, b, costs


@mistake(
    "optimize",
    hint="The numbers are right, but w -= ... changes the caller's array. Write w = w - ..., which makes a new one.",
)
def caller_weights_overwritten(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for _ in range(num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        grads = gradients(w, b, X, Y)
        w -= learning_rate * grads["dw"]
        b -= learning_rate * grads["db"]
    return w, b, costs


@mistake(
    "optimize",
    hint="db is computed after w has moved, so both steps are taken from different places. Compute "
    "both gradients first, "
    "then move both.",
)
def weights_moved_before_db(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for _ in range(num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        w = w - learning_rate * gradients(w, b, X, Y)["dw"]
        b = b - learning_rate * gradients(w, b, X, Y)["db"]
    return w, b, costs


@mistake(
    "optimize",
    hint="The steps are made on a copy that is thrown away: the w and b that you return are those that came in.",
)
def steps_on_a_copy(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    moving_w, moving_b = w.copy(), b
    for _ in range(num_iterations):
        costs.append(cost(predict_proba(moving_w, moving_b, X), Y))
        grads = gradients(moving_w, moving_b, X, Y)
        moving_w, moving_b = moving_w - learning_rate * grads["dw"], moving_b - learning_rate * grads["db"]
    return w, b, costs


@mistake("optimize", hint="The list holds only every hundredth cost. Here every round counts: append in each one.")
def every_hundredth_cost(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for i in range(num_iterations):
        if i % 100 == 0:
            costs.append(cost(predict_proba(w, b, X), Y))
        grads = gradients(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
    return w, b, costs


@mistake(
    "optimize",
    hint="Only the last cost comes back. Collect the costs in a list that is made before the loop.",
)
def last_cost_only(w, b, X, Y, num_iterations, learning_rate):
    J = 0.0
    for _ in range(num_iterations):
        J = cost(predict_proba(w, b, X), Y)
        grads = gradients(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
    return w, b, J


@mistake(
    "optimize",
    hint="A variable named cost hides your function cost inside optimize, so Python cannot call it. "
    "Give the number another "
    "name, such as J.",
)
def variable_hides_the_function(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for _ in range(num_iterations):
        cost = cost(predict_proba(w, b, X), Y)
        costs.append(cost)
        grads = gradients(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
    return w, b, costs


@mistake("optimize", hint="Return all three: the final w, the final b, and the list of costs.")
def costs_not_returned(w, b, X, Y, num_iterations, learning_rate):
    for _ in range(num_iterations):
        grads = gradients(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
    return w, b


@alternative("optimize")
def on_a_copy_in_place(w, b, X, Y, num_iterations, learning_rate):
    w = w.copy()
    costs = np.zeros(num_iterations)
    for i in range(num_iterations):
        costs[i] = cost(predict_proba(w, b, X), Y)
        grads = gradients(w, b, X, Y)
        w -= learning_rate * grads["dw"]
        b -= learning_rate * grads["db"]
        print(f"iteration {i}: cost {costs[i]:.4f}")
    return w, b, costs


@alternative("optimize")
def formulas_written_out(w, b, X, Y, num_iterations, learning_rate):
    costs, m = [], X.shape[1]
    while len(costs) < num_iterations:
        A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
        costs = costs + [float(-np.mean(np.log(np.where(Y == 1, A, 1 - A) + 1e-12)))]
        w = w - learning_rate / m * np.dot(X, (A - Y).T)
        b = b - learning_rate / m * np.sum(A - Y)
    return [w, np.array(b), costs]


# predict


@mistake("predict", hint="The threshold is ignored: you always cut at 0.5. Compare with the argument threshold.")
def always_one_half(w, b, X, threshold=0.5):
    return np.round(predict_proba(w, b, X)).astype(int)


@mistake("predict", hint="These are still probabilities. Compare them with the threshold to get 0 or 1.")
def probabilities_returned(w, b, X, threshold=0.5):
    return predict_proba(w, b, X)


@mistake("predict", hint="Yes and no are turned round: 1 is for probabilities from the threshold up.")
def yes_and_no_turned_round(w, b, X, threshold=0.5):
    return (predict_proba(w, b, X) < threshold).astype(int)


@mistake(
    "predict",
    hint="You compare the score with the threshold. The threshold is a probability: compare what "
    "comes out of the sigmoid.",
)
def score_against_threshold(w, b, X, threshold=0.5):
    return (w.T @ X + b >= threshold).astype(int)


@mistake("predict", hint="The answers form a column here. One column per example means a row of answers, (1, m).")
def answers_as_a_column(w, b, X, threshold=0.5):
    return (predict_proba(w, b, X) >= threshold).astype(int).T


@mistake("predict", hint="The answer has one axis only, (m,). Keep the shape (1, m) of the probabilities.")
def answers_with_one_axis(w, b, X, threshold=0.5):
    return (predict_proba(w, b, X)[0] >= threshold).astype(int)


@mistake("predict", hint="The answers are 1 and -1. The labels in this course are 1 and 0.")
def minus_one_for_no(w, b, X, threshold=0.5):
    return np.where(predict_proba(w, b, X) >= threshold, 1, -1)


@mistake(
    "predict",
    hint="An if can decide one thing only, not a whole array at once. The comparison itself already "
    "gives one answer for each example.",
)
def if_on_an_array(w, b, X, threshold=0.5):
    if predict_proba(w, b, X) >= threshold:
        return 1
    return 0


@alternative("predict")
def answers_with_a_loop(w, b, X, threshold=0.5):
    A = predict_proba(w, b, X)
    answers = np.zeros(A.shape)
    for i in range(A.shape[1]):
        if A[0, i] > threshold:
            answers[0, i] = 1
    return answers


@alternative("predict")
def truth_values(w, b, X, threshold=0.5):
    return predict_proba(w, b, X) >= threshold


@alternative("predict")
def nested_list(w, b, X, threshold=0.5):
    return [[1 if a >= threshold else 0 for a in predict_proba(w, b, X)[0]]]


# precision_recall_f1


@mistake(
    "precision_recall_f1",
    hint="Precision and recall have changed places. Precision looks at everything that was called "
    "1, recall at everything that is 1.",
)
def precision_and_recall_swapped(Y_hat, Y):
    tp, fp, fn = np.sum(Y_hat * Y), np.sum(Y_hat * (1 - Y)), np.sum((1 - Y_hat) * Y)
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    return recall, precision, (2 * precision * recall / (precision + recall) if tp else 0.0)


@mistake(
    "precision_recall_f1",
    hint="When a denominator is 0, the result is nan. The notebook defines it as 0.0: look before you divide.",
)
def nan_for_zero_by_zero(Y_hat, Y):
    tp, fp, fn = np.sum(Y_hat * Y), np.sum(Y_hat * (1 - Y)), np.sum((1 - Y_hat) * Y)
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    return precision, recall, 2 * precision * recall / (precision + recall)


@mistake(
    "precision_recall_f1",
    hint="When a denominator is 0, Python stops with an error. The notebook defines the result as "
    "0.0: look before you divide.",
)
def stops_at_zero_by_zero(Y_hat, Y):
    tp, fp, fn = int(np.sum(Y_hat * Y)), int(np.sum(Y_hat * (1 - Y))), int(np.sum((1 - Y_hat) * Y))
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    return precision, recall, 2 * precision * recall / (precision + recall)


@mistake(
    "precision_recall_f1",
    hint="Where nothing was called 1, or nothing is 1, you give 1.0. The notebook defines 0.0 there.",
)
def one_for_zero_by_zero(Y_hat, Y):
    tp, fp, fn = np.sum(Y_hat * Y), np.sum(Y_hat * (1 - Y)), np.sum((1 - Y_hat) * Y)
    precision = tp / (tp + fp) if tp + fp else 1.0
    recall = tp / (tp + fn) if tp + fn else 1.0
    return precision, recall, (2 * precision * recall / (precision + recall) if precision + recall else 1.0)


@mistake(
    "precision_recall_f1",
    hint="The first number is the accuracy. Precision looks only at the answers that are 1: how "
    "many of those are right?",
)
def accuracy_for_precision(Y_hat, Y):
    tp, fn = np.sum(Y_hat * Y), np.sum((1 - Y_hat) * Y)
    precision = np.mean(Y_hat == Y)
    recall = tp / (tp + fn) if tp + fn else 0.0
    return precision, recall, (2 * precision * recall / (precision + recall) if precision + recall else 0.0)


@mistake(
    "precision_recall_f1",
    hint="F1 is not the plain mean of precision and recall, but 2PR / (P + R), which stays low if "
    "one of the two is low.",
)
def f1_as_plain_mean(Y_hat, Y):
    tp, fp, fn = np.sum(Y_hat * Y), np.sum(Y_hat * (1 - Y)), np.sum((1 - Y_hat) * Y)
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    return precision, recall, (precision + recall) / 2


@mistake(
    "precision_recall_f1",
    hint="The factor 2 is missing in F1: with perfect precision and recall it would be one half.",
)
def f1_without_the_two(Y_hat, Y):
    tp, fp, fn = np.sum(Y_hat * Y), np.sum(Y_hat * (1 - Y)), np.sum((1 - Y_hat) * Y)
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    return precision, recall, (precision * recall / (precision + recall) if tp else 0.0)


@mistake(
    "precision_recall_f1",
    hint="These are the scores of class 0. The positives are the examples with label 1.",
)
def scores_of_class_zero(Y_hat, Y):
    Y_hat, Y = 1 - Y_hat, 1 - Y
    tp, fp, fn = np.sum(Y_hat * Y), np.sum(Y_hat * (1 - Y)), np.sum((1 - Y_hat) * Y)
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    return precision, recall, (2 * precision * recall / (precision + recall) if tp else 0.0)


@mistake(
    "precision_recall_f1",
    hint="You divide by the number of all examples. Divide by tp + fp for precision, and by tp + fn for recall.",
)
def divided_by_all_examples(Y_hat, Y):
    tp, tn = np.sum(Y_hat * Y), np.sum((1 - Y_hat) * (1 - Y))
    precision, recall = tp / Y.size, tn / Y.size
    return precision, recall, (2 * precision * recall / (precision + recall) if tp * tn else 0.0)


@alternative("precision_recall_f1")
def counted_with_a_loop(Y_hat, Y):
    tp = fp = fn = 0
    for answer, label in zip(Y_hat[0], Y[0]):
        if answer == 1 and label == 1:
            tp += 1
        elif answer == 1:
            fp += 1
        elif label == 1:
            fn += 1
    precision = tp / (tp + fp) if tp + fp else 0
    recall = tp / (tp + fn) if tp + fn else 0
    return [precision, recall, 2 * tp / (2 * tp + fp + fn) if tp else 0]


@alternative("precision_recall_f1")
def tiny_number_in_the_denominators(Y_hat, Y):
    tp = np.sum(Y_hat * Y)
    precision, recall = tp / (np.sum(Y_hat) + 1e-12), tp / (np.sum(Y) + 1e-12)
    return precision, recall, 2 * precision * recall / (precision + recall + 1e-12)


@alternative("precision_recall_f1")
def logical_with_nan_to_num(Y_hat, Y):
    tp = np.sum(np.logical_and(Y_hat, Y))
    precision = np.nan_to_num(tp / np.sum(Y_hat))
    recall = np.nan_to_num(tp / np.sum(Y))
    return np.array([precision, recall, np.nan_to_num(2 * precision * recall / (precision + recall))])


# keras_logistic_regression


@mistake(
    "keras_logistic_regression",
    hint="The model returns scores, not probabilities: the sigmoid is missing from it. Give the "
    "layer a sigmoid activation.",
)
def sigmoid_missing(n_x):
    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
    return model


@mistake(
    "keras_logistic_regression",
    hint="Softmax shares 100 percent among the units of a layer. With a single unit the answer is "
    "always 1. Use a sigmoid.",
)
def softmax_over_one_unit(n_x):
    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Dense(1, activation="softmax")])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_logistic_regression",
    hint="The layer has two units, one for each class. One neuron is enough: it gives the "
    "probability of class 1, and the rest "
    "is for class 0.",
)
def two_units(n_x):
    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Dense(2, activation="softmax")])
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_logistic_regression",
    hint="There is a hidden layer before the neuron. This model is one neuron only: a single Dense layer.",
)
def hidden_layer(n_x):
    model = keras.Sequential(
        [
            keras.Input((n_x,)),
            keras.layers.Dense(n_x, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake("keras_logistic_regression", hint="The input is always 64 wide here. Its width is n_x.")
def input_of_sixty_four(n_x):
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_logistic_regression",
    hint="The layer has one unit for each input. One neuron is one unit; it already has a weight for each input.",
)
def a_unit_for_each_input(n_x):
    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Dense(n_x, activation="sigmoid")])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_logistic_regression",
    hint="The neuron has no bias. Leave the layer its bias: it is the b of your own neuron.",
)
def bias_switched_off(n_x):
    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Dense(1, activation="sigmoid", use_bias=False)])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_logistic_regression",
    hint="ReLU cuts off at 0 but has no upper end, so its values are no probabilities. Use a sigmoid.",
)
def relu_for_sigmoid(n_x):
    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Dense(1, activation="relu")])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    return model


@mistake(
    "keras_logistic_regression",
    hint="The model is built but not returned: nothing comes back. End with return model.",
)
def model_not_returned(n_x):
    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])


@alternative("keras_logistic_regression")
def functional_with_sigmoid_as_a_layer(n_x):
    inputs = keras.Input(shape=(n_x,), name="pixels")
    scores = keras.layers.Dense(1, kernel_initializer="zeros")(inputs)
    outputs = keras.layers.Activation("sigmoid")(scores)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=keras.losses.BinaryCrossentropy())
    return model


@alternative("keras_logistic_regression")
def as_a_class(n_x):
    class Neuron(keras.Model):
        def __init__(self):
            super().__init__()
            self.score = keras.layers.Dense(1)

        def call(self, x):
            return keras.ops.sigmoid(self.score(x))

    model = Neuron()
    model.build((None, n_x))
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy", metrics=["accuracy"])
    return model


@alternative("keras_logistic_regression")
def added_step_by_step(n_x):
    model = keras.Sequential(name="neuron")
    model.add(keras.Input(shape=(n_x,)))
    model.add(keras.layers.Dense(units=1, activation=keras.activations.sigmoid, name="the_neuron"))
    model.compile(
        loss=keras.losses.binary_crossentropy,
        optimizer=keras.optimizers.SGD(learning_rate=0.1, momentum=0.0),
        metrics=[keras.metrics.BinaryAccuracy(), keras.metrics.Precision()],
    )
    model.summary()
    return model
