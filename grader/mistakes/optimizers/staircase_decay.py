import numpy as np

from grader.authoring import alternative, edited
from solutions.optimizers import exponential_decay

no_stairs = edited(
    "This falls smoothly, at every step. Round the exponent down, so that it stays level for decay_steps steps.",
    ("//", "/"),
)
rounded_to_the_nearest = edited(
    "You round to the nearest whole number, so the drop comes half a stair too early. Round down.",
    ("(step // decay_steps)", "round(step / decay_steps)"),
)
rounded_up = edited(
    "You round up, so the first drop comes at once. Round down.",
    ("(step // decay_steps)", "np.ceil(step / decay_steps)"),
)
remainder_for_quotient = edited(
    "The operator % gives the remainder. You want how many whole stairs are done: //.", ("//", "%")
)
learning_rate_rounded = edited(
    "You round the power down, not the exponent, and what is left is 0. Put the exponent in brackets.",
    ("decay_rate ** (step // decay_steps)", "(decay_rate**step // decay_steps)"),
)
drop_one_step_late = edited(
    "The drop comes one step late. Step decay_steps is already the first of the next stair.",
    ("step //", "max(step - 1, 0) //"),
)
divided_by_stairs = edited(
    "You divide by the number of stairs. Multiply by decay_rate once for each stair that is done: a power.",
    ("* decay_rate ** (step // decay_steps)", "/ (1 + decay_rate * (step // decay_steps))"),
)
only_one_drop = edited(
    "There is only one drop. After twice decay_steps there is a second one, and so on.",
    ("(step // decay_steps)", "min(step // decay_steps, 1)"),
)


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


times_the_stairs = edited(
    "You multiply by the number of stairs. The rate is raised to the power of it: **.",
    ("decay_rate **", "decay_rate *"),
)
