"""An invented class: students who are right in several ways, wrong in several ways, unlucky, or dishonest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import nbformat

from grader.authoring import Authored, Entry, as_bytes, nbgrader_source

NAMES = [
    "ada",
    "alan",
    "barbara",
    "claude",
    "dana",
    "edsger",
    "frances",
    "grace",
    "hedy",
    "ida",
    "john",
    "katherine",
    "leonhard",
    "margaret",
    "niels",
    "olga",
    "pierre",
    "quentin",
    "rosalind",
    "sofia",
    "tim",
    "ursula",
    "vera",
    "wassily",
]


@dataclass(frozen=True)
class Homework:
    """What one invented student handed in.

    Attributes:
        student: the student's id.
        story: what is special about it, in a few words.
        data: the bytes of the notebook; None if nothing was handed in.
    """

    student: str
    story: str
    data: bytes | None


def play_class(authored: Authored, students: int) -> list[Homework]:
    """Lets a class work on an assignment; the same class every time.

    Args:
        authored: the assignment.
        students: how many there are.

    Returns:
        What each handed in, in the order of their names.
    """
    desk = _Desk(authored)
    names = [NAMES[i] if i < len(NAMES) else f"{NAMES[i % len(NAMES)]}{i // len(NAMES) + 1}" for i in range(students)]
    stories = islice(cycle(desk.stories()), students)
    return [Homework(name, story, make()) for name, (story, make) in zip(names, stories, strict=True)]


class _Desk:
    """Makes the notebooks of one assignment."""

    def __init__(self, authored: Authored) -> None:
        self.authored = authored
        self.right = authored.answers()
        self.names = [exercise.name for exercise in authored.assignment.exercises]
        self.mistakes = _one_by_one([entry for entry in authored.catalogue if entry.role == "mistake"])
        self.alternatives = _one_by_one([entry for entry in authored.catalogue if entry.role == "alternative"])

    def stories(self) -> list[tuple[str, Callable[[], bytes | None]]]:
        """What the students of a class do, one after the other; about half of them are right."""
        first, last = self.names[0], self.names[-1]
        return [
            ("everything right", self._right),
            ("right, in another style", lambda: self._styled(0)),
            ("one mistake", lambda: self._mistaken(1)),
            ("right, in a third style", lambda: self._styled(1)),
            ("one mistake in the first exercise", lambda: self._mistaken_in(first)),
            ("unfinished: the first half", lambda: self._unfinished(len(self.names) // 2)),
            ("right, with prints, warnings and magics", self._noisy),
            ("three mistakes", lambda: self._mistaken(3)),
            ("broken JSON", lambda: self._right()[:-200]),
            ("right, with cells of their own", self._extra_cells),
            ("never comes back", lambda: self._saying({last: "    while True:\n        pass"})),
            ("crashes the kernel", lambda: self._saying({first: "    import os\n    os._exit(1)"})),
            ("everything right, saved by Colab", self._without_metadata),
            ("one mistake", lambda: self._mistaken(1)),
            ("a cheat: an object that equals everything", self._cheat),
            ("right, but check cells deleted", self._check_cells_deleted),
            ("two mistakes", lambda: self._mistaken(2)),
            ("empty file", lambda: b""),
            ("right, in another style", lambda: self._styled(2)),
            ("nothing handed in", lambda: None),
            ("one cell twice", self._duplicated),
            ("one mistake", lambda: self._mistaken(1)),
            ("a syntax error in one cell", lambda: self._saying({last: "    return (1,"})),
            ("untouched", lambda: self._notebook({}, written=False)),
        ]

    def _notebook(self, answers: Mapping[str, str], *, written: bool = True) -> bytes:
        return as_bytes(self._filled(answers, written=written))

    def _filled(self, answers: Mapping[str, str], *, written: bool = True) -> nbformat.NotebookNode:
        notebook = nbgrader_source(self.authored)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if grade_id.startswith("exercise-"):
                cell.source = answers.get(grade_id.removeprefix("exercise-"), cell.source)
            elif grade_id.startswith("written-") and written:
                cell.source = "I would look at the examples that it gets wrong, and count them for each class."
        return notebook

    def _right(self) -> bytes:
        return self._notebook(self.right)

    def _styled(self, number: int) -> bytes:
        chosen: dict[str, str] = {}
        for name in self.names:
            entries = [e for e in self.authored.catalogue if e.role == "alternative" and e.exercise == name]
            if entries:
                chosen[name] = entries[number % len(entries)].source
        return self._notebook({**self.right, **chosen})

    def _mistaken(self, count: int) -> bytes:
        entries = [next(self.mistakes) for _ in range(count)]
        return self._notebook({**self.right, **{entry.exercise: entry.source for entry in entries}})

    def _mistaken_in(self, exercise: str) -> bytes:
        entry = next(e for e in self.authored.catalogue if e.role == "mistake" and e.exercise == exercise)
        return self._notebook({**self.right, exercise: entry.source})

    def _unfinished(self, count: int) -> bytes:
        return self._notebook({name: self.right[name] for name in self.names[:count]})

    def _saying(self, bodies: Mapping[str, str]) -> bytes:
        """Right but for some functions, whose bodies are given."""
        stubs = {cell.name: cell.source for cell in self.authored.cells if cell.role == "exercise"}
        changed = {
            name: stubs[name].rsplit("    raise NotImplementedError", 1)[0] + body for name, body in bodies.items()
        }
        return self._notebook({**self.right, **changed})

    def _noisy(self) -> bytes:
        noise = "%matplotlib inline\n!pip list\nimport sys, warnings\nprint('hello', file=sys.stderr)\nwarnings.warn('careful')\n"
        return self._notebook({**self.right, self.names[0]: noise + self.right[self.names[0]]})

    def _extra_cells(self) -> bytes:
        notebook = self._filled(self.right)
        extra = ["x = 1 / 0", "def helper(x):\n    return x", "print('scratch')"]
        notebook.cells[3:3] = [nbformat.v4.new_code_cell(source, id=f"own-{i}") for i, source in enumerate(extra)]
        return as_bytes(notebook)

    def _without_metadata(self) -> bytes:
        notebook: dict[str, Any] = json.loads(self._right())
        notebook["metadata"] = {"colab": {"provenance": []}}
        for cell in notebook["cells"]:
            cell.pop("id", None)
            cell["metadata"] = {}
        return json.dumps(notebook).encode()

    def _check_cells_deleted(self) -> bytes:
        notebook = self._filled(self.right)
        notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("check-")]
        return as_bytes(notebook)

    def _duplicated(self) -> bytes:
        notebook = self._filled(self.right)
        index = next(i for i, cell in enumerate(notebook.cells) if cell.id.startswith("check-"))
        copy = nbformat.from_dict({**notebook.cells[index], "id": "copy"})
        notebook.cells.insert(index, copy)
        return as_bytes(notebook)

    def _cheat(self) -> bytes:
        body = (
            "    class Anything:\n"
            "        def __eq__(self, other):\n            return True\n"
            "        def __getattr__(self, name):\n            return Anything()\n"
            "        def __array__(self, *args, **kwargs):\n            raise TypeError\n"
            "    return Anything()"
        )
        return self._saying(dict.fromkeys(self.names, body))


def _one_by_one(entries: list[Entry]) -> Any:
    """The entries for ever, one exercise after the other, so that a small class meets many of them."""
    by_exercise: dict[str, list[Entry]] = {}
    for entry in entries:
        by_exercise.setdefault(entry.exercise, []).append(entry)
    most = max((len(found) for found in by_exercise.values()), default=0)
    rounds = [found[i] for i in range(most) for found in by_exercise.values() if i < len(found)]
    return cycle(rounds)
