"""These tests run on an X server of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from watching import Watching
from xserver import XServer


@pytest.fixture
def watching(xserver: XServer) -> Iterator[Watching]:
    with Watching() as started:
        yield started
