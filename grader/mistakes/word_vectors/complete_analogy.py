import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.word_vectors import cosine_similarity

UNITS = "units = E / np.linalg.norm(E, axis=1, keepdims=True)"
COSINES = "cosines = cosine_similarity(at_b - at_a + at_c, units)"
OUT = "cosines[places] = -np.inf"

analogy_with_the_own_words = edited(
    "The answer is one of the words of the question. a, b and c do not count.", (OUT, "")
)
analogy_without_c_only = edited(
    "The answer is one of the words of the question. None of the three counts, not only c.",
    (OUT, "cosines[places[2:]] = -np.inf"),
)
analogy_with_a = edited(
    "The answer is one of the words of the question. None of the three counts, a neither.",
    (OUT, "cosines[places[1:]] = -np.inf"),
)
analogy_with_lengths = edited(
    "The vectors were added as they are, so that a long one has more to say. Bring each to length one first.",
    (UNITS, "units = E"),
)
analogy_by_products = edited(
    "The target was compared by scalar products with vectors as they are: long vectors win. Use the cosine.",
    (COSINES, "cosines = E @ (at_b - at_a + at_c)"),
)
analogy_turned_round = edited(
    "The target is a - b + c here, or the roles of a and b are exchanged. It is b - a + c.",
    ("at_b - at_a + at_c", "at_a - at_b + at_c"),
)
analogy_all_added = edited(
    "All three are added. a is taken away: b - a + c.", ("at_b - at_a + at_c", "at_b + at_a + at_c")
)
analogy_without_c = edited(
    "c is missing: this looks for the direction b - a alone. Add c.", ("at_b - at_a + at_c", "at_b - at_a")
)
analogy_c_taken_away = edited(
    "The target is b - a - c here, or a - b with c on the wrong side. It is b - a + c.",
    ("at_b - at_a + at_c", "at_b - at_a - at_c"),
)
analogy_as_a_number = edited(
    "That is the number of a word. Return the word.",
    ("return words[int(np.argmax(cosines))]", "return int(np.argmax(cosines))"),
)
analogy_the_least = edited(
    "That is the word that is least like the target. Take the largest cosine.",
    (OUT, "cosines[places] = np.inf"),
    ("np.argmax(cosines)", "np.argmin(cosines)"),
)
analogy_by_distance = edited(
    "The nearest point was taken, by the plain distance from vectors as they are. Use the cosine.",
    (COSINES, "cosines = -np.linalg.norm(E - (at_b - at_a + at_c), axis=1)"),
)


@mistake(
    "This compares the way from c to each word with the way from a to b. That is another rule: look for the word nearest to "
    "b - a + c."
)
def analogy_by_ways(a, b, c, words, E):
    units = E / np.linalg.norm(E, axis=1, keepdims=True)
    places = [list(words).index(word) for word in (a, b, c)]
    likeness = np.array(cosine_similarity(units[places[1]] - units[places[0]], units - units[places[2]]))
    likeness[places] = -np.inf
    return words[int(np.argmax(likeness))]


@mistake("Cosines are multiplied and divided here. That is another rule: look for the word nearest to b - a + c.")
def analogy_by_products_of_cosines(a, b, c, words, E):
    words = list(words)
    near = {word: (1 + np.array(cosine_similarity(E[words.index(word)], E))) / 2 for word in (a, b, c)}
    likeness = near[b] * near[c] / (near[a] + 1e-3)
    likeness[[words.index(word) for word in (a, b, c)]] = -np.inf
    return words[int(np.argmax(likeness))]


@alternative
def analogy_by_a_loop(a, b, c, words, E):
    unit = {word: row / np.sqrt(np.sum(row**2)) for word, row in zip(words, E, strict=True)}
    target = unit[b] - unit[a] + unit[c]
    best, answer = -2.0, None
    for word, row in unit.items():
        if word in (a, b, c):
            continue
        likeness = row @ target / np.linalg.norm(target)
        if likeness > best:
            best, answer = likeness, word
    return answer


@alternative
def analogy_by_sums_of_cosines(a, b, c, words, E):
    words = list(words)
    near = {word: cosine_similarity(E[words.index(word)], E) for word in (a, b, c)}
    order = np.argsort(-(near[b] - near[a] + near[c]))
    return next(words[place] for place in order if words[place] not in (a, b, c))


@alternative
def analogy_in_float32(a, b, c, words, E):
    units = (E / np.linalg.norm(E, axis=1)[:, None]).astype(np.float32)
    row = {word: place for place, word in enumerate(words)}
    score = units @ (units[row[b]] - units[row[a]] + units[row[c]])
    score[[row[a], row[b], row[c]]] = -99
    return np.array(words)[np.argmax(score)]
