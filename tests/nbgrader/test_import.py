"""`grader import`: real zips of Canvas, Moodle and by hand, into a real course; and zip_collect comes to the same."""

import io
import json
import os
import shutil
import stat
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlkit.course import CourseError
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.importing.planning import Wishes
from grader.gradebook.importing.run import import_submissions
from grader.gradebook.late import LateChanges, change
from grader.gradebook.roster.people import read_time
from grader.terminal.cli import app

from .conftest import SLUG, nbgrader
from .test_zip_collect import packed

NAME = f"{SLUG}.ipynb"
ROSTER = {
    "ada": ("Ada", "Lovelace", "ada@example.org", "10"),
    "li1": ("Wei", "Li", "li1@example.org", "111"),
    "li2": ("Wei", "Li", "li2@example.org", "222"),
    "jdoe": ("Jane", "Doe", "jdoe@example.org", None),
    "zoe": ("Zoë", "Müller-Lüdenscheidt", None, None),
    "sean": ("Sean", "O'Brien", None, None),
    "olga": (None, None, None, None),
}


@pytest.fixture(scope="module")
def with_roster(empty_course, tmp_path_factory):
    root = tmp_path_factory.mktemp("roster") / "course"
    shutil.copytree(empty_course, root)
    with CourseFolder(root).gradebook() as gradebook:
        for student, (first, last, email, number) in ROSTER.items():
            gradebook.add_student(student, first_name=first, last_name=last, email=email, lms_user_id=number)
    return root


@pytest.fixture
def root(with_roster, tmp_path):
    """A course with a roster into which nothing has been handed in."""
    root = tmp_path / "course"
    shutil.copytree(with_roster, root)
    return root


@pytest.fixture
def bring(root, tmp_path):
    """Imports archives: their files by name, or their bytes; gives the report."""

    def bring(*archives, platform=None, lists=(), who=None, file_times=False, **options):
        paths = []
        for number, files in enumerate(archives):
            path = tmp_path / f"download{number}.zip"
            path.write_bytes(files if isinstance(files, bytes) else packed(files))
            paths.append(path)
        return import_submissions(root, SLUG, paths, Wishes(platform, lists, who or {}, file_times), **options)

    return bring


def files_of(root):
    """Every file in `submitted/`, with what it holds."""
    found = {}
    for path in sorted((root / "submitted").rglob("*")) if (root / "submitted").exists() else ():
        if path.is_file():
            text = path.read_text(errors="replace")
            found[str(path.relative_to(root / "submitted"))] = json.loads(text) if path.suffix == ".ipynb" else text
    return found


def notebooks_of(root):
    return {name.split("/")[0]: text for name, text in files_of(root).items() if name.endswith(".ipynb")}


def states(report):
    return {item.student: item.state for item in report.imported}


def notes(report, student):
    return " ".join(next(item.notes for item in report.imported if item.student == student))


def test_canvas_numbers_names_and_addresses_find_whose_each_file_is(root, bring):
    report = bring(
        {
            f"lovelaceada_10_1_{NAME}": "Ada's",
            f"liwei_111_2_{NAME}": "the first Li's",
            f"liwei_222_3_{SLUG}-1.ipynb": "the second Li's",
            f"doejane_LATE_333_4_{NAME}": "Jane's",
            "olga_444_5_my_work.ipynb": "Olga's",
            f"__MACOSX/._lovelaceada_10_1_{NAME}": "nothing",
            f"stranger_555_6_{NAME}": "nobody's",
            "texter_666_text.html": "<p>no file</p>",
        }
    )
    assert notebooks_of(root) == {
        "ada": "Ada's", "li1": "the first Li's", "li2": "the second Li's", "jdoe": "Jane's", "olga": "Olga's",
    }  # fmt: skip
    assert set(files_of(root)) == {f"{student}/{SLUG}/{NAME}" for student in ("ada", "li1", "li2", "jdoe", "olga")}
    assert report.without_file == ("sean", "zoe")
    assert [item.student for item in report.imported if item.is_late] == ["jdoe"]
    assert {item.name for item in report.strangers} == {"stranger (555)", "texter (666)"}
    stranger = next(item for item in report.strangers if item.name == "stranger (555)")
    assert "nbgrader db student add stranger --lms-user-id 555" in stranger.todo
    assert "--who 555=STUDENT" in stranger.todo
    with CourseFolder(root).gradebook() as gradebook:
        assert {student.id for student in gradebook.students} == set(ROSTER)


