"""What a course's `nbgrader_config.py` names: the address stays, wherever the classes themselves live."""

from grader.gradebook.conversion import JudgeCells, RestoreCells, SubmissionReader
from grader.gradebook.feedback import code_as_html, markdown_as_html
from grader.gradebook.importing.collecting import Collector, Extractor
from grader.gradebook.late import LatePolicy, ReleaseFeedback
from grader.gradebook.pages.feedback_page import FeedbackPage
from grader.gradebook.pages.marking_page import ModelAnswers

__all__ = [
    "Collector",
    "Extractor",
    "FeedbackPage",
    "JudgeCells",
    "LatePolicy",
    "ModelAnswers",
    "ReleaseFeedback",
    "RestoreCells",
    "SubmissionReader",
    "code_as_html",
    "markdown_as_html",
]
