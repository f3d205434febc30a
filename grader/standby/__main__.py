"""`python -m grader.standby KEY COURSE SECONDS`: only `grader.standby.client` starts it."""

import sys

from grader.standby.kit import state_of_the_kit

STATE = state_of_the_kit()  # before anything is imported that judges

if __name__ == "__main__":
    from grader.standby.process import main

    main(sys.argv[1], course=sys.argv[2], seconds=float(sys.argv[3]), state=STATE)
