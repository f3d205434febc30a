import numpy as np

from grader.authoring import alternative, edited

rises_again = edited(
    "After decay_steps the wave rises again. The progress is never more than 1.", ("min(step, decay_steps)", "step")
)
half_forgotten = edited(
    "The factor one half is missing: 1 + cos goes from 2 to 0, so it starts at twice the learning rate.", ("0.5 * ", "")
)
alpha_ignored = edited(
    "alpha is not used: at the end the learning rate is always 0. Squeeze the wave into the range from alpha to 1.",
    ("0.5", "initial_learning_rate * 0.5"),
    ("float(initial_learning_rate * ((1 - alpha) * wave + alpha))", "wave"),
)
alpha_only_added = edited(
    "alpha is added on top, so it starts above the initial learning rate. The wave must shrink by 1 - alpha to make "
    "room.",
    ("(1 - alpha) * wave", "wave"),
)
alpha_as_a_learning_rate = edited(
    "You take alpha for a learning rate. It is a fraction of the initial learning rate.",
    ("initial_learning_rate * ((1 - alpha) * wave + alpha)", "alpha + (initial_learning_rate - alpha) * wave"),
)
pi_forgotten = edited("The pi is missing. The cosine needs pi * progress to go through half a wave.", ("np.pi * ", ""))
whole_wave = edited("This is a whole wave, 2 pi: it falls and rises again. Half a wave has pi.", ("np.pi", "2 * np.pi"))
quarter_wave = edited(
    "This is the first quarter of a wave: slow at the start only. Take half a wave, from 1 to -1, and shift it up.",
    ("0.5 * (1 + np.cos(np.pi * progress))", "np.cos(0.5 * np.pi * progress)"),
)
zero_after_the_end = edited(
    "After the end you return 0. The learning rate stays at alpha times the initial one.",
    ("progress =", "if step > decay_steps:", "    return 0.0", "progress ="),
)
wave_upside_down = edited(
    "The wave is upside down: it rises from 0. It is 1 plus the cosine.", ("1 + np.cos", "1 - np.cos")
)


@alternative
def squared_cosine(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = np.clip(step / decay_steps, 0, 1)
    return initial_learning_rate * (alpha + (1 - alpha) * np.cos(np.pi * progress / 2) ** 2)


@alternative
def end_apart(step, initial_learning_rate, decay_steps, alpha=0.0):
    end = alpha * initial_learning_rate
    if step >= decay_steps:
        return end
    return np.array(end + (initial_learning_rate - end) * (1 + np.cos(step / decay_steps * np.pi)) / 2)


@alternative
def cosine_in_float32(step, initial_learning_rate, decay_steps, alpha=0.0):
    progress = np.float32(np.minimum(step, decay_steps) / decay_steps)
    wave = (np.cos(np.float32(np.pi) * progress) + 1) / 2
    return np.float32(initial_learning_rate * ((1 - alpha) * wave + alpha))


brackets_missing_before_alpha = edited(
    "Brackets are missing: alpha is added as it is. The initial learning rate multiplies the whole sum.",
    ("((1 - alpha) * wave + alpha)", "(1 - alpha) * wave + alpha"),
)
angle_in_degrees = edited(
    "np.cos takes its angle in radians: half a wave is np.pi, not 180.", ("np.pi * progress", "180 * progress")
)
