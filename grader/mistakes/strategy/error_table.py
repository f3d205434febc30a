import numpy as np

from grader.authoring import alternative, edited, mistake

share_of_pictures = edited(
    "share divides by the number of pictures. It is the share of all *mistakes*.",
    ("mistakes / max(all_mistakes, 1)", "mistakes / len(is_wrong)"),
)
rate_of_all = edited(
    "rate divides by the number of all pictures. Divide by those with the tag: how dangerous is it to have it?",
    ("mistakes / max(np.sum(has_tag), 1)", "mistakes / len(is_wrong)"),
)
share_and_rate_swapped = edited(
    "share and rate have changed places: the share is of all mistakes, the rate of the pictures with the tag.",
    ("max(all_mistakes, 1)", "max(np.sum(has_tag), 1)"),
    ("mistakes / max(np.sum(has_tag), 1)", "mistakes / max(all_mistakes, 1)"),
)
ceiling_is_the_gain = edited(
    "ceiling is what would be won. It is the accuracy that would be reached: what is right today is in it, too.",
    ("1 - (all_mistakes - mistakes) / len(is_wrong)", "mistakes / len(is_wrong)"),
)
ceiling_is_the_error = edited(
    "ceiling is the error that would be left. It is the accuracy: 1 minus that.",
    ("1 - (all_mistakes - mistakes) / len(is_wrong)", "(all_mistakes - mistakes) / len(is_wrong)"),
)
ceiling_of_share = edited(
    "ceiling is today's accuracy plus the share of mistakes. The share is of mistakes, not of pictures: points cannot be added to it.",
    (
        "1 - (all_mistakes - mistakes) / len(is_wrong)",
        "1 - all_mistakes / len(is_wrong) + mistakes / max(all_mistakes, 1)",
    ),
)
today_for_ceiling = edited(
    "ceiling is today's accuracy, the same for every tag. Think the mistakes with this tag away.",
    ("(all_mistakes - mistakes) / len(is_wrong)", "all_mistakes / len(is_wrong)"),
)
only_this_tag_mended = edited(
    "ceiling counts the mistakes with the tag as what is left. They are the ones that are mended: the *others* are left.",
    ("(all_mistakes - mistakes) / len(is_wrong)", "mistakes / len(is_wrong)"),
)
pictures_for_mistakes = edited(
    "You count all pictures with the tag. Count those that are also misread: is_wrong & has_tag.",
    ("np.sum(is_wrong & has_tag)", "np.sum(has_tag)"),
)
right_ones_counted = edited(
    "You count the pictures with the tag that were read *right*.", ("is_wrong & has_tag", "~is_wrong & has_tag")
)
either_counted = edited(
    "You count pictures that are misread *or* have the tag. Both must be true: &, not |.",
    ("is_wrong & has_tag", "is_wrong | has_tag"),
)
nobody_divided = edited(
    "A tag that no picture has, or a table without a mistake, gives 0 / 0, and NaN. Let it be 0.",
    ("max(all_mistakes, 1)", "all_mistakes"),
    ("max(np.sum(has_tag), 1)", "np.sum(has_tag)"),
)
table_in_percent = edited(
    "share and rate are percent. Return shares from 0 to 1.",
    ("float(mistakes / max(all_mistakes, 1))", "float(100 * mistakes / max(all_mistakes, 1))"),
    ("float(mistakes / max(np.sum(has_tag), 1))", "float(100 * mistakes / max(np.sum(has_tag), 1))"),
)


@mistake(
    "A mistake with several tags is left out, as if it could have one reason only. It counts for each of its tags."
)
def only_one_reason(tags, is_wrong):
    table, wrong = {}, np.sum(is_wrong)
    number = np.sum(list(tags.values()), axis=0)
    for tag, has_tag in tags.items():
        mistakes = np.sum(is_wrong & has_tag & (number == 1))
        table[tag] = {
            "mistakes": int(mistakes),
            "share": float(mistakes / max(wrong, 1)),
            "rate": float(mistakes / max(np.sum(has_tag), 1)),
            "ceiling": float(1 - (wrong - mistakes) / len(is_wrong)),
        }
    return table


@mistake("A mistake with several tags counts for its first tag only. It counts for each of its tags.")
def first_tag_takes_all(tags, is_wrong):
    table, wrong, left = {}, np.sum(is_wrong), is_wrong.copy()
    for tag, has_tag in tags.items():
        mistakes = np.sum(left & has_tag)
        left &= ~has_tag
        table[tag] = {
            "mistakes": int(mistakes),
            "share": float(mistakes / max(wrong, 1)),
            "rate": float(mistakes / max(np.sum(has_tag), 1)),
            "ceiling": float(1 - (wrong - mistakes) / len(is_wrong)),
        }
    return table


@alternative
def with_loops(tags, is_wrong):
    m, wrong = len(is_wrong), sum(bool(w) for w in is_wrong)
    table = {}
    for tag in tags:
        both = with_tag = 0
        for w, t in zip(is_wrong, tags[tag]):
            with_tag += bool(t)
            both += bool(w and t)
        table[tag] = {
            "ceiling": (m - wrong + both) / m,
            "mistakes": both,
            "rate": both / with_tag if with_tag else 0,
            "share": both / wrong if wrong else 0,
        }
    return table


@alternative
def with_masks(tags, is_wrong):
    return {
        tag: {
            "mistakes": has_tag[is_wrong].sum(),
            "share": has_tag[is_wrong].mean() if is_wrong.any() else 0.0,
            "rate": is_wrong[has_tag].mean() if has_tag.any() else 0.0,
            "ceiling": np.mean(~is_wrong | has_tag),
        }
        for tag, has_tag in tags.items()
    }


@alternative
def with_products(tags, is_wrong):
    wrong = is_wrong.astype(np.float32)
    table = {}
    for tag, has_tag in tags.items():
        mistakes = float(wrong @ has_tag.astype(np.float32))
        table[tag] = {
            "mistakes": mistakes,
            "share": mistakes / (wrong.sum() or 1),
            "rate": mistakes / (has_tag.sum() or 1),
            "ceiling": 1 - wrong.mean() + mistakes / wrong.size,
        }
    return table


@mistake("share divides by the sum over the tags. Divide by all mistakes: some have no tag, and some have several.")
def share_of_tagged(tags, is_wrong):
    table, wrong = {}, np.sum(is_wrong)
    tagged = sum(int(np.sum(is_wrong & has_tag)) for has_tag in tags.values())
    for tag, has_tag in tags.items():
        mistakes = np.sum(is_wrong & has_tag)
        table[tag] = {
            "mistakes": int(mistakes),
            "share": float(mistakes / max(tagged, 1)),
            "rate": float(mistakes / max(np.sum(has_tag), 1)),
            "ceiling": float(1 - (wrong - mistakes) / len(is_wrong)),
        }
    return table


@mistake("ceiling mends the mistakes of the tags before it as well. Each line is about its own tag alone.")
def ceilings_added_up(tags, is_wrong):
    table, wrong = {}, np.sum(is_wrong)
    left = wrong
    for tag, has_tag in tags.items():
        mistakes = np.sum(is_wrong & has_tag)
        left = left - mistakes
        table[tag] = {
            "mistakes": int(mistakes),
            "share": float(mistakes / max(wrong, 1)),
            "rate": float(mistakes / max(np.sum(has_tag), 1)),
            "ceiling": float(1 - left / len(is_wrong)),
        }
    return table
