import numpy as np

from grader.authoring import alternative, edited, mistake

views_on_views = edited(
    "Each view is made from the view before it. Each should start from the pictures as they came.",
    (
        "averaged: np.ndarray = np.mean([predict(view(images)) for view in augmentations], axis=0)",
        "said = []",
        "for view in augmentations:",
        "    images = view(images)",
        "    said.append(predict(images))",
        "averaged = np.mean(said, axis=0)",
    ),
)
picture_itself_added = edited(
    "The pictures as they are have been added to the views. Only what stands on the list counts.",
    (
        "[predict(view(images)) for view in augmentations]",
        "[predict(images)] + [predict(view(images)) for view in augmentations]",
    ),
)
augmentations_left_out = edited(
    "The network never sees a view: it gets the pictures as they are each time. Call each function of the list.",
    ("predict(view(images))", "predict(images)"),
)
last_view_only = edited(
    "Only the last view is left: collect what the network says of each, and average.",
    ("np.mean([predict(view(images)) for view in augmentations], axis=0)", "predict(augmentations[-1](images))"),
)
first_view_only = edited(
    "Only the first view counts. Is the return inside the loop? Average over all of them.",
    ("np.mean([predict(view(images)) for view in augmentations], axis=0)", "predict(augmentations[0](images))"),
)
views_summed = edited(
    "The answers are added up and not divided by the number of views: take the mean.",
    ("np.mean([", "np.sum(["),
)
average_of_the_pictures = edited(
    "You average the views themselves and ask the network once, about a blurred picture. Ask about each view, "
    "and average the answers.",
    (
        "np.mean([predict(view(images)) for view in augmentations], axis=0)",
        "predict(np.mean([view(images) for view in augmentations], axis=0))",
    ),
)
one_number_for_all = edited(
    "Everything is averaged into a single number. Average over the views alone: axis=0.", (", axis=0)", ")")
)
averaged_over_pictures = edited(
    "The mean runs over the pictures. Average over the views, the first axis of the list of answers.",
    ("axis=0", "axis=1"),
)
not_averaged = edited(
    "The answers to all views come back side by side. Average over them, so that (m, C) is left.",
    (
        "np.mean([predict(view(images)) for view in augmentations], axis=0)",
        "np.array([predict(view(images)) for view in augmentations])",
    ),
)
largest_of_the_views = edited(
    "For each class you take the largest probability of any view. Take the mean over the views.",
    ("np.mean([", "np.max(["),
)
shares_of_votes = edited(
    "Each view has only named its favourite class: these are shares of votes. Average the probabilities.",
    (
        "np.mean([predict(view(images)) for view in augmentations], axis=0)",
        "np.mean([p == p.max(axis=1, keepdims=True) for p in (predict(v(images)) for v in augmentations)], axis=0)",
    ),
)


@mistake(
    "After each view you halve: so the last view counts as much as all before it together, and the first hardly "
    "at all. Add up, and divide once by the number of views."
)
def halved_after_each_view(predict, images, augmentations):
    said = predict(augmentations[0](images))
    for view in augmentations[1:]:
        said = (said + predict(view(images))) / 2
    return said


@mistake("The class that wins comes back for each picture. Return the averages themselves, (m, C).")
def classes_that_win(predict, images, augmentations):
    return np.mean([predict(view(images)) for view in augmentations], axis=0).argmax(axis=1)


@alternative
def view_by_view(predict, images, augmentations):
    total = 0
    for augmentation in augmentations:
        total = total + predict(augmentation(images))
    return total / len(augmentations)


@alternative
def views_first(predict, images, augmentations):
    views = np.stack([augmentation(images) for augmentation in augmentations])
    return np.mean([predict(view) for view in views], axis=0)


@alternative
def one_large_batch(predict, images, augmentations):
    said = predict(np.concatenate([augmentation(images) for augmentation in augmentations]))
    return said.reshape(len(augmentations), len(images), -1).mean(axis=0)


@alternative
def with_running_mean(predict, images, augmentations):
    mean = None
    for number, augmentation in enumerate(augmentations, start=1):
        said = np.array(predict(augmentation(images)))
        mean = said if mean is None else mean + (said - mean) / number
    return mean


@alternative
def on_copies_in_float32(predict, images, augmentations):
    said = [np.asarray(predict(change(images.copy())), dtype=np.float32) for change in augmentations]
    return np.stack(said, axis=-1).mean(axis=-1)
