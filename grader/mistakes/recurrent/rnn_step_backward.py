import numpy as np

from grader.authoring import alternative, edited

slope_forgotten = edited(
    "The slope of tanh is missing: dz is dh_next times 1 - h_next ** 2.",
    ("dz = dh_next * (1 - h_next**2)", "dz = dh_next"),
)
slope_at_the_state_before = edited(
    "The slope of tanh is taken from the state before. It belongs to what tanh gave: h_next.",
    ("1 - h_next**2", "1 - h**2"),
)
slope_without_square = edited("The slope of tanh is 1 - h_next ** 2: the square is missing.", ("h_next**2", "h_next"))
slope_of_a_sigmoid = edited(
    "That is the slope of a sigmoid. The slope of tanh is 1 - h_next ** 2.",
    ("(1 - h_next**2)", "h_next * (1 - h_next)"),
)
tanh_of_the_tanh = edited(
    "You took the tanh of h_next, which has been through it already. The slope is 1 - h_next ** 2.",
    ("h_next**2", "np.tanh(h_next) ** 2"),
)
Wh_not_transposed = edited(
    "dh goes through Wh as on the way out. On the way back it is transposed: dz @ Wh.T.",
    ('parameters["Wh"].T', 'parameters["Wh"]'),
)
h_next_for_h = edited(
    "dWh is computed with the state after. The matrix met the state before: h.T @ dz.", ("h.T @ dz", "h_next.T @ dz")
)
averaged = edited(
    "The gradients of the parameters are averaged over the examples. They are sums; the loss has its division already.",
    (
        '"dWx": x.T @ dz, "dWh": h.T @ dz, "db": dz.sum(axis=0)',
        '"dWx": x.T @ dz / len(x), "dWh": h.T @ dz / len(x), "db": dz.mean(axis=0)',
    ),
)
db_not_summed = edited(
    "db has a row for each example. Sum over them: its shape is that of b.", ("dz.sum(axis=0)", "dz")
)
db_keeps_an_axis = edited(
    "db has shape (1, n_h). Sum without keepdims: its shape is that of b, (n_h,).",
    ("dz.sum(axis=0)", "dz.sum(axis=0, keepdims=True)"),
)
dh_without_Wh = edited(
    "dh is dz itself, as if there were no matrix. It goes back through Wh: dz @ Wh.T.",
    ('dz @ parameters["Wh"].T', "dz"),
)
weights_transposed = edited(
    "dWx and dWh are transposed. Each has the shape of its matrix: the input transposed, times dz.",
    ("x.T @ dz", "dz.T @ x"),
    ("h.T @ dz", "dz.T @ h"),
)
slope_missing_for_the_inputs = edited(
    "dx and dh are made of dh_next, before the slope of tanh. Make all five of dz.",
    ('dz @ parameters["Wx"].T, dz @ parameters["Wh"].T', 'dh_next @ parameters["Wx"].T, dh_next @ parameters["Wh"].T'),
)
returned_in_another_order = edited(
    "dx and dh come back in another order. Return dx first, then dh, then the dict.",
    ("return dx, dh, grads", "return dh, dx, grads"),
)
slope_with_the_wrong_sign = edited(
    "The slope of tanh is 1 minus h_next ** 2, not plus.", ("1 - h_next**2", "1 + h_next**2")
)
bias_of_one_example = edited("db is that of one example. Sum dz over all rows.", ("dz.sum(axis=0)", "dz[0]"))


@alternative
def computed_anew(dh_next, x, h, h_next, parameters):
    z = x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"]
    dz = dh_next / np.cosh(z) ** 2
    grads = {"db": np.sum(dz, 0), "dWh": np.dot(h.T, dz), "dWx": np.dot(x.T, dz)}
    return np.dot(dz, parameters["Wx"].T), np.dot(dz, parameters["Wh"].T), grads


@alternative
def with_einsum(dh_next, x, h, h_next, parameters):
    dz = dh_next - dh_next * h_next * h_next
    dx = np.einsum("mj,ij->mi", dz, parameters["Wx"])
    dh = np.einsum("mj,ij->mi", dz, parameters["Wh"])
    weights = {"dWx": np.einsum("mi,mj->ij", x, dz), "dWh": np.einsum("mi,mj->ij", h, dz)}
    return [dx, dh, {**weights, "db": np.einsum("mj->j", dz)}]


@alternative
def one_example_after_the_other(dh_next, x, h, h_next, parameters):
    dx, dh = np.zeros(x.shape), np.zeros(h.shape)
    grads = {"dWx": 0.0, "dWh": 0.0, "db": 0.0}
    for i in range(len(x)):
        dz = dh_next[i] * (1 - h_next[i]) * (1 + h_next[i])
        dx[i], dh[i] = parameters["Wx"] @ dz, parameters["Wh"] @ dz
        grads["dWx"] = grads["dWx"] + np.outer(x[i], dz)
        grads["dWh"] = grads["dWh"] + np.outer(h[i], dz)
        grads["db"] = grads["db"] + dz
    return dx, dh, grads


@alternative
def in_float32(dh_next, x, h, h_next, parameters):
    small = [array.astype(np.float32) for array in (dh_next, x, h, h_next, parameters["Wx"], parameters["Wh"])]
    dh_next, x, h, h_next, Wx, Wh = small
    dz = dh_next * (1 - h_next**2)
    return dz @ Wx.T, dz @ Wh.T, {"dWx": x.T @ dz, "dWh": h.T @ dz, "db": dz.sum(axis=0)}
