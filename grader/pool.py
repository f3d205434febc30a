"""A pool of worker processes, each with a warm judge; a worker that dies loses no submission."""

from __future__ import annotations

import atexit
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course_folder import not_judged, read_notebook_file
from grader.result import Result

if TYPE_CHECKING:
    from grader.judge import Judge


class WorkersUnavailable(RuntimeError):
    """No worker process could be started; the message says what to look at."""


_judges: dict[str, Judge] = {}


def warm_judge(slug: str) -> Judge:
    """This process's judge of an assignment: started on first use, closed when the process ends.

    Args:
        slug: the assignment.

    Raises:
        SandboxUnavailable: if student code cannot be isolated here.
        CourseError: if the assignment cannot be read.
        ChecksError: if its checks cannot be collected.
    """
    if slug not in _judges:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        from grader.judge import Judge

        _judges[slug] = Judge(slug)
        atexit.register(_judges[slug].close)
    return _judges[slug]


def judge_one(slug: str, name: str, data: bytes) -> Result:
    """Judges one submission in this process; what goes wrong in the judge itself becomes its result.

    Args:
        slug: the assignment.
        name: the submission's name.
        data: the bytes of its notebook.
    """
    from grader.sandbox import SandboxUnavailable

    judge = warm_judge(slug)
    try:
        return judge.judge(name, data)
    except SandboxUnavailable:
        raise
    except Exception as error:
        reason = f"The judge failed on this submission ({type(error).__name__}: {error}); please report it to the course staff."
        return not_judged(slug, name, "crashed", reason)


def _warm(slug: str) -> None:
    warm_judge(slug)


def local_workers(count: int) -> Executor:
    """Worker processes on this machine, each started afresh: TensorFlow does not survive a fork of its own."""
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))


def default_workers() -> int:
    """One worker for each processor that this process may use."""
    return max(1, len(os.sched_getaffinity(0)))


class JudgePool:
    """Judges many submissions of one assignment at once.

    Args:
        slug: the assignment.
        workers: how many processes.
        start: makes an executor of so many workers; another machine's will do.
    """

    def __init__(
        self, slug: str, *, workers: int | None = None, start: Callable[[int], Executor] = local_workers
    ) -> None:
        self.slug = slug
        self.workers = workers or default_workers()
        self.start = start

    def judge(self, notebooks: Mapping[str, Path]) -> Iterator[Result]:
        """Judges notebooks.

        When a worker dies, what was being judged is tried again, one at a time. What ends a worker that
        judges nothing else is recorded as crashed.

        Args:
            notebooks: the file of each submission, by its name.

        Yields:
            The results as they come; exactly one for each submission.

        Raises:
            WorkersUnavailable: if a worker dies before it has judged anything.
            SandboxUnavailable: if student code cannot be isolated here.
        """
        waiting, suspects = deque(notebooks), deque[str]()
        while waiting:
            suspects += yield from self._run(waiting, notebooks, min(self.workers, len(waiting)))
        while suspects:
            for name in (yield from self._run(suspects, notebooks, 1)):
                yield not_judged(self.slug, name, "crashed", "It ended the process that judged it, twice.")

    def _run(self, waiting: deque[str], notebooks: Mapping[str, Path], workers: int) -> Iterator[Result]:
        """Judges what is waiting until all is done or a worker dies; returns the names that were running then."""
        with self.start(workers) as executor:
            try:
                self._warm_up(executor, workers)
                running: dict[Future[Result], str] = {}
                while waiting or running:
                    while waiting and len(running) < workers:
                        future, name = self._submit(executor, notebooks[waiting[0]], waiting[0])
                        running[future] = name
                        waiting.popleft()
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    broken = []
                    for future in done:
                        name = running.pop(future)
                        if isinstance(future.exception(), BrokenExecutor):
                            broken.append(name)
                        else:
                            yield future.result()
                    if broken:
                        return [*broken, *(yield from _rescue(running))]  # noqa: B901
            finally:
                executor.shutdown(wait=False, cancel_futures=True)
        return []
