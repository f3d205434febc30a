"""A judge that stands by gives the verdict that one in this process gives; it ends by itself, and is nobody else's."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dlkit.sandboxed import send_message
from grader.authoring.authored import load_authored
from grader.authoring.notebooks import as_bytes, notebook_with
from grader.judging import Judge, OwnCell
from grader.running import fingerprints_of, judge_one
from grader.standby import client, judge_by, standing_by
from grader.standby.place import NotPrivate, address, folder, key_of, opened_folder

SLUG = "convolution"  # its judge needs no TensorFlow
SEED = 3
SECONDS = 20.0  # in which what ends by itself has ended


@pytest.fixture(scope="module")
def homework():
    """Builds the bytes of a submission."""
    authored = load_authored(SLUG)
    right = authored.answers()
    return lambda **answers: as_bytes(notebook_with(authored, {**right, **answers}))


@pytest.fixture(scope="module")
def here():
    """Judges in this process."""
    from grader.running import pool

    with Judge(SLUG) as judge:
        pool._judges[SLUG] = judge
        yield lambda name, data, **more: judge_one(SLUG, name, data, SEED, **more)
        pool._judges.pop(SLUG, None)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder to judge for, and a place for its judge that no other test uses; the judge is ended afterwards."""
    with tempfile.TemporaryDirectory() as runtime:  # a short path
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        monkeypatch.setenv(client.SECONDS, "120")
        root = tmp_path / "course"
        root.mkdir()
        yield root
        for standing in standing_by():
            os.kill(standing.pid, signal.SIGKILL)


@pytest.fixture
def place(course):
    """The folder in which the judge of the course is found."""
    return folder()


@pytest.fixture
def ask(course):
    """Judges a submission by the judge that stands by."""

    def ask(name, data, **more):
        judged = judge_by(course, SLUG, name, data, SEED, **more)
        assert judged.fingerprints == fingerprints_of(SLUG)
        return judged.result

    return ask


@pytest.fixture
def pid(course):
    """Starts the judge, and gives its process number."""
    client._connected(course).close()
    (standing,) = standing_by()
    assert standing.course == str(course.resolve())
    return standing.pid


