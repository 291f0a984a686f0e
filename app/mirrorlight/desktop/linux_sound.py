"""Who records sound, as the sound server of this session tells it: PulseAudio, or PipeWire in its stead. Linux.

Only over its socket in the file system; a server on another computer is never asked, and none is started.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mirrorlight.core.text import clean_text
from mirrorlight.desktop.linux_processes import executable

PATIENCE = 2.0
"""Seconds that the server has for an answer."""

_NONE = 0xFFFFFFFF
_LONGEST_NAME = 200


class SoundError(Exception):
    """The server is not there, went away, or does not answer."""


def server_socket() -> Path | None:
    """Where the sound server of this session listens, or None if the one that is set is not on this computer."""
    told = os.environ.get("PULSE_SERVER", "")
    if told:
        path = told.removeprefix("unix:")
        return Path(path) if path.startswith("/") else None
    folder = os.environ.get("PULSE_RUNTIME_PATH", "")
    if folder:
        return Path(folder) / "native"
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    return Path(runtime) / "pulse" / "native"


def answers(path: Path) -> bool:
    """Whether somebody listens there; nothing is said to them."""
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as asking:
        asking.settimeout(PATIENCE / 2)
        try:
            asking.connect(str(path))
        except OSError:
            return False
    return True


class SoundServer:
    """A connection to it. One thread, but for nothing. Every method but `close` raises SoundError."""

    def __init__(self, path: Path) -> None:
        try:
            import pulsectl
            from pulsectl._pulsectl import LibPulse
        except (ImportError, OSError) as error:  # OSError: libpulse itself is missing
            raise SoundError from error
        self._errors = (pulsectl.PulseError, pulsectl.PulseDisconnected, LibPulse.CallError, OSError)
        self._also: tuple[int, ...] = ()
        self._deadline: float | None = None
        self._heard: set[int] = set()
        self._changed = False
        self._pulse: Any = pulsectl.Pulse("Mirrorlight", server=f"unix:{path}", connect=False)
        try:
            self._pulse.set_poll_func(self._poll, lambda *_: None)
            self._deadline = time.monotonic() + PATIENCE
            self._pulse.connect()  # its own timeout would always be waited for to the end
            self._pulse.event_callback_set(self._news)
            self._pulse.event_mask_set("source_output", "source")
        except self._errors as error:
            self.close()
            raise SoundError from error
        finally:
            self._deadline = None

    def wait(self, also: Sequence[int], timeout: float | None) -> set[int]:
        """Wait until something changed here or one of the files `also` can be read; which of those can."""
        self._also, self._heard = tuple(also), set()
        try:
            if not self._changed:
                self._pulse.event_listen(timeout)
        except self._errors as error:
            raise SoundError from error
        finally:
            self._also = ()
        return self._heard

    def changed(self) -> bool:
        """Whether something changed since it was asked the last time."""
        changed, self._changed = self._changed, False
        return changed

    def recording(self) -> set[tuple[int, str]]:
        """Who records from a microphone now: process (0 if not told) and program. Not who records what is played."""
        self._deadline = time.monotonic() + PATIENCE
        try:
            microphones = {source.index for source in self._pulse.source_list() if source.monitor_of_sink == _NONE}
            streams = [stream for stream in self._pulse.source_output_list() if stream.source in microphones]
        except self._errors as error:
            raise SoundError from error
        finally:
            self._deadline = None
        return {_program(stream.proplist) for stream in streams if not getattr(stream, "corked", 0)}

    def close(self) -> None:
        pulse, self._pulse = self._pulse, None
        if pulse is not None:
            with contextlib.suppress(*self._errors):
                pulse.close()

    def _news(self, _event: object) -> None:
        self._changed = True
        self._pulse.event_listen_stop()

    def _poll(self, pulse_files: list[Any], timeout: float) -> int:
        """The wait of libpulse's loop, with our own files and our patience."""
        waiting = select.poll()
        for file in pulse_files:
            waiting.register(file.fd, file.events)
        for number in self._also:
            waiting.register(number, select.POLLIN)
        patience = timeout * 1000 if timeout >= 0 else None
        if self._deadline is not None:
            left = max(0.0, self._deadline - time.monotonic()) * 1000
            patience = left if patience is None else min(left, patience)
        ready = dict(waiting.poll(patience))
        if not ready and self._deadline is not None and time.monotonic() >= self._deadline:
            raise TimeoutError
        number = 0
        for file in pulse_files:
            file.revents = ready.get(file.fd, 0)
            number += bool(file.revents)
        self._heard |= ready.keys() & set(self._also)
        if self._heard:
            self._pulse.event_listen_stop()
        return number


def _program(told: dict[str, str]) -> tuple[int, str]:
    """Process and program of a stream. What it says of itself counts only where the process itself does not tell."""
    said = clean_text(told.get("application.process.binary") or told.get("application.name") or "", _LONGEST_NAME)
    number = told.get("application.process.id", "")
    pid = int(number) if number.isdigit() else 0
    program = executable(pid)
    if said and program != said:
        return 0, said  # a number from within a container is somebody else's here
    return pid, program or said
