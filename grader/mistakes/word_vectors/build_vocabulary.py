from collections import Counter

import numpy as np

from grader.authoring import alternative, edited, mistake

COUNTED = "counted = [(word, count) for word, count in Counter(tokens).items() if count >= min_count]"
SORT = "counted.sort(key=lambda entry: (-entry[1], entry[0]))"
LAST = "return [word for word, _ in counted], np.array([count for _, count in counted], dtype=int)"

vocabulary_above_the_limit = edited(
    "A word that comes exactly min_count times is left out. It may stay: only those that come less often go.",
    ("count >= min_count", "count > min_count"),
)
vocabulary_of_all_words = edited(
    "No word is left out. Those that come less often than min_count go.", (" if count >= min_count", "")
)
vocabulary_in_the_order_of_the_text = edited(
    "Equally frequent words stand in the order in which they come in the text, as Counter.most_common has them, or in another. "
    "They should stand in the order of the alphabet.",
    (SORT, "counted.sort(key=lambda entry: -entry[1])"),
)
vocabulary_by_the_alphabet = edited(
    "The words are in the order of the alphabet. The most frequent comes first; the alphabet only decides between equals.",
    (SORT, "counted.sort()"),
)
vocabulary_rarest_first = edited(
    "The rarest word comes first. Begin with the most frequent.",
    (SORT, "counted.sort(key=lambda entry: (entry[1], entry[0]))"),
)
vocabulary_turned_round = edited(
    "Equally frequent words stand in the wrong order: reverse=True turns round the alphabet, too.",
    (SORT, "counted.sort(key=lambda entry: (entry[1], entry[0]), reverse=True)"),
)
vocabulary_without_counts = edited(
    "The counts are missing: return two things, the words and how often each comes.",
    (LAST, "return [word for word, _ in counted]"),
)
vocabulary_as_pairs = edited(
    "These are pairs of word and count. Return a list of words, and then an array of their counts.",
    (LAST, "return counted"),
)
vocabulary_with_shares = edited(
    "These are shares of the text, or of what is left of it. Return counts.",
    (
        LAST,
        "total = sum(count for _, count in counted)",
        "return [w for w, _ in counted], np.array([n / total for _, n in counted])",
    ),
)
vocabulary_swapped = edited(
    "The two results are swapped: first the words, then their counts.",
    (LAST, "return np.array([count for _, count in counted], dtype=int), [word for word, _ in counted]"),
)
vocabulary_by_length = edited(
    "Equally frequent words stand in the order of their lengths, or in another. It should be the order of the alphabet.",
    (SORT, "counted.sort(key=lambda entry: (-entry[1], len(entry[0]), entry[0][::-1]))"),
)


@mistake("All words are there, but the counts of some are those of others: sort the two together.")
def vocabulary_with_counts_in_another_order(tokens, min_count):
    counts = Counter(tokens)
    words = sorted((word for word in counts if counts[word] >= min_count), key=lambda word: (-counts[word], word))
    return words, np.array([counts[word] for word in sorted(words)], dtype=int)


@alternative
def vocabulary_sorted_twice(tokens, min_count):
    entries = sorted(Counter(tokens).items())
    entries = [entry for entry in sorted(entries, key=lambda entry: entry[1], reverse=True) if entry[1] >= min_count]
    return [entry[0] for entry in entries], np.array([entry[1] for entry in entries], dtype=np.int64)


@alternative
def vocabulary_by_numpy(tokens, min_count):
    if not len(tokens):
        return [], np.zeros(0, dtype=int)
    words, counts = np.unique(np.array(tokens), return_counts=True)
    words, counts = words[counts >= min_count], counts[counts >= min_count]
    order = np.argsort(-counts, kind="stable")
    return words[order].tolist(), counts[order]


@alternative
def vocabulary_by_a_dict(tokens, min_count):
    counts = {}
    for token in tokens:
        counts[token] = counts.get(token, 0) + 1
    words = sorted([word for word in counts if counts[word] >= min_count], key=lambda word: (-counts[word], word))
    return words, np.array([counts[word] for word in words], dtype=int)
