"""Hidden checks of linear_classifiers."""

import numpy as np
import pytest

# Wide enough for float32 inside a student's notebook.
NEAR = {"rtol": 1e-5, "atol": 1e-6}
# What float32 leaves of a distance of zero: the root of what it rounds in the squares.
ROOT_OF_ROUNDING = {"rtol": 1e-5, "atol": 5e-3}
# Rounding leaves |a|^2 + |b|^2 - 2ab of each of these at -4.4e-16, in whatever order the three are added.
NEARLY_EQUAL = (
    (1.15105475863974, 1.1510547595006637),
    (1.151054759806078, 1.151054759453752, 1.1510547594382816),
)


def labels_of(rng, examples, classes):
    """Return shuffled labels in which the classes come as evenly as they can."""
    return rng.permutation(np.arange(examples) % classes)


def scores_with_gaps(rng, y, classes, margin, spread=2.5):
    """Return scores (m, C) of which none is within 0.05 of a bend of the hinge, with terms on both sides of it."""
    m = len(y)
    behind = rng.uniform(0.05, spread, (m, classes)) * rng.choice([-1, 1], (m, classes))
    behind[np.arange(m), (y + 1) % classes] = rng.uniform(0.1, 0.9 * margin, m)  # a rival that costs something
    if classes > 2:
        behind[np.arange(m), (y + 2) % classes] = -rng.uniform(0.1, 2, m)  # and one that does not
    right = rng.normal(scale=2, size=m)
    S = right[:, np.newaxis] - margin + behind
    S[np.arange(m), y] = right
    return S


def in_sixty_fourths(S):
    """Return scores that float32 holds exactly, with thousands added as well."""
    return np.round(64 * S) / 64


def batches_of(rng, examples, *sizes):
    """Return row numbers of batches of these sizes."""
    return [rng.permutation(examples)[:size] for size in sizes]


def classified(rng, examples, features, classes):
    """Return X, y, W and b of a problem."""
    X, y = rng.normal(size=(examples, features)), labels_of(rng, examples, classes)
    return X, y, rng.normal(size=(features, classes)), rng.uniform(0.3, 1.2, classes) * rng.choice([-1, 1], classes)


# pairwise_distances


@pytest.mark.exercise("pairwise_distances")
@pytest.mark.visible
def test_distances_in_whole_numbers(student, solution, compare):
    """Three points from two; the distances are easy to see."""
    A, B = np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]), np.array([[0.0, 5.0], [3.0, 4.0]])
    compare(student.pairwise_distances, solution.pairwise_distances, A, B, **NEAR)


@pytest.mark.exercise("pairwise_distances")
@pytest.mark.visible
def test_distances_of_nearly_equal_points(student, solution, compare):
    """Points so near to each other that rounding matters: no root of a negative number may come out."""
    A, B = np.array([*NEARLY_EQUAL[0], 4.0, -2.5, 0.5])[:, None], np.array([*NEARLY_EQUAL[1], 10.0])[:, None]
    compare(student.pairwise_distances, solution.pairwise_distances, A, B, **ROOT_OF_ROUNDING)


@pytest.mark.exercise("pairwise_distances", weight=2)
def test_distances_of_random_points(student, solution, rng, compare):
    """More points in A than in B, and then the other way round, in several dimensions."""
    for m, n, d in ((6, 4, 7), (3, 8, 5)):
        A, B = rng.normal(size=(m, d)), rng.normal(size=(n, d))
        compare(student.pairwise_distances, solution.pairwise_distances, A, B, **NEAR)


@pytest.mark.exercise("pairwise_distances")
def test_distances_of_as_many_points_as_numbers(student, solution, rng, compare):
    """Square tables, in which a wrong axis fits as well."""
    A, B = rng.normal(size=(4, 4)), rng.normal(size=(4, 4))
    compare(student.pairwise_distances, solution.pairwise_distances, A, B, **NEAR)


