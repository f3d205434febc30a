"""The pytest side of the judge: collects the hidden checks once, runs them for one backend after the other."""

from __future__ import annotations

import copy
import io
import os
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from _pytest.config import Config, _prepareconfig
from _pytest.runner import runtestprotocol

from dlkit.comparing import Call, Diagnosis, load_measures
from dlkit.course import assignments_folder, import_fault
from grader.errors import ChecksError, SandboxUnavailable
from grader.judging.failure import read_failure
from grader.judging.fixtures import Compare, Compared, Reference, Student
from grader.judging.remembered import Noting, Remembered
from grader.judging.student_process import Backend, StudentProcess
from grader.judging.watching import Asked, Watched
from grader.sandbox import TooLong, bounded_memory, bounded_time

CHECK_SECONDS = 60.0  # of the judge's own time for one check; the student's functions have theirs
SURELY_IN_TIME = 2.0  # seconds of the processor: a check that took less was given up nowhere for its time
RUN_MB = 1024  # of the judge's own memory for all checks of a submission, beyond what the reference takes

MARKERS = (
    "exercise(name, weight=1): the exercise that a check belongs to, and its share of the points",
    "visible: the check is also recorded into examples.json for the notebook",
)
_OPTIONS = (
    *(
        "-p",
        "no:cacheprovider",
        "-p",
        "no:terminal",
        "-p",
        "no:faulthandler",
        "-p",
        "no:xdist",
        "-p",
        "no:playwright",
    ),
    *(
        "-p",
        "no:hypothesispytest",
        "-p",
        "no:logging",
        "-p",
        "no:warnings",
        "-p",
        "no:threadexception",
        "-p",
        "no:unraisableexception",
    ),
    *("-s", "--assert=plain", "--import-mode=importlib", "--strict-markers", "-c", "/dev/null"),
)


@dataclass(frozen=True)
class Check:
    """One hidden check, collected; a plain one may be called without pytest."""

    name: str
    exercise: str
    weight: float
    visible: bool
    item: pytest.Function
    plain: bool


@dataclass(frozen=True)
class CheckOutcome:
    """What one run of a check came to.

    Attributes:
        check: the check.
        diagnosis: why it failed; None if it passed.
        compared: the comparisons that it made.
        in_place: the calls that changed an argument, each with what is wrong; that alone fails no check.
        asked: what it asked of the student's code, the first questions and the last, if it was watched.
        questions: how many it asked, if it was watched.
        seconds: how long it took.
    """

    check: Check
    diagnosis: Diagnosis | None
    compared: tuple[Compared, ...]
    in_place: tuple[tuple[Call, Diagnosis], ...] = ()
    asked: tuple[Asked, ...] = ()
    questions: int = 0
    seconds: float = 0.0

    @property
    def is_faulty(self) -> bool:
        """Whether the check stopped over a fault of its own, so that it says nothing about the answer."""
        return self.diagnosis is not None and self.diagnosis.kind == "faulty_check"


@dataclass
class _Run:
    """What the fixtures of the running check stand on."""

    student: Student
    solution: ModuleType
    compare: Compare
    rng: np.random.Generator
    measures: ModuleType | None
    diagnosis: Diagnosis | None = None
    unavailable: SandboxUnavailable | None = None


class _Plugin:
    """Gives the fixtures, and reads why a check failed."""

    def __init__(self) -> None:
        self.run: _Run | None = None
        self.trouble: list[str] = []

    def pytest_configure(self, config: Config) -> None:
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Any:
        report = yield
        if report.failed:
            error = report.call.excinfo.value
            self.trouble.append(import_fault(error.__cause__ or error, str(collector.path)))
        return report

    @pytest.fixture
    def student(self) -> Student:
        """The student's functions, in the sandbox."""
        return self._running.student

    @pytest.fixture
    def solution(self) -> ModuleType:
        """The reference solutions."""
        return self._running.solution

    @pytest.fixture
    def compare(self) -> Compare:
        """The comparison that diagnoses."""
        return self._running.compare

    @pytest.fixture
    def rng(self) -> np.random.Generator:
        """A generator seeded by the check's name and, for a hidden check, by the variant of its inputs."""
        return self._running.rng

    @pytest.fixture
    def measures(self) -> ModuleType | None:
        """The assignment's measures."""
        return self._running.measures

    def call(self, item: pytest.Function) -> None:
        """Calls a check that asks for nothing but these fixtures."""
        given = {**vars(self._running), **_parameters(item)}
        try:
            item.obj(**{name: given[name] for name in item._fixtureinfo.argnames})
        except BaseException as error:
            self._note(error, item)

    @property
    def _running(self) -> _Run:
        if self.run is None:
            raise ChecksError("A hidden check runs only inside the judge.")
        return self.run

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        report = yield
        if call.excinfo is not None and self.run is not None and self.run.diagnosis is None:
            self._note(call.excinfo.value, item)
        return report

    def _note(self, error: BaseException, item: pytest.Item) -> None:
        if isinstance(error, SandboxUnavailable):
            self._running.unavailable = error
        else:
            self._running.diagnosis = read_failure(error, sentence(item.name), self._running.student.unlike, item.path)


