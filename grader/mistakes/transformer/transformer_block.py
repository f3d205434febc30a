import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.transformer import feed_forward, layer_norm, multi_head_attention

normed_afterwards = edited(
    "The norms stand behind the sums, as in the paper of 2017. Here they stand in front of the parts (pre-norm).",
    ('normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])', ""),
    ("multi_head_attention(normed,", "multi_head_attention(x,"),
    (
        "x = x + attended",
        'x = layer_norm(x + attended, parameters["gamma1"], parameters["beta1"])',
    ),
    ('normed = layer_norm(x, parameters["gamma2"], parameters["beta2"])', ""),
    (
        "x = x + feed_forward(normed, parameters)",
        'x = layer_norm(x + feed_forward(x, parameters), parameters["gamma2"], parameters["beta2"])',
    ),
)
without_norms = edited(
    "There is no norm in front of the two parts.",
    ('normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])', ""),
    ("multi_head_attention(normed,", "multi_head_attention(x,"),
    ('normed = layer_norm(x, parameters["gamma2"], parameters["beta2"])', ""),
    ("feed_forward(normed,", "feed_forward(x,"),
)
first_sum_forgotten = edited(
    "What the attention says replaces x. It is added to x.", ("x = x + attended", "x = attended")
)
second_sum_forgotten = edited(
    "What the feed-forward part says replaces x. It is added to x.",
    ("x = x + feed_forward(normed, parameters)", "x = feed_forward(normed, parameters)"),
)
both_sums_forgotten = edited(
    "There are no shortcuts. What each part says is added to x.",
    ("x = x + attended", "x = attended"),
    ("x = x + feed_forward(normed, parameters)", "x = feed_forward(normed, parameters)"),
)
normed_is_added_to = edited(
    "What the attention says is added to the normalized x. The shortcut takes x as it came in.",
    ("x = x + attended", "x = normed + attended"),
)
normed_is_added_to_twice = edited(
    "What a part says is added to the normalized x, in both parts. The shortcut takes x as it is before the norm.",
    ("x = x + attended", "x = normed + attended"),
    ("x = x + feed_forward(normed, parameters)", "x = normed + feed_forward(normed, parameters)"),
)
second_part_from_the_first_x = edited(
    "The second part looks at x as it was at the start. It should look at the sum.",
    ('layer_norm(x, parameters["gamma1"]', 'layer_norm(start := x, parameters["gamma1"]'),
    ('layer_norm(x, parameters["gamma2"]', 'layer_norm(start, parameters["gamma2"]'),
)
second_shortcut_from_the_start = edited(
    "The second shortcut begins at the x that came in, so what the attention said is lost. Add to the sum.",
    ('layer_norm(x, parameters["gamma1"]', 'layer_norm(start := x, parameters["gamma1"]'),
    ("x = x + feed_forward(normed, parameters)", "x = start + feed_forward(normed, parameters)"),
)
same_norm_twice = edited(
    "Both norms use gamma1 and beta1. The second has gamma2 and beta2.",
    ('parameters["gamma2"], parameters["beta2"]', 'parameters["gamma1"], parameters["beta1"]'),
)
norms_swapped = edited(
    "The two norms have changed places: gamma1 and beta1 stand before the attention.",
    ('parameters["gamma1"], parameters["beta1"]', 'parameters["gamma2"], parameters["beta2"]'),
    ('parameters["gamma2"], parameters["beta2"]', 'parameters["gamma1"], parameters["beta1"]'),
)
what_was_said_is_normed = edited(
    "The second norm looks at what the attention said, alone. It looks at the sum.",
    ('layer_norm(x, parameters["gamma2"]', 'layer_norm(attended, parameters["gamma2"]'),
)
second_norm_forgotten = edited(
    "The second norm is missing: the feed-forward part gets x as it is.",
    ('normed = layer_norm(x, parameters["gamma2"], parameters["beta2"])', "normed = x"),
)
first_norm_forgotten = edited(
    "The first norm is missing: the attention gets x as it is.",
    ('normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])', "normed = x"),
)
mask_not_handed_on = edited("The mask makes no difference: hand it on to the attention.", ("heads, mask)", "heads)"))


@mistake("The feed-forward part comes first. The attention comes first.")
def feed_forward_first(x, parameters, heads, mask=None):
    x = x + feed_forward(layer_norm(x, parameters["gamma1"], parameters["beta1"]), parameters)
    normed = layer_norm(x, parameters["gamma2"], parameters["beta2"])
    attended, weights = multi_head_attention(normed, parameters, heads, mask)
    return x + attended, weights


@mistake("Only the output is returned. Return the attention's weights, too: x, weights.")
def output_alone(x, parameters, heads, mask=None):
    normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])
    x = x + multi_head_attention(normed, parameters, heads, mask)[0]
    return x + feed_forward(layer_norm(x, parameters["gamma2"], parameters["beta2"]), parameters)


@alternative
def in_two_lines(x, parameters, heads, mask=None):
    a, w = multi_head_attention(layer_norm(x, parameters["gamma1"], parameters["beta1"], 1e-3), parameters, heads, mask)
    return (x + a) + feed_forward(layer_norm(x + a, parameters["gamma2"], parameters["beta2"]), parameters), w


@alternative
def with_names(x, parameters, heads, mask=None):
    p = dict(parameters)
    residual = np.copy(x)
    attention, weights = multi_head_attention(
        x=layer_norm(x=x, gamma=p["gamma1"], beta=p["beta1"]), parameters=p, heads=heads, mask=mask
    )
    residual += attention
    residual += feed_forward(x=layer_norm(residual, p["gamma2"], p["beta2"]), parameters=p)
    return [residual, weights]


@alternative
def with_parts_of_the_parameters(x, parameters, heads, mask=None):
    attention = {name: parameters[name] for name in parameters if name[2:] in ("q", "k", "v", "o")}
    seen, weights = multi_head_attention(
        layer_norm(x, parameters["gamma1"], parameters["beta1"]), attention, heads, mask
    )
    middle = np.add(x, seen)
    dense = {name: parameters[name] for name in ("W1", "b1", "W2", "b2")}
    return middle + feed_forward(layer_norm(middle, parameters["gamma2"], parameters["beta2"]), dense), weights


@alternative
def in_float32(x, parameters, heads, mask=None):
    x, parameters = np.float32(x), {name: np.float32(value) for name, value in parameters.items()}
    normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])
    seen, weights = multi_head_attention(normed, parameters, heads, mask)
    x = np.float32(x + seen)
    x = np.float32(x + feed_forward(layer_norm(x, parameters["gamma2"], parameters["beta2"]), parameters))
    return x, np.float32(weights)
