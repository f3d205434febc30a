"""Hidden checks of siamese."""

import numpy as np
import pytest

from dlkit.comparing import KerasNetwork

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


def at_squared_distance(rng, e, squares):
    """Return embeddings of length one, (m, d), whose squared distances from those of e, (m, d), are given, (m,)."""
    aside = rng.normal(size=e.shape)
    aside -= np.sum(aside * e, axis=1, keepdims=True) * e
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    along = 1 - np.asarray(squares)[:, np.newaxis] / 2
    return along * e + np.sqrt(1 - along**2) * aside


def evenly(rng, low, high, count):
    """Return numbers in no order, one from the middle of each of equal parts of a range: no two are near each other."""
    return low + (rng.permutation(count) + rng.uniform(0.2, 0.8, count)) * (high - low) / count


def drawn_until(draw, suits):
    """Return the first of what is drawn that suits."""
    while not suits(*(drawn := draw())):
        pass
    return drawn


def no_tie(e, margins, gap):
    """Whether rounding decides nothing: no two distances from an anchor are nearly equal, or nearly a margin apart."""
    distances = np.sum((e[:, np.newaxis] - e) ** 2, axis=2)
    apart = np.abs(distances[:, :, np.newaxis] - distances[:, np.newaxis])  # (m, m, m)
    i, j = np.triu_indices(len(e), 1)
    return all(np.all(np.abs(apart[:, i, j] - margin) > gap) for margin in (0, *margins))


def one_of(rng, *sizes):
    """Return one of several sizes: a model is slow to build, so there are few, and each was seen to tell mistakes apart."""
    return sizes[rng.integers(len(sizes))]


def classes(rng, examples, number):
    """Return shuffled labels with every class in them."""
    return rng.permutation(np.arange(examples) % number)


# pairwise_squared_distances


@pytest.mark.exercise("pairwise_squared_distances")
@pytest.mark.visible
def test_distances_of_three_points_from_two(student, solution, compare):
    """Whole numbers that you can check by hand: the table and its gradients."""
    A, B = np.array([[0.0, 0.0], [3.0, 4.0], [1.0, -1.0]]), np.array([[0.0, 1.0], [3.0, 4.0]])
    f, g = student.pairwise_squared_distances, solution.pairwise_squared_distances
    compare.loss(f, g, A, B, gradient_of=["A", "B"], graph=False, **NEAR)  # nothing trains with it


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
def test_no_distance_is_negative(student, solution, rng, compare):
    """The distances of 60 embeddings of length one from themselves, in float32."""
    e = unit(rng, 60, 32).astype(np.float32)
    f, g = student.pairwise_squared_distances, solution.pairwise_squared_distances
    table = np.asarray(compare(f, g, e, e))
    assert np.all(table >= 0), "Some distances are negative, if only by rounding. Cut the table off at zero."


@pytest.mark.exercise("pairwise_squared_distances", weight=2)
def test_gradients_of_the_distances(student, solution, rng, compare):
    """The gradient for A and for B, with two rows that are equal, so that a distance is zero."""
    A, B = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    B[2] = A[1]
    f, g = student.pairwise_squared_distances, solution.pairwise_squared_distances
    compare.loss(f, g, A, B, gradient_of=["A", "B"], graph=False, **NEAR)  # nothing trains with it


# verify


