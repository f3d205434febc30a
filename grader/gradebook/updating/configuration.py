"""A course's `nbgrader_config.py` brought up to the kit, line by line: the instructor's own ones stay as they are."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from dlkit.comparing import clean_line
from grader.gradebook.updating.differences import Difference, Differences
from grader.gradebook.updating.earlier import EARLIER

THE_COURSES_OWN = ("c.CourseDirectory.course_id", "c.CourseDirectory.db_url")
MAX_VALUE = 80  # characters that are shown of a value


@dataclass(frozen=True)
class _Setting:
    """One statement that gives a setting its value.

    Attributes:
        value: in Python, however it is laid out.
        first, last: its lines, counted from 0.
    """

    value: str
    first: int
    last: int


def merged_config(
    base: str | None, yours: str, kit: str, *, loaded: Any, take: Collection[str]
) -> tuple[str, list[Difference]]:
    """Brings a configuration up to the kit.

    Args:
        base: the configuration as the kit wrote it last; None if that is not known.
        yours: the course's.
        kit: the kit's.
        loaded: the course's as nbgrader has it, to find what is set in another way.
        take: the names of settings of which the kit's are taken, whoever changed them; `all` for every one.

    Returns:
        The configuration, and where the two differ.

    Raises:
        SyntaxError: if the course's is not valid Python.
    """
    if yours == kit or (base is not None and yours == base and kit == base):
        return yours, []
    mine, new = _settings(yours), _settings(kit)
    old = _settings(base) if base is not None else {}
    known, earlier = Differences(take, is_known=True), _earlier()
    unknown = Differences(take, is_known=False)
    replaced: dict[str, str] = {}
    added: list[str] = []
    for name, setting in new.items():
        if name in THE_COURSES_OWN or (name in mine and mine[name].value == setting.value):
            continue
        before = old[name].value if name in old else None
        kit_changed = before != setting.value
        if name in mine:
            value = mine[name].value
            as_written = value == before or value in earlier.get(name, ())
            told = f"{name}: {_compared(value, setting.value)}"
            differences = known if base is not None or as_written else unknown
            if differences.takes(name, "setting", told, kit_changed=kit_changed, yours_changed=not as_written):
                replaced[name] = _lines(kit, setting)
        elif _is_set(loaded, name):
            known.takes(name, "setting", f"{name}: set in another way here", kit_changed=False, yours_changed=True)
        elif known.takes(
            name,
            "setting",
            f"{name}: {_shown(setting.value)}",
            kit_changed=kit_changed,
            yours_changed=before is not None,
        ):
            added.append(name)
    text = _with_imports(_appended(_replaced(yours, mine, replaced), kit, new, added), kit)
    ast.parse(text)
    return text, [*known.found, *unknown.found]


def own_value(text: str, name: str) -> str:
    """What a configuration says of a setting that is the course's own; empty if it says nothing in plain text.

    Args:
        text: the configuration.
        name: the setting, such as `c.CourseDirectory.course_id`.

    Raises:
        SyntaxError: if it is not valid Python.
    """
    setting = _settings(text).get(name)
    try:
        return str(ast.literal_eval(setting.value)) if setting else ""
    except ValueError:
        return ""


def _settings(text: str) -> dict[str, _Setting]:
    """The settings that a configuration makes, each as it was made last."""
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and (name := ast.unparse(node.targets[0])).startswith("c."):
            found[name] = _Setting(ast.unparse(node.value), node.lineno - 1, node.end_lineno or node.lineno)
    return found


def _earlier() -> dict[str, set[str]]:
    """The values that earlier kits wrote, by the setting."""
    found: dict[str, set[str]] = {}
    for node in ast.parse(EARLIER).body:
        if isinstance(node, ast.Assign):
            found.setdefault(ast.unparse(node.targets[0]), set()).add(ast.unparse(node.value))
    return found


def _is_set(loaded: Any, name: str) -> bool:
    _, section, trait = name.split(".", 2)
    return section in loaded and trait in loaded[section]


def _lines(text: str, setting: _Setting) -> str:
    return "\n".join(text.split("\n")[setting.first : setting.last])


def _replaced(text: str, settings: dict[str, _Setting], replaced: dict[str, str]) -> str:
    lines = text.split("\n")
    for name in sorted(replaced, key=lambda name: -settings[name].first):
        indent = lines[settings[name].first][: -len(lines[settings[name].first].lstrip()) or None].rstrip("\n")
        indent = indent if not indent.strip() else ""
        fresh = [indent + line if line else line for line in replaced[name].split("\n")]
        lines[settings[name].first : settings[name].last] = fresh
    return "\n".join(lines)


def _appended(text: str, kit: str, settings: dict[str, _Setting], added: list[str]) -> str:
    """The text with settings of the kit at its end: a paragraph with its comment where all of it is new."""
    paragraphs = kit.split("\n\n")
    for paragraph in paragraphs:
        names = [name for name, setting in settings.items() if _lines(kit, setting) in paragraph]
        here = [name for name in names if name in added]
        if here:
            whole = len(here) == len(names)
            fresh = paragraph if whole else "\n".join(_lines(kit, settings[name]) for name in here)
            text = text.rstrip("\n") + "\n\n" + fresh.strip("\n") + "\n"
    return text


def _with_imports(text: str, kit: str) -> str:
    """The text with the imports that the kit's settings need, before the first statement behind its docstring."""
    wanted = [ast.unparse(node) for node in ast.parse(kit).body if isinstance(node, (ast.Import, ast.ImportFrom))]
    body = ast.parse(text).body
    there = [ast.unparse(node) for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    missing = [line for line in wanted if line not in there]
    if not missing:
        return text
    after = body[1:] if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) else body
    place = after[0].lineno - 1 if after else len(text.split("\n"))
    lines = text.split("\n")
    lines[place:place] = [*missing, ""]
    return "\n".join(lines)


def _compared(value: str, other: str) -> str:
    if max(len(value), len(other)) > MAX_VALUE:
        return "another value in the kit"
    return f"{value} here, {other} in the kit"


def _shown(value: str) -> str:
    return clean_line(value, limit=MAX_VALUE)
