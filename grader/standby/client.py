"""Asking a judge that stands by, which is started where none does; without one, judging in this process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dlkit.course import find_assignment
from dlkit.sandboxed import WireClosed, WireError, WireTimeout, receive_message, send_message
from grader.judging import OwnCell, Result, SubmittedFiles, budget_of, not_judged
from grader.running import Fingerprints, fingerprints_of
from grader.standby.place import REPOSITORY, NotPrivate, address, key_of, opened_folder, peer_of
from grader.standby.wire import BEGUN, HEARD, STALE, Question, read_answer

SECONDS = "DLKIT_STANDBY_SECONDS"  # how long one waits for the next question; 0: none is started
IDLE_SECONDS = 600.0
CONNECT_SECONDS = 20.0
HEAR_SECONDS = 30.0
IMPORT_SECONDS = 180.0
MAX_TRIES = 3
ENDED_TWICE = "It ended the process that judged it, twice."  # as in `grader.running.pool`
TOO_LONG = "The judge gave no answer within {minutes:.0f} minutes and was ended; please report it to the course staff."

_started: list[subprocess.Popen[bytes]] = []  # those of this process, to be told that they have ended


class _Unavailable(Exception):
    """None can be had, or it cannot judge this."""


class _Gone(Exception):
    """It has ended, or was about to."""


class _Died(_Gone):
    """It has ended over this very question."""


class _Hangs(Exception):
    """It has been judging for longer than any submission may take."""


@dataclass(frozen=True)
class Judged:
    """What a submission has come to, and the fingerprints of what has judged it."""

    result: Result
    fingerprints: Fingerprints


def judge_by(
    course: Path | None,
    slug: str,
    name: str,
    data: bytes,
    seed: int,
    *,
    files: Mapping[str, bytes] | None = None,
    own_cells: Sequence[OwnCell] = (),
) -> Judged:
    """Judges one submission by a judge that stands by; in this process where none can be had. The result is the same.

    Args:
        course: the course folder; None for a loose notebook.
        slug, name, data, seed, files, own_cells: see `grader.running.judge_one`.

    Raises:
        SandboxUnavailable: if student code cannot be isolated here.
        CourseError: if the assignment cannot be read.
        ChecksError: if its checks cannot be collected.
    """
    question, deaths = Question(slug, name, data, seed, dict(files or {}), own_cells), 0
    for _ in range(MAX_TRIES):
        try:
            return _ask(course, question)
        except _Died:
            deaths += 1
            if deaths == 2:
                return _not_judged(question, ENDED_TWICE)
        except _Gone:
            continue
        except _Hangs:
            return _not_judged(question, TOO_LONG.format(minutes=_longest(slug) / 60))
        except (_Unavailable, NotPrivate, OSError):
            break
    from grader import running

    result = running.judge_one(slug, name, data, seed, files=files, own_cells=own_cells)
    return Judged(result, fingerprints_of(slug))


def judge_loose(slug: str, name: str, submitted: SubmittedFiles, seed: int) -> Result:
    """Judges a loose notebook by a judge that stands by; see `judge_by`.

    Args:
        slug: the assignment.
        name: what to call it.
        submitted: the notebook, and what lies beside it.
        seed: of the variant of the hidden inputs.
    """
    return judge_by(None, slug, name, submitted.notebook(), seed, files=submitted.beside()).result


def _not_judged(question: Question, reason: str) -> Judged:
    result = not_judged(find_assignment(question.slug), question.name, "crashed", reason)
    return Judged(result, fingerprints_of(question.slug))


def _idle_seconds() -> float:
    """How long a judge waits for the next question; 0 if there shall be none."""
    if not sys.platform.startswith("linux"):
        return 0.0
    try:
        return float(os.environ.get(SECONDS, IDLE_SECONDS))
    except ValueError:
        return IDLE_SECONDS


def _longest(slug: str) -> float:
    """How long judging one submission may take, the imports of the judge included."""
    budget = budget_of(find_assignment(slug))
    return IMPORT_SECONDS + 2 * (budget.total_seconds + budget.own_seconds + budget.gpu_start_seconds)


def _ask(course: Path | None, question: Question) -> Judged:
    with _connected(course) as connection:
        pid = peer_of(connection)
        connection.settimeout(HEAR_SECONDS)
        try:
            send_message(connection, question.as_message())
        except WireTimeout:
            _end(pid)
            raise _Gone from None
        except WireClosed:
            raise _Gone from None
        except WireError:
            raise _Unavailable from None  # no message can hold it
        connection.settimeout(None)
        longest = _longest(question.slug)
        if _next(connection, HEAR_SECONDS, pid) != HEARD:
            raise _Unavailable
        begun = _next(connection, 2 * longest, pid)  # others may be before this one
        if begun == STALE:
            raise _Gone
        if begun != BEGUN:
            raise _Unavailable
        try:
            message = receive_message(connection, deadline=time.monotonic() + longest)
        except WireTimeout:
            _end(pid)
            raise _Hangs from None
        except WireError:
            raise _Died from None
        if message == STALE:
            raise _Gone
        try:
            return Judged(*read_answer(message, question))
        except WireError:  # it was refused, for a reason that is told where it is judged again
            raise _Unavailable from None


def _next(connection: socket.socket, seconds: float, pid: int) -> object:
    try:
        return receive_message(connection, deadline=time.monotonic() + seconds)
    except WireTimeout:
        _end(pid)
        raise _Gone from None
    except WireError:
        raise _Gone from None


def _end(pid: int) -> None:
    """Ends a judge that does not answer; its sandbox ends with it."""
    with suppress(OSError):
        os.kill(pid, signal.SIGKILL)


def _connected(course: Path | None) -> socket.socket:
    """A connection to the judge of a course, which is started if there is none.

    Raises:
        _Unavailable: if there is none to be had.
        NotPrivate: if others could reach it.
    """
    if not (idle := _idle_seconds()):
        raise _Unavailable
    key, deadline = key_of(course), time.monotonic() + CONNECT_SECONDS
    _started[:] = [process for process in _started if process.poll() is None]
    started: subprocess.Popen[bytes] | None = None
    with opened_folder(make=True) as folder:
        while time.monotonic() < deadline:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(CONNECT_SECONDS)
            try:
                connection.connect(address(folder, key))
                return connection
            except (FileNotFoundError, ConnectionRefusedError):
                connection.close()
            except BaseException:
                connection.close()
                raise
            if started is not None and started.poll():
                raise _Unavailable  # it failed; had it found another one, it would have ended with 0
            if started is None or started.poll() is not None:
                started = _start(key, course, idle)
                _started.append(started)
            time.sleep(0.03)
    raise _Unavailable


def _start(key: str, course: Path | None, idle: float) -> subprocess.Popen[bytes]:
    """Starts one in a session of its own, so that it stays when this process ends."""
    place = str(course.resolve()) if course else ""
    return subprocess.Popen(
        [sys.executable, "-m", "grader.standby", key, place, str(idle)],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
