import keras

from grader.authoring import alternative, edited, mistake
from solutions.style_transfer import HIGH, LOW, adam, towards_orange

CLIPPED = "keras.ops.clip(stepped, low, high)"

not_clipped = edited(
    "Some numbers are darker than black or brighter than white. Clip the picture itself, after the step.",
    (CLIPPED, "stepped"),
)
clipped_below_only = edited(
    "Numbers above high are left. Clip at both ends.", (CLIPPED, "keras.ops.maximum(stepped, low)")
)
clipped_above_only = edited(
    "Numbers below low are left. Clip at both ends.", (CLIPPED, "keras.ops.minimum(stepped, high)")
)
clipped_to_255 = edited(
    "It is clipped to 0 and 255. But the picture is preprocessed: black is low, and white is high.",
    (CLIPPED, "keras.ops.clip(stepped, 0, 255)"),
)
clipped_to_one = edited(
    "It is clipped to 0 and 1. But the picture is preprocessed: black is low, and white is high.",
    (CLIPPED, "keras.ops.clip(stepped, 0, 1)"),
)
one_limit_for_all_channels = edited(
    "All channels are clipped at the same two numbers. Each has its own: low and high have three numbers each.",
    (CLIPPED, "keras.ops.clip(stepped, min(low), max(high))"),
)
clipped_before_the_step = edited(
    "The picture is clipped before the step, and the step leads out again. Step first, then clip.",
    ("optimizer(image, gradient, state)", "optimizer(keras.ops.clip(image, low, high), gradient, state)"),
    (CLIPPED, "stepped"),
)
state_not_kept = edited(
    "The old state comes back. Return the one that the optimizer gave you, or it forgets this step.",
    (f"{CLIPPED}, new_state", f"{CLIPPED}, state"),
)
state_not_handed_over = edited(
    "The optimizer gets None in place of the state, so it begins anew with every step. Hand it the state.",
    ("optimizer(image, gradient, state)", "optimizer(image, gradient, None)"),
)
state_lost = edited(
    "None comes back in place of the state, so the optimizer begins anew with every step. Return what it gave you.",
    (f"{CLIPPED}, new_state", f"{CLIPPED}, None"),
)
up_the_slope = edited(
    "The gradient's sign is turned round, so the loss grows. The optimizer subtracts it already.",
    ("optimizer(image, gradient, state)", "optimizer(image, -gradient, state)"),
)
picture_not_stepped = edited(
    "The old picture comes back, not the stepped one.", (CLIPPED, "keras.ops.clip(image, low, high)")
)
loss_after_the_step = edited(
    "The loss is that of the new picture. Return the one from before the step, which you have already: the network need "
    "not look twice.",
    (
        "return keras.ops.clip(stepped, low, high), new_state, loss",
        "image = keras.ops.clip(stepped, low, high)",
        "return image, new_state, loss_and_gradient(image)[0]",
    ),
)


@mistake("It is clipped at LOW and HIGH of the notebook, whatever the limits are that were given. Use low and high.")
def limits_of_the_notebook(image, state, optimizer, loss_and_gradient, low, high):
    loss, gradient = loss_and_gradient(image)
    stepped, new_state = optimizer(image, gradient, state)
    return keras.ops.clip(stepped, LOW, HIGH), new_state, loss


@mistake(
    "The gradient is subtracted as it is, whatever the optimizer. Let optimizer(image, gradient, state) take the step."
)
def plain_descent(image, state, optimizer, loss_and_gradient, low, high):
    loss, gradient = loss_and_gradient(image)
    return keras.ops.clip(image - gradient, low, high), state, loss


@mistake("It always steps with adam, whatever optimizer is handed over. Call optimizer(image, gradient, state).")
def always_adam(image, state, optimizer, loss_and_gradient, low, high):
    loss, gradient = loss_and_gradient(image)
    stepped, new_state = adam(image, gradient, state)
    return keras.ops.clip(stepped, low, high), new_state, loss


@mistake("It always asks towards_orange, whatever loss is handed over. Call loss_and_gradient(image).")
def always_towards_orange(image, state, optimizer, loss_and_gradient, low, high):
    loss, gradient = towards_orange(image)
    stepped, new_state = optimizer(image, gradient, state)
    return keras.ops.clip(stepped, low, high), new_state, loss


@mistake("The loss stands first. Return the picture, the state, and then the loss.")
def loss_first(image, state, optimizer, loss_and_gradient, low, high):
    loss, gradient = loss_and_gradient(image)
    stepped, new_state = optimizer(image, gradient, state)
    return loss, keras.ops.clip(stepped, low, high), new_state


@mistake("Loss and state have changed places: return the picture, the state, and then the loss.")
def loss_before_the_state(image, state, optimizer, loss_and_gradient, low, high):
    loss, gradient = loss_and_gradient(image)
    stepped, new_state = optimizer(image, gradient, state)
    return keras.ops.clip(stepped, low, high), loss, new_state


@alternative
def with_minimum_and_maximum(image, state, optimizer, loss_and_gradient, low, high):
    loss, gradient = loss_and_gradient(image)
    image, state = optimizer(image, gradient, state)
    return keras.ops.maximum(keras.ops.minimum(image, high), low), state, float(loss)


@alternative
def in_one_name_each(image, state, optimizer, loss_and_gradient, low, high):
    value = loss_and_gradient(image)
    step = optimizer(image=image, gradient=value[1], state=state) if False else optimizer(image, value[1], state)
    return keras.ops.clip(step[0], x_min=low, x_max=high), step[1], value[0]


@alternative
def by_numpy(image, state, optimizer, loss_and_gradient, low, high):
    import numpy as np

    loss, gradient = loss_and_gradient(image)
    stepped, state = optimizer(image, gradient, state)
    return np.clip(keras.ops.convert_to_numpy(stepped), low, high), state, loss
