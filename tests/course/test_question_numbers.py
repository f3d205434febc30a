"""The numbers and shapes that the questions of Part II call right, computed anew: by the solutions, or step by step."""

import keras
import numpy as np
import pytest

from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from solutions import convnet, convolution, resnet, siamese, unet, yolo

ZERO = np.zeros(1)


def kernel_weights(block):
    """Count the weights of a block without biases and batch norm."""
    return sum(int(np.prod(weight.shape)) for weight in block.weights if weight.name == "kernel")


def shape_after(block, shape, *settings):
    return block(keras.Input(shape), *settings).shape[1:]


def windows_seen(n, f, stride):
    starts = range(0, n - f + 1, stride)
    return {pixel for start in starts for pixel in range(start, start + f)}


def difference_of_the_light():
    weights = np.tile([-1.0, 0.0, 1.0], (3, 1))[:, :, np.newaxis]
    dark = np.random.default_rng(0).uniform(size=(3, 3, 1))
    return convolution.conv_step(dark + 0.1, weights, 0.0) - convolution.conv_step(dark, weights, 0.0)


def convolution_weights(channels, filters):
    return convolution.count_parameters(3, channels, filters) - filters


def slopes_of_ones(size, f):
    Z, cache = convolution.conv_forward(np.ones((1, size, size, 1)), np.ones((f, f, 1, 1)), ZERO, 1, 0)
    return convolution.conv_backward(np.ones_like(Z), cache)[0][0, :, :, 0]


def lenet_with_valid(side):
    model = keras.Sequential([keras.Input((side, side, 1))])
    for filters in (6, 16):
        model.add(keras.layers.Conv2D(filters, 5))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    return model.output_shape[1]


def softmax_of_a_sure_answer():
    return convnet.cross_entropy(np.array([0]), np.array([[1.0, 0.0]]), from_logits=True)


def moving_mean(steps):
    mean, variance = np.zeros(1), np.ones(1)
    for _ in range(steps):
        batch = np.full((4, 1, 1, 1), 10.0)
        _, mean, variance = convnet.batch_norm(batch, np.ones(1), ZERO, mean, variance, True, momentum=0.9)
    return mean[0]


def normalized_by_other_pictures():
    train = np.array([50.0, 150.0]).reshape(2, 1, 1, 1)
    test = np.array([30.0, 90.0]).reshape(2, 1, 1, 1)
    return convnet.normalize_images(train, test, "standard")[1].mean()


def projections(model, blocks, on_a_branch):
    """Count the convolutions that are neither the stem nor on the branch of a block."""
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    return len(convolutions) - 1 - blocks * on_a_branch


def through_a_zero_block(number):
    inputs = keras.Input((1, 1, 4))
    block = keras.Model(inputs, resnet.identity_block(inputs, 4, 3))
    for weight in block.weights:
        if weight.name == "kernel":
            weight.assign(keras.ops.zeros_like(weight))
    return float(np.asarray(block(np.full((1, 1, 1, 4), number, "float32")))[0, 0, 0, 0])


def shape_before_the_head(side):
    model = resnet.resnet50((side, side, 3), 10)
    (pooling,) = [layer for layer in model.layers if isinstance(layer, keras.layers.GlobalAveragePooling2D)]
    return pooling.input.shape[1:]


def boxes_in_a_row():
    boxes = np.array([[0, 0, 1, 1], [0.3, 0, 1.3, 1], [0.6, 0, 1.6, 1]])
    table = yolo.iou_matrix(boxes, boxes)
    assert table[0, 1] == pytest.approx(0.54, abs=0.005)
    assert table[0, 2] == pytest.approx(0.25)
    return len(yolo.non_max_suppression(boxes, np.array([0.9, 0.8, 0.7]), np.zeros(3, int), 0.45))


def twice_found():
    true = np.array([[0.0, 0.0, 1.0, 1.0]])
    boxes = np.array([[0.0, 0.0, 1.0, 0.8], [0.0, 0.0, 0.8, 1.0]])
    return np.mean(yolo.match_detections(boxes, np.array([0.9, 0.8]), true, 0.5))


