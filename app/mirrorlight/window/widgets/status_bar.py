"""The line at the foot of the window: figures and facts, each of which opens its explanation."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme


class _Fact(QPushButton):
    """Flat words that can be asked for more."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("ring", False)

    def say(self, words: str) -> None:
        if words != self.text():
            self.setText(words)
            self.setAccessibleName(words)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme().font("Detail")).horizontalAdvance(self.text())
        return QSize(width + 24, round(tokens.STATUS_BAR * theme().scale) - 1)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), look.color("line"))
        painter.setFont(look.font("Detail"))
        painter.setPen(look.color("ink2"))
        painter.drawText(
            self.rect().adjusted(12, 0, 0, 0),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            self.text(),
        )
        if self.hasFocus():
            painter.setPen(look.color("accent"))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
            painter.drawRect(self.rect().adjusted(2, 2, -3, -3))
        if self.x():
            painter.fillRect(0, 6, 1, self.height() - 12, look.color("line"))
        painter.end()


class StatusBar(QWidget):
    """Facts by id, in a fixed order. `asked(id)` when one is pressed. What does not fit is left out from the end."""

    asked = Signal(str)

    def __init__(self, ids: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(round(tokens.STATUS_BAR * theme().scale))
        self.setAccessibleName(_("Status"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        self._facts: dict[str, _Fact] = {}
        for id_ in ids:
            fact = _Fact(self)
            fact.clicked.connect(lambda _checked=False, id_=id_: self.asked.emit(id_))
            fact.hide()
            row.addWidget(fact)
            self._facts[id_] = fact
        row.addStretch(1)

    def say(self, id_: str, words: str) -> None:
        """Show `words` under `id_`; "" shows nothing."""
        self._facts[id_].say(words)
        self._fit()

    def words(self, id_: str) -> str:
        return self._facts[id_].text()

    def _fit(self) -> None:
        used = 0
        for fact in self._facts.values():
            used += fact.sizeHint().width()
            fact.setVisible(bool(fact.text()) and used <= self.width())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("win"))
        painter.fillRect(0, 0, self.width(), 1, theme().color("line"))
        painter.end()
