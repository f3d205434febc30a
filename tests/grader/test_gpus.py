"""One GPU for each worker and no other in its sight, as far as that can be shown without one."""

import multiprocessing
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from dlkit.course import CourseError
from dlkit.sandboxed import Limits
from grader.judging.student_process import Budget, StudentProcess, TimeLeft
from grader.judging.submission import read_submission
from grader.running.pool import local_workers
from grader.sandbox import SandboxEnd, Session, WarmParent, bubblewrap, gpus
from grader.sandbox.view import sandbox_view, this_interpreter

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine that seems to have two GPUs, and no nvidia-smi to ask about them."""
    for number in (0, 1):
        (tmp_path / f"nvidia{number}").touch()
    monkeypatch.setattr(gpus, "_node", lambda number: tmp_path / f"nvidia{number}")
    monkeypatch.setattr("shutil.which", lambda name, **more: f"/usr/bin/{name}" if name == "bwrap" else None)
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


@pytest.fixture
def driver(tmp_path, monkeypatch):
    """A driver in a folder that only LD_LIBRARY_PATH names, as in a container."""
    folder = tmp_path / "driver"
    folder.mkdir()
    for name in ("libcuda.so.1", "libnvidia-ptxjitcompiler.so.1"):
        (folder / name).write_bytes(b"")
    (folder / "notes.txt").touch()
    monkeypatch.setenv("LD_LIBRARY_PATH", f"/nowhere:{folder}:relative:")
    return folder


def test_the_sandbox_finds_a_driver_that_only_a_variable_names(machine, driver, monkeypatch):
    assert "LD_LIBRARY_PATH" not in bubblewrap.environment()
    monkeypatch.setenv("DLKIT_GPU", "0")
    assert bubblewrap.environment()["LD_LIBRARY_PATH"] == str(driver)
    shown = sandbox_view(ROOT, this_interpreter(), toolkit=True).folders
    assert {str(driver / name) for name in ("libcuda.so.1", "libnvidia-ptxjitcompiler.so.1")} <= shown.keys()
    assert not {str(driver), str(driver / "notes.txt")} & shown.keys()
    assert str(driver / "libcuda.so.1") not in sandbox_view(ROOT, this_interpreter()).folders


@pytest.fixture(scope="module")
def parent():
    with WarmParent(["dlkit"]) as parent:
        yield parent


def test_inside_the_sandbox_the_kit_knows_which_libraries_tensorflow_asks_for(parent):
    session = Session(parent, Limits(), resident_mb=500)
    source = """
from importlib import metadata
from dlkit import cuda
def known():
    asked = [name for name in map(cuda._PACKAGE.match, metadata.requires("tensorflow")) if name]
    return [len(asked), cuda.is_there(), cuda.why_none()]
"""
    assert session.run_cell(source, name="cell", seconds=10) is None
    asked, is_there, why = session.call("known", [], {}, names=[], seconds=10).value
    session.close()
    assert asked > 8
    assert (is_there, why) == (False, "CUDA_VISIBLE_DEVICES=-1 hides it")


SLEEP = "import time\ndef f(seconds):\n    time.sleep(seconds)\n    return 1"


def test_the_first_calls_on_a_gpu_may_take_longer_but_not_for_ever(parent):
    session = Session(parent, Limits(), resident_mb=500, extra_seconds=3.0)
    assert session.run_cell(SLEEP, name="cell", seconds=1) is None

    def took(asked):
        started = time.monotonic()
        session.call("f", [asked], {}, names=[], seconds=0.5)
        return time.monotonic() - started

    assert took(1.2) >= 1.2  # a compilation: 0.7 s of the 3 are spent
    assert took(0.1) < 0.5  # what stays within its own time spends nothing
    assert took(0.8) >= 0.8
    started = time.monotonic()
    with pytest.raises(SandboxEnd, match="did not come back within"):
        took(30)
    assert time.monotonic() - started < 3.0  # 0.5, and the 2 that are left of the 3


@pytest.mark.parametrize("on_gpu", [True, False])
def test_only_on_a_gpu_a_submission_has_time_for_a_compilation(parent, authored, hand_in, monkeypatch, on_gpu):
    monkeypatch.delenv("DLKIT_GPU", raising=False)
    answer = "def sigmoid(z):\n    import time\n    time.sleep(2.5)\n    return z"
    submission = read_submission("one", hand_in({"sigmoid": answer}), authored)
    budget = replace(Budget(), call_seconds=1.0, gpu_start_seconds=2.5)
    process = StudentProcess(submission, parent, budget, TimeLeft.of(budget))
    if on_gpu:
        monkeypatch.setenv("DLKIT_GPU", "0")
    try:
        if on_gpu:
            assert process.call("sigmoid", [1.0], {}, ["z"]).value == 1.0
        with pytest.raises(SandboxEnd, match="did not come back"):  # what it took to compile is spent
            process.call("sigmoid", [1.0], {}, ["z"])
    finally:
        process.close()


def test_a_gpu_is_pinned_for_a_while_and_given_back(monkeypatch):
    monkeypatch.delenv("DLKIT_GPU", raising=False)
    with gpus.pinned(1), suppress(ZeroDivisionError):
        assert gpus.sandbox_devices()[0] == "/dev/nvidia1"
        with gpus.pinned(0):
            raise ZeroDivisionError
    assert not gpus.is_pinned()
