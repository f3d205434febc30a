from .differences import Difference as Difference
from .plan import AssignmentUpdate as AssignmentUpdate
from .plan import FileUpdate as FileUpdate
from .plan import Update as Update
from .plan import plan_update as plan_update
from .plan import points_told as points_told
from .writing import write_update as write_update
