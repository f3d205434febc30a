import numpy as np

from grader.authoring import alternative, edited, mistake

weights_left_alone = edited(
    "The weights are not used: all members count alike. Multiply what each says by its weight, and divide by "
    "their sum.",
    ("np.asarray(weights)", "np.ones(len(probabilities))"),
)
not_divided_by_the_weights = edited(
    "The sum is not divided by anything that makes the shares add up to 1: divide the weights by their sum.",
    ("weights / np.sum(weights)", "weights"),
)
divided_by_the_number = edited(
    "You divide by the number of members. With weights that do not add up to it, the rows do not add up to 1: "
    "divide by the sum of the weights.",
    ("weights / np.sum(weights)", "weights / len(weights)"),
)


@mistake("The mean runs over the pictures. It is the members that are averaged: the first axis.")
def averaged_over_pictures(probabilities, weights=None):
    return np.mean(probabilities, axis=1)


@mistake("The mean runs over the classes, so every class gets the same. Average over the members: the first axis.")
def averaged_over_classes(probabilities, weights=None):
    return np.mean(probabilities, axis=2)


@mistake("Everything is averaged into a single number. Average over the members alone: axis=0.")
def one_number(probabilities, weights=None):
    return np.mean(probabilities)


@mistake(
    "Each member has only named its favourite: these are shares of votes. Average the probabilities of all "
    "classes, so that it counts how sure each one is."
)
def shares_of_votes(probabilities, weights=None):
    weights = np.ones(len(probabilities)) if weights is None else weights
    votes = np.eye(probabilities.shape[2])[probabilities.argmax(axis=2)]
    return np.average(votes, axis=0, weights=weights)


@mistake("These are the classes that win, not probabilities. Return the averages themselves, (m, C).")
def classes_that_win(probabilities, weights=None):
    return np.average(probabilities, axis=0, weights=weights).argmax(axis=1)


@mistake("This is the geometric mean: the probabilities are multiplied. Add them up, each with its share.")
def multiplied(probabilities, weights=None):
    weights = np.ones(len(probabilities)) if weights is None else weights
    shares = weights / np.sum(weights)
    mixed = np.prod(probabilities ** shares[:, None, None], axis=0)
    return mixed / np.maximum(mixed.sum(axis=1, keepdims=True), 1e-300)


@mistake(
    "These are the largest probabilities that any member gives. Take the average over the members, not the maximum."
)
def largest_of_the_members(probabilities, weights=None):
    return np.max(probabilities, axis=0)


@mistake("The median of the members need not add up to 1, and knows no weights. Take the average.")
def median_of_the_members(probabilities, weights=None):
    return np.median(probabilities, axis=0)


@mistake(
    "The weights run along the pictures, not along the members: NumPy counts axes from the last. They need two more "
    "axes, [:, None, None]."
)
def weights_along_the_pictures(probabilities, weights=None):
    if weights is None:
        return np.mean(probabilities, axis=0)
    return np.sum((weights / np.sum(weights))[:, None] * probabilities, axis=0)


@alternative
def with_numpy_average(probabilities, weights=None):
    return np.average(probabilities, axis=0, weights=weights)


@alternative
def member_by_member(probabilities, weights=None):
    if weights is None:
        weights = [1] * len(probabilities)
    total, result = 0.0, np.zeros(probabilities.shape[1:])
    for share, said in zip(weights, probabilities, strict=True):
        result += share * said
        total += share
    return result / total


@alternative
def with_einsum_in_float32(probabilities, weights=None):
    k = len(probabilities)
    shares = np.full(k, 1 / k) if weights is None else weights / weights.sum()
    return np.einsum("k,kmc->mc", shares.astype(np.float32), probabilities.astype(np.float32))
