import keras

from grader.authoring import alternative, edited, mistake
from solutions.style_transfer import style_step

STEP = "image, state, loss = style_step(image, state, optimizer, loss_and_gradient, low, high)"

state_begins_anew = edited(
    "Every step begins with the state None, so the optimizer remembers nothing. Carry the state from step to step.",
    (STEP, "image, state, loss = style_step(image, None, optimizer, loss_and_gradient, low, high)"),
)
always_from_the_start = edited(
    "Every step begins at start again. Carry the picture from step to step.",
    (STEP, "image, state, loss = style_step(start, state, optimizer, loss_and_gradient, low, high)"),
)
one_step_less = edited(
    "There is one step too few. range(steps) makes steps rounds.", ("range(steps)", "range(1, steps)")
)
one_step_more = edited(
    "There is one step too many. range(steps) makes steps rounds.", ("range(steps)", "range(steps + 1)")
)
only_one_step = edited(
    "It returns after the first step. Does the return stand inside the loop?",
    ("losses.append(float(loss))", "losses.append(float(loss))", "break"),
)
start_returned = edited(
    "start comes back, and not the picture after the last step.", ("return image, losses", "return start, losses")
)
only_the_last_loss = edited(
    "Only the loss of the last step is in the list. Append each loss.",
    ("losses.append(float(loss))", "losses = [float(loss)]"),
)
losses_turned_round = edited(
    "The last loss stands first. Each new loss goes to the end of the list.",
    ("losses.append(float(loss))", "losses.insert(0, float(loss))"),
)
losses_after_the_steps = edited(
    "The losses are those after each step. They should be those before: style_step has them.",
    ("losses.append(float(loss))", "losses.append(float(loss_and_gradient(image)[0]))"),
)
limits_of_the_notebook = edited(
    "The limits are always LOW and HIGH of the notebook, whatever was given. Hand on low and high.",
    (STEP, "image, state, loss = style_step(image, state, optimizer, loss_and_gradient, LOW, HIGH)"),
)
always_adam = edited(
    "It always steps with adam, whatever optimizer is handed over. Hand on optimizer.",
    (STEP, "image, state, loss = style_step(image, state, adam, loss_and_gradient, low, high)"),
)
always_towards_orange = edited(
    "It always asks towards_orange, whatever loss is handed over. Hand on loss_and_gradient.",
    (STEP, "image, state, loss = style_step(image, state, optimizer, towards_orange, low, high)"),
)


@mistake("The picture is not clipped. Let style_step do each step: it clips.")
def without_clipping(start, optimizer, loss_and_gradient, steps, low, high):
    image, state, losses = start, None, []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(image)
        image, state = optimizer(image, gradient, state)
        losses.append(float(loss))
    return image, losses


@mistake("The picture with the smallest loss comes back. Return the one after the last step.")
def the_best_one(start, optimizer, loss_and_gradient, steps, low, high):
    image, state, losses, best = start, None, [], start
    for _ in range(steps):
        before = image
        image, state, loss = style_step(image, state, optimizer, loss_and_gradient, low, high)
        losses.append(float(loss))
        if losses[-1] <= min(losses):
            best = before
    return best, losses


@alternative
def with_while(start, optimizer, loss_and_gradient, steps, low, high):
    image, state = keras.ops.convert_to_tensor(start), None
    losses = []
    while len(losses) < steps:
        image, state, loss = style_step(image, state, optimizer, loss_and_gradient, low, high)
        losses += [float(loss)]
    return image, losses


@alternative
def without_style_step(start, optimizer, loss_and_gradient, steps, low, high):
    state, losses = None, []
    image = start
    for k in range(1, steps + 1):
        loss, gradient = loss_and_gradient(image)
        stepped, state = optimizer(image, gradient, state)
        image = keras.ops.clip(stepped, low, high)
        losses.append(float(keras.ops.convert_to_numpy(loss)))
        if k % 100 == 0:
            print(k, losses[-1])
    return image, losses


@alternative
def losses_in_the_end(start, optimizer, loss_and_gradient, steps, low, high):
    walk = [(start, None, 0.0)]
    for _ in range(steps):
        image, state, _ = walk[-1]
        walk.append(style_step(image, state, optimizer, loss_and_gradient, low, high))
    return walk[-1][0], [float(loss) for _, _, loss in walk[1:]]
