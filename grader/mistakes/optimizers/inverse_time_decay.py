import numpy as np

from grader.authoring import alternative, edited

inverse_in_stairs = edited(
    "The learning rate stays level and then drops, because you round down. Count the time with fractions: / and not "
    "//.",
    ("decay_rate * step / decay_steps", "decay_rate * (step // decay_steps)"),
)
inverse_decay_steps_ignored = edited(
    "decay_steps is not used, so it falls far too fast. Divide the step by it.",
    ("decay_rate * step / decay_steps", "decay_rate * step"),
)
inverse_rate_ignored = edited(
    "decay_rate is not used. Multiply step / decay_steps by it.", ("decay_rate * step", "step")
)
inverse_one_forgotten = edited(
    "The 1 in the denominator is missing: at step 0 you divide by 0.",
    ("1 + decay_rate * step / decay_steps", "np.float64(decay_rate * step / decay_steps)"),
)
inverse_stops_at_zero = edited(
    "The 1 in the denominator is missing: at step 0 Python stops at a division by 0.",
    ("1 + decay_rate * step / decay_steps", "decay_rate * step / decay_steps"),
)
inverse_brackets_forgotten = edited(
    "Brackets are missing: Python divides by 1 first and adds the rest. Put the whole denominator in brackets.",
    ("(1 + decay_rate * step / decay_steps)", "1 + decay_rate * step / decay_steps"),
)
inverse_grows = edited(
    "The learning rate grows here. Divide by the bracket, do not multiply.",
    ("initial_learning_rate /", "initial_learning_rate *"),
)
inverse_steps_and_rate_swapped = edited(
    "decay_steps and decay_rate have changed places: the rate multiplies, the number of steps divides.",
    ("decay_rate * step / decay_steps", "decay_steps * step / decay_rate"),
)
linear_decay = edited(
    "This falls in a straight line and becomes negative. Divide the initial learning rate by 1 + decay_rate * step / "
    "decay_steps.",
    ("/ (1 +", "* (1 -"),
)


@alternative
def inverse_times_decay_steps(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_steps / (decay_steps + decay_rate * step)


@alternative
def inverse_as_an_array(step, initial_learning_rate, decay_steps, decay_rate):
    progress = np.array(step) / decay_steps
    return np.divide(initial_learning_rate, 1.0 + decay_rate * progress)


@alternative
def inverse_in_float32(step, initial_learning_rate, decay_steps, decay_rate):
    print("step", step)
    return np.float32(initial_learning_rate) / np.float32(1 + decay_rate * step / decay_steps)
