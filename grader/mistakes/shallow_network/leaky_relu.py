import numpy as np

from grader.authoring import alternative, edited

alpha_fixed = edited(
    "alpha is always 0.01 here. Use the argument alpha; 0.01 is only what it is if left out.", ("alpha * Z", "0.01 * Z")
)
nothing_leaks = edited(
    "Nothing leaks: this is plain ReLU. On the left the answer is alpha times the score.",
    ("np.where(Z > 0, Z, alpha * Z)", "np.maximum(0, Z, alpha * Z)"),
)
alpha_alone_on_the_left = edited(
    "On the left you return alpha itself. The answer there is alpha times the score: a slanted line.",
    ("alpha * Z", "alpha"),
)
sign_turned_on_the_left = edited(
    "On the left the sign is turned round. Negative scores stay negative, only smaller.", ("alpha * Z", "-alpha * Z")
)
small_on_the_right = edited(
    "The sides are swapped: positive scores pass as they are, negative ones are made small. (Did you take np.minimum?)",
    ("np.where(Z > 0, Z, alpha * Z)", "np.where(Z > 0, alpha * Z, Z)"),
)
small_on_both_sides = edited(
    "All scores are multiplied by alpha. Positive ones pass as they are.",
    ("np.where(Z > 0, Z, alpha * Z)", "alpha * Z"),
)
alpha_subtracted = edited(
    "On the left alpha is subtracted from the score. Multiply instead.", ("alpha * Z", "Z - alpha")
)
leak_written_into_the_argument = edited(
    "The numbers are right, but they are written into the caller's array. Make a new array.",
    ("return np.where(Z > 0, Z, alpha * Z)", "Z[...] = np.where(Z > 0, Z, alpha * Z)", "return Z"),
)
fractions_cut_off = edited(
    "When Z holds integers, your copy holds integers too, and the fractions are cut off. Make a float array.",
    ("alpha * Z)", "alpha * Z).astype(Z.dtype)"),
)


@alternative
def larger_of_the_two(Z, alpha=0.01):
    return np.maximum(Z, alpha * Z)


@alternative
def two_masks(Z, alpha=0.01):
    return Z * (Z > 0) + alpha * Z * (Z <= 0)


@alternative
def score_by_score(Z, alpha=0.01):
    return np.array([z if z > 0 else alpha * z for z in Z.ravel()]).reshape(Z.shape)


@alternative
def leaky_in_float32(Z, alpha=0.01):
    Z = Z.astype(np.float32)
    return np.clip(Z, 0, None) + np.float32(alpha) * np.clip(Z, None, 0)


left_side_added_on_both = edited(
    "alpha times the score is added on the right, too. There the score passes as it is.",
    ("np.where(Z > 0, Z, alpha * Z)", "np.maximum(0, Z) + alpha * Z"),
)
