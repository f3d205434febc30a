"""Sphinx's settings for the course's site; `grader site` puts the sources together and runs it (see site.md)."""

import hashlib
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

from dlkit.course import of_the_course

project = str(of_the_course("title"))
html_title = project
language = "en"
smartquotes = False  # hints hold code: three dots and quotes stay as they are typed
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.mathjax",
    "sphinx_copybutton",
    "sphinx_design",
]
exclude_patterns = ["extra"]
nitpick_ignore_regex = [("py:.*", ".*")]  # types of other packages, which have no page here

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
myst_dmath_double_inline = True

default_role = "code"  # a name between backticks in a docstring
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
add_module_names = False
napoleon_numpy_docstring = False

mathjax_path = "mathjax/tex-svg.js"
copybutton_selector = "div.highlight-python pre, div.highlight-default pre"

# What it says changes with this file, so that every page is then written anew.
html_context = {"settings": hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}
html_theme = "pydata_sphinx_theme"
html_theme_options = {
    "logo": {"text": "dlkit"},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "header_links_before_dropdown": 7,
    "secondary_sidebar_items": ["page-toc"],
    "primary_sidebar_end": [],
    "footer_start": [],
    "footer_end": [],
    "show_prev_next": True,
    "navigation_with_keys": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_sidebars = {"index": []}
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_extra_path = ["extra"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None


def setup(app: Sphinx) -> None:
    """Names the kinds of text in the pages that Pygments has no colours for, and leaves out a script of tabs: there are none."""
    app.add_lexer("csv", TextLexer)
    app.connect("html-page-context", _without_tabs, priority=900)


def _without_tabs(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    context["script_files"] = [
        script for script in context["script_files"] if "design-tabs" not in str(script.filename)
    ]