@pytest.mark.exercise("verify")
@pytest.mark.visible
def test_verify_whole_numbers(student, solution, compare):
    """Five pairs; the distances are 0, 2, 17, 100 and exactly the threshold."""
    e1 = np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 0.0], [2.0, -2.0, 3.0], [1.0, 2.0, 2.0], [0.0, 6.0, 8.0]])
    e2 = np.array([[1.0, 2.0, 0.0], [1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    compare(student.verify, solution.verify, e1, e2, 9.0)


@pytest.mark.exercise("verify")
def test_verify_random_embeddings(student, solution, rng, compare):
    """Thirty pairs of embeddings in eight dimensions, and several thresholds."""
    e1 = unit(rng, 30, 8)
    e2 = at_squared_distance(rng, e1, evenly(rng, 0, 3.6, 30))
    for threshold in (0.72, 1.56, 2.16):  # where one part of the range ends, so that no distance is near
        compare(student.verify, solution.verify, e1, e2, threshold)


@pytest.mark.exercise("verify")
def test_verify_far_points(student, solution, rng, compare):
    """Distances above one and below, so that a square and its root differ."""
    e1 = 2 * rng.normal(size=(40, 2))
    e2 = e1 + np.sqrt(evenly(rng, 0, 20, 40))[:, np.newaxis] * unit(rng, 40, 2)
    compare(student.verify, solution.verify, e1, e2, float(rng.integers(4, 7)))


@pytest.mark.exercise("verify")
def test_verify_one_pair(student, solution, rng, compare):
    """A batch of one, near, far, and exactly at the threshold; the answer has one entry."""
    e = unit(rng, 1, 5)
    for square in evenly(rng, 0, 1, 2):
        compare(student.verify, solution.verify, e, at_squared_distance(rng, e, [square]), 0.5)
    size = rng.integers(1, 5)
    e, step = rng.integers(-3, 4, (1, 5)).astype(float), size * rng.permutation([0, 1, 2, 2, 4])  # nothing is rounded
    compare(student.verify, solution.verify, e, e + step, float(25 * size**2))


# best_threshold


@pytest.mark.exercise("best_threshold")
@pytest.mark.visible
def test_best_threshold_of_six_pairs(student, solution, compare):
    """Six pairs in no order; two thresholds are equally good, and the larger stands first."""
    distances, same = np.array([1.5, 3.0, 0.2, 1.0, 2.0, 0.5]), np.array([1, 0, 1, 0, 0, 1])
    compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold")
@pytest.mark.visible
def test_best_threshold_of_equal_distances(student, solution, compare):
    """Some pairs have the same distance: they pass or fail together."""
    distances, same = np.array([1.0, 1.0, 1.0, 0.5, 2.0, 2.0, 3.0]), np.array([1, 0, 0, 1, 1, 1, 0])
    compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold")
@pytest.mark.visible
def test_best_threshold_of_one_different_pair(student, solution, compare):
    """A single pair, which is different: its distance is the best threshold all the same."""
    compare(student.best_threshold, solution.best_threshold, np.array([0.8]), np.array([0]))


@pytest.mark.exercise("best_threshold", weight=2)
def test_best_threshold_of_random_pairs(student, solution, rng, compare):
    """Two heaps of distances that overlap, five times; in the last two some are equal."""
    for decimals in (9, 9, 9, 1, 1):
        same = rng.permutation(np.arange(40) % 3 == 0)
        distances = np.round(np.where(same, rng.uniform(0, 2, 40), rng.uniform(0.8, 4, 40)), decimals)
        compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold")
def test_best_threshold_where_several_are_best(student, solution, rng, compare):
    """Three thresholds are equally good: the smallest is the answer."""
    order = [*rng.permutation([1, 2, 3, 4, 5]), 0]  # the smallest stands last
    distances, same = np.cumsum(rng.uniform(0.5, 1.5, 6)), np.array([1, 0, 1, 0, 1, 0])
    compare(student.best_threshold, solution.best_threshold, distances[order], same[order])


@pytest.mark.exercise("best_threshold")
def test_best_threshold_of_small_and_large_distances(student, solution, rng, compare):
    """All are the same but the farthest; the distances are tiny, and a hundred, and one pair is at zero."""
    distances = np.array([0.0, *evenly(rng, 1e-4, 3e-4, 2), rng.uniform(95, 105), rng.uniform(140, 160)])
    same, order = np.array([1, 1, 1, 1, 0]), rng.permutation(5)
    compare(student.best_threshold, solution.best_threshold, distances[order], same[order])


@pytest.mark.exercise("best_threshold")
def test_best_threshold_of_one_kind(student, solution, rng, compare):
    """Every pair is the same: the threshold lets all of them in."""
    distances, same = evenly(rng, 0.1, 1.5, 3), np.array([True, True, True])
    compare(student.best_threshold, solution.best_threshold, distances, same)


@pytest.mark.exercise("best_threshold")
def test_best_threshold_where_the_nearest_are_different(student, solution, rng, compare):
    """The nearest pair is a different one, or every pair is: some distance is the best all the same."""
    near, middle, far = np.cumsum(rng.uniform(0.3, 0.9, 3))
    compare(student.best_threshold, solution.best_threshold, np.array([middle, near, far]), np.array([0, 0, 1]))
    compare(student.best_threshold, solution.best_threshold, np.array([middle, near, far]), np.array([0, 0, 0]))
    compare(student.best_threshold, solution.best_threshold, np.array([middle]), np.array([0]))


# embedding_model


@pytest.mark.exercise("embedding_model")
@pytest.mark.visible
def test_embedding_of_small_pictures(student, solution, compare):
    """Grey pictures of 4x4 pixels, five numbers."""
    compare.model(student.embedding_model, solution.embedding_model, (4, 4, 1), 5)


@pytest.mark.exercise("embedding_model", weight=2)
def test_embedding_of_colour_pictures(student, solution, rng, compare):
    """Colour pictures with unequal, odd sides, and another dimension."""
    shape, dimension = one_of(rng, ((7, 9, 3), 6), ((9, 7, 3), 7), ((7, 11, 3), 4), ((11, 9, 3), 8))
    compare.model(student.embedding_model, solution.embedding_model, shape, dimension, training=True)


@pytest.mark.exercise("embedding_model")
def test_embedding_of_the_pictures_of_the_notebook(student, solution, rng, compare):
    """Sheets of 10x10 pixels, some tens of numbers."""
    compare.model(student.embedding_model, solution.embedding_model, (10, 10, 1), one_of(rng, 32, 20, 24, 40))


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


@pytest.mark.exercise("triplet_loss", weight=3)
def test_triplet_loss_of_random_embeddings(student, solution, rng, compare):
    """Twelve triplets of embeddings of length one, half of them content: value and gradient."""
    a, margin = unit(rng, 12, 5), rng.uniform(0.15, 0.25)
    to_positive, losses = rng.uniform(0.5, 1.5, 12), evenly(rng, -0.6, 0.6, 12)
    p = at_squared_distance(rng, a, to_positive)
    n = at_squared_distance(rng, a, to_positive + margin - losses)
    moved = ["anchor", "positive", "negative"]
    compare.loss(student.triplet_loss, solution.triplet_loss, a, p, n, margin, gradient_of=moved, **NEAR)


@pytest.mark.exercise("triplet_loss")
@pytest.mark.visible
def test_triplet_loss_of_no_triplet(student, solution, compare):
    """No triplet at all, arrays of shape (0, 3): the loss is 0."""
    nothing = np.zeros((0, 3))
    compare.loss(student.triplet_loss, solution.triplet_loss, nothing, nothing, nothing, 0.5, gradient_of="anchor")


@pytest.mark.exercise("triplet_loss")
def test_triplet_loss_of_a_collapsed_network(student, solution, rng, compare):
    """All embeddings are the same point: the distances are zero, and the gradient must be finite."""
    point, margin = np.repeat(unit(rng, 1, 4), 3, axis=0), rng.uniform(0.2, 0.4)
    moved = ["anchor", "positive", "negative"]
    compare.loss(student.triplet_loss, solution.triplet_loss, point, point, point, margin, gradient_of=moved, **NEAR)


@pytest.mark.exercise("triplet_loss")
def test_triplet_loss_of_content_triplets(student, solution, rng, compare):
    """All triplets are content: no loss, and nothing to learn; with a larger margin none of them is."""
    a = unit(rng, 4, 3)
    moved = ["anchor", "negative"]
    for margin in (rng.uniform(0.4, 0.6), 5.0):
        compare.loss(student.triplet_loss, solution.triplet_loss, a, a + 0.01, -a, margin, gradient_of=moved, **NEAR)


@pytest.mark.exercise("triplet_loss")
def test_triplet_loss_of_one_triplet(student, solution, rng, compare):
    """A batch of one, in nine dimensions, with a large margin."""
    a, p, n = (3 * unit(rng, 1, 9) for _ in range(3))
    compare.loss(student.triplet_loss, solution.triplet_loss, a, p, n, 40.0, gradient_of="negative", **NEAR)


# semi_hard_negatives


@pytest.mark.exercise("semi_hard_negatives")
@pytest.mark.visible
def test_semi_hard_negatives_on_a_line(student, solution, compare):
    """Points on a line, two classes: look at the distances and choose by hand."""
    e = np.array([[3.0], [-1.0], [1.0], [-2.0], [4.0], [0.0]])
    labels = np.array([1, 1, 0, 1, 0, 0])
    compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, 11.0)


@pytest.mark.exercise("semi_hard_negatives", weight=2)
def test_semi_hard_negatives_of_random_embeddings(student, solution, rng, compare):
    """Thirty embeddings of three classes, labels that are no numbers of rows, and two margins."""
    margins = (0.05, 0.5)
    (e,) = drawn_until(lambda: (unit(rng, 30, 4),), lambda e: no_tie(e, margins, gap=1e-5))
    labels = 10 * classes(rng, 30, 3) + 7
    for margin in margins:
        compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, margin)


@pytest.mark.exercise("semi_hard_negatives")
def test_semi_hard_negatives_are_rows(student, solution, rng, compare):
    """The answer is used to index the batch, so its numbers are whole numbers."""
    (e,) = drawn_until(lambda: (unit(rng, 12, 3),), lambda e: no_tie(e, [0.8], gap=1e-5))
    labels = classes(rng, 12, 2)
    triplets = np.asarray(compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, 0.8))
    assert np.issubdtype(triplets.dtype, np.integer), (
        "The numbers are rows of the batch, but they are stored as decimal numbers, which cannot be used to index. "
        "Make an array of whole numbers, with dtype=int."
    )


