"""`kiosk`, also as `python -m kiosk`: the desk begins to load before anything else is looked at."""

from __future__ import annotations

import sys


def main() -> int:
    """Do what the words of the command line say, and return the exit code."""
    from kiosk import warm

    words = sys.argv[1:]
    loading = warm.start() if warm.begins(words) else None
    from kiosk import cli

    return cli.main(words, loading)


if __name__ == "__main__":
    sys.exit(main())