_GIVEN = ("student", "solution", "compare", "rng", "measures")


def _rng(check: Check, seed: int) -> np.random.Generator:
    """What a check draws its inputs from: the notebook's examples are the same for everybody, hidden inputs are not."""
    name = zlib.crc32(check.item.nodeid.rsplit("/", 1)[-1].encode())
    return np.random.default_rng(name if check.visible else [name, seed])


def _parameters(item: pytest.Function) -> dict[str, object]:
    return item.callspec.params if hasattr(item, "callspec") else {}


def _asks_only_for_what_is_given(item: pytest.Function) -> bool:
    """Whether a check can be called as it is: pytest's protocol around a call takes longer than most checks."""
    defined = item._fixtureinfo.name2fixturedefs
    given = {*_parameters(item), *(name for name in _GIVEN if len(defined.get(name, ())) == 1)}
    return given >= {*item.fixturenames} and item.cls is None and not _is_marked(item)


def _is_marked(item: pytest.Function) -> bool:
    return any(mark.name not in ("exercise", "visible", "parametrize") for mark in item.iter_markers())


class CheckSession:
    """The hidden checks of one assignment, collected once and run as often as there are submissions.

    Args:
        path: the file of checks.
        reference: keeps the reference's outcomes from one run to the next.

    Raises:
        ChecksError: if the file cannot be collected.
        CourseError: if it asks for measures, and they are missing or cannot be imported.
    """

    def __init__(self, path: Path, reference: Reference) -> None:
        if not path.exists():
            raise ChecksError(f"{path} is missing.")
        self.reference = reference
        self._plugin = _Plugin()
        self._quiet = io.StringIO()
        self._remembered = Remembered[CheckOutcome]()
        with _without_pytest_environment():
            self._config = _prepareconfig([*_OPTIONS, f"--rootdir={path.parent}", str(path)], [self._plugin])
        self._config._do_configure()
        self._session = pytest.Session.from_config(self._config)
        self._config.hook.pytest_sessionstart(session=self._session)
        try:
            self._session.perform_collect()
        except pytest.UsageError as error:
            raise ChecksError(str(error)) from None
        if self._plugin.trouble:
            raise ChecksError("\n".join(self._plugin.trouble))
        self.checks = [_read_check(item) for item in self._session.items]
        asked = any("measures" in check.item.fixturenames for check in self.checks)
        self._measures = load_measures(assignments_folder() / path.stem / "measures.py") if asked else None

    def run(
        self,
        backend: Backend,
        solution: ModuleType,
        *,
        exercises: Sequence[str],
        seed: int = 0,
        replaced: Sequence[str] = (),
        only_visible: bool = False,
        watch: bool = False,
    ) -> list[CheckOutcome]:
        """Runs the checks of some exercises.

        Args:
            backend: answers for the student's functions.
            solution: the reference, possibly with some functions replaced.
            exercises: whose checks to run.
            seed: of the variant of the hidden inputs; see `grader.judging.variants`.
            replaced: the names of the replaced functions.
            only_visible: whether to leave out the hidden ones.
            watch: whether to write down what each check asks of the student's code.

        Returns:
            The outcome of each, in the order of the file.

        Raises:
            SandboxUnavailable: if the warm parent is gone: that is no outcome of a check.
        """
        wanted = [check for check in self.checks if check.exercise in exercises and check.visible >= only_visible]
        with bounded_memory(RUN_MB):
            return [
                self._run_watched(check, backend, solution, seed, replaced)
                if watch
                else self._run_remembered(check, backend, solution, seed)
                if isinstance(backend, StudentProcess) and not replaced
                else self._run_one(check, backend, solution, seed, replaced)
                for check in wanted
            ]

    def _run_watched(
        self, check: Check, backend: Backend, solution: ModuleType, seed: int, replaced: Sequence[str]
    ) -> CheckOutcome:
        watched, started = Watched(backend), time.monotonic()
        outcome = self._run_one(check, watched, solution, seed, replaced)
        seconds = time.monotonic() - started
        return replace(outcome, asked=watched.asked, questions=watched.count, seconds=seconds)

    def _run_remembered(self, check: Check, backend: StudentProcess, solution: ModuleType, seed: int) -> CheckOutcome:
        """Runs a check, as far as it has not been given the same answers before."""
        start = f"{check.item.nodeid} {0 if check.visible else seed}".encode()
        known, answered = self._remembered.follow(start, backend)
        if known is not None:
            return known
        noting, began = Noting(backend, answered), time.process_time()
        outcome = self._run_one(check, noting, solution, seed, ())
        # What was given up for its time may come to more another time.
        given_up = outcome.diagnosis is not None and outcome.diagnosis.kind in ("faulty_check", "too_large")
        if noting.path is not None and not given_up and time.process_time() - began < SURELY_IN_TIME:
            self._remembered.keep(start, noting.path, outcome)
        return outcome

    def _run_one(
        self, check: Check, backend: Backend, solution: ModuleType, seed: int, replaced: Sequence[str]
    ) -> CheckOutcome:
        compare = Compare(self.reference, tuple(replaced))
        run = self._plugin.run = _Run(Student(backend, solution), solution, compare, _rng(check, seed), self._measures)
        try:
            with redirect_stdout(self._quiet), redirect_stderr(self._quiet), np.errstate(all="ignore"):
                try:
                    with bounded_time(CHECK_SECONDS):
                        self._call(check)
                except TooLong as error:  # while it was told why the check failed
                    run.diagnosis = run.diagnosis or read_failure(
                        error, check.name, run.student.unlike, check.item.path
                    )
        finally:
            self._plugin.run = None
            self._quiet.seek(0)
            self._quiet.truncate()
        if run.unavailable:
            raise run.unavailable
        in_place = (*run.student.in_place, *compare.in_place)
        return CheckOutcome(check, run.diagnosis, tuple(compare.made), in_place)

    def _call(self, check: Check) -> None:
        if check.plain:
            self._plugin.call(check.item)
        else:
            runtestprotocol(check.item, log=False, nextitem=self._another(check.item))

    def _another(self, item: pytest.Item) -> pytest.Item | None:
        """A check to come after this one, as far as pytest knows: it leaves standing what both are in."""
        return next((check.item for check in self.checks if check.item is not item), None)

    def with_reference(self, reference: Reference) -> CheckSession:
        """The same checks, compared by another reference."""
        other = copy.copy(self)
        other.reference, other._remembered = reference, Remembered()
        return other

    def close(self) -> None:
        """Lets pytest tidy up."""
        self._config.hook.pytest_sessionfinish(session=self._session, exitstatus=0)
        self._config._ensure_unconfigure()


