import numpy as np

from grader.authoring import alternative, edited, mistake

few_with_replacement = edited(
    "The same example can be drawn twice, so there are fewer than k different ones. Draw with replace=False.",
    ("k, replace=False", "k"),
)
few_of_numpys_own = edited(
    "What is drawn does not come from the rng that is passed in, but perhaps from np.random or from a generator of your own. "
    "Then nobody can repeat the draw: use rng.",
    ("rng.choice", "np.random.choice"),
)


@mistake("These are always the first k of each class. Whoever sorted the data has chosen for you: draw them at random.")
def few_first_ones(y, k, rng):
    return np.concatenate([np.flatnonzero(y == label)[:k] for label in np.unique(y)])


@mistake("You return the labels of what is drawn. Return the places: numbers that index y, and the pictures beside it.")
def few_labels(y, k, rng):
    return np.concatenate([rng.choice(y[y == label], k, replace=False) for label in np.unique(y)])


@mistake(
    "You draw from all examples at once, so that chance decides how many there are of each class. Draw k within each "
    "class."
)
def few_of_all(y, k, rng):
    return rng.choice(len(y), k * len(np.unique(y)), replace=False)


@mistake(
    "Your places count within the class: the third 5, the second 7. What is asked for are places in y: take "
    "np.flatnonzero(y == label) at them."
)
def few_places_within_the_class(y, k, rng):
    return np.concatenate([rng.choice(np.sum(y == label), k, replace=False) for label in np.unique(y)])


@mistake(
    "Every draw is the same, whatever rng is passed in. Is nothing drawn at all, or is a generator with a fixed seed made "
    "inside? Use the rng that is passed in, as it comes."
)
def few_with_a_fixed_seed(y, k, rng):
    rng = np.random.default_rng(0)
    return np.concatenate([rng.choice(np.flatnonzero(y == label), k, replace=False) for label in np.unique(y)])


@mistake(
    "What is drawn of a class stands side by side. Neighbours may be by the same writer: draw each place by itself, and "
    "not only where to begin."
)
def few_neighbours(y, k, rng):
    rows = []
    for label in np.unique(y):
        places = np.flatnonzero(y == label)
        start = rng.integers(len(places) - k + 1)
        rows.append(places[start : start + k])
    return np.concatenate(rows)


few_of_the_first_class = edited(
    "All that is drawn is of the first class. Draw k of each, and put the places one behind the other.",
    ("np.flatnonzero(y == label)", "np.flatnonzero(y == y.min())"),
    ("replace=False", "replace=True"),
)
few_in_rows = edited(
    "There is a row for each class. Put the places one behind the other, shape (classes * k,): np.concatenate.",
    ("np.concatenate", "np.stack"),
)


@mistake("Every place except k of each class comes back: those that were not drawn. Return those that were.")
def few_left_over(y, k, rng):
    drawn = np.concatenate([rng.choice(np.flatnonzero(y == label), k, replace=False) for label in np.unique(y)])
    return np.setdiff1d(np.arange(len(y)), drawn)


@alternative
def few_by_shuffling(y, k, rng):
    order = rng.permutation(len(y))
    taken = []
    for label in sorted(set(y.tolist())):
        taken.extend([int(place) for place in order if y[place] == label][:k])
    return np.array(taken)


@alternative
def few_by_random_keys(y, k, rng):
    keys = rng.random(len(y))
    order = np.lexsort((keys, y))
    starts = np.searchsorted(y[order], np.unique(y))
    return order[(starts[:, None] + np.arange(k)).ravel()]


@alternative
def few_in_no_order(y, k, rng):
    rows = np.hstack([rng.permutation(np.where(y == label)[0])[:k] for label in np.unique(y)])
    rng.shuffle(rows)
    return rows
