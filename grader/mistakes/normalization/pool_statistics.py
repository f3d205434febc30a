import numpy as np

from grader.authoring import alternative, edited

pooled_variance_within_only = edited(
    "The variance is only the average of the batches' variances. Rows of different batches differ by their means, too: add "
    "the variance between the means. (It is made of squares. Without the square the differences cancel.)",
    ("within + between", "within"),
)
pooled_variance_between_only = edited(
    "The variance is only that between the means of the batches. Within a batch rows differ, too.",
    ("within + between", "between"),
)
pooled_every_batch_alike = edited(
    "Every batch counts alike, whatever its size. A batch counts by its share of all rows.",
    ("(sizes / np.sum(sizes)).reshape(-1, 1)", "np.full((len(sizes), 1), 1 / len(sizes))"),
)
pooled_sums = edited(
    "These are sums over all rows. Divide by the number of all rows.", ("sizes / np.sum(sizes)", "sizes")
)
pooled_between_with_absolutes = edited(
    "You add absolute differences of the means. A variance is made of squares.",
    ("(means - mean) ** 2", "np.abs(means - mean)"),
)
pooled_between_unweighted = edited(
    "Between the means every batch counts alike. There, too, a batch counts by its size.",
    ("np.sum(share * (means - mean) ** 2, axis=0)", "np.mean((means - mean) ** 2, axis=0)"),
)
pooled_around_the_plain_mean = edited(
    "The mean is right, but the differences are taken from the plain average of the means. Take them from the pooled "
    "mean.",
    ("(means - mean) ** 2", "(means - np.mean(means, axis=0)) ** 2"),
)
pooled_between_subtracted = edited(
    "The variance between the means is subtracted. It is added: rows of different batches differ *more*.",
    ("within + between", "within - between"),
)
pooled_deviation = edited(
    "This is the standard deviation. Return the variance, without the root.",
    ("within + between", "np.sqrt(within + between)"),
)
pooled_with_n_minus_one = edited(
    "The variance is divided by the number of rows minus one. Divide by the number of rows.",
    ("within + between", "(within + between) * np.sum(sizes) / (np.sum(sizes) - 1)"),
)
pooled_within_by_n_minus_one = edited(
    "The variances within the batches are weighted by their sizes minus one, and nothing is added for the different means. "
    "Weight by the sizes, and add the variance between the means.",
    (
        "within + between",
        "np.sum((sizes - 1).reshape(-1, 1) * variances, axis=0) / max(np.sum(sizes - 1), 1)",
    ),
)
pooled_swapped = edited(
    "The two have changed places: the mean first, then the variance.",
    ("return mean, within + between", "return within + between, mean"),
)


@alternative
def pooled_by_squares(means, variances, sizes):
    total = sizes.sum()
    mean = sizes @ means / total
    return mean, sizes @ (variances + means**2) / total - mean**2


@alternative
def pooled_with_numpy_average(means, variances, sizes):
    mean = np.average(means, axis=0, weights=sizes)
    return [mean, np.average(variances + (means - mean) ** 2, axis=0, weights=sizes)]


@alternative
def pooled_one_after_the_other(means, variances, sizes):
    mean, squares, count = np.zeros(means.shape[1]), np.zeros(means.shape[1]), 0
    for new_mean, variance, size in zip(means, variances, sizes, strict=True):
        gap = new_mean - mean
        squares = squares + size * variance + gap**2 * count * size / (count + size)
        mean = mean + gap * size / (count + size)
        count += size
    return mean, squares / count


@alternative
def pooled_in_float32(means, variances, sizes):
    share = (sizes / sizes.sum()).astype(np.float32)
    mean = np.einsum("k,kd->d", share, means.astype(np.float32))
    between = np.einsum("k,kd->d", share, (means - mean) ** 2)
    return mean, np.einsum("k,kd->d", share, variances) + between
