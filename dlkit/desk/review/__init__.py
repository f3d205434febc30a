"""Spaced review: what comes again when, the round that is made of it, and the bug that is planted in it.

A round is a small notebook of its own, made of the student's own answers: no solution and no catalogue is needed.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
