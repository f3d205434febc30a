import numpy as np

from grader.authoring import alternative, edited, mistake

DIFFERENCES = "differences = [E[rows[first]] - E[rows[second]] for first, second in pairs]"
LAST = "direction: np.ndarray = average / np.linalg.norm(average)"

direction_turned_round = edited(
    "It points the other way: first minus second.",
    (DIFFERENCES, DIFFERENCES.replace("E[rows[first]] - E[rows[second]]", "E[rows[second]] - E[rows[first]]")),
)
direction_not_of_length_one = edited("Its length is not one. Divide by it.", (LAST, "direction = average"))
direction_summed = edited(
    "The differences are added up, and the length is not one. Divide the sum by its own length.",
    ("average = np.mean(differences, axis=0)", "average = np.sum(differences, axis=0)"),
    (LAST, "direction = average"),
)
direction_of_the_first_pair = edited(
    "Only the first of the pairs is used. Average over all of them.",
    ("for first, second in pairs]", "for first, second in pairs[:1]]"),
)
direction_of_the_last_pair = edited(
    "Only the last of the pairs is used. Average over all of them.",
    ("for first, second in pairs]", "for first, second in pairs[-1:]]"),
)
direction_of_unit_differences = edited(
    "Each difference was brought to length one before the average. Average them as they are, and divide once, at the end.",
    (
        "average = np.mean(differences, axis=0)",
        "average = np.mean([d / np.linalg.norm(d) for d in differences], axis=0)",
    ),
)
direction_of_unit_vectors = edited(
    "The words' vectors were brought to length one first. Use them as they come; the caller passes in those that are wanted.",
    (DIFFERENCES, "E = E / np.linalg.norm(E, axis=1, keepdims=True)", DIFFERENCES),
)
direction_between_sums = edited(
    "First and second words are added, not subtracted: that is where the pairs lie, not the way between the two.",
    (DIFFERENCES, DIFFERENCES.replace("E[rows[first]] - E[rows[second]]", "E[rows[first]] + E[rows[second]]")),
)
direction_divided_by_its_square = edited(
    "Divided by the square of the length. Divide by the length: the root is missing.",
    (LAST, "direction = average / (average @ average)"),
)
direction_over_the_wrong_axis = edited(
    "The average is taken over the numbers of each difference. Average over the pairs: axis 0.",
    ("np.mean(differences, axis=0)", "np.mean(differences, axis=1)"),
)


@mistake(
    "This is the direction in which the differences vary most, or spread most. Asked for is their average, brought to length "
    "one."
)
def direction_by_components(pairs, words, E):
    rows = {word: row for row, word in enumerate(words)}
    differences = np.array([E[rows[first]] - E[rows[second]] for first, second in pairs])
    differences = np.concatenate([differences / 2, -differences / 2])
    return np.linalg.svd(differences, full_matrices=False)[2][0]


@alternative
def direction_of_sums(pairs, words, E):
    words = list(words)
    total = sum(E[words.index(first)] for first, _ in pairs) - sum(E[words.index(second)] for _, second in pairs)
    return total / np.sqrt(np.sum(total**2))


@alternative
def direction_between_averages(pairs, words, E):
    rows = {word: row for row, word in enumerate(words)}
    ends = np.array([[rows[word] for word in pair] for pair in pairs])
    way = E[ends[:, 0]].mean(axis=0) - E[ends[:, 1]].mean(axis=0)
    return way / np.linalg.norm(way)


@alternative
def direction_in_float32(pairs, words, E):
    vector = {word: row.astype(np.float32) for word, row in zip(words, E, strict=True)}
    way = np.zeros(E.shape[1], dtype=np.float32)
    for first, second in pairs:
        way += vector[first] - vector[second]
    return way / np.linalg.norm(way)
