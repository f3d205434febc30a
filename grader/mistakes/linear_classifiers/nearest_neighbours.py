import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.linear_classifiers import pairwise_distances

neighbours_the_farthest = edited(
    "The farthest vote, not the nearest. argsort puts the smallest distance first.",
    ("np.argsort(distances", "np.argsort(-distances"),
)
neighbours_only_the_nearest = edited(
    "Only the nearest is asked, whatever k is. Let the k nearest vote.", ("[:, :k]", "[:, :1]")
)
neighbours_one_too_many = edited(
    "One too many votes: the first k places of the order are [:, :k].", ("[:, :k]", "[:, : k + 1]")
)
neighbours_first_left_out = edited(
    "The nearest one is left out. That is done where an example would find itself; here all of X_train may vote.",
    ("[:, :k]", "[:, 1 : k + 1] if k < len(X_train) else np.argsort(distances, axis=1, kind='stable')"),
)
neighbours_places_returned = edited(
    "These are places in X_train, not classes: look up y_train there.",
    ("votes = y_train[voters]", "votes = voters"),
    (
        "counts = np.array([np.sum(votes == vote) for vote in votes])",
        "counts = np.array([np.sum(y_train[votes] == y_train[v]) for v in votes])",
    ),
)
neighbours_smallest_label = edited(
    "With equal votes the smallest class number wins here, as with np.bincount(...).argmax(). The class of the nearest "
    "voter should.",
    ("answers[i] = votes[np.argmax(counts)]", "answers[i] = np.min(votes[counts == np.max(counts)])"),
)
neighbours_farthest_of_equals = edited(
    "With equal votes the class of the farthest voter wins. The nearest one's should.",
    (
        "answers[i] = votes[np.argmax(counts)]",
        "answers[i] = votes[len(votes) - 1 - np.argmax(counts[::-1])]",
    ),
)
neighbours_last_of_equally_far = edited(
    "Of equally far examples the last one votes. The one that stands first in X_train is the nearer.",
    (
        'order = np.argsort(distances, axis=1, kind="stable")[:, :k]',
        "n = len(X_train)",
        'order = n - 1 - np.argsort(distances[:, ::-1], axis=1, kind="stable")[:, :k]',
    ),
)
neighbours_averaged = edited(
    "The labels of the neighbours are averaged. Classes are names: between a 3 and a 9 there is no 6. Let them vote.",
    ("answers[i] = votes[np.argmax(counts)]", "answers[i] = np.round(np.mean(votes))"),
)
neighbours_wrong_axis = edited(
    "The distances are sorted along the wrong axis: for each row of X, sort over the training examples.",
    ("np.argsort(distances, axis=1", "np.argsort(distances, axis=0"),
)


@mistake("The rarest class among the voters wins. It should be the one with most votes.")
def neighbours_rarest(X_train, y_train, X, k):
    order = np.argsort(pairwise_distances(X, X_train), axis=1, kind="stable")[:, :k]
    answers = []
    for votes in y_train[order]:
        counts = [np.sum(votes == vote) for vote in votes]
        answers.append(votes[int(np.argmin(counts))])
    return np.array(answers)


@mistake("Return a single class for each row of X. These are the labels of all k voters: let them vote.")
def neighbours_all_votes(X_train, y_train, X, k):
    order = np.argsort(pairwise_distances(X, X_train), axis=1, kind="stable")[:, :k]
    return y_train[order]


neighbours_in_the_order_of_training = edited(
    "With equal votes the class of the voter that stands first in X_train wins, not that of the nearest. Keep the voters in "
    "the order of their distances.",
    ("votes = y_train[voters]", "votes = y_train[np.sort(voters)]"),
)


@alternative
def neighbours_counted_in_a_dict(X_train, y_train, X, k):
    answers = []
    for row in pairwise_distances(X, X_train):
        counts = {}
        for j in sorted(range(len(row)), key=lambda j: row[j])[:k]:
            counts[int(y_train[j])] = counts.get(int(y_train[j]), 0) + 1
        answers.append(max(counts, key=counts.get))
    return np.array(answers)


@alternative
def neighbours_by_loops(X_train, y_train, X, k):
    answers = np.empty(len(X))
    for i, x in enumerate(X):
        distances = [float(np.sqrt(np.sum((x - t) ** 2))) for t in X_train]
        places = sorted(range(len(distances)), key=distances.__getitem__)[:k]
        best, most = None, 0
        for place in places:
            votes = sum(y_train[other] == y_train[place] for other in places)
            if votes > most:
                best, most = y_train[place], votes
        answers[i] = best
    return answers


@alternative
def neighbours_all_at_once(X_train, y_train, X, k):
    votes = y_train[np.argsort(pairwise_distances(X, X_train), kind="stable")[:, :k]]
    counts = np.sum(votes[:, :, None] == votes[:, None, :], axis=2)
    return votes[np.arange(len(X)), counts.argmax(axis=1)]
