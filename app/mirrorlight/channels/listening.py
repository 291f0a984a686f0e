"""What the listeners of keys and pointer share: a thread of pynput's that is started, looked after and ended.

On X11 pynput's thread hands over what the server's RECORD extension tells as it is, and it is read here: so it carries
the server's own times, costs less than half (tests/benchmarks), and changes of the keyboard's mapping come in their
place among the keys.
"""

from __future__ import annotations

import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.core.channel import Surroundings
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds that a listener has to begin, and to end."""

FROM_SERVER, FROM_CLIENT, _START_OF_DATA, _END_OF_DATA = 0, 1, 4, 5
"""Categories of what RECORD tells (Record Extension Protocol, X11R7.7, section 4)."""

EVENT = struct.Struct("=BB2xI12xhh4xH2x")
"""A device event of the core protocol: type, detail, time (ms), x and y on the desktop, state."""

_HEAD = 32
_REPLY = struct.Struct("=BB2xIxB")
"""The head of a reply of RECORD: what it is, category, 32-bit units that follow the head, other byte order."""

_AN_ERROR, _A_REPLY, _GENERIC_EVENT = 0, 1, 35
_MOST = 1 << 16
"""Bytes read at once."""

_UNREAD = bytes(8)
"""In place of a request: no request of any kind."""

PACE = 0.008
"""Seconds that lie at least between two readings of what the server tells, so that one takes several events of a
stream (each has the server's own time). No more: a local socket takes some 280 small packets that nobody has read,
and an X server whose packets are not taken leaves events out (seen with Xorg 21: 600 events in 15 ms).
"""

_TIDY = 256
"""Replies between two looks at what heaps up unread."""

_MAKING = threading.Lock()
"""Held while pynput is imported: its parts import each other, which two threads at once cannot do."""

Range = Mapping[str, Any]
_NOTHING: Range = {
    "core_requests": (0, 0), "core_replies": (0, 0), "ext_requests": (0, 0, 0, 0), "ext_replies": (0, 0, 0, 0),
    "delivered_events": (0, 0), "device_events": (0, 0), "errors": (0, 0), "client_started": False,
    "client_died": False,
}  # fmt: skip


def record_range(**what: Any) -> Range:
    """A RECORD range of nothing but `what`."""
    return {**_NOTHING, **what}


class Listening:
    """Base of both listeners. Subclasses make the thread. Made new for each start."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._thread: Any = None

    def start(self) -> None:
        if self._surroundings.desktop.id == "x11":
            from mirrorlight.desktop.x11_connection import reachable

            if not reachable():
                raise self._failure()
        try:
            with _MAKING:
                thread = self._thread = self._make()
        except (ImportError, OSError) as error:
            raise self._failure() from error
        thread.start()
        if not thread.began.wait(PATIENCE) or thread.over:
            self.stop()
            raise self._failure()

    def stop(self) -> None:
        if self._thread is not None:
            self._thread.end()

    def alive(self) -> bool:
        return self._thread is not None and bool(self._thread.is_alive())

    def _make(self) -> Any:
        """The thread: a class made by `recording` or `calling`, not started yet. Imports pynput."""
        raise NotImplementedError

    def _failure(self) -> UserError:
        return UserError(
            _("Keys and pointer cannot be heard."),
            _("The desktop did not let Mirrorlight listen."),
            _("“mirrorlight doctor” says what is missing."),
            code="cannot-listen",
        )


def recording(base: Any) -> Any:
    """pynput's X11 listener class `base`, which hands over what RECORD tells, unparsed.

    Made with `ranges` (asked for in the place of pynput's), `take`, called in its thread with the category and the
    bytes, and `prepare`, called there once with a python-xlib Display that is the thread's own. Whatever ends it (the
    server goes away, `take` fails), it ends quietly: one line in the log, no traceback.
    """
    from pynput._util.xorg import X11Error
    from Xlib import display, error
    from Xlib.ext import record

    # AttributeError is python-xlib's way to say that the server lacks the extension.
    ends = (
        error.XError, error.DisplayError, error.ConnectionClosedError, X11Error, OSError, RuntimeError, AttributeError,
    )  # fmt: skip

    class Recording(_quiet(base, ends)):  # type: ignore[misc]
        def __init__(
            self,
            ranges: Sequence[Range],
            take: Callable[[int, bytes], None],
            prepare: Callable[[Any], None] | None = None,
        ) -> None:
            super().__init__()
            self._ranges, self._take, self._prepare = list(ranges), take, prepare
            self._replies = 0

        def _initialize(self, side: Any) -> None:
            if self._prepare is not None:
                self._prepare(side)
            self._display_record.record_enable_context = self._follow
            side.record_register_clients(self._context, 0, [record.AllClients], self._ranges)
            side.sync()

        def _follow(self, context: int, handler: Callable[[Any], None]) -> None:
            """In the place of python-xlib's own: returns when the context was disabled."""
            connection = self._display_record.display
            opcode = connection.get_extension_major(record.extname)
            record.EnableContext(handler, display=connection, defer=True, opcode=opcode, context=context)
            self._display_record.flush()
            read, connection.data_recv = bytes(connection.data_recv), b""
            for category, swapped, data in told(connection.socket, read):
                self._hear(category, swapped, data)
            connection.sent_requests.clear()

        def _handler(self, reply: Any) -> None:
            """What python-xlib read when the request was sent."""
            self._hear(reply.category, bool(reply.client_swapped), reply.data)

        def _hear(self, category: int, swapped: bool, data: bytes) -> None:
            if category == _START_OF_DATA:
                self.began.set()
            elif self.wanted and category in (FROM_SERVER, FROM_CLIENT):
                try:
                    # What a client of the other byte order asked is not read, only that it asked.
                    self._take(category, _UNREAD if swapped and category == FROM_CLIENT else data)
                except BaseException as failure:
                    log.error("the %s failed: %s", self.name, type(failure).__name__)
                    raise
            self._replies += 1
            if not self._replies % _TIDY:
                self._tidy()

        def _tidy(self) -> None:
            """Throw away what the server tells every connection (MappingNotify) and nobody here asks for."""
            if self._prepare is None and self._display_stop.pending_events():
                self._display_stop.display.event_queue.clear()

        def _give_up(self) -> None:
            for name in ("_display_stop", "_display_record"):
                if hasattr(self, name):
                    getattr(self, name).display.socket.close()

        def _disable(self) -> None:
            """Over a third connection: the thread closes its own two as soon as the server has obeyed."""
            connection = display.Display()
            connection.record_disable_context(self._context)
            connection.sync()
            connection.close()

    return Recording


def calling(base: Any) -> Any:
    """pynput's listener class `base` of another system, as it is but for its end; made with pynput's callbacks."""

    class Calling(_quiet(base, (OSError, RuntimeError, AttributeError, TypeError, ValueError))):  # type: ignore[misc]
        def _mark_ready(self) -> None:
            super()._mark_ready()
            self.began.set()

        def _disable(self) -> None:
            self._queue.put(None)
            self._stop_platform()

    return Calling


def told(connection: socket.socket, began: bytes = b"") -> Iterator[tuple[int, bool, bytes]]:
    """What RECORD tells over `connection`, on which it was enabled and nothing else is asked, until it is disabled:
    the category, whether the client's byte order is another, and the data. `began` was read already.

    Replies have the layout of EnableContext (Record Extension Protocol, section 4). python-xlib would read them too,
    but at three times the cost of everything else that happens to an event. Raises OSError when the server ends it.
    """
    unread, due = began, 0.0
    while True:
        place = 0
        while len(unread) - place >= _HEAD:
            kind, category, more, swapped = _REPLY.unpack_from(unread, place)
            end = place + _HEAD + (4 * more if kind & 0x7F in (_A_REPLY, _GENERIC_EVENT) else 0)
            if end > len(unread):
                break
            if kind == _A_REPLY:
                yield category, bool(swapped), unread[place + _HEAD : end]
                if category == _END_OF_DATA:
                    return
            elif kind == _AN_ERROR:
                raise ConnectionAbortedError
            place = end
        time.sleep(max(0.0, due - time.monotonic()))
        data = connection.recv(_MOST)
        if not data:
            raise ConnectionResetError
        due = 0.0 if len(data) == _MOST else time.monotonic() + PACE
        unread = unread[place:] + data


def _quiet(base: Any, ends: tuple[type[Exception], ...]) -> Any:
    """A pynput listener class whose thread prints no traceback for `ends` and whose `end` waits for the thread."""

    class Quiet(base):  # type: ignore[misc]
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self.began = threading.Event()
            self.over = False
            self.wanted = True
            self.name = f"{base.__module__.split('.')[1]} listener"

        def run(self) -> None:
            try:
                super().run()
            except ends as failure:
                if self.wanted:
                    log.warning("the %s ended: %s", self.name, type(failure).__name__)
            finally:
                self._give_up()
                self.over = True
                self.began.set()

        def _give_up(self) -> None:
            """Release what an ending in the middle has left open."""

        def end(self) -> None:
            if not self.wanted:
                return
            self.wanted = self._running = False
            if self.is_alive():
                try:
                    self._disable()
                except ends as failure:
                    log.info("the %s had ended: %s", self.name, type(failure).__name__)
                if threading.current_thread() is not self:
                    threading.Thread.join(self, PATIENCE)

    return Quiet
