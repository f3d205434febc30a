import numpy as np

from grader.authoring import alternative, edited
from solutions.regularization import dropout_forward

gradient_not_scaled = edited(
    "The gradient is masked but not scaled. The forward pass divided by keep_prob, so the gradient is divided too.",
    (" / keep_prob", ""),
)
gradient_not_masked = edited(
    "The gradient is scaled but not masked: a unit that was silent has no part in the result.", ("dA * mask", "dA")
)
scale_undone = edited(
    "You multiply by keep_prob to undo the scale. The slope of a multiplication is the same factor again: divide.",
    ("/ keep_prob", "* keep_prob"),
)
gradient_scaled_twice = edited(
    "You divide by keep_prob twice. Once, as on the way forward.", ("/ keep_prob", "/ keep_prob**2")
)
gradient_scaled_by_the_drop_rate = edited(
    "You divide by the share that is dropped. Use the scale of the forward pass: keep_prob.",
    ("/ keep_prob", "/ (1 - keep_prob)"),
)
gradient_to_the_dropped = edited(
    "The gradient goes to the units that were dropped. It belongs to those that stayed.",
    ("dA * mask", "dA * np.logical_not(mask)"),
)
gradient_passed_on = edited(
    "The gradient is passed on as it came: neither mask nor scale. The slope of the forward pass is missing.",
    ("dA * mask / keep_prob", "dA"),
)
written_into_dA = edited(
    "The numbers are right, but the caller's dA is changed in place. Make a new array.",
    ("dA_dropped: np.ndarray = dA * mask / keep_prob", "dA *= mask", "dA /= keep_prob"),
    ("return dA_dropped", "return dA"),
)


@alternative
def by_the_forward_pass(dA, mask, keep_prob):
    return dropout_forward(dA, mask, keep_prob)


@alternative
def gradient_with_where(dA, mask, keep_prob):
    return np.where(mask > 0, dA, 0) / keep_prob


@alternative
def gradient_one_by_one(dA, mask, keep_prob):
    return np.array(
        [
            [float(g) / keep_prob if kept else 0.0 for g, kept in zip(row, keeps, strict=True)]
            for row, keeps in zip(dA, mask, strict=True)
        ]
    )


@alternative
def gradient_with_einsum(dA, mask, keep_prob):
    return np.einsum("ij,ij->ij", dA, mask.astype(float)) / keep_prob
