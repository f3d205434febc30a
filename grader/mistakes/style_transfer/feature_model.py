import keras

from grader.authoring import alternative, edited, mistake

OUTPUTS = "[network.get_layer(name).output for name in layers]"

only_the_last_layer = edited(
    "Only the last of the layers is there. Give one output for each layer.",
    (OUTPUTS, "[network.get_layer(layers[-1]).output]"),
)
only_the_first_layer = edited(
    "Only the first of the layers is there. Give one output for each layer.",
    (OUTPUTS, "[network.get_layer(layers[0]).output]"),
)
what_goes_in = edited(
    "These are the inputs of the layers. You want what comes out of them: .output.",
    (OUTPUTS, "[network.get_layer(name).input for name in layers]"),
)
in_the_order_of_the_network = edited(
    "The outputs stand in the order of the network. They should stand in the order of the names.",
    (OUTPUTS, "[layer.output for layer in network.layers if layer.name in layers]"),
)
in_the_order_of_the_alphabet = edited(
    "The outputs stand in the order of the alphabet. They should stand in the order of the names.",
    (OUTPUTS, "[network.get_layer(name).output for name in sorted(layers)]"),
)
turned_round = edited(
    "The outputs stand in the wrong order, the last name first.",
    (OUTPUTS, "[network.get_layer(name).output for name in reversed(layers)]"),
)
with_the_answer_too = edited(
    "The network's own answer comes with the features. Only the named layers should come.",
    (OUTPUTS, "[network.get_layer(name).output for name in layers] + network.outputs"),
)
all_layers = edited(
    "All layers of the network come. Only the named ones should.",
    (OUTPUTS, "[layer.output for layer in network.layers]"),
)
in_one_row = edited(
    "The features are put into one long row. Give a list: the Gram matrix of each layer will need its places and channels.",
    (
        OUTPUTS,
        "keras.layers.Concatenate()([keras.layers.Flatten()(network.get_layer(name).output) for name in layers])",
    ),
)


@mistake(
    "The network is frozen on the way. It should stay as it is: whether its weights are trained is not this function's to say."
)
def frozen_on_the_way(network, layers):
    network.trainable = False
    return keras.Model(network.input, [network.get_layer(name).output for name in layers])


@mistake("This is a copy of the network, with weights of its own. Use its own input and the outputs of its own layers.")
def of_a_copy(network, layers):
    copy = keras.models.clone_model(network)
    return keras.Model(copy.input, [copy.get_layer(name).output for name in layers])


@alternative
def with_inputs(network, layers):
    outputs = []
    for name in layers:
        outputs.append(network.get_layer(name).output)
    return keras.Model(inputs=network.inputs, outputs=outputs)


@alternative
def by_a_dict(network, layers):
    by_name = {layer.name: layer.output for layer in network.layers}
    return keras.Model(network.input, [by_name[name] for name in layers], name="features")


@alternative
def called_layer_by_layer(network, layers):
    x, found = network.inputs[0], {}
    for layer in network.layers:
        if not isinstance(layer, keras.layers.InputLayer):
            x = layer(x)
            found[layer.name] = x
    return keras.Model(network.inputs, [found[name] for name in layers])
