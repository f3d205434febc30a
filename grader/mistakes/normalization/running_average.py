import numpy as np

from grader.authoring import alternative, edited

average_the_wrong_way = edited(
    "The average runs the wrong way: momentum is the share of the old that stays, 1 - momentum the share of the new. "
    "(In PyTorch the argument called momentum is the share of the new.)",
    ("momentum * old + (1 - momentum) * new", "(1 - momentum) * old + momentum * new"),
)
average_adds_all_of_the_new = edited(
    "All of the new is added. Take only the share 1 - momentum of it, or the average grows and grows.",
    ("(1 - momentum) * new", "new"),
)
average_keeps_all_of_the_old = edited(
    "All of the old is kept. Only the share momentum of it stays, or the average grows and grows.",
    ("momentum * old", "old"),
)
average_half_and_half = edited(
    "Old and new count alike here. momentum says how much of the old stays.",
    ("momentum * old + (1 - momentum) * new", "(old + new) / 2"),
)
average_forgets_the_old = edited(
    "Nothing of the old is left. The share momentum of it stays.",
    ("momentum * old + (1 - momentum) * new", "new"),
)
average_never_moves = edited(
    "The old comes back as it was. Move it towards the new, by the share 1 - momentum.",
    ("momentum * old + (1 - momentum) * new", "old"),
)
average_with_a_fixed_momentum = edited(
    "The momentum is always 0.9 here. Use the argument.", ("average: np", "momentum = 0.9", "average: np")
)
average_moved_away = edited(
    "The sign is wrong: the average moves away from the new. Add the share of the new.",
    ("+ (1 - momentum)", "- (1 - momentum)"),
)
average_of_the_step_alone = edited(
    "This is only the part that is added. The share momentum of the old belongs to it.", ("momentum * old + ", "")
)
average_in_place = edited(
    "The number is right, but the caller's old average is changed: *= and += write into it. Make a new array.",
    ("average: np.ndarray = momentum * old + (1 - momentum) * new", "old *= momentum", "old += (1 - momentum) * new"),
    ("return average", "return old"),
)


@alternative
def a_step_towards_the_new(old, new, momentum):
    return old + (1 - momentum) * (new - old)


@alternative
def number_by_number(old, new, momentum):
    return [momentum * before + (1.0 - momentum) * now for before, now in zip(old, new, strict=True)]


@alternative
def by_numpy_average(old, new, momentum):
    return np.average(np.stack([old, new]).astype(np.float32), axis=0, weights=[momentum, 1 - momentum])
