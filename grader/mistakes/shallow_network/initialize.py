import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

not_scaled = edited(
    "The weights are not small: they are drawn, but not multiplied by 0.01. Large first weights make strong opinions "
    "about nothing.",
    everywhere("0.01 * ", ""),
)
one_column_for_each_unit = edited(
    "The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each "
    "unit of the layer before.",
    ("(n_h, n_x)", "(n_x, n_h)"),
    ("(n_y, n_h)", "(n_h, n_y)"),
)
all_zero = edited(
    "All weights are zero. Then all hidden units are equal and stay equal, and nothing is learned. Draw them at "
    "random.",
    everywhere("rng.standard_normal", "np.zeros"),
)
all_equal = edited(
    "All weights are the same number. Small is good, but equal units stay equal for ever. Draw each weight at random.",
    everywhere("rng.standard_normal", "np.ones"),
)
uniform_draws = edited(
    "rng.random draws from 0 to 1, evenly: all weights are positive. Draw from the normal distribution, "
    "rng.standard_normal.",
    everywhere("rng.standard_normal", "rng.random"),
)
uniform_around_zero = edited(
    "rng.uniform draws evenly between two limits. Draw from the normal distribution, rng.standard_normal.",
    everywhere("0.01 * rng.standard_normal(", "rng.uniform(-0.01, 0.01, "),
)
biases_with_one_axis = edited(
    "The biases have one axis only. Make them columns, (n_h, 1) and (n_y, 1), so that they are added to each column "
    "of the scores.",
    ("(n_h, 1)", "n_h"),
    ("(n_y, 1)", "n_y"),
)
biases_as_rows = edited(
    "The biases are rows here. They must be columns: one row for each unit.",
    ("(n_h, 1)", "(1, n_h)"),
    ("(n_y, 1)", "(1, n_y)"),
)
random_biases = edited(
    "The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
    everywhere("np.zeros", "0.01 * rng.standard_normal"),
)
own_generator = edited(
    "Every network starts with the same numbers: they come from a seed of your own. Draw with the rng that is passed in.",
    ("return {", "rng = np.random.default_rng(0)", "return {"),
)
old_global_generator = edited(
    "np.random.randn draws from NumPy's old, global generator. Draw with the rng that is passed in: rng.standard_normal.",
    everywhere("rng.standard_normal", "np.random.standard_normal"),
)
one_row_repeated = edited(
    "One row of weights is drawn and then repeated, so all units of a layer are equal. Draw the whole matrix.",
    ("rng.standard_normal((n_h, n_x))", "np.tile(rng.standard_normal((1, n_x)), (n_h, 1))"),
    ("rng.standard_normal((n_y, n_h))", "np.tile(rng.standard_normal((1, n_h)), (n_y, 1))"),
)
always_one_output = edited(
    "The output layer has always one row here. Its number of rows is n_y, for W2 and for b2.",
    ("(n_y, n_h)", "(1, n_h)"),
    ("(n_y, 1)", "(1, 1)"),
)


@mistake('These are four arrays in a row. Put them into a dict with the names "W1", "b1", "W2" and "b2".')
def as_a_tuple(n_x, n_h, n_y, rng):
    W1, W2 = 0.01 * rng.standard_normal((n_h, n_x)), 0.01 * rng.standard_normal((n_y, n_h))
    return W1, np.zeros((n_h, 1)), W2, np.zeros((n_y, 1))


shape_without_brackets = edited(
    "The shape needs brackets of its own: rng.standard_normal((rows, columns)). Without them the second number is "
    "taken for a dtype.",
    ("(n_h, n_x)", "n_h, n_x"),
    raises="TypeError",
)


@alternative
def normal_with_scale_in_another_order(n_x, n_h, n_y, rng):
    W2 = rng.normal(0, 0.01, size=(n_y, n_h))
    W1 = rng.normal(loc=0.0, scale=0.01, size=(n_h, n_x))
    return {"W2": W2, "b2": np.zeros((n_y, 1)), "W1": W1, "b1": np.zeros((n_h, 1))}


@alternative
def one_number_after_the_other(n_x, n_h, n_y, rng):
    parameters = {}
    for layer, (rows, columns) in enumerate([(n_h, n_x), (n_y, n_h)], start=1):
        W = np.empty((rows, columns))
        for i in range(rows):
            for j in range(columns):
                W[i, j] = rng.standard_normal() * 0.01
        parameters[f"W{layer}"] = W
        parameters[f"b{layer}"] = np.array([[0.0]] * rows)
    return parameters


@alternative
def drawn_in_float32(n_x, n_h, n_y, rng):
    def draw(*shape):
        return rng.standard_normal(shape, dtype=np.float32) * np.float32(0.01)

    W1, W2 = draw(n_h, n_x), draw(n_y, n_h)
    return {"W1": W1, "b1": np.zeros((n_h, 1), np.float32), "W2": W2, "b2": np.zeros((n_y, 1))}


ten_times_too_large = edited(
    "The weights are ten times too large: multiply by 0.01, not by 0.1.", everywhere("0.01 * ", "0.1 * ")
)
