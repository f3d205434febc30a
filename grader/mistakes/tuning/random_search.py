import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.tuning import sample_setting

one_setting_for_all = edited(
    "All trials have the same setting: it is drawn once, before the loop. Draw anew for each trial.",
    ("for _ in range(budget):\n    setting = sample_setting(space, rng)", "setting = sample_setting(space, rng)",
     "for _ in range(budget):"),
)  # fmt: skip
only_the_best = edited(
    "Only the best trial comes back. Return all of them: what was bad is worth knowing, too.",
    ("return trials", 'return max(trials, key=lambda trial: trial["score"])'),
)
best_in_a_list = edited(
    "There are fewer trials than the budget. Return all of them, the bad ones as well.",
    ("return trials", 'return [max(trials, key=lambda trial: trial["score"])]'),
)
sorted_trials = edited(
    "The trials are sorted by their score. Leave them in the order in which they were tried.",
    ("return trials", 'return sorted(trials, key=lambda trial: -trial["score"])'),
)
one_trial_too_few = edited(
    "One trial is missing: range(1, budget) counts to budget - 1.",
    ("range(budget)", "range(1, budget)"),
)
one_trial_too_many = edited(
    "There is one trial too many. The budget is the number of trials.",
    ("range(budget)", "range(budget + 1)"),
)
asked_twice = edited(
    "The objective is asked more often than there are trials. Each question is a whole training: ask once for each "
    "setting and keep the answer.",
    (
        'trials.append({"setting": setting, "score": objective(setting)})',
        "objective(setting)",
        'trials.append({"setting": setting, "score": objective(setting)})',
    ),
)
another_setting_written_down = edited(
    "The setting that is written down is not the one that was tried. Draw once, and use it for both.",
    ('{"setting": setting,', '{"setting": sample_setting(space, rng),'),
)
same_generator_again = edited(
    "All trials have the same setting: a generator with the same seed is made for each. Use the rng that is passed in.",
    ("sample_setting(space, rng)", "sample_setting(space, np.random.default_rng(0))"),
)
pairs_for_dicts = edited(
    'Each trial is a tuple here. Make it a dict with the names "setting" and "score".',
    ('{"setting": setting, "score": objective(setting)}', "(setting, objective(setting))"),
)
search_with_its_own_generator = edited(
    "Two searches with different generators try the same settings: the rng that is passed in is not used.",
    ("trials: list[Trial] = []", "trials, rng = [], np.random.default_rng(0)"),
)
one_dict_for_all = edited(
    "All trials are one and the same dict, which is written over each time. Make a new dict for each trial.",
    ("trials: list[Trial] = []", "trials, trial = [], {}"),
    (
        'trials.append({"setting": setting, "score": objective(setting)})',
        'trial["setting"], trial["score"] = setting, objective(setting)',
        "trials.append(trial)",
    ),
)


@mistake("Every name is drawn on a linear scale. sample_setting draws each name on its own.")
def search_on_a_linear_scale(objective, space, budget, rng):
    trials = []
    for _ in range(budget):
        setting = {name: float(rng.uniform(low, high)) for name, (_, low, high) in space.items()}
        trials.append({"setting": setting, "score": objective(setting)})
    return trials


@alternative
def drawn_first_tried_later(objective, space, budget, rng):
    settings = [sample_setting(space, rng) for _ in range(budget)]
    return [{"setting": setting, "score": objective(setting)} for setting in settings]


@alternative
def with_while(objective, space, budget, rng):
    trials = []
    while len(trials) < budget:
        trial = {"setting": sample_setting(space, rng)}
        trial["score"] = np.float64(objective(trial["setting"]))
        trials += [trial]
    return trials


@alternative
def as_a_map(objective, space, budget, rng):
    def attempt(_):
        setting = sample_setting(space, rng)
        return {"score": objective(setting), "setting": setting}

    return list(map(attempt, range(budget)))