@pytest.mark.exercise("pairwise_distances")
def test_distance_of_one_point_from_many(student, solution, rng, compare):
    """A single row in A, five in B."""
    A, B = rng.normal(size=(1, 3)), rng.normal(size=(5, 3))
    compare(student.pairwise_distances, solution.pairwise_distances, A, B, **NEAR)


@pytest.mark.exercise("pairwise_distances")
def test_distances_of_points_from_themselves(student, solution, rng, compare):
    """The distances of sixty points from themselves: zero on the diagonal, and nothing that is no number."""
    e = rng.normal(size=(60, 12))
    compare(student.pairwise_distances, solution.pairwise_distances, e, e, **ROOT_OF_ROUNDING)


# nearest_neighbours


@pytest.mark.exercise("nearest_neighbours")
@pytest.mark.visible
def test_neighbours_on_a_line(student, solution, compare):
    """Six points on a line in no order, with k of 1 and of 3."""
    X_train, y_train = np.array([[9.0], [1.0], [4.0], [2.0], [7.0], [0.0]]), np.array([5, 3, 8, 3, 5, 8])
    X = np.array([[0.4], [6.0], [3.2], [8.5]])
    for k in (1, 3):
        compare(student.nearest_neighbours, solution.nearest_neighbours, X_train, y_train, X, k)


@pytest.mark.exercise("nearest_neighbours")
@pytest.mark.visible
def test_neighbours_with_ties(student, solution, compare):
    """Equal votes go to the class of the nearest voter; of equal distances the first row is the nearer."""
    X_train, y_train = np.array([[1.0], [3.0], [6.0], [10.0]]), np.array([7, 2, 2, 7])
    for k in (4, 2):
        compare(student.nearest_neighbours, solution.nearest_neighbours, X_train, y_train, np.array([[0.0], [9.0]]), k)
    X_train, y_train = np.array([[4.0], [0.0], [8.0]]), np.array([6, 9, 1])
    compare(student.nearest_neighbours, solution.nearest_neighbours, X_train, y_train, np.array([[2.0], [6.0]]), 1)


@pytest.mark.exercise("nearest_neighbours")
@pytest.mark.visible
def test_neighbours_with_ties_among_many(student, solution, rng, compare):
    """Sixty points on a line in no order, of six classes, and k = 4: many votes are equal."""
    X_train, y_train = rng.permutation(60)[:, np.newaxis] * 1.0, labels_of(rng, 60, 6)
    X = np.array([[-1.0], [12.3], [24.8], [37.1], [48.6], [70.0]])
    compare(student.nearest_neighbours, solution.nearest_neighbours, X_train, y_train, X, 4)


@pytest.mark.exercise("nearest_neighbours", weight=3)
def test_neighbours_among_random_points(student, solution, rng, compare):
    """Forty points in five dimensions: two classes and an odd k, so that no votes are equal; then many classes."""
    X_train, X = rng.normal(size=(40, 5)), rng.normal(size=(9, 5))
    for k in (1, 5, 9):
        y_train = rng.permutation(10)[:2][labels_of(rng, 40, 2)]
        compare(student.nearest_neighbours, solution.nearest_neighbours, X_train, y_train, X, k)
    compare(student.nearest_neighbours, solution.nearest_neighbours, X_train, labels_of(rng, 40, 7), X, 1)


@pytest.mark.exercise("nearest_neighbours", weight=2)
def test_a_majority_beats_the_nearest(student, solution, rng, compare):
    """The nearest is alone with its class, and the farthest are of one class; the majority lies between."""
    where = np.cumsum(rng.uniform(0.5, 1.5, 7))
    order, labels = rng.permutation(7), rng.permutation(10)[:3]
    y_train = labels[[0, 1, 1, 2, 2, 2, 2]]
    for k in (1, 3, 7):
        X_train, X = where[order][:, np.newaxis], np.zeros((1, 1))
        compare(student.nearest_neighbours, solution.nearest_neighbours, X_train, y_train[order], X, k)


