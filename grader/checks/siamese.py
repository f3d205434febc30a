"""Hidden checks of siamese."""

import numpy as np
import pytest

from dlkit.values import KerasNetwork

# Wide enough for the order in which a sum in float32 is taken.
NEAR = {"rtol": 1e-4, "atol": 1e-5}
# Rounding leaves |a|^2 + |b|^2 - 2ab of each of these at -4.4e-16, in whatever order the three are added.
NEARLY_EQUAL = (
    (1.15105475863974, 1.1510547595006637),
    (1.151054759806078, 1.151054759453752, 1.1510547594382816),
)


def unit(rng, *shape):
    """Return random embeddings of length one."""
    e = rng.normal(size=shape)
    return e / np.linalg.norm(e, axis=-1, keepdims=True)


def classes(rng, examples, number):
    """Return shuffled labels with every class in them."""
    return rng.permutation(np.arange(examples) % number)


# pairwise_squared_distances


@pytest.mark.exercise("pairwise_squared_distances")
@pytest.mark.visible
def test_distances_of_three_points_from_two(student, solution, compare):
    """Whole numbers that you can check by hand."""
    A, B = np.array([[0.0, 0.0], [3.0, 4.0], [1.0, -1.0]]), np.array([[0.0, 1.0], [3.0, 4.0]])
    compare(student.pairwise_squared_distances, solution.pairwise_squared_distances, A, B)


@pytest.mark.exercise("pairwise_squared_distances")
@pytest.mark.visible
def test_distances_of_nearly_equal_points_are_not_negative(student, solution, compare):
    """Points so near to each other that rounding matters: what comes out must not be below zero."""
    A, B = np.array(NEARLY_EQUAL[0])[:, None], np.array(NEARLY_EQUAL[1])[:, None]
    compare(student.pairwise_squared_distances, solution.pairwise_squared_distances, A, B, atol=1e-17)


@pytest.mark.exercise("pairwise_squared_distances")
def test_distances_of_random_points(student, solution, rng, compare):
    """More points in A than in B, in seven dimensions."""
    A, B = rng.normal(size=(6, 7)), rng.normal(size=(4, 7))
    compare(student.pairwise_squared_distances, solution.pairwise_squared_distances, A, B)


@pytest.mark.exercise("pairwise_squared_distances")
def test_distance_of_one_point_from_many(student, solution, rng, compare):
    """A single row in A, five in B."""
    A, B = rng.normal(size=(1, 3)), rng.normal(size=(5, 3))
    compare(student.pairwise_squared_distances, solution.pairwise_squared_distances, A, B)


@pytest.mark.exercise("pairwise_squared_distances")
def test_no_distance_is_negative(student, rng):
    """The distances of 60 embeddings of length one from themselves, in float32."""
    e = unit(rng, 60, 32).astype(np.float32)
    table = np.asarray(student.pairwise_squared_distances(e, e))
    assert table.shape == (60, 60), "60 rows against 60 rows should give a table of 60 by 60."
    assert np.all(table >= 0), "Some distances are negative, if only by rounding. Cut the table off at zero."


@pytest.mark.exercise("pairwise_squared_distances", weight=2)
def test_gradients_of_the_distances(student, solution, rng, compare):
    """The gradient for A and for B, with two rows that are equal, so that a distance is zero."""
    A, B = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    B[2] = A[1]
    f, g = student.pairwise_squared_distances, solution.pairwise_squared_distances
    compare.loss(f, g, A, B, gradient_of=["A", "B"], **NEAR)


# verify


