import numpy as np

from grader.authoring import alternative, edited

smaller_score = edited("You take the smaller of the two. Maxout takes the larger.", ("np.maximum", "np.minimum"))
max_with_an_array_as_axis = edited(
    "np.max looks for the largest entry inside one array; its second argument is an axis. np.maximum compares two "
    "arrays entry by entry.",
    ("np.maximum", "np.max"),
    raises="TypeError",
)
largest_of_everything = edited(
    "This is one number, the largest of all. The answer has an entry for each place.",
    ("np.maximum(Z1, Z2)", "np.max([Z1, Z2])"),
)
scores_added = edited("The two scores are added. Maxout takes the larger one alone.", ("np.maximum(Z1, Z2)", "Z1 + Z2"))
never_below_zero = edited(
    "Where both scores are negative you return 0. There is no zero in maxout: the larger may be negative.",
    ("np.maximum(Z1, Z2)", "np.maximum(np.maximum(Z1, Z2), 0)"),
)
larger_in_size = edited(
    "You compare the sizes without the sign. The larger of -3 and -1 is -1.",
    ("np.maximum(Z1, Z2)", "np.where(np.abs(Z1) > np.abs(Z2), Z1, Z2)"),
)
if_on_two_arrays = edited(
    "An if, or Python's max, can decide one thing only, not a whole array at once. Compare entry by entry.",
    ("np.maximum(Z1, Z2)", "Z1 if (Z1 > Z2) else Z2"),
)
which_is_larger = edited(
    "This tells where Z1 is larger, as true or false. Return the larger score itself.",
    ("np.maximum(Z1, Z2)", "Z1 > Z2"),
)
larger_written_into_the_argument = edited(
    "The numbers are right, but they are written into the caller's Z1. Make a new array.",
    ("larger: np.ndarray = np.maximum(Z1, Z2)", "Z1[Z2 > Z1] = Z2[Z2 > Z1]"),
    ("return larger", "return Z1"),
)


@alternative
def chosen_with_where(Z1, Z2):
    return np.where(Z1 > Z2, Z1, Z2)


@alternative
def mean_plus_half_the_distance(Z1, Z2):
    return (Z1 + Z2 + np.abs(Z1 - Z2)) / 2


@alternative
def stacked(Z1, Z2):
    return np.stack([Z1, Z2]).max(axis=0)


@alternative
def as_relu_of_the_difference_in_float32(Z1, Z2):
    Z1, Z2 = np.asarray(Z1, dtype=np.float32), np.asarray(Z2, dtype=np.float32)
    return Z2 + np.maximum(0, Z1 - Z2)
