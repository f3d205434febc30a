import keras

from grader.authoring import alternative, edited, mistake

OUT = "model.get_layer(layer).output)"

features_one_layer_too_early = edited(
    "Your features end before the layer of that name. What is asked for is what comes out of it: its output, not its "
    "input.",
    (OUT, "model.get_layer(layer).input)"),
)
features_without_the_last_layer = edited(
    "You cut off the last layer, whatever name is asked for. End at the layer that is named: model.get_layer(layer).",
    (OUT, "model.layers[-2].output)"),
)
features_of_the_whole_model = edited(
    "This is the whole model. End at the output of the layer of that name, not at the output of the model.",
    (OUT, "model.outputs)"),
)


@mistake(
    "Your features have weights of their own, and do not follow when those of the network change: a copy. Use the "
    "network's own layers, without clone_model and without building them again."
)
def features_of_a_copy(model, layer):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return keras.Model(copy.input, copy.get_layer(layer).output)


@mistake(
    "This is the other part: what comes behind that layer. The features are what comes before it, and the layer itself."
)
def features_behind_the_layer(model, layer):
    return keras.Model(model.get_layer(layer).output, model.output)


features_flattened = edited(
    "The features are made one long row. Hand on what the layer gives, in its own shape.",
    (OUT, "keras.layers.Flatten()(model.get_layer(layer).output))"),
)
features_frozen_here = edited(
    "The right features, but you freeze them here. That is not asked for: whoever has them decides what to train.",
    ("return keras.Model", "model.trainable = False", "return keras.Model"),
)
features_with_a_new_end = edited(
    "There is a new dense layer at the end, which nobody has trained. End at the layer of that name.",
    (OUT, "keras.layers.Dense(8)(keras.layers.Flatten()(model.get_layer(layer).output)))"),
)


@alternative
def features_by_a_loop(model, layer):
    part = keras.Sequential([keras.Input(model.input_shape[1:])])
    for one in model.layers:
        if not isinstance(one, keras.layers.InputLayer):
            part.add(one)
        if one.name == layer:
            break
    return part


@alternative
def features_called_again(model, layer):
    inputs = x = keras.Input(shape=model.input_shape[1:])
    layers = [one for one in model.layers if not isinstance(one, keras.layers.InputLayer)]
    names = [one.name for one in layers]
    for one in layers[: names.index(layer) + 1]:
        x = one(x)
    return keras.Model(inputs=inputs, outputs=x, name="features")


@alternative
def features_by_attributes(model, layer):
    [found] = [one for one in model.layers if one.name == layer]
    return keras.models.Model(inputs=model.inputs, outputs=found.output)
