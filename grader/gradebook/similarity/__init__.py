"""Which submissions have something in common that few others have: worth a look, never a verdict."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
