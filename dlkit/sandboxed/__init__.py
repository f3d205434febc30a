"""What runs on the untrusted side: the warm parent, the notebook's cells, the answering of calls.

Student code shares its process with this code and may change any of it. So nothing here is secret,
and nothing here decides a score: the trusted side takes what comes back as data from a stranger.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
