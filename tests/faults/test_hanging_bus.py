"""A session bus that takes what is said to it and never answers: nobody may wait for it, the light least of all."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight.desktop import session_bus
from running import Recording, wait_seconds
from xserver import XServer, until


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    address = f"unix:path={tmp_path}/bus"
    process = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--address={address}"], stderr=subprocess.DEVNULL
    )
    until((tmp_path / "bus").is_socket, "the bus")
    yield address, process
    process.send_signal(signal.SIGCONT)
    process.terminate()
    process.wait(10)


@pytest.mark.parametrize("before", [True, False], ids=["from the start", "while it records"])
def test_recording_goes_on_beside_it(
    xserver: XServer, tmp_path: Path, bus: tuple[str, subprocess.Popen[bytes]], before: bool
) -> None:
    address, process = bus
    with Recording(xserver, tmp_path, environment={"DBUS_SESSION_BUS_ADDRESS": address}) as recording:
        recording.set_up()
        if before:
            process.send_signal(signal.SIGSTOP)
        recording.record()
        process.send_signal(signal.SIGSTOP)
        xserver.focus(xserver.window("Editor", "notes"))
        wait_seconds(6)  # the light looks for a tray every five
        xserver.type("still here")
        until(lambda: recording.typed() == "still here", "the keys")
        assert recording.state() == "recording"
        recording.stop()


def test_who_hangs_is_told_from_who_answers_and_who_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bus: tuple[str, subprocess.Popen[bytes]]
) -> None:
    address, process = bus
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"{address},guid=00")
    assert not session_bus.hangs(20)
    process.send_signal(signal.SIGSTOP)
    assert session_bus.hangs(0.2)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session_bus.NONE)
    assert not session_bus.hangs(20)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(b"\0" + str(tmp_path).encode())
        silent.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:abstract={tmp_path}")
        assert session_bus.hangs(0.2)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=localhost,port=1")
    assert not session_bus.hangs(20)