@pytest.mark.exercise("nearest_neighbours", weight=2)
def test_equal_votes_go_to_the_nearest_voter(student, solution, rng, compare):
    """Many points of many classes, so that most votes are equal."""
    for k in (2, 4, 6):
        X_train, y_train = rng.normal(size=(200, 2)), labels_of(rng, 200, 8)
        X = rng.normal(size=(12, 2))
        compare(student.nearest_neighbours, solution.nearest_neighbours, X_train, y_train, X, k)


@pytest.mark.exercise("nearest_neighbours")
def test_of_equally_far_the_first_is_the_nearer(student, solution, rng, compare):
    """Many points at the same distance, in whole numbers: the first of them is the nearest."""
    labels = rng.permutation(30)
    X_train = np.tile(np.array([[3.0, 0.0], [0.0, 3.0], [-3.0, 0.0], [0.0, -3.0]]), (5, 1))
    X = np.array([[0.0, 0.0], [1.0, 1.0], [-2.0, 2.0]])
    compare(student.nearest_neighbours, solution.nearest_neighbours, X_train, labels[:20], X, 1)


# scores


@pytest.mark.exercise("scores")
@pytest.mark.visible
def test_scores_in_whole_numbers(student, solution, compare):
    """Two examples, three inputs, four classes."""
    X = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]])
    W = np.array([[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, 1.0, 3.0], [2.0, 1.0, 0.0, 1.0]])
    compare(student.scores, solution.scores, W, np.array([10.0, 20.0, 30.0, 40.0]), X, **NEAR)


@pytest.mark.exercise("scores", weight=2)
def test_scores_of_other_shapes(student, solution, rng, compare):
    """More examples than classes, and a single example; two classes."""
    for m, n_x, classes in ((7, 4, 3), (1, 5, 2), (3, 2, 6)):
        X, _, W, b = classified(rng, m, n_x, classes)
        compare(student.scores, solution.scores, W, b, X, **NEAR)


@pytest.mark.exercise("scores")
def test_scores_where_everything_is_square(student, solution, rng, compare):
    """As many examples as inputs as classes: every product fits, and the bias fits along each axis."""
    X, _, W, b = classified(rng, 4, 4, 4)
    compare(student.scores, solution.scores, W, b, X, **NEAR)


# hinge_of_one


@pytest.mark.exercise("hinge_of_one")
@pytest.mark.visible
def test_hinge_of_the_text(student, solution, compare):
    """The example of the text: one class keeps the margin, the other one does not."""
    compare(student.hinge_of_one, solution.hinge_of_one, np.array([3.0, 5.0, 4.5]), 1, 1.0, **NEAR)


@pytest.mark.exercise("hinge_of_one")
@pytest.mark.visible
def test_hinge_of_one_with_several_rivals(student, solution, compare):
    """Five classes, two of them ahead of the right one, one level with it; and a margin that is not 1."""
    s = np.array([2.0, -1.0, 0.5, 3.5, 0.5])
    compare(student.hinge_of_one, solution.hinge_of_one, s, 2, 0.5, **NEAR)
    compare(student.hinge_of_one, solution.hinge_of_one, s, 3, 2.0, **NEAR)


@pytest.mark.exercise("hinge_of_one", weight=3)
def test_hinge_of_random_scores(student, solution, rng, compare):
    """Several numbers of classes, every class the right one once, several margins."""
    for classes, margin in ((3, 0.5), (6, 1.0), (4, 3.0)):
        for y in range(classes):
            s = rng.normal(scale=2, size=classes)
            compare(student.hinge_of_one, solution.hinge_of_one, s, y, margin, **NEAR)


@pytest.mark.exercise("hinge_of_one")
def test_hinge_of_one_that_is_content_and_one_that_is_not(student, solution, rng, compare):
    """Everything far behind: the loss is 0. Everything far ahead: each rival pays in full."""
    behind = np.array([10.0, *rng.uniform(-3, 3, 4)])
    compare(student.hinge_of_one, solution.hinge_of_one, behind, 0, 1.0, **NEAR)
    ahead = np.array([*rng.uniform(2, 6, 3), -5.0])
    compare(student.hinge_of_one, solution.hinge_of_one, ahead, 3, 1.5, **NEAR)
    compare(student.hinge_of_one, solution.hinge_of_one, np.zeros(7), 5, 1.0, **NEAR)


