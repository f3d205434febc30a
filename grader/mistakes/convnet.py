"""Known wrong and other right answers for convnet."""

import math

import keras
import numpy as np

from grader.catalogue import alternative, mistake
from solutions.convnet import *

# normalize_images


@mistake(
    "normalize_images",
    hint="The statistics come from the training and the test pictures together. The test pictures stand for pictures that do not exist yet: take the statistics from x_train alone, after the split.",
)
def statistics_of_both_sets(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = np.concatenate([x_train, x_test]).mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        both = np.concatenate([x_train, x_test])
        mean = both.mean(axis=(0, 1, 2))
        std = both.std(axis=(0, 1, 2)) + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint="The test pictures are shifted and scaled by statistics of their own. Both sets must be changed by the same numbers, those of the training pictures.",
)
def each_set_by_its_own_statistics(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - x_test.mean(axis=0)
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = x_train.std(axis=(0, 1, 2)) + 1e-7
        return (x_train - mean) / std, (x_test - x_test.mean(axis=(0, 1, 2))) / (x_test.std(axis=(0, 1, 2)) + 1e-7)
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint="The test pictures come back unchanged. The network learns from changed pictures, so it must be tested on pictures that are changed in the same way.",
)
def test_pictures_left_as_they_are(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = x_train.std(axis=(0, 1, 2)) + 1e-7
        return (x_train - mean) / std, x_test
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake("normalize_images", hint="You divide by 256. There are 256 brightnesses, but the largest of them is 255.")
def divided_by_256(x_train, x_test, kind):
    if kind == "range":
        return x_train / 256, x_test / 256
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = x_train.std(axis=(0, 1, 2)) + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint="You divide by the largest value of each set. Divide by 255, the largest value that there can be, whatever pictures come.",
)
def divided_by_the_largest(x_train, x_test, kind):
    if kind == "range":
        return x_train / x_train.max(), x_test / x_test.max()
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = x_train.std(axis=(0, 1, 2)) + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint='There is one mean and one deviation for the whole set. "standard" takes one for each channel: average over the axes 0, 1 and 2, and keep the last.',
)
def one_mean_for_all_channels(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean()
        std = x_train.std() + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint='There is a mean and a deviation for each pixel. "standard" takes one for each channel: average over examples, height and width, the axes 0, 1 and 2.',
)
def standard_for_each_pixel(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=0)
        std = x_train.std(axis=0) + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint='"mean" should subtract a mean picture, which has a number for each pixel. You subtract one number for each channel: average over axis 0 only.',
)
def mean_for_each_channel(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=(0, 1, 2))
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = x_train.std(axis=(0, 1, 2)) + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake("normalize_images", hint="You divide by the variance. Divide by its root, the standard deviation.")
def divided_by_the_variance(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = x_train.var(axis=(0, 1, 2)) + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint="A channel that never changes has the standard deviation 0, and dividing by it gives NaN. Add 1e-7 to the standard deviation.",
)
def without_the_small_number(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = x_train.std(axis=(0, 1, 2))
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint='The mean is subtracted, but nothing is divided. "standard" divides by the standard deviation of each channel, too.',
)
def not_divided_by_the_deviation(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        return x_train - mean, x_test - mean
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint="A kind that does not exist gives pictures back, as if nothing were wrong. Raise a ValueError that says which kinds there are.",
)
def unknown_kind_passed_on(x_train, x_test, kind):
    mean, std = 0.0, 1.0
    if kind == "range":
        std = 255.0
    if kind == "mean":
        mean = x_train.mean(axis=0)
    if kind == "standard":
        mean, std = x_train.mean(axis=(0, 1, 2)), x_train.std(axis=(0, 1, 2)) + 1e-7
    return (x_train - mean) / std, (x_test - mean) / std


@mistake(
    "normalize_images",
    hint="The deviation is that of a sample, divided by the number of values minus one. Take the plain one, as np.std does by itself.",
)
def deviation_of_a_sample(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = x_train.std(axis=(0, 1, 2), ddof=1) + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint="You add the small number to the variance, under the root. The formula adds it to the standard deviation.",
)
def small_number_under_the_root(x_train, x_test, kind):
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=0)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))
        std = np.sqrt(x_train.var(axis=(0, 1, 2)) + 1e-7)
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


@mistake(
    "normalize_images",
    hint="`/=` and `-=` write into the array that came in, and an array of whole numbers cannot hold the result. x_train / 255 and x_train - mean make new arrays.",
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


@alternative("normalize_images")
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


@alternative("normalize_images")
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


@alternative("normalize_images")
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


# lenet


@mistake(
    "lenet",
    hint='The convolutions have no padding, so the picture shrinks by four pixels in each. Padding "same" keeps height and width.',
)
def lenet_without_padding(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake("lenet", hint="You pool with averages, as LeNet did in 1998. The table asks for max pooling.")
def lenet_with_average_pooling(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake("lenet", hint="The model returns scores. It should return probabilities: the last layer needs a softmax.")
def lenet_without_softmax(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes),
        ]
    )


@mistake(
    "lenet",
    hint="The last layer ends with a sigmoid, which judges every class by itself. For one class out of several take softmax: the probabilities add up to 1.",
)
def lenet_with_sigmoid_at_the_end(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="sigmoid"),
        ]
    )


