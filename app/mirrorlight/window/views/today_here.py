"""Below the timeline: what is here, as readable stretches or as every stored row, of a range the person chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mirrorlight.core.channel import Channel
from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.models.here import HereRow
from mirrorlight.window.models.here_list import ROW_ROLE, HereList
from mirrorlight.window.views.today_rows import RowsView
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.here_lines import HereLines
from mirrorlight.window.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

READABLE, EVERY = "readable", "every"
CHOSEN, WHOLE_DAY, ALL_DAYS = "chosen", "day", "all"


class Here(QWidget):
    """`chosen` when another line or row is chosen; `scope_changed` and `view_changed` when the person wants another
    range or the other form; `replay_asked` to play from here (Enter on a line or row, a double click, the button).
    """

    chosen = Signal()
    replay_asked = Signal()
    training_asked = Signal()
    scope_changed = Signal(str)
    view_changed = Signal(str)

    def __init__(self, read: Callable[[], Reader], channels: Sequence[Channel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = HereList(self)
        self.lines = HereLines(self.list)
        self.every = RowsView(read, channels)
        self._another = True
        self.name = Label(_("What is here"), "Section")
        self.summary = ElidedLabel("", "Detail", "ink2")
        self.view = Choice(_("Form"), [(READABLE, _("Readable")), (EVERY, _("Every row"))])
        self.view.chosen.connect(self._show_view)
        self.scope = Choice(
            _("Range"),
            [(CHOSEN, _("Last 10 minutes")), (WHOLE_DAY, _("Whole day")), (ALL_DAYS, _("All days"))],
        )
        self.scope.chosen.connect(self.scope_changed)
        self.order = Button(_("Oldest first"), "text", name=_("Order: oldest first. Press for newest first"))
        self.order.clicked.connect(self._turn)
        self.replay = Button(_("Replay"), "text", "replay", name=_("Replay from here (Enter)"))
        self.replay.setToolTip(self.replay.accessibleName())
        self.replay.clicked.connect(self.replay_asked)
        self.training = Button(_("Training view"), "text", "training", name=_("This time as training data"))
        self.training.setToolTip(self.training.accessibleName())
        self.training.clicked.connect(self.training_asked)
        self.lines.activated.connect(lambda _index: self.replay_asked.emit())
        self.every.table.activated.connect(lambda _index: self.replay_asked.emit())
        self.nothing = Label("", "Text", "ink2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(6, 6, 0, 0)
        self._pages = QStackedWidget()
        for page in (self.lines, self.every, self.nothing):
            self._pages.addWidget(page)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.name)
        head.addWidget(self.summary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.MARGIN - 6, 12, 20, 6)
        column.setSpacing(6)
        inner = QVBoxLayout()
        inner.setContentsMargins(6, 0, 0, 0)
        inner.setSpacing(6)
        inner.addLayout(head)
        inner.addWidget(flow_row(self.view, self.scope, self.order, self.replay, self.training))
        column.addLayout(inner)
        column.addWidget(self._pages, 1)
        self.lines.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.every.chosen.connect(self.chosen)
        self._show_all_days()

    # What is shown

    @property
    def form(self) -> str:
        """READABLE or EVERY."""
        return self.view.current

    def show_lines(self, rows: Sequence[HereRow], *, seconds: bool, live: bool) -> None:
        """Show the stretches (oldest first); the chosen one stays chosen if it is still there.

        Of another range, the first line shows; of a `live` one the newest, which stay in view as they come in.
        """
        row = self.line
        at_end = live if self._another else live and self._at_end()
        self.list.show(rows, seconds=seconds)
        if row is not None and self.line is None:
            place = self.list.find(row.identity)
            if place >= 0:
                index = self.list.index(place)
                self.lines.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if at_end and self.line is None and not self.list.newest_first:
            self.lines.scrollToBottom()
        elif self._another and self.line is None:
            self.lines.scrollToTop()
        self._another = False
        self._show_page()

    def expect_another(self) -> None:
        """The next lines are of another range."""
        self._another = True

    def show_summary(self, words: str, nothing: str) -> None:
        """The line beside the name, and what stands in place of an empty list."""
        self.summary.setText(words)
        self.nothing.setText(nothing)
        self._show_page()

    def name_scope(self, *, selection: bool) -> None:
        """Say what the first range is: what was chosen, or the last ten minutes."""
        self.scope.rename(CHOSEN, _("What is chosen") if selection else _("Last 10 minutes"))

    # What is chosen

    @property
    def line(self) -> HereRow | None:
        """The stretch that is chosen."""
        indexes = self.lines.selectionModel().selectedIndexes()
        row = indexes[0].data(ROW_ROLE) if indexes and self.form == READABLE else None
        return row if isinstance(row, HereRow) else None

    def clear_choice(self) -> bool:
        """Choose nothing; whether something was chosen."""
        had = self.line is not None
        self.lines.clearSelection()
        return self.every.clear_choice() or had

    def focus_list(self) -> None:
        """Give the focus to the list, with a current line."""
        view: QAbstractItemView = self.lines if self.form == READABLE else self.every.table
        if self._pages.currentWidget() is self.nothing:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_line(self, place: int) -> None:
        """Choose the line at a place, or the last one there is."""
        if self.list.rowCount():
            index = self.list.index(max(0, min(place, self.list.rowCount() - 1)))
            self.lines.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @property
    def place(self) -> int:
        """Where in the list the chosen line stands, or -1."""
        return self.lines.currentIndex().row()

    # Inside

    def _at_end(self) -> bool:
        bar = self.lines.verticalScrollBar()
        return bar.value() >= bar.maximum() - 4

    def _show_view(self, form: str) -> None:
        self._show_all_days()
        self._show_page()
        self.view_changed.emit(form)

    def _show_all_days(self) -> None:
        """Readable stretches are of one day at most."""
        every = self.form == EVERY
        self.scope.show_option(ALL_DAYS, shown=every)
        self.order.setVisible(not every)
        if not every and self.scope.current == ALL_DAYS:
            self.scope.choose(WHOLE_DAY)

    def _show_page(self) -> None:
        empty = not (self.list.rowCount() if self.form == READABLE else self.every.model.rowCount())
        page: QWidget = self.nothing if empty else self.lines if self.form == READABLE else self.every
        self._pages.setCurrentWidget(page)

    def _turn(self) -> None:
        newest = not self.list.newest_first
        self.list.order(newest_first=newest)
        self.order.set_words(
            _("Newest first") if newest else _("Oldest first"),
            name=_("Order: newest first. Press for oldest first")
            if newest
            else _("Order: oldest first. Press for newest first"),
        )
        self.lines.scrollToTop()

    def _tell_chosen(self, _on: QItemSelection, _off: QItemSelection) -> None:
        self.chosen.emit()
