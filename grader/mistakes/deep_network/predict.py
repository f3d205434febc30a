import numpy as np

from grader.authoring import alternative, edited
from solutions.deep_network import model_forward

along_the_rows = edited(
    "You look along the rows, over the examples. The classes of one example stand in a column: axis=0.", ("0", "1")
)
largest_probability = edited(
    "These are the largest probabilities. Wanted is the place where they stand: the class.", ("np.argmax", "np.max")
)
least_likely = edited(
    "This is the class with the smallest probability. Look for the largest.", ("np.argmax", "np.argmin")
)
counted_from_one = edited(
    "The classes count from 1 here. Places count from 0, as the digits do.",
    ("np.argmax(AL, axis=0)", "np.argmax(AL, axis=0) + 1"),
)
two_axes = edited(
    "The answer is a row of shape (1, m). Return a plain array of shape (m,), like the labels y.",
    ("return classes", "return classes.reshape(1, -1)"),
)
one_answer_for_all = edited(
    "np.argmax without an axis looks at the whole array and gives one number. Look down each column.", (", axis=0", "")
)
one_hot_answers = edited(
    "These are one-hot columns. Return the number of the class.",
    ("return classes", "return (AL == np.max(AL, axis=0)).astype(int)"),
)
above_one_half = edited(
    "This asks which probabilities are above one half, as with two classes. Find the largest one instead.",
    ("np.argmax(AL, axis=0)", "(AL > 0.5).astype(int)"),
)
probabilities_returned = edited(
    "The probabilities come back. Decide: for each example the class with the largest one.",
    ("return classes", "return AL"),
)
caches_not_unpacked = edited(
    "model_forward returns two things, and you pass both to argmax. Take the first, the probabilities.", ("AL, _", "AL")
)


@alternative
def one_by_one(X, parameters):
    answers = []
    for i in range(X.shape[1]):
        AL, _ = model_forward(X[:, i : i + 1], parameters)
        answers.append(int(AL[:, 0].argmax()))
    return answers


@alternative
def rows_for_a_while(X, parameters):
    AL = model_forward(X, parameters)[0]
    return np.argsort(AL.T, axis=1)[:, -1].astype(np.int32)


@alternative
def from_the_last_scores(X, parameters):
    _, caches = model_forward(X, parameters)
    return caches[-1]["Z"].argmax(0).astype(float)
