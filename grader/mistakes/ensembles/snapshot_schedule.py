import numpy as np

from grader.authoring import alternative, edited

no_restart = edited(
    "The rate falls once over the whole training: the cycles are missing. Use the step within the current cycle, "
    "and the length of a cycle.",
    ("(step % length) / length", "step / steps"),
)
rounded_down = edited(
    "The length of a cycle is rounded down, or to the nearest whole number. Where the cycles do not divide the steps, "
    "that can make one cycle too many: round up.",
    ("int(np.ceil(steps / cycles))", "steps // cycles"),
)
rounded_up_always = edited(
    "A cycle is one step too long where the steps divide evenly: steps // cycles + 1 is not the same as rounding up.",
    ("int(np.ceil(steps / cycles))", "steps // cycles + 1"),
)
not_rounded = edited(
    "The length of a cycle is not rounded, so that the cycles begin between two steps. Round up.",
    ("int(np.ceil(steps / cycles))", "steps / cycles"),
)
whole_wave = edited(
    "The cosine runs through a whole wave: down and up again. Half of it, to pi, leads from rate to 0.",
    ("np.pi *", "2 * np.pi *"),
)
quarter_wave = edited(
    "The angle goes to pi / 2 only, so that each cycle ends at half the rate. It goes to pi.",
    ("np.pi *", "np.pi / 2 *"),
)
upside_down_wave = edited(
    "The rate rises in each cycle, from 0 to its largest: the sign of the cosine is turned round.",
    ("1 + np.cos", "1 - np.cos"),
)
not_halved = edited(
    "1 + cos goes from 2 to 0, so the rate begins twice too large. The factor in front is rate / 2.",
    ("rate / 2", "rate"),
)
counted_from_one = edited(
    "Steps are counted from 0 here: the first step of a cycle has the full rate. You add 1 to the step.",
    ("(step % length)", "((step + 1) % length)"),
)
down_to_zero = edited(
    "You divide by the length minus 1, so that the last step of a cycle has the rate 0. Divide by the length.",
    ("(step % length) / length", "(step % length) / max(length - 1, 1)"),
)
straight_line = edited(
    "The rate falls along a straight line. It should follow a cosine.",
    ("rate / 2 * (1 + np.cos(np.pi * (step % length) / length))", "rate * (1 - (step % length) / length)"),
)
cycles_as_length = edited(
    "You take the number of cycles for the length of one. The length is steps / cycles, rounded up.",
    ("int(np.ceil(steps / cycles))", "cycles"),
)
number_of_the_cycle = edited(
    "You use the number of the cycle (a whole division) where the place within it belongs (the remainder, %).",
    ("step % length", "step // length"),
)
without_pi = edited("The pi is missing in the angle.", ("np.pi * ", ""))


@alternative
def with_the_math_module(step, steps, cycles, rate):
    import math

    length = -(-steps // cycles)
    return 0.5 * rate * (math.cos(math.pi * math.fmod(step, length) / length) + 1.0)


@alternative
def as_a_square_of_a_cosine(step, steps, cycles, rate):
    length = (steps + cycles - 1) // cycles
    while step >= length:
        step -= length
    return rate * np.cos(np.pi * step / (2 * length)) ** 2


@alternative
def in_single_precision(step, steps, cycles, rate):
    length = np.ceil(steps / cycles)
    return np.array(rate / 2 * (1 + np.cos(np.pi * np.mod(step, length) / length)))