def best_anchor_letter():
    box = np.array([0.4, 0.3, 0.6, 0.7])
    return "abc"[yolo.best_anchor(box, np.array([[0.4, 0.2], [0.2, 0.2], [0.4, 0.8]]))]


def cell_of(x, y):
    box = yolo.center_to_corners(np.array([[x, y, 0.2, 0.4]]))
    targets = yolo.encode_targets(box, np.array([3]), 8, np.array([[0.2, 0.4]]))
    return tuple(np.argwhere(targets[..., 4] == 1)[0][:2].tolist())


def loss_of_nothing():
    return yolo.yolo_loss(np.zeros((1, 8, 8, 3, 6), "float32"), np.zeros((1, 8, 8, 3, 15), "float32"))[0]


def lazy_mean_iou():
    truth = np.zeros((1, 10, 10), int)
    truth[0, 0] = 1
    return unet.mean_iou(truth, np.zeros_like(truth), 3)


def down_of_an_encoder(shape, *settings):
    return unet.encoder_block(keras.Input(shape), *settings)[0].shape[1:]


def channels_that_are_joined():
    inputs = [keras.Input((8, 8, 128)), keras.Input((16, 16, 32))]
    model = keras.Model(inputs, unet.decoder_block(*inputs, 64))
    (joined,) = [layer for layer in model.layers if isinstance(layer, keras.layers.Concatenate)]
    return joined.output.shape[-1]


