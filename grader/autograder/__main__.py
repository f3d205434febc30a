"""What an autograder's own scripts start: `python -m grader.autograder PLATFORM FOLDER`."""

import sys
from pathlib import Path

from grader.autograder.supervising import judge_for_classroom50, run_on_gradescope

{"gradescope": run_on_gradescope, "classroom50": judge_for_classroom50}[sys.argv[1]](Path(sys.argv[2]))
