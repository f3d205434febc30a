"""Putting a forked process into namespaces and under limits of its own (Linux)."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import stat
import struct
from collections.abc import Callable
from dataclasses import dataclass

_NEW_MOUNTS, _NEW_IPC, _NEW_USER, _NEW_PIDS, _NEW_NETWORK = (
    0x0002_0000,
    0x0800_0000,
    0x1000_0000,
    0x2000_0000,
    0x4000_0000,
)
# Memory that no watchdog sees, ways around the other limits, and a wide door to the kernel: numbers on x86-64 and AArch64.
_REFUSED_CALLS = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "vmsplice": (278, 75),
    "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # What others do with the files that all forks see is not for them to watch.
    "inotify_init": (253, 26),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
}
# Sockets: only those that end in this machine's own processes, and none whose buffers grow beyond the default, so that
# their number says how much memory they may hold. Numbers of socket, socketpair and setsockopt.
_SOCKET_CALLS = {"x86_64": ((41, 53), 54), "aarch64": ((198, 199), 208)}
_PRCTL_CALL = {"x86_64": 157, "aarch64": 167}
# A process in a user namespace of its own holds every capability there, and may mount: none is made from here. The flags of
# clone3 lie in memory, where no filter sees them; libraries use clone where there is no clone3.
_CLONE_CALLS = {"x86_64": (56, 435), "aarch64": (220, 435)}
_AF_UNIX, _AF_NETLINK, _SOL_SOCKET, _SO_SNDBUF, _SO_RCVBUF = 1, 16, 1, 7, 8
_SECCOMP = {"x86_64": (0xC000003E, 0, 317), "aarch64": (0xC00000B7, 1, 277)}  # architecture, column, seccomp itself
_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_SPEC_ALLOW = 1, 4
_SECCOMP_ALLOW, _SECCOMP_REFUSE, _SECCOMP_NO_FAMILY = 0x7FFF_0000, 0x0005_0001, 0x0005_0061  # EPERM, EAFNOSUPPORT
_SECCOMP_NO_CALL = 0x0005_0026  # ENOSYS
_BPF_LOAD, _BPF_EQUAL, _BPF_AT_LEAST, _BPF_HAS, _BPF_RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_X32_CALLS = 0x4000_0000

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 1 << 5, 1 << 12, 1 << 14, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 36, 38
_CAPABILITY_VERSION_3 = 0x2008_0522
_MOUNT_FLAGS = {"nosuid": _MS_NOSUID, "nodev": _MS_NODEV, "noexec": _MS_NOEXEC}
_SCRATCH = ("/tmp", "/dev/shm")  # all that a fork may write to; the warm parent has made both
# Its processes' own entries in /proc stay writable, since CUDA does not start otherwise; these are the machine's.
_KERNEL = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
STUDENT = 1000  # the user number that student code sees as its own

_libc = ctypes.CDLL(None, use_errno=True)


class SandboxError(OSError):
    """The kernel refused a step of the isolation."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        cpu_seconds: processor time of each process.
        memory_mb: private writable memory of each process above what the warm parent holds.
        processes: processes and threads together.
        scratch_mb: the writable folder, which is also the largest file.
        open_files: open files of each process.
    """

    cpu_seconds: int = 120
    memory_mb: int = 4096
    processes: int = 256
    scratch_mb: int = 64
    open_files: int = 128


def become_nobody() -> None:
    """Gives up root for good, where the process runs as root: later processes count as an ordinary user's."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
        show_own_entries()


def show_own_entries() -> None:
    """Lets a process that has become another user see its own entries in /proc: libraries read them."""
    _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)


