import numpy as np

from grader.authoring import alternative, edited, everywhere

labels_left_alone = edited(
    "The labels are not mixed. They need the same partner and the same number as the examples.",
    ("lam * Y + (1 - lam) * Y[:, partner]", "Y.copy()"),
)
other_partners_for_the_labels = edited(
    "Examples and labels are mixed with different partners. Draw the partners once and use them for both.",
    ("partner = rng.permutation(m)", ""),
    ("X[:, partner]", "X[:, rng.permutation(m)]"),
    ("Y[:, partner]", "Y[:, rng.permutation(m)]"),
)
other_shares_for_the_labels = edited(
    "Examples and labels are mixed in different proportions. Draw lam once and use it for both.",
    ("X[:, partner]", "X[:, partner]", "lam = rng.beta(alpha, alpha, size=(1, m))"),
)
one_share_for_all = edited(
    "There is one number for all examples. Draw one for each: m of them, in the shape (1, m).", (", size=(1, m)", "")
)
even_shares = edited(
    "The numbers are evenly spread from 0 to 1, whatever alpha is. They should come from Beta(alpha, alpha).",
    ("rng.beta(alpha, alpha, size=(1, m))", "rng.random((1, m))"),
)
partner_in_full = edited(
    "The partner counts in full: the two shares are lam and 1 - lam, so that they add up to 1.",
    everywhere("(1 - lam) * ", ""),
)
rows_shuffled = edited(
    "You shuffle the rows, which are pixels. The examples are the columns: X[:, partner].",
    ("partner = rng.permutation(m)", ""),
    ("X[:, partner]", "X[rng.permutation(len(X))]"),
    ("Y[:, partner]", "Y[rng.permutation(len(Y))]"),
)
share_for_every_pixel = edited(
    "The numbers have the shape of X, so that every pixel is mixed differently. One for each example: (1, m).",
    ("(1, m)", "X.shape"),
    ("X[:, partner]", "X[:, partner]", "lam = lam.mean(axis=0, keepdims=True)"),
)
larger_share_stays = edited(
    "The larger share always stays with the example itself. Take lam as it comes from the Beta distribution.",
    ("# one for each column", "# one for each column", "lam = np.maximum(lam, 1 - lam)"),
)
hard_labels = edited(
    "The label is that of the larger share alone. It should be blended: 70 percent this, 30 percent that.",
    ("lam * Y + (1 - lam) * Y[:, partner]", "np.where(lam >= 0.5, Y, Y[:, partner])"),
)
mixed_by_np_random = edited(
    "Partners or numbers come from np.random. Draw both from the rng that is passed in.",
    ("rng.permutation", "np.random.permutation"),
    ("rng.beta", "np.random.beta"),
)
mixed_in_place = edited(
    "The caller's X and Y are overwritten with the mixtures. Make new arrays.",
    ("X_mixed = lam * X", "X[:] = lam * X"),
    ("Y_mixed = lam * Y", "Y[:] = lam * Y"),
    ("return X_mixed, Y_mixed", "return X, Y"),
)


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
