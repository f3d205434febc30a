"""A course folder and its gradebook: which submissions there are, and where their grades and pages go.

nbgrader keeps the gradebook; this room reads and writes it, and is what nbgrader's own commands call.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
