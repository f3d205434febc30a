from .client import Judged as Judged
from .client import judge_by as judge_by
from .client import judge_loose as judge_loose
from .place import Standing as Standing
from .place import standing_by as standing_by
