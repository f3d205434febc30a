import numpy as np

from grader.authoring import alternative, edited
from solutions.convolution import receptive_field

strides_ignored = edited(
    "The strides are ignored. After a layer with stride 2, neighbouring units are two pixels apart, so every later "
    "window reaches twice as far.",
    ("jump *= stride", ""),
)
own_stride_counted = edited(
    "A layer's own stride is counted for itself. It moves the windows apart, but a single window is no larger for "
    "it: multiply the jump after the size has grown.",
    ("(f - 1) * jump", "(f - 1) * jump * stride"),
)
only_the_last_stride = edited(
    "The jump is the stride of the layer before only. All strides before multiply.", ("jump *= stride", "jump = stride")
)
strides_added = edited(
    "The strides are added up. They multiply: half of a half is a quarter.", ("jump *= stride", "jump += stride - 1")
)
windows_added = edited(
    "The windows are added up whole. A window of f takes in f - 1 units more, not f.", ("f - 1", "f")
)
started_from_zero = edited("Start from 1: a unit without any layer before it sees one pixel.", ("1, 1", "0, 1"))
last_layer_first = edited(
    "This formula walks through the layers the wrong way round. Begin with the first layer: its stride spreads the "
    "windows of all layers after it.",
    ("for f, stride in layers:", "for f, stride in reversed(layers):"),
)
windows_multiplied = edited(
    "The windows are multiplied. Neighbouring windows overlap, so the size grows by (f - 1) jumps only.",
    ("size += (f - 1) * jump", "size *= f"),
)
pair_the_wrong_way_round = edited(
    "The pairs are read the wrong way round: first the window, then the stride.", ("f, stride", "stride, f")
)


@alternative
def from_the_last_layer_back(layers):
    size = 1
    for f, stride in reversed(layers):
        size = (size - 1) * stride + f
    return size


@alternative
def with_products(layers):
    return 1 + sum((f - 1) * int(np.prod([s for _, s in layers[:place]])) for place, (f, _) in enumerate(layers))


@alternative
def with_cumprod(layers):
    windows = np.array([f for f, _ in layers], dtype=int)
    jumps = np.cumprod([1] + [stride for _, stride in layers])[:-1]
    return 1 + np.sum((windows - 1) * jumps)


@alternative
def with_recursion(layers):
    if not layers:
        return 1
    (f, stride), rest = layers[0], layers[1:]
    return (receptive_field(rest) - 1) * stride + f