def test_a_name_is_not_enough_where_canvas_says_that_it_is_somebody_else(root, bring):
    files = {f"lovelaceada_99_1_{NAME}": "another Ada's", f"liwei_333_2_{NAME}": "a third Li's"}
    report = bring(files | {f"liwei_222_3_{NAME}": "the second Li's"})
    assert notebooks_of(root) == {"li2": "the second Li's"}
    assert {item.name for item in report.strangers} == {"lovelaceada (99)", "liwei (333)"}


def test_where_the_roster_has_none_of_canvas_numbers_names_are_enough(root, bring):
    bring({f"lovelaceada_99_1_{NAME}": "Ada's"})
    assert notebooks_of(root) == {"ada": "Ada's"}


def test_two_persons_who_could_be_one_student_are_neither(root, bring):
    report = bring({f"doejane_1_1_{NAME}": "one's", f"jdoe_2_2_{NAME}": "another's"})
    assert notebooks_of(root) == {"jdoe": "another's"}  # the login is surer than the name
    (item,) = report.strangers
    assert "could be jdoe by the name, but so could jdoe (2)" in item.why
    report = bring({f"doejane_1_1_{NAME}": "one's", f"doe_jane_2_2_{NAME}": "another's"})
    assert len(report.strangers) == 2


def test_the_instructor_says_who_it_is(root, bring):
    report = bring({f"stranger_555_6_{NAME}": "Olga's"}, who={"555": "olga"})
    assert notebooks_of(root) == {"olga": "Olga's"}
    assert not report.needs_a_person
    with pytest.raises(CourseError, match="no student 'olag'"):
        bring({f"stranger_555_6_{NAME}": "Olga's"}, who={"555": "olag"})


def test_moodles_folders_find_their_students_by_names_as_people_write_them(root, bring):
    report = bring(
        {
            f"Zoë Müller-Lüdenscheidt_4467_assignsubmission_file/{NAME}": "Zoë's",
            f"Sean OBrien_4466_assignsubmission_file_/work/{NAME}": "Sean's",
            "Sean OBrien_4466_assignsubmission_file_/work/helpers.py": "from_sean = 1",
            "Sean OBrien_4466_assignsubmission_file_/timestamp.txt": "2020-01-01 00:00:00 UTC",
            "Lovelace Ada_4465_assignsubmission_file_hw.ipynb": "Ada's, from a download without folders",
            f"Wei Li_4464_assignsubmission_file_/{NAME}": "one of two's",
            "Jane Doe_4463_assignsubmission_onlinetext/onlinetext.html": "<p>text</p>",
        }
    )
    assert files_of(root) == {
        f"zoe/{SLUG}/{NAME}": "Zoë's",
        f"sean/{SLUG}/work/{NAME}": "Sean's",
        f"sean/{SLUG}/work/helpers.py": '"from_sean = 1"',
        f"ada/{SLUG}/{NAME}": "Ada's, from a download without folders",
    }
    told = {item.name: item.why for item in report.strangers}
    assert told["Wei Li (4464)"] == "could be any of li1, li2 by the name"
    assert "a text typed on the platform" in told["Jane Doe (4463)"]
    assert report.without_file == ("jdoe", "li1", "li2", "olga")


