"""A course folder is brought up to the kit, and nothing that its instructor changed is lost."""

import copy
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from typer.testing import CliRunner

from dlkit.course import CourseError, course
from grader.gradebook.course_folder import CONFIG_NAME, CourseFolder, generate_assignment, init_course, kit_sources
from grader.gradebook.updating import plan_update, write_update
from grader.gradebook.written_files import WrittenFiles, write_in_one_step
from grader.running.fingerprints import fingerprints_of
from grader.terminal.cli import app

from .conftest import REPOSITORY, SLUG, cell_of, nbgrader, put
from .test_one_verdict import change_source, own_cell, points_of

PLUGIN_LINE = 'c.AssignLatePenalties.plugin_class = "grader.nbgrader_plugin.LatePolicy"\n'
KITS = kit_sources(SLUG)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = init_course(tmp_path_factory.mktemp("made") / "course", slugs=[SLUG])
    generate_assignment(folder, SLUG)
    return folder.root


@pytest.fixture
def root(made, tmp_path):
    """A course that `grader init` made, generated and as it was made."""
    root = tmp_path / "course"
    shutil.copytree(made, root)
    return root


@pytest.fixture
def newer_kit(monkeypatch):
    """Changes the notebook that the kit writes, and its other files."""

    def change(how=lambda notebook: None, **files):
        notebook = json.loads(KITS[f"{SLUG}.ipynb"])
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
        how(notebook)
        sources = {f"{SLUG}.ipynb": json.dumps(notebook).encode(), **files}
        monkeypatch.setattr("grader.gradebook.updating.plan.kit_sources", lambda slug: sources)

    return change


def notebook_of(root):
    notebook = json.loads((root / "source" / SLUG / f"{SLUG}.ipynb").read_text())
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def points(root, identity):
    return cell_of(notebook_of(root), identity)["metadata"]["nbgrader"]["points"]


def update(root, *arguments, fails=False):
    done = CliRunner().invoke(app, ["update", "--course", str(root), *arguments])
    if fails:
        assert isinstance(done.exception, CourseError), done.output
        assert "\n" not in str(done.exception)
        return str(done.exception)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def everything(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and path.suffix != ".db"}


def second_time(root):
    """Shows that the same command has nothing more to do, and returns what it says."""
    before = everything(root)
    told = update(root, "--yes")
    assert "Everything is up to date." in told
    assert everything(root) == before
    return told


def test_a_course_as_it_was_made_is_up_to_date_and_all_in_it_is_known(root):
    written = WrittenFiles(root)
    assert written.find(CONFIG_NAME) == (root / CONFIG_NAME).read_bytes()
    for name, content in KITS.items():
        assert written.find(f"{SLUG}/{name}") == (root / "source" / SLUG / name).read_bytes() == content
    second_time(root)


def test_points_and_texts_of_the_kit_come_in_with_a_backup_and_the_next_step(root, newer_kit):
    before = (root / "source" / SLUG / f"{SLUG}.ipynb").read_bytes()

    def change(notebook):
        points_of(notebook, "check-cost", 14)
        cell_of(notebook, "text-3")["source"] += "\n\nA clearer word."
        cell_of(notebook, "exercise-cost")["source"] = cell_of(notebook, "exercise-cost")["source"].replace("m)", "m,)")

    newer_kit(change)
    plan = update(root, "--dry-run")
    assert "points: 10 here, 14 in the kit [check-cost]" in plan
    assert (root / "source" / SLUG / f"{SLUG}.ipynb").read_bytes() == before
    told = update(root, "--yes")
    assert points(root, "check-cost") == 14
    assert "A clearer word." in cell_of(notebook_of(root), "text-3")["source"]
    assert f"Next: nbgrader generate_assignment --force {SLUG}" in told
    assert "copies that students have stay as they are" in told
    (backup,) = (root / ".dlkit" / "backups").iterdir()
    assert (backup / "source" / SLUG / f"{SLUG}.ipynb").read_bytes() == before
    second_time(root)
    nbgrader(root, "generate_assignment", "--force", SLUG)
    with CourseFolder(root).gradebook() as gradebook:
        assert gradebook.find_graded_cell("check-cost", SLUG, SLUG).max_score == 14


