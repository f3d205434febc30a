import numpy as np

from grader.authoring import alternative, edited, mistake

RANGE = "for other in range(max(0, place - window), min(n, place + window + 1))"
PAIR = "(ids[place], ids[other])"
SKIP = "if other != place"
LAST = "return np.array(pairs, dtype=int).reshape(-1, 2)"

pairs_of_words_with_themselves = edited(
    "Each word is paired with its own place. Leave out the centre itself.", (SKIP, "")
)
pairs_without_equal_words = edited(
    "A word that comes twice can be its own context. It is the place that does not count, not the word.",
    (SKIP, "if ids[other] != ids[place]"),
)
pairs_without_the_last = edited(
    "The farthest neighbour to the right is missing: a range leaves out its end.",
    ("place + window + 1", "place + window"),
)
pairs_of_places = edited(
    "These are places in the sentence. Return the numbers of the words that stand there.", (PAIR, "(place, other)")
)
pairs_swapped = edited(
    "Centre and context are swapped, or the pairs are in the order of the contexts. The centre comes first, and the order is "
    "that of the centres.",
    (PAIR, "(ids[other], ids[place])"),
)
pairs_to_the_right_only = edited(
    "Only neighbours to the right are there. The window goes to both sides.", ("max(0, place - window)", "place")
)
pairs_to_the_left_only = edited(
    "Only neighbours to the left are there. The window goes to both sides.", ("min(n, place + window + 1)", "place")
)
pairs_at_the_very_distance = edited(
    "Only neighbours at the very distance of the window are there. Nearer ones count, too.",
    (SKIP, "if abs(other - place) == window"),
)
pairs_without_the_edges = edited(
    "Centres near the edges of the sentence are left out. They have fewer neighbours, but they have some.",
    ("for place in range(n)", "for place in range(window, n - window)"),
)
pairs_round_the_edges = edited(
    "A negative index reaches round to the end of the sentence. Begin at 0 where the window would leave it.",
    (RANGE, "for other in range(place - window, min(n, place + window + 1))"),
)
pairs_of_window_one = edited(
    "The window is always 1 here. Use the argument.",
    (RANGE, "for other in range(max(0, place - 1), min(n, place + 2))"),
)
pairs_as_two_rows = edited(
    "Centres and contexts stand in two rows. Asked for is a row for each pair: (m, 2).",
    (LAST, "return np.array(pairs, dtype=int).reshape(-1, 2).T"),
)


@mistake("The shape is not (0, 2) where a sentence has no pairs. reshape(-1, 2) makes it so.")
def pairs_without_a_shape_of_nothing(ids, window):
    pairs = []
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if i != j:
                pairs.append((ids[i], ids[j]))
    return np.array(pairs, dtype=int)


@mistake(
    "All pairs are there, but in another order: first those one place apart, then those two apart. Go centre by centre."
)
def pairs_by_distance(ids, window):
    pairs = [
        (ids[i], ids[i + step])
        for distance in range(1, window + 1)
        for step in (-distance, distance)
        for i in range(len(ids))
        if 0 <= i + step < len(ids)
    ]
    return np.array(pairs, dtype=int).reshape(-1, 2)


@alternative
def pairs_by_two_loops(ids, window):
    found = []
    for i, center in enumerate(ids):
        for j, context in enumerate(ids):
            if i != j and abs(i - j) <= window:
                found.append([center, context])
    return np.array(found, dtype=np.int64) if found else np.zeros((0, 2), dtype=np.int64)


@alternative
def pairs_by_slices(ids, window):
    ids = list(ids)
    found = []
    for i in range(len(ids)):
        for context in ids[max(0, i - window) : i] + ids[i + 1 : i + 1 + window]:
            found.append((ids[i], context))
    return np.array(found, dtype=np.int32).reshape(len(found), 2)


@alternative
def pairs_by_a_table(ids, window):
    ids = np.asarray(ids)
    places = np.arange(len(ids))
    apart = np.abs(places[:, None] - places)
    i, j = np.nonzero((apart > 0) & (apart <= window))
    return np.stack([ids[i], ids[j]], axis=1).astype(int)
