"""Where a demonstration comes from: the store while it is recorded into, or an invented day that is played."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.times import to_local
from mirrorlight.core.typed import TypedRun
from mirrorlight.demo import home, make
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.insight.missing import FILTERED as FILTERED_GAP
from mirrorlight.insight.missing import PAUSED as PAUSED_GAP
from mirrorlight.insight.missing import kind_of
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.models.stage import Scene, StageReader
from mirrorlight.window.standing import PAUSE, RESUME, standing
from mirrorlight.window.widgets.state import FILTERED, PAUSED, RECORDING, WORDS
from mirrorlight.wording import length

if TYPE_CHECKING:
    from mirrorlight.demo.home import Home
    from mirrorlight.demo.make import Made
    from mirrorlight.window.main_window import MainWindow

SHORTEST = 80
"""Keys of a run of which an invented demonstration begins."""
_TICK = 200


class LiveSource(QObject):
    """What is recorded from now on. `changed` when the store has something new; `lost` when it cannot be read."""

    changed = Signal()
    synthetic = False

    def __init__(self, window: MainWindow, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._clock = window, clock
        self.since = clock.utc()
        self._reading: StageReader | None = None
        bridge = window.bridge
        bridge.store_changed.connect(self.changed)
        bridge.generation_changed.connect(self._deleted)

    def scene(self) -> Scene:
        """The demonstration so far. Raises UserError."""
        if self._reading is None:
            self._reading = StageReader(self._window.context.actions.reader(), CHANNELS, self.since)
        return self._reading.read(self._clock.utc())

    def picture(self, row: int) -> bytes:
        """The picture of a row. Raises UserError."""
        return self._window.context.actions.reader().picture(row)

    def state(self) -> tuple[str, str, str]:
        """State, its word, and how long the demonstration has gone on."""
        now = standing(self._window.bridge.status, self._clock.utc())
        return now.state, _(WORDS.get(now.state, WORDS["off"])), length(self._clock.utc() - self.since)

    def toggle(self) -> None:
        """Pause as one press on the light does, or resume."""
        button = self._window.head.pause
        if button.face == PAUSE:
            button.pressed.emit()
        elif button.face == RESUME:
            button.resumed.emit()

    @property
    def paused(self) -> bool:
        return str(self._window.bridge.status.get("state")) == PAUSED

    def light(self) -> tuple[int, int, int, int] | None:
        """Where the light is on the desktop (device pixels: left, top, width, height), as its recorder tells."""
        place = (self._window.bridge.status.get("light") or {}).get("place")
        return (place[0], place[1], place[2], place[3]) if place else None

    def close(self) -> None:
        """Hear nothing more."""
        self._window.bridge.store_changed.disconnect(self.changed)
        self._window.bridge.generation_changed.disconnect(self._deleted)

    def _deleted(self) -> None:
        self._reading = None
        self.changed.emit()


class DemoDay:
    """An invented day to play from: a store of its own that is thrown away, or the one that the window shows."""

    def __init__(self, reader: Reader, begins: int, made: Made | None = None, folder: Home | None = None) -> None:
        self.reader, self.begins, self._made, self._folder = reader, begins, made, folder

    @classmethod
    def make(cls) -> DemoDay:
        """Make one. Takes some seconds; any thread. Raises UserError."""
        home.clean_leftovers()
        folder = home.throw_away()
        try:
            made = make.make(folder.places, make.working_days(datetime.now().date(), 1), later=True)
        except BaseException:
            folder.close()
            raise
        reader = Reader(folder.places, keys.load(folder.places, str), CHANNELS)
        return cls(reader, _beginning(reader), made, folder)

    @classmethod
    def of_window(cls, reader: Reader) -> DemoDay:
        """The store of a window that shows a demo already."""
        return cls(reader, _beginning(reader))

    def close(self) -> None:
        """Throw it away, if it was made for this."""
        if self._made is not None:
            self.reader.close()
            self._made.close()
        if self._folder is not None:
            self._folder.close()


def _beginning(reader: Reader) -> int:
    """A moment shortly before something longer is typed, with something taken back. Raises UserError (no-demo)."""
    for day in reader.days():
        runs = reader.typed(*day_bounds(day))
        fit = [run for run in runs if run.keys >= SHORTEST and run.taken_back and not run.protected]
        if fit:
            return max(fit[:20], key=_telling).first - 2 * SECOND
    raise UserError(_("There is nothing to show."), _("Nothing is typed on the days of this store."), code="no-demo")


def _telling(run: TypedRun) -> int:
    longest = max((len(piece.text) for piece in run.pieces if piece.taken_back), default=0)
    return min(longest, 20) - run.keys // 100


class DemoSource(QObject):
    """Plays an invented day at the speed at which it would have been recorded. As `LiveSource`."""

    changed = Signal()
    synthetic = True

    def __init__(self, day: DemoDay, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._day, self._clock = day, clock
        self.since = self._head = day.begins
        self._last = clock.mono()
        self._reading = StageReader(day.reader, CHANNELS, self.since)
        self.paused = False
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK)
        self._tick.timeout.connect(self._play)
        self._tick.start()

    def scene(self) -> Scene:
        """The demonstration so far. Raises UserError."""
        return self._reading.read(self._head)

    def picture(self, row: int) -> bytes:
        """The picture of a row. Raises UserError."""
        return self._day.reader.picture(row)

    def state(self) -> tuple[str, str, str]:
        """Nothing is recorded: a ring, or the gap that was there at this moment of the day."""
        at = f"{to_local(self._head):%H:%M:%S}"
        if self.paused:
            return "", _("Halted"), at
        kinds = {kind_of(gap.reason) for gap in self._day.reader.gaps(self._head, self._head + 1)}
        if PAUSED_GAP in kinds:
            return PAUSED, _("Paused"), at
        if FILTERED_GAP in kinds:
            return FILTERED, _("Filtered"), at
        return "", _("Invented day"), at

    def toggle(self) -> None:
        """Halt, or go on."""
        self._last = self._clock.mono()
        self.paused = not self.paused
        self.changed.emit()

    def light(self) -> tuple[int, int, int, int] | None:
        """Nothing is recorded, so no light is needed."""
        return None

    def close(self) -> None:
        """Stop, and throw the day away."""
        self._tick.stop()
        self._day.close()

    def _play(self) -> None:
        now = self._clock.mono()
        if not self.paused:
            self._head += min(now - self._last, SECOND)
            self.changed.emit()
        self._last = now


Source = LiveSource | DemoSource

__all__ = ["RECORDING", "DemoDay", "DemoSource", "LiveSource", "Source"]