@mistake("lenet", hint="The kernels are 3x3. LeNet's are 5x5.")
def lenet_with_three_by_three(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake(
    "lenet",
    hint="The numbers of filters have changed places: 6 in the first convolution, 16 in the second. Channels grow on the way in.",
)
def lenet_with_numbers_of_filters_swapped(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake("lenet", hint="The number of classes is fixed at 10. Use the argument classes.")
def lenet_of_ten_classes(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


@mistake("lenet", hint="The shape of the pictures is fixed. Use the argument input_shape.")
def lenet_for_its_own_input_shape(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake(
    "lenet",
    hint="Flatten is missing: the dense layers work at each place by itself, and there is an answer for every place. Put all numbers in one row first.",
)
def lenet_not_flattened(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake(
    "lenet",
    hint="You average each channel over the whole picture, and the places are lost. LeNet puts all numbers in one row: Flatten.",
)
def lenet_averaged_not_flattened(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake(
    "lenet",
    hint="The convolutions have no activation. Without a ReLU between them, layers in a row do no more than one could.",
)
def lenet_with_linear_convolutions(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake(
    "lenet",
    hint="The first two dense layers have no activation: without ReLU, three dense layers in a row do no more than one could.",
)
def lenet_with_linear_dense_layers(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120),
            keras.layers.Dense(84),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake("lenet", hint="The activation is tanh, as in 1998. The table asks for ReLU.")
def lenet_with_tanh(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="tanh"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="tanh"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="tanh"),
            keras.layers.Dense(84, activation="tanh"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake(
    "lenet", hint="The dense layer of 84 units is missing. After flatten come three dense layers: 120, 84 and classes."
)
def lenet_without_the_layer_of_84(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake("lenet", hint="The second pooling is missing: each of the two convolutions is followed by one.")
def lenet_pooling_once(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake(
    "lenet",
    hint="The pooling has stride 1 and hardly shrinks the picture. A 2x2 pooling with stride 2 halves height and width.",
)
def lenet_pooling_with_stride_one(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2, strides=1),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2, strides=1),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake(
    "lenet",
    hint="The pooling pads, so odd sides are rounded up. Pooling here has no padding of its own: half of an odd side is rounded down.",
)
def lenet_pooling_with_padding(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2, padding="same"),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2, padding="same"),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


@mistake(
    "lenet",
    hint="There are two softmaxes: the last dense layer has one already, and a layer does it again. Then all probabilities are nearly alike. One is enough.",
)
def lenet_with_two_softmaxes(input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
            keras.layers.Softmax(),
        ]
    )


@mistake(
    "lenet",
    hint="The model is compiled already. Leave that to train: it compiles with the learning rate that it is given, and only what is not compiled yet.",
)
def lenet_compiled(input_shape, classes):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@alternative("lenet")
def lenet_in_functional_style(input_shape, classes):
    inputs = keras.Input(shape=input_shape)
    x = inputs
    for filters in (6, 16):
        x = keras.layers.Conv2D(filters, (5, 5), strides=1, padding="same")(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPool2D(pool_size=(2, 2), strides=(2, 2))(x)
    x = keras.layers.Reshape((-1,))(x)
    for units in (120, 84):
        x = keras.layers.Activation("relu")(keras.layers.Dense(units)(x))
    return keras.Model(inputs, keras.layers.Softmax()(keras.layers.Dense(classes)(x)), name="lenet")


@alternative("lenet")
def lenet_grown_layer_by_layer(input_shape, classes):
    model = keras.models.Sequential()
    model.add(keras.layers.Input(input_shape))
    model.add(keras.layers.Conv2D(filters=6, kernel_size=5, padding="same", activation=keras.activations.relu))
    model.add(keras.layers.MaxPooling2D())
    model.add(keras.layers.Conv2D(filters=16, kernel_size=5, padding="SAME", activation=keras.ops.relu))
    model.add(keras.layers.MaxPooling2D())
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(units=120, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(units=84, activation="relu"))
    model.add(keras.layers.Dense(units=classes, activation="softmax"))
    return model


@alternative("lenet")
def lenet_as_a_class(input_shape, classes):
    class LeNet(keras.Model):
        def __init__(self):
            super().__init__()
            self.first = keras.layers.Conv2D(6, 5, padding="same")
            self.second = keras.layers.Conv2D(16, 5, padding="same")
            self.pool, self.flat = keras.layers.MaxPooling2D(2), keras.layers.Flatten()
            self.wide, self.narrow = keras.layers.Dense(120), keras.layers.Dense(84)
            self.last = keras.layers.Dense(classes)

        def call(self, x):
            x = self.pool(keras.ops.relu(self.first(x)))
            x = self.flat(self.pool(keras.ops.relu(self.second(x))))
            x = keras.ops.relu(self.narrow(keras.ops.relu(self.wide(x))))
            return keras.ops.softmax(self.last(x))

    inputs = keras.Input(input_shape)
    return keras.Model(inputs, LeNet()(inputs))


# layer_table


@mistake(
    "layer_table",
    hint="The biases are not counted. Each filter and each unit has one more parameter, if use_bias is true.",
)
def table_without_biases(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake("layer_table", hint="A bias is counted where there is none. Look at use_bias.")
def table_with_biases_always(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + 1) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + 1) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + 1) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint="The bias is counted once for each channel that comes in. A filter has one bias, whatever comes in.",
)
def table_with_a_bias_per_weight(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint='With padding "same" you keep the side whatever the stride. The stride still counts: the side is divided by it, rounded up.',
)
def table_same_keeps_the_side(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                n if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake("layer_table", hint='With padding "same" a side is divided by the stride and rounded up. You round down.')
def table_same_rounded_down(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                n // s if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint='The padding is ignored: every layer is treated as "valid". With "same" the side is the old one divided by the stride, rounded up.',
)
def table_padding_ignored(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple((n - f) // s + 1 for n, f, s in zip(shape[:2], window, layer["strides"], strict=True))
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint='With padding "valid" one place is missing: the window also stands at the very beginning, so add 1 after the division.',
)
def table_valid_without_one(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint='With padding "valid" you round up. A window that does not fit any more is not counted: round down before you add 1.',
)
def table_valid_rounded_up(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else math.ceil((n - f) / s) + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake("layer_table", hint='With padding "valid" the stride is forgotten. Divide n - f by it before you add 1.')
def table_valid_without_stride(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else n - f + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint="Height and width use the same window and stride. Each side has its own: the first number of a pair is for the height, the second for the width.",
)
def table_height_for_width(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in ((side, window[0], layer["strides"][0]) for side in shape[:2])
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint="Height and width are swapped: the first number of kernel_size, pool_size and strides is for the height.",
)
def table_height_and_width_swapped(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = (layer["pool_size"] if "Pooling" in kind else layer["kernel_size"])[::-1]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"][::-1], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint="Every convolution is counted as if it saw the picture itself. It sees what the layer before gives: the channels change on the way.",
)
def table_channels_of_the_picture(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = input_shape[-1] if kind == "Conv2D" else shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint="A depthwise convolution is counted like an ordinary one. It has one kernel for each channel, which sees that channel alone.",
)
def table_depthwise_counted_as_ordinary(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint="Batch norm is counted with two numbers per channel. It keeps four: gamma, beta, and the moving mean and variance, which are parameters too, though not trained.",
)
def table_batch_norm_with_two(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 2 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake("layer_table", hint="Pooling is counted as if it had weights. It only compares or averages: no parameters.")
def table_pooling_with_parameters(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind != "Conv2D":
                parameters = (window[0] * window[1] + layer.get("use_bias", 1)) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint="A dense layer is counted as if its input were flattened. It works on the last axis: the other axes stay, and the weights depend on the last one alone.",
)
def table_dense_always_flat(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            parameters = (math.prod(shape) + layer["use_bias"]) * layer["units"]
            shape = (layer["units"],)
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint="The shapes begin with the axis of the examples, None. Leave it out: the shape of one example is asked for.",
)
def table_with_batch_axis(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append(((None, *shape), parameters))
    return table


@mistake("layer_table", hint="The pairs are swapped: the output shape comes first, then the number of parameters.")
def table_pairs_swapped(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((parameters, shape))
    return table


@mistake(
    "layer_table",
    hint="Global average pooling averages over height and width, and they are gone: one number for each channel remains.",
)
def table_global_pooling_keeps_the_places(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (1, 1, channels)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint="A depthwise convolution is asked for its filters. It has none: as many channels come out as go in.",
)
def table_filters_of_a_depthwise(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if "Conv" in kind else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake("layer_table", hint="A depthwise convolution is counted with a single bias. It has one for each channel.")
def table_depthwise_with_one_bias(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = window[0] * window[1] * channels + layer["use_bias"]
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@mistake(
    "layer_table",
    hint='With padding "same" a side is divided by the stride and rounded up. round() goes to the nearest number, and from one half to the even one.',
)
def table_same_to_the_nearest(layers, input_shape):
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                round(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


@alternative("layer_table")
def table_with_one_list_that_changes(layers, input_shape):
    shape, table = list(input_shape), []
    for layer in layers:
        kind, parameters, channels = layer["kind"], 0, shape[-1]
        if "strides" in layer:
            window = layer.get("kernel_size", layer.get("pool_size"))
            for axis in (0, 1):
                starts = shape[axis] if layer["padding"] == "same" else shape[axis] - window[axis] + 1
                shape[axis] = int(np.ceil(starts / layer["strides"][axis]))
        if kind == "Conv2D":
            shape[-1] = layer["filters"]
        elif kind == "Dense":
            shape[-1] = layer["units"]
        elif kind == "Flatten":
            shape = [int(np.prod(shape))]
        elif kind == "GlobalAveragePooling2D":
            shape = [channels]
        if kind in ("Conv2D", "DepthwiseConv2D"):
            weights = window[0] * window[1] * (channels if kind == "Conv2D" else 1)
            parameters = shape[-1] * (weights + int(layer["use_bias"]))
        elif kind == "Dense":
            parameters = (channels + int(layer["use_bias"])) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        table.append([list(shape), parameters])
    return table


@alternative("layer_table")
def table_with_small_functions(layers, input_shape):
    def side(n, f, s, padding):
        return -(-n // s) if padding.lower() == "same" else int(np.floor((n - f) / s)) + 1

    rows = []
    shape = list(input_shape)
    for layer in layers:
        c = shape[-1]
        bias = int(layer.get("use_bias", False))
        f = layer.get("kernel_size") or layer.get("pool_size")
        number = 0
        if layer["kind"] == "Conv2D":
            number = layer["filters"] * (f[0] * f[1] * c + bias)
        if layer["kind"] == "DepthwiseConv2D":
            number = c * (f[0] * f[1] + bias)
        if f is not None:
            s, p = layer["strides"], layer["padding"]
            shape = [side(shape[0], f[0], s[0], p), side(shape[1], f[1], s[1], p), layer.get("filters", c)]
        if layer["kind"] == "Dense":
            number = layer["units"] * (c + bias)
            shape = shape[:-1] + [layer["units"]]
        if layer["kind"] == "BatchNormalization":
            number = 4 * c
        if layer["kind"] == "Flatten":
            shape = [int(np.prod(shape))]
        if layer["kind"].startswith("Global"):
            shape = [c]
        rows.append([tuple(shape), number])
    return rows


@alternative("layer_table")
def table_by_asking_keras(layers, input_shape):
    shape, rows = (None, *input_shape), []
    for layer in layers:
        settings = {name: value for name, value in layer.items() if name != "kind"}
        if layer["kind"] == "Dropout":
            settings["rate"] = 0.5
        made = getattr(keras.layers, layer["kind"])(**settings)
        made.build(shape)
        shape = made.compute_output_shape(shape)
        rows.append((shape[1:], made.count_params()))
    return rows


# cross_entropy


@mistake(
    "cross_entropy",
    hint="You take the sparse loss for every kind of labels. One-hot rows, labels with two axes, need the categorical one.",
)
def labels_always_whole_numbers(y_true, y_pred, from_logits):
    return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits))


@mistake(
    "cross_entropy",
    hint="You take the categorical loss for every kind of labels. Whole numbers, labels with one axis, need the sparse one.",
)
def labels_always_one_hot(y_true, y_pred, from_logits):
    return keras.ops.mean(keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits))


@mistake("cross_entropy", hint="The two losses have changed places: sparse is the one for whole numbers.")
def losses_swapped(y_true, y_pred, from_logits):
    if len(y_true.shape) != 1:
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    return keras.ops.mean(losses)


@mistake(
    "cross_entropy", hint="from_logits does not reach Keras, which then takes scores for probabilities. Hand it on."
)
def from_logits_forgotten(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred)
    return keras.ops.mean(losses)


@mistake(
    "cross_entropy",
    hint="Probabilities get a second softmax: they are treated as logits, whatever from_logits says. Do as it says.",
)
def from_logits_always(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=True)
    return keras.ops.mean(losses)


@mistake("cross_entropy", hint="from_logits is handed on inverted: it is True when y_pred holds scores.")
def from_logits_inverted(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=not from_logits)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=not from_logits)
    return keras.ops.mean(losses)


@mistake(
    "cross_entropy",
    hint="The losses are summed. The loss of a batch is their mean, so that it does not depend on the size of the batch.",
)
def loss_summed(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    return keras.ops.sum(losses)


@mistake("cross_entropy", hint="There is one loss for each example. Return their mean, a single number.")
def loss_of_each_example(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    return losses


@mistake(
    "cross_entropy", hint="The loss is divided by the number of classes as well. Average over the m examples alone."
)
def loss_averaged_over_classes(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    return keras.ops.mean(losses) / y_pred.shape[1]


@mistake(
    "cross_entropy",
    hint="The softmax has already rounded to 0 when you take its logarithm, so the loss is infinite or NaN. Do both in one step: keras.ops.log_softmax, or Keras' loss with from_logits.",
)
def log_of_softmax_in_two_steps(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        y_true = keras.ops.one_hot(y_true, y_pred.shape[1])
    p = keras.ops.softmax(y_pred) if from_logits else keras.ops.convert_to_tensor(y_pred)
    y_true = keras.ops.cast(y_true, p.dtype)
    return -keras.ops.mean(keras.ops.sum(y_true * keras.ops.log(p), axis=1))


@mistake(
    "cross_entropy", hint="The sign is wrong. The logarithm of a probability is negative, and the loss is minus that."
)
def loss_without_minus(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    return -keras.ops.mean(losses)


@mistake(
    "cross_entropy",
    hint="You tell the two forms of labels by their type of number. One-hot rows may be stored as whole numbers, too: look at the number of axes.",
)
def label_form_by_dtype(y_true, y_pred, from_logits):
    if "int" in str(y_true.dtype):
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    return keras.ops.mean(losses)


@mistake(
    "cross_entropy",
    hint="This is the mean squared error. For classes take the cross-entropy: minus the logarithm of the probability of the true class.",
)
def squared_error_for_entropy(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        y_true = keras.ops.one_hot(y_true, y_pred.shape[1])
    p = keras.ops.softmax(y_pred) if from_logits else keras.ops.convert_to_tensor(y_pred)
    return keras.ops.mean(keras.ops.square(keras.ops.cast(y_true, p.dtype) - p))


@mistake(
    "cross_entropy",
    hint="The value is right, but training cannot follow it, and there is no gradient: on the way the tensor became NumPy's or Python's number. Use keras.ops or keras.losses from beginning to end.",
)
def loss_with_numpy(y_true, y_pred, from_logits):
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred, dtype=np.float64)
    if y_true.ndim == 1:
        y_true = np.eye(y_pred.shape[1])[y_true]
    if from_logits:
        y_pred = y_pred - y_pred.max(axis=1, keepdims=True)
        log_p = y_pred - np.log(np.exp(y_pred).sum(axis=1, keepdims=True))
    else:
        log_p = np.log(y_pred)
    return -(y_true * log_p).sum(axis=1).mean()


@mistake(
    "cross_entropy",
    hint="One-hot rows are read along the wrong axis. Each row is an example, so the class is the place of the 1 along the last axis.",
)
def labels_read_down_the_columns(y_true, y_pred, from_logits):
    if len(y_true.shape) == 2:
        y_true = keras.ops.argmax(y_true, axis=0)
    return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits))


@mistake(
    "cross_entropy",
    hint="This is the binary cross-entropy, which judges each class by itself, as yes or no. For one class out of several take the categorical one.",
)
def binary_for_categorical(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        y_true = keras.ops.one_hot(y_true, y_pred.shape[-1])
    return keras.ops.mean(keras.losses.binary_crossentropy(y_true, y_pred, from_logits=from_logits))


@alternative("cross_entropy")
def loss_by_hand_with_log_softmax(y_true, y_pred, from_logits):
    y_pred = keras.ops.convert_to_tensor(y_pred)
    if len(y_true.shape) == 1:
        y_true = keras.ops.one_hot(y_true, y_pred.shape[-1])
    log_p = keras.ops.log_softmax(y_pred, axis=-1) if from_logits else keras.ops.log(y_pred)
    return -keras.ops.sum(keras.ops.cast(y_true, log_p.dtype) * log_p) / y_pred.shape[0]


@alternative("cross_entropy")
def loss_by_keras_classes(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)(y_true, y_pred)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)(y_true, y_pred)


@alternative("cross_entropy")
def loss_of_labels_made_whole_numbers(y_true, y_pred, from_logits):
    if len(y_true.shape) == 2:
        y_true = keras.ops.argmax(y_true, axis=1)
    return keras.ops.mean(keras.ops.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits))


# train


@mistake(
    "train",
    hint="Wrong labels are not refused, or not first of all. Before anything else, raise a ValueError for whatever is not of the shape (m,): one-hot labels are not for the sparse loss.",
)
def trained_without_looking_at_labels(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake(
    "train",
    hint="One-hot labels are refused, but a number of labels that is not the number of pictures is not. Compare len(y) with len(x), too.",
)
def trained_refusing_one_hot_only(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1:
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake(
    "train",
    hint="A wrong number of labels is refused, but one-hot labels are not. They have two axes: look at y.ndim, too.",
)
def trained_refusing_other_numbers_only(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake(
    "train",
    hint="You refuse with an AssertionError. Raise a ValueError: assertions are for what cannot happen, and Python can be told to skip them.",
)
def trained_with_an_assertion(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    assert y.shape == (len(x),), "y should be whole numbers of shape (m,)."
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history


@mistake(
    "train",
    hint="Each call compiles the model again. The new optimizer remembers nothing, so a second call does not go on where the first one stopped. Compile only if model.compiled is false.",
)
def trained_compiled_each_time(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if True:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake("train", hint='The learning rate is ignored: "adam" takes 0.001. Give Adam the argument.')
def trained_with_the_usual_learning_rate(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake("train", hint="The optimizer is plain gradient descent. The exercise asks for Adam.")
def trained_with_plain_descent(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.SGD(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake("train", hint="The batch size is ignored: fit takes 32. Hand batch_size on.")
def trained_with_the_usual_batch_size(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, epochs=epochs, verbose=0).history
    return history


@mistake("train", hint="The number of epochs is ignored. Hand epochs on to fit.")
def trained_for_one_epoch(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0).history
    return history


@mistake("train", hint="There is no accuracy in the history: name it among the metrics when you compile.")
def trained_without_accuracy(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy")
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake(
    "train",
    hint="The model is set to not trainable, which is not the same as training=False. Nothing is learned; leave trainable alone.",
)
def trained_frozen(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError("y should be whole numbers of shape (m,).")
    model.trainable = False
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history


@mistake(
    "train",
    hint="Some of the pictures are kept back: validation_split. Train with all that are given; how good the network is, we measure on other pictures.",
)
def trained_on_some_of_the_pictures(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0, validation_split=0.1).history


@mistake(
    "train", hint="You return the object that fit gives back. Its attribute history is the dict that is asked for."
)
def trained_returning_the_object(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0)


@mistake(
    "train",
    hint="The loss is the categorical one, which wants one-hot rows. Our labels are whole numbers: take the sparse one.",
)
def trained_with_the_loss_of_one_hot_labels(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history


@mistake(
    "train",
    hint="The loss takes the answers of the network for logits. They are probabilities: the network ends with a softmax. Keras only warns here, but leave from_logits out.",
)
def trained_with_from_logits(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history


@mistake(
    "train",
    hint="Only the numbers of the last epoch are returned. Return the lists of fit's history, with a number for each epoch.",
)
def trained_returning_the_last_epoch(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    past = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return {name: values[-1] for name, values in past.items()}


@alternative("train")
def trained_from_the_object(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    m = x.shape[0]
    if y.shape != (m,) or not np.issubdtype(y.dtype, np.integer):
        raise ValueError(f"y should hold {m} whole numbers")
    if not model.compiled:
        model.compile(
            optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
            loss=keras.losses.sparse_categorical_crossentropy,
            metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        )
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model.history.history


@alternative("train")
def trained_with_loss_objects(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if np.shape(y) != (x.shape[0],):
        raise ValueError("One whole number for each picture, please.")
    if not model.compiled:
        optimizer = keras.optimizers.Adam(learning_rate=learning_rate, beta_1=0.9)
        loss = keras.losses.SparseCategoricalCrossentropy()
        model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    result = model.fit(x, y, batch_size, epochs, verbose=0, shuffle=True)
    print("trained for", epochs, "epochs")
    return {"loss": result.history["loss"], "accuracy": np.array(result.history["accuracy"])}


@alternative("train")
def trained_epoch_by_epoch(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if len(np.shape(y)) != 1 or len(y) != len(x):
        raise ValueError(f"received labels of shape {np.shape(y)}")
    if not model.compiled:
        model.compile(
            keras.optimizers.Adam(learning_rate),
            lambda y_true, y_pred: cross_entropy(keras.ops.reshape(y_true, (-1,)), y_pred, False),
            metrics=["accuracy"],
        )
    history = {"loss": [], "accuracy": [], "epoch": []}
    for epoch in range(epochs):
        past = model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0).history
        history["loss"].append(past["loss"][0])
        history["accuracy"].append(past["accuracy"][0])
        history["epoch"].append(epoch)
    return history


# confusion_matrix


@mistake(
    "confusion_matrix",
    hint="Rows and columns have changed places. The row is the true class, the column is the answer.",
)
def rows_and_columns_swapped(y, y_hat, classes):
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (y_hat, y), 1)
    return counts


@mistake(
    "confusion_matrix",
    hint="A pair that occurs several times is counted once. Add 1 each time it occurs. (counts[y, y_hat] += 1 reads all entries first and writes them once: use np.add.at, or a loop.)",
)
def repeated_pairs_counted_once(y, y_hat, classes):
    counts = np.zeros((classes, classes), dtype=np.int64)
    counts[y, y_hat] += 1
    return counts


@mistake("confusion_matrix", hint="The rows are divided by their sums. Counts are asked for, whole numbers.")
def shares_for_counts(y, y_hat, classes):
    counts = np.zeros((classes, classes))
    np.add.at(counts, (y, y_hat), 1)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@mistake(
    "confusion_matrix",
    hint="The table is only as large as the largest class that occurs. It has `classes` rows and columns, also for classes that do not occur.",
)
def table_only_as_large_as_it_must_be(y, y_hat, classes):
    size = max(y.max(), y_hat.max()) + 1
    counts = np.zeros((size, size), dtype=np.int64)
    np.add.at(counts, (y, y_hat), 1)
    return counts


@mistake(
    "confusion_matrix",
    hint="Only right answers are counted, so all the confusion is lost. Count every pair of true class and answer.",
)
def only_right_answers_counted(y, y_hat, classes):
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (y[y == y_hat], y[y == y_hat]), 1)
    return counts


@mistake("confusion_matrix", hint="Right answers are not counted. They belong on the diagonal.")
def only_wrong_answers_counted(y, y_hat, classes):
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (y[y != y_hat], y_hat[y != y_hat]), 1)
    return counts


@mistake("confusion_matrix", hint="The table always has ten rows and columns. Use the argument classes.")
def table_of_ten_classes(y, y_hat, classes):
    counts = np.zeros((10, 10), dtype=np.int64)
    np.add.at(counts, (y, y_hat), 1)
    return counts


@alternative("confusion_matrix")
def confusion_as_a_histogram(y, y_hat, classes):
    return np.histogram2d(y, y_hat, bins=classes, range=[[0, classes], [0, classes]])[0]


@alternative("confusion_matrix")
def confusion_with_a_loop(y, y_hat, classes):
    counts = [[0] * classes for _ in range(classes)]
    for true, answer in zip(y, y_hat):
        counts[int(true)][int(answer)] += 1
    return counts


@alternative("confusion_matrix")
def confusion_with_bincount(y, y_hat, classes):
    return np.bincount(classes * y + y_hat, minlength=classes * classes).reshape(classes, classes)


@alternative("confusion_matrix")
def confusion_as_a_product(y, y_hat, classes):
    return np.eye(classes)[y].T @ np.eye(classes)[y_hat]


@alternative("confusion_matrix")
def confusion_by_sums(y, y_hat, classes):
    counts = np.empty((classes, classes), dtype="float32")
    for i in range(classes):
        for j in range(classes):
            counts[i, j] = np.sum((y == i) & (y_hat == j))
    return counts


# augmenter


@mistake(
    "augmenter",
    hint="Some pictures are mirrored, left for right. That is fine for cats; a mirrored digit is no digit. Leave the flips out.",
)
def augmenter_that_mirrors(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 360, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake(
    "augmenter", hint="Some pictures are turned upside down: a 6 becomes a 9 or nothing at all. Leave the flips out."
)
def augmenter_that_turns_upside_down(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomFlip("vertical"),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 360, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake(
    "augmenter",
    hint="RandomRotation got degrees, and takes them for full turns: the pictures are turned by any angle. Divide by 360.",
)
def augmenter_in_full_turns(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(degrees, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake(
    "augmenter",
    hint="The pictures are turned twice as far as asked. RandomRotation counts in full turns, of 360 degrees.",
)
def augmenter_in_half_turns(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 180, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake("augmenter", hint="RandomRotation got radians. It counts in full turns: divide degrees by 360.")
def augmenter_in_radians(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(np.radians(degrees), fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake(
    "augmenter",
    hint='What comes into view from outside is ink: mirrored ink, if you say nothing. Our paper is 0: say fill_mode="constant" to each of the three.',
)
def augmenter_with_mirrored_edges(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift),
            keras.layers.RandomRotation(degrees / 360),
            keras.layers.RandomZoom(zoom),
        ]
    )


@mistake(
    "augmenter",
    hint="Pictures are shifted up and down only. RandomTranslation has two factors: one for the height, one for the width.",
)
def augmenter_shifting_up_and_down_only(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, 0.0, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 360, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake("augmenter", hint="Nothing is zoomed. The third layer is RandomZoom.")
def augmenter_without_zoom(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 360, fill_mode="constant"),
        ]
    )


@mistake(
    "augmenter",
    hint="Pictures only ever get smaller. The zoom goes both ways: give RandomZoom the number zoom itself, not a pair that begins at 0.",
)
def augmenter_zooming_out_only(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 360, fill_mode="constant"),
            keras.layers.RandomZoom((0.0, zoom), fill_mode="constant"),
        ]
    )


@mistake(
    "augmenter",
    hint="Pictures are shifted half as far as asked: shift is the largest shift to each side, not the width of the whole range.",
)
def augmenter_shifting_half_as_far(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift / 2, shift / 2, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 360, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake(
    "augmenter",
    hint="The pictures are also divided by 255, in both modes. An augmenter only moves them; in inference mode they come out as they went in.",
)
def augmenter_that_rescales(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Rescaling(1 / 255),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 360, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake("augmenter", hint="Nothing is turned. The second layer is RandomRotation.")
def augmenter_without_turning(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake(
    "augmenter",
    hint="Pictures are turned to one side only. A single number, degrees / 360, means both sides; a pair means from the first to the second.",
)
def augmenter_turning_to_one_side(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation((0.0, degrees / 360), fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@mistake("augmenter", hint="RandomRotation counts in full turns, not in percent: divide degrees by 360, not by 100.")
def augmenter_in_percent(input_shape, shift, degrees, zoom):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 100, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


@alternative("augmenter")
def augmenter_with_pairs(input_shape, shift, degrees, zoom):
    turn = degrees / 360
    model = keras.Sequential([keras.Input(shape=input_shape)])
    model.add(keras.layers.RandomZoom((-zoom, zoom), fill_mode="constant", fill_value=0.0))
    model.add(keras.layers.RandomRotation((-turn, turn), fill_mode="constant"))
    model.add(keras.layers.RandomTranslation((-shift, shift), (-shift, shift), fill_mode="constant"))
    return model


@alternative("augmenter")
def augmenter_in_functional_style(input_shape, shift, degrees, zoom):
    inputs = keras.Input(input_shape)
    x = keras.layers.RandomRotation((-degrees / 360, degrees / 360), fill_mode="constant", fill_value=0.0)(inputs)
    x = keras.layers.RandomZoom(zoom, zoom, fill_mode="constant")(x)
    x = keras.layers.RandomTranslation((-shift, shift), (-shift, shift), fill_mode="constant", seed=3)(x)
    return keras.Model(inputs, x)


@alternative("augmenter")
def augmenter_without_an_input(input_shape, shift, degrees, zoom):
    fill = {"fill_mode": "constant", "interpolation": "bilinear"}
    model = keras.Sequential(name="augmenter")
    model.add(keras.layers.RandomZoom((-zoom, zoom), **fill))
    model.add(keras.layers.RandomTranslation(height_factor=shift, width_factor=shift, **fill))
    model.add(keras.layers.RandomRotation(factor=degrees / 360, **fill))
    return model


# vgg_block


@mistake(
    "vgg_block",
    hint='The convolutions have no padding, so every one of them takes away two rows and two columns. Padding "same" keeps height and width.',
)
def vgg_without_padding(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 3, activation="relu")(x)
    return keras.layers.MaxPooling2D(2)(x)


@mistake("vgg_block", hint="The ReLU is missing. Without it several convolutions in a row do no more than one could.")
def vgg_without_activation(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
    return keras.layers.MaxPooling2D(2)(x)


@mistake(
    "vgg_block",
    hint="There is only one convolution on the way. The block has as many as the argument convolutions says, and each gets what the one before it gives.",
)
def vgg_of_one_convolution(x, filters, convolutions):
    if convolutions:
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.MaxPooling2D(2)(x)


@mistake(
    "vgg_block", hint="There are always two convolutions. The block has as many as the argument convolutions says."
)
def vgg_of_two_convolutions(x, filters, convolutions):
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.MaxPooling2D(2)(x)


@mistake(
    "vgg_block",
    hint="There is a pooling after each convolution, so the sides are halved again and again. One pooling stands at the end, after the loop.",
)
def vgg_pooling_after_each(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D(2)(x)
    return x


@mistake("vgg_block", hint="The pooling at the end is missing: height and width should be halved.")
def vgg_without_pooling(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x


@mistake("vgg_block", hint="You pool with averages. VGG takes the maximum.")
def vgg_with_average_pooling(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.AveragePooling2D(2)(x)


@mistake("vgg_block", hint="The kernels are 5x5. Small kernels, 3x3, are the whole point of VGG.")
def vgg_with_five_by_five(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 5, padding="same", activation="relu")(x)
    return keras.layers.MaxPooling2D(2)(x)


@mistake(
    "vgg_block",
    hint="One and the same layer is applied several times, so all convolutions share their weights. Make a new layer in each round.",
)
def vgg_with_one_shared_layer(x, filters, convolutions):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    again = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
    for _ in range(convolutions - 1):
        x = again(x)
    return keras.layers.MaxPooling2D(2)(x)


@mistake(
    "vgg_block",
    hint="The pooling pads, so odd sides are rounded up. Here half of an odd side is rounded down: the pooling has no padding of its own.",
)
def vgg_pooling_with_padding(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.MaxPooling2D(2, padding="same")(x)


@mistake("vgg_block", hint="The number of filters grows inside the block. All its convolutions have `filters` filters.")
def vgg_doubling_inside(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        filters *= 2
    return keras.layers.MaxPooling2D(2)(x)


@mistake("vgg_block", hint="The pooling is 3x3. VGG's is 2x2, with stride 2.")
def vgg_pooling_three_by_three(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.MaxPooling2D(3, strides=2, padding="same")(x)


@alternative("vgg_block")
def vgg_with_layers_of_their_own(x, filters, convolutions):
    while convolutions > 0:
        x = keras.layers.Conv2D(filters, kernel_size=(3, 3), strides=(1, 1), padding="same")(x)
        x = keras.layers.Activation("relu")(x)
        convolutions -= 1
    return keras.layers.MaxPool2D((2, 2), strides=2)(x)


@alternative("vgg_block")
def vgg_as_a_small_model(x, filters, convolutions):
    steps = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(convolutions)]
    return keras.Sequential([*steps, keras.layers.MaxPooling2D()])(x)


@alternative("vgg_block")
def vgg_with_operations(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.ops.relu(keras.layers.Conv2D(filters, 3, padding="same")(x))
    return keras.ops.max_pool(x, 2, 2)


# inception_block


@mistake(
    "inception_block",
    hint="The 3x3 and the 5x5 convolution look at x directly. Before each stands a 1x1 convolution, the bottleneck.",
)
def inception_without_bottlenecks(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = x
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = x
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake("inception_block", hint="The bottlenecks have no ReLU. Every convolution of the block has one.")
def inception_linear_bottlenecks(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1)(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1)(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake("inception_block", hint="None of the convolutions has a ReLU. Every one of them should.")
def inception_without_activations(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1)(x)
    b = keras.layers.Conv2D(three_reduce, 1)(x)
    b = keras.layers.Conv2D(three, 3, padding="same")(b)
    c = keras.layers.Conv2D(five_reduce, 1)(x)
    c = keras.layers.Conv2D(five, 5, padding="same")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1)(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake(
    "inception_block",
    hint="The widths of the two bottlenecks have changed places. The order of filters is: one, three_reduce, three, five_reduce, five, pool.",
)
def inception_reductions_swapped(x, filters):
    one, five_reduce, three, three_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake(
    "inception_block",
    hint="filters is taken apart in another order. It is: one, three_reduce, three, five_reduce, five, pool.",
)
def inception_filters_in_another_order(x, filters):
    one, three, five, pool, three_reduce, five_reduce = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake(
    "inception_block", hint="The branches are joined in another order. From first to last: 1x1, 3x3, 5x5, pooling."
)
def inception_branches_in_another_order(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, c, b, d])


@mistake("inception_block", hint="The pooling branch is missing: four branches are joined.")
def inception_without_pooling_branch(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c])


@mistake(
    "inception_block",
    hint="The pooling branch hands on all channels of x. A 1x1 convolution to `pool` channels follows the pooling.",
)
def inception_pooling_without_convolution(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake("inception_block", hint="In the pooling branch the 1x1 convolution comes first. Pool first, then convolve.")
def inception_convolution_before_pooling(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(x)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake("inception_block", hint="The pooling branch takes averages. It takes the maximum.")
def inception_with_average_pooling(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.AveragePooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake("inception_block", hint="The pooling looks at 2x2 places. It looks at 3x3, with stride 1.")
def inception_pooling_two_by_two(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(2, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake(
    "inception_block",
    hint="The pooling shrinks the picture, so the branches cannot be joined. Its stride is its window if you say nothing: say strides=1.",
)
def inception_pooling_with_its_own_stride(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3)(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake("inception_block", hint="The third branch has a 3x3 kernel. It should be 5x5.")
def inception_five_as_three(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 3, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake(
    "inception_block",
    hint="The 5x5 branch starts from what the 3x3 branch gives. All four branches start from x, side by side.",
)
def inception_branches_in_a_row(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(b)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake(
    "inception_block",
    hint="The branches are joined along the height, not along the channels. Channels are the last axis.",
)
def inception_joined_side_by_side(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate(axis=1)([a, b, c, d])


@mistake(
    "inception_block",
    hint='The 3x3 and the 5x5 convolution have no padding, so their branches get smaller than the others. Padding "same" keeps height and width.',
)
def inception_without_padding(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake(
    "inception_block",
    hint="The branches are added. They have different numbers of channels, and each should keep its own: put them side by side, with Concatenate.",
)
def inception_added(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Add()([a, b, c, d])


@mistake(
    "inception_block",
    hint="The 1x1 convolution of the pooling branch has no ReLU. Every convolution of the block has one.",
)
def inception_linear_pooling_branch(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1)(d)
    return keras.layers.Concatenate()([a, b, c, d])


@mistake(
    "inception_block",
    hint="The two large kernels share one bottleneck. Each has a 1x1 convolution of its own, three_reduce and five_reduce wide.",
)
def inception_with_one_bottleneck(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    reduced = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(reduced)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(reduced)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


@alternative("inception_block")
def inception_joined_by_an_operation(x, filters):
    def convolution(number, size):
        return keras.layers.Conv2D(number, size, padding="same", activation=keras.activations.relu)

    a = convolution(filters[0], 1)(x)
    b = convolution(filters[2], 3)(convolution(filters[1], 1)(x))
    c = convolution(filters[4], 5)(convolution(filters[3], 1)(x))
    d = convolution(filters[5], 1)(keras.layers.MaxPool2D((3, 3), strides=(1, 1), padding="same")(x))
    return keras.ops.concatenate([a, b, c, d], axis=-1)


@alternative("inception_block")
def inception_with_activations_apart(x, filters):
    def convolve(y, number, size):
        y = keras.layers.Conv2D(number, (size, size), padding="same")(y)
        return keras.layers.ReLU()(y)

    branches = [convolve(x, filters[0], 1)]
    for reduce, number, size in ((filters[1], filters[2], 3), (filters[3], filters[4], 5)):
        branches.append(convolve(convolve(x, reduce, 1), number, size))
    branches.append(convolve(keras.layers.MaxPool2D((3, 3), 1, padding="same")(x), filters[5], 1))
    return keras.layers.concatenate(branches, axis=-1)


@alternative("inception_block")
def inception_from_bottom_to_top(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    d = keras.ops.max_pool(x, 3, strides=1, padding="same")
    d = keras.ops.relu(keras.layers.Conv2D(pool, 1)(d))
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    a = keras.layers.Conv2D(one, 1, padding="same", activation="relu")(x)
    return keras.ops.concatenate([a, b, c, d], axis=3)


# inception_multiplications


@mistake(
    "inception_multiplications",
    hint="The places are missing: a kernel is multiplied at every place of the output, height * width times.",
)
def multiplications_without_places(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = 1
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake(
    "inception_multiplications",
    hint="The bottlenecks themselves are not counted. They are convolutions too: 1x1 from channels to their own width.",
)
def multiplications_without_bottlenecks_own(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (9 * three_reduce * three)
    through += places * (25 * five_reduce * five)
    return direct, both + through


@mistake(
    "inception_multiplications",
    hint="Behind the bottleneck the large kernels still count all channels. They see three_reduce or five_reduce channels.",
)
def multiplications_from_all_channels(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * channels * three)
    through += places * (channels * five_reduce + 25 * channels * five)
    return direct, both + through


@mistake(
    "inception_multiplications", hint="A 3x3 kernel has 9 weights for each channel, a 5x5 kernel 25. You count 3 and 5."
)
def multiplications_by_the_side_of_the_kernel(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (3 * three + 5 * five)
    through = places * (channels * three_reduce + 3 * three_reduce * three)
    through += places * (channels * five_reduce + 5 * five_reduce * five)
    return direct, both + through


@mistake(
    "inception_multiplications",
    hint="The 1x1 convolution of the pooling branch is not counted. It is part of both versions.",
)
def multiplications_without_pooling_branch(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * one
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake("inception_multiplications", hint="The 1x1 branch is not counted. It is part of both versions.")
def multiplications_without_the_first_branch(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * pool
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake(
    "inception_multiplications",
    hint="Only the two branches that differ are counted. The 1x1 branch and the pooling branch belong to the block, too.",
)
def multiplications_of_two_branches(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = 0
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake("inception_multiplications", hint="The two numbers have changed places: without bottlenecks first, then with.")
def multiplications_swapped(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return both + through, direct


@mistake(
    "inception_multiplications", hint="You return what is saved. Return both numbers, without bottlenecks and with."
)
def multiplications_saved(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, direct - both - through


@mistake("inception_multiplications", hint="The biases are counted, too. They are added, not multiplied.")
def multiplications_with_biases(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    direct += places * (one + three + five + pool)
    both += places * (one + three_reduce + three + five_reduce + five + pool)
    return direct, both + through


@mistake("inception_multiplications", hint="The pooling is counted. It compares numbers, and multiplies none.")
def multiplications_with_pooling(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool + 9)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


@mistake(
    "inception_multiplications",
    hint="Behind a bottleneck the large kernels are counted as if one channel came in. Each weight sees one of three_reduce or five_reduce channels: multiply by that, too.",
)
def multiplications_from_one_channel(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three)
    through += places * (channels * five_reduce + 25 * five)
    return direct, both + through


@alternative("inception_multiplications")
def multiplications_one_convolution_at_a_time(height, width, channels, filters):
    def cost(size, coming_in, going_out):
        return float(height) * width * size**2 * coming_in * going_out

    one, three_reduce, three, five_reduce, five, pool = filters
    direct = cost(1, channels, one) + cost(3, channels, three) + cost(5, channels, five) + cost(1, channels, pool)
    saving = cost(1, channels, one) + cost(1, channels, pool)
    saving += cost(1, channels, three_reduce) + cost(3, three_reduce, three)
    saving += cost(1, channels, five_reduce) + cost(5, five_reduce, five)
    return [direct, saving]


@alternative("inception_multiplications")
def multiplications_as_a_sum_over_convolutions(height, width, channels, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    direct = [(1, channels, one), (3, channels, three), (5, channels, five), (1, channels, pool)]
    narrow = [(1, channels, three_reduce), (3, three_reduce, three), (1, channels, five_reduce), (5, five_reduce, five)]
    narrow += [(1, channels, one), (1, channels, pool)]
    return [sum(height * width * f**2 * c * k for f, c, k in version) for version in (direct, narrow)]


@alternative("inception_multiplications")
def multiplications_in_numpy(height, width, channels, filters):
    a, b, c, d, e, f = np.array(filters, dtype=np.int64)
    area = np.int64(height) * width
    first = area * channels * (a + 9 * c + 25 * e + f)
    second = area * (channels * (a + b + d + f) + 9 * b * c + 25 * d * e)
    return np.array([first, second])


# depthwise_separable_block


@mistake(
    "depthwise_separable_block",
    hint="The first convolution is an ordinary one, which mixes all channels, at nine times the price. Take DepthwiseConv2D.",
)
def separable_with_an_ordinary_convolution(x, filters, stride):
    x = keras.layers.Conv2D(x.shape[-1], 3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="SeparableConv2D does both convolutions with nothing between them. Here batch norm and ReLU stand in between: make two layers.",
)
def separable_in_one_layer(x, filters, stride):
    x = keras.layers.SeparableConv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="The convolutions have biases. Batch norm subtracts a constant anyway: use_bias=False.",
)
def separable_with_biases(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same")(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="The 1x1 convolution still has a bias. Batch norm follows it, too: use_bias=False in both.",
)
def separable_with_a_bias_in_one(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="The stride sits on the 1x1 convolution, which then skips places that were computed for nothing. Put it on the depthwise one.",
)
def separable_stride_on_the_second(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="Both convolutions have the stride, so the picture shrinks twice. Only the depthwise one has it.",
)
def separable_stride_on_both(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake("depthwise_separable_block", hint="The stride is ignored. Give it to the depthwise convolution.")
def separable_stride_ignored(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint='The depthwise convolution has no padding, and two rows and columns are lost. Use padding "same".',
)
def separable_without_padding(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="There is no batch norm between the two convolutions. Each convolution is followed by batch norm and ReLU.",
)
def separable_without_the_first_batch_norm(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="There is no ReLU between the two convolutions. Each convolution is followed by batch norm and ReLU.",
)
def separable_without_the_first_activation(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake("depthwise_separable_block", hint="The block ends with batch norm. One ReLU is still to come.")
def separable_without_the_last_activation(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return x


@mistake("depthwise_separable_block", hint="ReLU comes before batch norm. The order is: convolution, batch norm, ReLU.")
def separable_activation_before_batch_norm(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(keras.layers.ReLU()(x))
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    return keras.layers.BatchNormalization()(keras.layers.ReLU()(x))


@mistake(
    "depthwise_separable_block", hint="The 1x1 convolution comes first. Look around in each channel first, then mix."
)
def separable_mixing_first(x, filters, stride):
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    return keras.layers.ReLU()(keras.layers.BatchNormalization()(x))


@mistake(
    "depthwise_separable_block",
    hint="The batch norm layers are not trainable, so gamma and beta never learn. trainable is not training: leave both alone, and fit and predict choose the mode.",
)
def separable_batch_norm_not_trainable(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization(trainable=False)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization(trainable=False)(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="Batch norm works on the axis of the width. Channels are the last axis, axis=-1, which is what it takes by itself.",
)
def separable_batch_norm_over_the_width(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization(axis=2)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization(axis=2)(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="The ReLU also cuts off above, at 6. MobileNet was published like that, for arithmetic with few bits; here the plain ReLU is asked for.",
)
def separable_cut_off_at_six(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU(6.0)(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU(6.0)(x)


@mistake(
    "depthwise_separable_block", hint="The second convolution is 3x3. It only mixes the channels at each place: 1x1."
)
def separable_looking_around_twice(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


@mistake(
    "depthwise_separable_block",
    hint="Batch norm is told training=True where the block is built, so it may stay in that mode for good. Leave training out: fit and predict choose the mode.",
)
def separable_always_in_training_mode(x, filters, stride):
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x, training=True)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x, training=True)
    return keras.layers.ReLU()(x)


@alternative("depthwise_separable_block")
def separable_with_a_loop(x, filters, stride):
    depthwise = keras.layers.DepthwiseConv2D((3, 3), strides=(stride, stride), padding="same", use_bias=False)
    pointwise = keras.layers.Conv2D(filters, (1, 1), padding="same", use_bias=False)
    for convolution in (depthwise, pointwise):
        x = keras.layers.BatchNormalization(axis=-1)(convolution(x))
        x = keras.layers.Activation("relu")(x)
    return x


@alternative("depthwise_separable_block")
def separable_with_groups(x, filters, stride):
    x = keras.layers.Conv2D(x.shape[-1], 3, strides=stride, padding="same", groups=x.shape[-1], use_bias=False)(x)
    x = keras.layers.Activation("relu")(keras.layers.BatchNormalization(axis=-1)(x))
    x = keras.layers.Conv2D(filters, (1, 1), padding="same", use_bias=False)(x)
    return keras.ops.relu(keras.layers.BatchNormalization()(x))


@alternative("depthwise_separable_block")
def separable_as_a_small_model(x, filters, stride):
    return keras.Sequential(
        [
            keras.layers.DepthwiseConv2D((3, 3), (stride, stride), "same", use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.Conv2D(filters, 1, use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
        ]
    )(x)


# batch_norm


@mistake(
    "batch_norm",
    hint="Mean and variance are taken at each place by itself. A channel has one mean for all places: average over the axes 0, 1 and 2.",
)
def norm_over_examples_only(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="Mean and variance are taken over the channels, at each place. That is layer norm. Batch norm averages over the axes 0, 1 and 2, and keeps the last.",
)
def norm_over_channels(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="There is one mean and one variance for everything. Every channel has its own: average over the axes 0, 1 and 2.",
)
def norm_over_everything(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(), x.var()
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="Each picture is normalised by itself. That is instance norm. Batch norm averages over the examples, too: axes 0, 1 and 2.",
)
def norm_of_each_picture(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(1, 2), keepdims=True), x.var(axis=(1, 2), keepdims=True)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="epsilon is lost. It is added to the variance, under the root; where the variance is tiny it decides.",
)
def norm_without_epsilon(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm", hint="epsilon stands outside the root. It is added to the variance first, then the root is taken."
)
def norm_with_epsilon_outside(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / (np.sqrt(variance) + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("batch_norm", hint="You divide by the variance. Divide by its root.")
def norm_divided_by_the_variance(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / (variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="The moving averages run the wrong way: momentum is the share that stays, 1 - momentum the share that is new.",
)
def norm_running_the_wrong_way(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = (1 - momentum) * moving_mean + momentum * mean
        moving_variance = (1 - momentum) * moving_variance + momentum * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="The batch's own statistics are used in both modes. When training is False, the moving ones are used, and stay as they are.",
)
def norm_always_by_the_batch(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if True:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="The moving statistics are used in both modes. In training, use those of the batch, and move the moving ones.",
)
def norm_never_by_the_batch(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if False:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("batch_norm", hint="The two modes have changed places: the batch's own statistics are for training.")
def norm_modes_swapped(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if not training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="In training the moving averages stay where they are, so later they know nothing. Let them go a step towards the statistics of the batch.",
)
def norm_moving_averages_stay(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("batch_norm", hint="The moving averages are moved in inference mode as well. They only learn in training.")
def norm_moving_outside_training(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if not training:
        moving_mean = momentum * moving_mean + (1 - momentum) * x.mean(axis=(0, 1, 2))
        moving_variance = momentum * moving_variance + (1 - momentum) * x.var(axis=(0, 1, 2))
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="In training x is normalised by the moving averages after their step. Use the statistics of this batch; the moving ones are for later.",
)
def norm_by_the_moved_averages(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    if training:
        mean, variance = moving_mean, moving_variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="The variance is divided by the number of values minus one. Batch norm takes the plain one, as np.var does by itself.",
)
def norm_with_m_minus_one(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2), ddof=1)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake("batch_norm", hint="gamma and beta are lost. After the normalisation multiply by gamma and add beta.")
def norm_without_gamma_and_beta(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = (x - mean) / np.sqrt(variance + epsilon)
    return y, moving_mean, moving_variance


@mistake("batch_norm", hint="gamma and beta have changed places: gamma is the factor, beta is added.")
def norm_gamma_and_beta_swapped(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = beta * (x - mean) / np.sqrt(variance + epsilon) + gamma
    return y, moving_mean, moving_variance


@mistake("batch_norm", hint="The moving averages that were passed in are changed. Make new arrays, and return them.")
def norm_in_place(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean *= momentum
        moving_mean += (1 - momentum) * mean
        moving_variance *= momentum
        moving_variance += (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="The moving variance goes towards the standard deviation. Let it go towards the variance; the root is taken later.",
)
def norm_moving_towards_the_deviation(
    x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001
):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * np.sqrt(variance)
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="The two averages have changed places in the answer: y, then the moving mean, then the moving variance.",
)
def norm_averages_swapped(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_variance, moving_mean


@mistake(
    "batch_norm",
    hint="epsilon gets into the moving variance, once more with each step. Add it only where you take the root.",
)
def norm_epsilon_in_the_moving_variance(
    x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001
):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * (variance + epsilon)
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance


@mistake(
    "batch_norm",
    hint="The moving averages follow y, which is normalised already. They should remember what x was like.",
)
def norm_averages_of_the_answer(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    if training:
        moving_mean = momentum * moving_mean + (1 - momentum) * y.mean(axis=(0, 1, 2))
        moving_variance = momentum * moving_variance + (1 - momentum) * y.var(axis=(0, 1, 2))
    return y, moving_mean, moving_variance


@mistake("batch_norm", hint="beta is multiplied by gamma. Multiply by gamma first, and add beta as it is.")
def norm_beta_scaled(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * ((x - mean) / np.sqrt(variance + epsilon) + beta)
    return y, moving_mean, moving_variance


@alternative("batch_norm")
def norm_with_loops(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    y, new_mean, new_variance = np.empty(x.shape), np.array(moving_mean), np.array(moving_variance)
    for channel in range(x.shape[-1]):
        values = x[..., channel]
        mean, variance = moving_mean[channel], moving_variance[channel]
        if training:
            mean = values.sum() / values.size
            variance = ((values - mean) ** 2).sum() / values.size
            new_mean[channel] += (1 - momentum) * (mean - new_mean[channel])
            new_variance[channel] += (1 - momentum) * (variance - new_variance[channel])
        y[..., channel] = (values - mean) / (variance + epsilon) ** 0.5 * gamma[channel] + beta[channel]
    return [y, new_mean, new_variance]


@alternative("batch_norm")
def norm_by_keras(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    layer = keras.layers.BatchNormalization(momentum=momentum, epsilon=epsilon)
    layer.build(x.shape)
    layer.set_weights([gamma, beta, moving_mean, moving_variance])
    y = layer(x.astype("float32"), training=training)
    return y, layer.moving_mean.numpy(), layer.moving_variance.numpy()


@alternative("batch_norm")
def norm_on_flat_pictures(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    rows = x.reshape(-1, x.shape[-1])
    new = (moving_mean.copy(), moving_variance.copy())
    used = (moving_mean, moving_variance)
    if training:
        used = (np.mean(rows, axis=0), np.mean(rows**2, axis=0) - np.mean(rows, axis=0) ** 2)
        new = tuple(momentum * old + (1 - momentum) * now for old, now in zip((moving_mean, moving_variance), used))
    scale = gamma / np.sqrt(used[1] + epsilon)
    return (rows * scale + (beta - used[0] * scale)).reshape(x.shape), *new
