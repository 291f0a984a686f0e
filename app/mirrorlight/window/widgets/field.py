"""A field for one line, which can say why what stands in it is refused."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import Label


class _Line(QLineEdit):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(theme().font("Text"))
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.setFont(theme().font("Text"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.property("refused"):
            look, painter = theme(), QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = 2 if self.hasFocus() else 1
            pen = QPen(look.color("ink"), width)
            pen.setDashPattern([4 / width, 3 / width])
            painter.setPen(pen)
            inset = width / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 5, 5)
            painter.drawPixmap(9, (self.height() - 16) // 2, look.pixmap("warning", 16, "ink", self.devicePixelRatio()))
            painter.end()


class Field(QWidget):
    """A line to write in, 28 high, with room below for the sentence that says why it was refused.

    `changed`: the person wrote something. `name` is its accessible name; `secret` shows dots and keeps the text out of
    every clipboard and undo list.
    """

    changed = Signal(str)
    entered = Signal()

    def __init__(
        self, name: str, text: str = "", placeholder: str = "", *, secret: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.LABEL_GAP)
        self.edit = _Line(self)
        self.edit.setText(text)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(name)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
            self.edit.setInputMethodHints(
                Qt.InputMethodHint.ImhHiddenText
                | Qt.InputMethodHint.ImhSensitiveData
                | Qt.InputMethodHint.ImhNoPredictiveText
            )
        self._why = Label("", "Detail", "ink", wrap=True)
        self._why.hide()
        column.addWidget(self.edit)
        column.addWidget(self._why)
        self.setFocusProxy(self.edit)
        # Not textEdited: assistive technology may write for the person, which Qt takes for a text that was set.
        self._showing = False
        self.edit.textChanged.connect(self._edited)
        self.edit.returnPressed.connect(self.entered)

    @property
    def text(self) -> str:
        return self.edit.text()

    @property
    def refusal(self) -> str:
        """Why what stands here is refused, or ""."""
        return self._why.text() if self.edit.property("refused") else ""

    def set_text(self, text: str) -> None:
        """Show `text`, which is taken to be right."""
        self._showing = True
        self.edit.setText(text)
        self._showing = False
        self.accept()

    def refuse(self, why: str) -> None:
        """Mark it refused and say why; the text stays as it was written."""
        self._mark(True, why)

    def accept(self) -> None:
        """Take the mark away."""
        if self.edit.property("refused"):
            self._mark(False, "")

    def _mark(self, refused: bool, why: str) -> None:
        self.edit.setProperty("refused", refused)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        described = _("Refused: {why}").format(why=why) if why else ""
        self.edit.setAccessibleDescription(described)
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)
        self.edit.update()

    def _edited(self, text: str) -> None:
        if self._showing:
            return
        self.accept()
        self.changed.emit(text)
