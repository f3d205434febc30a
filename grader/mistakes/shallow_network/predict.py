import numpy as np

from grader.authoring import alternative, edited
from solutions.shallow_network import forward

probabilities_returned = edited(
    "These are still probabilities. Compare them with 0.5 to get 0 or 1.", ("(A2 > 0.5).astype(int)", "A2")
)
yes_and_no_turned_round = edited(
    "Yes and no are turned round: 1 is for probabilities above 0.5.", ("A2 > 0.5", "A2 < 0.5")
)
score_against_one_half = edited(
    "You compare the score Z2 with 0.5. Compare the probability, what comes out of the sigmoid.",
    ("A2, _", "_, A2"),
    ("A2 > 0.5", 'A2["Z2"] > 0.5'),
)
answers_of_the_hidden_units = edited(
    "You look at the hidden units' answers. The network's answer is A2, the first thing that forward returns.",
    ("A2, _", "_, A2"),
    ("A2 > 0.5", 'A2["A1"] > 0.5'),
)
cut_at_zero = edited(
    "You cut at 0. All probabilities are above 0, so every answer is 1. The middle is 0.5.", ("0.5", "0")
)
minus_one_for_no = edited(
    "The answers are 1 and -1. The labels in this course are 1 and 0.", ("A2 > 0.5", "np.where(A2 > 0.5, 1, -1)")
)
answers_as_a_column = edited(
    "The answers form a column here. One column for each point means a row of answers, (1, m).",
    ("(A2 > 0.5).astype(int)", "(A2 > 0.5).astype(int).T"),
)
answers_with_one_axis = edited(
    "The answer has one axis only, (m,). Keep the shape (1, m) of the probabilities.", ("A2 > 0.5", "A2[0] > 0.5")
)
arguments_swapped = edited(
    "forward takes X first and the parameters last; you call it the other way round.",
    ("forward(X, parameters)", "forward(parameters, X)"),
)
tuple_not_unpacked = edited(
    "forward returns two things, A2 and the cache, and you compare both at once with 0.5. Take the first alone.",
    ("A2, _", "A2"),
    raises="TypeError",
)
if_on_an_array = edited(
    "An if can decide one thing only, not a whole array at once. The comparison itself already gives one answer for "
    "each point.",
    ("(A2 > 0.5).astype(int)", "1 if A2 > 0.5 else 0"),
)


@alternative
def answers_with_a_loop(parameters, X):
    A2, _ = forward(X, parameters)
    answers = np.zeros(A2.shape)
    for i in range(A2.shape[1]):
        if A2[0, i] >= 0.5:
            answers[0, i] = 1
    return answers


@alternative
def truth_values(parameters, X):
    return forward(X, parameters)[0] > 0.5


@alternative
def rounded(parameters, X):
    A2, cache = forward(X, parameters)
    return np.round(A2)


@alternative
def sign_of_the_score_as_a_list(parameters, X):
    A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
    return [[int(z > 0) for z in (parameters["W2"] @ A1 + parameters["b2"])[0]]]
