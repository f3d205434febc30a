import numpy as np

from grader.authoring import alternative, edited

wrong_side = edited(
    "This keeps the negative scores and cuts the positive ones. Of each score and 0, take the larger.",
    ("np.maximum", "np.minimum"),
)
absolute_value = edited("Negative scores come out positive. ReLU turns them into 0.", ("np.maximum(0, Z)", "np.abs(Z)"))
ones_for_positive_scores = edited(
    "Positive scores come out as 1. They pass as they are; 0 and 1 are the slopes.",
    ("np.maximum(0, Z)", "(Z > 0).astype(float)"),
)
largest_of_all = edited(
    "np.max gives one number, the largest of all. np.maximum compares entry by entry.",
    ("np.maximum(0, Z)", "np.max(Z)"),
)
cut_off_at_one = edited(
    "Scores above 1 are cut off as well. On the right side ReLU has no upper end.",
    ("np.maximum(0, Z)", "np.clip(Z, 0, 1)"),
)
zeros_written_into_the_argument = edited(
    "The numbers are right, but the zeros are written into the caller's array. Make a new array.",
    ("activations: np.ndarray = np.maximum(0, Z)", "Z[Z < 0] = 0"),
    ("return activations", "return Z"),
)
max_of_python = edited(
    "Python's max cannot compare a whole array with 0. np.maximum compares entry by entry.", ("np.maximum", "max")
)
leaking = edited(
    "Negative scores leak through a little. That is leaky ReLU; plain ReLU cuts them to 0.",
    ("np.maximum(0, Z)", "np.where(Z > 0, Z, 0.01 * Z)"),
)
negative_scores_left_out = edited(
    "The negative scores are left out, so fewer numbers come back than went in. Put a 0 in their place.",
    ("np.maximum(0, Z)", "Z[Z > 0]"),
)


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
