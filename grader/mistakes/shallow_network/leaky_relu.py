import numpy as np

from grader.catalogue import alternative, mistake


@mistake("alpha is always 0.01 here. Use the argument alpha; 0.01 is only what it is if left out.")
def alpha_fixed(Z, alpha=0.01):
    return np.where(Z > 0, Z, 0.01 * Z)


@mistake("Nothing leaks: this is plain ReLU. On the left the answer is alpha times the score.")
def nothing_leaks(Z, alpha=0.01):
    return np.maximum(0, Z)


@mistake("On the left you return alpha itself. The answer there is alpha times the score: a slanted line.")
def alpha_alone_on_the_left(Z, alpha=0.01):
    return np.where(Z > 0, Z, alpha)


@mistake("On the left the sign is turned round. Negative scores stay negative, only smaller.")
def sign_turned_on_the_left(Z, alpha=0.01):
    return np.where(Z > 0, Z, -alpha * Z)


@mistake(
    "The sides are swapped: positive scores pass as they are, negative ones are made small. (Did you take np.minimum?)"
)
def small_on_the_right(Z, alpha=0.01):
    return np.where(Z > 0, alpha * Z, Z)


@mistake("All scores are multiplied by alpha. Positive ones pass as they are.")
def small_on_both_sides(Z, alpha=0.01):
    return alpha * Z


@mistake("On the left alpha is subtracted from the score. Multiply instead.")
def alpha_subtracted(Z, alpha=0.01):
    return np.where(Z > 0, Z, Z - alpha)


@mistake("The numbers are right, but they are written into the caller's array. Make a new array.")
def leak_written_into_the_argument(Z, alpha=0.01):
    Z[...] = np.where(Z > 0, Z, alpha * Z)
    return Z


@mistake("When Z holds integers, your copy holds integers too, and the fractions are cut off. Make a float array.")
def fractions_cut_off(Z, alpha=0.01):
    result = Z.copy()
    result[Z < 0] = alpha * Z[Z < 0]
    return result


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
