import keras

from grader.authoring import alternative, edited, everywhere

pair_with_bare_difference = edited(
    "The absolute value is missing. With a bare difference it matters which embedding comes first.",
    ("keras.ops.absolute(first - second)", "first - second"),
)
pair_with_relu = edited(
    "Differences below zero count for nothing, so it matters which embedding comes first. Take the absolute value.",
    ("keras.ops.absolute", "keras.ops.relu"),
)
pair_with_squares = edited(
    "The differences are squared. Here their absolute values are weighed.", ("keras.ops.absolute", "keras.ops.square")
)
pair_without_sigmoid = edited(
    "The last neuron has no sigmoid, so its output is no probability.",
    ('keras.layers.Dense(1, activation="sigmoid")', "keras.layers.Dense(1)"),
)
pair_with_two_sigmoids = edited(
    "The sigmoid is applied twice. What comes out lies between 0.5 and 0.73, and nothing can be called different.",
    ("(difference)", "(difference)", "outputs = keras.ops.sigmoid(outputs)"),
)
pair_with_tanh = edited(
    "The last neuron ends with tanh, which goes from -1 to 1. A probability comes from the sigmoid.",
    ('"sigmoid"', '"tanh"'),
)
pair_with_softmax = edited(
    "Two outputs with a softmax. One probability is enough: a single neuron with a sigmoid.",
    ('keras.layers.Dense(1, activation="sigmoid")', 'keras.layers.Dense(2, activation="softmax")'),
)
pair_with_softmax_of_one = edited(
    "A softmax over a single output is 1, whatever goes in. One neuron needs the sigmoid.", ('"sigmoid"', '"softmax"')
)
pair_of_different = edited(
    "The output is one minus the right one: the probability that the two are different. Give that of the same.",
    ("keras.Model([first, second], outputs)", "keras.Model([first, second], 1 - outputs)"),
)
pair_concatenated = edited(
    "The two embeddings are put side by side, with a weight for each number of both. Take the absolute value of their "
    "difference: equal embeddings give zeros, and there is one weight for each difference.",
    ("keras.ops.absolute(first - second)", "keras.layers.Concatenate()([first, second])"),
)
pair_of_two_neurons = edited(
    "Each embedding has a neuron of its own. They share one: subtract first, and let one neuron look at the "
    "differences.",
    (
        'keras.layers.Dense(1, activation="sigmoid")(difference)',
        "keras.ops.sigmoid(keras.layers.Dense(1)(first) - keras.layers.Dense(1)(second))",
    ),
)
pair_of_one_neuron_on_each = edited(
    "The neuron adds up each embedding by itself, and only the two sums are compared. Compare number by number first: "
    "the neuron comes after the differences.",
    (
        'outputs = keras.layers.Dense(1, activation="sigmoid")(difference)',
        "neuron = keras.layers.Dense(1)",
        "outputs = keras.ops.sigmoid(keras.ops.absolute(neuron(first) - neuron(second)))",
    ),
)
pair_absolute_after_the_sum = edited(
    "The absolute value is taken of the weighed sum. In that sum differences of both signs have cancelled out already: "
    "take it of each difference before the neuron.",
    ("keras.ops.absolute(first - second)", "first - second"),
    (
        'keras.layers.Dense(1, activation="sigmoid")(difference)',
        "keras.ops.sigmoid(keras.ops.absolute(keras.layers.Dense(1)(difference)))",
    ),
)
pair_with_summed_differences = edited(
    "The differences are summed before the neuron sees them, so it has one weight for all. Give it all of them: it "
    "learns which numbers of the embedding matter.",
    ("(difference)", "(keras.ops.sum(difference, axis=-1, keepdims=True))"),
)
pair_with_the_distance = edited(
    "The neuron sees one number, the squared distance. Give it the absolute value of each difference, so that it can "
    "learn which matter.",
    ("keras.ops.absolute(first - second)", "keras.ops.sum(keras.ops.square(first - second), axis=-1, keepdims=True)"),
)
pair_with_averaged_differences = edited(
    "The differences are averaged before the neuron sees them, so it has one weight for all. Give it all of them: it "
    "learns which numbers of the embedding matter.",
    ("(difference)", "(keras.ops.mean(difference, axis=-1, keepdims=True))"),
)
pair_with_the_root = edited(
    "The neuron sees one number, the distance with its root. Give it the absolute value of each difference, so that it "
    "can learn which matter.",
    ("keras.ops.absolute(first - second)", "keras.ops.norm(first - second, axis=-1, keepdims=True)"),
)
pair_with_the_dot_product = edited(
    "The neuron sees one number, the scalar product of the two embeddings. Give it the absolute value of each "
    "difference, so that it can learn which matter.",
    ("keras.ops.absolute(first - second)", "keras.ops.sum(first * second, axis=-1, keepdims=True)"),
)
pair_with_the_cosine = edited(
    "The neuron sees one number, how alike the two directions are. Give it the absolute value of each difference, so "
    "that it can learn which matter.",
    ("keras.ops.absolute(first - second)", "keras.layers.Dot(axes=1, normalize=True)([first, second])"),
)
pair_with_the_embeddings_too = edited(
    "The embeddings themselves go in, beside their differences. Give the neuron the differences alone: with the "
    "embeddings it matters which comes first.",
    (
        "keras.ops.absolute(first - second)",
        "keras.layers.Concatenate()([first, second, keras.ops.absolute(first - second)])",
    ),
)
pair_with_a_layer_before_the_difference = edited(
    "A dense layer changes both embeddings before they are compared. Compare the embeddings as they come: the only "
    "neuron stands behind the differences.",
    (
        "difference = keras.ops.absolute(first - second)",
        "shared = keras.layers.Dense(dimension)",
        "difference = keras.ops.absolute(shared(first) - shared(second))",
    ),
)
pair_multiplied = edited(
    "The embeddings are multiplied with each other. Subtract them, and take the absolute value.",
    ("keras.ops.absolute(first - second)", "first * second"),
)
pair_added = edited(
    "The embeddings are added. Subtract them: equal ones should give zeros.",
    ("keras.ops.absolute(first - second)", "keras.ops.absolute(first + second)"),
)
pair_with_a_hidden_layer = edited(
    "There is a hidden layer between the differences and the last neuron. Here one neuron looks at the differences.",
    ("(difference)", '(keras.layers.Dense(dimension, activation="relu")(difference))'),
)
pair_without_bias = edited(
    "The neuron has no bias. Without it two equal embeddings could get no probability but one half.",
    ("keras.layers.Dense(1, ", "keras.layers.Dense(1, use_bias=False, "),
)
pair_of_one_embedding = edited(
    "The model has one input. It takes two embeddings: keras.Model([first, second], ...).",
    ("second = keras.Input((dimension,))", ""),
    ("first - second", "first"),
    ("[first, second]", "first"),
)
pair_without_a_comma = edited(
    "A shape is a tuple, also when it has a single number: keras.Input((dimension,)).",
    everywhere("(dimension,)", "dimension"),
)
pair_of_fixed_dimension = edited(
    "The inputs have 32 numbers whatever the dimension is. Take `dimension`.", everywhere("(dimension,)", "(32,)")
)


