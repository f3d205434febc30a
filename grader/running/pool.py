"""A pool of worker processes, each with a warm judge; a worker that dies loses no submission."""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from multiprocessing import forkserver
from multiprocessing.queues import SimpleQueue
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING

from dlkit.comparing import Interruption
from dlkit.course import Assignment, CourseError
from grader.authoring import load_authored
from grader.errors import ChecksError, SandboxUnavailable, WorkersUnavailable
from grader.judging import OwnCell, Result, Seeds, SubmittedFiles, not_judged
from grader.sandbox import Branch, BranchConnections, Parent, WarmParent, pin_gpu

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

    from grader.judging import Judge

    Branches = SimpleQueue[BranchConnections | SandboxUnavailable]


class GaveUp(RuntimeError):
    """Workers elsewhere have tried a submission more than once and died of it; the message is for its result."""


_CONCERNING_ALL = (SandboxUnavailable, CourseError, ChecksError)  # errors that no submission causes

Imports = tuple[str, ...]

_judges: dict[str, Judge] = {}
_parents: dict[Imports, Parent] = {}
_promised: dict[Imports, Branches] = {}  # to a worker: the branch of the run's warm parent that it will be given
_begun: dict[Imports, WarmParent] = {}  # for a run that is going to start
_one_at_a_time = threading.Lock()  # a worker elsewhere may run in threads; a judge knows one submission at a time


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
        from grader.judging import Judge

        _judges[slug] = Judge(slug, parent=_parent_for(tuple(load_authored(slug).imports)))
        # Workers end without what atexit was asked for.
        Finalize(None, _judges[slug].close, exitpriority=1)
    return _judges[slug]


def _parent_for(imports: Imports) -> Parent:
    """This process's warm parent with these imports, for every assignment that needs the same."""
    parent = _parents.get(imports)
    if parent is None or not parent.alive:
        parent = _parents[imports] = _promised_branch(imports) or WarmParent(imports)
    return parent


def _promised_branch(imports: Imports) -> Parent | None:
    """The branch that was promised to this worker; None if there is none, or it was used up.

    Raises:
        SandboxUnavailable: if the run's warm parent could not be started.
    """
    if (branches := _promised.pop(imports, None)) is None:
        return None
    found = branches.get()
    if isinstance(found, SandboxUnavailable):
        raise found
    return Branch(found)


def begin(slug: str) -> None:
    """Starts what a run over an assignment will need, and returns at once: both sides import while the caller goes on.

    Args:
        slug: the assignment.

    Raises:
        SandboxUnavailable: if student code cannot be isolated here.
        CourseError: if the assignment cannot be read.
    """
    imports = tuple(load_authored(slug).imports)
    if imports not in _begun:
        _begun[imports] = WarmParent(imports)
        atexit.register(_begun[imports].close)
    _context(imports)
    forkserver.ensure_running()


@dataclass(frozen=True)
class Earlier:
    """What an earlier run came to, and the exercises that have to be judged again all the same."""

    result: Result
    changed: tuple[str, ...] = ()


def judge_one(
    slug: str,
    name: str,
    data: bytes,
    seed: int,
    earlier: Earlier | None = None,
    files: Mapping[str, bytes] | None = None,
    own_cells: Sequence[OwnCell] = (),
) -> Result:
    """Judges one submission in this process; what goes wrong in the judge itself becomes its result.

    Args:
        slug: the assignment.
        name: the submission's name.
        data: the bytes of its notebook.
        seed: of the variant of its hidden inputs.
        earlier: what is known of the submission, if that may still stand.
        files: what was handed in beside the notebook, by path.
        own_cells: the autograded cells that the course's instructor added.
    """
    with _one_at_a_time:
        return _judge_one(slug, name, data, seed, earlier, files, own_cells)


def _judge_one(
    slug: str,
    name: str,
    data: bytes,
    seed: int,
    earlier: Earlier | None,
    files: Mapping[str, bytes] | None,
    own_cells: Sequence[OwnCell],
) -> Result:
    judge = warm_judge(slug)
    try:
        if earlier is None:
            result = judge.judge(name, data, files=files, seed=seed)
        else:
            known = earlier.result
            result = judge.judge(name, data, files=files, seed=seed, exercises=earlier.changed, earlier=known)
        ran = judge.run_own_cells(own_cells, files) if own_cells and result.content else ()
        return replace(result, own_cells=ran)
    except SandboxUnavailable:
        raise
    except (Exception, Interruption) as error:
        return failed(judge.authored.assignment, name, error)


