import keras

from grader.authoring import alternative, edited
from solutions.resnet import basic_block

resnet_one_block_too_many = edited(
    "Each stage has one block too many: the first block, the one with the stride, counts as one of `blocks`.",
    ("blocks - 1", "blocks"),
)
resnet_constant_width = edited(
    "Every stage has the same number of filters. They double when the picture is halved: 16, 32, 64.",
    ("(32, 2), (64, 2)", "(16, 2), (16, 2)"),
)
resnet_first_stage_strided = edited(
    "The first stage halves the picture as well. It keeps the full size; only the second and the third stage begin "
    "with stride 2.",
    ("(16, 1)", "(16, 2)"),
)
resnet_without_strides = edited(
    "The picture is never halved. The first block of the second and of the third stage has stride 2.",
    ("(32, 2), (64, 2)", "(32, 1), (64, 1)"),
)
resnet_stride_in_every_block = edited(
    "Every block of the later stages has stride 2, so the picture shrinks away and each block needs a projection. "
    "Only the first block of a stage has the stride; the others have stride 1.",
    ("filters, 1)", "filters, first_stride)"),
)
resnet_flattened = edited(
    "You flatten the last feature maps, and the last layer gets weights for every place. Average each channel over "
    "height and width instead: 64 numbers remain, whatever the size of the picture.",
    ("keras.layers.GlobalAveragePooling2D", "keras.layers.Flatten"),
)
resnet_max_pooled = edited(
    "You take the largest value of each channel at the end. Take the average over height and width.",
    ("keras.layers.GlobalAveragePooling2D", "keras.layers.GlobalMaxPooling2D"),
)
resnet_without_softmax = edited(
    "The model returns scores. It should return probabilities: the last layer needs a softmax.",
    ('keras.layers.Dense(classes, activation="softmax")', "keras.layers.Dense(classes)"),
)
resnet_with_sigmoid = edited(
    "The last layer has a sigmoid, so the answers for one picture do not add up to 1. One class out of several: "
    "softmax.",
    ('"softmax"', '"sigmoid"'),
)
resnet_ten_classes = edited(
    "The number of classes is fixed at 10. Use the argument classes.",
    ('keras.layers.Dense(classes, activation="softmax")', 'keras.layers.Dense(10, activation="softmax")'),
)
resnet_stem_without_batch_norm = edited(
    "The stem lacks its batch norm. Before the first stage: convolution, batch norm, ReLU.",
    ("x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)", ""),
)
resnet_stem_without_activation = edited(
    "The stem lacks its ReLU. Before the first stage: convolution, batch norm, ReLU.",
    ("x = keras.layers.ReLU()(x)", ""),
)
resnet_without_stem = edited(
    "The stem is missing: the picture goes straight into the first block. First a 3x3 convolution to 16 channels, "
    "batch norm, ReLU.",
    ('keras.layers.Conv2D(16, 3, padding="same")(inputs)', "inputs"),
    ("x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)", ""),
    ("x = keras.layers.ReLU()(x)", ""),
)
resnet_stem_pooled = edited(
    "The stem shrinks the picture by a max pooling. Large photographs need that; here the first stage works at full "
    "size.",
    ("x = keras.layers.ReLU()(x)", "x = keras.layers.ReLU()(x)", 'x = keras.layers.MaxPooling2D(2, padding="same")(x)'),
)
resnet_four_stages = edited(
    "A fourth stage has crept in. There are three: 16, 32 and 64 filters.", ("(64, 2)", "(64, 2), (128, 2)")
)


@alternative
def resnet_by_conditions(input_shape, classes, blocks):
    picture = keras.layers.Input(shape=tuple(input_shape), name="picture")
    y = keras.layers.Conv2D(16, (3, 3), padding="same", use_bias=True)(picture)
    y = keras.layers.BatchNormalization()(y)
    y = keras.activations.relu(y)
    for stage in range(3):
        for block in range(blocks):
            y = basic_block(y, 16 * 2**stage, 2 if stage > 0 and block == 0 else 1)
    y = keras.ops.mean(y, axis=(1, 2))
    scores = keras.layers.Dense(classes)(y)
    return keras.Model(inputs=picture, outputs=keras.layers.Softmax()(scores), name="small_resnet")


@alternative
def resnet_as_a_class(input_shape, classes, blocks):
    class SmallResNet(keras.Model):
        def __init__(self):
            super().__init__()
            x = features = keras.Input(input_shape)
            x = keras.layers.Conv2D(16, 3, padding="same")(x)
            x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
            for filters in (16, 32, 64):
                x = basic_block(x, filters, 1 if filters == 16 else 2)
                for _ in range(1, blocks):
                    x = basic_block(x, filters, 1)
            self.features = keras.Model(features, x)
            self.pool = keras.layers.GlobalAveragePooling2D()
            self.top = keras.layers.Dense(classes, activation="softmax")

        def call(self, x, training=False):
            return self.top(self.pool(self.features(x, training=training)))

    model = SmallResNet()
    model.build((None, *input_shape))
    return model


@alternative
def resnet_average_by_reshape(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Activation("relu")(x)
    plan = [(16, 1)] * blocks + [(32, 2)] + [(32, 1)] * (blocks - 1) + [(64, 2)] + [(64, 1)] * (blocks - 1)
    for filters, stride in plan:
        x = basic_block(x, filters, stride)
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation=keras.activations.softmax)(x))
