"""Who has an input device open (real processes), who gets the screen and who taps events (stand-ins of both)."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mirrorlight.desktop import linux_input, linux_screencast, macos_taps
from mirrorlight.desktop.listening import DEVICES, Listening
from mirrorlight.desktop.macos import MacDesktop
from mirrorlight.desktop.null import NullDesktop
from mirrorlight.desktop.wayland import WaylandDesktop
from xserver import until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what is tested is Linux's")


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    """A folder of devices that are plain files: whoever opens one is found by the real /proc."""
    for name in ("input/event0", "input/event1", "input/mice", "hidraw0", "null"):
        path = tmp_path / "dev" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "dev"


@pytest.fixture
def reader(dev: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a process that holds files open."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*names: str) -> subprocess.Popen[bytes]:
        held = [open(dev / name, "rb") for name in names]  # noqa: SIM115, PTH123 - handed to the process
        process = subprocess.Popen(["/bin/sleep", "600"], pass_fds=[file.fileno() for file in held])
        for file in held:
            file.close()
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_who_has_an_input_device_open(
    dev: Path, tmp_path: Path, reader: Callable[..., subprocess.Popen[bytes]]
) -> None:
    name = tmp_path / "sys/class/input/event1/device/name"
    name.parent.mkdir(parents=True)
    name.write_text("A\x1b keyboard\n")
    first, second = reader("input/event0", "input/event1"), reader("hidraw0")
    reader("null")
    found = until(
        lambda: seen if len((seen := linux_input.look(dev=str(dev), sys=str(tmp_path / "sys"))).found) == 2 else None
    )
    assert (found.id, found.told) == (DEVICES, True)
    assert {each.pid: each.detail for each in found.found} == {
        first.pid: "A\N{REPLACEMENT CHARACTER} keyboard, input/event0", second.pid: "hidraw0",
    }  # fmt: skip
    first.kill()
    first.wait()
    assert [each.pid for each in linux_input.look(dev=str(dev)).found] == [second.pid]


def test_processes_come_and_go_while_they_are_looked_at(dev: Path) -> None:
    for _round in range(10):
        started = [subprocess.Popen(["/bin/true"]) for _number in range(8)]
        assert linux_input.look(dev=str(dev)).found == ()
        for process in started:
            process.wait()


def proc_with(folder: Path, pid: int, *, command: bytes = b"prog\0", files: dict[str, str] | None = None) -> Path:
    """An entry of /proc."""
    entry = folder / str(pid)
    (entry / "fd").mkdir(parents=True)
    (entry / "cmdline").write_bytes(command)
    for name, target in (files or {}).items():
        (entry / "fd" / name).symlink_to(target)
    return entry


def test_an_entry_that_vanishes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First the whole process, between listing and looking; then one file of another."""
    proc = tmp_path / "proc"
    gone = proc_with(proc, 10, files={"3": "/dev/input/event0"})
    proc_with(proc, 11, files={"3": "/dev/input/event1", "4": "/dev/input/event2"})
    scan, read = os.scandir, os.readlink

    def scandir(path: Any) -> Any:
        if str(path) == f"{gone}/fd":
            raise FileNotFoundError(2, "No such file or directory")
        return scan(path)

    def readlink(path: Any) -> str:
        if str(path).endswith("/11/fd/3"):
            raise FileNotFoundError(2, "No such file or directory")
        return read(path)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "readlink", readlink)
    assert linux_input.look(str(proc)).found == (Listening(11, "input/event2"),)


