import numpy as np

from grader.authoring import alternative, edited, mistake

log_axis_linear = edited(
    "The values of a logarithmic axis are evenly spaced on a linear scale: most of them have the size of the upper "
    "limit.",
    ("np.geomspace(low, high, points)", "np.linspace(low, high, points)"),
)
one_minus_axis_linear = edited(
    'The values of a "one_minus" axis are evenly spaced on a linear scale: their distances from 1 should be, on a '
    "logarithmic one.",
    ("1 - np.geomspace(1 - low, 1 - high, points)", "np.linspace(low, high, points)"),
)
one_minus_axis_log = edited(
    'The values of a "one_minus" axis are spaced as those of a "log" axis. Space their distances from 1.',
    ("1 - np.geomspace(1 - low, 1 - high, points)", "np.geomspace(low, high, points)"),
)
one_minus_axis_backwards = edited(
    'The values of a "one_minus" axis come from the largest to the smallest. Begin with the lower limit.',
    ("np.geomspace(1 - low, 1 - high, points)", "np.geomspace(1 - high, 1 - low, points)"),
)
distances_on_the_axis = edited(
    'A "one_minus" axis holds the distances from 1. Take them from 1.',
    ("1 - np.geomspace(1 - low, 1 - high, points)", "np.geomspace(1 - low, 1 - high, points)"),
)
exponents_on_the_axis = edited(
    "np.logspace takes exponents for limits, not the limits themselves. np.geomspace takes the limits.",
    ("np.geomspace(low, high, points)", "np.logspace(low, high, points)"),
)
upper_limit_left_out = edited(
    "The upper limits are missing: of so many steps the last one ends before them. Both limits belong to the values.",
    ("axes.append(values.tolist())", "axes.append(values[:-1].tolist())"),
    ("np.geomspace(low, high, points)", "np.geomspace(low, high, points + 1)"),
    ("np.geomspace(1 - low, 1 - high, points)", "np.geomspace(1 - low, 1 - high, points + 1)"),
    ("np.linspace(low, high, points)", "np.linspace(low, high, points + 1)"),
)


@mistake("The first name changes fastest here. The last one should.")
def first_name_fastest(space, points):
    settings = [{}]
    for name, (scale, low, high) in space.items():
        if scale == "log":
            values = np.geomspace(low, high, points)
        elif scale == "one_minus":
            values = 1 - np.geomspace(1 - low, 1 - high, points)
        else:
            values = np.linspace(low, high, points)
        settings = [{**setting, name: float(value)} for value in values for setting in settings]
    return settings


only_the_diagonal = edited(
    "Only settings in which all names are at the same place of their axes: that is the diagonal. A grid holds every "
    "combination.",
    ("itertools.product(*axes)", "zip(*axes, strict=True)"),
)
combinations_without_names = edited(
    "The combinations come without their names. Make a dict of each.",
    ("dict(zip(space, values, strict=True))", "values"),
)
axes_for_settings = edited(
    "This is one dict with all values of each name. Asked for is a list of settings, one number for each name.",
    (
        "[dict(zip(space, values, strict=True)) for values in itertools.product(*axes)]",
        "dict(zip(space, axes, strict=True))",
    ),
)
points_in_all = edited(
    "These are so many settings in all. Each name gets points values of its own.",
    ("itertools.product(*axes)]", "itertools.islice(itertools.product(*axes), points)]"),
)


@alternative
def with_nested_growth(space, points):
    settings = [{}]
    for name, (scale, low, high) in space.items():
        if scale == "log":
            values = np.exp(np.linspace(np.log(low), np.log(high), points))
        elif scale == "one_minus":
            values = 1 - np.exp(np.linspace(np.log(1 - low), np.log(1 - high), points))
        else:
            values = [low + (high - low) * i / (points - 1) for i in range(points)]
        settings = [{**setting, name: value} for setting in settings for value in values]
    return settings


@alternative
def counted_in_digits(space, points):
    settings = []
    for number in range(points ** len(space)):
        setting = {}
        for name in reversed(list(space)):
            scale, low, high = space[name]
            number, digit = divmod(number, points)
            share = digit / (points - 1)
            if scale == "linear":
                setting[name] = low + (high - low) * share
            elif scale == "log":
                setting[name] = low * (high / low) ** share
            else:
                setting[name] = 1 - (1 - low) * ((1 - high) / (1 - low)) ** share
        settings.append({name: setting[name] for name in space})
    return settings


@alternative
def with_meshgrid(space, points):
    axes = [
        np.linspace(low, high, points)
        if scale == "linear"
        else np.geomspace(low, high, points)
        if scale == "log"
        else 1 - np.geomspace(1 - low, 1 - high, points)
        for scale, low, high in space.values()
    ]
    columns = [mesh.ravel() for mesh in np.meshgrid(*axes, indexing="ij")]
    return [dict(zip(space, row, strict=True)) for row in zip(*columns, strict=True)]
