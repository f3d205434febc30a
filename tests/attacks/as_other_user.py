"""Runs in a played container: starts the weaker sandbox, lets student code attack what it can reach, and prints what came of it.

Run as `as_other_user.py WHAT`, with the kit in /autograder/source.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

from dlkit.sandboxed.namespaces import Limits
from dlkit.sandboxed.other_user import processes_of
from grader.errors import SandboxUnavailable
from grader.sandbox import OtherUser, Session, WarmParent, close_shared_places, end_other_users

PLACE = Path("/autograder")
PRELUDE = """
import ctypes, json, os, signal, socket, subprocess, sys, time

def tried(action):
    try:
        return repr(action())
    except BaseException as error:
        return type(error).__name__ + ": " + str(error)
"""
READ = """
def f():
    found = {}
    for place in ("/autograder/source", "/autograder/submission", "/autograder/results"):
        found[place] = tried(lambda: os.listdir(place))
    for path in ("source/solutions/logistic_regression.py", "source/grader/checks/logistic_regression.py", "source/about.json",
                 "source/grader/mistakes/logistic_regression/sigmoid.py", "submission_metadata.json", "results/results.json"):
        found[path] = tried(lambda: open("/autograder/" + path).read(20))
    found["import"] = tried(lambda: __import__("solutions.logistic_regression"))
    found["checks"] = tried(lambda: __import__("grader.checks.logistic_regression"))
    return json.dumps(found)
"""
PROCESSES = """
def f():
    seen, own = {}, os.getuid()
    for number in map(int, filter(str.isdigit, os.listdir("/proc"))):
        try:
            state = open(f"/proc/{number}/stat").read().rsplit(")", 1)[1].split()[0]
            if state in "ZX" or os.stat(f"/proc/{number}").st_uid == own and number == os.getpid():
                continue
        except OSError:
            continue
        for name in ("environ", "mem", "maps", "auxv", "stack", "syscall", "io"):
            seen[f"{number} {name}"] = tried(lambda: open(f"/proc/{number}/{name}", "rb").read(1))
        for name in ("cwd", "root", "exe", "ns/net"):
            seen[f"{number} {name}"] = tried(lambda: os.readlink(f"/proc/{number}/{name}"))
        seen[f"{number} fd"] = tried(lambda: os.listdir(f"/proc/{number}/fd"))
        for sign in (0, signal.SIGSTOP, signal.SIGKILL):
            seen[f"{number} {sign}"] = tried(lambda: os.kill(number, sign))
        seen[f"{number} priority"] = tried(lambda: os.setpriority(os.PRIO_PROCESS, number, 10))
        seen[f"{number} affinity"] = tried(lambda: os.sched_setaffinity(number, [0]))
    told = [open(f"/proc/{number}/cmdline").read() for number in filter(str.isdigit, os.listdir("/proc"))]
    return json.dumps([seen, told])

def g():
    os.kill(-1, signal.SIGKILL)
    return "all others are gone"
"""
WRITE = """
def f():
    found = {}
    for path in ("/autograder/results/results.json", "/autograder/x", "/tmp/x", "/var/tmp/x", "/run/lock/x", "/etc/x", "/root/x"):
        found[path] = tried(lambda: open(path, "w").write("{}"))
    writable = []
    for top, folders, files in os.walk("/"):
        if top.count("/") > 4 or top.startswith(("/proc", "/sys", "/dev/shm")):
            folders[:] = []
        elif os.access(top, os.W_OK):
            writable.append(top)
    found["writable"] = writable
    found["setuid"] = tried(lambda: os.setuid(0))
    found["setgroups"] = tried(lambda: os.setgroups([0]))
    found["internet"] = tried(lambda: socket.socket(socket.AF_INET))
    found["unshare"] = tried(lambda: os.unshare(os.CLONE_NEWUSER) if hasattr(os, "unshare") else ctypes.CDLL(None).unshare(0x10000000))
    found["ptrace"] = tried(lambda: ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0))
    found["adopt"] = tried(lambda: ctypes.CDLL(None).prctl(36, 0, 0, 0, 0))
    found["become root"] = tried(lambda: subprocess.run(["su", "-c", "id -u"], capture_output=True, input=b"", timeout=10).stdout)
    found["capabilities"] = [line for line in open("/proc/self/status") if line.startswith(("CapEff", "CapPrm", "NoNewPrivs", "Groups"))]
    return json.dumps(found)
