"""Which part of a day the timeline shows: zoom and scroll, within the day, with the motion of guide section 8."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QElapsedTimer, QObject, QVariantAnimation, Signal
from PySide6.QtWidgets import QStyle, QWidget

from mirrorlight.core.clock import SECOND
from mirrorlight.window.models.scale import DAY, HOUR, MINUTE, TimeScale

_LENGTH = {HOUR: 3600 * SECOND, MINUTE: 60 * SECOND}
_DURATION = 150
_REST = 250
"""Milliseconds without a zoom after which zooming out of the whole is meant; one long turn of the wheel is not."""
Range = tuple[int, int]


class View(QObject):
    """The scale in force. `width` answers with the pixels of the lanes.

    `moved` when other moments are in view, `level_changed` with the level that the choice above shows: DAY as long as
    the whole day is in view. `left` when one zooms out of what is shown whole.
    """

    moved = Signal()
    left = Signal()
    level_changed = Signal(str)

    def __init__(self, widget: QWidget, width: Callable[[], int]) -> None:
        super().__init__(widget)
        self._widget, self._width = widget, width
        self._range: Range | None = None
        self.scale = TimeScale(0, 1.0)
        self.fitted = True
        self._level = DAY
        self._from, self._to = self.scale, self.scale
        self._motion = QVariantAnimation(self)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.setDuration(_DURATION)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.valueChanged.connect(self._advance)
        self._since_zoom = QElapsedTimer()

    @property
    def level(self) -> str:
        return DAY if self.fitted else self.scale.level

    @property
    def between(self) -> Range:
        """The moments between the edges of the lanes."""
        return self.scale.start, self.scale.at(self._width())

    def show_range(self, range_: Range, *, anew: bool) -> None:
        """The day reaches over `range_`; `anew`: it is another day, shown whole."""
        self._range = range_
        if anew:
            self._motion.stop()
            self.fitted = True
        self.settle()

    def settle(self, *, resized: bool = False) -> None:
        """Follow a new width or a day that grew. A zoom that is under way goes on, to where it would go now."""
        if self._range is None:
            return
        target = self._whole() if self.fitted else self._bounded(self._target())
        if self._moving and not resized:
            self._to = target
        else:
            self._motion.stop()
            self._set(target)

    def show_level(self, level: str, middle: int) -> None:
        """The whole day, or an hour or a minute across the width around `middle`."""
        if level == DAY:
            self.go(None)
        else:
            half = _LENGTH[level] // 2
            self.go(TimeScale.fitted(middle - half, middle + half, self._width()))

    def zoom(self, factor: float, around: float) -> None:
        """Closer by `factor`, with the moment at x = `around` staying where it is."""
        rested = not self._since_zoom.isValid() or self._since_zoom.elapsed() > _REST
        self._since_zoom.start()
        if factor < 1 and self.fitted:
            if rested:
                self.left.emit()
            return
        self.go(self._target().zoomed(factor, around), at_once=True)

    def go(self, scale: TimeScale | None, *, at_once: bool = False) -> None:
        """Show this scale (None: the whole day), slowing down towards it unless motion is not wanted."""
        if self._range is None:
            return
        target = self._whole() if scale is None else self._bounded(scale)
        self.fitted = target.us_per_px >= self._whole().us_per_px
        self._motion.stop()
        still = self._widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self._widget) == 0
        if at_once or still or not self._widget.isVisible():
            self._set(target)
            return
        self._from, self._to = self.scale, target
        self._motion.start()

    def scroll_to(self, start: int) -> None:
        """Let the view begin at this moment, as far as the day allows."""
        if self._range is not None:
            self._motion.stop()
            self._set(self._bounded(TimeScale(start, self.scale.us_per_px)))

    def reveal(self, range_: Range) -> None:
        """Scroll so that a range is in view."""
        since, until = self.between
        margin = (until - since) // 20
        if range_[0] < since or (range_[1] > until and range_[0] - since > margin):
            self.scroll_to(range_[0] - margin)
        elif range_[1] > until:
            self.scroll_to(range_[1] + margin - (until - since))

    @property
    def _moving(self) -> bool:
        return self._motion.state() == QVariantAnimation.State.Running

    def _target(self) -> TimeScale:
        return self._to if self._moving else self.scale

    def _whole(self) -> TimeScale:
        since, until = self._range or (0, SECOND)
        return TimeScale.fitted(since, until, self._width())

    def _bounded(self, scale: TimeScale) -> TimeScale:
        """The nearest scale that shows nothing outside the day's range."""
        whole = self._whole()
        if self._range is None or scale.us_per_px >= whole.us_per_px:
            return whole
        since, until = self._range
        latest = until - round(self._width() * scale.us_per_px)
        return TimeScale(max(since, min(scale.start, latest)), scale.us_per_px)

    def _advance(self, share: object) -> None:
        if not isinstance(share, float):
            return
        one, two = self._from, self._to
        if share >= 1.0:
            self._set(two)
            return
        us_per_px = one.us_per_px * (two.us_per_px / one.us_per_px) ** share
        width = self._width()
        first, last = one.at(width / 2), two.at(width / 2)
        middle = first + round((last - first) * share)
        self._set(TimeScale(round(middle - us_per_px * width / 2), us_per_px))

    def _set(self, scale: TimeScale) -> None:
        if scale != self.scale:
            self.scale = scale
            self.moved.emit()
        if self.level != self._level:
            self._level = self.level
            self.level_changed.emit(self._level)
