"""The judge on another platform's machine: the zip that the platform runs, and what runs in it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
