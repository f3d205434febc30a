"""Many judgements: workers on one machine or many, loose notebooks, and the gate that shows that checks judge right."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
