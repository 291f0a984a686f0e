"""Tools of the training view: the hour before and after in the page head; going through the steps below the list."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.widgets.button import Button, icon_button
from mirrorlight.window.widgets.labels import ElidedLabel
from mirrorlight.wording import count


class HourTools(QWidget):
    """`stepped` by an hour back (-1) or forward (1), `latest` asked for."""

    stepped = Signal(int)
    latest = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.before = icon_button("chevron-left", _("Hour before (Page up)"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after = icon_button("chevron-right", _("Hour after (Page down)"))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.back = Button(_("Latest"), "text", name=_("Go to the last hour with anything in it (Ctrl+T)"))
        self.back.clicked.connect(self.latest)
        for widget in (self.before, self.after, self.back):
            row.addWidget(widget)
        row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the words go; Ctrl+T still leads there."""
        super().resizeEvent(event)
        self.back.setVisible(self.width() >= self.minimumSizeHint().width() + 8 + self.back.sizeHint().width())

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * self.before.sizeHint().width() + 8, self.before.height())


class StepTools(QWidget):
    """`toggled` play or halt, `stepped` a step back (-1) or forward (1)."""

    toggled = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(10)
        self.before = Button("", "plain", "step-back", _("One step back (comma)"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.play = Button("", "main", "play", _("Play the steps (Space)"))
        self.play.clicked.connect(self.toggled)
        self.after = Button("", "plain", "step-forward", _("One step forward (point)"))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.place = ElidedLabel("", "Detail", "ink2")
        for widget in (self.before, self.play, self.after):
            row.addWidget(widget)
        row.addWidget(self.place, 1)

    def show_playing(self, *, playing: bool) -> None:
        """The middle button says what it will do."""
        self.play.set_words(
            "", "pause" if playing else "play", _("Halt (Space)") if playing else _("Play the steps (Space)")
        )
        self.play.setToolTip(self.play.accessibleName())

    def show_place(self, row: int, rows: int) -> None:
        """Which row of how many is chosen."""
        for button in (self.before, self.play, self.after):
            button.setEnabled(rows > 0)
        self.before.setEnabled(row > 1)
        self.after.setEnabled(0 < row < rows)
        words = _("{n} of {all}. Space plays, comma and point: one step.")
        self.place.setText(words.format(n=count(row), all=count(rows)) if rows else "")
