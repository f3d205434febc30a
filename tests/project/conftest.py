"""One demonstration for all tests of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DEMONSTRATED = ("logistic_regression", "resnet")  # as the Makefile has it


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What `make demo` prints, and the course folder that it made."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    command = [sys.executable, "-m", "grader", "demo", str(folder), "--students", "24"]
    command += [word for slug in DEMONSTRATED for word in ("--assignment", slug)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, folder
