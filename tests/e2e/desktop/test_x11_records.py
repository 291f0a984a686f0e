"""Who holds a RECORD context: a real second process that listens, in a real X server; and our own recorder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight import control
from mirrorlight.agents import check
from mirrorlight.agents.check import Check
from mirrorlight.desktop import x11_records
from mirrorlight.desktop.listening import RECORD
from mirrorlight.places import Places
from running import Recording
from xserver import XServer, until

LISTENER = """
import sys
from pynput import keyboard
listener = keyboard.Listener(on_press=lambda key: None)
listener.start()
listener.wait()
print("listening", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def listener(xserver: XServer, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A keylogger as small as it can be, which keeps nothing."""
    script = tmp_path / "keywatch.py"
    script.write_text(LISTENER)
    with subprocess.Popen(
        [sys.executable, str(script)], env=xserver.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        yield process
        process.kill()


def pids() -> list[int]:
    return [each.pid for each in x11_records.look().found]


def test_nobody_listens_in_a_fresh_server_and_asking_is_not_listening(xserver: XServer) -> None:
    for _round in range(3):
        found = x11_records.look()
        assert (found.id, found.told, found.found) == (RECORD, True, ())
        assert "XInput" in found.limits


def test_a_listener_is_found_with_its_process_and_gone_when_it_ends(
    xserver: XServer, listener: subprocess.Popen[str]
) -> None:
    until(lambda: pids() == [listener.pid], "the listener")
    listener.kill()
    listener.wait()
    until(lambda: pids() == [], "its end")


@pytest.fixture
def bare(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    """A server without an extension."""
    with XServer(wm=False, arguments=["-extension", request.param]) as server:
        monkeypatch.setenv("DISPLAY", server.display)
        yield server


@pytest.mark.parametrize("bare", ["X-Resource"], indirect=True)
def test_a_server_that_does_not_tell_who_holds_what(bare: XServer) -> None:
    found = x11_records.look()
    assert not found.told
    assert "X-Resource" in found.limits


@pytest.mark.parametrize("bare", ["RECORD"], indirect=True)
def test_a_server_by_which_nobody_can_listen(bare: XServer) -> None:
    found = x11_records.look()
    assert found.told
    assert found.found == ()
    assert "no RECORD" in found.limits


def test_no_server_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":98765")
    assert not x11_records.look().told


def test_mirrorlights_own_recorder_is_told_from_another_listener(
    xserver: XServer, tmp_path: Path, listener: subprocess.Popen[str]
) -> None:
    with Recording(xserver, tmp_path) as recording:
        recording.set_up()
        recorder = recording.record()
        home = recording.home
        places = Places(home / "data", home / "config", home / "logs", home / "run")
        assert control.recorder_process(places) == recorder.pid

        def found() -> Check | None:
            seen = check.look(places)
            return seen if len(seen.direct[0].found) == 2 else None

        seen = until(found, "both")
        own, other = seen.direct[0].found
        assert (own.program.pid, own.own) == (recorder.pid, True)
        assert (other.program.pid, other.own, other.program.script) == (listener.pid, False, "keywatch.py")
        assert "keywatch.py" in seen.hears
        listener.kill()
        listener.wait()
        until(lambda: "Mirrorlight alone" in check.look(places).hears, "Mirrorlight alone")
        told = recording.json("agents", "check")
        assert [each["own"] for each in told["direct"][0]["found"]] == [True]
        said = {finding["id"]: finding for finding in recording.json_of("doctor")["findings"]}
        assert "Mirrorlight alone" in said["listening"]["said"]
        assert said["listening"]["state"] == said["agents"]["state"] == "note"
        recording.run("stop")
        assert control.recorder_process(places) == 0
