import numpy as np

from grader.authoring import alternative, edited, mistake

accuracy_for_error = edited(
    "This is the share of right answers. The error rate is the share of wrong ones: !=, not ==.",
    ("y_hat != y", "y_hat == y"),
)
counted_not_averaged = edited(
    "You count the wrong answers. Divide by their number: sets of different sizes could not be compared.",
    ("np.mean(y_hat != y)", "np.sum(y_hat != y)"),
)
in_percent = edited(
    "These are percent. Return shares from 0 to 1.", ("float(np.mean(y_hat != y))", "float(100 * np.mean(y_hat != y))")
)
how_far_off = edited(
    "This is how far the answers lie from the labels. A 9 for a 1 is as wrong as a 2 for a 1: labels are names, not sizes.",
    ("np.mean(y_hat != y)", "np.mean(np.abs(y_hat - y))"),
)
squared = edited(
    "You average squared differences, as if labels were sizes. Count how often the answer is not the label.",
    ("np.mean(y_hat != y)", "np.mean((y_hat - y) ** 2)"),
)
signed_difference = edited(
    "You average the differences of answers and labels. Labels are names: ask only whether the two are equal.",
    ("np.mean(y_hat != y)", "np.mean(y_hat - y)"),
)


@mistake("Every set gets the error of all sets together. Each has its own.")
def pooled(answers):
    wrong = np.concatenate([y_hat != y for y_hat, y in answers.values()])
    return {name: float(np.mean(wrong)) for name in answers}


@mistake("All sets are divided by the size of the largest. Divide each by its own size.")
def one_size(answers):
    size = max(len(y) for _, y in answers.values())
    return {name: float(np.sum(y_hat != y) / size) for name, (y_hat, y) in answers.items()}


as_a_list = edited(
    "The errors come back as a list without names. Return a dict with the names of the sets.",
    (
        "{name: float(np.mean(y_hat != y)) for name, (y_hat, y) in answers.items()}",
        "[float(np.mean(y_hat != y)) for y_hat, y in answers.values()]",
    ),
)
only_the_first = edited(
    "Only the first set has an error. A return inside the loop ends it at once: build the dict, then return it.",
    (
        "return {name: float(np.mean(y_hat != y)) for name, (y_hat, y) in answers.items()}",
        "for name, (y_hat, y) in answers.items():\n    return {name: float(np.mean(y_hat != y))}",
    ),
)
rounded_share = edited(
    "The shares are rounded to whole percent. Return them as they are; round only when you print.",
    ("float(np.mean(y_hat != y))", "round(float(np.mean(y_hat != y)), 2)"),
)


@alternative
def with_loops(answers):
    rates = {}
    for name in answers:
        y_hat, y = answers[name]
        wrong = 0
        for a, b in zip(y_hat, y):
            if a != b:
                wrong += 1
        rates[name] = wrong / len(y)
    return rates


@alternative
def one_minus_accuracy(answers):
    return {name: 1 - (pair[0] == pair[1]).mean() for name, pair in answers.items()}


@alternative
def counted_nonzero(answers):
    return {name: np.float32(np.count_nonzero(y_hat - y) / y.size) for name, (y_hat, y) in answers.items()}
