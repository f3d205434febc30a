import numpy as np

from grader.catalogue import alternative, mistake


@mistake("This keeps the negative scores and cuts the positive ones. Of each score and 0, take the larger.")
def wrong_side(Z):
    return np.minimum(0, Z)


@mistake("Negative scores come out positive. ReLU turns them into 0.")
def absolute_value(Z):
    return np.abs(Z)


@mistake("Positive scores come out as 1. They pass as they are; 0 and 1 are the slopes.")
def ones_for_positive_scores(Z):
    return (Z > 0).astype(float)


@mistake("np.max gives one number, the largest of all. np.maximum compares entry by entry.")
def largest_of_all(Z):
    return np.max(Z)


@mistake("Scores above 1 are cut off as well. On the right side ReLU has no upper end.")
def cut_off_at_one(Z):
    return np.clip(Z, 0, 1)


@mistake("The numbers are right, but the zeros are written into the caller's array. Make a new array.")
def zeros_written_into_the_argument(Z):
    Z[Z < 0] = 0
    return Z


@mistake("Python's max cannot compare a whole array with 0. np.maximum compares entry by entry.")
def max_of_python(Z):
    return max(0, Z)


@mistake("Negative scores leak through a little. That is leaky ReLU; plain ReLU cuts them to 0.")
def leaking(Z):
    return np.where(Z > 0, Z, 0.01 * Z)


@mistake("The negative scores are left out, so fewer numbers come back than went in. Put a 0 in their place.")
def negative_scores_left_out(Z):
    return Z[Z > 0]


@alternative
def with_where(Z):
    return np.where(Z > 0, Z, 0)


@alternative
def with_a_mask(Z):
    return Z * (Z > 0)


@alternative
def half_of_the_sum(Z):
    return (Z + np.abs(Z)) / 2


@alternative
def on_a_copy_in_float32(Z):
    Z = np.array(Z, dtype=np.float32)
    Z[Z < 0] = 0
    return Z
