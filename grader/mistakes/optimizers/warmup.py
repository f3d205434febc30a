import numpy as np

from grader.authoring import alternative, edited
from solutions.optimizers import cosine_decay

clock_not_reset = edited(
    "The cosine has not started at the top: its clock runs from step 0. Hand it the steps since the top, step - "
    "warmup_steps.",
    ("step - warmup_steps", "step"),
)
no_rise = edited(
    "The learning rate is at its target from the first step on. Until warmup_steps it rises from 0.",
    ("if step < warmup_steps:\n    return target_learning_rate * step / warmup_steps", ""),
    ("step - warmup_steps", "max(step - warmup_steps, 0)"),
)
rises_from_the_first_step = edited(
    "The rise is one step ahead: at step 0 the learning rate is 0, not one part of the target.",
    ("target_learning_rate * step", "target_learning_rate * (step + 1)"),
)
warmup_part_of_the_decay = edited(
    "You take the warmup out of the decay. The cosine has its full decay_steps after the top.",
    ("target_learning_rate, decay_steps)", "target_learning_rate, decay_steps - warmup_steps)"),
)
stays_at_the_top = edited(
    "The learning rate rises and then stays at the target. After the top it decays along the cosine.",
    ("cosine_decay(step - warmup_steps, target_learning_rate, decay_steps)", "target_learning_rate"),
)
rises_for_ever = edited(
    "The learning rate never stops to rise. From warmup_steps on, the cosine takes over.",
    (
        "cosine_decay(step - warmup_steps, target_learning_rate, decay_steps)",
        "target_learning_rate * step / np.float64(warmup_steps)",
    ),
)
both_at_once = edited(
    "You multiply the rise and a cosine that has started already. First the rise alone, then the cosine alone.",
    (
        "target_learning_rate * step / warmup_steps",
        "step / warmup_steps * cosine_decay(step, target_learning_rate, decay_steps)",
    ),
    ("cosine_decay(step - warmup_steps,", "cosine_decay(step,"),
)
zero_steps_divided = edited(
    "With no warmup steps Python stops at a division by zero. Divide only while step < warmup_steps.",
    ("if step < warmup_steps:", "if step / warmup_steps < 1:"),
)
top_still_divided = edited(
    "With no warmup steps Python stops at a division by zero, because step <= 0 is true at step 0. At step == "
    "warmup_steps the cosine takes over already: use <.",
    ("step < warmup_steps", "step <= warmup_steps"),
)
rise_over_the_decay_steps = edited(
    "The rise takes decay_steps steps. It takes warmup_steps.",
    ("target_learning_rate * step / warmup_steps", "target_learning_rate * step / decay_steps"),
)
whole_parts_only = edited(
    "The rise is rounded down to 0. Divide with /, not with //.",
    ("target_learning_rate * step / warmup_steps", "target_learning_rate * (step // warmup_steps)"),
)


@alternative
def cosine_written_out(step, target_learning_rate, warmup_steps, decay_steps):
    if step >= warmup_steps:
        progress = min(1.0, (step - warmup_steps) / decay_steps)
        return target_learning_rate * (1 + np.cos(np.pi * progress)) / 2
    return step / warmup_steps * target_learning_rate


@alternative
def top_counted_to_the_rise(step, target_learning_rate, warmup_steps, decay_steps):
    if warmup_steps > 0 and step <= warmup_steps:
        return np.array(target_learning_rate * (step / warmup_steps))
    return cosine_decay(step=step - warmup_steps, initial_learning_rate=target_learning_rate, decay_steps=decay_steps)


@alternative
def the_smaller_of_two(step, target_learning_rate, warmup_steps, decay_steps):
    rise = target_learning_rate * step / max(warmup_steps, 1) if warmup_steps else target_learning_rate
    fall = cosine_decay(max(0, step - warmup_steps), target_learning_rate, decay_steps, alpha=0.0)
    return np.float32(min(rise, fall))


rise_to_one = edited(
    "The rise goes from 0 to 1. It is that part of the target: multiply by target_learning_rate.",
    ("target_learning_rate * step", "step"),
)