@alternative
def pair_with_layers(dimension):
    embeddings = [keras.layers.Input(shape=(dimension,), name=name) for name in ("left", "right")]
    difference = keras.layers.Lambda(keras.ops.abs)(keras.layers.Subtract()(embeddings))
    return keras.Model(inputs=embeddings, outputs=keras.layers.Activation("sigmoid")(keras.layers.Dense(1)(difference)))


@alternative
def pair_with_maximum(dimension):
    a, b = keras.Input((dimension,)), keras.Input((dimension,))
    difference = keras.layers.maximum([a, b]) - keras.layers.minimum([a, b])
    return keras.Model([a, b], keras.ops.sigmoid(keras.layers.Dense(1)(difference)))


@alternative
def pair_turned_round(dimension):
    a, b = (keras.Input(shape=(dimension,), dtype="float32") for _ in range(2))
    distances = keras.layers.ReLU()(b - a) + keras.layers.ReLU()(a - b)
    return keras.Model([a, b], keras.layers.Dense(units=1, activation=keras.activations.sigmoid)(distances))


@alternative
def pair_as_subclass(dimension):
    class PairClassifier(keras.Model):
        def __init__(self):
            super().__init__()
            self.judge = keras.layers.Dense(1, activation="sigmoid")

        def call(self, embeddings):
            first, second = embeddings
            return self.judge(keras.ops.abs(first - second))

    return PairClassifier()
