"""The real sandbox: what student code can reach, and how each way of misbehaving ends."""

import os
import socket
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from dlkit.sandboxed.namespaces import Limits
from grader.errors import SandboxUnavailable
from grader.sandbox import Branch, Missing, SandboxEnd, Session, Unreadable, WarmParent

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def parent():
    with WarmParent(["numpy"]) as parent:
        yield parent


@pytest.fixture
def run(parent):
    """Runs a cell and calls its function `f` in a fresh process; gives what it returned."""
    open_sessions = []

    def run(source, *args, seconds=10.0, resident_mb=500, **limits):
        session = Session(parent, Limits(**limits), resident_mb=resident_mb)
        open_sessions.append(session)
        raised = session.run_cell("import os, sys\nimport numpy as np\n" + source, name="cell", seconds=seconds)
        assert raised is None, raised
        return session.call("f", args, {}, names=[], seconds=seconds)

    yield run
    for session in open_sessions:
        session.close()


@pytest.fixture
def end(run):
    """The way in which a call ended its process."""

    def end(source, **options):
        with pytest.raises(SandboxEnd) as caught:
            run(source, **options)
        return caught.value

    return end


@pytest.fixture
def still_works(run):
    """Shows that the next submission is served, cleanly and soon."""

    def still_works():
        started = time.monotonic()
        assert run("def f(x):\n    return x + 1", np.zeros(2)).value.tolist() == [1, 1]
        assert time.monotonic() - started < 5

    return still_works


def test_a_function_is_called_on_arrays_and_gives_arrays(run):
    outcome = run("def f(x, scale):\n    return {'y': (x * scale, None)}", np.arange(3.0), 2)
    assert np.array_equal(outcome.value["y"][0], [0.0, 2.0, 4.0])


def test_there_is_no_network(run):
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    source = f"""
import socket
def f():
    found = []
    for place in (("127.0.0.1", {port}), ("1.1.1.1", 53), ("10.0.0.1", 80)):
        try:
            socket.create_connection(place, 1)
            found.append(place)
        except OSError:
            pass
    found += [name for _, name in socket.if_nameindex() if name != "lo"]
    return found
"""
    with server:
        assert run(source).value == []


def test_abstract_unix_sockets_of_the_machine_are_out_of_reach(run):
    name = f"dlkit-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0" + name)
        server.listen()
        source = f"import socket\ndef f():\n    socket.socket(socket.AF_UNIX).connect('\\0{name}')"
        assert run(source).raised.type == "ConnectionRefusedError"


def test_the_grader_the_solutions_and_every_home_are_out_of_sight(run):
    places = [
        *(str(ROOT / name) for name in ("grader", "solutions", "tests", "assignments", "pyproject.toml", ".git")),
        str(Path.home() / ".bashrc"),
        "/home",
        "/etc/passwd",
        "/etc/shadow",
        "/var",
        str(Path.home() / ".ssh"),
        "/run",
        "/mnt",
    ]
    assert run(f"def f():\n    return [place for place in {places} if os.path.exists(place)]").value == []


def test_no_file_in_sight_holds_a_solution_or_a_hidden_check(run):
    source = """
import importlib.util
def f():
    found = [name for name in ("grader", "solutions", "tests") if importlib.util.find_spec(name)]
    for top in ("/course/dlkit", "/tmp", os.getcwd(), os.path.expanduser("~")):
        for folder, _, files in os.walk(top):
            for name in files:
                with open(os.path.join(folder, name), errors="replace") as file:
                    text = file.read()
                if "pytest.mark.exercise" in text or "summed_not_averaged" in text:
                    found.append(name)
    return found
"""
    assert run(source).value == []