# hinge_loss


@pytest.mark.exercise("hinge_loss")
@pytest.mark.visible
def test_hinge_loss_of_two_examples(student, solution, compare):
    """The example of the text, and a second one with two rivals that are too near."""
    S, y = np.array([[3.0, 5.0, 4.5], [1.0, 2.0, 2.25]]), np.array([1, 0])
    compare(student.hinge_loss, solution.hinge_loss, S, y, 1.0, **NEAR)


@pytest.mark.exercise("hinge_loss")
@pytest.mark.visible
def test_hinge_loss_with_another_margin(student, solution, rng, compare):
    """Four examples, five classes, and a margin of 0.5; one rival is level with the right class."""
    y = np.array([4, 0, 2, 2])
    S = scores_with_gaps(rng, y, 5, 0.5).round(2)
    S[1, 3] = S[1, 0]
    compare(student.hinge_loss, solution.hinge_loss, S, y, 0.5, **NEAR)


@pytest.mark.exercise("hinge_loss", weight=2)
def test_hinge_loss_of_random_scores(student, solution, rng, compare):
    """More examples than classes, and fewer; several margins."""
    for m, classes, margin in ((8, 3, 1.0), (3, 7, 2.0), (5, 4, 0.3)):
        y = labels_of(rng, m, classes)
        compare(student.hinge_loss, solution.hinge_loss, scores_with_gaps(rng, y, classes, margin), y, margin, **NEAR)


@pytest.mark.exercise("hinge_loss")
def test_hinge_loss_of_as_many_examples_as_classes(student, solution, rng, compare):
    """A square table, in which the right scores fit along both axes."""
    y = rng.permutation(5)
    compare(student.hinge_loss, solution.hinge_loss, scores_with_gaps(rng, y, 5, 1.0), y, 1.0, **NEAR)
    y = np.array([1, 1, 3, 0, 3])
    compare(student.hinge_loss, solution.hinge_loss, scores_with_gaps(rng, y, 5, 1.0), y, 1.0, **NEAR)


@pytest.mark.exercise("hinge_loss")
def test_hinge_loss_of_level_scores_and_of_content_ones(student, solution, rng, compare):
    """All scores are equal; then all right ones are far ahead; then a single example."""
    y = labels_of(rng, 6, 4)
    S = np.full((6, 4), rng.uniform(2, 5))
    compare(student.hinge_loss, solution.hinge_loss, S, y, 1.0, **NEAR)
    S[np.arange(6), y] += 4
    compare(student.hinge_loss, solution.hinge_loss, S, y, 1.0, **NEAR)
    one = np.array([rng.integers(1, 5)])
    compare(student.hinge_loss, solution.hinge_loss, scores_with_gaps(rng, one, 5, 1.0), one, 1.0, **NEAR)


# hinge_gradient


@pytest.mark.exercise("hinge_gradient")
@pytest.mark.visible
def test_hinge_gradient_of_two_examples(student, solution, compare):
    """The example of the text, and a second one with two rivals that are too near."""
    S, y = np.array([[3.0, 5.0, 4.5], [1.0, 2.0, 2.25]]), np.array([1, 0])
    compare(student.hinge_gradient, solution.hinge_gradient, S, y, 1.0, **NEAR)


@pytest.mark.exercise("hinge_gradient")
@pytest.mark.visible
def test_hinge_gradient_with_another_margin(student, solution, rng, compare):
    """Four examples, five classes, and a margin of 0.5; the last example has no rival that is too near."""
    y = np.array([4, 0, 2, 2])
    S = scores_with_gaps(rng, y, 5, 0.5).round(2)
    S[3, 2] = S[3].max() + 1
    compare(student.hinge_gradient, solution.hinge_gradient, S, y, 0.5, **NEAR)


