from grader.authoring import alternative, edited
from solutions.efficient_networks import make_divisible

width_ignored = edited(
    "The width is not used: the filters only become divisible.",
    ("filters * width", "filters"),
)
made_divisible_before = edited(
    "You make the filters divisible first, and multiply then; what comes out need not be divisible, or is another multiple. "
    "Multiply first.",
    ("make_divisible(filters * width, divisor)", "int(make_divisible(filters, divisor) * width)"),
)
not_divisible = edited(
    "You multiply, but nothing becomes divisible. Give the product to make_divisible.",
    ("make_divisible(filters * width, divisor)", "int(filters * width)"),
)
without_the_rule = edited(
    "You round to the nearest multiple, but without the rule of the nine tenths. make_divisible knows it.",
    (
        "make_divisible(filters * width, divisor)",
        "max(divisor, int(filters * width + divisor / 2) // divisor * divisor)",
    ),
)
rounded_up = edited(
    "You round up to a multiple. make_divisible takes the nearest, and goes up only where too much would be lost.",
    ("make_divisible(filters * width, divisor)", "math.ceil(filters * width / divisor) * divisor"),
)
rounded_down = edited(
    "You round down to a multiple. make_divisible takes the nearest.",
    ("make_divisible(filters * width, divisor)", "max(divisor, int(filters * width) // divisor * divisor)"),
)
width_squared = edited(
    "The width is used twice. Squared it tells how the work grows; the channels grow by the width itself.",
    ("filters * width", "filters * width**2"),
)
divided = edited(
    "You divide by the width. A width above 1 makes more channels: multiply.",
    ("filters * width", "filters / width"),
)
divisor_is_always_eight = edited(
    "You always take multiples of 8, whatever the divisor is.",
    ("filters * width, divisor)", "filters * width, 8)"),
)
stored_with_a_point = edited(
    "The number is right, but it is stored with a point, such as 24.0, and Keras and range(...) want whole numbers. Make it "
    "one with int(...).",
    ("make_divisible(filters * width, divisor)", "float(make_divisible(filters * width, divisor))"),
)


@alternative
def written_out(filters, width, divisor):
    wide = filters * width
    near = max(divisor, int(wide + divisor / 2) // divisor * divisor)
    return near + divisor if near < 0.9 * wide else near


@alternative
def by_name(filters, width, divisor):
    return make_divisible(v=width * filters, divisor=divisor)


@alternative
def by_steps(filters, width, divisor):
    wide = float(width) * filters
    best = min((divisor * k for k in range(1, 2000)), key=lambda multiple: (abs(multiple - wide), -multiple))
    return best if best >= 0.9 * wide else best + divisor
