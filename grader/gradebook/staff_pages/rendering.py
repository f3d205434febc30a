"""Rendering a page from its template and the parts that all pages have: style, sorting, table cells."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dlkit.comparing import clean
from grader.judging import points_text

SHARED = Path(__file__).parent


def render(template: Path, *, figures: Mapping[str, str] | None = None, **values: Any) -> str:
    """A page as HTML, in which all texts are escaped; it asks no network for anything.

    Args:
        template: the page's own template, which extends `base.html`.
        figures: SVG elements of our own making, by name; they are not escaped.
        **values: what the template shows.
    """
    script = (SHARED / "sort.js").read_text(encoding="utf-8")
    return (
        _environment(template.parent)
        .get_template(template.name)
        .render(
            **values,
            figures={name: Markup(svg) for name, svg in (figures or {}).items()},
            style=Markup((SHARED / "page.css").read_text(encoding="utf-8")),
            script=Markup(script),
            script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": points_text, "percent": _percent, "clean": clean}
    return environment


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"
