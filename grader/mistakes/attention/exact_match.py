import numpy as np

from grader.authoring import alternative, edited, mistake


@mistake("Letters that are right count, though their text is wrong. A text is right as a whole or not at all.")
def letter_by_letter(answers, truths):
    letters = [
        a == b for answer, truth in zip(answers, truths, strict=True) for a, b in zip(answer, truth, strict=False)
    ]
    return sum(letters) / len(letters)


@mistake(
    "For each text its share of right letters is taken, and then the average. A text is right as a whole or not at all."
)
def share_of_letters(answers, truths):
    shares = [
        sum(a == b for a, b in zip(answer, truth, strict=False)) / max(len(truth), 1)
        for answer, truth in zip(answers, truths, strict=True)
    ]
    return sum(shares) / len(shares)


not_divided = edited(
    "This is how many are right. Divide by how many there are.", ("sum(right) / len(right)", "sum(right)")
)
the_wrong_ones = edited("This is the share of those that are wrong.", ("answer == truth", "answer != truth"))
in_percent = edited(
    "The share comes in percent. It should be a number from 0 to 1.",
    ("sum(right) / len(right)", "100 * sum(right) / len(right)"),
)
beginning_counts = edited(
    "An answer counts as right if the truth begins with it. All of it has to be equal.",
    ("answer == truth", "truth.startswith(answer)"),
)
right_somewhere = edited(
    "An answer counts as right if it is the truth of *any* question. Compare each with its own.",
    ("answer == truth", "answer in truths"),
)
all_or_nothing = edited(
    "It is 1 only if all answers are right, and 0 otherwise. It should be the share of right ones.",
    ("sum(right) / len(right)", "float(all(right))"),
)
letters_in_any_order = edited(
    "An answer counts as right if it has the same letters, in whatever order.",
    ("answer == truth", "sorted(answer) == sorted(truth)"),
)
one_missing_below = edited(
    "The number of right answers is divided by a number that is one too small or too large. Divide by how many there are.",
    ("sum(right) / len(right)", "sum(right) / (len(right) + 1)"),
)


@alternative
def with_numpy(answers, truths):
    return np.mean(np.array(answers) == np.array(truths))


@alternative
def counted_in_a_loop(answers, truths):
    count = 0
    for i in range(len(answers)):
        if answers[i] == truths[i]:
            count += 1
    return count / len(truths)


@alternative
def in_float32(answers, truths):
    return np.float32(sum(map(str.__eq__, answers, truths)) / len(answers))
