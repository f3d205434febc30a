import keras

from grader.authoring import alternative, edited, everywhere
from solutions.siamese import pair_classifier

siamese_of_two_networks = edited(
    "There are two networks of one name: the embedding and a copy of it. Twins share their weights: call the same "
    "embedding twice.",
    ("embedding(second)", "keras.models.clone_model(embedding)(second)"),
)
siamese_of_a_copy = edited(
    "The second picture goes through a copy of the embedding. A copy has its own weights and learns something else: "
    "use the one that was passed in for both.",
    ("difference = keras", "other = keras.models.clone_model(embedding)", 'other.name = "copy"', "difference = keras"),
    ("embedding(second)", "other(second)"),
)
siamese_with_bare_difference = edited(
    "The absolute value is missing. With a bare difference it matters which picture comes first.",
    ("keras.ops.absolute(embedding(first) - embedding(second))", "embedding(first) - embedding(second)"),
)
siamese_with_squares = edited(
    "The differences are squared. Here their absolute values are weighed.", ("keras.ops.absolute", "keras.ops.square")
)
siamese_without_sigmoid = edited(
    "The last neuron has no sigmoid, so its output is no probability.",
    ('keras.layers.Dense(1, activation="sigmoid")', "keras.layers.Dense(1)"),
)
siamese_concatenated = edited(
    "The two embeddings are put side by side. Take the absolute value of their difference, so that equal pictures "
    "give zeros.",
    (
        "keras.ops.absolute(embedding(first) - embedding(second))",
        "keras.layers.Concatenate()([embedding(first), embedding(second)])",
    ),
)
siamese_with_summed_differences = edited(
    "The differences are summed before the neuron sees them, so it has one weight for all. Give it all of them: it "
    "learns which numbers of the embedding matter.",
    ("(difference)", "(keras.ops.sum(difference, axis=-1, keepdims=True))"),
)
siamese_of_one_picture = edited(
    "The first picture is embedded twice, and the second is never looked at.", ("embedding(second)", "embedding(first)")
)
siamese_with_one_input = edited(
    "The model has one input. It takes two pictures: keras.Model([first, second], ...).",
    ("second = keras.Input(embedding.input_shape[1:])", ""),
    ("embedding(first) - embedding(second)", "embedding(first)"),
    ("[first, second]", "first"),
)
siamese_with_softmax = edited(
    "Two outputs with a softmax. One probability is enough: a single neuron with a sigmoid.",
    ('keras.layers.Dense(1, activation="sigmoid")', 'keras.layers.Dense(2, activation="softmax")'),
)
siamese_multiplied = edited(
    "The embeddings are multiplied with each other. Subtract them, and take the absolute value.",
    ("keras.ops.absolute(embedding(first) - embedding(second))", "embedding(first) * embedding(second)"),
)
siamese_of_fixed_shape = edited(
    "The inputs do not fit the embedding that is passed in. Ask it what it takes: embedding.input_shape, without the "
    "batch axis.",
    everywhere("embedding.input_shape[1:]", "(10, 10, 1)"),
)


@alternative
def siamese_with_layers(embedding):
    shape = embedding.input_shape[1:]
    pictures = [keras.layers.Input(shape=shape, name=name) for name in ("left", "right")]
    difference = keras.layers.Subtract()([embedding(picture) for picture in pictures])
    logits = keras.layers.Dense(1)(keras.layers.Lambda(keras.ops.abs)(difference))
    return keras.Model(inputs=pictures, outputs=keras.layers.Activation("sigmoid")(logits))


@alternative
def siamese_with_the_pair_classifier(embedding):
    pictures = [keras.Input(embedding.input_shape[1:]) for _ in range(2)]
    compare = pair_classifier(embedding.output_shape[-1])
    return keras.Model(pictures, compare([embedding(picture) for picture in pictures]))


@alternative
def siamese_with_maximum(embedding):
    first, second = keras.Input(embedding.input_shape[1:]), keras.Input(embedding.input_shape[1:])
    a, b = embedding(first), embedding(second)
    difference = keras.layers.maximum([a, b]) - keras.layers.minimum([a, b])
    return keras.Model([first, second], keras.ops.sigmoid(keras.layers.Dense(1)(difference)))


@alternative
def siamese_as_subclass(embedding):
    class Siamese(keras.Model):
        def __init__(self):
            super().__init__()
            self.embedding = embedding
            self.judge = keras.layers.Dense(1, activation="sigmoid")

        def call(self, pictures):
            first, second = pictures
            return self.judge(keras.ops.abs(self.embedding(first) - self.embedding(second)))

    return Siamese()
