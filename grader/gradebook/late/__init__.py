"""When work is due, and what late work costs: the course's `late.toml`, policies, free days, extensions.

nbgrader keeps due dates, extensions and penalties; this package says what they are to be.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
