"""doctor: what is wrong is named, and makes the exit status 1."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from command_line import STATUS, Home, Recorder
from mirrorlight import desktop
from mirrorlight.beyond import BEYOND
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Coverage
from mirrorlight.desktop.listening import RECORD, Listening, Looked


class Desk:
    """A desktop on which everything works, but for what a test takes away."""

    name = "A desktop"

    def __init__(self, light: Coverage, channels: Mapping[str, Coverage]) -> None:
        self._light, self._channels = light, channels

    def can_prove_light(self) -> Coverage:
        return self._light

    def coverage(self, channel: str) -> Coverage:
        return self._channels.get(channel, Coverage(FULLY))

    def listening(self) -> Looked:
        return Looked(RECORD, (Listening(os.getpid()),))

    def close(self) -> None: ...


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> dict[str, Coverage]:
    """Where a test puts what does not work: by channel, and "light". What this computer lacks by itself (a print
    server) plays no part.
    """
    lacking: dict[str, Coverage] = {}
    declared = tuple(
        replace(channel, coverage=lambda here, name=channel.id: here.coverage(name)) for channel in CHANNELS
    )
    monkeypatch.setattr("mirrorlight.channels.CHANNELS", declared)
    monkeypatch.setattr(
        desktop, "current", lambda *_, **__: Desk(lacking.get("light", Coverage(FULLY)), lacking), raising=False
    )
    return lacking


def bad(found: Mapping[str, Any]) -> list[str]:
    return [finding["id"] for finding in found["findings"] if finding["state"] == "bad"]


def test_all_in_order(home: Home, desk: dict[str, Coverage]) -> None:
    home.set_up()
    done = home.run("doctor", "--json")
    assert done.status == 0
    assert done.json["ok"] is True
    assert set(done.json["channels"]) == {channel.id for channel in CHANNELS}
    assert "Everything that should work does." in home.run("doctor").out


def test_before_the_first_run_nothing_is_wrong_yet(home: Home, desk: dict[str, Coverage]) -> None:
    done = home.run("doctor", "--json")
    assert (done.status, bad(done.json)) == (0, [])
    assert not home.places.data.exists()


def test_a_channel_that_is_on_and_cannot_work_is_wrong_one_that_is_off_is_not(
    home: Home, desk: dict[str, Coverage]
) -> None:
    home.set_up()
    desk["pointer"] = Coverage(NOT, "it is not told")
    desk["windows"] = Coverage(PARTLY, "only some")
    done = home.run("doctor", "--json")
    assert (done.status, bad(done.json)) == (1, ["pointer"])
    assert done.json["channels"]["pointer"] == {"on": True, "how": "not", "why": "it is not told"}
    home.run("settings", "set", "channel_pointer", "off")
    assert home.run("doctor").status == 0


def test_a_light_that_cannot_be_proved_is_wrong(home: Home, desk: dict[str, Coverage]) -> None:
    home.set_up()
    desk["light"] = Coverage(NOT, "no program can check")
    done = home.run("doctor", "--json")
    assert (done.status, bad(done.json)) == (1, ["light"])
    assert "no program can check" in home.run("doctor").out


def test_a_key_that_is_gone(home: Home, desk: dict[str, Coverage]) -> None:
    home.set_up()
    home.places.key_file.unlink()
    done = home.run("doctor", "--json")
    assert (done.status, bad(done.json)) == (1, ["key"])


def test_a_damaged_store_is_told_and_kept(filled: Home, desk: dict[str, Coverage]) -> None:
    data = bytearray(filled.places.store.read_bytes())
    data[-2000:-1900] = bytes(100)
    filled.places.store.write_bytes(data)
    done = filled.run("doctor", "--json")
    assert (done.status, bad(done.json)) == (1, ["store"])
    assert filled.places.store.read_bytes() == bytes(data)


def test_files_that_others_can_read(home: Home, desk: dict[str, Coverage]) -> None:
    home.set_up()
    home.places.consent.chmod(0o644)
    done = home.run("doctor", "--json")
    assert (done.status, bad(done.json)) == (1, ["rights"])
    assert f"chmod go= {home.places.consent}" in home.run("doctor").out


def test_a_recorder_that_is_deaf_for_a_channel(home: Home, desk: dict[str, Coverage], recorder: Recorder) -> None:
    assert home.run("doctor", "--json").status == 0
    channels = {**STATUS["channels"], "keyboard": {**STATUS["channels"]["keyboard"], "alive": False}}
    recorder.answers["status"] = {**STATUS, "channels": channels}
    done = home.run("doctor", "--json")
    assert (done.status, bad(done.json)) == (1, ["recorder"])


def test_what_agents_take_and_no_channel_shows_is_told(home: Home, desk: dict[str, Coverage]) -> None:
    done = home.run("doctor", "--json")
    assert [one["id"] for one in done.json["not_seen"]] == [one.id for one in BEYOND]
    assert all(one["why"] and one["source"] for one in done.json["not_seen"])
    told = home.run("doctor").out
    for one in BEYOND:
        assert f"{one.title}: {one.taken} {one.why}" in told


def test_a_damaged_store_that_is_kept_is_told(home: Home, desk: dict[str, Coverage]) -> None:
    home.set_up()
    kept = home.places.data / "store.db.damaged-2026-11-01"
    kept.write_bytes(home.places.store.read_bytes())
    kept.chmod(0o600)
    done = home.run("doctor", "--json")
    assert (done.status, bad(done.json)) == (0, [])
    (told,) = (finding for finding in done.json["findings"] if finding["id"] == "damaged-copy")
    assert str(kept) in told["said"]
    assert "2026-11-15" in told["do"]
