"""One GPU for each worker and no other in its sight, as far as that can be shown without one."""

import multiprocessing
from pathlib import Path

import pytest

from dlkit.course import CourseError
from grader.running.pool import local_workers
from grader.sandbox import bubblewrap, gpus


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine that seems to have two GPUs, and no nvidia-smi to ask about them."""
    for number in (0, 1):
        (tmp_path / f"nvidia{number}").touch()
    monkeypatch.setattr(gpus, "_node", lambda number: tmp_path / f"nvidia{number}")
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name == "bwrap" else None)
    monkeypatch.delenv("DLKIT_GPU", raising=False)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    gpus._identity.cache_clear()
    return tmp_path


def test_without_a_pinned_gpu_the_sandbox_sees_none(machine):
    assert bubblewrap.environment()["CUDA_VISIBLE_DEVICES"] == "-1"
    assert gpus.sandbox_devices() == []


def test_a_pinned_gpu_is_the_only_one_in_the_sandbox(machine, monkeypatch):
    monkeypatch.setenv("DLKIT_GPU", "1")
    with bubblewrap.command([]) as (words, _):
        bound = {words[place + 1] for place, word in enumerate(words) if word == "--dev-bind"}
    assert str(machine / "nvidia1") in bound
    assert str(machine / "nvidia0") not in bound
    assert "/dev/nvidiactl" in gpus.sandbox_devices()
    inside = bubblewrap.environment()
    assert (inside["CUDA_VISIBLE_DEVICES"], inside["TF_FORCE_GPU_ALLOW_GROWTH"]) == ("1", "true")


def test_the_worker_itself_stays_off_the_gpus(machine, monkeypatch):
    monkeypatch.setenv("DLKIT_GPU", "")
    gpus.pin_gpu(0)
    import os

    assert (os.environ["DLKIT_GPU"], os.environ["CUDA_VISIBLE_DEVICES"]) == ("0", "-1")


def _pinned(barrier):
    import os

    barrier.wait()
    return os.environ.get("DLKIT_GPU"), os.environ.get("CUDA_VISIBLE_DEVICES")


@pytest.mark.slow
def test_each_worker_gets_a_gpu_of_its_own():
    with multiprocessing.Manager() as manager, local_workers(2, gpus=(0, 1)) as executor:
        barrier = manager.Barrier(2)
        found = [future.result() for future in [executor.submit(_pinned, barrier) for _ in range(2)]]
    assert sorted(found) == [("0", "-1"), ("1", "-1")]


@pytest.mark.parametrize(
    ("text", "words"), [("a", "numbers such as 0,1"), ("0,0", "twice"), ("7", "no GPU 7"), ("", "numbers")]
)
def test_what_is_no_list_of_gpus_gets_one_clear_sentence(machine, text, words):
    with pytest.raises(CourseError, match=words):
        gpus.read_gpus(text)


def test_gpus_that_are_there_are_read(machine):
    assert gpus.read_gpus("1,0") == (1, 0)


def test_the_sandbox_has_the_device_files_that_this_machine_has():
    assert gpus.installed_gpus() == sorted(
        int(path.name[6:]) for path in Path("/dev").glob("nvidia*") if path.name[6:].isdigit()
    )
