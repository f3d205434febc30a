import numpy as np

from grader.authoring import alternative, edited
from solutions.tuning import best_first

chosen_by_the_test_set = edited(
    "The trial is chosen by its test score. The test set has no say in the choice: choose by validation.",
    ("best_first(validation)", "best_first(test)"),
)
chosen_by_both = edited(
    "The trial is chosen by both scores together. The test set has no say in the choice.",
    ("best_first(validation)", "best_first([v + t for v, t in zip(validation, test, strict=True)])"),
)
validation_reported = edited(
    "The score that comes back is the validation score, by which the trial was chosen. Report the one on the test set.",
    ("test[chosen]", "validation[chosen]"),
)
best_test_reported = edited(
    "The score that comes back is the best test score of all trials. Report that of the chosen trial.",
    ("test[chosen]", "max(test)"),
)
diverged_chosen = edited(
    "A trial that diverged is chosen. np.argmax takes nan for the largest, max keeps it if it comes first, and taken for "
    "0 it is better than a score below 0. best_first puts it last.",
    ("best_first(validation)[0]", "int(np.argmax(validation))"),
)
last_of_equal_ones = edited(
    "Of equal scores the last one is chosen. Choose the first.",
    (
        "best_first(validation)[0]",
        "max(range(len(validation)), key=lambda i: (validation[i] == validation[i], validation[i], i))",
    ),
)
worst_chosen = edited(
    "The trial with the lowest validation score is chosen. Higher is better here.",
    ("best_first(validation)[0]", "int(np.nanargmin(validation))"),
)
last_of_the_order = edited(
    "The last place of best_first is chosen: the worst trial, or one that diverged. The best stands first.",
    ("best_first(validation)[0]", "best_first(validation)[-1]"),
)
only_the_place = edited(
    "Only the place comes back. Return the score on the test set as well.",
    ("return chosen, test[chosen]", "return chosen"),
)
only_the_score = edited(
    "Only the score comes back. Return the place of the trial as well.",
    ("return chosen, test[chosen]", "return test[chosen]"),
)
score_before_place = edited(
    "The score comes first here. Return the place first, then the score.",
    ("chosen, test[chosen]", "test[chosen], chosen"),
)


@alternative
def with_nanargmax(validation, test):
    place = int(np.nanargmax(validation))
    return place, test[place]


@alternative
def with_a_loop(validation, test):
    chosen = None
    for place, score in enumerate(validation):
        if not np.isnan(score) and (chosen is None or score > validation[chosen]):
            chosen = place
    return [chosen, np.float64(test[chosen])]


@alternative
def with_pairs(validation, test):
    place = best_first(np.array(validation))[0]
    return np.int64(place), np.asarray(test)[place]
