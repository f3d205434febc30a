import numpy as np

from grader.authoring import alternative, edited

each_by_its_own = edited(
    "Each array is shortened by its own length. There is one length for all of them together, and one factor.",
    ("return {name: factor * value", "return {name: value * min(1.0, limit / max(np.sqrt(np.sum(value**2)), 1e-300))"),
)
always_scaled = edited(
    "Gradients that are shorter than the limit are made longer. They should stay as they are.",
    ("limit / length if length > limit else 1.0", "limit / length if length > 0 else 1.0"),
)
root_forgotten = edited(
    "The length is the root of the sum of the squares; the root is missing.",
    ("np.sqrt(sum(np.sum(value**2) for value in grads.values()))", "sum(np.sum(value**2) for value in grads.values())"),
)
sum_of_sizes = edited(
    "The length is the root of the sum of the squares, not the sum of the absolute values.",
    (
        "np.sqrt(sum(np.sum(value**2) for value in grads.values()))",
        "sum(np.sum(np.abs(value)) for value in grads.values())",
    ),
)
sum_of_lengths = edited(
    "The lengths of the arrays are added up. Add the squares up over all arrays, and take one root at the end.",
    (
        "np.sqrt(sum(np.sum(value**2) for value in grads.values()))",
        "sum(np.sqrt(np.sum(value**2)) for value in grads.values())",
    ),
)
largest_number = edited(
    "You took the largest number for the length. It is the root of the sum of all squares.",
    (
        "np.sqrt(sum(np.sum(value**2) for value in grads.values()))",
        "max(np.max(np.abs(value)) for value in grads.values())",
    ),
)
length_one = edited(
    "What is too long comes out with length 1. Its length should become the limit.",
    ("factor = limit / length if", "factor = 1 / length if"),
)
nothing_divided_by_nothing = edited(
    "Where all gradients are zero, their length is 0, and you divide by it. Divide only where the length is more than limit.",
    ("limit / length if length > limit else 1.0", "min(length, limit) / length"),
)
by_value = edited(
    "Single numbers are cut off, which turns the direction. Multiply all numbers by one factor.",
    ("factor * value", "np.clip(value, -limit, limit)"),
)
turned_round = edited(
    "Long gradients stay as they are, and short ones are scaled. It should be the other way round.",
    ("if length > limit", "if 0 < length < limit"),
)
mean_of_squares = edited(
    "The squares are averaged. The length is the root of their sum.",
    (
        "np.sqrt(sum(np.sum(value**2) for value in grads.values()))",
        "np.sqrt(np.mean(np.concatenate([value.ravel() ** 2 for value in grads.values()])))",
    ),
)
last_array_alone = edited(
    "The length is that of one array alone. All arrays count.",
    (
        "np.sqrt(sum(np.sum(value**2) for value in grads.values()))",
        "[np.sqrt(np.sum(value**2)) for value in grads.values()][-1]",
    ),
)
limit_for_the_factor = edited(
    "Gradients that are too long are multiplied by the limit itself. Multiply by limit / length.",
    ("factor = limit / length if", "factor = limit if"),
)
shortened_in_place = edited(
    "The caller's arrays are changed. Make new ones.",
    ("return {name:", "for value in grads.values():", "    value *= factor", "return {name:"),
    ("factor * value for", "value for"),
)


@alternative
def one_long_vector(grads, limit):
    everything = np.concatenate([np.ravel(value) for value in grads.values()])
    length = np.linalg.norm(everything)
    return {k: v * (limit / length) if length > limit else v.copy() for k, v in grads.items()}


@alternative
def at_most_one(grads, limit):
    total = 0.0
    for value in grads.values():
        total += float((value * value).sum())
    factor = min(1.0, limit / (total**0.5 + 1e-12))
    return {name: value * factor for name, value in grads.items()}


@alternative
def in_float32(grads, limit):
    small = {name: value.astype(np.float32) for name, value in grads.items()}
    length = np.sqrt(sum((value**2).sum() for value in small.values()))
    return {name: value / max(1.0, length / limit) for name, value in small.items()}
