"""Building: the same bytes every time, stale files named, answers spliced and nothing given away."""

import ast

import numpy as np
import pytest

from dlkit.comparing import Call, Outcome, Tolerance, load_measures, to_json, to_plain
from dlkit.course import CourseError
from dlkit.examples import read_examples, write_examples
from grader.authoring import notebooks
from grader.authoring.authored import load_authored, splice
from grader.judging.fixtures import Reference
from grader.running import build


@pytest.fixture(scope="module")
def built(authored):
    return build.built_files(authored)


def test_two_builds_give_the_same_bytes(authored):
    assert build.examples(authored) == build.examples(authored)
    for make in (notebooks.student_notebook, notebooks.solved_notebook, notebooks.nbgrader_source):
        assert notebooks.as_bytes(make(authored)) == notebooks.as_bytes(make(authored))


def test_the_committed_files_are_what_a_build_gives(built):
    assert build.stale_files(built) == {}


def test_a_stale_file_is_named_with_the_line_that_differs(built, tmp_path):
    (notebook, data), (examples, other) = built.items()
    files = {tmp_path / notebook.name: data, tmp_path / examples.name: other}
    assert build.stale_files(files) == {tmp_path / notebook.name: "missing", tmp_path / examples.name: "missing"}
    assert sorted(build.write_files(files)) == sorted(files)
    assert build.stale_files(files) == {}
    changed = data.replace(b"Logistic regression", b"Logistic depression", 1)
    (tmp_path / notebook.name).write_bytes(changed)
    ((path, why),) = build.stale_files(files).items()
    assert path == tmp_path / notebook.name
    assert "Logistic depression" in why
    assert build.write_files(files) == [path]


def test_a_last_bit_does_not_make_the_examples_stale_but_a_number_does():
    def example(number, hint="Divide by m."):
        outcome = {"value": {"$array": ["float64", [1], [number]]}}
        mistake = {"name": "summed", "hint": hint, "outcome": outcome}
        given = {
            "exercise": "cost",
            "kind": "call",
            "args": [1.0],
            "kwargs": {},
            "expected": outcome,
            "mistakes": [mistake],
        }
        return write_examples("tiny", [given]).encode()

    assert build._same_numbers(example(0.1), example(0.1 + 1e-16))
    assert not build._same_numbers(example(0.1), example(0.1001))
    assert not build._same_numbers(example(0.1), example(0.1, hint="Other words."))
    assert not build._same_numbers(b"no JSON", example(0.1))


def test_a_mistake_that_returns_a_dict_is_recorded_with_what_it_returned(authored):
    examples = read_examples(build.examples(authored).decode())
    recorded = [mistake["outcome"] for example in examples for mistake in example["mistakes"]]
    found = [outcome["value"] for outcome in recorded if isinstance(outcome.get("value"), dict)]
    assert any("dw" in value for value in found)
    assert {} not in found


def test_a_function_among_the_arguments_is_recorded_by_its_name_if_the_notebook_defines_it():
    def cube(x):
        return x**3

    assert build._by_name(cube, given={"cube"}) == {"$function": "cube"}
    assert build._by_name(object(), given={"cube"}) is None
    with pytest.raises(CourseError, match="the function cube; define it in a setup cell"):
        build._by_name(cube, given=())


def test_the_students_notebook_and_examples_hold_no_answer_and_no_hidden_check(authored, built):
    text = "\n".join(data.decode() for data in built.values())
    for name, source in authored.answers().items():
        lines = [ast.unparse(statement) for statement in ast.parse(source).body[0].body[1:]]
        assert not [line for line in lines if len(line) > 20 and line in text], name
    for check in ("pytest", "def test_", "compare("):
        assert check not in text
    stubs = [cell for cell in notebooks.student_notebook(authored).cells if "exercise" in cell.metadata]
    assert all("raise NotImplementedError" in cell.source for cell in stubs)


def test_no_notebook_has_outputs_and_every_cell_has_an_id_of_its_own(authored):
    for make in (notebooks.student_notebook, notebooks.solved_notebook, notebooks.nbgrader_source):
        cells = make(authored).cells
        assert len({cell.id for cell in cells}) == len(cells)
        assert all(cell.outputs == [] and cell.execution_count is None for cell in cells if cell.cell_type == "code")


def test_the_solved_notebook_differs_in_the_bodies_of_the_exercises_only(authored):
    stub, solved = notebooks.student_notebook(authored), notebooks.solved_notebook(authored)
    for before, after in zip(stub.cells, solved.cells, strict=True):
        if "exercise" not in before.metadata:
            assert before == after
            continue
        (old,), (new,) = ast.parse(before.source).body, ast.parse(after.source).body
        assert ast.get_docstring(old) == ast.get_docstring(new)
        assert ast.unparse(old.args) == ast.unparse(new.args)
        assert "NotImplementedError" not in after.source


