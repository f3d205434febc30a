import numpy as np

from grader.catalogue import alternative, mistake


@mistake("All pictures have their square at the same place. Draw a new place for each.")
def one_place_for_all(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
    result[:, top : top + size, left : left + size] = 0
    return result


@mistake(
    "The last place never occurs: rng.integers leaves out its upper end, so the number of places is height - size + 1."
)
def last_place_missing(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height - size), rng.integers(0, width - size)
        result[i, top : top + size, left : left + size] = 0
    return result


@mistake("The square may begin anywhere and sticks out at the bottom and on the right. It should lie wholly inside.")
def sticks_out(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height), rng.integers(0, width)
        result[i, top : top + size, left : left + size] = 0
    return result


@mistake(
    "You draw the middle of the square, so that near the edges a part of it is cut off, as in the original paper. "
    "Ours lies wholly inside: draw its top left corner."
)
def drawn_by_its_middle(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height) - size // 2, rng.integers(0, width) - size // 2
        result[i, max(top, 0) : max(top + size, 0), max(left, 0) : max(left + size, 0)] = 0
    return result


@mistake("Height and width are swapped: the second axis of images is the height, the third one the width.")
def height_and_width_swapped(images, size, rng):
    m, width, height = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
        result[i, top : top + size, left : left + size] = 0
    return result


@mistake("The square is one pixel too large: a slice from top to top + size has size pixels already.")
def one_pixel_too_large(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
        result[i, top : top + size + 1, left : left + size + 1] = 0
    return result


@mistake("The pictures are taken to be 8 by 8 here. Read height and width from the shape of images.")
def eight_by_eight(images, size, rng):
    result = images.copy()
    for i in range(len(images)):
        top, left = rng.integers(0, 8 - size + 1, size=2)
        result[i, top : top + size, left : left + size] = 0
    return result


@mistake("Everything outside the square is hidden. It should be the other way round.")
def hides_the_rest(images, size, rng):
    m, height, width = images.shape
    result = np.zeros_like(images)
    for i in range(m):
        top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
        result[i, top : top + size, left : left + size] = images[i, top : top + size, left : left + size]
    return result


@mistake("The caller's images are cut too. Start from a copy: images.copy().")
def cut_into_the_originals(images, size, rng):
    m, height, width = images.shape
    for i in range(m):
        top, left = rng.integers(0, height - size + 1), rng.integers(0, width - size + 1)
        images[i, top : top + size, left : left + size] = 0
    return images


@mistake("Single pixels are hidden here and there. Hide one square of size times size pixels that hang together.")
def scattered_pixels(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        hidden = rng.choice(height * width, size=size * size, replace=False)
        result[i].ravel()[hidden] = 0
    return result


@mistake("Row and column of the square are the same number, so it only moves along a diagonal. Draw two numbers.")
def along_the_diagonal(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        start = rng.integers(0, min(height, width) - size + 1)
        result[i, start : start + size, start : start + size] = 0
    return result


@mistake("The place is drawn with np.random and not with the rng that is passed in, so it cannot be repeated.")
def places_from_np_random(images, size, rng):
    m, height, width = images.shape
    result = images.copy()
    for i in range(m):
        top, left = np.random.randint(0, height - size + 1), np.random.randint(0, width - size + 1)
        result[i, top : top + size, left : left + size] = 0
    return result


@alternative
def multiplied_with_a_mask(images, size, rng):
    m, height, width = images.shape
    top = rng.integers(0, height - size, size=(m, 1), endpoint=True)
    left = rng.integers(0, width - size, size=(m, 1), endpoint=True)
    rows, columns = np.arange(height), np.arange(width)
    in_rows = (rows >= top) & (rows < top + size)
    in_columns = (columns >= left) & (columns < left + size)
    return images * ~(in_rows[:, :, None] & in_columns[:, None, :])


@alternative
def cut_in_a_list(images, size, rng):
    result = []
    for image in images:
        new = image.astype(np.float32)
        y, x = int(rng.random() * (image.shape[0] - size + 1)), int(rng.random() * (image.shape[1] - size + 1))
        for i in range(size):
            for j in range(size):
                new[y + i][x + j] = 0
        result.append(new)
    return np.array(result)


@alternative
def with_choice_of_all_places(images, size, rng):
    m, height, width = images.shape
    places = [(top, left) for left in range(width - size + 1) for top in range(height - size + 1)]
    result = np.array(images)
    for image, number in zip(result, rng.choice(len(places), size=m), strict=True):
        top, left = places[number]
        image[top : top + size, left : left + size] = 0
    return result
