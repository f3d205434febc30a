import numpy as np

from grader.authoring import alternative, edited, mistake

UNIT = "unit = g / np.linalg.norm(g)"
SHARED = "shared = middle - (middle @ unit) * unit"
ASIDE = "aside = np.sqrt(1 - shared @ shared) * np.sign((u - v) @ unit) * unit"
LAST = "return shared + aside, shared - aside"

equal_for_unit_directions_only = edited(
    "This is right only where g has length one. Divide g by its length first.", (UNIT, "unit = g")
)
equal_on_swapped_sides = edited(
    "The two have changed sides along g. The one that was further along g stays so.",
    (LAST, "return shared - aside, shared + aside"),
)
equal_without_sides = edited(
    "The first one always gets the positive side of g. It depends on which of the two lies further along g.",
    (ASIDE, "aside = np.sqrt(1 - shared @ shared) * unit"),
)
equal_with_the_middle = edited(
    "The middle still has its part along g, so the two are not equally far from what is neutral. Take that part away.",
    (SHARED, "shared = middle"),
    (ASIDE, "aside = np.sqrt(np.abs(1 - shared @ shared)) * np.sign((u - v) @ unit) * unit"),
)
equal_with_the_sum = edited(
    "u + v is not divided by 2. The middle of the two is half their sum.",
    ("middle = (u + v) / 2", "middle = u + v"),
    (ASIDE, "aside = np.sqrt(np.abs(1 - shared @ shared)) * np.sign((u - v) @ unit) * unit"),
)
equal_without_the_root = edited(
    "The two do not have length one: the piece along g has the length sqrt(1 - s . s), with the root.",
    (ASIDE, "aside = (1 - shared @ shared) * np.sign((u - v) @ unit) * unit"),
)
equal_by_lengths = edited(
    "The two do not have length one: under the root stands the square of the length of s, not the length.",
    (ASIDE, "aside = np.sqrt(1 - np.linalg.norm(shared)) * np.sign((u - v) @ unit) * unit"),
)
equal_with_half_the_difference = edited(
    "The two go aside by half the difference that they had along g, so that their lengths are not one.",
    (ASIDE, "aside = (u - v) @ unit / 2 * unit"),
)
equal_by_their_own_signs = edited(
    "Each goes to the side of g on which it lay. If both lay on one side, both are on it still: the one that was further "
    "along g goes to the upper side, the other one to the lower.",
    (
        LAST,
        "aside = np.sqrt(1 - shared @ shared) * unit",
        "return shared + np.sign(u @ unit) * aside, shared + np.sign(v @ unit) * aside",
    ),
)
equal_neutralized = edited(
    "Both have lost their part along g altogether. They get one each, on opposite sides.",
    (LAST, "return shared, shared"),
)


@mistake("Each has lost its own part along g and kept the rest. They should have the same rest: that of their middle.")
def equal_each_by_itself(u, v, g):
    unit = g / np.linalg.norm(g)
    rest_u, rest_v = u - (u @ unit) * unit, v - (v @ unit) * unit
    sign = np.sign((u - v) @ unit)
    return (
        rest_u + np.sqrt(np.maximum(1 - rest_u @ rest_u, 0)) * sign * unit,
        rest_v - np.sqrt(np.maximum(1 - rest_v @ rest_v, 0)) * sign * unit,
    )


@alternative
def equal_as_in_the_paper(u, v, g):
    g = g / np.linalg.norm(g)
    mean = (u + v) / 2
    along = (mean @ g) * g
    rest = mean - along
    answers = []
    for one in (u, v):
        aside = (one @ g) * g - along
        answers.append(rest + np.sqrt(1 - np.sum(rest**2)) * aside / np.linalg.norm(aside))
    return tuple(answers)


@alternative
def equal_by_cases(u, v, g):
    rest = (u + v) / 2
    rest = rest - np.dot(rest, g) / np.dot(g, g) * g
    step = np.sqrt((1 - np.dot(rest, rest)) / np.dot(g, g)) * g
    return [rest + step, rest - step] if np.dot(u, g) > np.dot(v, g) else [rest - step, rest + step]


@alternative
def equal_in_float32(u, v, g):
    u, v, g = (np.asarray(one, dtype=np.float32) for one in (u, v, g))
    g = g / np.sqrt(np.sum(g**2))
    rest = (u - (u @ g) * g + v - (v @ g) * g) / 2
    step = np.sqrt(1 - np.linalg.norm(rest) ** 2) * g * (1 if u @ g > v @ g else -1)
    return rest + step, rest - step
