"""`mirrorlight record`: the process in which the light and the capture live and die together.

The main thread belongs to Qt and does nothing but the light and the tray; the store, the listeners and the session have
threads of their own, so that neither can hold up the other.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from mirrorlight import consent, qt_language
from mirrorlight.core.channel import NOT, Channel
from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.lease import Lease
from mirrorlight.desktop import session_bus
from mirrorlight.desktop.base import Desktop
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.process import program
from mirrorlight.recorder.light import Light
from mirrorlight.recorder.recorder import Recorder
from mirrorlight.recorder.tray import Tray
from mirrorlight.settings import Settings
from mirrorlight.store.database import StoreLock
from mirrorlight.store.keys import Key

log = logging.getLogger(__name__)

LINGER = 15 * SECOND
"""How long the light stays after the end, µs, so that a stop is seen."""


class _Bridge(QObject):
    """Carries what happens in other threads to the light's thread."""

    proof_wanted = Signal()
    changed = Signal()
    committed = Signal()
    gone = Signal()
    stopped = Signal()
    opened = Signal()
    failed = Signal(object)
    terminated = Signal()
    light_wanted = Signal()


def run(
    places: Places,
    settings: Settings,
    clock: Clock,
    desktop: Desktop,
    channels: tuple[Channel, ...],
    load_key: Callable[[], Key],
) -> int:
    """Record until stopped; returns the exit status. Raises UserError when it may not or cannot begin.

    Thread: the main one.
    """
    if consent.damaged(places.consent):
        raise consent.unreadable(places.consent)
    if consent.read(places.consent) is None:
        raise UserError(
            _("Nothing is recorded."),
            _("You have not agreed to it yet."),
            _("Open Mirrorlight, or run “mirrorlight setup”."),
            code="no-consent",
        )
    provable = desktop.can_prove_light()
    if provable.how == NOT:
        raise UserError(
            _("Nothing is recorded."),
            provable.why,
            _("Run it in a session in which a program can check its own window, such as X11."),
            code="no-display" if desktop.id == "null" else "light-unprovable",
        )
    lock = StoreLock(places)
    if not lock.acquire():
        raise UserError(
            _("Mirrorlight records already."),
            _("Another recorder has the store open."),
            _("See “mirrorlight status”, or stop it with “mirrorlight stop”."),
            code="already-recording",
        )
    try:
        return _Process(places, settings, clock, desktop, channels, load_key, lock).run()
    finally:
        lock.release()


