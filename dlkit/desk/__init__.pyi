from .cli import main as main
from .model_answers import model_answer as model_answer
from .notebook import CheckFailed as CheckFailed
from .notebook import OpenAssignment as OpenAssignment
from .notebook import open_assignment as open_assignment
from .terminal import CleanConsole as CleanConsole
