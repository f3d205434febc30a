"""The pictures of the notebooks, drawn for real and looked at."""

import io
from itertools import pairwise

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from PIL import Image, ImageSequence

from dlkit import plot


@pytest.fixture(autouse=True)
def close_figures():
    yield
    pyplot.close("all")


@pytest.fixture
def ax():
    return pyplot.subplots()[1]


def rendered(axes):
    """Draw the figure; return its pixels."""
    axes.figure.savefig(io.BytesIO(), format="png")
    axes.figure.canvas.draw()
    return np.asarray(axes.figure.canvas.buffer_rgba())


def network(*units):
    """A small Keras model with a dense layer of each of these sizes."""
    import keras

    return keras.Sequential([keras.Input((3,)), *(keras.layers.Dense(size) for size in units)])


def bowl(x, y):
    return x**2 + 4 * y**2


DRAWINGS = [
    pytest.param(lambda **options: plot.images(np.zeros((3, 8, 8)), **options), id="images"),
    pytest.param(lambda **options: plot.learning_curves({"cost": [3, 2, 1]}, **options), id="learning_curves"),
    pytest.param(lambda **options: plot.weights(np.arange(64.0), **options), id="weights"),
    pytest.param(lambda **options: plot.word_map(np.eye(3), ["cat", "dog", "sun"], **options), id="word_map"),
    pytest.param(
        lambda **options: plot.decision_boundary(lambda points: points[0] > 0, np.eye(2), [0, 1], **options),
        id="decision_boundary",
    ),
    pytest.param(
        lambda **options: plot.descent_paths(bowl, {"a path": [[0.5, 0.5], [0.1, 0.2]]}, **options),
        id="descent_paths",
    ),
    pytest.param(
        lambda **options: plot.activation_function(np.tanh, lambda z: 1 - np.tanh(z) ** 2, **options),
        id="activation_function",
    ),
    pytest.param(lambda **options: plot.boxes(np.zeros((8, 9)), [[0, 0, 0.5, 0.5]], **options), id="boxes"),
    pytest.param(lambda **options: plot.masks(np.zeros((8, 9)), np.eye(8, 9, dtype=int), **options), id="masks"),
    pytest.param(lambda **options: plot.segmentation(*np.zeros((3, 2, 8, 9), dtype=int), **options), id="segmentation"),
    pytest.param(lambda **options: plot.embeddings(np.eye(3), [0, 1, 1], **options), id="embeddings"),
    pytest.param(
        lambda **options: plot.distance_histogram([0.1, 0.9], [True, False], **options), id="distance_histogram"
    ),
    pytest.param(lambda **options: plot.roc_curve([0.1, 0.9], [0, 1], **options), id="roc_curve"),
    pytest.param(
        lambda **options: plot.precision_recall_curve([0.1, 0.9], [0, 1], **options), id="precision_recall_curve"
    ),
    pytest.param(lambda **options: plot.filters(np.arange(-9.0, 9.0).reshape(3, 3, 2), **options), id="filters"),
    pytest.param(lambda **options: plot.feature_maps(np.arange(24.0).reshape(3, 4, 2), **options), id="feature_maps"),
    pytest.param(lambda **options: plot.confusion_matrix([[5, 1], [0, 4]], **options), id="confusion_matrix"),
    pytest.param(lambda **options: plot.layer_table(network(4, 2), network(4), **options), id="layer_table"),
    pytest.param(
        lambda **options: plot.activation_histograms({"Xavier": [np.linspace(-1, 1, 50)]}, **options),
        id="activation_histograms",
    ),
    pytest.param(lambda **options: plot.attention([[0.2, 0.8], [1.0, 0.0]], **options), id="attention"),
]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_drawing_goes_into_the_axes_that_it_is_given(draw, ax):
    assert draw(ax=ax) is ax


@pytest.mark.parametrize("draw", DRAWINGS)
def test_without_axes_a_new_figure_is_drawn_each_time(draw):
    first, second = draw(), draw()
    assert isinstance(first, Axes)
    assert first.figure is not second.figure
    assert rendered(first).std() > 0


def test_images_stand_in_rows_in_their_order():
    pictures = np.arange(5)[:, None, None] * np.ones((5, 8, 8))
    grid = plot.images(pictures, columns=3).get_images()[0].get_array()
    values = [tuple(dict.fromkeys(row.compressed())) for row in grid if row.count()]
    assert list(dict.fromkeys(values)) == [(0, 1, 2), (3, 4)]


def test_every_pixel_of_an_image_is_drawn_as_it_is():
    picture = np.linspace(0, 1, 6 * 9).reshape(1, 6, 9)
    grid = plot.images(picture).get_images()[0].get_array()
    np.testing.assert_array_equal(grid.compressed(), picture.ravel())


