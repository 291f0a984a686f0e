"""The kernel's messages of devices and interfaces: the sequence of a USB stick, and what is not to be believed.

This machine has no USB. The sequences under tests/recordings have the form and the order in which Linux 6 sends them.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

if sys.platform != "linux":
    pytest.skip("Linux alone has these", allow_module_level=True)

from mirrorlight.desktop.linux_links import Links, wifi_name
from mirrorlight.desktop.linux_uevents import Devices, parse
from mirrorlight.desktop.told_devices import Told

RECORDINGS = Path(__file__).resolve().parents[2] / "recordings"
STICK = "devices/pci0000:00/0000:00:14.0/usb2/2-1"
DISK = f"{STICK}/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb"


def recorded(name: str) -> Iterator[bytes]:
    for message in (RECORDINGS / name).read_text().strip().split("\n\n"):
        yield message.replace("\n", "\0").encode() + b"\0"


def plugged(sys_folder: Path) -> None:
    """What the kernel shows of the stick while it is there."""
    stick, disk = sys_folder / STICK, sys_folder / DISK
    disk.mkdir(parents=True)
    for name, text in {
        "manufacturer": "SanDisk", "product": "Ultra Fit", "serial": "4C530001180622115052",
        "idVendor": "0781", "idProduct": "5581",
    }.items():  # fmt: skip
        (stick / name).write_text(text + "\n")
    (disk / "size").write_text("60063744\n")
    (disk / "removable").write_text("1\n")
    (disk.parents[1] / "vendor").write_text("SanDisk \n")
    (disk.parents[1] / "model").write_text("Ultra Fit       \n")
    (disk / "device").symlink_to(disk.parents[1])


def told(changes: Iterator[Told]) -> list[tuple[str, str, str, int | None]]:
    return [(change.kind, change.action, change.name, change.size) for change in changes]


def played(devices: Devices, name: str) -> list[tuple[str, str, str, int | None]]:
    return [one for message in recorded(name) for one in told(devices.take(message))]


SIZE = 60063744 * 512


def test_a_stick_comes_and_goes(tmp_path: Path) -> None:
    devices = Devices(tmp_path)
    plugged(tmp_path)
    assert played(devices, "usb-stick-in.txt") == [
        ("usb", "added", "SanDisk Ultra Fit", None), ("storage", "added", "SanDisk Ultra Fit", SIZE),
    ]  # fmt: skip
    assert played(devices, "usb-stick-out.txt") == [
        ("storage", "removed", "SanDisk Ultra Fit", SIZE), ("usb", "removed", "SanDisk Ultra Fit", None),
    ]  # fmt: skip


def test_one_that_is_gone_before_it_could_be_looked_at_has_both_rows(tmp_path: Path) -> None:
    devices = Devices(tmp_path)
    rows = played(devices, "usb-stick-in.txt") + played(devices, "usb-stick-out.txt")
    assert [row for row in rows if row[0] == "usb"] == [
        ("usb", "added", "USB device 0781:5581", None), ("usb", "removed", "USB device 0781:5581", None),
    ]  # fmt: skip
    assert [row[:2] for row in rows if row[0] == "storage"] == [("storage", "added"), ("storage", "removed")]


def test_no_serial_number_is_told(tmp_path: Path) -> None:
    devices = Devices(tmp_path)
    plugged(tmp_path)
    rows = played(devices, "usb-stick-in.txt") + played(devices, "usb-stick-out.txt")
    assert "4C530001180622115052" not in str(rows)


def test_one_that_was_there_before_is_known_when_it_goes(tmp_path: Path) -> None:
    plugged(tmp_path)
    for folder, entry, place in (("bus/usb/devices", "2-1", STICK), ("class/block", "sdb", DISK)):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / entry).symlink_to(tmp_path / place)
    devices = Devices(tmp_path)
    assert played(devices, "usb-stick-in.txt") == []
    assert [row[:3] for row in played(devices, "usb-stick-out.txt")] == [
        ("storage", "removed", "SanDisk Ultra Fit"), ("usb", "removed", "SanDisk Ultra Fit"),
    ]  # fmt: skip


def test_lost_messages_are_made_up_for(tmp_path: Path) -> None:
    devices = Devices(tmp_path)
    plugged(tmp_path)
    (tmp_path / "bus/usb/devices").mkdir(parents=True)
    link = tmp_path / "bus/usb/devices" / "2-1"
    link.symlink_to(tmp_path / STICK)
    assert told(devices.look_again()) == [("usb", "added", "SanDisk Ultra Fit", None)]
    link.unlink()
    assert told(devices.look_again()) == [("usb", "removed", "SanDisk Ultra Fit", None)]


@pytest.mark.parametrize(
    "message",
    [
        b"", b"\0\0", b"libudev\0\xfe\xed\xca\xfe", b"add@/devices/x\0ACTION=add",
        b"add@/devices/../../etc\0ACTION=add\0SUBSYSTEM=usb\0DEVTYPE=usb_device\0DEVPATH=/devices/../../etc\0",
        b"add@/x\0ACTION=add\0SUBSYSTEM=usb\0DEVTYPE=usb_device\0DEVPATH=/etc\0",
        b"add@/devices/virtual/block/loop0\0ACTION=add\0SUBSYSTEM=block\0DEVTYPE=disk\0DEVPATH=/devices/virtual/block/loop0\0",
    ],
)  # fmt: skip
def test_what_is_none_of_our_business(tmp_path: Path, message: bytes) -> None:
    assert list(Devices(tmp_path).take(message)) == []


def test_names_are_cleaned(tmp_path: Path) -> None:
    devices = Devices(tmp_path)
    plugged(tmp_path)
    (tmp_path / STICK / "product").write_bytes(b"Evil\x1b[2J\xff\n")
    assert played(devices, "usb-stick-in.txt")[0][2] == "SanDisk Evil\ufffd[2J\ufffd"


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    parse(data)
    list(Links(lambda _name: "").take(data))


def link(number: int, name: str, *, kind: int = 16, up: bool = True, state: int = 6, loopback: bool = False) -> bytes:
    """One rtnetlink message."""
    words = name.encode() + b"\0"
    body = struct.pack("=BxHiII", 0, 1, number, (1 if up else 0) | (8 if loopback else 0), 0)
    for attribute, value in ((3, words), (16, bytes([state]))):
        body += struct.pack("=HH", 4 + len(value), attribute) + value + bytes(-len(value) % 4)
    return struct.pack("=IHHII", 16 + len(body), kind, 0, 0, 0) + body


DONE = struct.pack("=IHHII", 16, 3, 0, 0, 0)


def changes(links: Links, data: bytes) -> list[tuple[str, str, str]]:
    return [(change.action, change.name, change.detail) for change in links.take(data)]


def test_interfaces_and_the_name_of_the_wifi() -> None:
    names = {"wlan0": "Café"}
    links = Links(lambda interface: names.get(interface, ""))
    changes(links, link(1, "lo", loopback=True) + link(2, "eth0") + link(3, "wlan0", state=2) + DONE)
    assert not links.listing
    assert changes(links, link(3, "wlan0")) == [("changed", "wlan0", "up, Café")]
    assert changes(links, link(3, "wlan0")) == []
    names["wlan0"] = "Library"
    assert changes(links, link(3, "wlan0")) == [("changed", "wlan0", "up, Library")]
    assert changes(links, link(3, "wlan0", up=False)) == [("changed", "wlan0", "down")]
    assert changes(links, link(9, "usb0", state=0)) == [("added", "usb0", "up")]
    assert changes(links, link(9, "usb0", kind=17)) == [("removed", "usb0", "")]
    assert changes(links, link(1, "lo", loopback=True, kind=17)) == []


def test_interfaces_that_went_while_messages_were_lost() -> None:
    links = Links(lambda _interface: "")
    changes(links, link(2, "eth0") + link(3, "wlan0") + DONE)
    links.begin_again()
    assert changes(links, link(2, "eth0", up=False) + link(4, "usb0")) == [
        ("changed", "eth0", "down"), ("added", "usb0", "up"),
    ]  # fmt: skip
    assert changes(links, DONE) == [("removed", "wlan0", "")]


@pytest.mark.parametrize("interface", ["lo", "no-such-interface-at-all", ""])
def test_where_there_is_no_wifi(interface: str) -> None:
    assert wifi_name(interface) == ""