def failed(assignment: Assignment, name: str, error: BaseException) -> Result:
    """The result of a submission over which the judge itself failed: no one else's grade depends on it.

    Args:
        assignment: what it was handed in for.
        name: the submission's name.
        error: what the judge met.
    """
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    reason = f"The judge failed on this submission ({said}); please report it to the course staff."
    return not_judged(assignment, name, "crashed", reason)


def _warm(slug: str) -> None:
    with _one_at_a_time:
        warm_judge(slug)


def local_workers(count: int, *, preload: Sequence[str] = (), gpus: Sequence[int] = ()) -> Executor:
    """Worker processes on this machine.

    They are forked from a server that has imported what they need and used none of it: TensorFlow is imported
    once for all of them, and survives because it has not run yet.

    Args:
        count: how many.
        preload: the modules to import beforehand.
        gpus: the GPU of each worker, if they have any.
    """
    context = _context(preload)
    places = context.SimpleQueue()
    processors = _processors(count)
    for place in zip_longest(gpus, processors):
        places.put(place)
    if gpus:  # each with a warm parent of its own, which sees the worker's GPU alone
        return ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(places,))
    return _LocalWorkers(processors, tuple(preload), context, places)


def _context(preload: Sequence[str]) -> ForkServerContext:
    """How workers are made: by a server that has imported what they need."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["grader.running.preloading", "grader.judging.judge", *preload])
    return context


class _LocalWorkers(ProcessPoolExecutor):
    """Workers on this machine that have branches of one warm parent, so that the sandbox, too, imports once.

    Args:
        processors: that of each worker.
        imports: what submissions need.
        context: how workers are made.
        places: tells each worker its place.
    """

    def __init__(
        self,
        processors: Sequence[int | None],
        imports: Imports,
        context: ForkServerContext,
        places: SimpleQueue[tuple[int | None, int | None]],
    ) -> None:
        self._warm = _begun.pop(imports) if imports in _begun else WarmParent(imports)
        self._branches: Branches = context.SimpleQueue()
        super().__init__(
            len(processors), mp_context=context, initializer=_begin, initargs=(places, imports, self._branches)
        )
        threading.Thread(target=self._branch, args=(processors,), daemon=True).start()

    def _branch(self, processors: Sequence[int | None]) -> None:
        for processor in processors:
            try:
                self._branches.put(self._warm.branch(processor=processor))
            except SandboxUnavailable as error:
                self._branches.put(error)
            except (OSError, ValueError):  # the run has ended before all had begun
                return
            except Exception as error:  # else the workers would wait for ever
                told = f"The sandbox could not be shared among the workers ({type(error).__name__}: {error})."
                self._branches.put(SandboxUnavailable(told))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the workers, and the warm parent with its branches."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        self._warm.close()


def _processors(workers: int) -> list[int | None]:
    """The processor of each worker; none where a run does not take the whole machine, and others may want the same.

    A judge and the process that it talks to take turns. On one processor neither waits until another one wakes
    up, and what both use stays in its cache.
    """
    available = sorted(os.sched_getaffinity(0))
    if workers < len(available):
        return [None] * workers
    return [available[number % len(available)] for number in range(workers)]


def _begin(
    places: SimpleQueue[tuple[int | None, int | None]], imports: Imports = (), branches: Branches | None = None
) -> None:
    """What a worker does first: takes its GPU and its processor, and sees to it that it ends with the run."""
    _end_with_the_run()
    gc.freeze()  # what has been imported is no garbage
    gc.enable()
    if branches is not None:
        _promised[imports] = branches
    gpu, processor = places.get()
    if gpu is not None:
        pin_gpu(gpu)
    if processor is not None:
        os.sched_setaffinity(0, {processor})


def _end_with_the_run() -> None:
    """Makes this worker end when the process that gives it work is gone, however that ended."""
    run = multiprocessing.parent_process()
    assert run is not None

    def watch() -> None:
        run.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def default_workers() -> int:
    """One worker for each processor that this process may use."""
    return max(1, len(os.sched_getaffinity(0)))


class JudgePool:
    """Judges many submissions of one assignment at once.

    Args:
        assignment: what is judged.
        seeds: the variant of each submission's hidden inputs.
        workers: how many processes.
        start: makes an executor of so many workers, here or on other machines; `local_workers` if left out.
        own_cells: gives the autograded cells that the course's instructor added, for a submission; none if left out.
    """

    def __init__(
        self,
        assignment: Assignment,
        *,
        seeds: Seeds,
        workers: int | None = None,
        start: Callable[[int], Executor] | None = None,
        own_cells: Callable[[str], Sequence[OwnCell]] | None = None,
    ) -> None:
        self.assignment = assignment
        self.seeds = seeds
        self.own_cells = own_cells
        self.workers = workers or default_workers()
        self.start = start or partial(local_workers, preload=load_authored(assignment.slug).imports)
        self._earlier: Mapping[str, Earlier] = {}

    def judge(
        self, submissions: Mapping[str, SubmittedFiles], *, earlier: Mapping[str, Earlier] | None = None
    ) -> Iterator[Result]:
        """Judges submissions.

        When a worker dies, what was being judged is tried again, one at a time. What ends a worker that
        judges nothing else is recorded as crashed.

        Args:
            submissions: what was handed in, by the submission's name.
            earlier: what is known of some of them.

        Yields:
            The results as they come; exactly one for each submission.

        Raises:
            WorkersUnavailable: if a worker dies before it has judged anything.
            SandboxUnavailable: if student code cannot be isolated here.
        """
        self._earlier = earlier or {}
        waiting, suspects = deque(submissions), deque[str]()
        while waiting:
            suspects += yield from self._run(waiting, submissions, min(self.workers, len(waiting)))
        while suspects:
            for name in (yield from self._run(suspects, submissions, 1)):
                yield not_judged(self.assignment, name, "crashed", "It ended the process that judged it, twice.")

    def _run(
        self, waiting: deque[str], submissions: Mapping[str, SubmittedFiles], workers: int
    ) -> Generator[Result, None, list[str]]:
        """Judges what is waiting until all is done or a worker dies; returns the names that were running then."""
        running: dict[Future[Result], str] = {}
        with self.start(workers) as executor:
            try:
                self._warm_up(executor, workers)
                while waiting or running:
                    if not (yield from self._feed(executor, waiting, running, submissions, workers)):
                        return (yield from _finished(self.assignment, running, set(running)))
                    if lost := (
                        yield from _finished(self.assignment, running, wait(running, return_when=FIRST_COMPLETED).done)
                    ):
                        return lost + (yield from _finished(self.assignment, running, set(running)))
            finally:
                executor.shutdown(wait=False, cancel_futures=True)
        return []

    def _warm_up(self, executor: Executor, workers: int) -> None:
        try:
            futures = [executor.submit(_warm, self.assignment.slug) for _ in range(workers)]
            for future in wait(futures, return_when=FIRST_COMPLETED).done:
                future.result()
        except BrokenExecutor:
            raise WorkersUnavailable(
                "A worker process ended while it started. Is there enough memory? Try fewer workers."
            ) from None

    def _feed(
        self,
        executor: Executor,
        waiting: deque[str],
        running: dict[Future[Result], str],
        submissions: Mapping[str, SubmittedFiles],
        workers: int,
    ) -> Generator[Result, None, bool]:
        """Gives each worker a submission and one to go on with; returns whether the executor still takes them."""
        while waiting and len(running) < 2 * workers:
            name = waiting[0]
            try:
                data, files = submissions[name].notebook(), submissions[name].beside()
                own = tuple(self.own_cells(name)) if self.own_cells else ()
                asked = (self.assignment.slug, name, data, self.seeds(name), self._earlier.get(name), files, own)
                running[executor.submit(judge_one, *asked)] = name
            except BrokenExecutor:
                return False
            except (OSError, ValueError, MemoryError) as error:  # a name that is no path, a file as large as the memory
                said = (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
                yield not_judged(self.assignment, name, "unreadable", f"The notebook cannot be read: {said}.")
            waiting.popleft()
        return True


def _finished(
    assignment: Assignment, running: dict[Future[Result], str], futures: AbstractSet[Future[Result]]
) -> Generator[Result, None, list[str]]:
    """Yields the results of some futures; returns the names of those whose worker died."""
    lost = []
    for future in futures:
        name = running.pop(future)
        error = future.exception()
        if isinstance(error, BrokenExecutor):
            lost.append(name)
        elif isinstance(error, GaveUp):
            yield not_judged(assignment, name, "crashed", str(error))
        elif isinstance(error, _CONCERNING_ALL) or not isinstance(error, (Exception, type(None))):
            raise error
        elif error is not None:
            yield failed(assignment, name, error)
        else:
            yield future.result()
    return lost
