import keras

from grader.authoring import alternative, edited, mistake

BODY = "layer.trainable = not is_frozen\nif layer.name == until:\n    is_frozen = False"

freeze_exclusive = edited(
    "The layer that is named is not frozen itself. Freeze until and with it.",
    (BODY, "if layer.name == until:\n    is_frozen = False\nlayer.trainable = not is_frozen"),
)


@mistake(
    "What was frozen before, behind the layer that is named, stays frozen. Set trainable of every layer: False until "
    "the name, True behind it."
)
def freeze_without_thawing(model, until):
    model.trainable = True if until is None else model.trainable
    if until is not None:
        for layer in model.layers:
            layer.trainable = False
            if layer.name == until:
                break
    return model


freeze_the_other_part = edited(
    "It is the other way round: what is frozen comes behind the layer, and should come before it.",
    ("layer.trainable = not is_frozen", "layer.trainable = is_frozen"),
)
freeze_all = edited(
    "The whole model is frozen, whatever until says.", ("return model", "model.trainable = False", "return model")
)


@mistake(
    "The model itself is still frozen. Its own flag counts, too: while model.trainable is False, training it changes "
    "none of its layers. Set it to True first, and then the layers."
)
def freeze_in_a_closed_model(model, until):
    is_frozen = until is not None
    for layer in model.layers:
        layer.trainable = not is_frozen
        if layer.name == until:
            is_frozen = False
    return model


freeze_one_layer = edited(
    "Only the layer that is named is frozen. Freeze those before it, too.",
    (BODY, "layer.trainable = layer.name != until"),
)
freeze_all_but_batch_norm = edited(
    "Batch norm is left out. Here it is frozen as every other layer that stands before the name.",
    (
        "layer.trainable = not is_frozen",
        "layer.trainable = not is_frozen or isinstance(layer, keras.layers.BatchNormalization)",
    ),
)
freeze_everything_for_none = edited(
    "For None you freeze everything. It is the other way round: None thaws all layers.",
    ("is_frozen = until is not None", "is_frozen = True"),
)
freeze_returning_nothing = edited("Nothing is returned. Hand the model back.", ("return model", ""))


@mistake(
    "The batch norms behind the layer are frozen, too. Here each layer goes by its place alone: what comes behind the "
    "layer that is named is thawed."
)
def freeze_every_batch_norm(model, until):
    model.trainable = True
    is_frozen = until is not None
    for layer in model.layers:
        layer.trainable = not is_frozen and not isinstance(layer, keras.layers.BatchNormalization)
        if layer.name == until:
            is_frozen = False
    return model


@mistake(
    "What you hand back is frozen, and the model that was passed in is not. Set the switches of that model itself, and "
    "not of a copy."
)
def freeze_a_copy(model, until):
    copy = keras.models.clone_model(model)
    copy.trainable = True
    is_frozen = until is not None
    for layer in copy.layers:
        layer.trainable = not is_frozen
        if layer.name == until:
            is_frozen = False
    return copy


@mistake("All is thawed, and nothing is frozen. Set trainable to False for the layers until the one that is named.")
def freeze_nothing(model, until):
    model.trainable = True
    for layer in model.layers:
        layer.trainable = True
    return model


@alternative
def freeze_by_places(model, until):
    model.trainable = True
    names = [layer.name for layer in model.layers]
    last = -1 if until is None else names.index(until)
    for place, layer in enumerate(model.layers):
        layer.trainable = place > last
    return model


@alternative
def freeze_from_behind(model, until):
    model.trainable = True
    found = False
    for layer in reversed(model.layers):
        found = found or layer.name == until
        layer.trainable = not found
    return model


@alternative
def freeze_with_break(model, until):
    model.trainable = True
    for layer in model.layers:
        layer.trainable = True
    for layer in model.layers if until else []:
        layer.trainable = False
        if layer.name == until:
            break
    return model
