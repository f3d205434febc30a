import numpy as np

from grader.authoring import alternative, edited
from solutions.logistic_regression import predict_proba

always_one_half = edited(
    "The threshold is ignored: you always cut at 0.5. Compare with the argument threshold.",
    ("predict_proba(w, b, X)", "np.round(predict_proba(w, b, X))"),
)
probabilities_returned = edited(
    "These are still probabilities. Compare them with the threshold to get 0 or 1.",
    ("(predict_proba(w, b, X) >= threshold).astype(int)", "predict_proba(w, b, X)"),
)
yes_and_no_turned_round = edited(
    "Yes and no are turned round: 1 is for probabilities from the threshold up.",
    ("predict_proba(w, b, X) >= threshold", "predict_proba(w, b, X) < threshold"),
)
score_against_threshold = edited(
    "You compare the score with the threshold. The threshold is a probability: compare what comes out of the sigmoid.",
    ("predict_proba(w, b, X)", "w.T @ X + b"),
)
answers_as_a_column = edited(
    "The answers form a column here. One column per example means a row of answers, (1, m).",
    ("(predict_proba(w, b, X) >= threshold).astype(int)", "(predict_proba(w, b, X) >= threshold).astype(int).T"),
)
answers_with_one_axis = edited(
    "The answer has one axis only, (m,). Keep the shape (1, m) of the probabilities.",
    ("predict_proba(w, b, X)", "predict_proba(w, b, X)[0]"),
)
minus_one_for_no = edited(
    "The answers are 1 and -1. The labels in this course are 1 and 0.",
    ("predict_proba(w, b, X) >= threshold", "np.where(predict_proba(w, b, X) >= threshold, 1, -1)"),
)
if_on_an_array = edited(
    "An if can decide one thing only, not a whole array at once. The comparison itself already gives one answer for "
    "each example.",
    ("(predict_proba(w, b, X) >= threshold).astype(int)", "1 if predict_proba(w, b, X) >= threshold else 0"),
)


@alternative
def answers_with_a_loop(w, b, X, threshold=0.5):
    A = predict_proba(w, b, X)
    answers = np.zeros(A.shape)
    for i in range(A.shape[1]):
        if A[0, i] > threshold:
            answers[0, i] = 1
    return answers


@alternative
def truth_values(w, b, X, threshold=0.5):
    return predict_proba(w, b, X) >= threshold


@alternative
def nested_list(w, b, X, threshold=0.5):
    return [[1 if a >= threshold else 0 for a in predict_proba(w, b, X)[0]]]
