"""The weaker sandbox, without namespaces: student code as another user reaches nothing of the judge, and leaves nothing behind."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader.autograder import autograder_zip

from ..container import play, require_container

SCRIPT = Path(__file__).with_name("as_other_user.py")
REFUSED = ("PermissionError", "ProcessLookupError")
LIMIT = 64_000_000  # what the container's /dev/shm holds, and a little more


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """What Gradescope lays out, with the kit of one assignment."""
    require_container()
    place = tmp_path_factory.mktemp("autograder")
    place.chmod(0o755)
    for name in ("source", "submission", "results"):
        (place / name).mkdir(mode=0o755)
    zipfile.ZipFile(io.BytesIO(autograder_zip("logistic_regression", "gradescope"))).extractall(place / "source")
    shutil.copy(SCRIPT, place)
    for name in ("submission", "results"):
        (place / name).chmod(0o700)
        (place / name / "results.json").write_text("{}")
    (place / "submission_metadata.json").write_text("{}")
    (place / "submission_metadata.json").chmod(0o600)
    return place


@pytest.fixture(scope="module")
def hostile(place):
    """Plays the container once for a script, and gives what it printed."""

    def hostile(what, command=(), **more):
        run = [sys.executable, "-P", "/autograder/as_other_user.py", what]
        done = play(place, *command, *run, namespaces=False, PYTHONPATH="/autograder/source", **more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return hostile


@pytest.fixture(scope="module")
def found(hostile):
    return hostile("all")


@pytest.mark.slow
def test_nothing_of_the_judge_can_be_read_or_imported(found):
    assert {
        path: said for path, said in found["read"].items() if not said.startswith((*REFUSED, "ModuleNotFound"))
    } == {}
    assert len(found["read"]) == 11


@pytest.mark.slow
def test_no_other_process_can_be_looked_into_or_signalled_not_even_the_one_that_has_the_solutions(found):
    seen, _, _, helper = found["processes"]
    assert {what: said for what, said in seen.items() if not said.startswith(REFUSED)} == {}
    assert len(seen) > 6 * 15  # judge, warm parent, twin, their guards and the helper
    assert helper >= 50_000  # it still answers, and as somebody else


@pytest.mark.slow
def test_no_command_line_tells_a_secret(found):
    commands = "\n".join(found["processes"][1])
    assert "as_other_user.py" in commands  # they can be read
    assert "secret" not in commands
    assert "seed" not in commands


@pytest.mark.slow
def test_killing_everybody_kills_nobody_else(found):
    assert found["processes"][2] == "all others are gone"


@pytest.mark.slow
def test_it_can_write_nowhere_but_to_its_scratch(found):
    tried = dict(found["write"])
    assert tried.pop("writable") == []
    for path in (
        "/autograder/results/results.json",
        "/autograder/x",
        "/tmp/x",
        "/var/tmp/x",
        "/run/lock/x",
        "/etc/x",
        "/root/x",
    ):
        assert tried[path].startswith("PermissionError"), (path, tried[path])


@pytest.mark.slow
def test_it_becomes_nobody_else_and_connects_to_nowhere(found):
    tried = found["write"]
    assert tried["setuid"].startswith("PermissionError")
    assert tried["setgroups"].startswith("PermissionError")
    assert "Address family not supported" in tried["internet"]
    assert tried["become root"] != repr(b"0\n")
    assert tried["adopt"] == "-1"
    assert tried["ptrace"] == "-1"
    assert tried["unshare"] == "-1" or tried["unshare"].startswith("PermissionError")
    capabilities = {line.split()[0]: line.split()[1:] for line in tried["capabilities"]}
    assert capabilities == {"CapEff:": ["0" * 16], "CapPrm:": ["0" * 16], "NoNewPrivs:": ["1"], "Groups:": []}


@pytest.mark.slow
def test_no_process_of_its_own_outlives_the_submission(found):
    running, left, _ = found["stays"]
    assert running > 0
    assert left == 0


@pytest.mark.slow
def test_none_outlives_a_judge_that_was_killed_and_no_file_does(found):
    running, left, files = found["outlives"]
    assert running > 0
    assert left == 0
    assert files == []


@pytest.mark.slow
def test_what_it_writes_is_bounded_and_removed(found):
    written, told, during, after, free = found["fill"]
    assert told == "No space left on device"
    assert written <= LIMIT * 1.1
    assert during > 1
    assert after == []
    assert free == 64


@pytest.mark.slow
def test_no_two_share_a_number_and_no_two_judges_hand_them_out(found):
    users, another = found["alone"]
    assert len(set(users)) == 4
    assert "Another judge" in another


@pytest.mark.slow
def test_a_judge_whose_warm_parent_was_killed_starts_another(found):
    assert found["again"] >= 50_000


CLONES = """
import ctypes, errno, os, platform, threading
from dlkit.sandboxed import namespaces

