"""What students get wrong: the catalogue of known mistakes as a book, by topic and not by assignment.

Read from the examples that go with each notebook. They hold the name and the hint of every known mistake and what it answers,
and neither its code nor the solution's. So this imports no solution and no Keras.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from dlkit.course import course, find_assignment

TOPICS = Path(__file__).with_name("topics.toml")
FOLDER = "misconceptions"
_MARKUP = re.compile(r"([\\`\[\]<>{}$|^~#*]|(?<!\w)_|_(?!\w))")
_EMPHASIS = re.compile(r"(?<![\w*)\]])\*(?=[^\W\d])([^*\n]{1,40}?)(?<=\w)\*(?![\w*(\[])")
_CODE = re.compile(r"`[^`]+`")


@dataclass(frozen=True)
class Misconception:
    """A known mistake as a student may read of it.

    Attributes:
        slug: the assignment.
        exercise: the exercise that it answers.
        name: its name in the catalogue.
        hint: what who makes it is told.
        shown: how it shows, besides by a wrong value: the errors that it stops with, or that an argument is changed.
    """

    slug: str
    exercise: str
    name: str
    hint: str
    shown: str = ""

    @property
    def words(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ")

    @property
    def line(self) -> str:
        """What the patterns of topics are looked for in."""
        return f"{self.slug}/{self.exercise}: {self.words}. {self.hint}"


@dataclass(frozen=True)
class Topic:
    """What a kind of mistake is about, and which mistakes belong to it; see `topics.toml`."""

    slug: str
    title: str
    opening: str
    words: tuple[str, ...]
    exercises: tuple[str, ...] = ()

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        placed = [word for word in self.words if word.startswith("^")]
        plain = [word for word in self.words if not word.startswith("^")]
        return _one_of(placed), _one_of(plain)

    def takes(self, item: Misconception) -> bool:
        """Whether one of its patterns is found in a mistake."""
        placed, plain = self._patterns
        said = f"{item.words}. {item.hint}"
        return bool((placed and placed.search(item.line)) or (plain and plain.search(said)))


def _one_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined, re.IGNORECASE) if joined else None


@cache
def topics() -> tuple[Topic, ...]:
    """The topics, in the order in which they are asked."""
    read = tomllib.loads(TOPICS.read_text(encoding="utf-8"))["topic"]
    return tuple(
        Topic(item["slug"], item["title"], item["opening"], tuple(item["words"]), tuple(item.get("exercises", ())))
        for item in read
    )


def misconceptions(slug: str) -> list[Misconception]:
    """The known mistakes of an assignment, one exercise after the other."""
    assignment = find_assignment(slug)
    outcomes: dict[tuple[str, str], list[Any]] = defaultdict(list)
    hints: dict[tuple[str, str], str] = {}
    for example in assignment.examples:
        for item in example["mistakes"]:
            key = (example["exercise"], item["name"])
            outcomes[key].append(item["outcome"])
            hints[key] = item["hint"]
    order = [exercise.name for exercise in assignment.exercises]
    keys = sorted(hints, key=lambda key: order.index(key[0]))
    return [Misconception(slug, *key, hints[key], _shown(outcomes[key])) for key in keys]


def _shown(outcomes: Sequence[Mapping[str, Any]]) -> str:
    """How a mistake shows in the notebook's examples, where it is not by its value."""
    if any("changed" in outcome for outcome in outcomes):
        return "an argument is changed"
    errors = {str(outcome["raised"]["type"]) for outcome in outcomes if "raised" in outcome}
    if len(errors) == 1 and all("raised" in outcome for outcome in outcomes):
        return f"it stops with `{errors.pop()}`"
    return "for some inputs it stops with an error" if errors else ""


def topic_of(item: Misconception) -> Topic | None:
    """The topic that a mistake lands in: the first with a pattern that is found, or the one that names its exercise."""
    named = f"{item.slug}/{item.exercise}"
    by_words = next((topic for topic in topics() if topic.takes(item)), None)
    return by_words or next((topic for topic in topics() if named in topic.exercises), None)


@cache
def by_topic() -> dict[str, tuple[Misconception, ...]]:
    """The mistakes of the whole course by the topic that they land in, in the order of the course.

    Raises:
        ValueError: if a mistake lands in none; the message names it.
    """
    found: dict[str, list[Misconception]] = {topic.slug: [] for topic in topics()}
    for item in (item for slug in course() for item in misconceptions(slug)):
        topic = topic_of(item)
        if topic is None:
            raise ValueError(f"{TOPICS.name} has no topic for the mistake {item.name} of {item.slug}/{item.exercise}.")
        found[topic.slug].append(item)
    return {slug: tuple(items) for slug, items in found.items()}