@pytest.mark.parametrize("shape", [(2, 6, 9), (2, 6, 9, 1), (2, 6, 9, 3)])
def test_grey_and_colour_images_are_drawn(shape):
    assert rendered(plot.images(np.random.default_rng(0).uniform(size=shape))).std() > 0


def test_colours_given_as_bytes_are_the_same_as_colours_between_0_and_1():
    colours = np.array([255, 51, 0], dtype=np.uint8) * np.ones((1, 4, 4, 3), dtype=np.uint8)
    as_bytes, as_floats = plot.images(colours), plot.images(colours / 255)
    np.testing.assert_array_equal(rendered(as_bytes), rendered(as_floats))


def test_grey_images_share_one_scale_so_that_a_dim_one_looks_dim():
    drawn = plot.images(np.full((1, 8, 8), 0.25)).get_images()[0]
    assert drawn.get_clim() == (0.0, 1.0)


def test_each_image_has_its_own_label_above_it():
    axes = plot.images(np.zeros((5, 8, 8)), labels=np.array([3, 8, 3, 8, 1]), columns=2)
    assert [text.get_text() for text in axes.texts] == ["3", "8", "3", "8", "1"]
    places = [text.get_position() for text in axes.texts]
    assert places[0][1] == places[1][1] < places[2][1]
    assert places[0][0] == places[2][0] < places[1][0]


@pytest.mark.parametrize("size", [(8, 4), (2, 1)])
def test_labels_do_not_lie_on_the_image_above_even_in_small_axes(size):
    axes = pyplot.figure(figsize=size).add_subplot()
    plot.images(np.zeros((16, 8, 8)), labels=range(16), ax=axes)
    rendered(axes)
    heights = [text.get_window_extent().height for text in axes.texts]
    top_row, second_row = axes.texts[0], axes.texts[8]
    image_bottom = axes.transData.transform((0, top_row.get_position()[1] + 8.5))[1]
    assert second_row.get_window_extent().y1 < image_bottom + 0.25 * max(heights)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"images": np.zeros((8, 8))}, r"received \(8, 8\)"),
        ({"images": np.zeros((2, 8, 8, 2))}, r"received \(2, 8, 8, 2\)"),
        ({"images": np.zeros((0, 8, 8))}, "at least one image"),
        ({"images": np.zeros((2, 8, 8)), "labels": [1]}, "one label per image, 2 in all; received 1"),
        ({"images": np.zeros((2, 8, 8)), "columns": 0}, "columns should be at least 1"),
    ],
)
def test_images_that_do_not_fit_are_named_in_the_error(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        plot.images(**arguments)


def test_learning_curves_have_a_line_each_that_begins_at_1():
    axes = plot.learning_curves({"train": [0.9, 0.5, 0.2], "validation": np.array([1.0, 0.7])})
    assert [line.get_label() for line in axes.lines] == ["train", "validation"]
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), [[1, 0.9], [2, 0.5], [3, 0.2]])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["train", "validation"]


def test_learning_curves_are_told_apart_without_seeing_colours():
    axes = plot.learning_curves({f"curve {i}": range(100) for i in range(4)})
    assert len({line.get_linestyle() for line in axes.lines}) == 4
    assert [to_hex(line.get_color()).upper() for line in axes.lines] == list(plot.PALETTE[:4])


def test_a_single_curve_needs_no_legend_but_its_axes_are_named():
    axes = plot.learning_curves({"loss": [1.0]}, x_label="epoch", y_label="loss")
    assert axes.get_legend() is None
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "loss")
    assert axes.lines[0].get_marker() == "o"


@pytest.mark.parametrize("curves", [{}, {"cost": []}, {"cost": 3.0}, {"cost": [[1, 2]]}])
def test_curves_that_are_no_rows_of_numbers_are_refused(curves):
    with pytest.raises(ValueError, match="should"):
        plot.learning_curves(curves)


def test_weights_are_coloured_equally_far_to_both_sides_of_zero():
    w = np.linspace(-0.2, 0.7, 64).reshape(64, 1)
    drawn = plot.weights(w).get_images()[0]
    assert drawn.get_clim() == (-0.7, 0.7)
    np.testing.assert_array_equal(drawn.get_array(), w.reshape(8, 8))
    assert drawn.colorbar is not None


def test_weights_that_are_all_zero_are_drawn_white():
    drawn = plot.weights(np.zeros(6), shape=(2, 3)).get_images()[0]
    np.testing.assert_allclose(drawn.cmap(drawn.norm(0.0))[:3], 1.0, atol=0.04)


def test_a_wrong_number_of_weights_is_named_in_the_error():
    with pytest.raises(ValueError, match=r"8 \* 8 = 64 weights; received 65 in shape \(65, 1\)"):
        plot.weights(np.zeros((65, 1)))


