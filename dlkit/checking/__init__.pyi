from .check import check_exercise as check_exercise
from .check import read_outcome as read_outcome
from .display import GREEN as GREEN
from .display import MUTED as MUTED
from .display import diagnosis_html as diagnosis_html
from .display import show as show
from .needs import begins_with_keras as begins_with_keras
from .report import CheckReport as CheckReport
