"""The state of the recording as the window shows it: a lamp of 14 px, and words. The same shapes as the light."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from mirrorlight.i18n import N_, _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme

RECORDING, PAUSED, FILTERED, BLOCKED, STARTING, OFF = "recording", "paused", "filtered", "blocked", "starting", "off"
WORDS: dict[str, str] = {
    RECORDING: N_("Recording"),
    PAUSED: N_("Paused"),
    FILTERED: N_("Filtered"),
    BLOCKED: N_("Not recording"),
    STARTING: N_("Starting"),
    OFF: N_("Not recording"),
}
"""The word of each state of `status`. Message ids."""


def paint_lamp(painter: QPainter, box: QRectF, state: str) -> None:
    """Draw the shape of a state into a square `box` (16 units wide). The only red in the window is painted here."""
    look = theme()
    unit = box.width() / 16
    centre = box.center()
    ink = look.color("ink")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if state == RECORDING:
        painter.setBrush(look.color("red"))
        painter.drawEllipse(centre, 6 * unit, 6 * unit)
    elif state == PAUSED:
        painter.setBrush(look.color("amber"))
        for left in (3, 9.4):
            painter.drawRect(QRectF(box.x() + left * unit, box.y() + 2.5 * unit, 3.6 * unit, 11 * unit))
    elif state in {FILTERED, STARTING}:
        ring = QRectF(centre.x() - 5.25 * unit, centre.y() - 5.25 * unit, 10.5 * unit, 10.5 * unit)
        if state == FILTERED:
            painter.drawChord(ring, 90 * 16, 180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.5 * unit))
        painter.drawEllipse(ring)
    else:
        corners = [QPointF(box.x() + x * unit, box.y() + y * unit) for x, y in ((8, 1.5), (15.2, 14), (0.8, 14))]
        painter.setPen(QPen(ink, unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolygon(QPolygonF(corners))
        painter.setPen(QPen(look.color("base"), 1.5 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(centre.x(), box.y() + 6 * unit), QPointF(centre.x(), box.y() + 9.4 * unit))
        painter.drawPoint(QPointF(centre.x(), box.y() + 11.8 * unit))
    painter.restore()


class StateLabel(QPushButton):
    """Lamp, word, and what belongs to it ("since 08:52", "12:31 left"). A change of word is announced, politely.

    It is a button because it can be asked for its details; whoever shows it connects `clicked`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._word, self._rest = OFF, _(WORDS[OFF]), ""
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._word)
        theme().changed.connect(self.updateGeometry)

    @property
    def state(self) -> str:
        return self._state

    @property
    def words(self) -> str:
        """Everything it says, on one line."""
        return self._word + self._beside

    @property
    def _beside(self) -> str:
        """What stands beside the word: after a space, or after the comma that it brings."""
        return self._rest if not self._rest or self._rest.startswith(",") else f" {self._rest}"

    def show_state(self, state: str, rest: str = "", spoken: str = "") -> None:
        """Show `state` (a key of WORDS) and `rest` beside its word. `spoken` replaces both for assistive technology."""
        word = _(WORDS.get(state, WORDS[OFF]))
        changed = (state, word) != (self._state, self._word)
        if not changed and rest == self._rest:
            return
        self._state, self._word, self._rest = state, word, rest
        self.setAccessibleName(spoken or self.words)
        self.setToolTip("")
        self.updateGeometry()
        self.update()
        if changed and self.isVisible() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken or self.words))

    def sizeHint(self) -> QSize:
        look = theme()
        word = QFontMetrics(look.font("Label", 600)).horizontalAdvance(self._word)
        rest = QFontMetrics(look.font("Text")).horizontalAdvance(self._beside)
        return QSize(4 + 14 + 9 + word + rest + 6, round(tokens.CONTROL * look.scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        paint_lamp(painter, QRectF(4, (self.height() - 14) / 2, 14, 14), self._state)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        font = look.font("Label", 600)
        left = 27
        painter.setFont(font)
        painter.setPen(look.color("ink"))
        painter.drawText(left, 0, self.width() - left, self.height(), flags, self._word)
        left += QFontMetrics(font).horizontalAdvance(self._word)
        painter.setFont(look.font("Text"))
        painter.setPen(look.color("ink2"))
        painter.drawText(left, 0, self.width() - left, self.height(), flags, self._beside)
        painter.end()