def test_own_points_texts_and_cells_stay_where_they_stand_in_a_renumbered_notebook(root, newer_kit):
    def by_hand(notebook):
        points_of(notebook, "check-sigmoid", 20)
        cell_of(notebook, "text-6")["source"] = "My own words."
        place = notebook["cells"].index(cell_of(notebook, "check-sigmoid"))
        notebook["cells"].insert(place + 1, own_cell("own-sigmoid", 5, "assert sigmoid(0) == 0.5"))
        notebook["cells"].remove(cell_of(notebook, "demo-3"))

    def by_the_kit(notebook):
        notebook["cells"].insert(1, new_markdown_cell("A new paragraph.", id="text-2"))
        for number, cell in enumerate(cell for cell in notebook["cells"] if cell["id"].startswith("text-")):
            cell["id"] = f"text-{number + 1}"
        points_of(notebook, "check-cost", 14)

    change_source(root, by_hand)
    mine = notebook_of(root)
    newer_kit(by_the_kit)
    told = update(root, "--yes")
    cells = notebook_of(root)["cells"]
    assert cells[1]["source"] == "A new paragraph."
    assert [cell["source"] for cell in cells[:1] + cells[2:]] == [cell["source"] for cell in mine["cells"]]
    assert (points(root, "check-sigmoid"), points(root, "check-cost")) == (20, 14)
    assert "kept as you have it: " in told
    for name in ("check-sigmoid", "demo-3"):
        assert name in told
    assert "kept as you have it: " in second_time(root)


def test_a_setup_cell_of_ones_own_in_a_renumbered_notebook_has_a_name_of_its_own(root, newer_kit):
    def by_hand(notebook):
        cell_of(notebook, "setup-1")["source"] += "\nmine = 1"

    def by_the_kit(notebook):
        first = copy.deepcopy(cell_of(notebook, "setup-1"))
        for number in (2, 1):
            cell = cell_of(notebook, f"setup-{number}")
            cell["id"] = cell["metadata"]["nbgrader"]["grade_id"] = f"setup-{number + 1}"
        notebook["cells"].insert(1, first | {"source": "new_in_the_kit = 1"})

    change_source(root, by_hand)
    newer_kit(by_the_kit)
    update(root, "--yes")
    cells = notebook_of(root)["cells"]
    names = [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell["metadata"]]
    assert len(names) == len(set(names))
    assert cell_of(notebook_of(root), "setup-2")["source"].endswith("mine = 1")
    nbgrader(root, "generate_assignment", "--force", SLUG)


def test_what_both_changed_stays_and_is_listed_until_the_kits_is_taken(root, newer_kit):
    change_source(root, lambda notebook: points_of(notebook, "check-cost", 20))
    newer_kit(lambda notebook: points_of(notebook, "check-cost", 14))
    told = update(root, "--yes")
    assert "kept, changed here and in the kit: points: 20 here, 14 in the kit [check-cost]" in told
    assert "--take NAME" in told
    assert points(root, "check-cost") == 20
    second_time(root)
    assert "Did you mean 'check-cost'?" in update(root, "--yes", "--take", "check-csot", fails=True)
    update(root, "--yes", "--take", "check-cost")
    assert points(root, "check-cost") == 14


def new_exercise(notebook):
    """A new kit with an exercise of another name in place of the last one."""
    for cell in notebook["cells"]:
        for role in ("exercise", "check"):
            if cell["id"] == f"{role}-keras_logistic_regression":
                cell["id"], cell["metadata"][role] = f"{role}-in_keras", "in_keras"
                cell["metadata"]["nbgrader"]["grade_id"] = f"{role}-in_keras"


def test_a_renamed_exercise_comes_in_and_nbgrader_takes_it(root, newer_kit):
    newer_kit(new_exercise)
    told = update(root, "--yes")
    assert "new: check in_keras" in told
    assert "gone from the kit: check keras_logistic_regression" in told
    assert "an older copy has no cell for in_keras" in told
    nbgrader(root, "generate_assignment", "--force", SLUG)
    with CourseFolder(root).gradebook() as gradebook:
        assert "check-in_keras" in {cell.name for cell in gradebook.find_notebook(SLUG, SLUG).grade_cells}


