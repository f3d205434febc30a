import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

statistics_of_both_sets = edited(
    "The statistics come from the training and the test pictures together. The test pictures stand for pictures that "
    "do not exist yet: take the statistics from x_train alone, after the split.",
    everywhere("= x_train.", "= np.concatenate([x_train, x_test])."),
)
each_set_by_its_own_statistics = edited(
    "The test pictures are shifted and scaled by statistics of their own. Both sets must be changed by the same "
    "numbers, those of the training pictures.",
    ("x_train - mean, x_test - mean", "x_train - mean, x_test - x_test.mean(axis=0)"),
    ("(x_test - mean) / std", "(x_test - x_test.mean(axis=(0, 1, 2))) / (x_test.std(axis=(0, 1, 2)) + 1e-7)"),
)
test_pictures_left_as_they_are = edited(
    "The test pictures come back unchanged. The network learns from changed pictures, so it must be tested on "
    "pictures that are changed in the same way.",
    ("x_test / 255", "x_test"),
    ("x_train - mean, x_test - mean", "x_train - mean, x_test"),
    ("(x_test - mean) / std", "x_test"),
)
divided_by_256 = edited(
    "You divide by 256. There are 256 brightnesses, but the largest of them is 255.",
    ("x_train / 255, x_test / 255", "x_train / 256, x_test / 256"),
)
divided_by_the_largest = edited(
    "You divide by the largest value of each set. Divide by 255, the largest value that there can be, whatever "
    "pictures come.",
    ("x_train / 255, x_test / 255", "x_train / x_train.max(), x_test / x_test.max()"),
)
one_mean_for_all_channels = edited(
    'There is one mean and one deviation for the whole set. "standard" takes one for each channel: average over the '
    "axes 0, 1 and 2, and keep the last.",
    everywhere("axis=(0, 1, 2)", ""),
)
standard_for_each_pixel = edited(
    'There is a mean and a deviation for each pixel. "standard" takes one for each channel: average over examples, '
    "height and width, the axes 0, 1 and 2.",
    everywhere("axis=(0, 1, 2)", "axis=0"),
)
mean_for_each_channel = edited(
    '"mean" should subtract a mean picture, which has a number for each pixel. You subtract one number for each '
    "channel: average over axis 0 only.",
    ("axis=0", "axis=(0, 1, 2)"),
)
divided_by_the_variance = edited(
    "You divide by the variance. Divide by its root, the standard deviation.", ("x_train.std", "x_train.var")
)
without_the_small_number = edited(
    "A channel that never changes has the standard deviation 0, and dividing by it gives NaN. Add 1e-7 to the "
    "standard deviation.",
    ("x_train.std(axis=(0, 1, 2)) + 1e-7", "x_train.std(axis=(0, 1, 2))"),
)
not_divided_by_the_deviation = edited(
    'The mean is subtracted, but nothing is divided. "standard" divides by the standard deviation of each channel, '
    "too.",
    ("(x_train - mean) / std, (x_test - mean) / std", "x_train - mean, x_test - mean"),
)
unknown_kind_passed_on = edited(
    "A kind that does not exist gives pictures back, as if nothing were wrong. Raise a ValueError that says which "
    "kinds there are.",
    (
        'raise ValueError(f\'kind should be "range", "mean" or "standard"; received {kind!r}.\')',
        "return x_train, x_test",
    ),
)
deviation_of_a_sample = edited(
    "The deviation is that of a sample, divided by the number of values minus one. Take the plain one, as np.std "
    "does by itself.",
    ("x_train.std(axis=(0, 1, 2))", "x_train.std(axis=(0, 1, 2), ddof=1)"),
)
small_number_under_the_root = edited(
    "You add the small number to the variance, under the root. The formula adds it to the standard deviation.",
    ("x_train.std", "np.sqrt(x_train.var"),
    ("1e-7", "1e-7)"),
)


@mistake(
    "`/=` and `-=` write into the array that came in, and an array of whole numbers cannot hold the result. x_train "
    "/ 255 and x_train - mean make new arrays."
)
def written_into_the_pictures(x_train, x_test, kind):
    if kind == "range":
        x_train /= 255
        x_test /= 255
    elif kind == "mean":
        mean = x_train.mean(axis=0)
        x_train -= mean
        x_test -= mean
    elif kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = x_train.std(axis=(0, 1, 2)) + 1e-7
        x_train -= mean
        x_train /= std
        x_test -= mean
        x_test /= std
    else:
        raise ValueError(kind)
    return x_train, x_test


@alternative
def statistics_by_a_table(x_train, x_test, kind):
    axes = {"range": None, "mean": (0,), "standard": (0, 1, 2)}
    if kind not in axes:
        raise ValueError("no such kind: " + str(kind))
    a, b = np.array(x_train, dtype=np.float64), np.array(x_test, dtype=np.float64)
    if kind == "range":
        return a * (1 / 255), b * (1 / 255)
    mean = np.mean(a, axis=axes[kind], keepdims=True)
    std = np.std(a, axis=axes[kind], keepdims=True) if kind == "standard" else 1.0
    return (a - mean) / np.maximum(std, 1e-7), (b - mean) / np.maximum(std, 1e-7)


@alternative
def statistics_with_loops_over_channels(x_train, x_test, kind):
    if kind == "range":
        return [x_train / 255.0, x_test / 255.0]
    if kind == "mean":
        total = sum(np.asarray(picture, dtype=float) for picture in x_train)
        return [x_train - total / len(x_train), x_test - total / len(x_train)]
    if kind != "standard":
        raise ValueError("kind")
    results = [np.empty(x.shape) for x in (x_train, x_test)]
    for channel in range(x_train.shape[-1]):
        values = x_train[..., channel].astype(float)
        mean = values.sum() / values.size
        std = np.sqrt(((values - mean) ** 2).mean()) + 1e-7
        for result, x in zip(results, (x_train, x_test)):
            result[..., channel] = (x[..., channel] - mean) / std
    return results


@alternative
def statistics_in_single_precision(x_train, x_test, kind):
    x_train, x_test = np.asarray(x_train, "float32"), np.asarray(x_test, "float32")
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        return x_train - np.mean(x_train, 0), x_test - np.mean(x_train, 0)
    if kind == "standard":
        mean, std = np.mean(x_train, (0, 1, 2)), np.std(x_train, (0, 1, 2)) + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f"unknown kind {kind}")