def test_a_list_of_the_platform_says_who_is_who_and_when_they_handed_in(root, bring, tmp_path):
    change(root, None, LateChanges(zone="Europe/Berlin"))
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text(
        "Identifier,Full name,Email address,Last modified (submission),Grade\n"
        'Participant 1,Wei Li,li2@example.org,"Friday, 27 November 2026, 10:35 PM",\n'
        'Participant 2,Wei Li,LI1@example.org,"Freitag, 27. November 2026, 22:36",\n'
        'Participant 3,Somebody Else,ada@example.org,"il y a peu",\n',
        encoding="utf-8-sig",
    )
    report = bring(
        {f"Wei Li_{n}_assignsubmission_file_/{NAME}": f"Li's {n}" for n in (1, 2)}
        | {f"Somebody Else_3_assignsubmission_file_/{NAME}": "Ada's"},
        lists=[worksheet],
    )
    assert notebooks_of(root) == {"li1": "Li's 2", "li2": "Li's 1", "ada": "Ada's"}
    assert files_of(root)[f"li2/{SLUG}/timestamp.txt"] == "2026-11-27 21:35:00"
    assert files_of(root)[f"li1/{SLUG}/timestamp.txt"] == "2026-11-27 21:36:00"
    assert any("'il y a peu'" in remark for remark in report.remarks)


def test_the_number_of_a_group_is_not_that_of_a_participant(root, bring, tmp_path):
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text("Identifier,Full name,Email address\nParticipant 12,Ada Lovelace,ada@example.org\n")
    report = bring({f"Group A_12_assignsubmission_file_/{NAME}": "the group's"}, lists=[worksheet])
    assert not report.imported
    assert [item.name for item in report.strangers] == ["Group A (12)"]


def test_a_group_has_the_time_that_the_worksheet_gives_its_members(root, bring, tmp_path):
    (root / "groups.csv").write_text("assignment,group,student\n,Group A,ada\n,Group A,sean\n")
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text(
        "Identifier,Full name,Email address,Last modified (submission)\n"
        'Participant 1,Ada Lovelace,ada@example.org,"Friday, 27 November 2026, 10:35 PM"\n'
        "Participant 2,Sean O'Brien,,-\n"
    )
    (item,) = bring({f"Group A_12_assignsubmission_file_/{NAME}": "theirs"}, lists=[worksheet]).imported
    assert item.members == ("ada", "sean")
    assert files_of(root)[f"{item.student}/{SLUG}/timestamp.txt"] == "2026-11-27 22:35:00"


def test_a_table_beside_archives_that_cannot_be_read_is_said(root, tmp_path):
    place = tmp_path / "all"
    place.mkdir()
    (place / "canvas.zip").write_bytes(packed({f"lovelaceada_10_5_{NAME}": "Ada's"}))
    (place / "worksheet.csv").write_bytes("Identifier,Full name\n1,Zoë\n".encode("latin-1"))
    told = CliRunner().invoke(app, ["import", SLUG, str(place), "--course", str(root)])
    assert told.exit_code == 0, told.output
    assert "Not taken for a list of persons: " in " ".join(told.output.split())
    assert "is no text in UTF-8; export it again" in " ".join(told.output.split())


def test_canvas_exported_gradebook_says_who_is_who(root, bring, tmp_path):
    gradebook = tmp_path / "gradebook.csv"
    gradebook.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
        '"Nobody, Known",900,x1,sean,1\n"Other, One",901,olga,x2,1\n'
    )
    bring({f"knownnobody_900_1_{NAME}": "Sean's", f"oneother_901_2_{NAME}": "Olga's"}, lists=[gradebook])
    assert notebooks_of(root) == {"sean": "Sean's", "olga": "Olga's"}
    times = tmp_path / "times.csv"
    times.write_text("ID,handed_in\n900,2026-12-01 18:05\n901,2026-12-01T18:05:00+01:00\n")
    late = {f"knownnobody_LATE_900_2_{NAME}": "Sean's later", f"oneother_901_2_{NAME}": "Olga's"}
    assert states(bring(late, lists=[gradebook, times])) == {"sean": "newer", "olga": "time"}
    assert files_of(root)[f"sean/{SLUG}/timestamp.txt"] == "2026-12-01 18:05:00"
    assert files_of(root)[f"olga/{SLUG}/timestamp.txt"] == "2026-12-01 17:05:00"
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CourseError, match="says by none of its columns who is who"):
        bring({f"x_900_1_{NAME}": "x"}, lists=[tmp_path / "other.csv"])


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Friday, 27 November 2026, 12:05 AM", datetime(2026, 11, 27, 0, 5)),
        ("27 Mai 2026, 22:35", datetime(2026, 5, 27, 22, 35)),
        ("2026-11-27 10:35", datetime(2026, 11, 27, 10, 35)),
        ("-", None),
        ("31 February 2026, 10:00", None),
        ("gestern", None),
    ],
)
def test_times_are_read_as_moodle_writes_them(text, time):
    assert read_time(text) == time


