"""Where the built program begins: as `python -m mirrorlight` does."""

from mirrorlight.__main__ import main

main()