def test_other_exercises_stay_out_once_something_is_handed_in(root, newer_kit):
    with CourseFolder(root).gradebook() as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(SLUG, "ada")
    newer_kit(new_exercise)
    before = everything(root)
    told = update(root, "--yes")
    assert f"{SLUG}: left as it is. nbgrader allows no other cells (new: check-in_keras, exercise-in_keras; " in told
    assert "the gradebook has 1." in told
    assert everything(root) == before
    newer_kit(lambda notebook: points_of(notebook, "check-cost", 14))
    assert "1 have handed in; their marks change with check-cost 10 → 14." in update(root, "--yes")


def test_what_jupyter_saves_with_a_notebook_is_no_change(root, newer_kit):
    def saved(notebook):
        for number, cell in enumerate(notebook["cells"]):
            cell["metadata"]["collapsed"] = True
            if cell["cell_type"] == "code":
                cell["execution_count"] = number

    change_source(root, saved)
    second_time(root)
    newer_kit(lambda notebook: points_of(notebook, "check-cost", 14))
    assert "kept" not in update(root, "--yes")
    assert points(root, "check-cost") == 14


def as_of_an_earlier_kit(root):
    """A course that was made before the kit kept what it wrote."""
    shutil.rmtree(root / ".dlkit" / "written")


def test_in_a_course_of_an_earlier_kit_nothing_is_overwritten_unasked(root, newer_kit):
    as_of_an_earlier_kit(root)
    change_source(root, lambda notebook: points_of(notebook, "check-sigmoid", 20))
    before = notebook_of(root)

    def change(notebook):
        points_of(notebook, "check-cost", 14)
        cell_of(notebook, "text-3")["source"] = "Another text."
        notebook["cells"].insert(
            2, new_code_cell('ask("new", ...)', id="question-new", metadata={"tags": ["question"]})
        )

    newer_kit(change)
    told = update(root, "--dry-run")
    assert "This course was made before the kit kept what it wrote" in told
    assert "points: 20 here, 8 in the kit [check-sigmoid]" in told
    assert "1 cell of the kit that is not here, 1 text (--json names them)" in told
    found = json.loads(update(root, "--json"))
    assert not found["applied"]
    assert {item["name"] for file in found["files"] for item in file["differences"]} >= {"text-3", "question-new"}
    assert notebook_of(root) == before
    update(root, "--yes", "--take", "texts")
    assert cell_of(notebook_of(root), "text-3")["source"] == "Another text."
    assert cell_of(notebook_of(root), "question-new")
    assert (points(root, "check-sigmoid"), points(root, "check-cost")) == (20, 10)
    second_time(root)
    update(root, "--yes", "--take", "all")
    assert (points(root, "check-sigmoid"), points(root, "check-cost")) == (8, 14)


OLD_VALUES = {
    'c.ZipCollectApp.collector_plugin = "grader.nbgrader_plugin.Collector"': (
        'c.ZipCollectApp.collector_plugin = "grader.zip_collection.Collector"'
    ),
}


def test_an_older_configuration_gets_the_lines_that_are_new(root):
    as_of_an_earlier_kit(root)
    path = root / CONFIG_NAME
    whole = path.read_text()
    start, end = whole.index("# What late work costs"), whole.index("# For zip_collect")
    text = whole[:start] + whole[end:]
    for new, old in OLD_VALUES.items():
        text = text.replace(new, old)
    text = "".join(line for line in text.splitlines(keepends=True) if "marking_page" not in line)
    path.write_text(text + "\nc.Exchange.root = '/srv/mine'\n")
    update(root, "--yes")
    now = path.read_text()
    assert whole[start:end].strip() in now
    assert "c.Exchange.root = '/srv/mine'" in now
    for new, old in OLD_VALUES.items():
        assert (new in now, old in now) == (True, False)
    assert now.count("= marking_page()[") == 3
    assert now.index("from grader.gradebook import marking_page") < now.index("c = get_config()")
    assert [item["name"] for item in CourseFolder(root).api.get_assignments()] == [SLUG]
    assert CourseFolder(root).api.config.CourseDirectory.course_id == "course"
    second_time(root)