@pytest.mark.exercise("semi_hard_negatives")
def test_semi_hard_negatives_far_apart(student, solution, rng, compare):
    """Embeddings that are not of length one, so that a square and its root differ."""
    (e,) = drawn_until(lambda: (3 * rng.normal(size=(14, 2)),), lambda e: no_tie(e, [6.0], gap=1e-3))
    compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, classes(rng, 14, 2), 6.0)


@pytest.mark.exercise("semi_hard_negatives")
def test_semi_hard_negatives_at_the_borders(student, solution, rng, compare):
    """Negatives that are exactly as far as the positive, or exactly a margin farther, and two equally near ones."""
    e = np.array([[0.0, 0.0], [0.0, 2.0], [2.0, 0.0], [0.0, -3.0], [3.0, 0.0], [0.0, 5.0]])
    order, size = rng.permutation(6), rng.integers(1, 5)  # of whole numbers, so that nothing is rounded
    e = size * rng.choice([-1.0, 1.0], size=2) * e[order]
    labels = np.array([1, 1, 0, 0, 0, 0])[order]
    for margin in (5.0, 6.0):
        compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, float(margin * size**2))


@pytest.mark.exercise("semi_hard_negatives")
@pytest.mark.visible
def test_semi_hard_negatives_where_there_are_none(student, solution, compare):
    """Every negative is far beyond the margin: the answer has the shape (0, 3)."""
    e, labels = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0]]), np.array([4, 4, 2, 2])
    compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, 0.5)


