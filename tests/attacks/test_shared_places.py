"""No submission writes what another one, or the process that holds the solutions, can read or import."""

import contextlib

import pytest

from dlkit.comparing.outcome import Raised
from grader.errors import SandboxUnavailable
from grader.sandbox import WarmParent, bubblewrap

from .cases import FULL, told

PLACES = [
    *("/", "/dev", "/dev/pts", "/dev/mqueue", "/course", "/course/dlkit", "/course/dlkit/sandboxed", "/course/environment"),
    *("/course/environment/bin", "/course/environment/lib", "/etc", "/etc/fonts", "/sys", "/sys/devices", "/sys/devices/system"),
    *("/sys/devices/system/cpu", "/sys/fs", "/usr", "/usr/lib", "/usr/share", "/usr/local", "/run", "/var", "/home", "/root", "/lib"),
    *("/proc", "/proc/self", "/proc/sys", "/proc/sys/kernel", "/proc/sys/net", "/proc/sys/user"),
]  # fmt: skip


def test_nothing_but_its_own_scratch_can_be_written(returned):
    source = f"""
def f():
    written = []
    for place in {PLACES!r}:
        for attempt in (lambda: open(place + "/left", "w"), lambda: os.mkdir(place + "/left_folder"), lambda: os.symlink("/tmp", place + "/left_link"),
                        lambda: os.mkfifo(place + "/left_pipe"), lambda: socket.socket(socket.AF_UNIX).bind(place + "/left_socket"),
                        lambda: os.open(place, os.O_TMPFILE | os.O_RDWR), lambda: os.setxattr(place, "user.left", b"1")):
            try:
                attempt()
                written.append(place)
            except OSError:
                pass
    return written
"""
    assert returned(source) == []


def test_nothing_that_is_there_can_be_changed(returned):
    source = """
def f():
    changed = []
    for top in ("/course", "/dev", "/etc", "/sys", "/usr/lib64", "/proc/sys", os.path.dirname(os.__file__)):
        for folder, folders, files in os.walk(top):
            del folders[20:]
            for path in [folder, *(os.path.join(folder, name) for name in files[:20])]:
                if path.startswith("/dev/shm"):
                    continue
                for attempt in (lambda: os.chmod(path, 0o777), lambda: os.utime(path), lambda: os.rename(path, path + "2"), lambda: os.truncate(path, 0)):
                    try:
                        attempt()
                        changed.append(path)
                    except (OSError, ValueError):
                        pass
    return changed
"""
    assert returned(source) == []


def test_settings_of_the_kernel_cannot_be_changed(returned):
    source = """
def f():
    written = []
    for path in ("/proc/sys/user/max_user_namespaces", "/proc/sys/net/core/wmem_max",
                 "/proc/sys/net/core/wmem_default", "/proc/sys/kernel/ns_last_pid", "/proc/sys/kernel/shmmax", "/proc/sys/fs/mqueue/msg_max", "/proc/sysrq-trigger"):
        try:
            before = open(path).read()
            open(path, "w").write(before)
            written.append(path)
        except OSError:
            pass
    return written
"""
    assert returned(source) == []


def test_what_one_wrote_the_next_neither_sees_nor_imports(light):
    plant = f"""
def f():
    for place in {[*PLACES, "/tmp", "/dev/shm", "."]!r}:
        for name in ("colorsys", "secrets", "planted", "sitecustomize", "numpy"):
            try:
                open(f"{{place}}/{{name}}.py", "w").write("PLANTED = True")
            except OSError:
                pass
"""
    look = """
def f():
    import colorsys, importlib.util, secrets
    found = [name for name in ("planted", "sitecustomize") if importlib.util.find_spec(name)]
    return found + [module.__name__ for module in (colorsys, secrets, np) if hasattr(module, "PLANTED")]
"""
    first = light(plant)
    first.call("f", [], {}, names=[], seconds=20)
    assert light(look).call("f", [], {}, names=[], seconds=20).value == []  # while the first still runs
    first.close()
    assert light(look).call("f", [], {}, names=[], seconds=20).value == []


def test_a_module_that_a_cell_writes_can_be_imported_by_a_later_cell_of_the_same_notebook(light):
    session = light("open('mine.py', 'w').write('answer = 42')")
    assert session.run_cell("import mine\nassert mine.answer == 42", name="later", seconds=5) is None
    other = light()
    raised = other.run_cell("import mine", name="later", seconds=5)
    assert isinstance(raised, Raised)
    assert raised.type == "ModuleNotFoundError"


def test_the_kit_comes_last_in_the_import_path(returned):
    path = returned("import dlkit\ndef f():\n    return sys.path, dlkit.__file__")
    assert path[0][-1] == "/course"
    assert path[0].count("/course") == 1
    assert path[0][0] == ""
    assert path[1] == "/course/dlkit/__init__.py"


def test_a_writable_mount_that_all_forks_share_is_refused(monkeypatch):
    original = bubblewrap.command

    @contextlib.contextmanager
    def without(arguments):
        with original(arguments) as (words, descriptors):
            place = len(words) - 1 - words[::-1].index("--remount-ro")
            yield [*words[:place], *words[place + 2 :]], descriptors

    monkeypatch.setattr(bubblewrap, "command", without)
    with WarmParent([]) as parent, pytest.raises(SandboxUnavailable, match="/ can be written in the sandbox"):
        parent.fork(_limits(), resident_mb=300)


def _limits():
    from grader.judging.student_process import Budget

    return Budget().limits


