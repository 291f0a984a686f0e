"""`python -m mirrorlight`, and the script `mirrorlight`."""

from __future__ import annotations

import sys

from mirrorlight.main import main as run


def main() -> None:
    """Run, and end the process with the exit status."""
    sys.exit(run())


if __name__ == "__main__":
    main()
