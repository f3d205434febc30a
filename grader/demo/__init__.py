"""An invented class, from release to feedback, through the same doors as a real one."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