def test_nbgraders_source_marks_what_is_graded_and_gives_every_point(authored):
    cells = notebooks.nbgrader_source(authored).cells
    marks = [cell.metadata["nbgrader"] for cell in cells if "nbgrader" in cell.metadata]
    assert sum(mark.get("points", 0) for mark in marks) == 100
    assert len({mark["grade_id"] for mark in marks}) == len(marks)
    by_hand = [mark["grade_id"] for mark in marks if mark["grade"] and mark["solution"]]
    assert by_hand == ["written-why_not_accuracy"]


STUB = '''# think first
def area(r: float) -> float:
    """Compute the area.

    Returns:
        A number.
    """
    raise NotImplementedError("area")


radius = 3
'''


@pytest.mark.parametrize(
    ("solution", "body"),
    [
        ('def area(r):\n    """Other words."""\n    return 3 * r\n', "    return 3 * r"),
        ("def area(r):\n    # pi is three\n    return 3 * r\n", "    return 3 * r"),
        (
            'def area(r):\n    """Other words."""\n\n    def square(x):\n        return x * x\n\n    return 3 * square(r)\n',
            "    return 3 * square(r)",
        ),
        (
            'def area(\n    r,\n):\n    """Words.\n\n    More.\n    """\n    # pi is three\n    return (\n        3\n        * r\n    )  # done\n',
            "    )  # done",
        ),
    ],
)
def test_splicing_keeps_the_stubs_signature_and_docstring_and_takes_the_solutions_body(solution, body):
    spliced = splice(STUB, solution)
    function = ast.parse(spliced).body[0]
    assert ast.get_docstring(function) == "Compute the area.\n\nReturns:\n    A number."
    assert spliced.startswith("# think first\ndef area(r: float) -> float:\n")
    assert spliced.endswith("radius = 3")
    assert body in spliced.splitlines()
    assert "NotImplementedError" not in spliced
    assert "Words" not in spliced
    namespace = {}
    exec(spliced, namespace)
    assert namespace["area"](1) == 3


def test_a_solution_without_a_body_is_an_error_of_the_author():
    with pytest.raises(CourseError, match="area has no body"):
        splice(STUB, 'def area(r):\n    """Words only."""\n')


def test_what_mistakes_measure_is_recorded_alike_each_time_whatever_they_draw_from():
    """One of them draws from NumPy's global generator, which nobody seeds."""
    regularization = load_authored("regularization")
    mask = load_measures(regularization.assignment.measures).mask
    options = {"measure": mask, "draw": 5, "sizes": {"examples": 40}}
    call = Call("dropout_mask", ("shape", "keep_prob", "rng"), (), {})
    first, second = (
        Reference(regularization.catalogue).known("measure", call, options, Outcome(), Tolerance()) for _ in range(2)
    )
    assert "draws_from_np_random" in [known.name for known in first]
    assert [known.outcome for known in first] == [known.outcome for known in second]
    before = np.random.get_state()[1].tolist()
    Reference(regularization.catalogue).known("measure", call, options, Outcome(), Tolerance())
    assert np.random.get_state()[1].tolist() == before


def test_a_step_of_half_precision_does_not_make_a_mistakes_large_array_stale_but_a_number_does():
    def example(number):
        numbers = to_json(to_plain(np.full(6, number, dtype=np.float32)), readable=4, digits=5)
        mistake = {"name": "raw", "hint": "Take the softmax.", "outcome": {"value": numbers}}
        given = {"exercise": "model", "kind": "model", "args": [], "kwargs": {}, "expected": {"value": 1.0}}
        return write_examples(
            "tiny", [{**given, "tolerance": {"rtol": 0.01, "atol": 0.01}, "mistakes": [mistake]}]
        ).encode()

    edge = 0.0771789550781250  # halfway between two numbers of half precision
    assert example(edge - 1e-8) != example(edge + 1e-8)
    assert build._same_numbers(example(edge - 1e-8), example(edge + 1e-8))
    assert not build._same_numbers(example(0.0771), example(0.0775))


def test_other_luck_does_not_make_measured_examples_stale_but_another_share_does():
    def example(number):
        given = {"exercise": "mask", "kind": "measure", "expected": {"value": {"The share of ones is off.": number}}}
        return write_examples("tiny", [{**given, "tolerance": {"rtol": 0, "atol": 0.07}, "mistakes": []}]).encode()

    assert build._same_numbers(example(0.8), example(0.81))
    assert not build._same_numbers(example(0.8), example(0.9))
