import numpy as np

from grader.authoring import alternative, edited, mistake

one_bag_for_all = edited(
    "All members have the same rows in their bags. Draw anew for each of them.",
    ("rng.integers(0, m, size=(members, m))", "np.tile(rng.integers(0, m, size=m), (members, 1))"),
)
without_replacement = edited(
    "Every bag holds each row exactly once: this only shuffles. Put each row back before the next draw, so that "
    "some come twice.",
    ("rng.integers(0, m, size=(members, m))", "np.stack([rng.permutation(m) for _ in range(members)])"),
)
last_row_never = edited(
    "The last row is never drawn: rng.integers leaves out its upper end by itself, so it is m and not m - 1.",
    ("rng.integers(0, m, size=(members, m))", "rng.integers(0, max(m - 1, 1), size=(members, m))"),
)
first_row_never = edited(
    "Row 0 is never drawn. Rows are counted from 0.",
    ("rng.integers(0, m, size=(members, m))", "rng.integers(min(1, m - 1), m, size=(members, m))"),
)
one_too_many = edited(
    "Some numbers are m, and there is no such row: rows go from 0 to m - 1.",
    ("rng.integers(0, m, size=(members, m))", "rng.integers(0, m, size=(members, m), endpoint=m > 1)"),
)
members_and_rows_swapped = edited(
    "The two sizes are swapped: one row of the answer for each member, m numbers in it.",
    ("(members, m)", "(m, members)"),
)
sorted_rows_of_all = edited(
    "Members and rows are mixed up: the numbers are below the number of members, and there are that many. Draw "
    "below m.",
    ("rng.integers(0, m, size=(members, m))", "rng.integers(0, members, size=(members, m))"),
)
from_np_random = edited(
    "The bags do not come from the rng that is passed in (but from np.random, or from a generator of your own?), so "
    "they cannot be repeated.",
    ("rng.integers(0, m, size=(members, m))", "np.random.randint(0, m, size=(members, m))"),
)


@mistake(
    "The first row and the last come half as often as the others. Is a number between 0 and m - 1 rounded? Draw whole "
    "numbers: rng.integers."
)
def rounded_to_rows(m, members, rng):
    return np.round(rng.random((members, m)) * (m - 1)).astype(int)


@mistake("Every call draws the same bags: is a seed fixed inside? Use the rng that is passed in, and nothing else.")
def own_generator(m, members, rng):
    return np.random.default_rng(0).integers(0, m, size=(members, m))


@mistake("The training set is cut into parts. In bagging each member draws m rows from all, with replacement.")
def cut_into_parts(m, members, rng):
    order = rng.permutation(m)
    return np.array([np.resize(order[j % m :: members], m) for j in range(members)])


@mistake("This is a table of yes and no. Return the numbers of the rows that were drawn.")
def mask_of_the_bag(m, members, rng):
    drawn = rng.integers(0, m, size=(members, m))
    return np.array([np.isin(np.arange(m), bag) for bag in drawn])


@alternative
def sorted_bags(m, members, rng):
    return np.sort(rng.integers(m, size=(members, m)), axis=1)


@alternative
def with_choice(m, members, rng):
    return np.array([rng.choice(m, size=m, replace=True) for _ in range(members)])


@alternative
def from_uniform_numbers(m, members, rng):
    return np.floor(m * rng.random((members, m))).astype(np.int32)


@alternative
def one_by_one(m, members, rng):
    return np.array([[int(rng.integers(m)) for _ in range(m)] for _ in range(members)])
