"""Style sheets without the rules that no page uses: a theme brings them for everything that a page could be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tinycss2

_NAME = re.compile(r"[.#]((?:\\.|[\w-])+)")
_WORD = re.compile(r"[\w-]+")
_ATTRIBUTE = re.compile(r"\[[^\]]*\]")
_NOT = re.compile(r":not\([^()]*\)")
_RULES_WITHIN = ("media", "supports", "layer")


def prune(folder: Path) -> None:
    """Shortens every style sheet of a site in its place.

    A rule stays if each class and each id that it names is somewhere a word of a page or of a script.

    Args:
        folder: the site.
    """
    words: set[str] = set()
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".js") and "mathjax" not in path.parts and path.name != "searchindex.js":
            words.update(_WORD.findall(path.read_text(encoding="utf-8")))
    for path in folder.rglob("*.css"):
        rules = tinycss2.parse_stylesheet(path.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True)
        path.write_text("\n".join(_used(rules, words)), encoding="utf-8")


def _used(rules: Iterable[Any], words: set[str]) -> list[str]:
    """The rules that are used, as text."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [one for one in _selectors(tinycss2.serialize(rule.prelude)) if _is_used(one, words)]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in _RULES_WITHIN:
            within = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if inner := _used(within, words):
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{''.join(inner)}}}")
        elif (
            rule.type == "at-rule" and rule.lower_at_keyword != "font-face"
        ):  # pages are set in the reader's own letters
            kept.append(rule.serialize())
    return kept


def _selectors(text: str) -> list[str]:
    """The selectors of a rule; a comma within brackets parts none."""
    found, depth = [""], 0
    for sign in text.strip():
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [one.strip() for one in found]


def _is_used(selector: str, words: set[str]) -> bool:
    bare = _NOT.sub("", _ATTRIBUTE.sub("", selector))
    if ":is(" in bare or ":where(" in bare:
        return True
    return all(name.replace("\\", "") in words for name in _NAME.findall(bare))
