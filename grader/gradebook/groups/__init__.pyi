from .marks import share_marks as share_marks
from .table import GROUPS_NAME as GROUPS_NAME
from .table import Group as Group
from .table import Groups as Groups
from .table import counting as counting
from .table import counting_folder as counting_folder
from .table import passed_over as passed_over
from .table import read_groups as read_groups
