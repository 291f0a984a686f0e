"""Progress of long work: a thin bar, numbers, what remains from two seconds on, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.labels import Label
from mirrorlight.wording import count, length


class Progress(QWidget):
    """Shows how far work is. `cancelled` when the person no longer wants it."""

    cancelled = Signal()

    def __init__(self, name: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = unit
        self._clock = QElapsedTimer()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(name)
        self._numbers = Label("", "Detail", "ink2")
        self._left = Label("", "Detail", "ink2")
        self.cancel = Button(_("Cancel"))
        self.cancel.clicked.connect(self._stop)
        words = QHBoxLayout()
        words.addWidget(self._numbers)
        words.addStretch()
        words.addWidget(self._left)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addStretch()
        column.addWidget(self._bar)
        column.addLayout(words)
        column.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(column, 1)
        row.addWidget(self.cancel)
        self.start()

    def start(self) -> None:
        """From the beginning; how much there is is not known yet."""
        self._clock.start()
        self.cancel.setEnabled(True)
        self._bar.setRange(0, 0)
        self._numbers.setText(_("Counting"))
        self._left.setText("")

    def step(self, done: int, total: int, unit: str = "") -> None:
        """`done` of `total` units are done; `unit` where it is another one than at first."""
        permille = 0 if total <= 0 else min(1000, done * 1000 // total)
        self._bar.setRange(0, 1000)
        self._bar.setValue(permille)
        numbers = _("{done} of {total} {unit}").format(done=count(done), total=count(total), unit=unit or self._unit)
        self._numbers.setText(numbers)
        self._bar.setAccessibleDescription(numbers)
        spent = self._clock.elapsed() * 1000
        if permille and spent > 2 * SECOND:
            left = spent * (1000 - permille) // permille
            self._left.setText(_("about {length} left").format(length=length(max(SECOND, left))))

    def _stop(self) -> None:
        self.cancel.setEnabled(False)
        self._left.setText(_("Stopping"))
        self.cancelled.emit()