@pytest.mark.exercise("semi_hard_negatives")
def test_semi_hard_negatives_with_a_class_of_one(student, solution, rng, compare):
    """One class has a single picture: it is never an anchor, but it can be a negative."""

    def draw():
        return unit(rng, 7, 3), rng.permutation([0, 1, 1, 1, 2, 2, 1])

    def single_one_is_a_negative(e, labels):
        if not no_tie(e, [1.0], gap=1e-5):
            return False
        of_negatives = labels[solution.semi_hard_negatives(e, labels, 1.0)[:, 2]]
        return np.any(of_negatives == 0) and np.any(of_negatives != 0)

    e, labels = drawn_until(draw, single_one_is_a_negative)
    compare(student.semi_hard_negatives, solution.semi_hard_negatives, e, labels, 1.0)


# contrastive_loss


@pytest.mark.exercise("contrastive_loss", weight=2)
@pytest.mark.visible
def test_contrastive_loss_by_hand(student, solution, compare):
    """Five pairs, two of them the same; of the different ones one is far enough apart, one at distance zero."""
    e1 = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0], [0.0, 1.0], [1.0, 2.0]])
    e2 = np.array([[3.0, 4.0], [1.0, 0.5], [2.0, 9.0], [0.5, 1.0], [1.0, 2.0]])
    same = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    near = {"rtol": 1e-3, "atol": 1e-5}  # the small number under the root is the student's to choose
    moved = ["e1", "e2"]
    compare.loss(student.contrastive_loss, solution.contrastive_loss, e1, e2, same, 3.0, gradient_of=moved, **near)


