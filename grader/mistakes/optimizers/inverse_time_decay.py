import numpy as np

from grader.catalogue import alternative, mistake


@mistake(
    "The learning rate stays level and then drops, because you round down. Count the time with fractions: / and not //."
)
def inverse_in_stairs(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + decay_rate * (step // decay_steps))


@mistake("decay_steps is not used, so it falls far too fast. Divide the step by it.")
def inverse_decay_steps_ignored(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + decay_rate * step)


@mistake("decay_rate is not used. Multiply step / decay_steps by it.")
def inverse_rate_ignored(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + step / decay_steps)


@mistake("The 1 in the denominator is missing: at step 0 you divide by 0.")
def inverse_one_forgotten(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / np.float64(decay_rate * step / decay_steps)


@mistake("The 1 in the denominator is missing: at step 0 Python stops at a division by 0.")
def inverse_stops_at_zero(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (decay_rate * step / decay_steps)


@mistake("Brackets are missing: Python divides by 1 first and adds the rest. Put the whole denominator in brackets.")
def inverse_brackets_forgotten(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / 1 + decay_rate * step / decay_steps


@mistake("The learning rate grows here. Divide by the bracket, do not multiply.")
def inverse_grows(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * (1 + decay_rate * step / decay_steps)


@mistake("decay_steps and decay_rate have changed places: the rate multiplies, the number of steps divides.")
def inverse_steps_and_rate_swapped(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate / (1 + decay_steps * step / decay_rate)


@mistake(
    "This falls in a straight line and becomes negative. Divide the initial learning rate by 1 + decay_rate * step / "
    "decay_steps."
)
def linear_decay(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * (1 - decay_rate * step / decay_steps)


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
