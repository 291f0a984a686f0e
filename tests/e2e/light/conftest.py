"""A real light in a real process on a real X server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from driven_light import Driven
from xserver import XServer, bare_xserver, xserver

__all__ = ["bare_xserver", "xserver"]


@pytest.fixture
def light(xserver: XServer, tmp_path: Path) -> Iterator[Driven]:
    """A light that is on, under openbox. It must end without a word on stderr."""
    driven = Driven(xserver, tmp_path / "light.json")
    try:
        driven.lit()
        yield driven
    finally:
        written = driven.close()
    assert written == ""
    assert driven.process.returncode == 0
