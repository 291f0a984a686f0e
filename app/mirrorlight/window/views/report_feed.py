"""Reads the store for a report and makes its file, in threads; what is no longer wanted is stopped and never shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from mirrorlight.core.clock import Clock
from mirrorlight.errors import UserError
from mirrorlight.report import html
from mirrorlight.report.chosen import ByHand, Chosen
from mirrorlight.report.collect import Asked
from mirrorlight.report.draft import PDF, Draft, draft
from mirrorlight.report.products import Beside, columns
from mirrorlight.window import report_pdf
from mirrorlight.window.bridge import Step, Work
from mirrorlight.window.context import Context


class ReportFeed(QObject):
    """`read` with a Draft, `made` with the bytes of a file, `stopped` when the person cancelled, `failed` with an
    error, `progressed`. Whatever was asked for later takes the place of what was asked for before.
    """

    read = Signal(object)
    made = Signal(object)
    stopped = Signal()
    failed = Signal(object)
    progressed = Signal(object, object)

    def __init__(self, context: Context, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self._reading: Work | None = None
        self._making: Work | None = None
        self._next: tuple[Draft, ByHand, str] | None = None
        self._wanted = 0

    @property
    def settled(self) -> bool:
        """Whether nothing is being read or made."""
        return self._reading is None and self._making is None

    @property
    def reading(self) -> bool:
        return self._reading is not None

    def load(self, chosen: Chosen) -> None:
        """Read what is chosen."""
        self.forget()
        context, now, wanted = self._context, self._clock.utc(), self._wanted
        settings = context.settings
        running = str(context.bridge.status.get("state", "off")) != "off"
        off = frozenset(each.id for each in context.channels if not settings.get(f"channel_{each.id}"))

        def job(step: Step) -> Draft:
            actions = context.actions.sibling()
            try:
                reader = actions.reader()
                beside = Beside(reader, now, running, settings.get)
                products = columns(beside, chosen.products, chosen.period)
                return draft(Asked(reader, chosen, now, products, off), step)
            finally:
                actions.forget_reader()

        def done(result: Draft) -> None:
            if wanted == self._wanted:
                self._reading = None
                self.read.emit(result)

        def failed(error: UserError) -> None:
            if wanted == self._wanted:
                self._reading = None
                if error.code == "stopped":
                    self.stopped.emit()
                else:
                    self.failed.emit(error)

        def progress(done_: int, total: int) -> None:
            if wanted == self._wanted:
                self.progressed.emit(done_, total)

        self._reading = context.bridge.run(job, done, failed, progress)

    def make(self, read: Draft, by_hand: ByHand, form: str) -> None:
        """Make the file of what was read; while one is made, the newest wish waits."""
        hand = ByHand(dict(by_hand.fates))
        if self._making is not None:
            self._next = (read, hand, form)
            return
        wanted = self._wanted

        def ended() -> bool:
            self._making = None
            following, self._next = self._next, None
            if following is not None:
                self.make(*following)
            return wanted == self._wanted and following is None

        def done(data: bytes) -> None:
            if ended():
                self.made.emit(data)

        def failed(error: UserError) -> None:
            if ended():
                self.failed.emit(error)

        writer = report_pdf.write if form == PDF else html.write
        self._making = self._context.bridge.run(lambda _step: read.file(hand, writer), done, failed)

    def cancel(self) -> None:
        """The person no longer wants it: it ends after the day at hand, and says so."""
        if self._reading is not None:
            self._reading.cancel()

    def forget(self) -> None:
        """Nobody wants what is read or made at this moment."""
        self.cancel()
        self._wanted += 1
        self._reading = self._next = None
