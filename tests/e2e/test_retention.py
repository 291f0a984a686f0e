"""What goes by itself, in the real recorder and without one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.keeping import DAY, Trust
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.writer import Writer
from running import Recording
from stores import EDITOR, typing
from xserver import XServer, until

OLD, NEW = "longago", "recently"


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as made:
        made.set_up()
        fill(made)
        yield made


def fill(recording: Recording) -> None:
    """Keys of 20 days ago and of 2 days ago; a clock that the store knows."""
    home = recording.home
    places = Places(home / "data", home / "config", home / "logs", home / "run")
    clock = SystemClock()
    now = clock.utc()
    with contextlib.closing(Writer(places, keys.load(places, str), CHANNELS, clock)) as writer:
        writer.begin(now - 21 * DAY, 0, "0")
        kept: list[Kept] = []
        for days, text in ((20, OLD), (2, NEW)):
            kept += typing(now - days * DAY, 0, text, EDITOR)
        writer.write(kept)
        writer.end(now - DAY, "stopped")
        writer.note_trust(Trust(now - SECOND))


def test_the_recorder_lets_go_what_is_too_old_and_says_that_it_went_by_itself(recording: Recording) -> None:
    recording.record()
    told = until(lambda: recording.status()["kept"], "what is kept")
    assert told["channels"]["keyboard"]["days"] == 14
    assert recording.typed() == OLD + NEW
    done = recording.json("retention", "--now")
    assert done["receipt"]["by_itself"]
    assert done["receipt"]["clean"], done
    assert done["receipt"]["deleted"]["keyboard"] == 2 * len(OLD)
    assert recording.typed() == NEW
    assert done["channels"]["keyboard"]["oldest"] > told["channels"]["keyboard"]["oldest"]
    (receipt,) = recording.lines("receipts")
    assert receipt["by_itself"]
    assert "went by themselves" in recording.run("receipts").stdout
    assert [gap["reason"] for gap in recording.gaps()].count("retention") == 1
    assert recording.json("retention", "--now")["receipt"] is None
    assert recording.status()["state"] == "recording"
    recording.stop()


def test_without_a_recorder_it_is_done_as_well_and_0_days_keep_for_ever(recording: Recording) -> None:
    recording.run("settings", "set", "keep_keyboard", "0")
    assert recording.json("retention", "--now")["receipt"] is None
    assert recording.typed() == OLD + NEW
    recording.run("settings", "set", "keep_keyboard", "1")
    receipt = recording.json("retention", "--now")["receipt"]
    assert receipt["clean"], receipt
    assert recording.typed() == ""
