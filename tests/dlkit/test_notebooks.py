"""What a cell does to its names is told without running it; where an exercise is judged follows from where its cells stand."""

import pytest

from dlkit.notebooks import GivenCell, Sorter, code_cells, is_definition, named_assignments, provided_names
from dlkit.notebooks.statements import computed_names, definitions, is_unwritten, parsed

STUB = 'def f(x):\n    """Double it."""\n    raise NotImplementedError("f")'
GIVEN = [
    GivenCell("setup", "", "setup-1", "import numpy as np\nimport dlkit"),
    GivenCell("demo", "", "demo-1", "import time\nEPS = 1e-8\nx = np.ones(3)\ndef show(x):\n    return x\nprint(x)"),
    GivenCell("exercise", "f", "exercise-f", STUB),
    GivenCell("check", "f", "check-f", 'check("f")'),
]
ANSWER = "def f(x):\n    return 2 * x"


def cell(source, identity="", **metadata):
    return {"cell_type": "code", "id": identity, "metadata": metadata, "source": source}


def given(**sources):
    """The cells as they are handed out, some with another text."""
    roles = {"exercise": {"exercise": "f"}, "check": {"check": "f"}}
    return [
        cell(sources.get(item.identity.replace("-", "_"), item.source), item.identity, **roles.get(item.role, {}))
        for item in GIVEN
    ]


def sort(cells):
    """What is run of cells, as (name, source, kept)."""
    found = code_cells({"cells": cells})
    sorter = Sorter(GIVEN, found)
    for each in found:
        sorter.add(each)
    return [(each.name, each.source, each.keeps) for each in sorter.finish()]


def kept_after(cells):
    """The source of the cell after which the exercise is judged."""
    (source,) = [source for _, source, keeps in sort(cells) if "f" in keeps]
    return source


DEFINES = [
    *("import a.b as c", "from a import b", "def f():\n    g()", "async def f():\n    pass", "class A:\n    x = g()"),
    *(
        "a = 1",
        "a: int = 1",
        "a, b = 3, -8",
        "a = [1, 2 * 3]",
        "a = {'x': (b, 2**10)}",
        "f = lambda: g()",
        "a = 1e-8 * b",
    ),
    *("try:\n    import a\nexcept ImportError:\n    a = None", "if b > 3:\n    c = 1\nelse:\n    import c", "pass"),
]
DOES = [
    *("g()", "a = g()", "a = b.c", "a = b[0]", "a.b = 1", "a[0] = 1", "a: int", "a += 1", "for a in b:\n    pass"),
    *("a = 9**9**9", "a = 1 << 1000", "a = b**2", "a = f'{b}'", "a = [b for b in c]", "with a:\n    import b"),
    *("if g():\n    a = 1", "try:\n    g()\nexcept ImportError:\n    pass", "del a", "print", "await g()", "assert a"),
]


@pytest.mark.parametrize("source", DEFINES)
def test_what_only_makes_names_defines(source):
    assert is_definition(parsed(source).body[0])
    assert computed_names(source) == set()


@pytest.mark.parametrize("source", DOES)
def test_what_may_take_any_time_does_not(source):
    assert not is_definition(parsed(source).body[0])
    assert definitions(source) == []


PROVIDES = {
    "def f():\n    pass": ["f"],
    "async def f():\n    pass": ["f"],
    "class f:\n    pass": ["f"],
    "from a import b as f": ["f"],
    "f = lambda: 0": ["f"],
    "f = g": ["f"],
    "f = partial(g, 1)": ["f"],
    "if a:\n    def f():\n        pass": ["f"],
    "try:\n    from a import f\nexcept ImportError:\n    def f():\n        pass": ["f", "f"],
    "f = 3": [],
    "f = f(1)": [],
    "f[0] = g": [],
    "g()": [],
    "def g():\n    def f():\n        pass": ["g"],
    "%%time\ndef f():\n    pass": ["f"],
    "!ls\nx = !ls\n%run a\ndef f():\n    pass": ["f"],
    "%%writefile f.py\ndef f():\n    pass": [],
    "x = = 3\ndef f(): pass": ["f"],
    "f = " + "-" * 5_000 + "1": [],
}


