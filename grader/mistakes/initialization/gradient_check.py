import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.initialization import from_vector, numerical_gradient, relative_difference, to_vector

matched_by_place = edited(
    "Gradients are matched with parameters by their place in the dict. A backward pass begins with the last layer: "
    "find each gradient by its name.",
    (
        'grads["d" + name], measured[name]) for name in parameters',
        "slope, measured[name]) for name, slope in zip(parameters, grads.values())",
    ),
)
absolute_differences = edited(
    "These are absolute differences. Use relative_difference, so that tiny slopes count as much as large ones.",
    ('relative_difference(grads["d" + name], measured[name])', 'np.linalg.norm(grads["d" + name] - measured[name])'),
)
one_number_for_all = edited(
    "This is one number for all gradients together. Return one for each, in a dict, so that one can see where the "
    "error is.",
    (
        '{"d" + name: relative_difference(grads["d" + name], measured[name]) for name in parameters}',
        'relative_difference(to_vector({name: grads["d" + name] for name in parameters}), slopes)',
    ),
)
named_like_parameters = edited(
    "The names of the parameters are used. Return the differences under the names of the gradients, with a d in front.",
    ('{"d" + name: ', "{name: "),
)
yes_or_no = edited(
    "Right gradients should get a number near 0, but they get 1. If you return True and False, return the relative "
    "difference itself instead.",
    (
        'relative_difference(grads["d" + name], measured[name])',
        'bool(relative_difference(grads["d" + name], measured[name]) < 1e-7)',
    ),
)
slopes_returned = edited(
    "These are the measured slopes themselves. Compare each with its gradient: relative_difference.",
    ('relative_difference(grads["d" + name], measured[name])', "measured[name]"),
)
compared_with_parameters = edited(
    "The gradients are compared with the parameters. Compare them with the measured slopes.",
    ("measured[name]", "parameters[name]"),
)
compared_with_themselves = edited(
    "The gradients are compared with themselves: then the difference is always 0. Compare them with the measured "
    "slopes.",
    ("measured[name]", 'grads["d" + name]'),
)


@mistake("The slopes are measured to one side only. Use your numerical_gradient, which goes to both sides.")
def checked_to_one_side(parameters, grads, cost_of):
    theta, slopes = to_vector(parameters), []
    for i in range(len(theta)):
        moved = theta.copy()
        moved[i] += 1e-5
        slopes.append((cost_of(from_vector(moved, parameters)) - cost_of(parameters)) / 1e-5)
    measured = from_vector(np.array(slopes), parameters)
    return {"d" + name: relative_difference(grads["d" + name], measured[name]) for name in parameters}


checked_in_float32 = edited(
    "The parameters are rounded to float32. With seven digits a tiny change of the cost cannot be measured. Stay in "
    "float64.",
    (
        "cost_of(from_vector(moved, parameters))",
        "np.float32(cost_of(from_vector(moved.astype(np.float32), parameters)))",
    ),
)
step_too_large = edited(
    "The step is far too large: with it, right gradients look wrong. Take epsilon = 1e-5.", ("1e-5", "0.1")
)
step_too_small = edited(
    "The step is far too small: the two costs agree in nearly all their digits, and only noise is left. Take epsilon "
    "= 1e-5.",
    ("1e-5", "1e-13"),
)
list_of_differences = edited(
    "The differences come in the right order, but as a list. Return a dict, with the name of each gradient.",
    ('{"d" + name: ', "["),
    ("for name in parameters}", "for name in parameters]"),
)


@alternative
def gradient_check_with_a_def(parameters, grads, cost_of):
    def cost_of_row(row):
        return cost_of(from_vector(row, parameters))

    measured = from_vector(numerical_gradient(cost_of_row, to_vector(parameters), epsilon=1e-6), parameters)
    differences = {}
    for name, slope in measured.items():
        differences[f"d{name}"] = relative_difference(slope, grads[f"d{name}"])
    print(differences)
    return differences


@alternative
def gradient_check_parameter_by_parameter(parameters, grads, cost_of):
    differences = {}
    for name in parameters:
        slopes = np.zeros(parameters[name].shape)
        for place in np.ndindex(slopes.shape):
            costs = []
            for step in (1e-5, -1e-5):
                moved = {key: array.copy() for key, array in parameters.items()}
                moved[name][place] += step
                costs.append(cost_of(moved))
            slopes[place] = (costs[0] - costs[1]) / 2e-5
        differences["d" + name] = relative_difference(grads["d" + name], slopes)
    return differences


@alternative
def gradient_check_on_rows(parameters, grads, cost_of):
    by_formula = to_vector({name: grads["d" + name] for name in parameters})
    slopes = numerical_gradient(lambda row: cost_of(from_vector(row, parameters)), to_vector(parameters), 1e-5)
    differences, start = {"all": relative_difference(by_formula, slopes)}, 0
    for name, array in parameters.items():
        end = start + array.size
        differences["d" + name] = np.array(relative_difference(by_formula[start:end], slopes[start:end]))
        start = end
    return differences
