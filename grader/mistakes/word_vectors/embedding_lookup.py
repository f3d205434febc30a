import numpy as np

from grader.authoring import alternative, edited, mistake

PICK = "vectors: np.ndarray = E[ids]"

look_up_flat = edited(
    "The vectors stand in one long list. The answer has the shape of ids, with d behind it.",
    (PICK, "vectors = E[np.asarray(ids).ravel()]"),
)
look_up_of_columns = edited(
    "These are columns of E, or rows of its transpose. A word's vector is a row: E[ids].",
    (PICK, "vectors = E.T[np.asarray(ids) % E.shape[1]]"),
)
look_up_averaged = edited(
    "The vectors of each text are averaged. Keep a vector for each word.",
    (PICK, "vectors = E[ids].mean(axis=-2)"),
)
look_up_summed = edited(
    "The vectors of each text are added up. Keep a vector for each word.", (PICK, "vectors = E[ids].sum(axis=-2)")
)
look_up_one_on = edited(
    "These are the rows one further on: the first word has the number 0, and its row is E[0].",
    (PICK, "vectors = E[(np.asarray(ids) + 1) % len(E)]"),
)
look_up_one_before = edited(
    "These are the rows one before: the first word has the number 0, and its row is E[0].",
    (PICK, "vectors = E[np.asarray(ids) - 1]"),
)
look_up_with_d_in_front = edited(
    "The axis of the d numbers stands in front. It comes last, behind the shape of ids.",
    (PICK, "vectors = np.moveaxis(E[ids], -1, 0)"),
)
look_up_of_each_word_once = edited(
    "Each word is looked up only once, in the order of the numbers. A word that comes twice has two vectors, at its places.",
    (PICK, "vectors = E[np.unique(ids)]"),
)


@mistake("Only the first text was looked up. ids may have any shape: index E with all of it.")
def look_up_of_the_first_text(ids, E):
    return E[ids[0]]


@alternative
def look_up_by_take(ids, E):
    return np.take(E, ids, axis=0)


@alternative
def look_up_by_a_loop(ids, E):
    rows = [E[number] for number in np.asarray(ids).ravel()]
    return np.array(rows, dtype=np.float32).reshape(*np.shape(ids), E.shape[1])


@alternative
def look_up_by_one_hot(ids, E):
    return np.eye(len(E))[ids] @ E
