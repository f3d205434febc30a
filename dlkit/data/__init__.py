"""The data of the course: real, small, offline, and the same on every machine; and larger sets from the net."""

from dlkit.data.kept_sets import Definitions, FirstNames, WordVectors, definitions, digits28, names, word_vectors
from dlkit.data.online import DataUnavailable, Pictures, load
from dlkit.data.scenes import DigitScenes, digit_scenes
from dlkit.data.small_sets import Digits, digits, photos, planar, remember
from dlkit.data.spellings import Dates, dates
from dlkit.data.trained_networks import pretrained

__all__ = [
    "DataUnavailable",
    "Dates",
    "Definitions",
    "DigitScenes",
    "Digits",
    "FirstNames",
    "Pictures",
    "WordVectors",
    "dates",
    "definitions",
    "digit_scenes",
    "digits",
    "digits28",
    "load",
    "names",
    "photos",
    "planar",
    "pretrained",
    "remember",
    "word_vectors",
]