@pytest.mark.exercise("contrastive_loss", weight=2)
def test_contrastive_loss_of_random_embeddings(student, solution, rng, compare):
    """Eleven pairs of embeddings of length one: value and gradient."""
    e1, same, squares = unit(rng, 11, 4), np.zeros(11), np.empty(11)
    same[rng.permutation(11)[:4]] = 1
    squares[same == 1] = rng.uniform(0.3, 3, 4)
    squares[same == 0] = evenly(rng, 0.3, 3.3, 7)  # some of the different ones are farther apart than the margin
    e2, margin = at_squared_distance(rng, e1, squares), rng.uniform(1.3, 1.5)
    moved = ["e1", "e2"]
    compare.loss(student.contrastive_loss, solution.contrastive_loss, e1, e2, same, margin, gradient_of=moved, **NEAR)


@pytest.mark.exercise("contrastive_loss", weight=2)
def test_contrastive_loss_at_distance_zero(student, solution, rng, compare):
    """Two pairs of equal embeddings, one called the same and one called different: the gradient must be finite."""
    e1 = unit(rng, 4, 3)
    e2 = at_squared_distance(rng, e1, rng.uniform([0, 0, 2, 0.2], [0, 0, 3, 0.6]))
    e2[:2] = e1[:2]
    same, order, margin = np.array([1.0, 0.0, 1.0, 0.0]), rng.permutation(4), rng.uniform(0.9, 1.1)
    e1, e2, same = e1[order], e2[order], same[order]
    near = {"rtol": 1e-3, "atol": 1e-5}  # the small number under the root is the student's to choose
    moved = ["e1", "e2"]
    compare.loss(student.contrastive_loss, solution.contrastive_loss, e1, e2, same, margin, gradient_of=moved, **near)


@pytest.mark.exercise("contrastive_loss")
def test_contrastive_loss_of_one_kind(student, solution, rng, compare):
    """Only pairs of different things, once near each other and once far apart."""
    e1, e2 = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    for margin in (rng.uniform(0.05, 0.1), rng.uniform(5, 7)):
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


# pair_classifier


@pytest.mark.exercise("pair_classifier")
@pytest.mark.visible
def test_pair_classifier_of_four_numbers(student, solution, compare):
    """Embeddings of four numbers."""
    compare.model(student.pair_classifier, solution.pair_classifier, 4)


@pytest.mark.exercise("pair_classifier", weight=2)
def test_pair_classifier_of_other_lengths(student, solution, rng, compare):
    """Embeddings of other lengths: some numbers, many, and a single one."""
    for dimension in (one_of(rng, 7, 9, 12), one_of(rng, 48, 64), 1):
        compare.model(student.pair_classifier, solution.pair_classifier, dimension)


# siamese_network


@pytest.mark.exercise("siamese_network")
@pytest.mark.visible
def test_siamese_network_of_a_small_embedding(student, solution, compare):
    """An embedding of four numbers, made of pictures of 2x3 pixels."""
    compare.model(student.siamese_network, solution.siamese_network, KerasNetwork((2, 3, 1), 4))


@pytest.mark.exercise("siamese_network")
def test_siamese_network_of_colour_pictures(student, solution, rng, compare):
    """Other shapes: colour pictures, an embedding of more numbers."""
    shape, units = one_of(rng, ((5, 2, 3), 7), ((3, 4, 3), 6), ((2, 5, 3), 8), ((4, 3, 3), 5))
    compare.model(student.siamese_network, solution.siamese_network, KerasNetwork(shape, units))


@pytest.mark.exercise("siamese_network")
def test_siamese_network_of_an_embedding_of_one_number(student, solution, rng, compare):
    """An embedding of a single number, made of no pictures but of short lists of numbers."""
    compare.model(student.siamese_network, solution.siamese_network, KerasNetwork((one_of(rng, 6, 5, 7, 9),), 1))


# recognize


