"""Links between the repository's Markdown files, turned into links between the site's pages."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from grader.authoring import repository_address

_FENCED = re.compile(r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)`*[ \t]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^()\s]+)\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)
_NOTEBOOK = re.compile(r"assignments/(?P<slug>\w+)/(?P=slug)\.ipynb")


def with_links(text: str, home: str, page: str, repository: Path) -> str:
    """A Markdown text with its links as they are on the site.

    Args:
        text: the text.
        home: the file that it stands in, from the repository's root: its links are relative to that.
        page: the page's source in the site, from the folder of all sources.
        repository: the root of the repository.

    Returns:
        The text. A link to a page or to a notebook leads to its page; one to another file of the repository leads to where
        the repository is published, or becomes plain text where it is not.
    """

    def of(match: re.Match[str]) -> str:
        target, words = match["target"], match["text"]
        if _ELSEWHERE.match(target):
            return match[0]
        path, mark, anchor = target.partition("#")
        found = posixpath.normpath(posixpath.join(posixpath.dirname(home), path))
        here = posixpath.dirname(page) or "."
        if (place := page_of(found)) is not None and (match["image"] or (repository / found).exists()):
            return f"{match['image']}[{words}]({posixpath.relpath(place, here)}{mark}{anchor})"
        if (repository / found).exists():
            address = repository_address(found)
            return f"[{words}]({address}{mark}{anchor})" if address else words
        return match[0]  # Sphinx says that it leads nowhere

    parts, end = [], 0
    for fenced in _FENCED.finditer(text):
        parts += [_LINK.sub(of, text[end : fenced.start()]), fenced[0]]
        end = fenced.end()
    return "".join([*parts, _LINK.sub(of, text[end:])])


def page_of(path: str) -> str | None:
    """The source in the site that a file of the repository becomes; None if it becomes none."""
    if notebook := _NOTEBOOK.fullmatch(path):
        return f"assignments/{notebook['slug']}.md"
    if path == "CHANGELOG.md":
        return "changelog.md"
    return path.removeprefix("docs/") if path.startswith("docs/") else None
