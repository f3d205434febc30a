import numpy as np

from grader.authoring import alternative, edited, mistake

lowest_first = edited(
    "The lowest score stands first. Higher is better here.", ("-np.asarray(scores, dtype=float)", "np.asarray(scores)")
)
turned_round = edited(
    "Trials that diverged stand first, or equal scores have changed places: argsort puts nan at the end, and [::-1] "
    "brings it to the front. Turn the sign of the scores instead.",
    ('np.argsort(losses, kind="stable")', 'np.argsort(np.asarray(scores), kind="stable")[::-1]'),
)
equal_ones_turned_round = edited(
    "Equal scores have changed places. They should stay in their order.",
    ('np.argsort(losses, kind="stable")', 'np.argsort(np.nan_to_num(scores, nan=-np.inf), kind="stable")[::-1]'),
)
diverged_left_out = edited(
    "Trials that diverged are missing. They belong to the list, at its end.",
    ("[int(place) for place in np.argsort(losses, kind=\"stable\")]",
     "[int(place) for place in np.argsort(losses, kind=\"stable\") if not np.isnan(losses[place])]"),
)  # fmt: skip
diverged_taken_for_zero = edited(
    "A trial that diverged counts as a score of 0, which is better than a negative one. It belongs at the end.",
    ("losses = -np.asarray(scores, dtype=float)", "losses = -np.nan_to_num(np.asarray(scores, dtype=float))"),
)
scores_for_places = edited(
    "These are the scores in their order. Asked for are their places.",
    ("int(place) for place", "float(-losses[place]) for place"),
)
ranks_for_places = edited(
    "This is the rank of each score. Asked for is the list of places, the place of the best first.",
    ('np.argsort(losses, kind="stable")]', 'np.argsort(np.argsort(losses, kind="stable"))]'),
)
places_from_one = edited("The places are counted from 1. Count from 0.", ("int(place) for", "int(place) + 1 for"))
only_the_best_place = edited(
    "This is the place of the best score alone. Return all places, in order.",
    ('return [int(place) for place in np.argsort(losses, kind="stable")]', "return int(np.nanargmin(losses))"),
)
by_absolute_size = edited(
    "The scores are sorted by their size without the sign: a score of -0.4 is lower than one of 0.2.",
    ("-np.asarray(scores, dtype=float)", "-np.abs(np.asarray(scores, dtype=float))"),
)


@mistake(
    "The scores are changed in place: nan is written over, so that the caller's array no longer tells which trials "
    "diverged. Change a copy."
)
def diverged_written_over(scores):
    for place in range(len(scores)):
        if np.isnan(scores[place]):
            scores[place] = -np.inf
    return [int(place) for place in np.argsort(-np.array(scores), kind="stable")]


@mistake(
    "Python's sorted cannot place nan: it is neither smaller nor larger than anything, so that the order comes out wrong. "
    "Put those that diverged at the end first."
)
def sorted_with_nan(scores):
    return sorted(range(len(scores)), key=lambda place: -scores[place])


@alternative
def with_a_key_of_two(scores):
    return sorted(range(len(scores)), key=lambda place: (np.isnan(scores[place]), -scores[place]))


@alternative
def minus_infinity_for_nan(scores):
    values = np.array(scores, dtype=np.float32)
    values[np.isnan(values)] = -np.inf
    return np.argsort(-values, kind="stable")


@alternative
def one_after_the_other(scores):
    left, order = list(range(len(scores))), []
    while left:
        best = left[0]
        for place in left[1:]:
            if scores[place] > scores[best] or (np.isnan(scores[best]) and not np.isnan(scores[place])):
                best = place
        order.append(best)
        left.remove(best)
    return order
