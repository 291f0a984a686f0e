"""The list of readable stretches: of a day, or of several."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.models.here_list import HereList
from mirrorlight.window.widgets.typed_text import HereDelegate


class HereLines(QListView):
    """The readable stretches."""

    def __init__(self, model: HereList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("What is here"))
        self.setModel(model)
        self.setItemDelegate(HereDelegate(self, model))
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setFrameShape(QListView.Shape.NoFrame)

    def selectionChanged(self, on: QItemSelection, off: QItemSelection) -> None:
        super().selectionChanged(on, off)
        # The chosen line shows its whole text: its height changes, and that of the one before.
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            event.ignore()
            return
        super().keyPressEvent(event)