def test_nobody_can_watch_what_others_do_with_shared_files(returned):
    source = """
import ctypes
def f():
    libc = ctypes.CDLL(None, use_errno=True)
    return [libc.inotify_init(), libc.inotify_init1(0), libc.fanotify_init(0, 0)]
"""
    assert returned(source) == [-1, -1, -1]


def test_two_that_run_at_once_have_no_name_in_common(light):
    """Neither an abstract socket, nor a terminal, nor a queue of one is there for the other."""
    make = """
kept = socket.socket(socket.AF_UNIX)
kept.bind("\\0meeting")
kept.listen()
def f():
    try:
        return os.openpty()
    except OSError:
        return None
"""
    first = light(make)
    assert first.call("f", [], {}, names=[], seconds=5).value is None
    second = light(make)  # the name is free
    look = "def g():\n    return [line for line in open('/proc/net/unix') if 'meeting' in line], os.path.exists('/dev/ptmx')"
    second.run_cell(look, name="look", seconds=5)
    names, terminals = second.call("g", [], {}, names=[], seconds=5).value
    assert len(names) == 1
    assert not terminals


# The process that holds the solutions


def test_solutions_come_from_a_twin_that_never_serves_a_submission(judge, hand_in, solved, monkeypatch):
    served = []
    for name, forks in (("student", judge.parent._forks), ("solution", judge.parent.twin)):
        fork = forks.fork
        monkeypatch.setattr(
            forks, "fork", lambda *args, name=name, fork=fork, **more: served.append(name) or fork(*args, **more)
        )
    result = judge.judge("half right", hand_in({**solved, "sigmoid": "def sigmoid(z):\n    return 0.5"}))
    assert result.exercise("predict_proba").followed_through == ("sigmoid",)
    assert "student" in served
    assert "solution" in served
    del served[:]
    assert judge.judge("right", hand_in(solved)).score == FULL
    assert set(served) == {"student"}


def test_the_twin_is_a_process_of_its_own_below_the_warm_parent(light_parent, light):
    def above(pid):
        with open(f"/proc/{pid}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[1])

    warm, twin = (above(light(parent=forks)._forked.guard) for forks in (light_parent, light_parent.twin))
    assert above(twin) == warm


STEAL = """
import linecache, sys
def keep(text):
    for place in ('/dev/stolen', '/stolen', '/course/stolen', '/sys/stolen', '/tmp/stolen', '/dev/shm/stolen'):
        try:
            open(place, 'w').write(text)
        except OSError:
            pass
keep(repr({name: ''.join(lines[2]) for name, lines in linecache.cache.items() if name.startswith('<')}))
from random import SystemRandom as _S
def randbits(k):
    return _S().getrandbits(k)
"""


def test_no_solution_is_read_through_a_planted_module(judge, hand_in, solved):
    plant = f"for place in ('/course', '/', '/dev', '/etc', '.', '/tmp', '/dev/shm'):\n    try:\n        open(place + '/secrets.py', 'w').write({STEAL!r})\n    except OSError:\n        pass"
    ask = (
        "def predict_proba(w, b, X):\n    import glob\n    try:\n        sigmoid(np.random.default_rng(1))\n    except Exception as error:\n"
        "        told = repr(error)\n    found = [open(path).read() for path in glob.glob('/*/stolen') + glob.glob('/stolen') + glob.glob('/dev/shm/stolen')]\n"
        "    raise ValueError(told + ''.join(found))"
    )
    answers = {"sigmoid": "def sigmoid(z):\n    return 0.5", "predict_proba": ask}
    result = judge.judge("mallory", hand_in(answers, first_cells=[plant]))
    assert result.score == 0
    assert "sigmoid = " not in told(result)
    assert "np.where" not in told(result)


def test_no_error_of_the_judges_reaches_student_code(light):
    class ExpectedFortyTwo(Exception):
        pass

    def secret(x):
        raise ExpectedFortyTwo(f"the hidden input is {x}")

    session = light("def f(g):\n    try:\n        g(3)\n    except Exception as error:\n        return repr(error)")
    first = session.call("f", [secret], {}, names=[], seconds=5).value
    session.replace("outer", with_function=secret)
    session.run_cell("def h():\n    return f(outer)", name="next", seconds=5)
    second = session.call("h", [], {}, names=[], seconds=5).value
    assert first == second == "ValueError('It cannot be called with these arguments.')"


@pytest.mark.parametrize(
    "asked",
    [
        "keras.Sequential([keras.layers.Dense(1)])",
        "print",
        "Evil()",
        "'sigmoid'",
        "[['deep', [keras.layers.Dense(1)]]]",
        "np.array(['x'])",
    ],
)
def test_a_stand_in_tells_nothing_but_values(asked, judge, hand_in):
    ask = (
        f"import keras\nclass Evil:\n    pass\ndef predict_proba(w, b, X):\n    try:\n        value = sigmoid({asked})\n    except Exception as error:\n"
        "        value = error\n    raise ValueError(f'<<{value!r}>>')"
    )
    result = judge.judge("mallory", hand_in({"sigmoid": "def sigmoid(z):\n    return 0.5", "predict_proba": ask}))
    assert result.exercise("predict_proba").score == 0
    for word in (
        "UFuncTypeError",
        "_UFunc",
        "Handle(",
        "FunctionReference",
        "unhashable",
        "numpy.ndarray",
        "cast",
        "solution",
    ):
        assert word not in told(result)
