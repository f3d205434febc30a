import numpy as np

from grader.authoring import alternative, edited, mistake

without_sign = edited(
    "A gap far below zero is taken for the widest: you compare absolute values. Below zero there is no gap.",
    ("lambda name: gaps[name]", "lambda name: abs(gaps[name])"),
    ("gaps[widest] > enough", "abs(gaps[widest]) > enough"),
)
narrowest = edited("This is the narrowest gap. Work on the widest.", ("max(gaps", "min(gaps"))
first_wide_enough = edited(
    "You take the first gap that is wider than enough. A later one may be wider still: look at all of them.",
    (
        "widest = max(gaps, key=lambda name: gaps[name])",
        "widest = next((name for name in gaps if gaps[name] > enough), max(gaps, key=lambda name: gaps[name]))",
    ),
)
never_stops = edited(
    'A gap is named although none is wider than enough. Then the answer is "stop".',
    ('widest if gaps[widest] > enough else "stop"', "widest"),
)
stops_too_late = edited("A gap of exactly enough is worked on. It is to be wider than that.", ("> enough", ">= enough"))
last_of_equals = edited(
    "Of several equally wide gaps you take the last. Take the first.", ("max(gaps,", "max(reversed(gaps),")
)
width_returned = edited(
    "You return how wide the gap is. Return its name.", ("return widest if", "return gaps[widest] if")
)
name_and_width = edited(
    "You return the name of the gap and how wide it is. Return the name alone.",
    ("return widest if", "return (widest, gaps[widest]) if"),
)
by_the_alphabet = edited(
    "This is the last name in the alphabet: max of a dict compares its keys. Compare the values.",
    (", key=lambda name: gaps[name]", ""),
)
none_for_stop = edited(
    'Where no gap is wide enough you return None. The answer is the text "stop".', ('else "stop"', "else None")
)
one_narrow_gap_stops = edited(
    "You stop as soon as *some* gap is narrow. Stop if no gap is wider than enough.",
    ("if gaps[widest] > enough", "if min(gaps.values()) > enough"),
)
sum_of_all = edited(
    "You compare the sum of all gaps with enough. Compare the widest.",
    ("if gaps[widest] > enough", "if sum(gaps.values()) > enough"),
)
a_list_of_gaps = edited(
    "You return all gaps that are wider than enough. Only one comes next: the widest.",
    (
        'return widest if gaps[widest] > enough else "stop"',
        'return [name for name in gaps if gaps[name] > enough] if gaps[widest] > enough else "stop"',
    ),
)


@alternative
def with_get(gaps, enough):
    best = max(gaps, key=gaps.get)
    if gaps[best] <= enough:
        return "stop"
    return best


@alternative
def with_loop(gaps, enough):
    name, width = "stop", enough
    for key, value in gaps.items():
        if value > width:
            name, width = key, value
    return name


@alternative
def with_sort(gaps, enough):
    wide = [(name, gap) for name, gap in sorted(gaps.items(), key=lambda item: -item[1]) if gap > enough]
    return wide[0][0] if wide else "stop"


@alternative
def with_arrays(gaps, enough):
    names, widths = np.array(list(gaps)), np.array(list(gaps.values()))
    return names[np.argmax(widths)] if widths.max() > enough else "stop"


@mistake("The gaps are changed in place: those below zero are written over. Leave the caller's dict as it is.")
def written_over(gaps, enough):
    for name in gaps:
        gaps[name] = max(gaps[name], 0.0)
    widest = max(gaps, key=gaps.get)
    return widest if gaps[widest] > enough else "stop"
