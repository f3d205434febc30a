import keras

from grader.authoring import alternative, edited, everywhere

augmenter_that_mirrors = edited(
    "Some pictures are mirrored, left for right. That is fine for cats; a mirrored digit is no digit. Leave the "
    "flips out.",
    ("keras.Input(input_shape)", 'keras.Input(input_shape), keras.layers.RandomFlip("horizontal")'),
)
augmenter_that_turns_upside_down = edited(
    "Some pictures are turned upside down: a 6 becomes a 9 or nothing at all. Leave the flips out.",
    ("keras.Input(input_shape)", 'keras.Input(input_shape), keras.layers.RandomFlip("vertical")'),
)
augmenter_in_full_turns = edited(
    "RandomRotation got degrees, and takes them for full turns: the pictures are turned by any angle. Divide by 360.",
    ("degrees / 360", "degrees"),
)
augmenter_in_half_turns = edited(
    "The pictures are turned twice as far as asked. RandomRotation counts in full turns, of 360 degrees.",
    ("360", "180"),
)
augmenter_in_radians = edited(
    "RandomRotation got radians. It counts in full turns: divide degrees by 360.",
    ("degrees / 360", "np.radians(degrees)"),
)
augmenter_with_mirrored_edges = edited(
    "What comes into view from outside is ink: mirrored ink, if you say nothing. Our paper is 0: say "
    'fill_mode="constant" to each of the three.',
    everywhere(', fill_mode="constant"', ""),
)
augmenter_shifting_up_and_down_only = edited(
    "Pictures are shifted up and down only. RandomTranslation has two factors: one for the height, one for the width.",
    ("shift, shift", "shift, 0.0"),
)
augmenter_without_zoom = edited(
    "Nothing is zoomed. The third layer is RandomZoom.", ('keras.layers.RandomZoom(zoom, fill_mode="constant"),', "")
)
augmenter_zooming_out_only = edited(
    "Pictures only ever get smaller. The zoom goes both ways: give RandomZoom the number zoom itself, not a pair "
    "that begins at 0.",
    ("RandomZoom(zoom", "RandomZoom((0.0, zoom)"),
)
augmenter_shifting_half_as_far = edited(
    "Pictures are shifted half as far as asked: shift is the largest shift to each side, not the width of the whole "
    "range.",
    ("shift, shift", "shift / 2, shift / 2"),
)
augmenter_that_rescales = edited(
    "The pictures are also divided by 255, in both modes. An augmenter only moves them; in inference mode they come "
    "out as they went in.",
    ("keras.Input(input_shape)", "keras.Input(input_shape), keras.layers.Rescaling(1 / 255)"),
)
augmenter_without_turning = edited(
    "Nothing is turned. The second layer is RandomRotation.",
    ('keras.layers.RandomRotation(degrees / 360, fill_mode="constant"),', ""),
)
augmenter_turning_to_one_side = edited(
    "Pictures are turned to one side only. A single number, degrees / 360, means both sides; a pair means from the "
    "first to the second.",
    ("degrees / 360", "(0.0, degrees / 360)"),
)
augmenter_in_percent = edited(
    "RandomRotation counts in full turns, not in percent: divide degrees by 360, not by 100.", ("360", "100")
)


@alternative
def augmenter_with_pairs(input_shape, shift, degrees, zoom):
    turn = degrees / 360
    model = keras.Sequential([keras.Input(shape=input_shape)])
    model.add(keras.layers.RandomZoom((-zoom, zoom), fill_mode="constant", fill_value=0.0))
    model.add(keras.layers.RandomRotation((-turn, turn), fill_mode="constant"))
    model.add(keras.layers.RandomTranslation((-shift, shift), (-shift, shift), fill_mode="constant"))
    return model


@alternative
def augmenter_in_functional_style(input_shape, shift, degrees, zoom):
    inputs = keras.Input(input_shape)
    x = keras.layers.RandomRotation((-degrees / 360, degrees / 360), fill_mode="constant", fill_value=0.0)(inputs)
    x = keras.layers.RandomZoom(zoom, zoom, fill_mode="constant")(x)
    x = keras.layers.RandomTranslation((-shift, shift), (-shift, shift), fill_mode="constant", seed=3)(x)
    return keras.Model(inputs, x)


@alternative
def augmenter_without_an_input(input_shape, shift, degrees, zoom):
    fill = {"fill_mode": "constant", "interpolation": "bilinear"}
    model = keras.Sequential(name="augmenter")
    model.add(keras.layers.RandomZoom((-zoom, zoom), **fill))
    model.add(keras.layers.RandomTranslation(height_factor=shift, width_factor=shift, **fill))
    model.add(keras.layers.RandomRotation(factor=degrees / 360, **fill))
    return model
