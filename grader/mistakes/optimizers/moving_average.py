import numpy as np

from grader.authoring import alternative, edited

never_corrected = edited(
    "The bias correction is missing: with bias_correction=True, divide by the sum of the weights.",
    ("np.zeros(len(values))", "[]"),
    ("averages[t - 1] = v / (1 - beta**t) if bias_correction else v", "averages.append(v)"),
)
always_corrected = edited(
    "You correct the bias always. With bias_correction=False the plain average is wanted.",
    ("np.zeros(len(values))", "[]"),
    ("averages[t - 1] = v / (1 - beta**t) if bias_correction else v", "averages.append(v / (1 - beta**t))"),
)
steps_from_zero = edited(
    "The exponent is one too small: the first value has t = 1. With t = 0 you divide by zero.",
    ("v / (1 - beta**t)", "np.float64(v) / (1 - beta ** (t - 1))"),
)
power_always_two = edited("The exponent is always 2. It is the step: beta to the power of t.", ("beta**t", "beta**2"))
power_always_one = edited(
    "You divide by 1 - beta at every step. The exponent is the step: beta to the power of t.", ("beta**t", "beta")
)
times_for_power = edited(
    "You multiply beta by t. The correction has beta to the power of t, written beta**t.", ("beta**t", "beta * t")
)
new_value_not_weighted = edited(
    "The new value comes in with its full weight. Multiply it by 1 - beta.", ("(1 - beta) * x", "x")
)
weights_swapped = edited(
    "The weights are swapped: beta belongs to the past, 1 - beta to the new value.",
    ("beta * v + (1 - beta) * x", "(1 - beta) * v + beta * x"),
)
average_caret_for_power = edited(
    "In Python ^ is not a power but something for bits. A power is written **.",
    ("beta**t", "beta ^ t"),
    raises="TypeError",
)
corrected_value_carried_on = edited(
    "You carry on with the corrected average. Keep the plain one for the next step, and correct only what you write "
    "down.",
    ("averages[t - 1] = ", "v = averages[t - 1] = "),
)
starts_at_the_first_value = edited(
    "You start from the first value. The average of this notebook starts from 0; that is why it has a bias.",
    ("0.0", "values[0]"),
)
last_average_only = edited(
    "Only the last average comes back. Collect the averages after each value.",
    ("return averages", "return v / (1 - beta ** len(values)) if bias_correction else v"),
)
plain_running_mean = edited(
    "This is the mean of all values so far, and beta is not used. Mix each value into a running number, with the "
    "weights beta and 1 - beta.",
    ("return averages", "return np.cumsum(values) / np.arange(1, len(values) + 1)"),
)
start_included = edited(
    "There is one average too many: the 0 from before the first value is in it. Return one for each value.",
    ("return averages", "return np.concatenate([[0.0], averages])"),
)


@alternative
def all_weights_written_out(values, beta, bias_correction):
    averages = []
    for t in range(1, len(values) + 1):
        weights = [(1 - beta) * beta ** (t - i) for i in range(1, t + 1)]
        total = sum(weight * x for weight, x in zip(weights, values))
        averages.append(total / sum(weights) if bias_correction else total)
    return averages


@alternative
def corrected_at_the_end(values, beta, bias_correction):
    v = np.zeros(len(values) + 1)
    for t in range(1, len(values) + 1):
        v[t] = v[t - 1] + (1 - beta) * (values[t - 1] - v[t - 1])
    t = np.arange(1, len(values) + 1)
    return v[1:] / (1 - np.power(beta, t)) if bias_correction else v[1:]


@alternative
def as_a_matrix_product(values, beta, bias_correction):
    n = len(values)
    age = np.arange(n)[:, None] - np.arange(n)[None, :]
    weights = np.where(age >= 0, (1 - beta) * beta ** np.abs(age), 0.0)
    if bias_correction:
        weights = weights / weights.sum(axis=1, keepdims=True)
    return (weights @ np.asarray(values)).astype(np.float32)


brackets_missing_in_the_correction = edited(
    "Brackets are missing: Python divides by 1 and then subtracts the power. Put 1 - beta**t in brackets.",
    ("v / (1 - beta**t)", "v / 1 - beta**t"),
)
brackets_missing_in_the_weight = edited(
    "Brackets are missing: in 1 - beta * x Python multiplies first. The new value's weight is (1 - beta).",
    ("(1 - beta) * x", "1 - beta * x"),
)
multiplied_by_the_correction = edited(
    "You multiply by 1 - beta**t. The averages are too small at first, so divide by it.", ("v / (1", "v * (1")
)
first_average_only = edited(
    "Only the first average comes back: a return inside the loop ends it after the first round. Move it to the left, "
    "below the loop.",
    ("return averages", "return averages[:1]"),
)
decimals_cut_off = edited(
    "np.zeros_like(values) holds whole numbers where the values are whole, and the decimals are cut off. Make a float "
    "array, or a list.",
    ("np.zeros(len(values))", "np.zeros_like(values)"),
)
