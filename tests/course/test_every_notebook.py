"""What holds for each of the course's notebooks as students get it: it opens anywhere, and nothing in it is too wide."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from dlkit.course import CourseError, course
from grader.authoring import opening
from grader.authoring.authored import load_authored
from grader.authoring.notebooks import as_bytes, nbgrader_source, student_notebook
from grader.judging.submission import read_submission

CODE, DIAGRAM = 95, 85  # columns
KERAS_FIRST = (
    "convnet",
    "resnet",
    "yolo",
    "unet",
    "siamese",
    "transfer_learning",
    "efficient_networks",
    "localization",
    "style_transfer",
    "attention",
    "transformer",
)
TRAINED_ELSEWHERE = ("style_transfer",)  # loads the weights of a network that somebody else has trained


@pytest.fixture(params=course())
def slug(request):
    return request.param


@pytest.fixture
def cells(slug):
    return student_notebook(load_authored(slug)).cells


@pytest.fixture
def set_course(monkeypatch):
    """Set what course.toml says of where the course can be had."""

    def change(**settings):
        monkeypatch.setattr(opening, "of_the_course", settings.get)

    return change


def installing(slug):
    return next(cell for cell in student_notebook(load_authored(slug)).cells if cell.id == "install")


def test_no_line_of_code_is_too_wide_for_a_notebooks_page(cells):
    wide = [line for cell in cells if cell.cell_type == "code" for line in cell.source.splitlines() if len(line) > CODE]
    assert wide == []


def test_no_diagram_wraps(cells):
    wide = []
    for cell in cells:
        if cell.cell_type == "markdown":
            blocks = cell.source.split("```")[1::2]
            wide += [line for block in blocks for line in block.splitlines() if len(line) > DIAGRAM]
    assert wide == []


@pytest.mark.parametrize("said", ["cell by cell", "offline"])
def test_how_to_run_it_is_said_once(cells, said):
    assert sum(cell.source.count(said) for cell in cells if cell.cell_type == "markdown") == 1


def test_the_first_code_cell_installs_the_kit_and_is_out_of_sight(cells):
    title, install = cells[:2]
    assert title.source.startswith("# ")
    assert install.id == "install"
    assert install.metadata == {"tags": ["demo"], "jupyter": {"source_hidden": True}, "cellView": "form"}


def test_a_folded_cell_only_shows_something_and_says_what(cells):
    folded = [cell for cell in cells if "cellView" in cell.metadata]
    assert all(cell.source.startswith("# @title ") and cell.metadata["tags"] == ["demo"] for cell in folded)
    assert all(cell.metadata["jupyter"]["source_hidden"] for cell in folded)
    drawing = [cell.source for cell in folded if cell.id != "install"]
    assert all("plt.show()" in source and ".fit(" not in source for source in drawing)


def test_the_same_cells_are_folded_in_nbgraders_notebook(slug, cells):
    source = {cell.id: cell.metadata for cell in nbgrader_source(load_authored(slug)).cells}
    assert all(source[cell.id].get("cellView") == cell.metadata.get("cellView") for cell in cells)


def test_a_folded_cell_without_a_title_is_named(tmp_path, monkeypatch):
    path = tmp_path / "notebook.py"
    path.write_text('# %% [markdown]\n# # Title\n\n# %% tags=["demo", "fold"]\nprint(1)\n')
    monkeypatch.setattr("grader.authoring.authored.find_assignment", lambda slug: SimpleNamespace(folder=tmp_path))
    with pytest.raises(CourseError, match=r'notebook.py: the folded cell that begins "print\(1\)" needs a title'):
        load_authored("any")


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://github.com/owner/deep-learning", "owner/deep-learning/blob/main"),
        ("https://github.com/owner/course.git", "owner/course/blob/main"),
        ("https://github.com/owner/course/tree/autumn/2", "owner/course/blob/autumn/2"),
    ],
)
def test_the_badge_opens_the_notebook_in_colab(set_course, url, place):
    set_course(url=url)
    title = student_notebook(load_authored("resnet")).cells[0].source.splitlines()
    address = f"https://colab.research.google.com/github/{place}/assignments/resnet/resnet.ipynb"
    assert title[2].startswith("[![Open in Colab](")
    assert title[2].endswith(f"]({address})")
    assert title[0].startswith("# ResNet")


@pytest.mark.parametrize("url", ["", "https://gitlab.com/owner/course", "https://github.com/owner"])
def test_without_an_address_that_colab_can_open_there_is_no_badge(set_course, url):
    set_course(url=url)
    assert "Colab" not in student_notebook(load_authored("resnet")).cells[0].source


RUN = """
import sys
asked = []
class Shell:
    def run_line_magic(self, magic, line): asked.append((magic, line))
try: exec(sys.argv[1], {"get_ipython": Shell})
finally: print(asked)
"""


def run_where(folder, source, *, kit):
    """Run the installing cell where the kit is, or is not, and say what it asks pip for and prints."""
    (folder / "dlkit.py").unlink(missing_ok=True)
    if kit:
        (folder / "dlkit.py").touch()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{RUN}", source],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_installing_cell_does_nothing_where_the_kit_is(tmp_path, slug):
    assert run_where(tmp_path, installing(slug).source, kit=True) == "[]"


def test_it_installs_from_the_address_of_the_course_with_what_the_notebook_begins_with(set_course, tmp_path, slug):
    address = "https://example.org/dlkit_course-0.1.0-py3-none-any.whl"
    set_course(wheel=address)
    extras = ["keras"] * (slug in KERAS_FIRST) + ["pretrained"] * (slug in TRAINED_ELSEWHERE)
    extra = f"[{','.join(extras)}]" if extras else ""
    asked = [("pip", f'install --quiet "dlkit-course{extra} @ {address}"')]
    assert run_where(tmp_path, installing(slug).source, kit=False) == str(asked)


def test_without_an_address_it_installs_the_wheel_that_lies_beside_the_notebook_or_asks_for_it(set_course, tmp_path):
    set_course()
    source = installing("unet").source
    assert run_where(tmp_path, source, kit=False).startswith("The course's kit is missing here.")
    (tmp_path / "dlkit_course-0.1.0-py3-none-any.whl").touch()
    asked = [("pip", 'install --quiet "./dlkit_course-0.1.0-py3-none-any.whl[keras]"')]
    assert run_where(tmp_path, source, kit=False) == str(asked)


def test_no_name_on_a_package_index_is_installed_without_an_address(set_course, slug):
    """It could be anybody's."""
    set_course()
    assert 'install --quiet "dlkit' not in installing(slug).source


def test_the_judge_runs_nothing_of_the_installing_cell(slug):
    authored = load_authored(slug)
    submission = read_submission("a student", as_bytes(student_notebook(authored)), authored)
    assert not [cell for cell in submission.cells if "pip" in cell.source]
