"""A catalogue says of most mistakes only what they change in the solution, and says where it is wrong."""

import inspect
import sys
import textwrap
import traceback
import zlib
from types import ModuleType

import numpy as np
import pytest

from dlkit.course import CourseError
from grader.authoring import catalogue
from grader.authoring.catalogue import entries, load_catalogue
from grader.authoring.edits import changed, everywhere, plain_source
from grader.authoring.importing import import_written

SOLUTION = '''
import numpy as np


def mean(x: np.ndarray, axis: "Axis | None" = None) -> "Never":
    """Average: the text np.sum(x) of this docstring is nobody's business."""
    total = np.sum(x, axis=axis)  # over the axis
    if axis is None:
        count = x.size
    else:
        count = x.shape[axis]
    return total / count
'''

MISTAKES = """
import numpy as np

from grader.authoring.catalogue import alternative, edited, mistake

summed = edited("This is the sum: divide it by how many there are.", ("total / count", "total"))
without_axis = edited(
    "The axis is not used.",
    ("np.sum(x, axis=axis)", "np.sum(x)"),
    ("else:\\n    count = x.shape[axis]", ""),
)


@mistake("This is the sum: divide it by how many there are, I say.")
def summed_in_words(x, axis=None):
    return np.sum(x, axis=axis)


@alternative
def as_numpy_has_it(x, axis=None):
    return np.mean(x, axis=axis)
"""


@pytest.fixture
def read(tmp_path):
    """Reads a catalogue of the exercise `mean` from its text and that of the solution."""
    made = []

    def read(mistakes=MISTAKES, solution=SOLUTION):
        modules = []
        for name, text in (("mean_solution", solution), ("mean_mistakes", mistakes)):
            path = tmp_path / f"{name}_{len(made)}.py"
            path.write_text(text, encoding="utf-8")
            module = ModuleType(path.stem)
            module.__file__ = str(path)
            sys.modules[path.stem] = module
            made.append(path.stem)
            exec(compile(text, str(path), "exec"), vars(module))
            modules.append(module)
        return {entry.name: entry for entry in entries(modules[1], exercise="mean", solution=modules[0])}

    yield read
    for name in made:
        del sys.modules[name]


def faults(read, edit):
    """The sentences for a catalogue with one edit, which stands in line 3."""
    with pytest.raises(CourseError) as caught:
        read(f"from grader.authoring.catalogue import edited\n\nwrong = {edit}\n")
    return str(caught.value).splitlines()


X = np.arange(12.0).reshape(3, 4)


def test_the_entries_come_in_the_order_in_which_they_stand(read):
    found = read()
    assert list(found) == ["summed", "without_axis", "summed_in_words", "as_numpy_has_it"]
    assert [entry.role for entry in found.values()] == ["mistake", "mistake", "mistake", "alternative"]
    assert {entry.exercise for entry in found.values()} == {"mean"}
    assert found["without_axis"].hint == "The axis is not used."


def test_an_edit_does_the_same_as_the_function_written_out(read):
    found = read()
    for axis in (None, 0, 1):
        expected = found["summed_in_words"].function(X, axis)
        np.testing.assert_array_equal(found["summed"].function(X, axis), expected)


def test_an_edit_is_read_as_the_student_would_have_written_it(read):
    assert read()["without_axis"].source == textwrap.dedent("""\
        def mean(x, axis=None):
            total = np.sum(x)  # over the axis
            if axis is None:
                count = x.size
            return total / count
        """)


def test_its_source_runs_where_only_the_notebooks_names_stand(read):
    for entry in read().values():
        namespace = {"np": np}
        exec(entry.source, namespace)
        np.testing.assert_array_equal(namespace["mean"](X), entry.function(X))


def test_its_lines_can_be_looked_up_and_stand_in_a_traceback(read):
    function = read()["without_axis"].function
    assert inspect.getsource(function) == read()["without_axis"].source
    with pytest.raises(UnboundLocalError) as caught:
        function(X, 0)
    assert "return total / count" in "".join(traceback.format_exception(caught.value))


def test_each_entry_knows_its_file_and_line(read):
    found = read()
    assert found["summed"].place.endswith("mean_mistakes_1.py, line 6")
    assert found["without_axis"].place.endswith("mean_mistakes_1.py, line 7")
    assert found["summed_in_words"].place.endswith("mean_mistakes_1.py, line 14")


def test_a_changed_solution_carries_its_mistakes_along(read):
    shifted = SOLUTION.replace("total / count", "total / count + 1")
    assert read(solution=shifted)["summed"].function(X) == np.sum(X) + 1
    assert read(solution=shifted)["summed_in_words"].function(X) == np.sum(X)


def test_a_text_that_the_solution_does_not_have_is_a_fault_with_file_and_line(read):
    (fault,) = faults(read, 'edited("Whatever it is.", ("np.median(x)", "x"))')
    assert "mean_mistakes_1.py, line 3: mistake wrong of mean" in fault
    assert "the text 'np.median(x)' stands nowhere in the solution; it should stand there once" in fault


def test_a_text_that_the_solution_has_more_than_once_is_a_fault(read):
    (fault,) = faults(read, 'edited("Whatever it is.", ("count", "total"))')
    assert "line 3" in fault
    assert "the text 'count' stands 3 times in the solution" in fault


