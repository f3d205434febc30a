"""Judging on many machines: a Dask cluster as one more pool of workers.

Submissions travel as bytes and results come back as plain data; each worker has a checkout of its own, which
must be the same as the submitter's. Install it with `pip install -e '.[machines]'` on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

from grader.errors import WorkersUnavailable
from grader.running.fingerprints import fingerprints_of
from grader.running.pool import GaveUp

CONNECT_SECONDS = 10.0
WORKER_SECONDS = 60.0


class Cluster:
    """A Dask cluster whose workers have the same kit as this process.

    Args:
        address: of the scheduler, such as `tcp://10.0.0.1:8786`.
        slug: the assignment that will be judged.

    Attributes:
        workers: how many submissions it judges at once.

    Raises:
        WorkersUnavailable: if there is no scheduler, no worker, or a worker with another kit; the message
            says what to do.
    """

    def __init__(self, address: str, slug: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise WorkersUnavailable("Dask is not installed; run: pip install -e '.[machines]'") from None
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:  # TypeError: a TLS address without a certificate
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise WorkersUnavailable(
                f"No Dask scheduler answers at {address} ({reason}); start one with `dask scheduler`."
            ) from None
        try:
            self._require_workers(address)
            self._require_same_kit(slug)
        except BaseException:
            self.close()
            raise
        self.workers = len(self._client.nthreads())

    def _require_workers(self, address: str) -> None:
        try:
            self._client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError:
            raise WorkersUnavailable(
                f"The scheduler at {address} has no worker; start some with `dask worker {address} --nthreads 1`."
            ) from None

    def _require_same_kit(self, slug: str) -> None:
        found = self._client.run(_kit, slug, on_error="return")
        ours = _kit(slug)
        for worker, theirs in found.items():
            if isinstance(theirs, BaseException):
                raise WorkersUnavailable(f"The worker {worker} cannot judge {slug}: {theirs}. Install the kit there.")
            if theirs != ours:
                raise WorkersUnavailable(
                    f"The worker {worker} has another version of the kit or of its libraries; "
                    "install the same there and start it again."
                )

    def start(self, count: int) -> Executor:
        """An executor on the cluster; it takes as many workers as there are."""
        return _ClusterExecutor(self._client)

    def close(self) -> None:
        """Lets go of the cluster, which goes on without us."""
        self._client.close()


def _kit(slug: str) -> str:
    return fingerprints_of(slug).as_text()


class _ClusterExecutor(Executor):
    """Dask's own executor, with its way of giving a submission up put into ours."""

    def __init__(self, client: Any) -> None:
        self._executor = client.get_executor(pure=False)

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        outer: Future[Any] = Future()
        inner: Future[Any] = self._executor.submit(function, *arguments, **options)
        inner.add_done_callback(partial(_hand_over, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=wait)


def _hand_over(outer: Future[Any], inner: Future[Any]) -> None:
    from distributed import KilledWorker

    if inner.cancelled():
        outer.cancel()
        return
    error = inner.exception()
    if isinstance(error, KilledWorker):
        outer.set_exception(GaveUp("It ended every process that judged it."))
    elif error is not None:
        outer.set_exception(error)
    else:
        outer.set_result(inner.result())