def test_the_decision_boundary_runs_where_the_model_is_undecided(ax):
    plot.decision_boundary(
        lambda points: (points[:1] + 1) / 2, np.array([[-1.0, 1.0, 0.2], [-1.0, 1.0, 0.3]]), [[0, 1, 1]], ax=ax
    )
    line = ax.collections[1]
    assert all(abs(x) < 1e-6 for path in line.get_paths() for x in path.vertices[:, 0])


def test_points_are_drawn_without_a_model(ax):
    plot.decision_boundary(None, np.zeros((2, 5)), np.array([0, 1, 1, 0, 1]), ax=ax)
    assert [len(points.get_offsets()) for points in ax.collections] == [2, 3]


def test_a_decision_boundary_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="same m"):
        plot.decision_boundary(None, np.zeros((2, 5)), np.zeros(4))
    with pytest.raises(ValueError, match="one answer for each point"):
        plot.decision_boundary(lambda points: points[:, :3], np.zeros((2, 5)), np.zeros(5))


def test_each_path_is_drawn_over_the_contours_from_its_start_to_its_end(ax):
    walks = {"slow": np.array([[0.9, 0.9], [0.8, 0.5]]), "fast": [[0.9, 0.9], [0.2, 0.1], [0.0, 0.0]]}
    plot.descent_paths(bowl, walks, x_range=(-2, 2), title="a bowl", ax=ax)
    drawn = {line.get_label(): line for line in ax.lines}
    for name, walk in walks.items():
        np.testing.assert_array_equal(drawn[name].get_xydata(), walk)
    assert drawn["slow"].get_linestyle() != drawn["fast"].get_linestyle()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["slow", "fast"]
    assert (ax.get_xlim(), ax.get_ylim(), ax.get_title()) == ((-2, 2), (-1, 1), "a bowl")
    assert len(ax.collections) == 2  # filled contours and their lines


def test_a_path_that_flies_off_leaves_the_picture_as_wide_as_it_is(ax):
    plot.descent_paths(bowl, {"too fast": [[0.9, 0.9], [-1e9, 1e12], [np.inf, np.nan]]}, ax=ax)
    assert ax.get_xlim() == (-1, 1)
    assert rendered(ax).std() > 0


def test_an_animated_descent_is_a_small_moving_picture_that_a_notebook_shows():
    walk = np.linspace([0.9, 0.9], [0.0, 0.0], 101)
    animation = plot.animate_descent(bowl, {"a path": walk, "a <short> one": walk[:30]}, frames=20, title="a bowl")
    movie = Image.open(io.BytesIO(animation.gif))
    frames = [np.asarray(frame.convert("L"), dtype=int) for frame in ImageSequence.Iterator(movie)]
    assert len(frames) == 20
    assert np.abs(frames[0] - frames[-1]).max() > 50
    assert len(animation.gif) < 200_000
    shown = animation._repr_html_()
    assert shown.startswith('<img src="data:image/gif;base64,R0lGOD')
    assert "a &lt;short&gt; one" in shown
    assert len(repr(animation)) < 300  # its words, and none of its bytes
    assert not pyplot.get_fignums()


def test_an_animation_keeps_the_colours_of_the_paths():
    walk = np.linspace([0.9, 0.9], [-0.9, -0.9], 11)
    animation = plot.animate_descent(bowl, {"one": walk, "two": walk[:, ::-1] * [1, -1]})
    movie = Image.open(io.BytesIO(animation.gif))
    movie.seek(movie.n_frames - 1)
    shown = {to_hex(np.array(colour) / 255).upper() for _, colour in movie.convert("RGB").getcolors(100_000)}
    assert shown >= set(plot.PALETTE[:2])