@pytest.mark.exercise("recognize")
@pytest.mark.visible
def test_recognize_in_a_small_gallery(student, solution, compare):
    """Three persons, of one of whom two embeddings are known: near to one, to two, equally near, too far; and nobody."""
    gallery = {
        "ada": np.array([[0.0, 0.0], [6.0, 6.0]]),
        "ben": np.array([[3.0, 0.0]]),
        "cem": np.array([[0.0, 4.0]]),
    }
    for e in ([3.0, 3.0], [2.0, 0.0], [1.5, 0.0], [3.0, -2.0], [6.0, 5.0]):
        compare(student.recognize, solution.recognize, np.array(e), gallery, 4.0)
    compare(student.recognize, solution.recognize, np.array([3.0, 3.0]), {}, 4.0)


@pytest.mark.exercise("recognize", weight=2)
def test_recognize_random_embeddings(student, solution, rng, compare):
    """Five persons with one to four embeddings each; somebody near enough, somebody not, and somebody far from all."""

    def draw():
        gallery = {name: unit(rng, k, 6) for name, k in zip("edcba", (1, 4, 2, 3, 1), strict=True)}
        # The nearest is the last of a person's embeddings, and then the first of those of one who has several.
        nearest = [known[-1] for known in gallery.values()] + [gallery[name][0] for name in "dcb"]
        return gallery, np.concatenate([at_squared_distance(rng, np.array(nearest), np.full(8, 0.4)), unit(rng, 3, 6)])

    def rounding_decides_nothing(gallery, pictures):
        distances = np.sum((np.concatenate([*gallery.values()]) - pictures[:, np.newaxis]) ** 2, axis=2)
        borders = np.tile([0.3, 0.5, 4], (len(pictures), 1))
        return np.all(np.diff(np.sort(np.hstack([distances, borders]))) > 1e-5)

    gallery, pictures = drawn_until(draw, rounding_decides_nothing)
    # Near a first embedding before the others: who looks at first ones alone is then told from who takes averages.
    for e in pictures[5:8]:
        compare(student.recognize, solution.recognize, e, gallery, 0.5)
    for e in pictures[:5]:
        for threshold in (0.3, 0.5):
            compare(student.recognize, solution.recognize, e, gallery, threshold)
    for e in pictures[8:]:
        compare(student.recognize, solution.recognize, e, gallery, 4.0)


@pytest.mark.exercise("recognize")
def test_recognize_somebody_with_many_embeddings(student, solution, rng, compare):
    """Four embeddings of one person, all of them near, and one of another person, farther away."""
    e, size = rng.normal(size=2), rng.uniform(0.8, 1.2)
    first, second = rng.permutation(["ada", "ben", "cem", "dora", "emil"]).tolist()[:2]
    near, far = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]]), np.array([[1.0, 1.0]])
    gallery = {first: e + size * near, second: e + size * far}
    compare(student.recognize, solution.recognize, e, gallery, 5 * size**2)


@pytest.mark.exercise("recognize")
def test_recognize_those_who_are_equally_near(student, solution, rng, compare):
    """Two persons at the same distance, which may be the threshold itself: the one that stands first in the gallery."""
    names = sorted(rng.permutation(["zoe", "yan", "xia", "wim", "vera", "uwe"]).tolist()[:3], reverse=True)
    e, size = rng.integers(-3, 4, 2), rng.integers(1, 5)  # whole numbers, so that nothing is rounded
    steps = size * rng.choice([-1, 1], size=2) * [[1, 0], [0, 1], [-2, 0]]
    gallery = {name: (e + step)[np.newaxis].astype(float) for name, step in zip(names, steps, strict=True)}
    for threshold in (1, 3):
        compare(student.recognize, solution.recognize, e.astype(float), gallery, float(threshold * size**2))


@pytest.mark.exercise("recognize")
def test_recognize_nobody(student, solution, rng, compare):
    """An empty gallery, and one whose only person is too far away, and near enough when the threshold is higher."""
    e = rng.normal(size=3)
    compare(student.recognize, solution.recognize, e, {}, 10.0)
    for threshold in (2.0, 4.0):
        compare(student.recognize, solution.recognize, e, {"ada": e + rng.choice([-1, 1], size=(2, 3))}, threshold)
