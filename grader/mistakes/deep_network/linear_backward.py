import numpy as np

from grader.authoring import alternative, edited

gradients_summed = edited(
    "dW and db are sums over the examples. They are averages: divide by m.", (" / m", ""), ("np.mean", "np.sum")
)
only_weights_averaged = edited("dW is averaged, but db is a sum. Divide db by m, too.", ("np.mean", "np.sum"))
only_biases_averaged = edited("db is averaged, but dW is a sum. Divide dW by m, too.", (" / m", ""))
handed_on_averaged = edited(
    "dA_prev is divided by m. It is handed on to the layer before, which divides for itself: then it is averaged twice.",
    ("W.T @ dZ", "W.T @ dZ / m"),
)
biases_averaged_twice = edited(
    "db is divided by m twice: np.mean has divided already.",
    ("np.mean(dZ, axis=1, keepdims=True)", "np.mean(dZ, axis=1, keepdims=True) / m"),
)
divided_by_the_units = edited(
    "You divide by the number of units. The average is over the examples, the columns of dZ.",
    ("A_prev.shape[1]", "len(dZ)"),
    ("np.mean(dZ, axis=1, keepdims=True)", "np.sum(dZ, axis=1, keepdims=True) / m"),
)
one_bias_for_all = edited(
    "db is one number for the whole layer. Each unit has its own: average over axis=1 only.",
    ("dA_prev, dW, db", 'cache["W"].T @ dZ, dZ @ cache["A_prev"].T / m, np.sum(dZ) / m'),
)
bias_with_one_axis = edited(
    "db has lost an axis. With keepdims=True it stays a column.",
    ("np.mean(dZ, axis=1, keepdims=True)", "np.mean(dZ, axis=1)"),
)
bias_over_the_wrong_axis = edited(
    "db is averaged over the units. Average over the examples: axis=1.", ("axis=1", "axis=0")
)
weights_on_their_side = edited(
    "dW lies on its side: the error comes first, then the input transposed.", ("dZ @ A_prev.T", "A_prev @ dZ.T")
)
weights_not_transposed = edited(
    "The error goes back through W. On the way back it goes through W transposed.", ("W.T", "W")
)
input_not_transposed = edited(
    "A_prev is not transposed in dW. Look at the shapes: (n, m) times (m, n_prev).", ("A_prev.T", "A_prev")
)
weights_first = edited(
    "The three answers are in the wrong order: dA_prev comes first, then dW, then db.",
    ("return dA_prev, dW, db", "return dW, db, dA_prev"),
)
already_downhill = edited(
    "All three have the wrong sign. The minus of going downhill comes later, in update.",
    ("return dA_prev, dW, db", "return -dA_prev, -dW, -db"),
)
answers_in_a_dict = edited(
    "The values are in a dict. Return a tuple of three arrays: dA_prev, dW, db.",
    ("return dA_prev, dW, db", 'return {"dA_prev": dA_prev, "dW": dW, "db": db}'),
)
error_divided_in_place = edited(
    "dZ /= m writes into the caller's dZ, and dA_prev gets smaller, too. Divide dW and db only.",
    ("m = A_prev.shape[1]", "dZ /= dZ.shape[1]"),
    (" / m", ""),
    ("np.mean", "np.sum"),
)
cache_unpacked = edited(
    "The cache is a dict. Unpacking a dict gives its names, not its arrays: take each array out by its name.",
    ('A_prev, W = cache["A_prev"], cache["W"]', "A_prev, W, b = cache"),
    ("A_prev.shape", "dZ.shape"),
    raises="AttributeError",
)


@alternative
def example_after_example(dZ, cache):
    A_prev, W, m = cache["A_prev"], cache["W"], dZ.shape[1]
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((len(W), 1))
    for i in range(m):
        for j in range(len(W)):
            db[j] += dZ[j, i] / m
            for k in range(len(A_prev)):
                dW[j, k] += dZ[j, i] * A_prev[k, i] / m
                dA_prev[k, i] += W[j, k] * dZ[j, i]
    return dA_prev, dW, db


@alternative
def backward_with_einsum(dZ, cache):
    m = dZ.shape[1]
    dW = np.einsum("ji,ki->jk", dZ, cache["A_prev"]) / m
    return [np.einsum("jk,ji->ki", cache["W"], dZ), dW, np.einsum("ji->j", dZ)[:, None] / m]


@alternative
def divided_once_at_the_start(dZ, cache):
    share = dZ / dZ.shape[1]
    return np.dot(dZ.T, cache["W"]).T, np.dot(share, cache["A_prev"].T), share @ np.ones((dZ.shape[1], 1))


@alternative
def backward_in_float32(dZ, cache):
    dZ, A_prev, W = (part.astype(np.float32) for part in (dZ, cache["A_prev"], cache["W"]))
    return W.T @ dZ, dZ @ A_prev.T / np.float32(dZ.shape[1]), dZ.mean(axis=1).reshape(-1, 1)