def test_a_short_path_has_a_frame_for_each_place(ax):
    animation = plot.animate_descent(bowl, {"a path": [[0.9, 0.9], [0.5, 0.1], [0.0, 0.0]]}, ax=ax)
    assert Image.open(io.BytesIO(animation.gif)).n_frames == 3


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"f": bowl, "paths": {"a path": [0.5, 0.5]}}, r"'a path' should have shape .* received \(2,\)"),
        ({"f": bowl, "paths": {"a path": np.zeros((0, 2))}}, r"received \(0, 2\)"),
        ({"f": lambda x, y: 1.0, "paths": {"a path": [[0.5, 0.5]]}}, "f should return one value for each place"),
    ],
)
@pytest.mark.parametrize("draw", [plot.descent_paths, plot.animate_descent])
def test_a_descent_that_does_not_fit_is_named_in_the_error(draw, arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        draw(**arguments)


def test_an_animation_needs_a_path_and_two_frames():
    with pytest.raises(ValueError, match="at least one path"):
        plot.animate_descent(bowl, {})
    with pytest.raises(ValueError, match="at least 2; received 1"):
        plot.animate_descent(bowl, {"a path": [[0.5, 0.5]]}, frames=1)


def shaded(axes):
    """The scores that lie in the grey bands, as (from, to)."""
    [bands] = [collection for collection in axes.collections if collection.get_label() == "saturated"]
    return [(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in bands.get_paths()]


def test_an_activation_is_drawn_with_its_slope_on_the_same_scores(ax):
    plot.activation_function(np.tanh, lambda z: 1 - np.tanh(z) ** 2, title="tanh", reach=3, ax=ax)
    lines = {line.get_label(): line for line in ax.lines}
    curve, slope = lines["activation"], lines["its slope"]
    np.testing.assert_allclose(curve.get_ydata(), np.tanh(curve.get_xdata()))
    np.testing.assert_allclose(slope.get_ydata(), 1 - np.tanh(curve.get_xdata()) ** 2)
    assert curve.get_linestyle() != slope.get_linestyle()
    assert (ax.get_xlim(), ax.get_title()) == ((-3, 3), "tanh")


def test_the_grey_bands_are_where_an_activation_is_flat(ax):
    plot.activation_function(np.tanh, lambda z: 1 - np.tanh(z) ** 2, ax=ax)
    edge = np.arctanh(np.sqrt(0.95))
    np.testing.assert_allclose(shaded(ax), [(-5, -edge), (edge, 5)], atol=0.03)


def test_a_unit_that_is_cut_off_on_one_side_is_grey_on_that_side_only(ax):
    plot.activation_function(lambda z: np.maximum(z, 0), lambda z: z > 0, ax=ax)
    np.testing.assert_allclose(shaded(ax), [(-5, 0)], atol=0.03)


def test_an_activation_that_is_nowhere_flat_has_no_grey_band(ax):
    plot.activation_function(lambda z: z, np.ones_like, ax=ax)
    assert "saturated" not in [text.get_text() for text in ax.get_legend().get_texts()]


def test_an_activation_that_does_not_answer_for_each_score_is_refused():
    with pytest.raises(ValueError, match=r"derivative should return one number for each score.*received shape \(\)"):
        plot.activation_function(np.tanh, lambda z: 1.0)


def test_each_box_stands_at_its_corners_with_its_class_and_score(ax):
    corners = [[0.0, 0.25, 0.5, 1.0], [0.5, 0.5, 1.0, 0.75]]
    plot.boxes(np.zeros((8, 16, 1)), corners, classes=np.array([3, 8]), scores=[0.987, 0.5], title="found", ax=ax)
    drawn = {(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in ax.patches}
    assert drawn == {(-0.5, 1.5, 8.0, 6.0), (7.5, 3.5, 8.0, 2.0)}  # pixel 0 reaches from -0.5 to 0.5
    assert [text.get_text() for text in ax.texts] == ["3 0.99", "8 0.50"]
    assert ax.get_title() == "found"


def test_boxes_of_one_class_have_one_colour(ax):
    plot.boxes(np.zeros((8, 8)), np.tile([0.1, 0.1, 0.4, 0.4], (3, 1)), classes=[3, 8, 3], ax=ax)
    colours = [text.get_bbox_patch().get_facecolor() for text in ax.texts]
    assert colours[0] == colours[2] != colours[1]


@pytest.mark.parametrize("none", [[], np.zeros((0, 4))])
def test_a_picture_without_boxes_is_drawn(none, ax):
    plot.boxes(np.zeros((8, 8, 3)), none, classes=[], scores=[], ax=ax)
    assert not ax.patches
    assert len(ax.get_images()) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"image": np.zeros((8, 8)), "boxes": [0, 0, 1, 1]}, r"shape \(k, 4\)"),
        ({"image": np.zeros((8, 8)), "boxes": [[0, 0, 1, 1]], "classes": [1, 2]}, "classes should hold one for each"),
        ({"image": np.zeros((8, 8)), "boxes": [[0, 0, 1, 1]], "scores": []}, "scores should hold one for each"),
        ({"image": np.zeros((1, 8, 8, 1)), "boxes": []}, r"image should .* received \(1, 8, 8, 1\)"),
    ],
)
def test_boxes_that_do_not_fit_are_named_in_the_error(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        plot.boxes(**arguments)


def test_a_mask_leaves_the_background_clear_and_names_the_classes_that_occur(ax):
    mask = np.array([[0, 0, 4], [0, 10, 4]])
    plot.masks(np.full((2, 3), 0.5), mask, ax=ax)
    overlay = ax.get_images()[1].get_array()
    np.testing.assert_array_equal(overlay[..., 3] > 0, mask > 0)
    assert to_hex(overlay[0, 2, :3]).upper() == plot.MASK_COLOURS[3]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["3", "9"]


def test_a_legend_of_masks_takes_the_names_it_is_given(ax):
    plot.masks(np.zeros((2, 2)), np.array([[0, 1], [2, 2]]), class_names=["ground", "cat", "dog"], ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["cat", "dog"]
    with pytest.raises(ValueError, match="class_names should name 3 classes"):
        plot.masks(np.zeros((2, 2)), np.array([[0, 1], [2, 2]]), class_names=["ground", "cat"])


def test_an_empty_mask_needs_no_legend(ax):
    plot.masks(np.zeros((2, 2)), np.zeros((2, 2), dtype=np.uint8), ax=ax)
    assert ax.get_legend() is None


def test_a_segmentation_has_a_row_for_each_picture_and_marks_every_wrong_pixel(ax):
    rng = np.random.default_rng(0)
    truth, prediction = rng.integers(0, 11, (2, 3, 20, 20))
    plot.segmentation(rng.uniform(size=(3, 20, 20, 1)), truth, prediction, ax=ax)
    assert [text.get_text() for text in ax.texts] == ["picture", "truth", "prediction", "error"]
    canvas = np.asarray(ax.get_images()[0].get_array())
    wrong = np.all(np.isclose(canvas[..., :3], np.array([0xD5, 0x5E, 0]) / 255), axis=-1)
    assert wrong.sum() == (truth != prediction).sum()
    np.testing.assert_array_equal(wrong[:20, -20:], truth[0] != prediction[0])


def test_masks_that_do_not_fit_are_named_in_the_error():
    with pytest.raises(ValueError, match=r"height and width of the image, \(8, 8\); received \(8, 9\)"):
        plot.masks(np.zeros((8, 8)), np.zeros((8, 9), dtype=int))
    with pytest.raises(ValueError, match="mask should hold whole numbers"):
        plot.masks(np.zeros((8, 8)), np.zeros((8, 8)))
    with pytest.raises(ValueError, match=r"received \(2, 8, 8\), \(2, 8, 8\) and \(2, 8, 9\)"):
        plot.segmentation(np.zeros((2, 8, 8)), np.zeros((2, 8, 8), dtype=int), np.zeros((2, 8, 9), dtype=int))


def test_embeddings_in_the_plane_stay_where_they_are(ax):
    points = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    plot.embeddings(points, ["cat", "dog", "cat"], title="pets", ax=ax)
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), points[[0, 2]])
    np.testing.assert_array_equal(ax.collections[1].get_offsets(), points[[1]])
    assert ([text.get_text() for text in ax.texts], ax.get_title()) == (["cat", "dog"], "pets")


