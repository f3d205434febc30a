import numpy as np

from grader.authoring import alternative, edited, mistake

true_where_padded = edited(
    "The mask is True on the padding. True says that a place may be looked at: turn it round.",
    ("tokens != padding", "tokens == padding"),
)
always_zero = edited(
    "The mask always takes 0 for padding. The argument padding says which token it is.",
    ("tokens != padding", "tokens != 0"),
)
larger_than_padding = edited(
    "Tokens are kept if they are larger than padding. What counts is whether they are another token.",
    ("tokens != padding", "tokens > padding"),
)
smaller_than_padding = edited(
    "Tokens are kept if they are smaller than padding. What counts is whether they are another token.",
    ("tokens != padding", "tokens < padding"),
)
without_axes = edited(
    "The mask has the shape of the tokens. It needs axes for heads and queries in between: (batch, 1, 1, n).",
    ("[:, np.newaxis, np.newaxis, :]", ""),
)
one_axis_too_few = edited(
    "The mask has the shape (batch, 1, n). Scores have four axes: make it (batch, 1, 1, n).",
    ("[:, np.newaxis, np.newaxis, :]", "[:, np.newaxis, :]"),
)
hides_the_queries = edited(
    "The tokens stand along the axis of the queries, (batch, 1, n, 1). What is to be hidden are keys: (batch, 1, 1, n).",
    ("[:, np.newaxis, np.newaxis, :]", "[:, np.newaxis, :, np.newaxis]"),
)
new_axes_in_front = edited(
    "The new axes stand in front, (1, 1, batch, n). The batch comes first: (batch, 1, 1, n).",
    ("[:, np.newaxis, np.newaxis, :]", "[np.newaxis, np.newaxis, :, :]"),
)


@mistake("The mask holds 0 and minus infinity, to be added to scores. Here a mask holds True where one may look.")
def padding_to_be_added(tokens, padding=0):
    return np.where(tokens == padding, -np.inf, 0.0)[:, None, None, :]


@mistake("The mask holds ones and zeros. It should hold True and False: it will be used to choose.")
def mask_of_numbers(tokens, padding=0):
    return (tokens != padding).astype(int)[:, None, None, :]


@alternative
def by_reshape(tokens, padding=0):
    tokens = np.asarray(tokens)
    return np.not_equal(tokens, padding).reshape(len(tokens), 1, 1, -1)


@alternative
def row_by_row(tokens, padding=0):
    return [[[[bool(token != padding) for token in row]]] for row in tokens]


@alternative
def by_expand_dims(tokens, padding=0):
    return np.expand_dims(~(np.array(tokens) == padding), axis=(1, 2))
