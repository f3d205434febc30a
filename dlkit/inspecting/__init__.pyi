from .inspection import inspect as inspect
from .report import Finding as Finding
from .report import Inspection as Inspection
