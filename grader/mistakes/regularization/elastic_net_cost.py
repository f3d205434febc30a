import numpy as np

from grader.authoring import alternative, edited, everywhere
from solutions.regularization import l1_cost, l2_cost

ratio_turned_round = edited(
    "The ratio is turned round: l1_ratio is the share of L1, and 1 - l1_ratio that of L2.",
    ("l1_ratio * l1_cost", "(1 - l1_ratio) * l1_cost"),
    ("(1 - l1_ratio) * l2_cost", "l1_ratio * l2_cost"),
)
both_in_full = edited(
    "Both penalties count in full. Share them out: l1_ratio to L1 and the rest to L2.",
    ("l1_ratio * l1_cost", "l1_cost"),
    ("(1 - l1_ratio) * l2_cost", "l2_cost"),
)
l2_in_full = edited(
    "L2 counts in full here. Its share is what L1 leaves: 1 - l1_ratio.", ("(1 - l1_ratio) * l2_cost", "l2_cost")
)
same_share_for_both = edited(
    "Both penalties get the share l1_ratio. L2 gets the rest, 1 - l1_ratio.", ("(1 - l1_ratio)", "l1_ratio")
)
strength_twice = edited(
    "lambda counts twice: it is in l1_cost and l2_cost already, so do not multiply by it again.",
    ("l1_ratio * l1_cost", "lambd * l1_ratio * l1_cost"),
    ("(1 - l1_ratio) * l2_cost", "lambd * (1 - l1_ratio) * l2_cost"),
)
divided_by_m_twice = edited(
    "You divide by m once more: l1_cost and l2_cost have done that already.", everywhere("lambd, m)", "lambd, m) / m")
)
half_lost_in_the_blend = edited(
    "The L2 part has lost its 1/2. The elastic net blends the two penalties exactly as you have written them above.",
    ("1 - l1_ratio", "2 * (1 - l1_ratio)"),
)


@alternative
def strengths_shared_out(parameters, lambd, l1_ratio, m):
    return l1_cost(parameters, lambd * l1_ratio, m) + l2_cost(parameters, lambd * (1 - l1_ratio), m)


@alternative
def written_out(parameters, lambd, l1_ratio, m):
    weights = np.concatenate([values.ravel() for name, values in parameters.items() if name.startswith("W")])
    return lambd / m * np.sum(l1_ratio * np.abs(weights) + (1 - l1_ratio) / 2 * weights**2)


@alternative
def blended_from_the_l2_end(parameters, lambd, l1_ratio, m):
    l1, l2 = l1_cost(parameters, lambd, m), l2_cost(parameters, lambd, m)
    return np.array(l2 + l1_ratio * (l1 - l2))
