"""Run the command line as `python -m dlkit`."""

from dlkit.desk import main

main()
