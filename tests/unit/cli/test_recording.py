"""status, pause, resume, stop, over a real control socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime

import pytest

from command_line import STATUS, Home, Recorder
from mirrorlight import control
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.times import to_us
from mirrorlight.errors import UserError

FIELDS = {"state", "reason", "until", "light", "channels", "ledger", "store"}


def now() -> int:
    return SystemClock().utc()


def test_status_of_a_recorder_is_passed_on_as_it_is(home: Home, recorder: Recorder) -> None:
    assert home.run("status", "--json").json == STATUS


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "Recording for"),
        ({"state": "paused", "reason": "paused", "until": "2099-01-02T10:30:00+00:00"}, "Paused until 2"),
        ({"state": "paused", "reason": "paused"}, "Paused until you resume"),
        ({"state": "filtered", "reason": "excluded"}, "Filtered"),
        ({"state": "starting", "reason": "starting"}, "Starting"),
        ({"state": "blocked", "reason": "light-covered", "light": {"proved": False, "reason": "light-covered"}},
         "Not recording: the light is covered"),
        ({"state": "blocked", "reason": "disk-full"}, "Not recording: the disk is full"),
        ({"state": "blocked", "reason": "a-reason-of-tomorrow"}, "Not recording: a-reason-of-tomorrow"),
    ],
)  # fmt: skip
def test_each_state_is_said_in_words(home: Home, recorder: Recorder, change: dict[str, object], words: str) -> None:
    recorder.answers["status"] = {**STATUS, **change}
    told = home.run("status")
    assert told.status == 0
    assert told.out.startswith(words)
    assert "1,234" in told.out
    assert "12 seen = 8 stored + 3 refused + 0 dropped + 1 waiting" in told.out


def test_status_before_the_first_run(home: Home) -> None:
    told = home.run("status", "--json").json
    assert set(told) >= FIELDS
    assert (told["state"], told["reason"], told["light"]["proved"]) == ("off", "no-consent", False)
    assert set(told["channels"]) == {channel.id for channel in CHANNELS}
    assert told["store"] == {"path": str(home.places.store), "bytes": 0}


def test_status_without_recorder_tells_what_the_store_holds(filled: Home) -> None:
    told = filled.run("status", "--json").json
    assert (told["state"], told["reason"]) == ("off", "off")
    assert told["store"]["bytes"] > 0
    keyboard = told["channels"]["keyboard"]
    assert keyboard["alive"] is False
    assert to_us(datetime.fromisoformat(keyboard["last_stored"])) > now() - 300 * SECOND
    assert told["channels"]["screenshots"]["last_stored"] is None
    assert "no recorder runs" in filled.run("status").out


def test_a_recorder_that_died_is_told_from_one_that_was_stopped(home: Home) -> None:
    home.set_up()
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(home.places.socket))
    told = home.run("status", "--json").json
    assert (told["state"], told["reason"]) == ("off", "crash")
    assert "ended unexpectedly" in home.run("status").out
    done = home.run("pause", "--json")
    assert done.status == 1
    assert '"code": "no-recorder"' in done.err


@pytest.fixture
def silent(home: Home) -> Iterator[None]:
    home.set_up()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(home.places.socket))
        listening.listen()
        yield


def test_a_silent_recorder_is_told_from_none(home: Home, silent: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(control.RecorderSilent):
        control.ask(home.places, "status", timeout=0.05)


@pytest.mark.parametrize(
    ("words", "length"),
    [(("45m",), 2700), (("1h", "30m"), 5400), (("90s",), 90), (("1h30m",), 5400)],
)
def test_pause_for_a_length(home: Home, recorder: Recorder, words: tuple[str, ...], length: int) -> None:
    before = now()
    assert home.run("pause", *words).status == 0
    until = recorder.asked[-1]["until"]
    assert before + length * SECOND <= until <= now() + length * SECOND


def test_pause_alone_takes_the_length_of_the_settings(home: Home, recorder: Recorder) -> None:
    home.run("settings", "set", "pause_minutes", "7")
    assert recorder.asked[-1]["do"] == "reload"
    before = now()
    home.run("pause")
    assert before + 420 * SECOND <= recorder.asked[-1]["until"] <= now() + 420 * SECOND


@pytest.mark.parametrize("time", ["00:00", "12:00", "23:59"])
def test_pause_until_a_time_of_day_means_the_next_one(home: Home, recorder: Recorder, time: str) -> None:
    home.run("pause", "until", time)
    until = recorder.asked[-1]["until"]
    assert now() < until <= now() + 25 * 3600 * SECOND
    assert f"{datetime.fromtimestamp(until / SECOND):%H:%M}" == time


def test_pause_until_tomorrow_is_until_midnight(home: Home, recorder: Recorder) -> None:
    home.run("pause", "until", "tomorrow")
    end = datetime.fromtimestamp(recorder.asked[-1]["until"] / SECOND)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)
    assert end > datetime.now()


def test_pause_until_resumed_has_no_end(home: Home, recorder: Recorder) -> None:
    home.run("pause", "until", "resumed")
    assert recorder.asked[-1] == {"do": "pause", "until": None}


def test_pause_until_a_moment_that_has_passed_is_refused(home: Home, recorder: Recorder) -> None:
    asked = len(recorder.asked)
    assert home.run("pause", "until", "2020-01-01T10:00").status == 2
    assert len(recorder.asked) == asked


def test_resume_and_stop_ask_the_recorder(home: Home, recorder: Recorder) -> None:
    assert home.run("resume").status == 0
    assert recorder.asked[-1] == {"do": "resume"}
    assert home.run("stop").status == 0
    assert {"do": "stop"} in recorder.asked


def test_what_the_recorder_refuses_is_said_in_its_words(home: Home, recorder: Recorder) -> None:
    recorder.answers["resume"] = UserError("It cannot.", "It is so.", "Wait.", code="some-code")
    done = home.run("resume")
    assert (done.status, done.out, done.err) == (1, "", "It cannot. It is so. Wait.\n")


@pytest.mark.parametrize("command", ["pause", "resume", "stop"])
def test_without_recorder_they_say_so(home: Home, command: str) -> None:
    done = home.run(command)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("No recorder runs.")
