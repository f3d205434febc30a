"""The process that stands by: it judges what its owner asks for, one submission after the other, and ends when idle."""

from __future__ import annotations

import gc
import json
import os
import queue
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dlkit.sandboxed import WireError, receive_message, send_message
from grader.running import fingerprints_of, judge_one
from grader.standby.kit import state_of_the_kit
from grader.standby.place import SOCKET, NotPrivate, address, opened_folder, peer_of, take_lock
from grader.standby.wire import BEGUN, HEARD, REFUSED, STALE, Question, answer_of

LOOK_SECONDS = 5.0  # how often it looks whether it is still wanted
READ_SECONDS = 30.0  # what a question may take to come
MAX_ASSIGNMENTS = 3  # each may have a sandbox of its own with TensorFlow in memory
MAX_WAITING = 8


class Standby:
    """Answers questions until nobody asks any more, the kit has changed, or the course folder is gone.

    Args:
        course: the course folder; None for loose notebooks.
        state: of the kit, from before its judge was imported.
        seconds: how long it waits for the next question.
        leave: makes room for the next one, which whoever is told STALE will start.
    """

    def __init__(self, course: Path | None, state: int, seconds: float, leave: Callable[[], None]) -> None:
        self.course, self.state, self.seconds, self._leave = course, state, seconds, leave
        self._asked: queue.Queue[tuple[socket.socket, Question]] = queue.Queue()
        self._reading = threading.Semaphore(MAX_WAITING)
        self._known: set[str] = set()

    def serve(self, listener: socket.socket) -> None:
        """Judges in the main thread, where time limits can be held; other threads hear the questions."""
        threading.Thread(target=self._listen, args=(listener,), daemon=True).start()
        last = time.monotonic()
        while time.monotonic() - last < self.seconds and self._is_wanted():
            with suppress(queue.Empty):
                connection, question = self._asked.get(timeout=min(LOOK_SECONDS, self.seconds))
                with connection, suppress(WireError):
                    if not self._answer(connection, question):
                        return
                last = time.monotonic()

    def _is_wanted(self) -> bool:
        return (self.course is None or self.course.is_dir()) and state_of_the_kit() == self.state

    def _listen(self, listener: socket.socket) -> None:
        with suppress(OSError):  # which is how it ends
            while True:
                connection, _ = listener.accept()
                self._reading.acquire()
                threading.Thread(target=self._hear, args=(connection,), daemon=True).start()

    def _hear(self, connection: socket.socket) -> None:
        try:
            peer_of(connection)
            connection.settimeout(READ_SECONDS)
            message = receive_message(connection, deadline=time.monotonic() + READ_SECONDS)
            question = Question.from_message(message)
            send_message(connection, HEARD)
        except (WireError, NotPrivate, OSError):
            connection.close()
        else:
            self._asked.put((connection, question))
        finally:
            self._reading.release()

    def _answer(self, connection: socket.socket, question: Question) -> bool:
        """Answers one question; returns whether it can answer more."""
        is_new = question.slug not in self._known
        if (is_new and len(self._known) == MAX_ASSIGNMENTS) or not self._is_wanted():
            return self._end(connection, STALE)
        send_message(connection, BEGUN)
        self._known.add(question.slug)
        if is_new:
            gc.disable()  # it looks through what TensorFlow's import makes, again and again, and finds nothing
        try:
            result = judge_one(
                question.slug,
                question.name,
                question.data,
                question.seed,
                files=question.files,
                own_cells=question.own_cells,
            )
            answer = answer_of(result, fingerprints_of(question.slug))
        except Exception:  # whoever asked meets it too, and tells it
            return self._end(connection, REFUSED)
        if is_new:
            gc.freeze()  # what has been imported is no garbage
            gc.enable()
        if not self._is_wanted():  # it changed while this was judged
            return self._end(connection, STALE)
        send_message(connection, answer)
        return True

    def _end(self, connection: socket.socket, told: str) -> bool:
        self._leave()
        send_message(connection, told)
        return False


def main(key: str, *, course: str, seconds: float, state: int) -> None:
    """Stands by.

    Args:
        key: its name; see `grader.standby.place.key_of`.
        course: the course folder; empty for loose notebooks.
        seconds: how long it waits for the next question.
        state: of the kit, from before its judge was imported.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    os.umask(0o077)
    with opened_folder(make=True) as folder:
        lock = take_lock(folder, key)
        if lock is None:
            return
        os.ftruncate(lock, 0)
        os.pwrite(lock, json.dumps({"pid": os.getpid(), "course": course}).encode(), 0)
        with suppress(FileNotFoundError):  # left by one that was killed
            os.unlink(f"{key}{SOCKET}", dir_fd=folder)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(address(folder, key))
            listener.listen(MAX_WAITING)

            def leave() -> None:
                with suppress(FileNotFoundError):
                    os.unlink(f"{key}{SOCKET}", dir_fd=folder)
                listener.close()

            try:
                Standby(Path(course) if course else None, state, seconds, leave).serve(listener)
            finally:
                leave()
                os.close(lock)