def test_a_worksheet_in_a_language_that_is_not_read_is_refused(root, bring, tmp_path):
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text("ID,Vollständiger Name,Zuletzt geändert (Abgabe)\nTeilnehmer/in1,Sean OBrien,-\n")
    with pytest.raises(CourseError, match=r"says by none of its columns who is who.*exported in English"):
        bring({f"Sean OBrien_1_assignsubmission_file_/{NAME}": "Sean's"}, lists=[worksheet])


def test_of_several_attempts_the_newest_counts_and_the_others_are_listed(root, bring):
    first = {f"lovelaceada_10_5_{NAME}": ("first", 20), "lovelaceada_10_6_old.py": "gone = 1"}
    second = {f"lovelaceada_10_30_{SLUG}-1.ipynb": ("second", 1), f"lovelaceada_10_7_{NAME}": ("between", 30)}
    report = bring(second, first)
    assert files_of(root) == {f"ada/{SLUG}/{NAME}": "second"}
    passed_over = next(item.passed_over for item in report.imported)
    assert len(passed_over) == 2
    assert any(f"lovelaceada_10_5_{NAME} and 1 more" in told for told in passed_over)
    assert any(f"lovelaceada_10_7_{NAME}" in told for told in passed_over)


def test_files_beside_a_notebook_stay_beside_it(root, bring):
    bring(
        {
            f"lovelaceada_10_5_{NAME}": "Ada's",
            "lovelaceada_10_6_helpers.py": "a = 1",
            "lovelaceada_10_7_task-1.csv": "1",
        }
    )
    assert set(files_of(root)) == {f"ada/{SLUG}/{name}" for name in (NAME, "helpers.py", "task-1.csv")}


def test_no_student_says_when_the_work_was_handed_in(root, bring):
    files = {NAME: "x", "timestamp.txt": "2020-01-01 00:00:00 UTC"}
    report = bring(
        {"lovelaceada_10_5_work.zip": packed(files)}
        | {f"Sean OBrien_1_assignsubmission_file_/{SLUG}/{name}": content for name, content in files.items()}
    )
    assert set(files_of(root)) == {f"ada/{SLUG}/{NAME}", f"sean/{SLUG}/{NAME}"}
    assert "timestamp.txt, which is the course's own, was left out." in notes(report, "sean")


def test_a_students_archive_is_unpacked_and_one_in_it_too(root, bring):
    inner = packed({"deep/hw.ipynb": "Ada's", "__MACOSX/deep/._hw.ipynb": "nothing", "deep/.DS_Store": "nothing"})
    bring({"lovelaceada_10_5_work.zip": packed({"data.csv": "1", "more.zip": inner})})
    assert set(files_of(root)) == {f"ada/{SLUG}/data.csv", f"ada/{SLUG}/more/deep/hw.ipynb"}


def test_a_name_that_is_ones_id_and_anothers_full_name_is_nobodys(root, bring):
    with CourseFolder(root).gradebook() as gradebook:
        gradebook.add_student("wangli", first_name="Wanda", last_name="Lind")
        gradebook.add_student("w2", first_name="Wang", last_name="Li")
    report = bring({f"wangli_901_5_{NAME}": "whose?"})
    assert not notebooks_of(root)
    (stranger,) = report.strangers
    assert "could be any of w2, wangli" in stranger.why


