import numpy as np

from grader.authoring import alternative, edited, mistake

those_who_have_seen_it = edited(
    "You ask the members that have seen the example. It is the others who give an honest answer.",
    ("is_out = np.ones((k, m))", "is_out = np.zeros((k, m))"),
    ("is_out[member, indices[member]] = 0", "is_out[member, indices[member]] = 1"),
)
all_are_asked = edited(
    "All members are asked, also those who have seen the example. Leave these out.",
    ("is_out[member, indices[member]] = 0", "pass"),
)
divided_by_all = edited(
    "You divide by the number of all members. Divide by the number of those who were asked, which differs from "
    "example to example.",
    ("totals / np.maximum(counts, 1)", "totals / k"),
)
not_divided = edited(
    "The probabilities are added up and not divided: divide by how many members were asked.",
    ("totals / np.maximum(counts, 1)", "totals"),
)
zeros_without_opinion = edited(
    "An example that every member has seen gets 0 for each class. It should get 1 / C, no opinion.",
    ("1 / C)", "0.0)"),
)
nan_without_opinion = edited(
    "An example that every member has seen gets NaN: 0 divided by 0. It should get 1 / C for each class.",
    ("np.where(counts > 0, totals / np.maximum(counts, 1), 1 / C)", "totals / counts"),
)
asked_all_without_opinion = edited(
    "For an example that every member has seen you ask all of them. Nobody may be asked: each class gets 1 / C.",
    ("1 / C)", "probabilities.mean(axis=0))"),
)
ones_without_opinion = edited(
    "An example that every member has seen gets 1 for each class. Probabilities add up to 1: it is 1 / C.",
    ("1 / C)", "1.0)"),
)
one_over_the_members = edited(
    "Where nobody can be asked, each class gets 1 divided by the number of members. It is 1 / C, by the number "
    "of classes.",
    ("1 / C)", "1 / k)"),
)


@mistake(
    "indices[j] is taken for a mask, or compared place by place: whether place i of the bag holds the number i. "
    "The question is whether i stands anywhere in the bag."
)
def compared_place_by_place(probabilities, indices):
    k, m, C = probabilities.shape
    is_out = np.ones((k, m))
    n = min(m, indices.shape[1])
    is_out[:, :n] = indices[:, :n] != np.arange(n)
    counts = is_out.sum(axis=0)[:, None]
    totals = (probabilities * is_out[:, :, None]).sum(axis=0)
    return np.where(counts > 0, totals / np.maximum(counts, 1), 1 / C)


@mistake(
    "An example counts as seen by all as soon as one member has it in its bag. Ask for each member by itself "
    "whether the example is in its bag."
)
def seen_by_anybody(probabilities, indices):
    k, m, C = probabilities.shape
    seen = np.isin(np.arange(m), indices)
    return np.where(seen[:, None], 1 / C, probabilities.mean(axis=0))


@mistake(
    "You weigh each member by how often it has not drawn the example, so that a row that is drawn twice counts "
    "twice. In the bag is in the bag: yes or no."
)
def weighed_by_how_often(probabilities, indices):
    k, m, C = probabilities.shape
    times = np.array([np.bincount(bag, minlength=m) for bag in indices])
    weight = (indices.shape[1] - times)[:, :, None]
    return np.sum(probabilities * weight, axis=0) / np.maximum(weight.sum(axis=0), 1)


@mistake(
    "Members that have seen the example count with zeros: you average over all. Divide by the number of those "
    "that were asked, and where there are none, put 1 / C."
)
def zeros_in_the_average(probabilities, indices):
    said = probabilities.copy()
    for member, bag in enumerate(indices):
        said[member, bag] = 0
    return said.mean(axis=0)


@mistake(
    "The number of those who were asked is wrong: a row that is twice in one bag is subtracted twice. For each member "
    "it is in the bag or not: yes or no."
)
def counted_down_for_each_draw(probabilities, indices):
    k, m, C = probabilities.shape
    out = np.array([~np.isin(np.arange(m), bag) for bag in indices])
    counts = (k - np.bincount(indices.ravel(), minlength=m))[:, None]
    totals = np.sum(probabilities * out[:, :, None], axis=0)
    return np.where(counts > 0, totals / np.maximum(counts, 1), 1 / C)


@mistake("These are the classes that win. Return the probabilities, (m, C).")
def winners_out_of_bag(probabilities, indices):
    k, m, C = probabilities.shape
    result = np.full((m, C), 1 / C)
    for i in range(m):
        out = [probabilities[j, i] for j in range(k) if i not in indices[j]]
        if out:
            result[i] = np.mean(out, axis=0)
    return result.argmax(axis=1)


@alternative
def example_by_example(probabilities, indices):
    k, m, C = probabilities.shape
    result = np.zeros((m, C))
    for i in range(m):
        out = [probabilities[j][i] for j in range(k) if i not in set(indices[j].tolist())]
        result[i] = np.mean(out, axis=0) if out else np.full(C, 1 / C)
    return result


@alternative
def with_isin(probabilities, indices):
    k, m, C = probabilities.shape
    out = np.array([~np.isin(np.arange(m), bag) for bag in indices])
    totals = np.einsum("km,kmc->mc", out.astype(float), probabilities)
    counts = out.sum(axis=0)
    result = np.full((m, C), 1.0 / C)
    result[counts > 0] = totals[counts > 0] / counts[counts > 0, None]
    return result


@alternative
def with_a_masked_array(probabilities, indices):
    k, m, C = probabilities.shape
    seen = (indices[:, None, :] == np.arange(m)[None, :, None]).any(axis=2)
    masked = np.ma.array(probabilities, mask=np.repeat(seen[:, :, None], C, axis=2))
    return masked.mean(axis=0).filled(1 / C).astype(np.float32)
