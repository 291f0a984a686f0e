"""A made day of somebody invented, read as a report reads it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from day import DAY, MadeDay, make_day
from mirrorlight.channels import CHANNELS
from mirrorlight.insight.periods import Period
from mirrorlight.report.chosen import Chosen
from mirrorlight.report.collect import Asked
from mirrorlight.report.draft import Draft, draft
from mirrorlight.store.reader import Reader
from reports import Read


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """The whole day with pictures, made once; nobody writes to it."""
    return make_day(tmp_path_factory.mktemp("reported"))


@pytest.fixture
def reader(made: MadeDay) -> Iterator[Reader]:
    opened = Reader(made.places, made.key, CHANNELS, made.clock)
    yield opened
    opened.close()


@pytest.fixture
def read(made: MadeDay, reader: Reader) -> Read:
    """Reads a report of the day with the content that is named."""

    def reading(*contents: str, kind: str = "day", sharp: bool = False) -> Draft:
        chosen = Chosen(Period.around(kind, DAY), (), frozenset(contents), sharp)
        return draft(Asked(reader, chosen, made.clock.utc()))

    return reading
