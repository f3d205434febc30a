"""`python -m grader` is the `grader` command."""

from grader.terminal import main

main()