def test_embeddings_in_space_are_drawn_as_they_spread_most(ax):
    from sklearn.decomposition import PCA

    points = np.random.default_rng(0).normal(size=(50, 5)) * [0.1, 3.0, 0.1, 1.0, 0.1] + 7
    plot.embeddings(points, np.zeros(50), ax=ax)
    drawn = np.abs(np.asarray(ax.collections[0].get_offsets()))
    np.testing.assert_allclose(drawn, np.abs(PCA(2).fit_transform(points)))


def test_words_are_drawn_where_their_vectors_spread_most(ax):
    from sklearn.decomposition import PCA

    vectors, words = np.random.default_rng(0).normal(size=(5, 4)) * [3.0, 0.1, 2.0, 0.1], ["a", "b", "c", "d", "e"]
    plot.word_map(vectors, words, arrows=[("a", "b")], groups=["x", "y", "x", "y", "x"], title="words", ax=ax)
    drawn = np.abs(np.concatenate([points.get_offsets() for points in ax.collections]))
    np.testing.assert_allclose(drawn, np.abs(PCA(2).fit_transform(vectors))[[0, 2, 4, 1, 3]], atol=1e-9)
    assert [text.get_text() for text in ax.texts if text.get_text()] == words
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["x", "y"]


def test_distances_are_drawn_by_kind_with_the_threshold(ax):
    rng = np.random.default_rng(0)
    same = np.arange(300) < 100
    plot.distance_histogram(np.where(same, 0.3, 1.2) + rng.normal(0, 0.1, 300), same, threshold=0.7, ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "same (100 pairs)",
        "different (200 pairs)",
        "threshold 0.70",
    ]
    assert ax.lines[0].get_xdata()[0] == 0.7


def test_the_roc_curve_and_its_area_are_those_of_scikit_learn(ax):
    from sklearn import metrics

    rng = np.random.default_rng(0)
    positive = rng.uniform(size=200) < 0.3
    scores = np.round(rng.normal(size=200) + positive, 1)  # with ties
    plot.roc_curve(scores, positive, name="mine", ax=ax)
    false_rate, true_rate, _ = metrics.roc_curve(positive, scores, drop_intermediate=False)
    np.testing.assert_allclose(ax.lines[1].get_xydata(), np.stack([false_rate, true_rate], axis=1))
    area = metrics.roc_auc_score(positive, scores)
    assert ax.get_legend().get_texts()[1].get_text() == f"mine: area {area:.3f}"