def test_an_archive_beside_files_of_the_names_in_it_replaces_none_and_ends_no_others_import(root, bring):
    work = packed({"a.zip": packed({"x/y.py": "1", "z.py": "inner"}), "a/x": "a file", "a/z.py": "z", "a/z-2.py": "z2"})
    files = {"lovelaceada_10_5_work.zip": work, f"sean_445_6_{NAME}": "Sean's"}
    bring(files)
    found = files_of(root)
    assert found.pop(f"sean/{SLUG}/{NAME}") == "Sean's"
    assert {name.removeprefix(f"ada/{SLUG}/"): json.loads(text) for name, text in found.items()} == {
        "a/x": "a file", "a/z.py": "z", "a/z-2.py": "z2", "a-unpacked/x/y.py": "1", "a-unpacked/z.py": "inner",
    }  # fmt: skip


def test_a_zip_made_by_hand_is_read_by_the_roster(root, bring):
    report = bring(
        {
            f"collected/ada/{SLUG}/hw.ipynb": "Ada's",
            f"collected/ada/{SLUG}/helpers.py": "a = 1",
            f"collected/olga_{NAME}": "Olga's",
            "collected/sean.zip": packed({"hw.ipynb": "Sean's"}),
            "collected/li1@example.org/hw.ipynb": "the first Li's",
            "collected/Zoë Müller-Lüdenscheidt/hw.ipynb": "Zoë's",
            "collected/nobody/hw.ipynb": "nobody's",
        }
    )
    assert notebooks_of(root) == {
        "ada": "Ada's", "olga": "Olga's", "sean": "Sean's", "li1": "the first Li's", "zoe": "Zoë's",
    }  # fmt: skip
    assert [item.name for item in report.strangers] == ["nobody"]
    assert {name for name in files_of(root) if name.startswith("ada")} == {
        f"ada/{SLUG}/{NAME}",
        f"ada/{SLUG}/helpers.py",
    }


def test_a_folder_of_a_name_with_a_dot_is_not_that_of_the_one_before_the_dot(root, bring):
    report = bring({f"ada/{NAME}": "Ada's", f"ada.byron/{NAME}": "another's", f"olga.p_{SLUG}/{NAME}": "another's"})
    assert notebooks_of(root) == {"ada": "Ada's"}
    assert not any(item.passed_over for item in report.imported)
    assert [item.name for item in report.strangers] == ["ada.byron", "olga.p"]


def test_names_in_utf_8_that_do_not_say_so_and_windows_separators_are_read(root, bring):
    data = packed({f"Zoë Müller-Lüdenscheidt_1_assignsubmission_file_|{NAME}": "Zoë's"})
    names = "Zoë Müller-Lüdenscheidt_1_assignsubmission_file_|".encode()
    assert data.count(names) == 2
    data = data.replace(names, names.replace(b"|", b"\\"))
    flags = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + place
        flags[at : at + 2] = (int.from_bytes(flags[at : at + 2], "little") & ~0x800).to_bytes(2, "little")
    bring(bytes(flags))
    assert notebooks_of(root) == {"zoe": "Zoë's"}


def test_a_folder_with_archives_and_unpacked_ones_is_read_like_them(root, tmp_path):
    place = tmp_path / "all"
    (place / "week 3" / "Sean O'Brien_7_assignsubmission_file_").mkdir(parents=True)
    (place / "week 3" / "Sean O'Brien_7_assignsubmission_file_" / "hw.ipynb").write_text('"Sean\'s"')
    (place / "canvas.zip").write_bytes(packed({f"lovelaceada_10_5_{NAME}": "Ada's"}))
    (place / f"jdoe_77_8_{NAME}").write_text('"Jane\'s"')
    (place / f"olga_78_9_{NAME}").symlink_to(place / f"jdoe_77_8_{NAME}")
    report = import_submissions(root, SLUG, [place], Wishes())
    assert notebooks_of(root) == {"sean": "Sean's", "ada": "Ada's", "jdoe": "Jane's"}
    assert states(report)["olga"] == "refused"
    assert "is a link" in notes(report, "olga")


