"""What an author wrote: assignment, solution, checks and catalogue, read and spliced into notebooks."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