def test_the_precision_recall_curve_is_that_of_scikit_learn(ax):
    from sklearn import metrics

    rng = np.random.default_rng(0)
    correct = rng.uniform(size=200) < 0.6
    scores = np.round(rng.normal(size=200) + correct, 1)
    plot.precision_recall_curve(scores, correct, ax=ax)
    precision, recall, _ = metrics.precision_recall_curve(correct, scores)
    expected = np.stack([recall, precision], axis=1)[-2::-1]
    np.testing.assert_allclose(ax.lines[0].get_xydata()[1:], expected)


def test_recall_counts_what_was_never_found(ax):
    plot.precision_recall_curve([0.9, 0.8, 0.7], [1, 0, 1], positives=4, name="detector", ax=ax)
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[0, 1], [0.25, 1], [0.25, 0.5], [0.5, 2 / 3]])


@pytest.mark.parametrize("draw", [plot.roc_curve, plot.precision_recall_curve])
def test_two_curves_in_one_picture_are_told_apart(draw, ax):
    for name in ("one", "two"):
        draw([0.1, 0.4, 0.9], [0, 1, 1], name=name, ax=ax)
    first, second = ax.lines[-2:]
    assert first.get_color() != second.get_color()
    assert first.get_linestyle() != second.get_linestyle()


@pytest.mark.parametrize(
    ("draw", "complaint"),
    [
        (lambda: plot.embeddings(np.zeros((3, 1)), [0, 1, 2]), r"received \(3, 1\) and \(3,\)"),
        (lambda: plot.word_map(np.zeros((3, 2)), ["a", "b"]), r"received \(3, 2\) and 2 words"),
        (lambda: plot.word_map(np.eye(2), ["a", "b"], groups=["x"]), "each of the 2 words; received 1"),
        (lambda: plot.word_map(np.eye(2), ["a", "b"], arrows=[("a", "z")]), "not among them: z"),
        (lambda: plot.distance_histogram([], []), "at least one entry"),
        (lambda: plot.roc_curve([0.1, 0.2], [1, 1]), "both kinds"),
        (lambda: plot.roc_curve([0.1, 0.2], [1]), r"received \(2,\) and \(1,\)"),
        (lambda: plot.precision_recall_curve([0.1, 0.2], [1, 1], positives=1), "received 1"),
        (lambda: plot.precision_recall_curve([0.1, 0.2], [0, 0]), "at least 1"),
    ],
)
def test_scores_and_points_that_do_not_fit_are_named_in_the_error(draw, complaint):
    with pytest.raises(ValueError, match=complaint):
        draw()


def test_each_channel_of_each_filter_is_a_picture_of_its_own():
    kernels = np.arange(24).reshape(2, 2, 2, 3) - 12.0
    axes = plot.filters(kernels, columns=1)
    values = axes.get_images()[0].get_array().compressed().reshape(6, 2, 2)
    expected = [kernels[:, :, channel, number] for number in range(3) for channel in range(2)]
    np.testing.assert_array_equal(values, expected)


def test_filters_without_channels_are_filters_of_one_channel():
    kernels = np.random.default_rng(0).normal(size=(3, 3, 4))
    with_channel = plot.filters(kernels[:, :, np.newaxis, :])
    np.testing.assert_array_equal(rendered(plot.filters(kernels)), rendered(with_channel))


@pytest.mark.parametrize("draw", [plot.filters, lambda kernels: plot.feature_maps(kernels[:, :, 0])])
def test_zero_is_white_in_filters_and_in_maps_with_negative_answers(draw):
    kernels = np.array([-3.0, 0.0, 0.5, 1.0]).reshape(1, 2, 1, 2)
    drawn = draw(kernels).get_images()[0]
    assert drawn.get_clim() == (-3.0, 3.0)
    assert all(channel > 0.96 for channel in drawn.cmap(drawn.norm(0.0))[:3])


def test_small_filters_carry_their_numbers_and_large_ones_do_not():
    sobel = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])[:, :, np.newaxis]
    texts = [text.get_text() for text in plot.filters(sobel, numbers=True).texts]
    assert texts == ["-1", "0", "1", "-2", "0", "2", "-1", "0", "1"]
    assert not plot.filters(np.ones((9, 9, 1)), numbers=True).texts


def test_maps_without_negative_answers_are_grey_from_zero_on():
    drawn = plot.feature_maps(np.full((3, 4, 2), 5.0)).get_images()[0]
    assert drawn.get_clim() == (0.0, 5.0)
    assert plot.feature_maps(np.full((3, 4, 2), 5.0), signed=True).get_images()[0].get_clim() == (-5.0, 5.0)
    assert len({tuple(drawn.cmap(value)[:3]) for value in (0.0, 0.5, 1.0)}) == 3
    assert len(set(drawn.cmap(0.5)[:3])) == 1


@pytest.mark.parametrize("maps", [np.zeros((2, 3, 4, 1)), np.zeros((3, 4)), np.zeros((0, 4, 2))])
def test_maps_of_a_wrong_shape_are_refused(maps):
    with pytest.raises(ValueError, match="the maps of one picture"):
        plot.feature_maps(maps)


