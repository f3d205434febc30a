"""dlkit: what the notebooks of the course import.

```python
import dlkit
check, hint, solution, inputs, progress, ask = dlkit.assignment("logistic_regression").tools
check("sigmoid")
```

Importing this package is light: TensorFlow, Keras and matplotlib are imported when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from dlkit.tensorflow_import import prepare_import

if TYPE_CHECKING:
    from dlkit import data, interactive, plot
    from dlkit.desk import CheckFailed
    from dlkit.desk import open_assignment as assignment
    from dlkit.desk.review import open_review as review
    from dlkit.inspecting import inspect
    from dlkit.machine import device, needs_keras, seed

prepare_import()

__version__ = "0.1.0"
__all__ = [
    "CheckFailed",
    "assignment",
    "data",
    "device",
    "inspect",
    "interactive",
    "needs_keras",
    "plot",
    "review",
    "seed",
]

_HOME = {
    "CheckFailed": ("dlkit.desk.notebook", "CheckFailed"),
    "assignment": ("dlkit.desk.notebook", "open_assignment"),
    "data": ("dlkit.data", None),
    "device": ("dlkit.machine", "device"),
    "inspect": ("dlkit.inspecting", "inspect"),
    "interactive": ("dlkit.interactive", None),
    "needs_keras": ("dlkit.machine", "needs_keras"),
    "plot": ("dlkit.plot", None),
    "review": ("dlkit.desk.review", "open_review"),
    "seed": ("dlkit.machine", "seed"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"dlkit has no attribute {name!r}; it has {', '.join(__all__)}.")
    module, attribute = _HOME[name]
    loaded = importlib.import_module(module)
    return getattr(loaded, attribute) if attribute else loaded


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
