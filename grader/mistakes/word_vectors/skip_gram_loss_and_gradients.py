import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake
from solutions.word_vectors import embedding_gradient

LOOK_UPS = "w, c, n = W[centers], C[contexts], C[negatives]"
RIGHT = "right = np.sum(w * c, axis=1)"
WRONG = 'wrong = np.einsum("md,mkd->mk", w, n)'
LOSS = "loss = (np.sum(np.logaddexp(0, -right)) + np.sum(np.logaddexp(0, wrong))) / m"
D_RIGHT = "d_right = -np.exp(-np.logaddexp(0, right))[:, np.newaxis] / m"
D_WRONG = "d_wrong = np.exp(-np.logaddexp(0, -wrong))[:, :, np.newaxis] / m"
D_W = "d_w = d_right * c + np.sum(d_wrong * n, axis=1)"
D_C_AND_N = "d_c, d_n = d_right * w, d_wrong * w[:, np.newaxis]"
DW = "dW = embedding_gradient(centers, d_w, len(W))"
DC = "dC = embedding_gradient(contexts, d_c, len(C))"
DN = "dC += embedding_gradient(negatives.ravel(), d_n.reshape(-1, C.shape[1]), len(C))"

skip_gram_summed = edited(
    "Loss and gradients are summed over the pairs. Take the average: divide by m.", everywhere(" / m", "")
)
skip_gram_gradients_summed = edited(
    "The loss is an average, its gradients are sums. Divide them by m, too.",
    (D_RIGHT, D_RIGHT.replace(" / m", "")),
    (D_WRONG, D_WRONG.replace(" / m", "")),
)
skip_gram_averaged_over_decisions = edited(
    "The average goes over the negatives, too. Divide by the number of pairs only.",
    ("m = len(centers)", "m = negatives.size + len(centers)"),
)
skip_gram_averaged_over_negatives = edited(
    "The negatives of a pair are averaged, so that all of them together weigh as much as its context. Add them up.",
    (LOSS, "loss = (np.sum(np.logaddexp(0, -right)) + np.sum(np.logaddexp(0, wrong)) / negatives.shape[1]) / m"),
    (D_WRONG, D_WRONG + " / negatives.shape[1]"),
)
skip_gram_without_the_minus = edited(
    "In the term of the negatives the sign of the product is wrong: it is the sigmoid of minus w . n.",
    (LOSS, LOSS.replace("np.logaddexp(0, wrong)", "np.logaddexp(0, -wrong)")),
    (D_WRONG, "d_wrong = -np.exp(-np.logaddexp(0, wrong))[:, :, np.newaxis] / m"),
)
skip_gram_signs_of_the_gradients = edited(
    "The gradients have the wrong sign: they point the way down. A gradient points up, and the loop subtracts it.",
    (D_RIGHT, D_RIGHT.replace("= -", "= ")),
    (D_WRONG, D_WRONG.replace("= ", "= -")),
)
skip_gram_words_once = edited(
    "A word that comes several times among the centres, the contexts or the negatives gets the gradient of only one of these "
    "places. Add them up: np.add.at, or your embedding_gradient.",
    (DW, "dW = np.zeros_like(W)", "dW[centers] += d_w"),
    (DC, "dC = np.zeros_like(C)", "dC[contexts] += d_c"),
    (DN, "dC[negatives.ravel()] += d_n.reshape(-1, C.shape[1])"),
)
skip_gram_negatives_overwrite = edited(
    "The contexts' part is missing in dC. Contexts and negatives are both rows of C: add the two.",
    (DN, DN.replace("+=", "=")),
)
skip_gram_without_the_negatives_gradient = edited(
    "The negatives' part is missing in dC. They are rows of C, too.", (DN, "")
)
skip_gram_centre_without_negatives = edited(
    "In dW the negatives are missing: the vector of the centre stands in every term of the loss.",
    (D_W, "d_w = d_right * c"),
)
skip_gram_with_one_table = edited(
    "Contexts or negatives were looked up in W. They have a table of their own, C.",
    (LOOK_UPS, "w, c, n = W[centers], W[contexts], W[negatives]"),
)
skip_gram_tables_exchanged = edited(
    "Centres were looked up in C, contexts and negatives in W. It is the other way round.",
    (LOOK_UPS, "w, c, n = C[centers], W[contexts], W[negatives]"),
)
skip_gram_negatives_with_their_own_vectors = edited(
    "The gradient of a negative's vector is sigmoid(w . n) times w, the centre's vector. Here it is multiplied by n itself.",
    (D_C_AND_N, "d_c, d_n = d_right * w, d_wrong * n"),
)
skip_gram_context_with_its_own_vector = edited(
    "The gradient of the context's vector has the factor w, the centre's vector. Here it has the context's own.",
    (D_C_AND_N, "d_c, d_n = d_right * c, d_wrong * w[:, np.newaxis]"),
)
skip_gram_negatives_as_if_real = edited(
    "In the slopes of the negatives a 1 is subtracted, as for the real pair. It is sigmoid(w . n) alone.",
    (D_WRONG, "d_wrong = -np.exp(-np.logaddexp(0, wrong))[:, :, np.newaxis] / m"),
)
skip_gram_with_products_cut_off = edited(
    "Large products are cut off, so that the loss of very long vectors is too small. np.logaddexp(0, ...) needs no cutting.",
    (RIGHT, "right = np.clip(np.sum(w * c, axis=1), -30, 30)"),
    (WRONG, 'wrong = np.clip(np.einsum("md,mkd->mk", w, n), -30, 30)'),
)
skip_gram_without_the_one = edited(
    "In the slope of the real pair the 1 is missing: it is sigmoid(w . c) - 1.",
    (D_RIGHT, "d_right = np.exp(-np.logaddexp(0, -right))[:, np.newaxis] / m"),
)
skip_gram_tables_swapped = edited(
    "dW and dC are swapped: first the gradient of W.", ("return float(loss), dW, dC", "return float(loss), dC, dW")
)
skip_gram_of_the_first_negative = edited(
    "Only the first negative of each pair is used.",
    ("m = len(centers)", "m = len(centers)", "negatives = negatives[:, :1]"),
)


