import numpy as np

from grader.authoring import alternative, edited, mistake

KNOWN = "known = [rows[token] for token in tokens if token in rows]"
MEAN = "average: np.ndarray = np.mean(E[known], axis=0)"

average_over_all_tokens = edited(
    "The sum is divided by the number of all tokens. Divide by the number of those that have a vector.",
    (MEAN, "average = np.sum(E[known], axis=0) / len(tokens)"),
)
average_not_divided = edited(
    "The vectors are added up. Divide by the number of words that were counted.",
    (MEAN, "average = np.sum(E[known], axis=0)"),
)
average_of_each_word_once = edited(
    "A word that comes twice counts once here. It counts twice.",
    (MEAN, "average = np.mean(E[sorted(set(known))], axis=0)"),
)
average_over_the_wrong_axis = edited(
    "The average is taken over the numbers of each vector. Average over the words: axis 0.",
    (MEAN, "average = np.mean(E[known], axis=1)"),
)
average_over_everything = edited(
    "The average is taken over words and numbers alike, so that a single number is left. Average over the words: axis 0.",
    (MEAN, "average = np.mean(E[known])"),
)
average_of_nothing = edited(
    "A text without a known word has no average: not a number. Return zeros then.", ("if not known:", "if False:")
)
average_with_length_one = edited(
    "The average was brought to length one. Return it as it is.",
    (MEAN, "average = np.mean(E[known], axis=0)", "average = average / np.linalg.norm(average)"),
)
average_of_units = edited(
    "The vectors were brought to length one before they were averaged. Average them as they are.",
    (MEAN, "average = np.mean(E[known] / np.linalg.norm(E[known], axis=1, keepdims=True), axis=0)"),
)
average_with_the_first_for_unknown = edited(
    "Words without a vector get one all the same, that of the first word. Leave them out.",
    (
        KNOWN,
        "known = [rows.get(token, 0) for token in tokens]",
    ),
)
average_without_the_first_word = edited(
    "The first of the words is left out: its row is 0, and `if` takes 0 for no. Ask whether the token is in the dict.",
    (KNOWN, "known = [rows[token] for token in tokens if rows.get(token)]"),
)
average_until_the_first_unknown = edited(
    "All words behind the first unknown one are lost. Leave out the unknown word only.",
    (
        KNOWN,
        "known = []",
        "for token in tokens:",
        "    if token not in rows:",
        "        break",
        "    known.append(rows[token])",
    ),
)


@mistake("A text without a known word gives the number 0. Return an array of d zeros.")
def average_zero_for_nothing(tokens, words, E):
    rows = {word: row for row, word in enumerate(words)}
    known = [rows[token] for token in tokens if token in rows]
    return np.mean(E[known], axis=0) if known else 0.0


@alternative
def average_by_a_loop(tokens, words, E):
    total, count = np.zeros(E.shape[1]), 0
    for token in tokens:
        if token in words:
            total += E[list(words).index(token)]
            count += 1
    return total / max(count, 1)


@alternative
def average_by_counts(tokens, words, E):
    counts = np.array([list(tokens).count(word) for word in words], dtype=np.float32)
    return counts @ E / max(counts.sum(), 1)


@alternative
def average_of_a_dict(tokens, words, E):
    vector = dict(zip(words, E, strict=True))
    found = [vector[token] for token in tokens if token in vector]
    return sum(found) / len(found) if found else np.zeros_like(E[0])
