"""Values and what calls did, compared: right or not, and if not, why."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
