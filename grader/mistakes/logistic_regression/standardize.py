import numpy as np

from grader.authoring import alternative, edited

divides_by_zero = edited(
    "A pixel that never changes has a standard deviation of 0, and you divide by it. Divide such pixels by 1.",
    ("(X - mean) / scale", "(X - mean) / std"),
)
divides_by_variance = edited(
    "You divide by the variance. Divide by the standard deviation, as it is given: no square.",
    ("(X - mean) / scale", "(X - mean) / scale**2"),
)
mean_not_subtracted = edited(
    "The pixels are scaled but not shifted: subtract the mean of each pixel first.", ("(X - mean)", "X")
)
brackets_forgotten = edited(
    "Division comes before subtraction, so only the mean is divided here. Put X minus mean in brackets.",
    ("(X - mean) / scale", "X - mean / np.where(std == 0, 1.0, std)"),
)
own_statistics = edited(
    "You compute the mean and the standard deviation from X itself. Use those that are passed in: they come from the "
    "training pictures, and test pictures must be seen through the same glasses.",
    ("scale = np", "mean, std = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)", "scale = np"),
)
tiny_number_added = edited(
    "A tiny number added to std avoids the division by zero, but a pixel that was constant in training and is a bit "
    "different in a new picture then becomes huge, because you divide by almost nothing. Divide such pixels by 1.",
    ("np.where(std == 0, 1.0, std)", "std + 1e-8"),
)
constant_pixels_erased = edited(
    "You set pixels with a standard deviation of 0 to zero. They should be shifted by their mean like all others; "
    "only the division is by 1.",
    ("(X - mean) / scale", "np.where(std == 0, 0.0, (X - mean) / scale)"),
)
written_into_the_argument = edited(
    "The numbers are right, but you change the array X of the caller: -= and /= write into it. Compute a new array.",
    ("standardized: np.ndarray = (X - mean) / scale", "X -= mean", "X /= scale"),
    ("return standardized", "return X"),
)
scaled_to_the_range = edited(
    "This scales to the range from 0 to 1. Use the given mean and standard deviation instead.",
    ("scale = np", "mean, std = X.min(axis=1, keepdims=True), np.ptp(X, axis=1, keepdims=True)", "scale = np"),
)


@alternative
def pixel_by_pixel(X, mean, std):
    result = np.empty(X.shape)
    for j in range(X.shape[0]):
        divisor = std[j, 0] if std[j, 0] > 0 else 1
        for i in range(X.shape[1]):
            result[j, i] = (X[j, i] - mean[j, 0]) / divisor
    return result


@alternative
def on_a_copy_with_a_mask(X, mean, std):
    std = std.copy()
    std[std == 0] = 1
    result = X.copy()
    result -= mean
    result /= std
    return result


@alternative
def standardized_in_float32(X, mean, std):
    X, mean, std = (np.asarray(part, dtype=np.float32) for part in (X, mean, std))
    return (X - mean) / np.where(std == 0, np.float32(1), std)


@alternative
def divided_first_repaired_later(X, mean, std):
    result = (X - mean) / std
    print("constant pixels:", np.sum(std == 0))
    return np.where(std == 0, X - mean, result)
