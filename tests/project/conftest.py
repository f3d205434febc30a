"""Building wheels."""

import subprocess
import sys


def built(project, folder):
    """The wheel of a project, built as `make wheel` does."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=project)
    (path,) = folder.glob("*.whl")
    return path
