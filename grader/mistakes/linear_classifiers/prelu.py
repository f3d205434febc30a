import numpy as np

from grader.authoring import alternative, edited, mistake

prelu_derivatives_swapped = edited(
    "The two derivatives have changed places: first the one for z, then the one for a.",
    (
        "np.where(positive, 1.0, a), np.where(positive, 0.0, Z)",
        "np.where(positive, 0.0, Z), np.where(positive, 1.0, a)",
    ),
)
prelu_da_summed = edited(
    "The derivative for a is summed over the examples already. Return it number by number, (m, n).",
    ("np.where(positive, 0.0, Z)", "np.sum(np.where(positive, 0.0, Z), axis=0)"),
)
prelu_dz_zero_below = edited(
    "The derivative for z is 0 below zero, as for the ReLU. Here it is the slope a.",
    ("np.where(positive, 1.0, a)", "np.where(positive, 1.0, 0.0 * a)"),
)
prelu_da_everywhere = edited(
    "The derivative for a is z everywhere. Above zero a has no part in the value: 0 there.",
    ("np.where(positive, 0.0, Z)", "Z.copy()"),
)
prelu_da_one = edited(
    "The derivative for a is 1 below zero. The value there is a times z: its derivative for a is z.",
    ("np.where(positive, 0.0, Z)", "np.where(positive, 0.0, np.ones_like(Z))"),
)
prelu_da_with_slope = edited(
    "The derivative for a is a z below zero. That is the value; derived for a, z is left.",
    ("np.where(positive, 0.0, Z)", "np.where(positive, 0.0, a * Z)"),
)
prelu_larger_branch = edited(
    "The larger of z and a z is taken. With a slope above 1 that is the wrong branch: choose by the sign of z.",
    ("np.where(positive, Z, a * Z)", "np.maximum(Z, a * Z)"),
)
prelu_plain_relu = edited(
    "The value is that of the ReLU: 0 below zero. There it should be a times z.",
    ("np.where(positive, Z, a * Z)", "np.where(positive, Z, 0.0 * a)"),
)
prelu_slope_on_both_sides = edited(
    "The slope a is used on both sides of zero. Above zero the value is z itself.",
    ("np.where(positive, Z, a * Z)", "a * Z"),
)
prelu_first_slope_for_all = edited(
    "The slope of the first unit is used for all. Each column has its own.",
    ("positive = Z > 0", "positive = Z > 0", "a = np.full(a.shape, a[0])"),
)
prelu_absolute_slope = edited(
    "Below zero the value is -a z. It is a z: the sign of z stays.",
    ("np.where(positive, Z, a * Z)", "np.where(positive, Z, -a * Z)"),
)
prelu_da_absolute = edited(
    "The derivative for a has the wrong sign below zero: it is z, which is negative there.",
    ("np.where(positive, 0.0, Z)", "np.where(positive, 0.0, -Z)"),
)


@mistake("Only the value comes back. Return three arrays: the value, the derivative for z, and the one for a.")
def prelu_value_only(Z, a):
    return np.where(Z > 0, Z, a * Z)


@mistake(
    "The slopes are used for the rows, one for each example. They belong to the columns: plain a goes along the last axis."
)
def prelu_slopes_of_rows(Z, a):
    slopes = a[:, np.newaxis]
    return np.where(Z > 0, Z, slopes * Z), np.where(Z > 0, 1.0, slopes), np.where(Z > 0, 0.0, Z)


prelu_side_by_value = edited(
    "The derivatives look at the sign of the value. Where the slope is negative, the value is above zero on both sides: "
    "look at the sign of Z.",
    (
        "np.where(positive, 1.0, a), np.where(positive, 0.0, Z)",
        "np.where(np.where(positive, Z, a * Z) > 0, 1.0, a), np.where(np.where(positive, Z, a * Z) > 0, 0.0, Z)",
    ),
)
prelu_fixed_slope = edited(
    "The slope is fixed at 0.01, as in a leaky ReLU. Use the slopes that are passed in.",
    ("positive = Z > 0", "positive = Z > 0", "a = np.full(a.shape, 0.01)"),
)


@alternative
def prelu_with_maximum_and_minimum(Z, a):
    negative = np.minimum(Z, 0)
    return np.maximum(Z, 0) + a * negative, (Z > 0) + a * (Z <= 0), negative


@alternative
def prelu_by_loops(Z, a):
    value, dz, da = np.zeros(Z.shape), np.zeros(Z.shape), np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            above = Z[i, j] >= 0
            value[i, j] = Z[i, j] if above else a[j] * Z[i, j]
            dz[i, j] = 1 if above else a[j]
            da[i, j] = 0 if above else Z[i, j]
    return value, dz, da


@alternative
def prelu_with_masks(Z, a):
    below = (Z < 0).astype(np.float32)
    slopes = np.ones(Z.shape) * a
    dz = 1 - below + below * slopes
    return [Z * dz, dz, Z * below]
