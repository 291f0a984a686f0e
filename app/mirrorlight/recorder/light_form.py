"""The full form: what was stored per channel, sentences, and buttons; painted in the light's own colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QTextLayout,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from mirrorlight.core.times import TimeError, parse_duration
from mirrorlight.i18n import _
from mirrorlight.recorder import light_look as look
from mirrorlight.recorder.light_buttons import HEIGHT, LightButton
from mirrorlight.recorder.light_face import LIT, OFF
from mirrorlight.recorder.light_full import Action, Full, Row
from mirrorlight.recorder.light_icons import draw
from mirrorlight.recorder.light_paint import elided, strike
from mirrorlight.wording import time_problem

EDGE = 13
"""From the outer edge to the contents, left and right."""

ROW = 20
LINE = 17
GAP = 6
_ROOM = look.WIDTH - 2 * EDGE
_COUNT_RIGHT, _NAME_LEFT, _ICON_LEFT = 241, 36, 14


class FullForm(QWidget):
    """Below or above the unit. `chosen` is emitted with the Action of the button that was pressed."""

    chosen = Signal(object)
    asked = Signal(object)
    """A length (µs) that was typed."""
    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._full = Full((), (), ())
        self._buttons: list[LightButton] = []
        self._field: QLineEdit | None = None
        self._problem = ""
        self._where = "below"
        self._lines: list[str] = []
        self.resize(look.WIDTH, 10)

    @property
    def where(self) -> str:
        return self._where

    @property
    def asking(self) -> bool:
        """Whether a length is being typed."""
        return self._field is not None

    @property
    def problem(self) -> str:
        """Why what was typed is no length, or ""."""
        return self._problem

    def button(self, kind: str) -> LightButton | None:
        """The first button of an action's kind."""
        return next((b for b in self._buttons if b.property("kind") == kind), None)

    def show_full(self, full: Full, where: str) -> None:
        """Show `full`, the unit being on the other side of `where` ("below" or "above"). The height follows."""
        same = full.actions == self._full.actions and self._buttons
        self._full, self._where = full, where
        self._lines = [line for sentence in full.sentences for line in wrapped(sentence, _ROOM)]
        if not same and not self.asking:
            self._make_buttons()
        self._arrange()
        self.update()

    def ask_length(self) -> None:
        """Take a length as text, such as 45m, in place of the buttons."""
        if self._field is not None:
            return
        self._drop_buttons()
        field = self._field = QLineEdit(self)
        field.setFont(look.text_font())
        field.setMaxLength(20)
        field.setFrame(False)
        field.setPlaceholderText(_("45m"))
        field.setAccessibleName(_("How long to pause, for example 45m or 1h30m"))
        palette = field.palette()
        palette.setColor(QPalette.ColorRole.Base, look.GROUND)
        palette.setColor(QPalette.ColorRole.Text, look.TEXT)
        palette.setColor(QPalette.ColorRole.PlaceholderText, look.RESTING)
        palette.setColor(QPalette.ColorRole.Highlight, look.SECOND_TEXT)
        palette.setColor(QPalette.ColorRole.HighlightedText, look.GROUND)
        field.setPalette(palette)
        field.returnPressed.connect(self._take_length)
        for label, main, then in ((_("Pause"), True, self._take_length), (_("Back"), False, self.end_asking)):
            button = LightButton(label, self, main=main)
            button.clicked.connect(then)
            self._buttons.append(button)
        for widget in (field, *self._buttons):
            widget.show()
        self._arrange()
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def end_asking(self) -> None:
        """Back to the buttons."""
        if self._field is None:
            return
        self._field.deleteLater()
        self._field, self._problem = None, ""
        self._make_buttons()
        self._arrange()
        first = self.button("longer") or (self._buttons[0] if self._buttons else None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_length(self) -> None:
        assert self._field is not None
        try:
            length = parse_duration(self._field.text())
        except TimeError as error:
            self._problem = time_problem(error)
            self._field.setAccessibleDescription(self._problem)
            self._arrange()
            return
        self.end_asking()
        self.asked.emit(length)

    def _make_buttons(self) -> None:
        kept = next((b.property("kind") for b in self._buttons if b.hasFocus()), None)
        self._drop_buttons()
        for row, actions in enumerate(self._full.actions):
            for action in actions:
                self._buttons.append(self._made(action, row))
        again = self.button(kept) if kept else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, action: Action, row: int) -> LightButton:
        button = LightButton(action.label, self, main=action.main)
        button.setProperty("row", row)
        button.setProperty("kind", action.kind)
        button.setAccessibleDescription(action.more)
        button.clicked.connect(lambda _checked=False, action=action: self.chosen.emit(action))
        button.show()
        return button

    def _drop_buttons(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []

    def _arrange(self) -> None:
        """Place everything from top to bottom; buttons that find no room go on in the next row."""
        y = 6 + ROW * len(self._full.rows) + (17 if self._full.rows else 1) + LINE * len(self._lines) + 9
        x, row = EDGE, 0
        if self._field is not None:
            self._field.setGeometry(QRect(EDGE + 7, y + 4, 100, HEIGHT - 8))
            x = EDGE + 114 + GAP
        for button in self._buttons:
            if button.property("row") not in {None, row} or (x > EDGE and x + button.width() > look.WIDTH - EDGE):
                row = button.property("row") or row
                x, y = EDGE, y + HEIGHT + GAP
            button.move(x, y)
            x += button.width() + GAP
        if self._buttons:
            y += HEIGHT
        if self._problem:
            y += 8 + LINE * len(wrapped(self._problem, _ROOM))
        self.resize(look.WIDTH, y + 10)
        self.resized.emit()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            event.ignore()  # those were for the button or the field that had them first

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter)
        for index, row in enumerate(self._full.rows):
            self._row(painter, row, 6 + ROW * index)
        y = 6 + ROW * len(self._full.rows)
        if self._full.rows:
            painter.fillRect(QRectF(EDGE, y + 9, _ROOM, 1), look.LINE)
            y += 17
        else:
            y += 1
        painter.setFont(look.text_font())
        painter.setPen(look.SECOND_TEXT)
        for line in self._lines:
            painter.drawText(QPointF(EDGE, y + 13), line)
            y += LINE
        if self._field is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.TEXT if self._field.hasFocus() else look.INNER_EDGE, 1))
            painter.drawRoundedRect(QRectF(EDGE + 0.5, self._field.y() - 3.5, 113, HEIGHT - 1), 3.5, 3.5)
        if self._problem:
            painter.setPen(look.TEXT)
            y = max(button.y() for button in self._buttons) + HEIGHT + 8
            for line in wrapped(self._problem, _ROOM):
                painter.drawText(QPointF(EDGE, y + 13), line)
                y += LINE
        painter.end()

    def _ground(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), look.OUTER_EDGE)
        top, bottom = (-20, self.height() - 1) if self._where == "below" else (1, self.height() + 20)
        path = QPainterPath()
        path.addRoundedRect(QRectF(1.5, top + 0.5, look.INNER_WIDTH - 1, bottom - top - 1), 6.5, 6.5)
        painter.setPen(QPen(look.INNER_EDGE, 1))
        painter.setBrush(look.GROUND)
        painter.drawPath(path)

    def _row(self, painter: QPainter, row: Row, y: int) -> None:
        lit = row.how == LIT
        ink: QColor = look.TEXT if lit else look.SECOND_TEXT
        box = QRectF(_ICON_LEFT, y + 3.5, look.MARK, look.MARK)
        draw(painter, row.icon, box, ink)
        if row.how == OFF:
            strike(painter, box)
        font = look.text_font()
        base = y + 14.5
        painter.setFont(font)
        number = QFontMetricsF(font).horizontalAdvance(row.count)
        title, width = elided(row.title, font, _COUNT_RIGHT - number - _NAME_LEFT - 28)
        painter.setPen(ink)
        painter.drawText(QPointF(_NAME_LEFT, base), title)
        if lit:
            painter.fillRect(QRectF(_NAME_LEFT + width + 8, y + 9, 12, 2), look.TEXT)
        painter.setPen(look.TEXT)
        painter.drawText(QPointF(_COUNT_RIGHT - number, base), row.count)
        last, width = elided(row.last, font, look.WIDTH - EDGE - _COUNT_RIGHT - 8)
        painter.setPen(look.SECOND_TEXT)
        painter.drawText(QPointF(look.WIDTH - EDGE - width, base), last)


def wrapped(text: str, room: float) -> list[str]:
    """`text` in lines no wider than `room`; words longer than that are broken."""
    layout = QTextLayout(text, look.text_font())
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].rstrip())
    layout.endLayout()
    return lines