def test_the_environment_holds_nothing_of_the_judges(monkeypatch):
    monkeypatch.setenv("DLKIT_TEST_SECRET", "1")
    with WarmParent([]) as parent:
        session = Session(parent, Limits(), resident_mb=500)
        session.run_cell("import os\ndef f():\n    return dict(os.environ)", name="cell", seconds=5)
        found = session.call("f", [], {}, names=[], seconds=5).value
    assert "DLKIT_TEST_SECRET" not in found
    assert str(ROOT) not in " ".join(found.values())


def test_nothing_outside_tmp_can_be_written(run):
    source = f"""
def f():
    written = []
    places = ["/", "/course", "/course/dlkit", "/usr", "/usr/lib", "/etc", "/dev", "/proc/sys/kernel", {str(ROOT)!r},
              sys.prefix, os.path.dirname(os.__file__), os.path.dirname(np.__file__)]
    for place in places:
        try:
            with open(os.path.join(place, "owned"), "w"):
                written.append(place)
        except OSError:
            pass
    try:
        with open("/proc/sys/kernel/core_pattern", "w") as file:
            file.write("|/tmp/x")
        written.append("core_pattern")
    except OSError:
        pass
    return written
"""
    assert run(source).value == []


def test_every_submission_has_a_tmp_of_its_own(run):
    source = """
def f():
    found = [sorted(os.listdir(place)) for place in ("/tmp", "/dev/shm")]
    for place in ("/tmp", "/dev/shm"):
        open(place + "/left", "w").write("x")
    return found
"""
    assert [run(source).value for _ in range(2)] == [[[], []], [[], []]]


def test_the_scratch_folder_is_bounded(run):
    source = """
def f():
    written = 0
    try:
        for number in range(50):
            with open(f"/tmp/{number}", "wb") as file:
                written += file.write(b"x" * 2**20)
    except OSError:
        pass
    return written
"""
    assert run(source, scratch_mb=8).value <= 8 * 2**20


def test_only_its_own_processes_are_in_sight(run):
    source = """
def f():
    killed = []
    for number in range(1, 100_000):
        if number != os.getpid():
            try:
                os.kill(number, 0)
                killed.append(number)
            except OSError:
                pass
    return os.getpid(), os.getppid(), [int(name) for name in os.listdir("/proc") if name.isdigit()], killed
"""
    assert run(source).value == (1, 0, [1], [])


def test_it_holds_no_capability_and_is_not_root(run):
    source = """
def f():
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    capabilities = [int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")]
    return os.getuid(), os.geteuid(), capabilities, status["NoNewPrivs"].strip()
"""
    assert run(source).value == (1000, 1000, [0] * 5, "1")


def test_no_new_namespace_can_be_made_and_nothing_mounted(run):
    source = """
import ctypes
def f():
    libc = ctypes.CDLL(None)
    results = [libc.unshare(flag) for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000)]
    results += [libc.mount(b"none", b"/tmp", b"tmpfs", 0, None), libc.umount2(b"/proc", 2), libc.umount2(b"/tmp", 2)]
    results += [libc.chroot(b"/tmp"), libc.setuid(0), libc.ptrace(16, 1, 0, 0)]
    return results
"""
    assert set(run(source).value) == {-1}


def test_no_descriptor_of_the_judge_is_open_but_the_wire(run):
    source = """
def f():
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            pass
    return found
"""
    found = run(source).value
    assert {found.pop(number) for number in (0, 1, 2)} == {"/dev/null"}
    assert [kind.split(":")[0] for kind in found.values()] == ["socket"]


def test_an_endless_loop_is_timed_out(end, still_works):
    ended = end("def f():\n    while True:\n        pass", seconds=1)
    assert ended.status == "timed_out"
    assert ended.reason == "f did not come back within 1 seconds"
    still_works()


