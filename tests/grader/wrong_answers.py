"""Wrong answers of kinds that students give, each with what must be told of it, and what must not.

`told` leads to the mistake, and `untold` would be untrue of the code, or was said of it once; both are patterns that are
looked for in all that the student reads. `share` is of the points, where the case is about these.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class WrongAnswer:
    """An answer to one exercise of a notebook that is right otherwise."""

    slug: str
    exercise: str
    title: str
    code: str
    told: str
    untold: str = ""
    share: float | None = None


CASES = [
    WrongAnswer(
        "initialization",
        "initialize_zeros",
        "entries None (unfinished)",
        """
def initialize_zeros(layer_dims):
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = None
        parameters[f"b{l}"] = None
    return parameters
""",
        told="it is None. There is no value in it",
        untold="return at the end|range",
    ),
    WrongAnswer(
        "initialization",
        "initialize_zeros",
        "ones for the weights",
        """
def initialize_zeros(layer_dims):
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = np.ones((layer_dims[l], layer_dims[l - 1]))
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters
""",
        told="These weights are ones",
    ),
    WrongAnswer(
        "initialization",
        "initialize_he",
        "fan of the own layer, biases random",
        """
def initialize_he(layer_dims, rng):
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = rng.standard_normal((layer_dims[l], layer_dims[l - 1])) * 2 / np.sqrt(layer_dims[l])
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters
""",
        told="BEFORE|variance is 2 / n",
        untold="This is 2 divided by the width",
    ),
    WrongAnswer(
        "initialization",
        "initialize_he",
        "times n_before instead of divided",
        """
def initialize_he(layer_dims, rng):
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = rng.standard_normal((layer_dims[l], layer_dims[l - 1])) * np.sqrt(2 * layer_dims[l - 1])
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters
""",
        told="divided by the fan-in",
        untold="last layer is missing",
    ),
    WrongAnswer(
        "initialization",
        "relative_difference",
        "always 0.0",
        """
def relative_difference(a, b):
    return 0.0
""",
        told="The answer is 0, and that is too small",
        untold="Brackets are missing|absolute difference",
    ),
    WrongAnswer(
        "convolution",
        "conv_forward",
        "bias of the filter handed over as an array of one number, b[c : c + 1]",
        """
def conv_forward(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, _, _, n_C = W.shape
    n_H, n_W = output_size(n_H_prev, f, stride, pad), output_size(n_W_prev, f, stride, pad)
    padded = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    window = padded[i, h * stride : h * stride + f, w * stride : w * stride + f, :]
                    Z[i, h, w, c] = conv_step(window, W[..., c], b[c : c + 1])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}
""",
        told="take the entry out by its index",
        untold="All biases are handed",
    ),
    WrongAnswer(
        "convolution",
        "pool_forward",
        "unfinished: the array of zeros comes back",
        """