def test_what_cannot_be_read_is_counted_and_threads_of_the_kernel_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proc = tmp_path / "proc"
    proc_with(proc, 1)
    proc_with(proc, 2, command=b"")
    proc_with(proc, 3)
    proc_with(proc, 4)
    (proc / "3" / "cmdline").unlink()  # it ended between the two
    real = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("/fd"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = linux_input.look(str(proc))
    assert found.found == ()
    assert "2 processes" in found.limits
    assert "administrator" in found.limits


def test_a_system_that_hides_processes_and_one_without_any(tmp_path: Path) -> None:
    proc_with(tmp_path / "proc", 4711)
    assert "hides the processes of others" in linux_input.look(str(tmp_path / "proc")).limits
    assert not linux_input.look(str(tmp_path / "absent")).told


def dumped() -> list[dict[str, Any]]:
    """What pw-dump prints, as PipeWire documents it: a screen, a camera, who takes each, and a sound stream."""

    def node(id_: int, **props: Any) -> dict[str, Any]:
        named = {key.replace("_", "."): value for key, value in props.items()}
        return {"id": id_, "type": "PipeWire:Interface:Node", "info": {"props": named}}

    def link(id_: int, giver: int, taker: int) -> dict[str, Any]:
        info = {"output-node-id": giver, "input-node-id": taker}
        return {"id": id_, "type": "PipeWire:Interface:Link", "info": info}

    client = {"id": 30, "type": "PipeWire:Interface:Client", "info": {"props": {"pipewire.sec.pid": 4711}}}
    return [
        node(40, media_class="Stream/Output/Video", node_name="gnome-shell"),
        node(41, media_class="Stream/Input/Video", application_name="Recorder\x1b", client_id=30),
        node(42, media_class="Video/Source", device_api="v4l2"),
        node(43, media_class="Stream/Input/Video", node_name="browser"),
        node(44, media_class="Stream/Output/Audio"),
        node(45, media_class="Stream/Input/Video", node_name="own-pid", application_process_id="99"),
        client, link(50, 40, 41), link(51, 42, 43), link(52, 44, 43), link(53, 40, 45), link(54, 40, 999),
        {"id": 60, "type": "PipeWire:Interface:Link", "info": None},
    ]  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> dict[str, str]:
    """An environment with a socket of PipeWire's and a pw-dump in the path."""
    (tmp_path / "pipewire-0").touch()
    program = tmp_path / "pw-dump"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    return {"XDG_RUNTIME_DIR": str(tmp_path), "PATH": str(tmp_path)}


def test_who_gets_the_screen_and_not_who_gets_the_camera(session: dict[str, str]) -> None:
    found = linux_screencast.look(lambda _program: json.dumps(dumped()), session)
    assert found.told
    assert found.found == (Listening(4711, "Recorder\N{REPLACEMENT CHARACTER}"), Listening(99, "own-pid"))


@pytest.mark.parametrize("answer", ["", "{", "3", '[{"id": "x", "type": "a:Node"}]', "[1]", "[" * 100_000])
def test_an_answer_that_is_none(session: dict[str, str], answer: str) -> None:
    assert not linux_screencast.look(lambda _program: answer, session).told


def test_a_program_that_fails_and_what_is_not_there(session: dict[str, str], tmp_path: Path) -> None:
    assert not linux_screencast.look(environment=session).told  # it ends with 3
    assert "not installed" in linux_screencast.look(environment={**session, "PATH": "/nonexistent"}).limits
    none = linux_screencast.look(environment={"XDG_RUNTIME_DIR": "/nonexistent", "PATH": ""})
    assert none.told
    assert "No PipeWire runs here" in none.limits


class Library:
    """CoreGraphics, with taps as the documentation has them."""

    def __init__(self, *taps: tuple[int, int, int, int, bool], failed: int = 0) -> None:
        self._taps, self._failed = taps, failed

    def CGGetEventTapList(self, most: int, taps: Any, count: Any) -> int:
        for number, (pid, tapped, options, events, enabled) in enumerate(self._taps[:most]):
            taps[number] = macos_taps.Tap(number, 0, options, events, pid, tapped, enabled, 0, 0, 0)
        ctypes.cast(count, ctypes.POINTER(ctypes.c_uint32))[0] = len(self._taps)
        return self._failed


def test_event_taps() -> None:
    keys, clicks = 1 << 10, 1 << 1
    found = macos_taps.look(
        Library((10, 0, 1, keys, True), (11, 0, 0, keys, True), (12, 77, 1, clicks, True), (13, 0, 1, keys, False))
    )
    assert found.told
    assert {each.pid: each.detail for each in found.found} == {
        10: "keys", 11: "keys; it can change them", 12: "no keys, of one process alone",
    }  # fmt: skip
    assert "not been tried on a real Mac" in found.limits
    assert not macos_taps.look(Library(failed=1000)).told
    assert not macos_taps.look(object()).told


def test_the_record_of_a_tap_is_as_large_as_the_documented_one() -> None:
    """Three times 4, padding to 8, 8, twice 4, a byte padded to 4, three times 4."""
    assert ctypes.sizeof(macos_taps.Tap) == 48


@pytest.mark.parametrize("desktop", [WaylandDesktop(), NullDesktop(), MacDesktop()])
def test_a_desktop_that_does_not_tell_says_so(desktop: Any) -> None:
    found = desktop.listening()
    assert not found.told
    assert found.limits
    assert found.found == ()
