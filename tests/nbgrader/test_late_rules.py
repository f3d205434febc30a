"""What late work costs, by the clock of the course: policies, time changes, settings that a person can read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dlkit.course import CourseError
from grader.gradebook.late.local_time import days_begun, find_zone, in_utc, moved, read_local, shifted, show_local
from grader.gradebook.late.policy import read_policy
from grader.gradebook.late.settings import LATE_NAME, read_settings, write_setting

BERLIN = ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "days", "left"),
    [
        ("10% a day", 0, 40),
        ("10% a day", 1, 36),
        ("10 %  per day", 3, 28),
        ("10% a day", 99, 0),
        ("2.5 points a day", 2, 35),
        ("1 point a day, at most 5%", 30, 38),
        ("10% a day, at most 50%", 9, 20),
        ("10% a day, at most 50%, none after 9 days", 10, 0),
        ("None after 3 days", 3, 40),
        ("none after 3 days", 4, 0),
        ("none after 0 days", 1, 0),
        ("none", 100, 40),
    ],
)
def test_a_policy_leaves(text, days, left):
    assert 40 - read_policy(text).penalty(40, days) == pytest.approx(left)


@pytest.mark.parametrize(
    "text",
    ["", "10%", "ten% a day", "-10% a day", "0% a day", "110% a day", "10% a day, 20% a day", "at most 50%", "none, none",
     "10% a day,", "none after days", "0 points a day", "10% a day; at most 50%", "nan% a day"],
)  # fmt: skip
def test_what_is_no_policy_is_told_in_one_sentence(text):
    with pytest.raises(CourseError, match=r'is no policy for late work: write "10% a day"'):
        read_policy(text)


@pytest.mark.parametrize(
    ("text", "late", "left", "used"),
    [
        ("10% a day", 2, 3, 2),
        ("10% a day", 5, 3, 3),
        ("none", 2, 3, 0),
        ("none after 3 days", 2, 3, 0),
        ("none after 3 days", 5, 3, 2),
        ("none after 3 days", 9, 3, 0),
        ("10% a day, at most 20%", 9, 3, 0),
        ("10% a day", 20, 3, 0),
    ],
)
def test_free_days_are_used_where_they_save_something_and_no_more(text, late, left, used):
    assert read_policy(text).days_that_save(late, left) == used


@pytest.mark.parametrize(
    ("due", "later"),
    [
        ("2026-10-24 18:00", timedelta(hours=25)),  # the clocks are put back in the night after it
        ("2026-03-28 18:00", timedelta(hours=23)),  # and forward
        ("2026-07-01 18:00", timedelta(hours=24)),
    ],
)
def test_a_day_is_over_when_the_clock_says_so(due, later):
    moment = read_local(due, BERLIN)
    assert days_begun(moment, moment, BERLIN) == 0
    assert days_begun(moment, moment + timedelta(microseconds=1), BERLIN) == 1
    assert days_begun(moment, moment + later, BERLIN) == 1
    assert days_begun(moment, moment + later + SECOND, BERLIN) == 2
    assert shifted(moment, 1, BERLIN) == moment + later
    assert days_begun(moment, shifted(moment, 400, BERLIN), BERLIN) == 400


def test_a_time_that_comes_twice_is_the_later_one_and_one_that_never_comes_is_refused():
    assert read_local("2026-10-25 02:30", BERLIN) == datetime(2026, 10, 25, 1, 30)
    with pytest.raises(CourseError, match=r"2026-03-29 02:30 does not exist in Europe/Berlin"):
        read_local("2026-03-29 02:30", BERLIN)
    night = read_local("2026-03-28 02:30", BERLIN)
    assert show_local(shifted(night, 1, BERLIN), BERLIN) == "2026-03-29 03:30"
    assert days_begun(night, shifted(night, 1, BERLIN), BERLIN) == 1
    assert moved(night, timedelta(), BERLIN) == night


@pytest.mark.parametrize(
    "text", ["tomorrow", "2026-12-01", "2026-13-01 10:00", "01.12.2026 18:00", "", "0001-01-01 00:00"]
)
def test_what_is_no_time_is_told(text):
    with pytest.raises(CourseError):
        read_local(text, BERLIN)


def test_what_is_shown_is_what_was_read():
    for text in ("2026-12-01 18:00", "2026-07-01 18:00:01"):
        assert show_local(read_local(text, BERLIN), BERLIN) == text
    aware = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert in_utc(aware, BERLIN) == datetime(2026, 7, 1, 6, 30)


@pytest.mark.parametrize("name", ["Mars", "", "../etc/passwd", "Europe", "x" * 400])
def test_what_is_no_time_zone_is_told_shortly(name):
    with pytest.raises(CourseError, match="There is no time zone") as told:
        find_zone(name)
    assert len(str(told.value)) < 200
    with pytest.raises(CourseError, match=r"Did you mean 'Europe/Berlin'\?"):
        find_zone("Europe/Berln")


def test_a_setting_is_written_and_what_a_person_wrote_stays(tmp_path):
    path = tmp_path / LATE_NAME
    path.write_text('free_days = 2  # as agreed\n\n[assignments.convnet]\n# hard\npolicy = "5% a day"\n')
    write_setting(tmp_path, "policy", "10% a day")
    write_setting(tmp_path, "policy", "none", slug="unet")
    write_setting(tmp_path, "time_zone", "Europe/Berlin")
    write_setting(tmp_path, "feedback_after", datetime(2026, 12, 1, 12), slug="unet")
    found = read_settings(tmp_path)
    assert "# as agreed" in path.read_text()
    assert "# hard" in path.read_text()
    assert (found.free_days, found.zone) == (2, BERLIN)
    texts = [found.policy_of(slug).text for slug in ("convnet", "unet", "yolo")]
    assert texts == ["5% a day", "none", "10% a day"]
    assert found.feedback_after == {"unet": datetime(2026, 12, 1, 11)}
    write_setting(tmp_path, "feedback_after", None, slug="unet")
    assert not read_settings(tmp_path).feedback_after


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("policy = ", "cannot be understood"),
        ('policy = "much"', "'much' is no policy"),
        ("policy = 3", "should be a text in quotes"),
        ("free_days = -1", "free_days is -1"),
        ("free_days = true", "free_days is True"),
        ("freedays = 3", "Did you mean 'free_days'?"),
        ('time_zone = "Berlin"', "There is no time zone"),
        ("assignments = 1", "should be a section"),
        ('[assignments]\nunet = "none"', "should be a section"),
        ("[assignments.unett]\n", "There is no assignment 'unett'"),
        ('[assignments.unet]\npolicy = "none"\nlate = 1', "There is no setting 'late'"),
        ("[assignments.unet]\nfeedback_after = 2026-12-01", "is no date with a time"),
        ('[assignments.unet]\nfeedback_after = "soon"', "is no date with a time"),
    ],
)
def test_a_file_that_cannot_be_understood_is_told_in_one_sentence_and_stays(tmp_path, text, told):
    path = tmp_path / LATE_NAME
    path.write_text(text)
    for act in (lambda: read_settings(tmp_path), lambda: write_setting(tmp_path, "free_days", 1)):
        with pytest.raises(CourseError) as error:
            act()
        assert told in str(error.value)
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)
    assert path.read_text() == text
