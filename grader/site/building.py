"""Building the site: notebooks run where they have to be, sources put together, and Sphinx, to which a warning is an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlkit.course import CourseError, course
from grader.authoring import load_authored
from grader.site import executed
from grader.site.pruning import prune
from grader.site.sources import ROOT, assemble, copy_mathjax

WORK = ROOT / ".site"  # out of the repository's history: see docs/site.md
OUT = WORK / "html"
_MARK = ".buildinfo"  # Sphinx's own, in every site that it made
_NOT_FOR_READERS = (
    "objects.inv",
    "_sources",
    "_static/vendor",
    "_static/scripts/fontawesome.js",
    "_static/design-tabs.js",
    "_static/webpack-macros.html",
)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Site:
    """What was built.

    Attributes:
        folder: where it lies.
        pages: how many pages it has.
        size: its bytes.
        ran: the assignments whose notebooks were run for it.
        not_run: how many assignments' pages have no outputs.
    """

    folder: Path
    pages: int
    size: int
    ran: tuple[str, ...]
    not_run: int


def build_site(
    slugs: Sequence[str],
    to: Path = OUT,
    *,
    with_solutions: bool = True,
    run: bool = True,
    work: Path = WORK,
    progress: Progress = lambda what, done, total: None,
) -> Site:
    """Builds the site.

    Args:
        slugs: the assignments whose notebooks are run if they have to be; all of them if there is none here.
        to: the folder of the site.
        with_solutions: whether pages hold solutions, model answers and right answers, folded.
        run: whether notebooks are run at all.
        work: where sources, executed notebooks and what Sphinx remembers are kept.
        progress: told what is done, how much of it, and out of how much.

    Raises:
        CourseError: if a notebook does not run, a page is faulty, or the folder holds something else.
    """
    if to.exists() and any(to.iterdir()) and not (to / _MARK).exists():
        raise CourseError(f"{to} holds something else than a site; name a folder that is empty or not there yet.")
    cache = work / "executed"
    asked = [load_authored(slug) for slug in (slugs or course())] if run else []
    stale = [authored for authored in asked if executed.executed(authored, cache) is None]
    for number, authored in enumerate(stale):
        progress(f"running {authored.slug}", number, len(stale) + 1)
        executed.run(authored, cache)
    progress("making pages", len(stale), len(stale) + 1)
    edition = "whole" if with_solutions else "without-solutions"
    source = work / f"source-{edition}"
    not_run = assemble(source, cache, with_solutions=with_solutions)
    _sphinx(source, to, work / f"read-{edition}")
    _finish(to)
    files = [path for path in to.rglob("*") if path.is_file()]
    return Site(
        folder=to,
        pages=sum(path.suffix == ".html" for path in files),
        size=sum(path.stat().st_size for path in files),
        ran=tuple(authored.slug for authored in stale),
        not_run=not_run,
    )


def _sphinx(source: Path, to: Path, remembered: Path) -> None:
    """Runs Sphinx in a process of its own: it changes much of the one that it runs in."""
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--fail-on-warning", "--nitpicky", "--quiet"]
    command += ["--jobs", str(os.cpu_count() or 1), "--doctree-dir", str(remembered), str(source), str(to)]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3", "NO_COLOR": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        told = done.stderr.replace(f"{source}{os.sep}", "").strip()
        raise CourseError(f"Sphinx found faults in the pages (their text is in docs/, or is made):\n{told}")


def _finish(to: Path) -> None:
    """Takes out what no reader needs, and adds MathJax."""
    for name in _NOT_FOR_READERS:
        path = to / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for path in to.rglob("*.map"):
        path.unlink()
    prune(to)
    copy_mathjax(to / "_static" / "mathjax" / "tex-svg.js")
