import numpy as np

from grader.authoring import alternative, edited

value_of_relu = edited(
    "This is ReLU itself. Its slope is asked for: 0 on the left, 1 on the right.",
    ("np.where(Z > 0, 1.0, 0.0)", "np.maximum(0, Z)"),
)
sides_swapped = edited(
    "The sides are swapped: the slope is 1 where z is positive.",
    ("np.where(Z > 0, 1.0, 0.0)", "np.where(Z > 0, 0.0, 1.0)"),
)
minus_one_on_the_left = edited(
    "On the left the slope is 0, not -1: there ReLU is flat.", ("np.where(Z > 0, 1.0, 0.0)", "np.sign(Z)")
)
one_everywhere = edited(
    "The slope is 1 everywhere here. On the left ReLU is flat: 0.",
    ("np.where(Z > 0, 1.0, 0.0)", "np.ones(np.shape(Z))"),
)
step_at_one = edited(
    "The step is at 1 instead of at 0: scores between 0 and 1 have the slope 1, too.", ("Z > 0", "Z > 1")
)
cut_off_score = edited(
    "Between 0 and 1 you return the score. The slope is 1 there already: a hard step at 0.",
    ("np.where(Z > 0, 1.0, 0.0)", "np.clip(Z, 0, 1)"),
)
slopes_written_into_the_argument = edited(
    "The numbers are right, but they are written into the caller's array. Make a new array.",
    ("return np.where(Z > 0, 1.0, 0.0)", "Z[Z > 0] = 1", "return np.where(Z > 0, 1.0, 0.0)"),
)
if_on_all_scores = edited(
    "An if can decide one thing only, not a whole array at once. Let the comparison answer entry by entry.",
    ("np.where(Z > 0, 1.0, 0.0)", "1 if Z > 0 else 0"),
)


@alternative
def comparison_alone(Z):
    return Z > 0


@alternative
def whole_numbers(Z):
    return np.greater_equal(Z, 0).astype(int)


@alternative
def heaviside_step(Z):
    return np.heaviside(Z, 0.5)


@alternative
def entry_by_entry(Z):
    slopes = np.zeros(Z.shape, dtype=np.float32)
    for place in np.ndindex(Z.shape):
        if Z[place] > 0:
            slopes[place] = 1
    return slopes
