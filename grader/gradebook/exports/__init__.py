"""The marks of a course for other programs: one table of marks, and a module for each format that it is written in."""

from typing import Literal

Format = Literal["csv", "canvas", "moodle", "gradescope", "classroom50"]
Platform = Literal["canvas", "moodle"]
