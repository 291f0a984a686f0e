"""What a measurement says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Row:
    """One figure: what, how much, what was to be reached, and whether it was."""

    what: str
    measured: str
    wanted: str
    held: bool
