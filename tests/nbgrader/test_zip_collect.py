"""`nbgrader zip_collect`, as `grader init` configures it: a file is whose the download says, whatever it is called.

Here nobody is on the roster, so that names of the platform count as ids; `test_import.py` has the rest.
"""

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
    }
    found, _ = collect(moodle=moodle, canvas=canvas)
    assert found == {"66": "Mallory's", "67": "Nick's", "olga": "Olga's", "pat": "Pat's", "rae": "Rae's"}


def test_a_students_own_archive_laid_into_the_download_is_the_students(collect):
    found, _ = collect(mallory_12_34_work={f"ada_1_2_{NAME}": "Mallory's"})
    assert found == {"mallory": "Mallory's"}


@pytest.mark.parametrize("name", ["..", ".", "...", "<b>", "-x", " ", "a b"])
def test_what_is_no_students_name_is_collected_for_nobody(collect, name):
    found, _ = collect(canvas={f"{name}_12_34_{NAME}": "nobody's", f"zoe_12_34_{NAME}": "Zoe's"})
    assert found == {"zoe": "Zoe's"}


def test_of_several_attempts_the_last_is_taken_whatever_the_files_times_and_it_is_said(collect):
    files = {
        f"zoe_12_34_{SLUG}.ipynb": ("first", 9),
        f"zoe_12_310_{SLUG}-10.ipynb": ("newest", 3),
        f"zoe_12_39_{SLUG}-9.ipynb": ("ninth", 5),
    }
    found, said = collect(canvas=files)
    assert found == {"zoe": "newest"}
    assert f"zoe handed in more than once; the newest is taken, zoe_12_310_{SLUG}-10.ipynb" in said


def test_two_persons_of_one_name_are_neither_mixed_nor_made_one(collect):
    found, said = collect(
        canvas={f"li_111_1_{NAME}": "one's", f"li_222_2_{NAME}": "another's", f"zoe_3_3_{NAME}": "Zoe's"}
    )
    assert found == {"zoe": "Zoe's"}
    assert "could be li by the name, but so could li (222)" in said


def test_a_course_with_the_collector_alone_is_told_the_line_that_it_lacks(collect, empty_course, tmp_path):
    root = tmp_path / "older"
    shutil.copytree(empty_course, root)
    config = root / "nbgrader_config.py"
    lines = [line for line in config.read_text().splitlines() if "extractor_plugin" not in line]
    config.write_text("\n".join(lines))
    folder = root / "downloaded" / SLUG / "archive"
    folder.mkdir(parents=True)
    (folder / "canvas.zip").write_bytes(packed({f"zoe_3_3_{NAME}": "Zoe's"}))
    done = nbgrader(root, "zip_collect", SLUG, check=False)
    assert done.returncode != 0
    assert "Write this line into nbgrader_config.py: c.ZipCollectApp.extractor_plugin" in done.stderr