@pytest.mark.parametrize("kernels", [np.zeros((3, 3)), np.zeros((3, 3, 1, 0)), np.zeros(9)])
def test_filters_of_a_wrong_shape_are_refused(kernels):
    with pytest.raises(ValueError, match="at least one filter"):
        plot.filters(kernels)


@pytest.mark.parametrize("draw", [plot.filters, lambda kernels, **labels: plot.feature_maps(kernels[0], **labels)])
def test_labels_of_filters_and_maps_must_be_as_many_as_the_pictures(draw):
    with pytest.raises(ValueError, match="one label per image"):
        draw(np.zeros((3, 3, 1, 2)), labels=["only one", "two", "three"])


def cells(axes):
    """The numbers in the cells of a confusion matrix, as (row, column) to text."""
    return {(round(text.get_position()[1]), round(text.get_position()[0])): text.get_text() for text in axes.texts}


def saturation(axes):
    """How much colour each cell of a confusion matrix has, from 0 (white) on."""
    picture = axes.get_images()[0].get_array()
    return picture.max(axis=2) - picture.min(axis=2)


def test_a_confusion_matrix_has_true_classes_in_rows_and_answers_in_columns(ax):
    plot.confusion_matrix([[30, 2, 0], [0, 25, 0], [1, 0, 12]], labels=["cat", "dog", "owl"], ax=ax)
    assert cells(ax) == {(0, 0): "30", (0, 1): "2", (1, 1): "25", (2, 0): "1", (2, 2): "12"}
    assert [text.get_text() for text in ax.get_yticklabels()] == ["cat", "dog", "owl"]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("true class", "answer")


def test_a_single_mistake_stands_out_beside_a_thousand_right_answers(ax):
    plot.confusion_matrix([[1000, 1], [0, 900]], ax=ax)
    colour = saturation(ax)
    assert colour[0, 1] > colour[0, 0]
    assert colour[1, 0] == 0


def test_mistakes_and_right_answers_differ_in_colour_and_more_mistakes_are_darker(ax):
    plot.confusion_matrix([[9, 1, 8], [0, 9, 0], [0, 4, 9]], ax=ax)
    picture = ax.get_images()[0].get_array()
    assert picture[0, 0, 2] > picture[0, 0, 0]  # bluish
    assert picture[0, 2, 0] > picture[0, 2, 2]  # reddish
    assert picture[0, 2].sum() < picture[2, 1].sum() < picture[0, 1].sum()


@pytest.mark.parametrize(("classes", "size"), [(10, (2.5, 2.5)), (20, (6, 6)), (2, (3, 3))])
def test_the_numbers_of_a_confusion_matrix_fit_into_their_cells(classes, size):
    axes = pyplot.figure(figsize=size).add_subplot()
    plot.confusion_matrix(np.full((classes, classes), 888), ax=axes)
    rendered(axes)
    cell = axes.get_window_extent().width / classes
    assert max(text.get_window_extent().width for text in axes.texts) < cell


def test_a_confusion_matrix_without_a_mistake_is_drawn():
    assert len(cells(plot.confusion_matrix(np.diag([3, 4, 5])))) == 3


@pytest.mark.parametrize(
    ("counts", "labels", "complaint"),
    [
        ([[1, 2, 3]], None, r"square table.*received \(1, 3\)"),
        ([[0.5, 0.5], [0.1, 0.9]], None, "whole numbers"),
        ([[1, -1], [0, 2]], None, "whole numbers from 0"),
        ([[1, 0], [0, 2]], ["cat"], "2 in all; received 1"),
    ],
)
def test_a_confusion_matrix_refuses_what_does_not_fit(counts, labels, complaint):
    with pytest.raises(ValueError, match=complaint):
        plot.confusion_matrix(counts, labels)


def bars_of(axes, index):
    """The heights of one histogram, from left to right."""
    return np.array([-bar.get_height() for bar in axes.containers[index]])


