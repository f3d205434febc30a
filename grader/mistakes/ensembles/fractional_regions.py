import numpy as np

from grader.authoring import alternative, edited, mistake

not_shuffled = edited(
    "The sizes are always in the same order. Shuffle them with rng.",
    ("rng.permutation(np.repeat([1, 2], [n_out - twos, twos]))", "np.repeat([1, 2], [n_out - twos, twos])"),
)
zero_missing = edited(
    "The first edge, 0, is missing: n_out regions have n_out + 1 edges.",
    ("np.concatenate([[0], np.cumsum(sizes)])", "np.cumsum(sizes)"),
)
last_edge_missing = edited(
    "The last edge, n_in, is missing: n_out regions have n_out + 1 edges.",
    ("np.concatenate([[0], np.cumsum(sizes)])", "np.concatenate([[0], np.cumsum(sizes)[:-1]])"),
)
sizes_returned = edited(
    "These are the sizes of the regions. Add them up step by step: the edges are wanted, with a 0 in front.",
    ("np.concatenate([[0], np.cumsum(sizes)])", "sizes"),
)
edges_from_one = edited(
    "The edges begin at 1 and end at n_in + 1: rows are counted from 0 here.",
    ("np.concatenate([[0], np.cumsum(sizes)])", "np.concatenate([[1], 1 + np.cumsum(sizes)])"),
)
last_row_of_each = edited(
    "The last edge is n_in - 1, so that the last row is in no region. Edge i + 1 is the row *behind* region i.",
    ("np.concatenate([[0], np.cumsum(sizes)])", "np.concatenate([[0], np.cumsum(sizes) - 1])"),
)
ones_and_twos_exchanged = edited(
    "The numbers of regions with one row and with two are exchanged: n_in - n_out regions have two.",
    ("[n_out - twos, twos]", "[twos, n_out - twos]"),
)
shuffled_by_np_random = edited(
    "The order does not come from the rng that is passed in (but from np.random, or from a generator of your own?), so "
    "it cannot be repeated.",
    ("rng.permutation", "np.random.permutation"),
)


@mistake(
    "Each size is drawn by itself, so that the last edge is n_in only by luck. Exactly n_in - n_out regions have "
    "two rows."
)
def each_size_by_itself(n_in, n_out, rng):
    p = (n_in - n_out) / n_out
    sizes = 1 + (rng.random(n_out) < p)
    return np.concatenate([[0], np.cumsum(sizes)])


@mistake("The edges are evenly spaced and rounded: the regions are always the same. Their order should be drawn.")
def evenly_spaced(n_in, n_out, rng):
    return np.floor(np.linspace(0, n_in, n_out + 1)).astype(int)


@mistake("The edges are drawn among all rows, so that regions of three rows and more occur. Each has one row or two.")
def any_edges(n_in, n_out, rng):
    inner = np.sort(rng.choice(np.arange(1, n_in), size=n_out - 1, replace=False)) if n_out > 1 else []
    return np.concatenate([[0], inner, [n_in]]).astype(int)


@mistake(
    "One random shift decides the whole order (Graham's pseudorandom sequence): only few orders can come. Here "
    "every order of the sizes should be equally likely."
)
def pseudorandom(n_in, n_out, rng):
    alpha = n_in / n_out
    inner = np.ceil(alpha * (np.arange(1, n_out) + rng.random() - 0.5)).astype(int) if n_out > 1 else []
    edges = np.concatenate([[0], inner, [n_in]]).astype(int)
    for i in range(1, n_out):
        edges[i] = np.clip(edges[i], edges[i - 1] + 1, edges[i - 1] + 2)
    for i in range(n_out - 1, 0, -1):
        edges[i] = np.clip(edges[i], edges[i + 1] - 2, edges[i + 1] - 1)
    return edges


@mistake(
    "The sizes are only moved round, not shuffled: those of two rows always stand together. Every order should "
    "be equally likely."
)
def moved_round(n_in, n_out, rng):
    twos = n_in - n_out
    sizes = np.roll(np.repeat([1, 2], [n_out - twos, twos]), rng.integers(n_out))
    return np.concatenate([[0], np.cumsum(sizes)])


@mistake(
    "Some orders are likelier than others: does the probability of a two stay the same while the twos are used up? It "
    "is twos left / regions left; or shuffle."
)
def drawn_with_a_fixed_probability(n_in, n_out, rng):
    twos, edges = n_in - n_out, [0]
    for i in range(n_out):
        size = 2 if twos == n_out - i or (twos > 0 and rng.random() < (n_in - n_out) / n_out) else 1
        twos -= size == 2
        edges.append(edges[-1] + size)
    return np.array(edges)


@alternative
def twos_at_chosen_places(n_in, n_out, rng):
    sizes = np.ones(n_out, dtype=int)
    sizes[rng.choice(n_out, size=n_in - n_out, replace=False)] += 1
    return np.append(0, sizes.cumsum())


@alternative
def shuffled_list(n_in, n_out, rng):
    sizes = [2] * (n_in - n_out) + [1] * (2 * n_out - n_in)
    rng.shuffle(sizes)
    edges = [0]
    for size in sizes:
        edges.append(edges[-1] + size)
    return np.array(edges)


@alternative
def one_after_the_other(n_in, n_out, rng):
    edges, twos = np.zeros(n_out + 1, dtype=int), n_in - n_out
    for i in range(n_out):
        size = 2 if rng.random() < twos / (n_out - i) else 1
        twos -= size == 2
        edges[i + 1] = edges[i] + size
    return edges
