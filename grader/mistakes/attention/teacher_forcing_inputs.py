import numpy as np

from grader.authoring import alternative, edited, mistake

not_shifted = edited(
    "These are the right answers themselves: the network would be told what it should guess. In each place stands the token of the "
    "place before.",
    ("np.concatenate([first, y[:, :-1]], axis=1)", "y + 0"),
)
shifted_by_two = edited(
    "The tokens are shifted by two places, with two starts in front. Shift by one.",
    (
        "np.concatenate([first, y[:, :-1]], axis=1)",
        "np.concatenate([first, first, y[:, :-2]], axis=1)[:, : y.shape[1]]",
    ),
)
one_too_many = edited(
    "There is a token too many: y has lost nothing. What stands in the last place of y is never given, only guessed.",
    ("y[:, :-1]", "y"),
)
start_missing = edited(
    "There is a token too few, and no start. Put a column of start tokens in front.",
    ("np.concatenate([first, y[:, :-1]], axis=1)", "y[:, :-1]"),
)
shifted_the_other_way = edited(
    "The tokens are shifted to the left: each place is given the answer of the place *behind* it.",
    ("np.concatenate([first, y[:, :-1]], axis=1)", "np.concatenate([y[:, 1:], first], axis=1)"),
)
first_token_overwritten = edited(
    "The start stands in the first place, but nothing is shifted: in all other places stands what should be guessed there.",
    ("y[:, :-1]", "y[:, 1:]"),
)
rolled_around = edited(
    "The last token has come round to the first place. There belongs the start.",
    ("np.concatenate([first, y[:, :-1]], axis=1)", "np.roll(y, 1, axis=1)"),
)
shifted_down = edited(
    "The rows are shifted, not the places: each answer is given that of another example. Shift along axis 1.",
    (
        "np.concatenate([first, y[:, :-1]], axis=1)",
        "np.concatenate([np.full((1, y.shape[1]), start), y[:-1]], axis=0)",
    ),
)
start_is_zero = edited(
    "In the first place stands 0, which is a token like any other. Put the argument start there.",
    ("np.full((len(y), 1), start)", "np.zeros((len(y), 1), dtype=int)"),
)
start_at_the_end = edited(
    "The start stands in the last place. It comes before the first token.",
    ("np.concatenate([first, y[:, :-1]], axis=1)", "np.concatenate([y[:, :-1], first], axis=1)"),
)


@mistake("Everything is start: of the right tokens nothing is given.")
def nothing_but_starts(y, start):
    return np.full(y.shape, start)


@mistake("y itself is changed as well: it is written into. Make a new array, for the right answers are still needed.")
def written_into_y(y, start):
    y[:, 1:] = y[:, :-1].copy()
    y[:, 0] = start
    return y


@alternative
def rolled_and_overwritten(y, start):
    shifted = np.roll(y, 1, axis=1)
    shifted[:, 0] = start
    return shifted


@alternative
def place_by_place(y, start):
    given = np.zeros_like(y)
    for i in range(y.shape[0]):
        for t in range(y.shape[1]):
            given[i, t] = start if t == 0 else y[i, t - 1]
    return given


@alternative
def as_lists(y, start):
    return [[start, *row[:-1]] for row in y.tolist()]


@alternative
def padded_and_cut(y, start):
    return np.pad(y, ((0, 0), (1, 0)), constant_values=start)[:, : y.shape[1]].astype("int32")