def test_activations_stand_in_a_row_for_each_name_and_a_column_for_each_layer(ax):
    rng = np.random.default_rng(0)
    layers = {"small": [rng.normal(scale=0.1, size=(5, 40)) for _ in range(3)], "large": [rng.normal(size=(5, 40))] * 3}
    plot.activation_histograms(layers, ax=ax)
    rendered(ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["small", "large"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "2", "3"]
    assert len(ax.containers) == 6
    assert ax.yaxis_inverted()
    assert [text.get_text() for text in ax.texts[:3]] == [f"{np.std(layer):.2g}" for layer in layers["small"]]


def test_every_activation_is_counted_where_it_lies_and_at_the_edge_if_it_is_outside(ax):
    plot.activation_histograms({"": [np.array([-7.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.99, 5.0])]}, ax=ax)
    heights = bars_of(ax, 0)
    assert np.flatnonzero(heights).tolist() == [0, 12, 24]
    np.testing.assert_allclose(heights[[0, 12, 24]] / heights[12], [0.5, 1, 0.5])


def test_saturated_activations_have_a_colour_of_their_own(ax):
    plot.activation_histograms({"": [np.linspace(-1, 1, 100)]}, saturated=0.9, ax=ax)
    colours = [to_hex(bar.get_facecolor()).upper() for bar in ax.containers[0]]
    assert colours[0] == colours[-1] == plot.PALETTE[1]
    assert set(colours[2:-2]) == {plot.PALETTE[0]}


@pytest.mark.parametrize(
    "activations", [{}, {"Xavier": []}, {"Xavier": [np.array([])]}, {"Xavier": [np.array([1.0, np.nan])]}]
)
def test_activations_that_cannot_be_drawn_are_refused(activations):
    with pytest.raises(ValueError, match="should hold"):
        plot.activation_histograms(activations)


def rows_of_table(axes):
    """The texts of a layer table, row by row from the top."""
    rows = {}
    for text in axes.texts:
        rows.setdefault(text.get_position()[1], []).append(text.get_text())
    return [" | ".join(filter(None, rows[height])) for height in sorted(rows)]


def test_a_layer_table_has_a_row_for_each_layer_and_counts_the_parameters():
    assert rows_of_table(plot.layer_table(network(4, 2))) == [
        "layer | output | parameters",
        "Dense | 4 | 16",
        "Dense | 2 | 10",
        "together | 26",
    ]


def test_a_layer_table_marks_what_only_one_of_two_models_has():
    axes = plot.layer_table(network(4, 5, 2), beside=network(4, 2))
    assert rows_of_table(axes)[1:] == [
        "Dense | 4 | 16",
        "\u2212 | Dense | 2 | 10",
        "+ | Dense | 5 | 25",
        "+ | Dense | 2 | 12",
        "together | 53 (+27)",
    ]
    marked = [to_hex(patch.get_facecolor()) for patch in axes.patches]
    assert marked == [to_hex(plot.PALETTE[1]), to_hex(plot.PALETTE[0]), to_hex(plot.PALETTE[0])]


def test_models_that_differ_in_names_alone_have_a_layer_table_without_marks():
    import keras

    renamed = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, name="first")])
    axes = plot.layer_table(renamed, beside=network(4))
    assert not axes.patches
    assert rows_of_table(axes)[-1] == "together | 16"


def test_a_layer_table_opens_nested_models():
    import keras

    nested = keras.Sequential([keras.Input((3,)), network(4), keras.layers.Dense(2)])
    assert rows_of_table(plot.layer_table(nested, beside=network(4, 2)))[1:3] == ["Dense | 4 | 16", "Dense | 2 | 10"]


def test_a_model_that_is_not_built_has_no_layer_table():
    import keras

    with pytest.raises(ValueError, match=r"keras.Input"):
        plot.layer_table(keras.Sequential([keras.layers.Dense(4)]))


def test_an_attention_has_a_row_for_each_query_and_a_dot_on_the_largest_weight_of_each(ax):
    weights = np.array([[0.1, 0.9, 0.0], [0.0, 0.0, 0.0], [0.4, 0.2, 0.4], [0.0, 0.0, 1.0]])
    plot.attention(weights, "a b1", ["x", "y", "long"], title="who looks where", ax=ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "␣", "b", "1"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y", "long"]
    assert [tuple(line.get_xydata()[0]) for line in ax.lines] == [(1, 0), (0, 2), (2, 3)]  # the second sees nothing
    drawn = ax.get_images()[0].get_array()
    np.testing.assert_allclose(drawn[1, 0], 1)  # white
    assert to_hex(drawn[3, 2]).upper() == plot.PALETTE[0]
    assert ax.get_title() == "who looks where"


def test_the_labels_of_a_long_attention_do_not_lie_on_each_other():
    axes = plot.attention(np.full((10, 42), 1 / 42), "1979-05-03", "donnerstag, der dritte mai neunzehnhundert")
    rendered(axes)
    places = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert all(left.x1 <= right.x0 for left, right in pairwise(places))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"weights": np.zeros(3)}, r"one table, \(queries, keys\); received shape \(3,\)"),
        ({"weights": np.zeros((0, 3))}, r"received shape \(0, 3\)"),
        ({"weights": [[-1.5, 2.0]]}, "not the scores"),
        ({"weights": [[np.nan, 1.0]]}, "from 0 to 1"),
        ({"weights": np.zeros((2, 3)), "queries": "abc"}, "queries should hold one label for each of 2; received 3"),
        ({"weights": np.zeros((2, 3)), "keys": "ab"}, "keys should hold one label for each of 3; received 2"),
    ],
)
def test_an_attention_that_does_not_fit_is_named_in_the_error(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        plot.attention(**arguments)