def test_a_loop_that_swallows_every_error_and_signal_is_timed_out(end, still_works):
    source = """
import signal
def f():
    for number in range(1, 64):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
    assert end(source, seconds=1).status == "timed_out"
    still_works()


def test_too_much_processor_time_is_timed_out(end):
    ended = end("def f():\n    while True:\n        pass", cpu_seconds=1)
    assert ended.status == "timed_out"
    assert "processor time" in ended.reason


def test_memory_that_grows_is_out_of_memory(end, still_works):
    source = "def f():\n    kept = []\n    while True:\n        kept.append(np.ones(10**6))"
    ended = end(source, resident_mb=200, memory_mb=4000)
    assert ended.status == "out_of_memory"
    assert "the limit is 200 MB" in ended.reason
    still_works()


def test_memory_that_grows_in_a_child_counts_too(end):
    source = """
def f():
    if os.fork() == 0:
        kept = []
        while True:
            kept.append(np.ones(10**6))
    os.wait()
    while True:
        pass
"""
    assert end(source, resident_mb=200, memory_mb=4000).status == "out_of_memory"


def test_an_array_beyond_all_bounds_is_an_error_of_that_call(run):
    assert run("def f():\n    return np.ones(10**12)").raised.type in ("MemoryError", "_ArrayMemoryError")


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("os._exit(0)", "exit status 0"),
        ("os._exit(3)", "exit status 3"),
        ("os._exit(200)", "exit status 200"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("os.abort()", "the process died of SIGABRT"),
    ],
)
def test_the_end_of_the_process_is_a_crash_with_its_reason(end, still_works, ending, words):
    ended = end(f"def f():\n    {ending}")
    assert ended.status == "crashed"
    assert words in ended.reason
    still_works()


def test_a_closed_wire_is_a_crash(end, still_works):
    assert end("def f():\n    os.closerange(3, 100)\n    return 1").status in ("crashed", "timed_out")
    still_works()


@pytest.mark.slow
def test_a_fork_bomb_ends_and_harms_nobody(parent, end, still_works):
    if os.getuid() != 0 and Path("/proc/self/uid_map").read_text().split()[1] == "0":
        pytest.skip("the kernel counts no processes of root under another name; those of a real ordinary user it does")
    bomb = """
def f():
    while True:
        try:
            os.fork()
        except OSError:
            pass
"""
    neighbour = Session(parent, Limits(), resident_mb=500)
    source = "import os, time\ndef f():\n    time.sleep(2)\n    return os.fork() >= 0"
    neighbour.run_cell(source, name="cell", seconds=5)
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(neighbour.call("f", [], {}, names=[], seconds=20)))
    waiting.start()
    assert end(bomb, seconds=3, processes=64).status in ("timed_out", "out_of_memory", "crashed")
    waiting.join()
    neighbour.close()
    assert answers[0].value is True
    still_works()


def test_what_it_started_ends_with_it(parent, run):
    marker = f"dlkit-orphan-{os.getpid()}"
    source = f"""
import subprocess
def f():
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", {marker!r}], start_new_session=True)
"""
    session = Session(parent, Limits(), resident_mb=500)
    session.run_cell("import os, sys" + source, name="cell", seconds=10)
    session.call("f", [], {}, names=[], seconds=10)
    session.close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and (running := _running(marker)):
        time.sleep(0.05)
    assert not running


def _running(marker):
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and marker.encode() in (folder / "cmdline").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found


def test_nothing_that_one_submission_changes_reaches_the_next(run):
    spoil = """
import builtins
np.exp = None
sys.modules["math"] = None
os.environ["SECRET"] = "1"
def f():
    builtins.left = 1
"""
    run(spoil)
    source = (
        "import math\ndef f():\n    return [float(np.exp(0.0)), 'SECRET' in os.environ, 'left' in dir(__builtins__)]"
    )
    assert run(source).value == [1.0, False, False]


@pytest.mark.parametrize(
    "message",
    [
        "b'\\xff' * 100",
        "struct.pack('>Q', 1 << 60)",
        "struct.pack('>Q', 5) + b'\\xc1' * 5",
        "frame({'id': 1, 'value': 1})",
        "frame({'value': 1})",
        "frame([1, 2])",
        "frame(msgpack.ExtType(1, b'x'))",
    ],
)
def test_what_is_no_answer_fails_that_submission_only(end, still_works, message):
    source = f"""
