"""The student's desk: the `dlkit` command, the folder of notebooks, progress, and what a notebook opens."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
