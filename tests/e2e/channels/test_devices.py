"""Real screens, real network interfaces and the kernel's real messages, in the real recorder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

import pytest

from around import Around
from mirrorlight.channels.device_listener import DeviceListener
from mirrorlight.channels.devices import coverage
from mirrorlight.core.events import DeviceChange
from mirrorlight.desktop.linux_uevents import Devices, _Device
from mirrorlight.desktop.null import NullDesktop
from mirrorlight.desktop.x11 import X11Desktop
from running import Recording
from xserver import XServer, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has these")


@pytest.fixture
def interface() -> Iterator[str]:
    """A pair of network interfaces, if this computer lets one be made."""
    made = subprocess.run(
        ["ip", "link", "add", "mltest0", "type", "veth", "peer", "name", "mltest1"], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no network interface may be made here")
    yield "mltest0"
    subprocess.run(["ip", "link", "del", "mltest0"], capture_output=True, check=False)


def xrandr(server: XServer, *arguments: str) -> None:
    subprocess.run(["xrandr", *arguments], env=server.environment, check=True, capture_output=True)


def seen(recording: Recording) -> list[tuple[str, str, str, str]]:
    lines = recording.lines("events", "--channel", "devices")
    return [(line["kind"], line["action"], line["name"], line["detail"]) for line in lines]


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        running.record()
        yield running


def test_a_network_goes_up_and_down(recording: Recording, interface: str) -> None:
    for one in (interface, "mltest1"):
        subprocess.run(["ip", "link", "set", one, "up"], check=True)
    until(lambda: ("network", "changed", interface, "up") in seen(recording), f"the network, {seen(recording)}")
    subprocess.run(["ip", "link", "set", interface, "down"], check=True)
    until(lambda: ("network", "changed", interface, "down") in seen(recording), "its end")
    subprocess.run(["ip", "link", "del", interface], check=True)
    until(lambda: ("network", "removed", interface, "") in seen(recording), "it is gone")
    channel = recording.status()["channels"]["devices"]
    assert (channel["alive"], channel["coverage"]) == (True, "fully")


def test_a_screen_is_added_and_changes(recording: Recording) -> None:
    server = recording.server
    modeline = ["1024x600", "48.96", "1024", "1064", "1168", "1312", "600", "601", "604", "622"]
    xrandr(server, "--newmode", *modeline)
    xrandr(server, "--addmode", "screen", "1024x600")
    xrandr(server, "--output", "screen", "--mode", "1024x600")
    until(lambda: ("display", "changed", "screen", "1024 x 600") in seen(recording), "another resolution")
    # Xvfb tells of a monitor that xrandr splits off when something else changes as well.
    xrandr(server, "--setmonitor", "second", "512/100x600/100+512+0", "none")
    xrandr(server, "--output", "screen", "--mode", "1280x800")
    until(lambda: ("display", "added", "second", "512 x 600") in seen(recording), "another screen")
    xrandr(server, "--delmonitor", "second")
    xrandr(server, "--output", "screen", "--mode", "1024x600")
    until(lambda: ("display", "removed", "second", "512 x 600") in seen(recording), "it is gone")


class _GrowingDisks(Devices):
    """Every disk is another size each time it is looked at."""

    sizes = count(1)

    def _look(self, place: str, kind: str, values: Mapping[str, str]) -> _Device | None:
        return _Device(kind, Path(place).name, next(self.sizes))


def test_the_kernels_own_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked to say once more of a disk that is there that it changed: no program minds that."""
    trigger = Path("/sys/class/block/loop0/uevent")
    if not os.access(trigger, os.W_OK):
        pytest.skip("this system lets nobody ask the kernel")
    monkeypatch.setattr("mirrorlight.desktop.linux_uevents.Devices", _GrowingDisks)
    around: Around[DeviceChange] = Around(NullDesktop())
    listener = DeviceListener(around.surroundings)
    listener.start()
    try:
        trigger.write_text("change")
        until(lambda: [event for event in around.events if event.name == "loop0"], "the message")
        assert {(event.kind, event.action) for event in around.events if event.name == "loop0"} == {
            ("storage", "changed")
        }
        assert listener.alive()
    finally:
        listener.stop()
    assert not listener.alive()


def test_coverage(xserver: XServer) -> None:
    desktop = X11Desktop()
    assert coverage(desktop).how == "fully"
    desktop.close()
    blind = coverage(NullDesktop())
    assert (blind.how, "screens" in blind.why) == ("partly", True)


def test_the_x_server_goes_away(xserver: XServer, capfd: pytest.CaptureFixture[str]) -> None:
    desktop = X11Desktop()
    listener = DeviceListener(Around[DeviceChange](desktop).surroundings)
    listener.start()
    xserver.kill()
    until(lambda: not listener.alive(), "its end")
    listener.stop()
    desktop.close()
    assert "Traceback" not in capfd.readouterr().err
