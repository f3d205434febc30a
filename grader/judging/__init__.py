"""One submission judged: read, run in the sandbox, checked, and what is wrong with it said.

Scores are computed here, from values; nothing of the student's code runs in this process.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
