"""Real TCP connections on loopback, in the real recorder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from running import Recording
from xserver import XServer, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

_SERVE = (
    "import socket,sys; l=socket.create_server(('127.0.0.1',0)); print(l.getsockname()[1],flush=True);"
    "kept=[l.accept() for _ in range(9)]; sys.stdin.read()"
)
_CONNECT = "import socket,sys; c=socket.create_connection(('127.0.0.1',int(sys.argv[1]))); sys.stdin.read()"


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        yield running


class Network:
    """A server on loopback and programs that connect to it, each a process of its own with a name of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        server = self._start("listener-prog", _SERVE)
        assert server.stdout is not None
        self.port = int(server.stdout.readline())

    def connect(self, name: str) -> subprocess.Popen[bytes]:
        return self._start(name, _CONNECT, str(self.port))

    def _start(self, name: str, script: str, *arguments: str) -> subprocess.Popen[bytes]:
        program = self._folder / name
        if not program.exists():
            shutil.copy(Path(sys.executable).resolve(), program)
        process = subprocess.Popen(
            [program, "-I", "-c", script, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={"PYTHONHOME": sys.base_prefix, "LD_LIBRARY_PATH": f"{sys.base_prefix}/lib"},
        )  # fmt: skip
        self._running.append(process)
        return process

    @staticmethod
    def end(process: subprocess.Popen[bytes]) -> None:
        process.communicate(b"")

    def close(self) -> None:
        for process in self._running:
            process.kill()
            process.communicate()


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    folder = tmp_path / "programs"
    folder.mkdir()
    network = Network(folder)
    yield network
    network.close()


def of(recording: Recording, app: str, action: str = "begin") -> list[dict[str, Any]]:
    lines = recording.lines("events", "--channel", "connections", "--app", app)
    return [line for line in lines if line["action"] == action]


def test_it_is_off_until_it_is_switched_on(recording: Recording, network: Network) -> None:
    recording.record()
    assert recording.status()["channels"]["connections"]["on"] is False
    recording.run("settings", "set", "channel_connections", "on")
    network.connect("courier")
    line = until(lambda: of(recording, "courier"), "the connection")[0]
    assert (line["host"], line["port"], line["protocol"]) == ("127.0.0.1", network.port, "tcp")
    assert (line["direction"], line["loopback"], line["name"]) == ("out", True, "localhost")
    assert (line["title"], line["until"]) == ("", None)
    arrived = until(lambda: of(recording, "listener-prog"), "its other side")[0]
    assert (arrived["direction"], arrived["local_port"], arrived["port"]) == ("in", network.port, line["local_port"])


def test_from_when_until_when_and_over_a_pause(recording: Recording, network: Network) -> None:
    recording.run("settings", "set", "channel_connections", "on")
    recording.record()
    courier, other = network.connect("courier"), network.connect("other")
    until(lambda: of(recording, "courier") and of(recording, "other"), "both")
    network.end(courier)
    ended = until(lambda: of(recording, "courier", "end"), "its end")[0]
    assert of(recording, "courier")[0]["until"] == ended["at"] == ended["until"]
    assert not of(recording, "other", "end")

    recording.run("pause", "1h")
    assert of(recording, "other")[0]["until"] is not None
    network.end(other)
    third = network.connect("third")
    recording.run("resume")
    until(lambda: of(recording, "third"), "what began in the pause and goes on")
    assert len(of(recording, "other")) == 1
    assert third.poll() is None

    recording.run("settings", "set", "channel_connections", "off")
    until(lambda: of(recording, "third")[-1]["until"], "its end, because the channel is off")
    ledger = recording.settled()["ledger"]
    assert ledger["seen"] == ledger["stored"] + ledger["dropped"] + sum(ledger["refused"].values())


def test_an_excluded_application_gives_nothing_and_a_rule_ends_what_goes_on(
    recording: Recording, network: Network
) -> None:
    recording.run("settings", "set", "channel_connections", "on")
    recording.run("exclude", "add", "--app", "Secretive")
    recording.record()
    network.connect("secretive")
    network.connect("courier")
    until(lambda: of(recording, "courier"), "the other one")
    recording.run("exclude", "add", "--app", "courier")
    until(lambda: of(recording, "courier")[-1]["until"], "its end")
    network.connect("witness")
    until(lambda: of(recording, "witness"), "a later one")
    assert of(recording, "secretive") == []
    assert len(of(recording, "courier")) == 1


def test_an_excluded_window_in_front_does_not_end_it(recording: Recording, network: Network) -> None:
    recording.run("settings", "set", "channel_connections", "on")
    recording.run("exclude", "add", "--app", "Safe")
    recording.record()
    network.connect("courier")
    until(lambda: of(recording, "courier"), "the connection")
    recording.server.focus(recording.server.window("Safe", "vault"))
    recording.wait_for("filtered")
    network.connect("witness")
    until(lambda: of(recording, "witness"), "one that began meanwhile")
    assert of(recording, "courier")[0]["until"] is None
