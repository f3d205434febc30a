import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

over_the_first_axis = edited(
    "Mean and variance are taken over the first axis, as batch norm does. Each vector is brought to scale by itself: the "
    "last axis.",
    everywhere("axis=-1", "axis=0"),
)
over_the_places = edited(
    "Mean and variance are taken over the places. Each place is brought to scale by itself: the last axis.",
    everywhere("axis=-1", "axis=max(-2, -x.ndim)"),
)
over_places_and_numbers = edited(
    "Mean and variance are taken over places and numbers. Each place is brought to scale by itself: the last axis "
    "alone.",
    everywhere("axis=-1", "axis=tuple(range(max(x.ndim - 2, 0), x.ndim))"),
)
over_everything = edited(
    "Mean and variance are taken over all numbers. Each vector is brought to scale by itself: the last axis.",
    everywhere("axis=-1, ", ""),
)
epsilon_outside_the_root = edited(
    "epsilon is added to the standard deviation. It is added to the variance, under the root.",
    ("np.sqrt(variance + epsilon)", "(np.sqrt(variance) + epsilon)"),
)
without_epsilon = edited(
    "epsilon is missing: a vector of equal numbers is divided by zero.", ("variance + epsilon", "variance")
)
divided_by_the_variance = edited(
    "You divide by the variance. Divide by its root.", ("np.sqrt(variance + epsilon)", "(variance + epsilon)")
)
sample_variance = edited(
    "The variance is divided by depth - 1. Here it is the mean of the squares: divided by depth.",
    ("np.var(x, axis=-1, keepdims=True)", "np.var(x, axis=-1, keepdims=True, ddof=1)"),
)
mean_not_subtracted = edited("The mean is not subtracted.", ("(x - mean)", "x"))
gamma_forgotten = edited("gamma is missing: the result is multiplied by it, number by number.", ("gamma * ", ""))
beta_forgotten = edited("beta is missing: it is added at the end.", (" + beta", ""))
beta_scaled = edited(
    "beta is multiplied by gamma, too. It is added at the very end.",
    (
        "gamma * (x - mean) / np.sqrt(variance + epsilon) + beta",
        "gamma * ((x - mean) / np.sqrt(variance + epsilon) + beta)",
    ),
)
fixed_epsilon = edited("epsilon is always the same. Use the argument.", ("variance + epsilon", "variance + 1e-3"))


@mistake("The result has mean 0 and variance 1, and that is all: gamma scales it, and beta shifts it.")
def neither_scaled_nor_shifted(x, gamma, beta, epsilon=1e-3):
    return (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + epsilon)


@mistake("Where nobody says what epsilon is, another number than 0.001 is used.")
def another_default(x, gamma, beta, epsilon=1e-5):
    return gamma * (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + epsilon) + beta


@alternative
def step_by_step(x, gamma, beta, epsilon=1e-3):
    depth = x.shape[-1]
    centred = x - x.sum(axis=-1, keepdims=True) / depth
    variance = (centred**2).sum(axis=-1, keepdims=True) / depth
    return centred * (variance + epsilon) ** -0.5 * gamma + beta


@alternative
def vector_by_vector(x, gamma, beta, epsilon=1e-3):
    rows = [(row - row.mean()) / np.sqrt(row.std() ** 2 + epsilon) * gamma + beta for row in x.reshape(-1, x.shape[-1])]
    return np.array(rows).reshape(x.shape)


@alternative
def with_ellipsis(x, gamma, beta, epsilon=1e-3):
    mean = np.mean(x, axis=-1)[..., None]
    variance = np.mean(np.square(x - mean), axis=-1)[..., None]
    return np.add(np.multiply((x - mean) / np.sqrt(np.add(variance, epsilon)), gamma), beta)


@alternative
def in_float32(x, gamma, beta, epsilon=1e-3):
    x, gamma, beta = np.float32(x), np.float32(gamma), np.float32(beta)
    away = x - x.mean(axis=-1, keepdims=True)
    return gamma * away / np.sqrt(np.mean(away**2, axis=-1, keepdims=True) + epsilon) + beta
