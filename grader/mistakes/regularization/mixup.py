import numpy as np

from grader.authoring import alternative, edited, mistake


@mistake("The labels are not mixed. They need the same partner and the same number as the examples.")
def labels_left_alone(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[:, partner], Y.copy()


other_partners_for_the_labels = edited(
    "Examples and labels are mixed with different partners. Draw the partners once and use them for both.",
    ("partner = rng.permutation(m)", ""),
    ("X[:, partner]", "X[:, rng.permutation(m)]"),
    ("Y[:, partner]", "Y[:, rng.permutation(m)]"),
)


@mistake("Examples and labels are mixed in different proportions. Draw lam once and use it for both.")
def other_shares_for_the_labels(X, Y, alpha, rng):
    m = X.shape[1]
    partner = rng.permutation(m)
    lam, other = rng.beta(alpha, alpha, size=(1, m)), rng.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[:, partner], other * Y + (1 - other) * Y[:, partner]


@mistake("There is one number for all examples. Draw one for each: m of them, in the shape (1, m).")
def one_share_for_all(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha)
    return lam * X + (1 - lam) * X[:, partner], lam * Y + (1 - lam) * Y[:, partner]


@mistake("The numbers are evenly spread from 0 to 1, whatever alpha is. They should come from Beta(alpha, alpha).")
def even_shares(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.random((1, m))
    return lam * X + (1 - lam) * X[:, partner], lam * Y + (1 - lam) * Y[:, partner]


@mistake("The partner counts in full: the two shares are lam and 1 - lam, so that they add up to 1.")
def partner_in_full(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    return lam * X + X[:, partner], lam * Y + Y[:, partner]


@mistake("You shuffle the rows, which are pixels. The examples are the columns: X[:, partner].")
def rows_shuffled(X, Y, alpha, rng):
    m = X.shape[1]
    lam = rng.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[rng.permutation(len(X))], lam * Y + (1 - lam) * Y[rng.permutation(len(Y))]


@mistake("The numbers have the shape of X, so that every pixel is mixed differently. One for each example: (1, m).")
def share_for_every_pixel(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=X.shape)
    share = lam.mean(axis=0, keepdims=True)
    return lam * X + (1 - lam) * X[:, partner], share * Y + (1 - share) * Y[:, partner]


@mistake("The larger share always stays with the example itself. Take lam as it comes from the Beta distribution.")
def larger_share_stays(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    lam = np.maximum(lam, 1 - lam)
    return lam * X + (1 - lam) * X[:, partner], lam * Y + (1 - lam) * Y[:, partner]


@mistake("The label is that of the larger share alone. It should be blended: 70 percent this, 30 percent that.")
def hard_labels(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[:, partner], np.where(lam >= 0.5, Y, Y[:, partner])


@mistake("Partners or numbers come from np.random. Draw both from the rng that is passed in.")
def mixed_by_np_random(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = np.random.permutation(m), np.random.beta(alpha, alpha, size=(1, m))
    return lam * X + (1 - lam) * X[:, partner], lam * Y + (1 - lam) * Y[:, partner]


@mistake("The caller's X and Y are overwritten with the mixtures. Make new arrays.")
def mixed_in_place(X, Y, alpha, rng):
    m = X.shape[1]
    partner, lam = rng.permutation(m), rng.beta(alpha, alpha, size=(1, m))
    X[:] = lam * X + (1 - lam) * X[:, partner]
    Y[:] = lam * Y + (1 - lam) * Y[:, partner]
    return X, Y


@alternative
def column_by_column(X, Y, alpha, rng):
    X_new, Y_new = np.zeros(X.shape), np.zeros(Y.shape)
    order = list(range(X.shape[1]))
    rng.shuffle(order)
    for i, j in enumerate(order):
        lam = rng.beta(alpha, alpha)
        X_new[:, i] = lam * X[:, i] + (1 - lam) * X[:, j]
        Y_new[:, i] = lam * Y[:, i] + (1 - lam) * Y[:, j]
    return X_new, Y_new


@alternative
def partners_drawn_with_replacement(X, Y, alpha, rng):
    share = rng.beta(alpha, alpha, X.shape[1])
    partner = rng.integers(0, X.shape[1], X.shape[1])
    return [X[:, partner] + share * (X - X[:, partner]), Y[:, partner] + share * (Y - Y[:, partner])]


@alternative
def as_a_matrix_product(X, Y, alpha, rng):
    m = X.shape[1]
    share = rng.beta(alpha, alpha, size=m)
    mixing = np.diag(share) + np.eye(m)[:, rng.permutation(m)] * (1 - share)
    return X @ mixing, Y @ mixing


@alternative
def mixed_in_float32(X, Y, alpha, rng):
    both = np.concatenate([X, Y]).astype(np.float32)
    share = rng.beta(alpha, alpha, size=(1, X.shape[1])).astype(np.float32)
    mixed = share * both + (1 - share) * both[:, rng.permutation(X.shape[1])]
    return mixed[: len(X)], mixed[len(X) :]
