"""`python -m grader` is the `grader` command."""

from grader.terminal.cli import main

main()
