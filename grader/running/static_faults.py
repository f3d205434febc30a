"""What the gate finds in an author's files before anything runs."""

from __future__ import annotations

import ast
import difflib
import symtable
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dlkit.notebooks import bound_names
from grader.authoring import MISTAKES, Authored, Entry, function_source, place
from grader.judging import Check

HINTS = 3
MIN_HINT_WORDS, MAX_HINT_WORDS = 4, 60
MIN_QUESTIONS = 6
TELLING_LINE = 15  # characters from which on a line of the solution is one that a hint must not hold
MAX_VISIBLE = 1 / 3  # of an exercise's points


def author_faults(authored: Authored, checks: Sequence[Check]) -> list[str]:
    """What is wrong with the author's files before anything runs.

    Args:
        authored: the assignment.
        checks: its checks, collected.
    """
    return [
        *_careless_lines(authored.checks_path),
        *_checks_of_nothing(authored, checks),
        *_checks_that_look_at_nothing(checks),
        *_heavy_examples(checks),
        *lost_entries(MISTAKES / authored.slug),
        *_faults_of_exercises(authored),
        *_faults_of_hints(authored),
        *_too_few_questions(authored),
        *names_of_demonstrations(authored),
    ]


def _faults_of_exercises(authored: Authored) -> Iterator[str]:
    assignment = authored.assignment
    if assignment.max_points != 100:
        yield f"the points add up to {assignment.max_points:g}, not to 100"
    for exercise in assignment.exercises:
        if len(exercise.hints) != HINTS:
            yield f"{exercise.name} has {len(exercise.hints)} hints, not {HINTS}"
        roles = {entry.role for entry in authored.catalogue if entry.exercise == exercise.name}
        folder = place(MISTAKES / authored.slug / f"{exercise.name}.py", 1)
        if "mistake" not in roles:
            yield f"{folder}: {exercise.name} has no known mistake, so nothing shows that its checks find one"
        if "alternative" not in roles:
            yield f"{folder}: {exercise.name} has no alternative, so nothing shows that another right answer passes"


def _faults_of_hints(authored: Authored) -> Iterator[str]:
    hinted: dict[tuple[str, str], Entry] = {}
    for entry in authored.catalogue:
        if entry.role != "mistake":
            continue
        words = len(entry.hint.split())
        if words < MIN_HINT_WORDS:
            yield f"{called(entry)} has a hint that says too little: {entry.hint!r}"
        if words > MAX_HINT_WORDS:
            yield f"{called(entry)} has a hint of {words} words; {MAX_HINT_WORDS} are enough to point at one thing"
        if line := _line_of_the_solution(authored, entry):
            yield f"{called(entry)} has a hint that gives the solution away: it holds its line {line!r}"
        earlier = hinted.setdefault((entry.exercise, entry.hint), entry)
        if earlier is not entry:
            yield f"{called(entry)} has the hint of {earlier.name} too: {entry.hint!r}"


def _too_few_questions(authored: Authored) -> Iterator[str]:
    """Questions are many or none: one or two in a notebook teach nobody to stop and think."""
    if authored.questions and len(authored.questions) < MIN_QUESTIONS:
        yield f"{authored.assignment.questions}: {len(authored.questions)} questions, fewer than {MIN_QUESTIONS}"


def names_of_demonstrations(authored: Authored) -> Iterator[str]:
    """Exercises that need a name which nothing but a demonstration gives: who skips it cannot answer them."""
    answers, shown = authored.answers(), set[str]()
    for cell in authored.cells:
        if cell.role == "demo":
            shown |= bound_names(cell.source)
    given = {name for cell in authored.cells if cell.role in ("setup", "exercise") for name in bound_names(cell.source)}
    for exercise, source in answers.items():
        for name in sorted(_globals(symtable.symtable(source, exercise, "exec")) & (shown - given)):
            yield (
                f"{authored.assignment.folder.name}/notebook.py: {exercise} uses {name}, which only a demonstration gives; "
                "whoever skips that cannot answer: put it into a cell with the tag setup"
            )


