"""The listener of devices: waits for the kernel's and the desktop's own messages. It never asks by itself."""

from __future__ import annotations

import contextlib
import errno
import logging
import select
import socket
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mirrorlight.core.channel import Surroundings
from mirrorlight.core.events import DeviceChange
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.desktop.told_devices import Told
from mirrorlight.desktop.wake import Wake
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

if TYPE_CHECKING:
    from mirrorlight.desktop.x11_screens import Screens

log = logging.getLogger(__name__)

PATIENCE = 2.0
_MOST = 1 << 17


class DeviceListener:
    """See the module. What is there already when it starts is known, and not told."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._uevents: socket.socket | None = None
        self._link_socket: socket.socket | None = None
        self._screens: Screens | None = None
        self._stopping = False
        self._wake = Wake()
        self._thread = threading.Thread(target=self._run, name="devices", daemon=True)

    def start(self) -> None:
        if sys.platform != "linux":
            self._close()
            raise self._failure()
        from mirrorlight.desktop import linux_links, linux_uevents

        with contextlib.suppress(OSError):
            self._uevents = linux_uevents.connect()
        self._devices = linux_uevents.Devices()
        self._links = linux_links.Links()
        with contextlib.suppress(OSError):
            self._link_socket = linux_links.connect()
            linux_links.ask_all(self._link_socket)
        if self._around.desktop is not None and self._around.desktop.id == "x11":
            from mirrorlight.desktop.x11_screens import Screens

            with contextlib.suppress(DesktopGone):
                self._screens = Screens()
        if self._uevents is None and self._link_socket is None and self._screens is None:
            self._close()
            raise self._failure()
        self._thread.start()

    def stop(self) -> None:
        if self._thread.ident is None:
            return
        self._stopping = True
        self._wake.wake()
        if self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)

    def alive(self) -> bool:
        return self._thread.is_alive()

    @staticmethod
    def _failure() -> UserError:
        return UserError(
            _("Devices cannot be seen."),
            _("This system tells programs nothing of devices."),
            _("“mirrorlight doctor” says what is missing."),
            code="cannot-listen",
        )

    def _close(self) -> None:
        for opened in (self._uevents, self._link_socket, self._screens):
            if opened is not None:
                opened.close()
        self._wake.close()

    # The listener's thread

    def _run(self) -> None:
        poll = select.poll()
        try:
            for opened in (self._uevents, self._link_socket, self._screens):
                if opened is not None:
                    poll.register(opened.fileno(), select.POLLIN)
            poll.register(self._wake.fileno(), select.POLLIN)
            while not self._stopping:
                for readable, _flags in poll.poll():
                    self._read(readable)
        except (DesktopGone, OSError) as error:
            if not self._stopping:
                log.warning("the listener of devices ended: %s", type(error).__name__)
        finally:
            self._close()

    def _read(self, readable: int) -> None:
        if self._uevents is not None and readable == self._uevents.fileno():
            self._read_uevents(self._uevents)
        elif self._link_socket is not None and readable == self._link_socket.fileno():
            self._read_links(self._link_socket)
        elif self._screens is not None and readable == self._screens.fileno():
            self._tell(self._screens.take())

    def _read_uevents(self, opened: socket.socket) -> None:
        try:
            while True:
                message, address = opened.recvfrom(_MOST)
                if address[0] == 0:  # from the kernel, not from a program
                    self._tell(self._devices.take(message))
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            log.warning("the kernel lost messages of devices")
            self._tell(self._devices.look_again())

    def _read_links(self, opened: socket.socket) -> None:
        from mirrorlight.desktop import linux_links

        try:
            while True:
                data, address = opened.recvfrom(_MOST)
                if address[0] == 0:
                    listing = self._links.listing
                    told = list(self._links.take(data))
                    if not listing or self._asked_again:
                        self._tell(told)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            log.warning("the kernel lost messages of networks")
            self._asked_again = True
            self._links.begin_again()
            linux_links.ask_all(opened)

    _asked_again = False

    def _tell(self, changes: Iterable[Told]) -> None:
        now = self._around.clock.mono()
        for told in changes:
            self._around.offer(DeviceChange(now, told.kind, told.action, told.name, told.detail, told.size))
