from grader.authoring import alternative, edited, mistake
from solutions.tuning import sample_log_uniform, sample_one_minus

linear_for_all = edited(
    "Every name is drawn on a linear scale. The first entry of its tuple says which scale is asked for.",
    ('scale == "log"', "False"),
    ('scale == "one_minus"', "False"),
)
log_for_all = edited(
    'Names with the scale "linear" are drawn on a logarithmic one. Draw these evenly between the limits.',
    ("float(rng.uniform(low, high))", "sample_log_uniform(low + 1e-9, high, rng)"),
)
one_minus_taken_for_linear = edited(
    'Names with the scale "one_minus" are drawn on a linear scale. Is the name of the scale spelt as in the space?',
    ('"one_minus"', '"one minus"'),
)
one_minus_taken_for_log = edited(
    'Names with the scale "one_minus" are drawn as those with "log". For these there is sample_one_minus.',
    ("sample_one_minus(low, high, rng)", "sample_log_uniform(low, high, rng)"),
)
log_taken_for_linear = edited(
    'Names with the scale "log" are drawn on a linear scale.',
    ("sample_log_uniform(low, high, rng)", "rng.uniform(low, high)"),
)
scales_exchanged = edited(
    'The scales "log" and "one_minus" are exchanged.',
    ('"log"', '"one_minus"'),
    ('"one_minus"', '"log"'),
)


@mistake("One random number serves all names, so that large values always come together. Draw anew for each name.")
def one_draw_for_all_names(space, rng):
    place = rng.random()
    setting = {}
    for name, (scale, low, high) in space.items():
        if scale == "log":
            setting[name] = low * (high / low) ** place
        elif scale == "one_minus":
            setting[name] = 1 - (1 - low) * ((1 - high) / (1 - low)) ** place
        else:
            setting[name] = low + (high - low) * place
    return setting


@mistake("The scale is chosen by the name. The first entry of the tuple says which one it is.")
def scale_by_the_name(space, rng):
    setting = {}
    for name, (_, low, high) in space.items():
        if name == "momentum":
            setting[name] = sample_one_minus(low, high, rng)
        elif name in ("learning_rate", "l2"):
            setting[name] = sample_log_uniform(low, high, rng)
        else:
            setting[name] = float(rng.uniform(low, high))
    return setting


values_without_names = edited(
    "These are the numbers without their names. Return a dict: which number belongs to which name?",
    ("return setting", "return list(setting.values())"),
)
only_the_last_name = edited(
    "The dict holds only one name. It is made anew for each name: make it once, before the loop.",
    ('    if scale == "log"', "    setting = {}", 'if scale == "log"'),
)
returned_after_the_first = edited(
    "Only the first name is drawn: the return stands inside the loop.",
    ("return setting", "    return setting", "return setting"),
)
setting_from_a_generator_of_its_own = edited(
    "The numbers come from a generator that is made here. Pass on the rng that is passed in.",
    ("setting = {}", "setting, rng = {}, np.random.default_rng(0)"),
)


@alternative
def with_a_dict_of_functions(space, rng):
    draw = {
        "log": sample_log_uniform,
        "one_minus": sample_one_minus,
        "linear": lambda low, high, rng: rng.uniform(low, high),
    }
    return {name: draw[scale](low, high, rng) for name, (scale, low, high) in space.items()}


@alternative
def from_the_last_to_the_first(space, rng):
    setting = {}
    for name in reversed(space):
        limits = space[name]
        if limits[0] == "linear":
            setting[name] = limits[1] + (limits[2] - limits[1]) * rng.random()
        else:
            setting[name] = (sample_log_uniform if limits[0] == "log" else sample_one_minus)(*limits[1:], rng)
    return setting


@alternative
def with_match(space, rng):
    result = dict.fromkeys(space)
    for name in result:
        match space[name]:
            case "linear", low, high:
                result[name] = rng.uniform(low, high)
            case "log", low, high:
                result[name] = sample_log_uniform(low, high, rng)
            case _, low, high:
                result[name] = sample_one_minus(low, high, rng)
    return result
