"""The one place where threads and the recorder meet widgets. Everything it emits arrives in the GUI thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mirrorlight.core.channel import FULLY, Coverage
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.collector import Collector

if TYPE_CHECKING:
    from mirrorlight.actions import Actions

_log = logging.getLogger(__name__)
STATUS_EVERY = 0.5
"""Seconds between two questions to the recorder."""
CHANGED_EVERY = 200
"""Milliseconds between two looks at whether the store has something new."""
PATIENCE = 10.0
"""Seconds that closing waits for a thread that is at work; longer than any answer of the recorder may take."""

Step = Callable[[int, int], bool]
"""Tells how far work is (done, total); answers whether to go on."""
Job = Callable[[Step], Any]


def unexpected() -> UserError:
    """What is told when something failed that nobody foresaw: the log names the place, never content."""
    return UserError(
        _("Something went wrong inside Mirrorlight."),
        _("Nothing was deleted or recorded because of it. The log says where, without content."),
        _("Try again; if it comes back, close Mirrorlight and open it anew."),
        code="unexpected",
    )


class Work(QObject):
    """Long work in a thread of its own. `done`, `failed`, `progressed` and `ended` are emitted in the GUI thread."""

    progressed = Signal(object, object)
    done = Signal(object)
    failed = Signal(object)
    ended = Signal()
    _stepped = Signal(object, object)
    _returned = Signal(object, object)

    def __init__(self, job: Job, parent: QObject) -> None:
        super().__init__(parent)
        self._job = job
        self._cancelled = threading.Event()
        self._muted = False
        self._stepped.connect(self._tell_step)
        self._returned.connect(self._tell_end)
        self._thread = threading.Thread(target=self._run, name="mirrorlight-work", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def cancel(self) -> None:
        """Ask it to end; it does at its next step and reports as usual."""
        self._cancelled.set()

    def mute(self) -> None:
        """Tell nothing any more; whoever asked is gone."""
        self._muted = True

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def join(self, seconds: float) -> None:
        """Wait for the thread."""
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _step(self, done: int, total: int) -> bool:
        if not self._cancelled.is_set():
            self._stepped.emit(done, total)
        return not self._cancelled.is_set()

    def _run(self) -> None:
        failure: UserError | None = unexpected()
        result: Any = None
        try:
            result = self._job(self._step)
            failure = None
        except UserError as error:
            failure = error
        finally:
            self._returned.emit(result, failure)

    @Slot(object, object)
    def _tell_step(self, done: int, total: int) -> None:
        if not self._muted:
            self.progressed.emit(done, total)

    @Slot(object, object)
    def _tell_end(self, result: Any, failure: UserError | None) -> None:
        if self._muted:
            return
        if failure is None:
            self.done.emit(result)
        else:
            self.failed.emit(failure)
        self.ended.emit()


class Bridge(QObject):
    """Asks the recorder and the store for news, and carries out what the window asks for.

    `store_opened` and `store_failed` answer `open_store`. While the store is open its reader belongs to the GUI
    thread: `store_changed` says that rows were added, `generation_changed` that rows were deleted (load anew).
    `coverage_changed`: every channel was tried anew; `coverage` has the result.
    """

    status_changed = Signal(object)
    store_opened = Signal()
    store_failed = Signal(object)
    store_changed = Signal()
    generation_changed = Signal()
    coverage_changed = Signal()
    _answered = Signal(object)

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._workers = actions.sibling()
        self._watchers = actions.sibling()
        self._ending = threading.Event()
        self._asked = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="mirrorlight-status", daemon=True)
        self._commands = threading.Lock()
        self._works: list[Work] = []
        self._open = False
        self._opening = False
        self._generation = 0
        self.status: dict[str, Any] = {"state": "off", "reason": "", "until": None}
        self.coverage: dict[str, Coverage] = {}
        """How far each channel can work here, as last tried; empty until `check_coverage` has ended."""
        self.light = Coverage(FULLY)
        self.desktop = ""
        self._answered.connect(self._take_status)
        self._look = QTimer(self)
        self._look.setInterval(CHANGED_EVERY)
        self._look.timeout.connect(self.look_now)
        self._collector = Collector(self)

    def start(self) -> None:
        """Begin to ask for the recorder's status."""
        if self._watcher.ident is None:
            self._watcher.start()

    @property
    def store_is_open(self) -> bool:
        return self._open

    @property
    def opening(self) -> bool:
        """Whether the store is being opened."""
        return self._opening

    def ask_now(self) -> None:
        """Ask for the status at once instead of at the next turn. Any thread."""
        self._asked.set()

    def open_store(self) -> None:
        """Open the store for reading, in a thread: the keyring or a passphrase may take their time."""
        if self._open or self._opening:
            return
        self._opening = True
        self.run(lambda _step: self._actions.reader(), self._opened, self._not_opened)

    def close_store(self) -> None:
        """Let go of the store (before everything is erased, or after it failed)."""
        self._look.stop()
        self._open = False
        self._actions.forget_reader()
        self.command(lambda actions: actions.forget_reader())

    def run(
        self,
        job: Job,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[UserError], object] | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> Work:
        """Do `job` in a thread; exactly one of `done(result)` and `failed(error)` is called here when it ends."""
        work = Work(job, self)
        if done is not None:
            work.done.connect(done)
        if failed is not None:
            work.failed.connect(failed)
        if progress is not None:
            work.progressed.connect(progress)
        work.ended.connect(lambda: self._forget(work))
        self._works.append(work)
        work.start()
        return work

    def command(
        self,
        job: Callable[[Actions], Any],
        done: Callable[[Any], object] | None = None,
        failed: Callable[[UserError], object] | None = None,
    ) -> Work:
        """Something that changes or counts what is recorded: one at a time, in a thread, on Actions of its own.

        The status is asked for right after.
        """
        return self.task(lambda actions, _step: job(actions), done, failed)

    def task(
        self,
        job: Callable[[Actions, Step], Any],
        done: Callable[[Any], object] | None = None,
        failed: Callable[[UserError], object] | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> Work:
        """The same for what tells how far it is and can be cancelled."""

        def alone(step: Step) -> Any:
            with self._commands:
                try:
                    return job(self._workers, step)
                finally:
                    self.ask_now()

        return self.run(alone, done, failed, progress)

    def check_coverage(self, failed: Callable[[UserError], object] | None = None) -> None:
        """Try every channel on this desktop, in a thread; `coverage_changed` tells that it is done."""

        def checked(result: tuple[str, Coverage, dict[str, Coverage]]) -> None:
            self.desktop, self.light, self.coverage = result
            self.coverage_changed.emit()

        self.command(lambda actions: actions.coverage(), checked, failed)

    def stop(self) -> None:
        """End every thread; nothing is emitted afterwards."""
        self._ending.set()
        self._asked.set()
        self._look.stop()
        for work in list(self._works):
            work.mute()
            work.cancel()
            work.join(PATIENCE)
        if self._watcher.ident is not None:
            self._watcher.join(PATIENCE)
        self._works.clear()
        self._workers.close()
        self._watchers.close()
        self._collector.stop()

    def _watch(self) -> None:
        while not self._ending.is_set():
            try:
                status = self._watchers.status(counts=False)
            except UserError as error:
                status = {"state": "off", "reason": error.code, "until": None, "error": error}
            if self._ending.is_set():
                return
            self._answered.emit(status)
            self._asked.wait(STATUS_EVERY)
            self._asked.clear()

    @Slot(object)
    def _take_status(self, status: dict[str, Any]) -> None:
        if not self._ending.is_set():
            self.status = status
            self.status_changed.emit(status)

    def _opened(self, _reader: Any) -> None:
        self._opening = False
        if self._ending.is_set():
            return
        try:
            self._generation = self._actions.reader().generation()
            self._actions.reader().changed()
        except UserError as error:
            self._not_opened(error)
            return
        self._open = True
        self._look.start()
        self.store_opened.emit()

    def _not_opened(self, error: UserError) -> None:
        self._opening = False
        self._look.stop()
        self._open = False
        self._actions.forget_reader()
        self.store_failed.emit(error)

    @Slot()
    def look_now(self) -> None:
        """Look whether the store has something new. Called by a timer; a page may call it after its own change."""
        if not self._open:
            return
        try:
            reader = self._actions.reader()
            if not reader.changed():
                return
            generation = reader.generation()
        except UserError as error:
            if error.code == "store-replaced":
                self.close_store()
                self.open_store()
            else:
                self._not_opened(error)
            return
        if generation != self._generation:
            self._generation = generation
            self.generation_changed.emit()
        else:
            self.store_changed.emit()

    def _forget(self, work: Work) -> None:
        if work in self._works:
            self._works.remove(work)
        work.join(PATIENCE)
        work.deleteLater()
