"""What the light shows: asks the recorder, makes words of it, paints them, and knows when they change by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.status import RECORDING, RecorderStatus
from mirrorlight.recorder.light_face import Face, face, fresh_until, next_change
from mirrorlight.recorder.light_paint import Manner, picture
from mirrorlight.recorder.light_watch import SETTLE

_LATE = 4
"""Pictures of the same state that a slow compositor may still show."""


class Display(QObject):
    """The status that is shown and its picture. Thread: the light's."""

    painted = Signal()
    """There is a new picture: it has to be on the screen before anything else happens."""
    taken = Signal()
    """The status was taken again, whether or not the unit's words changed."""
    news = Signal(str)
    """Something changed that has to be announced, in these words."""

    def __init__(
        self, status: Callable[[], RecorderStatus], state: Callable[[], str], clock: Clock, parent: QObject
    ) -> None:
        """`state` tells the status' state alone, which is asked for at each proof."""
        super().__init__(parent)
        self._ask, self._ask_state, self._clock = status, state, clock
        self.status = status()
        """What is shown."""
        self.face: Face = face(self.status, clock.utc())
        """How it is shown."""
        self.manner, self.ratio = Manner(), 1.0
        self._counted = clock.mono()
        self._pictures: list[tuple[int, QImage]] = []
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.timeout.connect(self.refresh)
        self._live = False
        self.often = False
        """Whether something shows more than the unit does, and wants the status once a second."""

    @Slot()
    def refresh(self) -> None:
        """Take the status again; paint what changed."""
        before = self.face.news
        self._take()
        if self.face.news != before:
            self.news.emit(self.face.spoken)

    def synchronise(self) -> None:
        """Refresh if the recorder is in another state than the one shown."""
        if self._ask_state() != self.face.state:
            self.refresh()

    def start(self) -> None:
        """It is on the screen from now on, and changes by itself."""
        self._live = True
        self.refresh()

    def stop(self) -> None:
        """Nobody looks any more."""
        self._live = False
        self._tick.stop()

    def state(self) -> str:
        return self.face.state

    def pictures(self) -> Sequence[QImage]:
        """What was painted last, then what was of this state within the last moments."""
        now = self._clock.mono()
        earlier = [(until, image) for until, image in self._pictures[:-1] if now - until <= SETTLE]
        self._pictures = earlier[-_LATE:] + self._pictures[-1:]
        return [image for _until, image in reversed(self._pictures)]

    def latest(self) -> QImage | None:
        """What was painted last."""
        return self._pictures[-1][1] if self._pictures else None

    def paint(self, manner: Manner, ratio: float) -> None:
        """Paint anew, with the button column as `manner` says, at `ratio` device pixels to a logical one."""
        if ratio != self.ratio:
            self._pictures.clear()
        self.manner, self.ratio = manner, ratio
        self._paint()

    def _take(self) -> None:
        status, now, mono = self._ask(), self._clock.utc(), self._clock.mono()
        shown = latest = face(status, now)
        if shown.state == RECORDING == self.face.state and mono - self._counted < SECOND:
            shown = replace(self.face, marks=shown.marks)  # counters move once a second, marks at each commit
        else:
            self._counted = mono
        before, self.status, self.face = self.face, status, shown
        if shown != before:
            if shown.state != before.state:
                self._pictures.clear()
            self._paint()
        self._schedule(now, mono, latest)
        self.taken.emit()

    def _paint(self) -> None:
        now = self._clock.mono()
        if self._pictures:
            self._pictures[-1] = (now, self._pictures[-1][1])
        self._pictures.append((now, picture(self.face, self.manner, self.ratio)))
        self.painted.emit()

    def _schedule(self, now: int, mono: int, latest: Face) -> None:
        """Wake when the words or a mark change by themselves, not before."""
        moments = [next_change(self.status, now), fresh_until(self.status, now)]
        if self.face.state == RECORDING and latest.facts != self.face.facts:
            moments.append(now + self._counted + SECOND - mono)
        if self.often:
            moments.append(now + SECOND)
        due = min((moment for moment in moments if moment is not None), default=None)
        if due is None or not self._live:
            self._tick.stop()
        else:
            self._tick.start(max(10, -(-(due - now) // 1000)))