@pytest.mark.exercise("verify")
@pytest.mark.visible
def test_verify_whole_numbers(student, solution, compare):
    """Five pairs; the distances are 0, 2, 25, 100 and exactly the threshold."""
    e1 = np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 0.0], [3.0, 0.0, 4.0], [1.0, 2.0, 2.0], [0.0, 6.0, 8.0]])
    e2 = np.array([[1.0, 2.0, 0.0], [1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    compare(student.verify, solution.verify, e1, e2, 9.0)


@pytest.mark.exercise("verify")
def test_verify_random_embeddings(student, solution, rng, compare):
    """Thirty pairs of embeddings in eight dimensions, and several thresholds."""
    e1, e2 = unit(rng, 30, 8), unit(rng, 30, 8)
    for threshold in (0.7, 1.5, 2.2):
        compare(student.verify, solution.verify, e1, e2, threshold)


@pytest.mark.exercise("verify")
def test_verify_far_points(student, solution, rng, compare):
    """Distances above one and below, so that a square and its root differ."""
    e1, e2 = 2 * rng.normal(size=(40, 2)), 2 * rng.normal(size=(40, 2))
    compare(student.verify, solution.verify, e1, e2, 5.0)


@pytest.mark.exercise("verify")
def test_verify_one_pair(student, solution, rng, compare):
    """A batch of one; the answer has one entry."""
    e = unit(rng, 1, 5)
    compare(student.verify, solution.verify, e, e + 0.01, 0.25)


# best_threshold


@pytest.mark.exercise("best_threshold")
@pytest.mark.visible
def test_best_threshold_of_six_pairs(student, solution, compare):
    """Six pairs in no order, one of them misleading."""
    distances, same = np.array([0.5, 3.0, 0.2, 1.0, 2.0, 1.5]), np.array([1, 0, 1, 0, 0, 1])
    compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold")
@pytest.mark.visible
def test_best_threshold_of_equal_distances(student, solution, compare):
    """Some pairs have the same distance: they pass or fail together."""
    distances, same = np.array([1.0, 1.0, 1.0, 0.5, 2.0, 2.0, 3.0]), np.array([1, 0, 0, 1, 1, 1, 0])
    compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold", weight=2)
def test_best_threshold_of_random_pairs(student, solution, rng, compare):
    """Two heaps of distances that overlap, five times."""
    for _ in range(5):
        same = rng.permutation(np.arange(40) % 3 == 0)
        distances = np.where(same, rng.uniform(0, 2, 40), rng.uniform(0.8, 4, 40))
        compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold")
def test_best_threshold_where_several_are_best(student, solution, compare):
    """Three thresholds are equally good: the smallest is the answer."""
    distances, same = np.array([4.0, 1.0, 2.0, 3.0, 5.0, 6.0]), np.array([0, 1, 0, 1, 1, 0])
    compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold")
def test_best_threshold_of_small_and_large_distances(student, solution, compare):
    """All are the same but the farthest; the distances are tiny, and a hundred, and one pair is at zero."""
    distances, same = np.array([1e-4, 2e-4, 0.0, 100.0, 150.0]), np.array([1, 1, 1, 1, 0])
    compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold")
def test_best_threshold_of_one_kind(student, solution, compare):
    """Every pair is the same: the threshold lets all of them in."""
    distances, same = np.array([0.3, 1.2, 0.7]), np.array([True, True, True])
    compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold")
def test_best_threshold_where_the_nearest_are_different(student, solution, compare):
    """The nearest pair is a different one, or every pair is: some distance is the best all the same."""
    compare(student.best_threshold, solution.best_threshold, np.array([1.0, 0.5, 2.0]), np.array([0, 0, 1]))
    compare(student.best_threshold, solution.best_threshold, np.array([0.9, 0.4, 1.3]), np.array([0, 0, 0]))
    compare(student.best_threshold, solution.best_threshold, np.array([0.7]), np.array([0]))


# embedding_model


@pytest.mark.exercise("embedding_model")
@pytest.mark.visible
def test_embedding_of_small_pictures(student, solution, compare):
    """Grey pictures of 4x4 pixels, five numbers."""
    compare.model(student.embedding_model, solution.embedding_model, (4, 4, 1), 5)


@pytest.mark.exercise("embedding_model", weight=2)
def test_embedding_of_colour_pictures(student, solution, compare):
    """Colour pictures that are wider than high, with odd sides, and another dimension."""
    compare.model(student.embedding_model, solution.embedding_model, (7, 9, 3), 6, training=True)


@pytest.mark.exercise("embedding_model")
def test_embedding_of_the_pictures_of_the_notebook(student, solution, compare):
    """Sheets of 10x10 pixels, 32 numbers."""
    compare.model(student.embedding_model, solution.embedding_model, (10, 10, 1), 32)


# triplet_loss


@pytest.mark.exercise("triplet_loss", weight=2)
@pytest.mark.visible
def test_triplet_loss_by_hand(student, solution, compare):
    """Three triplets in whole numbers, one of them content: value and gradient."""
    a = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    p = np.array([[1.0, 0.0], [1.0, 3.0], [0.0, 1.0]])
    n = np.array([[0.0, 2.0], [2.0, 1.0], [5.0, 2.0]])
    moved = ["anchor", "positive", "negative"]
    compare.loss(student.triplet_loss, solution.triplet_loss, a, p, n, 5.5, gradient_of=moved, **NEAR)


@pytest.mark.exercise("triplet_loss", weight=2)
def test_triplet_loss_of_random_embeddings(student, solution, rng, compare):
    """Twelve triplets of embeddings of length one, about half of them content: value and gradient."""
    a, p, n = (unit(rng, 12, 5) for _ in range(3))
    moved = ["anchor", "positive", "negative"]
    compare.loss(student.triplet_loss, solution.triplet_loss, a, p, n, 0.2, gradient_of=moved, **NEAR)


@pytest.mark.exercise("triplet_loss")
@pytest.mark.visible
def test_triplet_loss_of_no_triplet(student, solution, compare):
    """No triplet at all, arrays of shape (0, 3): the loss is 0."""
    nothing = np.zeros((0, 3))
    compare.loss(student.triplet_loss, solution.triplet_loss, nothing, nothing, nothing, 0.5, gradient_of="anchor")


@pytest.mark.exercise("triplet_loss")
def test_triplet_loss_of_a_collapsed_network(student, solution, rng, compare):
    """All embeddings are the same point: the distances are zero, and the gradient must be finite."""
    point = np.repeat(unit(rng, 1, 4), 3, axis=0)
    moved = ["anchor", "positive", "negative"]
    compare.loss(student.triplet_loss, solution.triplet_loss, point, point, point, 0.3, gradient_of=moved, **NEAR)


@pytest.mark.exercise("triplet_loss")
def test_triplet_loss_of_content_triplets(student, solution, rng, compare):
    """All triplets are content: no loss, and nothing to learn."""
    a = unit(rng, 4, 3)
    moved = ["anchor", "negative"]
    compare.loss(student.triplet_loss, solution.triplet_loss, a, a + 0.01, -a, 0.5, gradient_of=moved, **NEAR)


@pytest.mark.exercise("triplet_loss")
def test_triplet_loss_of_one_triplet(student, solution, rng, compare):
    """A batch of one, in nine dimensions, with a large margin."""
    a, p, n = (rng.normal(size=(1, 9)) for _ in range(3))
    compare.loss(student.triplet_loss, solution.triplet_loss, a, p, n, 40.0, gradient_of="negative", **NEAR)


# semi_hard_negatives


@pytest.mark.exercise("semi_hard_negatives")
@pytest.mark.visible
def test_semi_hard_negatives_on_a_line(student, solution, compare):
    """Points on a line, two classes: look at the distances and choose by hand."""
    e = np.array([[0.0], [1.0], [-1.5], [2.0], [0.5], [3.0]])
    labels = np.array([0, 0, 1, 1, 1, 0])
    compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, 3.5)


@pytest.mark.exercise("semi_hard_negatives", weight=2)
def test_semi_hard_negatives_of_random_embeddings(student, solution, rng, compare):
    """Thirty embeddings of three classes, labels that are no numbers of rows, and two margins."""
    e, labels = unit(rng, 30, 4), 10 * classes(rng, 30, 3) + 7
    for margin in (0.05, 0.5):
        compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, margin)


@pytest.mark.exercise("semi_hard_negatives")
def test_semi_hard_negatives_are_rows(student, rng):
    """The answer is used to index the batch, so its numbers are whole numbers."""
    triplets = np.asarray(student.semi_hard_negatives(unit(rng, 12, 3), classes(rng, 12, 2), 0.8))
    assert np.issubdtype(triplets.dtype, np.integer), (
        "The numbers are rows of the batch, but they are stored as decimal numbers, which cannot be used to index. "
        "Make an array of whole numbers, with dtype=int."
    )


@pytest.mark.exercise("semi_hard_negatives")
def test_semi_hard_negatives_far_apart(student, solution, rng, compare):
    """Embeddings that are not of length one, so that a square and its root differ."""
    e, labels = 3 * rng.normal(size=(14, 2)), classes(rng, 14, 2)
    compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, 6.0)


