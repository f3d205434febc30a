import numpy as np

from grader.authoring import alternative, edited
from solutions.logistic_regression import cost, gradients, predict_proba

uphill = edited(
    "You walk uphill. The gradient points to where the cost grows, so subtract it.",
    ('w - learning_rate * grads["dw"]', 'w + learning_rate * grads["dw"]'),
    ('b - learning_rate * float(grads["db"])', 'b + learning_rate * float(grads["db"])'),
)
cost_after_the_step = edited(
    "The final w and b are right, but each cost is taken after its step. Note the cost first, then move.",
    ("costs.append(cost(predict_proba(w, b, X), Y))", ""),
    ('float(grads["db"])', 'float(grads["db"])', "costs.append(cost(predict_proba(w, b, X), Y))"),
)
gradients_before_the_loop = edited(
    "The gradients are computed once, before the loop. Every step stands at a new place: compute them in each round.",
    ("costs = []", "costs = []", "grads = gradients(w, b, X, Y)"),
    ("grads = gradients(w, b, X, Y)", ""),
)
bias_stays = edited(
    "The bias never moves. Update b in each round, too.", ('b = b - learning_rate * float(grads["db"])', "")
)
starts_from_zeros = edited(
    "You start from zeros. Start from the w and b that are passed in.",
    ("costs = []", "w, b = initialize(X.shape[0])", "costs = []"),
)
one_step_too_many = edited(
    "The loop runs once too often. range(n) gives exactly n rounds.",
    ("range(num_iterations)", "range(num_iterations + 1)"),
)
one_step_too_few = edited(
    "One step is missing: range(1, n) gives only n - 1 rounds. range(n) gives n.",
    ("range(num_iterations)", "range(1, num_iterations)"),
)
learning_rate_forgotten = edited(
    "The learning rate is not used: multiply each gradient by it.",
    ('learning_rate * grads["dw"]', 'grads["dw"]'),
    ('learning_rate * float(grads["db"])', 'float(grads["db"])'),
)
caller_weights_overwritten = edited(
    "The numbers are right, but w -= ... changes the caller's array. Write w = w - ..., which makes a new one.",
    ('w = w - learning_rate * grads["dw"]', 'w -= learning_rate * grads["dw"]'),
)
weights_moved_before_db = edited(
    "db is computed after w has moved, so both steps are taken from different places. Compute both gradients first, "
    "then move both.",
    ('grads["db"]', 'gradients(w, b, X, Y)["db"]'),
)
steps_on_a_copy = edited(
    "The steps are made on a copy that is thrown away: the w and b that you return are those that came in.",
    ("costs = []", "costs, w_before, b_before = [], w, b"),
    ("return w, b,", "return w_before, b_before,"),
)
every_hundredth_cost = edited(
    "The list holds only every hundredth cost. Here every round counts: append in each one.",
    ("return w, b, costs", "return w, b, costs[::100]"),
)
last_cost_only = edited(
    "Only the last cost comes back. Collect the costs in a list that is made before the loop.",
    ("return w, b, costs", "return w, b, costs[-1] if costs else 0.0"),
)
variable_hides_the_function = edited(
    "A variable named cost hides your function cost inside optimize, so Python cannot call it. Give the number "
    "another name, such as J.",
    ("costs.append(cost(", "cost = cost(predict_proba(w, b, X), Y)", "costs.append(cost("),
)
costs_not_returned = edited(
    "Return all three: the final w, the final b, and the list of costs.", ("w, b, costs", "w, b")
)


@alternative
def on_a_copy_in_place(w, b, X, Y, num_iterations, learning_rate):
    w = w.copy()
    costs = np.zeros(num_iterations)
    for i in range(num_iterations):
        costs[i] = cost(predict_proba(w, b, X), Y)
        grads = gradients(w, b, X, Y)
        w -= learning_rate * grads["dw"]
        b -= learning_rate * grads["db"]
        print(f"iteration {i}: cost {costs[i]:.4f}")
    return w, b, costs


@alternative
def formulas_written_out(w, b, X, Y, num_iterations, learning_rate):
    costs, m = [], X.shape[1]
    while len(costs) < num_iterations:
        A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
        costs = costs + [float(-np.mean(np.log(np.where(Y == 1, A, 1 - A) + 1e-12)))]
        w = w - learning_rate / m * np.dot(X, (A - Y).T)
        b = b - learning_rate / m * np.sum(A - Y)
    return [w, np.array(b), costs]