def misconception_pages() -> dict[str, str]:
    """The book: an index, and a page for each topic.

    Returns:
        The Markdown of each page by its path from the folder of all pages.
    """
    found = by_topic()
    pages = {f"{FOLDER}/{topic.slug}.md": _page(topic, found[topic.slug]) for topic in topics()}
    return {f"{FOLDER}/index.md": _index(found), **pages}


def _index(found: Mapping[str, Sequence[Misconception]]) -> str:
    every = [item for items in found.values() for item in items]
    ordered = sorted(topics(), key=lambda topic: -len(found[topic.slug]))
    rows = ["| what it is about | mistakes | exercises | most of them in |", "|---|--:|--:|---|"]
    for topic in ordered:
        items = found[topic.slug]
        exercises = {(item.slug, item.exercise) for item in items}
        most = Counter(item.slug for item in items).most_common(3)
        places = ", ".join(_link(slug) for slug, _ in most)
        rows.append(f"| [{topic.title}]({topic.slug}.md) | {len(items)} | {len(exercises)} | {places} |")
    tree = "\n".join(["```{toctree}", ":hidden:", "", *(topic.slug for topic in ordered), "```"])
    slugs = {item.slug for item in every}
    return f"""# What students get wrong

For those who teach, and for whoever wants to know which mistakes others make. These are the {len(every):,} wrong answers that the
judge knows by name, from {len({(item.slug, item.exercise) for item in every})} exercises in {len(slugs)} assignments, put
together by what they are about. Whoever makes one of them is told the sentence behind its name, in the notebook and by the judge.

They were written by the course's authors, most of them as a change of a line or two in a right answer. So the numbers say how many
ways to go wrong are known, and not how many students go them: that, `grader report` counts for a class
([report](../report.md)). Which topic a mistake stands under is decided by rules over its name, its hint and its exercise
(`grader/site/topics.toml`). A mistake that is about two things stands under one of them.

## The topics

{chr(10).join(rows)}

## How a mistake is recognised

By what it answers. For the same inputs each known mistake was run, and what came back was kept, without its code; a student's wrong
answer is compared with that. Where a mistake shows otherwise than by a wrong value, it is said in brackets: the error that it
stops with, or that it changes an argument. A cause is told as such only if it explains every comparison that failed
([how points are decided](../points.md#what-is-said-to-be-the-cause)).

No page here shows a line of a mistake or of a solution. The search finds words of names and hints.

{tree}
"""


def _page(topic: Topic, items: Sequence[Misconception]) -> str:
    count = len({(item.slug, item.exercise) for item in items})
    blocks = [
        f"# {topic.title}",
        topic.opening.strip(),
        f"**Known mistakes of this kind: {len(items)}, in {count} exercises.** Each with what a student is told.",
    ]
    for slug in dict.fromkeys(item.slug for item in items):
        blocks.append(f"## {find_assignment(slug).title}")
        blocks.append(f"The exercises stand in {_link(slug)}.")
        mine = [item for item in items if item.slug == slug]
        for exercise in dict.fromkeys(item.exercise for item in mine):
            blocks.append(f"### `{exercise}`")
            blocks.append("\n".join(_entry(item) for item in mine if item.exercise == exercise))
    return "\n\n".join(blocks) + "\n"


def _entry(item: Misconception) -> str:
    shown = f" ({item.shown})" if item.shown else ""
    return f"- **{as_text(item.words)}**: {as_text(item.hint)}{shown}"


def _link(slug: str) -> str:
    return f"[{find_assignment(slug).title}](../assignments/{slug}.md)"


def as_text(said: str) -> str:
    """A sentence of plain text as Markdown that shows it: only `code` and a *word* that is stressed stay what they are."""
    parts, end = [], 0
    for code in _CODE.finditer(said):
        parts += [_escaped(said[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _escaped(said[end:])])


def _escaped(said: str) -> str:
    parts, end = [], 0
    for stressed in _EMPHASIS.finditer(said):
        parts += [_MARKUP.sub(r"\\\1", said[end : stressed.start()]), f"*{stressed[1]}*"]
        end = stressed.end()
    return "".join([*parts, _MARKUP.sub(r"\\\1", said[end:])])
