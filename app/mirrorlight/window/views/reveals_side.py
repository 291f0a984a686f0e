"""One conclusion: why one would come to it, when, in which moments, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mirrorlight.core.text import clean_text
from mirrorlight.i18n import _, ngettext
from mirrorlight.insight.findings.kinds import KINDS
from mirrorlight.insight.findings.model import Finding, Moment, Reason
from mirrorlight.window import tokens
from mirrorlight.window.models.reveals import LONGEST, SOURCES, MomentTable, said
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.moment_table import MomentView
from mirrorlight.window.widgets.table import fit_height
from mirrorlight.window.widgets.tick import Tick
from mirrorlight.window.widgets.when_strip import Around, WhenStrip
from mirrorlight.wording import count

_MOST_ROWS = 14
_SOURCE = 64


class Reasons(QWidget):
    """Why one would conclude it: the kind of each reason, and the reason in as many lines as it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Why one would conclude this"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def show_reasons(self, reasons: Sequence[Reason], kind: str) -> None:
        """Show these instead."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._grid.setColumnMinimumWidth(0, round(_SOURCE * theme().scale))
        told = []
        before = ""
        for row, reason in enumerate(reasons):
            source = _(SOURCES.get(reason.source, SOURCES[""])[0]) if kind != "passwords" else _("Keys")
            words = clean_text(reason.said.text(), 2 * LONGEST)
            label = Label("" if source == before else source, "Text", "ink2")
            before = source
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Label(words, "Text", wrap=True), row, 1)
            told.append(f"{source}: {words}")
        self.setAccessibleDescription(" ".join(told))


class RevealsSide(QScrollArea):
    """`delete`, `never`, `show_moment`, `replay` and `wrong` are what the person wants done with what is shown."""

    delete = Signal()
    never = Signal()
    show_moment = Signal()
    replay = Signal()
    wrong = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.finding: Finding | None = None
        self.moments = MomentTable(self)
        self._build()
        self.moments.ticked_changed.connect(self._count)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._chosen())
        self.table.opened.connect(self.show_moment)
        self.table.unwanted.connect(self.delete)

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("ground", "base")
        column = QVBoxLayout(inner)
        column.setContentsMargins(tokens.MARGIN, 18, tokens.MARGIN, 18)
        column.setSpacing(8)
        self.head = Label("", "Subject", wrap=True)
        self.law = Label("", "Text", "ink2", wrap=True)
        self.reasons = Reasons()
        self.strip = WhenStrip()
        self.chosen = Label("", "Detail", "ink2")
        self.all = Tick(_("All"), _("Choose all moments"))
        self.all.clicked.connect(self._all)
        self.table = MomentView(self.moments)
        self.delete_button = Button(_("Delete these…"), "destructive", "trash")
        self.delete_button.setToolTip(_("Delete what is chosen, after a preview (Del)"))
        self.delete_button.clicked.connect(self.delete)
        self.never_button = Button(_("Never record this again…"), "plain", "never")
        self.never_button.setToolTip(_("Add a rule for an application or a title (Ctrl+Shift+N)"))
        self.never_button.clicked.connect(self.never)
        self.today_button = Button(_("Show in Today"), icon="today")
        self.today_button.setToolTip(_("Choose this moment on the day’s timeline (Enter)"))
        self.today_button.clicked.connect(self.show_moment)
        self.replay_button = Button(_("Replay"), icon="replay")
        self.replay_button.setToolTip(_("Replay from this moment on"))
        self.replay_button.clicked.connect(self.replay)
        self.wrong_button = Button(_("This is wrong"), "text")
        self.wrong_button.setToolTip(_("Hide this conclusion for good; under Protection it can be shown again"))
        self.wrong_button.clicked.connect(self.wrong)
        self.foot = Label(
            _("Deleting here removes it from Mirrorlight alone. What an agent of your employer has taken stays where it"
              " is."),
            "Detail", "ink2", wrap=True,
        )  # fmt: skip
        column.addWidget(self.head)
        column.addWidget(self.law)
        column.addSpacing(10)
        column.addWidget(Label(_("Why one would conclude this"), "Text", weight=600))
        column.addWidget(self.reasons)
        column.addSpacing(10)
        column.addWidget(Label(_("When"), "Text", weight=600))
        column.addWidget(self.strip)
        heads = QHBoxLayout()
        heads.addWidget(Label(_("The moments"), "Text", weight=600))
        heads.addSpacing(12)
        heads.addWidget(self.all)
        heads.addStretch(1)
        heads.addWidget(self.chosen)
        column.addLayout(heads)
        column.addWidget(self.table)
        column.addSpacing(6)
        column.addWidget(
            flow_row(
                self.delete_button, self.never_button, self.today_button, self.replay_button, self.wrong_button
            )
        )  # fmt: skip
        column.addWidget(self.foot)
        column.addStretch(1)
        self._inner = inner
        self.setWidget(inner)

    def show_finding(self, finding: Finding | None, around: Around | None) -> None:
        """Show a conclusion; None shows none."""
        self.finding = finding
        self._inner.setVisible(finding is not None)
        days = around is not None and len(around.days) > 1
        self.moments.show(finding, days=days)
        self.strip.show_moments(around if finding is not None else None, self.moments.moments)
        if finding is None:
            self.reasons.show_reasons((), "")
            return
        kind = KINDS.get(finding.kind)
        self.head.setText(said(finding))
        law = " ".join(part for part in (f"{_(finding.group)}.", _(kind.law) if kind and kind.law else "") if part)
        self.law.setText(law)
        self.reasons.show_reasons(finding.reasons, finding.kind)
        self.table.fit()
        fit_height(self.table, most=_MOST_ROWS)
        if self.moments.moments:
            self.table.selectRow(0)
        self.table.setAccessibleName(_("The moments of: {finding}").format(finding=self.head.text()))
        self._count()
        self.verticalScrollBar().setValue(0)

    @property
    def moment(self) -> Moment | None:
        """The moment that is chosen (not ticked), or None."""
        row = self.table.currentIndex().row()
        return self.moments.moments[row] if 0 <= row < len(self.moments.moments) else None

    @property
    def only_times(self) -> bool:
        """Whether what carries the conclusion is time alone, without rows of its own."""
        return self.moments.only_times

    def _all(self) -> None:
        self.moments.tick_all(on=self.all.isChecked())

    def _chosen(self) -> None:
        moment = self.moment
        self.strip.show_current(moment)
        for button in (self.today_button, self.replay_button):
            button.setEnabled(moment is not None)

    def _count(self) -> None:
        number, total = len(self.moments.ticked), len(self.moments.moments)
        self.all.setChecked(number == total and bool(total))
        self.all.setVisible(not self.only_times)
        if self.only_times:
            words = _("Delete this time…")
            self.chosen.setText(
                _("{n} of {total} chosen; a time is deleted one by one").format(n=count(number), total=count(total))
            )
            self.delete_button.setEnabled(number == 1)
        else:
            words = ngettext("Delete this moment…", "Delete these {n}…", number or total)
            self.chosen.setText(_("{n} of {total} chosen").format(n=count(number), total=count(total)))
            self.delete_button.setEnabled(bool(number))
        self.delete_button.set_words(words.format(n=count(number or total)), "trash")
        self._chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.fit()
