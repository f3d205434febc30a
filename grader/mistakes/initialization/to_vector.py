import numpy as np

from grader.authoring import alternative, edited

as_a_column = edited(
    "This is a column of shape (n, 1). A row with one axis is asked for, shape (n,): ravel instead of reshape(-1, 1).",
    ("array.ravel()", "array.reshape(-1, 1)"),
)
as_a_flat_matrix = edited(
    "This has two axes, shape (1, n). One axis is asked for, shape (n,).", (".values()])", ".values()]).reshape(1, -1)")
)
column_by_column = edited(
    "The arrays are read column by column. Read them row by row, as ravel() does without an argument.",
    ("array.ravel()", 'array.ravel("F")'),
)
sorted_by_name = edited(
    "The names are sorted first. Keep the order of the dict: sorted, b1 stands before W1 or behind it, and W10 "
    "before W2.",
    ("[array.ravel() for array in parameters.values()]", "[parameters[array].ravel() for array in sorted(parameters)]"),
)
weights_first = edited(
    "The arrays come in the wrong order: all weights first, then all biases. Keep the order of the dict.",
    ("array in parameters.values()", 'name, array in sorted(parameters.items(), key=lambda item: item[0][0] != "W")'),
)
biases_left_out = edited(
    "The biases are left out. All numbers of the dict belong into the row.",
    ("array in parameters.values()", 'name, array in parameters.items() if not name.startswith("b")'),
)
names_written_down = edited(
    "The names W1, b1, W2, b2 are written into the code. There may be other names and other numbers of layers: go "
    "through the dict.",
    ("array.ravel() for array in parameters.values()", 'parameters[name].ravel() for name in ("W1", "b1", "W2", "b2")'),
)
counted_by_number = edited(
    "The layers are counted, and W and b of each are looked up by number. The dict may have other names and another "
    "order: go through it as it is.",
    (
        "array.ravel() for array in parameters.values()",
        'parameters[f"{letter}{layer + 1}"].ravel() for layer in range(len(parameters) // 2) for letter in "Wb"',
    ),
)
list_of_rows = edited(
    "This is a list of rows, one for each array. Put them one behind the other into a single array: np.concatenate.",
    ("np.concatenate", "list"),
)
rounded_to_float32 = edited(
    "The numbers are rounded to float32, which has seven digits. The gradient check needs them all: stay in float64.",
    (".values()])", ".values()]).astype(np.float32)"),
)
not_flattened = edited(
    "np.concatenate needs flat arrays. Arrays with different numbers of columns cannot be put one behind the other: "
    "ravel each of them first.",
    ("[array.ravel() for array in parameters.values()]", "list(parameters.values())"),
)
last_array_first = edited(
    "The arrays come in backward order. Keep the order of the dict.",
    ("parameters.values()", "reversed(parameters.values())"),
)


@alternative
def number_after_number(parameters):
    numbers = []
    for array in parameters.values():
        for number in array.flat:
            numbers.append(number)
    return np.array(numbers)


@alternative
def stacked_side_by_side(parameters):
    return np.hstack([np.reshape(parameters[name], -1) for name in parameters])


@alternative
def filled_in(parameters):
    theta = np.empty(sum(array.size for array in parameters.values()))
    position = 0
    for name, array in parameters.items():
        print(name, array.shape)
        theta[position : position + array.size] = array.flatten()
        position += array.size
    return theta


@alternative
def grown_with_append(parameters):
    theta = np.array([])
    for array in parameters.values():
        theta = np.append(theta, array)
    return theta