@pytest.mark.parametrize(("source", "names"), PROVIDES.items())
def test_a_cell_provides_what_can_be_called(source, names):
    assert provided_names(source) == names


def test_a_stub_is_unwritten_with_or_without_remarks_and_nothing_else_is():
    assert is_unwritten(STUB, "f")
    assert is_unwritten(f"# my turn\n{STUB}  # later", "f")
    for written in (
        ANSWER,
        STUB + "\nx = 1",
        STUB.replace("raise", "x = 1\n    raise"),
        "raise NotImplementedError",
        "",
    ):
        assert not is_unwritten(written, "f")


def test_of_a_demonstration_what_defines_is_run_and_an_import_that_is_used():
    (source,) = [source for name, source, _ in sort(given(exercise_f=ANSWER)) if name == "demo-1"]
    assert source == "EPS = 1e-08\n\ndef show(x):\n    return x"
    (source,) = [
        source for name, source, _ in sort(given(exercise_f="def f(x):\n    time.sleep(0)")) if name == "demo-1"
    ]
    assert source.startswith("import time\n")
    assert computed_names(GIVEN[1].source) == {"x"}


def test_a_changed_demonstration_runs_besides_as_it_was_left():
    changed = GIVEN[1].source + "\ny = train()"
    assert [source for name, source, _ in sort(given(demo_1=changed)) if name == "demo-1"][-1] == changed


OLD = "def f(x):\n    return 0"
PLACES = {
    "as given": (given(exercise_f=ANSWER), ANSWER),
    "an old try below": ([*given(exercise_f=ANSWER), cell(OLD)], ANSWER),
    "an old try below in a copy": ([*given(exercise_f=ANSWER), cell(OLD, "copy", exercise="f")], ANSWER),
    "an old try above": ([cell(OLD), *given(exercise_f=ANSWER)], ANSWER),
    "the answer above the stub": ([*given()[:2], cell(ANSWER), *given()[2:]], ANSWER),
    "the answer below the check of a stub": ([*given(), cell(ANSWER), cell("x = 1")], ANSWER),
    "the answer between the two": ([*given()[:3], cell(ANSWER), given()[3]], ANSWER),
    "the answer in the check's cell": (given(check_f=f'{ANSWER}\ncheck("f")'), f'{ANSWER}\ncheck("f")'),
    "more in the check's cell": (given(exercise_f=ANSWER, check_f='check("f")\nf = f(1)'), ANSWER),
    "the check above": ([given()[3], *given(exercise_f=ANSWER)[:3]], ANSWER),
    "no check": ([*given(exercise_f=ANSWER)[:3], cell("f = 1")], ANSWER),
    "no names": ([cell(item["source"]) for item in given(exercise_f=ANSWER)] + [cell(OLD)], ANSWER),
    "the check again at the end": ([*given(exercise_f=ANSWER), cell("f = 1"), cell('check("f")')], ANSWER),
    "nothing written": (given(), STUB),
}


@pytest.mark.parametrize(("cells", "source"), PLACES.values(), ids=PLACES.keys())
def test_an_exercise_is_judged_where_its_check_would_have_run(cells, source):
    assert kept_after(cells) == source


def test_a_notebook_names_its_assignment_in_its_metadata_and_in_its_first_call():
    call = cell("check = dlkit.assignment('b').check")
    later = cell("dlkit.assignment('c')")
    notebook = {"metadata": {"dlkit": {"assignment": "a"}}, "cells": [call, later]}
    assert named_assignments(notebook, ["a", "b", "c"]) == ["a", "b"]
    assert named_assignments(notebook, ["c"]) == ["c"]
    assert named_assignments({"metadata": {"dlkit": {"assignment": ["a"]}}, "cells": []}, ["a"]) == []