def enter_namespaces(limits: Limits, *, report: int) -> None:
    """Moves the calling process, freshly forked and single-threaded, into new namespaces.

    Returns only in a child that is process 1 of its own PID namespace, has an empty scratch folder at
    /tmp, sees only its own processes in /proc, and holds no capability. The caller's process waits for
    that child and ends with its status.

    Args:
        limits: size of the scratch folder.
        report: where the outer process writes `ok NUMBER`, the inner one's number outside, once that is ready.

    Raises:
        SandboxError: if the kernel refuses a step, or anything but scratch can be written.
    """
    user, group = os.getuid(), os.getgid()
    _check(_libc.unshare(_NEW_USER | _NEW_MOUNTS | _NEW_IPC | _NEW_PIDS | _NEW_NETWORK), "unshare")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{STUDENT} {user} 1")
    _write("/proc/self/gid_map", f"{STUDENT} {group} 1")
    die_with_parent()
    ready, done = os.pipe()
    child = os.fork()
    if child:
        os.close(done)
        guard(child, ready, report)
    os.close(ready)
    die_with_parent()
    # kill(0, ...) reaches the whole process group, whatever the PID namespace: this one must be its own.
    os.setsid()
    _mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None)
    _mount(b"proc", b"/proc", b"proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, None)
    for folder in _SCRATCH:
        size = f"size={limits.scratch_mb}m,nr_inodes=4096,mode=1777".encode()
        _mount(b"tmpfs", folder.encode(), b"tmpfs", _MS_NOSUID | _MS_NODEV, size)
    # A further user namespace would give capabilities back; none may be made from here.
    with contextlib.suppress(OSError):
        _write("/proc/sys/user/max_user_namespaces", "0")
    # Where memory runs out, it is this process that has to go, not the warm parent.
    _write("/proc/self/oom_score_adj", "1000")
    for path in filter(os.path.exists, _KERNEL):
        _mount(path.encode(), path.encode(), None, _MS_BIND, None)
    _make_read_only()
    drop_capabilities()
    refuse_system_calls()
    # Process 1 is not killed by its own SIGABRT; abort() would go on to a fault and be told as one.
    _libc.signal(signal.SIGABRT, ctypes.cast(_libc._exit, ctypes.c_void_p))
    os.write(done, b"!")


def _make_read_only() -> None:
    """Makes sure that nothing but its own scratch can be written by the calling process: the next one would see it.

    Raises:
        SandboxError: if there is another writable mount; it names the first.
    """
    for place, options in _mounts().items():
        # bubblewrap would make a device unusable along with its mount.
        if "ro" not in options and (place in _KERNEL or stat.S_ISCHR(os.stat(place).st_mode)):
            kept = sum(flag for name, flag in _MOUNT_FLAGS.items() if name in options)
            _mount(b"none", place.encode(), None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | kept, None)
    for place, options in _mounts().items():
        if "ro" not in options and place not in (*_SCRATCH, "/proc"):
            raise SandboxError(errno.EROFS, f"{place} can be written in the sandbox, and all submissions share it")


def _mounts() -> dict[str, set[str]]:
    """The options of every mount in sight, by its place; the last one mounted there covers the others."""
    with open("/proc/self/mountinfo") as file:
        mounts = [line.split(" - ")[0].split() for line in file]
    return {fields[4]: set(fields[5].split(",")) for fields in mounts}


def guard(child: int, ready: int, report: int, *, tidy: Callable[[], object] = lambda: None) -> None:
    """Waits outside for the inner process and ends as it ended; never returns.

    Args:
        child: the inner process.
        ready: where it writes a byte once it is ready.
        report: where `ok NUMBER` is then written.
        tidy: what is done once it has ended.
    """
    if os.read(ready, 1):
        os.write(report, f"ok {child}".encode())
    close_all_but(set())
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(OSError):
        tidy()
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        _limit(resource.RLIMIT_CORE, 0)
        if -code not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code & 0xFF)


