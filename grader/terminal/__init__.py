"""The `grader` command: what staff type, and the tables and findings that it prints.

It decides nothing: each command calls one of the rooms below and shows what comes of it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