def sides_that_do_not_fit(side, depth):
    sides = [side // 2**level for level in range(depth + 1)]
    (odd,) = [sides[level] for level in range(depth) if 2 * sides[level + 1] != sides[level]]
    with pytest.raises(ValueError, match="oncatenat"):
        unet.unet((side, side, 1), 3, depth, 2)
    return odd


def dice_of_a_class(mass, epsilon):
    """The dice of class 1, which no pixel has, from the loss of two classes: 1 - (dice_0 + dice_1) / 2."""
    pixels = 1000
    p = mass / pixels
    logits = np.broadcast_to(np.log([1 - p, p]), (1, 10, 100, 2)).astype("float32")
    loss = float(unet.dice_loss(np.zeros((1, 10, 100), int), logits, epsilon))
    first = (2 * pixels * (1 - p) + epsilon) / (pixels + pixels * (1 - p) + epsilon)
    return 2 * (1 - loss) - first


def triplets_of_numbers():
    anchor = np.zeros((2, 2))
    positive, negative = np.sqrt([[1.0, 0], [0.2, 0]]), np.sqrt([[1.2, 0], [1.5, 0]])
    return siamese.triplet_loss(anchor, positive, negative, 0.5)


def copies_of_a_pixel(row, column):
    picture = np.zeros((1, 9, 9, 1))
    picture[0, row, column] = 1
    return convolution.pool_forward(picture, 3, 2, "max")[0].sum()


def chosen_distance():
    e = np.sqrt([[0.0], [1.0], [0.8], [1.3], [1.1], [1.6]])
    triplets = siamese.semi_hard_negatives(e, np.array([0, 0, 1, 1, 1, 1]), 0.5)
    (row,) = [row for row in triplets if row[0] == 0]
    return e[row[2], 0] ** 2


def parameters_of_twins():
    inputs = keras.Input((65,))
    embedding = keras.Model(inputs, keras.layers.Dense(16)(inputs))  # 66 * 16 = 1056 parameters
    return siamese.siamese_network(embedding).count_params() - embedding.count_params() + 1000


def pictures_of_a_door(employees):
    """How many pictures go through the embedding when a visitor is compared with those who are stored."""
    embedded = []

    def embed(pictures):
        embedded.extend(pictures)
        return np.reshape(pictures, (len(pictures), 2)).astype("float32")

    stored = embed(np.zeros((employees, 1, 2)))
    embedded.clear()
    visitor = np.repeat(embed(np.ones((1, 1, 2))), employees, axis=0)
    assert siamese.pair_classifier(2)([visitor, stored]).shape == (employees, 1)
    return len(embedded)


def roots_that_fit(threshold):
    e1, e2 = np.zeros((100, 1)), np.linspace(0, 6, 100)[:, np.newaxis]
    says = siamese.verify(e1, e2, threshold)
    return np.ceil(e2[says].max())


def who():
    e, gallery = np.zeros(1), {"Ada": np.sqrt([[4.0], [0.5]]), "Ben": np.sqrt([[0.6], [0.7]])}
    return {"Ada": "a", "Ben": "b", None: "c"}[siamese.recognize(e, gallery, 1.0)]


COMPUTED = {
    "convolution": {
        "brighter_photograph": difference_of_the_light,
        "pixels_never_seen": lambda: 12 - len(windows_seen(12, 3, 4)),
        "frame_for_seven": lambda: next(p for p in range(9) if convolution.output_size(20, 7, 1, p) == 20),
        "shape_of_the_maps": lambda: (
            convolution.conv_forward(np.zeros((2, 32, 20, 3)), np.zeros((5, 5, 3, 8)), np.zeros(8), 2, 1)[0].shape
        ),
        "twice_the_filters": lambda: convolution_weights(64, 128) / convolution_weights(32, 64),
        "blame_of_a_pixel": lambda: slopes_of_ones(4, 3)[1, 1],
        "prints_on_one_pixel": lambda: convolution.conv_transpose(
            np.ones((1, 6, 6, 1)), np.ones((4, 4, 1, 1)), ZERO, 2
        )[0, 7, 7, 0],
        "shape_of_im2col": lambda: convolution.im2col(np.zeros((2, 7, 9, 3)), 3, 2, 0).shape,
        "parameters_of_the_network": lambda: convolution.count_parameters(3, 1, 8) + (4 * 4 * 8 + 1) * 10,
    },
    "convnet": {
        "mean_of_the_test_pictures": normalized_by_other_pictures,
        "flatten_without_padding": lambda: lenet_with_valid(16),
        "copies_of_a_maximum": lambda: max(copies_of_a_pixel(*np.unravel_index(k, (9, 9))) for k in range(81)),
        "softmax_twice": softmax_of_a_sure_answer,
        "steps_in_an_epoch": lambda: len(range(0, 1438, 32)),
        "called_one": lambda: 9 / np.array([[8, 2], [1, 9]])[:, 1].sum(),
        "as_far_as_nine": lambda: next(n for n in range(9) if convolution.receptive_field(n * [(3, 1)]) == 9),
        "shape_after_inception": lambda: shape_after(convnet.inception_block, (28, 28, 192), (64, 96, 128, 16, 32, 32)),
        "weights_of_separable": lambda: kernel_weights(
            keras.Model(
                x := keras.Input((8, 8, 32)),
                convnet.depthwise_separable_block(x, 64, 1),
            )
        ),
        "batch_norm_of_one": lambda: convnet.batch_norm(
            np.full((1, 1, 1, 1), 7.0), np.array([2.0]), np.array([5.0]), ZERO, np.ones(1), True
        )[0].item(),
        "moving_mean_after_two": lambda: moving_mean(2),
    },
    "resnet": {
        "negative_through_a_zero_block": lambda: through_a_zero_block(-2.0),
        "shape_after_stride_three": lambda: shape_after(resnet.projection_block, (7, 10, 8), 24, 3, 3),
        "projections_on_the_way": lambda: projections(resnet.resnet((8, 8, 1), 10, 7), 21, on_a_branch=2),
        "factor_of_twenty_blocks": lambda: np.prod(20 * [0.8]),
        "projections_in_resnet50": lambda: projections(resnet.resnet50((64, 64, 3), 10), 16, on_a_branch=3),
        "end_of_a_smaller_picture": lambda: shape_before_the_head(160),
        "folded_bias": lambda: resnet.fold_batch_norm(
            np.ones((1, 1, 1, 1)), *(np.array([float(number)]) for number in (5, 2, 1, 3, 4)), 0.0
        )[1].item(),
    },
    "yolo": {
        "size_of_the_map": lambda: shape_after(keras.layers.Conv2D(1, 24), (100, 80, 1))[:2],
        "twice_as_wide": lambda: yolo.center_to_corners(np.array([0.5, 0.5, 0.4, 0.1]))[0],
        "half_beside": lambda: yolo.iou(np.array([0, 0, 1, 1.0]), np.array([0.5, 0, 1.5, 1])),
        "two_negative_sides": lambda: np.prod([min(1, 4) - max(0, 3), min(1, 4) - max(0, 3)]),
        "anchor_of_the_same_area": best_anchor_letter,
        "cell_of_a_centre": lambda: cell_of(0.30, 0.70),
        "channels_of_the_head": lambda: np.prod(yolo.detector((16, 16, 1), 8, np.ones((5, 2)), 20).output_shape[3:]),
        "loss_of_an_empty_picture": loss_of_nothing,
        "chain_of_three": boxes_in_a_row,
        "found_twice": twice_found,
        "small_average_precision": lambda: yolo.average_precision(np.array([3, 2, 1.0]), np.array([0, 1, 1]), 2),
    },
    "unet": {
        "shape_of_the_mask": lambda: unet.create_mask(np.zeros((4, 64, 48, 11))).shape,
        "lazy_on_a_hundred": lazy_mean_iou,
        "two_things_from_a_block": lambda: down_of_an_encoder((64, 48, 3), 24, 0.0, True),
        "channels_side_by_side": channels_that_are_joined,
        "side_that_does_not_fit": lambda: sides_that_do_not_fit(60, 3),
        "very_sure_and_wrong": lambda: unet.pixel_cross_entropy(
            np.ones((1, 1, 1), int), np.array([[[[0.0, -200.0]]]], "float32")
        ),
        "dice_of_an_absent_class": lambda: dice_of_a_class(3.0, 1.0),
        "how_far_skip_0_sees": lambda: convolution.receptive_field([(3, 1), (3, 1)]),
    },
    "siamese": {
        "all_differences_at_once": lambda: np.zeros((20, 1, 32)).size * 20 / (20 * 20),
        "threshold_of_the_root": lambda: roots_that_fit(9.0),
        "table_of_thresholds": lambda: (250 * 249 // 2) ** 2 / 1e9,
        "right_angle": lambda: siamese.pairwise_squared_distances(np.eye(2)[:1], np.eye(2)[1:])[0, 0],
        "loss_of_two_triplets": triplets_of_numbers,
        "chosen_negative": chosen_distance,
        "pairs_of_a_batch": lambda: np.sum(np.equal.outer(np.arange(140) % 14, np.arange(140) % 14)) - 140,
        "different_but_near": lambda: siamese.contrastive_loss(
            np.zeros((1, 1)), np.full((1, 1), 0.5), np.zeros(1), 1.0
        ),
        "parameters_of_twins": parameters_of_twins,
        "embeddings_for_a_visitor": lambda: pictures_of_a_door(200),
        "who_is_it": who,
    },
}


@pytest.mark.parametrize(("slug", "name"), [(slug, name) for slug in COMPUTED for name in COMPUTED[slug]])
def test_what_is_called_right_is_what_comes_out(slug, name):
    question = read_questions(find_assignment(slug))[name]
    found = COMPUTED[slug][name]()
    marked = question.mark(found if isinstance(found, str) or np.ndim(found) else float(found))
    assert marked.right, (found, question.right, marked.reason)


def test_every_number_and_shape_is_computed():
    wanted = {
        (slug, name)
        for slug in COMPUTED
        for name, question in read_questions(find_assignment(slug)).items()
        if question.kind.key in ("number", "shape")
    }
    by_itself = {("yolo", "best_possible_score")}  # 0.3 times at most 1: there is nothing to run
    assert wanted - by_itself <= {(slug, name) for slug in COMPUTED for name in COMPUTED[slug]}


def test_the_other_orders_and_sizes_of_the_choices():
    first = [convolution.receptive_field(layers) for layers in ([(3, 2), (5, 1)], [(5, 1), (3, 2)])]
    assert first == [11, 7]
    counts = [unet.unet((64, 64, 1), 11, depth, 16).count_params() for depth in (3, 4)]
    assert counts == [481_915, 1_940_987]
    small, large = (convnet.lenet((side, side, 1), 10) for side in (16, 32))
    changed = [
        layer.name
        for layer, other in zip(small.layers, large.layers, strict=True)
        if layer.count_params() != other.count_params()
    ]
    assert changed == [next(layer.name for layer in small.layers if isinstance(layer, keras.layers.Dense))]
