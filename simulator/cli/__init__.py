"""The command line: thin. Each command parses what was typed, calls the folder that does the work, and prints."""

import sys


def main() -> None:
    """Run ``collabsim`` as typed in a terminal and leave with its exit code."""
    try:
        from simulator.cli import process

        process.begin()
        from simulator.cli.app import collabsim
    except KeyboardInterrupt:
        # Ctrl-C so early that even the command line is not there yet to say so.
        sys.exit(130)
    try:
        collabsim.main()
    except SystemExit as ending:
        if isinstance(ending.code, int):
            process.leave(ending.code)
        raise