class _Process:
    """The recorder, its light and its tray in one Qt application."""

    def __init__(
        self,
        places: Places,
        settings: Settings,
        clock: Clock,
        desktop: Desktop,
        channels: tuple[Channel, ...],
        load_key: Callable[[], Key],
        lock: StoreLock,
    ) -> None:
        self._places, self._clock, self._load_key, self._lock = places, clock, load_key, lock
        self._settings = settings
        if session_bus.hangs(session_bus.AT_START):
            log.warning("the session bus does not answer; this recording does without it")
            os.environ["DBUS_SESSION_BUS_ADDRESS"] = session_bus.NONE
        application = QApplication.instance() or QApplication(["mirrorlight"])
        assert isinstance(application, QApplication)
        self._application = application
        application.setApplicationName("mirrorlight")
        application.setApplicationDisplayName("Mirrorlight")
        application.setDesktopFileName("mirrorlight")
        application.setQuitOnLastWindowClosed(False)
        qt_language.dress(application)
        self._bridge = _Bridge()
        self._lease = Lease(clock)
        self._recorder = Recorder(
            places=places,
            settings=settings,
            clock=clock,
            desktop=desktop,
            channels=channels,
            lease=self._lease,
            ask_proof=self._bridge.proof_wanted.emit,
            changed=self._bridge.changed.emit,
            committed=self._bridge.committed.emit,
            gone=self._bridge.gone.emit,
            stopped=self._let_go,
            show_light=self._bridge.light_wanted.emit,
        )
        recorder = self._recorder
        self._light = Light(self._lease, clock, recorder.status, places.config / "light.json", state=recorder.state)
        self._tray = Tray(self._recorder.status)
        self._error: UserError | None = None
        self._ending = False
        self._lost = False
        self._linger = QTimer()
        self._linger.setInterval(200)
        self._linger.timeout.connect(self._leave_for_another)
        self._connect()

    def run(self) -> int:
        """Show the light, open the rest beside it, and stay until the end.

        It ends by `exit`, never by `quit`: that asks every window first, and the light refuses to be closed.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._light.show()
        self._light.prove()
        self._tray.show()
        threading.Thread(target=self._open, name="opening", daemon=True).start()
        self._application.exec()
        self._recorder.close("desktop-gone" if self._lost else "stopped")
        self._tray.hide()
        self._light.hide()
        if self._error is not None:
            raise self._error
        return 0

    def _connect(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        bridge, light, tray, recorder = self._bridge, self._light, self._tray, self._recorder
        bridge.proof_wanted.connect(light.watch.want, queued)
        bridge.light_wanted.connect(light.take_focus, queued)
        bridge.changed.connect(self._refresh, queued)
        bridge.committed.connect(light.refresh, queued)
        bridge.gone.connect(self._on_gone, queued)
        bridge.stopped.connect(self._on_stopped, queued)
        bridge.opened.connect(self._refresh, queued)
        bridge.failed.connect(self._on_failed, queued)
        bridge.terminated.connect(lambda: self._application.exit(0), queued)
        light.proved.connect(self._on_proved)
        light.placed.connect(recorder.note_light)
        recorder.note_light(light.unit_on_desktop())
        light.keyboard_taken.connect(recorder.take_keyboard)
        for source in (light, tray):
            source.pause_for.connect(recorder.pause_for)
            source.resume_pressed.connect(recorder.resume)
            source.stop_pressed.connect(self._stop)
            source.open_pressed.connect(self._open_window)
            source.keys_allowed.connect(partial(self._choose, recorder.allow_keys))
            source.keys_forbidden.connect(partial(self._choose, recorder.forbid_keys))
        light.pause_pressed.connect(self._pause_usual)
        light.pause_until.connect(recorder.pause)
        tray.pause_until.connect(recorder.pause)

    def _open(self) -> None:
        try:
            self._recorder.open(self._load_key())
        except UserError as error:
            self._bridge.failed.emit(error)
        except BaseException:
            self._bridge.failed.emit(
                UserError(
                    _("Nothing is recorded."),
                    _("The recorder met an unexpected error while it started."),
                    _("Look into the log: {path}").format(path=self._places.logs),
                    code="unexpected",
                )
            )
            raise
        else:
            self._bridge.opened.emit()

    def _refresh(self) -> None:
        self._light.refresh()
        self._tray.refresh()

    def _on_proved(self) -> None:
        self._recorder.light_place = self._light.place_on_desktop()

    def _pause_usual(self) -> None:
        self._recorder.pause_for(self._settings.get("pause_minutes") * 60 * SECOND)

    def _choose(self, then: Callable[[str], object], app: str) -> None:
        """Allow or forbid keys in `app`: in a thread, because it is written into the store first."""

        def choose() -> None:
            try:
                then(app)
            except (UserError, TimeoutError) as error:
                log.warning("keys were not allowed or forbidden: %s", getattr(error, "code", "no answer"))

        threading.Thread(target=choose, name="choosing", daemon=True).start()

    def _stop(self) -> None:
        threading.Thread(target=self._close, name="closing", daemon=True).start()

    def _close(self) -> None:
        self._recorder.close()
        self._bridge.stopped.emit()

    def _let_go(self) -> None:
        """The recording has ended and the store is closed. Any thread."""
        self._lock.release()
        self._bridge.stopped.emit()

    def _on_stopped(self) -> None:
        """Say for a while that the recording has ended."""
        if self._ending:
            return
        self._ending = True
        self._refresh()
        self._tray.hide()
        self._linger.start()
        QTimer.singleShot(LINGER // 1000, lambda: self._application.exit(0))

    def _leave_for_another(self) -> None:
        """A new recorder has begun: its light takes this one's place."""
        if self._places.socket.exists():
            self._application.exit(0)

    def _on_failed(self, error: UserError) -> None:
        self._error = error
        self._application.exit(0)

    def _on_gone(self) -> None:
        self._lost = True
        self._ending = True
        self._application.exit(0)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Queued, because the signal may come before the event loop runs, which forgets an `exit` then."""
        self._bridge.terminated.emit()

    def _open_window(self) -> None:
        """Show the window: a process of its own, which asks one that is already open to come forward."""
        with contextlib.suppress(OSError):
            subprocess.Popen(
                program(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
