"""Reading a submission, whatever has become of it: exercises are found, given cells are our own."""

import json
import secrets
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_output

from dlkit.notebooks import UnreadableNotebook
from grader.judging.submission import find_slug, read_notebook, read_submission

STAMP = "# the student's own"


@pytest.fixture(scope="module")
def read(authored):
    return lambda data: read_submission("ada", data, authored)


@pytest.fixture(scope="module")
def marked(solved):
    """Right answers, each with a mark by which its cell can be known."""
    return {name: f"{STAMP}: {name}\n{source}" for name, source in solved.items()}


def exercise_cells(submission):
    return {cell.name: cell.source for cell in submission.cells if cell.role == "exercise"}


def setup_cells(submission):
    return [cell.source for cell in submission.cells if cell.role == "setup"]


def forget(*, ids=False, metadata=False):
    def change(notebook):
        for cell in notebook.cells:
            if ids:
                cell.id = secrets.token_hex(4)
            if metadata:
                cell.metadata = {}

    return change


@pytest.mark.parametrize(
    "lost",
    [{}, {"ids": True}, {"metadata": True}, {"ids": True, "metadata": True}],
    ids=["nothing", "ids", "metadata", "both"],
)
def test_exercises_are_found_by_metadata_then_id_then_name(lost, read, hand_in, marked):
    submission = read(hand_in(marked, change=forget(**lost)))
    assert exercise_cells(submission) == marked
    assert [cell.role for cell in submission.cells if cell.role == "extra"] == []
    assert submission.notes == ()


@pytest.mark.parametrize("lost", [{"ids": True}, {"metadata": True}], ids=["by metadata", "by id"])
def test_an_exercise_cell_is_known_even_where_it_defines_nothing(lost, read, hand_in, marked):
    broken = "def sigmoid(z:\n    return"
    assert exercise_cells(read(hand_in({**marked, "sigmoid": broken}, change=forget(**lost))))["sigmoid"] == broken


@pytest.mark.parametrize("before", ["%%time\n", "!pip install numpy\n", "%matplotlib inline\n", "x = = 3\n"])
def test_an_exercise_is_found_by_name_in_a_cell_that_is_no_plain_python(before, read, hand_in, marked):
    source = before + marked["sigmoid"]
    submission = read(hand_in({**marked, "sigmoid": source}, change=forget(ids=True, metadata=True)))
    assert exercise_cells(submission)["sigmoid"] == source


def colab(notebook):
    """What Colab makes of a notebook: other ids, its own metadata, sources as lists of lines."""
    notebook.metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook.nbformat_minor = 0
    for cell in notebook.cells:
        del cell["id"]
        cell.metadata = {"id": secrets.token_hex(6), "outputId": "f3a1", "executionInfo": {"user": {"userId": "1"}}}
        cell.source = "".join(cell.source).splitlines(keepends=True)


def test_a_notebook_that_went_through_colab_reads_the_same(read, hand_in, marked):
    notebook = from_dict(json.loads(hand_in(marked)))
    colab(notebook)
    data = json.dumps(notebook).encode()
    assert find_slug(data) == "logistic_regression"
    assert exercise_cells(read(data)) == marked
    assert read(data).cells == read(hand_in(marked)).cells


def test_a_notebook_saved_again_with_outputs_reads_the_same(read, hand_in, marked):
    def run(notebook):
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                cell.execution_count = number
                cell.source += "\n"
                cell.outputs = [new_output("stream", name="stderr", text="a warning")]

    assert [cell.source.strip() for cell in read(hand_in(marked, change=run)).cells] == [
        cell.source for cell in read(hand_in(marked)).cells
    ]


def test_the_older_format_is_read_too(read, hand_in, marked):
    cells = []
    for cell in json.loads(hand_in(marked))["cells"]:
        text = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        cells.append({**text, "input" if cell["cell_type"] == "code" else "source": cell["source"]})
    data = json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}).encode()
    assert exercise_cells(read(data)) == marked


def test_a_byte_order_mark_and_broken_letters_are_read(read, hand_in, marked):
    data = b"\xef\xbb\xbf" + hand_in({**marked, "sigmoid": "# caf\xe9\n" + marked["sigmoid"]})
    assert exercise_cells(read(data.replace("é".encode(), b"\xe9")))["predict"] == marked["predict"]


UNREADABLE = {
    "empty": (b"", "empty"),
    "blank": (b"  \n", "empty"),
    "no JSON": (b"a letter to my teacher", "JSON is broken"),
    "cut off": (b'{"cells": [{"cell_type": "code"', "JSON is broken"),
    "too deep": (b"[" * 100_000, "JSON is broken"),
    "a number of a million digits": (b'{"cells": ' + b"1" * 1_000_000 + b"}", "broken"),
    "a list": (b"[]", "no cells"),
    "a text": (b'"notebook"', "no cells"),
    "no cells": (b'{"metadata": {}}', "no cells"),
    "cells that are none": (b'{"cells": {"a": 1}}', "no cells"),
}