@pytest.mark.exercise("hinge_gradient", weight=2)
def test_hinge_gradient_of_random_scores(student, solution, rng, compare):
    """More examples than classes, and fewer; several margins; a single example."""
    for m, classes, margin in ((8, 3, 1.0), (3, 7, 2.0), (5, 4, 0.3), (1, 5, 1.0)):
        y = labels_of(rng, m, classes)
        S = scores_with_gaps(rng, y, classes, margin)
        compare(student.hinge_gradient, solution.hinge_gradient, S, y, margin, **NEAR)


@pytest.mark.exercise("hinge_gradient")
def test_hinge_gradient_of_as_many_examples_as_classes(student, solution, rng, compare):
    """A square table, in which the right scores fit along both axes."""
    for y in (rng.permutation(5), np.array([1, 1, 3, 0, 3])):
        S = scores_with_gaps(rng, y, 5, 1.0)
        compare(student.hinge_gradient, solution.hinge_gradient, S, y, 1.0, **NEAR)


@pytest.mark.exercise("hinge_gradient")
def test_hinge_gradient_of_content_examples(student, solution, rng, compare):
    """Some right scores are far ahead: their rows are 0. The others push as hard as they can."""
    y = labels_of(rng, 6, 4)
    S = rng.uniform(-0.4, 0.4, (6, 4))
    S[np.arange(3), y[:3]] += 4
    compare(student.hinge_gradient, solution.hinge_gradient, S, y, 1.0, **NEAR)


@pytest.mark.exercise("hinge_gradient", weight=2)
def test_hinge_gradient_is_the_measured_slope(student, solution, rng):
    """Moves single scores a little and measures how the loss changes."""
    y = labels_of(rng, 4, 3)
    S = scores_with_gaps(rng, y, 3, 1.0)
    answer = np.asarray(student.hinge_gradient(S, y, 1.0))
    assert answer.shape == (4, 3), "The gradient should have the shape of S."
    for place in np.ndindex(4, 3):
        step = np.zeros((4, 3))
        step[place] = 1e-5
        change = solution.hinge_loss(S + step, y, 1.0) - solution.hinge_loss(S - step, y, 1.0)
        assert np.isclose(answer[place], change / 2e-5, rtol=1e-3, atol=1e-5), (
            "This is not the slope of the hinge loss: when one score is moved a little, the loss changes differently."
        )


# softmax_loss


@pytest.mark.exercise("softmax_loss")
@pytest.mark.visible
def test_softmax_loss_of_three_examples(student, solution, compare):
    """Small scores, and a row of equal ones."""
    S, y = np.array([[2.0, 0.0, 1.0], [0.0, 1.0, -1.0], [3.0, 3.0, 3.0]]), np.array([0, 0, 1])
    compare(student.softmax_loss, solution.softmax_loss, S, y, **NEAR)


@pytest.mark.exercise("softmax_loss")
@pytest.mark.visible
def test_softmax_loss_of_huge_scores(student, solution, compare):
    """Scores of a thousand, with rows of very different size, and a right class that is hopelessly behind."""
    S = np.array([[1000.0, 998.0, 0.0], [-1000.0, -1001.0, -1003.0], [1.0, 0.0, -800.0]])
    compare(student.softmax_loss, solution.softmax_loss, S, np.array([1, 2, 2]), **NEAR)


@pytest.mark.exercise("softmax_loss", weight=2)
def test_softmax_loss_of_random_scores(student, solution, rng, compare):
    """More examples than classes, fewer, as many, and a single one."""
    for m, classes in ((8, 3), (3, 7), (4, 4), (1, 5)):
        S, y = rng.normal(scale=2, size=(m, classes)), labels_of(rng, m, classes)
        compare(student.softmax_loss, solution.softmax_loss, S, y, **NEAR)


