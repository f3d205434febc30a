import numpy as np

from grader.authoring import alternative, edited

always_from_the_start = edited(
    "Every array is cut from the beginning of theta. Remember where the last piece ended, and begin the next one "
    "there.",
    ("start = end", "pass"),
)
back_column_by_column = edited(
    "The pieces are put in column by column. Row by row is asked for, as reshape does without an order.",
    ("array.shape", 'array.shape, order="F"'),
)
pieces_left_flat = edited(
    "The pieces are still flat. Give each the shape of its array in the template: reshape(array.shape).",
    ("array.shape", "array.size"),
)
rows_for_numbers = edited(
    "len(array) is the number of rows. How many numbers an array holds tells array.size.", ("array.size", "len(array)")
)
template_returned = edited(
    "This is the template itself, with its old numbers. Fill new arrays with the numbers of theta.",
    ("return parameters", "return {name: array.copy() for name, array in template.items()}"),
)
written_into_the_template = edited(
    "The right numbers are there, but they have been written into the arrays of the template. Make new arrays and a "
    "new dict.",
    ("parameters, start = {}", "parameters, start = template"),
    ("parameters[name] =", "parameters[name][...] ="),
)
back_sorted_by_name = edited(
    "The names are sorted first. Go through the template in its own order.",
    ("template.items()", "sorted(template.items())"),
)
back_weights_first = edited(
    "The weights are cut out first, then the biases. Go through the template in its own order.",
    ("template.items()", 'sorted(template.items(), key=lambda item: not item[0].startswith("W"))'),
)
read_from_the_end = edited(
    "theta is read from its end. Begin with the first number and the first array.",
    ("template.items()", "reversed(template.items())"),
)
one_number_skipped = edited(
    "One number is skipped between the pieces. A slice leaves out its end, so the next piece begins exactly there.",
    ("theta[start:end].reshape(array.shape).copy()", "np.resize(theta[start : start + array.size], array.shape)"),
    ("start = end", "start += array.size + 1"),
)
back_names_written_down = edited(
    "The names W1, b1, W2, b2 are written into the code. There may be other names and other numbers of layers: go "
    "through the template.",
    ("template.items()", '[(name, template[name]) for name in ("W1", "b1", "W2", "b2")]'),
)
list_of_arrays = edited(
    "The arrays stand in a list. Put them into a dict, under the names of the template.",
    ("return parameters", "return list(parameters.values())"),
)
back_transposed = edited(
    "Rows and columns are swapped: each piece gets the shape of the transposed array. Take array.shape as it is.",
    ("array.shape", "array.T.shape"),
)
back_in_float32 = edited(
    "The numbers are rounded to float32, which has seven digits. The gradient check needs them all: stay in float64.",
    (".copy()", ".astype(np.float32)"),
)
made_like_the_template = edited(
    "The new arrays are made like those of the template. If it holds whole numbers, so do they, and the decimals are "
    "cut off. Only its names, order and shapes count.",
    (".copy()", ".astype(array.dtype)"),
)


@alternative
def cut_with_split(theta, template):
    ends = np.cumsum([array.size for array in template.values()])
    pieces = np.split(theta, ends[:-1])
    return {name: piece.reshape(array.shape) for (name, array), piece in zip(template.items(), pieces)}


@alternative
def taken_from_an_iterator(theta, template):
    numbers = iter(theta)
    parameters = {}
    for name, array in template.items():
        parameters[name] = np.array([next(numbers) for _ in range(array.size)]).reshape(np.shape(array))
    return parameters


@alternative
def copied_and_filled(theta, template):
    parameters = {name: np.zeros(array.shape) for name, array in template.items()}
    position = 0
    for array in parameters.values():
        array.flat = theta[position : position + array.size]
        position += array.size
    print(position, "numbers used")
    return parameters


@alternative
def rest_cut_shorter(theta, template):
    rest, parameters = theta, {}
    for name in template:
        size = int(np.prod(template[name].shape))
        parameters[name], rest = np.reshape(rest[:size], template[name].shape), rest[size:]
    return parameters
