import math

import keras
import numpy as np

from grader.catalogue import alternative, mistake


@mistake("The biases are not counted. Each filter and each unit has one more parameter, if use_bias is true.")
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


@mistake("A bias is counted where there is none. Look at use_bias.")
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


@mistake("The bias is counted once for each channel that comes in. A filter has one bias, whatever comes in.")
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
    'With padding "same" you keep the side whatever the stride. The stride still counts: the side is divided by it, '
    "rounded up."
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


@mistake('With padding "same" a side is divided by the stride and rounded up. You round down.')
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
    'The padding is ignored: every layer is treated as "valid". With "same" the side is the old one divided by the '
    "stride, rounded up."
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
    'With padding "valid" one place is missing: the window also stands at the very beginning, so add 1 after the '
    "division."
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
    'With padding "valid" you round up. A window that does not fit any more is not counted: round down before you '
    "add 1."
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


@mistake('With padding "valid" the stride is forgotten. Divide n - f by it before you add 1.')
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
    "Height and width use the same window and stride. Each side has its own: the first number of a pair is for the "
    "height, the second for the width."
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


@mistake("Height and width are swapped: the first number of kernel_size, pool_size and strides is for the height.")
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
    "Every convolution is counted as if it saw the picture itself. It sees what the layer before gives: the channels "
    "change on the way."
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
    "A depthwise convolution is counted like an ordinary one. It has one kernel for each channel, which sees that "
    "channel alone."
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
    "Batch norm is counted with two numbers per channel. It keeps four: gamma, beta, and the moving mean and "
    "variance, which are parameters too, though not trained."
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


@mistake("Pooling is counted as if it had weights. It only compares or averages: no parameters.")
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
    "A dense layer is counted as if its input were flattened. It works on the last axis: the other axes stay, and "
    "the weights depend on the last one alone."
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


@mistake("The shapes begin with the axis of the examples, None. Leave it out: the shape of one example is asked for.")
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


@mistake("The pairs are swapped: the output shape comes first, then the number of parameters.")
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
    "Global average pooling averages over height and width, and they are gone: one number for each channel remains."
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


@mistake("A depthwise convolution is asked for its filters. It has none: as many channels come out as go in.")
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


@mistake("A depthwise convolution is counted with a single bias. It has one for each channel.")
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
    'With padding "same" a side is divided by the stride and rounded up. round() goes to the nearest number, and '
    "from one half to the even one."
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


@alternative
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


@alternative
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


@alternative
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
