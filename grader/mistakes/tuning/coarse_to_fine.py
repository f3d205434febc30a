import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.tuning import best_first

worst_trials = edited(
    "These are limits of the worst trials. Take the first of best_first.", ("order[:keep]", "order[-keep:]")
)
first_trials = edited(
    "These are limits of the trials that were tried first. Take those with the highest scores.",
    ("order[:keep]", "range(keep)"),
)
all_trials = edited(
    "These are limits of all trials, the bad ones as well. Only the best keep of them count.", ("order[:keep]", "order")
)
diverged_among_the_best = edited(
    "A trial that diverged counts among the best. Use best_first, which puts it last.",
    ('best_first([trial["score"] for trial in trials])', 'np.argsort([trial["score"] for trial in trials])[::-1]'),
)
lowest_scores_kept = edited(
    "The trials with the lowest scores are kept. Higher is better here.",
    ('best_first([trial["score"] for trial in trials])', 'np.argsort([trial["score"] for trial in trials])'),
)
one_more_kept = edited(
    "One trial too many is kept: a slice that ends with keep + 1.", ("order[:keep]", "order[: keep + 1]")
)
scale_lost = edited(
    "The scale is lost: each name should keep it, as the first of the three.",
    ("(scale, min(values), max(values))", "(min(values), max(values))"),
)
scale_made_linear = edited('The scale has become "linear". A name keeps its scale.', ("(scale, min", '("linear", min'))
limits_exchanged = edited(
    "The upper limit stands before the lower one.", ("min(values), max(values)", "max(values), min(values)")
)
around_the_best_alone = edited(
    "The lower limit is the value of the single best trial. Take the smallest among the best keep.",
    ("min(values)", "values[0]"),
)
scaled_by_the_spread = edited(
    "The limits are mean and spread of the best values. Take the smallest and the largest.",
    ("min(values), max(values)", "float(np.mean(values)), float(np.std(values))"),
)
old_upper_limit_kept = edited(
    "The upper limit is still that of the old space.",
    ("(scale, _, _)", "(scale, _, high)"),
    ("max(values))", "high)"),
)
old_lower_limit_kept = edited(
    "The lower limit is still that of the old space.",
    ("(scale, _, _)", "(scale, low, _)"),
    ("(scale, min(values)", "(scale, low"),
)


@alternative
def with_sorted_trials(space, trials, keep):
    fine = [trial for trial in trials if trial["score"] == trial["score"]]
    best = sorted(fine, key=lambda trial: trial["score"], reverse=True)[:keep]
    return {
        name: (
            limits[0],
            min(trial["setting"][name] for trial in best),
            max(trial["setting"][name] for trial in best),
        )
        for name, limits in space.items()
    }


@alternative
def with_a_table(space, trials, keep):
    table = np.array([[trial["setting"][name] for name in space] for trial in trials])
    chosen = table[best_first([trial["score"] for trial in trials])[:keep]]
    low, high = chosen.min(axis=0), chosen.max(axis=0)
    return {name: (space[name][0], low[i], high[i]) for i, name in enumerate(space)}


@alternative
def growing_limits(space, trials, keep):
    finer = {}
    for place in best_first(np.array([trial["score"] for trial in trials]))[:keep]:
        for name, value in trials[place]["setting"].items():
            _, low, high = finer.get(name, (None, value, value))
            finer[name] = (space[name][0], min(low, value), max(high, value))
    return finer


@mistake("The trials are sorted in place, so that the caller's list has another order afterwards. Sort a copy.")
def trials_sorted_in_place(space, trials, keep):
    order = best_first([trial["score"] for trial in trials])
    trials[:] = [trials[place] for place in order]
    best = [trial["setting"] for trial in trials[:keep]]
    finer = {}
    for name, (scale, _, _) in space.items():
        values = [setting[name] for setting in best]
        finer[name] = (scale, min(values), max(values))
    return finer
