"""The data of the course: real, small, offline, and the same on every machine; and larger sets from the net."""

from dlkit.data.online import DataUnavailable, Pictures, load
from dlkit.data.scenes import DigitScenes, digit_scenes
from dlkit.data.small_sets import Digits, digits, photos, planar

__all__ = [
    "DataUnavailable",
    "DigitScenes",
    "Digits",
    "Pictures",
    "digit_scenes",
    "digits",
    "load",
    "photos",
    "planar",
]
