"""Judging loose notebooks: files from anywhere, no course folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dlkit.comparing import Interruption
from dlkit.course import CourseError
from grader.errors import SandboxUnavailable
from grader.judging import Judge, Result, seed_of_the_day, slug_of
from grader.running.pool import failed


def judge_notebooks(
    paths: Sequence[Path], slug: str | None, *, seed: int | None = None, isolate: bool = True
) -> Iterator[tuple[Path, Result]]:
    """Judges notebooks, with one judge for each assignment among them.

    Args:
        paths: the files.
        slug: the assignment of all of them; found from each notebook if None.
        seed: of the variant of the hidden inputs; today's if None.
        isolate: False runs them without a sandbox.

    Yields:
        Each path with its result, in the order of the assignments.

    Raises:
        CourseError: after all others, if a file cannot be read, or it cannot be told what assignment it is.
    """
    by_slug: dict[str, list[tuple[Path, bytes]]] = {}
    refused = []
    for path in paths:
        try:
            data = _read(path)
            by_slug.setdefault(slug or slug_of(path, data), []).append((path, data))
        except CourseError as error:
            refused.append(str(error))
    for found, files in by_slug.items():
        with Judge(found, isolate=isolate) as judge:
            for path, data in files:
                yield path, _judged(judge, path, data, seed_of_the_day(found) if seed is None else seed)
    if refused:
        raise CourseError("\n".join(refused))


def _judged(judge: Judge, path: Path, data: bytes, seed: int) -> Result:
    try:
        return judge.judge(path.name, data, seed=seed)
    except SandboxUnavailable:
        raise
    except (Exception, Interruption) as error:
        return failed(judge.authored.assignment, path.name, error)


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise CourseError(f"{path} cannot be read: it is no file.")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