def test_own_lines_of_the_configuration_stay(root, monkeypatch):
    path = root / CONFIG_NAME
    path.write_text(path.read_text().replace(PLUGIN_LINE, 'c.AssignLatePenalties.plugin_class = "late.PerDay"\n'))
    assert "kept as you have it: c.AssignLatePenalties.plugin_class" in second_time(root)
    path.write_text(path.read_text().replace('c.AssignLatePenalties.plugin_class = "late.PerDay"\n', ""))
    second_time(root)
    as_of_an_earlier_kit(root)
    path.write_text(path.read_text() + '\nc["AssignLatePenalties"]["plugin_class"] = "late.PerDay"\n')
    assert "kept as you have it: c.AssignLatePenalties.plugin_class" in update(root, "--yes")
    as_of_an_earlier_kit(root)
    path.write_text(path.read_text() + '\nc.AssignLatePenalties.plugin_class = "late.PerDay"\n')
    told = update(root, "--yes")
    assert "'late.PerDay' here, 'grader.nbgrader_plugin.LatePolicy' in the kit" in told
    update(root, "--yes", "--take", "c.AssignLatePenalties.plugin_class")
    assert path.read_text().count(PLUGIN_LINE) == 1


def test_a_newer_kit_changes_its_own_lines(root, monkeypatch):
    from grader.gradebook import course_folder

    newer = course_folder.CONFIG.replace("grader.nbgrader_plugin.FeedbackPage", "grader.nbgrader_plugin.BetterPage")
    monkeypatch.setattr(course_folder, "CONFIG", newer + "\n# A new one.\nc.Exchange.timezone = 'UTC'\n")
    path = root / CONFIG_NAME
    path.write_text(path.read_text() + "\nc.NbGrader.log_level = 10\n")
    told = update(root, "--yes")
    assert "c.GenerateFeedback.exporter_class" in told
    now = path.read_text()
    assert "BetterPage" in now
    assert "c.NbGrader.log_level = 10" in now
    assert now.endswith("# A new one.\nc.Exchange.timezone = 'UTC'\n")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda root: (root / CONFIG_NAME).write_text("c = get_config()\nc.x = (\n"), "it is not valid Python"),
        (lambda root: (root / "source" / SLUG / f"{SLUG}.ipynb").write_text("{"), "cannot be read as a notebook"),
        (lambda root: (root / CONFIG_NAME).unlink(), "is no course folder"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_changes_nothing(root, newer_kit, spoil, sentence):
    newer_kit(lambda notebook: points_of(notebook, "check-cost", 14))
    spoil(root)
    before = everything(root)
    assert sentence in update(root, "--yes", fails=True)
    assert everything(root) == before


def test_data_files_come_with_it_and_changed_ones_stay(root, newer_kit):
    newer_kit(**{"data/points.csv": b"1,2\n", "data/more.csv": b"3\n"})
    update(root, "--yes")
    data = root / "source" / SLUG / "data"
    assert (data / "points.csv").read_bytes() == b"1,2\n"
    (data / "more.csv").write_bytes(b"mine\n")
    newer_kit(**{"data/points.csv": b"1,2,3\n", "data/more.csv": b"4\n"})
    told = update(root, "--yes")
    assert (data / "points.csv").read_bytes() == b"1,2,3\n"
    assert (data / "more.csv").read_bytes() == b"mine\n"
    assert "kept, changed here and in the kit: file: data/more.csv" in told


def test_a_killed_update_has_lost_nothing_and_goes_on(root, newer_kit, monkeypatch):
    newer_kit(lambda notebook: points_of(notebook, "check-cost", 14), **{"data/points.csv": b"1,2\n"})
    whole = root.with_name("whole")
    shutil.copytree(root, whole)
    update(whole, "--yes")
    original, count = os.replace, 0
    writes = 0
    while True:
        course_now = root.with_name(f"killed-{count}")
        shutil.copytree(root, course_now)
        writes = 0

        def stopped(self, target, limit=count):
            nonlocal writes
            writes += 1
            if writes > limit:
                raise KeyboardInterrupt
            original(self, target)

        with monkeypatch.context() as patch:
            patch.setattr("pathlib.Path.replace", stopped)
            try:
                write_update(plan_update(course_now))
                ended = True
            except KeyboardInterrupt:
                ended = False
        if ended:
            break
        CourseFolder(course_now)
        assert notebook_of(course_now)["cells"]
        update(course_now, "--yes")
        for name in (CONFIG_NAME, f"source/{SLUG}/{SLUG}.ipynb", f"source/{SLUG}/data/points.csv"):
            assert (course_now / name).read_bytes() == (whole / name).read_bytes()
        count += 1
    second_time(course_now)
    assert count >= 4


def test_a_file_that_changed_after_the_plan_is_not_overwritten(root, newer_kit):
    newer_kit(lambda notebook: points_of(notebook, "check-cost", 14))
    plan = plan_update(root)
    change_source(root, lambda notebook: points_of(notebook, "check-cost", 3))
    with pytest.raises(CourseError, match="has been changed meanwhile"):
        write_update(plan)
    assert points(root, "check-cost") == 3


def test_it_asks_on_a_terminal_and_changes_nothing_elsewhere_without_yes(root, newer_kit, monkeypatch):
    newer_kit(lambda notebook: points_of(notebook, "check-cost", 14))
    assert "add --yes" in update(root, fails=True)
    monkeypatch.setattr("grader.terminal.update._can_ask", lambda: True)
    for answer, expected in (("\n", 10), ("n\n", 10), ("y\n", 14)):
        done = CliRunner().invoke(app, ["update", "--course", str(root)], input=answer)
        assert "Go on? [y/N]" in done.output
        assert points(root, "check-cost") == expected


def test_it_says_whose_work_is_judged_again(root, fill_in, grade_here, monkeypatch):
    put(root, "ada", fill_in())
    grade_here(root)
    now = fingerprints_of(SLUG)
    newer = replace(now, exercises={**now.exercises, "cost": "newer"})
    monkeypatch.setattr("grader.gradebook.updating.plan.fingerprints_of", lambda slug: newer)
    told = second_time(root)
    assert f"{SLUG}: 1 were judged by another state of the kit; grader autograde judges cost again" in told
    assert f"Next: grader autograde {SLUG}" in told


def test_init_makes_only_some_and_update_adds_others(tmp_path):
    root = tmp_path / "course"
    done = CliRunner().invoke(app, ["init", str(root), "--only", f"unet,{SLUG}"], catch_exceptions=False)
    assert f"with {SLUG}, unet" in done.output
    assert sorted(path.name for path in (root / "source").iterdir()) == [SLUG, "unet"]
    done = CliRunner().invoke(app, ["init", str(root), "--only", "resnet"])
    assert "grader update [SLUG...]" in str(done.exception)
    assert "Did you mean 'resnet'?" in update(root, "resnett", fails=True)
    assert "resnet: comes into the course" in update(root, "resnet", "--yes")
    with CourseFolder(root).gradebook() as gradebook:
        assert {assignment.name for assignment in gradebook.assignments} == {SLUG, "unet", "resnet"}
    told = second_time(root)
    assert all(slug in told for slug in course() if slug not in (SLUG, "unet", "resnet"))


def test_init_with_an_unknown_name_makes_nothing(tmp_path):
    done = CliRunner().invoke(app, ["init", str(tmp_path / "course"), "--only", "logistic_regresion"])
    assert "Did you mean 'logistic_regression'?" in str(done.exception)
    assert not (tmp_path / "course").exists()


@pytest.mark.slow
def test_points_changed_in_the_kits_own_file_come_into_the_course(root, tmp_path):
    kit = tmp_path / "kit"
    for name in ("grader", "dlkit", "assignments", "solutions"):
        shutil.copytree(REPOSITORY / name, kit / name, ignore=shutil.ignore_patterns("__pycache__"))
    path = kit / "assignments" / SLUG / "assignment.toml"
    path.write_text(path.read_text().replace("points = 10", "points = 13", 1))
    command = [sys.executable, "-m", "grader", "update", "--course", str(root), "--yes"]
    environment = {**os.environ, "PYTHONPATH": str(kit)}
    done = subprocess.run(command, cwd=kit, env=environment, capture_output=True, text=True, check=True)
    assert "points: 10 here, 13 in the kit" in done.stdout
    again = subprocess.run(command, cwd=kit, env=environment, capture_output=True, text=True, check=True)
    assert "Everything is up to date." in again.stdout


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_in_one_step(path, b"new")
    assert {item.name: item.read_bytes() for item in tmp_path.iterdir()} == {"a.ipynb": b"old"}
