"""Notebooks of thousands of cells are read and restored in seconds, or refused in a sentence."""

import json
import time
from difflib import SequenceMatcher

import pytest

import grader.judging.submission as reading
from dlkit.notebooks import MAX_CELLS, Sorter, UnreadableNotebook
from dlkit.notebooks.sorting import ALIKE, _squeeze
from grader.gradebook.returned_notebook import GivenCell, read_cells, restored
from grader.judging.submission import read_submission
from grader.judging.submitted_files import SubmittedFiles

SECONDS = 20  # on a machine that does something else as well; it was 15 minutes and more


@pytest.fixture(scope="module")
def given(authored):
    """The cells that students are given, but for the exercises."""
    return [cell for cell in authored.given if cell.role != "exercise"]


@pytest.fixture(scope="module")
def with_cells(hand_in):
    """Builds a notebook with so many cells more, each with its own text."""

    def build(count, text):
        notebook = json.loads(hand_in({}))
        notebook["cells"] += [{"cell_type": "code", "metadata": {}, "source": text(number)} for number in range(count)]
        return json.dumps(notebook).encode()

    return build


def _shuffled(given):
    return lambda number: "\n".join([*given[number % len(given)].source.splitlines()[::-1], f"# {number}"])


def _pieced_together(given):
    lines = [line for cell in given for line in cell.source.splitlines()]
    return lambda number: "\n".join([*lines[number * 7 % len(lines) :][:12], f"# {number}"])


@pytest.mark.parametrize("kind", [_shuffled, _pieced_together])
def test_thousands_of_cells_like_the_given_ones_are_told_apart_in_seconds(kind, given, authored, with_cells):
    data = with_cells(MAX_CELLS - 100, kind(given))
    started = time.monotonic()
    assert len(read_submission("eve", data, authored).cells) > 1_000
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("count", [MAX_CELLS, 50_000])
def test_more_cells_than_anyone_writes_are_refused_in_a_sentence(count, authored, with_cells, tmp_path):
    data = with_cells(count, "x{}".format)
    with pytest.raises(UnreadableNotebook, match=r"cells, more than 5,000; delete what is not needed"):
        read_submission("eve", data, authored)
    (tmp_path / "a.ipynb").write_bytes(data)
    assert read_cells(SubmittedFiles("eve", tmp_path / "a.ipynb")) == []


def test_where_the_time_is_over_it_is_said(authored, with_cells, monkeypatch):
    monkeypatch.setattr(reading, "SORT_SECONDS", 0.0)
    with pytest.raises(UnreadableNotebook, match="cannot be told apart in 0 seconds"):
        read_submission("eve", with_cells(10, "x{}".format), authored)


def test_a_cell_is_taken_for_a_changed_given_one_as_the_full_comparison_takes_it(given, authored):
    sorter = Sorter(authored.given, [])
    for cell in given:
        lines = _squeeze(cell.source).splitlines()
        for kept in range(2, len(lines) + 1):
            text = lines[:kept] + ["# mine"] * (kept // 2)
            full = next(
                (
                    other
                    for other in given
                    if len(text) < 3 * len(theirs := _squeeze(other.source).splitlines())
                    and SequenceMatcher(None, text, theirs).ratio() > ALIKE
                ),
                None,
            )
            assert sorter._much_like("\n".join(text)) is full


def test_thousands_of_cells_are_restored_with_each_given_one_in_its_place(authored, with_cells, tmp_path):
    (tmp_path / "a.ipynb").write_bytes(with_cells(MAX_CELLS - 100, "x{}".format))
    cells = [
        GivenCell(
            cell.identity,
            "code" if cell.is_code else "markdown",
            cell.source,
            cell.role != "exercise",
            {"grade_id": cell.identity},
        )
        for cell in authored.cells
    ]
    found = read_cells(SubmittedFiles("eve", tmp_path / "a.ipynb"))
    started = time.monotonic()
    order = [cell.id for cell in restored(found[5:], cells)]
    assert time.monotonic() - started < SECONDS
    assert [name for name in order if not name.startswith("cell-")] == [cell.identity for cell in cells]