@pytest.mark.exercise("semi_hard_negatives")
def test_semi_hard_negatives_at_the_borders(student, solution, compare):
    """Negatives that are exactly as far as the positive, or exactly a margin farther, and two equally near ones."""
    e = np.array([[0.0, 0.0], [0.0, 2.0], [2.0, 0.0], [0.0, -3.0], [3.0, 0.0], [0.0, 5.0]])
    labels = np.array([1, 1, 0, 0, 0, 0])
    for margin in (5.0, 6.0):
        compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, margin)


@pytest.mark.exercise("semi_hard_negatives")
@pytest.mark.visible
def test_semi_hard_negatives_where_there_are_none(student, solution, compare):
    """Every negative is far beyond the margin: the answer has the shape (0, 3)."""
    e, labels = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0]]), np.array([4, 4, 2, 2])
    compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, 0.5)


@pytest.mark.exercise("semi_hard_negatives")
def test_semi_hard_negatives_with_a_class_of_one(student, solution, rng, compare):
    """One class has a single picture: it is never an anchor, but it can be a negative."""
    e, labels = unit(rng, 7, 3), np.array([0, 1, 1, 1, 2, 2, 1])
    compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, 1.0)


# contrastive_loss


@pytest.mark.exercise("contrastive_loss", weight=2)
@pytest.mark.visible
def test_contrastive_loss_by_hand(student, solution, compare):
    """Four pairs, two of them the same, one far enough apart: value and gradient."""
    e1 = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0], [0.0, 1.0]])
    e2 = np.array([[3.0, 4.0], [1.0, 0.5], [2.0, 9.0], [0.5, 1.0]])
    same = np.array([1.0, 0.0, 0.0, 1.0])
    moved = ["e1", "e2"]
    compare.loss(student.contrastive_loss, solution.contrastive_loss, e1, e2, same, 3.0, gradient_of=moved, **NEAR)


