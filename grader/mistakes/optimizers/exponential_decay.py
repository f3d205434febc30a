import numpy as np

from grader.authoring import alternative, edited

exponential_in_stairs = edited(
    "The learning rate stays level and then drops, because you round down. That is the next exercise; here the "
    "exponent has fractions.",
    ("step / ", "step // "),
)
exponential_decay_steps_ignored = edited(
    "decay_steps is not used, so it falls far too fast. The exponent is step / decay_steps.",
    ("float(initial_learning_rate * decay_rate ** (step / decay_steps))", "initial_learning_rate * decay_rate ** step"),
)
exponential_with_e = edited(
    "You use e to the power of minus the rate. Here decay_rate itself is the factor: it is the base of the power.",
    ("decay_rate ** (step / decay_steps)", "np.exp(-decay_rate * step / decay_steps)"),
)
times_for_power_of_rate = edited(
    "You multiply by the exponent. The rate is raised to the power of it: **.", ("**", "*")
)
initial_rate_in_the_power = edited(
    "The initial learning rate is inside the power. Only decay_rate is raised; the initial learning rate is multiplied.",
    ("initial_learning_rate * decay_rate", "(initial_learning_rate * decay_rate)"),
)
one_minus_rate = edited(
    "Your factor is 1 - decay_rate. The factor is decay_rate itself.", ("decay_rate **", "(1 - decay_rate) **")
)
caret_for_power = edited(
    "In Python ^ is not a power but something for bits. A power is written **.",
    ("**", "^"),
    raises="TypeError",
)
exponential_brackets_forgotten = edited(
    "Brackets are missing: ** comes before /, so the power is taken first and then divided. Put step / decay_steps "
    "in brackets.",
    ("(step / decay_steps)", "step / decay_steps"),
)
exponent_upside_down = edited(
    "The exponent is upside down. It counts how often decay_steps fits into the step, so step is above.",
    ("step / decay_steps", "decay_steps / max(step, 1)"),
)


@alternative
def through_the_logarithm(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * np.exp(np.log(decay_rate) * step / decay_steps)


@alternative
def factor_of_one_step(step, initial_learning_rate, decay_steps, decay_rate):
    factor = decay_rate ** (1 / decay_steps)
    rate = initial_learning_rate
    for _ in range(step):
        rate = rate * factor
    return rate


@alternative
def exponential_as_an_array(step, initial_learning_rate, decay_steps, decay_rate):
    return np.array(initial_learning_rate * np.power(float(decay_rate), np.float64(step) / decay_steps))