@mistake(
    "With products in the hundreds the exponential runs over, or the logarithm meets a 0. Use np.logaddexp(0, ...) for the loss."
)
def skip_gram_by_log_of_sigmoid(W, C, centers, contexts, negatives):
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    m = len(centers)
    w, c, n = W[centers], C[contexts], C[negatives]
    right, wrong = sigmoid(np.sum(w * c, axis=1)), sigmoid(np.einsum("md,mkd->mk", w, n))
    loss = -(np.sum(np.log(right)) + np.sum(np.log(1 - wrong))) / m
    d_right, d_wrong = (right - 1)[:, None] / m, wrong[:, :, None] / m
    dW = embedding_gradient(centers, d_right * c + np.sum(d_wrong * n, axis=1), len(W))
    dC = embedding_gradient(contexts, d_right * w, len(C))
    return loss, dW, dC + embedding_gradient(negatives.ravel(), (d_wrong * w[:, None]).reshape(-1, C.shape[1]), len(C))


@mistake(
    "A small number is added under the logarithm, so that the loss of very long vectors is too small. Use np.logaddexp(0, ...)."
)
def skip_gram_with_a_small_number_under_the_logarithm(W, C, centers, contexts, negatives):
    m = len(centers)
    w, c, n = W[centers], C[contexts], C[negatives]
    right, wrong = (1 / (1 + np.exp(-s)) for s in (np.sum(w * c, axis=1), np.einsum("md,mkd->mk", w, n)))
    loss = -(np.sum(np.log(right + 1e-12)) + np.sum(np.log(1 - wrong + 1e-12))) / m
    d_right, d_wrong = (right - 1)[:, None] / m, wrong[:, :, None] / m
    dW = embedding_gradient(centers, d_right * c + np.sum(d_wrong * n, axis=1), len(W))
    dC = embedding_gradient(contexts, d_right * w, len(C))
    return loss, dW, dC + embedding_gradient(negatives.ravel(), (d_wrong * w[:, None]).reshape(-1, C.shape[1]), len(C))


@alternative
def skip_gram_by_loops(W, C, centers, contexts, negatives):
    m, loss = len(centers), 0.0
    dW, dC = np.zeros(W.shape), np.zeros(C.shape)
    for center, context, drawn in zip(centers, contexts, negatives, strict=True):
        for other, real in [(context, 1), *((negative, 0) for negative in drawn)]:
            score = float(W[center] @ C[other])
            loss += np.logaddexp(0, -score if real else score) / m
            slope = (np.exp(-np.logaddexp(0, -score)) - real) / m
            dW[center] += slope * C[other]
            dC[other] += slope * W[center]
    return loss, dW, dC


@alternative
def skip_gram_with_one_size_for_both_tables(W, C, centers, contexts, negatives):
    (V, d), m = W.shape, len(centers)
    w, c, n = W[centers], C[contexts], C[negatives]
    right, wrong = np.einsum("ij,ij->i", w, c), np.einsum("ij,ikj->ik", w, n)
    loss = np.mean(np.logaddexp(0, -right) + np.logaddexp(0, wrong).sum(axis=1))
    d_right, d_wrong = -(1 - np.tanh(right / 2)) / 2 / m, (1 + np.tanh(wrong / 2)) / 2 / m
    dW, dC = np.zeros_like(W), np.zeros_like(W)
    np.add.at(dW, centers, d_right[:, None] * c + np.einsum("ik,ikj->ij", d_wrong, n))
    np.add.at(dC, contexts, d_right[:, None] * w)
    dC += embedding_gradient(negatives.ravel(), (d_wrong[:, :, None] * w[:, None]).reshape(-1, d), V)
    return loss, dW, dC


@alternative
def skip_gram_with_all_others_together(W, C, centers, contexts, negatives):
    others = np.concatenate([contexts[:, None], negatives], axis=1)
    signs = np.where(np.arange(others.shape[1]) == 0, 1.0, -1.0)
    scores = signs * np.einsum("md,mkd->mk", W[centers], C[others])
    loss = np.mean(np.sum(np.maximum(-scores, 0) + np.log1p(np.exp(-np.abs(scores))), axis=1))
    slopes = -signs / (1 + np.exp(np.clip(scores, -500, 500))) / len(centers)
    dW, dC = np.zeros(W.shape), np.zeros(C.shape)
    np.add.at(dW, centers, np.einsum("mk,mkd->md", slopes, C[others]))
    np.add.at(dC, others, slopes[:, :, None] * W[centers][:, None])
    return loss, dW, dC


@alternative
def skip_gram_by_one_hot(W, C, centers, contexts, negatives):
    W, C = np.asarray(W, dtype=np.float32), np.asarray(C, dtype=np.float32)
    scores = W[centers] @ C.T
    m, V = scores.shape
    real = np.eye(V, dtype=np.float32)[contexts]
    drawn = np.eye(V, dtype=np.float32)[negatives].sum(axis=1)
    probability = np.exp(-np.logaddexp(0, -scores))
    loss = np.sum(real * np.logaddexp(0, -scores) + drawn * np.logaddexp(0, scores)) / m
    slopes = (real * (probability - 1) + drawn * probability) / m
    return float(loss), np.eye(len(W), dtype=np.float32)[centers].T @ (slopes @ C), slopes.T @ W[centers]
