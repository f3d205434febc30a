"""A judge that stands by: a process that keeps TensorFlow and a warm sandbox for ten minutes, for single submissions.

It belongs to one user, one course folder and one state of the kit, and nobody else can reach it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