@pytest.mark.exercise("softmax_loss")
def test_softmax_loss_of_sure_answers(student, solution, rng, compare):
    """A right score far ahead, which costs next to nothing, and one that is far behind."""
    S = np.array([[rng.uniform(30, 60), 0.0, 1.0], [0.0, rng.uniform(500, 900), 2.0]])
    compare(student.softmax_loss, solution.softmax_loss, S, np.array([0, 2]), **NEAR)
    compare(student.softmax_loss, solution.softmax_loss, S, np.array([0, 1]), **NEAR)


@pytest.mark.exercise("softmax_loss")
def test_softmax_loss_of_rows_of_different_size(student, solution, rng, compare):
    """Each row has its own huge number added: the loss does not notice."""
    S, y = in_sixty_fourths(rng.normal(size=(4, 5))), labels_of(rng, 4, 5)
    moved = S + np.array([[2000.0], [-2000.0], [50.0], [900.0]])
    compare(student.softmax_loss, solution.softmax_loss, moved, y, **NEAR)


# softmax_gradient


@pytest.mark.exercise("softmax_gradient")
@pytest.mark.visible
def test_softmax_gradient_of_three_examples(student, solution, compare):
    """Small scores, and a row of equal ones."""
    S, y = np.array([[2.0, 0.0, 1.0], [0.0, 1.0, -1.0], [3.0, 3.0, 3.0]]), np.array([0, 0, 1])
    compare(student.softmax_gradient, solution.softmax_gradient, S, y, **NEAR)


@pytest.mark.exercise("softmax_gradient")
@pytest.mark.visible
def test_softmax_gradient_of_huge_scores(student, solution, compare):
    """Scores of a thousand, with rows of very different size."""
    S = np.array([[1000.0, 998.0, 0.0], [-1000.0, -1001.0, -1003.0], [1.0, 0.0, -800.0], [2.0, 1.0, 0.0]])
    compare(student.softmax_gradient, solution.softmax_gradient, S, np.array([1, 2, 2, 0]), **NEAR)


@pytest.mark.exercise("softmax_gradient", weight=2)
def test_softmax_gradient_of_random_scores(student, solution, rng, compare):
    """More examples than classes, fewer, and a single one."""
    for m, classes in ((8, 3), (3, 7), (1, 5)):
        S, y = rng.normal(scale=2, size=(m, classes)), labels_of(rng, m, classes)
        compare(student.softmax_gradient, solution.softmax_gradient, S, y, **NEAR)


@pytest.mark.exercise("softmax_gradient")
def test_softmax_gradient_of_as_many_examples_as_classes(student, solution, rng, compare):
    """A square table, in which a wrong axis fits as well; some class is right twice."""
    S = rng.normal(scale=2, size=(4, 4))
    compare(student.softmax_gradient, solution.softmax_gradient, S, np.array([1, 3, 1, 0]), **NEAR)


@pytest.mark.exercise("softmax_gradient", weight=2)
def test_softmax_gradient_of_rows_of_different_size(student, solution, rng, compare):
    """Each row has its own huge number added: the slope does not notice."""
    S, y = in_sixty_fourths(rng.normal(size=(4, 5))), labels_of(rng, 4, 5)
    moved = S + np.array([[2000.0], [-2000.0], [50.0], [900.0]])
    compare(student.softmax_gradient, solution.softmax_gradient, moved, y, **NEAR)


@pytest.mark.exercise("softmax_gradient", weight=2)
def test_softmax_gradient_is_the_measured_slope(student, solution, rng):
    """Moves single scores a little and measures how the loss changes."""
    S, y = rng.normal(size=(4, 3)), labels_of(rng, 4, 3)
    answer = np.asarray(student.softmax_gradient(S, y))
    assert answer.shape == (4, 3), "The gradient should have the shape of S."
    for place in np.ndindex(4, 3):
        step = np.zeros((4, 3))
        step[place] = 1e-5
        change = solution.softmax_loss(S + step, y) - solution.softmax_loss(S - step, y)
        assert np.isclose(answer[place], change / 2e-5, rtol=1e-3, atol=1e-5), (
            "This is not the slope of the softmax loss: when one score is moved a little, the loss changes differently."
        )


