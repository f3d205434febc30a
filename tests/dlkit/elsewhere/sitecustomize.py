"""Makes a Python look like one on a student's own machine, as far as can be from Linux.

No TensorFlow, no Keras, no Jupyter; macOS by its name; and dlkit finds nothing that Windows has not: no module of
POSIX's own, no fork, no alarm. (Other packages may go on using them: theirs for Windows do without.)
"""

import builtins
import importlib.machinery
import os
import signal
import sys
import sysconfig

NOT_INSTALLED = {"tensorflow", "keras", "jax", "IPython", "ipykernel", "jupyterlab", "grader", "msgpack", "psutil"}
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = {
    os: ("fork", "forkpty", "geteuid", "getuid", "getgid", "killpg", "mkfifo", "sched_getaffinity", "setsid"),
    signal: ("SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "alarm", "pthread_sigmask", "setitimer"),
}


class WithoutThem(importlib.machinery.PathFinder):
    """Finds what is installed, but for what this machine is to lack."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in NOT_INSTALLED else super().find_spec(name, path, target)


def import_elsewhere(name, globals=None, locals=None, fromlist=(), level=0, *, real=builtins.__import__):
    importer = str((globals or {}).get("__name__", ""))
    if importer.partition(".")[0] == "dlkit" and name.partition(".")[0] in POSIX_MODULES and level == 0:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return real(name, globals, locals, fromlist, level)


sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = WithoutThem
builtins.__import__ = import_elsewhere
for module, names in POSIX_NAMES.items():
    for name in names:
        delattr(module, name)
sysconfig.get_config_vars()  # it is read from a file that is named after the platform
sys.platform = "darwin"