def has_ended(pid):
    """Waits until a process has ended."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if pid not in [standing.pid for standing in standing_by()]:
            return True
        time.sleep(0.1)
    return False


def plain(result):
    """A result without the time that it took."""
    return {**result.as_dict(), "seconds": 0}


def test_the_verdict_is_the_same_and_comes_from_one_process(ask, here, homework, course):
    names = [item.name for item in load_authored(SLUG).assignment.exercises]
    source = "assert True\nimport os\nassert os.path.exists('mine.txt')"
    own = [OwnCell("mine", 2.0, source, as_bytes(notebook_with(load_authored(SLUG), {})))]
    work = {
        "right": (homework(), {}),
        "stub": (homework(**dict.fromkeys(names, "")), {}),
        "wrong": (homework(**{names[0]: f"def {names[0]}(*arguments, **named):\n    return 'ünfug \\ud800'"}), {}),
        "ends": (homework(**{names[0]: "import os\nos._exit(3)"}), {}),
        "broken": (b'{"cells": [', {}),
        "own": (homework(), {"own_cells": own, "files": {"mine.txt": b"\xff\x00"}}),
    }
    pids = set()
    for name, (data, more) in work.items():
        assert plain(ask(name, data, **more)) == plain(here(name, data, **more)), name
        pids |= {standing.pid for standing in standing_by()}
    assert len(pids) == 1
    assert os.getpid() not in pids


def test_two_that_come_at_once_get_one_judge_and_their_own_results(ask, homework):
    names = ["ada", "bo", "cy"]
    with ThreadPoolExecutor(len(names)) as threads:
        results = list(threads.map(lambda name: ask(name, homework()), names))
    assert [result.submission for result in results] == names
    assert len({result.score for result in results}) == 1
    assert len(standing_by()) == 1


def test_one_that_was_killed_is_replaced_without_an_error(pid, ask, homework):
    os.kill(pid, signal.SIGKILL)
    assert ask("ada", homework()).status == "graded"
    (standing,) = standing_by()
    assert standing.pid != pid


def test_one_that_does_not_answer_is_replaced(pid, ask, homework, monkeypatch):
    monkeypatch.setattr(client, "HEAR_SECONDS", 1.0)
    os.kill(pid, signal.SIGSTOP)
    assert ask("ada", homework()).status == "graded"
    assert pid not in [standing.pid for standing in standing_by()]


def test_judging_for_too_long_ends_with_a_reason_and_without_the_judge(pid, ask, homework, monkeypatch):
    names = [item.name for item in load_authored(SLUG).assignment.exercises]
    monkeypatch.setattr(client, "_longest", lambda slug: 4.0)
    result = ask("ada", homework(**{names[0]: "while True:\n    pass"}))
    assert (result.status, result.score) == ("crashed", 0)
    assert "no answer within" in result.reason
    assert has_ended(pid)


def test_when_the_kit_has_changed_another_one_judges(pid, ask, homework):
    path = Path(client.REPOSITORY, "grader", "checks", f"{SLUG}.py")
    before = path.stat()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    try:
        assert ask("ada", homework()).status == "graded"
        assert pid not in [standing.pid for standing in standing_by()]
    finally:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_it_ends_when_nobody_asks(course, place, monkeypatch):
    monkeypatch.setenv(client.SECONDS, "0.5")
    client._connected(course).close()
    assert has_ended(standing_by()[0].pid)
    assert not list(place.glob("*.socket"))


def test_it_ends_when_its_course_folder_is_gone(pid, course):
    shutil.rmtree(course)
    assert has_ended(pid)


def test_it_can_be_switched_off(ask, here, homework, monkeypatch):
    monkeypatch.setenv(client.SECONDS, "0")
    assert plain(ask("ada", homework())) == plain(here("ada", homework()))
    assert standing_by() == []


def _open_to_others(place):
    place.mkdir(mode=0o700)
    place.chmod(0o750)


def _a_link(place):
    elsewhere = place.with_name("elsewhere")
    elsewhere.mkdir(mode=0o700)
    place.symlink_to(elsewhere)


def _a_file(place):
    place.touch(mode=0o700)


@pytest.mark.parametrize("spoil", [_open_to_others, _a_link, _a_file])
def test_a_place_that_others_could_reach_is_not_used(spoil, ask, here, homework, course, place):
    spoil(place)
    with pytest.raises((NotPrivate, OSError)):
        client._connected(course)
    assert plain(ask("ada", homework())) == plain(here("ada", homework()))
    assert standing_by() == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a folder somebody else's")
def test_a_place_that_is_somebody_elses_is_not_used(course, place):
    place.mkdir(mode=0o700)
    os.chown(place, 65534, 65534)
    with pytest.raises(NotPrivate):
        client._connected(course)


def test_what_is_no_question_is_dropped_and_harms_nobody(pid, course):
    for text in (b"", bytes(8), bytes(7) + b"\x01\x90", b"\xff" * 64, b"GET / HTTP/1.1\r\n\r\n"):
        with client._connected(course) as connection:
            connection.settimeout(SECONDS)
            connection.sendall(text)
            connection.shutdown(socket.SHUT_WR)
            assert _heard(connection) == b"", text
    for message in (None, [], {"slug": "../../etc", "pickle": b"\x80"}):
        with client._connected(course) as connection:
            connection.settimeout(SECONDS)
            send_message(connection, message)
            assert _heard(connection) == b"", message
    assert [standing.pid for standing in standing_by()] == [pid]


def _heard(connection):
    """What the other end says; nothing if it closes, whatever it has left unread."""
    try:
        return connection.recv(8)
    except ConnectionResetError:
        return b""


KNOCK = """
import socket, sys
with socket.socket(socket.AF_UNIX) as knocking:
    knocking.settimeout(10)
    knocking.connect(sys.argv[1])
    knocking.sendall(bytes(7) + bytes([1, 0x90]))
    try:
        print(knocking.recv(8))
    except ConnectionResetError:
        print(b"")
"""


def test_who_is_in_another_user_namespace_is_not_heard(pid, course, place):
    """Such as what runs in a sandbox, had it the path: it is the same user to the kernel."""
    path = place / f"{key_of(course)}.socket"
    command = ["bwrap", "--dev-bind", "/", "/", "--unshare-user", "--", sys.executable, "-c", KNOCK, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "b''"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_another_user_cannot_connect(pid, course, place):
    place.parent.chmod(0o755)  # so that the folder itself is what stops them
    path = str(place / f"{key_of(course)}.socket")
    if (child := os.fork()) == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            socket.socket(socket.AF_UNIX).connect(path)
        except PermissionError:
            os._exit(7)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_a_sandbox_sees_neither_the_place_nor_the_socket(pid, course, place):
    from grader.judging import Budget
    from grader.sandbox import Session, WarmParent

    path = place / f"{key_of(course)}.socket"
    assert path.is_socket()
    source = f"""
import os, socket
def f():
    found = []
    for place in ({str(path)!r}, {str(path.parent)!r}, "/run/user", "/tmp/dlkit-{os.getuid()}", "/proc/{pid}"):
        found += [place] if os.path.lexists(place) else []
    try:
        socket.socket(socket.AF_UNIX).connect({str(path)!r})
        found.append("connected")
    except OSError as error:
        told = error.strerror
    found += [line for line in open("/proc/net/unix") if ".socket" in line]
    return found, told
"""
    with WarmParent([]) as parent:
        session = Session(parent, Budget().limits, resident_mb=300)
        raised = session.run_cell(source, name="cell", seconds=20)
        assert raised is None, raised
        found, told = session.call("f", [], {}, names=[], seconds=20).value
        session.close()
    assert found == []
    assert told == "No such file or directory"


def test_a_socket_is_reached_through_the_folder_that_was_looked_at(pid, course):
    """However long the path to it is: the kernel takes no more than 108 bytes."""
    with opened_folder() as folder, socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address(folder, key_of(course)))
