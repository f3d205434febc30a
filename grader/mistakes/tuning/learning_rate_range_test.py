import numpy as np

from grader.authoring import alternative, edited, mistake

rates_evenly_spaced = edited(
    "The learning rates are evenly spaced on a linear scale. They should grow by the same factor from step to step.",
    ("np.geomspace", "np.linspace"),
)
limits_as_exponents = edited(
    "np.logspace takes exponents for limits, not the limits themselves. np.geomspace takes the limits.",
    ("np.geomspace", "np.logspace"),
)
never_stopped = edited(
    "The test goes on when the loss has exploded. Stop at a loss that is not finite or more than 4 times the lowest.",
    ("if not np.isfinite(loss) or (losses and loss > 4 * min(losses)):\n    break", ""),
)
goes_on_at_nan = edited(
    "The test goes on with a loss that is nan: nan is not larger than anything. Ask np.isfinite.",
    ("not np.isfinite(loss) or (losses and loss > 4 * min(losses))", "losses and loss > 4 * min(losses)"),
)
stops_at_nan_only = edited(
    "The test stops only when the loss is no number any more. Stop when it is more than 4 times the lowest so far, too.",
    ("not np.isfinite(loss) or (losses and loss > 4 * min(losses))", "not np.isfinite(loss)"),
)
first_loss_kept = edited(
    "The first loss is kept whatever it is. If it is not finite the test ends there, and both arrays are empty.",
    ("not np.isfinite(loss) or (losses and loss > 4 * min(losses))",
     "losses and (not np.isfinite(loss) or loss > 4 * min(losses))"),
)  # fmt: skip
last_loss_kept = edited(
    "The loss that ended the test is among the losses. Look at it before you write it down.",
    (
        "if not np.isfinite(loss) or (losses and loss > 4 * min(losses)):\n    break\nrates.append(float(rate))\n"
        "losses.append(loss)",
        "rates.append(float(rate))",
        "losses.append(loss)",
        "if not np.isfinite(loss) or loss > 4 * min(losses):",
        "    break",
    ),
)
compared_with_the_first = edited(
    "The loss is compared with the first one. Compare it with the lowest so far.", ("min(losses)", "losses[0]")
)
compared_with_the_last = edited(
    "The loss is compared with the one before it. Compare it with the lowest so far.", ("min(losses)", "losses[-1]")
)
stops_at_any_rise = edited(
    "The test stops at the first loss that is higher than the lowest. Losses jump a little: stop at 4 times the lowest.",
    ("4 * min(losses)", "min(losses)"),
)
stops_at_twice = edited(
    "The test stops too early: at twice the lowest loss. The limit is 4 times.", ("4 * min(losses)", "2 * min(losses)")
)
exponents_returned = edited(
    "These are the logarithms of the learning rates. Return the rates themselves.",
    ("rates.append(float(rate))", "rates.append(float(np.log10(rate)))"),
)
all_rates_returned = edited(
    "There are more rates than losses. Return only the rates whose losses you return.",
    ("np.array(rates), np.array(losses)", "np.geomspace(low, high, steps), np.array(losses)"),
)
losses_before_rates = edited(
    "The losses come first here. Return the rates first, then the losses.",
    ("np.array(rates), np.array(losses)", "np.array(losses), np.array(rates)"),
)
two_steps_for_each = edited(
    "step is called more often than there are rates: each call is a step of training that changes the network.",
    ("losses.append(loss)", "losses.append(step(float(rate)))"),
)
factor_without_the_end = edited(
    "The last learning rate is not reached: between so many rates there is one gap less.",
    ("np.geomspace(low, high, steps)", "low * (high / low) ** (np.arange(steps) / steps)"),
)
smoothed_losses = edited(
    "The losses that come back are moving averages. Return them as step gave them; smoothing is for the picture.",
    ("losses.append(loss)", "losses.append(loss if not losses else 0.9 * losses[-1] + 0.1 * loss)"),
)


@mistake("Only the learning rate with the lowest loss comes back. Return all rates and all losses.")
def lowest_alone(step, low, high, steps):
    best_rate, best_loss = low, np.inf
    for rate in np.geomspace(low, high, steps):
        loss = step(float(rate))
        if not np.isfinite(loss) or loss > 4 * best_loss:
            break
        if loss < best_loss:
            best_rate, best_loss = rate, loss
    return best_rate, best_loss


@alternative
def with_a_growing_rate(step, low, high, steps):
    growth, rate, lowest = (high / low) ** (1 / (steps - 1)), low, np.inf
    rates, losses = [], []
    for _ in range(steps):
        loss = float(step(rate))
        if np.isnan(loss) or np.isinf(loss) or loss > 4 * lowest:
            break
        lowest = min(lowest, loss)
        rates.append(rate)
        losses.append(loss)
        rate *= growth
    return rates, losses


@alternative
def in_arrays_of_float32(step, low, high, steps):
    rates = np.exp(np.linspace(np.log(low), np.log(high), steps))
    losses = np.zeros(steps, dtype=np.float32)
    count = 0
    while count < steps:
        loss = step(rates[count])
        if not np.isfinite(loss):
            break
        if count and loss / losses[:count].min() > 4:
            break
        losses[count] = loss
        count += 1
    return rates[:count].astype(np.float32), losses[:count]


@alternative
def as_pairs(step, low, high, steps):
    pairs = []
    for power in np.linspace(np.log10(low), np.log10(high), steps):
        loss = step(float(10**power))
        good = np.isfinite(loss) and all(loss <= 4 * other for _, other in pairs)
        if not good:
            break
        pairs.append((10**power, loss))
    table = np.array(pairs).reshape(-1, 2)
    return table[:, 0], table[:, 1]
