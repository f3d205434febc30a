import numpy as np

from grader.authoring import alternative, edited, mistake

shuffled_apart = edited(
    "X and Y are shuffled each in an order of its own, so most pictures lose their label. Draw one order and use it "
    "for both.",
    ("order = rng.permutation(m)", "order, other = rng.permutation(m), rng.permutation(m)"),
    ("Y[:, chosen]", "Y[:, other[start : start + batch_size]]"),
)
only_x_shuffled = edited(
    "Only X is shuffled; the labels stay in their old order. Use the same order for the columns of Y.",
    ("Y[:, chosen]", "Y[:, start : start + batch_size]"),
)
short_batch_dropped = edited(
    "The last, short batch is missing: its examples are never used. Count the batches up, not down.",
    ("range(0, m, batch_size)", "range(0, m - m % batch_size, batch_size)"),
)
not_shuffled = edited(
    "The examples stay in their old order. Shuffle them first.", ("rng.permutation(m)", "np.arange(m)")
)
same_order_every_time = edited(
    "You make a generator of your own with a fixed seed, so every epoch has the same order. Use the rng that is "
    "passed in.",
    ("rng.permutation", "np.random.default_rng(0).permutation"),
)
drawn_with_replacement = edited(
    "The examples are drawn with replacement: some come twice, others never. Shuffle all of them once, then cut.",
    ("order = rng.permutation(m)  # one order for both", ""),
    ("order[start : start + batch_size]", "rng.integers(0, m, min(batch_size, m - start))"),
)
batches_shuffled_not_examples = edited(
    "You cut first and shuffle the finished batches: the same examples always stay together. Shuffle the examples, "
    "then cut.",
    ("rng.permutation(m)", "np.arange(m)"),
    ("return batches", "return [batches[i] for i in rng.permutation(len(batches))]"),
)
batches_of_equal_size = edited(
    "The examples are spread evenly over the batches. Fill each batch up to batch_size; only the last one may be short.",
    ("for start in range(0, m, batch_size):", "for chosen in np.array_split(order, -(-m // batch_size)):"),
    ("chosen = order[start : start + batch_size]  # at the end, a slice simply gets shorter", ""),
)
last_batch_filled_up = edited(
    "The last batch is filled up with examples that were in the batch before it. Leave it short: each example counts "
    "once.",
    ("chosen = order", "start = max(0, min(start, m - batch_size))", "chosen = order"),
)
batch_size_as_number_of_batches = edited(
    "There are batch_size batches here. batch_size is the number of examples in a batch, not the number of batches.",
    ("for start in range(0, m, batch_size):", "for chosen in np.array_split(order, batch_size):"),
    ("chosen = order[start : start + batch_size]  # at the end, a slice simply gets shorter", ""),
)
rows_for_columns = edited(
    "You count and cut rows. Examples are columns: their number is X.shape[1], and they are chosen with X[:, ...].",
    ("1", "0"),
    ("(X[:, chosen], Y[:, chosen])", "(X[chosen], Y[chosen])"),
)
labels_lose_an_axis = edited(
    "Y_batch has one axis only. Keep its rows: choose columns with Y[:, chosen].", ("Y[:, chosen]", "Y[0, chosen]")
)


@alternative
def shuffled_first_then_cut(X, Y, batch_size, rng):
    m = X.shape[1]
    order = np.arange(m)
    rng.shuffle(order)
    X_shuffled, Y_shuffled = X[:, order], Y[:, order]
    batches, full = [], m // batch_size
    for i in range(full):
        batches.append(
            [X_shuffled[:, i * batch_size : (i + 1) * batch_size], Y_shuffled[:, i * batch_size : (i + 1) * batch_size]]
        )
    if m % batch_size != 0:
        batches.append([X_shuffled[:, full * batch_size :], Y_shuffled[:, full * batch_size :]])
    return batches


@alternative
def stacked_and_split(X, Y, batch_size, rng):
    stacked = rng.permutation(np.vstack([X, Y]), axis=1)
    cuts = np.arange(batch_size, X.shape[1], batch_size)
    return tuple((part[: len(X)], part[len(X) :]) for part in np.split(stacked, cuts, axis=1))


@alternative
def sorted_by_random_keys(X, Y, batch_size, rng):
    keys = rng.random(X.shape[1])
    order = sorted(range(X.shape[1]), key=lambda i: keys[i])
    batches = []
    while order:
        chosen, order = order[:batch_size], order[batch_size:]
        batches.append((np.float32(X)[:, chosen], np.float32(Y)[:, chosen]))
    return batches


@alternative
def column_by_column(X, Y, batch_size, rng):
    m = X.shape[1]
    left = list(range(m))
    columns = []
    while left:
        columns.append(left.pop(rng.integers(len(left))))
    batches = []
    for start in range(0, m, batch_size):
        some = columns[start : start + batch_size]
        batches.append((np.stack([X[:, i] for i in some], axis=1), np.stack([Y[:, i] for i in some], axis=1)))
    print(len(batches), "batches")
    return batches


@mistake(
    "The short batch is cut with the loop's variable, which there is not if the loop runs not even once: if batch_size is "
    "larger than m. Compute where it begins.",
    raises="UnboundLocalError",
)
def last_batch_cut_with_the_loop_variable(X, Y, batch_size, rng):
    m = X.shape[1]
    order = rng.permutation(m)
    X, Y, batches = X[:, order], Y[:, order], []
    for k in range(m // batch_size):
        batches.append((X[:, k * batch_size : (k + 1) * batch_size], Y[:, k * batch_size : (k + 1) * batch_size]))
    if m % batch_size:
        batches.append((X[:, (k + 1) * batch_size :], Y[:, (k + 1) * batch_size :]))
    return batches


labels_chosen_by_row = edited(
    "Examples are columns in Y, too: with Y[chosen] you choose rows. Write Y[:, chosen].", ("Y[:, chosen]", "Y[chosen]")
)
first_batch_only = edited(
    "Only the first batch comes back: a return inside the loop ends it after the first round. Move it to the left, below "
    "the loop.",
    ("return batches", "return batches[:1]"),
)
