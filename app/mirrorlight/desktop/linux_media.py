"""Who uses a camera or a microphone, and a wait for the moment when that may have changed. Linux.

Cameras and microphones opened directly: the kernel tells that a device was opened or closed (inotify), /proc who has it
open. Otherwise a microphone is the sound server's, which tells of each recording. Nothing is polled, but that a server
that is gone is looked for again.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import select
import time
from pathlib import Path

from mirrorlight.core.channel import NOT, PARTLY, Coverage
from mirrorlight.desktop import linux_inotify, linux_processes, linux_sound
from mirrorlight.desktop.linux_sound import SoundError, SoundServer
from mirrorlight.desktop.wake import Wake
from mirrorlight.i18n import _

log = logging.getLogger(__name__)

CAMERA, MICROPHONE = "camera", "microphone"

FIRST_DELAY, LONGEST_DELAY = 2.0, 60.0
"""Seconds after which a sound server that failed is tried again, growing."""

_VIDEO = re.compile(r"video\d+")
_CAPTURE = re.compile(r"pcmC\d+D\d+c")
_SERVERS = frozenset(("pulseaudio", "pipewire", "pipewire-pulse", "wireplumber"))


class MediaWatch:
    """`dev` and `proc` are where devices and processes are. One thread, but for `wake`. Raises OSError when made.

    `losses` counts how often the sound server went; `served` tells whether there is one now. Any thread.
    """

    def __init__(self, dev: str = "/dev", proc: str = linux_processes.PROC) -> None:
        self._dev, self._proc = dev.rstrip("/"), proc
        self._news = linux_inotify.Inotify()
        self._wake = Wake()
        self._sound: SoundServer | None = None
        self._delay, self._next_try = FIRST_DELAY, 0.0
        self.losses = 0
        self._folders: set[int] = set()
        self._watch_devices()
        self._connect()

    def wait(self) -> None:
        """Return when who uses what may have changed, or `wake` was called."""
        while True:
            timeout = None
            if self._sound is None and self._next_try:
                timeout = max(0.0, self._next_try - time.monotonic())
            heard = self._wait_once(timeout)
            woken = self._wake.fileno() in heard
            if woken:
                self._wake.drain()
            news = self._read_news() if self._news.fileno() in heard else False
            if self._sound is None and (news or self._due()):
                self._connect()
                news = news or self._sound is not None
            if woken or news or (self._sound is not None and self._sound.changed()):
                return

    @property
    def served(self) -> bool:
        return self._sound is not None

    def wake(self) -> None:
        """Let `wait` return. Any thread."""
        self._wake.wake()

    def now(self) -> set[tuple[str, int, str]]:
        """Kind, process (0 where it is not told) and program of everybody who uses one."""
        found = {(CAMERA, *who) for who in self._holders(f"{self._dev}/", _VIDEO)}
        if self._sound is not None:
            try:
                found |= {(MICROPHONE, *who) for who in self._sound.recording()}
            except SoundError:
                self._lost()
        served = self._sound is not None
        for pid in self._alsa():
            program = linux_processes.executable(pid, self._proc)
            if program and not (served and program in _SERVERS):
                found.add((MICROPHONE, pid, program))
        return found

    def close(self) -> None:
        if self._sound is not None:
            self._sound.close()
            self._sound = None
        self._news.close()
        self._wake.close()

    def _wait_once(self, timeout: float | None) -> set[int]:
        files = (self._wake.fileno(), self._news.fileno())
        if self._sound is not None:
            try:
                return self._sound.wait(files, timeout)
            except SoundError:
                self._lost()
                return {self._wake.fileno()}  # who recorded records no longer
        waiting = select.poll()
        for file in files:
            waiting.register(file, select.POLLIN)
        return {file for file, _event in waiting.poll(None if timeout is None else timeout * 1000 + 1)}

    def _read_news(self) -> bool:
        """Whether it was about a device; a folder's news may be about anything."""
        told = False
        again = False
        for watch, kind, name in self._news.read():
            if watch in self._folders or watch == -1:
                again = again or watch == -1 or name in ("snd", "native", "pulse") or bool(_device(name))
            elif kind & (linux_inotify.OPEN | linux_inotify.CLOSE | linux_inotify.GONE):
                told = True
        if again:
            self._watch_devices()
        return told or again

    def _watch_devices(self) -> None:
        """Watch the folders where devices and the server's socket come and go, and each device that is there."""
        coming = linux_inotify.CREATE | linux_inotify.DELETE | linux_inotify.MOVED
        socket = linux_sound.server_socket()
        folders = [self._dev, f"{self._dev}/snd"]
        if socket is not None:
            folders += [str(socket.parent), str(socket.parent.parent)]
        for folder in folders:
            more = linux_inotify.ATTRIB if folder.startswith(self._dev) else 0  # rights come after the device
            with contextlib.suppress(OSError):
                self._folders.add(self._news.watch(folder, coming | more))
        for device in _devices(self._dev):
            with contextlib.suppress(OSError):
                self._news.watch(str(device), linux_inotify.OPEN | linux_inotify.CLOSE)

    def _holders(self, folder: str, names: re.Pattern[str]) -> set[tuple[int, str]]:
        if not any(names.fullmatch(device.name) for device in _devices(self._dev)):
            return set()

        def wanted(path: str) -> str | None:
            return path if path.startswith(folder) and names.fullmatch(path[len(folder) :]) else None

        pids = {pid for owners in linux_processes.who_has(wanted, proc=self._proc).values() for pid in owners}
        named = ((pid, linux_processes.executable(pid, self._proc)) for pid in pids)
        return {(pid, program) for pid, program in named if program}

    def _alsa(self) -> set[int]:
        """Processes that have a microphone of the sound card itself open."""
        owners = set()
        for status in Path(self._proc).glob("asound/card*/pcm*c/sub*/status"):
            with contextlib.suppress(OSError):
                found = re.search(r"^owner_pid\s*:\s*(\d+)", status.read_text("ascii", "replace"), re.MULTILINE)
                if found and Path(f"{self._proc}/{found[1]}").stat().st_uid == os.getuid():
                    owners.add(int(found[1]))
        return owners

    def _due(self) -> bool:
        return bool(self._next_try) and time.monotonic() >= self._next_try

    def _connect(self) -> None:
        path = linux_sound.server_socket()
        self._next_try = 0.0
        if path is None or not path.exists():
            return
        try:
            self._sound = SoundServer(path)
        except SoundError:
            self._later()
        else:
            self._delay = FIRST_DELAY

    def _lost(self) -> None:
        if self._sound is not None:
            self._sound.close()
            self._sound = None
            self.losses += 1
        log.info("the sound server is gone")
        self._later()

    def _later(self) -> None:
        self._next_try = time.monotonic() + self._delay
        self._delay = min(2 * self._delay, LONGEST_DELAY)


