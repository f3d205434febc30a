"""The glossary: its page, the words that must be bold in their notebook, and the command that reads it."""

import re
from pathlib import Path

import pytest

from dlkit.course import CourseError, assignments_folder
from dlkit.desk import glossary as words
from grader.authoring import with_glossary
from grader.running import stale_files

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def glossary(tmp_path, monkeypatch):
    """Puts a glossary of the test's own in the place of the course's."""
    path = tmp_path / "glossary.toml"
    monkeypatch.setattr("dlkit.desk.glossary.glossary_path", lambda: path)
    monkeypatch.setattr("grader.authoring.glossary.glossary_path", lambda: path)
    return path


def page() -> str:
    (text,) = with_glossary().values()
    return text.decode()


def test_the_page_is_up_to_date_and_its_links_lead_to_notebooks():
    files = with_glossary()
    assert stale_files(files) == {}
    links = re.findall(r"\]\(([^)]+)\)", page())
    assert len(links) >= 80
    for link in links:
        assert (ROOT / "docs" / link).resolve().exists(), link


def test_every_notebook_explains_words():
    assert {term.notebook for term in words.read_glossary()} == {
        folder.name for folder in assignments_folder().iterdir() if (folder / "notebook.py").exists()
    }


def test_a_line_has_the_other_names_the_notebook_and_the_section(glossary):
    glossary.write_text('[stride]\nnotebook = "convolution"\nalso = ["step"]\nmeaning = "By how much it moves."\n')
    line = "- **stride** (step): By how much it moves. [`convolution`](../assignments/convolution/convolution.ipynb), section 3"
    assert line in page().splitlines()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[stride]\nnotebook = "unet"\nmeaning = "..."', '"stride" is nowhere bold in the text of unet'),
        ('[max-pooling]\nnotebook = "convolution"\nmeaning = "..."', '"max-pooling" is nowhere bold'),
        ('[stride]\nnotebook = "convolutions"\nmeaning = "..."', "names the notebook convolutions, which is none"),
        ('[stride]\nnotebook = "convolution"', '"stride" needs texts meaning and notebook'),
        ('[stride]\nnotebook = "convolution"\nmeaning = "..."\nalso = "step"', '"stride" needs'),
        (
            '[stride]\nnotebook = "convolution"\nmeaning = "..."\nalias = ["step"]',
            '"stride" has alias, which nobody reads',
        ),
    ],
)
def test_what_is_wrong_with_a_word_is_said_with_the_file(glossary, text, sentence):
    glossary.write_text(text)
    with pytest.raises(CourseError, match=re.escape(sentence)) as told:
        with_glossary()
    assert str(glossary) in str(told.value)


def test_what_is_bold_in_code_does_not_count(glossary):
    # In convolution's cells of code stands `slopes[:, :, 0] ** 2, axis=3)`, and in its text nothing bold of the kind.
    glossary.write_text('["2, axis=3"]\nnotebook = "convolution"\nmeaning = "..."')
    with pytest.raises(CourseError, match="nowhere bold"):
        with_glossary()


def test_a_course_without_words_has_no_page(glossary):
    assert with_glossary() == {}


def test_a_stale_page_is_seen(glossary):
    glossary.write_text('[stride]\nnotebook = "convolution"\nmeaning = "By how much it moves."\n')
    assert [path.name for path in stale_files(with_glossary())] == ["glossary.md"]


def test_a_word_is_found_by_any_of_its_names():
    assert [term.name for term in words.find_terms("Kernels")] == ["filter"]
    assert [term.notebook for term in words.find_terms("anchor")] == ["yolo", "siamese"]


def test_an_unknown_word_brings_the_nearest():
    with pytest.raises(CourseError, match="Did you mean 'stride'"):
        words.find_terms("strid")
    with pytest.raises(CourseError, match="`dlkit glossary` without a word lists them all"):
        words.find_terms("qqq")
