"""Errors that concern a whole run and end it with a sentence: no submission causes them."""


class SandboxUnavailable(RuntimeError):
    """Student code cannot be isolated on this machine; the message says what to install."""


class ChecksError(Exception):
    """The hidden checks of an assignment cannot be used; the message says why."""


class WorkersUnavailable(RuntimeError):
    """No worker process could be started; the message says what to look at."""