def _device(name: str) -> bool:
    return bool(_VIDEO.fullmatch(name) or _CAPTURE.fullmatch(name))


def _devices(dev: str) -> list[Path]:
    """Cameras, and what records on the sound cards."""
    found = []
    for folder in (Path(dev), Path(dev) / "snd"):
        with contextlib.suppress(OSError):
            found += [path for path in folder.iterdir() if _device(path.name)]
    return found


def coverage(dev: str = "/dev", proc: str = linux_processes.PROC) -> Coverage:
    """What of it can be told here, found by trying."""
    missing = []
    try:
        linux_inotify.Inotify().close()
    except OSError:
        missing.append(_("This system does not tell when a camera is opened."))
    path = linux_sound.server_socket()
    cards = any(Path(proc).glob("asound/card*"))
    if path is None:
        missing.append(_("The sound server is on another computer, and Mirrorlight asks nobody over the network."))
    elif not linux_sound.answers(path):
        words = _("No sound server answers, so only a program that opens the microphone itself is seen.")
        missing.append(words if cards else _("No sound server answers and there is no sound card."))
    elif not _can_ask_server():
        missing.append(_("The sound server cannot be asked, because the library libpulse is missing."))
    if len(missing) > 1 and not cards:
        return Coverage(NOT, " ".join(missing))
    missing.append(
        _(
            "A camera that is used through PipeWire is told as PipeWire’s, a program in a container by the name that it"
            " gives itself, and one that hides what it has open is not seen."
        )
    )
    return Coverage(PARTLY, " ".join(missing))


def _can_ask_server() -> bool:
    import ctypes.util
    import importlib.util

    return importlib.util.find_spec("pulsectl") is not None and ctypes.util.find_library("pulse") is not None
