"""What every notebook begins with, made from two settings of course.toml: the badge of Colab, and the cell that installs the kit."""

from __future__ import annotations

import re

from dlkit.course import of_the_course
from dlkit.notebooks import imported_modules

_COLAB = "https://colab.research.google.com"
_GITHUB = re.compile(
    r"https://github\.com/(?P<repository>[\w.-]+/[\w.-]+?)(?:\.git)?(?:/tree/(?P<branch>[\w./-]+?))?/?"
)
FORM_TITLE = "# @title "  # Colab shows the rest of such a first line where a cell's code is folded
_TITLE = f"{FORM_TITLE}Install the course's kit, where it is missing"
_FROM_ADDRESS = """{title}
try:
    import dlkit
except ModuleNotFoundError:
    get_ipython().run_line_magic(
        "pip",
        'install --quiet "dlkit-course{extra} @ '
        '{address}"',
    )
"""
# A name on a package index could be anybody's, so without an address only a file that lies here is installed.
_FROM_FILE = """{title}
try:
    import dlkit
except ModuleNotFoundError:
    from glob import glob

    for wheel in glob("dlkit_course-*.whl")[-1:]:
        get_ipython().run_line_magic("pip", f'install --quiet "./{{wheel}}{extra}"')
    if not glob("dlkit_course-*.whl"):
        print("The course's kit is missing here. Put its file, dlkit_course-....whl, beside")
        print("this notebook (in Colab: upload it), then run this cell again.")
"""


def installing_code(setup: str, *, pretrained: bool = False) -> str:
    """The code that installs the kit where it is missing, with Keras for a notebook that begins with it.

    Args:
        setup: the notebook's first setup cell.
        pretrained: whether the notebook loads a network that somebody else has trained.
    """
    extras = (["keras"] if "keras" in imported_modules(setup) else []) + (["pretrained"] if pretrained else [])
    extra = f"[{','.join(extras)}]" if extras else ""
    address = str(of_the_course("wheel") or "")
    return (_FROM_ADDRESS if address else _FROM_FILE).format(title=_TITLE, extra=extra, address=address).rstrip("\n")


def with_badge(title: str, slug: str) -> str:
    """The text of the title's cell with the badge below the title, where Colab can open the course's notebooks.

    Args:
        title: the text, a heading first.
        slug: the assignment.
    """
    address = colab_address(slug)
    if address is None:
        return title
    badge = f"[![Open in Colab]({_COLAB}/assets/colab-badge.svg)]({address})"
    first, _, rest = title.partition("\n")
    return f"{first}\n\n{badge}\n{rest}"


def colab_address(slug: str) -> str | None:
    """Where Colab opens an assignment's notebook; None if the course is not on GitHub, from where alone it opens any."""
    place = _published()
    if place is None:
        return None
    return f"{_COLAB}/github/{place['repository']}/blob/{place['branch'] or 'main'}/assignments/{slug}/{slug}.ipynb"


def repository_address(path: str) -> str | None:
    """Where a file of the repository can be read; None if the course is not on GitHub.

    Args:
        path: the file, from the repository's root.
    """
    place = _published()
    return f"https://github.com/{place['repository']}/blob/{place['branch'] or 'main'}/{path}" if place else None


def _published() -> re.Match[str] | None:
    return _GITHUB.fullmatch(str(of_the_course("url") or ""))
