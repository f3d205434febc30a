"""What the `nbgrader_config.py` of courses made before December 2026 names; newer ones name `grader.nbgrader_plugin`."""

from grader.nbgrader_plugin import markdown_as_html

__all__ = ["markdown_as_html"]