@pytest.mark.exercise("contrastive_loss", weight=2)
def test_contrastive_loss_of_random_embeddings(student, solution, rng, compare):
    """Eleven pairs of embeddings of length one: value and gradient."""
    e1, e2, same = unit(rng, 11, 4), unit(rng, 11, 4), (classes(rng, 11, 3) == 0).astype(float)
    moved = ["e1", "e2"]
    compare.loss(student.contrastive_loss, solution.contrastive_loss, e1, e2, same, 1.4, gradient_of=moved, **NEAR)


@pytest.mark.exercise("contrastive_loss", weight=2)
def test_contrastive_loss_at_distance_zero(student, solution, rng, compare):
    """Two pairs of equal embeddings, one called the same and one called different: the gradient must be finite."""
    e1 = unit(rng, 4, 3)
    e2 = e1.copy()
    e2[2:] = unit(rng, 2, 3)
    same = np.array([1.0, 0.0, 1.0, 0.0])
    moved = ["e1", "e2"]
    compare.loss(student.contrastive_loss, solution.contrastive_loss, e1, e2, same, 1.0, gradient_of=moved, **NEAR)


@pytest.mark.exercise("contrastive_loss")
def test_contrastive_loss_of_one_kind(student, solution, rng, compare):
    """Only pairs of different things, once near each other and once far apart."""
    e1, e2 = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    for margin in (0.1, 6.0):
        compare.loss(
            student.contrastive_loss,
            solution.contrastive_loss,
            e1,
            e2,
            np.zeros(5),
            margin,
            gradient_of="e1",
            **NEAR,
        )