def pool_forward(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    A = np.zeros((m, output_size(n_H_prev, f, stride, 0), output_size(n_W_prev, f, stride, 0), n_C))
    return A, {"A_prev": A_prev, "f": f, "stride": stride}
""",
        told="it is 0 everywhere",
        untold="spelt|below zero",
    ),
    WrongAnswer(
        "convolution",
        "pool_forward",
        "result written at places counted in pixels: right for every stride of 1",
        """
def pool_forward(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H, n_W = output_size(n_H_prev, f, stride, 0), output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for h in range(0, n_H, stride):
        for w in range(0, n_W, stride):
            window = A_prev[:, h : h + f, w : w + f, :]
            A[:, h, w, :] = window.max(axis=(1, 2)) if mode == "max" else window.mean(axis=(1, 2))
    return A, {"A_prev": A_prev, "f": f, "stride": stride}
""",
        told="in steps of stride, and places of A",
    ),
    WrongAnswer(
        "convolution",
        "pool_forward",
        "columns start from h",
        """
def pool_forward(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H, n_W = output_size(n_H_prev, f, stride, 0), output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            top, left = h * stride, h * stride
            window = A_prev[:, top : top + f, left : left + f, :]
            A[:, h, w, :] = window.max(axis=(1, 2)) if mode == "max" else window.mean(axis=(1, 2))
    return A, {"A_prev": A_prev, "f": f, "stride": stride}
""",
        told="computed from h, the number of the row",
        untold="log of zero",
    ),
    WrongAnswer(
        "convolution",
        "conv_backward",
        "frame cut off image by image into an array made before, pad : -pad",
        """
def conv_backward(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    dA_prev, dW = np.zeros(A_prev.shape), np.zeros(W.shape)
    padded = zero_pad(A_prev, pad)
    for i in range(m):
        da = np.zeros(padded[i].shape)
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                    da[rows, columns] += W[..., c] * dZ[i, h, w, c]
                    dW[..., c] += padded[i, rows, columns] * dZ[i, h, w, c]
        dA_prev[i] = da[pad:-pad, pad:-pad]
    return dA_prev, dW, dZ.sum(axis=(0, 1, 2))
""",
        told="-0 is 0",
    ),
    WrongAnswer(
        "convolution",
        "pool_backward",
        "max by argmax, = for +=",
        """
def pool_backward(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    dA_prev = np.zeros(A_prev.shape)
    m, n_H, n_W, n_C = dA.shape
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    if mode == "max":
                        r, k = np.unravel_index(np.argmax(A_prev[i, top : top + f, left : left + f, c]), (f, f))
                        dA_prev[i, top + r, left + k, c] = dA[i, h, w, c]
                    else:
                        dA_prev[i, top : top + f, left : left + f, c] += dA[i, h, w, c] / f**2
    return dA_prev
""",
        told=r"Add the blame of each with \+=",
    ),
    WrongAnswer(
        "convolution",
        "pool_backward",
        "window starts without the stride",
        """
def pool_backward(dA, cache, mode):
    A_prev, f = cache["A_prev"], cache["f"]
    dA_prev = np.zeros(A_prev.shape)
    for h in range(dA.shape[1]):
        for w in range(dA.shape[2]):
            window = A_prev[:, h : h + f, w : w + f, :]
            blame = dA[:, h : h + 1, w : w + 1, :]
            share = window == window.max(axis=(1, 2), keepdims=True) if mode == "max" else np.full(window.shape, 1 / f**2)
            dA_prev[:, h : h + f, w : w + f, :] += share * blame
    return dA_prev
""",
        told="row h times stride",
    ),
    WrongAnswer(
        "yolo",
        "iou",
        "one slip: bottom edge is min of box1's own",
        """
def iou(box1, box2):
    width = max(0.0, min(box1[2], box2[2]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[3], box1[3]) - max(box1[1], box2[1]))
    common = width * height
    union = (box1[2] - box1[0]) * (box1[3] - box1[1]) + (box2[2] - box2[0]) * (box2[3] - box2[1]) - common
    return common / union if union > 0 else 0.0
""",
        told="The lower edge of the common part is that of box1 alone",
        untold="smaller area|do not count alone",
    ),
    WrongAnswer(
        "yolo",
        "iou",
        "area of box1 taken twice",
        """
def iou(box1, box2):
    width = max(0.0, min(box1[2], box2[2]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[3], box2[3]) - max(box1[1], box2[1]))
    common = width * height
    area = (box1[2] - box1[0]) * (box1[3] - box1[1])
    union = 2 * area - common
    return common / union if union > 0 else 0.0
""",
        told="The area of box1 is counted twice",
        untold="smaller area",
    ),
    WrongAnswer(
        "yolo",
        "non_max_suppression",
        "threshold fixed at 0.5",
        """
def non_max_suppression(boxes, scores, classes, iou_threshold):
    order, kept = np.argsort(-scores, kind="stable"), []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[(iou_matrix(boxes[[best]], boxes[rest])[0] <= 0.5) | (classes[rest] != classes[best])]
    return np.array(kept, dtype=int)
""",
        told="fixed at 0.5",
    ),
    WrongAnswer(
        "siamese",
        "verify",
        "always no (unfinished)",
        """
def verify(e1, e2, threshold):
    return np.zeros(len(e1), dtype=bool)
""",
        told="it is False everywhere",
        untold="absolute differences",
    ),
    WrongAnswer(
        "optimizers",
        "adam_step",
        "state arrays updated by *= and +=, in a new dict",
        """
def adam_step(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t, new, memory = state.get("t", 0) + 1, {}, dict(state)
    memory["t"] = t
    for name, w in parameters.items():
        g = grads["d" + name]
        m = beta_1 * memory.get("m" + name, np.zeros(w.shape)) + (1 - beta_1) * g
        s = memory.get("s" + name, np.zeros(w.shape))
        s *= beta_2
        s += (1 - beta_2) * g**2
        memory["m" + name], memory["s" + name] = m, s
        new[name] = w - learning_rate * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)
    return new, memory
""",
        told="the caller's state is different afterwards.*a copied dict still holds the same arrays",
        untold="Make a new dict",
        share=0.75,
    ),
    WrongAnswer(
        "optimizers",
        "adam_step",
        "parameters by -=",
        """
def adam_step(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t, memory = state.get("t", 0) + 1, {}
    memory["t"] = t
    for name in parameters:
        g = grads["d" + name]
        m = beta_1 * state.get("m" + name, 0) + (1 - beta_1) * g
        s = beta_2 * state.get("s" + name, 0) + (1 - beta_2) * g**2
        memory["m" + name], memory["s" + name] = m, s
        parameters[name] -= learning_rate * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)
    return parameters, memory
""",
        told="the caller's parameters are different afterwards",
        untold="parameters is",
        share=0.75,
    ),
    WrongAnswer(
        "optimizers",
        "adam_step",
        "power 2 instead of t",
        """
def adam_step(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t, new, memory = state.get("t", 0) + 1, {}, {}
    memory["t"] = t
    for name, w in parameters.items():
        g = grads["d" + name]
        m = beta_1 * state.get("m" + name, 0) + (1 - beta_1) * g
        s = beta_2 * state.get("s" + name, 0) + (1 - beta_2) * g**2
        memory["m" + name], memory["s" + name] = m, s
        new[name] = w - learning_rate * (m / (1 - beta_1**2)) / (np.sqrt(s / (1 - beta_2**2)) + epsilon)
    return new, memory
""",
        told="The exponent is always 2",
    ),
    WrongAnswer(
        "optimizers",
        "momentum_step",
        "Nesterov's step",
        """
def momentum_step(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    new, memory = {}, {}
    for name, w in parameters.items():
        old = state.get("v" + name, np.zeros(w.shape))
        v = momentum * old - learning_rate * grads["d" + name]
        memory["v" + name] = v
        new[name] = w - momentum * old + (1 + momentum) * v
    return new, memory
""",
        told="This is Nesterov's step",
    ),
    WrongAnswer(
        "optimizers",
        "mini_batches",
        "the last batch is cut with the loop's variable",
        """
def mini_batches(X, Y, batch_size, rng):
    m = X.shape[1]
    order = rng.permutation(m)
    X, Y, batches = X[:, order], Y[:, order], []
    for k in range(m // batch_size):
        batches.append((X[:, k * batch_size : (k + 1) * batch_size], Y[:, k * batch_size : (k + 1) * batch_size]))
    if m % batch_size:
        batches.append((X[:, (k + 1) * batch_size :], Y[:, (k + 1) * batch_size :]))
    return batches
""",
        told="in a loop that did not run",
    ),
    WrongAnswer(
        "deep_network",
        "update",
        "parameters by -= (whole message)",
        """
def update(parameters, grads, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters
""",
        told="-= writes into the caller's arrays",
        untold="parameters is",
        share=0.75,
    ),
    WrongAnswer(
        "deep_network",
        "linear_forward",
        "Z left at None",
        """
def linear_forward(A_prev, W, b):
    Z = None
    return Z, {"A_prev": A_prev, "W": W, "b": b}
""",
        told="`Z`, the first part of the answer, should be an array .* but it is None. There is no value in it",
        untold=r"return at the end|entry \[",
    ),
    WrongAnswer(
        "shallow_network",
        "backward",
        "db2 as one number",
        """
def backward(parameters, cache, X, Y):
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
    return {"dW1": dZ1 @ X.T / m, "db1": np.sum(dZ1, axis=1, keepdims=True) / m, "dW2": dZ2 @ cache["A1"].T / m, "db2": np.sum(dZ2) / m}
""",
        told=r"`db2` of the answer should be an array of shape \(1, 1\), but it is a single number. The numbers are right",
    ),
    WrongAnswer(
        "deep_network",
        "model_backward",
        "hidden layers with the slope of tanh on the activation (only layers below the last are wrong)",
        """
def model_backward(AL, Y, caches):
    grads, L = {}, len(caches)
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for l in range(L - 1, 0, -1):
        c = caches[l - 1]
        A = np.maximum(0, c["Z"])
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_backward(dA * (1 - A**2), c)
    return grads
""",
        told="slope of tanh",
        untold="Layer 1 gets no gradients",
    ),
    WrongAnswer(
        "deep_network",
        "update",
        "returns the parameters as they came (unfinished)",
        """
def update(parameters, grads, learning_rate):
    return dict(parameters)
""",
        told=r"its numbers are those of parameters\['W1'\], as they came in",
        untold="last layer stands still",
    ),
    WrongAnswer(
        "optimizers",
        "adam_step",
        "power 2 instead of t, and -= in place",
        """
def adam_step(parameters, grads, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    memory = {"t": state.get("t", 0) + 1}
    for name in parameters:
        g = grads["d" + name]
        m = beta_1 * state.get("m" + name, 0) + (1 - beta_1) * g
        s = beta_2 * state.get("s" + name, 0) + (1 - beta_2) * g**2
        memory["m" + name], memory["s" + name] = m, s
        parameters[name] -= learning_rate * (m / (1 - beta_1**2)) / (np.sqrt(s / (1 - beta_2**2)) + epsilon)
    return parameters, memory
""",
        told="The exponent is always 2.*the caller's parameters are different",
    ),
    WrongAnswer(
        "deep_network",
        "update",
        "sign wrong, and in place: +=",
        """
def update(parameters, grads, learning_rate):
    for name in parameters:
        parameters[name] += learning_rate * grads["d" + name]
    return parameters
""",
        told="The step goes uphill.*the caller's parameters are different",
    ),
    WrongAnswer(
        "deep_network",
        "update",
        "sign wrong, new arrays (for comparison)",
        """
def update(parameters, grads, learning_rate):
    return {name: parameters[name] + learning_rate * grads["d" + name] for name in parameters}
""",
        told="The step goes uphill",
        untold="in place",
    ),
    WrongAnswer(
        "optimizers",
        "momentum_step",
        "no minus, and in place (w += , v positive)",
        """
def momentum_step(parameters, grads, state, learning_rate=0.01, momentum=0.9):
    memory = {}
    for name in parameters:
        memory["v" + name] = momentum * state.get("v" + name, 0) - grads["d" + name]
        parameters[name] += memory["v" + name]
    return parameters, memory
""",
        told="The learning rate is not used.*the caller's parameters are different",
    ),
    WrongAnswer(
        "logistic_regression",
        "sigmoid",
        "np.e ** -z: an OverflowError for the plain number -800.0",
        """
def sigmoid(z):
    return 1 / (1 + np.e ** -z)
""",
        told="A number grew too large for a computer",
    ),
    WrongAnswer(
        "resnet",
        "resnet50",
        "average pooling of 2x2 at the end, as for pictures of 64x64",
        """
def resnet50(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    for filters, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for i in range(blocks):
            x = bottleneck_block(x, filters, first_stride if i == 0 else 1)
    x = keras.layers.AveragePooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))
""",
        told="height and width have shrunk too far",
        untold="do not count alone",
    ),
    WrongAnswer(
        "resnet",
        "bottleneck_block",
        "batch norm with training=True written into every call",
        """
def bottleneck_block(x, filters, stride):
    def bn(y):
        return keras.layers.BatchNormalization()(y, training=True)
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = bn(keras.layers.Conv2D(4 * filters, 1, strides=stride)(x))
    y = keras.layers.ReLU()(bn(keras.layers.Conv2D(filters, 1, strides=stride)(x)))
    y = keras.layers.ReLU()(bn(keras.layers.Conv2D(filters, 3, padding="same")(y)))
    y = bn(keras.layers.Conv2D(4 * filters, 1)(y))
    return keras.layers.ReLU()(keras.layers.Add()([shortcut, y]))
""",
        told="^$",
        share=1.0,
    ),
    WrongAnswer(
        "initialization",
        "initialize_he",
        "biases missing from the dict of a right answer",
        """
def initialize_he(layer_dims, rng):
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = np.sqrt(2 / layer_dims[l - 1]) * rng.standard_normal((layer_dims[l], layer_dims[l - 1]))
    return parameters
""",
        told="has no entries 'b1', 'b2', 'b3'",
        untold="last layer is missing",
    ),
    WrongAnswer(
        "convnet",
        "batch_norm",
        "gamma and beta forgotten in inference only",
        """
def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=0.001):
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta, moving_mean, moving_variance
    return (x - moving_mean) / np.sqrt(moving_variance + epsilon), moving_mean, moving_variance
""",
        told="With training=False gamma and beta are lost",
    ),
    WrongAnswer(
        "deep_network",
        "softmax",
        "unstable, by loops over examples, raises nothing",
        """
def softmax(Z):
    P = np.zeros(Z.shape)
    for i in range(Z.shape[1]):
        total = 0.0
        for j in range(Z.shape[0]):
            total += np.exp(Z[j, i])
        for j in range(Z.shape[0]):
            P[j, i] = np.exp(Z[j, i]) / total
    return P
""",
        told="np.exp of a large score is inf",
    ),
    WrongAnswer(
        "deep_network",
        "softmax",
        "shifted by the largest score of all, not of each column",
        """
def softmax(Z):
    e = np.exp(Z - np.max(Z))
    return e / e.sum(axis=0)
""",
        told="largest score of all examples",
    ),
    WrongAnswer(
        "logistic_regression",
        "gradients",
        "the product with the transpose on the wrong side",
        """
def gradients(w, b, X, Y):
    m = X.shape[1]
    error = predict_proba(w, b, X) - Y
    return {"dw": X.T @ error.T / m, "db": float(np.mean(error))}
""",
        told="as many columns on the left as there are rows on the right",
    ),
    WrongAnswer(
        "logistic_regression",
        "predict",
        "an if over a whole array",
        """
def predict(w, b, X, threshold=0.5):
    A = predict_proba(w, b, X)
    if A >= threshold:
        return 1
    return 0
""",
        told="one yes or no is asked for",
    ),
    WrongAnswer(
        "logistic_regression",
        "cost",
        "one number in two axes",
        """
def cost(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return -(Y @ np.log(A).T + (1 - Y) @ np.log(1 - A).T) / Y.shape[1]
""",
        told=r"an array of shape \(1, 1\)",
    ),
    WrongAnswer(
        "logistic_regression",
        "optimize",
        "w by -= in place",
        """
def optimize(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for i in range(num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        grads = gradients(w, b, X, Y)
        w -= learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
    return w, b, costs
""",
        told="in place|-=",
        share=0.75,
    ),
    WrongAnswer(
        "shallow_network",
        "relu",
        "Python's max",
        """
def relu(Z):
    return max(0, Z)
""",
        told="np.maximum goes number by number",
    ),
    WrongAnswer(
        "shallow_network",
        "backward",
        "truth minus answer",
        """
def backward(parameters, cache, X, Y):
    m = X.shape[1]
    dZ2 = Y - cache["A2"]
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
    return {"dW1": dZ1 @ X.T / m, "db1": dZ1.sum(axis=1, keepdims=True) / m,
            "dW2": dZ2 @ cache["A1"].T / m, "db2": dZ2.sum(axis=1, keepdims=True) / m}
""",
        told="sign|truth|Y - A2|A2 - Y",
    ),
    WrongAnswer(
        "shallow_network",
        "backward",
        "no bend in the hidden layer, and db1 without its average",
        """
def backward(parameters, cache, X, Y):
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2
    return {"dW1": dZ1 @ X.T / m, "db1": dZ1.sum(axis=1, keepdims=True),
            "dW2": dZ2 @ cache["A1"].T / m, "db2": dZ2.sum(axis=1, keepdims=True) / m}
""",
        told="Right: `dW2` and `db2`",
    ),
    WrongAnswer(
        "deep_network",
        "activation_forward",
        "no branch for tanh, and nothing returned from it",
        """
def activation_forward(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    cache["Z"] = Z
    if activation == "relu":
        return np.maximum(0, Z), cache
    elif activation == "softmax":
        return softmax(Z), cache
""",
        told="without its else",
        untold="return at the end",
    ),
    WrongAnswer(
        "deep_network",
        "activation_forward",
        "no branch for tanh, and a name that is never set",
        """
def activation_forward(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "softmax":
        A = softmax(Z)
    return A, {**cache, "Z": Z}
""",
        told="is there an else",
    ),
    WrongAnswer(
        "deep_network",
        "linear_backward",
        "dW is left at None",
        """
def linear_backward(dZ, cache):
    m = dZ.shape[1]
    dW = None
    db = dZ.sum(axis=1, keepdims=True) / m
    return cache["W"].T @ dZ, dW, db
""",
        told="`dW`, the second part of the answer, should be an array .* but it is None. There is no value in it: was it computed. Right: `dA_prev` and `db`",
        untold="return at the end",
    ),
    WrongAnswer(
        "deep_network",
        "linear_backward",
        "dW transposed",
        """
def linear_backward(dZ, cache):
    m = dZ.shape[1]
    return cache["W"].T @ dZ, cache["A_prev"] @ dZ.T / m, dZ.sum(axis=1, keepdims=True) / m
""",
        told="swapped|transpose|on its side|lies",
    ),
    WrongAnswer(
        "deep_network",
        "predict",
        "probabilities for classes",
        """
def predict(X, parameters):
    AL, caches = model_forward(X, parameters)
    return AL
""",
        told="probabilities",
    ),
    WrongAnswer(
        "regularization",
        "dropout_forward",
        "A by *= in place",
        """
def dropout_forward(A, mask, keep_prob):
    A *= mask
    A /= keep_prob
    return A
""",
        told="the caller's A is (changed|different)",
        share=0.75,
    ),
    WrongAnswer(
        "regularization",
        "l2_gradients",
        "the biases get the penalty as well",
        """
def l2_gradients(grads, parameters, lambd, m):
    return {"d" + name: grads["d" + name] + lambd / m * parameters[name] for name in parameters}
""",
        told="bias",
    ),
    WrongAnswer(
        "regularization",
        "early_stopping",
        "always the last epoch",
        """
def early_stopping(val_losses, patience):
    return len(val_losses) - 1
""",
        told="too large",
        untold="lowest loss of all",
    ),
    WrongAnswer(
        "optimizers",
        "rmsprop_step",
        "the gradient is not squared, and the step is added",
        """
def rmsprop_step(parameters, grads, state, learning_rate=0.001, rho=0.9, epsilon=1e-7):
    new, memory = {}, {}
    for name, w in parameters.items():
        s = rho * state.get("s" + name, 0.0) + (1 - rho) * grads["d" + name] ** 2
        memory["s" + name] = s
        new[name] = w + learning_rate * grads["d" + name] / np.sqrt(s + epsilon)
    return new, memory
""",
        told="uphill|sign|added|Right: the second part",
    ),
    WrongAnswer(
        "optimizers",
        "sgd_step",
        "a copy of the dict, and -=",
        """
def sgd_step(parameters, grads, state, learning_rate=0.01):
    new = parameters.copy()
    for name in new:
        new[name] -= learning_rate * grads["d" + name]
    return new, state
""",
        told="same arrays|copy of the dict",
        share=0.75,
    ),
    WrongAnswer(
        "optimizers",
        "moving_average",
        "the list of zeros comes back",
        """
def moving_average(values, beta, bias_correction):
    averages = np.zeros(len(values))
    return averages
""",
        told="it is 0 everywhere",
    ),
    WrongAnswer(
        "optimizers",
        "exponential_decay",
        "multiplied for raised to the power",
        """
def exponential_decay(step, initial_learning_rate, decay_steps, decay_rate):
    return initial_learning_rate * decay_rate * (step / decay_steps)
""",
        told="power|exponent|too (large|small)",
    ),
    WrongAnswer(
        "initialization",
        "numerical_gradient",
        "theta is moved in place and moved back",
        """
def numerical_gradient(f, theta, epsilon):
    slopes = np.zeros(theta.shape)
    for i in range(theta.size):
        theta[i] += epsilon
        up = f(theta)
        theta[i] -= epsilon
        down = f(theta)
        slopes[i] = (up - down) / epsilon
    return slopes
""",
        told="two sides|both sides|one side|one-sided|central|2 epsilon|twice",
    ),
    WrongAnswer(
        "initialization",
        "to_vector",
        "a list of arrays",
        """
def to_vector(parameters):
    return [parameters[name].ravel() for name in parameters]
""",
        told="This is a list of rows, one for each array",
    ),
    WrongAnswer(
        "convolution",
        "im2col",
        "the number of windows by /",
        """
def im2col(X, f, stride, pad):
    X = zero_pad(X, pad)
    m, height, width, channels = X.shape
    n_H, n_W = (height - f) / stride + 1, (width - f) / stride + 1
    rows = []
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                rows.append(X[i, h * stride : h * stride + f, w * stride : w * stride + f].ravel())
    return np.array(rows)
""",
        told="// divides to a whole number",
    ),
    WrongAnswer(
        "convolution",
        "zero_pad",
        "the channels are padded too",
        """
def zero_pad(X, pad):
    return np.pad(X, pad)
""",
        told="Every axis is padded",
    ),
    WrongAnswer(
        "convolution",
        "conv_transpose",
        "the stamp is written, not added",
        """
def conv_transpose(X, W, b, stride):
    m, n_H, n_W, _ = X.shape
    f, _, channels_out, channels_in = W.shape
    Y = np.zeros((m, transposed_output_size(n_H, f, stride, 0, 0), transposed_output_size(n_W, f, stride, 0, 0), channels_out))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(channels_in):
                    Y[i, h * stride : h * stride + f, w * stride : w * stride + f] = W[:, :, :, c] * X[i, h, w, c]
    return Y + b
""",
        told="overlap|add|numbers (is|are) (right|wrong)",
    ),
    WrongAnswer(
        "convnet",
        "confusion_matrix",
        "rows and columns exchanged",
        """
def confusion_matrix(y, y_hat, classes):
    counts = np.zeros((classes, classes), dtype=int)
    for truth, guess in zip(y, y_hat):
        counts[guess, truth] += 1
    return counts
""",
        told="swapped|rows|columns",
    ),
    WrongAnswer(
        "siamese",
        "contrastive_loss",
        "the root of the bare square, whose slope at 0 is infinite",
        """
def contrastive_loss(e1, e2, same, margin):
    squares = keras.ops.sum(keras.ops.square(e1 - e2), axis=1)
    distances = keras.ops.sqrt(squares)
    push = (1 - same) * keras.ops.square(keras.ops.maximum(margin - distances, 0))
    return keras.ops.mean(same * squares + push)
""",
        told="the gradient for `e1`|root",
        untold="number 1 of those",
    ),
    WrongAnswer(
        "siamese",
        "siamese_network",
        "np.abs of what has no numbers yet",
        """
def siamese_network(embedding):
    shape = embedding.input_shape[1:]
    first, second = keras.Input(shape), keras.Input(shape)
    difference = np.abs(embedding(first) - embedding(second))
    return keras.Model([first, second], keras.layers.Dense(1, activation="sigmoid")(difference))
""",
        told="While a model is built there are no numbers yet",
    ),
    WrongAnswer(
        "yolo",
        "iou_matrix",
        "transposed",
        """
def iou_matrix(boxes1, boxes2):
    return np.array([[iou(a, b) for a in boxes1] for b in boxes2]).reshape(len(boxes2), len(boxes1))
""",
        told="swapped|transposed|row for each|rows and columns",
    ),
    WrongAnswer(
        "yolo",
        "center_to_corners",
        "the whole width to each side",
        """
def center_to_corners(boxes):
    x, y, w, h = (boxes[..., i] for i in range(4))
    return np.stack([x - w, y - h, x + w, y + h], axis=-1)
""",
        told="Half of it",
    ),
    WrongAnswer(
        "unet",
        "mean_iou",
        "the share of right pixels",
        """
def mean_iou(y_true, y_pred, classes):
    return float(np.mean(y_true == y_pred))
""",
        told="pixels|accuracy|too large",
    ),
]
