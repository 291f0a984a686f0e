"""One window for each person: a second start brings the first one to the front.

A local socket in the run folder that only its owner can open; a connection is the whole message.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from mirrorlight.control import short_address
from mirrorlight.places import Places, make_folder

_NAME = "window"
_PATIENCE = 1.0


class Instance(QObject):
    """`wanted` when another start asked for the window. Where the system has no such sockets it does nothing."""

    wanted = Signal()

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = places.run / _NAME
        self._socket: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None

    def first(self) -> bool:
        """Whether this is the only window; if not, the other one has been asked to come to the front."""
        if sys.platform == "win32":
            return True
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
            other.settimeout(_PATIENCE)
            with short_address(self._path) as address:
                other.connect(address)
            return False
        self._listen()
        return True

    def close(self) -> None:
        """Be no longer the first."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            self._path.unlink(missing_ok=True)

    def _listen(self) -> None:
        """Without such a socket (a full disk, a folder that cannot be written) the window works all the same."""
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            make_folder(self._path.parent)
            self._path.unlink(missing_ok=True)
            before = os.umask(0o177)
            try:
                with short_address(self._path) as address:
                    server.bind(address)
            finally:
                os.umask(before)
            server.listen(4)
            server.setblocking(False)
        except OSError:
            server.close()
            return
        self._socket = server
        self._notifier = QSocketNotifier(server.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._asked)

    def _asked(self) -> None:
        if self._socket is None:
            return
        with contextlib.suppress(OSError):
            self._socket.accept()[0].close()
            self.wanted.emit()