# linear_backward


@pytest.mark.exercise("linear_backward")
@pytest.mark.visible
def test_backward_in_whole_numbers(student, solution, compare):
    """Three examples, two inputs, four classes, and a penalty."""
    dS = np.array([[1.0, -1.0, 0.0, 0.0], [2.0, 0.0, -3.0, 1.0], [0.0, 0.0, 1.0, -1.0]])
    X, W = np.array([[1.0, 2.0], [0.0, 3.0], [-1.0, 1.0]]), np.array([[10.0, 0.0, 20.0, 0.0], [0.0, 30.0, 0.0, -10.0]])
    compare(student.linear_backward, solution.linear_backward, dS, X, W, 0.1, **NEAR)


@pytest.mark.exercise("linear_backward", weight=2)
def test_backward_of_random_shapes(student, solution, rng, compare):
    """More examples than inputs, and fewer; a single example; with and without a penalty."""
    for m, n_x, classes, l2 in ((7, 3, 4, 0.5), (2, 6, 3, 1.5), (1, 4, 2, 0.2), (5, 2, 3, 0.0)):
        X, _, W, _ = classified(rng, m, n_x, classes)
        dS = rng.normal(size=(m, classes))
        compare(student.linear_backward, solution.linear_backward, dS, X, W, l2, **NEAR)


@pytest.mark.exercise("linear_backward")
def test_backward_where_everything_is_square(student, solution, rng, compare):
    """As many examples as inputs as classes: every product and every axis fits."""
    X, _, W, _ = classified(rng, 4, 4, 4)
    compare(student.linear_backward, solution.linear_backward, rng.normal(size=(4, 4)), X, W, 0.7, **NEAR)


# sgd


@pytest.mark.exercise("sgd")
@pytest.mark.visible
@pytest.mark.parametrize("loss", ["hinge", "softmax"])
def test_sgd_two_steps(student, solution, rng, compare, loss):
    """Two steps from weights that are not zero, with a penalty; the second batch is shorter."""
    X, y, W, b = classified(rng, 6, 3, 4)
    batches = [np.array([4, 0, 5]), np.array([2, 1])]
    compare(student.sgd, solution.sgd, W, b, X, y, batches, loss, 0.5, 0.1, **NEAR)


@pytest.mark.exercise("sgd", weight=2)
@pytest.mark.parametrize("loss", ["hinge", "softmax"])
def test_sgd_many_steps(student, solution, rng, compare, loss):
    """Batches of different sizes, some rows twice, one batch of a single example."""
    X, y, W, b = classified(rng, 12, 5, 3)
    batches = [*batches_of(rng, 12, 5, 7, 1, 4), np.array([3, 3, 8])]
    compare(student.sgd, solution.sgd, W, b, X, y, batches, loss, 0.2, 0.05, **NEAR)


@pytest.mark.exercise("sgd")
@pytest.mark.parametrize("loss", ["hinge", "softmax"])
def test_sgd_from_zeros_without_a_penalty(student, solution, rng, compare, loss):
    """All weights are zero at the start; the first loss says how many classes there are."""
    X, y, W, b = classified(rng, 8, 4, 5)
    batches = batches_of(rng, 8, 8, 8, 3)
    compare(student.sgd, solution.sgd, 0 * W, 0 * b, X, y, batches, loss, 0.3, 0.0, **NEAR)


@pytest.mark.exercise("sgd")
def test_sgd_without_a_step(student, solution, rng, compare):
    """No batch at all: the weights stay, and there is no loss."""
    X, y, W, b = classified(rng, 5, 2, 3)
    compare(student.sgd, solution.sgd, W, b, X, y, [], "hinge", 0.3, 0.1, **NEAR)


# one_vs_all