namespaces.drop_capabilities()
namespaces.refuse_system_calls(required=True)
libc = ctypes.CDLL(None, use_errno=True)
USER = 0x1000_0000

def refused(number, *arguments):
    pid = libc.syscall(number, *arguments)
    if pid == 0:
        os._exit(0)
    return errno.errorcode.get(ctypes.get_errno()) if pid < 0 else "made"

clone, clone3 = namespaces._CLONE_CALLS[platform.machine()]
print(refused(clone, USER | 17, 0, 0, 0, 0), refused(clone3, (ctypes.c_uint64 * 11)(USER, 0, 0, 0, 17), 88))
thread = threading.Thread(target=print, args=("a thread",))
thread.start()
thread.join()
"""


def test_no_namespace_is_made_where_they_are_allowed_but_bubblewrap_is_missing():
    """In a user namespace of its own it would hold every capability, and mount file systems that nothing bounds."""
    environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parents[2])}
    done = subprocess.run([sys.executable, "-c", CLONES], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=2) == ["EPERM", "ENOSYS", "a thread\n"]


# Where it is refused


def test_an_ordinary_user_gets_no_sandbox_rather_than_one_process(hostile, place):
    (place / "source").chmod(0o755)
    told = hostile("as-it-is", ["setpriv", "--reuid", "1234", "--regid", "1234", "--clear-groups"])["refused"]
    assert "the judge is not root" in told
    assert "Nothing is judged" in told


def test_open_secrets_are_refused(hostile, place):
    (place / "source").chmod(0o755)
    told = hostile("as-it-is")["refused"]
    assert "/autograder/source/grader" in told
    assert "chmod 700" in told


def test_places_that_all_may_fill_are_refused(hostile, place):
    (place / "source").chmod(0o700)
    told = hostile("as-it-is")["refused"]
    assert told.startswith("/tmp, /var/tmp, /run/lock")


def test_a_folder_in_which_the_results_could_be_replaced_is_refused(hostile, place):
    place.chmod(0o777)
    told = hostile("closed")["refused"]
    place.chmod(0o755)
    assert told == "/autograder can be written by every user, and so by student code: chmod o-w."


def test_a_machine_on_which_nothing_bounds_what_is_written_is_refused(hostile):
    told = hostile(
        "closed",
        ["sh", "-c", 'while umount -l /dev/shm; do :; done; exec "$@"', "sh"],
        capabilities=("sys_admin", "setuid", "setgid"),
    )
    assert "no file system of its own" in told["refused"]


def test_real_users_of_such_numbers_are_left_alone(place):
    """On a machine where no judge has made users of its own."""
    run = [sys.executable, "-P", "-c", "from grader.sandbox import end_other_users; end_other_users()"]
    real = 'setpriv --reuid 55555 --regid 55555 --clear-groups sleep 60 & "$@"; kill -0 $!'
    done = play(place, "bash", "-c", real, "bash", *run, namespaces=False, PYTHONPATH="/autograder/source")
    assert done.returncode == 0, done.stderr


def test_a_course_folder_never_falls_back(monkeypatch):
    """Without bubblewrap nothing is judged there, whoever asks."""
    from grader.errors import SandboxUnavailable
    from grader.judging import Judge

    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(SandboxUnavailable, match="bubblewrap"):
        Judge("logistic_regression")