def _globals(table: symtable.SymbolTable) -> set[str]:
    """The names that a piece of a program reads from outside of its functions."""
    inner = {name for child in table.get_children() for name in _globals(child)}
    return inner | {
        symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()
    }


def _line_of_the_solution(authored: Authored, entry: Entry) -> str:
    """The first telling line of the solution's body that stands in an entry's hint; empty if none does."""
    function = ast.parse(function_source(getattr(authored.solution, entry.exercise))).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    hint = "".join(entry.hint.split())
    for line in (line.strip() for statement in body for line in ast.unparse(statement).splitlines()):
        # `return model` tells nothing.
        if len(line) >= TELLING_LINE and "".join(line.split()) in hint:
            return line
    return ""


def _checks_of_nothing(authored: Authored, checks: Sequence[Check]) -> Iterator[str]:
    """Checks that name no exercise: they would be dropped in silence."""
    names = [exercise.name for exercise in authored.assignment.exercises]
    for check in checks:
        if check.exercise not in names:
            line = check.item.function.__code__.co_firstlineno
            near = difflib.get_close_matches(check.exercise, names, n=1)
            meant = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(names)}"
            yield f"{place(check.item.path, line)}: a check names {check.exercise}, which is no exercise{meant}"


def _checks_that_look_at_nothing(checks: Sequence[Check]) -> Iterator[str]:
    """Checks in which nothing is compared and nothing asserted, neither there nor in the functions that they call."""
    for path in dict.fromkeys(check.item.path for check in checks):
        functions = {
            node.name: node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef)
        }
        for name in dict.fromkeys(check.item.function.__name__ for check in checks if check.item.path == path):
            if not _looks(functions[name], functions, set()):
                where = place(path, functions[name].lineno)
                yield f"{where}: {name} compares nothing and asserts nothing, so every answer passes it"


def _looks(function: ast.FunctionDef, functions: Mapping[str, ast.FunctionDef], seen: set[str]) -> bool:
    """Whether a function compares, asserts or raises, by itself or in another of the file that it calls."""
    seen.add(function.name)
    for node in ast.walk(function):
        if isinstance(node, (ast.Assert, ast.Raise)):
            return True
        if isinstance(node, ast.Name) and node.id == "compare" and isinstance(node.ctx, ast.Load):
            return True
        helper = functions.get(node.id) if isinstance(node, ast.Name) and node.id not in seen else None
        if helper and _looks(helper, functions, seen):
            return True
    return False


def called(entry: Entry) -> str:
    """An entry of the catalogue, with file and line, for a sentence about it."""
    return f"{entry.place}: {entry.role} {entry.name} of {entry.exercise}"


def _heavy_examples(checks: Sequence[Check]) -> Iterator[str]:
    """Exercises in which the notebook's examples, whose answers anybody can write down, carry too many points."""
    for name in dict.fromkeys(check.exercise for check in checks):
        own = [check for check in checks if check.exercise == name]
        share = sum(check.weight for check in own if check.visible) / sum(check.weight for check in own)
        if share > MAX_VISIBLE + 1e-9:
            yield (
                f"{name}: its visible checks carry {share:.0%} of the points, and may carry a third: "
                "give the hidden ones more weight, or add some"
            )


def lost_entries(folder: Path) -> list[str]:
    """Entries of a catalogue whose name another one below takes, so that nobody ever reads them."""
    faults = []
    for path in sorted(folder.glob("*.py")):
        lines: dict[str, int] = {}
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            for name in [node.name] if isinstance(node, ast.FunctionDef) else names:
                if name in lines:
                    faults.append(f"{place(path, lines[name])}: {name} is lost: line {node.lineno} takes its name")
                lines[name] = node.lineno
    return faults


def _careless_lines(path: Path) -> list[str]:
    """Lines of the checks that would tell a student nothing, or too much."""
    faults = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assert) and node.msg is None:
            faults.append(f"{path.name}, line {node.lineno}: this assert has no sentence for the student")
        if isinstance(node, ast.Attribute) and node.attr == "testing":
            faults.append(f"{path.name}, line {node.lineno}: numpy.testing would show expected values; use compare")
    return faults
