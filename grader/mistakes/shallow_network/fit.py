import numpy as np

from grader.authoring import alternative, edited
from solutions.shallow_network import backward, cost, forward, initialize, update

initialized_in_every_round = edited(
    "Every round starts from fresh weights, so nothing is ever learned. Initialize once, before the loop.",
    ("A2, cache", "parameters = initialize(X.shape[0], n_h, Y.shape[0], rng)", "A2, cache"),
)
new_parameters_thrown_away = edited(
    "update returns the new parameters, but you do not keep them: the network stays as it was born.",
    ("parameters = update(parameters, grads, learning_rate)", ""),
)
cost_after_the_step = edited(
    "Each cost is taken after its step. Note the cost first, then move: costs[0] is that of the fresh network.",
    ("costs.append(cost(A2, Y))", ""),
    ("grads, learning_rate)", "grads, learning_rate)", "costs.append(cost(forward(X, parameters)[0], Y))"),
)
forward_before_the_loop = edited(
    "forward is called once, before the loop, so every round is told the same old answers. Call it in each round.",
    (
        "for _ in range(num_iterations):\n    A2, cache = forward(X, parameters)",
        "A2, cache = forward(X, parameters)",
        "for _ in range(num_iterations):",
    ),
)
gradients_before_the_loop = edited(
    "The gradients are computed once, before the loop. Every step stands at a new place: call backward in each round.",
    ("costs = []", "costs = []", "grads = backward(parameters, forward(X, parameters)[1], X, Y)"),
    ("grads = backward(parameters, cache, X, Y)", ""),
)
one_step_too_many = edited(
    "The loop runs once too often. range(n) gives exactly n rounds.",
    ("range(num_iterations)", "range(num_iterations + 1)"),
)
one_step_too_few = edited(
    "One step is missing: range(1, n) gives only n - 1 rounds. range(n) gives n.",
    ("range(num_iterations)", "range(1, num_iterations)"),
)
every_hundredth_cost = edited(
    "The list holds only every hundredth cost. Here every round counts: append in each one.",
    ("for _ in range(num_iterations):", "for i in range(num_iterations):"),
    ("costs.append(cost(A2, Y))", "if i % 100 == 0:", "    costs.append(cost(A2, Y))"),
)
last_cost_only = edited(
    "Only the last cost comes back. Collect the costs in a list that is made before the loop.",
    ("return parameters, costs", "return parameters, costs[-1] if costs else 0.0"),
)
learning_rate_fixed = edited(
    "The learning rate is a fixed number of your own. Use the argument learning_rate.",
    ("grads, learning_rate", "grads, 0.1"),
)
always_four_units = edited(
    "The network always has four hidden units. Their number is the argument n_h.",
    ("initialize(X.shape[0], n_h, Y.shape[0], rng)", "initialize(X.shape[0], 4, Y.shape[0], rng)"),
)
sizes_from_the_columns = edited(
    "n_x and n_y come from the wrong axis: X.shape[1] is the number of points. Coordinates are rows, X.shape[0].",
    ("initialize(X.shape[0], n_h, Y.shape[0], rng)", "initialize(X.shape[1], n_h, Y.shape[1], rng)"),
)
variable_hides_the_function = edited(
    "A variable named cost hides your function cost inside fit, so Python cannot call it. Give the number another "
    "name, such as J.",
    ("A2, cache = forward(X, parameters)", "A2, cache = forward(X, parameters)", "cost = cost(A2, Y)"),
    raises="UnboundLocalError",
)
costs_not_returned = edited(
    "Return both: the final parameters, and the list of costs.", ("parameters, costs", "parameters")
)
return_inside_the_loop = edited(
    "A return inside the loop ends it after the first round. Move it to the left, below the loop.",
    ("grads, learning_rate)", "grads, learning_rate)", "return parameters, costs"),
)


@alternative
def formulas_written_out(X, Y, n_h, num_iterations, learning_rate, rng):
    (n_x, m), n_y = X.shape, Y.shape[0]
    W2, b2 = rng.normal(0, 0.01, (n_y, n_h)), np.zeros((n_y, 1))
    W1, b1 = rng.normal(0, 0.01, (n_h, n_x)), np.zeros((n_h, 1))
    costs = np.zeros(num_iterations)
    for i in range(num_iterations):
        A1 = np.tanh(np.dot(W1, X) + b1)
        A2 = 1 / (1 + np.exp(-(np.dot(W2, A1) + b2)))
        costs[i] = -np.mean(np.log(np.where(Y == 1, A2, 1 - A2) + 1e-12))
        dZ2 = (A2 - Y) / m
        dZ1 = np.dot(W2.T, dZ2) * (1 - A1**2)
        W2, b2 = W2 - learning_rate * np.dot(dZ2, A1.T), b2 - learning_rate * dZ2.sum(axis=1, keepdims=True)
        W1, b1 = W1 - learning_rate * np.dot(dZ1, X.T), b1 - learning_rate * dZ1.sum(axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, costs


@alternative
def prints_on_the_way(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters = initialize(n_x=len(X), n_h=n_h, n_y=len(Y), rng=rng)
    costs = []
    while len(costs) < num_iterations:
        A2, cache = forward(X, parameters)
        costs = costs + [np.asarray(cost(A2, Y))]
        if len(costs) % 10 == 1:
            print(f"step {len(costs)}: cost {float(costs[-1]):.4f}")
        parameters = update(parameters, backward(parameters, cache, X, Y), learning_rate)
    return [parameters, costs]


@alternative
def in_place_on_its_own_arrays(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters = initialize(X.shape[0], n_h, Y.shape[0], rng)
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        for name, slope in backward(parameters, cache, X, Y).items():
            parameters[name[1:]] -= learning_rate * slope
    return parameters, tuple(costs)


@alternative
def trained_in_float32(X, Y, n_h, num_iterations, learning_rate, rng):
    parameters = {
        name: value.astype(np.float32) for name, value in initialize(X.shape[0], n_h, Y.shape[0], rng).items()
    }
    X, costs = X.astype(np.float32), []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(np.float32(cost(A2, Y)))
        grads = backward(parameters, cache, X, Y)
        parameters = {
            name: (parameters[name] - learning_rate * grads["d" + name]).astype(np.float32) for name in parameters
        }
    return parameters, costs


cache_not_taken_apart = edited(
    "forward returns two things, A2 and the cache, and you put both under one name. Take them apart, with a "
    "name for each on the left.",
    ("A2, cache = forward(X, parameters)", "A2 = cache = forward(X, parameters)"),
)
