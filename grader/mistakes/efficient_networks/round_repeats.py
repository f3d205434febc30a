import numpy as np

from grader.authoring import alternative, edited

rounded_down = edited(
    "You round down, so a stage of one block never grows, and may lose its only block. Round up.",
    ("math.ceil(repeats * depth)", "int(repeats * depth)"),
)
rounded_to_the_nearest = edited(
    "You round to the nearest number. Round up: 1.2 blocks become 2.",
    ("math.ceil(repeats * depth)", "round(repeats * depth)"),
)
depth_rounded_first = edited(
    "You round the depth up before you multiply. Multiply first: 3 blocks, 1.2 times as deep, are 3.6, which is 4.",
    ("math.ceil(repeats * depth)", "repeats * math.ceil(depth)"),
)
one_too_many = edited(
    "A stage is one block too long where the product is a whole number: int(...) + 1 is not the same as rounding up.",
    ("math.ceil(repeats * depth)", "int(repeats * depth) + 1"),
)
not_rounded = edited(
    "Nothing is rounded, and there is no part of a block.",
    ("math.ceil(repeats * depth)", "repeats * depth"),
)
added = edited(
    "You add the depth. It says how many times as many blocks: multiply, then round up.",
    ("repeats * depth", "repeats + depth"),
)
only_the_depth = edited(
    "The number of repeats is not used.",
    ("repeats * depth", "depth"),
)
depth_ignored = edited(
    "The depth is not used: the stage stays as long as it was.",
    ("math.ceil(repeats * depth)", "repeats"),
)
never_fewer = edited(
    "A depth below 1 shortens a stage. You never give fewer blocks than there were.",
    ("math.ceil(repeats * depth)", "max(repeats, math.ceil(repeats * depth))"),
)
at_least_one_only = edited(
    "You round to the nearest number and then see to it that one block is left. Round up instead.",
    ("math.ceil(repeats * depth)", "max(1, round(repeats * depth))"),
)
stored_with_a_point = edited(
    "The number is right, but it is stored with a point, such as 24.0, and Keras and range(...) want whole numbers. Make it "
    "one with int(...).",
    ("math.ceil(repeats * depth)", "float(math.ceil(repeats * depth))"),
)


@alternative
def with_numpy(repeats, depth):
    return np.ceil(repeats * depth).astype(int)


@alternative
def with_whole_division(repeats, depth):
    return int(-(-(repeats * depth) // 1))


@alternative
def by_counting(repeats, depth):
    blocks = 0
    while blocks < depth * repeats:
        blocks += 1
    return blocks
