"""What tests of several layers share: a clock that stands, places in a temporary folder, a real encrypted store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight import i18n
from mirrorlight.places import Places
from standing import StandingClock
from stores import Store

pytest_plugins = ["xserver"]

os.environ[i18n.VARIABLE] = i18n.SOURCE
"""Tests and the processes they start speak English, whoever runs them; those of languages say otherwise."""


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An installation of its own, empty."""
    return Places(tmp_path / "data", tmp_path / "config", tmp_path / "logs", tmp_path / "run")


@pytest.fixture
def store(places: Places, clock: StandingClock) -> Iterator[Store]:
    """A store with a key file, open for writing and reading, in which a recording has begun."""
    with Store(places, clock) as made:
        yield made
