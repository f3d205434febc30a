"""Tuning: drawing settings, searching among them, and choosing honestly.

A space says what is searched: {"learning_rate": ("log", 1e-4, 1.0), ...}, for each name a scale and two limits. A setting is
one number for each name. A trial is {"setting": ..., "score": ...}; higher scores are better, and one that diverged has nan.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

import numpy as np

Space = Mapping[str, tuple[str, float, float]]
Setting = dict[str, float]


class Trial(TypedDict):
    """What was tried, and what came of it."""

    setting: Setting
    score: float


def sample_log_uniform(low: float, high: float, rng: np.random.Generator) -> float:
    """Draw a number between low and high that is spread evenly on a logarithmic scale.

    Args:
        low: the lower limit, more than 0.
        high: the upper limit.
        rng: where chance comes from.

    Returns:
        The number.
    """
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def sample_one_minus(low: float, high: float, rng: np.random.Generator) -> float:
    """Draw a number between low and high, both below 1, whose distance from 1 is spread evenly on a logarithmic scale.

    Args:
        low: the lower limit.
        high: the upper limit, less than 1.
        rng: where chance comes from.

    Returns:
        The number.
    """
    return 1 - sample_log_uniform(1 - high, 1 - low, rng)


def sample_setting(space: Space, rng: np.random.Generator) -> Setting:
    """Draw one number for each name of the space, on its own scale.

    Args:
        space: {name: (scale, low, high)}; the scale is "linear", "log" or "one_minus".
        rng: where chance comes from.

    Returns:
        {name: number}.
    """
    setting = {}
    for name, (scale, low, high) in space.items():
        if scale == "log":
            setting[name] = sample_log_uniform(low, high, rng)
        elif scale == "one_minus":
            setting[name] = sample_one_minus(low, high, rng)
        else:
            setting[name] = float(rng.uniform(low, high))
    return setting


def grid(space: Space, points: int) -> list[Setting]:
    """List the settings of a grid: every combination of values that are evenly spaced, each on its own scale.

    Args:
        space: {name: (scale, low, high)}.
        points: how many values each name gets, 2 or more, both limits among them.

    Returns:
        points ** len(space) settings; the last name changes fastest.
    """
    axes = []
    for scale, low, high in space.values():
        if scale == "log":
            values = np.geomspace(low, high, points)
        elif scale == "one_minus":
            values = 1 - np.geomspace(1 - low, 1 - high, points)
        else:
            values = np.linspace(low, high, points)
        axes.append(values.tolist())
    return [dict(zip(space, values, strict=True)) for values in itertools.product(*axes)]


def bowl(setting: Mapping[str, float]) -> float:
    """Score a setting without any network: 1 at the best place, a learning rate of 0.1, and less away from it.

    Args:
        setting: holds "learning_rate", and "momentum" where there is one.

    Returns:
        The score.
    """
    score = 1 - 0.1 * (np.log10(setting["learning_rate"]) + 1) ** 2 - (setting.get("momentum", 0.9) - 0.9) ** 2
    return float(score)


def random_search(
    objective: Callable[[Setting], float], space: Space, budget: int, rng: np.random.Generator
) -> list[Trial]:
    """Try budget settings that are drawn at random, and write down what each scores (Bergstra and Bengio, 2012).

    Args:
        objective: objective(setting) trains with a setting and returns its score.
        space: {name: (scale, low, high)}.
        budget: how often the objective may be asked.
        rng: where chance comes from.

    Returns:
        One trial {"setting": ..., "score": ...} for each, in the order in which they were tried.
    """
    trials: list[Trial] = []
    for _ in range(budget):
        setting = sample_setting(space, rng)
        trials.append({"setting": setting, "score": objective(setting)})
    return trials


def expected_best(scores: Sequence[float] | np.ndarray, budget: int) -> float:
    """Compute what the best of budget trials scores on average, from the scores of many (Dodge et al., 2019).

    Trials are drawn from the scores with replacement. The best is at most the i-th smallest score with probability (i / n)^budget.

    Args:
        scores: n scores.
        budget: the number of trials, 1 or more.

    Returns:
        The expected largest score.
    """
    ordered = np.sort(scores)
    at_most = (np.arange(len(ordered) + 1) / len(ordered)) ** budget  # (n + 1,)
    return float(np.sum(ordered * np.diff(at_most)))


def best_first(scores: Sequence[float] | np.ndarray) -> list[int]:
    """List the places of the scores from the highest to the lowest; equal ones in their order, nan at the end.

    Args:
        scores: n scores; nan where a training diverged.

    Returns:
        The n places, counted from 0.
    """
    losses = -np.asarray(scores, dtype=float)  # argsort puts nan last, whatever the sign
    return [int(place) for place in np.argsort(losses, kind="stable")]


def coarse_to_fine(space: Space, trials: Sequence[Trial], keep: int) -> dict[str, tuple[str, float, float]]:
    """Narrow a space to where its best trials lie: from the smallest to the largest value of each name among them.

    Args:
        space: {name: (scale, low, high)}.
        trials: trials from this space.
        keep: how many of them are the best.

    Returns:
        A new space with the same names and scales.
    """
    order = best_first([trial["score"] for trial in trials])
    best = [trials[place]["setting"] for place in order[:keep]]
    finer = {}
    for name, (scale, _, _) in space.items():
        values = [setting[name] for setting in best]
        finer[name] = (scale, min(values), max(values))
    return finer


def slow_bowl(setting: Mapping[str, float], epochs: int) -> float:
    """Score a setting without any network, after some epochs: small learning rates need many epochs to show what they can.

    Args:
        setting: holds "learning_rate".
        epochs: how many epochs in all.

    Returns:
        The score; nan for a learning rate above 10, which diverges.
    """
    rate = setting["learning_rate"]
    if rate > 10:
        return float("nan")
    return float((1 - 0.1 * (np.log10(rate) + 1) ** 2) * (1 - np.exp(-20 * rate * epochs)))


def successive_halving(
    objective: Callable[[Setting, int], float], settings: Sequence[Setting], epochs: int, factor: int
) -> tuple[Setting, int]:
    """Train all settings a little, go on with the best part of them only, for longer, until one is left.

    Args:
        objective: objective(setting, epochs) returns the score of a setting after that many epochs in all.
        settings: at least one.
        epochs: the length of the first round; each round is factor times as long as the one before.
        factor: after each round, one in factor goes on (rounded down, but at least one); 2 or more.

    Returns:
        winner, the setting that is left, and spent, the epochs of all trainings together, where each goes on from where it stood.
    """
    alive = list(settings)
    spent, before = 0, 0
    while len(alive) > 1:
        scores = [objective(setting, epochs) for setting in alive]
        spent += len(alive) * (epochs - before)
        order = best_first(scores)
        alive = [alive[place] for place in order[: max(1, len(alive) // factor)]]
        before, epochs = epochs, epochs * factor
    winner = alive[0]
    return winner, spent


def toy_step(rate: float) -> float:
    """Pretend to take a step: the loss falls until the rate is 0.1, rises behind, and is no number from 10 on.

    Args:
        rate: the learning rate.

    Returns:
        The loss.
    """
    return float(0.25 + 0.5 * (np.log10(rate) + 1) ** 2) if rate < 10 else float("nan")


def learning_rate_range_test(
    step: Callable[[float], float], low: float, high: float, steps: int
) -> tuple[np.ndarray, np.ndarray]:
    """Train with a learning rate that grows from step to step, until the loss explodes (Smith, 2017).

    Args:
        step: step(rate) takes one step of training with that learning rate and returns the loss.
        low: the first learning rate.
        high: the last one.
        steps: how many there are, evenly spaced on a logarithmic scale; 2 or more.

    Returns:
        rates and losses, arrays of the same length. The test ends before a loss that is not finite, or more than
        4 times the lowest so far.
    """
    rates: list[float] = []
    losses: list[float] = []
    for rate in np.geomspace(low, high, steps):
        loss = step(float(rate))
        if not np.isfinite(loss) or (losses and loss > 4 * min(losses)):
            break
        rates.append(float(rate))
        losses.append(loss)
    return np.array(rates), np.array(losses)


def best_by_validation(validation: Sequence[float], test: Sequence[float]) -> tuple[int, float]:
    """Choose a trial by its validation score, and only then look at the test score of that one trial.

    Args:
        validation: n scores on the validation set; nan where a training diverged.
        test: the n scores on the test set.

    Returns:
        chosen, the place of the highest validation score (the first of equal ones), and its score on the test set.
    """
    chosen = best_first(validation)[0]
    return chosen, test[chosen]


def ensemble_of_best(scores: Sequence[float], probabilities: np.ndarray, k: int) -> np.ndarray:
    """Average the probabilities of the k networks with the highest scores.

    Args:
        scores: T validation scores, one for each network; nan where a training diverged.
        probabilities: what each network says, (T, m, C).
        k: how many take part.

    Returns:
        The averaged probabilities, (m, C).
    """
    average: np.ndarray = np.mean(probabilities[best_first(scores)[:k]], axis=0)
    return average