def test_an_empty_text_is_a_fault(read):
    (fault,) = faults(read, 'edited("Whatever it is.", ("", "total"))')
    assert "the text '' stands nowhere" in fault


def test_a_text_alone_is_a_fault(read):
    (fault,) = faults(read, 'edited("Whatever it is.", ("total / count"))')
    assert "line 3" in fault
    assert "'total / count' is no change; write (text, what it becomes)" in fault


def test_texts_that_overlap_are_a_fault(read):
    (fault,) = faults(read, 'edited("Whatever it is.", ("total / count", "total"), ("/ count", ""))')
    assert "line 3" in fault
    assert "the text '/ count' overlaps" in fault


def test_a_change_that_is_no_python_is_a_fault(read):
    (fault,) = faults(read, 'edited("Whatever it is.", ("total / count", "total /"))')
    assert "line 3: mistake wrong of mean cannot be made: invalid syntax" in fault


def test_all_faults_are_told_at_once(read):
    found = faults(read, 'edited("One.", ("one", ""))\n\n\nworse = edited("Two.", ("two", ""))')
    assert ["line 3" in found[0], "line 6" in found[1]] == [True, True]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty folder in which catalogues are looked for."""
    monkeypatch.setattr(catalogue, "MISTAKES", tmp_path)
    load_catalogue.cache_clear()
    yield tmp_path
    load_catalogue.cache_clear()


def test_a_file_that_is_named_after_no_exercise_is_a_fault(elsewhere):
    (elsewhere / "initialization").mkdir()
    (elsewhere / "initialization" / "to_vectors.py").write_text("")
    with pytest.raises(CourseError, match=r"to_vectors\.py, line 1: to_vectors is no exercise of initialization"):
        load_catalogue("initialization")


def test_an_assignment_without_a_catalogue_has_an_empty_one(elsewhere):
    assert load_catalogue("initialization") == []


def test_new_lines_are_indented_from_the_line_in_which_the_text_begins():
    source = "def f(x):\n    for i in x:\n        g(i)\n    return x\n"
    assert changed(source, [("g(i)", "if i:", "    g(i)")]) == (
        "def f(x):\n    for i in x:\n        if i:\n            g(i)\n    return x\n"
    )
    assert changed(source, [("for i in x:\n    g(i)", "")]) == "def f(x):\n    return x\n"
    assert changed(source, [("x:", ":")]) == "def f(x):\n    for i in :\n        g(i)\n    return x\n"


def test_changes_do_not_see_each_other():
    source = "def f(a, b):\n    return 2 * a - 3 * b\n"
    assert changed(source, [("2 * a", "3 * b"), ("3 * b", "2 * a")]) == "def f(a, b):\n    return 3 * b - 2 * a\n"


def test_a_change_can_be_made_everywhere():
    source = "def f(a, b):\n    a = g(a)\n    h(a)\n    b = g(b)\n    h(b)\n    return a + b\n"
    assert changed(source, [everywhere("= g(", "= 2 * g(")]) == source.replace("= g(", "= 2 * g(")
    assert changed(source, [everywhere("g(", "k(", "+ 1 * ("), ("a + b", "a")]) == (
        "def f(a, b):\n    a = k(\n    + 1 * (a)\n    h(a)\n    b = k(\n    + 1 * (b)\n    h(b)\n    return a\n"
    )
    assert changed("def f():\n    g()\n    h()\n    g()\n", [everywhere("g()", "")]) == "def f():\n    h()\n"


@pytest.mark.parametrize(("text", "often"), [("a + b", "once"), ("a - b", "nowhere")])
def test_what_is_changed_everywhere_stands_in_the_solution_more_than_once(text, often):
    with pytest.raises(CourseError, match=rf"stands {often} in the solution; what is changed everywhere stands twice"):
        changed("def f(a, b):\n    return a + b\n", [everywhere(text, "a")])


def test_the_plain_source_leaves_out_what_only_the_solutions_module_has():
    def documented(
        x: "list[float]",
        *,
        y: int = 3,
    ) -> "float":
        """Say something.

        And more.
        """

        # first
        z: int = x  # kept
        return z + y

    assert plain_source(documented) == (
        "def documented(x, *, y=3):\n    # first\n    z: int = x  # kept\n    return z + y\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def broken(:", r"written_\w+\.py, line 2: SyntaxError: invalid syntax: def broken\(:$"),
        ("import nowhere", r"written_\w+\.py, line 2: ModuleNotFoundError: No module named 'nowhere'$"),
        ("@mistake\ndef late(x): ...", r"written_\w+\.py, line 2: TypeError: @mistake needs its hint first"),
        ("late = edited('  ', ('a', 'b'))", r"written_\w+\.py, line 2: TypeError: edited needs its hint first"),
    ],
)
def test_a_file_that_cannot_be_imported_is_told_in_a_line(tmp_path, monkeypatch, text, told):
    name = f"written_{zlib.crc32(text.encode()):x}"
    (tmp_path / f"{name}.py").write_text(f"from grader.authoring import edited, mistake\n{text}\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CourseError, match=told):
        import_written(name)
