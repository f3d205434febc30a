import numpy as np

from grader.catalogue import alternative, mistake


@mistake("You take the smaller of the two. Maxout takes the larger.")
def smaller_score(Z1, Z2):
    return np.minimum(Z1, Z2)


@mistake(
    "np.max looks for the largest entry inside one array; its second argument is an axis. np.maximum compares two "
    "arrays entry by entry."
)
def max_with_an_array_as_axis(Z1, Z2):
    return np.max(Z1, Z2)


@mistake("This is one number, the largest of all. The answer has an entry for each place.")
def largest_of_everything(Z1, Z2):
    return np.max([Z1, Z2])


@mistake("The two scores are added. Maxout takes the larger one alone.")
def scores_added(Z1, Z2):
    return Z1 + Z2


@mistake("Where both scores are negative you return 0. There is no zero in maxout: the larger may be negative.")
def never_below_zero(Z1, Z2):
    return np.maximum(np.maximum(Z1, Z2), 0)


@mistake("You compare the sizes without the sign. The larger of -3 and -1 is -1.")
def larger_in_size(Z1, Z2):
    return np.where(np.abs(Z1) > np.abs(Z2), Z1, Z2)


@mistake("An if, or Python's max, can decide one thing only, not a whole array at once. Compare entry by entry.")
def if_on_two_arrays(Z1, Z2):
    return Z1 if (Z1 > Z2) else Z2


@mistake("This tells where Z1 is larger, as true or false. Return the larger score itself.")
def which_is_larger(Z1, Z2):
    return Z1 > Z2


@mistake("The numbers are right, but they are written into the caller's Z1. Make a new array.")
def larger_written_into_the_argument(Z1, Z2):
    Z1[Z2 > Z1] = Z2[Z2 > Z1]
    return Z1


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
