import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.optimizers import exponential_decay

no_stairs = edited(
    "This falls smoothly, at every step. Round the exponent down, so that it stays level for decay_steps steps.",
    (
        "float(initial_learning_rate * decay_rate ** (step // decay_steps))",
        "initial_learning_rate * decay_rate ** (step / decay_steps)",
    ),
)


@mistake("You round to the nearest whole number, so the drop comes half a stair too early. Round down.")
def rounded_to_the_nearest(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** round(step / decay_steps)


@mistake("You round up, so the first drop comes at once. Round down.")
def rounded_up(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** np.ceil(step / decay_steps)


@mistake("The operator % gives the remainder. You want how many whole stairs are done: //.")
def remainder_for_quotient(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** (step % decay_steps)


@mistake("You round the power down, not the exponent, and what is left is 0. Put the exponent in brackets.")
def learning_rate_rounded(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * (decay_rate**step // decay_steps)


@mistake("The drop comes one step late. Step decay_steps is already the first of the next stair.")
def drop_one_step_late(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** (max(step - 1, 0) // decay_steps)


@mistake("You divide by the number of stairs. Multiply by decay_rate once for each stair that is done: a power.")
def divided_by_stairs(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + decay_rate * (step // decay_steps))


@mistake("There is only one drop. After twice decay_steps there is a second one, and so on.")
def only_one_drop(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate if step >= decay_steps else initial_learning_rate


@alternative
def with_floor(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate ** np.floor(step / decay_steps)


@alternative
def drop_by_drop(step, initial_learning_rate, decay_steps, decay_rate):
    rate = initial_learning_rate
    while step >= decay_steps:
        step = step - decay_steps
        rate = rate * decay_rate
    return rate


@alternative
def with_exponential_decay(step, initial_learning_rate, decay_steps, decay_rate):
    whole = step - step % decay_steps
    return np.float32(exponential_decay(whole, initial_learning_rate, decay_steps, decay_rate))
