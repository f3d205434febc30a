import numpy as np

from grader.authoring import alternative, edited

one_side_only = edited(
    "The step goes to one side only. Go to both sides, theta plus and theta minus the step, and divide by their "
    "distance, 2 epsilon.",
    ("(f(theta + step) - f(theta - step)) / (2 * epsilon)", "(f(theta + step) - f(theta)) / epsilon"),
)
left_side_only = edited(
    "The step goes to the left side only. Go to both sides, and divide by their distance, 2 epsilon.",
    ("(f(theta + step) - f(theta - step)) / (2 * epsilon)", "(f(theta) - f(theta - step)) / epsilon"),
)
divided_by_one_epsilon = edited(
    "The two places are 2 epsilon apart, but you divide by epsilon. All slopes are twice too large.",
    ("2 * epsilon", "epsilon"),
)
brackets_of_two_epsilon = edited(
    "Brackets are missing: / 2 * epsilon divides by 2 and then MULTIPLIES by epsilon. Write / (2 * epsilon).",
    ("2 * epsilon", "2 / epsilon"),
)
left_minus_right = edited(
    "The sign is turned round: the height on the right minus the height on the left.",
    ("f(theta + step) - f(theta - step)", "f(theta - step) - f(theta + step)"),
)
not_divided = edited(
    "The change is not divided by the distance of the two places, 2 epsilon.",
    ("(f(theta + step) - f(theta - step)) / (2 * epsilon)", "f(theta + step) - f(theta - step)"),
)
all_moved_together = edited(
    "All entries are moved together. Move one entry at a time, and leave all the others where they are.",
    ("step[i]", "step[:]"),
)
multiplied_for_added = edited(
    "theta is made longer and shorter, theta * (1 + epsilon). Add epsilon to the one entry and subtract it.",
    ("f(theta + step) - f(theta - step)", "f(theta * (1 + step)) - f(theta * (1 - step))"),
)
epsilon_written_down = edited(
    "The epsilon of the caller is not used: another one is written into the code.",
    ("slopes = np.zeros(len(theta))", "epsilon = 1e-6", "slopes = np.zeros(len(theta))"),
)
entries_stay_moved = edited(
    "An entry that was moved stays moved while the next one is measured. Take a fresh copy of theta for each entry.",
    ("(2 * epsilon)", "(2 * epsilon)", "theta = theta - step"),
)
moved_in_place = edited(
    "theta itself is moved, and the caller's array is not the same afterwards, if only in the last digit. Work on a "
    "copy.",
    (
        "for i in range(len(theta)):\n    step = np.zeros(len(theta))\n    step[i] = epsilon\n    slopes[i] = (f(theta + step) - f(theta - step)) / (2 * epsilon)",
        "for i in range(len(theta)):",
        "    theta[i] += epsilon",
        "    right = f(theta)",
        "    theta[i] -= 2 * epsilon",
        "    slopes[i] = (right - f(theta)) / (2 * epsilon)",
        "    theta[i] += epsilon",
    ),
)
step_cut_off = edited(
    "theta holds whole numbers, and a small step that is added to an entry of such an array is cut off. Make a copy "
    "as floats first: np.array(theta, dtype=float).",
    ("theta + step", "(theta + step).astype(theta.dtype)"),
    ("theta - step", "(theta - step).astype(theta.dtype)"),
)
slopes_cut_off = edited(
    "The slopes are written into an array like theta. If theta holds whole numbers, so do the slopes, and their "
    "decimals are cut off. Use np.zeros(len(theta)).",
    ("slopes = np.zeros(len(theta))", "slopes = np.zeros_like(theta)"),
)
measured_in_float32 = edited(
    "theta is rounded to float32. It has seven digits, and the difference of two nearly equal heights is made of the "
    "others. Stay in float64.",
    ("f(theta + step) - f(theta - step)", "f(np.float32(theta + step)) - f(np.float32(theta - step))"),
)
last_slope_only = edited(
    "Only the slope of the last entry comes back. Collect all slopes in an array of shape (n,).",
    ("slopes[i]", "slope"),
    ("return slopes", "return slope"),
)
slopes_as_a_column = edited(
    "The answer is a column, (n, 1). The slopes should have the shape of theta, (n,).",
    ("return slopes", "return slopes.reshape(-1, 1)"),
)


@alternative
def rows_of_an_identity_matrix(f, theta, epsilon):
    steps = epsilon * np.eye(len(theta))
    return np.array([(f(theta + step) - f(theta - step)) / (2 * epsilon) for step in steps])


@alternative
def fresh_copies(f, theta, epsilon):
    slopes = []
    for i in range(theta.size):
        right = np.array(theta, dtype=np.float64)
        left = np.array(theta, dtype=np.float64)
        right[i] += epsilon
        left[i] -= epsilon
        slopes.append(f(right) / (2 * epsilon) - f(left) / (2 * epsilon))
    print("measured", len(slopes), "slopes")
    return np.array(slopes)


@alternative
def moved_and_put_back(f, theta, epsilon):
    moved = theta.astype(float)
    slopes = np.empty(moved.shape)
    for i, value in enumerate(theta):
        moved[i] = value + epsilon
        right = f(moved)
        moved[i] = value - epsilon
        left = f(moved)
        moved[i] = value
        slopes[i] = 0.5 * (right - left) / epsilon
    return slopes


@alternative
def divided_by_the_true_distance(f, theta, epsilon):
    slopes = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        right, left = theta + 0.0, theta + 0.0
        right[i] += epsilon
        left[i] -= epsilon
        slopes[i] = (f(right) - f(left)) / (right[i] - left[i])
    return slopes
