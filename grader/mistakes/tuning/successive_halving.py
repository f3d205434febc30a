import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.tuning import best_first

never_longer = edited(
    "Every round has the same length. Each should be factor times as long as the one before.",
    ("epochs * factor", "epochs"),
    ("(epochs - before)", "epochs"),
)
longer_by_adding = edited(
    "factor is added to the length of a round. Each should be factor times as long as the one before.",
    ("epochs * factor", "epochs + factor"),
)
worst_go_on = edited(
    "The worst settings go on. Keep the first of best_first.", ("order[: max(1", "order[-max(1"), ("// factor)]]", "// factor) :]]")
)  # fmt: skip
always_half = edited("Half of the settings go on, whatever factor is.", ("len(alive) // factor", "len(alive) // 2"))
one_by_one = edited(
    "Only one setting leaves in each round. One in factor should go on.", ("len(alive) // factor", "len(alive) - 1")
)
rounded_up = edited(
    "The number of settings that go on is rounded up. Round down, but keep one at least.",
    ("max(1, len(alive) // factor)", "min(len(alive) - 1, -(-len(alive) // factor))"),
)
spent_as_if_from_scratch = edited(
    "The epochs are counted as if every round began anew. A training goes on from where it stood: only the epochs "
    "that are new cost something.",
    ("(epochs - before)", "epochs"),
)
spent_by_the_survivors = edited(
    "The epochs of a round are counted for those that go on. All that are trained in it cost something.",
    ("spent += len(alive) * (epochs - before)", "spent += max(1, len(alive) // factor) * (epochs - before)"),
)
spent_of_one_setting = edited(
    "These are the epochs of the winner alone. Count those of all settings.",
    ("len(alive) * (epochs - before)", "epochs - before"),
)
one_round_more = edited(
    "The last setting is trained for a round of its own. It has won already: stop when one is left.",
    (
        "winner = alive[0]",
        "objective(alive[0], epochs)",
        "spent += epochs - before",
        "winner = alive[0]",
    ),
)
one_round_only = edited(
    "There is only one round: after it the best is taken. Go on in rounds until one setting is left.",
    (
        "before, epochs = epochs, epochs * factor",
        "before, epochs = epochs, epochs * factor",
        "break",
    ),
)
new_epochs_for_all_epochs = edited(
    "objective is given the epochs that are new in the round. It expects the epochs in all.",
    ("objective(setting, epochs)", "objective(setting, epochs - before)"),
)
diverged_goes_on = edited(
    "A setting that diverged goes on. Use best_first, which puts it last.",
    ("best_first(scores)", "np.argsort(scores)[::-1]"),
)
place_for_setting = edited(
    "This is a place in the list. Return the setting that stands there.",
    ("winner = alive[0]", "winner = list(settings).index(alive[0])"),
)
stops_below_factor = edited(
    "The search stops when fewer settings are left than factor, although there are two or more. Go on until one is left.",
    ("len(alive) > 1", "len(alive) >= factor"),
)
nobody_left = edited(
    "In the last round nobody is left: fewer settings than factor, divided by factor and rounded down, are 0. Keep one "
    "at least.",
    ("max(1, len(alive) // factor)", "len(alive) // factor"),
)


@mistake(
    "Places within a round are taken for places in the whole list, so that other settings go on than those that won."
)
def places_of_the_whole_list(objective, settings, epochs, factor):
    alive, spent, before = list(settings), 0, 0
    while len(alive) > 1:
        scores = [objective(setting, epochs) for setting in alive]
        spent += len(alive) * (epochs - before)
        order = best_first(scores)
        alive = [settings[place] for place in order[: max(1, len(alive) // factor)]]
        before, epochs = epochs, epochs * factor
    return alive[0], spent


@mistake(
    "Python's sorted cannot place nan, so that others go on than those that scored highest. Use best_first, which puts it "
    "last."
)
def sorted_pairs(objective, settings, epochs, factor):
    alive, spent, before = list(settings), 0, 0
    while len(alive) > 1:
        pairs = sorted([(objective(s, epochs), s) for s in alive], key=lambda pair: pair[0], reverse=True)
        spent += len(alive) * (epochs - before)
        alive = [s for _, s in pairs[: max(1, len(alive) // factor)]]
        before, epochs = epochs, epochs * factor
    return alive[0], spent


@alternative
def with_places(objective, settings, epochs, factor):
    left, spent, done = np.arange(len(settings)), 0, 0
    while left.size > 1:
        scores = np.array([objective(settings[i], epochs) for i in left], dtype=float)
        spent += left.size * (epochs - done)
        done = epochs
        keep = max(1, left.size // factor)
        left = left[np.argsort(-scores, kind="stable")[:keep]]
        epochs *= factor
    return settings[int(left[0])], np.int64(spent)


@alternative
def by_recursion(objective, settings, epochs, factor):
    def go_on(alive, epochs, done):
        if len(alive) == 1:
            return alive[0], 0
        order = best_first([objective(setting, epochs) for setting in alive])
        kept = [alive[place] for place in order[: len(alive) // factor or 1]]
        winner, later = go_on(kept, epochs * factor, epochs)
        return winner, later + len(alive) * (epochs - done)

    return go_on(list(settings), epochs, 0)


@alternative
def counted_for_each(objective, settings, epochs, factor):
    trained = [0] * len(settings)
    alive = list(range(len(settings)))
    while len(alive) > 1:
        scores = {}
        for i in alive:
            scores[i] = objective(settings[i], epochs)
            trained[i] = epochs
        alive.sort(key=lambda i: (np.isnan(scores[i]), -scores[i]))
        del alive[max(1, len(alive) // factor) :]
        epochs = epochs * factor
    return settings[alive[0]], sum(trained)
