"""Run the command line as `python -m dlkit`."""

from dlkit.desk.cli import main

main()
