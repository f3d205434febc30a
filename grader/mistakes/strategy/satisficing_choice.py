import numpy as np

from grader.authoring import alternative, edited, mistake

limit_ignored = edited(
    "The best of all is chosen, also if it costs too much. First ask which models are allowed.",
    (" if cost <= limit", ""),
)
limit_itself_refused = edited(
    "A model that costs exactly the limit is refused. The limit is the largest cost that is allowed: <=.",
    ("cost <= limit", "cost < limit"),
)
cheapest = edited(
    "The cheapest model is chosen. The cost must only be at most the limit; beyond that the score decides.",
    ("(models[name][0], -models[name][1])", "-models[name][1]"),
)
dearest_allowed = edited(
    "The most expensive of the allowed models is chosen. The score decides.",
    ("(models[name][0], -models[name][1])", "models[name][1]"),
)
first_of_equals = edited(
    "Of equal scores the first one is taken. Take the cheaper one.",
    ("(models[name][0], -models[name][1])", "models[name][0]"),
)
dearer_of_equals = edited(
    "Of equal scores the more expensive one is taken. Take the cheaper one.", ("-models[name][1]", "models[name][1]")
)
score_per_cost = edited(
    "You divide the score by the cost. Within the limit the cost does not count any more; the highest score wins.",
    ("(models[name][0], -models[name][1])", "models[name][0] / models[name][1]"),
)
worst_allowed = edited("The lowest score is chosen.", ("max(allowed", "min(allowed"))
score_returned = edited(
    "You return the score. Return the name of the model.",
    (
        "return max(allowed, key=lambda name: (models[name][0], -models[name][1]))",
        "return max(models[name] for name in allowed)[0]",
    ),
)
needs_one_allowed = edited(
    "Where no model is allowed your function stops with an error. Then the answer is None.",
    ("if not allowed:\n    return None", ""),
)
cheapest_if_none = edited(
    "Where no model is allowed you name one all the same. Then the answer is None.",
    ("return None", "return min(models, key=lambda name: models[name][1]) if models else None"),
)
all_that_are_allowed = edited(
    "You return all models that are allowed. Return the best one of them.",
    ("return max(allowed, key=lambda name: (models[name][0], -models[name][1]))", "return allowed"),
)


@mistake("Of equal scores the last one is taken. Take the cheaper one.")
def last_of_equals(models, limit):
    best, highest = None, -1.0
    for name, (score, cost) in models.items():
        if cost <= limit and score >= highest:
            best, highest = name, score
    return best


@mistake(
    "A model with a score of 0 is never chosen, as your search begins with 0 as the best. Begin with nothing chosen."
)
def begins_at_zero(models, limit):
    best, highest, cheapest = None, 0.0, 0.0
    for name, (score, cost) in models.items():
        if cost <= limit and (score > highest or (best is not None and score == highest and cost < cheapest)):
            best, highest, cheapest = name, score, cost
    return best


@mistake("Score and cost have changed places: each value is (score, cost).")
def places_swapped(models, limit):
    allowed = [name for name, (cost, _) in models.items() if cost <= limit]
    return max(allowed, key=lambda name: models[name][1]) if allowed else None


@mistake("The first model that is cheap enough is taken. Look at all of them, then choose the best.")
def first_allowed(models, limit):
    for name, (_, cost) in models.items():
        if cost <= limit:
            return name
    return None


@alternative
def with_loop(models, limit):
    best = None
    for name in models:
        score, cost = models[name]
        if cost > limit:
            continue
        if best is None or score > models[best][0] or (score == models[best][0] and cost < models[best][1]):
            best = name
    return best


@alternative
def with_sort(models, limit):
    for name, (_, cost) in sorted(models.items(), key=lambda item: (-item[1][0], item[1][1])):
        if cost <= limit:
            return name
    return None


@alternative
def with_a_filtered_dict(models, limit):
    fitting = {name: (score, -cost) for name, (score, cost) in models.items() if not cost > limit}
    return max(fitting, key=fitting.get, default=None)


@alternative
def with_arrays(models, limit):
    names = np.array([name for name, (_, cost) in models.items() if cost <= limit])
    if len(names) == 0:
        return None
    scores, costs = (np.array([models[name][place] for name in names]) for place in (0, 1))
    return names[np.lexsort((costs, -scores))[0]]


@mistake(
    "You take something off the score for the cost. Up to the limit the cost does not count, and beyond it nothing helps."
)
def score_minus_cost(models, limit):
    return max(models, key=lambda name: models[name][0] - 0.001 * models[name][1], default=None)
