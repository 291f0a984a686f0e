"""A real PulseAudio with a microphone that is silence, a real program that records, in the real recorder.

The camera is a plain file that stands in /dev for one: there is none here, and only root can put it there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from running import Recording
from xserver import XServer, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="PulseAudio and /dev are Linux's")


class Sound:
    """A sound server of its own; `microphone` and `loudspeaker` are what programs can record from."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        self.environment = {
            **os.environ, "PULSE_RUNTIME_PATH": str(folder), "HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
            "PULSE_STATE_PATH": str(folder),
        }  # fmt: skip
        self._running: list[subprocess.Popen[bytes]] = []
        self.start()

    def start(self) -> subprocess.Popen[bytes]:
        self.server = self._run(
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
            "-L", "module-null-source source_name=microphone", "-L", "module-null-sink sink_name=loudspeaker",
            "-L", "module-native-protocol-unix",
        )  # fmt: skip
        until(self._answers, "the sound server")
        return self.server

    def record(self, source: str) -> subprocess.Popen[bytes]:
        return self._run("parec", f"--device={source}", str(self.folder / "recorded"))

    def _answers(self) -> bool:
        asked = subprocess.run(["pactl", "info"], env=self.environment, capture_output=True, check=False)
        return asked.returncode == 0

    def _run(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._running.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(60)

    def close(self) -> None:
        for process in reversed(self._running):
            if process.poll() is None:
                self.end(process)


@pytest.fixture
def sound(tmp_path: Path) -> Iterator[Sound]:
    sound = Sound(tmp_path / "pulse")
    yield sound
    sound.close()


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path, sound: Sound) -> Iterator[Recording]:
    with Recording(xserver, tmp_path, environment={"PULSE_RUNTIME_PATH": str(sound.folder)}) as running:
        running.set_up()
        running.run("settings", "set", "channel_media", "on")
        yield running


def told(recording: Recording) -> list[tuple[str, str, str]]:
    lines = recording.lines("events", "--channel", "media")
    return [(line["action"], line["app"], line["kind"]) for line in lines]


BEGIN, END = ("begin", "pacat", "microphone"), ("end", "pacat", "microphone")  # parec is a name of pacat


def test_who_records_and_how_long(recording: Recording, sound: Sound) -> None:
    recording.record()
    sound.record("loudspeaker.monitor")  # what is played is no microphone
    program = sound.record("microphone")
    until(lambda: told(recording) == [BEGIN], "its use")
    sound.end(program)
    until(lambda: told(recording) == [BEGIN, END], "its end")
    begin, end = recording.lines("events", "--channel", "media")
    assert begin["until"] == end["at"] > begin["at"]


def test_over_a_pause_and_a_rule(recording: Recording, sound: Sound) -> None:
    recording.record()
    program = sound.record("microphone")
    until(lambda: told(recording) == [BEGIN], "its use")
    recording.run("pause", "1h")
    assert recording.lines("events", "--channel", "media")[0]["until"] is not None
    recording.run("resume")
    until(lambda: told(recording) == [BEGIN, BEGIN], "it goes on after the pause")
    recording.run("exclude", "add", "--app", "PACAT")
    until(lambda: told(recording) == [BEGIN, BEGIN, END], "a rule keeps it out")
    sound.end(program)


def test_a_sound_server_that_goes_hangs_and_comes_back(recording: Recording, sound: Sound) -> None:
    recording.record()
    sound.record("microphone")
    until(lambda: told(recording) == [BEGIN], "its use")
    sound.end(sound.server)
    until(lambda: told(recording)[-1:] == [END], lambda: f"its end, because nobody serves it: {told(recording)}")
    until(lambda: "is gone" in recording.status()["channels"]["media"]["why"], "the reason")
    sound.start()
    sound.record("microphone")
    until(lambda: told(recording)[-1:] == [BEGIN], lambda: f"a new one with a new server: {told(recording)}")
    assert told(recording).count(END) == 1
    assert [(gap["reason"], gap["concerns"]) for gap in recording.gaps()] == [("lost", "media")]
    assert "is gone" not in recording.status()["channels"]["media"]["why"]
    sound.server.send_signal(signal.SIGSTOP)
    recording.run("stop")


def test_without_a_sound_server_all_else_records(xserver: XServer, tmp_path: Path) -> None:
    with Recording(xserver, tmp_path, environment={"PULSE_RUNTIME_PATH": str(tmp_path / "none")}) as recording:
        recording.set_up()
        recording.record()
        why = recording.run("doctor", check=False).stdout
        assert "No sound server answers" in why
        xserver.focus(xserver.window("Editor", "notes"))
        xserver.type("text")
        until(lambda: recording.typed() == "text", "the text")


@pytest.fixture
def camera() -> Iterator[Path]:
    device = Path(f"/dev/video{1000 + os.getpid() % 8000}")
    if os.geteuid() != 0 or device.exists():
        pytest.skip("only root can put a file into /dev")
    device.touch(mode=0o600)
    yield device
    device.unlink()


def test_who_has_the_camera_open(recording: Recording, camera: Path) -> None:
    recording.record()
    hold = "import sys; kept=open(sys.argv[1],'rb'); sys.stdin.read()"
    program = Path(sys.executable).resolve().name
    with subprocess.Popen([sys.executable, "-c", hold, str(camera)], stdin=subprocess.PIPE) as holder:
        until(lambda: told(recording) == [("begin", program, "camera")], "its use")
        found: list[dict[str, Any]] = recording.lines("events", "--channel", "media", "--app", program)
        assert found[0]["until"] is None
        holder.communicate(b"")
    until(lambda: told(recording)[1:] == [("end", program, "camera")], "its end")
