import math

from grader.authoring import alternative, edited, mistake

size_of_the_input = edited(
    "You count every place of the input, whatever the stride. A number is computed only where one comes out: divide "
    "height and width by the stride.",
    ("math.ceil(height / stride) * math.ceil(width / stride)", "height * width"),
)
rounded_down = edited(
    "Height and width divided by the stride are rounded down. With this padding they are rounded up.",
    ("math.ceil(height / stride) * math.ceil(width / stride)", "(height // stride) * (width // stride)"),
)
without_padding = edited(
    "You count the places of a convolution without padding. Here the picture is padded, so that its sides are just "
    "divided by the stride and rounded up.",
    (
        "math.ceil(height / stride) * math.ceil(width / stride)",
        "((height - size) // stride + 1) * ((width - size) // stride + 1)",
    ),
)
divided_by_the_stride_once = edited(
    "The number of places is divided by the stride once. The stride is one in both directions: height and width are "
    "each divided by it.",
    (
        "math.ceil(height / stride) * math.ceil(width / stride)",
        "math.ceil(height / stride) * width",
    ),
)
kernel_is_always_three = edited("You always count a kernel of 3x3. Its size is given.", ("size**2", "9"))
rounded_after_the_product = edited(
    "Round height / stride and width / stride up, each by itself, and then multiply.",
    ("math.ceil(height / stride) * math.ceil(width / stride)", "math.ceil(height * width / stride**2)"),
)
kernel_is_a_line = edited(
    "A kernel has size * size places; you count size of them.",
    ("size**2", "size"),
)
depthwise_like_full = edited(
    "A depthwise convolution is counted like a full one, or multiplied by the filters. It has one kernel for each channel, "
    "which looks at this channel alone.",
    ('1 if kind == "depthwise" else filters', "filters"),
)
full_without_channels = edited(
    'Each filter of a full convolution goes through all channels of the input. Your count of "conv" leaves them out.',
    ("channels * kernels_per_channel", '(channels if kind == "depthwise" else filters)'),
)
full_without_filters = edited(
    'In "conv" the number of filters is missing: the kernel is applied once for each number that comes out.',
    ('1 if kind == "depthwise" else filters', "1"),
)
additions_too = edited(
    "You count twice as many: multiplications and additions, it seems. Here only multiplications count.",
    ("return shape[0] * filters", "return 2 * shape[0] * filters"),
    ("return places *", "return 2 * places *"),
)
parameters_counted = edited(
    "That is the number of weights. Each weight of a convolution is used again at every place that comes out.",
    ("math.ceil(height / stride) * math.ceil(width / stride)", "1"),
)
dense_with_bias = edited(
    "In a dense layer you count the biases, or one multiplication too many for each output. A bias is added: it costs no "
    "multiplication.",
    ("shape[0] * filters", "(shape[0] + 1) * filters"),
)
pointwise_in_depthwise = edited(
    'Under "depthwise" you count the pointwise convolution, too. That is a layer of its own, and is counted there.',
    (
        "channels * kernels_per_channel",
        'channels * kernels_per_channel + (places * channels * filters if kind == "depthwise" else 0)',
    ),
)
one_place_too_many = edited(
    "Where the stride divides a side you count one place too many: height // stride + 1 is not the same as rounding up.",
    ("math.ceil(height / stride) * math.ceil(width / stride)", "(height // stride + 1) * (width // stride + 1)"),
)


@alternative
def step_by_step(kind, shape, filters, size, stride):
    if kind == "dense":
        (n,) = shape
        return float(n * filters)
    height, width = -(-shape[0] // stride), -(-shape[1] // stride)
    per_place = {"conv": shape[2] * filters, "depthwise": shape[2]}[kind]
    return float(height * width * per_place * size * size)


@alternative
def with_loops(kind, shape, filters, size, stride):
    count = 0
    if kind == "dense":
        for _ in range(filters):
            count += shape[0]
        return count
    for _ in range(0, shape[0], stride):
        for _ in range(0, shape[1], stride):
            count += size * size * shape[-1] * (filters if kind == "conv" else 1)
    return count


@alternative
def with_product(kind, shape, filters, size, stride):
    factors = [shape[-1]]
    if kind != "depthwise":
        factors.append(filters)
    if kind != "dense":
        factors += [size, size, (shape[0] - 1) // stride + 1, (shape[1] - 1) // stride + 1]
    return math.prod(factors)


@mistake(
    "For a dense layer you add the inputs and the outputs. Every output is a sum over all inputs, each times a weight of its "
    "own: multiply the two numbers."
)
def dense_is_a_sum(kind, shape, filters, size, stride):
    if kind == "dense":
        return shape[0] + filters
    places = math.ceil(shape[0] / stride) * math.ceil(shape[1] / stride)
    return places * size**2 * shape[2] * (filters if kind == "conv" else 1)
