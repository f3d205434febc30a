import numpy as np

from grader.authoring import alternative, edited, everywhere

over_the_wrong_axis = edited(
    "You add up along the rows, over the examples. The probabilities of one example stand in a column: axis=0.",
    ("np.max(Z, axis=0, keepdims=True)", "np.max(Z, axis=1, keepdims=True)"),
    ("np.sum(powers, axis=0, keepdims=True)", "np.sum(powers, axis=1, keepdims=True)"),
)
one_sum_for_all = edited(
    "You divide by the sum over all examples together. Each column has a sum of its own: axis=0.",
    everywhere(", axis=0, keepdims=True", ""),
)
overflow = edited(
    "np.exp of a large score is inf, and inf / inf is nan. Subtract the largest score of each column first.",
    ("Z - np.max(Z, axis=0, keepdims=True)", "Z"),
)
one_maximum_for_all = edited(
    "You subtract the largest score of all examples. An example with much smaller scores then gets only zeros. Take "
    "the maximum of each column.",
    ("np.max(Z, axis=0, keepdims=True)", "np.max(Z, keepdims=True)"),
)
maximum_over_the_wrong_axis = edited(
    "The maximum is taken over the examples, but the sum over the classes. Both go down the columns: axis=0.",
    ("np.max(Z, axis=0, keepdims=True)", "np.max(Z, axis=1, keepdims=True)"),
)
minimum_subtracted = edited(
    "You subtract the smallest score, so the powers get larger. Subtract the largest.", ("np.max", "np.min")
)
sigmoid_of_each_score = edited(
    "This is the sigmoid of each score by itself. The columns do not add up to 1: divide each power by the sum of "
    "its column.",
    ("powers / np.sum(powers, axis=0, keepdims=True)", "1 / (1 + np.exp(-Z))"),
)
sum_forgotten = edited(
    "These are the powers only. Divide them by the sum of their column, so that it adds up to 1.",
    ("powers / np.sum(powers, axis=0, keepdims=True)", "powers"),
)
exponential_forgotten = edited(
    "The exponential is missing. You divide the scores themselves by their sum.",
    ("np.exp(Z - np.max(Z, axis=0, keepdims=True))", "Z / np.max(Z, axis=0, keepdims=True)"),
)
winner_takes_all = edited(
    "The largest score gets 1 and all others 0. Softmax is softer: everybody gets a share.",
    ("powers / np.sum(powers, axis=0, keepdims=True)", "(np.max(Z, axis=0, keepdims=True) == Z).astype(float)"),
)
logarithm_of_softmax = edited(
    "This is the logarithm of softmax. Return the probabilities themselves.",
    (
        "powers / np.sum(powers, axis=0, keepdims=True)",
        "Z - np.max(Z, axis=0, keepdims=True) - np.log(np.sum(powers, axis=0, keepdims=True))",
    ),
)
scores_changed_in_place = edited(
    "The probabilities are right, but Z is changed: -= writes into the caller's array. Make a new one.",
    (
        "powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))",
        "Z -= np.max(Z, axis=0, keepdims=True)",
        "powers = np.exp(Z)",
    ),
)


@alternative
def example_by_example(Z):
    import math

    columns = []
    for i in range(Z.shape[1]):
        top = max(Z[:, i])
        powers = [math.exp(z - top) for z in Z[:, i]]
        columns.append([power / sum(powers) for power in powers])
    return np.array(columns).T


@alternative
def through_the_logarithm(Z):
    top = Z.max(axis=0)
    return np.exp(Z - top - np.log(np.exp(Z - top).sum(axis=0)))


@alternative
def examples_in_rows_for_a_while(Z):
    rows = np.exp(Z.T - Z.T.max(axis=1)[:, None])
    return (rows / rows.sum(axis=1, keepdims=True)).T


@alternative
def softmax_in_float32(Z):
    Z = Z.astype(np.float32)
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True)


@alternative
def softmax_of_scipy(Z):
    from scipy.special import softmax as ready_made

    return ready_made(Z, axis=0)
