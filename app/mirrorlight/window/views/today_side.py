"""Beside "What is here": the pictures of what is chosen, and the two verbs, always in reach (guide, rule 9)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight.i18n import _, ngettext
from mirrorlight.store.results import PictureRow
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.picture_strip import PictureStrip
from mirrorlight.wording import count


class Side(QWidget):
    """`delete` and `never` are the verbs; `opened` and `unwanted` a picture."""

    delete = Signal()
    never = Signal()
    opened = Signal(object)
    unwanted = Signal(object)

    def __init__(self, cache: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "alt")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        self.nothing = Label(_("No picture here"), "Detail", "ink2")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.strip = PictureStrip(cache)
        self.strip.setMinimumHeight(92)
        self.strip.opened.connect(self.opened)
        self.strip.unwanted.connect(self.unwanted)
        self.delete_button = Button(_("Delete this…"), "destructive", "trash")
        self.delete_button.setToolTip(_("Delete what is chosen, after a preview (Del)"))
        self.delete_button.clicked.connect(self.delete)
        self.never_button = Button(_("Never record this again…"), "plain", "never")
        self.never_button.setToolTip(_("Add a rule for an application or a title (Ctrl+Shift+N)"))
        self.never_button.clicked.connect(self.never)
        self.consequence = Label("", "Detail", "ink2", wrap=True)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.strip, 1)
        column.addWidget(flow_row(self.delete_button, self.never_button))
        column.addWidget(self.consequence)

    def show_pictures(self, rows: Sequence[PictureRow]) -> None:
        """Show the pictures of what is chosen."""
        words = ngettext("{n} picture", "{n} pictures", len(rows)).format(n=count(len(rows)))
        self.nothing.setVisible(not rows)
        self.strip.setVisible(bool(rows))
        self.strip.setAccessibleName(words)
        self.strip.show_pictures(rows)

    def show_consequence(self, what: str, *, can_delete: bool) -> None:
        """Say what the verbs would do."""
        self.consequence.setText(what)
        self.delete_button.setEnabled(can_delete)
        self.delete_button.setAccessibleDescription(what)
