import numpy as np

from grader.authoring import alternative, edited
from solutions.tuning import best_first

average_of_all = edited(
    "All networks take part. Only the k with the highest scores should.", ("[best_first(scores)[:k]]", "")
)
average_of_the_first = edited(
    "The first k networks take part, whatever their scores. Take the best.", ("best_first(scores)[:k]", ":k")
)
average_of_the_worst = edited(
    "The k networks at the end of best_first take part: the worst. Take the first.",
    ("best_first(scores)[:k]", "best_first(scores)[-k:]"),
)
diverged_takes_part = edited(
    "A network that diverged takes part. Use best_first, which puts it last.",
    ("best_first(scores)[:k]", "np.argsort(scores)[-k:]"),
)
lowest_take_part = edited(
    "The networks with the lowest scores take part. Higher is better here.",
    ("best_first(scores)[:k]", "np.argsort(scores)[:k]"),
)
best_network_alone = edited(
    "This is what the best network says alone. Average the best k.",
    ("best_first(scores)[:k]", "best_first(scores)[:1]"),
)
summed_not_averaged = edited(
    "The probabilities are added up, so that those of a picture do not add up to 1. Divide by the number of networks.",
    ("np.mean", "np.sum"),
)
averaged_over_examples = edited(
    "The average is taken over the pictures. Take it over the networks: axis 0.", ("axis=0", "axis=1")
)
averaged_over_classes = edited(
    "The average is taken over the classes. Take it over the networks: axis 0.", ("axis=0", "axis=2")
)
averaged_over_everything = edited(
    "The average is taken over everything, and one number is left. Take it over the networks only: axis=0.",
    (", axis=0", ""),
)
classes_for_probabilities = edited(
    "These are the most probable classes. Return the averaged probabilities themselves.",
    ("return average", "return np.argmax(average, axis=1)"),
)
divided_by_all = edited(
    "The sum is divided by the number of all networks. Divide by the number of those that take part.",
    ("np.mean(probabilities[best_first(scores)[:k]], axis=0)",
     "np.sum(probabilities[best_first(scores)[:k]], axis=0) / len(scores)"),
)  # fmt: skip
multiplied_probabilities = edited(
    "The probabilities are multiplied. The ensemble averages them.", ("np.mean", "np.prod")
)
majority_of_the_best = edited(
    "Each network has one vote for its most probable class. Average the probabilities: a network that is sure should "
    "count for more than one that hesitates.",
    (
        "np.mean(probabilities[best_first(scores)[:k]], axis=0)",
        "np.mean(np.eye(probabilities.shape[2])[np.argmax(probabilities[best_first(scores)[:k]], axis=2)], axis=0)",
    ),
)
weighted_by_the_scores = edited(
    "The networks are weighted by their scores. All that take part count the same.",
    (
        "np.mean(probabilities[best_first(scores)[:k]], axis=0)",
        "np.average(probabilities[best_first(scores)[:k]], axis=0, weights=np.array(scores)[best_first(scores)[:k]])",
    ),
)
median_of_the_best = edited("This is the median of what they say. Take the mean.", ("np.mean", "np.median"))
geometric_mean = edited(
    "This is the geometric mean, the mean of the logarithms. Take the mean of the probabilities themselves.",
    (
        "np.mean(probabilities[best_first(scores)[:k]], axis=0)",
        "np.exp(np.mean(np.log(probabilities[best_first(scores)[:k]]), axis=0))",
    ),
)


@alternative
def with_a_sum(scores, probabilities, k):
    total = np.zeros(probabilities.shape[1:])
    for place in best_first(scores)[:k]:
        total = total + probabilities[place]
    return total / k


@alternative
def with_weights(scores, probabilities, k):
    weights = np.zeros(len(scores), dtype=np.float32)
    weights[best_first(scores)[:k]] = 1 / k
    return np.einsum("t,tmc->mc", weights, probabilities)


@alternative
def best_last(scores, probabilities, k):
    order = np.argsort(np.nan_to_num(np.asarray(scores, dtype=float), nan=-np.inf))
    return np.take(probabilities, order[-k:], axis=0).mean(0)