def test_running_twice_changes_nothing_and_an_older_download_changes_nothing_either(root, bring):
    old = {f"lovelaceada_10_5_{NAME}": "old", f"olga_11_6_{NAME}": "Olga's"}
    new = {f"lovelaceada_10_9_{NAME}": "new"}
    assert states(bring(old)) == {"ada": "new", "olga": "new"}
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}
    assert states(bring(old)) == {"ada": "unchanged", "olga": "unchanged"}
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()} == before
    assert states(bring(new)) == {"ada": "newer"}
    report = bring(old)
    assert states(report) == {"ada": "older", "olga": "unchanged"}
    assert not report.needs_a_person
    assert notebooks_of(root)["ada"] == "new"


def test_moodles_later_download_counts_by_its_time(root, bring):
    folder = f"Sean OBrien_1_assignsubmission_file_/{NAME}"
    bring({folder: ("first", 3)})
    assert states(bring({folder: ("second", 5)})) == {"sean": "newer"}
    assert states(bring({folder: ("first", 3)})) == {"sean": "older"}
    assert notebooks_of(root)["sean"] == "second"


def test_what_came_by_other_means_is_not_replaced_unasked(root, bring):
    place = root / "submitted" / "ada" / SLUG
    place.mkdir(parents=True)
    (place / NAME).write_text('"from the exchange"')
    files = {f"lovelaceada_10_5_{NAME}": "from Canvas"}
    report = bring(files)
    assert states(report) == {"ada": "elsewhere"}
    assert report.needs_a_person
    assert "--replace ada" in notes(report, "ada")
    assert notebooks_of(root) == {"ada": "from the exchange"}
    assert states(bring(files, replace=["ada"])) == {"ada": "newer"}
    assert notebooks_of(root) == {"ada": "from Canvas"}
    (place / NAME).write_text('"changed by hand"')
    assert states(bring({f"lovelaceada_10_6_{NAME}": "newer"})) == {"ada": "elsewhere"}
    with pytest.raises(CourseError, match="Nothing of olga"):
        bring(files, replace=["olga"])


def test_times_decide_where_both_are_known(root, bring):
    place = root / "submitted" / "sean" / SLUG
    place.mkdir(parents=True)
    (place / NAME).write_text('"from the exchange"')
    (place / "timestamp.txt").write_text("2026-01-10 12:00:00 UTC")
    folder = f"Sean OBrien_1_assignsubmission_file_/{NAME}"
    assert states(bring({folder: ("earlier", 9)}, file_times=True)) == {"sean": "older"}
    assert states(bring({folder: ("later", 11)}, file_times=True)) == {"sean": "newer"}
    assert (place / "timestamp.txt").read_text() == "2026-01-11 12:00:00"
    (place / NAME).write_text('"mended by hand"')
    assert states(bring({folder: ("later still", 12)}, file_times=True)) == {"sean": "elsewhere"}
    assert notebooks_of(root)["sean"] == "mended by hand"


