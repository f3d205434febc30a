import numpy as np

from grader.authoring import alternative, edited, mistake

contrast_of_a_population = edited(
    "The standard deviation divides by the number of seeds. From a sample it divides by one less: ddof=1.",
    ("axis=0, ddof=1", "axis=0"),
)
contrast_unpaired = edited(
    "You add the scatter of both tables. But row by row they come from the same seed: subtract first, and look at how "
    "much the differences scatter.",
    (
        "gains.std(axis=0, ddof=1)",
        "np.sqrt(alone.var(axis=0, ddof=1) + together.var(axis=0, ddof=1))",
    ),
)
contrast_of_the_scatter = edited(
    "This is how much a single gain scatters. The error of their mean is smaller: divide by the root of the number of "
    "seeds.",
    ("gains.std(axis=0, ddof=1) / np.sqrt(len(gains))", "gains.std(axis=0, ddof=1)"),
)
contrast_over_n = edited(
    "You divide by the number of seeds. The error of a mean falls with its root.",
    ("np.sqrt(len(gains))", "len(gains)"),
)
contrast_backwards = edited(
    "The sign is the wrong way round: a gain is together minus alone.", ("together - alone", "alone - together")
)
contrast_over_tasks = edited(
    "You average over the tasks. Each task has its own gain: average over the seeds, axis 0.",
    ("gains.mean(axis=0)", "gains.mean(axis=1)"),
    ("gains.std(axis=0, ddof=1)", "gains.std(axis=1, ddof=1)"),
)
contrast_of_one_error = edited(
    "One error is taken for enough. Two are asked for.",
    ('g > 2 * e else "hurts" if g < -2 * e', 'g > e else "hurts" if g < -e'),
)
contrast_at_least = edited(
    "A gain of exactly two errors counts for you. The rule says more than two: a task that never changes has gained 0, "
    "with an error of 0, and that is no help.",
    ('g > 2 * e else "hurts" if g < -2 * e', 'g >= 2 * e else "hurts" if g <= -2 * e'),
)
contrast_by_sign = edited(
    "The verdict goes by the sign alone. Small gains come and go with the seed: compare with two errors.",
    ('g > 2 * e else "hurts" if g < -2 * e', 'g > 0 else "hurts" if g < 0'),
)
contrast_without_hurts = edited(
    'No task is ever said to be hurt. Where the gain is below minus two errors, the verdict is "hurts".',
    ('"hurts" if g < -2 * e else "unclear"', '"unclear"'),
)
contrast_in_percent = edited(
    "The gain is divided by the accuracy alone. It is a difference of two accuracies, no share of one.",
    ("together - alone", "(together - alone) / alone"),
)


@mistake("You take the first seed alone. Average the gains over all seeds.")
def contrast_of_the_first_seed(alone, together):
    gains = together - alone
    error = gains.std(axis=0, ddof=1) / np.sqrt(len(gains))
    verdict = [
        "helps" if g > 2 * e else "hurts" if g < -2 * e else "unclear" for g, e in zip(gains[0], error, strict=True)
    ]
    return {"gain": gains[0], "error": error, "verdict": verdict}


@alternative
def contrast_task_by_task(alone, together):
    seeds, tasks = alone.shape
    gain, error, verdict = np.zeros(tasks), np.zeros(tasks), []
    for t in range(tasks):
        differences = [together[s, t] - alone[s, t] for s in range(seeds)]
        gain[t] = sum(differences) / seeds
        variance = sum((d - gain[t]) ** 2 for d in differences) / (seeds - 1)
        error[t] = (variance / seeds) ** 0.5
        if abs(gain[t]) <= 2 * error[t]:
            verdict.append("unclear")
        else:
            verdict.append("helps" if gain[t] > 0 else "hurts")
    return {"gain": gain, "error": error, "verdict": verdict}


@alternative
def contrast_with_scipy(alone, together):
    from scipy.stats import sem

    gain = np.mean(together - alone, axis=0)
    error = sem(together - alone, axis=0)
    verdict = np.where(gain > 2 * error, "helps", np.where(gain < -2 * error, "hurts", "unclear"))
    return {"verdict": verdict.tolist(), "gain": gain, "error": error}


@alternative
def contrast_by_covariance(alone, together):
    gains = (together - alone).T
    gain = gains.mean(axis=1)
    error = np.sqrt(np.atleast_1d(np.diag(np.atleast_2d(np.cov(gains)))) / gains.shape[1])
    words = {1: "helps", -1: "hurts", 0: "unclear"}
    return {
        "gain": gain,
        "error": error,
        "verdict": [words[int(g > 2 * e) - int(g < -2 * e)] for g, e in zip(gain, error, strict=True)],
    }
