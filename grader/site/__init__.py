"""The course's documentation site: pages of the solved notebooks, of the docs and of the API, built by Sphinx.

It only shows what the rooms below know, and nothing of `grader/checks`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
