"""Text from outside: nothing in it acts on a terminal, hides, or turns the reader around."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlkit.comparing.text import MAX_MARKS, clean, clean_line, shorten, told_key, told_keys

ACTING = {
    "an escape sequence": "\x1b[2J",
    "a command to the window": "\x1b]0;title\x07",
    "its eight-bit form": "\x9b2J",
    "a return to the start of the line": "right\rwrong",
    "a turned direction": "\u202egnp.exe",
    "an isolate": "\u2066x\u2069",
    "a direction mark": "\u200f",
    "an Arabic mark": "\u061c",
    "no space": "\u200b",
    "a joiner": "\u2060",
    "a byte order mark": "\ufeff",
    "a line separator": "a\u2028b",
    "a next line": "a\x85b",
    "half a letter": "\udc80",
    "a tag": "\U000e0041",
    "a blank letter": "\u3164",
    "a delete": "\x7f",
}


@pytest.mark.parametrize("text", ACTING.values(), ids=ACTING)
def test_what_acts_is_replaced(text):
    cleaned = clean(text)
    assert "\ufffd" in cleaned
    assert all(unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in cleaned)
    cleaned.encode("utf-8")


@given(st.text(st.characters()))
def test_nothing_that_acts_is_left_of_any_text(text):
    left = {unicodedata.category(character) for character in clean(text) if character not in "\n\t"}
    assert not left & {"Cc", "Cs", "Zl", "Zp"}
    assert clean(clean(text)) == clean(text)
    assert len(clean_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    "text", ["plain", "two\nlines\tand a tab", "Zoë Łukasz", "数学", "π ≤ ∑", "✓ ✗ …", "naïve e\u0301"]
)
def test_what_people_write_stays(text):
    assert clean(text) == text


def test_marks_do_not_pile_up():
    assert clean("a" + "\u0301" * 1_000) == "a" + "\u0301" * MAX_MARKS


def test_a_line_stays_one():
    assert clean_line("alice\nbob: graded\t90") == "alice bob: graded 90"


def test_a_long_text_is_cut_before_it_is_looked_at():
    assert clean("\x1b" * 10_000_000, limit=10) == "\ufffd" * 9 + "…"
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"


def test_keys_are_told_in_short_and_counted():
    assert told_keys({"dw": 1, (1, 2): 2, 3: 3, None: 4, 0.5: 5}) == "'dw', (1, 2), 3, None, 0.5"
    assert told_keys({str(i): i for i in range(100_000)}).endswith("'11' and 99,988 more")
    assert len(told_key("k" * 1_000_000)) < 50
    assert told_key(16**5_000) == "a whole number of 20,001 bits"
    assert told_key(frozenset([1])) == "a frozenset"
