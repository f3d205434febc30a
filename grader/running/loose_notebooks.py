"""Judging loose notebooks: files from anywhere, no course folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from dlkit.comparing import Interruption
from dlkit.course import CourseError, find_assignment
from dlkit.notebooks import UnreadableNotebook
from grader.errors import SandboxUnavailable
from grader.judging import (
    Explanation,
    Judge,
    Result,
    SubmittedFiles,
    explain,
    find_slug,
    not_judged,
    read_loose_notebook,
    seed_of_the_day,
    slug_in_name,
)
from grader.running.pool import failed


def judge_notebooks(
    paths: Sequence[Path],
    slug: str | None,
    *,
    seed: int | None = None,
    isolate: bool = True,
    alone: Callable[[str, str, SubmittedFiles, int], Result] | None = None,
) -> Iterator[tuple[Path, Result]]:
    """Judges notebooks, with one judge for each assignment among them.

    Args:
        paths: the files.
        slug: the assignment of all of them; found from each notebook if None.
        seed: of the variant of the hidden inputs; today's if None.
        isolate: False runs them without a sandbox.
        alone: judges the only one of an assignment, by slug, name, what was handed in, and seed; a judge is started
            for it if left out.

    Yields:
        Each path with its result, in the order of the assignments; at last those that cannot be read.

    Raises:
        CourseError: after all others, if there is no such file, or it cannot be told what assignment one is.
    """
    by_slug: dict[str, list[tuple[Path, SubmittedFiles]]] = {}
    refused, unreadable = [], {}
    for path in paths:
        try:
            submitted = _found(path, slug or "")
            by_slug.setdefault(slug or _slug_of(path, submitted), []).append((path, submitted))
        except CourseError as error:
            refused.append(str(error))
        except UnreadableNotebook as error:
            unreadable[path] = str(error)
    for found, files in by_slug.items():
        if alone is not None and len(files) == 1:
            ((path, submitted),) = files
            yield path, alone(found, path.name, submitted, seed_of_the_day(found) if seed is None else seed)
            continue
        with Judge(found, isolate=isolate) as judge:
            for path, submitted in files:
                yield path, _judged(judge, path, submitted, seed_of_the_day(found) if seed is None else seed)
    for path, reason in unreadable.items():
        yield path, _unreadable(path, slug or slug_in_name(path), reason)
    if refused:
        raise CourseError("\n".join(refused))


def explain_notebooks(
    paths: Sequence[Path], slug: str | None, *, seed: int | None = None, isolate: bool = True
) -> Iterator[tuple[Path, Explanation]]:
    """Judges notebooks and keeps all that led to each verdict; see `judge_notebooks`.

    Raises:
        CourseError: if there is no such file, it is no notebook, or it cannot be told what assignment it is.
    """
    for path in paths:
        try:
            submitted = _found(path, slug or "")
            found = slug or _slug_of(path, submitted)
        except UnreadableNotebook as error:
            raise CourseError(f"{path}: {error}") from None
        chosen = seed_of_the_day(found) if seed is None else seed
        with Judge(found, isolate=isolate) as judge:
            yield path, explain(judge, path.name, submitted.notebook(), files=submitted.beside(), seed=chosen)


def _judged(judge: Judge, path: Path, submitted: SubmittedFiles, seed: int) -> Result:
    try:
        return judge.judge(path.name, submitted.notebook(), files=submitted.beside(), seed=seed)
    except SandboxUnavailable:
        raise
    except (Exception, Interruption) as error:
        return failed(judge.authored.assignment, path.name, error)


def _unreadable(path: Path, slug: str, reason: str) -> Result:
    """The result of a file that is no notebook; of no points, where it cannot be told what it should have been."""
    if slug:
        return not_judged(find_assignment(slug), path.name, "unreadable", reason)
    return Result(path.name, "", "unreadable", 0.0, 0.0, 0.0, (), reason)


def _found(path: Path, slug: str) -> SubmittedFiles:
    if path.exists() and not path.is_file():
        raise CourseError(f"{path} cannot be read: it is no file.")
    if not path.exists():
        raise CourseError(f"{path} does not exist.")
    try:
        return read_loose_notebook(path.resolve(), slug)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise UnreadableNotebook(f"What is in the file cannot be judged: {error}.") from None


def _slug_of(path: Path, submitted: SubmittedFiles) -> str:
    slug = find_slug(submitted.notebook(), path)
    if not slug:
        told = "It cannot be told which assignment this notebook belongs to; name it with --assignment"
        raise CourseError(f"{path}: {told}.")
    return slug