"""
STAYS = """
def f():
    first = os.getpid()
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # its entries in /proc are root's now
    for kind in range(12):
        if os.fork() == 0:
            os.setsid()
            ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
            ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
            ctypes.CDLL(None).prctl(15, b"\\xff)\\n", 0, 0, 0)  # a name that is no text
            for sign in range(1, 65):
                if sign not in (9, 19, 32, 33):
                    signal.signal(sign, signal.SIG_IGN)
            if os.fork():
                os._exit(0)
            while True:
                if kind % 3 == 0:
                    if os.fork() == 0:
                        os._exit(0)
                elif kind == 5:  # whoever looks at what there is finds it gone
                    with open(f"/dev/shm/{os.getpid()}", "w") as file:
                        os.unlink(file.name)
                    continue
                elif kind == 4 and not os.path.exists(f"/proc/{first}"):
                    while True:  # whoever comes to end it is ended
                        try:
                            os.kill(-1, 9)
                        except OSError:
                            pass
                time.sleep(0.001)
    return os.getuid()
"""
FILL = """
def f():
    os.makedirs("a")
    deep = os.getcwd()
    for _ in range(1500):
        os.mkdir("d"); os.chdir("d")
    os.chdir(deep)
    written, held = 0, []
    try:
        for number in range(10_000):
            file = open(f"/dev/shm/mine-{os.getpid()}-{number}", "wb")
            if number % 2:
                os.unlink(file.name)
                held.append(file)
            written += file.write(b"x" * 1_000_000)
            file.flush()
    except OSError as error:
        return json.dumps([written, error.strerror])
    return json.dumps([written, "no end"])
"""


def ask(session, name="f", seconds=60):
    answer = session.call(name, [], {}, names=[], seconds=seconds)
    return answer.value if answer.raised is None else [answer.raised.type, answer.raised.message]


def started(parent, source, **limits):
    session = Session(parent, Limits(**limits), resident_mb=1000)
    raised = session.run_cell(PRELUDE + source, name="cell", seconds=20)
    assert raised is None, raised
    return session


def read(parent):
    return json.loads(ask(started(parent, READ)))


def processes(parent):
    helper = started(parent.twin, "secret = 'the solution'\ndef f():\n    return os.getuid()\n")
    session = started(parent, PROCESSES)
    seen, commands = json.loads(ask(session))
    outcome = session.call("g", [], {}, names=[], seconds=10)
    return [seen, commands, str(outcome.value), ask(helper)]


def write(parent):
    return json.loads(ask(started(parent, WRITE)))


def stays(parent):
    session = started(parent, STAYS, processes=64)
    user = ask(session)
    time.sleep(0.5)
    running = len(processes_of(user))
    session.close()
    return [running, len(processes_of(user)), user]


def outlives(parent):
    """The warm parent is killed, as a judge is that takes too long; another process ends what is left."""
    user = ask(started(parent, STAYS, processes=64))
    os.kill(parent.pid, signal.SIGKILL)
    time.sleep(0.5)
    running = len(processes_of(user))
    end_other_users()
    return [running, len(processes_of(user)), os.listdir("/dev/shm")]


def fill(parent):
    session = started(parent, FILL)
    written, told = json.loads(ask(session))
    during = len(os.listdir("/dev/shm"))
    session.close()
    return [written, told, during, os.listdir("/dev/shm"), os.statvfs("/dev/shm").f_bfree * 4096 >> 20]


def alone(parent):
    source = "def f():\n    return os.getuid()\n"
    first, second, helper = started(parent, source), started(parent, source), started(parent.twin, source)
    users = [ask(session) for session in (first, second, helper)]
    first.close()
    users.append(ask(started(parent, source)))
    try:
        WarmParent([], as_other_user=OtherUser())
        another = "started"
    except SandboxUnavailable as error:
        another = str(error)
    return [users, another]


def again(parent):
    """The warm parent is killed and another one started, as a judge does it."""
    os.kill(parent.pid, signal.SIGKILL)
    parent.close()
    with WarmParent(["numpy"], as_other_user=parent.as_other_user) as fresh:
        return ask(started(fresh, "def f():\n    return os.getuid()\n"))


def main():
    what = sys.argv[1]
    if what != "as-it-is":
        (PLACE / "source").chmod(0o700)
        close_shared_places()
    secret = (PLACE / "submission", PLACE / "results", PLACE / "submission_metadata.json")
    try:
        found = {}
        for name in (
            ("read", "processes", "write", "stays", "fill", "alone", "outlives", "again") if what == "all" else ()
        ):
            with WarmParent(["numpy"], as_other_user=OtherUser(secret)) as parent:
                found[name] = globals()[name](parent)
        if what != "all":
            WarmParent(["numpy"], as_other_user=OtherUser(secret)).close()
    except SandboxUnavailable as error:
        print(json.dumps({"refused": str(error)}))
        return
    print(json.dumps(found))


main()
