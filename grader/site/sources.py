"""The folder that Sphinx reads: the docs as they are written, the pages that are made, figures and notebooks."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from dlkit.course import course
from grader.authoring import as_bytes, load_authored, student_notebook
from grader.site import navigation
from grader.site.api_page import api_page
from grader.site.assignment_page import assignment_page
from grader.site.executed import executed
from grader.site.links import page_of, with_links
from grader.site.misconceptions import misconception_pages

ROOT = Path(__file__).resolve().parents[2]
EXTRA = "extra"  # files that Sphinx copies as they are
_AS_THEY_ARE = (".png", ".svg", ".gif", ".css", ".js", ".html", ".py", ".woff2")


def assemble(folder: Path, cache: Path, *, with_solutions: bool) -> int:
    """Writes the folder of all sources; a file that stays the same keeps its time, so that Sphinx reads it only once.

    Args:
        folder: the folder; what else lies in it is removed.
        cache: where executed notebooks are kept.
        with_solutions: whether pages hold solutions, model answers and right answers.

    Returns:
        How many assignments' pages have no outputs, for want of an executed notebook.
    """
    files: dict[Path, bytes] = {}
    not_run = 0
    for page, text in _pages():
        files[folder / page] = text.encode()
    for path in sorted((ROOT / "docs").rglob("*")):
        if path.is_file() and path.suffix in _AS_THEY_ARE:
            files[folder / path.relative_to(ROOT / "docs")] = path.read_bytes()
    for slug in course():
        authored = load_authored(slug)
        notebook = executed(authored, cache)
        not_run += notebook is None
        made = assignment_page(authored, notebook, with_solutions=with_solutions)
        files[folder / "assignments" / f"{slug}.md"] = made.text.encode()
        files[folder / EXTRA / "notebooks" / f"{slug}.ipynb"] = as_bytes(student_notebook(authored))
        for name, data in made.figures.items():
            files[folder / EXTRA / "figures" / slug / name] = data
    write_only(files, folder)
    return not_run


def _pages() -> Iterator[tuple[str, str]]:
    """All pages but those of assignments, by path: written in docs/, and made."""
    misconceptions = misconception_pages()
    for path in [*sorted((ROOT / "docs").glob("*.md")), ROOT / "CHANGELOG.md"]:
        home = path.relative_to(ROOT).as_posix()
        page = page_of(home)
        assert page is not None
        text = with_links(path.read_text(encoding="utf-8"), home, page, ROOT)
        yield page, f"{text}\n{navigation.root_tree()}\n" if page == "index.md" else text
    yield from navigation.generated_pages(misconceptions).items()
    yield "api.md", api_page()


def write_only(files: Mapping[Path, bytes], folder: Path) -> None:
    """Makes a folder hold these files and no other; one that stays the same is not written.

    Args:
        files: the bytes of each.
        folder: where all of them lie.
    """
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path not in files:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    for path, data in files.items():
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def copy_mathjax(to: Path) -> None:
    """Puts the one file of MathJax that typesets all formulas, as pictures of lines, beside the pages."""
    found = importlib.util.find_spec("sphinx-mathjax-offline")
    assert found is not None
    assert found.origin is not None
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(found.origin).parent / "static" / "mathjax" / to.name, to)
