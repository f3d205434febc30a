import numpy as np

from grader.authoring import alternative, edited

padding_counted = edited(
    "Padding is in the number that you divide by. Divide by the number of steps that count: the sum of the mask.",
    ("max(np.sum(mask), 1)", "mask.size"),
)
mask_ignored = edited(
    "The mask has no effect: padding is in the loss and in the gradient. Only steps with a mask of 1 count.",
    ("max(np.sum(mask), 1)", "mask.size"),
    ("mask * np.sum", "np.sum"),
    (" * mask[:, :, None]", ""),
)
padding_in_the_sum = edited(
    "You divide by the right number, but padding is in the sum and in the gradient. Multiply both by the mask.",
    ("mask * np.sum", "np.sum"),
    (" * mask[:, :, None]", ""),
)
gradient_not_masked = edited(
    "The loss is right, but the gradient is not zero at padding. Multiply it by the mask.", (" * mask[:, :, None]", "")
)
gradient_not_divided = edited(
    "The loss is a mean and the gradient is not. Divide it by the same number.",
    ("* mask[:, :, None] / count", "* mask[:, :, None]"),
)
both_summed = edited(
    "Loss and gradient are sums. Divide both by the number of steps that count.", ("max(np.sum(mask), 1)", "1")
)
divided_by_the_examples = edited(
    "You divide by the number of sequences. Divide by the number of steps that count.",
    ("max(np.sum(mask), 1)", "len(mask)"),
)
sign_of_the_loss = edited("The loss has the wrong sign: it is *minus* ln p.", ("loss = -np.sum", "loss = np.sum"))
sign_of_the_gradient = edited(
    "The gradient has the wrong sign: softmax minus one-hot.", ("np.exp(log_p) - right", "right - np.exp(log_p)")
)
one_hot_not_subtracted = edited(
    "The gradient is the softmax alone. Subtract 1 at the right symbol.", ("(np.exp(log_p) - right)", "np.exp(log_p)")
)
softmax_over_the_steps = edited(
    "The softmax runs over the steps. It belongs over the symbols: the last axis.",
    ("logits.max(axis=-1, keepdims=True)", "logits.max(axis=1, keepdims=True)"),
    ("np.sum(np.exp(shifted), axis=-1, keepdims=True)", "np.sum(np.exp(shifted), axis=1, keepdims=True)"),
)
overflow = edited(
    "Logits of a thousand overflow. Take the largest logit of each step away before the exponentials.",
    ("logits - logits.max(axis=-1, keepdims=True)", "logits"),
)
tiny_number_in_the_logarithm = edited(
    "Where p is 0, a tiny number in the logarithm makes the loss too small. Compute ln p as logit minus the log of the sum "
    "of the exponentials.",
    (
        "log_p = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))",
        "p = np.exp(shifted) / np.sum(np.exp(shifted), axis=-1, keepdims=True)",
        "log_p = np.log(p + 1e-12)",
    ),
)
nothing_divided_by_nothing = edited(
    "Where no step counts, you divide by 0. Divide by the number of steps that count, or by 1 if there are none.",
    ("max(np.sum(mask), 1)", "np.sum(mask)"),
)
mean_of_the_means = edited(
    "You average within each sequence first, so that a step of a short one counts more. All steps that count are alike.",
    (
        "loss = -np.sum(mask * np.sum(right * log_p, axis=-1)) / count",
        "each = np.maximum(mask.sum(axis=1, keepdims=True), 1)",
        "count = each[:, :, None] * len(mask)",
        "loss = -np.mean(np.sum(mask * np.sum(right * log_p, axis=-1) / each, axis=1))",
    ),
)
gradient_forgotten = edited(
    "Only the loss comes back. Return both: loss and gradient.", ("return float(loss), dlogits", "return float(loss)")
)
gradient_divided_by_all_steps = edited(
    "The loss is right, but the gradient is divided by another number. Divide both by the number of steps that count.",
    ("* mask[:, :, None] / count", "* mask[:, :, None] / mask.size"),
)


@alternative
def picked_and_flat(logits, y, mask):
    counted = np.asarray(mask) > 0
    s, right = logits[counted], y[counted]
    rows, n = np.arange(len(right)), max(len(right), 1)
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[rows, right] -= 1
    dlogits = np.zeros(logits.shape)
    dlogits[counted] = gradient / n
    return -np.sum(log_p[rows, right]) / n, dlogits


@alternative
def step_by_step(logits, y, mask):
    loss, dlogits = 0.0, np.zeros(logits.shape)
    for place in np.argwhere(mask == 1):
        i, t = place
        top = logits[i, t].max()
        p = np.exp(logits[i, t] - top)
        loss += np.log(p.sum()) + top - logits[i, t, y[i, t]]
        dlogits[i, t] = p / p.sum()
        dlogits[i, t, y[i, t]] -= 1
    n = np.sum(mask) if np.any(mask) else 1.0
    return np.array(loss / n), dlogits / n


@alternative
def with_take_along_axis(logits, y, mask):
    from scipy.special import log_softmax

    log_p = log_softmax(logits, axis=2)
    picked = np.take_along_axis(log_p, y[..., None], axis=2)[..., 0]
    n = np.maximum(mask.sum(), 1)
    weight = (mask / n)[..., None]
    one_hot = (np.arange(logits.shape[2]) == y[..., None]).astype(float)
    return [-(picked * mask).sum() / n, weight * np.exp(log_p) - weight * one_hot]
