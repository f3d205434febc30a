from .asking import ask as ask
from .display import as_html as as_html
from .display import as_text as as_text
from .question import NEUTRAL as NEUTRAL
from .question import KnownAnswer as KnownAnswer
from .question import Marked as Marked
from .question import Question as Question
from .reading import read_questions as read_questions
