import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.linear_classifiers import SELU_ALPHA, SELU_SCALE

selu_scale_below_missing = edited(
    "The scale is missing below zero. It stands before both branches.",
    (
        "SELU_SCALE * np.where(z > 0, z, below)",
        "np.where(z > 0, SELU_SCALE * z, below)",
    ),
)
selu_scale_above_missing = edited(
    "The scale is missing above zero. It stands before both branches.",
    (
        "SELU_SCALE * np.where(z > 0, z, below)",
        "np.where(z > 0, z, SELU_SCALE * below)",
    ),
)
selu_without_scale = edited(
    "The scale is missing on both sides. Multiply by SELU_SCALE.", ("SELU_SCALE * np.where", "np.where")
)
selu_without_alpha = edited(
    "SELU_ALPHA is missing below zero: SELU_SCALE times SELU_ALPHA times (exp(z) - 1).", ("SELU_ALPHA * ", "")
)
selu_without_minus_one = edited(
    "The - 1 is missing below zero: the function jumps at zero.",
    ("np.expm1(np.minimum(z, 0))", "np.exp(np.minimum(z, 0))"),
)
selu_constants_swapped = edited(
    "The two constants have changed places: SELU_SCALE stands before both branches, SELU_ALPHA only below zero.",
    ("SELU_ALPHA * np", "SELU_SCALE * np"),
    ("SELU_SCALE * np.where", "SELU_ALPHA * np.where"),
)
selu_branches_swapped = edited(
    "The branches have changed places: z itself belongs above zero, the exponential below.",
    ("np.where(z > 0, z, below)", "np.where(z > 0, below, z)"),
)
selu_brackets_missing = edited(
    "SELU_ALPHA multiplies exp(z) alone here. It multiplies the - 1, too: put brackets around exp(z) - 1.",
    ("SELU_ALPHA * np.expm1(np.minimum(z, 0))", "SELU_ALPHA * np.exp(np.minimum(z, 0)) - 1"),
)
selu_plain_relu = edited(
    "Below zero it is 0, as for the ReLU. The exponential branch is missing there.",
    ("np.where(z > 0, z, below)", "np.where(z > 0, z, 0 * below)"),
)


@mistake(
    "Two branches multiplied by 0 and 1 give inf times 0 = NaN where exp overflows. Give exp only numbers up to 0: "
    "np.minimum(z, 0)."
)
def selu_overflows(z):
    return SELU_SCALE * ((z > 0) * z + (z <= 0) * SELU_ALPHA * (np.exp(z) - 1))


@mistake("The branches have changed places, so it explodes above zero. z itself belongs there, the exponential below.")
def selu_branches_swapped_without_a_cut(z):
    return SELU_SCALE * np.where(z > 0, SELU_ALPHA * (np.exp(z) - 1), z)


selu_plain_elu = edited(
    "Both constants are missing: this is the plain ELU.",
    ("SELU_ALPHA * np", "np"),
    ("SELU_SCALE * np.where", "np.where"),
)
selu_by_maximum = edited(
    "The larger of the two branches is taken. Just below zero that is z itself. Choose by the sign of z.",
    ("np.where(z > 0, z, below)", "np.maximum(z, below)"),
)


@alternative
def selu_by_loops(z):
    answer = np.zeros(np.shape(z))
    for place in np.ndindex(np.shape(z)):
        x = z[place]
        answer[place] = SELU_SCALE * x if x > 0 else SELU_SCALE * SELU_ALPHA * (np.exp(x) - 1)
    return answer


@alternative
def selu_in_two_parts(z):
    return SELU_SCALE * (np.maximum(z, 0) + SELU_ALPHA * (np.exp(np.minimum(z, 0)) - 1))


@alternative
def selu_with_a_warning(z):
    return np.where(z >= 0, SELU_SCALE * z, SELU_SCALE * SELU_ALPHA * (np.exp(z) - 1)).astype(np.float32)
