"""Who has a camera open. The devices are plain files in a folder that stands for /dev; inotify and /proc are real."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from mirrorlight.channels.media import MediaListener
from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.context import ContextLog
from mirrorlight.core.events import Event, MediaBegan, MediaEnded
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.desktop import linux_inotify, linux_media
from mirrorlight.desktop.linux_media import MediaWatch
from xserver import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")

_HOLD = "import sys; kept=open(sys.argv[1],'rb'); print('open',flush=True); sys.stdin.read()"
PYTHON = Path(sys.executable).resolve().name


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PULSE_RUNTIME_PATH", str(tmp_path / "no-server"))
    dev = tmp_path / "dev"
    dev.mkdir()
    (dev / "video0").touch()
    return dev


class Holder:
    """A program that has a device open until the end of the block."""

    def __init__(self, device: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _HOLD, str(device)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"open\n"

    def __enter__(self) -> int:
        return self._process.pid

    def __exit__(self, *_: object) -> None:
        self._process.communicate(b"")


class Heard:
    """A listener and what it told."""

    def __init__(self, dev: Path) -> None:
        self.events: list[Event] = []
        self.opened = True
        self.rules = Rules()
        around = Surroundings(
            offer=self._offer, clock=SystemClock(), desktop=SimpleNamespace(programs=dict), contexts=ContextLog(),
            rules=lambda: self.rules, setting=cast(Any, {}.get), light=lambda: None, open=lambda: self.opened,
            last_input=lambda: 0,
        )  # fmt: skip
        self.listener = MediaListener(around, str(dev))

    def _offer(self, event: Event) -> bool:
        if self.opened:
            self.events.append(event)
        return self.opened

    @property
    def told(self) -> list[tuple[str, str, str]]:
        return [
            ("begin" if isinstance(event, MediaBegan) else "end", event.app, event.kind)
            for event in self.events
            if isinstance(event, MediaBegan | MediaEnded)
        ]


@pytest.fixture
def heard(dev: Path) -> Iterator[Heard]:
    heard = Heard(dev)
    heard.listener.start()
    yield heard
    heard.listener.stop()
    assert not heard.listener.alive()


BEGIN, END = ("begin", PYTHON, "camera"), ("end", PYTHON, "camera")


def test_who_opens_a_camera_and_closes_it(heard: Heard, dev: Path) -> None:
    with Holder(dev / "video0"):
        until(lambda: heard.told == [BEGIN], "its use")
        with Holder(dev / "video0"):
            pass
    until(lambda: heard.told == [BEGIN, END], "its end")


def test_a_camera_that_comes_later(heard: Heard, dev: Path) -> None:
    (dev / "video1").touch()
    with Holder(dev / "video1"):
        until(lambda: heard.told == [BEGIN], "its use")
        (dev / "video1").unlink()
    until(lambda: heard.told == [BEGIN, END], "its end")


def test_one_that_is_in_use_already(dev: Path) -> None:
    with Holder(dev / "video0"):
        heard = Heard(dev)
        heard.listener.start()
        until(lambda: heard.told == [BEGIN], "its use")
        heard.listener.stop()


def test_other_files_and_other_devices_do_not_count(heard: Heard, dev: Path) -> None:
    (dev / "video-notes").touch()
    with Holder(dev / "video-notes"), Holder(dev / "video0"):
        until(lambda: heard.told == [BEGIN], "the camera")
    until(lambda: heard.told == [BEGIN, END], "its end")


def test_nothing_is_told_while_nothing_may_be_and_then_what_goes_on(heard: Heard, dev: Path) -> None:
    heard.opened = False
    with Holder(dev / "video0"):
        heard.opened = True
        heard.listener.go_on()
        until(lambda: heard.told == [BEGIN], "its use")
        heard.listener.go_on()
        until(lambda: heard.told == [BEGIN, BEGIN], "anew")


def test_a_rule_ends_it(heard: Heard, dev: Path) -> None:
    with Holder(dev / "video0"):
        until(lambda: heard.told == [BEGIN], "its use")
        heard.rules = Rules((Rule("1", "app", PYTHON),))
        heard.listener.rules_changed()
        until(lambda: heard.told == [BEGIN, END], "its end")


def test_who_opens_a_microphone_of_the_sound_card_itself(dev: Path, tmp_path: Path) -> None:
    """As the kernel tells it; recorded, because there is no sound card here."""
    proc = tmp_path / "proc"
    for name, told in (("pcm0c", "state: RUNNING\nowner_pid   : 77\n"), ("pcm0p", "state: RUNNING\nowner_pid   : 78\n"),
                       ("pcm1c", "closed\n")):  # fmt: skip
        (proc / "asound" / "card0" / name / "sub0").mkdir(parents=True)
        (proc / "asound" / "card0" / name / "sub0" / "status").write_text(told)
    for pid in (77, 78):
        (proc / str(pid)).mkdir()
        (proc / str(pid) / "exe").symlink_to(f"/usr/bin/recorder{pid}")
    watch = MediaWatch(str(dev), str(proc))
    assert watch.now() == {("microphone", 77, "recorder77")}
    watch.close()


def test_coverage_names_what_is_missing(dev: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert linux_media.coverage(str(dev), str(tmp_path)).how == "partly"
    assert "No sound server answers" in linux_media.coverage(str(dev), str(tmp_path)).why
    monkeypatch.setenv("PULSE_SERVER", "tcp:192.0.2.1")
    assert "asks nobody over the network" in linux_media.coverage(str(dev), str(tmp_path)).why

    def none(self: object) -> None:
        raise OSError

    monkeypatch.setattr(linux_inotify.Inotify, "__init__", none)
    assert linux_media.coverage(str(dev), str(tmp_path)).how == "not"


def test_a_server_that_never_answers_holds_nobody_up(dev: Path, tmp_path: Path) -> None:
    import socket

    (tmp_path / "no-server").mkdir()
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "no-server" / "native"))
        silent.listen()
        heard = Heard(dev)
        starting = threading.Thread(target=heard.listener.start)
        starting.start()
        starting.join(60)
        assert not starting.is_alive()
        with Holder(dev / "video0"):
            until(lambda: heard.told == [BEGIN], "the camera, all the same")
        heard.listener.stop()
