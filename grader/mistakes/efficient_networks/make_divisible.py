import math

from grader.authoring import alternative, edited

rounded_down = edited(
    "You round down to a multiple of the divisor. Take the nearest one, a half up.",
    ("int(v + divisor / 2) // divisor", "int(v) // divisor"),
)
rounded_up = edited(
    "Whatever lies between two multiples goes up. Take the nearest one; up only where rounding down would lose more than a "
    "tenth of v.",
    ("int(v + divisor / 2) // divisor * divisor", "math.ceil(v / divisor) * divisor"),
)
without_the_ninety_percent = edited(
    "Rounding takes away more than a tenth of some numbers. Where the multiple is below 0.9 * v, take one divisor more.",
    ("rounded += divisor", "pass"),
)
without_the_least = edited(
    "A small number becomes 0, and there is no layer without channels. The least answer is one divisor.",
    ("max(divisor, int(v + divisor / 2) // divisor * divisor)", "int(v + divisor / 2) // divisor * divisor"),
    ("if rounded < 0.9 * v:", "if 0 < rounded < 0.9 * v:"),
)
halves_to_even = edited(
    "A half does not always go up here: Python's round(...) takes the even neighbour of it. Add half a divisor and "
    "round down.",
    ("int(v + divisor / 2) // divisor * divisor", "round(v / divisor) * divisor"),
)
ten_percent_of_the_divisor = edited(
    "The rule compares with nine tenths of v, the number that is rounded, and not with v less a tenth of the divisor.",
    ("0.9 * v", "v - 0.1 * divisor"),
)
ninety_percent_the_wrong_way = edited(
    "You compare the wrong way round: one divisor is added where rounding took away little, or nothing.",
    ("rounded < 0.9 * v", "rounded > 0.9 * v"),
)
added_one = edited(
    "Where the multiple is too small you add 1, and what comes out is no multiple any more. Add one divisor.",
    ("rounded += divisor", "rounded += 1"),
)
number_of_multiples = edited(
    "You return how many divisors fit, not the multiple itself: the last multiplication by the divisor is missing.",
    ("int(v + divisor / 2) // divisor * divisor", "int(v + divisor / 2) // divisor"),
    ("if rounded < 0.9 * v:", "if rounded * divisor < 0.9 * v:"),
    ("rounded += divisor", "rounded += 1"),
    ("max(divisor,", "max(1,"),
)
divisor_is_always_eight = edited(
    "You always round to multiples of 8, whatever the divisor is.",
    ("max(divisor, int(v + divisor / 2) // divisor * divisor)", "max(8, int(v + 4) // 8 * 8)"),
    ("rounded += divisor", "rounded += 8"),
)
least_is_one = edited(
    "The least answer is one divisor, and a number that is rounded to 0 becomes that.",
    ("max(divisor,", "max(1,"),
    ("rounded += divisor", "rounded += divisor if rounded > 1 else 0"),
)
stored_with_a_point = edited(
    "The number is right, but it is stored with a point, such as 24.0, and Keras and range(...) want whole numbers. Make it "
    "one with int(...).",
    ("int(v + divisor / 2)", "float(v + divisor / 2)"),
)


@alternative
def without_a_least(v, divisor):  # the rule of the nine tenths lifts a 0 to one divisor by itself
    multiple = int(v / divisor + 0.5) * divisor
    return multiple if multiple >= 0.9 * v else multiple + divisor


@alternative
def with_floor(v, divisor):
    multiple = divisor * math.floor(v / divisor + 0.5)
    multiple = multiple if multiple > 0 else divisor
    return multiple + divisor if multiple < v * 0.9 else multiple


@alternative
def by_trying(v, divisor):
    multiple = divisor
    while multiple + divisor / 2 <= v:
        multiple += divisor
    while multiple < 0.9 * v:
        multiple += divisor
    return multiple


@alternative
def by_remainder(v, divisor):
    rest = v % divisor
    down = v - rest
    near = down + divisor if rest >= divisor / 2 else down
    near = max(near, divisor)
    return int(round(near if near >= 0.9 * v else near + divisor))
