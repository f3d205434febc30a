from grader.authoring import alternative, edited

four_times_depth_forgotten = edited(
    "In each block 4 * depth numbers are missing: the biases of the attention, or gamma and beta of both norms?",
    ("norms = 2 * 2 * depth", "norms = 0"),
)
biases_of_the_dense_layers_forgotten = edited(
    "The biases of the two dense layers in a block are missing: 4 * depth and depth.",
    ("(depth * 4 * depth + 4 * depth) + (4 * depth * depth + depth)", "2 * depth * 4 * depth"),
)
all_biases_forgotten = edited(
    "The biases are missing, in the attention and in the dense layers of the blocks.",
    ("4 * (depth * depth + depth)", "4 * depth * depth"),
    ("(depth * 4 * depth + 4 * depth) + (4 * depth * depth + depth)", "2 * depth * 4 * depth"),
)
output_matrix_forgotten = edited(
    "The attention has four matrices: for queries, keys and values, and one for the joined heads.",
    ("4 * (depth * depth + depth)", "3 * (depth * depth + depth)"),
)
one_norm_in_a_block = edited(
    "A block has two norms, with gamma and beta each.", ("norms = 2 * 2 * depth", "norms = 2 * depth")
)
last_norm_forgotten = edited("The norm after the last block is missing.", ("last_norm = 2 * depth", "last_norm = 0"))
last_norm_of_gamma_alone = edited(
    "The norm after the last block has a gamma and a beta: 2 * depth.", ("last_norm = 2 * depth", "last_norm = depth")
)
positions_forgotten = edited(
    "The positions are missing: a vector for each of length places.",
    ("vocabulary * depth + length * depth", "vocabulary * depth"),
)
embedding_forgotten = edited(
    "The table of the embedding is missing: a row for each token of the vocabulary.",
    ("vocabulary * depth + length * depth", "length * depth"),
)
last_layer_forgotten = edited(
    "The last layer is missing where tied is False.", ("0 if tied else depth * vocabulary + vocabulary", "0")
)
tied_ignored = edited(
    "tied makes no difference. With it, the last layer has no numbers of its own.",
    ("0 if tied else depth * vocabulary + vocabulary", "depth * vocabulary + vocabulary"),
)
tied_with_a_bias = edited(
    "With tied there is no bias in the last layer either.",
    ("0 if tied else depth * vocabulary + vocabulary", "vocabulary if tied else depth * vocabulary + vocabulary"),
)
tied_turned_round = edited("tied is used the other way round.", ("0 if tied else", "0 if not tied else"))
bias_of_the_last_layer_forgotten = edited(
    "The last layer has a bias: one number for each token.", ("depth * vocabulary + vocabulary", "depth * vocabulary")
)
layers_once = edited("The blocks are counted once. There are layers of them.", ("layers * (", "("))
narrow_between = edited(
    "The dense layers of a block go to 4 * depth and back. Here they count as depth by depth.",
    ("(depth * 4 * depth + 4 * depth) + (4 * depth * depth + depth)", "2 * (depth * depth + depth)"),
)


@alternative
def in_one_line(vocabulary, length, depth, layers, tied=False):
    total = layers * (12 * depth**2 + 13 * depth) + (vocabulary + length + 2) * depth
    return total if tied else total + (depth + 1) * vocabulary


@alternative
def by_shapes(vocabulary, length, depth, layers, tied=False):
    block = (
        [(depth, depth), (depth,)] * 4
        + [(depth,)] * 4
        + [(depth, 4 * depth), (4 * depth,), (4 * depth, depth), (depth,)]
    )
    shapes = [(vocabulary, depth), (length, depth), *block * layers, (depth,), (depth,)]
    if not tied:
        shapes += [(depth, vocabulary), (vocabulary,)]
    total = 0
    for shape in shapes:
        size = 1
        for side in shape:
            size *= side
        total += size
    return total


@alternative
def as_a_float(vocabulary, length, depth, layers, tied=False):
    def dense(n, m):
        return n * m + m

    block = 4 * dense(depth, depth) + dense(depth, 4 * depth) + dense(4 * depth, depth) + 4 * depth
    return float(
        vocabulary * depth + length * depth + layers * block + 2 * depth + (not tied) * dense(depth, vocabulary)
    )
