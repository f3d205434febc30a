import numpy as np

from grader.authoring import alternative, edited, mistake

exponential_in_stairs = edited(
    "The learning rate stays level and then drops, because you round down. That is the next exercise; here the "
    "exponent has fractions.",
    (
        "float(initial_learning_rate * decay_rate ** (step / decay_steps))",
        "initial_learning_rate * decay_rate ** (step // decay_steps)",
    ),
)
exponential_decay_steps_ignored = edited(
    "decay_steps is not used, so it falls far too fast. The exponent is step / decay_steps.",
    ("float(initial_learning_rate * decay_rate ** (step / decay_steps))", "initial_learning_rate * decay_rate ** step"),
)
exponential_with_e = edited(
    "You use e to the power of minus the rate. Here decay_rate itself is the factor: it is the base of the power.",
    (
        "float(initial_learning_rate * decay_rate ** (step / decay_steps))",
        "initial_learning_rate * (np.exp(-decay_rate * step / decay_steps))",
    ),
)


@mistake("You multiply by the exponent. The rate is raised to the power of it: **.")
def times_for_power_of_rate(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate * step / decay_steps


@mistake(
    "The initial learning rate is inside the power. Only decay_rate is raised; the initial learning rate is multiplied."
)
def initial_rate_in_the_power(step, initial_learning_rate, decay_steps, decay_rate):
    return (initial_learning_rate * decay_rate) ** (step / decay_steps)


@mistake("Your factor is 1 - decay_rate. The factor is decay_rate itself.")
def one_minus_rate(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * (1 - decay_rate) ** (step / decay_steps)


@mistake("In Python ^ is not a power but something for bits. A power is written **.")
def caret_for_power(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ^ (step / decay_steps)


exponential_brackets_forgotten = edited(
    "Brackets are missing: ** comes before /, so the power is taken first and then divided. Put step / decay_steps "
    "in brackets.",
    (
        "float(initial_learning_rate * decay_rate ** (step / decay_steps))",
        "initial_learning_rate * decay_rate ** step / decay_steps",
    ),
)


@mistake("The exponent is upside down. It counts how often decay_steps fits into the step, so step is above.")
def exponent_upside_down(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** (decay_steps / max(step, 1))


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
