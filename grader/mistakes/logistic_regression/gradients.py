import numpy as np

from grader.authoring import alternative, edited
from solutions.logistic_regression import predict_proba

gradients_summed = edited(
    "Both gradients are sums over the examples. They are averages: divide by m.",
    ('{"dw": X @ error.T / m, "db": float(np.mean(error))}', '{"dw": X @ error.T, "db": float(np.sum(error))}'),
)
gradients_averaged_twice = edited(
    "You divide by m twice; once is enough.", ("predict_proba(w, b, X) - Y", "(predict_proba(w, b, X) - Y) / m")
)
truth_minus_answer = edited(
    "The sign is turned round. The error is A - Y, the answer minus the truth.",
    ("predict_proba(w, b, X) - Y", "Y - predict_proba(w, b, X)"),
)
divided_by_the_pixels = edited(
    "You divide by the number of pixels. m is the number of examples, the columns: X.shape[1].",
    ("X.shape[1]", "len(X)"),
    ("np.mean(error)", "np.sum(error) / m"),
)
dw_as_a_row = edited(
    "dw is a row here. It must have the shape of w, (n_x, 1): X comes first, then the errors as a column.",
    ("X @ error.T", "error @ X.T"),
)
db_summed = edited("dw is right, but db is a sum over the examples. Average it too.", ("np.mean", "np.sum"))
db_for_each_example = edited(
    "db still has one entry for each example. The bias is one number, so average over the examples.",
    ("float(np.mean(error))", "error"),
)
db_with_axes = edited(
    "db has the shape (1, 1), because of keepdims. b is a plain number here, so db is one too.",
    ("float(np.mean(error))", "np.mean(error, keepdims=True)"),
)
slope_of_the_squared_error = edited(
    "These are the slopes of the squared error: the factor A (1 - A) does not belong here. With the cross-entropy it "
    "cancels.",
    ("error = predict_proba(w, b, X) - Y", "A = predict_proba(w, b, X)", "error = (A - Y) * A * (1 - A)"),
)
error_of_the_scores = edited(
    "The error is taken from the scores. The neuron's answer is the probability: call predict_proba.",
    ("predict_proba(w, b, X)", "w.T @ X + b"),
)
dw_with_one_axis = edited(
    "dw has one axis only, (n_x,). It must have the shape of w, (n_x, 1); keepdims=True keeps the axis.",
    ("X @ error.T / m", "np.mean(X * error, axis=1)"),
)
averaged_over_the_pixels = edited(
    "dw is averaged over the pixels (axis 0) and keeps the examples. Average over the examples and keep the pixels.",
    ("X @ error.T / m", "np.mean(X * error, axis=0, keepdims=True).T"),
)
transpose_of_the_error_forgotten = edited(
    "The product does not fit: X is (n_x, m) and the error is (1, m). Turn the error into a column, error.T.",
    ("error.T", "error"),
)
gradients_as_a_tuple = edited(
    'Return a dict with the names "dw" and "db", so that nobody mixes them up.',
    ('{"dw": X @ error.T / m, "db": float(np.mean(error))}', "X @ error.T / X.shape[1], np.mean(error)"),
)


@alternative
def one_picture_after_the_other(w, b, X, Y):
    n_x, m = X.shape
    dw, db = np.zeros((n_x, 1)), 0.0
    for i in range(m):
        x = X[:, i : i + 1]
        error = predict_proba(w, b, x)[0, 0] - Y[0, i]
        dw += error * x / m
        db += error / m
    return {"dw": dw, "db": db}


@alternative
def gradients_with_einsum(w, b, X, Y):
    error = predict_proba(w, b, X) - Y
    dw = np.einsum("ji,ki->jk", X, error) / X.shape[1]
    return {"dw": dw, "db": np.squeeze(np.mean(error)), "error": error}


@alternative
def gradients_in_float32_with_a_warning(w, b, X, Y):
    import warnings

    warnings.warn("computing in float32")
    error = (predict_proba(w, b, X) - Y).astype(np.float32)
    return {"dw": np.dot(X.astype(np.float32), error.T) / error.shape[1], "db": np.average(error)}
