"""What `grader doctor` says of the sandbox on this machine."""

import os

import pytest

from grader.sandbox import cgroup, installed_gpus, is_pinned
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


def test_it_says_why_tensorflow_sees_no_gpu_and_that_is_no_fault_without_one(monkeypatch):
    monkeypatch.setattr(doctor, "installed_gpus", lambda: [])
    assert doctor._seen(0, "the machine shows none") == (True, "TensorFlow sees no GPU: the machine shows none")
    assert doctor._gpu_in_sandbox() == []


def test_a_gpu_that_tensorflow_does_not_see_is_a_fault(monkeypatch):
    monkeypatch.setattr(doctor, "installed_gpus", lambda: [0])
    assert doctor._seen(1, "") == (True, "TensorFlow sees 1 GPU")
    assert doctor._seen(2, "") == (True, "TensorFlow sees 2 GPUs")
    ok, told = doctor._seen(0, "libcusolver.so.11 cannot be opened (...)")
    assert not ok
    assert told.startswith("TensorFlow sees no GPU: libcusolver.so.11 cannot be opened (")


@pytest.mark.slow
def test_it_asks_tensorflow_inside_a_sandbox_that_has_the_gpu(monkeypatch):
    """No GPU is needed: where there is none, the sandbox says so itself."""
    if installed_gpus():
        pytest.skip("this machine has a GPU, which the doctor asks as it is")
    monkeypatch.setattr(doctor, "installed_gpus", lambda: [0])
    (finding,) = doctor._gpu_in_sandbox()
    assert (finding.name, finding.ok) == ("in the sandbox", False)
    assert finding.text == "TensorFlow sees no GPU: the machine shows none. It computes on the processor"
    assert not is_pinned()


@pytest.mark.slow
def test_it_asks_tensorflow_outside_too():
    finding = doctor._tensorflow()
    assert finding.text.startswith("starts; TensorFlow sees ")
    assert finding.ok == (not installed_gpus() or "no GPU" not in finding.text)
