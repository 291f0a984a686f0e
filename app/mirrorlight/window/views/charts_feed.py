"""Reads the figures of a chart and draws them, in threads; what is no longer wanted is stopped and never shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from mirrorlight.core.clock import Clock
from mirrorlight.errors import UserError
from mirrorlight.insight.periods import Period
from mirrorlight.window.bridge import Step, Work
from mirrorlight.window.charts.figures import Asked, Figures, Stopped
from mirrorlight.window.charts.sheet import Look, Sheet, drawn
from mirrorlight.window.context import Context

_TRIES = 3


@dataclass(frozen=True, slots=True, repr=False)
class Loaded:
    """What was read: the figures, and whether the store is one of made-up data."""

    figures: Figures
    synthetic: bool


class Feed(QObject):
    """`loaded` with what was read, `stopped` when the person cancelled, `failed` with an error, `progressed` by days;
    `drawn` with a picture. Whatever was asked for later takes the place of what was asked for before.
    """

    loaded = Signal(object)
    stopped = Signal()
    failed = Signal(object)
    progressed = Signal(object, object)
    drawn = Signal(object)

    def __init__(self, context: Context, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self._reading: Work | None = None
        self._drawing = False
        self._wanted = 0
        self._next: Callable[[], object] | None = None

    @property
    def busy(self) -> bool:
        """Whether figures are being read."""
        return self._reading is not None

    @property
    def settled(self) -> bool:
        """Whether nothing is being read or drawn."""
        return self._reading is None and not self._drawing

    def load(self, chart: type[Figures], period: Period) -> None:
        """Read the figures of a period."""
        self.forget()
        acts, now, wanted = self._context.actions.sibling, self._clock.utc(), self._wanted
        running = str(self._context.bridge.status.get("state", "off")) != "off"

        def job(step: Step) -> Loaded | None:
            actions = acts()
            try:
                reader = actions.reader()
                for _attempt in range(_TRIES):
                    generation = reader.generation()
                    found = chart.load(Asked(reader, period, now, step, running))
                    if reader.generation() == generation:  # nothing was deleted meanwhile
                        return Loaded(found, reader.synthetic())
                return Loaded(chart.load(Asked(reader, period, now, step, running)), reader.synthetic())
            except Stopped:
                return None
            finally:
                actions.forget_reader()

        def done(result: Loaded | None) -> None:
            if wanted == self._wanted:
                self._reading = None
                if result is None:
                    self.stopped.emit()
                else:
                    self.loaded.emit(result)

        def failed(error: UserError) -> None:
            if wanted == self._wanted:
                self._reading = None
                self.failed.emit(error)

        def progress(done: int, total: int) -> None:
            if wanted == self._wanted:
                self.progressed.emit(done, total)

        self._reading = self._context.bridge.run(job, done, failed, progress)

    def draw(self, figures: Figures, size: QSize, ratio: float, *, synthetic: bool) -> None:
        """Draw figures for a place of this size (logical pixels); while one is drawn, the newest wish waits."""
        if self._drawing:
            self._next = lambda: self.draw(figures, size, ratio, synthetic=synthetic)
            return
        look, wanted = Look.now(), self._wanted
        width, height = max(320, size.width()), max(200, size.height())

        def job(_step: Step) -> tuple[bytes, int, int]:
            return drawn(figures, lambda: Sheet(look, width, height, ratio, synthetic=synthetic)).pixels()

        def ended() -> bool:
            """Whether the picture is still wanted; if not, what is wanted instead is drawn."""
            self._drawing = False
            following, self._next = self._next, None
            if following is not None:
                following()
            return wanted == self._wanted and following is None

        def done(result: tuple[bytes, int, int]) -> None:
            if ended():
                pixels, wide, high = result
                image = QImage(pixels, wide, high, 4 * wide, QImage.Format.Format_RGBA8888).copy()
                image.setDevicePixelRatio(ratio)
                self.drawn.emit(image)

        def failed(error: UserError) -> None:
            if ended():
                self.failed.emit(error)

        self._drawing = True
        self._context.bridge.run(job, done, failed)

    def cancel(self) -> None:
        """The person no longer wants it: it ends after the day at hand, and says so."""
        if self._reading is not None:
            self._reading.cancel()

    def forget(self) -> None:
        """Nobody wants what is read or drawn at this moment."""
        self.cancel()
        self._wanted += 1
        self._reading = self._next = None
