"""Starting, limiting and questioning the untrusted process."""

from grader.sandbox.session import SandboxEnd, Session
from grader.sandbox.warm import Forks, WarmParent

__all__ = ["Forks", "SandboxEnd", "Session", "WarmParent"]
