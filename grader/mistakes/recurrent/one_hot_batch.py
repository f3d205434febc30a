import numpy as np

from grader.authoring import alternative, edited

mask_of_ones = edited(
    "The mask is 1 at padding, too. Begin with zeros, and set a 1 only where there is a symbol.",
    ("X, mask = np.zeros((m, length, size)), np.zeros((m, length))", "X = np.zeros((m, length, size))"),
    (
        "for i, sequence in enumerate(sequences):",
        "mask = np.ones((m, length))",
        "for i, sequence in enumerate(sequences):",
    ),
)
mask_turned_round = edited(
    "The mask is 1 at padding and 0 at symbols. It should be the other way round.",
    ("np.zeros((m, length))", "np.ones((m, length))"),
    ("mask[i, t] = 1", "mask[i, t] = 0"),
)
padding_is_symbol_0 = edited(
    "At padding, X has a 1 at symbol 0. Padding is no symbol: all of its numbers are 0.",
    ("return X, mask", "X[mask == 0, 0] = 1", "return X, mask"),
)
cut_off_at_the_front = edited(
    "Of a sequence that is too long, you keep the end. Keep its first `length` symbols.",
    ("sequence[:length]", "sequence[-length:]"),
)
padded_at_the_front = edited(
    "The padding stands in front of short sequences. Begin each at step 0, and put the padding behind.",
    ("enumerate(sequence[:length])", "enumerate(sequence[:length], start=max(length - len(sequence), 0))"),
)
time_and_symbol_swapped = edited(
    "In X the symbols stand along axis 1 and the steps along axis 2. The shape should be (m, length, size).",
    ("np.zeros((m, length, size))", "np.zeros((m, size, length))"),
    ("X[i, t, symbol]", "X[i, symbol, t]"),
)
time_first = edited(
    "The steps stand along the first axis. Examples are rows: (m, length, size) and (m, length).",
    ("return X, mask", "return X.transpose(1, 0, 2), mask.T"),
)
last_symbol_dropped = edited(
    "The last symbol of each sequence is missing. All of its first `length` symbols count.",
    ("sequence[:length]", "sequence[:length][:-1]"),
)
counted_from_one = edited(
    "The 1 of symbol k stands at place k - 1 (that of symbol 0 at the last). Symbols are numbered from 0: symbol k belongs at "
    "place k.",
    ("X[i, t, symbol]", "X[i, t, symbol - 1]"),
)
number_in_place_of_one = edited(
    "X holds the numbers of the symbols. At the place of the symbol should be a 1, whichever symbol it is.",
    ("X[i, t, symbol] = 1", "X[i, t, symbol] = symbol"),
)
as_long_as_the_longest = edited(
    "There are only as many steps as the longest sequence has symbols. There should be `length` of them, whatever comes.",
    ("m = len(sequences)", "m, length = len(sequences), min(length, max(map(len, sequences)))"),
)
mask_forgotten = edited("Only X comes back. Return both: X and the mask.", ("return X, mask", "return X"))
all_symbols_so_far = edited(
    "From a symbol's step on, its 1 stands in all later steps, too. Each step holds its own symbol alone.",
    ("X[i, t, symbol]", "X[i, t:, symbol]"),
)


@alternative
def rows_of_an_identity(sequences, size, length):
    identity, m = np.eye(size), len(sequences)
    X, mask = np.zeros((m, length, size)), np.zeros((m, length))
    for i, sequence in enumerate(sequences):
        kept = np.array(sequence[:length], dtype=int)
        X[i, : len(kept)] = identity[kept]
        mask[i, : len(kept)] = 1
    return X, mask


@alternative
def in_lists(sequences, size, length):
    X, mask = [], []
    for sequence in sequences:
        kept = list(sequence)[:length]
        missing = length - len(kept)
        X.append([[int(k == symbol) for k in range(size)] for symbol in kept] + [[0] * size] * missing)
        mask.append([1] * len(kept) + [0] * missing)
    return X, mask


@alternative
def mask_of_truth_values(sequences, size, length):
    lengths = np.array([len(sequence) for sequence in sequences])
    mask = np.arange(length)[None, :] < lengths[:, None]
    padded = np.full((len(sequences), length), -1)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence[:length]
    return (padded[:, :, None] == np.arange(size)).astype(np.float32), mask
