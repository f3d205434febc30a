"""What an autograder's own scripts start: `python -m grader.autograder PLATFORM FOLDER [STUDENT]`."""

import sys
from pathlib import Path

from grader.autograder.supervising import judge_for_classroom50, run_on_gradescope

platform, folder, *student = sys.argv[1:]
if platform == "gradescope":
    run_on_gradescope(Path(folder))
else:
    judge_for_classroom50(Path(folder), *student)
