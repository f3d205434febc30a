"""Run the command line as `python -m dlkit`."""

from dlkit.cli import main

main()
