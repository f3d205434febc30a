"""`nbgrader zip_collect`, as `grader init` configures it: a file is whose the download says, whatever it is called."""

import io
import json
import shutil
import zipfile

import pytest

from .conftest import SLUG, nbgrader

NAME = f"{SLUG}.ipynb"


@pytest.fixture
def collect(empty_course, tmp_path):
    """Puts archives into a fresh course, collects them, and gives each student's notebook and what was said."""

    def collect(**archives):
        root = tmp_path / "course"
        shutil.copytree(empty_course, root)
        folder = root / "downloaded" / SLUG / "archive"
        folder.mkdir(parents=True)
        for name, files in archives.items():
            (folder / f"{name}.zip").write_bytes(packed(files))
        said = nbgrader(root, "zip_collect", SLUG).stderr
        return {path.parts[-3]: json.loads(path.read_text()) for path in root.glob(f"submitted/*/{SLUG}/*.ipynb")}, said

    return collect


def packed(files):
    """A zip file: contents by name; with a day of January, if one is given."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, content in files.items():
            content, day = content if isinstance(content, tuple) else (content, 1)
            content = content if isinstance(content, bytes) else json.dumps(content)
            file.writestr(zipfile.ZipInfo(name, (2026, 1, day, 12, 0, 0)), content)
    return data.getvalue()


def test_canvas_names_and_folders_of_moodle_tell_whose_a_file_is(collect):
    moodle = {
        f"Ada Lovelace_1234_assignsubmission_file/my {NAME}": "Ada's",
        f"Bo_77_assignsubmission_file_/{NAME}": "Bo's",
    }
    canvas = {f"zoe_12_34_{NAME}": "Zoe's", f"eve_LATE_13_35_{SLUG}-1.ipynb": "Eve's"}
    found, _ = collect(moodle=moodle, canvas=canvas)
    assert found == {"1234": "Ada's", "77": "Bo's", "zoe": "Zoe's", "eve": "Eve's"}


def test_a_file_that_bears_another_students_name_stays_its_owners(collect):
    moodle = {
        f"Mallory_66_assignsubmission_file_/zoe_12_34_{NAME}": "Mallory's",
        f"x_1234_assignsubmission_file_67_assignsubmission_file_/{NAME}": "Nick's",
    }
    inner = packed({f"ada_1_2_{NAME}": "Olga's", f"Ada_1234_assignsubmission_file_/{NAME}": "Olga's"})
    canvas = {
        "olga_15_36_work.zip": inner,
        "pat_16_37_Ada_1234_assignsubmission_file_.zip": packed({NAME: "Pat's"}),
        f"rae_17_38_zoe_12_34_{NAME}": "Rae's",
        f"Ada_1234_assignsubmission_file_{NAME}": "a flat file, of whom nobody knows",
    }
    found, _ = collect(moodle=moodle, canvas=canvas)
    assert found == {"66": "Mallory's", "67": "Nick's", "olga": "Olga's", "rae": "Rae's"}


def test_a_students_own_archive_laid_into_the_download_is_the_students(collect):
    found, _ = collect(mallory_12_34_work={f"ada_1_2_{NAME}": "Mallory's"})
    assert found == {"mallory": "Mallory's"}


@pytest.mark.parametrize("name", ["..", ".", "...", "<b>", "-x", " ", "a b"])
def test_what_is_no_students_name_is_collected_for_nobody(collect, name):
    found, _ = collect(canvas={f"{name}_12_34_{NAME}": "nobody's", f"zoe_12_34_{NAME}": "Zoe's"})
    assert found == {"zoe": "Zoe's"}


def test_of_two_files_of_a_student_the_newest_is_taken_and_it_is_said(collect):
    files = {
        f"zoe_12_34_{SLUG}.ipynb": ("first", 3),
        f"zoe_12_35_{SLUG}-1.ipynb": ("newest", 9),
        f"zoe_12_36_{SLUG}-2.ipynb": ("second", 5),
    }
    found, said = collect(canvas=files)
    assert found == {"zoe": "newest"}
    assert "zoe handed in 3 files" in said


def test_where_the_dates_are_the_same_the_last_attempt_is_taken(collect):
    files = {f"zoe_12_3{number}_{SLUG}-{number}.ipynb": f"attempt {number}" for number in (2, 10, 9)}
    found, _ = collect(canvas=files)
    assert found == {"zoe": "attempt 10"}