@pytest.mark.exercise("one_vs_all")
@pytest.mark.visible
@pytest.mark.parametrize("loss", ["hinge", "softmax"])
def test_one_against_all_of_four(student, solution, rng, compare, loss):
    """Four classes, two batches; no example is of the class 2."""
    X, y = rng.normal(size=(7, 2)).round(2), np.array([3, 0, 1, 1, 3, 0, 3])
    compare(student.one_vs_all, solution.one_vs_all, X, y, 4, batches_of(rng, 7, 4, 3), loss, 0.5, 0.1, **NEAR)


@pytest.mark.exercise("one_vs_all", weight=2)
@pytest.mark.parametrize("loss", ["hinge", "softmax"])
def test_one_against_all_of_more_classes(student, solution, rng, compare, loss):
    """Five classes and three inputs, with a penalty and without."""
    X, y, _, _ = classified(rng, 15, 3, 5)
    for l2 in (0.0, 0.2):
        batches = batches_of(rng, 15, 6, 6, 15)
        compare(student.one_vs_all, solution.one_vs_all, X, y, 5, batches, loss, 0.3, l2, **NEAR)


@pytest.mark.exercise("one_vs_all")
def test_one_against_all_where_classes_are_missing(student, solution, rng, compare):
    """No example is of the class 1, nor of the last: theirs is a no to everything."""
    X, y = rng.normal(size=(6, 3)), rng.permutation([0, 2, 3, 0, 2, 3])
    compare(student.one_vs_all, solution.one_vs_all, X, y, 5, batches_of(rng, 6, 4, 4), "softmax", 0.4, 0.1, **NEAR)


# prelu


@pytest.mark.exercise("prelu")
@pytest.mark.visible
def test_prelu_in_whole_numbers(student, solution, compare):
    """Three examples of four units with different slopes, one of them above 1, one below zero; then a square table."""
    Z = np.array([[4.0, -2.0, 3.0, -1.0], [-8.0, 6.0, -1.0, 3.0], [-4.0, -10.0, -3.0, -2.0]])
    compare(student.prelu, solution.prelu, Z, np.array([0.25, 0.5, 2.0, -0.5]), **NEAR)
    compare(student.prelu, solution.prelu, np.array([[1.0, -2.0], [-3.0, -4.0]]), np.array([0.5, 3.0]), **NEAR)


@pytest.mark.exercise("prelu", weight=2)
def test_prelu_of_random_numbers(student, solution, rng, compare):
    """Slopes that are small, zero, negative, and above 1, where the smaller of two branches is the wrong one."""
    Z = rng.uniform(0.1, 3, (6, 5)) * rng.choice([-1, 1], (6, 5))
    a = rng.permutation([0.01, 0.0, -0.5, 1.5, rng.uniform(0.2, 0.8)])
    compare(student.prelu, solution.prelu, Z, a, **NEAR)


@pytest.mark.exercise("prelu")
def test_prelu_of_as_many_units_as_examples(student, solution, rng, compare):
    """A square table, in which the slopes fit along both axes; and a single example."""
    for m in (4, 1):
        Z = rng.uniform(0.1, 3, (m, 4)) * rng.choice([-1, 1], (m, 4))
        Z[0] = [-1.0, 2.0, -3.0, -0.5]
        compare(student.prelu, solution.prelu, Z, rng.uniform(0.1, 2, 4), **NEAR)


# selu


@pytest.mark.exercise("selu")
@pytest.mark.visible
def test_selu_of_some_numbers(student, solution, compare):
    """On both sides of zero, zero itself, and numbers whose exponential overflows."""
    compare(student.selu, solution.selu, np.array([[-3.0, -0.5, 0.0], [0.5, 2.0, 1000.0]]), **NEAR)


@pytest.mark.exercise("selu", weight=2)
def test_selu_of_random_numbers(student, solution, rng, compare):
    """Vectors and tables, large numbers on both sides."""
    for shape in ((7,), (3, 4), (2, 3, 2)):
        compare(student.selu, solution.selu, rng.normal(scale=3, size=shape), **NEAR)
    compare(student.selu, solution.selu, np.array([-900.0, rng.uniform(800, 2000), rng.uniform(-2, -1)]), **NEAR)