@pytest.mark.parametrize(("data", "words"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_notebook_is_refused_with_a_sentence(data, words, read):
    with pytest.raises(UnreadableNotebook, match=words):
        read(data)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["code", "sigmoid", "exercise-sigmoid"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "cells",
                    "worksheets",
                    "cell_type",
                    "source",
                    "input",
                    "metadata",
                    "id",
                    "exercise",
                    "nbgrader",
                    "grade_id",
                    "dlkit",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(anything=JSON, cell=JSON)
def test_no_json_does_more_than_be_refused(read, anything, cell):
    code = {"cell_type": "code", **cell} if isinstance(cell, dict) else cell
    for notebook in (
        anything,
        {"cells": [code]},
        {"worksheets": [{"cells": anything}, anything]},
        {"worksheets": anything},
    ):
        data = json.dumps(notebook).encode()
        for reading in (read_notebook, find_slug, read):
            with suppress(UnreadableNotebook):
                reading(data)


def test_half_a_letter_does_not_stop_the_reading(read, hand_in, marked):
    data = json.loads(hand_in(marked))
    cell = next(cell for cell in data["cells"] if cell["metadata"].get("exercise") == "sigmoid")
    cell["source"] = "# \ud83d\n" + marked["sigmoid"]
    source = exercise_cells(read(json.dumps(data).encode()))["sigmoid"]
    assert source.encode("utf-8")


def test_of_given_cells_setups_are_whole_demonstrations_define_and_checks_are_left_out(read, hand_in, marked, authored):
    from dlkit.notebooks.statements import definitions

    sources = {cell.source for cell in read(hand_in(marked)).cells}
    for cell in authored.cells:
        assert (cell.source in sources) == (cell.role == "setup")
        defined = [text for imported, text in definitions(cell.source) if not imported]
        if cell.role == "demo":
            assert all(any(text in source for source in sources) for text in defined)


def test_extra_cells_are_kept_where_they_stand(read, hand_in, marked):
    submission = read(hand_in(marked, first_cells=["import math"], extra_cells=["print('done')"]))
    extra = [cell.source for cell in submission.cells if cell.role == "extra"]
    assert extra == ["import math", "print('done')"]
    assert submission.cells[0].source == "import math"


def test_deleted_given_cells_are_put_back(read, hand_in, marked):
    def delete(notebook):
        notebook.cells = [cell for cell in notebook.cells if "setup" not in cell.metadata.get("tags", [])]

    submission = read(hand_in(marked, change=delete))
    assert sorted(setup_cells(submission)) == sorted(setup_cells(read(hand_in(marked))))
    assert submission.cells[0].source == setup_cells(read(hand_in(marked)))[0]
    assert "Given cells were missing" in submission.notes[0]


def change_cell(identity, source):
    def change(notebook):
        next(cell for cell in notebook.cells if cell.id == identity).source = source

    return change


@pytest.mark.parametrize("identity", ["setup-1", "demo-1"])
def test_a_changed_given_cell_runs_as_it_was_left_after_ours(identity, read, hand_in, marked):
    changed = "import math\nEPSILON = compute(1e-8)\ntrain(10**9)"
    submission = read(hand_in(marked, change=change_cell(identity, changed)))
    ours = [number for number, cell in enumerate(submission.cells) if (cell.role, cell.name) == ("setup", identity)]
    theirs = [number for number, cell in enumerate(submission.cells) if cell.source == changed]
    assert ours[0] + 1 == theirs[0]
    assert submission.cells[theirs[0]].role == "extra"
    assert setup_cells(submission)[0] == setup_cells(read(hand_in(marked)))[0]


def test_a_changed_demonstration_that_lost_its_name_is_known_by_its_lines(read, hand_in, marked, authored):
    demo = next(cell for cell in authored.cells if cell.role == "demo" and "to_columns" in cell.source)

    def change(notebook):
        forget(ids=True, metadata=True)(notebook)
        cell = next(cell for cell in notebook.cells if cell.source == demo.source)
        cell.source += "\nprint('and more of my own')"

    (extra,) = [cell for cell in read(hand_in(marked, change=change)).cells if cell.role == "extra"]
    assert extra.name == demo.identity


@pytest.mark.parametrize("line", ["f = lambda: " + "1+" * 1400 + "1", "0\n" * 600_000])
def test_a_cell_that_is_too_much_to_parse_is_only_run(line, read, hand_in, marked):
    change = change_cell("setup-1", line)
    assert exercise_cells(read(hand_in(marked, change=change))) == marked


def test_a_file_of_too_many_parts_is_refused(read):
    with pytest.raises(UnreadableNotebook, match="too many parts"):
        read(b'{"cells": [' + b"[]," * (25 << 20) + b"[]]}")


def test_a_deleted_exercise_cell_is_noted(read, hand_in, marked):
    def delete(notebook):
        notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("exercise") != "sigmoid"]

    submission = read(hand_in(marked, change=delete))
    assert "sigmoid" not in exercise_cells(submission)
    assert submission.notes == ("There is no cell for sigmoid.",)


def test_a_duplicated_cell_runs_where_it_stands_so_the_last_one_counts(read, hand_in, marked):
    def duplicate(notebook):
        for cell in list(notebook.cells):
            if cell.metadata.get("exercise") == "sigmoid" or cell.id == "setup-1":
                notebook.cells.append(cell)

    submission = read(hand_in(marked, change=duplicate))
    assert [cell.name for cell in submission.cells if cell.role == "exercise"].count("sigmoid") == 2
    assert len(setup_cells(submission)) == len(set(setup_cells(submission)))


def test_the_assignment_is_told_by_metadata_by_the_first_call_or_by_the_file_name(hand_in, tmp_path):
    data = hand_in()
    assert find_slug(data) == "logistic_regression"
    notebook = json.loads(data)
    notebook["metadata"] = {"dlkit": {"assignment": "nothing_of_ours"}}
    assert find_slug(json.dumps(notebook).encode()) == "logistic_regression"
    notebook["cells"] = [new_code_cell("x = 1")]
    bare = json.dumps(notebook).encode()
    assert find_slug(bare, tmp_path / "logistic_regression (2).ipynb") == "logistic_regression"
    assert find_slug(bare, tmp_path / "homework.ipynb") == ""
