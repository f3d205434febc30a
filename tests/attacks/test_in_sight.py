"""What the sandbox can read: Python and its libraries, and nothing of the machine, of its people or of the judge."""

import os
import socket
import subprocess
import sys
import venv
import wsgiref
from dataclasses import replace
from pathlib import Path

import pytest

from grader.sandbox import WarmParent, bubblewrap
from grader.sandbox.view import ENVIRONMENT, Interpreter, sandbox_view, this_interpreter

ROOT = Path(__file__).resolve().parents[2]
EXCHANGE = "/usr/local/share/nbgrader/exchange"


def test_no_place_where_people_keep_things_is_in_sight(returned):
    places = [
        *(EXCHANGE, "/usr/local/share/nbgrader", "/usr/local/share/jupyter", "/srv", "/opt", "/home", "/mnt", "/media", "/var", "/run", "/boot"),
        *("/usr/src", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/etc", "/bin", "/sbin", "/usr/share/doc", "/usr/lib/systemd"),
        *("/etc/passwd", "/etc/shadow", "/etc/group", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/machine-id", "/etc/jupyter"),
        *("/sys/class", "/sys/fs", "/sys/kernel", "/sys/devices/virtual", "/dev/disk", "/dev/kmsg", "/dev/mem", "/dev/tty", "/dev/ptmx", "/dev/vsock"),
        *(str(Path.home() / name) for name in (".ssh", ".bashrc", ".config", ".jupyter", ".local/share/jupyter", ".cache")),
        *(str(path) for path in ROOT.iterdir()),
        *(f"{ENVIRONMENT}/{name}" for name in ("etc", "share", "bin/activate", "bin/pip", "src", ".installed")),
    ]  # fmt: skip
    assert returned(f"def f():\n    return [place for place in {places!r} if os.path.lexists(place)]") == []


def test_the_submissions_in_the_exchange_are_found_nowhere(returned):
    """A whole walk over what is in sight meets neither the kit's own files nor a notebook that was handed in."""
    source = """
def f():
    found = []
    for top, folders, files in os.walk("/"):
        folders[:] = [] if top.startswith(("/proc", "/sys")) else folders
        found += [os.path.join(top, name) for name in [*folders, *files]
                  if name in ("exchange", "gradebook.db", "nbgrader_config.py", "submitted", "mistakes", "examples.json", "logistic_regression.py",
                              "id_rsa", "authorized_keys")]
    return [path for path in found if "/site-packages/" not in path and "/dist-packages/" not in path]
"""
    assert returned(source) == []


def test_nothing_tells_who_runs_the_judge_or_how(returned):
    source = """
def f():
    told = [open(f"/proc/{pid}/{name}", "rb").read() for pid in ("1", "self", "thread-self") for name in ("environ", "cmdline", "cgroup")]
    return b"".join(told).decode(), sorted(os.environ), socket.gethostname(), os.uname().nodename, os.listdir("/proc/1/fd")
"""
    text, _, *names, descriptors = returned(source)
    for word in (str(ROOT), sys.prefix, socket.gethostname(), "token", "secret"):
        assert word not in text
    assert names == ["sandbox", "sandbox"]
    assert len(descriptors) <= 6


def test_no_small_file_of_an_installation_tells_where_the_kit_lies(returned):
    source = f"""
def f():
    told = []
    for top in [*sys.path[1:], {ENVIRONMENT!r}]:
        for name in (os.listdir(top) if os.path.isdir(top) else ()):
            for path in (os.path.join(top, name), os.path.join(top, name, "direct_url.json")):
                if path.endswith((".pth", ".cfg", ".egg-link", "direct_url.json")) or name.startswith("__editable__"):
                    text = open(path).read() if os.path.isfile(path) else ""
                    if any(word in text for word in {[str(ROOT), sys.prefix + "/", "file://"]!r}) or text.startswith("/"):
                        told.append(path)
    return told
"""
    assert returned(source) == []


def test_the_table_of_mounts_tells_nothing_of_the_kit(returned):
    table = returned("def f():\n    return open('/proc/self/mountinfo').read() + open('/proc/mounts').read()")
    # The kernel names what the environment's folder is bound from; of the kit's own it tells nothing.
    assert str(ROOT) not in table.replace(str(Path(sys.prefix).resolve()), "")
    assert "/home/" not in table or str(Path(sys.base_prefix).resolve()).startswith("/home/")


def test_no_other_process_is_in_sight_however_it_is_named(returned):
    source = """
def f():
    found = []
    for number in range(1, 5000):
        if number != os.getpid():
            for name in ("environ", "cmdline", "maps", "cwd", "root", "ns/net"):
                try:
                    os.readlink(f"/proc/{number}/{name}") if name in ("cwd", "root", "ns/net") else open(f"/proc/{number}/{name}").read()
                    found.append(number)
                except OSError:
                    pass
    for path in ("/proc/1/root/etc/passwd", "/proc/1/cwd/../etc/passwd", "/proc/self/root/home", "/dev/fd/../environ2", "/proc/kcore", "/proc/kmsg"):
        try:
            open(path, "rb").read(1)
            found.append(path)
        except OSError:
            pass
    return found
"""
    assert returned(source) == []


def test_no_kind_of_socket_leads_out(returned):
    """Not even those that are in no network namespace, such as the one to the machine's own hypervisor."""
    source = """
def f():
    made = set()
    for family in range(64):
        for kind in (1, 2, 3, 5):
            try:
                socket.socket(family, kind).close()
                made.add(family)
            except OSError:
                pass
    return sorted(made)
"""
    assert returned(source) == [int(socket.AF_UNIX), int(socket.AF_NETLINK)]


# Where Python comes from


@pytest.fixture
def runs(tmp_path):
    """Starts an interpreter in the sandbox as this one's judge would, and asks it for its prefixes."""

    def runs(interpreter):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bubblewrap, "this_interpreter", lambda: interpreter)
            with bubblewrap.command([]) as (words, descriptors):
                start = words.index("--") + 1
                ask = ["-I", "-c", "import ctypes, json, sys, zoneinfo; print(sys.prefix, sys.base_prefix)"]
                words = [*words[:start], interpreter.inside, *ask]
                done = subprocess.run(words, pass_fds=descriptors, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return tuple(done.stdout.split())

    return runs


def _interpreter(python, prefix=None):
    ask = "import os, sys; print(os.path.realpath(sys.base_prefix), os.path.realpath(sys._base_executable))"
    done = subprocess.run([python, "-I", "-c", ask], capture_output=True, text=True, check=True)
    base, executable = done.stdout.split()
    return Interpreter(str(prefix or base), base, executable)


@pytest.mark.parametrize(
    "python", ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/conda/bin/python", sys.executable]
)
def test_an_interpreter_without_an_environment_runs_where_it_lies(python, runs):
    if not os.path.exists(python):
        pytest.skip(f"there is no {python} here")
    interpreter = _interpreter(python)
    if not Path(interpreter.base, "lib", f"python{sys.version_info.major}.{sys.version_info.minor}").is_dir():
        pytest.skip(f"{python} is another version of Python")
    assert runs(interpreter) == (interpreter.base, interpreter.base)


@pytest.mark.parametrize("place", ["tmp", "home"])
@pytest.mark.parametrize("symlinks", [True, False], ids=["links", "copies"])
def test_a_virtual_environment_runs_wherever_it_lies(place, symlinks, runs, tmp_path, monkeypatch):
    """Under /tmp, which is the sandbox's own inside, or in a home folder, which is not in sight."""
    folder = tmp_path / place / ".venv"
    if place == "home":
        monkeypatch.setenv("HOME", str(folder.parent))
    venv.create(folder, symlinks=symlinks)
    assert runs(_interpreter(folder / "bin" / "python", prefix=folder))[0] == ENVIRONMENT


def test_a_python_below_usr_local_is_shown_without_what_lies_beside_it(tmp_path, monkeypatch):
    """As in the official container images: nbgrader's exchange is in /usr/local/share."""
    interpreter = Interpreter("/usr/local", "/usr/local", "/usr/local/bin/python3.11")
    shown = sandbox_view(ROOT, interpreter).folders
    assert not {"/usr", "/usr/local", "/usr/local/lib", "/usr/local/share"} & shown.keys()
    assert not any(Path(EXCHANGE).is_relative_to(place) for place in shown)


def test_a_python_of_its_own_prefix_is_shown_with_its_libraries_alone(tmp_path):
    """As pyenv and conda have it: what else lies in the prefix, a home folder it may be, stays out of sight."""
    for name in ("lib/python3.11", "share/zoneinfo", "share/jupyter", "envs/other", "work/course"):
        (tmp_path / name).mkdir(parents=True)
    shown = sandbox_view(ROOT, Interpreter(str(tmp_path), str(tmp_path), f"{tmp_path}/bin/python")).folders
    assert {place for place in shown if place.startswith(str(tmp_path))} == {
        f"{tmp_path}/lib",
        f"{tmp_path}/share/zoneinfo",
    }


@pytest.mark.parametrize("what", ["kit", "home", "course"])
def test_what_lies_below_something_in_sight_is_covered(what, tmp_path, monkeypatch):
    inner = tmp_path / "lib" / "inner"
    inner.mkdir(parents=True)
    if what == "home":
        monkeypatch.setenv("HOME", str(inner))
    if what == "course":
        (inner / "nbgrader_config.py").touch()
        monkeypatch.chdir(inner)
    kit = inner if what == "kit" else ROOT
    interpreter = replace(this_interpreter(), prefix=str(tmp_path), base=str(tmp_path))
    assert f"{tmp_path}/lib/inner" in sandbox_view(kit, interpreter).covered


def test_the_edition_for_self_study_is_covered_where_it_is_installed_among_the_libraries(tmp_path, monkeypatch):
    library = tmp_path / "lib" / "python3.11" / "site-packages"
    for name in ("dlkit/solutions/written", "grader/checks"):
        (library / name).mkdir(parents=True)
    (library / "dlkit" / "solutions" / "resnet.py").write_text("secret = 1")
    monkeypatch.syspath_prepend(library)
    interpreter = replace(this_interpreter(), prefix=str(tmp_path), base=str(tmp_path))
    for kit in (ROOT, library):
        shown = sandbox_view(kit, interpreter)
        covered = {f"{library}/dlkit/solutions", f"{library}/grader"}
        assert covered <= {*shown.covered} or str(library) in shown.covered
        assert not [place for place in shown.texts if "/dlkit/solutions" in place]


def test_what_is_covered_is_empty_inside(tmp_path, monkeypatch):
    library = Path(wsgiref.__file__).parent  # a folder that the sandbox shows, wherever the checkout lies
    monkeypatch.setattr(
        bubblewrap, "sandbox_view", lambda *args, **more: _with(sandbox_view(*args, **more), str(library))
    )
    with WarmParent([]) as parent:
        from grader.judging.student_process import Budget
        from grader.sandbox import Session

        session = Session(parent, Budget().limits, resident_mb=300)
        session.run_cell(f"import os\ndef f():\n    return os.listdir({str(library)!r})", name="cell", seconds=5)
        assert session.call("f", [], {}, names=[], seconds=5).value == []
        session.close()


def _with(shown, library):
    shown.show(library)
    shown.covered.append(library)
    return shown
