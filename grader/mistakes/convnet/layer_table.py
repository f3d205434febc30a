import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere

table_without_biases = edited(
    "The biases are not counted. Each filter and each unit has one more parameter, if use_bias is true.",
    everywhere('layer["use_bias"]', "0"),
)
table_with_biases_always = edited(
    "A bias is counted where there is none. Look at use_bias.", everywhere('layer["use_bias"]', "1")
)
table_with_a_bias_per_weight = edited(
    "The bias is counted once for each channel that comes in. A filter has one bias, whatever comes in.",
    ('window[0] * window[1] * channels + layer["use_bias"]', '(window[0] * window[1] + layer["use_bias"]) * channels'),
)
table_same_keeps_the_side = edited(
    'With padding "same" you keep the side whatever the stride. The stride still counts: the side is divided by it, '
    "rounded up.",
    ("math.ceil(n / s)", "n"),
)
table_same_rounded_down = edited(
    'With padding "same" a side is divided by the stride and rounded up. You round down.',
    ("math.ceil(n / s)", "n // s"),
)
table_padding_ignored = edited(
    'The padding is ignored: every layer is treated as "valid". With "same" the side is the old one divided by the '
    "stride, rounded up.",
    ('math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1', "(n - f) // s + 1"),
)
table_valid_without_one = edited(
    'With padding "valid" one place is missing: the window also stands at the very beginning, so add 1 after the '
    "division.",
    ("(n - f) // s + 1", "(n - f) // s"),
)
table_valid_rounded_up = edited(
    'With padding "valid" you round up. A window that does not fit any more is not counted: round down before you '
    "add 1.",
    ("(n - f) // s", "math.ceil((n - f) / s)"),
)
table_valid_without_stride = edited(
    'With padding "valid" the stride is forgotten. Divide n - f by it before you add 1.', ("(n - f) // s", "(n - f)")
)
table_height_for_width = edited(
    "Height and width use the same window and stride. Each side has its own: the first number of a pair is for the "
    "height, the second for the width.",
    (
        'zip(shape[:2], window, layer["strides"], strict=True)',
        '((side, window[0], layer["strides"][0]) for side in shape[:2])',
    ),
)
table_height_and_width_swapped = edited(
    "Height and width are swapped: the first number of kernel_size, pool_size and strides is for the height.",
    ('layer["pool_size"]', '(layer["pool_size"]'),
    ('layer["kernel_size"]', 'layer["kernel_size"])[::-1]'),
    ('layer["strides"]', 'layer["strides"][::-1]'),
)
table_channels_of_the_picture = edited(
    "Every convolution is counted as if it saw the picture itself. It sees what the layer before gives: the channels "
    "change on the way.",
    ("shape[-1]", 'input_shape[-1] if kind == "Conv2D" else shape[-1]'),
)
table_depthwise_counted_as_ordinary = edited(
    "A depthwise convolution is counted like an ordinary one. It has one kernel for each channel, which sees that "
    "channel alone.",
    ('window[0] * window[1] + layer["use_bias"]', 'window[0] * window[1] * channels + layer["use_bias"]'),
)
table_batch_norm_with_two = edited(
    "Batch norm is counted with two numbers per channel. It keeps four: gamma, beta, and the moving mean and "
    "variance, which are parameters too, though not trained.",
    ("4", "2"),
)
table_pooling_with_parameters = edited(
    "Pooling is counted as if it had weights. It only compares or averages: no parameters.",
    ('kind == "DepthwiseConv2D"', 'kind != "Conv2D"'),
    ('window[0] * window[1] + layer["use_bias"]', 'window[0] * window[1] + layer.get("use_bias", 1)'),
)
table_dense_always_flat = edited(
    "A dense layer is counted as if its input were flattened. It works on the last axis: the other axes stay, and "
    "the weights depend on the last one alone.",
    (
        'shape = (*shape[:-1], layer["units"])\nparameters = (channels + layer["use_bias"]) * layer["units"]',
        'parameters = (math.prod(shape) + layer["use_bias"]) * layer["units"]',
        'shape = layer["units"],',
    ),
)
table_with_batch_axis = edited(
    "The shapes begin with the axis of the examples, None. Leave it out: the shape of one example is asked for.",
    ("(shape, parameters)", "((None, *shape), parameters)"),
)
table_pairs_swapped = edited(
    "The pairs are swapped: the output shape comes first, then the number of parameters.",
    ("(shape, parameters)", "(parameters, shape)"),
)
table_global_pooling_keeps_the_places = edited(
    "Global average pooling averages over height and width, and they are gone: one number for each channel remains.",
    ("(channels,)", "1, 1, channels,"),
)
table_filters_of_a_depthwise = edited(
    "A depthwise convolution is asked for its filters. It has none: as many channels come out as go in.",
    ('layer["filters"] if kind == "Conv2D" else channels', 'layer["filters"] if "Conv" in kind else channels'),
)
table_depthwise_with_one_bias = edited(
    "A depthwise convolution is counted with a single bias. It has one for each channel.",
    ('(window[0] * window[1] + layer["use_bias"]) * channels', 'window[0] * window[1] * channels + layer["use_bias"]'),
)
table_same_to_the_nearest = edited(
    'With padding "same" a side is divided by the stride and rounded up. round() goes to the nearest number, and '
    "from one half to the even one.",
    ("math.ceil", "round"),
)


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
