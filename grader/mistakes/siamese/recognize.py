import numpy as np

from grader.catalogue import alternative, mistake
from solutions.siamese import pairwise_squared_distances


@mistake("Somebody is always recognised, however far away. If the nearest is beyond the threshold, the answer is None.")
def recognize_always(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best


@mistake("A distance of exactly the threshold still counts: at most, not less than.")
def recognize_strictly(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest < threshold else None


@mistake("The first person who is near enough is taken. Another one may be nearer: look at all of them, then choose.")
def recognize_first_near_enough(e, gallery, threshold):
    for name, embeddings in gallery.items():
        if np.min(np.sum((embeddings - e) ** 2, axis=1)) <= threshold:
            return name
    return None


@mistake("You average the distances from a person's embeddings. The nearest one counts: one good picture is enough.")
def recognize_by_mean_distance(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.mean(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake(
    "You average a person's embeddings and measure the distance from the middle. Measure from the nearest of them."
)
def recognize_by_mean_embedding(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.sum((np.mean(embeddings, axis=0) - e) ** 2)
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake("Only the first embedding of each person is looked at. A person may have several: the nearest counts.")
def recognize_by_first_embedding(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.sum((embeddings[0] - e) ** 2)
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake("You took the root. The threshold is one for squared distances.")
def recognize_with_root(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.linalg.norm(embeddings - e, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake("You take the person who is farthest away. The nearest is the one.")
def recognize_the_farthest(e, gallery, threshold):
    farthest, best = -np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance > farthest:
            farthest, best = distance, name
    return best if farthest <= threshold else None


@mistake("Of two persons who are equally near you take the later one. The first in the gallery is the answer.")
def recognize_the_last_of_equals(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance <= nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


@mistake('The answer for nobody is None, Python\'s own word for nothing, not the text "None".')
def recognize_none_as_text(e, gallery, threshold):
    nearest, best = np.inf, "None"
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else "None"


@mistake("Return the name alone, or None; the distance is not asked for.")
def recognize_with_distance(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.min(np.sum((embeddings - e) ** 2, axis=1))
        if distance < nearest:
            nearest, best = distance, name
    return (best, nearest) if nearest <= threshold else (None, nearest)


@mistake("An empty gallery stops your function with an error. Nobody is recognised then: return None.")
def recognize_needs_a_gallery(e, gallery, threshold):
    distances = {name: np.min(np.sum((known - e) ** 2, axis=1)) for name, known in gallery.items()}
    best = min(distances, key=distances.get)
    return best if distances[best] <= threshold else None


@mistake("Of all who are near enough you take the last one. Take the nearest: compare them with each other.")
def recognize_last_near_enough(e, gallery, threshold):
    best = None
    for name, embeddings in gallery.items():
        if np.min(np.sum((embeddings - e) ** 2, axis=1)) <= threshold:
            best = name
    return best


@mistake(
    "The sum has no axis, so the distances from all of a person's embeddings are added up. Sum along axis 1, then "
    "take the smallest."
)
def recognize_by_sum_of_distances(e, gallery, threshold):
    nearest, best = np.inf, None
    for name, embeddings in gallery.items():
        distance = np.sum((embeddings - e) ** 2)
        if distance < nearest:
            nearest, best = distance, name
    return best if nearest <= threshold else None


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
