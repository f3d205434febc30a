"""Pages for the staff: HTML that stands alone, light or dark, on paper too, whatever students have written."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
