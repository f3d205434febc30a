import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.word_vectors import cosine_similarity

COSINES = "cosines = cosine_similarity(E[row], E)"
OUT = "cosines[row] = -np.inf"
LAST = "return [words[place] for place in np.argsort(-cosines)[:k]]"

nearest_with_the_word_itself = edited("The word itself is among its neighbours. Leave it out.", (OUT, ""))
nearest_the_farthest = edited(
    "These are the least alike. A large cosine means alike: sort downwards.",
    (OUT, "cosines[row] = np.inf"),
    ("np.argsort(-cosines)", "np.argsort(cosines)"),
)
nearest_turned_round = edited(
    "The right words, but in another order: the most alike first.",
    (LAST, "return [words[place] for place in np.argsort(-cosines)[:k]][::-1]"),
)
nearest_by_products = edited(
    "These are the words with the largest scalar products, or something near it: a long vector wins whatever its direction. "
    "Use the cosine.",
    (COSINES, "cosines = E @ E[row]"),
)
nearest_by_distance = edited(
    "These are the words that are nearest in the plain, Euclidean distance. Use the cosine.",
    (COSINES, "cosines = -np.linalg.norm(E - E[row], axis=1)"),
)
nearest_one_too_few = edited(
    "One word too few: the last of the k is missing. Was the word itself counted among them?",
    ("[:k]", "[: k - 1]"),
)
nearest_one_too_many = edited(
    "One word too many: asked for are k, without the word itself.",
    ("[:k]", "[: k + 1][: len(words) - 1]"),
)
nearest_as_numbers = edited(
    "These are the numbers of the words. Return the words.",
    (LAST, "return [int(place) for place in np.argsort(-cosines)[:k]]"),
)
nearest_but_the_first = edited(
    "The very nearest word is left out. Leave out the word of the question: by its row, once.",
    ("np.argsort(-cosines)[:k]", "np.argsort(-cosines)[1 : k + 1]"),
)
nearest_without_the_first = edited(
    "The first of the sorted words is dropped, whichever it is. Where another word has the same direction, that need not be "
    "the word itself: leave out its row.",
    (OUT, ""),
    ("np.argsort(-cosines)[:k]", "np.argsort(-cosines)[1 : k + 1]"),
)
nearest_by_absolute_cosine = edited(
    "Words in the opposite direction count as alike here. A cosine of -1 is as unlike as can be.",
    (COSINES, "cosines = np.abs(cosine_similarity(E[row], E))"),
)


@mistake("Only one word came back, not a list. Return a list of k words.")
def nearest_alone(word, words, E, k):
    row = list(words).index(word)
    cosines = np.array(cosine_similarity(E[row], E))
    cosines[row] = -np.inf
    return words[int(np.argmax(cosines))]


@alternative
def nearest_by_sorting_pairs(word, words, E, k):
    own = words.index(word)
    likeness = cosine_similarity(E[own], E)
    entries = sorted(((float(s), name) for s, name in zip(likeness, words, strict=True) if name != word), reverse=True)
    return [name for _, name in entries[:k]]


@alternative
def nearest_as_an_array(word, words, E, k):
    units = E / np.linalg.norm(E, axis=1, keepdims=True)
    own = {name: place for place, name in enumerate(words)}[word]
    order = np.argsort(units @ units[own])[::-1]
    return np.array(words)[order[order != own][:k]].tolist()


@alternative
def nearest_one_after_the_other(word, words, E, k):
    own = list(words).index(word)
    left = dict(enumerate(cosine_similarity(E[own].astype(np.float32), E)))
    del left[own]
    found = []
    while len(found) < k:
        best = max(left, key=left.get)
        found.append(words[best])
        del left[best]
    return found
