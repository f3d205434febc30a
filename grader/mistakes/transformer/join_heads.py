import numpy as np

from grader.authoring import alternative, edited, mistake

only_reshaped = edited(
    "The numbers are only read anew, so that a row holds numbers of several places. First put the heads beside their "
    "place, by a transpose.",
    (".transpose(0, 2, 1, 3)", ""),
)
interleaved = edited(
    "The numbers of the heads are shuffled like cards. The heads should stand side by side, each whole.",
    (".transpose(0, 2, 1, 3)", ".transpose(0, 2, 3, 1)"),
)
not_reshaped = edited(
    "The last two axes are not joined: the answer should have the shape (batch, n, heads * d).",
    (".reshape(batch, n, heads * d)", ""),
)
numbers_before_places = edited(
    "Places and numbers are swapped before the heads are joined. Only the heads and the places change places.",
    (".transpose(0, 2, 1, 3)", ".transpose(0, 3, 1, 2)"),
)
places_joined = edited(
    "The places of a head were joined, not the heads: (batch, heads, n * d).",
    (".transpose(0, 2, 1, 3).reshape(batch, n, heads * d)", ".reshape(batch, heads, n * d)"),
)


@mistake("The heads are added up. They should stand side by side: heads * d numbers for each place.")
def heads_added(x):
    return x.sum(axis=1)


@mistake("The heads are averaged. They should stand side by side: heads * d numbers for each place.")
def heads_averaged(x):
    return x.mean(axis=1)


@mistake("The heads stand side by side, but the last one first.")
def heads_backwards(x):
    return np.concatenate([x[:, h] for h in range(x.shape[1])][::-1], axis=-1)


@mistake("Only the first example of the batch is there. Join the heads of every example.")
def first_example_alone(x):
    return np.concatenate(list(x[0]), axis=-1)[np.newaxis]


@alternative
def by_concatenating(x):
    return np.concatenate([x[:, h] for h in range(x.shape[1])], axis=-1)


@alternative
def by_einsum(x):
    batch, heads, n, d = x.shape
    return np.einsum("bhnd->bnhd", x).reshape((batch, n, -1))


@alternative
def place_by_place(x):
    return np.stack([x[:, :, i].reshape(len(x), -1) for i in range(x.shape[2])], axis=1)
