import numpy as np

from grader.authoring import alternative, edited, mistake

sees_what_comes = edited(
    "Each place sees itself and what comes after it. It should see itself and what stood before: the lower left.",
    ("np.tril", "np.triu"),
)
does_not_see_itself = edited(
    "A place does not see itself, and the first sees nothing at all. It sees the places up to its own.",
    ("dtype=bool)", "dtype=bool), k=-1"),
)
sees_the_next = edited(
    "Each place sees one place too many: the next one, which it is to guess.", ("dtype=bool)", "dtype=bool), k=1")
)
sees_everything = edited("Every place sees every other. It should not see what comes after it.", ("np.tril", ""))
sees_itself_alone = edited(
    "Each place sees itself alone. It should see what stood before it, too.",
    ("np.tril(np.ones((n, n), dtype=bool))", "np.eye(n, dtype=bool)"),
)
true_where_hidden = edited(
    "The mask is True where a place may not look. Turn it round: True says that it may.", ("return ", "return ~")
)


@mistake("The mask holds 0 and minus infinity, to be added to scores. Here a mask holds True where a place may look.")
def mask_to_be_added(n):
    return np.where(np.tril(np.ones((n, n), dtype=bool)), 0.0, -np.inf)


@mistake("The mask has an axis too many. The shape (n, n) is enough: it fits to every batch and every head.")
def mask_with_a_batch_axis(n):
    return np.tril(np.ones((1, n, n), dtype=bool))


@mistake("The mask has n + 1 rows and columns. It should have n.")
def mask_of_one_more(n):
    return np.tril(np.ones((n + 1, n + 1), dtype=bool))


@mistake("The mask holds ones and zeros. It should hold True and False: it will be used to choose.")
def mask_of_numbers(n):
    return np.tril(np.ones((n, n)))


@alternative
def by_comparing_places(n):
    places = np.arange(n)
    return places[None, :] <= places[:, None]


@alternative
def with_loops(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        mask[i, : i + 1] = True
    return mask


@alternative
def by_the_upper_half(n):
    return np.logical_not(np.triu(np.ones((n, n)), k=1))


@alternative
def as_a_list(n):
    return [[j <= i for j in range(n)] for i in range(n)]
