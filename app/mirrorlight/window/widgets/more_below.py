"""Says over the foot of a scroll area that there is more below, and goes there when it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QScrollArea

from mirrorlight.i18n import _
from mirrorlight.window.widgets.button import Button

_EDGE = 10
_OVERLAP = 40
"""Pixels of what was shown that are still shown after a press."""


class MoreBelow(Button):
    """Lies over the lower right corner of `area` as long as the end of its content is out of view."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(_("More below"), "plain", "chevron-down", parent=area)
        self._area = area
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._settle)
        bar.rangeChanged.connect(self._settle)
        self.clicked.connect(self._down)
        area.installEventFilter(self)
        self._settle()

    def _down(self) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep() - _OVERLAP)

    def _settle(self, *_args: int) -> None:
        bar = self._area.verticalScrollBar()
        size = self.sizeHint()
        right = self._area.width() - bar.sizeHint().width() - _EDGE
        self.setGeometry(right - size.width(), self._area.height() - size.height() - _EDGE, size.width(), size.height())
        shown = bar.value() < bar.maximum()
        if not shown and self.hasFocus():
            self.focusNextChild()
        self.setVisible(shown)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)
