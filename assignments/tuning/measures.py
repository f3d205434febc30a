"""How functions that draw random numbers, and functions that ask others, are measured here.

Each measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np

SAME = "The same generator in the same state should give the same again: draw from rng and nothing else."
OTHER = "Another generator should give something else: draw from the rng that is passed in."
IN_THE_MIDDLE = (
    "Measured on the scale, the middle half between the limits should get half of the numbers."
)


def generator(seed):
    """Return a fresh generator: the same seed gives the same draws."""
    return np.random.default_rng(seed)


def share(condition):
    """Return the share of entries in which a condition holds."""
    return float(np.mean(condition))


def position(scale, low, high, values):
    """Tell where values lie between the limits, from 0 to 1, on their scale; nan where there is none."""
    with np.errstate(all="ignore"):
        values = np.asarray(values, dtype=float)
        if scale == "log":
            return np.log(values / low) / np.log(high / low)
        if scale == "one_minus":
            return np.log((1 - values) / (1 - low)) / np.log((1 - high) / (1 - low))
        return (values - low) / (high - low)


def unevenness(places):
    """Measure how far places lie from an even spread: the Kolmogorov-Smirnov distance, 0 to 1."""
    places = np.sort(np.where(np.isfinite(places), places, -1.0))
    steps = np.arange(len(places) + 1) / len(places)
    return float(max(np.max(steps[1:] - places), np.max(places - steps[:-1])))


def outside(places):
    """Tell how many places lie beyond the limits: 1 for a tenth of them or more."""
    is_inside = (places >= -1e-6) & (places <= 1 + 1e-6)
    return float(min(1.0, 10 * np.mean(~is_inside)))


def middle_half(places):
    """Return the share of places between a quarter and three quarters."""
    return share(np.abs(np.nan_to_num(places) - 0.5) < 0.25)


def middle(places):
    """Return the average place, without letting those far outside decide."""
    return float(np.mean(np.clip(np.nan_to_num(places), -1, 2)))


# sample_log_uniform and sample_one_minus


def _drawn(sample, draw, scale, low, high, times):
    values = np.array(
        [sample(low, high, generator(draw + number)) for number in range(times)], dtype=float
    )
    again = float(sample(low, high, generator(draw)))
    places = position(scale, low, high, values)
    uneven = {
        "log": "On a logarithmic scale the numbers are not spread evenly: each power of ten should get as many.",
        "one_minus": "On a logarithmic scale the distances from 1 are not spread evenly between those of the limits.",
    }
    return {
        "Some numbers lie outside the limits low and high.": outside(places),
        "Too few different numbers come up. All between the limits should be possible, drawn from the rng passed in.": len(
            np.unique(values)
        )
        / times,
        SAME: float(again == values[0]),
        uneven[scale]: unevenness(places),
        IN_THE_MIDDLE: middle_half(places),
        "The average place between the limits, measured on the scale, is off.": middle(places),
    }


def log_uniform(sample, draw, *, times=1600):
    """Draw many numbers over several powers of ten and see where they lie on the logarithmic scale."""
    rng = generator(draw)
    low = 10 ** rng.uniform(-5, -4)
    return _drawn(sample, draw, "log", low, low * 10 ** rng.uniform(3, 5), times)


def one_minus(sample, draw, *, times=1600):
    """Draw many numbers below 1 and see where their distances from 1 lie on the logarithmic scale."""
    rng = generator(draw)
    return _drawn(
        sample,
        draw,
        "one_minus",
        rng.uniform(0.01, 0.02),
        1 - 10 ** rng.uniform(-4, -3),
        times,
    )


# sample_setting and random_search


NAMES = ("learning_rate", "l2", "momentum", "dropout")
UNUSUAL_NAMES = (
    "momentum",
    "dropout",
    "learning_rate",
    "l2",
)  # no name has the scale that it usually has


def _space(rng, names=NAMES):
    """Return a space of all scales, two of them with the same limits, in mixed order.

    Args:
        rng: where chance comes from.
        names: two for the scale log, one for one_minus, one for linear.
    """
    low = 10 ** rng.uniform(-5, -4)
    limits = [
        ("log", low, 1e4 * low),
        ("log", low, 1e4 * low),
        ("one_minus", rng.uniform(0.01, 0.02), 1 - 10 ** rng.uniform(-4, -3)),
        ("linear", rng.uniform(0, 0.1), rng.uniform(0.6, 0.9)),
    ]
    space = dict(zip(names, limits, strict=True))
    return {name: space[name] for name in rng.permutation(sorted(space)).tolist()}


def _places(space, settings):
    """Return where settings lie on each scale, {name: (n,)}; nan where a name is not there."""
    return {
        name: position(*limits, [float(setting.get(name, np.nan)) for setting in settings])
        for name, limits in space.items()
    }


def _spread(space, settings):
    """Return the sentences about where settings lie in a space."""
    places = _places(space, settings)
    table = np.nan_to_num(np.array(list(places.values())))
    rows = table + 1e-9 * np.arange(
        table.shape[1]
    )  # a correlation of what stands still is no number
    names = {scale: name for name, (scale, _, _) in space.items()}
    told = {
        "log": 'Where the scale is "log", the numbers are not spread evenly on a logarithmic scale.',
        "one_minus": 'Where the scale is "one_minus", the distances from 1 are not spread evenly on a logarithmic scale.',
        "linear": 'Where the scale is "linear", the numbers are not spread evenly between the limits.',
    }
    return {
        "Some numbers lie outside the limits of their name.": outside(table),
        "Too few different numbers come up for a name. All between its limits should be possible, drawn from the rng "
        "passed in.": min(len(np.unique(row)) / len(settings) for row in table),
        **{told[scale]: unevenness(places[names[scale]]) for scale in told},
        "Two names always get numbers at the same place of their scales: draw anew for each name.": float(
            np.abs(np.corrcoef(rows) - np.eye(len(rows))).max() > 0.7
        ),
    }


def settings(sample_setting, draw, *, times=1600):
    """Draw many settings and see where they lie; only the space says which scale a name has."""
    rng = generator(draw)
    space = _space(rng, UNUSUAL_NAMES)
    drawn = [sample_setting(space, generator(draw + number)) for number in range(times)]
    again = sample_setting(space, generator(draw))
    in_the_middle = {}
    for name, places in _places(space, drawn).items():
        sentence = f'Where the scale is "{space[name][0]}", the middle half between the limits should get half of the numbers.'
        in_the_middle[sentence] = middle_half(places)
    return {**_spread(space, drawn), **in_the_middle, SAME: float(again == drawn[0])}


def searches(random_search, draw, *, budget=60):
    """Let an objective that gives every question another score write down what it is asked, and compare."""
    rng = generator(draw)
    space = _space(rng)

    def searched(seed):
        asked, told = [], []

        def objective(setting):
            asked.append(dict(setting))
            told.append(float(len(asked)) if len(asked) % 2 else -float(len(asked)))
            return told[-1]

        return random_search(objective, space, budget, generator(seed)), asked, told

    trials, asked, told = searched(draw)
    again, _, _ = searched(draw)
    other, _, _ = searched(draw + 1)
    found = [trial["setting"] for trial in trials]
    return {
        "The objective should be asked once for each trial, budget times in all.": len(asked)
        - budget,
        "Each trial should hold the setting that the objective was asked about, in the order of asking.": share(
            [asked[: len(found)] == found]
        ),
        "Each trial should hold the score that the objective gave for it.": share(
            [[float(trial["score"]) for trial in trials] == told]
        ),
        **_spread(space, found),
        SAME: float(found == [trial["setting"] for trial in again]),
        OTHER: float(found != [trial["setting"] for trial in other]),
    }


# best_first


def equal_scores(best_first, draw, *, count=30):
    """Put scores of two kinds in order, so many that they are not sorted in the same way as a few."""
    scores = generator(draw).permutation(np.repeat([0.25, 0.75], count))
    order = np.asarray(best_first(scores.tolist()), dtype=float)
    assert np.array_equal(np.sort(order), np.arange(2 * count)), (
        "Each place, from 0 to n - 1, should be in the list once."
    )
    assert np.all(np.diff(scores[order.astype(int)]) <= 0), (
        "The highest score should stand first."
    )
    steps = np.concatenate([np.diff(part) for part in np.split(order, 2)])
    return {
        'Equal scores have changed places. With kind="stable", np.argsort keeps their order.': share(
            steps > 0
        ),
    }


# successive_halving


def halvings(successive_halving, draw, *, count=13, epochs=2, factor=3):
    """Let an objective write down which settings it is asked about in which round."""
    rng = generator(draw)
    worth = rng.permutation(count).tolist()
    settings = [{"learning_rate": 1.0 + place} for place in range(count)]
    asked = {}

    def objective(setting, epochs):
        place = round(float(setting["learning_rate"]) - 1)
        asked.setdefault(int(epochs), []).append(place)
        return float(worth[place])

    winner, _ = successive_halving(objective, settings, epochs, factor)
    lengths = sorted(asked)
    rounds = [asked[length] for length in lengths]
    sizes, left = [], count
    while left > 1:
        sizes.append(left)
        left = max(1, left // factor)
    best = sorted(range(count), key=lambda place: -worth[place])
    return {
        "In the first round every setting should be asked about once.": float(
            bool(rounds) and sorted(rounds[0]) == list(range(count))
        ),
        "Each round should be factor times as long as the one before; objective gets the epochs in all.": float(
            lengths == [epochs * factor**number for number in range(len(lengths))]
        ),
        "The number of settings in the rounds is not right: one in factor goes on, until one is left.": float(
            [len(places) for places in rounds] == sizes
        ),
        "Each later round should be about the settings that scored highest in the one before.": float(
            all(sorted(places) == sorted(best[: len(places)]) for places in rounds)
        ),
        "The winner should be the setting that is left at the end.": float(
            round(float(winner["learning_rate"]) - 1) == best[0]
        ),
    }


# learning_rate_range_test


def ranges(learning_rate_range_test, draw, *, steps=30):
    """Follow a training that remembers: every step changes its weight, and steps that are too large make it explode."""
    rng = generator(draw)
    weight, asked = [1.0], []
    curvature = rng.uniform(1.0, 2.0)

    def step(rate):
        asked.append(float(rate))
        loss = 0.1 + 0.5 * curvature * weight[0] ** 2
        weight[0] -= rate * curvature * weight[0]
        return loss

    rates, losses = learning_rate_range_test(step, 1e-3, 1e3, steps)
    rates, losses = np.asarray(rates, dtype=float), np.asarray(losses, dtype=float)
    right = np.geomspace(1e-3, 1e3, steps)
    return {
        "step should be called once for each learning rate.": float(
            len(asked) == len(set(asked))
        ),
        "step should be called with learning rates that grow by the same factor each time, from low to high.": float(
            np.allclose(asked[:3], right[:3], rtol=1e-5)
        ),
        "The test should go on until the loss explodes, and stop at once when it does.": len(
            asked
        ),
        "The rates that come back should be those of the losses that come back, without the one that ended the test.": (
            float(
                len(rates) == len(asked) - 1
                and np.allclose(rates, right[: len(rates)], rtol=1e-5)
            )
        ),
        "The losses that come back should be those that step gave.": float(np.sum(losses)),
    }
