import numpy as np

from grader.authoring import alternative, edited

above_alone = edited(
    "Numbers above the limit are cut off, those below -limit are not.",
    ("np.clip(value, -limit, limit)", "np.minimum(value, limit)"),
)
below_alone = edited(
    "Numbers below -limit are cut off, those above limit are not.",
    ("np.clip(value, -limit, limit)", "np.maximum(value, -limit)"),
)
negative_ones_to_zero = edited(
    "Negative numbers become 0. The lowest value is -limit.",
    ("np.clip(value, -limit, limit)", "np.clip(value, 0, limit)"),
)
large_ones_to_zero = edited(
    "Numbers that are too large become 0. They should become limit, or -limit.",
    ("np.clip(value, -limit, limit)", "np.where(np.abs(value) > limit, 0.0, value)"),
)
sign_lost = edited(
    "The signs are lost: what is negative should stay so.",
    ("np.clip(value, -limit, limit)", "np.minimum(np.abs(value), limit)"),
)
scaled_by_the_largest = edited(
    "The whole array is scaled until its largest number is the limit. Cut each number off by itself.",
    ("np.clip(value, -limit, limit)", "value * min(1.0, limit / np.max(np.abs(value)))"),
)
each_array_by_its_norm = edited(
    "Each array is shortened by its length. Here every single number is cut off by itself.",
    ("np.clip(value, -limit, limit)", "value * min(1.0, limit / np.linalg.norm(value))"),
)
sign_times_limit = edited(
    "Every number becomes limit or -limit. What is smaller stays as it is.",
    ("np.clip(value, -limit, limit)", "np.sign(value) * limit"),
)
clipped_in_place = edited(
    "The caller's arrays are changed. Make new ones.",
    ("np.clip(value, -limit, limit)", "np.clip(value, -limit, limit, out=value)"),
)
limit_of_one = edited(
    "The argument limit is not used: it is always 1.", ("np.clip(value, -limit, limit)", "np.clip(value, -1.0, 1.0)")
)


@alternative
def minimum_and_maximum(grads, limit):
    clipped = {}
    for name in grads:
        clipped[name] = np.minimum(np.maximum(grads[name], -limit), limit)
    return clipped


@alternative
def with_where(grads, limit):
    return {k: np.where(v > limit, limit, np.where(v < -limit, -limit, v)) for k, v in grads.items()}


@alternative
def number_by_number(grads, limit):
    clipped = {}
    for name, value in grads.items():
        new = np.array(value, dtype=np.float32)
        for place in np.ndindex(new.shape):
            new[place] = max(-limit, min(limit, new[place]))
        clipped[name] = new
    return clipped
