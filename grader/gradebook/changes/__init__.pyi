from .changed import Changes as Changes
from .changed import MarkChange as MarkChange
from .changed import PartChange as PartChange
from .reading import NO_FILES as NO_FILES
from .reading import Judged as Judged
from .run_changes import RunChanges as RunChanges
from .standing import Standing as Standing
from .store import StandingStore as StandingStore
