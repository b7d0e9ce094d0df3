"""``python -m jalon``: the same front door as the command ``jalon``."""

from jalon.cli import main

main()