@contextmanager
def _without_pytest_environment() -> Iterator[None]:
    """What the user set for a pytest of their own (`PYTEST_ADDOPTS` ...), and installed plug-ins, is not for this one."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(kept)


def _read_check(item: pytest.Item) -> Check:
    assert isinstance(item, pytest.Function)
    marker = item.get_closest_marker("exercise")
    if marker is None or len(marker.args) != 1:
        raise ChecksError(f'{item.name} needs @pytest.mark.exercise("NAME").')
    first = (item.function.__doc__ or "").strip().splitlines()
    name = first[0].rstrip(".") if first else sentence(item.name)
    if item.get_closest_marker("parametrize") is not None and "[" in item.name:
        name += f" [{item.name.split('[', 1)[1].rstrip(']')}]"
    # Nobody reads pytest's own account of a failure; making it is most of the time that a failing check takes.
    item.repr_failure = _no_account  # type: ignore[method-assign]
    weight = float(marker.kwargs.get("weight", 1))
    return Check(
        name,
        marker.args[0],
        weight,
        item.get_closest_marker("visible") is not None,
        item,
        _asks_only_for_what_is_given(item),
    )


def _no_account(excinfo: pytest.ExceptionInfo[BaseException], style: str | None = None) -> str:
    return ""


def sentence(name: str) -> str:
    """A test's name read as a sentence: `test_it_is_finite` is "it is finite"."""
    return name.split("[", 1)[0].removeprefix("test_").replace("_", " ")
