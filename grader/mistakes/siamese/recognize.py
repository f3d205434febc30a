import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.siamese import pairwise_squared_distances

recognize_always = edited(
    "Somebody is always recognised, however far away. If the nearest is beyond the threshold, the answer is None.",
    ("name_of_nearest if nearest <= threshold else None", "name_of_nearest"),
)
recognize_strictly = edited(
    "A distance of exactly the threshold still counts: at most, not less than.",
    ("nearest <= threshold", "nearest < threshold"),
)
recognize_first_near_enough = edited(
    "The first person who is near enough is taken. Another one may be nearer: look at all of them, then choose.",
    ("if distance < nearest:", "if distance < nearest and nearest > threshold:"),
)
recognize_by_mean_distance = edited(
    "You average the distances from a person's embeddings. The nearest one counts: one good picture is enough.",
    ("np.min", "np.mean"),
)
recognize_by_mean_embedding = edited(
    "You average a person's embeddings and measure the distance from the middle. Measure from the nearest of them.",
    ("np.min(np.sum((embeddings - e) ** 2, axis=1))", "np.sum((np.mean(embeddings, axis=0) - e) ** 2)"),
)
recognize_by_first_embedding = edited(
    "Only the first embedding of each person is looked at. A person may have several: the nearest counts.",
    ("np.min(np.sum((embeddings - e) ** 2, axis=1))", "np.sum((embeddings[0] - e) ** 2)"),
)
recognize_with_root = edited(
    "You took the root. The threshold is one for squared distances.",
    ("np.sum((embeddings - e) ** 2, axis=1)", "np.linalg.norm(embeddings - e, axis=1)"),
)
recognize_the_farthest = edited(
    "You take the person who is farthest away. The nearest is the one.",
    ("np.inf", "-np.inf"),
    ("distance < nearest", "distance > nearest"),
)
recognize_the_last_of_equals = edited(
    "Of two persons who are equally near you take the later one. The first in the gallery is the answer.",
    ("distance < nearest", "distance <= nearest"),
)
recognize_none_as_text = edited(
    'The answer for nobody is None, Python\'s own word for nothing, not the text "None".',
    ("np.inf, None", 'np.inf, "None"'),
    ("name_of_nearest if nearest <= threshold else None", 'name_of_nearest if nearest <= threshold else "None"'),
)
recognize_with_distance = edited(
    "Return the name alone, or None; the distance is not asked for.",
    ("name_of_nearest if", "(name_of_nearest, nearest) if"),
    ("else None", "else (None, nearest)"),
)


@mistake("An empty gallery stops your function with an error. Nobody is recognised then: return None.")
def recognize_needs_a_gallery(e, gallery, threshold):
    distances = {name: np.min(np.sum((known - e) ** 2, axis=1)) for name, known in gallery.items()}
    best = min(distances, key=distances.get)
    return best if distances[best] <= threshold else None


recognize_last_near_enough = edited(
    "Of all who are near enough you take the last one. Take the nearest: compare them with each other.",
    ("if distance < nearest:", "if distance <= threshold:"),
)
recognize_by_sum_of_distances = edited(
    "The sum has no axis, so the distances from all of a person's embeddings are added up. Sum along axis 1, then "
    "take the smallest.",
    ("np.min(np.sum((embeddings - e) ** 2, axis=1))", "np.sum((embeddings - e) ** 2)"),
)


@alternative
def recognize_with_min(e, gallery, threshold):
    distances = [(float(((known - e) ** 2).sum(axis=1).min()), place) for place, known in enumerate(gallery.values())]
    if not distances or min(distances)[0] > threshold:
        return None
    return list(gallery)[min(distances)[1]]


@alternative
def recognize_with_loops(e, gallery, threshold):
    best_name = None
    best_distance = float("inf")
    for name in gallery:
        for known in gallery[name]:
            distance = sum((x - y) ** 2 for x, y in zip(known, e))
            if distance <= threshold and distance < best_distance:
                best_name, best_distance = name, distance
    return best_name


@alternative
def recognize_with_pairwise_distances(e, gallery, threshold):
    names = [name for name, known in gallery.items() for _ in known]
    if not names:
        return None
    known = np.concatenate(list(gallery.values()))
    distances = np.asarray(pairwise_squared_distances(e[np.newaxis], known))[0]
    nearest = int(np.argmin(distances))
    return names[nearest] if distances[nearest] <= threshold else None
