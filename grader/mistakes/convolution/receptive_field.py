import numpy as np

from grader.catalogue import alternative, mistake
from solutions.convolution import receptive_field


@mistake(
    "The strides are ignored. After a layer with stride 2, neighbouring units are two pixels apart, so every later "
    "window reaches twice as far."
)
def strides_ignored(layers):
    return 1 + sum(f - 1 for f, _ in layers)


@mistake(
    "A layer's own stride is counted for itself. It moves the windows apart, but a single window is no larger for "
    "it: multiply the jump after the size has grown."
)
def own_stride_counted(layers):
    size, jump = 1, 1
    for f, stride in layers:
        jump *= stride
        size += (f - 1) * jump
    return size


@mistake("The jump is the stride of the layer before only. All strides before multiply.")
def only_the_last_stride(layers):
    size, jump = 1, 1
    for f, stride in layers:
        size += (f - 1) * jump
        jump = stride
    return size


@mistake("The strides are added up. They multiply: half of a half is a quarter.")
def strides_added(layers):
    size, jump = 1, 1
    for f, stride in layers:
        size += (f - 1) * jump
        jump += stride - 1
    return size


@mistake("The windows are added up whole. A window of f takes in f - 1 units more, not f.")
def windows_added(layers):
    size, jump = 1, 1
    for f, stride in layers:
        size += f * jump
        jump *= stride
    return size


@mistake("Start from 1: a unit without any layer before it sees one pixel.")
def started_from_zero(layers):
    size, jump = 0, 1
    for f, stride in layers:
        size += (f - 1) * jump
        jump *= stride
    return size


@mistake(
    "This formula walks through the layers the wrong way round. Begin with the first layer: its stride spreads the "
    "windows of all layers after it."
)
def last_layer_first(layers):
    size, jump = 1, 1
    for f, stride in reversed(layers):
        size += (f - 1) * jump
        jump *= stride
    return size


@mistake("The windows are multiplied. Neighbouring windows overlap, so the size grows by (f - 1) jumps only.")
def windows_multiplied(layers):
    size = 1
    for f, _ in layers:
        size *= f
    return size


@mistake("The pairs are read the wrong way round: first the window, then the stride.")
def pair_the_wrong_way_round(layers):
    size, jump = 1, 1
    for stride, f in layers:
        size += (f - 1) * jump
        jump *= stride
    return size


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
