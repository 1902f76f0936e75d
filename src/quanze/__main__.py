"""``python -m quanze`` is the command line."""

from quanze.cli import main

main()
