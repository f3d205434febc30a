"""The questions between the exercises: read from `questions.toml`, shown, and answers to them told right or not.

They give no points, and none of them ever stops a notebook.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
