import numpy as np

from grader.authoring import alternative, edited, mistake

one_with_the_right_class = edited(
    "The right class is counted as a rival of itself, which costs the margin once. Leave it out.",
    ("if j != y:", "if j >= 0:"),
)
one_margin_subtracted = edited(
    "The margin is taken away, so that a rival may even be ahead. Add it: s[j] - s[y] + margin.",
    ("+ margin", "- margin"),
)
one_without_margin = edited("The margin is missing.", (" + margin", ""))
one_margin_of_one = edited("The margin is always 1 here. Use the argument.", ("+ margin", "+ 1.0"))
one_swapped = edited(
    "The scores are swapped: this charges the right class for being ahead. It is s[j] - s[y].",
    ("s[j] - s[y]", "s[y] - s[j]"),
)
one_not_cut_off = edited(
    "Nothing is cut off at zero: a rival that is far behind makes up for one that is ahead. Cut off each term.",
    ("max(0.0, s[j] - s[y] + margin)", "s[j] - s[y] + margin"),
)
one_maximum = edited(
    "Only the strongest rival is charged: this is the maximum over the wrong classes, as in Keras. Ours is the sum.",
    ("loss += max(0.0, s[j] - s[y] + margin)", "loss = max(loss, s[j] - s[y] + margin)"),
)
one_averaged = edited(
    "The loss is averaged over the classes. It is the sum over the wrong ones.",
    ("return float(loss)", "return float(loss / len(s))"),
)
one_averaged_over_rivals = edited(
    "The loss is averaged over the wrong classes. It is their sum.",
    ("return float(loss)", "return float(loss / (len(s) - 1))"),
)
one_squared = edited(
    "Each term is squared. The hinge loss has no square.",
    ("loss += max(0.0, s[j] - s[y] + margin)", "loss += max(0.0, s[j] - s[y] + margin) ** 2"),
)
one_cut_off_at_the_end = edited(
    "The terms are summed first, and then cut off at zero. A rival that is far behind must not make up for another: cut "
    "off each term.",
    ("max(0.0, s[j] - s[y] + margin)", "s[j] - s[y] + margin"),
    ("return float(loss)", "return float(max(0.0, loss))"),
)
one_margin_after_the_cut = edited(
    "The margin is added after the cut, so every rival pays it, however far behind. Add it inside the max.",
    ("max(0.0, s[j] - s[y] + margin)", "max(0.0, s[j] - s[y]) + margin"),
)


@mistake("Only the first rival is charged. Does the return stand inside the loop? Each of them counts.")
def one_returns_in_the_loop(s, y, margin):
    loss = 0.0
    for j in range(len(s)):
        if j != y:
            loss += max(0.0, s[j] - s[y] + margin)
            return float(loss)


one_absolute = edited(
    "The absolute value is taken, so a rival far behind costs something, too. It costs nothing: max(0, ...).",
    ("max(0.0, s[j] - s[y] + margin)", "abs(s[j] - s[y] + margin)"),
)
one_only_if_ahead = edited(
    "Only rivals that are ahead of the right class are charged. Those that are behind by less than the margin are, too.",
    ("if j != y:", "if j != y and s[j] > s[y]:"),
)
one_first_class_skipped = edited(
    "The loop starts with class 1, so class 0 is never charged. Classes are counted from 0.",
    ("range(len(s))", "range(1, len(s))"),
)


one_level_rival_skipped = edited(
    "A rival with the very score of the right class is left out, too: it should cost the margin. Leave out the place y, not "
    "the value.",
    ("if j != y:", "if s[j] != s[y]:"),
)


@alternative
def one_without_loop(s, y, margin):
    terms = np.maximum(0, s - s[y] + margin)
    return terms.sum() - margin


@alternative
def one_with_delete(s, y, margin):
    return np.clip(np.delete(s, y) - s[y] + margin, 0, None).sum()


@alternative
def one_with_if(s, y, margin):
    total = 0
    for j, score in enumerate(s):
        if j == y:
            continue
        missing = score + margin - s[y]
        if missing > 0:
            total = total + missing
    return np.float32(total)