def test_a_late_one_without_a_time_is_listed_until_somebody_writes_the_time(root, bring):
    files = {f"lovelaceada_LATE_10_5_{NAME}": "Ada's"}
    report = bring(files)
    assert not report.needs_a_person  # nothing is due
    change(root, SLUG, LateChanges(due="2026-01-01 12:00"))
    report = bring(files)
    assert report.needs_a_person
    assert f"submitted/ada/{SLUG}/timestamp.txt" in notes(report, "ada")
    (root / "submitted" / "ada" / SLUG / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    assert not bring(files).needs_a_person


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_what_is_wrong_with_one_hand_in_is_said_of_it_and_ends_no_others(root, bring, monkeypatch):
    from grader.gradebook.importing import unpacking

    monkeypatch.setattr(unpacking, "MAX_BYTES", 100_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, b"0" * 1_000_000)
    hostile = io.BytesIO()
    with zipfile.ZipFile(hostile, "w") as archive:
        archive.writestr("../../../li1/x.ipynb", '"climbed out"')
        archive.writestr(link("gradebook.ipynb"), "../../../gradebook.db")
        archive.writestr("n" * 240 + ".ipynb", "{}")
        archive.writestr(NAME, '"what is left"')
    report = bring(
        {
            "lovelaceada_10_1_work.zip": bomb.getvalue(),
            "liwei_111_2_work.zip": b"PK\x03\x04 broken",
            "liwei_222_3_work.zip": hostile.getvalue(),
            "doejane_333_4_big.ipynb": "x" * 200_000,
            "olga_444_5_work.py": "print(1)",
            f"sean_445_6_{NAME}": "Sean's",
        }
    )
    assert notebooks_of(root) == {"li2": "what is left", "sean": "Sean's"}
    assert "work.zip cannot be unpacked: it holds more than 0 MB" in notes(report, "ada")
    assert "work.zip cannot be unpacked: it is damaged" in notes(report, "li1")
    assert "has a name that leads elsewhere" in notes(report, "li2")
    assert "is a link, and was left out" in notes(report, "li2")
    assert states(report)["jdoe"] == "refused"
    assert "is not a notebook" in notes(report, "olga")
    assert {item.student for item in report.imported if item.needs_a_person} == {"ada", "li1", "jdoe", "olga"}
    assert not list(root.rglob("x.ipynb"))
    assert (root / "submitted" / "li1" / SLUG / "work.zip").exists()  # nothing is lost, and the student is told
    assert not (root / "submitted" / "jdoe").exists()


def test_a_size_that_lies_is_found_while_it_is_read(root, bring, monkeypatch):
    from grader.gradebook.importing import unpacking

    monkeypatch.setattr(unpacking, "MAX_BYTES", 100_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, b"0" * 1_000_000)
    lying = bomb.getvalue().replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    report = bring({"lovelaceada_10_1_work.zip": lying})
    assert "cannot be unpacked" in notes(report, "ada")
    assert sum(path.stat().st_size for path in (root / "submitted").rglob("*")) < 200_000


def test_several_notebooks_are_kept_and_it_is_said_which_will_be_judged(root, bring, fill_in):
    files = {f"Sean OBrien_1_assignsubmission_file_/{name}.ipynb": fill_in({}) for name in ("draft", SLUG)}
    report = bring(files)
    assert f"2 notebooks were handed in; {NAME} will be judged." in notes(report, "sean")
    assert not report.needs_a_person


def test_a_run_that_was_killed_leaves_nothing_half_written(root, bring, monkeypatch):
    from grader.gradebook.importing import run

    files = {f"lovelaceada_10_1_{NAME}": "old", f"olga_11_2_{NAME}": "Olga's"}
    bring(files)
    newer = {f"lovelaceada_10_9_{NAME}": "new", f"olga_11_10_{NAME}": "Olga's new"}

    def killed(*arguments):
        raise KeyboardInterrupt

    renamed, original = [], Path.rename

    def rename(path, target):
        renamed.append(path)
        if len(renamed) == 4:  # Olga's: the old one is out of its place, and the new one not yet there
            os._exit(9)
        return original(path, target)

    monkeypatch.setattr(run, "place_files", killed)
    with pytest.raises(KeyboardInterrupt):
        bring(newer)
    assert notebooks_of(root) == {"ada": "old", "olga": "Olga's"}
    monkeypatch.undo()
    child = os.fork()
    if child == 0:
        Path.rename = rename
        bring(newer)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    report = bring(newer)
    assert states(report) == {"ada": "unchanged", "olga": "newer"}
    assert files_of(root) == {f"ada/{SLUG}/{NAME}": "new", f"olga/{SLUG}/{NAME}": "Olga's new"}


def test_a_dry_run_does_nothing(root, bring):
    before = set(root.rglob("*"))
    assert states(bring({f"lovelaceada_10_1_{NAME}": "Ada's"}, dry_run=True)) == {"ada": "new"}
    assert set(root.rglob("*")) == before


ALL = (
    {f"lovelaceada_10_1_{NAME}": "first", f"lovelaceada_10_9_{SLUG}-1.ipynb": "Ada's", f"who_99_1_{NAME}": "nobody's"},
    {f"Sean OBrien_1_assignsubmission_file_/{NAME}": "Sean's", "Sean OBrien_1_assignsubmission_file_/data/x.csv": "1"},
    {"olga_11_4_work.zip": packed({"hw.ipynb": "Olga's", "helpers.py": "a = 1"})},
)


def test_zip_collect_comes_to_the_same(root, bring, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(root, other)
    worksheet = "Identifier,Full name,Last modified (submission)\nParticipant 1,Sean OBrien,2026-11-27 10:35\n"
    archive = other / "downloaded" / SLUG / "archive"
    archive.mkdir(parents=True)
    (archive / "worksheet.csv").write_text(worksheet)
    for number, files in enumerate(ALL):
        (archive / f"download{number}.zip").write_bytes(packed(files))
    said = nbgrader(other, "zip_collect", SLUG).stderr
    bring(*ALL, lists=[archive / "worksheet.csv"])
    assert files_of(other) == files_of(root)
    assert f"sean/{SLUG}/timestamp.txt" in files_of(root)
    assert "who (99)" in said
    assert "nbgrader db student add who --lms-user-id 99" in said
    assert "Without a file: jdoe, li1, li2, zoe" in said
    assert set(
        states(import_submissions(other, SLUG, [archive], Wishes(lists=[archive / "worksheet.csv"]))).values()
    ) == {"unchanged"}
    again = nbgrader(other, "zip_collect", SLUG, "--force").stderr
    assert "ada: nothing has changed" in again
    assert files_of(other) == files_of(root)


def run(root, *arguments):
    done = CliRunner().invoke(app, ["import", SLUG, *map(str, arguments), "--course", str(root)])
    return done.exit_code, done.output if done.exception is None or done.exit_code in (0, 1) else str(done.exception)


def test_the_command_lists_what_is_to_be_done_and_its_status_says_whether_it_is_anything(root, tmp_path):
    path = tmp_path / "canvas.zip"
    path.write_bytes(packed({f"lovelaceada_10_1_{NAME}": "Ada's"}))
    status, said = run(root, path, "--from", "canvas")
    assert status == 0
    assert said.splitlines() == [
        "1 new: ada",
        "On the roster without a file: jdoe, li1, li2, olga, sean, zoe",
        f"Next: grader autograde {SLUG}",
    ]
    path.write_bytes(packed({f"lovelaceada_10_1_{NAME}": "Ada's", f"who_99_1_{NAME}": "nobody's"}))
    status, said = run(root, path)
    assert status == 1
    assert "1 unchanged: ada" in said
    assert (
        f"who (99): is nobody on the roster (who_99_1_{NAME} in canvas.zip); "
        "if new: nbgrader db student add who --lms-user-id 99; if known by another name, add --who 99=STUDENT"
    ) in said
    status, said = run(root, path, "--json")
    assert status == 1
    assert json.loads(said)["strangers"][0]["name"] == "who (99)"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["missing.zip"], "There is no file"),
        (["notes.txt"], "is no zip archive: give the zip"),
        (["broken.zip"], "is no zip archive that can be read"),
        (["empty.zip"], "There is nothing in"),
        (["canvas.zip", "--from", "moodle"], "No name in canvas.zip is one that Moodle gives: leave --from out"),
        (["empty.zip", "--who", "nonsense"], "Write --who NUMBER=STUDENT"),
    ],
)
def test_unusable_arguments_are_told_in_one_sentence(root, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    Path("notes.txt").write_text("x")
    Path("broken.zip").write_bytes(b"PK no")
    Path("empty.zip").write_bytes(packed({}))
    Path("canvas.zip").write_bytes(packed({f"lovelaceada_10_1_{NAME}": "Ada's"}))
    done = CliRunner().invoke(app, ["import", SLUG, *arguments, "--course", str(root)])
    assert isinstance(done.exception, CourseError)
    assert told in str(done.exception)


def test_an_empty_roster_is_said_and_nobody_is_made_up(empty_course, tmp_path):
    root, path = tmp_path / "course", tmp_path / "canvas.zip"
    shutil.copytree(empty_course, root)
    path.write_bytes(packed({f"lovelaceada_10_1_{NAME}": "Ada's"}))
    report = import_submissions(root, SLUG, [path], Wishes())
    assert report.needs_a_person
    assert any("nbgrader db student import FILE" in remark for remark in report.remarks)
    assert not (root / "submitted").exists()
