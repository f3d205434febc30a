"""A container such as Gradescope's, played in namespaces: a root of its own over this machine's, /autograder, Docker's capabilities.

What is written there is gone afterwards, but for what is in the folder that is given.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# What Docker leaves to root. Without SYS_ADMIN no namespace can be made.
DOCKER = [
    "chown",
    "dac_override",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "net_bind_service",
    "net_raw",
    "sys_chroot",
    "mknod",
    "audit_write",
    "setfcap",
]
COVERED = ("/tmp", "/var/tmp", "/dev", "/run", "/autograder")
_PLAY = """
set -e
base=$(mktemp -d)
mount -t tmpfs none "$base"
mkdir "$base/upper" "$base/work" "$base/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$base/root"
cd "$base/root"
mkdir -p autograder old
mount --bind "$PLAYED" autograder
mount -t proc proc proc
mount --rbind /dev dev
for place in tmp var/tmp dev/shm; do mount -t tmpfs -o size=64m,mode=1777 none "$place"; done
mount -t tmpfs -o mode=755 none run
mkdir -m 1777 run/lock
for place in $KEPT; do mkdir -p ".$place"; mount --bind "$place" ".$place"; done
pivot_root . old
umount -l /old
for place in $CLOSED; do [ ! -d "$place" ] || chmod 700 "$place"; done
for place in $OPENED; do chmod a+rx "$place"; done
cd /autograder
exec {become} "$@"
"""


def _closed():
    """The folders of this checkout, and of the one that the environment was made for: a container has neither."""
    import dlkit

    places = [ROOT, Path(dlkit.__file__).parents[1], *(Path(line) for line in _lines_of_pth() if line.startswith("/"))]
    inside = Path(sys.prefix).parts
    return {
        str(path)
        for place in places
        if place.is_dir()
        for path in place.iterdir()
        if path.is_dir() and str(path) not in {"/".join(inside[:n]).replace("//", "/") for n in range(len(inside) + 1)}
    }


def _kept():
    """The folders of this Python that would be out of sight: below a place that is empty there, or on another disk."""
    places = {str(Path(place).resolve()) for place in (sys.prefix, sys.base_prefix)}
    empty = tuple(f"{place}/" for place in COVERED)
    return sorted(place for place in places if place.startswith(empty) or os.stat(place).st_dev != os.stat("/").st_dev)


def _lines_of_pth():
    for folder in filter(os.path.isdir, sys.path):
        for path in Path(folder).glob("*.pth"):
            yield from path.read_text().splitlines()


def require_container():
    """Skips a test where no container can be played."""
    needed = [name for name in ("unshare", "setpriv", "pivot_root") if shutil.which(name) is None]
    if os.geteuid() != 0 or needed or "overlay" not in Path("/proc/filesystems").read_text():
        pytest.skip("a container can only be played by root, on a kernel with overlayfs")
    tried = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("no mount namespace can be made here")


def play(folder, *command, namespaces, capabilities=DOCKER, seconds=300, **environment):
    """Runs a command in a container.

    Args:
        folder: what is /autograder in it.
        command: the command.
        namespaces: whether namespaces can be made in it.
        capabilities: those that root has, where they cannot.
        seconds: when it is killed.
        environment: more variables.
    """
    become = "" if namespaces else f"setpriv --bounding-set -all,+{',+'.join(capabilities)} --inh-caps -all"
    base = Path(sys.base_prefix).resolve()
    opened = [str(path) for path in (*reversed(base.parents), *reversed(Path(sys.prefix).parents)) if str(path) != "/"]
    return subprocess.run(
        [
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "bash",
            "-c",
            _PLAY.replace("{become}", become),
            "play",
        ]
        + [str(word) for word in command],
        env={
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "PLAYED": str(folder),
            "KEPT": shlex.join(_kept()),
            "CLOSED": shlex.join(sorted(_closed())),
            "OPENED": shlex.join(opened),
            "DLKIT_PYTHON": sys.executable,
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
