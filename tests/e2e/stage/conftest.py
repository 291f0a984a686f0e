"""A real recorder, and a process with the stage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from driven_stage import Staged
from running import Recording
from xserver import XServer

GONE = "qt.accessibility.atspi:"


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as made:
        made.set_up()
        yield made


@pytest.fixture
def staged(recording: Recording) -> Iterator[Staged]:
    made = Staged(recording)
    yield made
    # The recorder asks what has the keyboard over the accessibility bus; Qt says so when that, or the bus, has gone.
    said = [line for line in made.close().splitlines() if not line.startswith(GONE)]
    assert said == []
