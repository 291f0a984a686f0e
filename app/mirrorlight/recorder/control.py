"""The control socket: how the window and the command line ask the recorder. Local, this user's alone, content-free.

A folder only its owner can enter, a socket only its owner can open, and the kernel's word for who is at the other end.
One request a line, one answer a line, both JSON.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mirrorlight.control import short_address
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

log = logging.getLogger(__name__)

LONGEST_REQUEST = 32_000_000
"""Bytes: the row ids of a large deletion."""

Handler = Callable[[Mapping[str, Any]], Any]


class ControlServer:
    """Answers requests by the table of `handlers` (name of `do` → function). Its threads end with the process."""

    def __init__(self, path: Path, handlers: Mapping[str, Handler]) -> None:
        self._path = path
        self._handlers = handlers
        self._server: _UnixServer | None = None

    def start(self) -> None:
        """Open the socket. The caller holds the store's lock, so one that is left over belongs to nobody."""
        self._path.unlink(missing_ok=True)
        with short_address(self._path) as address:
            server = _UnixServer(address, _Connection, bind_and_activate=False)
            server.answer = self.answer
            old = os.umask(0o177)
            try:
                server.server_bind()
            finally:
                os.umask(old)
        self._path.chmod(0o600)
        server.server_activate()
        self._server = server
        threading.Thread(target=server.serve_forever, args=(0.5,), name="control", daemon=True).start()

    def stop(self) -> None:
        """Close the socket and take its file away."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            self._path.unlink(missing_ok=True)

    def answer(self, line: bytes) -> dict[str, Any]:
        """The answer to one request; a request that cannot be understood gets an error, never a traceback."""
        try:
            request = json.loads(line)
            handler = self._handlers[request["do"]]
        except (ValueError, KeyError, TypeError):
            return _error(UserError(_("The recorder did not understand the request."), code="bad-request"))
        try:
            return {"ok": True, "result": handler(request)}
        except UserError as error:
            return _error(error)
        except (ValueError, TypeError, KeyError):
            return _error(UserError(_("The recorder did not understand the request."), code="bad-request"))
        except TimeoutError:
            return _error(UserError(_("The recorder took too long."), code="recorder-silent"))


def _error(error: UserError) -> dict[str, Any]:
    return {"ok": False, "error": {"what": error.what, "why": error.why, "do": error.do, "code": error.code}}


class _UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 16
    answer: Callable[[bytes], dict[str, Any]]

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Only this user's processes, by the kernel's word."""
        if not hasattr(socket, "SO_PEERCRED"):
            return True
        credentials = request.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        _pid, uid, _gid = struct.unpack("3i", credentials)
        if uid != os.getuid():
            log.warning("a process of user %d was turned away from the control socket", uid)
        return bool(uid == os.getuid())

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.info("a connection to the control socket broke")


class _Connection(socketserver.StreamRequestHandler):
    timeout = 30

    def handle(self) -> None:
        assert isinstance(self.server, _UnixServer)
        line = self.rfile.readline(LONGEST_REQUEST)
        if not line.endswith(b"\n"):
            return
        answer = self.server.answer(line)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(json.dumps(answer).encode() + b"\n")