import msgpack, socket, struct
def frame(value):
    body = msgpack.packb(value)
    return struct.pack(">Q", len(body)) + body
def f():
    for number in range(3, 256):
        try:
            socket.socket(fileno=os.dup(number)).sendall({message})
        except OSError:
            pass
    while True:
        pass
"""
    assert end(source, seconds=2).status in ("not_permitted", "timed_out")
    still_works()


def test_an_answer_that_lies_about_itself_is_refused(end):
    source = """
import dlkit.sandboxed.server as server
send = server.send_message
server.send_message = lambda connection, answer: send(connection, {**answer, "value": {"$array": ["float64", [9], b"x"]}})
def f():
    return 1
"""
    assert end(source).status == "not_permitted"


def test_an_object_comes_back_by_the_name_of_its_type_only(run):
    source = "class Evil:\n    def __reduce__(self):\n        return print, ('owned',)\ndef f():\n    return [Evil()]"
    answer = run(source)
    assert isinstance(answer, Unreadable)
    assert answer.what == "a value of type Evil"


def test_an_object_that_a_call_returned_can_be_given_to_the_next():
    source = (
        "import keras\ndef build(n):\n    return keras.Sequential([keras.Input((n,)), keras.layers.Dense(1)])\n"
        "def count(model):\n    return model.count_params()"
    )
    with WarmParent(["keras"]) as parent:
        session = Session(parent, Limits(), resident_mb=1500)
        session.run_cell(source, name="cell", seconds=20)
        models = [session.call("build", [n], {}, names=[], seconds=20).value for n in (3, 7)]
        assert [session.call("count", [model], {}, names=[], seconds=20).value for model in models] == [4, 8]


def test_a_missing_function_is_told(parent):
    session = Session(parent, Limits(), resident_mb=500)
    session.run_cell("g = 3", name="cell", seconds=5)
    assert session.call("f", [], {}, names=[], seconds=5) == Missing("is not defined")
    assert session.call("g", [], {}, names=[], seconds=5) == Missing("is not a function")
    session.close()


@pytest.mark.parametrize(
    "cell",
    ["%matplotlib inline", "!rm -rf /", "%%bash\nexit 3", "x = !ls", "print(1)\n%timeit 1", "display(3)", "input"],
)
def test_magics_and_shell_lines_do_nothing(parent, cell):
    session = Session(parent, Limits(), resident_mb=500)
    assert session.run_cell(cell, name="cell", seconds=20) is None
    session.close()


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 1", "%%capture", "%%capture output", "\n%%time", "%%prun"])
def test_a_magic_that_runs_its_cell_still_runs_it(parent, magic):
    session = Session(parent, Limits(), resident_mb=500)
    assert session.run_cell(f"{magic}\ndef f():\n    return 7", name="cell", seconds=20) is None
    assert session.call("f", [], {}, names=[], seconds=5).value == 7
    session.close()


def test_a_function_of_the_judge_is_called_back_and_answers_in_time(parent):
    session = Session(parent, Limits(), resident_mb=500)
    session.run_cell("def f(g, x):\n    return g(x) + 1", name="cell", seconds=5)
    assert session.call("f", [lambda x: 10 * x, np.ones(2)], {}, names=[], seconds=5).value.tolist() == [11, 11]
    session.close()


def test_a_stand_in_cannot_be_made_to_fill_the_judges_memory(parent):
    session = Session(parent, Limits(), resident_mb=500)
    cell = "import numpy as np\ndef f(n):\n    return outer(np.ones((1, n))).size"
    session.run_cell(cell, name="cell", seconds=5)
    session.replace("outer", with_function=lambda x: x.T @ x)
    assert session.call("f", [100], {}, names=[], seconds=30).value == 10_000
    raised = session.call("f", [12_000], {}, names=[], seconds=30).raised  # over 1 GB
    assert raised.message == "There was not enough memory for this call."
    session.close()
    np.empty(10**8)  # the judge itself has its memory back


@pytest.mark.slow
def test_a_stand_in_cannot_be_made_to_run_for_ever(parent):
    session = Session(parent, Limits(), resident_mb=500)
    session.run_cell("def f():\n    return count(10**12)", name="cell", seconds=5)

    def count(n):
        total = 0
        for number in range(n):
            total += number
        return total

    session.replace("count", with_function=count)
    started = time.monotonic()
    with pytest.raises(SandboxEnd) as caught:
        session.call("f", [], {}, names=[], seconds=2)
    assert caught.value.status == "timed_out"
    assert time.monotonic() - started < 10


def test_the_warm_parent_has_survived_all_of_this(parent, still_works):
    assert parent.alive
    still_works()


def test_without_bubblewrap_it_refuses_and_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(
        SandboxUnavailable, match=r"bubblewrap .* is not installed.*apt-get install bubblewrap.*--unsafe-no-sandbox"
    ):
        WarmParent(["numpy"])


def test_tensorflow_has_not_started_before_the_fork():
    source = "from tensorflow.python.eager import context\ndef f():\n    return context.context_safe() is None"
    with WarmParent(["keras"]) as parent:
        session = Session(parent, Limits(), resident_mb=1500)
        session.run_cell(source, name="cell", seconds=20)
        assert session.call("f", [], {}, names=[], seconds=20).value is True


def test_tensorflow_makes_no_function_of_each_operation_in_a_process_that_is_soon_gone():
    source = (
        "import tensorflow as tf\nfrom tensorflow.python.eager import context\n"
        "def f():\n    total = float(tf.constant([1.0, 2.0])[0] + 1.0)\n"
        "    return total, len(context.context().list_function_names())"
    )
    with WarmParent(["keras", "tensorflow"]) as parent:
        session = Session(parent, Limits(), resident_mb=1500)
        session.run_cell(source, name="cell", seconds=20)
        assert session.call("f", [], {}, names=[], seconds=20).value == (2.0, 0)


@pytest.fixture
def branches(parent):
    """Two branches of the warm parent."""
    with Branch(parent.branch()) as one, Branch(parent.branch(processor=0)) as other:
        yield one, other


def test_a_branch_serves_as_its_parent_does(branches, run):
    for branch in branches:
        session = Session(branch, Limits(), resident_mb=500)
        assert (
            session.run_cell(
                "import os\ndef f():\n    return os.getuid(), os.path.exists('/etc/passwd')", name="cell", seconds=5
            )
            is None
        )
        assert (
            session.call("f", [], {}, names=[], seconds=5).value
            == run("def f(): return os.getuid(), os.path.exists('/etc/passwd')").value
        )
        session.close()


def test_a_branch_and_its_forks_run_on_the_processor_that_it_was_given(branches):
    session = Session(branches[1], Limits(), resident_mb=500)
    session.run_cell("import os\ndef f():\n    return sorted(os.sched_getaffinity(0))", name="cell", seconds=5)
    assert session.call("f", [], {}, names=[], seconds=5).value == [0]
    session.close()


def test_what_ends_one_branch_ends_no_other(parent, branches):
    branches[0].close()
    assert not branches[0].alive
    session = Session(branches[1], Limits(), resident_mb=500)
    session.close()
    assert branches[1].alive
    assert parent.alive


def test_branches_end_with_their_parent():
    with WarmParent(["numpy"]) as parent:
        branch = Branch(parent.branch())
        branch.wait()
        session = Session(branch, Limits(), resident_mb=500)
    deadline = time.monotonic() + 10
    while branch.alive and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not branch.alive
    with pytest.raises((SandboxEnd, SandboxUnavailable)):
        session.call("f", [], {}, names=[], seconds=5)
    branch.close()
