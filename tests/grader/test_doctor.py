"""What `grader doctor` says of the sandbox on this machine."""

import os

import pytest

from grader.sandbox import cgroup
from grader.terminal import doctor


def test_it_says_that_a_cgroup_holds_the_memory_or_why_none_does():
    finding = doctor._held_memory()
    assert finding.ok
    assert finding.name == "memory of a submission"
    assert finding.text == "held by a cgroup" or finding.text.startswith(
        "watched every 50 ms; no cgroup can be made here because "
    )


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied", "/x/dlkit-1-1"), OSError(30, "Read-only file system", "/x")]
)
def test_it_names_the_folder_that_refused(error, monkeypatch):
    def refuse(controller, pid):
        raise error

    monkeypatch.setattr(cgroup, "_make", refuse)
    assert doctor._held_memory().text == (
        f"watched every 50 ms; no cgroup can be made here because {error.filename}: {error.strerror}"
    )


def test_it_leaves_no_cgroup_behind():
    before = _made()
    doctor._held_memory()
    assert _made() == before


def _made():
    return [folder for _, above in cgroup._places("memory") for folder in above.glob(f"dlkit-{os.getpid()}-*")]
