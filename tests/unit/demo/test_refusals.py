"""Nothing is recorded into demo data, whoever asks; and no real store is made in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from day import home
from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SystemClock
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.settings import Settings, declared
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader
from mirrorlight.store.writer import Writer


def actions(places: Places) -> Actions:
    return Actions(places, Settings(places.settings, declared(CHANNELS)), SystemClock(), str)


@pytest.mark.parametrize("synthetic", [True, False])
def test_a_store_says_whether_it_is_synthetic(tmp_path: Path, synthetic: bool) -> None:
    places = home(tmp_path)
    key = keys.create(places, keys.FILE)
    writer = Writer(places, key, CHANNELS, SystemClock())
    if synthetic:
        writer.mark_synthetic()
    assert writer.synthetic() is synthetic
    writer.close()
    reader = Reader(places, key, CHANNELS)
    assert reader.synthetic() is synthetic
    reader.close()
    asked = actions(places)
    assert asked.synthetic() is synthetic
    assert asked.status()["synthetic"] is synthetic
    asked.close()


def test_no_recorder_is_started_on_it(tmp_path: Path) -> None:
    places = home(tmp_path)
    writer = Writer(places, keys.create(places, keys.FILE), CHANNELS, SystemClock())
    writer.mark_synthetic()
    writer.close()
    asked = actions(places)
    with pytest.raises(UserError) as refused:
        asked.start()
    assert refused.value.code == "synthetic"
    assert refused.value.why
    asked.close()


def test_in_a_demo_s_window_no_other_store_is_made_after_everything_was_erased(tmp_path: Path) -> None:
    places = home(tmp_path)
    keys.create(places, keys.FILE)
    asked = actions(places)
    asked.throwaway = True
    asked.erase_everything()
    for act in (asked.start, lambda: asked.sibling().set_up(keys.FILE, ("keyboard",))):
        with pytest.raises(UserError) as refused:
            act()
        assert refused.value.code == "synthetic"
    assert not places.store.exists()
    asked.close()
