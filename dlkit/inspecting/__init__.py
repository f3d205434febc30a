"""Why does a network not train: the habits of all notebooks in one call, and what was found as a table and a picture.

A model is computed here apart from itself: no weight, no optimizer and no random state of it is changed.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
