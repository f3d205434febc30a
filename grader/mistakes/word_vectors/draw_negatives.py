import numpy as np

from grader.authoring import alternative, edited, mistake

FIRST = "negatives = rng.choice(len(table), size=(len(contexts), k), p=table)"
HITS = "hits = negatives == contexts[:, np.newaxis]\n    while"
LOOP = "while np.any(hits):"
AGAIN = "negatives[hits] = rng.choice(len(table), size=np.sum(hits), p=table)"

negatives_that_hit = edited(
    "Some negatives are the context of their own pair. Draw these anew.", (LOOP, "while False:")
)
negatives_redrawn_once = edited(
    "Some negatives are still the context of their own pair: what is drawn anew can hit again. Go on until there is no hit.",
    (LOOP, "if np.any(hits):"),
)
negatives_without_the_table = edited(
    "All words are equally likely here. Give rng.choice the table, p=table, in the first draw and in the later ones.",
    (FIRST, "negatives = rng.choice(len(table), size=(len(contexts), k))"),
    (AGAIN, "negatives[hits] = rng.choice(len(table), size=np.sum(hits))"),
)
negatives_the_same_for_all = edited(
    "All pairs with the same context have the same negatives, or nearly. Draw (m, k) words at once.",
    (FIRST, "negatives = np.tile(rng.choice(len(table), size=k, p=table), (len(contexts), 1))"),
)
negatives_once_a_pair = edited(
    "The negatives of a pair are one and the same word. Draw k for each pair.",
    (FIRST, "negatives = np.tile(rng.choice(len(table), size=(len(contexts), 1), p=table), (1, k))"),
)
negatives_of_the_next_word = edited(
    "Where a draw hits the context, the word beside it is taken, whatever the table says of it. Draw anew.",
    (AGAIN, "negatives[hits] = (negatives[hits] + 1) % len(table)"),
)
negatives_of_a_shape_turned_round = edited(
    "A column for each pair came back. It is a row for each: (m, k).", ("return negatives", "return negatives.T")
)
negatives_of_numpys_own_luck = edited(
    "The draws come from np.random, not from rng: the same generator gives other words each time.",
    (FIRST, "negatives = np.random.choice(len(table), size=(len(contexts), k), p=table)"),
    (AGAIN, "negatives[hits] = np.random.choice(len(table), size=np.sum(hits), p=table)"),
)
negatives_with_a_seed_of_their_own = edited(
    "The draws come from a generator that is made in the function, so that they are the same whatever rng is. Draw from rng.",
    (FIRST, "rng = np.random.default_rng(0)", FIRST),
)
negatives_given_up = edited(
    "Some negatives are still the context of their own pair: they are drawn anew a few times only. Go on until there is no hit.",
    (LOOP, "for _ in range(3):"),
)
negatives_redrawn_without_the_table = edited(
    "What is drawn anew does not follow the table: give p=table there, too.",
    (AGAIN, "negatives[hits] = rng.choice(np.flatnonzero(table), size=np.sum(hits))"),
)


@mistake("A word that is the context of some other pair is never drawn. Only the pair's own context is forbidden.")
def negatives_without_any_context(contexts, table, k, rng):
    p = np.array(table, dtype=float)
    p[contexts] = 0
    if not p.any():
        p = np.array(table, dtype=float)
    return rng.choice(len(p), size=(len(contexts), k), p=p / p.sum())


@mistake("Only one axis came back: one negative for each pair, or all of them in a row. The shape is (m, k).")
def negatives_in_one_row(contexts, table, k, rng):
    negatives = rng.choice(len(table), size=len(contexts) * k, p=table)
    repeated = np.repeat(contexts, k)
    while np.any(hits := negatives == repeated):
        negatives[hits] = rng.choice(len(table), size=np.sum(hits), p=table)
    return negatives


@mistake(
    "The negatives of one pair are all different: drawn without putting back, rare words come too often. Draw each by itself."
)
def negatives_all_different(contexts, table, k, rng):
    rows = []
    for context in contexts:
        p = np.array(table, dtype=float)
        p[context] = 0
        p /= p.sum()
        possible = np.count_nonzero(p)
        row = rng.choice(len(p), size=min(k, possible), p=p, replace=False)
        rows.append(np.resize(row, k))
    return np.array(rows)


@alternative
def negatives_pair_by_pair(contexts, table, k, rng):
    rows = []
    for context in contexts:
        p = np.array(table, dtype=float)
        p[context] = 0
        rows.append(rng.choice(len(p), size=k, p=p / p.sum()))
    return np.array(rows)


@alternative
def negatives_one_by_one(contexts, table, k, rng):
    sums = np.cumsum(table)
    answer = np.zeros((len(contexts), k), dtype=int)
    for i, context in enumerate(contexts):
        for j in range(k):
            drawn = context
            while drawn == context:
                drawn = min(int(np.searchsorted(sums, rng.random(), side="right")), len(sums) - 1)
            answer[i, j] = drawn
    return answer


@alternative
def negatives_by_uniform_numbers(contexts, table, k, rng):
    sums = np.cumsum(table) / np.sum(table)
    negatives = np.searchsorted(sums, rng.random((len(contexts), k)), side="right")
    for row, context in zip(negatives, contexts, strict=True):
        while np.any(row == context):
            row[row == context] = np.searchsorted(sums, rng.random(np.sum(row == context)), side="right")
    return negatives
