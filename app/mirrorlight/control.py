"""The way to a running recorder: one JSON line to its control socket, one JSON line back.

The socket belongs to one person (0600 in a folder 0700) and carries no captured content. A reply is
`{"ok": true, "result": …}`, or `{"ok": false, "error": {"what", "why", "do", "code"}}`, the recorder's own refusal.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places

TIMEOUT = 3.0
"""Seconds to wait for an ordinary answer."""
LONGEST_REPLY = 8_000_000
"""Bytes; a longer reply is a defect, not a message."""
_ADDRESS_LIMIT = 100


class NoRecorder(UserError):
    """No recorder runs. `crashed`: it left its socket behind, so it did not end on its own terms."""

    def __init__(self, *, crashed: bool) -> None:
        why = _("The recorder ended unexpectedly.") if crashed else _("Mirrorlight is not recording.")
        super().__init__(
            _("No recorder runs."),
            why,
            _("Start one with “mirrorlight record”, or from the window."),
            code="no-recorder",
        )
        self.crashed = crashed


class RecorderSilent(UserError):
    """A recorder runs, but does not answer in time."""

    def __init__(self) -> None:
        super().__init__(
            _("The recorder does not answer."),
            _("It is busy, or it hangs; while it hangs, nothing is stored."),
            _("Try again. If it stays so, end the process “mirrorlight record”."),
            code="recorder-silent",
        )


def ask(places: Places, do: str, timeout: float = TIMEOUT, **arguments: Any) -> dict[str, Any]:
    """What the recorder answers to `do` with `arguments`, within `timeout` seconds. Any thread; blocks.

    An answer that is no mapping comes as `{"result": …}`. Raises NoRecorder, RecorderSilent, or the UserError that the
    recorder answered with.
    """
    line = json.dumps({"do": do, **arguments}).encode() + b"\n"
    answer = _exchange(places.socket, line, timeout)
    try:
        reply = json.loads(answer)
    except ValueError:
        reply = None
    if not isinstance(reply, dict):
        raise UserError(
            _("The recorder’s answer could not be understood."),
            _("It may be of another version."),
            _("Stop it and start it again."),
            code="recorder-answer",
        )
    error = reply.get("error")
    if isinstance(error, dict):
        raise UserError(
            *(str(error.get(part, "")) for part in ("what", "why", "do")), code=str(error.get("code", "failed"))
        )
    result = reply.get("result")
    return result if isinstance(result, dict) else {} if result is None else {"result": result}


def recorder_process(places: Places) -> int:
    """The process id of the running recorder, by the kernel's word (Linux); 0 if none runs or nobody can tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return 0
    try:
        with _connected(places.socket, TIMEOUT) as connection:
            pid, uid = _peer(connection)
    except OSError:
        return 0
    return pid if uid in {os.getuid(), 0} else 0


@contextlib.contextmanager
def short_address(path: Path) -> Iterator[str]:
    """A name for `path` that a socket address can hold (108 bytes on Linux), for binding and for connecting.

    A longer path is reached through a handle of its folder. OSError passes.
    """
    if len(os.fsencode(path)) < _ADDRESS_LIMIT or not sys.platform.startswith("linux"):
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def pipe_name(path: Path) -> str:
    """The name of the named pipe that stands for the socket on Windows (not run there yet)."""
    return r"\\.\pipe\mirrorlight-" + "".join(c if c.isalnum() else "-" for c in str(path.parent)).strip("-")


@contextlib.contextmanager
def _connected(path: Path, timeout: float) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout)
        with short_address(path) as address:
            connection.connect(address)
        yield connection


def _exchange(path: Path, line: bytes, timeout: float) -> bytes:
    if sys.platform == "win32":
        return _exchange_by_pipe(path, line, timeout)
    deadline = time.monotonic() + timeout
    try:
        with _connected(path, timeout) as connection:
            if hasattr(socket, "SO_PEERCRED") and _peer(connection)[1] not in {os.getuid(), 0}:
                raise NoRecorder(crashed=False)
            connection.sendall(line)
            return _read_line(connection, deadline)
    except TimeoutError:
        raise RecorderSilent from None
    except FileNotFoundError:
        raise NoRecorder(crashed=False) from None
    except (ConnectionError, BlockingIOError) as error:
        if isinstance(error, BlockingIOError):
            raise RecorderSilent from None
        raise NoRecorder(crashed=True) from None
    except OSError as error:
        raise UserError(
            _("The recorder could not be reached."),
            error.strerror or "",
            _("Look at the rights of the folder {path}.").format(path=path.parent),
            code="recorder-unreachable",
        ) from error


def _read_line(connection: socket.socket, deadline: float) -> bytes:
    """One line, without its end. Raises TimeoutError past `deadline`, ConnectionError when the other side is gone."""
    parts: list[bytes] = []
    size = 0
    while size <= LONGEST_REPLY:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        part = connection.recv(65536)
        if not part:
            raise ConnectionResetError
        parts.append(part)
        size += len(part)
        if part.endswith(b"\n"):
            return b"".join(parts)[:-1]
    raise ConnectionResetError


def _peer(connection: socket.socket) -> tuple[int, int]:
    """Process id and user id of the other side (Linux)."""
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _gid = struct.unpack("3i", data)
    return pid, uid


def _exchange_by_pipe(path: Path, line: bytes, timeout: float) -> bytes:
    """The same over a named pipe. Written against the documentation of `multiprocessing.connection`, not run yet."""
    from multiprocessing.connection import Client

    try:
        with Client(pipe_name(path), "AF_PIPE") as connection:
            connection.send_bytes(line)
            if not connection.poll(timeout):
                raise RecorderSilent
            return connection.recv_bytes(LONGEST_REPLY).rstrip(b"\n")
    except FileNotFoundError:
        raise NoRecorder(crashed=False) from None
    except (EOFError, ConnectionError):
        raise NoRecorder(crashed=True) from None
