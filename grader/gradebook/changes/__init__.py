"""What a run changed in marks, and why: each mark as the last run left it, held against what it is now.

A cause is told where what both stand on says so, and never guessed.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