# siamese_network


@pytest.mark.exercise("siamese_network")
@pytest.mark.visible
def test_siamese_network_of_a_small_embedding(student, solution, compare):
    """An embedding of four numbers, made of pictures of 2x3 pixels."""
    compare.model(student.siamese_network, solution.siamese_network, KerasNetwork((2, 3, 1), 4))


@pytest.mark.exercise("siamese_network")
def test_siamese_network_of_colour_pictures(student, solution, compare):
    """Other shapes: colour pictures, an embedding of seven numbers."""
    compare.model(student.siamese_network, solution.siamese_network, KerasNetwork((5, 2, 3), 7))


@pytest.mark.exercise("siamese_network")
def test_siamese_network_of_an_embedding_of_one_number(student, solution, compare):
    """An embedding of a single number, made of no pictures but of lists of six numbers."""
    compare.model(student.siamese_network, solution.siamese_network, KerasNetwork((6,), 1))


# recognize


@pytest.mark.exercise("recognize")
@pytest.mark.visible
def test_recognize_in_a_small_gallery(student, solution, compare):
    """Three persons; for one of them two embeddings are known. In between, near enough, exactly so, too far."""
    gallery = {
        "ada": np.array([[0.0, 0.0], [6.0, 6.0]]),
        "ben": np.array([[3.0, 0.0]]),
        "cem": np.array([[0.0, 4.0]]),
    }
    for e in ([3.0, 3.0], [0.0, 3.5], [3.0, -2.0], [6.0, 5.0], [20.0, 20.0]):
        compare(student.recognize, solution.recognize, np.array(e), gallery, 4.0)


@pytest.mark.exercise("recognize", weight=2)
def test_recognize_random_embeddings(student, solution, rng, compare):
    """Five persons with one to four embeddings each, and several thresholds."""
    gallery = {name: unit(rng, k, 6) for name, k in zip("edcba", (1, 4, 2, 3, 1), strict=True)}
    for threshold in (0.3, 0.8, 1.2, 4.0):
        for e in unit(rng, 4, 6):
            compare(student.recognize, solution.recognize, e, gallery, threshold)


@pytest.mark.exercise("recognize")
def test_recognize_somebody_with_many_embeddings(student, solution, compare):
    """Four embeddings of one person, all of them near, and one of another person, farther away."""
    gallery = {"ada": np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]]), "ben": np.array([[1.0, 1.0]])}
    compare(student.recognize, solution.recognize, np.zeros(2), gallery, 5.0)


@pytest.mark.exercise("recognize")
def test_recognize_those_who_are_equally_near(student, solution, compare):
    """Two persons at the same distance: the one that stands first in the gallery."""
    gallery = {"zoe": np.array([[1.0, 0.0]]), "yan": np.array([[0.0, 1.0]]), "xia": np.array([[-2.0, 0.0]])}
    compare(student.recognize, solution.recognize, np.zeros(2), gallery, 3.0)


@pytest.mark.exercise("recognize")
def test_recognize_nobody(student, solution, compare):
    """An empty gallery, and one whose only person is too far away."""
    compare(student.recognize, solution.recognize, np.array([1.0, 2.0, 3.0]), {}, 10.0)
    compare(student.recognize, solution.recognize, np.zeros(3), {"ada": np.ones((2, 3))}, 2.0)