def die_with_parent() -> None:
    """Asks the kernel to kill this process when its parent dies."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Makes this process the parent of those below it whose own parent ends, so that none is lost sight of."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def drop_capabilities() -> None:
    """Gives up every capability for good: no program that is started brings one back."""
    for capability in range(64):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)(*[0] * 6)
    _check(_libc.capset(header, data), "capset")
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


class _Filter(ctypes.Structure):
    """A seccomp program for the kernel."""

    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_char_p))


def filters_system_calls() -> bool:
    """Whether it is known how this kind of processor numbers the system calls that are refused."""
    return platform.machine() in _SECCOMP


def refuse_system_calls(*, required: bool = False) -> None:
    """Refuses for good the calls of `_REFUSED_CALLS`, sockets to elsewhere, user namespaces, and every call of a foreign architecture.

    Args:
        required: whether a processor whose calls have other numbers is a fault; else nothing is refused on one.

    Raises:
        SandboxError: if the kernel refuses the filter.
    """
    if not filters_system_calls():
        if required:
            raise SandboxError(errno.ENOSYS, f"the system calls of {platform.machine()} are not known")
        return
    architecture, column, seccomp = _SECCOMP[platform.machine()]
    refused = sorted({numbers[column] for numbers in _REFUSED_CALLS.values()})
    families, options = _SOCKET_CALLS[platform.machine()]
    clone, clone3 = _CLONE_CALLS[platform.machine()]
    program = _assembled(
        [
            (_BPF_LOAD, 4),  # the architecture
            (_BPF_EQUAL, architecture, "", "refuse"),
            (_BPF_LOAD, 0),  # the call's number
            (_BPF_AT_LEAST, _X32_CALLS, "refuse", ""),
            *((_BPF_EQUAL, number, "refuse", "") for number in refused),
            *((_BPF_EQUAL, number, "family", "") for number in families),
            (_BPF_EQUAL, _PRCTL_CALL[platform.machine()], "process", ""),
            (_BPF_EQUAL, clone, "clone", ""),
            (_BPF_EQUAL, clone3, "absent", ""),
            (_BPF_EQUAL, options, "", "allow"),
            (_BPF_LOAD, 24),  # setsockopt: the low half of its second argument, then of its third
            (_BPF_EQUAL, _SOL_SOCKET, "", "allow"),
            (_BPF_LOAD, 32),
            (_BPF_EQUAL, _SO_SNDBUF, "refuse", ""),
            (_BPF_EQUAL, _SO_RCVBUF, "refuse", "allow"),
            "process",  # who adopts orphans stays as it is
            (_BPF_LOAD, 16),  # the low half of the first argument
            (_BPF_EQUAL, _PR_SET_CHILD_SUBREAPER, "refuse", "allow"),
            "clone",
            (_BPF_LOAD, 16),
            (_BPF_HAS, _NEW_USER, "refuse", "allow"),
            "family",
            (_BPF_LOAD, 16),
            (_BPF_EQUAL, _AF_UNIX, "allow", ""),
            (_BPF_EQUAL, _AF_NETLINK, "allow", ""),
            (_BPF_RETURN, _SECCOMP_NO_FAMILY),
            "absent",
            (_BPF_RETURN, _SECCOMP_NO_CALL),
            "allow",
            (_BPF_RETURN, _SECCOMP_ALLOW),
            "refuse",
            (_BPF_RETURN, _SECCOMP_REFUSE),
        ]
    )
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    pointer = ctypes.byref(_Filter(len(program), code))
    _check(
        _libc.syscall(seccomp, _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_SPEC_ALLOW, pointer),
        "seccomp",
    )


def _assembled(lines: list[str | tuple[int, int] | tuple[int, int, str, str]]) -> list[tuple[int, int, int, int]]:
    """A seccomp program, with jumps to labels made into jumps over so many instructions."""
    labels: dict[str, int] = {}
    instructions: list[tuple[int, int, str, str]] = []
    for line in lines:
        if isinstance(line, str):
            labels[line] = len(instructions)
        else:
            instructions.append(line if len(line) == 4 else (*line, "", ""))

    def distance(place: int, label: str) -> int:
        return labels[label] - place - 1 if label else 0

    return [
        (code, distance(place, true), distance(place, false), value)
        for place, (code, value, true, false) in enumerate(instructions)
    ]


def set_limits(limits: Limits) -> None:
    """Puts the calling process and all that it starts under resource limits."""
    megabyte = 1 << 20
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_DATA, private_memory() + limits.memory_mb * megabyte)
    _limit(resource.RLIMIT_NPROC, limits.processes)
    _limit(resource.RLIMIT_FSIZE, limits.scratch_mb * megabyte)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def private_memory() -> int:
    """The private writable memory of this process in bytes."""
    with open("/proc/self/status") as status:
        sizes = dict(line.split(":", 1) for line in status if ":" in line)
    return int(sizes["VmData"].split()[0]) * 1024


def close_all_but(keep: set[int]) -> None:
    """Closes every file descriptor that is not named."""
    lowest = 0
    for descriptor in sorted(keep):
        os.closerange(lowest, descriptor)
        lowest = descriptor + 1
    os.closerange(lowest, 1 << 20)


def _mount(source: bytes, target: bytes, kind: bytes | None, flags: int, options: bytes | None) -> None:
    _check(_libc.mount(source, target, kind, flags, options), f"mount {target.decode()}")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def _check(result: int, step: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise SandboxError(number, f"{step}: {os.strerror(number)}")
