import numpy as np

from grader.catalogue import alternative, mistake


@mistake(
    "The learning rate stays level and then drops, because you round down. That is the next exercise; here the "
    "exponent has fractions."
)
def exponential_in_stairs(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** (step // decay_steps)


@mistake("decay_steps is not used, so it falls far too fast. The exponent is step / decay_steps.")
def exponential_decay_steps_ignored(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate**step


@mistake("You use e to the power of minus the rate. Here decay_rate itself is the factor: it is the base of the power.")
def exponential_with_e(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * np.exp(-decay_rate * step / decay_steps)


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


@mistake(
    "Brackets are missing: ** comes before /, so the power is taken first and then divided. Put step / decay_steps "
    "in brackets."
)
def exponential_brackets_forgotten(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate**step / decay_steps


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
